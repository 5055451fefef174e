/*
 * 時効の一巡 -- every unpaid charge beside its events and 督促, merged in the order of the charges.
 *
 * The pass takes no payment for an acknowledgement: the limit it finds is the earliest there can be. Where
 * that is near and something was paid, all payments of the payer are asked for: only then it is certain.
 */
#include "arrears/scan.h"

#include "demand/demand.h"

#include <stdlib.h>

/* What the law says of charges due on a day: dozens of days, hundreds of thousands of charges. */
struct due_terms {
    date due;
    struct arrears_terms terms;
};
struct scanning {
    struct store *asked; /* for payments in their place; NULL: as if none were an acknowledgement */
    struct arena *arena;
    const struct collection_law *law;
    struct due_terms *terms;
    size_t terms_count, terms_capacity;
    date today, until, suspended_until;
    struct book_event *events; /* in the order of the charges */
    size_t event_count, event_at;
    struct collection_dunning *dunnings;
    size_t dunning_count, dunning_at;
    struct demand_letter *letters; /* 催告, in the same order */
    size_t letter_count;
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

/* All that is known of the charge from the ordered lists. */
static void moments_of(struct scanning *s, const struct collection_charge *c, struct moments *to,
                       date *ret_suspended_on)
{
    struct place here = place_of(c);

    *ret_suspended_on = date_none();
    for (; s->event_at < s->event_count; s->event_at++) {
        const struct book_event *e = &s->events[s->event_at];
        int order =
            order_of((struct place){e->levy_year, e->household_no, e->payer_no, e->instalment}, here);
        if (order > 0) {
            break;
        }
        if (order == 0) {
            struct limit_moment *m = ARENA_PUSH(s->scratch, to->list, to->count, to->capacity);
            *m = moment(e->kind, e->on, e->ended_on, date_none());
            m->event.is_cancelled = e->is_cancelled;
            if (e->kind == LIMIT_SUSPENSION && date_is_none(e->ended_on)) {
                *ret_suspended_on = e->on;
            }
        }
    }
    for (; s->dunning_at < s->dunning_count; s->dunning_at++) {
        const struct collection_dunning *d = &s->dunnings[s->dunning_at];
        int order =
            order_of((struct place){d->levy_year, d->household_no, d->payer_no, d->instalment}, here);
        if (order > 0) {
            break;
        }
        if (order == 0 && !d->is_withdrawn) {
            *ARENA_PUSH(s->scratch, to->list, to->count, to->capacity) =
                moment(LIMIT_DUNNING, d->issued_on, date_none(), d->fixed_on);
        }
    }
    size_t letter_count;
    const struct demand_letter *letters =
        demand_letters_of_charge(s->letters, s->letter_count, c, &letter_count);
    for (size_t i = 0; i < letter_count; i++) {
        *ARENA_PUSH(s->scratch, to->list, to->count, to->capacity) =
            moment(LIMIT_REMINDER, letters[i].issued_on, date_none(), date_none());
    }
}

/* Near enough to be told. */
static bool is_wanted(const struct scanning *s, const struct scanned *one)
{
    bool is_old = !date_is_none(one->suspended_on) && !date_is_none(s->suspended_until) &&
                  date_at_most(one->suspended_on, s->suspended_until);
    return date_at_most(one->limit_late, s->until) || is_old;
}

static enum err terms_of(struct scanning *s, date due, struct report *report,
                         const struct arrears_terms **ret)
{
    struct due_terms fresh = {.due = due};

    for (size_t i = s->terms_count; i > 0; i--) {
        if (date_equal(s->terms[i - 1].due, due)) {
            *ret = &s->terms[i - 1].terms;
            return ERR_NONE;
        }
    }
    enum err e = collection_arrears_terms(s->law, due, false, report, &fresh.terms);
    if (e == ERR_NONE) {
        struct due_terms *kept = ARENA_PUSH(s->arena, s->terms, s->terms_count, s->terms_capacity);
        *kept = fresh;
        *ret = &kept->terms;
    }
    return e;
}

static enum err find_limit(struct scanning *s, struct scanned *one, struct report *report)
{
    const struct collection_charge *c = &one->charge;
    const struct arrears_terms *terms;
    struct moments m = {0};
    enum err e = terms_of(s, c->due, report, &terms);

