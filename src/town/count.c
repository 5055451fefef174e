/*
 * Writes a household to the feeds and counts what has been written: the manifest says what must
 * come out.
 */
#include "town/make.h"

static bool is_nhi(const struct town_person *p)
{
    return p->insurance == INSURANCE_NHI && p->insured_from > 0;
}

static bool turns(const struct town_person *p, int year, int age)
{
    /* The age is attained on the day before the birthday. */
    return p->birth >= (year - age) * 10000 + 402 && p->birth <= (year - age + 1) * 10000 + 401;
}

static void count_insured(struct town *t, const struct town_person *p, const struct town_row *last)
{
    struct town_counts *c = &t->count;
    int year = town_year(t);
    /*
     * Who was under 16 at the end of the income year and has no row has no income (assessment.md
     * 3.7).
     */
    bool was_16 = p->birth <= (year - 16) * 10000 + 101;
    bool is_unknown = p->income.declared == DECLARED_NOT ||
                      (p->income.declared == DECLARED_NO_ROW && was_16);

    c->insured++;
    c->insured_on_1_april += p->insured_from <= t->year_from &&
                             (p->insured_until == 0 || p->insured_until > t->year_from);
    c->insured_on_as_of += p->insured_until == 0 || p->insured_until > t->as_of;
    c->insured_foreign += last->kind == KIND_FOREIGN;
    c->undeclared_insured += is_unknown;
    c->insured_without_tax_row += p->income.declared == DECLARED_NO_ROW;
    c->turning_40 += turns(p, year, 40);
    c->turning_65 += turns(p, year, 65);
    int32_t at_75 = town_birthday_in(p->birth, p->birth / 10000 + 75);
    c->turning_75 += at_75 >= t->year_from && at_75 < t->year_from + 10000;
    c->preschool_insured += p->birth >= (year - 6) * 10000 + 402;
    c->joined_this_year += p->insured_from > t->year_from;
    c->left_this_year += p->insured_until != 0 && p->insured_until <= t->as_of;
    c->from_abroad_this_year +=
        p->resident_since > year * 10000 + 101 && p->rows[0].event == EVENT_FROM_ABROAD;
    c->sum.total_income_insured += p->income.total;
}

static void count_income(struct town *t, const struct town_income *i)
{
    struct town_counts *c = &t->count;
    c->tax_rows++;
    c->undeclared_rows += i->declared == DECLARED_NOT;
    c->gains_with_deduction += i->gain_long_deduction + i->gain_short_deduction > 0;
    c->casualty_losses += i->casualty_loss_carried > 0;
    c->very_high_incomes += i->total >= 15000000;
    c->sum.total_income += i->total;
    c->sum.salary_revenue += i->salary_revenue;
    c->sum.pension_revenue += i->pension_revenue;
    c->sum.fixed_asset_tax += i->fixed_asset_tax;
}

static void count_person(struct town *t, const struct town_household *h,
                         const struct town_person *p, const struct town_row *last,
                         int insured_in_household)
{
    struct town_counts *c = &t->count;
    c->addressees++;
    c->resident_rows += p->row_count;
    c->residents += last->status == STATUS_RESIDENT;
    c->former += last->status >= STATUS_MOVED;
    c->not_resident += last->kind == KIND_NOT_RESIDENT;
    c->legal_bodies += last->kind == KIND_LEGAL;
    c->foreign_residents += last->status == STATUS_RESIDENT && last->kind == KIND_FOREIGN;
    if (is_nhi(p)) {
        count_insured(t, p, last);
    } else if (p->insured_from > 0) {
        c->past_memberships++;
    }
    bool is_head = last->relation == REL_HEAD && last->household_no == h->no;
    c->nominal_heads += insured_in_household > 0 && is_head && p->insurance != INSURANCE_NHI &&
                        last->status == STATUS_RESIDENT;
    c->specified_members += insured_in_household > 0 && p->insurance == INSURANCE_LATTER &&
                            p->latter_former_insurer == 1 && last->status == STATUS_RESIDENT;
    if (p->income.declared != DECLARED_NO_ROW) {
        count_income(t, &p->income);
    }
}

static void count_household(struct town *t, const struct town_household *h)
{
    int64_t seen[TOWN_MEMBERS_MAX];
    int seen_count = 0;
    for (int i = 0; i < h->count; i++) {
        const struct town_person *p = &h->members[i];
        int64_t no = p->rows[p->row_count - 1].household_no;
        bool is_new = is_nhi(p);
        for (int k = 0; k < seen_count; k++) {
            is_new = is_new && seen[k] != no;
        }
        if (is_new) {
            seen[seen_count++] = no;
        }
    }
    t->count.households_with_insured += seen_count;
    t->count.households += h->members[0].rows[0].household_no != 0;
}

static void remember_for_double(struct town *t, const struct town_household *h)
{
    const struct town_person *p = &h->members[0];
    const struct town_row *last = &p->rows[p->row_count - 1];
    struct town_double *to = &t->doubled;
    if (t->has_doubled || p->nation != NULL || last->status != STATUS_RESIDENT ||
        p->birth_accuracy != 0 || p->restriction_state != 0) {
        return;
    }
    *to = (struct town_double){.birth = p->birth, .sex = p->sex};
    snprintf(to->name, sizeof to->name, "%s", p->name.name);
    snprintf(to->kana, sizeof to->kana, "%s", p->name.kana);
    snprintf(to->address, sizeof to->address, "%s", last->address.address);
    snprintf(to->postal_code, sizeof to->postal_code, "%s", last->address.postal_code);
    snprintf(to->code, sizeof to->code, "%s", last->address.code);
    if (strlen(last->address.building) < sizeof to->building) {
        snprintf(to->building, sizeof to->building, "%s", last->address.building);
    }
    t->has_doubled = true;
}

void town_write(struct town *t, struct town_household *h)
{
    int insured = town_insured_count(h), branch = 0;

    for (int i = 0; i < h->count; i++) {
        struct town_person *p = &h->members[i];
        const struct town_row *last = &p->rows[p->row_count - 1];

        if (p->insured_from > 0) {
            p->branch_no = last->household_no == h->no ? ++branch : 1;
        }
        town_write_resident(t, FEED_RESIDENTS, h, p, 0);
        if (p->income.declared != DECLARED_NO_ROW) {
            town_write_income(t, FEED_INCOME, p, 1);
        }
        town_write_care(t, p, last);
        town_write_latter(t, p, last);
        town_write_eligibility(t, p, last);
        count_person(t, h, p, last, insured);
    }
    count_household(t, h);
    town_write_last_year(t, h);
    remember_for_double(t, h);
}
