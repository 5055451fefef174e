/* Rows of changes: read, moved, checked. change_move() is the only code that changes a state. */
#include "casework/internal.h"

/* ----------------------------------------------------------------------------------- reading -- */

void change_row_read(const struct query *q, struct arena *arena, struct change_row *ret)
{
    *ret = (struct change_row){
        .change_no = query_i64(q, 0),
        .kind_name = text_copy(arena, query_text(q, 1)),
        .subject = (enum change_subject)query_i64(q, 2),
        .subject_no = query_i64(q, 3),
        .state = (enum change_state)query_i64(q, 4),
        .version = (int)query_i64(q, 5),
        .owner = text_copy(arena, query_text(q, 6)),
        .approver = text_copy(arena, query_text(q, 7)),
        .created_at = query_i64(q, 8),
        .saved_at = query_i64(q, 9),
        .decided_at = query_i64(q, 10),
        .applied_at = query_i64(q, 11),
        .applied_on = query_i64(q, 12),
        .undoes_no = query_i64(q, 13),
        .returned_words = text_copy(arena, query_text(q, 14)),
        .reason = text_copy(arena, query_text(q, 15)),
        .outcome = text_copy(arena, query_text(q, 16)),
        .section = text_copy(arena, query_text(q, 17)),
    };
    ret->kind = change_kind_find(ret->kind_name);
}

enum err change_row_find(struct store *s, int64_t change_no, struct arena *arena, struct report *report,
                         struct change_row *ret)
{
    struct query *q = store_query(s, SQL_casework_change_one);
    bool row;
    query_set_i64(q, "change_no", change_no);
    enum err e = query_step(q, report, &row);
    if (e == ERR_NONE && row) {
        change_row_read(q, arena, ret);
    }
    query_reset(q);
    if (e == ERR_NONE && !row) {
        e = report_fail(report, ERR_FINDINGS, "変更 %lld はありません", (long long)change_no);
    }
    return e;
}

bool change_is_seen_by(const struct operator_identity *o, const struct change_row *row)
{
    if (text_is(row->owner, o->id)) {
        return true;
    }
    const struct change_kind *k = row->kind;
    bool may_approve = k != NULL && k->approve != PERM_NONE && operator_may(o, k->approve);
    switch (row->state) {
    case CHANGE_PROPOSED:
        return may_approve;
    case CHANGE_APPLIED:
    case CHANGE_UNDONE:
        return may_approve || (k != NULL && operator_may(o, k->propose));
    case CHANGE_DRAFT:
    case CHANGE_RETURNED:
    case CHANGE_DISCARDED:
        return false;
    }
    return false;
}

/* ------------------------------------------------------------------------------------- moving -- */

static const struct legal_step {
    enum change_state from, to;
} legal_steps[] = {
    {0, CHANGE_DRAFT},
    {CHANGE_DRAFT, CHANGE_PROPOSED},
    {CHANGE_DRAFT, CHANGE_APPLIED}, /* a kind without a second person */
    {CHANGE_DRAFT, CHANGE_DISCARDED},
    {CHANGE_PROPOSED, CHANGE_APPLIED},
    {CHANGE_PROPOSED, CHANGE_RETURNED},
    {CHANGE_PROPOSED, CHANGE_DISCARDED}, /* its owner takes it back */
    {CHANGE_RETURNED, CHANGE_PROPOSED},
    {CHANGE_RETURNED, CHANGE_DISCARDED},
    {CHANGE_APPLIED, CHANGE_UNDONE},
};

bool change_step_is_legal(enum change_state from, enum change_state to)
{
    for (size_t i = 0; i < COUNT_OF(legal_steps); i++) {
        if (legal_steps[i].from == from && legal_steps[i].to == to) {
            return true;
        }
    }
    return false;
}

