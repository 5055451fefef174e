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

extern const struct import_handler import_receipts_csv13, import_receipts_fixed120_a,
    import_receipts_fixed120_b, import_receipts_mobile_bank, import_receipts_mobile_card,
    import_receipts_pay_easy, import_receipts_slips, import_receipts_branch;

/* A payment of a household as the screens show it. */
struct collection_receipt {
    int32_t levy_year;
    int64_t receipt_no, notice_no, payer_no; /* receipt_no 0: told and not booked (速報) */
    int instalment;      /* 0 = 全期 */
    const char *channel; /* コンビニエンスストア */
    yen amount, overpaid;
    date received_on, booked_on; /* booked_on none: told and not booked */
    bool is_held;                /* 仮受 */
    const char *codes;           /* "W11,E13" of collection.md 6.4 */
};
/* What was paid on an instalment of a payer. */
struct collection_paid {
    int32_t levy_year;
    int64_t payer_no;
    int instalment;
    yen amount;
};
struct collection_look {
    const struct collection_receipt *receipts; /* newest year first; those booked, then those only told */
    size_t receipt_count;
    const struct collection_paid *paid;
    size_t paid_count;
};
/* What a household paid on the charges of the levy years, as known at a moment. */
MUST_CHECK enum err collection_of_household(struct store *s, int64_t household_no, int32_t first_year,
                                            int32_t last_year, int64_t known_at, struct arena *arena,
                                            struct report *report, struct collection_look *ret);

/* For `kokuho verify`: a line for each invariant that does not hold, and ERR_FINDINGS. */
MUST_CHECK enum err collection_verify(struct store *s, struct report *report);
extern const struct store_table collection_tables[];
extern const size_t collection_table_count;

#endif
