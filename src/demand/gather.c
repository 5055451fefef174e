/* 未納の全体. */
#include "demand/gather.h"

#include "base/sorted.h"

struct gathering {
    struct arena *arena;
    struct debts *d;
    size_t capacity;
};

static int compare_i64(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int compare_debts(const void *a, const void *b)
{
    const struct collection_charge *x = &((const struct arrear *)a)->charge;
    const struct collection_charge *y = &((const struct arrear *)b)->charge;
    int order = compare_i64(x->payer_no, y->payer_no);

    order = order != 0 ? order : compare_i64(x->levy_year, y->levy_year);
    order = order != 0 ? order : compare_i64(x->household_no, y->household_no);
    return order != 0 ? order : compare_i64(x->instalment, y->instalment);
}

static enum err take(void *context, const struct collection_charge *c, struct report *report)
{
    struct gathering *g = context;

    (void)report;
    if (collection_unpaid(c) > 0) {
        *ARENA_PUSH(g->arena, g->d->all, g->d->count, g->capacity) = (struct arrear){
            .charge = *c, .facts = {.due = c->due, .unpaid = collection_unpaid(c), .told = c->told}};
    }
    return ERR_NONE;
}

static void group(struct debts *d, struct arena *arena)
{
    size_t capacity = 0;

    if (d->count > 1) {
        qsort(d->all, d->count, sizeof(*d->all), compare_debts);
    }
    for (size_t i = 0; i < d->count; i++) {
        int64_t payer = d->all[i].charge.payer_no;
        if (i == 0 || d->all[i - 1].charge.payer_no != payer) {
            *ARENA_PUSH(arena, d->debtors, d->debtor_count, capacity) =
                (struct debtor){.payer_no = payer, .debts = &d->all[i]};
        }
        d->debtors[d->debtor_count - 1].count++;
    }
}

struct debtor *debts_find(const struct debts *d, int64_t payer_no)
{
    size_t from = 0, until = d->debtor_count;

    while (from < until) {
        size_t at = (from + until) / 2;
        if (d->debtors[at].payer_no == payer_no) {
            return &d->debtors[at];
        }
        if (d->debtors[at].payer_no < payer_no) {
            from = at + 1;
        } else {
            until = at;
        }
    }
    return NULL;
}

struct arrear *debtor_find(const struct debtor *d, int32_t levy_year, int64_t household_no, int instalment)
{
    for (size_t i = 0; d != NULL && i < d->count; i++) {
        const struct collection_charge *c = &d->debts[i].charge;
        if (c->levy_year == levy_year && c->household_no == household_no && c->instalment == instalment) {
            return &d->debts[i];
        }
    }
    return NULL;
}

/* ----------------------------------------------------------------- what stands against them ---- */

static enum err take_stays(struct store *s, date day, struct arena *arena, struct report *report,
                           struct debts *d)
{
    struct collection_stay_row *rows = NULL;
    size_t count = 0;
    enum err e = collection_stays(s, 0, day, arena, report, &rows, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        struct debtor *who = debts_find(d, rows[i].payer_no);
        for (size_t k = 0; who != NULL && k < who->count; k++) {
            if (collection_stay_covers(&rows[i], &who->debts[k].charge, day)) {
                who->debts[k].facts.stays |= UINT32_C(1) << rows[i].kind;
            }
        }
    }
    return e;
}

static enum err take_dunnings(struct store *s, struct arena *arena, struct report *report, struct debts *d)
{
    struct collection_dunning *rows = NULL;
    size_t count = 0;
    enum err e = collection_dunnings(s, 0, arena, report, &rows, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        const struct collection_dunning *r = &rows[i];
        struct arrear *debt = r->is_withdrawn ? NULL
                                              : debtor_find(debts_find(d, r->payer_no), r->levy_year,
                                                            r->household_no, r->instalment);
        if (debt != NULL) {
            debt->facts.is_dunned = true;
        }
    }
    return e;
}

/* By levy year and notice. */
static int compare_held(const void *a, const void *b)
{
    const struct collection_excess *x = a, *y = b;
    int order = compare_i64(x->levy_year, y->levy_year);
    return order != 0 ? order : compare_i64(x->notice_no, y->notice_no);
}

static bool holds_for(const struct collection_excess *held, size_t count, const struct collection_charge *c)
{
    const struct collection_excess key = {.levy_year = c->levy_year, .notice_no = c->notice_no};
    size_t from = 0, until = count;

    while (from < until) { /* the first that does not stand before the notice */
        size_t at = (from + until) / 2;
        if (compare_held(&held[at], &key) < 0) {
            from = at + 1;
        } else {
            until = at;
        }
    }
    for (; from < count && compare_held(&held[from], &key) == 0; from++) {
        if (held[from].instalment == 0 || held[from].instalment == c->instalment) {
            return true;
        }
    }
    return false;
}

/* 仮受: somebody paid under the number, and it could not be booked yet. */
static enum err take_held(struct store *s, struct arena *arena, struct report *report, struct debts *d)
{
    struct collection_excess *rows = NULL;
    size_t count = 0, held = 0;
    enum err e = collection_excesses(s, 0, arena, report, &rows, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (rows[i].cause[0] == '\0' && rows[i].notice_no != 0 && rows[i].amount > 0) {
            rows[held++] = rows[i];
        }
    }
    if (held > 1) {
        qsort(rows, held, sizeof(rows[0]), compare_held);
    }
    for (size_t k = 0; k < d->count && held > 0 && e == ERR_NONE; k++) {
        d->all[k].facts.is_held = holds_for(rows, held, &d->all[k].charge);
    }
    return e;
}

/* 返戻 whose survey found nobody. */
enum err demand_lost_payers(struct store *s, struct arena *arena, struct report *report, int64_t **ret,
                            size_t *ret_count)
{
    struct query *q = store_query(s, SQL_demand_returned_lost);
    size_t capacity = 0;
    bool row;
    enum err e;

    *ret = NULL;
    *ret_count = 0;
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, *ret, *ret_count, capacity) = query_i64(q, 0);
    }
    query_reset(q);
    return e;
}

