/*
 * From registers to cases -- who owes, for whom, from when until when (assessment 1.1, 4.5, 5.1).
 *
 * Law     国民健康保険法76条 (納付義務者は世帯主), 同法施行令29条の7, 高齢者の医療の確保に関する法律50条
 *
 * A household is cut at changes of its head: the old head owes to the month before, the new one from the
 * month of the change, because a month belongs to whoever is head on its last day. A person counts in a
 * case with the days on which he is a member of NHI, belongs to the household, and the payer is its head.
 */
#include "premium/facts.h"

#include "premium/income.h"
#include "rules/common/age.h"

#define FEW_PERSONS 12
#define AGE_LATTER_STAGE 75 /* 高齢者の医療の確保に関する法律50条1号 */

/* -------------------------------------------------------------------------------- spans ------- */

struct spans {
    struct span items[PREMIUM_SPANS_MAX];
    size_t count;
};

static bool span_is_empty(struct span s) { return !date_before(s.from, s.until); }

static struct span span_cut(struct span a, struct span b)
{
    return (struct span){date_max(a.from, b.from), date_min(a.until, b.until)};
}

/* Adds in order of `from`; what touches the span before is joined to it. */
static void spans_add(struct spans *s, struct span add)
{
    if (span_is_empty(add)) {
        return;
    }
    if (s->count > 0 && date_at_most(add.from, s->items[s->count - 1].until)) {
        struct span *last = &s->items[s->count - 1];
        last->until = date_max(last->until, add.until);
        return;
    }
    assert(s->count < PREMIUM_SPANS_MAX);
    s->items[s->count++] = add;
}

static void spans_sort(struct spans *s)
{
    for (size_t i = 1; i < s->count; i++) { /* short and nearly in order */
        struct span x = s->items[i];
        size_t k = i;
        while (k > 0 && date_before(x.from, s->items[k - 1].from)) {
            s->items[k] = s->items[k - 1];
            k--;
        }
        s->items[k] = x;
    }
}

/* Sorted and joined. */
static void spans_settle(struct spans *s)
{
    struct spans joined = {.count = 0};
    spans_sort(s);
    for (size_t i = 0; i < s->count; i++) {
        spans_add(&joined, s->items[i]);
    }
    *s = joined;
}

static void spans_meet(const struct spans *a, const struct spans *b, struct spans *ret)
{
    ret->count = 0;
    for (size_t i = 0; i < a->count; i++) {
        for (size_t k = 0; k < b->count; k++) {
            spans_add(ret, span_cut(a->items[i], b->items[k]));
        }
    }
}

/* Does one span hold both days and everything between? */
static bool spans_hold(const struct spans *s, date from, date on)
{
    for (size_t i = 0; i < s->count; i++) {
        if (date_at_most(s->items[i].from, from) && date_before(on, s->items[i].until)) {
            return true;
        }
    }
    return false;
}

static const struct span *spans_keep(const struct spans *s, struct arena *arena)
{
    if (s->count == 0) {
        return NULL;
    }
    struct span *kept = ARENA_ARRAY(arena, struct span, s->count);
    memcpy(kept, s->items, s->count * sizeof(*kept));
    return kept;
}

/* -------------------------------------------------------------------------------- person ------ */

/* Everything about one person of the household that does not depend on who is the head. */
struct person {
    int64_t addressee_no;
    date birth;
    bool birth_is_incomplete;
    struct spans belongs; /* to this household, all days */
    struct spans heads;   /* days on which he is its head */
    struct spans
        register_heads; /* days on which the register alone calls him so (国保上の世帯主 is another) */
    struct spans insured; /* member of NHI, in the household, in the year, under 75 */
};

/* 生年月日不詳: the first day of what is known stands in, and a finding says so. */
static date birth_of(register_day d, bool *ret_incomplete)
{
    int year = d.ymd / 10000, month = d.ymd / 100 % 100, day = d.ymd % 100;
    *ret_incomplete = month == 0 || day == 0;
    if (year == 0) {
        return date_of(1900, 1, 1);
    }
    return date_of(year, month == 0 ? 1 : month, day == 0 ? 1 : day);
}

static void memberships_of(const struct fact_table *t, const struct person *p, struct span year,
                           struct spans *ret)
{
    struct span whole = span_cut(year, (struct span){p->birth, age_birthday(p->birth,
                                                                            AGE_LATTER_STAGE)});
    ret->count = 0;
    for (size_t i = fact_table_find(t, p->addressee_no);
         i < t->fact_count && t->facts[i].addressee_no == p->addressee_no; i++) {
        if (t->facts[i].kind == FACT_MEMBERSHIP) {
            spans_add(ret, span_cut(t->facts[i].span, whole));
        }
    }
}

