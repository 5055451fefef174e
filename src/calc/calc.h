/*
 * 試算 -- `kokuho calc NAME`: pure calculators, a request in, an answer out (contracts 4); no data folder, no
 * clock, no side effects.
 *
 * A capability declares its calculations; kokuho.c registers them; the command, the two ways of asking
 * (one request, or one a line) and the limits of what comes from outside are the same for all.
 */
#ifndef KOKUHO_CALC_CALC_H
#define KOKUHO_CALC_CALC_H

#include "base/report.h"

struct command;

struct calculation {
    const char *name;    /* the word after `kokuho calc` */
    const char *summary; /* 保険料（contracts 4.1） */
    void *(*open)(const char *params_dir);
    void (*close)(void *calculator);
    /* One request, one answer; nothing is written unless the answer is whole. */
    enum err (*answer)(void *calculator, const char *bytes, size_t len, struct report *report,
                       FILE *out);
};

/* All of them, registered by the program. */
extern const struct calculation *const calculations[];
extern const size_t calculation_count;

/* The whole of `in` is one request; or one request a line, with {"error":"..."} for what is refused. */
MUST_CHECK enum err calculation_file(const struct calculation *what, void *calculator, FILE *in,
                                     FILE *out, struct report *report);
MUST_CHECK enum err calculation_lines(const struct calculation *what, void *calculator, FILE *in,
                                      FILE *out, struct report *report);

extern const struct command command_calc;

#endif
