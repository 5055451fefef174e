/*
 * Deciding: a second person applies or returns (FE-01, FE-02, AZ-18); the owner discards, undoes, cancels.
 *
 * Whatever refuses leaves the rows as they were; that somebody tried, and why it did not go, stands in
 * casework_check.
 */
#include "casework/internal.h"

static struct change_call call_of(struct session *s, const struct change_row *row, struct arena *arena,
                                  struct report *report)
{
    return (struct change_call){.kind = row->kind,
                                .session = s,
                                .arena = arena,
                                .report = report,
                                .change_no = row->change_no,
                                .subject_no = row->subject_no};
}

/* As seen by this operator; ERR_FINDINGS else, with the same words as when there is none. */
static enum err find_seen(struct session *s, int64_t change_no, struct arena *arena, struct report *report,
                          struct change_row *ret)
{
    enum err e = change_row_find(s->store, change_no, arena, report, ret);
    if (e == ERR_NONE && !change_is_seen_by(&s->operator, ret)) {
        e = report_fail(report, ERR_FINDINGS, "変更 %lld はありません", (long long)change_no);
    }
    if (e == ERR_NONE && ret->kind == NULL) {
        e = report_fail(report, ERR_INPUT, "変更 %lld の種類「%.*s」はこの版にありません",
                        (long long)change_no, (int)ret->kind_name.len, ret->kind_name.bytes);
    }
    return e;
}

static enum err must_be(const struct change_row *row, enum change_state state, const char *act,
                        struct report *report)
{
    if (row->state == state) {
        return ERR_NONE;
    }
    return report_fail(report, ERR_INPUT, "変更 %lld は%sです。%sできません", (long long)row->change_no,
                       change_state_label(row->state), act);
}

/* ---------------------------------------------------------------------------------- approval -- */

static enum err may_decide(const struct session *s, const struct change_row *row, struct report *report)
{
    enum err e = must_be(row, CHANGE_PROPOSED, "審査", report);
    if (e != ERR_NONE) {
        return e;
    }
    if (text_is(row->owner, s->operator.id)) {
        return report_fail(report, ERR_INPUT,
                           "職員「%s」は変更 %lld を提案した本人です。別の職員が審査してください",
                           s->operator.id, (long long)row->change_no);
    }
    if (row->kind->approve == PERM_NONE ? !operator_may(&s->operator, row->kind->propose)
                                        : !operator_may(&s->operator, row->kind->approve)) {
        return casework_needs(s, row->kind->approve == PERM_NONE ? row->kind->propose : row->kind->approve,
                              report);
    }
    if (row->subject == CHANGE_OF_PERSON && s->operator.addressee_no != 0 &&
        s->operator.addressee_no == row->subject_no) {
        return report_fail(report, ERR_INPUT,
                           "自分についての変更は審査できません。別の職員が審査してください");
    }
    return ERR_NONE;
}

/* A warning that the proposer had not seen: what stands has changed since. */
static enum err is_new_warning(const struct change_call *call, const struct change_row *row,
                               const struct change_warning *w, bool *ret)
{
    struct query *q = store_query(call->session->store, SQL_casework_warning_list);
    bool found = false, there;
    enum err e;
    query_set_i64(q, "change_no", row->change_no);
    query_set_i64(q, "version", row->version);
    while ((e = query_step(q, call->report, &there)) == ERR_NONE && there) {
        found = found || (query_i64(q, 0) == (int64_t)w->level && query_text(q, 3).len > 0 &&
                          text_is(query_text(q, 1), w->field != NULL ? w->field : "") &&
                          text_is(query_text(q, 2), w->words));
    }
    query_reset(q);
    *ret = !found;
    return e;
}

static enum err check_again(struct change_call *call, const struct change_row *row)
{
    change_normalise(call);
    enum err e = !change_has_stop(call) && call->kind->check != NULL ? call->kind->check(call) : ERR_NONE;
    bool moved = false;
    for (size_t i = 0; e == ERR_NONE && i < call->warning_count; i++) {
        bool is_new;
        e = is_new_warning(call, row, &call->warnings[i], &is_new);
        if (e == ERR_NONE && is_new) {
            report_add(call->report, "%s", call->warnings[i].words);
            moved = true;
        }
    }
    if (e == ERR_NONE && moved) {
        e = report_fail(
            call->report, ERR_FINDINGS,
            "提案のあとに事実が変わりました。登録していません。差し戻して、入れ直してもらってください");
    }
    return e;
}

