/*
 * 保険料の減額（7割・5割・2割軽減） -- statutory reduction of the flat levies.
 *
 * Law     国民健康保険法施行令29条の7第6項1号 (to FY2025 第5項), 条例19条の2
 * Tables  params/national/premium/reduction.tsv, earners.tsv, judged_income.tsv
 * Cases   reduction.cases, judged_income.cases, register_head.cases
 *
 * A household whose judged income does not exceed (「超えない」) the limit of a tier has its 均等割 and
 * 平等割 cut by that tier: deepest first, one only. Counted are the head (insured or not), who is insured
 * on 1 April (or in the household's first month), and 特定同一世帯所属者. Where an insured member stands
 * for the head (国保上の世帯主の変更, eligibility 5.3, K), the income of the register's head still counts,
 * he himself does not. With somebody's income unknown there is no reduction.
 */
#include "rules/premium/work.h"

#define LAW_TEST LAW_ORDER "第6項1号"
#define LAW_TEST_OLD LAW_ORDER "第5項1号"
#define TEST_TERM(name, label_, how_, unit_, rounding_)                                            \
    TERM name = {label_, {LAW_TEST, LAW_TEST_OLD}, how_, unit_, rounding_, {0}}

TEST_TERM(term_family_received, "専従者給与の収入", "申告・台帳", TRACE_YEN, TRACE_EXACT);
TEST_TERM(term_salary_without_family, "判定用の給与所得（専従者給与を除く）",
          "専従者給与 {1} を除いた収入の表による所得", TRACE_YEN, TRACE_FLOOR_1);
TEST_TERM(term_judged_salary_30, "判定用の給与所得（30/100）", "{1} × {2}", TRACE_YEN, TRACE_FLOOR_1);
TEST_TERM(term_family_paid, "事業専従者控除（足し戻す）", "申告・台帳", TRACE_YEN, TRACE_EXACT);
TEST_TERM(term_gains, "譲渡所得の特別控除額（足し戻す）", "申告・台帳", TRACE_YEN, TRACE_EXACT);
TEST_TERM(term_casualty, "雑損失の繰越控除額（引く）", "申告・台帳", TRACE_YEN, TRACE_EXACT);
TEST_TERM(term_pension_150, "65歳以上の公的年金の特別控除", "年金所得 {1} から {2} まで", TRACE_YEN,
          TRACE_EXACT);
TEST_TERM(term_pension_150_param, "65歳以上の公的年金の特別控除の額", "", TRACE_YEN, TRACE_EXACT);
TEST_TERM(term_judged_member, "軽減判定所得（個人）", "{+} の加減（0を下回らない）", TRACE_YEN,
          TRACE_EXACT);
TEST_TERM(term_not_counted, "軽減判定に数えない人", "世帯主でも基準日の被保険者でもない", TRACE_YEN,
          TRACE_EXACT);
TEST_TERM(term_register_head, "住民票上の世帯主の判定所得",
          "{1}（国保上の世帯主が別の人でも所得は数え、人数には数えない）", TRACE_YEN, TRACE_EXACT);
TEST_TERM(term_judged, "軽減判定所得", "{+}", TRACE_YEN, TRACE_EXACT);
TEST_TERM(term_earner, "給与所得者等", "給与または年金が一定額を超える", TRACE_YES_NO, TRACE_EXACT);
TEST_TERM(term_earners, "給与所得者等の数", "{+}", TRACE_PERSONS, TRACE_EXACT);
TEST_TERM(term_persons, "被保険者と特定同一世帯所属者の数", "基準日の人数", TRACE_PERSONS, TRACE_EXACT);
TEST_TERM(term_unknown_somebody, "所得の分からない人がいる", "減額しない", TRACE_YES_NO, TRACE_EXACT);
TEST_TERM(term_tier_base, "基準額の基本", "", TRACE_YEN, TRACE_EXACT);
TEST_TERM(term_tier_extra, "給与所得者等1人を超える1人ごとの加算", "", TRACE_YEN, TRACE_EXACT);
TEST_TERM(term_tier_member, "1人ごとの加算", "", TRACE_YEN, TRACE_EXACT);
TEST_TERM(term_extra, "給与所得者等の加算", "{1} × （{2} − 1）", TRACE_YEN, TRACE_EXACT);
TEST_TERM(term_members, "人数の加算", "{1} × {2}", TRACE_YEN, TRACE_EXACT);

