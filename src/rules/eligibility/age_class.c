/*
 * 年齢による区分 -- pre-school, 介護2号, 前期高齢者, 高齢受給者, 後期高齢者, and the days they begin and end.
 *
 * Law     国民健康保険法42条1項, 高齢者の医療の確保に関する法律32条・50条, 介護保険法9条2号,
 *         年齢計算ニ関スル法律
 * Table   params/national/premium/ages.tsv, params/national/eligibility/terms.tsv
 * Cases   age_class.cases, arrivals.cases
 *
 * 「達する日の属する月の翌月から」: whose birthday is the 1st reaches the age on the last day of the month
 * before. 後期高齢者医療 begins on the birthday itself.
 */
#include "rules/common/age.h"
#include "rules/eligibility/eligibility.h"

const char *const age_class_labels[AGE_CLASSES_OF_LAW] = {
    [CLASS_PRESCHOOL] = "義務教育就学前", [CLASS_CHILD] = "18歳到達後の年度末まで",
    [CLASS_CARE_SECOND] = "介護2号",      [CLASS_EARLY_ELDERLY] = "前期高齢者",
    [CLASS_ELDER] = "高齢受給者",         [CLASS_LATE_ELDERLY] = "後期高齢者",
};

/* The 1 April after the first 31 March on or after the day. */
static date school_year_until(date reached) { return fiscal_year_until(fiscal_year_of(reached)); }

static date next_month(date day)
{
    struct civil c = date_civil(day);

    return date_add_days(date_last_of_month(c.year, c.month), 1);
}

struct span age_class_span(const struct eligibility_terms *t, enum age_class_of_law which, date birth)
{
    date late = age_birthday(birth, (int)t->late_age.value);

    switch (which) {
    case CLASS_PRESCHOOL:
        return (struct span){birth, school_year_until(age_attained_on(birth, (int)t->preschool_age.value))};
    case CLASS_CHILD:
        return (struct span){birth, school_year_until(age_attained_on(birth, (int)t->adult_age.value))};
    case CLASS_CARE_SECOND:
        return (struct span){age_attained_on(birth, (int)t->care_from.value),
                             age_attained_on(birth, (int)t->care_until.value)};
    case CLASS_EARLY_ELDERLY:
        return (struct span){next_month(age_attained_on(birth, (int)t->early_elderly_age.value)), late};
    case CLASS_ELDER: return (struct span){next_month(age_attained_on(birth, (int)t->elder_age.value)), late};
    case CLASS_LATE_ELDERLY:
    case AGE_CLASSES_OF_LAW: break;
    }
    return (struct span){late, date_open_end()};
}

bool age_class_holds(const struct eligibility_terms *terms, enum age_class_of_law which, date birth, date day)
{
    struct span s = age_class_span(terms, which, birth);

    return date_at_most(s.from, day) && date_before(day, s.until);
}

void age_arrivals(const struct eligibility_terms *t, date birth, struct age_arrival ret[AGE_ARRIVALS])
{
    const struct {
        int64_t age;
        enum age_class_of_law which;
        bool at_end; /* what changes is the end of the class */
    } all[AGE_ARRIVALS] = {
        {t->preschool_age.value, CLASS_PRESCHOOL, true},
        {t->adult_age.value, CLASS_CHILD, true},
        {t->care_from.value, CLASS_CARE_SECOND, false},
        {t->early_elderly_age.value, CLASS_EARLY_ELDERLY, false},
        {t->elder_age.value, CLASS_ELDER, false},
        {t->late_age.value, CLASS_LATE_ELDERLY, false},
    };

    for (size_t i = 0; i < AGE_ARRIVALS; i++) {
        struct span s = age_class_span(t, all[i].which, birth);
        int age = (int)all[i].age;
        ret[i] = (struct age_arrival){
            age, all[i].which == CLASS_LATE_ELDERLY ? age_birthday(birth, age) : age_attained_on(birth, age),
            all[i].at_end ? s.until : s.from};
    }
}
