/*
 * 特別徴収の徴収結果: what was taken and what was not, what falls back to 普通徴収, and the comparison with what was asked
 * for (LV-04, LV-56, CO-08, D2, D3, D5, D7).
 */
#include "../document/tools.h"
#include "desk.h"

#include "output/internal.h"
#include "../ops/moment.h"

/* Lines of the comparison of the year. */
static int64_t differences(struct ward *w)
{
    struct output_counts counts = {0};
    enum err e = list_count(&w->chief, &output_list_withholding_compare, text_of("年度=2026"), arena,
                            &w->report, &counts);
    report_print(&w->report, stderr);
    assert_int_equal(e, ERR_NONE);
    return counts.rows;
}

/* CO-08: what was taken pays the charge of its pay day; another amount is told; a pay day counts once. */
static void test_results(void **state)
{
    struct ward *w = *state;
    accepted(w, 1001, 5001);
    const yen *pays = people_stands(w, 1001).amounts.pays;
    yen october = pays[3], december = pays[4];
    ward_business_date(w, 20261120);
    assert_int_equal(people_import(w, RESULTS, "30", ONE(5001, "00", "20261015", october)), ERR_NONE);
    struct look l = charges(w, 5001);
    assert_int_equal(l.paid, october);
    assert_int_equal(l.unpaid[LEVY_PENSION_FIRST + 3], 0);
    assert_int_equal(people_import(w, RESULTS, "30", ONE(5001, "00", "20261016", october)), ERR_FINDINGS);
    assert_int_equal(charges(w, 5001).paid, october);
    ward_business_date(w, 20270120); /* less than planned: booked, and somebody is told */
    assert_int_equal(people_import(w, RESULTS, "30", ONE(5001, "00", "20261215", december - 100)),
                     ERR_FINDINGS);
    assert_int_equal(charges(w, 5001).unpaid[LEVY_PENSION_FIRST + 4], 100);
    struct withholding_taken *all;
    size_t count;
    assert_int_equal(withholding_taken_of(w->clerk.store, 1001, arena, &w->report, &all, &count), ERR_NONE);
    assert_int_equal(count, 2);
    assert_int_equal(all[0].planned, december);
    assert_int_equal(all[0].amount, december - 100);
    people_proved(w);
}

/* What could not be taken is asked for by ordinary collection on a day to come, not on one that is past
 * (LV-52, LV-56). */
static void test_not_taken(void **state)
{
    struct ward *w = *state;
    accepted(w, 1001, 5001);
    yen october = people_stands(w, 1001).amounts.pays[3];
    ward_business_date(w, 20261120);
    assert_int_equal(people_import(w, RESULTS, "30", ONE(5001, "03", "20261015", 0)), ERR_FINDINGS);
    struct look l = charges(w, 5001);
    assert_int_equal(l.amount[LEVY_PENSION_FIRST + 3], october);
    assert_int_equal(date_ymd(l.due[LEVY_PENSION_FIRST + 3]), 20261130);
    assert_int_equal(stays(w, 5001, 20261120), 2); /* December and February go on */
    people_proved(w);
}

/* 増額は併徴: the pension goes on, the ordinary instalments take the increase. 減額は中止: the latest pay
 * day is asked less, to the yen of the decision (LV-18, LV-56). */
static void test_corrected(void **state)
{
    struct ward *w = *state;
    accepted(w, 1001, 5001);
    struct withholding_look first = people_stands(w, 1001);
    yen pension = charges(w, 5001).pension;
    ward_business_date(w, 20260901);
    int64_t now = next_moment();
    ward_forget_income(w, now, 2026, 5001);
    ward_income(w, now, 2026, 5001, 900000);
    people_decided(w, &job_premium_monthly);
    struct look l = charges(w, 5001);
    yen more = ward_decision(w, 2026, 1001, 0).total;
    assert_true(more > first.yearly);
    assert_int_equal(l.pension, pension);
    assert_int_equal(l.ordinary, more - pension);
    people_proved(w);
    ward_business_date(w, 20261005);
    now = next_moment();
    ward_forget_income(w, now, 2026, 5001);
    ward_income(w, now, 2026, 5001, 100000);
    people_decided(w, &job_premium_monthly);
    l = charges(w, 5001);
    yen less = ward_decision(w, 2026, 1001, 0).total;
    assert_true(less < first.yearly);
    assert_int_equal(l.ordinary + l.pension, less);
    assert_true(l.amount[LEVY_PENSION_FIRST + 5] < first.amounts.pays[5]);
    assert_int_equal(ward_run(w, job, 2026, false, false), ERR_NONE);
    assert_non_null(strstr(ward_printed(w), "中止 1 件"));
    people_proved(w);
}

