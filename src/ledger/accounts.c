/* 勘定科目: the closed list of accounts, and how much stands on them. */
#include "ledger/ledger.h"

const struct account_entry ledger_accounts[ACCOUNT_COUNT] = {
    [ACCOUNT_RECEIVABLE] = {"receivable", "調定"},
    [ACCOUNT_REVENUE] = {"revenue", "保険料収入"},
    [ACCOUNT_CASH] = {"cash", "収納金"},
    [ACCOUNT_OVERPAID] = {"overpaid", "過誤納金"},
    [ACCOUNT_HELD] = {"held", "仮受金"},
    [ACCOUNT_LATE_CHARGE] = {"late_charge", "延滞金収入"},
    [ACCOUNT_FEE] = {"fee", "督促手数料収入"},
    [ACCOUNT_INTEREST] = {"interest", "還付加算金"},
    [ACCOUNT_WRITTEN_OFF] = {"written_off", "不納欠損額"},
    [ACCOUNT_CARRIED] = {"carried", "滞納繰越"},
    [ACCOUNT_LAPSED] = {"lapsed", "雑入（還付時効）"},
    [ACCOUNT_COSTS] = {"costs", "滞納処分費"},
    [ACCOUNT_COSTS_INCOME] = {"costs_income", "滞納処分費収入"},
    [ACCOUNT_DEPOSITED] = {"deposited", "歳入歳出外現金（配当）"},
    [ACCOUNT_FORMER] = {"former", "前の系からの引継ぎ"},
};

enum err ledger_balance(struct store *s, enum account account, int64_t payer_no, int32_t levy_year,
                        const char *part, struct report *report, yen *ret)
{
    assert(account >= 0 && account < ACCOUNT_COUNT);
    bool is_overpaid_of_payer = payer_no != 0 && account == ACCOUNT_OVERPAID;
    struct query *q = store_query(s, payer_no == 0           ? SQL_ledger_balance
                                     : is_overpaid_of_payer ? SQL_ledger_overpaid_of_payer
                                                            : SQL_ledger_balance_of_payer);
    bool row;
    if (payer_no != 0) {
        query_set_i64(q, "payer_no", payer_no);
    }
    if (!is_overpaid_of_payer) {
        query_set_i64(q, "account", account);
    }
    query_set_i64(q, "levy_year", levy_year);
    query_set_text(q, "part", text_of(part));
    enum err e = query_step(q, report, &row);
    if (e == ERR_NONE) {
        assert(row); /* a sum always has a row */
        *ret = query_i64(q, 0);
        query_reset(q);
    }
    return e;
}

/* Nearly all postings are of these; sums of the others are found by an index on those few. */
static bool is_of_many(const char *cause_kind)
{
    return strcmp(cause_kind, "assessment") == 0 || strcmp(cause_kind, "receipt") == 0;
}

enum err ledger_balance_of_cause(struct store *s, enum account account, const char *cause_kind,
                                 struct report *report, yen *ret)
{
    assert(account >= 0 && account < ACCOUNT_COUNT);
    struct query *q = store_query(s, account == ACCOUNT_OVERPAID ? SQL_ledger_overpaid_of_cause
                                     : is_of_many(cause_kind)    ? SQL_ledger_balance_of_cause
                                                                 : SQL_ledger_balance_of_rare_cause);
    bool row;
    if (account != ACCOUNT_OVERPAID) {
        query_set_i64(q, "account", account);
    }
    query_set_text(q, "cause_kind", text_of(cause_kind));
    enum err e = query_step(q, report, &row);
    if (e == ERR_NONE) {
        assert(row); /* a sum always has a row */
        *ret = query_i64(q, 0);
        query_reset(q);
    }
    return e;
}

enum err ledger_balances_of_parts(struct store *s, enum account account, int32_t levy_year,
                                  const char *const *parts, size_t part_count, struct report *report,
                                  yen *ret)
{
    struct query *q = store_scan(s, SQL_ledger_balance_of_parts);
    enum err e;
    bool row;

    assert(account >= 0 && account < ACCOUNT_COUNT);
    memset(ret, 0, part_count * sizeof(*ret));
    query_set_i64(q, "account", account);
    query_set_i64(q, "levy_year", levy_year);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        for (size_t i = 0; i < part_count; i++) {
            ret[i] = text_is(query_text(q, 0), parts[i]) ? query_i64(q, 1) : ret[i];
        }
    }
    query_reset(q);
    return e;
}

enum err ledger_each_stand(struct store *s, enum account account, int32_t account_year, ledger_stand_fn each,
                           void *context, struct report *report)
{
    struct query *q = store_scan(s, SQL_ledger_stands_until);
    bool row;
    enum err e;

    query_set_i64(q, "account", account);
    query_set_i64(q, "account_year", account_year);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct text part = query_text(q, 3);
        struct ledger_stand stand = {(int32_t)query_i64(q, 0), query_i64(q, 1), query_i64(q, 2), "",
                                     query_i64(q, 4)};
        snprintf(stand.part, sizeof(stand.part), "%.*s", (int)part.len, part.bytes);
        e = each(context, &stand, report);
        if (e != ERR_NONE) {
            break;
        }
    }
    query_reset(q);
    return e;
}
