/*
 * 滞納繰越 -- what is unpaid when a year's books close enters the next year's, to the yen (CO-22).
 *
 * Rules    collection.md 2.2 (5), 3, 16: unpaid at the close of year N = opening arrears of year N + 1, per
 *          levy year, household and payer. The year of the run is the one whose books close.
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

const struct job job_books_carry = {
    .name = "books-carry",
    .label = "滞納繰越",
    .unit = "件",
    .run_permission = PERM_COLLECTION_RUN,
    .approve_permission = PERM_COLLECTION_CLOSE,
    .needs_approval = true,
    .is_once_a_year = true,
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
    size_t count, capacity;
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

/* Of charges first charged in the closing year or before. What was overpaid has to be raised first. */
static enum err note_unpaid(void *context, const struct collection_account *a, struct report *report)
{
    struct carrying *c = context;
    struct carried row = {.levy_year = a->levy_year, .household_no = a->household_no,
                          .payer_no = a->payer_no};
    yen unpaid[LEVY_PARTS];

    (void)report;
    for (size_t i = 0; i < a->count; i++) {
        yen left = collection_unpaid(&a->charges[i]);
        c->overpaid += left < 0;
        if (left > 0 && a->charges[i].charged_year <= c->run->year) {
            row.amount += left;
            row.charges++;
        }
    }
    if (row.amount == 0) {
        return ERR_NONE;
    }
    for (int p = 0; p < LEVY_PARTS; p++) {
        unpaid[p] = a->part_unpaid[p] > 0 ? a->part_unpaid[p] : 0;
    }
    split_over_parts(row.amount, unpaid, LEVY_PARTS, ODD_PART_LARGEST, row.part);
    *ARENA_PUSH(c->arena, c->rows, c->count, c->capacity) = row;
    c->total += row.amount;
    return ERR_NONE;
}

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
    struct carrying c = {.run = run, .arena = arena_new("滞納繰越", (size_t)1 << 30)};
    const struct collection_scope all = {0};
    char total[32];
    enum err e = collection_each_account(run->session->store, &all, note_unpaid, &c, c.arena, run->report);

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

/* The cause is the year whose books close; out and in are causes of their own. */
static enum err post_row(struct ledger_writer *w, const struct carrying *c, const struct carried *r,
                         int64_t recorded_at)
{
    struct posting p = {
        .cause_no = r->payer_no, .cause_version = c->run->year, .household_no = r->household_no,
        .payer_no = r->payer_no, .levy_year = r->levy_year, .reason = REASON_CARRIED,
        .business_date = c->run->decided_on, .recorded_at = recorded_at};
    enum err e = ERR_NONE;

    for (int i = 0; i < LEVY_PARTS && e == ERR_NONE; i++) {
        if (r->part[i] == 0) {
            continue;
        }
        p.part = premium_levy_parts[i].name;
        p.amount = r->part[i];
        p.cause_kind = "carry-out";
        p.account_year = c->run->year;
        p.debit = ACCOUNT_CARRIED;
        p.credit = ACCOUNT_RECEIVABLE;
        p.value_date = date_of(c->run->year + 1, 5, 31);
        e = ledger_post(w, &p, c->run->report);
        if (e == ERR_NONE) {
            p.cause_kind = "carry-in";
            p.account_year = c->run->year + 1;
            p.debit = ACCOUNT_RECEIVABLE;
            p.credit = ACCOUNT_CARRIED;
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

static enum err is_posted(const struct job_run *run, bool *ret)
{
    struct query *q = store_query(run->session->store, SQL_books_carried_last_year);
    bool row;
    enum err e = query_step(q, run->report, &row);

    *ret = e == ERR_NONE && query_i64(q, 0) >= run->year;
    query_reset(q);
    return e;
}

/* What was paid since it was proposed is carried no more: the proposal has to be made anew. */
static enum err still_so(struct job_run *run)
{
    struct carrying proposed = {.run = run, .arena = arena_new("滞納繰越", (size_t)2 << 30)};
    struct carrying now = {.run = run, .arena = proposed.arena};
    const struct collection_scope all = {0};
    char then[32], today[32];
    bool posted = false;
    enum err e = is_posted(run, &posted);

    if (e == ERR_NONE && !posted) {
        e = load_rows(&proposed);
    }
    if (e == ERR_NONE && !posted) {
        e = collection_each_account(run->session->store, &all, note_unpaid, &now, now.arena, run->report);
    }
    if (e == ERR_NONE && (now.count != proposed.count || now.total != proposed.total)) {
        yen_format(proposed.total, then, sizeof(then));
        yen_format(now.total, today, sizeof(today));
        e = report_fail(run->report, ERR_INPUT,
                        "繰越の提案（%s 円）のあとに収納などがあり、いまの未納は %s 円です。"
                        "もう一度実行してください",
                        then, today);
    }
    arena_free(proposed.arena);
    return e;
}

static enum err approve(struct job_run *run)
{
    struct carrying c = {.run = run, .arena = arena_new("滞納繰越", (size_t)2 << 30)};
    bool posted;
    enum err e = is_posted(run, &posted);

    if (e == ERR_NONE && !posted) { /* killed behind the postings: nothing is left to do */
        e = load_rows(&c);
        if (e == ERR_NONE) {
            e = post_and_mark(&c);
        }
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
