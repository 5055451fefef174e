/* 更正で読む世帯 -- which households a run over the ward has to look at, and which it may pass over. */
#ifndef KOKUHO_PREMIUM_SELECTION_H
#define KOKUHO_PREMIUM_SELECTION_H

#include "premium/checks.h"

struct selection {
    bool is_all;         /* nobody may be passed over */
    const char *why;     /* in words: why all are read, or since when */
    int64_t *households; /* ascending; not those of is_all */
    size_t count;
};
/*
 * For a run of the year with these tables, seeing 40th birthdays up to a day (date_none(): foreseen).
 * Everything lives in the arena.
 */
MUST_CHECK enum err selection_make(struct store *s, fiscal_year fy, const char *parameters,
                                   date care40_not_after, struct arena *arena, struct report *report,
                                   struct selection *ret);
bool selection_has(const struct selection *sel, int64_t household_no);

#endif
