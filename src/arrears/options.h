/* Terms of the municipality's own practice (params/municipal/CODE/arrears.tsv); inner header of
 * arrears/. */
#ifndef KOKUHO_ARREARS_OPTIONS_H
#define KOKUHO_ARREARS_OPTIONS_H

#include "arrears/arrears.h"

struct arrears_options {
    int64_t grace_months, grace_total_months; /* 猶予: at first, and in all */
    int64_t security_over, security_months;   /* 担保: above this sum and this long */
    int64_t apply_months;     /* 換価の猶予: to be applied for within, from the due date */
    int64_t sale_notice_days; /* 公売公告 to 公売 */
    int64_t plan_grace_days, plan_missed_in_row, plan_months, plan_slip_max;
    int64_t watch_months, urgent_months; /* 時効 */
    int64_t inquiry_days;
    int64_t heir_pay_days; /* 承継の通知 to the day on the heirs' slips */
};
/* In force on a day; ERR_INPUT names the row that is missing. */
MUST_CHECK enum err arrears_options_on(const struct session *session, date day, struct arena *arena,
                                       struct report *report, struct arrears_options *ret);

#endif
