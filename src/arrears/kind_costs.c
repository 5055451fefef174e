/*
 * 滞納処分費と配当金の交付 -- what a disposition cost and who pays it; what other creditors are handed.
 *
 * Law     国税徴収法129条・133条・136条から138条 (「例による」), 地方税法20条の4の2   Rows    CO-33
 */
#include "arrears/costs.h"
#include "arrears/kinds.h"
#include "arrears/money.h"

static const enum act_kind costly[] = {ACT_SEIZURE, ACT_JOINED, ACT_DEMAND, 0};
static const enum act_kind only_distribution[] = {ACT_DISTRIBUTION, 0};
static const struct change_code costs_steps[] = {
    {"1", "計上（区が支払った費用）"}, {"2", "収納（本人が納めた）"}, {NULL, NULL}};

static const struct change_field costs_fields[] = {
    {.name = "step",
     .label = "手続",
     .type = FIELD_CHOICE,
     .is_required = true,
     .codes = costs_steps,
     .help = "費用を支払ったときは計上、本人が滞納処分費を納めたときは収納。"},
    ACT_FIELD("差押・参加差押・交付要求の"),
    {.name = "on",
     .label = "支払った日・納められた日",
     .type = FIELD_DATE,
     .is_required = true,
     .help = "例: 080905"},
    {.name = "amount",
     .label = "額",
     .type = FIELD_YEN,
     .is_required = true,
     .help = "計上は支払ったとおりの額。本人が負う額は、手続ごとの合計の100円未満を切り捨てます。"},
    {.name = "words",
     .label = "内容",
     .type = FIELD_TEXT,
     .is_required = true,
     .characters_max = 100,
     .help = "例: 自動車の運搬費 領収書第12号、窓口で納付"},
};

/* The act by its number, ended or not: costs come in later, too. */
static enum err act_of_kind(struct change_call *call, const enum act_kind *kinds, struct act *ret)
{
    struct act a = {0};
    struct report quiet;
    bool is_kind = false;
    int64_t act_no = change_number(call, "act");

    *ret = (struct act){0};
    report_init(&quiet);
    enum err e = arrears_act(call->session->store, act_no, call->arena, &quiet, &a);
    report_done(&quiet);
    if (e != ERR_NONE && e != ERR_FINDINGS) {
        return report_fail(call->report, e, "滞納整理の記録 %lld を読めません", (long long)act_no);
    }
    for (; *kinds != 0; kinds++) {
        is_kind = is_kind || a.kind == *kinds;
    }
    if (e == ERR_FINDINGS || !is_kind || a.is_void || a.payer_no != call->subject_no) {
        change_warn(call, WARNING_STOP, "act",
                    "記録番号 %lld は、この人のその手続の記録ではありません。滞納の状況の画面で番号を"
                    "確かめてください。",
                    (long long)act_no);
        return ERR_NONE;
    }
    *ret = a;
    return ERR_NONE;
}

static enum err costs_check(struct change_call *call)
{
    struct act a;
    struct costs now;
    yen amount = change_number(call, "amount");
    enum err e = act_of_kind(call, costly, &a);

    step_not_future(call, "on");
    if (e != ERR_NONE || a.act_no == 0) {
        return e;
    }
    if (date_before(change_date(call, "on"), a.on)) {
        change_warn(call, WARNING_STOP, "on", "%sの日（%s）より前です。", act_label(a.kind),
                    day_words(call->arena, a.on));
    }
    if (amount <= 0) {
        change_warn(call, WARNING_STOP, "amount", "額を入れてください。");
    }
    e = costs_of_act(call->session->store, a.act_no, call->report, &now);
    if (e == ERR_NONE && change_number(call, "step") == 2 && amount > costs_left(&now)) {
        change_warn(call, WARNING_STOP, "amount", "滞納処分費の残りは %s です。それを超えて収納できません。",
                    yen_words(call->arena, costs_left(&now)));
    }
    return e;
}

static enum err costs_preview(struct change_call *call, struct textbuf *ret)
{
    struct act a;
    struct costs now;
    enum err e = act_of_kind(call, costly, &a);

    if (e == ERR_NONE && a.act_no != 0) {
        e = costs_of_act(call->session->store, a.act_no, call->report, &now);
    }
    if (e != ERR_NONE || a.act_no == 0) {
        return e;
    }
    if (change_number(call, "step") == 1) {
        now.charged = yen_floor_to(now.spent + change_number(call, "amount"), 100);
    } else {
        now.recovered += change_number(call, "amount");
    }
    textbuf_printf(ret, "%s（記録 %lld）の滞納処分費は、計上 %s、回収 %s、残り %s になります。\n",
                   act_label(a.kind), (long long)a.act_no, yen_words(call->arena, now.charged),
                   yen_words(call->arena, now.recovered), yen_words(call->arena, costs_left(&now)));
    return ERR_NONE;
}

static enum err costs_apply(struct change_call *call)
{
    struct act a;
    yen amount = change_number(call, "amount");
    date on = change_date(call, "on");
    bool is_charge_of = change_number(call, "step") == 1;
    enum err e = act_of_kind(call, costly, &a);

