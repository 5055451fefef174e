/* 前の系の調定, merged with the decisions; inner header of premium/. */
#ifndef KOKUHO_PREMIUM_FORMER_H
#define KOKUHO_PREMIUM_FORMER_H

#include "premium/premium.h"

struct formers {
    struct premium_levy *levies; /* by year, household and payer */
    size_t count, capacity, at;
};
MUST_CHECK enum err formers_load(struct store *s, const struct premium_levy_scope *scope,
                                 struct arena *arena, struct report *report, struct formers *ret);
/* Hands out those that stand before `next`; NULL: the rest. */
MUST_CHECK enum err formers_before(struct formers *f, const struct premium_levy *next, premium_levy_fn each,
                                   void *context, struct report *report);
/* How many of a year. */
MUST_CHECK enum err formers_of_year(struct store *s, int32_t year, struct report *report, int64_t *ret);
/* Adds lines to the report for what does not hold. */
MUST_CHECK enum err formers_verify(struct store *s, struct report *report);

#endif
