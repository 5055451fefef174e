/*
 * 執行停止と欠損の見合わせ -- three years without seizure; a charge that is kept from the list of those
 * lapsed.
 *
 * Law     地方税法15条の7・15条の8・15条の9 (「例による」)
 * Rules   collection.md 21   Rows    CO-35, CO-36; X36
 *
 * 停止 does not stop the time limit: of a premium it is usually over after two years, before the three
 * of 停止.
 */
#include "arrears/kinds.h"

#include "rules/common/period.h"

static const struct change_field suspension_fields[] = {
    {.name = "on",
     .label = "停止の日",
     .type = FIELD_DATE,
     .is_required = true,
     .help = "この日の翌日から3年で納付義務が消えます。例: 080901"},
    {.name = "ground",
     .label = "理由",
     .type = FIELD_CHOICE,
     .is_required = true,
     .codes = suspension_grounds,
     .help = "地方税法15条の7第1項の各号（国税徴収法153条と同じ）。"},
    {.name = "words",
     .label = "調査の結果",
     .type = FIELD_LINES,
     .is_required = true,
     .characters_max = 1000,
     .help = "財産調査の記録番号と、各号に当たると判断した事実。"},
    CHARGES_FIELD,
};

static enum err suspension_lapse(struct change_call *call, date on, date *ret)
{
    const struct collection_law *law;
    struct arrears_terms terms;
    enum err e = collection_law_of(call->session, call->arena, call->report, &law);

    if (e == ERR_NONE) {
        e = collection_arrears_terms(law, on, false, call->report, &terms);
    }
    if (e == ERR_NONE) {
        *ret = period_end(date_add_days(on, 1), (int)(12 * terms.suspension_years.value));
    }
    return e;
}

/* What stands in the way of a ground: property that was found (1号), seizures that go on (2号:
 * released). */
static enum err check_property(struct change_call *call)
{
    struct act *acts = NULL;
    size_t count = 0, inquiries = 0;
    int64_t ground = change_number(call, "ground");
    enum err e =
        arrears_acts(call->session->store, call->subject_no, call->arena, call->report, &acts, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        const struct act *a = &acts[i];
        inquiries += a->kind == ACT_INQUIRY && !a->is_void;
        if (a->is_void || !date_is_none(a->ended_on)) {
            continue;
        }
        if (a->kind == ACT_FINDING && a->costs > 0 && ground != 2) { /* costs 1: 差押えができる */
            change_warn(call, WARNING_WARN, "ground",
                        "差し押さえられる財産（記録 %lld %s %.*s）があります。", (long long)a->act_no,
                        act_detail_label(a->kind, a->detail), (int)a->party.len, a->party.bytes);
        }
        if (a->kind == ACT_SEIZURE || a->kind == ACT_JOINED) {
            change_warn(call, WARNING_STOP, NULL,
                        "%s（記録 %lld）が続いています。先に解除してください（地方税法15条の7第3項）。",
                        act_label(a->kind), (long long)a->act_no);
        }
    }
    if (e == ERR_NONE && inquiries == 0) {
        change_warn(call, WARNING_WARN, "words", "財産調査の記録がありません。調べた方法を書いてください。");
    }
    return e;
}

static enum err suspension_check(struct change_call *call)
{
    struct chosen chosen;
    date on = change_date(call, "on");
    enum err e = arrears_chosen(call, on, &chosen);

    if (e != ERR_NONE) {
        return e;
    }
    step_not_future(call, "on");
    step_stays(call, &chosen, 1u << STAY_SUSPENDED | 1u << STAY_GRACE,
               1u << STAY_PLAN | 1u << STAY_SUCCESSION);
    step_alive(call, &chosen, on);
    return check_property(call);
}

static enum err suspension_preview(struct change_call *call, struct textbuf *ret)
{
    struct chosen chosen;
    date lapse, on = change_date(call, "on");
    enum err e = arrears_chosen(call, on, &chosen);

