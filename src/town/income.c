#include "town/income.h"

static yen at_least_zero(yen v)
{
    return v > 0 ? v : 0;
}

static yen least(yen a, yen b)
{
    return a < b ? a : b;
}

/* 別表第五: under 6,600,000 a quarter of the revenue is cut to 1,000 yen first. */
static yen salary_from_quarter(yen revenue, int tenths, yen less)
{
    yen quarter = revenue / 4 / 1000 * 1000;
    return quarter * tenths / 10 - less;
}

/* 令和2年分から令和6年分まで: the steps between the flat part and the quarters. */
static yen salary_income_2020(yen revenue)
{
    if (revenue <= 550999) {
        return 0;
    }
    if (revenue <= 1618999) {
        return revenue - 550000;
    }
    if (revenue <= 1619999) {
        return 1069000;
    }
    if (revenue <= 1621999) {
        return 1070000;
    }
    if (revenue <= 1623999) {
        return 1072000;
    }
    if (revenue <= 1627999) {
        return 1074000;
    }
    return salary_from_quarter(revenue, 24, -100000);
}

/* 平成29年分から令和元年分まで: 100,000 yen more is taken off, and up to 220 万円. */
static yen salary_income_2017(yen revenue)
{
    if (revenue <= 650999) {
        return 0;
    }
    if (revenue <= 1799999) {
        return salary_income_2020(revenue) - 100000;
    }
    if (revenue <= 3599999) {
        return salary_from_quarter(revenue, 28, 180000);
    }
    if (revenue <= 6599999) {
        return salary_from_quarter(revenue, 32, 540000);
    }
    if (revenue <= 9999999) {
        return revenue * 9 / 10 - 1200000;
    }
    return revenue - 2200000;
}

yen town_salary_income(int income_year, yen revenue)
{
    if (income_year <= 2019) {
        return salary_income_2017(revenue);
    }
    if (income_year <= 2024 && revenue <= 1799999) {
        return salary_income_2020(revenue);
    }
    if (income_year >= 2025 && revenue <= 650999) {
        return 0;
    }
    if (income_year >= 2025 && revenue <= 1899999) {
        return revenue - 650000;
    }
    if (revenue <= 3599999) {
        return salary_from_quarter(revenue, 28, 80000);
    }
    if (revenue <= 6599999) {
        return salary_from_quarter(revenue, 32, 440000);
    }
    if (revenue <= 8499999) {
        return revenue * 9 / 10 - 1100000;
    }
    return revenue - 1950000;
}

yen town_pension_income(int income_year, bool is_65, yen revenue, yen other)
{
    bool is_old = income_year <= 2019; /* 100,000 more, whatever else he earns, without a limit */
    yen relief = is_old             ? -100000
                 : other > 20000000 ? 200000
                 : other > 10000000 ? 100000
                                    : 0;
    yen minimum = is_65 ? 1100000 : 600000;
    yen minimum_until = is_65 ? 3300000 : 1300000;

    /* The income is cut to 1 yen, so the deduction is subtracted in hundredths. */
    if (revenue <= minimum_until) {
        return at_least_zero(revenue - (minimum - relief));
    }
    if (revenue <= 4100000) {
        return (revenue * 75 - (275000 - relief) * 100) / 100;
    }
    if (revenue <= 7700000) {
        return (revenue * 85 - (685000 - relief) * 100) / 100;
    }
    if (revenue <= 10000000 || is_old) {
        return (revenue * 95 - (1455000 - relief) * 100) / 100;
    }
    return revenue - (1955000 - relief);
}

/*
 * 所得金額調整控除（子ども等）: a tenth of the revenue from 8,500,000 to 10,000,000, raised to 1
 * yen.
 */
static yen child_adjustment(const struct town_income *i)
{
    if (!i->has_young_child || i->salary_revenue <= 8500000) {
        return 0;
    }
    return (least(i->salary_revenue, 10000000) - 8500000 + 9) / 10;
}

/*
 * What is neither salary nor pension, after the special deductions of gains, before carried
 * losses.
 */
static yen other_incomes(const struct town_income *i)
{
    return i->business + i->farming + i->real_estate + i->dividend + i->side_business +
           i->other_misc + i->occasional + (i->gain_short - i->gain_short_deduction) +
           (i->gain_long - i->gain_long_deduction) + i->stock_listed + i->listed_dividend;
}

