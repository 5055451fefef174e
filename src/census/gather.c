/*
 * 統計のもと -- the items of a month: memberships as known at both ends, compared person by person.
 *
 * A gain is a first day, a loss a last day that the closing has and the opening had not; an entry that was
 * taken back is the opposite of what it was. So the items balance because each is a difference, and
 * census_check() proves it.
 */
#include "census/ratio.h"

#include "rules/common/age.h"

/* Memberships without a break: another card does not end one (法8条: 適用 goes on). */
struct run {
    int64_t addressee_no, household_no;
    struct span span;
    const char *acquired_by, *lost_by;
};
struct runs {
    struct arena *arena;
    date day;
    struct run *list;
    size_t count, capacity;
};
struct person {
    int64_t addressee_no, household_before, household_now; /* of the days; 0 = none */
    bool is_before, is_now;
    const struct addressee_trait *trait;
};
struct gathering {
    struct session *session;
    struct arena *arena;
    struct report *report;
    struct census *to;
    const struct eligibility_law *law;
    struct eligibility_terms terms;
    size_t capacity;
    struct ratios ratios_before, ratios_now;
    struct person *persons; /* who stands in any item, by number */
    size_t person_count, person_capacity;
};

static enum err take_period(void *context, const struct eligibility_period *p, struct report *report)
{
    struct runs *r = context;
    struct run *last = r->count > 0 ? &r->list[r->count - 1] : NULL;

    (void)report;
    if (last != NULL && last->addressee_no == p->addressee_no && last->lost_by[0] == '\0' &&
        date_equal(last->span.until, p->span.from)) {
        last->span.until = p->span.until;
        last->lost_by = text_copy(r->arena, p->lost_by).bytes;
        last->household_no = p->household_no != 0 ? p->household_no : last->household_no;
        return ERR_NONE;
    }
    *ARENA_PUSH(r->arena, r->list, r->count, r->capacity) =
        (struct run){p->addressee_no, p->household_no, p->span, text_copy(r->arena, p->acquired_by).bytes,
                     text_copy(r->arena, p->lost_by).bytes};
    return ERR_NONE;
}

/* ------------------------------------------------------------------------------- persons ------ */

/* The runs of one person at one end. */
struct part {
    const struct run *runs;
    size_t count;
    date day;
};

static bool is_begun(const struct part *p, size_t i) { return date_at_most(p->runs[i].span.from, p->day); }
static bool is_over(const struct part *p, size_t i) { return date_at_most(p->runs[i].span.until, p->day); }
static int days_of(const struct part *p, bool of_ends)
{
    int n = 0;

    for (size_t i = 0; i < p->count; i++) {
        n += of_ends ? is_over(p, i) : is_begun(p, i);
    }
    return n;
}

static date day_of(const struct run *r, bool is_end) { return is_end ? r->span.until : r->span.from; }

static bool has_day(const struct part *p, bool is_end, date day)
{
    for (size_t i = 0; i < p->count; i++) {
        if ((is_end ? is_over(p, i) : is_begun(p, i)) && date_equal(day_of(&p->runs[i], is_end), day)) {
            return true;
        }
    }
    return false;
}

static enum eligibility_column column_of(const struct gathering *g, const char *reason, date day)
{
    const struct eligibility_reason *r =
        reason[0] == '\0' ? NULL : eligibility_reason_on(g->law, reason, date_min(day, g->to->until));
    return r == NULL || r->column == COLUMN_NONE ? COLUMN_OTHER : r->column;
}

static struct census_item *item_add(struct gathering *g, enum census_what what, const struct run *run)
{
    struct census_item *item = ARENA_PUSH(g->arena, g->to->items, g->to->count, g->capacity);

    *item = (struct census_item){.what = what,
                                 .addressee_no = run->addressee_no,
                                 .household_no = run->household_no,
                                 .age = -1,
                                 .reason = "",
                                 .nationality = "",
                                 .residence_status = "",
                                 .day = date_none()};
    return item;
}

static void move_add(struct gathering *g, enum census_what what, const struct run *run, bool is_end,
                     bool is_undone)
{
    struct census_item *item = item_add(g, what, run);

    item->day = day_of(run, is_end);
    item->reason = is_undone ? CENSUS_UNDONE : is_end ? run->lost_by : run->acquired_by;
    item->column = is_undone ? COLUMN_OTHER : column_of(g, item->reason, item->day);
    item->is_late = date_before(item->day, g->to->from);
}

