/*
 * 資格の毎日の点検: proposals from the resident feed, deaths, 75 years, the other scheme by disability, ends of stays.
 * All people are invented.
 */
#include "batch/batch.h"
#include "eligibility/proposal.h"
#include "addressee/feed_text.h"
#include "addressee/change_play.h"
#include "../ops/moment.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define ROWS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define OPENING "gy-01-eligibility"
#define CHANGE "ju-01-residents-change"
#define LATTER "kk-01-latter-stage"
#define MEMBER(no, branch) "addressee_no=" #no ";fact_kind=1;card_symbol=13-01;card_number=000123;branch_no=" branch ";household_no=100;acquisition_reason=A01;"

const struct job *const jobs[] = {&job_eligibility_daily};
const size_t job_count = COUNT_OF(jobs);

static const char *store_url;

static int setup(void **state)
{
    static struct bench b;
    bench_open(&b, store_url);
    *state = &b;
    b.session.folder.business_date = date_of(2026, 6, 20);
    snprintf(b.session.folder.params, sizeof(b.session.folder.params), "%s/params", b.session.folder.share);
    play_may(&b, PERM_NIGHT_RUN);
    enum err e = bench_import(&b, "ju-02-residents-full",
                              ROWS("addressee_no=19;household_no=100;is_head=1;birth=19800502;name=試験　一",
                                   "addressee_no=27;household_no=100;birth=19820703;name=試験　二",
                                   "addressee_no=35;household_no=100;birth=19510620;name=試験　三",
                                   "addressee_no=43;household_no=200;is_head=1;birth=19580101;name=見本　四"));
    if (e == ERR_NONE) {
        e = bench_import(&b, OPENING, ROWS(MEMBER(19, "01") "from_on=20200401", MEMBER(27, "02") "from_on=20200401",
                                           MEMBER(35, "03") "from_on=20200401", MEMBER(43, "04") "from_on=20200401"));
    }
    return e == ERR_NONE ? 0 : -1;
}

static int teardown(void **state)
{
    bench_close(*state);
    return 0;
}

/* Moments of feeds and runs are those of the clock: one after the other. */
static void runs(struct bench *b)
{
    struct job_request request = {.is_quiet = true};
    FILE *out = fopen("/dev/null", "w");
    assert_non_null(out);
    (void)next_moment();
    report_clear(&b->report);
    enum err e = job_start(&b->session, &job_eligibility_daily, &request, out, &b->report);
    report_print(&b->report, stderr);
    assert_int_equal(e, ERR_NONE);
    fclose(out);
    (void)next_moment();
}

static int64_t tasks(struct bench *b, const char *source)
{
    return bench_count(b, arena_printf(b->arena, "SELECT count(*) FROM casework_task WHERE state = 1 AND source = 'job:eligibility-daily:%s'", source));
}

static int64_t lost_on(struct bench *b, int64_t no)
{
    struct eligibility_membership *m = NULL;
    size_t count = 0;
    assert_int_equal(eligibility_memberships_of(b->session.store, no, INT64_MAX, b->arena, &b->report, &m, &count), ERR_NONE);
    assert_int_equal(count, 1);
    return date_ymd(m[0].span.until);
}

/* EL-48, edge 14: 75 on the birthday by itself; once, whatever how often the job runs. */
static void seventy_five(void **state)
{
    struct bench *b = *state;
    b->session.folder.business_date = date_of(2026, 6, 19);
    runs(b);
    assert_int_equal(lost_on(b, 35), 99991231); /* the day before: the feed's first rows are no events of today */
    b->session.folder.business_date = date_of(2026, 6, 20);
    runs(b);
    assert_int_equal(lost_on(b, 35), 20260620);
    assert_int_equal(tasks(b, "late-elderly"), 1);
    runs(b);
    assert_int_equal(bench_count(b, "SELECT count(*) FROM eligibility_event WHERE addressee_no = 35 AND reason = 'L09'"), 1);
    assert_int_equal(lost_on(b, 19), 99991231);
    assert_int_equal(eligibility_verify(b->session.store, &b->report), ERR_NONE);
}

