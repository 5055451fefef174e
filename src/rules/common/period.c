/*
 * 期間の満了 -- the last day of a period counted in months.
 *
 * Law     民法140条 (初日不算入: the caller names the first day), 民法143条     Cases   period.cases
 *
 * The period ends on the day before the day of the last month that corresponds to its first day
 * (「応当する日の前日」); where that month has no such day, on its last day.
 */
#include "rules/common/period.h"

date period_end(date first, int months)
{
    struct civil c = date_civil(first);
    int month = c.month - 1 + months;
    int year = c.year + month / 12;

    assert(months >= 0);
    month = month % 12 + 1;
    if (year > 9999) {
        return date_open_end();
    }
    if (!date_is_valid(year, month, c.day)) {
        return date_last_of_month(year, month);
    }
    return date_add_days(date_of(year, month, c.day), -1);
}
