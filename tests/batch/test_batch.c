/* The runner itself, with a job of its own that squares numbers: chunks in order, findings, skips, conditions. */
#include "fixture.h"

#include "batch/batch.h"
#include "casework/task.h"

#include <ftw.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define UNITS 1000

/* ---------------------------------------------------------------------------- a job for tests -- */

struct counting {
    struct job_run *run;
    int64_t next, last_written, written, squares;
    int64_t stop_at;  /* this unit trips an assertion; 0 = none */
    int64_t fail_at;  /* writing this unit fails; 0 = none */
    bool refuses, refuses_approval; /* the condition cannot be: nothing is begun */
    bool finds_nothing;
    bool half_is_mended; /* units of 20, 40, 60 ... are in order by now */
    int64_t first_at;    /* what is recorded from the first unit on has this moment or a later one */
    const char *files;   /* of a proposal: they go when it is withdrawn */
    bool stays;          /* its withdrawal fails */
    atomic_long *place;  /* tells another process how far it is; NULL = nobody asks */
};
static struct counting counting;

static enum err count_read(void *context, struct chunk *c, struct report *report)
{
    struct counting *n = context;
    (void)report;
    while (c->count < 10 && n->next <= UNITS) {
        if (!batch_unit_wanted(n->run, n->next)) {
            n->next++;
            continue;
        }
        ((int64_t *)c->units)[c->count++] = n->next;
        c->last_key = n->next++;
    }
    return ERR_NONE;
}

static enum err count_compute(void *context, struct chunk *c, struct arena *scratch,
                              struct report *report)
{
    struct counting *n = context;
    (void)scratch, (void)report;
    for (size_t i = 0; i < c->count; i++) {
        int64_t *unit = &((int64_t *)c->units)[i];
        if (!batch_unit_begin(n->run, *unit)) {
            *unit = 0;
            continue;
        }
        assert(*unit != n->stop_at);
        *unit *= *unit;
    }
    return ERR_NONE;
}

static enum err count_write(void *context, struct chunk *c, struct store *s, struct report *report)
{
    struct counting *n = context;
    assert((s == NULL) == n->run->dry_run);
    assert(c->last_key > n->last_written);
    n->last_written = c->last_key;
    if (n->place != NULL) {
        atomic_store(n->place, c->last_key);
    }
    for (size_t i = 0; i < c->count; i++) {
        int64_t square = ((int64_t *)c->units)[i];
        if (n->fail_at != 0 && square == n->fail_at * n->fail_at) {
            return report_fail(report, ERR_WORLD, "書けません（試験）");
        }
        n->squares += square;
        n->written++;
        int64_t unit = 0;
        while (unit * unit < square) {
            unit++;
        }
        if (unit % 10 == 0 && unit != 0 && !n->finds_nothing && !(n->half_is_mended && unit % 20 == 0)) {
            enum err e = batch_finding(n->run, "tens", unit, 0, "十の倍数です", report);
            if (e != ERR_NONE) {
                return e;
            }
        }
    }
    return ERR_NONE;
}

static enum err propose(struct job_run *run)
{
    static const struct work work = {.unit_bytes = sizeof(int64_t),
                                     .chunk_units = 10,
                                     .context = &counting,
                                     .read = count_read,
                                     .compute = count_compute,
                                     .write = count_write};
    if (counting.refuses) {
        return report_fail(run->report, ERR_INPUT, "この色はありません（試験）");
    }
    counting.run = run;
    counting.first_at = clock_now_ms();
    counting.next = run->checkpoint == CHECKPOINT_NONE ? 1 : run->checkpoint + 1;
    counting.last_written = counting.written = counting.squares = 0;
    run->units_total = UNITS;
    return batch_work(run, &work);
}

static enum err approve(struct job_run *run)
{
    if (counting.refuses_approval) {
        return report_fail(run->report, ERR_INPUT, "事実が変わりました（試験）");
    }
    return run->findings > 0 ? ERR_NONE : ERR_WORLD; /* it is told what was found */
}

