/* 期割から除く額, laid over the levies; inner header of premium/. */
#ifndef KOKUHO_PREMIUM_WITHHELD_H
#define KOKUHO_PREMIUM_WITHHELD_H

#include "premium/premium.h"

struct withheld_levy {
    int32_t year;
    int64_t household_no, payer_no;
    yen taken[INSTALMENTS_MAX]; /* out of the ordinary instalments */
    struct premium_instalment pays[WITHHOLDING_PAYS];
};
struct withheld_all {
    struct withheld_levy *levies; /* by year, household and payer */
    size_t count, capacity, at;
};
MUST_CHECK enum err withheld_load(struct store *s, const struct premium_levy_scope *scope,
                                  struct arena *arena, struct report *report, struct withheld_all *ret);
/* Of one levy; *ret_found: something of it is taken from a pension. */
MUST_CHECK enum err withheld_of(struct store *s, int32_t year, int64_t household_no, int64_t payer_no,
                                struct arena *arena, struct report *report, struct withheld_levy *ret,
                                bool *ret_found);
/* What is asked by the instalments of a version of it, and by the pays (ret_pays). */
void withheld_split(const struct withheld_levy *w, struct premium_instalment *instalments, size_t count,
                    yen ret_pays[WITHHOLDING_PAYS]);
/* Levies are asked for in their order. */
void withheld_lay(struct withheld_all *all, struct premium_levy *levy);

#endif
