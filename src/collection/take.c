/*
 * 収納の取込み -- a channel's file: converted into receipt events, matched, booked; whole or not at all.
 *
 * Rules    collection.md 6; a file of another collector is refused as a whole (E08), every other fault of a
 *          record becomes held money and a task.
 *
 * The file is read into events. At its end they are brought into the order of their notice numbers, so that
 * what is known of each number is read once and all of a large day can be read in one pass (account.c); those
 * of one number stay in the order of the file. Receipts are numbered in this order.
 */
#include "collection/take.h"

#include "base/share.h"
#include "interchange/convert.h"

#include <inttypes.h>

/* An event's place in the order: levy year and notice number. */
struct event_place {
    uint64_t key;
    struct kept_event *kept;
};
#define NOTICE_BITS 34 /* ten digits */

struct taking {
    struct import_run *run;
    struct arena *arena;
    struct converter *converter;
    struct event_fields fields;
    struct slip_form form; /* our numbers as they stand in the keys */
    struct booking booking;
    const struct record *record; /* the one being converted */
    const char *code, *words;    /* take_as_held(): why it is held */
    struct event_place *places;
    size_t count, capacity;
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
    const char *layouts = arena_printf(t->arena, "%s/layouts", share_folder());
    enum err e = layout_find(layouts, "receipt-event", t->arena, run->report, &event);

    if (e == ERR_NONE) {
        e = event_fields_find(event, run->report, &t->fields);
    }
    if (e == ERR_NONE) {
        const char *map = layout_map_path(share_folder(), run->layout, event, t->arena);
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
        e = collection_options_on(law, t->run->business_date, t->run->report, &t->booking.options);
    }
    return e == ERR_NONE
               ? collection_arrears_terms(law, t->run->business_date, false, t->run->report,
                                          &t->booking.terms)
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
    arena_free(t->booking.arena);
    arena_free(t->arena); /* holds *t itself */
}

enum err take_begin(struct import_run *run)
{
    struct arena *arena = arena_new("収納の取込み", (size_t)2 << 30);
    struct taking *t = ARENA_NEW(arena, struct taking);

