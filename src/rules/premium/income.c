/*
 * 総所得金額等 -- salary, pension and total income of a member, from what was given.
 *
 * Law     地方税法314条の2第1項・313条 as read by 国民健康保険法施行令29条の7第2項4号
 * Tables  see income_tables.c     Cases   income.cases
 *
 * Incomes that were given are taken; revenues alone go through the tables. `total_income` alone is
 * taken as it is. Nothing known is not zero: an undeclared person stays unknown, but a child under 16
 * without a record has none.
 */
#include "rules/premium/work.h"

#define LAW_SALARY "所得税法28条・別表第五"
#define LAW_PENSION "所得税法35条4項・租税特別措置法41条の15の3"
#define LAW_ADJUST "租税特別措置法41条の3の3"
#define LAW_TOTAL "地方税法313条・314条の2"

TERM term_unknown = {"所得不明（未申告）", {LAW_TOTAL}, "申告も台帳の記録もない", TRACE_YES_NO,
                     TRACE_EXACT, {0}};
TERM term_no_record = {"所得の記録がない16歳未満は0円", {LAW_TOTAL}, "生年月日 {1}", TRACE_YEN,
                       TRACE_EXACT, {0}};
TERM term_entered = {"所得の賦課根拠入力の番号", {LAW_TOTAL}, "根拠の書類により、税の台帳に代えて使う",
                     TRACE_NUMBER, TRACE_EXACT, {0}};
