/*
 * 振替結果 -- what the banks answer: each item once, booked, asked again, suspended, ended, or for a person.
 *
 * Rows    CO-06, PX-10; collection.md 13, 6.4 E51 to E53, X24 to X29; payment_formats.md 3.5, Y12 to Y16
 *
 * A failed record keeps the amount that was asked for: only the code says whether money came (X28). A file
 * whose totals differ (E09), of another consignor (E08), or taken before (E11) is refused as a whole; here
 * records are matched by customer number, in any order. The file is one transaction. A record that fits
 * nothing we
 * asked for is a task (E52 to E54); when its code says that money came, the money is held (仮受) all the
 * same. Some hundred records wait until their charges are read at once.
 */
#include "debit/mandate.h"
#include "base/share.h"
#include "debit/settings.h"
#include "interchange/transport.h"
#include "rules/common/holidays.h"

#include <inttypes.h>

enum result_code { RESULT_DONE, RESULT_NO_FUNDS, RESULT_NO_ACCOUNT, RESULT_BY_HOLDER, RESULT_NO_MANDATE,
                   RESULT_BY_US = 8, RESULT_OTHER };

/* An item as it was asked for; item_no 0: nobody asked. */
struct item {
    int64_t item_no, household_no, payer_no, notice_no, serial, halted_on;
    int32_t levy_year;
    int instalment, attempt;
    yen amount;
    date debit_on;
    bool is_sent, is_answered;
    int64_t answered;
};
/* A record that waits, and the item that it answers. */
struct waiting {
    struct record record;
    struct item item;
    bool found, is_again; /* of an item that one before it answers, too */
};
#define PORTION 500

struct taking {
    struct import_run *run;
    struct arena *arena, *scratch, *portion; /* of a record, of those that wait */
    struct waiting *waiting;
    size_t waiting_count;
    struct collection_standings *standings;
    struct bulk *answers; /* that wait; NULL: none does */
    int64_t *ended;       /* items that are answered: their stays end */
    size_t ended_count;
    struct debit_settings settings;
    const struct collection_law *law; /* read once, for all bookings of the file */
    size_t header, data; /* record kinds */
    size_t consignor_at, debit_at, customer_at, amount_at, result_at;
    date debit_on; /* of the group */
    int64_t done, failed, again, dropped;
    yen booked, overpaid, not_booked, held;
};

/* --------------------------------------------------------------------------------- begin ------- */

static enum err find_fields(struct taking *t)
{
    const struct layout *l = t->run->layout;

    t->header = layout_record(l, "header");
    t->data = layout_record(l, "data");
    assert(t->header != SIZE_MAX && t->data != SIZE_MAX);
    t->consignor_at = layout_field(l, t->header, "consignor");
    t->debit_at = layout_field(l, t->header, "debit");
    t->customer_at = layout_field(l, t->data, "cust_no");
    t->amount_at = layout_field(l, t->data, "amount");
    t->result_at = layout_field(l, t->data, "result");
    const size_t all[] = {t->consignor_at, t->debit_at, t->customer_at, t->amount_at, t->result_at};
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        if (all[i] == SIZE_MAX) {
            return report_fail(t->run->report, ERR_INPUT, "レイアウト「%s」に振替結果の項目が足りません",
                               layout_name(l));
        }
    }
    return ERR_NONE;
}

static void cancel(struct import_run *run)
{
    struct taking *t = run->state;

    run->state = NULL;
    arena_free(t->scratch);
    arena_free(t->portion);
    arena_free(t->arena); /* holds *t itself */
}

static enum err begin(struct import_run *run)
{
    struct arena *arena = arena_new("振替結果の取込み", (size_t)256 << 20);
    struct taking *t = ARENA_NEW(arena, struct taking);

    *t = (struct taking){.run = run, .arena = arena, .debit_on = date_none(),
                         .scratch = arena_new("振替結果の1件", (size_t)64 << 20),
                         .portion = arena_new("振替結果の口座", (size_t)64 << 20),
                         .waiting = ARENA_ARRAY(arena, struct waiting, PORTION),
                         .ended = ARENA_ARRAY(arena, int64_t, PORTION)};
    run->state = t;
    enum err e = find_fields(t);
    if (e == ERR_NONE) {
        e = debit_settings_load(&run->session->folder, run->business_date, arena, run->report, &t->settings);
    }
    if (e == ERR_NONE) {
        e = collection_law_of(run->session, arena, run->report, &t->law);
    }
    if (e != ERR_NONE) {
        cancel(run);
    }
    return e;
}

