/* 分納計画 -- the days and amounts of a promise, computed; inner header of arrears/. No store, no clock. */
#ifndef KOKUHO_ARREARS_PLAN_H
#define KOKUHO_ARREARS_PLAN_H

#include "arrears/arrears.h"

enum plan_rhythm { PLAN_SAME_DAY = 1, PLAN_MONTH_END };

struct plan_charge {
    date due;
    yen amount, unpaid;              /* as charged; what is left of it */
    const struct late_payment *paid; /* of the principal, before the plan */
    size_t paid_count;
    const struct late_waiver *waivers;
    size_t waiver_count;
    bool bears_late_charge; /* it may be claimed */
    yen late_paid;          /* of it, already */
    struct late_terms terms;
};
struct plan_facts {
    const struct plan_charge *charges; /* oldest due day first */
    size_t charge_count;
    date first;
    enum plan_rhythm rhythm;
    yen amount; /* of a payment; 0 = by `count` */
    int count;  /* of payments of the principal; 0 = by `amount` */
    yen unit;   /* with `count` */
    bool odd_first;
    unsigned bonus_months; /* bits 1 to 12; with `amount` */
    yen bonus;             /* more in those months */
};
#define PLAN_STEPS_MAX 240
/* What a payment of the plan pays: for the table of the paper. */
struct plan_part {
    int seq;
    size_t charge; /* index */
    yen amount;
};
struct plan_result {
    struct plan_step *steps;
    size_t step_count;
    struct plan_part *parts; /* of principals */
    size_t part_count;
    yen *late; /* of each charge, on the day it is complete by the plan */
    yen principal, late_charge;
    int missing_year; /* no rate of that calendar year: not computed; 0 = whole */
};
/* False: more than PLAN_STEPS_MAX payments, or nothing to pay. */
bool plan_make(const struct late_law *law, const struct plan_facts *f, struct arena *arena,
               struct plan_result *ret);

#endif
