/*
 * 限度額の適用区分（70歳未満） -- ア to オ of a household.
 *
 * Law     国民健康保険法施行令29条の3第1項     Table   params/national/eligibility/limit_class.tsv
 * Cases   limit_class.cases
 *
 * オ when the head, insured or not, and all insured persons are not liable to 住民税; where an insured
 * member stands for the head of the register (国保上の世帯主), that one, too (eligibility 5.3, K). Else by
 * the sum of 基準所得額 of all insured persons: more than (「超」) 9,010,000 ア, 6,000,000 イ, 2,100,000 ウ,
 * else エ. An income that is not known makes ア.
 */
#include "rules/eligibility/eligibility.h"
#include "rules/common/step.h"

#define LAW "国民健康保険法施行令29条の3第1項"

TERM term_base = {"基準所得額", {LAW}, "", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_sum = {"基準所得額の合計", {LAW}, "{1} ＋ {2}", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_unknown = {"所得の分からない人がいる", {LAW}, "", TRACE_YES_NO, TRACE_EXACT, {0}};
TERM term_free = {"世帯主と被保険者の全員が住民税非課税", {LAW "5号"}, "", TRACE_YES_NO, TRACE_EXACT, {0}};
TERM term_limit = {"区分の基準額", {LAW}, "", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_over = {"基準所得額の合計が基準額を超える", {LAW}, "{1} > {2}", TRACE_YES_NO, TRACE_EXACT, {0}};

const char *const limit_class_labels[LIMIT_CLASSES] = {
    [LIMIT_NONE] = "",         [LIMIT_A] = "ア",         [LIMIT_I] = "イ",          [LIMIT_U] = "ウ",
    [LIMIT_E] = "エ",          [LIMIT_O] = "オ",         [LIMIT_ACTIVE3] = "現役Ⅲ", [LIMIT_ACTIVE2] = "現役Ⅱ",
    [LIMIT_ACTIVE1] = "現役Ⅰ", [LIMIT_GENERAL] = "一般", [LIMIT_LOW2] = "低所得Ⅱ",  [LIMIT_LOW1] = "低所得Ⅰ",
};

static bool all_free(const struct judged_household *h, unsigned *findings)
{
    bool all = true;

    for (size_t i = 0; i < h->count; i++) {
        const struct judged_person *p = &h->persons[i];
        if (judged_is_asked(p)) {
            *findings |= p->tax == RESIDENT_TAX_UNKNOWN ? JUDGEMENT_TAX_UNKNOWN : 0u;
            all = all && p->tax == RESIDENT_TAX_FREE;
        }
    }
    return all;
}

static enum limit_class class_of_sum(const struct limit_terms *terms, yen sum, trace_id id, struct trace *t)
{
    const struct {
        const struct law_number *over;
        enum limit_class which;
    } steps[] = {{&terms->over_a, LIMIT_A}, {&terms->over_i, LIMIT_I}, {&terms->over_u, LIMIT_U}};

    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        bool is_over = sum > steps[i].over->value;
        trace_id row = step_param(t, &term_limit, steps[i].over);
        step_tested(t, &term_over, TRACE_NOBODY, is_over, is_over, id, row);
        if (is_over) {
            return steps[i].which;
        }
    }
    return LIMIT_E;
}

void limit_judge(const struct copay_terms *copay, const struct limit_terms *terms,
                 const struct judged_household *h, struct trace *trace, struct limit_judgement *ret)
{
    trace_id id = 0;

    *ret = (struct limit_judgement){.income_year = copay_income_year(copay, h->on)};
    bool is_free = all_free(h, &ret->findings);
    for (size_t i = 0; i < h->count; i++) {
        const struct judged_person *p = &h->persons[i];
        if (p->is_insured && !p->has_base) {
            ret->findings |= JUDGEMENT_INCOME_UNKNOWN;
        } else if (p->is_insured) {
            trace_id one = step_fact(trace, &term_base, (int32_t)i, p->base);
            ret->base_sum += p->base;
            id = step_made(trace, &term_sum, TRACE_NOBODY, ret->base_sum, id == 0 ? one : id,
                           id == 0 ? 0 : one);
        }
    }
    step_tested(trace, &term_free, TRACE_NOBODY, is_free, is_free, 0, 0);
    if (is_free) {
        ret->under_70 = LIMIT_O;
        return;
    }
    bool is_unknown = (ret->findings & JUDGEMENT_INCOME_UNKNOWN) != 0;
    step_tested(trace, &term_unknown, TRACE_NOBODY, is_unknown, is_unknown, 0, 0);
    ret->under_70 = is_unknown ? LIMIT_A : class_of_sum(terms, ret->base_sum, id, trace);
}
