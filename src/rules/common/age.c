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

int age_attained(register_day birth, date day)
{
    int year = birth.ymd / 10000, month = birth.ymd / 100 % 100, dom = birth.ymd % 100;
    month = month == 0 ? 1 : month;
    dom = dom == 0 ? 1 : dom;
    if (birth.ymd == 0 || !date_is_valid(year, month, dom)) {
        return -1;
    }
    date born = date_of(year, month, dom);
    int age = date_civil(day).year - year + 1;
    while (age >= 0 && date_before(day, age_attained_on(born, age))) {
        age--;
    }
    return age;
}

int age_completed(register_day birth, date day)
{
    date born;
    return date_from_ymd(birth.ymd, &born) ? age_attained(birth, date_add_days(day, -1)) : -1;
}
