/* 滞納整理の帳票 -- what a paper says; inner header of arrears/. */
#ifndef KOKUHO_ARREARS_PAPER_H
#define KOKUHO_ARREARS_PAPER_H

#include "arrears/arrears.h"
#include "letter/letter.h"

#define PLAN_SLIPS_COPY 1 /* of a plan: its slips */

/* What the paper of an act says. `addressed_to`: where it goes. */
struct paper_of {
    struct session *session;
    const struct act *act;
    int copy;
    struct arena *arena;
    struct report *report;
};
MUST_CHECK enum err paper_make(const struct paper_of *of, struct letter *ret, int64_t *ret_heir_no);

#endif
