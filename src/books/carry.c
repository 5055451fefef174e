/*
 * 年度末繰越 -- what is unpaid when a year's books close enters the next year's, to the yen (CO-22).
 *
 * Rules    collection.md 2.2 (5), 3, 16: unpaid at the close of year N = opening arrears of year N + 1, per
 *          levy year, household and payer. The year of the run is the one whose books close.
 *
 * What is carried is what stands as 収入未済 in those books, part by part: money of the new year's books that
 * comes in before the run changes nothing of it. What a late file still books into the old year (paid in by
 * 31 May, told in June) is carried by running the job once more: then only the difference is left there.
 *
 * Proposed in one transaction as rows with their totals; approved in one transaction as two postings a row
 * and part, out of the old books and into the new ones. Killed anywhere, nothing of either is there.
 */
#include "books/books.h"

#include "premium/premium.h"

#include <inttypes.h>

static enum err prepare(struct job_run *run);
static enum err propose(struct job_run *run);
static enum err withdraw(struct job_run *run);
static enum err approve(struct job_run *run);
static enum err show(struct job_run *run);

const struct job job_year_end = {
    .name = "year-end",
    .label = "年度末繰越",
    .unit = "件",
    .run_permission = PERM_COLLECTION_RUN,
    .approve_permission = PERM_COLLECTION_CLOSE,
    .needs_approval = true,
    .prepare = prepare,
    .propose = propose,
    .withdraw = withdraw,
    .approve = approve,
    .show = show,
};

struct carried {
    int32_t levy_year;
    int64_t household_no, payer_no, charges;
    yen amount, part[LEVY_PARTS];
};
struct carrying {
    struct job_run *run;
    struct arena *arena;
    struct carried *rows;
    size_t count, capacity, at; /* `at`: of the pass over the charges */
    yen total;
    int64_t overpaid; /* charges that were paid more than is asked of them */
};

static enum err still_so(struct job_run *run);

/* 出納整理期間 is over on 31 May of the next year (地方自治法235条の5). */
static enum err prepare(struct job_run *run)
{
    date opens = date_of(run->year + 1, 6, 1);

    if (date_before(run->business_date, opens)) {
        return report_fail(run->report, ERR_INPUT,
                           "%d年度の帳簿は%d年5月31日まで開いています。繰越は6月1日からできます", run->year,
                           run->year + 1);
    }
    return run->phase == JOB_APPROVE ? still_so(run) : ERR_NONE;
}

/* ------------------------------------------------------------------------------- reading ------ */

static int compare(const struct carried *a, int32_t levy_year, int64_t household_no, int64_t payer_no)
{
    if (a->levy_year != levy_year) {
        return a->levy_year < levy_year ? -1 : 1;
    }
    if (a->household_no != household_no) {
        return a->household_no < household_no ? -1 : 1;
    }
    return (a->payer_no > payer_no) - (a->payer_no < payer_no);
}

static enum err add_stand(void *context, const struct ledger_stand *stand, struct report *report)
{
    struct carrying *c = context;
    int p = 0;

    while (p < LEVY_PARTS && strcmp(premium_levy_parts[p].name, stand->part) != 0) {
        p++;
    }
    if (p == LEVY_PARTS) {
        return report_fail(report, ERR_WORLD, "収入未済に区分のない仕訳「%s」があります（世帯 %" PRId64 "）",
                           stand->part, stand->household_no);
    }
    if (c->count == 0 ||
        compare(&c->rows[c->count - 1], stand->levy_year, stand->household_no, stand->payer_no) != 0) {
        *ARENA_PUSH(c->arena, c->rows, c->count, c->capacity) = (struct carried){
            .levy_year = stand->levy_year, .household_no = stand->household_no, .payer_no = stand->payer_no};
    }
    c->rows[c->count - 1].part[p] = stand->amount;
    c->rows[c->count - 1].amount += stand->amount;
    c->total += stand->amount;
    return ERR_NONE;
}

