/* 記帳の行 -- charges as they stand inside an act, receipts and their lines, postings. */
#include "collection/book.h"

#include <inttypes.h>

enum { KIND_ACT = 5 };

struct looking {
    int64_t household_no;
    struct standing *standing;
};

yen standing_room(const struct standing *s, yen *ret_parts)
{
    yen room = 0;

    for (int p = 0; p < LEVY_PARTS; p++) {
        ret_parts[p] = s->part_unpaid[p] > 0 ? s->part_unpaid[p] : 0;
        room += ret_parts[p];
    }
    return room;
}

void standing_set(struct standing *to, const struct collection_account *a)
{
    *to = (struct standing){.is_there = true, .charged_year = a->charged_year, .count = a->count};
    memcpy(to->charges, a->charges, a->count * sizeof(*a->charges));
    memcpy(to->part, a->part, sizeof(to->part));
    memcpy(to->part_unpaid, a->part_unpaid, sizeof(to->part_unpaid));
}

static enum err see_account(void *context, const struct collection_account *a, struct report *report)
{
    const struct looking *l = context;

    (void)report;
    if (a->household_no == l->household_no) {
        standing_set(l->standing, a);
    }
    return ERR_NONE;
}

enum err standing_load(struct store *store, int32_t levy_year, int64_t household_no, int64_t payer_no,
                       struct report *report, struct standing *ret)
{
    struct arena *arena = arena_new("記帳", (size_t)64 << 20);
    struct looking l = {household_no, ret};
    const struct collection_scope scope = {.payer_no = payer_no, .first_year = levy_year,
                                           .last_year = levy_year};

    *ret = (struct standing){0};
    enum err e = collection_each_account(store, &scope, see_account, &l, arena, report);
    arena_free(arena);
    if (e == ERR_NONE && !ret->is_there) {
        return report_fail(report, ERR_INPUT,
                           "%d年度 世帯 %" PRId64 " 納付義務者 %" PRId64 " の調定がありません", levy_year,
                           household_no, payer_no);
    }
    return e;
}

enum err number_next(struct store *s, enum sql sql, struct report *report, int64_t *ret)
{
    struct query *q = store_query(s, sql);
    bool row;
    enum err e = query_step(q, report, &row);

    if (e == ERR_NONE) {
        assert(row); /* a sum always has a row */
        *ret = query_i64(q, 0) + 1;
    }
    query_reset(q);
    return e;
}

enum err row_write(struct query *q, struct report *report)
{
    int64_t changed = 0;
    enum err e = query_run(q, report, &changed);

    assert(e != ERR_NONE || changed == 1);
    return e;
}

enum err choices_of(const struct session *session, const struct collection_law *law, struct report *report,
                    struct choices *ret)
{
    struct arena *arena = arena_new("収納の法令値", (size_t)64 << 20);
    struct collection_options options;
    date today = session->folder.business_date;
    enum err e = law == NULL ? collection_law_of(session, arena, report, &law) : ERR_NONE;

    if (e == ERR_NONE) {
        e = collection_options_on(law, today, report, &options);
    }
    if (e == ERR_NONE) {
        e = collection_arrears_terms(law, today, false, report, &ret->terms);
    }
    if (e == ERR_NONE) {
        ret->odd_to = (enum odd_part)options.odd_to.value;
        ret->by_payin = options.close_by_payin.value != 0;
    }
    arena_free(arena);
    return e;
}

/* ------------------------------------------------------------------------------- rows --------- */

enum err receipt_row_add(struct session *session, const struct receipt_row *r, int64_t recorded_at,
                            struct report *report)
{
    struct query *q = store_query(session->store, SQL_collection_receipt_add);

