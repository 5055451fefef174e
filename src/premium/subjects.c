/* 試算の事実 -- the facts of a year as the rules read them, for whoever computes and decides nothing. */
#include "premium/correct.h"
#include "premium/gather.h"
#include "premium/law_now.h"

#define UNIT_BYTES ((size_t)256 << 20)

/* A run that is none: what the readers of a job ask of it. */
static struct job_run reading_run(struct session *session, int32_t year, struct report *report)
{
    return (struct job_run){.session = session,
                            .year = year,
                            .business_date = session->folder.business_date,
                            .dry_run = true,
                            .is_quiet = true,
                            .report = report};
}

static enum err settings_of(struct job_run *run, struct case_settings *ret)
{
    *ret = (struct case_settings){.year = {(int16_t)run->year}, .care40_not_after = date_none()};
    return care40_not_after(run, "", &ret->care40_not_after);
}

static enum err tell_unit(const struct premium_law *law, const struct gathering_run *g,
                          struct household_unit *u, premium_subject_fn each, void *context,
                          struct arena *arena, struct report *report)
{
    enum err e = ERR_NONE;

    facts_cases(g->facts, u->belongings, u->belonging_count, &g->settings, NULL, 0, arena, &u->cases);
    for (size_t i = 0; i < u->cases.count && e == ERR_NONE; i++) {
        const struct premium_case *c = &u->cases.cases[i];
        const struct premium_subject subject = {.household_no = c->household_no,
                                                .payer_no = c->payer_no,
                                                .insured_count = c->insured_count,
                                                .facts = &c->facts,
                                                .refused = facts_contradiction(law, &c->facts, arena)};
        e = each(context, &subject, arena, report);
    }
    return e;
}

enum err premium_subjects(struct session *session, const struct premium_law *law, int64_t known_at,
                          premium_subject_fn each, void *context, struct report *report)
{
    return premium_subjects_some(session, law, known_at, NULL, each, context, report);
}

enum err premium_subjects_some(struct session *session, const struct premium_law *law, int64_t known_at,
                               const struct household_list *some, premium_subject_fn each, void *context,
                               struct report *report)
{
    struct job_run run = reading_run(session, law->year.first_year, report);
    struct gathering_run gathering;
    struct case_settings settings;
    struct arena *arena = arena_new("試算の1世帯", UNIT_BYTES);
    bool more = true;
    enum err e = settings_of(&run, &settings);

    if (e != ERR_NONE) {
        arena_free(arena);
        return e;
    }
    if (some != NULL) {
        gathering_within(&gathering, &run, &settings);
    } else {
        e = gathering_begin(&gathering, &run, &settings);
    }
    e = e == ERR_NONE ? gathering_some(&gathering, known_at, CHECKPOINT_NONE, some) : e;
    while (e == ERR_NONE && more) {
        struct household_unit unit;
        e = gathering_next(&gathering, NULL, NULL, arena, report, &unit, &more);
        if (e == ERR_NONE && more) {
            e = tell_unit(law, &gathering, &unit, each, context, arena, report);
        }
        arena_reset(arena);
    }
    gathering_close(&gathering);
    arena_free(arena);
    return e;
}

enum err premium_subjects_of_household(struct session *session, const struct premium_law *law,
                                       int64_t household_no, int64_t known_at, struct arena *arena,
                                       struct report *report, const struct premium_subject **ret,
                                       size_t *ret_count)
{
    struct job_run run = reading_run(session, law->year.first_year, report);
    struct case_settings settings;
    struct household_cases cases = {0};
    enum err e = settings_of(&run, &settings);

    if (e == ERR_NONE) {
        e = facts_of_household(session->store, household_no, &settings, known_at, NULL, 0, arena, report,
                               &cases);
    }
    if (e != ERR_NONE) {
        return e;
    }
    struct premium_subject *subjects = ARENA_ARRAY(arena, struct premium_subject, cases.count + 1);
    for (size_t i = 0; i < cases.count; i++) {
        const struct premium_case *c = &cases.cases[i];
        subjects[i] = (struct premium_subject){.household_no = c->household_no,
                                               .payer_no = c->payer_no,
                                               .insured_count = c->insured_count,
                                               .facts = &c->facts,
                                               .refused = facts_contradiction(law, &c->facts, arena)};
    }
    *ret = subjects;
    *ret_count = cases.count;
    return ERR_NONE;
}

/* ------------------------------------------------------------------------ households that change --- */

struct changing {
    struct gathering_run gathering;
    struct correcting correcting;
    struct decided_list decided;
    size_t decided_at; /* decided households before it have been looked at */
    struct arena *arena, *unit, *scratch;
    struct report *report;
    int64_t *found;
    size_t count, capacity;
};

