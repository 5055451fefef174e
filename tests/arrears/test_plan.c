/* 分納計画 (CO-34): the worked plan of collection.md 20.2, and its corners. No store. */
#include "arrears/plan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static const struct late_rate_year years[] = {
    {.year = 2024, .lower = 24000, .upper = 87000, .grace = 9000},
    {.year = 2025, .lower = 24000, .upper = 87000, .grace = 9000},
    {.year = 2026, .lower = 28000, .upper = 91000, .grace = 13000}};
static const struct late_law law = {COUNT_OF(years), years};

static struct late_terms terms(void)
{
    return (struct late_terms){.lower_rate_months = {.value = 3, .present = true},
                               .base_floor = {.value = 1000, .present = true},
                               .base_minimum = {.value = 2000, .present = true},
                               .charge_floor = {.value = 100, .present = true},
                               .charge_minimum = {.value = 1000, .present = true},
                               .segment_floor = {.value = 1, .present = true},
                               .original_minimum = {.value = 0, .present = true},
                               .require_dunning = {.value = 0, .present = true},
                               .claimed_from_due = {.value = 0, .present = true}};
}

static struct plan_charge owed(int y, int m, int d, yen amount)
{
    return (struct plan_charge){.due = date_of(y, m, d),
                                .amount = amount,
                                .unpaid = amount,
                                .bears_late_charge = true,
                                .terms = terms()};
}

static void worked_plan(void **state)
{
    (void)state;
    struct arena *arena = arena_new("試験", (size_t)16 << 20);
    const struct plan_charge charges[] = {owed(2024, 10, 31, 38500), owed(2024, 12, 2, 38500),
                                          owed(2025, 1, 6, 38000)};
    const struct plan_facts facts = {.charges = charges,
                                     .charge_count = 3,
                                     .first = date_of(2025, 4, 30),
                                     .rhythm = PLAN_MONTH_END,
                                     .amount = 20000};
    static const int days[] = {20250430, 20250602, 20250630, 20250731, 20250901, 20250930, 20251031};
    static const yen amounts[] = {20000, 20000, 20000, 20000, 20000, 15000, 0};
    struct plan_result plan;

    assert_true(plan_make(&law, &facts, arena, &plan));
    assert_int_equal(plan.step_count, 7);
    for (size_t i = 0; i < 7; i++) {
        assert_int_equal(date_ymd(plan.steps[i].due), days[i]);
        assert_int_equal(plan.steps[i].principal, amounts[i]);
    }
    assert_int_equal(plan.late[0], 1100); /* 229 + 806 + 141 */
    assert_int_equal(plan.late[1], 1400); /* 224 + 833 + 246 + 125 */
    assert_int_equal(plan.late[2], 1600); /* 224 + 1,050 + 266 + 103 */
    assert_int_equal(plan.steps[6].late_charge, 4100);
    assert_int_equal(plan.principal, 115000);
    /* payment 2 covers the rest of the first charge and a part of the second */
    assert_int_equal(plan.parts[1].amount, 18500);
    assert_int_equal(plan.parts[2].amount, 1500);
    arena_free(arena);
}

static void one_sum_on_the_first_day(void **state)
{
    (void)state;
    struct arena *arena = arena_new("試験", (size_t)16 << 20);
    const struct plan_charge charges[] = {owed(2024, 10, 31, 38500), owed(2024, 12, 2, 38500),
                                          owed(2025, 1, 6, 38000)};
    const struct plan_facts facts = {.charges = charges,
                                     .charge_count = 3,
                                     .first = date_of(2025, 4, 30),
                                     .rhythm = PLAN_MONTH_END,
                                     .count = 1,
                                     .unit = 1000};
    struct plan_result plan;

    assert_true(plan_make(&law, &facts, arena, &plan));
    assert_int_equal(plan.late[0], 1000); /* raw 1,035 */
    assert_int_equal(plan.late[1], 0);    /* 758 */
    assert_int_equal(plan.late[2], 0);    /* 441 */
    arena_free(arena);
}

