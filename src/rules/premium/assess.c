/*
 * 賦課 -- the order of operations for one household head and year.
 *
 * Law     国民健康保険法76条, 同法施行令29条の7; the order is that of assessment 4.10
 * Cases   test_edges.c by number of the fact sheet, and those of the rules it joins
 *
 * 1 months  2 incomes, 30/100, basic deduction  3 level of the reduction  4 levies of the members
 * 5 levy of the household  6 sum, cap, cut to the unit, part by part  7 減免  8 total  9 instalments
 *
 * This file joins the rule files into one unit. assess_fast.c compiles the same unit without the trace.
 */
#include "rules/premium/work.h"

#include "rules/premium/unemployment.c"
#include "rules/premium/maternity.c"
#include "rules/premium/former_dependant.c"
#include "rules/premium/care.c"
#include "rules/premium/liable.c"
#include "rules/premium/income.c"
#include "rules/premium/base.c"
#include "rules/premium/reduction.c"
#include "rules/premium/levies.c"
#include "rules/premium/household_levy.c"
#include "rules/premium/cap.c"
#include "rules/premium/remission.c"
#include "rules/premium/instalment.c"

/* Adds up one part over the members; returns the months in which somebody is liable. */
static unsigned part_levies(struct work *w, enum levy_part p, struct part_sums *sums)
{
    const struct premium_household *h = w->household;
    unsigned liable = 0;

    *sums = (struct part_sums){0};
    for (size_t i = 0; i < h->member_count; i++) {
        const struct work_member *m = &w->members[i];
        struct premium_member_result *r = &w->ret->members[i];
        unsigned months = part_months(m, p);
        struct levy_terms t = {0};

        if (months != 0) {
            yen tax = m->is_known ? h->members[i].income.fixed_asset_tax : 0;
            t = m->is_special ? special_terms(w, m, p, months, tax)
                              : plain_terms(w, m, p, months, tax);
        }
        liable |= months;
        sums->income += t.income;
        sums->asset += t.asset;
        sums->per_capita += t.per_capita;
        r->months[p] = (uint16_t)months;
        r->income_levy[p] = (yen)(t.income / 480);
        r->per_capita[p] = (yen)(t.per_capita / 480);
        TRACE(trace_terms(w, i, p, months, &t));
    }
    return liable;
}

RARE void no_part(struct work *w, enum levy_part p)
{
    w->ret->parts[p] = (struct premium_part_result){0};
    for (size_t i = 0; i < w->household->member_count; i++) {
        w->ret->members[i].months[p] = 0;
        w->ret->members[i].income_levy[p] = w->ret->members[i].per_capita[p] = 0;
    }
}

static enum premium_status assess_parts(struct work *w, struct report *report)
{
    const struct premium_law *law = w->law;
    struct special_months special = {0};
    bool special_is_known = false;
    yen total = 0;
    trace_id amounts[LEVY_PARTS + 1] = {0};
    TRACE(trace_id *ids = ARENA_ARRAY(w->trace->arena, trace_id, w->household->member_count));

    for (enum levy_part p = 0; p < LEVY_PARTS; p++) {
        const struct premium_law_part *part = &law->parts[p];
        struct part_sums sums;
        TRACE(trace_id household_id = 0);

        if (!part->is_levied) {
            no_part(w, p);
            continue;
        }
        unsigned months = part_levies(w, p, &sums);
        if (months != 0 && part->missing != NULL) {
            report_fail(report, ERR_INPUT, "%s", part->missing);
            return PREMIUM_PARAMETER_MISSING;
        }
        if (part->per_household.value != 0 && months != 0) {
            if (!special_is_known) {
                special = special_household(w);
                special_is_known = true;
            }
            sums.household = household_levy(w, p, months, &special);
            TRACE(household_id = trace_household(w, p, months, &sums, &special));
        }
        part_assess(law, p, months_count(months), &sums, &w->ret->parts[p]);
        total += w->ret->parts[p].amount;
        TRACE(amounts[p] = trace_part(w, p, months, &sums, household_id, ids));
    }
    w->ret->remitted_by_instalment = 0;
    if (__builtin_expect(w->household->remission_count != 0, 0)) {
        remissions_apply(w, amounts);
        total = 0;
        for (enum levy_part p = 0; p < LEVY_PARTS; p++) {
            total += w->ret->parts[p].amount;
        }
    }
    w->ret->total = cut_to(total, &law->total_unit);
    TRACE(amounts[LEVY_PARTS] = trace_param(w->trace, &term_total_unit, law->total_unit.value,
                                            &law->total_unit.source));
    TRACE(w->ids.total = trace_joined(w->trace, &term_total, TRACE_NOBODY, w->ret->total, amounts,
                                      COUNT_OF(amounts)));
    return PREMIUM_DONE;
}

#define MEMBERS_ON_STACK 8 /* larger households take the scratch arena */

static enum premium_status assess(const struct premium_law *law, const struct premium_household *h,
                                  struct arena *scratch, struct trace *trace, struct report *report,
                                  struct premium_assessment *ret)
{
    struct work_member on_stack[MEMBERS_ON_STACK];
    struct work w = {.law = law, .household = h, .ret = ret, .trace = trace, .members = on_stack};

    assert(h->year.first_year == law->year.first_year);
    assert(h->member_count >= 1 && h->member_count <= PREMIUM_MEMBERS_MAX &&
           h->head < h->member_count);
    if (law->missing != NULL) {
        report_fail(report, ERR_INPUT, "%s", law->missing);
        return PREMIUM_PARAMETER_MISSING;
    }
    if (h->member_count > MEMBERS_ON_STACK) {
        w.members = ARENA_ARRAY(scratch, struct work_member, h->member_count);
    } else {
        TRACE(memset(on_stack, 0, sizeof(on_stack)));
    }
    ret->finding_count = ret->findings_total = 0;
    TRACE(trace_law_text(trace, law->law_text));

    liable_months(&w);
    for (size_t i = 0; i < h->member_count; i++) {
        income_of(&w, i);
        base_of(&w, i);
        ret->members[i].base_income = base_shown(&w.members[i]);
    }
    reduction_decide(&w);
    enum premium_status status = assess_parts(&w, report);
    if (status == PREMIUM_DONE) {
        split_year(&w);
    }
    return status;
}

#ifndef TRACE_OFF
enum premium_status premium_assess(const struct premium_law *law,
                                   const struct premium_household *household, struct arena *scratch,
                                   struct trace *trace, struct report *report,
                                   struct premium_assessment *ret)
{
    return assess(law, household, scratch, trace, report, ret);
}
#else
enum premium_status premium_assess_fast(const struct premium_law *law,
                                        const struct premium_household *household,
                                        struct arena *scratch, struct report *report,
                                        struct premium_assessment *ret)
{
    return assess(law, household, scratch, NULL, report, ret);
}
#endif
