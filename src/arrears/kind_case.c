/*
 * 破産などの事件・徴収の移管.
 *
 * Law     地方税法20条の4 (国民健康保険法78条), 民法147条・152条・160条, 破産法111条
 * Rows    CO-57, CO-58; X50
 */
#include "arrears/kinds.h"

/* ------------------------------------------------------------------------------- 事件 --------- */

static const struct change_field case_fields[] = {
    {.name = "on",
     .label = "開始の日",
     .type = FIELD_DATE,
     .is_required = true,
     .help = "破産手続開始決定の日、死亡の日など。例: 080901"},
    {.name = "sort",
     .label = "種類",
     .type = FIELD_CHOICE,
     .is_required = true,
     .codes = case_kinds,
     .help = "破産と個人再生は時効を止め、相続は相続人が確定するまで督促を止めます。"},
    {.name = "deadline",
     .label = "届出・交付要求の期限",
     .type = FIELD_DATE,
     .help = "債権届出の期間の最後の日、配当要求の終期など。期限の作業が出ます。"},
    {.name = "party",
     .label = "裁判所・管財人など",
     .type = FIELD_TEXT,
     .is_required = true,
     .help = "例: 東京地方裁判所民事第20部 管財人 見本太郎"},
    {.name = "body", .label = "事件番号", .type = FIELD_TEXT, .help = "例: 令和8年(フ)第1234号"},
    {.name = "demand",
     .label = "交付要求を登録する",
     .type = FIELD_YES,
     .only_if = "sort=1|3|4",
     .help = "同じ期について、この裁判所・管財人への交付要求も登録します（国税徴収法82条）。"},
    CHARGES_FIELD,
};

static enum err case_check(struct change_call *call)
{
    struct chosen chosen;
    date on = change_date(call, "on"), deadline = change_date(call, "deadline");
    int64_t kind = change_number(call, "sort");
    enum err e = arrears_chosen(call, change_today(call), &chosen);

    if (e != ERR_NONE) {
        return e;
    }
    step_not_future(call, "on");
    if (kind != CASE_ESTATE && date_is_none(deadline)) {
        change_warn(call, WARNING_STOP, "deadline",
                    "届出・交付要求の期限を入れてください。過ぎると配当を受けられません。");
    } else if (!date_is_none(deadline) && date_before(deadline, on)) {
        change_warn(call, WARNING_STOP, "deadline", "期限が開始の日より前です。");
    } else if (!date_is_none(deadline) && date_before(deadline, change_today(call))) {
        change_warn(call, WARNING_WARN, "deadline", "期限（%s）はもう過ぎています。",
                    day_words(call->arena, deadline));
    }
    step_alive(call, &chosen, on);
    step_stays(call, &chosen, 0, 1u << STAY_PLAN | 1u << STAY_GRACE | 1u << STAY_SUSPENDED);
    return ERR_NONE;
}

/* X50: a plan does not go on beside a bankruptcy. */
static enum err end_plans(struct change_call *call, date on)
{
    struct act *acts = NULL;
    size_t count = 0;
    struct book_writing w = writing_of(call);
    enum err e =
        arrears_acts(call->session->store, call->subject_no, call->arena, call->report, &acts, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (acts[i].kind == ACT_PLAN && !acts[i].is_void && date_is_none(acts[i].ended_on)) {
            acts[i].ended_on = date_max(on, acts[i].on);
            acts[i].end = ACT_RELEASED;
            acts[i].reason = text_of("破産などの手続の開始");
            e = act_write(&w, &acts[i], NULL, 0);
        }
    }
    return e;
}

static enum err case_task(struct change_call *call, const struct act *a)
{
    if (date_is_none(a->related_on)) {
        return ERR_NONE;
    }
    return arrears_task(call, "arrears:case", arena_printf(call->arena, "%lld", (long long)a->act_no),
                        arena_printf(call->arena,
                                     "%s（記録 %lld、%.*s）の届出・交付要求の期限は%sです。届け出て、"
                                     "交付要求を登録してください。",
                                     act_detail_label(a->kind, a->detail), (long long)a->act_no,
                                     (int)a->party.len, a->party.bytes,
                                     day_words(call->arena, a->related_on)),
                        a->related_on);
}

static enum err case_apply(struct change_call *call)
{
    static const int proceeding_of[] = {0, 2, 0, 1, 2};
    struct chosen chosen;
    struct book_writing w = writing_of(call);
    struct act a = {
        .kind = ACT_CASE,
        .payer_no = call->subject_no,
        .on = change_date(call, "on"),
        .until = date_none(),
        .ended_on = date_none(),
        .related_on = change_date(call, "deadline"),
        .detail = (int)change_number(call, "sort"),
        .party = change_value(call, "party"),
        .body = change_value(call, "body"),
    };
    bool demands = change_value(call, "demand").len > 0;
    enum err e = arrears_still_chosen(call, change_today(call), &chosen);

