/*
 * 資格の得喪の日 -- the day a reason of acquisition or loss takes effect, and what follows it.
 *
 * Law     国民健康保険法7条・8条 (取得・喪失の時期), 76条 (月割), 同法施行規則2条から13条 (届出14日)
 * Table   params/national/eligibility/reason.tsv, terms.tsv     Cases   effect.cases
 *
 * Acquired from the day of the fact, however late the notice. Lost on the day after the fact; on the day
 * itself for a move with an address gained the same day, 生活保護 and 国保組合. A premium ends with the fact
 * where another insurance begins (standard ordinance), else with the loss.
 */
#include "rules/eligibility/eligibility.h"

#include "rules/common/period.h"

struct eligibility_effect eligibility_effect_of(const struct eligibility_terms *terms,
                                                const struct eligibility_reason *reason, date fact)
{
    int offset = reason->day_offset == LATE_ELDERLY_OFFSET ? (int)terms->late_elderly_loss_offset.value
                                                           : reason->day_offset;

    return (struct eligibility_effect){.day = date_add_days(fact, offset),
                                       .duty_until = date_add_days(fact, reason->duty_offset),
                                       .benefit_until = date_add_days(fact, reason->benefit_offset)};
}

date eligibility_duty_month(date duty_until)
{
    struct civil c = date_civil(duty_until);

    return date_of(c.year, c.month, 1);
}

const char *eligibility_move_code(date moved_out, date gained, bool is_same_prefecture)
{
    if (!date_is_none(gained) && is_same_prefecture) {
        return "L03";
    }
    /* 「住所を有しなくなった日に他の都道府県の区域内に住所を有するに至ったとき」 */
    return !date_is_none(gained) && date_equal(gained, moved_out) ? "L01" : "L02";
}

bool eligibility_notice_is_late(const struct eligibility_terms *terms, date fact, date notice)
{
    return date_days_between(fact, notice) > terms->notice_days.value;
}

bool eligibility_notice_is_beyond(const struct eligibility_terms *terms, date fact, date notice)
{
    return date_before(period_end(date_add_days(fact, 1), 12 * (int)terms->retroactive_years.value), notice);
}
