/*
 * 更正の前 -- the version before of many changed cases, and the facts it was made of, read at once.
 *
 * A server that is asked case by case answers late: all questions here are about many households or
 * persons. Cases of one run were decided on what was known at one moment, so they are read together.
 */
#include "premium/correct.h"
#include "premium/former.h"
#include "store/many.h"

struct reading {
    const struct correcting *c;
    struct changed_case *changed;
    size_t count;
    struct arena *keep;
    struct report *report;
};

static void take_version(struct reading *r, const struct assessment_row *row)
{
    for (size_t i = 0; i < r->count; i++) {
        struct changed_case *changed = &r->changed[i];
        if (changed->decided != NULL && changed->c->household_no == row->household_no &&
            changed->c->payer_no == row->payer_no && changed->decided->version == row->version) {
            struct assessment_row *kept = ARENA_NEW(r->keep, struct assessment_row);
            *kept = *row;
            changed->before = kept;
        }
    }
}

static enum err read_versions(struct reading *r)
{
    int64_t *households = ARENA_ARRAY(r->keep, int64_t, r->count + 1);
    size_t n = 0;
    for (size_t i = 0; i < r->count; i++) {
        int64_t household_no = r->changed[i].c->household_no;
        if (r->changed[i].decided != NULL && r->changed[i].before == NULL &&
            (n == 0 || households[n - 1] != household_no)) {
            households[n++] = household_no;
        }
    }
    if (n == 0) {
        return ERR_NONE;
    }
    bool is_few = n <= QUERY_NUMBERS, row;
    struct query *q = store_query(r->c->store, is_few ? SQL_premium_assessment_of_households
                                                      : SQL_premium_assessment_of_many);
    enum err e;
    query_set_i64(q, "fiscal_year", r->c->law->year.first_year);
    if (is_few) {
        query_set_numbers(q, households, n);
    } else {
        query_set_list(q, "households", households, n);
    }
    while ((e = query_step(q, r->report, &row)) == ERR_NONE && row) {
        struct assessment_row version;
        row_read(q, 0, &version);
        take_version(r, &version);
    }
    query_reset(q);
    return e;
}

/* The next up to 16 households from *at on of cases that have no version before. */
static size_t next_new_households(const struct reading *r, size_t *at, int64_t ret[QUERY_NUMBERS])
{
    size_t n = 0;
    for (; *at < r->count; ++*at) {
        const struct changed_case *changed = &r->changed[*at];
        if (changed->decided != NULL || (n > 0 && ret[n - 1] == changed->c->household_no)) {
            continue;
        }
        if (n == QUERY_NUMBERS) {
            break;
        }
        ret[n++] = changed->c->household_no;
    }
    return n;
}

static void take_former(struct reading *r, size_t from, size_t until, int64_t household_no,
                        int64_t payer_no)
{
    for (size_t i = from; i < until; i++) {
        struct changed_case *changed = &r->changed[i];
        changed->is_former |= changed->decided == NULL && changed->c->household_no == household_no &&
                              changed->c->payer_no == payer_no;
    }
}

static enum err read_formers(struct reading *r)
{
    int64_t households[QUERY_NUMBERS];
    size_t n, at = 0, from = 0;
    enum err e = ERR_NONE;
    while (e == ERR_NONE && (n = next_new_households(r, &at, households)) > 0) {
        struct query *q = store_query(r->c->store, SQL_premium_former_of_households);
        bool row;
        query_set_i64(q, "fiscal_year", r->c->law->year.first_year);
        query_set_numbers(q, households, n);
        while ((e = query_step(q, r->report, &row)) == ERR_NONE && row) {
            take_former(r, from, at, query_i64(q, 0), query_i64(q, 1));
        }
        query_reset(q);
        from = at;
    }
    return e;
}

/* ------------------------------------------------------------------------------ what was known -- */

static bool wants_facts(const struct changed_case *changed)
{
    return changed->decided != NULL && changed->facts_differ && !changed->is_same && changed->was == NULL;
}

static bool is_known_with(const struct changed_case *changed, const struct decided_short *d)
{
    return wants_facts(changed) && changed->decided->known_at == d->known_at &&
           date_equal(changed->decided->care40_not_after, d->care40_not_after);
}

static void take_facts(struct reading *r, struct changed_case *changed, const struct household_ask *ask,
                       const struct case_settings *settings)
{
    struct premium_case *was = ARENA_NEW(r->keep, struct premium_case);
    *was = facts_case_of_nobody(ask->household_no, changed->c->payer_no, settings, r->keep);
    for (size_t i = 0; i < ask->cases.count; i++) {
        if (ask->cases.cases[i].payer_no == changed->c->payer_no) {
            *was = ask->cases.cases[i];
        }
    }
    changed->was = was;
}

/* All cases from `first` on that were decided on what was known when that one was. */
static enum err read_facts_of_run(struct reading *r, size_t first)
{
    const struct decided_short *d = r->changed[first].decided;
    const struct case_settings settings = {r->c->law->year, d->care40_not_after};
    struct household_ask *asks = ARENA_ARRAY(r->keep, struct household_ask, r->count - first);
    int64_t *payers = ARENA_ARRAY(r->keep, int64_t, r->count - first);
    size_t count = 0, payer_count = 0;
    for (size_t i = first; i < r->count; i++) {
        const struct changed_case *changed = &r->changed[i];
        if (!is_known_with(changed, d)) {
            continue;
        }
        if (count == 0 || asks[count - 1].household_no != changed->c->household_no) {
            asks[count++] = (struct household_ask){.household_no = changed->c->household_no,
                                                   .wanted = payers + payer_count};
        }
        payers[payer_count++] = changed->c->payer_no;
        asks[count - 1].wanted_count++;
    }
    enum err e = facts_of_households(r->c->store, asks, count, &settings, d->known_at, r->keep, r->report);
    size_t at = 0;
    for (size_t i = first; i < r->count && e == ERR_NONE; i++) {
        struct changed_case *changed = &r->changed[i];
        if (is_known_with(changed, d)) {
            while (asks[at].household_no != changed->c->household_no) {
                at++;
            }
            take_facts(r, changed, &asks[at], &settings);
        }
    }
    return e;
}

enum err changed_cases_read(const struct correcting *c, struct changed_case *changed, size_t count,
                            struct arena *keep, struct report *report)
{
    struct reading r = {c, changed, count, keep, report};
    enum err e = read_versions(&r);
    if (e == ERR_NONE) {
        e = read_formers(&r);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (wants_facts(&changed[i])) {
            e = read_facts_of_run(&r, i);
        }
    }
    return e;
}
