/*
 * 収納への記帳 -- distribution of proceeds and paid securities as receipts of collection.
 *
 * One receipt a notice (levy year, household): its lines are the principals and 延滞金 of the
 * instalments. What no
 * charge takes goes with the last one as 残余金 (K6), to be given to the debtor by 還付.
 */
#include "arrears/money.h"

enum err money_own_claims(struct change_call *call, int64_t act_no, date day, struct money_claim **ret,
                          size_t *ret_count)
{
    struct arrears_debt *debts = NULL;
    struct act_cover *covers = NULL;
    size_t debt_count = 0, cover_count = 0, count = 0;
    enum err e =
        debts_with_late(call->session, call->subject_no, day, call->arena, call->report, &debts, &debt_count);

    if (e == ERR_NONE) {
        e = arrears_covers(call->session->store, act_no, call->arena, call->report, &covers, &cover_count);
    }
    struct money_claim *list = ARENA_ARRAY(call->arena, struct money_claim, 2 * debt_count + 1);
    for (int late = 0; late < 2 && e == ERR_NONE; late++) {
        for (size_t i = 0; i < debt_count; i++) {
            const struct collection_charge *c = &debts[i].charge;
            bool is_covered = covers_charge(c, covers, cover_count);
            yen amount = late == 0 ? debts[i].unpaid : debts[i].extra.late_left;
            if (is_covered && amount > 0) {
                list[count++] = (struct money_claim){
                    .claim = {late == 0 ? CLAIM_PREMIUM : CLAIM_LATE_CHARGE, c->due, amount},
                    .claimant = arena_printf(call->arena, "%s %s", charge_words(call->arena, c),
                                             late == 0 ? "保険料" : "延滞金"),
                    .charge = c,
                };
            }
        }
    }
    *ret = list;
    *ret_count = count;
    return e;
}

static bool same_notice(const struct collection_charge *a, const struct collection_charge *b)
{
    return a->levy_year == b->levy_year && a->household_no == b->household_no && a->payer_no == b->payer_no;
}

/* The first claim of each notice books for all of its notice. */
static bool is_first(const struct money_claim *claims, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        if (claims[i].charge != NULL && claims[i].paid > 0 &&
            same_notice(claims[i].charge, claims[at].charge)) {
            return false;
        }
    }
    return true;
}

static enum err book_notice(struct change_call *call, int64_t act_no, enum collection_channel channel,
                            date received_on, struct money_claim *claims, size_t count, size_t at,
                            yen surplus, const char *cause)
{
    const struct collection_charge *c = claims[at].charge;
    struct collection_line *lines = ARENA_ARRAY(call->arena, struct collection_line, count + 1);
    size_t line_count = 0;
    int64_t receipt_no = 0;

    for (size_t i = at; i < count; i++) {
        if (claims[i].charge != NULL && claims[i].paid > 0 && same_notice(claims[i].charge, c)) {
            lines[line_count++] = (struct collection_line){
                claims[i].charge->instalment,
                claims[i].claim.rank == CLAIM_PREMIUM ? ITEM_PRINCIPAL : ITEM_LATE_CHARGE, claims[i].paid};
        }
    }
    struct collection_booking booking = {
        .channel = channel,
        .levy_year = c->levy_year,
        .notice_no = c->notice_no,
        .household_no = c->household_no,
        .payer_no = c->payer_no,
        .lines = lines,
        .line_count = line_count,
        .overpaid = surplus,
        .cause = surplus > 0 ? cause : "",
        .received_on = received_on,
        .paid_in_on = received_on,
        .from = ACCOUNT_CASH,
        .origin = "arrears",
        .origin_no = act_no,
    };
    enum err e = collection_book(call->session, &booking, call->recorded_at, call->report, &receipt_no);
    for (size_t i = at; i < count && e == ERR_NONE; i++) {
        if (claims[i].charge != NULL && claims[i].paid > 0 && same_notice(claims[i].charge, c)) {
            claims[i].receipt_no = receipt_no;
        }
    }
    if (e == ERR_NONE && claims[at].paid == 0) {
        claims[at].receipt_no = receipt_no; /* surplus alone */
    }
    return e;
}

