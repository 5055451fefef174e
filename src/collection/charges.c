/*
 * 調定の今 -- the newest decision's instalments, with what was paid, written off and told of each.
 *
 * Both sides come in the order of levy year, household and payer and are merged in one pass. What was
 * paid, by far the most, is merged row by row as it is read and not kept.
 */
#include "collection/charges.h"

#include "premium/premium.h"
#include "store/many.h"

struct move { /* what stands against a charge */
    int32_t levy_year;
    int64_t household_no, payer_no;
    int instalment;
    yen paid, written_off, told, told_extra;
    yen part[LEVY_PARTS]; /* what was paid and written off of the parts */
    date last_paid_on;
};
struct merging {
    struct move *moves;
    size_t move_count, move_capacity, at;
    struct query *paid; /* of everybody: payments row by row beside the moves, and the one that stands */
    struct move payment;
    bool has_payment;
    bool without_parts; /* nobody asks which part was paid: less is read of each payment */
    collection_account_fn each;
    void *context;
};

date collection_day(int64_t ymd)
{
    date day = date_none();
    bool is_day = ymd == 0 || date_from_ymd((int32_t)ymd, &day);

    assert(is_day);
    return day;
}

static void read_paid(const struct query *q, struct move *ret)
{
    *ret = (struct move){
        .levy_year = (int32_t)query_i64(q, 0),
        .household_no = query_i64(q, 1),
        .payer_no = query_i64(q, 2),
        .instalment = (int)query_i64(q, 3),
        .paid = query_i64(q, 4),
        .last_paid_on = collection_day(query_i64(q, 5)),
    };
}

static void read_move(const struct query *q, struct move *ret)
{
    read_paid(q, ret);
    ret->written_off = query_i64(q, 6);
    ret->told = query_i64(q, 7);
    for (int p = 0; p < LEVY_PARTS; p++) {
        ret->part[p] = query_i64(q, 8 + p);
    }
    ret->told_extra = query_i64(q, 8 + LEVY_PARTS);
}

/* The rows of a query that is ready; it is reset. */
static enum err read_moves(struct query *q, struct arena *arena, struct report *report, struct merging *m)
{
    bool row;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        read_move(q, ARENA_PUSH(arena, m->moves, m->move_count, m->move_capacity));
    }
    query_reset(q);
    return e;
}

static struct query *ask_moves(struct query *q, const struct collection_scope *scope)
{
    query_set_i64(q, "first_year", scope->first_year);
    query_set_i64(q, "last_year", scope->last_year != 0 ? scope->last_year : INT32_MAX);
    return q;
}

static enum err next_payment(struct merging *m, struct report *report)
{
    enum err e = query_step(m->paid, report, &m->has_payment);

    if (e == ERR_NONE && m->has_payment) {
        (m->without_parts ? read_paid : read_move)(m->paid, &m->payment);
    }
    return e;
}

/* The payments stay open: whoever began resets them. */
static enum err begin_moves(struct store *s, const struct collection_scope *scope, struct arena *arena,
                            struct report *report, struct merging *m)
{
    enum err e = read_moves(ask_moves(store_scan(s, SQL_collection_moves_beside), scope), arena, report, m);

    if (scope->household_count > 0) {
        assert(m->without_parts && scope->first_year == scope->last_year);
        m->paid = store_scan(s, SQL_collection_moves_paid_of_many);
        query_set_i64(m->paid, "levy_year", scope->first_year);
        query_set_list(m->paid, "households", scope->households, scope->household_count);
        return e == ERR_NONE ? next_payment(m, report) : e;
    }
    m->paid = ask_moves(
        store_scan(s, m->without_parts ? SQL_collection_moves_paid_whole : SQL_collection_moves_paid), scope);
    query_set_i64(m->paid, "first_no", scope->first_no);
    query_set_i64(m->paid, "last_no", scope->last_no != 0 ? scope->last_no : LEVY_CHARGES_MAX);
    return e == ERR_NONE ? next_payment(m, report) : e;
}

static enum err load_moves_of(struct store *s, const struct premium_levy *l, struct arena *arena,
                              struct report *report, struct merging *m)
{
    struct query *q = store_query(s, SQL_collection_moves_of_account);

    query_set_i64(q, "levy_year", l->year);
    query_set_i64(q, "household_no", l->household_no);
    query_set_i64(q, "payer_no", l->payer_no);
    return read_moves(q, arena, report, m);
}

/* Below zero: the move stands before the levy's charges; zero: it is of them. */
static int order(const struct move *m, const struct premium_levy *l)
{
    if (m->levy_year != l->year) {
        return m->levy_year < l->year ? -1 : 1;
    }
    if (m->household_no != l->household_no) {
        return m->household_no < l->household_no ? -1 : 1;
    }
    return m->payer_no == l->payer_no ? 0 : m->payer_no < l->payer_no ? -1 : 1;
}

/* An account while it is put together. */
struct putting {
    struct collection_account account;
    struct collection_charge charges[LEVY_CHARGES_MAX];
    size_t count;
};

