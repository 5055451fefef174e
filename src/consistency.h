/* 情報の突合せ -- the monthly check between the sets of information (FE-05); `kokuho nightly` starts it. */
#ifndef KOKUHO_CONSISTENCY_H
#define KOKUHO_CONSISTENCY_H

#include "batch/batch.h"

extern const struct job job_consistency;

/* A task for each line, once a month; tasks of the source that the lines no longer name are ended. */
MUST_CHECK enum err findings_to_tasks(struct job_run *run, const char *source, const char *label,
                                      const struct report *found, struct arena *arena);

#endif
