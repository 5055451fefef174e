/*
 * 分納計画 -- simulates the payments of a promise on their days, the oldest charge first, and the 延滞金
 * that each
 * charge will have borne by then; the 延滞金 is paid at the end.
 *
 * Rules    collection.md 20.1, 20.2 (CO-34)
 *
 * All principals come before any 延滞金. A payment may cover parts of two charges. A day on which banks are
 * closed moves to the next business day, for the payment as for the charge it completes.
 */
#include "arrears/plan.h"

#include "rules/common/holidays.h"

/* The n-th day of payment, moved to a business day. Pure. */
static date plan_day(const struct plan_facts *f, int n)
{
    struct civil first = date_civil(f->first);
    int months = first.year * 12 + first.month - 1 + n;
    date last = date_last_of_month(months / 12, months % 12 + 1);
    int day = f->rhythm == PLAN_MONTH_END ? date_civil(last).day : first.day;
    day = day < date_civil(last).day ? day : date_civil(last).day;
    return business_day_from(date_of(months / 12, months % 12 + 1, day));
}

/* In the month of the promise, whatever day the banks make of it. */
static yen amount_of(const struct plan_facts *f, size_t n)
{
    size_t month = ((size_t)date_civil(f->first).month - 1 + n) % 12 + 1;
    return f->amount + ((f->bonus_months & 1u << month) != 0 ? f->bonus : 0);
}

struct making {
    const struct plan_facts *facts;
    struct arena *arena;
    struct plan_result *to;
    size_t part_capacity;
    yen *left; /* of each charge */
};

/* The amounts of the payments of the principal; 0 ends them. */
static size_t amounts_of(const struct plan_facts *f, yen total, yen amounts[PLAN_STEPS_MAX])
{
    size_t n = 0;

    if (f->amount <= 0) {
        if (f->count < 1 || f->count > PLAN_STEPS_MAX) {
            return 0;
        }
        yen_allot(total, (size_t)f->count, f->unit < 1 ? 1 : f->unit,
                  f->odd_first ? ODD_YEN_FIRST : ODD_YEN_LAST, amounts);
        for (int i = 0; i < f->count; i++) {
            if (amounts[i] > 0) {
                amounts[n++] = amounts[i];
            }
        }
        return n;
    }
    while (total > 0) {
        if (n == PLAN_STEPS_MAX) {
            return 0;
        }
        amounts[n] = amount_of(f, n) < total ? amount_of(f, n) : total;
        total -= amounts[n++];
    }
    return n;
}

static void pay(struct making *m, int seq, yen amount)
{
    for (size_t i = 0; i < m->facts->charge_count && amount > 0; i++) {
        yen part = m->left[i] < amount ? m->left[i] : amount;
        if (part > 0) {
            *ARENA_PUSH(m->arena, m->to->parts, m->to->part_count, m->part_capacity) =
                (struct plan_part){seq, i, part};
            m->left[i] -= part;
            amount -= part;
        }
    }
    assert(amount == 0);
}

/* 延滞金 of one charge when the plan is kept. */
static yen late_of(const struct late_law *law, struct making *m, size_t charge)
{
    const struct plan_charge *c = &m->facts->charges[charge];
    struct late_payment *paid =
        ARENA_ARRAY(m->arena, struct late_payment, c->paid_count + m->to->part_count + 1);
    size_t n = 0;
    struct late_result result;

    for (size_t i = 0; i < c->paid_count; i++) {
        paid[n++] = c->paid[i];
    }
    for (size_t i = 0; i < m->to->part_count; i++) {
        if (m->to->parts[i].charge == charge) {
            paid[n++] =
                (struct late_payment){m->to->steps[m->to->parts[i].seq - 1].due, m->to->parts[i].amount};
        }
    }
    struct late_facts facts = {.principal = c->amount,
                               .due = c->due,
                               .payments = paid,
                               .payment_count = n,
                               .as_of = date_none(),
                               .waivers = c->waivers,
                               .waiver_count = c->waiver_count};
    late_charge(law, &c->terms, &facts, m->arena, NULL, &result);
    if (result.missing_year != 0) {
        m->to->missing_year = result.missing_year;
        return 0;
    }
    return result.amount > c->late_paid ? result.amount - c->late_paid : 0;
}

/* What a rate's year is missing for cannot be told; the plan of the principal stands without it. */
static bool add_late_steps(struct making *m, yen a_payment)
{
    yen left = m->to->late_charge;

    while (left > 0) {
        yen amount = a_payment > 0 && a_payment < left ? a_payment : left;
        if (m->to->step_count == PLAN_STEPS_MAX) {
            return false;
        }
        int seq = (int)m->to->step_count + 1;
        m->to->steps[m->to->step_count++] =
            (struct plan_step){.seq = seq, .due = plan_day(m->facts, seq - 1), .late_charge = amount};
        left -= amount;
    }
    return true;
}

bool plan_make(const struct late_law *law, const struct plan_facts *f, struct arena *arena,
               struct plan_result *ret)
{
    yen amounts[PLAN_STEPS_MAX];
    struct making m = {.facts = f, .arena = arena, .to = ret};

    *ret = (struct plan_result){0};
    m.left = ARENA_ARRAY(arena, yen, f->charge_count + 1);
    ret->late = ARENA_ARRAY(arena, yen, f->charge_count + 1);
    ret->steps = ARENA_ARRAY(arena, struct plan_step, PLAN_STEPS_MAX);
    for (size_t i = 0; i < f->charge_count; i++) {
        m.left[i] = f->charges[i].unpaid;
        ret->principal += f->charges[i].unpaid;
    }
    size_t n = ret->principal > 0 ? amounts_of(f, ret->principal, amounts) : 0;
    for (size_t i = 0; i < n; i++) {
        ret->steps[i] =
            (struct plan_step){.seq = (int)i + 1, .due = plan_day(f, (int)i), .principal = amounts[i]};
        pay(&m, (int)i + 1, amounts[i]);
    }
    ret->step_count = n;
    for (size_t i = 0; i < f->charge_count && n > 0; i++) {
        ret->late[i] = f->charges[i].bears_late_charge ? late_of(law, &m, i) : 0;
        ret->late_charge += ret->late[i];
    }
    return n > 0 && add_late_steps(&m, f->amount > 0 ? f->amount : amounts[0]);
}
