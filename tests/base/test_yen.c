/* Whole yen and exact rates: the products that binary floating point gets wrong, odd yen, formats. */
#include "base/yen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static rate of(const char *text)
{
    rate r = {0, 1};
    if (!rate_parse(text, strlen(text), &r)) {
        fail_msg("%s is no rate", text);
    }
    return r;
}

/* AS-07: at the largest amount, too; the sanitizer sees what overflows. */
static void products_are_exact(void **state)
{
    (void)state;
    /* assessment.md 12, case 39: floating point gives 121,239. */
    assert_int_equal(yen_at_rate(4330000, of("2.80%"), ROUND_FLOOR), 121240);
    for (yen base = 0; base <= 10000000; base += 1000) {
        assert_int_equal(yen_at_rate(base, of("2.80%"), ROUND_FLOOR), base * 28 / 1000);
        assert_int_equal(yen_at_rate(base, of("8.69%"), ROUND_FLOOR), base * 869 / 10000);
    }
    assert_int_equal(yen_at_rate(1, of("50%"), ROUND_FLOOR), 0);
    assert_int_equal(yen_at_rate(1, of("50%"), ROUND_CEIL), 1);
    assert_int_equal(yen_at_rate(1, of("50%"), ROUND_HALF_UP), 1);
    assert_int_equal(yen_at_rate(-1, of("50%"), ROUND_FLOOR), -1);
    assert_int_equal(yen_at_rate(-1, of("50%"), ROUND_CEIL), 0);
    assert_int_equal(yen_at_rate(YEN_MAX, of("100%"), ROUND_EXACT), YEN_MAX);
    assert_int_equal(yen_floor_to(-1, 10), -10);
    assert_int_equal(yen_floor_to(99, 100), 0);
}

static void rates_are_read_strictly(void **state)
{
    (void)state;
    rate r = {7, 7};
    static const char *const wrong[] = {"", "%", "7.51", "7.%", ".5%", "7.51234%", "1000%",
                                        "-1%", "7,51%", " 7%", "7 %", "7e1%", "７%"};
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        assert_false(rate_parse(wrong[i], strlen(wrong[i]), &r));
    }
    assert_int_equal(r.num, 7); /* untouched */
    static const char *const right[] = {"0%", "7.51%", "0.27%", "100%", "2.4301%", "999.9999%"};
    for (size_t i = 0; i < COUNT_OF(right); i++) {
        char buf[24];
        rate_format(of(right[i]), buf, sizeof(buf));
        assert_string_equal(buf, right[i]);
    }
}

static void the_odd_yen_has_a_place(void **state)
{
    (void)state;
    yen p[10];
    yen_allot(233179, 10, 10, ODD_YEN_FIRST, p); /* assessment.md 6.2 */
    assert_int_equal(p[0], 23389);
    assert_int_equal(p[9], 23310);
    yen_allot(95, 10, 10, ODD_YEN_FIRST, p);
    assert_int_equal(p[0], 95);
    assert_int_equal(p[1], 0);
    for (yen total = 0; total < 3000; total += 7) {
        yen sum = 0;
        yen_allot(total, 7, 100, ODD_YEN_LAST, p);
        for (int i = 0; i < 7; i++) {
            sum += p[i];
            assert_true(i == 6 || p[i] % 100 == 0);
        }
        assert_int_equal(sum, total);
    }
}

static void amounts_are_printed_in_threes(void **state)
{
    (void)state;
    static const struct {
        yen amount;
        const char *text;
    } cases[] = {{0, "0"}, {999, "999"}, {1000, "1,000"}, {-1234567, "-1,234,567"},
                 {INT64_MIN, "-9,223,372,036,854,775,808"}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char buf[40];
        yen_format(cases[i].amount, buf, sizeof(buf));
        assert_string_equal(buf, cases[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(products_are_exact), cmocka_unit_test(rates_are_read_strictly),
        cmocka_unit_test(the_odd_yen_has_a_place), cmocka_unit_test(amounts_are_printed_in_threes),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("base yen", tests, NULL, NULL);
}
