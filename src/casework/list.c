/* Changes as seen by an operator: one, lists, and the history of one. */
#include "casework/internal.h"

#define LIST_MAX 1000

static enum err record_of(struct session *s, const struct change_row *row, struct arena *arena,
                          struct report *report, struct change_record *ret)
{
    int64_t closed_until = 0;
    *ret = (struct change_record){
        .change_no = row->change_no,
        .subject_no = row->subject_no,
        .kind = row->kind,
        .state = row->state,
        .owner = row->owner,
        .approver = row->approver,
        .returned_words = row->returned_words,
        .outcome = row->outcome,
        .undoes_no = row->undoes_no,
        .reason = row->reason,
        .version = row->version,
        .created_at = row->created_at,
        .saved_at = row->saved_at,
        .decided_at = row->decided_at,
        .applied_at = row->applied_at,
    };
    if (row->kind == NULL) {
        return ERR_NONE;
    }
    struct change_call call = {.kind = row->kind, .session = s, .arena = arena, .report = report,
                               .change_no = row->change_no};
    enum err e = change_values_load(&call, row->version, false);
    if (e != ERR_NONE) {
        return e;
    }
    ret->values = call.values;
    if (row->state != CHANGE_APPLIED) {
        return ERR_NONE;
    }
    e = change_closed_until(s->store, row->kind_name, report, &closed_until);
    ret->is_closed = row->applied_on <= closed_until;
    struct query *q = store_query(s->store, SQL_casework_change_undoing);
    bool there = false;
    query_set_i64(q, "change_no", row->change_no);
    e = e == ERR_NONE ? query_step(q, report, &there) : e;
    bool waits = there && query_i64(q, 0) > 0;
    query_reset(q);
    ret->may_undo =
        row->kind->undo != NULL && row->undoes_no == 0 && !waits &&
        operator_may(&s->operator, row->kind->propose) &&
        (ret->is_closed || row->kind->approve != PERM_NONE || text_is(row->owner, s->operator.id));
    return e;
}

enum err change_by_no(struct session *s, int64_t change_no, struct arena *arena, struct report *report,
                      struct change_record *ret)
{
    struct change_row row;
    enum err e = change_row_find(s->store, change_no, arena, report, &row);
    if (e == ERR_NONE && !change_is_seen_by(&s->operator, &row)) {
        e = report_fail(report, ERR_FINDINGS, "変更 %lld はありません", (long long)change_no);
    }
    return e == ERR_NONE ? record_of(s, &row, arena, report, ret) : e;
}

/* ----------------------------------------------------------------------------------- lists ---- */

struct rows {
    struct arena *arena;
    struct change_row *at;
    size_t count, capacity;
};

/* What the statement gives and the operator may see; `q` is ready to step. */
static enum err collect(struct session *s, struct query *q, size_t max, struct rows *rows,
                        struct report *report, size_t *ret_read, int64_t *ret_last)
{
    bool there;
    enum err e;
    size_t read = 0;
    while ((e = query_step(q, report, &there)) == ERR_NONE && there) {
        struct change_row row;
        change_row_read(q, rows->arena, &row);
        *ret_last = row.change_no;
        read++;
        if (rows->count < max && change_is_seen_by(&s->operator, &row)) {
            *ARENA_PUSH(rows->arena, rows->at, rows->count, rows->capacity) = row;
        }
    }
    query_reset(q);
    *ret_read = read;
    return e;
}

/* Drafts of others stand between; pages are read until enough are seen. */
static enum err of_subject(struct session *s, enum change_subject subject, int64_t subject_no, size_t max,
                           struct rows *rows, struct report *report)
{
    enum { PAGE = 200, PAGES_MAX = 50 };
    int64_t before = INT64_MAX;
    size_t read = PAGE;
    enum err e = ERR_NONE;
    for (int page = 0; e == ERR_NONE && page < PAGES_MAX && read == PAGE && rows->count < max; page++) {
        struct query *q = store_query(s->store, SQL_casework_change_of_subject);
        query_set_i64(q, "subject", subject);
        query_set_i64(q, "subject_no", subject_no);
        query_set_i64(q, "before", before);
        query_set_i64(q, "max", PAGE);
        e = collect(s, q, max, rows, report, &read, &before);
    }
    return e;
}

static enum err of_owner(struct session *s, size_t max, struct rows *rows, struct report *report)
{
    struct query *q = store_query(s->store, SQL_casework_change_of_owner);
    size_t read;
    int64_t last;
    query_set_text(q, "owner", text_of(s->operator.id));
    query_set_i64(q, "max", (int64_t)max);
    return collect(s, q, max, rows, report, &read, &last);
}

static int newest_first(const void *a, const void *b)
{
    int64_t x = ((const struct change_row *)a)->change_no, y = ((const struct change_row *)b)->change_no;
    return x > y ? -1 : x < y;
}

