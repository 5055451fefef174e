/*
 * 適用適正化: lists become suspects, letters and days, surveys and decisions, and what the register settles by itself.
 * All people are invented.
 */
#include "enrolment/suspect.h"
#include "addressee/change_play.h"
#include "../ops/moment.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <inttypes.h>
#include <unistd.h>

const struct import_handler *const import_handlers[] = {
    &import_residents_full,  &import_residents_change, &import_opening_eligibility,
    &import_pension_insured, &import_duplicates,       &import_residence, &import_welfare,
};
const size_t import_handler_count = COUNT_OF(import_handlers);

#define ROWS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define OPENING "gy-01-eligibility"
#define PENSION "nk-08-pension-insured"
#define DUPLICATES "oq-02-duplicates"
#define RESIDENCE "im-01-residence"
#define WELFARE "sh-01-welfare"
#define MEMBER(no, branch) "addressee_no=" #no ";fact_kind=1;card_symbol=13-01;card_number=000123;branch_no=" branch ";household_no=100;acquisition_reason=A01;from_on=20200401"

const struct job *const jobs[] = {&job_enrolment_check, &job_enrolment_letters};
const size_t job_count = 2;

static const char *store_url;

static void on(struct bench *b, int32_t ymd)
{
    assert_true(date_from_ymd(ymd, &b->session.folder.business_date));
}

static void may(struct bench *b, const char *who)
{
    snprintf(b->session.operator.id, sizeof(b->session.operator.id), "%s", who);
    play_may(b, PERM_NIGHT_RUN);
    play_may(b, PERM_ELIGIBILITY_CHANGE);
    play_may(b, PERM_ELIGIBILITY_APPROVE);
}

/* 100: 19 the head, 27 his wife, 35 a foreigner, all insured; 43 a household of his own, not insured. */
static int setup(void **state)
{
    static struct bench b;
    bench_open(&b, store_url);
    *state = &b;
    on(&b, 20260601);
    snprintf(b.session.folder.params, sizeof(b.session.folder.params), "%s/params", b.session.folder.share);
    may(&b, "shikaku1");
    enum err e = bench_import(&b, "ju-02-residents-full",
                              ROWS("addressee_no=19;household_no=100;is_head=1;birth=19800502;name=試験　一;kana=シケン　イチ",
                                   "addressee_no=27;household_no=100;birth=19820703;name=試験　二;kana=シケン　ニ",
                                   "addressee_no=35;household_no=100;birth=19900101;name=試験　三;kana=シケン　サン;kind=2",
                                   "addressee_no=43;household_no=200;is_head=1;birth=19580101;name=見本　四;kana=ミホン　ヨン"));
    e = e == ERR_NONE ? bench_import(&b, OPENING, ROWS(MEMBER(19, "01"), MEMBER(27, "02"), MEMBER(35, "03"))) : e;
    return e == ERR_NONE ? 0 : -1;
}

static int teardown(void **state)
{
    bench_close(*state);
    return 0;
}

static enum err runs(struct bench *b, const struct job *job, bool decides)
{
    struct job_request request = {.is_quiet = true};
    FILE *out = fopen("/dev/null", "w");
    assert_non_null(out);
    (void)next_moment();
    report_clear(&b->report);
    enum err e = decides ? job_decide(&b->session, job, &request, out, &b->report)
                         : job_start(&b->session, job, &request, out, &b->report);
    if (e != ERR_NONE) {
        report_print(&b->report, stderr);
    }
    fclose(out);
    (void)next_moment();
    return e;
}

/* The letters of the day are printed and sent. */
static void letters(struct bench *b, int64_t expected)
{
    int64_t before = bench_count(b, "SELECT count(*) FROM enrolment_step WHERE kind IN (1, 2)");
    assert_int_equal(runs(b, &job_enrolment_letters, false), ERR_NONE);
    may(b, "shikaku2");
    assert_int_equal(runs(b, &job_enrolment_letters, true), ERR_NONE);
    may(b, "shikaku1");
    assert_int_equal(bench_count(b, "SELECT count(*) FROM enrolment_step WHERE kind IN (1, 2)"), before + expected);
}

