/* 収納の取込み -- what an import has decided, written table by table: receipts, lines, 速報, postings. */
#include "collection/take.h"

#include "ledger/ledger.h"
#include "premium/premium.h"

static void event_cells(struct bulk *b, const struct receipt_event *e)
{
    bulk_i64(b, e->levy_year);
    bulk_i64(b, e->notice_no);
    bulk_i64(b, e->instalment);
    bulk_i64(b, e->slip_kind);
    bulk_i64(b, e->slip_serial);
    bulk_i64(b, e->channel);
    bulk_i64(b, e->amount);
    bulk_i64(b, date_ymd(e->received_on));
    bulk_i64(b, e->received_at);
    bulk_text(b, text_of(e->store));
}
#define EVENT_COLUMNS                                                                                      \
    {"levy_year", BULK_I64}, {"notice_no", BULK_I64}, {"instalment", BULK_I64}, {"slip_kind", BULK_I64},   \
        {"slip_serial", BULK_I64}, {"channel", BULK_I64}, {"amount", BULK_I64}, {"received_on", BULK_I64}, \
        {"received_at", BULK_I64},                                                                         \
    {                                                                                                      \
        "store", BULK_TEXT                                                                                 \
    }

static enum err end_bulk(struct bulk *b, enum err e, struct report *report)
{
    enum err end = bulk_end(b, report);
    return e != ERR_NONE ? e : end;
}

static enum err write_receipts(struct taking *t)
{
    static const struct bulk_column columns[] = {
        {"receipt_no", BULK_I64}, EVENT_COLUMNS, {"household_no", BULK_I64}, {"payer_no", BULK_I64},
        {"kind", BULK_I64}, {"paid_in_on", BULK_I64}, {"state", BULK_I64}, {"codes", BULK_TEXT},
        {"overpaid", BULK_I64}, {"cause", BULK_TEXT}, {"source", BULK_I64}, {"origin", BULK_TEXT},
        {"origin_no", BULK_I64}, {"reverses", BULK_I64}, {"uses", BULK_I64}, {"layout", BULK_TEXT},
        {"record_no", BULK_I64}, {"business_date", BULK_I64}, {"recorded_at", BULK_I64},
    };
    struct bulk *b;
    enum err e = store_bulk_begin(t->run->session->store, "collection_receipt", columns, COUNT_OF(columns),
                                  t->run->report, &b);

    if (e != ERR_NONE) {
        return e;
    }
    for (size_t i = 0; i < t->receipt_count && e == ERR_NONE; i++) {
        const struct new_receipt *r = &t->receipts[i];
        bulk_i64(b, r->receipt_no);
        event_cells(b, &r->event);
        bulk_i64(b, r->household_no);
        bulk_i64(b, r->payer_no);
        bulk_i64(b, r->event.kind);
        bulk_i64(b, date_is_none(r->event.paid_in_on) ? 0 : date_ymd(r->event.paid_in_on));
        bulk_i64(b, r->state);
        bulk_text(b, text_of(r->codes));
        bulk_i64(b, r->overpaid);
        bulk_text(b, text_of(r->cause));
        bulk_i64(b, ACCOUNT_CASH);
        bulk_text(b, text_of(""));
        bulk_i64(b, 0);
        bulk_i64(b, 0);
        bulk_i64(b, 0);
        bulk_text(b, text_of(layout_name(t->run->layout)));
        bulk_i64(b, r->event.record_no);
        bulk_i64(b, date_ymd(t->run->business_date));
        bulk_i64(b, t->run->recorded_at);
        e = bulk_row(b, t->run->report);
    }
    return end_bulk(b, e, t->run->report);
}

/* Of the channels that number their payments. */
static enum err write_references(struct taking *t)
{
    static const struct bulk_column columns[] = {
        {"receipt_no", BULK_I64}, {"channel", BULK_I64}, {"reference", BULK_TEXT}};
    struct bulk *b;
    enum err e = store_bulk_begin(t->run->session->store, "collection_reference", columns, COUNT_OF(columns),
                                  t->run->report, &b);

    if (e != ERR_NONE) {
        return e;
    }
    for (size_t i = 0; i < t->receipt_count && e == ERR_NONE; i++) {
        const struct new_receipt *r = &t->receipts[i];
        if (r->event.reference[0] != '\0') {
            bulk_i64(b, r->receipt_no);
            bulk_i64(b, r->event.channel);
            bulk_text(b, text_of(r->event.reference));
            e = bulk_row(b, t->run->report);
        }
    }
    return end_bulk(b, e, t->run->report);
}

static enum err write_lines(struct taking *t)
{
    static const struct bulk_column columns[] = {
        {"levy_year", BULK_I64}, {"household_no", BULK_I64}, {"payer_no", BULK_I64}, {"receipt_no", BULK_I64},
        {"instalment", BULK_I64}, {"item", BULK_I64}, {"amount", BULK_I64}, {"paid_on", BULK_I64},
        {"medical", BULK_I64}, {"support", BULK_I64}, {"care", BULK_I64}, {"child", BULK_I64},
        {"recorded_at", BULK_I64},
    };
    struct bulk *b;
    enum err e = store_bulk_begin(t->run->session->store, "collection_allocation", columns, COUNT_OF(columns),
                                  t->run->report, &b);

