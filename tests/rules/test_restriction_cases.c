/*
 * Runs the *.cases files beside the rules of 給付の制限 (see cases.h): EL-29, EL-59, EL-60. The terms are
 * those of the table, named here so that the cases stand without a store.
 */
#include "cases.h"

#include "rules/restriction/restriction.h"

static const struct restriction_terms terms = {
    .special_months = {.value = 12}, .withhold_months = {.value = 18}, .child_age = {.value = 18},
    .child_end = {.value = 331}};

static void run_reached(struct row *r)
{
    const struct law_number months = {.value = row_number(r, "months", 0)};

    row_expect_day(r, "reached", restriction_reached_on(row_day(r, "due"), &months));
}

static void run_left_out(struct row *r)
{
    const struct restriction_person person = {row_day(r, "birth"), {row_day(r, "from"), row_day(r, "until")}};

    row_expect(r, "why_out", restriction_leaves_out(&terms, &person, row_day(r, "on")));
    if (!date_is_none(person.birth)) {
        row_expect_day(r, "last", restriction_child_until(&terms, person.birth));
    }
}

static void run_order(struct row *r)
{
    enum restriction_move from = (enum restriction_move)row_number(r, "from", 0);
    int64_t next = 0;

    for (int to = 0; to < MOVES; to++) {
        next += restriction_may_move(from, (enum restriction_move)to) ? (int64_t)1 << to : 0;
    }
    row_expect(r, "next", next);
    row_expect(r, "over", restriction_is_over(from));
}

int main(void)
{
    static const struct cases_file files[] = {
        {"restriction/reached.cases", run_reached},
        {"restriction/left_out.cases", run_left_out},
        {"restriction/order.cases", run_order},
    };

    return cases_run(files, sizeof(files) / sizeof(files[0])) == 0 ? 0 : 1;
}
