/* A change on its way: draft, check, proposal, application. */
#include "casework/internal.h"
#include "store/many.h"

static enum err row_update(struct change_call *call, struct change_row *row, int version, int64_t now)
{
    struct query *q = store_query(call->session->store, SQL_casework_change_save);
    query_set_i64(q, "change_no", row->change_no);
    query_set_text(q, "owner", text_of(call->session->operator.id));
    query_set_i64(q, "subject_no", call->subject_no);
    query_set_i64(q, "version", version);
    query_set_i64(q, "now", now);
    enum err e = casework_one(q, call->report);
    if (e == ERR_NONE) {
        row->version = version;
        row->saved_at = now;
        row->subject_no = call->subject_no;
    }
    return e;
}

enum err change_insert(struct change_call *call, int64_t undoes_no, struct text reason, int64_t now,
                       struct change_row *ret)
{
    const struct operator_identity *o = &call->session->operator;
    struct query *q = store_query(call->session->store, SQL_casework_change_add);
    bool row;
    query_set_text(q, "kind", text_of(call->kind->name));
    query_set_i64(q, "subject", call->kind->subject);
    query_set_i64(q, "subject_no", call->subject_no);
    query_set_text(q, "owner", text_of(o->id));
    query_set_text(q, "section", text_of(o->section));
    query_set_i64(q, "now", now);
    query_set_i64(q, "undoes_no", undoes_no);
    query_set_text(q, "reason", reason.len > 0 ? reason : text_of(""));
    enum err e = query_step(q, call->report, &row);
    if (e == ERR_NONE) {
        assert(row);
        call->change_no = query_i64(q, 0);
    }
    query_reset(q);
    if (e != ERR_NONE) {
        return e;
    }
    *ret = (struct change_row){
        .change_no = call->change_no, .subject = call->kind->subject, .subject_no = call->subject_no,
        .state = CHANGE_DRAFT,        .version = 1,                   .owner = text_of(o->id),
        .approver = text_of(""),      .kind = call->kind,             .undoes_no = undoes_no,
        .kind_name = text_of(call->kind->name), .created_at = now,    .saved_at = now,
        .reason = reason,
    };
    return change_move(call->session->store, ret,
                       &(struct change_step_now){.to = CHANGE_DRAFT, .operator_id = o->id, .at = now},
                       call->report);
}

/* The draft that is being edited: own, of this kind, still a draft or returned. */
static enum err own_draft(struct change_call *call, struct change_row *ret)
{
    enum err e = change_row_find(call->session->store, call->change_no, call->arena, call->report, ret);
    if (e != ERR_NONE) {
        return e;
    }
    if (!text_is(ret->owner, call->session->operator.id)) {
        return report_fail(call->report, ERR_FINDINGS, "変更 %lld はありません", (long long)call->change_no);
    }
    if (ret->kind != call->kind || ret->undoes_no != 0 ||
        (ret->state != CHANGE_DRAFT && ret->state != CHANGE_RETURNED)) {
        return report_fail(call->report, ERR_INPUT, "変更 %lld は%sです。入力は続けられません",
                           (long long)call->change_no, change_state_label(ret->state));
    }
    return ERR_NONE;
}

static enum err may_enter(struct change_call *call)
{
    enum err e = casework_needs(call->session, call->kind->propose, call->report);
    bool has_subject = call->kind->subject != CHANGE_OF_NOBODY;
    if (e == ERR_NONE && (has_subject ? call->subject_no <= 0 : call->subject_no != 0)) {
        e = report_fail(call->report, ERR_INPUT,
                        "「%s」の対象が選ばれていません。人や世帯の画面の「変更する」から開いてください",
                        call->kind->label);
    }
    return e == ERR_NONE ? change_bounds(call) : e;
}

