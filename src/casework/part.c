/* A change that is made of others: each with the fields of its own kind, under one number. */
#include "casework/part.h"

struct change_call change_part(const struct change_call *whole, const struct change_kind *kind,
                               int64_t subject_no)
{
    struct change_call part = {.kind = kind,
                               .session = whole->session,
                               .arena = whole->arena,
                               .report = whole->report,
                               .change_no = whole->change_no,
                               .subject_no = subject_no,
                               .recorded_at = whole->recorded_at,
                               .applied_at = whole->applied_at};

    for (size_t i = 0; i < CHANGE_FIELDS_MAX; i++) {
        part.values.at[i] = text_of("");
    }
    return part;
}

void change_part_set(struct change_call *part, const char *field, struct text value)
{
    for (size_t i = 0; i < part->kind->field_count; i++) {
        if (strcmp(part->kind->fields[i].name, field) == 0) {
            part->values.at[i] = value;
            return;
        }
    }
    assert(false && "a field of the kind");
}

enum err change_part_check(struct change_call *part, struct change_call *whole, const char *field)
{
    enum err e = part->kind->check != NULL ? part->kind->check(part) : ERR_NONE;

    for (size_t i = 0; i < part->warning_count && e == ERR_NONE; i++) {
        change_warn(whole, part->warnings[i].level, field, "%s", part->warnings[i].words);
    }
    return e;
}