static void count_rounds_and_sums(void **state)
{
    (void)state;
    struct arena *arena = arena_new("試験", (size_t)16 << 20);
    struct plan_charge charge = owed(2026, 6, 30, 100001);
    charge.bears_late_charge = false;
    struct plan_facts facts = {.charges = &charge,
                               .charge_count = 1,
                               .first = date_of(2026, 8, 31),
                               .rhythm = PLAN_SAME_DAY,
                               .count = 6,
                               .unit = 1000,
                               .odd_first = true};
    struct plan_result plan;

    assert_true(plan_make(&law, &facts, arena, &plan));
    assert_int_equal(plan.step_count, 6);
    assert_int_equal(plan.steps[1].principal, 16000);
    assert_int_equal(plan.steps[0].principal, 100001 - 5 * 16000);
    assert_int_equal(date_ymd(plan.steps[1].due), 20260930); /* a month without a 31st */
    assert_int_equal(date_ymd(plan.steps[2].due), 20261102); /* 10-31 is a Saturday */
    facts.odd_first = false;
    assert_true(plan_make(&law, &facts, arena, &plan));
    assert_int_equal(plan.steps[5].principal, 100001 - 5 * 16000);
    facts.count = 0;
    facts.amount = 100; /* 1,001 payments: no plan */
    assert_false(plan_make(&law, &facts, arena, &plan));
    charge.unpaid = 0;
    facts.amount = 10000;
    assert_false(plan_make(&law, &facts, arena, &plan));
    arena_free(arena);
}

/* CO-34: more in the months of a bonus, by the month of the promise, not by the day the banks make of it. */
static void bonus_months(void **state)
{
    (void)state;
    struct arena *arena = arena_new("試験", (size_t)16 << 20);
    struct plan_charge charge = owed(2026, 6, 30, 100000);
    charge.bears_late_charge = false;
    const struct plan_facts facts = {.charges = &charge,
                                     .charge_count = 1,
                                     .first = date_of(2026, 10, 31),
                                     .rhythm = PLAN_MONTH_END,
                                     .amount = 10000,
                                     .bonus_months = 1u << 7 | 1u << 12,
                                     .bonus = 30000};
    static const yen amounts[] = {10000, 10000, 40000, 10000, 10000, 10000, 10000};
    struct plan_result plan;

    assert_true(plan_make(&law, &facts, arena, &plan));
    assert_int_equal(plan.step_count, COUNT_OF(amounts));
    for (size_t i = 0; i < COUNT_OF(amounts); i++) {
        assert_int_equal(plan.steps[i].principal, amounts[i]);
    }
    assert_int_equal(date_ymd(plan.steps[0].due), 20261102); /* of October all the same */
    arena_free(arena);
}

/* CO-34, CO-29: the days of a grace bear nothing in the forecast, either (X41). */
static void waived_days(void **state)
{
    (void)state;
    struct arena *arena = arena_new("試験", (size_t)16 << 20);
    const struct late_waiver waiver = {{date_of(2025, 2, 1), date_of(2025, 8, 1)}, LATE_WAIVER_ALL};
    struct plan_charge charge = owed(2024, 9, 2, 120000);
    const struct plan_facts facts = {.charges = &charge,
                                     .charge_count = 1,
                                     .first = date_of(2025, 7, 31),
                                     .rhythm = PLAN_MONTH_END,
                                     .count = 1,
                                     .unit = 1};
    struct plan_result plan;

    charge.waivers = &waiver;
    charge.waiver_count = 1;
    assert_true(plan_make(&law, &facts, arena, &plan));
    assert_int_equal(plan.late[0], 2400); /* 718 + 1,716, nothing for the grace */
    charge.waiver_count = 0;
    assert_true(plan_make(&law, &facts, arena, &plan));
    assert_true(plan.late[0] > 2400);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(worked_plan),
        cmocka_unit_test(one_sum_on_the_first_day),
        cmocka_unit_test(count_rounds_and_sums),
        cmocka_unit_test(bonus_months),
        cmocka_unit_test(waived_days),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("arrears plan CO-34", tests, NULL, NULL);
}
