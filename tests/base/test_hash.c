/* Digests: published SHA-256 values, and sums of rows that do not depend on order. */
#include "base/hash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static void sha256_of_published_texts(void **state)
{
    (void)state;
    static const struct {
        const char *text, *hex;
    } cases[] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct sha256 s;
        unsigned char d[SHA256_BYTES];
        char hex[SHA256_HEX];
        sha256_init(&s);
        sha256_add(&s, cases[i].text, strlen(cases[i].text));
        sha256_done(&s, d);
        hex_format(d, sizeof(d), hex);
        assert_string_equal(hex, cases[i].hex);
    }
}

static void rows_sum_in_any_order(void **state)
{
    (void)state;
    struct row_digest a = {0, 0}, b = {0, 0}, c = {0, 0};
    row_digest_add(&a, "one", 3);
    row_digest_add(&a, "two", 3);
    row_digest_add(&b, "two", 3);
    row_digest_add(&b, "one", 3);
    row_digest_add(&c, "one", 3);
    char ta[33], tb[33], tc[33];
    row_digest_format(&a, ta);
    row_digest_format(&b, tb);
    row_digest_format(&c, tc);
    assert_string_equal(ta, tb);
    assert_string_not_equal(ta, tc);
    row_digest_add(&c, "two", 3);
    row_digest_format(&c, tc);
    assert_string_equal(ta, tc);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sha256_of_published_texts),
        cmocka_unit_test(rows_sum_in_any_order),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("base hash", tests, NULL, NULL);
}
