/* 分納用納付書; inner header of arrears/. */
#ifndef KOKUHO_ARREARS_PLAN_SLIPS_H
#define KOKUHO_ARREARS_PLAN_SLIPS_H

#include "arrears/book.h"
#include "document/document.h"
#include "slip/slip.h"

/* In the write transaction of the plan: a slip for each payment and notice; `late` is the forecast 延滞金 of
 * each charge. Charges nobody was notified of have no number and no slip. */
MUST_CHECK enum err plan_slips_issue(struct session *session, const struct book_writing *w,
                                     const struct act *plan, const struct act_cover *covers,
                                     size_t cover_count, const yen *late, const struct plan_step *steps,
                                     size_t step_count);
/* Those of a plan as issued, by day. */
MUST_CHECK enum err plan_slips_of(struct session *session, const struct act *plan, struct arena *arena,
                                  struct report *report, struct slip **ret, size_t *ret_count);

#endif
