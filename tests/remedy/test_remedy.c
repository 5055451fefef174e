/* NX-11: after a found error, households, years, differences and interest in one run that decides nothing.
 */
#include "../premium/ward.h"

#include "../ops/moment.h"
#include "collection/collection.h"
#include "refund/refund.h"
#include "remedy/remedy.h"

#include <inttypes.h>

enum { HOUSEHOLD = 1001, PAYER = 1015 };

static void allow(struct session *s)
{
    for (enum permission p = PERM_NONE + 1; p < PERM_COUNT; p++) {
        permission_add(&s->operator.permissions, p);
    }
}

static int set_up(void **state)
{
    (void)ward_setup(state);
    struct ward *w = *state;
    allow(&w->clerk);
    allow(&w->chief);
    return 0;
}

static void insured(struct ward *w, int64_t household, int64_t person, bool is_head, yen total)
{
    ward_person(w, household, person, 19800101, "新宿　太郎", false);
    ward_belongs(w, WARD_FIRST, household, person, 19800101, is_head, 20200401, DAY_OPEN);
    ward_fact(w, WARD_FIRST, person, FACT_MEMBERSHIP, 20200401, DAY_OPEN, 0);
    for (int year = 2024; year <= 2026; year++) {
        ward_income(w, WARD_FIRST, year, person, total);
    }
}

static void single(struct ward *w, int64_t household, int64_t person, yen total)
{
    insured(w, household, person, true, total);
}

static void annual(struct ward *w, int year)
{
    assert_true(ward_run(w, &job_premium_annual, year, false, false) <= ERR_FINDINGS);
    assert_int_equal(ward_approve(w, &job_premium_annual, year), ERR_NONE);
}

static void three_years(struct ward *w)
{
    ward_business_date(w, 20240610);
    annual(w, 2024);
    ward_business_date(w, 20250610);
    annual(w, 2025);
    ward_business_date(w, 20260610);
    annual(w, 2026);
}

static void new_income(struct ward *w, int year, int64_t person, yen total)
{
    int64_t now = next_moment();
    ward_forget_income(w, now, year, person);
    ward_income(w, now, year, person, total);
}

/* All instalments of a year in cash on a day. */
static void pays(struct ward *w, int year, int day)
{
    struct premium_decision d = ward_decision(w, year, HOUSEHOLD, PAYER);
    struct collection_line lines[INSTALMENTS_MAX];
    int64_t receipt;
    date on;
    assert_true(date_from_ymd(day, &on));
    for (size_t i = 0; i < d.instalment_count; i++) {
        lines[i] = (struct collection_line){(int)i + 1, ITEM_PRINCIPAL, d.instalments[i].amount};
    }
    const struct collection_booking b = {.channel = CHANNEL_COUNTER,
                                         .levy_year = year,
                                         .household_no = HOUSEHOLD,
                                         .payer_no = PAYER,
                                         .lines = lines,
                                         .line_count = d.instalment_count,
                                         .cause = "",
                                         .received_on = on,
                                         .paid_in_on = on,
                                         .from = ACCOUNT_CASH,
                                         .origin = "test"};
    assert_int_equal(store_begin(w->chief.store, &w->report), ERR_NONE);
    enum err e = collection_book(&w->chief, &b, clock_now_ms(), &w->report, &receipt);
    report_print(&w->report, stderr);
    assert_int_equal(e, ERR_NONE);
    assert_int_equal(store_commit(w->chief.store, &w->report), ERR_NONE);
}

static enum err remedy(struct ward *w, const char *first_year, const char *exception)
{
    const struct job_request request = {
        .is_quiet = true, .values = {"給与所得の読み違い", first_year, "2026-12-01", exception}};
    report_clear(&w->report);
    (void)ward_printed(w);
    enum err e = job_start(&w->clerk, &job_premium_remedy, &request, w->out, &w->report);
    report_print(&w->report, stderr);
    return e;
}