/* -------------------------------------------------------------------------------- a group ------ */

static enum err take_header(struct taking *t, const struct record *r)
{
    struct text consignor = record_text(r, t->consignor_at);
    bool is_ours = false;

    for (size_t i = 0; i < t->settings.bank_count; i++) {
        is_ours = is_ours || text_is(consignor, t->settings.banks[i].consignor);
    }
    if (!is_ours) {
        return report_fail(t->run->report, ERR_INPUT,
                           "記録%" PRId64 "件目（E08）: 委託者コードが区のものではありません。送った"
                           "金融機関に確かめてください",
                           r->number);
    }
    if (!layout_day_near(record_text(r, t->debit_at), t->run->business_date, &t->debit_on)) {
        return report_fail(t->run->report, ERR_INPUT, "記録%" PRId64 "件目: 引落日が暦にない日です",
                           r->number);
    }
    return ERR_NONE;
}

/* -------------------------------------------------------------------------------- an item ------ */

static enum err find_item(struct taking *t, struct text customer_no, struct item *ret, bool *ret_found)
{
    struct query *q = store_query(t->run->session->store, SQL_debit_item_of_customer);
    int64_t debit_on;

    query_set_text(q, "customer_no", customer_no);
    enum err e = query_step(q, t->run->report, ret_found);
    if (e == ERR_NONE && *ret_found) {
        *ret = (struct item){
            .item_no = query_i64(q, 0),
            .levy_year = (int32_t)query_i64(q, 1),
            .household_no = query_i64(q, 2),
            .payer_no = query_i64(q, 3),
            .instalment = (int)query_i64(q, 4),
            .attempt = (int)query_i64(q, 5),
            .notice_no = query_i64(q, 6),
            .amount = query_i64(q, 7),
            .serial = query_i64(q, 8),
            .is_sent = query_i64(q, 10) != 0,
            .answered = query_i64(q, 11),
            .is_answered = query_i64(q, 11) >= 0,
            .halted_on = query_i64(q, 12),
        };
        debit_on = query_i64(q, 9);
        bool is_day = date_from_ymd((int32_t)debit_on, &ret->debit_on);
        assert(is_day);
    }
    query_reset(q);
    return e;
}

static enum err hold(struct taking *t, const struct record *r, const struct item *i, const char *code,
                     const char *words)
{
    return import_hold_about(t->run, r, code,
                             arena_printf(t->scratch, "通知書番号 %08" PRId64 " 第%d期（%d回目）: %s",
                                          i->notice_no, i->instalment, i->attempt, words),
                             i->payer_no);
}

/* Its row waits with the others of its portion. */
static enum err add_answer(struct taking *t, const struct item *i, int result, int64_t receipt_no,
                           yen overpaid, date redebit_on)
{
    static const struct bulk_column columns[] = {
        {"item_no", BULK_I64},    {"result", BULK_I64},   {"answered_on", BULK_I64},
        {"receipt_no", BULK_I64}, {"overpaid", BULK_I64}, {"redebit_on", BULK_I64},
        {"layout", BULK_TEXT},    {"recorded_at", BULK_I64},
    };
    enum err e = t->answers == NULL
                     ? store_bulk_begin(t->run->session->store, "debit_answer", columns, COUNT_OF(columns),
                                        t->run->report, &t->answers)
                     : ERR_NONE;

    if (e != ERR_NONE) {
        return e;
    }
    bulk_i64(t->answers, i->item_no);
    bulk_i64(t->answers, result);
    bulk_i64(t->answers, date_ymd(t->run->business_date));
    bulk_i64(t->answers, receipt_no);
    bulk_i64(t->answers, overpaid);
    bulk_i64(t->answers, date_is_none(redebit_on) ? 0 : date_ymd(redebit_on));
    bulk_text(t->answers, text_of(layout_name(t->run->layout)));
    bulk_i64(t->answers, t->run->recorded_at);
    return bulk_row(t->answers, t->run->report);
}

