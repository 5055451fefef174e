/*
 * 振替停止依頼 -- a debit that the bank has already is to be left out: asked by a clerk, seen by a second
 * person, told to the bank; it answers 8 (collection.md 13). Should it debit all the same, the money is
 * booked and a task tells it.
 */
#include "debit/debit.h"

#include <inttypes.h>

static const struct change_code reasons[] = {{"1", "納付義務者の申出"},
                                             {"2", "納付書で納付済み"},
                                             {"3", "減額・取消しになった"},
                                             {"4", "誤って依頼した"},
                                             {NULL, NULL}};
static const struct change_field fields[] = {
    {.name = "debit_on", .label = "振替日", .type = FIELD_DATE, .is_required = true,
     .help = "止める振替の振替日。この方のその日の依頼をすべて止めます。例: 080630"},
    {.name = "reason", .label = "理由", .type = FIELD_CHOICE, .is_required = true, .codes = reasons,
     .help = "なぜ止めるか。金融機関への依頼書に入ります。"},
};

struct open_item {
    int64_t item_no;
    yen amount;
};

static enum err open_items(struct change_call *call, struct open_item **ret, size_t *ret_count)
{
    struct query *q = store_query(call->session->store, SQL_debit_open_of_payer);
    struct open_item *all = NULL;
    size_t count = 0, capacity = 0;
    date day = change_date(call, "debit_on");
    bool row;
    enum err e;

    query_set_i64(q, "payer_no", call->subject_no);
    query_set_i64(q, "debit_on", date_is_none(day) ? 0 : date_ymd(day));
    while ((e = query_step(q, call->report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(call->arena, all, count, capacity) = (struct open_item){query_i64(q, 0), query_i64(q, 1)};
    }
    query_reset(q);
    *ret = all;
    *ret_count = count;
    return e;
}

static enum err check(struct change_call *call)
{
    struct open_item *items;
    size_t count;
    enum err e = open_items(call, &items, &count);

    if (e == ERR_NONE && count == 0) {
        change_warn(call, WARNING_STOP, "debit_on",
                    "この日に依頼中の振替がありません。振替日を確かめてください。");
    }
    bool is_late = !date_before(call->session->folder.business_date, change_date(call, "debit_on"));
    if (e == ERR_NONE && count > 0 && is_late) {
        change_warn(call, WARNING_WARN, "debit_on",
                    "振替日になっています。金融機関が止められるか、電話で確かめてください。");
    }
    return e;
}

static enum err preview(struct change_call *call, struct textbuf *ret)
{
    struct open_item *items;
    size_t count;
    yen sum = 0;
    char amount[40];
    enum err e = open_items(call, &items, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        sum += items[i].amount;
    }
    yen_format(sum, amount, sizeof(amount));
    textbuf_printf(ret, "依頼中の %zu 件 %s円を止めます。金融機関に振替停止依頼書を送ってください。", count,
                   amount);
    return e;
}

static enum err apply(struct change_call *call)
{
    struct open_item *items;
    size_t count;
    int64_t changed;
    enum err e = open_items(call, &items, &count);

    if (e == ERR_NONE && count == 0) {
        return report_fail(call->report, ERR_INPUT, "依頼中の振替がもうありません。開き直してください。");
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        struct query *q = store_query(call->session->store, SQL_debit_halt_add);
        query_set_i64(q, "item_no", items[i].item_no);
        query_set_i64(q, "halted_on", date_ymd(call->session->folder.business_date));
        query_set_text(q, "reason", change_value(call, "reason"));
        query_set_i64(q, "change_no", call->change_no);
        query_set_i64(q, "recorded_at", call->recorded_at);
        e = query_run(q, call->report, &changed);
    }
    (void)snprintf(call->outcome, sizeof(call->outcome), "振替停止を %zu 件依頼しました", count);
    return e;
}

static enum err undo(struct change_call *call)
{
    struct query *q = store_query(call->session->store, SQL_debit_halt_withdraw);
    int64_t changed = 0;

    query_set_i64(q, "payer_no", call->subject_no);
    query_set_i64(q, "applied_at", call->applied_at);
    query_set_i64(q, "now", call->recorded_at);
    enum err e = query_run(q, call->report, &changed);
    if (e == ERR_NONE && changed == 0) {
        return report_fail(call->report, ERR_INPUT, "金融機関がもう回答しています。取り消せません。");
    }
    return e;
}

const struct change_kind kind_debit_halt = {
    .name = "debit-halt",
    .label = "振替停止依頼",
    .help = "金融機関に依頼した振替を、振替日の前に止めます。別の職員が確認すると登録され、金融機関への"
            "振替停止依頼書の一覧に入ります。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_COLLECTION_CHANGE,
    .approve = PERM_COLLECTION_APPROVE,
    .fields = fields,
    .field_count = COUNT_OF(fields),
    .check = check,
    .preview = preview,
    .apply = apply,
    .undo = undo,
};
