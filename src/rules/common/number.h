/*
 * 法令値 -- a number of the law as it stands in a dated table: it does not travel without its row.
 */
#ifndef KOKUHO_RULES_NUMBER_H
#define KOKUHO_RULES_NUMBER_H

#include "base/trace.h"

/* Yen, millionths of a rate, months, days: the unit is that of its table. */
struct law_number {
    int64_t value;
    bool present;
    struct trace_source source;
};

#endif
