/* The `f` and `s` lines of a definition: one field, one part of a field, and their options. */
#include "interchange/definition.h"

static const char *const type_names[] = {
    [FIELD_NUMBER] = "N",   [FIELD_CHARS] = "C",         [FIELD_KANJI] = "K",
    [FIELD_AMOUNT] = "A",   [FIELD_DAY8] = "D8",         [FIELD_DAY8_UNKNOWN] = "D8U",
    [FIELD_DAY6] = "D6",    [FIELD_ERA_DAY6] = "W6",     [FIELD_MONTH_DAY] = "M4",
    [FIELD_TIME] = "T4",    [FIELD_CODE] = "X",          [FIELD_FILLER] = "F",
    [FIELD_TIME_SECONDS] = "T6",
};
const char *field_type_name(enum field_type t) { return type_names[t]; }

/* Lengths that a type fixes; 0 = free. */
static const size_t type_lengths[] = {
    [FIELD_DAY8] = 8, [FIELD_DAY8_UNKNOWN] = 8, [FIELD_DAY6] = 6, [FIELD_ERA_DAY6] = 6,
    [FIELD_MONTH_DAY] = 4, [FIELD_TIME] = 4, [FIELD_TIME_SECONDS] = 6, [FIELD_FILLER] = 0,
};

static bool find_word(struct text word, const char *const *names, size_t count, size_t *ret)
{
    for (size_t i = 0; i < count; i++) {
        if (text_is(word, names[i])) {
            *ret = i;
            return true;
        }
    }
    return false;
}

static struct text keep(struct loader *l, struct text t)
{
    return (struct text){loader_copy(l, t), t.len};
}

/* a|b|c */
static void enum_option(struct loader *l, struct field *f, struct text value)
{
    size_t parts = 1, from = 0;
    for (size_t i = 0; i < value.len; i++) {
        parts += value.bytes[i] == '|' ? 1 : 0;
    }
    if (parts > FIELD_ENUM_MAX) {
        loader_fault(l, l->line, "enum は%uまでです", FIELD_ENUM_MAX);
        return;
    }
    struct text *choices = ARENA_ARRAY(l->arena, struct text, parts);
    size_t n = 0;
    for (size_t i = 0; i <= value.len; i++) {
        if (i == value.len || value.bytes[i] == '|') {
            choices[n] = keep(l, (struct text){value.bytes + from, i - from});
            for (size_t k = 0; k < n; k++) {
                if (text_equal(choices[k], choices[n])) {
                    loader_fault(l, l->line, "enum に「%.*s」が二つあります", (int)choices[n].len,
                                 choices[n].bytes);
                }
            }
            n++;
            from = i + 1;
        }
    }
    f->choices = choices;
    f->choice_count = n;
}

/* lo..hi */
static void range_option(struct loader *l, struct field *f, struct text value)
{
    const char *dots = memmem(value.bytes, value.len, "..", 2);
    size_t left = dots != NULL ? (size_t)(dots - value.bytes) : 0;
    if (dots == NULL || !parse_i64(value.bytes, left, -YEN_MAX * 1000, YEN_MAX * 1000, &f->low) ||
        !parse_i64(dots + 2, value.len - left - 2, -YEN_MAX * 1000, YEN_MAX * 1000, &f->high) ||
        f->low > f->high) {
        loader_fault(l, l->line, "range「%.*s」は 下限..上限 の形です", (int)value.len, value.bytes);
        return;
    }
    f->has_range = true;
}

static void check_option(struct loader *l, struct field *f, struct text value)
{
    for (size_t i = 0; i < field_check_count; i++) {
        if (text_is(value, field_checks[i].name)) {
            f->check = &field_checks[i];
            return;
        }
    }
    loader_fault(l, l->line, "check「%.*s」は知らない検査です", (int)value.len, value.bytes);
}

static void valued_option(struct loader *l, struct field *f, struct text name, struct text value)
{
    int64_t v;
    if (text_is(name, "const")) {
        f->has_constant = true;
        f->constant = keep(l, value);
    } else if (text_is(name, "enum")) {
        enum_option(l, f, value);
    } else if (text_is(name, "range")) {
        range_option(l, f, value);
    } else if (text_is(name, "check")) {
        check_option(l, f, value);
    } else if (text_is(name, "year")) {
        f->year_param = loader_copy(l, value);
    } else if (text_is(name, "strip")) {
        f->strip = keep(l, value);
    } else if (text_is(name, "default")) {
        f->has_preset = true;
        f->preset = keep(l, value);
    } else if (text_is(name, "table")) {
        f->table_name = loader_copy(l, value);
    } else if (text_is(name, "label")) {
        f->label = loader_copy(l, value);
    } else if (text_is(name, "exact") && parse_i64(value.bytes, value.len, 1, 4096, &v)) {
        f->exact = (size_t)v;
    } else {
        loader_fault(l, l->line, "項目「%s」の「%.*s」は知らない指定です", f->name, (int)name.len,
                     name.bytes);
    }
}

static void options(struct loader *l, struct field *f, struct text *w, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const char *sign = memchr(w[i].bytes, '=', w[i].len);
        if (sign != NULL) {
            size_t left = (size_t)(sign - w[i].bytes);
            struct text value =
                loader_unquote(l, (struct text){sign + 1, w[i].len - left - 1});
            valued_option(l, f, (struct text){w[i].bytes, left}, value);
        } else if (text_is(w[i], "signed") && f->type == FIELD_AMOUNT) {
            f->is_signed = true;
        } else if (text_is(w[i], "secret")) {
            f->is_secret = true;
        } else if (text_is(w[i], "quoted")) {
            f->is_quoted = true;
        } else {
            loader_fault(l, l->line, "項目「%s」の「%.*s」は知らない指定です", f->name,
                         (int)w[i].len, w[i].bytes);
        }
    }
}