static enum err step_add(struct store *s, const struct change_row *row, const struct change_step_now *step,
                         struct report *report)
{
    struct query *q = store_query(s, SQL_casework_step_add);
    query_set_i64(q, "change_no", row->change_no);
    query_set_i64(q, "from_state", step->from);
    query_set_i64(q, "to_state", step->to);
    query_set_i64(q, "version", row->version);
    query_set_text(q, "operator_id", text_of(step->operator_id));
    query_set_i64(q, "at", step->at);
    query_set_text(q, "words", step->words.len > 0 ? step->words : text_of(""));
    return casework_one(q, report);
}

enum err change_move(struct store *s, const struct change_row *row, const struct change_step_now *step,
                     struct report *report)
{
    assert(change_step_is_legal(step->from, step->to));
    assert(step->operator_id != NULL && step->operator_id[0] != '\0' && step->at > 0);
    if (step->from != 0) {
        bool applied = step->to == CHANGE_APPLIED;
        bool second = step->from == CHANGE_PROPOSED && applied;
        /* AZ-18, FE-01: here and as a CHECK of the table. */
        assert(!second || !text_is(row->owner, step->operator_id));
        struct query *q = store_query(s, SQL_casework_change_move);
        query_set_i64(q, "change_no", row->change_no);
        query_set_i64(q, "version", row->version);
        query_set_i64(q, "from_state", step->from);
        query_set_i64(q, "to_state", step->to);
        query_set_text(q, "approver", second ? text_of(step->operator_id) : row->approver);
        query_set_i64(q, "decided_at", step->from == CHANGE_PROPOSED || applied ? step->at : 0);
        query_set_i64(q, "applied_at", applied ? step->at : 0);
        query_set_i64(q, "applied_on", applied ? date_ymd(step->business_date) : 0);
        query_set_i64(q, "is_returned", step->to == CHANGE_RETURNED);
        query_set_text(q, "words", step->words.len > 0 ? step->words : text_of(""));
        enum err e = casework_one(q, report);
        if (e != ERR_NONE) {
            return e;
        }
    }
    return step_add(s, row, step, report);
}

enum err change_check_add(struct store *s, const struct change_row *row, const char *operator_id, int64_t at,
                          enum change_check_result result, struct text words, struct report *report)
{
    struct query *q = store_query(s, SQL_casework_check_add);
    query_set_i64(q, "change_no", row->change_no);
    query_set_i64(q, "version", row->version);
    query_set_text(q, "operator_id", text_of(operator_id));
    query_set_i64(q, "at", at);
    query_set_i64(q, "result", result);
    query_set_text(q, "words", words.len > 0 ? words : text_of(""));
    return casework_one(q, report);
}

enum err change_warnings_save(const struct change_call *call, int version, const char *confirmed_by)
{
    struct store *s = call->session->store;
    struct query *q = store_query(s, SQL_casework_warning_clear);
    int64_t changed;
    query_set_i64(q, "change_no", call->change_no);
    query_set_i64(q, "version", version);
    enum err e = query_run(q, call->report, &changed);
    for (size_t i = 0; e == ERR_NONE && i < call->warning_count; i++) {
        const struct change_warning *w = &call->warnings[i];
        q = store_query(s, SQL_casework_warning_add);
        query_set_i64(q, "change_no", call->change_no);
        query_set_i64(q, "version", version);
        query_set_i64(q, "seq", (int64_t)i + 1);
        query_set_i64(q, "level", w->level);
        query_set_text(q, "field", text_of(w->field != NULL ? w->field : ""));
        query_set_text(q, "words", text_of(w->words));
        query_set_text(q, "confirmed_by", text_of(w->level == WARNING_WARN ? confirmed_by : ""));
        query_set_i64(q, "at", call->recorded_at);
        e = casework_one(q, call->report);
    }
    return e;
}

enum err change_moment(struct store *s, struct report *report, int64_t *ret)
{
    struct query *q = store_query(s, SQL_casework_change_last_applied);
    bool row;
    enum err e = query_step(q, report, &row);
    if (e == ERR_NONE) {
        int64_t last = query_i64(q, 0), now = clock_now_ms();
        *ret = now > last ? now : last + 1;
    }
    query_reset(q);
    return e;
}
