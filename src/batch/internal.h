/* Between the files of batch/ only. */
#ifndef KOKUHO_BATCH_INTERNAL_H
#define KOKUHO_BATCH_INTERNAL_H

#include "batch/batch.h"

/* Findings wait here until the chunk's transaction (or the end of the run) writes them in bulk. */
struct run_pending {
    struct arena *arena;
    struct pending_finding {
        int64_t seq, unit_key, person_no;
        struct text code, words;
    } *findings;
    size_t count, capacity;
    struct arena *parameters; /* of this attempt, in the order they were named */
    struct pending_parameter {
        const char *name, *value;
    } *named;
    size_t named_count, named_capacity;
};
struct run_pending *pending_new(void);
void pending_free(struct run_pending *p);

/* Rows of a run. The writes stand inside the caller's transaction. */
MUST_CHECK enum err run_insert(struct job_run *run);
MUST_CHECK enum err run_find_last(struct session *session, const struct job *job, int32_t year,
                                  struct report *report, bool *ret_found, struct job_run *ret,
                                  enum job_state *ret_state);
MUST_CHECK enum err run_save_checkpoint(struct job_run *run, struct report *report);
MUST_CHECK enum err run_save_state(struct job_run *run, enum job_state state, int64_t proposed_at,
                                   int64_t approved_at, enum err result);
MUST_CHECK enum err run_save_withdrawn(struct job_run *run);
/* What batch_gone() noted: removed behind the commit of the withdrawal, or by the next start. */
MUST_CHECK enum err gone_remove(struct session *session, struct report *report);
/* In a transaction of its own; what goes wrong here must not hide the first cause. */
void run_save_result(struct job_run *run, enum err result);
/* All findings of the run as tasks of the work lists; inside the write transaction that saves its state. */
MUST_CHECK enum err run_sync_tasks(struct job_run *run);
MUST_CHECK enum err run_flush_findings(struct job_run *run, struct report *report);

#define PARAMETER_FINDINGS_OF "findings-of"
/* Parameters: saved with a new run; on an older one compared with what was saved. */
MUST_CHECK enum err run_save_parameters(struct job_run *run);
MUST_CHECK enum err run_check_parameters(struct job_run *run);
/* Reads the settings back into run->values, and which units it works. */
MUST_CHECK enum err run_load_values(struct job_run *run);
/* OP-17: what differs from the last decided run of the job. */
MUST_CHECK enum err run_show_parameters(struct job_run *run);

/* The note a dying worker leaves: DIR/files/<job>-<year>.unit, one unit key a line. */
#define FINDING_UNIT_STOPPED "unit_stopped" /* a unit that tripped an assertion: of any job (crash.c) */
bool skip_list_has(const struct skip_list *list, int64_t unit_key);
void crash_note_arm(const struct job_run *run);
void crash_note_disarm(void);
/* Takes the notes over into batch_skip and the findings, fills run->skips. */
MUST_CHECK enum err crash_note_take(struct job_run *run);

/* Of a run that works findings again: its units, and whose findings they are. */
MUST_CHECK enum err again_load(struct job_run *run);
/* What was asked for: a decided run of the year, of a job with such units. Sets a year left open. */
MUST_CHECK enum err again_begin(struct job_run *run, bool year_is_open);
/* A run that waits or was killed must not go because of one that works less than it. */
MUST_CHECK enum err again_after(struct job_run *run, struct job_run *last, enum job_state state);

struct progress;
struct progress *progress_start(const struct job_run *run);
void progress_move(struct progress *p, int64_t done, int64_t total);
void progress_stop(struct progress *p, int64_t done, int64_t total);

#endif
