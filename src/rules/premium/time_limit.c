/*
 * 賦課決定の期間制限 -- the last day on which the premium of a year may be assessed.
 *
 * Law     国民健康保険法110条の2 (from FY2015)     Cases   time_limit.cases
 *
 * No decision on or after the day two years have passed since the day after the first due date. Counted
 * by that day (初日不算入), so the last possible day has the date of the first due date two years later;
 * a due date of 29 February ends on 28 February. The first due date is that of the way of collection
 * (納付書・口座 or pension), which the caller knows.
 */
#include "rules/premium/premium.h"

date premium_last_assessment_day(date first_due)
{
    struct civil c = date_civil(first_due);
    int year = c.year + 2;

    return date_is_valid(year, c.month, c.day) ? date_of(year, c.month, c.day)
                                               : date_last_of_month(year, c.month);
}
