/*
 * 給与所得控除・公的年金等控除・所得金額調整控除 -- incomes from revenues by the tables of the year.
 *
 * Law     所得税法28条・別表第五・35条, 租税特別措置法41条の3の3・41条の15の3
 * Tables  params/national/premium/salary_deduction.tsv, pension_deduction.tsv, income_adjustment.tsv
 * Cases   income_tables.cases
 *
 * The tax ledger delivers incomes; these tables serve simulation, plausibility and declarations. Salary
 * revenue under 6.6 million goes through 別表第五 (the quarter cut to 1,000 yen), not the formula.
 */
#include "rules/premium/law.h"

const struct salary_step *premium_salary_step(const struct premium_law *law, yen revenue)
{
    const struct salary_step *found = &law->salary[0];

    assert(law->salary_count > 0 && revenue >= 0);
    for (size_t i = 1; i < law->salary_count && revenue >= law->salary[i].revenue_from; i++) {
        found = &law->salary[i];
    }
    return found;
}

yen premium_salary_by_step(const struct salary_step *step, yen revenue)
{
    switch (step->method) {
    case SALARY_NONE:
        return 0;
    case SALARY_LESS:
        return revenue - step->amount;
    case SALARY_FIXED:
        return step->amount;
    case SALARY_QUARTER:
        return muldiv_floor(revenue / 4000 * 1000, step->rate_millionths, 1000000) - step->amount;
    case SALARY_SHARE:
        return muldiv_floor(revenue, step->rate_millionths, 1000000) - step->amount;
    }
    assert(false && "method of the salary table");
}

const struct pension_step *premium_pension_step(const struct premium_law *law, yen revenue,
                                                bool is_65, yen other_income)
{
    const struct pension_step *found = NULL;

    /* Rows ascend by age, other income and revenue: the last one that fits is the row. */
    for (size_t i = 0; i < law->pension_count; i++) {
        const struct pension_step *s = &law->pension[i];
        if ((s->age_from == 0) == !is_65 && other_income > s->other_over &&
            revenue >= s->revenue_from) {
            found = s;
        }
    }
    assert(found != NULL);
    return found;
}

yen premium_pension_by_step(const struct pension_step *step, yen revenue)
{
    /* revenue less (revenue x rate + amount), the income cut to 1 yen, never below zero */
    yen income = muldiv_floor(revenue, 1000000 - step->rate_millionths, 1000000) - step->amount;

    return income > 0 ? income : 0;
}

yen premium_adjustment_b(const struct premium_law *law, yen salary, yen pension)
{
    if (!law->adjustment_each.present || salary <= 0 || pension <= 0) {
        return 0;
    }
    yen each = law->adjustment_each.value;
    yen off = (salary < each ? salary : each) + (pension < each ? pension : each) -
              law->adjustment_less.value;

    return off > 0 ? off : 0;
}
