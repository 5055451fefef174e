/*
 * 日割りの積み上げ -- base x rate x days / 365, segment by segment.
 *
 * Law     利息の割合は、うるう年の日を含む期間も365日当たり (国等の債権債務等の金額の端数計算に関する法律,
 *         租税特別措置法等の一部を改正する法律(昭和45年)25条), 端数は地方税法20条の4の2
 * Cases   late_charge.cases
 *
 * A segment ends where the base or the rate changes, not at New Year; each is cut to the yen.
 */
#include "rules/collection/interest.h"

__extension__ typedef __int128 wide;

#define DAYS_OF_YEAR 365 /* 「年365日の割合」: written in the law, not a figure that moves */
#define WHOLE ((wide)DAYS_OF_YEAR * 1000000)

#define INTEREST_LAW "地方税法20条の4の2"
#define TERM static struct trace_term

TERM term_from = {"計算の初日", {INTEREST_LAW}, "", TRACE_DAY, TRACE_EXACT, {0}};
TERM term_last = {"計算の末日", {INTEREST_LAW}, "", TRACE_DAY, TRACE_EXACT, {0}};
TERM term_days = {"日数", {INTEREST_LAW}, "{1} から {2} まで", TRACE_NUMBER, TRACE_EXACT, {0}};
TERM term_rate = {"割合（年）", {"地方税法附則3条の2"}, "", TRACE_RATE, TRACE_EXACT, {0}};
TERM term_rate_other = {"割合（年、別の年の行）", {"地方税法附則3条の2"}, "", TRACE_RATE,
                        TRACE_EXACT, {0}};
TERM term_rate_lowered = {"割合（年、免除の後）", {"地方税法15条の9第1項"}, "", TRACE_RATE,
                          TRACE_EXACT, {0}};
TERM term_yen = {"区間の額", {INTEREST_LAW}, "{1} × {2} × {3}日 ÷ 365", TRACE_YEN, TRACE_FLOOR_1,
                 {0}};
TERM term_raw = {"端数を切り捨てる前の額", {INTEREST_LAW "第5項"}, "{+}", TRACE_YEN, TRACE_FLOOR_1,
                 {0}};
TERM term_minimum = {"全額を切り捨てる限度（未満）", {INTEREST_LAW "第5項"}, "", TRACE_YEN,
                     TRACE_EXACT, {0}};
TERM term_unit = {"端数の単位", {INTEREST_LAW "第5項"}, "", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_nil = {"全額の切捨て", {INTEREST_LAW "第5項"}, "{1} が {2} 未満", TRACE_YES_NO,
                 TRACE_EXACT, {0}};

static void name_rate_source(struct interest_segment *s, const struct trace_source *source)
{
    for (size_t i = 0; i < COUNT_OF(s->rate_sources); i++) {
        if (s->rate_sources[i] == source) {
            return;
        }
        if (s->rate_sources[i] == NULL) {
            s->rate_sources[i] = source;
            return;
        }
    }
}

void accrual_add(struct accrual *a, struct span span, yen base, int64_t year_rate,
                 bool is_lowered, const struct trace_source *rate_source)
{
    struct interest_segment *last = a->count > 0 ? &a->segments[a->count - 1] : NULL;

    assert(date_before(span.from, span.until));
    assert(last == NULL || date_at_most(last->span.until, span.from));
    if (last != NULL && date_equal(last->span.until, span.from) && last->base == base &&
        last->rate == year_rate && last->is_lowered == is_lowered) {
        last->span.until = span.until;
    } else {
        last = ARENA_PUSH(a->arena, a->segments, a->count, a->capacity);
        *last = (struct interest_segment){.span = span, .base = base, .rate = year_rate,
                                          .is_lowered = is_lowered};
    }
    name_rate_source(last, rate_source);
}

yen accrual_close(struct accrual *a, bool is_cut)
{
    wide exact = 0;
    yen cut = 0;

    for (size_t i = 0; i < a->count; i++) {
        struct interest_segment *s = &a->segments[i];
        wide share = (wide)s->base * s->rate * date_days_between(s->span.from, s->span.until);
        /* Nearly every share fits 64 bits, where the division is a multiplication. */
        s->yen = share >> 63 == 0 ? (int64_t)share / (int64_t)WHOLE : (yen)(share / WHOLE);
        cut += s->yen;
        exact += share;
    }
    return is_cut ? cut : (yen)(exact / WHOLE);
}

trace_id accrual_trace(const struct accrual *a, struct trace *t, const trace_id *bases, yen raw)
{
    trace_id *yens = ARENA_ARRAY(t->arena, trace_id, a->count + 1);

    for (size_t i = 0; i < a->count; i++) {
        const struct interest_segment *s = &a->segments[i];
        trace_id from = trace_fact(t, &term_from, TRACE_NOBODY, s->span.from.day);
        trace_id last = trace_fact(t, &term_last, TRACE_NOBODY, s->span.until.day - 1);
        trace_id days = trace_made(t, &term_days, TRACE_NOBODY,
                                   date_days_between(s->span.from, s->span.until), from, last, 0, 0);
        trace_id rate_id = trace_param(t, s->is_lowered ? &term_rate_lowered : &term_rate, s->rate,
                                    s->rate_sources[0]);
        trace_id inputs[3 + COUNT_OF(s->rate_sources)] = {bases[i], rate_id, days};
        for (size_t k = 1; k < COUNT_OF(s->rate_sources) && s->rate_sources[k] != NULL; k++) {
            inputs[2 + k] = trace_param(t, &term_rate_other, s->rate, s->rate_sources[k]);
        }
        yens[i] = trace_joined(t, &term_yen, TRACE_NOBODY, s->yen, inputs, COUNT_OF(inputs));
    }
    return trace_joined(t, &term_raw, TRACE_NOBODY, raw, yens, a->count);
}

yen interest_cut(yen raw, const struct law_number *minimum, const struct law_number *unit,
                 struct trace *t, trace_id raw_id, struct trace_term *term_amount)
{
    bool is_nil = raw < minimum->value;
    yen amount = is_nil ? 0 : yen_floor_to(raw, unit->value);

    if (t != NULL) {
        trace_id least = trace_param(t, &term_minimum, minimum->value, &minimum->source);
        trace_id step = trace_param(t, &term_unit, unit->value, &unit->source);
        trace_id nil = trace_tested(t, &term_nil, TRACE_NOBODY, is_nil, is_nil, raw_id, least, 0, 0);
        trace_made(t, term_amount, TRACE_NOBODY, amount, raw_id, nil, step, 0);
    }
    return amount;
}
