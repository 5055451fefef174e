/* 特別徴収対象者判定: who is a candidate, why not, with what amounts; what stood stays known (LV-54, LV-55,
 * D5, D6). */
#include "../premium/ward.h"

#include "output/internal.h"
#include "store/sql_withholding.h"
#include "withholding/state.h"
#include "../ops/moment.h"

#include <inttypes.h>

const struct change_kind *const change_kinds[] = {&kind_withholding_account};
const size_t change_kind_count = COUNT_OF(change_kinds);
const struct output_list *const output_lists[] = {&output_list_withholding, &output_list_pensioners};
const size_t output_list_count = COUNT_OF(output_lists);

static struct arena *arena;

enum { BIRTH = 19560401 }; /* 70 on the first day of the year */
#define PENSION "1150"

static void put_pension(struct ward *w, int64_t person, yen yearly)
{
    struct store *s = w->clerk.store;
    int64_t changed;
    assert_int_equal(store_begin(s, &w->report), ERR_NONE);
    struct query *q = store_query(s, SQL_withholding_pension_add);
    query_set_i64(q, "pensioner_no", person * 10);
    query_set_i64(q, "recorded_at", WARD_FIRST);
    query_set_text(q, "obligor", text_of("001"));
    query_set_text(q, "pension_code", text_of(PENSION));
    query_set_i64(q, "birth", BIRTH);
    query_set_i64(q, "sex", 1);
    query_set_text(q, "kana", text_of("ミホン"));
    query_set_i64(q, "yearly", yearly);
    query_set_i64(q, "made_on", 20260525);
    assert_int_equal(query_run(q, &w->report, &changed), ERR_NONE);
    q = store_query(s, SQL_withholding_link_add);
    query_set_i64(q, "pensioner_no", person * 10);
    query_set_i64(q, "recorded_at", WARD_FIRST);
    query_set_i64(q, "addressee_no", person);
    query_set_i64(q, "change_no", 1);
    assert_int_equal(query_run(q, &w->report, &changed), ERR_NONE);
    assert_int_equal(store_commit(s, &w->report), ERR_NONE);
}

static void put_care(struct ward *w, int64_t person, const char *code, yen pay)
{
    struct store *s = w->clerk.store;
    int64_t changed;
    assert_int_equal(store_begin(s, &w->report), ERR_NONE);
    struct query *q = store_query(s, SQL_withholding_care_add);
    query_set_i64(q, "fiscal_year", 2026);
    query_set_i64(q, "addressee_no", person);
    query_set_i64(q, "recorded_at", WARD_FIRST);
    query_set_i64(q, "method", 1);
    query_set_text(q, "pension_code", text_of(code));
    query_set_i64(q, "pay_amount", pay);
    query_set_i64(q, "yearly", pay * 6);
    assert_int_equal(query_run(q, &w->report, &changed), ERR_NONE);
    assert_int_equal(store_commit(s, &w->report), ERR_NONE);
}

static void choose_account(struct ward *w, int64_t person, const char *day)
{
    struct change_call call = {.kind = &kind_withholding_account,
                               .session = &w->clerk,
                               .arena = arena,
                               .report = &w->report,
                               .subject_no = person,
                               .recorded_at = clock_now_ms(),
                               .change_no = 7};
    call.values.at[0] = text_of("1");
    call.values.at[1] = text_of(day);
    call.values.at[2] = text_of("申出書");
    assert_int_equal(store_begin(w->clerk.store, &w->report), ERR_NONE);
    assert_int_equal(call.kind->apply(&call), ERR_NONE);
    assert_int_equal(store_commit(w->clerk.store, &w->report), ERR_NONE);
}

/* A head of that birth, insured, with an income, a pension that is large enough and its premium of care. */
static void head(struct ward *w, int64_t household, int64_t person, int birth)
{
    ward_belongs(w, WARD_FIRST, household, person, birth, true, 20200401, DAY_OPEN);
    ward_fact(w, WARD_FIRST, person, FACT_MEMBERSHIP, 20200401, DAY_OPEN, 0);
    ward_income(w, WARD_FIRST, 2026, person, 500000);
}

static void pensioner(struct ward *w, int64_t household, int64_t person, yen pension, yen care)
{
    head(w, household, person, BIRTH);
    put_pension(w, person, pension);
    put_care(w, person, PENSION, care);
}

