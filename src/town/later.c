/*
 * July: what changes after the full feeds were made, written to DIR/later as differences.
 */
#include "town/make.h"

#include "base/text.h"

static int32_t july(struct town *t)
{
    return town_year(t) * 10000 + 700 + town_between(&t->dice, 1, 31);
}

static bool is_quiet(const struct town *t, const struct town_household *h)
{
    for (int i = 0; i < h->count; i++) {
        const struct town_person *p = &h->members[i];
        const struct town_row *last = &p->rows[p->row_count - 1];
        if (last->event_on >= t->year_from || last->status != STATUS_RESIDENT ||
            p->row_count >= TOWN_ROWS_MAX) {
            return false;
        }
    }
    return !h->has_no_head;
}

static void head_dies(struct town_household *h, struct town_person *successor, int32_t on)
{
    town_row_add(&h->members[0], EVENT_DEATH, on)->status = STATUS_DEAD;
    town_head_change(h, successor, on);
}

static void expect_baby(struct town *t, const struct town_household *h)
{
    struct town_address a = h->members[0].rows[h->members[0].row_count - 1].address;
    a.code = arena_string(t->run, a.code);
    a.address = arena_string(t->run, a.address);
    a.building = arena_string(t->run, a.building);
    a.lot_code = arena_string(t->run, a.lot_code);
    struct town_baby *baby =
        ARENA_PUSH(t->run, t->babies, t->baby_count, t->baby_capacity);
    *baby = (struct town_baby){.household_no = h->no, .order = h->count + 1,
                               .surname = h->members[0].surname, .address = a};
}

static void register_changes(struct town *t, struct town_household *h)
{
    struct town_quotas *q = &t->special;
    struct town_person *successor = town_successor(h);
    const struct town_person *head = &h->members[0];
    bool is_family = h->count >= 2 && head->nation == NULL && head->surname != NULL;

    if (!is_quiet(t, h)) {
        return;
    }
    if (successor != NULL && head->age >= 60 && town_take(&q->later_death_of_head)) {
        head_dies(h, successor, july(t));
    } else if (successor != NULL && town_take(&q->later_split)) {
        town_household_split(t, successor, july(t));
    } else if (successor != NULL && town_take(&q->later_head_changed)) {
        town_head_change(h, successor, july(t));
    } else if (is_family && head->age < 45 && town_take(&q->later_born)) {
        expect_baby(t, h);
    } else if (town_take(&q->later_moved_out)) {
        town_move_out(t, h, july(t));
    } else if (town_take(&q->later_moved_within)) {
        town_move_within(t, h, july(t));
    }
}

static bool is_65_at_year_end(const struct town *t, const struct town_person *p)
{
    return p->birth <= (town_year(t) - 65) * 10000 + 101;
}

/* A correction of the tax ledger: a further row of the person's year. */
static void income_changes(struct town *t, struct town_person *p)
{
    struct town_quotas *q = &t->special;
    struct town_income *i = &p->income;
    int income_year = town_year(t) - 1;
    bool is_65 = is_65_at_year_end(t, p);
    int history_no = 2;

    if (p->insurance != INSURANCE_NHI || p->age < 19 || p->birth_accuracy != 0) {
        return;
    }
    if (i->declared == DECLARED_NOT || i->declared == DECLARED_NO_ROW) {
        if (!town_take(&q->later_declared)) {
            return;
        }
        history_no = i->declared == DECLARED_NOT ? 2 : 1;
        enum town_income_kind kind = p->age >= 65              ? INCOME_PENSIONER
                                     : town_chance(&t->dice, 500) ? INCOME_NONE
                                                                  : INCOME_SALARY_LOW;
        town_income_throw(&t->dice, kind, income_year, is_65, i);
    } else if (i->salary_revenue > 1500000 && i->family_pay_received == 0 &&
               town_take(&q->later_corrected_down)) {
        i->salary_revenue -= i->salary_revenue * town_between(&t->dice, 5, 40) / 100;
        town_income_finish(income_year, is_65, i);
    } else if (i->total > 300000 && town_take(&q->later_corrected_up)) {
        i->declared = DECLARED_TAX_RETURN;
        i->side_business += (yen)town_between(&t->dice, 30, 900) * 1000;
        town_income_finish(income_year, is_65, i);
    } else {
        return;
    }
    town_write_income(t, FEED_LATER_INCOME, p, history_no);
    t->count.later_tax_rows++;
    t->count.sum.later_total_income += i->total;
    t->later_salary_revenue += i->salary_revenue;
    t->later_pension_revenue += i->pension_revenue;
}

void town_later(struct town *t, struct town_household *h)
{
    int rows_before[TOWN_MEMBERS_MAX];

    if (town_insured_count(h) == 0) {
        return;
    }
    for (int i = 0; i < h->count; i++) {
        rows_before[i] = h->members[i].row_count;
    }
    register_changes(t, h);
    for (int i = 0; i < h->count; i++) {
        struct town_person *p = &h->members[i];
        town_write_resident(t, FEED_LATER_RESIDENTS, h, p, rows_before[i]);
        t->count.later_resident_rows += p->row_count - rows_before[i];
        income_changes(t, p);
    }
}

/* --------------------------------------------------------------------------------- arrivals -- */

static void write_arrival(struct town *t, struct town_household *h)
{
    town_write_resident(t, FEED_LATER_RESIDENTS, h, &h->members[0], 0);
    t->count.later_resident_rows++;
    arena_reset(t->unit);
}

static void born(struct town *t, const struct town_baby *baby)
{
    struct town_household h = {.no = baby->household_no, .address = baby->address};
    int32_t on = july(t);
    struct town_person *p = town_member_add(t, &h, 0, 0, REL_CHILD, INSURANCE_EMPLOYEE);

    p->surname = baby->surname;
    p->birth = on;
    p->resident_since = on;
    p->rows[0].event = EVENT_BIRTH;
    p->rows[0].event_on = on;
    p->rows[0].address_since = on;
    p->rows[0].order = baby->order;
    town_name_japanese(t->unit, p->surname, p->given, &p->name);
    write_arrival(t, &h);
}

static void moved_in(struct town *t)
{
    struct town_household h;
    int32_t on = july(t);
    town_household_single(t, false, &h);
    struct town_person *p = &h.members[0];

    p->resident_since = on;
    p->rows[0].event = EVENT_MOVED_IN;
    p->rows[0].event_on = on;
    p->rows[0].address_since = on;
    p->previous = town_elsewhere(&t->dice, &p->previous_municipality);
    write_arrival(t, &h);
}

void town_later_arrivals(struct town *t)
{
    for (size_t i = 0; i < t->baby_count; i++) {
        t->dice = town_dice_of(t->request->seed, (uint64_t)++t->unit_no, 3);
        born(t, &t->babies[i]);
    }
    while (t->special.later_moved_in.taken < t->special.later_moved_in.want) {
        t->dice = town_dice_of(t->request->seed, (uint64_t)++t->unit_no, 4);
        moved_in(t);
        t->special.later_moved_in.taken++;
    }
}
