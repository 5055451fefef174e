/* 保有する情報 -- what the tables of this folder say about a person (開示請求, OP-47, DS-03). */
#include "eligibility/eligibility.h"

const struct store_held eligibility_held[] = {
    {.area = "eligibility", .label = "資格の事実", .table = "eligibility_fact",
     .where = "addressee_no IN ($)", .known = "recorded_at",
     .columns = "kind=種類{1:被保険者,2:介護2号適用除外,3:後期高齢者医療,4:特例対象（非自発的失業）,"
                "5:産前産後,6:旧被扶養者,8:特定同一世帯所属者,9:刑事施設などへの収容,10:退職被保険者"
                "等} valid_from valid_until recorded_at superseded_at source=届いた元 "
                "detail=内訳の番号 card_symbol card_number rest -addressee_no"},
    {.area = "eligibility", .label = "届出・異動", .table = "eligibility_event",
     .where = "addressee_no IN ($)", .known = "recorded_at",
     .columns = "event_no=届出の番号 kind=種類{1:取得・適用開始,2:喪失・適用終了,3:記号番号・世帯の変更,"
                "4:登録,5:国保上の世帯} fact_kind=資格の事実の番号 effective_on until_on occurred_on "
                "notified_on prefecture_on how=届出の方法の番号 reason=事由の番号 is_annotated is_planned "
                "is_head detail=内訳の番号 household_no branch_no card_symbol card_number birth evidence "
                "recorded_at superseded_at change_no !note -source -closed_by -addressee_no"},
};
const size_t eligibility_held_count = COUNT_OF(eligibility_held);
