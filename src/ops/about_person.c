/* 保有する情報 -- what the tables of this folder say about a person (開示請求, OP-47, DS-03). */
#include "ops/ops.h"

const struct store_held ops_held[] = {
    {.area = "casework", .label = "職員としての登録", .table = "ops_user", .where = "addressee_no IN ($)",
     .known = "recorded_at",
     .columns = "operator_id staff_no name section office kind=種類の番号 valid_from valid_until recorded_at "
                "superseded_at !recorded_by -addressee_no"},
};
const size_t ops_held_count = COUNT_OF(ops_held);
