#include "support.h"

#include <stdarg.h>

#define LAWS_MAX 48

static struct {
    char municipality[8];
    int year;
    const struct premium_law *law;
} laws[LAWS_MAX];
static size_t law_count;
static struct arena *laws_arena, *unit;

const struct premium_law *test_law(const char *municipality, int year)
{
    struct report report;

    for (size_t i = 0; i < law_count; i++) {
        if (laws[i].year == year && strcmp(laws[i].municipality, municipality) == 0) {
            return laws[i].law;
        }
    }
    if (laws_arena == NULL) {
        laws_arena = arena_new("test laws", 64u << 20);
        unit = arena_new("test unit", 512u << 20);
    }
    report_init(&report);
    assert(law_count < LAWS_MAX);
    if (premium_law_load(TEST_PARAMS, municipality, (fiscal_year){(int16_t)year}, laws_arena, &report,
                         &laws[law_count].law) != ERR_NONE) {
        report_print(&report, stderr);
        assert(false && "the tables of the tree load");
    }
    report_done(&report);
    (void)snprintf(laws[law_count].municipality, sizeof laws[0].municipality, "%s", municipality);
    laws[law_count].year = year;
    return laws[law_count++].law;
}

void test_laws_free(void)
{
    arena_free(laws_arena);
    arena_free(unit);
    laws_arena = unit = NULL;
    law_count = 0;
}

bool test_assessments_agree(const struct premium_assessment *x, const struct premium_assessment *y,
                            size_t member_count)
{
    bool same = x->reduction_tenths == y->reduction_tenths &&
                x->judged_income_is_known == y->judged_income_is_known &&
                x->judged_income == y->judged_income && x->persons_counted == y->persons_counted &&
                x->earners_counted == y->earners_counted && x->total == y->total &&
                x->instalment_count == y->instalment_count &&
                x->finding_count == y->finding_count && x->findings_total == y->findings_total;

    for (size_t k = 0; k < REDUCTION_TIERS; k++) {
        same = same && x->limits[k] == y->limits[k];
    }
    for (size_t p = 0; p < LEVY_PARTS; p++) {
        const struct premium_part_result *a = &x->parts[p], *b = &y->parts[p];
        same = same && a->is_levied == b->is_levied && a->months == b->months &&
               a->income_levy == b->income_levy && a->asset_levy == b->asset_levy &&
               a->per_capita == b->per_capita && a->per_household == b->per_household &&
               a->before_cap == b->before_cap && a->cap == b->cap && a->amount == b->amount;
    }
    for (size_t k = 0; k < x->instalment_count && same; k++) {
        same = date_equal(x->instalments[k].due_date, y->instalments[k].due_date) &&
               x->instalments[k].amount == y->instalments[k].amount;
    }
    for (size_t i = 0; i < member_count && same; i++) {
        same = memcmp(&x->members[i], &y->members[i], sizeof x->members[i]) == 0;
    }
    for (size_t k = 0; k < x->finding_count && same; k++) {
        same = x->findings[k].code == y->findings[k].code &&
               x->findings[k].member == y->findings[k].member;
    }
    return same;
}

struct test_result test_assess(const struct premium_law *law, const struct premium_household *h)
{
    struct test_result r = {.law = law};
    struct report report;
    struct premium_assessment fast = {0};

    report_init(&report);
    r.request.household = *h;
    r.a.members = ARENA_ARRAY(unit, struct premium_member_result, h->member_count);
    fast.members = ARENA_ARRAY(unit, struct premium_member_result, h->member_count);
    r.trace = trace_new(unit);
    enum premium_status s = premium_assess(law, h, unit, r.trace, &report, &r.a);
    enum premium_status f = premium_assess_fast(law, h, unit, &report, &fast);
    report_print(&report, stderr);
    report_done(&report);
    assert(s == PREMIUM_DONE && f == PREMIUM_DONE);
    assert(test_assessments_agree(&r.a, &fast, h->member_count));
    return r;
}

struct test_result test_request(const char *format, ...)
{
    struct calc_request q;
    struct report report;
    va_list args;

    (void)test_law("131041", 2026); /* makes the arenas */
    arena_reset(unit);
    report_init(&report);
    va_start(args, format);
    char text[8192];
    int len = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    assert(len > 0 && (size_t)len < sizeof text);
    for (int i = 0; i < len; i++) {
        text[i] = text[i] == '\'' ? '"' : text[i];
    }
    enum err e = calc_request_read(text, (size_t)len, unit, &report, &q);
    const struct premium_law *law = NULL;
    if (e == ERR_NONE) {
        law = test_law(q.municipality, q.year.first_year);
        e = premium_household_check(law, &q.household, "/household", &report);
    }
    if (e != ERR_NONE) {
        fprintf(stderr, "%s\n", text);
        report_print(&report, stderr);
    }
    report_done(&report);
    assert(e == ERR_NONE);
    struct test_result r = test_assess(law, &q.household);
    r.request = q;
    assert(test_trace_covers(&r));
    return r;
}

static bool is_in_trace(const struct trace *t, int64_t value)
{
    for (trace_id id = 1; id <= t->count; id++) {
        const struct trace_step *s = trace_step_at(t, id);
        int64_t v = s->term->unit == TRACE_YEN_480THS && s->value % 480 == 0 ? s->value / 480
                                                                            : s->value;
        if (v == value && (s->term->unit == TRACE_YEN || s->term->unit == TRACE_YEN_480THS)) {
            return true;
        }
    }
    return false;
}

bool test_trace_covers(const struct test_result *r)
{
    const struct premium_assessment *a = &r->a;
    const struct trace *t = r->trace;
    bool all = is_in_trace(t, a->total);

    for (size_t k = 0; k < REDUCTION_TIERS; k++) {
        all = all && is_in_trace(t, a->limits[k]);
    }
    all = all && (!a->judged_income_is_known || is_in_trace(t, a->judged_income));
    for (size_t p = 0; p < LEVY_PARTS; p++) {
        const struct premium_part_result *x = &a->parts[p];
        all = all && (!x->is_levied ||
                      (is_in_trace(t, x->income_levy) && is_in_trace(t, x->asset_levy) &&
                       is_in_trace(t, x->per_capita) && is_in_trace(t, x->per_household) &&
                       is_in_trace(t, x->before_cap) && is_in_trace(t, x->amount)));
        for (size_t i = 0; i < r->request.household.member_count; i++) {
            all = all && (!x->is_levied || (is_in_trace(t, a->members[i].income_levy[p]) &&
                                            is_in_trace(t, a->members[i].per_capita[p])));
        }
    }
    for (size_t i = 0; i < r->request.household.member_count; i++) {
        all = all && is_in_trace(t, a->members[i].base_income);
    }
    for (size_t k = 0; k < a->instalment_count; k++) {
        all = all && is_in_trace(t, a->instalments[k].amount);
    }
    return all;
}

uint64_t test_random(uint64_t *state)
{
    uint64_t z = (*state += 0x9E3779B97F4A7C15u);

    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}