TERM term_limits[REDUCTION_TIERS] = {
    {"7割の基準額", {LAW_TEST, LAW_TEST_OLD}, "{+}", TRACE_YEN, TRACE_EXACT, {0}},
    {"5割の基準額", {LAW_TEST, LAW_TEST_OLD}, "{+}", TRACE_YEN, TRACE_EXACT, {0}},
    {"2割の基準額", {LAW_TEST, LAW_TEST_OLD}, "{+}", TRACE_YEN, TRACE_EXACT, {0}},
};
TERM term_at_most[REDUCTION_TIERS] = {
    {"7割の減額", {LAW_TEST, LAW_TEST_OLD}, "{1} ≦ {2}", TRACE_TENTHS, TRACE_EXACT, {0}},
    {"5割の減額", {LAW_TEST, LAW_TEST_OLD}, "{1} ≦ {2}", TRACE_TENTHS, TRACE_EXACT, {0}},
    {"2割の減額", {LAW_TEST, LAW_TEST_OLD}, "{1} ≦ {2}", TRACE_TENTHS, TRACE_EXACT, {0}},
};
TEST_TERM(term_left, "均等割・平等割の残り", "{1} の減額の後", TRACE_TENTHS, TRACE_EXACT);

/*
 * The state at the reference day decides whether 30/100 enters the test: who loses the work in August is
 * judged at the full income; a head who is not insured is no 特例対象被保険者等.
 */
static bool is_unemployed_at_test(const struct work *w, const struct work_member *wm)
{
    return wm->is_insured_at_test && (wm->unemployed & w->test_month) != 0;
}

/* 専従者給与 is taken out of the receiver, then 30/100 where it applies. */
RARE yen judged_salary(struct work *w, size_t i)
{
    const struct premium_law *law = w->law;
    const struct premium_income *in = &w->household->members[i].income;
    struct work_member *wm = &w->members[i];
    yen salary = wm->salary;
    TRACE(trace_id made = wm->ids.salary);

    if (in->family_employee_pay_received > 0) {
        yen rest = at_least_0(in->salary_revenue - in->family_employee_pay_received);
        salary = premium_salary_by_step(premium_salary_step(law, rest), rest);
        salary -= premium_adjustment_b(law, salary, wm->pension);
        TRACE(trace_id received = trace_fact(w->trace, &term_family_received, (int32_t)i,
                                             in->family_employee_pay_received));
        TRACE(made = trace_made(w->trace, &term_salary_without_family, (int32_t)i, salary, received,
                                made, 0, 0));
    }
    if (is_unemployed_at_test(w, wm)) {
        salary = muldiv_floor(salary, law->unemployed_share.value, 1000000);
        TRACE(trace_id share = trace_param(w->trace, &term_share, law->unemployed_share.value,
                                           &law->unemployed_share.source));
        TRACE(made = trace_made(w->trace, &term_judged_salary_30, (int32_t)i, salary, made, share,
                                wm->ids.unemployed, 0));
    }
    TRACE(w->ids.level = made); /* lent to judged_income() */
    return salary;
}

