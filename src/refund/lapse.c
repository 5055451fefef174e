/*
 * 還付の時効 -- what nobody claimed within two years is listed, and after a person's look taken as revenue
 * (CO-23).
 *
 * Law     国民健康保険法110条1項; 地方自治法236条2項 (works without being invoked)
 *
 * A run proposes a list; another operator approves it, and only then 過誤納金 becomes 雑入. What was
 * claimed, paid or appropriated meanwhile is left out then. A notice acknowledges the debt: the two years
 * run from it.
 */
#include "refund/internal.h"

#include "batch/batch.h"

#include <inttypes.h>

static enum err propose(struct job_run *run);
static enum err withdraw(struct job_run *run);
static enum err approve(struct job_run *run);
static enum err show(struct job_run *run);

const struct job job_refund_lapse = {
    .name = "refund-lapse",
    .label = "還付時効の歳入組入",
    .unit = "件",
    .run_permission = PERM_COLLECTION_RUN,
    .approve_permission = PERM_COLLECTION_APPROVE,
    .needs_approval = true,
    .propose = propose,
    .withdraw = withdraw,
    .approve = approve,
    .show = show,
};

struct lapse {
    int64_t case_no, receipt_no, payer_no;
    yen amount;
    date limit_on;
};

/* Nobody may claim it any more. */
static bool is_over(const struct refund_case *c, const struct refund_law_set *law, date today)
{
    bool waits = c->state == REFUND_DECIDED || c->state == REFUND_TOLD || c->state == REFUND_RETURNED;

    return waits && c->amount > 0 && date_before(refund_case_limit(law, c), today);
}

static bool is_over_undecided(const struct refund_open *o, date today)
{
    return !o->is_held && refund_left(o) > 0 && date_before(o->limit_on, today);
}

static enum err find(struct session *session, date today, struct arena *arena, struct report *report,
                     struct lapse **ret, size_t *ret_count)
{
    const struct refund_scope all = {0};
    struct refund_law_set law;
    struct refund_case *cases;
    struct refund_open *opens;
    size_t case_count, open_count, capacity = 0;
    enum err e = refund_law_read(session, today, arena, report, &law);

    *ret = NULL;
    *ret_count = 0;
    e = e == ERR_NONE ? refund_cases(session->store, &all, arena, report, &cases, &case_count) : e;
    e = e == ERR_NONE ? refund_opens(session, 0, arena, report, &opens, &open_count) : e;
    for (size_t i = 0; e == ERR_NONE && i < case_count; i++) {
        if (is_over(&cases[i], &law, today)) {
            *ARENA_PUSH(arena, *ret, *ret_count, capacity) = (struct lapse){
                cases[i].case_no, 0, cases[i].payer_no, cases[i].amount, refund_case_limit(&law, &cases[i])};
        }
    }
    for (size_t i = 0; e == ERR_NONE && i < open_count; i++) {
        if (is_over_undecided(&opens[i], today)) {
            *ARENA_PUSH(arena, *ret, *ret_count, capacity) = (struct lapse){
                0, opens[i].receipt_no, opens[i].payer_no, refund_left(&opens[i]), opens[i].limit_on};
        }
    }
    return e;
}

/* ------------------------------------------------------------------------------------- propose --- */

static enum err delete_rows(struct store *s, int64_t run_no, struct report *report)
{
    struct query *q = store_query(s, SQL_refund_lapse_delete);
    int64_t changed;

    query_set_i64(q, "run_no", run_no);
    return query_run(q, report, &changed);
}

static enum err write_rows(struct job_run *run, const struct lapse *list, size_t count)
{
    struct store *s = run->session->store;
    enum err e = store_begin(s, run->report);

