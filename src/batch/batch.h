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
    RUN_APPROVED,
    RUN_WITHDRAWN, /* replaced by a newer proposal */
};

struct job_run {
    const struct job *job;
    struct session *session;
    int64_t run_no;
    int32_t year;
    date business_date;
    bool dry_run, resume;
    enum job_phase phase;
    int64_t known_at;    /* ms UTC: facts recorded up to here are used; fixed when the run began */
    int64_t checkpoint;  /* units up to this key are written; INT64_MIN = none */
    int64_t findings;
    int64_t units_done, units_total;
    FILE *out;
    struct report *report;
    void *state; /* the job's own */
};

struct job {
    const char *name;   /* "premium-annual" */
    const char *label;  /* "当初賦課" */
    const char *unit;   /* "世帯" */
    enum permission run_permission, approve_permission;
    bool needs_approval;
    /* Proposes: ERR_NONE, ERR_FINDINGS, or a failure. Uses batch_work() for the bulk. */
    enum err (*propose)(struct job_run *run);
    enum err (*approve)(struct job_run *run);
    /* Prints totals and findings of a run for `job show`. */
    enum err (*show)(struct job_run *run);
};

/* Registered by kokuho.c. */
extern const struct job *const jobs[];
extern const size_t job_count;
const struct job *job_find(struct text name);

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
    void *context;
    /* Reader thread, in key order, beginning behind run->checkpoint. */
    enum err (*read)(void *context, struct chunk *c, struct report *report);
    /* Worker threads, any order; `scratch` is reset before each call. */
    enum err (*compute)(void *context, struct chunk *c, struct arena *scratch, struct report *report);
    /* Writer, in key order, inside a write transaction that also saves the checkpoint; NULL in a dry run. */
    enum err (*write)(void *context, struct chunk *c, struct store *s, struct report *report);
};
MUST_CHECK enum err batch_work(struct job_run *run, const struct work *work);

/* A finding of a unit, stored with the run (code, unit key, person, Japanese words). */
MUST_CHECK enum err batch_finding(struct job_run *run, const char *code, int64_t unit_key,
                                  int64_t person_no, const char *words, struct report *report);

/* kokuho job ... */
extern const struct command command_job;

#endif
