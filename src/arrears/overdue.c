/* 滞納の期別と時効 -- kept from night to night; the rules beside the struct in overdue.h. */
#include "arrears/overdue.h"

#include "demand/demand.h"
#include "premium/premium.h"

#include <stdlib.h>

/* More of them: one pass over everybody costs less than so many questions in one transaction. */
#define PAYERS_MAX 8000

/* ----------------------------------------------------------------------------- as it was kept -- */

static enum err read_kept(struct store *s, struct arena *arena, struct report *report, struct overdue *ret)
{
    struct query *q = store_scan(s, SQL_arrears_overdue_all);
    size_t capacity = 0;
    bool row;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, ret->all, ret->count, capacity) =
            (struct scanned){.charge = {.levy_year = (int32_t)query_i64(q, 0),
                                        .household_no = query_i64(q, 1),
                                        .payer_no = query_i64(q, 2),
                                        .instalment = (int)query_i64(q, 3),
                                        .amount = query_i64(q, 4)},
                             .limit_early = day_read(query_i64(q, 5)),
                             .limit_late = day_read(query_i64(q, 6)),
                             .suspended_on = day_read(query_i64(q, 7))};
    }
    query_reset(q);
    return e;
}

/* ------------------------------------------------------------------------------- who moved ----- */

/* A plain payment is news only where something was overdue. */
static enum err add_paid(struct store *s, int64_t receipts_after, const struct overdue *kept,
                         struct arena *arena, struct report *report, struct moved_list *to)
{
    struct moved_list paid = {0};
    enum err e = collection_payers_paid(s, receipts_after, arena, report, &paid);

    for (size_t i = 0; i < kept->count && e == ERR_NONE; i++) {
        int64_t payer_no = kept->all[i].charge.payer_no;
        if (moved_find(&paid, payer_no) != NULL) {
            moved_add(to, arena, payer_no, 0);
        }
    }
    return e;
}

static enum err add_events(struct store *s, int64_t since, struct arena *arena, struct report *report,
                           struct moved_list *to)
{
    struct query *q = store_query(s, SQL_arrears_payers_of_events);
    bool row;
    enum err e;

    query_set_i64(q, "since", since);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        moved_add(to, arena, query_i64(q, 0), 0);
    }
    query_reset(q);
    return e;
}

static enum err who_moved(struct session *session, const struct last_look *since, const struct overdue *kept,
                          struct arena *arena, struct report *report, struct collection_moved *ret)
{
    struct store *s = session->store;
    bool is_due = false;
    enum err e = collection_payers_changed(s, since, arena, report, ret);

    if (e != ERR_NONE || ret->everybody) {
        return e;
    }
    e = premium_due_within(s, since->day, session->folder.business_date, report, &is_due);
    ret->everybody = is_due;
    if (e != ERR_NONE || is_due) {
        return e;
    }
    e = add_paid(s, ret->receipts_after, kept, arena, report, &ret->payers);
    e = e == ERR_NONE ? collection_payers_dunned(s, since->known_at, arena, report, &ret->payers) : e;
    e = e == ERR_NONE ? demand_payers_lettered(s, since->known_at, arena, report, &ret->payers) : e;
    e = e == ERR_NONE ? add_events(s, since->known_at, arena, report, &ret->payers) : e;
    moved_settle(&ret->payers);
    ret->everybody = ret->payers.count > PAYERS_MAX;
    return e;
}

/* ------------------------------------------------------------------------------- the night ----- */

static int by_charge(const void *a, const void *b)
{
    const struct scanned *x = a, *y = b;
    return collection_charge_order(&x->charge, &y->charge);
}

/* Those of whom nothing moved stay as they were; behind them the others as they are now. */
static enum err find_again(struct session *session, const struct collection_law *law, struct arena *arena,
                           struct report *report, struct overdue *o)
{
    struct scanned *all = NULL, *found;
    size_t n = 0, capacity = 0, count;
    enum err e = ERR_NONE;

    for (size_t i = 0; i < o->count; i++) {
        if (moved_find(&o->payers, o->all[i].charge.payer_no) == NULL) {
            *ARENA_PUSH(arena, all, n, capacity) = o->all[i];
        }
    }
    for (size_t i = 0; i < o->payers.count && e == ERR_NONE; i++) {
        e = limits_of_payer(session, law, o->payers.items[i].number, arena, report, &found, &count);
        for (size_t k = 0; k < count && e == ERR_NONE; k++) {
            *ARENA_PUSH(arena, all, n, capacity) = found[k];
        }
    }
    if (n > 1) {
        qsort(all, n, sizeof(all[0]), by_charge);
    }
    o->all = all;
    o->count = n;
    return e;
}

enum err overdue_find(struct session *session, const struct collection_law *law,
                      const struct last_look *since, struct arena *arena, struct report *report,
                      struct overdue *ret)
{
    struct collection_moved moved = {.everybody = true};
    enum err e = ERR_NONE;

    *ret = (struct overdue){0};
    if (since->is_there) {
        e = read_kept(session->store, arena, report, ret);
        e = e == ERR_NONE ? who_moved(session, since, ret, arena, report, &moved) : e;
    }
    if (e != ERR_NONE) {
        return e;
    }
    ret->is_whole = moved.everybody;
    ret->payers = moved.payers;
    return ret->is_whole ? limits_scan(session, date_open_end(), date_none(), arena, report, &ret->all,
                                       &ret->count)
                         : find_again(session, law, arena, report, ret);
}

/* ------------------------------------------------------------------------------- written ------- */

static enum err drop(struct store *s, const struct overdue *o, struct report *report)
{
    enum err e = ERR_NONE;

    if (o->is_whole) {
        return book_run(store_query(s, SQL_arrears_overdue_drop), report);
    }
    for (size_t i = 0; i < o->payers.count && e == ERR_NONE; i++) {
        struct query *q = store_query(s, SQL_arrears_overdue_drop_payer);
        query_set_i64(q, "payer_no", o->payers.items[i].number);
        e = book_run(q, report);
    }
    return e;
}

static enum err put(struct store *s, const struct overdue *o, struct report *report)
{
    static const struct bulk_column columns[] = {
        {"levy_year", BULK_I64},  {"household_no", BULK_I64}, {"payer_no", BULK_I64},
        {"instalment", BULK_I64}, {"amount", BULK_I64},       {"early_on", BULK_I64},
        {"late_on", BULK_I64},    {"suspended_on", BULK_I64},
    };
    struct bulk *b;
    enum err e = store_bulk_begin(s, "arrears_overdue", columns, COUNT_OF(columns), report, &b);

    if (e != ERR_NONE) {
        return e;
    }
    for (size_t i = 0; i < o->count && e == ERR_NONE; i++) {
        const struct scanned *one = &o->all[i];
        if (!o->is_whole && moved_find(&o->payers, one->charge.payer_no) == NULL) {
            continue;
        }
        bulk_i64(b, one->charge.levy_year);
        bulk_i64(b, one->charge.household_no);
        bulk_i64(b, one->charge.payer_no);
        bulk_i64(b, one->charge.instalment);
        bulk_i64(b, collection_unpaid(&one->charge));
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

    e = e == ERR_NONE ? put(s, o, report) : e;
    e = e == ERR_NONE ? book_run(store_query(s, SQL_arrears_looked_drop), report) : e;
    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(s, SQL_arrears_looked_add);
    query_set_i64(q, "as_of", date_ymd(as_of));
    return book_run(q, report);
}