/* A column of the lines of a year and state; their number with "1". */
#define LINES(variable, column)                                                                            \
    TEST_SQL(variable, false, 2,                                                                           \
             "SELECT COALESCE(SUM(" column "), 0) FROM remedy_line WHERE fiscal_year = ?1 AND state = ?2", \
             "SELECT CAST(COALESCE(SUM(" column "), 0) AS BIGINT) FROM remedy_line "                       \
             "WHERE fiscal_year = $1 AND state = $2",                                                      \
             "year", "state")
LINES(line_count, "1");
LINES(before_total, "before_total");
LINES(after_total, "after_total");
LINES(refund_sum, "refund");
LINES(interest_sum, "interest");
LINES(even_count, "CASE WHEN before_total = after_total AND words LIKE '年額は同じ%' THEN 1 ELSE 0 END");
TEST_SQL(all_lines, false, 0, "SELECT COUNT(*) FROM remedy_line", "SELECT COUNT(*) FROM remedy_line");

enum { INCREASE = 1, DECREASE, LATE, REFUND = 5 };

static int64_t answer(struct ward *w, struct query *q)
{
    bool row;
    assert_int_equal(query_step(q, &w->report, &row), ERR_NONE);
    assert_true(row);
    int64_t ret = query_i64(q, 0);
    query_reset(q);
    return ret;
}

static int64_t lines(struct ward *w, const struct sql_text *what, int year, int state)
{
    struct query *q = fixture_query(w->clerk.store, what);
    query_set_i64(q, "year", year);
    query_set_i64(q, "state", state);
    return answer(w, q);
}

static int64_t line_total(struct ward *w) { return answer(w, fixture_query(w->clerk.store, &all_lines)); }

/* 地方税法17条の4 by hand: 0.9 % in 2025, 1.3 % in 2026, from the day after payment to the day of the run.
 */
static yen plain_interest(yen refund)
{
    yen base = refund / 1000 * 1000;
    int64_t raw = base * (9 * 194 + 13 * 335) / 365000; /* 2025-06-21 to 12-31, 2026-01-01 to 12-01 */
    return raw < 1000 ? 0 : raw / 100 * 100;
}

/* Two years of a household were wrong: one paid too much, one too little; another household is right. */
static void test_extent(void **state)
{
    struct ward *w = *state;
    single(w, HOUSEHOLD, PAYER, 3000000);
    single(w, 1002, 1025, 3000000);
    three_years(w);
    pays(w, 2025, 20250620);
    yen first = ward_decision(w, 2025, HOUSEHOLD, PAYER).total;
    yen third = ward_decision(w, 2026, HOUSEHOLD, PAYER).total;
    new_income(w, 2025, PAYER, 1000000);
    new_income(w, 2026, PAYER, 4000000);
    char before[33], after[33];
    ward_digest(w, before);
    assert_int_equal(remedy(w, "0", ""), ERR_NONE);
    ward_digest(w, after);
    assert_string_equal(before, after); /* nothing is decided, nothing is posted */
    assert_int_equal(line_total(w), 3); /* two years and what is given back, of one household */
    assert_int_equal(lines(w, &before_total, 2025, DECREASE), first);
    assert_int_equal(lines(w, &before_total, 2026, INCREASE), third);
    yen right = lines(w, &after_total, 2025, DECREASE);
    assert_true(right < first);
    assert_int_equal(lines(w, &refund_sum, 2025, DECREASE), first - right);
    assert_int_equal(lines(w, &refund_sum, 0, REFUND), first - right);
    assert_int_equal(lines(w, &interest_sum, 0, REFUND), plain_interest(first - right));
    assert_true(plain_interest(first - right) > 0);
    assert_true(lines(w, &after_total, 2026, INCREASE) > third);
    const char *said = ward_printed(w);
    assert_non_null(strstr(said, "額が変わる世帯 1"));
    assert_non_null(strstr(said, "2025年度 減額 1 件"));
    assert_non_null(strstr(said, "還付の見込み 1 人"));
}

