/*
 * 保存期限の過ぎた年度 -- which levy years of which households are finished, what ties them together, and
 * whether their time has come.
 *
 * Rules    docs/adr/0150-retention.md. A levy year is finished when every charge of it is even, nothing
 *          stands as 過誤納, 仮受 or on its way between the books, and no folder holds it. Tied ones (充当,
 *          還付の決議, 滞納整理の記録) go at once or not at all, counted from the last movement of any.
 */
#include "retention/internal.h"

#include "rules/common/period.h"

#include <stdlib.h>

#define ALONE SIZE_MAX

struct gathering {
    struct arena *arena;
    struct retention_found *found;
    size_t unit_capacity, account_capacity;
    /* of the tie or hold that is read */
    const char *words;
    int64_t key;
    size_t key_unit; /* the first unit of the key; ALONE = none yet */
};

static int unit_order(const void *a, const void *b)
{
    const struct retention_unit *x = a, *y = b;

    if (x->levy_year != y->levy_year) {
        return x->levy_year < y->levy_year ? -1 : 1;
    }
    return (x->household_no > y->household_no) - (x->household_no < y->household_no);
}

struct retention_unit *retention_unit_of(const struct retention_found *f, int32_t levy_year,
                                         int64_t household_no)
{
    const struct retention_unit key = {.levy_year = levy_year, .household_no = household_no};

    return f->count == 0 ? NULL : bsearch(&key, f->units, f->count, sizeof(key), unit_order);
}

struct retention_unit *retention_group(const struct retention_found *f, const struct retention_unit *unit)
{
    size_t at = (size_t)(unit - f->units);

    while (f->units[at].parent != at) {
        at = f->units[at].parent = f->units[f->units[at].parent].parent;
    }
    return &f->units[at];
}

/* ------------------------------------------------------------------------------ gathering ----- */

static struct retention_unit *push_unit(struct gathering *g, int32_t levy_year, int64_t household_no,
                                        date last_on)
{
    struct retention_unit *u = ARENA_PUSH(g->arena, g->found->units, g->found->count, g->unit_capacity);
    *u = (struct retention_unit){.levy_year = levy_year, .household_no = household_no, .last_on = last_on};
    return u;
}

static enum err on_ledger_unit(void *context, const struct ledger_unit *l, struct report *report)
{
    struct retention_unit *u = push_unit(context, l->levy_year, l->household_no, l->last_on);

    (void)report;
    u->overpaid = l->overpaid;
    u->held = l->held;
    u->carried = l->carried;
    u->words = l->household_no == 0  ? "どの世帯のものか分からない収納です"
               : l->receivable != 0 ? "未納の期があります"
                                    : NULL;
    return ERR_NONE;
}

static enum err on_account(void *context, const struct collection_account *a, struct report *report)
{
    struct gathering *g = context;
    struct store_going *row =
        ARENA_PUSH(g->arena, g->found->accounts, g->found->account_count, g->account_capacity);
    struct retention_unit *u = push_unit(g, a->levy_year, a->household_no, date_none());

    (void)report;
    *row = (struct store_going){.levy_year = a->levy_year, .charged_year = a->charged_year,
                                .household_no = a->household_no, .payer_no = a->payer_no};
    for (size_t i = 0; i < a->count; i++) {
        row->charges += a->charges[i].amount != 0;
        row->amount += a->charges[i].amount;
        if (collection_unpaid(&a->charges[i]) != 0) {
            u->words = "未納または納めすぎの期があります";
        } else if (a->charges[i].told > 0) {
            u->words = "速報の確報を待っています";
        }
    }
    return ERR_NONE;
}

/* The same levy year from the postings and from the charges becomes one. */
static void merge(struct retention_found *f)
{
    size_t kept = 0;

    if (f->count > 0) {
        qsort(f->units, f->count, sizeof(*f->units), unit_order);
    }
    for (size_t i = 0; i < f->count; i++) {
        struct retention_unit *u = &f->units[i];
        if (kept > 0 && unit_order(&f->units[kept - 1], u) == 0) {
            struct retention_unit *k = &f->units[kept - 1];
            k->last_on = date_is_none(k->last_on) ? u->last_on : k->last_on; /* only postings have one */
            k->words = k->words != NULL ? k->words : u->words;
            k->overpaid += u->overpaid;
            k->held += u->held;
            k->carried += u->carried;
        } else {
            f->units[kept++] = *u;
        }
    }
    f->count = kept;
    for (size_t i = 0; i < kept; i++) {
        struct retention_unit *u = &f->units[i];
        u->parent = i;
        u->next = ALONE;
        u->last_on = date_is_none(u->last_on) ? date_of(u->levy_year + 1, 3, 31) : u->last_on; /* of no yen */
    }
}

