/*
 * 過誤納・還付・充当 -- what came in too much: found, moved to what is owed, given back with interest.
 *
 * Law     地方税法17条・17条の2・17条の4 (地方自治法231条の3第4項), 国民健康保険法110条1項 (2年)
 * Rules   collection.md 6.6, 7, 8; CO-11 to CO-14, CO-16, CO-23, CO-62, CO-63
 *
 * The account of 過誤納 and 仮受: what arose (collection_excesses) less what was taken of it (refund_item).
 * A decision (決議) takes all that a payer has too much: first what he owes (充当), the rest is given back.
 * Its states, each a row that stays:
 *
 *   決定 -> 通知 -> 請求受付 -> 支出命令 -> 振込 -> 完了      振込 -> 口座相違 -> 請求受付 ...      -> 時効
 *
 * Money moves when the transfer is handed over; what comes back (口座相違) is posted back.
 */
#ifndef KOKUHO_REFUND_REFUND_H
#define KOKUHO_REFUND_REFUND_H

#include "base/arena.h"
#include "base/date.h"
#include "base/yen.h"
#include "ops/ops.h"

/* An item of 過誤納 or 仮受 of which something is left, or waits for its payment. */
struct refund_open {
    int64_t receipt_no;
    int32_t levy_year;
    int64_t notice_no, household_no, payer_no; /* 0: 仮受, nobody's yet */
    int instalment;                            /* 0 = 全期 */
    int channel;                               /* collection.md 6.1 */
    bool is_held;                              /* 仮受 */
    char cause[4];                             /* "K1" .. ; "" = 仮受 */
    const char *codes;                         /* "W11,E13" of collection.md 6.4 */
    date arose_on, paid_on;
    date found_on;              /* none: refund-detect has not seen it yet */
    bool has_account;           /* an account to pay to was registered when it was found */
    yen amount, used, reserved; /* as it arose; 充当・還付済み; decided and not yet paid */
    date limit_on;              /* last day on which it can be claimed */
};
static inline yen refund_left(const struct refund_open *o)
{
    return o->amount - o->used - o->reserved;
}
/* Of a payer (0 = all), oldest first. Those of which nothing is left and nothing waits are not among them.
 */
MUST_CHECK enum err refund_opens(struct session *session, int64_t payer_no, struct arena *arena,
                                 struct report *report, struct refund_open **ret, size_t *ret_count);
/* 仮受 only. */
MUST_CHECK enum err refund_opens_held(struct session *session, struct arena *arena, struct report *report,
                                      struct refund_open **ret, size_t *ret_count);
/* has_account as it is today: somebody may have registered one, or ended it, since it was found. */
MUST_CHECK enum err refund_accounts_now(struct session *session, struct refund_open *opens, size_t count,
                                        struct arena *arena, struct report *report);
/* 二重納付（K2） and so on, in words. "" for 仮受. */
const char *refund_cause_label(const char *cause);

/* The settings and rates of refunds on a day, read once; they live in the arena. */
struct refund_law_set;
MUST_CHECK enum err refund_law_open(const struct session *session, date day, struct arena *arena,
                                    struct report *report, const struct refund_law_set **ret);
/*
 * 還付加算金の見込み: of what a reduction would turn into 過誤納 (K1) of one payer, given back in full on
 * `ends_on`: what would be appropriated to other arrears is not foreseen.
 */
struct refund_excess {
    int32_t levy_year;
    int64_t household_no;
    int instalment;
    date paid_on;
    yen amount;
};
MUST_CHECK enum err refund_interest_expected(const struct refund_law_set *law,
                                             const struct refund_excess *items, size_t count, date ends_on,
                                             struct arena *arena, struct report *report, yen *ret);

enum refund_state {
    REFUND_DECIDED = 1,
    REFUND_TOLD,
    REFUND_CLAIMED,
    REFUND_ORDERED,
    REFUND_SENT,
    REFUND_DONE,
    REFUND_RETURNED,
    REFUND_LAPSED,
    REFUND_WITHDRAWN /* the decision was taken back */
};
const char *refund_state_label(enum refund_state state); /* 決定, 通知, ... */
struct refund_case {
    int64_t case_no; /* 還付番号, its last digit a check digit */
    int64_t change_no;   /* of the decision */
    int64_t payer_no, household_no;
    date decided_on;
    const char *note;
    int step_no;
    enum refund_state state;
    date on; /* of that state */
    yen amount, appropriated, interest;
    int revision; /* of the interest: 1 as decided, 2 as ordered to be paid */
    date told_on, claimed_on, ordered_on;
    int64_t payee_no;
    int relation; /* 1 本人, 2 相続人, 3 代理人, 9 その他 */
    const char *attorney;
    const char *bank, *branch, *number, *holder;
    int deposit_kind;
    int64_t transfer_no;
    int sent_count;
    const char *words;
};
/* One of the numbers and a state, 0 = any. */
struct refund_scope {
    int64_t case_no, payer_no, transfer_no;
    enum refund_state state;
};
MUST_CHECK enum err refund_cases(struct store *s, const struct refund_scope *scope, struct arena *arena,
                                 struct report *report, struct refund_case **ret, size_t *ret_count);

extern const struct change_kind kind_refund_decide, kind_refund_claim, kind_refund_order, kind_refund_result,
    kind_refund_assign, kind_refund_move, kind_receipt_counter, kind_receipt_cancel;
extern const struct import_handler import_refund_claims;
extern const struct job job_receipts_match, job_refund_detect, job_refund_notice, job_refund_transfer,
    job_refund_lapse;
extern const struct output_list output_list_overpaid, output_list_refund_limit;

/* For `kokuho verify`: a line for each invariant that does not hold, and ERR_FINDINGS. */
MUST_CHECK enum err refund_verify(struct store *s, struct report *report);
extern const struct store_table refund_tables[];
extern const size_t refund_table_count;
/* What the tables say about a person (開示請求). */
extern const struct store_held refund_held[];
extern const size_t refund_held_count;
/* 保存期限: what goes with a levy year of a household. */
extern const struct store_kept refund_kept[];
extern const size_t refund_kept_count;

#endif
