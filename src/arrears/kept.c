/*
 * 保存期限 -- acts about charges past their retention. An act goes with all its charges and with the acts
 * that follow it (換価, 配当). What moved 滞納処分費 or money of others holds its payer's: those postings are
 * of no charge.
 */
#include "arrears/arrears.h"

#define OF_UNITS "(levy_year, household_no) IN @"
#define OWN_ACTS "act_no IN (SELECT row_no FROM # WHERE kind = 'act')"
#define FOLLOWING                                                                                          \
    "INSERT INTO # SELECT DISTINCT 'act', act_no FROM arrears_act"                                         \
    " WHERE other_no IN (SELECT row_no FROM # WHERE kind = 'act')"                                         \
    " AND act_no NOT IN (SELECT row_no FROM # WHERE kind = 'act')"

const struct store_kept arrears_kept[] = {
    {.ties = "SELECT act_no, levy_year, household_no FROM arrears_cover ORDER BY 1"},
    /* with the act it follows */
    {.ties = "SELECT a.act_no, c.levy_year, c.household_no FROM arrears_act a"
             " JOIN arrears_cover c ON c.act_no = a.act_no WHERE a.other_no > 0"
             " UNION SELECT a.act_no, c.levy_year, c.household_no FROM arrears_act a"
             " JOIN arrears_cover c ON c.act_no = a.other_no WHERE a.other_no > 0 ORDER BY 1"},
    {.holds = "SELECT levy_year, household_no FROM arrears_cover"
              " WHERE payer_no IN (SELECT payer_no FROM arrears_money)",
     .words = "滞納処分費や配当の預り金の記録があります"},
    {.holds = "SELECT levy_year, household_no FROM arrears_candidate WHERE is_written_off = 0",
     .words = "不納欠損の候補にあります"},
    {.sums = "INSERT INTO # SELECT DISTINCT 'act', act_no FROM arrears_cover WHERE " OF_UNITS},
    {.sums = FOLLOWING}, /* 差押 → 公売 */
    {.sums = FOLLOWING}, /* → 配当 */
    {.sums = "INSERT INTO arrears_gone (kind, number_year, acts, last_number)"
             " SELECT kind, number_year, COUNT(*), MAX(number) FROM arrears_act"
             " WHERE version = 1 AND number > 0 AND " OWN_ACTS " GROUP BY kind, number_year"
             " ON CONFLICT (kind, number_year) DO UPDATE SET acts = arrears_gone.acts + excluded.acts,"
             " last_number = CASE WHEN excluded.last_number > arrears_gone.last_number"
             " THEN excluded.last_number ELSE arrears_gone.last_number END"},
    {.table = "arrears_heir_receipt", .where = OWN_ACTS},
    {.table = "arrears_heir_slip", .where = OWN_ACTS},
    {.table = "arrears_heir", .where = OWN_ACTS},
    {.table = "arrears_claim", .where = OWN_ACTS},
    {.table = "arrears_instalment", .where = OWN_ACTS},
    {.table = "arrears_file_line", .where = OWN_ACTS},
    {.table = "arrears_event", .where = OWN_ACTS " OR " OF_UNITS},
    {.table = "arrears_act", .where = OWN_ACTS},
    {.table = "arrears_cover", .where = OF_UNITS},
    {.table = "arrears_candidate", .where = OF_UNITS},
    {.table = "arrears_overdue", .where = OF_UNITS},
};
const size_t arrears_kept_count = COUNT_OF(arrears_kept);
