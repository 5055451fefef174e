/* Limits of sessions and of failed log-ins; the table of screens. OP-02, OP-12, OP-04. */
#include "output/output.h"
#include "rules/common/age.h"
#include "web/session.h"
#include "web/views.h"

#include <setjmp.h>
#include <stdarg.h>
#include <sodium.h>
#include <cmocka.h>

/* The runner wants its jobs; this program has none. */
const struct job *const jobs[] = {NULL};
const size_t job_count = 0;
const struct change_kind *const change_kinds[] = {NULL};
const size_t change_kind_count = 0;
const struct output_list *const output_lists[] = {NULL};
const size_t output_list_count = 0;

#define MINUTE 60000LL
#define T0 1780000000000LL

/* AU-17: as delivered, 10 minutes idle and 10 hours. */
static const struct session_limits limits = {.idle_ms = 10 * MINUTE, .absolute_ms = 600 * MINUTE};

static void sessions_end(void **state)
{
    (void)state;
    static const struct {
        int64_t created, seen, now;
        bool alive;
    } cases[] = {
        {0, 0, 0, true},
        {0, 0, 10 * MINUTE - 1, true},
        {0, 0, 10 * MINUTE, false},                        /* idle */
        {0, 9 * MINUTE, 18 * MINUTE, true},
        {0, 599 * MINUTE, 600 * MINUTE - 1, true},
        {0, 599 * MINUTE, 600 * MINUTE, false},            /* ten hours, however busy */
        {10, 10, 9, false},                                /* the clock went back */
        {0, 10, 9, false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_int_equal(session_is_alive(&limits, T0 + cases[i].created, T0 + cases[i].seen, T0 + cases[i].now),
                         cases[i].alive);
    }
}

static void tokens(void **state)
{
    (void)state;
    struct web_session a, b;
    char token[65];
    memset(token, 'a', 64);
    token[64] = '\0';
    assert_true(session_of_token(text_of(token), &a));
    token[63] = 'b';
    assert_true(session_of_token(text_of(token), &b));
    assert_string_not_equal(a.digest, b.digest);
    assert_string_not_equal(a.csrf, b.csrf);
    assert_string_not_equal(a.csrf, a.digest); /* what stands in a form says nothing of the session */
    uint64_t page = 0, other = 0;
    assert_true(session_csrf_is_right(&a, text_of(a.csrf), &page));
    assert_false(session_csrf_is_right(&a, text_of(b.csrf), &other));
    assert_false(session_csrf_is_right(&a, text_of(""), &other));
    struct web_session again; /* the same session: its next page has another token, both are right */
    token[63] = 'a';
    assert_true(session_of_token(text_of(token), &again));
    assert_string_equal(a.digest, again.digest);
    assert_string_not_equal(a.csrf, again.csrf);
    assert_true(session_csrf_is_right(&a, text_of(again.csrf), &other));
    assert_true(page != other);
    for (size_t i = 0; i < 64; i++) { /* every digit counts */
        char forged[65];
        memcpy(forged, a.csrf, 65);
        forged[i] = forged[i] == '0' ? '1' : '0';
        assert_false(session_csrf_is_right(&a, text_of(forged), &other));
    }
    static const char *const wrong[] = {"", "zz", "aaaa", "あああ"};
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        assert_false(session_of_token(text_of(wrong[i]), &a));
    }
    token[10] = 'g';
    assert_false(session_of_token(text_of(token), &a));
}

#define TOKENS 100000
static char many[TOKENS][65];

static int by_token(const void *a, const void *b) { return memcmp(a, b, 64); }

/* AU-16: a hundred thousand tokens of 256 bits: none comes twice, and each bit is set in about half of them. */
static void tokens_are_random(void **state)
{
    (void)state;
    static int set[256];
    memset(set, 0, sizeof(set));
    for (size_t i = 0; i < TOKENS; i++) {
        struct web_session w;
        unsigned char bytes[32];
        session_token_make(many[i], &w);
        assert_int_equal(strlen(many[i]), 64);
        assert_int_equal(sodium_hex2bin(bytes, sizeof(bytes), many[i], 64, NULL, NULL, NULL), 0);
        for (size_t b = 0; b < 256; b++) {
            set[b] += bytes[b / 8] >> b % 8 & 1;
        }
    }
    qsort(many, TOKENS, sizeof(many[0]), by_token);
    for (size_t i = 1; i < TOKENS; i++) {
        assert_int_not_equal(by_token(many[i - 1], many[i]), 0);
    }
    for (size_t b = 0; b < 256; b++) { /* seven times the deviation of a fair coin: 158 */
        assert_in_range(set[b], TOKENS / 2 - 1106, TOKENS / 2 + 1106);
    }
}

/* AS-09: so many a minute, saved up to a minute's worth. */
static void rates(void **state)
{
    (void)state;
    struct rate r = {0};
    for (int i = 0; i < 60; i++) {
        assert_true(rate_take(&r, 60, T0));
    }
    assert_false(rate_take(&r, 60, T0));
    assert_false(rate_take(&r, 60, T0 + 900));
    assert_true(rate_take(&r, 60, T0 + 1000));
    assert_false(rate_take(&r, 60, T0 + 1001));
    assert_false(rate_take(&r, 60, T0 - 5000)); /* the clock went back */
    int taken = 0;
    while (rate_take(&r, 60, T0 + 3600000)) {
        taken++;
    }
    assert_int_equal(taken, 60);
}

