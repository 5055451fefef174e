/* 調定の口座 -- charges of the newest decision, what was paid on them, receipts and marks that are there. */
#include "collection/account.h"

#include "premium/premium.h"
#include "store/many.h"

/* So many numbers of a year are asked for one by one; so many at once in any case, and also of a longer list
 * as long as the year has so many times more: to read all of it takes as long then. */
#define FEW 4
#define PORTION 500
#define MANY 100
#define ONE_IN 4

struct accounts {
    struct store *store;
    struct arena *arena;
    struct notices_named named;
    size_t at;                /* the next key */
    size_t year_at, year_end; /* keys of the levy year, or of the portion of it, that is open */
    struct account_year *year; /* NULL: they are asked for one by one */
    struct loaded_account account;
};

void account_event_row(const struct query *q, int first, const struct loaded_account *a,
                       struct receipt_event *ret)
{
    struct text store = query_text(q, first + 7);

    *ret = (struct receipt_event){
        .levy_year = a->known.levy_year,
        .notice_no = a->known.notice_no,
        .channel = (int)query_i64(q, first),
        .instalment = (int)query_i64(q, first + 1),
        .slip_kind = (int)query_i64(q, first + 2),
        .slip_serial = (int)query_i64(q, first + 3),
        .amount = query_i64(q, first + 4),
        .received_at = (int)query_i64(q, first + 6),
    };
    bool is_day = date_from_ymd((int32_t)query_i64(q, first + 5), &ret->received_on);
    assert(is_day && store.len < sizeof(ret->store));
    memcpy(ret->store, store.bytes, store.len);
}

void account_add_receipt(struct loaded_account *a, const struct receipt_event *e)
{
    *ARENA_PUSH(a->arena, a->receipts, a->known.receipt_count, a->receipt_capacity) = *e;
    a->known.receipts = a->receipts;
}

void account_add_mark(struct loaded_account *a, const struct mark *m)
{
    *ARENA_PUSH(a->arena, a->marks, a->known.mark_count, a->mark_capacity) = *m;
    a->known.marks = a->marks;
}

/* -------------------------------------------------------------------------------- one by one --- */

/* Of the instalments that the file names: what came under one is sought under the same. */
static enum err load_receipts(const struct accounts *all, struct loaded_account *a, struct report *report)
{
    struct query *q = store_query(all->store, SQL_collection_receipts_of_many);
    struct receipt_event event;
    bool row;
    enum err e;

    query_set_i64(q, "levy_year", a->known.levy_year);
    query_set_list(q, "notices", &a->known.notice_no, 1);
    query_set_list(q, "instalments", all->named.instalments, all->named.instalment_count);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        account_event_row(q, 1, a, &event);
        event.kind = (enum receipt_kind)query_i64(q, 9);
        account_add_receipt(a, &event);
    }
    query_reset(q);
    return e;
}

static enum err load_marks(struct store *s, struct loaded_account *a, struct report *report)
{
    struct query *q = store_query(s, SQL_collection_marks_of_notice);
    bool row;
    enum err e;

    query_set_i64(q, "levy_year", a->known.levy_year);
    query_set_i64(q, "notice_no", a->known.notice_no);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        bool is_open = query_i64(q, 9) == 0;
        struct mark mark = {.is_open = is_open, .is_called_off = !is_open, .mark_no = query_i64(q, 0)};
        account_event_row(q, 1, a, &mark.event);
        mark.event.kind = RECEIPT_PRELIMINARY;
        account_add_mark(a, &mark);
    }
    query_reset(q);
    return e;
}

static enum err load_settled(struct store *s, struct loaded_account *a, struct report *report)
{
    struct query *q = store_query(s, SQL_collection_settled_of_charge);
    struct charge_account *known = &a->known;
    bool row;
    enum err e;

    query_set_i64(q, "levy_year", known->levy_year);
    query_set_i64(q, "household_no", known->household_no);
    query_set_i64(q, "payer_no", known->payer_no);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        int64_t instalment = query_i64(q, 0);
        if (instalment <=
            (int64_t)known->charge_count) { /* one that a correction took away is paid, not asked */
            known->charges[instalment - 1].paid = query_i64(q, 1);
            known->charges[instalment - 1].written_off = query_i64(q, 2);
        }
        for (int p = 0; p < LEVY_PARTS; p++) {
            known->part_paid[p] += query_i64(q, 3 + p);
        }
    }
    query_reset(q);
    return e;
}

static enum err load_charges(struct store *s, struct loaded_account *a, struct report *report)
{
    struct charge_account *known = &a->known;
    struct premium_levy l;
    bool is_found;
    enum err e =
        premium_levy_of_notice(s, known->levy_year, known->notice_no, a->arena, report, &l, &is_found);

