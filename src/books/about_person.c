/* 保有する情報 -- what the tables of this folder say about a person (開示請求, OP-47, DS-03). */
#include "books/books.h"

const struct store_held books_held[] = {
    {.area = "collection",
     .label = "滞納繰越",
     .table = "books_carried",
     .where = "payer_no IN ($)",
     .columns = "books_year levy_year household_no charges amount medical "
                "support care child posted_at run_no "
                "-payer_no"},
};
const size_t books_held_count = COUNT_OF(books_held);
