/* 保存期限 -- the slips of a levy year that is past its retention: no slip stands for two households. */
#include "slip/slip.h"

#define OWN_SLIPS                                                                                          \
    "(levy_year, notice_no, instalment, serial) IN (SELECT levy_year, notice_no, instalment, serial"       \
    " FROM slip_paper WHERE (levy_year, household_no) IN @)"

const struct store_kept slip_kept[] = {
    {.table = "slip_step", .where = OWN_SLIPS},
    {.table = "slip_charge", .where = OWN_SLIPS},
    {.table = "slip_paper", .where = "(levy_year, household_no) IN @"},
};
const size_t slip_kept_count = COUNT_OF(slip_kept);