static void with(struct ward *w, int64_t household, int64_t person, int birth, bool is_insured)
{
    ward_belongs(w, WARD_FIRST, household, person, birth, false, 20200401, DAY_OPEN);
    if (is_insured) {
        ward_fact(w, WARD_FIRST, person, FACT_MEMBERSHIP, 20200401, DAY_OPEN, 0);
        ward_income(w, WARD_FIRST, 2026, person, 0);
    }
}

static void decided(struct ward *w, const struct job *job)
{
    enum err e = ward_run(w, job, 2026, false, false);
    report_print(&w->report, stderr);
    assert_true(e == ERR_NONE || e == ERR_FINDINGS);
    e = ward_approve(w, job, 2026);
    report_print(&w->report, stderr);
    assert_true(e == ERR_NONE || e == ERR_FINDINGS);
}

static const struct job *const job = &job_withholding_candidates;

/* What stands of a household in the year; state 0 = nothing. */
static struct withholding_look stands(struct ward *w, int64_t household)
{
    struct withholding_look *all;
    size_t count;
    assert_int_equal(
        withholding_of_household(w->clerk.store, household, INT64_MAX - 1, arena, &w->report, &all, &count),
        ERR_NONE);
    for (size_t i = 0; i < count; i++) {
        if (date_equal(all[i].until, date_open_end())) {
            return all[i];
        }
    }
    return (struct withholding_look){0};
}

static void proved(struct ward *w)
{
    enum err e = withholding_verify(w->clerk.store, &w->report);
    report_print(&w->report, stderr);
    assert_int_equal(e, ERR_NONE);
}

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
    pensioner(w, 1001, 5001, 1200000, 8000);
    with(w, 1001, 5002, 19580101, true);
    with(w, 1001, 5003, 20010101, false); /* is insured elsewhere */
    pensioner(w, 1002, 5011, 179999, 100);
    pensioner(w, 1003, 5021, 1200000, 8000);
    with(w, 1003, 5022, 19800101, true); /* under 65 */
    pensioner(w, 1004, 5031, 1200000, 8000);
    choose_account(w, 5031, "2026-06-05");
    head(w, 1005, 5041, BIRTH); /* no pension is known */
    head(w, 1006, 5051, BIRTH);
    put_pension(w, 5051, 1200000);
    put_care(w, 5051, "1350", 8000);          /* from another pension */
    pensioner(w, 1007, 5061, 1200000, 99000); /* over half with our own */
    head(w, 1008, 5071, 19520301);            /* reaches 75 in the year */
    put_pension(w, 5071, 1200000);
    put_care(w, 5071, PENSION, 8000);
    pensioner(w, 1009, 5081, 1200000, 8000);
    choose_account(w, 5081, "2026-06-06"); /* from tomorrow on */
    decided(w, &job_premium_annual);
    decided(w, job);
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
        struct withholding_look now = stands(w, expected[i].household);
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
    proved(w);
}

/* The first year: half beside, the rest from October on, to the yen of the decision; nobody is a candidate
 * unapproved. */
static void test_amounts(void **state)
{
    struct ward *w = *state;
    pensioner(w, 1001, 5001, 1200000, 8000);
    decided(w, &job_premium_annual);
    assert_int_equal(ward_run(w, job, 2026, false, false), ERR_NONE);
    assert_int_equal(stands(w, 1001).state, 0);
    assert_int_equal(ward_approve(w, job, 2026), ERR_NONE);
    struct withholding_look now = stands(w, 1001);
    const yen total = ward_decision(w, 2026, 1001, 0).total;
    const yen *pays = now.amounts.pays;
    assert_int_equal(now.yearly, total);
    assert_int_equal(now.amounts.ordinary, total / 2);
    assert_int_equal(pays[0] + pays[1] + pays[2], 0);
    assert_int_equal(pays[3] + pays[4] + pays[5], total - total / 2);
    assert_int_equal(pays[4] % 100, 0);
    assert_int_equal(now.pensioner_no, 50010);
    proved(w);
}

/* Judged again nothing changes; with another fact the state changes, and what stood before is known to have
 * stood. */
static void test_again(void **state)
{
    struct ward *w = *state;
    pensioner(w, 1001, 5001, 1200000, 8000);
    decided(w, &job_premium_annual);
    decided(w, job);
    const int64_t before = clock_now_ms();
    (void)next_moment();
    assert_int_equal(ward_run(w, job, 2026, false, false), ERR_NONE);
    assert_non_null(strstr(ward_printed(w), "変わるもの 0"));
    assert_int_equal(ward_approve(w, job, 2026), ERR_NONE);
    ward_business_date(w, 20260701);
    choose_account(w, 5001, "2026-06-20");
    decided(w, job);
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
    proved(w);
}

