/*
 * 索引の束: numbers that go into a row come out again, in ascending order, also from rows of the first form.
 */
#include "addressee/posting.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

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

static uint64_t seed = 187;

static int64_t draw(int64_t below)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (int64_t)(seed >> 33) % below;
}

static bool row_has(int64_t first, struct text more, int64_t number)
{
    struct posting_walk w = posting_walk_of(first, more);
    bool has = first == number;
    while (!has && posting_walk_next(&w)) {
        has = w.number == number;
    }
    return has;
}

static size_t row_count(int64_t first, struct text more)
{
    struct posting_walk w = posting_walk_of(first, more);
    size_t count = 1;
    for (int64_t last = first; posting_walk_next(&w); last = w.number, count++) {
        assert_true(w.number > last);
    }
    return count;
}

/* Persons who come in any order stand in the row once each, until it is full; nobody stands before its first. */
static void latecomers_join(void **state)
{
    (void)state;
    for (int round = 0; round < 300; round++) {
        int64_t range = round % 3 == 0 ? 90 : round % 3 == 1 ? 20000 : INT64_C(1) << 31, first = 19 + draw(range);
        struct posting p = {.count = 0};
        assert_true(posting_add(&p, first));
        for (int n = 0; n < 120; n++) {
            char bytes[sizeof(p.more)];
            struct text more = posting_more(&p);
            memcpy(bytes, more.bytes, more.len);
            more.bytes = bytes;
            int64_t no = 19 + draw(range);
            size_t before = row_count(first, more);
            bool stands = row_has(first, more, no);
            enum posting_place place = posting_join(first, more, no, &p);
            if (place == POSTING_JOINS) {
                assert_true(!stands && no > first && p.first == first);
                assert_int_equal(row_count(first, posting_more(&p)), before + 1);
                assert_true(row_has(first, posting_more(&p), no));
                continue;
            }
            assert_int_equal(place, stands ? POSTING_STANDS : POSTING_ALONE);
            assert_true(stands || no < first || before == POSTING_MAX);
            p.count = 0; /* the row as it was */
            assert_true(posting_add(&p, first));
            struct posting_walk w = posting_walk_of(first, more);
            while (posting_walk_next(&w)) {
                assert_true(posting_add(&p, w.number));
            }
        }
    }
}

/* A row of the first form is written anew in the other; one out of order is left alone. */
static void old_rows_are_joined(void **state)
{
    static const unsigned char old[] = {0x23, 0, 0, 0, 0, 0, 0, 0, 0x39, 0x30, 0, 0, 0, 0, 0, 0};
    static const unsigned char turned[] = {0x39, 0x30, 0, 0, 0, 0, 0, 0, 0x23, 0, 0, 0, 0, 0, 0, 0};
    struct posting p;
    (void)state;
    assert_int_equal(posting_join(19, (struct text){(const char *)old, sizeof(old)}, 0x24, &p), POSTING_JOINS);
    assert_int_equal(row_count(19, posting_more(&p)), 4);
    assert_true(row_has(19, posting_more(&p), 0x24) && row_has(19, posting_more(&p), 0x3039));
    assert_int_equal(posting_join(19, (struct text){(const char *)turned, sizeof(turned)}, 0x24, &p), POSTING_ALONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_come_back),
        cmocka_unit_test(a_full_row_takes_no_more),
        cmocka_unit_test(rows_of_the_first_form_are_read),
        cmocka_unit_test(broken_rows_end),
        cmocka_unit_test(latecomers_join),
        cmocka_unit_test(old_rows_are_joined),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
