/*
 * 収納の取込み -- a channel's file: converted into receipt events, matched, booked; whole or not at all.
 *
 * Rules    collection.md 6; a file of another collector is refused as a whole (E08), every other fault of a
 *          record becomes held money and a task.
 *
 * Everything is decided while the file is read and written at its end (take_write.c).
 */
#include "collection/take.h"

#include "collection/book.h"

#include "interchange/convert.h"
#include "premium/premium.h"

#include <inttypes.h>

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

static enum err load_form(struct taking *t)
{
    const struct data_folder *folder = &t->run->session->folder;
    return slip_form_load(folder->params, folder->municipality, t->run->business_date, t->arena,
                          t->run->report, &t->form);
}

void take_cancel(struct import_run *run)
{
    struct taking *t = run->state;

    run->state = NULL;
    converter_close(t->converter);
    arena_free(t->arena); /* holds *t itself */
}

enum err take_begin(struct import_run *run)
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
        e = load_form(t);
    }
    if (e == ERR_NONE) {
        e = last_number(run, SQL_collection_receipt_last, &t->receipt_last);
    }
    if (e == ERR_NONE) {
        e = last_number(run, SQL_collection_mark_last, &t->mark_last);
        t->mark_first = t->mark_last + 1;
    }
    if (e != ERR_NONE) {
        take_cancel(run);
    }
    return e;
}

const struct slip_form *take_form(const struct import_run *run)
{
    const struct taking *t = run->state;
    return &t->form;
}

/* ------------------------------------------------------------------------------- one event ---- */

static void end_mark(struct taking *t, struct loaded_account *a, size_t mark, enum mark_end end)
{
    int64_t no = a->marks[mark].mark_no;

    account_unmark(a, mark, end == END_CANCELLED);
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
    t->has_references = t->has_references || e->reference[0] != '\0';
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
    t->booked_count++;
    t->booked += e->amount - m->overpaid;
    t->overpaid += m->overpaid;
    t->overpaid_count += m->overpaid > 0;
    if (m->overpaid > 0) { /* somebody has to move or give it back */
        char amount[32];
        yen_format(m->overpaid, amount, sizeof(amount));
        err = import_hold_about(
            t->run, t->record, m->overpaid_code,
            arena_printf(t->arena,
                         strcmp(m->cause, "K3") == 0
                             ? "通知書番号 %08" PRId64 " の収納のうち %s円は、時効が完成したか"
                               "不納欠損にした期への納付です。還付してください"
                             : "通知書番号 %08" PRId64 " の収納のうち %s円が過誤納です。"
                               "充当か還付を決めてください",
                         e->notice_no, amount),
            r->payer_no);
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
        t->held_count++;
        t->held += e->amount;
        if (a != NULL) {
            account_book(a, t->arena, e, &none, nothing);
        }
    }
    return import_hold_about(t->run, t->record, code, words, a != NULL ? a->known.payer_no : 0);
}

static void mark(struct taking *t, const struct receipt_event *e, struct loaded_account *a)
{
    struct new_mark *m = ARENA_PUSH(t->arena, t->marks, t->mark_count, t->mark_capacity);

    *m = (struct new_mark){.event = *e, .mark_no = ++t->mark_last, .household_no = a->known.household_no,
                           .payer_no = a->known.payer_no, .end = END_OPEN};
    account_mark(a, t->arena, e, m->mark_no);
    t->told_count++;
    t->told += e->amount;
}

/* Called off before it was told (Y24): what is told of it later stays without effect. */
static void call_off(struct taking *t, const struct receipt_event *e, struct loaded_account *a)
{
    mark(t, e, a);
    t->told_count--;
    t->told -= e->amount;
    end_mark(t, a, a->known.mark_count - 1, END_CANCELLED);
}

static enum err take_back_record(struct taking *t, const struct receipt_event *event);

/*
 * 時効 of the charges that this payment may have come too late for. A payment of this file that is not yet
 * written acknowledged its charge, too.
 */
static enum err know_limits(struct taking *t, const struct receipt_event *e, struct loaded_account *a)
{
    enum err err = ERR_NONE;

    for (size_t i = 0; i < a->known.charge_count && err == ERR_NONE; i++) {
        struct charge *c = &a->known.charges[i];
        const struct collection_charge asked = {.levy_year = a->known.levy_year,
                                                .household_no = a->known.household_no,
                                                .payer_no = a->known.payer_no,
                                                .notice_no = a->known.notice_no,
                                                .instalment = (int)i + 1,
                                                .due = c->due,
                                                .amount = c->amount,
                                                .paid = c->paid,
                                                .written_off = c->written_off};
        bool may_lapse = collection_unpaid(&asked) > 0 && date_before(limit_after(&t->terms, c->due),
                                                                      e->received_on);
        if (may_lapse && !c->limit_is_known) {
            err = limit_for(t->run->session, &t->terms, &asked, e->received_on, t->run->report, &c->limit);
            c->limit_is_known = true;
        }
        if (may_lapse && err == ERR_NONE && !date_is_none(c->paid_on) && date_at_most(c->paid_on, c->limit)) {
            c->limit = date_max(c->limit, limit_after(&t->terms, c->paid_on));
        }
    }
    return err;
}

/* What a rule of its layout or its own key keeps from being matched: held once, however often it comes
 * (E10). */