static enum err end_answers(struct taking *t, enum err e)
{
    struct bulk *answers = t->answers;

    t->answers = NULL;
    if (answers == NULL || e != ERR_NONE) {
        bulk_drop(answers);
        return e;
    }
    return bulk_end(answers, t->run->report);
}

/* What was booked and answered so far: whoever asks for it has to find it. `e`: what happened; what waits is
 * given up when that is a failure. */
static enum err write_answered(struct taking *t, enum err e)
{
    struct import_run *run = t->run;

    if (t->standings != NULL) {
        e = collection_standings_write(t->standings, e, run->report);
    }
    e = end_answers(t, e);
    if (e == ERR_NONE && t->ended_count > 0) {
        e = collection_stays_end(run->session->store, "debit", t->ended, t->ended_count, run->business_date,
                                 run->recorded_at, run->report);
    }
    t->ended_count = 0;
    return e;
}

/* Money that came although its record does not fit: 仮受, once for each customer number, amount, day. */
static enum err hold_money(struct taking *t, const struct record *r, const struct item *i, const char *code)
{
    struct collection_held h = {.channel = CHANNEL_DEBIT,
                                .levy_year = i->levy_year,
                                .notice_no = i->notice_no,
                                .household_no = i->household_no,
                                .payer_no = i->payer_no,
                                .instalment = i->instalment,
                                .received_on = t->debit_on,
                                .paid_in_on = t->debit_on,
                                .code = code,
                                .origin = "debit",
                                .reference = record_text(r, t->customer_at)};
    bool is_new = false;

    if (!record_i64(r, t->amount_at, &h.amount) || h.amount <= 0) {
        return ERR_NONE;
    }
    enum err e = write_answered(t, ERR_NONE); /* its receipt has a number of its own */
    if (e != ERR_NONE) {
        return e;
    }
    e = collection_hold(t->run->session, &h, t->run->recorded_at, t->run->report, &is_new);
    t->held += is_new ? h.amount : 0;
    return e;
}

static enum err misfit(struct taking *t, const struct record *r, const struct item *i, int64_t result,
                       const char *code, const char *words)
{
    enum err e = result == RESULT_DONE ? hold_money(t, r, i, code) : ERR_NONE;
    return e == ERR_NONE ? hold(t, r, i, code, words) : e;
}

/* 消込: on the debit day; what a slip has paid meanwhile makes it 過誤納 (X24). */
static enum err book(struct taking *t, const struct record *r, const struct item *i)
{
    const struct collection_line line = {
        .instalment = i->instalment, .item = ITEM_PRINCIPAL, .amount = i->amount};
    const struct collection_booking b = {
        .channel = CHANNEL_DEBIT,
        .levy_year = i->levy_year,
        .notice_no = i->notice_no,
        .household_no = i->household_no,
        .payer_no = i->payer_no,
        .lines = &line,
        .line_count = 1,
        .cause = "",
        .received_on = i->debit_on,
        .paid_in_on = i->debit_on,
        .from = ACCOUNT_CASH,
        .origin = "debit",
        .origin_no = i->item_no,
        .law = t->law,
        .standings = t->standings,
    };
    struct collection_booked booked = {0};
    enum err e = collection_book_as_far(t->run->session, &b, t->run->recorded_at, t->run->report, &booked);

    if (e == ERR_NONE) {
        e = add_answer(t, i, RESULT_DONE, booked.receipt_no, booked.overpaid, date_none());
    }
    t->done++;
    t->booked += booked.taken;
    t->overpaid += booked.overpaid;
    if (e == ERR_NONE && booked.overpaid > 0) {
        e = hold(t, r, i, booked.was_gone ? "E41" : "W11",
                 arena_printf(t->scratch, "振り替えた %" PRId64 " 円のうち %" PRId64
                              " 円が過誤納です。充当か還付を決めてください",
                              i->amount, booked.overpaid));
    }
    if (e == ERR_NONE && i->halted_on != 0) {
        e = hold(t, r, i, "D80", "振替停止を依頼しましたが振り替えられました。金融機関に確かめてください");
    }
    return e;
}

