/*
 * 割合と区分の判定 -- a household on a day: who is insured, what is known of everybody's income and 住民税.
 *
 * Rules   rules/eligibility/copay.c, limit_class.c     Rows    EL-53 to EL-56
 *
 * 旧ただし書所得 is the levy base that premium computes of the year; 課税所得 and 課税・非課税 come from
 * the tax ledger.
 * What the ledger has not said is a finding, never a zero.
 */
#include "certificate/register.h"
#include "rules/premium/law.h"

#include <inttypes.h>

enum err law_of(const struct session *session, struct arena *arena, struct report *report,
                const struct eligibility_law **ret)
{
    const struct data_folder *f = &session->folder;

    return eligibility_law_load(f->params, f->municipality, arena, report, ret);
}

struct judging {
    const struct session *session;
    const struct judge_laws *laws;
    struct arena *arena;
    struct report *report;
    struct certificate_judgement *j;
    struct belonging *members;
    size_t count;
    int64_t *numbers;
    struct left_job {
        date on; /* none: he is no 特例対象被保険者 on the day */
        int reason_code;
    } *left;
    int64_t known_at, incomes_known_at;
};

/* A birthday of which day or month is not known has no age: 生年月日の月日不明. */
static enum err birth_of(const struct judging *g, const struct belonging *b, date *ret)
{
    return date_from_ymd(b->birth.ymd, ret)
               ? ERR_NONE
               : report_fail(g->report, ERR_FINDINGS,
                             "宛名番号 %" PRId64 " の生年月日に月日がないため、年齢の区分を判定できません",
                             b->addressee_no);
}

static enum err read_persons(struct judging *g, struct judged_person *persons)
{
    struct eligibility_fact *facts;
    size_t count;
    date on = g->j->on;
    enum err e = eligibility_facts_of_persons(g->session->store, g->numbers, g->count,
                                              (struct span){0}, g->known_at, g->arena, g->report,
                                              &facts, &count);

    for (size_t i = 0; i < g->count && e == ERR_NONE; i++) {
        persons[i] = (struct judged_person){.is_head = g->members[i].is_head,
                                            .is_register_head = g->members[i].is_register_head};
        e = birth_of(g, &g->members[i], &persons[i].birth);
    }
    for (size_t k = 0; k < count && e == ERR_NONE; k++) {
        const struct eligibility_fact *f = &facts[k];
        size_t i = 0;
        while (i < g->count && g->numbers[i] != f->addressee_no) {
            i++;
        }
        if (i < g->count && f->kind == FACT_UNEMPLOYED && date_before(f->span.from, on)) {
            g->left[i] = (struct left_job){f->span.from, f->detail}; /* the newest stands last */
        }
        bool holds = i < g->count && date_at_most(f->span.from, on) && date_before(on, f->span.until);
        if (holds && f->kind == FACT_MEMBERSHIP) {
            persons[i].is_insured = true;
        } else if (holds && ((f->kind == FACT_LATTER_STAGE && f->detail == FORMER_INSURER_KOKUHO) ||
                             f->kind == FACT_SPECIFIED)) {
            g->j->household.has_specified = true;
        }
    }
    return e;
}

/* The levy base of one person of the year, as premium computes it. False: his income is not known. */
static enum err base_of(struct judging *g, const struct premium_law *law, size_t i,
                        const struct premium_income *income, bool *ret_is_known, yen *ret)
{
    struct premium_member member = {.id = g->numbers[i],
                                    .birth_date = g->j->household.persons[i].birth,
                                    .specified_since = date_none(),
                                    .income = *income,
                                    .separated_on = g->left[i].on,
                                    .reason_code = g->left[i].reason_code,
                                    .expected_birth = date_none(),
                                    .former_dependant_since = date_none()};
    struct premium_household h = {.year = law->year,
                                  .member_count = 1,
                                  .members = &member,
                                  .first_notice_on = date_none(),
                                  .care40_not_after = date_none()};
    struct premium_member_result result;
    struct premium_assessment a = {.members = &result};
    enum premium_status status = premium_assess_fast(law, &h, g->arena, g->report, &a);

    if (status != PREMIUM_DONE) {
        return report_fail(g->report, ERR_INPUT, "%d年度の賦課の表がそろわないため、所得を判定できません",
                           law->year.first_year);
    }
    *ret_is_known = a.judged_income_is_known;
    *ret = result.base_income;
    return ERR_NONE;
}