    if (e != ERR_NONE) {
        return e;
    }
    arena_reset(s->scratch);
    moments_of(s, c, &m, &one->suspended_on);
    if (s->asked != NULL && c->paid > 0) {
        e = debt_payments(s->asked, c, s->scratch, report, &m);
    }
    if (e == ERR_NONE) {
        debt_limit_by(terms, c->due, m.list, m.count, s->scratch, &one->limit_early, &one->limit_late);
    }
    return e;
}

static enum err look_at(void *context, const struct collection_charge *c, struct report *report)
{
    struct scanning *s = context;
    struct scanned one = {.charge = *c};

    if (collection_unpaid(c) <= 0 || date_at_most(s->today, c->due)) {
        return ERR_NONE;
    }
    enum err e = find_limit(s, &one, report);
    if (e == ERR_NONE && is_wanted(s, &one)) {
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

/* With every payment in its place. */
static enum err make_certain(struct session *session, struct scanning *s, struct report *report)
{
    enum err e = ERR_NONE;

    for (size_t i = 0; i < s->count && e == ERR_NONE; i++) {
        if (s->found[i].charge.paid > 0) {
            arena_reset(s->scratch);
            e = debt_limit_with_payments(session, s->law, &s->found[i].charge, s->scratch, report,
                                         &s->found[i].limit_early, &s->found[i].limit_late);
        }
    }
    return e;
}

static int kept_order(const void *key, const void *row)
{
    return order_of(*(const struct place *)key, place_of(row));
}

bool limits_is_kept(const struct collection_charge *kept, size_t count, const struct collection_charge *c)
{
    struct place here = place_of(c);
    return count > 0 && bsearch(&here, kept, count, sizeof(kept[0]), kept_order) != NULL;
}

enum err limits_kept(struct store *s, struct arena *arena, struct report *report,
                     struct collection_charge **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_arrears_kept);
    struct collection_charge *list = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;

    query_set_i64(q, "kind", ACT_KEEP);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, list, count, capacity) =
            (struct collection_charge){.levy_year = (int32_t)query_i64(q, 0),
                                       .household_no = query_i64(q, 1),
                                       .payer_no = query_i64(q, 2),
                                       .instalment = (int)query_i64(q, 3)};
    }
    query_reset(q);
    *ret = list;
    *ret_count = count;
    return e;
}

static enum err read_events_of(struct session *session, struct scanning *s, int64_t payer_no,
                               struct report *report)
{
    enum err e = events_of_payer(session->store, payer_no, s->arena, report, &s->events, &s->event_count);
    size_t kept = 0;

    for (size_t i = 0; i < s->event_count && e == ERR_NONE; i++) {
        if (!s->events[i].is_void) {
            s->events[kept++] = s->events[i];
        }
    }
    s->event_count = kept;
    return e;
}

enum err limits_of_payer(struct session *session, const struct collection_law *law, int64_t payer_no,
                         struct arena *arena, struct report *report, struct scanned **ret, size_t *ret_count)
{
    const struct collection_scope scope = {.payer_no = payer_no};
    struct scanning s = {.asked = session->store,
                         .arena = arena,
                         .law = law,
                         .today = session->folder.business_date,
                         .until = date_open_end(),
                         .suspended_until = date_none(),
                         .scratch = arena_new("時効の一人分", (size_t)64 << 20)};
    struct collection_charge *charges = NULL;
    size_t count = 0;
    enum err e = read_events_of(session, &s, payer_no, report);

