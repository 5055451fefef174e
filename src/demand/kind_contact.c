/*
 * 折衝記録と納付約束の入力 (CO-42, CO-46, CO-52) -- one form for a call, a visit, a word at the counter.
 */
#include "demand/contact.h"

#define PROMISE_DAYS_MAX 366

static enum err begin(struct change_call *call);
static enum err check(struct change_call *call);
static enum err apply(struct change_call *call);
static enum err undo(struct change_call *call);

static const struct change_field fields[] = {
    {.name = "on", .label = "日", .type = FIELD_DATE, .is_required = true, .help = "話した日。例: 080720"},
    {.name = "way",
     .label = "方法",
     .type = FIELD_CHOICE,
     .is_required = true,
     .codes = contact_ways,
     .help = "電話、窓口、訪問など。"},
    {.name = "result",
     .label = "結果",
     .type = FIELD_CHOICE,
     .is_required = true,
     .codes = contact_results,
     .help = "電話催告の結果と同じ区分です。"},
    {.name = "promise_on",
     .label = "約束の日",
     .type = FIELD_DATE,
     .only_if = "result=11",
     .help = "この日までに納めるという約束。翌日に、守られたかを自動で判定します。例: 080731"},
    {.name = "promise_amount",
     .label = "約束の額",
     .type = FIELD_YEN,
     .only_if = "result=11",
     .help = "約束の日までに納める合計。例: 30000"},
    {.name = "words",
     .label = "内容",
     .type = FIELD_LINES,
     .characters_max = 2000,
     .help = "事情と話の内容。滞納整理に要ることだけを書きます。"},
    {.name = "next_action",
     .label = "次の対応",
     .type = FIELD_CHOICE,
     .codes = contact_next_actions,
     .help = "次にすること。作業一覧に入り、あとの折衝を記録すると終わります。"},
    {.name = "next_on",
     .label = "次の対応の日",
     .type = FIELD_DATE,
     .help = "この日までにすること。例: 080801"},
};

const struct change_kind kind_contact_debtor = {
    .name = "debtor-contact",
    .label = "折衝の記録",
    .help = "電話、窓口、訪問で滞納者と話したことを記録します。納付の約束は日と額を入れると、翌日から"
            "守られたかを見張ります。次の対応は作業一覧に入ります。すぐに登録されます。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_ARREARS_CHANGE,
    .approve = PERM_NONE,
    .fields = fields,
    .field_count = COUNT_OF(fields),
    .begin = begin,
    .check = check,
    .apply = apply,
    .undo = undo,
};

static enum err begin(struct change_call *call)
{
    change_set_day(call, "on", change_today(call));
    change_set(call, "way", "1");
    return ERR_NONE;
}

static enum err check_promise(struct change_call *call)
{
    date on = change_date(call, "on"), promise = change_date(call, "promise_on");
    int64_t amount = change_number(call, "promise_amount");

    if (change_number(call, "result") != RESULT_PROMISED) {
        return ERR_NONE;
    }
    if (date_is_none(promise) || amount <= 0) {
        change_warn(call, WARNING_STOP, date_is_none(promise) ? "promise_on" : "promise_amount",
                    "納付の約束には、日と額の両方を入れてください。");
        return ERR_NONE;
    }
    if (date_before(promise, on)) {
        change_warn(call, WARNING_STOP, "promise_on", "約束の日が、話した日より前です。");
    } else if (PROMISE_DAYS_MAX < date_days_between(on, promise)) {
        change_warn(call, WARNING_WARN, "promise_on", "約束の日が1年より先です。分納誓約にしませんか。");
    }
    return ERR_NONE;
}

static enum err check(struct change_call *call)
{
    struct collection_charge *charges = NULL;
    size_t count = 0;
    yen unpaid = 0;

    if (date_before(change_today(call), change_date(call, "on"))) {
        change_warn(call, WARNING_STOP, "on", "話した日が今日より後です。");
    }
    enum err e =
        collection_charges(call->session->store, &(struct collection_scope){.payer_no = call->subject_no},
                           call->arena, call->report, &charges, &count);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        unpaid += collection_unpaid(&charges[i]) > 0 ? collection_unpaid(&charges[i]) : 0;
    }
    if (e == ERR_NONE && count == 0) {
        change_warn(call, WARNING_WARN, NULL,
                    "この人に調定はありません。世帯主（納付義務者）の記録ではありませんか。");
    } else if (e == ERR_NONE && change_number(call, "promise_amount") > unpaid) {
        change_warn(call, WARNING_WARN, "promise_amount", "約束の額が、未納の保険料 %lld 円より多いです。",
                    (long long)unpaid);
    }
    return e == ERR_NONE ? check_promise(call) : e;
}

static enum err apply(struct change_call *call)
{
    struct contact_row row = {
        .payer_no = call->subject_no,
        .on = change_date(call, "on"),
        .way = change_number(call, "way"),
        .result = change_number(call, "result"),
        .words = change_value(call, "words"),
        .operator_id = text_of(call->session->operator.id),
        .next_action = change_number(call, "next_action"),
        .next_on = change_date(call, "next_on"),
        .promise_on = change_date(call, "promise_on"),
        .promise_amount = change_number(call, "promise_amount"),
        .origin = ORIGIN_CLERK,
    };
    enum err e = contact_add(call->session->store, &row, call->recorded_at, call->report, &row.contact_no);

    if (e == ERR_NONE) {
        e = contact_next_task(call->session, &row, call->report);
    }
    snprintf(call->outcome, sizeof(call->outcome), "折衝を記録しました（%s）",
             contact_label(contact_results, row.result));
    return e;
}

static enum err undo(struct change_call *call)
{
    int64_t changed = 0;
    struct query *q = store_query(call->session->store, SQL_demand_contact_undo);

    query_set_i64(q, "payer_no", call->subject_no);
    query_set_i64(q, "applied_at", call->applied_at);
    query_set_i64(q, "now", call->recorded_at);
    enum err e = query_run(q, call->report, &changed);
    if (e == ERR_NONE && changed != 1) {
        e = report_fail(
            call->report, ERR_INPUT,
            "納付の約束がもう判定されたため、この折衝は取り消せません。あとの折衝を記録してください");
    }
    struct contact_row before;
    if (e == ERR_NONE) { /* what was to be done next before this word is to be done again */
        e = contact_newest(call->session->store, call->subject_no, call->arena, call->report, &before);
    }
    return e == ERR_NONE ? contact_next_task(call->session, &before, call->report) : e;
}
