/*
 * Numbered migrations: each once, whole or not at all, and never changed afterwards.
 */
#include "fixture.h"

#include <pthread.h>

#define TABLE(name) "CREATE TABLE " name " (no BIGINT NOT NULL PRIMARY KEY);"

static const struct migration three[] = {
    {901, "0901_first", "aa", TABLE("t_first"), TABLE("t_first")},
    {902, "0902_second", "bb", TABLE("t_second") "INSERT INTO t_second VALUES (1);",
     TABLE("t_second") "INSERT INTO t_second VALUES (1);"},
    {951, "0951_other", "cc", TABLE("t_other"), TABLE("t_other")},
};
TEST_SQL(second_count, false, 0, "SELECT COUNT(*) FROM t_second", "SELECT COUNT(*) FROM t_second");
TEST_SQL(applied_count, false, 0, "SELECT COUNT(*) FROM store_migration",
         "SELECT COUNT(*) FROM store_migration");

static int64_t count_of(struct fixture *f, const struct sql_text *text)
{
    struct query *q = fixture_query(f->store, text);
    bool row;
    assert_ok(query_step(q, &f->report, &row));
    int64_t n = query_i64(q, 0);
    query_reset(q);
    return n;
}

static void each_is_applied_once(void **state)
{
    struct fixture *f = *state;
    assert_ok(store_migrate_to(f->store, three, 2, &f->report));
    assert_ok(store_migrate_to(f->store, three, 2, &f->report));
    assert_int_equal(count_of(f, &second_count), 1);
    assert_int_equal(count_of(f, &applied_count), 2);
    assert_ok(store_migrate_to(f->store, three, 3, &f->report)); /* a new one is added */
    assert_int_equal(count_of(f, &applied_count), 3);
}

/* Folders have ranges of numbers: a lower number may be the newer one. */
static void a_lower_number_may_come_later(void **state)
{
    struct fixture *f = *state;
    const struct migration first[] = {three[0], three[2]};
    assert_ok(store_migrate_to(f->store, first, 2, &f->report));
    assert_ok(store_migrate_to(f->store, three, 3, &f->report));
    assert_int_equal(count_of(f, &second_count), 1);
}

static void a_changed_one_is_refused_by_name(void **state)
{
    struct fixture *f = *state;
    struct migration changed[] = {three[0], three[1], three[2]};
    assert_ok(store_migrate_to(f->store, three, 2, &f->report));
    changed[0].hash = "dd";
    assert_int_equal(store_migrate_to(f->store, changed, 3, &f->report), ERR_WORLD);
    assert_true(fixture_report_has(f, "0901_first"));
    assert_true(fixture_report_has(f, "書き換えられています"));
    assert_int_equal(count_of(f, &applied_count), 2); /* the third was not applied either */
}

static void a_database_of_a_newer_program_is_refused(void **state)
{
    struct fixture *f = *state;
    assert_ok(store_migrate_to(f->store, three, 3, &f->report));
    assert_int_equal(store_migrate_to(f->store, three, 2, &f->report), ERR_WORLD);
    assert_true(fixture_report_has(f, "0951_other"));
}

static void one_that_fails_leaves_nothing(void **state)
{
    struct fixture *f = *state;
    const char *bad = TABLE("t_half") "INSERT INTO t_nowhere VALUES (1);";
    const struct migration list[] = {three[0], {903, "0903_bad", "ee", bad, bad}, three[2]};
    assert_int_equal(store_migrate_to(f->store, list, 3, &f->report), ERR_WORLD);
    assert_true(fixture_report_has(f, "0903_bad"));
    assert_int_equal(count_of(f, &applied_count), 1);
    const char *good = TABLE("t_half");
    const struct migration mended[] = {three[0], {903, "0903_bad", "ff", good, good}, three[2]};
    assert_ok(store_migrate_to(f->store, mended, 3, &f->report));
}

/* Of audit, which keeps a store of its own. */
static int64_t migrations_apart(void)
{
    int64_t apart = 0;
    for (size_t i = 0; i < sql_migration_count; i++) {
        apart += strcmp(sql_migrations[i].folder, "audit") == 0 ? 1 : 0;
    }
    return apart;
}

/* The numbers of the product's own migrations, in the one SQL of both stores. */
static void the_product_migrates_and_again(void **state)
{
    struct fixture *f = *state;
    enum err e = store_migrate(f->store, &f->report);
    report_print(&f->report, stderr);
    assert_int_equal(e, ERR_NONE);
    assert_int_equal(count_of(f, &applied_count), (int64_t)sql_migration_count - migrations_apart());
    assert_ok(store_migrate(f->store, &f->report));
    assert_ok(store_migrate_folder(f->store, "audit", &f->report)); /* in one database on PostgreSQL */
    assert_int_equal(count_of(f, &applied_count), (int64_t)sql_migration_count);
    assert_ok(store_migrate(f->store, &f->report));
}

/* The records of looks and changes stand in a store that holds nothing else. */
static void a_folder_may_migrate_alone(void **state)
{
    struct fixture *f = *state;
    assert_ok(store_migrate_folder(f->store, "audit", &f->report));
    for (size_t i = 0; i < sql_migration_count; i++) {
        bool is_audit = strcmp(sql_migrations[i].folder, "audit") == 0;
        assert_true(is_audit == (sql_migrations[i].number / 100 == 10));
    }
    assert_true(count_of(f, &applied_count) < (int64_t)sql_migration_count);
}

static void *migrate_in_thread(void *argument)
{
    struct fixture *f = argument;
    struct report report;
    struct store *s;
    report_init(&report);
    bool ok = store_open(f->url, STORE_WRITE, &report, &s) == ERR_NONE;
    if (ok) {
        ok = store_migrate(s, &report) == ERR_NONE;
        store_close(s);
    }
    report_print(&report, stderr);
    report_done(&report);
    return ok ? f : NULL;
}

static void two_that_migrate_at_once_agree(void **state)
{
    struct fixture *f = *state;
    pthread_t threads[3];
    for (size_t i = 0; i < COUNT_OF(threads); i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, migrate_in_thread, f), 0);
    }
    for (size_t i = 0; i < COUNT_OF(threads); i++) {
        void *ok;
        pthread_join(threads[i], &ok);
        assert_non_null(ok);
    }
    assert_int_equal(count_of(f, &applied_count), (int64_t)sql_migration_count - migrations_apart());
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(each_is_applied_once),
        WITH_STORE(a_lower_number_may_come_later),
        WITH_STORE(a_changed_one_is_refused_by_name),
        WITH_STORE(a_database_of_a_newer_program_is_refused),
        WITH_STORE(one_that_fails_leaves_nothing),
        WITH_STORE(the_product_migrates_and_again),
        WITH_STORE(a_folder_may_migrate_alone),
        WITH_STORE(two_that_migrate_at_once_agree),
    };
    return fixture_run(argc, argv, "migrate", tests, COUNT_OF(tests));
}
