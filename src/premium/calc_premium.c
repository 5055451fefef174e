/*
 * 試算 -- one request or many through the same rules as the jobs; the laws read are kept.
 */
#include "premium/calc.h"

#define LAWS_MAX 64
#define TABLES_MAX 16
#define LAW_ARENA_BYTES (64u << 20)
#define REQUEST_ARENA_BYTES (768u << 20) /* 10,000 members with a trace stay under it */

struct calculator {
    const char *params_dir;
    struct arena *laws_arena, *request_arena;
    size_t tables_count, law_count;
    struct {
        char municipality[8];
        const struct law_tables *tables;
    } tables[TABLES_MAX];
    struct {
        char municipality[8];
        int16_t year;
        const struct premium_law *law;
    } laws[LAWS_MAX];
};

struct calculator *calculator_new(const char *params_dir)
{
    struct arena *arena = arena_new("calc laws", LAW_ARENA_BYTES);
    struct calculator *c = ARENA_NEW(arena, struct calculator);

    c->laws_arena = arena;
    c->request_arena = arena_new("calc request", REQUEST_ARENA_BYTES);
    c->params_dir = arena_string(arena, params_dir);
    return c;
}

void calculator_free(struct calculator *c)
{
    arena_free(c->request_arena);
    arena_free(c->laws_arena); /* holds the calculator itself */
}

/* The tables of a municipality ("" = national alone), read once. */
static enum err tables_of(struct calculator *c, const char *municipality, struct report *report,
                          const struct law_tables **ret)
{
    for (size_t i = 0; i < c->tables_count; i++) {
        if (strcmp(c->tables[i].municipality, municipality) == 0) {
            *ret = c->tables[i].tables;
            return ERR_NONE;
        }
    }
    bool is_kept = c->tables_count < TABLES_MAX;
    const char *city = municipality[0] == '\0' ? NULL : municipality;
    enum err e = law_tables_read(c->params_dir, city, c->request_arena, report, ret);
    if (e == ERR_NONE && is_kept) {
        /* Only what is whole is kept: refused requests, however many, leave nothing behind. */
        e = law_tables_read(c->params_dir, city, c->laws_arena, report, ret);
    }
    if (e == ERR_NONE && is_kept) {
        (void)snprintf(c->tables[c->tables_count].municipality,
                       sizeof c->tables[0].municipality, "%s", municipality);
        c->tables[c->tables_count++].tables = *ret;
    }
    return e;
}

static enum err law_of(struct calculator *c, const struct calc_request *q, struct report *report,
                       const struct premium_law **ret)
{
    const char *municipality = q->rates != NULL ? "" : q->municipality;
    const struct law_tables *tables = NULL;

    for (size_t i = 0; q->rates == NULL && i < c->law_count; i++) {
        if (c->laws[i].year == q->year.first_year &&
            strcmp(c->laws[i].municipality, municipality) == 0) {
            *ret = c->laws[i].law;
            return ERR_NONE;
        }
    }
    size_t lines = report->count;
    enum err e = tables_of(c, municipality, report, &tables);
    if (e != ERR_NONE) {
        return report->count > lines && e == ERR_INPUT ? ERR_INPUT : e;
    }
    bool is_kept = q->rates == NULL && c->law_count < LAWS_MAX;
    struct arena *arena = is_kept ? c->laws_arena : c->request_arena;
    struct premium_law *law = ARENA_NEW(arena, struct premium_law);
    law_compose(tables, q->year, q->rates, arena, law);
    if (is_kept) {
        c->laws[c->law_count].year = q->year.first_year;
        memcpy(c->laws[c->law_count].municipality, tables->municipality,
               sizeof tables->municipality);
        c->laws[c->law_count++].law = law;
    }
    *ret = law;
    return ERR_NONE;
}

enum err calculator_premium(struct calculator *c, const char *bytes, size_t len,
                            struct report *report, FILE *out)
{
    struct calc_request q;
    const struct premium_law *law = NULL;
    enum err e;

    arena_reset(c->request_arena);
    if ((e = calc_request_read(bytes, len, c->request_arena, report, &q)) != ERR_NONE ||
        (e = law_of(c, &q, report, &law)) != ERR_NONE) {
        return e;
    }
    if (law->missing != NULL) {
        return report_fail(report, ERR_INPUT, "%s", law->missing);
    }
    if ((e = premium_household_check(law, &q.household, "/household", report)) != ERR_NONE) {
        return e;
    }
    struct premium_assessment a = {
        .members = ARENA_ARRAY(c->request_arena, struct premium_member_result,
                               q.household.member_count)};
    struct trace *trace = q.trace ? trace_new(c->request_arena) : NULL;
    enum premium_status status =
        q.trace ? premium_assess(law, &q.household, c->request_arena, trace, report, &a)
                : premium_assess_fast(law, &q.household, c->request_arena, report, &a);
    if (status != PREMIUM_DONE) {
        return ERR_INPUT;
    }
    calc_answer_write(&q, law, &a, trace, out);
    return ERR_NONE;
}

static void *open_premium(const char *params_dir) { return calculator_new(params_dir); }
static void close_premium(void *calculator) { calculator_free(calculator); }
static enum err answer_premium(void *calculator, const char *bytes, size_t len,
                               struct report *report, FILE *out)
{
    return calculator_premium(calculator, bytes, len, report, out);
}

const struct calculation calculation_premium = {
    .name = "premium",
    .summary = "保険料（contracts 4.1）",
    .open = open_premium,
    .close = close_premium,
    .answer = answer_premium,
};