static enum err on_hold(void *context, int64_t key, int32_t levy_year, int64_t household_no,
                        struct report *report)
{
    struct gathering *g = context;
    struct retention_unit *u = retention_unit_of(g->found, levy_year, household_no);

    (void)key;
    (void)report;
    if (u != NULL && u->words == NULL) {
        u->words = g->words;
    }
    return ERR_NONE;
}

static enum err on_tie(void *context, int64_t key, int32_t levy_year, int64_t household_no,
                       struct report *report)
{
    struct gathering *g = context;
    struct retention_found *f = g->found;
    struct retention_unit *u = retention_unit_of(f, levy_year, household_no);

    (void)report;
    if (u == NULL) {
        return ERR_NONE; /* nothing of it is here any more */
    }
    if (g->key_unit == ALONE || g->key != key) {
        g->key = key;
        g->key_unit = (size_t)(u - f->units);
        return ERR_NONE;
    }
    struct retention_unit *one = retention_group(f, &f->units[g->key_unit]), *other = retention_group(f, u);
    if (one < other) {
        other->parent = (size_t)(one - f->units);
    } else {
        one->parent = (size_t)(other - f->units);
    }
    return ERR_NONE;
}

static enum err ask_folders(struct store *s, struct gathering *g, struct report *report)
{
    enum err e = ERR_NONE;

    for (size_t i = 0; i < retention_folder_count; i++) {
        for (size_t k = 0; k < *retention_folders[i].count && e == ERR_NONE; k++) {
            const struct store_kept *kept = &retention_folders[i].kept[k];
            g->words = kept->words;
            g->key_unit = ALONE;
            e = store_kept_each(s, kept, kept->ties != NULL ? on_tie : on_hold, g, report);
        }
    }
    return e;
}

/* ------------------------------------------------------------------------------- judging ------ */

/* A period of years behind the last movement; `today` is behind its last day. */
static bool is_over(date last_on, int64_t years, date today)
{
    return date_before(period_end(date_add_days(last_on, 1), (int)years * 12), today);
}

/* What is said of a group: held by one of it, or not even; NULL = it may go. */
static const char *group_words(const struct retention_found *f, const struct retention_unit *first,
                               date *ret_last)
{
    yen overpaid = 0, held = 0, carried = 0;
    const char *words = NULL;

    *ret_last = first->last_on;
    for (const struct retention_unit *u = first;; u = &f->units[u->next]) {
        overpaid += u->overpaid;
        held += u->held;
        carried += u->carried;
        words = words != NULL ? words : u->words;
        *ret_last = date_before(*ret_last, u->last_on) ? u->last_on : *ret_last;
        if (u->next == ALONE) {
            break;
        }
    }
    return words != NULL    ? words
           : overpaid != 0 ? "過誤納が残っています"
           : held != 0     ? "仮受が残っています"
           : carried != 0  ? "繰越の途中です"
                           : NULL;
}

static void judge_group(struct retention_found *f, struct retention_unit *first,
                        const struct retention_years *years, date today)
{
    date last;
    const char *words = group_words(f, first, &last);
    bool goes = words == NULL && is_over(last, years->keep, today);

    for (struct retention_unit *u = first;; u = &f->units[u->next]) {
        bool is_late = is_over(u->last_on, years->limit, date_add_days(today, 1));
        u->fate = goes ? FATE_GOES : is_late ? FATE_LATE : FATE_WAITS;
        u->fate_words = words != NULL ? words : "期限の来ていない年度と充当や処分でつながっています";
        if (u->next == ALONE) {
            break;
        }
    }
}

static void judge(struct retention_found *f, const struct retention_years *years, date today)
{
    for (size_t i = f->count; i-- > 0;) { /* backwards: the units of a group follow in their order */
        struct retention_unit *first = retention_group(f, &f->units[i]);
        if (first != &f->units[i]) {
            f->units[i].next = first->next;
            first->next = i;
        }
    }
    for (size_t i = 0; i < f->count; i++) {
        if (f->units[i].parent == i) {
            judge_group(f, &f->units[i], years, today);
        }
    }
}

enum err retention_find(struct store *s, const struct retention_years *years, date today,
                        struct arena *arena, struct report *report, struct retention_found *ret)
{
    struct arena *scratch = arena_new("保存期限の期別", (size_t)1 << 30);
    struct gathering g = {.arena = arena, .found = ret};
    const struct collection_scope all = {0};

    *ret = (struct retention_found){0};
    enum err e = ledger_each_unit(s, on_ledger_unit, &g, report);
    if (e == ERR_NONE) {
        e = collection_each_account(s, &all, on_account, &g, scratch, report);
    }
    arena_free(scratch);
    if (e == ERR_NONE) {
        merge(ret);
        e = ask_folders(s, &g, report);
    }
    if (e == ERR_NONE) {
        judge(ret, years, today);
    }
    return e;
}
