/* The invariants of 繰越 for `kokuho verify`: rows are their postings, nothing stays on the way (CO-22). */
#include "books/books.h"

#include <inttypes.h>

const struct store_table books_tables[] = {
    {"books_carried",
     "books_year, levy_year, household_no, payer_no, charges, amount, medical, support, care, "
                      "child, run_no"},
};
const size_t books_table_count = COUNT_OF(books_tables);

static enum err rows_are_parts(struct store *s, struct report *report)
{
    struct query *q = store_query(s, SQL_books_verify_parts);
    bool row;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        report_add(report, "繰越の区分の合計が合いません: %" PRId64 "年度 世帯 %" PRId64 " %" PRId64 " 円",
                   query_i64(q, 0), query_i64(q, 1), query_i64(q, 2));
    }
    query_reset(q);
    return e;
}

static enum err sum_of_rows(struct store *s, struct report *report, yen *ret)
{
    struct query *q = store_query(s, SQL_books_carried_sum);
    bool row;
    enum err e = query_step(q, report, &row);

    if (e == ERR_NONE) {
        assert(row); /* a sum always has a row */
        *ret = query_i64(q, 0);
    }
    query_reset(q);
    return e;
}

enum err books_verify(struct store *s, struct report *report)
{
    size_t before = report->count;
    yen rows = 0, out = 0, on_the_way = 0;
    enum err e = rows_are_parts(s, report);

    if (e == ERR_NONE) {
        e = sum_of_rows(s, report, &rows);
    }
    if (e == ERR_NONE) {
        e = ledger_balance_of_cause(s, ACCOUNT_CARRIED, "carry-out", report, &out);
    }
    if (e == ERR_NONE) {
        e = ledger_balance(s, ACCOUNT_CARRIED, 0, 0, "", report, &on_the_way);
    }
    if (e == ERR_NONE && rows != out) {
        report_add(report, "繰越: 記録 %" PRId64 " 円と仕訳 %" PRId64 " 円が合いません", rows, out);
    }
    if (e == ERR_NONE && on_the_way != 0) {
        report_add(report, "繰越: 出た額と入った額が %" PRId64 " 円違います", on_the_way);
    }
    return e != ERR_NONE ? e : report->count > before ? ERR_FINDINGS : ERR_NONE;
}