/* EL-48: born on 29 February, 75 on 1 March; found on the next night that runs. */
static void born_on_a_leap_day(void **state)
{
    struct bench *b = *state;
    assert_int_equal(bench_import(b, CHANGE,
                                  ROWS("addressee_no=51;household_no=300;is_head=1;birth=19520229;event_reason=01;event_on=20260610;previous_municipality=112038;name=見本　五")), ERR_NONE);
    (void)next_moment();
    play_done(b, "eligibility-join", 300, "members=51;reason=A01;occurred=2026-06-10;notified=2026-06-20;how=1");
    b->session.folder.business_date = date_of(2027, 2, 28);
    runs(b);
    assert_int_equal(lost_on(b, 51), 99991231);
    b->session.folder.business_date = date_of(2027, 3, 2); /* a night was left out */
    runs(b);
    assert_int_equal(lost_on(b, 51), 20270301);
    assert_int_equal(lost_on(b, 19), 99991231);
}

/* EL-49: 65 to 74 years old, entered the other scheme by disability. */
static void disability(void **state)
{
    struct bench *b = *state;
    assert_int_equal(bench_import(b, LATTER, ROWS("addressee_no=43;acquired_on=20260501;reason=2;former_insurer=1")), ERR_NONE);
    runs(b);
    assert_int_equal(lost_on(b, 43), 20260501);
    assert_int_equal(tasks(b, "disability"), 1);
}

/* EL-42, EL-33: death is written (L07, the day after), all else is proposed; nothing twice. */
static void from_the_register(void **state)
{
    struct bench *b = *state;
    runs(b);
    assert_int_equal(bench_import(b, CHANGE,
                                  ROWS("addressee_no=19;household_no=100;birth=19800502;history_no=2;event_reason=13;event_on=20260531;status=3;name=試験　一",
                                       "addressee_no=27;household_no=100;is_head=1;birth=19820703;history_no=2;event_reason=33;event_on=20260531;name=試験　二",
                                       "addressee_no=43;household_no=200;is_head=1;birth=19580101;history_no=2;event_reason=11;event_on=20260630;planned_municipality=131130;status=1;name=見本　四",
                                       "addressee_no=51;household_no=300;is_head=1;birth=19900101;event_reason=01;event_on=20260610;previous_municipality=112038;name=見本　五",
                                       "addressee_no=86;household_no=100;birth=20260615;event_reason=03;event_on=20260615;name=試験　七")), ERR_NONE);
    runs(b);
    assert_int_equal(lost_on(b, 19), 20260601);
    assert_int_equal(tasks(b, "applied"), 1);
    assert_int_equal(tasks(b, "join"), 2);
    assert_int_equal(tasks(b, "leave"), 1);
    assert_int_equal(tasks(b, "household"), 1);
    assert_int_equal(lost_on(b, 43), 99991231);
    assert_int_equal(bench_count(b, "SELECT count(*) FROM casework_task WHERE words LIKE '%A08%試験　七%' OR words LIKE '%試験　七%A08%'"), 1);
    assert_int_equal(bench_count(b, "SELECT count(*) FROM casework_task WHERE words LIKE '%見本　五%A01%'"), 1);
    assert_int_equal(bench_count(b, "SELECT count(*) FROM casework_task WHERE words LIKE '%見本　四%L03%転出予定%'"), 1);
    runs(b);
    assert_int_equal(tasks(b, "join"), 2);
    assert_int_equal(bench_count(b, "SELECT count(*) FROM eligibility_event WHERE addressee_no = 19 AND reason = 'L07'"), 1);
    /* Edge 31's other half: the register takes the death back, and so does the insurance. */
    assert_int_equal(bench_import(b, CHANGE, ROWS("addressee_no=19;household_no=100;is_head=0;birth=19800502;history_no=3;event_reason=09;event_on=20260618;name=試験　一")), ERR_NONE);
    runs(b);
    assert_int_equal(lost_on(b, 19), 99991231);
    assert_int_equal(tasks(b, "reversed"), 1);
    assert_int_equal(eligibility_verify(b->session.store, &b->report), ERR_NONE);
}

