/*
 * 還付充当の案 -- what the excesses of a payer pay of his own debts, and what is left to be given back
 * (CO-12).
 *
 * Law     地方税法17条の2, 同令6条の14
 * Rules   appropriate() of rules/collection; collection.md 8.1 to 8.4
 *
 * Excesses are taken oldest first, each over the debts as the ones before it left them. 速報 counts as paid:
 * what was told to us is not taken a second time. Nothing here writes.
 */
#include "refund/internal.h"

#include <inttypes.h>

struct planning {
    struct session *session;
    const struct refund_law_set *law;
    struct arena *arena;
    struct report *report;
    struct collection_charge *charges;
    yen *principal; /* still unpaid in this plan */
    yen *late_taken, *fee_taken;
    int *wish;
    bool *is_blocked;
    size_t charge_count;
    struct refund_plan *plan;
};

/* ---------------------------------------------------------------------------------- the debts -- */

/* collection.md 8.3: what keeps a charge out of 充当. */
static bool stay_blocks(enum collection_stay kind)
{
    return kind == STAY_GRACE || kind == STAY_SUSPENDED || kind == STAY_DISPUTE || kind == STAY_SUCCESSION ||
           kind == STAY_PENSION; /* the pension pays it */
}

static enum err read_debts(struct planning *p)
{
    const struct collection_scope scope = {.payer_no = p->plan->payer_no};
    struct collection_stay_row *stays;
    size_t stay_count;
    struct store *s = p->session->store;
    enum err e = collection_charges(s, &scope, p->arena, p->report, &p->charges, &p->charge_count);

    if (e == ERR_NONE) {
        e = collection_stays(s, p->plan->payer_no, p->plan->decided_on, p->arena, p->report, &stays,
                             &stay_count);
    }
    if (e != ERR_NONE) {
        return e;
    }
    p->principal = ARENA_ARRAY(p->arena, yen, p->charge_count + 1);
    p->late_taken = ARENA_ARRAY(p->arena, yen, p->charge_count + 1);
    p->fee_taken = ARENA_ARRAY(p->arena, yen, p->charge_count + 1);
    p->wish = ARENA_ARRAY(p->arena, int, p->charge_count + 1);
    p->is_blocked = ARENA_ARRAY(p->arena, bool, p->charge_count + 1);
    for (size_t i = 0; i < p->charge_count; i++) {
        const struct collection_charge *c = &p->charges[i];
        yen unpaid = collection_unpaid(c) - c->told;
        p->principal[i] = unpaid > 0 ? unpaid : 0;
        bool is_debited = false;
        for (size_t k = 0; k < stay_count; k++) {
            bool covers = collection_stay_covers(&stays[k], c, p->plan->decided_on);
            p->is_blocked[i] = p->is_blocked[i] || (covers && stay_blocks(stays[k].kind));
            is_debited = is_debited || (covers && stays[k].kind == STAY_DEBIT);
        }
        p->plan->debited += is_debited && p->principal[i] > 0;
        p->plan->passed_over += p->is_blocked[i] && p->principal[i] > 0;
    }
    return ERR_NONE;
}

/* "2026-3 2026-4": the payer's written wish, in its order. */
static enum err read_wish(struct planning *p, struct text wish)
{
    int order = 0;
    size_t at = 0;

    while (at < wish.len) {
        size_t from = at, dash = SIZE_MAX;
        for (; at < wish.len && wish.bytes[at] != ' ' && wish.bytes[at] != ','; at++) {
            dash = wish.bytes[at] == '-' ? at : dash;
        }
        struct text word = {wish.bytes + from, at - from};
        at++;
        if (word.len == 0) {
            continue;
        }
        int64_t year, instalment;
        bool found = false;
        bool is_read = dash != SIZE_MAX && parse_i64(word.bytes, dash - from, 2000, 2098, &year) &&
                       parse_i64(wish.bytes + dash + 1, word.len - (dash - from) - 1, 1, 99, &instalment);
        for (size_t i = 0; is_read && i < p->charge_count; i++) {
            if (p->charges[i].levy_year == year && p->charges[i].instalment == instalment &&
                p->wish[i] == 0) {
                p->wish[i] = ++order;
                found = true;
            }
        }
        if (!found) {
            return report_fail(
                p->report, ERR_INPUT,
                "充当の希望「%.*s」に当たる期がありません。年度-期（例 2026-3）を空白で区切って"
                "書いてください",
                (int)word.len, word.bytes);
        }
    }
    return ERR_NONE;
}

