/* 暦日・元号・年度: every spelling a clerk types, both sides of every change of era. */
#include "base/date.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static void expect_typed(const char *text, const char *iso)
{
    date d;
    char buf[DATE_TEXT_BYTES];
    bool ok = date_parse_typed(text, strlen(text), 2026, &d);
    if (iso == NULL) {
        if (ok) {
            fail_msg("%s was taken for a date", text);
        }
        return;
    }
    if (!ok) {
        fail_msg("%s was not taken for a date", text);
    }
    date_format_iso(d, buf);
    assert_string_equal(buf, iso);
}

static void typed_in_every_spelling(void **state) /* expectations 12: all accepted */
{
    (void)state;
    static const char *const spellings[] = {
        "080401",   "R8.4.1",   "r8.4.1",     "R080401",     "5080401",     "2026-04-01", "2026/4/1",
        "20260401", "令和8年4月1日", "令和８年４月１日", "Ｒ８．４．１", "R8/4/1", "8.4.1", "R8年4月1日",
    };
    for (size_t i = 0; i < COUNT_OF(spellings); i++) {
        expect_typed(spellings[i], "2026-04-01");
    }
    expect_typed("S56.5.2", "1981-05-02");
    expect_typed("昭和56年5月2日", "1981-05-02");
    expect_typed("3560502", "1981-05-02");
    expect_typed("560502", "1981-05-02");
    expect_typed("令和元年5月1日", "2019-05-01");
    expect_typed("M45.7.29", "1912-07-29");
}

static void eras_begin_and_end(void **state)
{
    (void)state;
    expect_typed("H31.4.30", "2019-04-30");
    expect_typed("H31.5.1", NULL);
    expect_typed("R1.4.30", NULL);
    expect_typed("R1.5.1", "2019-05-01");
    expect_typed("S64.1.7", "1989-01-07");
    expect_typed("S64.1.8", NULL);
    expect_typed("H1.1.8", "1989-01-08");
    expect_typed("T15.12.24", "1926-12-24");
    expect_typed("S1.12.25", "1926-12-25");
    expect_typed("T15.12.25", NULL);
}

static void wrong_dates_are_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "", "R", "R8", "R8.4", "R8.4.31", "R8.2.29", "2025-02-29", "20250229", "2026-13-01", "0",
        "8.4.1.1", "X8.4.1", "R8.4.1x", "R0.4.1", "令和八年", "123456789", "--", "R8.-4.1",
        "99999999999999999999999999999999999999999999999999999999999999999999", "\xff\xfe",
    };
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        expect_typed(wrong[i], NULL);
    }
    date d;
    assert_false(date_parse_iso("2026-4-1", 8, &d));
    assert_false(date_parse_iso("2026-02-30", 10, &d));
    assert_true(date_parse_iso("2024-02-29", 10, &d));
}

static void every_day_goes_there_and_back(void **state)
{
    (void)state;
    date d = date_of(1868, 1, 25), last = date_of(2100, 12, 31);
    int weekday = date_weekday(date_of(2026, 11, 21)); /* a Saturday */
    assert_int_equal(weekday, 6);
    for (; date_before(d, last); d = date_add_days(d, 1)) {
        struct civil c = date_civil(d);
        date back, typed;
        char buf[DATE_TEXT_BYTES];
        assert_true(date_is_valid(c.year, c.month, c.day));
        assert_int_equal(date_of(c.year, c.month, c.day).day, d.day);
        assert_true(date_from_ymd(date_ymd(d), &back));
        assert_int_equal(back.day, d.day);
        date_format_era(d, buf);
        assert_true(date_parse_typed(buf, strlen(buf), 2026, &typed));
        assert_int_equal(typed.day, d.day);
        date_format_era_short(d, buf);
        assert_true(date_parse_typed(buf, strlen(buf), 2026, &typed));
        assert_int_equal(typed.day, d.day);
    }
    assert_int_equal(date_ymd(date_open_end()), 99991231);
}

static void fiscal_years(void **state)
{
    (void)state;
    char buf[DATE_TEXT_BYTES];
    assert_int_equal(fiscal_year_of(date_of(2026, 3, 31)).first_year, 2025);
    assert_int_equal(fiscal_year_of(date_of(2026, 4, 1)).first_year, 2026);
    assert_int_equal(date_ymd(fiscal_month_from((fiscal_year){2026}, 0)), 20260401);
    assert_int_equal(date_ymd(fiscal_month_from((fiscal_year){2026}, 9)), 20270101);
    assert_int_equal(date_ymd(fiscal_month_from((fiscal_year){2026}, 12)), 20270401);
    fiscal_year_format_era((fiscal_year){2019}, buf);
    assert_string_equal(buf, "令和元年度");
    fiscal_year_format_era((fiscal_year){2018}, buf);
    assert_string_equal(buf, "平成30年度");
}

static void days_that_are_no_calendar_day(void **state) /* OP-36: unknown days of the register */
{
    (void)state;
    char buf[DATE_TEXT_BYTES];
    assert_true(register_day_is_valid(19450000));
    assert_true(register_day_is_valid(19450800));
    assert_true(register_day_is_valid(0));
    assert_false(register_day_is_valid(19450230));
    assert_false(register_day_is_valid(19450015));
    assert_false(register_day_is_valid(19451300));
    assert_false(register_day_is_valid(19430229));
    assert_true(register_day_is_lost_leap_day(19430229));
    assert_true(register_day_is_lost_leap_day(19000229));
    assert_false(register_day_is_lost_leap_day(20000229)); /* it exists */
    assert_false(register_day_is_lost_leap_day(19430230));
    assert_false(register_day_is_lost_leap_day(229)); /* of no year */
    assert_false(register_day_is_lost_leap_day(18670229));
    assert_false(register_day_is_lost_leap_day(-19430229));
    register_day_format_era((register_day){19450800}, buf);
    assert_string_equal(buf, "昭和20年8月（日不詳）");
    register_day_format_era((register_day){0}, buf);
    assert_string_equal(buf, "不詳");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(typed_in_every_spelling), cmocka_unit_test(eras_begin_and_end),
        cmocka_unit_test(wrong_dates_are_refused), cmocka_unit_test(every_day_goes_there_and_back),
        cmocka_unit_test(fiscal_years),            cmocka_unit_test(days_that_are_no_calendar_day),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("base date", tests, NULL, NULL);
}
