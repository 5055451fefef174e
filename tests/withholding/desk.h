/* A year of 特別徴収 in tests: its two jobs, the pension side's answers, what stands of the charges then. */
#ifndef KOKUHO_TEST_WITHHOLDING_DESK_H
#define KOKUHO_TEST_WITHHOLDING_DESK_H

#include "people.h"

#define ANSWERS "pension-request-result"
#define RESULTS "pension-withholding-result"
#define ONE(...) &(const struct people_line){__VA_ARGS__}, 1

extern struct arena *arena; /* of the test that runs */
extern const struct job *const judge, *const job;

/* Judged and asked for in June. */
void asked(struct ward *w, int64_t household, int64_t person);
/* And accepted by the pension side in August. */
void accepted(struct ward *w, int64_t household, int64_t person);

struct look {
    yen ordinary, pension, paid;
    yen amount[LEVY_CHARGES_MAX + 1], unpaid[LEVY_CHARGES_MAX + 1];
    date due[LEVY_CHARGES_MAX + 1];
};

struct look charges(struct ward *w, int64_t person);
/* How many charges of the year are left alone because a pension pays them. */
int stays(struct ward *w, int64_t person, int ymd);

int set_up(void **state);
int tear_down(void **state);
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

#endif
