/*
 * 年齢 -- attained age (see age.h).
 *
 * Law     年齢計算ニ関スル法律, 民法143条     Cases   age.cases
 */
#include "rules/common/age.h"

date age_attained_on(date birth, int age)
{
    struct civil c = date_civil(birth);
    int year = c.year + age;

    if (!date_is_valid(year, c.month, c.day)) {
        return date_of(year, 2, 28); /* born on 29 February, no such day in that year */
    }
    return date_add_days(date_of(year, c.month, c.day), -1);
}

date age_birthday(date birth, int age)
{
    return date_add_days(age_attained_on(birth, age), 1);
}

date age_born_until(int age, date day)
{
    struct civil next = date_civil(date_add_days(day, 1)); /* birthdays up to here count */
    int year = next.year - age;

    if (!date_is_valid(year, next.month, next.day)) {
        return date_of(year, 2, 28);
    }
    return date_of(year, next.month, next.day);
}