/* How many instalments are unpaid. What was overpaid has to be raised as 過誤納 first. */
static enum err note_unpaid(void *context, const struct collection_account *a, struct report *report)
{
    struct carrying *c = context;
    int64_t unpaid = 0;

    (void)report;
    for (size_t i = 0; i < a->count; i++) {
        yen left = collection_unpaid(&a->charges[i]);
        c->overpaid += left < 0;
        unpaid += left > 0;
    }
    while (c->at < c->count && compare(&c->rows[c->at], a->levy_year, a->household_no, a->payer_no) < 0) {
        c->at++;
    }
    if (c->at < c->count && compare(&c->rows[c->at], a->levy_year, a->household_no, a->payer_no) == 0) {
        c->rows[c->at].charges = unpaid;
    }
    return ERR_NONE;
}

/* What stands in the books that close. Those of the years before are to be empty by then. */
static enum err load_stands(struct carrying *c)
{
    struct job_run *run = c->run;
    struct carrying before = {.run = run, .arena = c->arena};
    enum err e = ledger_each_stand(run->session->store, ACCOUNT_RECEIVABLE, run->year - 1, add_stand, &before,
                                   run->report);

    if (e == ERR_NONE && before.count > 0) {
        return report_fail(
            run->report, ERR_INPUT,
            "%d年度までの帳簿に繰り越していない収入未済が %zu 件あります。先に「year-end --year %d」"
            "を実行し、承認してください",
            run->year - 1, before.count, run->year - 1);
    }
    return e == ERR_NONE ? ledger_each_stand(run->session->store, ACCOUNT_RECEIVABLE, run->year, add_stand, c,
                                             run->report)
                         : e;
}

/* ------------------------------------------------------------------------------- proposal ----- */

static enum err write_rows(struct carrying *c, struct store *s)
{
    static const struct bulk_column columns[] = {
        {"books_year", BULK_I64}, {"levy_year", BULK_I64}, {"household_no", BULK_I64}, {"payer_no",
                                                                                        BULK_I64},
        {"charges", BULK_I64}, {"amount", BULK_I64}, {"medical", BULK_I64}, {"support", BULK_I64},
        {"care", BULK_I64}, {"child", BULK_I64}, {"run_no", BULK_I64}, {"posted_at", BULK_I64},
    };
    struct report *report = c->run->report;
    struct bulk *b;
    enum err e = store_bulk_begin(s, "books_carried", columns, COUNT_OF(columns), report, &b);

    if (e != ERR_NONE) {
        return e;
    }
    for (size_t i = 0; i < c->count && e == ERR_NONE; i++) {
        const struct carried *r = &c->rows[i];
        bulk_i64(b, c->run->year);
        bulk_i64(b, r->levy_year);
        bulk_i64(b, r->household_no);
        bulk_i64(b, r->payer_no);
        bulk_i64(b, r->charges);
        bulk_i64(b, r->amount);
        for (int p = 0; p < LEVY_PARTS; p++) {
            bulk_i64(b, r->part[p]);
        }
        bulk_i64(b, c->run->run_no);
        bulk_i64(b, 0);
        e = bulk_row(b, report);
    }
    enum err end = bulk_end(b, report);
    return e != ERR_NONE ? e : end;
}

static enum err write_proposal(struct carrying *c)
{
    struct store *s = c->run->session->store;
    enum err e = store_begin(s, c->run->report);

    if (e != ERR_NONE) {
        return e;
    }
    e = batch_hold(c->run, c->run->report);
    if (e == ERR_NONE) { /* of an attempt that was killed */
        e = withdraw(c->run);
    }
    if (e == ERR_NONE) {
        e = write_rows(c, s);
    }
    if (e == ERR_NONE) {
        return store_commit(s, c->run->report);
    }
    store_rollback(s);
    return e;
}

static enum err propose(struct job_run *run)
{
    struct carrying c = {.run = run, .arena = arena_new("年度末繰越", (size_t)1 << 30)};
    const struct collection_scope all = {0};
    char total[32];
    enum err e = load_stands(&c);