static struct suspect suspect_no(struct bench *b, int64_t no)
{
    struct suspect *all = NULL;
    size_t count = 0;
    assert_int_equal(suspects_read(b->session.store, 0, b->arena, &b->report, &all, &count), ERR_NONE);
    for (size_t i = 0; i < count; i++) {
        if (all[i].suspect_no == no) {
            return all[i];
        }
    }
    fail_msg("no suspect %" PRId64, no);
    return (struct suspect){0};
}

static enum suspect_state state_of(struct bench *b, int64_t no)
{
    struct suspect s = suspect_no(b, no);
    enum suspect_state state;
    date due;
    assert_int_equal(suspects_judge(&b->session, &s, 1, b->session.folder.business_date, b->arena, &b->report, &state, &due),
                     ERR_NONE);
    return state;
}

static int64_t tasks(struct bench *b, const char *what)
{
    return bench_count(b, arena_printf(b->arena, "SELECT count(*) FROM casework_task WHERE state = 1 AND source = 'enrolment:%s'", what));
}

static void clean(struct bench *b)
{
    assert_int_equal(enrolment_verify(b->session.store, &b->report), ERR_NONE);
}

#define PENSION_27 "addressee_no=27;kana=シケン　ニ;birth=19820703;change=1;insured_kind=2;occurred_on=20260401"

/* EL-45: list loaded, letter after match, second letter, ex-officio step by rule days, and the loss ends it. */
static void pension(void **state)
{
    struct bench *b = *state;
    assert_int_equal(bench_import(b, PENSION, ROWS(PENSION_27)), ERR_NONE);
    assert_int_equal(state_of(b, 1), STATE_LETTER_DUE);
    letters(b, 1);
    assert_int_equal(state_of(b, 1), STATE_ANSWER);
    on(b, 20260702); /* 31 days after 1 June: still the day to answer */
    assert_int_equal(state_of(b, 1), STATE_ANSWER);
    letters(b, 0);
    on(b, 20260703);
    assert_int_equal(state_of(b, 1), STATE_SECOND_DUE);
    letters(b, 1);
    on(b, 20260717); /* 14 days after 3 July */
    assert_int_equal(state_of(b, 1), STATE_LAST_ANSWER);
    struct play early = play_kind(b, &kind_enrolment_decide, 27, "suspect=1;decision=1;on=2026-07-17;words=試験");
    assert_true(play_stops_at(&early, "decision")); /* the procedure cannot be skipped */
    on(b, 20260718);
    assert_int_equal(runs(b, &job_enrolment_check, false), ERR_NONE);
    assert_int_equal(state_of(b, 1), STATE_READY);
    assert_int_equal(tasks(b, "ready"), 1);
    struct play decided = play_kind(b, &kind_enrolment_decide, 27, "suspect=1;decision=1;on=2026-07-18;words=第2号の記録");
    assert_int_equal(play_stops(&decided), 0);
    assert_int_equal(play_apply(&decided), ERR_NONE);
    assert_int_equal(state_of(b, 1), STATE_DECIDED);
    assert_int_equal(play_undo(&decided), ERR_NONE);
    assert_int_equal(state_of(b, 1), STATE_READY);
    decided = play_kind(b, &kind_enrolment_decide, 27, "suspect=1;decision=1;on=2026-07-18;words=第2号の記録");
    assert_int_equal(play_apply(&decided), ERR_NONE);
    assert_int_equal(runs(b, &job_enrolment_check, false), ERR_NONE);
    assert_int_equal(tasks(b, "ready"), 0);
    assert_int_equal(tasks(b, "enter"), 1);
    play_done(b, "eligibility-leave", 100, "members=27;reason=L04;occurred=2026-04-01;notified=2026-07-18;how=5");
    assert_int_equal(runs(b, &job_enrolment_check, false), ERR_NONE);
    assert_int_equal(state_of(b, 1), STATE_SETTLED);
    assert_int_equal(tasks(b, "enter"), 0);
    clean(b);
}

