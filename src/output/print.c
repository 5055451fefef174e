/*
 * 印刷記録 -- prints and previews of documents, with their sheets; the line at the foot of a sheet.
 *
 * Rows    OP-11, BO-06, BO-09, MN-07; a preview is a look, a print is an output (section 27)
 */
#include "output/internal.h"

#include <inttypes.h>

static enum err check(struct session *s, const struct print_record *p, struct report *report)
{
    if (s->audit == NULL && session_recorder != NULL) {
        return report_fail(report, ERR_WORLD, "記録を残せないため、印刷できません");
    }
    if (p->sheets < 1 || p->form.len == 0 || p->title.len == 0) {
        return report_fail(report, ERR_INPUT, "印刷の記録に帳票、表題、枚数が要ります");
    }
    if (p->has_number && !operator_may(&s->operator, PERM_NUMBER_PRINT)) {
        struct audit_event refused = {.kind = AUDIT_REFUSED, .event = text_of("print.print"),
                                      .result_count = -1, .outcome = ERR_INPUT};
        refused.at = clock_now_ms();
        refused.operator_id = text_of(s->operator.id);
        enum err e = s->audit != NULL ? audit_append(s->audit, &refused, report) : ERR_NONE;
        return e != ERR_NONE ? e
                             : report_fail(report, ERR_INPUT, "職員「%s」に「%s」の権限がありません",
                                           s->operator.id, ops_permissions[PERM_NUMBER_PRINT].label);
    }
    return ERR_NONE;
}

/* What was not said is empty, not NULL. */
static struct text given(struct text t)
{
    return t.bytes != NULL ? t : text_of("");
}

static enum err add_row(struct session *s, const struct print_record *p, int64_t now, struct report *report)
{
    int64_t number, changed;
    bool row = false;
    struct query *q = store_query(s->store, SQL_output_print_next);
    enum err e = query_step(q, report, &row);
    if (e != ERR_NONE) {
        return e;
    }
    assert(row);
    number = query_i64(q, 0);
    query_reset(q);
    q = store_query(s->store, SQL_output_print_add);
    query_set_i64(q, "print_no", number);
    query_set_i64(q, "recorded_at", now);
    query_set_text(q, "operator_id", text_of(s->operator.id));
    query_set_text(q, "terminal", text_of(s->terminal != NULL ? s->terminal : ""));
    query_set_text(q, "printer", given(p->printer));
    query_set_text(q, "form", p->form);
    query_set_text(q, "title", p->title);
    query_set_text(q, "file_name", given(p->file_name));
    query_set_i64(q, "addressee_no", p->addressee_no);
    query_set_i64(q, "household_no", p->household_no);
    query_set_i64(q, "issue_no", p->issue_no);
    query_set_i64(q, "sheets", p->sheets);
    query_set_i64(q, "is_preview", p->is_preview);
    query_set_i64(q, "has_seal", p->has_seal);
    query_set_i64(q, "has_number", p->has_number);
    return query_run(q, report, &changed);
}

static enum err record(struct session *s, const struct print_record *p, int64_t now, struct report *report)
{
    struct audit_subject subject = {p->addressee_no, p->household_no};
    struct audit_event e = {
        .at = now,
        .kind = p->is_preview ? AUDIT_VIEW : AUDIT_OUTPUT,
        .event = text_of(p->is_preview ? "print.preview" : "print.print"),
        .operator_id = text_of(s->operator.id),
        .section = text_of(s->operator.section),
        .terminal = text_of(s->terminal != NULL ? s->terminal : ""),
        .purpose = text_of(s->purpose != NULL ? s->purpose : ""),
        .reason = p->title,
        .file_name = p->file_name,
        .output_kind = text_of(p->is_preview ? "preview" : p->file_name.len > 0 ? "file" : "print"),
        .result_count = p->sheets,
        .number = p->has_number ? AUDIT_NUMBER_PRINTED : AUDIT_NUMBER_NONE,
        .subjects = &subject,
        .subject_count = p->addressee_no != 0 || p->household_no != 0,
    };
    return s->audit != NULL ? audit_append(s->audit, &e, report) : ERR_NONE;
}

static enum err is_recorded(struct session *s, struct text file_name, struct report *report, bool *ret)
{
    struct query *q = store_query(s->store, SQL_output_print_of_file);
    query_set_text(q, "file_name", file_name);
    enum err e = query_step(q, report, ret);
    query_reset(q);
    return e;
}

enum err output_print_record(struct session *s, const struct print_record *print, struct report *report)
{
    int64_t now = clock_now_ms();
    bool is_done = false;
    enum err e = check(s, print, report);
    if (e == ERR_NONE && print->is_once) {
        e = is_recorded(s, print->file_name, report, &is_done);
    }
    if (e != ERR_NONE || is_done) {
        return e;
    }
    e = store_begin(s->store, report);
    if (e != ERR_NONE) {
        return e;
    }
    e = add_row(s, print, now, report);
    if (e == ERR_NONE) {
        e = record(s, print, now, report);
    }
    if (e == ERR_NONE) {
        return store_commit(s->store, report);
    }
    store_rollback(s->store);
    return e;
}

void output_watermark(const struct session *s, int64_t at, char ret[OUTPUT_WATERMARK_BYTES])
{
    bool has_terminal = s->terminal != NULL && s->terminal[0] != '\0';
    char day[DATE_TEXT_BYTES];
    int64_t minutes = (at + INT64_C(9) * 60 * 60 * 1000) / 60000 % 1440;
    date_format_era(day_in_japan(at), day);
    int n = snprintf(ret, OUTPUT_WATERMARK_BYTES, "%s %s%s %s %02" PRId64 ":%02" PRId64 " 出力",
                     s->operator.id, has_terminal ? "端末 " : "この機械",
                     has_terminal ? s->terminal : "", day, minutes / 60, minutes % 60);
    assert(n > 0 && n < OUTPUT_WATERMARK_BYTES); /* ids have at most 32 letters */
}
