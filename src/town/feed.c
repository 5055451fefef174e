#include "town/feed.h"

#include <errno.h>
#include <unistd.h>

#define FLUSH_AT (size_t)(1 << 20)
#define ROW_MAX (size_t)(2 << 20)
#define INSURER "138040"
#define MUNICIPALITY "131041"
#define MADE_TIME "020000"

static void flush(struct feed *f)
{
    if (f->row.overflow || f->failed) {
        f->failed = true;
        return;
    }
    sha256_add(&f->hash, f->row.bytes, f->row.len);
    if (fwrite(f->row.bytes, 1, f->row.len, f->file) != f->row.len) {
        f->failed = true;
    }
    f->bytes += (int64_t)f->row.len;
    textbuf_clear(&f->row);
}

enum err feed_open(struct feed *f, const char *dir, const struct feed_spec *spec,
                   struct report *report)
{
    *f = (struct feed){.layout = spec->layout, .as_of = spec->as_of};
    snprintf(f->name, sizeof f->name, "%s_" INSURER "_%08d_" MADE_TIME "_%03d_%c.csv",
             spec->interface, spec->as_of, spec->sequence, spec->extent);
    int len = snprintf(f->path, sizeof f->path - 8, "%s/%s", dir, f->name);
    if (len < 0 || (size_t)len >= sizeof f->path - 8) {
        return report_fail(report, ERR_INPUT, "出力先の名前が長すぎます: %s", dir);
    }

    char part[sizeof f->path + 8];
    snprintf(part, sizeof part, "%s.part", f->path);
    f->file = fopen(part, "wb");
    if (f->file == NULL) {
        return report_fail(report, ERR_WORLD, "%s を作れません: %s", part, strerror(errno));
    }
    textbuf_init(&f->row, ROW_MAX);
    sha256_init(&f->hash);

    feed_begin(f, 'H');
    feed_text(f, spec->interface);
    feed_i64(f, 1);
    feed_text(f, MUNICIPALITY);
    feed_ymd(f, spec->as_of);
    feed_text(f, MADE_TIME);
    feed_i64(f, spec->sequence);
    feed_text(f, spec->extent == 'F' ? "F" : "D");
    feed_ymd(f, spec->as_of);
    feed_end(f);
    return ERR_NONE;
}

void feed_begin(struct feed *f, char kind)
{
    textbuf_add(&f->row, &kind, 1);
    f->data_records += kind == 'D';
}

void feed_text(struct feed *f, const char *value)
{
    textbuf_add(&f->row, ",", 1);
    if (value == NULL || value[0] == '\0') {
        return;
    }
    size_t len = strlen(value);
    if (strpbrk(value, ",\"\n\r") == NULL) {
        textbuf_add(&f->row, value, len);
        return;
    }
    textbuf_add(&f->row, "\"", 1);
    for (size_t i = 0; i < len; i++) {
        textbuf_add(&f->row, value[i] == '"' ? "\"\"" : &value[i], value[i] == '"' ? 2 : 1);
    }
    textbuf_add(&f->row, "\"", 1);
}

/* ",digits", at least `digits` of them. */
static void add_digits(struct feed *f, int64_t value, int digits)
{
    char buf[24];
    size_t at = sizeof buf;
    uint64_t rest = value < 0 ? (uint64_t)-value : (uint64_t)value;

    while (rest > 0 || digits > 0) {
        buf[--at] = (char)('0' + (char)(rest % 10));
        rest /= 10;
        digits--;
    }
    if (value < 0) {
        buf[--at] = '-';
    }
    buf[--at] = ',';
    textbuf_add(&f->row, buf + at, sizeof buf - at);
}

void feed_i64(struct feed *f, int64_t value)
{
    add_digits(f, value, 1);
}

void feed_amount(struct feed *f, yen value)
{
    if (value == 0) {
        feed_empty(f, 1);
        return;
    }
    add_digits(f, value, 1);
}

void feed_number(struct feed *f, int64_t value, int digits)
{
    if (value == 0) {
        feed_empty(f, 1);
        return;
    }
    add_digits(f, value, digits);
}

void feed_ymd(struct feed *f, int32_t ymd)
{
    feed_number(f, ymd, 8);
}

void feed_flag(struct feed *f, bool value)
{
    textbuf_add(&f->row, value ? ",1" : ",0", 2);
}

void feed_empty(struct feed *f, int fields)
{
    static const char commas[] = ",,,,,,,,,,,,,,,,,,,,";
    assert(fields >= 0 && (size_t)fields < sizeof commas);
    textbuf_add(&f->row, commas, (size_t)fields);
}

void feed_end(struct feed *f)
{
    textbuf_add(&f->row, "\n", 1);
    if (f->row.len >= FLUSH_AT) {
        flush(f);
    }
}

/* 制御ファイル: what a receiver checks before it reads (interfaces.md 1.4). */
static enum err write_control(const struct feed *f, struct report *report)
{
    char part[sizeof f->path + 16];
    snprintf(part, sizeof part, "%s.ctl.part", f->path);
    FILE *file = fopen(part, "wb");
    if (file == NULL) {
        return report_fail(report, ERR_WORLD, "%s を作れません: %s", part, strerror(errno));
    }
    int written = fprintf(file,
                          "layout=%s\nversion=1\nfile=%s\nbytes=%lld\nrecords=%lld\n"
                          "data_records=%lld\namount_sum=%lld\nsha256=%s\n"
                          "first_sequence=%d\nlast_sequence=%lld\n",
                          f->layout, f->name, (long long)f->bytes,
                          (long long)(f->data_records + 2), (long long)f->data_records,
                          (long long)f->amount_sum, f->sha256_hex, f->data_records > 0 ? 1 : 0,
                          (long long)f->data_records);
    bool failed = written < 0;
    if (fclose(file) != 0 || failed) {
        return report_fail(report, ERR_WORLD, "%s に書けません", part);
    }
    return ERR_NONE;
}

enum err feed_close(struct feed *f, struct report *report)
{
    unsigned char digest[SHA256_BYTES];

    flush(f);
    textbuf_done(&f->row);
    bool closed = fclose(f->file) == 0;
    f->file = NULL;
    if (!closed || f->failed) {
        return report_fail(report, ERR_WORLD, "%s に書けません（空き容量を確かめてください）",
                           f->path);
    }
    sha256_done(&f->hash, digest);
    hex_format(digest, sizeof digest, f->sha256_hex);
    return write_control(f, report);
}

enum err feed_publish(struct feed *f, struct report *report)
{
    static const char *const ends[] = {".ctl", ""};
    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        char from[sizeof f->path + 16], to[sizeof f->path + 16];
        snprintf(from, sizeof from, "%s%s.part", f->path, ends[i]);
        snprintf(to, sizeof to, "%s%s", f->path, ends[i]);
        if (rename(from, to) != 0) {
            return report_fail(report, ERR_WORLD, "%s を %s にできません: %s", from, to,
                               strerror(errno));
        }
    }
    return ERR_NONE;
}

void feed_discard(struct feed *f)
{
    static const char *const ends[] = {".part", ".ctl.part", ".ctl", ""};
    if (f->file != NULL) {
        fclose(f->file);
        f->file = NULL;
        textbuf_done(&f->row);
    }
    for (size_t i = 0; f->path[0] != '\0' && i < COUNT_OF(ends); i++) {
        char path[sizeof f->path + 16];
        snprintf(path, sizeof path, "%s%s", f->path, ends[i]);
        unlink(path); /* what was never made is not there */
    }
}