static enum err keep_claims(struct change_call *call, const struct act *a, const struct money_claim *claims,
                            size_t count)
{
    enum err e = ERR_NONE;

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        const struct collection_charge *c = claims[i].charge;
        struct query *q = store_query(call->session->store, SQL_arrears_claim_add);
        query_set_i64(q, "act_no", a->act_no);
        query_set_i64(q, "seq", (int64_t)i + 1);
        query_set_i64(q, "claim_rank", claims[i].claim.rank);
        query_set_i64(q, "claimed_on", day_kept(claims[i].claim.on));
        query_set_text(q, "claimant", text_of(claims[i].claimant));
        query_set_i64(q, "amount", claims[i].claim.amount);
        query_set_i64(q, "paid", claims[i].paid);
        query_set_i64(q, "levy_year", c != NULL ? c->levy_year : 0);
        query_set_i64(q, "household_no", c != NULL ? c->household_no : 0);
        query_set_i64(q, "instalment", c != NULL ? c->instalment : 0);
        query_set_i64(q, "receipt_no", claims[i].receipt_no);
        query_set_i64(q, "recorded_at", call->recorded_at);
        e = book_run(q, call->report);
    }
    return e;
}

enum err money_book(struct change_call *call, int64_t act_no, enum collection_channel channel,
                    date received_on, struct money_claim *claims, size_t count, yen surplus,
                    const char *cause)
{
    size_t last = SIZE_MAX;
    enum err e = ERR_NONE;

    /* The surplus goes with the last notice that is paid something, else with the first of ours. */
    for (size_t i = 0; i < count; i++) {
        bool is_paid = claims[i].charge != NULL && claims[i].paid > 0 && is_first(claims, i);
        last = is_paid || (last == SIZE_MAX && claims[i].charge != NULL) ? i : last;
    }
    if (surplus > 0 && last == SIZE_MAX) {
        return report_fail(call->report, ERR_INPUT,
                           "残余金 %s "
                           "を記録する期がありません。差押えの対象の期が残っていないため、歳入歳出外現金で"
                           "返してください。",
                           yen_words(call->arena, surplus));
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        bool is_paid = claims[i].charge != NULL && claims[i].paid > 0 && is_first(claims, i);
        if (is_paid || (i == last && surplus > 0)) {
            e = book_notice(call, act_no, channel, received_on, claims, count, i, i == last ? surplus : 0,
                            cause);
        }
    }
    return e;
}

enum err money_write(struct change_call *call, const struct act *a, enum collection_channel channel,
                     date received_on, struct money_claim *claims, size_t count, yen surplus,
                     const char *cause)
{
    enum err e = money_book(call, a->act_no, channel, received_on, claims, count, surplus, cause);
    return e == ERR_NONE ? keep_claims(call, a, claims, count) : e;
}

enum err money_of_security(struct change_call *call, const struct act *a)
{
    struct money_claim *claims = NULL;
    size_t count = 0;
    yen left = a->amount;
    enum err e = money_own_claims(call, a->act_no, a->ended_on, &claims, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        claims[i].paid = claims[i].claim.amount < left ? claims[i].claim.amount : left;
        left -= claims[i].paid;
    }
    if (e == ERR_NONE && count == 0) {
        e = report_fail(call->report, ERR_INPUT,
                        "受託の対象の期に未納がありません。入金は窓口の収納として登録し、還付してください"
                        "。");
    }
    return e == ERR_NONE ? money_write(call, a, CHANNEL_COUNTER, a->ended_on, claims, count, left, "K2") : e;
}

enum err money_claims(struct store *s, int64_t act_no, struct arena *arena, struct report *report,
                      struct money_claim **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_arrears_claims_of_act);
    struct money_claim *list = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;

    query_set_i64(q, "act_no", act_no);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct text claimant = query_text(q, 2);
        *ARENA_PUSH(arena, list, count, capacity) = (struct money_claim){
            .claim = {(enum claim_rank)query_i64(q, 0), day_read(query_i64(q, 1)), query_i64(q, 3)},
            .claimant = arena_copy(arena, claimant.bytes, claimant.len),
            .paid = query_i64(q, 4),
            .receipt_no = query_i64(q, 5),
        };
    }
    query_reset(q);
    *ret = list;
    *ret_count = count;
    return e;
}

enum err money_back(struct change_call *call, int64_t act_no, const char *reason)
{
    struct money_claim *claims = NULL;
    size_t count = 0;
    enum err e = money_claims(call->session->store, act_no, call->arena, call->report, &claims, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        bool is_new = claims[i].receipt_no != 0;
        for (size_t k = 0; k < i; k++) {
            is_new = is_new && claims[k].receipt_no != claims[i].receipt_no;
        }
        if (is_new) {
            e = collection_cancel(call->session, claims[i].receipt_no, false, reason, call->recorded_at,
                                  call->report);
        }
    }
    return e;
}
