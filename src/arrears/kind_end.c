/*
 * 終わり -- 解除, 取立ての終了, 取下げ, 停止の取消し, 分納の不履行 ...: one form for every act that lasts.
 *
 * Law     国税徴収法79条・80条・84条, 地方税法15条の3・15条の8, 民法147条・148条
 * Rows    CO-28, CO-29, CO-34, CO-35, CO-57
 */
#include "arrears/kinds.h"

static const struct change_code end_codes[] = {{"1", "完了（取立て・配当・完納・回答）"},
                                               {"2", "解除・猶予や停止の取消し・該当なし"},
                                               {"3", "取消し・取下げ（はじめからなかったものとする）"},
                                               {"4", "不履行・不渡り"},
                                               {NULL, NULL}};
static const enum act_kind endable[] = {
    ACT_SEIZURE,    ACT_JOINED,  ACT_DEMAND,   ACT_ADVANCE,    ACT_SALE, ACT_GRACE,
    ACT_SALE_GRACE, ACT_WAIVER,  ACT_PLAN,     ACT_SUSPENSION, ACT_CASE, ACT_SUCCESSION,
    ACT_INQUIRY,    ACT_FINDING, ACT_TRANSFER, ACT_KEEP,       ACT_HOLD, 0};

static const struct change_field end_fields[] = {
    ACT_FIELD("終わらせる手続の"),
    {.name = "on",
     .label = "終わった日",
     .type = FIELD_DATE,
     .is_required = true,
     .help = "この日で終わります。差押えなどは翌日から新しい時効が進みます。例: 080901"},
    {.name = "cause",
     .label = "終わり方",
     .type = FIELD_CHOICE,
     .is_required = true,
     .codes = end_codes,
     .help = "取消し・取下げのときは時効が新しくならず、6か月の完成猶予だけになります（民法148条1項ただし書"
             "）。"},
    {.name = "words",
     .label = "理由",
     .type = FIELD_LINES,
     .is_required = true,
     .characters_max = 500,
     .help = "例: 預金45,000円を取り立てた。資力の回復が分かった（給与の照会、記録12）。"},
};

static enum err end_check(struct change_call *call)
{
    struct act a;
    date on = change_date(call, "on");
    int64_t cause = change_number(call, "cause");
    enum err e = arrears_standing(call, endable, &a);

    if (e != ERR_NONE || a.act_no == 0) {
        return e;
    }
    step_not_future(call, "on");
    if (!date_is_none(on) && date_before(on, a.on)) {
        change_warn(call, WARNING_STOP, "on", "%sの日（%s）より前です。", act_label(a.kind),
                    day_words(call->arena, a.on));
    }
    if (cause < ACT_DONE || cause > ACT_BROKEN || act_rules[a.kind].ends[cause] == NULL) {
        const char *words = "";
        for (int k = ACT_DONE; k <= ACT_BROKEN; k++) {
            if (act_rules[a.kind].ends[k] != NULL) {
                words = arena_printf(call->arena, "%s%s「%s」", words, words[0] != '\0' ? "、" : "",
                                     end_codes[k - 1].label);
            }
        }
        change_warn(call, WARNING_STOP, "cause", "%sの終わり方は%sです。", act_label(a.kind), words);
    }
    /* 15条の8: within three years only; after that the obligation is gone. */
    if (a.kind == ACT_SUSPENSION && date_before(a.until, on)) {
        change_warn(call, WARNING_STOP, "on",
                    "執行停止から3年がたち、%"
                    "sで納付義務が消えています（地方税法15条の7第4項）。取り消せません。",
                    day_words(call->arena, a.until));
    }
    return a.kind == ACT_SEIZURE || a.kind == ACT_JOINED ? step_not_in_sale(call, &a, "act") : ERR_NONE;
}

static enum err end_preview(struct change_call *call, struct textbuf *ret)
{
    struct act a;
    enum err e = arrears_standing(call, endable, &a);

    if (e == ERR_NONE && a.act_no != 0) {
        textbuf_printf(ret, "%s（記録 %lld、%sから）を%sで終わらせます。\n", act_label(a.kind),
                       (long long)a.act_no, day_words(call->arena, a.on),
                       day_words(call->arena, change_date(call, "on")));
    }
    return e;
}

static enum err end_apply(struct change_call *call)
{
    struct act a;
    struct book_writing w = writing_of(call);
    enum err e = arrears_still_standing(call, endable, &a);

    if (e != ERR_NONE) {
        return e;
    }
    a.ended_on = change_date(call, "on");
    a.end = (enum act_end)change_number(call, "cause");
    a.reason = change_value(call, "words");
    e = act_write(&w, &a, NULL, 0);
    if (e == ERR_NONE) {
        (void)snprintf(call->outcome, sizeof(call->outcome), "%s（記録 %lld）を「%s」で終わらせました",
                       act_label(a.kind), (long long)a.act_no, act_end_label(a.kind, a.end));
    }
    return e;
}

const struct change_kind kind_arrears_end = {
    .name = "arrears-end",
    .label = "解除・取消し・終了",
    .help = "差押えの解除と取立ての終了、交付要求の取下げ、猶予・執行停止の取消し、分納の取りやめ、財産調査"
            "の回答など、"
            "続いている手続を終わらせます。時効・猶予・延滞金の免除は、終わり方に応じて自動で直ります。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_ARREARS_CHANGE,
    .approve = PERM_ARREARS_APPROVE,
    .fields = end_fields,
    .field_count = COUNT_OF(end_fields),
    .begin = arrears_begin,
    .check = end_check,
    .preview = end_preview,
    .apply = end_apply,
    .undo = acts_undo,
};
