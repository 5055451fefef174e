/*
 * Writing a file: byte-exact, padded, totals filled, and judged by the same code that reads.
 *
 * Each record is encoded and then decoded again, strictly, with the same checks and rules; what would be
 * refused on reading is never written. The file grows beside its path and takes its name when it is whole.
 */
#include "interchange/decode.h"

#include <errno.h>
#include <unistd.h>

struct layout_writer {
    struct arena *arena;
    struct decoder *decoder;
    struct block *block; /* one record at a time */
    struct report faults, warnings;
    char *path, *part;
    FILE *file;
    struct textbuf encoded; /* the cells, one after another */
    struct textbuf line;
    struct text *values; /* as they will be read */
    bool failed;
};

static enum terminator terminator_of(const struct layout *l)
{
    if (l->write_terminator != TERMINATOR_ANY) {
        return l->write_terminator;
    }
    if (l->read_terminator != TERMINATOR_ANY) {
        return l->read_terminator;
    }
    return l->charset == CHARSET_UTF8 ? TERMINATOR_LF : TERMINATOR_CRLF;
}

static void add_terminator(const struct layout *l, struct textbuf *to)
{
    static const char *const ends[] = {
        [TERMINATOR_CRLF] = "\r\n", [TERMINATOR_LF] = "\n", [TERMINATOR_CR] = "\r",
        [TERMINATOR_NONE] = "",
    };
    textbuf_puts(to, ends[terminator_of(l)]);
}

static void put_line(struct layout_writer *w)
{
    if (w->decoder->layout->bytes != NULL) {
        byte_table_from_jis(w->decoder->layout->bytes, w->line.bytes, w->line.len);
    }
    if (fwrite(w->line.bytes, 1, w->line.len, w->file) != w->line.len) {
        w->failed = true;
    }
    sha256_add(&w->decoder->hash, w->line.bytes, w->line.len);
    w->decoder->receipt.bytes += (int64_t)w->line.len;
}

static bool must_quote(const struct layout *l, const struct field *f, struct text cell)
{
    if (l->quote == 0) {
        return false;
    }
    bool edge = cell.len > 0 && (cell.bytes[0] == ' ' || cell.bytes[cell.len - 1] == ' ');
    return f->is_quoted || edge ||
           (cell.len > 0 && (memchr(cell.bytes, l->delimiter, cell.len) != NULL ||
                             memchr(cell.bytes, l->quote, cell.len) != NULL));
}

static void add_cell(const struct layout *l, const struct field *f, struct text cell,
                     struct textbuf *to)
{
    if (!must_quote(l, f, cell)) {
        textbuf_add(to, cell.bytes, cell.len);
        return;
    }
    textbuf_add(to, &l->quote, 1);
    for (size_t i = 0; i < cell.len; i++) {
        textbuf_add(to, &cell.bytes[i], 1);
        if (cell.bytes[i] == l->quote) {
            textbuf_add(to, &l->quote, 1);
        }
    }
    textbuf_add(to, &l->quote, 1);
}

/* The header lines of a separated file: the labels of its first record. */
static void put_header_lines(struct layout_writer *w)
{
    const struct layout *l = w->decoder->layout;
    size_t bad;
    for (int64_t n = 0; l->framing == FRAMING_CSV && n < l->header_lines; n++) {
        textbuf_clear(&w->line);
        for (size_t i = 0; n == 0 && i < l->records[0].field_count; i++) {
            const struct field *f = &l->records[0].fields[i];
            if (i > 0) {
                textbuf_add(&w->line, &l->delimiter, 1);
            }
            if (!charset_encode(l->charset, text_of(f->label), &w->line, &bad)) {
                textbuf_puts(&w->line, f->name);
            }
        }
        add_terminator(l, &w->line);
        put_line(w);
    }
}

static void release(struct layout_writer *w)
{
    textbuf_done(&w->encoded);
    textbuf_done(&w->line);
    textbuf_done(&w->decoder->scratch);
    report_done(&w->faults);
    report_done(&w->warnings);
    arena_free(w->arena);
}

enum err layout_writer_open(const struct layout *l, const char *path, struct report *report,
                            struct layout_writer **ret)
{
    return layout_writer_open_with(l, path, NULL, report, ret);
}

enum err layout_writer_open_with(const struct layout *l, const char *path,
                                 const struct layout_options *options, struct report *report,
                                 struct layout_writer **ret)
{
    struct arena *arena = arena_new("ファイルの書出し", (size_t)64 << 20);
    struct layout_writer *w = ARENA_NEW(arena, struct layout_writer);
    struct decoder *d = ARENA_NEW(arena, struct decoder);

