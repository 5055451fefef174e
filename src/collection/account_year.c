/*
 * 一年の口座 -- all that is known of the notice numbers of a levy year, read table by table, each in its
 * order; of all of the year, or of a portion of its numbers.
 *
 * Decisions and what was paid come by household and payer: they are merged with each other and kept small.
 * Slips are kept small, too; receipts and 速報 come in the order of the numbers and go into the account at
 * once.
 */
#include "collection/account.h"

#include "premium/premium.h"
#include "store/many.h"

struct known_charge {
    yen amount, paid, written_off;
    date due;
};
struct known_slip {
    int16_t instalment, serial;
    uint8_t class, step;
    bool was_replaced;
    date issued_on, usable_until;
    uint32_t charge_count;
    const struct slip_charge *charges;
};
struct known_notice {
    int64_t household_no, payer_no; /* household_no 0: nobody was notified under this number */
    int32_t account_year;
    uint32_t charge_count, slip_count;
    struct known_charge *charges;
    size_t first_slip;
    yen part[LEVY_PARTS], part_paid[LEVY_PARTS];
};
struct account_year {
    struct store *store;
    struct arena *arena;
    const struct notice_key *keys; /* of the year */
    size_t count;
    int64_t *numbers; /* of a portion: the numbers of the keys; NULL = all of the year is read */
    struct known_notice *notices; /* of the same places */
    uint32_t *by_household;       /* places that are known, by household and payer */
    size_t known_count;
    struct known_slip *slips;
    size_t slip_count, slip_capacity;
    size_t near; /* where the last number was found: the next one stands close behind */
    struct query *receipts, *marks;
    bool has_receipt, has_mark;
    int64_t receipt_notice, mark_notice; /* of the row that stands */
};

/* Its place among the keys; SIZE_MAX when the file does not name it. */
static size_t place_of(struct account_year *y, int64_t notice_no)
{
    size_t low = 0, high = y->count;

    for (size_t i = y->near; i < y->count && i < y->near + 4; i++) {
        if (y->keys[i].notice_no == notice_no) {
            y->near = i;
            return i;
        }
    }
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (y->keys[middle].notice_no < notice_no) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    y->near = low;
    return low < y->count && y->keys[low].notice_no == notice_no ? low : SIZE_MAX;
}

/* ------------------------------------------------------------------------------- decisions ----- */

static enum err on_levy(void *context, const struct premium_levy *l, struct report *report)
{
    struct account_year *y = context;
    size_t place = l->notice_no != 0 ? place_of(y, l->notice_no) : SIZE_MAX;

    (void)report;
    if (place == SIZE_MAX) {
        return ERR_NONE;
    }
    struct known_notice *n = &y->notices[place];
    assert(n->household_no == 0); /* a number is given once */
    *n = (struct known_notice){
        .household_no = l->household_no,
        .payer_no = l->payer_no,
        .account_year = fiscal_year_of(l->decided_on).first_year,
        .charge_count = (uint32_t)l->instalment_count,
        .charges = ARENA_ARRAY(y->arena, struct known_charge, l->instalment_count),
    };
    for (size_t i = 0; i < l->instalment_count; i++) {
        n->charges[i] = (struct known_charge){.amount = l->instalments[i].amount,
                                              .due = l->instalments[i].due_date};
    }
    memcpy(n->part, l->part, sizeof(n->part));
    y->by_household[y->known_count++] = (uint32_t)place;
    return ERR_NONE;
}

static enum err load_charges(struct account_year *y, struct report *report)
{
    const int32_t year = y->keys[0].levy_year;
    const struct premium_levy_scope all = {.first_year = year, .last_year = year};
    struct arena *arena = arena_new("調定の一巡", (size_t)64 << 20);
    enum err e = y->numbers != NULL ? premium_levies_of_notices(y->store, year, y->numbers, y->count, on_levy,
                                                                y, arena, report)
                                    : premium_levies(y->store, &all, on_levy, y, arena, report);

    arena_free(arena);
    y->near = 0;
    return e;
}

/* ---------------------------------------------------------------------------- what settles ----- */

/* Walks on to a household and payer; NULL when the file does not name their notice. */
static struct known_notice *walk_to(struct account_year *y, int64_t household_no, int64_t payer_no,
                                    size_t *at)
{
    for (; *at < y->known_count; ++*at) {
        struct known_notice *n = &y->notices[y->by_household[*at]];
        if (n->household_no > household_no || (n->household_no == household_no && n->payer_no >= payer_no)) {
            return n->household_no == household_no && n->payer_no == payer_no ? n : NULL;
        }
    }
    return NULL;
}

