/*
 * late-charge -- 延滞金 of all arrears of ten years on one day, one core: 700,000 instalments, as 70,000 payers leave
 * them with one of ten unpaid; three of ten were paid in part. The checksum is the sum of the charges.
 */
#include "collection/law.h"
#include "base/share.h"

#define CHARGES 700000

struct arrear {
    struct late_facts facts;
    struct late_payment payments[2];
};

static uint64_t next_random(uint64_t *state)
{
    uint64_t z = (*state += 0x9E3779B97F4A7C15u);

    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static void draw(struct arrear *a, uint64_t *seed)
{
    int months = (int)(next_random(seed) % 120);

    a->facts = (struct late_facts){.principal = 2000 + (yen)(next_random(seed) % 60000),
                                   .due = date_last_of_month(2016 + months / 12, 1 + months % 12),
                                   .payments = a->payments,
                                   .as_of = date_of(2026, 11, 21)};
    for (uint64_t parts = next_random(seed) % 10; parts < 3 && a->facts.payment_count < 2; parts++) {
        struct late_payment *p = &a->payments[a->facts.payment_count++];
        p->on = date_add_days(a->facts.due, 1 + (int)(next_random(seed) % 300));
        p->amount = (yen)(next_random(seed) % (uint64_t)(a->facts.principal / 2));
    }
}

static double seconds_now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(void)
{
    struct arena *arena = arena_new("arrears", 512u << 20), *unit = arena_new("charge", 1u << 20);
    struct arrear *arrears = ARENA_ARRAY(arena, struct arrear, CHARGES);
    const struct collection_law *law = NULL;
    struct late_terms terms;
    struct late_result x;
    struct report report;
    uint64_t seed = 1;
    yen sum = 0;

    report_init(&report);
    const char *params = arena_printf(arena, "%s/params", share_folder());
    if (collection_law_load(params, "131041", arena, &report, &law) != ERR_NONE) {
        report_print(&report, stderr);
        return ERR_INPUT;
    }
    for (size_t i = 0; i < CHARGES; i++) {
        draw(&arrears[i], &seed);
    }
    double start = seconds_now();
    for (size_t i = 0; i < CHARGES; i++) {
        enum err e = collection_late_terms(law, arrears[i].facts.due, &report, &terms);
        assert(e == ERR_NONE);
        arena_reset(unit);
        late_charge(collection_late_law(law), &terms, &arrears[i].facts, unit, NULL, &x);
        assert(x.missing_year == 0);
        sum += x.amount;
    }
    double seconds = seconds_now() - start;
    printf("late-charge\tall arrears of ten years to a day: %d charges, one core\t%.2f\ts\t%lld\n", CHARGES,
           seconds, (long long)sum);
    report_done(&report);
    arena_free(unit);
    arena_free(arena);
    return 0;
}