/* ------------------------------------------------------------------------------- one excess ---- */

/* What is owed on the day on which this excess could pay it: the late charge stops there. */
static enum err debts_on(struct planning *p, date arose_on, struct debt **ret)
{
    struct debt *debts = ARENA_ARRAY(p->arena, struct debt, p->charge_count + 1);

    for (size_t i = 0; i < p->charge_count; i++) {
        const struct collection_charge *c = &p->charges[i];
        struct collection_extra extra = {0};
        /* What is not yet due is paid on the payer's wish from the day on which we decide. */
        date possible = date_min(c->due, p->plan->decided_on), effective = date_max(possible, arose_on);
        bool in_time = true; /* what has lapsed by then can be paid by nothing (collection.md 8.3, 17) */
        if (!p->is_blocked[i] && p->principal[i] > 0) {
            enum err e = collection_may_pay(p->session, c, effective, p->report, &in_time);
            if (e != ERR_NONE) {
                return e;
            }
        }
        if (!p->is_blocked[i] && (p->principal[i] > 0 || c->amount > 0)) {
            enum err e = collection_extra_on(p->session->store, p->law->law, c, effective, p->arena, NULL,
                                             p->report, &extra);
            if (e != ERR_NONE) {
                return e;
            }
        }
        yen late = extra.late_left - p->late_taken[i], fee = extra.fee_left - p->fee_taken[i];
        debts[i] = (struct debt){
            .person_no = c->payer_no,
            .due = c->due,
            .possible_from = possible,
            .levy_year = {(int16_t)c->levy_year},
            .instalment = c->instalment,
            .principal = p->principal[i],
            .late_charge = late > 0 && extra.claim == LATE_CLAIM_YES ? late : 0,
            .fee = fee > 0 ? fee : 0,
            .is_blocked = p->is_blocked[i] || !in_time,
            .wish = p->wish[i],
        };
    }
    *ret = debts;
    return ERR_NONE;
}

static struct refund_part *add_part(struct planning *p, const struct refund_source *from, yen amount)
{
    const struct refund_open *o = from->open;
    struct refund_part *part =
        ARENA_PUSH(p->arena, p->plan->parts, p->plan->part_count, p->plan->part_capacity);

    *part = (struct refund_part){.use = USE_REFUNDED,
                                 .receipt_no = o->receipt_no,
                                 .paid_on = from->paid_on,
                                 .ends_on = p->plan->decided_on,
                                 .amount = amount,
                                 .levy_year = o->levy_year,
                                 .account_year = from->account_year,
                                 .household_no = o->household_no,
                                 .payer_no = o->payer_no,
                                 .instalment = o->instalment};
    memcpy(part->cause, o->cause, sizeof(part->cause));
    return part;
}

/* Takes from the sources in their order: the latest payments first. */
static void take(struct planning *p, struct refund_source *sources, size_t count, yen amount,
                 const struct appropriation *a)
{
    for (size_t i = 0; i < count && amount > 0; i++) {
        yen of_it = sources[i].amount < amount ? sources[i].amount : amount;
        if (of_it <= 0) {
            continue;
        }
        struct refund_part *part = add_part(p, &sources[i], of_it);
        if (a != NULL) {
            part->use = USE_APPROPRIATED;
            part->ends_on = a->effective_on;
            part->to = p->charges[a->debt];
            part->to_item = a->item == DEBT_PRINCIPAL     ? ITEM_PRINCIPAL
                            : a->item == DEBT_LATE_CHARGE ? ITEM_LATE_CHARGE
                                                          : ITEM_FEE;
            p->plan->appropriated += of_it;
        } else {
            p->plan->refund += of_it;
        }
        sources[i].amount -= of_it;
        amount -= of_it;
    }
    assert(amount == 0); /* the sources of an excess sum up to what is left of it */
}

