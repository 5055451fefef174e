/*
 * Runs the *.cases files beside the rules of 特別徴収 (see cases.h): LV-54, LV-55, LV-56. Every row is
 * computed with and without a derivation, and whatever is split adds up to the year.
 */
#include "cases.h"

#include "base/arena.h"
#include "withholding/law.h"

static struct arena *arena;
static struct withholding_terms terms;
static struct trace *trace;

static void expect_sum(struct row *r, const struct withholding_amounts *a, yen yearly)
{
    yen sum = a->ordinary - a->excess;

    for (int i = 0; i < WITHHOLDING_PAYS; i++) {
        sum += a->pays[i];
    }
    if (sum != yearly) {
        row_differs(r, "yearly", sum);
    }
}

/* ------------------------------------------------------------------------------------ 対象者判定 -- */

static void run_judge(struct row *r)
{
    bool has_other = row_cell(r, "other") != NULL;
    struct withholding_person persons[2] = {
        {.birth = row_day(r, "head"), .is_head = true, .is_insured = row_number(r, "head_in", 0) != 0},
        {.birth = row_day(r, "other"), .is_insured = row_number(r, "other_in", 0) != 0}};
    struct withholding_household h = {.year = {(int16_t)row_number(r, "year", 0)},
                                      .on = row_day(r, "on"),
                                      .persons = persons,
                                      .count = has_other ? 2 : 1,
                                      .has_pension = row_cell(r, "pension") != NULL,
                                      .has_care = row_cell(r, "care") != NULL,
                                      .pension = row_number(r, "pension", 0),
                                      .care = row_number(r, "care", 0),
                                      .premium = row_number(r, "premium", 0),
                                      .has_account = row_number(r, "account", 0) != 0};
    unsigned got = withholding_judge(&terms, &h, NULL);

    row_expect(r, "bars", got);
    if (withholding_judge(&terms, &h, trace) != got) {
        row_differs(r, "bars", got);
    }
}

/* LV-54: the 64 combinations of six conditions; each that fails is named, and no other. */
static void all_combinations(void)
{
    for (unsigned bits = 0; bits < 64; bits++) {
        bool is_aged = bits & 2, has_pension = !(bits & 4), is_small = bits & 8 && has_pension;
        bool has_care = !(bits & 16), has_account = bits & 32;
        struct withholding_person head = {
            .birth = date_of(is_aged ? 1970 : 1955, 5, 10), .is_head = true, .is_insured = !(bits & 1)};
        struct withholding_person other = {.birth = date_of(is_aged ? 1970 : 1956, 5, 10),
                                           .is_insured = true};
        struct withholding_person persons[] = {head, other};
        struct withholding_household h = {.year = {2026},
                                          .on = date_of(2026, 10, 1),
                                          .persons = persons,
                                          .count = 2,
                                          .has_pension = has_pension,
                                          .pension = is_small ? 179999 : 1200000,
                                          .has_care = has_care,
                                          .care = 1000,
                                          .premium = 5000,
                                          .has_account = has_account};
        unsigned wanted = (bits & 1 ? (unsigned)BAR_HEAD_NOT_INSURED : 0u) |
                          (is_aged ? (unsigned)BAR_SOMEBODY_OTHER_AGE : 0u) |
                          (has_pension ? 0u : (unsigned)BAR_NO_PENSION) |
                          (is_small ? (unsigned)BAR_PENSION_SMALL : 0u) |
                          (has_care ? 0u : (unsigned)BAR_CARE_ELSEWHERE) |
                          (has_account ? (unsigned)BAR_ACCOUNT_CHOSEN : 0u);
        assert(withholding_judge(&terms, &h, NULL) == wanted);
    }
}

/* -------------------------------------------------------------------------------- 仮徴収・本徴収 -- */

