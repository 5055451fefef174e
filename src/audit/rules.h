/* Parameters of the nightly look: thresholds, working hours, retention. */
#ifndef KOKUHO_AUDIT_RULES_H
#define KOKUHO_AUDIT_RULES_H

#include "audit/internal.h"

struct audit_limits {
    int64_t persons_per_hour, searches_in_a_row, wide_search, failed_logins, logins_per_day, refusals,
        refusal_minutes, simultaneous_minutes, review_days;
    int64_t open_minute, close_minute; /* of the day in Japan; equal = closed all day */
};
MUST_CHECK enum err audit_limits_read(const struct data_folder *folder, date day, struct report *report,
                                      struct audit_limits *ret);

/* From the first to the last record of a period in a stream; in between may be others, when a clock was
 * set. */
struct audit_span {
    int64_t stream_no, first, last;
};
MUST_CHECK enum err audit_spans(struct store *s, struct arena *arena, int64_t from, int64_t until,
                                struct report *report, struct audit_span **ret, size_t *ret_count);

#endif
