/*
 * 収納 -- payments from the channels' files: told (速報), booked (消込), held (仮受), overpaid (過誤納).
 *
 * Rules    collection.md 2, 3, 6. Receipts, their lines and their postings are appended and never changed.
 * A charge (調定) is the n-th instalment of the newest decision of a levy year, household and payer.
 */
#ifndef KOKUHO_COLLECTION_H
#define KOKUHO_COLLECTION_H

#include "base/arena.h"
#include "base/date.h"
#include "base/yen.h"
#include "interchange/interchange.h"
#include "store/store.h"

extern const struct import_handler import_receipts_csv13, import_receipts_fixed120_a;

/* A payment of a household as the screens show it. */
struct collection_receipt {
    int64_t receipt_no, notice_no, payer_no;
    int instalment;      /* 0 = 全期 */
    const char *channel; /* コンビニエンスストア */
    yen amount, overpaid;
    date received_on, booked_on; /* booked_on none: told and not booked (速報) */
    bool is_held;                /* 仮受 */
    const char *codes;           /* "W11,E13" of collection.md 6.4 */
};
/* Payments of a household and levy year in the order of their days; what was told and not booked among them. */
MUST_CHECK enum err collection_receipts(struct store *s, int32_t levy_year, int64_t household_no,
                                        struct arena *arena, struct report *report,
                                        struct collection_receipt **ret, size_t *ret_count);
/* What was paid on each instalment of a payer; entry n - 1 is instalment n. */
struct collection_paid {
    size_t count;
    yen paid[16];
};
MUST_CHECK enum err collection_paid(struct store *s, int32_t levy_year, int64_t household_no,
                                    int64_t payer_no, struct report *report, struct collection_paid *ret);

/* For `kokuho verify`: a line for each invariant that does not hold, and ERR_FINDINGS. */
MUST_CHECK enum err collection_verify(struct store *s, struct report *report);
extern const struct store_table collection_tables[];
extern const size_t collection_table_count;

#endif