/* In a write transaction. */
static enum err approve(struct change_call *call, int64_t change_no, struct change_row *row)
{
    struct session *s = call->session;
    enum err e = find_seen(s, change_no, call->arena, call->report, row);
    if (e == ERR_NONE) {
        e = may_decide(s, row, call->report);
    }
    if (e != ERR_NONE) {
        row->change_no = e == ERR_WORLD ? change_no : 0; /* nothing was tried: no check to record */
        return e;
    }
    *call = call_of(s, row, call->arena, call->report);
    e = change_moment(s->store, call->report, &call->recorded_at);
    if (e == ERR_NONE && row->subject != CHANGE_OF_NOBODY) {
        e = lock_hold(s, row->subject, row->subject_no, row->owner, call->recorded_at, call->report);
    }
    if (e == ERR_NONE && row->undoes_no != 0) {
        struct change_row original;
        e = change_row_find(s->store, row->undoes_no, call->arena, call->report, &original);
        e = e == ERR_NONE ? must_be(&original, CHANGE_APPLIED, "取消し", call->report) : e;
        if (e == ERR_NONE) {
            struct change_step_now step = {.from = CHANGE_PROPOSED,
                                           .to = CHANGE_APPLIED,
                                           .operator_id = s->operator.id,
                                           .at = call->recorded_at,
                                           .business_date = s->folder.business_date};
            e = change_move(s->store, row, &step, call->report);
        }
        e = e == ERR_NONE ? change_apply_undo(call, &original, row->reason) : e;
    } else if (e == ERR_NONE) {
        e = change_values_load(call, row->version, true);
        e = e == ERR_NONE ? check_again(call, row) : e;
        e = e == ERR_NONE ? change_apply(call, row) : e;
    }
    if (e == ERR_NONE) {
        e = change_check_add(s->store, row, s->operator.id, call->recorded_at,
                             call->warning_count > 0 ? CHECK_WARNED : CHECK_RIGHT, text_of(""), call->report);
    }
    change_secrets_wipe(call);
    return e;
}

/* FE-02: a check that ended otherwise is recorded too, in a transaction of its own. */
static enum err record_refusal(struct session *s, const struct change_row *row, enum err e, size_t first_line,
                               struct report *report)
{
    const char *words = report->kept > first_line ? report->lines[report->kept - 1] : "";
    enum err recorded = store_begin(s->store, report);
    if (recorded != ERR_NONE) {
        return recorded;
    }
    recorded = change_check_add(s->store, row, s->operator.id, clock_now_ms(), CHECK_MOVED, text_of(words),
                                report);
    recorded = casework_end(s->store, recorded, report);
    return recorded == ERR_NONE ? e : recorded;
}

enum err change_approve(struct session *s, int64_t change_no, struct arena *arena, struct report *report)
{
    struct change_call call = {.session = s, .arena = arena, .report = report};
    struct change_row row = {0};
    size_t first_line = report->kept;
    enum err e = store_begin(s->store, report);
    if (e != ERR_NONE) {
        return e;
    }
    e = approve(&call, change_no, &row);
    e = casework_end(s->store, e, report);
    if ((e == ERR_INPUT || e == ERR_FINDINGS) && row.change_no != 0) {
        e = record_refusal(s, &row, e, first_line, report);
    }
    return e;
}

/* ---------------------------------------------------------------------- return and discard ---- */

static enum err return_row(struct session *s, int64_t change_no, struct text words, struct arena *arena,
                           struct report *report)
{
    struct change_row row;
    int64_t now = clock_now_ms();
    enum err e = find_seen(s, change_no, arena, report, &row);
    e = e == ERR_NONE ? may_decide(s, &row, report) : e;
    if (e != ERR_NONE) {
        return e;
    }
    struct change_step_now step = {.from = CHANGE_PROPOSED,
                                   .to = CHANGE_RETURNED,
                                   .operator_id = s->operator.id,
                                   .words = words,
                                   .at = now > row.saved_at ? now : row.saved_at};
    e = change_move(s->store, &row, &step, report);
    return e == ERR_NONE
               ? change_check_add(s->store, &row, s->operator.id, step.at, CHECK_RETURNED, words, report)
               : e;
}