/* Income of one person for the test; see the table of assessment: 判定での扱い. */
static yen judged_income(struct work *w, size_t i)
{
    const struct premium_law *law = w->law;
    const struct premium_member *m = &w->household->members[i];
    const struct premium_income *in = &m->income;
    struct work_member *wm = &w->members[i];
    yen income = wm->net;
    TRACE(trace_id parts[8] = {wm->ids.total});
    TRACE(size_t count = 1);

    if (in->state != INCOME_KNOWN) {
        return 0; /* a child without a record */
    }
    if (wm->unemployed != 0 || in->family_employee_pay_received != 0) {
        income += judged_salary(w, i) - wm->salary;
        TRACE(parts[count++] = w->ids.level);
    }
    if ((in->family_employee_pay_paid | in->special_deductions_of_gains |
         in->casualty_loss_carried) != 0) {
        income += in->family_employee_pay_paid + in->special_deductions_of_gains -
                  in->casualty_loss_carried;
        TRACE(parts[count++] = trace_fact(w->trace, &term_family_paid, (int32_t)i,
                                          in->family_employee_pay_paid));
        TRACE(parts[count++] = trace_fact(w->trace, &term_gains, (int32_t)i,
                                          in->special_deductions_of_gains));
        TRACE(parts[count++] = trace_fact(w->trace, &term_casualty, (int32_t)i,
                                          in->casualty_loss_carried));
    }
    if (wm->pension > 0 && m->birth_date.day <= law->pension_65_born_until) {
        yen less = law->pension_65_less.value;
        less = wm->pension < less ? wm->pension : less;
        income -= less;
        TRACE(trace_id limit = trace_param(w->trace, &term_pension_150_param,
                                           law->pension_65_less.value,
                                           &law->pension_65_less.source));
        TRACE(parts[count++] = trace_made(w->trace, &term_pension_150, (int32_t)i, less,
                                          wm->ids.pension, limit, 0, 0));
    }
    income = at_least_0(income);
    TRACE(w->ids.level = trace_joined(w->trace, &term_judged_member, (int32_t)i, income, parts,
                                      count));
    return income;
}

/* 給与所得者等: by revenue where it is known, else by income over 0 (pension at 65: over 150,000). */
static bool is_earner(const struct work *w, size_t i)
{
    const struct premium_law *law = w->law;
    const struct premium_member *m = &w->household->members[i];
    const struct premium_income *in = &m->income;
    const struct work_member *wm = &w->members[i];

    if (in->state != INCOME_KNOWN || !law->earner_salary_over.present) {
        return false;
    }
    bool by_salary = (in->given & INCOME_SALARY_REVENUE) != 0
                         ? in->salary_revenue - in->family_employee_pay_received >
                               law->earner_salary_over.value
                         : wm->salary > 0;
    bool is_65 = m->birth_date.day <= law->pension_65_born_until;
    bool by_pension =
        (in->given & INCOME_PENSION_REVENUE) != 0
            ? in->pension_revenue > (is_65 ? law->earner_pension_over_65.value
                                           : law->earner_pension_over.value)
            : wm->pension > (is_65 ? law->pension_65_less.value : 0);

    return by_salary || by_pension;
}

struct test_facts {
    yen income;
    int64_t persons, earners;
    bool all_known;
};

static struct test_facts test_facts_of(struct work *w)
{
    const struct premium_household *h = w->household;
    struct test_facts f = {.all_known = true};
    TRACE(trace_id *incomes = ARENA_ARRAY(w->trace->arena, trace_id, 2 * h->member_count));
    TRACE(trace_id *earners = incomes + h->member_count);
    TRACE(trace_id unknown = 0);

    for (size_t i = 0; i < h->member_count; i++) {
        struct work_member *wm = &w->members[i];
        bool is_person = wm->is_insured_at_test || h->members[i].is_specified_member;
        f.persons += is_person;
        if (!is_person && i != h->head && !h->members[i].is_register_head) {
            TRACE(trace_tested(w->trace, &term_not_counted, (int32_t)i, 0, false, wm->ids.insured, 0,
                               0, 0));
            continue;
        }
        if (!wm->is_known) {
            f.all_known = false;
            TRACE(unknown = wm->ids.total);
            continue;
        }
        TRACE(w->ids.level = wm->ids.total);
        yen income = judged_income(w, i);
        f.income += income;
        TRACE(if (!is_person && i != h->head) w->ids.level =
                  trace_made(w->trace, &term_register_head, (int32_t)i, income, w->ids.level, 0, 0, 0));
        TRACE(incomes[i] = w->ids.level);
        bool earns = is_earner(w, i);
        f.earners += earns;
        TRACE(earners[i] = trace_tested(w->trace, &term_earner, (int32_t)i, earns, earns,
                                        wm->ids.salary, wm->ids.pension, 0, 0));
    }
    TRACE(w->ids.persons = trace_fact(w->trace, &term_persons, TRACE_NOBODY, f.persons));
    TRACE(w->ids.earners = trace_joined(w->trace, &term_earners, TRACE_NOBODY, f.earners, earners,
                                        h->member_count));
    TRACE(if (f.all_known) w->ids.total = trace_joined(w->trace, &term_judged, TRACE_NOBODY,
                                                       f.income, incomes, h->member_count);
          else w->ids.total = trace_made(w->trace, &term_unknown_somebody, TRACE_NOBODY, 1, unknown,
                                         0, 0, 0));
    return f;
}

