/* The invariants of premiums, for `kokuho verify` (design 4), and the tables it sums up. */
#include "premium/application.h"
#include "premium/former.h"
#include "store/moved.h"

#include <inttypes.h>

const struct store_table premium_tables[] = {
    {"premium_income",
     "fiscal_year, addressee_no, history_no, declared_class, taxing_place, state, given,"
     " total_income, salary_revenue, salary_income, pension_revenue, pension_income, other_income,"
     " combined_income, family_employee_pay_paid, family_employee_pay_received,"
     " special_deductions_of_gains, casualty_loss_carried, fixed_asset_tax,"
     " taxable_income, tax_exempt_class"},
    {"premium_basis",
     "basis_no, fiscal_year, addressee_no, kind, evidence, evidence_on, stands, seen_at, given, "
     "total_income,"
     " salary_revenue, salary_income, pension_revenue, pension_income, other_income, combined_income,"
     " family_employee_pay_paid, family_employee_pay_received, special_deductions_of_gains,"
     " casualty_loss_carried, fixed_asset_tax, under_16, from_16_to_18, words, change_no"},
    {"premium_advance", "fiscal_year, addressee_no, way, reason, change_no"},
    {"premium_last_assessment",
     "fiscal_year, household_no, payer_no, reduction_tenths, judged_income, insured_count, medical,"
     " support, care, child, total, decided_on"},
    {"premium_assessment",
     "fiscal_year, household_no, payer_no, version, kind, insured_count, reduction_tenths,"
     " judged_income, medical, support, care, child, total, amount_1, amount_2, amount_3, amount_4,"
     " amount_5, amount_6, amount_7, amount_8, amount_9, amount_10, amount_11, amount_12, extra,"
     " extra_due, refund, first_notice_on, reasons, facts_hash, derivation"},
    {"premium_remission",
     "remission_no, fiscal_year, household_no, payer_no, applied_on, ground, law, outcome, pattern, parts,"
     " amount, rate, months, instalments, ends_on, decided_on, words, change_no"},
    {"premium_application",
     "application_no, fiscal_year, household_no, payer_no, applied_on, due_on, ground, evidence, words,"
     " change_no"},
    {"premium_application_end", "application_no, remission_no, is_partial, ended_on, reason, change_no"},
    {"premium_correction", "run_no, change_no, household_no, is_excepted"},
    {"premium_former",
     "fiscal_year, household_no, payer_no, former_key, decided_on, books_year, medical, support, care,"
     " child"},
    {"premium_former_instalment", "fiscal_year, household_no, payer_no, instalment_no, due_on, amount"},
    {"premium_withheld", "fiscal_year, household_no, payer_no, charge_no, amount, due_on"},
    {"premium_parameter_file", "set_no, file, sha256"},
    {"premium_closing", "fiscal_year, kind, medical, support, care, child"},
    {"premium_notice_number", "fiscal_year, household_no, payer_no, running_no"},
    {"premium_notice",
     "fiscal_year, household_no, payer_no, version, notice_no, issued_on, pages, total, is_restricted"},
};
const size_t premium_table_count = COUNT_OF(premium_tables);

const struct store_sealed premium_sealed[] = {
    {"premium_income", "所得", "premium_income",
     "fiscal_year, addressee_no, recorded_at, history_no, declared_class, taxing_place, state, given, "
     "total_income,"
     " salary_revenue, salary_income, pension_revenue, pension_income, other_income, combined_income,"
     " family_employee_pay_paid, family_employee_pay_received, special_deductions_of_gains, "
     "casualty_loss_carried,"
     " fixed_asset_tax, taxable_income, tax_exempt_class",
     "recorded_at", NULL, SEALED_BY_MOMENT},
    {"premium_basis", "賦課根拠入力", "premium_basis",
     "basis_no, fiscal_year, addressee_no, recorded_at, kind, evidence, evidence_on, stands, seen_at, "
     "given,"
     " total_income, salary_revenue, salary_income, pension_revenue, pension_income, other_income, "
     "combined_income,"
     " family_employee_pay_paid, family_employee_pay_received, special_deductions_of_gains, "
     "casualty_loss_carried,"
     " fixed_asset_tax, under_16, from_16_to_18, words, change_no",
     "recorded_at", NULL, SEALED_BY_MOMENT},
    {"premium_remission", "減免", "premium_remission",
     "remission_no, recorded_at, fiscal_year, household_no, payer_no, applied_on, ground, law, outcome, "
     "pattern,"
     " parts, amount, rate, months, instalments, ends_on, decided_on, words, change_no",
     "recorded_at", NULL, SEALED_BY_MOMENT, "fiscal_year, household_no"},
    /* The lists of a run (当初, 増額, 減額) are decided apart. */
    {"premium_assessment", "賦課の決定", "premium_assessment",
     "fiscal_year, household_no, payer_no, version, run_no, kind, insured_count, reduction_tenths, "
     "judged_income,"
     " medical, support, care, child, total, amount_1, amount_2, amount_3, amount_4, amount_5, amount_6, "
     "amount_7,"
     " amount_8, amount_9, amount_10, amount_11, amount_12, extra, extra_due, refund, first_notice_on, "
     "reasons,"
     " facts_hash, derivation",
     "run_no * 10 + kind",
     "EXISTS (SELECT 1 FROM premium_run r WHERE r.run_no = premium_assessment.run_no"
     " AND r.kind = premium_assessment.kind AND r.is_approved = 1)",
     SEALED_BY_NUMBER, "fiscal_year, household_no"},
};
const size_t premium_sealed_count = COUNT_OF(premium_sealed);

