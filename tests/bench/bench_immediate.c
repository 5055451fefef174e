/*
 * 即時更正 -- how long a clerk waits for the correction of one household over its open years (LV-18).
 *
 * Usage: bench-immediate DATA [CALLS]     a data folder whose year is decided; every k-th of its households
 *
 * Prints p50 and p99 in ms, and as checksum how many would change and by how many yen.
 */
#include "batch/batch.h"
#include "premium/premium.h"

#include <inttypes.h>
#include <time.h>

#define CALLS_MAX 20000

/* No job is run here. */
const struct job *const jobs[] = {NULL};
const size_t job_count = 0;

struct households {
    int64_t *numbers;
    size_t count, capacity;
    struct arena *arena;
};

static enum err note(void *context, const struct premium_levy *levy, struct report *report)
{
    struct households *h = context;
    (void)report;
    if (h->count == 0 || h->numbers[h->count - 1] != levy->household_no) {
        *ARENA_PUSH(h->arena, h->numbers, h->count, h->capacity) = levy->household_no;
    }
    return ERR_NONE;
}

static int64_t now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static int by_time(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void must(enum err e, const struct report *report)
{
    if (e != ERR_NONE) {
        report_print(report, stderr);
        exit(3);
    }
}

int main(int argc, char **argv)
{
    static int64_t samples[CALLS_MAX];
    struct report report;
    struct session s;
    struct arena *arena = arena_new("更正の計測", (size_t)256 << 20);
    struct households h = {.arena = arena_new("世帯", (size_t)256 << 20)};
    const struct premium_levy_scope all = {0};
    int64_t wanted = 2000, changed = 0;
    yen change = 0;
    if (argc < 2 || (argc > 2 && !parse_i64(argv[2], strlen(argv[2]), 1, CALLS_MAX, &wanted))) {
        fprintf(stderr, "usage: bench-immediate DATA [CALLS]\n");
        return 2;
    }
    report_init(&report);
    struct command_call call = {.data = argv[1], .operator_id = "fuka1", .business_date = date_none(),
                                .out = stdout, .report = &report};
    must(session_open(&call, STORE_READ, PERM_PREMIUM_VIEW, &s), &report);
    must(premium_levies(s.store, &all, note, &h, h.arena, &report), &report);
    size_t calls = h.count < (size_t)wanted ? h.count : (size_t)wanted;
    for (size_t i = 0; i < calls; i++) {
        const struct premium_correction_wish wish = {.household_no = h.numbers[i * (h.count / calls)],
                                                     .day = date_none(), .cut_off = date_none()};
        struct premium_correction c;
        int64_t before = now_us();
        must(premium_correct(&s, &wish, arena, &report, &c), &report);
        samples[i] = now_us() - before;
        changed += (int64_t)c.row_count;
        change += c.change[KIND_INCREASE] + c.change[KIND_DECREASE];
        arena_reset(arena);
    }
    if (calls > 0) {
        qsort(samples, calls, sizeof(samples[0]), by_time);
        printf("correction-immediate\t%zu households, p50\t%.3f\tms\t\n", calls, (double)samples[calls / 2] / 1000);
        printf("correction-immediate p99\t%zu households, p99\t%.3f\tms\t%" PRId64 ": %" PRId64 "\n", calls,
               (double)samples[calls - 1 - calls / 100] / 1000, changed, change);
    }
    session_close(&s);
    return calls > 0 ? 0 : 3;
}
