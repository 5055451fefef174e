/*
 * 項目の束: what goes in comes out, equal items are equal bytes, and bytes that are none end the walk (SD-12).
 */
#include "addressee/item.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct text put_all(struct items *to)
{
    to->len = 0;
    for (enum item i = ITEM_MEMBER_ORDER; i < ITEMS; i++) {
        char word[40];
        int len = snprintf(word, sizeof(word), "項目%d", (int)i);
        assert_true(item_is_text[i] ? items_put_text(to, i, (struct text){word, (size_t)len})
                                    : items_put_number(to, i, INT64_C(1) << (i % 63)));
    }
    return (struct text){to->bytes, to->len};
}

static void all_come_back(void **state)
{
    (void)state;
    static struct items to;
    struct text items = put_all(&to);
    for (enum item i = ITEM_MEMBER_ORDER; i < ITEMS; i++) {
        char word[40];
        snprintf(word, sizeof(word), "項目%d", (int)i);
        if (item_is_text[i]) {
            assert_true(text_is(items_text(items, i), word));
        } else {
            assert_true(items_number(items, i) == INT64_C(1) << (i % 63));
        }
    }
    struct item_walk w = item_walk_of(items);
    int n = 0;
    while (item_walk_next(&w)) {
        n++;
    }
    assert_false(w.is_broken);
    assert_int_equal(n, ITEMS - 1);
}

static void nothing_takes_no_room(void **state)
{
    (void)state;
    static struct items to;
    to.len = 0;
    assert_true(items_put_number(&to, ITEM_MEMBER_ORDER, 0));
    assert_true(items_put_text(&to, ITEM_RELATION, text_of("")));
    assert_int_equal(to.len, 0);
    struct text items = {to.bytes, to.len};
    assert_int_equal(items_number(items, ITEM_MEMBER_ORDER), 0);
    assert_int_equal(items_text(items, ITEM_RELATION).len, 0);
    assert_false(items_put_number(&to, ITEM_SEX, -1));
    assert_true(items_put_number(&to, ITEM_SEX, INT64_MAX));
    assert_true(items_number((struct text){to.bytes, to.len}, ITEM_SEX) == INT64_MAX);
}

/* A text as long as the room, and one byte more. */
static void room_ends(void **state)
{
    (void)state;
    static struct items to;
    static char long_text[ITEMS_BYTES_MAX];
    memset(long_text, 'x', sizeof(long_text));
    to.len = 0;
    assert_false(items_put_text(&to, ITEM_BUILDING, (struct text){long_text, sizeof(long_text)}));
    assert_int_equal(to.len, 0);
    assert_true(items_put_text(&to, ITEM_BUILDING, (struct text){long_text, sizeof(long_text) - 10}));
    assert_false(items_put_text(&to, ITEM_BUILDING_KANA, text_of("かな")));
    assert_int_equal(items_text((struct text){to.bytes, to.len}, ITEM_BUILDING).len, sizeof(long_text) - 10);
}

/* Every beginning of good bytes: an end between two items is an end, any other is broken. */
static void cut_bytes(void **state)
{
    (void)state;
    static struct items to;
    struct text items = put_all(&to);
    size_t whole = 0;
    for (size_t len = 0; len < items.len; len++) {
        char *copy = len > 0 ? malloc(len) : NULL;
        if (len > 0) {
            assert_non_null(copy);
            memcpy(copy, items.bytes, len);
        }
        struct item_walk w = item_walk_of((struct text){copy, len});
        while (item_walk_next(&w)) {
        }
        whole += !w.is_broken;
        assert_true(w.at <= len);
        free(copy);
    }
    assert_int_equal(whole, ITEMS - 1); /* nothing, and behind each item but the last */
}

static void bytes_that_are_none(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "\x01",                                                         /* no number */
        "\x7F\x01",                                                     /* an item there is not */
        "\x80\x01\x01",
        "\x11\x01\x11\x01",                                             /* twice the same */
        "\x11\x01\x01\x01",                                             /* descending */
        "\x02\x05xx",                                                   /* a text that goes on behind the end */
        "\x01\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01",                 /* more than a number has */
        "\x02\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7Fxx",
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct item_walk w = item_walk_of(text_of(cases[i]));
        while (item_walk_next(&w)) {
        }
        assert_true(w.is_broken);
    }
    struct item_walk zero = item_walk_of((struct text){"\x01\x00", 2}); /* what says nothing is not stored */
    assert_false(item_walk_next(&zero));
    assert_true(zero.is_broken);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_come_back),   cmocka_unit_test(nothing_takes_no_room),
        cmocka_unit_test(room_ends),       cmocka_unit_test(cut_bytes),
        cmocka_unit_test(bytes_that_are_none),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("item", tests, NULL, NULL);
}
