/* 調定の口座 -- charges of the newest decision, what was paid on them, receipts and marks that are there. */
#include "collection/account.h"

#include "premium/premium.h"

/* From `first` on: channel, instalment, slip_kind, slip_serial, amount, received_on, received_at, store. */
static void event_row(const struct query *q, int first, const struct loaded_account *a,
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
    assert(is_day);
    snprintf(ret->store, sizeof(ret->store), "%.*s", (int)store.len, store.bytes);
}

static void set_key(struct query *q, const struct loaded_account *a)
{
    query_set_i64(q, "levy_year", a->known.levy_year);
    query_set_i64(q, "notice_no", a->known.notice_no);
}

static enum err load_receipts(struct accounts *all, struct loaded_account *a, struct report *report)
{
    struct query *q = store_query(all->store, SQL_collection_receipts_of_notice);
    bool row;
    enum err e;

    set_key(q, a);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct receipt_event *r =
            ARENA_PUSH(all->arena, a->receipts, a->known.receipt_count, a->receipt_capacity);
        event_row(q, 0, a, r);
        r->kind = (enum receipt_kind)query_i64(q, 8);
    }
    query_reset(q);
    return e;
}

static enum err load_marks(struct accounts *all, struct loaded_account *a, struct report *report)
{
    struct query *q = store_query(all->store, SQL_collection_marks_of_notice);
    bool row;
    enum err e;

    set_key(q, a);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct mark *m = ARENA_PUSH(all->arena, a->marks, a->known.mark_count, a->mark_capacity);
        bool is_open = query_i64(q, 9) == 0;
        *m = (struct mark){.is_open = is_open, .is_called_off = !is_open, .mark_no = query_i64(q, 0)};
        event_row(q, 1, a, &m->event);
        m->event.kind = RECEIPT_PRELIMINARY;
    }
    query_reset(q);
    return e;
}

static enum err load_settled(struct accounts *all, struct loaded_account *a, struct report *report)
{
    struct query *q = store_query(all->store, SQL_collection_settled_of_charge);
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

static enum err load_charges(struct accounts *all, struct loaded_account *a, struct report *report)
{
    struct charge_account *known = &a->known;
    const struct premium_decision *d = NULL;
    enum err e = premium_decision_of_notice(all->store, known->levy_year, known->notice_no, all->arena,
                                            report, &d);

    if (e != ERR_NONE || d == NULL) {
        return e;
    }
    known->household_no = d->household_no;
    known->payer_no = d->payer_no;
    known->account_year = fiscal_year_of(d->decided_on).first_year;
    known->charge_count = d->instalment_count;
    for (size_t i = 0; i < d->instalment_count; i++) {
        known->charges[i] = (struct charge){.due = d->instalments[i].due_date,
                                            .amount = d->instalments[i].amount,
                                            .limit = date_open_end(),
                                            .paid_on = date_none()};
    }
    memcpy(known->part, d->part_amount, sizeof(known->part));
    return load_settled(all, a, report);
}

static void point(struct loaded_account *a)
{
    a->known.receipts = a->receipts;
    a->known.marks = a->marks;
}

enum err accounts_get(struct accounts *all, int32_t levy_year, int64_t notice_no, struct report *report,
                      struct loaded_account **ret)
{
    struct loaded_account **bucket =
        &all->buckets[((uint64_t)notice_no * 31 + (uint64_t)levy_year) % ACCOUNT_BUCKETS];

    for (*ret = *bucket; *ret != NULL; *ret = (*ret)->next) {
        if ((*ret)->known.levy_year == levy_year && (*ret)->known.notice_no == notice_no) {
            return ERR_NONE;
        }
    }
    struct loaded_account *a = ARENA_NEW(all->arena, struct loaded_account);
    a->known.levy_year = levy_year;
    a->known.notice_no = notice_no;
    enum err e = load_charges(all, a, report);
    if (e == ERR_NONE && a->known.household_no != 0) {
        struct slip *slips;
        e = slips_of_notice(all->store, levy_year, notice_no, all->arena, report, &slips,
                            &a->known.slip_count);
        a->known.slips = slips;
    }
    if (e == ERR_NONE) {
        e = load_receipts(all, a, report);
    }
    if (e == ERR_NONE) {
        e = load_marks(all, a, report);
    }
    if (e == ERR_NONE) {
        point(a);
        a->next = *bucket;
        *bucket = a;
        *ret = a;
    }
    return e;
}

void account_book(struct loaded_account *a, struct arena *arena, const struct receipt_event *e,
                  const struct match *m, const yen parts[LEVY_PARTS])
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
    *ARENA_PUSH(arena, a->receipts, a->known.receipt_count, a->receipt_capacity) = *e;
    point(a);
}

void account_mark(struct loaded_account *a, struct arena *arena, const struct receipt_event *e,
                  int64_t mark_no)
{
    *ARENA_PUSH(arena, a->marks, a->known.mark_count, a->mark_capacity) =
        (struct mark){.event = *e, .is_open = true, .mark_no = mark_no};
    point(a);
}

void account_unmark(struct loaded_account *a, size_t mark, bool is_called_off)
{
    assert(a->marks[mark].is_open);
    a->marks[mark].is_open = false;
    a->marks[mark].is_called_off = is_called_off;
}
