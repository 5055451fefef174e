#include "fixture.h"

#include "base/share.h"
#include "store/postgres.h"
#include <fcntl.h>
#include <libpq-fe.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum store_kind fixture_kind;
static char cluster[64];      /* the folder of a cluster of our own */
static char conninfo[600];    /* of the cluster */
static int made;              /* databases so far */
static pid_t main_process, guard;
static int guard_end; /* our end of the guard's pipe */

/* scripts/postgres WORD DIR; its output goes to `buf` when there is one. */
static bool run_script(const char *word, char *buf, size_t size)
{
    char script[512];
    int ends[2];
    snprintf(script, sizeof(script), "%s/scripts/postgres", share_folder());
    if (pipe(ends) != 0) {
        return false;
    }
    pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        close(ends[1]);
        execl(script, script, word, cluster, (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    /* A server that was started keeps no end of the pipe: scripts/postgres closes its output. */
    size_t len = 0;
    ssize_t n;
    char waste[256];
    while ((n = buf != NULL && len + 1 < size ? read(ends[0], buf + len, size - 1 - len)
                                              : read(ends[0], waste, sizeof(waste))) > 0) {
        len += buf != NULL ? (size_t)n : 0;
    }
    close(ends[0]);
    if (buf != NULL) {
        buf[len] = '\0';
        buf[strcspn(buf, "\n")] = '\0';
    }
    int status;
    return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void remove_tree(const char *path)
{
    pid_t child = fork();
    if (child == 0) {
        execlp("rm", "rm", "-rf", path, (char *)NULL);
        _exit(127);
    }
    waitpid(child, NULL, 0);
}

/*
 * A process of its own waits for the end of the test program, however it comes, and removes the cluster: its
 * end of the pipe closes with the last process that holds the other one.
 */
static void guard_cluster(void)
{
    int ends[2];
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    fflush(NULL);
    guard = fork();
    if (guard == 0) {
        char byte;
        setsid(); /* an interrupt from the terminal is not for us */
        close(ends[1]);
        while (read(ends[0], &byte, 1) > 0) {
        }
        bool ok = run_script("remove", NULL, 0);
        remove_tree(cluster);
        _exit(ok ? 0 : 1);
    }
    assert_true(guard > 0);
    close(ends[0]);
    guard_end = ends[1];
}

static void stop_cluster(void)
{
    if (getpid() == main_process) {
        close(guard_end);
        waitpid(guard, NULL, 0);
    }
}

static void need_cluster(void)
{
    const char *given = getenv("KOKUHO_TEST_POSTGRES");
    if (conninfo[0] != '\0') {
        return;
    }
    main_process = getpid();
    if (given != NULL && strncmp(given, "postgres:", 9) == 0) {
        snprintf(conninfo, sizeof(conninfo), "%s", given + 9);
        return;
    }
    snprintf(cluster, sizeof(cluster), "/tmp/kokuho-test-XXXXXX");
    assert_non_null(mkdtemp(cluster));
    assert_int_equal(chmod(cluster, 0755), 0); /* the server's user passes through */
    guard_cluster();
    atexit(stop_cluster);
    assert_true(run_script("start", NULL, 0));
    assert_true(run_script("url", conninfo, sizeof(conninfo)));
}

static void cluster_do(const char *verb, const char *name, const char *how)
{
    char sql[200];
    struct report report;
    report_init(&report);
    assert_int_equal(libpq_load(&report), ERR_NONE); /* no store of the server may be open yet */
    report_done(&report);
    PGconn *conn = PQconnectdb(conninfo);
    assert_int_equal(PQstatus(conn), CONNECTION_OK);
    snprintf(sql, sizeof(sql), "%s DATABASE %s %s", verb, name, how);
    PGresult *res = PQexec(conn, sql);
    assert_int_equal(PQresultStatus(res), PGRES_COMMAND_OK);
    PQclear(res);
    PQfinish(conn);
}

void fixture_open(struct fixture *f, enum store_kind kind)
{
    memset(f, 0, sizeof(*f));
    f->kind = kind;
    report_init(&f->report);
    made++;
    if (kind == STORE_SQLITE) {
        snprintf(f->path, sizeof(f->path), "/tmp/kokuho-test-%d-%d.db", (int)getpid(), made);
        snprintf(f->url, sizeof(f->url), "sqlite:%s", f->path);
        unlink(f->path);
    } else {
        need_cluster();
        snprintf(f->path, sizeof(f->path), "kokuho_test_%d_%d", (int)getpid(), made);
        cluster_do("CREATE", f->path, "TEMPLATE template0");
        snprintf(f->url, sizeof(f->url), "postgres:%s dbname=%s", conninfo, f->path);
    }
    f->store = fixture_handle(f, STORE_WRITE);
}

void fixture_close(struct fixture *f)
{
    store_close(f->store);
    report_done(&f->report);
    if (f->kind == STORE_SQLITE) {
        static const char *const endings[] = {"", "-wal", "-shm", "-turn"};
        for (size_t i = 0; i < COUNT_OF(endings); i++) {
            char path[600];
            snprintf(path, sizeof(path), "%s%s", f->path, endings[i]);
            unlink(path);
        }
    } else {
        cluster_do("DROP", f->path, "WITH (FORCE)");
    }
}

struct store *fixture_handle(struct fixture *f, enum store_access access)
{
    struct store *s = NULL;
    enum err e = store_open(f->url, access, &f->report, &s);
    report_print(&f->report, stderr);
    assert_int_equal(e, ERR_NONE);
    return s;
}

void fixture_exec(struct fixture *f, const char *sqlite, const char *postgres)
{
    struct store *s = f->store;
    assert_ok(store_begin(s, &f->report));
    const char *sql = f->kind == STORE_SQLITE ? sqlite : postgres;
    enum err e = s->backend->exec(s, "test", sql, &f->report);
    report_print(&f->report, stderr);
    assert_int_equal(e, ERR_NONE);
    assert_ok(store_commit(s, &f->report));
}

bool fixture_report_has(const struct fixture *f, const char *words)
{
    for (size_t i = 0; i < f->report.kept; i++) {
        if (strstr(f->report.lines[i], words) != NULL) {
            return true;
        }
    }
    report_print(&f->report, stderr);
    return false;
}

int fixture_setup(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));
    assert_non_null(f);
    fixture_open(f, fixture_kind);
    *state = f;
    return 0;
}

int fixture_teardown(void **state)
{
    fixture_close(*state);
    free(*state);
    return 0;
}

/*
 * Like the product's own statements these belong to the handle, which finishes them when it
 * closes.
 */
static struct query *keep(struct store *s, struct query *q)
{
    q->next = s->scans;
    q->is_taken = true;
    s->scans = q;
    return q;
}

struct query *fixture_query(struct store *s, const struct sql_text *text)
{
    return keep(s, query_new(s, text, false));
}

struct query *fixture_scan(struct store *s, const struct sql_text *text)
{
    return keep(s, query_new(s, text, true));
}

int fixture_run(int argc, char **argv, const char *name, const struct CMUnitTest *tests,
                size_t count)
{
    if (argc != 2 || (strcmp(argv[1], "sqlite") != 0 && strcmp(argv[1], "postgres") != 0)) {
        fprintf(stderr, "usage: %s sqlite|postgres\n", argv[0]);
        return 2;
    }
    fixture_kind = strcmp(argv[1], "sqlite") == 0 ? STORE_SQLITE : STORE_POSTGRES;
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return _cmocka_run_group_tests(name, tests, count, NULL, NULL);
}

/* ----------------------------------------------------------------------------- what it costs ---- */

static int64_t steps_of(const struct query *q)
{
    return q->part != NULL ? sqlite3_stmt_status(q->part, SQLITE_STMTSTATUS_VM_STEP, 0) : 0;
}

static int64_t steps(const struct store *s)
{
    int64_t sum = 0;

    for (size_t i = 0; i < SQL_COUNT; i++) {
        sum += s->queries[i] != NULL ? steps_of(s->queries[i]) : 0;
    }
    for (const struct query *q = s->scans; q != NULL; q = q->next) {
        sum += steps_of(q);
    }
    return sum;
}

static int64_t rows_read(const struct store *s)
{
    PGresult *res = PQexec(pg_of(s)->conn,
                           "SELECT COALESCE(SUM(seq_tup_read + COALESCE(idx_tup_fetch, 0)), 0)"
                           " FROM pg_stat_xact_user_tables");
    int64_t sum = 0;

    assert_int_equal(PQresultStatus(res), PGRES_TUPLES_OK);
    assert_true(parse_i64(PQgetvalue(res, 0, 0), (size_t)PQgetlength(res, 0, 0), 0, INT64_MAX, &sum));
    PQclear(res);
    return sum;
}

int64_t fixture_effort(const struct store *s)
{
    return store_kind(s) == STORE_SQLITE ? steps(s) : rows_read(s);
}
