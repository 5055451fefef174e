/*
 * Separated records: RFC 4180, strict.
 *
 * The scanner turns 64 bytes at once into a bit mask of delimiters, quotes and line ends and walks its
 * bits. Masks also tell whether all that is no ASCII are whole characters of three bytes whose first asks
 * nothing special of the second: kana, kanji, full width. Only when something else was seen are lines looked
 * at by the strict judge of UTF-8. A quote inside an unquoted cell, text behind a closing quote and an open
 * quote are faults.
 */
#include "interchange/decode.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

struct scan {
    const char *bytes;
    size_t base, len; /* base: offset of the piece whose mask is at hand */
    uint64_t mask, delimiters; /* of special bytes not yet passed; of delimiters, passed or not */
    char delimiter, quote;
    bool has_quote, control, high; /* sticky: seen in any piece since the block began */
    /* Neither ASCII nor a whole plain character of three bytes, or a NUL: in the piece at hand; in any piece
     * since the line began. */
    bool odd_here, odd;
    unsigned carry; /* bits 0 and 1: the next piece begins with so many bytes of a character */
};

/*
 * `lead`, `tail`: bytes that begin a plain character of three and bytes inside of one. Both bytes behind each
 * lead must be tails, and nothing else may be: also not behind the end of the block.
 */
static inline void judge_characters(struct scan *s, uint64_t high, uint64_t lead, uint64_t tail, uint64_t nul)
{
    size_t left = s->len - s->base;
    uint64_t inside = left >= 64 ? ~(uint64_t)0 : ((uint64_t)1 << left) - 1;
    lead &= inside;
    uint64_t wanted = lead << 1 | lead << 2 | s->carry;
    s->carry = (lead >> 63 != 0 ? 3u : 0u) | (lead >> 62 & 1u);
    bool is_cut = left <= 64 && (s->carry != 0 || (wanted & ~inside) != 0);
    s->odd_here = is_cut || (((wanted ^ tail) | (high & ~(lead | tail)) | nul) & inside) != 0;
    s->odd |= s->odd_here;
}

#ifdef __SSE2__
static void load(struct scan *s)
{
    const __m128i delimiter = _mm_set1_epi8(s->delimiter), quote = _mm_set1_epi8(s->quote);
    const __m128i lf = _mm_set1_epi8('\n'), cr = _mm_set1_epi8('\r'), low = _mm_set1_epi8(0x1F);
    const __m128i del = _mm_set1_epi8(0x7F), zero = _mm_setzero_si128();
    const __m128i first_lead = _mm_set1_epi8((char)0xE1), leads = _mm_set1_epi8(0xEC - 0xE1);
    const __m128i behind_tails = _mm_set1_epi8((char)0xC0);
    uint64_t mask = 0, delimiters = 0, control = 0, high = 0, line = 0, lead = 0, tail = 0, nul = 0;

    for (unsigned i = 0; i < 4; i++) {
        __m128i x = _mm_loadu_si128((const __m128i *)(const void *)(s->bytes + s->base + i * 16));
        __m128i end = _mm_or_si128(_mm_cmpeq_epi8(x, lf), _mm_cmpeq_epi8(x, cr));
        __m128i between = _mm_cmpeq_epi8(x, delimiter), special = _mm_or_si128(end, between);
        if (s->has_quote) {
            special = _mm_or_si128(special, _mm_cmpeq_epi8(x, quote));
        }
        __m128i ctrl =
            _mm_or_si128(_mm_cmpeq_epi8(_mm_min_epu8(x, low), x), _mm_cmpeq_epi8(x, del));
        mask |= (uint64_t)(unsigned)_mm_movemask_epi8(special) << (i * 16);
        delimiters |= (uint64_t)(unsigned)_mm_movemask_epi8(between) << (i * 16);
        line |= (uint64_t)(unsigned)_mm_movemask_epi8(end) << (i * 16);
        control |= (uint64_t)(unsigned)_mm_movemask_epi8(ctrl) << (i * 16);
        __m128i from_lead = _mm_sub_epi8(x, first_lead);
        __m128i is_lead = _mm_cmpeq_epi8(_mm_min_epu8(from_lead, leads), from_lead);
        lead |= (uint64_t)(unsigned)_mm_movemask_epi8(is_lead) << (i * 16);
        tail |= (uint64_t)(unsigned)_mm_movemask_epi8(_mm_cmplt_epi8(x, behind_tails)) << (i * 16);
        nul |= (uint64_t)(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(x, zero)) << (i * 16);
        high |= (uint64_t)(unsigned)_mm_movemask_epi8(x) << (i * 16);
    }
    s->mask = mask;
    s->delimiters = delimiters;
    judge_characters(s, high, lead, tail, nul);
    s->control |= (control & ~line & ~(s->delimiter == '\t' ? mask : 0)) != 0;
    s->high |= high != 0;
}
#else
static void load(struct scan *s)
{
    uint64_t high = 0, lead = 0, tail = 0, nul = 0;
    s->mask = s->delimiters = 0;
    for (unsigned i = 0; i < 64; i++) {
        unsigned char c = (unsigned char)s->bytes[s->base + i];
        bool line = c == '\n' || c == '\r';
        bool special = line || c == (unsigned char)s->delimiter ||
                       (s->has_quote && c == (unsigned char)s->quote);
        s->mask |= (uint64_t)special << i;
        s->delimiters |= (uint64_t)(c == (unsigned char)s->delimiter) << i;
        s->control |= (c < 0x20 || c == 0x7F) && !special;
        high |= (uint64_t)(c >= 0x80) << i;
        lead |= (uint64_t)(c >= 0xE1 && c <= 0xEC) << i;
        tail |= (uint64_t)(c >= 0x80 && c < 0xC0) << i;
        nul |= (uint64_t)(c == 0) << i;
    }
    s->high |= high != 0;
    judge_characters(s, high, lead, tail, nul);
}
#endif

