/* 特別徴収対象者判定: who is a candidate, why not, with what amounts; what stood stays known (LV-54, LV-55,
 * D5, D6). */
#include "people.h"

#include "output/internal.h"
#include "../ops/moment.h"

#include <inttypes.h>

const struct change_kind *const change_kinds[] = {&kind_withholding_account};
const size_t change_kind_count = COUNT_OF(change_kinds);
const struct output_list *const output_lists[] = {&output_list_withholding, &output_list_pensioners};
const size_t output_list_count = COUNT_OF(output_lists);

static struct arena *arena;

static const struct job *const job = &job_withholding_candidates;

/* Persons in a list by its criteria. */
static int64_t listed(struct ward *w, const struct output_list *list, const char *criteria)
{
    struct output_counts counts = {0};
    enum err e = list_count(&w->chief, list, text_of(criteria), arena, &w->report, &counts);
    report_print(&w->report, stderr);
    assert_int_equal(e, ERR_NONE);
    return counts.persons;
}

/* Each reason on its own, beside one who has none. */
static void test_reasons(void **state)
{
    struct ward *w = *state;
    people_pensioner(w, 1001, 5001, 1200000, 8000);
    people_with(w, 1001, 5002, 19580101, true);
    people_with(w, 1001, 5003, 20010101, false); /* is insured elsewhere */
    people_pensioner(w, 1002, 5011, 179999, 100);
    people_pensioner(w, 1003, 5021, 1200000, 8000);
    people_with(w, 1003, 5022, 19800101, true); /* under 65 */
    people_pensioner(w, 1004, 5031, 1200000, 8000);
    people_choose_account(w, 5031, "2026-06-05");
    people_head(w, 1005, 5041, BIRTH); /* no pension is known */
    people_head(w, 1006, 5051, BIRTH);
    people_pension(w, 5051, 1200000);
    people_care(w, 5051, "1350", 8000);              /* from another pension */
    people_pensioner(w, 1007, 5061, 1200000, 99000); /* over half with our own */
    people_head(w, 1008, 5071, 19520301);            /* reaches 75 in the year */
    people_pension(w, 5071, 1200000);
    people_care(w, 5071, PENSION, 8000);
    people_pensioner(w, 1009, 5081, 1200000, 8000);
    people_choose_account(w, 5081, "2026-06-06"); /* from tomorrow on */
    people_decided(w, &job_premium_annual);
    people_decided(w, job);
    static const struct {
        int64_t household;
        enum withholding_state state;
        unsigned bars;
    } expected[] = {
        {1001, WITHHOLDING_CANDIDATE, 0},
        {1002, WITHHOLDING_EXCLUDED, BAR_PENSION_SMALL},
        {1003, 0, 0},
        {1004, WITHHOLDING_EXCLUDED, BAR_ACCOUNT_CHOSEN},
        {1005, WITHHOLDING_EXCLUDED, BAR_NO_PENSION | BAR_CARE_ELSEWHERE},
        {1006, WITHHOLDING_EXCLUDED, BAR_CARE_ELSEWHERE},
        {1007, WITHHOLDING_EXCLUDED, BAR_OVER_HALF},
        {1008, WITHHOLDING_EXCLUDED, BAR_HEAD_REACHES_LATE},
        {1009, WITHHOLDING_CANDIDATE, 0},
    };
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        struct withholding_look now = people_stands(w, expected[i].household);
        if (now.state != expected[i].state || now.bars != expected[i].bars) {
            fail_msg("household %" PRId64 ": state %d, bars %u", expected[i].household, (int)now.state,
                     now.bars);
        }
    }
    assert_int_equal(listed(w, &output_list_withholding, "状況=候補"), 2); /* LV-04 */
    assert_int_equal(listed(w, &output_list_withholding, "年度=2026 状況=対象外"), 6);
    assert_int_equal(listed(w, &output_list_withholding, ""), 8);
    assert_int_equal(listed(w, &output_list_withholding, "年度=2025"), 0);
    assert_int_equal(listed(w, &output_list_pensioners, ""), 0);
    people_proved(w);
}

/* The first year: half beside, the rest from October on, to the yen of the decision; nobody is a candidate
 * unapproved. */
