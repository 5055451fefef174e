/*
 * 課税区分変更世帯 (EL-34) -- households whose class or ratio another row of the tax ledger has changed.
 *
 * Law     国民健康保険法施行令27条の2・29条の3; eligibility.md 9.3
 *
 * Incomes of a levy year count from its August to the next July. A household is judged twice for the same
 * day with the same persons, by the incomes as they were known before the update and by those known after
 * it; the first incomes of a year are compared with what counted in July.
 */
#include "certificate/class_change.h"

#include "base/sorted.h"

struct comparing {
    struct session *session;
    fiscal_year year;
    int64_t after, until;
    struct arena *arena;
    struct report *report;
    struct judge_laws laws, laws_before; /* of the year; of the one before, loaded when it is asked */
    bool has_before;
    date first, on; /* 1 August of the year; the day whose household is asked */
};

const char *class_pair_words(const struct class_pair *p, struct arena *arena)
{
    const char *both = p->under_70 != LIMIT_NONE && p->elder != LIMIT_NONE ? "・" : "";
    const char *words = arena_printf(arena, "%s%s%s", limit_class_labels[p->under_70], both,
                                     limit_class_labels[p->elder]);

    return p->tenths > 0 ? arena_printf(arena, "%s（%d割）", words, p->tenths) : words;
}

bool class_is_tax_free(const struct class_pair *p)
{
    return p->under_70 == LIMIT_O || p->elder == LIMIT_LOW2 || p->elder == LIMIT_LOW1;
}

static bool is_same(const struct class_pair *a, const struct class_pair *b)
{
    return a->under_70 == b->under_70 && a->elder == b->elder && a->tenths == b->tenths;
}

/* ------------------------------------------------------------------------------------ judged ---- */

static struct class_pair pair_of(const struct certificate_judgement *j)
{
    struct class_pair pair = {LIMIT_NONE, LIMIT_NONE, 0};

    for (size_t i = 0; i < j->household.count; i++) {
        const struct judged_person *p = &j->household.persons[i];
        if (!p->is_insured) {
            continue;
        }
        if (age_class_holds(&j->terms, CLASS_ELDER, p->birth, j->on)) {
            pair.elder = j->copay.elder_class;
            pair.tenths = j->copay.elder_tenths;
        } else {
            pair.under_70 = j->limit.under_70;
        }
    }
    return pair;
}

static bool is_insured_household(const struct class_pair *p)
{
    return p->under_70 != LIMIT_NONE || p->elder != LIMIT_NONE;
}

/* Of nobody in the household a row of the year had come before the update. */
static enum err read_year_begin(struct comparing *c, const struct certificate_judgement *j,
                                struct arena *unit, bool *ret)
{
    struct premium_income_version *all;
    size_t count;
    enum err e = premium_incomes_of(c->session->store, j->persons, j->household.count, c->year.first_year, 1,
                                    unit, c->report, &all, &count);

    *ret = e == ERR_NONE;
    for (size_t i = 0; i < j->household.count && *ret; i++) {
        *ret = !premium_income_known(all, count, j->persons[i], c->year.first_year, c->after).is_there;
    }
    return e;
}

static enum err judged(struct comparing *c, int64_t household_no, date on, int64_t incomes_at,
                       struct arena *unit, struct certificate_judgement *ret)
{
    return judge_incomes_at(c->session, &c->laws, household_no, on, c->until, incomes_at, unit, c->report,
                            ret);
}

/* What counted in July, by the incomes of the year before. */
static enum err judged_in_july(struct comparing *c, int64_t household_no, struct arena *unit,
                               struct certificate_judgement *ret)
{
    date july = date_add_days(c->first, -1);
    enum err e = ERR_NONE;

    if (!c->has_before) {
        e = judge_laws_load(c->session, july, c->arena, c->report, &c->laws_before);
        c->has_before = e == ERR_NONE;
    }
    return e == ERR_NONE ? judge_incomes_at(c->session, &c->laws_before, household_no, july, c->until,
                                            c->until, unit, c->report, ret)
                         : e;
}

/* The first month of the year whose class is another one by now. */
static enum err first_month(struct comparing *c, struct class_change *change, struct arena *unit)
{
    enum err e = ERR_NONE;

    for (date day = c->first; e == ERR_NONE && date_at_most(day, c->on); day = copay_next_month(day)) {
        struct certificate_judgement old, new;
        e = judged(c, change->household_no, day, c->after, unit, &old);
        e = e == ERR_NONE ? judged(c, change->household_no, day, c->until, unit, &new) : e;
        if (e == ERR_NONE) {
            struct class_pair a = pair_of(&old), b = pair_of(&new);
            if (!is_same(&a, &b)) {
                change->from = day;
                return ERR_NONE;
            }
        }
    }
    return e;
}

/* ------------------------------------------------------------------------------------ papers ---- */

static enum err count_papers(struct comparing *c, const struct certificate_judgement *new,
                             struct class_change *change, struct arena *unit)
{
    struct certificate_paper *papers = NULL;
    size_t count = 0;
    enum err e = certificate_papers_of(c->session->store, new->persons, new->household.count, INT64_MAX, unit,
                                       c->report, &papers, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        const struct certificate_paper *p = &papers[i];
        int tenths = certificate_tenths_of(new, p->addressee_no);
        enum limit_class class_now = certificate_class_of(new, p->addressee_no);
        if (!certificate_counts_on(p, c->on)) {
            continue;
        }
        bool shows_class = p->type == CERT_LIMIT || p->type == CERT_DISEASE;
        change->limit_papers += shows_class && class_now != LIMIT_NONE && p->limit_class != class_now;
        change->ratio_papers += p->tenths > 0 && tenths > 0 && p->tenths != tenths;
    }
    return e;
}

