/*
 * 期間の満了 -- the last day of a period of months (see period.c).
 */
#ifndef KOKUHO_RULES_PERIOD_H
#define KOKUHO_RULES_PERIOD_H

#include "base/date.h"

/*
 * The last day of a period of `months` months whose first day is `first`; the day before `first` when
 * there are none. A period that would end after the calendar ends on its last day.
 */
date period_end(date first, int months);

#endif
