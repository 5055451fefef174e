/*
 * kokuho verify -- every invariant of data and money, and a digest of every table that says something.
 */
#ifndef KOKUHO_VERIFY_H
#define KOKUHO_VERIFY_H

#include "ops/ops.h"

extern const struct command command_verify;
/* One line of `broken` for each invariant of data and money that does not hold. ERR_NONE also then. */
MUST_CHECK enum err verify_findings(struct store *s, struct report *report, struct report *broken);

#endif