/* EL-45: the notice comes after the first letter, and nothing more is asked; a reason ends another one. */
static void answered(void **state)
{
    struct bench *b = *state;
    assert_int_equal(bench_import(b, PENSION, ROWS("addressee_no=19;kana=シケン　イチ;birth=19800502;change=1;insured_kind=3;occurred_on=20260501",
                                                   PENSION_27)), ERR_NONE);
    letters(b, 2);
    play_done(b, "eligibility-leave", 100, "members=27;reason=L04;occurred=2026-04-01;notified=2026-06-01;how=1");
    struct play kept = play_kind(b, &kind_enrolment_decide, 19, "suspect=1;decision=2;on=2026-06-01;words=第3号は誤り。年金事務所が訂正");
    assert_int_equal(play_stops(&kept), 0);
    assert_int_equal(play_apply(&kept), ERR_NONE);
    on(b, 20260801);
    assert_int_equal(runs(b, &job_enrolment_check, false), ERR_NONE);
    assert_int_equal(state_of(b, 1), STATE_REASON);
    assert_int_equal(state_of(b, 2), STATE_SETTLED);
    letters(b, 0);
    clean(b);
}

/* A loss one day late is still an overlap (13.3): the loss must be the day after the other's first day. */
static void a_day_of_overlap(void **state)
{
    struct bench *b = *state;
    assert_int_equal(bench_import(b, PENSION, ROWS(PENSION_27)), ERR_NONE);
    play_done(b, "eligibility-leave", 100, "members=27;reason=L04;occurred=2026-04-02;notified=2026-06-01;how=1");
    assert_int_equal(state_of(b, 1), STATE_LETTER_DUE);
    clean(b);
}

/* 13.4: who left his employer's insurance and did not notify is asked to join; joining ends it. */
static void joins(void **state)
{
    struct bench *b = *state;
    assert_int_equal(bench_import(b, PENSION, ROWS("addressee_no=43;kana=ミホン　ヨン;birth=19580101;change=2;insured_kind=1;occurred_on=20260401")),
                     ERR_NONE);
    assert_int_equal(state_of(b, 1), STATE_LETTER_DUE);
    letters(b, 1);
    play_done(b, "eligibility-join", 200, "members=43;reason=A03;occurred=2026-04-01;notified=2026-06-01;how=1");
    assert_int_equal(runs(b, &job_enrolment_check, false), ERR_NONE);
    assert_int_equal(state_of(b, 1), STATE_SETTLED);
    clean(b);
}

/* A number whose birth or reading is another's makes no suspect, and nobody is written to; an unknown one waits. */
static void no_match(void **state)
{
    struct bench *b = *state;
    assert_int_equal(bench_import(b, PENSION, ROWS("addressee_no=19;kana=シケン　イチ;birth=19800503;change=1;insured_kind=2;occurred_on=20260401",
                                                   "addressee_no=27;kana=ベツジン　ニ;birth=19820703;change=1;insured_kind=2;occurred_on=20260401",
                                                   "addressee_no=99;kana=フメイ;birth=19820703;change=1;insured_kind=2;occurred_on=20260401")),
                     ERR_FINDINGS);
    assert_int_equal(bench_count(b, "SELECT count(*) FROM enrolment_suspect"), 0);
    assert_int_equal(bench_tasks(b, "K05"), 2);
    assert_int_equal(bench_tasks(b, "K01"), 1);
}

#define DOUBLE_27 "addressee_no=27;kana=シケン　ニ;birth=19820703;other_insurer=06130012;other_from=20260401"
#define DOUBLE_19 "addressee_no=19;kana=シケン　イチ;birth=19800502;other_insurer=06130012;other_from=20260415"

/* EL-44: who stands in two lists in a row is written to; one list in between without him, and it begins again. */
static void duplicates(void **state)
{
    struct bench *b = *state;
    assert_int_equal(bench_import(b, DUPLICATES, ROWS(DOUBLE_19, DOUBLE_27)), ERR_NONE);
    assert_int_equal(state_of(b, 1), STATE_LISTED);
    letters(b, 0);
    assert_int_equal(bench_import(b, DUPLICATES, ROWS(DOUBLE_27)), ERR_NONE);
    assert_int_equal(state_of(b, 1), STATE_LISTED);
    assert_int_equal(state_of(b, 2), STATE_LETTER_DUE);
    assert_int_equal(bench_import(b, DUPLICATES, ROWS(DOUBLE_19, DOUBLE_27)), ERR_NONE);
    assert_int_equal(suspect_no(b, 1).hits, 1);
    assert_int_equal(suspect_no(b, 2).hits, 3);
    assert_int_equal(state_of(b, 1), STATE_LISTED);
    letters(b, 1);
    assert_int_equal(bench_count(b, "SELECT count(*) FROM enrolment_suspect"), 2);
    clean(b);
}

