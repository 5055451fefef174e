/* Stored versions and the facts they were made of. */
#ifndef KOKUHO_PREMIUM_DECISIONS_H
#define KOKUHO_PREMIUM_DECISIONS_H

#include "premium/assessment.h"

MUST_CHECK enum err decisions_of_run(struct store *s, int32_t year, int64_t run_no, int64_t max,
                                     struct arena *arena, struct report *report,
                                     struct premium_decision **ret, size_t *ret_count);

/* All versions of a household in a year, by payer and the newest first: stored, with their runs, and as
 * shown. */
struct household_versions {
    struct assessment_row *rows;
    struct decision_run *runs;
    struct premium_decision *decisions;
    size_t count;
};
MUST_CHECK enum err household_versions(struct store *s, int32_t year, int64_t household_no,
                                       struct arena *arena, struct report *report,
                                       struct household_versions *ret);

/* A row as the screens show it; `calendar` are the due dates of its year. */
void decision_of_row(const struct assessment_row *row, const struct premium_instalment *calendar,
                     size_t calendar_count, struct premium_decision *ret);

/* The facts of a version as known then; its run too when `ret_run` is not NULL. */
MUST_CHECK enum err decision_case(struct store *s, const struct premium_decision *d,
                                  struct arena *arena, struct report *report,
                                  struct premium_case *ret);

/* premium_replay() with the law at hand: for many decisions of one year. */
MUST_CHECK enum err decision_replay(struct store *s, const struct premium_law *law,
                                    const struct premium_decision *d, struct arena *arena,
                                    struct report *report, struct premium_replay *ret);

/* The newest approved versions no notice was made of, in the order of household and payer. */
MUST_CHECK enum err decisions_without_notice(struct store *s, int32_t year, int64_t after_household,
                                             int64_t max, struct arena *arena,
                                             struct report *report, struct premium_decision **ret,
                                             size_t *ret_count);

/* $year, $year_before, $year_before_that: `count` years from the newest one back. */
void query_set_years(struct query *q, int32_t newest, int32_t count);

#endif