static int64_t head_in(const struct certificate_judgement *j)
{
    int64_t head = j->household.count > 0 ? j->persons[0] : 0;

    for (size_t i = 0; i < j->household.count; i++) {
        head = j->household.persons[i].is_head ? j->persons[i] : head;
    }
    return head;
}

static enum err compare(struct comparing *c, struct class_change *change, struct arena *unit,
                        bool *ret_differs)
{
    struct certificate_judgement old, new;
    enum err e = judged(c, change->household_no, c->on, c->after, unit, &old);

    *ret_differs = false;
    e = e == ERR_NONE ? judged(c, change->household_no, c->on, c->until, unit, &new) : e;
    e = e == ERR_NONE ? read_year_begin(c, &new, unit, &change->is_year_begin) : e;
    if (e == ERR_NONE && change->is_year_begin) {
        e = judged_in_july(c, change->household_no, unit, &old);
    }
    if (e != ERR_NONE) {
        return e;
    }
    change->before = pair_of(&old);
    change->after = pair_of(&new);
    change->from = c->first;
    change->head_no = head_in(&new);
    bool is_new = !is_insured_household(&change->before) || !is_insured_household(&change->after);
    *ret_differs = !is_new && !is_same(&change->before, &change->after);
    if (*ret_differs && !change->is_year_begin) {
        e = first_month(c, change, unit);
    }
    return e == ERR_NONE && *ret_differs ? count_papers(c, &new, change, unit) : e;
}

/* -------------------------------------------------------------------------------- households ---- */

/* The households, on the day, of persons in ascending order. */
static enum err households_of(struct comparing *c, const int64_t *persons, size_t person_count,
                              int64_t **ret, size_t *ret_count)
{
    struct eligibility_belonging_scan *scan;
    struct belonging b;
    size_t capacity = 0;
    bool more = true;
    enum err e = eligibility_belonging_open(c->session->store,
                                            span_of_day(c->on), c->until,
                                            INT64_MIN, c->report, &scan);

    *ret = NULL;
    *ret_count = 0;
    if (e != ERR_NONE) {
        return e;
    }
    while ((e = eligibility_belonging_next(scan, c->report, &b, &more)) == ERR_NONE && more) {
        if (sorted_holds(persons, person_count, b.addressee_no)) {
            *ARENA_PUSH(c->arena, *ret, *ret_count, capacity) = b.household_no;
        }
    }
    eligibility_belonging_close(scan);
    *ret_count = sorted_once(*ret, *ret_count);
    return e;
}

/* The day that is asked: today, within the months in which the incomes count. */
static date day_in(date first, date today)
{
    date last = date_add_days(date_of(date_civil(first).year + 1, date_civil(first).month, 1), -1);

    return date_min(date_max(first, today), last);
}

static enum err load(struct comparing *c)
{
    const struct eligibility_law *law;
    struct copay_terms terms;
    enum err e = law_of(c->session, c->arena, c->report, &law);

    e = e == ERR_NONE ? eligibility_copay_on(law, date_of(c->year.first_year, 4, 1), c->report, &terms) : e;
    if (e == ERR_NONE) {
        c->first = date_of(c->year.first_year, (int)terms.year_from_month.value, 1);
        c->on = day_in(c->first, c->session->folder.business_date);
        e = judge_laws_load(c->session, c->on, c->arena, c->report, &c->laws);
    }
    return e;
}

enum err class_changes(struct session *session, fiscal_year year, int64_t after, int64_t until,
                       struct arena *arena, struct report *report, struct class_change **ret,
                       size_t *ret_count)
{
    struct comparing c = {.session = session,
                          .year = year,
                          .after = after,
                          .until = until,
                          .arena = arena,
                          .report = report};
    int64_t *persons = NULL, *households = NULL;
    size_t person_count = 0, count = 0, capacity = 0;
    enum err e = load(&c);

    *ret = NULL;
    *ret_count = 0;
    e = e == ERR_NONE
            ? premium_incomes_moved(session->store, year, after, until, arena, report, &persons,
                                    &person_count)
            : e;
    e = e == ERR_NONE ? households_of(&c, persons, person_count, &households, &count) : e;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        struct arena *unit = arena_new("課税区分の世帯", (size_t)64 << 20);
        struct class_change change = {.household_no = households[i]};
        struct report words;
        bool differs = false;
        report_init(&words);
        c.report = &words;
        e = compare(&c, &change, unit, &differs);
        if (e == ERR_FINDINGS) { /* its row says why, the others are judged all the same */
            change.failed = arena_string(arena, words.kept > 0 ? words.lines[0] : "判定できません");
            e = ERR_NONE;
        } else if (e != ERR_NONE) {
            report_add(report, "%s", words.kept > 0 ? words.lines[0] : "判定できません");
        }
        if (e == ERR_NONE && (differs || change.failed != NULL)) {
            *ARENA_PUSH(arena, *ret, *ret_count, capacity) = change;
        }
        report_done(&words);
        arena_free(unit);
    }
    return e;
}
