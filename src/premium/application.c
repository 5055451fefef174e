/* 減免の申請 -- the rows: received, waiting, ended by a decision or by 取下げ; the task that waits with
 * them. */
#include "premium/application.h"

#include "base/settings.h"

#include <inttypes.h>

#define SOURCE "premium:application"
#define ACTOR "premium"

enum {
    AT_NO,
    AT_YEAR,
    AT_HOUSEHOLD,
    AT_PAYER,
    AT_APPLIED_ON,
    AT_DUE_ON,
    AT_GROUND,
    AT_EVIDENCE,
    AT_WORDS,
    AT_REMISSION, /* -1 = it waits */
    AT_IS_PARTIAL,
    AT_ENDED_ON,
    AT_REASON,
    AT_OUTCOME,
};
enum { OUTCOME_GRANTED = 1 };

static const char *const labels[] = {
    [APPLICATION_WAITING] = "決定待ち", [APPLICATION_GRANTED] = "承認",
    [APPLICATION_PARTLY] = "一部承認",  [APPLICATION_REFUSED] = "却下",
    [APPLICATION_WITHDRAWN] = "取下げ",
};
const char *premium_application_state_label(enum premium_application_state state) { return labels[state]; }

/* ------------------------------------------------------------------------------------ terms ---- */

#define WORDS_OF(key)                                                                                      \
    {                                                                                                      \
#key, SETTING_TEXT, offsetof(struct remission_terms, key), false, 0, 0                             \
    }

enum err remission_terms_load(const struct session *session, date day, struct arena *arena,
                              struct report *report, struct remission_terms *ret)
{
    static const struct setting settings[] = {
        {"decide_days", SETTING_NUMBER, offsetof(struct remission_terms, decide_days), false, 0, 0},
        WORDS_OF(decision_lead),
        WORDS_OF(decision_note),
        WORDS_OF(refusal_lead),
        WORDS_OF(refusal_note),
        WORDS_OF(form_lead),
        WORDS_OF(form_grounds),
        WORDS_OF(form_evidence),
        WORDS_OF(form_note),
        WORDS_OF(reduction_note),
        WORDS_OF(unemployed_lead),
        WORDS_OF(unemployed_evidence),
        WORDS_OF(maternity_lead),
        WORDS_OF(maternity_evidence),
    };
    const struct settings_table table = {session->folder.params, session->folder.municipality,
                                         "remission_letter.tsv", "key", "減免の申請と通知の設定"};

    *ret = (struct remission_terms){0};
    return settings_read(&table, settings, COUNT_OF(settings), day, arena, report, ret, NULL);
}

/* ------------------------------------------------------------------------------------- rows ---- */

static date day_of(int64_t ymd)
{
    date d;
    return ymd != 0 && date_from_ymd((int32_t)ymd, &d) ? d : date_none();
}

static enum premium_application_state state_of(const struct query *q)
{
    if (query_i64(q, AT_REMISSION) < 0) {
        return APPLICATION_WAITING;
    }
    if (query_i64(q, AT_REMISSION) == 0) {
        return APPLICATION_WITHDRAWN;
    }
    return query_i64(q, AT_OUTCOME) != OUTCOME_GRANTED ? APPLICATION_REFUSED
           : query_i64(q, AT_IS_PARTIAL) != 0          ? APPLICATION_PARTLY
                                                       : APPLICATION_GRANTED;
}

enum err premium_applications(struct store *s, int32_t year, int64_t household_no, struct arena *arena,
                              struct report *report, struct premium_application **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_premium_application_all);
    struct premium_application *list = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;

    query_set_i64(q, "fiscal_year", year);
    query_set_i64(q, "household_no", household_no);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, list, count, capacity) = (struct premium_application){
            .application_no = query_i64(q, AT_NO),
            .year = (int32_t)query_i64(q, AT_YEAR),
            .household_no = query_i64(q, AT_HOUSEHOLD),
            .payer_no = query_i64(q, AT_PAYER),
            .applied_on = day_of(query_i64(q, AT_APPLIED_ON)),
            .due_on = day_of(query_i64(q, AT_DUE_ON)),
            .ground = text_copy(arena, query_text(q, AT_GROUND)).bytes,
            .evidence = text_copy(arena, query_text(q, AT_EVIDENCE)).bytes,
            .words = text_copy(arena, query_text(q, AT_WORDS)).bytes,
            .state = state_of(q),
            .remission_no = query_i64(q, AT_REMISSION) > 0 ? query_i64(q, AT_REMISSION) : 0,
            .ended_on = day_of(query_i64(q, AT_ENDED_ON)),
            .reason = text_copy(arena, query_text(q, AT_REASON)).bytes,
        };
    }
    query_reset(q);
    *ret = list;
    *ret_count = count;
    return e;
}

