/*
 * The words every file of the system uses: results of calls, always-on assertions, array length.
 *
 * Three kinds of things go wrong and they never mix:
 *   bug      a state we proved impossible      -> assert() (base/assert), always on, the unit stops
 *   failure  the world refused                 -> enum err, ret_ parameters untouched, words in a report
 *   finding  the case is incomplete or unusual -> a result like any other, shown to a person
 */
#ifndef KOKUHO_BASE_H
#define KOKUHO_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The exit codes of every command (contracts: manners of every command) are the same numbers. */
enum err {
    ERR_NONE = 0,
    ERR_FINDINGS = 1, /* done, and something waits for a person */
    ERR_INPUT = 2,    /* the input or the words of the command were wrong; nothing was changed */
    ERR_WORLD = 3,    /* file, database, network or another operator refused; nothing half done */
};

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* A function whose result must be looked at. */
#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))

/* Always on, also in release builds: a stopped run is repairable, a wrong notice is not. */
_Noreturn void base_bug(const char *file, int line, const char *what);
#undef assert
#define assert(cond) ((cond) ? (void)0 : base_bug(__FILE__, __LINE__, #cond))

/* The unit of work (household number, record number) named when an assertion trips; thread-local. */
void base_bug_context(const char *what, int64_t number);

#include "base/banned.h"

#endif
