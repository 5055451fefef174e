/*
 * 消込 -- what is matched becomes a receipt with its lines, a 速報, or held money (仮受) with a task.
 */
#include "collection/take.h"

#include "collection/book.h"

#include <inttypes.h>

static void end_mark(struct booking *b, size_t mark, enum mark_end end)
{
    int64_t no = b->account->marks[mark].mark_no;

    account_unmark(b->account, mark, end == END_CANCELLED);
    if (no >= b->mark_first) {
        b->marks[no - b->mark_first].end = end;
    } else {
        take_rows_end_mark(b->rows, no, end);
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

static struct new_receipt receipt_of(struct booking *b, const struct kept_event *k,
                                     const struct loaded_account *a)
{
    return (struct new_receipt){
        .event = &k->event,
        .receipt_no = ++b->receipt_last,
        .household_no = a != NULL ? a->known.household_no : 0,
        .payer_no = a != NULL ? a->known.payer_no : 0,
        .cause = "",
    };
}

/* The record as it was read, for a person to see. */
static enum err hold_record(struct booking *b, const struct kept_event *k, const char *code,
                            const char *words, int64_t payer_no)
{
    struct arena *arena = b->arena;
    struct text *texts = ARENA_ARRAY(arena, struct text, k->field_count + 1);
    const char *bytes = k->fields + k->field_count * sizeof(uint16_t);

    for (size_t i = 0; i < k->field_count; i++) {
        uint16_t len;
        memcpy(&len, k->fields + i * sizeof(len), sizeof(len));
        texts[i] = (struct text){bytes, len};
        bytes += len;
    }
    const struct record record = {.kind = k->kind, .number = k->event.record_no,
                                  .field_count = k->field_count, .fields = texts};
    return import_hold_about(b->run, &record, code, words, payer_no);
}

/* The books that take it: by the day of payment, or by the day the money reached us (collection.md 3). */
static int32_t account_year(const struct booking *b, const struct receipt_event *e, int32_t charged)
{
    fiscal_year year = {(int16_t)charged};
    date paid_in = date_is_none(e->paid_in_on) ? b->run->business_date : e->paid_in_on;

    return accounting_year_of_receipt(&b->terms, year,
                                      b->options.close_by_payin.value != 0 ? paid_in : e->received_on)
        .first_year;
}

/* How a line falls on the parts, after the lines of the same receipt before it. */
static void split_line(const struct booking *b, struct new_receipt *r, struct new_line *l)
{
    const struct charge_account *known = &b->account->known;
    yen unpaid[LEVY_PARTS];

    for (int p = 0; p < LEVY_PARTS; p++) {
        unpaid[p] = known->part[p] - known->part_paid[p] - r->parts[p];
        unpaid[p] = unpaid[p] > 0 ? unpaid[p] : 0;
    }
    split_over_parts(l->line.amount, unpaid, LEVY_PARTS, (enum odd_part)b->options.odd_to.value, l->parts);
    for (int p = 0; p < LEVY_PARTS; p++) {
        r->parts[p] += l->parts[p];
    }
}

static enum err book(struct booking *b, const struct kept_event *k, struct match *m)
{
    struct loaded_account *a = b->account;
    const struct receipt_event *e = &k->event;
    struct new_receipt r = receipt_of(b, k, a);
    struct new_line lines[MATCH_LINES_MAX];

    r.state = STATE_BOOKED;
    r.overpaid = m->overpaid;
    r.cause = m->cause != NULL ? m->cause : "";
    r.account_year = account_year(b, e, a->known.account_year);
    if (r.account_year != a->known.account_year && m->warning_count < MATCH_WARNINGS_MAX) {
        m->warnings[m->warning_count++] = "W34";
    }
    join_codes(r.codes, m);
    for (size_t i = 0; i < m->line_count; i++) {
        lines[i] = (struct new_line){.line = m->lines[i]};
        if (m->lines[i].item == ITEM_PRINCIPAL) {
            split_line(b, &r, &lines[i]);
        } else {
            *(m->lines[i].item == ITEM_FEE ? &r.fee : &r.late) += m->lines[i].amount;
        }
    }
    if (m->mark != SIZE_MAX) {
        end_mark(b, m->mark, END_CONFIRMED);
    }
    account_book(a, e, m, r.parts);
    b->sums.booked_count++;
    b->sums.booked += e->amount - m->overpaid;
    b->sums.overpaid += m->overpaid;
    b->sums.overpaid_count += m->overpaid > 0;
    enum err err = take_rows_receipt(b->rows, &r, lines, m->line_count);
    if (err == ERR_NONE && m->overpaid > 0) { /* somebody has to move or give it back */
        char amount[32];
        yen_format(m->overpaid, amount, sizeof(amount));
        err = hold_record(
            b, k, m->overpaid_code,
            arena_printf(b->arena,
                         strcmp(m->cause, "K3") == 0
                             ? "通知書番号 %08" PRId64 " の収納のうち %s円は、時効が完成したか"
                               "不納欠損にした期への納付です。還付してください"
                             : "通知書番号 %08" PRId64 " の収納のうち %s円が過誤納です。"
                               "充当か還付を決めてください",
                         e->notice_no, amount),
            r.payer_no);
    }
    return err;
}

/* Money that fits nothing: it came in all the same. What was only told, or called off, is no money. */
enum err take_hold(struct booking *b, const struct kept_event *k, struct loaded_account *a, const char *code,
                   const char *words)
{
    const struct receipt_event *e = &k->event;
    enum err err = ERR_NONE;

    if ((e->kind == RECEIPT_CONFIRMED || e->kind == RECEIPT_FINAL) && e->amount > 0) {
        struct match none = {.mark = SIZE_MAX};
        const yen nothing[LEVY_PARTS] = {0};
        struct new_receipt r = receipt_of(b, k, a);
        r.state = STATE_HELD;
        r.account_year = fiscal_year_of(b->run->business_date).first_year;
        snprintf(r.codes, sizeof(r.codes), "%s", code);
        b->sums.held_count++;
        b->sums.held += e->amount;
        if (a != NULL) {
            account_book(a, e, &none, nothing);
        }
        err = take_rows_receipt(b->rows, &r, NULL, 0);
    }
    return err == ERR_NONE ? hold_record(b, k, code, words, a != NULL ? a->known.payer_no : 0) : err;
}

/* Its lines by charge. */
static void tell_charges(struct booking *b, const struct match *told, struct new_mark *m)
{
    struct told_charge *list = ARENA_ARRAY(b->arena, struct told_charge, told->line_count + 1);

    for (size_t i = 0; i < told->line_count; i++) {
        const struct match_line *l = &told->lines[i];
        size_t at = 0;
        while (at < m->charge_count && list[at].instalment != l->instalment) {
            at++;
        }
        if (at == m->charge_count) {
            list[m->charge_count++] = (struct told_charge){.instalment = l->instalment};
        }
        *(l->item == ITEM_PRINCIPAL ? &list[at].principal : &list[at].extra) += l->amount;
    }
    m->charges = list;
}

static void mark(struct booking *b, const struct kept_event *k, const struct match *told)
{
    const struct charge_account *known = &b->account->known;
    struct new_mark *m = ARENA_PUSH(b->arena, b->marks, b->mark_count, b->mark_capacity);

    *m = (struct new_mark){.event = &k->event, .mark_no = ++b->mark_last,
                           .household_no = known->household_no, .payer_no = known->payer_no, .end = END_OPEN};
    tell_charges(b, told, m);
    account_mark(b->account, &k->event, m->mark_no);
    b->sums.told_count++;
    b->sums.told += k->event.amount;
}

/* Called off before it was told (Y24): what is told of it later stays without effect. */
static void call_off(struct booking *b, const struct kept_event *k)
{
    const struct match nothing = {.mark = SIZE_MAX};

    mark(b, k, &nothing);
    b->sums.told_count--;
    b->sums.told -= k->event.amount;
    end_mark(b, b->account->known.mark_count - 1, END_CANCELLED);
}

/* However often it comes, it is held once (E10). */
enum err take_hold_unmatched(struct booking *b, const struct kept_event *k)
{
    const struct receipt_event *e = &k->event;
    const yen nothing[LEVY_PARTS] = {0};
    const struct match none = {.mark = SIZE_MAX};

    if (e->notice_no == 0) { /* nothing tells it apart from another one */
        return take_hold(b, k, NULL, k->code, k->words);
    }
    if (receipt_is_known(e, &b->account->known)) {
        b->sums.dropped++;
        return ERR_NONE;
    }
    enum err err = take_hold(b, k, NULL, k->code, k->words);
    if (err == ERR_NONE && (e->kind == RECEIPT_CONFIRMED || e->kind == RECEIPT_FINAL)) {
        account_book(b->account, e, &none, nothing);
    }
    return err;
}

/*
 * 時効 of the charges that this payment may have come too late for. A payment of this file that is not yet
 * written acknowledged its charge, too.
 */
static enum err know_limits(struct booking *b, const struct receipt_event *e)
{
    struct charge_account *known = &b->account->known;
    enum err err = ERR_NONE;

    for (size_t i = 0; i < known->charge_count && err == ERR_NONE; i++) {
        struct charge *c = &known->charges[i];
        if (c->amount - c->paid - c->written_off <= 0 ||
            !date_before(limit_after(&b->terms, c->due), e->received_on)) {
            continue;
        }
        if (!c->limit_is_known) {
            const struct collection_charge asked = {
                .levy_year = known->levy_year,
                .household_no = known->household_no,
                .payer_no = known->payer_no,
                .notice_no = known->notice_no,
                .instalment = (int)i + 1,
                .due = c->due,
                .amount = c->amount,
                .paid = c->paid,
                .written_off = c->written_off,
            };
            err = limit_for(b->run->session, &b->terms, &asked, e->received_on, b->run->report, &c->limit);
            c->limit_is_known = true;
        }
        if (err == ERR_NONE && !date_is_none(c->paid_on) && date_at_most(c->paid_on, c->limit)) {
            c->limit = date_max(c->limit, limit_after(&b->terms, c->paid_on));
        }
    }
    return err;
}

/* E04 (X46): nobody is known under the number, and of its year charges were deleted after their retention. */
static enum err know_deleted(struct booking *b, struct match *m)
{
    struct query *q = store_query(b->run->session->store, SQL_collection_closing_of_year);
    bool row;

    query_set_i64(q, "levy_year", b->account->known.levy_year);
    enum err err = query_step(q, b->run->report, &row);
    if (err == ERR_NONE && row && query_i64(q, 0) > 0) {
        m->code = "E04";
        m->words =
            "この年度には保存期限を過ぎて消した調定があります。納付書の写しで番号を確かめ、還付してください";
    }
    query_reset(q);
    return err;
}

enum err take_book_event(struct booking *b, const struct kept_event *k)
{
    struct match m;
    enum err err = know_limits(b, &k->event);

    if (err != ERR_NONE) {
        return err;
    }
    receipt_match(&k->event, &b->account->known, b->run->business_date, &m);
    if (m.outcome == MATCH_HOLD && b->account->known.household_no == 0) {
        err = know_deleted(b, &m);
        if (err != ERR_NONE) {
            return err;
        }
    }
    switch (m.outcome) {
    case MATCH_POST: return book(b, k, &m);
    case MATCH_HOLD:
        if (k->event.kind == RECEIPT_CANCEL && strcmp(m.code, "E12") == 0) {
            call_off(b, k);
        }
        return take_hold(b, k, b->account, m.code, m.words);
    case MATCH_DROP: b->sums.dropped++; return ERR_NONE;
    case MATCH_MARK: mark(b, k, &m); return ERR_NONE;
    case MATCH_UNMARK: end_mark(b, m.mark, END_CANCELLED); return ERR_NONE;
    }
    return ERR_NONE;
}

enum err take_book_end(struct booking *b)
{
    enum err e = ERR_NONE;

    for (size_t i = 0; i < b->mark_count && e == ERR_NONE; i++) {
        e = take_rows_mark(b->rows, &b->marks[i]);
    }
    b->marks = NULL;
    b->mark_count = b->mark_capacity = 0;
    b->mark_first = b->mark_last + 1;
    arena_reset(b->arena);
    return e;
}
