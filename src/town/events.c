/*
 * What happened to people: since when they live here, since when they are insured, and the events
 * of the year that stand in the register before the feeds are made on 1 June.
 */
#include "town/make.h"

struct town_row *town_row_add(struct town_person *p, enum town_event event, int32_t on)
{
    assert(p->row_count < TOWN_ROWS_MAX);
    p->rows[p->row_count] = *town_last_row(p);
    struct town_row *row = &p->rows[p->row_count++];
    row->event = event;
    row->event_on = on;
    return row;
}

struct town_person *town_successor(struct town_household *h)
{
    for (int i = 1; i < h->count; i++) {
        struct town_person *p = &h->members[i];
        if (p->age >= 18 && town_last_row(p)->status == STATUS_RESIDENT) {
            return p;
        }
    }
    return NULL;
}

/* 世帯主変更: a row for everybody, because the relation to the head is said of everybody. */
void town_head_change(struct town_household *h, struct town_person *successor, int32_t on)
{
    for (int i = 0; i < h->count; i++) {
        struct town_person *p = &h->members[i];
        if (town_last_row(p)->status != STATUS_RESIDENT) {
            continue;
        }
        struct town_row *row = town_row_add(p, EVENT_HEAD_CHANGED, on);
        if (p == successor) {
            row->relation = REL_HEAD;
        } else if (row->relation == REL_HEAD) {
            row->relation = p->sex == 2 ? REL_WIFE : REL_HUSBAND;
        }
    }
}

void town_household_split(struct town *t, struct town_person *leaving, int32_t on)
{
    struct town_row *row = town_row_add(leaving, EVENT_HOUSEHOLD_SPLIT, on);
    row->household_no = town_number_next(&t->household_serial);
    row->relation = REL_HEAD;
    row->order = 1;
}

void town_move_out(struct town *t, struct town_household *h, int32_t on)
{
    bool abroad = h->is_foreign && town_chance(&t->dice, 500);
    const char *municipality = NULL;
    const char *to = abroad ? NULL : town_elsewhere(&t->dice, &municipality);

    for (int i = 0; i < h->count; i++) {
        struct town_person *p = &h->members[i];
        struct town_row *row = town_row_add(p, abroad ? EVENT_TO_ABROAD : EVENT_MOVED_OUT, on);
        row->status = STATUS_MOVED;
        row->away = to;
        row->away_municipality = municipality;
    }
}

void town_move_within(struct town *t, struct town_household *h, int32_t on)
{
    struct town_address address;
    town_address(t->unit, &t->dice, town_place(&t->dice, h->is_foreign), &address);
    for (int i = 0; i < h->count; i++) {
        if (town_last_row(&h->members[i])->status != STATUS_RESIDENT) {
            continue;
        }
        struct town_row *row = town_row_add(&h->members[i], EVENT_MOVED_WITHIN, on);
        row->address = address;
        row->address_since = on;
    }
    h->address = address;
}

/* ----------------------------------------------------------------------- living in the ward -- */

