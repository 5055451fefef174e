/*
 * 旧被扶養者 -- relief for who was a dependant until the employee moved to 後期高齢者医療.
 *
 * Law     国民健康保険法77条 and the ordinance's relief
 * Table   params/national/premium/former_dependant.tsv     Cases   former_dependant.cases
 *
 * 65 to 74 on the day of acquisition. The income (and asset) levy is nil for the time being; of the
 * per-capita levy at most half is left for 24 months from the month of acquisition: with 7/10 or 5/10
 * nothing is added to the reduction, with 2/10 it is topped up to a half.
 */
#include "rules/premium/work.h"

TERM term_dependant_since = {"旧被扶養者の資格取得日", {"国民健康保険法77条"}, "届出", TRACE_DAY,
                             TRACE_EXACT, {0}};
TERM term_dependant = {"旧被扶養者の月（所得割は全額、均等割は24か月まで半額）",
                       {"国民健康保険法77条"}, "資格取得日 {1} の月から", TRACE_MONTH_MASK,
                       TRACE_EXACT, {0}};

RARE void former_dependant_of(struct work *w, size_t i)
{
    const struct premium_law *law = w->law;
    const struct premium_member *m = &w->household->members[i];
    struct work_member *wm = &w->members[i];
    date since = m->former_dependant_since;
    bool qualifies =
        date_at_most(age_attained_on(m->birth_date, (int)law->former_dependant_age_from.value),
                     since) &&
        date_before(since, age_birthday(m->birth_date, (int)law->former_dependant_age_until.value));

    if (qualifies) {
        int first = months_index(law->year, since);
        wm->dependant = (uint16_t)months_run(first, first >= 12 ? 0 : 12 - first);
        wm->dependant_half = (uint16_t)months_run(first, (int)law->former_dependant_months.value);
    }
    TRACE(trace_id day = trace_fact(w->trace, &term_dependant_since, (int32_t)i, since.day));
    TRACE(wm->ids.dependant = trace_tested(w->trace, &term_dependant, (int32_t)i, wm->dependant,
                                           wm->dependant != 0, day, 0, 0, 0));
}
