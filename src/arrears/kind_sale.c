/*
 * 公売と配当 -- a seized thing is sold; what comes in is handed out to the yen.
 *
 * Law     国税徴収法94条から129条・128条・129条 (「例による」), 国民健康保険法80条 (順位)
 * Rules   collection.md 19.6   Rows    CO-33
 */
#include "arrears/costs.h"
#include "arrears/kinds.h"
#include "arrears/money.h"
#include "arrears/options.h"

static const struct change_code sale_steps[] = {
    {"1", "公売公告"}, {"2", "売却決定と代金の納付"}, {NULL, NULL}};
static const enum act_kind seizures[] = {ACT_SEIZURE, ACT_JOINED, 0};
static const enum act_kind only_sale[] = {ACT_SALE, 0};

static const struct change_field sale_fields[] = {
    {.name = "step",
     .label = "手続",
     .type = FIELD_CHOICE,
     .is_required = true,
     .codes = sale_steps,
     .help = "公告を登録し、売れたら代金の納付を登録します。"},
    ACT_FIELD("差押（公告のとき）・公売（代金のとき）の"),
    {.name = "on",
     .label = "公告の日・代金納付の日",
     .type = FIELD_DATE,
     .is_required = true,
     .help = "例: 081001"},
    {.name = "sale_on",
     .label = "公売の日",
     .type = FIELD_DATE,
     .only_if = "step=1",
     .help = "公告から少なくとも10日おきます（国税徴収法95条）。"},
    {.name = "perishable",
     .label = "腐りやすいなど",
     .type = FIELD_YES,
     .only_if = "step=1",
     .help = "不相応な保存の費用がかかるとき、期間を短くできます。"},
    {.name = "estimate",
     .label = "見積価額",
     .type = FIELD_YEN,
     .only_if = "step=1",
     .help = "公売財産の見積価額（98条）。"},
    {.name = "place",
     .label = "場所・方法",
     .type = FIELD_TEXT,
     .only_if = "step=1",
     .help = "例: 区役所本庁舎 入札。インターネット公売ならサイトの名。"},
    {.name = "buyer", .label = "買受人", .type = FIELD_TEXT, .only_if = "step=2", .help = "氏名と住所。"},
    {.name = "price",
     .label = "売却価額",
     .type = FIELD_YEN,
     .only_if = "step=2",
     .help = "見積価額以上でなければ売れません。"},
};

static enum err announce_check(struct change_call *call)
{
    struct act seizure;
    struct arrears_options options;
    date on = change_date(call, "on"), sale_on = change_date(call, "sale_on");
    enum err e = arrears_standing(call, seizures, &seizure);

    if (e == ERR_NONE) {
        e = arrears_options_on(call->session, on, call->arena, call->report, &options);
    }
    if (e != ERR_NONE || seizure.act_no == 0) {
        return e;
    }
    if (seizure.detail <= 5 || seizure.detail == 11) {
        change_warn(call, WARNING_STOP, "act",
                    "%sは取り立てる債権です。公売はできません（国税徴収法67条）。",
                    act_detail_label(seizure.kind, seizure.detail));
    }
    if (date_is_none(sale_on) || change_number(call, "estimate") == 0) {
        change_warn(call, WARNING_STOP, date_is_none(sale_on) ? "sale_on" : "estimate",
                    "公売の日と見積価額を入れてください。");
        return ERR_NONE;
    }
    date earliest = date_add_days(on, (int)options.sale_notice_days + 1);
    if (date_before(sale_on, earliest) && change_value(call, "perishable").len == 0) {
        change_warn(call, WARNING_STOP, "sale_on",
                    "公告から公売まで%lld日おきます（国税徴収法95条1項）。公売は%sからできます。",
                    (long long)options.sale_notice_days, day_words(call->arena, earliest));
    }
    return ERR_NONE;
}

static enum err sale_check(struct change_call *call)
{
    struct act sale;
    date on = change_date(call, "on");

    step_not_future(call, "on");
    if (change_number(call, "step") == 1) {
        return announce_check(call);
    }
    enum err e = arrears_standing(call, only_sale, &sale);
    if (e != ERR_NONE || sale.act_no == 0) {
        return e;
    }
    if (date_before(on, sale.until)) {
        change_warn(call, WARNING_STOP, "on", "公売の日（%s）より前です。",
                    day_words(call->arena, sale.until));
    }
    if (change_value(call, "buyer").len == 0) {
        change_warn(call, WARNING_STOP, "buyer", "買受人を入れてください。");
    }
    if (change_number(call, "price") < sale.costs) {
        change_warn(call, WARNING_STOP, "price", "売却価額が見積価額 %s に足りません（国税徴収法98条）。",
                    yen_words(call->arena, sale.costs));
    }
    return ERR_NONE;
}

