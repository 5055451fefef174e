/* Tasks: added once for a source and key, moved with a trace, counted where they stand. */
#include "casework/internal.h"

#include "base/sorted.h"

const char *task_state_label(enum task_state state)
{
    static const char *const labels[] = {
        [TASK_OPEN] = "未着手", [TASK_WAITING] = "待ち", [TASK_DONE] = "完了"};
    assert(state >= TASK_OPEN && state <= TASK_DONE);
    return labels[state];
}

static int64_t due_of(date d)
{
    return date_is_none(d) ? DUE_NONE : date_ymd(d);
}

/* Which count row: owner, section, source, state, due. */
static void set_count(struct query *q, const struct task *t, enum task_state state)
{
    query_set_text(q, "owner", t->owner.len > 0 ? t->owner : text_of(""));
    query_set_text(q, "section", t->section.len > 0 ? t->section : text_of(""));
    query_set_text(q, "source", t->source);
    query_set_i64(q, "state", state);
    query_set_i64(q, "due", due_of(t->due));
}

static enum err step_add(struct store *s, const struct task *t, const char *operator_id, struct text words,
                         int64_t now, struct report *report)
{
    struct query *q = store_query(s, SQL_casework_task_step_add);
    query_set_i64(q, "task_no", t->task_no);
    query_set_i64(q, "state", t->state);
    query_set_text(q, "owner", t->owner.len > 0 ? t->owner : text_of(""));
    query_set_i64(q, "due", due_of(t->due));
    query_set_text(q, "operator_id", text_of(operator_id));
    query_set_i64(q, "at", now);
    query_set_text(q, "words", words.len > 0 ? words : text_of(""));
    return casework_one(q, report);
}

static enum err next_no(struct store *s, struct report *report, int64_t *ret)
{
    struct query *q = store_query(s, SQL_casework_task_next);
    bool row;
    enum err e = query_step(q, report, &row);
    if (e == ERR_NONE) {
        *ret = query_i64(q, 0);
    }
    query_reset(q);
    return e;
}

static enum err fault_of(const struct task *t, struct report *report)
{
    bool fine = t->source.len > 0 && casework_words_are_fine(t->source, 120, false) &&
                casework_words_are_fine(t->source_key, 200, false) && t->words.len > 0 &&
                casework_words_are_fine(t->words, TASK_WORDS_MAX, true) &&
                casework_words_are_fine(t->owner, 32, false) &&
                casework_words_are_fine(t->section, 48, false) && t->addressee_no >= 0 &&
                t->household_no >= 0;
    return fine ? ERR_NONE
                : report_fail(report, ERR_INPUT,
                              "作業の内容が空か、長すぎるか、目に見えない文字があります（%d文字まで）",
                              TASK_WORDS_MAX);
}

enum err task_insert(struct store *s, const struct task *task, const char *operator_id, int64_t now,
                     struct report *report, int64_t *ret_task_no, bool *ret_is_new)
{
    struct task t = *task;
    char own_key[32];
    bool row = false;
    enum err e = fault_of(&t, report);
    if (e == ERR_NONE && t.source_key.len > 0) {
        struct query *q = store_query(s, SQL_casework_task_by_source);
        query_set_text(q, "source", t.source);
        query_set_text(q, "source_key", t.source_key);
        e = query_step(q, report, &row);
        if (e == ERR_NONE && row) {
            *ret_task_no = query_i64(q, 0);
            *ret_is_new = false;
        }
        query_reset(q);
    }
    e = e == ERR_NONE && !row ? next_no(s, report, &t.task_no) : e;
    if (e != ERR_NONE || row) {
        return e;
    }
    if (t.source_key.len == 0) {
        (void)snprintf(own_key, sizeof(own_key), "#%lld", (long long)t.task_no);
        t.source_key = text_of(own_key);
    }
    t.state = TASK_OPEN;
    struct query *q = store_query(s, SQL_casework_task_add);
    query_set_i64(q, "task_no", t.task_no);
    query_set_text(q, "source", t.source);
    query_set_text(q, "source_key", t.source_key);
    query_set_i64(q, "addressee_no", t.addressee_no);
    query_set_i64(q, "household_no", t.household_no);
    query_set_text(q, "words", t.words);
    query_set_text(q, "owner", t.owner.len > 0 ? t.owner : text_of(""));
    query_set_text(q, "section", t.section.len > 0 ? t.section : text_of(""));
    query_set_i64(q, "due", due_of(t.due));
    query_set_i64(q, "now", now);
    e = casework_one(q, report);
    if (e == ERR_NONE) {
        q = store_query(s, SQL_casework_task_count_move);
        set_count(q, &t, TASK_OPEN);
        e = casework_one(q, report);
    }
    e = e == ERR_NONE ? step_add(s, &t, operator_id, text_of(""), now, report) : e;
    if (e == ERR_NONE) {
        *ret_task_no = t.task_no;
        *ret_is_new = true;
    }
    return e;
}

