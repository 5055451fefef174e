/*
 * 延滞金・督促手数料 -- what is owed beside the principal of a charge, to a day.
 *
 * Rules    late_charge(), late_charge_claim() of rules/collection; collection.md 9. The principal is the
 *          amount as decided now: after a decrease the charge is computed back to the first day.
 */
#include "collection/book.h"

struct late_standing {
    struct late_payment *payments; /* of the principal, what was taken back taken off */
    size_t payment_count;
    yen principal; /* as decided then */
    yen late_paid, fee_paid;
};

/* From the payment of that day, then from the latest ones. */
static void take_off(struct late_payment *list, size_t count, date day, yen amount)
{
    for (size_t i = count; i-- > 0 && amount > 0;) {
        if (date_equal(list[i].on, day)) {
            yen off = list[i].amount < amount ? list[i].amount : amount;
            list[i].amount -= off;
            amount -= off;
        }
    }
    for (size_t i = count; i-- > 0 && amount > 0;) {
        yen off = list[i].amount < amount ? list[i].amount : amount;
        list[i].amount -= off;
        amount -= off;
    }
}

/* Known at that moment; 過誤納 that was raised of the principal since had not lowered it then. */
static enum err payments_of(struct store *s, const struct collection_charge *c, int64_t known_at,
                            struct arena *arena, struct report *report, struct late_standing *ret)
{
    struct collection_payment *all;
    size_t count, capacity = 0;
    yen sum = 0;
    enum err e = collection_payments(s, c, arena, report, &all, &count);

    *ret = (struct late_standing){.principal = c->amount};
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        switch (all[i].item) {
        case ITEM_LATE_CHARGE: ret->late_paid += all[i].amount; break;
        case ITEM_FEE: ret->fee_paid += all[i].amount; break;
        case ITEM_PRINCIPAL:
            if (all[i].channel == CHANNEL_RAISED && all[i].recorded_at > known_at) {
                ret->principal -= all[i].amount;
                continue;
            }
            sum += all[i].amount;
            if (all[i].amount > 0) {
                *ARENA_PUSH(arena, ret->payments, ret->payment_count, capacity) =
                    (struct late_payment){all[i].paid_on, all[i].amount};
            }
            break;
        }
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        bool was_lowered = all[i].channel == CHANNEL_RAISED && all[i].recorded_at > known_at;
        if (all[i].item == ITEM_PRINCIPAL && all[i].amount < 0 && !was_lowered) {
            take_off(ret->payments, ret->payment_count, all[i].paid_on, -all[i].amount);
        }
    }
    if (sum > ret->principal) { /* lowered, and not yet raised as 過誤納 */
        take_off(ret->payments, ret->payment_count, date_none(), sum - ret->principal);
    }
    return e;
}

static enum err waivers_of(struct store *s, const struct collection_charge *c, int64_t known_at,
                           struct arena *arena, struct report *report, struct late_facts *facts)
{
    struct query *q = store_query(s, SQL_collection_waivers_of_charge);
    struct late_waiver *list = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;

    query_set_i64(q, "payer_no", c->payer_no);
    query_set_i64(q, "levy_year", c->levy_year);
    query_set_i64(q, "household_no", c->household_no);
    query_set_i64(q, "instalment", c->instalment);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        if (query_i64(q, 3) > known_at) {
            continue;
        }
        *ARENA_PUSH(arena, list, count, capacity) = (struct late_waiver){
            .kind = (enum late_waiver_kind)query_i64(q, 0),
            .span = {collection_day(query_i64(q, 1)), collection_day(query_i64(q, 2))},
        };
    }
    query_reset(q);
    facts->waivers = list;
    facts->waiver_count = count;
    return e;
}

static enum err dunned(struct store *s, const struct collection_charge *c, struct report *report,
                       date *ret_issued_on, yen *ret_fee)
{
    struct query *q = store_query(s, SQL_collection_dunning_of_charge);
    bool row;

    *ret_issued_on = date_none();
    *ret_fee = 0;
    query_set_i64(q, "levy_year", c->levy_year);
    query_set_i64(q, "household_no", c->household_no);
    query_set_i64(q, "payer_no", c->payer_no);
    query_set_i64(q, "instalment", c->instalment);
    enum err e = query_step(q, report, &row);
    if (e == ERR_NONE && row && query_i64(q, 10) == 0) { /* not withdrawn */
        *ret_issued_on = collection_day(query_i64(q, 4));
        *ret_fee = query_i64(q, 7);
    }
    query_reset(q);
    return e;
}

