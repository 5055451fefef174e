/*
 * 一括処理 -- jobs: declared once, run in chunks by worker threads, killed anywhere, resumed.
 *
 * A job only proposes when its result binds anyone; approval by another operator decides and posts.
 * One reader fills chunks of units in key order, worker threads compute, one writer writes chunks in the
 * same order, each chunk with its checkpoint in one transaction. So whatever was killed goes on behind
 * the last checkpoint and ends in the same rows.
 */
#ifndef KOKUHO_BATCH_H
#define KOKUHO_BATCH_H

#include "ops/ops.h"
#include "store/store.h"

enum job_phase { JOB_PROPOSE, JOB_APPROVE };
enum job_state { /* of a run, in the table batch_run */
    RUN_RUNNING,   /* proposing, or killed while proposing */
    RUN_PROPOSED,  /* waits for approval */
    RUN_APPROVING, /* deciding and posting, or killed while doing so */
    RUN_APPROVED,  /* decided; also a finished job that needs no approval */
    RUN_WITHDRAWN, /* replaced by a newer proposal, or refused before anything was written */
};
const char *job_state_label(enum job_state state); /* 承認待ち */
struct job;
/* The same of a job's run: one that nobody has to approve is 完了. NULL = a job that this program has not. */
const char *job_run_label(const struct job *job, enum job_state state);

#define CHECKPOINT_NONE INT64_MIN
#define JOB_OPTIONS_MAX 8
#define JOB_OPTION_BYTES 64

/* A setting of one run (処理条件): kept with the run, compared with the run before it. */
struct job_option {
    const char *name;    /* "cut-off": given as --cut-off 2026-07-20 */
    const char *label;   /* "期別確定日" */
    const char *initial; /* used when nothing was said; "" = none */
};

struct skip_list {
    size_t count;
    int64_t *keys; /* sorted */
};

struct job_run {
    const struct job *job;
    struct session *session;
    int64_t run_no; /* 0 in a dry run */
    int32_t year;
    date business_date;  /* of the proposal */
    date decided_on;     /* while approving: business date of the session */
    bool dry_run, resume;
    enum job_phase phase;
    int64_t known_at;    /* ms UTC: facts recorded up to here are used; fixed when the run began */
    int64_t checkpoint;  /* units up to this key are written; CHECKPOINT_NONE = none */
    int64_t findings;
    int64_t units_done, units_total; /* total 0 = not known */
    char proposer[33], approver[33];
    char values[JOB_OPTIONS_MAX][JOB_OPTION_BYTES]; /* of job->options, in their order */
    int64_t cases_wanted;   /* `job show --facts N`: so many cases as requests of `kokuho calc` */
    int64_t token;          /* of the gate: this process is the one that runs */
    struct skip_list skips; /* units that tripped an assertion before (batch_unit_begin) */
    int64_t findings_of;    /* only the units with findings or skips of that run; 0 = all (expectation 26) */
    struct skip_list only;  /* these units, sorted */
    char findings_job[41];  /* whose findings they were in the first place: their tasks carry its name */
    bool is_quiet;          /* no progress */
    bool ends_soon;         /* see job_request */
    FILE *out;
    struct report *report;
    void *state;                  /* the job's own */
    struct run_pending *pending;  /* the runner's own: findings not written yet */
};

