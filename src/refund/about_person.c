/* 保有する情報 -- what the tables of this folder say about a person (開示請求, OP-47, DS-03). */
#include "refund/refund.h"

#define OWN_CASES "case_no IN (SELECT case_no FROM refund_case WHERE payer_no IN ($))"

const struct store_held refund_held[] = {
    {.area = "collection",
     .label = "過誤納",
     .table = "refund_found",
     .where = "payer_no IN ($)",
     .known = "recorded_at",
     .columns = "receipt_no household_no amount cause arose_on found_on "
                "has_account recorded_at -payer_no"},
    {.area = "collection",
     .label = "還付充当の決議",
     .table = "refund_case",
     .where = "payer_no IN ($)",
     .known = "recorded_at",
     .columns = "case_no household_no decided_on !note change_no recorded_at "
                "-payer_no"},
    {.area = "collection",
     .label = "還付・充当の内訳",
     .table = "refund_item",
     .where = "payer_no IN ($)",
     .known = "recorded_at",
     .columns = "case_no receipt_no "
                "use=使いみち{1:充当,2:還付,3:仮受の消込,4:歳入組入} cause "
                "paid_on amount "
                "levy_year household_no instalment account_year ends_on "
                "to_year to_instalment recorded_at "
                "!to_household_no -item_no -to_item -to_receipt_no -payer_no"},
    {.area = "collection",
     .label = "還付加算金",
     .table = "refund_interest",
     .where = OWN_CASES,
     .known = "recorded_at",
     .columns = "case_no revision base_no use=使いみち{1:充当,2:還付} cause "
                "paid_on base from_on until_on "
                "not_from not_until raw amount recorded_at"},
    {.area = "collection",
     .label = "還付の経過",
     .table = "refund_step",
     .where = OWN_CASES " OR payee_no IN ($)",
     .known = "recorded_at",
     .columns = "case_no step_no "
                "state=経過{1:決定,2:通知,3:請求受付,4:支出命令,5:振込,6:完了,"
                "7:口座相違,"
                "8:時効,9:取消} on_day interest told_on claimed_on ordered_on "
                "bank branch deposit_kind number "
                "recorded_at !payee_no !relation !attorney !holder !words "
                "!operator_id -revision "
                "-transfer_no -sent_count"},
    {.area = "collection",
     .label = "還付の振込",
     .table = "refund_transfer_line",
     .where = OWN_CASES,
     .columns = "case_no step_no amount -transfer_no"},
    {.area = "paper",
     .label = "還付の通知",
     .table = "refund_letter",
     .where = OWN_CASES,
     .columns = "case_no is_reminder issued_on run_no -step_no"},
    {.area = "collection",
     .label = "還付時効の候補",
     .table = "refund_lapse",
     .where = "payer_no IN ($)",
     .columns = "case_no receipt_no amount limit_on run_no -payer_no"},
};
const size_t refund_held_count = COUNT_OF(refund_held);
