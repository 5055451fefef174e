/*
 * 還付加算金・充当加算金 -- of the parts of a decision, by payment day (CO-14).
 *
 * Law     地方税法17条の4
 * Rules   refund_interest(), refund_bases(), refund_interest_span(), refund_waiting_span()
 *
 * The cause of the excess gives the first day: 減額 from the day after payment, never from a month after the
 * reduction. The base is what was paid on one day (or of an instalment and day, as the table says), cut
 * once. What is appropriated bears until 充当適状, what is given back until the expenditure was decided.
 */
#include "refund/internal.h"

struct gathering {
    const struct refund_law_set *law;
    date told_on, claimed_on;
    struct arena *arena;
    struct report *report;
    struct refund_base *bases;
    size_t count, capacity;
    yen interest;
};

/* One base: a payment day (and instalment) of one cause, one use and one last day. */
static enum err add_base(struct gathering *g, enum refund_use use, const char *cause,
                         const struct refund_item *item, date ends_on)
{
    struct refund_terms terms;
    struct refund_result result;
    enum err e = collection_refund_terms(g->law->law, date_add_days(item->paid_on, 1), g->report, &terms);

    if (e != ERR_NONE) {
        return e;
    }
    struct refund_base *b = ARENA_PUSH(g->arena, g->bases, g->count, g->capacity);
    *b = (struct refund_base){.use = use, .paid_on = item->paid_on, .base = item->amount};
    memcpy(b->cause, cause, sizeof(b->cause));
    b->days = refund_interest_span(&terms, refund_cause(cause), item->paid_on, ends_on, NULL);
    b->waiting = (struct span){ends_on, ends_on};
    if (use == USE_REFUNDED && !date_is_none(g->told_on) && !date_is_none(g->claimed_on)) {
        b->waiting = refund_waiting_span(&terms, g->told_on, g->claimed_on, NULL);
    }
    bool waited = date_before(b->waiting.from, b->waiting.until);
    const struct refund_facts facts = {
        .refund = item->amount, .span = b->days, .excluded = &b->waiting, .excluded_count = waited ? 1 : 0};
    refund_interest(collection_refund_law(g->law->law), &terms, &facts, g->arena, NULL, &result);
    if (result.missing_year != 0) {
        return collection_missing_year(g->law->law, RATE_REFUND_INTEREST, result.missing_year, g->report);
    }
    b->raw = result.raw;
    b->amount = result.amount;
    g->interest += result.amount;
    return ERR_NONE;
}

static bool is_together(const struct refund_part *a, const struct refund_part *b, date ends_on)
{
    return a->use == b->use && strcmp(a->cause, b->cause) == 0 &&
           (a->use == USE_REFUNDED || date_equal(a->ends_on, b->ends_on) || date_is_none(ends_on));
}

/* The n-th of the charges that the parts came from: a number for refund_bases(). */
static int64_t charge_of(const struct refund_part *parts, size_t i)
{
    size_t k = 0;

    while (parts[k].levy_year != parts[i].levy_year || parts[k].household_no != parts[i].household_no ||
           parts[k].instalment != parts[i].instalment) {
        k++;
    }
    return (int64_t)k + 1;
}

static enum err add_group(struct gathering *g, const struct refund_part *parts, size_t count, size_t first,
                          bool *done, date ends_on)
{
    struct refund_item *items = ARENA_ARRAY(g->arena, struct refund_item, count);
    struct refund_item *bases = ARENA_ARRAY(g->arena, struct refund_item, count);
    struct refund_terms terms;
    date last = parts[first].use == USE_REFUNDED ? ends_on : parts[first].ends_on;
    size_t n = 0;
    enum err e = collection_refund_terms(g->law->law, last, g->report, &terms);

    for (size_t i = first; i < count; i++) {
        if (!done[i] && is_together(&parts[first], &parts[i], ends_on)) {
            items[n++] = (struct refund_item){charge_of(parts, i), parts[i].paid_on, parts[i].amount};
            done[i] = true;
        }
    }
    size_t base_count = e == ERR_NONE ? refund_bases(&terms, items, n, bases) : 0;
    for (size_t i = 0; i < base_count && e == ERR_NONE; i++) {
        e = add_base(g, parts[first].use, parts[first].cause, &bases[i], last);
    }
    return e;
}

enum err refund_interest_of(const struct refund_law_set *law, const struct refund_part *parts, size_t count,
                            date ends_on, date told_on, date claimed_on, struct arena *arena,
                            struct report *report, struct refund_base **ret, size_t *ret_count,
                            yen *ret_interest)
{
    struct gathering g = {
        .law = law, .told_on = told_on, .claimed_on = claimed_on, .arena = arena, .report = report};
    bool *done = ARENA_ARRAY(arena, bool, count + 1);
    enum err e = ERR_NONE;
    bool bears = !date_before(ends_on, law->settings.interest_from);

    for (size_t i = 0; i < count && e == ERR_NONE && bears; i++) {
        if (!done[i]) {
            e = add_group(&g, parts, count, i, done, ends_on);
        }
    }
    *ret = g.bases;
    *ret_count = g.count;
    *ret_interest = g.interest;
    return e;
}

enum err refund_interest_expected(const struct refund_law_set *law, const struct refund_excess *items,
                                  size_t count, date ends_on, struct arena *arena, struct report *report,
                                  yen *ret)
{
    struct refund_part *parts = ARENA_ARRAY(arena, struct refund_part, count + 1);
    struct refund_base *bases;
    size_t base_count;

    for (size_t i = 0; i < count; i++) {
        parts[i] = (struct refund_part){.use = USE_REFUNDED,
                                        .cause = "K1",
                                        .paid_on = items[i].paid_on,
                                        .ends_on = date_none(),
                                        .amount = items[i].amount,
                                        .levy_year = items[i].levy_year,
                                        .household_no = items[i].household_no,
                                        .instalment = items[i].instalment};
    }
    return refund_interest_of(law, parts, count, ends_on, date_none(), date_none(), arena, report, &bases,
                              &base_count, ret);
}
