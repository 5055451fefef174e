/*
 * 還付加算金 -- what the ward adds to an overpayment that it gives back.
 *
 * Law     地方税法17条の4・20条の4の2・附則3条の2 (地方自治法231条の3第4項「地方税の例による」)
 * Table   params/national/collection/refund_interest_rates.tsv, refund_interest.tsv
 * Cases   refund_interest.cases
 *
 * 過納 (the assessment was lowered after payment) bears from the day after payment; 誤納 (no charge stood
 * behind it) from the day after one month from the day after payment. It ends with the decision to pay,
 * or on the day of appropriation. Days on which the office waited for the payer's claim do not count.
 */
#include "rules/collection/interest.h"

#include "rules/common/period.h"

#include <stdlib.h>

#define REFUND_LAW "地方税法17条の4"
#define TERM static struct trace_term

TERM term_refund = {"還付する額", {REFUND_LAW "第1項"}, "", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_base_minimum = {"加算金がつかない額（未満）", {"地方税法20条の4の2第2項"}, "", TRACE_YEN,
                          TRACE_EXACT, {0}};
TERM term_base_unit = {"計算の基礎の端数の単位", {"地方税法20条の4の2第2項"}, "", TRACE_YEN,
                       TRACE_EXACT, {0}};
TERM term_small = {"少額のためつかない", {"地方税法20条の4の2第2項"}, "{1} が {2} 未満", TRACE_YEN,
                   TRACE_EXACT, {0}};
TERM term_base = {"計算の基礎となる額", {"地方税法20条の4の2第2項"}, "{1} の端数を切捨て",
                  TRACE_YEN, TRACE_FLOOR_UNIT, {0}};
TERM term_excluded_from = {"計算しない期間の初日", {REFUND_LAW "第2項"}, "", TRACE_DAY, TRACE_EXACT,
                           {0}};
TERM term_excluded = {"計算しない期間の末日", {REFUND_LAW "第2項"}, "{1} から", TRACE_DAY,
                      TRACE_EXACT, {0}};
TERM term_amount = {"還付加算金の額", {"地方税法20条の4の2第5項"}, "{1} の端数を切捨て", TRACE_YEN,
                    TRACE_FLOOR_UNIT, {0}};
TERM term_paid_on = {"納付した日", {REFUND_LAW "第1項"}, "", TRACE_DAY, TRACE_EXACT, {0}};
TERM term_decided = {"支出を決めた日（充当した日）", {REFUND_LAW "第1項"}, "", TRACE_DAY,
                     TRACE_EXACT, {0}};
TERM term_months = {"誤納で計算しない月数", {REFUND_LAW "第1項3号"}, "", TRACE_MONTHS, TRACE_EXACT,
                    {0}};
TERM term_start_reduced = {"計算の初日（過納）", {REFUND_LAW "第1項1号"}, "{1} の翌日", TRACE_DAY,
                           TRACE_EXACT, {0}};
TERM term_start_mistaken = {"計算の初日（誤納）", {REFUND_LAW "第1項3号"},
                            "{1} の翌日から {2} を経過する日の翌日", TRACE_DAY, TRACE_EXACT, {0}};
TERM term_start_none = {"計算の初日（残余金にはつかない）", {REFUND_LAW}, "", TRACE_DAY,
                        TRACE_EXACT, {0}};
TERM term_told = {"還付を知らせた日", {REFUND_LAW "第2項"}, "", TRACE_DAY, TRACE_EXACT, {0}};
TERM term_claimed = {"請求を受けた日", {REFUND_LAW "第2項"}, "", TRACE_DAY, TRACE_EXACT, {0}};
TERM term_claim_days = {"請求を待つ日数", {REFUND_LAW "第2項"}, "", TRACE_NUMBER, TRACE_EXACT, {0}};
TERM term_waiting = {"計算しない期間の初日", {REFUND_LAW "第2項"},
                     "{1} から {2}日を過ぎた日、{3} まで", TRACE_DAY, TRACE_EXACT, {0}};

static const struct refund_rate_year *rates_of(const struct refund_law *law, int year)
{
    for (size_t i = law->rate_count; i-- > 0;) {
        if (law->rates[i].year == year) {
            return &law->rates[i];
        }
    }
    return NULL;
}

/* The first day from `day` on that is in no excluded span. */
static date first_counted(const struct refund_facts *facts, date day, date until)
{
    for (size_t i = 0; i < facts->excluded_count && date_before(day, until); i++) {
        const struct span *s = &facts->excluded[i];
        if (date_at_most(s->from, day) && date_before(day, s->until)) {
            day = s->until;
            i = (size_t)-1; /* another may begin where this one ends */
        }
    }
    return day;
}

static date next_excluded(const struct refund_facts *facts, date day, date until)
{
    for (size_t i = 0; i < facts->excluded_count; i++) {
        if (date_before(day, facts->excluded[i].from)) {
            until = date_min(until, facts->excluded[i].from);
        }
    }
    return until;
}

/* The days that bear, cut at New Year and at what is excluded; 0, or the year without a rate. */
static int accrue(const struct refund_law *law, const struct refund_facts *facts, yen base,
                  struct accrual *a)
{
    date until = facts->span.until;
    date from = first_counted(facts, facts->span.from, until);

    while (base > 0 && date_before(from, until)) {
        int year = date_civil(from).year;
        const struct refund_rate_year *of_year = rates_of(law, year);
        if (of_year == NULL) {
            return year;
        }
        date next = date_min(next_excluded(facts, from, until),
                             (date){date_of(year, 12, 31).day + 1});
        accrual_add(a, (struct span){from, next}, base, of_year->rate, false, &of_year->source);
        from = first_counted(facts, next, until);
    }
    return 0;
}

static trace_id trace_base(const struct refund_terms *terms, const struct refund_facts *facts,
                           yen base, struct trace *t)
{
    trace_id refund = trace_fact(t, &term_refund, TRACE_NOBODY, facts->refund);
    trace_id least = trace_param(t, &term_base_minimum, terms->base_minimum.value,
                                 &terms->base_minimum.source);
    trace_id unit = trace_param(t, &term_base_unit, terms->base_floor.value,
                                &terms->base_floor.source);

    trace_tested(t, &term_small, TRACE_NOBODY, 0, base == 0, refund, least, 0, 0);
    for (size_t i = 0; i < facts->excluded_count; i++) {
        trace_id from = trace_fact(t, &term_excluded_from, TRACE_NOBODY, facts->excluded[i].from.day);
        trace_made(t, &term_excluded, TRACE_NOBODY, facts->excluded[i].until.day - 1, from, 0, 0, 0);
    }
    return trace_made(t, &term_base, TRACE_NOBODY, base, refund, unit, 0, 0);
}

void refund_interest(const struct refund_law *law, const struct refund_terms *terms,
                     const struct refund_facts *facts, struct arena *arena, struct trace *trace,
                     struct refund_result *ret)
{
    struct accrual a = {.arena = arena};
    yen base = facts->refund < terms->base_minimum.value
                   ? 0
                   : yen_floor_to(facts->refund, terms->base_floor.value);
    trace_id base_id = trace != NULL ? trace_base(terms, facts, base, trace) : 0, raw_id = 0;

    *ret = (struct refund_result){.missing_year = accrue(law, facts, base, &a)};
    if (ret->missing_year != 0) {
        return;
    }
    ret->raw = accrual_close(&a, true);
    ret->segments = a.segments;
    ret->segment_count = a.count;
    if (trace != NULL) {
        trace_id *bases = ARENA_ARRAY(arena, trace_id, a.count + 1);
        for (size_t i = 0; i < a.count; i++) {
            bases[i] = base_id;
        }
        raw_id = accrual_trace(&a, trace, bases, ret->raw);
    }
    ret->amount = interest_cut(ret->raw, &terms->charge_minimum, &terms->charge_floor, trace, raw_id,
                               &term_amount);
}

struct span refund_interest_span(const struct refund_terms *terms, enum overpayment_cause cause,
                                 date paid_on, date ends_on, struct trace *trace)
{
    struct span span = {date_add_days(paid_on, 1), date_add_days(ends_on, 1)};
    struct trace_term *term = &term_start_reduced;

    switch (cause) {
    case OVERPAID_REDUCED:
    case OVERPAID_CHARGE_LOWERED:
        break;
    case OVERPAID_TWICE:
    case OVERPAID_EXPIRED:
    case OVERPAID_NO_CHARGE:
        term = &term_start_mistaken;
        span.from = date_add_days(period_end(span.from, (int)terms->mistaken_months.value), 1);
        break;
    case OVERPAID_DISTRIBUTION:
        term = &term_start_none;
        span.from = span.until;
        break;
    case OVERPAYMENT_CAUSES:
        base_bug(__FILE__, __LINE__, "a cause of overpayment that does not exist");
    }
    span.until = date_max(span.from, span.until);
    if (trace != NULL) {
        trace_id paid = trace_fact(trace, &term_paid_on, TRACE_NOBODY, paid_on.day);
        trace_id ends = trace_fact(trace, &term_decided, TRACE_NOBODY, ends_on.day);
        trace_id months = trace_param(trace, &term_months, terms->mistaken_months.value,
                                      &terms->mistaken_months.source);
        trace_tested(trace, term, TRACE_NOBODY, span.from.day, date_before(span.from, span.until), paid,
                     months, ends, 0);
    }
    return span;
}

struct span refund_waiting_span(const struct refund_terms *terms, date told_on, date claimed_on,
                                struct trace *trace)
{
    date from = date_add_days(told_on, (int)terms->claim_days.value + 1);
    struct span span = {from, date_max(from, date_add_days(claimed_on, 1))};

    if (trace != NULL) {
        trace_id told = trace_fact(trace, &term_told, TRACE_NOBODY, told_on.day);
        trace_id days = trace_param(trace, &term_claim_days, terms->claim_days.value,
                                    &terms->claim_days.source);
        trace_id claimed = trace_fact(trace, &term_claimed, TRACE_NOBODY, claimed_on.day);
        trace_tested(trace, &term_waiting, TRACE_NOBODY, from.day, date_before(span.from, span.until),
                     told, days, claimed, 0);
    }
    return span;
}

/* -------------------------------------------------------------------- which payments are excess -- */

struct indexed {
    date on;
    size_t index;
};

static int latest_first(const void *a, const void *b)
{
    const struct indexed *x = a, *y = b;

    if (x->on.day != y->on.day) {
        return x->on.day < y->on.day ? 1 : -1;
    }
    return x->index < y->index ? 1 : -1;
}

void overpayment_from_payments(const struct late_payment *payments, size_t count, yen excess,
                               struct arena *arena, yen *ret_amounts)
{
    struct indexed *order = ARENA_ARRAY(arena, struct indexed, count + 1);

    for (size_t i = 0; i < count; i++) {
        order[i] = (struct indexed){payments[i].on, i};
        ret_amounts[i] = 0;
    }
    qsort(order, count, sizeof order[0], latest_first);
    for (size_t i = 0; i < count && excess > 0; i++) {
        yen amount = payments[order[i].index].amount;
        yen part = amount < excess ? amount : excess;
        ret_amounts[order[i].index] = part;
        excess -= part;
    }
    assert(excess == 0); /* no more is given back than was paid */
}

/* ------------------------------------------------------------------------------ bases of a day -- */

static int by_day_and_charge(const void *a, const void *b)
{
    const struct refund_item *x = a, *y = b;

    if (x->paid_on.day != y->paid_on.day) {
        return x->paid_on.day < y->paid_on.day ? -1 : 1;
    }
    return (x->charge_no > y->charge_no) - (x->charge_no < y->charge_no);
}

size_t refund_bases(const struct refund_terms *terms, const struct refund_item *items, size_t count,
                    struct refund_item *ret)
{
    size_t n = 0;

    for (size_t i = 0; i < count; i++) {
        ret[i] = items[i];
        if (terms->by_payment_day.value != 0) {
            ret[i].charge_no = 0;
        }
    }
    qsort(ret, count, sizeof ret[0], by_day_and_charge);
    for (size_t i = 0; i < count; i++) {
        if (n > 0 && by_day_and_charge(&ret[n - 1], &ret[i]) == 0) {
            ret[n - 1].amount += ret[i].amount;
        } else {
            ret[n++] = ret[i];
        }
    }
    return n;
}
