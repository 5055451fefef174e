/*
 * 期割から除く額 -- what is taken from a pension leaves the ordinary instalments, and what a later decision
 * makes of both.
 *
 * Law     国民健康保険法76条の3, 同法施行令29条の18; docs/adr/0141     Cases   plan.cases
 *
 * The latest instalments give first: no instalment is ever raised, and a slip that is in the payer's hands
 * stays right as long as any. The sum is that of the decision, to the yen.
 */
#include "rules/withholding/withholding.h"

static yen less(yen a, yen b) { return a < b ? a : b; }

yen withholding_take_out(const yen *ordinary, size_t count, yen amount, yen *ret_taken)
{
    yen rest = amount;

    assert(amount >= 0);
    for (size_t i = count; i > 0; i--) {
        ret_taken[i - 1] = less(rest, ordinary[i - 1]);
        rest -= ret_taken[i - 1];
    }
    return rest;
}

/* The latest of them give what is missing. */
static yen lower(yen *amounts, size_t count, yen missing)
{
    for (size_t i = count; i > 0 && missing > 0; i--) {
        yen given = less(missing, amounts[i - 1]);
        amounts[i - 1] -= given;
        missing -= given;
    }
    return missing;
}

void withholding_plan(yen *ordinary, size_t count, const yen *taken, yen pays[WITHHOLDING_PAYS])
{
    yen missing = 0;

    for (size_t i = 0; i < count; i++) {
        ordinary[i] -= taken[i];
        if (ordinary[i] < 0) { /* 減額: a later decision asks less than was taken out */
            missing -= ordinary[i];
            ordinary[i] = 0;
        }
    }
    missing = lower(pays, WITHHOLDING_PAYS, missing);
    missing = lower(ordinary, count, missing);
    assert(missing == 0); /* no decision is below zero */
}
