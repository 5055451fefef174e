/* 給付の制限の変更 -- what the change kinds share; inner header of restriction/. */
#ifndef KOKUHO_RESTRICTION_KINDS_H
#define KOKUHO_RESTRICTION_KINDS_H

#include "restriction/book.h"

extern const struct change_code restriction_ends[], restriction_outcomes[], restriction_circumstances[],
    restriction_medicals[];

const char *restriction_day(struct arena *arena, date d); /* 令和8年7月1日; 「なし」 */
const char *restriction_yen(struct arena *arena, yen amount);

/* What a step is checked against: the facts of its day, and how far the measure has come. */
struct step_base {
    struct restriction_facts facts;
    const struct restriction_step *before; /* the newest of its case; NULL = a new case */
    enum restriction_move move;
    date on;
};
MUST_CHECK enum err step_base_of(struct change_call *call, enum restriction_measure measure,
                                 struct step_base *ret);
/* STOP: the order of the steps, days that run backwards, days to come. */
void step_check_order(struct change_call *call, const struct step_base *base);
/* STOP unless he is the head of a household with somebody the measure would reach. */
void step_check_household(struct change_call *call, const struct step_base *base);
/* Inside apply(): ERR_INPUT when what was checked has changed; else adds the step. */
MUST_CHECK enum err step_write(struct change_call *call, const struct step_base *base,
                               struct restriction_step *step);

#endif
