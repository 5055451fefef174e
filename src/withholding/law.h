/* 特別徴収の法令値 -- the terms in force on a day; included by withholding.h. */
#ifndef KOKUHO_WITHHOLDING_LAW_H
#define KOKUHO_WITHHOLDING_LAW_H

#include "base/arena.h"
#include "base/report.h"
#include "rules/withholding/withholding.h"

/* Every fault of both tables with file and line, and a name without a row in force on the day: ERR_INPUT. */
MUST_CHECK enum err withholding_terms_load(const char *params_dir, const char *municipality, date day,
                                           struct arena *arena, struct report *report,
                                           struct withholding_terms *ret);

#endif
