/* A ward with one payer who is levied, and one act on his charges at a time. */
#ifndef KOKUHO_TESTS_COLLECTION_PAYER_H
#define KOKUHO_TESTS_COLLECTION_PAYER_H

#include "../premium/ward.h"
#include "collection/collection.h"

enum { HOUSEHOLD = 1001, PAYER = 5001 };

/* A single payer with the decision of 2026; payments happen in August. */
void levied(struct ward *w);
struct collection_charge charge(struct ward *w, int instalment);
/* The open transaction of the chief's store ends: what failed leaves nothing behind. Returns `e`. */
enum err settled(struct ward *w, enum err e);
/* Nothing is found by the verifies of charges, decisions and ledger. */
void books_agree(struct ward *w);

/* One statement of the capability in a transaction of its own. */
#define WRITES(w, call, want)                                                                              \
    do {                                                                                                   \
        assert_int_equal(store_begin((w)->chief.store, &(w)->report), ERR_NONE);                           \
        assert_int_equal(call, want);                                                                      \
        assert_int_equal(store_commit((w)->chief.store, &(w)->report), ERR_NONE);                          \
    } while (0)

#endif
