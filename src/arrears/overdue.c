/* 滞納の期別と時効 -- kept from night to night; the rules beside the struct in overdue.h. */
#include "arrears/overdue.h"

#include "demand/demand.h"

#include <stdlib.h>

static int by_charge(const void *a, const void *b)
{
    const struct scanned *x = a, *y = b;
    return collection_charge_order(&x->charge, &y->charge);
}

static void sort(struct scanned *rows, size_t count)
{
    if (count > 1) {
        qsort(rows, count, sizeof(rows[0]), by_charge);
    }
}

/* ----------------------------------------------------------------------------- as it was kept -- */

/* The rows of a query that is ready, in the order of the charges; it is reset. */
static enum err read_kept(struct query *q, struct arena *arena, struct report *report, struct scanned **ret,
                          size_t *ret_count)
{
    struct scanned *list = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        yen paid = query_i64(q, 5), unpaid = query_i64(q, 6);
        *ARENA_PUSH(arena, list, count, capacity) =
            (struct scanned){.charge = {.levy_year = (int32_t)query_i64(q, 0),
                                        .household_no = query_i64(q, 1),
                                        .payer_no = query_i64(q, 2),
                                        .instalment = (int)query_i64(q, 3),
                                        .due = day_read(query_i64(q, 4)),
                                        .amount = paid + unpaid,
                                        .paid = paid},
                             .limit_early = day_read(query_i64(q, 7)),
                             .limit_late = day_read(query_i64(q, 8)),
                             .suspended_on = day_read(query_i64(q, 9))};
    }
    query_reset(q);
    *ret = list;
    *ret_count = count;
    return e;
}

static enum err kept_of(struct store *s, const struct moved_list *payers, struct arena *arena,
                        struct report *report, struct scanned **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_arrears_overdue_of_payers);

    query_set_list(q, "payers", moved_numbers(payers, arena), payers->count);
    return read_kept(q, arena, report, ret, ret_count);
}

/* The look that left behind what is kept. */
struct looked {
    date as_of; /* none: there was none */
    int64_t receipt_no;
};

static enum err last_looked(struct store *s, struct report *report, struct looked *ret)
{
    struct query *q = store_query(s, SQL_arrears_looked);
    bool row;
    enum err e = query_step(q, report, &row);

    *ret = (struct looked){date_none(), 0};
    if (e == ERR_NONE && row) {
        *ret = (struct looked){day_read(query_i64(q, 0)), query_i64(q, 1)};
    }
    query_reset(q);
    return e;
}

/* ------------------------------------------------------------------------------- who moved ----- */

struct looking {
    struct session *session;
    struct store *store;
    const struct collection_law *law;
    const struct last_look *since;
    struct looked looked;
    struct arena *arena;
    struct report *report;
    struct moved_list changed; /* what is asked of them may be another: they are looked at again */
    struct moved_list said;    /* 督促, 催告 and events were recorded */
    struct overdue *to;
};

static bool has(const struct moved_list *list, int64_t payer_no)
{
    return moved_find(list, payer_no) != NULL;
}

static void add_row(struct looking *l, const struct scanned *row)
{
    *ARENA_PUSH(l->arena, l->to->rows, l->to->count, l->to->capacity) = *row;
}

static enum err add_events(struct looking *l)
{
    struct query *q = store_query(l->store, SQL_arrears_payers_of_events);
    bool row;
    enum err e;

    query_set_i64(q, "since", l->since->known_at);
    while ((e = query_step(q, l->report, &row)) == ERR_NONE && row) {
        moved_add(&l->said, l->arena, query_i64(q, 0), 0);
    }
    query_reset(q);
    return e;
}

static enum err who_moved(struct looking *l, bool *ret_everybody)
{
    const int64_t known_at = l->since->known_at;
    struct collection_moved moved;
    enum err e = collection_payers_changed(l->store, l->since, l->arena, l->report, &moved);

    *ret_everybody = moved.everybody;
    l->changed = moved.payers;
    if (e != ERR_NONE || moved.everybody) {
        return e;
    }
    e = collection_payers_dunned(l->store, known_at, l->arena, l->report, &l->said);
    e = e == ERR_NONE ? demand_payers_lettered(l->store, known_at, l->arena, l->report, &l->said) : e;
    e = e == ERR_NONE ? add_events(l) : e;
    moved_settle(&l->said);
    return e;
}

/* --------------------------------------------------------------------------- looked at again --- */

static enum err add_changed(struct looking *l)
{
    enum err e = ERR_NONE;

