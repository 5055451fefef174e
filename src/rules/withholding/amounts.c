/*
 * 仮徴収・本徴収 -- a year's premium over the six pay days of pensions, and what a change leaves of them.
 *
 * Law     国民健康保険法76条の3, 同法施行令29条の13から29条の23     Cases   amounts.cases, change.cases
 *
 * Whatever is split, the six and the ordinary instalments, less what was taken too much, are the yearly
 * amount.
 */
#include "rules/common/step.h"
#include "rules/withholding/withholding.h"

#define LAW_OF                                                                                               \
    {                                                                                                        \
        "国民健康保険法76条の3"                                                                     \
    }
TERM term_yearly = {"年額", LAW_OF, "", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_parts = {"最初の年度に普通徴収とする割合（何分の1）", LAW_OF, "", TRACE_NUMBER, TRACE_EXACT, {0}};
TERM term_ordinary = {"普通徴収の額", LAW_OF, "{1} ÷ {2}", TRACE_YEN, TRACE_FLOOR_1, {0}};
TERM term_provisional = {"前年度2月の額（仮徴収1回分）", LAW_OF, "", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_kept = {"仮徴収の額のまま取る回数", LAW_OF, "", TRACE_NUMBER, TRACE_EXACT, {0}};
TERM term_rest = {"残りの回で取る額", LAW_OF, "{1} − すでに決まった額 {2}", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_unit = {"1回分の端数の単位", LAW_OF, "", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_each = {"残りの1回分", LAW_OF,      "{1} ÷ 残りの回数、{2} 円単位（端数は10月）",
                  TRACE_YEN,     TRACE_EXACT, {0}};
TERM term_fixed = {"決まった額の合計", LAW_OF, "", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_excess = {"年額をこえて取る額（還付）", LAW_OF, "{1} の不足", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_asked = {"依頼の日", LAW_OF, "", TRACE_DAY, TRACE_EXACT, {0}};
TERM term_taken = {
    "中止までに天引きされる額", LAW_OF, "依頼 {1} で止まる前の回", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_left = {"中止のあとの額", LAW_OF, "{1} − {2}", TRACE_YEN, TRACE_EXACT, {0}};

enum { OCTOBER = WITHHOLDING_PROVISIONAL };

/* The pays from `first` on share `rest` in units; what is left over comes in October, or in the first of them
 * when October is past. */
static trace_id split(const struct withholding_terms *t, int first, yen rest, trace_id rest_id,
                      struct trace *trace, struct withholding_amounts *ret)
{
    int n = WITHHOLDING_PAYS - first, odd = first > OCTOBER ? first : OCTOBER;
    yen each = yen_floor_to(rest / n, t->split_unit.value);

    for (int i = first; i < WITHHOLDING_PAYS; i++) {
        ret->pays[i] = each;
    }
    ret->pays[odd] += rest - each * n;
    trace_id unit = step_param(trace, &term_unit, &t->split_unit);
    return step_made(trace, &term_each, TRACE_NOBODY, each, rest_id, unit);
}

void withholding_first_year(const struct withholding_terms *terms, yen yearly, struct trace *trace,
                            struct withholding_amounts *ret)
{
    *ret = (struct withholding_amounts){.ordinary = yearly / terms->first_half_parts.value};
    trace_id year = step_fact(trace, &term_yearly, TRACE_NOBODY, yearly);
    trace_id parts = step_param(trace, &term_parts, &terms->first_half_parts);
    trace_id ordinary = step_made(trace, &term_ordinary, TRACE_NOBODY, ret->ordinary, year, parts);
    yen rest = yearly - ret->ordinary;
    trace_id left = step_made(trace, &term_rest, TRACE_NOBODY, rest, year, ordinary);

    split(terms, OCTOBER, rest, left, trace, ret);
}

void withholding_later_year(const struct withholding_terms *terms, yen provisional, yen yearly,
                            struct trace *trace, struct withholding_amounts *ret)
{
    int first = terms->level_from.value == 0 ? OCTOBER : (int)terms->level_from.value - 1;
    yen rest = yearly - provisional * first;

    *ret = (struct withholding_amounts){0};
    for (int i = 0; i < first; i++) {
        ret->pays[i] = provisional;
    }
    step_fact(trace, &term_provisional, TRACE_NOBODY, provisional);
    step_fact(trace, &term_kept, TRACE_NOBODY, first);
    trace_id year = step_fact(trace, &term_yearly, TRACE_NOBODY, yearly);
    trace_id fixed = step_fact(trace, &term_fixed, TRACE_NOBODY, provisional * first);
    trace_id left = step_made(trace, &term_rest, TRACE_NOBODY, rest, year, fixed);
    if (rest < 0) {
        ret->excess = -rest;
        step_made(trace, &term_excess, TRACE_NOBODY, ret->excess, left, 0);
        return;
    }
    split(terms, first, rest, left, trace, ret);
}

yen withholding_provisional(const struct withholding_amounts *this_year)
{
    return this_year->pays[WITHHOLDING_PAYS - 1];
}

/* ----------------------------------------------------------------------------------- 中止・併徴 -- */

int withholding_pay_month(int pay)
{
    static const int months[WITHHOLDING_PAYS] = {4, 6, 8, 10, 12, 2};

    assert(pay >= 0 && pay < WITHHOLDING_PAYS);
    return months[pay];
}

date withholding_pay_day(fiscal_year year, int pay)
{
    int month = withholding_pay_month(pay);

    return date_of(year.first_year + (month < 4), month, 1);
}

date withholding_over_day(const struct withholding_terms *terms, fiscal_year year, int pay)
{
    struct civil c = date_civil(withholding_pay_day(year, pay));

    return date_of(c.year + (c.month == 12), c.month % 12 + 1, (int)terms->over_day.value);
}

struct withholding_pay withholding_next_pay(const struct withholding_terms *terms, date requested_on)
{
    struct civil c = date_civil(requested_on);
    int month = c.year * 12 + c.month - 1 + (int)terms->lead_months.value; /* from January of the year 0 */

    month += month % 2 == 0; /* pensions are paid in even months: the odd count from 0 */
    fiscal_year year = fiscal_year_of(date_of(month / 12, month % 12 + 1, 1));
    return (struct withholding_pay){year, (month % 12 + 1 + 8) % 12 / 2};
}

static void stop(const struct withholding_terms *terms, const struct withholding_amounts *before,
                 fiscal_year year, yen new_yearly, date requested_on, struct trace *trace,
                 struct withholding_change *ret)
{
    struct withholding_pay next = withholding_next_pay(terms, requested_on);
    yen taken = 0;

    ret->follow = FOLLOW_STOP;
    ret->stops_at = next.year.first_year == year.first_year  ? next.pay
                    : next.year.first_year > year.first_year ? WITHHOLDING_PAYS
                                                             : 0;
    ret->after = (struct withholding_amounts){0};
    for (int i = 0; i < ret->stops_at; i++) {
        ret->after.pays[i] = before->pays[i];
        taken += before->pays[i];
    }
    yen left = new_yearly - taken;
    ret->after.ordinary = left > 0 ? left : 0;
    ret->after.excess = left < 0 ? -left : 0;
    trace_id asked = step_fact(trace, &term_asked, TRACE_NOBODY, requested_on.day);
    trace_id taken_id = step_made(trace, &term_taken, TRACE_NOBODY, taken, asked, 0);
    trace_id yearly = step_fact(trace, &term_yearly, TRACE_NOBODY, new_yearly);
    step_made(trace, &term_left, TRACE_NOBODY, left, yearly, taken_id);
}

void withholding_changed(const struct withholding_terms *terms, const struct withholding_amounts *before,
                         fiscal_year year, yen new_yearly, bool must_stop, date requested_on,
                         struct trace *trace, struct withholding_change *ret)
{
    yen old_yearly = before->ordinary - before->excess;

    for (int i = 0; i < WITHHOLDING_PAYS; i++) {
        old_yearly += before->pays[i];
    }
    *ret =
        (struct withholding_change){.follow = FOLLOW_NOTHING, .stops_at = WITHHOLDING_PAYS, .after = *before};
    if (must_stop || new_yearly < old_yearly) {
        stop(terms, before, year, new_yearly, requested_on, trace, ret);
    } else if (new_yearly > old_yearly) {
        yen left = before->ordinary - before->excess + (new_yearly - old_yearly);
        ret->follow = FOLLOW_BESIDE;
        ret->after.ordinary = left > 0 ? left : 0;
        ret->after.excess = left < 0 ? -left : 0;
    }
}
