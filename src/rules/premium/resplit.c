/*
 * 再期割 -- the instalments after a change during the year.
 *
 * Law     条例18条・18条の3・19条     Cases   resplit.cases
 *
 * Instalments due on or before the cut-off are fixed, paid or not. What the new yearly amount leaves
 * after them is split over the open ones; with none open it becomes one 随時 instalment. When the fixed
 * ones exceed it, the open ones become 0 and the fixed are lowered from the last backwards: that part
 * is refunded if it was paid. A household that pays in advance (条例18条の3) has one open instalment: the
 * earliest whose month begins after the day of the decision.
 */
#include "rules/premium/law.h"

#define RESPLIT_TERM(name, label_, how_, unit_, rounding_)                                         \
    static struct trace_term name = {label_, {"条例18条・19条"}, how_, unit_, rounding_, {0}}

RESPLIT_TERM(term_new_total, "変更後の年額", "更正の結果", TRACE_YEN, TRACE_EXACT);
RESPLIT_TERM(term_cut_off, "確定した期の基準日", "この日までに納期が来る期は確定", TRACE_DAY,
             TRACE_EXACT);
RESPLIT_TERM(term_fixed, "確定した期の額の合計", "基準日 {1} までの期", TRACE_YEN, TRACE_EXACT);
RESPLIT_TERM(term_rest, "残額", "{1} − {2}", TRACE_YEN, TRACE_EXACT);
RESPLIT_TERM(term_open, "これから納期が来る期の数", "", TRACE_NUMBER, TRACE_EXACT);
RESPLIT_TERM(term_rest_each, "変更後の期別の額", "{1} ÷ {2}", TRACE_YEN, TRACE_FLOOR_UNIT);
RESPLIT_TERM(term_rest_unit, "期別の端数の単位", "", TRACE_YEN, TRACE_EXACT);
RESPLIT_TERM(term_extra, "随時の期の額", "{1}", TRACE_YEN, TRACE_EXACT);
RESPLIT_TERM(term_refund, "確定した期を後ろの期から減らす額", "{1} の不足", TRACE_YEN, TRACE_EXACT);

static void lower_fixed(struct premium_resplit *r, size_t fixed, yen shortfall)
{
    for (size_t k = fixed; k-- > 0 && shortfall > 0;) {
        yen off = shortfall < r->instalments[k].amount ? shortfall : r->instalments[k].amount;
        r->instalments[k].amount -= off;
        shortfall -= off;
    }
    assert(shortfall == 0); /* the new total is not negative */
}

/* Only calendar instalments have a month; a 随時 one behind them is open to nobody else. */
static size_t first_after(const struct premium_law *law, size_t fixed, size_t count, date decided_on)
{
    int month = months_index(law->year, decided_on);
    size_t k = fixed;

    while (k < count && k < law->instalment_count && fiscal_month(law->instalment_month[k]) <= month) {
        k++;
    }
    return k < law->instalment_count ? k : count;
}

static void split_rest(const struct premium_law *law, struct premium_resplit *r, size_t fixed, size_t open,
                       yen rest)
{
    yen parts[INSTALMENTS_MAX];

    yen_allot(rest, open, law->instalment_unit.value, law->remainder_to, parts);
    for (size_t k = 0; k < open; k++) {
        r->instalments[fixed + k].amount = parts[k];
    }
}

void premium_instalments_resplit(const struct premium_law *law, fiscal_year year,
                                 const struct premium_instalment *before, size_t count,
                                 yen new_total, date decided_on, date cut_off, bool is_advance,
                                 struct trace *trace, struct premium_resplit *ret)
{
    struct premium_resplit r = {.count = (uint8_t)count, .extra_due = date_none()};
    size_t fixed = 0;
    yen fixed_sum = 0;

    assert(law->year.first_year == year.first_year);
    assert(count <= INSTALMENTS_MAX && new_total >= 0);
    memcpy(r.instalments, before, count * sizeof(r.instalments[0]));
    while (fixed < count && date_at_most(before[fixed].due_date, cut_off)) {
        fixed_sum += before[fixed++].amount;
    }
    size_t first = is_advance ? first_after(law, fixed, count, decided_on) : fixed;
    size_t open = is_advance && first < count ? 1 : count - first;
    yen rest = new_total - fixed_sum;
    trace_id new_id = trace_fact(trace, &term_new_total, TRACE_NOBODY, new_total);
    trace_id day_id = trace_fact(trace, &term_cut_off, TRACE_NOBODY, cut_off.day);
    trace_id fixed_id = trace_made(trace, &term_fixed, TRACE_NOBODY, fixed_sum, day_id, 0, 0, 0);
    trace_id rest_id = trace_made(trace, &term_rest, TRACE_NOBODY, rest, new_id, fixed_id, 0, 0);

    for (size_t k = fixed; k < count; k++) {
        r.instalments[k].amount = 0;
    }
    if (rest < 0) {
        r.refund = -rest;
        lower_fixed(&r, fixed, r.refund);
        trace_made(trace, &term_refund, TRACE_NOBODY, r.refund, rest_id, 0, 0, 0);
    } else if (first < count) {
        split_rest(law, &r, first, open, rest);
        trace_id open_id = trace_fact(trace, &term_open, TRACE_NOBODY, (int64_t)open);
        trace_id unit_id = trace_param(trace, &term_rest_unit, law->instalment_unit.value,
                                       &law->instalment_unit.source);
        size_t usual = law->remainder_to == ODD_YEN_FIRST ? first + open - 1 : first;
        trace_made(trace, &term_rest_each, TRACE_NOBODY, r.instalments[usual].amount, rest_id,
                   open_id, unit_id, 0);
    } else if (rest > 0) {
        r.extra = rest;
        r.extra_due = premium_extra_due(decided_on);
        trace_made(trace, &term_extra, TRACE_NOBODY, rest, rest_id, 0, 0, 0);
    }
    *ret = r;
}