static void set_households(struct account_year *y, struct query *q)
{
    int64_t *households = ARENA_ARRAY(y->arena, int64_t, y->known_count + 1);

    for (size_t i = 0; i < y->known_count; i++) {
        households[i] = y->notices[y->by_household[i]].household_no;
    }
    query_set_list(q, "households", households, y->known_count);
}

/* Rows of household, payer, instalment, amount and parts, by household and payer. */
static enum err load_settled(struct account_year *y, enum sql of_year, enum sql of_many, size_t field,
                             struct report *report)
{
    struct query *q = store_scan(y->store, y->numbers != NULL ? of_many : of_year);
    size_t at = 0;
    bool row;
    enum err e;

    query_set_i64(q, "levy_year", y->keys[0].levy_year);
    if (y->numbers != NULL) {
        set_households(y, q);
    }
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct known_notice *n = walk_to(y, query_i64(q, 0), query_i64(q, 1), &at);
        if (n == NULL) {
            continue;
        }
        int64_t instalment = query_i64(q, 2);
        if (instalment <= (int64_t)n->charge_count) { /* one that a correction took away is paid, not asked */
            yen *sum = (yen *)((char *)&n->charges[instalment - 1] + field);
            *sum += query_i64(q, 3);
        }
        for (int p = 0; p < LEVY_PARTS; p++) {
            n->part_paid[p] += query_i64(q, 4 + p);
        }
    }
    query_reset(q);
    return e;
}

/* ---------------------------------------------------------------------------------- slips ------ */

static enum err on_slip(void *context, const struct slip *s, struct report *report)
{
    struct account_year *y = context;
    size_t place = place_of(y, s->notice_no);

    (void)report;
    if (place == SIZE_MAX) {
        return ERR_NONE;
    }
    struct known_notice *n = &y->notices[place];
    struct slip_charge *charges = NULL;
    if (s->charge_count > 0) {
        charges = ARENA_ARRAY(y->arena, struct slip_charge, s->charge_count);
        memcpy(charges, s->charges, s->charge_count * sizeof(*charges));
    }
    n->first_slip = n->slip_count == 0 ? y->slip_count : n->first_slip;
    n->slip_count++;
    *ARENA_PUSH(y->arena, y->slips, y->slip_count, y->slip_capacity) = (struct known_slip){
        .instalment = (int16_t)s->instalment,
        .serial = (int16_t)s->serial,
        .class = (uint8_t)s->class,
        .step = (uint8_t)s->step,
        .was_replaced = s->was_replaced,
        .issued_on = s->issued_on,
        .usable_until = s->usable_until,
        .charge_count = (uint32_t)s->charge_count,
        .charges = charges,
    };
    return ERR_NONE;
}

/* -------------------------------------------------------------------- receipts and 速報 -------- */

static enum err next_row(struct query *q, struct report *report, bool *ret_row, int64_t *ret_notice)
{
    enum err e = query_step(q, report, ret_row);

    if (e == ERR_NONE && *ret_row) {
        *ret_notice = query_i64(q, 0);
    }
    return e;
}

static struct query *scan_of(struct account_year *y, enum sql of_year, enum sql of_many)
{
    struct query *q = store_scan(y->store, y->numbers != NULL ? of_many : of_year);

    query_set_i64(q, "levy_year", y->keys[0].levy_year);
    if (y->numbers != NULL) {
        query_set_list(q, "notices", y->numbers, y->count);
    }
    return q;
}

static enum err begin_rows(struct account_year *y, const struct notices_named *of, struct report *report)
{
    y->receipts = scan_of(y, SQL_collection_receipts_of_year, SQL_collection_receipts_of_many);
    if (y->numbers != NULL) {
        query_set_list(y->receipts, "instalments", of->instalments, of->instalment_count);
    }
    y->marks = scan_of(y, SQL_collection_marks_of_year, SQL_collection_marks_of_many);
    enum err e = next_row(y->receipts, report, &y->has_receipt, &y->receipt_notice);
    return e == ERR_NONE ? next_row(y->marks, report, &y->has_mark, &y->mark_notice) : e;
}

static enum err add_receipts(struct account_year *y, struct report *report, struct loaded_account *a)
{
    struct receipt_event event;
    enum err e = ERR_NONE;

    while (e == ERR_NONE && y->has_receipt && y->receipt_notice <= a->known.notice_no) {
        if (y->receipt_notice == a->known.notice_no) {
            account_event_row(y->receipts, 1, a, &event);
            event.kind = (enum receipt_kind)query_i64(y->receipts, 9);
            account_add_receipt(a, &event);
        }
        e = next_row(y->receipts, report, &y->has_receipt, &y->receipt_notice);
    }
    return e;
}

static enum err add_marks(struct account_year *y, struct report *report, struct loaded_account *a)
{
    enum err e = ERR_NONE;

