/*
 * 算定基礎額 -- the levy base: 総所得金額等 less the basic deduction, person by person.
 *
 * Law     国民健康保険法施行令29条の7第2項4号, 地方税法314条の2第2項 (基礎控除)
 * Table   params/national/premium/basic_deduction.tsv, the ordinance's base_unit     Cases   base.cases
 *
 * The deduction goes by 合計所得金額 (before loss carry-forward), the amount it is taken from is
 * 総所得金額等 (after it). An unused part of one person's deduction does not pass to another.
 */
#include "rules/premium/work.h"

#define LAW_DEDUCTION "地方税法314条の2第2項"
#define LAW_UNEMPLOYED "国民健康保険法施行令29条の7の2"

TERM term_combined = {"合計所得金額", {LAW_DEDUCTION}, "申告・台帳", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_deduction = {"基礎控除額", {LAW_DEDUCTION}, "合計所得金額の段階による", TRACE_YEN,
                       TRACE_EXACT, {0}};
TERM term_base_unit = {"算定基礎額の端数", {"条例"}, "この金額未満を切り捨てる", TRACE_YEN,
                       TRACE_EXACT, {0}};
TERM term_base = {"算定基礎額", {LAW_ORDER "第2項4号"}, "{1} − {2}（0を下回らない）", TRACE_YEN,
                  TRACE_FLOOR_UNIT, {0}};
TERM term_share = {"特例対象被保険者等の給与所得の割合", {LAW_UNEMPLOYED}, "30/100", TRACE_RATE,
                   TRACE_EXACT, {0}};
TERM term_salary_30 = {"給与所得の30/100", {LAW_UNEMPLOYED}, "{1} × {2}", TRACE_YEN, TRACE_FLOOR_1,
                       {0}};
TERM term_total_30 = {"総所得金額等（給与所得を30/100として）", {LAW_UNEMPLOYED}, "{1} − {2} + {3}",
                      TRACE_YEN, TRACE_EXACT, {0}};
TERM term_base_30 = {"算定基礎額（特例対象の月）", {LAW_UNEMPLOYED}, "{1} − {2}（0を下回らない）",
                     TRACE_YEN, TRACE_FLOOR_UNIT, {0}};

static const struct deduction_step *deduction_of(const struct premium_law *law, yen combined)
{
    size_t i = 0;

    while (combined > law->deduction[i].up_to) { /* 「以下」; the last row has no end */
        i++;
        assert(i < law->deduction_count);
    }
    return &law->deduction[i];
}

static yen base_from(const struct premium_law *law, yen total, yen deduction)
{
    yen base = total > deduction ? total - deduction : 0;

    return law->base_unit.value == 1 ? base : yen_floor_to(base, law->base_unit.value);
}

/* With two bases in the year: that of the person's last insured month. */
static yen base_shown(const struct work_member *m)
{
    unsigned last = m->insured == 0 ? 0 : 31u - (unsigned)__builtin_clz(m->insured);

    return (m->insured & m->unemployed & (1u << last)) != 0 ? m->base_unemployed : m->base;
}

static void base_of(struct work *w, size_t i)
{
    const struct premium_law *law = w->law;
    const struct premium_income *in = &w->household->members[i].income;
    struct work_member *wm = &w->members[i];

    wm->base = wm->base_unemployed = 0;
    if (!wm->is_known) {
        TRACE(wm->ids.base = trace_tested(w->trace, &term_base, (int32_t)i, 0, false, wm->ids.total,
                                          0, 0, 0));
        return;
    }
    bool is_combined = (in->given & INCOME_COMBINED) != 0 && in->state == INCOME_KNOWN;
    const struct deduction_step *row =
        deduction_of(law, is_combined ? in->combined_income : wm->total);

    wm->base = base_from(law, wm->total, row->amount);
    TRACE(trace_id combined =
              is_combined
                  ? trace_fact(w->trace, &term_combined, (int32_t)i, in->combined_income)
                  : 0);
    TRACE(trace_id unit = trace_param(w->trace, &term_base_unit, law->base_unit.value,
                                      &law->base_unit.source));
    TRACE(trace_id off = trace_param(w->trace, &term_deduction, row->amount, &row->source));
    TRACE(wm->ids.base = trace_made(w->trace, &term_base, (int32_t)i, wm->base, wm->ids.total, off,
                                    combined, unit));
    if (wm->unemployed != 0) {
        yen left = muldiv_floor(wm->salary, law->unemployed_share.value, 1000000);
        yen total = at_least_0(wm->total - wm->salary + left);
        wm->base_unemployed = base_from(law, total, row->amount);
        TRACE(trace_id share = trace_param(w->trace, &term_share, law->unemployed_share.value,
                                           &law->unemployed_share.source));
        TRACE(trace_id less = trace_made(w->trace, &term_salary_30, (int32_t)i, left,
                                         wm->ids.salary, share, wm->ids.unemployed, 0));
        TRACE(trace_id sum = trace_made(w->trace, &term_total_30, (int32_t)i, total, wm->ids.total,
                                        wm->ids.salary, less, 0));
        TRACE(wm->ids.base_unemployed = trace_made(w->trace, &term_base_30, (int32_t)i,
                                                   wm->base_unemployed, sum, off, 0, unit));
    }
}