enum err application_find(struct store *s, int64_t household_no, int64_t application_no,
                          struct arena *arena, struct report *report,
                          const struct premium_application **ret)
{
    struct premium_application *all;
    size_t count;
    enum err e = premium_applications(s, 0, household_no, arena, report, &all, &count);

    *ret = NULL;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (all[i].application_no == application_no) {
            *ret = &all[i];
        }
    }
    return e;
}

/* ------------------------------------------------------------------------------------- task ---- */

enum err application_task(struct change_call *call, const struct premium_application *a)
{
    const struct task task = {
        .addressee_no = a->payer_no,
        .household_no = a->household_no,
        .source = text_of(SOURCE),
        .source_key = text_of(arena_printf(call->arena, "%" PRId64 "/", a->application_no)),
        .words =
            text_of(arena_printf(call->arena, "減免の申請（受付%" PRId64 "、%s）の決定を待っています。",
                                 a->application_no, premium_remission_ground_label(a->ground))),
        .owner = {"", 0},
        .section = text_of(call->session->operator.section),
        .done_words = {"", 0},
        .due = a->due_on,
        .state = TASK_OPEN};
    struct task_sync sync = {
        .actor = ACTOR, .source_prefix = SOURCE, .key_prefix = "", .words = "", .tasks = &task, .count = 1};
    return task_sync(call->session->store, &sync, call->recorded_at, call->report);
}

enum err application_task_done(struct change_call *call, int64_t application_no, const char *words)
{
    struct task_sync sync = {.actor = ACTOR,
                             .source_prefix = SOURCE,
                             .key_prefix = arena_printf(call->arena, "%" PRId64 "/", application_no),
                             .words = words,
                             .closes = true};
    return task_sync(call->session->store, &sync, call->recorded_at, call->report);
}

/* -------------------------------------------------------------------------------------- end ---- */

enum err application_close(struct change_call *call, const struct application_end *end)
{
    struct query *q = store_query(call->session->store, SQL_premium_application_end_add);
    int64_t changed;

    query_set_i64(q, "application_no", end->application_no);
    query_set_i64(q, "remission_no", end->remission_no);
    query_set_i64(q, "is_partial", end->is_partial);
    query_set_i64(q, "ended_on", date_ymd(call->session->folder.business_date));
    query_set_text(q, "reason", end->reason);
    query_set_i64(q, "change_no", call->change_no);
    query_set_i64(q, "recorded_at", call->recorded_at);
    enum err e = query_run(q, call->report, &changed);
    return e == ERR_NONE
               ? application_task_done(call, end->application_no,
                                       end->remission_no > 0 ? "決定されました" : "取り下げられました")
               : e;
}

enum err application_reopen(struct change_call *call)
{
    struct query *q = store_query(call->session->store, SQL_premium_application_end_undo);
    const struct premium_application *a = NULL;
    int64_t application_no = 0;
    bool row;

    query_set_i64(q, "change_no", call->change_no);
    query_set_i64(q, "superseded_at", call->recorded_at);
    enum err e = query_step(q, call->report, &row);
    if (e == ERR_NONE && row) {
        application_no = query_i64(q, 0);
    }
    query_reset(q);
    if (e == ERR_NONE && application_no > 0) {
        e = application_find(call->session->store, call->subject_no, application_no, call->arena,
                             call->report, &a);
    }
    return e == ERR_NONE && a != NULL ? application_task(call, a) : e;
}

enum err applications_verify(struct store *s, struct report *report)
{
    struct query *q = store_query(s, SQL_premium_verify_applications);
    bool row;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        report_add(report, "減免の申請とその決定が合いません: 受付 %" PRId64, query_i64(q, 0));
    }
    query_reset(q);
    return e;
}
