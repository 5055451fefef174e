/* 照会 -- incomes and notices as the screens show them: read, never computed. */
#include "premium/decisions.h"
#include "premium/income.h"

static void income_read(const struct query *q, struct premium_income_version *ret)
{
    struct premium_income *in = &ret->look.income;
    *ret = (struct premium_income_version){.look = {.is_there = true, .recorded_at = query_i64(q, 0)}};
    in->state = query_i64(q, 1) != 0 ? INCOME_KNOWN : INCOME_UNKNOWN;
    in->given = (unsigned)query_i64(q, 2);
    for (int i = 0; i < INCOME_AMOUNTS; i++) {
        *income_amount(in, i) = query_i64(q, 3 + i);
    }
    ret->year = (int32_t)query_i64(q, 3 + INCOME_AMOUNTS);
    ret->superseded_at = query_i64(q, 4 + INCOME_AMOUNTS);
    ret->addressee_no = query_i64(q, 5 + INCOME_AMOUNTS);
    ret->look.taxable_income = query_i64(q, 6 + INCOME_AMOUNTS);
    ret->look.tax = (enum premium_tax_class)query_i64(q, 7 + INCOME_AMOUNTS);
}

enum err premium_incomes_of(struct store *s, const int64_t *addressee_nos, size_t person_count,
                            int32_t newest, int32_t years, struct arena *arena, struct report *report,
                            struct premium_income_version **ret, size_t *ret_count)
{
    struct premium_income_version *items = NULL;
    size_t count = 0, capacity = 0;
    enum err e = ERR_NONE;
    for (size_t i = 0; i < person_count && e == ERR_NONE; i += QUERY_NUMBERS) {
        size_t left = person_count - i;
        bool row;
        struct query *q = store_query(s, SQL_premium_income_look);
        query_set_years(q, newest, years);
        query_set_numbers(q, addressee_nos + i, left < QUERY_NUMBERS ? left : QUERY_NUMBERS);
        while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
            income_read(q, ARENA_PUSH(arena, items, count, capacity));
        }
        query_reset(q);
    }
    if (e == ERR_NONE) {
        *ret = items;
        *ret_count = count;
    }
    return e;
}

struct premium_income_look premium_income_known(const struct premium_income_version *all, size_t count,
                                                int64_t addressee_no, int32_t year, int64_t known_at)
{
    for (size_t i = 0; i < count; i++) {
        if (all[i].addressee_no == addressee_no && all[i].year == year &&
            all[i].look.recorded_at <= known_at && all[i].superseded_at > known_at) {
            return all[i].look;
        }
    }
    return (struct premium_income_look){.is_there = false};
}

enum err premium_notices_of(struct store *s, int32_t newest, int32_t years, int64_t household_no,
                            struct arena *arena, struct report *report,
                            struct premium_notice_look **ret, size_t *ret_count)
{
    struct premium_notice_look *items = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;
    struct query *q = store_query(s, SQL_premium_notice_of_household);
    query_set_years(q, newest, years);
    query_set_i64(q, "household_no", household_no);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct premium_notice_look *n = ARENA_PUSH(arena, items, count, capacity);
        *n = (struct premium_notice_look){
            .year = (int32_t)query_i64(q, 8),
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
