/*
 * 保存期限 -- 還付 and 充当 past their retention. A case and all it took from and paid go at once; one whose
 * 還付 has not ended holds them.
 */
#include "refund/refund.h"

#define OWN_CASES                                                                                          \
    "case_no IN (SELECT case_no FROM refund_item WHERE case_no > 0 AND (levy_year, household_no) IN @)"

const struct store_kept refund_kept[] = {
    {.ties = "SELECT case_no, levy_year, household_no FROM refund_item WHERE case_no > 0"
             " UNION SELECT case_no, to_year, to_household_no FROM refund_item"
             " WHERE case_no > 0 AND to_year > 0 ORDER BY 1"},
    {.ties = "SELECT item_no, levy_year, household_no FROM refund_item WHERE to_year > 0"
             " UNION SELECT item_no, to_year, to_household_no FROM refund_item WHERE to_year > 0 ORDER BY 1"},
    {.holds = "SELECT i.levy_year, i.household_no FROM refund_item i"
              " JOIN refund_step s ON s.case_no = i.case_no AND s.step_no ="
              " (SELECT MAX(m.step_no) FROM refund_step m WHERE m.case_no = i.case_no)"
              " WHERE i.case_no > 0 AND s.state NOT IN (6, 8, 9)",
     .words = "還付の手続が終わっていません"},
    {.sums = "INSERT INTO refund_gone (transfer_no, payees, amount)"
             " SELECT transfer_no, COUNT(*), CAST(SUM(amount) AS BIGINT) FROM refund_transfer_line"
             " WHERE " OWN_CASES " GROUP BY transfer_no ON CONFLICT (transfer_no)"
             " DO UPDATE SET payees = refund_gone.payees + excluded.payees,"
             " amount = refund_gone.amount + excluded.amount"},
    {.table = "refund_transfer_line", .where = OWN_CASES},
    {.table = "refund_letter", .where = OWN_CASES},
    {.table = "refund_lapse", .where = "receipt_no IN (SELECT row_no FROM # WHERE kind = 'receipt')"},
    {.table = "refund_interest", .where = OWN_CASES},
    {.table = "refund_step", .where = OWN_CASES},
    {.table = "refund_case", .where = OWN_CASES},
    {.table = "refund_found", .where = "receipt_no IN (SELECT row_no FROM # WHERE kind = 'receipt')"},
    {.table = "refund_item", .where = "(levy_year, household_no) IN @"},
};
const size_t refund_kept_count = COUNT_OF(refund_kept);
