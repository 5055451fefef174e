#include "drawn.h"

static yen draw_amount(uint64_t *seed)
{
    static const yen edges[] = {0, 1, 430000, 430001, 740000, 1000000, 1050000, 24000000, 24500001};
    uint64_t kind = test_random(seed) % 4;

    return kind == 0   ? edges[test_random(seed) % COUNT_OF(edges)]
           : kind == 1 ? (yen)(test_random(seed) % 3000000)
           : kind == 2 ? (yen)(test_random(seed) % 12000000)
                       : (yen)(test_random(seed) % 60000000);
}

static void draw_income(struct premium_income *in, uint64_t *seed)
{
    uint64_t kind = test_random(seed) % 8;

    in->state = kind == 0 ? INCOME_UNKNOWN : INCOME_KNOWN;
    if (kind == 1) {
        in->given = INCOME_TOTAL;
        in->total_income = draw_amount(seed);
    } else if (kind > 1) {
        in->given = INCOME_SALARY_REVENUE | INCOME_PENSION_REVENUE | INCOME_OTHER;
        in->salary_revenue = kind < 6 ? draw_amount(seed) : 0;
        in->pension_revenue = kind > 4 ? (yen)(test_random(seed) % 5000000) : 0;
        in->other_income = kind > 5 ? draw_amount(seed) - 500000 : 0;
        if (kind == 3) {
            in->family_employee_pay_received = in->salary_revenue / 2;
        }
    }
    if (in->state == INCOME_KNOWN && test_random(seed) % 6 == 0) {
        in->fixed_asset_tax = (yen)(test_random(seed) % 300000);
        in->special_deductions_of_gains = (yen)(test_random(seed) % 3000000);
        in->casualty_loss_carried = (yen)(test_random(seed) % 1000000);
    }
}

static date draw_day(int year, uint64_t *seed)
{
    return date_add_days(date_of(year, 4, 1), (int)(test_random(seed) % 365));
}

static void draw_member(struct drawn *d, size_t i, int year, uint64_t *seed)
{
    struct premium_member *m = &d->members[i];

    *m = (struct premium_member){.specified_since = date_none(),
                                 .separated_on = date_none(),
                                 .expected_birth = date_none(),
                                 .former_dependant_since = date_none()};
    m->birth_date = date_add_days(date_of(year - 78, 4, 1), (int)(test_random(seed) % 28600));
    draw_income(&m->income, seed);
    if (test_random(seed) % 3 == 0) {
        date from = draw_day(year, seed);
        m->insured_is_given = true;
        d->spans[i][0] = (struct span){date_add_days(from, -400), from};
        d->spans[i][1] = (struct span){date_add_days(from, 20 + (int)(test_random(seed) % 90)),
                                       date_add_days(from, 150 + (int)(test_random(seed) % 300))};
        m->insured = d->spans[i];
        m->insured_count = (uint16_t)(1 + test_random(seed) % 2);
    }
    if (test_random(seed) % 8 == 0) {
        m->separated_on = draw_day(year - (int)(test_random(seed) % 3), seed);
        m->reason_code = test_random(seed) % 4 == 0 ? 40 : 31;
    }
    if (test_random(seed) % 8 == 0) {
        m->expected_birth = draw_day(year, seed);
        m->is_multiple_birth = test_random(seed) % 2;
    }
    if (test_random(seed) % 8 == 0) {
        m->former_dependant_since = draw_day(year - (int)(test_random(seed) % 3), seed);
    }
    if (test_random(seed) % 8 == 0) {
        date from = draw_day(year, seed);
        d->spans[i][2] = (struct span){from, date_add_days(from, 100)};
        m->care_exempt = &d->spans[i][2];
        m->care_exempt_count = 1;
    }
    if (i > 0 && test_random(seed) % 8 == 0) {
        m->insured_is_given = m->is_specified_member = true;
        m->insured_count = 0;
        m->specified_since = draw_day(year - (int)(test_random(seed) % 9), seed);
    }
}

void draw(struct drawn *d, int year, uint64_t *seed)
{
    size_t count = 1 + test_random(seed) % (test_random(seed) % 10 == 0 ? 12 : 4);

    d->household = (struct premium_household){.year = {(int16_t)year},
                                              .member_count = count,
                                              .head = test_random(seed) % count,
                                              .members = d->members,
                                              .first_notice_on = date_none(),
                                              .care40_not_after = date_none()};
    for (size_t i = 0; i < count; i++) {
        draw_member(d, i, year, seed);
    }
    if (test_random(seed) % 8 == 0) {
        size_t who = test_random(seed) % count;
        d->members[who].is_register_head = who != d->household.head;
    }
    d->household.head_abroad_on_1_january = test_random(seed) % 16 == 0;
    if (test_random(seed) % 4 == 0) {
        d->household.first_notice_on = date_add_days(date_of(year, 4, 1), (int)(test_random(seed) % 500));
    }
    if (test_random(seed) % 4 == 0) {
        d->household.care40_not_after = date_of(year, 6, 10);
    }
}
