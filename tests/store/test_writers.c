/*
 * The writer's turn (OP-18 in part: short locks): one at a time, first in first out, nobody
 * starves beside a batch -- threads of one process and processes among each other.
 */
#include "fixture.h"
#include "store/turn.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <unistd.h>

TEST_SQL(log_add, true, 2,
         "INSERT INTO t_log (no, who) SELECT COALESCE(MAX(no), 0) + 1, ?1 FROM t_log WHERE ?2 = ?2",
         "INSERT INTO t_log (no, who) SELECT COALESCE(MAX(no), 0) + 1, $1 FROM t_log WHERE $2 = $2",
         "who", "same");
TEST_SQL(log_all, false, 0, "SELECT no, who FROM t_log ORDER BY no",
         "SELECT no, who FROM t_log ORDER BY no");

static int with_table(void **state)
{
    fixture_setup(state);
    fixture_exec(*state,
                 "CREATE TABLE t_log (no INTEGER NOT NULL PRIMARY KEY, who INTEGER NOT NULL) STRICT",
                 "CREATE TABLE t_log (no BIGINT NOT NULL PRIMARY KEY, who BIGINT NOT NULL)");
    return 0;
}
#define WITH_TABLE(test) cmocka_unit_test_setup_teardown(test, with_table, fixture_teardown)

static enum err note(struct store *s, int64_t who, useconds_t held_us, struct report *report)
{
    struct query *q = fixture_query(s, &log_add);
    int64_t changed;
    enum err e = store_begin(s, report);
    if (e != ERR_NONE) {
        return e;
    }
    query_set_i64(q, "who", who);
    query_set_i64(q, "same", 0);
    e = query_run(q, report, &changed);
    usleep(held_us);
    e = e == ERR_NONE ? store_commit(s, report) : e;
    store_rollback(s);
    return e;
}

struct writer {
    struct fixture *f;
    int64_t who;
    int rounds;
    useconds_t held_us;
    bool ok;
};

static void *writer_main(void *argument)
{
    struct writer *w = argument;
    struct report report;
    struct store *s;
    report_init(&report);
    w->ok = store_open(w->f->url, STORE_WRITE, &report, &s) == ERR_NONE;
    for (int i = 0; i < w->rounds && w->ok; i++) {
        w->ok = note(s, w->who, w->held_us, &report) == ERR_NONE;
    }
    report_print(&report, stderr);
    store_close(s);
    report_done(&report);
    return NULL;
}

/* Each comes when the one before has come, however slow the machine is; the first holds its turn meanwhile. */
enum { QUEUED = 6, SETTLE_US = 300000 };
static atomic_int come;

static void *queued_main(void *argument)
{
    struct writer *w = argument;
    struct report report;
    struct store *s;
    int64_t changed;
    report_init(&report);
    bool opened = store_open(w->f->url, STORE_WRITE, &report, &s) == ERR_NONE;
    while (atomic_load(&come) < w->who) {
        usleep(1000);
    }
    usleep(SETTLE_US); /* the one before has asked for its turn by now */
    struct query *q = fixture_query(s, &log_add);
    if (w->who > 0) {
        atomic_fetch_add(&come, 1);
    }
    w->ok = opened && store_begin(s, &report) == ERR_NONE;
    if (w->who == 0) {
        atomic_fetch_add(&come, 1);
        while (atomic_load(&come) < QUEUED) {
            usleep(1000);
        }
        usleep(SETTLE_US);
    }
    query_set_i64(q, "who", w->who);
    query_set_i64(q, "same", 0);
    w->ok = w->ok && query_run(q, &report, &changed) == ERR_NONE && store_commit(s, &report) == ERR_NONE;
    store_rollback(s);
    report_print(&report, stderr);
    store_close(s);
    report_done(&report);
    return NULL;
}

static void writers_are_served_in_the_order_they_came(void **state)
{
    struct fixture *f = *state;
    struct writer writers[QUEUED];
    pthread_t threads[QUEUED];
    atomic_store(&come, 0);
    for (int i = 0; i < QUEUED; i++) {
        writers[i] = (struct writer){.f = f, .who = i};
        assert_int_equal(pthread_create(&threads[i], NULL, queued_main, &writers[i]), 0);
    }
    for (int i = 0; i < QUEUED; i++) {
        pthread_join(threads[i], NULL);
        assert_true(writers[i].ok);
    }
    struct query *q = fixture_query(f->store, &log_all);
    bool row;
    for (int i = 0; i < QUEUED; i++) {
        assert_ok(query_step(q, &f->report, &row));
        assert_true(row);
        assert_int_equal(query_i64(q, 1), i);
    }
    query_reset(q);
}

/* Many writers number their rows by MAX + 1: without the turn two would take one number. */
static void many_writers_lose_nothing(void **state)
{
    struct fixture *f = *state;
    enum { WRITERS = 8, ROUNDS = 25 };
    struct writer writers[WRITERS];
    pthread_t threads[WRITERS];
    for (int i = 0; i < WRITERS; i++) {
        writers[i] = (struct writer){.f = f, .who = i, .rounds = ROUNDS};
        assert_int_equal(pthread_create(&threads[i], NULL, writer_main, &writers[i]), 0);
    }
    for (int i = 0; i < WRITERS; i++) {
        pthread_join(threads[i], NULL);
        assert_true(writers[i].ok);
    }
    struct query *q = fixture_query(f->store, &log_all);
    int64_t seen = 0;
    bool row;
    while (query_step(q, &f->report, &row) == ERR_NONE && row) {
        assert_int_equal(query_i64(q, 0), ++seen);
    }
    assert_int_equal(seen, WRITERS * ROUNDS);
}

