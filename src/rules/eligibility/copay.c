/*
 * 一部負担金の割合 -- 2 or 3 tenths of the 70-74 of a household, and their class of limits.
 *
 * Law     国民健康保険法42条1項・2項, 同法施行令27条の2・29条の3第4項, 同法施行規則24条の3
 * Table   params/national/eligibility/copay.tsv     Cases   copay.cases, ratio.cases, children.cases,
 *         low_income.cases, disease.cases
 * Units   yen; taxable income of the year before, January to July of the year before that
 *
 * 3割 when somebody of the 70-74 has a taxable income of at least (「以上」) 1,450,000 yen, unless their
 * 旧ただし書所得 sum to at most (「以下」) 2,100,000, or, on application, their revenues are under (「未満」)
 * 5,200,000 (3,830,000 of one person; with a former member who is in 後期高齢者医療 5,200,000 of both). All
 * of them have one result.
 */
#include "rules/common/age.h"
#include "rules/eligibility/eligibility.h"
#include "rules/common/step.h"

#define LAW_RATIO "国民健康保険法施行令27条の2"
#define LAW_CLASS "国民健康保険法施行令29条の3第4項"

TERM term_elders = {"70歳から74歳の被保険者", {LAW_RATIO}, "", TRACE_PERSONS, TRACE_EXACT, {0}};
TERM term_year = {"所得の年",   {LAW_RATIO}, "1月から7月は前々年、8月から12月は前年",
                  TRACE_NUMBER, TRACE_EXACT, {0}};
