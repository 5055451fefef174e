/* 特別徴収の状況 -- the states of heads by year, with two times. Inner header of withholding/. */
#ifndef KOKUHO_WITHHOLDING_STATE_H
#define KOKUHO_WITHHOLDING_STATE_H

#include "withholding/withholding.h"

/* What stands of everybody of a year, by household and head. */
MUST_CHECK enum err states_of_year(struct store *s, int32_t year, struct arena *arena,
                                   struct report *report, struct withholding_look **ret, size_t *ret_count);

/* What stands of a pensioner in a year; state 0 = he was neither judged nor asked for. */
MUST_CHECK enum err state_of_pensioner(struct store *s, int32_t year, int64_t pensioner_no,
                                       struct arena *arena, struct report *report,
                                       struct withholding_look *ret);

struct state_cause {
    const char *kind; /* "withholding-candidates" */
    int64_t no;
    int64_t recorded_at;
};
/*
 * In an open write transaction: from `to->from` on `to` stands in the place of what stood (`was`, NULL =
 * nothing); until then what stood goes on having been so.
 */
MUST_CHECK enum err state_put(struct store *s, const struct withholding_look *was,
                              const struct withholding_look *to, const struct state_cause *cause,
                              struct report *report);
/* What stood ends on that day, and nothing stands in its place: he is not the head any more. */
MUST_CHECK enum err state_end(struct store *s, const struct withholding_look *was, date on,
                              const struct state_cause *cause, struct report *report);

#endif
