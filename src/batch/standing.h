/* 片付いていない単位 -- units that earlier runs could not bring to an end. */
#ifndef KOKUHO_BATCH_STANDING_H
#define KOKUHO_BATCH_STANDING_H

#include "batch/batch.h"

#define STANDING_CODES 3

/*
 * Units at which runs of the year from `from_run` on stopped, or of which they had one of these findings;
 * ascending. Whether a run was decided makes no difference.
 */
MUST_CHECK enum err batch_standing_units(struct store *s, int32_t year, int64_t from_run,
                                         const char *const codes[STANDING_CODES], struct arena *arena,
                                         struct report *report, int64_t **ret, size_t *ret_count);

#endif
