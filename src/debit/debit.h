/*
 * 口座振替 -- mandates of payers, request files to the banks, their answers, the papers that follow.
 *
 * Rules    collection.md 13 and 6.4 (E51 to E53); payment_formats.md 3, 4, 14
 * Rows     CO-06, CO-15, CO-17, CO-41, NT-11, PX-10
 *
 * A request is proposed, approved by another person, and then frozen: its file is written once, known by its
 * hash, and handed over once. What is asked of a bank is left alone by slips and demands (STAY_DEBIT) until
 * the bank has answered.
 */
#ifndef KOKUHO_DEBIT_H
#define KOKUHO_DEBIT_H

#include "addressee/addressee.h"
#include "batch/batch.h"
#include "casework/casework.h"
#include "collection/collection.h"
#include "output/output.h"

/* ---------------------------------------------------------------------------- 口座振替の登録 ---- */

enum debit_state { DEBIT_RUNNING = 1, DEBIT_STOPPED, DEBIT_ENDED };
/* A mandate as the screens show it: account and holder masked without account.view. */
struct debit_mandate_look {
    int64_t payer_no;
    date from, until;
    enum debit_state state;
    const char *act_label, *state_label, *source_label, *deposit_label, *pays_label;
    struct text bank, branch, account, mark, number, holder, relation, reason;
    date received_on;
};
/* One item of a request, with what became of it. */
struct debit_item_look {
    int32_t levy_year;
    int64_t payer_no;
    int instalment, attempt;
    date debit_on, answered_on, redebit_on; /* none: not answered; no 再振替 */
    yen amount, overpaid;
    const char *state_label; /* "依頼中", "振替済み", "資金不足" ... */
    struct text bank, customer_no;
};
struct debit_look {
    const struct debit_mandate_look *mandates; /* as known then, by first day */
    size_t mandate_count;
    const struct debit_item_look *items; /* newest first */
    size_t item_count;
};
/* Of the payers of one household, as known at a moment. */
MUST_CHECK enum err debit_of_payer(struct session *session, int64_t payer_no, int64_t known_at,
                                   struct arena *arena, struct report *report, struct debit_look *ret);

/* 口座振替の状況: how many are on debit (CO-17), what the banks have not answered. */
struct debit_request_look {
    int64_t request_no, run_no, items, answered, done, failed;
    yen amount, done_amount;
    date debit_on, sent_on; /* none: proposed */
    struct text file_name, consignor, group_key, sha256;
};
struct debit_status {
    int64_t mandates, stopped;                /* today */
    int64_t households, on_debit;             /* of the last extraction; 0, 0 = there was none */
    date counted_on;                          /* its debit day */
    const struct debit_request_look *requests; /* newest first */
    size_t request_count;
};
MUST_CHECK enum err debit_status(struct store *s, date today, size_t max, struct arena *arena,
                                 struct report *report, struct debit_status *ret);

extern const struct change_kind kind_debit_register, kind_debit_change, kind_debit_stop, kind_debit_resume,
    kind_debit_halt;
extern const struct job job_debit_request, job_debit_notice;
/* 続けて振替不能の一覧, 回答のない振替と振替停止依頼の一覧, for output_lists[] of kokuho.c. */
extern const struct output_list output_list_debit_failing, output_list_debit_open;
extern const struct import_handler import_debit_result, import_debit_result_jpbank,
    import_debit_result_ebcdic, import_mandate_answers;

/* For `kokuho verify`: a line for each invariant that does not hold, and ERR_FINDINGS. */
MUST_CHECK enum err debit_verify(struct store *s, struct report *report);
extern const struct store_table debit_tables[];
extern const size_t debit_table_count;
/* What the tables say about a person (開示請求). */
extern const struct store_held debit_held[];
extern const size_t debit_held_count;
/* 保存期限: what goes with a levy year of a household. */
extern const struct store_kept debit_kept[];
extern const size_t debit_kept_count;

#endif
