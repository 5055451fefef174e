/*
 * 納付約束の判定 (CO-48, CO-52) -- each night: what fell due yesterday was kept or broken.
 *
 * Kept when what the payer paid from the day of the word to the day of the promise (told payments too)
 * makes the amount. A broken one is looked at again for some days, for money that was paid in time and came
 * late. Broken ones stand as tasks until somebody has worked them off or the money has come.
 */
#include <inttypes.h>

#include "demand/contact.h"
#include "demand/terms.h"
#include "rules/common/holidays.h"

static enum err judge(struct job_run *run);
static enum err show(struct job_run *run);

const struct job job_demand_promises = {
    .name = "demand-promises",
    .label = "納付約束の判定",
    .unit = "件",
    .run_permission = PERM_NIGHT_RUN,
    .propose = judge,
    .show = show,
};

struct promise {
    int64_t contact_no, payer_no, campaign_no, outcome; /* outcome 0: nothing was said yet */
    date said_on, promise_on;
    yen amount, paid;
    struct text operator_id;
};
struct judging {
    struct job_run *run;
    struct arena *arena;
    struct demand_terms terms;
    struct promise *promises;
    size_t count;
    int64_t kept, broken, now;
};

static date day_of(int64_t value)
{
    date d = date_none();
    bool ok = date_from_ymd((int32_t)value, &d);

    assert(ok);
    return d;
}

/* Promises whose day has come near: not judged yet, or broken and not long ago. */
static enum err read_promises(struct judging *j)
{
    struct query *q = store_query(j->run->session->store, SQL_demand_promises_due);
    size_t capacity = 0;
    enum err e;
    bool row;

    query_set_i64(q, "today", date_ymd(j->run->business_date));
    while ((e = query_step(q, j->run->report, &row)) == ERR_NONE && row) {
        struct text who = query_text(q, 5);
        *ARENA_PUSH(j->arena, j->promises, j->count, capacity) =
            (struct promise){.contact_no = query_i64(q, 0),
                             .payer_no = query_i64(q, 1),
                             .said_on = day_of(query_i64(q, 2)),
                             .promise_on = day_of(query_i64(q, 3)),
                             .amount = query_i64(q, 4),
                             .operator_id = text_copy(j->arena, who),
                             .outcome = query_i64(q, 6),
                             .campaign_no = query_i64(q, 7)};
    }
    query_reset(q);
    return e;
}

/* Whose payments count: the payer's, and after a call that covered a household all of theirs. */
static enum err payers_of(struct judging *j, const struct promise *p, struct arena *arena, int64_t **ret,
                          size_t *ret_count)
{
    struct query *q = store_query(j->run->session->store, SQL_demand_call_group);
    size_t capacity = 0;
    enum err e;
    bool row;

    *ret = NULL;
    *ret_count = 0;
    *ARENA_PUSH(arena, *ret, *ret_count, capacity) = p->payer_no;
    query_set_i64(q, "run_no", p->campaign_no);
    query_set_i64(q, "call_payer_no", p->payer_no);
    while ((e = query_step(q, j->run->report, &row)) == ERR_NONE && row) {
        if (query_i64(q, 0) != p->payer_no) {
            *ARENA_PUSH(arena, *ret, *ret_count, capacity) = query_i64(q, 0);
        }
    }
    query_reset(q);
    return e;
}

/* What came between the word and the day: booked by the day that counts for the payer; told (速報) too. */
static enum err paid_by(struct judging *j, const struct promise *p, int64_t payer_no, struct arena *arena,
                        yen *ret)
{
    struct store *s = j->run->session->store;
    struct collection_charge *charges = NULL;
    size_t count = 0;
    enum err e = collection_charges(s, &(struct collection_scope){.payer_no = payer_no}, arena,
                                    j->run->report, &charges, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        struct collection_payment *payments = NULL;
        size_t n = 0;
        *ret += charges[i].told;
        e = collection_payments(s, &charges[i], arena, j->run->report, &payments, &n);
        for (size_t k = 0; k < n && e == ERR_NONE; k++) {
            bool is_within = date_at_most(p->said_on, payments[k].paid_on) &&
                             date_at_most(payments[k].paid_on, p->promise_on);
            *ret += is_within ? payments[k].amount : 0;
        }
    }
    return e;
}

static enum err paid_of(struct judging *j, struct promise *p)
{
    struct arena *arena = arena_new("納付約束", (size_t)64 << 20);
    int64_t *payers = NULL;
    size_t count = 0;
    enum err e = payers_of(j, p, arena, &payers, &count);

    p->paid = 0;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = paid_by(j, p, payers[i], arena, &p->paid);
    }
    arena_free(arena);
    return e;
}

/* The day from which a promise not kept is broken: the day after, or some business days later. */
static date broken_from(const struct judging *j, const struct promise *p)
{
    date d = p->promise_on;

    for (int64_t i = 0; i < j->terms.promise_grace_days; i++) {
        d = business_day_from(date_add_days(d, 1));
    }
    return date_add_days(d, 1);
}

