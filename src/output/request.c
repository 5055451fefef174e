/*
 * 出力の申請 -- asked, approved by a second person, refused; one table of states, one door.
 *
 * Rows    BO-01, BO-05, BO-11, BO-13, FE-13, OP-20, OP-21
 */
#include "output/internal.h"

#include <inttypes.h>

#define REQUESTS_MAX 1000

/* ---------------------------------------------------------------------------- the states ------ */

static const char *const state_labels[] = {
    [OUTPUT_REQUESTED] = "申請中",       [OUTPUT_APPROVED] = "取出し待ち", [OUTPUT_REFUSED] = "却下",
    [OUTPUT_TAKEN] = "取出し済み", [OUTPUT_EXPIRED] = "期限切れ",   [OUTPUT_VOID] = "無効",
};

static const struct step {
    enum output_state from, to;
    enum audit_kind kind;
    const char *event;
} steps[] = {
    {OUTPUT_REQUESTED, OUTPUT_APPROVED, AUDIT_APPROVE, "output.approve"},
    {OUTPUT_REQUESTED, OUTPUT_REFUSED, AUDIT_APPROVE, "output.refuse"},
    {OUTPUT_REQUESTED, OUTPUT_EXPIRED, AUDIT_CHANGE, "output.expire"},
    {OUTPUT_APPROVED, OUTPUT_TAKEN, AUDIT_OUTPUT, "output.take"},
    {OUTPUT_APPROVED, OUTPUT_VOID, AUDIT_CHANGE, "output.void"},
    {OUTPUT_APPROVED, OUTPUT_EXPIRED, AUDIT_CHANGE, "output.expire"},
    {OUTPUT_TAKEN, OUTPUT_EXPIRED, AUDIT_DELETE, "output.expire"},
};

const char *output_state_label(enum output_state state)
{
    return state >= OUTPUT_REQUESTED && state <= OUTPUT_VOID ? state_labels[state] : "";
}

const struct output_list *output_list_find(struct text name)
{
    for (size_t i = 0; i < output_list_count; i++) {
        if (text_is(name, output_lists[i]->name)) {
            return output_lists[i];
        }
    }
    return NULL;
}

/* ------------------------------------------------------------------------------- records ------ */

enum err record_event(struct session *s, struct audit_event *event, struct report *report)
{
    if (s->audit == NULL) {
        return report_fail(report, ERR_WORLD, "記録を残せないため、出力の操作はできません");
    }
    event->at = event->at != 0 ? event->at : clock_now_ms();
    event->operator_id = text_of(s->operator.id);
    event->section = text_of(s->operator.section);
    event->terminal = text_of(s->terminal != NULL ? s->terminal : "");
    if (event->purpose.len == 0) {
        event->purpose = text_of(s->purpose != NULL ? s->purpose : "");
    }
    return audit_append(s->audit, event, report);
}

enum err record_refusal(struct session *s, const char *event, int64_t request_no, struct text criteria,
                        enum err e, struct report *report)
{
    struct audit_event refused = {.kind = AUDIT_REFUSED, .event = text_of(event), .criteria = criteria,
                                  .approval_no = request_no, .result_count = -1, .outcome = (int)e};
    enum err recorded = record_event(s, &refused, report);
    return recorded != ERR_NONE ? recorded : e;
}

/* Who asked for what, and how many stand in it: the same in every record of a request. */
static enum err record_step(struct session *s, const struct output_request *r, enum audit_kind kind,
                            const char *event, struct report *report)
{
    struct arena *arena = arena_new("出力の記録", 1 << 16);
    struct text words = text_of(arena_printf(arena, "%.*s %.*s", (int)r->list_name.len, r->list_name.bytes,
                                             (int)r->criteria.len, r->criteria.bytes));
    struct audit_event e = {
        .kind = kind,
        .event = text_of(event),
        .purpose = r->purpose,
        .reason = r->refusal,
        .file_name = r->file_name,
        .output_kind = text_of(r->format == OUTPUT_XLSX ? "file xlsx" : "file csv"),
        .result_count = r->person_count,
        .approval_no = r->request_no,
        .number = AUDIT_NUMBER_NONE, /* a list has none: sink.c */
    };
    enum err done = ERR_WORLD;
    if (s->audit != NULL) {
        e.criteria = audit_criteria(s->audit, words, arena);
    }
    done = record_event(s, &e, report);
    arena_free(arena);
    return done;
}

/* ------------------------------------------------------------------------------- the row ------ */

