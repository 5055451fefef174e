/* 時効の暦 -- what lapses when, by month and debtor; inner header of arrears/. */
#ifndef KOKUHO_ARREARS_LIMITS_H
#define KOKUHO_ARREARS_LIMITS_H

#include "arrears/scan.h"

#define CALENDAR_MONTHS 36 /* a period of two years, a stay, and the months of a grace */

struct limit_row {
    int32_t month;
    struct limit_payer of;
};
/* Of what a pass found, by month and payer. */
void limits_by_month(const struct scanned *found, size_t count, struct arena *arena, struct limit_row **ret,
                     size_t *ret_count);
#endif
