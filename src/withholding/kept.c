/* 保存期限 -- 特別徴収 of a levy year past its retention: how many requests a file held stays, the rest
 * goes. */
#include "withholding/withholding.h"

#define OWN_REQUESTS                                                                                       \
    "IN (SELECT request_no FROM withholding_request WHERE (fiscal_year, household_no) IN @)"

const struct store_kept withholding_kept[] = {
    {.holds = "SELECT r.fiscal_year, r.household_no FROM withholding_request r"
              " LEFT JOIN withholding_answer a ON a.request_no = r.request_no WHERE a.request_no IS NULL",
     .words = "特別徴収の依頼の処理結果を待っています"},
    {.sums = "INSERT INTO withholding_gone (run_no, items)"
             " SELECT run_no, COUNT(*) FROM withholding_request WHERE (fiscal_year, household_no) IN @"
             " GROUP BY run_no"
             " ON CONFLICT (run_no) DO UPDATE SET items = withholding_gone.items + excluded.items"},
    {.table = "withholding_letter", .where = "request_no " OWN_REQUESTS},
    {.table = "withholding_answer", .where = "request_no " OWN_REQUESTS},
    {.table = "withholding_request", .where = "(fiscal_year, household_no) IN @"},
    {.table = "withholding_state", .where = "(fiscal_year, household_no) IN @"},
    {.table = "withholding_taken", .where = "(fiscal_year, household_no) IN @"},
};
const size_t withholding_kept_count = COUNT_OF(withholding_kept);
