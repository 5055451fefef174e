/*
 * What holds on both stores: types, NULL, Japanese text, transactions, scans, faults told in words.
 */
#include "fixture.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define TABLES                                                                                     \
    "CREATE TABLE t_thing (no %1$s NOT NULL PRIMARY KEY, number %1$s, words TEXT, bytes %2$s,"     \
    " flag %1$s NOT NULL DEFAULT 0 CHECK (flag IN (0, 1)))"

TEST_SQL(thing_add, true, 4,
         "INSERT INTO t_thing (no, number, words, bytes) VALUES (?1, ?2, ?3, ?4)",
         "INSERT INTO t_thing (no, number, words, bytes) VALUES ($1, $2, $3, $4)",
         "no", "number", "words", "bytes");
TEST_SQL(thing_all, false, 0, "SELECT no, number, words, bytes FROM t_thing ORDER BY no",
         "SELECT no, number, words, bytes FROM t_thing ORDER BY no");
TEST_SQL(thing_range, false, 2, "SELECT no FROM t_thing WHERE no >= ?1 AND no < ?2 ORDER BY no",
         "SELECT no FROM t_thing WHERE no >= $1 AND no < $2 ORDER BY no", "from", "until");
TEST_SQL(thing_by_number, false, 1, "SELECT no FROM t_thing WHERE number = ?1",
         "SELECT no FROM t_thing WHERE number = $1", "number");
TEST_SQL(thing_count, false, 0, "SELECT COUNT(*) FROM t_thing", "SELECT COUNT(*) FROM t_thing");
TEST_SQL(thing_move, true, 1, "UPDATE t_thing SET number = 7 WHERE no < ?1",
         "UPDATE t_thing SET number = 7 WHERE no < $1", "until");
TEST_SQL(thing_flag, true, 1, "UPDATE t_thing SET flag = ?1", "UPDATE t_thing SET flag = $1", "flag");
TEST_SQL(thing_next, true, 1,
         "INSERT INTO t_thing (no, number) SELECT COALESCE(MAX(no), 0) + 1, ?1 FROM t_thing RETURNING no",
         "INSERT INTO t_thing (no, number) SELECT COALESCE(MAX(no), 0) + 1, $1 FROM t_thing RETURNING no",
         "number");
TEST_SQL(arithmetic, false, 1, "SELECT ?1 + 1", "SELECT $1 + 1", "number");

static int with_table(void **state)
{
    fixture_setup(state);
    char sqlite[400], postgres[400];
    snprintf(sqlite, sizeof(sqlite), TABLES " STRICT, WITHOUT ROWID", "INTEGER", "BLOB");
    snprintf(postgres, sizeof(postgres), TABLES, "BIGINT", "BYTEA");
    fixture_exec(*state, sqlite, postgres);
    return 0;
}
#define WITH_TABLE(test) cmocka_unit_test_setup_teardown(test, with_table, fixture_teardown)

static enum err add(struct fixture *f, struct query *q, int64_t no, int64_t number)
{
    int64_t changed;
    query_reset(q);
    query_set_i64(q, "no", no);
    query_set_i64(q, "number", number);
    query_set_null(q, "words");
    query_set_null(q, "bytes");
    return query_run(q, &f->report, &changed);
}

static void add_many(struct fixture *f, int64_t count)
{
    struct query *q = fixture_query(f->store, &thing_add);
    assert_ok(store_begin(f->store, &f->report));
    for (int64_t i = 1; i <= count; i++) {
        assert_ok(add(f, q, i, i * 10));
    }
    assert_ok(store_commit(f->store, &f->report));
}

static int64_t count_of(struct fixture *f, struct store *s)
{
    struct query *q = fixture_query(s, &thing_count);
    bool row;
    assert_ok(query_step(q, &f->report, &row));
    assert_true(row);
    int64_t n = query_i64(q, 0);
    query_reset(q);
    return n;
}

/* ------------------------------------------------------------------------------ commits ------ */

static int syncs; /* of this process, whoever asks for one */

int fdatasync(int fd)
{
    syncs++;
    return (int)syscall(SYS_fdatasync, fd);
}

/* What a server is told about the commit of the open transaction; SQLite syncs by itself. */
TEST_SQL(commit_waits, false, 0, "SELECT 1",
         "SELECT CASE current_setting('synchronous_commit') WHEN 'off' THEN 0 ELSE 1 END::BIGINT");

