/*
 * 収納の取込み -- a channel's file: converted into receipt events, matched, booked; whole or not at all.
 *
 * Rules    collection.md 6; a file of another collector is refused as a whole (E08), every other fault of a
 *          record becomes held money and a task.
 *
 * Everything is decided while the file is read and written at its end, table by table in bulk.
 */
#include "collection/account.h"
#include "collection/collection.h"
#include "collection/event.h"
#include "collection/law.h"
#include "interchange/convert.h"
#include "ledger/ledger.h"
#include "premium/premium.h"

#include <inttypes.h>

#define CODES_BYTES 24

enum receipt_state { STATE_BOOKED = 1, STATE_HELD = 2 };
enum mark_end { END_OPEN, END_CONFIRMED, END_CANCELLED };

struct new_receipt {
    struct receipt_event event;
    int64_t receipt_no, household_no, payer_no;
    int32_t account_year;
    enum receipt_state state;
    char codes[CODES_BYTES];
    yen overpaid;
    const char *cause;
    yen parts[LEVY_PARTS], late, fee; /* of principal; 延滞金, 督促手数料 */
};
struct new_line {
    int32_t levy_year;
    int64_t household_no, payer_no, receipt_no;
    struct match_line line;
    date paid_on;
    yen parts[LEVY_PARTS];
};
struct new_mark {
    struct receipt_event event;
    int64_t mark_no, household_no, payer_no;
    enum mark_end end;
};
struct ended_mark {
    int64_t mark_no;
    enum mark_end end;
};

struct taking {
    struct import_run *run;
    struct arena *arena;
    struct converter *converter;
    struct event_fields fields;
    const char *client;
    struct arrears_terms terms;
    struct collection_options options;
    struct accounts accounts;
    const struct record *record; /* the one being converted */
    int64_t receipt_last, mark_last, mark_first; /* numbers given; marks from mark_first on are this file's */
    struct new_receipt *receipts;
    struct new_line *lines;
    struct new_mark *marks;
    struct ended_mark *ends;
    size_t receipt_count, receipt_capacity, line_count, line_capacity, mark_count, mark_capacity;
    size_t end_count, end_capacity;
    int64_t dropped;
    yen booked, overpaid, held, told;
};

/* ------------------------------------------------------------------------------- begin -------- */

static enum err last_number(struct import_run *run, enum sql sql, int64_t *ret)
{
    struct query *q = store_query(run->session->store, sql);
    bool row = false;
    enum err e = query_step(q, run->report, &row);

    if (e == ERR_NONE) {
        assert(row);
        *ret = query_i64(q, 0);
    }
    query_reset(q);
    return e;
}

static enum err open_converter(struct taking *t)
{
    struct import_run *run = t->run;
    const struct layout *event;
    const char *layouts = arena_printf(t->arena, "%s/layouts", ops_share());
    enum err e = layout_find(layouts, "receipt-event", t->arena, run->report, &event);

    if (e == ERR_NONE) {
        e = event_fields_find(event, run->report, &t->fields);
    }
    if (e == ERR_NONE) {
        const char *map = layout_map_path(ops_share(), run->layout, event, t->arena);
        e = converter_open(run->layout, event, map, run->options, t->arena, run->report, &t->converter);
    }
    return e;
}

/* What the municipality has chosen, and when its books close. */
static enum err load_law(struct taking *t)
{
    const struct data_folder *folder = &t->run->session->folder;
    const struct collection_law *law;
    enum err e = collection_law_load(folder->params, folder->municipality, t->arena, t->run->report, &law);

    if (e == ERR_NONE) {
        e = collection_options_on(law, t->run->business_date, t->run->report, &t->options);
    }
    return e == ERR_NONE
               ? collection_arrears_terms(law, t->run->business_date, false, t->run->report, &t->terms)
               : e;
}

/* Our number with the collector, as it stands in the keys. */
static enum err slip_client(struct taking *t)
{
    const struct data_folder *folder = &t->run->session->folder;
    struct slip_form form;
    enum err e = slip_form_load(folder->params, folder->municipality, t->run->business_date, t->arena,
                                t->run->report, &form);

    t->client = e == ERR_NONE ? form.client_code : "";
    return e;
}

static void cancel(struct import_run *run)
{
    struct taking *t = run->state;

    run->state = NULL;
    converter_close(t->converter);
    arena_free(t->arena); /* holds *t itself */
}

static enum err begin(struct import_run *run)
{
    struct arena *arena = arena_new("収納の取込み", (size_t)2 << 30);
    struct taking *t = ARENA_NEW(arena, struct taking);

    t->run = run;
    t->arena = arena;
    t->accounts.store = run->session->store;
    t->accounts.arena = arena;
    run->state = t;
    enum err e = open_converter(t);
    if (e == ERR_NONE) {
        e = load_law(t);
    }
    if (e == ERR_NONE) {
        e = slip_client(t);
    }
    if (e == ERR_NONE) {
        e = last_number(run, SQL_collection_receipt_last, &t->receipt_last);
    }
    if (e == ERR_NONE) {
        e = last_number(run, SQL_collection_mark_last, &t->mark_last);
        t->mark_first = t->mark_last + 1;
    }
    if (e != ERR_NONE) {
        cancel(run);
    }
    return e;
}

