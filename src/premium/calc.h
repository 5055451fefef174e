/*
 * `kokuho calc premium` -- a request in, an answer out (contracts 4.1 and 5); no data folder, no clock.
 */
#ifndef KOKUHO_PREMIUM_CALC_H
#define KOKUHO_PREMIUM_CALC_H

#include "calc/calc.h"
#include "premium/law_tables.h"

/* What a request says, as facts for the rules. Ids are JSON texts with their quotes. */
struct calc_request {
    fiscal_year year;
    const char *municipality;            /* NULL when absent */
    const struct law_ordinance *rates;   /* NULL when absent */
    bool trace;
    struct premium_household household;
    const char **ids;
};

/*
 * Reads a request into the arena. Every fault is one line with the JSON pointer of its place (or
 * line:column where the text is no JSON); ERR_INPUT.
 */
MUST_CHECK enum err calc_request_read(const char *bytes, size_t len, struct arena *arena,
                                      struct report *report, struct calc_request *ret);

/* Writes the answer of one request on one line, in pieces, so that a long trace needs no memory. */
void calc_answer_write(const struct calc_request *request, const struct premium_law *law,
                       const struct premium_assessment *a, const struct trace *trace, FILE *out);

/* A calculator that keeps the laws it has read. */
struct calculator;
struct calculator *calculator_new(const char *params_dir);
void calculator_free(struct calculator *c);

/* One request, one answer; nothing is written unless the answer is whole. */
MUST_CHECK enum err calculator_premium(struct calculator *c, const char *bytes, size_t len,
                                       struct report *report, FILE *out);
extern const struct calculation calculation_premium;

#endif
