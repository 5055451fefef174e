/* What the tests of the rules share: laws of the tree's own tables, requests assessed both ways. */
#ifndef KOKUHO_TEST_RULES_SUPPORT_H
#define KOKUHO_TEST_RULES_SUPPORT_H

#include "premium/calc.h"

#define TEST_PARAMS TEST_SOURCE_ROOT "/params"

/* The law of a municipality and year, kept; a table that cannot be read ends the test. */
const struct premium_law *test_law(const char *municipality, int year);
void test_laws_free(void);

struct test_result {
    struct calc_request request;
    const struct premium_law *law;
    struct premium_assessment a;
    struct trace *trace;
};

/*
 * Assesses through premium_assess() and premium_assess_fast() and asserts that they agree. The result
 * lives until the next call.
 */
struct test_result test_assess(const struct premium_law *law, const struct premium_household *h);
/* The same for a request in JSON (contracts 4.1), its single quotes standing for double ones. */
struct test_result test_request(const char *format, ...) PRINTF_LIKE(1, 2);

/* Both results say the same. */
bool test_assessments_agree(const struct premium_assessment *x, const struct premium_assessment *y,
                            size_t member_count);
/* Every amount of the answer is the value of some step, and every step is made of earlier ones. */
bool test_trace_covers(const struct test_result *r);

uint64_t test_random(uint64_t *state);

#endif
