/*
 * 督促・催告の不変条件 -- lines make sums, rows have their papers, and every 督促 of ours stands in
 * collection's rows as it was decided, to the yen. What was taken out stands there as withdrawn, or not at
 * all.
 */
#include "demand/demand.h"

#include <inttypes.h>

const struct store_table demand_tables[] = {
    {"demand_batch", "run_no, kind, cut_off, issued_on, fixed_on, with_slip, with_receipt, criteria"},
    {"demand_paper", "run_no, payer_no, sequence_no, way, amount, late_charge, fee"},
    {"demand_line", "run_no, payer_no, levy_year, household_no, instalment, due, amount, late_charge, fee,"
                    " paid"},
    {"demand_gone", "run_no, payer_no, amount, late_charge, fee"},
    {"demand_print", "run_no, payer_no, file, first_page, pages"},
    {"demand_approval", "run_no, approved_on"},
    {"demand_pull", "run_no, payer_no, why, pulled_on, is_after_mailing"},
    {"demand_contact", "contact_no, payer_no, contact_on, minute_of_day, way, result, words, promise_on,"
                       " promise_amount, origin"},
    {"demand_promise", "contact_no, outcome, paid, decided_on"},
    {"demand_returned", "returned_no, payer_no, run_no, returned_on, reason, survey, words"},
    {"demand_publication", "publication_no, run_no, payer_no, posted_on, effective_on, words"},
    {"demand_condition", "condition_no, name, criteria"},
    {"demand_key", "list_no, payer_no"},
    {"demand_campaign", "run_no, way, by_household, starts_on, ends_on, criteria"},
    {"demand_call", "run_no, payer_no, call_payer_no, household_no, unpaid, charges, oldest_due"},
    {"demand_call_stop", "run_no, call_payer_no, why, stopped_on"},
};
const size_t demand_table_count = COUNT_OF(demand_tables);

static enum err verify_rows(struct store *s, struct report *report, bool *ret_broken)
{
    struct query *q = store_query(s, SQL_demand_verify_sums);
    bool row;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ret_broken = true;
        report_add(report,
                   "督促・催告の実行 %" PRId64 " の納付義務者 %" PRId64 " は、明細の計が合計と違います",
                   query_i64(q, 0), query_i64(q, 1));
    }
    query_reset(q);
    if (e != ERR_NONE) {
        return e;
    }
    q = store_query(s, SQL_demand_verify_orphans);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ret_broken = true;
        report_add(report, "%.*s の実行 %" PRId64 " 納付義務者 %" PRId64 " は元の行がありません",
                   (int)query_text(q, 0).len, query_text(q, 0).bytes, query_i64(q, 1), query_i64(q, 2));
    }
    query_reset(q);
    if (e != ERR_NONE) {
        return e;
    }
    q = store_query(s, SQL_demand_verify_promises);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ret_broken = true;
        report_add(report, "折衝 %" PRId64 " の納付約束の判定が約束と合いません", query_i64(q, 0));
    }
    query_reset(q);
    return e;
}

static int compare_i64(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

/* Of collection's rows against a charge of ours; the order of both lists. */
static int order(const struct collection_dunning *d, const struct query *q)
{
    int c = compare_i64(d->levy_year, query_i64(q, 0));

    c = c != 0 ? c : compare_i64(d->household_no, query_i64(q, 1));
    c = c != 0 ? c : compare_i64(d->payer_no, query_i64(q, 2));
    c = c != 0 ? c : compare_i64(d->instalment, query_i64(q, 3));
    return c != 0 ? c : compare_i64(d->cause_no, query_i64(q, 4));
}

static int compare_dunnings(const void *a, const void *b)
{
    const struct collection_dunning *x = a, *y = b;
    int c = compare_i64(x->levy_year, y->levy_year);

    c = c != 0 ? c : compare_i64(x->household_no, y->household_no);
    c = c != 0 ? c : compare_i64(x->payer_no, y->payer_no);
    c = c != 0 ? c : compare_i64(x->instalment, y->instalment);
    return c != 0 ? c : compare_i64(x->cause_no, y->cause_no);
}

static void tell(struct report *report, const struct query *q, const char *words)
{
    report_add(report, "%" PRId64 "年度 世帯 %" PRId64 " 第%" PRId64 "期の督促（実行 %" PRId64 "）は、%s",
               query_i64(q, 0), query_i64(q, 1), query_i64(q, 3), query_i64(q, 4), words);
}

/* Taken out later: it is withdrawn. Else it stands. */
static bool is_right(const struct collection_dunning *d, const struct query *q)
{
    bool is_pulled = query_i64(q, 7) != 0;

    return d->amount == query_i64(q, 5) && date_ymd(d->issued_on) == query_i64(q, 6) &&
           d->is_withdrawn == is_pulled;
}

static enum err verify_dunnings(struct store *s, struct report *report, bool *ret_broken)
{
    struct arena *arena = arena_new("督促の点検", (size_t)1 << 30);
    struct collection_dunning *all = NULL;
    size_t count = 0, at = 0;
    bool row;
    enum err e = collection_dunnings(s, 0, arena, report, &all, &count);

    if (e != ERR_NONE) {
        arena_free(arena);
        return e;
    }
    if (count > 0) {
        qsort(all, count, sizeof(*all), compare_dunnings);
    }
    struct query *q = store_scan(s, SQL_demand_verify_dunned);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        while (at < count && order(&all[at], q) < 0) { /* of another folder's doing */
            at++;
        }
        bool is_there = at < count && order(&all[at], q) == 0;
        if ((!is_there && query_i64(q, 7) == 0) || (is_there && !is_right(&all[at], q))) {
            *ret_broken = true;
            tell(report, q, is_there ? "決定と記録が違います" : "決定されたのに記録がありません");
        }
        at += is_there;
    }
    query_reset(q);
    arena_free(arena);
    return e;
}

enum err demand_verify(struct store *s, struct report *report)
{
    bool is_broken = false;
    enum err e = verify_rows(s, report, &is_broken);

    if (e == ERR_NONE) {
        e = verify_dunnings(s, report, &is_broken);
    }
    return e != ERR_NONE ? e : is_broken ? ERR_FINDINGS : ERR_NONE;
}
