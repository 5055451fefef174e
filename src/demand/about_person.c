/* 保有する情報 -- what the tables of this folder say about a person (開示請求, OP-47, DS-03). */
#include "demand/demand.h"

const struct store_held demand_held[] = {
    {.area = "demand", .label = "督促状・催告書", .table = "demand_paper", .where = "payer_no IN ($)",
     .columns = "run_no way=送り方{1:郵送,2:公示送達,3:支援措置} amount late_charge fee -sequence_no "
                "-payer_no"},
    {.area = "demand", .label = "督促状・催告書の内訳", .table = "demand_line", .where = "payer_no IN ($)",
     .columns = "run_no levy_year household_no instalment charged_year notice_no due amount late_charge fee "
                "paid -payer_no"},
    {.area = "demand", .label = "督促状・催告書の印刷", .table = "demand_print", .where = "payer_no IN ($)",
     .columns = "run_no pages -file -first_page -payer_no"},
    {.area = "demand", .label = "引抜", .table = "demand_pull", .where = "payer_no IN ($)",
     .known = "recorded_at",
     .columns = "run_no why=理由の番号 pulled_on is_after_mailing recorded_at -payer_no"},
    {.area = "demand", .label = "返戻", .table = "demand_returned", .where = "payer_no IN ($)",
     .known = "recorded_at",
     .columns = "run_no returned_on reason=理由の番号 survey=調査{1:未了,2:新しい住所,3:居所不明} !words "
                "recorded_at superseded_at -returned_no -payer_no"},
    {.area = "demand", .label = "公示送達", .table = "demand_publication", .where = "payer_no IN ($)",
     .known = "recorded_at",
     .columns = "run_no posted_on effective_on !words recorded_at superseded_at -publication_no -payer_no"},
    {.area = "contact", .label = "折衝の記録", .table = "demand_contact", .where = "payer_no IN ($)",
     .known = "recorded_at",
     .columns = "contact_no contact_on minute_of_day way=方法の番号 result=結果の番号 words "
                "next_action=次の行動の番号 next_on promise_on promise_amount origin=入力{1:職員,2:委託先} "
                "recorded_at superseded_at !operator_id -campaign_no -payer_no"},
    {.area = "contact", .label = "納付約束の結果", .table = "demand_promise",
     .where = "contact_no IN (SELECT contact_no FROM demand_contact WHERE payer_no IN ($))",
     .known = "recorded_at",
     .columns = "contact_no outcome=結果{1:履行,2:不履行} paid decided_on recorded_at superseded_at"},
    {.area = "contact", .label = "抽出リストへの記載", .table = "demand_key", .where = "payer_no IN ($)",
     .known = "recorded_at", .columns = "list_no recorded_at -payer_no"},
    {.area = "contact", .label = "電話催告・SMSの名簿", .table = "demand_call", .where = "payer_no IN ($)",
     .columns = "run_no household_no unpaid charges oldest_due !call_payer_no -payer_no"},
    {.area = "contact", .label = "電話催告の中止", .table = "demand_call_stop",
     .where = "call_payer_no IN ($)", .known = "recorded_at",
     .columns = "run_no why=理由の番号 stopped_on recorded_at -call_payer_no"},
};
const size_t demand_held_count = COUNT_OF(demand_held);
