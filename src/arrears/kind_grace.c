/*
 * 徴収猶予・換価の猶予・延滞金の減免・証券受託.
 *
 * Law     地方税法15条・15条の5・15条の6・15条の9・16条・16条の2・20条の9の5 (「例による」), 条例（減免）
 * Rules   collection.md 9.6, 19.3, 19.5   Rows    CO-29, CO-30; X41
 */
#include "arrears/kinds.h"
#include "arrears/options.h"

#include "rules/common/period.h"

static const struct change_code grace_modes[] = {
    {"1", "徴収猶予（15条）"}, {"2", "換価の猶予（15条の5・6）"}, {NULL, NULL}};

static const struct change_field grace_fields[] = {
    {.name = "mode",
     .label = "種類",
     .type = FIELD_CHOICE,
     .is_required = true,
     .codes = grace_modes,
     .help = "徴収猶予は新しい督促と差押えを止め、換価の猶予は換価を止めます。"},
    {.name = "ground",
     .label = "徴収猶予の理由",
     .type = FIELD_CHOICE,
     .codes = grace_grounds,
     .only_if = "mode=1",
     .help = "1号・2号は期間の延滞金の全額、ほかは猶予の割合を超える分を免除します。"},
    {.name = "sale_ground",
     .label = "換価の猶予の種類",
     .type = FIELD_CHOICE,
     .codes = sale_grace_grounds,
     .only_if = "mode=2",
     .help = "職権によるものか、申請によるものか。"},
    {.name = "applied_on",
     .label = "申請の日",
     .type = FIELD_DATE,
     .help = "申請は債務の承認で、時効が新しく進みます。職権のときは空。"},
    {.name = "on", .label = "猶予の初日", .type = FIELD_DATE, .is_required = true, .help = "例: 080901"},
    {.name = "until",
     .label = "猶予の最後の日",
     .type = FIELD_DATE,
     .is_required = true,
     .help = "1年以内。延長は前の猶予の記録番号を入れて、通算2年まで。"},
    {.name = "extends",
     .label = "延長する猶予の記録番号",
     .type = FIELD_NUMBER,
     .help = "延長のときだけ。初日は前の猶予の最後の日の翌日にします。"},
    {.name = "security",
     .label = "担保",
     .type = FIELD_TEXT,
     .help = "徴した担保。徴さないときはその理由。"},
    {.name = "words",
     .label = "事実と納付の見込み",
     .type = FIELD_LINES,
     .is_required = true,
     .characters_max = 1000,
     .help = "猶予の理由となる事実と、猶予の期間に納める額。"},
    CHARGES_FIELD,
};

/* The first day of what is extended: the terms count from there (15条4項). */
static enum err first_day(struct change_call *call, date on, date *ret, int64_t *ret_other)
{
    int64_t extends = change_number(call, "extends");
    struct act before;
    enum act_kind kind = change_number(call, "mode") == 2 ? ACT_SALE_GRACE : ACT_GRACE;

    *ret = on;
    *ret_other = 0;
    while (extends != 0) {
        enum err e = arrears_act(call->session->store, extends, call->arena, call->report, &before);
        if (e == ERR_FINDINGS ||
            (e == ERR_NONE && (before.kind != kind || before.payer_no != call->subject_no ||
                               before.is_void || !date_is_none(before.ended_on)))) {
            report_clear(call->report);
            change_warn(call, WARNING_STOP, "extends",
                        "記録番号 %lld は、この人の続いている%sではありません。", (long long)extends,
                        act_label(kind));
            return ERR_NONE;
        }
        if (e != ERR_NONE) {
            return e;
        }
        if (!date_equal(date_add_days(before.until, 1), *ret)) {
            change_warn(call, WARNING_STOP, "on",
                        "延長の初日は、前の猶予の最後の日（%s）の翌日にしてください。",
                        day_words(call->arena, before.until));
        }
        *ret_other = *ret_other == 0 ? extends : *ret_other;
        *ret = before.on;
        extends = before.other_no;
    }
    return ERR_NONE;
}

