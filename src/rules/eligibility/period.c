/*
 * 資格の期間 -- stays of foreign residents, students, moves inside the prefecture, two insurances at once,
 * leaving a job, and households that a member left for 後期高齢者医療.
 *
 * Law     国民健康保険法6条・8条・116条, 同法施行令29条の7・29条の7の2, 同法施行規則1条
 * Table   params/national/eligibility/terms.tsv, params/national/premium/unemployment.tsv and
 *         special_household.tsv
 * Cases   period.cases, moves.cases, stay.cases
 */
#include "rules/common/period.h"
#include "rules/common/age.h"
#include "rules/eligibility/eligibility.h"

enum move_seam eligibility_seam(date ended, date started, int *ret_days)
{
    int days = date_days_between(ended, started);

    *ret_days = days < 0 ? -days : days;
    return days == 0 ? SEAM_JOINED : days > 0 ? SEAM_GAP : SEAM_OVERLAP;
}

int eligibility_duplicate_days(const struct eligibility_terms *terms, struct span insured,
                               struct span elsewhere)
{
    /* Elsewhere from day D: the loss here may be D+1, so the day D itself is no duplicate. */
    date from = date_max(insured.from, date_add_days(elsewhere.from, (int)terms->other_insurer_days.value));
    date until = date_min(insured.until, elsewhere.until);

    return date_before(from, until) ? date_days_between(from, until) : 0;
}

struct stay_limits eligibility_stay(const struct eligibility_terms *terms, date stay_last_day,
                                    date applied_on)
{
    date after = date_add_days(stay_last_day, (int)terms->stay_paper_days.value);
    bool is_pending = !date_is_none(applied_on) && date_at_most(applied_on, stay_last_day);

    if (!is_pending) { /* an application after the stay has ended keeps nothing */
        return (struct stay_limits){date_add_days(stay_last_day, 1), after};
    }
    return (struct stay_limits){date_none(),
                                period_end(date_add_days(after, 1), (int)terms->pending_months.value)};
}

date eligibility_student_last_day(const struct eligibility_terms *terms, date from, date left_school)
{
    int month = (int)(terms->student_end.value / 100), day = (int)(terms->student_end.value % 100);
    int year = date_civil(from).year;
    date end = date_of(year, month, day);

    if (date_before(end, from)) {
        end = date_of(year + 1, month, day);
    }
    return date_is_none(left_school) ? end : date_min(end, left_school);
}

bool unemployed_qualifies(const struct eligibility_terms *terms, date birth, date left_on, int reason_code)
{
    bool is_listed = false;

    for (size_t i = 0; i < terms->unemployed_code_count; i++) {
        is_listed = is_listed || terms->unemployed_codes[i] == reason_code;
    }
    return is_listed && date_before(left_on, age_attained_on(birth, (int)terms->unemployed_age_under.value));
}

bool maternity_may_be_notified(const struct eligibility_terms *terms, date expected, date notified_on)
{
    date last_within = period_end(notified_on, (int)terms->maternity_notice_months.value);
    return date_at_most(expected, date_add_days(last_within, 1));
}

struct span unemployed_span(date left_on)
{
    date after = date_add_days(left_on, 1);
    fiscal_year next = {(int16_t)(fiscal_year_of(after).first_year + 1)};

    return (struct span){after, fiscal_year_until(next)};
}

struct specified_spans specified_household_spans(const struct eligibility_terms *terms, date since)
{
    struct civil c = date_civil(since);
    date from = date_of(c.year, c.month, 1);
    int first = (int)terms->specified_months.value, later = (int)terms->specified_later_months.value;
    date middle = date_add_days(period_end(from, first), 1);

    return (struct specified_spans){{from, middle},
                                    {middle, date_add_days(period_end(from, first + later), 1)}};
}