static void person_make(const struct fact_table *t, const struct belonging *b, size_t count,
                        struct span year, struct person *p)
{
    struct spans member;
    p->addressee_no = b[0].addressee_no;
    p->belongs.count = p->heads.count = p->register_heads.count = 0;
    p->birth = birth_of(b[count - 1].birth, &p->birth_is_incomplete);
    for (size_t i = 0; i < count; i++) { /* in order of from */
        spans_add(&p->belongs, b[i].span);
        if (b[i].is_head) {
            spans_add(&p->heads, b[i].span);
        }
        if (b[i].is_register_head) {
            spans_add(&p->register_heads, b[i].span);
        }
    }
    memberships_of(t, p, year, &member);
    spans_meet(&member, &p->belongs, &p->insured);
}

/* ---------------------------------------------------------------------------------- case ------ */

struct gathering {
    const struct fact_table *t;
    const struct case_settings *settings;
    struct span year;
    struct person *persons;
    size_t person_count;
    struct arena *arena;
};

/* Months in which a birth is relieved touch the year: from three months before to two after. */
static bool birth_touches(date birth, struct span year)
{
    return date_before(date_add_days(birth, -124), year.until) &&
           date_before(year.from, date_add_days(birth, 93));
}

/*
 * 特例対象被保険者等: the earliest leaving whose relief reaches into the year covers the most months; it runs
 * to the end of the fiscal year after the one of the day after leaving.
 */
static void unemployed_of(const struct fact_row *f, struct span year, struct premium_member *m)
{
    date first = date_add_days(f->span.from, 1);
    date year_before = fiscal_year_from((fiscal_year){(int16_t)(date_civil(year.from).year - 1)});
    if (date_before(first, year_before) || !date_before(first, year.until)) {
        return;
    }
    if (m->reason_code == 0 || date_before(f->span.from, m->separated_on)) {
        m->separated_on = f->span.from;
        m->reason_code = f->detail;
    }
}

static void member_facts(const struct gathering *g, const struct person *p, struct premium_member *m,
                         unsigned *problems)
{
    const struct fact_table *t = g->t;
    struct spans exempt = {.count = 0};
    for (size_t i = fact_table_find(t, p->addressee_no);
         i < t->fact_count && t->facts[i].addressee_no == p->addressee_no; i++) {
        const struct fact_row *f = &t->facts[i];
        switch ((enum eligibility_fact_kind)f->kind) {
        case FACT_CARE_EXEMPT:
            spans_add(&exempt, span_cut(f->span, g->year));
            break;
        case FACT_UNEMPLOYED:
            unemployed_of(f, g->year, m);
            break;
        case FACT_MATERNITY:
            if (birth_touches(f->span.from, g->year)) {
                if (!date_is_none(m->expected_birth)) {
                    *problems |= CASE_TWO_BIRTHS;
                    break;
                }
                m->expected_birth = f->span.from;
                m->is_multiple_birth = f->detail == 2;
            }
            break;
        case FACT_FORMER_DEPENDANT:
            if (date_before(f->span.from, g->year.until) &&
                date_before(g->year.from, f->span.until)) {
                m->former_dependant_since = f->span.from;
            }
            break;
        case FACT_MEMBERSHIP:
        case FACT_LATTER_STAGE:
        case FACT_SPECIFIED:
            break;
        }
    }
    m->care_exempt = spans_keep(&exempt, g->arena);
    m->care_exempt_count = (uint16_t)exempt.count;
}

/*
 * The day since which a fact makes a 特定同一世帯所属者 while he belongs to one
 * household under one head: that of leaving NHI, or of moving in with the
 * certificate of the municipality before. False: it makes none.
 */
static bool specified_from(const struct fact_row *f, date *ret)
{
    *ret = f->span.from;
    return (f->kind == FACT_LATTER_STAGE && f->detail == FORMER_INSURER_KOKUHO) ||
           (f->kind == FACT_SPECIFIED && date_from_ymd(f->detail, ret));
}

/*
 * 特定同一世帯所属者 (4.5): left NHI for 後期高齢者医療 on a day since which he belongs to this household
 * without a break and the payer is its head. Answers that day, or date_none().
 */
static date specified_since(const struct gathering *g, const struct person *p,
                            const struct person *payer, date judged_on)
{
    for (size_t i = fact_table_find(g->t, p->addressee_no);
         i < g->t->fact_count && g->t->facts[i].addressee_no == p->addressee_no; i++) {
        const struct fact_row *f = &g->t->facts[i];
        date since;
        if (specified_from(f, &since) && date_at_most(since, judged_on) &&
            date_before(judged_on, f->span.until) && spans_hold(&p->belongs, since, judged_on) &&
            spans_hold(&payer->heads, since, judged_on)) {
            return f->span.from;
        }
    }
    return date_none();
}

