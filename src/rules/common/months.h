/*
 * 月割の月 -- which months of a fiscal year count.
 *
 * Law     国民健康保険法76条, 条例19条 (賦課期日後の異動): 資格取得の月から、喪失の月の前月まで
 * Cases   months.cases
 *
 * A month counts when the state holds on its last day. Months are bits: bit 0 = April .. 11 = March.
 */
#ifndef KOKUHO_RULES_MONTHS_H
#define KOKUHO_RULES_MONTHS_H

#include "base/date.h"

#define MONTHS_ALL 0x0FFFu

/* The last days of the twelve months, April first. */
struct month_ends {
    int32_t day[12];
};
struct month_ends months_of(fiscal_year fy);

/* Most masks are the whole year; the others are added up in pairs, fours and eights of bits. */
static inline int months_count(unsigned mask)
{
    if (mask == MONTHS_ALL) {
        return 12;
    }
    mask -= mask >> 1 & 0x555u;
    mask = (mask & 0x333u) + (mask >> 2 & 0x333u);
    mask = (mask + (mask >> 4)) & 0xF0Fu;
    return (int)((mask + (mask >> 8)) & 0x1Fu);
}
static inline unsigned months_from(int first) { return MONTHS_ALL & ~((1u << first) - 1u); }

/* Months whose last day lies in [from, until). */
static inline unsigned months_of_span(const struct month_ends *ends, date from, date until)
{
    if (from.day <= ends->day[0] && until.day > ends->day[11]) {
        return MONTHS_ALL;
    }
    unsigned mask = 0;
    for (int i = 0; i < 12; i++) {
        mask |= (unsigned)(ends->day[i] >= from.day && ends->day[i] < until.day) << i;
    }
    return mask;
}

/*
 * Months from the first one whose limit is not before `birth`: the limits are the latest days of birth
 * with which an age has been attained by the end of each month, and ascend.
 */
static inline unsigned months_since_age(const int32_t born_until[12], date birth)
{
    if (birth.day <= born_until[0]) {
        return MONTHS_ALL;
    }
    if (birth.day > born_until[11]) {
        return 0;
    }
    int first = 1;
    while (birth.day > born_until[first]) {
        first++;
    }
    return months_from(first);
}

/* Fiscal month of the day, counted from April of `fy`; negative before, above 11 after the year. */
int months_index(fiscal_year fy, date day);
/* `count` months from index `first` (which may lie outside), clipped to the year. */
unsigned months_run(int first, int count);

#endif
