/*
 * 到着を見る -- table, watches, words and arrivals read at once; the one question of runs that need a feed.
 *
 * Rows    NX-07; collection.md E2 (平塚市: reminders to people whose payments had not been loaded)
 */
#include "interchange/feed_days.h"

#include <inttypes.h>

static date day_of(int64_t ymd)
{
    date d;
    return date_from_ymd((int32_t)ymd, &d) ? d : date_none();
}

static enum err read_watches(struct store *s, struct arena *arena, struct report *report, struct feed_book *b)
{
    struct query *q = store_query(s, SQL_interchange_feed_watches);
    size_t capacity = 0;
    bool row;
    enum err e;
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, b->watches, b->watch_count, capacity) =
            (struct feed_watch){text_copy(arena, query_text(q, 0)), day_of(query_i64(q, 1)),
                                query_i64(q, 2) == 1};
    }
    query_reset(q);
    return e;
}

static enum err read_words(struct store *s, struct arena *arena, struct report *report, struct feed_book *b)
{
    struct query *q = store_query(s, SQL_interchange_feed_words);
    size_t capacity = 0;
    bool row;
    enum err e;
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, b->words, b->word_count, capacity) =
            (struct feed_word){text_copy(arena, query_text(q, 0)), day_of(query_i64(q, 1)),
                               (enum feed_answer)query_i64(q, 2), day_of(query_i64(q, 3)),
                               text_copy(arena, query_text(q, 4))};
    }
    query_reset(q);
    return e;
}

static enum arrival_outcome outcome_of(struct text t)
{
    static const char *const names[] = {"reading", "posted", "held", "refused", "already"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (text_is(t, names[i])) {
            return (enum arrival_outcome)i;
        }
    }
    return ARRIVAL_READING;
}

/* From the first watch on: nothing before it fulfils a day. Without one, what the faults need. */
static date arrivals_from(const struct feed_book *b)
{
    date from = date_add_days(b->today, -31);
    for (size_t i = 0; i < b->watch_count; i++) {
        from = date_min(from, b->watches[i].from);
    }
    return from;
}

static enum err read_arrivals(struct store *s, struct arena *arena, struct report *report,
                              struct feed_book *b)
{
    struct query *q = store_query(s, SQL_interchange_arrivals);
    size_t capacity = 0;
    bool row;
    enum err e;
    query_set_i64(q, "from_day", date_ymd(arrivals_from(b)));
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, b->arrivals, b->arrival_count, capacity) =
            (struct arrival){.arrival_no = query_i64(q, 0), .file_name = text_copy(arena, query_text(q, 1)),
                             .layout = text_copy(arena, query_text(q, 2)), .data_records = query_i64(q, 3),
                             .first_number = query_i64(q, 4), .last_number = query_i64(q, 5),
                             .outcome = outcome_of(query_text(q, 6)), .on = day_of(query_i64(q, 7)),
                             .started_at = query_i64(q, 8), .ended_at = query_i64(q, 9)};
    }
    query_reset(q);
    return e;
}

/* A feed that is watched stands in the table: else nobody would notice that its row is gone. */
static enum err watched_is_declared(const struct feed_book *b, struct report *report)
{
    enum err e = ERR_NONE;
    for (size_t i = 0; i < b->watch_count; i++) {
        struct text name = b->watches[i].feed;
        bool is_last = i + 1 == b->watch_count || !text_equal(b->watches[i + 1].feed, name);
        if (is_last && b->watches[i].is_watched && feed_on(&b->table, name, b->today) == NULL) {
            e = report_fail(report, ERR_INPUT,
                            "見張っている連携「%.*s」が feeds.tsv にありません。行を戻すか、見張りを"
                            "やめてください",
                            (int)name.len, name.bytes);
        }
    }
    return e;
}

static enum err book_read(struct session *s, struct arena *arena, struct report *report,
                          struct feed_book *ret)
{
    *ret = (struct feed_book){.today = s->folder.business_date, .now = clock_now_ms()};
    enum err e = feed_table_read(&s->folder, arena, report, &ret->table);
    e = e == ERR_NONE ? read_watches(s->store, arena, report, ret) : e;
    e = e == ERR_NONE ? read_words(s->store, arena, report, ret) : e;
    e = e == ERR_NONE ? watched_is_declared(ret, report) : e;
    return e == ERR_NONE ? read_arrivals(s->store, arena, report, ret) : e;
}

enum err feeds_look(struct session *s, date day, struct arena *arena, struct report *report,
                    struct feeds_look *ret)
{
    struct feed_book b;
    enum err e = date_before(s->folder.business_date, day)
                     ? report_fail(report, ERR_INPUT, "処理日より後の日の到着はまだ分かりません")
                     : book_read(s, arena, report, &b);
    if (e == ERR_NONE) {
        feed_book_look(&b, day, arena, ret);
    }
    return e;
}

enum err feed_is_watched(struct session *s, struct text name, date day, struct report *report, bool *ret)
{
    struct arena *arena = arena_new("到着の見張り", (size_t)4 << 20);
    struct feed_book b = {.watch_count = 0};
    enum err e = read_watches(s->store, arena, report, &b);
    *ret = e == ERR_NONE && feed_book_watches(&b, name, day);
    arena_free(arena);
    return e;
}

/* ------------------------------------------------------------------------------ the question -- */

static bool is_missing(const struct feed_day *d, const char *group, date until, date today)
{
    bool passed = !date_is_none(d->passed_until) && date_at_most(today, d->passed_until);
    return feed_state_is_open(d->state) && !passed && date_at_most(d->day, until) &&
           (strcmp(d->feed->group, group) == 0 || strcmp(d->feed->name, group) == 0);
}

enum err interchange_feeds_complete(struct session *s, const char *group, date until, struct report *report)
{
    struct arena *arena = arena_new("連携ファイルの到着", (size_t)256 << 20);
    struct feeds_look look;
    size_t missing = 0;
    enum err e = feeds_look(s, s->folder.business_date, arena, report, &look);
    for (size_t i = 0; i < look.day_count && e == ERR_NONE; i++) {
        const struct feed_day *d = &look.days[i];
        char day[DATE_TEXT_BYTES];
        if (is_missing(d, group, until, s->folder.business_date)) {
            date_format_era(d->day, day);
            report_add(report, "%s（%s）の%sの分: %s", d->feed->label, d->feed->partner, day,
                       feed_state_labels[d->state]);
            missing++;
        }
    }
    arena_free(arena);
    if (e == ERR_NONE && missing > 0) {
        e = report_fail(report, ERR_INPUT,
                        "届くはずの連携ファイルが%zu件そろっていないので、始められません（E2）。"
                        "届いてから取り込むか、「届かない連携ファイルの確認」で理由を登録し、"
                        "上席の承認を受けてください",
                        missing);
    }
    return e;
}