enum err change_return(struct session *s, int64_t change_no, struct text words, struct arena *arena,
                       struct report *report)
{
    if (words.len == 0 || !casework_words_are_fine(words, 500, true)) {
        return report_fail(report, ERR_INPUT, "差し戻す理由を500文字までで入れてください");
    }
    enum err e = casework_no_number(words, "差し戻す理由", report);
    e = e == ERR_NONE ? store_begin(s->store, report) : e;
    return e == ERR_NONE ? casework_end(s->store, return_row(s, change_no, words, arena, report), report) : e;
}

static enum err discard_row(struct session *s, int64_t change_no, struct arena *arena, struct report *report)
{
    struct change_row row;
    enum err e = find_seen(s, change_no, arena, report, &row);
    if (e == ERR_NONE && !text_is(row.owner, s->operator.id)) {
        e = report_fail(report, ERR_INPUT, "変更 %lld は別の職員のものです。破棄できるのは本人だけです",
                        (long long)change_no);
    }
    if (e == ERR_NONE && !change_step_is_legal(row.state, CHANGE_DISCARDED)) {
        e = must_be(&row, CHANGE_DRAFT, "破棄", report);
    }
    if (e != ERR_NONE) {
        return e;
    }
    struct change_step_now step = {.from = row.state,
                                   .to = CHANGE_DISCARDED,
                                   .operator_id = s->operator.id,
                                   .at = clock_now_ms()};
    struct change_call call = call_of(s, &row, arena, report);
    e = change_move(s->store, &row, &step, report);
    if (e == ERR_NONE &&
        call.kind->subject != CHANGE_OF_NOBODY) { /* who throws it away works on it no more */
        e = lock_drop(s, call.kind->subject, row.subject_no, report);
    }
    return e == ERR_NONE ? change_secrets_drop(&call, row.version) : e;
}

enum err change_discard(struct session *s, int64_t change_no, struct arena *arena, struct report *report)
{
    enum err e = store_begin(s->store, report);
    return e == ERR_NONE ? casework_end(s->store, discard_row(s, change_no, arena, report), report) : e;
}

/* -------------------------------------------------------------------------- undo and cancel --- */

enum err change_closed_until(struct store *s, struct text kind, struct report *report, int64_t *ret)
{
    struct query *q = store_query(s, SQL_casework_closing_of);
    bool row;
    query_set_text(q, "kind", kind);
    enum err e = query_step(q, report, &row);
    if (e == ERR_NONE) {
        *ret = query_i64(q, 0);
    }
    query_reset(q);
    return e;
}

enum err change_apply_undo(struct change_call *call, const struct change_row *original, struct text words)
{
    struct change_call back = call_of(call->session, original, call->arena, call->report);
    back.recorded_at = call->recorded_at;
    back.applied_at = original->applied_at;
    enum err e = change_values_load(&back, original->version, false);
    struct change_step_now step = {.from = CHANGE_APPLIED,
                                   .to = CHANGE_UNDONE,
                                   .operator_id = call->session->operator.id,
                                   .words = words,
                                   .at = call->recorded_at};
    if (e == ERR_NONE) {
        e = change_move(call->session->store, original, &step, call->report);
    }
    return e == ERR_NONE ? original->kind->undo(&back) : e;
}

static enum err is_waiting(struct session *s, int64_t change_no, struct report *report, bool *ret)
{
    struct query *q = store_query(s->store, SQL_casework_change_undoing);
    bool row;
    query_set_i64(q, "change_no", change_no);
    enum err e = query_step(q, report, &row);
    *ret = e == ERR_NONE && query_i64(q, 0) > 0;
    query_reset(q);
    return e;
}

static enum err may_undo(struct session *s, const struct change_row *row, bool closed, struct report *report)
{
    bool waits;
    enum err e = must_be(row, CHANGE_APPLIED, "取消し", report);
    if (e == ERR_NONE && (row->kind->undo == NULL || row->undoes_no != 0)) {
        e = report_fail(report, ERR_INPUT, "「%s」は取り消せません。正しい内容をもう一度登録してください",
                        row->kind->label);
    }
    if (e == ERR_NONE) {
        e = casework_needs(s, row->kind->propose, report);
    }
    if (e == ERR_NONE && !closed && row->kind->approve == PERM_NONE && !text_is(row->owner, s->operator.id)) {
        e = report_fail(report, ERR_INPUT, "締めるまでの取消しは、登録した職員「%.*s」がします",
                        (int)row->owner.len, row->owner.bytes);
    }
    if (e == ERR_NONE) {
        e = is_waiting(s, row->change_no, report, &waits);
    }
    if (e == ERR_NONE && waits) {
        e = report_fail(report, ERR_INPUT, "変更 %lld の取消しは、もう審査を待っています",
                        (long long)row->change_no);
    }
    return e;
}

