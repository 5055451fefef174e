/*
 * 財産調査 -- letters that ask, answers, and what was found.
 *
 * Law     国税徴収法141条から146条の2 (「例による」), 地方税法20条の11   Rules   collection.md 18.2
 * Rows    CO-26, CO-27
 */
#include "arrears/kinds.h"
#include "arrears/options.h"

static const struct change_field inquiry_fields[] = {
    {.name = "on", .label = "照会の日", .type = FIELD_DATE, .is_required = true, .help = "例: 080801"},
    {.name = "sort",
     .label = "照会先の種類",
     .type = FIELD_CHOICE,
     .is_required = true,
     .codes = inquiry_kinds,
     .help = "種類によって照会書の根拠と聞くことが変わります。"},
    {.name = "party",
     .label = "照会先",
     .type = FIELD_TEXT,
     .is_required = true,
     .help = "名と所在地。例: 見本銀行本店 東京都千代田区…"},
    {.name = "bank",
     .label = "金融機関の番号",
     .type = FIELD_NUMBER,
     .only_if = "sort=1",
     .help = "4桁。入れると預金照会のファイルに載ります。例: 0001"},
    {.name = "until", .label = "回答の期限", .type = FIELD_DATE, .help = "空なら決められた日数の後。"},
    {.name = "items",
     .label = "聞くこと",
     .type = FIELD_LINES,
     .characters_max = 500,
     .help = "空なら種類ごとのいつもの項目。"},
};

static const char *usual_items(int64_t kind)
{
    static const char *const items[] = {
        [1] = "預貯金の有無、種類、口座番号、残高、過去6か月の取引、貸付金の有無",
        [2] = "契約の有無、証券番号、契約者、解約返戻金の額、契約者貸付の有無",
        [3] = "勤務の有無、支給日、総支給額、所得税・住民税・社会保険料の額、生計を一にする親族の数",
        [4] = "年金の種類、支給額、支給日、支払先の金融機関",
        [5] = "所有する不動産の表示、権利の登記",
        [6] = "所有する自動車の登録番号、車名、抵当権の有無",
        [7] = "住所、世帯の状況、課税の状況、所有する固定資産",
        [8] = "加入する電話の番号、設置場所、料金の支払方法",
    };
    return kind > 0 && kind < (int64_t)COUNT_OF(items) ? items[kind] : "";
}

/* A person may be asked about only while he owes something. */
static enum err check_owes(struct change_call *call)
{
    struct chosen chosen;
    return arrears_chosen(call, change_today(call), &chosen);
}

static enum err inquiry_check(struct change_call *call)
{
    date on = change_date(call, "on"), until = change_date(call, "until");

    step_not_future(call, "on");
    if (!date_is_none(until) && date_before(until, on)) {
        change_warn(call, WARNING_STOP, "until", "回答の期限が照会の日より前です。");
    }
    return check_owes(call);
}

static enum err inquiry_apply(struct change_call *call)
{
    struct arrears_options options;
    int64_t kind = change_number(call, "sort");
    struct text items = change_value(call, "items");
    struct act a = {
        .kind = ACT_INQUIRY,
        .payer_no = call->subject_no,
        .on = change_date(call, "on"),
        .until = change_date(call, "until"),
        .ended_on = date_none(),
        .related_on = date_none(),
        .detail = (int)kind,
        .amount = kind == 1 ? change_number(call, "bank") : 0, /* 金融機関の番号 */
        .party = change_value(call, "party"),
        .body = items.len > 0 ? items : text_of(usual_items(kind)),
    };
    enum err e = arrears_options_on(call->session, a.on, call->arena, call->report, &options);

    if (e == ERR_NONE && date_is_none(a.until)) {
        a.until = date_add_days(a.on, (int)options.inquiry_days);
    }
    return e == ERR_NONE ? arrears_write(call, &a, NULL) : e;
}

const struct change_kind kind_arrears_inquiry = {
    .name = "arrears-inquiry",
    .label = "財産調査の照会",
    .help = "金融機関・勤務先・年金事務所・ほかの市区町村などに照会書を出します（国税徴収法141条、146条の2、"
            "地方税法20条の11）。回答は「財産の記録」に入れ、照会を「解除・取消し・終了」で終わらせます。"
            "金融機関の番号を入れた照会は「預金照会データの作成」でファイルにもなります。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_ARREARS_CHANGE,
    .approve = PERM_ARREARS_APPROVE,
    .fields = inquiry_fields,
    .field_count = COUNT_OF(inquiry_fields),
    .begin = arrears_begin,
    .check = inquiry_check,
    .apply = inquiry_apply,
    .undo = acts_undo,
};

/* ---------------------------------------------------------------------------------- 財産 ------ */

static const enum act_kind only_inquiry[] = {ACT_INQUIRY, 0};

