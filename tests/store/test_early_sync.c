/* 先行書出し: pages are synced while a transaction goes on, and a sync that fails is told. */
#include "store/early_sync.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <unistd.h>

#include <cmocka.h>

static sqlite3_io_methods methods;
static atomic_int syncs;
static int answer;

static int counted_sync(sqlite3_file *file, int flags)
{
    (void)file;
    assert_true((flags & SQLITE_SYNC_DATAONLY) != 0);
    syncs++;
    return answer;
}

/* A database whose syncs are counted and end as `answer` says. */
static sqlite3 *open_counted(const char *path)
{
    sqlite3 *db = NULL;
    sqlite3_file *file = NULL;

    unlink(path);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "CREATE TABLE t (n INTEGER)", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &file), SQLITE_OK);
    methods = *file->pMethods;
    methods.xSync = counted_sync;
    file->pMethods = &methods;
    syncs = 0;
    return db;
}

static int run_for(sqlite3 *db, int at_least)
{
    struct early_sync early = {0};

    early_sync_start(&early, db);
    assert_true(early.has_thread);
    for (int i = 0; i < 500 && syncs < at_least; i++) {
        usleep(10000);
    }
    assert_true(syncs >= at_least);
    return early_sync_stop(&early);
}

static void syncs_go_on(void **state)
{
    sqlite3 *db = open_counted(*state);

    answer = SQLITE_OK;
    assert_int_equal(run_for(db, 3), SQLITE_OK);
    int before = syncs;
    usleep(150000);
    assert_int_equal(syncs, before); /* stopped is stopped */
    sqlite3_close(db);
}

static void failure_is_told(void **state)
{
    sqlite3 *db = open_counted(*state);

    answer = SQLITE_IOERR_FSYNC;
    assert_int_equal(run_for(db, 1), SQLITE_IOERR_FSYNC);
    assert_int_equal(syncs, 1); /* the system tells it once: nobody asks again */
    sqlite3_close(db);
}

static void nothing_started(void **state)
{
    struct early_sync early = {0};

    (void)state;
    assert_int_equal(early_sync_stop(&early), SQLITE_OK);
}

int main(void)
{
    char path[] = "/tmp/kokuho-early-XXXXXX";
    int fd = mkstemp(path);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(syncs_go_on, path),
        cmocka_unit_test_prestate(failure_is_told, path),
        cmocka_unit_test(nothing_started),
    };

    assert(fd >= 0);
    close(fd);
    cmocka_set_message_output(CM_OUTPUT_TAP);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    unlink(path);
    return failed;
}
