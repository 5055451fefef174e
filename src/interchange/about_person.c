/* 保有する情報 -- what the tables of this folder say about a person (開示請求, OP-47, DS-03). */
#include "interchange/interchange.h"

const struct store_held interchange_held[] = {
    {.area = "casework",
     .label = "取り込めなかった記録",
     .table = "interchange_task",
     .where = "addressee_no IN ($)",
     .known = "recorded_at",
     .columns = "code words record_kind=記録の種類 fields=届いた内容 "
                "recorded_at closed_at !closed_by -sha256 "
                "-record_number -addressee_no"},
};
const size_t interchange_held_count = COUNT_OF(interchange_held);
