/*
 * 事実の矛盾 -- contradictions inside the facts of a household, before any rule reads them.
 *
 * Law     contracts 4.1 (reading of the request); the rules take for granted what passes here
 * Cases   check.cases
 */
#include "rules/common/age.h"
#include "rules/premium/law.h"

struct check {
    const struct premium_law *law;
    const char *pointer; /* of the household */
    size_t member;
    struct report *report;
    enum err result;
};

static void fault(struct check *c, const char *key, const char *what)
{
    c->result = report_fail(c->report, ERR_INPUT, "%s/members/%zu/%s: %s", c->pointer, c->member,
                            key, what);
}

static void check_spans(struct check *c, const char *key, const struct span *spans, size_t count)
{
    if (count > PREMIUM_SPANS_MAX) {
        fault(c, key, "期間が多すぎます");
        return;
    }
    for (size_t k = 0; k < count; k++) {
        if (!date_before(spans[k].from, spans[k].until)) {
            fault(c, key, "期間が空です（until は from より後の日にしてください）");
        } else if (k > 0 && date_before(spans[k].from, spans[k - 1].until)) {
            fault(c, key, "期間が重なっています");
        }
    }
}

static bool is_amount(yen amount) { return amount >= 0 && amount <= YEN_MAX; }

static void check_amounts(struct check *c, const struct premium_income *in)
{
    const struct {
        const char *key;
        yen amount;
    } amounts[] = {
        {"total_income", in->total_income},
        {"salary_revenue", in->salary_revenue},
        {"salary_income", in->salary_income},
        {"pension_revenue", in->pension_revenue},
        {"pension_income", in->pension_income},
        {"combined_income", in->combined_income},
        {"family_employee_pay_paid", in->family_employee_pay_paid},
        {"family_employee_pay_received", in->family_employee_pay_received},
        {"special_deductions_of_gains", in->special_deductions_of_gains},
        {"casualty_loss_carried", in->casualty_loss_carried},
        {"fixed_asset_tax", in->fixed_asset_tax},
    };
    char key[64];

    for (size_t i = 0; i < COUNT_OF(amounts); i++) {
        if (!is_amount(amounts[i].amount)) {
            (void)snprintf(key, sizeof key, "income/%s", amounts[i].key);
            fault(c, key, "金額は0から1兆円までの整数にしてください");
        }
    }
    if (in->other_income < -YEN_MAX || in->other_income > YEN_MAX) {
        fault(c, "income/other_income", "金額は1兆円までの整数にしてください");
    }
}

/* 所得金額調整控除(a), by which a salary income of the ledger may be lower than the table's. */
static yen adjustment_a(const struct premium_law *law, yen revenue)
{
    if (!law->adjustment_a_rate.present || revenue <= law->adjustment_a_over.value) {
        return 0;
    }
    yen counted = revenue < law->adjustment_a_up_to.value ? revenue : law->adjustment_a_up_to.value;

    return yen_at_rate(counted - law->adjustment_a_over.value,
                       (rate){law->adjustment_a_rate.value, 1000000}, ROUND_CEIL);
}

/* The incomes as far as they are known: given, or by the table of the year. */
static void check_revenues(struct check *c, const struct premium_member *m, yen *ret_salary,
                           yen *ret_pension)
{
    const struct premium_law *law = c->law;
    const struct premium_income *in = &m->income;
    bool is_65 = m->birth_date.day <= law->pension_65_born_until;
    bool by_salary = (in->given & INCOME_SALARY_REVENUE) != 0;
    bool by_pension = (in->given & INCOME_PENSION_REVENUE) != 0;
    yen table_salary =
        by_salary ? premium_salary_by_step(premium_salary_step(law, in->salary_revenue),
                                           in->salary_revenue)
                  : in->salary_income;
    yen other = in->other_income;
    if ((in->given & (INCOME_OTHER | INCOME_TOTAL)) == INCOME_TOTAL) {
        other = in->total_income - table_salary;
        yen pension = (in->given & INCOME_PENSION) != 0
                          ? in->pension_income
                          : premium_pension_by_step(
                                premium_pension_step(law, in->pension_revenue, is_65, 0),
                                in->pension_revenue);
        other -= pension;
        other += by_salary ? premium_adjustment_b(law, table_salary, pension) : 0;
    }
    yen table_pension =
        by_pension ? premium_pension_by_step(premium_pension_step(law, in->pension_revenue, is_65,
                                                                  table_salary + other),
                                             in->pension_revenue)
                   : in->pension_income;
    *ret_pension = (in->given & INCOME_PENSION) != 0 ? in->pension_income : table_pension;
    yen adjusted = table_salary - premium_adjustment_b(law, table_salary, *ret_pension);
    *ret_salary = (in->given & INCOME_SALARY) != 0 ? in->salary_income
                  : by_salary                      ? adjusted
                                                   : 0;
    if (by_salary && (in->given & INCOME_SALARY) != 0) {
        yen after_a = table_salary - adjustment_a(law, in->salary_revenue);
        yen after_both = after_a - premium_adjustment_b(law, after_a, *ret_pension);
        if (in->salary_income != adjusted && in->salary_income != after_both) {
            fault(c, "income/salary_income", "給与収入から計算した給与所得と合いません");
        }
    }
    if (by_pension && (in->given & INCOME_PENSION) != 0 && in->pension_income != table_pension) {
        fault(c, "income/pension_income", "公的年金等収入から計算した所得と合いません");
    }
}