/* EL-47: told 60, 30 and 7 days before, and when it is over; a renewal ends the task. Who is not insured is not told. */
static void stays(void **state)
{
    struct bench *b = *state;
    assert_int_equal(bench_import(b, CHANGE,
                                  ROWS("addressee_no=19;household_no=100;is_head=1;kind=2;birth=19800502;history_no=2;event_reason=22;event_on=20260601;residence_expires_on=20260815;residence_status=留学;name=試験　一",
                                       "addressee_no=94;household_no=400;is_head=1;kind=2;birth=19950101;event_reason=01;event_on=20260601;residence_expires_on=20260701;name=見本　八")), ERR_NONE);
    runs(b);
    assert_int_equal(tasks(b, "stay"), 1);
    b->session.folder.business_date = date_of(2026, 8, 10);
    runs(b);
    assert_int_equal(tasks(b, "stay"), 1); /* the task of 60 days is closed, that of 7 days stands */
    assert_int_equal(bench_count(b, "SELECT count(*) FROM casework_task WHERE source = 'job:eligibility-daily:stay'"), 2);
    b->session.folder.business_date = date_of(2026, 8, 16);
    runs(b);
    assert_int_equal(tasks(b, "stay"), 0);
    assert_int_equal(tasks(b, "stay-over"), 1);
    assert_int_equal(lost_on(b, 19), 99991231); /* edge 23: nothing is lost while it may be pending */
    assert_int_equal(bench_import(b, CHANGE, ROWS("addressee_no=19;household_no=100;is_head=1;kind=2;birth=19800502;history_no=3;event_reason=22;event_on=20260812;residence_expires_on=20270815;residence_status=留学;name=試験　一")), ERR_NONE);
    runs(b);
    assert_int_equal(tasks(b, "stay-over"), 0);
}

/* The matrix of 3.6, row by row. */
static void matrix(void **state)
{
    (void)state;
    static const struct {
        int reason;
        bool is_insured, others;
        enum proposal_kind kind;
        const char *code;
        bool applies;
    } cases[] = {
        {1, false, false, PROPOSE_JOIN, "A01", false}, {1, true, false, PROPOSE_NOTHING, "", false},
        {2, false, false, PROPOSE_JOIN, "A01", false}, {3, false, true, PROPOSE_JOIN, "A08", false},
        {3, false, false, PROPOSE_NOTHING, "", false}, {6, false, false, PROPOSE_JOIN, "A12", false},
        {11, true, false, PROPOSE_LEAVE, "L01", false}, {11, false, true, PROPOSE_NOTHING, "", false},
        {12, true, false, PROPOSE_LEAVE, "L02", false}, {13, true, false, PROPOSE_LEAVE, "L07", true},
        {13, false, false, PROPOSE_NOTHING, "", false}, {16, true, false, PROPOSE_SURVEY, "L13c", false},
        {21, true, true, PROPOSE_NOTHING, "", false}, {30, true, true, PROPOSE_HOUSEHOLD, "", false},
        {33, false, true, PROPOSE_HEAD, "", false}, {37, true, true, PROPOSE_NOTHING, "", false},
        {9, false, false, PROPOSE_REVERSE, "", false}, {19, true, false, PROPOSE_REVERSE, "", false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct resident_event e = {.reason = cases[i].reason, .event_on = date_of(2026, 6, 10), .planned_move_on = date_none(),
                                   .move_notice_on = date_none(), .previous_municipality = text_of("112038"),
                                   .planned_municipality = text_of("271004"), .moved_to_municipality = {"", 0}};
        struct proposal p = proposal_of(&e, cases[i].is_insured, cases[i].others);
        assert_int_equal(p.kind, cases[i].kind);
        assert_string_equal(p.reason, cases[i].code);
        assert_int_equal(p.applies, cases[i].applies);
    }
}

static int run(const char *url)
{
    store_url = url;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(seventy_five, setup, teardown),
        cmocka_unit_test_setup_teardown(born_on_a_leap_day, setup, teardown),
        cmocka_unit_test_setup_teardown(disability, setup, teardown),
        cmocka_unit_test_setup_teardown(from_the_register, setup, teardown),
        cmocka_unit_test_setup_teardown(stays, setup, teardown),
        cmocka_unit_test(matrix),
    };
    return cmocka_run_group_tests_name(url == NULL ? "SQLite" : "PostgreSQL", tests, NULL, NULL);
}

int main(int argc, char **argv)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return bench_run(argc, argv, run);
}
