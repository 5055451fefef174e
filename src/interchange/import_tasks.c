/*
 * Records that wait for a person become tasks of the work lists (casework/task.h), in the transaction of
 * their file: source "import:LAYOUT:CODE", key "first 16 digits of the file's hash:record".
 */
#include "interchange/import.h"

#include "casework/task.h"
#include "interchange/definition.h"

#include <inttypes.h>

#define WORDS_BYTES_MAX 900

static struct text words_of(const struct import_run *run, const struct query *q, struct arena *arena)
{
    struct text words = query_text(q, 2);
    size_t n = utf8_prefix(words.bytes, words.len, WORDS_BYTES_MAX);
    char *line = arena_printf(arena, "%.*s（%s %" PRId64 "件目）", (int)n, words.bytes,
                              run->layout->label, query_i64(q, 0));
    for (char *c = line; *c != '\0'; c++) {
        *c = (unsigned char)*c < 0x20 || *c == 0x7F ? ' ' : *c;
    }
    return text_of(line);
}

static enum err rows_as_tasks(const struct import_run *run, const char *sha256, struct arena *arena,
                              struct task **ret, size_t *ret_count)
{
    struct query *q = store_query(run->session->store, SQL_interchange_task_of_file);
    size_t capacity = 0;
    bool row;
    enum err e;
    query_set_text(q, "sha256", text_of(sha256));
    while ((e = query_step(q, run->report, &row)) == ERR_NONE && row) {
        struct text code = query_text(q, 1);
        *ARENA_PUSH(arena, *ret, *ret_count, capacity) = (struct task){
            .source = text_of(
                arena_printf(arena, "import:%s:%.*s", layout_name(run->layout), (int)code.len, code.bytes)),
            .source_key = text_of(arena_printf(arena, "%.16s:%" PRId64, sha256, query_i64(q, 0))),
            .addressee_no = query_i64(q, 3),
            .words = words_of(run, q, arena),
            .due = date_none(),
        };
    }
    query_reset(q);
    return e;
}

enum err import_tasks_add(const struct import_run *run, const char *sha256)
{
    struct arena *arena = arena_new("取込みの作業", (size_t)2 << 30);
    struct task *tasks = NULL;
    size_t count = 0;
    enum err e = rows_as_tasks(run, sha256, arena, &tasks, &count);
    if (e == ERR_NONE) {
        struct task_sync sync = {
            .actor = arena_printf(arena, "import:%s", layout_name(run->layout)),
            .source_prefix = arena_printf(arena, "import:%s:", layout_name(run->layout)),
            .key_prefix = arena_printf(arena, "%.16s:", sha256),
            .words = "",
            .tasks = tasks,
            .count = count,
        };
        e = task_sync(run->session->store, &sync, run->recorded_at, run->report);
    }
    arena_free(arena);
    return e;
}
