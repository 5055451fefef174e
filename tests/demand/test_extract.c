/*
 * Who is demanded what: every rule of collection.md 10, 11 and 22.3 on both of its sides (CO-18, CO-19, CO-47,
 * X11, X12, X32, X33).
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "demand/extract.h"

#define WAIT_DAYS 10

static struct demand_facts overdue(void)
{
    return (struct demand_facts){.due = date_of(2026, 6, 30), .unpaid = 30000};
}

static enum demand_why dunning(const struct demand_facts *f)
{
    return demand_dunning_of(f, date_of(2026, 7, 15), WAIT_DAYS);
}

static enum demand_why letter(struct demand_facts f)
{
    f.is_dunned = true;
    return demand_letter_of(&f, date_of(2026, 9, 1));
}

static enum demand_why call(struct demand_facts f)
{
    return demand_call_of(&f, date_of(2026, 9, 1));
}

static void co18_overdue_and_unpaid_is_demanded(void **state)
{
    (void)state;
    struct demand_facts f = overdue();
    assert_int_equal(dunning(&f), DEMAND_IN);
    f.unpaid = 1; /* one yen is enough */
    assert_int_equal(dunning(&f), DEMAND_IN);
    f.unpaid = 0;
    assert_int_equal(dunning(&f), DEMAND_PAID);
    f.unpaid = -500; /* lowered after it was paid */
    assert_int_equal(dunning(&f), DEMAND_PAID);
}

static void co18_slips_on_their_way_are_waited_for(void **state)
{
    (void)state;
    struct demand_facts f = overdue();
    assert_int_equal(demand_dunning_of(&f, date_of(2026, 7, 10), WAIT_DAYS), DEMAND_NOT_DUE);
    assert_int_equal(demand_dunning_of(&f, date_of(2026, 7, 11), WAIT_DAYS), DEMAND_IN);
    assert_int_equal(demand_dunning_of(&f, date_of(2026, 6, 30), 0), DEMAND_NOT_DUE);
    assert_int_equal(demand_dunning_of(&f, date_of(2026, 7, 1), 0), DEMAND_IN);
}

static void x11_told_money_stops_the_demand_x12_cancelled_does_not(void **state)
{
    (void)state;
    struct demand_facts f = overdue();
    f.told = 30000;
    assert_int_equal(dunning(&f), DEMAND_TOLD);
    f.told = 0; /* the 速報 was cancelled */
    assert_int_equal(dunning(&f), DEMAND_IN);
}

static void co18_held_money_stops_the_demand(void **state)
{
    (void)state;
    struct demand_facts f = overdue();
    f.is_held = true;
    assert_int_equal(dunning(&f), DEMAND_HELD);
    assert_int_equal(letter(f), DEMAND_HELD);
    f.is_held = false;
    assert_int_equal(dunning(&f), DEMAND_IN);
}

static void x33_a_second_demand_is_never_made(void **state)
{
    (void)state;
    struct demand_facts f = overdue();
    f.is_dunned = true;
    assert_int_equal(dunning(&f), DEMAND_DUNNED);
    f.is_dunned = false;
    assert_int_equal(dunning(&f), DEMAND_IN);
}

static void co18_stays_keep_the_demand_back(void **state)
{
    static const struct {
        enum collection_stay stay;
        enum demand_why dunning, letter;
    } all[] = {
        {STAY_GRACE, DEMAND_GRACE, DEMAND_GRACE},
        {STAY_SUSPENDED, DEMAND_SUSPENDED, DEMAND_SUSPENDED},
        {STAY_DEBIT, DEMAND_DEBIT, DEMAND_DEBIT},
        {STAY_PENSION, DEMAND_PENSION, DEMAND_PENSION},
        {STAY_SUCCESSION, DEMAND_SUCCESSION, DEMAND_SUCCESSION},
        {STAY_PLAN, DEMAND_IN, DEMAND_PLAN},       /* the first demand is what the law asks for */
        {STAY_DISPUTE, DEMAND_IN, DEMAND_DISPUTE},
        {STAY_SEIZED, DEMAND_IN, DEMAND_IN},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        struct demand_facts f = overdue();
        f.stays = UINT32_C(1) << all[i].stay;
        assert_int_equal(dunning(&f), all[i].dunning);
        assert_int_equal(letter(f), all[i].letter);
        assert_int_equal(call(f), all[i].letter);
    }
}

