/*
 * 延滞金の減額 (K5) -- 延滞金 that was paid and would be less by what has been decided since.
 *
 * Rules    collection.md 7 (K5), 25 (X42, X44). What a slip or the counter told stands as long as nothing it
 *          was computed of has changed: only a charge that was lowered, or a waiver that was granted, after
 *          its 延滞金 was paid makes what is above the 延滞金 of now 過誤納.
 */
#include "collection/book.h"

struct late_paid {
    int32_t levy_year;
    int64_t household_no, payer_no, recorded_at;
    int instalment;
    yen amount;
    date paid_on;
};
struct looking {
    struct arena *arena;
    const struct late_paid *paid; /* in the order of the charges */
    size_t paid_count, at;
    struct collection_late_excess *list; /* candidates: their amounts are looked at behind the pass */
    int64_t *known_at;
    size_t count, capacity, known_capacity, known_count;
};

static enum err load_paid(struct store *s, struct arena *arena, struct report *report,
                          struct late_paid **ret, size_t *ret_count)
{
    struct query *q = store_scan(s, SQL_collection_late_paid);
    size_t capacity = 0;
    bool row;
    enum err e;

    *ret = NULL;
    *ret_count = 0;
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
            *ARENA_PUSH(l->arena, l->list, l->count, l->capacity) =
                (struct collection_late_excess){.charge = *c, .amount = p->amount, .paid_on = p->paid_on};
            *ARENA_PUSH(l->arena, l->known_at, l->known_count, l->known_capacity) = p->recorded_at;
        }
    }
    return ERR_NONE;
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

enum err collection_late_excesses(struct session *session, struct arena *arena, struct report *report,
                                  struct collection_late_excess **ret, size_t *ret_count)
{
    struct looking l = {.arena = arena};
    struct late_paid *paid = NULL;
    const struct collection_law *law;
    const struct collection_scope all = {0};
    struct arena *scratch = arena_new("延滞金の減額", (size_t)64 << 20);
    size_t kept = 0;
    enum err e = collection_law_of(session, arena, report, &law);

    if (e == ERR_NONE) {
        e = load_paid(session->store, arena, report, &paid, &l.paid_count);
    }
    l.paid = paid;
    if (e == ERR_NONE && l.paid_count > 0) {
        e = collection_each_account(session->store, &all, note, &l, arena, report);
    }
    for (size_t i = 0; i < l.count && e == ERR_NONE; i++) {
        e = excess_of(session->store, law, l.known_at[i], scratch, report, &l.list[i]);
        if (e == ERR_NONE && l.list[i].amount > 0) {
            l.list[kept++] = l.list[i];
        }
    }
    arena_free(scratch);
    *ret = l.list;
    *ret_count = kept;
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
