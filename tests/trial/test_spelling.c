/* 窓口の書き方: amounts, notices and periods as a resident brings them (LV-21, expectation 12). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "trial/trial.h"

#define WRONG INT64_MIN

static const struct {
    const char *typed;
    yen amount;
} amounts[] = {
    {"4000000", 4000000},
    {"4,000,000", 4000000},
    {"4,000,000円", 4000000},
    {"４００万", 4000000},
    {"400万円", 4000000},
    {"400m", 4000000},
    {"356.5万", 3565000},
    {"1億2000万", 120000000},
    {"5百万", 5000000},
    {"3千", 3000},
    {"0", 0},
    {"-50万", -500000},
    {"△５０万", -500000},
    {"▲1,000", -1000},
    {"400万5千", 4005000},
    {"12.345万", 123450},
    {"0.00005万", WRONG},
    {"", WRONG},
    {"万", WRONG},
    {"4万1億", WRONG},
    {"400万400万", WRONG},
    {"4 00", WRONG},
    {"1000000000000", 1000000000000},
    {"1000000000001", WRONG},
    {"99999億", WRONG},
    {"abc", WRONG},
    {"4.5", WRONG},
    {"1,", 1},
    {"12円3", WRONG},
};

static void amounts_LV_21(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(amounts); i++) {
        yen got = WRONG;
        bool is_read = trial_amount_parse(text_of(amounts[i].typed), &got);
        if (is_read != (amounts[i].amount != WRONG) || got != amounts[i].amount) {
            fail_msg("「%s」: %lld", amounts[i].typed, (long long)got);
        }
    }
}

static void incomes_LV_21(void **state)
{
    static const struct {
        const char *typed;
        enum trial_spelling how;
        yen amount;
    } rows[] = {{"", TRIAL_BLANK, 0},
                {"?", TRIAL_NOT_KNOWN, 0},
                {"？", TRIAL_NOT_KNOWN, 0},
                {"不明", TRIAL_NOT_KNOWN, 0},
                {"500万", TRIAL_REVENUE, 5000000},
                {"収入500万", TRIAL_REVENUE, 5000000},
                {"所得356万", TRIAL_INCOME, 3560000},
                {"s356m", TRIAL_INCOME, 3560000},
                {"所得 0", TRIAL_INCOME, 0}};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        enum trial_spelling how;
        yen amount;
        assert_true(trial_income_parse(text_of(rows[i].typed), &how, &amount));
        assert_int_equal(how, rows[i].how);
        assert_int_equal(amount, rows[i].amount);
    }
    enum trial_spelling how;
    yen amount;
    assert_false(trial_income_parse(text_of("-500万"), &how, &amount));
    assert_false(trial_income_parse(text_of("所得"), &how, &amount));
}

static void notices_LV_21(void **state)
{
    struct trial_notices n;
    (void)state;
    assert_true(trial_notices_parse(text_of("22R8.3.31"), 2026, &n));
    assert_int_equal(n.reason_code, 22);
    assert_int_equal(date_ymd(n.separated_on), 20260331);
    assert_true(trial_notices_parse(text_of("22080331 b080815"), 2026, &n));
    assert_int_equal(date_ymd(n.separated_on), 20260331);
    assert_int_equal(date_ymd(n.expected_birth), 20260815);
    assert_false(n.is_multiple_birth);
    assert_true(trial_notices_parse(text_of("多胎R8.8.15、11R8.1.31"), 2026, &n));
    assert_true(n.is_multiple_birth);
    assert_int_equal(n.reason_code, 11);
    assert_true(trial_notices_parse(text_of(""), 2026, &n));
    assert_int_equal(n.reason_code, 0);
    assert_false(trial_notices_parse(text_of("R8.3.31"), 2026, &n));
    assert_false(trial_notices_parse(text_of("22"), 2026, &n));
    assert_false(trial_notices_parse(text_of("22080331 31080331"), 2026, &n));
    assert_false(trial_notices_parse(text_of("産080231"), 2026, &n));
}

static void periods_LV_21(void **state)
{
    static const struct {
        const char *typed;
        int from, until; /* 0 = open, -1 = wrong */
    } rows[] = {{"", 0, 0},
                {"R8.8.1-", 20260801, 0},
                {"080801-", 20260801, 0},
                {"R8.8.1", 20260801, 0},
                {"-R8.10.1", 0, 20261001},
                {"R8.8.1-R8.10.1", 20260801, 20261001},
                {"R8.8.1〜R8.10.1", 20260801, 20261001},
                {"2026-08-01-", 20260801, 0},
                {"-2026-10-01", 0, 20261001},
                {"2026-08-01", 20260801, 0},
                {"2026-08-01-2026-10-01", 20260801, 20261001},
                {"R8.10.1-R8.8.1", -1, 0},
                {"-", -1, 0},
                {"いつか", -1, 0}};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        date from, until;
        bool is_read = trial_period_parse(text_of(rows[i].typed), 2026, &from, &until);
        if (is_read != (rows[i].from >= 0)) {
            fail_msg("「%s」", rows[i].typed);
        }
        if (is_read) {
            assert_int_equal(date_is_none(from) ? 0 : date_ymd(from), rows[i].from);
            assert_int_equal(date_is_none(until) ? 0 : date_ymd(until), rows[i].until);
        }
    }
}