enum { BATCH = 1, CLERK = 2, CLERKS_ROWS = 51 };

/* Writes without a pause, 5 ms at a time, until nobody holds the other end any more. */
static void batch_main(const struct fixture *f, int other_end)
{
    struct report report;
    struct store *s;
    struct pollfd over = {.fd = other_end, .events = POLLIN};
    report_init(&report);
    bool goes_on = store_open(f->url, STORE_WRITE, &report, &s) == ERR_NONE;
    while (goes_on && poll(&over, 1, 0) == 0) {
        goes_on = note(s, BATCH, 5000, &report) == ERR_NONE;
    }
    report_print(&report, stderr);
    _exit(goes_on ? 0 : 1);
}

static int by_number(const void *a, const void *b)
{
    const int *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/*
 * A child process writes on and on; a clerk here waits for about one of its turns: counted in its rows between two
 * of his, not in time. In half of his turns, because a busy machine may let him sleep before he asks.
 */
static void a_batch_in_another_process_does_not_starve_a_clerk(void **state)
{
    struct fixture *f = *state;
    int ends[2], between[CLERKS_ROWS] = {0}, n = 0, status, rows = 0;
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        close(ends[1]);
        batch_main(f, ends[0]);
    }
    close(ends[0]);
    struct query *q = fixture_query(f->store, &log_all);
    for (bool row = false; !row; query_reset(q)) { /* it is at work */
        assert_int_equal(waitpid(child, &status, WNOHANG), 0);
        assert_ok(query_step(q, &f->report, &row));
    }
    for (int i = 0; i < CLERKS_ROWS; i++) {
        assert_ok(note(f->store, CLERK, 0, &f->report));
    }
    close(ends[1]);
    waitpid(child, &status, 0);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    for (bool row = true; n < CLERKS_ROWS; ) {
        assert_ok(query_step(q, &f->report, &row));
        assert_true(row);
        bool is_own = query_i64(q, 1) == CLERK;
        between[n] = is_own ? rows : 0;
        n += is_own;
        rows = is_own ? 0 : rows + 1;
    }
    query_reset(q);
    qsort(between + 1, CLERKS_ROWS - 1, sizeof(between[0]), by_number); /* what stands before the first is no wait */
    assert_in_range(between[CLERKS_ROWS / 2], 0, 3);
}

static void *take_in_vain(void *turn) { return turn_take(turn, 100) ? turn : NULL; }

/* A turn that does not come in time is told as a failure; whoever holds it is not disturbed. */
static void waiting_has_an_end(void **state)
{
    struct fixture *f = *state;
    if (f->kind == STORE_POSTGRES) {
        struct store *other = fixture_handle(f, STORE_WRITE);
        fixture_exec(f, "", "SET lock_timeout = 100");
        assert_ok(store_begin(other, &f->report));
        assert_int_equal(store_begin(f->store, &f->report), ERR_WORLD);
        assert_int_equal(store_last_fault(f->store), STORE_FAULT_BUSY);
        assert_true(fixture_report_has(f, "ほかの書込みが30秒待っても終わりません"));
        assert_ok(store_commit(other, &f->report));
        store_close(other);
    } else {
        struct turn *t = turn_open(f->path);
        pthread_t thread;
        void *taken;
        assert_true(turn_take(t, 100));
        assert_int_equal(pthread_create(&thread, NULL, take_in_vain, t), 0);
        pthread_join(thread, &taken);
        assert_null(taken);
        turn_give(t);
        assert_int_equal(pthread_create(&thread, NULL, take_in_vain, t), 0);
        pthread_join(thread, &taken);
        assert_non_null(taken);
        turn_give(t);

        int ends[2], status;
        char word = 0;
        assert_int_equal(pipe(ends), 0);
        pid_t child = fork();
        if (child == 0) { /* another process: the file's locks say no */
            struct turn *mine = turn_open(f->path);
            _exit(read(ends[0], &word, 1) != 1 || turn_take(mine, 100) ? 1 : 0);
        }
        assert_true(turn_take(t, 100));
        assert_int_equal(write(ends[1], &word, 1), 1); /* it is held now */
        waitpid(child, &status, 0);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
        close(ends[0]);
        close(ends[1]);
        turn_give(t);
        turn_close(t);
    }
    assert_ok(note(f->store, 1, 0, &f->report));
}

/* A dying writer's turn comes free with his connection or his file. */
static void closing_a_handle_gives_the_turn_back(void **state)
{
    struct fixture *f = *state;
    struct store *other = fixture_handle(f, STORE_WRITE);
    assert_ok(store_begin(other, &f->report));
    store_close(other);
    assert_ok(note(f->store, 1, 0, &f->report));
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        WITH_TABLE(writers_are_served_in_the_order_they_came),
        WITH_TABLE(many_writers_lose_nothing),
        WITH_TABLE(a_batch_in_another_process_does_not_starve_a_clerk),
        WITH_TABLE(waiting_has_an_end),
        WITH_TABLE(closing_a_handle_gives_the_turn_back),
    };
    return fixture_run(argc, argv, "writers", tests, COUNT_OF(tests));
}
