/* 収納の取消 -- which receipts were taken back, for papers that list payments (CO-41). */
#include "collection/collection.h"

enum err collection_taken_back(struct store *s, struct arena *arena, struct report *report, int64_t **ret,
                               size_t *ret_count)
{
    struct query *q = store_query(s, SQL_collection_receipts_taken_back);
    int64_t *list = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, list, count, capacity) = query_i64(q, 0);
    }
    query_reset(q);
    *ret = list;
    *ret_count = count;
    return e;
}