/* Who pays on from last year: April's money waits for the decision and is booked with it; nothing is left
 * to ordinary instalments (仮徴収・本徴収, LV-55). */
static void test_goes_on(void **state)
{
    struct ward *w = *state;
    people_pensioner(w, 1001, 5001, 1200000, 8000);
    ward_person(w, 1001, 5001, BIRTH, "見本 一郎", false);
    people_make_running(w, 2025, 1001, 5001, 30000);
    assert_int_equal(people_import(w, RESULTS, "30", ONE(5001, "00", "20260415", 10000)), ERR_NONE);
    people_decided(w, &job_premium_annual);
    people_decided(w, judge);
    struct withholding_look now = people_stands(w, 1001);
    struct look l = charges(w, 5001);
    assert_int_equal(now.state, WITHHOLDING_CANDIDATE);
    assert_int_equal(l.ordinary, 0);
    assert_int_equal(l.pension, now.yearly);
    assert_int_equal(l.paid, 10000);
    assert_int_equal(l.unpaid[LEVY_PENSION_FIRST], 0);
    assert_int_equal(stays(w, 5001, 20260606), 6);
    struct withholding_taken *april;
    size_t count;
    assert_int_equal(withholding_taken_of(w->clerk.store, 1001, arena, &w->report, &april, &count), ERR_NONE);
    assert_int_equal(count, 1); /* what waited belongs to his household now */
    assert_int_equal(april[0].place, TAKEN_BOOKED);
    assert_int_equal(differences(w), 1); /* judged, not asked for yet: nothing but that */
    const char *pdf = arena_printf(arena, "%s/notice.pdf", w->dir);
    struct premium_print print;
    int status;
    enum err e = premium_notice_print(&w->clerk, 5001, 2026, PREMIUM_COPY_PREVIEW, pdf, &w->report, &print);
    report_print(&w->report, stderr);
    assert_int_equal(e, ERR_NONE);
    assert_non_null(strstr(run(arena, &status, "pdftotext -raw %s -", pdf), "年金から納めていただきます"));
    people_decided(w, job);
    assert_int_equal(people_import(w, ANSWERS, "02", ONE(5001, "05", "20261001", 1)), ERR_FINDINGS);
    l = charges(w, 5001); /* 本徴収 refused: from October on by ordinary collection */
    assert_int_equal(l.ordinary + l.pension, now.yearly);
    assert_int_equal(stays(w, 5001, 20260606), 3);
    people_proved(w);
}

/* 2008: a deduction that nobody asked for is held and told, never booked on somebody's premium (D7). */
static void test_unasked(void **state)
{
    struct ward *w = *state;
    people_pensioner(w, 1001, 5001, 1200000, 8000);
    people_decided(w, &job_premium_annual);
    ward_business_date(w, 20261120);
    assert_int_equal(people_import(w, RESULTS, "30", ONE(5001, "00", "20261015", 9000)), ERR_FINDINGS);
    assert_int_equal(charges(w, 5001).paid, 0);
    struct collection_excess *held;
    size_t count;
    assert_int_equal(collection_excesses(w->clerk.store, 0, arena, &w->report, &held, &count), ERR_NONE);
    assert_int_equal(count, 1);
    assert_int_equal(held[0].amount, 9000);
    /* of somebody whose number never came: his money is not lost */
    assert_int_equal(people_import(w, RESULTS, "30", ONE(5999, "00", "20261015", 700)), ERR_FINDINGS);
    assert_int_equal(collection_excesses(w->clerk.store, 0, arena, &w->report, &held, &count), ERR_NONE);
    assert_int_equal(count, 2);
    /* of somebody who was judged away: his amounts were computed, and still nobody asked for them (2008) */
    people_head(w, 1002, 5011, BIRTH);
    people_pension(w, 5011, 1200000);
    people_decided(w, &job_premium_monthly);
    ward_business_date(w, 20260606);
    people_decided(w, judge);
    assert_int_equal(people_stands(w, 1002).state, WITHHOLDING_EXCLUDED);
    yen october = people_stands(w, 1002).amounts.pays[3];
    assert_true(october > 0);
    ward_business_date(w, 20261121);
    assert_int_equal(people_import(w, RESULTS, "30", ONE(5011, "00", "20261015", october)), ERR_FINDINGS);
    assert_int_equal(charges(w, 5011).paid, 0);
    assert_int_equal(collection_excesses(w->clerk.store, 0, arena, &w->report, &held, &count), ERR_NONE);
    assert_int_equal(count, 3);
    people_proved(w);
}

