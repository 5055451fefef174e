/*
 * What one assessment works with: facts, derived states of the members, and, when traced, the numbers
 * of the steps. Included by the rule files, which assess.c joins into one unit; that unit is compiled
 * twice, with the trace and (TRACE_OFF) without.
 */
#ifndef KOKUHO_RULES_WORK_H
#define KOKUHO_RULES_WORK_H

#include "rules/common/age.h"
#include "rules/premium/law.h"

__extension__ typedef unsigned __int128 sum480; /* 1/480 yen; cannot run over */

/* One term of the trace; unused in the kernel. */
#define TERM static __attribute__((unused)) struct trace_term

#define LAW_ORDER "国民健康保険法施行令29条の7"
/* The items of the four parts; before FY2026 the reductions stood one paragraph earlier. */
#define PART_TERM(name, label_, how_, unit_, rounding_)                                            \
    TERM name[LEVY_PARTS] = {                                                                      \
        {label_ " 医療分", {LAW_ORDER "第2項", NULL}, how_, unit_, rounding_, {0}},                \
        {label_ " 支援金分", {LAW_ORDER "第3項", NULL}, how_, unit_, rounding_, {0}},              \
        {label_ " 介護分", {LAW_ORDER "第4項", NULL}, how_, unit_, rounding_, {0}},                \
        {label_ " 子ども分", {LAW_ORDER "第5項", NULL}, how_, unit_, rounding_, {0}},              \
    }

/* Out of the way of the common household. */
#define RARE static __attribute__((noinline, cold))

/* A date that was given; unset fields (0) and date_none() are not. */
static inline bool is_given(date d) { return d.day > 0; }

#ifndef TRACE_OFF
struct member_ids {
    trace_id insured, care, maternity, unemployed, dependant;
    trace_id salary, pension, total, base, base_unemployed;
    trace_id income_levy[LEVY_PARTS], asset_levy[LEVY_PARTS], per_capita[LEVY_PARTS];
};
struct household_ids {
    trace_id level, earners, persons;
    trace_id income_rate[LEVY_PARTS], asset_rate[LEVY_PARTS];
    trace_id per_capita[LEVY_PARTS][AGE_CLASSES];
    trace_id months[LEVY_PARTS];
    trace_id total;
};
#endif

struct work_member {
    uint16_t insured, care; /* months */
    uint16_t maternity, unemployed, dependant, dependant_half;
    bool is_special; /* any of the four above */
    bool is_known;
    bool is_insured_at_test; /* counts as a person of the reduction test */
    bool is_insured_on_1_april;
    uint8_t age; /* enum age_class */
    yen salary, pension, total;
    yen net; /* total before it is kept from falling below zero */
    yen base, base_unemployed;
#ifndef TRACE_OFF
    struct member_ids ids;
#endif
};

struct work {
    const struct premium_law *law;
    const struct premium_household *household;
    struct premium_assessment *ret;
    struct trace *trace;
    struct work_member *members;
    unsigned months;           /* of the household: somebody is insured */
    unsigned months_of_one;    /* exactly one person is insured */
    unsigned test_month;       /* April, or the first insured month (軽減判定の基準日) */
    unsigned months_not_dependant; /* somebody insured is not a 旧被扶養者 within the two years */
    enum flat_level level;
#ifndef TRACE_OFF
    struct household_ids ids;
#endif
};

static inline unsigned part_months(const struct work_member *m, enum levy_part part)
{
    return part == LEVY_CARE ? m->care : m->insured;
}

__attribute__((unused)) static void add_finding(struct work *w, enum premium_finding_code code,
                                                size_t member)
{
    struct premium_assessment *a = w->ret;

    if (a->finding_count < PREMIUM_FINDINGS_MAX) {
        a->findings[a->finding_count++] = (struct premium_finding){code, member};
    }
    if (a->findings_total < UINT16_MAX) {
        a->findings_total++;
    }
}

#endif