static void test_amounts(void **state)
{
    struct ward *w = *state;
    people_pensioner(w, 1001, 5001, 1200000, 8000);
    people_decided(w, &job_premium_annual);
    assert_int_equal(ward_run(w, job, 2026, false, false), ERR_NONE);
    assert_int_equal(people_stands(w, 1001).state, 0);
    assert_int_equal(ward_approve(w, job, 2026), ERR_NONE);
    struct withholding_look now = people_stands(w, 1001);
    const yen total = ward_decision(w, 2026, 1001, 0).total;
    const yen *pays = now.amounts.pays;
    assert_int_equal(now.yearly, total);
    assert_int_equal(now.amounts.ordinary, total / 2);
    assert_int_equal(pays[0] + pays[1] + pays[2], 0);
    assert_int_equal(pays[3] + pays[4] + pays[5], total - total / 2);
    assert_int_equal(pays[4] % 100, 0);
    assert_int_equal(now.pensioner_no, people_pensioner_no(w, 5001));
    people_proved(w);
}

/* Judged again nothing changes; with another fact the state changes, and what stood before is known to have
 * stood. */
static void test_again(void **state)
{
    struct ward *w = *state;
    people_pensioner(w, 1001, 5001, 1200000, 8000);
    people_decided(w, &job_premium_annual);
    people_decided(w, job);
    const int64_t before = moment_between();
    assert_int_equal(ward_run(w, job, 2026, false, false), ERR_NONE);
    assert_non_null(strstr(ward_printed(w), "変わるもの 0"));
    assert_int_equal(ward_approve(w, job, 2026), ERR_NONE);
    ward_business_date(w, 20260701);
    people_choose_account(w, 5001, "2026-06-20");
    people_decided(w, job);
    struct withholding_look *all;
    size_t count;
    assert_int_equal(
        withholding_of_household(w->clerk.store, 1001, INT64_MAX - 1, arena, &w->report, &all, &count),
        ERR_NONE);
    assert_int_equal(count, 2);
    assert_int_equal(all[0].state, WITHHOLDING_EXCLUDED);
    assert_int_equal(date_ymd(all[0].from), 20260701);
    assert_int_equal(all[1].state, WITHHOLDING_CANDIDATE);
    assert_int_equal(date_ymd(all[1].until), 20260701);
    assert_int_equal(
        withholding_of_household(w->clerk.store, 1001, before, arena, &w->report, &all, &count), ERR_NONE);
    assert_int_equal(count, 1);
    assert_int_equal(date_ymd(all[0].until), DAY_OPEN);
    people_proved(w);
}

/* A fact that changed after the proposal: the approval refuses and nothing stands. */
static void test_moved_on(void **state)
{
    struct ward *w = *state;
    people_pensioner(w, 1001, 5001, 1200000, 8000);
    people_decided(w, &job_premium_annual);
    assert_int_equal(ward_run(w, job, 2026, false, false), ERR_NONE);
    people_choose_account(w, 5001, "2026-06-01");
    assert_int_equal(ward_approve(w, job, 2026), ERR_INPUT);
    assert_int_equal(people_stands(w, 1001).state, 0);
    assert_int_equal(ward_run(w, job, 2026, false, false), ERR_NONE);
    assert_int_equal(ward_approve(w, job, 2026), ERR_NONE);
    assert_int_equal(people_stands(w, 1001).bars, BAR_ACCOUNT_CHOSEN);
}

/* Who went on last year pays as last February from April on, and the rest of the year from October
 * (仮徴収・本徴収). */
static void test_later_year(void **state)
{
    struct ward *w = *state;
    people_pensioner(w, 1001, 5001, 1200000, 8000);
    people_make_running(w, 2025, 1001, 5001, 30000);
    people_decided(w, &job_premium_annual);
    people_decided(w, job);
    struct withholding_look *all;
    size_t count;
    assert_int_equal(
        withholding_of_household(w->clerk.store, 1001, INT64_MAX - 1, arena, &w->report, &all, &count),
        ERR_NONE);
    assert_int_equal(count, 2);
    assert_int_equal(all[0].year, 2026);
    yen sum = 0;
    for (int i = 0; i < WITHHOLDING_PAYS; i++) {
        sum += all[0].amounts.pays[i];
        assert_true(i >= WITHHOLDING_PROVISIONAL || all[0].amounts.pays[i] == 10000);
    }
    assert_int_equal(sum + all[0].amounts.ordinary - all[0].amounts.excess, all[0].yearly);
    assert_int_equal(all[0].amounts.ordinary, 0);
    people_proved(w);
}

