/*
 * 特別徴収の対象者 -- all conditions have to hold; each that does not is named.
 *
 * Law     国民健康保険法76条の3, 同法施行令29条の8から29条の12 (介護保険法134条から136条を準用)
 * Cases   judge.cases
 *
 * The half is tested by whole yen without a division: (介護 + 国保) of one pay day, six times, times two, is
 * at most the pension of a year.
 */
#include "rules/common/age.h"
#include "rules/common/step.h"
#include "rules/withholding/withholding.h"

#define LAW_OF                                                                                               \
    {                                                                                                        \
        "国民健康保険法76条の3"                                                                     \
    }
TERM term_least = {"年金の最低額", LAW_OF, "", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_pension = {"世帯主の年金（年額）", LAW_OF, "年金保険者の情報", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_care = {"介護保険料（1回分）", LAW_OF, "介護の賦課情報", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_premium = {"国民健康保険料（1回分）", LAW_OF, "", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_both = {"1回に天引きされる額", LAW_OF, "{1} + {2}", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_half = {"年金の2分の1をこえるか", LAW_OF, "{2} × 6回 × 2 と {1}", TRACE_YES_NO, TRACE_EXACT, {0}};
TERM term_small = {"年金が最低額に満たないか", LAW_OF, "{2} と {1}", TRACE_YES_NO, TRACE_EXACT, {0}};
TERM term_ages = {"65歳以上75歳未満でない被保険者", LAW_OF, "", TRACE_PERSONS, TRACE_EXACT, {0}};

const char *const withholding_bar_labels[WITHHOLDING_BARS] = {
    "世帯主が国保の被保険者でない（擬制世帯）",
    "65歳未満または75歳以上の被保険者がいる",
    "世帯主が年度内に75歳になる",
    "世帯主の年金が分からない",
    "年金が年額18万円に満たない",
    "介護保険料がその年金から天引きされていない",
    "介護保険料との合計が年金の2分の1をこえる",
    "口座振替を選んでいる",
};

static unsigned bars_of_persons(const struct withholding_terms *t, const struct withholding_household *h,
                                struct trace *trace)
{
    bool is_head_insured = false, reaches_late = false;
    int64_t others = 0;

    for (size_t i = 0; i < h->count; i++) {
        const struct withholding_person *p = &h->persons[i];
        bool is_of_age = date_at_most(age_attained_on(p->birth, (int)t->first_age.value), h->on) &&
                         date_before(h->on, age_birthday(p->birth, (int)t->last_age.value));
        others += p->is_insured && !is_of_age;
        if (p->is_head) {
            is_head_insured = p->is_insured;
            reaches_late =
                date_before(age_birthday(p->birth, (int)t->last_age.value), fiscal_year_until(h->year));
        }
    }
    step_fact(trace, &term_ages, TRACE_NOBODY, others);
    return (is_head_insured ? 0u : (unsigned)BAR_HEAD_NOT_INSURED) |
           (others == 0 ? 0u : (unsigned)BAR_SOMEBODY_OTHER_AGE) |
           (reaches_late ? (unsigned)BAR_HEAD_REACHES_LATE : 0u);
}

static unsigned bars_of_amounts(const struct withholding_terms *t, const struct withholding_household *h,
                                struct trace *trace)
{
    unsigned bars = h->has_care ? 0u : (unsigned)BAR_CARE_ELSEWHERE;

    if (!h->has_pension) {
        return bars | BAR_NO_PENSION;
    }
    trace_id pension = step_fact(trace, &term_pension, TRACE_NOBODY, h->pension);
    trace_id least = step_param(trace, &term_least, &t->pension_least);
    bool is_small = h->pension < t->pension_least.value;
    step_tested(trace, &term_small, TRACE_NOBODY, is_small, is_small, least, pension);
    bars |= is_small ? (unsigned)BAR_PENSION_SMALL : 0u;
    if (h->has_care) {
        yen both = h->care + h->premium;
        bool is_over = both * WITHHOLDING_PAYS * t->half_denominator.value > h->pension;
        trace_id care = step_fact(trace, &term_care, TRACE_NOBODY, h->care);
        trace_id own = step_fact(trace, &term_premium, TRACE_NOBODY, h->premium);
        trace_id sum = step_made(trace, &term_both, TRACE_NOBODY, both, care, own);
        step_tested(trace, &term_half, TRACE_NOBODY, is_over, is_over, pension, sum);
        bars |= is_over ? (unsigned)BAR_OVER_HALF : 0u;
    }
    return bars;
}

unsigned withholding_judge(const struct withholding_terms *terms, const struct withholding_household *h,
                           struct trace *trace)
{
    return bars_of_persons(terms, h, trace) | bars_of_amounts(terms, h, trace) |
           (h->has_account ? (unsigned)BAR_ACCOUNT_CHOSEN : 0u);
}
