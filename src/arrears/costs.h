/* 滞納処分費と配当の預り金 -- entries with their postings; inner header of arrears/. */
#ifndef KOKUHO_ARREARS_COSTS_H
#define KOKUHO_ARREARS_COSTS_H

#include "arrears/book.h"

/* 滞納処分費 of an act (a seizure, a demand) as it stands. */
struct costs {
    yen spent;     /* as paid out by the ward */
    yen charged;   /* as the debtor owes it: cut to 100 yen */
    yen recovered;
};
static inline yen costs_left(const struct costs *c) { return c->charged - c->recovered; }
MUST_CHECK enum err costs_of_act(struct store *s, int64_t act_no, struct report *report, struct costs *ret);

/* All in the open write transaction of a change. */
MUST_CHECK enum err costs_charge(struct change_call *call, int64_t act_no, date on, yen spent,
                                 struct text words);
/* `by_act_no`: the distribution; 0 = paid by the debtor. ERR_INPUT when it is more than is owed. */
MUST_CHECK enum err costs_recover(struct change_call *call, int64_t act_no, int64_t by_act_no, date on,
                                  yen amount);

/* What a claim of another creditor got: taken in with the distribution, handed to him later. */
MUST_CHECK enum err deposit_take(struct change_call *call, int64_t act_no, int64_t claim_seq, date on,
                                 yen amount, struct text words);
MUST_CHECK enum err deposit_hand_out(struct change_call *call, int64_t act_no, int64_t claim_seq, date on,
                                     yen amount, struct text words);
MUST_CHECK enum err deposit_of_claim(struct store *s, int64_t act_no, int64_t claim_seq,
                                     struct report *report, yen *ret_left);

/* Takes back what the change entered; ERR_INPUT when something was built on it. */
MUST_CHECK enum err costs_undo(struct change_call *call);

/* The accounts are what the entries say. */
MUST_CHECK enum err costs_verify(struct store *s, struct report *report);

#endif
