/*
 * 延滞金 -- what a premium bears that was not paid by its due date.
 *
 * Law     地方自治法231条の3第2項, 条例 (延滞金), 地方税法15条の9 (免除)・20条の4の2 (端数)・
 *         附則3条の2 (特例の割合)
 * Table   params/national/collection/late_charge_rates.tsv, params/municipal/<city>/late_charge.tsv
 * Cases   late_charge.cases
 *
 * From the day after the due date to the day of payment. The first months take the lower rate (民法143条),
 * later days the upper; each day that of its own calendar year. The base is what is unpaid, cut to the
 * unit, nothing under the minimum; a part payment lowers it from the next day. Once, on the sum: nil
 * under the minimum, else cut to the unit.
 */
#include "rules/collection/interest.h"

#include "rules/common/period.h"

#include <stdlib.h>

#define LATE_LAW "地方自治法231条の3第2項"
#define TERM static struct trace_term

TERM term_principal = {"保険料の額", {LATE_LAW}, "", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_due = {"納期限", {LATE_LAW}, "動かさない", TRACE_DAY, TRACE_EXACT, {0}};
TERM term_months = {"低い割合の月数", {"条例（延滞金）"}, "", TRACE_MONTHS, TRACE_EXACT, {0}};
TERM term_window = {"低い割合の最後の日", {"民法143条"}, "{1} の翌日から {2}", TRACE_DAY,
                    TRACE_EXACT, {0}};
TERM term_paid_on = {"納付した日", {LATE_LAW}, "", TRACE_DAY, TRACE_EXACT, {0}};
TERM term_paid = {"納付した額", {LATE_LAW}, "{1} に納付", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_unpaid = {"納付の後の未納の額", {LATE_LAW}, "{1} − {2}", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_base_minimum = {"延滞金がかからない額（未満）", {"地方税法20条の4の2第2項"}, "",
                          TRACE_YEN, TRACE_EXACT, {0}};
TERM term_base_unit = {"計算の基礎の端数の単位", {"地方税法20条の4の2第2項"}, "", TRACE_YEN,
                       TRACE_EXACT, {0}};
TERM term_base = {"計算の基礎となる額", {"地方税法20条の4の2第2項"}, "{1} の端数を切捨て",
                  TRACE_YEN, TRACE_FLOOR_UNIT, {0}};
TERM term_small = {"少額のためかからない", {"地方税法20条の4の2第2項"}, "{1} が {2} 未満",
                   TRACE_YEN, TRACE_EXACT, {0}};
TERM term_waiver_from = {"免除の初日", {"地方税法15条の9"}, "", TRACE_DAY, TRACE_EXACT, {0}};
TERM term_waiver = {"免除の末日（その日まで）", {"地方税法15条の9"}, "{1} から", TRACE_DAY,
                    TRACE_EXACT, {0}};
TERM term_amount = {"延滞金の額", {"地方税法20条の4の2第5項"}, "{1} の端数を切捨て", TRACE_YEN,
                    TRACE_FLOOR_UNIT, {0}};
TERM term_claim_from = {"延滞金をとる最初の納期限", {"条例（延滞金）"}, "", TRACE_DAY, TRACE_EXACT,
                        {0}};
TERM term_claim_dunned = {"督促をした日", {LATE_LAW}, "", TRACE_DAY, TRACE_EXACT, {0}};
TERM term_claim = {"延滞金をとる", {LATE_LAW}, "", TRACE_YES_NO, TRACE_EXACT, {0}};

struct work {
    const struct late_law *law;
    const struct late_terms *terms;
    const struct late_facts *facts;
    const struct late_payment *payments; /* by day */
    date window_until;                   /* exclusive */
    yen unpaid;
    yen unpaid_at_due;
    struct accrual accrual;
    struct trace *trace;
    trace_id unpaid_id, base_id, base_unpaid_id;
    trace_id *bases; /* step of the base of each segment */
    int missing_year;
    bool missing_grace;
};

static int compare_payments(const void *a, const void *b)
{
    const struct late_payment *x = a, *y = b;

    return (x->on.day > y->on.day) - (x->on.day < y->on.day);
}

static const struct late_payment *by_day(const struct late_payment *payments, size_t count,
                                         struct arena *arena)
{
    size_t i = 1;

    while (i < count && date_at_most(payments[i - 1].on, payments[i].on)) {
        i++;
    }
    if (i >= count) {
        return payments;
    }
    struct late_payment *sorted = ARENA_ARRAY(arena, struct late_payment, count);
    memcpy(sorted, payments, count * sizeof sorted[0]);
    qsort(sorted, count, sizeof sorted[0], compare_payments);
    return sorted;
}

static const struct late_rate_year *rates_of(const struct late_law *law, int year)
{
    size_t i = (size_t)(year - law->rates[0].year); /* years ascend without a gap; huge when before */

    return i < law->rate_count ? &law->rates[i] : NULL;
}

/* The base of what is unpaid now; 0 ends the matter, for what is unpaid only falls. */
static yen base_now(struct work *w)
{
    yen tested = w->terms->original_minimum.value != 0 ? w->unpaid_at_due : w->unpaid;

    return tested < w->terms->base_minimum.value
               ? 0
               : yen_floor_to(w->unpaid, w->terms->base_floor.value);
}

static trace_id trace_base(struct work *w, yen base)
{
    const struct late_terms *terms = w->terms;

    if (w->base_id == 0 || w->base_unpaid_id != w->unpaid_id) {
        trace_id least = trace_param(w->trace, &term_base_minimum, terms->base_minimum.value,
                                     &terms->base_minimum.source);
        trace_id unit = trace_param(w->trace, &term_base_unit, terms->base_floor.value,
                                    &terms->base_floor.source);
        trace_tested(w->trace, &term_small, TRACE_NOBODY, 0, base == 0, w->unpaid_id, least, 0, 0);
        w->base_id = trace_made(w->trace, &term_base, TRACE_NOBODY, base, w->unpaid_id, unit, 0, 0);
        w->base_unpaid_id = w->unpaid_id;
    }
    return w->base_id;
}

/* The first day after `day` on which a waiver begins or has ended. */
static date waiver_edge(const struct work *w, date day, date until)
{
    for (size_t i = 0; i < w->facts->waiver_count; i++) {
        const struct span *s = &w->facts->waivers[i].span;
        if (date_before(day, s->from)) {
            until = date_min(until, s->from);
        }
        if (date_before(day, s->until)) {
            until = date_min(until, s->until);
        }
    }
    return until;
}

/* The rate of a day; what several waivers leave is the least of them. -1: the grace rate is not known. */
static int64_t rate_of_day(const struct work *w, const struct late_rate_year *year, date day)
{
    bool is_upper = date_at_most(w->window_until, day);
    int64_t own = is_upper ? year->upper : year->lower, least = own;

    for (size_t i = 0; i < w->facts->waiver_count; i++) {
        const struct late_waiver *v = &w->facts->waivers[i];
        int64_t left = own;
        if (date_before(day, v->span.from) || !date_before(day, v->span.until)) {
            continue;
        }
        if (v->kind == LATE_WAIVER_UPPER_HALF && is_upper) {
            left = own / 2;
        } else if (v->kind == LATE_WAIVER_GRACE_RATE) {
            left = year->grace;
        }
        least = left < least ? left : least;
    }
    return least;
}

/* Nothing is borne, whatever the rates. */
static bool is_waived(const struct work *w, date day)
{
    for (size_t i = 0; i < w->facts->waiver_count; i++) {
        const struct late_waiver *v = &w->facts->waivers[i];
        if (v->kind == LATE_WAIVER_ALL && date_at_most(v->span.from, day) &&
            date_before(day, v->span.until)) {
            return true;
        }
    }
    return false;
}

/* [from, until) with what is unpaid now, cut at the window's end, at New Year and at the waivers. */
static void bear(struct work *w, date from, date until)
{
    yen base = base_now(w);

    if (w->trace != NULL && date_before(from, until)) {
        (void)trace_base(w, base);
    }
    while (base > 0 && date_before(from, until) && w->missing_year == 0) {
        int year = date_civil(from).year;
        date next = date_min(waiver_edge(w, from, until), (date){date_of(year, 12, 31).day + 1});
        if (date_before(from, w->window_until)) {
            next = date_min(next, w->window_until);
        }
        if (!is_waived(w, from)) {
            const struct late_rate_year *rates = rates_of(w->law, year);
            int64_t borne = rates != NULL ? rate_of_day(w, rates, from) : -1;
            if (borne < 0) {
                w->missing_year = year;
                w->missing_grace = rates != NULL;
                return;
            }
            bool is_upper = date_at_most(w->window_until, from);
            accrual_add(&w->accrual, (struct span){from, next}, base, borne,
                        borne != (is_upper ? rates->upper : rates->lower), &rates->source);
            if (w->trace != NULL) {
                w->bases[w->accrual.count - 1] = w->base_id;
            }
        }
        from = next;
    }
}

static void pay(struct work *w, const struct late_payment *p)
{
    w->unpaid -= p->amount;
    assert(p->amount >= 0 && w->unpaid >= 0);
    if (w->trace != NULL) {
        trace_id on = trace_fact(w->trace, &term_paid_on, TRACE_NOBODY, p->on.day);
        trace_id paid = trace_made(w->trace, &term_paid, TRACE_NOBODY, p->amount, on, 0, 0, 0);
        w->unpaid_id = trace_made(w->trace, &term_unpaid, TRACE_NOBODY, w->unpaid, w->unpaid_id, paid,
                                  0, 0);
    }
}

static void begin(struct work *w)
{
    date first = date_add_days(w->facts->due, 1);

    if (date_before(date_open_end(), first)) {
        w->window_until = first; /* the last day of the calendar: nothing comes after it */
    } else {
        w->window_until =
            date_add_days(period_end(first, (int)w->terms->lower_rate_months.value), 1);
    }
    if (w->trace == NULL) {
        return;
    }
    w->unpaid_id = trace_fact(w->trace, &term_principal, TRACE_NOBODY, w->unpaid);
    trace_id due = trace_fact(w->trace, &term_due, TRACE_NOBODY, w->facts->due.day);
    trace_id months = trace_param(w->trace, &term_months, w->terms->lower_rate_months.value,
                                  &w->terms->lower_rate_months.source);
    trace_made(w->trace, &term_window, TRACE_NOBODY, w->window_until.day - 1, due, months, 0, 0);
    for (size_t i = 0; i < w->facts->waiver_count; i++) {
        const struct span *s = &w->facts->waivers[i].span;
        trace_id from = trace_fact(w->trace, &term_waiver_from, TRACE_NOBODY, s->from.day);
        trace_made(w->trace, &term_waiver, TRACE_NOBODY, s->until.day - 1, from, 0, 0, 0);
    }
}

/* Every stretch is cut once by a payment, the window, a waiver's ends or a year with a rate. */
static size_t segments_max(const struct work *w)
{
    return w->facts->payment_count + 2 * w->facts->waiver_count + w->law->rate_count + 4;
}

void late_charge(const struct late_law *law, const struct late_terms *terms,
                 const struct late_facts *facts, struct arena *arena, struct trace *trace,
                 struct late_result *ret)
{
    struct work w = {.law = law, .terms = terms, .facts = facts, .unpaid = facts->principal,
                     .accrual = {.arena = arena}, .trace = trace};
    date from = date_add_days(facts->due, 1);
    size_t i = 0;

    w.accrual.capacity = segments_max(&w);
    w.accrual.segments = ARENA_ARRAY(arena, struct interest_segment, w.accrual.capacity);
    if (trace != NULL) {
        w.bases = ARENA_ARRAY(arena, trace_id, w.accrual.capacity);
    }
    w.payments = by_day(facts->payments, facts->payment_count, arena);
    begin(&w);
    for (; i < facts->payment_count && date_before(w.payments[i].on, from); i++) {
        pay(&w, &w.payments[i]);
    }
    w.unpaid_at_due = w.unpaid;
    for (; i < facts->payment_count; i++) {
        date until = date_add_days(w.payments[i].on, 1);
        if (w.payments[i].amount > 0) { /* what was not paid ends nothing */
            bear(&w, from, until);
            from = until;
        }
        pay(&w, &w.payments[i]);
    }
    if (!date_is_none(facts->as_of)) {
        bear(&w, from, date_add_days(facts->as_of, 1));
    }
    *ret = (struct late_result){.missing_year = w.missing_year, .missing_grace = w.missing_grace};
    if (w.missing_year != 0) {
        return;
    }
    ret->raw = accrual_close(&w.accrual, terms->segment_floor.value != 0);
    ret->remaining = w.unpaid;
    ret->segments = w.accrual.segments;
    ret->segment_count = w.accrual.count;
    trace_id raw = trace != NULL ? accrual_trace(&w.accrual, trace, w.bases, ret->raw) : 0;
    ret->amount = interest_cut(ret->raw, &terms->charge_minimum, &terms->charge_floor, trace, raw,
                               &term_amount);
}

enum late_claim late_charge_claim(const struct late_terms *terms, date due, date dunned_on,
                                  struct trace *trace)
{
    const struct law_number *from = &terms->claimed_from_due;
    bool needs_dunning = terms->require_dunning.value != 0;
    enum late_claim claim = LATE_CLAIM_YES;

    if (needs_dunning && date_is_none(dunned_on)) {
        claim = LATE_CLAIM_NO;
    } else if (!from->present) {
        claim = LATE_CLAIM_NOT_KNOWN;
    } else if (due.day < from->value) {
        claim = LATE_CLAIM_NO;
    }
    if (trace != NULL) {
        trace_id due_id = trace_fact(trace, &term_due, TRACE_NOBODY, due.day);
        trace_id first = trace_param(trace, &term_claim_from, from->present ? from->value : date_none().day,
                                     &from->source);
        trace_id dunned = trace_fact(trace, &term_claim_dunned, TRACE_NOBODY, dunned_on.day);
        trace_tested(trace, &term_claim, TRACE_NOBODY, claim == LATE_CLAIM_YES,
                     claim == LATE_CLAIM_YES, due_id, first, dunned, 0);
    }
    return claim;
}
