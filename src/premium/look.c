/* 照会 -- incomes and notices as the screens show them: read, never computed. */
#include "premium/income.h"

static void income_read(const struct query *q, struct premium_income_look *ret)
{
    struct premium_income *in = &ret->income;
    ret->is_there = true;
    ret->recorded_at = query_i64(q, 0);
    in->state = query_i64(q, 1) != 0 ? INCOME_KNOWN : INCOME_UNKNOWN;
    in->given = (unsigned)query_i64(q, 2);
    for (int i = 0; i < INCOME_AMOUNTS; i++) {
        *income_amount(in, i) = query_i64(q, 3 + i);
    }
}

enum err premium_income_of(struct store *s, int64_t addressee_no, int32_t year, int64_t known_at,
                           struct report *report, struct premium_income_look *ret)
{
    bool row;
    struct query *q = store_query(s, SQL_premium_income_look);
    query_set_i64(q, "fiscal_year", year);
    query_set_i64(q, "addressee_no", addressee_no);
    query_set_i64(q, "known_at", known_at);
    enum err e = query_step(q, report, &row);
    if (e == ERR_NONE) {
        *ret = (struct premium_income_look){.is_there = false};
        if (row) {
            income_read(q, ret);
        }
    }
    query_reset(q);
    return e;
}

enum err premium_notices_of(struct store *s, int32_t year, int64_t household_no, struct arena *arena,
                            struct report *report, struct premium_notice_look **ret,
                            size_t *ret_count)
{
    struct premium_notice_look *items = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;
    struct query *q = store_query(s, SQL_premium_notice_of_household);
    query_set_i64(q, "fiscal_year", year);
    query_set_i64(q, "household_no", household_no);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct premium_notice_look *n = ARENA_PUSH(arena, items, count, capacity);
        *n = (struct premium_notice_look){
            .year = year,
            .payer_no = query_i64(q, 0),
            .version = (int32_t)query_i64(q, 1),
            .notice_no = query_i64(q, 2),
            .total = query_i64(q, 4),
            .pages = (int)query_i64(q, 5),
            .run_no = query_i64(q, 7),
            .sent_on = date_none(),
        };
        if (!date_from_ymd((int32_t)query_i64(q, 3), &n->issued_on)) {
            n->issued_on = date_none();
        }
        if (query_i64(q, 6) != 0 && !date_from_ymd((int32_t)query_i64(q, 6), &n->sent_on)) {
            n->sent_on = date_none();
        }
    }
    query_reset(q);
    if (e == ERR_NONE) {
        *ret = items;
        *ret_count = count;
    }
    return e;
}