static int32_t latest(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

/* The day on which the household came to the ward, before `until`. */
static int32_t arrival_day(struct town *t, const struct town_household *h, int32_t until)
{
    const struct town_person *head = &h->members[0];
    int32_t grown = (head->birth / 10000 + 18) * 10000 + 401;
    int years = town_chance(&t->dice, 500) ? 6 : 30;
    int32_t first = latest(grown, (town_year(t) - years) * 10000 + 401);
    first = h->is_foreign ? latest(first, 20120709) : first;
    return first >= until ? until : town_day_between(&t->dice, first, until);
}

static void settle_person(struct town *t, const struct town_household *h, struct town_person *p,
                          int32_t since, bool from_abroad)
{
    struct town_row *row = &p->rows[0];
    bool born_here = p->birth >= since || (!h->is_foreign && town_chance(&t->dice, 60));

    p->resident_since = born_here ? p->birth : since;
    row->event = born_here     ? EVENT_BIRTH
                 : from_abroad ? EVENT_FROM_ABROAD
                               : EVENT_MOVED_IN;
    row->event_on = p->resident_since;
    row->address_since = p->resident_since;
    if (row->event == EVENT_FROM_ABROAD) {
        p->previous_country = p->nation != NULL ? p->nation->code : "USA";
    } else if (row->event == EVENT_MOVED_IN) {
        p->previous = town_elsewhere(&t->dice, &p->previous_municipality);
    }
}

/* 再転入: was here before, went, came back under the same number. */
static void add_former_stay(struct town *t, struct town_person *p)
{
    struct town_row now = p->rows[0];
    int32_t first = now.event_on - 60000, left = now.event_on - 20000;

    if (now.event != EVENT_MOVED_IN || first < p->birth + 10000 ||
        !town_take(&t->special.re_entered)) {
        return;
    }
    first = first / 100 * 100 + 1;
    left = left / 100 * 100 + 2;
    p->rows[0].event_on = first;
    p->rows[0].address_since = first;
    struct town_row *out = town_row_add(p, EVENT_MOVED_OUT, left);
    out->status = STATUS_MOVED;
    out->away = p->previous;
    out->away_municipality = p->previous_municipality;
    p->rows[p->row_count++] = now;
}

static void settle(struct town *t, struct town_household *h, int32_t since)
{
    bool from_abroad = h->is_foreign ? town_chance(&t->dice, 600) : town_chance(&t->dice, 15);
    for (int i = 0; i < h->count; i++) {
        settle_person(t, h, &h->members[i], since, from_abroad);
        if (h->members[i].resident_since < town_year(t) * 10000 + 101) {
            add_former_stay(t, &h->members[i]);
        }
    }
    /* An earlier move within the ward. */
    int32_t moved_until = town_year(t) * 10000 + 331;
    int32_t newest = 0;
    for (int i = 0; i < h->count; i++) {
        newest = latest(newest, h->members[i].resident_since);
    }
    if (town_chance(&t->dice, 80) && newest + 10000 < moved_until) {
        town_move_within(t, h, town_day_between(&t->dice, town_day_after(newest), moved_until));
    }
}

/* -------------------------------------------------------------------------------- insurance -- */

static void insure(struct town *t, struct town_person *p)
{
    struct town_dice *d = &t->dice;
    int32_t year_from = t->year_from;
    int32_t here = latest(p->resident_since, p->birth);

    if (p->insurance != INSURANCE_NHI) {
        return;
    }
    p->insured_from = here;
    p->acquired_by = p->rows[0].event == EVENT_BIRTH && here == p->birth ? "A08" : "A01";
    if (here < year_from - 10000 && p->age >= 15 && !town_chance(d, 350)) {
        int32_t first = latest(here, (town_year(t) - 15) * 10000 + 401);
        p->insured_from = town_day_between(d, first, year_from);
        p->acquired_by = "A03";
        if (town_chance(d, 20)) {
            p->insured_from = town_day_between(d, year_from + 1, town_day_before(t->as_of));
        }
    }
    int32_t first_day = latest(p->insured_from, year_from);
    if (town_chance(d, 10) && p->age >= 18 && first_day < t->as_of - 1) {
        p->insured_until = town_day_between(d, town_day_after(first_day), t->as_of);
        p->lost_by = "L04";
    }
}

/* 75: out of this insurance on the birthday, into 後期高齢者医療 the same day. */
static void age_out(struct town *t, struct town_person *p)
{
    int32_t at_75 = town_birthday_in(p->birth, p->birth / 10000 + 75);
    int32_t here = p->resident_since;

    if (p->insurance == INSURANCE_LATTER) {
        bool came_later = here > at_75;
        p->latter_from = came_later ? here : at_75;
        p->latter_reason = came_later ? 3 : 1;
        p->latter_former_insurer =
            came_later ? 4 : town_chance(&t->dice, 800) ? 1 : town_between(&t->dice, 2, 3);
    } else if (p->insurance == INSURANCE_NHI && at_75 <= t->as_of) {
        p->insured_until = at_75;
        p->lost_by = "L09";
        p->latter_from = at_75;
        p->latter_reason = 1;
        p->latter_former_insurer = 1;
        if (p->insured_from >= at_75) {
            p->insured_from = t->year_from - 10000;
            p->acquired_by = "A03";
        }
    }
}

static void end_membership(struct town_person *p, int32_t until, const char *reason)
{
    bool was_open = p->insured_until == 0 || p->insured_until > until;
    if (p->insurance == INSURANCE_NHI && was_open && p->insured_from < until) {
        p->insured_until = until;
        p->lost_by = reason;
    }
}

/* ----------------------------------------------------------------------- events of the year -- */

static void head_died(struct town *t, struct town_household *h, int32_t on)
{
    struct town_person *head = &h->members[0], *successor = town_successor(h);
    if (successor == NULL || head->age < 40) {
        return;
    }
    struct town_row *row = town_row_add(head, EVENT_DEATH, on);
    row->status = STATUS_DEAD;
    end_membership(head, town_day_after(on), "L07");
    town_head_change(h, successor, on);
    t->count.died_this_year++;
    t->count.head_changed_this_year++;
}

static void baby_born(struct town *t, struct town_household *h, int32_t on)
{
    bool has_mother = false;
    for (int i = 0; i < h->count; i++) {
        const struct town_person *p = &h->members[i];
        has_mother = has_mother || (p->sex == 2 && p->age >= 20 && p->age <= 43 && i < 2 &&
                                    p->insurance == INSURANCE_NHI);
    }
    if (!has_mother || h->count >= TOWN_MEMBERS_MAX ||
        t->insured_left <= town_insured_count(h)) {
        return;
    }
    struct town_person *baby = town_member_add(t, h, 0, 0, REL_CHILD, INSURANCE_NHI);
    baby->birth = on;
    settle_person(t, h, baby, on, false);
    insure(t, baby);
    t->count.born_this_year++;
}

static void left_the_ward(struct town *t, struct town_household *h, int32_t on)
{
    town_move_out(t, h, on);
    for (int i = 0; i < h->count; i++) {
        struct town_person *p = &h->members[i];
        bool abroad = town_last_row(p)->event == EVENT_TO_ABROAD;
        end_membership(p, abroad ? town_day_after(on) : on, abroad ? "L02" : "L03");
    }
    t->count.moved_out_this_year++;
}

static void household_event(struct town *t, struct town_household *h)
{
    static const int weights[] = {956, 4, 3, 2, 2, 4, 12};
    int32_t on = town_day_between(&t->dice, t->year_from + 1, t->as_of - 80);
    struct town_person *other = town_successor(h);

    switch (town_weighted(&t->dice, weights, COUNT_OF(weights))) {
    case 1:
        head_died(t, h, on);
        break;
    case 2:
        town_move_within(t, h, on);
        t->count.moved_within_this_year++;
        break;
    case 3:
        if (other != NULL) {
            town_household_split(t, other, on);
            t->count.split_this_year++;
        }
        break;
    case 4:
        if (other != NULL) {
            town_head_change(h, other, on);
            t->count.head_changed_this_year++;
        }
        break;
    case 5:
        baby_born(t, h, on);
        break;
    case 6:
        left_the_ward(t, h, on);
        break;
    default:
        break;
    }
}

void town_events(struct town *t, struct town_household *h)
{
    int year = town_year(t);
    int32_t before_january = (year - 1) * 10000 + 1231;
    bool with_insured = town_insured_count(h) > 0;
    int arrival = town_below(&t->dice, 1000);
    int32_t since;

    if (arrival < 12 && h->members[0].age >= 18) {
        since = town_day_between(&t->dice, t->year_from + 1, t->as_of - 80);
        t->count.moved_in_this_year += with_insured;
    } else if (arrival < 37 && h->members[0].age >= 18) {
        since = town_day_between(&t->dice, year * 10000 + 102, year * 10000 + 331);
    } else {
        since = arrival_day(t, h, before_january);
    }
    settle(t, h, since);
    for (int i = 0; i < h->count; i++) {
        insure(t, &h->members[i]);
        age_out(t, &h->members[i]);
    }
    if (with_insured && since < t->year_from) {
        household_event(t, h);
    }
}