    w->arena = arena;
    w->decoder = d;
    w->path = arena_string(arena, path);
    w->part = arena_printf(arena, "%s.part", path);
    w->file = fopen(w->part, "wbe");
    if (w->file == NULL) {
        char why[128];
        enum err e = report_fail(report, ERR_WORLD, "ファイル「%s」を作れません: %s", w->part,
                                 strerror_r(errno, why, sizeof(why)));
        arena_free(arena);
        return e;
    }
    const char *slash = strrchr(w->path, '/');
    *d = (struct decoder){.layout = l, .arena = arena, .faults = &w->faults, .fd = -1,
                          .warnings = &w->warnings, .sums_are_sound = true, .strict = true,
                          .file_name = slash != NULL ? slash + 1 : w->path};
    size_t name = utf8_prefix(d->file_name, strlen(d->file_name), sizeof(d->receipt.file_name) - 1);
    memcpy(d->receipt.file_name, d->file_name, name);
    d->rules = rule_state_new(l, options, arena);
    decoder_make_quick(d);
    d->total_bytes = 4096;
    sha256_init(&d->hash);
    w->block = block_new(d, arena);
    w->values = ARENA_ARRAY(arena, struct text, LAYOUT_FIELDS_MAX);
    textbuf_init(&d->scratch, (size_t)LAYOUT_SEPARATED_MAX * 8);
    textbuf_init(&w->encoded, (size_t)LAYOUT_SEPARATED_MAX * 16);
    textbuf_init(&w->line, (size_t)LAYOUT_SEPARATED_MAX * 16);
    report_init(&w->faults);
    report_init(&w->warnings);
    put_header_lines(w);
    *ret = w;
    return ERR_NONE;
}

/* What an empty field becomes: its constant, its default, or what a rule determines. */
static void fill_values(struct layout_writer *w, size_t kind, const struct text *values)
{
    const struct layout *l = w->decoder->layout;
    struct rule_state *rules = w->decoder->rules;
    const struct record_kind *r = &l->records[kind];

    for (size_t i = 0; i < r->field_count; i++) {
        const struct field *f = &r->fields[i];
        w->values[i] = values[i].len > 0 ? values[i]
                       : f->has_constant ? f->constant
                       : f->has_preset   ? f->preset
                                         : (struct text){"", 0};
    }
    for (size_t i = 0; i < l->rule_count; i++) {
        const struct rule *rule = &l->rules[i];
        if (!rule->fills || rule->fill_record != kind || w->values[rule->fill_field].len > 0) {
            continue;
        }
        rule_state_remember(rules, kind, w->values);
        struct value v = rule_state_value(rules, rule->fill, NULL);
        if (v.kind == VALUE_INT) {
            char *digits = arena_printf(w->arena, "%lld", (long long)v.number);
            w->values[rule->fill_field] = text_of(digits);
        } else if (v.kind == VALUE_TEXT) {
            w->values[rule->fill_field] = text_copy(w->arena, v.text);
        }
    }
}

static struct text untranslated(const struct field *f, struct text v)
{
    for (size_t i = 0; f->table != NULL && i < f->table->count; i++) {
        if (text_equal(f->table->pairs[i].to, v)) {
            return f->table->pairs[i].from;
        }
    }
    return v;
}

static void repeat(struct textbuf *to, char c, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        textbuf_add(to, &c, 1);
    }
}

/* The bytes of one field with its padding, appended to w->encoded. NULL or the reason. */
static const char *encode(struct layout_writer *w, const struct field *f, struct text v)
{
    const struct layout *l = w->decoder->layout;
    bool fixed = l->framing == FRAMING_FIXED;
    struct textbuf *to = &w->encoded;
    size_t from = to->len, bad;

    v = untranslated(f, v);
    if (v.len == 0 && f->need == NEED_ZERO_IS_NONE) {
        repeat(to, '0', fixed ? f->len : 1);
        return NULL;
    }
    if (v.len == 0 && fixed && f->need == NEED_OPTIONAL &&
        (f->type == FIELD_NUMBER || f->type == FIELD_AMOUNT)) {
        repeat(to, ' ', f->len); /* zeros would be read as a number */
        return NULL;
    }
    bool negative = f->is_signed && v.len > 0 && v.bytes[0] == '-';
    if (f->strip.len > 0 && v.len > 0 &&
        (v.len < f->strip.len || memcmp(v.bytes, f->strip.bytes, f->strip.len) != 0)) {
        textbuf_add(to, f->strip.bytes, f->strip.len);
    }
    if (f->pad == PAD_ZEROS && v.len < f->len && (fixed || v.len > 0)) {
        textbuf_add(to, "-", negative);
        repeat(to, '0', f->len - v.len);
        v = (struct text){v.bytes + negative, v.len - negative};
    }
    if (!utf8_is_valid(v.bytes, v.len, NULL)) {
        return "UTF-8の文字ではありません";
    }
    if (!charset_encode(l->charset, v, to, &bad)) {
        return "相手の文字コードに無い文字があります";
    }
    for (size_t i = from; l->bytes != NULL && i < to->len; i++) {
        if (!l->bytes->means[l->bytes->from_jis[(unsigned char)to->bytes[i]]]) {
            return "相手の文字コード表に無い文字があります";
        }
    }
    size_t len = to->len - from;
    if (len > f->len + (fixed ? 0 : f->is_signed)) {
        return "項目の長さに収まりません";
    }
    if (fixed && len < f->len) {
        repeat(to, ' ', f->len - len);
    }
    return to->overflow ? "長すぎます" : NULL;
}

