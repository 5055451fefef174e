/*
 * 保存期限 -- a levy year that a measure against its payer names is held: the measure's record says what was
 * owed.
 */
#include "restriction/restriction.h"

const struct store_kept restriction_kept[] = {
    {.holds = "SELECT levy_year, household_no FROM restriction_charge",
     .words = "給付の制限（特別療養費、差止め）の記録があります"},
};
const size_t restriction_kept_count = COUNT_OF(restriction_kept);
