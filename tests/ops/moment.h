/* The next moment of the clock: what is recorded then is later than all before it. */
#ifndef KOKUHO_TESTS_OPS_MOMENT_H
#define KOKUHO_TESTS_OPS_MOMENT_H

#include "ops/ops.h"

static inline int64_t next_moment(void)
{
    const int64_t before = clock_now_ms();
    int64_t now = before;
    while (now <= before) {
        now = clock_now_ms();
    }
    return now;
}

#endif