static enum err refuse(struct layout_writer *w, struct report *report)
{
    for (size_t i = 0; i < w->faults.kept; i++) {
        report_add(report, "%s", w->faults.lines[i]);
    }
    w->failed = true;
    return ERR_INPUT;
}

/* Cells into the line with padding, separators and terminator. */
static void make_line(struct layout_writer *w, const struct record_kind *r)
{
    const struct layout *l = w->decoder->layout;
    textbuf_clear(&w->line);
    for (size_t i = 0; i < r->field_count; i++) {
        struct text cell = w->decoder->cells[i].text;
        if (l->framing == FRAMING_FIXED) {
            textbuf_add(&w->line, cell.bytes, cell.len);
            continue;
        }
        if (i > 0) {
            textbuf_add(&w->line, &l->delimiter, 1);
        }
        add_cell(l, &r->fields[i], cell, &w->line);
    }
    add_terminator(l, &w->line);
}

enum err layout_write_record(struct layout_writer *w, size_t record, const struct text *values,
                             struct report *report)
{
    struct decoder *d = w->decoder;
    const struct record_kind *r = &d->layout->records[record];
    size_t ends[LAYOUT_FIELDS_MAX];

    assert(record < d->layout->record_count);
    if (w->failed) {
        return report_fail(report, ERR_INPUT, "%s: 前の記録に誤りがあるので書けません", w->path);
    }
    d->receipt.records++;
    fill_values(w, record, values);
    textbuf_clear(&w->encoded);
    for (size_t i = 0; i < r->field_count; i++) {
        const char *why = encode(w, &r->fields[i], w->values[i]);
        if (why != NULL) {
            decoder_fault(d, d->receipt.records, "%s の項目 %s「%s」: %s", r->name,
                          r->fields[i].name, r->fields[i].label, why);
            return refuse(w, report);
        }
        ends[i] = w->encoded.len;
    }
    for (size_t i = 0, from = 0; i < r->field_count; from = ends[i++]) {
        d->cells[i] = (struct cell){.text = {w->encoded.bytes + from, ends[i] - from}};
    }
    block_clear(w->block);
    decoder_record(d, w->block, record, d->cells, true, true);
    if (w->faults.count > 0) {
        return refuse(w, report);
    }
    make_line(w, r);
    size_t most = d->layout->framing == FRAMING_FIXED ? LAYOUT_FIXED_MAX : LAYOUT_SEPARATED_MAX;
    if (w->line.overflow || w->line.len > most + 2) {
        decoder_fault(d, d->receipt.records, "長さが上限%zuバイトを超えています", most);
        return refuse(w, report);
    }
    put_line(w);
    return w->failed ? report_fail(report, ERR_WORLD, "ファイル「%s」に書けません", w->part)
                     : ERR_NONE;
}

enum err layout_writer_close(struct layout_writer *w, struct report *report,
                             struct file_receipt *ret)
{
    struct decoder *d = w->decoder;
    unsigned char digest[SHA256_BYTES];
    enum err e = w->failed ? ERR_INPUT : ERR_NONE;

    if (e == ERR_NONE) {
        decoder_finish(d);
        e = w->faults.count > 0 ? refuse(w, report) : ERR_NONE;
    }
    if (e != ERR_NONE) {
        layout_writer_cancel(w);
        return e;
    }
    bool written = fflush(w->file) == 0 && fsync(fileno(w->file)) == 0;
    written = fclose(w->file) == 0 && written;
    w->file = NULL;
    if (!written || rename(w->part, w->path) != 0) {
        e = report_fail(report, ERR_WORLD, "ファイル「%s」に書けません", w->path);
        layout_writer_cancel(w);
        return e;
    }
    sha256_done(&d->hash, digest);
    hex_format(digest, sizeof(digest), d->receipt.sha256);
    if (ret != NULL) {
        *ret = d->receipt;
    }
    release(w);
    return ERR_NONE;
}

void layout_writer_cancel(struct layout_writer *w)
{
    if (w == NULL) {
        return;
    }
    if (w->file != NULL) {
        fclose(w->file);
    }
    unlink(w->part);
    release(w);
}
