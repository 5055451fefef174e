/*
 * 夜間処理の中身 -- what is due, in the order of the table, each with its outcome.
 *
 * Rows    OP-16; users_ask.md D4 (a step left out: what stands on it does not begin)
 */
#include "watch/internal.h"

#include <inttypes.h>

#define WORDS_MAX 400

enum outcome { NOTHING_DUE, OUTCOME_DONE, OUTCOME_FAILED, OUTCOME_HELD };

struct night {
    struct session *session;
    FILE *out;
    struct report *report;
    const struct watch_schedule *schedule;
    enum outcome *outcomes; /* of the entries so far */
    int64_t night_no;
    enum err worst;
};

static enum err next_number(struct store *s, enum sql sql, struct report *report, int64_t *ret)
{
    struct query *q = store_query(s, sql);
    bool row = false;
    enum err e = query_step(q, report, &row);
    if (e == ERR_NONE) {
        assert(row);
        *ret = query_i64(q, 0);
    }
    query_reset(q);
    return e;
}

static enum err end_write(struct store *s, enum err e, struct report *report)
{
    e = e == ERR_NONE ? store_commit(s, report) : e;
    if (e != ERR_NONE) {
        store_rollback(s);
    }
    return e;
}

/* ------------------------------------------------------------------------------ the records -- */

/* All but the end of the night are bookkeeping, and it makes durable what stands before it, the ends of its
 * jobs too: what a job did is durable by its own commits, a job whose occurrence is lost with the machine
 * counts as run by hand (watch_due()), and one whose end is lost is begun anew like one that was killed. */

static enum err write_occurrence(struct night *n, const struct watch_entry *entry, date day,
                                 enum watch_state state, int missed, const char *words)
{
    struct store *s = n->session->store;
    int64_t number = 0, changed;
    enum err e = store_begin_soon(s, n->report);
    if (e != ERR_NONE) {
        return e;
    }
    e = next_number(s, SQL_watch_occurrence_next, n->report, &number);
    if (e == ERR_NONE) {
        struct query *q = store_query(s, SQL_watch_occurrence_add);
        query_set_i64(q, "occurrence_no", number);
        query_set_text(q, "entry", text_of(entry->name));
        query_set_text(q, "job", text_of(entry->job->name));
        query_set_i64(q, "day", date_ymd(day));
        query_set_i64(q, "state", state);
        query_set_text(q, "words", (struct text){words, utf8_prefix(words, strlen(words), WORDS_MAX)});
        query_set_i64(q, "missed", missed);
        query_set_text(q, "operator_id", text_of(n->session->operator.id));
        query_set_i64(q, "recorded_at", clock_now_ms());
        e = query_run(q, n->report, &changed);
    }
    return end_write(s, e, n->report);
}

static enum err begin_night(struct night *n)
{
    struct store *s = n->session->store;
    int64_t changed;
    enum err e = store_begin_soon(s, n->report);
    if (e != ERR_NONE) {
        return e;
    }
    e = next_number(s, SQL_watch_night_next, n->report, &n->night_no);
    if (e == ERR_NONE) {
        struct query *q = store_query(s, SQL_watch_night_add);
        query_set_i64(q, "night_no", n->night_no);
        query_set_i64(q, "business_date", date_ymd(n->session->folder.business_date));
        query_set_text(q, "operator_id", text_of(n->session->operator.id));
        query_set_i64(q, "started_at", clock_now_ms());
        e = query_run(q, n->report, &changed);
    }
    return end_write(s, e, n->report);
}

static enum err end_night(struct night *n)
{
    struct store *s = n->session->store;
    int64_t changed;
    enum err e = store_begin(s, n->report);
    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(s, SQL_watch_night_end);
    query_set_i64(q, "night_no", n->night_no);
    query_set_i64(q, "ended_at", clock_now_ms());
    query_set_i64(q, "result", n->worst);
    e = query_run(q, n->report, &changed);
    return end_write(s, e, n->report);
}

/* --------------------------------------------------------------------------------- an entry -- */

static void day_words(date day, char words[DATE_TEXT_BYTES]) { date_format_iso(day, words); }