static void run_amounts(struct row *r)
{
    static const char *const pays[WITHHOLDING_PAYS] = {"apr", "jun", "aug", "oct", "dec", "feb"};
    struct withholding_terms t = terms;
    struct withholding_amounts a, traced;
    yen yearly = row_number(r, "yearly", 0), provisional = row_number(r, "provisional", 0);

    t.level_from.value = row_number(r, "level", 0);
    if (row_number(r, "first", 0) != 0) {
        withholding_first_year(&t, yearly, NULL, &a);
        withholding_first_year(&t, yearly, trace, &traced);
    } else {
        withholding_later_year(&t, provisional, yearly, NULL, &a);
        withholding_later_year(&t, provisional, yearly, trace, &traced);
    }
    row_expect(r, "ordinary", a.ordinary);
    row_expect(r, "excess", a.excess);
    for (int i = 0; i < WITHHOLDING_PAYS; i++) {
        row_expect(r, pays[i], a.pays[i]);
        if (a.pays[i] != traced.pays[i]) {
            row_differs(r, pays[i], traced.pays[i]);
        }
    }
    if (withholding_provisional(&a) != a.pays[WITHHOLDING_PAYS - 1]) {
        row_differs(r, "feb", withholding_provisional(&a));
    }
    expect_sum(r, &a, yearly);
}

/* ------------------------------------------------------------------------------------ 中止・併徴 -- */

static void run_change(struct row *r)
{
    struct withholding_amounts before;
    struct withholding_change got, traced;
    struct withholding_terms t = terms;
    fiscal_year year = {2026};
    yen yearly = row_number(r, "yearly", 0);
    bool must_stop = row_number(r, "must_stop", 0) != 0;
    date asked = row_day(r, "requested_on");

    t.level_from.value = 0;
    withholding_later_year(&t, 20000, 150000, NULL, &before);
    withholding_changed(&t, &before, year, yearly, must_stop, asked, NULL, &got);
    withholding_changed(&t, &before, year, yearly, must_stop, asked, trace, &traced);
    row_expect(r, "follow", got.follow);
    row_expect(r, "stops_at", got.stops_at);
    row_expect(r, "ordinary", got.after.ordinary);
    row_expect(r, "excess", got.after.excess);
    if (memcmp(&got, &traced, sizeof(got)) != 0) {
        row_differs(r, "follow", traced.follow);
    }
    expect_sum(r, &got.after, yearly);
}

/* ---------------------------------------------------------------------------------- 期割から除く額 -- */

static void run_plan(struct row *r)
{
    enum { PARTS = 4 };
    static const char *const before[PARTS] = {"i1", "i2", "i3", "i4"}, *const after[PARTS] = {"d1", "d2",
                                                                                               "d3", "d4"};
    static const char *const asked[PARTS] = {"o1", "o2", "o3", "o4"}, *const given[] = {"p4", "p5", "p6"},
                             *const kept[] = {"q4", "q5", "q6"};
    yen ordinary[PARTS], taken[PARTS], pays[WITHHOLDING_PAYS] = {0}, wanted = 0, sum = 0;

    for (int i = 0; i < PARTS; i++) {
        ordinary[i] = row_number(r, before[i], 0);
    }
    for (size_t i = 0; i < COUNT_OF(given); i++) {
        pays[WITHHOLDING_PROVISIONAL + i] = row_number(r, given[i], 0);
        wanted += pays[WITHHOLDING_PROVISIONAL + i];
    }
    assert(withholding_take_out(ordinary, PARTS, wanted, taken) == 0);
    for (int i = 0; i < PARTS; i++) {
        ordinary[i] = row_number(r, after[i], 0);
        sum += ordinary[i];
    }
    withholding_plan(ordinary, PARTS, taken, pays);
    for (int i = 0; i < PARTS; i++) {
        row_expect(r, asked[i], ordinary[i]);
        sum -= ordinary[i];
    }
    for (size_t i = 0; i < COUNT_OF(kept); i++) {
        row_expect(r, kept[i], pays[WITHHOLDING_PROVISIONAL + i]);
        sum -= pays[WITHHOLDING_PROVISIONAL + i];
    }
    if (sum != 0) { /* to the yen of the decision */
        row_differs(r, "o1", sum);
    }
}

static const struct cases_file files[] = {
    {"withholding/plan.cases", run_plan},
    {"withholding/judge.cases", run_judge},
    {"withholding/amounts.cases", run_amounts},
    {"withholding/change.cases", run_change},
};

int main(void)
{
    struct report words;

    arena = arena_new("withholding", 16u << 20);
    report_init(&words);
    enum err e = withholding_terms_load(TEST_SOURCE_ROOT "/params", "131041", date_of(2026, 10, 1), arena,
                                        &words, &terms);
    report_print(&words, stderr);
    assert(e == ERR_NONE);
    trace = trace_new(arena);
    all_combinations();
    int failed = cases_run(files, COUNT_OF(files));
    report_done(&words);
    arena_free(arena);
    return failed == 0 ? 0 : 1;
}
