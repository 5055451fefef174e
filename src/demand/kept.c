/*
 * 保存期限 -- what was demanded of a levy year past its retention: the lines go, a paper and what hangs on it
 * with its last line. 折衝, campaigns and lists of calls are of the payer, not of a charge, and stay.
 */
#include "demand/demand.h"

#define EMPTY_PAPERS                                                                                       \
    "(run_no, payer_no) IN (SELECT g.run_no, g.payer_no FROM demand_gone g WHERE NOT EXISTS"               \
    " (SELECT 1 FROM demand_line l WHERE l.run_no = g.run_no AND l.payer_no = g.payer_no))"

const struct store_kept demand_kept[] = {
    {.holds = "SELECT l.levy_year, l.household_no FROM demand_line l"
              " LEFT JOIN demand_approval a ON a.run_no = l.run_no WHERE a.run_no IS NULL",
     .words = "承認を待つ督促・催告があります"},
    {.sums = "INSERT INTO demand_gone (run_no, payer_no, amount, late_charge, fee)"
             " SELECT run_no, payer_no, CAST(SUM(amount) AS BIGINT), CAST(SUM(late_charge) AS BIGINT),"
             " CAST(SUM(fee) AS BIGINT) FROM demand_line WHERE (levy_year, household_no) IN @"
             " GROUP BY run_no, payer_no ON CONFLICT (run_no, payer_no) DO UPDATE"
             " SET amount = demand_gone.amount + excluded.amount,"
             " late_charge = demand_gone.late_charge + excluded.late_charge,"
             " fee = demand_gone.fee + excluded.fee"},
    {.table = "demand_line", .where = "(levy_year, household_no) IN @"},
    {.table = "demand_print", .where = EMPTY_PAPERS},
    {.table = "demand_pull", .where = EMPTY_PAPERS},
    {.table = "demand_returned", .where = EMPTY_PAPERS},
    {.table = "demand_publication", .where = EMPTY_PAPERS},
    {.table = "demand_paper", .where = EMPTY_PAPERS},
    {.table = "demand_gone", .where = EMPTY_PAPERS},
};
const size_t demand_kept_count = COUNT_OF(demand_kept);
