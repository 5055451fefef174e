/* 収納への記帳 -- what came in by an act, booked over its charges through collection.h; inner header of
 * arrears/. */
#ifndef KOKUHO_ARREARS_MONEY_H
#define KOKUHO_ARREARS_MONEY_H

#include "arrears/kinds.h"

/* A claim on what came in, and what it gets. */
struct money_claim {
    struct claim claim;
    const char *claimant;
    yen paid;
    const struct collection_charge *charge; /* ours; NULL = somebody else's */
    int64_t receipt_no;
};
/* Books what our charges got, a receipt a notice; each claim is told its receipt. */
MUST_CHECK enum err money_book(struct change_call *call, int64_t act_no, enum collection_channel channel,
                               date received_on, struct money_claim *claims, size_t count, yen surplus,
                               const char *cause);
/* Books what our charges got, the rest (`surplus`) as 残余金 K6 or 過誤納; writes the claims of the act. */
MUST_CHECK enum err money_write(struct change_call *call, const struct act *a,
                                enum collection_channel channel, date received_on,
                                struct money_claim *claims, size_t count, yen surplus, const char *cause);
/* 証券受託: the sum of the paper over its charges. */
MUST_CHECK enum err money_of_security(struct change_call *call, const struct act *a);
/* Takes back the receipts of an act. */
MUST_CHECK enum err money_back(struct change_call *call, int64_t act_no, const char *reason);
/* The claims of our own charges of an act as they stand: principals, then 延滞金; room for 2 x covers. */
MUST_CHECK enum err money_own_claims(struct change_call *call, int64_t act_no, date day,
                                     struct money_claim **ret, size_t *ret_count);
/* As kept. */
MUST_CHECK enum err money_claims(struct store *s, int64_t act_no, struct arena *arena, struct report *report,
                                 struct money_claim **ret, size_t *ret_count);

#endif
