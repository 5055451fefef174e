/* Steps of a derivation that may be absent: `t` NULL makes none. */
#ifndef KOKUHO_RULES_STEP_H
#define KOKUHO_RULES_STEP_H

#include "rules/common/number.h"

#define TERM static struct trace_term

static inline trace_id step_fact(struct trace *t, struct trace_term *term, int32_t who, int64_t value)
{
    return t == NULL ? 0 : trace_fact(t, term, who, value);
}
static inline trace_id step_param(struct trace *t, struct trace_term *term, const struct law_number *n)
{
    return t == NULL ? 0 : trace_param(t, term, n->value, &n->source);
}
static inline trace_id step_made(struct trace *t, struct trace_term *term, int32_t who, int64_t value,
                                 trace_id a, trace_id b)
{
    return t == NULL ? 0 : trace_made(t, term, who, value, a, b, 0, 0);
}
static inline trace_id step_tested(struct trace *t, struct trace_term *term, int32_t who, int64_t value,
                                   bool applied, trace_id a, trace_id b)
{
    return t == NULL ? 0 : trace_tested(t, term, who, value, applied, a, b, 0, 0);
}

#endif
