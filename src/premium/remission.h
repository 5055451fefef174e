/* 減免 (法77条) as decided: rows of premium_remission for the facts, and the screens. */
#ifndef KOKUHO_PREMIUM_REMISSION_H
#define KOKUHO_PREMIUM_REMISSION_H

#include "premium/facts.h"

/* Into a table of facts, as known at a moment: of everybody, or of some households. */
MUST_CHECK enum err remissions_load(struct fact_table *t, struct store *s, fiscal_year fy, int64_t known_at,
                                    struct report *report);
MUST_CHECK enum err remissions_load_households(struct fact_table *t, struct store *s, fiscal_year fy,
                                               int64_t known_at, const int64_t *households, size_t count,
                                               struct report *report);
/* "5=3000 6=3000" (full-width signs and commas too): instalments from 1. False with words that say what. */
bool remission_instalments_parse(struct text typed, yen ret[INSTALMENTS_MAX], const char **ret_words);

#endif