/* What keeps it from being done now; NULL = nothing. */
static enum err held_by(struct night *n, const struct watch_entry *entry, date day, struct arena *arena,
                        const char **ret)
{
    enum err e = ERR_NONE;
    *ret = NULL;
    for (size_t i = 0; i < entry->after_count && *ret == NULL && e == ERR_NONE; i++) {
        const char *name = entry->after[i];
        if (strncmp(name, "feeds:", 6) == 0) {
            struct report why;
            report_init(&why);
            e = interchange_feeds_complete(n->session, name + 6, day, &why);
            if (e == ERR_INPUT) {
                *ret = arena_printf(arena, "連携ファイルがそろっていません: %s",
                                    why.kept > 0 ? why.lines[0] : name);
                e = ERR_NONE;
            } else if (e != ERR_NONE) {
                report_add(n->report, "%s", why.kept > 0 ? why.lines[0] : "連携ファイルの到着を見られません");
            }
            report_done(&why);
            continue;
        }
        for (size_t k = 0; k < n->schedule->count; k++) {
            if (strcmp(n->schedule->entries[k].name, name) == 0 && n->outcomes[k] >= OUTCOME_FAILED) {
                *ret = arena_printf(arena, "先の「%s」（%s）が済んでいません",
                                    n->schedule->entries[k].job->label, name);
            }
        }
    }
    return e;
}

/* Its day has passed and it does not make up: told, and settled. */
static enum err pass_over(struct night *n, const struct watch_entry *entry, date day, int missed)
{
    char words[DATE_TEXT_BYTES];
    day_words(day, words);
    report_add(n->report, "%s: %sの分は行いませんでした（予定「%s」は後から行いません）",
               entry->job->label, words, entry->name);
    n->worst = n->worst < ERR_FINDINGS ? ERR_FINDINGS : n->worst;
    return write_occurrence(n, entry, day, WATCH_MISSED, missed,
                            "その日に動かなかったため、行いませんでした");
}

static enum err run_job(struct night *n, const struct watch_entry *entry, date day, int missed,
                        enum outcome *ret)
{
    size_t before = n->report->kept;
    enum err e = job_start(n->session, entry->job, &entry->request, n->out, n->report);
    bool is_done = e == ERR_NONE || e == ERR_FINDINGS;
    *ret = is_done ? OUTCOME_DONE : OUTCOME_FAILED;
    n->worst = e > n->worst ? e : n->worst;
    return write_occurrence(n, entry, day, is_done ? WATCH_DONE : WATCH_FAILED, missed,
                            is_done                      ? ""
                            : n->report->kept > before   ? n->report->lines[before]
                                                         : "理由は処理状況にあります");
}

static enum err do_entry(struct night *n, const struct watch_entry *entry, enum outcome *ret)
{
    struct arena *arena = arena_new("予定", (size_t)1 << 20);
    const char *why = NULL;
    char words[DATE_TEXT_BYTES];
    date day;
    int missed;
    enum err e = watch_due(n->session, entry, n->report, &day, &missed);
    *ret = NOTHING_DUE;
    if (e == ERR_NONE && date_is_none(day)) {
        day_words(recurrence_next(&entry->days, date_add_days(n->session->folder.business_date, 1)), words);
        fprintf(n->out, "%s: 済んでいます（%s、次は %s）\n", entry->job->label, entry->name, words);
    } else if (e == ERR_NONE && !entry->makes_up && date_before(day, n->session->folder.business_date)) {
        e = pass_over(n, entry, day, missed);
    } else if (e == ERR_NONE) {
        e = held_by(n, entry, day, arena, &why);
        if (e == ERR_NONE && why != NULL) {
            fprintf(n->out, "%s: 止めています（%s）。%s\n", entry->job->label, entry->name, why);
            n->worst = n->worst < ERR_FINDINGS ? ERR_FINDINGS : n->worst;
            *ret = OUTCOME_HELD;
            e = write_occurrence(n, entry, day, WATCH_HELD, missed, why);
        } else if (e == ERR_NONE) {
            if (missed > 0) {
                fprintf(n->out, "%s: 動かなかった %d 日の分もまとめて行います\n", entry->job->label, missed);
            }
            e = run_job(n, entry, day, missed, ret);
        }
    }
    arena_free(arena);
    return e;
}

enum err watch_night(struct session *s, FILE *out, struct report *report)
{
    struct arena *arena = arena_new("夜間処理", (size_t)16 << 20);
    struct watch_schedule schedule;
    struct night n = {.session = s, .out = out, .report = report, .schedule = &schedule};
    enum err e = watch_schedule_read(&s->folder, s->folder.business_date, arena, report, &schedule);
    if (e == ERR_NONE) {
        n.outcomes = ARENA_ARRAY(arena, enum outcome, schedule.count + 1);
        e = begin_night(&n);
    }
    for (size_t i = 0; i < schedule.count && e == ERR_NONE; i++) {
        e = do_entry(&n, &schedule.entries[i], &n.outcomes[i]);
    }
    n.worst = e > n.worst ? e : n.worst;
    if (n.night_no > 0) {
        enum err ended = end_night(&n);
        n.worst = ended > n.worst ? ended : n.worst;
    }
    arena_free(arena);
    return n.worst;
}
