/* 前納の取扱い (CO-60, 条例18条の3): what is said of a head's address on 1 January decides how often he pays. */
#include "ward.h"

#include "casework/casework.h"
#include "../ops/moment.h"

#include <inttypes.h>

const struct change_kind *const change_kinds[] = {&kind_premium_advance};
const size_t change_kind_count = COUNT_OF(change_kinds);

static struct arena *arena;

static void single(struct ward *w, int64_t household, int64_t person)
{
    ward_belongs(w, WARD_FIRST, household, person, 19960101, true, 20200401, DAY_OPEN);
    ward_fact(w, WARD_FIRST, person, FACT_MEMBERSHIP, 20200401, DAY_OPEN, 0);
}

static void decide(struct ward *w, const struct job *job)
{
    enum err e = ward_run(w, job, 2026, false, false);
    assert_true(e == ERR_NONE || e == ERR_FINDINGS);
    e = ward_approve(w, job, 2026);
    assert_true(e == ERR_NONE || e == ERR_FINDINGS);
}

static struct change_call call_of(struct ward *w, int64_t person, const char *way)
{
    struct change_call call = {.kind = &kind_premium_advance, .session = &w->clerk, .arena = arena,
                               .report = &w->report, .subject_no = person, .recorded_at = clock_now_ms()};
    call.values.at[0] = text_of("2026");
    call.values.at[1] = text_of(way);
    call.values.at[2] = text_of("旅券の上陸許可");
    return call;
}

/* As the frame does it, in a transaction of its own. */
static enum err say(struct ward *w, struct change_call *call, bool is_undo)
{
    struct store *s = w->clerk.store;
    assert_int_equal(store_begin(s, &w->report), ERR_NONE);
    enum err e = is_undo ? call->kind->undo(call) : call->kind->apply(call);
    if (e == ERR_NONE) {
        assert_int_equal(store_commit(s, &w->report), ERR_NONE);
    } else {
        store_rollback(s);
    }
    return e;
}

/* Instalments that fall due behind the day and ask for something; all of the decision add up to its total. */
static int open_instalments(const struct premium_decision *d, date behind)
{
    yen sum = 0;
    int open = 0;
    for (size_t i = 0; i < d->instalment_count; i++) {
        sum += d->instalments[i].amount;
        open += date_before(behind, d->instalments[i].due_date) && d->instalments[i].amount > 0;
    }
    assert_int_equal(sum, d->total);
    return open;
}

/* One whom the tax ledger holds for a resident: said to be abroad, he pays the rest in one; undone, in parts again. */
static void test_said_abroad(void **state)
{
    struct ward *w = *state;
    const date july = date_of(2026, 7, 10);
    single(w, 1001, 5001);
    ward_income(w, WARD_FIRST, 2026, 5001, 3000000);
    decide(w, &job_premium_annual);
    struct premium_decision first = ward_decision(w, 2026, 1001, 0);
    assert_int_equal(open_instalments(&first, date_of(2026, 6, 1)), 10);
    ward_business_date(w, 20260710);
    struct change_call call = call_of(w, 5001, "1");
    assert_int_equal(say(w, &call, false), ERR_NONE);
    decide(w, &job_premium_monthly);
    struct premium_decision advance = ward_decision(w, 2026, 1001, 0);
    assert_int_equal(advance.version, 2);
    assert_int_equal(advance.total, first.total);
    assert_int_equal(open_instalments(&advance, july), 1);
    assert_int_equal(advance.instalments[0].amount, first.instalments[0].amount); /* its day has passed */

    struct change_call same = call_of(w, 5001, "1");
    assert_int_equal(same.kind->check(&same), ERR_NONE);
    assert_true(same.warning_count > 0 && same.warnings[0].level == WARNING_STOP);
    struct change_call back = call;
    back.applied_at = call.recorded_at;
    back.recorded_at = clock_now_ms();
    assert_int_equal(say(w, &back, true), ERR_NONE);
    decide(w, &job_premium_monthly);
    struct premium_decision again = ward_decision(w, 2026, 1001, 0);
    assert_int_equal(again.version, 3);
    assert_int_equal(open_instalments(&again, july), open_instalments(&first, july));
    assert_int_equal(premium_verify(w->clerk.store, &w->report), ERR_NONE);
}

/* One who lived abroad by the tax ledger: special reasons give him the ordinary dates. */
static void test_ordinary_dates(void **state)
{
    struct ward *w = *state;
    single(w, 1001, 5001);
    ward_abroad(w, WARD_FIRST, 2026, 5001, 3000000);
    decide(w, &job_premium_annual);
    struct premium_decision first = ward_decision(w, 2026, 1001, 0);
    assert_int_equal(open_instalments(&first, date_of(2026, 6, 1)), 1);
    ward_business_date(w, 20260620);
    struct change_call call = call_of(w, 5001, "3");
    assert_int_equal(say(w, &call, false), ERR_NONE);
    decide(w, &job_premium_monthly);
    struct premium_decision ordinary = ward_decision(w, 2026, 1001, 0);
    assert_int_equal(ordinary.total, first.total);
    assert_int_equal(open_instalments(&ordinary, date_of(2026, 6, 20)), 10);
    struct change_call later = call_of(w, 5001, "1"), early = call;
    assert_int_equal(say(w, &later, false), ERR_NONE);
    early.applied_at = call.recorded_at;
    early.recorded_at = clock_now_ms();
    assert_int_equal(say(w, &early, true), ERR_INPUT); /* a newer word stands on it */
}

/* Who arrived from abroad is in no tax ledger: without a word his place is not known; he leaves and pays less. */
static void test_nobody_knows_him(void **state)
{
    struct ward *w = *state;
    single(w, 1001, 5001);
    struct change_call call = call_of(w, 5001, "1");
    assert_int_equal(say(w, &call, false), ERR_NONE);
    decide(w, &job_premium_annual);
    struct premium_decision first = ward_decision(w, 2026, 1001, 0);
    assert_int_equal(open_instalments(&first, date_of(2026, 6, 1)), 1);
    ward_business_date(w, 20261010);
    int64_t now = next_moment();
    ward_forget_fact(w, now, 5001, FACT_MEMBERSHIP, 20200401);
    ward_fact(w, now, 5001, FACT_MEMBERSHIP, 20200401, 20261001, 0);
    decide(w, &job_premium_monthly);
    struct premium_decision left = ward_decision(w, 2026, 1001, 0);
    assert_true(left.total < first.total && left.total > 0); /* six months: what was paid in June is 過誤納 */
    assert_int_equal(left.kind, KIND_DECREASE);
    (void)open_instalments(&left, date_of(2026, 10, 10));
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
        cmocka_unit_test_setup_teardown(test_said_abroad, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_ordinary_dates, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_nobody_knows_him, set_up, tear_down),
    };
    return fixture_run(argc, argv, "premium advance", tests, COUNT_OF(tests));
}
