/*
 * 係争・催告の保留 -- letters, calls and lists leave a charge alone for a time; the 督促 does not.
 *
 * Law     地方自治法231条の3第1項: the 督促 is a duty, so a dispute does not hold it; 行政不服審査法25条1項:
 *         an appeal stays nothing by itself
 * Rules   collection.md 22.2   Rows    CO-42, CO-44
 *
 * The time limit goes on.
 */
#include "arrears/kinds.h"

static const struct change_field hold_fields[] = {
    {.name = "on", .label = "保留の初日", .type = FIELD_DATE, .is_required = true, .help = "例: 080901"},
    {.name = "until",
     .label = "保留の終わりの日",
     .type = FIELD_DATE,
     .is_required = true,
     .help = "この日まで。過ぎれば、催告と電話の対象に戻ります。例: 081130"},
    {.name = "ground",
     .label = "理由",
     .type = FIELD_CHOICE,
     .is_required = true,
     .codes = hold_grounds,
     .help = "督促は法律の義務なので、保留の間も発します（地方自治法231条の3第1"
             "項）。"},
    {.name = "words",
     .label = "事情",
     .type = FIELD_LINES,
     .is_required = true,
     .characters_max = 500,
     .help = "例: 審査請求（令和8年9月1日付け）の裁決を待つ。"},
    CHARGES_FIELD,
};

static enum err hold_check(struct change_call *call)
{
    struct chosen chosen;
    date on = change_date(call, "on"), until = change_date(call, "until");
    enum err e = arrears_chosen(call, on, &chosen);

    if (e != ERR_NONE) {
        return e;
    }
    if (!date_is_none(on) && !date_is_none(until) && date_before(until, on)) {
        change_warn(call, WARNING_STOP, "until", "終わりの日が初日より前です。");
    }
    step_alive(call, &chosen, on);
    for (size_t i = 0; i < chosen.count && !date_is_none(until); i++) {
        if (!date_before(until, chosen.debts[i].limit_early)) {
            change_warn(call, WARNING_WARN, "until",
                        "%sは、保留の間の%"
                        "sに時効が完成するおそれがあります（保留の間も時効は進みます）。",
                        charge_words(call->arena, &chosen.debts[i].charge),
                        day_words(call->arena, chosen.debts[i].limit_early));
        }
    }
    return ERR_NONE;
}

static enum err hold_apply(struct change_call *call) { return arrears_apply_until(call, ACT_HOLD); }

const struct change_kind kind_arrears_hold = {
    .name = "arrears-hold",
    .label = "係争・催告の保留",
    .help = "争いがある期や、相談・納付の確認を待つ期を、催告、電話、抽出の対象"
            "から外します。督促は発します。"
            "差押えのときは注意が出ます。時効は進みます。早く終わったら「解除・"
            "取消し・終了」で終わらせます。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_ARREARS_CHANGE,
    .approve = PERM_ARREARS_APPROVE,
    .fields = hold_fields,
    .field_count = COUNT_OF(hold_fields),
    .begin = arrears_begin,
    .check = hold_check,
    .apply = hold_apply,
    .undo = acts_undo,
};