static enum err plan_excess(struct planning *p, const struct refund_open *o)
{
    struct refund_source *sources;
    size_t source_count, n = 0;
    struct debt *debts;
    yen left = refund_left(o);
    enum err e = refund_sources(p->session, p->law, o, p->arena, p->report, &sources, &source_count);

    e = e == ERR_NONE ? debts_on(p, o->arose_on, &debts) : e;
    if (e != ERR_NONE) {
        return e;
    }
    p->plan->household_no = o->household_no;
    struct appropriation *list =
        ARENA_ARRAY(p->arena, struct appropriation, DEBT_ITEMS * p->charge_count + 1);
    const struct appropriation_facts facts = {.person_no = p->plan->payer_no,
                                              .amount = left,
                                              .arose_on = o->arose_on,
                                              .decided_on = p->plan->decided_on,
                                              .principal_first_across =
                                                  p->law->options.principal_first_across.value != 0};
    if (left >= p->law->settings.minimum) {
        left = appropriate(&facts, debts, p->charge_count, p->arena, NULL, list, &n);
    }
    for (size_t i = 0; i < n; i++) {
        const struct appropriation *a = &list[i];
        yen *taken = a->item == DEBT_PRINCIPAL     ? &p->principal[a->debt]
                     : a->item == DEBT_LATE_CHARGE ? &p->late_taken[a->debt]
                                                   : &p->fee_taken[a->debt];
        *taken += a->item == DEBT_PRINCIPAL ? -a->amount : a->amount;
        take(p, sources, source_count, a->amount, a);
    }
    take(p, sources, source_count, left, NULL);
    return ERR_NONE;
}

/* ------------------------------------------------------------------------------- the decision -- */

/* "" = all; else receipt numbers apart by blanks or commas. */
static bool is_chosen(struct text receipts, int64_t receipt_no)
{
    char number[24];
    size_t len = (size_t)snprintf(number, sizeof(number), "%" PRId64, receipt_no), at = 0;

    if (receipts.len == 0) {
        return true;
    }
    while (at < receipts.len) {
        size_t from = at;
        while (at < receipts.len && receipts.bytes[at] >= '0' && receipts.bytes[at] <= '9') {
            at++;
        }
        if (at - from == len && memcmp(receipts.bytes + from, number, len) == 0) {
            return true;
        }
        at++;
    }
    return false;
}

static int oldest_first(const void *a, const void *b)
{
    const struct refund_open *x = a, *y = b;

    if (x->arose_on.day != y->arose_on.day) {
        return x->arose_on.day < y->arose_on.day ? -1 : 1;
    }
    return (x->receipt_no > y->receipt_no) - (x->receipt_no < y->receipt_no);
}

enum err refund_plan_make(struct session *session, const struct refund_law_set *law, int64_t payer_no,
                          struct text receipts, struct text wish, struct arena *arena, struct report *report,
                          struct refund_plan *ret)
{
    struct planning p = {.session = session, .law = law, .arena = arena, .report = report, .plan = ret};
    struct refund_open *opens;
    size_t count;

    *ret = (struct refund_plan){.payer_no = payer_no, .decided_on = session->folder.business_date};
    enum err e = refund_opens(session, payer_no, arena, report, &opens, &count);
    e = e == ERR_NONE ? read_debts(&p) : e;
    e = e == ERR_NONE ? read_wish(&p, wish) : e;
    if (e == ERR_NONE && count > 0) {
        qsort(opens, count, sizeof(*opens), oldest_first);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (!opens[i].is_held && refund_left(&opens[i]) > 0 && is_chosen(receipts, opens[i].receipt_no)) {
            e = plan_excess(&p, &opens[i]);
        }
    }
    return e == ERR_NONE ? refund_interest_of(law, ret->parts, ret->part_count, ret->decided_on, date_none(),
                                              date_none(), arena, report, &ret->bases, &ret->base_count,
                                              &ret->interest)
                         : e;
}
