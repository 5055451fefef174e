/*
 * 料率試算の中核: the columns of a ward give the amounts of the assessment to the yen, for random
 * households and for rates that are not those of the law.
 *
 * Catalogue: LV-22, LV-23, NX-02, NX-03.
 */
#include "drawn.h"

#include "rules/premium/ward.h"

#define HOUSEHOLDS 3000

/* The law with the rates of a trial, as a table would give them. */
static struct premium_law *law_with(const struct premium_law *law, const struct ward_rates *r,
                                    struct arena *arena)
{
    struct premium_law *other = ARENA_NEW(arena, struct premium_law);

    *other = *law;
    for (int p = 0; p < LEVY_PARTS; p++) {
        struct premium_law_part *part = &other->parts[p];
        part->income_rate.value = r->parts[p].income_rate;
        part->asset_rate.value = r->parts[p].asset_rate;
        part->per_capita.value = r->parts[p].per_capita;
        part->per_capita_18plus.value = r->parts[p].adult;
        part->per_household.value = r->parts[p].per_household;
        part->cap.value = r->parts[p].cap;
        part->cap.present = r->parts[p].cap != PREMIUM_NO_CAP;
    }
    premium_law_finish(other);
    return other;
}

static struct ward_rates draw_rates(const struct premium_law *law, uint64_t *seed)
{
    struct ward_rates r = premium_ward_rates(law);

    for (int p = 0; p < LEVY_PARTS; p++) {
        r.parts[p].income_rate = (int64_t)(test_random(seed) % 150000);
        r.parts[p].asset_rate = test_random(seed) % 2 == 0 ? 0 : (int64_t)(test_random(seed) % 300000);
        r.parts[p].per_capita = (yen)(test_random(seed) % 60000);
        r.parts[p].adult = (yen)(test_random(seed) % 200);
        r.parts[p].per_household = test_random(seed) % 2 == 0 ? 0 : (yen)(test_random(seed) % 30000);
        r.parts[p].cap = test_random(seed) % 8 == 0 ? PREMIUM_NO_CAP : (yen)(test_random(seed) % 900000);
    }
    return r;
}

struct drawn_ward {
    struct premium_ward w;
    struct drawn *all;
    struct arena *arena, *scratch;
};

static void assert_equal_to_engine(struct drawn_ward *d, const struct premium_law *law,
                                   const struct ward_rates *rates)
{
    const struct premium_ward *w = &d->w;
    const struct premium_law *tried = law_with(law, rates, d->arena);
    yen *amounts = ARENA_ARRAY(d->arena, yen, w->count);
    yen *parts[LEVY_PARTS], total = 0;
    struct ward_totals t;
    struct report quiet;

    report_init(&quiet);
    for (int p = 0; p < LEVY_PARTS; p++) {
        parts[p] = ARENA_ARRAY(d->arena, yen, w->count);
    }
    premium_ward_assess(law, w, rates, &t, amounts, parts);
    for (size_t i = 0; i < w->count; i++) {
        struct premium_member_result members[12];
        struct premium_assessment a = {.members = members};
        assert_int_equal(premium_assess_fast(tried, &d->all[i].household, d->scratch, &quiet, &a),
                         PREMIUM_DONE);
        for (int p = 0; p < LEVY_PARTS; p++) {
            assert_int_equal(parts[p][i], a.parts[p].amount);
        }
        assert_int_equal(amounts[i], a.total);
        total += a.total;
        arena_reset(d->scratch);
    }
    assert_int_equal(t.total, total);
    for (int p = 0; p < LEVY_PARTS; p++) { /* 賦課総額: what is counted adds up to what is levied */
        const struct ward_part *s = &t.parts[p];
        ward_sum levied = s->income + s->asset + s->per_capita + s->household - s->reduced;
        assert_int_equal((yen)(levied / 480) - s->over_cap - s->cut, s->amount);
        assert_true(s->cut >= 0);
    }
    report_done(&quiet);
}

static void ward_of(struct drawn_ward *d, const char *municipality, int year, uint64_t *seed)
{
    const struct premium_law *law = test_law(municipality, year);
    const struct ward_units *units;

    d->w = (struct premium_ward){0};
    d->arena = arena_new("columns", (size_t)512 << 20);
    units = premium_ward_units(law, d->arena);
    d->scratch = arena_new("scratch", (size_t)16 << 20);
    d->all = ARENA_ARRAY(d->arena, struct drawn, HOUSEHOLDS);
    for (size_t i = 0; i < HOUSEHOLDS; i++) {
        struct ward_row row;
        draw(&d->all[i], year, seed);
        premium_ward_row(units, &d->all[i].household, d->scratch, &row);
        premium_ward_add(&d->w, d->arena, &row);
        arena_reset(d->scratch);
    }
}

static void ward_done(struct drawn_ward *d)
{
    arena_free(d->scratch);
    arena_free(d->arena);
}

/* LV-23: with the rates in force, and with rates nobody has, every household's amount is the assessment's.
 */
static void same_amounts_as_the_assessment_LV_23(void **state)
{
    static const struct {
        const char *municipality;
        int year;
    } tried[] = {{"131041", 2026}, {"131041", 2024}, {"202011", 2025}, {"999999", 2026}};
    uint64_t seed = 20260401;
    (void)state;

    for (size_t k = 0; k < COUNT_OF(tried); k++) {
        struct drawn_ward d;
        const struct premium_law *law = test_law(tried[k].municipality, tried[k].year);
        struct ward_rates in_force = premium_ward_rates(law);
        ward_of(&d, tried[k].municipality, tried[k].year, &seed);
        assert_equal_to_engine(&d, law, &in_force);
        for (int n = 0; n < 4; n++) {
            struct ward_rates other = draw_rates(law, &seed);
            assert_equal_to_engine(&d, law, &other);
        }
        ward_done(&d);
    }
}

/* 軽減なし: what is levied without 7/5/2 is what the reduction takes more, where no cap holds. */
static void without_the_reduction_LV_22(void **state)
{
    const struct premium_law *law = test_law("131041", 2026);
    struct ward_rates rates = premium_ward_rates(law), unreduced;
    struct ward_totals with, without;
    struct drawn_ward d;
    uint64_t seed = 7;
    (void)state;

    ward_of(&d, "131041", 2026, &seed);
    for (int p = 0; p < LEVY_PARTS; p++) {
        rates.parts[p].cap = PREMIUM_NO_CAP;
    }
    unreduced = rates;
    unreduced.is_unreduced = true;
    premium_ward_assess(law, &d.w, &rates, &with, NULL, NULL);
    premium_ward_assess(law, &d.w, &unreduced, &without, NULL, NULL);
    for (int p = 0; p < LEVY_PARTS; p++) {
        assert_true(with.parts[p].reduced > 0 && without.parts[p].reduced == 0);
        yen more =
            without.parts[p].amount + without.parts[p].cut - with.parts[p].amount - with.parts[p].cut;
        yen reduced = (yen)(with.parts[p].reduced / 480);
        assert_true(more == reduced || more == reduced + 1); /* both sums are cut to the yen */
    }
    ward_done(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_amounts_as_the_assessment_LV_23),
        cmocka_unit_test(without_the_reduction_LV_22),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    test_laws_free();
    return failed;
}