    for (size_t i = 0; i < l->changed.count && e == ERR_NONE; i++) {
        int64_t payer_no = l->changed.items[i].number;
        struct scanned *found;
        size_t count;
        e = limits_of_payer(l->session, l->law, payer_no, l->arena, l->report, &found, &count);
        for (size_t k = 0; k < count && e == ERR_NONE; k++) {
            add_row(l, &found[k]);
        }
        moved_add(&l->to->payers, l->arena, payer_no, 0);
    }
    moved_settle(&l->to->payers);
    return e;
}

/* ---------------------------------------------------------------------- laid on what is kept --- */

static int order_of_laid(const struct collection_laid *b, const struct collection_charge *c)
{
    const struct collection_charge key = {.levy_year = b->levy_year,
                                          .household_no = b->household_no,
                                          .payer_no = b->payer_no,
                                          .instalment = b->instalment};
    return collection_charge_order(&key, c);
}

/* Of whom something was paid or said: their rows as they were kept, and what was paid. */
struct touched {
    struct collection_laid *laid;
    size_t laid_count, at;
    struct scanned *rows;
    size_t count;
};

static enum err read_touched(struct looking *l, struct touched *t)
{
    struct moved_list payers = {0};
    enum err e = collection_laid_since(l->store, l->looked.receipt_no, l->arena, l->report, &t->laid,
                                       &t->laid_count);

    for (size_t i = 0; i < t->laid_count; i++) {
        moved_add(&payers, l->arena, t->laid[i].payer_no, 0);
    }
    for (size_t i = 0; i < l->said.count; i++) {
        moved_add(&payers, l->arena, l->said.items[i].number, 0);
    }
    moved_settle(&payers);
    return e == ERR_NONE ? kept_of(l->store, &payers, l->arena, l->report, &t->rows, &t->count) : e;
}

/* What was paid of the next charge; 0 where nothing was. */
static yen laid_on(struct touched *t, const struct collection_charge *c, bool *ret_is_paid)
{
    while (t->at < t->laid_count && order_of_laid(&t->laid[t->at], c) < 0) {
        t->at++;
    }
    *ret_is_paid = t->at < t->laid_count && order_of_laid(&t->laid[t->at], c) == 0;
    return *ret_is_paid ? t->laid[t->at].amount : 0;
}

static bool stands_alike(const struct scanned *a, const struct scanned *b)
{
    return a->charge.paid == b->charge.paid && date_equal(a->limit_early, b->limit_early) &&
           date_equal(a->limit_late, b->limit_late) && date_equal(a->suspended_on, b->suspended_on);
}

static void add_gone(struct looking *l, const struct scanned *row)
{
    *ARENA_PUSH(l->arena, l->to->gone, l->to->gone_count, l->to->gone_capacity) = *row;
}

/* Charges that may stand otherwise, as they were kept and with what was paid since. */
struct recount {
    struct scanned *was, *now;
    size_t count;
};

static void lay_on(struct looking *l, struct touched *t, struct recount *r)
{
    *r = (struct recount){.was = ARENA_ARRAY(l->arena, struct scanned, t->count + 1),
                          .now = ARENA_ARRAY(l->arena, struct scanned, t->count + 1)};
    for (size_t i = 0; i < t->count; i++) {
        const struct collection_charge *c = &t->rows[i].charge;
        bool is_paid;
        yen paid = laid_on(t, c, &is_paid);
        if ((is_paid || has(&l->said, c->payer_no)) && !has(&l->changed, c->payer_no)) {
            r->was[r->count] = r->now[r->count] = t->rows[i];
            r->now[r->count++].charge.paid += paid;
        }
    }
}

/* What is complete goes; of the others only what stands otherwise is written. */
static enum err add_touched(struct looking *l)
{
    struct touched t = {0};
    struct recount r;
    size_t open = 0;
    enum err e = read_touched(l, &t);

    if (e != ERR_NONE) {
        return e;
    }
    lay_on(l, &t, &r);
    for (size_t i = 0; i < r.count; i++) {
        if (collection_unpaid(&r.now[i].charge) > 0) {
            r.was[open] = r.was[i];
            r.now[open++] = r.now[i];
        } else {
            add_gone(l, &r.was[i]);
        }
    }
    e = limits_of_charges(l->session, l->law, r.now, open, l->arena, l->report);
    for (size_t i = 0; i < open && e == ERR_NONE; i++) {
        if (!stands_alike(&r.was[i], &r.now[i])) {
            add_gone(l, &r.was[i]);
            add_row(l, &r.now[i]);
        }
    }
    sort(l->to->gone, l->to->gone_count);
    return e;
}

