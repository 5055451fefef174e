/* Records as JSON Lines. */
#include "interchange/json_record.h"

#include <inttypes.h>

static void put_text(struct text t, FILE *to)
{
    fputc('"', to);
    for (size_t i = 0; i < t.len; i++) {
        unsigned char c = (unsigned char)t.bytes[i];
        if (c == '"' || c == '\\') {
            fputc('\\', to);
            fputc(c, to);
        } else if (c < 0x20) {
            fprintf(to, "\\u%04x", c);
        } else {
            fputc(c, to);
        }
    }
    fputc('"', to);
}

void json_record_write(const struct layout *l, const struct record *r, FILE *to)
{
    const struct record_kind *kind = &l->records[r->kind];
    bool any = false;
    fprintf(to, "{\"record\":\"%s\",\"fields\":{", kind->name);
    for (size_t i = 0; i < r->field_count; i++) {
        const struct field *f = &kind->fields[i];
        if (f->type == FIELD_FILLER) {
            continue;
        }
        fprintf(to, "%s\"%s\":", any ? "," : "", f->name);
        any = true;
        struct text v = r->fields[i];
        int64_t amount;
        if (f->is_secret && v.len > 0) {
            fputs("\"（表示しません）\"", to);
        } else if (f->type == FIELD_AMOUNT && record_i64(r, i, &amount)) {
            fprintf(to, "%" PRId64, amount);
        } else if (f->type == FIELD_AMOUNT) {
            fputs("null", to);
        } else {
            put_text(v, to);
        }
    }
    fputs("}}\n", to);
}

static enum err one_value(const struct record_kind *kind, const char *key, const json_t *value,
                          int64_t number, struct arena *arena, struct report *report,
                          struct text *values)
{
    size_t at = 0;
    while (at < kind->field_count && strcmp(kind->fields[at].name, key) != 0) {
        at++;
    }
    if (at == kind->field_count) {
        return report_fail(report, ERR_INPUT, "%lld行目: record「%s」に項目「%.60s」はありません",
                           (long long)number, kind->name, key);
    }
    if (json_is_string(value)) {
        size_t len = json_string_length(value);
        values[at] = (struct text){arena_copy(arena, json_string_value(value), len), len};
    } else if (json_is_integer(value)) {
        values[at] = text_of(arena_printf(arena, "%lld", (long long)json_integer_value(value)));
    } else if (!json_is_null(value)) {
        return report_fail(report, ERR_INPUT, "%lld行目: 項目「%s」の値は文字列、整数、null のどれかです",
                           (long long)number, key);
    }
    return ERR_NONE;
}

enum err json_record_parse(const struct layout *l, const char *line, size_t len, int64_t number,
                           struct arena *arena, struct report *report, size_t *ret_record,
                           const struct text **ret_values)
{
    json_error_t where;
    json_t *root = json_loadb(line, len, JSON_REJECT_DUPLICATES, &where);
    if (root == NULL) {
        return report_fail(report, ERR_INPUT, "%lld行目 %d桁目: JSONではありません", (long long)number,
                           where.column);
    }
    const char *name = json_string_value(json_object_get(root, "record"));
    json_t *fields = json_object_get(root, "fields");
    size_t record = name != NULL ? layout_record(l, name) : SIZE_MAX;
    enum err e = ERR_NONE;
    if (record == SIZE_MAX || !json_is_object(fields) || json_object_size(root) != 2) {
        e = report_fail(report, ERR_INPUT,
                        "%lld行目: {\"record\":\"名前\",\"fields\":{…}} の形で、record は定義にある名前です",
                        (long long)number);
    } else {
        struct text *values = ARENA_ARRAY(arena, struct text, l->records[record].field_count);
        const char *key;
        json_t *value;
        for (size_t i = 0; i < l->records[record].field_count; i++) {
            values[i] = (struct text){"", 0};
        }
        json_object_foreach(fields, key, value)
        {
            if (e == ERR_NONE) {
                e = one_value(&l->records[record], key, value, number, arena, report, values);
            }
        }
        *ret_record = record;
        *ret_values = values;
    }
    json_decref(root);
    return e;
}
