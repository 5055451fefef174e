/*
 * 滞納整理の行為 -- what each kind of act is called and what it does beside being written down.
 *
 * Law     国税徴収法・地方税法 (「例による」), 民法147条から152条 and 160条 (collection.md 17.2, 19, 21)
 */
#include "arrears/kinds.h"

const struct change_code property_kinds[] = {{"1", "預金"},      {"2", "給料"},          {"3", "年金"},
                                             {"4", "生命保険"},  {"5", "その他の債権"},  {"6", "不動産"},
                                             {"7", "動産"},      {"8", "自動車"},        {"9", "電話加入権"},
                                             {"10", "有価証券"}, {"11", "国税の還付金"}, {NULL, NULL}};
const struct change_code grace_grounds[] = {
    {"1", "災害・盗難（1号）"},       {"2", "病気・負傷（2号）"},       {"3", "事業の廃止・休止（3号）"},
    {"4", "事業の著しい損失（4号）"}, {"5", "賦課が遅れた（15条2項）"}, {NULL, NULL}};
const struct change_code sale_grace_grounds[] = {
    {"1", "職権（15条の5）"}, {"2", "申請（15条の6）"}, {NULL, NULL}};
const struct change_code waiver_kinds[] = {
    {"1", "全額"}, {"2", "高い割合の2分の1"}, {"3", "猶予の割合を超える分"}, {NULL, NULL}};
const struct change_code suspension_grounds[] = {{"1", "1号 滞納処分のできる財産がない"},
                                                 {"2", "2号 処分すると生活を著しく困窮させる"},
                                                 {"3", "3号 所在も財産も不明"},
                                                 {NULL, NULL}};
const struct change_code advance_grounds[] = {
    {"1", "他の強制換価手続"},     {"2", "相続人の限定承認"},
    {"3", "法人の解散"},           {"4", "住所をなくする・逃走のおそれ"},
    {"5", "不正に免れようとした"}, {NULL, NULL}};
const struct change_code case_kinds[] = {
    {"1", "破産"}, {"2", "相続"}, {"3", "競売"}, {"4", "個人再生"}, {NULL, NULL}};
const struct change_code proceedings[] = {
    {"1", "強制競売・担保権の競売"}, {"2", "破産"}, {"3", "他の滞納処分"}, {NULL, NULL}};
const struct change_code inquiry_kinds[] = {{"1", "金融機関"},
                                            {"2", "生命保険会社"},
                                            {"3", "勤務先"},
                                            {"4", "年金事務所"},
                                            {"5", "登記所"},
                                            {"6", "運輸支局"},
                                            {"7", "他の市区町村（実態調査）"},
                                            {"8", "電話会社"},
                                            {NULL, NULL}};
const struct change_code transfer_kinds[] = {
    {"1", "徴収嘱託（地方税法20条の4）"}, {"2", "徴収機構への移管"}, {NULL, NULL}};
const struct change_code hold_grounds[] = {
    {"1", "審査請求・訴訟"}, {"2", "納付の確認中"}, {"3", "相談中"}, {NULL, NULL}};
const struct change_code security_states[] = {{"1", "保管中"}, {"2", "取立てに出した"}, {NULL, NULL}};

#define ENDS(...)                        \
    {                                    \
        [ACT_STANDS] = NULL, __VA_ARGS__ \
    }