    if (e != ERR_NONE || !is_found) {
        return e;
    }
    known->household_no = l.household_no;
    known->payer_no = l.payer_no;
    known->account_year = fiscal_year_of(l.decided_on).first_year;
    known->charge_count = l.instalment_count;
    for (size_t i = 0; i < l.instalment_count; i++) {
        known->charges[i] = (struct charge){.due = l.instalments[i].due_date,
                                            .amount = l.instalments[i].amount,
                                            .limit = date_open_end(),
                                            .paid_on = date_none()};
    }
    memcpy(known->part, l.part, sizeof(known->part));
    return load_settled(s, a, report);
}

static enum err load_one(const struct accounts *all, struct loaded_account *a, struct report *report)
{
    struct store *s = all->store;
    enum err e = load_charges(s, a, report);

    if (e == ERR_NONE && a->known.household_no != 0) {
        struct slip *slips;
        e = slips_of_notice(s, a->known.levy_year, a->known.notice_no, a->arena, report, &slips,
                            &a->known.slip_count);
        a->known.slips = slips;
    }
    if (e == ERR_NONE) {
        e = load_receipts(all, a, report);
    }
    return e == ERR_NONE ? load_marks(s, a, report) : e;
}

/* ------------------------------------------------------------------------------ in their order -- */

struct accounts *accounts_open(struct store *s, const struct notices_named *named)
{
    struct arena *arena = arena_new("調定の口座", (size_t)1 << 20);
    struct accounts *all = ARENA_NEW(arena, struct accounts);

    *all = (struct accounts){.store = s, .arena = arena, .named = *named};
    all->account.arena = arena_new("調定の口座ひとつ", (size_t)64 << 20);
    return all;
}

void accounts_close(struct accounts *all)
{
    if (all != NULL) {
        account_year_close(all->year);
        arena_free(all->account.arena);
        arena_free(all->arena);
    }
}

/* Running numbers of a year have no gaps: the middle one of those that are asked for tells how many there
 * are. */
static bool are_many(const struct notice_key *keys, size_t count)
{
    int64_t year_has = keys[count / 2].notice_no / 10 * 2;

    return count > MANY && (int64_t)count >= year_has / ONE_IN;
}

static enum err open_year(struct accounts *all, struct report *report)
{
    struct notices_named of = all->named;

    of.keys += all->at;
    of.count = 1;
    while (all->at + of.count < all->named.count && of.keys[of.count].levy_year == of.keys[0].levy_year) {
        of.count++;
    }
    bool is_portion = !are_many(of.keys, of.count);
    if (is_portion && of.count > PORTION) {
        of.count = PORTION;
    }
    account_year_close(all->year);
    all->year = NULL;
    all->year_at = all->at;
    all->year_end = all->at + of.count;
    return of.count > FEW ? account_year_open(all->store, &of, is_portion, report, &all->year) : ERR_NONE;
}

static void empty(struct loaded_account *a, const struct notice_key *key)
{
    arena_reset(a->arena);
    *a = (struct loaded_account){.arena = a->arena};
    a->known.levy_year = key->levy_year;
    a->known.notice_no = key->notice_no;
}

enum err accounts_next(struct accounts *all, struct report *report, struct loaded_account **ret)
{
    assert(all->at < all->named.count);
    enum err e = all->at == all->year_end ? open_year(all, report) : ERR_NONE;
    size_t n = all->at++;

    *ret = &all->account;
    empty(&all->account, &all->named.keys[n]);
    if (e == ERR_NONE) {
        e = all->year != NULL ? account_year_fill(all->year, n - all->year_at, report, &all->account)
                              : load_one(all, &all->account, report);
    }
    return e;
}

enum err accounts_again(struct accounts *all, struct report *report, struct loaded_account **ret)
{
    assert(all->at > 0);
    *ret = &all->account;
    empty(&all->account, &all->named.keys[all->at - 1]);
    return load_one(all, &all->account, report);
}

/* ------------------------------------------------------------------------- what the file adds --- */

void account_book(struct loaded_account *a, const struct receipt_event *e, const struct match *m,
                  const yen parts[LEVY_PARTS])
{
    for (size_t i = 0; i < m->line_count; i++) {
        if (m->lines[i].item == ITEM_PRINCIPAL) {
            struct charge *c = &a->known.charges[m->lines[i].instalment - 1];
            c->paid += m->lines[i].amount;
            c->paid_on = e->received_on;
        }
    }
    for (int p = 0; p < LEVY_PARTS; p++) {
        a->known.part_paid[p] += parts[p];
    }
    account_add_receipt(a, e);
}

void account_mark(struct loaded_account *a, const struct receipt_event *e, int64_t mark_no)
{
    account_add_mark(a, &(struct mark){.event = *e, .is_open = true, .mark_no = mark_no});
}

void account_unmark(struct loaded_account *a, size_t mark, bool is_called_off)
{
    assert(a->marks[mark].is_open);
    a->marks[mark].is_open = false;
    a->marks[mark].is_called_off = is_called_off;
}
