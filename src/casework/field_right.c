/*
 * 項目の修正権限 -- rights to write single fields (AZ-14).
 *
 * Whoever may propose a kind, but not one of its fields, leaves in that field what stands. What he sends all
 * the same, by the form, a pasted table or a request made by hand, stops the change and is named.
 */
#include "casework/internal.h"

bool change_field_may(const struct change_field *field, const struct operator_identity *who)
{
    return field->may == PERM_NONE || operator_may(who, field->may);
}

static bool has_guarded_field(const struct change_call *call)
{
    for (size_t i = 0; i < call->kind->field_count; i++) {
        if (!change_field_may(&call->kind->fields[i], &call->session->operator)) {
            return true;
        }
    }
    return false;
}

/* What stands, as the form opens with it; empty fields when nothing does. */
static enum err standing(const struct change_call *call, struct change_values *ret)
{
    struct report quiet;
    struct change_call now = {.kind = call->kind, .session = call->session, .arena = call->arena,
                              .report = &quiet, .subject_no = call->subject_no};
    if (call->kind->begin == NULL) {
        *ret = now.values;
        return ERR_NONE;
    }
    report_init(&quiet);
    enum err e = call->kind->begin(&now);
    if (e == ERR_WORLD) {
        e = report_fail(call->report, e, "「%s」のいまの内容を読めません", call->kind->label);
    } else {
        e = ERR_NONE; /* nothing stands, or nothing that this kind changes: its own check says so */
    }
    report_done(&quiet);
    *ret = now.values;
    return e;
}

enum err change_fields_guard(struct change_call *call)
{
    struct change_values now = {0};
    date today = call->session->folder.business_date;
    if (!has_guarded_field(call)) {
        return ERR_NONE;
    }
    enum err e = standing(call, &now);
    for (size_t i = 0; e == ERR_NONE && i < call->kind->field_count; i++) {
        const struct change_field *f = &call->kind->fields[i];
        struct text was = {"", 0};
        const char *words = NULL;
        if (change_field_may(f, &call->session->operator) ||
            (field_normalise(f, now.at[i], today, call->arena, &was, &words) &&
             text_equal(was, change_value(call, f->name)))) {
            continue;
        }
        change_warn(call, WARNING_STOP, f->name,
                    "「%s」を変えるには「%s」の権限が要ります。いまの内容のままにするか、権限のある職員に"
                    "頼んでください",
                    f->label, ops_permissions[f->may].label);
    }
    return e;
}
