/* 保有する情報 -- what the tables of this folder say about a person (開示請求, OP-47, DS-03). */
#include "premium/premium.h"

const struct store_held premium_held[] = {
    {.area = "premium",
     .label = "所得",
     .table = "premium_income",
     .where = "addressee_no IN ($)",
     .known = "recorded_at",
     .columns = "fiscal_year state=所得{0:未申告,1:把握} total_income salary_revenue salary_income "
                "pension_revenue pension_income other_income combined_income family_employee_pay_paid "
                "family_employee_pay_received special_deductions_of_gains casualty_loss_carried "
                "fixed_asset_tax taxable_income tax_exempt_class declared_class taxing_place recorded_at "
                "superseded_at -given -history_no "
                "-addressee_no"},
    {.area = "premium",
     .label = "前のシステムの賦課",
     .table = "premium_last_assessment",
     .where = "payer_no IN ($)",
     .known = "recorded_at",
     .columns =
         "fiscal_year household_no reduction_tenths judged_income insured_count medical support care "
         "child total decided_on recorded_at superseded_at -payer_no"},
    {.area = "premium",
     .label = "賦課の決定",
     .table = "premium_assessment",
     .where = "payer_no IN ($)",
     .columns =
         "fiscal_year household_no version kind=決定{1:当初,2:増額,3:減額} insured_count "
         "reduction_tenths judged_income medical support care child total amount_1 amount_2 amount_3 "
         "amount_4 amount_5 amount_6 amount_7 amount_8 amount_9 amount_10 amount_11 amount_12 extra "
         "extra_due refund first_notice_on reasons run_no -payer_no -facts_hash -derivation"},
    {.area = "premium",
     .label = "即時更正の決定",
     .table = "premium_correction",
     .where = "run_no IN (SELECT run_no FROM premium_assessment WHERE payer_no IN ($))",
     .columns = "run_no household_no change_no is_excepted"},
    {.area = "premium",
     .label = "前のシステムの調定（滞納繰越）",
     .table = "premium_former",
     .where = "payer_no IN ($)",
     .known = "recorded_at",
     .columns =
         "fiscal_year household_no former_key=前の番号 decided_on books_year medical support care child "
         "recorded_at -payer_no"},
    {.area = "premium",
     .label = "前のシステムの調定の期別",
     .table = "premium_former_instalment",
     .where = "payer_no IN ($)",
     .columns = "fiscal_year household_no instalment_no=期 due_on amount -payer_no"},
    {.area = "premium",
     .label = "減免",
     .table = "premium_remission",
     .where = "payer_no IN ($)",
     .known = "recorded_at",
     .columns = "remission_no=減免の番号 fiscal_year household_no applied_on=申請の日 ground law=根拠 "
                "outcome=決定{1:承認,2:却下} pattern=方法{1:額,2:率,3:期別} amount rate=率（百万分の） "
                "months=月の印 instalments=期別の額 parts=部分の印 ends_on decided_on !words change_no "
                "recorded_at superseded_at -payer_no"},
    {.area = "premium",
     .label = "減免の申請",
     .table = "premium_application",
     .where = "payer_no IN ($)",
     .known = "recorded_at",
     .columns =
         "application_no=受付番号 fiscal_year household_no applied_on=申請の日 due_on=決定の期限 ground "
         "evidence=添付書類 !words change_no recorded_at superseded_at -payer_no"},
    {.area = "premium",
     .label = "減免の申請の結果",
     .table = "premium_application_end",
     .where = "application_no IN (SELECT application_no FROM premium_application WHERE payer_no IN ($))",
     .known = "recorded_at",
     .columns = "application_no=受付番号 remission_no=減免の番号（0は取下げ） "
                "is_partial=一部承認{0:いいえ,1:はい} "
                "ended_on=決定・取下げの日 reason=理由 change_no recorded_at superseded_at"},
    {.area = "paper",
     .label = "減免の通知書",
     .table = "premium_remission_letter",
     .where = "remission_no IN (SELECT remission_no FROM premium_remission WHERE payer_no IN ($))",
     .columns =
         "remission_no=減免の番号 copy_no=何枚目 version printed_on=印刷の日 recorded_at -operator_id"},
    {.area = "premium",
     .label = "賦課根拠入力",
     .table = "premium_basis",
     .where = "addressee_no IN ($)",
     .known = "recorded_at",
     .columns = "basis_no=賦課根拠入力の番号 fiscal_year kind=種類{1:所得,2:資産,3:年少被保険者人数} "
                "evidence=根拠の書類 evidence_on=書類の日 "
                "stands=有効な間{1:台帳で所得がわかるまで,2:台帳の内容が変わるまで,3:取り消すまで} "
                "total_income salary_revenue salary_income pension_revenue pension_income other_income "
                "combined_income family_employee_pay_paid family_employee_pay_received "
                "special_deductions_of_gains casualty_loss_carried fixed_asset_tax "
                "under_16=16歳未満の人数 from_16_to_18=16歳から18歳の人数 !words change_no recorded_at "
                "superseded_at -given -seen_at -addressee_no"},
    {.area = "premium",
     .label = "前納の取扱い",
     .table = "premium_advance",
     .where = "addressee_no IN ($)",
     .known = "recorded_at",
     .columns = "fiscal_year way=取扱い{1:国内に住所なし,2:国内に住所あり,3:特別の事情による通常の納期} "
                "reason=理由 change_no recorded_at superseded_at -addressee_no"},
    {.area = "premium",
     .label = "期割から除く額（年金から取る額）",
     .table = "premium_withheld",
     .where = "payer_no IN ($)",
     .known = "recorded_at",
     .columns = "fiscal_year household_no charge_no=期（14から19は年金の4月から2月） amount=額（円） "
                "due_on=納期限 recorded_at superseded_at -cause_kind -cause_no -payer_no"},
    {.area = "paper",
     .label = "通知書の番号",
     .table = "premium_notice_number",
     .where = "payer_no IN ($)",
     .columns = "fiscal_year household_no running_no -payer_no"},
    {.area = "paper",
     .label = "納入通知書・変更通知書",
     .table = "premium_notice",
     .where = "payer_no IN ($)",
     .columns = "fiscal_year household_no version notice_no issued_on total pages run_no -file -first_page "
                "-is_restricted -payer_no"},
};
const size_t premium_held_count = COUNT_OF(premium_held);