/* One of two unknown incomes becomes known as nothing: another decision of the same amount, and that is told. */
static void test_same_sum(void **state)
{
    struct ward *w = *state;
    single(w, HOUSEHOLD, PAYER, -1);
    insured(w, HOUSEHOLD, PAYER + 1, false, -1);
    three_years(w);
    new_income(w, 2026, PAYER + 1, 0);
    assert_int_equal(remedy(w, "2026", ""), ERR_NONE);
    assert_int_equal(line_total(w), 1);
    assert_int_equal(lines(w, &even_count, 2026, INCREASE), 1);
    assert_non_null(strstr(ward_printed(w), "決議が変わる世帯 1、うち年額が変わる世帯 0"));
}

/* What the run foresees is what the decisions then are, to the yen. */
static void test_foreseen_is_decided(void **state)
{
    struct ward *w = *state;
    struct arena *arena = arena_new("試験", (size_t)256 << 20);
    single(w, HOUSEHOLD, PAYER, 3000000);
    three_years(w);
    pays(w, 2025, 20250620);
    new_income(w, 2025, PAYER, 1000000);
    assert_int_equal(remedy(w, "0", ""), ERR_NONE);
    yen right = lines(w, &after_total, 2025, DECREASE);
    assert_true(ward_run(w, &job_premium_monthly, 2025, false, false) <= ERR_FINDINGS);
    assert_true(ward_approve(w, &job_premium_monthly, 2025) <= ERR_FINDINGS);
    assert_int_equal(ward_decision(w, 2025, HOUSEHOLD, PAYER).total, right);
    struct collection_charge *charges;
    size_t count;
    const struct collection_scope scope = {
        .household_no = HOUSEHOLD, .first_year = 2025, .last_year = 2025};
    assert_int_equal(collection_charges(w->clerk.store, &scope, arena, &w->report, &charges, &count),
                     ERR_NONE);
    yen over = 0;
    for (size_t i = 0; i < count; i++) {
        over += collection_unpaid(&charges[i]) < 0 ? -collection_unpaid(&charges[i]) : 0;
    }
    assert_int_equal(lines(w, &refund_sum, 0, REFUND), over);
    assert_int_equal(remedy(w, "0", ""), ERR_NONE); /* now everything is right */
    assert_non_null(strstr(ward_printed(w), "額が変わる世帯 0"));
    arena_free(arena);
}

/* 法110条の2: beyond the limit a year is named and not counted as decidable; with the exception it is. */
static void test_limit(void **state)
{
    struct ward *w = *state;
    single(w, HOUSEHOLD, PAYER, 3000000);
    three_years(w);
    ward_business_date(w, 20260801);
    new_income(w, 2024, PAYER, 1000000);
    assert_int_equal(remedy(w, "2024", ""), ERR_NONE);
    assert_int_equal(lines(w, &line_count, 2024, LATE), 1);
    assert_int_equal(remedy(w, "2024", "職権の誤り"), ERR_NONE);
    assert_int_equal(lines(w, &line_count, 2024, DECREASE), 1);
}

/* A case has a name, a day of interest is not past: refused before anything begins. */
static void test_conditions(void **state)
{
    struct ward *w = *state;
    single(w, HOUSEHOLD, PAYER, 3000000);
    three_years(w);
    const struct job_request nameless = {.is_quiet = true};
    report_clear(&w->report);
    assert_int_equal(job_start(&w->clerk, &job_premium_remedy, &nameless, w->out, &w->report), ERR_INPUT);
    const struct job_request past = {.is_quiet = true, .values = {"案件", NULL, "2026-01-01", NULL}};
    report_clear(&w->report);
    assert_int_equal(job_start(&w->clerk, &job_premium_remedy, &past, w->out, &w->report), ERR_INPUT);
    assert_int_equal(line_total(w), 0);
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, set_up, ward_teardown)

int main(int argc, char **argv)
{
    static const struct CMUnitTest tests[] = {
        WITH(test_extent),
        WITH(test_foreseen_is_decided),
        WITH(test_same_sum),
        WITH(test_limit),
        WITH(test_conditions),
    };
    return fixture_run(argc, argv, "remedy", tests, COUNT_OF(tests));
}
