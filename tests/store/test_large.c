/*
 * Large transactions (store_begin_large): alone with the file they write past the log, beside others they do
 * not; whoever kills one in the middle finds what was there before, and the log is back afterwards.
 */
#include "fixture.h"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORDS_BYTES 8000
#define ROWS_MANY 12000 /* more than the handle keeps in memory: pages go out before the commit */

static const struct bulk_column columns[] = {{"no", BULK_I64}, {"words", BULK_TEXT}};
TEST_SQL(large_drop, true, 0, "DELETE FROM t_large WHERE no < 0", "DELETE FROM t_large WHERE no < 0");
TEST_SQL(large_count, false, 0, "SELECT COUNT(*), COALESCE(MIN(no), 0) FROM t_large",
         "SELECT COUNT(*), COALESCE(MIN(no), 0) FROM t_large");
TEST_SQL(large_journal, false, 0, "PRAGMA journal_mode", "SELECT 'wal'::text");

/* Three rows that large transactions take away, and nobody else there. */
static int with_table(void **state)
{
    fixture_setup(state);
    fixture_exec(*state,
                 "CREATE TABLE t_large (no INTEGER NOT NULL PRIMARY KEY, words TEXT) STRICT;"
                 "INSERT INTO t_large VALUES (-1, 'a'), (-2, 'b'), (-3, 'c')",
                 "CREATE TABLE t_large (no BIGINT NOT NULL PRIMARY KEY, words TEXT);"
                 "INSERT INTO t_large VALUES (-1, 'a'), (-2, 'b'), (-3, 'c')");
    return 0;
}
#define WITH_TABLE(test) cmocka_unit_test_setup_teardown(test, with_table, fixture_teardown)

static int64_t count_of(struct fixture *f, struct store *s, int64_t *ret_least)
{
    struct query *q = fixture_query(s, &large_count);
    bool row;
    assert_ok(query_step(q, &f->report, &row));
    int64_t n = query_i64(q, 0);
    *ret_least = query_i64(q, 1);
    query_reset(q);
    return n;
}

static void assert_state(struct fixture *f, struct store *s, int64_t count, int64_t least)
{
    int64_t found_least = 0;
    assert_int_equal(count_of(f, s, &found_least), count);
    assert_int_equal(found_least, least);
}

static void assert_journal(struct fixture *f, struct store *s, const char *mode)
{
    struct query *q = fixture_query(s, &large_journal);
    bool row;
    assert_ok(query_step(q, &f->report, &row));
    assert_true(text_is(query_text(q, 0), f->kind == STORE_SQLITE ? mode : "wal"));
    query_reset(q);
}

static off_t size_of(const struct fixture *f, const char *suffix)
{
    char path[300];
    struct stat st;
    snprintf(path, sizeof(path), "%s%s", f->path, suffix);
    return f->kind == STORE_SQLITE && stat(path, &st) == 0 ? st.st_size : -1;
}

static enum err write_rows(struct store *s, int64_t rows, struct report *report)
{
    static char words[WORDS_BYTES];
    struct bulk *b;
    int64_t changed = 0;
    memset(words, 'w', sizeof(words));
    struct query *drop = fixture_query(s, &large_drop);
    enum err e = query_run(drop, report, &changed);
    if (e == ERR_NONE) {
        e = store_bulk_begin(s, "t_large", columns, COUNT_OF(columns), report, &b);
    }
    if (e != ERR_NONE) {
        return e;
    }
    for (int64_t i = 0; i < rows && e == ERR_NONE; i++) {
        bulk_i64(b, i);
        bulk_text(b, (struct text){words, sizeof(words)});
        e = bulk_row(b, report);
    }
    enum err ended = bulk_end(b, report);
    return e != ERR_NONE ? e : ended;
}

static void alone_it_writes_into_the_file(void **state)
{
    struct fixture *f = *state;
    assert_ok(store_begin_large(f->store, &f->report));
    assert_journal(f, f->store, "truncate");
    assert_ok(write_rows(f->store, 100, &f->report));
    assert_true(size_of(f, "-wal") <= 0);
    assert_ok(store_commit(f->store, &f->report));
    assert_journal(f, f->store, "wal");
    assert_int_equal(size_of(f, "-journal"), -1);
    struct store *other = fixture_handle(f, STORE_READ);
    assert_state(f, other, 100, 0);
    store_close(other);

    /* Rolled back: as if nothing had been, and the log is back. */
    assert_ok(store_begin_large(f->store, &f->report));
    assert_ok(write_rows(f->store, 0, &f->report));
    store_rollback(f->store);
    assert_journal(f, f->store, "wal");
    assert_state(f, f->store, 100, 0);
}

static void beside_a_reader_it_is_as_any_other(void **state)
{
    struct fixture *f = *state;
    struct store *reader = fixture_handle(f, STORE_READ);
    assert_state(f, reader, 3, -3);
    assert_ok(store_begin_large(f->store, &f->report));
    assert_journal(f, f->store, "wal");
    assert_ok(write_rows(f->store, 100, &f->report));
    assert_state(f, reader, 3, -3); /* readers never wait */
    assert_ok(store_commit(f->store, &f->report));
    assert_state(f, reader, 100, 0);
    store_close(reader);
    assert_journal(f, f->store, "wal");
}

static void write_and_wait(const struct fixture *f, int ready)
{
    struct store *s;
    struct report report;
    report_init(&report);
    if (store_open(f->url, STORE_WRITE, &report, &s) != ERR_NONE ||
        store_begin_large(s, &report) != ERR_NONE ||
        write_rows(s, ROWS_MANY, &report) != ERR_NONE || write(ready, "x", 1) != 1) {
        _exit(1);
    }
    pause();
    _exit(2);
}

/* SIGKILL when pages stand in the file already; the next who opens it finds what was before. */
static void a_kill_in_the_middle_is_undone(void **state)
{
    struct fixture *f = *state;
    char ready;
    int ends[2], status;
    store_close(f->store); /* nobody else is there */
    off_t before = size_of(f, "");
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        write_and_wait(f, ends[1]);
    }
    close(ends[1]);
    assert_int_equal(read(ends[0], &ready, 1), 1);
    if (f->kind == STORE_SQLITE) {
        assert_true(size_of(f, "") > before + 1000000);
        assert_true(size_of(f, "-journal") > 0);
    }
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    assert_true(WIFSIGNALED(status));
    close(ends[0]);

    struct store *reader = fixture_handle(f, STORE_READ); /* a reader undoes it as well */
    assert_state(f, reader, 3, -3);
    store_close(reader);
    f->store = fixture_handle(f, STORE_WRITE);
    assert_journal(f, f->store, "wal");
    assert_int_equal(size_of(f, ""), before);
    assert_ok(store_begin_large(f->store, &f->report));
    assert_ok(write_rows(f->store, 10, &f->report));
    assert_ok(store_commit(f->store, &f->report));
    assert_state(f, f->store, 10, 0);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        WITH_TABLE(alone_it_writes_into_the_file),
        WITH_TABLE(beside_a_reader_it_is_as_any_other),
        WITH_TABLE(a_kill_in_the_middle_is_undone),
    };
    return fixture_run(argc, argv, "large", tests, COUNT_OF(tests));
}