/* An insurance elsewhere that ended again: only the days of both count. */
static void short_overlap(void **state)
{
    struct bench *b = *state;
    assert_int_equal(bench_import(b, DUPLICATES, ROWS("addressee_no=27;kana=シケン　ニ;birth=19820703;other_insurer=06130012;other_from=20190401;other_until=20200401")),
                     ERR_NONE);
    assert_int_equal(state_of(b, 1), STATE_SETTLED); /* it ended on the day we began */
    clean(b);
}

/* EL-46: a change of status in the feed opens a case the same day. */
static void residence(void **state)
{
    struct bench *b = *state;
    assert_int_equal(bench_import(b, RESIDENCE, ROWS("addressee_no=35;birth=19900101;change=1;residence_status=特定活動;designation=25;occurred_on=20260520")),
                     ERR_NONE);
    assert_int_equal(state_of(b, 1), STATE_LETTER_DUE);
    assert_int_equal(tasks(b, "letter"), 1);
    struct suspect s = suspect_no(b, 1);
    assert_true(s.way == WAY_LOSE && text_is(s.reason, "L11"));
    assert_int_equal(bench_import(b, RESIDENCE, ROWS("addressee_no=35;birth=19900101;change=1;residence_status=特定活動;designation=46;occurred_on=20260601")),
                     ERR_NONE);
    s = suspect_no(b, 2);
    assert_true(s.way == WAY_JOIN && s.ended_by == STEP_SETTLED); /* a status that is insured, and he is */
    assert_int_equal(bench_import(b, RESIDENCE, ROWS("addressee_no=35;birth=19900101;change=3;occurred_on=20260601")), ERR_NONE);
    assert_true(text_is(suspect_no(b, 3).reason, "L02"));
    play_done(b, "eligibility-leave", 100, "members=35;reason=L11;occurred=2026-05-20;notified=2026-06-01;how=5");
    assert_int_equal(runs(b, &job_enrolment_check, false), ERR_NONE);
    assert_int_equal(state_of(b, 1), STATE_SETTLED);
    assert_int_equal(state_of(b, 3), STATE_SETTLED);
    assert_int_equal(tasks(b, "letter"), 0);
    clean(b);
}

/* EL-50: 生活保護 begins and ends as proposals; the loss is the day itself (法8条), no letter is written. */
static void welfare(void **state)
{
    struct bench *b = *state;
    assert_int_equal(bench_import(b, WELFARE, ROWS("addressee_no=27;birth=19820703;change=1;occurred_on=20260515")), ERR_NONE);
    assert_int_equal(state_of(b, 1), STATE_READY);
    assert_int_equal(tasks(b, "ready"), 1);
    letters(b, 0);
    play_done(b, "eligibility-leave", 100, "members=27;reason=L08;occurred=2026-05-15;notified=2026-06-01;how=5");
    assert_int_equal(bench_import(b, WELFARE, ROWS("addressee_no=27;birth=19820703;change=2;occurred_on=20260601")), ERR_NONE);
    assert_int_equal(state_of(b, 1), STATE_SETTLED);
    assert_int_equal(state_of(b, 2), STATE_READY);
    assert_true(text_is(suspect_no(b, 2).reason, "A07"));
    play_done(b, "eligibility-join", 100, "members=27;reason=A07;occurred=2026-06-01;notified=2026-06-01;how=1");
    assert_int_equal(runs(b, &job_enrolment_check, false), ERR_NONE);
    assert_int_equal(state_of(b, 2), STATE_SETTLED);
    clean(b);
}