    t->run = run;
    t->arena = arena;
    t->booking.run = run;
    t->booking.arena = arena_new("一つの番号の消込", (size_t)64 << 20);
    run->state = t;
    enum err e = open_converter(t);
    if (e == ERR_NONE) {
        e = load_law(t);
    }
    if (e == ERR_NONE) {
        e = load_form(t);
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

/* ----------------------------------------------------------------------------- reading --------- */

static void keep_record(struct taking *t, const struct record *r, struct kept_event *k)
{
    size_t bytes = r->field_count * sizeof(uint16_t);

    for (size_t i = 0; i < r->field_count; i++) {
        assert(r->fields[i].len <= UINT16_MAX); /* a record has 16,384 bytes */
        bytes += r->fields[i].len;
    }
    char *at = arena_alloc(t->arena, bytes + 1, 1), *text = at + r->field_count * sizeof(uint16_t);
    k->fields = at;
    k->field_count = (uint32_t)r->field_count;
    k->kind = (uint32_t)r->kind;
    for (size_t i = 0; i < r->field_count; i++) {
        uint16_t len = (uint16_t)r->fields[i].len;
        memcpy(at + i * sizeof(len), &len, sizeof(len));
        memcpy(text, r->fields[i].bytes, len);
        text += len;
    }
}

static bool takes_back(const struct receipt_event *e)
{
    return e->kind == RECEIPT_CANCEL && take_back_is_of(e->channel);
}

static enum err on_event(void *context, size_t record, const struct text *values, struct report *report)
{
    struct taking *t = context;
    struct kept_event *k = ARENA_NEW(t->arena, struct kept_event);
    struct receipt_event *e = &k->event;

    (void)record;
    event_read(&t->fields, values, t->form.client_code, e, &k->code, &k->words);
    e->record_no = t->record->number;
    if (!takes_back(e) && t->code != NULL) {
        k->code = t->code;
        k->words = t->words;
    } else if (!takes_back(e) && k->code != NULL && strcmp(k->code, "E08") == 0) {
        return report_fail(report, ERR_INPUT, "記録%" PRId64 "件目（E08）: %s", e->record_no, k->words);
    }
    keep_record(t, t->record, k);
    assert(e->levy_year >= 0 && e->notice_no >= 0 && e->notice_no < (int64_t)1 << NOTICE_BITS);
    *ARENA_PUSH(t->arena, t->places, t->count, t->capacity) =
        (struct event_place){(uint64_t)e->levy_year << NOTICE_BITS | (uint64_t)e->notice_no, k};
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

/* ----------------------------------------------------------------------------- booking --------- */

static int compare_places(const void *a, const void *b)
{
    const struct event_place *x = a, *y = b;

    if (x->key != y->key) {
        return x->key < y->key ? -1 : 1;
    }
    int64_t first = x->kept->event.record_no, second = y->kept->event.record_no;
    return (first > second) - (first < second);
}

static struct notice_key *notice_keys(const struct taking *t, size_t *ret_count)
{
    struct notice_key *keys = ARENA_ARRAY(t->arena, struct notice_key, t->count + 1);

    *ret_count = 0;
    for (size_t i = 0; i < t->count; i++) {
        if (i == 0 || t->places[i].key != t->places[i - 1].key) {
            const struct receipt_event *e = &t->places[i].kept->event;
            keys[(*ret_count)++] = (struct notice_key){e->levy_year, e->notice_no};
        }
    }
    return keys;
}

/* Each once, as they stand in the records: what came under one is sought under the same. */
static int64_t *instalments_named(const struct taking *t, size_t *ret_count)
{
    int64_t *list = ARENA_ARRAY(t->arena, int64_t, t->count + 1);
    size_t count = 0;

    for (size_t i = 0; i < t->count; i++) {
        size_t at = 0;
        while (at < count && list[at] != t->places[i].kept->event.instalment) {
            at++;
        }
        list[at] = t->places[i].kept->event.instalment;
        count += at == count;
    }
    *ret_count = count;
    return list;
}

static enum err begin_rows(struct booking *b)
{
    enum err e = last_number(b->run, SQL_collection_receipt_last, &b->receipt_last);

    if (e == ERR_NONE) {
        e = last_number(b->run, SQL_collection_mark_last, &b->mark_last);
        b->mark_first = b->mark_last + 1;
    }
    return e == ERR_NONE ? take_rows_begin(b->run, &b->rows) : e;
}

static enum err end_rows(struct booking *b, enum err e)
{
    struct take_rows *rows = b->rows;

    b->rows = NULL;
    return rows != NULL ? take_rows_end(rows, e) : e;
}

/* A payment is taken back where it stands: what came before is written, what is known is read again. */
static enum err take_back_event(struct booking *b, struct accounts *accounts, const struct kept_event *k)
{
    const char *words = NULL;
    enum err e = end_rows(b, take_book_end(b));

    if (e == ERR_NONE) {
        e = take_back(b->run, &k->event, &words);
    }
    if (e == ERR_NONE) {
        e = begin_rows(b);
    }
    if (e == ERR_NONE && words != NULL) {
        e = take_hold(b, k, NULL, "E12", words);
    } else if (e == ERR_NONE) {
        b->sums.taken_back++;
        b->sums.back += k->event.amount;
    }
    return e == ERR_NONE ? accounts_again(accounts, b->run->report, &b->account) : e;
}

/* The events of one notice number, in the order of the file. */
static enum err book_notice(struct booking *b, struct accounts *accounts, const struct event_place *places,
                            size_t count)
{
    enum err e = accounts_next(accounts, b->run->report, &b->account);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        const struct kept_event *k = places[i].kept;
        if (takes_back(&k->event)) {
            e = take_back_event(b, accounts, k);
        } else if (k->code != NULL) {
            e = take_hold_unmatched(b, k);
        } else {
            e = take_book_event(b, k);
        }
    }
    return e == ERR_NONE ? take_book_end(b) : e;
}

static enum err book_all(struct taking *t)
{
    struct booking *b = &t->booking;
    size_t key_count;

    if (t->count > 1) {
        qsort(t->places, t->count, sizeof(*t->places), compare_places);
    }
    struct notices_named named = {.keys = notice_keys(t, &key_count)};
    named.count = key_count;
    named.instalments = instalments_named(t, &named.instalment_count);
    struct accounts *accounts = accounts_open(b->run->session->store, &named);
    enum err e = begin_rows(b);
    for (size_t i = 0, n; i < t->count && e == ERR_NONE; i += n) {
        n = 1;
        while (i + n < t->count && t->places[i + n].key == t->places[i].key) {
            n++;
        }
        e = book_notice(b, accounts, &t->places[i], n);
    }
    accounts_close(accounts);
    return end_rows(b, e);
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
    const struct take_sums *sums = &t->booking.sums;
    enum err e = book_all(t);

    if (e == ERR_NONE) {
        say(run->report, "消込", sums->booked_count, sums->booked);
        say(run->report, "仮受", sums->held_count, sums->held);
        say(run->report, "速報", sums->told_count, sums->told);
        if (sums->overpaid > 0) {
            say(run->report, "過誤納", sums->overpaid_count, sums->overpaid);
        }
        if (sums->taken_back > 0) {
            say(run->report, "収納の取消", sums->taken_back, sums->back);
        }
        if (sums->dropped > 0) {
            report_add(run->report, "受け取り済みと同じ記録 %zu 件は入れていません（E10）",
                       sums->dropped);
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