static enum err withdraw(struct job_run *run)
{
    enum err e = counting.files != NULL ? batch_gone(run, counting.files) : ERR_NONE;
    if (e != ERR_NONE) {
        return e;
    }
    return counting.stays ? report_fail(run->report, ERR_WORLD, "消せません（試験）") : ERR_NONE;
}

static const char *finding_label(struct text code)
{
    return text_is(code, "tens") ? "十の倍数" : NULL;
}

static const struct job_option options[] = {{"colour", "色", "blue"}};
static const struct job job_count_up = {
    .name = "count-up",
    .label = "数え上げ",
    .unit = "数",
    .unit_is_household = true,
    .closes_tasks = true,
    .works_findings = true,
    .finding_label = finding_label,
    .findings_by = "count-up",
    .run_permission = PERM_PREMIUM_RUN,
    .approve_permission = PERM_PREMIUM_APPROVE,
    .needs_approval = true,
    .options = options,
    .option_count = COUNT_OF(options),
    .propose = propose,
    .withdraw = withdraw,
    .approve = approve,
};
const struct job *const jobs[] = {&job_count_up};
const size_t job_count = COUNT_OF(jobs);

/* --------------------------------------------------------------------------------- a folder ---- */

struct bench {
    struct fixture database;
    struct session clerk, chief;
    struct report report;
    FILE *out;
    char *printed;
    size_t printed_len;
};

static void open_session(struct bench *b, const char *id, struct session *s)
{
    struct report *report = &b->report;
    *s = (struct session){.folder = {.business_date = date_of(2026, 6, 5)}};
    (void)snprintf(s->folder.path, sizeof(s->folder.path), "/tmp/kokuho-batch-%d", (int)getpid());
    (void)mkdir(s->folder.path, 0700);
    assert_true(strlen(b->database.url) < sizeof(s->folder.store_url));
    memcpy(s->folder.store_url, b->database.url, strlen(b->database.url) + 1);
    (void)snprintf(s->operator.id, sizeof(s->operator.id), "%s", id);
    permission_add(&s->operator.permissions, PERM_PREMIUM_RUN);
    permission_add(&s->operator.permissions, PERM_PREMIUM_APPROVE);
    assert_ok(store_open(b->database.url, STORE_WRITE, report, &s->store));
}

static int set_up(void **state)
{
    static struct bench b;
    b = (struct bench){0};
    fixture_open(&b.database, fixture_kind);
    report_init(&b.report);
    assert_ok(store_migrate(b.database.store, &b.report));
    b.out = open_memstream(&b.printed, &b.printed_len);
    open_session(&b, "fuka1", &b.clerk);
    open_session(&b, "fuka2", &b.chief);
    counting = (struct counting){0};
    *state = &b;
    return 0;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st, (void)type, (void)ftw;
    return remove(path);
}

