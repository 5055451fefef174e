/*
 * 仮受 -- money that came although what it is for cannot be said: it stands with its own number of the
 * channel, once, until a person assigns it or gives it back (collection.md 6.4: held money is shown every
 * day until cleared).
 */
#include "collection/book.h"

/* The same was held before and was not taken back. */
static enum err is_there(struct store *s, const struct collection_held *h, struct report *report, bool *ret)
{
    struct query *q = store_query(s, SQL_collection_held_known);

    query_set_i64(q, "channel", (int64_t)h->channel);
    query_set_text(q, "reference", h->reference);
    query_set_i64(q, "amount", h->amount);
    query_set_i64(q, "received_on", date_ymd(h->received_on));
    enum err e = query_step(q, report, ret);
    query_reset(q);
    return e;
}

static enum err add_reference(struct store *s, int64_t receipt_no, const struct collection_held *h,
                              struct report *report)
{
    struct query *q = store_query(s, SQL_collection_reference_add);

    query_set_i64(q, "receipt_no", receipt_no);
    query_set_i64(q, "channel", (int64_t)h->channel);
    query_set_text(q, "reference", h->reference);
    return row_write(q, report);
}

enum err collection_hold(struct session *session, const struct collection_held *h, int64_t recorded_at,
                         struct report *report, bool *ret_is_new)
{
    struct receipt_row r = {
        .levy_year = h->levy_year,
        .notice_no = h->notice_no,
        .household_no = h->household_no,
        .payer_no = h->payer_no,
        .instalment = h->instalment,
        .channel = (int)h->channel,
        .state = RECEIPT_HELD,
        .amount = h->amount,
        .received_on = h->received_on,
        .paid_in_on = h->paid_in_on,
        .codes = h->code,
        .cause = "",
        .origin = h->origin,
        .source = ACCOUNT_CASH,
    };
    const struct credits credits = {.held = h->amount};
    int32_t year = fiscal_year_of(session->folder.business_date).first_year;
    bool known = false;

    assert(h->amount > 0 && h->reference.len > 0);
    enum err e = is_there(session->store, h, report, &known);
    *ret_is_new = e == ERR_NONE && !known;
    if (e != ERR_NONE || known) {
        return e;
    }
    e = number_next(session->store, SQL_collection_receipt_last, report, &r.receipt_no);
    if (e == ERR_NONE) {
        e = receipt_row_add(session, &r, recorded_at, report);
    }
    if (e == ERR_NONE) {
        e = add_reference(session->store, r.receipt_no, h, report);
    }
    return e == ERR_NONE ? credits_post(session, &r, &credits, year, recorded_at, report) : e;
}
