/* 年金から取る分 of a levy: its charges and their stays. Inner header of withholding/. */
#ifndef KOKUHO_WITHHOLDING_PLAN_H
#define KOKUHO_WITHHOLDING_PLAN_H

#include "collection/collection.h"
#include "withholding/state.h"

struct plan_cause {
    const struct withholding_terms *terms;
    date on;            /* today */
    int64_t no;         /* the run or request behind it */
    int64_t recorded_at;
};
/* In an open write transaction: what the pays take leaves the ordinary instalments and is neither dunned nor
 * debited nor printed on a slip (STAY_PENSION). */
MUST_CHECK enum err plan_put(struct store *s, const struct withholding_look *look,
                             const struct plan_cause *cause, struct report *report);
/* 普通徴収への切替: the pays `first` to `last` are asked for by slip or account, on the next due day of the
 * year, or when none is left at the end of the next month. Nothing to do when nothing of the levy is taken
 * from a pension. */
MUST_CHECK enum err plan_fall(struct store *s, const struct withholding_look *look, int first, int last,
                              const struct plan_cause *cause, struct report *report);
/* Of the levy, what the pay day still asks for; *ret_found: it is a charge. */
MUST_CHECK enum err plan_charge(struct store *s, const struct withholding_look *look, int pay,
                                struct arena *arena, struct report *report, struct collection_charge *ret,
                                bool *ret_found);

#endif