/* In a write transaction: the row and its values as typed. */
static enum err save(struct change_call *call, int64_t now, struct change_row *ret)
{
    enum err e;
    if (call->change_no == 0) {
        e = change_insert(call, 0, text_of(""), now, ret);
        return e == ERR_NONE ? change_values_save(call, ret->version) : e;
    }
    e = own_draft(call, ret);
    if (e != ERR_NONE) {
        return e;
    }
    /* What was returned stays as it was judged: it goes on as the next version, once. */
    int before = ret->version;
    bool again = ret->state == CHANGE_RETURNED && ret->saved_at <= ret->decided_at;
    e = row_update(call, ret, again ? before + 1 : before, now > ret->decided_at ? now : ret->decided_at + 1);
    if (e != ERR_NONE) {
        return e;
    }
    return again ? change_values_next(call, before, ret->version) : change_values_save(call, ret->version);
}

enum err change_save_draft(struct change_call *call, int64_t *ret_change_no)
{
    struct store *s = call->session->store;
    int64_t no = call->change_no, now = clock_now_ms();
    struct change_values typed = call->values;
    struct change_row row;
    enum err e = may_enter(call);
    if (e == ERR_NONE) {
        e = store_begin(s, call->report);
    }
    if (e != ERR_NONE) {
        return e;
    }
    e = save(call, now, &row);
    if (e == ERR_NONE && call->kind->subject != CHANGE_OF_NOBODY) {
        struct report quiet; /* input is kept also while somebody else holds the lock */
        report_init(&quiet);
        e = lock_hold(call->session, call->kind->subject, call->subject_no, text_of(""), now, &quiet);
        e = e == ERR_FINDINGS ? ERR_NONE : e;
        report_done(&quiet);
    }
    e = casework_end(s, e, call->report);
    call->values = typed;
    call->change_no = e == ERR_NONE ? row.change_no : no;
    if (e == ERR_NONE) {
        *ret_change_no = row.change_no;
    }
    return e;
}

enum err change_draft_of_file(struct change_call *call, int64_t *ret_change_no)
{
    struct change_row row;

    *ret_change_no = 0;
    if (!operator_may(&call->session->operator, call->kind->propose)) {
        return ERR_FINDINGS;
    }
    enum err e = may_enter(call);
    e = e == ERR_FINDINGS ? ERR_INPUT : e; /* what the file brought cannot be kept */
    if (e == ERR_NONE) {
        e = save(call, clock_now_ms(), &row);
    }
    *ret_change_no = e == ERR_NONE ? row.change_no : 0;
    return e;
}

enum err change_draft_take(struct session *s, int64_t change_no, struct arena *arena, struct report *report)
{
    struct change_row row;
    enum err e = change_row_find(s->store, change_no, arena, report, &row);

    if (e != ERR_NONE || text_is(row.owner, s->operator.id)) {
        return e;
    }
    if (row.kind == NULL || !operator_may(&s->operator, row.kind->propose)) {
        return report_fail(report, ERR_INPUT, "変更 %lld を入力する権限がありません", (long long)change_no);
    }
    if (row.state != CHANGE_DRAFT) {
        return report_fail(report, ERR_FINDINGS, "変更 %lld は%sです。引き継げません", (long long)change_no,
                           change_state_label(row.state));
    }
    struct query *q = store_query(s->store, SQL_casework_change_take);
    query_set_i64(q, "change_no", change_no);
    query_set_text(q, "from_owner", row.owner);
    query_set_text(q, "owner", text_of(s->operator.id));
    query_set_text(q, "section", text_of(s->operator.section));
    return casework_one(q, report);
}

enum err change_standings(struct store *s, const int64_t *change_nos, size_t count, struct arena *arena,
                          struct report *report, struct change_standing **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_casework_change_standings);
    size_t capacity = 0;
    bool row = false;
    enum err e = ERR_NONE;

    *ret = NULL;
    *ret_count = 0;
    if (count == 0) {
        return ERR_NONE;
    }
    query_set_list(q, "change_nos", change_nos, count);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, *ret, *ret_count, capacity) =
            (struct change_standing){query_i64(q, 0), (enum change_state)query_i64(q, 1),
                                     text_copy(arena, query_text(q, 2))};
    }
    query_reset(q);
    return e;
}

/* --------------------------------------------------------------------------------- forward ---- */

