/* 賦課根拠入力 (LV-12, LV-13, LV-16): an entry wins over the tax ledger only while its reason is valid. */
#include "rows.h"
#include "ward.h"

#include "casework/casework.h"
#include "../ops/moment.h"

#include <inttypes.h>

const struct change_kind *const change_kinds[] = {&kind_premium_income, &kind_premium_asset,
                                                  &kind_premium_young, &kind_premium_basis_end};
const size_t change_kind_count = COUNT_OF(change_kinds);

const struct output_list *const output_lists[] = {&output_list_undeclared};
const size_t output_list_count = COUNT_OF(output_lists);

enum { HOUSEHOLD = 1001, PAYER = 1015 };
static struct arena *arena;
static char said[4096];

static void done(enum err e) { assert_true(e == ERR_NONE || e == ERR_FINDINGS); }

static void decide(struct ward *w, const struct job *job)
{
    done(ward_run(w, job, 2026, false, false));
    done(ward_approve(w, job, 2026));
}

static int make(void **state, const char *municipality)
{
    arena = arena_new("試験", (size_t)256 << 20);
    ward_municipality = municipality;
    (void)ward_setup(state);
    struct ward *w = *state;
    for (enum permission p = PERM_NONE + 1; p < PERM_COUNT; p++) {
        permission_add(&w->clerk.operator.permissions, p);
        permission_add(&w->chief.operator.permissions, p);
    }
    ward_person(w, HOUSEHOLD, PAYER, 19960101, "見本　一郎", false);
    ward_belongs(w, WARD_FIRST, HOUSEHOLD, PAYER, 19960101, true, 20200401, DAY_OPEN);
    ward_fact(w, WARD_FIRST, PAYER, FACT_MEMBERSHIP, 20200401, DAY_OPEN, 0);
    return 0;
}

static int set_up(void **state) { return make(state, "131041"); }
static int set_up_four_ways(void **state) { return make(state, "999999"); }

static int tear_down(void **state)
{
    struct ward *w = *state;
    enum err e = premium_verify(w->chief.store, &w->report);
    e = e == ERR_NONE ? casework_verify(w->chief.store, &w->report) : e;
    report_print(&w->report, stderr);
    arena_free(arena);
    rows_done();
    (void)ward_teardown(state);
    return e == ERR_NONE ? 0 : 1;
}

static void put(struct change_call *call, const char *field, const char *value)
{
    for (size_t i = 0; i < call->kind->field_count; i++) {
        if (strcmp(call->kind->fields[i].name, field) == 0) {
            call->values.at[i] = text_of(value);
            return;
        }
    }
    fail();
}

/* Entered by one and approved by another; `said` keeps the warnings. */
static enum err act(struct ward *w, const struct change_kind *kind, const char *const *fields,
                    int64_t *ret_change)
{
    struct change_call call = {
        .kind = kind, .session = &w->clerk, .arena = arena, .report = &w->report, .subject_no = PAYER};
    size_t at = 0;
    assert_int_equal(kind->begin(&call), ERR_NONE);
    put(&call, "words", "前住所地からの回答による");
    for (; fields[0] != NULL; fields += 2) {
        put(&call, fields[0], fields[1]);
    }
    enum err e = change_propose(&call, true, ret_change);
    e = e == ERR_NONE ? change_approve(&w->chief, *ret_change, arena, &w->report) : e;
    said[0] = '\0';
    for (size_t i = 0; i < call.warning_count && at + 600 < sizeof(said); i++) {
        at += (size_t)snprintf(said + at, sizeof(said) - at, "%s\n", call.warnings[i].words);
    }
    report_print(&w->report, stderr);
    report_clear(&w->report);
    return e;
}
#define FIELDS(...) ((const char *const[]){__VA_ARGS__, NULL})

static struct premium_decision replayed(struct ward *w, struct premium_replay *ret)
{
    struct premium_decision d = ward_decision(w, 2026, HOUSEHOLD, 0);
    assert_int_equal(premium_replay(&w->clerk, &d, arena, &w->report, ret), ERR_NONE);
    return d;
}