    while (e == ERR_NONE && y->has_mark && y->mark_notice <= a->known.notice_no) {
        if (y->mark_notice == a->known.notice_no) {
            bool is_open = query_i64(y->marks, 10) == 0;
            struct mark mark = {.is_open = is_open, .is_called_off = !is_open,
                                .mark_no = query_i64(y->marks, 1)};
            account_event_row(y->marks, 2, a, &mark.event);
            mark.event.kind = RECEIPT_PRELIMINARY;
            account_add_mark(a, &mark);
        }
        e = next_row(y->marks, report, &y->has_mark, &y->mark_notice);
    }
    return e;
}

/* ------------------------------------------------------------------------------------ all ------ */

static enum err load_slips(struct account_year *y, const struct notices_named *of, struct report *report)
{
    const int32_t year = y->keys[0].levy_year;
    const struct slip_notices named = {year, y->numbers, of->instalments, y->count, of->instalment_count};

    return y->numbers != NULL ? slips_of_notices(y->store, &named, on_slip, y, report)
                              : slips_each(y->store, year, year, on_slip, y, report);
}

static void set_numbers(struct account_year *y)
{
    y->numbers = ARENA_ARRAY(y->arena, int64_t, y->count);
    for (size_t i = 0; i < y->count; i++) {
        y->numbers[i] = y->keys[i].notice_no;
    }
}

enum err account_year_open(struct store *s, const struct notices_named *of, bool is_portion,
                           struct report *report, struct account_year **ret)
{
    struct arena *arena = arena_new("一年の口座", (size_t)2 << 30);
    struct account_year *y = ARENA_NEW(arena, struct account_year);

    *y = (struct account_year){.store = s, .arena = arena, .keys = of->keys, .count = of->count};
    y->notices = ARENA_ARRAY(arena, struct known_notice, y->count);
    y->by_household = ARENA_ARRAY(arena, uint32_t, y->count);
    if (is_portion) {
        set_numbers(y);
    }
    *ret = y;
    enum err e = load_charges(y, report);
    if (e == ERR_NONE) {
        e = load_settled(y, SQL_collection_lines_of_year, SQL_collection_lines_of_many,
                         offsetof(struct known_charge, paid), report);
    }
    if (e == ERR_NONE) {
        e = load_settled(y, SQL_collection_write_offs_of_year, SQL_collection_write_offs_of_many,
                         offsetof(struct known_charge, written_off), report);
    }
    if (e == ERR_NONE) {
        e = load_slips(y, of, report);
    }
    return e == ERR_NONE ? begin_rows(y, of, report) : e;
}

void account_year_close(struct account_year *y)
{
    if (y == NULL) {
        return;
    }
    if (y->receipts != NULL) {
        query_reset(y->receipts);
        query_reset(y->marks);
    }
    arena_free(y->arena);
}

static void fill_slips(const struct account_year *y, const struct known_notice *n, struct loaded_account *a)
{
    struct slip *slips = ARENA_ARRAY(a->arena, struct slip, n->slip_count + 1);

    for (size_t i = 0; i < n->slip_count; i++) {
        const struct known_slip *s = &y->slips[n->first_slip + i];
        slips[i] = (struct slip){
            .levy_year = a->known.levy_year,
            .notice_no = a->known.notice_no,
            .instalment = s->instalment,
            .serial = s->serial,
            .class = (enum slip_class)s->class,
            .step = (enum slip_step)s->step,
            .was_replaced = s->was_replaced,
            .issued_on = s->issued_on,
            .usable_until = s->usable_until,
            .charges = s->charges,
            .charge_count = s->charge_count,
        };
    }
    a->known.slips = slips;
    a->known.slip_count = n->slip_count;
}

enum err account_year_fill(struct account_year *y, size_t place, struct report *report,
                           struct loaded_account *a)
{
    const struct known_notice *n = &y->notices[place];
    struct charge_account *known = &a->known;

    if (n->household_no != 0) {
        known->household_no = n->household_no;
        known->payer_no = n->payer_no;
        known->account_year = n->account_year;
        known->charge_count = n->charge_count;
        for (size_t i = 0; i < n->charge_count; i++) {
            const struct known_charge *c = &n->charges[i];
            known->charges[i] = (struct charge){.due = c->due, .amount = c->amount, .paid = c->paid,
                                                .written_off = c->written_off, .limit = date_open_end(),
                                                .paid_on = date_none()};
        }
        memcpy(known->part, n->part, sizeof(known->part));
        memcpy(known->part_paid, n->part_paid, sizeof(known->part_paid));
        fill_slips(y, n, a);
    }
    enum err e = add_receipts(y, report, a);
    return e == ERR_NONE ? add_marks(y, report, a) : e;
}
