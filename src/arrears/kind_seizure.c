/*
 * 差押・参加差押・交付要求・繰上徴収.
 *
 * Law     国税徴収法47条・62条・75条から77条・82条・86条 (「例による」), 地方税法13条の2
 * (国民健康保険法78条)
 * Rows    CO-28, CO-32 (numbers unbroken); X34, X39, X40
 */
#include "arrears/costs.h"
#include "arrears/kinds.h"

static const struct change_code seizure_modes[] = {{"1", "差押"}, {"2", "参加差押"}, {NULL, NULL}};

static const struct change_code pay_sorts[] = {
    {"1", "給料"}, {"2", "賞与"}, {"3", "退職手当"}, {NULL, NULL}};
static const struct change_field seizure_fields[] = {
    {.name = "on",
     .label = "差押の日",
     .type = FIELD_DATE,
     .is_required = true,
     .help = "督促状を発した日から10日を経過した日の翌日から。例: 080729"},
    {.name = "mode",
     .label = "種類",
     .type = FIELD_CHOICE,
     .is_required = true,
     .codes = seizure_modes,
     .help = "ほかの執行機関がすでに差し押さえているときは参加差押。"},
    {.name = "property_kind",
     .label = "財産の種類",
     .type = FIELD_CHOICE,
     .is_required = true,
     .codes = property_kinds,
     .help = "生活保護費、児童手当など、差押えが法律で禁じられた財産は差し押さえられません。"},
    {.name = "party",
     .label = "第三債務者・先行の執行機関",
     .type = FIELD_TEXT,
     .help = "預金なら銀行の支店、給料なら勤務先の名と所在地。債権の差押えと参加差押えでは必ず入れます。"},
    {.name = "property",
     .label = "差し押さえる財産",
     .type = FIELD_LINES,
     .is_required = true,
     .characters_max = 1000,
     .help = "調書と通知書に載る表示。例: 普通預金 口座番号1234567 の払戻請求権 金45,000円に満つるまで"},
    {.name = "finding",
     .label = "財産の記録番号",
     .type = FIELD_NUMBER,
     .help = "財産調査で記録した財産の番号。分からなければ空。"},
    {.name = "pay",
     .label = "支給額",
     .type = FIELD_YEN,
     .only_if = "property_kind=2|3",
     .help = "その期間の給料・年金の総支給額。"},
    {.name = "income_tax",
     .label = "所得税",
     .type = FIELD_YEN,
     .only_if = "property_kind=2|3",
     .help = "源泉徴収される額（国税徴収法76条1項1号）。"},
    {.name = "resident_tax",
     .label = "住民税",
     .type = FIELD_YEN,
     .only_if = "property_kind=2|3",
     .help = "特別徴収される額（2号）。"},
    {.name = "social",
     .label = "社会保険料",
     .type = FIELD_YEN,
     .only_if = "property_kind=2|3",
     .help = "控除される額（3号）。"},
    {.name = "pay_sort",
     .label = "給料の種類",
     .type = FIELD_CHOICE,
     .codes = pay_sorts,
     .only_if = "property_kind=2",
     .help = "空なら給料。賞与は1か月の給料とみなし、退職手当は3か月分と5年を超える年数の加算を残します"
             "（76条3項・"
             "4項）。"},
    {.name = "days",
     .label = "日給・週給の日数",
     .type = FIELD_NUMBER,
     .only_if = "pay_sort=1",
     .help = "日や週で支払われる給料の、その支給の日数。月給なら空。例: 7"},
    {.name = "years",
     .label = "勤続の年数",
     .type = FIELD_NUMBER,
     .only_if = "pay_sort=3",
     .help = "退職手当のとき。1年に満たない端数は切り捨てます。例: 20"},
    {.name = "relatives",
     .label = "生計を一にする親族の数",
     .type = FIELD_NUMBER,
     .only_if = "property_kind=2|3",
     .help = "本人を除く（4号、施行令34条）。"},
    {.name = "months",
     .label = "支給の月数",
     .type = FIELD_NUMBER,
     .only_if = "property_kind=2|3",
     .help = "給料は1、年金は支給の対象の月数（ふつう2）。"},
    {.name = "rounded",
     .label = "1,000円の端数を切る",
     .type = FIELD_YES,
     .only_if = "property_kind=2|3",
     .help = "支給額は1,000円未満を切り捨て、控除額は切り上げる取扱い。"},
    {.name = "consent",
     .label = "本人の承諾",
     .type = FIELD_YES,
     .only_if = "property_kind=2|3",
     .help = "承諾があれば限度額を超えて差し押さえられます（76条5項）。承諾書を受け取ってから付けます。"},
    {.name = "amount",
     .label = "差押えの額",
     .type = FIELD_YEN,
     .help = "差し押さえる債権の額。給料・年金は空なら差押可能額。"},
    {.name = "costs", .label = "滞納処分費", .type = FIELD_YEN, .help = "差押えにかかった費用。滞納処分"
        "費として計上します。なければ空。"},
    CHARGES_FIELD,
};

