/* 料率試算: the whole ward at rates somebody tries (LV-22, LV-23, NX-03). */
#include "../premium/ward.h"

#include "trial/trial.h"

#define MANY 400

static struct arena *arena;
static struct trial_settings settings;

static void many(struct ward *w)
{
    static const int years[] = {2026};
    ward_many(w, MANY, years, 1);
    /* Households that are not single: a head outside NHI, a child, a 40th and a 65th birthday, somebody
     * unknown. */
    ward_belongs(w, WARD_FIRST, 9001, 8001, 19780101, true, 20100401, DAY_OPEN);
    ward_belongs(w, WARD_FIRST, 9001, 8002, 19861020, false, 20100401, DAY_OPEN);
    ward_belongs(w, WARD_FIRST, 9001, 8003, 20220707, false, 20220707, DAY_OPEN);
    ward_belongs(w, WARD_FIRST, 9002, 8004, 19611001, true, 20100401, DAY_OPEN);
    ward_belongs(w, WARD_FIRST, 9003, 8005, 19700101, true, 20100401, DAY_OPEN);
    ward_fact(w, WARD_FIRST, 8002, FACT_MEMBERSHIP, 20200401, DAY_OPEN, 0);
    ward_fact(w, WARD_FIRST, 8003, FACT_MEMBERSHIP, 20220707, 20260920, 0);
    ward_fact(w, WARD_FIRST, 8004, FACT_MEMBERSHIP, 20200401, DAY_OPEN, 0);
    ward_fact(w, WARD_FIRST, 8005, FACT_MEMBERSHIP, 20260510, DAY_OPEN, 0);
    ward_fact(w, WARD_FIRST, 8002, FACT_UNEMPLOYED, 20260331, 20260401, 22);
    ward_income(w, WARD_FIRST, 2026, 8001, 6000000);
    ward_salary(w, WARD_FIRST, 2026, 8002, 5000000, 3560000);
    ward_income(w, WARD_FIRST, 2026, 8004, 90000000);
}

static int set_up(void **state)
{
    int failed = ward_setup(state);
    struct ward *w = *state;
    arena = arena_new("試験", (size_t)256 << 20);
    assert_int_equal(
        trial_settings_load(&w->clerk.folder, date_of(2026, 6, 5), arena, &w->report, &settings), ERR_NONE);
    return failed;
}
static int tear_down(void **state)
{
    arena_free(arena);
    return ward_teardown(state);
}
#define WITH_ARENA(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

static struct trial_ward *opened(struct ward *w, int64_t known_at)
{
    struct trial_ward *ward;
    assert_int_equal(trial_ward_open(&w->clerk, 2026, known_at, date_none(), &w->report, &ward), ERR_NONE);
    return ward;
}

/* With the rates in force it is premium-annual, household by household and part by part. */
static void equals_premium_annual_LV_23(void **state)
{
    struct ward *w = *state;
    yen parts[LEVY_PARTS] = {0}, total = 0;
    many(w);
    struct trial_ward *ward = opened(w, 0);
    enum err e = ward_run(w, &job_premium_annual, 2026, false, false);
    assert_true(e == ERR_NONE || e == ERR_FINDINGS);
    e = ward_approve(w, &job_premium_annual, 2026);
    assert_true(e == ERR_NONE || e == ERR_FINDINGS);
    assert_int_equal(ward->w.count, MANY + 3);
    for (size_t i = 0; i < ward->w.count; i++) {
        struct premium_decision d = ward_decision(w, 2026, ward->household_no[i], ward->payer_no[i]);
        assert_int_equal(ward->in_force[i], d.total);
        assert_int_equal(ward->w.reduction_tenths[i], d.reduction_tenths);
        total += d.total;
        for (int p = 0; p < LEVY_PARTS; p++) {
            parts[p] += d.part_amount[p];
        }
    }
    assert_int_equal(ward->totals.total, total);
    for (int p = 0; p < LEVY_PARTS; p++) {
        assert_int_equal(ward->totals.parts[p].amount, parts[p]);
    }
    assert_int_equal(ward->refused, 0);
    trial_ward_close(ward);
}

/* L1: who goes up, who goes down, by how much; bands and changes count every household once. */
static void up_and_down_L1(void **state)
{
    struct ward *w = *state;
    struct trial_outcome same, other;
    many(w);
    struct trial_ward *ward = opened(w, 0);
    trial_try(ward, &settings, &ward->rates, arena, &same);
    assert_int_equal(same.same, ward->w.count);
    assert_int_equal(same.totals.total, ward->totals.total);
    struct ward_rates rates = ward->rates;
    rates.parts[LEVY_MEDICAL].income_rate += 5000; /* 7.51 % -> 8.01 % */
    rates.parts[LEVY_MEDICAL].per_capita -= 3000;
    trial_try(ward, &settings, &rates, arena, &other);
    assert_true(other.up > 0 && other.down > 0);
    assert_int_equal(other.up + other.down + other.same, ward->w.count);
    assert_int_equal(other.totals.total - ward->totals.total, other.up_yen - other.down_yen);
    int64_t households = 0, persons = 0, up = 0;
    yen after = 0;
    for (size_t i = 0; i < other.band_count; i++) {
        households += other.bands[i].households;
        persons += other.bands[i].persons;
        after += other.bands[i].after;
    }
    for (size_t i = 0; i < other.change_count; i++) {
        up += other.changes[i].up;
    }
    assert_int_equal(households, ward->w.count);
    assert_int_equal(persons, ward->persons);
    assert_int_equal(after, other.totals.total);
    assert_int_equal(up, other.up);
    trial_ward_close(ward);
}

