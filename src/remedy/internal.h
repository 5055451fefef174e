/* What the job writes and the list reads. */
#ifndef KOKUHO_REMEDY_INTERNAL_H
#define KOKUHO_REMEDY_INTERNAL_H

#include "premium/premium.h"
#include "remedy/remedy.h"

enum remedy_state { /* of a line, stored */
                    REMEDY_INCREASE = 1,
                    REMEDY_DECREASE,
                    REMEDY_LATE,    /* the limit has passed: `words` */
                    REMEDY_REFUSED, /* facts contradict each other, or a proposal waits: `words` */
                    REMEDY_REFUND,  /* of year 0: all that its payer would be given back, with interest */
                    REMEDY_STATES
};
extern const char *const remedy_state_labels[REMEDY_STATES];

struct remedy_line {
    int32_t year; /* 0 with REMEDY_REFUND */
    int64_t household_no, payer_no;
    enum remedy_state state;
    yen before, after; /* of the year */
    yen refund;        /* paid beyond what is right */
    yen interest;      /* 還付加算金, of REMEDY_REFUND alone */
    const char *words; /* why not, or that the sum stays; "" = it can be decided */
};

#endif