    if (e == ERR_NONE) {
        e = suspension_lapse(call, on, &lapse);
    }
    if (e != ERR_NONE) {
        return e;
    }
    textbuf_printf(ret, "対象 %zu期、保険料 %s。停止が続けば%sの終わりに納付義務が消えます。\n",
                   chosen.count, yen_words(call->arena, chosen.principal), day_words(call->arena, lapse));
    for (size_t i = 0; i < chosen.count; i++) {
        if (date_before(chosen.debts[i].limit_late, lapse)) {
            textbuf_printf(ret, "%sは、その前の%sに時効が完成します（停止の間も時効は進みます）。\n",
                           charge_words(call->arena, &chosen.debts[i].charge),
                           day_words(call->arena, chosen.debts[i].limit_late));
        }
    }
    return ERR_NONE;
}

static enum err suspension_apply(struct change_call *call)
{
    struct chosen chosen;
    struct act a = {
        .kind = ACT_SUSPENSION,
        .payer_no = call->subject_no,
        .on = change_date(call, "on"),
        .ended_on = date_none(),
        .related_on = date_none(),
        .detail = (int)change_number(call, "ground"),
        .reason = change_value(call, "words"),
    };
    enum err e = arrears_still_chosen(call, a.on, &chosen);

    if (e == ERR_NONE) {
        e = suspension_lapse(call, a.on, &a.until);
    }
    a.amount = chosen.principal;
    return e == ERR_NONE ? arrears_write(call, &a, &chosen) : e;
}

const struct change_kind kind_arrears_suspension = {
    .name = "arrears-suspension",
    .label = "滞納処分の執行停止",
    .help = "財産がない、処分すると生活を著しく困窮させる、所在も財産も不明、のときに滞納処分を停止します"
            "（地方税法15条の7）。停止が3年続くと納付義務が消えます。停止の間の延滞金は免除され、時効は進み"
            "続けます。"
            "財産が見つかったら「解除・取消し・終了」で取り消します（15条の8）。承認されると通知書を印刷でき"
            "ます。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_ARREARS_CHANGE,
    .approve = PERM_ARREARS_APPROVE,
    .fields = suspension_fields,
    .field_count = COUNT_OF(suspension_fields),
    .begin = arrears_begin,
    .check = suspension_check,
    .preview = suspension_preview,
    .apply = suspension_apply,
    .undo = acts_undo,
};

/* ----------------------------------------------------------------------- 欠損の見合わせ ------- */

static const struct change_field keep_fields[] = {
    {.name = "on", .label = "見合わせる日", .type = FIELD_DATE, .is_required = true, .help = "例: 081201"},
    {.name = "words",
     .label = "理由",
     .type = FIELD_LINES,
     .is_required = true,
     .characters_max = 500,
     .help = "例: 時効の起算について争いがある。督促状の到達を調べている。"},
    CHARGES_FIELD,
};

static enum err keep_check(struct change_call *call)
{
    struct chosen chosen;
    return arrears_chosen(call, change_date(call, "on"), &chosen);
}

static enum err keep_apply(struct change_call *call)
{
    struct chosen chosen;
    struct act a = {
        .kind = ACT_KEEP,
        .payer_no = call->subject_no,
        .on = change_date(call, "on"),
        .until = date_none(),
        .ended_on = date_none(),
        .related_on = date_none(),
        .reason = change_value(call, "words"),
    };
    enum err e = arrears_still_chosen(call, a.on, &chosen);

    return e == ERR_NONE ? arrears_write(call, &a, &chosen) : e;
}

const struct change_kind kind_arrears_keep = {
    .name = "arrears-keep",
    .label = "不納欠損の見合わせ",
    .help = "候補の一覧から期を除きます。終わらせるまで、候補の一覧に出ません。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_ARREARS_CHANGE,
    .approve = PERM_ARREARS_APPROVE,
    .fields = keep_fields,
    .field_count = COUNT_OF(keep_fields),
    .begin = arrears_begin,
    .check = keep_check,
    .apply = keep_apply,
    .undo = acts_undo,
};
