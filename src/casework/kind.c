/* Kinds of changes: what a declaration must say, and how the values of a change are read. */
#include "casework/internal.h"

#include <inttypes.h>
#include <stdarg.h>

static const char *const state_labels[] = {
    [CHANGE_DRAFT] = "下書き",     [CHANGE_PROPOSED] = "審査待ち", [CHANGE_RETURNED] = "差戻し",
    [CHANGE_APPLIED] = "登録済み", [CHANGE_UNDONE] = "取消し済み", [CHANGE_DISCARDED] = "破棄",
};

const char *change_state_label(enum change_state state)
{
    assert(state >= CHANGE_DRAFT && state <= CHANGE_DISCARDED);
    return state_labels[state];
}

const char *change_check_label(enum change_check_result result)
{
    static const char *const labels[] = {
        [CHECK_RIGHT] = "誤りなし",         [CHECK_WARNED] = "注意あり",   [CHECK_STOPPED] = "誤りあり",
        [CHECK_MOVED] = "事実が変わった", [CHECK_RETURNED] = "差し戻し",
    };
    assert(result >= CHECK_RIGHT && result <= CHECK_RETURNED);
    return labels[result];
}

/* ------------------------------------------------------------------------------ declaration --- */

static bool name_is_fine(const char *name)
{
    size_t len = name != NULL ? strlen(name) : 0;
    return len > 0 && len <= 40 && strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-_") == len;
}

static bool permission_is_known(enum permission p, bool none_too)
{
    return (none_too && p == PERM_NONE) || (p > PERM_NONE && p < PERM_COUNT);
}

/* The field that `only_if` names stands before it, so that one pass decides. */
static bool only_if_is_fine(const struct change_kind *k, size_t at)
{
    const char *only_if = k->fields[at].only_if;
    if (only_if == NULL) {
        return true;
    }
    size_t len = strcspn(only_if, "=");
    if (only_if[len] == '\0' || only_if[len + 1] == '\0') {
        return false;
    }
    for (size_t i = 0; i < at; i++) {
        if (strlen(k->fields[i].name) == len && memcmp(k->fields[i].name, only_if, len) == 0) {
            return k->fields[i].type != FIELD_SECRET;
        }
    }
    return false;
}

static const char *field_fault(const struct change_kind *k, size_t at)
{
    const struct change_field *f = &k->fields[at];
    if (!name_is_fine(f->name) || f->label == NULL || f->label[0] == '\0') {
        return "項目に名前か見出しがありません";
    }
    for (size_t i = 0; i < at; i++) {
        if (strcmp(k->fields[i].name, f->name) == 0) {
            return "同じ名前の項目が二つあります";
        }
    }
    if (f->help == NULL || f->help[0] == '\0') {
        return "項目に説明がありません";
    }
    bool has_codes = f->codes != NULL && f->codes[0].value != NULL;
    if (has_codes ? f->type != FIELD_CHOICE : f->type == FIELD_CHOICE && k->choices == NULL) {
        return "選ぶ項目とコードの表が合いません";
    }
    if (f->type == FIELD_TICKS && k->choices == NULL) {
        return "選ぶものの一覧がありません";
    }
    if ((unsigned)f->type > FIELD_TICKS || f->characters_max < 0 ||
        f->characters_max > CHANGE_CHARACTERS_MAX) {
        return "項目の種類か長さが正しくありません";
    }
    if (!permission_is_known(f->may, true) || (f->may != PERM_NONE && f->type == FIELD_SECRET)) {
        return "項目の修正権限が正しくありません";
    }
    return only_if_is_fine(k, at) ? NULL : "only_if の項目が前にありません";
}

static const char *kind_fault(const struct change_kind *k)
{
    if (!name_is_fine(k->name) || k->label == NULL || k->label[0] == '\0') {
        return "名前か見出しがありません";
    }
    if (!permission_is_known(k->propose, false)) {
        return "登録の権限が決められていません";
    }
    if (!permission_is_known(k->approve, true)) {
        return "承認の権限が正しくありません";
    }
    if (k->help == NULL || k->help[0] == '\0') {
        return "説明がありません";
    }
    if (k->subject < CHANGE_OF_PERSON || k->subject > CHANGE_OF_NOBODY || k->apply == NULL) {
        return "対象か登録の処理がありません";
    }
    if (k->field_count > CHANGE_FIELDS_MAX || (k->field_count > 0 && k->fields == NULL)) {
        return "項目が多すぎます（32まで）";
    }
    return NULL;
}