static enum err sale_apply(struct change_call *call)
{
    struct book_writing w = writing_of(call);
    struct act seizure, sale;
    enum err e;

    if (change_number(call, "step") == 1) {
        e = arrears_still_standing(call, seizures, &seizure);
        struct act a = {
            .kind = ACT_SALE,
            .payer_no = call->subject_no,
            .on = change_date(call, "on"),
            .until = change_date(call, "sale_on"),
            .ended_on = date_none(),
            .related_on = date_none(),
            .costs = change_number(call, "estimate"), /* 見積価額 */
            .body = change_value(call, "place"),
        };
        a.other_no = seizure.act_no;
        return e == ERR_NONE ? arrears_write(call, &a, NULL) : e;
    }
    e = arrears_still_standing(call, only_sale, &sale);
    if (e == ERR_NONE) {
        sale.ended_on = change_date(call, "on");
        sale.end = ACT_DONE;
        sale.party = change_value(call, "buyer");
        sale.amount = change_number(call, "price");
        e = act_write(&w, &sale, NULL, 0);
    }
    if (e == ERR_NONE) {
        (void)snprintf(call->outcome, sizeof(call->outcome),
                       "公売（記録 %lld）の代金 %s の納付を登録しました", (long long)sale.act_no,
                       yen_words(call->arena, sale.amount));
    }
    return e;
}

const struct change_kind kind_arrears_sale = {
    .name = "arrears-sale",
    .label = "公売",
    .help = "差し押さえた不動産・動産などの公売を、公告と代金の納付の2段階で記録します。公告から公売まで10日"
            "おきます。"
            "代金が納められたら「換価代金の配当」を登録します。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_ARREARS_CHANGE,
    .approve = PERM_ARREARS_APPROVE,
    .fields = sale_fields,
    .field_count = COUNT_OF(sale_fields),
    .begin = arrears_begin,
    .check = sale_check,
    .apply = sale_apply,
    .undo = acts_undo,
};

/* ---------------------------------------------------------------------------------- 配当 ------ */

static const enum act_kind distributed[] = {ACT_SEIZURE, ACT_JOINED, ACT_DEMAND, 0};

static const struct change_field distribution_fields[] = {
    ACT_FIELD("差押・参加差押・交付要求の"),
    {.name = "on",
     .label = "受け入れた日",
     .type = FIELD_DATE,
     .is_required = true,
     .help = "取り立てた日、換価代金・配当金を受け入れた日。この日の収納になります。例: 080905"},
    {.name = "proceeds",
     .label = "受け入れた額",
     .type = FIELD_YEN,
     .is_required = true,
     .help = "取り立てた額、換価代金。交付要求の配当なら区に配当された額。"},
    {.name = "costs",
     .label = "今回かかった滞納処分費",
     .type = FIELD_YEN,
     .help = "運搬費、鑑定料など。これまでに計上した分は自動で加わり、合計の100円未満を切り捨てます。"},
    {.name = "claims",
     .label = "ほかの債権",
     .type = FIELD_LINES,
     .characters_max = 2000,
     .help = "1行に1件、順位 日付 額 債権者。順位は 1 優先する権利、2 国税・地方税、5 ほかの公課、6 "
             "後の権利。"
             "例: 2 2025-05-10 90000 新宿都税事務所"},
    {.name = "ends",
     .label = "差押えを終わらせる",
     .type = FIELD_YES,
     .help = "取立て・換価が終わったとき。給料のように毎月続くときは付けません。"},
};
#define CLAIMS_MAX 60

/* One line of other claims; false with the reason in `ret_wrong`. */
static bool read_claim(struct change_call *call, struct text line, struct money_claim *ret)
{
    struct text words[3];
    size_t at = 0;
    int64_t rank = 0, amount = 0;
    date on;

    for (int i = 0; i < 3; i++) {
        while (at < line.len && line.bytes[at] == ' ') {
            at++;
        }
        size_t from = at;
        while (at < line.len && line.bytes[at] != ' ') {
            at++;
        }
        words[i] = (struct text){line.bytes + from, at - from};
    }
    while (at < line.len && line.bytes[at] == ' ') {
        at++;
    }
    bool is_fine = parse_i64(words[0].bytes, words[0].len, 1, 6, &rank) && (rank <= 2 || rank >= 5) &&
                   date_parse_iso(words[1].bytes, words[1].len, &on) &&
                   parse_i64(words[2].bytes, words[2].len, 1, INT64_C(1000000000000), &amount) &&
                   at < line.len;
    if (is_fine) {
        *ret = (struct money_claim){.claim = {(enum claim_rank)rank, on, amount},
                                    .claimant = arena_copy(call->arena, line.bytes + at, line.len - at)};
    }
    return is_fine;
}

