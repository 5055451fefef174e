/*
 * 国保上の世帯主 (eligibility 5.3, LV-48; assessment 12 case 9): an insured member stands for the head of the
 * register, whose income goes on counting in the test of 7/5/2: in the annual run, at the counter and in the
 * batch, with its step in the derivation, in what a second engine reads, and in the list of the undeclared.
 * All people are invented.
 */
#include "rows.h"

#include "premium/facts.h"
#include "../ops/moment.h"

const struct change_kind *const change_kinds[1];
const size_t change_kind_count = 0;

enum { HOUSEHOLD = 1001, HEAD = 1015, WIFE = 1023, LODGER = 1031, OPEN_FROM = 20200401 };
enum { REDUCED = 25461, FULL = 84873 }; /* case 9: the wife at 45 alone with 7割; without a reduction */

static struct arena *arena;

static void decide(struct ward *w, const struct job *job)
{
    enum err e = ward_run(w, job, 2026, false, false);
    assert_true(e == ERR_NONE || e == ERR_FINDINGS);
    e = ward_approve(w, job, 2026);
    assert_true(e == ERR_NONE || e == ERR_FINDINGS);
}

/* A head who is not insured, his insured wife, and one who lives with them and is neither. */
static int set_up(void **state)
{
    arena = arena_new("試験", (size_t)256 << 20);
    (void)ward_setup(state);
    struct ward *w = *state;
    ward_belongs(w, WARD_FIRST, HOUSEHOLD, HEAD, 19800105, true, OPEN_FROM, DAY_OPEN);
    ward_belongs(w, WARD_FIRST, HOUSEHOLD, WIFE, 19810502, false, OPEN_FROM, DAY_OPEN);
    ward_belongs(w, WARD_FIRST, HOUSEHOLD, LODGER, 19700101, false, OPEN_FROM, DAY_OPEN);
    ward_fact(w, WARD_FIRST, WIFE, FACT_MEMBERSHIP, OPEN_FROM, DAY_OPEN, 0);
    ward_income(w, WARD_FIRST, 2026, WIFE, 0);
    ward_income(w, WARD_FIRST, 2026, LODGER, 9000000);
    return 0;
}

static int tear_down(void **state)
{
    struct ward *w = *state;
    enum err e = premium_verify(w->chief.store, &w->report);
    report_print(&w->report, stderr);
    rows_done();
    arena_free(arena);
    (void)ward_teardown(state);
    return e == ERR_NONE ? 0 : 1;
}

static const struct trace_step *step_of(const struct trace *t, const char *label)
{
    for (trace_id id = 1; id <= t->count; id++) {
        if (strcmp(trace_step_at(t, id)->term->label, label) == 0) {
            return trace_step_at(t, id);
        }
    }
    return NULL;
}

static struct premium_decision replayed(struct ward *w, int64_t payer, struct premium_replay *ret)
{
    struct premium_decision d = ward_decision(w, 2026, HOUSEHOLD, payer);
    assert_int_equal(premium_replay(&w->clerk, &d, arena, &w->report, ret), ERR_NONE);
    return d;
}

/* The whole year: she owes, he counts; the derivation names the step and the article. */
static void test_whole_year(void **state)
{
    struct ward *w = *state;
    struct premium_replay r;
    ward_income(w, WARD_FIRST, 2026, HEAD, 6000000);
    ward_household(w, WARD_FIRST, BELONGING_HEAD, HOUSEHOLD, WIFE, 19810502, 20260101, DAY_OPEN);
    decide(w, &job_premium_annual);
    struct premium_decision d = replayed(w, WIFE, &r);
    assert_int_equal(d.total, FULL);
    assert_int_equal(d.judged_income, 6000000);
    assert_int_equal(r.household.member_count, 2); /* the lodger has no part in the levy */
    assert_int_equal(r.assessment.persons_counted, 1);
    const struct trace_step *s = step_of(r.trace, "住民票上の世帯主の判定所得");
    assert_non_null(s);
    assert_string_equal(trace_step_law(r.trace, s), "国民健康保険法施行令29条の7第6項1号");

    struct premium_case c = {.household_no = HOUSEHOLD, .payer_no = WIFE, .facts = r.household};
    struct textbuf request;
    textbuf_init(&request, 1 << 20);
    facts_json(&c, "131041", &d, &request);
    assert_non_null(strstr(request.bytes, "\"head\":\"1023\",\"register_head\":\"1015\""));
    textbuf_done(&request);
}

