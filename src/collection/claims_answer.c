/*
 * ペイジー 請求データの受付結果 -- what the centre answered to our keys (payment_formats.md 10.4, Y34).
 *
 * 00 accepted, or deleted; 03 already paid: the payment stands and our change or delete is void. Other
 * results are held by the layout as tasks. A key that we never told is E03.
 */
#include "collection/collection.h"
#include "slip/slip.h"

enum { ANSWER_ACTION, ANSWER_NUMBER, ANSWER_RESULT, ANSWER_FIELDS };
struct answering {
    struct arena *arena;
    size_t at[ANSWER_FIELDS];
    int64_t steps[SLIP_STEPS];
};

static void cancel(struct import_run *run)
{
    struct answering *a = run->state;

    run->state = NULL;
    arena_free(a->arena); /* holds *a itself */
}

static enum err begin(struct import_run *run)
{
    static const char *const names[ANSWER_FIELDS] = {"action", "pay_number", "result"};
    struct arena *arena = arena_new("ペイジーの受付結果", (size_t)1 << 30);
    struct answering *a = ARENA_NEW(arena, struct answering);
    size_t record = layout_record(run->layout, "data");

    a->arena = arena;
    run->state = a;
    for (int i = 0; i < ANSWER_FIELDS; i++) {
        a->at[i] = layout_field(run->layout, record, names[i]);
        assert(a->at[i] != SIZE_MAX); /* stands in the layout */
    }
    return ERR_NONE;
}

/* 4 year, 2 class, 8 notice, 2 instalment, 3 serial; the check digit was proved by the layout. */
static enum err find_slip(struct import_run *run, struct text number, struct slip *ret, bool *ret_found)
{
    struct answering *a = run->state;
    int64_t year, notice, instalment, serial;
    struct slip *all;
    size_t count;

    *ret_found = false;
    if (number.len != 20 || !parse_i64(number.bytes, 4, 0, 9999, &year) ||
        !parse_i64(number.bytes + 6, 8, 0, 99999999, &notice) ||
        !parse_i64(number.bytes + 14, 2, 0, 99, &instalment) ||
        !parse_i64(number.bytes + 16, 3, 0, 999, &serial)) {
        return ERR_NONE;
    }
    enum err e =
        slips_of_notice(run->session->store, (int32_t)year, notice, a->arena, run->report, &all, &count);
    for (size_t i = 0; e == ERR_NONE && i < count; i++) {
        if (all[i].instalment == instalment && all[i].serial == serial) {
            *ret = all[i];
            *ret_found = true;
        }
    }
    return e;
}

static enum err record(struct import_run *run, const struct record *r)
{
    struct answering *a = run->state;
    struct slip slip;
    bool found;

    if (r->kind != layout_record(run->layout, "data")) {
        return ERR_NONE;
    }
    enum err e = find_slip(run, record_text(r, a->at[ANSWER_NUMBER]), &slip, &found);
    if (e != ERR_NONE) {
        return e;
    }
    if (!found || (slip.step != SLIP_UPLOADED && slip.step != SLIP_DELETING)) {
        return import_hold(
            run, r, "E03",
            "センターの答えに合う請求を送っていません。送った請求データと相手先の処理を確かめてください");
    }
    bool is_delete = text_is(record_text(r, a->at[ANSWER_ACTION]), "3");
    bool is_paid = text_is(record_text(r, a->at[ANSWER_RESULT]), "03");
    enum slip_step to = is_paid ? SLIP_PAID : is_delete ? SLIP_DELETED : SLIP_ACCEPTED;
    a->steps[to]++;
    return slip_move(run->session->store, &slip, to, 0, run->recorded_at, run->report);
}

static enum err end(struct import_run *run)
{
    const struct answering *a = run->state;

    for (int i = SLIP_MADE; i < SLIP_STEPS; i++) {
        if (a->steps[i] > 0) {
            report_add(run->report, "%s %lld 件", slip_step_labels[i], (long long)a->steps[i]);
        }
    }
    cancel(run);
    return ERR_NONE;
}

const struct import_handler import_pay_easy_answer = {
    .layout = "pay-easy-answer",
    .partner = "ペイジー共同利用センター",
    .label = "ペイジー 請求データの受付結果",
    .order = 95,
    .begin = begin,
    .record = record,
    .end = end,
    .cancel = cancel,
};