static void low_income_of(const struct copay_terms *terms, const struct premium_income *in,
                          struct judged_person *p)
{
    bool has_pension = (in->given & INCOME_PENSION_REVENUE) != 0;

    p->has_low_income = in->state == INCOME_KNOWN && has_pension;
    p->low_income = p->has_low_income
                        ? copay_low_income(terms, in->pension_revenue, in->salary_income, in->other_income)
                        : 0;
}

/*
 * 海外転入 (EL-57): 非課税 is whom a municipality could have taxed on 1 January and did not; who had no
 * address in Japan on that day is left out of that word (令29条の3第1項5号 かっこ書き) and counts as liable,
 * whatever his income was.
 */
static enum resident_tax tax_of(const struct premium_income_look *look, bool base_is_known)
{
    if (look->is_there && look->place == TAXED_NOWHERE) {
        return RESIDENT_TAX_LIABLE;
    }
    if (look->is_there && look->tax == TAX_EXEMPT) {
        return RESIDENT_TAX_FREE;
    }
    if (look->is_there && (look->tax == TAX_LIABLE || look->tax == TAX_PER_CAPITA_ONLY)) {
        return RESIDENT_TAX_LIABLE;
    }
    /* A child of whom no record is needed pays none. */
    return !look->is_there && base_is_known ? RESIDENT_TAX_FREE : RESIDENT_TAX_UNKNOWN;
}

static enum err read_incomes(struct judging *g, struct judged_person *persons)
{
    const struct premium_law *law = g->laws->premium;
    struct premium_income_version *all;
    size_t count;
    enum err e = premium_incomes_of(g->session->store, g->numbers, g->count, law->year.first_year, 1,
                                    g->arena, g->report, &all, &count);

    for (size_t i = 0; i < g->count && e == ERR_NONE; i++) {
        struct premium_income_look look =
            premium_income_known(all, count, g->numbers[i], law->year.first_year,
                                                               g->incomes_known_at);
        struct judged_person *p = &persons[i];
        e = base_of(g, law, i, &look.income, &p->has_base, &p->base);
        if (!p->has_base && look.place == TAXED_NOWHERE) { /* not 未申告: nobody here could have asked him */
            p->has_base = true;
            p->base = 0;
        }
        p->has_taxable = look.is_there && look.taxable_income >= 0;
        p->taxable = p->has_taxable ? look.taxable_income : 0;
        p->tax = tax_of(&look, p->has_base);
        low_income_of(&g->j->copay_terms, &look.income, p);
        if (look.has_young && p->is_head) { /* 年少被保険者人数入力 */
            p->children_under_16 = look.under_16;
            p->children_16_to_18 = look.from_16_to_18;
        }
    }
    return e;
}

/* 基準収入額: one application for the household, each person's revenue on it. */
static enum err read_applications(struct judging *g, struct judged_person *persons)
{
    struct certificate_application *all;
    size_t count;
    enum err e = certificate_applications_of(g->session->store, g->numbers, g->count, g->known_at, g->arena,
                                             g->report, &all, &count);

    for (size_t i = 0; i < g->count && e == ERR_NONE; i++) {
        const struct certificate_application *a =
            application_on(all, count, g->numbers[i], APPLIED_REVENUE, g->j->on);
        if (a == NULL) {
            continue;
        }
        g->j->household.is_applied = true;
        if (persons[i].is_insured) {
            persons[i].has_revenue = true;
            persons[i].revenue = a->revenue;
        } else {
            g->j->household.has_specified_revenue = true;
            g->j->household.specified_revenue += a->revenue;
        }
    }
    return e;
}

static enum err read_terms(struct judging *g, struct limit_terms *ret)
{
    struct certificate_judgement *j = g->j;
    enum err e = eligibility_terms_on(g->laws->law, j->on, g->report, &j->terms);

    e = e == ERR_NONE ? eligibility_copay_on(g->laws->law, j->on, g->report, &j->copay_terms) : e;
    return e == ERR_NONE ? eligibility_limit_on(g->laws->law, j->on, g->report, ret) : e;
}

