/*
 * 給付の制限の要件 -- what a measure against a payer would rest on: overdue premiums, the household and who
 * is left out, 特別の事情, what was done to have the premium paid (EL-29, EL-30).
 *
 * Law     国民健康保険法54条の3第1項, 63条の2
 */
#include "restriction/book.h"

#include "casework/casework.h"

#include <stdlib.h>

static bool is_in(struct span days, date on)
{
    return date_at_most(days.from, on) && date_before(on, days.until);
}

/* ------------------------------------------------------------------------------- the premiums -- */

static int by_due(const void *a, const void *b)
{
    const struct collection_charge *x = a, *y = b;

    return x->due.day != y->due.day               ? (x->due.day < y->due.day ? -1 : 1)
           : x->levy_year != y->levy_year         ? (x->levy_year < y->levy_year ? -1 : 1)
           : x->instalment != y->instalment       ? (x->instalment < y->instalment ? -1 : 1)
           : x->household_no != y->household_no   ? (x->household_no < y->household_no ? -1 : 1)
                                                  : 0;
}

/* Told as paid at a store (速報) is not unpaid while its 確報 is on the way. */
static bool is_overdue(const struct collection_charge *c, date on)
{
    return date_before(c->due, on) && collection_unpaid(c) > 0 && c->told < collection_unpaid(c);
}

static enum err read_charges(struct session *session, date on, struct arena *arena, struct report *report,
                             struct restriction_facts *to)
{
    static const unsigned staying = 1u << STAY_GRACE | 1u << STAY_SUSPENDED | 1u << STAY_PLAN;
    const struct collection_scope scope = {.payer_no = to->payer_no};
    struct collection_charge *all = NULL, *charges;
    struct collection_stay_row *stays = NULL;
    size_t all_count = 0, stay_count = 0;
    enum err e = collection_charges(session->store, &scope, arena, report, &all, &all_count);

    e = e == ERR_NONE
            ? collection_stays(session->store, to->payer_no, on, arena, report, &stays, &stay_count)
            : e;
    charges = ARENA_ARRAY(arena, struct collection_charge, all_count + 1);
    for (size_t i = 0; i < all_count && e == ERR_NONE; i++) {
        const struct collection_charge *c = &all[i];
        if (!is_overdue(c, on)) {
            continue;
        }
        charges[to->charge_count++] = *c;
        to->owed += collection_unpaid(c);
        if (date_at_most(restriction_reached_on(c->due, &to->terms.withhold_months), on)) {
            to->over_withhold++;
        }
        if (!date_at_most(restriction_reached_on(c->due, &to->terms.special_months), on)) {
            continue;
        }
        to->over_special++;
        to->owed_over_special += collection_unpaid(c);
        for (size_t k = 0; k < stay_count; k++) {
            bool holds = (1u << stays[k].kind & staying) != 0 && collection_stay_covers(&stays[k], c, on);
            to->has_stay = to->has_stay || holds;
        }
    }
    if (to->charge_count > 0) {
        qsort(charges, to->charge_count, sizeof(*charges), by_due);
    }
    to->charges = charges;
    return e;
}

/* ------------------------------------------------------------------------------ the household -- */

/* Of a birth day of which a part is unknown the last possible day: he is a child as long as he may be one. */
static date latest_birth(register_day birth)
{
    date d;
    int year = birth.ymd / 10000, month = birth.ymd / 100 % 100;

    if (date_from_ymd(birth.ymd, &d)) {
        return d;
    }
    if (year == 0) {
        return date_none();
    }
    return month == 0 ? date_of(year, 12, 31)
                      : date_add_days(date_of(month == 12 ? year + 1 : year, month % 12 + 1, 1), -1);
}

static struct span medical_on(const struct restriction_ground *grounds, size_t count, int64_t person, date on)
{
    for (size_t i = 0; i < count; i++) {
        if (grounds[i].addressee_no == person && grounds[i].kind == NOTIFIED_MEDICAL &&
            grounds[i].is_accepted && is_in(grounds[i].valid, on)) {
            return grounds[i].valid;
        }
    }
    return (struct span){date_none(), date_none()};
}

struct household {
    struct belonging *belongings;
    struct eligibility_fact *facts;
    struct restriction_ground *grounds;
    int64_t *numbers;
    size_t belonging_count, fact_count, ground_count;
};