/* 2, 3, 4: the mandate it was asked under stops, unless another account stands in its place already. */
static enum err stop_mandate(struct taking *t, const struct item *i, enum mandate_act act, const char *reason)
{
    struct store *s = t->run->session->store;
    struct mandate_cause cause = {"answer", i->item_no, t->run->recorded_at};
    struct mandate *all;
    size_t count;
    enum err e = mandates_of(s, i->payer_no, INT64_MAX, t->scratch, t->run->report, &all, &count);
    const struct mandate *now = e == ERR_NONE ? mandate_on(all, count, t->run->business_date) : NULL;

    if (now == NULL || now->serial != i->serial || now->state == DEBIT_ENDED) {
        return e;
    }
    struct mandate m = *now;
    m.from = t->run->business_date;
    m.act = act;
    m.state = act == ACT_BANK_ENDED ? DEBIT_ENDED : DEBIT_STOPPED;
    m.reason = text_of(reason);
    return mandate_put(s, &m, &cause, t->scratch, t->run->report);
}

/* The day on which an item without funds is asked for again; none: no 再振替, or too late. */
static date redebit_day(const struct taking *t, const struct item *i)
{
    if (t->settings.redebit_days == 0 || i->attempt > 1) {
        return date_none();
    }
    date day = business_day_from(date_add_days(i->debit_on, t->settings.redebit_days));
    return date_before(t->run->business_date, day) ? day : date_none();
}

static enum err fail(struct taking *t, const struct record *r, const struct item *i, enum result_code result)
{
    date again = result == RESULT_NO_FUNDS ? redebit_day(t, i) : date_none();
    enum err e = add_answer(t, i, (int)result, 0, 0, again);

    t->failed++;
    t->again += !date_is_none(again);
    t->not_booked += i->amount;
    if (e != ERR_NONE) {
        return e;
    }
    switch (result) {
    case RESULT_NO_FUNDS: return ERR_NONE; /* 再振替, or 口座振替不能通知 with a slip */
    case RESULT_NO_ACCOUNT:
        e = stop_mandate(t, i, ACT_BANK_STOPPED, "取引なし");
        return e != ERR_NONE ? e
                             : hold(t, r, i, "D20",
                                    "口座がありません。振替を停止しました。名義人に口座を確かめてください");
    case RESULT_BY_HOLDER:
        e = stop_mandate(t, i, ACT_BANK_ENDED, "預金者の都合");
        return e != ERR_NONE
                   ? e
                   : hold(t, r, i, "D30", "預金者が解約しました。納付書で納めてもらってください");
    case RESULT_NO_MANDATE:
        e = stop_mandate(t, i, ACT_BANK_STOPPED, "口座振替依頼書なし");
        return e != ERR_NONE
                   ? e
                   : hold(t, r, i, "D40",
                          "金融機関に依頼書がありません。口座振替を停止しました。依頼書を出し直してください");
    case RESULT_BY_US:
        return i->halted_on != 0
                   ? ERR_NONE
                   : hold(t, r, i, "D80", "依頼していない振替停止です。金融機関に確かめてください");
    case RESULT_OTHER: return hold(t, r, i, "D90", "理由が分かりません。金融機関に問い合わせてください");
    case RESULT_DONE: break;
    }
    assert(false && "a result that failed");
    return ERR_NONE;
}