/* The day the level is judged on: 1 April, or the first insured day under this head. */
static date judged_on(const struct gathering *g, const struct spans *under_head)
{
    date first = g->year.until;
    for (size_t i = 0; i < g->person_count; i++) {
        struct spans insured;
        spans_meet(&g->persons[i].insured, under_head, &insured);
        if (insured.count > 0) {
            first = date_min(first, insured.items[0].from);
        }
    }
    return first;
}

static struct premium_member member_of(const struct person *p)
{
    return (struct premium_member){
        .id = p->addressee_no,
        .birth_date = p->birth,
        .insured_is_given = true,
        .specified_since = date_none(),
        .separated_on = date_none(),
        .expected_birth = date_none(),
        .former_dependant_since = date_none(),
    };
}

/* The relief granted to this payer of this household. */
static void remissions_of(const struct gathering *g, const struct premium_case *c,
                          struct premium_household *h)
{
    const struct fact_table *t = g->t;
    struct premium_remission *list = NULL;
    size_t count = 0, capacity = 0;
    for (size_t i = 0; i < t->remission_count; i++) {
        if (t->remissions[i].household_no == c->household_no && t->remissions[i].payer_no == c->payer_no) {
            *ARENA_PUSH(g->arena, list, count, capacity) = t->remissions[i].rule;
        }
    }
    h->remissions = list;
    h->remission_count = count;
}

static void case_make(const struct gathering *g, const struct person *payer, const struct spans *under,
                      struct premium_case *c)
{
    struct premium_member *members = ARENA_ARRAY(g->arena, struct premium_member, g->person_count);
    struct premium_household *h = &c->facts;
    date judge = judged_on(g, under);

    *h = (struct premium_household){.year = g->settings->year,
                                    .members = members,
                                    .first_notice_on = date_none(),
                                    .care40_not_after = g->settings->care40_not_after};
    for (size_t i = 0; i < g->person_count; i++) {
        const struct person *p = &g->persons[i];
        struct premium_member *m = &members[h->member_count];
        struct spans insured;
        bool abroad;

        spans_meet(&p->insured, under, &insured);
        *m = member_of(p);
        if (insured.count == 0) {
            m->specified_since = specified_since(g, p, payer, judge);
            m->is_specified_member = !date_is_none(m->specified_since);
        }
        m->is_register_head = spans_hold(&p->register_heads, judge, judge);
        if (insured.count == 0 && !m->is_specified_member && !m->is_register_head && p != payer) {
            continue; /* lives there, and has no part in the levy */
        }
        m->insured = spans_keep(&insured, g->arena);
        m->insured_count = (uint16_t)insured.count;
        m->income = fact_table_income_of(g->t, p->addressee_no, &abroad);
        member_facts(g, p, m, &c->problems);
        c->problems |= p->birth_is_incomplete ? CASE_BIRTH_INCOMPLETE : 0u;
        c->insured_count += insured.count > 0;
        if (p == payer) {
            h->head = h->member_count;
            h->head_abroad_on_1_january = abroad;
        }
        h->member_count++;
    }
    c->payer_no = payer->addressee_no;
    remissions_of(g, c, h);
    facts_hash(h, c->payer_no, c->hash);
}

static bool is_wanted(const int64_t *wanted, size_t count, int64_t payer_no)
{
    for (size_t i = 0; i < count; i++) {
        if (wanted[i] == payer_no) {
            return true;
        }
    }
    return false;
}

/* Somebody is insured on a day on which the household has no head (世帯主未設定). */
static bool has_no_payer(const struct gathering *g)
{
    struct spans heads = {.count = 0};
    for (size_t i = 0; i < g->person_count; i++) {
        for (size_t k = 0; k < g->persons[i].heads.count && heads.count < PREMIUM_SPANS_MAX; k++) {
            heads.items[heads.count++] = g->persons[i].heads.items[k];
        }
    }
    spans_settle(&heads);
    for (size_t i = 0; i < g->person_count; i++) {
        for (size_t k = 0; k < g->persons[i].insured.count; k++) {
            struct span s = g->persons[i].insured.items[k];
            if (!spans_hold(&heads, s.from, date_add_days(s.until, -1))) {
                return true;
            }
        }
    }
    return false;
}

