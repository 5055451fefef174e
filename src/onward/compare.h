/* 住民票への連携の突合 -- what is true beside what was told. Inner header of onward/. */
#ifndef KOKUHO_ONWARD_COMPARE_H
#define KOKUHO_ONWARD_COMPARE_H

#include "onward/onward.h"

/* Days as columns hold them: yyyymmdd, 0 = none. */
struct insurance {
    int64_t addressee_no, acquired_on, lost_on;
    bool is_insured;
};
struct difference {
    int64_t addressee_no;
    bool was_told, is_true; /* false: nothing was told of him; he was never insured */
    struct insurance told, truth;
};
/* All persons who differ on the day, by number. */
MUST_CHECK enum err onward_differences(struct store *s, date today, struct arena *arena,
                                       struct report *report, struct difference **ret, size_t *ret_count);

#endif