static void check_income(struct check *c, const struct premium_member *m)
{
    const struct premium_income *in = &m->income;
    yen salary = 0, pension = 0;

    if (in->state != INCOME_KNOWN) {
        return;
    }
    enum err before = c->result;
    c->result = ERR_NONE;
    check_amounts(c, in);
    if (c->result != ERR_NONE) {
        return; /* amounts out of range are not added up */
    }
    c->result = before;
    if (in->family_employee_pay_received > in->salary_revenue) {
        fault(c, "income/family_employee_pay_received",
              "給与収入 salary_revenue のうちの専従者給与の額です。給与収入を超えています");
    }
    check_revenues(c, m, &salary, &pension);
    bool has_total = (in->given & INCOME_TOTAL) != 0;
    bool has_other = (in->given & INCOME_OTHER) != 0;
    yen sum = salary + pension + in->other_income;
    if (has_total && has_other && in->total_income != (sum > 0 ? sum : 0)) {
        fault(c, "income/total_income", "給与所得・年金所得・その他の所得の合計と合いません");
    }
    if (has_total && !has_other && in->total_income < salary + pension) {
        fault(c, "income/total_income", "給与所得と年金所得の合計より小さくなっています");
    }
}

static bool has_insured_months(const struct check *c, const struct premium_member *m)
{
    unsigned months = 0;

    if (!m->insured_is_given) {
        return date_at_most(m->birth_date, (date){c->law->ends.day[11]}) &&
               m->birth_date.day > c->law->insured_until_born_until[0];
    }
    for (size_t k = 0; k < m->insured_count && k < PREMIUM_SPANS_MAX; k++) {
        months |= months_of_span(&c->law->ends, m->insured[k].from, m->insured[k].until);
    }
    return months != 0;
}

static void check_member(struct check *c, const struct premium_member *m)
{
    if (!date_before(m->birth_date, c->law->until)) {
        fault(c, "birth_date", "生年月日が年度の終わりより後の日です");
        return;
    }
    check_spans(c, "insured", m->insured, m->insured_count);
    check_spans(c, "care_exempt", m->care_exempt, m->care_exempt_count);
    if (m->is_specified_member && has_insured_months(c, m)) {
        fault(c, "specified_member",
              "特定同一世帯所属者に国保の月があります（insured を [] にしてください）");
    }
    check_income(c, m);
}

enum err premium_household_check(const struct premium_law *law, const struct premium_household *h,
                                 const char *pointer, struct report *report)
{
    struct check c = {.law = law, .pointer = pointer, .report = report, .result = ERR_NONE};

    if (h->member_count < 1 || h->member_count > PREMIUM_MEMBERS_MAX) {
        return report_fail(report, ERR_INPUT, "%s/members: 世帯員は1人から%d人までにしてください",
                           pointer, PREMIUM_MEMBERS_MAX);
    }
    if (h->head >= h->member_count) {
        return report_fail(report, ERR_INPUT, "%s/head: 世帯主が世帯員にいません", pointer);
    }
    for (c.member = 0; c.member < h->member_count; c.member++) {
        check_member(&c, &h->members[c.member]);
    }
    if (h->first_notice_on.day > 0 && (date_civil(h->first_notice_on).year < 2000 ||
                                       date_civil(h->first_notice_on).year > 2098)) {
        c.result = report_fail(report, ERR_INPUT, "/first_notice_on: 2000年から2098年までの日にしてください");
    }
    return c.result;
}
