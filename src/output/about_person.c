/* 保有する情報 -- what the tables of this folder say about a person (開示請求, OP-47, DS-03). */
#include "output/output.h"

const struct store_held output_held[] = {
    {.area = "print", .label = "印刷・プレビュー", .table = "output_print", .where = "addressee_no IN ($)",
     .known = "recorded_at",
     .columns = "recorded_at form title sheets is_preview has_seal has_number household_no issue_no "
                "!operator_id !terminal !printer -print_no -file_name -addressee_no"},
};
const size_t output_held_count = COUNT_OF(output_held);
