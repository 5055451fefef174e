/*
 * SD-01 宛名番号・世帯番号 and their check digit; 個人番号 that are nobody's; dice that never
 * change.
 */
#include "town/people.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

/* identity_exchange.md 1.5: the published checks of the first serials; 6 and 23 are skipped. */
static void sd_01_check_digit(void **state)
{
    (void)state;
    static const int64_t expected[] = {19,  27,  35,  43,  51,  78,  86,  94,  108, 116, 124,
                                       132, 140, 159, 167, 175, 183, 191, 205, 213, 221, 248};
    int64_t serial = 0;
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        int64_t number = town_number_next(&serial);
        assert_int_equal(number, expected[i]);
        assert_true(town_number_is_right(number));
        for (int wrong = 1; wrong < 10; wrong++) {
            assert_false(town_number_is_right(number / 10 * 10 + (number + wrong) % 10));
        }
    }
}

/*
 * 番号法総務省令85号5条, written once more: Qn = n+1 for n of 1 to 6, n-5 for 7 to 11 from the
 * right.
 */
static bool individual_number_is_right(const char *n)
{
    int sum = 0;
    for (int k = 1; k <= 11; k++) {
        sum += (n[11 - k] - '0') * (k <= 6 ? k + 1 : k - 5);
    }
    int r = sum % 11;
    return n[11] - '0' == (r <= 1 ? 0 : 11 - r);
}

static void individual_numbers(void **state)
{
    (void)state;
    static const struct {
        int64_t serial;
        const char *number; /* identity_exchange.md 1.2, V4 to V7 */
    } valid[] = {
        {1, "902100000010"}, {6, "902100000060"}, {2, "902100000028"}, {7, "902100000079"},
    };
    char number[13];
    for (size_t i = 0; i < COUNT_OF(valid); i++) {
        town_individual_number(valid[i].serial, true, number);
        assert_string_equal(number, valid[i].number);
    }
    assert_true(individual_number_is_right("983205673214"));
    for (int64_t serial = 1; serial < 9999999; serial += 83) {
        town_individual_number(serial, false, number);
        assert_false(individual_number_is_right(number));
        town_individual_number(serial, true, number);
        assert_true(individual_number_is_right(number));
    }
}

static void ages(void **state)
{
    (void)state;
    struct town_dice d = town_dice_of(1, 1, 1);
    int at_40_first = 0, at_40_second = 0;
    for (int i = 0; i < 4000; i++) {
        int age = town_between(&d, 0, 100);
        int32_t birth = town_birth_of_age(&d, 2026, age);
        /* Born on 1 April he attains the age on 31 March. */
        bool in_class = birth >= (2026 - age - 1) * 10000 + 402 &&
                        birth <= (2026 - age) * 10000 + 401;
        bool at_boundary = birth == (2026 - age - 1) * 10000 + 401;
        assert_true(in_class || (age != 74 && at_boundary));
        int32_t forty = town_birth_of_age(&d, 2026, 39);
        at_40_first += forty % 100 == 1;
        at_40_second += forty % 100 == 2;
    }
    assert_true(at_40_first > 400 && at_40_second > 400);
}

static void leap_days(void **state)
{
    (void)state;
    assert_int_equal(town_birthday_in(19520229, 2027), 20270301);
    assert_int_equal(town_birthday_in(19520229, 2028), 20280229);
    assert_int_equal(town_day_before(20270301), 20270228);
    assert_int_equal(town_day_after(20251231), 20260101);
}

/* The dice are part of what "same seed, same town" means: these values never change. */
static void dice_are_fixed(void **state)
{
    (void)state;
    struct town_dice d = town_dice_of(1, 2, 3);
    uint64_t first = town_next(&d);
    struct town_dice again = town_dice_of(1, 2, 3);
    assert_true(town_next(&again) == first);
    struct town_dice other = town_dice_of(2, 2, 3);
    assert_true(town_next(&other) != first);

    int seen[6] = {0};
    for (int i = 0; i < 60000; i++) {
        seen[town_below(&d, 6)]++;
    }
    for (int i = 0; i < 6; i++) {
        assert_in_range(seen[i], 9600, 10400);
    }
}

static void quotas_are_exact(void **state)
{
    (void)state;
    struct town_quota q = town_quota_of(7, 100);
    int taken = 0, first_half = 0;
    for (int i = 0; i < 140; i++) {
        bool yes = town_take(&q);
        taken += yes;
        first_half += yes && i < 50;
    }
    assert_int_equal(taken, 7);
    assert_int_equal(first_half, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sd_01_check_digit), cmocka_unit_test(individual_numbers),
        cmocka_unit_test(ages),              cmocka_unit_test(leap_days),
        cmocka_unit_test(dice_are_fixed),    cmocka_unit_test(quotas_are_exact),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