static int tear_down(void **state)
{
    struct bench *b = *state;
    nftw(b->clerk.folder.path, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    store_close(b->clerk.store);
    store_close(b->chief.store);
    fixture_close(&b->database);
    (void)fclose(b->out);
    free(b->printed);
    report_done(&b->report);
    return 0;
}

static const char *printed(struct bench *b)
{
    static char copy[8192];
    (void)fflush(b->out);
    (void)snprintf(copy, sizeof(copy), "%.*s", (int)b->printed_len, b->printed);
    rewind(b->out);
    return copy;
}

static enum err run(struct bench *b, bool dry_run, bool resume, const char *colour)
{
    struct job_request request = {
        .year = 2026, .dry_run = dry_run, .resume = resume, .is_quiet = true, .values = {colour}};
    enum err e = job_start(&b->clerk, &job_count_up, &request, b->out, &b->report);
    report_clear(&b->report);
    return e;
}

static enum err decide(struct bench *b, struct session *s)
{
    struct job_request request = {.year = 2026, .is_quiet = true};
    enum err e = job_decide(s, &job_count_up, &request, b->out, &b->report);
    report_clear(&b->report);
    return e;
}

static struct run_record newest(struct bench *b)
{
    struct arena *arena = arena_new("試験", 1 << 20);
    struct run_record *runs, first;
    size_t count;
    assert_ok(batch_runs(b->clerk.store, "count-up", 2026, arena, &b->report, &runs, &count));
    assert_true(count > 0);
    first = runs[0];
    arena_free(arena);
    return first;
}

/* The newest run as a screen reads it: with what colour it ran. */
static bool ran_with(struct bench *b, const char *colour)
{
    struct run_record r = newest(b);
    struct job_run shown;

    assert_ok(batch_recorded(&b->chief, &job_count_up, &r, b->out, &b->report, &shown));
    assert_int_equal(shown.run_no, r.run_no);
    assert_int_equal(shown.units_done, r.units_done);
    return strcmp(shown.values[0], colour) == 0;
}

/* ---------------------------------------------------------------------------------- tests ------ */

/* OP-19: what ran, by whom, from where, how it ended; every unit once, in order, findings kept. */
static void test_record(void **state)
{
    struct bench *b = *state;
    assert_int_equal(run(b, false, false, NULL), ERR_FINDINGS);
    assert_int_equal(counting.written, UNITS);
    assert_int_equal(counting.squares, (int64_t)UNITS * (UNITS + 1) * (2 * UNITS + 1) / 6);
    struct run_record r = newest(b);
    assert_int_equal(r.state, RUN_PROPOSED);
    assert_int_equal(r.units_done, UNITS);
    assert_int_equal(r.findings, UNITS / 10);
    assert_int_equal(r.result, ERR_FINDINGS);
    assert_string_equal(r.proposer, "fuka1");
    assert_true(r.terminal[0] != '\0' && r.started_at > 0 && r.proposed_at >= r.started_at);
    assert_int_equal(decide(b, &b->clerk), ERR_INPUT); /* the proposer */
    counting.refuses_approval = true; /* the job itself, before anything is decided: it waits as before */
    assert_int_equal(decide(b, &b->chief), ERR_INPUT);
    counting.refuses_approval = false;
    r = newest(b);
    assert_int_equal(r.state, RUN_PROPOSED);
    assert_string_equal(r.approver, "");
    assert_int_equal(decide(b, &b->chief), ERR_NONE);
    r = newest(b);
    assert_int_equal(r.state, RUN_APPROVED);
    assert_string_equal(r.approver, "fuka2");
    struct arena *arena = arena_new("試験", 1 << 20);
    struct finding_record *findings;
    size_t count;
    assert_ok(batch_findings(b->clerk.store, r.run_no, 98, 100, arena, &b->report, &findings, &count));
    assert_int_equal(count, 2);
    assert_int_equal(findings[1].unit_key, 1000);
    arena_free(arena);
}

static int64_t tasks_in(struct bench *b, const char *state)
{
    struct arena *arena = arena_new("試験", 16 << 20);
    struct task *tasks;
    size_t count;
    int64_t total;
    permission_add(&b->chief.operator.permissions, PERM_CASE_VIEW);
    char condition[100];
    (void)snprintf(condition, sizeof(condition), "source=job:count-up:tens state=%s", state);
    assert_ok(task_list(&b->chief, text_of(condition), 1000, 0, arena, &b->report, &tasks, &count, &total));
    assert_int_equal(count, total);
    assert_true(count == 0 || (tasks[0].household_no >= 10 && text_is(tasks[0].words, "十の倍数です")));
    arena_free(arena);
    return total;
}

/* Findings become tasks when a run ends; a run that does not find them again closes them, with its name. */
static void test_tasks(void **state)
{
    struct bench *b = *state;
    assert_int_equal(run(b, true, false, NULL), ERR_FINDINGS);
    assert_int_equal(tasks_in(b, "any"), 0); /* a dry run leaves nothing */
    assert_int_equal(run(b, false, false, NULL), ERR_FINDINGS);
    assert_int_equal(tasks_in(b, "open"), UNITS / 10);
    assert_int_equal(run(b, false, false, "red"), ERR_FINDINGS); /* anew: the same findings, the same tasks */
    assert_int_equal(tasks_in(b, "any"), UNITS / 10);
    counting.finds_nothing = true;
    assert_int_equal(run(b, false, false, "green"), ERR_NONE);
    assert_int_equal(tasks_in(b, "open"), 0);
    assert_int_equal(tasks_in(b, "done"), UNITS / 10);
    counting.finds_nothing = false;
    assert_int_equal(run(b, false, false, "black"), ERR_FINDINGS);
    assert_int_equal(tasks_in(b, "open"), UNITS / 10);
}

static enum err run_again(struct bench *b, int64_t of, bool dry_run, bool resume)
{
    struct job_request request = {.findings_of = of, .dry_run = dry_run, .resume = resume, .is_quiet = true};
    enum err e = job_start(&b->clerk, &job_count_up, &request, b->out, &b->report);
    report_clear(&b->report);
    return e;
}

/* OP-19, expectation 26: only the units with findings are worked again; what no longer holds is closed by that run,
 * what still holds stays; it goes on after it was stopped with the same units, and nothing else takes its place. */
static void test_findings_again(void **state)
{
    struct bench *b = *state;
    int64_t of;
    assert_int_equal(run_again(b, 1, false, false), ERR_INPUT); /* there is no such run */
    assert_int_equal(run(b, false, false, NULL), ERR_FINDINGS);
    assert_int_equal(run_again(b, 1, false, false), ERR_INPUT); /* not decided yet */
    assert_int_equal(decide(b, &b->chief), ERR_NONE);
    assert_int_equal(tasks_in(b, "open"), 100);

    counting.half_is_mended = true;
    assert_int_equal(run_again(b, 1, true, false), ERR_FINDINGS);
    assert_int_equal(counting.written, 100);
    assert_int_equal(newest(b).run_no, 1); /* a dry run leaves nothing */
    assert_int_equal(tasks_in(b, "open"), 100);

    counting.fail_at = 500; /* stops in the fifth chunk of ten */
    assert_int_equal(run_again(b, 1, false, false), ERR_WORLD);
    assert_int_equal(newest(b).checkpoint, 400);
    counting.fail_at = 0;
    assert_int_equal(run_again(b, 1, false, true), ERR_FINDINGS);
    assert_int_equal(counting.written, 60);
    struct run_record r = newest(b);
    assert_int_equal(r.run_no, 2);
    assert_int_equal(r.units_done, 100);
    assert_int_equal(r.findings, 50);
    assert_ok(batch_findings_of(b->clerk.store, 2, &b->report, &of));
    assert_int_equal(of, 1);
    assert_int_equal(tasks_in(b, "open"), 50);
    assert_int_equal(tasks_in(b, "done"), 50);
    assert_int_equal(decide(b, &b->chief), ERR_NONE);

    /* A full run that waits is not replaced by one that works less. */
    counting.half_is_mended = false;
    assert_int_equal(run(b, false, false, NULL), ERR_FINDINGS);
    assert_int_equal(run_again(b, 2, false, false), ERR_INPUT);
    assert_int_equal(newest(b).run_no, 3);
    assert_int_equal(decide(b, &b->chief), ERR_NONE);
    assert_int_equal(run_again(b, 2, false, false), ERR_FINDINGS); /* of a run that followed another: 50 units */
    assert_int_equal(newest(b).units_done, 50);
    assert_int_equal(tasks_in(b, "any"), 100);
}

static enum err check_of(struct bench *b, const struct job *second)
{
    const struct job *list[] = {&job_count_up, second};
    enum err e = jobs_check(list, COUNT_OF(list), &b->report);
    report_clear(&b->report);
    return e;
}

/* A job that declares no permission, no approver's permission, a name twice, or nobody who goes on: starts not. */
static void test_declarations(void **state)
{
    struct bench *b = *state;
    struct job other = job_count_up;
    other.name = "other";
    assert_int_equal(check_of(b, &other), ERR_NONE);
    other.run_permission = PERM_NONE;
    assert_int_equal(check_of(b, &other), ERR_INPUT);
    other.run_permission = PERM_PREMIUM_RUN;
    other.approve_permission = PERM_NONE;
    assert_int_equal(check_of(b, &other), ERR_INPUT);
    other.approve_permission = PERM_PREMIUM_APPROVE;
    other.findings_by = "nobody";
    assert_int_equal(check_of(b, &other), ERR_INPUT);
    other.findings_by = NULL;
    assert_int_equal(check_of(b, &other), ERR_NONE);
    other.name = "count-up";
    assert_int_equal(check_of(b, &other), ERR_INPUT);
}

/* A dry run writes no row at all; its findings stand on the console in words, not as codes. */
static void test_dry_run(void **state)
{
    struct bench *b = *state;
    struct arena *arena = arena_new("試験", 1 << 20);
    struct run_record *runs;
    size_t count;
    assert_int_equal(run(b, true, false, NULL), ERR_FINDINGS);
    assert_int_equal(counting.written, UNITS);
    assert_ok(batch_runs(b->clerk.store, NULL, 0, arena, &b->report, &runs, &count));
    assert_int_equal(count, 0);
    const char *out = printed(b);
    assert_non_null(strstr(out, "確認: 十の倍数  数 10  十の倍数です"));
    assert_null(strstr(out, "tens"));
    arena_free(arena);
}

/* A failure in the middle: the rows before stay, the run goes on behind them with --resume. */
static void test_failure(void **state)
{
    struct bench *b = *state;
    counting.fail_at = 505;
    assert_int_equal(run(b, false, false, NULL), ERR_WORLD);
    struct run_record r = newest(b);
    assert_int_equal(r.state, RUN_RUNNING);
    assert_int_equal(r.checkpoint, 500);
    assert_int_equal(r.result, ERR_WORLD);
    assert_int_equal(decide(b, &b->chief), ERR_INPUT); /* not finished */
    counting.fail_at = 0;
    assert_int_equal(run(b, false, true, NULL), ERR_FINDINGS);
    assert_int_equal(counting.written, 500);
    r = newest(b);
    assert_int_equal(r.units_done, UNITS);
    assert_int_equal(r.findings, UNITS / 10);
    assert_int_equal(r.run_no, 1);
}

/* A unit that trips an assertion ends the process, is left out next time, and becomes a finding. */
static void test_unit_stops(void **state)
{
    struct bench *b = *state;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct session s;
        counting.stop_at = 777;
        if (freopen("/dev/null", "w", stderr) == NULL) {
            _exit(99);
        }
        open_session(b, "fuka1", &s);
        (void)snprintf(s.folder.path, sizeof(s.folder.path), "%s", b->clerk.folder.path);
        struct job_request request = {.year = 2026, .is_quiet = true};
        _exit((int)job_start(&s, &job_count_up, &request, b->out, &b->report));
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
    counting.stop_at = 777; /* still so: without the note it would stop again */
    assert_int_equal(run(b, false, true, NULL), ERR_FINDINGS);
    struct run_record r = newest(b);
    assert_int_equal(r.state, RUN_PROPOSED);
    struct arena *arena = arena_new("試験", 1 << 20);
    struct finding_count *counts;
    size_t count;
    assert_ok(batch_finding_counts(b->clerk.store, r.run_no, arena, &b->report, &counts, &count));
    assert_int_equal(count, 2);
    assert_true(text_is(counts[1].code, "unit_stopped"));
    assert_int_equal(counts[1].count, 1);
    assert_string_equal(batch_finding_label(counts[0].code), "十の倍数");
    assert_string_equal(batch_finding_label(counts[1].code), "計算が途中で止まりました");
    assert_string_equal(batch_finding_label(text_of("of_an_older_version")), "そのほかの確認事項");
    arena_free(arena);
}

/* OP-17: what differs from the last decided run is shown; a run that goes on refuses other conditions. */
static void test_conditions(void **state)
{
    struct bench *b = *state;
    assert_int_equal(run(b, false, false, "red"), ERR_FINDINGS);
    assert_true(ran_with(b, "red")); /* whoever looks at it later sees them, too */
    assert_int_equal(decide(b, &b->chief), ERR_NONE);
    (void)printed(b);
    assert_int_equal(run(b, false, false, NULL), ERR_FINDINGS);
    assert_non_null(strstr(printed(b), "＊ 色: red → blue"));
    assert_true(ran_with(b, "blue"));
    assert_int_equal(decide(b, &b->chief), ERR_NONE);
    assert_int_equal(run(b, false, false, "blue"), ERR_FINDINGS);
    assert_non_null(strstr(printed(b), "との違い:\n  なし"));
}

/* A condition that cannot be leaves no run that somebody would have to go on with. */
static void test_refused(void **state)
{
    struct bench *b = *state;
    counting.refuses = true;
    assert_int_equal(run(b, false, false, "green"), ERR_INPUT);
    counting.refuses = false;
    assert_int_equal(newest(b).state, RUN_WITHDRAWN);
    assert_int_equal(run(b, false, false, NULL), ERR_FINDINGS);
    assert_int_equal(newest(b).state, RUN_PROPOSED);
}

/* Killed and begun anew instead of resumed: the half one is withdrawn. */
static void test_begun_anew(void **state)
{
    struct bench *b = *state;
    counting.fail_at = 505;
    assert_int_equal(run(b, false, false, NULL), ERR_WORLD);
    counting.fail_at = 0;
    assert_int_equal(run(b, false, false, NULL), ERR_FINDINGS);
    assert_int_equal(counting.written, UNITS);
    assert_int_equal(newest(b).run_no, 2);
}

TEST_SQL(gone_rows, false, 0, "SELECT path FROM batch_gone", "SELECT path FROM batch_gone");

static bool waits_to_go(struct bench *b)
{
    struct query *q = fixture_query(b->clerk.store, &gone_rows);
    bool row;
    assert_ok(query_step(q, &b->report, &row));
    query_reset(q);
    return row;
}

/* A proposal keeps its files until its withdrawal is committed; then they are gone, with the folders in theirs. */
static void test_files_go(void **state)
{
    static const char noted[] = "INSERT INTO batch_gone (path) VALUES ('papers')";
    struct bench *b = *state;
    char folder[600], send[700], file[800], letter[700];
    (void)snprintf(folder, sizeof(folder), "%s/papers", b->clerk.folder.path);
    (void)snprintf(send, sizeof(send), "%s/send", folder);
    (void)snprintf(file, sizeof(file), "%s/request.dat", send);
    assert_int_equal(mkdir(folder, 0700), 0);
    assert_int_equal(mkdir(send, 0700), 0);
    FILE *f = fopen(file, "we");
    assert_true(f != NULL && fclose(f) == 0);
    counting.files = folder;
    assert_int_equal(run(b, false, false, NULL), ERR_FINDINGS);
    counting.stays = true;
    assert_int_equal(run(b, false, false, "green"), ERR_WORLD);
    assert_int_equal(newest(b).state, RUN_PROPOSED);
    assert_int_equal(access(file, F_OK), 0);
    counting.stays = false;
    assert_int_equal(run(b, false, false, "green"), ERR_FINDINGS);
    assert_int_equal(access(folder, F_OK), -1);
    assert_int_equal(run(b, false, false, "red"), ERR_FINDINGS); /* gone already: no fault */
    assert_false(waits_to_go(b));
    /* A process that was killed behind the commit: the next start removes what it noted, of whatever job. */
    assert_int_equal(mkdir(folder, 0700), 0);
    (void)snprintf(letter, sizeof(letter), "%s/letter.pdf", folder);
    f = fopen(letter, "we");
    assert_true(f != NULL && fclose(f) == 0);
    fixture_exec(&b->database, noted, noted);
    assert_true(waits_to_go(b));
    counting.files = NULL;
    assert_int_equal(run(b, true, false, "red"), ERR_FINDINGS); /* a trial changes nothing */
    assert_int_equal(access(folder, F_OK), 0);
    assert_int_equal(run(b, false, false, "blue"), ERR_FINDINGS);
    assert_int_equal(access(folder, F_OK), -1);
    assert_false(waits_to_go(b));
}

/* What was recorded just before a run is known to it, and what comes while it runs is later. */
static void test_known(void **state)
{
    struct bench *b = *state;
    for (int i = 0; i < 20; i++) {
        int64_t recorded_at = clock_now_ms();
        assert_int_equal(run(b, false, false, NULL), ERR_FINDINGS);
        assert_true(newest(b).known_at >= recorded_at);
        assert_true(newest(b).known_at < counting.first_at);
    }
}

/* The token of the gate stays a session's own from job to job, until somebody else has gone through. */
static void test_gate(void **state)
{
    struct bench *b = *state;
    assert_int_equal(b->clerk.job_token, 0);
    assert_true(run(b, false, false, NULL) <= ERR_FINDINGS);
    int64_t first = b->clerk.job_token;
    assert_true(first > 0);
    assert_true(run(b, false, false, "green") <= ERR_FINDINGS);
    assert_int_equal(b->clerk.job_token, first);
    assert_true(decide(b, &b->chief) <= ERR_FINDINGS);
    assert_int_equal(b->chief.job_token, first + 1);
    assert_true(run(b, false, false, "green") <= ERR_FINDINGS);
    assert_int_equal(b->clerk.job_token, first + 2);
}

static int syncs; /* of this process, whoever asks for one */

int fdatasync(int fd)
{
    syncs++;
    return (int)syscall(SYS_fdatasync, fd);
}

static enum err nothing(struct job_run *run)
{
    (void)run;
    return ERR_NONE;
}

/* The end of a job waits for the disk, unless whoever started it does so behind it (OP-16). */
static void test_end(void **state)
{
    static const struct job idle = {.name = "count-up", .label = "何もしない", .unit = "数",
                                    .run_permission = PERM_PREMIUM_RUN, .propose = nothing};
    struct bench *b = *state;
    int64_t before = 0;
    for (int i = 0; i < 4; i++) {
        struct job_request request = {.year = 2026, .is_quiet = true, .ends_soon = i % 2 != 0};
        syncs = 0;
        assert_ok(job_start(&b->clerk, &idle, &request, b->out, &b->report));
        struct run_record r = newest(b);
        assert_true(r.run_no > before);
        assert_int_equal(r.state, RUN_APPROVED);
        before = r.run_no;
        if (b->database.kind == STORE_SQLITE && i > 0) { /* the first goes through the gate, too */
            assert_int_equal(syncs > 0, !request.ends_soon);
        }
    }
    syncs = 0; /* what the job itself commits waits in both */
    struct job_request request = {.year = 2026, .is_quiet = true, .ends_soon = true};
    assert_int_equal(job_start(&b->clerk, &job_count_up, &request, b->out, &b->report), ERR_FINDINGS);
    assert_true(b->database.kind != STORE_SQLITE || syncs > 0);
}

/* OP-18: a clerk's own small writes come in between the chunks of a job, and do not wait for its end. */
static void test_clerks_go_on(void **state)
{
    struct bench *b = *state;
    struct fixture *f = &b->database;
    fixture_exec(f, "CREATE TABLE clerk_note (n INTEGER NOT NULL)", "CREATE TABLE clerk_note (n bigint NOT NULL)");
    counting.place = mmap(NULL, sizeof(*counting.place), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(counting.place != MAP_FAILED);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct session s;
        open_session(b, "fuka1", &s);
        (void)snprintf(s.folder.path, sizeof(s.folder.path), "%s", b->clerk.folder.path);
        struct job_request request = {.year = 2026, .is_quiet = true};
        _exit((int)job_start(&s, &job_count_up, &request, b->out, &b->report));
    }
    int status = 0, in_between = 0;
    long before = 0;
    while (waitpid(child, &status, WNOHANG) == 0) {
        fixture_exec(f, "INSERT INTO clerk_note VALUES (1)", "INSERT INTO clerk_note VALUES (1)");
        long now = atomic_load(counting.place);
        in_between += now > before && now < UNITS;
        before = now;
    }
    munmap(counting.place, sizeof(*counting.place));
    counting.place = NULL;
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), ERR_FINDINGS);
    assert_true(in_between >= 3); /* of a hundred chunks, each with its own turn */
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_record, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_tasks, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_findings_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_declarations, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_dry_run, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_failure, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_unit_stops, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_conditions, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_begun_anew, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_files_go, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_known, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_gate, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_end, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_clerks_go_on, set_up, tear_down),
    };
    return fixture_run(argc, argv, "batch", tests, COUNT_OF(tests));
}
