/* 収納の取込み -- the rows of what an import has booked: receipts, lines, 速報, postings, all in bulk. */
#include "collection/take.h"

#include "ledger/ledger.h"
#include "premium/premium.h"
#include "store/many.h"

struct ended_mark {
    int64_t mark_no;
    enum mark_end end;
};
struct take_rows {
    struct import_run *run;
    struct arena *arena;
    struct bulk *receipts, *references, *lines, *marks, *mark_charges;
    struct ledger_writer *postings;
    struct ended_mark *ends;
    size_t end_count, end_capacity;
};

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

static const struct bulk_column receipt_columns[] = {
    {"receipt_no", BULK_I64}, EVENT_COLUMNS, {"household_no", BULK_I64}, {"payer_no", BULK_I64},
    {"kind", BULK_I64}, {"paid_in_on", BULK_I64}, {"state", BULK_I64}, {"codes", BULK_TEXT},
    {"overpaid", BULK_I64}, {"cause", BULK_TEXT}, {"source", BULK_I64}, {"origin", BULK_TEXT},
    {"origin_no", BULK_I64}, {"reverses", BULK_I64}, {"uses", BULK_I64}, {"layout", BULK_TEXT},
    {"record_no", BULK_I64}, {"business_date", BULK_I64}, {"recorded_at", BULK_I64},
};
static const struct bulk_column reference_columns[] = {
    {"receipt_no", BULK_I64}, {"channel", BULK_I64}, {"reference", BULK_TEXT}};
static const struct bulk_column line_columns[] = {
    {"levy_year", BULK_I64}, {"household_no", BULK_I64}, {"payer_no", BULK_I64}, {"receipt_no", BULK_I64},
    {"instalment", BULK_I64}, {"item", BULK_I64}, {"amount", BULK_I64}, {"paid_on", BULK_I64},
    {"medical", BULK_I64}, {"support", BULK_I64}, {"care", BULK_I64}, {"child", BULK_I64},
    {"recorded_at", BULK_I64},
};
static const struct bulk_column mark_columns[] = {
    {"mark_no", BULK_I64}, EVENT_COLUMNS, {"household_no", BULK_I64}, {"payer_no", BULK_I64},
    {"recorded_at", BULK_I64}, {"ended_at", BULK_I64}, {"ended_by", BULK_I64},
};
static const struct bulk_column mark_charge_columns[] = {
    {"mark_no", BULK_I64}, {"of_instalment", BULK_I64}, {"levy_year", BULK_I64},
    {"household_no", BULK_I64}, {"principal", BULK_I64}, {"extra", BULK_I64},
};

enum err take_rows_begin(struct import_run *run, struct take_rows **ret)
{
    struct store *s = run->session->store;
    struct arena *arena = arena_new("収納の行", (size_t)256 << 20);
    struct take_rows *w = ARENA_NEW(arena, struct take_rows);
    const struct {
        const char *table;
        const struct bulk_column *columns;
        size_t count;
        struct bulk **ret;
    } bulks[] = {
        {"collection_receipt", receipt_columns, COUNT_OF(receipt_columns), &w->receipts},
        {"collection_reference", reference_columns, COUNT_OF(reference_columns), &w->references},
        {"collection_allocation", line_columns, COUNT_OF(line_columns), &w->lines},
        {"collection_mark", mark_columns, COUNT_OF(mark_columns), &w->marks},
        {"collection_mark_charge", mark_charge_columns, COUNT_OF(mark_charge_columns), &w->mark_charges},
    };
    enum err e = ERR_NONE;

    *w = (struct take_rows){.run = run, .arena = arena};
    for (size_t i = 0; i < COUNT_OF(bulks) && e == ERR_NONE; i++) {
        e = store_bulk_begin(s, bulks[i].table, bulks[i].columns, bulks[i].count, run->report, bulks[i].ret);
    }
    if (e == ERR_NONE) {
        e = ledger_begin(s, run->report, &w->postings);
    }
    *ret = e == ERR_NONE ? w : NULL;
    return e == ERR_NONE ? ERR_NONE : take_rows_end(w, e);
}

static enum err write_line(struct take_rows *w, const struct new_receipt *r, const struct new_line *l)
{
    struct bulk *b = w->lines;

    bulk_i64(b, r->event->levy_year);
    bulk_i64(b, r->household_no);
    bulk_i64(b, r->payer_no);
    bulk_i64(b, r->receipt_no);
    bulk_i64(b, l->line.instalment);
    bulk_i64(b, l->line.item);
    bulk_i64(b, l->line.amount);
    bulk_i64(b, date_ymd(r->event->received_on));
    for (int p = 0; p < LEVY_PARTS; p++) {
        bulk_i64(b, l->parts[p]);
    }
    bulk_i64(b, w->run->recorded_at);
    return bulk_row(b, w->run->report);
}

/* Of the channels that number their payments. */
static enum err write_reference(struct take_rows *w, const struct new_receipt *r)
{
    struct bulk *b = w->references;

    bulk_i64(b, r->receipt_no);
    bulk_i64(b, r->event->channel);
    bulk_text(b, text_of(r->event->reference));
    return bulk_row(b, w->run->report);
}

static enum err post_receipt(struct take_rows *w, const struct new_receipt *r)
{
    struct posting p = {
        .cause_kind = "receipt",
        .cause_no = r->receipt_no,
        .cause_version = 1,
        .household_no = r->household_no,
        .payer_no = r->payer_no,
        .levy_year = r->event->levy_year != 0 ? r->event->levy_year : r->account_year,
        .account_year = r->account_year,
        .debit = ACCOUNT_CASH,
        .value_date = r->event->received_on,
        .business_date = w->run->business_date,
        .recorded_at = w->run->recorded_at,
    };
    enum err e = ERR_NONE;