    if (e == ERR_NONE && (a.detail == CASE_BANKRUPTCY || a.detail == CASE_REHABILITATION)) {
        e = end_plans(call, a.on);
    }
    if (e == ERR_NONE && demands) {
        struct act demand = a;
        demand.kind = ACT_DEMAND;
        demand.on = change_today(call);
        demand.detail = proceeding_of[a.detail];
        e = act_write(&w, &demand, chosen.covers, chosen.count);
        a.other_no = demand.act_no;
    }
    if (e == ERR_NONE) {
        e = arrears_write(call, &a, &chosen);
    }
    return e == ERR_NONE && !demands ? case_task(call, &a) : e;
}

const struct change_kind kind_arrears_case = {
    .name = "arrears-case",
    .label = "破産・相続・競売の事件",
    .help = "事件と届出の期限を記録します。破産と個人再生が始まると分納は終わり、手続が続く間、時効は完成し"
            "ません。"
            "「交付要求を登録する」を付けないときは、期限の作業が出ます。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_ARREARS_CHANGE,
    .approve = PERM_ARREARS_APPROVE,
    .fields = case_fields,
    .field_count = COUNT_OF(case_fields),
    .begin = arrears_begin,
    .check = case_check,
    .apply = case_apply,
    .undo = acts_undo,
};

/* ------------------------------------------------------------------------------- 移管 --------- */

static const struct change_field transfer_fields[] = {
    {.name = "on", .label = "移管の日", .type = FIELD_DATE, .is_required = true, .help = "例: 080901"},
    {.name = "sort",
     .label = "種類",
     .type = FIELD_CHOICE,
     .is_required = true,
     .codes = transfer_kinds,
     .help = "ほかの地方団体への嘱託か、徴収機構への移管。"},
    {.name = "party",
     .label = "移管先",
     .type = FIELD_TEXT,
     .is_required = true,
     .help = "例: 見本県地方税滞納整理機構"},
    {.name = "words",
     .label = "引き継ぐこと",
     .type = FIELD_LINES,
     .characters_max = 500,
     .help = "折衝の経過など。個人番号は書きません。"},
    CHARGES_FIELD,
};

static enum err transfer_check(struct change_call *call)
{
    struct chosen chosen;
    struct act *acts = NULL;
    size_t count = 0;
    date on = change_date(call, "on");
    enum err e = arrears_chosen(call, on, &chosen);

    step_not_future(call, "on");
    if (e == ERR_NONE) {
        step_alive(call, &chosen, on);
        step_stays(call, &chosen, 1u << STAY_SUSPENDED | 1u << STAY_GRACE, 1u << STAY_PLAN);
        e = arrears_acts(call->session->store, call->subject_no, call->arena, call->report, &acts, &count);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (acts[i].kind == ACT_TRANSFER && !acts[i].is_void && date_is_none(acts[i].ended_on)) {
            change_warn(call, WARNING_STOP, NULL, "すでに %.*s に移管しています（記録 %lld）。",
                        (int)acts[i].party.len, acts[i].party.bytes, (long long)acts[i].act_no);
        }
    }
    return e;
}

static enum err transfer_apply(struct change_call *call)
{
    struct chosen chosen;
    struct act a = {
        .kind = ACT_TRANSFER,
        .payer_no = call->subject_no,
        .on = change_date(call, "on"),
        .until = date_none(),
        .ended_on = date_none(),
        .related_on = date_none(),
        .detail = (int)change_number(call, "sort"),
        .party = change_value(call, "party"),
        .reason = change_value(call, "words"),
    };
    enum err e = arrears_still_chosen(call, a.on, &chosen);

    a.amount = chosen.principal;
    return e == ERR_NONE ? arrears_write(call, &a, &chosen) : e;
}

const struct change_kind kind_arrears_transfer = {
    .name = "arrears-transfer",
    .label = "徴収の移管・嘱託",
    .help = "徴収機構などに移します。移した期と額は「移管データの作成」の処理でファイルになり、機構の収納は"
            "ファイルで戻って残高が突き合わされます。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_ARREARS_CHANGE,
    .approve = PERM_ARREARS_APPROVE,
    .fields = transfer_fields,
    .field_count = COUNT_OF(transfer_fields),
    .begin = arrears_begin,
    .check = transfer_check,
    .apply = transfer_apply,
    .undo = acts_undo,
};