TERM term_salary_revenue = {"給与収入", {LAW_SALARY}, "申告・台帳", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_salary_row = {"給与所得控除の表の行", {LAW_SALARY}, "この金額以上の収入", TRACE_YEN,
                        TRACE_EXACT, {0}};
TERM term_salary_by_table = {"給与所得", {LAW_SALARY}, "収入 {1} を {2} 以上の行に当てる", TRACE_YEN,
                             TRACE_FLOOR_1, {0}};
TERM term_adjustment = {"所得金額調整控除（給与と年金）", {LAW_ADJUST}, "給与 {1} と年金 {2} から",
                        TRACE_YEN, TRACE_EXACT, {0}};
TERM term_salary_adjusted = {"給与所得（所得金額調整控除後）", {LAW_ADJUST}, "{1} − {2}", TRACE_YEN,
                             TRACE_EXACT, {0}};
TERM term_salary_given = {"給与所得", {LAW_SALARY}, "申告・台帳", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_pension_revenue = {"公的年金等収入", {LAW_PENSION}, "申告・台帳", TRACE_YEN, TRACE_EXACT,
                             {0}};
TERM term_pension_row = {"公的年金等控除の表の行", {LAW_PENSION}, "この金額以上の収入", TRACE_YEN,
                         TRACE_EXACT, {0}};
TERM term_pension_by_table = {"公的年金等雑所得", {LAW_PENSION}, "収入 {1} を {2} 以上の行に当てる",
                              TRACE_YEN, TRACE_FLOOR_1, {0}};
TERM term_pension_given = {"公的年金等雑所得", {LAW_PENSION}, "申告・台帳", TRACE_YEN, TRACE_EXACT,
                           {0}};
TERM term_other_given = {"その他の所得", {LAW_TOTAL}, "申告・台帳（損益通算・繰越控除後）", TRACE_YEN,
                         TRACE_EXACT, {0}};
TERM term_total_given = {"総所得金額等", {LAW_TOTAL}, "申告・台帳", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_total_sum = {"総所得金額等", {LAW_TOTAL}, "{+}（0を下回らない）", TRACE_YEN, TRACE_EXACT,
                       {0}};

static yen at_least_0(yen amount) { return amount > 0 ? amount : 0; }

/* 公的年金等以外の合計所得金額: before 所得金額調整控除(b), as if there were no pension. */
static yen other_than_pension(const struct premium_law *law, const struct premium_income *in,
                              bool is_65)
{
    bool has_revenue = (in->given & INCOME_SALARY_REVENUE) != 0;
    yen revenue = in->pension_revenue;
    yen salary = has_revenue ? premium_salary_by_step(premium_salary_step(law, in->salary_revenue),
                                                      in->salary_revenue)
                             : in->salary_income;

    if ((in->given & INCOME_OTHER) != 0 || (in->given & INCOME_TOTAL) == 0) {
        return salary + in->other_income;
    }
    /* Only the total is known: take the pension out of it as if the rest were small. */
    yen pension = premium_pension_by_step(premium_pension_step(law, revenue, is_65, 0), revenue);
    yen back = has_revenue ? premium_adjustment_b(law, salary, pension) : 0;

    return in->total_income - pension + back;
}

/* Incomes by the tables where only revenues were given. */
RARE void incomes_by_table(struct work *w, size_t i)
{
    const struct premium_law *law = w->law;
    const struct premium_member *m = &w->household->members[i];
    const struct premium_income *in = &m->income;
    struct work_member *wm = &w->members[i];
    bool salary_by_table = (in->given & (INCOME_SALARY | INCOME_SALARY_REVENUE)) ==
                           INCOME_SALARY_REVENUE;
    bool pension_by_table = (in->given & (INCOME_PENSION | INCOME_PENSION_REVENUE)) ==
                            INCOME_PENSION_REVENUE;
    bool is_65 = m->birth_date.day <= law->pension_65_born_until;

    if (salary_by_table) {
        const struct salary_step *row = premium_salary_step(law, in->salary_revenue);
        wm->salary = premium_salary_by_step(row, in->salary_revenue);
        TRACE(trace_id revenue = trace_fact(w->trace, &term_salary_revenue, (int32_t)i,
                                            in->salary_revenue));
        TRACE(trace_id from = trace_param(w->trace, &term_salary_row, row->revenue_from,
                                          &row->source));
        TRACE(wm->ids.salary = trace_made(w->trace, &term_salary_by_table, (int32_t)i, wm->salary,
                                          revenue, from, 0, 0));
    }
    if (pension_by_table) {
        yen other = other_than_pension(law, in, is_65);
        const struct pension_step *row =
            premium_pension_step(law, in->pension_revenue, is_65, other);
        wm->pension = premium_pension_by_step(row, in->pension_revenue);
        TRACE(trace_id revenue = trace_fact(w->trace, &term_pension_revenue, (int32_t)i,
                                            in->pension_revenue));
        TRACE(trace_id from = trace_param(w->trace, &term_pension_row, row->revenue_from,
                                          &row->source));
        TRACE(wm->ids.pension = trace_made(w->trace, &term_pension_by_table, (int32_t)i,
                                           wm->pension, revenue, from, 0, 0));
    }
    yen off = salary_by_table ? premium_adjustment_b(law, wm->salary, wm->pension) : 0;
    if (off > 0) {
        wm->salary -= off;
        TRACE(trace_id adjustment = trace_made(w->trace, &term_adjustment, (int32_t)i, off,
                                               wm->ids.salary, wm->ids.pension, 0, 0));
        TRACE(wm->ids.salary = trace_made(w->trace, &term_salary_adjusted, (int32_t)i, wm->salary,
                                          wm->ids.salary, adjustment, 0, 0));
    }
}

static void total_of(struct work *w, size_t i)
{
    const struct premium_income *in = &w->household->members[i].income;
    struct work_member *wm = &w->members[i];
    bool is_total_given = (in->given & INCOME_TOTAL) != 0;
    bool is_other_given = (in->given & INCOME_OTHER) != 0;

    wm->net = is_total_given && !is_other_given ? in->total_income
                                                : wm->salary + wm->pension + in->other_income;
    wm->total = is_total_given ? in->total_income : at_least_0(wm->net);
    if (is_total_given) {
        TRACE(wm->ids.total = trace_fact(w->trace, &term_total_given, (int32_t)i, wm->total));
    } else {
        TRACE(trace_id other =
                  is_other_given
                      ? trace_fact(w->trace, &term_other_given, (int32_t)i, in->other_income)
                      : 0);
        TRACE(wm->ids.total = trace_made(w->trace, &term_total_sum, (int32_t)i, wm->total,
                                         wm->ids.salary, wm->ids.pension, other, 0));
    }
}

RARE void income_unknown(struct work *w, size_t i)
{
    struct work_member *wm = &w->members[i];
    date birth = w->household->members[i].birth_date;

    wm->is_known = birth.day > w->law->no_record_born_after;
    wm->salary = wm->pension = wm->total = wm->net = 0;
    if (wm->is_known) {
        TRACE(trace_id born = trace_fact(w->trace, &term_birth_date, (int32_t)i, birth.day));
        TRACE(wm->ids.total = trace_made(w->trace, &term_no_record, (int32_t)i, 0, born, 0, 0, 0));
        return;
    }
    TRACE(wm->ids.total = trace_fact(w->trace, &term_unknown, (int32_t)i, 1));
    /* Whoever left in April has no month to pay, and yet his income decides the reduction of the others. */
    if (wm->insured != 0 || wm->is_insured_at_test || i == w->household->head ||
        w->household->members[i].is_register_head || w->household->members[i].is_specified_member) {
        add_finding(w, FINDING_INCOME_UNKNOWN, i);
    }
}

static void income_of(struct work *w, size_t i)
{
    const struct premium_income *in = &w->household->members[i].income;
    struct work_member *wm = &w->members[i];

    if (in->state != INCOME_KNOWN) {
        income_unknown(w, i);
        return;
    }
    wm->is_known = true;
    if (in->entry_no != 0) {
        TRACE((void)trace_fact(w->trace, &term_entered, (int32_t)i, in->entry_no));
    }
    wm->salary = in->salary_income;
    wm->pension = in->pension_income;
    if ((in->given & INCOME_SALARY) != 0) {
        TRACE(wm->ids.salary = trace_fact(w->trace, &term_salary_given, (int32_t)i, wm->salary));
    }
    if ((in->given & INCOME_PENSION) != 0) {
        TRACE(wm->ids.pension = trace_fact(w->trace, &term_pension_given, (int32_t)i, wm->pension));
    }
    if ((in->given & (INCOME_SALARY_REVENUE | INCOME_PENSION_REVENUE)) != 0) {
        incomes_by_table(w, i);
    }
    total_of(w, i);
}
