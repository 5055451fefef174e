/* 試算の依頼を読む -- strict JSON, every fault with the JSON pointer of its place (see request.h). */
#include "calc/request.h"

#include <inttypes.h>

/* Values of any kind, so that the tree in memory stays bounded (about 100 bytes each). */
#define VALUES_MAX 1500000u

/* ---------------------------------------------------------------------------------- reading -- */

/* Values of the text, counted without a tree: each begins the text, or follows a comma or bracket. */
static bool has_too_many_values(const char *bytes, size_t len)
{
    size_t count = 0;
    bool in_string = false;

    for (size_t i = 0; i < len && count <= VALUES_MAX; i++) {
        char c = bytes[i];
        if (in_string) {
            i += c == '\\';
            in_string = c != '"';
        } else {
            in_string = c == '"';
            count += c == ',' || c == '[' || c == '{' || c == ':';
        }
    }
    return count > VALUES_MAX;
}

enum err calc_request_load(const char *bytes, size_t len, struct report *report, json_t **ret)
{
    json_error_t error;

    if (len > CALC_REQUEST_BYTES_MAX) {
        return report_fail(report, ERR_INPUT, "依頼が大きすぎます（16 MiB まで）");
    }
    if (has_too_many_values(bytes, len)) {
        return report_fail(report, ERR_INPUT, "依頼の値が多すぎます（配列を分けてください）");
    }
    json_t *root = json_loadb(bytes, len, JSON_REJECT_DUPLICATES, &error);
    if (root == NULL) {
        return report_fail(report, ERR_INPUT, "%d:%d: JSON として読めません（%s）", error.line,
                           error.column, error.text);
    }
    *ret = root;
    return ERR_NONE;
}

enum err calc_request_into(const char *bytes, size_t len, struct arena *arena, struct report *report,
                           calc_read_fn read, void *ret)
{
    struct calc_reader r = {.arena = arena, .report = report, .result = ERR_NONE};
    json_t *root = NULL;
    enum err e = calc_request_load(bytes, len, report, &root);

    if (e != ERR_NONE) {
        return e;
    }
    read(&r, root, ret);
    json_decref(root);
    return r.result;
}

/* ----------------------------------------------------------------------------------- faults -- */

void calc_pointer(const struct calc_place *at, struct textbuf *to)
{
    if (at->up == NULL) {
        return;
    }
    calc_pointer(at->up, to);
    if (at->key == NULL) {
        textbuf_printf(to, "/%zu", at->index);
        return;
    }
    textbuf_puts(to, "/");
    for (const char *p = at->key; *p != '\0'; p++) {
        if (*p == '~' || *p == '/') {
            textbuf_puts(to, *p == '~' ? "~0" : "~1");
        } else {
            textbuf_add(to, p, 1);
        }
    }
}

void calc_fault(struct calc_reader *r, const struct calc_place *at, const char *what)
{
    struct textbuf pointer;

    textbuf_init(&pointer, 4096);
    calc_pointer(at, &pointer);
    r->result = report_fail(r->report, ERR_INPUT, "%s: %s",
                            pointer.len > 0 ? pointer.bytes : "/", what);
    textbuf_done(&pointer);
}

/* ----------------------------------------------------------------------------------- values -- */

bool calc_is_object(struct calc_reader *r, const struct calc_place *at, const json_t *v,
                    const char *const *keys, size_t count)
{
    if (!json_is_object(v)) {
        calc_fault(r, at, "オブジェクト { } にしてください");
        return false;
    }
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)v, key, value) {
        size_t i = 0;
        while (i < count && strcmp(keys[i], key) != 0) {
            i++;
        }
        if (i == count) {
            struct calc_place here = {at, key, 0};
            calc_fault(r, &here, "知らないキーです");
        }
    }
    return true;
}

bool calc_read_amount(struct calc_reader *r, const struct calc_place *at, const json_t *v,
                      int64_t least, int64_t *ret)
{
    if (!json_is_integer(v)) {
        calc_fault(r, at, "整数にしてください（小数点や指数、文字列は使えません）");
        return false;
    }
    int64_t n = json_integer_value(v);
    if (n < least || n > YEN_MAX) {
        calc_fault(r, at,
                   least < 0 ? "1兆円までの整数にしてください" : "0から1兆円までの整数にしてください");
        return false;
    }
    *ret = n;
    return true;
}

bool calc_read_bool(struct calc_reader *r, const struct calc_place *at, const json_t *v, bool *ret)
{
    if (!json_is_boolean(v)) {
        calc_fault(r, at, "true か false にしてください");
        return false;
    }
    *ret = json_is_true(v);
    return true;
}

bool calc_read_date(struct calc_reader *r, const struct calc_place *at, const json_t *v, date *ret)
{
    if (!json_is_string(v) ||
        !date_parse_iso(json_string_value(v), json_string_length(v), ret)) {
        calc_fault(r, at, "存在する日付を YYYY-MM-DD で書いてください");
        return false;
    }
    return true;
}

bool calc_read_rate(struct calc_reader *r, const struct calc_place *at, const json_t *v,
                    int64_t *ret_millionths)
{
    rate parsed;

    if (!json_is_string(v) || !rate_parse(json_string_value(v), json_string_length(v), &parsed)) {
        calc_fault(r, at, "率は \"7.51%\" のように書いてください");
        return false;
    }
    *ret_millionths = muldiv_floor(parsed.num, 1000000, parsed.den);
    return true;
}

/* ------------------------------------------------------------------------------ under a key -- */

bool calc_need_date(struct calc_reader *r, const struct calc_place *up, const json_t *object,
                    const char *key, date *ret)
{
    const json_t *v = json_object_get(object, key);
    struct calc_place at = {up, key, 0};

    if (v == NULL) {
        calc_fault(r, &at, "日付がありません");
        return false;
    }
    return calc_read_date(r, &at, v, ret);
}

bool calc_need_amount(struct calc_reader *r, const struct calc_place *up, const json_t *object,
                      const char *key, int64_t *ret)
{
    const json_t *v = json_object_get(object, key);
    struct calc_place at = {up, key, 0};

    if (v == NULL) {
        calc_fault(r, &at, "金額がありません");
        return false;
    }
    return calc_read_amount(r, &at, v, 0, ret);
}

void calc_may_amount(struct calc_reader *r, const struct calc_place *up, const json_t *object,
                     const char *key, int64_t least, int64_t most, int64_t *ret)
{
    const json_t *v = json_object_get(object, key);
    struct calc_place at = {up, key, 0};
    char words[120];
    int64_t n;

    if (v == NULL || !calc_read_amount(r, &at, v, 0, &n)) {
        return;
    }
    if (n < least || n > most) {
        (void)snprintf(words, sizeof words, "%" PRId64 "から%" PRId64 "までの整数にしてください", least,
                       most);
        calc_fault(r, &at, words);
        return;
    }
    *ret = n;
}

void calc_may_bool(struct calc_reader *r, const struct calc_place *up, const json_t *object,
                   const char *key, bool *ret)
{
    const json_t *v = json_object_get(object, key);
    struct calc_place at = {up, key, 0};

    if (v != NULL) {
        (void)calc_read_bool(r, &at, v, ret);
    }
}
