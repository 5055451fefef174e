/* What must hold for every posting, looked for in the rows themselves. */
#include "ledger/ledger.h"

#include <inttypes.h>

/* The accounts of the database are those of the program. */
static enum err accounts_agree(struct store *s, struct report *report, bool *ret_broken)
{
    struct query *q = store_query(s, SQL_ledger_account_list);
    int64_t count = 0;
    enum err e;
    bool row;
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        int64_t no = query_i64(q, 0);
        struct text name = query_text(q, 1);
        count++;
        if (no < 0 || no >= ACCOUNT_COUNT || !text_is(name, ledger_accounts[no].name)) {
            report_add(report, "勘定科目 %" PRId64 "「%.*s」をこのプログラムは知りません", no,
                       (int)name.len, name.bytes);
            *ret_broken = true;
        }
    }
    query_reset(q);
    if (e == ERR_NONE && count != ACCOUNT_COUNT) {
        report_add(report, "勘定科目が %d でなく %" PRId64 " あります", ACCOUNT_COUNT, count);
        *ret_broken = true;
    }
    return e;
}

static bool is_account(int64_t no) { return no >= 0 && no < ACCOUNT_COUNT; }

static const char *what_is_wrong(const struct query *q)
{
    int64_t amount = query_i64(q, 5), debit = query_i64(q, 6), credit = query_i64(q, 7);
    if (amount <= 0 || amount > YEN_MAX) {
        return "金額が1円から1兆円の間にありません";
    }
    if (debit == credit) {
        return "借方と貸方が同じ勘定です";
    }
    if (!is_account(debit) || !is_account(credit)) {
        return "知らない勘定科目です";
    }
    int64_t reason = query_i64(q, 8);
    return reason < 0 || reason >= REASON_COUNT ? "知らない理由です" : "日付が正しくありません";
}

static enum err nothing_after_close(struct store *s, struct report *report, bool *ret_broken)
{
    struct query *q = store_query(s, SQL_ledger_after_close);
    enum err e;
    bool row;
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct text kind = query_text(q, 1);
        report_add(report, "締めた日 %" PRId64 " に後から仕訳があります: %" PRId64 "年度 %.*s %" PRId64,
                   query_i64(q, 3), query_i64(q, 0), (int)kind.len, kind.bytes, query_i64(q, 2));
        *ret_broken = true;
    }
    query_reset(q);
    return e;
}

/* What was deleted was even: nothing is owed, held or on its way in it. */
static enum err closing_is_even(struct store *s, struct report *report, bool *ret_broken)
{
    static const enum account even[] = {ACCOUNT_RECEIVABLE, ACCOUNT_OVERPAID, ACCOUNT_HELD, ACCOUNT_CARRIED};
    enum err e = ERR_NONE;

    for (size_t i = 0; i < COUNT_OF(even) && e == ERR_NONE; i++) {
        yen left = 0;
        e = ledger_closing_balance(s, even[i], 0, "", "", report, &left);
        if (e == ERR_NONE && left != 0) {
            report_add(report, "保存期限を過ぎて消した仕訳に %s %" PRId64 " 円が残っています",
                       ledger_accounts[even[i]].label, left);
            *ret_broken = true;
        }
    }
    return e;
}

enum err ledger_verify(struct store *s, struct report *report)
{
    bool row, broken = false;
    enum err e = accounts_agree(s, report, &broken);
    if (e == ERR_NONE) {
        e = nothing_after_close(s, report, &broken);
    }
    if (e == ERR_NONE) {
        e = closing_is_even(s, report, &broken);
    }
    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_scan(s, SQL_ledger_broken);
    query_set_i64(q, "most", YEN_MAX);
    query_set_i64(q, "reasons", REASON_COUNT);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct text kind = query_text(q, 1), part = query_text(q, 4);
        report_add(report,
                   "仕訳 %" PRId64 "年度 %.*s %" PRId64 " 版%" PRId64 " %.*s: %s", query_i64(q, 0),
                   (int)kind.len, kind.bytes, query_i64(q, 2), query_i64(q, 3), (int)part.len,
                   part.bytes, what_is_wrong(q));
        broken = true;
    }
    query_reset(q);
    return e != ERR_NONE ? e : broken ? ERR_FINDINGS : ERR_NONE;
}
