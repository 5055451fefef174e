/* Random households, beside what stands at the edges of the law. */
#ifndef KOKUHO_TEST_RULES_DRAWN_H
#define KOKUHO_TEST_RULES_DRAWN_H

#include "support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

/* Its members and ranges lie in itself: it is not copied. */
struct drawn {
    struct premium_household household;
    struct premium_member members[12];
    struct span spans[12][3];
};

void draw(struct drawn *d, int year, uint64_t *seed);

#endif
