/*
 * Records of a fixed length, with or without terminators (payment_formats.md 3.1, Y01 to Y06).
 *
 * Partners add CR+LF, LF, CR or nothing whatever was agreed. A file is read as lines when a line end
 * stands near its beginning, otherwise as an unbroken run of records.
 */
#include "interchange/decode.h"

static bool is_end(char c) { return c == '\r' || c == '\n'; }

/* First CR or LF in the bytes, or len. */
static size_t find_end(const char *bytes, size_t len)
{
    const char *lf = memchr(bytes, '\n', len);
    size_t until = lf != NULL ? (size_t)(lf - bytes) : len;
    const char *cr = memchr(bytes, '\r', until);
    return cr != NULL ? (size_t)(cr - bytes) : until;
}

static void find_mode(struct decoder *d, const struct block *b)
{
    size_t len = d->layout->fixed_len;
    if (d->layout->read_terminator == TERMINATOR_NONE) {
        d->mode = MODE_NO_TERMINATOR;
        return;
    }
    size_t window = b->raw_len < LAYOUT_FIXED_MAX * 2 ? b->raw_len : LAYOUT_FIXED_MAX * 2;
    size_t end = find_end(b->raw, window);
    bool several = end > len && end % len == 0; /* e.g. the only line end is that of the file */
    d->mode = end == window || several ? MODE_NO_TERMINATOR : MODE_LINES;
    if (d->mode == MODE_NO_TERMINATOR && d->layout->read_terminator != TERMINATOR_ANY) {
        decoder_fault(d, 0, "レコードの終わりに行末がありません");
    }
}

struct piece {
    size_t len;        /* of the record */
    size_t until;      /* offset behind its terminator */
    enum terminator end;
    bool ended;
};

/* False: more data is needed. */
static bool cut_line(struct decoder *d, const struct block *b, size_t at, struct piece *ret)
{
    size_t left = b->raw_len - at;
    size_t window = left < LAYOUT_FIXED_MAX * 2 ? left : LAYOUT_FIXED_MAX * 2;
    size_t end = find_end(b->raw + at, window);
    *ret = (struct piece){.len = end, .until = at + end, .end = TERMINATOR_NONE};
    if (end == window) {
        return d->eof || window == LAYOUT_FIXED_MAX * 2;
    }
    if (b->raw[at + end] == '\n') {
        ret->until++;
        ret->end = TERMINATOR_LF;
    } else {
        if (at + end + 1 >= b->raw_len && !d->eof) {
            return false;
        }
        bool pair = at + end + 1 < b->raw_len && b->raw[at + end + 1] == '\n';
        ret->until += 1u + pair;
        ret->end = pair ? TERMINATOR_CRLF : TERMINATOR_CR;
    }
    ret->ended = true;
    return true;
}

static bool cut_run(struct decoder *d, const struct block *b, size_t at, struct piece *ret)
{
    size_t left = b->raw_len - at, len = d->layout->fixed_len;
    if (left < len + 3 && !d->eof) {
        return false;
    }
    size_t end = find_end(b->raw + at, left < len ? left : len);
    *ret = (struct piece){.len = end, .until = at + end, .end = TERMINATOR_NONE};
    /* The last record may close the file with a line end. */
    size_t behind = ret->until;
    while (behind < b->raw_len && behind < ret->until + 2 && is_end(b->raw[behind])) {
        behind++;
    }
    ret->until = behind;
    return true;
}

static size_t kind_of(const struct decoder *d, const char *bytes)
{
    const struct layout *y = d->layout;
    for (size_t i = 0; i < y->record_count; i++) {
        const struct record_kind *r = &y->records[i];
        if (!r->has_when || memcmp(bytes + r->when_offset, r->when_text.bytes, r->when_len) == 0) {
            return i;
        }
    }
    return SIZE_MAX;
}

static void flags_of(const char *bytes, size_t len, bool *control, bool *high)
{
    unsigned c = 0, h = 0;
    for (size_t i = 0; i < len; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        c |= byte < 0x20 || byte == 0x7F;
        h |= byte >= 0x80;
    }
    *control = c != 0;
    *high = h != 0;
}

static void one_record(struct decoder *d, struct block *b, size_t at, const struct piece *p)
{
    const struct layout *y = d->layout;
    int64_t number = ++d->receipt.records;
    size_t bad = 0;
    bool control, high;

    if (p->ended) {
        decoder_terminator(d, p->end, number);
    }
    if (p->len != y->fixed_len) {
        decoder_fault(d, number, "長さが%zuバイトです（正しくは%zuバイト）", p->len, y->fixed_len);
        return;
    }
    const char *bytes = b->raw + at;
    flags_of(bytes, p->len, &control, &high);
    if (high && y->charset == CHARSET_UTF8 && !utf8_is_valid(bytes, p->len, &bad)) {
        decoder_fault(d, number, "%zuバイト目（0x%02X）がUTF-8の文字ではありません", bad + 1,
                      (unsigned)(unsigned char)bytes[bad]);
        return;
    }
    size_t kind = kind_of(d, bytes);
    if (kind == SIZE_MAX) {
        decoder_fault(d, number, "レコードの種類が分かりません（先頭の字 0x%02X）",
                      decoder_file_byte(d, bytes[0]));
        return;
    }
    const struct record_kind *r = &y->records[kind];
    for (size_t i = 0; i < r->field_count; i++) {
        d->cells[i] = (struct cell){.text = {bytes + r->fields[i].offset, r->fields[i].len}};
    }
    decoder_record(d, b, kind, d->cells, control, high);
}

void fixed_block(struct decoder *d, struct block *b, size_t *ret_used)
{
    size_t at = 0;
    struct piece p;

    if (d->mode == MODE_UNKNOWN && b->raw_len > 0) {
        find_mode(d, b);
    }
    while (at < b->raw_len && block_has_room(b) && !d->stopped) {
        if (d->eof && decoder_only_ctrl_z(d, b->raw + at, b->raw_len - at)) {
            at = b->raw_len;
            break;
        }
        bool whole = d->mode == MODE_LINES ? cut_line(d, b, at, &p) : cut_run(d, b, at, &p);
        if (!whole) {
            break;
        }
        one_record(d, b, at, &p);
        at = p.until;
    }
    *ret_used = at;
}
