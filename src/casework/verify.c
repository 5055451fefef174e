/* kokuho verify: what must hold of changes and tasks, and what the tables say. */
#include "casework/internal.h"

/* What a folder says, without its own numbers of changes, tasks and runs: equal folders have equal digests.
 */
const struct store_table casework_tables[] = {
    {"casework_change", "kind, subject, subject_no, state, version, owner, approver, reason, outcome"},
    {"casework_value", "version, field, value"},
    {"casework_step", "seq, from_state, to_state, version, operator_id, words"},
    {"casework_closing", "kind, closed_until, operator_id"},
    {"casework_task", "source, source_key, addressee_no, household_no, words, owner, section, due, state"},
    {"casework_note", "subject, subject_no, words, tag, until, operator_id, closed_by"},
};
const size_t casework_table_count = COUNT_OF(casework_tables);

struct verifying {
    struct store *store;
    struct report *report;
    struct arena *arena; /* of one change */
    struct query *steps, *values;
    bool has_step, has_value;
    size_t broken;
};

static void broken(struct verifying *v, const struct change_row *row, const char *words)
{
    v->broken++;
    report_add(v->report, "変更 %lld（%.*s）: %s", (long long)row->change_no, (int)row->kind_name.len,
               row->kind_name.bytes, words);
}

/* Every step legal, each from where the last one led, the last one to the state of the row. */
static enum err check_steps(struct verifying *v, const struct change_row *row)
{
    enum change_state at = 0;
    bool second = false, alone = false;
    enum err e = ERR_NONE;
    while (e == ERR_NONE && v->has_step && query_i64(v->steps, 0) <= row->change_no) {
        enum change_state from = (enum change_state)query_i64(v->steps, 1);
        enum change_state to = (enum change_state)query_i64(v->steps, 2);
        bool own = text_equal(query_text(v->steps, 3), row->owner);
        if (query_i64(v->steps, 0) < row->change_no) {
            broken(v, row, "前の番号の歩みに変更がありません");
        } else if (from != at || !change_step_is_legal(from, to)) {
            broken(v, row, "決められていない状態の移り方があります");
        }
        if (from == CHANGE_PROPOSED && to == CHANGE_APPLIED) {
            second = true;
            if (own || !text_equal(query_text(v->steps, 3), row->approver)) {
                broken(v, row, "提案した本人か、記録と違う職員が承認しています");
            }
        }
        alone = alone || (from == CHANGE_DRAFT && to == CHANGE_APPLIED);
        at = to;
        e = query_step(v->steps, v->report, &v->has_step);
    }
    if (e != ERR_NONE) {
        return e;
    }
    if (at != row->state) {
        broken(v, row, "状態が歩みの記録と合いません");
    }
    bool applied = row->state == CHANGE_APPLIED || row->state == CHANGE_UNDONE;
    bool wants_second = row->kind != NULL && row->kind->approve != PERM_NONE;
    if (applied && !second && !alone) {
        broken(v, row, "下書きが登録済みになっています");
    }
    if (applied && wants_second &&
        (!second || row->approver.len == 0 || text_equal(row->approver, row->owner))) {
        broken(v, row, "別の職員の承認がないのに登録済みになっています");
    }
    return ERR_NONE;
}

static const struct change_field *field_of(const struct change_kind *k, struct text name)
{
    for (size_t i = 0; k != NULL && i < k->field_count; i++) {
        if (text_is(name, k->fields[i].name)) {
            return &k->fields[i];
        }
    }
    return NULL;
}

/* Limits always; the kept form of what was proposed or applied; a secret sealed and nowhere else. */
static void check_value(struct verifying *v, const struct change_row *row)
{
    struct text value = query_text(v->values, 3), again;
    const struct change_field *f = field_of(row->kind, query_text(v->values, 2));
    bool sealed = !query_is_null(v->values, 4);
    const char *words;
    bool decided =
        row->state == CHANGE_PROPOSED || row->state == CHANGE_APPLIED || row->state == CHANGE_UNDONE;
    if (!casework_words_are_fine(value, CHANGE_CHARACTERS_MAX, true)) {
        broken(v, row, "長すぎるか、目に見えない文字のある項目があります");
    } else if (f != NULL && sealed != (f->type == FIELD_SECRET)) {
        broken(v, row, "封をする項目とそうでない項目が入れ替わっています");
    } else if (f != NULL && !sealed && decided && query_i64(v->values, 1) == row->version &&
               (!field_normalise(f, value, date_of(2000, 1, 1), v->arena, &again, &words) ||
                !text_equal(value, again))) {
        broken(v, row, "整えられていない項目があります");
    }
}

static enum err check_values(struct verifying *v, const struct change_row *row)
{
    enum err e = ERR_NONE;
    while (e == ERR_NONE && v->has_value && query_i64(v->values, 0) <= row->change_no) {
        if (query_i64(v->values, 0) == row->change_no) {
            check_value(v, row);
        }
        e = query_step(v->values, v->report, &v->has_value);
    }
    return e;
}

static enum err check_changes(struct verifying *v)
{
    struct query *q = store_scan(v->store, SQL_casework_verify_changes);
    bool row;
    v->steps = store_scan(v->store, SQL_casework_verify_steps);
    v->values = store_scan(v->store, SQL_casework_verify_values);
    enum err e = query_step(v->steps, v->report, &v->has_step);
    e = e == ERR_NONE ? query_step(v->values, v->report, &v->has_value) : e;
    while (e == ERR_NONE && (e = query_step(q, v->report, &row)) == ERR_NONE && row) {
        struct change_row r;
        arena_reset(v->arena);
        change_row_read(q, v->arena, &r);
        e = check_steps(v, &r);
        e = e == ERR_NONE ? check_values(v, &r) : e;
    }
    query_reset(q);
    query_reset(v->steps);
    query_reset(v->values);
    return e;
}

static enum err check_tasks(struct verifying *v, enum sql sql, const char *words)
{
    struct query *q = store_query(v->store, sql);
    bool row;
    enum err e = query_step(q, v->report, &row);
    int64_t n = e == ERR_NONE ? query_i64(q, 0) : 0;
    query_reset(q);
    if (n > 0) {
        v->broken++;
        report_add(v->report, "作業: %s（%lld件）", words, (long long)n);
    }
    return e;
}

enum err casework_verify(struct store *s, struct report *report)
{
    struct verifying v = {.store = s, .report = report, .arena = arena_new("点検", (size_t)4 << 20)};
    enum err e = check_changes(&v);
    if (e == ERR_NONE) {
        e = check_tasks(&v, SQL_casework_verify_counts, "件数の表と作業が合いません");
    }
    if (e == ERR_NONE) {
        e = check_tasks(&v, SQL_casework_verify_tasks,
                        "状態が歩みの記録と合わないか、結果がないまま完了しています");
    }
    arena_free(v.arena);
    return e == ERR_NONE && v.broken > 0 ? ERR_FINDINGS : e;
}
