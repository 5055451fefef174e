/*
 * premium-kernel -- households per second through the rules alone, one core and both.
 *
 * Households of 1 to 4 persons (1.43 on average) with incomes known, FY2026, drawn from a fixed seed;
 * each is assessed many times over. The checksum is the sum of all totals of one pass.
 *
 * Usage: bench-kernel PARAMS_DIR [households]
 */
#include "premium/law_tables.h"

#include <pthread.h>

#define PASSES 40

struct town {
    size_t count;
    struct premium_household *households;
    const struct premium_law *law;
};

static uint64_t next_random(uint64_t *state)
{
    uint64_t z = (*state += 0x9E3779B97F4A7C15u);

    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static const struct span whole_year[1] = {{{-10000}, {2932896}}}; /* long insured, no end known */

static void draw_member(struct premium_member *m, uint64_t *seed)
{
    uint64_t kind = next_random(seed) % 10;

    m->birth_date = date_add_days(date_of(1951, 6, 1), (int)(next_random(seed) % 26000));
    m->specified_since = m->separated_on = m->expected_birth = m->former_dependant_since = date_none();
    m->insured_is_given = true;
    m->insured = whole_year;
    m->insured_count = 1;
    m->income.state = INCOME_KNOWN;
    m->income.given = INCOME_TOTAL | INCOME_SALARY | INCOME_PENSION;
    m->income.salary_income = kind < 6 ? (yen)(next_random(seed) % 4000000) : 0;
    m->income.pension_income = kind >= 8 ? (yen)(next_random(seed) % 1500000) : 0;
    m->income.total_income = m->income.salary_income + m->income.pension_income +
                             (kind == 7 ? (yen)(next_random(seed) % 9000000) : 0);
}

static void draw_town(struct town *t, struct arena *arena)
{
    uint64_t seed = 1;
    struct premium_member *members = ARENA_ARRAY(arena, struct premium_member, t->count * 4);

    t->households = ARENA_ARRAY(arena, struct premium_household, t->count);
    for (size_t i = 0; i < t->count; i++) {
        uint64_t dice = next_random(&seed) % 100;
        size_t n = dice < 70 ? 1 : dice < 90 ? 2 : dice < 97 ? 3 : 4;
        for (size_t k = 0; k < n; k++) {
            draw_member(&members[k], &seed);
        }
        t->households[i] = (struct premium_household){.year = {2026},
                                                      .member_count = n,
                                                      .members = members,
                                                      .first_notice_on = date_none(),
                                                      .care40_not_after = date_none()};
        members += n;
    }
}

static yen assess_town(const struct town *t)
{
    struct arena *scratch = arena_new("bench", 1 << 20);
    struct report report;
    struct premium_member_result members[4];
    struct premium_assessment a = {.members = members};
    yen sum = 0;

    report_init(&report);
    for (size_t i = 0; i < t->count; i++) {
        enum premium_status s = premium_assess_fast(t->law, &t->households[i], scratch, &report, &a);
        assert(s == PREMIUM_DONE);
        sum += a.total;
    }
    report_done(&report);
    arena_free(scratch);
    return sum;
}

static void *run_passes(void *town)
{
    static _Thread_local yen sum;

    sum = 0;
    for (int pass = 0; pass < PASSES; pass++) {
        sum = assess_town(town);
    }
    return &sum;
}

static double seconds_now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
    struct arena *arena = arena_new("town", 1u << 30);
    struct report report;
    struct town town = {.count = 70000};

    report_init(&report);
    if (argc >= 3) {
        int64_t n = 0;
        if (!parse_i64(argv[2], strlen(argv[2]), 1, 1000000, &n)) {
            fprintf(stderr, "世帯数は1から1000000までの整数にしてください\n");
            return ERR_INPUT;
        }
        town.count = (size_t)n;
    }
    if (argc < 2 || premium_law_load(argv[1], "131041", (fiscal_year){2026}, arena, &report,
                                     &town.law) != ERR_NONE) {
        report_print(&report, stderr);
        return ERR_INPUT;
    }
    draw_town(&town, arena);
    yen checksum = assess_town(&town); /* warm */

    double start = seconds_now();
    (void)run_passes(&town);
    double one = seconds_now() - start;

    pthread_t threads[2];
    start = seconds_now();
    for (size_t i = 0; i < COUNT_OF(threads); i++) {
        int failed = pthread_create(&threads[i], NULL, run_passes, &town);
        assert(failed == 0);
    }
    for (size_t i = 0; i < COUNT_OF(threads); i++) {
        pthread_join(threads[i], NULL);
    }
    double both = seconds_now() - start;
    double work = (double)town.count * PASSES;

    printf("premium-kernel %.0f households/s one core, %.0f both cores, checksum %lld\n", work / one,
           2 * work / both, (long long)checksum);
    report_done(&report);
    arena_free(arena);
    return 0;
}
