/* 前納の取扱い -- what was found out about a head, read with his facts. Inner header of premium/. */
#ifndef KOKUHO_PREMIUM_ADVANCE_H
#define KOKUHO_PREMIUM_ADVANCE_H

#include "premium/facts.h"

enum advance_way {
    ADVANCE_NONE,     /* nothing was said: the tax ledger's place counts */
    ADVANCE_ABROAD,   /* no address in Japan on 1 January: one instalment */
    ADVANCE_IN_JAPAN, /* he had one */
    ADVANCE_ORDINARY, /* none, but ordinary dates for special reasons */
};
MUST_CHECK enum err advance_of(struct store *s, fiscal_year fy, int64_t addressee_no, int64_t known_at,
                               struct report *report, enum advance_way *ret);
/* Of everybody of the year, into a table whose incomes are loaded and indexed. */
MUST_CHECK enum err advances_load(struct fact_table *t, struct store *s, fiscal_year fy, int64_t known_at,
                                  struct report *report);

#endif