    if (e == ERR_NONE) {
        e = collection_each_account(run->session->store, &all, note_unpaid, &c, c.arena, run->report);
    }
    if (e == ERR_NONE && c.overpaid > 0) {
        e = report_fail(run->report, ERR_INPUT,
                        "減額で納めすぎの期が %" PRId64 " 件残っています。先に過誤納の検知"
                        "（refund-detect）をしてください",
                        c.overpaid);
    }
    if (e == ERR_NONE && !run->dry_run) {
        e = write_proposal(&c);
    }
    if (e == ERR_NONE) {
        yen_format(c.total, total, sizeof(total));
        fprintf(run->out, "%d年度から%d年度へ繰り越す: %zu 件 %s 円\n", run->year, run->year + 1,
                c.count, total);
        e = batch_step(run, INT64_MAX - 1, (int64_t)c.count, (int64_t)c.count);
    }
    arena_free(c.arena);
    return e;
}

/* Inside the caller's transaction. */
static enum err withdraw(struct job_run *run)
{
    struct query *q = store_query(run->session->store, SQL_books_carried_delete);
    int64_t changed;

    query_set_i64(q, "run_no", run->run_no);
    return query_run(q, run->report, &changed);
}

/* ------------------------------------------------------------------------------- approval ----- */

static enum err load_rows(struct carrying *c)
{
    struct query *q = store_query(c->run->session->store, SQL_books_carried_of_run);
    bool row;
    enum err e;

    query_set_i64(q, "run_no", c->run->run_no);
    while ((e = query_step(q, c->run->report, &row)) == ERR_NONE && row) {
        struct carried *r = ARENA_PUSH(c->arena, c->rows, c->count, c->capacity);
        *r = (struct carried){(int32_t)query_i64(q, 0), query_i64(q, 1), query_i64(q, 2), query_i64(q, 3),
                              query_i64(q, 4), {0}};
        for (int p = 0; p < LEVY_PARTS; p++) {
            r->part[p] = query_i64(q, 5 + p);
        }
        c->total += r->amount;
    }
    query_reset(q);
    return e;
}

/* The cause is the run; out and in are causes of their own. A part below zero goes the other way. */
static enum err post_row(struct ledger_writer *w, const struct carrying *c, const struct carried *r,
                         int64_t recorded_at)
{
    struct posting p = {
        .cause_no = r->payer_no, .cause_version = (int32_t)c->run->run_no, .household_no = r->household_no,
        .payer_no = r->payer_no, .levy_year = r->levy_year, .reason = REASON_CARRIED,
        .business_date = c->run->decided_on, .recorded_at = recorded_at};
    enum err e = ERR_NONE;

    for (int i = 0; i < LEVY_PARTS && e == ERR_NONE; i++) {
        if (r->part[i] == 0) {
            continue;
        }
        p.part = premium_levy_parts[i].name;
        bool is_owed = r->part[i] > 0;
        p.amount = is_owed ? r->part[i] : -r->part[i];
        p.cause_kind = "carry-out";
        p.account_year = c->run->year;
        p.debit = is_owed ? ACCOUNT_CARRIED : ACCOUNT_RECEIVABLE;
        p.credit = is_owed ? ACCOUNT_RECEIVABLE : ACCOUNT_CARRIED;
        p.value_date = date_of(c->run->year + 1, 5, 31);
        e = ledger_post(w, &p, c->run->report);
        if (e == ERR_NONE) {
            p.cause_kind = "carry-in";
            p.account_year = c->run->year + 1;
            p.debit = is_owed ? ACCOUNT_RECEIVABLE : ACCOUNT_CARRIED;
            p.credit = is_owed ? ACCOUNT_CARRIED : ACCOUNT_RECEIVABLE;
            p.value_date = date_of(c->run->year + 1, 6, 1);
            e = ledger_post(w, &p, c->run->report);
        }
    }
    return e;
}