enum err task_add(struct session *s, const struct task *task, struct report *report, int64_t *ret_task_no)
{
    bool is_new;
    enum err e = casework_needs(s, PERM_CASE_CHANGE, report);
    e = e == ERR_NONE ? store_begin(s->store, report) : e;
    if (e != ERR_NONE) {
        return e;
    }
    e = task_insert(s->store, task, s->operator.id, clock_now_ms(), report, ret_task_no, &is_new);
    return casework_end(s->store, e, report);
}

/* ------------------------------------------------------------------------------------ many ---- */

static int text_order(struct text a, struct text b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int c = n > 0 ? memcmp(a.bytes, b.bytes, n) : 0;
    return c != 0 ? c : a.len < b.len ? -1 : a.len > b.len;
}

static int by_source(const void *a, const void *b)
{
    const struct task *x = *(const struct task *const *)a, *y = *(const struct task *const *)b;
    int c = text_order(x->source, y->source);
    return c != 0 ? c : text_order(x->source_key, y->source_key);
}

/* Those of `list` (sorted, each once), in bulk: rows, first steps, counts. */
static enum err insert_many(struct store *s, const struct task *const *list, size_t count,
                            const char *operator_id, int64_t now, struct report *report)
{
    static const struct bulk_column columns[] = {
        {"task_no", BULK_I64},      {"source", BULK_TEXT},      {"source_key", BULK_TEXT},
        {"addressee_no", BULK_I64}, {"household_no", BULK_I64}, {"words", BULK_TEXT},
        {"owner", BULK_TEXT},       {"section", BULK_TEXT},     {"due", BULK_I64},
        {"state", BULK_I64},        {"done_words", BULK_TEXT},  {"created_at", BULK_I64},
        {"changed_at", BULK_I64}};
    struct bulk *b;
    int64_t first = 0, changed;
    enum err e = count > 0 ? next_no(s, report, &first) : ERR_NONE;
    e = e == ERR_NONE && count > 0
            ? store_bulk_begin(s, "casework_task", columns, COUNT_OF(columns), report, &b) : e;
    if (e != ERR_NONE || count == 0) {
        return e;
    }
    for (size_t i = 0; e == ERR_NONE && i < count; i++) {
        const struct task *t = list[i];
        bulk_i64(b, first + (int64_t)i);
        bulk_text(b, t->source);
        bulk_text(b, t->source_key);
        bulk_i64(b, t->addressee_no);
        bulk_i64(b, t->household_no);
        bulk_text(b, t->words);
        bulk_text(b, t->owner.len > 0 ? t->owner : text_of(""));
        bulk_text(b, t->section.len > 0 ? t->section : text_of(""));
        bulk_i64(b, due_of(t->due));
        bulk_i64(b, TASK_OPEN);
        bulk_text(b, text_of(""));
        bulk_i64(b, now);
        bulk_i64(b, now);
        e = bulk_row(b, report);
    }
    enum err ended = bulk_end(b, report);
    e = e == ERR_NONE ? ended : e;
    if (e == ERR_NONE) {
        struct query *q = store_query(s, SQL_casework_task_step_add_many);
        query_set_i64(q, "first", first);
        query_set_text(q, "operator_id", text_of(operator_id));
        e = query_run(q, report, &changed);
    }
    if (e == ERR_NONE) {
        struct query *q = store_query(s, SQL_casework_task_count_many);
        query_set_i64(q, "first", first);
        e = query_run(q, report, &changed);
    }
    return e;
}

