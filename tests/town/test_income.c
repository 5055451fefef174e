/* The town's tax office: assessment.md 3.3 to 3.5, both sides of each boundary. */
#include "town/income.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static void salary_of_2025(void **state)
{
    (void)state;
    static const struct {
        yen revenue, income;
    } cases[] = {
        {0, 0}, {650000, 0}, {650999, 0}, {651000, 1000}, {1150000, 500000},
        {1800000, 1150000},                       /* edge case 37 */
        {1899999, 1249999}, {1900000, 1250000},   /* 475,000 x 2.8 - 80,000 */
        {3599999, 2437200},                       /* A = 899,000 */
        {3600000, 2440000},                       /* 900,000 x 3.2 - 440,000 */
        {4003000, 2760000},                       /* the table, not the bracket: A = 1,000,000 */
        {4800000, 3400000}, {5000000, 3560000}, {6599999, 4836800},
        {6600000, 4840000}, {8499999, 6549999}, {8500000, 6550000}, {10000000, 8050000},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_int_equal(town_salary_income(2025, cases[i].revenue), cases[i].income);
    }
}

static void salary_of_2020(void **state)
{
    (void)state;
    assert_int_equal(town_salary_income(2024, 550999), 0);
    assert_int_equal(town_salary_income(2024, 551000), 1000);
    assert_int_equal(town_salary_income(2024, 1618999), 1068999);
    assert_int_equal(town_salary_income(2024, 1619000), 1069000);
    assert_int_equal(town_salary_income(2024, 1620000), 1070000);
    assert_int_equal(town_salary_income(2024, 1622000), 1072000);
    assert_int_equal(town_salary_income(2024, 1624000), 1074000);
    assert_int_equal(town_salary_income(2024, 1627999), 1074000);
    assert_int_equal(town_salary_income(2024, 1628000), 1076800); /* 407,000 x 2.4 + 100,000 */
    assert_int_equal(town_salary_income(2024, 1799999), 1177600); /* 449,000 x 2.4 + 100,000 */
    assert_int_equal(town_salary_income(2024, 1800000), 1180000); /* 450,000 x 2.8 - 80,000 */
}

static void before_2020(void **state)
{
    (void)state;
    assert_int_equal(town_salary_income(2019, 650999), 0);
    assert_int_equal(town_salary_income(2019, 651000), 1000);
    assert_int_equal(town_salary_income(2019, 1619000), 969000);
    assert_int_equal(town_salary_income(2019, 1628000), 976800); /* 407,000 x 2.4 */
    assert_int_equal(town_salary_income(2019, 5000000), 3460000); /* 1,250,000 x 3.2 - 540,000 */
    assert_int_equal(town_salary_income(2019, 10000000), 7800000);
    assert_int_equal(town_pension_income(2019, true, 1680000, 30000000), 480000);
    assert_int_equal(town_pension_income(2019, false, 700000, 0), 0);
    assert_int_equal(town_pension_income(2019, true, 20000000, 0), 17445000);
    struct town_income i = {.declared = DECLARED_TAX_RETURN, .salary_revenue = 1800000,
                            .pension_revenue = 1680000};
    town_income_finish(2019, true, &i);
    assert_int_equal(i.adjustment_pension, 0);
}