/* 43万円 + 10万円×(給与所得者等の数−1) + 加算額×(被保険者 + 特定同一世帯所属者) */
static yen tier_limit(struct work *w, size_t k, const struct test_facts *f)
{
    const struct reduction_tier *tier = &w->law->tiers[k];
    int64_t extra = f->earners >= 2 ? f->earners - 1 : 0; /* 「二以上の場合」に限る */
    yen limit = tier->base.value + tier->per_extra_earner.value * extra +
                tier->per_member.value * f->persons;

    TRACE(trace_id base =
              trace_param(w->trace, &term_tier_base, tier->base.value, &tier->base.source));
    TRACE(trace_id by_earners = 0);
    TRACE(trace_id by_members = 0);
    if (extra > 0) {
        TRACE(trace_id each = trace_param(w->trace, &term_tier_extra, tier->per_extra_earner.value,
                                          &tier->per_extra_earner.source));
        TRACE(by_earners = trace_made(w->trace, &term_extra, TRACE_NOBODY,
                                      tier->per_extra_earner.value * extra, each, w->ids.earners, 0,
                                      0));
    }
    if (tier->per_member.value > 0) {
        TRACE(trace_id each = trace_param(w->trace, &term_tier_member, tier->per_member.value,
                                          &tier->per_member.source));
        TRACE(by_members = trace_made(w->trace, &term_members, TRACE_NOBODY,
                                      tier->per_member.value * f->persons, each, w->ids.persons, 0,
                                      0));
    }
    TRACE(w->ids.level = trace_made(w->trace, &term_limits[k], TRACE_NOBODY, limit, base, by_earners,
                                    by_members, 0));
    return limit;
}

/* What is left after each reduction, by tenths taken off. */
static const enum flat_level level_after[] = {[0] = LEFT_10, [2] = LEFT_8, [5] = LEFT_5, [7] = LEFT_3};

static void reduction_decide(struct work *w)
{
    struct premium_assessment *a = w->ret;
    struct test_facts f = test_facts_of(w);
    int tenths = 0;
    TRACE(trace_id decided = 0);

    for (size_t k = 0; k < REDUCTION_TIERS; k++) {
        yen limit = tier_limit(w, k, &f);
        a->limits[k] = limit;
        bool holds = (tenths == 0) & f.all_known & (f.income <= limit); /* 「超えない」 */
        tenths += holds ? w->law->tiers[k].tenths : 0;
        TRACE(trace_id tested = trace_tested(w->trace, &term_at_most[k], TRACE_NOBODY,
                                             w->law->tiers[k].tenths, holds, w->ids.total,
                                             w->ids.level, 0, 0));
        TRACE(if (holds) decided = tested);
    }
    a->reduction_tenths = (uint8_t)tenths;
    a->judged_income_is_known = f.all_known;
    a->judged_income = f.all_known ? f.income : 0;
    a->persons_counted = (uint16_t)f.persons;
    a->earners_counted = (uint16_t)f.earners;
    w->level = level_after[tenths];
    TRACE(w->ids.level = trace_made(w->trace, &term_left, TRACE_NOBODY,
                                    premium_left_tenths[w->level], decided, 0, 0, 0));
}