/* Pointers to tasks in the order of source and key, each once; faults refused. */
static enum err sorted(const struct task *tasks, size_t count, struct arena *arena, struct report *report,
                       const struct task ***ret, size_t *ret_count)
{
    const struct task **list = ARENA_ARRAY(arena, const struct task *, count > 0 ? count : 1);
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        enum err e = tasks[i].source_key.len == 0
                         ? report_fail(report, ERR_INPUT, "まとめて加える作業には元の番号が要ります")
                         : fault_of(&tasks[i], report);
        if (e != ERR_NONE) {
            return e;
        }
        list[i] = &tasks[i];
    }
    if (count > 1) {
        qsort(list, count, sizeof(list[0]), by_source);
    }
    for (size_t i = 0; i < count; i++) {
        if (n == 0 || by_source(&list[n - 1], &list[i]) != 0) {
            list[n++] = list[i];
        }
    }
    *ret = list;
    *ret_count = n;
    return ERR_NONE;
}

static struct arena *bulk_arena(void)
{
    return arena_new("作業の追加", (size_t)2 << 30);
}

static enum err add_many(struct store *s, const struct task *tasks, size_t count, const char *operator_id,
                         struct report *report, int64_t *ret_added)
{
    struct arena *arena = bulk_arena();
    const struct task **list = NULL;
    size_t n = 0, fresh = 0;
    enum err e = sorted(tasks, count, arena, report, &list, &n);
    for (size_t i = 0; e == ERR_NONE && i < n; i++) {
        struct query *q = store_query(s, SQL_casework_task_by_source);
        bool row;
        query_set_text(q, "source", list[i]->source);
        query_set_text(q, "source_key", list[i]->source_key);
        e = query_step(q, report, &row);
        query_reset(q);
        if (e == ERR_NONE && !row) {
            list[fresh++] = list[i];
        }
    }
    e = e == ERR_NONE ? insert_many(s, list, fresh, operator_id, clock_now_ms(), report) : e;
    arena_free(arena);
    *ret_added = (int64_t)fresh;
    return e;
}

enum err task_add_many(struct session *s, const struct task *tasks, size_t count, struct report *report,
                       int64_t *ret_added)
{
    int64_t added = 0;
    enum err e = casework_needs(s, PERM_CASE_CHANGE, report);
    e = e == ERR_NONE ? store_begin(s->store, report) : e;
    if (e != ERR_NONE) {
        return e;
    }
    e = casework_end(s->store, add_many(s->store, tasks, count, s->operator.id, report, &added), report);
    *ret_added = e == ERR_NONE ? added : *ret_added;
    return e;
}

/* ---------------------------------------------------------------------------------- moving ---- */

void task_row_read(const struct query *q, struct arena *arena, struct task *ret)
{
    *ret = (struct task){
        .task_no = query_i64(q, 0),
        .source = text_copy(arena, query_text(q, 1)),
        .source_key = text_copy(arena, query_text(q, 2)),
        .addressee_no = query_i64(q, 3),
        .household_no = query_i64(q, 4),
        .words = text_copy(arena, query_text(q, 5)),
        .owner = text_copy(arena, query_text(q, 6)),
        .section = text_copy(arena, query_text(q, 7)),
        .due = date_none(),
        .state = (enum task_state)query_i64(q, 9),
        .done_words = text_copy(arena, query_text(q, 10)),
        .created_at = query_i64(q, 11),
        .changed_at = query_i64(q, 12),
    };
    int64_t due = query_i64(q, 8);
    bool ok = due == DUE_NONE || date_from_ymd((int32_t)due, &ret->due);
    assert(ok);
}

/* In a write transaction: the row, its counts, its step. */
static enum err save(struct store *s, const struct task *before, const struct task *after,
                     const char *operator_id, struct text words, int64_t now, struct report *report)
{
    struct query *q = store_query(s, SQL_casework_task_save);
    query_set_i64(q, "task_no", after->task_no);
    query_set_text(q, "owner", after->owner.len > 0 ? after->owner : text_of(""));
    query_set_text(q, "section", after->section.len > 0 ? after->section : text_of(""));
    query_set_i64(q, "due", due_of(after->due));
    query_set_i64(q, "state", after->state);
    query_set_text(q, "done_words", after->done_words.len > 0 ? after->done_words : text_of(""));
    query_set_i64(q, "state_before", before->state);
    query_set_i64(q, "now", now);
    enum err e = casework_one(q, report);
    if (e == ERR_NONE) {
        q = store_query(s, SQL_casework_task_count_leave);
        set_count(q, before, before->state);
        e = casework_one(q, report);
    }
    if (e == ERR_NONE) {
        q = store_query(s, SQL_casework_task_count_move);
        set_count(q, after, after->state);
        e = casework_one(q, report);
    }
    return e == ERR_NONE ? step_add(s, after, operator_id, words, now, report) : e;
}

