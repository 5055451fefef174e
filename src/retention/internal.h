/* The levy years of all households and what becomes of them. Inner header of retention/. */
#ifndef KOKUHO_RETENTION_INTERNAL_H
#define KOKUHO_RETENTION_INTERNAL_H

#include "collection/collection.h"
#include "premium/premium.h"
#include "retention/retention.h"
#include "seal/seal.h"

struct retention_years {
    int64_t keep, limit; /* deleted after so many years, before so many are full */
};
MUST_CHECK enum err retention_years_on(const struct data_folder *folder, date day, struct arena *arena,
                                       struct report *report, struct retention_years *ret);

enum retention_fate {
    FATE_WAITS, /* its time has not come */
    FATE_GOES,
    FATE_LATE,  /* it is older than it may be, and is held or tied: `words` */
};
/* A household's levy year. */
struct retention_unit {
    int32_t levy_year;
    int64_t household_no; /* 0: money of nobody known */
    date last_on;         /* the last movement of its money */
    const char *words;    /* why it may not go by itself; NULL = it may */
    yen overpaid, held, carried;
    size_t parent, next; /* of the group: towards its first unit; the unit after it, or SIZE_MAX */
    enum retention_fate fate;
    const char *fate_words; /* with FATE_LATE */
};
struct retention_found {
    struct retention_unit *units; /* by levy year and household */
    size_t count;
    struct store_going *accounts; /* by levy year, household and payer */
    size_t account_count;
};
/* All of them, on a day. */
MUST_CHECK enum err retention_find(struct store *s, const struct retention_years *years, date today,
                                   struct arena *arena, struct report *report, struct retention_found *ret);
/* NULL: none. */
struct retention_unit *retention_unit_of(const struct retention_found *f, int32_t levy_year,
                                         int64_t household_no);
/* The first unit of the group `unit` belongs to; the others follow by `next`. */
struct retention_unit *retention_group(const struct retention_found *f, const struct retention_unit *unit);

#endif