static bool trace_names(const struct premium_replay *r, const char *label, int64_t value)
{
    for (trace_id id = 1; id <= r->trace->count; id++) {
        const struct trace_step *step = trace_step_at(r->trace, id);
        if (strcmp(step->term->label, label) == 0 && step->value == value) {
            return true;
        }
    }
    return false;
}

/* What the counter would decide now is what the monthly run decides. */
static void follow(struct ward *w)
{
    const struct premium_correction_wish wish = {.household_no = HOUSEHOLD};
    struct premium_correction c;
    yen at_once = -1;
    assert_int_equal(premium_correct(&w->clerk, &wish, arena, &w->report, &c), ERR_NONE);
    for (size_t i = 0; i < c.count; i++) {
        at_once = c.items[i].year == 2026 && c.items[i].state == CORRECTED_CHANGED ? c.items[i].after.total
                                                                                   : at_once;
    }
    decide(w, &job_premium_monthly);
    assert_int_equal(ward_decision(w, 2026, HOUSEHOLD, 0).total, at_once);
}

static void ledger_says(struct ward *w, yen total)
{
    int64_t now = next_moment();
    ward_forget_income(w, now, 2026, PAYER);
    ward_income(w, now, 2026, PAYER, total);
}

/* LV-12, LV-49: undeclared he pays per head in full; he declares that he had nothing: 7割軽減; then the
 * ledger knows. */
static void test_until_known(void **state)
{
    struct ward *w = *state;
    struct premium_replay r;
    int64_t change = 0;
    ward_income(w, WARD_FIRST, 2026, PAYER, -1);
    decide(w, &job_premium_annual);
    ward_business_date(w, 20260710);
    struct premium_decision first = replayed(w, &r);
    assert_int_equal(first.judged_income, -1);
    assert_int_equal(first.reduction_tenths, 0);
    assert_non_null(strstr(rows_of(w, &output_list_undeclared, "年度=2026"),
                           "000000000001015|見本　一郎|1600022|東京都新宿区新宿九丁目8番7号|見本荘|1001|"
                           "000000000001015|世帯主|未申告|"));
    assert_int_equal(
        act(w, &kind_premium_income, FIELDS("evidence", "declaration", "stands", "1"), &change),
        ERR_FINDINGS); /* an empty paper is not an income of zero */
    assert_non_null(strstr(said, "0 を入れます"));
    assert_int_equal(act(w, &kind_premium_income,
                         FIELDS("evidence", "declaration", "stands", "1", "other_income", "0"), &change),
                     ERR_NONE);
    assert_string_equal(rows_of(w, &output_list_undeclared, "年度=2026"), ""); /* the list shrinks */
    assert_int_equal(ward_decision(w, 2026, HOUSEHOLD, 0).version, 1); /* entered, not assessed yet */
    follow(w);
    struct premium_decision d = replayed(w, &r);
    assert_int_equal(d.reduction_tenths, 7);
    assert_int_equal(d.judged_income, 0);
    assert_string_equal(d.reasons, "所得判明");
    assert_true(trace_names(&r, "所得の賦課根拠入力の番号", 1));
    assert_int_equal(premium_replay(&w->clerk, &first, arena, &w->report, &r),
                     ERR_NONE); /* as known then */
    assert_false(trace_names(&r, "所得の賦課根拠入力の番号", 1));

    ledger_says(w, 2000000); /* its reason has ended: 165,507 + 61,560 + 6,112 */
    follow(w);
    d = replayed(w, &r);
    assert_int_equal(d.total, 233179);
    assert_string_equal(d.reasons, "所得更正");
    assert_false(trace_names(&r, "所得の賦課根拠入力の番号", 1));
}