TERM term_taxable = {"住民税の課税所得", {LAW_RATIO "第2項"}, "", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_child = {"19歳未満の控除", {LAW_RATIO "第2項"}, "{1} と {2} の人数分", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_under_16 = {"16歳未満1人の控除額", {LAW_RATIO "第2項"}, "", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_to_18 = {"16歳から18歳1人の控除額", {LAW_RATIO "第2項"}, "", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_taxable_left = {
    "控除後の課税所得（0以上）", {LAW_RATIO "第2項"}, "{1} − {2}", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_taxable_most = {"課税所得の最も大きい額", {LAW_RATIO "第2項"}, "{+}", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_taxable_limit = {"現役並みの課税所得", {LAW_RATIO "第2項"}, "", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_is_under = {"課税所得が基準額未満", {LAW_RATIO "第2項"}, "{1} < {2}",
                      TRACE_YES_NO,           TRACE_EXACT,         {0}};
TERM term_base = {"旧ただし書所得", {LAW_RATIO "第3項"}, "", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_base_sum = {"旧ただし書所得の合計", {LAW_RATIO "第3項"}, "{+}", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_base_limit = {"旧ただし書所得の基準額", {LAW_RATIO "第3項"}, "", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_is_base = {
    "旧ただし書所得が基準額以下", {LAW_RATIO "第3項"}, "{1} ≦ {2}", TRACE_YES_NO, TRACE_EXACT, {0}};
TERM term_revenue = {"収入の額", {LAW_RATIO "第3項"}, "", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_revenue_sum = {"収入の額の合計", {LAW_RATIO "第3項"}, "{+}", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_revenue_limit = {"基準収入額", {LAW_RATIO "第3項"}, "", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_is_revenue = {"収入が基準収入額未満", {LAW_RATIO "第3項"}, "{1} < {2}",
                        TRACE_YES_NO,           TRACE_EXACT,         {0}};
TERM term_specified = {"特定同一世帯所属者の収入", {LAW_RATIO "第3項2号"}, "", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_with_specified = {
    "特定同一世帯所属者を含む収入", {LAW_RATIO "第3項2号"}, "{1} ＋ {2}", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_ratio = {
    "70歳から74歳の一部負担金の割合", {"国民健康保険法42条1項"}, "", TRACE_TENTHS, TRACE_EXACT, {0}};
TERM term_active = {"現役並みの区分の課税所得", {LAW_CLASS}, "", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_is_active = {"課税所得が区分の額以上", {LAW_CLASS}, "{1} ≧ {2}", TRACE_YES_NO, TRACE_EXACT, {0}};
TERM term_tax_free = {
    "世帯主と被保険者の全員が住民税非課税", {LAW_CLASS}, "", TRACE_YES_NO, TRACE_EXACT, {0}};
TERM term_low = {"全員の所得が0円", {LAW_CLASS}, "{1} 以下", TRACE_YES_NO, TRACE_EXACT, {0}};
TERM term_low_limit = {"低所得Ⅰの所得", {LAW_CLASS}, "", TRACE_YEN, TRACE_EXACT, {0}};

const char *const copay_route_labels[COPAY_ROUTES] = {
    [COPAY_BY_AGE] = "年齢による",
    [COPAY_TAXABLE_UNDER] = "課税所得が基準額未満",
    [COPAY_BASE_AT_MOST] = "旧ただし書所得の合計が基準額以下",
    [COPAY_REVENUE_UNDER] = "基準収入額の適用",
    [COPAY_REVENUE_SPECIFIED] = "基準収入額の適用（特定同一世帯所属者を含む）",
    [COPAY_FULL] = "現役並み所得",
    [COPAY_NOT_KNOWN] = "所得が分からない",
};

struct judging {
    const struct eligibility_terms *t;
    const struct copay_terms *terms;
    const struct judged_household *h;
    struct trace *trace;
    struct copay_result *ret;
    yen taxable; /* the largest */
    trace_id taxable_id;
};

int copay_income_year(const struct copay_terms *terms, date on)
{
    struct civil c = date_civil(on);

    return c.month >= terms->year_from_month.value ? c.year - 1 : c.year - 2;
}

date copay_next_month(date day)
{
    struct civil c = date_civil(day);

    return date_add_days(date_last_of_month(c.year, c.month), 1);
}

static bool is_elder(const struct judging *j, size_t i)
{
    const struct judged_person *p = &j->h->persons[i];

    return p->is_insured && age_class_holds(j->t, CLASS_ELDER, p->birth, j->h->on);
}

/* 控除 for insured children of the head, of small income. */
static yen taxable_of(const struct judging *j, size_t i, trace_id *ret_id)
{
    const struct judged_person *p = &j->h->persons[i];
    yen off = j->terms->child_under_16.value * p->children_under_16 +
              j->terms->child_16_to_18.value * p->children_16_to_18;
    trace_id taxable = step_fact(j->trace, &term_taxable, (int32_t)i, p->taxable);

    *ret_id = taxable;
    if (off == 0) {
        return p->taxable;
    }
    yen left = p->taxable > off ? p->taxable - off : 0;
    trace_id young = step_param(j->trace, &term_under_16, &j->terms->child_under_16);
    trace_id older = step_param(j->trace, &term_to_18, &j->terms->child_16_to_18);
    trace_id less = step_made(j->trace, &term_child, (int32_t)i, off, young, older);
    *ret_id = step_made(j->trace, &term_taxable_left, (int32_t)i, left, taxable, less);
    return left;
}

/* The largest taxable income of those that are known. */
static void taxable_most(struct judging *j)
{
    trace_id most = 0;

    for (size_t i = 0; i < j->h->count; i++) {
        if (!is_elder(j, i)) {
            continue;
        }
        if (!j->h->persons[i].has_taxable) {
            j->ret->findings |= JUDGEMENT_TAXABLE_UNKNOWN;
            continue;
        }
        trace_id id;
        yen taxable = taxable_of(j, i, &id);
        if (taxable >= j->taxable) {
            j->taxable = taxable;
            most = id;
        }
    }
    j->ret->taxable_most = j->taxable;
    j->taxable_id = step_made(j->trace, &term_taxable_most, TRACE_NOBODY, j->taxable, most, 0);
}

/* Sum of an amount over the 70-74; false when one of them is not known. */
static bool sum_of(const struct judging *j, bool of_revenue, yen *ret, trace_id *ret_id)
{
    struct trace_term *term = of_revenue ? &term_revenue : &term_base;
    trace_id last = 0;

    *ret = 0;
    for (size_t i = 0; i < j->h->count; i++) {
        const struct judged_person *p = &j->h->persons[i];
        if (!is_elder(j, i)) {
            continue;
        }
        if (of_revenue ? !p->has_revenue : !p->has_base) {
            return false;
        }
        yen one = of_revenue ? p->revenue : p->base;
        trace_id id = step_fact(j->trace, term, (int32_t)i, one);
        *ret += one;
        last = last == 0 ? id
                         : step_made(j->trace, of_revenue ? &term_revenue_sum : &term_base_sum, TRACE_NOBODY,
                                     *ret, last, id);
    }
    *ret_id = last;
    return true;
}

static bool is_base_small(struct judging *j)
{
    const struct copay_terms *terms = j->terms;
    bool is_born = false;
    yen sum;
    trace_id id;

    for (size_t i = 0; i < j->h->count; i++) {
        is_born = is_born || (is_elder(j, i) && j->h->persons[i].birth.day >= terms->base_born_from.value);
    }
    if (!terms->base_up_to.present || !is_born) {
        return false;
    }
    if (!sum_of(j, false, &sum, &id)) {
        j->ret->findings |= JUDGEMENT_BASE_UNKNOWN;
        return false;
    }
    j->ret->base_sum = sum;
    bool is_small = sum <= terms->base_up_to.value;
    trace_id limit = step_param(j->trace, &term_base_limit, &terms->base_up_to);
    step_tested(j->trace, &term_is_base, TRACE_NOBODY, is_small, is_small, id, limit);
    return is_small;
}

static bool is_under(const struct judging *j, yen sum, trace_id id, const struct law_number *limit)
{
    bool under = sum < limit->value;
    trace_id row = step_param(j->trace, &term_revenue_limit, limit);

    step_tested(j->trace, &term_is_revenue, TRACE_NOBODY, under, under, id, row);
    return under;
}

/* 基準収入額: on application; where it would lower the ratio without one, a finding says so. */
static enum copay_route revenue_route(struct judging *j)
{
    const struct copay_terms *terms = j->terms;
    const struct judged_household *h = j->h;
    bool is_one = j->ret->elders == 1;
    yen sum;
    trace_id id;

    if (!sum_of(j, true, &sum, &id)) {
        j->ret->findings |= JUDGEMENT_REVENUE_UNTESTED;
        return COPAY_FULL;
    }
    enum copay_route route = COPAY_FULL;
    j->ret->revenue_sum = sum;
    if (is_under(j, sum, id, is_one ? &terms->revenue_under_one : &terms->revenue_under_several)) {
        route = COPAY_REVENUE_UNDER;
    } else if (is_one && h->has_specified && h->has_specified_revenue) {
        trace_id more = step_fact(j->trace, &term_specified, TRACE_NOBODY, h->specified_revenue);
        yen both = sum + h->specified_revenue;
        j->ret->revenue_sum = both;
        id = step_made(j->trace, &term_with_specified, TRACE_NOBODY, both, id, more);
        route = is_under(j, both, id, &terms->revenue_under_several) ? COPAY_REVENUE_SPECIFIED : COPAY_FULL;
    } else if (is_one && h->has_specified && sum < terms->revenue_under_several.value) {
        j->ret->findings |= JUDGEMENT_REVENUE_UNTESTED;
    }
    if (route != COPAY_FULL && !h->is_applied) {
        j->ret->findings |= JUDGEMENT_REVENUE_UNTESTED;
        return COPAY_FULL;
    }
    return route;
}

static enum copay_route route_of(struct judging *j)
{
    taxable_most(j);
    bool under = j->taxable < j->terms->taxable_from.value;
    trace_id limit = step_param(j->trace, &term_taxable_limit, &j->terms->taxable_from);

    step_tested(j->trace, &term_is_under, TRACE_NOBODY, under, under, j->taxable_id, limit);
    if (under) {
        return (j->ret->findings & JUDGEMENT_TAXABLE_UNKNOWN) != 0 ? COPAY_NOT_KNOWN : COPAY_TAXABLE_UNDER;
    }
    return is_base_small(j) ? COPAY_BASE_AT_MOST : revenue_route(j);
}

static enum limit_class active_class(const struct judging *j)
{
    const struct {
        const struct law_number *from;
        enum limit_class which;
    } steps[] = {{&j->terms->active3_from, LIMIT_ACTIVE3}, {&j->terms->active2_from, LIMIT_ACTIVE2}};

    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        bool reaches = j->taxable >= steps[i].from->value;
        trace_id row = step_param(j->trace, &term_active, steps[i].from);
        step_tested(j->trace, &term_is_active, TRACE_NOBODY, reaches, reaches, j->taxable_id, row);
        if (reaches) {
            return steps[i].which;
        }
    }
    return LIMIT_ACTIVE1;
}

/* 「世帯主及び全ての被保険者」: the head counts whether insured or not, and the register's with him. */
static enum limit_class low_class(struct judging *j)
{
    bool all_free = true, all_low = true;

    for (size_t i = 0; i < j->h->count; i++) {
        const struct judged_person *p = &j->h->persons[i];
        if (!judged_is_asked(p)) {
            continue;
        }
        if (p->tax == RESIDENT_TAX_UNKNOWN) {
            j->ret->findings |= JUDGEMENT_TAX_UNKNOWN;
        }
        all_free = all_free && p->tax == RESIDENT_TAX_FREE;
        all_low = all_low && p->has_low_income && p->low_income <= j->terms->low_income_up_to.value;
    }
    step_tested(j->trace, &term_tax_free, TRACE_NOBODY, all_free, all_free, 0, 0);
    if (!all_free) {
        return LIMIT_GENERAL;
    }
    trace_id row = step_param(j->trace, &term_low_limit, &j->terms->low_income_up_to);
    step_tested(j->trace, &term_low, TRACE_NOBODY, all_low, all_low, row, 0);
    return all_low ? LIMIT_LOW1 : LIMIT_LOW2;
}

void copay_judge(const struct eligibility_terms *t, const struct copay_terms *terms,
                 const struct judged_household *h, struct trace *trace, struct copay_result *ret)
{
    struct judging j = {.t = t, .terms = terms, .h = h, .trace = trace, .ret = ret};

    *ret = (struct copay_result){.income_year = copay_income_year(terms, h->on), .route = COPAY_BY_AGE};
    for (size_t i = 0; i < h->count; i++) {
        ret->elders += is_elder(&j, i);
    }
    if (ret->elders == 0) {
        return;
    }
    step_fact(trace, &term_elders, TRACE_NOBODY, (int64_t)ret->elders);
    step_fact(trace, &term_year, TRACE_NOBODY, ret->income_year);
    ret->route = route_of(&j);
    ret->elder_tenths = ret->route == COPAY_FULL ? 3 : 2;
    ret->elder_class = ret->route == COPAY_FULL ? active_class(&j) : low_class(&j);
    step_made(trace, &term_ratio, TRACE_NOBODY, ret->elder_tenths, j.taxable_id, 0);
}

int copay_tenths(const struct eligibility_terms *t, const struct copay_terms *terms,
                 const struct copay_result *elders, date birth, date on)
{
    if (age_class_holds(t, CLASS_PRESCHOOL, birth, on)) {
        return 2;
    }
    if (!age_class_holds(t, CLASS_ELDER, birth, on)) {
        return 3;
    }
    bool is_special = terms->one_tenth_born_until.present && birth.day <= terms->one_tenth_born_until.value;
    return is_special && elders->elder_tenths == 2 ? 1 : elders->elder_tenths;
}

static yen at_least_0(yen amount) { return amount > 0 ? amount : 0; }

yen copay_low_income(const struct copay_terms *terms, yen pension_revenue, yen salary_income,
                     yen other_income)
{
    return at_least_0(pension_revenue - terms->low_pension_less.value) +
           at_least_0(salary_income - terms->low_salary_less.value) + at_least_0(other_income);
}

yen copay_disease_limit(const struct copay_terms *terms, bool is_dialysis, enum limit_class which)
{
    bool is_upper = is_dialysis && (which == LIMIT_A || which == LIMIT_I);

    return is_upper ? terms->disease_limit_upper.value : terms->disease_limit.value;
}