/* `more` days of one kind that `to` has above `from`: the latest that `from` lacks. */
static void moves_of(struct gathering *g, const struct part *from, const struct part *to, bool is_end,
                     enum census_what what, bool is_undone)
{
    int more = days_of(to, is_end) - days_of(from, is_end);

    for (int known = 0; known < 2 && more > 0;
         known++) { /* days that both have only when there is no other */
        for (size_t i = to->count; i-- > 0 && more > 0;) {
            bool counts = is_end ? is_over(to, i) : is_begun(to, i);
            if (counts && has_day(from, is_end, day_of(&to->runs[i], is_end)) == (known == 1)) {
                move_add(g, what, &to->runs[i], is_end, is_undone);
                more--;
            }
        }
    }
}

static const struct run *run_on(const struct part *p)
{
    for (size_t i = 0; i < p->count; i++) {
        if (is_begun(p, i) && !is_over(p, i)) {
            return &p->runs[i];
        }
    }
    return NULL;
}

static void person_take(struct gathering *g, const struct part *before, const struct part *now)
{
    const struct run *was = run_on(before), *is = run_on(now);
    size_t first = g->to->count;

    if (was != NULL) {
        item_add(g, CENSUS_OPENING, was);
    }
    moves_of(g, before, now, false, CENSUS_GAIN, false);
    moves_of(g, now, before, false, CENSUS_LOSS, true);
    moves_of(g, before, now, true, CENSUS_LOSS, false);
    moves_of(g, now, before, true, CENSUS_GAIN, true);
    if (is != NULL) {
        item_add(g, CENSUS_CLOSING, is);
    }
    if (g->to->count > first) {
        *ARENA_PUSH(g->arena, g->persons, g->person_count, g->person_capacity) =
            (struct person){.addressee_no = g->to->items[first].addressee_no,
                            .is_before = was != NULL,
                            .is_now = is != NULL};
    }
}

static struct part next_part(const struct runs *r, size_t *at, int64_t number)
{
    struct part p = {.runs = &r->list[*at], .day = r->day};

    while (*at < r->count && r->list[*at].addressee_no == number) {
        p.count++;
        (*at)++;
    }
    return p;
}

/* Both lists by number: the difference of each person. */
static void compare(struct gathering *g, const struct runs *before, const struct runs *now)
{
    size_t a = 0, b = 0;

    while (a < before->count || b < now->count) {
        int64_t left = a < before->count ? before->list[a].addressee_no : INT64_MAX;
        int64_t right = b < now->count ? now->list[b].addressee_no : INT64_MAX;
        int64_t number = left < right ? left : right;
        struct part was = next_part(before, &a, number), is = next_part(now, &b, number);
        person_take(g, &was, &is);
    }
}

/* ------------------------------------------------------------------------- traits, households - */

static struct person *person_of(struct gathering *g, int64_t number)
{
    size_t from = 0, until = g->person_count;

    while (from < until) {
        size_t at = (from + until) / 2;
        if (g->persons[at].addressee_no == number) {
            return &g->persons[at];
        }
        if (g->persons[at].addressee_no < number) {
            from = at + 1;
        } else {
            until = at;
        }
    }
    return NULL;
}

static enum err take_trait(void *context, const struct addressee_trait *t, struct report *report)
{
    struct gathering *g = context;
    struct person *p = person_of(g, t->addressee_no);

    (void)report;
    if (p != NULL) {
        struct addressee_trait *copy = ARENA_NEW(g->arena, struct addressee_trait);
        *copy = *t;
        copy->nationality = text_copy(g->arena, t->nationality);
        copy->residence_status = text_copy(g->arena, t->residence_status);
        p->trait = copy;
    }
    return ERR_NONE;
}

/* To which household of the insurance each belonged on the last day of one end. */
static enum err households_on(struct gathering *g, date day, int64_t known_at, bool is_before)
{
    struct eligibility_belonging_scan *scan = NULL;
    struct belonging b;
    bool more = false;
    enum err e = eligibility_belonging_open(g->session->store, span_of_day(day),
                                            known_at, 0, g->report, &scan);

    while (e == ERR_NONE && (e = eligibility_belonging_next(scan, g->report, &b, &more)) == ERR_NONE &&
           more) {
        struct person *p = person_of(g, b.addressee_no);
        if (p != NULL) {
            *(is_before ? &p->household_before : &p->household_now) = b.household_no;
        }
    }
    eligibility_belonging_close(scan);
    return e;
}

