/*
 * Who earned what in the calendar year before the fiscal year, and who told the tax office.
 */
#include "town/make.h"

static const int young_weights[INCOME_KINDS] = {
    [INCOME_NONE] = 190, [INCOME_SALARY_LOW] = 560, [INCOME_BUSINESS] = 130, [INCOME_MIXED] = 70,
    [INCOME_RENT] = 6, [INCOME_GAINS] = 2, [INCOME_STOCKS] = 12, [INCOME_LOSS] = 10,
    [INCOME_CASUALTY] = 2, [INCOME_VERY_HIGH] = 2};
static const int middle_weights[INCOME_KINDS] = {
    [INCOME_NONE] = 170, [INCOME_SALARY_LOW] = 390, [INCOME_BUSINESS] = 240, [INCOME_MIXED] = 80,
    [INCOME_RENT] = 50, [INCOME_GAINS] = 8, [INCOME_STOCKS] = 20, [INCOME_LOSS] = 22,
    [INCOME_CASUALTY] = 4, [INCOME_VERY_HIGH] = 8};
static const int elder_weights[INCOME_KINDS] = {
    [INCOME_NONE] = 60, [INCOME_PENSIONER] = 620, [INCOME_PENSION_SALARY] = 190,
    [INCOME_BUSINESS] = 50, [INCOME_RENT] = 45, [INCOME_GAINS] = 10, [INCOME_STOCKS] = 10,
    [INCOME_LOSS] = 6, [INCOME_CASUALTY] = 4, [INCOME_VERY_HIGH] = 5};
static const int staff_weights[INCOME_KINDS] = {
    [INCOME_NONE] = 10, [INCOME_SALARY_STAFF] = 940, [INCOME_GAINS] = 4, [INCOME_STOCKS] = 34,
    [INCOME_CASUALTY] = 2, [INCOME_VERY_HIGH] = 10};

static bool is_65_at_year_end(const struct town *t, const struct town_person *p)
{
    /* Born on 1 January he attains 65 on 31 December (年齢計算ニ関スル法律). */
    return p->birth <= (town_year(t) - 65) * 10000 + 101;
}

static enum town_income_kind kind_of(struct town *t, const struct town_person *p)
{
    const int *weights = p->insurance == INSURANCE_EMPLOYEE && p->age < 65 ? staff_weights
                         : p->age >= 65                                    ? elder_weights
                         : p->age >= 40                                    ? middle_weights
                                                                           : young_weights;
    return (enum town_income_kind)town_weighted(&t->dice, weights, INCOME_KINDS);
}

/* The blue return of a trader whose spouse works in the trade. */
static bool pays_family(struct town *t, const struct town_household *h)
{
    const struct town_person *head = &h->members[0], *spouse = &h->members[1];
    return h->count >= 2 && head->income.return_colour == 1 && head->income.business > 0 &&
           (spouse->rows[0].relation == REL_WIFE || spouse->rows[0].relation == REL_HUSBAND) &&
           spouse->insurance == INSURANCE_NHI && spouse->age < 65 &&
           spouse->income.declared != DECLARED_NO_ROW && town_chance(&t->dice, 600);
}

static void pay_family(struct town *t, struct town_household *h)
{
    struct town_person *head = &h->members[0], *spouse = &h->members[1];
    town_income_throw(&t->dice, INCOME_FAMILY_PAY, town_year(t) - 1, false, &spouse->income);
    head->income.family_pay_paid = spouse->income.family_pay_received;
    t->count.family_employees++;
}

static void income_of(struct town *t, struct town_person *p)
{
    int income_year = town_year(t) - 1;
    bool is_65 = is_65_at_year_end(t, p);
    int32_t first_of_january = town_year(t) * 10000 + 101;

    if (p->age < 15) {
        return; /* no row: children have no income of their own */
    }
    if (p->resident_since > first_of_january) {
        /* Who came after 1 January is taxed where he was; from abroad nobody taxes him. */
        if (p->rows[p->row_count - 1].event == EVENT_FROM_ABROAD && town_chance(&t->dice, 600)) {
            town_income_throw(&t->dice, INCOME_NONE, income_year, is_65, &p->income);
            p->income.taxing_place = 3;
        }
        return;
    }
    if (p->age < 19) {
        town_income_throw(&t->dice, INCOME_NONE, income_year, is_65, &p->income);
        p->income.declared = DECLARED_DEPENDANT;
        return;
    }
    int unheard = p->insurance == INSURANCE_NHI ? 62 : 20;
    if (town_chance(&t->dice, unheard)) {
        bool has_row = town_chance(&t->dice, 500);
        p->income.declared = has_row ? DECLARED_NOT : DECLARED_NO_ROW;
        p->income.taxing_place = 1;
        return;
    }
    town_income_throw(&t->dice, kind_of(t, p), income_year, is_65, &p->income);
    if (p->income.declared == DECLARED_RESIDENT_TAX && p->rows[0].relation != REL_HEAD &&
        town_chance(&t->dice, 600)) {
        p->income.declared = DECLARED_DEPENDANT;
    }
}

void town_incomes(struct town *t, struct town_household *h)
{
    for (int i = 0; i < h->count; i++) {
        income_of(t, &h->members[i]);
    }
    if (pays_family(t, h)) {
        pay_family(t, h);
    }
}