/* The next special byte, or len. */
static inline size_t next(struct scan *s)
{
    while (s->mask == 0) {
        if (s->len - s->base <= 64) {
            return s->len;
        }
        s->base += 64;
        load(s);
    }
    size_t at = s->base + (size_t)__builtin_ctzll(s->mask);
    s->mask &= s->mask - 1;
    return at < s->len ? at : s->len;
}

/* Begins at `at` anew. */
static void scan_from(struct scan *s, size_t at)
{
    s->base = at & ~(size_t)63;
    s->mask = s->carry = 0;
    if (s->base < s->len) {
        load(s);
        s->mask &= ~(uint64_t)0 << (at & 63);
    }
}

struct line {
    size_t cells;
    const char *fault;  /* NULL or words */
    size_t until;       /* behind the terminator */
    size_t text_until;  /* before it */
    enum terminator end;
    bool ended;         /* with a terminator */
};

/*
 * A quoted cell whose opening quote stands at `from`; returns the offset behind the closing quote, SIZE_MAX
 * when the data ends before. The scanner then gives the next special byte.
 */
static size_t quoted_cell(struct scan *s, size_t from, bool eof, struct cell *ret)
{
    size_t pos = next(s); /* the opening quote itself */
    assert(pos == from);
    ret->doubled = false;
    for (;;) {
        pos = next(s);
        if (pos >= s->len || pos - from > LAYOUT_SEPARATED_MAX) {
            return SIZE_MAX;
        }
        if (s->bytes[pos] != s->quote) {
            continue;
        }
        if (pos + 1 < s->len && s->bytes[pos + 1] == s->quote) {
            ret->doubled = true;
            pos = next(s);
            continue;
        }
        if (pos + 1 >= s->len && !eof) {
            return SIZE_MAX; /* the other half of a pair may come */
        }
        ret->text = (struct text){s->bytes + from + 1, pos - from - 1};
        return pos + 1;
    }
}