/* EL-43: sources are kept as evidence; four of them and two visits thirty days apart, then the loss ex officio. */
static void absence(void **state)
{
    struct bench *b = *state;
    struct play first = play_kind(b, &kind_enrolment_survey, 27, "on=2026-06-01;sources=1 2 10;outcome=3;words=表札なし");
    assert_int_equal(play_stops(&first), 0);
    assert_int_equal(play_apply(&first), ERR_NONE);
    assert_int_equal(state_of(b, 1), STATE_SURVEY);
    on(b, 20260630);
    struct play near = play_kind(b, &kind_enrolment_survey, 27, "on=2026-06-30;sources=1 4;outcome=2;words=電気が止まっている");
    assert_int_equal(play_apply(&near), ERR_NONE);
    assert_int_equal(state_of(b, 1), STATE_SURVEY); /* the visits lie 29 days apart */
    assert_int_equal(play_undo(&near), ERR_NONE);
    on(b, 20260701);
    struct play second = play_kind(b, &kind_enrolment_survey, 27, "on=2026-07-01;sources=1 4;outcome=2;words=電気が止まっている");
    assert_int_equal(play_apply(&second), ERR_NONE);
    assert_int_equal(state_of(b, 1), STATE_READY);
    assert_string_equal(survey_words(b->arena, suspect_no(b, 1).asked), "現地の調査（訪問）、家主・管理人、電気・ガス・水道、返戻された郵便物");
    assert_int_not_equal(play_undo(&first), ERR_NONE); /* the second was built on it */
    struct play decided = play_kind(b, &kind_enrolment_decide, 27, "suspect=1;decision=1;on=2026-07-01;words=2回の訪問で不在");
    assert_int_equal(play_stops(&decided), 0);
    assert_int_equal(play_apply(&decided), ERR_NONE);
    play_done(b, "eligibility-leave", 100, "members=27;reason=L13c;occurred=2026-05-31;notified=2026-07-01;how=5");
    assert_int_equal(runs(b, &job_enrolment_check, false), ERR_NONE);
    assert_int_equal(state_of(b, 1), STATE_SETTLED);
    struct play lives = play_kind(b, &kind_enrolment_survey, 19, "on=2026-07-01;sources=1;outcome=1;words=本人に会った");
    assert_int_equal(play_apply(&lives), ERR_NONE);
    assert_int_equal(state_of(b, 2), STATE_REASON);
    clean(b);
}

/* A letter whose person has notified since it was printed is not sent: the decision refuses. */
static void overtaken(void **state)
{
    struct bench *b = *state;
    assert_int_equal(bench_import(b, PENSION, ROWS(PENSION_27)), ERR_NONE);
    assert_int_equal(runs(b, &job_enrolment_letters, false), ERR_NONE);
    play_done(b, "eligibility-leave", 100, "members=27;reason=L04;occurred=2026-04-01;notified=2026-06-01;how=1");
    may(b, "shikaku2");
    assert_int_equal(runs(b, &job_enrolment_letters, true), ERR_INPUT);
    assert_int_equal(bench_count(b, "SELECT count(*) FROM enrolment_step WHERE kind = 1"), 0);
    clean(b);
}

static int run(const char *url)
{
    store_url = url;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(pension, setup, teardown),
        cmocka_unit_test_setup_teardown(answered, setup, teardown),
        cmocka_unit_test_setup_teardown(a_day_of_overlap, setup, teardown),
        cmocka_unit_test_setup_teardown(joins, setup, teardown),
        cmocka_unit_test_setup_teardown(no_match, setup, teardown),
        cmocka_unit_test_setup_teardown(duplicates, setup, teardown),
        cmocka_unit_test_setup_teardown(short_overlap, setup, teardown),
        cmocka_unit_test_setup_teardown(residence, setup, teardown),
        cmocka_unit_test_setup_teardown(welfare, setup, teardown),
        cmocka_unit_test_setup_teardown(absence, setup, teardown),
        cmocka_unit_test_setup_teardown(overtaken, setup, teardown),
    };
    return cmocka_run_group_tests_name(url == NULL ? "SQLite" : "PostgreSQL", tests, NULL, NULL);
}

int main(int argc, char **argv)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return bench_run(argc, argv, run);
}
