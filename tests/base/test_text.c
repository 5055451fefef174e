/* UTF-8, CP932, bounded buffers and the search keys of kana. */
#include "base/digits.h"
#include "base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static void malformed_utf8_is_named(void **state) /* SD-12 */
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t len, bad;
    } cases[] = {
        {"abc\xff", 4, 3},           {"\xc0\x80", 2, 0},         {"\xed\xa0\x80", 3, 0},
        {"\xf4\x90\x80\x80", 4, 0},  {"12345678\xe3\x81", 10, 8}, {"a\0b", 3, 1},
        {"\xe0\x80\x80", 3, 0},      {"abcdefg\0", 8, 7},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        size_t bad = 99;
        assert_false(utf8_is_valid(cases[i].bytes, cases[i].len, &bad));
        assert_int_equal(bad, cases[i].bad);
    }
    assert_true(utf8_is_valid("𠮷野家", strlen("𠮷野家"), NULL));
}

static void selectors_stay_with_their_character(void **state)
{
    (void)state;
    const char *name = "邉\xF3\xA0\x84\x8F子"; /* base + U+E010F + 子 */
    assert_int_equal(utf8_characters(name, strlen(name)), 2);
    assert_int_equal(utf8_prefix(name, strlen(name), 3), 0); /* never between base and selector */
    assert_int_equal(utf8_prefix(name, strlen(name), 7), 7);
    assert_int_equal(utf8_prefix(name, strlen(name), 9), 7);
    assert_int_equal(utf8_prefix(name, strlen(name), 10), 10);
}

static void buffers_stop_at_their_maximum(void **state)
{
    (void)state;
    struct textbuf b;
    textbuf_init(&b, 10);
    textbuf_puts(&b, "12345678");
    textbuf_printf(&b, "%d", 123);
    assert_true(b.overflow);
    assert_string_equal(b.bytes, "12345678");
    textbuf_done(&b);
}

static void numbers_are_read_whole(void **state)
{
    (void)state;
    int64_t v = 5;
    assert_false(parse_i64("", 0, INT64_MIN, INT64_MAX, &v));
    assert_false(parse_i64("-", 1, INT64_MIN, INT64_MAX, &v));
    assert_false(parse_i64("1 ", 2, INT64_MIN, INT64_MAX, &v));
    assert_false(parse_i64("9223372036854775808", 19, INT64_MIN, INT64_MAX, &v));
    assert_int_equal(v, 5);
    assert_true(parse_i64("-9223372036854775808", 20, INT64_MIN, INT64_MAX, &v));
    assert_true(v == INT64_MIN);
    assert_false(parse_i64("11", 2, 0, 10, &v));
}

static void digits_are_told_from_all_other_bytes(void **state)
{
    (void)state;
    char bytes[20];
    for (size_t len = 0; len <= sizeof(bytes); len++) {
        for (size_t at = 0; at < len; at++) {
            for (unsigned b = 0; b < 256; b++) {
                memset(bytes, at % 2 == 0 ? '9' : '0', sizeof(bytes));
                bytes[at] = (char)b;
                assert_int_equal(are_digits(bytes, len), b >= '0' && b <= '9');
            }
        }
        assert_true(are_digits("01234567890123456789", len));
    }
    assert_int_equal(eight_digits("20260401"), 20260401);
    assert_int_equal(eight_digits("00000009"), 9);
    assert_int_equal(eight_digits("99999999"), 99999999);
}

/* The quick way takes and puts what the strict one does. */
static void every_character_is_taken_and_put_alike(void **state)
{
    (void)state;
    for (uint32_t c = 1; c <= 0x10FFFF; c++) {
        char strict[4], quick[4] = {0};
        if (c >= 0xD800 && c <= 0xDFFF) {
            continue;
        }
        size_t n = utf8_encode(c, strict), at = 0;
        assert_int_equal(utf8_put(c, quick), n);
        assert_memory_equal(strict, quick, n);
        assert_int_equal(utf8_take(strict, n, &at), c);
        assert_int_equal(at, n);
    }
}

static void cp932_there_and_back(void **state) /* SD-12 */
{
    (void)state;
    struct textbuf utf8, back;
    size_t bad = 0;
    textbuf_init(&utf8, 1000);
    textbuf_init(&back, 1000);
    const char cp932[] = "\x8e\xa9\xfc\xfc";
    assert_false(cp932_to_utf8(cp932, 4, &utf8, &bad));
    assert_int_equal(bad, 2);
    textbuf_clear(&utf8);
    const char *text = "髙﨑①㈱～ｻﾄｳ";
    assert_true(utf8_to_cp932(text, strlen(text), &utf8, &bad));
    assert_true(cp932_to_utf8(utf8.bytes, utf8.len, &back, &bad));
    assert_string_equal(back.bytes, text);
    textbuf_clear(&utf8);
    assert_false(utf8_to_cp932("𠮷", 4, &utf8, &bad)); /* an error, never a replacement */
    textbuf_done(&utf8);
    textbuf_done(&back);
}

static void same_key(const char *a, const char *b)
{
    char ka[100], kb[100];
    kana_fold(a, strlen(a), ka, sizeof(ka));
    kana_fold(b, strlen(b), kb, sizeof(kb));
    if (strcmp(ka, kb) != 0) {
        fail_msg("%s -> %s, %s -> %s", a, ka, b, kb);
    }
}

static void kana_keys_meet(void **state)
{
    (void)state;
    same_key("ヂ", "ジ");
    same_key("オオノ", "オウノ");
    same_key("オオノ", "オーノ");
    same_key("ショウヘイ", "シヨウヘイ");
    same_key("ヴィクトリア", "ビクトリア");
    same_key("ｻﾄｳ", "サトウ");
    same_key("さとう　たろう", "サトータロウ");
    same_key("ﾋﾞｸﾄﾘｱ", "ヴィクトリア");
    same_key("ﾁﾞ", "ジ");
    same_key("Müller", "ＭＵＬＬＥＲ");
    same_key("ヅ", "ズ");
    same_key("ワ", "ハ");
    same_key("ヲ", "オ");
    char key[8];
    assert_int_equal(kana_fold("\xff", 1, key, sizeof(key)), 0);
    assert_int_equal(kana_fold("アイウエオ", 15, key, sizeof(key)), 6); /* whole letters only */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(malformed_utf8_is_named),
        cmocka_unit_test(selectors_stay_with_their_character),
        cmocka_unit_test(buffers_stop_at_their_maximum),
        cmocka_unit_test(numbers_are_read_whole),
        cmocka_unit_test(digits_are_told_from_all_other_bytes),
        cmocka_unit_test(every_character_is_taken_and_put_alike),
        cmocka_unit_test(cp932_there_and_back),
        cmocka_unit_test(kana_keys_meet),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("base text", tests, NULL, NULL);
}
