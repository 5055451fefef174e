/* 先行書出し: pages are written while a transaction goes on, of the right file, by SQLite's own descriptor. */
#include "store/early_sync.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static atomic_int writes, last_file;
static atomic_uint last_flags;
static int answer;

/* In the place of the system's: counts and ends as `answer` says. */
int sync_file_range(int fd, off64_t offset, off64_t count, unsigned flags)
{
    last_file = fd;
    last_flags = flags;
    writes += offset == 0 && count == 0;
    return answer;
}

static sqlite3 *open_new(const char *path)
{
    sqlite3 *db = NULL;

    unlink(path);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "CREATE TABLE t (n INTEGER); BEGIN EXCLUSIVE", NULL, NULL, NULL), SQLITE_OK);
    writes = 0;
    return db;
}

static void run_for(sqlite3 *db, int at_least)
{
    struct early_sync early = {0};

    early_sync_start(&early, db);
    assert_true(early.has_thread);
    for (int i = 0; i < 500 && writes < at_least; i++) {
        usleep(10000);
    }
    assert_true(writes >= at_least);
    if (answer != 0) {
        usleep(150000);
        assert_int_equal(writes, 1); /* what failed is told to the commit's sync: nobody asks again */
    }
    early_sync_stop(&early);
}

static void writes_go_on(void **state)
{
    struct stat file, used;
    sqlite3 *db = open_new(*state);

    answer = 0;
    run_for(db, 3);
    int before = writes;
    usleep(150000);
    assert_int_equal(writes, before); /* stopped is stopped */
    assert_int_equal(last_flags, SYNC_FILE_RANGE_WRITE); /* it waits for nothing */
    assert_int_equal(stat(*state, &file), 0);
    assert_int_equal(fstat(last_file, &used), 0); /* and is open still */
    assert_int_equal(file.st_ino, used.st_ino);
    sqlite3_close(db);
}

/* Nothing is opened or closed: SQLite's lock still keeps another process out. */
static void locks_stay(void **state)
{
    sqlite3 *db = open_new(*state);

    answer = 0;
    run_for(db, 1);
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0, .l_len = 0};
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) { /* locks are not inherited: the child is somebody else */
        int fd = open(*state, O_RDWR);
        char held = fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK ? 'h' : '-';
        _exit(write(ends[1], &held, 1) == 1 ? 0 : 1);
    }
    char held = 0;
    assert_int_equal(read(ends[0], &held, 1), 1);
    assert_int_equal(held, 'h');
    assert_int_equal(waitpid(child, NULL, 0), child);
    close(ends[0]);
    close(ends[1]);
    assert_int_equal(sqlite3_exec(db, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

static void a_failure_ends_it(void **state)
{
    sqlite3 *db = open_new(*state);

    answer = -1;
    run_for(db, 1);
    assert_int_equal(sqlite3_exec(db, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

static void nothing_started(void **state)
{
    struct early_sync early = {0};
    sqlite3 *db = NULL;

    (void)state;
    early_sync_stop(&early);
    assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK); /* has no file */
    early_sync_start(&early, db);
    assert_false(early.has_thread);
    early_sync_stop(&early);
    sqlite3_close(db);
}

int main(void)
{
    char path[] = "/tmp/kokuho-early-XXXXXX";
    int fd = mkstemp(path);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(writes_go_on, path),
        cmocka_unit_test_prestate(locks_stay, path),
        cmocka_unit_test_prestate(a_failure_ends_it, path),
        cmocka_unit_test(nothing_started),
    };

    assert(fd >= 0);
    close(fd);
    cmocka_set_message_output(CM_OUTPUT_TAP);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    unlink(path);
    return failed;
}
