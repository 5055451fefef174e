/* 住民票への連携の突合 -- what is true beside what was told. Inner header of onward/. */
#ifndef KOKUHO_ONWARD_COMPARE_H
#define KOKUHO_ONWARD_COMPARE_H

#include "onward/onward.h"

#include "batch/last_look.h"

/* Days as columns hold them: yyyymmdd, 0 = none. */
struct insurance {
    int64_t addressee_no, acquired_on, lost_on;
    bool is_insured;
};
struct difference {
    int64_t addressee_no;
    bool was_told, is_true; /* false: nothing was told of him; he was never insured */
    struct insurance told, truth;
};
/*
 * Who differs on the day, by number: of everybody (`since` NULL or not there), or of those who may differ
 * since a look that told everything. What is true of a person follows from his memberships and the day, and
 * what was told is written by a look only: nobody else can differ.
 */
MUST_CHECK enum err onward_differences(struct store *s, date today, const struct last_look *since,
                                       struct arena *arena, struct report *report, struct difference **ret,
                                       size_t *ret_count);

#endif
