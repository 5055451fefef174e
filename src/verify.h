/*
 * kokuho verify -- every invariant of data and money, and a digest of every table that says something.
 */
#ifndef KOKUHO_VERIFY_H
#define KOKUHO_VERIFY_H

#include "ops/ops.h"

extern const struct command command_verify;
/*
 * One line of `broken` for each invariant of data and money that does not hold. ERR_NONE also then. The parts
 * are proved by several threads in one state of the database, and told in their order; outside of a
 * transaction, with a session that may write.
 */
MUST_CHECK enum err verify_findings(const struct session *session, struct report *report,
                                    struct report *broken);

#endif