/* Behind the cell that ends at `pos`: true when the line ends there too; *ret_more when data is missing. */
static bool line_ends(struct scan *s, size_t pos, bool eof, struct line *l, bool *ret_more)
{
    l->text_until = pos;
    if (pos >= s->len) {
        l->until = s->len;
        *ret_more = !eof;
        return true;
    }
    if (s->bytes[pos] == '\n') {
        l->until = pos + 1;
        l->end = TERMINATOR_LF;
        l->ended = true;
        return true;
    }
    if (s->bytes[pos] == '\r') {
        *ret_more = pos + 1 >= s->len && !eof;
        bool pair = pos + 1 < s->len && s->bytes[pos + 1] == '\n';
        if (pair) {
            (void)next(s);
        }
        l->until = pos + 1 + pair;
        l->end = pair ? TERMINATOR_CRLF : TERMINATOR_CR;
        l->ended = true;
        return true;
    }
    return false;
}

/* `count` cells are added whose filling is told by the bits, from the lowest. */
static void note_filled(struct decoder *d, struct line *l, uint64_t bits, size_t count)
{
    size_t at = l->cells < LAYOUT_FIELDS_MAX ? l->cells : LAYOUT_FIELDS_MAX;
    d->filled[at / 64] |= bits << at % 64;
    if (at % 64 + count > 64) {
        d->filled[at / 64 + 1] |= bits >> (64 - at % 64);
    }
    l->cells += count;
}

/*
 * The cells that end with a delimiter of the piece at hand, up to the first other special byte: nearly all
 * there are. Returns where the next one begins.
 */
static size_t plain_cells(struct decoder *d, struct scan *s, size_t from, struct line *l)
{
    uint64_t others = s->mask & ~s->delimiters;
    uint64_t run = s->mask & s->delimiters & (others != 0 ? (others & -others) - 1 : ~(uint64_t)0);
    uint64_t filled = 0;
    struct cell *cells = &d->cells[l->cells];
    unsigned count = 0;

    if (run == 0 || l->cells + 64 > LAYOUT_FIELDS_MAX || s->base + 64 > s->len) {
        return from;
    }
    s->mask &= ~run;
    for (; run != 0; run &= run - 1, count++) {
        size_t pos = s->base + (size_t)__builtin_ctzll(run);
        cells[count] = (struct cell){.text = {s->bytes + from, pos - from}};
        filled |= (uint64_t)(pos != from) << count;
        from = pos + 1;
    }
    note_filled(d, l, filled, count);
    return from;
}

/* Cuts the line at `from` into cells. False: more data is needed. */
static bool cut_line(struct decoder *d, struct scan *s, size_t from, struct line *l)
{
    bool more = false, eof = d->eof;
    *l = (struct line){.end = TERMINATOR_ANY};
    memset(d->filled, 0, sizeof(d->filled));
    for (;;) {
        from = plain_cells(d, s, from, l);
        struct cell *c = &d->cells[l->cells < LAYOUT_FIELDS_MAX ? l->cells : LAYOUT_FIELDS_MAX];
        size_t pos;
        if (s->has_quote && from < s->len && s->bytes[from] == s->quote) {
            size_t behind = quoted_cell(s, from, eof, c);
            if (behind == SIZE_MAX) {
                bool too_long = s->len - from > LAYOUT_SEPARATED_MAX;
                l->fault = "引用符が閉じていません";
                l->text_until = l->until = s->len;
                return eof || too_long;
            }
            pos = next(s);
            if (pos != behind) {
                l->fault = "閉じた引用符の後に文字があります";
            }
        } else {
            pos = next(s);
            while (s->has_quote && pos < s->len && s->bytes[pos] == s->quote) {
                l->fault = "引用符で囲まない値の中に引用符があります";
                pos = next(s);
            }
            *c = (struct cell){.text = {s->bytes + from, pos - from}};
        }
        /* A quote behind a closing quote: go on to the end of the cell. */
        while (s->has_quote && pos < s->len && s->bytes[pos] == s->quote) {
            pos = next(s);
        }
        note_filled(d, l, 1, 1);
        if (line_ends(s, pos, eof, l, &more)) {
            return !more;
        }
        from = pos + 1;
    }
}

