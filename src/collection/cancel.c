/*
 * 収納の取消 -- a counterpart of what stands, never a change of it (CO-64).
 *
 * A receipt that was taken back or whose 過誤納 was moved or given back is refused: first that act has to be
 * taken back.
 */
#include "collection/book.h"

#include <inttypes.h>

/* ------------------------------------------------------------------------------- cancel ------- */

static enum err read_receipt(struct store *s, int64_t receipt_no, struct report *report,
                             struct receipt_row *ret, bool *ret_found)
{
    struct query *q = store_query(s, SQL_collection_receipt_of);
    bool row;

    query_set_i64(q, "receipt_no", receipt_no);
    enum err e = query_step(q, report, &row);
    if (e == ERR_NONE && row) {
        *ret = (struct receipt_row){
            .levy_year = (int32_t)query_i64(q, 0), .notice_no = query_i64(q, 1),
            .instalment = (int)query_i64(q, 2), .household_no = query_i64(q, 3), .payer_no = query_i64(q, 4),
            .channel = (int)query_i64(q, 5), .amount = query_i64(q, 6),
            .received_on = collection_day(query_i64(q, 7)), .paid_in_on = collection_day(query_i64(q, 8)),
            .state = (int)query_i64(q, 9), .overpaid = query_i64(q, 10),
            .source = (enum account)query_i64(q, 12), .booked_on = collection_day(query_i64(q, 14)),
            .reverses = receipt_no,
        };
    }
    query_reset(q);
    *ret_found = e == ERR_NONE && row;
    return e;
}

enum err collection_receipt_find(struct store *s, int64_t receipt_no, struct report *report,
                                 struct collection_receipt_look *ret, bool *ret_found)
{
    struct receipt_row r = {0};
    enum err e = read_receipt(s, receipt_no, report, &r, ret_found);

    *ret = (struct collection_receipt_look){
        .levy_year = r.levy_year, .household_no = r.household_no, .payer_no = r.payer_no,
        .channel = (enum collection_channel)r.channel, .amount = r.amount, .overpaid = r.overpaid,
        .received_on = r.received_on, .is_held = r.state == RECEIPT_HELD};
    return e;
}

static enum err nothing_stands_on_it(struct store *s, int64_t receipt_no, struct report *report)
{
    struct query *q = store_query(s, SQL_collection_receipt_reversal);
    bool row;

    query_set_i64(q, "receipt_no", receipt_no);
    enum err e = query_step(q, report, &row);
    int64_t by = e == ERR_NONE && row ? query_i64(q, 0) : 0;
    bool is_reversal = by != 0 && query_i64(q, 1) != 0;
    query_reset(q);
    if (by == 0) {
        return e;
    }
    return is_reversal
               ? report_fail(report, ERR_INPUT, "収納番号 %" PRId64 " は収納番号 %" PRId64
                             " で取り消し済みです",
                             receipt_no, by)
               : report_fail(report, ERR_INPUT,
                             "収納番号 %" PRId64 " の過誤納・仮受は収納番号 %" PRId64
                             " で使われています。先にそちらを取り消してください",
                             receipt_no, by);
}

/* 過誤納 that was given back or fell to the ward is money gone: it cannot be taken back here. */
static enum err overpaid_still_stands(struct store *s, const struct receipt_row *r, struct report *report)
{
    yen stands = 0;

    if (r->overpaid <= 0) {
        return ERR_NONE;
    }
    enum err e = ledger_balance(s, ACCOUNT_OVERPAID, r->payer_no, 0, "", report, &stands);
    if (e == ERR_NONE && -stands < r->overpaid) {
        return report_fail(report, ERR_INPUT,
                           "収納番号 %" PRId64 " の過誤納 %" PRId64
                           " 円はすでに還付などをしています。取り消せません",
                           r->reverses, r->overpaid);
    }
    return e;
}

/* What a decrease took off the charge since stands as 過誤納 of its own (K1): without the payment nobody
 * paid it. */
static enum err was_not_raised_since(struct store *s, const struct receipt_row *r, struct report *report)
{
    struct query *q = store_query(s, SQL_collection_raises_after);
    bool row;

    query_set_i64(q, "raised", CHANNEL_RAISED);
    query_set_i64(q, "levy_year", r->levy_year);
    query_set_i64(q, "household_no", r->household_no);
    query_set_i64(q, "payer_no", r->payer_no);
    query_set_i64(q, "receipt_no", r->reverses);
    enum err e = query_step(q, report, &row);
    int64_t raise_no = e == ERR_NONE && row && !query_is_null(q, 0) ? query_i64(q, 0) : 0;
    query_reset(q);
    return raise_no == 0 ? e
                         : report_fail(report, ERR_INPUT,
                                       "収納番号 %" PRId64
                                       " の期はその後に減額され、過誤納（収納番号 %" PRId64
                                       "）になっています。先にその過誤納を取り消してください",
                                       r->reverses, raise_no);
}

static enum err add_counter_lines(struct session *session, const struct receipt_row *original,
                                  const struct receipt_row *counterpart, int64_t recorded_at,
                                  struct report *report, struct credits *credits)
{
    struct line_row lines[3 * LEVY_CHARGES_MAX];
    struct query *q = store_query(session->store, SQL_collection_lines_of_receipt);
    size_t count = 0;
    bool row;
    enum err e;

