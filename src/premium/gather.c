/* Belongings in order of household, those without anybody insured left out. */
#include "premium/gather.h"

#define FACTS_BYTES_MAX ((size_t)2 << 30)

enum err reader_open(struct job_run *run, struct store **ret)
{
    return store_open(run->session->folder.store_url, STORE_READ, run->report, ret);
}

static enum err open_all(struct gathering_run *g, int64_t known_at, int64_t after)
{
    struct report *report = g->run->report;
    enum err e = fact_table_load(g->facts, g->store, g->run->session->folder.store_url, g->settings.year,
                                 known_at, report);
    return e != ERR_NONE ? e
                         : eligibility_belonging_open(g->store, facts_belonging_span(g->settings.year),
                                                      known_at, after, report, &g->scan);
}

/* Belongings first, and the facts of whom they name. */
static enum err open_some(struct gathering_run *g, int64_t known_at, int64_t after,
                          const struct household_list *some)
{
    struct report *report = g->run->report;
    size_t first = 0;
    while (first < some->count && some->numbers[first] <= after) {
        first++;
    }
    g->arena = arena_new("更正で読む世帯", FACTS_BYTES_MAX);
    enum err e = eligibility_belongings_of(g->store, some->numbers + first, some->count - first,
                                           facts_belonging_span(g->settings.year), known_at, g->arena,
                                           report, &g->rows, &g->row_count);
    return e != ERR_NONE ? e
                         : fact_table_load_persons(g->facts, g->store, g->settings.year, known_at, g->rows,
                                                   g->row_count, report);
}

enum err gathering_begin(struct gathering_run *g, struct job_run *run, const struct case_settings *settings)
{
    *g = (struct gathering_run){.run = run, .settings = *settings};
    enum err e = reader_open(run, &g->store);
    g->is_open = e == ERR_NONE;
    return e;
}

void gathering_within(struct gathering_run *g, struct job_run *run, const struct case_settings *settings)
{
    *g = (struct gathering_run){.run = run, .settings = *settings, .store = run->session->store};
}

enum err gathering_some(struct gathering_run *g, int64_t known_at, int64_t after,
                        const struct household_list *some)
{
    g->facts = fact_table_new(FACTS_BYTES_MAX);
    return some != NULL ? open_some(g, known_at, after, some) : open_all(g, known_at, after);
}

enum err gathering_open(struct gathering_run *g, struct job_run *run, const struct case_settings *settings,
                        int64_t known_at, int64_t after)
{
    enum err e = gathering_begin(g, run, settings);
    return e == ERR_NONE ? gathering_some(g, known_at, after, NULL) : e;
}

void gathering_close(struct gathering_run *g)
{
    if (g->scan != NULL) {
        eligibility_belonging_close(g->scan);
    }
    arena_free(g->arena);
    fact_table_free(g->facts);
    if (g->is_open) {
        store_close(g->store);
    }
    *g = (struct gathering_run){0};
}

static enum err next_belonging(struct gathering_run *g, struct report *report, bool *ret_more)
{
    if (g->scan != NULL) {
        return eligibility_belonging_next(g->scan, report, &g->held, ret_more);
    }
    *ret_more = g->next_row < g->row_count;
    if (*ret_more) {
        g->held = g->rows[g->next_row++];
    }
    return ERR_NONE;
}

/* One household's rows into the unit; the first row of the next one is held back. */
static enum err read_household(struct gathering_run *g, struct arena *arena, struct report *report,
                               struct household_unit *ret, bool *ret_more)
{
    size_t capacity = 0;
    enum err e = ERR_NONE;
    bool more = true;
    *ret = (struct household_unit){0};
    if (!g->has_held) {
        e = next_belonging(g, report, &more);
        if (e != ERR_NONE || !more) {
            *ret_more = false;
            return e;
        }
        g->has_held = true;
    }
    ret->household_no = g->held.household_no;
    while (e == ERR_NONE && g->has_held && g->held.household_no == ret->household_no) {
        *ARENA_PUSH(arena, ret->belongings, ret->belonging_count, capacity) = g->held;
        e = next_belonging(g, report, &more);
        g->has_held = e == ERR_NONE && more;
    }
    *ret_more = e == ERR_NONE;
    return e;
}

/* Households that this run does not work, row by row: nothing of them is kept. */
static enum err pass_unwanted(struct gathering_run *g, struct report *report, bool *ret_more)
{
    enum err e = ERR_NONE;
    *ret_more = true;
    while (e == ERR_NONE && *ret_more && !(g->has_held && batch_unit_wanted(g->run, g->held.household_no))) {
        e = next_belonging(g, report, ret_more);
        g->has_held = e == ERR_NONE && *ret_more;
    }
    return e;
}

static bool somebody_is_insured(const struct gathering_run *g, const struct household_unit *u)
{
    struct span year = {fiscal_year_from(g->settings.year), fiscal_year_until(g->settings.year)};
    for (size_t i = 0; i < u->belonging_count; i++) {
        if (fact_table_is_insured(g->facts, u->belongings[i].addressee_no, year)) {
            return true;
        }
    }
    return false;
}

enum err gathering_next(struct gathering_run *g, keep_fn keep, void *context, struct arena *arena,
                        struct report *report, struct household_unit *ret, bool *ret_more)
{
    enum err e;
    while ((e = pass_unwanted(g, report, ret_more)) == ERR_NONE && *ret_more &&
           (e = read_household(g, arena, report, ret, ret_more)) == ERR_NONE && *ret_more) {
        if (ret->household_no == 0) {
            continue; /* 住登外: no household of the register */
        }
        if (somebody_is_insured(g, ret) || (keep != NULL && keep(context, ret->household_no))) {
            return ERR_NONE;
        }
    }
    return e;
}