static size_t kind_of(struct decoder *d, size_t cells)
{
    const struct layout *y = d->layout;
    size_t kind = d->likely_kind;
    for (size_t n = 0; n < y->record_count; n++) {
        const struct record_kind *r = &y->records[kind];
        if (!r->has_when ||
            (r->when_offset < cells && text_equal(d->cells[r->when_offset].text, r->when_text))) {
            d->likely_kind = kind;
            return kind;
        }
        kind = kind + 1 < y->record_count ? kind + 1 : 0;
    }
    return SIZE_MAX;
}

static void one_line(struct decoder *d, struct block *b, const struct scan *s, size_t from,
                     const struct line *l)
{
    size_t len = l->text_until - from, bad = 0;
    if (d->header_lines_left > 0) {
        d->header_lines_left--;
        return;
    }
    int64_t number = ++d->receipt.records;
    if (l->ended) {
        decoder_terminator(d, l->end, number);
    }
    if (l->fault != NULL) {
        decoder_fault(d, number, "%s", l->fault);
        return;
    }
    if (len > LAYOUT_SEPARATED_MAX) {
        decoder_fault(d, number, "長さ%zuバイトは上限%uを超えています", len, LAYOUT_SEPARATED_MAX);
        return;
    }
    if (s->odd && d->layout->charset == CHARSET_UTF8 && !utf8_is_valid(b->raw + from, len, &bad)) {
        decoder_fault(d, number, "%zuバイト目（0x%02X）がUTF-8の文字ではありません", bad + 1,
                      (unsigned)(unsigned char)b->raw[from + bad]);
        return;
    }
    size_t kind = kind_of(d, l->cells);
    if (kind == SIZE_MAX) {
        decoder_fault(d, number, "レコードの種類が分かりません（1列目「%.*s」）",
                      (int)(d->cells[0].text.len < 20 ? d->cells[0].text.len : 20),
                      d->cells[0].text.bytes);
        return;
    }
    const struct record_kind *r = &d->layout->records[kind];
    if (l->cells != r->field_count) {
        decoder_fault(d, number, "列が%zuあります（%sは%zu列）", l->cells, r->name, r->field_count);
        return;
    }
    decoder_record(d, b, kind, d->cells, s->control, s->high);
}

/* Passes over a line that is too long; *at stands behind it or at the end of the block. */
static void skip_line(struct decoder *d, const struct block *b, size_t *at)
{
    const char *end = memchr(b->raw + *at, '\n', b->raw_len - *at);
    d->skipping = end == NULL;
    *at = end != NULL ? (size_t)(end - b->raw) + 1 : b->raw_len;
}

void csv_block(struct decoder *d, struct block *b, size_t *ret_used)
{
    const struct layout *y = d->layout;
    struct scan s = {.bytes = b->raw, .len = b->raw_len, .delimiter = y->delimiter,
                     .quote = y->quote, .has_quote = y->quote != 0};
    struct line l;
    size_t at = 0;

    if (d->skipping) {
        skip_line(d, b, &at);
    }
    scan_from(&s, at);
    while (at < b->raw_len && block_has_room(b) && !d->stopped) {
        if (d->eof && decoder_only_ctrl_z(d, b->raw + at, b->raw_len - at)) {
            at = b->raw_len;
            break;
        }
        if (!cut_line(d, &s, at, &l)) {
            if (b->raw_len - at <= LAYOUT_SEPARATED_MAX * 2) {
                break; /* the rest comes with the next block */
            }
            decoder_fault(d, ++d->receipt.records, "長さが上限%uバイトを超えています",
                          LAYOUT_SEPARATED_MAX);
            skip_line(d, b, &at);
            scan_from(&s, at);
            continue;
        }
        one_line(d, b, &s, at, &l);
        s.odd = s.odd_here;
        if (l.fault != NULL && !l.ended) {
            skip_line(d, b, &at); /* an open quote: line by line from here */
            scan_from(&s, at);
            continue;
        }
        at = l.until;
    }
    *ret_used = at;
}