/* A stop came too late for October, and October was not taken all the same: it is asked for by ordinary
 * collection, and somebody is told. */
static void test_stopped_and_not_taken(void **state)
{
    struct ward *w = *state;
    accepted(w, 1001, 5001);
    yen october = people_stands(w, 1001).amounts.pays[3];
    ward_business_date(w, 20260920);
    people_choose_account(w, 5001, "2026-09-15");
    people_decided(w, job);
    assert_int_equal(people_import(w, ANSWERS, "41", ONE(5001, "00", "20261201", 0)), ERR_NONE);
    assert_int_equal(people_stands(w, 1001).state, WITHHOLDING_STOPPED);
    assert_int_equal(stays(w, 5001, 20260920), 1);
    ward_business_date(w, 20261025);
    assert_int_equal(people_import(w, RESULTS, "30", ONE(5001, "02", "20261015", 0)), ERR_FINDINGS);
    assert_int_equal(stays(w, 5001, 20261025), 0);
    struct look l = charges(w, 5001);
    assert_int_equal(l.amount[LEVY_PENSION_FIRST + 3], october);
    assert_true(date_ymd(l.due[LEVY_PENSION_FIRST + 3]) > 20261025);
    people_proved(w);
}

/* Lines that 自己点検 is told (NX-09): of the same comparison what may not come any more. */
static size_t told(struct ward *w)
{
    struct report found;

    report_init(&found);
    assert_int_equal(withholding_compare(&w->chief, &found, &w->report), ERR_NONE);
    size_t count = found.count;
    report_done(&found);
    return count;
}

/* 2008 (D7): what was never submitted, never answered, taken without a request, or should have been stopped
 * and was not, is a line each; what agrees is none (LV-04, D2, D3). */
static void test_compared(void **state)
{
    struct ward *w = *state;
    accepted(w, 1001, 5001);
    assert_int_equal(differences(w), 0);
    people_pensioner(w, 1002, 5011, 1200000, 8000); /* insured, and known of since a file that came late */
    people_decided(w, &job_premium_monthly);
    people_decided(w, judge);
    assert_int_equal(differences(w), 1); /* judged, and nothing was submitted */
    assert_int_equal(told(w), 0);
    people_decided(w, job);
    assert_int_equal(differences(w), 1); /* submitted, and nothing came back */
    assert_int_equal(told(w), 0);
    ward_business_date(w, 20261016); /* its pay day is over: the deduction did not begin (D5) */
    assert_int_equal(told(w), 1);
    ward_business_date(w, 20260820);
    assert_int_equal(people_import(w, ANSWERS, "02", ONE(5011, "00", "20261001", 2)), ERR_NONE);
    assert_int_equal(differences(w), 0);
    yen october = people_stands(w, 1001).amounts.pays[3];
    ward_business_date(w, 20261110);
    assert_int_equal(differences(w), 0);
    ward_business_date(w, 20261111); /* the day by which it had to be paid over is past */
    assert_int_equal(differences(w), 2);
    assert_int_equal(people_import(w, RESULTS, "30", ONE(5001, "00", "20261015", october)), ERR_NONE);
    assert_int_equal(people_import(w, RESULTS, "30", ONE(5011, "00", "20261015", 1)), ERR_FINDINGS);
    assert_int_equal(differences(w), 1); /* another amount than asked */
    people_choose_account(w, 5001, "2026-11-05");
    assert_int_equal(differences(w), 2); /* must be stopped, nothing was submitted: 16,906 people in 2008 */
    assert_int_equal(told(w), 2);
    people_decided(w, job);
    assert_int_equal(differences(w), 2); /* submitted, no answer: the next deduction is on its way */
    assert_int_equal(told(w), 1);
    assert_int_equal(people_import(w, ANSWERS, "41", ONE(5001, "00", "20270201", 0)), ERR_NONE);
    assert_int_equal(differences(w), 1);
}

/* D5: a head who was judged and never asked for is told as soon as no request reaches October any more. */
static void test_never_begun(void **state)
{
    struct ward *w = *state;
    people_pensioner(w, 1001, 5001, 1200000, 8000);
    people_decided(w, &job_premium_annual);
    people_decided(w, judge);
    ward_business_date(w, 20260815);
    assert_int_equal(told(w), 0);
    ward_business_date(w, 20260901);
    assert_int_equal(told(w), 1);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TEST(test_results),
        TEST(test_not_taken),
        TEST(test_corrected),
        TEST(test_goes_on),
        TEST(test_unasked),
        TEST(test_stopped_and_not_taken),
        TEST(test_compared),
        TEST(test_never_begun),
    };
    return fixture_run(argc, argv, "withholding results", tests, COUNT_OF(tests));
}