static enum err say(struct judging *j, const struct promise *p, int64_t outcome)
{
    struct store *s = j->run->session->store;
    int64_t changed;
    struct query *q;
    enum err e = ERR_NONE;

    if (p->outcome != 0) {
        q = store_query(s, SQL_demand_promise_close);
        query_set_i64(q, "contact_no", p->contact_no);
        query_set_i64(q, "now", j->now);
        e = query_run(q, j->run->report, &changed);
    }
    if (e != ERR_NONE) {
        return e;
    }
    q = store_query(s, SQL_demand_promise_add);
    query_set_i64(q, "contact_no", p->contact_no);
    query_set_i64(q, "outcome", outcome);
    query_set_i64(q, "paid", p->paid);
    query_set_i64(q, "decided_on", date_ymd(j->run->business_date));
    query_set_i64(q, "recorded_at", j->now);
    return query_run(q, j->run->report, &changed);
}

static enum err judge_one(struct judging *j, struct promise *p)
{
    enum { KEPT = 1, BROKEN };
    bool is_watched =
        date_at_most(j->run->business_date, date_add_days(p->promise_on, (int)j->terms.promise_watch_days));

    if (p->outcome == BROKEN && !is_watched) {
        return ERR_NONE;
    }
    enum err e = paid_of(j, p);
    if (e != ERR_NONE) {
        return e;
    }
    if (p->paid >= p->amount) {
        j->kept++;
        return j->run->dry_run ? ERR_NONE : say(j, p, KEPT);
    }
    if (p->outcome == 0 && date_at_most(broken_from(j, p), j->run->business_date)) {
        j->broken++;
        return j->run->dry_run ? ERR_NONE : say(j, p, BROKEN);
    }
    return ERR_NONE;
}

/* A task for each promise that stands as broken; those kept after all are closed. */
static enum err sync_tasks(struct judging *j)
{
    struct task *tasks = NULL;
    size_t count = 0, capacity = 0;
    enum err e;
    bool row;
    struct query *q = store_query(j->run->session->store, SQL_demand_promises_broken);

    while ((e = query_step(q, j->run->report, &row)) == ERR_NONE && row) {
        char day[DATE_TEXT_BYTES], amount[32];
        struct text who = query_text(q, 4);
        date_format_era_short(day_of(query_i64(q, 2)), day);
        yen_format(query_i64(q, 3), amount, sizeof(amount));
        *ARENA_PUSH(j->arena, tasks, count, capacity) =
            (struct task){.addressee_no = query_i64(q, 1),
                          .source = text_of("demand:promise"),
                          .source_key = text_of(arena_printf(j->arena, "%" PRId64 "/", query_i64(q, 0))),
                          .words = text_of(arena_printf(
                              j->arena, "納付の約束（%s までに %s 円）が守られていません", day, amount)),
                          .owner = text_copy(j->arena, who),
                          .due = j->run->business_date};
    }
    query_reset(q);
    struct task_sync sync = {.actor = "job:demand-promises",
                             .source_prefix = "demand:promise",
                             .key_prefix = "",
                             .words = "約束の日までの納付が確かめられました",
                             .closes = true,
                             .tasks = tasks,
                             .count = count};
    return e == ERR_NONE ? task_sync(j->run->session->store, &sync, j->now, j->run->report) : e;
}

static enum err work(struct judging *j)
{
    enum err e = ERR_NONE;

    for (size_t i = 0; i < j->count && e == ERR_NONE; i++) {
        e = judge_one(j, &j->promises[i]);
    }
    return e == ERR_NONE && !j->run->dry_run ? sync_tasks(j) : e;
}

static enum err judge(struct job_run *run)
{
    struct judging j = {
        .run = run, .arena = arena_new("納付約束の判定", (size_t)256 << 20), .now = clock_now_ms()};
    const struct data_folder *f = &run->session->folder;
    struct store *s = run->session->store;
    enum err e = read_promises(&j);

    if (e == ERR_NONE && j.count > 0) {
        e = demand_terms_load(f->params, f->municipality, run->business_date, j.arena, run->report,
                              &j.terms);
    }
    if (e == ERR_NONE) {
        e = store_begin(s, run->report);
    }
    if (e == ERR_NONE) {
        e = run->dry_run ? ERR_NONE : batch_hold(run, run->report);
        e = e == ERR_NONE ? work(&j) : e;
        if (e == ERR_NONE) {
            e = store_commit(s, run->report);
        } else {
            store_rollback(s);
        }
    }
    if (e == ERR_NONE) {
        fprintf(run->out, "納付の約束: 守られた %" PRId64 " 件、守られていない %" PRId64 " 件\n", j.kept,
                j.broken);
    }
    arena_free(j.arena);
    return e;
}

static enum err show(struct job_run *run)
{
    struct query *q = store_query(run->session->store, SQL_demand_promise_totals);
    bool row;
    enum err e = query_step(q, run->report, &row);

    if (e == ERR_NONE && row) {
        fprintf(run->out, "これまでの納付の約束: 守られた %" PRId64 " 件、守られていない %" PRId64 " 件\n",
                query_i64(q, 0), query_i64(q, 1));
    }
    query_reset(q);
    return e;
}
