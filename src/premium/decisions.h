/* Stored versions and the facts they were made of. */
#ifndef KOKUHO_PREMIUM_DECISIONS_H
#define KOKUHO_PREMIUM_DECISIONS_H

#include "premium/assessment.h"

MUST_CHECK enum err decisions_of_run(struct store *s, int32_t year, int64_t run_no, int64_t max,
                                     struct arena *arena, struct report *report,
                                     struct premium_decision **ret, size_t *ret_count);

/* The facts of a version as known then; its run too when `ret_run` is not NULL. */
MUST_CHECK enum err decision_case(struct store *s, const struct premium_decision *d,
                                  struct arena *arena, struct report *report,
                                  struct premium_case *ret);

#endif
