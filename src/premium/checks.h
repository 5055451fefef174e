/*
 * 決議前の確認 -- what a person looks at before the year is decided (LV-27, LV-60), and the differences a
 * dry run reports (NX-03).
 */
#ifndef KOKUHO_PREMIUM_CHECKS_H
#define KOKUHO_PREMIUM_CHECKS_H

#include "base/hash.h"
#include "premium/gather.h"

struct last_year_row {
    int64_t household_no, payer_no;
    yen total;
};

struct checks {
    struct job_run *run;
    struct last_year_row *last; /* in order of household, payer */
    size_t last_count;
    int64_t outlier_percent, band_percent;
    yen outlier_yen;
    int64_t household_count_last_year;
    yen part_last_year[LEVY_PARTS];
};
MUST_CHECK enum err checks_open(struct checks *c, struct job_run *run, struct store *s,
                                int64_t known_at, struct arena *arena, const char *outlier_percent,
                                const char *outlier_yen, const char *band_percent);
/* The words of every code that assessment raises, here and in the jobs. */
const char *checks_finding_label(struct text code);
/* In the writer, household by household. */
MUST_CHECK enum err checks_unit(struct checks *c, const struct household_unit *u,
                                struct report *report);
/* Totals of the run (or of the dry run) against the band around last year's. */
struct differences;
MUST_CHECK enum err checks_totals(struct checks *c, const struct differences *dry);
yen checks_last_total(const struct checks *c, int64_t household_no, bool *ret_known);

/* What a version says of itself by the run that decided it. */
struct decided_run {
    int64_t run_no, kind, known_at, approved_at;
    date care40_not_after;
    bool has_parameters, has_program; /* those of now */
    bool is_whole, is_complete; /* it looked at every household; at all it had to (selection.c) */
};
struct decided_runs {
    struct decided_run *rows; /* by number and kind */
    size_t count, capacity, last;
};
MUST_CHECK enum err decided_runs_load(struct store *s, int32_t year, const char *parameters,
                                      struct arena *arena, struct report *report, struct decided_runs *ret);

/* One decided version in short, for comparison. */
struct decided_short {
    int64_t household_no, payer_no;
    int32_t version;
    yen total, part[LEVY_PARTS];
    unsigned char facts_hash[FACTS_HASH_BYTES];
    bool has_parameters; /* the tables of now */
    int64_t run_no;
    int64_t known_at;    /* of the run that decided it, as the next */
    date care40_not_after;
};
struct decided_list {
    struct decided_short *items; /* latest of each payer, in order of household, payer */
    size_t count;
    bool is_decided; /* some run of the year is (not told of one household alone) */
};
MUST_CHECK enum err decided_load(struct store *s, int32_t year, const char *parameters,
                                 struct arena *arena, struct report *report,
                                 struct decided_list *ret);
/* Of these households only, ascending. */
MUST_CHECK enum err decided_load_some(struct store *s, int32_t year, const char *parameters,
                                      const int64_t *households, size_t count, struct arena *arena,
                                      struct report *report, struct decided_list *ret);
/* Of one household whose versions were read already. */
struct household_versions;
void decided_of_versions(const struct household_versions *versions, const char *parameters,
                         struct arena *arena, struct decided_list *ret);
/* First of the household, or the place where it would stand. */
size_t decided_find(const struct decided_list *list, int64_t household_no);

enum difference_cause { CAUSE_FACTS, CAUSE_PARAMETERS, CAUSE_PROGRAM, CAUSE_NEW, CAUSE_LAST_YEAR, CAUSES };
struct differences {
    struct job_run *run;
    struct decided_list decided;
    const struct checks *checks;
    int64_t listed, list_max;
    int64_t households[CAUSES];
    yen change[CAUSES];
    yen part[LEVY_PARTS]; /* totals of the dry run */
    int64_t same;
};
MUST_CHECK enum err differences_open(struct differences *d, struct job_run *run,
                                     const char *parameters, const char *list_max,
                                     const struct checks *checks, struct arena *arena);
MUST_CHECK enum err differences_add(struct differences *d, const struct assessed *now,
                                    struct report *report);
MUST_CHECK enum err differences_show(struct differences *d);

/* Sum over (household, payer, version, facts, derivation): two proposals that say the same are equal. */
void assessment_digest_add(struct row_digest *sum, const struct assessment_row *row);
/*
 * For `compare` of a job: the waiting run as a quiet dry run from the beginning, and whether the digest
 * of what it would propose now differs from what waits.
 */
struct job_run assessment_rehearsal(const struct job_run *waiting);
MUST_CHECK enum err assessment_compare(const struct job_run *waiting, const struct row_digest *now,
                                       bool *ret_changed);
MUST_CHECK enum err assessment_digest_of_run(struct store *s, int32_t year, int64_t run_no,
                                             struct report *report, struct row_digest *ret);

#endif