/* ------------------------------------------------------------------------- what fell due ------- */

static enum err add_fallen(struct looking *l)
{
    struct collection_charge *charges = NULL;
    struct scanned *fallen;
    size_t found, count = 0;
    enum err e = collection_fell_due(l->store, l->since->day, l->session->folder.business_date, l->arena,
                                     l->report, &charges, &found);

    if (e != ERR_NONE || found == 0) {
        return e;
    }
    fallen = ARENA_ARRAY(l->arena, struct scanned, found);
    for (size_t i = 0; i < found; i++) {
        if (collection_unpaid(&charges[i]) > 0 && !has(&l->changed, charges[i].payer_no)) {
            fallen[count++] = (struct scanned){.charge = charges[i]};
        }
    }
    e = limits_of_charges(l->session, l->law, fallen, count, l->arena, l->report);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        add_row(l, &fallen[i]);
    }
    return e;
}

/* ------------------------------------------------------------------------------- the night ----- */

/* Whether what is kept is of the look that news are asked since. */
static enum err can_follow(struct looking *l, bool *ret)
{
    enum err e = last_looked(l->store, l->report, &l->looked);

    *ret = e == ERR_NONE && l->since->is_there && date_equal(l->looked.as_of, l->since->day);
    return e;
}

static enum err follow(struct looking *l)
{
    enum err e = add_changed(l);

    e = e == ERR_NONE ? add_touched(l) : e;
    e = e == ERR_NONE ? add_fallen(l) : e;
    sort(l->to->rows, l->to->count);
    return e;
}

enum err overdue_find(struct session *session, const struct collection_law *law,
                      const struct last_look *since, struct arena *arena, struct report *report,
                      struct overdue *ret)
{
    struct looking l = {.session = session,
                        .store = session->store,
                        .law = law,
                        .since = since,
                        .arena = arena,
                        .report = report,
                        .to = ret};
    bool follows = false, everybody = true;

    *ret = (struct overdue){0};
    enum err e = collection_receipt_newest(l.store, report, &ret->receipt_no);
    e = e == ERR_NONE ? can_follow(&l, &follows) : e;
    if (e == ERR_NONE && follows) {
        e = who_moved(&l, &everybody);
    }
    if (e != ERR_NONE) {
        return e;
    }
    ret->is_whole = everybody;
    return everybody ? limits_scan(session, date_open_end(), date_none(), arena, report, &ret->rows,
                                   &ret->count)
                     : follow(&l);
}

static bool is_replaced(const struct overdue *o, const struct scanned *kept)
{
    bool is_gone = o->gone_count > 0 &&
                   bsearch(kept, o->gone, o->gone_count, sizeof(o->gone[0]), by_charge) != NULL;

    return is_gone || has(&o->payers, kept->charge.payer_no);
}

enum err overdue_until(struct store *s, const struct overdue *o, date until, struct arena *arena,
                       struct report *report, struct scanned **ret, size_t *ret_count)
{
    struct scanned *kept = NULL, *list = NULL;
    size_t kept_count = 0, count = 0, capacity = 0;
    enum err e = ERR_NONE;

    if (!o->is_whole) {
        struct query *q = store_query(s, SQL_arrears_overdue_until);
        query_set_i64(q, "until", date_ymd(until));
        e = read_kept(q, arena, report, &kept, &kept_count);
    }
    for (size_t i = 0; i < kept_count && e == ERR_NONE; i++) {
        if (!is_replaced(o, &kept[i])) {
            *ARENA_PUSH(arena, list, count, capacity) = kept[i];
        }
    }
    for (size_t i = 0; i < o->count && e == ERR_NONE; i++) {
        if (date_at_most(o->rows[i].limit_late, until)) {
            *ARENA_PUSH(arena, list, count, capacity) = o->rows[i];
        }
    }
    sort(list, count);
    *ret = list;
    *ret_count = count;
    return e;
}

/* -------------------------------------------------------------------------------- proven ------- */

struct differing {
    struct arena *arena;
    struct scanned *rows;
    size_t count, capacity;
};

static void add_differing(struct differing *to, const struct scanned *row)
{
    *ARENA_PUSH(to->arena, to->rows, to->count, to->capacity) = *row;
}

/* Both in the order of the charges. */
static void compare(const struct scanned *a, size_t a_count, const struct scanned *b, size_t b_count,
                    struct differing *to)
{
    size_t i = 0, k = 0;