static enum err check_length(struct change_call *call, const struct arrears_options *o,
                             const struct chosen *chosen)
{
    date on = change_date(call, "on"), until = change_date(call, "until"), first;
    int64_t other;
    enum err e = first_day(call, on, &first, &other);

    if (e != ERR_NONE) {
        return e;
    }
    date longest = period_end(on, (int)o->grace_months),
         in_all = period_end(first, (int)o->grace_total_months);
    if (date_before(until, on)) {
        change_warn(call, WARNING_STOP, "until", "最後の日が初日より前です。");
    } else if (date_before(longest, until)) {
        change_warn(call, WARNING_STOP, "until",
                    "猶予は1回に%lldか月までです（%sまで。地方税法15条・15条の5・15条の6）。",
                    (long long)o->grace_months, day_words(call->arena, longest));
    } else if (date_before(in_all, until)) {
        change_warn(call, WARNING_STOP, "until", "猶予は延長しても通算%lldか月までです（%sまで）。",
                    (long long)o->grace_total_months, day_words(call->arena, in_all));
    }
    bool needs_security = chosen->principal + chosen->late_charge > o->security_over &&
                          date_before(period_end(on, (int)o->security_months), until);
    if (needs_security && change_value(call, "security").len == 0) {
        change_warn(call, WARNING_STOP, "security",
                    "%s "
                    "を超え%"
                    "lldか月を超える猶予には担保が要ります（地方税法16条）。担保か、徴さない理由を入れてくだ"
                    "さい。",
                    yen_words(call->arena, o->security_over), (long long)o->security_months);
    }
    return ERR_NONE;
}

static enum err grace_check(struct change_call *call)
{
    date on = change_date(call, "on"), applied = change_date(call, "applied_on");
    bool is_sale = change_number(call, "mode") == 2;
    bool is_extension = change_number(call, "extends") != 0;
    bool is_by_application = !is_sale || change_number(call, "sale_ground") == 2;
    struct chosen chosen;
    struct arrears_options options;
    enum err e = arrears_chosen(call, on, &chosen);

    if (e == ERR_NONE) {
        e = arrears_options_on(call->session, on, call->arena, call->report, &options);
    }
    if (e != ERR_NONE) {
        return e;
    }
    step_stays(call, &chosen, (is_extension ? 0 : 1u << STAY_GRACE) | 1u << STAY_SUSPENDED,
               1u << STAY_SEIZED);
    step_alive(call, &chosen, on);
    if (change_value(call, is_sale ? "sale_ground" : "ground").len == 0) {
        change_warn(call, WARNING_STOP, is_sale ? "sale_ground" : "ground", "猶予の理由を選んでください。");
    }
    if (is_by_application && date_is_none(applied)) {
        change_warn(call, WARNING_STOP, "applied_on",
                    "申請の日を入れてください。職権の換価の猶予のときだけ空にできます。");
    }
    step_not_future(call, "applied_on");
    for (size_t i = 0; i < chosen.count && is_sale && is_by_application && !date_is_none(applied); i++) {
        date last = period_end(date_add_days(chosen.debts[i].charge.due, 1), (int)options.apply_months);
        if (date_before(last, applied)) {
            change_warn(call, WARNING_WARN, "applied_on",
                        "%sは納期限から%lldか月（%s）を過ぎた申請です（15条の6）。",
                        charge_words(call->arena, &chosen.debts[i].charge), (long long)options.apply_months,
                        day_words(call->arena, last));
        }
    }
    return check_length(call, &options, &chosen);
}

static enum err grace_apply(struct change_call *call)
{
    struct chosen chosen;
    bool is_sale = change_number(call, "mode") == 2;
    date first;
    struct act a = {
        .kind = is_sale ? ACT_SALE_GRACE : ACT_GRACE,
        .payer_no = call->subject_no,
        .on = change_date(call, "on"),
        .until = change_date(call, "until"),
        .ended_on = date_none(),
        .related_on = change_date(call, "applied_on"),
        .detail = (int)change_number(call, is_sale ? "sale_ground" : "ground"),
        .body = change_value(call, "security"),
        .reason = change_value(call, "words"),
    };
    enum err e = arrears_still_chosen(call, a.on, &chosen);

    if (e == ERR_NONE) {
        e = first_day(call, a.on, &first, &a.other_no);
    }
    a.amount = chosen.principal;
    return e == ERR_NONE ? arrears_write(call, &a, &chosen) : e;
}

