/* MN-02: 個人番号 in free words are found, whatever way they are written; other numbers are let be. */
#include "base/personal_number.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static const char *const numbers[] = {
    "123456789018",       "番号は123456789018です",   "１２３４５６７８９０１８", "1234 5678 9018",
    "1234-5678-9018",     "１２３４－５６７８－９０１８", "1234　5678　9018",       "1234 - 5678 - 9018",
    "1234-5678 9018",     "12 34 56 78 90 18",        "123-456-789-018",        "1 2 3 4 5 6 7 8 9 0 1 8",
    "電話03-1234-5678 123456789018", "1234 5678 9018 2026-04-01", "902100000079",  "x123456789018y",
    "1234‐5678−9018",
};
static const char *const others[] = {
    "",             "123456789019",     "1234567890189",      "000000000000",     "2026-04-01 1231",
    "123,456,789,018円", "+81-90-1234-5678", "03-1234-5678",  "12345678901",      "1234\n5678\n9018",
    "1234:5678:9018", "+123456789018",  "1234    5678    9018", "12-3456-789018-1", "R8.4.1 12:30",
};

static void mn_02_numbers_are_found(void **state)
{
    struct arena *arena = arena_new("試験", 1 << 20);
    (void)state;
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        if (!personal_number_stands_in(text_of(numbers[i]))) {
            print_error("not found: %s\n", numbers[i]);
        }
        assert_true(personal_number_stands_in(text_of(numbers[i])));
        struct text covered = personal_number_covered(text_of(numbers[i]), arena);
        assert_true(utf8_is_valid(covered.bytes, covered.len, NULL));
        assert_false(personal_number_stands_in(covered));
    }
    arena_free(arena);
}

static void mn_02_other_numbers_are_let_be(void **state)
{
    struct arena *arena = arena_new("試験", 1 << 20);
    (void)state;
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        if (personal_number_stands_in(text_of(others[i]))) {
            print_error("found: %s\n", others[i]);
        }
        assert_false(personal_number_stands_in(text_of(others[i])));
        assert_true(text_is(personal_number_covered(text_of(others[i]), arena), others[i]));
    }
    arena_free(arena);
}

static void mn_01_only_the_number_is_covered(void **state)
{
    struct arena *arena = arena_new("試験", 1 << 20);
    (void)state;
    struct text covered =
        personal_number_covered(text_of("本人 1234-5678-9018 と１２３４５６７８９０１８、電話03-1234-5678"), arena);
    assert_true(
        text_is(covered, "本人 ＊＊＊＊-＊＊＊＊-＊＊＊＊ と＊＊＊＊＊＊＊＊＊＊＊＊、電話03-1234-5678"));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mn_02_numbers_are_found),
        cmocka_unit_test(mn_02_other_numbers_are_let_be),
        cmocka_unit_test(mn_01_only_the_number_is_covered),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("base personal number", tests, NULL, NULL);
}