enum err change_kinds_check(const struct change_kind *const *list, size_t count, struct report *report)
{
    enum err e = ERR_NONE;
    for (size_t i = 0; i < count; i++) {
        const struct change_kind *k = list[i];
        const char *fault = kind_fault(k);
        const char *field = "";
        for (size_t n = 0; fault == NULL && n < i; n++) {
            fault = strcmp(list[n]->name, k->name) == 0 ? "同じ名前の変更が二つあります" : NULL;
        }
        for (size_t n = 0; fault == NULL && n < k->field_count; n++) {
            fault = field_fault(k, n);
            field = fault != NULL && k->fields[n].name != NULL ? k->fields[n].name : "";
        }
        if (fault != NULL) {
            e = report_fail(report, ERR_INPUT, "変更「%s」の宣言に誤りがあります: %s %s",
                            k->name != NULL ? k->name : "", fault, field);
        }
    }
    return e;
}

/* ---------------------------------------------------------------------------------- values ---- */

static size_t field_at(const struct change_call *call, const char *field)
{
    for (size_t i = 0; i < call->kind->field_count; i++) {
        if (strcmp(call->kind->fields[i].name, field) == 0) {
            return i;
        }
    }
    base_bug(__FILE__, __LINE__, "a field that the kind does not have");
}

struct text change_value(const struct change_call *call, const char *field)
{
    struct text t = call->values.at[field_at(call, field)];
    return t.bytes != NULL ? t : (struct text){"", 0};
}

date change_date(const struct change_call *call, const char *field)
{
    struct text t = change_value(call, field);
    date d;
    return date_parse_iso(t.bytes, t.len, &d) ? d : date_none();
}

void change_set_text(struct change_call *call, const char *field, struct text value)
{
    call->values.at[field_at(call, field)] = value;
}

void change_set(struct change_call *call, const char *field, const char *words)
{
    change_set_text(call, field, text_of(arena_string(call->arena, words)));
}

void change_set_number(struct change_call *call, const char *field, int64_t number)
{
    change_set_text(call, field, text_of(arena_printf(call->arena, "%" PRId64, number)));
}

void change_set_day(struct change_call *call, const char *field, date day)
{
    char text[DATE_TEXT_BYTES];

    if (!date_is_none(day) && date_before(day, date_open_end())) {
        date_format_iso(day, text);
        change_set(call, field, text);
    }
}

date change_today(const struct change_call *call) { return call->session->folder.business_date; }

bool change_ticks_next(struct text ticked, size_t *at, struct text *ret)
{
    if (*at >= ticked.len) {
        return false;
    }
    const char *from = ticked.bytes + *at, *end = memchr(from, ' ', ticked.len - *at);
    *ret = (struct text){from, end != NULL ? (size_t)(end - from) : ticked.len - *at};
    *at += ret->len + 1;
    return true;
}

bool change_ticks_hold(struct text ticked, const char *value)
{
    struct text one;
    size_t at = 0;
    while (change_ticks_next(ticked, &at, &one)) {
        if (text_is(one, value)) {
            return true;
        }
    }
    return false;
}

int64_t change_number(const struct change_call *call, const char *field)
{
    struct text t = change_value(call, field);
    int64_t n;
    return parse_i64(t.bytes, t.len, INT64_MIN, INT64_MAX, &n) ? n : 0;
}

void change_warn(struct change_call *call, enum warning_level level, const char *field, const char *format,
                 ...)
{
    char words[REPORT_LINE_BYTES];
    va_list arguments;
    va_start(arguments, format);
    int n = vsnprintf(words, sizeof(words), format, arguments);
    va_end(arguments);
    assert(n >= 0);
    size_t len = (size_t)n < sizeof(words) ? (size_t)n : sizeof(words) - 1;
    if ((size_t)n >= sizeof(words)) {
        while (len > 0 && ((unsigned char)words[len] & 0xC0) == 0x80) { /* not inside a character */
            len--;
        }
    }
    *ARENA_PUSH(call->arena, call->warnings, call->warning_count, call->warning_capacity) =
        (struct change_warning){level, field, arena_copy(call->arena, words, len)};
}

bool change_has_stop(const struct change_call *call)
{
    for (size_t i = 0; i < call->warning_count; i++) {
        if (call->warnings[i].level == WARNING_STOP) {
            return true;
        }
    }
    return false;
}
