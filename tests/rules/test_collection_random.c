/*
 * What must hold of the rules of collection whatever the numbers: shares lose no yen, a charge that is paid
 * is paid in every part, an overpayment is handed out to the yen, more time never makes a charge less.
 * CO-12, CO-21, CO-31, CO-37, CO-38.
 */
#include "collection/law.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static struct arena *laws_arena, *unit;
static const struct collection_law *law;

static uint64_t next(uint64_t *state)
{
    uint64_t z = (*state += 0x9E3779B97F4A7C15u);

    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}
static int64_t below(uint64_t *state, int64_t n) { return (int64_t)(next(state) % (uint64_t)n); }

static int start(void **state)
{
    struct report report;

    (void)state;
    laws_arena = arena_new("laws", 16u << 20);
    unit = arena_new("unit", 16u << 20);
    report_init(&report);
    enum err e = collection_law_load(TEST_SOURCE_ROOT "/params", "131041", laws_arena, &report, &law);
    report_print(&report, stderr);
    report_done(&report);
    return e == ERR_NONE ? 0 : -1;
}

static int stop(void **state)
{
    (void)state;
    arena_free(unit);
    arena_free(laws_arena);
    return 0;
}

/* Any receipts whose sum is the charge pay every part to the yen, and none above what it owed (CO-21). */
static void receipts_end_in_every_part_CO_21(void **state)
{
    uint64_t seed = 21;

    (void)state;
    for (int i = 0; i < 20000; i++) {
        yen unpaid[4], out[4], left = 0;
        enum odd_part odd_to = (enum odd_part)below(&seed, 2);
        for (size_t p = 0; p < 4; p++) {
            unpaid[p] = below(&seed, 3) == 0 ? below(&seed, 4) : below(&seed, 200000);
            left += unpaid[p];
        }
        while (left > 0) {
            yen amount = below(&seed, 3) == 0 ? left : 1 + below(&seed, left), sum = 0;
            split_over_parts(amount, unpaid, 4, odd_to, out);
            for (size_t p = 0; p < 4; p++) {
                assert_true(out[p] >= 0 && out[p] <= unpaid[p]);
                unpaid[p] -= out[p];
                sum += out[p];
            }
            assert_int_equal(sum, amount);
            left -= amount;
        }
        assert_int_equal(unpaid[0] + unpaid[1] + unpaid[2] + unpaid[3], 0);
    }
}

/* What is appropriated and what is left is the overpayment; no debt gets more than it owes (CO-12). */
static void appropriation_is_to_the_yen_CO_12(void **state)
{
    uint64_t seed = 12;

    (void)state;
    for (int i = 0; i < 20000; i++) {
        struct debt debts[8] = {0};
        struct appropriation items[24];
        size_t count = (size_t)below(&seed, 9), n;
        struct appropriation_facts f = {.person_no = 1, .amount = below(&seed, 60000),
                                        .arose_on = date_of(2025, 8, 10), .decided_on = date_of(2025, 9, 1),
                                        .principal_first_across = below(&seed, 2) != 0};
        for (size_t k = 0; k < count; k++) {
            date due = date_add_days(f.decided_on, (int)below(&seed, 400) - 300);
            debts[k] = (struct debt){.person_no = 1 + below(&seed, 5) / 4, .due = due, .possible_from = due,
                                     .levy_year = fiscal_year_of(due), .principal = below(&seed, 20000),
                                     .late_charge = below(&seed, 3) * 1000, .is_blocked = below(&seed, 6) == 0,
                                     .wish = below(&seed, 5) == 0};
        }
        arena_reset(unit);
        yen left = appropriate(&f, debts, count, unit, NULL, items, &n), sum = 0;
        bool is_owed = false;
        for (size_t k = 0; k < n; k++) {
            struct debt *d = &debts[items[k].debt];
            assert_true(d->person_no == 1 && !d->is_blocked && items[k].amount > 0);
            assert_true(date_at_most(d->possible_from, items[k].effective_on) &&
                        date_at_most(f.arose_on, items[k].effective_on));
            *(items[k].item == DEBT_PRINCIPAL ? &d->principal : &d->late_charge) -= items[k].amount;
            assert_true(d->principal >= 0 && d->late_charge >= 0);
            sum += items[k].amount;
        }
        for (size_t k = 0; k < count; k++) {
            is_owed = is_owed || (debts[k].person_no == 1 && !debts[k].is_blocked &&
                                  date_before(debts[k].due, f.decided_on) &&
                                  debts[k].principal + debts[k].late_charge > 0);
        }
        assert_int_equal(sum + left, f.amount);
        assert_true(left == 0 || !is_owed); /* nothing is given back while something is overdue */
    }
}