/* LV-49: a head who is not insured decides the reduction too; a child without a record has no income. */
static void test_undeclared(void **state)
{
    struct ward *w = *state;
    ward_income(w, WARD_FIRST, 2026, PAYER, 0);
    ward_belongs(w, WARD_FIRST, 1002, 5001, 19600101, true, 20200401, DAY_OPEN); /* insured elsewhere */
    ward_belongs(w, WARD_FIRST, 1002, 5002, 19900101, false, 20200401, DAY_OPEN);
    ward_fact(w, WARD_FIRST, 5002, FACT_MEMBERSHIP, 20200401, DAY_OPEN, 0);
    ward_income(w, WARD_FIRST, 2026, 5002, 1000000);
    ward_belongs(w, WARD_FIRST, 1002, 5003, 20150101, false, 20200401, DAY_OPEN);
    ward_fact(w, WARD_FIRST, 5003, FACT_MEMBERSHIP, 20200401, DAY_OPEN, 0);
    const char *one = "000000000005001|||||1002|000000000005001|擬制世帯主|記録なし||0||\n";
    assert_string_equal(rows_of(w, &output_list_undeclared, "年度=2026"), one);
    assert_string_equal(rows_of(w, &output_list_undeclared, "年度=2026 台帳=記録なし"), one);
    assert_string_equal(rows_of(w, &output_list_undeclared, "年度=2026 台帳=未申告"), "");
    ward_income(w, clock_now_ms(), 2026, 5001, 3000000); /* the ledger knows: he is on it no more */
    assert_string_equal(rows_of(w, &output_list_undeclared, "年度=2026"), "");
}

/* LV-12: a wrong row of the ledger is covered until the ledger says something else. */
static void test_until_changed(void **state)
{
    struct ward *w = *state;
    struct premium_replay r;
    int64_t change = 0;
    ward_income(w, WARD_FIRST, 2026, PAYER, 3000000);
    decide(w, &job_premium_annual);
    ward_business_date(w, 20260710);
    yen before = ward_decision(w, 2026, HOUSEHOLD, 0).total;
    assert_int_equal(act(w, &kind_premium_income,
                         FIELDS("evidence", "return", "stands", "1", "total_income", "1"), &change),
                     ERR_FINDINGS);
    assert_non_null(strstr(said, "所得がもうわかっています"));
    assert_int_equal(act(w, &kind_premium_income,
                         FIELDS("evidence", "return", "stands", "2", "total_income", "2000000"), &change),
                     ERR_NONE);
    follow(w);
    assert_int_equal(replayed(w, &r).total, 233179);
    ledger_says(w, 3000000); /* the same amount, but the ledger has looked again */
    follow(w);
    assert_int_equal(replayed(w, &r).total, before);
}

/* LV-12: until it is ended; ended and undone; a second entry takes its place and gives it back. */
static void test_until_ended(void **state)
{
    struct ward *w = *state;
    struct premium_replay r;
    int64_t first = 0, second = 0, ended = 0;
    ward_income(w, WARD_FIRST, 2026, PAYER, 3000000);
    decide(w, &job_premium_annual);
    ward_business_date(w, 20260710);
    yen before = ward_decision(w, 2026, HOUSEHOLD, 0).total;
    assert_int_equal(act(w, &kind_premium_income,
                         FIELDS("evidence", "inquiry", "stands", "3", "total_income", "2000000"), &first),
                     ERR_NONE);
    ledger_says(w, 4000000);
    follow(w);
    assert_int_equal(replayed(w, &r).total, 233179);
    assert_int_equal(act(w, &kind_premium_income,
                         FIELDS("evidence", "withholding", "stands", "3", "salary_revenue", "4000000"),
                         &second),
                     ERR_NONE);
    assert_non_null(strstr(said, "新しい入力に置き換わります"));
    follow(w);
    assert_true(trace_names(&r, "所得の賦課根拠入力の番号", 1));
    struct premium_decision d = replayed(w, &r);
    assert_true(trace_names(&r, "所得の賦課根拠入力の番号", 2));
    assert_int_equal(r.assessment.members[0].base_income,
                     2330000); /* 4,000,000 × 80 % − 440,000 − 430,000 */
    assert_true(d.total > 233179);
    assert_int_equal(change_undo(&w->clerk, first, text_of("入力誤り"), arena, &w->report), ERR_NONE);
    assert_int_equal(act(w, &kind_premium_basis_end, FIELDS("kind", "1"), &ended), ERR_NONE);
    assert_int_equal(act(w, &kind_premium_basis_end, FIELDS("kind", "1"), &ended), ERR_FINDINGS);
    report_clear(&w->report);
    ledger_says(w, 3000000);
    follow(w);
    assert_int_equal(replayed(w, &r).total, before);
}

