/*
 * 処理条件 -- the settings and tables a run works with (OP-17).
 *
 * Kept with the run. A run that goes on must find the same ones; a new run shows what differs from the
 * last decided one, so that a test setting left behind is seen before anything is computed.
 */
#include "batch/internal.h"

#include <inttypes.h>

enum err batch_parameter(struct job_run *run, const char *name, const char *value)
{
    struct run_pending *p = run->pending;
    *ARENA_PUSH(p->parameters, p->named, p->named_count, p->named_capacity) =
        (struct pending_parameter){arena_string(p->parameters, name),
                                   arena_string(p->parameters, value)};
    return ERR_NONE;
}

enum err run_save_parameters(struct job_run *run)
{
    const struct run_pending *p = run->pending;
    for (size_t i = 0; i < p->named_count; i++) {
        struct query *q = store_query(run->session->store, SQL_batch_parameter_add);
        int64_t changed;
        query_set_i64(q, "run_no", run->run_no);
        query_set_text(q, "name", text_of(p->named[i].name));
        query_set_text(q, "value", text_of(p->named[i].value));
        enum err e = query_run(q, run->report, &changed);
        if (e != ERR_NONE) {
            return e;
        }
    }
    return ERR_NONE;
}

struct saved {
    struct pending_parameter *items;
    size_t count;
};

static enum err saved_load(struct job_run *run, int64_t run_no, struct arena *arena,
                           struct saved *ret)
{
    struct query *q = store_query(run->session->store, SQL_batch_parameter_list);
    size_t capacity = 0;
    bool row;
    enum err e;
    *ret = (struct saved){0};
    query_set_i64(q, "run_no", run_no);
    while ((e = query_step(q, run->report, &row)) == ERR_NONE && row) {
        struct text name = query_text(q, 0), value = query_text(q, 1);
        *ARENA_PUSH(arena, ret->items, ret->count, capacity) = (struct pending_parameter){
            arena_copy(arena, name.bytes, name.len), arena_copy(arena, value.bytes, value.len)};
    }
    query_reset(q);
    return e;
}

static const char *value_of(const struct pending_parameter *items, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(items[i].name, name) == 0) {
            return items[i].value;
        }
    }
    return NULL;
}

enum err run_check_parameters(struct job_run *run)
{
    struct arena *arena = arena_new("実行条件の照合", (size_t)16 << 20);
    const struct run_pending *p = run->pending;
    struct saved saved;
    enum err e = saved_load(run, run->run_no, arena, &saved);
    for (size_t i = 0; e == ERR_NONE && i < p->named_count; i++) {
        const char *was = value_of(saved.items, saved.count, p->named[i].name);
        if (was == NULL || strcmp(was, p->named[i].value) != 0) {
            e = report_fail(run->report, ERR_INPUT,
                            "実行 %" PRId64 " を始めたときと条件が違います: %s（%.20s → %.20s）。"
                            "条件を戻すか、新しく実行し直してください",
                            run->run_no, p->named[i].name, was != NULL ? was : "なし",
                            p->named[i].value);
        }
    }
    arena_free(arena);
    return e;
}

/* The settings of job->options as they were saved; what was not saved is as initially. */
static enum err conditions_load(struct job_run *run, struct arena *arena, struct saved *saved)
{
    enum err e = saved_load(run, run->run_no, arena, saved);

    for (size_t i = 0; e == ERR_NONE && i < run->job->option_count; i++) {
        const char *was = value_of(saved->items, saved->count, run->job->options[i].name);
        int n = snprintf(run->values[i], sizeof(run->values[i]), "%s",
                         was != NULL ? was : run->job->options[i].initial);
        assert(n >= 0);
    }
    return e;
}

enum err batch_recorded(struct session *session, const struct job *job, const struct run_record *r, FILE *out,
                        struct report *report, struct job_run *ret)
{
    struct arena *arena = arena_new("実行条件の読み", (size_t)16 << 20);
    struct saved saved;

    *ret = (struct job_run){
        .job = job,
        .session = session,
        .run_no = r->run_no,
        .year = r->year,
        .business_date = r->business_date,
        .known_at = r->known_at,
        .findings = r->findings,
        .units_done = r->units_done,
        .units_total = r->units_total,
        .checkpoint = r->checkpoint,
        .is_quiet = true,
        .out = out,
        .report = report,
    };
    enum err e = conditions_load(ret, arena, &saved);
    arena_free(arena);
    return e;
}

enum err run_load_values(struct job_run *run)
{
    struct arena *arena = arena_new("実行条件の読み", (size_t)16 << 20);
    struct saved saved;
    enum err e = conditions_load(run, arena, &saved);
    const char *of = e == ERR_NONE ? value_of(saved.items, saved.count, PARAMETER_FINDINGS_OF) : NULL;
    run->findings_of = 0;
    if (of != NULL && !parse_i64(of, strlen(of), 0, INT64_MAX, &run->findings_of)) {
        e = report_fail(run->report, ERR_WORLD,
                        "実行 %" PRId64 " の条件 " PARAMETER_FINDINGS_OF " が壊れています",
                        run->run_no);
    }
    arena_free(arena);
    return e == ERR_NONE ? again_load(run) : e;
}

static enum err run_before(struct job_run *run, int64_t *ret_run_no)
{
    struct query *q = store_query(run->session->store, SQL_batch_run_before);
    bool row;
    query_set_text(q, "job", text_of(run->job->name));
    query_set_i64(q, "run_no", run->run_no != 0 ? run->run_no : INT64_MAX);
    enum err e = query_step(q, run->report, &row);
    *ret_run_no = e == ERR_NONE && row ? query_i64(q, 0) : 0;
    query_reset(q);
    return e;
}

/* "振替日" for "debit-on": a condition as the job calls it; files and others go by their name. */
static const char *condition_label(const struct job *job, const char *name)
{
    for (size_t i = 0; i < job->option_count; i++) {
        if (strcmp(job->options[i].name, name) == 0) {
            return job->options[i].label;
        }
    }
    return name;
}

enum err run_show_parameters(struct job_run *run)
{
    int64_t before_no;
    enum err e = run_before(run, &before_no);
    if (e != ERR_NONE || before_no == 0) {
        return e;
    }
    struct arena *arena = arena_new("前回の条件", (size_t)16 << 20);
    const struct run_pending *p = run->pending;
    struct saved before;
    e = saved_load(run, before_no, arena, &before);
    if (e == ERR_NONE) {
        fprintf(run->out, "前回（実行 %" PRId64 "）の条件との違い:\n", before_no);
        size_t differences = 0;
        for (size_t i = 0; i < p->named_count; i++) {
            const char *was = value_of(before.items, before.count, p->named[i].name);
            if (was == NULL || strcmp(was, p->named[i].value) != 0) {
                fprintf(run->out, "  ＊ %s: %.24s → %.24s\n", condition_label(run->job, p->named[i].name),
                        was != NULL ? was : "なし", p->named[i].value);
                differences++;
            }
        }
        for (size_t i = 0; i < before.count; i++) {
            if (value_of(p->named, p->named_count, before.items[i].name) == NULL) {
                fprintf(run->out, "  ＊ %s: %.24s → なし\n", condition_label(run->job, before.items[i].name),
                        before.items[i].value);
                differences++;
            }
        }
        if (differences == 0) {
            fprintf(run->out, "  なし\n");
        }
    }
    arena_free(arena);
    return e;
}