static bool was_decided(void *context, int64_t household_no)
{
    const struct changing *c = context;
    size_t at = decided_find(&c->decided, household_no);
    return at < c->decided.count && c->decided.items[at].household_no == household_no;
}

/* `u` without belongings: nobody belongs to it any more. */
static enum err look_at_unit(struct changing *c, struct household_unit *u)
{
    struct changed_case *changed;
    size_t count;
    enum err e = changed_cases_of_unit(&c->correcting, c->gathering.facts, &c->gathering.settings,
                                       &c->decided, u, false, c->unit, c->scratch, c->report, &changed,
                                       &count);

    if (e == ERR_NONE && count > 0) {
        *ARENA_PUSH(c->arena, c->found, c->count, c->capacity) = u->household_no;
    }
    return e;
}

/* Decided households before `until` that the register does not name: nobody belongs to them now. */
static enum err look_at_left(struct changing *c, int64_t until)
{
    enum err e = ERR_NONE;

    while (e == ERR_NONE && c->decided_at < c->decided.count &&
           c->decided.items[c->decided_at].household_no < until) {
        struct household_unit u = {.household_no = c->decided.items[c->decided_at].household_no};
        e = look_at_unit(c, &u);
        c->decided_at = decided_find(&c->decided, u.household_no + 1);
    }
    return e;
}

static enum err look_at_all(struct changing *c)
{
    bool more = true;
    enum err e = ERR_NONE;

    while (e == ERR_NONE && more) {
        struct household_unit u;
        e = gathering_next(&c->gathering, was_decided, c, c->unit, c->report, &u, &more);
        if (e == ERR_NONE) {
            e = look_at_left(c, more ? u.household_no : INT64_MAX);
        }
        if (e == ERR_NONE && more) {
            e = look_at_unit(c, &u);
            c->decided_at = decided_find(&c->decided, u.household_no + 1);
        }
        arena_reset(c->unit);
        arena_reset(c->scratch);
    }
    return e;
}

enum err premium_changed_households(struct session *session, int32_t year, int64_t known_at,
                                    struct arena *arena, struct report *report, int64_t **ret,
                                    size_t *ret_count)
{
    struct job_run run = reading_run(session, year, report);
    struct law_now now;
    struct changing c = {.arena = arena, .report = report};
    char parameters[SHA256_HEX];
    enum err e = parameters_digest(session, report, parameters);

    *ret = NULL;
    *ret_count = 0;
    if (e == ERR_NONE) {
        e = decided_load(session->store, year, parameters, arena, report, &c.decided);
    }
    if (e != ERR_NONE || c.decided.count == 0) {
        return e;
    }
    e = law_now(session, (fiscal_year){(int16_t)year}, report, &now);
    if (e != ERR_NONE) {
        return e;
    }
    const struct case_settings settings = {.year = {(int16_t)year},
                                           .care40_not_after = now.foresees_care40
                                                                   ? date_none()
                                                                   : session->folder.business_date};
    c.correcting = (struct correcting){.store = session->store,
                                       .law = now.law,
                                       .settings = settings,
                                       .decided_on = session->folder.business_date,
                                       .cut_off = session->folder.business_date};
    c.unit = arena_new("変わる世帯", UNIT_BYTES);
    c.scratch = arena_new("変わる世帯の試し", UNIT_BYTES);
    e = gathering_open(&c.gathering, &run, &settings, known_at, CHECKPOINT_NONE);
    if (e == ERR_NONE) {
        e = look_at_all(&c);
    }
    gathering_close(&c.gathering);
    arena_free(c.scratch);
    arena_free(c.unit);
    *ret = c.found;
    *ret_count = c.count;
    return e;
}

/* ------------------------------------------------------------------------------------ the mark --- */

static enum err mark_of(struct store *s, enum sql sql, int32_t year, struct report *report, int64_t *sum)
{
    struct query *q = store_query(s, sql);
    bool row;

    query_set_i64(q, "fiscal_year", year);
    enum err e = query_step(q, report, &row);
    if (e == ERR_NONE && row) {
        *sum += query_i64(q, 0);
    }
    query_reset(q);
    return e;
}

enum err premium_facts_mark(struct store *s, int32_t year, struct report *report, int64_t *ret)
{
    int64_t belongings, facts, sum = 0;
    enum err e = addressee_belonging_mark(s, report, &belongings);

    if (e == ERR_NONE) {
        e = eligibility_mark(s, report, &facts);
    }
    if (e == ERR_NONE) {
        e = mark_of(s, SQL_premium_income_mark, year, report, &sum);
    }
    if (e == ERR_NONE) {
        e = mark_of(s, SQL_premium_advance_mark, year, report, &sum);
    }
    if (e == ERR_NONE) {
        e = mark_of(s, SQL_premium_basis_mark, year, report, &sum);
    }
    if (e == ERR_NONE) {
        *ret = belongings + facts + sum;
    }
    return e;
}