static enum err post_all(struct carrying *c, int64_t recorded_at)
{
    struct store *s = c->run->session->store;
    struct ledger_writer *w;
    enum err e = ledger_begin(s, c->run->report, &w);

    if (e != ERR_NONE) {
        return e;
    }
    for (size_t i = 0; i < c->count && e == ERR_NONE; i++) {
        e = post_row(w, c, &c->rows[i], recorded_at);
    }
    enum err end = ledger_end(w, c->run->report);
    return e != ERR_NONE ? e : end;
}

static enum err mark_posted(struct carrying *c, int64_t recorded_at)
{
    struct query *q = store_query(c->run->session->store, SQL_books_carried_posted);
    int64_t changed;

    query_set_i64(q, "run_no", c->run->run_no);
    query_set_i64(q, "posted_at", recorded_at);
    return query_run(q, c->run->report, &changed);
}

static enum err post_and_mark(struct carrying *c)
{
    struct store *s = c->run->session->store;
    int64_t at = clock_now_ms();
    enum err e = store_begin(s, c->run->report);

    if (e != ERR_NONE) {
        return e;
    }
    e = batch_hold(c->run, c->run->report);
    if (e == ERR_NONE) {
        e = post_all(c, at);
    }
    if (e == ERR_NONE) {
        e = mark_posted(c, at);
    }
    if (e == ERR_NONE) {
        return store_commit(s, c->run->report);
    }
    store_rollback(s);
    return e;
}

static bool is_same(const struct carried *a, const struct carried *b)
{
    return compare(a, b->levy_year, b->household_no, b->payer_no) == 0 &&
           memcmp(a->part, b->part, sizeof(a->part)) == 0;
}

/* Before the decision begins: what a file has booked into the old year since the proposal changes it. */
static enum err still_so(struct job_run *run)
{
    struct carrying proposed = {.run = run, .arena = arena_new("年度末繰越", (size_t)2 << 30)};
    struct carrying now = {.run = run, .arena = proposed.arena};
    char then[32], today[32];
    enum err e = load_rows(&proposed);

    if (e == ERR_NONE && proposed.count > 0) { /* none: posted already, and killed behind it */
        e = load_stands(&now);
    }
    bool same = proposed.count == 0 || now.count == proposed.count;
    for (size_t i = 0; i < now.count && same; i++) {
        same = is_same(&now.rows[i], &proposed.rows[i]);
    }
    if (e == ERR_NONE && !same) {
        yen_format(proposed.total, then, sizeof(then));
        yen_format(now.total, today, sizeof(today));
        e = report_fail(run->report, ERR_INPUT,
                        "繰越の提案（%s 円）のあとに%d年度の帳簿が動き、いまの収入未済は %s 円です。"
                        "もう一度実行してください",
                        then, run->year, today);
    }
    arena_free(proposed.arena);
    return e;
}

static enum err approve(struct job_run *run)
{
    struct carrying c = {.run = run, .arena = arena_new("年度末繰越", (size_t)2 << 30)};
    enum err e = load_rows(&c);

    if (e == ERR_NONE && c.count > 0) { /* none: killed behind the postings, or nothing to carry */
        e = post_and_mark(&c);
    }
    arena_free(c.arena);
    return e;
}

static enum err show(struct job_run *run)
{
    struct query *q = store_query(run->session->store, SQL_books_carried_totals);
    char amount[32];
    bool row;
    enum err e;

    query_set_i64(q, "run_no", run->run_no);
    while ((e = query_step(q, run->report, &row)) == ERR_NONE && row) {
        yen_format(query_i64(q, 3), amount, sizeof(amount));
        fprintf(run->out, "  賦課 %" PRId64 "年度  納付義務者 %" PRId64 "  期 %" PRId64 "  %s 円\n",
                query_i64(q, 0),
                query_i64(q, 1), query_i64(q, 2), amount);
    }
    query_reset(q);
    return e;
}
