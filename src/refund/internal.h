/* What the files of refund/ share: the account of an excess, the plan of a decision, the steps of a case. */
#ifndef KOKUHO_REFUND_INTERNAL_H
#define KOKUHO_REFUND_INTERNAL_H

#include "addressee/addressee.h"
#include "casework/casework.h"
#include "collection/collection.h"
#include "refund/refund.h"

/* ------------------------------------------------------------------------------ law and settings -- */

/* params/municipal/<code>/refund.tsv on a day. */
struct refund_settings {
    date interest_from;     /* decisions from this day on bear interest */
    yen minimum;            /* 充当 of less is not made by itself */
    bool pay_without_claim; /* to an account that is registered */
    const char *consignor_code, *consignor_name, *bank, *bank_name, *branch, *branch_name, *deposit_kind,
        *account; /* of the header of 総合振込 */
    const char *municipality_name, *premium_label, *issuer, *section, *postal_code,
        *address; /* insurer.tsv */
    const char *appeal_text, *fraud_text, *claim_text, *seal_text;
};
struct refund_law_set {
    const struct collection_law *law;
    struct refund_settings settings;
    struct arrears_terms terms;
    struct collection_options options;
};
MUST_CHECK enum err refund_law_read(const struct session *session, date day, struct arena *arena,
                                    struct report *report, struct refund_law_set *ret);
/* The last day on which it can be claimed that began on `on`. */
date refund_limit(const struct refund_law_set *law, date on);
/* The last day on which a decided refund can be claimed: the notice acknowledges it, so it runs from there.
 */
date refund_case_limit(const struct refund_law_set *law, const struct refund_case *c);

/* --------------------------------------------------------------------------------- the account -- */

/* 仮受 on charges of a payer, on the day he paid; what the lines do not take becomes 過誤納. */
struct refund_assignment {
    const struct refund_open *held;
    const struct collection_charge *account; /* of the charges: whose they are */
    const struct collection_line *lines;     /* none: all of it is 過誤納 */
    size_t line_count;
    const char *cause; /* of the 過誤納, "K2" */
    int64_t origin_no; /* the change or run that says so */
};
/* In an open write transaction. */
MUST_CHECK enum err refund_assign(struct session *session, const struct refund_assignment *a,
                                  int64_t recorded_at, struct report *report, int64_t *ret_receipt_no);

/* refund_opens() of these receipts (ascending, some). */
MUST_CHECK enum err refund_opens_of(struct session *session, const int64_t *receipts, size_t receipt_count,
                                    struct arena *arena, struct report *report, struct refund_open **ret,
                                    size_t *ret_count);
/* refund_opens() of all, without the days until which they can be claimed: those the tables say. */
MUST_CHECK enum err refund_opens_known(struct store *s, struct arena *arena, struct report *report,
                                       struct refund_open **ret, size_t *ret_count);
/* refund/moved.c: receipts whose excess may stand otherwise than at a moment, by what was recorded behind it
 * and behind `receipts_after`, or whose task a person moved. Settled. */
#define REFUND_SOURCE "refund:" /* of the tasks; "held" or the cause follows, the key is the receipt */
MUST_CHECK enum err refund_receipts_moved(struct store *s, int64_t since, int64_t receipts_after,
                                          struct arena *arena, struct report *report, struct moved_list *ret);
/* For verify: what did not move since the last look is as a look at everybody leaves it behind. Adds what is
 * not to the report. */
MUST_CHECK enum err refund_verify_looks(struct store *s, struct arena *arena, struct report *report);

/* An account to pay back to, registered and in force today. */
MUST_CHECK enum err refund_has_account(struct session *session, int64_t payer_no, struct arena *arena,
                                       struct report *report, bool *ret);

/* What is left of an excess, by the day on which it was paid: the latest payments are the excess first. */
struct refund_source {
    const struct refund_open *open;
    enum overpayment_cause cause;
    date paid_on;
    yen amount;
    int32_t account_year; /* in whose books it stands */
};
MUST_CHECK enum err refund_sources(struct session *session, const struct refund_law_set *law,
                                   const struct refund_open *open, struct arena *arena,
                                   struct report *report, struct refund_source **ret, size_t *ret_count);
