/* 一斉更新 -- the papers that a run is to make; inner header. */
#ifndef KOKUHO_CERTIFICATE_RENEWAL_H
#define KOKUHO_CERTIFICATE_RENEWAL_H

#include "certificate/rejudge.h"
#include "dispatch/run.h"

/* A paper to be made. */
struct wanted {
    int64_t addressee_no, household_no, sequence;
    enum certificate_type type;
    const struct certificate_paper *before; /* NULL = none */
    bool is_check;                          /* `before` is valid: wanted when it is judged otherwise */
    bool is_unjudged;                       /* of is_check: its household cannot be judged */
    struct rejudged rejudged;               /* of is_check */
    struct certificate_paper paper;         /* filled by the worker */
};
struct renewing {
    struct job_run *run;
    struct arena *arena;
    struct judge_laws laws;
    struct page_words words;
    date from, issued_on;
    struct certificate_paper *papers;
    size_t paper_count;
    struct wanted *all;
    size_t count, capacity, insured, covered;
    bool is_rejudging;
};
/* Fills `all`: who is insured on the day and holds no paper for it, and whose valid paper is judged
 * otherwise, household by household. */
MUST_CHECK enum err renewal_gather(struct renewing *n);

#endif
