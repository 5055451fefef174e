/*
 * Random households: traced and fast agree and every amount has its step; properties that hold for all of
 * them; sweeps over every year, municipality and combination of months.
 *
 * Catalogue: LV-02, LV-35, LV-37, LV-38, LV-51, NX-01, NX-02, OP-50.
 */
#include "drawn.h"

#define HOUSEHOLDS 4000

/* Years and cities whose rows are whole. */
static const struct {
    const char *municipality;
    int year;
} covered[] = {{"131041", 2018}, {"131041", 2019}, {"131041", 2020}, {"131041", 2024},
               {"131041", 2025}, {"131041", 2026}, {"202011", 2025}, {"999999", 2025},
               {"999999", 2026}};

static void sums_hold(const struct premium_law *law, const struct premium_assessment *a)
{
    yen parts = 0, instalments = 0;

    for (size_t p = 0; p < LEVY_PARTS; p++) {
        const struct premium_part_result *r = &a->parts[p];
        assert_true(r->amount >= 0 && r->amount <= r->cap && r->amount <= r->before_cap);
        assert_int_equal(r->amount % law->part_unit.value, 0);
        yen shown = r->income_levy + r->asset_levy + r->per_capita + r->per_household;
        assert_true(r->before_cap >= shown && r->before_cap <= shown + 3);
        parts += r->amount;
    }
    assert_int_equal(a->total, parts - parts % law->total_unit.value);
    for (size_t k = 0; k < a->instalment_count; k++) {
        assert_true(a->instalments[k].amount >= 0);
        instalments += a->instalments[k].amount;
    }
    assert_int_equal(instalments, a->total);
}

/* NX-01, LV-02: test_assess() asserts traced = fast, test_trace_covers() a step for each amount. */
static void traced_and_fast_agree_NX_01_LV_02(void **state)
{
    (void)state;
    uint64_t seed = 20260401;
    struct drawn d;
    unsigned char digest[2][TRACE_DIGEST_BYTES];

    for (int n = 0; n < HOUSEHOLDS; n++) {
        size_t at = (size_t)n % COUNT_OF(covered);
        const struct premium_law *law = test_law(covered[at].municipality, covered[at].year);
        draw(&d, covered[at].year, &seed);
        struct test_result r = test_assess(law, &d.household);
        sums_hold(law, &r.a);
        if (n % 16 == 0) {
            assert_true(test_trace_covers(&r));
            trace_digest(r.trace, digest[0]);
            r = test_assess(law, &d.household);
            trace_digest(r.trace, digest[1]);
            assert_memory_equal(digest[0], digest[1], TRACE_DIGEST_BYTES);
        }
        if (n % 256 == 0) {
            (void)test_request("{'fiscal_year':2026,'municipality':'131041','household':{'head':'A',"
                               "'members':[{'id':'A','birth_date':'1995-06-01'}]}}"); /* frees */
        }
    }
}

static struct test_result with_income(const struct premium_law *law, date born, yen income)
{
    struct premium_member m = {.birth_date = born};
    struct premium_household h = {.year = law->year, .member_count = 1, .members = &m};

    m.income = (struct premium_income){
        .state = INCOME_KNOWN, .given = INCOME_TOTAL, .total_income = income};
    struct test_result r = test_assess(law, &h);
    return r;
}

static void more_income_never_lowers_an_unreduced_premium(void **state)
{
    (void)state;
    uint64_t seed = 7;

    for (size_t c = 0; c < COUNT_OF(covered); c++) {
        const struct premium_law *law = test_law(covered[c].municipality, covered[c].year);
        yen before = 0;
        for (yen income = 1000001; income < 12000000; income += 1 + (yen)(test_random(&seed) % 90000)) {
            struct test_result r = with_income(law, date_of(1980, 1, 10), income);
            assert_int_equal(r.a.reduction_tenths, 0);
            assert_true(r.a.total >= before);
            before = r.a.total;
        }
    }
}

/* LV-37: every month of joining and of leaving; the parts are twelfths of the year. */
static void every_join_and_leave_month_LV_37(void **state)
{
    (void)state;
    const struct premium_law *law = test_law("131041", 2026);
    struct test_result year = with_income(law, date_of(1981, 5, 2), 3000000);

    for (int join = 0; join < 12; join++) {
        for (int leave = join; leave <= 12; leave++) {
            struct span span = {date_add_days(fiscal_month_from(law->year, join), 9),
                                date_add_days(fiscal_month_from(law->year, leave), 14)};
            struct premium_member m = {.birth_date = date_of(1981, 5, 2),
                                       .insured_is_given = true,
                                       .insured = &span,
                                       .insured_count = 1};
            struct premium_household h = {.year = law->year, .member_count = 1, .members = &m};
            m.income = (struct premium_income){
                .state = INCOME_KNOWN, .given = INCOME_TOTAL, .total_income = 3000000};
            struct test_result r = test_assess(law, &h);
            int months = leave - join;
            assert_int_equal(months_count(r.a.members[0].months[LEVY_MEDICAL]), months);
            for (size_t p = 0; p < LEVY_PARTS; p++) {
                assert_int_equal(r.a.parts[p].amount, year.a.parts[p].amount * months / 12);
            }
        }
    }
}

/* OP-50: the first and last day of each covered year has one law, and its neighbours are other ones. */
static void date_sweep_OP_50(void **state)
{
    (void)state;
    for (size_t c = 0; c < COUNT_OF(covered); c++) {
        const struct premium_law *law = test_law(covered[c].municipality, covered[c].year);
        assert_int_equal(fiscal_year_of(law->from).first_year, covered[c].year);
        assert_int_equal(fiscal_year_of(date_add_days(law->until, -1)).first_year, covered[c].year);
        assert_int_equal(date_ymd((date){law->ends.day[11]}) % 10000, 331);
        assert_true(law->parts[LEVY_CHILD].is_levied == (covered[c].year >= 2026));
        for (size_t p = 0; p < LEVY_PARTS; p++) {
            assert_true(!law->parts[p].is_levied || law->parts[p].missing == NULL);
        }
        for (size_t k = 1; k < law->instalment_count; k++) {
            assert_true(date_before(law->due[k - 1].due_date, law->due[k].due_date));
        }
    }
}

/* LV-38: a 10-yen cut of the part applies to the prorated part too, its cap included. */
static void part_unit_after_proration_LV_38(void **state)
{
    (void)state;
    struct premium_law law = *test_law("202011", 2025);

    for (int month = 0; month < 12; month++) {
        struct span span = {fiscal_month_from(law.year, month), law.until};
        struct premium_member m = {.birth_date = date_of(1981, 5, 2),
                                   .insured_is_given = true,
                                   .insured = &span,
                                   .insured_count = 1};
        struct premium_household h = {.year = law.year, .member_count = 1, .members = &m};
        m.income = (struct premium_income){
            .state = INCOME_KNOWN, .given = INCOME_TOTAL, .total_income = 90000000};
        struct test_result r = test_assess(&law, &h);
        yen cap = 660000 * (12 - month) / 12;
        assert_int_equal(r.a.parts[LEVY_MEDICAL].amount, cap - cap % 10);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(traced_and_fast_agree_NX_01_LV_02),
        cmocka_unit_test(more_income_never_lowers_an_unreduced_premium),
        cmocka_unit_test(every_join_and_leave_month_LV_37),
        cmocka_unit_test(date_sweep_OP_50),
        cmocka_unit_test(part_unit_after_proration_LV_38),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    test_laws_free();
    return failed;
}
