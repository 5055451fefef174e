/* 動いた納付義務者 -- from the numbers of the receipts, which ascend with their moments, and rare rows. */
#include "collection/collection.h"

#include "premium/premium.h"

/* The newest receipt up to a number; 0, 0 when there is none. */
static enum err receipt_up_to(struct store *s, int64_t no, struct report *report, int64_t *ret_no,
                              int64_t *ret_at)
{
    struct query *q = store_query(s, SQL_collection_receipt_up_to);
    bool row;

    query_set_i64(q, "receipt_no", no);
    enum err e = query_step(q, report, &row);
    *ret_no = e == ERR_NONE && row ? query_i64(q, 0) : 0;
    *ret_at = e == ERR_NONE && row ? query_i64(q, 1) : 0;
    query_reset(q);
    return e;
}

/* Writers number receipts and take their moment while they alone write: halving finds the place. */
enum err collection_receipt_at(struct store *s, int64_t moment, struct report *report, int64_t *ret)
{
    int64_t low = 0, high, no, at; /* at or before the moment: low; behind it: above high */
    enum err e = receipt_up_to(s, INT64_MAX, report, &high, &at);

    if (e == ERR_NONE && at <= moment) {
        low = high;
    }
    while (e == ERR_NONE && low < high) {
        int64_t middle = low + (high - low + 1) / 2;
        e = receipt_up_to(s, middle, report, &no, &at);
        if (at <= moment) {
            low = middle;
        } else {
            high = no - 1;
        }
    }
    *ret = low;
    return e;
}

static enum err payers_of(struct query *q, struct arena *arena, struct report *report, struct moved_list *to)
{
    bool row;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        int64_t payer_no = query_i64(q, 0);
        if (payer_no != 0) { /* 仮受: nobody's yet, on no charge */
            moved_add(to, arena, payer_no, 0);
        }
    }
    query_reset(q);
    return e;
}

static enum err acted(struct store *s, const struct last_look *since, struct arena *arena,
                      struct report *report, struct collection_moved *ret)
{
    enum err e = collection_receipt_at(s, since->known_at, report, &ret->receipts_after);

    if (e == ERR_NONE) {
        struct query *q = store_query(s, SQL_collection_payers_of_changes);
        query_set_i64(q, "after", ret->receipts_after);
        e = payers_of(q, arena, report, &ret->payers);
    }
    if (e == ERR_NONE) {
        struct query *q = store_query(s, SQL_collection_payers_relieved);
        query_set_i64(q, "since", since->known_at);
        e = payers_of(q, arena, report, &ret->payers);
    }
    return e;
}

static void settle(struct collection_moved *m)
{
    moved_settle(&m->payers);
    m->everybody = m->everybody || m->payers.count > COLLECTION_MOVED_MAX;
}

enum err collection_payers_changed(struct store *s, const struct last_look *since, struct arena *arena,
                                   struct report *report, struct collection_moved *ret)
{
    *ret = (struct collection_moved){.everybody = !since->is_there};
    if (ret->everybody) {
        return ERR_NONE;
    }
    enum err e = acted(s, since, arena, report, ret);
    if (e == ERR_NONE) {
        e = premium_payers_moved(s, since->known_at, since->day, arena, report, &ret->payers,
                                 &ret->everybody);
    }
    settle(ret);
    return e;
}

enum err collection_payers_moved(struct store *s, const struct last_look *since, struct arena *arena,
                                 struct report *report, struct collection_moved *ret)
{
    enum err e = collection_payers_changed(s, since, arena, report, ret);

    if (e != ERR_NONE || ret->everybody) {
        return e;
    }
    struct query *q = store_query(s, SQL_collection_payers_late);
    query_set_i64(q, "after", ret->receipts_after);
    e = payers_of(q, arena, report, &ret->payers);
    settle(ret);
    return e;
}

enum err collection_receipt_newest(struct store *s, struct report *report, int64_t *ret)
{
    int64_t at;
    return receipt_up_to(s, INT64_MAX, report, ret, &at);
}

enum err collection_is_still(struct store *s, const struct last_look *since, struct arena *arena,
                             struct report *report, bool *ret)
{
    struct collection_moved moved;
    int64_t newest = 0;
    bool row = false;
    enum err e = collection_payers_changed(s, since, arena, report, &moved);

    *ret = false;
    if (e == ERR_NONE) {
        e = collection_receipt_newest(s, report, &newest);
    }
    if (e != ERR_NONE || moved.everybody || moved.payers.count > 0 || newest > moved.receipts_after) {
        return e;
    }
    struct query *q = store_query(s, SQL_collection_beside_since);
    query_set_i64(q, "since", since->known_at);
    e = query_step(q, report, &row);
    *ret = e == ERR_NONE && row && query_i64(q, 0) == 0;
    query_reset(q);
    return e;
}

enum err collection_laid_since(struct store *s, int64_t receipts_after, struct arena *arena,
                               struct report *report, struct collection_laid **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_collection_laid_since);
    struct collection_laid *list = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;

    query_set_i64(q, "after", receipts_after);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, list, count, capacity) =
            (struct collection_laid){.levy_year = (int32_t)query_i64(q, 0),
                                     .household_no = query_i64(q, 1),
                                     .payer_no = query_i64(q, 2),
                                     .instalment = (int)query_i64(q, 3),
                                     .amount = query_i64(q, 4)};
    }
    query_reset(q);
    *ret = list;
    *ret_count = count;
    return e;
}

enum err collection_payers_dunned(struct store *s, int64_t since, struct arena *arena, struct report *report,
                                  struct moved_list *to)
{
    struct query *q = store_query(s, SQL_collection_payers_dunned);

    query_set_i64(q, "since", since);
    return payers_of(q, arena, report, to);
}

/* ----------------------------------------------------------------------- what a day brings ---- */

struct falling {
    date from, until;
    struct arena *arena;
    struct collection_charge *list;
    size_t count, capacity;
};

static enum err take_fallen(void *context, const struct collection_charge *c, struct report *report)
{
    struct falling *f = context;

    (void)report;
    if (date_at_most(f->from, c->due) && date_before(c->due, f->until)) {
        *ARENA_PUSH(f->arena, f->list, f->count, f->capacity) = *c;
    }
    return ERR_NONE;
}

enum err collection_fell_due(struct store *s, date from, date until, struct arena *arena,
                             struct report *report, struct collection_charge **ret, size_t *ret_count)
{
    struct falling f = {.from = from, .until = until, .arena = arena};
    struct premium_due_instalments due;
    enum err e = premium_due_instalments(s, from, until, report, &due);

    if (e == ERR_NONE && due.first_no != 0) {
        const struct collection_scope scope = {.first_year = due.first_year,
                                               .last_year = due.last_year,
                                               .first_no = due.first_no,
                                               .last_no = due.last_no};
        e = collection_each_charge_of(s, &scope, take_fallen, &f, report);
    }
    *ret = f.list;
    *ret_count = f.count;
    return e;
}