/* Two heads on one day are a fault of the register: the later beginning counts. */
static void heads_cut(struct gathering *g)
{
    for (size_t i = 0; i < g->person_count; i++) {
        struct spans *own = &g->persons[i].heads;
        for (size_t o = 0; o < g->person_count && own->count > 0; o++) {
            const struct spans *other = &g->persons[o].heads;
            for (size_t k = 0; o != i && k < other->count; k++) {
                for (size_t n = 0; n < own->count; n++) {
                    struct span *s = &own->items[n];
                    bool later = date_before(s->from, other->items[k].from) ||
                                 (date_equal(s->from, other->items[k].from) && i < o);
                    if (later && date_before(other->items[k].from, s->until)) {
                        s->until = date_max(s->from, other->items[k].from);
                    }
                }
            }
        }
    }
}

void facts_cases(const struct fact_table *t, const struct belonging *b, size_t count,
                 const struct case_settings *settings, const int64_t *wanted, size_t wanted_count,
                 struct arena *arena, struct household_cases *ret)
{
    struct person few[FEW_PERSONS]; /* person_make() fills them: no zeroing for most households */
    struct gathering g = {
        .t = t,
        .settings = settings,
        .year = {fiscal_year_from(settings->year), fiscal_year_until(settings->year)},
        .persons = count <= FEW_PERSONS ? few : ARENA_ARRAY(arena, struct person, count),
        .arena = arena,
    };
    *ret = (struct household_cases){.cases = ARENA_ARRAY(arena, struct premium_case, count)};
    for (size_t i = 0; i < count;) {
        size_t n = 1;
        while (i + n < count && b[i + n].addressee_no == b[i].addressee_no) {
            n++;
        }
        person_make(t, &b[i], n, g.year, &g.persons[g.person_count++]);
        i += n;
    }
    heads_cut(&g);
    for (size_t i = 0; i < g.person_count; i++) {
        const struct person *payer = &g.persons[i];
        struct spans under = {.count = 0};
        for (size_t k = 0; k < payer->heads.count; k++) {
            spans_add(&under, span_cut(payer->heads.items[k], g.year));
        }
        bool owes = under.count > 0 && date_before(judged_on(&g, &under), g.year.until);
        if (!owes && !is_wanted(wanted, wanted_count, payer->addressee_no)) {
            continue;
        }
        struct premium_case *c = &ret->cases[ret->count++];
        *c = (struct premium_case){.household_no = b[0].household_no};
        case_make(&g, payer, &under, c);
    }
    ret->has_no_payer = has_no_payer(&g);
}

struct premium_case facts_case_of_nobody(int64_t household_no, int64_t payer_no,
                                         const struct case_settings *settings, struct arena *arena)
{
    struct person p = {.addressee_no = payer_no, .birth = date_of(1900, 1, 1)};
    struct premium_member *m = ARENA_NEW(arena, struct premium_member);
    struct premium_case c = {.household_no = household_no, .payer_no = payer_no};
    *m = member_of(&p);
    c.facts = (struct premium_household){.year = settings->year,
                                         .member_count = 1,
                                         .members = m,
                                         .first_notice_on = date_none(),
                                         .care40_not_after = settings->care40_not_after};
    facts_hash(&c.facts, payer_no, c.hash);
    return c;
}

enum err facts_of_households(struct store *s, struct household_ask *asks, size_t count,
                             const struct case_settings *settings, int64_t known_at, struct arena *arena,
                             struct report *report)
{
    int64_t *households = ARENA_ARRAY(arena, int64_t, count + 1);
    struct belonging *b = NULL;
    size_t b_count = 0, at = 0;
    for (size_t i = 0; i < count; i++) {
        households[i] = asks[i].household_no;
    }
    enum err e = eligibility_belongings_of(s, households, count, facts_belonging_span(settings->year),
                                           known_at, arena, report, &b, &b_count);
    if (e != ERR_NONE) {
        return e;
    }
    struct fact_table *t = fact_table_new((size_t)256 << 20);
    e = fact_table_load_persons(t, s, settings->year, known_at, b, b_count, report);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        size_t first = at;
        while (at < b_count && b[at].household_no == households[i]) {
            at++;
        }
        facts_cases(t, at > first ? &b[first] : NULL, at - first, settings, asks[i].wanted,
                    asks[i].wanted_count, arena, &asks[i].cases);
    }
    fact_table_free(t); /* the cases hold copies in `arena` */
    return e;
}

enum err facts_of_household(struct store *s, int64_t household_no,
                            const struct case_settings *settings, int64_t known_at,
                            const int64_t *wanted, size_t wanted_count, struct arena *arena,
                            struct report *report, struct household_cases *ret)
{
    struct household_ask ask = {
        .household_no = household_no, .wanted = wanted, .wanted_count = wanted_count};
    enum err e = facts_of_households(s, &ask, 1, settings, known_at, arena, report);
    if (e == ERR_NONE) {
        *ret = ask.cases;
    }
    return e;
}