    query_set_i64(q, "levy_year", original->levy_year);
    query_set_i64(q, "household_no", original->household_no);
    query_set_i64(q, "payer_no", original->payer_no);
    query_set_i64(q, "receipt_no", original->reverses);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        assert(count < COUNT_OF(lines));
        struct line_row *l = &lines[count++];
        *l = (struct line_row){.instalment = (int)query_i64(q, 0),
                               .item = (enum collection_item)query_i64(q, 1),
                               .amount = -query_i64(q, 2),
                               .paid_on = collection_day(query_i64(q, 7))};
        for (int p = 0; p < LEVY_PARTS; p++) {
            l->part[p] = -query_i64(q, 3 + p);
        }
    }
    query_reset(q);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        credit_line(credits, &lines[i]);
        e = line_row_add(session, counterpart, &lines[i], recorded_at, report);
    }
    return e;
}

/* The money came in all the same: it stands as held, to be assigned anew. */
static enum err hold_again(struct session *session, const struct receipt_row *original, const char *reason,
                           int64_t recorded_at, struct report *report)
{
    struct receipt_row held = *original;
    const struct credits credits = {.held = original->amount};

    held.state = RECEIPT_HELD;
    held.overpaid = 0;
    held.cause = "";
    held.codes = reason;
    held.origin = "cancel";
    held.origin_no = original->reverses;
    held.reverses = 0;
    enum err e = number_next(session->store, SQL_collection_receipt_last, report, &held.receipt_no);
    if (e == ERR_NONE) {
        e = receipt_row_add(session, &held, recorded_at, report);
    }
    int32_t year = fiscal_year_of(session->folder.business_date).first_year;
    return e == ERR_NONE ? credits_post(session, &held, &credits, year, recorded_at, report) : e;
}

/* What can be taken back: it stands, and nothing was done with what it left over. */
static enum err read_standing(struct store *s, int64_t receipt_no, struct report *report,
                              struct receipt_row *ret)
{
    bool found;
    enum err e = read_receipt(s, receipt_no, report, ret, &found);

    if (e == ERR_NONE && !found) {
        return report_fail(report, ERR_INPUT, "収納番号 %" PRId64 " の収納がありません", receipt_no);
    }
    if (e == ERR_NONE) {
        e = nothing_stands_on_it(s, receipt_no, report);
    }
    e = e == ERR_NONE ? overpaid_still_stands(s, ret, report) : e;
    return e == ERR_NONE ? was_not_raised_since(s, ret, report) : e;
}

enum err receipt_can_be_cancelled(struct store *s, int64_t receipt_no, struct report *report)
{
    struct receipt_row row;
    return read_standing(s, receipt_no, report, &row);
}

/* The books the receipt stands in, as long as they are open (出納整理期間): what is unpaid again is carried
 * out of them. Closed ones are never opened for it: then today's. */
static enum err books_of(struct session *session, const struct receipt_row *r, struct report *report,
                         int32_t *ret)
{
    date today = session->folder.business_date;
    struct choices choices;
    struct standing standing;

    *ret = fiscal_year_of(today).first_year;
    if (r->household_no == 0 || r->state != RECEIPT_BOOKED || r->source == ACCOUNT_FORMER) {
        return ERR_NONE;
    }
    enum err e = choices_of(session, NULL, report, &choices);
    if (e == ERR_NONE) {
        e = standing_load(session->store, r->levy_year, r->household_no, r->payer_no, report, &standing);
    }
    if (e == ERR_NONE) {
        date in = r->channel == CHANNEL_RAISED  ? r->received_on
                  : date_is_none(r->paid_in_on) ? r->booked_on
                                                : r->paid_in_on;
        int32_t year = account_year_of(&choices, session, standing.charged_year, r->received_on, in);
        date closes = accounting_closes_on(&choices.terms, (fiscal_year){(int16_t)year});
        *ret = date_before(closes, today) ? *ret : year;
    }
    return e;
}

enum err collection_cancel(struct session *session, int64_t receipt_no, bool to_held, const char *reason,
                           int64_t recorded_at, struct report *report)
{
    struct receipt_row original, counterpart;
    struct credits credits = {0};
    int32_t year = 0;
    enum err e = read_standing(session->store, receipt_no, report, &original);

    if (e != ERR_NONE) {
        return e;
    }
    counterpart = original;
    counterpart.amount = -original.amount;
    counterpart.overpaid = -original.overpaid;
    counterpart.codes = "";
    counterpart.cause = reason;
    counterpart.origin = "cancel";
    counterpart.origin_no = receipt_no;
    credits.overpaid = -original.overpaid;
    credits.held = original.state == RECEIPT_HELD ? -original.amount : 0;
    e = number_next(session->store, SQL_collection_receipt_last, report, &counterpart.receipt_no);
    if (e == ERR_NONE) {
        e = receipt_row_add(session, &counterpart, recorded_at, report);
    }
    if (e == ERR_NONE) {
        e = add_counter_lines(session, &original, &counterpart, recorded_at, report, &credits);
    }
    if (e == ERR_NONE) {
        e = books_of(session, &original, report, &year);
    }
    if (e == ERR_NONE) {
        e = credits_post(session, &counterpart, &credits, year, recorded_at, report);
    }
    bool stands_again = to_held && original.source == ACCOUNT_CASH && original.state == RECEIPT_BOOKED;
    return e == ERR_NONE && stands_again ? hold_again(session, &original, "", recorded_at, report) : e;
}
