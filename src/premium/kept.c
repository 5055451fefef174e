/*
 * 保存期限 -- decisions of levy years past their retention: their sums by part stay, the rows go
 * (docs/adr/0150). Facts (所得, 賦課根拠入力) are not of a charge and stay.
 */
#include "premium/premium.h"

#define OF_UNITS "(fiscal_year, household_no) IN @"
#define OWN_RUNS                                                                                           \
    "run_no < 0 AND run_no IN (SELECT run_no FROM premium_assessment WHERE " OF_UNITS ")"
#define PARTS                                                                                              \
    "CAST(SUM(a.medical) AS BIGINT), CAST(SUM(a.support) AS BIGINT), CAST(SUM(a.care) AS BIGINT),"         \
    " CAST(SUM(a.child) AS BIGINT)"
#define ADDED                                                                                              \
    " ON CONFLICT (fiscal_year, kind) DO UPDATE SET medical = premium_closing.medical + excluded.medical,"  \
    " support = premium_closing.support + excluded.support, care = premium_closing.care + excluded.care,"    \
    " child = premium_closing.child + excluded.child"
#define INTO_CLOSING "INSERT INTO premium_closing (fiscal_year, kind, medical, support, care, child) "

const struct store_kept premium_kept[] = {
    {.holds = "SELECT a.fiscal_year, a.household_no FROM premium_assessment a"
              " JOIN premium_run r ON r.run_no = a.run_no AND r.kind = a.kind AND r.is_approved = 0",
     .words = "承認を待つ賦課があります"},
    {.holds = "SELECT a.fiscal_year, a.household_no FROM premium_application a"
              " WHERE a.superseded_at = 9223372036854775807 AND NOT EXISTS"
              " (SELECT 1 FROM premium_application_end e WHERE e.application_no = a.application_no"
              " AND e.superseded_at = 9223372036854775807)",
     .words = "決定を待つ減免の申請があります"},
    /* the last decided version of each payer */
    {.sums = INTO_CLOSING "SELECT a.fiscal_year, 1, " PARTS " FROM premium_assessment a"
             " WHERE (a.fiscal_year, a.household_no) IN @ AND a.version ="
             " (SELECT MAX(n.version) FROM premium_assessment n WHERE n.fiscal_year = a.fiscal_year"
             " AND n.household_no = a.household_no AND n.payer_no = a.payer_no)"
             " GROUP BY a.fiscal_year" ADDED},
    {.sums = INTO_CLOSING "SELECT a.fiscal_year, 2, " PARTS " FROM premium_former a"
             " WHERE (a.fiscal_year, a.household_no) IN @ GROUP BY a.fiscal_year" ADDED},
    {.table = "premium_correction", .where = OWN_RUNS},
    {.table = "premium_due", .where = OWN_RUNS},
    {.table = "premium_run", .where = OWN_RUNS},
    {.table = "premium_notice", .where = OF_UNITS},
    {.table = "premium_notice_number", .where = OF_UNITS},
    {.table = "premium_application_end",
     .where = "application_no IN (SELECT application_no FROM premium_application WHERE " OF_UNITS ")"},
    {.table = "premium_application", .where = OF_UNITS},
    {.table = "premium_remission_letter",
     .where = "remission_no IN (SELECT remission_no FROM premium_remission WHERE " OF_UNITS ")"},
    {.table = "premium_remission", .where = OF_UNITS},
    {.table = "premium_former_instalment", .where = OF_UNITS},
    {.table = "premium_former", .where = OF_UNITS},
    {.table = "premium_last_assessment", .where = OF_UNITS},
    {.table = "premium_withheld", .where = OF_UNITS},
    {.table = "premium_assessment", .where = OF_UNITS},
};
const size_t premium_kept_count = COUNT_OF(premium_kept);

enum err premium_each_closed(struct store *s, premium_closed_fn each, void *context, struct report *report)
{
    struct query *q = store_query(s, SQL_premium_closing_all);
    bool row;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct premium_closed c = {.year = (int32_t)query_i64(q, 0), .is_former = query_i64(q, 1) == 2};
        for (int p = 0; p < LEVY_PARTS; p++) {
            c.part[p] = query_i64(q, 2 + p);
        }
        e = each(context, &c, report);
        if (e != ERR_NONE) {
            break;
        }
    }
    query_reset(q);
    return e;
}