static void co18_the_dead_and_the_lost_are_told_apart(void **state)
{
    (void)state;
    struct demand_facts f = overdue();
    f.place = PLACE_DEAD;
    assert_int_equal(dunning(&f), DEMAND_DEAD);
    f.place = PLACE_UNKNOWN; /* 公示送達 */
    assert_int_equal(dunning(&f), DEMAND_NO_PLACE);
    f.place = PLACE_KNOWN;
    assert_int_equal(dunning(&f), DEMAND_IN);
}

static void co19_a_letter_follows_a_demand(void **state)
{
    (void)state;
    struct demand_facts f = overdue();
    assert_int_equal(demand_letter_of(&f, date_of(2026, 9, 1)), DEMAND_NOT_DUNNED);
    assert_int_equal(letter(f), DEMAND_IN);
    f.unpaid = 0;
    assert_int_equal(letter(f), DEMAND_PAID);
    f = overdue();
    f.is_dunned = true;
    assert_int_equal(demand_letter_of(&f, date_of(2026, 6, 30)), DEMAND_NOT_DUE);
}

static void co47_a_call_needs_no_demand_before(void **state)
{
    (void)state;
    struct demand_facts f = overdue();
    assert_int_equal(call(f), DEMAND_IN);
    f.place = PLACE_DEAD;
    assert_int_equal(call(f), DEMAND_DEAD);
    f.place = PLACE_UNKNOWN;
    assert_int_equal(call(f), DEMAND_NO_PLACE);
    f.place = PLACE_KNOWN;
    f.told = 1000;
    assert_int_equal(call(f), DEMAND_TOLD);
}

static void x32_what_changed_is_pulled_out(void **state)
{
    (void)state;
    struct demand_facts f = overdue();
    f.is_dunned = true; /* of this very run: no reason */
    assert_int_equal(demand_pull_of(DEMAND_DUNNING, &f, 30000), DEMAND_IN);
    assert_int_equal(demand_pull_of(DEMAND_DUNNING, &f, 40000), DEMAND_CHANGED); /* a part was paid */
    f.told = 30000;
    assert_int_equal(demand_pull_of(DEMAND_DUNNING, &f, 30000), DEMAND_TOLD);
    f.told = 0;
    f.unpaid = 0;
    assert_int_equal(demand_pull_of(DEMAND_DUNNING, &f, 30000), DEMAND_PAID);
    f = overdue();
    f.stays = UINT32_C(1) << STAY_PLAN;
    assert_int_equal(demand_pull_of(DEMAND_DUNNING, &f, 30000), DEMAND_IN);
    assert_int_equal(demand_pull_of(DEMAND_LETTER, &f, 30000), DEMAND_PLAN);
}

static void every_reason_has_its_words(void **state)
{
    (void)state;
    for (int why = 0; why < DEMAND_WHYS; why++) {
        assert_non_null(demand_why_labels[why]);
        for (int other = 0; other < why; other++) {
            assert_string_not_equal(demand_why_labels[why], demand_why_labels[other]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(co18_overdue_and_unpaid_is_demanded),
        cmocka_unit_test(co18_slips_on_their_way_are_waited_for),
        cmocka_unit_test(x11_told_money_stops_the_demand_x12_cancelled_does_not),
        cmocka_unit_test(co18_held_money_stops_the_demand),
        cmocka_unit_test(x33_a_second_demand_is_never_made),
        cmocka_unit_test(co18_stays_keep_the_demand_back),
        cmocka_unit_test(co18_the_dead_and_the_lost_are_told_apart),
        cmocka_unit_test(co19_a_letter_follows_a_demand),
        cmocka_unit_test(co47_a_call_needs_no_demand_before),
        cmocka_unit_test(x32_what_changed_is_pulled_out),
        cmocka_unit_test(every_reason_has_its_words),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
