/*
 * 証券受託 -- a cheque or note handed in: held, presented, paid, or dishonoured and given back.
 *
 * Law     地方税法16条の2 (「例による」)   Rules   collection.md 19.5   Rows    CO-30
 *
 * The paper itself is no money. Only when it is paid is the sum booked, on the day it was paid, over the
 * charges
 * it was taken for, the oldest first.
 */
#include "arrears/kinds.h"
#include "arrears/money.h"

static const struct change_code steps[] = {{"1", "受託（受け取った）"},
                                           {"2", "取立てに出した"},
                                           {"3", "取立て済み（入金）"},
                                           {"4", "不渡り"},
                                           {"5", "返還"},
                                           {NULL, NULL}};
static const enum act_kind only_security[] = {ACT_SECURITY, 0};

static const struct change_field security_fields[] = {
    {.name = "step",
     .label = "手続",
     .type = FIELD_CHOICE,
     .is_required = true,
     .codes = steps,
     .help = "受け取ったときは「受託」。その後は記録番号を入れて次の段階を選びます。"},
    {.name = "act",
     .label = "証券受託の記録番号",
     .type = FIELD_NUMBER,
     .only_if = "step=2|3|4|5",
     .help = "滞納の状況の画面に出る記録の番号。"},
    {.name = "on",
     .label = "日",
     .type = FIELD_DATE,
     .is_required = true,
     .help = "受け取った日、取立てに出した日、入金の日など。例: 080901"},
    {.name = "party",
     .label = "証券の表示",
     .type = FIELD_TEXT,
     .only_if = "step=1",
     .help = "種類、番号、振出人、支払場所。例: 約束手形 AB12345 見本商事 見本銀行本店"},
    {.name = "payable_on",
     .label = "支払期日",
     .type = FIELD_DATE,
     .only_if = "step=1",
     .help = "手形の満期。小切手は振出日。"},
    {.name = "amount",
     .label = "券面の額",
     .type = FIELD_YEN,
     .only_if = "step=1",
     .help = "未納の額を超える証券は受け取れません。"},
    {.name = "words",
     .label = "備考",
     .type = FIELD_LINES,
     .characters_max = 500,
     .help = "不渡りの理由など。"},
    CHARGES_FIELD,
};

static enum err check_taking(struct change_call *call)
{
    struct chosen chosen;
    yen amount = change_number(call, "amount");
    enum err e = arrears_chosen(call, change_date(call, "on"), &chosen);

    if (e != ERR_NONE) {
        return e;
    }
    step_alive(call, &chosen, change_date(call, "on"));
    if (change_value(call, "party").len == 0 || amount == 0) {
        change_warn(call, WARNING_STOP, change_value(call, "party").len == 0 ? "party" : "amount",
                    "証券の表示と券面の額を入れてください。");
    } else if (amount > chosen.principal + chosen.late_charge) {
        change_warn(call, WARNING_STOP, "amount",
                    "券面の額 %s が未納の額 %s "
                    "を超えています。超える証券は受け取れません（地方税法16条の2）。",
                    yen_words(call->arena, amount),
                    yen_words(call->arena, chosen.principal + chosen.late_charge));
    }
    if (date_is_none(change_date(call, "payable_on"))) {
        change_warn(call, WARNING_STOP, "payable_on", "支払期日を入れてください。");
    }
    return ERR_NONE;
}

static enum err security_check(struct change_call *call)
{
    struct act a;
    int64_t step = change_number(call, "step");
    enum err e;

    step_not_future(call, "on");
    if (step == 1) {
        return check_taking(call);
    }
    e = arrears_standing(call, only_security, &a);
    if (e != ERR_NONE || a.act_no == 0) {
        return e;
    }
    if (date_before(change_date(call, "on"), a.on)) {
        change_warn(call, WARNING_STOP, "on", "受け取った日（%s）より前です。",
                    day_words(call->arena, a.on));
    }
    if ((step == 3 || step == 4) && a.detail != 2) {
        change_warn(call, WARNING_STOP, "step",
                    "取立てに出していません。先に「取立てに出した」を登録してください。");
    }
    if (step == 2 && a.detail != 1) {
        change_warn(call, WARNING_STOP, "step", "すでに取立てに出しています。");
    }
    return ERR_NONE;
}

static enum err take_security(struct change_call *call)
{
    struct chosen chosen;
    struct act a = {
        .kind = ACT_SECURITY,
        .payer_no = call->subject_no,
        .on = change_date(call, "on"),
        .until = date_none(),
        .ended_on = date_none(),
        .related_on = change_date(call, "payable_on"),
        .detail = 1,
        .amount = change_number(call, "amount"),
        .party = change_value(call, "party"),
        .reason = change_value(call, "words"),
    };
    enum err e = arrears_still_chosen(call, a.on, &chosen);

    return e == ERR_NONE ? arrears_write(call, &a, &chosen) : e;
}

static enum err security_apply(struct change_call *call)
{
    static const enum act_end ends[] = {[3] = ACT_DONE, [4] = ACT_BROKEN, [5] = ACT_RELEASED};
    int64_t step = change_number(call, "step");
    struct book_writing w = writing_of(call);
    struct act a;

    if (step == 1) {
        return take_security(call);
    }
    enum err e = arrears_still_standing(call, only_security, &a);
    if (e != ERR_NONE) {
        return e;
    }
    a.reason = change_value(call, "words");
    if (step == 2) {
        a.detail = 2;
    } else {
        a.ended_on = change_date(call, "on");
        a.end = ends[step];
    }
    e = act_write(&w, &a, NULL, 0);
    if (e == ERR_NONE && step == 3) {
        e = money_of_security(call, &a);
    }
    if (e == ERR_NONE) {
        (void)snprintf(call->outcome, sizeof(call->outcome), "証券受託（記録 %lld）を「%s」にしました",
                       (long long)a.act_no, steps[step - 1].label);
    }
    return e;
}

static enum err security_undo(struct change_call *call)
{
    struct act a;
    enum err e = ERR_NONE;

    if (change_number(call, "step") == 3) {
        e = arrears_act(call->session->store, change_number(call, "act"), call->arena, call->report, &a);
        e = e == ERR_NONE ? money_back(call, a.act_no, "証券受託の入金の取消し") : e;
    }
    return e == ERR_NONE ? acts_undo(call) : e;
}

const struct change_kind kind_arrears_security = {
    .name = "arrears-security",
    .label = "証券受託",
    .help = "小切手・手形を受け取り、取立てに出し、入金・不渡り・返還までを記録します。券面の額は未納の額以"
            "下です。"
            "入金になったとき、その日の収納として古い期から消し込みます。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_ARREARS_CHANGE,
    .approve = PERM_ARREARS_APPROVE,
    .fields = security_fields,
    .field_count = COUNT_OF(security_fields),
    .begin = arrears_begin,
    .check = security_check,
    .apply = security_apply,
    .undo = security_undo,
};
