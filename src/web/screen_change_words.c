/* Words and addresses of changes: values as people read them, who a change is about. */
#include "web/views_change.h"

#include <inttypes.h>

static const char *day_words(struct text value, struct arena *arena)
{
    char era[DATE_TEXT_BYTES];
    date day;
    if (!date_parse_iso(value.bytes, value.len, &day)) {
        return arena_copy(arena, value.bytes, value.len);
    }
    date_format_era(day, era);
    return arena_printf(arena, "%s（%.*s）", era, (int)value.len, value.bytes);
}

const char *change_value_words(const struct change_field *field, struct text value, struct arena *arena)
{
    char buf[DATE_TEXT_BYTES];
    int64_t number;
    if (value.len == 0) {
        return "—";
    }
    switch (field->type) {
    case FIELD_CHOICE:
        for (const struct change_code *c = field->codes; c != NULL && c->value != NULL; c++) {
            if (text_is(value, c->value)) {
                return c->label;
            }
        }
        break;
    case FIELD_YES: return text_is(value, "0") ? "いいえ" : "はい";
    case FIELD_SECRET: return "入力あり（表示しません）";
    case FIELD_DATE: return day_words(value, arena);
    case FIELD_VAGUE_DATE:
        if (parse_i64(value.bytes, value.len, 0, 99999999, &number) &&
            register_day_is_valid((int32_t)number)) {
            register_day_format_era((register_day){(int32_t)number}, buf);
            return arena_string(arena, buf);
        }
        break;
    case FIELD_YEN:
        if (parse_i64(value.bytes, value.len, INT64_MIN, INT64_MAX, &number)) {
            char amount[40];
            yen_format(number, amount, sizeof(amount));
            return arena_printf(arena, "%s円", amount);
        }
        break;
    case FIELD_TEXT:
    case FIELD_LINES:
    case FIELD_KANA:
    case FIELD_NUMBER:
    case FIELD_POSTAL:
    case FIELD_PHONE:
    case FIELD_ADDRESSEE:
    case FIELD_TICKS: break; /* its words are the kind's: change_rows() */
    }
    return arena_copy(arena, value.bytes, value.len);
}

struct url change_url(int64_t change_no) { return url_number("/change/", change_no); }

struct url change_resume_url(const struct change_record *record)
{
    bool is_guarded = record->kind != NULL && record->kind->is_sensitive;
    return url_with_number(url_of(is_guarded ? "/change/guarded" : "/change"), "change", record->change_no);
}

struct url change_begin_url(const struct change_kind *kind, int64_t subject_no)
{
    struct url to = url_with(url_of(kind->is_sensitive ? "/change/guarded" : "/change"), "kind", kind->name);
    return subject_no > 0 ? url_with_number(to, "subject", subject_no) : to;
}

struct url subject_url(enum change_subject subject, int64_t subject_no)
{
    return subject == CHANGE_OF_PERSON ? person_url(subject_no) : household_url(subject_no);
}

struct url changes_url(enum change_subject subject, int64_t subject_no)
{
    char path[80];
    snprintf(path, sizeof(path), "/%s/%" PRId64 "/changes",
             subject == CHANGE_OF_PERSON ? "person" : "household", subject_no);
    return url_of(path);
}

static enum err head_name(struct screen_call *call, int64_t household_no, struct as_of as_of,
                          const char **ret)
{
    struct addressee *members = NULL;
    size_t count = 0;
    enum err e = addressee_household(call->session->store, household_no, as_of, call->arena, call->report,
                                     &members, &count);
    for (size_t i = 0; e == ERR_NONE && i < count; i++) {
        if (members[i].is_head || (*ret)[0] == '\0') {
            *ret = arena_copy(call->arena, members[i].name.bytes, members[i].name.len);
            screen_saw(call, members[i].addressee_no, household_no);
        }
    }
    return e;
}

enum err subject_name(struct screen_call *call, enum change_subject subject, int64_t subject_no,
                      const char **ret)
{
    struct as_of as_of = {call->session->folder.business_date, INT64_MAX};
    struct addressee person;
    enum err e = ERR_NONE;
    *ret = "";
    if (subject == CHANGE_OF_PERSON && subject_no > 0) {
        e = addressee_by_no(call->session->store, subject_no, as_of, call->arena, call->report, &person);
        if (e == ERR_NONE) {
            *ret = arena_copy(call->arena, person.name.bytes, person.name.len);
            screen_saw(call, person.addressee_no, person.household_no);
        }
    } else if (subject == CHANGE_OF_HOUSEHOLD && subject_no > 0) {
        e = head_name(call, subject_no, as_of, ret);
    }
    if (e == ERR_FINDINGS) {
        report_clear(call->report);
        e = ERR_NONE;
    }
    return e;
}

size_t change_form_begins(const struct change_view *view)
{
    size_t first = view->row_count, wanted = view->row_count;

    for (size_t i = view->row_count; i > 0; i--) {
        const struct change_row *row = &view->rows[i - 1];
        bool is_asked = row->field->only_if == NULL; /* else: it may not be on the page */
        first = row->may_write && is_asked ? i - 1 : first;
        bool is_wanted = row->field->is_required && row->value.len == 0;
        wanted = row->may_write && is_asked && is_wanted ? i - 1 : wanted;
    }
    for (size_t i = 0; i < view->row_count; i++) {
        if (view->rows[i].may_write && view->rows[i].wrong != NULL) {
            return i;
        }
    }
    return wanted < view->row_count ? wanted : first;
}