/* Every claim, costs first, then ours, then those of others; distribute() puts them in order. */
static enum err claims_of(struct change_call *call, const struct act *a, struct money_claim **ret,
                          size_t *ret_count, bool *ret_fine)
{
    struct money_claim *own = NULL;
    size_t own_count = 0, count = 0, at = 0;
    struct text lines = change_value(call, "claims");
    date on = change_date(call, "on");
    struct costs spent;
    enum err e = money_own_claims(call, a->act_no, on, &own, &own_count);
    if (e == ERR_NONE) {
        e = costs_of_act(call->session->store, a->act_no, call->report, &spent);
    }
    if (e != ERR_NONE) {
        return e;
    }
    yen costs = yen_floor_to(spent.spent + change_number(call, "costs"), 100) - spent.recovered;
    struct money_claim *list = ARENA_ARRAY(call->arena, struct money_claim, own_count + CLAIMS_MAX + 1);

    *ret_fine = true;
    if (costs > 0) {
        list[count++] = (struct money_claim){.claim = {CLAIM_COSTS, on, costs}, .claimant = "滞納処分費"};
    }
    for (size_t i = 0; i < own_count; i++) {
        list[count++] = own[i];
    }
    size_t others = 0;
    while (at < lines.len && e == ERR_NONE) {
        size_t from = at;
        while (at < lines.len && lines.bytes[at] != '\n') {
            at++;
        }
        struct text line = {lines.bytes + from, at - from};
        at++;
        if (line.len > 0 && line.bytes[line.len - 1] == '\r') {
            line.len--;
        }
        if (line.len > 0 && (others == CLAIMS_MAX || !read_claim(call, line, &list[count]))) {
            *ret_fine = false;
            change_warn(call, WARNING_STOP, "claims",
                        "「%.*s」を読めません。順位 日付 額 債権者 の順に入れてください。例: 2 2025-05-10 "
                        "90000 新宿都税事務所",
                        (int)(line.len < 60 ? line.len : 60), line.bytes);
            return ERR_NONE;
        }
        count += line.len > 0;
        others += line.len > 0;
    }
    *ret = list;
    *ret_count = count;
    return e;
}

static yen hand_out(struct change_call *call, struct money_claim *claims, size_t count)
{
    struct claim *plain = ARENA_ARRAY(call->arena, struct claim, count + 1);
    yen *paid = ARENA_ARRAY(call->arena, yen, count + 1);

    for (size_t i = 0; i < count; i++) {
        plain[i] = claims[i].claim;
    }
    yen left = distribute(change_number(call, "proceeds"), plain, count, call->arena, NULL, paid);
    for (size_t i = 0; i < count; i++) {
        claims[i].paid = paid[i];
    }
    return left;
}

static enum err distribution_check(struct change_call *call)
{
    struct act a;
    struct money_claim *claims = NULL;
    size_t count = 0;
    bool is_fine = false;
    date on = change_date(call, "on");
    enum err e = arrears_standing(call, distributed, &a);

    if (e != ERR_NONE || a.act_no == 0) {
        return e;
    }
    step_not_future(call, "on");
    if (date_before(on, a.on)) {
        change_warn(call, WARNING_STOP, "on", "%sの日（%s）より前です。", act_label(a.kind),
                    day_words(call->arena, a.on));
    }
    if (change_number(call, "proceeds") == 0) {
        change_warn(call, WARNING_STOP, "proceeds", "受け入れた額を入れてください。");
    }
    if (change_value(call, "ends").len > 0) {
        e = step_not_in_sale(call, &a, "ends");
    }
    if (e == ERR_NONE) {
        e = claims_of(call, &a, &claims, &count, &is_fine);
    }
    bool has_own = false;
    for (size_t i = 0; i < count && is_fine; i++) {
        has_own = has_own || claims[i].charge != NULL;
    }
    if (e == ERR_NONE && is_fine && !has_own) {
        change_warn(call, WARNING_STOP, "act",
                    "%s（記録 %lld）の対象の期に未納がありません。配当する先がないため、"
                    "差押えを解除し、受け入れた額は返してください。",
                    act_label(a.kind), (long long)a.act_no);
    }
    return e;
}

static enum err distribution_preview(struct change_call *call, struct textbuf *ret)
{
    struct act a;
    struct money_claim *claims = NULL;
    size_t count = 0;
    bool is_fine = false;
    enum err e = arrears_standing(call, distributed, &a);