struct job {
    const char *name;   /* "premium-annual" */
    const char *label;  /* "当初賦課" */
    const char *unit;   /* "世帯" */
    enum permission run_permission, approve_permission;
    bool needs_approval;
    bool unit_is_household; /* unit keys are household numbers: tasks of findings name them */
    bool closes_tasks; /* it looks at every unit: a task of a finding that it finds no more is closed by it */
    bool is_once_a_year; /* an approved run of the year ends it: running again changes nothing */
    /* Its reader leaves out units that batch_unit_wanted() does not want, and with findings_of it looks for
     * findings also where nothing changed: tasks of what no longer holds are closed by such a run. */
    bool works_findings;
    const char *const *passes_over; /* codes of findings it never looks for, up to NULL: their tasks stay */
    /* The words of a code of its findings, as lists and screens show it (declared beside the code); NULL = it
     * raises none such, and batch_finding() does not take it. A job without findings has no such function. */
    const char *(*finding_label)(struct text code);
    const char *findings_by; /* the job that works units with findings of this one again; NULL = none */
    const char *list; /* the list (output) of a run's lines, which asks for 実行番号; NULL = none */
    const struct job_option *options;
    size_t option_count;
    /* Before a run begins: parameters in force and approved, year open ... Registers what it uses with
     * batch_parameter(). A refusal here leaves nothing behind. May be NULL. */
    enum err (*prepare)(struct job_run *run);
    /* Proposes: ERR_NONE, ERR_FINDINGS, or a failure. Uses batch_work() for the bulk. */
    enum err (*propose)(struct job_run *run);
    /* Asked when a proposal of the same year waits already: would proposing again give anything else?
     * Changes nothing. NULL = always propose again. `run` is the waiting one. */
    enum err (*compare)(struct job_run *run, bool *ret_changed);
    /* Deletes what the waiting proposal wrote; inside a write transaction: rows at once, files by
     * batch_gone(). May be NULL. */
    enum err (*withdraw)(struct job_run *run);
    enum err (*approve)(struct job_run *run);
    /* Prints totals and findings of a run for `job show`. */
    enum err (*show)(struct job_run *run);
};

/* Registered by kokuho.c. */
extern const struct job *const jobs[];
extern const size_t job_count;
const struct job *job_find(struct text name);
/* ERR_INPUT with words: a job without a permission, a name twice ... (starts not). */
MUST_CHECK enum err jobs_check(const struct job *const *list, size_t count, struct report *report);

/* What `kokuho job run` and the screens ask for. */
struct job_request {
    int32_t year; /* 0 = fiscal year of the business date, or of the run `findings_of` */
    int64_t findings_of; /* a decided run: only its units with findings or skips are worked; 0 = all */
    bool dry_run, resume, is_quiet;
    /* Whoever starts it waits for the disk behind it: a night, once for all its jobs. What the job itself
     * commits waits as always; an end that is lost with the machine leaves what a kill before it leaves. */
    bool ends_soon;
    const char *values[JOB_OPTIONS_MAX]; /* NULL = as initially */
};
MUST_CHECK enum err job_start(struct session *session, const struct job *job,
                              const struct job_request *request, FILE *out, struct report *report);
/* Decides the proposal of the year: by another operator than the one who proposed it. */
MUST_CHECK enum err job_decide(struct session *session, const struct job *job,
                               const struct job_request *request, FILE *out, struct report *report);

/* ------------------------------------------------------------------------------------ work ---- */

#define CHUNK_UNITS_MAX 1024

struct chunk {
    size_t count;      /* units in it; 0 = end of input */
    int64_t last_key;  /* checkpoint after this chunk */
    void *units;       /* the job's own, kept with the chunk and reused */
    struct arena *arena; /* lives with the chunk, reset before it is filled again */
};

struct work {
    size_t unit_bytes;   /* size of one element of chunk->units */
    size_t chunk_units;  /* at most CHUNK_UNITS_MAX */
    size_t arena_bytes;  /* maximum of a chunk's arena and of the scratch; 0 = 256 MiB */
    void *context;
    /* Reader thread, in key order, beginning behind run->checkpoint. */
    enum err (*read)(void *context, struct chunk *c, struct report *report);
    /* Worker threads, any order; `scratch` is reset before each call. */
    enum err (*compute)(void *context, struct chunk *c, struct arena *scratch, struct report *report);
    /* Writer, in key order, inside a write transaction that also saves the checkpoint. In a dry run
     * there is no transaction and `s` is NULL. */
    enum err (*write)(void *context, struct chunk *c, struct store *s, struct report *report);
};
MUST_CHECK enum err batch_work(struct job_run *run, const struct work *work);

/*
 * Names the unit a worker begins. False: it tripped an assertion in an earlier attempt; leave it out (the
 * runner has recorded the finding). After the last unit of a chunk call batch_unit_end().
 */
bool batch_unit_begin(const struct job_run *run, int64_t unit_key);
void batch_unit_end(void);

/* For readers of a job with works_findings: false = pass over it. Cheap: all are wanted, or a search. */
bool batch_unit_wanted(const struct job_run *run, int64_t unit_key);

