/*
 * 滞納の今 -- the unpaid charges of a payer with everything that bears on them: 延滞金, 督促, stays, and
 * the time
 * limit by replay of all events (collection.md 17; CO-37).
 *
 * 督促 and payments are read where they stand; they are not copied into the book of events.
 */
#include "arrears/debts.h"

#include "demand/demand.h"

#include <stdlib.h>

/* Receipts by which the debtor acknowledged nothing: 年金からの徴収, 差押・配当, 充当, 相殺, 過誤納の発生. */
static bool payment_acknowledges(const struct collection_payment *p)
{
    return p->channel >= CHANNEL_COUNTER && p->channel < CHANNEL_PENSION && p->amount > 0;
}

struct gathering {
    struct session *session;
    int64_t payer_no;
    date day;
    struct arena *arena;
    struct report *report;
    const struct collection_law *law;
    struct collection_dunning *dunnings;
    size_t dunning_count;
    struct collection_stay_row *stays;
    size_t stay_count;
    struct book_event *events;
    size_t event_count;
    struct demand_letter *letters;
    size_t letter_count;
};

static struct limit_moment *add_in(struct arena *arena, struct moments *m, enum limit_event_kind kind,
                                   date on)
{
    struct limit_moment *one = ARENA_PUSH(arena, m->list, m->count, m->capacity);
    *one = (struct limit_moment){
        .event = {.kind = kind, .on = on, .ended_on = date_none(), .fixed_on = date_none()},
        .label = limit_event_label(kind),
        .words = {"", 0},
    };
    return one;
}

static struct limit_moment *add(struct gathering *g, struct moments *m, enum limit_event_kind kind, date on)
{
    return add_in(g->arena, m, kind, on);
}

static void add_dunnings(struct gathering *g, struct arrears_debt *d, struct moments *m)
{
    for (size_t i = 0; i < g->dunning_count; i++) {
        const struct collection_dunning *row = &g->dunnings[i];
        if (!is_charge(&d->charge, row->levy_year, row->household_no, row->instalment)) {
            continue;
        }
        struct limit_moment *one = add(g, m, LIMIT_DUNNING, row->issued_on);
        one->event.fixed_on = row->fixed_on;
        one->event.is_void = row->is_withdrawn;
        if (!row->is_withdrawn) {
            d->dunned_on = row->issued_on;
            d->fixed_on = row->fixed_on;
        }
    }
}

static void add_events(struct gathering *g, struct arrears_debt *d, struct moments *m)
{
    for (size_t i = 0; i < g->event_count; i++) {
        const struct book_event *e = &g->events[i];
        if (!is_charge(&d->charge, e->levy_year, e->household_no, e->instalment)) {
            continue;
        }
        struct limit_moment *one = add(g, m, e->kind, e->on);
        one->event.ended_on = e->ended_on;
        one->event.is_cancelled = e->is_cancelled;
        one->event.is_void = e->is_void;
        one->words = e->words;
        one->act_no = e->act_no;
    }
}

/* 催告 that named the charge (民法150条); one that a clerk entered as an event stands among the events. */
static void add_letters(struct gathering *g, struct arrears_debt *d, struct moments *m)
{
    size_t count;
    const struct demand_letter *letters =
        demand_letters_of_charge(g->letters, g->letter_count, &d->charge, &count);

    for (size_t i = 0; i < count; i++) {
        add(g, m, LIMIT_REMINDER, letters[i].issued_on)->words = text_of(demand_kind_labels[letters[i].kind]);
    }
}

static bool was_taken_back(const struct collection_payment *paid, size_t count, size_t at)
{
    for (size_t k = 0; k < count; k++) {
        if (paid[k].of_receipt_no == paid[at].receipt_no && paid[k].receipt_no != paid[at].receipt_no) {
            return true;
        }
    }
    return false;
}

/* A part payment acknowledges the instalment it is paid for (民法152条); one that was taken back does
 * not. */