static enum err read_household(struct store *s, int64_t household_no, date on, int64_t known_at,
                               struct arena *arena, struct report *report, struct household *ret)
{
    enum err e = eligibility_belonging_of(s, household_no, span_of_day(on), known_at, arena, report,
                                          &ret->belongings, &ret->belonging_count);

    if (e != ERR_NONE) {
        return e;
    }
    ret->numbers = ARENA_ARRAY(arena, int64_t, ret->belonging_count + 1);
    for (size_t i = 0; i < ret->belonging_count; i++) {
        ret->numbers[i] = ret->belongings[i].addressee_no;
    }
    if (ret->belonging_count == 0) {
        return ERR_NONE;
    }
    e = eligibility_facts_of_persons(s, ret->numbers, ret->belonging_count, span_of_day(on), known_at, arena,
                                     report, &ret->facts, &ret->fact_count);
    return e == ERR_NONE ? restriction_grounds_of(s, ret->numbers, ret->belonging_count, known_at, arena,
                                                  report, &ret->grounds, &ret->ground_count)
                         : e;
}

static bool is_insured(const struct household *h, int64_t person, date on)
{
    for (size_t i = 0; i < h->fact_count; i++) {
        if (h->facts[i].addressee_no == person && h->facts[i].kind == FACT_MEMBERSHIP &&
            is_in(h->facts[i].span, on)) {
            return true;
        }
    }
    return false;
}

static bool is_head_of(const struct household *h, int64_t person)
{
    for (size_t i = 0; i < h->belonging_count; i++) {
        if (h->belongings[i].is_head && h->belongings[i].addressee_no == person) {
            return true;
        }
    }
    return false;
}

static struct restriction_member *members_of(const struct restriction_terms *terms, const struct household *h,
                                             date on, struct arena *arena)
{
    struct restriction_member *members =
        ARENA_ARRAY(arena, struct restriction_member, h->belonging_count + 1);

    for (size_t i = 0; i < h->belonging_count; i++) {
        const struct belonging *b = &h->belongings[i];
        const struct restriction_person person = {
            latest_birth(b->birth), medical_on(h->grounds, h->ground_count, b->addressee_no, on)};
        members[i] = (struct restriction_member){b->addressee_no, is_insured(h, b->addressee_no, on),
                                                 restriction_leaves_out(terms, &person, on)};
    }
    return members;
}

static enum err read_members(struct session *session, date on, struct arena *arena, struct report *report,
                             struct restriction_facts *to)
{
    struct household h = {0};
    struct addressee payer;
    enum err e = addressee_by_no(session->store, to->payer_no, (struct as_of){on, INT64_MAX}, arena, report,
                                 &payer);

    if (e != ERR_NONE) {
        return e;
    }
    to->household_no = payer.household_no;
    e = read_household(session->store, to->household_no, on, INT64_MAX, arena, report, &h);
    if (e != ERR_NONE) {
        return e;
    }
    to->members = members_of(&to->terms, &h, on, arena);
    to->member_count = h.belonging_count;
    to->is_head = is_head_of(&h, to->payer_no);
    for (size_t i = 0; i < h.belonging_count; i++) {
        to->covered_count += to->members[i].is_insured && to->members[i].left_out == LEFT_OUT_NOT;
    }
    for (size_t i = 0; i < h.ground_count; i++) {
        const struct restriction_ground *g = &h.grounds[i];
        bool holds = g->kind == NOTIFIED_CIRCUMSTANCE && g->addressee_no == to->payer_no && g->is_accepted &&
                     is_in(g->valid, on);
        to->circumstance = holds ? g : to->circumstance;
    }
    return ERR_NONE;
}

/* ---------------------------------------------------------------------------- 納付の勧奨と相談 -- */

static void effort(struct restriction_facts *to, date on)
{
    to->last_effort =
        date_is_none(to->last_effort) || date_before(to->last_effort, on) ? on : to->last_effort;
}

static bool is_first_of_run(const struct demand_letter *letters, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        if (letters[i].run_no == letters[at].run_no) {
            return false;
        }
    }
    return true;
}

