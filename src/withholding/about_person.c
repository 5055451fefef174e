/*
 * 保有する情報 -- what the tables of this folder say about a person (開示請求, OP-47, DS-03). 基礎年金番号
 * is not among it, only that one is kept.
 */
#include "withholding/withholding.h"

#define OWN "pensioner_no IN (SELECT pensioner_no FROM withholding_link WHERE addressee_no IN ($))"

const struct store_held withholding_held[] = {
    {.area = "premium", .label = "年金の人の確認", .table = "withholding_link",
     .where = "addressee_no IN ($)", .known = "recorded_at",
     .columns = "pensioner_no=年金の人の番号 recorded_at superseded_at change_no -addressee_no"},
    {.area = "premium", .label = "年金の人（基礎年金番号そのものは出しません）",
     .table = "withholding_pensioner", .where = OWN, .known = "recorded_at",
     .columns = "pensioner_no=年金の人の番号 recorded_at -blind -sealed"},
    {.area = "premium", .label = "特別徴収の対象者情報", .table = "withholding_pension", .where = OWN,
     .known = "recorded_at",
     .columns = "pensioner_no=年金の人の番号 obligor=年金保険者 pension_code=年金コード birth "
                "sex=性別{1:男,2:女} kana yearly=年金額（円） made_on recorded_at superseded_at"},
    {.area = "premium", .label = "介護保険料の賦課", .table = "withholding_care",
     .where = "addressee_no IN ($)", .known = "recorded_at",
     .columns = "fiscal_year method=納め方{1:特別徴収,2:普通徴収} pension_code=年金コード "
                "pay_amount=支払1回の額（円） yearly=年額（円） recorded_at superseded_at -addressee_no"},
    {.area = "premium", .label = "特別徴収の状況", .table = "withholding_state",
     .where = "payer_no IN ($)", .known = "recorded_at",
     .columns = "fiscal_year household_no valid_from valid_until state=状態{1:候補,2:対象外,3:依頼中,4:継続,"
                "5:中止依頼中,6:中止,7:不可} bars=対象外の理由の番号 pensioner_no=年金の人の番号 "
                "yearly=年額（円） pay_1=4月（円） pay_2=6月（円） pay_3=8月（円） pay_4=10月（円） "
                "pay_5=12月（円） pay_6=2月（円） ordinary=普通徴収の額（円） excess=超える額（円） "
                "recorded_at superseded_at -cause_kind -cause_no -payer_no"},
    {.area = "premium", .label = "特別徴収の依頼", .table = "withholding_request",
     .where = "payer_no IN ($)",
     .columns = "request_no run_no kind=依頼{1:開始,2:中止,3:仮徴収額の変更} fiscal_year household_no "
                "pensioner_no=年金の人の番号 first_year=最初の年度 first_pay=最初の回（0が4月） "
                "pay_1=4月（円） "
                "pay_2=6月（円） pay_3=8月（円） pay_4=10月（円） pay_5=12月（円） pay_6=2月（円） "
                "provisional=翌年度の仮徴収1回（円） reason=理由 -payer_no"},
    {.area = "premium", .label = "特別徴収の依頼の処理結果", .table = "withholding_answer",
     .where = "request_no IN (SELECT request_no FROM withholding_request WHERE payer_no IN ($))",
     .known = "recorded_at",
     .columns = "request_no result_code=処理結果 is_accepted=受付{1:受け付けた,0:受け付けなかった} "
                "answered_on "
                "recorded_at"},
    {.area = "premium", .label = "特別徴収の徴収結果", .table = "withholding_taken",
     .where = "payer_no IN ($)", .known = "recorded_at",
     .columns = "fiscal_year pay=回（0が4月） pensioner_no=年金の人の番号 household_no "
                "paid_on=年月日 amount=結果（円） "
                "planned=予定（円） result_code=処理結果 "
                "place=扱い{1:収納済み,2:賦課の決定待ち,3:仮受,4:天引きなし} "
                "receipt_no overpaid=過誤納（円） recorded_at superseded_at -payer_no"},
    {.area = "paper", .label = "特別徴収の通知書", .table = "withholding_letter",
     .where = "payer_no IN ($)", .known = "recorded_at",
     .columns = "request_no run_no issued_on recorded_at -file -payer_no"},
    {.area = "account", .label = "口座振替の申出（特別徴収）", .table = "withholding_choice",
     .where = "addressee_no IN ($)", .known = "recorded_at",
     .columns = "valid_from valid_until way=申出の番号 reason=理由 change_no recorded_at superseded_at "
                "-addressee_no"},
};
const size_t withholding_held_count = COUNT_OF(withholding_held);
