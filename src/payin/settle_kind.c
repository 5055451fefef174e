/*
 * 払込の差異の処理 -- what a clerk found out about a day that does not agree; another person approves. It
 * moves no money: a receipt stays what the payer paid (地方自治法231条の2の3: paid on the day the trustee
 * took it on).
 */
#include "payin/payin.h"

static enum err check(struct change_call *call);
static enum err preview(struct change_call *call, struct textbuf *ret);
static enum err apply(struct change_call *call);
static enum err undo(struct change_call *call);

static const struct change_code channels[] = {{"02", "金融機関窓口"},
                                              {"03", "口座振替"},
                                              {"04", "コンビニエンスストア"},
                                              {"05", "モバイルレジ（銀行）"},
                                              {"06", "モバイルレジ（クレジット）"},
                                              {"07", "ペイジー"},
                                              {"08", "スマートフォン決済"},
                                              {"09", "eL-QR"},
                                              {NULL, NULL}};
static const struct change_code reasons[] = {{"1", "相手先に請求中"},
                                             {"2", "ほかの日の払込に含まれる"},
                                             {"3", "収納データの訂正を待つ"},
                                             {"4", "手数料の差引き"},
                                             {"5", "その他"},
                                             {NULL, NULL}};
static const struct change_field fields[] = {
    {.name = "channel",
     .label = "経路",
     .type = FIELD_CHOICE,
     .codes = channels,
     .is_required = true,
     .help = "照合の一覧にある経路"},
    {.name = "day",
     .label = "払込日",
     .type = FIELD_DATE,
     .is_required = true,
     .help = "照合の一覧にある払込日。例: R8.6.15"},
    {.name = "reason",
     .label = "わかったこと",
     .type = FIELD_CHOICE,
     .codes = reasons,
     .is_required = true,
     .help = "合わない理由。請求中や訂正待ちのときは待つ日も入れます"},
    {.name = "wait_until",
     .label = "この日まで待つ",
     .type = FIELD_DATE,
     .only_if = "reason=1|2|3",
     .is_required = true,
     .help = "この日を過ぎても合わなければ、また作業一覧に出ます"},
    {.name = "words",
     .label = "経過",
     .type = FIELD_LINES,
     .is_required = true,
     .help = "だれに確かめて、何と答えたか。納付者の名前や番号は書かないでください"},
};

const struct change_kind kind_payin_settle = {
    .name = "payin-settle",
    .label = "払込の差異の処理",
    .help = "収納データと払い込まれた金額が合わない日について、わかったことを残します。"
            "別の職員が確認すると、金額が変わるか待つ日を過ぎるまで作業一覧に出ません。お金は動きません。",
    .subject = CHANGE_OF_NOBODY,
    .propose = PERM_COLLECTION_CHANGE,
    .approve = PERM_COLLECTION_APPROVE,
    .fields = fields,
    .field_count = COUNT_OF(fields),
    .check = check,
    .preview = preview,
    .apply = apply,
    .undo = undo,
};

/* The day as it stands; NULL: nothing is told of it. */
static enum err find(struct change_call *call, const struct payin_day **ret)
{
    struct payin_day *days;
    size_t count;
    date day = change_date(call, "day");
    int64_t channel = change_number(call, "channel");
    enum err e = payin_days(call->session, day, day, call->arena, call->report, &days, &count);

    *ret = NULL;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if ((int64_t)days[i].channel == channel) {
            *ret = &days[i];
        }
    }
    return e;
}

static enum err check(struct change_call *call)
{
    const struct payin_day *d;
    date wait = change_date(call, "wait_until");
    enum err e = find(call, &d);

    if (e == ERR_NONE && d == NULL) {
        change_warn(call, WARNING_STOP, "day",
                    "この経路と払込日の収納も払込もありません。照合の一覧を確かめてください");
    } else if (e == ERR_NONE && d->result < PAYIN_DIFFERS) {
        change_warn(call, WARNING_STOP, "day", "この日は%sです。処理する差異がありません",
                    payin_result_labels[d->result]);
    }
    if (!date_is_none(wait) && !date_before(call->session->folder.business_date, wait)) {
        change_warn(call, WARNING_STOP, "wait_until", "待つ日は今日の処理日より後の日にしてください");
    }
    return e;
}

