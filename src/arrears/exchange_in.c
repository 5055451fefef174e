/*
 * 預金照会の回答と移管先の収納 -- what banks and the collecting body send back (CO-49, CO-27, CO-58).
 *
 * An answer becomes property found, with the file as its source, and ends its inquiry. A receipt of the
 * body is booked
 * over the charge it names; where the body's balance is another than ours afterwards, a person looks.
 */
#include "arrears/kinds.h"

#include <inttypes.h>

struct answering {
    struct arena *arena;
    size_t at[16];
    const struct collection_law *law; /* of receipts: read once a file */
    int64_t *ended; /* inquiries that this file answers */
    size_t ended_count, ended_capacity;
};

static enum err begin_with(struct import_run *run, const char *const *names, size_t count)
{
    struct arena *arena = arena_new("滞納整理の取込み", (size_t)1 << 30);
    struct answering *state = ARENA_NEW(arena, struct answering);
    size_t data = layout_record(run->layout, "data");

    *state = (struct answering){.arena = arena};
    for (size_t i = 0; i < count; i++) {
        state->at[i] = layout_field(run->layout, data, names[i]);
        assert(state->at[i] != SIZE_MAX);
    }
    run->state = state;
    return ERR_NONE;
}

static void cancel(struct import_run *run)
{
    struct answering *state = run->state;
    arena_free(state->arena);
    run->state = NULL;
}

static enum err end(struct import_run *run)
{
    cancel(run);
    return ERR_NONE;
}

static struct text value(const struct import_run *run, const struct record *r, size_t field)
{
    const struct answering *state = run->state;
    return record_text(r, state->at[field]);
}

static int64_t amount(const struct import_run *run, const struct record *r, size_t field)
{
    const struct answering *state = run->state;
    int64_t number = 0;
    return record_i64(r, state->at[field], &number) ? number : 0;
}

static date day(const struct import_run *run, const struct record *r, size_t field)
{
    date d = run->business_date;
    int64_t ymd = amount(run, r, field);
    return date_from_ymd((int32_t)ymd, &d) ? d : run->business_date;
}

/* The act of a kind by its number; act_no 0: it was held with words. */
static enum err act_named(struct import_run *run, const struct record *r, int64_t act_no, enum act_kind kind,
                          struct act *ret)
{
    struct answering *state = run->state;
    struct report quiet;

    *ret = (struct act){0};
    report_init(&quiet);
    enum err e = arrears_act(run->session->store, act_no, state->arena, &quiet, ret);
    report_done(&quiet);
    if (e != ERR_NONE && e != ERR_FINDINGS) {
        return report_fail(run->report, e, "滞納整理の記録 %" PRId64 " を読めません", act_no);
    }
    if (e == ERR_FINDINGS || ret->kind != kind || ret->is_void) {
        *ret = (struct act){0};
        return import_hold(run, r, "Q01",
                           arena_printf(state->arena,
                                        "番号 %" PRId64 " の%sはありません。相手先に確かめてください",
                                        act_no, act_label(kind)));
    }
    return ERR_NONE;
}

/* ------------------------------------------------------------------------ 預金照会の回答 ------ */

enum { A_INQUIRY, A_BANK, A_RESULT, A_ON, A_BRANCH, A_KIND, A_ACCOUNT, A_BALANCE, A_NOTE, A_FIELDS };
static const char *const answer_fields[A_FIELDS] = {
    "inquiry_no", "bank", "result", "answered_on", "branch", "deposit_kind", "account", "balance", "note"};

static enum err answers_begin(struct import_run *run) { return begin_with(run, answer_fields, A_FIELDS); }

static bool is_of_this_file(const struct answering *state, int64_t act_no)
{
    for (size_t i = 0; i < state->ended_count; i++) {
        if (state->ended[i] == act_no) {
            return true;
        }
    }
    return false;
}