void output_row_read(const struct query *q, struct arena *arena, struct output_request *ret)
{
    struct text t[19] = {0};
    static const int texts[] = {1, 4, 5, 3, 13, 15, 17};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct text v = query_text(q, texts[i]);
        t[texts[i]] = text_copy(arena, v);
    }
    *ret = (struct output_request){
        .request_no = query_i64(q, 0),
        .list = output_list_find(t[1]),
        .list_name = t[1],
        .format = (enum output_format)query_i64(q, 2),
        .criteria = t[3],
        .purpose = t[4],
        .requester = t[5],
        .requested_at = query_i64(q, 6),
        .row_count = query_i64(q, 7),
        .person_count = query_i64(q, 8),
        .left_out_count = query_i64(q, 9),
        .needs_approval = query_i64(q, 10) != 0,
        .is_for_media = query_i64(q, 11) != 0,
        .state = (enum output_state)query_i64(q, 12),
        .approver = t[13],
        .decided_at = query_i64(q, 14),
        .refusal = t[15],
        .taken_at = query_i64(q, 16),
        .file_name = t[17],
        .expires_at = query_i64(q, 18),
    };
}

static enum err move_row(struct session *s, const struct output_request *r, enum output_state to,
                         struct report *report)
{
    int64_t changed = 0;
    struct query *q = store_query(s->store, SQL_output_request_move);
    query_set_i64(q, "request_no", r->request_no);
    query_set_i64(q, "from_state", r->state);
    query_set_i64(q, "to_state", to);
    query_set_text(q, "approver", r->approver);
    query_set_i64(q, "decided_at", r->decided_at);
    query_set_text(q, "refusal", r->refusal);
    query_set_i64(q, "taken_at", r->taken_at);
    query_set_text(q, "file_name", r->file_name);
    query_set_i64(q, "expires_at", r->expires_at);
    enum err e = query_run(q, report, &changed);
    if (e == ERR_NONE && changed != 1) {
        e = report_fail(report, ERR_INPUT,
                        "申請 %" PRId64 " は「%s」ではなくなりました。一覧を開き直してください",
                        r->request_no, output_state_label(r->state));
    }
    return e;
}

enum err output_move(struct session *s, const struct output_request *r, enum output_state to,
                     struct report *report)
{
    const struct step *step = NULL;
    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        step = steps[i].from == r->state && steps[i].to == to ? &steps[i] : step;
    }
    if (step == NULL) {
        return report_fail(report, ERR_INPUT, "申請 %" PRId64 " は「%s」なので「%s」にできません",
                           r->request_no, output_state_label(r->state), output_state_label(to));
    }
    enum err e = store_begin(s->store, report);
    if (e != ERR_NONE) {
        return e;
    }
    e = move_row(s, r, to, report);
    if (e == ERR_NONE) {
        e = record_step(s, r, step->kind, step->event, report);
    }
    if (e == ERR_NONE) {
        return store_commit(s->store, report);
    }
    store_rollback(s->store);
    return e;
}

static enum err add_row(struct session *s, struct output_request *r, struct report *report)
{
    int64_t changed;
    bool row = false;
    struct query *q = store_query(s->store, SQL_output_request_next);
    enum err e = query_step(q, report, &row);
    if (e != ERR_NONE) {
        return e;
    }
    assert(row);
    r->request_no = query_i64(q, 0);
    query_reset(q);
    q = store_query(s->store, SQL_output_request_add);
    query_set_i64(q, "request_no", r->request_no);
    query_set_text(q, "list", r->list_name);
    query_set_i64(q, "format", r->format);
    query_set_text(q, "criteria", r->criteria);
    query_set_text(q, "purpose", r->purpose);
    query_set_text(q, "requester", r->requester);
    query_set_i64(q, "requested_at", r->requested_at);
    query_set_i64(q, "row_count", r->row_count);
    query_set_i64(q, "person_count", r->person_count);
    query_set_i64(q, "left_out_count", r->left_out_count);
    query_set_i64(q, "needs_approval", r->needs_approval);
    query_set_i64(q, "is_for_media", r->is_for_media);
    query_set_i64(q, "state", r->state);
    query_set_i64(q, "expires_at", r->expires_at);
    return query_run(q, report, &changed);
}

/* --------------------------------------------------------------------------------- rights ----- */

enum err may_see(struct session *s, const struct output_list *list, struct report *report)
{
    const enum permission needed[] = {PERM_OUTPUT_REQUEST, list->permission};
    for (size_t i = 0; i < COUNT_OF(needed); i++) {
        if (!operator_may(&s->operator, needed[i])) {
            return report_fail(report, ERR_INPUT, "職員「%s」に「%s」の権限がありません", s->operator.id,
                               ops_permissions[needed[i]].label);
        }
    }
    return ERR_NONE;
}

static bool sees_all(const struct session *s)
{
    return operator_may(&s->operator, PERM_OUTPUT_APPROVE);
}