static enum err hold_unmatched(struct taking *t, const struct receipt_event *e, const char *code,
                               const char *words)
{
    const yen nothing[LEVY_PARTS] = {0};
    const struct match none = {.mark = SIZE_MAX};
    struct loaded_account *a;

    if (e->notice_no == 0) { /* nothing tells it apart from another one */
        return hold(t, e, NULL, code, words);
    }
    enum err err = accounts_get(&t->accounts, e->levy_year, e->notice_no, t->run->report, &a);
    if (err == ERR_NONE && receipt_is_known(e, &a->known)) {
        t->dropped++;
        return ERR_NONE;
    }
    err = err == ERR_NONE ? hold(t, e, NULL, code, words) : err;
    if (err == ERR_NONE && (e->kind == RECEIPT_CONFIRMED || e->kind == RECEIPT_FINAL)) {
        account_book(a, t->arena, e, &none, nothing);
    }
    return err;
}

static enum err on_event(void *context, size_t record, const struct text *values, struct report *report)
{
    struct taking *t = context;
    struct receipt_event e;
    const char *code, *words;
    struct loaded_account *a;
    struct match m;

    (void)record;
    event_read(&t->fields, values, t->form.client_code, &e, &code, &words);
    e.record_no = t->record->number;
    if (e.kind == RECEIPT_CANCEL && take_back_is_of(e.channel)) {
        return take_back_record(t, &e);
    }
    if (t->code != NULL) {
        return hold_unmatched(t, &e, t->code, t->words);
    }
    if (code != NULL && strcmp(code, "E08") == 0) {
        return report_fail(report, ERR_INPUT, "記録%" PRId64 "件目（E08）: %s", t->record->number, words);
    }
    if (code != NULL) {
        return hold_unmatched(t, &e, code, words);
    }
    enum err err = accounts_get(&t->accounts, e.levy_year, e.notice_no, report, &a);
    if (err != ERR_NONE) {
        return err;
    }
    err = know_limits(t, &e, a);
    if (err != ERR_NONE) {
        return err;
    }
    receipt_match(&e, &a->known, t->run->business_date, &m);
    switch (m.outcome) {
    case MATCH_POST: return book(t, &e, a, &m);
    case MATCH_HOLD:
        if (e.kind == RECEIPT_CANCEL && strcmp(m.code, "E12") == 0) {
            call_off(t, &e, a);
        }
        return hold(t, &e, a, m.code, m.words);
    case MATCH_DROP: t->dropped++; return ERR_NONE;
    case MATCH_MARK: mark(t, &e, a); return ERR_NONE;
    case MATCH_UNMARK: end_mark(t, a, m.mark, END_CANCELLED); return ERR_NONE;
    }
    return ERR_NONE;
}

enum err take_record(struct import_run *run, const struct record *r)
{
    struct taking *t = run->state;

    t->record = r;
    return converter_record(t->converter, r, on_event, t, run->report);
}

enum err take_as_held(struct import_run *run, const struct record *r, const char *code, const char *words)
{
    struct taking *t = run->state;

    t->code = code;
    t->words = words;
    enum err e = take_record(run, r);
    t->code = t->words = NULL;
    return e;
}

/* ------------------------------------------------------------------------------- end ---------- */

/* A payment is taken back where it stands: what came before is written, what is known is read again. */
static enum err take_back_record(struct taking *t, const struct receipt_event *event)
{
    const char *words = NULL;
    enum err e = take_write(t);

    if (e == ERR_NONE) {
        t->receipt_count = t->line_count = t->mark_count = t->end_count = 0;
        t->mark_first = t->mark_last + 1;
        memset(t->accounts.buckets, 0, sizeof(t->accounts.buckets));
        e = take_back(t->run, event, &words);
    }
    if (e == ERR_NONE && words != NULL) {
        return hold(t, event, NULL, "E12", words);
    }
    if (e == ERR_NONE) {
        t->taken_back++;
        t->back += event->amount;
        e = last_number(t->run, SQL_collection_receipt_last, &t->receipt_last);
    }
    return e;
}

static void say(struct report *report, const char *what, size_t count, yen amount)
{
    char words[32];

    yen_format(amount, words, sizeof(words));
    report_add(report, "%s %zu 件 %s 円", what, count, words);
}

enum err take_end(struct import_run *run)
{
    struct taking *t = run->state;
    enum err e = take_write(t);

    if (e == ERR_NONE) {
        say(run->report, "消込", t->booked_count, t->booked);
        say(run->report, "仮受", t->held_count, t->held);
        say(run->report, "速報", t->told_count, t->told);
        if (t->overpaid > 0) {
            say(run->report, "過誤納", t->overpaid_count, t->overpaid);
        }
        if (t->taken_back > 0) {
            say(run->report, "収納の取消", (size_t)t->taken_back, t->back);
        }
        if (t->dropped > 0) {
            report_add(run->report, "受け取り済みと同じ記録 %" PRId64 " 件は入れていません（E10）",
                       t->dropped);
        }
    }
    take_cancel(run);
    return e;
}

/* One entry a channel; what makes them differ stands in the layout and in its map. */
#define CHANNEL(name, of, from, words, at)                                                                \
    const struct import_handler name = {                                                                  \
        .layout = of, .partner = from, .label = words, .order = at,                                       \
        .begin = take_begin, .record = take_record, .end = take_end, .cancel = take_cancel}

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
