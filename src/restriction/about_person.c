/* 保有する情報 -- what the tables of this folder say about a person (開示請求, OP-47, DS-03). */
#include "restriction/restriction.h"

#define OWN_STEPS "step_no IN (SELECT step_no FROM restriction_step WHERE payer_no IN ($))"

const struct store_held restriction_holdings[] = {
    {.area = "eligibility",
     .label = "給付の制限",
     .table = "restriction_step",
     .where = "payer_no IN ($)",
     .known = "recorded_at",
     .columns =
         "step_no=記録の番号 case_no=措置の番号 measure=措置{1:特別療養費,2:給付の差止め} "
         "move=段階{1:事前通知,2:弁明の機会の通知,3:弁明の結果,4:決定,5:解除,6:取りやめ,7:差止め,"
         "8:控除の通知,9:控除,10:差止めの解除} household_no on_day due_day=期限 effect_day=効力の始まる日 "
         "outcome=弁明{0:なし,1:弁明書,2:口頭,3:期限までになし} ground=終わりの理由の番号 owed=未納の額 "
         "amount benefit=給付 words number_year number change_no recorded_at superseded_at -payer_no"},
    {.area = "eligibility",
     .label = "給付の制限で通知した保険料",
     .table = "restriction_charge",
     .where = "payer_no IN ($)",
     .known = "recorded_at",
     .columns = "step_no=記録の番号 levy_year household_no instalment notice_no due_on amount recorded_at "
                "superseded_at -payer_no"},
    {.area = "eligibility",
     .label = "給付の制限の対象の人",
     .table = "restriction_member",
     .where = "addressee_no IN ($) OR " OWN_STEPS,
     .known = "recorded_at",
     .columns =
         "step_no=記録の番号 left_out=対象{0:なる,1:子ども,2:公費負担医療} recorded_at superseded_at "
         "!addressee_no"},
    {.area = "eligibility",
     .label = "特別の事情・公費負担医療の届出",
     .table = "restriction_ground",
     .where = "addressee_no IN ($)",
     .known = "recorded_at",
     .columns = "ground_no=届出の番号 kind=種類{1:特別の事情,2:公費負担医療} code=事由の番号 "
                "notified_on is_accepted=認定{0:しない,1:する} valid_from valid_until words "
                "change_no recorded_at superseded_at -addressee_no"},
};
const size_t restriction_holdings_count = COUNT_OF(restriction_holdings);
