/*
 * 案内の対象 -- who may apply for 基準収入額適用 (EL-24), and whose class an update has changed (EL-34).
 *
 * Law     国民健康保険法施行令27条の2第3項, 同法施行規則24条の3; eligibility.md 8.3, 9.3
 *
 * Of 基準収入額 every household with 3割 is looked at: a candidate is one whose revenue may be under the
 * limit. Left out is whoever has been written to this year, was refused, or whose pay and pensions alone
 * reach it.
 */
#include "certificate/guide.h"

#include "base/sorted.h"
#include "rules/premium/law.h"

struct guiding {
    struct session *session;
    const struct guide_wish *wish;
    struct arena *arena;
    struct report *report;
    struct judge_laws laws;
    struct eligibility_terms terms;
    struct copay_terms copay;
    struct guide_case *all;
    size_t count, capacity;
};

/* ------------------------------------------------------------------------------------- sent ----- */

static date day_or_none(int64_t ymd)
{
    date d = date_none();
    bool is_day = ymd == 0 || date_from_ymd((int32_t)ymd, &d);

    assert(is_day);
    return d;
}

static struct guide_case *case_of(struct guiding *g, int64_t household_no)
{
    size_t low = 0, high = g->count;

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (g->all[middle].household_no < household_no) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < g->count && g->all[low].household_no == household_no ? &g->all[low] : NULL;
}

static bool is_same_pair(const struct class_pair *a, const struct class_pair *b)
{
    return a->under_70 == b->under_70 && a->elder == b->elder && a->tenths == b->tenths;
}

/* Who was written to this year: of 基準収入額 once, of a class as long as it is what was told. */
static enum err read_sent(struct guiding *g)
{
    struct query *q = store_query(g->session->store, SQL_certificate_guides_sent);
    int year = 0;
    bool row;
    enum err e = guide_year(g->session, g->wish, g->arena, g->report, &year);

    if (e != ERR_NONE) {
        return e;
    }
    query_set_i64(q, "kind", g->wish->kind);
    query_set_i64(q, "year", year);
    while ((e = query_step(q, g->report, &row)) == ERR_NONE && row) {
        struct guide_case *one = case_of(g, query_i64(q, 0));
        const struct class_pair told = {(enum limit_class)query_i64(q, 2), (enum limit_class)query_i64(q, 3),
                                        (int)query_i64(q, 4)};
        if (one == NULL) {
            continue;
        }
        one->sent_on = day_or_none(query_i64(q, 1));
        one->is_told = g->wish->kind == GUIDE_REVENUE || is_same_pair(&told, &one->told);
    }
    query_reset(q);
    for (size_t i = 0; i < g->count && e == ERR_NONE; i++) {
        struct guide_case *one = &g->all[i];
        if (one->is_candidate && one->is_told) {
            one->is_candidate = false;
            one->why = "案内を送った";
        }
    }
    return e;
}

/* ----------------------------------------------------------------------------- 基準収入額 ------ */

/* Households with somebody of 70 to 74, ascending. */
static enum err elder_households(struct guiding *g, int64_t **ret, size_t *ret_count)
{
    struct eligibility_belonging_scan *scan;
    struct belonging b;
    size_t capacity = 0;
    bool more = true;
    date birth;
    enum err e = eligibility_belonging_open(g->session->store,
                                            span_of_day(g->wish->on),
                                            g->wish->known_at, INT64_MIN, g->report, &scan);

    *ret = NULL;
    *ret_count = 0;
    if (e != ERR_NONE) {
        return e;
    }
    while ((e = eligibility_belonging_next(scan, g->report, &b, &more)) == ERR_NONE && more) {
        if (date_from_ymd(b.birth.ymd, &birth) &&
            age_class_holds(&g->terms, CLASS_ELDER, birth, g->wish->on)) {
            *ARENA_PUSH(g->arena, *ret, *ret_count, capacity) = b.household_no;
        }
    }
    eligibility_belonging_close(scan);
    *ret_count = sorted_once(*ret, *ret_count);
    return e;
}

static void take_elders(const struct certificate_judgement *j, struct guide_case *one)
{
    for (size_t i = 0; i < j->household.count; i++) {
        const struct judged_person *p = &j->household.persons[i];
        one->head_no = p->is_head ? j->persons[i] : one->head_no;
        if (p->is_insured && age_class_holds(&j->terms, CLASS_ELDER, p->birth, j->on) &&
            one->person_count < GUIDE_PERSONS_MAX) {
            one->persons[one->person_count++] = j->persons[i];
        }
    }
    one->head_no = one->head_no != 0 ? one->head_no : one->persons[0];
}

/* What the ledger says of pay and pensions: the revenue is at least that. */
static enum err read_known_revenue(struct guiding *g, struct guide_case *one, struct arena *unit)
{
    int32_t year = g->laws.premium->year.first_year;
    struct premium_income_version *all;
    size_t count;
    enum err e = premium_incomes_of(g->session->store, one->persons, one->person_count, year, 1, unit,
                                    g->report, &all, &count);

    for (size_t i = 0; i < one->person_count && e == ERR_NONE; i++) {
        struct premium_income_look look =
            premium_income_known(all, count, one->persons[i], year, g->wish->known_at);
        const struct premium_income *in = &look.income;
        one->known_revenue += (in->given & INCOME_SALARY_REVENUE) != 0 ? in->salary_revenue : 0;
        one->known_revenue += (in->given & INCOME_PENSION_REVENUE) != 0 ? in->pension_revenue : 0;
    }
    return e;
}

