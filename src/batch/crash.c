/*
 * A unit that trips an assertion ends the process; it must not end the run for good.
 *
 * The dying thread writes the number of its unit into a small file. The next attempt takes it over: the
 * unit is recorded as a finding, left out, and everybody else is assessed.
 */
#include "batch/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#define UNIT_NONE INT64_MIN
#define NOTE_LINES_MAX 1000

static char note_path[1200]; /* read by the signal handler; "" = not armed */
static _Thread_local volatile int64_t unit_now = UNIT_NONE;

static const int fatal_signals[] = {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL};
static struct sigaction old_actions[COUNT_OF(fatal_signals)];

bool skip_list_has(const struct skip_list *list, int64_t unit_key)
{
    size_t low = 0, high = list->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (list->keys[middle] < unit_key) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < list->count && list->keys[low] == unit_key;
}

bool batch_unit_begin(const struct job_run *run, int64_t unit_key)
{
    if (skip_list_has(&run->skips, unit_key)) {
        return false;
    }
    unit_now = unit_key;
    base_bug_context(run->job->unit, unit_key);
    return true;
}

void batch_unit_end(void)
{
    unit_now = UNIT_NONE;
    base_bug_context("", 0);
}

/* Only calls that are safe inside a signal handler. */
static void on_fatal_signal(int signal_no)
{
    int64_t unit = unit_now;
    if (unit != UNIT_NONE && note_path[0] != '\0') {
        char line[24];
        size_t at = sizeof(line);
        uint64_t rest = unit < 0 ? (uint64_t)0 - (uint64_t)unit : (uint64_t)unit;
        line[--at] = '\n';
        do {
            line[--at] = (char)('0' + rest % 10);
            rest /= 10;
        } while (rest != 0);
        if (unit < 0) {
            line[--at] = '-';
        }
        int fd = open(note_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        if (fd >= 0) {
            ssize_t n = write(fd, line + at, sizeof(line) - at);
            (void)n; /* the process dies in any case */
            close(fd);
        }
    }
    signal(signal_no, SIG_DFL);
    raise(signal_no);
}

static bool note_path_of(const struct job_run *run, char *buf, size_t size)
{
    int n = snprintf(buf, size, "%s/files/%s-%" PRId32 ".unit", run->session->folder.path,
                     run->job->name, run->year);
    return n > 0 && (size_t)n < size;
}

void crash_note_arm(const struct job_run *run)
{
    char dir[600];
    int n = snprintf(dir, sizeof(dir), "%s/files", run->session->folder.path);
    if (run->dry_run || n <= 0 || (size_t)n >= sizeof(dir) ||
        (mkdir(dir, 0700) != 0 && errno != EEXIST) ||
        !note_path_of(run, note_path, sizeof(note_path))) {
        note_path[0] = '\0'; /* a crash is then a plain crash */
        return;
    }
    struct sigaction action = {.sa_handler = on_fatal_signal};
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < COUNT_OF(fatal_signals); i++) {
        sigaction(fatal_signals[i], &action, &old_actions[i]);
    }
}

void crash_note_disarm(void)
{
    if (note_path[0] == '\0') {
        return;
    }
    note_path[0] = '\0';
    for (size_t i = 0; i < COUNT_OF(fatal_signals); i++) {
        sigaction(fatal_signals[i], &old_actions[i], NULL);
    }
}

/* The unit keys of the note; a file with anything else in it is left alone. */
static size_t note_read(const char *path, int64_t keys[NOTE_LINES_MAX])
{
    FILE *f = fopen(path, "re");
    char line[64];
    size_t count = 0;
    if (f == NULL) {
        return 0;
    }
    while (count < NOTE_LINES_MAX && fgets(line, sizeof(line), f) != NULL) {
        size_t len = strcspn(line, "\n");
        if (parse_i64(line, len, INT64_MIN + 1, INT64_MAX, &keys[count])) {
            count++;
        }
    }
    fclose(f);
    return count;
}

/* New ones become rows of batch_skip and findings. */
static enum err note_record(struct job_run *run, const int64_t *keys, size_t count)
{
    struct store *s = run->session->store;
    enum err e = ERR_NONE;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        struct query *q = store_query(s, SQL_batch_skip_add);
        int64_t added;
        query_set_i64(q, "run_no", run->run_no);
        query_set_i64(q, "unit_key", keys[i]);
        e = query_run(q, run->report, &added);
        if (e == ERR_NONE && added == 1) {
            e = batch_finding(run, FINDING_UNIT_STOPPED, keys[i], 0,
                              "計算が途中で止まりました（プログラムの誤り）。この件は除いて続けました。"
                              "開発元に番号を知らせ、直るまで手で確かめてください",
                              run->report);
        }
    }
    return e;
}

static enum err skips_load(struct job_run *run)
{
    struct query *q = store_query(run->session->store, SQL_batch_skip_list);
    struct arena *arena = run->pending->parameters;
    size_t capacity = 0;
    bool row;
    run->skips = (struct skip_list){0};
    query_set_i64(q, "run_no", run->run_no);
    enum err e;
    while ((e = query_step(q, run->report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, run->skips.keys, run->skips.count, capacity) = query_i64(q, 0);
    }
    query_reset(q);
    return e;
}

enum err crash_note_take(struct job_run *run)
{
    char path[1200];
    int64_t keys[NOTE_LINES_MAX];
    size_t count = note_path_of(run, path, sizeof(path)) ? note_read(path, keys) : 0;
    if (count > 0) {
        struct store *s = run->session->store;
        enum err e = store_begin(s, run->report);
        if (e != ERR_NONE) {
            return e;
        }
        e = batch_hold(run, run->report);
        if (e == ERR_NONE) {
            e = note_record(run, keys, count);
        }
        if (e == ERR_NONE) {
            e = run_save_checkpoint(run, run->report);
        }
        if (e == ERR_NONE) {
            e = store_commit(s, run->report);
        }
        if (e != ERR_NONE) {
            store_rollback(s);
            return e;
        }
        unlink(path); /* read twice does no harm: the rows exist */
    }
    return skips_load(run);
}
