/* 保有する情報 -- what the tables of this folder say about a person (開示請求, OP-47, DS-03). */
#include "online/online.h"

#define HIS                                                                                                  \
    "application_no IN (SELECT application_no FROM online_match WHERE addressee_no IN ($))"

const struct store_held online_held[] = {
    {.area = "eligibility",
     .label = "オンライン申請",
     .table = "online_application",
     .where = HIS,
     .known = "recorded_at",
     .columns = "application_no=申請の番号 receipt=受付番号 "
                "procedure_no=手続{1:国保の加入,2:国保の脱退,3:資格確認書の交付,4:資格確認書の再交付,"
                "5:限度額適用,6:特定疾病,7:産前産後,8:非自発的失業} "
                "received_on=申請の日 received_at=申請の時刻 postal_code address phone=電話番号 reason=事由 "
                "fact_on code=離職理由 disease=疾病 multiple=多胎 words=申出 recorded_at !operator_id "
                "-digest"},
    {.area = "eligibility",
     .label = "オンライン申請の人",
     .table = "online_person",
     .where = HIS,
     .columns = "application_no=申請の番号 person_no=番号 is_applicant=申請者 has_number=個人番号の記載 "
                "!name !kana !birth !relation"},
    {.area = "eligibility",
     .label = "オンライン申請の個人番号",
     .table = "online_number",
     .where = HIS,
     .columns = "application_no=申請の番号 person_no=番号 -sealed"},
    {.area = "eligibility",
     .label = "オンライン申請の本人の照合",
     .table = "online_match",
     .where = "addressee_no IN ($)",
     .known = "recorded_at",
     .columns = "application_no=申請の番号 person_no=番号 match_no=回 way=一致のしかた{1:個人番号,"
                "2:氏名・生年月日・住所,3:職員} recorded_at !operator_id -addressee_no"},
    {.area = "eligibility",
     .label = "オンライン申請の下書き",
     .table = "online_draft",
     .where = HIS,
     .known = "recorded_at",
     .columns = "application_no=申請の番号 person_no=番号 draft_no=回 change_no recorded_at !operator_id"},
    {.area = "eligibility",
     .label = "オンライン申請の添付書類",
     .table = "online_attachment",
     .where = HIS,
     .columns = "application_no=申請の番号 attachment_no=番号 name=書類 "
                "type=種類{0:なし,1:PDF,2:JPEG,3:PNG} "
                "bytes=大きさ sha256=要約値 "
                "fault=保存{0:した,1:種類が違う,2:大きすぎる,3:多すぎる,4:壊れている} -sealed"},
    {.area = "eligibility",
     .label = "オンライン申請の不備",
     .table = "online_verdict",
     .where = HIS,
     .known = "recorded_at",
     .columns = "application_no=申請の番号 verdict_no=回 outcome=結果{1:不備,2:処理に戻した} words=内容 "
                "recorded_at !operator_id"},
};
const size_t online_held_count = COUNT_OF(online_held);
