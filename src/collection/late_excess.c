/*
 * 延滞金の減額 (K5) -- 延滞金 that was paid and would be less by what has been decided since.
 *
 * Rules    collection.md 7 (K5), 25 (X42, X44). What a slip or the counter told stands as long as nothing it
 *          was computed of has changed: only a charge that was lowered, or a waiver that was granted, after
 *          its 延滞金 was paid makes what is above the 延滞金 of now 過誤納.
 */
#include "collection/book.h"

#include <stdlib.h>

struct late_paid {
    int32_t levy_year;
    int64_t household_no, payer_no, recorded_at;
    int instalment;
    yen amount;
    date paid_on;
};
struct candidate { /* its amount is looked at behind the pass */
    struct collection_late_excess excess;
    int64_t known_at;
};
struct looking {
    struct arena *arena;
    const struct late_paid *paid; /* in the order of the charges */
    size_t paid_count, at;
    struct candidate *list;
    size_t count, capacity;
};

/* Of a payer; 0 = of all. */
static enum err load_paid(struct store *s, int64_t payer_no, struct arena *arena, struct report *report,
                          struct late_paid **ret, size_t *ret_count)
{
    struct query *q = payer_no != 0 ? store_query(s, SQL_collection_late_paid_of_payer)
                                    : store_scan(s, SQL_collection_late_paid);
    size_t capacity = 0;
    bool row;
    enum err e;

    *ret = NULL;
    *ret_count = 0;
    if (payer_no != 0) {
        query_set_i64(q, "payer_no", payer_no);
    }
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, *ret, *ret_count, capacity) =
            (struct late_paid){.levy_year = (int32_t)query_i64(q, 0),
                               .household_no = query_i64(q, 1),
                               .payer_no = query_i64(q, 2),
                               .instalment = (int)query_i64(q, 3),
                               .amount = query_i64(q, 4),
                               .recorded_at = query_i64(q, 5),
                               .paid_on = collection_day(query_i64(q, 6))};
    }
    query_reset(q);
    return e;
}

static int order(const struct late_paid *p, const struct collection_account *a)
{
    if (p->levy_year != a->levy_year) {
        return p->levy_year < a->levy_year ? -1 : 1;
    }
    if (p->household_no != a->household_no) {
        return p->household_no < a->household_no ? -1 : 1;
    }
    return p->payer_no == a->payer_no ? 0 : p->payer_no < a->payer_no ? -1 : 1;
}

/* Charges that are complete; also those of 0 yen. */
static enum err note(void *context, const struct collection_account *a, struct report *report)
{
    struct looking *l = context;

    (void)report;
    while (l->at < l->paid_count && order(&l->paid[l->at], a) < 0) {
        l->at++;
    }
    for (; l->at < l->paid_count && order(&l->paid[l->at], a) == 0; l->at++) {
        const struct late_paid *p = &l->paid[l->at];
        const struct collection_charge *c = &a->charges[p->instalment - 1];
        if ((size_t)p->instalment <= a->count && collection_unpaid(c) <= 0) {
            *ARENA_PUSH(l->arena, l->list, l->count, l->capacity) = (struct candidate){
                {.charge = *c, .amount = p->amount, .paid_on = p->paid_on}, p->recorded_at};
        }
    }
    return ERR_NONE;
}

static int by_charge(const void *a, const void *b)
{
    const struct collection_late_excess *x = a, *y = b;
    return collection_charge_order(&x->charge, &y->charge);
}

/* What is above the 延滞金 of now; 0 when nothing has been decided since that lowers it. */
static enum err excess_of(struct store *s, const struct collection_law *law, int64_t known_at,
                          struct arena *scratch, struct report *report, struct collection_late_excess *x)
{
    yen then = 0, now = 0;

    arena_reset(scratch);
    enum err e = collection_late_charge_known(s, law, &x->charge, known_at, scratch, report, &then);
    if (e == ERR_NONE) {
        e = collection_late_charge_known(s, law, &x->charge, INT64_MAX, scratch, report, &now);
    }
    x->amount = e == ERR_NONE && now < then && now < x->amount ? x->amount - now : 0;
    return e;
}

/* The charges of a payer whose 延滞金 was paid; 0 = of all. */
static enum err find(struct looking *l, struct store *s, int64_t payer_no, struct report *report)
{
    const struct collection_scope scope = {.payer_no = payer_no};
    struct late_paid *paid;
    enum err e = load_paid(s, payer_no, l->arena, report, &paid, &l->paid_count);

    l->paid = paid;
    l->at = 0;
    return e == ERR_NONE && l->paid_count > 0
               ? collection_each_account(s, &scope, note, l, l->arena, report)
               : e;
}

enum err collection_late_excesses(struct session *session, const struct collection_moved *moved,
                                  struct arena *arena, struct report *report,
                                  struct collection_late_excess **ret, size_t *ret_count)
{
    struct looking l = {.arena = arena};
    const struct collection_law *law;
    struct arena *scratch = arena_new("延滞金の減額", (size_t)64 << 20);
    enum err e = collection_law_of(session, arena, report, &law);

    if (e == ERR_NONE && moved->everybody) {
        e = find(&l, session->store, 0, report);
    }
    for (size_t i = 0; i < moved->payers.count && !moved->everybody && e == ERR_NONE; i++) {
        e = find(&l, session->store, moved->payers.items[i].number, report);
    }
    *ret = ARENA_ARRAY(arena, struct collection_late_excess, l.count + 1);
    *ret_count = 0;
    for (size_t i = 0; i < l.count && e == ERR_NONE; i++) {
        struct collection_late_excess *x = &l.list[i].excess;
        e = excess_of(session->store, law, l.list[i].known_at, scratch, report, x);
        if (e == ERR_NONE && x->amount > 0) {
            (*ret)[(*ret_count)++] = *x;
        }
    }
    arena_free(scratch);
    if (!moved->everybody && *ret_count > 1) { /* they came by payer */
        qsort(*ret, *ret_count, sizeof(**ret), by_charge);
    }
    return e;
}

enum err collection_raise_late(struct session *session, const struct collection_law *law,
                               const struct collection_late_excess *x, date arose_on, int64_t recorded_at,
                               struct report *report)
{
    const struct collection_charge *c = &x->charge;
    struct choices choices;
    enum err e = choices_of(session, law, report, &choices);
    struct receipt_row r = {
        .levy_year = c->levy_year, .notice_no = c->notice_no, .household_no = c->household_no,
        .payer_no = c->payer_no, .instalment = c->instalment, .channel = CHANNEL_RAISED,
        .state = RECEIPT_BOOKED, .overpaid = x->amount, .received_on = arose_on, .paid_in_on = x->paid_on,
        .codes = "", .cause = "K5", .origin = "raise", .source = ACCOUNT_RECEIVABLE,
    };
    const struct line_row line = {.instalment = c->instalment, .item = ITEM_LATE_CHARGE,
                                  .amount = -x->amount, .paid_on = x->paid_on};
    struct credits credits = {0};

    assert(x->amount > 0);
    credit_line(&credits, &line);
    if (e == ERR_NONE) {
        e = number_next(session->store, SQL_collection_receipt_last, report, &r.receipt_no);
    }
    if (e == ERR_NONE) {
        e = receipt_row_add(session, &r, recorded_at, report);
    }
    if (e == ERR_NONE) {
        e = line_row_add(session, &r, &line, recorded_at, report);
    }
    return e == ERR_NONE
               ? credits_post(session, &r, &credits,
                              account_year_of(&choices, session, c->charged_year, arose_on, arose_on),
                              recorded_at, report)
               : e;
}