/* Resident tax, near enough for the columns that the premium does not read. */
static void finish_resident_tax(struct town_income *i)
{
    yen after_casualty = at_least_zero(i->total - i->casualty_loss_carried);
    i->deductions = 430000 + i->total * 12 / 100;
    i->taxable = at_least_zero(after_casualty - i->deductions) / 1000 * 1000;
    i->tax_income_levy = i->taxable / 10 / 100 * 100;
    bool exempt = i->combined <= 450000;
    i->tax_per_capita = exempt ? 0 : 5000;
    i->tax_income_levy = exempt ? 0 : i->tax_income_levy;
    i->exempt_class = exempt ? 2 : i->tax_income_levy == 0 ? 1 : 0;
}

void town_income_finish(int income_year, bool is_65_at_year_end, struct town_income *i)
{
    if (i->declared == DECLARED_NO_ROW || i->declared == DECLARED_NOT) {
        return;
    }
    bool has_adjustments = income_year >= 2020;
    i->adjustment_children = has_adjustments ? child_adjustment(i) : 0;
    yen salary = town_salary_income(income_year, i->salary_revenue) - i->adjustment_children;
    yen other = other_incomes(i);
    yen gain_deductions = i->gain_short_deduction + i->gain_long_deduction;

    i->pension = town_pension_income(income_year, is_65_at_year_end, i->pension_revenue,
                                     at_least_zero(salary + other + gain_deductions));
    /* 所得金額調整控除 of those with both salary and pension. */
    yen both = least(salary, 100000) + least(i->pension, 100000) - 100000;
    i->adjustment_pension = has_adjustments ? at_least_zero(both) : 0;
    i->salary = salary - i->adjustment_pension;

    yen netted = i->salary + i->pension + other;
    i->combined = at_least_zero(netted + gain_deductions);
    i->total = at_least_zero(netted - i->net_loss_carried - i->stock_loss_carried);
    finish_resident_tax(i);
}

/* ----------------------------------------------------------------------------------- throws -- */

struct bracket {
    int permille, from_thousand, to_thousand;
};

static yen throw_yen(struct town_dice *d, const struct bracket *brackets, int count)
{
    int weights[8];
    for (int i = 0; i < count; i++) {
        weights[i] = brackets[i].permille;
    }
    const struct bracket *b = &brackets[town_weighted(d, weights, count)];
    yen amount = (yen)town_between(d, b->from_thousand, b->to_thousand) * 1000;
    return amount + (town_chance(d, 600) ? town_below(d, 1000) : 0);
}

static const struct bracket part_time[] = {{220, 120, 650}, {260, 650, 1500}, {260, 1500, 2600},
                                           {170, 2600, 4000}, {70, 4000, 6600}, {20, 6600, 9000}};
static const struct bracket staff[] = {{150, 1800, 3000}, {350, 3000, 5000}, {320, 5000, 8000},
                                       {150, 8000, 13000}, {30, 13000, 30000}};
static const struct bracket trade[] = {{330, 20, 1000}, {380, 1000, 3000}, {180, 3000, 6000},
                                       {90, 6000, 12000}, {20, 12000, 30000}};
static const struct bracket rent[] = {{500, 100, 1500}, {350, 1500, 5000}, {150, 5000, 9000}};
static const struct bracket pension_elder[] = {{180, 400, 800}, {370, 800, 1680},
                                               {300, 1680, 2400}, {130, 2400, 3400},
                                               {20, 3400, 4600}};
static const struct bracket pension_early[] = {{600, 300, 1000}, {400, 1000, 1900}};
static const struct bracket very_high[] = {{700, 15000, 60000}, {300, 60000, 400000}};

#define THROW(d, brackets) throw_yen((d), (brackets), COUNT_OF(brackets))

static void throw_pension(struct town_dice *d, bool is_65, struct town_income *i)
{
    i->declared = DECLARED_PENSION_REPORT;
    i->pension_revenue = is_65 ? THROW(d, pension_elder) : THROW(d, pension_early);
}

