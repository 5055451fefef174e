/* 保有する情報 -- what the tables of this folder say about a person (開示請求, OP-47, DS-03). */
#include "batch/batch.h"

const struct store_held batch_held[] = {
    {.area = "casework", .label = "一括処理の確認事項", .table = "batch_finding", .where = "person_no IN ($)",
     .columns = "run_no code words -seq -unit_key -person_no"},
};
const size_t batch_held_count = COUNT_OF(batch_held);
