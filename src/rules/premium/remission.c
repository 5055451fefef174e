/*
 * 減免 -- relief granted on application, subtracted from the assessed amount of
 * the parts.
 *
 * Law     国民健康保険法77条, 条例の減免の定め; assessment.md 4.8, 4.10 step 10
 * Cases   remission.cases
 *
 * After reduction and cap, in the order of the decisions, never below zero.
 * Three patterns: an amount for the year (or one part), a rate of the covered
 * months (of each part, cut to 1 yen), amounts of named instalments. An amount
 * for several parts is shared in proportion to what is left of them, the odd
 * yen to the first parts that can bear it.
 */
#include "rules/premium/work.h"

#define LAW_77 "国民健康保険法77条"
/* Like PART_TERM, all parts under one article. */
#define REMISSION_TERM(name, label_, how_, unit_, rounding_)                                         \
    TERM name[LEVY_PARTS] = {                                                                       \
        {label_ " 医療分", {LAW_77, NULL}, how_, unit_, rounding_, {0}},                            \
        {label_ " 支援金分", {LAW_77, NULL}, how_, unit_, rounding_, {0}},                          \
        {label_ " 介護分", {LAW_77, NULL}, how_, unit_, rounding_, {0}},                            \
        {label_ " 子ども分", {LAW_77, NULL}, how_, unit_, rounding_, {0}},                          \
    }

REMISSION_TERM(term_remitted_rate, "減免額（率）", "{1} × {2} × 減免する月 {3} ÷ 賦課する月 {4}", TRACE_YEN,
               TRACE_FLOOR_1);
REMISSION_TERM(term_remitted_amount, "減免額", "決定額 {1} のうち {2} に当たる分", TRACE_YEN, TRACE_EXACT);
REMISSION_TERM(term_after_remission, "減免後の賦課額", "{1} − {2}", TRACE_YEN, TRACE_EXACT);
TERM term_granted_rate = {"減免率", {LAW_77}, "減免の決定", TRACE_RATE, TRACE_EXACT, {0}};
TERM term_granted_amount = {"減免の決定額", {LAW_77}, "減免の決定", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_covered_months = {"減免する月", {LAW_77}, "減免の決定", TRACE_MONTHS, TRACE_EXACT, {0}};
TERM term_bearing_months = {"賦課する月", {LAW_77}, "だれかに賦課する月", TRACE_MONTHS, TRACE_EXACT, {0}};

static unsigned liable_in(const struct work *w, enum levy_part p)
{
    unsigned months = 0;

    for (size_t i = 0; i < w->household->member_count; i++) {
        months |= part_months(&w->members[i], p);
    }
    return months;
}

static void take_off(struct work *w, enum levy_part p, yen off, trace_id off_id, trace_id amounts[])
{
    struct premium_part_result *r = &w->ret->parts[p];

    r->amount -= off;
    r->remitted += off;
    amounts[p] = trace_made(w->trace, &term_after_remission[p], TRACE_NOBODY, r->amount, amounts[p],
                                  off_id, 0, 0);
}

/* What the rate takes off a part: of the amount as assessed, for the covered share of its months. */
static void remit_rate(struct work *w, const struct premium_remission *m, trace_id amounts[])
{
    for (enum levy_part p = 0; p < LEVY_PARTS; p++) {
        struct premium_part_result *r = &w->ret->parts[p];
        unsigned liable = r->is_levied && (m->parts >> p & 1u) != 0 ? liable_in(w, p) : 0;
        int covered = months_count(liable & m->months);
        yen assessed = r->amount + r->remitted;

        if (covered == 0) {
            continue;
        }
        yen off = muldiv_floor(assessed, m->rate * covered, (int64_t)months_count(liable) * 1000000);
        off = off < r->amount ? off : r->amount;
        trace_id granted = trace_fact(w->trace, &term_granted_rate, TRACE_NOBODY, m->rate);
        trace_id n = trace_fact(w->trace, &term_covered_months, TRACE_NOBODY, covered);
        trace_id of = trace_fact(w->trace, &term_bearing_months, TRACE_NOBODY, months_count(liable));
        trace_id id = trace_made(w->trace, &term_remitted_rate[p], TRACE_NOBODY,
                                 off, amounts[p], granted, n, of);
        take_off(w, p, off, id, amounts);
    }
}

/* `sum` over what is left of the parts, each its share cut to 1 yen, the odd yen one each from the first. */
static yen share_out(const struct work *w, const struct premium_remission *m, yen sum, yen ret[LEVY_PARTS])
{
    yen left = 0, rest;

    for (enum levy_part p = 0; p < LEVY_PARTS; p++) {
        left += (m->parts >> p & 1u) != 0 ? w->ret->parts[p].amount : 0;
    }
    sum = sum < left ? sum : left;
    rest = sum;
    for (enum levy_part p = 0; p < LEVY_PARTS; p++) {
        bool bears = sum > 0 && (m->parts >> p & 1u) != 0;
        ret[p] = bears ? muldiv_floor(sum, w->ret->parts[p].amount, left) : 0;
        rest -= ret[p];
    }
    for (enum levy_part p = 0; p < LEVY_PARTS && rest > 0; p++) {
        bool bears = (m->parts >> p & 1u) != 0 && ret[p] < w->ret->parts[p].amount;
        ret[p] += bears;
        rest -= bears;
    }
    assert(rest == 0); /* fewer odd yen than parts that were cut */
    return sum;
}

static yen remit_amount(struct work *w, const struct premium_remission *m, yen wanted, trace_id amounts[])
{
    yen share[LEVY_PARTS];
    yen taken = share_out(w, m, wanted, share);
    trace_id granted = trace_fact(w->trace, &term_granted_amount, TRACE_NOBODY, wanted);

    for (enum levy_part p = 0; p < LEVY_PARTS; p++) {
        if (share[p] > 0) {
            trace_id id = trace_made(w->trace, &term_remitted_amount[p], TRACE_NOBODY, share[p], granted,
                                     amounts[p], 0, 0);
            take_off(w, p, share[p], id, amounts);
        }
    }
    return taken;
}

RARE void remissions_apply(struct work *w, trace_id amounts[])
{
    for (size_t i = 0; i < w->household->remission_count; i++) {
        const struct premium_remission *m = &w->household->remissions[i];
        yen wanted = 0;

        switch (m->pattern) {
        case REMISSION_AMOUNT:
            (void)remit_amount(w, m, m->amount, amounts);
            break;
        case REMISSION_RATE:
            remit_rate(w, m, amounts);
            break;
        case REMISSION_INSTALMENTS:
            for (size_t k = 0; k < INSTALMENTS_MAX; k++) {
                wanted += m->instalments[k];
            }
            w->ret->remitted_by_instalment += remit_amount(w, m, wanted, amounts);
            break;
        }
    }
}