    query_set_i64(q, "receipt_no", r->receipt_no);
    query_set_i64(q, "levy_year", r->levy_year);
    query_set_i64(q, "notice_no", r->notice_no);
    query_set_i64(q, "instalment", r->instalment);
    query_set_i64(q, "slip_kind", r->slip_kind);
    query_set_i64(q, "slip_serial", r->slip_serial);
    query_set_i64(q, "household_no", r->household_no);
    query_set_i64(q, "payer_no", r->payer_no);
    query_set_i64(q, "kind", KIND_ACT);
    query_set_i64(q, "channel", r->channel);
    query_set_i64(q, "amount", r->amount);
    query_set_i64(q, "received_on", date_ymd(r->received_on));
    query_set_i64(q, "paid_in_on", date_is_none(r->paid_in_on) ? 0 : date_ymd(r->paid_in_on));
    query_set_i64(q, "state", r->state);
    query_set_text(q, "codes", text_of(r->codes));
    query_set_i64(q, "overpaid", r->overpaid);
    query_set_text(q, "cause", text_of(r->cause));
    query_set_i64(q, "source", r->source);
    query_set_text(q, "origin", text_of(r->origin));
    query_set_i64(q, "origin_no", r->origin_no);
    query_set_i64(q, "reverses", r->reverses);
    query_set_i64(q, "uses", r->uses);
    query_set_i64(q, "business_date", date_ymd(session->folder.business_date));
    query_set_i64(q, "recorded_at", recorded_at);
    return row_write(q, report);
}

enum err line_row_add(struct session *session, const struct receipt_row *r, const struct line_row *l,
                         int64_t recorded_at, struct report *report)
{
    static const char *const names[LEVY_PARTS] = {"medical", "support", "care", "child"};
    struct query *q = store_query(session->store, SQL_collection_line_add);

    query_set_i64(q, "levy_year", r->levy_year);
    query_set_i64(q, "household_no", r->household_no);
    query_set_i64(q, "payer_no", r->payer_no);
    query_set_i64(q, "receipt_no", r->receipt_no);
    query_set_i64(q, "instalment", l->instalment);
    query_set_i64(q, "item", l->item);
    query_set_i64(q, "amount", l->amount);
    query_set_i64(q, "paid_on", date_ymd(l->paid_on));
    for (int p = 0; p < LEVY_PARTS; p++) {
        query_set_i64(q, names[p], l->part[p]);
    }
    query_set_i64(q, "recorded_at", recorded_at);
    return row_write(q, report);
}

/* ------------------------------------------------------------------------------- postings ----- */

void credit_line(struct credits *c, const struct line_row *l)
{
    switch (l->item) {
    case ITEM_PRINCIPAL:
        for (int p = 0; p < LEVY_PARTS; p++) {
            c->part[p] += l->part[p];
        }
        break;
    case ITEM_LATE_CHARGE: c->late += l->amount; break;
    case ITEM_FEE: c->fee += l->amount; break;
    }
}

/* An amount below zero goes the other way round. */
static enum err post(struct ledger_writer *w, struct posting *p, enum account from, enum account to,
                     const char *part, yen amount, enum posting_reason reason, struct report *report)
{
    if (amount == 0) {
        return ERR_NONE;
    }
    p->debit = amount > 0 ? from : to;
    p->credit = amount > 0 ? to : from;
    p->amount = amount > 0 ? amount : -amount;
    p->part = part;
    p->reason = reason;
    return ledger_post(w, p, report);
}

