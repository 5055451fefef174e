/* 保有する情報 -- what the tables of this folder say about a person (開示請求, OP-47, DS-03). */
#include "debit/debit.h"

#define OWN_ITEMS "item_no IN (SELECT item_no FROM debit_item WHERE payer_no IN ($))"

const struct store_held debit_held[] = {
    {.area = "account",
     .label = "口座振替の登録",
     .table = "debit_mandate",
     .where = "payer_no IN ($)",
     .known = "recorded_at",
     .columns =
         "valid_from valid_until "
         "act=手続{1:登録,2:変更,3:停止,4:再開,5:銀行の回答による停止,"
         "6:銀行の回答による解約} state=状態{1:振り替える,2:停止中,3:解約} "
         "pays=納め方{1:期別,2:全期} "
         "bank branch deposit_kind account=口座番号 jp_mark jp_number !holder "
         "!relation received_on "
         "reason=理由 recorded_at superseded_at -row_no -serial -first_code "
         "-source -cause_kind "
         "-cause_no -payer_no"},
    {.area = "account",
     .label = "口座振替の依頼",
     .table = "debit_item",
     .where = "payer_no IN ($)",
     .columns =
         "item_no levy_year household_no notice_no instalment attempt due "
         "amount charged_year bank "
         "request_no -mandate_row -serial -new_code -customer_no -payer_no"},
    {.area = "account",
     .label = "振替の停止の依頼",
     .table = "debit_halt",
     .where = OWN_ITEMS,
     .known = "recorded_at",
     .columns =
         "item_no halted_on reason=理由 change_no recorded_at withdrawn_at"},
    {.area = "account",
     .label = "振替の結果",
     .table = "debit_answer",
     .where = OWN_ITEMS,
     .known = "recorded_at",
     .columns = "item_no "
                "result=結果{0:振替済,1:資金不足,2:預金取引なし,3:"
                "預金者の都合による停止,4:依頼書なし,"
                "8:委託者の都合による停止,9:その他} answered_on receipt_no "
                "overpaid redebit_on recorded_at "
                "-layout"},
    {.area = "paper",
     .label = "口座振替の通知",
     .table = "debit_notice",
     .where = "payer_no IN ($)",
     .known = "recorded_at",
     .columns = "kind=種類{1:振替不能,2:開始,3:振替済} issued_on amount run_no "
                "recorded_at -cause_no -file "
                "-payer_no"},
    {.area = "account",
     .label = "口座振替の申込みへの銀行の回答",
     .table = "debit_mandate_answer",
     .where = "payer_no IN ($)",
     .known = "recorded_at",
     .columns = "mandate_no action=手続{1:新規,2:変更,9:解約} "
                "answer=回答{0:受付,1:口座なし,2:名義相違,3:印鑑相違,9:その他} "
                "answered_on "
                "outcome=扱い{1:登録,2:確認,3:停止,4:解約,5:職員が判断} "
                "recorded_at -source -payer_no"},
};
const size_t debit_held_count = COUNT_OF(debit_held);