/* One more row; whether its commit waited for the disk. */
static bool commit_waited(struct fixture *f, enum err (*begins)(struct store *, struct report *), int64_t no)
{
    struct query *q = fixture_query(f->store, &commit_waits);
    bool row;
    assert_ok(begins(f->store, &f->report));
    assert_ok(query_step(q, &f->report, &row));
    int64_t waits = query_i64(q, 0);
    query_reset(q);
    assert_ok(add(f, fixture_query(f->store, &thing_add), no, no));
    syncs = 0;
    assert_ok(store_commit(f->store, &f->report));
    return f->kind == STORE_SQLITE ? syncs > 0 : waits == 1;
}

/* Bookkeeping waits for no disk, and everything else does, also when it was taken back or refused between. */
static void a_commit_that_is_durable_soon(void **state)
{
    struct fixture *f = *state;
    struct store *other = fixture_handle(f, STORE_READ);

    assert_true(commit_waited(f, store_begin, 1));
    assert_false(commit_waited(f, store_begin_soon, 2));
    assert_int_equal(count_of(f, other), 2); /* others see it at once */
    assert_true(commit_waited(f, store_begin, 3));

    assert_ok(store_begin_soon(f->store, &f->report));
    assert_ok(add(f, fixture_query(f->store, &thing_add), 4, 4));
    store_rollback(f->store);
    assert_int_equal(count_of(f, other), 3);
    assert_true(commit_waited(f, store_begin, 4));

    assert_ok(store_begin_soon(f->store, &f->report));
    assert_int_equal(add(f, fixture_query(f->store, &thing_add), 4, 4), ERR_WORLD);
    assert_int_equal(store_commit(f->store, &f->report), ERR_WORLD);
    assert_true(commit_waited(f, store_begin, 5));
    assert_int_equal(count_of(f, other), 5);
    store_close(other);
}

/* ------------------------------------------------------------------------------ values ------- */

/* SD-12: names keep their characters: variation selectors, 𠮷 (beyond the BMP), half-width kana. */
static void values_come_back_as_they_went(void **state)
{
    struct fixture *f = *state;
    static const char *const names[] = {"渡邉󠄐　花子", "𠮷野家 太郎", "ｻﾄｳ", "", "葛󠄂城", "O'Neil \\ \"x\""};
    static const unsigned char bytes[] = {0, 1, 0xff, 0, 0x80};
    static const int64_t numbers[] = {0, -1, INT64_MAX, INT64_MIN, 20260401, 1LL << 40};
    struct query *q = fixture_query(f->store, &thing_add);
    int64_t changed;
    bool row;

    assert_ok(store_begin(f->store, &f->report));
    for (int64_t i = 0; i < 6; i++) {
        query_reset(q);
        query_set_i64(q, "no", i);
        query_set_i64(q, "number", numbers[i]);
        query_set_text(q, "words", text_of(names[i]));
        query_set_blob(q, "bytes", bytes, (size_t)i < sizeof(bytes) ? (size_t)i : sizeof(bytes));
        assert_ok(query_run(q, &f->report, &changed));
        assert_int_equal(changed, 1);
    }
    assert_ok(store_commit(f->store, &f->report));

    struct query *all = fixture_query(f->store, &thing_all);
    for (int64_t i = 0; i < 6; i++) {
        assert_ok(query_step(all, &f->report, &row));
        assert_true(row);
        assert_int_equal(query_columns(all), 4);
        assert_int_equal(query_i64(all, 0), i);
        assert_true(query_i64(all, 1) == numbers[i]);
        assert_true(text_is(query_text(all, 2), names[i]));
        struct text b = query_blob(all, 3);
        assert_int_equal(b.len, i < 5 ? i : 5);
        assert_memory_equal(b.bytes, bytes, b.len);
    }
    assert_ok(query_step(all, &f->report, &row));
    assert_false(row);
    assert_ok(query_step(all, &f->report, &row)); /* after the end it stays at the end */
    assert_false(row);
}

static void null_is_neither_zero_nor_empty(void **state)
{
    struct fixture *f = *state;
    struct query *q = fixture_query(f->store, &thing_add);
    bool row;
    assert_ok(store_begin(f->store, &f->report));
    assert_ok(add(f, q, 1, 5));
    /* The first NULL leaves the type open, the number after it must go through all the same. */
    int64_t changed;
    query_reset(q);
    query_set_i64(q, "no", 2);
    query_set_null(q, "number");
    query_set_text(q, "words", text_of(""));
    query_set_blob(q, "bytes", NULL, 0);
    assert_ok(query_run(q, &f->report, &changed));
    assert_ok(add(f, q, 3, 6));
    assert_ok(store_commit(f->store, &f->report));

    struct query *all = fixture_query(f->store, &thing_all);
    assert_ok(query_step(all, &f->report, &row));
    assert_true(query_is_null(all, 2) && query_is_null(all, 3) && !query_is_null(all, 1));
    assert_ok(query_step(all, &f->report, &row));
    assert_true(query_is_null(all, 1) && !query_is_null(all, 2) && !query_is_null(all, 3));
    assert_int_equal(query_text(all, 2).len, 0);
    assert_int_equal(query_blob(all, 3).len, 0);
    query_reset(all);
}