static void throw_loss(struct town_dice *d, struct town_income *i)
{
    i->declared = DECLARED_TAX_RETURN;
    i->return_colour = 1;
    if (town_chance(d, 500)) {
        i->salary_revenue = THROW(d, staff);
        i->business = -(yen)town_between(d, 50, 400) * 1000;
        return;
    }
    i->business = THROW(d, trade);
    i->net_loss_carried = i->business * town_between(d, 20, 90) / 100;
}

static void throw_gains(struct town_dice *d, struct town_income *i)
{
    i->declared = DECLARED_TAX_RETURN;
    i->salary_revenue = town_chance(d, 500) ? THROW(d, part_time) : 0;
    yen gain = (yen)town_between(d, 3000, 60000) * 1000;
    if (town_chance(d, 800)) {
        i->gain_long = gain;
        i->gain_long_deduction = least(gain, town_chance(d, 700) ? 30000000 : 50000000);
    } else {
        i->gain_short = gain;
        i->gain_short_deduction = least(gain, 30000000);
    }
}

/* What is earned by work. */
static void throw_work(struct town_dice *d, enum town_income_kind kind, struct town_income *i)
{
    i->declared = DECLARED_TAX_RETURN;
    switch (kind) {
    case INCOME_SALARY_LOW:
    case INCOME_SALARY_STAFF:
        i->declared = DECLARED_PAY_REPORT;
        i->salary_revenue = kind == INCOME_SALARY_LOW ? THROW(d, part_time) : THROW(d, staff);
        i->has_young_child = town_chance(d, 400);
        break;
    case INCOME_BUSINESS:
        i->return_colour = town_chance(d, 600) ? 1 : 2;
        i->business = THROW(d, trade);
        break;
    case INCOME_MIXED:
        i->salary_revenue = THROW(d, part_time);
        i->business = THROW(d, trade) / 2;
        i->other_misc = town_chance(d, 200) ? (yen)town_between(d, 10, 600) * 1000 : 0;
        break;
    case INCOME_VERY_HIGH:
        i->return_colour = 1;
        i->business = THROW(d, very_high);
        i->dividend = town_chance(d, 300) ? (yen)town_between(d, 100, 9000) * 1000 : 0;
        break;
    case INCOME_FAMILY_PAY:
        i->declared = DECLARED_PAY_REPORT;
        i->salary_revenue = (yen)town_between(d, 600, 3000) * 1000;
        i->family_employee = 1;
        i->family_pay_received = i->salary_revenue;
        break;
    default:
        throw_loss(d, i);
        break;
    }
}

/* Pensions, property, and losses by misfortune. */
static void throw_rest(struct town_dice *d, enum town_income_kind kind, bool is_65,
                       struct town_income *i)
{
    i->declared = DECLARED_TAX_RETURN;
    switch (kind) {
    case INCOME_PENSIONER:
        throw_pension(d, is_65, i);
        break;
    case INCOME_PENSION_SALARY:
        throw_pension(d, is_65, i);
        i->declared = DECLARED_TAX_RETURN;
        i->salary_revenue = THROW(d, part_time);
        break;
    case INCOME_RENT:
        i->real_estate = THROW(d, rent);
        i->fixed_asset_tax = (yen)town_between(d, 40, 900) * 1000;
        break;
    case INCOME_GAINS:
        throw_gains(d, i);
        break;
    case INCOME_STOCKS:
        i->salary_revenue = THROW(d, part_time);
        i->stock_listed = (yen)town_between(d, 100, 8000) * 1000;
        i->stock_loss_carried = town_chance(d, 300) ? i->stock_listed / 2 : 0;
        i->listed_dividend = (yen)town_between(d, 0, 500) * 1000;
        break;
    default:
        i->salary_revenue = THROW(d, part_time);
        i->casualty_loss_carried = (yen)town_between(d, 100, 2500) * 1000;
        break;
    }
}

void town_income_throw(struct town_dice *d, enum town_income_kind kind, int income_year,
                       bool is_65, struct town_income *i)
{
    *i = (struct town_income){.declared = DECLARED_RESIDENT_TAX, .taxing_place = 1};
    if (kind >= INCOME_FIRST_OF_WORK && kind < INCOME_FIRST_OF_REST) {
        throw_work(d, kind, i);
    } else if (kind >= INCOME_FIRST_OF_REST) {
        throw_rest(d, kind, is_65, i);
    }
    town_income_finish(income_year, is_65, i);
}