/* The newest of every kind that he may approve, then the newest of all these. */
static enum err to_approve(struct session *s, size_t max, struct rows *rows, struct report *report)
{
    enum err e = ERR_NONE;
    for (size_t i = 0; e == ERR_NONE && i < change_kind_count; i++) {
        const struct change_kind *k = change_kinds[i];
        if (k->approve == PERM_NONE || !operator_may(&s->operator, k->approve)) {
            continue;
        }
        struct query *q = store_query(s->store, SQL_casework_change_proposed);
        size_t read;
        int64_t last;
        query_set_text(q, "kind", text_of(k->name));
        query_set_text(q, "me", text_of(s->operator.id));
        query_set_i64(q, "max", (int64_t)max);
        e = collect(s, q, rows->count + max, rows, report, &read, &last);
    }
    if (rows->count > 1) {
        qsort(rows->at, rows->count, sizeof(rows->at[0]), newest_first);
    }
    rows->count = rows->count < max ? rows->count : max;
    return e;
}

enum err change_list(struct session *s, enum change_list which, int64_t subject_no,
                     enum change_subject subject, size_t max, struct arena *arena, struct report *report,
                     struct change_record **ret, size_t *ret_count)
{
    struct rows rows = {.arena = arena};
    enum err e = ERR_NONE;
    max = max > 0 && max < LIST_MAX ? max : LIST_MAX;
    switch (which) {
    case CHANGES_OF_SUBJECT:
        e = of_subject(s, subject, subject_no, max, &rows, report);
        break;
    case CHANGES_MINE:
        e = of_owner(s, max, &rows, report);
        break;
    case CHANGES_TO_APPROVE:
        e = to_approve(s, max, &rows, report);
        break;
    }
    struct change_record *records = ARENA_ARRAY(arena, struct change_record, rows.count > 0 ? rows.count : 1);
    for (size_t i = 0; e == ERR_NONE && i < rows.count; i++) {
        e = record_of(s, &rows.at[i], arena, report, &records[i]);
    }
    if (e == ERR_NONE) {
        *ret = records;
        *ret_count = rows.count;
    }
    return e;
}

/* --------------------------------------------------------------------------------- history ---- */

static enum err steps_of(struct store *s, int64_t change_no, struct arena *arena, struct report *report,
                         struct change_history *ret)
{
    struct query *q = store_query(s, SQL_casework_step_list);
    size_t capacity = 0;
    bool there;
    enum err e;
    query_set_i64(q, "change_no", change_no);
    while ((e = query_step(q, report, &there)) == ERR_NONE && there) {
        *ARENA_PUSH(arena, ret->steps, ret->step_count, capacity) = (struct change_step){
            .from = (enum change_state)query_i64(q, 0),
            .to = (enum change_state)query_i64(q, 1),
            .version = (int)query_i64(q, 2),
            .operator_id = text_copy(arena, query_text(q, 3)),
            .at = query_i64(q, 4),
            .words = text_copy(arena, query_text(q, 5)),
        };
    }
    query_reset(q);
    return e;
}

static enum err checks_of(struct store *s, int64_t change_no, struct arena *arena, struct report *report,
                          struct change_history *ret)
{
    struct query *q = store_query(s, SQL_casework_check_list);
    size_t capacity = 0;
    bool there;
    enum err e;
    query_set_i64(q, "change_no", change_no);
    while ((e = query_step(q, report, &there)) == ERR_NONE && there) {
        *ARENA_PUSH(arena, ret->checks, ret->check_count, capacity) = (struct change_checked){
            .version = (int)query_i64(q, 0),
            .operator_id = text_copy(arena, query_text(q, 1)),
            .at = query_i64(q, 2),
            .result = (enum change_check_result)query_i64(q, 3),
            .words = text_copy(arena, query_text(q, 4)),
        };
    }
    query_reset(q);
    return e;
}

static enum err warnings_of(struct store *s, const struct change_row *row, struct arena *arena,
                            struct report *report, struct change_history *ret)
{
    struct query *q = store_query(s, SQL_casework_warning_list);
    size_t capacity = 0;
    bool there;
    enum err e;
    query_set_i64(q, "change_no", row->change_no);
    query_set_i64(q, "version", row->version);
    while ((e = query_step(q, report, &there)) == ERR_NONE && there) {
        *ARENA_PUSH(arena, ret->warnings, ret->warning_count, capacity) = (struct change_warned){
            .level = (enum warning_level)query_i64(q, 0),
            .field = text_copy(arena, query_text(q, 1)),
            .words = text_copy(arena, query_text(q, 2)),
            .confirmed_by = text_copy(arena, query_text(q, 3)),
            .at = query_i64(q, 4),
        };
    }
    query_reset(q);
    return e;
}

enum err change_history(struct session *s, int64_t change_no, struct arena *arena, struct report *report,
                        struct change_history *ret)
{
    struct change_row row;
    struct change_history history = {0};
    enum err e = change_row_find(s->store, change_no, arena, report, &row);
    if (e == ERR_NONE && !change_is_seen_by(&s->operator, &row)) {
        e = report_fail(report, ERR_FINDINGS, "変更 %lld はありません", (long long)change_no);
    }
    if (e == ERR_NONE) {
        e = steps_of(s->store, change_no, arena, report, &history);
    }
    if (e == ERR_NONE) {
        e = checks_of(s->store, change_no, arena, report, &history);
    }
    if (e == ERR_NONE) {
        e = warnings_of(s->store, &row, arena, report, &history);
    }
    if (e == ERR_NONE) {
        *ret = history;
    }
    return e;
}
