/*
 * AS-13: what the serving process may still do: a forbidden system call ends it, a useless one is refused, folders
 * that are not its own do not open, no right comes back -- and its own work goes on. Each in a process of its own.
 * PDF, PostgreSQL, jobs and sealed lists inside of it: whole/leak.py and the walks of the browser, whose program is the
 * delivered one.
 */
#include "fixture.h"

#include "web/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

/* Answers inside; anything else than 0 names what went wrong. */
#define INSIDE_RIGHT 0
#define INSIDE_WRONG 1
#define NOT_ENTERED 70
#define NO_LANDLOCK 77

static bool has_landlock;

/* The wait status of a process that enters the sandbox and does this one thing. */
static int inside(int (*act)(const void *), const void *what)
{
    struct data_folder folder = fixture_folder();
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        struct report report;
        const char *words = NULL;
        report_init(&report);
        if (sandbox_enter(&folder, &report, &words) != ERR_NONE) {
            _exit(NOT_ENTERED);
        }
        has_landlock = words == NULL;
        _exit(act(what));
    }
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_false(WIFEXITED(status) && WEXITSTATUS(status) == NOT_ENTERED);
    return status;
}

static void assert_right(int status)
{
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == NO_LANDLOCK) {
        skip(); /* the kernel has none: `serve` says so when it starts */
    }
    assert_int_equal(WEXITSTATUS(status), INSIDE_RIGHT);
}

static int call_number(const void *what)
{
    long rc = syscall(*(const long *)what, 0L, 0L, 0L, 0L, 0L, 0L);
    return rc < 0 && errno == EPERM ? INSIDE_RIGHT : INSIDE_WRONG;
}

static void forbidden_calls_end_the_process(void **state)
{
    (void)state;
    static const long calls[] = {
        SYS_execve, SYS_execveat, SYS_fork,   SYS_vfork,   SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev,
        SYS_mount,  SYS_umount2,  SYS_chroot, SYS_unshare, SYS_setns,  SYS_bpf,              SYS_perf_event_open,
        SYS_keyctl, SYS_setuid,   SYS_setgid, SYS_capset,  SYS_reboot, SYS_init_module,      SYS_userfaultfd,
    };
    for (size_t i = 0; i < COUNT_OF(calls); i++) {
        int status = inside(call_number, &calls[i]);
        assert_true(WIFSIGNALED(status));
        assert_int_equal(WTERMSIG(status), SIGSYS);
    }
}

static void useless_calls_are_refused(void **state)
{
    (void)state;
    static const long calls[] = {SYS_bind,      SYS_listen, SYS_symlinkat,   SYS_mknodat,      SYS_personality,
                                 SYS_chown,     SYS_acct,   SYS_settimeofday, SYS_io_uring_setup, SYS_quotactl,
                                 SYS_inotify_init1, SYS_shmget};
    for (size_t i = 0; i < COUNT_OF(calls); i++) {
        assert_right(inside(call_number, &calls[i]));
    }
}

static int no_right_is_left(const void *what)
{
    (void)what;
    struct rlimit core = {4096, 4096}, now;
    int fd = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
    char status[8192] = "";
    bool is_closed = fd >= 0 && read(fd, status, sizeof(status) - 1) > 0 &&
                     strstr(status, "CapEff:\t0000000000000000") != NULL &&
                     strstr(status, "CapPrm:\t0000000000000000") != NULL &&
                     strstr(status, "CapBnd:\t0000000000000000") != NULL && strstr(status, "NoNewPrivs:\t1") != NULL;
    is_closed = is_closed && prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0 && getrlimit(RLIMIT_CORE, &now) == 0 &&
                now.rlim_max == 0 && setrlimit(RLIMIT_CORE, &core) != 0;
    return is_closed ? INSIDE_RIGHT : INSIDE_WRONG;
}

/* CR-12: memory with secrets is dumped by nobody. */
static void no_right_and_no_dump(void **state)
{
    (void)state;
    if (geteuid() != 0) {
        skip(); /* the bounding set is root's to give away */
    }
    assert_right(inside(no_right_is_left, NULL));
}

/* ------------------------------------------------------------------------------- folders ------ */

struct reach {
    const char *path;
    int flags;
    bool may;
};

static int reaches(const void *what)
{
    const struct reach *r = what;
    if (!has_landlock) {
        return NO_LANDLOCK;
    }
    int fd = open(r->path, r->flags | O_CLOEXEC, 0600);
    bool may = fd >= 0;
    return may == r->may && (may || errno == EACCES) ? INSIDE_RIGHT : INSIDE_WRONG;
}

static void only_its_own_folders_open(void **state)
{
    (void)state;
    char ini[640], fresh[640], outside[] = "/var/tmp/../../root", share[640];
    struct data_folder folder = fixture_folder();
    snprintf(ini, sizeof(ini), "%s/kokuho.ini", folder.path);
    snprintf(fresh, sizeof(fresh), "%s/files-of-a-test", folder.path);
    snprintf(share, sizeof(share), "%s/meson.build", folder.share);
    const struct reach tries[] = {
        {ini, O_RDONLY, true},
        {fresh, O_WRONLY | O_CREAT, true},
        {share, O_RDONLY, true},
        {"/usr/share/written-by-a-test", O_WRONLY | O_CREAT, false},
        {"/usr/share/zoneinfo", O_RDONLY | O_DIRECTORY, true},
        {"/var/log", O_RDONLY | O_DIRECTORY, false},
        {outside, O_RDONLY | O_DIRECTORY, false},
        {"/var/lib/written-by-a-test", O_WRONLY | O_CREAT, false},
        {"/etc/written-by-a-test", O_WRONLY | O_CREAT, false},
        {"/proc/1/environ", O_RDONLY, false},
    };
    for (size_t i = 0; i < COUNT_OF(tries); i++) {
        assert_right(inside(reaches, &tries[i]));
    }
}

/* ----------------------------------------------------------------------------- its own work --- */

static void *add_one(void *number)
{
    ++*(int *)number;
    return NULL;
}

static int works(const void *what)
{
    (void)what;
    struct data_folder folder = fixture_folder();
    struct report report;
    struct store *store = NULL;
    pthread_t thread;
    unsigned char bytes[64] = {0};
    int number = 1;
    report_init(&report);
    bool fine = store_open(folder.store_url, STORE_WRITE, &report, &store) == ERR_NONE &&
                store_begin(store, &report) == ERR_NONE && store_commit(store, &report) == ERR_NONE;
    if (store != NULL) {
        store_close(store);
    }
    fine = fine && pthread_create(&thread, NULL, add_one, &number) == 0 && pthread_join(thread, NULL) == 0;
    randombytes_buf(bytes, sizeof(bytes));
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0); /* the way to PostgreSQL */
    fine = fine && fd >= 0 && close(fd) == 0 && number == 2;
    return fine ? INSIDE_RIGHT : INSIDE_WRONG;
}

static void its_own_work_goes_on(void **state)
{
    (void)state;
    assert_right(inside(works, NULL));
}

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forbidden_calls_end_the_process),
        cmocka_unit_test(useless_calls_are_refused),
        cmocka_unit_test(no_right_and_no_dump),
        cmocka_unit_test(only_its_own_folders_open),
        cmocka_unit_test(its_own_work_goes_on),
    };
    return cmocka_run_group_tests(tests, fixture_make, fixture_remove);
}