enum err list_count(struct session *s, const struct output_list *list, struct text criteria,
                    struct arena *arena, struct report *report, struct output_counts *ret)
{
    struct criteria c;
    enum err e = criteria_parse(list, criteria, s->folder.business_date, report, &c);
    if (e != ERR_NONE) {
        return e;
    }
    struct output_sink *sink = sink_new(list, NULL, arena);
    e = list->write(s, c.values, arena, sink, report);
    *ret = sink_counts(sink);
    sink_done(sink);
    return e;
}

/* ----------------------------------------------------------------------------------- ask ------ */

static enum err check_request(struct session *s, const struct output_list *list, struct text purpose,
                              bool is_for_media, struct report *report)
{
    enum err e = may_see(s, list, report);
    if (e == ERR_NONE && is_for_media && !operator_may(&s->operator, PERM_OUTPUT_MEDIA)) {
        e = report_fail(report, ERR_INPUT, "職員「%s」に「%s」の権限がありません", s->operator.id,
                        ops_permissions[PERM_OUTPUT_MEDIA].label);
    }
    if (e == ERR_NONE && purpose.len == 0) {
        e = report_fail(report, ERR_INPUT, "出力の目的を書いてください");
    }
    return e == ERR_NONE ? words_check("目的", purpose, WORDS_BYTES_MAX, report) : e;
}

static enum err ask(struct session *s, struct output_request *r, struct arena *arena, struct report *report)
{
    struct output_limits limits;
    struct output_counts counts;
    enum err e = limits_read(&s->folder, s->operator.section, s->folder.business_date, report, &limits);
    if (e == ERR_NONE) {
        e = list_count(s, r->list, r->criteria, arena, report, &counts);
    }
    if (e == ERR_NONE && counts.rows == 0) {
        e = report_fail(report, ERR_INPUT,
                        "条件に合うものがありません（支援措置により除いた人 %" PRId64 "人）",
                        counts.left_out);
    }
    if (e == ERR_NONE && counts.rows > writer_kind_of(r->format)->rows_max) {
        e = report_fail(report, ERR_INPUT,
                        "XLSXに入る行は%" PRId64 "行までです（%" PRId64 "行）。CSVを選んでください",
                        writer_kind_of(r->format)->rows_max, counts.rows);
    }
    if (e != ERR_NONE) {
        return e;
    }
    r->row_count = counts.rows;
    r->person_count = counts.persons;
    r->left_out_count = counts.left_out;
    r->needs_approval = r->is_for_media || r->list->needs_approval || counts.persons > limits.persons;
    r->state = r->needs_approval ? OUTPUT_REQUESTED : OUTPUT_APPROVED;
    r->requested_at = clock_now_ms();
    r->expires_at = r->requested_at + limits.approval_days * DAY_MS;
    e = store_begin(s->store, report);
    if (e != ERR_NONE) {
        return e;
    }
    e = add_row(s, r, report);
    if (e == ERR_NONE) {
        e = record_step(s, r, AUDIT_ADD, "output.ask", report);
    }
    if (e == ERR_NONE) {
        return store_commit(s->store, report);
    }
    store_rollback(s->store);
    return e;
}

enum err output_ask(struct session *s, const struct output_list *list, enum output_format format,
                    struct text criteria, struct text purpose, bool is_for_media, struct report *report,
                    int64_t *ret_request_no)
{
    struct output_request r = {.list = list, .list_name = text_of(list->name), .format = format,
                               .criteria = criteria, .purpose = purpose, .is_for_media = is_for_media,
                               .requester = text_of(s->operator.id)};
    struct criteria parsed;
    assert(format == OUTPUT_CSV || format == OUTPUT_XLSX);
    enum err e = check_request(s, list, purpose, is_for_media, report);
    if (e != ERR_NONE) {
        return record_refusal(s, "output.ask", 0, text_of(list->name), e, report);
    }
    e = criteria_parse(list, criteria, s->folder.business_date, report, &parsed);
    if (e != ERR_NONE) {
        return e; /* a misspelt word is no refusal */
    }
    struct arena *arena = arena_new("出力の申請", (size_t)512 << 20);
    e = ask(s, &r, arena, report);
    arena_free(arena);
    if (e == ERR_NONE) {
        *ret_request_no = r.request_no;
    }
    return e;
}

/* -------------------------------------------------------------------------------- decide ------ */