enum err debt_payments(struct store *s, const struct collection_charge *c, struct arena *arena,
                       struct report *report, struct moments *m)
{
    struct collection_payment *paid = NULL;
    size_t count = 0;
    enum err e = collection_payments(s, c, arena, report, &paid, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (payment_acknowledges(&paid[i]) && !was_taken_back(paid, count, i)) {
            add_in(arena, m, LIMIT_ACKNOWLEDGED, paid[i].paid_on)->label = "一部納付";
        }
    }
    return e;
}

static int by_day(const void *a, const void *b)
{
    const struct limit_moment *x = a, *y = b;
    if (x->event.on.day != y->event.on.day) {
        return x->event.on.day < y->event.on.day ? -1 : 1;
    }
    return (int)x->event.kind - (int)y->event.kind;
}

void debt_limit_by(const struct arrears_terms *terms, date due, struct limit_moment *moments, size_t count,
                   struct arena *arena, date *ret_early, date *ret_late)
{
    struct limit_event *events = ARENA_ARRAY(arena, struct limit_event, count + 1);
    enum limit_effect *effects = ARENA_ARRAY(arena, enum limit_effect, count + 1);
    struct limit_result result;

    if (count > 0) {
        qsort(moments, count, sizeof(moments[0]), by_day);
    }
    for (size_t i = 0; i < count; i++) {
        events[i] = moments[i].event;
    }
    limit_replay(terms, due, events, count, arena, NULL, effects, &result);
    for (size_t i = 0; i < count; i++) {
        moments[i].effect = effects[i];
    }
    *ret_early = result.early;
    *ret_late = result.late;
}

enum err debt_limit(const struct collection_law *law, date due, struct limit_moment *moments, size_t count,
                    struct arena *arena, struct report *report, date *ret_early, date *ret_late)
{
    struct arrears_terms terms;
    enum err e = collection_arrears_terms(law, due, false, report, &terms);

    if (e == ERR_NONE) {
        debt_limit_by(&terms, due, moments, count, arena, ret_early, ret_late);
    }
    return e;
}

static void mark_stays(struct gathering *g, struct arrears_debt *d)
{
    for (size_t i = 0; i < g->stay_count; i++) {
        const struct collection_stay_row *s = &g->stays[i];
        bool is_here = (s->household_no == 0 || s->household_no == d->charge.household_no) &&
                       (s->levy_year == 0 || s->levy_year == d->charge.levy_year) &&
                       (s->instalment == 0 || s->instalment == d->charge.instalment);
        if (is_here && date_at_most(s->days.from, g->day) && date_before(g->day, s->days.until)) {
            d->stays |= 1u << s->kind;
        }
    }
}

static enum err make_debt(struct gathering *g, const struct collection_charge *c, struct arrears_debt *ret)
{
    struct moments m = {0};
    struct arrears_debt d = {
        .charge = *c, .unpaid = collection_unpaid(c), .dunned_on = date_none(), .fixed_on = date_none()};
    mark_stays(g, &d);
    add_dunnings(g, &d, &m);
    add_events(g, &d, &m);
    add_letters(g, &d, &m);
    enum err e = debt_payments(g->session->store, c, g->arena, g->report, &m);
    if (e == ERR_NONE) {
        e = debt_limit(g->law, c->due, m.list, m.count, g->arena, g->report, &d.limit_early, &d.limit_late);
    }
    if (e == ERR_NONE) {
        e = collection_extra_on(g->session->store, g->law, c, g->day, g->arena, NULL, g->report, &d.extra);
    }
    d.moments = m.list;
    d.moment_count = m.count;
    *ret = d;
    return e;
}

static enum err gather(struct gathering *g)
{
    struct store *s = g->session->store;
    enum err e =
        g->law == NULL ? collection_law_of(g->session, g->arena, g->report, &g->law) : ERR_NONE;

