/*
 * Faults at call 1, 2, 3 ...: whatever call fails, everything is rolled back and the next try
 * goes through. And SIGKILL in the middle of a bulk load leaves nothing.
 */
#include "fixture.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct bulk_column columns[] = {{"no", BULK_I64}, {"words", BULK_TEXT}};
TEST_SQL(fact_add, true, 1, "INSERT INTO t_fact (no, words) VALUES (?1, 'x')",
         "INSERT INTO t_fact (no, words) VALUES ($1, 'x')", "no");
TEST_SQL(fact_count, false, 0, "SELECT COUNT(*) FROM t_fact", "SELECT COUNT(*) FROM t_fact");
TEST_SQL(fact_all, false, 0, "SELECT no FROM t_fact ORDER BY no", "SELECT no FROM t_fact ORDER BY no");

static int with_table(void **state)
{
    fixture_setup(state);
    fixture_exec(*state, "CREATE TABLE t_fact (no INTEGER NOT NULL PRIMARY KEY, words TEXT) STRICT",
                 "CREATE TABLE t_fact (no BIGINT NOT NULL PRIMARY KEY, words TEXT)");
    return 0;
}
#define WITH_TABLE(test) cmocka_unit_test_setup_teardown(test, with_table, fixture_teardown)

static int64_t count_of(struct fixture *f, struct store *s)
{
    struct query *q = fixture_query(s, &fact_count);
    bool row;
    assert_ok(query_step(q, &f->report, &row));
    int64_t n = query_i64(q, 0);
    query_reset(q);
    return n;
}

static enum err post(struct fixture *f, struct query *add, int64_t no)
{
    query_reset(add);
    query_set_i64(add, "no", no);
    return query_post(add, &f->report);
}

/* Writes that nobody waits for are there for the next question and after the commit, however many. */
static void what_is_posted_arrives(void **state)
{
    struct fixture *f = *state;
    struct query *add = fixture_query(f->store, &fact_add);
    assert_ok(store_begin(f->store, &f->report));
    for (int64_t i = 0; i < 200; i++) {
        assert_ok(post(f, add, i));
    }
    assert_int_equal(count_of(f, f->store), 200);
    assert_ok(post(f, add, 200));
    assert_ok(store_commit(f->store, &f->report));
    assert_int_equal(count_of(f, f->store), 201);
    for (int64_t n = 1; n <= 130; n++) { /* around the number that may wait */
        assert_ok(store_begin(f->store, &f->report));
        for (int64_t i = 0; i < n; i++) {
            assert_ok(post(f, add, n * 1000 + i));
        }
        assert_ok(store_commit(f->store, &f->report));
    }
    assert_int_equal(count_of(f, f->store), 201 + 130 * 131 / 2);
}

/* One that fails is told at the latest by the commit, and nothing of its transaction stays. */
static void what_is_posted_in_vain_is_told(void **state)
{
    struct fixture *f = *state;
    struct query *add = fixture_query(f->store, &fact_add);
    for (int rolled_back = 0; rolled_back < 2; rolled_back++) {
        assert_ok(store_begin(f->store, &f->report));
        assert_ok(post(f, add, 1));
        enum err e = post(f, add, 1);
        e = e == ERR_NONE ? post(f, add, 2) : e;
        if (rolled_back == 0) {
            e = e == ERR_NONE ? store_commit(f->store, &f->report) : e;
            assert_int_equal(e, ERR_WORLD);
            assert_int_equal(store_last_fault(f->store), STORE_FAULT_UNIQUE);
        }
        store_rollback(f->store);
        assert_int_equal(count_of(f, f->store), 0);
    }
    assert_ok(store_begin(f->store, &f->report));
    assert_ok(post(f, add, 1));
    assert_ok(store_commit(f->store, &f->report));
    assert_int_equal(count_of(f, f->store), 1);
}

