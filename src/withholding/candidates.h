/* 対象者判定 -- all that one judgement of a year finds. Inner header of withholding/. */
#ifndef KOKUHO_WITHHOLDING_CANDIDATES_H
#define KOKUHO_WITHHOLDING_CANDIDATES_H

#include "base/hash.h"
#include "withholding/state.h"

/* What is to stand, and what stood (NULL = nothing). */
struct verdict {
    const struct withholding_look *was;
    bool ends; /* he is not the head any more: nothing stands in its place */
    struct withholding_look to;
};
/* For a person: who is asked for and must be stopped, whose amount has changed, who cannot be judged. */
struct verdict_finding {
    const char *code, *words;
    int64_t household_no, payer_no;
};
/* Who is asked for, or pays on from last year, and fits no more. */
struct verdict_stop {
    const struct withholding_look *was;
    const char *words;
};
struct judgement {
    struct store *store;
    const struct withholding_terms *terms;
    int32_t year;
    date on;
    struct arena *arena;
    /* found */
    struct verdict *verdicts; /* by household, what changes */
    size_t verdict_count, verdict_capacity;
    struct verdict_stop *stops;
    size_t stop_count, stop_capacity;
    struct verdict_finding *findings;
    size_t finding_count, finding_capacity;
    int64_t households, without_levy, of_other_age, candidates, excluded, active;
    int64_t barred[WITHHOLDING_BARS]; /* households with each of the reasons, 対象外 only */
    yen amount;                       /* of all candidates, from pensions */
    char digest[SHA256_HEX];          /* of the verdicts and findings */
};
struct judgement_label {
    const char *code, *label;
};
extern const struct judgement_label judgement_labels[]; /* to NULL */

/* As the store says now. */
MUST_CHECK enum err judgement_make(struct judgement *j, struct report *report);

#endif