/* PostgreSQL alone would take `$1 + 1` for 32 bits. */
static void whole_numbers_are_64_bits_everywhere(void **state)
{
    struct fixture *f = *state;
    struct query *q = fixture_query(f->store, &arithmetic);
    bool row;
    query_set_i64(q, "number", 999999999999);
    assert_ok(query_step(q, &f->report, &row));
    assert_true(row);
    assert_true(query_i64(q, 0) == 1000000000000);
    query_reset(q);
}

/* ------------------------------------------------------------------------ transactions ------- */

static void a_rollback_leaves_nothing(void **state)
{
    struct fixture *f = *state;
    struct query *q = fixture_query(f->store, &thing_add);
    assert_ok(store_begin(f->store, &f->report));
    assert_ok(add(f, q, 1, 1));
    store_rollback(f->store);
    store_rollback(f->store); /* a second one has nothing to do */
    assert_int_equal(count_of(f, f->store), 0);

    /* Closing a handle rolls back what is open. */
    struct store *other = fixture_handle(f, STORE_WRITE);
    struct query *theirs = fixture_query(other, &thing_add);
    assert_ok(store_begin(other, &f->report));
    assert_ok(add(f, theirs, 2, 2));
    store_close(other);
    assert_int_equal(count_of(f, f->store), 0);
}

static void changed_rows_are_counted(void **state)
{
    struct fixture *f = *state;
    add_many(f, 10);
    struct query *q = fixture_query(f->store, &thing_move);
    int64_t changed;
    assert_ok(store_begin(f->store, &f->report));
    query_set_i64(q, "until", 4);
    assert_ok(query_run(q, &f->report, &changed));
    assert_int_equal(changed, 3);
    query_reset(q);
    query_set_i64(q, "until", 0);
    assert_ok(query_run(q, &f->report, &changed));
    assert_int_equal(changed, 0);
    assert_ok(store_commit(f->store, &f->report));
}

static void returning_gives_rows(void **state)
{
    struct fixture *f = *state;
    struct query *q = fixture_query(f->store, &thing_next);
    bool row;
    assert_ok(store_begin(f->store, &f->report));
    for (int64_t i = 1; i <= 3; i++) {
        query_reset(q);
        query_set_i64(q, "number", 5);
        assert_ok(query_step(q, &f->report, &row));
        assert_true(row);
        assert_int_equal(query_i64(q, 0), i);
    }
    assert_ok(store_commit(f->store, &f->report));
    assert_int_equal(count_of(f, f->store), 3);
}

static void a_reader_keeps_its_state_until_it_ends(void **state)
{
    struct fixture *f = *state;
    add_many(f, 3);
    struct store *reader = fixture_handle(f, STORE_READ);
    assert_ok(store_begin_read(reader, &f->report));
    assert_int_equal(count_of(f, reader), 3);
    struct query *q = fixture_query(f->store, &thing_add);
    assert_ok(store_begin(f->store, &f->report));
    assert_ok(add(f, q, 100, 1));
    assert_int_equal(count_of(f, reader), 3); /* nothing unfinished is seen */
    assert_ok(store_commit(f->store, &f->report));
    assert_int_equal(count_of(f, reader), 3);
    assert_ok(store_commit(reader, &f->report));
    assert_int_equal(count_of(f, reader), 4);
    store_close(reader);
}

/* A reading handle has no way to write, not even with SQL of its own. */
static void a_reading_handle_cannot_write(void **state)
{
    struct fixture *f = *state;
    struct store *reader = fixture_handle(f, STORE_READ);
    assert_ok(store_begin_read(reader, &f->report));
    assert_int_equal(reader->backend->exec(reader, "test", "DELETE FROM t_thing", &f->report),
                     ERR_WORLD);
    assert_int_equal(store_last_fault(reader), STORE_FAULT_READONLY);
    store_close(reader);
}

/* ------------------------------------------------------------------------------- faults ------ */

