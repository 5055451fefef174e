/*
 * Moments of the clock. Two things that happen at once may have the same millisecond: a test that asks what was known
 * when, or what came after, takes its moments from here.
 */
#ifndef KOKUHO_TESTS_OPS_MOMENT_H
#define KOKUHO_TESTS_OPS_MOMENT_H

#include "ops/ops.h"

/* What is recorded then is later than all before it. */
static inline int64_t next_moment(void)
{
    clock_pass(clock_now_ms());
    return clock_now_ms();
}

/* All that was recorded is known at it, and nothing that comes. */
static inline int64_t moment_between(void) { return next_moment() - 1; }

#endif
