/*
 * 繰り返す日 -- on which days something is to happen: a feed that is expected, a job that is due.
 *
 * Law     民法142条 (a day on which nobody works moves to the next one); business days of holidays.h
 * Cases   recurrence.cases
 *
 * The words of a table, one cell for the days and one for the shift:
 *
 *   every-day            business-day            weekday:mon,thu         day:10,25       last-day
 *   business-day:3       business-day:-1 (the last of the month)         year:06-10,12-28
 *
 *   -         the day as it is                next      the next business day when it is none
 *   previous  the business day before it      skip      not at all on a day that is none
 */
#ifndef KOKUHO_RULES_RECURRENCE_H
#define KOKUHO_RULES_RECURRENCE_H

#include "base/date.h"

enum recurrence_kind {
    EVERY_DAY,
    EVERY_BUSINESS_DAY,
    ON_WEEKDAYS,
    ON_DAYS_OF_MONTH,
    ON_LAST_DAY,
    ON_BUSINESS_DAY_OF_MONTH,
    ON_DAYS_OF_YEAR,
};
enum recurrence_shift { SHIFT_NONE, SHIFT_NEXT, SHIFT_PREVIOUS, SHIFT_SKIP };

#define RECURRENCE_DAYS_MAX 12
struct recurrence {
    enum recurrence_kind kind;
    enum recurrence_shift shift;
    unsigned weekdays;                /* bit n: date_weekday() n */
    int days[RECURRENCE_DAYS_MAX];    /* of the month; n-th business day; month * 100 + day */
    size_t count;
};

/* False: not one of the words above; *ret_why then says what is wrong with them. */
bool recurrence_parse(const char *on, const char *shift, struct recurrence *ret, const char **ret_why);
/* Is it that day? Days of 2000 to 2098. */
bool recurrence_is_on(const struct recurrence *r, date day);
/* The latest such day from `from` to `until`, both inclusive; none: date_none(). */
date recurrence_last(const struct recurrence *r, date from, date until);
/* The first such day from `from` on, within four years; none: date_none(). */
date recurrence_next(const struct recurrence *r, date from);

#endif