static void a_second_row_of_one_key_is_told_without_values(void **state)
{
    struct fixture *f = *state;
    add_many(f, 1);
    struct query *q = fixture_query(f->store, &thing_add);
    int64_t changed;
    assert_ok(store_begin(f->store, &f->report));
    query_set_i64(q, "no", 1);
    query_set_i64(q, "number", 123456789012);
    query_set_text(q, "words", text_of("秘密 太郎"));
    query_set_null(q, "bytes");
    assert_int_equal(query_run(q, &f->report, &changed), ERR_WORLD);
    assert_int_equal(store_last_fault(f->store), STORE_FAULT_UNIQUE);
    assert_true(fixture_report_has(f, "thing_add"));
    assert_true(fixture_report_has(f, "同じキーの行がすでにあります"));
    for (size_t i = 0; i < f->report.kept; i++) {
        assert_null(strstr(f->report.lines[i], "秘密"));
        assert_null(strstr(f->report.lines[i], "123456789012"));
    }

    /* Only a rollback is left, on both stores. */
    report_clear(&f->report);
    assert_int_equal(add(f, q, 2, 2), ERR_WORLD);
    assert_true(fixture_report_has(f, "もう続けられません"));
    assert_int_equal(store_commit(f->store, &f->report), ERR_WORLD);
    assert_int_equal(count_of(f, f->store), 1);
    assert_ok(store_begin(f->store, &f->report));
    assert_ok(add(f, q, 2, 2));
    assert_ok(store_commit(f->store, &f->report));
}

static void a_check_refuses(void **state)
{
    struct fixture *f = *state;
    add_many(f, 1);
    struct query *q = fixture_query(f->store, &thing_flag);
    int64_t changed;
    assert_ok(store_begin(f->store, &f->report));
    query_set_i64(q, "flag", 2);
    assert_int_equal(query_run(q, &f->report, &changed), ERR_WORLD);
    assert_int_equal(store_last_fault(f->store), STORE_FAULT_CHECK);
    store_rollback(f->store);
}

static void a_missing_table_is_a_version_that_does_not_fit(void **state)
{
    struct fixture *f = *state;
    struct query *q = fixture_query(f->store, &thing_count);
    bool row;
    assert_int_equal(query_step(q, &f->report, &row), ERR_WORLD);
    assert_int_equal(store_last_fault(f->store), STORE_FAULT_SCHEMA);
    assert_true(fixture_report_has(f, "版と合いません"));
}

static void what_cannot_be_opened_is_told(void **state)
{
    (void)state;
    static const struct {
        const char *url, *words;
        enum store_access access;
    } cases[] = {
        {"sqlite:/nowhere/at/all.db", "/nowhere/at/all.db", STORE_WRITE},
        {"sqlite:/tmp/kokuho-test-not-there.db", "開けません", STORE_READ},
        {"sqlite:/etc/hostname", "SQLite のデータベースではありません", STORE_READ},
        {"sqlite:", "指定が読めません", STORE_WRITE},
        {"mysql:x", "指定が読めません", STORE_WRITE},
        {"postgres:host='/nowhere' dbname=x", "つながりません", STORE_WRITE},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct fixture f = {0};
        struct store *s = NULL;
        report_init(&f.report);
        assert_int_equal(store_open(cases[i].url, cases[i].access, &f.report, &s), ERR_WORLD);
        assert_null(s);
        assert_true(fixture_report_has(&f, cases[i].words));
        report_done(&f.report);
    }
}

/*
 * A second handle of this process keeps the locks of the first: SQLite's shared lock still stands in the way of
 * another process, which would otherwise remove the log at its end.
 */
static void a_second_handle_keeps_the_locks_of_the_first(void **state)
{
    struct fixture *f = *state;
    if (f->kind != STORE_SQLITE) {
        return;
    }
    assert_ok(store_begin(f->store, &f->report));
    assert_ok(add(f, fixture_query(f->store, &thing_add), 1, 1));
    assert_ok(store_commit(f->store, &f->report));
    struct store *second = fixture_handle(f, STORE_WRITE);
    pid_t child = fork();
    if (child == 0) {
        struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0x40000002, .l_len = 510};
        int fd = open(f->path, O_RDWR | O_CLOEXEC);
        _exit(fd >= 0 && fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type == F_RDLCK ? 0 : 1);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    store_close(second);
}

/* -------------------------------------------------------------------------------- scans ------ */

