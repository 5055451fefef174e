/* 保存期限 -- postings past their retention: their sums stay, the rows go (docs/adr/0150). */
#include "ledger/ledger.h"

const struct store_kept ledger_kept[] = {
    {.sums = "INSERT INTO ledger_closing (levy_year, account_year, cause_kind, part, debit, credit, reason,"
             " business_date, items, amount)"
             " SELECT levy_year, account_year, cause_kind, part, debit, credit, reason, business_date,"
             " COUNT(*), CAST(SUM(amount) AS BIGINT) FROM ledger_posting WHERE (levy_year, household_no) IN @"
             " GROUP BY levy_year, account_year, cause_kind, part, debit, credit, reason, business_date"
             " ON CONFLICT (levy_year, account_year, cause_kind, part, debit, credit, reason, business_date)"
             " DO UPDATE SET items = ledger_closing.items + excluded.items,"
             " amount = ledger_closing.amount + excluded.amount"},
    {.table = "ledger_posting", .where = "(levy_year, household_no) IN @"},
};
const size_t ledger_kept_count = COUNT_OF(ledger_kept);

enum err ledger_each_unit(struct store *s, ledger_unit_fn each, void *context, struct report *report)
{
    struct query *q = store_scan(s, SQL_ledger_units);
    bool row;
    enum err e;

    query_set_i64(q, "receivable", ACCOUNT_RECEIVABLE);
    query_set_i64(q, "overpaid", ACCOUNT_OVERPAID);
    query_set_i64(q, "held", ACCOUNT_HELD);
    query_set_i64(q, "carried", ACCOUNT_CARRIED);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct ledger_unit unit = {.levy_year = (int32_t)query_i64(q, 0),
                                   .household_no = query_i64(q, 1),
                                   .receivable = query_i64(q, 3),
                                   .overpaid = query_i64(q, 4),
                                   .held = query_i64(q, 5),
                                   .carried = query_i64(q, 6)};
        bool is_day = date_from_ymd((int32_t)query_i64(q, 2), &unit.last_on);
        assert(is_day); /* ledger_post() wrote it */
        e = each(context, &unit, report);
        if (e != ERR_NONE) {
            break;
        }
    }
    query_reset(q);
    return e;
}

enum err ledger_closing_balance(struct store *s, enum account account, int32_t levy_year,
                                const char *cause_kind, const char *part, struct report *report, yen *ret)
{
    struct query *q = store_query(s, SQL_ledger_closing_balance);
    bool row;

    assert(account < ACCOUNT_COUNT);
    query_set_i64(q, "account", account);
    query_set_i64(q, "levy_year", levy_year);
    query_set_text(q, "cause_kind", text_of(cause_kind));
    query_set_text(q, "part", text_of(part));
    enum err e = query_step(q, report, &row);
    if (e == ERR_NONE) {
        assert(row); /* a sum always has a row */
        *ret = query_i64(q, 0);
    }
    query_reset(q);
    return e;
}

enum err ledger_closing_items(struct store *s, struct report *report, int64_t *ret)
{
    struct query *q = store_query(s, SQL_ledger_closing_items);
    bool row;
    enum err e = query_step(q, report, &row);

    if (e == ERR_NONE) {
        assert(row); /* a sum always has a row */
        *ret = query_i64(q, 0);
    }
    query_reset(q);
    return e;
}
