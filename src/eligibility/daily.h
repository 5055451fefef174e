/* 毎日の点検の対象 -- whom a night of eligibility-daily looks at. Inner header of eligibility/. */
#ifndef KOKUHO_ELIGIBILITY_DAILY_H
#define KOKUHO_ELIGIBILITY_DAILY_H

#include "batch/last_look.h"
#include "eligibility/eligibility.h"

#define DAILY_SOURCE "job:eligibility-daily:"
#define AGE_LATE_ELDERLY 75 /* 高齢者の医療の確保に関する法律50条1号 */
/* Days left of a stay at which the task is told anew; before them the ward's days. */
static const int daily_stay_steps[] = {7, 30};
/* An exception is told so many days before its end and behind it. */
enum { DAILY_EXCEPTION_BEFORE = 31, DAILY_EXCEPTION_AFTER = 30 };

/* Who became 75 on the day or before was born up to this day (yyyymmdd). */
int32_t daily_born_until(date day);

struct daily_who {
    bool is_all;
    const int64_t *persons; /* ascending */
    size_t count;
};
/* Everybody where the last look is not there. */
MUST_CHECK enum err daily_who_find(struct session *session, const struct last_look *since, int stay_days,
                                   struct arena *arena, struct report *report, struct daily_who *ret);

#endif
