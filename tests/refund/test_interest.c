/* The worked examples of 還付加算金: K01 to K06 and X19, X20 of collection.md, and the accidents of other
 * cities. */
#include "desk.h"

struct example {
    const char *name, *cause;
    yen refund;
    int paid, told, claimed, decided;
    yen raw, want;
};

static const struct example examples[] = {
    {"K01", "K1", 150000, 20240701, 0, 0, 20250930, 1686, 1600},
    {"K02", "K2", 150000, 20240510, 0, 0, 20250930, 1764, 1700},
    {"K03", "K1", 260000, 20250731, 0, 0, 20260420, 1998, 1900},
    {"K04", "K2", 60000, 20241210, 0, 0, 20251220, 508, 0},
    {"K05", "K1", 1999, 20240701, 0, 0, 20250930, 0, 0},
    {"K06", "K1", 400000, 20240701, 20250203, 20250820, 20250910, 2643, 2600},
    {"X19", "K1", 30000, 20250630, 0, 0, 20251020, 82, 0},
    {"K6 残余金", "K6", 500000, 20240701, 0, 0, 20250930, 0, 0},
};

static struct refund_part part_of(const char *cause, yen amount, int paid, int instalment)
{
    struct refund_part p = {.use = USE_REFUNDED,
                            .paid_on = desk_day(paid),
                            .amount = amount,
                            .levy_year = 2024,
                            .household_no = 1,
                            .instalment = instalment};
    snprintf(p.cause, sizeof(p.cause), "%s", cause);
    return p;
}

static yen interest_of(struct ward *w, const struct refund_part *parts, size_t count, int ends, int told,
                       int claimed, struct refund_base **ret, size_t *ret_count)
{
    struct refund_law_set law;
    yen interest = -1;
    assert_int_equal(refund_law_read(&w->chief, desk_day(ends), desk_arena(), &w->report, &law), ERR_NONE);
    assert_int_equal(refund_interest_of(&law, parts, count, desk_day(ends),
                                        told ? desk_day(told) : date_none(),
                                        claimed ? desk_day(claimed) : date_none(), desk_arena(), &w->report,
                                        ret, ret_count, &interest),
                     ERR_NONE);
    return interest;
}

/* CO-14: EC-K01 .. EC-K06, EC-X19, EC-X20. */
static void test_CO_14_worked_examples(void **state)
{
    struct ward *w = *state;
    for (size_t i = 0; i < COUNT_OF(examples); i++) {
        const struct example *x = &examples[i];
        const struct refund_part part = part_of(x->cause, x->refund, x->paid, 1);
        struct refund_base *bases;
        size_t count;
        yen got = interest_of(w, &part, 1, x->decided, x->told, x->claimed, &bases, &count);
        if (got != x->want || bases[0].raw != x->raw) {
            print_message("%s: %lld raw %lld\n", x->name, (long long)got, (long long)bases[0].raw);
        }
        assert_int_equal(count, 1);
        assert_int_equal(bases[0].raw, x->raw);
        assert_int_equal(got, x->want);
    }
    desk_done(w);
}

/* CO-14 姫路・石巻・大阪・南丹: a reduction bears from the day after payment, not from a month after it. */
static void test_CO_14_reduction_bears_from_the_day_after_payment(void **state)
{
    struct ward *w = *state;
    const struct refund_part part = part_of("K1", 1000000, 20240701, 1);
    struct refund_base *bases;
    size_t count;
    (void)interest_of(w, &part, 1, 20250930, 0, 0, &bases, &count);
    assert_int_equal(date_ymd(bases[0].days.from), 20240702);
    assert_int_equal(date_ymd(bases[0].days.until), 20251001);
    desk_done(w);
}

/* CO-14 下関: instalments paid on one day are one base, cut once. */
static void test_CO_14_one_base_a_payment_day(void **state)
{
    struct ward *w = *state;
    const struct refund_part parts[] = {part_of("K1", 1900, 20240701, 1), part_of("K1", 150000, 20240701, 2),
                                        part_of("K1", 70000, 20240801, 3)};
    struct refund_base *bases;
    size_t count;
    (void)interest_of(w, parts, COUNT_OF(parts), 20250930, 0, 0, &bases, &count);
    assert_int_equal(count, 2);
    assert_int_equal(bases[0].base, 151900);
    assert_int_equal(bases[1].base, 70000);
    desk_done(w);
}

/* What is appropriated bears to its own day, what is given back to the decision. */
static void test_CO_14_appropriation_ends_the_interest(void **state)
{
    struct ward *w = *state;
    struct refund_part parts[] = {part_of("K1", 200000, 20240701, 1), part_of("K1", 300000, 20240701, 1)};
    struct refund_base *bases;
    size_t count;
    parts[0].use = USE_APPROPRIATED;
    parts[0].ends_on = desk_day(20250110);
    (void)interest_of(w, parts, COUNT_OF(parts), 20250930, 20250201, 20250901, &bases, &count);
    assert_int_equal(count, 2);
    assert_int_equal(date_ymd(bases[0].days.until), 20250111);
    assert_false(
        date_before(bases[0].waiting.from, bases[0].waiting.until)); /* waiting is of what is given back */
    assert_int_equal(date_ymd(bases[1].days.until), 20251001);
    assert_int_equal(date_ymd(bases[1].waiting.from), 20250304);
    assert_int_equal(date_ymd(bases[1].waiting.until), 20250902);
    desk_done(w);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        WITH_WARD(test_CO_14_worked_examples),
        WITH_WARD(test_CO_14_reduction_bears_from_the_day_after_payment),
        WITH_WARD(test_CO_14_one_base_a_payment_day),
        WITH_WARD(test_CO_14_appropriation_ends_the_interest),
    };
    return fixture_run(argc, argv, "refund interest", tests, COUNT_OF(tests));
}
