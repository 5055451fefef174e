/*
 * 日割りの積み上げ -- stretches of days that bear interest, joined where nothing changes.
 */
#ifndef KOKUHO_RULES_INTEREST_H
#define KOKUHO_RULES_INTEREST_H

#include "rules/collection/collection.h"

struct accrual {
    struct arena *arena;
    struct interest_segment *segments;
    size_t count, capacity;
};

/* Adds [from, until), after everything added before; joined to the last one when base and rate are its. */
void accrual_add(struct accrual *a, struct span span, yen base, int64_t year_rate,
                 bool is_lowered, const struct trace_source *rate_source);

/* Yen of every segment; the sum of the cut ones, or (is_cut false) the sum cut once. */
yen accrual_close(struct accrual *a, bool is_cut);

/* The steps of the segments: base (already a step), days, rate, yen; returns the step of the sum. */
trace_id accrual_trace(const struct accrual *a, struct trace *t, const trace_id *bases, yen raw);

/* Nil under the minimum, else cut to the unit; once, on the sum. */
yen interest_cut(yen raw, const struct law_number *minimum, const struct law_number *unit,
                 struct trace *t, trace_id raw_id, struct trace_term *term_amount);

#endif
