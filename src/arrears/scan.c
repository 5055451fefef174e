/*
 * 時効の一巡 -- every unpaid charge beside its events and 督促, merged in the order of the charges.
 *
 * The pass knows only the last payment of a charge. Where it finds a limit that is near and something
 * was paid, the
 * charge is asked for again with every payment: only then its limit is certain.
 */
#include "arrears/scan.h"

struct scanning {
    struct arena *arena;
    const struct collection_law *law;
    date until, suspended_until;
    struct book_event *events; /* in the order of the charges */
    size_t event_count, event_at;
    struct collection_dunning *dunnings;
    size_t dunning_count, dunning_at;
    struct arena *scratch;
    struct scanned *found;
    size_t count, capacity;
};

struct place {
    int64_t year, household, payer, instalment;
};

static int order_of(struct place a, struct place b)
{
    const int64_t x[] = {a.year, a.household, a.payer, a.instalment};
    const int64_t y[] = {b.year, b.household, b.payer, b.instalment};

    for (size_t i = 0; i < COUNT_OF(x); i++) {
        if (x[i] != y[i]) {
            return x[i] < y[i] ? -1 : 1;
        }
    }
    return 0;
}

static struct place place_of(const struct collection_charge *c)
{
    return (struct place){c->levy_year, c->household_no, c->payer_no, c->instalment};
}

static struct limit_moment moment(enum limit_event_kind kind, date on, date ended_on, date fixed_on)
{
    return (struct limit_moment){
        .event = {.kind = kind, .on = on, .ended_on = ended_on, .fixed_on = fixed_on}};
}

/* All that is known of the charge from both ordered lists, and its last payment. */
static size_t moments_of(struct scanning *s, const struct collection_charge *c, struct limit_moment *to,
                         size_t max, date *ret_suspended_on)
{
    struct place here = place_of(c);
    size_t n = 0;

    *ret_suspended_on = date_none();
    while (s->event_at < s->event_count) {
        const struct book_event *e = &s->events[s->event_at];
        int order =
            order_of((struct place){e->levy_year, e->household_no, e->payer_no, e->instalment}, here);
        if (order > 0) {
            break;
        }
        if (order == 0 && n < max) {
            to[n] = moment(e->kind, e->on, e->ended_on, date_none());
            to[n++].event.is_cancelled = e->is_cancelled;
            if (e->kind == LIMIT_SUSPENSION && date_is_none(e->ended_on)) {
                *ret_suspended_on = e->on;
            }
        }
        s->event_at++;
    }
    while (s->dunning_at < s->dunning_count) {
        const struct collection_dunning *d = &s->dunnings[s->dunning_at];
        int order =
            order_of((struct place){d->levy_year, d->household_no, d->payer_no, d->instalment}, here);
        if (order > 0) {
            break;
        }
        if (order == 0 && n < max && !d->is_withdrawn) {
            to[n++] = moment(LIMIT_DUNNING, d->issued_on, date_none(), d->fixed_on);
        }
        s->dunning_at++;
    }
    if (!date_is_none(c->last_paid_on) && n < max) {
        to[n++] = moment(LIMIT_ACKNOWLEDGED, c->last_paid_on, date_none(), date_none());
    }
    return n;
}

#define MOMENTS_MAX 400

static enum err look_at(void *context, const struct collection_charge *c, struct report *report)
{
    struct scanning *s = context;
    struct scanned one = {.charge = *c};

    if (collection_unpaid(c) <= 0) {
        return ERR_NONE;
    }
    arena_reset(s->scratch);
    struct limit_moment *moments = ARENA_ARRAY(s->scratch, struct limit_moment, MOMENTS_MAX);
    size_t n = moments_of(s, c, moments, MOMENTS_MAX, &one.suspended_on);
    enum err e =
        debt_limit(s->law, c->due, moments, n, s->scratch, report, &one.limit_early, &one.limit_late);
    bool is_old = !date_is_none(one.suspended_on) && !date_is_none(s->suspended_until) &&
                  date_at_most(one.suspended_on, s->suspended_until);
    if (e == ERR_NONE && (date_at_most(one.limit_late, s->until) || is_old)) {
        *ARENA_PUSH(s->arena, s->found, s->count, s->capacity) = one;
    }
    return e;
}

static enum err read_events(struct session *session, struct scanning *s, struct report *report)
{
    struct query *q = store_scan(session->store, SQL_arrears_events_all);
    size_t capacity = 0;
    bool row;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(s->arena, s->events, s->event_count, capacity) = event_of_row(q, s->arena);
    }
    query_reset(q);
    return e;
}

/* With every payment in its place; the suspension is as found. False: it is not there any more. */
static enum err make_certain(struct session *session, date day, struct scanned *one, struct arena *arena,
                             struct report *report)
{
    struct arrears_debt *debts = NULL;
    size_t count = 0;
    enum err e = arrears_debts(session, one->charge.payer_no, day, arena, report, &debts, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (order_of(place_of(&debts[i].charge), place_of(&one->charge)) == 0) {
            one->limit_early = debts[i].limit_early;
            one->limit_late = debts[i].limit_late;
        }
    }
    return e;
}

static enum err mark_kept(struct session *session, struct scanned *found, size_t count, struct arena *arena,
                          struct report *report)
{
    struct act *acts = NULL;
    size_t act_count = 0;
    enum err e = acts_open(session->store, ACT_KEEP, arena, report, &acts, &act_count);

    for (size_t i = 0; i < act_count && e == ERR_NONE; i++) {
        struct act_cover *covers = NULL;
        size_t cover_count = 0;
        e = arrears_covers(session->store, acts[i].act_no, arena, report, &covers, &cover_count);
        for (size_t k = 0; k < cover_count && e == ERR_NONE; k++) {
            struct place kept = {covers[k].levy_year, covers[k].household_no, covers[k].payer_no,
                                 covers[k].instalment};
            for (size_t n = 0; n < count; n++) {
                found[n].is_kept = found[n].is_kept || order_of(place_of(&found[n].charge), kept) == 0;
            }
        }
    }
    return e;
}

enum err limits_scan(struct session *session, date until, date suspended_until, struct arena *arena,
                     struct report *report, struct scanned **ret, size_t *ret_count)
{
    struct scanning s = {.arena = arena,
                         .until = until,
                         .suspended_until = suspended_until,
                         .scratch = arena_new("時効の一巡", (size_t)64 << 20)};
    size_t kept = 0;
    enum err e = collection_law_of(session, arena, report, &s.law);

    if (e == ERR_NONE) {
        e = read_events(session, &s, report);
    }
    if (e == ERR_NONE) {
        e = collection_dunnings(session->store, 0, arena, report, &s.dunnings, &s.dunning_count);
    }
    if (e == ERR_NONE) {
        e = collection_each_charge(session->store, 0, 0, look_at, &s, report);
    }
    for (size_t i = 0; i < s.count && e == ERR_NONE; i++) {
        struct scanned one = s.found[i];
        if (one.charge.paid > 0) {
            arena_reset(s.scratch);
            e = make_certain(session, session->folder.business_date, &one, s.scratch, report);
        }
        bool is_old = !date_is_none(one.suspended_on) && !date_is_none(suspended_until) &&
                      date_at_most(one.suspended_on, suspended_until);
        if (date_at_most(one.limit_late, until) || is_old) {
            s.found[kept++] = one;
        }
    }
    if (e == ERR_NONE) {
        e = mark_kept(session, s.found, kept, arena, report);
    }
    arena_free(s.scratch);
    if (e == ERR_NONE) {
        *ret = s.found;
        *ret_count = kept;
    }
    return e;
}