    if (e != ERR_NONE) {
        return e;
    }
    e = batch_hold(run, run->report);
    e = e == ERR_NONE ? delete_rows(s, run->run_no, run->report) : e; /* of an attempt that was killed */
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        struct query *q = store_query(s, SQL_refund_lapse_add);
        int64_t changed;
        query_set_i64(q, "run_no", run->run_no);
        query_set_i64(q, "case_no", list[i].case_no);
        query_set_i64(q, "receipt_no", list[i].receipt_no);
        query_set_i64(q, "payer_no", list[i].payer_no);
        query_set_i64(q, "amount", list[i].amount);
        query_set_i64(q, "limit_on", date_ymd(list[i].limit_on));
        e = query_run(q, run->report, &changed);
    }
    if (e == ERR_NONE) {
        return store_commit(s, run->report);
    }
    store_rollback(s);
    return e;
}

static enum err propose(struct job_run *run)
{
    struct arena *arena = arena_new("還付の時効", (size_t)256 << 20);
    struct lapse *list;
    size_t count;
    enum err e = find(run->session, run->business_date, arena, run->report, &list, &count);

    if (e == ERR_NONE && run->dry_run) {
        fprintf(run->out, "時効になった還付が %zu 件あります\n", count);
    } else if (e == ERR_NONE) {
        e = write_rows(run, list, count);
        e = e == ERR_NONE ? batch_step(run, (int64_t)count, (int64_t)count, (int64_t)count) : e;
        e = e == ERR_NONE ? show(run) : e;
    }
    arena_free(arena);
    return e;
}

static enum err withdraw(struct job_run *run)
{
    return delete_rows(run->session->store, run->run_no, run->report);
}

/* ------------------------------------------------------------------------------------- approve --- */

static enum err read_rows(struct store *s, int64_t run_no, struct arena *arena, struct report *report,
                          struct lapse **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_refund_lapse_rows);
    size_t capacity = 0;
    bool row;
    enum err e;

    *ret = NULL;
    *ret_count = 0;
    query_set_i64(q, "run_no", run_no);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        date limit;
        if (!date_from_ymd((int32_t)query_i64(q, 4), &limit)) {
            base_bug(__FILE__, __LINE__, "a limit that is no day");
        }
        *ARENA_PUSH(arena, *ret, *ret_count, capacity) =
            (struct lapse){query_i64(q, 0), query_i64(q, 1), query_i64(q, 2), query_i64(q, 3), limit};
    }
    query_reset(q);
    return e;
}

static enum err lapse_case(struct job_run *run, const struct lapse *l, const struct refund_law_set *law,
                           struct arena *arena, int64_t at, int64_t *ret_done)
{
    struct refund_case c;
    enum err e = refund_case_by_no(run->session->store, l->case_no, arena, run->report, &c);

    if (e != ERR_NONE || !is_over(&c, law, run->decided_on)) {
        return e; /* claimed meanwhile, or taken in by an attempt that was killed */
    }
    e = refund_step(run->session, &c, REFUND_LAPSED, run->decided_on, "", at, run->report);
    *ret_done += 1;
    return e == ERR_NONE ? refund_post(run->session, &c, WAY_LAPSED, run->decided_on, at, run->report) : e;
}

static enum err post_lapsed(struct job_run *run, const struct refund_part *part, int64_t at)
{
    int32_t year = fiscal_year_of(run->decided_on).first_year;
    const struct posting p = {.cause_kind = "refund-lapse",
                              .cause_no = part->item_no,
                              .cause_version = 1,
                              .part = "",
                              .household_no = part->household_no,
                              .payer_no = part->payer_no,
                              .levy_year = part->levy_year,
                              .account_year = year,
                              .debit = ACCOUNT_OVERPAID,
                              .credit = ACCOUNT_LAPSED,
                              .amount = part->amount,
                              .reason = REASON_LAPSED,
                              .value_date = run->decided_on,
                              .business_date = run->session->folder.business_date,
                              .recorded_at = at};
    struct ledger_writer *w;
    enum err e = ledger_begin(run->session->store, run->report, &w);

    if (e != ERR_NONE) {
        return e;
    }
    e = ledger_post(w, &p, run->report);
    enum err end = ledger_end(w, run->report);
    return e != ERR_NONE ? e : end;
}

