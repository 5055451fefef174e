/*
 * 制御ファイル (interfaces.md 1.4): FILE.ctl beside FILE says what was sent. Lines `key=value`: layout,
 * version, file, bytes, records, data_records, amount_sum, sha256, first_sequence, last_sequence.
 */
#include "interchange/import.h"

#include <errno.h>

#define CONTROL_BYTES_MAX 8192u

static bool number(struct text v, int64_t *ret)
{
    return parse_i64(v.bytes, v.len, INT64_MIN, INT64_MAX, ret);
}

static bool word(struct text v, char *ret, size_t size)
{
    if (v.len >= size || !utf8_is_valid(v.bytes, v.len, NULL)) {
        return false;
    }
    memcpy(ret, v.bytes, v.len);
    ret[v.len] = '\0';
    return true;
}

/* False: a key we do not know or a value that is none. */
static bool control_line(struct control_file *c, struct text key, struct text value)
{
    int64_t ignored;
    if (text_is(key, "first_sequence")) {
        return c->has_first = number(value, &c->first);
    }
    if (text_is(key, "last_sequence")) {
        return c->has_last = number(value, &c->last);
    }
    if (text_is(key, "records")) {
        return c->has_records = number(value, &c->records);
    }
    if (text_is(key, "data_records")) {
        return c->has_data_records = number(value, &c->data_records);
    }
    if (text_is(key, "amount_sum")) {
        return c->has_amount = number(value, &c->amount_sum);
    }
    if (text_is(key, "bytes")) {
        return c->has_bytes = number(value, &c->bytes);
    }
    if (text_is(key, "sha256")) {
        return value.len == 64 && word(value, c->sha256, sizeof(c->sha256));
    }
    if (text_is(key, "layout")) {
        return word(value, c->layout, sizeof(c->layout));
    }
    if (text_is(key, "version")) {
        return number(value, &ignored);
    }
    return text_is(key, "file") && utf8_is_valid(value.bytes, value.len, NULL);
}

static enum err parse(const char *path, const char *bytes, size_t len, struct report *report,
                      struct control_file *c)
{
    size_t at = 0;
    for (int line = 1; at < len; line++) {
        const char *newline = memchr(bytes + at, '\n', len - at);
        size_t end = newline != NULL ? (size_t)(newline - bytes) : len;
        struct text t = {bytes + at, end - at};
        at = end + 1;
        if (t.len > 0 && t.bytes[t.len - 1] == '\r') {
            t.len--;
        }
        if (t.len == 0) {
            continue;
        }
        const char *sign = memchr(t.bytes, '=', t.len);
        size_t left = sign != NULL ? (size_t)(sign - t.bytes) : 0;
        if (sign == NULL || !control_line(c, (struct text){t.bytes, left},
                                          (struct text){sign + 1, t.len - left - 1})) {
            return report_fail(report, ERR_INPUT, "制御ファイル「%s」の%d行目が読めません", path, line);
        }
    }
    return ERR_NONE;
}

enum err control_file_read(const char *path, struct report *report, struct control_file *ret)
{
    char name[1024], bytes[CONTROL_BYTES_MAX + 1];
    struct control_file c = {.found = true};
    int n = snprintf(name, sizeof(name), "%s.ctl", path);
    if (n < 0 || (size_t)n >= sizeof(name)) {
        return report_fail(report, ERR_INPUT, "ファイル名が長すぎます: %s", path);
    }
    FILE *f = fopen(name, "rbe");
    if (f == NULL && errno == ENOENT) {
        *ret = (struct control_file){.found = false};
        return ERR_NONE;
    }
    if (f == NULL) {
        return report_fail(report, ERR_WORLD, "制御ファイル「%s」を開けません", name);
    }
    size_t len = fread(bytes, 1, sizeof(bytes), f);
    bool failed = ferror(f) != 0;
    fclose(f);
    if (failed) {
        return report_fail(report, ERR_WORLD, "制御ファイル「%s」を読めません", name);
    }
    if (len > CONTROL_BYTES_MAX) {
        return report_fail(report, ERR_INPUT, "制御ファイル「%s」が長すぎます", name);
    }
    enum err e = parse(name, bytes, len, report, &c);
    if (e == ERR_NONE) {
        *ret = c;
    }
    return e;
}

static bool differs(const char *what, const char *file, bool said, int64_t want, int64_t have,
                    struct report *report)
{
    if (!said || want == have) {
        return false;
    }
    report_add(report, "%s: %sが制御ファイルと違います（制御ファイル %lld、実際 %lld）", file, what,
               (long long)want, (long long)have);
    return true;
}

enum err control_file_check(const struct control_file *c, const struct layout *l,
                            const struct file_receipt *r, struct report *report)
{
    bool wrong = false;
    if (!c->found) {
        return ERR_NONE;
    }
    wrong |= differs("バイト数", r->file_name, c->has_bytes, c->bytes, r->bytes, report);
    wrong |= differs("記録数", r->file_name, c->has_records, c->records, r->records, report);
    wrong |= differs("データ件数", r->file_name, c->has_data_records, c->data_records,
                     r->data_records, report);
    wrong |= differs("金額の合計", r->file_name, c->has_amount, c->amount_sum, r->amount_sum, report);
    if (c->sha256[0] != '\0' && strcmp(c->sha256, r->sha256) != 0) {
        report_add(report, "%s: SHA-256が制御ファイルと違います。送り直しを頼んでください", r->file_name);
        wrong = true;
    }
    if (c->layout[0] != '\0' && strcmp(c->layout, l->name) != 0) {
        report_add(report, "%s: 制御ファイルのレイアウト「%s」と読んだレイアウト「%s」が違います",
                   r->file_name, c->layout, l->name);
        wrong = true;
    }
    return wrong ? ERR_INPUT : ERR_NONE;
}