const struct change_kind kind_arrears_grace = {
    .name = "arrears-grace",
    .label = "徴収猶予・換価の猶予",
    .help = "猶予の期間は時効が進まず、新しい督促・差押え・換価をしません。延滞金は理由に応じて免除されます"
            "（地方税法15条の9）。1年以内、延長しても通算2年までです。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_ARREARS_CHANGE,
    .approve = PERM_ARREARS_APPROVE,
    .fields = grace_fields,
    .field_count = COUNT_OF(grace_fields),
    .begin = arrears_begin,
    .check = grace_check,
    .apply = grace_apply,
    .undo = acts_undo,
};

/* --------------------------------------------------------------------------- 延滞金の減免 ----- */

static const struct change_field waiver_fields[] = {
    {.name = "on",
     .label = "免除する初めの日",
     .type = FIELD_DATE,
     .is_required = true,
     .help = "この日からの延滞金を免除します。例: 080701"},
    {.name = "until",
     .label = "免除する最後の日",
     .type = FIELD_DATE,
     .is_required = true,
     .help = "この日までの延滞金を免除します。"},
    {.name = "share",
     .label = "免除する分",
     .type = FIELD_CHOICE,
     .is_required = true,
     .codes = waiver_kinds,
     .help = "全額、高い割合の2分の1、猶予の割合を超える分のどれか。"},
    {.name = "decision",
     .label = "決定の番号",
     .type = FIELD_TEXT,
     .is_required = true,
     .characters_max = 60,
     .help = "起案・決定の番号。例: 8新健医第123号"},
    {.name = "words",
     .label = "理由",
     .type = FIELD_LINES,
     .is_required = true,
     .characters_max = 500,
     .help = "条例の「やむを得ない理由」に当たる事実。"},
    CHARGES_FIELD,
};

static enum err waiver_check(struct change_call *call)
{
    date on = change_date(call, "on"), until = change_date(call, "until");
    struct chosen chosen;
    enum err e = arrears_chosen(call, change_today(call), &chosen);

    if (e == ERR_NONE && date_before(until, on)) {
        change_warn(call, WARNING_STOP, "until", "最後の日が初めの日より前です。");
    }
    for (size_t i = 0; i < chosen.count && e == ERR_NONE; i++) {
        if (date_at_most(until, chosen.debts[i].charge.due)) {
            change_warn(call, WARNING_STOP, "until", "%sの納期限は%sです。その日までは延滞金がありません。",
                        charge_words(call->arena, &chosen.debts[i].charge),
                        day_words(call->arena, chosen.debts[i].charge.due));
        }
    }
    return e;
}

static enum err waiver_preview(struct change_call *call, struct textbuf *ret)
{
    struct chosen chosen;
    enum err e = arrears_chosen(call, change_today(call), &chosen);

    if (e == ERR_NONE) {
        textbuf_printf(ret, "対象 %zu期。減免の前の延滞金は今日までで %s です。\n", chosen.count,
                       yen_words(call->arena, chosen.late_charge));
    }
    return e;
}

static enum err waiver_apply(struct change_call *call)
{
    struct chosen chosen;
    struct act a = {
        .kind = ACT_WAIVER,
        .payer_no = call->subject_no,
        .on = change_date(call, "on"),
        .until = change_date(call, "until"),
        .ended_on = date_none(),
        .related_on = date_none(),
        .detail = (int)change_number(call, "share"),
        .party = change_value(call, "decision"),
        .reason = change_value(call, "words"),
    };
    enum err e = arrears_still_chosen(call, change_today(call), &chosen);

    a.amount = chosen.late_charge;
    return e == ERR_NONE ? arrears_write(call, &a, &chosen) : e;
}

const struct change_kind kind_arrears_waiver = {
    .name = "arrears-waiver",
    .label = "延滞金の減免",
    .help = "やむを得ない理由があるとき、期間を決めて延滞金を減額・免除します。理由と決定の番号を入れ、"
            "係長の承認で効きます。期間の外の延滞金は変わりません。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_ARREARS_CHANGE,
    .approve = PERM_ARREARS_APPROVE,
    .fields = waiver_fields,
    .field_count = COUNT_OF(waiver_fields),
    .begin = arrears_begin,
    .check = waiver_check,
    .preview = waiver_preview,
    .apply = waiver_apply,
    .undo = acts_undo,
};