/* ------------------------------------------------------------------------------- one event ---- */

static void end_mark(struct taking *t, struct loaded_account *a, size_t mark, enum mark_end end)
{
    int64_t no = a->marks[mark].mark_no;

    account_unmark(a, mark);
    if (no >= t->mark_first) {
        t->marks[no - t->mark_first].end = end;
    } else {
        *ARENA_PUSH(t->arena, t->ends, t->end_count, t->end_capacity) = (struct ended_mark){no, end};
    }
}

static void join_codes(char codes[CODES_BYTES], const struct match *m)
{
    size_t n = 0;

    codes[0] = '\0';
    for (size_t i = 0; i < m->warning_count; i++) {
        n += (size_t)snprintf(codes + n, CODES_BYTES - n, "%s%s", n > 0 ? "," : "", m->warnings[i]);
        assert(n < CODES_BYTES);
    }
}

static struct new_receipt *add_receipt(struct taking *t, const struct receipt_event *e,
                                       const struct loaded_account *a)
{
    struct new_receipt *r = ARENA_PUSH(t->arena, t->receipts, t->receipt_count, t->receipt_capacity);

    *r = (struct new_receipt){.event = *e, .receipt_no = ++t->receipt_last, .cause = ""};
    if (a != NULL) {
        r->household_no = a->known.household_no;
        r->payer_no = a->known.payer_no;
    }
    return r;
}

/* The books that take it: by the day of payment, or by the day the money reached us (collection.md 3). */
static int32_t account_year(const struct taking *t, const struct receipt_event *e, int32_t charged)
{
    fiscal_year year = {(int16_t)charged};
    date paid_in = date_is_none(e->paid_in_on) ? t->run->business_date : e->paid_in_on;

    return accounting_year_of_receipt(&t->terms, year,
                                      t->options.close_by_payin.value != 0 ? paid_in : e->received_on)
        .first_year;
}

static enum err book(struct taking *t, const struct receipt_event *e, struct loaded_account *a,
                     struct match *m)
{
    struct new_receipt *r = add_receipt(t, e, a);
    enum err err = ERR_NONE;

    r->state = STATE_BOOKED;
    r->overpaid = m->overpaid;
    r->cause = m->cause != NULL ? m->cause : "";
    r->account_year = account_year(t, e, a->known.account_year);
    if (r->account_year != a->known.account_year && m->warning_count < MATCH_WARNINGS_MAX) {
        m->warnings[m->warning_count++] = "W34";
    }
    join_codes(r->codes, m);
    for (size_t i = 0; i < m->line_count; i++) {
        struct new_line *l = ARENA_PUSH(t->arena, t->lines, t->line_count, t->line_capacity);
        *l = (struct new_line){.levy_year = e->levy_year, .household_no = r->household_no,
                               .payer_no = r->payer_no, .receipt_no = r->receipt_no, .line = m->lines[i],
                               .paid_on = e->received_on};
        if (m->lines[i].item != ITEM_PRINCIPAL) {
            *(m->lines[i].item == ITEM_FEE ? &r->fee : &r->late) += m->lines[i].amount;
            continue;
        }
        yen unpaid[LEVY_PARTS];
        for (int p = 0; p < LEVY_PARTS; p++) {
            unpaid[p] = a->known.part[p] - a->known.part_paid[p] - r->parts[p];
            unpaid[p] = unpaid[p] > 0 ? unpaid[p] : 0;
        }
        split_over_parts(l->line.amount, unpaid, LEVY_PARTS, (enum odd_part)t->options.odd_to.value,
                         l->parts);
        for (int p = 0; p < LEVY_PARTS; p++) {
            r->parts[p] += l->parts[p];
        }
    }
    if (m->mark != SIZE_MAX) {
        end_mark(t, a, m->mark, END_CONFIRMED);
    }
    account_book(a, t->arena, e, m, r->parts);
    t->booked += e->amount - m->overpaid;
    t->overpaid += m->overpaid;
    if (m->overpaid > 0) { /* somebody has to move or give it back */
        err = import_hold(t->run, t->record, m->overpaid_code,
                          arena_printf(t->arena, "通知書番号 %08" PRId64 " の収納のうち %" PRId64
                                       " 円が過誤納です。充当か還付を決めてください",
                                       e->notice_no, m->overpaid));
    }
    return err;
}

/* Money that fits nothing: it came in all the same. What was only told, or called off, is no money. */
static enum err hold(struct taking *t, const struct receipt_event *e, struct loaded_account *a,
                     const char *code, const char *words)
{
    if ((e->kind == RECEIPT_CONFIRMED || e->kind == RECEIPT_FINAL) && e->amount > 0) {
        struct match none = {.mark = SIZE_MAX};
        const yen nothing[LEVY_PARTS] = {0};
        struct new_receipt *r = add_receipt(t, e, a);
        r->state = STATE_HELD;
        r->account_year = fiscal_year_of(t->run->business_date).first_year;
        snprintf(r->codes, sizeof(r->codes), "%s", code);
        t->held += e->amount;
        if (a != NULL) {
            account_book(a, t->arena, e, &none, nothing);
        }
    }
    return import_hold(t->run, t->record, code, words);
}

