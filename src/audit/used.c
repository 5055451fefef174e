/* 使われた操作 -- who has done what since a month, for the review of rights (AZ-16). */
#include "audit/internal.h"

static enum err read_used(struct store *s, int64_t month, struct arena *arena, struct report *report,
                          struct audit_use **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_audit_class_used);
    struct audit_use *list = NULL;
    size_t count = 0, capacity = 0;
    bool row = true;
    enum err e = ERR_NONE;
    query_set_i64(q, "month", month);
    query_set_i64(q, "refused", AUDIT_REFUSED);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct text id = query_text(q, 0), event = query_text(q, 1);
        *ARENA_PUSH(arena, list, count, capacity) =
            (struct audit_use){.operator_id = text_copy(arena, id),
                               .event = text_copy(arena, event)};
    }
    query_reset(q);
    *ret = list;
    *ret_count = count;
    return e;
}

enum err audit_used_since(const struct data_folder *folder, int64_t since, struct arena *arena,
                          struct report *report, struct audit_use **ret, size_t *ret_count)
{
    struct store *s = NULL;
    enum err e = audit_store_open(folder, STORE_READ, report, &s);
    if (e == ERR_NONE) {
        e = read_used(s, audit_month_of(since), arena, report, ret, ret_count);
        store_close(s);
    }
    return e;
}
