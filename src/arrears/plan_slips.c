/*
 * 分納用納付書 -- the payments of a plan as slips: the oldest charge first, one slip a payment and
 * notice (CO-34).
 *
 * Rules   collection.md 20.1, 20.3; slips of a plan that is over stay payable
 */
#include "arrears/plan_slips.h"

#include <stdlib.h>

#define CAUSE "plan"

struct issuing {
    struct arena *arena;
    const struct act *plan;
    const struct act_cover *covers;
    size_t cover_count;
    yen *principal, *late; /* left of each cover */
    struct slip *slips;
    size_t count, capacity;
};

/* What a payment puts on each cover: principal and forecast 延滞金 of the oldest first. */
static void allot(struct issuing *g, const struct plan_step *step, struct slip_charge *to)
{
    yen principal = step->principal, late = step->late_charge;

    for (size_t i = 0; i < g->cover_count; i++) {
        yen p = g->principal[i] < principal ? g->principal[i] : principal;
        yen l = g->late[i] < late ? g->late[i] : late;
        to[i] =
            (struct slip_charge){.instalment = g->covers[i].instalment, .principal = p, .late_charge = l};
        g->principal[i] -= p;
        g->late[i] -= l;
        principal -= p;
        late -= l;
    }
    assert(principal == 0 && late == 0); /* the plan is the sum of its charges */
}

/* The slip of the notice that cover `at` is the first of. */
static void add_slip(struct issuing *g, const struct plan_step *step, const struct slip_charge *charges,
                     size_t at)
{
    const struct act_cover *first = &g->covers[at];
    struct slip_charge *own = ARENA_ARRAY(g->arena, struct slip_charge, g->cover_count + 1);
    struct slip s = {
        .levy_year = first->levy_year,
        .class = cover_slip_class(g->covers, g->cover_count, at, g->plan->on),
        .notice_no = first->notice_no,
        .kind = SLIP_PLAN,
        .household_no = first->household_no,
        .payer_no = first->payer_no,
        .due = step->due,
        .issued_on = g->plan->on,
        .usable_until = date_max(g->plan->until, step->due),
        .charges = own,
        .cause_kind = CAUSE,
        .cause_no = g->plan->act_no,
    };

    for (size_t i = at; i < g->cover_count; i++) {
        if (cover_same_notice(first, &g->covers[i]) && charges[i].principal + charges[i].late_charge > 0) {
            own[s.charge_count++] = charges[i];
            s.amount += charges[i].principal + charges[i].late_charge;
            s.late_charge += charges[i].late_charge;
        }
    }
    s.instalment = s.charge_count == 1 ? own[0].instalment : 0;
    if (s.amount > 0) {
        *ARENA_PUSH(g->arena, g->slips, g->count, g->capacity) = s;
    }
}

static void add_step(struct issuing *g, const struct plan_step *step)
{
    struct slip_charge *charges = ARENA_ARRAY(g->arena, struct slip_charge, g->cover_count + 1);

    allot(g, step, charges);
    for (size_t i = 0; i < g->cover_count; i++) {
        if (cover_is_first(g->covers, i)) {
            add_slip(g, step, charges, i);
        }
    }
}

enum err plan_slips_issue(struct session *session, const struct book_writing *w, const struct act *plan,
                          const struct act_cover *covers, size_t cover_count, const yen *late,
                          const struct plan_step *steps, size_t step_count)
{
    struct issuing g = {.arena = w->arena,
                        .plan = plan,
                        .covers = covers,
                        .cover_count = cover_count,
                        .principal = ARENA_ARRAY(w->arena, yen, cover_count + 1),
                        .late = ARENA_ARRAY(w->arena, yen, cover_count + 1)};
    struct slip_form form;

    for (size_t i = 0; i < cover_count; i++) {
        g.principal[i] = covers[i].principal;
        g.late[i] = late[i];
    }
    for (size_t i = 0; i < step_count; i++) {
        add_step(&g, &steps[i]);
    }
    if (g.count == 0) {
        return ERR_NONE;
    }
    enum err e = slip_form_of(session, plan->on, w->arena, w->report, &form);
    return e == ERR_NONE
               ? slips_issue(w->store, &form, g.slips, g.count, w->recorded_at, w->arena, w->report)
               : e;
}

static int by_due(const void *a, const void *b)
{
    const struct slip *x = a, *y = b;
    return x->due.day != y->due.day ? (x->due.day < y->due.day ? -1 : 1) : x->serial - y->serial;
}

enum err plan_slips_of(struct session *session, const struct act *plan, struct arena *arena,
                       struct report *report, struct slip **ret, size_t *ret_count)
{
    struct act_cover *covers = NULL;
    struct slip *list = NULL;
    size_t cover_count = 0, count = 0, capacity = 0;
    enum err e = arrears_covers(session->store, plan->act_no, arena, report, &covers, &cover_count);

    for (size_t i = 0; i < cover_count && e == ERR_NONE; i++) {
        struct slip *all = NULL;
        size_t all_count = 0;
        if (cover_is_first(covers, i)) {
            e = slips_of_notice(session->store, covers[i].levy_year, covers[i].notice_no, arena, report,
                                &all, &all_count);
        }
        for (size_t k = 0; k < all_count && e == ERR_NONE; k++) {
            if (strcmp(all[k].cause_kind, CAUSE) == 0 && all[k].cause_no == plan->act_no) {
                *ARENA_PUSH(arena, list, count, capacity) = all[k];
            }
        }
    }
    if (count > 1) {
        qsort(list, count, sizeof(list[0]), by_due);
    }
    *ret = list;
    *ret_count = count;
    return e;
}
