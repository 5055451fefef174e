/*
 * 介護納付金賦課被保険者 -- months in which a person bears the care part (介護保険第2号).
 *
 * Law     介護保険法9条2号・11条, 国民健康保険法施行令29条の7第4項, 年齢計算ニ関スル法律
 * Table   params/national/premium/ages.tsv     Cases   care.cases
 *
 * From the month of the eve of the 40th birthday to the month before the month of the eve of the 65th;
 * residents of exempt facilities (介護2号適用除外) are left out by the last-day rule.
 */
#include "rules/premium/work.h"

TERM term_care = {"介護分の月", {"介護保険法9条2号", NULL},
                  "40歳に達した月から65歳に達する月の前月まで（生年月日 {1}、国保の月 {2}）",
                  TRACE_MONTH_MASK, TRACE_EXACT, {0}};
TERM term_care_exempt = {"介護2号適用除外の月", {"介護保険法施行法11条"},
                         "入所の月から退所の前月まで", TRACE_MONTH_MASK, TRACE_EXACT, {0}};

static unsigned care_months(const struct premium_law *law, const struct premium_household *h,
                            const struct premium_member *m, unsigned insured)
{
    date birth = m->birth_date;

    if (is_given(h->care40_not_after) && birth.day > law->care_from_before_year &&
        birth.day > age_born_until((int)law->care_age_from.value, h->care40_not_after).day) {
        return 0; /* 40 is attained, but after the day up to which the run looks */
    }
    return insured & months_since_age(law->care_from_born_until, birth) &
           ~months_since_age(law->care_until_born_until, birth);
}

RARE unsigned care_exempt_months(const struct premium_law *law, const struct premium_member *m)
{
    unsigned exempt = 0;

    for (size_t k = 0; k < m->care_exempt_count; k++) {
        exempt |= months_of_span(&law->ends, m->care_exempt[k].from, m->care_exempt[k].until);
    }
    return exempt;
}