static enum err end_inquiry(struct import_run *run, struct act *inquiry, const struct record *r,
                            const struct book_writing *w)
{
    struct answering *state = run->state;

    if (is_of_this_file(state, inquiry->act_no)) {
        return ERR_NONE; /* another account of the same answer */
    }
    inquiry->ended_on = date_max(day(run, r, A_ON), inquiry->on);
    inquiry->end = amount(run, r, A_RESULT) == 1 ? ACT_DONE : ACT_RELEASED;
    inquiry->reason = text_of(amount(run, r, A_RESULT) == 3 ? "本人を特定できないとの回答" : "");
    *ARENA_PUSH(state->arena, state->ended, state->ended_count, state->ended_capacity) = inquiry->act_no;
    return act_write(w, inquiry, NULL, 0);
}

static enum err answers_record(struct import_run *run, const struct record *r)
{
    struct answering *state = run->state;
    struct book_writing w = {run->session->store, state->arena, run->report, 0, run->recorded_at};
    struct act inquiry;
    enum err e = act_named(run, r, amount(run, r, A_INQUIRY), ACT_INQUIRY, &inquiry);

    if (e != ERR_NONE || inquiry.act_no == 0) {
        return e;
    }
    if (!date_is_none(inquiry.ended_on) && !is_of_this_file(state, inquiry.act_no)) {
        return import_hold(run, r, "Q02",
                           arena_printf(state->arena,
                                        "照会 %" PRId64 " の回答はすでにあります。二重の回答か確かめてくださ"
                                                        "い",
                                        inquiry.act_no));
    }
    if (amount(run, r, A_BANK) != inquiry.amount) {
        return import_hold(run, r, "Q03",
                           arena_printf(state->arena,
                                        "照会 %" PRId64 " は金融機関 %04" PRId64 " に出したものです",
                                        inquiry.act_no, inquiry.amount));
    }
    if (amount(run, r, A_RESULT) == 1) {
        struct text branch = value(run, r, A_BRANCH), kind = value(run, r, A_KIND),
                    account = value(run, r, A_ACCOUNT);
        struct act found = {
            .kind = ACT_FINDING,
            .payer_no = inquiry.payer_no,
            .on = day(run, r, A_ON),
            .until = date_none(),
            .ended_on = date_none(),
            .related_on = date_none(),
            .detail = 1, /* 預金 */
            .amount = amount(run, r, A_BALANCE),
            .costs = amount(run, r, A_BALANCE) > 0 ? 1 : 0, /* 差し押さえられる */
            .other_no = inquiry.act_no,
            .party = inquiry.party,
            .body = text_of(arena_printf(state->arena, "%.*s %.*s %.*s", (int)branch.len, branch.bytes,
                                         (int)kind.len, kind.bytes, (int)account.len, account.bytes)),
            .reason =
                text_of(arena_printf(state->arena, "預金照会の回答（照会 %" PRId64 "）", inquiry.act_no)),
        };
        e = act_write(&w, &found, NULL, 0);
    }
    return e == ERR_NONE ? end_inquiry(run, &inquiry, r, &w) : e;
}

const struct import_handler import_deposit_answers = {
    .layout = "deposit-answer",
    .partner = "金融機関（預金照会）",
    .label = "預金照会の回答",
    .order = 90,
    .begin = answers_begin,
    .record = answers_record,
    .end = end,
    .cancel = cancel,
};

/* ------------------------------------------------------------------------ 移管先の収納 -------- */

enum { T_NO, T_YEAR, T_NOTICE, T_INSTALMENT, T_PAID, T_PAID_IN, T_ITEM, T_AMOUNT, T_BALANCE, T_FIELDS };
static const char *const transfer_fields[T_FIELDS] = {"transfer_no", "levy_year", "notice_no",
                                                      "instalment",  "paid_on",   "paid_in_on",
                                                      "item",        "amount",    "balance"};

static enum err transfers_begin(struct import_run *run)
{
    enum err e = begin_with(run, transfer_fields, T_FIELDS);
    struct answering *state = run->state;

    if (e == ERR_NONE) {
        e = collection_law_of(run->session, state->arena, run->report, &state->law);
    }
    if (e != ERR_NONE) {
        cancel(run);
    }
    return e;
}

