/* 保有する情報 -- what the tables of this folder say about a person (開示請求, OP-47, DS-03). */
#include "support/support.h"

const struct store_held support_held[] = {
    {.area = "arrears", .label = "滞納整理支援に渡した記録", .table = "support_line",
     .where = "payer_no IN ($)",
     .columns = "kind=種類の番号 sequence=ファイルの番号 -key1 -key2 -key3 -digest -payer_no"},
    {.area = "arrears", .label = "滞納整理支援から届いた記録", .table = "support_taken",
     .where = "payer_no IN ($)", .known = "recorded_at",
     .columns = "kind=種類の番号 outcome=扱い{1:折衝として記録,2:下書き,3:作業} taken_on recorded_at "
                "!operator_id -ref -other_no -payer_no"},
};
const size_t support_held_count = COUNT_OF(support_held);
