/*
 * 平等割 -- the levy per household, with 特定世帯 and 特定継続世帯.
 *
 * Law     国民健康保険法施行令29条の7第2項7号・第6項1号, 国民健康保険法77条 (旧被扶養者)
 * Table   params/municipal/<city>/levy.tsv, params/national/premium/special_household.tsv
 * Cases   household_levy.cases
 *
 * A member moved to 後期高齢者医療 and one insured person remains: half for 60 months from the month of
 * moving, three quarters for the 36 after (medical and support only). First that, then 7/5/2. Where all
 * insured are 旧被扶養者 within their 24 months, at most half is left. A part with no liable person has none.
 */
#include "rules/premium/work.h"

PART_TERM(term_household_amount, "平等割額", "", TRACE_YEN, TRACE_EXACT);
PART_TERM(term_household_months, "平等割額（減額・月割後）", "{1} × {2} ÷ 10 × {3} ÷ 12",
          TRACE_YEN_480THS, TRACE_EXACT);
TERM term_special_since = {"特定同一世帯所属者となった日", {LAW_ORDER "第2項7号"}, "住民記録・後期高齢者医療",
                           TRACE_DAY, TRACE_EXACT, {0}};
TERM term_special = {"特定世帯の月（平等割2分の1）", {LAW_ORDER "第2項7号"}, "{1} から5年まで",
                     TRACE_MONTH_MASK, TRACE_EXACT, {0}};
TERM term_special_later = {"特定継続世帯の月（平等割4分の3）", {LAW_ORDER "第2項7号"},
                           "{1} から5年の後の3年まで", TRACE_MONTH_MASK, TRACE_EXACT, {0}};

struct special_months {
    unsigned half, three_quarters;
    trace_id half_id, later_id;
};

/* The months of the special states, from the member who moved last. */
static struct special_months special_household(struct work *w)
{
    const struct premium_law *law = w->law;
    const struct premium_household *h = w->household;
    struct special_months s = {0};
    date latest = date_none();

    for (size_t i = 0; i < h->member_count; i++) {
        if (h->members[i].is_specified_member && is_given(h->members[i].specified_since)) {
            latest = date_max(latest, h->members[i].specified_since);
        }
    }
    if (date_is_none(latest)) {
        return s;
    }
    int first = months_index(law->year, latest);
    int half = (int)law->special_half_months.value;
    s.half = months_run(first, half) & w->months_of_one;
    s.three_quarters =
        months_run(first + half, (int)law->special_quarter_months.value) & w->months_of_one;
    TRACE(trace_id since = trace_fact(w->trace, &term_special_since, TRACE_NOBODY, latest.day));
    TRACE(s.half_id = trace_tested(w->trace, &term_special, TRACE_NOBODY, s.half, s.half != 0, since,
                                   0, 0, 0));
    TRACE(s.later_id = trace_tested(w->trace, &term_special_later, TRACE_NOBODY, s.three_quarters,
                                    s.three_quarters != 0, since, 0, 0, 0));
    return s;
}

/* amount x quarters / 4 x left / 10 / 12, summed over months, in 1/480 yen: every factor is whole. */
static uint64_t household_sum(uint64_t amount, unsigned months, const struct special_months *s,
                              uint64_t left)
{
    uint64_t quarters = (uint64_t)(4 * months_count(months & ~(s->half | s->three_quarters)) +
                                   2 * months_count(months & s->half) +
                                   3 * months_count(months & s->three_quarters));

    return amount * left * quarters;
}

static uint64_t household_levy(struct work *w, enum levy_part p, unsigned months,
                               const struct special_months *special)
{
    const struct premium_law_part *part = &w->law->parts[p];
    const struct special_months none = {0};
    const struct special_months *s = part->has_special_household ? special : &none;
    uint64_t amount = (uint64_t)part->per_household.value;
    uint64_t left = (uint64_t)premium_left_tenths[w->level];
    uint64_t most = (uint64_t)w->law->former_dependant_left.value;
    unsigned dependants = months & w->months & ~w->months_not_dependant;

    return household_sum(amount, months & ~dependants, s, left) +
           household_sum(amount, months & dependants, s, left < most ? left : most);
}