static enum err take_lost(struct store *s, struct arena *arena, struct report *report, struct debts *d)
{
    int64_t *lost = NULL;
    enum err e = demand_lost_payers(s, arena, report, &lost, &d->lost_count);

    d->lost = lost;
    return e;
}

static enum err complete(struct store *s, date day, struct arena *arena, struct report *report,
                         struct debts *d)
{
    group(d, arena);
    enum err e = take_stays(s, day, arena, report, d);
    if (e == ERR_NONE) {
        e = take_dunnings(s, arena, report, d);
    }
    if (e == ERR_NONE) {
        e = take_held(s, arena, report, d);
    }
    return e == ERR_NONE ? take_lost(s, arena, report, d) : e;
}

enum err debts_gather(struct store *s, date day, struct arena *arena, struct report *report,
                      struct debts *ret)
{
    struct gathering g = {.arena = arena, .d = ret};

    *ret = (struct debts){0};
    enum err e = collection_each_charge(s, 0, 0, take, &g, report);
    return e == ERR_NONE ? complete(s, day, arena, report, ret) : e;
}

enum err debts_gather_of_run(struct store *s, int64_t run_no, date day, struct arena *arena,
                             struct report *report, struct debts *ret)
{
    struct gathering g = {.arena = arena, .d = ret};
    struct query *q = store_query(s, SQL_demand_households_of_run);
    struct named {
        int32_t year;
        int64_t household_no;
    } *named = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;

    *ret = (struct debts){0};
    query_set_i64(q, "run_no", run_no);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, named, count, capacity) =
            (struct named){(int32_t)query_i64(q, 0), query_i64(q, 1)};
    }
    query_reset(q);
    int64_t *households = ARENA_ARRAY(arena, int64_t, count + 1);
    for (size_t from = 0, until; from < count && e == ERR_NONE; from = until) {
        for (until = from; until < count && named[until].year == named[from].year; until++) {
            households[until] = named[until].household_no;
        }
        const struct collection_scope some = {.first_year = named[from].year,
                                              .last_year = named[from].year,
                                              .households = &households[from],
                                              .household_count = until - from};
        e = collection_each_charge_of(s, &some, take, &g, report);
    }
    return e == ERR_NONE ? complete(s, day, arena, report, ret) : e;
}

/* ------------------------------------------------------------------------------- the person ---- */

enum err debts_place(struct store *s, const struct debts *d, struct debtor *debtor, date day,
                     struct arena *arena, struct report *report)
{
    enum { STATUS_DEAD = 3, STATUS_REMOVED = 4 };
    struct addressee who;
    struct report quiet;
    enum payer_place place = PLACE_KNOWN;

    if (debtor->is_placed) {
        return ERR_NONE;
    }
    report_init(&quiet);
    enum err e = addressee_by_no(s, debtor->payer_no, (struct as_of){day, INT64_MAX}, arena, &quiet, &who);
    if (e != ERR_NONE && e != ERR_FINDINGS && quiet.kept > 0) {
        report_add(report, "%s", quiet.lines[0]);
    }
    report_done(&quiet);
    if (e == ERR_FINDINGS) { /* nobody of the register: no address either */
        place = PLACE_UNKNOWN;
        e = ERR_NONE;
    } else if (e == ERR_NONE) {
        bool is_lost_now =
            who.status == STATUS_REMOVED || sorted_holds(d->lost, d->lost_count, debtor->payer_no);
        place = who.status == STATUS_DEAD ? PLACE_DEAD : is_lost_now ? PLACE_UNKNOWN : PLACE_KNOWN;
        debtor->is_restricted = who.is_restricted;
    }
    for (size_t i = 0; i < debtor->count && e == ERR_NONE; i++) {
        debtor->debts[i].facts.place = place;
    }
    debtor->is_placed = e == ERR_NONE;
    return e;
}

enum err arrear_limit(struct session *session, const struct arrear *debt, date day, struct report *report,
                      enum demand_why *why)
{
    enum { LIMIT_DAYS_AT_LEAST = 2 * 365 }; /* 国民健康保険法110条: of no charge it is shorter */
    bool in_time = true;
    enum err e = ERR_NONE;

    if (*why == DEMAND_IN && date_before(date_add_days(debt->charge.due, LIMIT_DAYS_AT_LEAST), day)) {
        e = collection_may_pay(session, &debt->charge, day, report, &in_time);
    }
    *why = in_time ? *why : DEMAND_LAPSED;
    return e;
}
