/*
 * 賦課限度額 -- the cap of a part, and what is assessed.
 *
 * Law     国民健康保険法施行令29条の7第2項9号・第3項・第4項・第5項, 条例15条の8・16条の10
 * Table   params/municipal/<city>/levy.tsv, params/national/premium/caps.tsv     Cases   cap.cases
 *
 * Compared per part, after reduction and maternity, before relief on application (減免). The household
 * insured for h months has h twelfths of the cap, cut to 1 yen. The part is cut to the unit of the
 * ordinance once, after the cap.
 */
#include "rules/premium/work.h"

PART_TERM(term_sum_income, "所得割額の合計", "{+}", TRACE_YEN, TRACE_FLOOR_1);
PART_TERM(term_sum_asset, "資産割額の合計", "{+}", TRACE_YEN, TRACE_FLOOR_1);
PART_TERM(term_sum_per_capita, "均等割額の合計", "{+}", TRACE_YEN, TRACE_FLOOR_1);
PART_TERM(term_household_shown, "平等割額の合計", "{1}", TRACE_YEN, TRACE_FLOOR_1);
PART_TERM(term_household_month_count, "世帯の月数", "だれかに賦課する月", TRACE_MONTHS, TRACE_EXACT);
PART_TERM(term_part_unit, "端数の単位", "", TRACE_YEN, TRACE_EXACT);
PART_TERM(term_before_cap, "限度額を当てる前の額", "所得割・資産割・均等割・平等割の正確な和",
          TRACE_YEN, TRACE_FLOOR_1);
PART_TERM(term_cap_param, "賦課限度額", "", TRACE_YEN, TRACE_EXACT);
PART_TERM(term_cap, "賦課限度額（月割）", "{1} × {2} ÷ 12", TRACE_YEN, TRACE_FLOOR_1);
PART_TERM(term_no_cap, "賦課限度額なし", "", TRACE_YEN, TRACE_EXACT);
PART_TERM(term_amount, "賦課額", "{1} と限度額 {2} の小さい方", TRACE_YEN, TRACE_FLOOR_UNIT);
TERM term_total_unit = {"年額の端数の単位", {"条例"}, "", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_total = {"保険料の年額", {LAW_ORDER "第1項"}, "賦課額の和", TRACE_YEN, TRACE_FLOOR_UNIT,
                   {0}};

struct part_sums {
    sum480 income, asset, per_capita, household;
};

/* Nearly every sum fits 64 bits, where the division is a multiplication. */
static inline yen whole_yen(sum480 s)
{
    return (s >> 64) == 0 ? (yen)((uint64_t)s / 480u) : (yen)(s / 480u);
}

static inline yen cut_to(yen amount, const struct law_number *unit)
{
    return unit->value == 1 ? amount : amount - amount % unit->value;
}

static void part_assess(const struct premium_law *law, enum levy_part p, int months,
                        const struct part_sums *s, struct premium_part_result *r)
{
    r->is_levied = true;
    r->months = (uint8_t)months;
    r->income_levy = whole_yen(s->income);
    r->asset_levy = whole_yen(s->asset);
    r->per_capita = whole_yen(s->per_capita);
    r->per_household = whole_yen(s->household);
    r->before_cap = whole_yen(s->income + s->asset + s->per_capita + s->household);
    r->cap = law->parts[p].cap_by_months[months];
    r->remitted = 0;
    r->amount = cut_to(r->before_cap <= r->cap ? r->before_cap : r->cap, &law->part_unit);
}

#ifndef TRACE_OFF
static trace_id trace_household(struct work *w, enum levy_part p, unsigned months,
                                const struct part_sums *s, const struct special_months *special)
{
    const struct premium_law_part *part = &w->law->parts[p];
    trace_id amount = trace_param(w->trace, &term_household_amount[p], part->per_household.value,
                                  &part->per_household.source);
    trace_id n = trace_fact(w->trace, &term_household_month_count[p], TRACE_NOBODY,
                            months_count(months));
    const trace_id inputs[] = {amount, w->ids.level, n, special->half_id, special->later_id};

    return trace_joined(w->trace, &term_household_months[p], TRACE_NOBODY, (int64_t)s->household,
                        inputs, COUNT_OF(inputs));
}

static trace_id trace_part(struct work *w, enum levy_part p, unsigned months,
                           const struct part_sums *s, trace_id household, trace_id *ids)
{
    const struct premium_law_part *part = &w->law->parts[p];
    const struct premium_part_result *r = &w->ret->parts[p];
    struct trace *t = w->trace;
    size_t n = w->household->member_count;
    trace_id sums[4];

    for (size_t i = 0; i < n; i++) {
        ids[i] = w->members[i].ids.income_levy[p];
    }
    sums[0] = trace_joined(t, &term_sum_income[p], TRACE_NOBODY, r->income_levy, ids, n);
    for (size_t i = 0; i < n; i++) {
        ids[i] = w->members[i].ids.asset_levy[p];
    }
    sums[1] = s->asset == 0 ? 0
                            : trace_joined(t, &term_sum_asset[p], TRACE_NOBODY, r->asset_levy, ids,
                                           n);
    if (s->asset == 0) {
        trace_tested(t, &term_sum_asset[p], TRACE_NOBODY, 0, false, w->ids.asset_rate[p], 0, 0, 0);
    }
    for (size_t i = 0; i < n; i++) {
        ids[i] = w->members[i].ids.per_capita[p];
    }
    sums[2] = trace_joined(t, &term_sum_per_capita[p], TRACE_NOBODY, r->per_capita, ids, n);
    sums[3] = trace_tested(t, &term_household_shown[p], TRACE_NOBODY, r->per_household,
                           r->per_household != 0, household, 0, 0, 0);
    trace_id count = trace_fact(t, &term_household_month_count[p], TRACE_NOBODY,
                                months_count(months));
    trace_id unit = trace_param(t, &term_part_unit[p], w->law->part_unit.value,
                                &w->law->part_unit.source);
    trace_id before = trace_joined(t, &term_before_cap[p], TRACE_NOBODY, r->before_cap, sums,
                                   COUNT_OF(sums));
    trace_id cap;
    if (part->cap.present) {
        trace_id param = trace_param(t, &term_cap_param[p], part->cap.value, &part->cap.source);
        cap = trace_made(t, &term_cap[p], TRACE_NOBODY, r->cap, param, count, 0, 0);
    } else {
        cap = trace_tested(t, &term_no_cap[p], TRACE_NOBODY, r->cap, false, 0, 0, 0, 0);
    }
    return trace_made(t, &term_amount[p], TRACE_NOBODY, r->amount, before, cap, unit, 0);
}
#endif