static bool is_seen(const struct operator_identity *o, const struct task *t)
{
    return operator_may(o, PERM_CASE_ASSIGN) || text_is(t->owner, o->id) || t->section.len == 0 ||
           text_is(t->section, o->section);
}

enum err task_by_no(struct session *s, int64_t task_no, struct arena *arena, struct report *report,
                    struct task *ret)
{
    bool row = false;
    enum err e = casework_needs(s, PERM_CASE_VIEW, report);
    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(s->store, SQL_casework_task_one);
    query_set_i64(q, "task_no", task_no);
    e = query_step(q, report, &row);
    if (e == ERR_NONE && row) {
        task_row_read(q, arena, ret);
        row = is_seen(&s->operator, ret);
    }
    query_reset(q);
    return e == ERR_NONE && !row
               ? report_fail(report, ERR_FINDINGS, "作業 %lld はありません", (long long)task_no) : e;
}

struct task_act {
    bool assigns;
    enum task_state to;
    struct text words, owner;
    date due;
};

static bool text_begins(struct text t, const char *with, size_t n)
{
    return t.len >= n && memcmp(t.bytes, with, n) == 0;
}

/* Is it about what this operator did himself? */
static bool is_about(const struct task *t, const char *id)
{
    size_t n = strlen(id);
    return text_begins(t->source, "audit:", 6) && text_begins(t->source_key, id, n) &&
           t->source_key.len > n && t->source_key.bytes[n] == '/';
}

static enum err act_on(struct session *s, int64_t task_no, const struct task_act *act, struct arena *arena,
                       struct report *report)
{
    struct task t;
    const struct operator_identity *o = &s->operator;
    enum err e = task_by_no(s, task_no, arena, report, &t);
    if (e != ERR_NONE) {
        return e;
    }
    bool own = t.owner.len == 0 || text_is(t.owner, o->id);
    if (!operator_may(o, PERM_CASE_ASSIGN) && !own) {
        return report_fail(report, ERR_INPUT,
                           "作業 %lld は職員「%.*s」の担当です。変えられるのは担当者と、割り当てる権限の"
                           "ある職員です",
                           (long long)task_no, (int)t.owner.len, t.owner.bytes);
    }
    if (is_about(&t, o->id)) {
        return report_fail(report, ERR_INPUT,
                           "作業 %lld はあなた自身のしたことについてです。ほかの職員が確かめます",
                           (long long)task_no);
    }
    if (act->assigns ? t.state == TASK_DONE
                     : (t.state == act->to || (t.state == TASK_DONE && act->to != TASK_OPEN))) {
        return report_fail(report, ERR_INPUT, "作業 %lld は%sです", (long long)task_no,
                           task_state_label(t.state));
    }
    struct task after = t;
    if (act->assigns) {
        after.owner = act->owner;
        after.due = act->due;
    } else {
        after.state = act->to;
        after.done_words = act->to == TASK_DONE ? act->words : text_of("");
    }
    return save(s->store, &t, &after, o->id, act->words, clock_now_ms(), report);
}

static enum err act(struct session *s, int64_t task_no, const struct task_act *act, struct report *report)
{
    enum err e = casework_needs(s, PERM_CASE_CHANGE, report);
    if (e == ERR_NONE && !act->assigns &&
        (act->words.len == 0 || !casework_words_are_fine(act->words, TASK_WORDS_MAX, true))) {
        e = report_fail(report, ERR_INPUT, "理由か結果を%d文字までで入れてください", TASK_WORDS_MAX);
    }
    e = e == ERR_NONE ? casework_no_number(act->words, "理由か結果", report) : e;
    if (e == ERR_NONE && act->assigns && !casework_words_are_fine(act->owner, 32, false)) {
        e = report_fail(report, ERR_INPUT, "担当者の番号が正しくありません");
    }
    e = e == ERR_NONE ? store_begin(s->store, report) : e;
    if (e != ERR_NONE) {
        return e;
    }
    struct arena *arena = arena_new("作業", (size_t)1 << 20);
    e = casework_end(s->store, act_on(s, task_no, act, arena, report), report);
    arena_free(arena);
    return e;
}

enum err task_assign(struct session *s, int64_t task_no, struct text owner, date due, struct report *report)
{
    /* To himself or back to nobody; to others with case.assign. */
    if (owner.len > 0 && !text_is(owner, s->operator.id)) {
        enum err e = casework_needs(s, PERM_CASE_ASSIGN, report);
        if (e != ERR_NONE) {
            return e;
        }
    }
    return act(s, task_no, &(struct task_act){.assigns = true, .owner = owner, .due = due}, report);
}

