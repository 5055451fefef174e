/*
 * Findings of a run become tasks (casework/task.h): source "job:NAME:CODE", key "YEAR:UNIT:PERSON". They
 * stand with the state of the run, in its transaction; what the next run does not find any more is closed
 * by it, when the job says that it looks at every unit (closes_tasks), with a trace.
 */
#include "batch/internal.h"

#include "casework/task.h"

#include <inttypes.h>

#define PAGE 5000
#define WORDS_BYTES_MAX 900

/* Findings are made by our own code; a task still refuses what is not seen. */
static struct text words_of(struct text words, struct text code, struct arena *arena)
{
    struct text t = words.len > 0 ? words : code;
    size_t n = utf8_prefix(t.bytes, t.len, WORDS_BYTES_MAX);
    char *copy = arena_copy(arena, t.bytes, n);
    for (size_t i = 0; i < n; i++) {
        copy[i] = (unsigned char)copy[i] < 0x20 ? ' ' : copy[i];
    }
    return (struct text){copy, n};
}

/* A run that works findings again goes on with the tasks of the job that found them. */
static const char *finder(const struct job_run *run)
{
    return run->findings_of != 0 ? run->findings_job : run->job->name;
}

/* Of such a run: was the unit of this task worked, and is its finding one that the job looks for? */
static bool was_looked_at(const void *context, const struct task *task)
{
    const struct job_run *run = context;
    const char *code = task->source.bytes + strlen("job:") + strlen(finder(run)) + 1;
    struct text key = task->source_key;
    const char *unit = memchr(key.bytes, ':', key.len);
    const char *end = unit != NULL ? memchr(unit + 1, ':', (size_t)(key.bytes + key.len - unit - 1)) : NULL;
    int64_t unit_key;
    if (end == NULL || !parse_i64(unit + 1, (size_t)(end - unit - 1), INT64_MIN, INT64_MAX, &unit_key) ||
        !batch_unit_wanted(run, unit_key) || skip_list_has(&run->skips, unit_key)) {
        return false;
    }
    size_t len = (size_t)(task->source.bytes + task->source.len - code);
    for (const char *const *over = run->job->passes_over; over != NULL && *over != NULL; over++) {
        if (strlen(*over) == len && memcmp(*over, code, len) == 0) {
            return false;
        }
    }
    return true;
}

static enum err findings_as_tasks(const struct job_run *run, struct arena *arena, struct task **ret,
                                  size_t *ret_count)
{
    struct task *tasks = NULL;
    size_t count = 0, capacity = 0, read = PAGE;
    int64_t after = 0;
    enum err e = ERR_NONE;
    while (e == ERR_NONE && read == PAGE) {
        struct finding_record *list;
        e = batch_findings(run->session->store, run->run_no, after, PAGE, arena, run->report, &list, &read);
        for (size_t i = 0; e == ERR_NONE && i < read; i++) {
            const struct finding_record *f = &list[i];
            after = f->seq;
            *ARENA_PUSH(arena, tasks, count, capacity) = (struct task){
                .source = text_of(
                    arena_printf(arena, "job:%s:%.*s", finder(run), (int)f->code.len, f->code.bytes)),
                .source_key = text_of(arena_printf(arena, "%" PRId32 ":%" PRId64 ":%" PRId64, run->year,
                                                   f->unit_key, f->person_no)),
                .addressee_no = f->person_no > 0 ? f->person_no : 0,
                .household_no = run->job->unit_is_household && f->unit_key > 0 ? f->unit_key : 0,
                .words = words_of(f->words, f->code, arena),
                .due = date_none(),
            };
        }
    }
    *ret = tasks;
    *ret_count = count;
    return e;
}

enum err run_sync_tasks(struct job_run *run)
{
    struct arena *arena = arena_new("確認事項の作業", (size_t)2 << 30);
    struct task *tasks;
    size_t count;
    enum err e = findings_as_tasks(run, arena, &tasks, &count);
    if (e == ERR_NONE) {
        struct task_sync sync = {
            .actor = arena_printf(arena, "job:%s", run->job->name),
            .source_prefix = arena_printf(arena, "job:%s:", finder(run)),
            .key_prefix = arena_printf(arena, "%" PRId32 ":", run->year),
            .words = arena_printf(arena, "実行 %" PRId64, run->run_no),
            .closes = run->job->closes_tasks || run->findings_of != 0,
            .covers = run->findings_of != 0 ? was_looked_at : NULL,
            .context = run,
            .tasks = tasks,
            .count = count,
        };
        e = task_sync(run->session->store, &sync, clock_now_ms(), run->report);
    }
    arena_free(arena);
    return e;
}