    if (e == ERR_NONE && a.act_no == 0) {
        e = report_fail(call->report, ERR_INPUT, "記録番号の手続が変わりました。開き直してください。");
    }
    if (e == ERR_NONE) {
        e = is_charge_of ? costs_charge(call, a.act_no, on, amount, change_value(call, "words"))
                         : costs_recover(call, a.act_no, 0, on, amount);
    }
    if (e == ERR_NONE) {
        (void)snprintf(call->outcome, sizeof(call->outcome), "滞納処分費 %s を%sしました（記録 %lld）",
                       yen_words(call->arena, amount), is_charge_of ? "計上" : "収納", (long long)a.act_no);
    }
    return e;
}

const struct change_kind kind_arrears_costs = {
    .name = "arrears-costs",
    .label = "滞納処分費",
    .help = "差押え・運搬・鑑定・公売などに区が支払った費用を、本人が負う滞納処分費として計上し、本人が納めた"
            "ときは収納します。配当のときは計上した分が先に回収されます。記帳は滞納処分費の勘定です。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_ARREARS_CHANGE,
    .approve = PERM_ARREARS_APPROVE,
    .fields = costs_fields,
    .field_count = COUNT_OF(costs_fields),
    .begin = arrears_begin,
    .check = costs_check,
    .preview = costs_preview,
    .apply = costs_apply,
    .undo = costs_undo,
};

/* -------------------------------------------------------------------------- 配当金の交付 ------ */

static const struct change_field payout_fields[] = {
    ACT_FIELD("配当の"),
    {.name = "seq",
     .label = "債権の番号",
     .type = FIELD_NUMBER,
     .is_required = true,
     .help = "配当計算書の上から何番目か。例: 4"},
    {.name = "on", .label = "交付の日", .type = FIELD_DATE, .is_required = true, .help = "例: 080912"},
    {.name = "words",
     .label = "受取り",
     .type = FIELD_TEXT,
     .is_required = true,
     .characters_max = 100,
     .help = "振込先や受領書。例: 口座振込 令和8年9月12日 振込依頼第5号"},
};

/* The claim and what is still held of it; 0 and a warning when there is nothing. */
static enum err held_of(struct change_call *call, struct act *ret_act, const char **ret_claimant,
                        yen *ret_left)
{
    struct money_claim *claims = NULL;
    size_t count = 0;
    int64_t seq = change_number(call, "seq");
    enum err e = act_of_kind(call, only_distribution, ret_act);

    *ret_left = 0;
    *ret_claimant = "";
    if (e == ERR_NONE && ret_act->act_no != 0) {
        e = money_claims(call->session->store, ret_act->act_no, call->arena, call->report, &claims, &count);
    }
    if (e == ERR_NONE && seq >= 1 && (size_t)seq <= count) {
        *ret_claimant = claims[seq - 1].claimant;
        e = deposit_of_claim(call->session->store, ret_act->act_no, seq, call->report, ret_left);
    }
    if (e == ERR_NONE && ret_act->act_no != 0 && *ret_left <= 0) {
        change_warn(call, WARNING_STOP, "seq",
                    "配当（記録 %lld）の%lld番目に、預かっている額がありません。配当計算書で番号を確かめ"
                    "てください。",
                    (long long)ret_act->act_no, (long long)seq);
    }
    return e;
}

static enum err payout_check(struct change_call *call)
{
    struct act a;
    const char *claimant;
    yen left;
    enum err e = held_of(call, &a, &claimant, &left);

    step_not_future(call, "on");
    if (e == ERR_NONE && a.act_no != 0 && date_before(change_date(call, "on"), a.on)) {
        change_warn(call, WARNING_STOP, "on", "受け入れた日（%s）より前です。", day_words(call->arena, a.on));
    }
    return e;
}

static enum err payout_preview(struct change_call *call, struct textbuf *ret)
{
    struct act a;
    const char *claimant;
    yen left;
    enum err e = held_of(call, &a, &claimant, &left);

    if (e == ERR_NONE && left > 0) {
        textbuf_printf(ret, "%s に %s を渡します。\n", claimant, yen_words(call->arena, left));
    }
    return e;
}

static enum err payout_apply(struct change_call *call)
{
    struct act a;
    const char *claimant;
    yen left;
    enum err e = held_of(call, &a, &claimant, &left);

    if (e == ERR_NONE && left <= 0) {
        e = report_fail(call->report, ERR_INPUT, "預かっている額がなくなりました。開き直してください。");
    }
    if (e == ERR_NONE) {
        e = deposit_hand_out(call, a.act_no, change_number(call, "seq"), change_date(call, "on"), left,
                             change_value(call, "words"));
    }
    if (e == ERR_NONE) {
        (void)snprintf(call->outcome, sizeof(call->outcome), "%.80s に %s を渡した記録をしました", claimant,
                       yen_words(call->arena, left));
    }
    return e;
}

const struct change_kind kind_arrears_payout = {
    .name = "arrears-payout",
    .label = "配当金の交付",
    .help = "配当でほかの債権者の分として預かった額（歳入歳出外現金）を渡したことを記録します（国税徴収"
            "法133条）。"
            "渡すまでの額は勘定に残り、毎日の点検で記録と突き合わされます。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_ARREARS_CHANGE,
    .approve = PERM_ARREARS_APPROVE,
    .fields = payout_fields,
    .field_count = COUNT_OF(payout_fields),
    .check = payout_check,
    .preview = payout_preview,
    .apply = payout_apply,
    .undo = costs_undo,
};