static enum err answer(struct taking *t, const struct record *r, const struct item *i, int64_t result)
{
    if (!i->is_sent) {
        return misfit(t, r, i, result, "E52", "まだ送っていない依頼への回答です。金融機関に確かめてください");
    }
    if (!date_equal(i->debit_on, t->debit_on)) {
        return misfit(t, r, i, result, "E52", "依頼した振替日と違う日の回答です。金融機関に確かめてください");
    }
    int64_t amount = 0;
    if (!record_i64(r, t->amount_at, &amount) || amount != i->amount) {
        return misfit(t, r, i, result, "E53",
                      arena_printf(t->scratch,
                                   "依頼した %" PRId64 " 円と違う %" PRId64
                                   " 円の回答です。金融機関に確かめてください",
                                   i->amount, amount));
    }
    if (i->is_answered && i->answered == result) { /* the same record again (E10) */
        t->dropped++;
        return ERR_NONE;
    }
    if (i->is_answered) {
        return misfit(t, r, i, result, "E54",
                      arena_printf(t->scratch,
                                   "前の回答 %" PRId64 " と違う回答 %" PRId64
                                   " です。金融機関に確かめてください",
                                   i->answered, result));
    }
    enum err e = result == RESULT_DONE ? book(t, r, i) : fail(t, r, i, (enum result_code)result);
    if (e == ERR_NONE) {
        assert(t->ended_count < PORTION);
        t->ended[t->ended_count++] = i->item_no;
    }
    return e;
}

static enum err take_waiting(struct taking *t, const struct waiting *w)
{
    const struct record *r = &w->record;
    int64_t result = -1;

    if (!record_i64(r, t->result_at, &result)) {
        struct text code = record_text(r, t->result_at);
        bool is_digit = code.len == 1 && parse_i64(code.bytes, code.len, 0, 9, &result);
        assert(is_digit); /* the layout holds every other code (E51) */
    }
    if (w->found) {
        return answer(t, r, &w->item, result);
    }
    const struct item nobody = {.item_no = 0};
    enum err e = result == RESULT_DONE ? hold_money(t, r, &nobody, "E52") : ERR_NONE;
    return e != ERR_NONE ? e
                         : import_hold(t->run, r, "E52",
                                       "依頼していない顧客番号の回答です。金融機関に確かめてください");
}

static enum err find_items(struct taking *t, struct collection_place *places, size_t *ret_count)
{
    enum err e = ERR_NONE;

    *ret_count = 0;
    for (size_t i = 0; i < t->waiting_count && e == ERR_NONE; i++) {
        struct waiting *w = &t->waiting[i];
        e = find_item(t, record_text(&w->record, t->customer_at), &w->item, &w->found);
        for (size_t k = 0; k < i && w->found && !w->is_again; k++) {
            w->is_again = t->waiting[k].found && t->waiting[k].item.item_no == w->item.item_no;
        }
        if (e == ERR_NONE && w->found) {
            places[(*ret_count)++] =
                (struct collection_place){w->item.levy_year, w->item.notice_no, w->item.household_no};
        }
    }
    return e;
}

/* In the order of the file; what the record before it answered is asked again. */
static enum err take_all_waiting(struct taking *t)
{
    struct collection_place *places = ARENA_ARRAY(t->portion, struct collection_place, PORTION);
    size_t count;
    enum err e = find_items(t, places, &count);

    if (e == ERR_NONE) {
        e = collection_standings_read(t->run->session, t->law, places, count, t->portion, t->run->report,
                                      &t->standings);
    }
    for (size_t i = 0; i < t->waiting_count && e == ERR_NONE; i++) {
        struct waiting *w = &t->waiting[i];
        arena_reset(t->scratch);
        if (w->is_again) {
            e = write_answered(t, ERR_NONE);
        }
        if (w->is_again && e == ERR_NONE) {
            e = find_item(t, record_text(&w->record, t->customer_at), &w->item, &w->found);
        }
        e = e == ERR_NONE ? take_waiting(t, w) : e;
    }
    e = write_answered(t, e);
    t->waiting_count = 0;
    t->standings = NULL;
    arena_reset(t->portion);
    return e;
}

static void keep(struct taking *t, const struct record *r)
{
    struct text *fields = ARENA_ARRAY(t->portion, struct text, r->field_count + 1);

    for (size_t i = 0; i < r->field_count; i++) {
        fields[i].bytes = arena_copy(t->portion, r->fields[i].bytes, r->fields[i].len);
        fields[i].len = r->fields[i].len;
    }
    struct waiting *w = &t->waiting[t->waiting_count++];
    *w = (struct waiting){.record = {.kind = r->kind, .number = r->number, .field_count = r->field_count,
                                     .fields = fields}};
}

static enum err take_record(struct import_run *run, const struct record *r)
{
    struct taking *t = run->state;