/* Warnings that were confirmed become tasks of the proposer: they are worked off, not forgotten (OP-24). */
static enum err warnings_to_tasks(struct change_call *call, const struct change_row *row)
{
    enum err e = ERR_NONE;
    for (size_t i = 0; e == ERR_NONE && i < call->warning_count; i++) {
        if (call->warnings[i].level != WARNING_WARN) {
            continue;
        }
        int64_t task_no;
        bool is_new;
        bool person = call->kind->subject == CHANGE_OF_PERSON,
             household = call->kind->subject == CHANGE_OF_HOUSEHOLD;
        struct task task = {
            .source = text_of(arena_printf(call->arena, "change:%s", call->kind->name)),
            .source_key = text_of(arena_printf(call->arena, "%lld:%zu", (long long)row->change_no, i + 1)),
            .addressee_no = person ? call->subject_no : 0,
            .household_no = household ? call->subject_no : 0,
            .words = text_of(arena_printf(call->arena, "%s（変更 %lld）: %s", call->kind->label,
                                          (long long)row->change_no, call->warnings[i].words)),
            .owner = row->owner,
            .section = row->section,
            .due = date_none(),
        };
        e = task_insert(call->session->store, &task, call->session->operator.id, call->recorded_at,
                        call->report, &task_no, &is_new);
    }
    return e;
}

static enum err outcome_save(struct change_call *call)
{
    struct query *q = store_query(call->session->store, SQL_casework_change_outcome);
    size_t len = utf8_prefix(call->outcome, strlen(call->outcome), sizeof(call->outcome) - 1);
    query_set_i64(q, "change_no", call->change_no);
    query_set_text(q, "outcome", (struct text){call->outcome, len});
    return casework_one(q, call->report);
}

enum err change_apply(struct change_call *call, struct change_row *row)
{
    struct change_step_now step = {.from = row->state,
                                   .to = CHANGE_APPLIED,
                                   .operator_id = call->session->operator.id,
                                   .at = call->recorded_at,
                                   .business_date = call->session->folder.business_date};
    enum err e = change_move(call->session->store, row, &step, call->report);
    if (e == ERR_NONE) {
        row->state = CHANGE_APPLIED;
        e = call->kind->apply(call);
    }
    if (e == ERR_NONE && call->outcome[0] == '\0') {
        (void)snprintf(call->outcome, sizeof(call->outcome), "登録しました");
    }
    if (e == ERR_NONE) {
        e = outcome_save(call);
    }
    if (e == ERR_NONE) {
        e = change_secrets_drop(call, row->version);
    }
    return e == ERR_NONE ? warnings_to_tasks(call, row) : e;
}

enum err change_try(const struct change_call *call, change_look_fn look, void *context)
{
    struct change_call on_trial = *call; /* what apply() says of it is nobody's */
    struct store *s = call->session->store;
    enum err e = store_begin(s, call->report);

    if (e != ERR_NONE) {
        return e;
    }
    e = change_moment(s, call->report, &on_trial.recorded_at);
    if (e == ERR_NONE) {
        e = call->kind->apply(&on_trial);
    }
    if (e == ERR_NONE) {
        e = look(&on_trial, context);
    }
    store_rollback(s);
    return e;
}

static enum err propose_row(struct change_call *call, struct change_row *row)
{
    struct change_step_now step = {.from = row->state,
                                   .to = CHANGE_PROPOSED,
                                   .operator_id = call->session->operator.id,
                                   .at = call->recorded_at};
    enum err e = change_move(call->session->store, row, &step, call->report);
    row->state = e == ERR_NONE ? CHANGE_PROPOSED : row->state;
    return e;
}

/* Field by field first; what the kind knows beside is asked of values that can be read. */
static enum err judge(struct change_call *call)
{
    change_normalise(call);
    enum err e = change_fields_guard(call);
    e = e == ERR_NONE ? change_listed(call) : e;
    return e == ERR_NONE && !change_has_stop(call) ? change_kind_check(call) : e;
}