/* The opening by the papers known then, all else by those known at the closing: a late entry may be of any
 * day. */
static enum err ratios_read_both(struct gathering *g)
{
    const struct census *c = g->to;
    date eve = date_add_days(c->from, -1);
    enum err e = ratios_read(g->session->store, eve, eve, c->known_before, g->arena, g->report,
                             &g->ratios_before);

    return e == ERR_NONE ? ratios_read(g->session->store, date_of(1900, 1, 1), c->until, c->known_at,
                                       g->arena, g->report, &g->ratios_now)
                         : e;
}

static void item_finish(const struct gathering *g, const struct person *p, struct census_item *item)
{
    bool is_of_before =
        item->what == CENSUS_OPENING || (item->what == CENSUS_LOSS && p->household_before != 0);
    int64_t found = is_of_before ? p->household_before : p->household_now;
    bool is_undone = text_is(text_of(item->reason), CENSUS_UNDONE);
    date day = item->what == CENSUS_OPENING              ? date_add_days(g->to->from, -1)
               : item->what == CENSUS_CLOSING            ? g->to->until
               : item->what == CENSUS_LOSS && !is_undone ? date_add_days(item->day, -1) /* insured last */
                                                         : item->day;
    date birth;

    item->household_no = found != 0 ? found : item->household_no;
    item->is_known = p->trait != NULL;
    if (p->trait == NULL) {
        return;
    }
    item->sex = p->trait->sex;
    item->is_foreign = p->trait->kind == 2;
    item->nationality = p->trait->nationality.bytes;
    item->residence_status = p->trait->residence_status.bytes;
    item->age = age_attained(p->trait->birth, day);
    if (date_from_ymd(p->trait->birth.ymd, &birth)) {
        for (unsigned k = 0; k < AGE_CLASSES_OF_LAW; k++) {
            bool holds = age_class_holds(&g->terms, (enum age_class_of_law)k, birth, day);
            item->classes |= holds ? 1u << k : 0;
        }
    }
    if ((item->classes & 1u << CLASS_ELDER) != 0) {
        item->ratio = ratio_on(item->what == CENSUS_OPENING ? &g->ratios_before : &g->ratios_now,
                               item->addressee_no, day);
    }
}

static void items_finish(struct gathering *g)
{
    for (size_t i = 0; i < g->to->count; i++) {
        item_finish(g, person_of(g, g->to->items[i].addressee_no), &g->to->items[i]);
    }
}

/* ------------------------------------------------------------------------------ households ---- */

static int by_household(const void *a, const void *b)
{
    const struct census_item *x = *(const struct census_item *const *)a;
    const struct census_item *y = *(const struct census_item *const *)b;

    if (x->household_no != y->household_no) {
        return x->household_no < y->household_no ? -1 : 1;
    }
    if (x->what != y->what) {
        return x->what < y->what ? -1 : 1;
    }
    return x->addressee_no < y->addressee_no ? -1 : x->addressee_no > y->addressee_no;
}

static void household_add(struct gathering *g, enum census_what what, const struct census_item *shown,
                          const struct census_item *cause)
{
    struct census_item item = {.what = what,
                               .is_household = true,
                               .addressee_no = shown->addressee_no,
                               .household_no = shown->household_no,
                               .age = -1,
                               .is_known = true,
                               .reason = "",
                               .nationality = "",
                               .residence_status = "",
                               .day = date_none()};

    if (what == CENSUS_GAIN ||
        what == CENSUS_LOSS) { /* nobody came or went: the household itself was changed */
        item.column = cause == NULL ? COLUMN_OTHER : cause->column;
        item.reason = cause == NULL ? "" : cause->reason;
        item.day = cause == NULL ? date_none() : cause->day;
        item.is_late = cause != NULL && cause->is_late;
    }
    *ARENA_PUSH(g->arena, g->to->items, g->to->count, g->capacity) = item;
}

