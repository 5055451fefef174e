/* seccomp (libseccomp), Landlock, no new privileges, no core, no capabilities. */
#include "web/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What a server of pages with SQLite, libpq, threads and a PDF writer calls. Everything else is refused. */
static const char *const allowed[] = {
    /* memory, threads, time */
    "brk", "mmap", "munmap", "mremap", "mprotect", "madvise", "futex", "futex_waitv", "rseq",
    "set_robust_list", "get_robust_list", "set_tid_address", "clone", "clone3", "exit", "exit_group",
    "sched_yield", "sched_getaffinity", "sched_setaffinity", "setpriority", "getpriority",
    "gettid", "getpid",
    "getppid", "clock_gettime", "clock_getres", "clock_nanosleep", "nanosleep", "gettimeofday", "time",
    "restart_syscall", "getrandom", "sysinfo", "uname", "getrusage", "prlimit64", "getrlimit", "membarrier",
    "timer_create", "timer_settime", "timer_delete", "timerfd_create", "timerfd_settime",
    /* signals */
    "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "rt_sigtimedwait", "sigaltstack", "tgkill", "kill",
    /* files */
    "open", "openat", "close", "close_range", "read", "write", "readv", "writev", "pread64", "pwrite64",
    "preadv", "pwritev", "lseek", "fstat", "stat", "lstat", "newfstatat", "statx", "statfs",
    "fstatfs", "access",
    "faccessat", "faccessat2", "readlink", "readlinkat", "getcwd", "getdents64", "fsync", "fdatasync",
    "sync_file_range", "ftruncate", "fallocate", "fcntl", "flock", "unlink", "unlinkat", "rename",
    "renameat",
    "renameat2", "mkdir", "mkdirat", "rmdir", "chmod", "fchmod", "fchmodat", "fchown", "utimensat",
    "umask", "dup", "dup2",
    "dup3", "pipe", "pipe2", "ioctl", "fadvise64", "copy_file_range", "memfd_create", "link", "linkat",
    /* waiting and sockets; no new way in: bind and listen stay outside */
    "epoll_create1", "epoll_ctl", "epoll_wait", "epoll_pwait", "eventfd2", "poll", "ppoll", "select",
    "pselect6", "accept", "accept4", "socket", "socketpair", "connect", "shutdown", "sendto", "sendmsg",
    "sendmmsg", "recvfrom", "recvmsg", "recvmmsg", "getsockname", "getpeername", "getsockopt", "setsockopt",
    /* who we are */
    "getuid", "geteuid", "getgid", "getegid", "getgroups", "prctl", "arch_prctl",
};
/* An attempt is no accident: the process ends. */
static const char *const deadly[] = {
    "execve", "execveat", "fork", "vfork", "ptrace", "process_vm_readv", "process_vm_writev", "kexec_load",
    "init_module", "finit_module", "delete_module", "mount", "umount2", "pivot_root", "chroot", "setns",
    "unshare", "bpf", "perf_event_open", "userfaultfd", "keyctl", "add_key", "reboot", "swapon", "setuid",
    "setgid", "setreuid", "setresuid", "setgroups", "capset",
};

static bool add_rules(scmp_filter_ctx filter, uint32_t action, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int number = seccomp_syscall_resolve_name(names[i]);
        if (number != __NR_SCMP_ERROR && seccomp_rule_add(filter, action, number, 0) != 0) {
            return false;
        }
    }
    return true;
}

static enum err filter_calls(struct report *report)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    bool ok = filter != NULL && add_rules(filter, SCMP_ACT_ALLOW, allowed, COUNT_OF(allowed)) &&
              add_rules(filter, SCMP_ACT_KILL_PROCESS, deadly, COUNT_OF(deadly)) &&
              seccomp_load(filter) == 0;
    seccomp_release(filter);
    return ok ? ERR_NONE : report_fail(report, ERR_WORLD, "システムコールの制限（seccomp）を始められません");
}

/* ------------------------------------------------------------------------------- folders ------ */

#define READ_FILES (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define WRITE_FILES                                                                                \
    (READ_FILES | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_FILE |                 \
     LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_DIR)
#define HANDLED                                                                                    \
    (WRITE_FILES | LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_MAKE_CHAR |                     \
     LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK | \
     LANDLOCK_ACCESS_FS_MAKE_SYM)

static bool allow(int rules, const char *path, uint64_t what)
{
    struct landlock_path_beneath_attr beneath = {.allowed_access = what};
    int fd = open(path, O_PATH | O_CLOEXEC);
    if (fd < 0) {
        return errno == ENOENT; /* what is not there needs no door */
    }
    beneath.parent_fd = fd;
    long rc = syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0);
    close(fd);
    return rc == 0;
}

static enum err close_folders(const struct data_folder *folder, struct report *report,
                              const char **ret_words)
{
    struct landlock_ruleset_attr attributes = {.handled_access_fs = HANDLED};
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    *ret_words = NULL;
    if (version < 1) {
        *ret_words = "この機械のカーネルには Landlock がありません。開けるフォルダは制限していません";
        return ERR_NONE;
    }
    int rules = (int)syscall(SYS_landlock_create_ruleset, &attributes, sizeof(attributes), 0);
    bool ok = rules >= 0 && allow(rules, folder->path, WRITE_FILES) &&
              allow(rules, folder->share, READ_FILES) && allow(rules, "/usr/share", READ_FILES) &&
              allow(rules, "/usr/lib", READ_FILES) && allow(rules, "/lib", READ_FILES) &&
              allow(rules, "/etc", READ_FILES) && allow(rules, "/proc/self", READ_FILES) &&
              allow(rules, "/tmp", WRITE_FILES) && allow(rules, "/var/tmp", WRITE_FILES) &&
              allow(rules, "/dev", READ_FILES | LANDLOCK_ACCESS_FS_WRITE_FILE) &&
              allow(rules, "/var/cache/fontconfig", READ_FILES) &&
              syscall(SYS_landlock_restrict_self, rules, 0) == 0;
    int cause = errno;
    if (rules >= 0) {
        close(rules);
    }
    return ok ? ERR_NONE
              : report_fail(report, ERR_WORLD, "開けるフォルダを制限できません（%s）", strerror(cause));
}

/* ----------------------------------------------------------------------------------- self ----- */

static enum err drop_rights(struct report *report)
{
    struct rlimit none = {0, 0};
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct empty[2] = {{0}};
    for (int cap = 0; cap <= 63; cap++) {
        if (prctl(PR_CAPBSET_READ, cap, 0, 0, 0) == 1) {
            (void)prctl(PR_CAPBSET_DROP, cap, 0, 0, 0); /* only root has it to give away */
        }
    }
    bool ok = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && setrlimit(RLIMIT_CORE, &none) == 0 &&
              prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 && syscall(SYS_capset, &header, empty) == 0;
    return ok ? ERR_NONE : report_fail(report, ERR_WORLD, "権限を減らせません（%s）", strerror(errno));
}

enum err sandbox_enter(const struct data_folder *folder, struct report *report, const char **ret_words)
{
    enum err e = drop_rights(report);
    if (e == ERR_NONE) {
        e = close_folders(folder, report, ret_words);
    }
    return e == ERR_NONE ? filter_calls(report) : e;
}