static bool is_wage(int64_t property_kind) { return property_kind == 2 || property_kind == 3; }
/* 債権・有価証券など: somebody else holds or owes it. */
static bool has_third_party(int64_t property_kind) { return property_kind <= 5 || property_kind == 11; }

static enum err seizable_of(struct change_call *call, struct seizable_result *ret)
{
    const struct collection_law *law;
    struct seizable_terms terms;
    int64_t months = change_number(call, "months"), sort = change_number(call, "pay_sort");
    struct seizable_facts facts = {
        .kind = sort == 2 ? SEIZABLE_BONUS : sort == 3 ? SEIZABLE_RETIREMENT : SEIZABLE_PAY,
        .days = change_number(call, "days"),
        .years = change_number(call, "years"),
        .has_consent = change_value(call, "consent").len > 0,
        .gross = change_number(call, "pay"),
        .income_tax = change_number(call, "income_tax"),
        .resident_tax = change_number(call, "resident_tax"),
        .social_insurance = change_number(call, "social"),
        .relatives = change_number(call, "relatives"),
        .months = months > 0 ? months : 1,
        .is_rounded = change_value(call, "rounded").len > 0,
    };
    enum err e = collection_law_of(call->session, call->arena, call->report, &law);

    if (e == ERR_NONE) {
        e = collection_seizable_terms(law, change_date(call, "on"), call->report, &terms);
    }
    if (e == ERR_NONE) {
        seizable_amount(&terms, &facts, NULL, ret);
    }
    return e;
}

static enum err check_wage(struct change_call *call)
{
    struct seizable_result result = {0};
    yen amount = change_number(call, "amount");

    if (change_value(call, "pay").len == 0) {
        change_warn(call, WARNING_STOP, "pay",
                    "給料・年金の差押えでは支給額を入れてください（国税徴収法76条）。");
        return ERR_NONE;
    }
    enum err e = seizable_of(call, &result);
    if (e != ERR_NONE) {
        return e;
    }
    if (result.seizable == 0) {
        change_warn(call, WARNING_STOP, "pay",
                    "差し押さえられる額がありません（0円、国税徴収法76条1項）。差押調書は作れません。");
    } else if (amount > result.seizable) {
        change_warn(call, WARNING_STOP, "amount",
                    "差押えの額 %s は、差し押さえられる額 %s を超えています（国税徴収法76条1項）。",
                    yen_words(call->arena, amount), yen_words(call->arena, result.seizable));
    }
    return ERR_NONE;
}

static enum err seizure_check(struct change_call *call)
{
    date on = change_date(call, "on");
    int64_t kind = change_number(call, "property_kind");
    bool is_joined = change_number(call, "mode") == 2;
    struct chosen chosen;
    enum err e = arrears_chosen(call, on, &chosen);

    if (e != ERR_NONE) {
        return e;
    }
    step_not_future(call, "on");
    step_stays(call, &chosen, 1u << STAY_GRACE | 1u << STAY_SUSPENDED,
               1u << STAY_PLAN | 1u << STAY_SEIZED | 1u << STAY_SUCCESSION | 1u << STAY_DISPUTE |
                   1u << STAY_DEBIT | 1u << STAY_PENSION);
    step_alive(call, &chosen, on);
    if ((has_third_party(kind) || is_joined) && change_value(call, "party").len == 0) {
        change_warn(call, WARNING_STOP, "party",
                    is_joined ? "先に差し押さえている執行機関を入れてください（国税徴収法86条）。"
                              : "第三債務者を入れてください。差押通知書の宛先になります（国税徴収法62条）"
                                "。");
    }
    if (is_wage(kind)) {
        e = check_wage(call);
    } else if (has_third_party(kind) && change_number(call, "amount") == 0) {
        change_warn(call, WARNING_WARN, "amount", "差押えの額が入っていません。");
    }
    return e == ERR_NONE ? step_seizable(call, &chosen, on) : e;
}

static enum err seizure_preview(struct change_call *call, struct textbuf *ret)
{
    struct seizable_result result = {0};
    struct chosen chosen;
    enum err e = arrears_chosen(call, change_date(call, "on"), &chosen);

