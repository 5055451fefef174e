/* 70歳以上の一般・現役並み -- the ratio that the papers of a person say on a day. Inner header of census/. */
#ifndef KOKUHO_CENSUS_RATIO_H
#define KOKUHO_CENSUS_RATIO_H

#include "census/census.h"
#include "certificate/certificate.h"

struct ratios {
    struct arena *arena;
    struct certificate_ratio *list; /* by person, the newest paper first */
    size_t count, capacity;
};
/* Of papers in force within the days, as known then. */
MUST_CHECK enum err ratios_read(struct store *s, date from, date last_day, int64_t known_at,
                                struct arena *arena, struct report *report, struct ratios *ret);
/* Of somebody of 70 to 74. */
enum census_ratio ratio_on(const struct ratios *r, int64_t addressee_no, date day);

#endif
