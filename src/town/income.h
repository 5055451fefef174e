/*
 * Incomes of invented people, as the tax ledger would hold them.
 *
 * Income follows from revenue by the tables of the income year (assessment.md 3.3 to 3.5). These
 * are written here a second time on purpose: the town plays the tax office, and must not borrow the
 * rules that it is going to test.
 */
#ifndef KOKUHO_TOWN_INCOME_H
#define KOKUHO_TOWN_INCOME_H

#include "base/yen.h"
#include "town/random.h"

#define TOWN_FIRST_YEAR 2018 /* fiscal years whose tables stand here */
#define TOWN_LAST_YEAR 2026

enum town_declared {
    DECLARED_NO_ROW = 0, /* the ledger has nothing */
    DECLARED_TAX_RETURN = 1,
    DECLARED_RESIDENT_TAX = 2,
    DECLARED_PAY_REPORT = 3,
    DECLARED_PENSION_REPORT = 4,
    DECLARED_DEPENDANT = 5,
    DECLARED_NOT = 9, /* 未申告: a row without amounts */
};

struct town_income {
    int declared;          /* enum town_declared */
    int taxing_place;      /* 1 the ward, 2 another municipality, 3 abroad */
    int return_colour;     /* 1 blue, 2 white */
    int family_employee;   /* 1 blue, 2 white */
    yen family_pay_paid, family_pay_received;
    yen salary_revenue, salary, adjustment_children, adjustment_pension;
    bool has_young_child;  /* 所得金額調整控除 of those who earn much and bring up children */
    yen pension_revenue, pension;
    yen business, farming, real_estate, dividend, side_business, other_misc, occasional;
    yen gain_short, gain_short_deduction, gain_long, gain_long_deduction;
    yen stock_listed, listed_dividend;
    yen net_loss_carried, casualty_loss_carried, stock_loss_carried;
    yen total, combined; /* 総所得金額等 before the casualty loss; 合計所得金額 */
    yen deductions, taxable, tax_income_levy, tax_per_capita, fixed_asset_tax;
    int exempt_class;
};

/* 給与所得 of a revenue by the table of the income year. */
yen town_salary_income(int income_year, yen revenue);
/* 公的年金等雑所得; `other` is 合計所得金額 without the pension. */
yen town_pension_income(int income_year, bool is_65, yen revenue, yen other);

/* Fills what follows from the revenues and the single incomes. */
void town_income_finish(int income_year, bool is_65_at_year_end, struct town_income *ret);

enum town_income_kind {
    INCOME_NONE,         /* declared zero */
    INCOME_FIRST_OF_WORK,
    INCOME_SALARY_LOW = INCOME_FIRST_OF_WORK, /* part-time and contract work */
    INCOME_SALARY_STAFF, /* employees and officers, insured elsewhere */
    INCOME_BUSINESS,
    INCOME_MIXED,        /* salary and business */
    INCOME_VERY_HIGH,
    INCOME_FAMILY_PAY,   /* receives 専従者給与 */
    INCOME_LOSS,         /* a business loss netted against salary, or losses carried */
    INCOME_FIRST_OF_REST,
    INCOME_PENSIONER = INCOME_FIRST_OF_REST,
    INCOME_PENSION_SALARY,
    INCOME_RENT,
    INCOME_GAINS,        /* land or building sold */
    INCOME_STOCKS,
    INCOME_CASUALTY,
    INCOME_KINDS
};
/* Throws the amounts of a kind and finishes them. */
void town_income_throw(struct town_dice *d, enum town_income_kind kind, int income_year,
                       bool is_65_at_year_end, struct town_income *ret);

#endif
