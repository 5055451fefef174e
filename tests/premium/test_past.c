/* NX-08: a past day as known then and as known now; two answers for one date. */
#include "ward.h"

#include "../ops/moment.h"

static struct arena *arena;

static void single(struct ward *w, int64_t household, int64_t person, yen total)
{
    ward_belongs(w, WARD_FIRST, household, person, 19960101, true, 20200401, DAY_OPEN);
    ward_fact(w, WARD_FIRST, person, FACT_MEMBERSHIP, 20200401, DAY_OPEN, 0);
    ward_income(w, WARD_FIRST, 2026, person, total);
}

static void decide(struct ward *w, const struct job *job)
{
    enum err e = ward_run(w, job, 2026, false, false);
    assert_true(e == ERR_NONE || e == ERR_FINDINGS);
    e = ward_approve(w, job, 2026);
    assert_true(e == ERR_NONE || e == ERR_FINDINGS);
}

static void corrected_income(struct ward *w, int64_t person, yen total)
{
    int64_t now = next_moment();
    ward_forget_income(w, now, 2026, person);
    ward_income(w, now, 2026, person, total);
}

static struct premium_past past(struct ward *w, const struct premium_decision *d, int day, int64_t known_at)
{
    struct premium_past ret;
    date on;
    assert_true(date_from_ymd(day, &on));
    assert_int_equal(premium_past(&w->clerk, d, on, known_at, arena, &w->report, &ret), ERR_NONE);
    return ret;
}

/* An income that came after the decision: the day of the decision stays as it was, today has another amount. */
static void test_then_and_now(void **state)
{
    struct ward *w = *state;
    single(w, 1001, 5001, 3000000);
    decide(w, &job_premium_annual);
    const struct premium_decision first = ward_decision(w, 2026, 1001, 5001);
    int64_t before = moment_between();
    corrected_income(w, 5001, 1000000);

    struct premium_past then = past(w, &first, 20260605, before), now = past(w, &first, 20260605, next_moment());
    assert_true(then.is_liable && now.is_liable);
    assert_null(then.refused);
    assert_int_equal(then.made.assessment.total, first.total);
    assert_true(now.made.assessment.total < first.total);
    assert_int_equal(now.decided->version, 1); /* not corrected yet */

    ward_business_date(w, 20260820);
    decide(w, &job_premium_monthly);
    const struct premium_decision second = ward_decision(w, 2026, 1001, 5001);
    assert_int_equal(second.version, 2);
    now = past(w, &second, 20260820, clock_now_ms());
    assert_int_equal(now.made.assessment.total, second.total);
    assert_int_equal(now.decided->version, 2);
    then = past(w, &second, 20260819, before); /* the day before the correction */
    assert_int_equal(then.decided->version, 1);
    assert_int_equal(then.made.assessment.total, first.total);
    assert_int_equal(then.made.trace->count > 0, 1);
}

/* Before anything was decided, and before anything was known. */
static void test_nothing_then(void **state)
{
    struct ward *w = *state;
    single(w, 1001, 5001, 3000000);
    decide(w, &job_premium_annual);
    const struct premium_decision d = ward_decision(w, 2026, 1001, 5001);
    struct premium_past then = past(w, &d, 20260331, WARD_FIRST - 1);
    assert_null(then.decided);
    assert_false(then.is_liable);
    assert_null(then.made.trace);
    then = past(w, &d, 20260331, WARD_FIRST);
    assert_null(then.decided);
    assert_true(then.is_liable);
    assert_int_equal(then.made.assessment.total, d.total);
}

int main(int argc, char **argv)
{
    static const struct CMUnitTest tests[] = {
        WITH_WARD(test_then_and_now),
        WITH_WARD(test_nothing_then),
    };
    arena = arena_new("過去の再現", (size_t)64 << 20);
    int failed = fixture_run(argc, argv, "premium past", tests, COUNT_OF(tests));
    arena_free(arena);
    return failed;
}