static yen before_cap(const struct ward_part *t) { return t->amount + t->over_cap + t->cut; }

/* I5: what the public pays for reductions stands beside what households pay: without 7/5/2 they would pay that much more. */
static void reductions_are_apart_I5(void **state)
{
    struct ward *w = *state;
    struct trial_outcome reduced, whole;
    many(w);
    struct trial_ward *ward = opened(w, 0);
    struct ward_rates rates = ward->rates;
    trial_try(ward, &settings, &rates, arena, &reduced);
    rates.is_unreduced = true;
    trial_try(ward, &settings, &rates, arena, &whole);
    for (int p = 0; p < LEVY_PARTS; p++) {
        const struct ward_part *a = &reduced.totals.parts[p], *b = &whole.totals.parts[p];
        assert_true(a->per_capita == b->per_capita && a->income == b->income && b->reduced == 0);
        yen paid_by_all = (yen)(a->reduced / 480), more = before_cap(b) - before_cap(a);
        assert_true(more >= paid_by_all && more <= paid_by_all + 1); /* a part of a yen */
    }
    assert_true(reduced.totals.parts[LEVY_MEDICAL].reduced > 0);
    trial_ward_close(ward);
}

/* LV-22: the rate is found to one step, and the forward run proves it; caps may make a total unreachable.
 */
static void rates_of_a_total_LV_22(void **state)
{
    struct ward *w = *state;
    struct trial_solved s;
    many(w);
    struct trial_ward *ward = opened(w, 0);
    yen goal = ward->totals.parts[LEVY_MEDICAL].amount * 11 / 10;
    for (int what = TRIAL_SOLVE_RATE; what <= TRIAL_SOLVE_CAPITA; what++) {
        struct ward_rates rates = ward->rates;
        struct trial_outcome forward;
        trial_solve(ward, &settings, &rates, LEVY_MEDICAL, (enum trial_solve)what, goal, &s);
        assert_true(s.is_reached && s.total >= goal && s.below < goal);
        *(what == TRIAL_SOLVE_RATE ? &rates.parts[LEVY_MEDICAL].income_rate
                                   : &rates.parts[LEVY_MEDICAL].per_capita) = s.value;
        trial_try(ward, &settings, &rates, arena, &forward);
        assert_int_equal(forward.totals.parts[LEVY_MEDICAL].amount, s.total);
        assert_int_equal(s.value % (what == TRIAL_SOLVE_RATE ? settings.rate_step : settings.capita_step),
                         0);
    }
    /* The total in force is found again at the rate in force. */
    trial_solve(ward, &settings, &ward->rates, LEVY_MEDICAL, TRIAL_SOLVE_RATE,
                ward->totals.parts[LEVY_MEDICAL].amount, &s);
    assert_int_equal(s.value, 75100);
    assert_int_equal(s.total, ward->totals.parts[LEVY_MEDICAL].amount);
    trial_solve(ward, &settings, &ward->rates, LEVY_MEDICAL, TRIAL_SOLVE_RATE, (yen)(MANY + 3) * 670000 + 1,
                &s);
    assert_false(s.is_reached);
    trial_ward_close(ward);
}

/* The columns are kept, packed anew when facts come, and the same again for the same moment. */
static void kept_by_moment_NX_08(void **state)
{
    struct ward *w = *state;
    char digest[33];
    many(w);
    struct trial_ward *first = opened(w, 0), *again = opened(w, 0);
    assert_ptr_equal(first, again);
    trial_ward_close(again);
    int64_t moment = first->known_at;
    size_t count = first->w.count;
    memcpy(digest, first->digest, sizeof(digest));
    ward_forget_income(w, moment + 1000, 2026, 8004);
    ward_income(w, moment + 1000, 2026, 8004, 100000);
    struct trial_ward *held = first;
    ward_business_date(w, 20260606); /* another day is another ward */
    struct trial_ward *later = opened(w, moment + 2000);
    assert_ptr_not_equal(held, later);
    assert_int_equal(later->w.count, count);
    assert_string_not_equal(later->digest, digest);
    assert_true(later->totals.total < first->totals.total);
    ward_business_date(w, 20260605);
    struct trial_ward *changed = opened(w, 0); /* the mark has moved */
    assert_ptr_not_equal(changed, first);
    trial_ward_close(first);
    trial_ward_close(later);
    trial_ward_close(changed);
    for (int i = 0; i < 4; i++) { /* others take their places in memory */
        trial_ward_close(opened(w, moment + 3000 + i));
    }
    struct trial_ward *made_again = opened(w, moment);
    assert_string_equal(made_again->digest, digest);
    trial_ward_close(made_again);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        WITH_ARENA(equals_premium_annual_LV_23),
        WITH_ARENA(up_and_down_L1),
        WITH_ARENA(reductions_are_apart_I5),
        WITH_ARENA(rates_of_a_total_LV_22),
        WITH_ARENA(kept_by_moment_NX_08),
    };
    return fixture_run(argc, argv, "trial rates", tests, COUNT_OF(tests));
}
