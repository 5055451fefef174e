/*
 * 動いたものの控え: what was noted since a moment, and many at once.
 */
#include "fixture.h"

#include "store/moved.h"

/* Notes are a table of the program's own: the statements of its folder are used as they are. */
static int with_notes(void **state)
{
    fixture_setup(state);
    fixture_exec(*state,
                 "CREATE TABLE store_moved (topic INTEGER NOT NULL, at INTEGER NOT NULL, number INTEGER NOT NULL,"
                 " PRIMARY KEY (topic, at, number)) STRICT, WITHOUT ROWID;",
                 "CREATE TABLE store_moved (topic BIGINT NOT NULL, at BIGINT NOT NULL, number BIGINT NOT NULL,"
                 " PRIMARY KEY (topic, at, number));");
    return 0;
}
#define WITH_NOTES(test) cmocka_unit_test_setup_teardown(test, with_notes, fixture_teardown)

static void note(struct fixture *f, enum moved_topic topic, int64_t at, int64_t *numbers, size_t count)
{
    assert_ok(store_begin(f->store, &f->report));
    assert_ok(moved_note(f->store, topic, at, numbers, count, &f->report));
    assert_ok(store_commit(f->store, &f->report));
}

static struct moved_list noted(struct fixture *f, struct arena *arena, enum moved_topic topic, int64_t after,
                               int64_t until, bool *ret_all)
{
    struct moved_list list = {0};
    assert_ok(moved_noted(f->store, topic, after, until, arena, &f->report, &list, ret_all));
    return list;
}

static void since_a_moment(void **state)
{
    struct fixture *f = *state;
    struct arena *arena = arena_new("test", 1 << 20);
    int64_t first[] = {30, 10, 30}, second[] = {20, 10};
    bool is_all = true;

    note(f, MOVED_FACT, 100, first, COUNT_OF(first));
    note(f, MOVED_FACT, 200, second, COUNT_OF(second));
    note(f, MOVED_INCOME, 150, second, COUNT_OF(second));

    struct moved_list list = noted(f, arena, MOVED_FACT, 99, INT64_MAX, &is_all);
    assert_false(is_all);
    assert_int_equal(list.count, 3);
    const struct moved *ten = moved_find(&list, 10), *thirty = moved_find(&list, 30);
    assert_int_equal(ten->at, 200); /* the last moment */
    assert_int_equal(thirty->at, 100);
    assert_int_equal(noted(f, arena, MOVED_FACT, 100, INT64_MAX, &is_all).count, 2); /* not of the moment itself */
    assert_int_equal(noted(f, arena, MOVED_FACT, 99, 100, &is_all).count, 2);
    assert_int_equal(noted(f, arena, MOVED_FACT, 200, INT64_MAX, &is_all).count, 0);
    assert_int_equal(noted(f, arena, MOVED_RESIDENT, 0, INT64_MAX, &is_all).count, 0);
    assert_false(is_all);
    arena_free(arena);
}

static void many_at_once(void **state)
{
    struct fixture *f = *state;
    struct arena *arena = arena_new("test", 1 << 20);
    int64_t *many = calloc(MOVED_MANY + 1, sizeof(*many)), few[] = {7};
    bool is_all = false;

    for (int64_t i = 0; i <= MOVED_MANY; i++) {
        many[i] = i + 1;
    }
    note(f, MOVED_FACT, 100, many, MOVED_MANY);
    assert_int_equal(noted(f, arena, MOVED_FACT, 0, INT64_MAX, &is_all).count, MOVED_MANY);
    assert_false(is_all);
    note(f, MOVED_FACT, 200, many, MOVED_MANY + 1);
    note(f, MOVED_FACT, 300, few, 1);
    assert_int_equal(noted(f, arena, MOVED_FACT, 199, INT64_MAX, &is_all).count, 0);
    assert_true(is_all);
    assert_int_equal(noted(f, arena, MOVED_FACT, 200, INT64_MAX, &is_all).count, 1);
    assert_false(is_all);
    free(many);
    arena_free(arena);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {WITH_NOTES(since_a_moment), WITH_NOTES(many_at_once)};
    return fixture_run(argc, argv, "moved", tests, COUNT_OF(tests));
}
