/*
 * 年齢 -- attained age.
 *
 * Law     年齢計算ニ関スル法律 (明治35年法律50号), 民法143条     Cases   age.cases
 *
 * An age is attained when the day before the birthday ends. Who was born on 29 February attains it on
 * 28 February of every year (民法143条2項: 応当する日がないときは、その月の末日に満了する).
 */
#ifndef KOKUHO_RULES_AGE_H
#define KOKUHO_RULES_AGE_H

#include "base/date.h"

/* The day at whose end the age is attained: the eve of the birthday. */
date age_attained_on(date birth, int age);
/* The birthday itself, the day after (75歳: 後期高齢者医療 starts on it). */
date age_birthday(date birth, int age);
/* The latest day of birth with which the age is attained on `day` or before. */
date age_born_until(int age, date day);
/*
 * Years attained on the day, the eve of the birthday included (「達する日」): whom a law, a list or a count
 * takes. A birth day of which a part is unknown counts from its first possible day. -1 = none: a body, no day
 * of the calendar, not yet born.
 */
int age_attained(register_day birth, date day);
/*
 * Full years on the day (満年齢), as a screen says them: the eve ends before they are full, so from the
 * birthday on. -1 = the day of birth is not known, or he is not yet born.
 */
int age_completed(register_day birth, date day);

#endif
