/*
 * 財務会計の受付結果 -- what became of a file: taken in whole, or refused and to be said anew (CO-25). One
 * that does not fit what we sent is a task.
 */
#include "finance/journal.h"

#include "base/share.h"
#include "interchange/transport.h"

#include <inttypes.h>

enum { CELL_SEQUENCE, CELL_RESULT, CELL_LINES, CELL_AMOUNT, CELL_DAY, CELLS };
struct answering {
    struct arena *arena;
    const struct layout *journal;
    size_t at[CELLS];
    int64_t taken, refused, again;
};
/* A file of ours. */
struct sent {
    int64_t lines, amount, sent_on, result;
    struct file_receipt file;
};

static void cancel(struct import_run *run)
{
    struct answering *a = run->state;

    run->state = NULL;
    arena_free(a->arena); /* holds *a itself */
}

static enum err begin(struct import_run *run)
{
    static const char *const names[CELLS] = {"sequence", "result", "n", "amt", "answered"};
    struct arena *arena = arena_new("財務会計の受付結果", (size_t)16 << 20);
    struct answering *a = ARENA_NEW(arena, struct answering);
    size_t record = layout_record(run->layout, "data");

    a->arena = arena;
    run->state = a;
    for (int i = 0; i < CELLS; i++) {
        a->at[i] = layout_field(run->layout, record, names[i]);
        assert(a->at[i] != SIZE_MAX); /* stands in the layout */
    }
    enum err e = layout_find(arena_printf(arena, "%s/layouts", share_folder()), "finance-journal", arena,
                             run->report, &a->journal);
    if (e != ERR_NONE) {
        cancel(run);
    }
    return e;
}

static enum err find(struct import_run *run, int64_t sequence, struct sent *ret, bool *ret_found)
{
    struct query *q = store_query(run->session->store, SQL_finance_file_of_sequence);

    query_set_i64(q, "sequence", sequence);
    enum err e = query_step(q, run->report, ret_found);
    if (e == ERR_NONE && *ret_found) {
        struct text name = query_text(q, 4), sha256 = query_text(q, 5);
        *ret = (struct sent){.lines = query_i64(q, 1),
                             .amount = query_i64(q, 2),
                             .sent_on = query_i64(q, 3),
                             .result = query_i64(q, 7)};
        ret->file = (struct file_receipt){
            .bytes = query_i64(q, 6), .data_records = ret->lines, .amount_sum = ret->amount};
        snprintf(ret->file.file_name, sizeof(ret->file.file_name), "%.*s", (int)name.len, name.bytes);
        snprintf(ret->file.sha256, sizeof(ret->file.sha256), "%.*s", (int)sha256.len, sha256.bytes);
    }
    query_reset(q);
    return e;
}

static enum err add(struct import_run *run, int64_t sequence, int64_t result, int64_t day,
                    const struct sent *s)
{
    struct answering *a = run->state;
    struct query *q = store_query(run->session->store, SQL_finance_answer_add);
    const struct transport_cause cause = {run->session->operator.id, "財務会計の受付結果",
                                          run->business_date, run->recorded_at};
    int64_t changed;

    query_set_i64(q, "sequence", sequence);
    query_set_i64(q, "result", result);
    query_set_i64(q, "answered_on", day);
    query_set_i64(q, "recorded_at", run->recorded_at);
    enum err e = query_run(q, run->report, &changed);
    return e == ERR_NONE ? transport_move(run->session->store, a->journal, &s->file, TRANSPORT_ANSWERED,
                                          &cause, run->report)
                         : e;
}

static enum err record(struct import_run *run, const struct record *r)
{
    struct answering *a = run->state;
    struct sent s = {0};
    int64_t values[CELLS] = {0};
    bool found = false;

    for (int i = 0; i < CELLS; i++) {
        bool is_number = record_i64(r, a->at[i], &values[i]);
        assert(is_number); /* the layout has checked it */
    }
    enum err e = find(run, values[CELL_SEQUENCE], &s, &found);
    if (e != ERR_NONE) {
        return e;
    }
    if (!found || s.sent_on == 0) {
        return import_hold(run, r, "E52", "送っていない通番の受付結果です。財務会計に確かめてください");
    }
    if (s.result >= 0) {
        a->again += s.result == values[CELL_RESULT];
        return s.result == values[CELL_RESULT]
                   ? ERR_NONE
                   : import_hold(run, r, "E54", "前と違う受付結果です。財務会計に確かめてください");
    }
    if (values[CELL_RESULT] == 0 && (s.lines != values[CELL_LINES] || s.amount != values[CELL_AMOUNT])) {
        return import_hold(run, r, "E53",
                           "受け付けた行数か金額が、送ったものと違います。財務会計に確かめてください");
    }
    e = add(run, values[CELL_SEQUENCE], values[CELL_RESULT], values[CELL_DAY], &s);
    if (e == ERR_NONE && values[CELL_RESULT] != 0) {
        a->refused++;
        return import_hold(
            run, r, "F10",
            "財務会計が仕訳を受け付けませんでした。理由を確かめて、その日を出し直してください（処理"
            "「財務会計への仕訳の作成」の出し直す日）");
    }
    a->taken += e == ERR_NONE;
    return e;
}

static enum err end(struct import_run *run)
{
    const struct answering *a = run->state;

    report_add(run->report, "受付済み %" PRId64 " 件、エラー %" PRId64 " 件", a->taken, a->refused);
    if (a->again > 0) {
        report_add(run->report, "受け取り済みと同じ結果 %" PRId64 " 件は入れていません（E10）", a->again);
    }
    cancel(run);
    return ERR_NONE;
}

const struct import_handler import_finance_answer = {.layout = "finance-answer",
                                                     .partner = "財務会計",
                                                     .label = "財務会計の受付結果",
                                                     .order = 130,
                                                     .begin = begin,
                                                     .record = record,
                                                     .end = end,
                                                     .cancel = cancel};