    while (i < a_count || k < b_count) {
        int order = i == a_count ? 1 : k == b_count ? -1 : by_charge(&a[i], &b[k]);
        if (order < 0) {
            add_differing(to, &a[i++]);
        } else if (order > 0) {
            add_differing(to, &b[k++]);
        } else {
            if (!stands_alike(&a[i], &b[k]) ||
                collection_unpaid(&a[i].charge) != collection_unpaid(&b[k].charge)) {
                add_differing(to, &b[k]);
            }
            i++, k++;
        }
    }
}

enum err overdue_prove(struct session *session, const struct collection_law *law,
                       const struct last_look *since, const struct overdue *whole, struct arena *arena,
                       struct report *report, struct scanned **ret, size_t *ret_count)
{
    struct overdue followed;
    struct scanned *kept = NULL;
    size_t count = 0;
    struct differing differing = {.arena = arena};
    enum err e = overdue_find(session, law, since, arena, report, &followed);

    if (e == ERR_NONE && !followed.is_whole) {
        e = overdue_until(session->store, &followed, date_open_end(), arena, report, &kept, &count);
        compare(kept, count, whole->rows, whole->count, &differing);
    }
    *ret = differing.rows;
    *ret_count = differing.count;
    return e;
}

/* ------------------------------------------------------------------------------- written ------- */

static enum err drop_gone(struct store *s, const struct overdue *o, struct report *report)
{
    enum err e = ERR_NONE;

    for (size_t i = 0; i < o->gone_count && e == ERR_NONE; i++) {
        const struct collection_charge *c = &o->gone[i].charge;
        struct query *q = store_query(s, SQL_arrears_overdue_gone);
        query_set_i64(q, "levy_year", c->levy_year);
        query_set_i64(q, "household_no", c->household_no);
        query_set_i64(q, "payer_no", c->payer_no);
        query_set_i64(q, "instalment", c->instalment);
        e = book_run(q, report);
    }
    return e;
}

static enum err drop(struct store *s, const struct overdue *o, struct report *report)
{
    if (o->is_whole) {
        return book_run(store_query(s, SQL_arrears_overdue_drop), report);
    }
    if (o->payers.count == 0) {
        return ERR_NONE;
    }
    struct arena *arena = arena_new("滞納の控え", (size_t)16 << 20);
    struct query *q = store_query(s, SQL_arrears_overdue_drop_payers);
    query_set_list(q, "payers", moved_numbers(&o->payers, arena), o->payers.count);
    enum err e = book_run(q, report);
    arena_free(arena);
    return e;
}

static enum err put(struct store *s, const struct overdue *o, struct report *report)
{
    static const struct bulk_column columns[] = {
        {"levy_year", BULK_I64},  {"household_no", BULK_I64}, {"payer_no", BULK_I64},
        {"instalment", BULK_I64}, {"due_on", BULK_I64},       {"paid", BULK_I64},
        {"amount", BULK_I64},     {"early_on", BULK_I64},     {"late_on", BULK_I64},
        {"suspended_on", BULK_I64},
    };
    struct bulk *b;
    enum err e = store_bulk_begin(s, "arrears_overdue", columns, COUNT_OF(columns), report, &b);

    if (e != ERR_NONE) {
        return e;
    }
    for (size_t i = 0; i < o->count && e == ERR_NONE; i++) {
        const struct scanned *one = &o->rows[i];
        const struct collection_charge *c = &one->charge;
        bulk_i64(b, c->levy_year);
        bulk_i64(b, c->household_no);
        bulk_i64(b, c->payer_no);
        bulk_i64(b, c->instalment);
        bulk_i64(b, date_ymd(c->due));
        bulk_i64(b, c->paid);
        bulk_i64(b, collection_unpaid(c));
        bulk_i64(b, date_ymd(one->limit_early));
        bulk_i64(b, date_ymd(one->limit_late));
        bulk_i64(b, date_is_none(one->suspended_on) ? 0 : date_ymd(one->suspended_on));
        e = bulk_row(b, report);
    }
    enum err end = bulk_end(b, report);
    return e != ERR_NONE ? e : end;
}

enum err overdue_keep(struct store *s, const struct overdue *o, date as_of, struct report *report)
{
    enum err e = drop(s, o, report);

    e = e == ERR_NONE ? drop_gone(s, o, report) : e;
    e = e == ERR_NONE ? put(s, o, report) : e;
    e = e == ERR_NONE ? book_run(store_query(s, SQL_arrears_looked_drop), report) : e;
    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(s, SQL_arrears_looked_add);
    query_set_i64(q, "as_of", date_ymd(as_of));
    query_set_i64(q, "receipt_no", o->receipt_no);
    return book_run(q, report);
}
