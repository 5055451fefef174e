/*
 * 平等割 -- the levy per household, with 特定世帯 and 特定継続世帯.
 *
 * Law     国民健康保険法施行令29条の7第2項7号・第6項1号, 国民健康保険法77条 (旧被扶養者)
 * Table   params/municipal/<city>/levy.tsv, params/national/premium/special_household.tsv
 * Cases   household_levy.cases
 *
 * A member moved to 後期高齢者医療 and one insured person remains: half for 60 months from the month of
 * moving, three quarters for the 36 after (medical and support only). First that, then 7/5/2. Where all
 * insured are 旧被扶養者 within their 24 months, at most half of the full amount is left: no half of a
 * half. A part with no liable person has none.
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

/* The months of the special states; of several who moved the smallest share counts. */
RARE struct special_months special_household(struct work *w)
{
    const struct premium_law *law = w->law;
    const struct premium_household *h = w->household;
    int half = (int)law->special_half_months.value;
    int quarter = (int)law->special_quarter_months.value;
    struct special_months s = {0};
    TRACE(trace_id since = 0);

    for (size_t i = 0; i < h->member_count; i++) {
        const struct premium_member *m = &h->members[i];
        if (m->is_specified_member && is_given(m->specified_since)) {
            int first = months_index(law->year, m->specified_since);
            s.half |= months_run(first, half);
            s.three_quarters |= months_run(first + half, quarter);
            TRACE(since = trace_fact(w->trace, &term_special_since, (int32_t)i,
                                     m->specified_since.day));
        }
    }
    s.half &= w->months_of_one;
    s.three_quarters &= w->months_of_one & ~s.half;
    TRACE(if (since != 0) {
        s.half_id = trace_tested(w->trace, &term_special, TRACE_NOBODY, s.half, s.half != 0, since,
                                 0, 0, 0);
        s.later_id = trace_tested(w->trace, &term_special_later, TRACE_NOBODY, s.three_quarters,
                                  s.three_quarters != 0, since, 0, 0, 0);
    });
    return s;
}

/*
 * Shares of the full amount in fortieths (quarters x tenths), summed over the months; no month bears more
 * than `most`. amount x fortieths / 40 / 12 is then whole in 1/480 yen.
 */
static uint64_t household_fortieths(unsigned months, const struct special_months *s, uint64_t left,
                                    uint64_t most)
{
    const struct {
        uint64_t quarters;
        unsigned months;
    } runs[] = {{4, months & ~(s->half | s->three_quarters)},
                {2, months & s->half},
                {3, months & s->three_quarters}};
    uint64_t sum = 0;

    for (size_t i = 0; i < COUNT_OF(runs); i++) {
        uint64_t share = runs[i].quarters * left;
        sum += (share < most ? share : most) * (uint64_t)months_count(runs[i].months);
    }
    return sum;
}

static uint64_t household_levy(struct work *w, enum levy_part p, unsigned months,
                               const struct special_months *special)
{
    const struct premium_law_part *part = &w->law->parts[p];
    const struct special_months none = {0};
    const struct special_months *s = part->has_special_household ? special : &none;
    uint64_t amount = (uint64_t)part->per_household.value;
    uint64_t left = (uint64_t)premium_left_tenths[w->level];
    uint64_t half = 4 * (uint64_t)w->law->former_dependant_left.value;
    unsigned dependants = months & w->months & ~w->months_not_dependant;

    return amount * (household_fortieths(months & ~dependants, s, left, 40) +
                     household_fortieths(months & dependants, s, left, half));
}
