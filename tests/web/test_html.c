/* Escaping by context: whatever a value holds, it stays a value. */
#include "web/html.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static const char *written(struct html *h) { return h->page.bytes != NULL ? h->page.bytes : ""; }

static void values_are_escaped(void **state)
{
    (void)state;
    static const struct {
        const char *value, *want;
    } cases[] = {
        {"<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"},
        {"\" onfocus=\"x", "&quot; onfocus=&quot;x"},
        {"' autofocus '", "&#39; autofocus &#39;"},
        {"A&B &amp; &lt;", "A&amp;B &amp;amp; &amp;lt;"},
        {"渡邉󠄐　花子", "渡邉󠄐　花子"},
        {"", ""},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct html h;
        html_init(&h);
        html_value(&h, cases[i].value);
        assert_string_equal(written(&h), cases[i].want);
        html_done(&h);
    }
}

static void numbers_and_days(void **state)
{
    (void)state;
    struct html h;
    html_init(&h);
    html_yen(&h, 1234567);
    html_markup(&h, "|");
    html_yen(&h, -50);
    html_markup(&h, "|");
    html_era(&h, date_of(2026, 4, 1));
    html_markup(&h, "|");
    html_iso(&h, date_of(2026, 4, 1));
    html_markup(&h, "|");
    html_era(&h, date_none());
    html_markup(&h, "|");
    html_value(&h, (size_t)7);
    html_value(&h, -7);
    html_markup(&h, "|");
    html_postal(&h, text_of("1600023"));
    html_postal(&h, text_of("160"));
    html_postal(&h, text_of(""));
    assert_string_equal(written(&h), "1,234,567|-50|令和8年4月1日|2026-04-01||7-7|〒160-0023〒160");
    html_done(&h);
}

static void addresses_are_ours(void **state)
{
    (void)state;
    assert_string_equal(url_with(url_of("/login"), "next", "/household/1?a=b&c").path,
                        "/login?next=%2Fhousehold%2F1%3Fa%3Db%26c");
    assert_string_equal(url_with(url_of("/a?b=1"), "c", "あ").path, "/a?b=1&c=%E3%81%82");
    assert_string_equal(url_number("/household/", 12).path, "/household/12");
    assert_string_equal(url_place("t", 4).path, "#t4");
    /* Too long a value is left out, never cut. */
    char long_value[600];
    memset(long_value, 'a', sizeof(long_value) - 1);
    long_value[sizeof(long_value) - 1] = '\0';
    assert_string_equal(url_with(url_of("/a"), "b", long_value).path, "/a");
}

static void a_page_has_a_maximum(void **state)
{
    (void)state;
    struct html h;
    html_init(&h);
    for (size_t i = 0; i < HTML_BYTES_MAX / 64 + 2; i++) {
        html_markup(&h, "0123456789012345678901234567890123456789012345678901234567890123");
    }
    assert_true(h.page.overflow);
    assert_true(h.page.len <= HTML_BYTES_MAX);
    html_done(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_escaped),
        cmocka_unit_test(numbers_and_days),
        cmocka_unit_test(addresses_are_ours),
        cmocka_unit_test(a_page_has_a_maximum),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
