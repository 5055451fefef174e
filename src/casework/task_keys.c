/* Keys of tasks whose source numbers them: of the few that a person moved, and of all that stand. */
#include "casework/internal.h"

#include "casework/task.h"

static enum err keys_of(struct query *q, const char *source, struct arena *arena, struct report *report,
                        struct moved_list *to)
{
    bool row;
    enum err e;

    query_set_text(q, "source", text_of(source));
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct text key = query_text(q, 0);
        int64_t number;
        bool is_number = parse_i64(key.bytes, key.len, 0, INT64_MAX, &number);
        moved_add(to, arena, is_number ? number : 0, query_i64(q, 1));
    }
    query_reset(q);
    return e;
}

enum err task_keys_moved(struct store *s, const char *source_prefix, int64_t since, struct arena *arena,
                         struct report *report, struct moved_list *to)
{
    struct query *q = store_query(s, SQL_casework_task_keys_moved);

    query_set_i64(q, "since", since);
    return keys_of(q, source_prefix, arena, report, to);
}

enum err task_keys_standing(struct store *s, const char *source_prefix, struct arena *arena,
                            struct report *report, struct moved_list *to)
{
    return keys_of(store_scan(s, SQL_casework_task_keys_standing), source_prefix, arena, report, to);
}
