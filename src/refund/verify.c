/* The invariants of 還付・充当 for `kokuho verify`: 過誤納金 and 仮受金 of the ledger are the open items, to
 * the yen. */
#include "refund/internal.h"

#include <inttypes.h>

const struct store_table refund_tables[] = {
    {"refund_found", "receipt_no, payer_no, household_no, amount, cause, arose_on, found_on, has_account"},
    {"refund_case", "case_no, payer_no, household_no, decided_on, note"},
    {"refund_item",
     "item_no, case_no, receipt_no, use, cause, paid_on, amount, levy_year, household_no, payer_no, "
     "instalment, account_year, ends_on, to_year, to_household_no, to_instalment, to_item, "
     "to_receipt_no"},
    {"refund_interest",
     "case_no, revision, base_no, use, cause, paid_on, base, from_on, until_on, not_from, "
     "not_until, raw, amount"},
    {"refund_step",
     "case_no, step_no, state, on_day, interest, revision, told_on, claimed_on, ordered_on, payee_no, "
     "relation, attorney, bank, branch, deposit_kind, number, holder, transfer_no, sent_count, words, "
     "operator_id"},
    {"refund_transfer", "transfer_no, transfer_on, payees, amount, sha256, state"},
    {"refund_gone", "transfer_no, payees, amount"},
    {"refund_transfer_line", "transfer_no, case_no, step_no, amount"},
};
const size_t refund_table_count = COUNT_OF(refund_tables);

struct sums {
    yen overpaid, held;  /* as they arose */
    yen taken, assigned; /* by items of 過誤納, of 仮受 */
    yen paid, lapsed, interest, undecided_lapsed;
};

static enum err agree(struct store *s, enum account account, yen want, struct report *report)
{
    yen posted;
    enum err e = ledger_balance(s, account, 0, 0, "", report, &posted);

    if (e == ERR_NONE && -posted != want) {
        report_add(report,
                   "%s: 充当も還付もしていない %" PRId64 " 円と仕訳の残高 %" PRId64 " 円が合いません",
                   ledger_accounts[account].label, want, -posted);
    }
    return e;
}

static enum err agree_of_cause(struct store *s, enum account account, const char *cause, yen want,
                               struct report *report)
{
    yen posted;
    enum err e = ledger_balance_of_cause(s, account, cause, report, &posted);

    if (e == ERR_NONE && posted != want) {
        report_add(report, "%s（%s）: 還付の経過 %" PRId64 " 円と仕訳 %" PRId64 " 円が合いません",
                   ledger_accounts[account].label, cause, want, posted);
    }
    return e;
}

/* Every item is of an excess, and no more is taken than arose. */
static enum err items_fit(struct store *s, struct arena *arena, struct report *report, struct sums *sums)
{
    struct collection_excess *all;
    size_t count, at = 0;
    bool row;
    enum err e = collection_excesses(s, 0, arena, report, &all, &count);

    if (e != ERR_NONE) {
        return e;
    }
    for (size_t i = 0; i < count; i++) {
        *(all[i].cause[0] == '\0' ? &sums->held : &sums->overpaid) += all[i].amount;
    }
    struct query *q = store_query(s, SQL_refund_verify_items);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        int64_t receipt_no = query_i64(q, 0), taken = query_i64(q, 1);
        while (at < count && all[at].receipt_no < receipt_no) {
            at++;
        }
        if (at == count || all[at].receipt_no != receipt_no) {
            report_add(report, "収納番号 %" PRId64 " の過誤納・仮受がないのに %" PRId64 " 円を使っています",
                       receipt_no, taken);
            continue;
        }
        if (taken > all[at].amount) {
            report_add(report,
                       "収納番号 %" PRId64 " の過誤納・仮受 %" PRId64 " 円より多い %" PRId64
                       " 円を使っています",
                       receipt_no, all[at].amount, taken);
        }
        *(all[at].cause[0] == '\0' ? &sums->assigned : &sums->taken) += taken;
    }
    query_reset(q);
    return e;
}

static enum err read_paid(struct store *s, struct report *report, struct sums *sums)
{
    struct query *q = store_query(s, SQL_refund_verify_paid);
    bool row;
    enum err e = query_step(q, report, &row);

    if (e == ERR_NONE) {
        assert(row);
        sums->paid = query_i64(q, 0);
        sums->lapsed = query_i64(q, 1);
        sums->interest = query_i64(q, 2);
        sums->undecided_lapsed = query_i64(q, 3);
    }
    query_reset(q);
    return e;
}

static enum err none_of(struct store *s, enum sql sql, const char *what, struct report *report)
{
    struct query *q = store_query(s, sql);
    bool row;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        report_add(report, "%s: %" PRId64 " %" PRId64 " 円と %" PRId64 " 円", what, query_i64(q, 0),
                   query_i64(q, 1), query_i64(q, 2));
    }
    query_reset(q);
    return e;
}

enum err refund_verify(struct store *s, struct report *report)
{
    struct arena *arena = arena_new("過誤納の点検", (size_t)1 << 30);
    struct sums sums = {0};
    size_t before = report->count;
    enum err e = items_fit(s, arena, report, &sums);

    e = e == ERR_NONE ? refund_verify_looks(s, arena, report) : e;
    arena_free(arena);
    e = e == ERR_NONE ? read_paid(s, report, &sums) : e;
    if (e == ERR_NONE) { /* decided and not yet paid stands in the account still */
        yen reserved;
        struct query *q = store_query(s, SQL_refund_reserved);
        bool row;
        e = query_step(q, report, &row);
        reserved = e == ERR_NONE && row ? query_i64(q, 0) : 0;
        query_reset(q);
        e = e == ERR_NONE ? agree(s, ACCOUNT_OVERPAID, sums.overpaid - sums.taken + reserved, report) : e;
    }
    e = e == ERR_NONE ? agree(s, ACCOUNT_HELD, sums.held - sums.assigned, report) : e;
    e = e == ERR_NONE ? agree_of_cause(s, ACCOUNT_OVERPAID, "refund", sums.paid, report) : e;
    e = e == ERR_NONE ? agree_of_cause(s, ACCOUNT_OVERPAID, "refund-lapse",
                                       sums.lapsed + sums.undecided_lapsed, report)
                      : e;
    e = e == ERR_NONE ? agree_of_cause(s, ACCOUNT_INTEREST, "refund-interest", sums.interest, report) : e;
    e = e == ERR_NONE ? none_of(s, SQL_refund_verify_interest,
                                "還付加算金が明細の合計と合いません（還付番号）", report)
                      : e;
    e = e == ERR_NONE
            ? none_of(s, SQL_refund_verify_transfers, "総合振込の合計が明細と合いません（振込番号）", report)
            : e;
    return e != ERR_NONE ? e : report->count > before ? ERR_FINDINGS : ERR_NONE;
}
