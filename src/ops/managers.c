/* 管理職 -- who holds a duty of managers, and who is told of what somebody did. */
#include "ops/internal.h"

enum err ops_managers(struct session *s, struct text except, struct arena *arena, struct report *report,
                      struct ops_manager **ret, size_t *ret_count)
{
    struct query *q = store_query(s->store, SQL_ops_manager_list);
    struct ops_manager *list = NULL;
    size_t count = 0, capacity = 0;
    bool row = true;
    enum err e = ERR_NONE;
    query_set_text(q, "operator_id", except);
    query_set_i64(q, "on", date_ymd(s->folder.business_date));
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, list, count, capacity) = (struct ops_manager){
            .id = text_copy(arena, query_text(q, 0)), .section = text_copy(arena, query_text(q, 1))};
    }
    query_reset(q);
    *ret = list;
    *ret_count = count;
    return e;
}

enum err ops_supervisor_find(struct session *s, enum permission needed, int64_t now, struct arena *arena,
                             struct report *report, struct text *ret)
{
    struct ops_manager *list = NULL;
    size_t count = 0;
    enum err e = ops_managers(s, text_of(s->operator.id), arena, report, &list, &count);
    struct text of_section = text_of(""), of_any = text_of("");
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        struct operator_identity who;
        e = ops_operator_find(s->store, list[i].id, text_of(""), s->folder.business_date, now, report, &who);
        if (e != ERR_NONE || !operator_may(&who, needed)) {
            continue;
        }
        of_any = of_any.len == 0 ? list[i].id : of_any;
        if (of_section.len == 0 && text_is(list[i].section, s->operator.section)) {
            of_section = list[i].id;
        }
    }
    *ret = of_section.len > 0 ? of_section : of_any;
    return e;
}
