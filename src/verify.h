/*
 * kokuho verify -- every invariant of data and money, and a digest of every table that says something.
 */
#ifndef KOKUHO_VERIFY_H
#define KOKUHO_VERIFY_H

#include "ops/ops.h"

extern const struct command command_verify;

#endif