static void add_move(struct putting *p, const struct move *move)
{
    assert(move->instalment >= 1 && move->instalment <= LEVY_CHARGES_MAX);
    struct collection_charge *c = &p->charges[move->instalment - 1];

    c->paid += move->paid;
    c->written_off += move->written_off;
    c->told += move->told;
    c->told_extra += move->told_extra;
    if (!date_is_none(move->last_paid_on)) {
        bool is_later = date_is_none(c->last_paid_on) || date_before(c->last_paid_on, move->last_paid_on);
        c->last_paid_on = is_later ? move->last_paid_on : c->last_paid_on;
    }
    for (int i = 0; i < LEVY_PARTS; i++) {
        p->account.part_unpaid[i] -= move->part[i];
    }
    p->count = (size_t)move->instalment > p->count ? (size_t)move->instalment : p->count;
}

/* The moves of the levy; those before it are of a payer whose decision is of another year's scope. */
static void add_moves(struct merging *m, const struct premium_levy *l, struct putting *p)
{
    while (m->at < m->move_count && order(&m->moves[m->at], l) < 0) {
        m->at++;
    }
    for (; m->at < m->move_count && order(&m->moves[m->at], l) == 0; m->at++) {
        if (m->moves[m->at].instalment != 0) {
            add_move(p, &m->moves[m->at]);
            continue;
        }
        /* 全期 comes before the others: told of every charge */
        for (size_t i = 0; i < l->instalment_count; i++) {
            p->charges[i].told = p->charges[i].amount;
        }
    }
}

static enum err add_payments(struct merging *m, const struct premium_levy *l, struct putting *p,
                             struct report *report)
{
    enum err e = ERR_NONE;

    while (e == ERR_NONE && m->has_payment && order(&m->payment, l) < 0) {
        e = next_payment(m, report);
    }
    while (e == ERR_NONE && m->has_payment && order(&m->payment, l) == 0) {
        add_move(p, &m->payment);
        e = next_payment(m, report);
    }
    return e;
}

/*
 * A payment on an instalment that a correction took away stands on a charge of 0 yen, so that nothing that
 * was paid is out of sight.
 */
static enum err on_levy(void *context, const struct premium_levy *l, struct report *report)
{
    struct merging *m = context;
    struct putting p = {.count = l->instalment_count};
    const int32_t first_year = fiscal_year_of(l->first_decided_on).first_year;
    const int32_t extra_year = fiscal_year_of(l->decided_on).first_year; /* of a later 随時: who decided it */

    p.account = (struct collection_account){
        .levy_year = l->year, .household_no = l->household_no, .payer_no = l->payer_no,
        .notice_no = l->notice_no, .charged_year = first_year,
        .charges = p.charges};
    memcpy(p.account.part, l->part, sizeof(p.account.part));
    memcpy(p.account.part_unpaid, l->part, sizeof(p.account.part_unpaid));
    for (size_t i = 0; i < COUNT_OF(p.charges); i++) {
        bool is_extra = (i < l->instalment_count ? i : 0) + 1 == (size_t)l->extra_no;
        p.charges[i] = (struct collection_charge){
            .levy_year = l->year,
            .charged_year = is_extra ? extra_year : first_year,
            .notice_no = l->notice_no,
            .household_no = l->household_no,
            .payer_no = l->payer_no,
            .instalment = (int)i + 1,
            .due = i < l->instalment_count ? l->instalments[i].due_date : l->first_decided_on,
            .amount = i < l->instalment_count ? l->instalments[i].amount : 0,
            .last_paid_on = date_none(),
        };
    }
    add_moves(m, l, &p);
    enum err e = add_payments(m, l, &p, report);
    p.account.count = p.count;
    return e == ERR_NONE ? m->each(m->context, &p.account, report) : e;
}

/* Of a payer or household: each levy asks for its own moves by the key that they stand under. A question by
 * the payer alone reads the moves of everybody in those years. */
struct asking {
    struct merging merging;
    struct store *store;
    struct arena *arena;
};

static enum err ask_levy(void *context, const struct premium_levy *l, struct report *report)
{
    struct asking *a = context;

    a->merging.at = a->merging.move_count = 0;
    enum err e = load_moves_of(a->store, l, a->arena, report, &a->merging);
    return e == ERR_NONE ? on_levy(&a->merging, l, report) : e;
}

static enum err each_account(struct store *s, const struct collection_scope *scope, bool without_parts,
                             collection_account_fn each, void *context, struct arena *arena,
                             struct report *report)
{
    struct asking a = {{.each = each, .context = context, .without_parts = without_parts}, s, arena};
    const struct premium_levy_scope levies = {scope->payer_no,   scope->household_no, scope->first_year,
                                              scope->last_year,  scope->households,   scope->household_count};

