/*
 * 索引の束: numbers that go into a row come out again, in ascending order, also from rows of the first form.
 */
#include "addressee/posting.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void numbers_come_back(void **state)
{
    static const int64_t steps[] = {1, 9, 127, 128, 16383, 16384, 999983, INT64_C(1) << 40, INT64_C(1) << 55};
    (void)state;
    for (size_t step = 0; step < COUNT_OF(steps); step++) {
        for (size_t count = 1; count <= POSTING_MAX; count++) {
            struct posting p = {.count = 0};
            for (size_t i = 0; i < count; i++) {
                assert_true(posting_add(&p, 19 + (int64_t)i * steps[step]));
            }
            struct text more = posting_more(&p);
            assert_true(more.len == 0 ? count == 1 : more.len % POSTING_NUMBER_BYTES != 0);
            struct posting_walk w = posting_walk_of(p.first, more);
            assert_int_equal(p.first, 19);
            for (size_t i = 1; i < count; i++) {
                assert_true(posting_walk_next(&w));
                assert_int_equal(w.number, 19 + (int64_t)i * steps[step]);
            }
            assert_false(posting_walk_next(&w));
        }
    }
}

static void a_full_row_takes_no_more(void **state)
{
    struct posting p = {.count = 0};
    (void)state;
    for (int64_t i = 1; i <= POSTING_MAX; i++) {
        assert_true(posting_add(&p, i));
    }
    assert_false(posting_add(&p, POSTING_MAX + 1));
    assert_true(posting_more(&p).len <= 2 * POSTING_MAX); /* near each other: a byte each */
}

/* Eight bytes a number, the lowest first: what databases hold that were written before. */
static void rows_of_the_first_form_are_read(void **state)
{
    static const unsigned char more[] = {0x23, 0, 0, 0, 0, 0, 0, 0, 0x39, 0x30, 0, 0, 0, 0, 0, 0};
    struct posting_walk w = posting_walk_of(19, (struct text){(const char *)more, sizeof(more)});
    (void)state;
    assert_true(posting_walk_next(&w));
    assert_int_equal(w.number, 0x23);
    assert_true(posting_walk_next(&w));
    assert_int_equal(w.number, 0x3039);
    assert_false(posting_walk_next(&w));
}

/* A row cut short ends the walk. */
static void broken_rows_end(void **state)
{
    static const char *const broken[] = {"\x80", "\x80\x80\x80", "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80"};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(broken); i++) {
        struct posting_walk w = posting_walk_of(19, text_of(broken[i]));
        for (int n = 0; n < 20 && posting_walk_next(&w); n++) {
        }
        assert_false(posting_walk_next(&w) && posting_walk_next(&w));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_come_back),
        cmocka_unit_test(a_full_row_takes_no_more),
        cmocka_unit_test(rows_of_the_first_form_are_read),
        cmocka_unit_test(broken_rows_end),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
