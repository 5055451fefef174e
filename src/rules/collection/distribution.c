/*
 * 配当 -- who gets what of the proceeds of a seizure or a public sale.
 *
 * Law     国税徴収法128条・129条・133条 (地方自治法231条の3第3項: after national and local taxes)
 * Cases   distribution.cases
 *
 * Rank by rank, within a rank the older first, each to the yen as far as the money goes; what is left is the
 * debtor's. Amounts come as the law fixes them: costs cut to 100 yen, late charges nil under 1,000.
 */
#include "rules/collection/arrears.h"

#include <stdlib.h>

#define TERM static struct trace_term

TERM term_proceeds = {"換価代金等", {"国税徴収法128条"}, "", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_claim[CLAIM_RANKS] = {
    {"滞納処分費", {"国税徴収法129条第1項"}, "", TRACE_YEN, TRACE_EXACT, {0}},
    {"先に配当を受ける権利", {"国税徴収法129条第1項"}, "", TRACE_YEN, TRACE_EXACT, {0}},
    {"国税・地方税", {"国税徴収法129条第1項2号"}, "", TRACE_YEN, TRACE_EXACT, {0}},
    {"保険料", {"地方自治法231条の3第3項"}, "", TRACE_YEN, TRACE_EXACT, {0}},
    {"延滞金", {"国税徴収法129条第6項"}, "", TRACE_YEN, TRACE_EXACT, {0}},
    {"ほかの公課", {"国税徴収法129条第1項2号"}, "", TRACE_YEN, TRACE_EXACT, {0}},
    {"後に配当を受ける権利", {"国税徴収法129条第1項"}, "", TRACE_YEN, TRACE_EXACT, {0}},
};
TERM term_paid = {"配当の額", {"国税徴収法129条"}, "残り {1} と債権 {2} の小さい方",
                  TRACE_YEN, TRACE_EXACT, {0}};
TERM term_left = {"残り", {"国税徴収法129条第3項"}, "{1} − {2}", TRACE_YEN, TRACE_EXACT, {0}};

struct ordered {
    const struct claim *claim;
    size_t index;
};

static int by_rank(const void *a, const void *b)
{
    const struct ordered *x = a, *y = b;

    if (x->claim->rank != y->claim->rank) {
        return x->claim->rank < y->claim->rank ? -1 : 1;
    }
    if (x->claim->on.day != y->claim->on.day) {
        return x->claim->on.day < y->claim->on.day ? -1 : 1;
    }
    return (x->index > y->index) - (x->index < y->index);
}

yen distribute(yen proceeds, const struct claim *claims, size_t count, struct arena *arena,
               struct trace *trace, yen *ret_paid)
{
    struct ordered *order = ARENA_ARRAY(arena, struct ordered, count + 1);
    yen left = proceeds;
    trace_id left_id = trace != NULL ? trace_fact(trace, &term_proceeds, TRACE_NOBODY, proceeds) : 0;

    assert(proceeds >= 0);
    for (size_t i = 0; i < count; i++) {
        assert(claims[i].amount >= 0 && claims[i].rank < CLAIM_RANKS);
        order[i] = (struct ordered){&claims[i], i};
    }
    qsort(order, count, sizeof order[0], by_rank);
    for (size_t i = 0; i < count; i++) {
        yen owed = order[i].claim->amount;
        yen paid = owed < left ? owed : left;
        ret_paid[order[i].index] = paid;
        left -= paid;
        if (trace != NULL) {
            trace_id claim = trace_fact(trace, &term_claim[order[i].claim->rank], TRACE_NOBODY, owed);
            trace_id got = trace_tested(trace, &term_paid, TRACE_NOBODY, paid, paid > 0, left_id, claim,
                                        0, 0);
            left_id = trace_made(trace, &term_left, TRACE_NOBODY, left, left_id, got, 0, 0);
        }
    }
    return left;
}
