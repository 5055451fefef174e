/* 前納の取扱い -- what clerks said of heads' addresses on 1 January, over the tax ledger's word (CO-60). */
#include "premium/advance.h"

enum err advance_of(struct store *s, fiscal_year fy, int64_t addressee_no, int64_t known_at,
                    struct report *report, enum advance_way *ret)
{
    struct query *q = store_query(s, SQL_premium_advance_of);
    bool row;

    query_set_i64(q, "fiscal_year", fy.first_year);
    query_set_i64(q, "addressee_no", addressee_no);
    query_set_i64(q, "known_at", known_at);
    enum err e = query_step(q, report, &row);
    *ret = e == ERR_NONE && row ? (enum advance_way)query_i64(q, 0) : ADVANCE_NONE;
    query_reset(q);
    return e;
}

enum err advances_load(struct fact_table *t, struct store *s, fiscal_year fy, int64_t known_at,
                       struct report *report)
{
    struct query *q = store_query(s, SQL_premium_advance_scan);
    bool row, added = false;
    enum err e;

    query_set_i64(q, "fiscal_year", fy.first_year);
    query_set_i64(q, "known_at", known_at);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        added = fact_table_set_abroad(t, query_i64(q, 0), query_i64(q, 1) == ADVANCE_ABROAD) || added;
    }
    query_reset(q);
    if (e == ERR_NONE && added) {
        fact_table_index_incomes(t);
    }
    return e;
}

