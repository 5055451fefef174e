/*
 * 月割の月 -- which months count (see months.h).
 *
 * Law     国民健康保険法76条, 条例19条     Cases   months.cases
 */
#include "rules/common/months.h"

struct month_ends months_of(fiscal_year fy)
{
    struct month_ends ends;

    for (int i = 0; i < 12; i++) {
        ends.day[i] = date_add_days(fiscal_month_from(fy, i + 1), -1).day;
    }
    return ends;
}

int months_index(fiscal_year fy, date day)
{
    struct civil c = date_civil(day);

    return (c.year - fy.first_year) * 12 + c.month - 4;
}

unsigned months_run(int first, int count)
{
    int until = first + count;

    first = first < 0 ? 0 : first > 12 ? 12 : first;
    until = until < first ? first : until > 12 ? 12 : until;
    return ((1u << until) - 1u) & ~((1u << first) - 1u);
}
