/* 前期高齢者の判定 -- who becomes 65, 70 or 75 with effect in a month; inner header. */
#ifndef KOKUHO_CERTIFICATE_ELDERS_H
#define KOKUHO_CERTIFICATE_ELDERS_H

#include "certificate/register.h"

struct elder {
    int month; /* yyyymm of the effect */
    int64_t addressee_no, household_no;
    int age; /* 65, 70, 75 */
    date reached, effect;
};
/* What the last sweeps of those months say. */
MUST_CHECK enum err elders_of(struct store *s, int from, int until, struct arena *arena,
                              struct report *report, struct elder **ret, size_t *ret_count);
static inline int elder_month(date day) { return date_civil(day).year * 100 + date_civil(day).month; }

#endif