static enum err credits_put(struct ledger_writer *w, const struct session *session,
                            const struct receipt_row *r, const struct credits *c, int32_t account_year,
                            int64_t recorded_at, struct report *report)
{
    const bool is_counterpart = r->reverses != 0;
    struct posting p = {
        .cause_kind = "receipt",
        .cause_no = r->receipt_no,
        .cause_version = 1,
        .household_no = r->household_no,
        .payer_no = r->payer_no,
        .levy_year = r->levy_year != 0 ? r->levy_year : account_year,
        .account_year = account_year,
        .value_date = r->received_on,
        .business_date = session->folder.business_date,
        .recorded_at = recorded_at,
    };
    enum err e = ERR_NONE;

    for (int i = 0; i < LEVY_PARTS && e == ERR_NONE && r->channel != CHANNEL_RAISED; i++) {
        e = post(w, &p, r->source, ACCOUNT_RECEIVABLE, premium_levy_parts[i].name, c->part[i],
                 is_counterpart ? REASON_CANCELLED : REASON_RECEIVED, report);
    }
    for (int i = 0; i < LEVY_PARTS && e == ERR_NONE && r->channel == CHANNEL_RAISED; i++) {
        e = post(w, &p, ACCOUNT_RECEIVABLE, ACCOUNT_OVERPAID, premium_levy_parts[i].name, -c->part[i],
                 is_counterpart ? REASON_CANCELLED : REASON_LOWERED, report);
    }
    if (e == ERR_NONE && r->channel == CHANNEL_RAISED) {
        e = post(w, &p, ACCOUNT_LATE_CHARGE, ACCOUNT_OVERPAID, "late", -c->late,
                 is_counterpart ? REASON_CANCELLED : REASON_LOWERED, report);
    }
    if (e == ERR_NONE && r->channel != CHANNEL_RAISED) {
        e = post(w, &p, r->source, ACCOUNT_LATE_CHARGE, "late", c->late,
                 is_counterpart ? REASON_CANCELLED : REASON_LATE_CHARGE, report);
    }
    if (e == ERR_NONE) {
        e = post(w, &p, r->source, ACCOUNT_FEE, "fee", c->fee,
                 is_counterpart ? REASON_CANCELLED : REASON_LATE_CHARGE, report);
    }
    if (e == ERR_NONE && r->channel != CHANNEL_RAISED) {
        e = post(w, &p, r->source, ACCOUNT_OVERPAID, "", c->overpaid,
                 is_counterpart ? REASON_CANCELLED : REASON_OVERPAID, report);
    }
    if (e == ERR_NONE) {
        e = post(w, &p, r->source, ACCOUNT_HELD, "", c->held,
                 is_counterpart ? REASON_CANCELLED : REASON_HELD, report);
    }
    return e;
}

enum err credits_post(struct session *session, const struct receipt_row *r, const struct credits *c,
                      int32_t account_year, int64_t recorded_at, struct report *report)
{
    struct ledger_writer *w;
    enum err e = ledger_begin(session->store, report, &w);

    if (e != ERR_NONE) {
        return e;
    }
    e = credits_put(w, session, r, c, account_year, recorded_at, report);
    enum err end = ledger_end(w, report);
    return e != ERR_NONE ? e : end;
}

/* --------------------------------------------------------------------------- many at once ----- */

struct act_rows {
    const struct session *session;
    struct bulk *receipts, *lines;
    struct ledger_writer *postings;
    int64_t receipt_next;
};

static const struct bulk_column receipt_columns[] = {
    {"receipt_no", BULK_I64},    {"levy_year", BULK_I64},   {"notice_no", BULK_I64},
    {"instalment", BULK_I64},    {"slip_kind", BULK_I64},   {"slip_serial", BULK_I64},
    {"household_no", BULK_I64},  {"payer_no", BULK_I64},    {"kind", BULK_I64},
    {"channel", BULK_I64},       {"amount", BULK_I64},      {"received_on", BULK_I64},
    {"received_at", BULK_I64},   {"paid_in_on", BULK_I64},  {"store", BULK_TEXT},
    {"state", BULK_I64},         {"codes", BULK_TEXT},      {"overpaid", BULK_I64},
    {"cause", BULK_TEXT},        {"source", BULK_I64},      {"origin", BULK_TEXT},
    {"origin_no", BULK_I64},     {"reverses", BULK_I64},    {"uses", BULK_I64},
    {"layout", BULK_TEXT},       {"record_no", BULK_I64},   {"business_date", BULK_I64},
    {"recorded_at", BULK_I64},
};
static const struct bulk_column line_columns[] = {
    {"levy_year", BULK_I64},  {"household_no", BULK_I64}, {"payer_no", BULK_I64}, {"receipt_no", BULK_I64},
    {"instalment", BULK_I64}, {"item", BULK_I64},         {"amount", BULK_I64},   {"paid_on", BULK_I64},
    {"medical", BULK_I64},    {"support", BULK_I64},      {"care", BULK_I64},     {"child", BULK_I64},
    {"recorded_at", BULK_I64},
};

enum err act_rows_begin(const struct session *session, struct arena *arena, struct report *report,
                        struct act_rows **ret)
{
    struct store *s = session->store;
    struct act_rows *w = ARENA_NEW(arena, struct act_rows);