/* Both sides of the line of 7割: 430,000 of his, and one yen more. */
static void test_the_line(void **state)
{
    struct ward *w = *state;
    ward_income(w, WARD_FIRST, 2026, HEAD, 430000);
    ward_household(w, WARD_FIRST, BELONGING_HEAD, HOUSEHOLD, WIFE, 19810502, 20260101, DAY_OPEN);
    decide(w, &job_premium_annual);
    assert_int_equal(ward_decision(w, 2026, HOUSEHOLD, WIFE).total, REDUCED);
    ward_business_date(w, 20260710);
    int64_t now = next_moment();
    ward_forget_income(w, now, 2026, HEAD);
    ward_income(w, now, 2026, HEAD, 430001);
    const struct premium_correction_wish wish = {
        .household_no = HOUSEHOLD, .day = date_none(), .cut_off = date_none(), .first_year = 2026};
    struct premium_correction counter; /* LV-18: at the counter the same as in the batch */
    assert_int_equal(premium_correct(&w->clerk, &wish, arena, &w->report, &counter), ERR_NONE);
    assert_int_equal(counter.count, 1);
    assert_int_equal(counter.items[0].state, CORRECTED_CHANGED);
    assert_int_equal(counter.items[0].after.reduction_tenths, 5);
    decide(w, &job_premium_monthly);
    struct premium_decision d = ward_decision(w, 2026, HOUSEHOLD, WIFE);
    assert_int_equal(d.reduction_tenths, 5);
    assert_int_equal(d.total, counter.items[0].after.total);
    assert_string_equal(d.reasons, "所得更正");
}

/* From October: two debtors; he is judged as 擬制世帯主, she with his income behind her. Ended: as before. */
static void test_from_october(void **state)
{
    struct ward *w = *state;
    struct premium_replay r;
    ward_income(w, WARD_FIRST, 2026, HEAD, 6000000);
    decide(w, &job_premium_annual);
    assert_int_equal(ward_decision(w, 2026, HOUSEHOLD, HEAD).total, FULL);
    ward_business_date(w, 20261010);
    ward_household(w, clock_now_ms(), BELONGING_HEAD, HOUSEHOLD, WIFE, 19810502, 20261001, DAY_OPEN);
    decide(w, &job_premium_monthly);
    struct premium_decision old = ward_decision(w, 2026, HOUSEHOLD, HEAD), new = replayed(w, WIFE, &r);
    assert_int_equal(old.judged_income, 6000000);
    assert_int_equal(new.judged_income, 6000000);
    assert_int_equal(new.reduction_tenths, 0);
    /* six months of each; every part is cut to the yen in each half: 47,600 17,600 17,800 are even, 1,873 is not */
    assert_int_equal(old.total, 23800 + 8800 + 8900 + 936);
    assert_int_equal(new.total, old.total);
}

/* His income is not known: no reduction, and he is on the list by what he is. */
static void test_unknown(void **state)
{
    struct ward *w = *state;
    ward_household(w, WARD_FIRST, BELONGING_HEAD, HOUSEHOLD, WIFE, 19810502, 20260101, DAY_OPEN);
    decide(w, &job_premium_annual);
    assert_int_equal(ward_decision(w, 2026, HOUSEHOLD, WIFE).total, FULL);
    assert_string_equal(rows_of(w, &output_list_undeclared, "年度=2026"),
                        "000000000001015|||||1001|000000000001023|住民票上の世帯主|記録なし||0||\n");
    int64_t now = next_moment();
    ward_income(w, now, 2026, HEAD, 0);
    assert_string_equal(rows_of(w, &output_list_undeclared, "年度=2026"), "");
    ward_business_date(w, 20260710);
    decide(w, &job_premium_monthly);
    struct premium_decision d = ward_decision(w, 2026, HOUSEHOLD, WIFE);
    assert_int_equal(d.total, REDUCED);
    assert_string_equal(d.reasons, "所得判明");
}

#define IN_A_WARD(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {IN_A_WARD(test_whole_year), IN_A_WARD(test_the_line),
                                       IN_A_WARD(test_from_october), IN_A_WARD(test_unknown)};
    return fixture_run(argc, argv, "premium register_head", tests, COUNT_OF(tests));
}
