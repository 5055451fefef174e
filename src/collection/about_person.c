/* 保有する情報 -- what the tables of this folder say about a person (開示請求, OP-47, DS-03). */
#include "collection/collection.h"

const struct store_held collection_held[] = {
    {.area = "collection", .label = "収納", .table = "collection_receipt", .where = "payer_no IN ($)",
     .known = "recorded_at",
     .columns = "receipt_no levy_year notice_no instalment household_no "
                "kind=種類{2:確報,4:窓口などの入力,5:区の処理} channel amount received_on paid_in_on "
                "state=状態{1:消込,2:仮受} overpaid cause business_date recorded_at received_at slip_kind "
                "slip_serial store reverses uses -codes -source -origin -origin_no -layout -record_no "
                "-payer_no"},
    {.area = "collection", .label = "消込", .table = "collection_allocation", .where = "payer_no IN ($)",
     .known = "recorded_at",
     .columns = "levy_year household_no instalment receipt_no item=内訳{1:保険料,2:延滞金,3:督促手数料} "
                "amount paid_on medical support care child recorded_at -payer_no"},
    {.area = "collection", .label = "速報", .table = "collection_mark", .where = "payer_no IN ($)",
     .known = "recorded_at",
     .columns = "levy_year notice_no instalment household_no channel amount received_on received_at store "
                "recorded_at ended_at ended_by=終わり方{0:まだ,1:確報,2:取消} slip_kind slip_serial -mark_no "
                "-payer_no"},
    {.area = "collection", .label = "速報の内訳", .table = "collection_mark_charge",
     .where = "mark_no IN (SELECT mark_no FROM collection_mark WHERE payer_no IN ($))",
     .columns = "levy_year household_no of_instalment=期別 principal=保険料 extra=延滞金など -mark_no"},
    {.area = "demand", .label = "督促", .table = "collection_dunning", .where = "payer_no IN ($)",
     .known = "recorded_at",
     .columns = "levy_year household_no instalment issued_on fixed_on amount fee served_on is_withdrawn "
                "recorded_at superseded_at -cause_no -payer_no"},
    {.area = "arrears", .label = "徴収の猶予など", .table = "collection_stay", .where = "payer_no IN ($)",
     .known = "recorded_at",
     .columns = "kind=種類の番号 household_no levy_year instalment valid_from valid_until recorded_at "
                "superseded_at -stay_no -cause_kind -cause_no -payer_no"},
    {.area = "collection", .label = "延滞金の免除・減免", .table = "collection_waiver",
     .where = "payer_no IN ($)", .known = "recorded_at",
     .columns = "kind=種類の番号 levy_year household_no instalment valid_from valid_until recorded_at "
                "superseded_at -waiver_no -cause_kind -cause_no -payer_no"},
    {.area = "arrears", .label = "不納欠損", .table = "collection_write_off", .where = "payer_no IN ($)",
     .known = "recorded_at",
     .columns = "levy_year household_no instalment amount medical support care child reason=理由の番号 "
                "effective_on business_date recorded_at -write_off_no -reverses -cause_kind -cause_no "
                "-payer_no"},
    {.area = "collection", .label = "納付の照会番号", .table = "collection_reference",
     .where = "receipt_no IN (SELECT receipt_no FROM collection_receipt WHERE payer_no IN ($))",
     .columns = "receipt_no channel reference"},
    {.area = "paper", .label = "納付済額のお知らせ", .table = "collection_letter",
     .where = "payer_no IN ($)",
     .columns = "run_no ordinary=普通徴収の額 pension=特別徴収の額 pages -sequence_no -file -first_page "
                "-payer_no"},
};
const size_t collection_held_count = COUNT_OF(collection_held);
