/* What the lists of premium/ share: a year, a payer's name, findings of runs. */
#ifndef KOKUHO_PREMIUM_LISTS_H
#define KOKUHO_PREMIUM_LISTS_H

#include "output/output.h"
#include "premium/assessment.h"

/* A person as a list shows him; without a record today everything is empty. */
struct listed_person {
    struct text name, postal_code, address, building;
    bool is_restricted;
};
MUST_CHECK enum err listed_person_find(struct store *s, int64_t addressee_no, struct as_of as_of,
                                       struct arena *arena, struct report *report,
                                       struct listed_person *ret);
/* The year of a condition 年度=2026; ERR_INPUT when it is no single year. */
MUST_CHECK enum err listed_year(const struct output_value *value, struct report *report, int32_t *ret);

#endif