/* As it stands now; NULL = the payer has no such charge. */
static enum err charge_named(struct import_run *run, const struct record *r, int64_t payer_no,
                             const struct collection_charge **ret)
{
    struct answering *state = run->state;
    struct collection_charge *charges = NULL;
    size_t count = 0;
    int32_t year = (int32_t)amount(run, r, T_YEAR);
    const struct collection_scope scope = {.payer_no = payer_no, .first_year = year, .last_year = year};
    enum err e =
        collection_charges(run->session->store, &scope, state->arena, run->report, &charges, &count);

    *ret = NULL;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (charges[i].notice_no == amount(run, r, T_NOTICE) &&
            charges[i].instalment == amount(run, r, T_INSTALMENT)) {
            *ret = &charges[i];
        }
    }
    return e;
}

static enum err book_transfer(struct import_run *run, const struct record *r, const struct act *a,
                              const struct collection_charge *c)
{
    const struct collection_line line = {c->instalment,
                                         amount(run, r, T_ITEM) == 1 ? ITEM_PRINCIPAL : ITEM_LATE_CHARGE,
                                         amount(run, r, T_AMOUNT)};
    const struct collection_booking booking = {
        .channel = CHANNEL_BANK,
        .levy_year = c->levy_year,
        .notice_no = c->notice_no,
        .household_no = c->household_no,
        .payer_no = c->payer_no,
        .lines = &line,
        .line_count = 1,
        .cause = "",
        .received_on = day(run, r, T_PAID),
        .paid_in_on = day(run, r, T_PAID_IN),
        .from = ACCOUNT_CASH,
        .origin = "arrears",
        .origin_no = a->act_no,
        .law = ((const struct answering *)run->state)->law,
    };
    int64_t receipt_no;
    return collection_book(run->session, &booking, run->recorded_at, run->report, &receipt_no);
}

static enum err transfers_record(struct import_run *run, const struct record *r)
{
    struct answering *state = run->state;
    const struct collection_charge *c = NULL;
    struct act a;
    enum err e = act_named(run, r, amount(run, r, T_NO), ACT_TRANSFER, &a);

    if (e != ERR_NONE || a.act_no == 0) {
        return e;
    }
    e = charge_named(run, r, a.payer_no, &c);
    if (e != ERR_NONE) {
        return e;
    }
    bool is_principal = amount(run, r, T_ITEM) == 1;
    if (c == NULL || (is_principal && amount(run, r, T_AMOUNT) > collection_unpaid(c))) {
        return import_hold(run, r, "Q04",
                           c == NULL ? "移管した期にありません。移管先に確かめてください"
                                     : arena_printf(state->arena,
                                                    "未納の額 %s "
                                                    "を超えています。移管先に確かめ、過誤納として扱ってくだ"
                                                    "さい",
                                                    yen_words(state->arena, collection_unpaid(c))));
    }
    date last;
    e = arrears_limit_of(run->session, c, run->report, &last);
    if (e == ERR_NONE && date_before(last, day(run, r, T_PAID))) {
        return import_hold(run, r, "Q06",
                           arena_printf(state->arena,
                                        "%sに時効が完成した期への納付です（E41）。移管先に確かめ、還付し"
                                        "てください",
                                        day_words(state->arena, last)));
    }
    if (e == ERR_NONE) {
        e = book_transfer(run, r, &a, c);
    }
    yen left = collection_unpaid(c) - (is_principal ? amount(run, r, T_AMOUNT) : 0);
    if (e == ERR_NONE && is_principal && amount(run, r, T_BALANCE) != left) {
        e = import_hold(run, r, "Q05",
                        arena_printf(state->arena,
                                     "収納しましたが、残高が合いません（区 %s、移管先 "
                                     "%s）。移管先と突き合わせてください",
                                     yen_words(state->arena, left),
                                     yen_words(state->arena, amount(run, r, T_BALANCE))));
    }
    return e;
}

const struct import_handler import_transfer_receipts = {
    .layout = "transfer-receipts",
    .partner = "徴収機構",
    .label = "移管先の収納",
    .order = 91,
    .begin = transfers_begin,
    .record = transfers_record,
    .end = end,
    .cancel = cancel,
};