/*
 * For jobs that work in steps of their own, without batch_work(): so much is done, and everything up to
 * `checkpoint`. A transaction of its own, in which the run is held; durable with the run's next one.
 */
MUST_CHECK enum err batch_step(struct job_run *run, int64_t checkpoint, int64_t done, int64_t total);

/*
 * For transactions of a job's own: holds the run inside the open write transaction. ERR_WORLD when another
 * process has taken the run over. batch_work() does it for its chunks.
 */
MUST_CHECK enum err batch_hold(struct job_run *run, struct report *report);

/*
 * From withdraw(): this file, or this folder with all in it, goes behind the commit. Until then the proposal
 * may stand again, and needs it. It lies in the data folder; what a kill behind the commit leaves there goes
 * when the next job starts.
 */
MUST_CHECK enum err batch_gone(struct job_run *run, const char *path);

/* A finding of a unit, stored with the run (code, unit key, person, Japanese words). The code has a label. */
MUST_CHECK enum err batch_finding(struct job_run *run, const char *code, int64_t unit_key,
                                  int64_t person_no, const char *words, struct report *report);

/* A setting of the run as a day: `otherwise` when nothing was said; none there: it has to be said. */
MUST_CHECK enum err batch_option_day(const struct job_run *run, int option, date otherwise, date *ret);
/* As a number from `least` on; `otherwise` below it: it has to be said. */
MUST_CHECK enum err batch_option_number(const struct job_run *run, int option, int64_t least,
                                        int64_t otherwise, int64_t *ret);
/* する or しない. */
MUST_CHECK enum err batch_option_yes(const struct job_run *run, int option, bool *ret);

/* A parameter (a table's hash, a setting) this run works with, from prepare(): OP-17. On a resumed or
 * approved run another value than the recorded one is refused in words. */
MUST_CHECK enum err batch_parameter(struct job_run *run, const char *name, const char *value);

/* ----------------------------------------------------------------------------- runs, reading --- */

/* A run as recorded, for lists and the job monitor. */
struct run_record {
    int64_t run_no, known_at, findings, units_done, units_total;
    int64_t started_at, proposed_at, approved_at; /* ms UTC, 0 = not yet */
    int64_t checkpoint;
    char job[41];
    int32_t year;
    enum job_state state;
    date business_date;
    char proposer[33], approver[33], program_version[33], terminal[65];
    int result; /* enum err of the last attempt */
};
/* Newest first; `job` NULL and `year` 0 = any. */
MUST_CHECK enum err batch_runs(struct store *s, const char *job, int32_t year, struct arena *arena,
                               struct report *report, struct run_record **ret, size_t *ret_count);
/* Of a job, those of that business date and later. */
MUST_CHECK enum err batch_runs_from(struct store *s, const char *job, date from, struct arena *arena,
                                    struct report *report, struct run_record **ret, size_t *ret_count);

/* That run with its conditions, to be shown by job->show(): nothing may be begun or raised with it. */
MUST_CHECK enum err batch_recorded(struct session *session, const struct job *job, const struct run_record *r,
                                   FILE *out, struct report *report, struct job_run *ret);

/* The words of a stored code, whichever job raised it. */
const char *batch_finding_label(struct text code);
struct finding_record {
    int64_t seq, unit_key, person_no;
    struct text code, words;
};
/* The run whose findings that run worked again; 0 = it looked at all units. */
MUST_CHECK enum err batch_findings_of(struct store *s, int64_t run_no, struct report *report, int64_t *ret);
/* Findings of a run behind `after`, at most `max`. */
MUST_CHECK enum err batch_findings(struct store *s, int64_t run_no, int64_t after, size_t max,
                                   struct arena *arena, struct report *report,
                                   struct finding_record **ret, size_t *ret_count);
struct finding_count {
    struct text code;
    int64_t count;
};
MUST_CHECK enum err batch_finding_counts(struct store *s, int64_t run_no, struct arena *arena,
                                         struct report *report, struct finding_count **ret,
                                         size_t *ret_count);

/* kokuho job ... */
extern const struct command command_job;

/* What the tables say about a person (開示請求). */
extern const struct store_held batch_held[];
extern const size_t batch_held_count;

#endif