    if (e == ERR_NONE && a.act_no != 0) {
        e = claims_of(call, &a, &claims, &count, &is_fine);
    }
    if (e != ERR_NONE || !is_fine) {
        return e;
    }
    yen left = hand_out(call, claims, count);
    for (size_t i = 0; i < count; i++) {
        textbuf_printf(ret, "%s %s のうち %s\n", claims[i].claimant,
                       yen_words(call->arena, claims[i].claim.amount),
                       yen_words(call->arena, claims[i].paid));
    }
    textbuf_printf(ret, "残余金 %s\n", yen_words(call->arena, left));
    return ERR_NONE;
}

static enum err end_seizure(struct change_call *call, struct act *seizure)
{
    struct book_writing w = writing_of(call);

    seizure->ended_on = change_date(call, "on");
    seizure->end = ACT_DONE;
    return act_write(&w, seizure, NULL, 0);
}

/* What is not ours: 滞納処分費 to its account, the others' money to 歳入歳出外現金, claim by claim. */
static enum err keep_others(struct change_call *call, const struct act *a, int64_t seizure_no,
                            const struct money_claim *claims, size_t count)
{
    enum err e = ERR_NONE;

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (claims[i].charge != NULL || claims[i].paid == 0) {
            continue;
        }
        e = claims[i].claim.rank == CLAIM_COSTS
                ? costs_recover(call, seizure_no, a->act_no, a->on, claims[i].paid)
                : deposit_take(call, a->act_no, (int64_t)i + 1, a->on, claims[i].paid,
                               text_of(claims[i].claimant));
    }
    return e;
}

static enum err distribution_apply(struct change_call *call)
{
    struct act seizure;
    struct money_claim *claims = NULL;
    size_t count = 0;
    bool is_fine = false;
    struct act a = {
        .kind = ACT_DISTRIBUTION,
        .payer_no = call->subject_no,
        .on = change_date(call, "on"),
        .until = date_none(),
        .ended_on = change_date(call, "on"),
        .end = ACT_DONE,
        .related_on = date_none(),
        .amount = change_number(call, "proceeds"),
    };
    enum err e = arrears_still_standing(call, distributed, &seizure);

    if (e == ERR_NONE) {
        e = claims_of(call, &seizure, &claims, &count, &is_fine);
    }
    if (e == ERR_NONE && !is_fine) {
        e = report_fail(call->report, ERR_INPUT, "ほかの債権の行を読めません。開き直してください。");
    }
    if (e != ERR_NONE) {
        return e;
    }
    yen surplus = hand_out(call, claims, count);
    a.other_no = seizure.act_no;
    a.costs = surplus; /* 残余金 */
    if (change_number(call, "costs") > 0) {
        e = costs_charge(call, seizure.act_no, a.on, change_number(call, "costs"), text_of("換価・取立て"
            "の費用"));
    }
    if (e == ERR_NONE) {
        e = arrears_write(call, &a, NULL);
    }
    if (e == ERR_NONE) {
        e = money_write(call, &a, CHANNEL_SEIZURE, a.on, claims, count, surplus, "K6");
    }
    if (e == ERR_NONE) {
        e = keep_others(call, &a, seizure.act_no, claims, count);
    }
    return e == ERR_NONE && change_value(call, "ends").len > 0 ? end_seizure(call, &seizure) : e;
}

/* Finds the distribution that this change made. */
static enum err distribution_undo(struct change_call *call)
{
    struct act *acts = NULL;
    size_t count = 0;
    enum err e =
        arrears_acts(call->session->store, call->subject_no, call->arena, call->report, &acts, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (acts[i].kind == ACT_DISTRIBUTION && acts[i].change_no == call->change_no && !acts[i].is_void) {
            e = money_back(call, acts[i].act_no, "配当の取消し");
        }
    }
    if (e == ERR_NONE) {
        e = costs_undo(call);
    }
    return e == ERR_NONE ? acts_undo(call) : e;
}

const struct change_kind kind_arrears_distribution = {
    .name = "arrears-distribution",
    .label = "取立て・換価代金の配当",
    .help = "取り立てた額や換価代金を、滞納処分費、優先する権利、税、保険料、延滞金の順に1円まで配ります"
            "（国税徴収法128条・129条、保険料は税の次）。保険料と延滞金はその日の収納として消し込み、"
            "残った額は残余金（K6）として本人に返す額になります。滞納処分費は滞納処分費の勘定に、ほかの"
            "債権者の額は"
            "歳入歳出外現金に入り、「配当金の交付」で渡します。承認されると配当計算書を印刷できます。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_ARREARS_CHANGE,
    .approve = PERM_ARREARS_APPROVE,
    .fields = distribution_fields,
    .field_count = COUNT_OF(distribution_fields),
    .begin = arrears_begin,
    .check = distribution_check,
    .preview = distribution_preview,
    .apply = distribution_apply,
    .undo = distribution_undo,
};
