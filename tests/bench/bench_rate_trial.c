/*
 * rate-trial -- one set of rates over a whole ward of 70,000 households, and the search for the rate of a
 * total.
 *
 * Households of 1 to 4 persons, FY2026, from a fixed seed, packed once as `kokuho serve` keeps them; the
 * rates are those in force and a tenth above. The checksum is the total.
 *
 * Usage: bench-rate-trial PARAMS_DIR
 */
#include "premium/law_tables.h"
#include "rules/premium/ward.h"

#define HOUSEHOLDS 70000
#define PASSES 20
#define GOAL_YEN(total) ((total) + (total) / 20)

static uint64_t next_random(uint64_t *state)
{
    uint64_t z = (*state += 0x9E3779B97F4A7C15u);

    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static void draw_member(struct premium_member *m, uint64_t *seed)
{
    uint64_t kind = next_random(seed) % 10;

    *m = (struct premium_member){.specified_since = date_none(),
                                 .separated_on = date_none(),
                                 .expected_birth = date_none(),
                                 .former_dependant_since = date_none()};
    m->birth_date = date_add_days(date_of(1951, 6, 1), (int)(next_random(seed) % 26000));
    m->income.state = kind == 9 ? INCOME_UNKNOWN : INCOME_KNOWN;
    m->income.given = INCOME_TOTAL;
    m->income.total_income =
        kind < 4 ? (yen)(next_random(seed) % 1200000) : (yen)(next_random(seed) % 9000000);
}

static double seconds_now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void pack(const struct premium_law *law, struct premium_ward *w, struct arena *arena)
{
    struct arena *unit = arena_new("household", 1u << 20);
    const struct ward_units *units = premium_ward_units(law, arena);
    struct premium_member members[4];
    uint64_t seed = 1;

    for (size_t i = 0; i < HOUSEHOLDS; i++) {
        uint64_t dice = next_random(&seed) % 100;
        struct premium_household h = {.year = law->year,
                                      .member_count = dice < 70   ? 1
                                                      : dice < 90 ? 2
                                                      : dice < 97 ? 3
                                                                  : 4,
                                      .members = members,
                                      .first_notice_on = date_none(),
                                      .care40_not_after = date_none()};
        struct ward_row row;
        for (size_t k = 0; k < h.member_count; k++) {
            draw_member(&members[k], &seed);
        }
        premium_ward_row(units, &h, unit, &row);
        premium_ward_add(w, arena, &row);
        arena_reset(unit);
    }
    arena_free(unit);
}

/* Halving as a person's question for a total does it, one part. */
static int64_t rate_of_total(const struct premium_law *law, const struct premium_ward *w, yen total)
{
    struct ward_rates r = premium_ward_rates(law);
    int64_t low = 0, high = 10000;

    while (low < high) {
        r.parts[LEVY_MEDICAL].income_rate = (low + high) / 2 * 100;
        if (premium_ward_part_amount(law, w, &r, LEVY_MEDICAL) >= total) {
            high = (low + high) / 2;
        } else {
            low = (low + high) / 2 + 1;
        }
    }
    return low * 100;
}

int main(int argc, char **argv)
{
    struct arena *arena = arena_new("ward", 512u << 20);
    const struct premium_law *law = NULL;
    struct premium_ward w = {0};
    struct ward_totals totals = {0};
    struct report report;
    double best = 1e9;

    report_init(&report);
    if (argc != 2 ||
        premium_law_load(argv[1], "131041", (fiscal_year){2026}, arena, &report, &law) != ERR_NONE) {
        report_print(&report, stderr);
        return ERR_INPUT;
    }
    pack(law, &w, arena);
    struct ward_rates rates = premium_ward_rates(law);
    yen *amounts = ARENA_ARRAY(arena, yen, w.count);
    for (int pass = 0; pass < PASSES; pass++) {
        rates.parts[LEVY_MEDICAL].income_rate =
            law->parts[LEVY_MEDICAL].income_rate.value * (100 + pass % 11) / 100;
        double start = seconds_now();
        premium_ward_assess(law, &w, &rates, &totals, amounts, NULL);
        double seconds = seconds_now() - start;
        best = seconds < best ? seconds : best;
    }
    printf("rate-trial\tone set of rates over %d households, one core\t%.2f\tms\t%lld\n", HOUSEHOLDS,
           best * 1e3, (long long)totals.total);
    yen goal = GOAL_YEN(totals.parts[LEVY_MEDICAL].amount);
    double start = seconds_now();
    int64_t found = rate_of_total(law, &w, goal);
    printf("rate-trial solve\tthe rate of a total, one part, %d households\t%.1f\tms\t%lld\n", HOUSEHOLDS,
           (seconds_now() - start) * 1e3, (long long)found);
    report_done(&report);
    arena_free(arena);
    return 0;
}