const struct act_rule act_rules[ACT_KINDS] = {
    [ACT_SEIZURE] = {"差押", true, LIMIT_SEIZURE, false, STAY_SEIZED, property_kinds,
                     ENDS([ACT_DONE] = "取立て・換価の終了", [ACT_RELEASED] = "解除",
                          [ACT_CANCELLED] = "取消し（違法・不当）")},
    [ACT_JOINED] =
        {"参加差押", true, LIMIT_DEMAND, false, STAY_SEIZED, property_kinds,
         ENDS([ACT_DONE] = "配当などの終了", [ACT_RELEASED] = "解除", [ACT_CANCELLED] = "取下げ・取消し")},
    [ACT_DEMAND] =
        {"交付要求", true, LIMIT_DEMAND, false, 0, proceedings,
         ENDS([ACT_DONE] = "配当などの終了", [ACT_RELEASED] = "解除", [ACT_CANCELLED] = "取下げ・取消し")},
    [ACT_ADVANCE] = {"繰上徴収", true, NO_LIMIT_EVENT, false, 0, advance_grounds,
                     ENDS([ACT_DONE] = "納付", [ACT_CANCELLED] = "取消し")},
    [ACT_SALE] = {"公売", true, NO_LIMIT_EVENT, false, 0, NULL,
                  ENDS([ACT_DONE] = "代金の納付", [ACT_CANCELLED] = "中止")},
    [ACT_DISTRIBUTION] = {"配当", true, NO_LIMIT_EVENT, false, 0, NULL, ENDS(NULL)},
    [ACT_GRACE] = {"徴収猶予", true, LIMIT_GRACE, true, STAY_GRACE, grace_grounds,
                   ENDS([ACT_DONE] = "完納", [ACT_RELEASED] = "取消し（15条の3）")},
    [ACT_SALE_GRACE] = {"換価の猶予", true, LIMIT_GRACE, true, STAY_GRACE, sale_grace_grounds,
                        ENDS([ACT_DONE] = "完納", [ACT_RELEASED] = "取消し（15条の5の3）")},
    [ACT_WAIVER] = {"延滞金の減免", true, NO_LIMIT_EVENT, false, 0, waiver_kinds,
                    ENDS([ACT_CANCELLED] = "取消し")},
    [ACT_SECURITY] = {"証券受託", true, LIMIT_ACKNOWLEDGED, false, 0, security_states,
                      ENDS([ACT_DONE] = "取立て済み", [ACT_RELEASED] = "返還", [ACT_BROKEN] = "不渡り")},
    [ACT_PLAN] =
        {"分納", true, LIMIT_ACKNOWLEDGED, false, STAY_PLAN, NULL,
         ENDS([ACT_DONE] = "完納", [ACT_RELEASED] = "取りやめ", [ACT_BROKEN] = "不履行による取消し")},
    [ACT_SUSPENSION] = {"執行停止", true, LIMIT_SUSPENSION, false, STAY_SUSPENDED, suspension_grounds,
                        ENDS([ACT_RELEASED] = "取消し（15条の8）")},
    [ACT_SUCCESSION] = {"納付義務承継", true, LIMIT_SUCCESSION_NOTICE, false, 0, NULL,
                        ENDS([ACT_DONE] = "完納", [ACT_CANCELLED] = "取消し")},
    [ACT_CASE] = {"破産・相続・競売", false, NO_LIMIT_EVENT, false, 0, case_kinds,
                  ENDS([ACT_DONE] = "終結", [ACT_CANCELLED] = "取下げ")},
    [ACT_INQUIRY] = {"財産調査", true, NO_LIMIT_EVENT, false, 0, inquiry_kinds,
                     ENDS([ACT_DONE] = "回答あり", [ACT_RELEASED] = "該当なしの回答")},
    [ACT_FINDING] = {"財産", false, NO_LIMIT_EVENT, false, 0, property_kinds,
                     ENDS([ACT_RELEASED] = "なくなった")},
    [ACT_TRANSFER] = {"徴収の移管", true, NO_LIMIT_EVENT, false, 0, transfer_kinds,
                      ENDS([ACT_DONE] = "終了・返還")},
    [ACT_KEEP] = {"欠損の見合わせ", false, NO_LIMIT_EVENT, false, 0, NULL,
                  ENDS([ACT_RELEASED] = "見合わせの終わり")},
    [ACT_HOLD] = {"係争・催告の保留", false, NO_LIMIT_EVENT, false, STAY_DISPUTE, hold_grounds,
                  ENDS([ACT_RELEASED] = "保留の終わり")},
};

/* 破産 and 個人再生 stay the limit as 破産手続, 相続 as 死亡; of an auction the 交付要求 speaks. */
int act_limit_event(const struct act *a)
{
    static const int of_case[] = {NO_LIMIT_EVENT, LIMIT_BANKRUPTCY, LIMIT_DEATH, NO_LIMIT_EVENT,
                                  LIMIT_BANKRUPTCY};

    if (a->kind != ACT_CASE) {
        return act_rules[a->kind].limit_event;
    }
    return a->detail > 0 && a->detail < (int)COUNT_OF(of_case) ? of_case[a->detail] : NO_LIMIT_EVENT;
}

enum collection_stay act_stay(const struct act *a)
{
    return a->kind == ACT_CASE && a->detail == CASE_ESTATE ? STAY_SUCCESSION : act_rules[a->kind].stay;
}

const char *act_label(enum act_kind kind)
{
    assert(kind > 0 && kind < ACT_KINDS);
    return act_rules[kind].label;
}

const char *act_end_label(enum act_kind kind, enum act_end end)
{
    assert(kind > 0 && kind < ACT_KINDS && end <= ACT_BROKEN);
    const char *words = act_rules[kind].ends[end];
    return words != NULL ? words : "";
}

const char *act_detail_label(enum act_kind kind, int detail)
{
    const struct change_code *codes = act_rules[kind].details;
    char value[12];

    (void)snprintf(value, sizeof(value), "%d", detail);
    for (; codes != NULL && codes->value != NULL; codes++) {
        if (strcmp(codes->value, value) == 0) {
            return codes->label;
        }
    }
    return "";
}

const char *limit_event_label(enum limit_event_kind kind)
{
    static const char *const labels[LIMIT_EVENT_KINDS] = {
        [LIMIT_NOTICE] = "納入の通知",
        [LIMIT_DUNNING] = "督促",
        [LIMIT_REMINDER] = "催告",
        [LIMIT_SEIZURE] = "差押",
        [LIMIT_DEMAND] = "参加差押・交付要求",
        [LIMIT_ACKNOWLEDGED] = "承認",
        [LIMIT_GRACE] = "猶予",
        [LIMIT_SUSPENSION] = "執行停止",
        [LIMIT_BANKRUPTCY] = "破産手続",
        [LIMIT_DEATH] = "死亡（相続財産）",
        [LIMIT_SUCCESSION_NOTICE] = "承継の通知",
    };
    return labels[kind];
}