/* A row of its own that names what it cancels: both stay. */
static enum err cancel(struct change_call *call, const struct change_row *original, struct text reason)
{
    struct session *s = call->session;
    struct change_row row;
    call->change_no = 0;
    enum err e = change_insert(call, original->change_no, reason, call->recorded_at, &row);
    bool second = original->kind->approve != PERM_NONE;
    struct change_step_now step = {.from = CHANGE_DRAFT,
                                   .to = second ? CHANGE_PROPOSED : CHANGE_APPLIED,
                                   .operator_id = s->operator.id,
                                   .words = reason,
                                   .at = call->recorded_at,
                                   .business_date = s->folder.business_date};
    if (e == ERR_NONE) {
        e = change_move(s->store, &row, &step, call->report);
    }
    return e == ERR_NONE && !second ? change_apply_undo(call, original, reason) : e;
}

/* In a write transaction. */
static enum err undo_row(struct session *s, int64_t change_no, struct text reason, struct arena *arena,
                         struct report *report)
{
    struct change_row row;
    int64_t closed_until = 0;
    enum err e = find_seen(s, change_no, arena, report, &row);
    if (e == ERR_NONE) {
        e = change_closed_until(s->store, row.kind_name, report, &closed_until);
    }
    bool closed = row.applied_on <= closed_until;
    if (e == ERR_NONE) {
        e = may_undo(s, &row, closed, report);
    }
    if (e != ERR_NONE) {
        return e;
    }
    struct change_call call = call_of(s, &row, arena, report);
    e = change_moment(s->store, report, &call.recorded_at);
    if (e == ERR_NONE && row.subject != CHANGE_OF_NOBODY) {
        e = lock_hold(s, row.subject, row.subject_no, text_of(""), call.recorded_at, report);
    }
    if (e != ERR_NONE) {
        return e;
    }
    return closed || row.kind->approve != PERM_NONE ? cancel(&call, &row, reason)
                                                    : change_apply_undo(&call, &row, reason);
}

enum err change_undo(struct session *s, int64_t change_no, struct text reason, struct arena *arena,
                     struct report *report)
{
    if (reason.len == 0 || !casework_words_are_fine(reason, 500, true)) {
        return report_fail(report, ERR_INPUT, "取り消す理由を500文字までで入れてください");
    }
    enum err e = casework_no_number(reason, "取り消す理由", report);
    e = e == ERR_NONE ? store_begin(s->store, report) : e;
    return e == ERR_NONE ? casework_end(s->store, undo_row(s, change_no, reason, arena, report), report) : e;
}

enum err change_close(struct session *s, const struct change_kind *kind, date closed_until,
                      struct report *report)
{
    int64_t before = 0;
    enum err e = casework_needs(s, PERM_CASE_ASSIGN, report);
    if (e == ERR_NONE && date_before(s->folder.business_date, closed_until)) {
        e = report_fail(report, ERR_INPUT, "締める日は今日までの日にしてください");
    }
    e = e == ERR_NONE ? store_begin(s->store, report) : e;
    if (e != ERR_NONE) {
        return e;
    }
    e = change_closed_until(s->store, text_of(kind->name), report, &before);
    if (e == ERR_NONE && date_ymd(closed_until) <= before) {
        e = report_fail(report, ERR_INPUT, "「%s」は %lld まで締めてあります。締めは戻せません", kind->label,
                        (long long)before);
    }
    if (e == ERR_NONE) {
        struct query *q = store_query(s->store, SQL_casework_closing_add);
        query_set_text(q, "kind", text_of(kind->name));
        query_set_i64(q, "closed_until", date_ymd(closed_until));
        query_set_text(q, "operator_id", text_of(s->operator.id));
        query_set_i64(q, "at", clock_now_ms());
        e = casework_one(q, report);
    }
    return casework_end(s->store, e, report);
}
