/* 徴収結果 -- what was taken from a pension, booked once the levy asks for it. Inner header. */
#ifndef KOKUHO_WITHHOLDING_TAKEN_H
#define KOKUHO_WITHHOLDING_TAKEN_H

#include "withholding/plan.h"

/* In an open write transaction: what was taken in the year before it was decided (仮徴収) is booked. */
MUST_CHECK enum err taken_settle(struct session *session, const struct withholding_look *look,
                                 int64_t recorded_at, struct report *report);
/* Of all heads in a fiscal year, by household, head and pay day. */
MUST_CHECK enum err taken_of_year(struct store *s, int32_t year, struct arena *arena, struct report *report,
                                  struct withholding_taken **ret, size_t *ret_count);
/* What stands of a pay day of a pensioner; `place` 0 = nothing came. */
MUST_CHECK enum err taken_of_pay(struct store *s, int32_t year, int pay, int64_t pensioner_no,
                                 struct arena *arena, struct report *report, struct withholding_taken *ret);
/* Books what fits (ret->place, receipt_no, overpaid) on the charge of the pay day. */
MUST_CHECK enum err taken_book(struct session *session, const struct withholding_look *look,
                               const struct collection_law *law, struct withholding_taken *t,
                               int64_t recorded_at, struct arena *arena, struct report *report);
/* Stands in the place of what stood of the pay day. */
MUST_CHECK enum err taken_put(struct store *s, const struct withholding_taken *t, int64_t recorded_at,
                              struct report *report);

#endif