/* A fact that changed after the proposal: the approval refuses and nothing stands. */
static void test_moved_on(void **state)
{
    struct ward *w = *state;
    pensioner(w, 1001, 5001, 1200000, 8000);
    decided(w, &job_premium_annual);
    assert_int_equal(ward_run(w, job, 2026, false, false), ERR_NONE);
    choose_account(w, 5001, "2026-06-01");
    assert_int_equal(ward_approve(w, job, 2026), ERR_INPUT);
    assert_int_equal(stands(w, 1001).state, 0);
    assert_int_equal(ward_run(w, job, 2026, false, false), ERR_NONE);
    assert_int_equal(ward_approve(w, job, 2026), ERR_NONE);
    assert_int_equal(stands(w, 1001).bars, BAR_ACCOUNT_CHOSEN);
}

static void make_running(struct ward *w, int32_t year, int64_t household, int64_t person, yen yearly)
{
    const struct state_cause cause = {"test", 1, next_moment()};
    struct withholding_look now = stands(w, household), to = now;
    bool is_there = now.state != 0 && now.year == year;
    if (!is_there) {
        to = (struct withholding_look){.year = year,
                                       .household_no = household,
                                       .payer_no = person,
                                       .yearly = yearly,
                                       .pensioner_no = person * 10,
                                       .until = date_open_end()};
        for (int i = 3; i < WITHHOLDING_PAYS; i++) {
            to.amounts.pays[i] = yearly / 3;
        }
    }
    to.state = WITHHOLDING_RUNNING;
    to.from = date_of(year, 10, 15);
    assert_int_equal(store_begin(w->clerk.store, &w->report), ERR_NONE);
    assert_int_equal(state_put(w->clerk.store, is_there ? &now : NULL, &to, &cause, &w->report), ERR_NONE);
    assert_int_equal(store_commit(w->clerk.store, &w->report), ERR_NONE);
}

/* Who went on last year pays as last February from April on, and the rest of the year from October
 * (仮徴収・本徴収). */
static void test_later_year(void **state)
{
    struct ward *w = *state;
    pensioner(w, 1001, 5001, 1200000, 8000);
    make_running(w, 2025, 1001, 5001, 30000);
    decided(w, &job_premium_annual);
    decided(w, job);
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
    proved(w);
}

/* Who is asked for is never judged away: he stays, and a person is told to stop him (D2, D7). */
static void test_must_stop(void **state)
{
    struct ward *w = *state;
    pensioner(w, 1001, 5001, 1200000, 8000);
    pensioner(w, 1002, 5011, 1200000, 8000);
    decided(w, &job_premium_annual);
    decided(w, job);
    make_running(w, 2026, 1001, 5001, 0);
    make_running(w, 2026, 1002, 5011, 0);
    ward_business_date(w, 20260701);
    choose_account(w, 5001, "2026-06-20");
    int64_t now = clock_now_ms();
    ward_forget_belonging(w, now, 1002, 5011, 20200401); /* the household is no more */
    ward_belongs(w, now, 1002, 5011, BIRTH, true, 20200401, 20260620);
    assert_int_equal(ward_run(w, job, 2026, false, false), ERR_FINDINGS);
    assert_int_equal(ward_findings(w, "withholding-candidates", "must-stop"), 2);
    assert_int_equal(ward_approve(w, job, 2026), ERR_NONE);
    assert_int_equal(stands(w, 1001).state, WITHHOLDING_RUNNING);
    assert_int_equal(stands(w, 1002).state, WITHHOLDING_RUNNING);
    proved(w);
}

/* A request of that day would not reach October: who is judged then begins next year (interfaces.md 7.4).
 */
static void test_too_late(void **state)
{
    struct ward *w = *state;
    pensioner(w, 1001, 5001, 1200000, 8000);
    decided(w, &job_premium_annual);
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
    pensioner(w, 1001, 5001, 150000, 100);
    decided(w, &job_premium_annual);
    decided(w, job);
    assert_true((stands(w, 1001).bars & BAR_PENSION_SMALL) != 0);
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
    assert_int_equal(stands(w, 1001).bars & BAR_PENSION_SMALL, 0);
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