    if (e == ERR_NONE && is_wage(change_number(call, "property_kind"))) {
        e = seizable_of(call, &result);
        textbuf_printf(ret, "差し押さえられる額 %s（4号の額 %s、5号の額 %s）。\n",
                       yen_words(call->arena, result.seizable), yen_words(call->arena, result.item4),
                       yen_words(call->arena, result.item5));
    }
    if (e == ERR_NONE) {
        textbuf_printf(ret,
                       "対象 %zu期、保険料 %s、延滞金 %s（今日まで）。差押えの間、時効は完成しません。\n",
                       chosen.count, yen_words(call->arena, chosen.principal),
                       yen_words(call->arena, chosen.late_charge));
    }
    return e;
}

static enum err seizure_apply(struct change_call *call)
{
    struct chosen chosen;
    struct seizable_result result = {0};
    int64_t kind = change_number(call, "property_kind");
    struct act a = {
        .kind = change_number(call, "mode") == 2 ? ACT_JOINED : ACT_SEIZURE,
        .payer_no = call->subject_no,
        .on = change_date(call, "on"),
        .until = date_none(),
        .ended_on = date_none(),
        .related_on = date_none(),
        .detail = (int)kind,
        .amount = change_number(call, "amount"),
        .costs = change_number(call, "costs"),
        .other_no = change_number(call, "finding"),
        .party = change_value(call, "party"),
        .body = change_value(call, "property"),
    };
    enum err e = arrears_still_chosen(call, a.on, &chosen);

    if (e == ERR_NONE && is_wage(kind) && a.amount == 0) {
        e = seizable_of(call, &result);
        a.amount = result.seizable;
    }
    if (e == ERR_NONE) {
        e = arrears_write(call, &a, &chosen);
    }
    return e == ERR_NONE && a.costs > 0 ? costs_charge(call, a.act_no, a.on, a.costs, text_of("差押えの費用"))
                                        : e;
}

static enum err seizure_undo(struct change_call *call)
{
    enum err e = costs_undo(call);
    return e == ERR_NONE ? acts_undo(call) : e;
}

const struct change_kind kind_arrears_seizure = {
    .name = "arrears-seizure",
    .label = "差押・参加差押",
    .help = "督促状を発して10日を経過した日までに完納されない期を差し押さえます（国税徴収法47条1項1号、"
            "繰上徴収をした期はその期限の後）。給料・年金は差押可能額を計算し、0円なら調書は作れません。"
            "承認されると調書の番号が付き、差押調書と差押通知書を印刷できます。差押えの間、時効は完成せず、"
            "終わった日の翌日から新しく進みます。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_ARREARS_CHANGE,
    .approve = PERM_ARREARS_APPROVE,
    .fields = seizure_fields,
    .field_count = COUNT_OF(seizure_fields),
    .begin = arrears_begin,
    .check = seizure_check,
    .preview = seizure_preview,
    .apply = seizure_apply,
    .undo = seizure_undo,
};

/* ------------------------------------------------------------------------------ 交付要求 ------ */

static const struct change_field demand_fields[] = {
    {.name = "on",
     .label = "交付要求の日",
     .type = FIELD_DATE,
     .is_required = true,
     .help = "交付要求書を発する日。例: 080801"},
    {.name = "proceeding",
     .label = "手続",
     .type = FIELD_CHOICE,
     .is_required = true,
     .codes = proceedings,
     .help = "すでに始まっている強制換価手続の種類。"},
    {.name = "party",
     .label = "執行機関",
     .type = FIELD_TEXT,
     .is_required = true,
     .help = "裁判所・破産管財人・行政機関の名と所在地。交付要求書の宛先になります。"},
    {.name = "body",
     .label = "事件・財産の表示",
     .type = FIELD_LINES,
     .is_required = true,
     .characters_max = 1000,
     .help = "例: 東京地方裁判所 令和8年(ケ)第123号、建物（新宿区…）"},
    {.name = "deadline",
     .label = "配当要求の終期",
     .type = FIELD_DATE,
     .help = "この日までに交付要求が届かなければ配当を受けられません。"},
    CHARGES_FIELD,
};

static enum err demand_check(struct change_call *call)
{
    date on = change_date(call, "on"), deadline = change_date(call, "deadline");
    struct chosen chosen;
    enum err e = arrears_chosen(call, on, &chosen);

    if (e != ERR_NONE) {
        return e;
    }
    step_not_future(call, "on");
    step_stays(call, &chosen, 1u << STAY_SUSPENDED, 1u << STAY_GRACE | 1u << STAY_PLAN);
    step_alive(call, &chosen, on);
    if (!date_is_none(deadline) && date_before(deadline, on)) {
        change_warn(call, WARNING_STOP, "deadline",
                    "配当要求の終期（%s）を過ぎています。交付要求はできません（国税徴収法82条）。",
                    day_words(call->arena, deadline));
    }
    return ERR_NONE;
}