/* A unit of work of every kind of call: a statement, a scan, a bulk load, the commit. */
static enum err work(struct fixture *f, struct query *add, struct query *all)
{
    struct store *s = f->store;
    struct report *report = &f->report;
    struct bulk *b;
    int64_t changed;
    bool row = true;
    enum err e = store_begin(s, report);
    if (e != ERR_NONE) {
        return e;
    }
    query_reset(add);
    query_set_i64(add, "no", -1);
    e = query_run(add, report, &changed);
    if (e == ERR_NONE) {
        e = store_bulk_begin(s, "t_fact", columns, COUNT_OF(columns), report, &b);
    }
    if (e == ERR_NONE) {
        for (int64_t i = 0; i < 10000 && e == ERR_NONE; i++) {
            bulk_i64(b, i);
            bulk_text(b, text_of("事実"));
            e = bulk_row(b, report);
        }
        enum err ended = bulk_end(b, report);
        e = e == ERR_NONE ? ended : e;
    }
    while (e == ERR_NONE && row) {
        e = query_step(all, report, &row);
    }
    query_reset(all);
    if (e == ERR_NONE) {
        e = store_commit(s, report);
    }
    if (e != ERR_NONE) {
        store_rollback(s);
    }
    return e;
}

/* a failing call at any place ends in the state before. */
static void a_fault_at_any_call_is_as_if_nothing_was(void **state)
{
    struct fixture *f = *state;
    struct query *add = fixture_query(f->store, &fact_add);
    struct query *all = fixture_scan(f->store, &fact_all);
    int64_t n = 0;
    enum err e = ERR_WORLD;
    while (e != ERR_NONE) {
        assert_true(++n < 1000);
        report_clear(&f->report);
        store_fail_at(f->store, n);
        e = work(f, add, all);
        store_fail_at(f->store, 0);
        if (e != ERR_NONE) {
            assert_int_equal(e, ERR_WORLD);
            assert_true(fixture_report_has(f, "試験のための故障"));
            assert_int_equal(count_of(f, f->store), 0);
        }
    }
    assert_true(n > 7); /* begin, statement, bulk, rows, scan and its fetches, commit */
    assert_int_equal(count_of(f, f->store), 10001);
}

static void load_for_ever(struct fixture *f, int ready)
{
    struct store *s;
    struct report report;
    struct bulk *b;
    report_init(&report);
    if (store_open(f->url, STORE_WRITE, &report, &s) != ERR_NONE ||
        store_begin(s, &report) != ERR_NONE ||
        store_bulk_begin(s, "t_fact", columns, COUNT_OF(columns), &report, &b) != ERR_NONE) {
        _exit(1);
    }
    for (int64_t i = 0;; i++) {
        bulk_i64(b, i);
        bulk_text(b, text_of("半分"));
        if (bulk_row(b, &report) != ERR_NONE) {
            _exit(2);
        }
        if (i % 50000 == 0 && write(ready, "x", 1) != 1) {
            _exit(3);
        }
    }
}

/*
 * SIGKILL while rows are being written; the next writer gets his turn at once and finds
 * nothing.
 */
static void a_kill_during_a_bulk_leaves_nothing(void **state)
{
    struct fixture *f = *state;
    for (int round = 1; round <= 4; round++) {
        int ends[2];
        assert_int_equal(pipe(ends), 0);
        pid_t child = fork();
        if (child == 0) {
            load_for_ever(f, ends[1]);
        }
        close(ends[1]);
        char progress;
        for (int i = 0; i < round; i++) {
            assert_int_equal(read(ends[0], &progress, 1), 1);
        }
        kill(child, SIGKILL);
        int status;
        waitpid(child, &status, 0);
        assert_true(WIFSIGNALED(status));
        close(ends[0]);

        struct query *add = fixture_query(f->store, &fact_add);
        int64_t changed;
        assert_ok(store_begin(f->store, &f->report));
        assert_int_equal(count_of(f, f->store), round - 1);
        query_set_i64(add, "no", -round);
        assert_ok(query_run(add, &f->report, &changed));
        assert_ok(store_commit(f->store, &f->report));
    }
}

/*
 * A server that was started anew: the next transaction connects by itself, and statements work
 * again.
 */