    if (r->kind == t->header) { /* another debit day begins */
        enum err e = take_all_waiting(t);
        return e == ERR_NONE ? take_header(t, r) : e;
    }
    if (r->kind == t->data) {
        keep(t, r);
    }
    return t->waiting_count == PORTION ? take_all_waiting(t) : ERR_NONE;
}

/* A request whose every item has its answer is answered (授受の状態); what is lost stays open. */
static enum err close_requests(struct taking *t)
{
    struct store *s = t->run->session->store;
    struct query *q = store_query(s, SQL_debit_requests_answered);
    struct transport_cause cause = {t->run->session->operator.id, "振替結果の取込み", t->run->business_date,
                                    t->run->recorded_at};
    struct answered {
        struct file_receipt file;
        const char *layout;
    } *all = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;

    query_set_i64(q, "debit_on", date_is_none(t->debit_on) ? 0 : date_ymd(t->debit_on));
    while ((e = query_step(q, t->run->report, &row)) == ERR_NONE && row) {
        struct answered *a = ARENA_PUSH(t->arena, all, count, capacity);
        struct text name = query_text(q, 1), layout = query_text(q, 2), sha256 = query_text(q, 3);
        a->file = (struct file_receipt){.data_records = query_i64(q, 4), .amount_sum = query_i64(q, 5),
                                        .bytes = query_i64(q, 6)};
        snprintf(a->file.file_name, sizeof(a->file.file_name), "%.*s", (int)name.len, name.bytes);
        snprintf(a->file.sha256, sizeof(a->file.sha256), "%.*s", (int)sha256.len, sha256.bytes);
        a->layout = arena_copy(t->arena, layout.bytes, layout.len);
    }
    query_reset(q);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        enum transport_state state;
        const struct layout *l;
        e = transport_state_of(s, all[i].file.sha256, t->run->report, &state);
        if (e == ERR_NONE && state == TRANSPORT_HANDED_OVER) {
            const char *layouts = arena_printf(t->arena, "%s/layouts", share_folder());
            e = layout_find(layouts, all[i].layout, t->arena, t->run->report, &l);
            if (e == ERR_NONE) {
                e = transport_move(s, l, &all[i].file, TRANSPORT_ANSWERED, &cause, t->run->report);
            }
        }
    }
    return e;
}

static enum err end(struct import_run *run)
{
    struct taking *t = run->state;
    char booked[40], failed[40];
    enum err e = take_all_waiting(t);

    e = e == ERR_NONE ? close_requests(t) : e;
    yen_format(t->booked, booked, sizeof(booked));
    yen_format(t->not_booked, failed, sizeof(failed));
    report_add(run->report, "振替済み %" PRId64 " 件、消込 %s 円", t->done, booked);
    report_add(run->report, "振替不能 %" PRId64 " 件 %s 円、うち再振替 %" PRId64 " 件", t->failed, failed,
               t->again);
    if (t->overpaid > 0) {
        yen_format(t->overpaid, booked, sizeof(booked));
        report_add(run->report, "過誤納 %s 円", booked);
    }
    if (t->held > 0) {
        yen_format(t->held, booked, sizeof(booked));
        report_add(run->report, "合う依頼のない振替 %s 円を仮受にしました", booked);
    }
    if (t->dropped > 0) {
        report_add(run->report, "受け取り済みと同じ回答 %" PRId64 " 件は入れていません（E10）", t->dropped);
    }
    cancel(run);
    return e;
}

#define RESULT_HANDLER(name, of, from, words, at)                                                          \
    const struct import_handler name = {                                                                   \
        .layout = of, .partner = from, .label = words, .order = at,                                        \
        .begin = begin, .record = take_record, .end = end, .cancel = cancel}

RESULT_HANDLER(import_debit_result, "zengin-91-result", "金融機関", "口座振替の結果", 120);
RESULT_HANDLER(import_debit_result_jpbank, "zengin-91-result-jpbank", "ゆうちょ銀行",
               "自動払込みの結果（ゆうちょ銀行）", 121);
RESULT_HANDLER(import_debit_result_ebcdic, "zengin-91-result-ebcdic", "金融機関（EBCDIC）",
               "口座振替の結果（EBCDIC）", 122);