static void mark(struct taking *t, const struct receipt_event *e, struct loaded_account *a)
{
    struct new_mark *m = ARENA_PUSH(t->arena, t->marks, t->mark_count, t->mark_capacity);

    *m = (struct new_mark){.event = *e, .mark_no = ++t->mark_last, .household_no = a->known.household_no,
                           .payer_no = a->known.payer_no, .end = END_OPEN};
    account_mark(a, t->arena, e, m->mark_no);
    t->told += e->amount;
}

static enum err on_event(void *context, size_t record, const struct text *values, struct report *report)
{
    struct taking *t = context;
    struct receipt_event e;
    const char *code, *words;
    struct loaded_account *a;
    struct match m;

    (void)record;
    event_read(&t->fields, values, t->client, &e, &code, &words);
    e.record_no = t->record->number;
    if (code != NULL && strcmp(code, "E08") == 0) {
        return report_fail(report, ERR_INPUT, "記録%" PRId64 "件目（E08）: %s", t->record->number, words);
    }
    if (code != NULL) {
        return hold(t, &e, NULL, code, words);
    }
    enum err err = accounts_get(&t->accounts, e.levy_year, e.notice_no, report, &a);
    if (err != ERR_NONE) {
        return err;
    }
    receipt_match(&e, &a->known, t->run->business_date, &m);
    switch (m.outcome) {
    case MATCH_POST: return book(t, &e, a, &m);
    case MATCH_HOLD: return hold(t, &e, a, m.code, m.words);
    case MATCH_DROP: t->dropped++; return ERR_NONE;
    case MATCH_MARK: mark(t, &e, a); return ERR_NONE;
    case MATCH_UNMARK: end_mark(t, a, m.mark, END_CANCELLED); return ERR_NONE;
    }
    return ERR_NONE;
}

static enum err take_record(struct import_run *run, const struct record *r)
{
    struct taking *t = run->state;

    t->record = r;
    return converter_record(t->converter, r, on_event, t, run->report);
}

/* ------------------------------------------------------------------------------- writing ------ */

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

static void say(struct report *report, const char *what, size_t count, yen amount)
{
    char words[32];

    yen_format(amount, words, sizeof(words));
    report_add(report, "%s %zu 件 %s 円", what, count, words);
}

static enum err end(struct import_run *run)
{
    struct taking *t = run->state;
    enum err e = write_receipts(t);

    if (e == ERR_NONE) {
        e = write_lines(t);
    }
    if (e == ERR_NONE) {
        e = write_marks(t);
    }
    if (e == ERR_NONE) {
        e = write_postings(t);
    }
    if (e == ERR_NONE) {
        size_t held = 0;
        for (size_t i = 0; i < t->receipt_count; i++) {
            held += t->receipts[i].state == STATE_HELD;
        }
        say(run->report, "消込", t->receipt_count - held, t->booked);
        say(run->report, "仮受", held, t->held);
        say(run->report, "速報", t->mark_count, t->told);
        if (t->overpaid > 0) {
            say(run->report, "うち過誤納", 0, t->overpaid);
        }
        if (t->dropped > 0) {
            report_add(run->report, "受け取り済みと同じ記録 %" PRId64 " 件は入れていません（E10）",
                       t->dropped);
        }
    }
    cancel(run);
    return e;
}

/* One entry a channel; what makes them differ stands in the layout and in its map. */
#define CHANNEL(name, of, from, words, at)                                                                \
    const struct import_handler name = {                                                                  \
        .layout = of, .partner = from, .label = words, .order = at,                                       \
        .begin = begin, .record = take_record, .end = end, .cancel = cancel}

CHANNEL(import_receipts_csv13, "cvs-csv13", "収納代行会社", "収納代行 13列CSV", 100);
CHANNEL(import_receipts_fixed120_a, "cvs-fixed120-a", "収納代行会社", "収納代行 固定長120バイト A型", 101);
CHANNEL(import_receipts_fixed120_b, "cvs-fixed120-b", "収納代行会社", "収納代行 固定長120バイト B型", 102);
CHANNEL(import_receipts_mobile_bank, "mobile-bank", "モバイルレジ（ネットバンキング）", "モバイルレジ 銀行",
        103);
CHANNEL(import_receipts_mobile_card, "mobile-card", "モバイルレジ（クレジット）", "モバイルレジ クレジット",
        104);
CHANNEL(import_receipts_pay_easy, "pay-easy-receipts", "ペイジー共同利用センター", "ペイジー 収納データ",
        105);
CHANNEL(import_receipts_slips, "ocr-slip", "パンチ業者", "済通データ（OCR・パンチ）", 106);
CHANNEL(import_receipts_branch, "branch-counter", "特別出張所", "特別出張所の収納", 107);