static enum err compute(const struct collection_law *law, const struct late_terms *terms,
                        const struct late_facts *facts, struct arena *arena, struct trace *trace,
                        struct report *report, yen *ret)
{
    struct late_result result;

    late_charge(collection_late_law(law), terms, facts, arena, trace, &result);
    if (result.missing_year != 0) {
        return collection_missing_year(law, result.missing_grace ? RATE_GRACE : RATE_LATE_CHARGE,
                                       result.missing_year, report);
    }
    *ret = result.amount;
    return ERR_NONE;
}

enum err collection_late_facts(struct store *s, const struct collection_charge *c, struct arena *arena,
                               struct report *report, struct late_facts *ret, yen *ret_late_paid)
{
    struct late_standing standing;
    enum err e = payments_of(s, c, INT64_MAX, arena, report, &standing);

    *ret = (struct late_facts){.principal = c->amount, .due = c->due, .as_of = date_none()};
    if (e == ERR_NONE) {
        e = waivers_of(s, c, INT64_MAX, arena, report, ret);
    }
    ret->payments = standing.payments;
    ret->payment_count = standing.payment_count;
    *ret_late_paid = standing.late_paid;
    return e;
}

enum err collection_late_charge_known(struct store *s, const struct collection_law *law,
                                      const struct collection_charge *c, int64_t known_at,
                                      struct arena *arena, struct report *report, yen *ret)
{
    struct late_terms terms;
    struct late_standing standing;
    struct late_facts facts = {.due = c->due, .as_of = date_none()};
    enum err e = collection_late_terms(law, c->due, report, &terms);

    *ret = 0;
    if (e == ERR_NONE) {
        e = payments_of(s, c, known_at, arena, report, &standing);
    }
    if (e == ERR_NONE) {
        e = waivers_of(s, c, known_at, arena, report, &facts);
    }
    if (e != ERR_NONE || standing.principal <= 0) {
        return e;
    }
    facts.principal = standing.principal;
    facts.payments = standing.payments;
    facts.payment_count = standing.payment_count;
    return compute(law, &terms, &facts, arena, NULL, report, ret);
}

enum err collection_extra_on(struct store *s, const struct collection_law *law,
                             const struct collection_charge *c, date day, struct arena *arena,
                             struct trace *trace, struct report *report, struct collection_extra *ret)
{
    struct late_terms terms;
    struct late_standing standing;
    struct late_facts facts = {.principal = c->amount, .due = c->due, .as_of = day};
    date issued_on;

    *ret = (struct collection_extra){.is_fixed = collection_unpaid(c) <= 0};
    enum err e = collection_late_terms(law, c->due, report, &terms);
    if (e == ERR_NONE) {
        e = payments_of(s, c, INT64_MAX, arena, report, &standing);
    }
    if (e == ERR_NONE) {
        e = waivers_of(s, c, INT64_MAX, arena, report, &facts);
    }
    if (e == ERR_NONE) {
        e = dunned(s, c, report, &issued_on, &ret->fee);
    }
    if (e != ERR_NONE) {
        return e;
    }
    facts.payments = standing.payments;
    facts.payment_count = standing.payment_count;
    if (ret->is_fixed) {
        facts.as_of = date_none();
    }
    ret->late_paid = standing.late_paid;
    ret->fee_paid = standing.fee_paid;
    ret->claim = late_charge_claim(&terms, c->due, issued_on, trace);
    if (c->amount > 0 && (ret->is_fixed || date_before(c->due, day))) {
        e = compute(law, &terms, &facts, arena, trace, report, &ret->late_charge);
    }
    if (ret->claim == LATE_CLAIM_YES && ret->late_charge > ret->late_paid) {
        ret->late_left = ret->late_charge - ret->late_paid;
    }
    ret->fee_left = ret->fee > ret->fee_paid ? ret->fee - ret->fee_paid : 0;
    return e;
}

enum err collection_law_of(const struct session *session, struct arena *arena, struct report *report,
                           const struct collection_law **ret)
{
    return collection_law_load(session->folder.params, session->folder.municipality, arena, report, ret);
}
