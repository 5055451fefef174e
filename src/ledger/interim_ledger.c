/* Postings: written in bulk, summed for balances. */
#include "ledger/ledger.h"

const struct account_entry ledger_accounts[ACCOUNT_COUNT] = {
    [ACCOUNT_RECEIVABLE] = {"receivable", "調定"},
    [ACCOUNT_REVENUE] = {"revenue", "保険料収入"},
};

const struct store_table ledger_tables[] = {
    {"ledger_posting", "cause_kind, cause_no, household_no, cause_version, part, payer_no, levy_year, "
                       "account_year, debit, credit, amount, reason, value_date, business_date"},
};
const size_t ledger_table_count = COUNT_OF(ledger_tables);

static const struct bulk_column columns[] = {
    {"cause_kind", BULK_TEXT},   {"cause_no", BULK_I64},      {"household_no", BULK_I64},
    {"cause_version", BULK_I64}, {"part", BULK_TEXT},         {"payer_no", BULK_I64},
    {"levy_year", BULK_I64},     {"account_year", BULK_I64},  {"debit", BULK_I64},
    {"credit", BULK_I64},        {"amount", BULK_I64},        {"reason", BULK_I64},
    {"value_date", BULK_I64},    {"business_date", BULK_I64}, {"recorded_at", BULK_I64},
};

/* The writer is the bulk load itself. */
static struct bulk *bulk_of(struct ledger_writer *w) { return (struct bulk *)w; }

enum err ledger_begin(struct store *s, struct report *report, struct ledger_writer **ret)
{
    struct bulk *b;
    enum err e = store_bulk_begin(s, "ledger_posting", columns, COUNT_OF(columns), report, &b);
    if (e == ERR_NONE) {
        *ret = (struct ledger_writer *)b;
    }
    return e;
}

enum err ledger_post(struct ledger_writer *w, const struct posting *p, struct report *report)
{
    struct bulk *b = bulk_of(w);
    assert(p->amount > 0 && p->debit != p->credit && p->debit < ACCOUNT_COUNT &&
           p->credit < ACCOUNT_COUNT && p->reason < REASON_COUNT);
    bulk_text(b, text_of(p->cause_kind));
    bulk_i64(b, p->cause_no);
    bulk_i64(b, p->household_no);
    bulk_i64(b, p->cause_version);
    bulk_text(b, text_of(p->part));
    bulk_i64(b, p->payer_no);
    bulk_i64(b, p->levy_year);
    bulk_i64(b, p->account_year);
    bulk_i64(b, p->debit);
    bulk_i64(b, p->credit);
    bulk_i64(b, p->amount);
    bulk_i64(b, p->reason);
    bulk_i64(b, date_ymd(p->value_date));
    bulk_i64(b, date_ymd(p->business_date));
    bulk_i64(b, p->recorded_at);
    return bulk_row(b, report);
}

enum err ledger_end(struct ledger_writer *w, struct report *report) { return bulk_end(bulk_of(w), report); }

enum err ledger_balance(struct store *s, enum account account, int64_t payer_no, int32_t levy_year,
                        const char *part, struct report *report, yen *ret)
{
    struct query *q = store_query(s, SQL_ledger_balance);
    bool row;
    query_set_i64(q, "account", account);
    query_set_i64(q, "payer_no", payer_no);
    query_set_i64(q, "levy_year", levy_year);
    query_set_text(q, "part", text_of(part));
    enum err e = query_step(q, report, &row);
    if (e == ERR_NONE) {
        *ret = query_i64(q, 0);
        query_reset(q);
    }
    return e;
}

enum err ledger_verify(struct store *s, struct report *report)
{
    struct query *q = store_query(s, SQL_ledger_unbalanced);
    bool row = true, broken = false;
    enum err e;
    query_set_i64(q, "accounts", ACCOUNT_COUNT - 1);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct text kind = query_text(q, 0);
        broken = true;
        report_add(report, "仕訳 %.*s %lld 版%lld: 金額または勘定が正しくありません", (int)kind.len,
                   kind.bytes, (long long)query_i64(q, 1), (long long)query_i64(q, 2));
    }
    query_reset(q);
    return e != ERR_NONE ? e : broken ? ERR_FINDINGS : ERR_NONE;
}
