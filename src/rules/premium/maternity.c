/*
 * 産前産後期間 -- months in which the mother's income and per-capita levies are not charged.
 *
 * Law     国民健康保険法施行令29条の7第6項 (産前産後), 条例19条の5
 * Table   params/national/premium/maternity.tsv     Cases   maternity.cases
 *
 * Single: the month before the (expected) month of birth and three from it; multiple: from three
 * months before. Births from 2023-11-01, months from January 2024.
 */
#include "rules/premium/work.h"

TERM term_birth = {"出産（予定）日", {LAW_ORDER "第6項", LAW_ORDER "第5項"}, "届出", TRACE_DAY,
                   TRACE_EXACT, {0}};
TERM term_maternity = {"産前産後期間の月", {LAW_ORDER "第6項", LAW_ORDER "第5項"},
                       "出産（予定）日 {1} の月の前から後まで", TRACE_MONTH_MASK, TRACE_EXACT, {0}};

static unsigned maternity_months(const struct premium_law *law, const struct premium_member *m)
{
    if (!law->maternity_births_from.present ||
        m->expected_birth.day < law->maternity_births_from.value) {
        return 0;
    }
    int before = (int)(m->is_multiple_birth ? law->maternity_multiple_before.value
                                            : law->maternity_single_before.value);
    int after = (int)law->maternity_after.value;
    int first = months_index(law->year, m->expected_birth) - before;
    unsigned months = months_run(first, before + 1 + after);

    /* No month before January 2024 is relieved. */
    if (law->maternity_first_month > 0) {
        months &= months_run(law->maternity_first_month, 1200);
    }
    return months;
}

RARE void maternity_of(struct work *w, size_t i)
{
    const struct premium_member *m = &w->household->members[i];
    unsigned months = maternity_months(w->law, m);

    w->members[i].maternity = (uint16_t)months;
    TRACE(trace_id day = trace_fact(w->trace, &term_birth, (int32_t)i, m->expected_birth.day));
    TRACE(w->members[i].ids.maternity = trace_tested(w->trace, &term_maternity, (int32_t)i, months,
                                                     months != 0, day, 0, 0, 0));
}
