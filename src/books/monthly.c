/*
 * 月報・収納率・按分表 -- a year's books to a day, by class and by part (CO-20, CO-21, CO-54, CO-61).
 *
 * Rules    収納率 = 収納済額 / 調定額, each class apart (collection.md 15); a receipt belongs to the books
 *          that accounting_year_of_receipt() says. Charges are as decided now.
 */
#include "books/books.h"

#include "base/sorted.h"
#include "demand/demand.h"
#include "premium/premium.h"

#include <stdlib.h>

#define PARTS_MAX 32 /* levy years with charges */

/* 滞納繰越: what was unpaid of a charge when the year's books began. */
struct opening {
    int32_t levy_year;
    int64_t household_no, payer_no;
    int instalment;
    yen amount;
};
struct adding {
    struct books_month *month;
    struct arena *arena;
    struct opening *openings; /* in the order of the charges */
    size_t opening_count, opening_capacity;
    const int64_t *lost; /* payers, ascending */
    size_t lost_count;
    struct arrears_terms terms;
    bool by_payin;
    int32_t books;
};

static struct books_part *part_of(struct books_month *m, int32_t levy_year)
{
    for (size_t i = 0; i < m->part_count; i++) {
        if (m->parts[i].levy_year == levy_year) {
            return &m->parts[i];
        }
    }
    assert(m->part_count < PARTS_MAX);
    m->parts[m->part_count] = (struct books_part){.levy_year = levy_year};
    return &m->parts[m->part_count++];
}

static enum accounting_class class_of(const struct adding *a, int32_t levy_year, int32_t charged_year)
{
    return accounting_class_of((fiscal_year){(int16_t)levy_year}, (fiscal_year){(int16_t)charged_year},
                               (fiscal_year){(int16_t)a->books});
}

static bool is_lost(const struct adding *a, int64_t payer_no)
{
    return sorted_holds(a->lost, a->lost_count, payer_no);
}

static enum err add_charge(void *context, const struct collection_charge *c, struct report *report)
{
    struct adding *a = context;

    (void)report;
    a->month->unpaid_now += collection_unpaid(c);
    if (c->charged_year > a->books) { /* of later books */
        return ERR_NONE;
    }
    enum accounting_class class = class_of(a, c->levy_year, c->charged_year);
    struct books_class *k = &a->month->classes[class];
    k->charged += c->amount;
    k->lost += is_lost(a, c->payer_no) ? c->amount : 0;
    if (class == ACCOUNTING_CARRIED) {
        *ARENA_PUSH(a->arena, a->openings, a->opening_count, a->opening_capacity) = (struct opening){
            c->levy_year, c->household_no, c->payer_no, c->instalment, c->amount};
    } else {
        k->charges += c->amount != 0;
    }
    return ERR_NONE;
}

static int opening_order(const void *a, const void *b)
{
    const struct opening *x = a, *y = b;
    const int64_t left[] = {x->levy_year, x->household_no, x->payer_no, x->instalment};
    const int64_t right[] = {y->levy_year, y->household_no, y->payer_no, y->instalment};

    for (size_t i = 0; i < COUNT_OF(left); i++) {
        if (left[i] != right[i]) {
            return left[i] < right[i] ? -1 : 1;
        }
    }
    return 0;
}

/* What earlier books took of a charge was not owed any more when this year's books began. */
static void take_before(struct adding *a, struct books_class *k, const struct collection_entry *e)
{
    const struct opening key = {e->levy_year, e->household_no, e->payer_no, e->instalment, 0};
    struct opening *found = a->opening_count > 0 ? bsearch(&key, a->openings, a->opening_count, sizeof(key),
                                                           opening_order)
                                                 : NULL;

    k->charged -= e->amount;
    k->lost -= is_lost(a, e->payer_no) ? e->amount : 0;
    if (found != NULL) {
        found->amount -= e->amount;
    }
}

static enum err add_levy(void *context, const struct premium_levy *l, struct report *report)
{
    struct adding *a = context;
    struct books_part *p = part_of(a->month, l->year);

    (void)report;
    for (int i = 0; i < LEVY_PARTS; i++) {
        p->charged[i] += l->part[i];
    }
    return ERR_NONE;
}

/* The books that hold it; later ones, and those of a charge of later books, do not count. */
static bool is_in_books(const struct adding *a, const struct collection_entry *e, int32_t *ret_books)
{
    date paid_in = date_is_none(e->paid_in_on) ? e->booked_on : e->paid_in_on;

    *ret_books = accounting_year_of_receipt(&a->terms, (fiscal_year){(int16_t)e->charged_year},
                                            a->by_payin ? paid_in : e->received_on)
                     .first_year;
    return e->charged_year <= a->books && *ret_books <= a->books;
}

static enum err add_entry(void *context, const struct collection_entry *e, struct report *report)
{
    struct adding *a = context;
    struct books_month *m = a->month;
    int32_t books;

    (void)report;
    if (!is_in_books(a, e, &books)) {
        return ERR_NONE;
    }
    if (e->item != ITEM_PRINCIPAL) {
        m->late_received += books == a->books && e->item == ITEM_LATE_CHARGE ? e->amount : 0;
        m->fee_received += books == a->books && e->item == ITEM_FEE ? e->amount : 0;
        return ERR_NONE;
    }
    struct books_class *k = &m->classes[class_of(a, e->levy_year, e->charged_year)];
    struct books_part *p = part_of(m, e->levy_year);
    for (int i = 0; i < LEVY_PARTS; i++) {
        p->received[i] += e->part[i];
    }
    if (books < a->books) {
        take_before(a, k, e);
        return ERR_NONE;
    }
    k->received += e->amount;
    k->received_in_month += date_at_most(m->from, e->booked_on) ? e->amount : 0;
    return ERR_NONE;
}