    if (date_is_none(p.value_date)) { /* a held record whose day could not be read */
        p.value_date = w->run->business_date;
    }
    if (r->state == STATE_HELD) {
        p.part = "";
        p.credit = ACCOUNT_HELD;
        p.reason = REASON_HELD;
        p.amount = r->event->amount;
        return ledger_post(w->postings, &p, w->run->report);
    }
    p.credit = ACCOUNT_RECEIVABLE;
    p.reason = REASON_RECEIVED;
    for (int part = 0; part < LEVY_PARTS && e == ERR_NONE; part++) {
        if (r->parts[part] > 0) {
            p.part = premium_levy_parts[part].name;
            p.amount = r->parts[part];
            e = ledger_post(w->postings, &p, w->run->report);
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
            e = ledger_post(w->postings, &p, w->run->report);
        }
    }
    if (r->overpaid > 0 && e == ERR_NONE) {
        p.part = "";
        p.credit = ACCOUNT_OVERPAID;
        p.reason = REASON_OVERPAID;
        p.amount = r->overpaid;
        e = ledger_post(w->postings, &p, w->run->report);
    }
    return e;
}

enum err take_rows_receipt(struct take_rows *w, const struct new_receipt *r, const struct new_line *lines,
                           size_t count)
{
    const struct import_run *run = w->run;
    struct bulk *b = w->receipts;

    bulk_i64(b, r->receipt_no);
    event_cells(b, r->event);
    bulk_i64(b, r->household_no);
    bulk_i64(b, r->payer_no);
    bulk_i64(b, r->event->kind);
    bulk_i64(b, date_is_none(r->event->paid_in_on) ? 0 : date_ymd(r->event->paid_in_on));
    bulk_i64(b, r->state);
    bulk_text(b, text_of(r->codes));
    bulk_i64(b, r->overpaid);
    bulk_text(b, text_of(r->cause));
    bulk_i64(b, ACCOUNT_CASH);
    bulk_text(b, text_of(""));
    bulk_i64(b, 0);
    bulk_i64(b, 0);
    bulk_i64(b, 0);
    bulk_text(b, text_of(layout_name(run->layout)));
    bulk_i64(b, r->event->record_no);
    bulk_i64(b, date_ymd(run->business_date));
    bulk_i64(b, run->recorded_at);
    enum err e = bulk_row(b, run->report);
    if (e == ERR_NONE && r->event->reference[0] != '\0') {
        e = write_reference(w, r);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = write_line(w, r, &lines[i]);
    }
    return e == ERR_NONE ? post_receipt(w, r) : e;
}

static enum err write_told_charge(struct take_rows *w, const struct new_mark *m, const struct told_charge *c)
{
    struct bulk *b = w->mark_charges;

    bulk_i64(b, m->mark_no);
    bulk_i64(b, c->instalment);
    bulk_i64(b, m->event->levy_year);
    bulk_i64(b, m->household_no);
    bulk_i64(b, c->principal);
    bulk_i64(b, c->extra);
    return bulk_row(b, w->run->report);
}

enum err take_rows_mark(struct take_rows *w, const struct new_mark *m)
{
    const struct import_run *run = w->run;
    struct bulk *b = w->marks;

    bulk_i64(b, m->mark_no);
    event_cells(b, m->event);
    bulk_i64(b, m->household_no);
    bulk_i64(b, m->payer_no);
    bulk_i64(b, run->recorded_at);
    bulk_i64(b, m->end == END_OPEN ? INT64_MAX : run->recorded_at);
    bulk_i64(b, m->end);
    enum err e = bulk_row(b, run->report);
    for (size_t i = 0; i < m->charge_count && e == ERR_NONE; i++) {
        e = write_told_charge(w, m, &m->charges[i]);
    }
    return e;
}

void take_rows_end_mark(struct take_rows *w, int64_t mark_no, enum mark_end end)
{
    assert(end == END_CONFIRMED || end == END_CANCELLED); /* those that take_rows_end() writes */
    *ARENA_PUSH(w->arena, w->ends, w->end_count, w->end_capacity) = (struct ended_mark){mark_no, end};
}

static enum err end_marks(struct take_rows *w, enum mark_end end)
{
    int64_t *numbers = ARENA_ARRAY(w->arena, int64_t, w->end_count + 1);
    size_t count = 0;
    int64_t changed = 0;

    for (size_t i = 0; i < w->end_count; i++) {
        if (w->ends[i].end == end) {
            numbers[count++] = w->ends[i].mark_no;
        }
    }
    if (count == 0) {
        return ERR_NONE;
    }
    struct query *q = store_query(w->run->session->store, SQL_collection_marks_end);
    query_set_list(q, "marks", numbers, count);
    query_set_i64(q, "ended_at", w->run->recorded_at);
    query_set_i64(q, "ended_by", end);
    enum err e = query_run(q, w->run->report, &changed);
    assert(e != ERR_NONE || changed == (int64_t)count);
    return e;
}

enum err take_rows_end(struct take_rows *w, enum err e)
{
    struct bulk *const bulks[] = {w->receipts, w->references, w->lines, w->marks, w->mark_charges};

    for (size_t i = 0; i < COUNT_OF(bulks); i++) {
        if (e != ERR_NONE) {
            bulk_drop(bulks[i]);
        } else {
            e = bulk_end(bulks[i], w->run->report);
        }
    }
    if (w->postings != NULL) {
        enum err end = ledger_end(w->postings, w->run->report);
        e = e != ERR_NONE ? e : end;
    }
    e = e == ERR_NONE ? end_marks(w, END_CONFIRMED) : e;
    e = e == ERR_NONE ? end_marks(w, END_CANCELLED) : e;
    arena_free(w->arena);
    return e;
}
