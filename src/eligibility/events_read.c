/* 届出・異動の照会 -- the events of a person as rows, with those of the opening
 * balance until he has his own. */
#include "eligibility/events.h"

#include "base/sorted.h"
#include "store/moved.h"

int64_t day_column(date d)
{
    return date_is_none(d) ? 0 : date_ymd(d);
}

date day_of_column(int64_t ymd)
{
    date d;
    return date_from_ymd((int32_t)ymd, &d) ? d : date_none();
}

struct text rest_value(struct text rest, const char *name)
{
    size_t len = strlen(name), at = 0;

    while (at < rest.len) {
        const char *line = rest.bytes + at;
        const char *end = memchr(line, '\n', rest.len - at);
        size_t line_len = end != NULL ? (size_t)(end - line) : rest.len - at;
        if (line_len > len && memcmp(line, name, len) == 0 && line[len] == '=') {
            return (struct text){line + len + 1, line_len - len - 1};
        }
        at += line_len + 1;
    }
    return (struct text){"", 0};
}

static int64_t rest_number(struct text rest, const char *name)
{
    struct text value = rest_value(rest, name);
    int64_t n = 0;
    return parse_i64(value.bytes, value.len, 0, INT64_MAX, &n) ? n : 0;
}

/* ----------------------------------------------------------------------------------- 読む ----- */

static void event_read(struct query *q, struct arena *arena, struct eligibility_event *ret)
{
    *ret = (struct eligibility_event){
        .addressee_no = query_i64(q, 0),
        .event_no = query_i64(q, 1),
        .recorded_at = query_i64(q, 2),
        .cancelled_at = query_i64(q, 3),
        .kind = (enum eligibility_event_kind)query_i64(q, 4),
        .fact_kind = (enum eligibility_fact_kind)query_i64(q, 5),
        .effective_on = day_of_column(query_i64(q, 6)),
        .until = day_of_column(query_i64(q, 7)),
        .occurred_on = day_of_column(query_i64(q, 8)),
        .notified_on = day_of_column(query_i64(q, 9)),
        .prefecture_on = day_of_column(query_i64(q, 10)),
        .how = (enum event_how)query_i64(q, 11),
        .is_annotated = query_i64(q, 12) != 0,
        .is_planned = query_i64(q, 13) != 0,
        .is_head = query_i64(q, 14) != 0,
        .detail = (int32_t)query_i64(q, 15),
        .household_no = query_i64(q, 16),
        .branch_no = (int)query_i64(q, 17),
        .birth = {(int32_t)query_i64(q, 18)},
        .change_no = query_i64(q, 19),
        .closed_by = query_i64(q, 20),
        .reason = text_copy(arena, query_text(q, 21)),
        .card_symbol = text_copy(arena, query_text(q, 22)),
        .card_number = text_copy(arena, query_text(q, 23)),
        .evidence = text_copy(arena, query_text(q, 24)),
        .note = text_copy(arena, query_text(q, 25)),
        .source = text_copy(arena, query_text(q, 26)),
    };
}

enum err events_read(struct query *q, struct arena *arena, struct report *report, struct event_list *to)
{
    bool row = false;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        event_read(q, arena, ARENA_PUSH(arena, to->events, to->count, to->capacity));
    }
    query_reset(q);
    return e;
}

static int64_t known_moment(int64_t known_at)
{
    return known_at == FACT_MOMENT_OPEN ? FACT_MOMENT_OPEN - 1 : known_at;
}

static struct eligibility_event opening_event(struct query *q, struct arena *arena)
{
    struct text rest = text_copy(arena, query_text(q, 8));

    return (struct eligibility_event){
        .addressee_no = query_i64(q, 0),
        .kind = query_i64(q, 1) == FACT_MEMBERSHIP ? EVENT_ACQUIRE : EVENT_FACT,
        .fact_kind = (enum eligibility_fact_kind)query_i64(q, 1),
        .effective_on = day_of_column(query_i64(q, 2)),
        .occurred_on = day_of_column(query_i64(q, 2)),
        .recorded_at = query_i64(q, 3),
        .cancelled_at = FACT_MOMENT_OPEN,
        .until = query_i64(q, 1) == FACT_MEMBERSHIP ? date_open_end() : day_of_column(query_i64(q, 4)),
        .notified_on = day_of_column(rest_number(rest, "notified_on")),
        .prefecture_on = date_none(),
        .how = HOW_OPENING,
        .detail = (int32_t)query_i64(q, 5),
        .card_symbol = text_copy(arena, query_text(q, 6)),
        .card_number = text_copy(arena, query_text(q, 7)),
        .household_no = rest_number(rest, "household_no"),
        .branch_no = (int)(rest_number(rest, "branch_no") % 100),
        .reason = rest_value(rest, "acquisition_reason"),
        .evidence = {"", 0},
        .note = {"", 0},
        .source = {"", 0},
    };
}

