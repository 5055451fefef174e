/*
 * 充当 -- what an overpayment pays before anything is given back, and in which order.
 *
 * Law     地方税法17条の2 (地方自治法231条の3第4項), 同令6条の14 (充当適状)
 * Table   params/municipal/<city>/collection.tsv     Cases   appropriation.cases
 *
 * Only debts of the same person, never another's; what is overdue must be paid from it, what is not yet
 * due only on the payer's written wish. Within that: his wish, else the oldest due date, the earlier levy
 * year, the lower instalment. Within a debt the principal, then the late charge, then the fee. It counts
 * from the day on which it became possible: then the late charge of the debt and the interest on the
 * overpayment both end.
 */
#include "rules/collection/arrears.h"

#include <stdlib.h>

#define TERM static struct trace_term

TERM term_over = {"過誤納の額", {"地方税法17条の2第1項"}, "", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_owed = {"未納の額", {"地方税法17条の2第1項"}, "", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_taken[DEBT_ITEMS] = {
    {"保険料への充当", {"地方税法17条の2第3項"}, "残り {1} と未納 {2} の小さい方", TRACE_YEN,
     TRACE_EXACT, {0}},
    {"延滞金への充当", {"地方税法17条の2第3項"}, "残り {1} と未納 {2} の小さい方", TRACE_YEN,
     TRACE_EXACT, {0}},
    {"督促手数料への充当", {"地方税法17条の2第1項"}, "残り {1} と未納 {2} の小さい方", TRACE_YEN,
     TRACE_EXACT, {0}},
};
TERM term_left = {"充当の後の残り", {"地方税法17条の2第1項"}, "{1} − {2}", TRACE_YEN, TRACE_EXACT,
                  {0}};
TERM term_effective = {"充当の効力の日", {"地方税法17条の2第4項"}, "", TRACE_DAY, TRACE_EXACT, {0}};

struct candidate {
    const struct debt *debt;
    size_t index;
    bool is_overdue;
};

static int compare_int(int64_t a, int64_t b) { return (a > b) - (a < b); }

static int by_order(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    const int orders[] = {
        compare_int(y->is_overdue, x->is_overdue),
        compare_int(x->debt->wish != 0 ? x->debt->wish : INT32_MAX,
                    y->debt->wish != 0 ? y->debt->wish : INT32_MAX),
        compare_int(x->debt->due.day, y->debt->due.day),
        compare_int(x->debt->levy_year.first_year, y->debt->levy_year.first_year),
        compare_int(x->debt->instalment, y->debt->instalment),
        compare_int((int64_t)x->index, (int64_t)y->index),
    };

    for (size_t i = 0; i < COUNT_OF(orders); i++) {
        if (orders[i] != 0) {
            return orders[i];
        }
    }
    return 0;
}

struct work {
    const struct appropriation_facts *facts;
    struct appropriation *items;
    size_t count;
    yen left;
    struct trace *trace;
    trace_id left_id;
};

static yen owed(const struct debt *d, enum debt_item item)
{
    return item == DEBT_PRINCIPAL ? d->principal : item == DEBT_LATE_CHARGE ? d->late_charge : d->fee;
}

static void pay(struct work *w, const struct candidate *c, enum debt_item item)
{
    yen unpaid = owed(c->debt, item);
    yen amount = unpaid < w->left ? unpaid : w->left;

    if (amount == 0) {
        return;
    }
    date effective = date_max(c->debt->possible_from, w->facts->arose_on);
    w->items[w->count++] = (struct appropriation){c->index, item, amount, effective};
    w->left -= amount;
    if (w->trace != NULL) {
        trace_id owed_id = trace_fact(w->trace, &term_owed, (int32_t)c->index, unpaid);
        trace_id taken = trace_made(w->trace, &term_taken[item], (int32_t)c->index, amount, w->left_id,
                                    owed_id, 0, 0);
        trace_fact(w->trace, &term_effective, (int32_t)c->index, effective.day);
        w->left_id = trace_made(w->trace, &term_left, TRACE_NOBODY, w->left, w->left_id, taken, 0, 0);
    }
}

yen appropriate(const struct appropriation_facts *facts, const struct debt *debts, size_t count,
                struct arena *arena, struct trace *trace, struct appropriation *ret,
                size_t *ret_count)
{
    struct candidate *order = ARENA_ARRAY(arena, struct candidate, count + 1);
    struct work w = {.facts = facts, .items = ret, .left = facts->amount, .trace = trace};
    size_t n = 0;

    for (size_t i = 0; i < count; i++) {
        bool is_overdue = date_before(debts[i].due, facts->decided_on);
        if (debts[i].person_no == facts->person_no && !debts[i].is_blocked &&
            (is_overdue || debts[i].wish != 0)) {
            order[n++] = (struct candidate){&debts[i], i, is_overdue};
        }
    }
    qsort(order, n, sizeof order[0], by_order);
    if (trace != NULL) {
        w.left_id = trace_fact(trace, &term_over, TRACE_NOBODY, facts->amount);
    }
    if (facts->principal_first_across) {
        for (enum debt_item item = 0; item < DEBT_ITEMS; item++) {
            for (size_t i = 0; i < n; i++) {
                pay(&w, &order[i], item);
            }
        }
    } else {
        for (size_t i = 0; i < n; i++) {
            for (enum debt_item item = 0; item < DEBT_ITEMS; item++) {
                pay(&w, &order[i], item);
            }
        }
    }
    *ret_count = w.count;
    return w.left;
}
