/*
 * Households in order, with the facts of their year: the reading half of premium-annual and -monthly.
 */
#ifndef KOKUHO_PREMIUM_GATHER_H
#define KOKUHO_PREMIUM_GATHER_H

#include "premium/assessment.h"

/* A unit of the batch. */
struct household_unit {
    int64_t household_no;
    struct belonging *belongings;
    size_t belonging_count;
    bool is_skipped; /* it tripped an assertion in an earlier attempt */
    /* made by the workers */
    struct household_cases cases;
    struct assessed *assessed; /* one per case, or those that changed */
    size_t assessed_count;
};

struct gathering_run {
    struct job_run *run;
    struct store *store; /* of the reader thread */
    struct fact_table *facts;
    struct case_settings settings;
    struct eligibility_belonging_scan *scan; /* NULL: the belongings are in memory */
    struct arena *arena;
    struct belonging *rows; /* in memory, in the order of the scan */
    size_t row_count, next_row;
    struct belonging held; /* first of the next household */
    bool has_held, is_open;
};

/* Loads the facts of everybody as known at `known_at` and opens the scan behind `after`. */
MUST_CHECK enum err gathering_open(struct gathering_run *g, struct job_run *run,
                                   const struct case_settings *settings, int64_t known_at, int64_t after);
/* The same in two steps: the handle, by which the caller may ask whom to read; then these only (NULL =
 * all). */
MUST_CHECK enum err gathering_begin(struct gathering_run *g, struct job_run *run,
                                    const struct case_settings *settings);
MUST_CHECK enum err gathering_some(struct gathering_run *g, int64_t known_at, int64_t after,
                                   const struct household_list *some);
/* The same with the handle of the session, where no other thread reads: of some only, whose rows are in
 * memory. A handle of its own costs more than reading a few households. */
void gathering_within(struct gathering_run *g, struct job_run *run, const struct case_settings *settings);
void gathering_close(struct gathering_run *g);
/* The next household somebody of which is insured in the year, or that `keep` wants to see. */
typedef bool (*keep_fn)(void *context, int64_t household_no);
MUST_CHECK enum err gathering_next(struct gathering_run *g, keep_fn keep, void *context,
                                   struct arena *arena, struct report *report,
                                   struct household_unit *ret, bool *ret_more);

#endif
