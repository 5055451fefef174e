/*
 * 資格の法令値 -- reasons, ages, classes and periods out of their dated tables; included by eligibility.h.
 */
#ifndef KOKUHO_ELIGIBILITY_LAW_H
#define KOKUHO_ELIGIBILITY_LAW_H

#include "base/arena.h"
#include "base/hash.h"
#include "base/report.h"
#include "rules/eligibility/eligibility.h"

/* params/national/eligibility with the ages and registrations of params/national/premium, and paper.tsv of
 * a municipality. Lives as long as the arena. */
struct eligibility_law;

/* Every fault of every table is listed with file and line; ERR_INPUT. `municipality` NULL: national tables
 * alone. */
MUST_CHECK enum err eligibility_law_load(const char *params_dir, const char *municipality,
                                         struct arena *arena, struct report *report,
                                         const struct eligibility_law **ret);

/* SHA-256 over the hashes of the tables. */
void eligibility_law_digest(const struct eligibility_law *law, char ret[SHA256_HEX]);

/* The numbers in force on a day; ERR_INPUT names the table and the day when a row is missing. */
MUST_CHECK enum err eligibility_terms_on(const struct eligibility_law *law, date day, struct report *report,
                                         struct eligibility_terms *ret);
MUST_CHECK enum err eligibility_copay_on(const struct eligibility_law *law, date day, struct report *report,
                                         struct copay_terms *ret);
MUST_CHECK enum err eligibility_limit_on(const struct eligibility_law *law, date day, struct report *report,
                                         struct limit_terms *ret);
/* A paper type ("confirmation") on the day of its issue; needs a municipality. */
MUST_CHECK enum err eligibility_paper_on(const struct eligibility_law *law, const char *type, date day,
                                         struct report *report, struct paper_terms *ret);

/* 異動事由 by its code on the day of the fact; NULL when there is none. */
const struct eligibility_reason *eligibility_reason_on(const struct eligibility_law *law, const char *code,
                                                       date day);
/* All reasons in force on a day, in the order of the table: for the choices of a form. */
MUST_CHECK enum err eligibility_reasons_on(const struct eligibility_law *law, date day, struct arena *arena,
                                           struct report *report, const struct eligibility_reason ***ret,
                                           size_t *ret_count);

extern const struct calculation calculation_copayment; /* calc/calc.h */

#endif