/* A set as a word and back; words that are none are refused. */
static void sets_LV_23(void **state)
{
    static const char *const wrong[] = {"",
                                        "-",
                                        "1_2_3_4_5_6",
                                        "1_0_1_0_0_1.1_0_1_0_0_1.1_0_1_0_0_1",
                                        "1_0_1_0_0_1.1_0_1_0_0_1.1_0_1_0_0_1.1_0_1_0_0",
                                        "a_0_1_0_0_1.-.-.-",
                                        "1_0_1_0_0_1.-.-.-.-",
                                        "1_0_1_0_0_1_1.-.-.-",
                                        "1000001_0_1_0_0_1.-.-.-",
                                        "-1_0_1_0_0_1.-.-.-",
                                        "1_0_1_0_0_-2.-.-.-"};
    struct ward_rates r = {.is_unreduced = true}, back;
    struct textbuf word;
    (void)state;
    for (int p = 0; p < LEVY_PARTS; p++) {
        r.parts[p].is_levied = p != LEVY_CHILD;
        r.parts[p].cap = PREMIUM_NO_CAP;
    }
    r.parts[LEVY_MEDICAL].income_rate = 75100;
    r.parts[LEVY_MEDICAL].per_capita = 47600;
    r.parts[LEVY_MEDICAL].cap = 670000;
    r.parts[LEVY_CARE].per_household = 12;
    textbuf_init(&word, 1024);
    trial_rates_write(&r, &word);
    assert_string_equal(word.bytes, "75100_0_47600_0_0_670000.0_0_0_0_0_-1.0_0_0_0_12_-1.-U");
    assert_true(trial_rates_parse((struct text){word.bytes, word.len}, &back));
    textbuf_clear(&word);
    trial_rates_write(&back, &word);
    assert_string_equal(word.bytes, "75100_0_47600_0_0_670000.0_0_0_0_0_-1.0_0_0_0_12_-1.-U");
    textbuf_done(&word);
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        if (trial_rates_parse(text_of(wrong[i]), &back)) {
            fail_msg("「%s」", wrong[i]);
        }
    }
}

static void percents_LV_23(void **state)
{
    static const struct {
        const char *typed;
        int64_t millionths; /* -1 = wrong */
    } rows[] = {{"7.51", 75100}, {"7.51%", 75100}, {"７．５１％", 75100}, {"0", 0},      {"10", 100000},
                {"0.0001", 1},   {"100", 1000000}, {"100.0001", -1},      {"", -1},      {".5", -1},
                {"7.51234", -1}, {"-1", -1},       {"7%5", -1},           {"7.5.1", -1}, {"x", -1}};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int64_t got = -1;
        bool is_read = trial_percent_parse(text_of(rows[i].typed), &got);
        if (is_read != (rows[i].millionths >= 0) || got != rows[i].millionths) {
            fail_msg("「%s」: %lld", rows[i].typed, (long long)got);
        }
    }
    assert_int_equal(trial_permille(583, 1000), 583);
    assert_int_equal(trial_permille(0, 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(amounts_LV_21), cmocka_unit_test(incomes_LV_21), cmocka_unit_test(notices_LV_21),
        cmocka_unit_test(periods_LV_21), cmocka_unit_test(sets_LV_23),    cmocka_unit_test(percents_LV_23),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