enum err output_request_find(struct session *s, int64_t request_no, struct arena *arena,
                             struct report *report, struct output_request *ret)
{
    bool row = false;
    struct output_request r;
    struct query *q = store_query(s->store, SQL_output_request_one);
    query_set_i64(q, "request_no", request_no);
    enum err e = query_step(q, report, &row);
    if (e == ERR_NONE && row) {
        output_row_read(q, arena, &r);
    }
    query_reset(q);
    if (e != ERR_NONE) {
        return e;
    }
    if (!row || (!sees_all(s) && !text_is(r.requester, s->operator.id))) {
        return report_fail(report, ERR_INPUT, "申請 %" PRId64 " はありません", request_no);
    }
    *ret = r;
    return ERR_NONE;
}

/* Not past its day; by somebody who may, and who has not asked himself (BO-01, FE-12). */
static enum err check_decision(struct session *s, const struct output_request *r, struct report *report)
{
    if (!operator_may(&s->operator, PERM_OUTPUT_APPROVE)) {
        return report_fail(report, ERR_INPUT, "職員「%s」に「%s」の権限がありません", s->operator.id,
                           ops_permissions[PERM_OUTPUT_APPROVE].label);
    }
    if (text_is(r->requester, s->operator.id)) {
        return report_fail(report, ERR_INPUT, "自分の申請 %" PRId64 " は承認も却下もできません",
                           r->request_no);
    }
    if (r->state == OUTPUT_REQUESTED && r->expires_at <= clock_now_ms()) {
        return report_fail(report, ERR_INPUT, "申請 %" PRId64 " は期限を過ぎました。申請し直してください",
                           r->request_no);
    }
    return ERR_NONE;
}

static enum err approve(struct session *s, struct output_request *r, int64_t typed_count,
                        struct report *report)
{
    struct output_limits limits;
    enum err e = check_decision(s, r, report);
    if (e == ERR_NONE && typed_count != r->person_count) {
        e = report_fail(report, ERR_INPUT,
                        "入力した人数 %" PRId64 " が申請 %" PRId64
                        " の人数と違います。条件と人数を確かめてください",
                        typed_count, r->request_no);
    }
    if (e != ERR_NONE) {
        return record_refusal(s, "output.approve", r->request_no, r->list_name, e, report);
    }
    e = limits_read(&s->folder, s->operator.section, s->folder.business_date, report, &limits);
    if (e == ERR_NONE) {
        r->approver = text_of(s->operator.id);
        r->decided_at = clock_now_ms();
        r->expires_at = r->decided_at + limits.approval_days * DAY_MS;
        e = output_move(s, r, OUTPUT_APPROVED, report);
    }
    return e;
}

enum err output_approve(struct session *s, int64_t request_no, int64_t typed_count, struct report *report)
{
    struct output_request r;
    struct arena *arena = arena_new("出力の承認", 1 << 20);
    enum err e = output_request_find(s, request_no, arena, report, &r);
    if (e == ERR_NONE) {
        e = approve(s, &r, typed_count, report);
    }
    arena_free(arena);
    return e;
}

enum err output_refuse(struct session *s, int64_t request_no, struct text words, struct report *report)
{
    struct output_request r;
    struct arena *arena = arena_new("出力の却下", 1 << 20);
    enum err e = words.len > 0 ? words_check("却下の理由", words, WORDS_BYTES_MAX, report)
                               : report_fail(report, ERR_INPUT, "却下の理由を書いてください");
    if (e == ERR_NONE) {
        e = output_request_find(s, request_no, arena, report, &r);
    }
    if (e == ERR_NONE) {
        e = check_decision(s, &r, report);
        e = e != ERR_NONE ? record_refusal(s, "output.refuse", request_no, r.list_name, e, report) : e;
    }
    if (e == ERR_NONE) {
        r.approver = text_of(s->operator.id);
        r.decided_at = clock_now_ms();
        r.refusal = words;
        e = output_move(s, &r, OUTPUT_REFUSED, report);
    }
    arena_free(arena);
    return e;
}

/* ---------------------------------------------------------------------------------- list ------ */

enum err output_requests(struct session *s, size_t max, struct arena *arena, struct report *report,
                         struct output_request **ret, size_t *ret_count)
{
    struct output_request *items = NULL;
    size_t count = 0, capacity = 0;
    bool row = false;
    enum err e;
    struct query *q = store_query(s->store, SQL_output_request_list);
    query_set_text(q, "requester", text_of(s->operator.id));
    query_set_i64(q, "all", sees_all(s));
    query_set_i64(q, "max", (int64_t)(max < REQUESTS_MAX ? max : REQUESTS_MAX));
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        output_row_read(q, arena, ARENA_PUSH(arena, items, count, capacity));
    }
    query_reset(q);
    if (e == ERR_NONE) {
        *ret = items;
        *ret_count = count;
    }
    return e;
}

const struct store_table output_tables[] = {
    {"output_request", "list, format, criteria, purpose, requester, state, approver"},
};
const size_t output_table_count = COUNT_OF(output_tables);
