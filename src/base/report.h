/*
 * Words for people: one factual line naming the thing, the value and the place, then a hint.
 *
 * The report belongs to the caller. Inner code adds lines and returns an enum err; only web, batch
 * and kokuho.c print. A report keeps the first `REPORT_LINES_MAX` lines and counts the rest, so
 * hostile input cannot fill memory.
 */
#ifndef KOKUHO_BASE_REPORT_H
#define KOKUHO_BASE_REPORT_H

#include "base/base.h"

#define REPORT_LINES_MAX 100
#define REPORT_LINE_BYTES 512

struct report {
    size_t count; /* all that were added, also those beyond the maximum */
    size_t kept;
    char (*lines)[REPORT_LINE_BYTES]; /* kept lines, UTF-8, never cut inside a character */
};

void report_init(struct report *r);
void report_done(struct report *r);
void report_clear(struct report *r);

/* Adds a line and returns `e`, so that `return report_fail(r, ERR_INPUT, "...")` reads in one go. */
enum err report_fail(struct report *r, enum err e, const char *format, ...) PRINTF_LIKE(3, 4);
void report_add(struct report *r, const char *format, ...) PRINTF_LIKE(2, 3);

/* All kept lines to the stream, then "ほかN件" where more were counted. */
void report_print(const struct report *r, FILE *to);

#endif