enum err task_wait(struct session *s, int64_t task_no, struct text words, struct report *report)
{
    return act(s, task_no, &(struct task_act){.to = TASK_WAITING, .words = words}, report);
}

enum err task_reopen(struct session *s, int64_t task_no, struct text words, struct report *report)
{
    return act(s, task_no, &(struct task_act){.to = TASK_OPEN, .words = words}, report);
}

enum err task_finish(struct session *s, int64_t task_no, struct text words, struct report *report)
{
    return act(s, task_no, &(struct task_act){.to = TASK_DONE, .words = words}, report);
}

enum err task_steps(struct session *s, int64_t task_no, struct arena *arena, struct report *report,
                    struct task_step **ret, size_t *ret_count)
{
    struct task t;
    struct task_step *steps = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e = task_by_no(s, task_no, arena, report, &t);
    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(s->store, SQL_casework_task_step_list);
    query_set_i64(q, "task_no", task_no);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct task_step *step = ARENA_PUSH(arena, steps, count, capacity);
        *step = (struct task_step){.state = (enum task_state)query_i64(q, 0),
                                   .owner = text_copy(arena, query_text(q, 1)),
                                   .due = date_none(),
                                   .operator_id = text_copy(arena, query_text(q, 3)),
                                   .at = query_i64(q, 4),
                                   .words = text_copy(arena, query_text(q, 5))};
        bool ok = query_i64(q, 2) == DUE_NONE || date_from_ymd((int32_t)query_i64(q, 2), &step->due);
        assert(ok);
    }
    query_reset(q);
    if (e == ERR_NONE) {
        *ret = steps;
        *ret_count = count;
    }
    return e;
}

/* ------------------------------------------------------------------------------------ sync ---- */

struct standing {
    struct task task;
    bool by_actor; /* finished by the source itself */
};

static struct query *ask_standing(struct store *s, const struct task_sync *sync)
{
    struct query *q = sync->is_of_persons ? store_scan(s, SQL_casework_task_of_source_persons)
                                          : store_query(s, SQL_casework_task_of_source);

    if (sync->is_of_persons) {
        query_set_list(q, "persons", sync->persons, sync->person_count);
    }
    query_set_text(q, "source_prefix", text_of(sync->source_prefix));
    query_set_text(q, "key_prefix", text_of(sync->key_prefix));
    return q;
}

struct standings {
    struct standing *items;
    size_t count, capacity;
};

/* The tasks of a question, behind those that the list has. */
static enum err read_standing(struct query *q, const struct task_sync *sync, struct arena *arena,
                              struct report *report, struct standings *to)
{
    bool row;
    enum err e;
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct standing *at = ARENA_PUSH(arena, to->items, to->count, to->capacity);
        at->task = (struct task){.task_no = query_i64(q, 0),
                                 .source = text_copy(arena, query_text(q, 1)),
                                 .source_key = text_copy(arena, query_text(q, 2)),
                                 .state = (enum task_state)query_i64(q, 3),
                                 .owner = text_copy(arena, query_text(q, 4)),
                                 .section = text_copy(arena, query_text(q, 5)),
                                 .due = date_none()};
        bool ok = query_i64(q, 6) == DUE_NONE || date_from_ymd((int32_t)query_i64(q, 6), &at->task.due);
        assert(ok);
        struct text done = query_text(q, 7);
        size_t n = strlen(sync->actor);
        at->by_actor = done.len > n && memcmp(done.bytes, sync->actor, n) == 0 && done.bytes[n] == ':';
    }
    query_reset(q);
    return e;
}

/* The sources that begin so. */
static enum err sources_of(struct store *s, const char *prefix, struct arena *arena, struct report *report,
                           struct text **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_casework_task_sources);
    size_t capacity = 0;
    bool row;
    enum err e;
    *ret = NULL;
    *ret_count = 0;
    query_set_text(q, "source_prefix", text_of(prefix));
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, *ret, *ret_count, capacity) = text_copy(arena, query_text(q, 0));
    }
    query_reset(q);
    return e;
}

