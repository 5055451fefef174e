/* From a request to its records. */
#include "web/access.h"

enum err access_write(struct audit_log *log, const struct screen_call *call, const struct access *a)
{
    struct audit_event event = {
        .at = call->now,
        .kind = a->kind,
        .event = text_of(a->event != NULL ? a->event : call->screen->event),
        .operator_id = text_of(a->operator_id != NULL ? a->operator_id : call->session->operator.id),
        .section = text_of(call->session->operator.section),
        .terminal = text_of(call->terminal),
        .peer = text_of(call->peer),
        .certificate = call->certificate,
        .correlation = text_of(call->correlation),
        .purpose = text_of(call->login != NULL ? call->login->purpose : ""),
        .reason = a->words.len > 0 ? a->words : call->reason,
        .criteria = text_of(""),
        .file_name = text_of(""),
        .output_kind = text_of(a->output_kind != NULL ? a->output_kind : ""),
        .result_count = call->result_count,
        .number = call->number,
        .outcome = a->outcome,
    };
    if (event.reason.len == 0) {
        event.reason = text_of("");
    }
    if (event.certificate.len == 0) {
        event.certificate = text_of("");
    }
    if (call->criteria.len > 0) {
        event.criteria = audit_criteria(log, call->criteria, call->arena);
    }
    size_t done = 0;
    struct audit_subject *subjects = ARENA_ARRAY(call->arena, struct audit_subject, call->seen_count + 1);
    for (size_t i = 0; i < call->seen_count; i++) {
        subjects[i] = (struct audit_subject){call->seen[i].addressee_no, call->seen[i].household_no};
    }
    do {
        size_t left = call->seen_count - done;
        event.subjects = subjects + done;
        event.subject_count = left < AUDIT_SUBJECTS_MAX ? left : AUDIT_SUBJECTS_MAX;
        enum err e = audit_append(log, &event, call->report);
        if (e != ERR_NONE) {
            report_add(call->report, "参照の記録を残せないため、ページを表示しません");
            return e;
        }
        done += event.subject_count;
    } while (done < call->seen_count);
    return ERR_NONE;
}