/*
 * What the opening balance said of those kinds of fact that no event is about, as events: a membership is an
 * acquisition and, when it has an end, a loss.
 */
static enum err opening_read(struct store *s, int64_t addressee_no, int64_t known_at,
                             unsigned kinds_of_events, struct arena *arena, struct report *report,
                             struct event_list *to)
{
    struct query *q = store_query(s, SQL_eligibility_fact_opening_of);
    int64_t no = 0;
    bool row = false;
    enum err e;

    query_set_i64(q, "addressee_no", addressee_no);
    query_set_i64(q, "known_at", known_moment(known_at));
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct eligibility_event event = opening_event(q, arena);
        date until = day_of_column(query_i64(q, 4));
        if ((kinds_of_events >> event.fact_kind & 1u) != 0 || !date_before(event.effective_on, event.until)) {
            continue;
        }
        event.event_no = --no;
        *ARENA_PUSH(arena, to->events, to->count, to->capacity) = event;
        if (event.kind == EVENT_ACQUIRE && date_before(until, date_open_end())) {
            struct text rest = text_copy(arena, query_text(q, 8));
            event.kind = EVENT_LOSE;
            event.event_no = --no;
            event.effective_on = event.occurred_on = until;
            event.notified_on = date_none();
            event.reason = rest_value(rest, "loss_reason");
            *ARENA_PUSH(arena, to->events, to->count, to->capacity) = event;
        }
    }
    query_reset(q);
    return e;
}

/* Kinds of facts that events are about, as bits. */
static unsigned kinds_of(const struct event_list *list)
{
    unsigned kinds = 0;

    for (size_t i = 0; i < list->count; i++) {
        kinds |= 1u << list->events[i].fact_kind;
    }
    return kinds;
}

static int by_day(const void *a, const void *b)
{
    const struct eligibility_event *x = a, *y = b;

    if (!date_equal(x->effective_on, y->effective_on)) {
        return date_before(x->effective_on, y->effective_on) ? -1 : 1;
    }
    if (x->recorded_at != y->recorded_at) {
        return x->recorded_at < y->recorded_at ? -1 : 1;
    }
    return x->event_no < y->event_no ? -1 : x->event_no > y->event_no;
}

enum err eligibility_events_of(struct store *s, int64_t addressee_no, int64_t known_at, bool with_cancelled,
                               struct arena *arena, struct report *report, struct eligibility_event **ret,
                               size_t *ret_count)
{
    struct event_list all = {0};
    struct query *q = store_query(s, SQL_eligibility_event_all_of);
    size_t n = 0;

    query_set_i64(q, "addressee_no", addressee_no);
    query_set_i64(q, "known_at", known_moment(known_at));
    enum err e = events_read(q, arena, report, &all);
    unsigned kinds = kinds_of(&all); /* a cancelled event, too, has taken the opening balance's place */
    for (size_t i = 0; i < all.count; i++) {
        if (with_cancelled || all.events[i].cancelled_at > known_moment(known_at)) {
            all.events[n++] = all.events[i];
        }
    }
    all.count = n;
    if (e == ERR_NONE) {
        e = opening_read(s, addressee_no, known_at, kinds, arena, report, &all);
    }
    if (e == ERR_NONE && all.count > 0) {
        qsort(all.events, all.count, sizeof(all.events[0]), by_day);
    }
    if (e == ERR_NONE) {
        *ret = all.events;
        *ret_count = all.count;
    }
    return e;
}

enum err eligibility_memberships_of(struct store *s, int64_t addressee_no, int64_t known_at,
                                    struct arena *arena, struct report *report,
                                    struct eligibility_membership **ret, size_t *ret_count)
{
    struct eligibility_event *events = NULL;
    struct eligibility_membership *list = NULL;
    size_t event_count = 0, count = 0, capacity = 0;
    struct fold fold = {0};
    enum err e = eligibility_events_of(s, addressee_no, known_at, false, arena,
                                       report, &events, &event_count);