/* One household's items, persons alone: the household stands at an end when one of them does. */
static void household_take(struct gathering *g, const struct census_item *const *items, size_t count)
{
    const struct census_item *first[CENSUS_CLOSING + 1] = {NULL};

    for (size_t i = count; i-- > 0;) {
        first[items[i]->what] = items[i];
    }
    const struct census_item *was = first[CENSUS_OPENING], *is = first[CENSUS_CLOSING];
    if (was != NULL) {
        household_add(g, CENSUS_OPENING, was, NULL);
    }
    if (is != NULL) {
        household_add(g, CENSUS_CLOSING, is, NULL);
    }
    if (was == NULL && is != NULL) {
        household_add(g, CENSUS_GAIN, is, first[CENSUS_GAIN]);
    }
    if (was != NULL && is == NULL) {
        household_add(g, CENSUS_LOSS, was, first[CENSUS_LOSS]);
    }
}

static void households_take(struct gathering *g)
{
    size_t count = g->to->count, n = 0;
    struct census_item *copies = ARENA_ARRAY(g->arena, struct census_item, count + 1);
    const struct census_item **order = ARENA_ARRAY(g->arena, const struct census_item *, count + 1);

    for (size_t i = 0; i < count; i++) { /* the list grows while households are added */
        copies[i] = g->to->items[i];
        if (copies[i].household_no != 0) {
            order[n++] = &copies[i];
        }
    }
    qsort(order, n, sizeof(*order), by_household);
    for (size_t i = 0, k; i < n; i = k) {
        for (k = i; k < n && order[k]->household_no == order[i]->household_no; k++) {
        }
        household_take(g, &order[i], k - i);
    }
}

/* ----------------------------------------------------------------------------------- a month -- */

static enum err runs_read(struct gathering *g, date day, int64_t known_at, struct runs *ret)
{
    *ret = (struct runs){.arena = g->arena, .day = day};
    return eligibility_each_period(g->session->store, date_add_days(day, 1), known_at, take_period, ret,
                                   g->report);
}

/* 処理月 needs what was known at the end of the month before; a register that began later has none. */
static enum err both_ends(struct gathering *g, const struct census_wish *wish, struct runs *before,
                          struct runs *now)
{
    struct census *c = g->to;
    date eve = date_add_days(c->from, -1);
    int64_t month_end = moment_of_day(date_add_days(c->until, 1)) - 1;

    c->known_at = wish->known_at;
    c->known_before = c->known_at;
    if (c->basis == CENSUS_BY_PROCESSING) {
        c->known_at = wish->known_at < month_end ? wish->known_at : month_end;
        c->known_before = moment_of_day(c->from) - 1;
    }
    enum err e = runs_read(g, eve, c->known_before, before);
    if (e == ERR_NONE && c->basis == CENSUS_BY_PROCESSING && before->count == 0) {
        c->has_no_past = true;
        c->basis = CENSUS_BY_FACT;
        c->known_at = c->known_before = wish->known_at;
        e = runs_read(g, eve, c->known_before, before);
    }
    return e == ERR_NONE ? runs_read(g, c->until, c->known_at, now) : e;
}

static enum err law_read(struct gathering *g)
{
    enum err e = eligibility_law_load(g->session->folder.params, NULL, g->arena, g->report, &g->law);

    if (e == ERR_NONE) {
        e = eligibility_terms_on(g->law, g->to->until, g->report, &g->terms);
    }
    if (e == ERR_NONE) {
        e = eligibility_reasons_on(g->law, g->to->until, g->arena, g->report, &g->to->reasons,
                                   &g->to->reason_count);
    }
    return e;
}

enum err census_make(struct session *session, const struct census_wish *wish, struct arena *arena,
                     struct report *report, struct census *ret)
{
    struct civil day = date_civil(wish->day);
    struct gathering g = {.session = session, .arena = arena, .report = report, .to = ret};
    struct runs before, now;

    *ret =
        (struct census){.from = date_of(day.year, day.month, 1), .until = wish->day, .basis = wish->basis};
    enum err e = law_read(&g);
    if (e == ERR_NONE) {
        e = both_ends(&g, wish, &before, &now);
    }
    if (e != ERR_NONE) {
        return e;
    }
    compare(&g, &before, &now);
    e = addressee_each_trait(session->store, (struct as_of){ret->until, ret->known_at}, take_trait, &g,
                             report);
    if (e == ERR_NONE) {
        e = households_on(&g, date_add_days(ret->from, -1), ret->known_before, true);
    }
    if (e == ERR_NONE) {
        e = households_on(&g, ret->until, ret->known_at, false);
    }
    if (e == ERR_NONE) {
        e = ratios_read_both(&g);
    }
    if (e == ERR_NONE) {
        items_finish(&g);
        households_take(&g);
    }
    return e;
}
