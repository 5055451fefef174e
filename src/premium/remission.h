/* 減免 (法77条) as decided: rows of premium_remission for the facts, and the screens. */
#ifndef KOKUHO_PREMIUM_REMISSION_H
#define KOKUHO_PREMIUM_REMISSION_H

#include "casework/casework.h"
#include "premium/facts.h"

/* Into a table of facts, as known at a moment: of everybody, or of some households. */
MUST_CHECK enum err remissions_load(struct fact_table *t, struct store *s, fiscal_year fy, int64_t known_at,
                                    struct report *report);
MUST_CHECK enum err remissions_load_households(struct fact_table *t, struct store *s, fiscal_year fy,
                                               int64_t known_at, const int64_t *households, size_t count,
                                               struct report *report);
/* "5=3000 6=3000" (full-width signs and commas too): instalments from 1. False with words that say what. */
/* Shared by 受付 and 決定: the grounds, the first values of the form, year, day and payer as typed. */
extern const struct change_code remission_grounds[];
MUST_CHECK enum err remission_begin(struct change_call *call);
MUST_CHECK enum err remission_check_of(struct change_call *call);
bool remission_instalments_parse(struct text typed, yen ret[INSTALMENTS_MAX], const char **ret_words);

#endif