    if (e == ERR_NONE) {
        e = collection_dunnings(s, g->payer_no, g->arena, g->report, &g->dunnings, &g->dunning_count);
    }
    if (e == ERR_NONE) {
        e = collection_stays(s, g->payer_no, g->day, g->arena, g->report, &g->stays, &g->stay_count);
    }
    if (e == ERR_NONE) {
        e = events_of_payer(s, g->payer_no, g->arena, g->report, &g->events, &g->event_count);
    }
    return e == ERR_NONE
               ? demand_letters(s, g->payer_no, g->arena, g->report, &g->letters, &g->letter_count)
               : e;
}

enum err debt_limit_with_payments(struct session *session, const struct collection_law *law,
                                  const struct collection_charge *c, struct arena *arena,
                                  struct report *report, date *ret_early, date *ret_late)
{
    struct gathering g = {.session = session,
                          .payer_no = c->payer_no,
                          .day = session->folder.business_date,
                          .arena = arena,
                          .report = report,
                          .law = law};
    struct arrears_debt d = {.charge = *c};
    struct moments m = {0};
    enum err e = gather(&g);

    if (e == ERR_NONE) {
        add_dunnings(&g, &d, &m);
        add_events(&g, &d, &m);
        add_letters(&g, &d, &m);
        e = debt_payments(session->store, c, arena, report, &m);
    }
    return e == ERR_NONE ? debt_limit(g.law, c->due, m.list, m.count, arena, report, ret_early, ret_late) : e;
}

enum err arrears_limit_of(struct session *session, const struct collection_charge *c, struct report *report,
                          date *ret_last)
{
    struct arena *arena = arena_new("時効の照会", (size_t)64 << 20);
    const struct collection_law *law;
    date early;
    enum err e = collection_law_of(session, arena, report, &law);

    e = e == ERR_NONE ? debt_limit_with_payments(session, law, c, arena, report, &early, ret_last) : e;
    arena_free(arena);
    return e;
}

static int by_due(const void *a, const void *b)
{
    const struct arrears_debt *x = a, *y = b;
    if (x->charge.due.day != y->charge.due.day) {
        return x->charge.due.day < y->charge.due.day ? -1 : 1;
    }
    if (x->charge.levy_year != y->charge.levy_year) {
        return x->charge.levy_year < y->charge.levy_year ? -1 : 1;
    }
    return x->charge.instalment - y->charge.instalment;
}

static enum err debts_of(struct session *session, int64_t payer_no, date day, bool with_late,
                         struct arena *arena, struct report *report, struct arrears_debt **ret,
                         size_t *ret_count)
{
    struct gathering g = {
        .session = session, .payer_no = payer_no, .day = day, .arena = arena, .report = report};
    struct collection_scope scope = {.payer_no = payer_no};
    struct collection_charge *charges = NULL;
    struct arrears_debt *list = NULL;
    size_t charge_count = 0, count = 0, capacity = 0;
    enum err e = gather(&g);

    if (e == ERR_NONE) {
        e = collection_charges(session->store, &scope, arena, report, &charges, &charge_count);
    }
    for (size_t i = 0; i < charge_count && e == ERR_NONE; i++) {
        struct arrears_debt debt;
        if (collection_unpaid(&charges[i]) <= 0 && !with_late) {
            continue;
        }
        e = make_debt(&g, &charges[i], &debt);
        if (e == ERR_NONE && (debt.unpaid > 0 || debt.extra.late_left > 0)) {
            *ARENA_PUSH(arena, list, count, capacity) = debt;
        }
    }
    if (e == ERR_NONE) {
        if (count > 0) {
            qsort(list, count, sizeof(list[0]), by_due);
        }
        *ret = list;
        *ret_count = count;
    }
    return e;
}

enum err arrears_debts(struct session *session, int64_t payer_no, date day, struct arena *arena,
                       struct report *report, struct arrears_debt **ret, size_t *ret_count)
{
    return debts_of(session, payer_no, day, false, arena, report, ret, ret_count);
}

enum err debts_with_late(struct session *session, int64_t payer_no, date day, struct arena *arena,
                         struct report *report, struct arrears_debt **ret, size_t *ret_count)
{
    return debts_of(session, payer_no, day, true, arena, report, ret, ret_count);
}