static enum err lapse_open(struct job_run *run, const struct refund_open *o,
                           const struct refund_law_set *law, struct arena *arena, int64_t at,
                           int64_t *ret_done)
{
    struct refund_source *sources;
    size_t count = 0;
    enum err e = refund_sources(run->session, law, o, arena, run->report, &sources, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        struct refund_part part = {.use = USE_LAPSED,
                                   .receipt_no = o->receipt_no,
                                   .paid_on = sources[i].paid_on,
                                   .ends_on = run->decided_on,
                                   .amount = sources[i].amount,
                                   .levy_year = o->levy_year,
                                   .account_year = sources[i].account_year,
                                   .household_no = o->household_no,
                                   .payer_no = o->payer_no,
                                   .instalment = o->instalment};
        if (part.amount <= 0) {
            continue;
        }
        memcpy(part.cause, o->cause, sizeof(part.cause));
        e = refund_part_add(run->session, 0, &part, at, run->report);
        e = e == ERR_NONE ? post_lapsed(run, &part, at) : e;
    }
    *ret_done += 1;
    return e;
}

static enum err lapse_all(struct job_run *run, const struct lapse *list, size_t count, struct arena *arena,
                          int64_t *ret_done)
{
    struct refund_law_set law;
    struct refund_open *opens;
    size_t open_count;
    int64_t at = clock_now_ms();
    struct store *s = run->session->store;
    enum err e = refund_law_read(run->session, run->decided_on, arena, run->report, &law);

    e = e == ERR_NONE ? store_begin(s, run->report) : e;
    if (e != ERR_NONE) {
        return e;
    }
    e = batch_hold(run, run->report);
    e = e == ERR_NONE ? refund_opens(run->session, 0, arena, run->report, &opens, &open_count) : e;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (list[i].case_no != 0) {
            e = lapse_case(run, &list[i], &law, arena, at, ret_done);
            continue;
        }
        for (size_t k = 0; k < open_count && e == ERR_NONE; k++) {
            if (opens[k].receipt_no == list[i].receipt_no && is_over_undecided(&opens[k], run->decided_on)) {
                e = lapse_open(run, &opens[k], &law, arena, at, ret_done);
            }
        }
    }
    if (e == ERR_NONE) {
        return store_commit(s, run->report);
    }
    store_rollback(s);
    return e;
}

static enum err approve(struct job_run *run)
{
    struct arena *arena = arena_new("還付の時効", (size_t)256 << 20);
    struct lapse *list;
    size_t count;
    int64_t done = 0;
    enum err e = read_rows(run->session->store, run->run_no, arena, run->report, &list, &count);

    e = e == ERR_NONE ? lapse_all(run, list, count, arena, &done) : e;
    if (e == ERR_NONE) {
        fprintf(run->out, "歳入に組み入れた還付 %" PRId64 " 件\n", done);
    }
    arena_free(arena);
    return e;
}

static enum err show(struct job_run *run)
{
    struct arena *arena = arena_new("還付の時効", (size_t)256 << 20);
    struct lapse *list;
    size_t count = 0;
    enum err e = read_rows(run->session->store, run->run_no, arena, run->report, &list, &count);
    yen sum = 0;
    char amount[32], limit[DATE_TEXT_BYTES];

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        yen_format(list[i].amount, amount, sizeof(amount));
        date_format_era_short(list[i].limit_on, limit);
        fprintf(run->out, "%s %" PRId64 "  宛名番号 %" PRId64 "  %s 円  請求できたのは %s まで\n",
                list[i].case_no != 0 ? "還付番号" : "収納番号",
                list[i].case_no != 0 ? list[i].case_no : list[i].receipt_no, list[i].payer_no, amount,
                limit);
        sum += list[i].amount;
    }
    yen_format(sum, amount, sizeof(amount));
    if (e == ERR_NONE) {
        fprintf(run->out, "時効になった還付 %zu 件 %s 円\n", count, amount);
    }
    arena_free(arena);
    return e;
}