/* Two scans of one statement and one of another, merged; more rows than one fetch brings. */
static void scans_are_open_side_by_side(void **state)
{
    struct fixture *f = *state;
    enum { ROWS = 2 * STORE_FETCH_ROWS + 17 };
    add_many(f, ROWS);
    struct query *low = fixture_scan(f->store, &thing_range);
    struct query *high = fixture_scan(f->store, &thing_range);
    struct query *all = fixture_scan(f->store, &thing_all);
    bool row_low, row_high, row;
    query_set_i64(low, "from", 0);
    query_set_i64(low, "until", ROWS / 2);
    query_set_i64(high, "from", ROWS / 2);
    query_set_i64(high, "until", ROWS + 1);
    assert_ok(query_step(low, &f->report, &row_low));
    assert_ok(query_step(high, &f->report, &row_high));
    int64_t seen = 0;
    while (query_step(all, &f->report, &row) == ERR_NONE && row) {
        struct query *from = row_low ? low : high;
        bool *stands = row_low ? &row_low : &row_high;
        assert_true(*stands);
        assert_int_equal(query_i64(from, 0), query_i64(all, 0));
        assert_int_equal(query_i64(all, 1), query_i64(all, 0) * 10);
        assert_true(query_is_null(all, 2));
        assert_ok(query_step(from, &f->report, stands));
        seen++;
    }
    assert_int_equal(seen, ROWS);
    assert_false(row_low || row_high);
    query_reset(low);
    query_reset(high);
    query_reset(all);
    assert_int_equal(count_of(f, f->store), ROWS);
}

/* Scans that are open at once see one state, though somebody writes in between. */
static void open_scans_see_one_state(void **state)
{
    struct fixture *f = *state;
    add_many(f, STORE_FETCH_ROWS + 10);
    struct store *reader = fixture_handle(f, STORE_READ);
    struct query *first = fixture_scan(reader, &thing_all);
    struct query *second = fixture_scan(reader, &thing_all);
    bool row;
    int64_t seen = 0;
    assert_ok(query_step(first, &f->report, &row));

    struct query *q = fixture_query(f->store, &thing_add);
    assert_ok(store_begin(f->store, &f->report));
    assert_ok(add(f, q, 1000000, 1));
    assert_ok(store_commit(f->store, &f->report));

    while (query_step(second, &f->report, &row) == ERR_NONE && row) {
        seen++;
    }
    assert_int_equal(seen, STORE_FETCH_ROWS + 10);
    query_reset(second);
    query_reset(first);
    assert_int_equal(count_of(f, reader), STORE_FETCH_ROWS + 11);
    store_close(reader);
}

/*
 * Inside a transaction a scan sees what was written there, statements run in between, its end
 * ends it.
 */
static void scans_live_inside_their_transaction(void **state)
{
    struct fixture *f = *state;
    struct query *q = fixture_query(f->store, &thing_add);
    struct query *scan = fixture_scan(f->store, &thing_all);
    struct query *point = fixture_query(f->store, &thing_by_number);
    bool row, found;
    int64_t seen = 0;
    assert_ok(store_begin(f->store, &f->report));
    for (int64_t i = 0; i < 100; i++) {
        assert_ok(add(f, q, i, i));
    }
    while (query_step(scan, &f->report, &row) == ERR_NONE && row) {
        query_reset(point);
        query_set_i64(point, "number", query_i64(scan, 0));
        assert_ok(query_step(point, &f->report, &found));
        assert_true(found);
        assert_int_equal(query_i64(point, 0), query_i64(scan, 0));
        seen++;
    }
    assert_int_equal(seen, 100);
    assert_ok(store_commit(f->store, &f->report));
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        WITH_TABLE(values_come_back_as_they_went),
        WITH_TABLE(null_is_neither_zero_nor_empty),
        WITH_TABLE(whole_numbers_are_64_bits_everywhere),
        WITH_TABLE(a_rollback_leaves_nothing),
        WITH_TABLE(changed_rows_are_counted),
        WITH_TABLE(returning_gives_rows),
        WITH_TABLE(a_reader_keeps_its_state_until_it_ends),
        WITH_TABLE(a_reading_handle_cannot_write),
        WITH_TABLE(a_second_row_of_one_key_is_told_without_values),
        WITH_TABLE(a_check_refuses),
        WITH_STORE(a_missing_table_is_a_version_that_does_not_fit),
        cmocka_unit_test(what_cannot_be_opened_is_told),
        WITH_TABLE(a_commit_that_is_durable_soon),
        WITH_TABLE(a_second_handle_keeps_the_locks_of_the_first),
        WITH_TABLE(scans_are_open_side_by_side),
        WITH_TABLE(open_scans_see_one_state),
        WITH_TABLE(scans_live_inside_their_transaction),
    };
    return fixture_run(argc, argv, "store", tests, COUNT_OF(tests));
}
