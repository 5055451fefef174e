/* 保存期限 -- what a run found of a levy year that is past its retention. */
#include "remedy/remedy.h"

const struct store_kept remedy_kept[] = {
    {.table = "remedy_line", .where = "(fiscal_year, household_no) IN @"},
};
const size_t remedy_kept_count = COUNT_OF(remedy_kept);