static void failures_slow_down(void **state)
{
    (void)state;
    static struct login_limit limit;
    login_limit_init(&limit);
    struct text id = text_of("fuka1");
    for (int i = 0; i < LOGIN_FREE_TRIES - 1; i++) {
        login_limit_result(&limit, id, T0, false);
        assert_int_equal(login_limit_wait(&limit, id, T0), 0);
    }
    int64_t want = 15000;
    for (int i = 0; i < 6; i++, want *= 2) {
        login_limit_result(&limit, id, T0, false);
        assert_int_equal(login_limit_wait(&limit, id, T0), want);
        assert_int_equal(login_limit_wait(&limit, id, T0 + want - 1), 1);
        assert_int_equal(login_limit_wait(&limit, id, T0 + want), 0);
    }
    for (int i = 0; i < 100; i++) {
        login_limit_result(&limit, id, T0, false);
        assert_int_equal(login_limit_wait(&limit, id, T0), 15 * MINUTE);
    }
    login_limit_result(&limit, id, T0, true);
    assert_int_equal(login_limit_wait(&limit, id, T0), 0);
}

static enum err nothing(struct screen_call *call)
{
    (void)call;
    return ERR_NONE;
}

static enum err check(struct screen s, struct report *report)
{
    struct screen other = {.path = "/other", .name = "other", .label = "他", .permission = PERM_JOB_VIEW,
                           .event = "other", .help = "", .f_key = 7, .show = nothing};
    const struct screen *list[] = {&other, &s};
    report_clear(report);
    return screens_check(list, 2, report);
}

/* A screen that declares no permission does not start, and none has the place or key of another. */
static void screens_are_checked(void **state)
{
    (void)state;
    struct report report;
    report_init(&report);
    const struct screen good = {.path = "/a/#", .name = "a", .label = "ア", .permission = PERM_JOB_VIEW,
                                .event = "a.look", .help = "", .show = nothing};
    assert_int_equal(check(good, &report), ERR_NONE);
    struct screen s = good;
    s.permission = PERM_NONE;
    assert_int_equal(check(s, &report), ERR_INPUT);
    assert_non_null(strstr(report.lines[0], "権限を宣言していません"));
    s = good;
    s.door = DOOR_LOGIN; /* only the log-in may be open */
    assert_int_equal(check(s, &report), ERR_INPUT);
    s = good;
    s.door = DOOR_EVERY_OPERATOR;
    s.permission = PERM_NONE;
    assert_int_equal(check(s, &report), ERR_NONE);
    s.shows_persons = true; /* personal data want a permission */
    assert_int_equal(check(s, &report), ERR_INPUT);
    s = good;
    s.path = "/other";
    assert_int_equal(check(s, &report), ERR_INPUT);
    s = good;
    s.f_key = 7;
    assert_int_equal(check(s, &report), ERR_INPUT);
    s = good;
    s.show = NULL;
    assert_int_equal(check(s, &report), ERR_INPUT);
    report_clear(&report);
    assert_int_equal(screens_check(screens, screen_count, &report), ERR_NONE);
    report_done(&report);
}

static const struct screen *at(const char *path, int64_t numbers[SCREEN_NUMBERS_MAX])
{
    return screen_of_path(screens, screen_count, text_of(path), numbers);
}

static void paths_find_screens(void **state)
{
    (void)state;
    int64_t n[SCREEN_NUMBERS_MAX];
    assert_ptr_equal(at("/search", n), &screen_search);
    assert_ptr_equal(at("/search/3", n), &screen_search_result);
    assert_int_equal(n[0], 3);
    assert_ptr_equal(at("/premium/1/2/2026", n), &screen_premium);
    assert_ptr_equal(at("/premium/1/2/2026/4", n), &screen_premium_version);
    assert_int_equal(n[3], 4);
    assert_ptr_equal(at("/premium/1/2/2026/compare", n), &screen_premium_compare);
    static const char *const nowhere[] = {
        "", "/", "/nothing", "/search/", "/search/a", "/search/1/", "/search/-1", "/search/+1", "/SEARCH",
        "/household/99999999999999999999", "/household/1x", "/household/%31", "/jobs/1/approv",
    };
    for (size_t i = 0; i < COUNT_OF(nowhere); i++) {
        assert_null(at(nowhere[i], n));
    }
}

/* OP-36: a day of birth that is not known gives no age. */
static void ages(void **state)
{
    (void)state;
    static const struct {
        int32_t born, on;
        int age;
    } cases[] = {
        {19810502, 20260501, 44}, {19810502, 20260502, 45}, {20260605, 20260605, 0},
        {20260606, 20260605, -1}, {19450000, 20260605, -1}, {19450700, 20260605, -1},
        {20000229, 20260228, 25}, {20000229, 20260301, 26},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        date on;
        assert_true(date_from_ymd(cases[i].on, &on));
        assert_int_equal(age_completed((register_day){cases[i].born}, on), cases[i].age);
    }
}

static void moments_are_japans(void **state)
{
    (void)state;
    char buf[DATE_TEXT_BYTES + 8];
    int64_t ms = moment_of_day(date_of(2026, 6, 5));
    assert_int_equal(ms % 86400000, 15 * 3600 * 1000); /* 15:00 UTC of the day before */
    assert_int_equal(date_ymd(clock_day(ms)), 20260605);
    assert_int_equal(date_ymd(clock_day(ms - 1)), 20260604);
    moment_format(ms + 13 * 3600000LL + 5 * MINUTE, buf);
    assert_string_equal(buf, "R8.6.5 13:05");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sessions_end),        cmocka_unit_test(tokens),
        cmocka_unit_test(tokens_are_random),
        cmocka_unit_test(rates), cmocka_unit_test(failures_slow_down),  cmocka_unit_test(screens_are_checked),
        cmocka_unit_test(paths_find_screens),  cmocka_unit_test(ages),
        cmocka_unit_test(moments_are_japans),
    };
    if (sodium_init() < 0) {
        return 1;
    }
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
