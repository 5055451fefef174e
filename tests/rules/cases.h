/*
 * Reader of the *.cases files that stand beside the rules: one TAP line a row, its reason as the name.
 *
 * A file is a table: the first line without # names the columns, "→" (inputs before, results after) and
 * "# why" end what is read. "-" is: not given, not compared.
 */
#ifndef KOKUHO_TEST_RULES_CASES_H
#define KOKUHO_TEST_RULES_CASES_H

#include "base/date.h"
#include "base/yen.h"

#define COLUMNS_MAX 32

struct row {
    const char *file;
    int line;
    size_t count;
    const char *names[COLUMNS_MAX];
    const char *cells[COLUMNS_MAX];
    char why[300];
    char fault[300]; /* empty = passed */
};

const char *row_cell(const struct row *r, const char *name);
int64_t row_number(const struct row *r, const char *name, int64_t otherwise);
date row_day(const struct row *r, const char *name);
void row_differs(struct row *r, const char *name, int64_t got);
void row_expect(struct row *r, const char *name, int64_t got);
void row_expect_day(struct row *r, const char *name, date got);

struct cases_file {
    const char *file; /* under src/rules */
    void (*run)(struct row *r);
};
/* Runs them all and prints the plan; the number of rows that failed. */
int cases_run(const struct cases_file *files, size_t count);

#endif