/* Who is asked for is never judged away: he stays, and a person is told to stop him (D2, D7). */
static void test_must_stop(void **state)
{
    struct ward *w = *state;
    people_pensioner(w, 1001, 5001, 1200000, 8000);
    people_pensioner(w, 1002, 5011, 1200000, 8000);
    people_decided(w, &job_premium_annual);
    people_decided(w, job);
    people_make_running(w, 2026, 1001, 5001, 0);
    people_make_running(w, 2026, 1002, 5011, 0);
    ward_business_date(w, 20260701);
    people_choose_account(w, 5001, "2026-06-20");
    int64_t now = next_moment();
    ward_forget_belonging(w, now, 1002, 5011, 20200401); /* the household is no more */
    ward_belongs(w, now, 1002, 5011, BIRTH, true, 20200401, 20260620);
    assert_int_equal(ward_run(w, job, 2026, false, false), ERR_FINDINGS);
    assert_int_equal(ward_findings(w, "withholding-candidates", "must-stop"), 2);
    assert_int_equal(ward_approve(w, job, 2026), ERR_NONE);
    assert_int_equal(people_stands(w, 1001).state, WITHHOLDING_RUNNING);
    assert_int_equal(people_stands(w, 1002).state, WITHHOLDING_RUNNING);
    people_proved(w);
}

/* A request of that day would not reach October: who is judged then begins next year (interfaces.md 7.4).
 */
static void test_too_late(void **state)
{
    struct ward *w = *state;
    people_pensioner(w, 1001, 5001, 1200000, 8000);
    people_decided(w, &job_premium_annual);
    ward_business_date(w, 20260831);
    assert_int_equal(ward_run(w, job, 2026, true, false), ERR_NONE);
    ward_business_date(w, 20260901);
    assert_int_equal(ward_run(w, job, 2026, true, false), ERR_INPUT);
    ward_business_date(w, 20270501);
    assert_int_equal(ward_run(w, job, 2026, true, false), ERR_INPUT);
}

/* A term that is another one between proposal and approval is refused, and told beside that of the run
 * before (D1, OP-17): it is a row of this insurance alone. */
static void test_other_terms(void **state)
{
    struct ward *w = *state;
    char path[600];
    people_pensioner(w, 1001, 5001, 150000, 100);
    people_decided(w, &job_premium_annual);
    people_decided(w, job);
    assert_true((people_stands(w, 1001).bars & BAR_PENSION_SMALL) != 0);
    assert_int_equal(ward_run(w, job, 2026, false, false), ERR_NONE);
    (void)ward_printed(w);
    (void)snprintf(path, sizeof(path), "%.500s/national/withholding/terms.tsv", w->clerk.folder.params);
    assert_memory_equal(path, w->dir, strlen(w->dir)); /* the ward's own, not the delivered one */
    FILE *f = fopen(path, "ab");
    assert_non_null(f);
    fputs("2026-06-01  pension_least  120000  試験\n", f);
    assert_int_equal(fclose(f), 0);
    assert_int_equal(ward_approve(w, job, 2026), ERR_INPUT);
    assert_int_equal(ward_run(w, job, 2026, false, false), ERR_NONE);
    const char *told = ward_printed(w);
    assert_non_null(strstr(told, "条件との違い"));
    assert_non_null(strstr(told, "65/75/120000/"));
    assert_int_equal(ward_approve(w, job, 2026), ERR_NONE);
    assert_int_equal(people_stands(w, 1001).bars & BAR_PENSION_SMALL, 0);
}

static int set_up(void **state)
{
    arena = arena_new("試験", (size_t)64 << 20);
    return ward_setup(state);
}

static int tear_down(void **state)
{
    arena_free(arena);
    return ward_teardown(state);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_reasons, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_amounts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_moved_on, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_later_year, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_must_stop, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_too_late, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_other_terms, set_up, tear_down),
    };
    return fixture_run(argc, argv, "withholding candidates", tests, COUNT_OF(tests));
}