    if (e != ERR_NONE) {
        return e;
    }
    for (size_t i = 0; i < t->line_count && e == ERR_NONE; i++) {
        const struct new_line *l = &t->lines[i];
        bulk_i64(b, l->levy_year);
        bulk_i64(b, l->household_no);
        bulk_i64(b, l->payer_no);
        bulk_i64(b, l->receipt_no);
        bulk_i64(b, l->line.instalment);
        bulk_i64(b, l->line.item);
        bulk_i64(b, l->line.amount);
        bulk_i64(b, date_ymd(l->paid_on));
        for (int p = 0; p < LEVY_PARTS; p++) {
            bulk_i64(b, l->parts[p]);
        }
        bulk_i64(b, t->run->recorded_at);
        e = bulk_row(b, t->run->report);
    }
    return end_bulk(b, e, t->run->report);
}

static enum err write_marks(struct taking *t)
{
    static const struct bulk_column columns[] = {
        {"mark_no", BULK_I64}, EVENT_COLUMNS, {"household_no", BULK_I64}, {"payer_no", BULK_I64},
        {"recorded_at", BULK_I64}, {"ended_at", BULK_I64}, {"ended_by", BULK_I64},
    };
    struct import_run *run = t->run;
    struct bulk *b;
    enum err e =
        store_bulk_begin(run->session->store, "collection_mark", columns, COUNT_OF(columns), run->report, &b);

    if (e != ERR_NONE) {
        return e;
    }
    for (size_t i = 0; i < t->mark_count && e == ERR_NONE; i++) {
        const struct new_mark *m = &t->marks[i];
        bulk_i64(b, m->mark_no);
        event_cells(b, &m->event);
        bulk_i64(b, m->household_no);
        bulk_i64(b, m->payer_no);
        bulk_i64(b, run->recorded_at);
        bulk_i64(b, m->end == END_OPEN ? INT64_MAX : run->recorded_at);
        bulk_i64(b, m->end);
        e = bulk_row(b, run->report);
    }
    e = end_bulk(b, e, run->report);
    for (size_t i = 0; i < t->end_count && e == ERR_NONE; i++) {
        struct query *q = store_query(run->session->store, SQL_collection_mark_end);
        int64_t changed = 0;
        query_set_i64(q, "mark_no", t->ends[i].mark_no);
        query_set_i64(q, "ended_at", run->recorded_at);
        query_set_i64(q, "ended_by", t->ends[i].end);
        e = query_run(q, run->report, &changed);
        assert(e != ERR_NONE || changed == 1);
    }
    return e;
}

static enum err post_receipt(struct taking *t, const struct new_receipt *r, struct ledger_writer *w)
{
    struct posting p = {
        .cause_kind = "receipt",
        .cause_no = r->receipt_no,
        .cause_version = 1,
        .household_no = r->household_no,
        .payer_no = r->payer_no,
        .levy_year = r->event.levy_year != 0 ? r->event.levy_year : r->account_year,
        .account_year = r->account_year,
        .debit = ACCOUNT_CASH,
        .value_date = r->event.received_on,
        .business_date = t->run->business_date,
        .recorded_at = t->run->recorded_at,
    };
    enum err e = ERR_NONE;

    if (date_is_none(p.value_date)) { /* a held record whose day could not be read */
        p.value_date = t->run->business_date;
    }
    if (r->state == STATE_HELD) {
        p.part = "";
        p.credit = ACCOUNT_HELD;
        p.reason = REASON_HELD;
        p.amount = r->event.amount;
        return ledger_post(w, &p, t->run->report);
    }
    p.credit = ACCOUNT_RECEIVABLE;
    p.reason = REASON_RECEIVED;
    for (int part = 0; part < LEVY_PARTS && e == ERR_NONE; part++) {
        if (r->parts[part] > 0) {
            p.part = premium_levy_parts[part].name;
            p.amount = r->parts[part];
            e = ledger_post(w, &p, t->run->report);
        }
    }
    const struct {
        yen amount;
        enum account credit;
        const char *part;
    } extras[] = {{r->late, ACCOUNT_LATE_CHARGE, "late"}, {r->fee, ACCOUNT_FEE, "fee"}};
    for (size_t i = 0; i < COUNT_OF(extras) && e == ERR_NONE; i++) {
        if (extras[i].amount > 0) {
            p.part = extras[i].part;
            p.credit = extras[i].credit;
            p.reason = REASON_LATE_CHARGE;
            p.amount = extras[i].amount;
            e = ledger_post(w, &p, t->run->report);
        }
    }
    if (r->overpaid > 0 && e == ERR_NONE) {
        p.part = "";
        p.credit = ACCOUNT_OVERPAID;
        p.reason = REASON_OVERPAID;
        p.amount = r->overpaid;
        e = ledger_post(w, &p, t->run->report);
    }
    return e;
}

static enum err write_postings(struct taking *t)
{
    struct ledger_writer *w;
    enum err e = ledger_begin(t->run->session->store, t->run->report, &w);

    if (e != ERR_NONE) {
        return e;
    }
    for (size_t i = 0; i < t->receipt_count && e == ERR_NONE; i++) {
        e = post_receipt(t, &t->receipts[i], w);
    }
    enum err end = ledger_end(w, t->run->report);
    return e != ERR_NONE ? e : end;
}

enum err take_write(struct taking *t)
{
    enum err e = write_receipts(t);

    if (e == ERR_NONE && t->has_references) {
        e = write_references(t);
    }
    if (e == ERR_NONE) {
        e = write_lines(t);
    }
    if (e == ERR_NONE) {
        e = write_marks(t);
    }
    return e == ERR_NONE ? write_postings(t) : e;
}
