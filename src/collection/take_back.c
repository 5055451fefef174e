/*
 * 取消の記録 -- a payment that its channel takes back (payment_formats.md 10.4, 13): ペイジー, eL-QR.
 *
 * Rules    collection.md 6.5: the charge is open again with its original dates; the counterpart is an act
 * of today (CO-64). What nobody paid, or what was refunded meanwhile, is for a person (E12).
 */
#include "collection/take.h"

#include "collection/book.h"

bool take_back_is_of(int channel)
{
    return channel == CHANNEL_PAY_EASY || channel == CHANNEL_EL_QR;
}

static enum err find(struct store *s, const struct receipt_event *e, struct report *report, int64_t *ret)
{
    struct query *q = store_query(s, SQL_collection_receipt_to_take_back);
    bool row;

    query_set_i64(q, "levy_year", e->levy_year);
    query_set_i64(q, "notice_no", e->notice_no);
    query_set_i64(q, "instalment", e->instalment);
    query_set_i64(q, "slip_serial", e->slip_serial);
    query_set_i64(q, "channel", e->channel);
    query_set_i64(q, "amount", e->amount);
    query_set_i64(q, "received_on", date_ymd(e->received_on));
    query_set_text(q, "reference", text_of(e->reference));
    enum err err = query_step(q, report, &row);
    *ret = err == ERR_NONE && row ? query_i64(q, 0) : 0;
    query_reset(q);
    return err;
}

enum err take_back(struct import_run *run, const struct receipt_event *e, const char **ret_words)
{
    struct report why;
    int64_t receipt_no;
    enum err err = find(run->session->store, e, run->report, &receipt_no);

    if (err != ERR_NONE) {
        return err;
    }
    if (receipt_no == 0) {
        *ret_words = "取り消す収納がありません（番号・日・金額・照会番号のどれかが違います）。"
                     "収納の相手先に確かめてください";
        return ERR_NONE;
    }
    report_init(&why);
    err = receipt_can_be_cancelled(run->session->store, receipt_no, &why);
    report_done(&why);
    if (err == ERR_INPUT) {
        *ret_words =
            "取消の届いた収納の過誤納は、もう充当か還付に使われています。先にそちらを取り消してから、"
            "収納の取消をしてください";
        return ERR_NONE;
    }
    return err == ERR_NONE ? collection_cancel(run->session, receipt_no, false, "相手先の取消",
                                               run->recorded_at, run->report)
                           : err;
}