    if (e != ERR_NONE) {
        return e;
    }
    events_fold(events, event_count, arena, &fold);
    for (size_t i = 0; i < fold.row_count; i++) {
        const struct fact_row *row = &fold.rows[i];
        if (row->kind != FACT_MEMBERSHIP) {
            continue;
        }
        *ARENA_PUSH(arena, list, count, capacity) = (struct eligibility_membership){
            .addressee_no = addressee_no,
            .household_no = rest_number(row->rest, "household_no"),
            .span = {day_of_column(row->from), day_of_column(row->until)},
            .prefecture_from = day_of_column(rest_number(row->rest, "prefecture_from")),
            .prefecture_until = day_of_column(rest_number(row->rest, "prefecture_until")),
            .card_symbol = row->card_symbol,
            .card_number = row->card_number,
            .acquired_by = rest_value(row->rest, "acquisition_reason"),
            .lost_by = rest_value(row->rest, "loss_reason"),
            .branch_no = (int)(rest_number(row->rest, "branch_no") % 100),
            .is_planned = rest_number(row->rest, "is_planned") != 0,
        };
    }
    *ret = list;
    *ret_count = count;
    return ERR_NONE;
}

enum err event_source_known(struct store *s, int64_t addressee_no, struct text source, struct report *report,
                            bool *ret)
{
    struct query *q = store_query(s, SQL_eligibility_event_source);

    query_set_i64(q, "addressee_no", addressee_no);
    query_set_text(q, "source", source);
    enum err e = query_step(q, report, ret);
    query_reset(q);
    return e;
}

/* ----------------------------------------------------------------------------------- 統計 ----- */

typedef enum err (*period_fn)(void *context, const struct eligibility_period *period,
                              struct report *report);

/* Of a query that says whose; it is reset. */
static enum err each_period(struct query *q, date until, int64_t known_at, period_fn each, void *context,
                            struct report *report)
{
    bool row = false;
    enum err e;

    query_set_i64(q, "until", date_ymd(until));
    query_set_i64(q, "known_at", known_moment(known_at));
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct text rest = query_text(q, 3);
        const struct eligibility_period period = {
            .addressee_no = query_i64(q, 0),
            .household_no = rest_number(rest, "household_no"),
            .span = {day_of_column(query_i64(q, 1)), day_of_column(query_i64(q, 2))},
            .acquired_by = rest_value(rest, "acquisition_reason"),
            .lost_by = rest_value(rest, "loss_reason")};
        if ((e = each(context, &period, report)) != ERR_NONE) {
            break;
        }
    }
    query_reset(q);
    return e;
}

enum err eligibility_each_period(struct store *s, date until, int64_t known_at, period_fn each,
                                 void *context, struct report *report)
{
    return each_period(store_scan(s, SQL_eligibility_fact_periods), until, known_at, each, context, report);
}

enum err eligibility_each_period_of(struct store *s, const int64_t *persons, size_t count, date until,
                                    int64_t known_at, period_fn each, void *context, struct report *report)
{
    struct query *q = store_scan(s, SQL_eligibility_fact_periods_of);

    query_set_list(q, "persons", persons, count);
    return each_period(q, until, known_at, each, context, report);
}

/* Behind a load of everybody the table itself is asked. */
static enum err periods_moved_asked(struct store *s, int64_t since, date after, date day,
                                    struct arena *arena, struct report *report, int64_t **ret,
                                    size_t *ret_count)
{
    struct query *q = store_query(s, SQL_eligibility_fact_periods_moved);
    size_t capacity = 0;
    bool row = false;
    enum err e;

    *ret = NULL;
    *ret_count = 0;
    query_set_i64(q, "since", since);
    query_set_i64(q, "after", date_ymd(after));
    query_set_i64(q, "until", date_ymd(day));
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, *ret, *ret_count, capacity) = query_i64(q, 0);
    }
    query_reset(q);
    return e;
}

enum err eligibility_periods_moved(struct store *s, int64_t since, date after, date day, struct arena *arena,
                                   struct report *report, int64_t **ret, size_t *ret_count)
{
    struct moved_list moved = {0};
    bool is_all = false, has_many_days = false;
    enum err e = moved_noted(s, MOVED_FACT, since, INT64_MAX, arena, report, &moved, &is_all);

    if (e == ERR_NONE && !is_all) {
        e = moved_noted(s, MOVED_MEMBERSHIP_DAY, date_ymd(after), date_ymd(day), arena, report, &moved,
                        &has_many_days);
        assert(!has_many_days); /* days are noted one by one */
    }
    if (e != ERR_NONE || is_all) {
        return e == ERR_NONE ? periods_moved_asked(s, since, after, day, arena, report, ret, ret_count) : e;
    }
    *ret = ARENA_ARRAY(arena, int64_t, moved.count + 1);
    for (size_t i = 0; i < moved.count; i++) {
        (*ret)[i] = moved.items[i].number;
    }
    *ret_count = sorted_once(*ret, moved.count);
    return ERR_NONE;
}
