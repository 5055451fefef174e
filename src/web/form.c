/* Forms, queries and cookies: pure readers of outside bytes. */
#include "web/form.h"

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Percent-decodes into the arena; false for a broken escape, wrong UTF-8 or a control character. */
static bool decode(struct text raw, size_t max, struct arena *arena, struct text *ret)
{
    if (raw.len > max * 3) {
        return false;
    }
    char *to = arena_alloc(arena, raw.len + 1, 1);
    size_t n = 0;
    for (size_t i = 0; i < raw.len; i++) {
        char c = raw.bytes[i];
        if (c == '+') {
            c = ' ';
        } else if (c == '%') {
            int high = i + 2 < raw.len ? hex_digit(raw.bytes[i + 1]) : -1;
            int low = i + 2 < raw.len ? hex_digit(raw.bytes[i + 2]) : -1;
            if (high < 0 || low < 0) {
                return false;
            }
            c = (char)(high * 16 + low);
            i += 2;
        }
        unsigned char u = (unsigned char)c;
        if ((u < ' ' && c != '\t' && c != '\n' && c != '\r') || u == 0x7F) {
            return false;
        }
        to[n++] = c;
    }
    if (n > max || !utf8_is_valid(to, n, NULL)) {
        return false;
    }
    *ret = (struct text){to, n};
    return true;
}

static size_t value_max(struct text name)
{
    if (text_is(name, "table")) {
        return FORM_TABLE_MAX;
    }
    return text_starts(name, "v-") ? FORM_CHANGE_MAX : FORM_VALUE_MAX;
}

/* "name=value"; false and the name, when only the value cannot be read. */
static bool read_pair(struct text pair, struct arena *arena, struct form_field *ret, struct text *ret_unread)
{
    const char *equals = memchr(pair.bytes, '=', pair.len);
    size_t name_len = equals != NULL ? (size_t)(equals - pair.bytes) : pair.len;
    struct text raw_value = {pair.bytes + name_len, 0};
    if (equals != NULL) {
        raw_value = (struct text){equals + 1, pair.len - name_len - 1};
    }
    if (!decode((struct text){pair.bytes, name_len}, FORM_NAME_MAX, arena, &ret->name) ||
        ret->name.len == 0) {
        return false;
    }
    if (!decode(raw_value, value_max(ret->name), arena, &ret->value)) {
        *ret_unread = ret->name;
        return false;
    }
    return true;
}

bool form_parse(struct text bytes, struct arena *arena, struct form *ret)
{
    ret->count = 0;
    ret->unread = text_of("");
    ret->unread_at = 0;
    size_t at = 0;
    while (at < bytes.len) {
        const char *end = memchr(bytes.bytes + at, '&', bytes.len - at);
        size_t stop = end != NULL ? (size_t)(end - bytes.bytes) : bytes.len;
        struct text pair = {bytes.bytes + at, stop - at};
        at = stop + 1;
        if (pair.len == 0) {
            continue;
        }
        struct form_field field;
        bool ok = ret->count < FORM_FIELDS_MAX && read_pair(pair, arena, &field, &ret->unread) &&
                  !form_has(ret, field.name.bytes);
        if (!ok) {
            ret->unread_at = (size_t)(pair.bytes - bytes.bytes);
            ret->count = 0;
            return false;
        }
        ret->fields[ret->count++] = field;
    }
    return true;
}

static const struct form_field *find(const struct form *f, const char *name)
{
    for (size_t i = 0; i < f->count; i++) {
        if (text_is(f->fields[i].name, name)) {
            return &f->fields[i];
        }
    }
    return NULL;
}

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

struct text form_value(const struct form *f, const char *name)
{
    const struct form_field *field = find(f, name);
    if (field == NULL) {
        return (struct text){"", 0};
    }
    struct text v = field->value;
    while (v.len > 0 && is_blank(v.bytes[0])) {
        v.bytes++;
        v.len--;
    }
    while (v.len > 0 && is_blank(v.bytes[v.len - 1])) {
        v.len--;
    }
    return v;
}

struct text form_raw(const struct form *f, const char *name)
{
    const struct form_field *field = find(f, name);
    return field != NULL ? field->value : (struct text){"", 0};
}

bool form_has(const struct form *f, const char *name) { return find(f, name) != NULL; }

bool form_number(const struct form *f, const char *name, int64_t min, int64_t max, int64_t *ret)
{
    struct text v = form_value(f, name);
    return v.len > 0 && parse_i64(v.bytes, v.len, min, max, ret);
}

bool form_count(const struct form *f, const char *name, int64_t *ret)
{
    struct text typed = form_value(f, name);
    char digits[32];
    size_t n = 0;
    for (size_t i = 0; i < typed.len && n < sizeof(digits); i++) {
        const unsigned char *c = (const unsigned char *)typed.bytes + i;
        bool is_wide = typed.len - i >= 3 && c[0] == 0xEF && c[1] == 0xBC;
        if (is_wide && c[2] >= 0x90 && c[2] <= 0x99) { /* U+FF10 to U+FF19 */
            digits[n++] = (char)('0' + c[2] - 0x90);
            i += 2;
        } else if (is_wide && c[2] == 0x8C) { /* the comma */
            i += 2;
        } else if (c[0] != ',') {
            digits[n++] = (char)c[0];
        }
    }
    return n > 0 && n < sizeof(digits) && parse_i64(digits, n, 0, INT64_MAX, ret);
}

struct text cookie_value(struct text field, const char *name)
{
    struct text found = {"", 0};
    size_t name_len = strlen(name), at = 0;
    bool seen = false;
    while (at < field.len) {
        while (at < field.len && (field.bytes[at] == ' ' || field.bytes[at] == ';')) {
            at++;
        }
        size_t stop = at;
        while (stop < field.len && field.bytes[stop] != ';') {
            stop++;
        }
        if (stop - at > name_len && field.bytes[at + name_len] == '=' &&
            memcmp(field.bytes + at, name, name_len) == 0) {
            if (seen) {
                return (struct text){"", 0};
            }
            seen = true;
            found = (struct text){field.bytes + at + name_len + 1, stop - at - name_len - 1};
        }
        at = stop;
    }
    return found;
}