/* A later day, a dearer principal, a payment less: the charge never falls (CO-38). */
static void time_never_lowers_a_charge_CO_38(void **state)
{
    uint64_t seed = 38;
    struct late_terms terms;
    struct report report;

    (void)state;
    report_init(&report);
    assert_int_equal(collection_late_terms(law, date_of(2024, 7, 31), &report, &terms), ERR_NONE);
    report_done(&report);
    for (int i = 0; i < 5000; i++) {
        struct late_payment paid;
        struct late_facts f = {.principal = below(&seed, 300000),
                               .due = date_add_days(date_of(2012, 1, 1), (int)below(&seed, 4000)),
                               .payments = &paid};
        struct late_result now, later, with;
        f.as_of = date_add_days(f.due, (int)below(&seed, 900));
        arena_reset(unit);
        late_charge(collection_late_law(law), &terms, &f, unit, NULL, &now);
        paid.on = date_add_days(f.due, (int)below(&seed, 900));
        paid.amount = below(&seed, f.principal + 1);
        f.payment_count = 1;
        f.as_of = date_max(f.as_of, paid.on);
        late_charge(collection_late_law(law), &terms, &f, unit, NULL, &with);
        f.payment_count = 0;
        f.as_of = date_add_days(f.as_of, 1 + (int)below(&seed, 300));
        late_charge(collection_late_law(law), &terms, &f, unit, NULL, &later);
        assert_int_equal(now.missing_year + later.missing_year + with.missing_year, 0);
        assert_true(now.amount <= later.amount);
        assert_true(with.raw <= later.raw && with.amount <= later.amount);
        assert_true(now.amount <= now.raw && (now.amount == 0 || now.amount >= 1000) && now.amount % 100 == 0);
    }
}

/* Whatever happened, the early reading ends no later than the late one, and neither before the plain limit. */
static void events_never_shorten_a_limit_CO_37(void **state)
{
    uint64_t seed = 37;
    struct arrears_terms terms;
    struct report report;
    date due = date_of(2023, 6, 30);

    (void)state;
    report_init(&report);
    assert_int_equal(collection_arrears_terms(law, due, false, &report, &terms), ERR_NONE);
    report_done(&report);
    for (int i = 0; i < 20000; i++) {
        struct limit_event events[6];
        struct limit_result none, some, more;
        size_t count = 1 + (size_t)below(&seed, 6);
        for (size_t k = 0; k < count; k++) {
            date on = date_add_days(due, (int)below(&seed, 1100));
            bool ends = below(&seed, 8) != 0;
            events[k] = (struct limit_event){
                .kind = (enum limit_event_kind)below(&seed, LIMIT_EVENT_KINDS), .on = on,
                .ended_on = ends ? date_add_days(on, (int)below(&seed, 500)) : date_none(),
                .fixed_on = date_add_days(on, 12), .is_cancelled = below(&seed, 3) == 0,
                .is_void = below(&seed, 6) == 0};
        }
        arena_reset(unit);
        limit_replay(&terms, due, events, 0, unit, NULL, NULL, &none);
        limit_replay(&terms, due, events, count, unit, NULL, NULL, &some);
        assert_true(date_at_most(none.early, some.early) && date_at_most(some.early, some.late));
        for (size_t k = 0; k < count; k++) {
            events[k].is_void = true;
        }
        limit_replay(&terms, due, events, count, unit, NULL, NULL, &more);
        assert_true(date_equal(more.late, none.late) && date_equal(more.early, none.early));
    }
}

static void shares_of_heirs_are_the_debt_CO_31(void **state)
{
    uint64_t seed = 31;

    (void)state;
    for (int i = 0; i < 5000; i++) {
        size_t children = 1 + (size_t)below(&seed, 7), who = (size_t)below(&seed, (int64_t)children + 1);
        int64_t num[8] = {1}, den[8] = {2};
        yen amount = below(&seed, 1000000), parts[8], sum = 0;
        for (size_t k = 1; k <= children; k++) {
            num[k] = 1;
            den[k] = 2 * (int64_t)children;
        }
        assert_true(split_over_heirs(amount, num, den, children + 1, who, parts));
        for (size_t k = 0; k <= children; k++) {
            assert_true(parts[k] >= amount * num[k] / den[k]);
            sum += parts[k];
        }
        assert_int_equal(sum, amount);
        assert_false(split_over_heirs(amount, num, den, children, 0, parts)); /* one heir forgotten */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(receipts_end_in_every_part_CO_21),
        cmocka_unit_test(appropriation_is_to_the_yen_CO_12),
        cmocka_unit_test(time_never_lowers_a_charge_CO_38),
        cmocka_unit_test(events_never_shorten_a_limit_CO_37),
        cmocka_unit_test(shares_of_heirs_are_the_debt_CO_31),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, start, stop);
}
