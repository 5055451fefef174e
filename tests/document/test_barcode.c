/* GS1-128 of store slips (LV-26): check digits, and every module as zint draws it. */
#include "tools.h"

#include <zint.h>

/* payment_formats.md 8.3: four published numbers, one computed twice. */
static void check_digits_are_the_published_ones(void **state)
{
    static const struct {
        const char *digits;
        char check;
    } cases[] = {
        {"9192902325207000001012349990029999990015435", '7'},
        {"9192902325207000001012349990019999990010605", '0'},
        {"9192902325207000001012349990039999991106632", '7'},
        {"9192902325207000001012349990049999990009555", '9'},
        {"9191234500131251000123450100102506300012340", '6'},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char whole[45];
        assert_int_equal(gs1_128_check_digit(cases[i].digits), cases[i].check);
        snprintf(whole, sizeof(whole), "%s%c", cases[i].digits, cases[i].check);
        assert_true(gs1_128_is_valid(whole, 44));
        for (size_t k = 2; k < 44; k++) { /* every single wrong digit is noticed */
            char old = whole[k];
            whole[k] = old == '9' ? '0' : (char)(old + 1);
            assert_false(gs1_128_is_valid(whole, 44));
            whole[k] = old;
        }
        assert_false(gs1_128_is_valid(whole, 43));
        whole[0] = '8';
        assert_false(gs1_128_is_valid(whole, 44));
    }
}

/* payment_formats.md 8.4: 25 characters of 11 modules and a stop of 13; symbol check 71 = 122114. */
static void symbol_has_288_modules(void **state)
{
    unsigned char widths[CODE_128_WIDTHS_MAX];
    int modules;
    (void)state;
    size_t n = code_128_encode("91912345001312510001234501001025063000123406", 44, true, widths,
                               &modules);
    assert_int_equal(modules, 288);
    assert_int_equal(n, 25 * 6 + 7);
    static const unsigned char value_71[6] = {1, 2, 2, 1, 1, 4};
    assert_memory_equal(widths + 24 * 6, value_71, 6);
}

static void compare_with_zint(const char *digits, bool is_gs1)
{
    unsigned char widths[CODE_128_WIDTHS_MAX];
    char input[64];
    int modules, at = 0;
    size_t n = code_128_encode(digits, strlen(digits), is_gs1, widths, &modules);
    struct zint_symbol *z = ZBarcode_Create();
    z->symbology = is_gs1 ? BARCODE_GS1_128 : BARCODE_CODE128;
    z->input_mode = is_gs1 ? GS1_MODE : DATA_MODE;
    snprintf(input, sizeof(input), is_gs1 ? "[91]%s" : "%s", is_gs1 ? digits + 2 : digits);
    assert_true(ZBarcode_Encode(z, (unsigned char *)input, 0) < ZINT_ERROR);
    assert_int_equal(z->width, modules);
    for (size_t i = 0; i < n; i++) {
        for (int k = 0; k < widths[i]; k++, at++) {
            bool is_bar = z->encoded_data[0][at / 8] >> (at % 8) & 1;
            assert_int_equal(is_bar, i % 2 == 0);
        }
    }
    ZBarcode_Delete(z);
}

static void modules_are_those_of_zint(void **state)
{
    uint64_t seed = 20261121;
    (void)state;
    for (int i = 0; i < 2000; i++) {
        char digits[45] = "91";
        for (int k = 2; k < 43; k++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            digits[k] = (char)('0' + (seed >> 33) % 10);
        }
        digits[43] = gs1_128_check_digit(digits);
        compare_with_zint(digits, true);
        digits[16] = '\0';
        compare_with_zint(digits, false);
    }
}

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_digits_are_the_published_ones),
        cmocka_unit_test(symbol_has_288_modules),
        cmocka_unit_test(modules_are_those_of_zint),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