    if (e == ERR_NONE) {
        e = collection_dunnings(session->store, payer_no, arena, report, &s.dunnings, &s.dunning_count);
    }
    if (e == ERR_NONE) {
        e = demand_letters(session->store, payer_no, arena, report, &s.letters, &s.letter_count);
    }
    if (e == ERR_NONE) {
        e = collection_charges(session->store, &scope, arena, report, &charges, &count);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = look_at(&s, &charges[i], report);
    }
    arena_free(s.scratch);
    *ret = s.found;
    *ret_count = e == ERR_NONE ? s.count : 0;
    return e;
}

/* More payers: everything is read through rather than asked for. */
#define ASKED_MAX 4000

static enum err read_beside(struct session *session, struct scanning *s, const struct moved_list *payers,
                            struct report *report)
{
    const int64_t *numbers = moved_numbers(payers, s->arena);
    struct store *store = session->store;
    enum err e;

    if (payers->count > ASKED_MAX) {
        e = read_events(session, s, report);
        e = e == ERR_NONE
                ? collection_dunnings(store, 0, s->arena, report, &s->dunnings, &s->dunning_count)
                : e;
        return e == ERR_NONE ? demand_letters(store, 0, s->arena, report, &s->letters, &s->letter_count) : e;
    }
    e = events_of_payers(store, numbers, payers->count, s->arena, report, &s->events, &s->event_count);
    e = e == ERR_NONE ? collection_dunnings_of(store, numbers, payers->count, s->arena, report, &s->dunnings,
                                               &s->dunning_count)
                      : e;
    return e == ERR_NONE ? demand_letters_of(store, numbers, payers->count, s->arena, report, &s->letters,
                                             &s->letter_count)
                         : e;
}

enum err limits_of_charges(struct session *session, const struct collection_law *law, struct scanned *rows,
                           size_t count, struct arena *arena, struct report *report)
{
    struct scanning s = {.asked = session->store,
                         .arena = arena,
                         .law = law,
                         .scratch = arena_new("時効の期別", (size_t)64 << 20)};
    struct moved_list payers = {0};

    for (size_t i = 0; i < count; i++) {
        moved_add(&payers, arena, rows[i].charge.payer_no, 0);
    }
    moved_settle(&payers);
    enum err e = count > 0 ? read_beside(session, &s, &payers, report) : ERR_NONE;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = find_limit(&s, &rows[i], report);
    }
    arena_free(s.scratch);
    return e;
}

enum err limits_scan(struct session *session, date until, date suspended_until, struct arena *arena,
                     struct report *report, struct scanned **ret, size_t *ret_count)
{
    struct scanning s = {.arena = arena,
                         .today = session->folder.business_date,
                         .until = until,
                         .suspended_until = suspended_until,
                         .scratch = arena_new("時効の一巡", (size_t)64 << 20)};
    struct collection_charge *keeps = NULL;
    size_t kept = 0, keep_count = 0;
    enum err e = collection_law_of(session, arena, report, &s.law);

    if (e == ERR_NONE) {
        e = read_events(session, &s, report);
    }
    if (e == ERR_NONE) {
        e = collection_dunnings(session->store, 0, arena, report, &s.dunnings, &s.dunning_count);
    }
    if (e == ERR_NONE) {
        e = demand_letters(session->store, 0, arena, report, &s.letters, &s.letter_count);
    }
    if (e == ERR_NONE) {
        e = collection_each_charge(session->store, 0, 0, look_at, &s, report);
    }
    if (e == ERR_NONE) {
        e = make_certain(session, &s, report);
    }
    if (e == ERR_NONE) {
        e = limits_kept(session->store, arena, report, &keeps, &keep_count);
    }
    for (size_t i = 0; i < s.count && e == ERR_NONE; i++) {
        struct scanned one = s.found[i];
        one.is_kept = limits_is_kept(keeps, keep_count, &one.charge);
        if (is_wanted(&s, &one)) {
            s.found[kept++] = one;
        }
    }
    arena_free(s.scratch);
    if (e == ERR_NONE) {
        *ret = s.found;
        *ret_count = kept;
    }
    return e;
}