enum err change_forward(struct change_call *call, struct change_row *row, bool confirmed, bool *ret_stopped)
{
    struct store *s = call->session->store;
    const char *me = call->session->operator.id;
    call->warnings = NULL;
    call->warning_count = call->warning_capacity = 0;
    call->outcome[0] = '\0';
    *ret_stopped = false;
    enum err e = change_moment(s, call->report, &call->recorded_at);
    if (e == ERR_NONE) {
        e = change_values_load(call, row->version, true);
    }
    if (e != ERR_NONE) {
        return e;
    }
    e = judge(call);
    if (e != ERR_NONE) {
        return e;
    }
    bool stops = change_has_stop(call), wants = call->warning_count > 0 && !confirmed;
    e = change_warnings_save(call, row->version, stops || wants ? "" : me);
    if (e == ERR_NONE) {
        e = change_check_add(s, row, me, call->recorded_at,
                             stops ? CHECK_STOPPED : call->warning_count > 0 ? CHECK_WARNED : CHECK_RIGHT,
                             text_of(""), call->report);
    }
    if (e != ERR_NONE || stops || wants) {
        *ret_stopped = e == ERR_NONE;
        return e;
    }
    e = change_values_save(call, row->version);
    if (e != ERR_NONE) {
        return e;
    }
    return call->kind->approve == PERM_NONE && row->state == CHANGE_DRAFT ? change_apply(call, row)
                                                                          : propose_row(call, row);
}

enum err change_check(struct change_call *call)
{
    struct store *s = call->session->store;
    struct change_values typed = call->values;
    struct change_row row;
    call->warnings = NULL;
    call->warning_count = call->warning_capacity = 0;
    enum err e = may_enter(call);
    e = e == ERR_NONE ? store_begin_read(s, call->report) : e;
    if (e != ERR_NONE) {
        return e;
    }
    if (call->change_no != 0) { /* a secret that was typed before is checked with the rest */
        struct change_call kept = *call;
        e = own_draft(call, &row);
        e = e == ERR_NONE ? change_values_load(&kept, row.version, true) : e;
        for (size_t i = 0; e == ERR_NONE && i < call->kind->field_count; i++) {
            if (call->kind->fields[i].type == FIELD_SECRET) {
                call->values.at[i] = kept.values.at[i];
            }
        }
    }
    if (e == ERR_NONE) {
        call->recorded_at = clock_now_ms();
        e = judge(call);
    }
    store_rollback(s); /* nothing was written */
    if (e != ERR_NONE) {
        call->values = typed;
    }
    change_secrets_wipe(call);
    return e == ERR_NONE && change_has_stop(call) ? ERR_FINDINGS : e;
}

/* Reads as a list, one line a warning. */
static void say_warnings(struct change_call *call)
{
    for (size_t i = 0; i < call->warning_count; i++) {
        report_add(call->report, "%s: %s", call->warnings[i].level == WARNING_STOP ? "誤り" : "注意",
                   call->warnings[i].words);
    }
}

enum err change_propose(struct change_call *call, bool confirmed, int64_t *ret_change_no)
{
    struct store *s = call->session->store;
    struct change_row row;
    bool stopped = false;
    /* First what was typed: it is there whatever follows. */
    enum err e = change_save_draft(call, ret_change_no);
    if (e == ERR_NONE) {
        e = store_begin(s, call->report);
    }
    if (e != ERR_NONE) {
        return e;
    }
    struct change_values typed = call->values;
    e = own_draft(call, &row);
    if (e == ERR_NONE && call->kind->subject != CHANGE_OF_NOBODY) {
        e = lock_hold(call->session, call->kind->subject, call->subject_no, text_of(""), clock_now_ms(),
                      call->report);
    }
    if (e == ERR_NONE) {
        e = change_forward(call, &row, confirmed, &stopped);
    }
    e = casework_end(s, e, call->report);
    if (e == ERR_NONE && stopped) {
        say_warnings(call);
        e = ERR_FINDINGS;
    }
    call->values = e == ERR_NONE ? call->values : typed;
    change_secrets_wipe(call);
    return e;
}
