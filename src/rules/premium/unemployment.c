/*
 * 特例対象被保険者等 -- salary income at 30/100 after an involuntary loss of work.
 *
 * Law     国民健康保険法施行令29条の7の2
 * Table   params/national/premium/unemployment.tsv, ages.tsv     Cases   unemployment.cases
 *
 * Under 65 on the day of leaving, with a code of the list. From the month of the day after leaving to
 * the end of the fiscal year that follows the one of that day.
 */
#include "rules/premium/work.h"

TERM term_reason_code = {"離職理由コード", {"国民健康保険法施行令29条の7の2"},
                         "雇用保険受給資格者証の離職理由", TRACE_NUMBER, TRACE_EXACT, {0}};
TERM term_separated_on = {"離職日", {"国民健康保険法施行令29条の7の2"}, "届出", TRACE_DAY,
                          TRACE_EXACT, {0}};
TERM term_unemployed = {"特例対象被保険者等の月", {"国民健康保険法施行令29条の7の2"},
                        "離職日 {2} の翌日の月から、その翌日の年度の次の年度末まで（理由 {1}）",
                        TRACE_MONTH_MASK, TRACE_EXACT, {0}};

static bool unemployment_qualifies(const struct premium_law *law, const struct premium_member *m)
{
    bool is_listed = false;

    for (size_t i = 0; i < law->reason_code_count; i++) {
        is_listed = is_listed || law->reason_codes[i] == m->reason_code;
    }
    return is_listed && is_given(m->separated_on) &&
           date_before(m->separated_on,
                       age_attained_on(m->birth_date, (int)law->unemployed_age_under.value));
}

/* The months of the year in which the state holds, whether insured or not. */
static unsigned unemployment_months(const struct premium_law *law, date separated_on)
{
    date after = date_add_days(separated_on, 1);
    int first = months_index(law->year, after);
    int until = (fiscal_year_of(after).first_year + 2 - law->year.first_year) * 12;

    return months_run(first, until - first);
}

RARE void unemployment_of(struct work *w, size_t i)
{
    const struct premium_member *m = &w->household->members[i];
    bool qualifies = unemployment_qualifies(w->law, m);
    unsigned months = qualifies ? unemployment_months(w->law, m->separated_on) : 0;

    w->members[i].unemployed = (uint16_t)months;
    TRACE(trace_id code = trace_fact(w->trace, &term_reason_code, (int32_t)i, m->reason_code));
    TRACE(trace_id day = trace_fact(w->trace, &term_separated_on, (int32_t)i, m->separated_on.day));
    TRACE(w->members[i].ids.unemployed =
              trace_tested(w->trace, &term_unemployed, (int32_t)i, months,
                           qualifies && months != 0, code, day, 0, 0));
    if (!qualifies) {
        add_finding(w, FINDING_REASON_NOT_QUALIFYING, i);
    }
}