/* Rows of a statement that should find none. */
static enum err none_of(struct store *s, enum sql sql, const char *what, struct report *report)
{
    struct query *q = store_query(s, sql);
    bool row;
    enum err e;
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        report_add(report, "%s: %" PRId64 "年度 世帯 %" PRId64 " 納付義務者 %" PRId64 " 第%" PRId64 "版",
                   what, query_i64(q, 0), query_i64(q, 1), query_i64(q, 2), query_i64(q, 3));
    }
    query_reset(q);
    return e;
}

static enum err once(struct store *s, enum sql sql, const char *what, struct report *report)
{
    struct query *q = store_query(s, sql);
    bool row;
    enum err e;
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        report_add(report, "%s: %" PRId64 "年度 宛名 %" PRId64, what, query_i64(q, 0), query_i64(q, 1));
    }
    query_reset(q);
    return e;
}

#define YEARS_MAX 64

/* 調定 = 仕訳: what is decided by year and part is what the postings say. */
static enum err postings_agree(struct store *s, struct report *report)
{
    struct {
        int32_t year;
        yen part[LEVY_PARTS];
    } years[YEARS_MAX];
    size_t count = 0;
    struct query *q = store_query(s, SQL_premium_decided_sums);
    bool row;
    enum err e;
    while ((e = query_step(q, report, &row)) == ERR_NONE && row && count < YEARS_MAX) {
        years[count].year = (int32_t)query_i64(q, 0);
        for (int p = 0; p < LEVY_PARTS; p++) {
            years[count].part[p] = query_i64(q, 1 + p);
        }
        count++;
    }
    query_reset(q);
    const char *names[LEVY_PARTS];
    for (int p = 0; p < LEVY_PARTS; p++) {
        names[p] = premium_levy_parts[p].name;
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        yen posted[LEVY_PARTS];
        e = ledger_balances_of_parts(s, ACCOUNT_REVENUE, years[i].year, names, LEVY_PARTS, report, posted);
        for (int p = 0; p < LEVY_PARTS && e == ERR_NONE; p++) {
            if (-posted[p] != years[i].part[p]) {
                report_add(report, "%" PRId32 "年度 %s: 決議 %" PRId64 " 円と調定 %" PRId64 " 円が合いません",
                           years[i].year, premium_levy_parts[p].label, years[i].part[p], -posted[p]);
            }
        }
    }
    return e;
}

enum err premium_verify(struct store *s, struct report *report)
{
    size_t before = report->count;
    enum err e = none_of(s, SQL_premium_verify_instalments, "期別の合計が年額と合いません", report);
    if (e == ERR_NONE) {
        e = none_of(s, SQL_premium_verify_parts, "区分の合計が年額と合いません", report);
    }
    if (e == ERR_NONE) {
        e = none_of(s, SQL_premium_verify_orphans, "納付義務者・実行・前の版のどれかがありません", report);
    }
    if (e == ERR_NONE) {
        e = none_of(s, SQL_premium_verify_order, "前の版より前の日に決議されています", report);
    }
    if (e == ERR_NONE) {
        e = none_of(s, SQL_premium_verify_notices, "通知書の額が決定額と合いません", report);
    }
    if (e == ERR_NONE) {
        e = none_of(s, SQL_premium_verify_corrections, "即時更正の決議に提案か版がありません", report);
    }
    if (e == ERR_NONE) {
        e = none_of(s, SQL_premium_verify_withheld, "年金から取る額と期割から除いた額が合いません", report);
    }
    if (e == ERR_NONE) {
        e = once(s, SQL_premium_verify_incomes, "有効な所得が2つあります", report);
    }
    if (e == ERR_NONE) {
        e = once(s, SQL_premium_verify_bases, "有効な賦課根拠入力が2つあります", report);
    }
    if (e == ERR_NONE) {
        int64_t missing = 0; /* told in the report */
        e = moved_verify(s, MOVED_INCOME, SQL_premium_income_moved_ever, "所得", report, &missing);
    }
    if (e == ERR_NONE) {
        e = applications_verify(s, report);
    }
    if (e == ERR_NONE) {
        e = postings_agree(s, report);
    }
    if (e == ERR_NONE) {
        e = formers_verify(s, report);
    }
    return e != ERR_NONE ? e : report->count > before ? ERR_FINDINGS : ERR_NONE;
}
