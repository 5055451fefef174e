/* UTF-8, CP932, bounded buffers and the search keys of kana. */
#include "base/text.h"

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
        cmocka_unit_test(cp932_there_and_back),
        cmocka_unit_test(kana_keys_meet),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("base text", tests, NULL, NULL);
}
