/*
 * 休日 -- Japan's holidays, 2000 to 2099, and the days on which a due date cannot fall.
 *
 * Law     国民の祝日に関する法律 (昭和23年法律178号) with its amendments by year; 天皇の即位の日及び
 *         即位礼正殿の儀の行われる日を休日とする法律 (2019); 五輪特措法 (2020, 2021)
 *         due dates: 民法142条, 地方税法20条の5 and its order 6条の18 (12月31日・1月2日・3日, 土曜日)
 * Cases   holidays.cases
 *
 * Equinoxes are computed from the mean motion of the sun, exact to the day until 2099; the day that
 * counts is the one announced in the 官報 of 1 February of the year before.
 */
#ifndef KOKUHO_RULES_HOLIDAYS_H
#define KOKUHO_RULES_HOLIDAYS_H

#include "base/date.h"

#define HOLIDAYS_FIRST_YEAR 2000
#define HOLIDAYS_LAST_YEAR 2099

/* The name of the 国民の祝日, "振替休日" or "国民の休日"; NULL on any other day. */
const char *holiday_name(date d);
/* Not a Saturday, Sunday, holiday, nor 31 December to 3 January. */
bool business_day_is(date d);
/* The day itself or the next business day after it. */
date business_day_from(date d);

#endif
