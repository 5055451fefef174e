/* Arenas: zeroed, aligned, bounded, and reset for the next unit. */
#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static void memory_is_zeroed_after_reset(void **state)
{
    (void)state;
    struct arena *a = arena_new("unit", 1 << 20);
    for (int round = 0; round < 5; round++) {
        for (size_t size = 1; size < 3000; size = size * 3 + 1) {
            unsigned char *p = arena_alloc(a, 1, size);
            assert_int_equal((uintptr_t)p % 16, 0);
            for (size_t i = 0; i < size; i++) {
                assert_int_equal(p[i], 0);
            }
            memset(p, 0xAA, size);
        }
        arena_reset(a);
        assert_int_equal(arena_used(a), 0);
    }
    arena_free(a);
}

/* What was handed out last grows where it stands as long as there is room, and the new part is zero. */
static void an_array_grows_where_it_stands(void **state)
{
    (void)state;
    struct arena *a = arena_new("array", 64 << 20);
    unsigned char *first = arena_alloc(a, 1, 2000);
    memset(first, 0xAA, 2000);
    arena_reset(a); /* bytes of before lie in the block */
    char (*items)[7] = NULL;
    size_t count = 0, capacity = 0, moves = 0;
    for (size_t i = 0; i < 300000; i++) {
        void *before = items;
        char *item = *ARENA_PUSH(a, items, count, capacity);
        moves += before != items;
        for (size_t b = 0; b < sizeof(*items); b++) {
            assert_int_equal(item[b], 0);
        }
        memset(item, (int)(i % 250) + 1, sizeof(*items));
    }
    for (size_t i = 0; i < count; i++) {
        assert_int_equal((unsigned char)items[i][6], i % 250 + 1);
    }
    assert_true(moves < 16); /* it doubled 16 times */
    void *other = arena_alloc(a, 1, 100);
    void *before = items;
    capacity = count;
    ARENA_PUSH(a, items, count, capacity);
    assert_true(before != items && other != NULL); /* something stands behind it: it moves */
    arena_free(a);
}

/* Large blocks are zero from the kernel; what was written before is zeroed, what was not is not looked at. */
static void large_memory_is_zeroed_too(void **state)
{
    (void)state;
    struct arena *a = arena_new("town", (size_t)64 << 20);
    static const size_t sizes[] = {(size_t)5 << 20, (size_t)700 << 10, (size_t)6 << 20, 40, (size_t)2 << 20};
    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < COUNT_OF(sizes); i++) {
            size_t size = sizes[(i + (size_t)round) % COUNT_OF(sizes)];
            unsigned char *p = arena_alloc(a, 1, size), seen = 0;
            for (size_t k = 0; k < size; k++) {
                seen |= p[k];
            }
            assert_int_equal(seen, 0);
            memset(p, 0xAA, i % 2 == 0 ? size : size / 2);
            assert_string_equal(arena_copy(a, "town", 4), "town");
        }
        arena_reset(a);
    }
    arena_free(a);
}

static void the_maximum_holds(void **state)
{
    (void)state;
    struct arena *a = arena_new("bounded", 10000);
    size_t got = 0;
    while (arena_try_alloc(a, 1, 100) != NULL) {
        got += 100;
    }
    assert_true(got >= 8000 && got <= 10000);
    assert_null(arena_try_alloc(a, SIZE_MAX / 2, 16));
    arena_reset(a);
    assert_non_null(arena_try_alloc(a, 1, 100));
    arena_free(a);
}

static void arrays_grow(void **state)
{
    (void)state;
    struct arena *a = arena_new("run", 1 << 20);
    int *numbers = NULL;
    size_t count = 0, capacity = 0;
    for (int i = 0; i < 1000; i++) {
        *ARENA_PUSH(a, numbers, count, capacity) = i;
    }
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(numbers[i], i);
    }
    assert_string_equal(arena_printf(a, "%d世帯", 7), "7世帯");
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_zeroed_after_reset),
        cmocka_unit_test(an_array_grows_where_it_stands),
        cmocka_unit_test(large_memory_is_zeroed_too),
        cmocka_unit_test(the_maximum_holds),
        cmocka_unit_test(arrays_grow),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("base arena", tests, NULL, NULL);
}
