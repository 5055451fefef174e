/*
 * 期別の減免 -- the named instalments become smaller by what was granted for
 * them.
 *
 * Law     国民健康保険法77条; assessment.md 4.8
 * Cases   remit_instalments.cases
 *
 * The year is split as if nothing had been granted for instalments; then each
 * named one is lowered, never below zero. What it cannot take (it moved, or is
 * smaller than granted) lowers the last ones first: the case is on the list for
 * a re-check.
 */
#include "rules/premium/premium.h"

#define LAW_77 "国民健康保険法77条"
static struct trace_term term_off = {"期別の減免額", {LAW_77}, "減免の決定", TRACE_YEN, TRACE_EXACT, {0}};
static struct trace_term term_left = {"期別の額（減免後）", {LAW_77}, "期割した額から {1} を引く", TRACE_YEN,
                                      TRACE_EXACT, {0}};

static void lower(struct premium_instalment *item, yen off, struct trace *trace)
{
    item->amount -= off;
    if (off > 0 && trace != NULL) {
        trace_id id = trace_fact(trace, &term_off, TRACE_NOBODY, off);
        (void)trace_made(trace, &term_left, TRACE_NOBODY, item->amount, id, 0, 0, 0);
    }
}

yen premium_instalments_remit(const struct premium_household *h, struct premium_instalment *items,
                              size_t count, yen taken, struct trace *trace)
{
    yen left = taken, lowered_elsewhere = 0;

    if (taken == 0) {
        return 0;
    }
    for (size_t i = 0; i < h->remission_count; i++) {
        const struct premium_remission *m = &h->remissions[i];
        for (size_t k = 0; m->pattern == REMISSION_INSTALMENTS && k < count; k++) {
            yen off = m->instalments[k] < items[k].amount ? m->instalments[k] : items[k].amount;
            off = off < left ? off : left;
            lower(&items[k], off, trace);
            left -= off;
        }
    }
    for (size_t k = count; k-- > 0 && left > 0;) {
        yen off = left < items[k].amount ? left : items[k].amount;
        lower(&items[k], off, trace);
        left -= off;
        lowered_elsewhere += off;
    }
    assert(left == 0); /* the instalments bear the year as it was before */
    return lowered_elsewhere;
}