static const struct change_field finding_fields[] = {
    {.name = "on",
     .label = "知った日",
     .type = FIELD_DATE,
     .is_required = true,
     .help = "回答を受けた日など。例: 080810"},
    {.name = "sort",
     .label = "財産の種類",
     .type = FIELD_CHOICE,
     .is_required = true,
     .codes = property_kinds,
     .help = "債権・不動産・動産など。"},
    {.name = "party", .label = "債務者・保管者", .type = FIELD_TEXT, .help = "銀行、勤務先など。"},
    {.name = "body",
     .label = "財産の表示",
     .type = FIELD_LINES,
     .is_required = true,
     .characters_max = 1000,
     .help = "口座番号、所在、登記の表示など。"},
    {.name = "amount", .label = "価額", .type = FIELD_YEN, .help = "残高、評価額。分からなければ空。"},
    {.name = "seizable",
     .label = "差し押さえられる",
     .type = FIELD_YES,
     .help = "差押禁止財産や、先の権利で残らない財産には付けません。"},
    {.name = "act", .label = "照会の記録番号", .type = FIELD_NUMBER, .help = "この照会の回答で知ったとき。"},
    {.name = "source",
     .label = "出どころ",
     .type = FIELD_TEXT,
     .is_required = true,
     .help = "どこから知ったか。例: 見本銀行の回答 令和8年8月9日付け、現地調査"},
    {.name = "prior", .label = "先の権利", .type = FIELD_TEXT, .help = "抵当権、先の差押えなど。"},
};

static enum err finding_check(struct change_call *call)
{
    struct act inquiry;

    step_not_future(call, "on");
    return change_number(call, "act") != 0 ? arrears_standing(call, only_inquiry, &inquiry) : ERR_NONE;
}

/* Property that appears under 停止 calls for its cancellation (地方税法15条の8). */
static enum err tell_suspension(struct change_call *call, const struct act *finding)
{
    struct act *acts = NULL;
    size_t count = 0;
    enum err e =
        arrears_acts(call->session->store, call->subject_no, call->arena, call->report, &acts, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (acts[i].kind == ACT_SUSPENSION && !acts[i].is_void && date_is_none(acts[i].ended_on)) {
            e = arrears_task(call, "arrears:suspension",
                             arena_printf(call->arena, "%lld-%lld", (long long)acts[i].act_no,
                                          (long long)finding->act_no),
                             arena_printf(call->arena,
                                          "執行停止（記録 %lld）の間に財産（記録 "
                                          "%lld、%s）が見つかりました。停止を取り消すか"
                                          "判断してください（地方税法15条の8）。",
                                          (long long)acts[i].act_no, (long long)finding->act_no,
                                          act_detail_label(ACT_FINDING, finding->detail)),
                             date_add_days(change_today(call), 7));
        }
    }
    return e;
}

static enum err finding_apply(struct change_call *call)
{
    struct book_writing w = writing_of(call);
    struct act inquiry = {0};
    struct act a = {
        .kind = ACT_FINDING,
        .payer_no = call->subject_no,
        .on = change_date(call, "on"),
        .until = date_none(),
        .ended_on = date_none(),
        .related_on = date_none(),
        .detail = (int)change_number(call, "sort"),
        .amount = change_number(call, "amount"),
        .costs = change_value(call, "seizable").len > 0 ? 1 : 0, /* 差し押さえられる */
        .other_no = change_number(call, "act"),
        .party = change_value(call, "party"),
        .body = change_value(call, "body"),
        .reason = text_of(arena_printf(
            call->arena, "%.*s%s%.*s", (int)change_value(call, "source").len,
            change_value(call, "source").bytes, change_value(call, "prior").len > 0 ? " 先の権利: " : "",
            (int)change_value(call, "prior").len, change_value(call, "prior").bytes)),
    };
    enum err e = a.other_no != 0 ? arrears_still_standing(call, only_inquiry, &inquiry) : ERR_NONE;

    if (e == ERR_NONE && a.other_no != 0) {
        inquiry.ended_on = date_max(a.on, inquiry.on);
        inquiry.end = ACT_DONE;
        e = act_write(&w, &inquiry, NULL, 0);
    }
    if (e == ERR_NONE) {
        e = arrears_write(call, &a, NULL);
    }
    return e == ERR_NONE && a.costs > 0 ? tell_suspension(call, &a) : e;
}

const struct change_kind kind_arrears_finding = {
    .name = "arrears-finding",
    .label = "財産の記録",
    .help = "見つかった債権・不動産・動産などを、出どころと知った日とともに記録します。執行停止の間に差し押"
            "さえられる"
            "財産が見つかると、停止を見直す作業が出ます。すぐに登録されます。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_ARREARS_CHANGE,
    .approve = PERM_NONE,
    .fields = finding_fields,
    .field_count = COUNT_OF(finding_fields),
    .begin = arrears_begin,
    .check = finding_check,
    .apply = finding_apply,
    .undo = acts_undo,
};
