/* 保有する情報 -- what the tables of this folder say about a person (開示請求, OP-47, DS-03). */
#include "arrears/arrears.h"

#define OWN_ACTS "act_no IN (SELECT act_no FROM arrears_act WHERE payer_no IN ($))"
#define AS_HEIR "(act_no, heir_seq) IN (SELECT act_no, seq FROM arrears_heir WHERE heir_no IN ($))"

const struct store_held arrears_held[] = {
    {.area = "arrears", .label = "滞納整理の手続", .table = "arrears_act", .where = "payer_no IN ($)",
     .known = "recorded_at",
     .columns = "act_no version kind=種類の番号 number_year number begun_on until_on ended_on related_on "
                "end_cause=終わり方の番号 detail=内訳の番号 amount costs reason=理由 is_void change_no "
                "recorded_at !other_no !party !body -payer_no"},
    {.area = "arrears", .label = "手続の対象", .table = "arrears_cover", .where = "payer_no IN ($)",
     .known = "recorded_at",
     .columns = "act_no levy_year household_no instalment notice_no due_on principal late_charge "
                "late_is_fixed recorded_at -payer_no"},
    {.area = "arrears", .label = "時効の事由", .table = "arrears_event", .where = "payer_no IN ($)",
     .known = "recorded_at",
     .columns = "event_no version act_no kind=種類の番号 levy_year household_no instalment begun_on ended_on "
                "is_cancelled is_void words change_no recorded_at -payer_no"},
    {.area = "arrears", .label = "分納の各回", .table = "arrears_instalment", .where = OWN_ACTS,
     .known = "recorded_at", .columns = "act_no seq due_on principal late_charge recorded_at"},
    {.area = "arrears", .label = "納付義務の承継", .table = "arrears_heir",
     .where = OWN_ACTS " OR heir_no IN ($)", .known = "recorded_at",
     .columns = "act_no seq share_num share_den amount owed estate is_representative recorded_at !heir_no"},
    {.area = "arrears", .label = "配当", .table = "arrears_claim", .where = OWN_ACTS,
     .known = "recorded_at",
     .columns = "act_no seq claim_rank=順位 claimed_on amount paid levy_year household_no instalment "
                "recorded_at !claimant -receipt_no"},
    {.area = "arrears", .label = "不納欠損の候補", .table = "arrears_candidate", .where = "payer_no IN ($)",
     .columns = "run_no levy_year household_no instalment amount reason=理由の番号 effective_on limit_late "
                "suspended_on is_written_off=欠損{0:まだ,1:した,2:取り消した} -payer_no"},
    {.area = "arrears", .label = "預金の照会", .table = "arrears_file_line", .where = OWN_ACTS,
     .known = "recorded_at", .columns = "act_no run_no recorded_at"},
    {.area = "arrears", .label = "滞納処分費と配当の預り金", .table = "arrears_money",
     .where = "payer_no IN ($)", .known = "recorded_at",
     .columns = "act_no item=費目{1:滞納処分費,2:配当の預り金} step=経過{1:計上,2:受入,3:交付} on_day spent "
                "amount !words change_no business_date recorded_at -entry_no -claim_seq -by_act_no "
                "-takes_back -payer_no"},
    {.area = "arrears", .label = "相続人の納付書", .table = "arrears_heir_slip",
     .where = OWN_ACTS " OR " AS_HEIR, .known = "recorded_at",
     .columns = "act_no levy_year notice_no instalment serial recorded_at -heir_seq"},
    {.area = "arrears", .label = "相続人の納付", .table = "arrears_heir_receipt",
     .where = OWN_ACTS " OR " AS_HEIR, .known = "recorded_at",
     .columns = "act_no receipt_no change_no recorded_at -heir_seq"},
};
const size_t arrears_held_count = COUNT_OF(arrears_held);
