/*
 * 納付義務承継・破産などの事件・徴収の移管.
 *
 * Law     地方税法9条・20条の4 (国民健康保険法78条), 民法147条・152条・160条・896条以下, 破産法111条
 * Rules   collection.md 19.4   Rows    CO-31, CO-57, CO-58; X38, X50
 */
#include "arrears/kinds.h"
#include "arrears/heirs.h"

static const struct change_field succession_fields[] = {
    {.name = "on", .label = "承継の通知の日", .type = FIELD_DATE, .is_required = true, .help = "例: 081001"},
    {.name = "died_on",
     .label = "死亡の日",
     .type = FIELD_DATE,
     .is_required = true,
     .help = "被相続人（この人）が亡くなった日。"},
    {.name = "heirs",
     .label = "相続人と相続分",
     .type = FIELD_LINES,
     .is_required = true,
     .characters_max = 1000,
     .help = "1行に1人、宛名番号 分子/分母。代表者に * を付けます。合計は1。例: 000000000000019 1/2 *"},
    {.name = "sort",
     .label = "相続の種類",
     .type = FIELD_TEXT,
     .is_required = true,
     .characters_max = 40,
     .help = "単純承認・限定承認。放棄した人は書きません。"},
    CHARGES_FIELD,
};

static enum err heirs_of(struct change_call *call, yen amount, struct heir **ret, size_t *ret_count)
{
    struct heir *heirs = NULL;
    size_t count = 0, representative = 0;
    const char *wrong = "";
    bool is_fine =
        heirs_read(change_value(call, "heirs"), call->arena, &heirs, &count, &representative, &wrong) &&
        heirs_split(heirs, count, representative, amount, call->arena, &wrong);

    if (!is_fine) {
        change_warn(call, WARNING_STOP, "heirs", "%s", wrong);
        count = 0;
    }
    *ret = heirs;
    *ret_count = count;
    return ERR_NONE;
}

static enum err check_heir(struct change_call *call, const struct heir *h)
{
    struct addressee person;
    struct report quiet;

    report_init(&quiet);
    enum err e =
        addressee_by_no(call->session->store, h->heir_no, (struct as_of){arrears_today(call), INT64_MAX},
                        call->arena, &quiet, &person);
    report_done(&quiet);
    if (e == ERR_FINDINGS || h->heir_no == call->subject_no) {
        change_warn(call, WARNING_STOP, "heirs",
                    e == ERR_FINDINGS ? "宛名番号 %lld "
                                        "の記録がありません。住登外者として登録してから入れてください。"
                                      : "宛名番号 %lld は亡くなった本人です。",
                    (long long)h->heir_no);
        return ERR_NONE;
    }
    return e;
}

static enum err succession_check(struct change_call *call)
{
    struct chosen chosen;
    struct heir *heirs = NULL;
    size_t count = 0;
    date on = change_date(call, "on");
    enum err e = arrears_chosen(call, on, &chosen);

    step_not_future(call, "on");
    if (e == ERR_NONE && date_before(on, change_date(call, "died_on"))) {
        change_warn(call, WARNING_STOP, "on", "承継の通知が死亡の日より前です。");
    }
    if (e == ERR_NONE) {
        e = heirs_of(call, chosen.principal, &heirs, &count);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = check_heir(call, &heirs[i]);
    }
    return e;
}

static enum err succession_preview(struct change_call *call, struct textbuf *ret)
{
    struct chosen chosen;
    struct heir *heirs = NULL;
    size_t count = 0;
    enum err e = arrears_chosen(call, change_date(call, "on"), &chosen);

    if (e == ERR_NONE) {
        e = heirs_of(call, chosen.principal, &heirs, &count);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        textbuf_printf(ret, "宛名番号 %lld %lld/%lld %s%s\n", (long long)heirs[i].heir_no,
                       (long long)heirs[i].num, (long long)heirs[i].den,
                       yen_words(call->arena, heirs[i].amount),
                       heirs[i].is_representative ? "（代表者、端数を負う）" : "");
    }
    return e;
}

static enum err succession_apply(struct change_call *call)
{
    struct chosen chosen;
    struct heir *heirs = NULL;
    size_t count = 0;
    struct writing w = writing_of(call);
    struct act a = {
        .kind = ACT_SUCCESSION,
        .payer_no = call->subject_no,
        .on = change_date(call, "on"),
        .until = date_none(),
        .ended_on = date_none(),
        .related_on = change_date(call, "died_on"),
        .party = change_value(call, "sort"),
    };
    enum err e = arrears_still_chosen(call, a.on, &chosen);

    if (e == ERR_NONE) {
        e = heirs_of(call, chosen.principal, &heirs, &count);
    }
    if (e == ERR_NONE && count == 0) {
        e = report_fail(call->report, ERR_INPUT, "相続人の行を読めません。開き直してください。");
    }
    a.amount = chosen.principal;
    a.detail = (int)count; /* a notice for each heir */
    if (e == ERR_NONE) {
        e = arrears_write(call, &a, &chosen);
    }
    return e == ERR_NONE ? heirs_write(&w, a.act_no, heirs, count) : e;
}

const struct change_kind kind_arrears_succession = {
    .name = "arrears-succession",
    .label = "納付義務承継",
    .help = "亡くなった人の未納を、相続人が相続分に応じて承継します（地方税法9条）。相続分の合計は1でなけれ"
            "ばなりません。"
            "端数は代表者が負います。元の期はそのまま残り、相続人ごとの額と承継通知書ができます。"
            "同じ世帯の家族でも、相続人でなければ義務を負いません。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_ARREARS_CHANGE,
    .approve = PERM_ARREARS_APPROVE,
    .fields = succession_fields,
    .field_count = COUNT_OF(succession_fields),
    .begin = arrears_begin,
    .check = succession_check,
    .preview = succession_preview,
    .apply = succession_apply,
    .undo = acts_undo,
};

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
    enum err e = arrears_chosen(call, arrears_today(call), &chosen);

    if (e != ERR_NONE) {
        return e;
    }
    step_not_future(call, "on");
    if (kind != CASE_ESTATE && date_is_none(deadline)) {
        change_warn(call, WARNING_STOP, "deadline",
                    "届出・交付要求の期限を入れてください。過ぎると配当を受けられません。");
    } else if (!date_is_none(deadline) && date_before(deadline, on)) {
        change_warn(call, WARNING_STOP, "deadline", "期限が開始の日より前です。");
    } else if (!date_is_none(deadline) && date_before(deadline, arrears_today(call))) {
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
    struct writing w = writing_of(call);
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
    struct writing w = writing_of(call);
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
    enum err e = arrears_still_chosen(call, arrears_today(call), &chosen);

    if (e == ERR_NONE && (a.detail == CASE_BANKRUPTCY || a.detail == CASE_REHABILITATION)) {
        e = end_plans(call, a.on);
    }
    if (e == ERR_NONE && demands) {
        struct act demand = a;
        demand.kind = ACT_DEMAND;
        demand.on = arrears_today(call);
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