static enum err demand_apply(struct change_call *call)
{
    struct chosen chosen;
    struct act a = {
        .kind = ACT_DEMAND,
        .payer_no = call->subject_no,
        .on = change_date(call, "on"),
        .until = date_none(),
        .ended_on = date_none(),
        .related_on = change_date(call, "deadline"),
        .detail = (int)change_number(call, "proceeding"),
        .party = change_value(call, "party"),
        .body = change_value(call, "body"),
    };
    enum err e = arrears_still_chosen(call, a.on, &chosen);

    return e == ERR_NONE ? arrears_write(call, &a, &chosen) : e;
}

const struct change_kind kind_arrears_demand = {
    .name = "arrears-demand",
    .label = "交付要求",
    .help = "ほかの強制換価手続が始まったときに、その執行機関に交付を求めます（国税徴収法82条）。"
            "手続が続く間、時効は完成しません。承認されると交付要求書を印刷できます。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_ARREARS_CHANGE,
    .approve = PERM_ARREARS_APPROVE,
    .fields = demand_fields,
    .field_count = COUNT_OF(demand_fields),
    .begin = arrears_begin,
    .check = demand_check,
    .apply = demand_apply,
    .undo = acts_undo,
};

/* ------------------------------------------------------------------------------ 繰上徴収 ------ */

static const struct change_field advance_fields[] = {
    {.name = "on",
     .label = "告知の日",
     .type = FIELD_DATE,
     .is_required = true,
     .help = "繰上徴収を告知する日。例: 080801"},
    {.name = "ground",
     .label = "理由",
     .type = FIELD_CHOICE,
     .is_required = true,
     .codes = advance_grounds,
     .help = "地方税法13条の2第1項の各号。"},
    {.name = "until",
     .label = "繰り上げた期限",
     .type = FIELD_DATE,
     .is_required = true,
     .help = "この日までに納めないときは、督促をせずに差し押さえられます。"},
    {.name = "words",
     .label = "事情",
     .type = FIELD_LINES,
     .is_required = true,
     .characters_max = 500,
     .help = "どの事実で知ったか。例: 令和8年7月20日 破産手続開始の官報公告"},
    {.name = "charges",
     .label = "対象の期別",
     .type = FIELD_TEXT,
     .is_required = true,
     .characters_max = 500,
     .help = "納期限の来ていない期。賦課年度-期を空白で区切って。例: 2026-5 2026-6"},
};

static enum err advance_check(struct change_call *call)
{
    date on = change_date(call, "on"), until = change_date(call, "until");
    struct chosen chosen;
    enum err e = arrears_chosen(call, on, &chosen);

    if (e != ERR_NONE) {
        return e;
    }
    step_not_future(call, "on");
    if (!date_is_none(until) && date_before(until, on)) {
        change_warn(call, WARNING_STOP, "until", "繰り上げた期限が告知の日より前です。");
    }
    for (size_t i = 0; i < chosen.count; i++) {
        const struct collection_charge *c = &chosen.debts[i].charge;
        if (date_before(c->due, on)) {
            change_warn(call, WARNING_STOP, "charges",
                        "%sは納期限（%"
                        "s）を過ぎています。繰上徴収ではなく、督促をしてください（地方自治法231条の3）。",
                        charge_words(call->arena, c), day_words(call->arena, c->due));
        } else if (date_at_most(c->due, until)) {
            change_warn(call, WARNING_STOP, "until",
                        "繰り上げた期限が%sの納期限（%s）より前ではありません。",
                        charge_words(call->arena, c), day_words(call->arena, c->due));
        }
    }
    return ERR_NONE;
}

static enum err advance_apply(struct change_call *call) { return arrears_apply_until(call, ACT_ADVANCE); }

const struct change_kind kind_arrears_advance = {
    .name = "arrears-advance",
    .label = "繰上徴収",
    .help = "破産などのときに、納期限の前でも期限を繰り上げて納付を求めます（地方税法13条の2、"
            "国民健康保険法78条）。繰り上げた期限の翌日から、督促なしに差し押さえられます。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_ARREARS_CHANGE,
    .approve = PERM_ARREARS_APPROVE,
    .fields = advance_fields,
    .field_count = COUNT_OF(advance_fields),
    .begin = arrears_begin,
    .check = advance_check,
    .apply = advance_apply,
    .undo = acts_undo,
};