/* NAME TYPE OFF LEN of both kinds of line; false when they do not make a field. */
static bool name_type_place(struct loader *l, struct text *w, struct field *f)
{
    size_t type;
    int64_t offset, len;

    if (!identifier_is_valid(w[1])) {
        loader_fault(l, l->line, "項目名「%.*s」は英小文字で始まる英数字と _ で書きます",
                     (int)w[1].len, w[1].bytes);
        return false;
    }
    f->name = loader_copy(l, w[1]);
    f->label = f->name;
    f->line = l->line;
    if (!find_word(w[2], type_names, COUNT_OF(type_names), &type)) {
        loader_fault(l, l->line, "項目「%s」の型「%.*s」は知らない型です", f->name, (int)w[2].len,
                     w[2].bytes);
        return false;
    }
    f->type = (enum field_type)type;
    if (!parse_i64(w[3].bytes, w[3].len, 1, LAYOUT_FIXED_MAX, &offset) ||
        !parse_i64(w[4].bytes, w[4].len, 1, LAYOUT_FIXED_MAX, &len)) {
        loader_fault(l, l->line, "項目「%s」の位置と長さは1から%uの数で書きます", f->name,
                     LAYOUT_FIXED_MAX);
        return false;
    }
    f->offset = (size_t)offset - 1;
    f->len = (size_t)len;
    size_t fixed = type < COUNT_OF(type_lengths) ? type_lengths[type] : 0;
    if (fixed != 0 && f->len != fixed) {
        loader_fault(l, l->line, "項目「%s」の型 %s の長さは%zuです", f->name, type_names[type],
                     fixed);
    }
    if (f->type == FIELD_AMOUNT && f->len > 15) {
        loader_fault(l, l->line, "項目「%s」の型 A の長さは15までです", f->name);
    }
    /* The numbers of the My Number Act never show in a message, whatever the definition says. */
    f->is_secret = strcmp(f->name, "individual_number") == 0 || strcmp(f->name, "resident_code") == 0;
    return true;
}

void loader_field_line(struct loader *l, struct text *w, size_t n)
{
    static const char *const pads[] = {"-", "0", "sp"};
    static const char *const needs[] = {"m", "o", "z", "f"};
    struct field f = {.len = 0};
    size_t pad, need;

    if (l->record == NULL || l->sub_of != NULL) {
        loader_fault(l, l->line, "f の行は record の中、sub の外に書きます");
        return;
    }
    if (n < 7) {
        loader_fault(l, l->line, "行の形が違います。正しい形: f 名前 型 位置 長さ 詰め 要否 [指定]");
        return;
    }
    if (!name_type_place(l, w, &f)) {
        return;
    }
    if (!find_word(w[5], pads, COUNT_OF(pads), &pad) ||
        !find_word(w[6], needs, COUNT_OF(needs), &need)) {
        loader_fault(l, l->line, "項目「%s」の詰めは 0 sp -、要否は m o z f です", f.name);
        return;
    }
    f.pad = (enum field_pad)pad;
    f.need = (enum field_need)need;
    options(l, &f, w + 7, n - 7);
    for (size_t i = 0; i < l->record->field_count; i++) {
        if (strcmp(l->record->fields[i].name, f.name) == 0) {
            loader_fault(l, l->line, "record「%s」に項目「%s」が二つあります", l->record->name,
                         f.name);
        }
    }
    if (l->record->field_count == LAYOUT_FIELDS_MAX) {
        loader_fault(l, l->line, "項目は%uまでです", LAYOUT_FIELDS_MAX);
        return;
    }
    *ARENA_PUSH(l->arena, l->record->fields, l->record->field_count, l->field_capacity) = f;
}

/* s NAME TYPE OFF LEN REQ [opt] */
void loader_sub_line(struct loader *l, struct text *w, size_t n)
{
    static const char *const needs[] = {"m", "o", "z", "f"};
    struct field f = {.len = 0};
    size_t need;

    if (l->sub_of == NULL) {
        loader_fault(l, l->line, "s の行は sub の中に書きます");
        return;
    }
    if (n < 6) {
        loader_fault(l, l->line, "行の形が違います。正しい形: s 名前 型 位置 長さ 要否 [指定]");
        return;
    }
    if (!name_type_place(l, w, &f)) {
        return;
    }
    if (!find_word(w[5], needs, COUNT_OF(needs), &need)) {
        loader_fault(l, l->line, "項目「%s」の要否は m o z f です", f.name);
        return;
    }
    f.pad = f.type == FIELD_CHARS || f.type == FIELD_KANJI ? PAD_BLANKS : PAD_ZEROS;
    f.need = (enum field_need)need;
    options(l, &f, w + 6, n - 6);
    struct field *of = l->sub_of;
    for (size_t i = 0; i < of->sub_count; i++) {
        if (strcmp(of->subs[i].name, f.name) == 0) {
            loader_fault(l, l->line, "項目「%s」の中に「%s」が二つあります", of->name, f.name);
        }
    }
    if (of->sub_count == 64) {
        loader_fault(l, l->line, "sub の項目は64までです");
        return;
    }
    *ARENA_PUSH(l->arena, of->subs, of->sub_count, l->sub_capacity) = f;
}