/* A decision of this year that refused it; a later one that accepted it stands in the judgement. */
static enum err is_refused(struct guiding *g, const struct guide_case *one, struct arena *unit, bool *ret)
{
    struct certificate_application *all;
    size_t count;
    enum err e = certificate_applications_of(g->session->store, one->persons, one->person_count,
                                             g->wish->known_at, unit, g->report, &all, &count);

    *ret = false;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        *ret = *ret || (all[i].kind == APPLIED_REVENUE && !all[i].is_accepted &&
                        copay_income_year(&g->copay, copay_next_month(all[i].received_on)) ==
                            copay_income_year(&g->copay, g->wish->on));
    }
    return e;
}

static enum err look_at_revenue(struct guiding *g, int64_t household_no, struct arena *unit)
{
    struct certificate_judgement j;
    struct guide_case one = {.household_no = household_no, .why = "", .sent_on = date_none()};
    bool refused = false;
    enum err e = judge_with(g->session, &g->laws, household_no, g->wish->on, g->wish->known_at, unit,
                            g->report, &j);

    if (e != ERR_NONE || j.copay.elders == 0 || j.copay.route != COPAY_FULL) {
        return e;
    }
    take_elders(&j, &one);
    bool is_several = j.copay.elders > 1 || j.household.has_specified;
    one.under = is_several ? g->copay.revenue_under_several.value : g->copay.revenue_under_one.value;
    e = read_known_revenue(g, &one, unit);
    e = e == ERR_NONE ? is_refused(g, &one, unit, &refused) : e;
    one.why = refused ? "今年度の申請を認めない決定がある"
              : (j.copay.findings & JUDGEMENT_REVENUE_UNTESTED) == 0u ? "申告された収入が基準額以上"
              : one.known_revenue >= one.under ? "給与と年金の収入だけで基準額以上"
                                               : "";
    one.is_candidate = one.why[0] == '\0';
    if (e == ERR_NONE) {
        *ARENA_PUSH(g->arena, g->all, g->count, g->capacity) = one;
    }
    return e;
}

static enum err revenue_cases(struct guiding *g)
{
    int64_t *households;
    size_t count;
    enum err e = judge_laws_load(g->session, g->wish->on, g->arena, g->report, &g->laws);

    e = e == ERR_NONE ? eligibility_terms_on(g->laws.law, g->wish->on, g->report, &g->terms) : e;
    e = e == ERR_NONE ? eligibility_copay_on(g->laws.law, g->wish->on, g->report, &g->copay) : e;
    e = e == ERR_NONE ? elder_households(g, &households, &count) : e;
    for (size_t i = 0; e == ERR_NONE && i < count; i++) {
        struct arena *unit = arena_new("基準収入額の世帯", (size_t)64 << 20);
        struct report words, *outer = g->report;
        report_init(&words);
        g->report = &words;
        e = look_at_revenue(g, households[i], unit);
        g->report = outer;
        if (e == ERR_FINDINGS) { /* it stands among those left out, with the words */
            *ARENA_PUSH(g->arena, g->all, g->count, g->capacity) = (struct guide_case){
                .household_no = households[i],
                .sent_on = date_none(),
                .why = arena_string(g->arena, words.kept > 0 ? words.lines[0] : "判定できません")};
            e = ERR_NONE;
        } else if (e != ERR_NONE) {
            report_add(outer, "%s", words.kept > 0 ? words.lines[0] : "判定できません");
        }
        report_done(&words);
        arena_free(unit);
    }
    return e;
}

/* ------------------------------------------------------------------------------------- 区分 ----- */

static enum err class_cases(struct guiding *g)
{
    struct class_change *changes;
    size_t count;
    enum err e = class_changes(g->session, g->wish->year, g->wish->after, g->wish->known_at, g->arena,
                               g->report, &changes, &count);

    for (size_t i = 0; e == ERR_NONE && i < count; i++) {
        const struct class_change *c = &changes[i];
        const char *why = c->failed != NULL                          ? c->failed
                          : c->limit_papers + c->ratio_papers > 0 ? "証の差替えのお知らせで知らせる"
                                                                  : "";
        *ARENA_PUSH(g->arena, g->all, g->count, g->capacity) =
            (struct guide_case){.household_no = c->household_no,
                                .head_no = c->head_no,
                                .is_candidate = why[0] == '\0',
                                .why = why,
                                .sent_on = date_none(),
                                .told = c->after,
                                .change = *c};
    }
    return e;
}

enum err guide_year(struct session *session, const struct guide_wish *wish, struct arena *arena,
                    struct report *report, int *ret)
{
    const struct eligibility_law *law;
    struct copay_terms terms;

    *ret = wish->year.first_year;
    if (wish->kind == GUIDE_CLASS) {
        return ERR_NONE;
    }
    enum err e = law_of(session, arena, report, &law);
    e = e == ERR_NONE ? eligibility_copay_on(law, wish->on, report, &terms) : e;
    *ret = e == ERR_NONE ? copay_income_year(&terms, wish->on) + 1 : 0;
    return e;
}

enum err guide_cases(struct session *session, const struct guide_wish *wish, struct arena *arena,
                     struct report *report, struct guide_case **ret, size_t *ret_count)
{
    struct guiding g = {.session = session, .wish = wish, .arena = arena, .report = report};
    enum err e = wish->kind == GUIDE_REVENUE ? revenue_cases(&g) : class_cases(&g);

    e = e == ERR_NONE ? read_sent(&g) : e;
    *ret = g.all;
    *ret_count = g.count;
    return e;
}
