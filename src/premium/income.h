/* Columns of premium_income as the scans read them, and codes of the tax ledger. */
#ifndef KOKUHO_PREMIUM_INCOME_H
#define KOKUHO_PREMIUM_INCOME_H

#include "premium/facts.h"

enum {
    INCOME_COLUMN_ADDRESSEE,
    INCOME_COLUMN_STATE,
    INCOME_COLUMN_GIVEN,
    INCOME_COLUMN_PLACE,
    INCOME_COLUMN_AMOUNTS, /* from here on in the order of struct premium_income */
};
#define INCOME_AMOUNTS 12
/* States of rows of income_look and income_of that are no incomes: something was entered for him; what was
 * said of his address on 1 January (in the column of the place). */
#define INCOME_LOOK_ENTERED (-1)
#define INCOME_LOOK_ADVANCE (-2)

#define TAXING_PLACE_ABROAD 3      /* no address in Japan on 1 January */
#define DECLARED_CLASS_UNKNOWN 9   /* 未申告 */

/* The twelve amounts of an income, in the order of its members. */
static inline yen *income_amount(struct premium_income *income, int i)
{
    yen *const amounts[INCOME_AMOUNTS] = {
        &income->total_income,
        &income->salary_revenue,
        &income->salary_income,
        &income->pension_revenue,
        &income->pension_income,
        &income->other_income,
        &income->combined_income,
        &income->family_employee_pay_paid,
        &income->family_employee_pay_received,
        &income->special_deductions_of_gains,
        &income->casualty_loss_carried,
        &income->fixed_asset_tax,
    };
    return amounts[i];
}

/* First fact of a person, or SIZE_MAX. */
size_t fact_table_find(const struct fact_table *t, int64_t addressee_no);
const struct income_row *fact_table_income(const struct fact_table *t, int64_t addressee_no);

#endif