enum overpayment_cause refund_cause(const char *cause); /* "K1" .. */

/* ------------------------------------------------------------------------------------ the plan -- */

enum refund_use { USE_APPROPRIATED = 1, USE_REFUNDED, USE_ASSIGNED, USE_LAPSED };
struct refund_part { /* an item of a decision, as planned or as stored */
    int64_t item_no;
    enum refund_use use;
    int64_t receipt_no;
    char cause[4];
    date paid_on, ends_on; /* the interest ends: 充当適状日, or the day of the decision */
    yen amount;
    int32_t levy_year, account_year;
    int64_t household_no, payer_no;
    int instalment;
    struct collection_charge to; /* of 充当: the charge, its item, the receipt that booked it */
    enum collection_item to_item;
    int64_t to_receipt_no;
};
struct refund_base { /* a line of the interest */
    enum refund_use use;
    char cause[4];
    date paid_on;
    yen base;
    struct span days, waiting; /* waiting: empty = none */
    yen raw, amount;
};
struct refund_plan {
    int64_t payer_no, household_no;
    date decided_on;
    struct refund_part *parts;
    size_t part_count, part_capacity;
    struct refund_base *bases;
    size_t base_count;
    yen appropriated, refund, interest;
    size_t debited;     /* charges that the bank has been asked to debit: may come in twice */
    size_t passed_over; /* charges of the payer that are blocked: 猶予, 停止 ... */
};
/* 充当 of everything open of the payer, the rest to be given back. `wish`: "2026-3 2026-4" or "". */
MUST_CHECK enum err refund_plan_make(struct session *session, const struct refund_law_set *law,
                                     int64_t payer_no, struct text receipts, struct text wish,
                                     struct arena *arena, struct report *report, struct refund_plan *ret);
/*
 * 還付加算金 of the parts: 還付 to `ends_on`, 充当 to its own day. `told_on`, `claimed_on`: waiting of the
 * payer that does not count; none = there was none.
 */
MUST_CHECK enum err refund_interest_of(const struct refund_law_set *law, const struct refund_part *parts,
                                       size_t count, date ends_on, date told_on, date claimed_on,
                                       struct arena *arena, struct report *report, struct refund_base **ret,
                                       size_t *ret_count, yen *ret_interest);

/* -------------------------------------------------------------------------------------- the rows -- */

MUST_CHECK enum err refund_case_by_no(struct store *s, int64_t case_no, struct arena *arena,
                                      struct report *report, struct refund_case *ret); /* ERR_INPUT: none */
MUST_CHECK enum err refund_parts_of(struct store *s, int64_t case_no, struct arena *arena,
                                    struct report *report, struct refund_part **ret, size_t *ret_count);
MUST_CHECK enum err refund_bases_of(struct store *s, int64_t case_no, int revision, struct arena *arena,
                                    struct report *report, struct refund_base **ret, size_t *ret_count);
/* In an open write transaction. */
MUST_CHECK enum err refund_case_add(struct session *session, struct refund_case *c, int64_t change_no,
                                    int64_t recorded_at, struct report *report);
MUST_CHECK enum err refund_part_add(struct session *session, int64_t case_no, struct refund_part *part,
                                    int64_t recorded_at, struct report *report);
MUST_CHECK enum err refund_bases_add(struct session *session, int64_t case_no, int revision,
                                     const struct refund_base *bases, size_t count, int64_t recorded_at,
                                     struct report *report);
/* The next step of the case, with what `c` says now; `c->step_no` goes on. */
MUST_CHECK enum err refund_step(struct session *session, struct refund_case *c, enum refund_state state,
                                date on, const char *words, int64_t recorded_at, struct report *report);
/* Out of 過誤納, and its interest: paid, come back, or lapsed. */
enum refund_way { WAY_PAID, WAY_RETURNED, WAY_LAPSED };
MUST_CHECK enum err refund_post(struct session *session, const struct refund_case *c, enum refund_way way,
                                date on, int64_t recorded_at, struct report *report);
/* What an operator who fills a form is told: fields of a kind. */
/* A field of text as a string in the arena. */
const char *refund_words(struct change_call *call, const char *field);

#endif
