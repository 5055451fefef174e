/*
 * 保留の再取込み -- records held for what had not come yet are offered again at the end of every later file.
 *
 * A handler names the code under which it holds such records and says what became of each. What was taken or
 * replaced is closed with its task, in the transaction of the file that brought the answer; what a person has
 * to settle keeps its task and is not offered again; the rest waits on.
 */
#include "interchange/import.h"
#include "interchange/json_record.h"

#include "casework/task.h"

#include <inttypes.h>

struct held_row {
    char sha256[65];
    const char *task_key; /* of the task that import_tasks.c made of it */
};
struct held_list {
    struct held_record *records;
    struct held_row *rows; /* of the same indexes */
    size_t count;
};
/* The tasks of one outcome, in order. */
struct task_keys {
    const char **keys;
    size_t count;
};

static enum err held_read(struct import_run *run, const char *code, struct arena *arena,
                          struct held_list *ret)
{
    struct store *s = run->session->store;
    struct query *q = store_query(s, SQL_interchange_task_held);
    size_t capacity = 0, row_capacity = 0, row_count = 0;
    bool row;
    enum err e;
    query_set_text(q, "code", text_of(code));
    query_set_text(q, "layout", text_of(layout_name(run->layout)));
    while ((e = query_step(q, run->report, &row)) == ERR_NONE && row) {
        struct text sha = query_text(q, 0), kind = query_text(q, 2), fields = query_text(q, 3);
        const char *line = arena_printf(arena, "{\"record\":\"%.*s\",\"fields\":%.*s}", (int)kind.len,
                                        kind.bytes, (int)fields.len, fields.bytes);
        struct held_record *h = ARENA_PUSH(arena, ret->records, ret->count, capacity);
        struct held_row *of = ARENA_PUSH(arena, ret->rows, row_count, row_capacity);
        const struct text *values = NULL;
        *h = (struct held_record){.held_at = query_i64(q, 4), .record.number = query_i64(q, 1)};
        snprintf(of->sha256, sizeof(of->sha256), "%.*s", (int)sha.len, sha.bytes);
        of->task_key = arena_printf(arena, "%.16s:%" PRId64, of->sha256, h->record.number);
        e = json_record_parse(run->layout, line, strlen(line), h->record.number, arena, run->report,
                              &h->record.kind, &values);
        if (e != ERR_NONE) {
            break;
        }
        h->record.field_count = run->layout->records[h->record.kind].field_count;
        h->record.fields = values;
    }
    query_reset(q);
    return e;
}

static enum err close_rows(const struct import_run *run, const char *code, const struct held_list *list)
{
    enum err e = ERR_NONE;
    for (size_t i = 0; i < list->count && e == ERR_NONE; i++) {
        int64_t changed = 0;
        if (list->records[i].outcome == HELD_STAYS) {
            continue;
        }
        struct query *q = store_query(run->session->store, SQL_interchange_task_close);
        query_set_i64(q, "now", run->recorded_at);
        query_set_text(q, "closed_by", text_of(run->session->operator.id));
        query_set_text(q, "sha256", text_of(list->rows[i].sha256));
        query_set_i64(q, "record_number", list->records[i].record.number);
        query_set_text(q, "code", text_of(code));
        e = query_run(q, run->report, &changed);
    }
    return e;
}

static int by_key(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool closes_task(const void *context, const struct task *task)
{
    const struct task_keys *closing = context;
    char key[64];
    const char *sought = key;
    int n = snprintf(key, sizeof(key), "%.*s", (int)task->source_key.len, task->source_key.bytes);
    return n < (int)sizeof(key) &&
           bsearch(&sought, closing->keys, closing->count, sizeof(closing->keys[0]), by_key) != NULL;
}

static enum err close_tasks(const struct import_run *run, const char *code, const struct held_list *list,
                            enum held_outcome outcome, const char *words, struct arena *arena)
{
    struct task_keys closing = {ARENA_ARRAY(arena, const char *, list->count), 0};
    for (size_t i = 0; i < list->count; i++) {
        if (list->records[i].outcome == outcome) {
            closing.keys[closing.count++] = list->rows[i].task_key;
        }
    }
    if (closing.count == 0) {
        return ERR_NONE;
    }
    qsort(closing.keys, closing.count, sizeof(closing.keys[0]), by_key);
    struct task_sync sync = {
        .actor = arena_printf(arena, "import:%s", layout_name(run->layout)),
        .source_prefix = arena_printf(arena, "import:%s:%s", layout_name(run->layout), code),
        .key_prefix = "",
        .words = words,
        .closes = true,
        .covers = closes_task,
        .context = &closing,
    };
    return task_sync(run->session->store, &sync, run->recorded_at, run->report);
}

static enum err offer(const struct import_run *taken, const struct import_handler *h, struct arena *arena)
{
    struct import_run run = {.session = taken->session, .recorded_at = taken->recorded_at,
                             .path = taken->path, .business_date = taken->business_date,
                             .report = taken->report};
    char dir[sizeof(run.session->folder.share) + 16];
    struct held_list list = {.count = 0};
    int64_t taken_count = 0;
    snprintf(dir, sizeof(dir), "%s/layouts", run.session->folder.share);
    enum err e = layout_find(dir, h->layout, arena, run.report, &run.layout);
    if (e == ERR_NONE) {
        e = held_read(&run, h->again_code, arena, &list);
    }
    if (e != ERR_NONE || list.count == 0) {
        return e;
    }
    e = h->again(&run, strcmp(taken->layout->name, h->layout) == 0, list.records, list.count);
    for (size_t i = 0; i < list.count; i++) {
        taken_count += list.records[i].outcome == HELD_TAKEN;
    }
    if (e == ERR_NONE && taken_count > 0) {
        report_add(run.report, "保留していた「%s」の記録を %" PRId64 " 件取り込みました。", h->label,
                   taken_count);
    }
    if (e == ERR_NONE) {
        e = close_rows(&run, h->again_code, &list);
    }
    if (e == ERR_NONE) {
        e = close_tasks(&run, h->again_code, &list, HELD_TAKEN, "待っていた記録が届き、取り込みました",
                        arena);
    }
    return e != ERR_NONE ? e
                         : close_tasks(&run, h->again_code, &list, HELD_REPLACED,
                                       "後から届いたファイルに置き換わりました", arena);
}

enum err import_again(const struct import_run *taken)
{
    enum err e = ERR_NONE;
    for (size_t i = 0; i < import_handler_count && e == ERR_NONE; i++) {
        const struct import_handler *h = import_handlers[i];
        bool any = false;
        if (h == NULL || h->again == NULL) {
            continue;
        }
        struct query *q = store_query(taken->session->store, SQL_interchange_task_held_any);
        query_set_text(q, "code", text_of(h->again_code));
        query_set_text(q, "layout", text_of(h->layout));
        e = query_step(q, taken->report, &any);
        query_reset(q);
        if (e == ERR_NONE && any) {
            struct arena *arena = arena_new("保留の再取込み", (size_t)2 << 30);
            e = offer(taken, h, arena);
            arena_free(arena);
        }
    }
    return e;
}