static enum err preview(struct change_call *call, struct textbuf *ret)
{
    const struct payin_day *d;
    enum err e = find(call, &d);

    if (e == ERR_NONE && d != NULL) {
        textbuf_printf(ret, "%s: %s。承認されると作業一覧から消えます。収納の記録は変わりません。",
                       payin_result_labels[d->result], d->words);
    }
    return e;
}

static enum err close_before(struct change_call *call, const struct payin_day *d)
{
    struct query *q = store_query(call->session->store, SQL_payin_settlement_close);
    int64_t changed;

    query_set_i64(q, "channel", (int64_t)d->channel);
    query_set_i64(q, "paid_in_on", date_ymd(d->day));
    query_set_i64(q, "superseded_at", call->recorded_at);
    return query_run(q, call->report, &changed);
}

static enum err next_number(struct change_call *call, int64_t *ret)
{
    struct query *q = store_query(call->session->store, SQL_payin_settlement_last);
    bool row;
    enum err e = query_step(q, call->report, &row);

    *ret = e == ERR_NONE && row ? query_i64(q, 0) + 1 : 0;
    query_reset(q);
    return e;
}

static enum err apply(struct change_call *call)
{
    const struct payin_day *d;
    date wait = change_date(call, "wait_until");
    int64_t number = 0, changed;
    enum err e = find(call, &d);

    if (e == ERR_NONE && (d == NULL || d->result < PAYIN_DIFFERS)) {
        return report_fail(call->report, ERR_INPUT,
                           "この日の差異はもうありません。照合の一覧を確かめてください");
    }
    if (e == ERR_NONE) {
        e = close_before(call, d);
    }
    if (e == ERR_NONE) {
        e = next_number(call, &number);
    }
    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(call->session->store, SQL_payin_settlement_add);
    query_set_i64(q, "settlement_no", number);
    query_set_i64(q, "channel", (int64_t)d->channel);
    query_set_i64(q, "paid_in_on", date_ymd(d->day));
    query_set_i64(q, "reason", change_number(call, "reason"));
    query_set_text(q, "words", change_value(call, "words"));
    query_set_i64(q, "wait_until", date_is_none(wait) ? 0 : date_ymd(wait));
    query_set_i64(q, "data_amount", d->amount);
    query_set_i64(q, "agent_amount", d->gross);
    query_set_i64(q, "sheet_amount", d->sheet_amount);
    query_set_i64(q, "change_no", call->change_no);
    query_set_i64(q, "recorded_at", call->recorded_at);
    (void)snprintf(call->outcome, sizeof(call->outcome), "%s %08d 払込の差異を処理しました",
                   collection_channel_labels[d->channel], date_ymd(d->day));
    return query_run(q, call->report, &changed);
}

/* What was said before counts again. */
static enum err undo(struct change_call *call)
{
    static const struct {
        enum sql sql;
        bool has_now;
    } steps[] = {{SQL_payin_settlement_undo, true}, {SQL_payin_settlement_reopen, false}};
    enum err e = ERR_NONE;

    for (size_t i = 0; i < COUNT_OF(steps) && e == ERR_NONE; i++) {
        struct query *q = store_query(call->session->store, steps[i].sql);
        int64_t changed;
        query_set_i64(q, "channel", change_number(call, "channel"));
        query_set_i64(q, "paid_in_on", date_ymd(change_date(call, "day")));
        query_set_i64(q, "recorded_at", call->applied_at);
        if (steps[i].has_now) {
            query_set_i64(q, "superseded_at", call->recorded_at);
        }
        e = query_run(q, call->report, &changed);
        if (e == ERR_NONE && i == 0 && changed == 0) {
            return report_fail(call->report, ERR_INPUT,
                               "そのあとに別の処理が入っています。そちらを先に取り消してください");
        }
    }
    return e;
}