static void a_lost_connection_is_told_and_made_anew(void **state)
{
    struct fixture *f = *state;
    if (f->kind == STORE_SQLITE) {
        return; /* a file has no connection to lose */
    }
    struct query *add = fixture_query(f->store, &fact_add);
    int64_t changed;
    static const char cut[] = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                              "WHERE datname = current_database() AND pid <> pg_backend_pid()";
    struct store *other = fixture_handle(f, STORE_WRITE);

    assert_ok(store_begin(f->store, &f->report));
    query_set_i64(add, "no", 1);
    assert_ok(query_run(add, &f->report, &changed));
    assert_ok(other->backend->exec(other, "cut", cut, &f->report));
    assert_int_equal(store_commit(f->store, &f->report), ERR_WORLD);
    assert_int_equal(store_last_fault(f->store), STORE_FAULT_LOST);
    assert_true(fixture_report_has(f, "接続が切れました"));

    assert_ok(store_begin(f->store, &f->report));
    query_reset(add);
    query_set_i64(add, "no", 2);
    assert_ok(query_run(add, &f->report, &changed));
    assert_ok(store_commit(f->store, &f->report));

    /* While nothing is under way nobody notices. */
    assert_ok(other->backend->exec(other, "cut", cut, &f->report));
    assert_int_equal(count_of(f, f->store), 1);
    /* Nor at the beginning of a read: it connects with its first question, and reads to its end. */
    assert_ok(other->backend->exec(other, "cut", cut, &f->report));
    assert_ok(store_begin_read(f->store, &f->report));
    assert_int_equal(count_of(f, f->store), 1);
    assert_int_equal(count_of(f, f->store), 1);
    assert_ok(store_commit(f->store, &f->report));
    /* In the middle of one it is told. */
    assert_ok(store_begin_read(f->store, &f->report));
    assert_int_equal(count_of(f, f->store), 1);
    assert_ok(other->backend->exec(other, "cut", cut, &f->report));
    bool row;
    assert_int_equal(query_step(fixture_query(f->store, &fact_all), &f->report, &row), ERR_WORLD);
    assert_int_equal(store_last_fault(f->store), STORE_FAULT_LOST);
    store_rollback(f->store);
    assert_int_equal(count_of(f, f->store), 1);
    store_close(other);
}

/* A read that asks nothing, one that ends and is followed at once by a write, by what is posted, by a scan. */
static void the_end_of_a_read_is_not_waited_for(void **state)
{
    struct fixture *f = *state;
    struct query *add = fixture_query(f->store, &fact_add);
    int64_t changed;
    for (int64_t no = 1; no <= 3; no++) {
        assert_ok(store_begin_read(f->store, &f->report));
        assert_ok(store_commit(f->store, &f->report));
        assert_ok(store_begin_read(f->store, &f->report));
        assert_int_equal(count_of(f, f->store), 2 * (no - 1));
        assert_ok(store_commit(f->store, &f->report));
        assert_ok(store_begin(f->store, &f->report));
        query_set_i64(add, "no", no);
        assert_ok(query_post(add, &f->report));
        query_set_i64(add, "no", 100 + no);
        assert_ok(query_run(add, &f->report, &changed));
        assert_ok(store_commit(f->store, &f->report));
    }
    assert_ok(store_begin_read(f->store, &f->report));
    assert_int_equal(count_of(f, f->store), 6);
    store_rollback(f->store);
    assert_ok(store_begin_read(f->store, &f->report));
    store_rollback(f->store);
    assert_int_equal(count_of(f, f->store), 6);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        WITH_TABLE(what_is_posted_arrives),
        WITH_TABLE(what_is_posted_in_vain_is_told),
        WITH_TABLE(a_fault_at_any_call_is_as_if_nothing_was),
        WITH_TABLE(a_kill_during_a_bulk_leaves_nothing),
        WITH_TABLE(a_lost_connection_is_told_and_made_anew),
        WITH_TABLE(the_end_of_a_read_is_not_waited_for),
    };
    return fixture_run(argc, argv, "fault", tests, COUNT_OF(tests));
}