enum err judge_laws_load(const struct session *session, date on, struct arena *arena, struct report *report,
                         struct judge_laws *ret)
{
    const struct data_folder *f = &session->folder;
    struct copay_terms terms;
    enum err e = law_of(session, arena, report, &ret->law);

    e = e == ERR_NONE ? eligibility_copay_on(ret->law, on, report, &terms) : e;
    if (e == ERR_NONE) {
        fiscal_year year = {(int16_t)(copay_income_year(&terms, on) + 1)};
        e = premium_law_load(f->params, f->municipality, year, arena, report, &ret->premium);
    }
    return e;
}

enum err certificate_judge(const struct session *session, int64_t household_no, date on, int64_t known_at,
                           struct arena *arena, struct report *report, struct certificate_judgement *ret)
{
    struct judge_laws laws;
    enum err e = judge_laws_load(session, on, arena, report, &laws);

    return e == ERR_NONE ? judge_with(session, &laws, household_no, on, known_at, arena, report, ret) : e;
}

enum err judge_with(const struct session *session, const struct judge_laws *laws, int64_t household_no,
                    date on, int64_t known_at, struct arena *arena, struct report *report,
                    struct certificate_judgement *ret)
{
    return judge_incomes_at(session, laws, household_no, on, known_at, known_at, arena, report, ret);
}

enum err judge_incomes_at(const struct session *session, const struct judge_laws *laws, int64_t household_no,
                          date on, int64_t known_at, int64_t incomes_known_at, struct arena *arena,
                          struct report *report, struct certificate_judgement *ret)
{
    struct certificate_judgement j = {.household_no = household_no, .on = on, .trace = trace_new(arena)};
    struct judging g = {
        .session = session, .laws = laws, .arena = arena, .report = report, .j = &j, .known_at = known_at,
        .incomes_known_at = incomes_known_at};
    struct limit_terms limits;
    enum err e = read_terms(&g, &limits);

    if (e == ERR_NONE) {
        e = eligibility_belonging_of(session->store, household_no, span_of_day(on),
                                     known_at == INT64_MAX ? INT64_MAX - 1 : known_at, arena, report,
                                     &g.members, &g.count);
    }
    if (e != ERR_NONE) {
        return e;
    }
    struct judged_person *persons = ARENA_ARRAY(arena, struct judged_person, g.count + 1);
    g.numbers = ARENA_ARRAY(arena, int64_t, g.count + 1);
    g.left = ARENA_ARRAY(arena, struct left_job, g.count + 1);
    for (size_t i = 0; i < g.count; i++) {
        g.numbers[i] = g.members[i].addressee_no;
        g.left[i] = (struct left_job){date_none(), 0};
    }
    j.persons = g.numbers;
    j.household = (struct judged_household){.on = on, .persons = persons, .count = g.count};
    if ((e = read_persons(&g, persons)) == ERR_NONE && (e = read_incomes(&g, persons)) == ERR_NONE &&
        (e = read_applications(&g, persons)) == ERR_NONE) {
        copay_judge(&j.terms, &j.copay_terms, &j.household, j.trace, &j.copay);
        limit_judge(&j.copay_terms, &limits, &j.household, j.trace, &j.limit);
        *ret = j;
    }
    return e;
}

static const struct judged_person *person_of(const struct certificate_judgement *j, int64_t addressee_no)
{
    for (size_t i = 0; i < j->household.count; i++) {
        if (j->persons[i] == addressee_no) {
            return &j->household.persons[i];
        }
    }
    return NULL;
}

int certificate_tenths_of(const struct certificate_judgement *j, int64_t addressee_no)
{
    const struct judged_person *p = person_of(j, addressee_no);

    return p != NULL && p->is_insured ? copay_tenths(&j->terms, &j->copay_terms, &j->copay, p->birth, j->on)
                                      : 0;
}

enum limit_class certificate_class_of(const struct certificate_judgement *j, int64_t addressee_no)
{
    const struct judged_person *p = person_of(j, addressee_no);

    if (p == NULL || !p->is_insured) {
        return LIMIT_NONE;
    }
    return age_class_holds(&j->terms, CLASS_ELDER, p->birth, j->on) ? j->copay.elder_class
                                                                    : j->limit.under_70;
}