/* LV-13, LV-06: no 資産割 in the ward: the form is refused. */
static void test_asset_off(void **state)
{
    struct ward *w = *state;
    int64_t change = 0;
    ward_income(w, WARD_FIRST, 2026, PAYER, 2000000);
    assert_int_equal(act(w, &kind_premium_asset,
                         FIELDS("evidence", "roll", "stands", "2", "fixed_asset_tax", "100000"), &change),
                     ERR_FINDINGS);
    assert_non_null(strstr(said, "資産割はありません"));
}

/* LV-13: four ways: 20 % of 100,000 of fixed asset tax is 20,000 more, of 医療分 alone. */
static void test_asset_on(void **state)
{
    struct ward *w = *state;
    struct premium_replay r;
    int64_t change = 0;
    ward_income(w, WARD_FIRST, 2026, PAYER, 2000000);
    decide(w, &job_premium_annual);
    ward_business_date(w, 20260710);
    struct premium_decision before = ward_decision(w, 2026, HOUSEHOLD, 0);
    assert_int_equal(act(w, &kind_premium_asset,
                         FIELDS("evidence", "roll", "stands", "2", "fixed_asset_tax", "100000"), &change),
                     ERR_NONE);
    follow(w);
    struct premium_decision d = replayed(w, &r);
    assert_int_equal(d.part_amount[LEVY_MEDICAL], before.part_amount[LEVY_MEDICAL] + 20000);
    assert_int_equal(d.part_amount[LEVY_SUPPORT], before.part_amount[LEVY_SUPPORT]);
    assert_true(trace_names(&r, "固定資産税額の賦課根拠入力の番号", 1));
    assert_int_equal(r.assessment.members[0].base_income, 1570000); /* the income stays the ledger's */
}

/* LV-16: the number of young members is known to whoever judges on the year's incomes, and to nobody else.
 */
static void test_young(void **state)
{
    struct ward *w = *state;
    struct premium_income_version *all;
    const int64_t number = PAYER;
    int64_t change = 0;
    size_t count;
    ward_income(w, WARD_FIRST, 2026, PAYER, 2000000);
    decide(w, &job_premium_annual);
    ward_business_date(w, 20260710);
    int64_t before = moment_between();
    assert_int_equal(act(w, &kind_premium_young,
                         FIELDS("evidence", "declaration", "under_16", "31", "from_16_to_18", "0"),
                         &change),
                     ERR_FINDINGS);
    assert_int_equal(act(w, &kind_premium_young,
                         FIELDS("evidence", "declaration", "under_16", "2", "from_16_to_18", "1"), &change),
                     ERR_NONE);
    assert_int_equal(
        premium_incomes_of(w->clerk.store, &number, 1, 2026, 1, arena, &w->report, &all, &count), ERR_NONE);
    struct premium_income_look now = premium_income_known(all, count, PAYER, 2026, INT64_MAX - 1);
    assert_true(now.is_there && now.has_young && now.under_16 == 2 && now.from_16_to_18 == 1);
    assert_int_equal(now.income.total_income, 2000000);
    assert_null(now.evidence); /* the income is the ledger's */
    assert_false(premium_income_known(all, count, PAYER, 2026, before - 1).has_young);
    assert_int_equal(ward_run(w, &job_premium_monthly, 2026, true, false), ERR_NONE);
    assert_int_equal(ward_decision(w, 2026, HOUSEHOLD, 0).version, 1); /* no premium follows */
}

#define WITH_MEMBER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        WITH_MEMBER(test_until_known),
        WITH_MEMBER(test_undeclared),
        WITH_MEMBER(test_until_changed),
        WITH_MEMBER(test_until_ended),
        WITH_MEMBER(test_asset_off),
        cmocka_unit_test_setup_teardown(test_asset_on, set_up_four_ways, tear_down),
        WITH_MEMBER(test_young),
    };
    return fixture_run(argc, argv, "premium basis", tests, COUNT_OF(tests));
}
