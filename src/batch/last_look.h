/*
 * 前回の点検 -- since when a job that looks at everybody may look at what moved only.
 *
 * The newest run of the job that was done: it saw what had come or been closed up to `known_at`, on the day
 * `day`. Not there: nothing was done yet, or by another program, or the clock or the business date went back.
 * A row that comes later has a later moment, because writers take it while they alone write, and so does a
 * run (batch/start.c).
 */
#ifndef KOKUHO_BATCH_LAST_LOOK_H
#define KOKUHO_BATCH_LAST_LOOK_H

#include "batch/batch.h"

struct last_look {
    bool is_there;
    int64_t known_at;
    date day;
};
/* The newest run of a job that was done, other than one (0: any), by what it knew; NULL: there is none. */
MUST_CHECK enum err batch_newest_done(struct store *s, const char *job, int64_t but_run_no,
                                      struct arena *arena, struct report *report,
                                      const struct run_record **ret);
#define LAST_LOOK_ALWAYS (-1) /* no option is asked */
/* None, too, where the option of the run ("all") wants to look at everybody. */
MUST_CHECK enum err batch_last_look(const struct job_run *run, int option_all, struct arena *arena,
                                    struct last_look *ret);
/* None, either, where that run had another value of a parameter: a digest of tables (batch_parameter()). */
MUST_CHECK enum err batch_last_look_under(const struct job_run *run, int option_all, const char *parameter,
                                          const char *value, struct arena *arena, struct last_look *ret);

#endif
