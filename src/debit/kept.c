/* 保存期限 -- debits of a levy year past its retention: the totals of the requests stay, the items go. */
#include "debit/debit.h"

#define OWN_ITEMS "IN (SELECT item_no FROM debit_item WHERE (levy_year, household_no) IN @)"

const struct store_kept debit_kept[] = {
    {.holds = "SELECT i.levy_year, i.household_no FROM debit_item i"
              " LEFT JOIN debit_answer a ON a.item_no = i.item_no WHERE a.item_no IS NULL",
     .words = "口座振替の結果を待っています"},
    {.sums = "INSERT INTO debit_gone (request_no, items, amount)"
             " SELECT request_no, COUNT(*), CAST(SUM(amount) AS BIGINT) FROM debit_item"
             " WHERE (levy_year, household_no) IN @ GROUP BY request_no"
             " ON CONFLICT (request_no) DO UPDATE SET items = debit_gone.items + excluded.items,"
             " amount = debit_gone.amount + excluded.amount"},
    {.table = "debit_notice", .where = "kind = 1 AND cause_no " OWN_ITEMS},
    {.table = "debit_halt", .where = "item_no " OWN_ITEMS},
    {.table = "debit_answer", .where = "item_no " OWN_ITEMS},
    {.table = "debit_item", .where = "(levy_year, household_no) IN @"},
};
const size_t debit_kept_count = COUNT_OF(debit_kept);