/* 催告 and contacts after the oldest due day up to the day; a run's letters count once. */
static enum err read_efforts(struct session *session, date on, struct arena *arena, struct report *report,
                             struct restriction_facts *to)
{
    struct demand_contact *contacts = NULL;
    struct demand_letter *letters = NULL;
    size_t contact_count = 0, letter_count = 0;

    if (to->charge_count == 0) {
        return ERR_NONE;
    }
    date since = to->charges[0].due;
    enum err e =
        demand_contacts(session->store, to->payer_no, arena, report, &contacts, &contact_count);
    e = e == ERR_NONE
            ? demand_letters(session->store, to->payer_no, arena, report, &letters, &letter_count)
            : e;
    for (size_t i = 0; i < contact_count && e == ERR_NONE; i++) {
        if (date_before(since, contacts[i].on) && date_at_most(contacts[i].on, on)) {
            to->contact_count++;
            effort(to, contacts[i].on);
        }
    }
    for (size_t i = 0; i < letter_count && e == ERR_NONE; i++) {
        if (date_before(since, letters[i].issued_on) && date_at_most(letters[i].issued_on, on)) {
            to->letter_count += is_first_of_run(letters, i);
            effort(to, letters[i].issued_on);
        }
    }
    return e;
}

enum err restriction_facts_of(struct session *session, int64_t payer_no, date on, struct arena *arena,
                              struct report *report, struct restriction_facts *ret)
{
    struct restriction_facts facts = {.payer_no = payer_no, .last_effort = date_none()};
    enum err e = restriction_terms_load(session, on, arena, report, &facts.terms);

    e = e == ERR_NONE ? read_charges(session, on, arena, report, &facts) : e;
    e = e == ERR_NONE ? read_members(session, on, arena, report, &facts) : e;
    e = e == ERR_NONE ? read_efforts(session, on, arena, report, &facts) : e;
    if (e == ERR_NONE) {
        *ret = facts;
    }
    return e;
}

/* --------------------------------------------------------------------------- on a day, of a household -- */

/* The decision that holds on the day; a later end of the same case takes it away from its day on. */
static const struct restriction_step *decision_on(const struct restriction_step *steps, size_t count, date on)
{
    const struct restriction_step *found = NULL;

    for (size_t i = 0; i < count; i++) {
        if (steps[i].measure != RESTRICT_SPECIAL || date_is_none(steps[i].effect) ||
            date_before(on, steps[i].effect)) {
            continue;
        }
        if (steps[i].move == MOVE_DECIDED) {
            found = &steps[i];
        } else if (found != NULL && steps[i].case_no == found->case_no) {
            found = NULL;
        }
    }
    return found;
}

enum err restriction_of_household(const struct session *session, int64_t household_no, date on,
                                  int64_t known_at, struct arena *arena, struct report *report,
                                  struct restriction_held *ret)
{
    struct restriction_step *steps = NULL;
    struct restriction_terms terms;
    struct household h = {0};
    size_t count = 0;
    enum err e =
        book_steps_of_household(session->store, household_no, known_at, arena, report, &steps, &count);
    const struct restriction_step *decision = e == ERR_NONE ? decision_on(steps, count, on) : NULL;

    if (e == ERR_NONE && decision == NULL) {
        *ret = (struct restriction_held){0};
    }
    if (e != ERR_NONE || decision == NULL) {
        return e;
    }
    e = restriction_terms_load(session, on, arena, report, &terms);
    e = e == ERR_NONE
            ? read_household(session->store, household_no, on, known_at, arena, report, &h)
            : e;
    if (e == ERR_NONE && !is_head_of(&h, decision->payer_no)) {
        *ret = (struct restriction_held){0}; /* the measure is against the head, he is not theirs any more */
    } else if (e == ERR_NONE) {
        *ret = (struct restriction_held){true, decision->payer_no, decision->step_no,
                                         members_of(&terms, &h, on, arena), h.belonging_count};
    }
    return e;
}

bool restriction_covers(const struct restriction_held *held, int64_t addressee_no)
{
    for (size_t i = 0; held->is_special && i < held->member_count; i++) {
        if (held->members[i].addressee_no == addressee_no) {
            return held->members[i].is_insured && held->members[i].left_out == LEFT_OUT_NOT;
        }
    }
    return false;
}
