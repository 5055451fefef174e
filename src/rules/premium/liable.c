/*
 * 賦課する月 -- the months of each member, and what changes them.
 *
 * Law     国民健康保険法7条・8条・76条, 高齢者の医療の確保に関する法律50条 (75歳), 条例19条
 * Table   params/national/premium/ages.tsv     Cases   liable.cases
 *
 * Without given ranges a person is insured the whole year, from birth and until the 75th birthday (on
 * which 後期高齢者医療 starts; the eve rule does not shift this one).
 */
#include "rules/premium/work.h"

TERM term_birth_date = {"生年月日", {"国民健康保険法5条"}, "住民記録", TRACE_DAY, TRACE_EXACT, {0}};
TERM term_insured = {"国保の月", {"国民健康保険法7条・8条", NULL},
                     "月の末日に被保険者である月（生年月日 {1}）", TRACE_MONTH_MASK, TRACE_EXACT,
                     {0}};

static void insured_of(struct work *w, size_t i)
{
    const struct premium_law *law = w->law;
    const struct premium_member *m = &w->household->members[i];
    struct work_member *wm = &w->members[i];
    date birth = m->birth_date;
    unsigned months = 0;
    bool on_1_april = false;

    if (m->insured_is_given) {
        for (size_t k = 0; k < m->insured_count; k++) {
            date from = m->insured[k].from, until = m->insured[k].until;
            months |= months_of_span(&law->ends, from, until);
            on_1_april |= from.day <= law->from.day && until.day > law->from.day;
        }
    } else {
        months = months_of_span(&law->ends, birth, law->until) &
                 ~months_since_age(law->insured_until_born_until, birth);
        on_1_april = birth.day <= law->from.day && birth.day > law->born_under_75_on_1_april;
    }
    wm->insured = (uint16_t)months;
    wm->is_insured_on_1_april = on_1_april;
    TRACE(trace_id born = trace_fact(w->trace, &term_birth_date, (int32_t)i, birth.day));
    TRACE(wm->ids.insured = trace_tested(w->trace, &term_insured, (int32_t)i, months, months != 0,
                                         born, 0, 0, 0));

    unsigned care = care_months(law, w->household, m, months);
    TRACE(trace_id exempt_id = 0);
    if (m->care_exempt_count != 0) {
        unsigned exempt = care_exempt_months(law, m);
        care &= ~exempt;
        TRACE(exempt_id = trace_tested(w->trace, &term_care_exempt, (int32_t)i, exempt, exempt != 0,
                                       0, 0, 0, 0));
    }
    wm->care = (uint16_t)care;
    TRACE(wm->ids.care = trace_tested(w->trace, &term_care, (int32_t)i, care, care != 0, born,
                                      wm->ids.insured, exempt_id, 0));
}

/* What is rare stays out of the way of the others. */
static void special_states_of(struct work *w, size_t i)
{
    const struct premium_member *m = &w->household->members[i];
    struct work_member *wm = &w->members[i];

    wm->maternity = wm->unemployed = wm->dependant = wm->dependant_half = 0;
    if (m->reason_code != 0) {
        unemployment_of(w, i);
    }
    if (is_given(m->expected_birth)) {
        maternity_of(w, i);
    }
    if (is_given(m->former_dependant_since)) {
        former_dependant_of(w, i);
    }
    wm->is_special = (wm->maternity | wm->unemployed | wm->dependant) != 0;
}

/* Preschool: to the first 31 March on or after 6 is attained; under 18 likewise; for a whole year. */
static uint8_t age_class_of(const struct premium_law *law, date birth)
{
    /* AGE_ADULT 0, AGE_UNDER_18 1, AGE_PRESCHOOL 2: each limit passed is one class younger */
    return (uint8_t)((birth.day > law->under_18_born_after) +
                     (birth.day > law->preschool_born_after));
}

_Static_assert(AGE_ADULT == 0 && AGE_UNDER_18 == 1 && AGE_PRESCHOOL == 2, "counted by limits passed");

static void liable_months(struct work *w)
{
    const struct premium_household *h = w->household;
    unsigned any = 0, several = 0, not_dependant = 0;
    bool somebody_on_1_april = false;

    for (size_t i = 0; i < h->member_count; i++) {
        struct work_member *wm = &w->members[i];

        insured_of(w, i);
        special_states_of(w, i);
        wm->age = age_class_of(w->law, h->members[i].birth_date);
        several |= any & wm->insured;
        any |= wm->insured;
        not_dependant |= wm->insured & ~(unsigned)wm->dependant_half;
        somebody_on_1_april |= wm->is_insured_on_1_april;
    }
    w->months = any;
    w->months_of_one = any & ~several;
    w->months_not_dependant = not_dependant;

    /* 軽減判定の基準日: 1 April, or the first month in which somebody is insured. */
    unsigned first_month = any & (0u - any);
    w->test_month = somebody_on_1_april ? 1u : first_month;
    for (size_t i = 0; i < h->member_count; i++) {
        struct work_member *wm = &w->members[i];
        wm->is_insured_at_test =
            somebody_on_1_april ? wm->is_insured_on_1_april : (wm->insured & first_month) != 0;
    }
    if (any == 0) {
        add_finding(w, FINDING_NOBODY_INSURED, SIZE_MAX);
    }
}
