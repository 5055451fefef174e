/*
 * 休日 -- the holidays by dated rules (see holidays.h).
 *
 * Law     国民の祝日に関する法律, 地方税法20条の5     Cases   holidays.cases
 */
#include "rules/common/holidays.h"

enum kind { FIXED, NTH_MONDAY, SPRING_EQUINOX, AUTUMN_EQUINOX };

/* A holiday of the years first .. last: a day of a month, or the n-th Monday. */
struct holiday_rule {
    int first, last;
    enum kind kind;
    int month, day; /* day, or n of the n-th Monday */
    const char *name;
};

#define EVER HOLIDAYS_LAST_YEAR

static const struct holiday_rule rules[] = {
    {2000, EVER, FIXED, 1, 1, "元日"},
    {2000, EVER, NTH_MONDAY, 1, 2, "成人の日"},
    {2000, EVER, FIXED, 2, 11, "建国記念の日"},
    {2020, EVER, FIXED, 2, 23, "天皇誕生日"},
    {2000, EVER, SPRING_EQUINOX, 3, 0, "春分の日"},
    {2000, 2006, FIXED, 4, 29, "みどりの日"},
    {2007, EVER, FIXED, 4, 29, "昭和の日"},
    {2019, 2019, FIXED, 5, 1, "即位の日"},
    {2000, EVER, FIXED, 5, 3, "憲法記念日"},
    {2007, EVER, FIXED, 5, 4, "みどりの日"},
    {2000, EVER, FIXED, 5, 5, "こどもの日"},
    {2000, 2002, FIXED, 7, 20, "海の日"},
    {2003, 2019, NTH_MONDAY, 7, 3, "海の日"},
    {2020, 2020, FIXED, 7, 23, "海の日"},
    {2021, 2021, FIXED, 7, 22, "海の日"},
    {2022, EVER, NTH_MONDAY, 7, 3, "海の日"},
    {2020, 2020, FIXED, 7, 24, "スポーツの日"},
    {2021, 2021, FIXED, 7, 23, "スポーツの日"},
    {2016, 2019, FIXED, 8, 11, "山の日"},
    {2020, 2020, FIXED, 8, 10, "山の日"},
    {2021, 2021, FIXED, 8, 8, "山の日"},
    {2022, EVER, FIXED, 8, 11, "山の日"},
    {2000, 2002, FIXED, 9, 15, "敬老の日"},
    {2003, EVER, NTH_MONDAY, 9, 3, "敬老の日"},
    {2000, EVER, AUTUMN_EQUINOX, 9, 0, "秋分の日"},
    {2000, 2019, NTH_MONDAY, 10, 2, "体育の日"},
    {2022, EVER, NTH_MONDAY, 10, 2, "スポーツの日"},
    {2019, 2019, FIXED, 10, 22, "即位礼正殿の儀の行われる日"},
    {2000, EVER, FIXED, 11, 3, "文化の日"},
    {2000, EVER, FIXED, 11, 23, "勤労感謝の日"},
    {2000, 2018, FIXED, 12, 23, "天皇誕生日"},
};

/* Day of March or September in millionths: the equinox of 1980 moves 0.242194 days a year, less leap days. */
static int equinox_day(int year, int64_t millionths_1980)
{
    int since = year - 1980;

    return (int)((millionths_1980 + 242194LL * since) / 1000000) - since / 4;
}

static int day_of_rule(const struct holiday_rule *r, int year)
{
    switch (r->kind) {
    case FIXED:
        return r->day;
    case NTH_MONDAY: {
        int first_weekday = date_weekday(date_of(year, r->month, 1));
        return 1 + (8 - first_weekday) % 7 + 7 * (r->day - 1);
    }
    case SPRING_EQUINOX:
        return equinox_day(year, 20843100);
    case AUTUMN_EQUINOX:
        return equinox_day(year, 23248800);
    }
    assert(false && "kind of holiday");
}

/* 国民の祝日 themselves, without what follows from them. */
static const char *named_holiday(date d)
{
    struct civil c = date_civil(d);

    for (size_t i = 0; i < COUNT_OF(rules); i++) {
        const struct holiday_rule *r = &rules[i];
        if (c.month == r->month && c.year >= r->first && c.year <= r->last &&
            c.day == day_of_rule(r, c.year)) {
            return r->name;
        }
    }
    return NULL;
}

/*
 * 振替休日 (3条2項): to 2006 the Monday after a holiday on a Sunday; from 2007 the next day after it
 * that is no holiday itself.
 */
static bool is_substitute(date d)
{
    if (date_civil(d).year < 2007) {
        return date_weekday(d) == 1 && named_holiday(date_add_days(d, -1)) != NULL;
    }
    date before = date_add_days(d, -1);
    while (named_holiday(before) != NULL) {
        if (date_weekday(before) == 0) {
            return true;
        }
        before = date_add_days(before, -1);
    }
    return false;
}

const char *holiday_name(date d)
{
    struct civil c = date_civil(d);
    assert(c.year >= HOLIDAYS_FIRST_YEAR && c.year <= HOLIDAYS_LAST_YEAR);

    const char *name = named_holiday(d);
    if (name != NULL) {
        return name;
    }
    if (is_substitute(d)) {
        return "振替休日";
    }
    /* 3条3項: a day whose eve and morrow are both 国民の祝日; to 2006 not on a Sunday. */
    if (named_holiday(date_add_days(d, -1)) != NULL && named_holiday(date_add_days(d, 1)) != NULL &&
        (c.year >= 2007 || date_weekday(d) != 0)) {
        return "国民の休日";
    }
    return NULL;
}

bool business_day_is(date d)
{
    struct civil c = date_civil(d);
    int weekday = date_weekday(d);

    if (weekday == 0 || weekday == 6) {
        return false;
    }
    if ((c.month == 12 && c.day == 31) || (c.month == 1 && c.day <= 3)) {
        return false;
    }
    return holiday_name(d) == NULL;
}

date business_day_from(date d)
{
    while (!business_day_is(d)) {
        d = date_add_days(d, 1);
    }
    return d;
}