    if (scope->payer_no != 0 || scope->household_no != 0) {
        return premium_levies(s, &levies, ask_levy, &a, arena, report);
    }
    enum err e = begin_moves(s, scope, arena, report, &a.merging);
    e = e == ERR_NONE ? premium_levies(s, &levies, on_levy, &a.merging, arena, report) : e;
    query_reset(a.merging.paid);
    return e;
}

enum err collection_each_account_of(struct store *s, const struct collection_named *named,
                                    collection_account_fn each, void *context, struct arena *arena,
                                    struct report *report)
{
    struct merging m = {.each = each, .context = context};
    struct query *q = store_query(s, SQL_collection_moves_of_many);

    query_set_i64(q, "levy_year", named->levy_year);
    query_set_list(q, "households", named->households, named->household_count);
    enum err e = read_moves(q, arena, report, &m);
    return e == ERR_NONE ? premium_levies_of_notices(s, named->levy_year, named->notices, named->notice_count,
                                                     on_levy, &m, arena, report)
                         : e;
}

enum err collection_each_account(struct store *s, const struct collection_scope *scope,
                                 collection_account_fn each, void *context, struct arena *arena,
                                 struct report *report)
{
    return each_account(s, scope, false, each, context, arena, report);
}

/* ------------------------------------------------------------------------ for everybody ------- */

int collection_charge_order(const struct collection_charge *a, const struct collection_charge *b)
{
    const int64_t x[] = {a->levy_year, a->household_no, a->payer_no, a->instalment};
    const int64_t y[] = {b->levy_year, b->household_no, b->payer_no, b->instalment};

    for (size_t i = 0; i < COUNT_OF(x); i++) {
        if (x[i] != y[i]) {
            return x[i] < y[i] ? -1 : 1;
        }
    }
    return 0;
}

bool collection_charge_is_there(const struct collection_charge *c)
{
    return c->amount != 0 || c->paid != 0 || c->written_off != 0;
}

struct listing {
    struct arena *arena;
    struct collection_charge *list;
    size_t count, capacity;
};

static enum err add_to_list(void *context, const struct collection_account *a, struct report *report)
{
    struct listing *l = context;

    (void)report;
    for (size_t i = 0; i < a->count; i++) {
        if (collection_charge_is_there(&a->charges[i])) {
            *ARENA_PUSH(l->arena, l->list, l->count, l->capacity) = a->charges[i];
        }
    }
    return ERR_NONE;
}

enum err collection_charges(struct store *s, const struct collection_scope *scope, struct arena *arena,
                            struct report *report, struct collection_charge **ret, size_t *ret_count)
{
    struct listing l = {.arena = arena};
    enum err e = collection_each_account(s, scope, add_to_list, &l, arena, report);

    *ret = l.list;
    *ret_count = l.count;
    return e;
}

struct handing {
    collection_charge_fn each;
    void *context;
};

static enum err hand_on(void *context, const struct collection_account *a, struct report *report)
{
    struct handing *h = context;
    enum err e = ERR_NONE;

    for (size_t i = 0; i < a->count && e == ERR_NONE; i++) {
        if (collection_charge_is_there(&a->charges[i])) {
            e = h->each(h->context, &a->charges[i], report);
        }
    }
    return e;
}

enum err collection_each_charge_of(struct store *s, const struct collection_scope *scope,
                                   collection_charge_fn each, void *context, struct report *report)
{
    struct handing h = {each, context};
    struct arena *arena = arena_new("調定の一巡", (size_t)2 << 30);
    enum err e = each_account(s, scope, true, hand_on, &h, arena, report);

    arena_free(arena);
    return e;
}

enum err collection_each_charge(struct store *s, int32_t first_year, int32_t last_year,
                                collection_charge_fn each, void *context, struct report *report)
{
    const struct collection_scope all = {.first_year = first_year, .last_year = last_year};

    return collection_each_charge_of(s, &all, each, context, report);
}

enum err collection_payments(struct store *s, const struct collection_charge *c, struct arena *arena,
                             struct report *report, struct collection_payment **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_collection_payments_of_charge);
    struct collection_payment *list = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;

    query_set_i64(q, "levy_year", c->levy_year);
    query_set_i64(q, "household_no", c->household_no);
    query_set_i64(q, "payer_no", c->payer_no);
    query_set_i64(q, "instalment", c->instalment);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct collection_payment *p = ARENA_PUSH(arena, list, count, capacity);
        *p = (struct collection_payment){.receipt_no = query_i64(q, 0),
                                         .of_receipt_no = query_i64(q, 9),
                                         .slip_instalment = (int)query_i64(q, 10),
                                         .slip_serial = (int)query_i64(q, 11),
                                         .recorded_at = query_i64(q, 12),
                                         .channel = (int)query_i64(q, 1),
                                         .item = (enum collection_item)query_i64(q, 2),
                                         .paid_on = collection_day(query_i64(q, 3)),
                                         .amount = query_i64(q, 4)};
        for (int i = 0; i < LEVY_PARTS; i++) {
            p->part[i] = query_i64(q, 5 + i);
        }
    }
    query_reset(q);
    *ret = list;
    *ret_count = count;
    return e;
}