static void pension(void **state)
{
    (void)state;
    assert_int_equal(town_pension_income(2025, true, 1100000, 0), 0);
    assert_int_equal(town_pension_income(2025, true, 1680000, 0), 580000); /* edge case 7 */
    assert_int_equal(town_pension_income(2025, true, 3300000, 0), 2200000);
    /* 3,300,001 x 75 % = 2,475,000.75 */
    assert_int_equal(town_pension_income(2025, true, 3300001, 0), 2200000);
    assert_int_equal(town_pension_income(2025, true, 3300002, 0), 2200001);
    assert_int_equal(town_pension_income(2025, false, 600000, 0), 0);
    assert_int_equal(town_pension_income(2025, false, 600001, 0), 1);
    assert_int_equal(town_pension_income(2025, false, 1300000, 0), 700000);
    assert_int_equal(town_pension_income(2025, false, 4100000, 0), 2800000);
    assert_int_equal(town_pension_income(2025, false, 4100001, 0), 2800000);
    assert_int_equal(town_pension_income(2025, false, 7700000, 0), 5860000);
    assert_int_equal(town_pension_income(2025, false, 10000000, 0), 8045000);
    assert_int_equal(town_pension_income(2025, false, 10000001, 0), 8045001);
    assert_int_equal(town_pension_income(2025, true, 1680000, 10000000), 580000);
    assert_int_equal(town_pension_income(2025, true, 1680000, 10000001), 680000);
    assert_int_equal(town_pension_income(2025, true, 1680000, 20000001), 780000);
}

static void adjustments(void **state)
{
    (void)state;
    struct town_income i = {.declared = DECLARED_TAX_RETURN, .salary_revenue = 1800000,
                            .pension_revenue = 1680000};
    town_income_finish(2025, true, &i);
    assert_int_equal(i.adjustment_pension, 100000);
    assert_int_equal(i.salary, 1050000);
    assert_int_equal(i.pension, 580000);
    assert_int_equal(i.total, 1630000);

    i = (struct town_income){.declared = DECLARED_TAX_RETURN, .salary_revenue = 8500001,
                             .has_young_child = true};
    town_income_finish(2025, false, &i);
    assert_int_equal(i.adjustment_children, 1); /* a tenth of 1 yen, raised */
    i.salary_revenue = 30000000;
    town_income_finish(2025, false, &i);
    assert_int_equal(i.adjustment_children, 150000);
}

static void gains_and_losses(void **state)
{
    (void)state;
    struct town_income sold = {.declared = DECLARED_TAX_RETURN, .gain_long = 20000000,
                               .gain_long_deduction = 20000000};
    town_income_finish(2025, false, &sold);
    assert_int_equal(sold.total, 0); /* edge case 36: the levy sees nothing, */
    assert_int_equal(sold.combined, 20000000); /* the test all of it */

    struct town_income loss = {.declared = DECLARED_TAX_RETURN, .salary_revenue = 5000000,
                               .business = -1000000};
    town_income_finish(2025, false, &loss);
    assert_int_equal(loss.total, 2560000);
    loss.net_loss_carried = 3000000;
    town_income_finish(2025, false, &loss);
    assert_int_equal(loss.total, 0);
    assert_int_equal(loss.combined, 2560000);
}

static void not_declared_has_no_amounts(void **state)
{
    (void)state;
    struct town_income i = {.declared = DECLARED_NOT, .salary_revenue = 3000000};
    town_income_finish(2025, false, &i);
    assert_int_equal(i.salary, 0);
    assert_int_equal(i.total, 0);
}

/* More revenue never means less income, over both tables and all brackets. */
static void never_falls(void **state)
{
    (void)state;
    for (int year = 2019; year <= 2025; year += 3) {
        yen before_salary = 0, before_pension = 0;
        for (yen revenue = 0; revenue <= 12000000; revenue += 997) {
            yen salary = town_salary_income(year, revenue);
            yen pension_of = town_pension_income(year, revenue % 2 == 0, revenue, 0);
            assert_true(salary >= before_salary && salary <= revenue);
            assert_true(pension_of <= revenue);
            before_salary = salary;
            if (revenue % 2 == 0) {
                assert_true(pension_of >= before_pension);
                before_pension = pension_of;
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(salary_of_2025),   cmocka_unit_test(salary_of_2020),
        cmocka_unit_test(before_2020),
        cmocka_unit_test(pension),          cmocka_unit_test(adjustments),
        cmocka_unit_test(gains_and_losses), cmocka_unit_test(not_declared_has_no_amounts),
        cmocka_unit_test(never_falls),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