/* So with 不納欠損: of earlier books it is owed no more, of these books it stands beside what was
 * received. */
static enum err add_write_off(void *context, const struct collection_entry *e, struct report *report)
{
    struct adding *a = context;
    int32_t books;

    (void)report;
    if (!is_in_books(a, e, &books)) {
        return ERR_NONE;
    }
    struct books_class *k = &a->month->classes[class_of(a, e->levy_year, e->charged_year)];
    struct books_part *p = part_of(a->month, e->levy_year);
    for (int i = 0; i < LEVY_PARTS; i++) {
        p->written_off[i] += e->part[i];
    }
    if (books < a->books) {
        take_before(a, k, e);
    } else {
        k->written_off += e->amount;
    }
    return ERR_NONE;
}

/* Levy years past their retention are deleted; their sums count as the rows did. How many of their charges
 * were carried into a year is not among them, nor whose they were (居所不明). */
static enum err add_closed(void *context, const struct collection_closed *c, struct report *report)
{
    struct adding *a = context;

    if (c->kind == CLOSED_LINE) {
        return add_entry(context, &c->entry, report);
    }
    if (c->kind == CLOSED_WRITE_OFF) {
        return add_write_off(context, &c->entry, report);
    }
    if (c->entry.charged_year <= a->books) {
        enum accounting_class class = class_of(a, c->entry.levy_year, c->entry.charged_year);
        a->month->classes[class].charged += c->entry.amount;
        a->month->classes[class].charges += class == ACCOUNTING_CARRIED ? 0 : c->count;
    }
    return ERR_NONE;
}

static enum err add_closed_levy(void *context, const struct premium_closed *c, struct report *report)
{
    struct books_part *p = part_of(((struct adding *)context)->month, c->year);

    (void)report;
    for (int i = 0; i < LEVY_PARTS; i++) {
        p->charged[i] += c->part[i];
    }
    return ERR_NONE;
}

static void finish(struct adding *a)
{
    struct books_month *m = a->month;

    for (size_t i = 0; i < a->opening_count; i++) {
        m->classes[ACCOUNTING_CARRIED].charges += a->openings[i].amount > 0;
    }
    for (int i = 0; i < BOOKS_CLASSES; i++) {
        struct books_class *k = &m->classes[i];
        k->unpaid = k->charged - k->received - k->written_off;
        k->rate_hundredths = k->charged > 0 ? k->received * 10000 / k->charged : -1;
        k->national_hundredths = k->charged > k->lost ? k->received * 10000 / (k->charged - k->lost) : -1;
    }
}

static enum err load_terms(struct session *s, date until, struct arena *arena, struct report *report,
                           struct adding *a)
{
    const struct collection_law *law;
    struct collection_options options;
    enum err e = collection_law_of(s, arena, report, &law);

    if (e == ERR_NONE) {
        e = collection_options_on(law, until, report, &options);
    }
    if (e == ERR_NONE) {
        a->by_payin = options.close_by_payin.value != 0;
        e = collection_arrears_terms(law, until, false, report, &a->terms);
    }
    return e;
}

static enum err balances(struct store *s, struct report *report, struct books_month *m)
{
    const struct {
        enum account account;
        yen *to;
    } wanted[] = {{ACCOUNT_RECEIVABLE, &m->receivable}, {ACCOUNT_OVERPAID, &m->overpaid},
                  {ACCOUNT_HELD, &m->held}};
    enum err e = ERR_NONE;

    for (size_t i = 0; i < COUNT_OF(wanted) && e == ERR_NONE; i++) {
        e = ledger_balance(s, wanted[i].account, 0, 0, "", report, wanted[i].to);
    }
    m->overpaid = -m->overpaid;
    m->held = -m->held;
    return e;
}

enum err books_month(struct session *s, date until, struct arena *arena, struct report *report,
                     struct books_month *ret)
{
    struct civil c = date_civil(until);
    struct adding a = {.month = ret, .arena = arena, .books = fiscal_year_of(until).first_year};
    const struct premium_levy_scope all = {0};

    *ret = (struct books_month){.year = fiscal_year_of(until), .from = date_of(c.year, c.month, 1),
                                .until = until, .parts = ARENA_ARRAY(arena, struct books_part, PARTS_MAX)};
    enum err e = load_terms(s, until, arena, report, &a);
    int64_t *lost = NULL;
    if (e == ERR_NONE) {
        e = demand_lost_payers(s->store, arena, report, &lost, &a.lost_count);
    }
    a.lost = lost;
    if (e == ERR_NONE) {
        e = collection_each_charge(s->store, 0, 0, add_charge, &a, report);
    }
    if (e == ERR_NONE) {
        e = premium_levies(s->store, &all, add_levy, &a, arena, report);
    }
    if (e == ERR_NONE) {
        e = collection_each_entry(s->store, date_of(1900, 1, 1), until, add_entry, &a, report);
    }
    if (e == ERR_NONE) {
        e = collection_each_write_off(s->store, date_of(1900, 1, 1), until, add_write_off, &a, report);
    }
    if (e == ERR_NONE) {
        e = collection_each_closed(s->store, until, add_closed, &a, report);
    }
    if (e == ERR_NONE) {
        e = premium_each_closed(s->store, add_closed_levy, &a, report);
    }
    if (e == ERR_NONE) {
        e = balances(s->store, report, ret);
    }
    finish(&a);
    return e;
}