static enum err standing_of_keys(struct store *s, const struct task_sync *sync, struct arena *arena,
                                 struct report *report, struct standings *ret)
{
    struct text *sources;
    size_t count;
    enum err e = sources_of(s, sync->source_prefix, arena, report, &sources, &count);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        for (size_t k = 0; k < sync->key_count && e == ERR_NONE; k++) {
            struct query *q = store_query(s, SQL_casework_task_of_source_key);
            query_set_text(q, "source", sources[i]);
            query_set_text(q, "source_key", sync->keys[k]);
            e = read_standing(q, sync, arena, report, ret);
        }
    }
    return e;
}

/* What stands of the source about those looked at. */
static enum err standing_of(struct store *s, const struct task_sync *sync, struct arena *arena,
                            struct report *report, struct standings *ret)
{
    *ret = (struct standings){0};
    if (sync->is_of_keys) {
        return standing_of_keys(s, sync, arena, report, ret);
    }
    bool is_of_nobody = sync->is_of_persons && sync->person_count == 0;
    return is_of_nobody ? ERR_NONE : read_standing(ask_standing(s, sync), sync, arena, report, ret);
}

static int standing_order(const void *a, const void *b)
{
    const struct task *x = &((const struct standing *)a)->task, *y = &((const struct standing *)b)->task;
    return by_source(&x, &y);
}

static enum err sync_one(struct store *s, struct task_sync *sync, const struct standing *at, bool found,
                         int64_t now, struct arena *arena, struct report *report)
{
    struct task after = at->task;
    struct text words = text_of(arena_printf(arena, "%s: %s", sync->actor, sync->words));
    bool covered = sync->covers == NULL || sync->covers(sync->context, &at->task);
    if (!found && sync->closes && covered && at->task.state != TASK_DONE) {
        after.state = TASK_DONE;
        after.done_words = words;
        sync->closed++;
    } else if (found && at->task.state == TASK_DONE && at->by_actor) {
        after.state = TASK_OPEN;
        sync->reopened++;
    } else {
        return ERR_NONE;
    }
    return save(s, &at->task, &after, sync->actor, words, now, report);
}

static bool was_looked_at(const struct task_sync *sync, const struct task *task)
{
    return !sync->is_of_persons ||
           sorted_holds(sync->persons, sync->person_count, task->addressee_no);
}

enum err task_sync(struct store *s, struct task_sync *sync, int64_t now, struct report *report)
{
    for (size_t i = 0; i < sync->count; i++) {
        assert(was_looked_at(sync, &sync->tasks[i]));
    }
    sync->added = sync->closed = sync->reopened = 0;
    if (sync->count == 0 && !sync->closes) { /* nothing to add, and nothing may end */
        return ERR_NONE;
    }
    struct arena *arena = bulk_arena();
    const struct task **list = NULL;
    struct standings there = {0};
    size_t n = 0, fresh = 0, k = 0;
    enum err e = sorted(sync->tasks, sync->count, arena, report, &list, &n);
    if (e == ERR_NONE) {
        e = standing_of(s, sync, arena, report, &there);
    }
    if (there.count > 1) {
        qsort(there.items, there.count, sizeof(there.items[0]), standing_order);
    }
    for (size_t i = 0; e == ERR_NONE && (i < n || k < there.count);) {
        const struct task *old = k < there.count ? &there.items[k].task : NULL;
        int order = i == n ? 1 : old == NULL ? -1 : by_source(&list[i], &old);
        if (order < 0) {
            list[fresh++] = list[i++];
            continue;
        }
        e = sync_one(s, sync, &there.items[k++], order == 0, now, arena, report);
        i += order == 0;
    }
    if (e == ERR_NONE) {
        e = insert_many(s, list, fresh, sync->actor, now, report);
        sync->added = (int64_t)fresh;
    }
    arena_free(arena);
    return e;
}

static enum err persons_of(struct query *q, const char *source, struct arena *arena, struct report *report,
                           struct moved_list *to)
{
    query_set_text(q, "source", text_of(source));
    return query_moved(q, arena, report, to);
}

enum err task_persons_moved(struct store *s, const char *source_prefix, int64_t since, struct arena *arena,
                            struct report *report, struct moved_list *to)
{
    struct query *q = store_query(s, SQL_casework_task_persons_moved);

    query_set_i64(q, "since", since);
    return persons_of(q, source_prefix, arena, report, to);
}

enum err task_persons_open(struct store *s, const char *source, struct arena *arena, struct report *report,
                           struct moved_list *to)
{
    return persons_of(store_query(s, SQL_casework_task_persons_open), source, arena, report, to);
}
