/*
 * 一部負担金の減額・免除・徴収猶予 -- for how long, and by how much.
 *
 * Law     国民健康保険法44条1項, 民法140条から143条
 * Table   params/municipal/<city>/copay_relief.tsv     Cases   copay_relief.cases
 *
 * 減額 and 免除 have a number of months for a decision and one for all that follow one another; 徴収猶予 has
 * one of its own for both (新宿区: 6か月以内).
 */
#include "rules/common/period.h"
#include "rules/eligibility/eligibility.h"

enum copay_relief_fault copay_relief_check(const struct copay_relief_terms *terms,
                                           enum copay_relief_measure measure, int months,
                                           int months_before, int percent)
{
    bool is_deferred = measure == COPAY_DEFERRED;
    int64_t most = is_deferred ? terms->defer_months : terms->months_max;
    int64_t total = is_deferred ? terms->defer_months : terms->months_total;
    bool has_share = percent >= terms->percent_least && percent <= terms->percent_most;

    if (measure == COPAY_REDUCED ? !has_share : percent != 0) {
        return COPAY_RELIEF_NO_SHARE;
    }
    if (months < 1 || months > most) {
        return COPAY_RELIEF_TOO_LONG;
    }
    return months_before + months > total ? COPAY_RELIEF_TOTAL_TOO_LONG : COPAY_RELIEF_FITS;
}

date copay_relief_last_day(date from, int months, date insured_last_day)
{
    return date_min(period_end(from, months), insured_last_day);
}