    *w = (struct act_rows){.session = session};
    *ret = w;
    enum err e = number_next(s, SQL_collection_receipt_last, report, &w->receipt_next);
    if (e == ERR_NONE) {
        e = store_bulk_begin(s, "collection_receipt", receipt_columns, COUNT_OF(receipt_columns), report,
                             &w->receipts);
    }
    if (e == ERR_NONE) {
        e = store_bulk_begin(s, "collection_allocation", line_columns, COUNT_OF(line_columns), report,
                             &w->lines);
    }
    return e == ERR_NONE ? ledger_begin(s, report, &w->postings) : e;
}

/* The same as of receipt_row_add(). */
static enum err write_receipt(struct act_rows *w, const struct receipt_row *r, int64_t recorded_at,
                              struct report *report)
{
    struct bulk *b = w->receipts;
    const int64_t first[] = {r->receipt_no, r->levy_year, r->notice_no, r->instalment, r->slip_kind,
                             r->slip_serial, r->household_no, r->payer_no, KIND_ACT, r->channel, r->amount,
                             date_ymd(r->received_on), -1,
                             date_is_none(r->paid_in_on) ? 0 : date_ymd(r->paid_in_on)};

    for (size_t i = 0; i < COUNT_OF(first); i++) {
        bulk_i64(b, first[i]);
    }
    bulk_text(b, text_of(""));
    bulk_i64(b, r->state);
    bulk_text(b, text_of(r->codes));
    bulk_i64(b, r->overpaid);
    bulk_text(b, text_of(r->cause));
    bulk_i64(b, r->source);
    bulk_text(b, text_of(r->origin));
    bulk_i64(b, r->origin_no);
    bulk_i64(b, r->reverses);
    bulk_i64(b, r->uses);
    bulk_text(b, text_of(""));
    bulk_i64(b, 0);
    bulk_i64(b, date_ymd(w->session->folder.business_date));
    bulk_i64(b, recorded_at);
    return bulk_row(b, report);
}

static enum err write_line(struct act_rows *w, const struct receipt_row *r, const struct line_row *l,
                           int64_t recorded_at, struct report *report)
{
    struct bulk *b = w->lines;

    bulk_i64(b, r->levy_year);
    bulk_i64(b, r->household_no);
    bulk_i64(b, r->payer_no);
    bulk_i64(b, r->receipt_no);
    bulk_i64(b, l->instalment);
    bulk_i64(b, l->item);
    bulk_i64(b, l->amount);
    bulk_i64(b, date_ymd(l->paid_on));
    for (int p = 0; p < LEVY_PARTS; p++) {
        bulk_i64(b, l->part[p]);
    }
    bulk_i64(b, recorded_at);
    return bulk_row(b, report);
}

enum err act_rows_add(struct act_rows *w, struct receipt_row *r, const struct line_row *lines, size_t count,
                      const struct credits *c, int32_t account_year, int64_t recorded_at,
                      struct report *report)
{
    r->receipt_no = w->receipt_next++;
    enum err e = write_receipt(w, r, recorded_at, report);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = write_line(w, r, &lines[i], recorded_at, report);
    }
    return e == ERR_NONE ? credits_put(w->postings, w->session, r, c, account_year, recorded_at, report) : e;
}

enum err act_rows_end(struct act_rows *w, enum err e, struct report *report)
{
    struct bulk *const bulks[] = {w->receipts, w->lines};

    for (size_t i = 0; i < COUNT_OF(bulks); i++) {
        if (e != ERR_NONE) {
            bulk_drop(bulks[i]);
        } else {
            e = bulk_end(bulks[i], report);
        }
    }
    if (w->postings != NULL) {
        enum err end = ledger_end(w->postings, report);
        e = e != ERR_NONE ? e : end;
    }
    return e;
}

int32_t account_year_of(const struct choices *choices, const struct session *session,
                               int32_t charged_year, date received_on, date paid_in_on)
{
    date in = date_is_none(paid_in_on) ? session->folder.business_date : paid_in_on;

    return accounting_year_of_receipt(&choices->terms, (fiscal_year){(int16_t)charged_year},
                                      choices->by_payin ? in : received_on)
        .first_year;
}
