/* Bounded text: UTF-8, growing buffers with a maximum, CP932, search keys of kana. */
#include "base/utf8.h"

#include <errno.h>
#include <iconv.h>
#include <stdarg.h>

bool text_equal(struct text a, struct text b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.bytes, b.bytes, a.len) == 0);
}

bool text_is(struct text a, const char *nul_terminated)
{
    return text_equal(a, text_of(nul_terminated));
}

bool text_starts(struct text a, const char *with)
{
    size_t n = strlen(with);
    return a.len >= n && memcmp(a.bytes, with, n) == 0;
}

bool parse_i64(const char *text, size_t len, int64_t min, int64_t max, int64_t *ret)
{
    size_t i = 0;
    bool negative = len > 0 && text[0] == '-';
    int64_t v = 0;

    if (negative) {
        i = 1;
    }
    if (i == len) {
        return false;
    }
    for (; i < len; i++) {
        if (text[i] < '0' || text[i] > '9' || __builtin_mul_overflow(v, 10, &v) ||
            __builtin_sub_overflow(v, text[i] - '0', &v)) { /* counted downwards: INT64_MIN fits */
            return false;
        }
    }
    if (!negative) {
        if (v == INT64_MIN) {
            return false;
        }
        v = -v;
    }
    if (v < min || v > max) {
        return false;
    }
    *ret = v;
    return true;
}

/* -------------------------------------------------------------------------------------- UTF-8 -- */

/* Length of the character that begins at `p`, or 0 when it is malformed. */
static size_t utf8_length(const unsigned char *p, size_t left)
{
    if (p[0] < 0x80) {
        return p[0] != 0 ? 1 : 0;
    }
    if (p[0] < 0xC2 || p[0] > 0xF4) {
        return 0;
    }
    size_t n = p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
    if (left < n) {
        return 0;
    }
    for (size_t i = 1; i < n; i++) {
        if ((p[i] & 0xC0) != 0x80) {
            return 0;
        }
    }
    if ((p[0] == 0xE0 && p[1] < 0xA0) || (p[0] == 0xED && p[1] > 0x9F) ||
        (p[0] == 0xF0 && p[1] < 0x90) || (p[0] == 0xF4 && p[1] > 0x8F)) {
        return 0;
    }
    return n;
}

bool utf8_is_valid(const char *bytes, size_t len, size_t *ret_bad_offset)
{
    const unsigned char *p = (const unsigned char *)bytes;
    size_t at = 0;

    while (at < len) {
        /* Eight ASCII bytes at once, none of them NUL. */
        while (len - at >= 8) {
            uint64_t w;
            memcpy(&w, p + at, 8);
            if ((w & 0x8080808080808080u) != 0 ||
                ((w - 0x0101010101010101u) & ~w & 0x8080808080808080u) != 0) {
                break;
            }
            at += 8;
        }
        if (at == len) {
            break;
        }
        size_t n = utf8_length(p + at, len - at);
        if (n == 0) {
            if (ret_bad_offset != NULL) {
                *ret_bad_offset = at;
            }
            return false;
        }
        at += n;
    }
    return true;
}

uint32_t utf8_next(const char *bytes, size_t len, size_t *at)
{
    const unsigned char *p = (const unsigned char *)bytes + *at;
    size_t n = utf8_length(p, len - *at);
    assert(n > 0);
    *at += n;

    switch (n) {
    case 1:
        return p[0];
    case 2:
        return (uint32_t)(p[0] & 0x1F) << 6 | (p[1] & 0x3F);
    case 3:
        return (uint32_t)(p[0] & 0x0F) << 12 | (uint32_t)(p[1] & 0x3F) << 6 | (p[2] & 0x3F);
    default:
        return (uint32_t)(p[0] & 0x07) << 18 | (uint32_t)(p[1] & 0x3F) << 12 |
               (uint32_t)(p[2] & 0x3F) << 6 | (p[3] & 0x3F);
    }
}

size_t utf8_encode(uint32_t c, char buf[4])
{
    assert(c != 0 && c <= 0x10FFFF && !(c >= 0xD800 && c <= 0xDFFF));
    if (c < 0x80) {
        buf[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        buf[0] = (char)(0xC0 | c >> 6);
        buf[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        buf[0] = (char)(0xE0 | c >> 12);
        buf[1] = (char)(0x80 | (c >> 6 & 0x3F));
        buf[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    buf[0] = (char)(0xF0 | c >> 18);
    buf[1] = (char)(0x80 | (c >> 12 & 0x3F));
    buf[2] = (char)(0x80 | (c >> 6 & 0x3F));
    buf[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}

/* A variation selector belongs to the character before it. */
static bool is_selector(uint32_t c)
{
    return (c >= 0xE0100 && c <= 0xE01EF) || (c >= 0xFE00 && c <= 0xFE0F);
}

size_t utf8_characters(const char *bytes, size_t len)
{
    size_t count = 0, at = 0;
    while (at < len) {
        count += !is_selector(utf8_next(bytes, len, &at));
    }
    return count;
}

size_t utf8_prefix(const char *bytes, size_t len, size_t max_bytes)
{
    size_t at = 0, end = 0;
    while (at < len) {
        size_t from = at;
        size_t n = utf8_length((const unsigned char *)bytes + at, len - at);
        uint32_t c = 0;
        if (n == 0) { /* not UTF-8: every byte for itself */
            at++;
        } else {
            c = utf8_next(bytes, len, &at);
        }
        if (!is_selector(c)) {
            end = from; /* a safe place to cut is before a base character */
        }
        if (at > max_bytes) {
            return end;
        }
    }
    return len;
}

/* ------------------------------------------------------------------------------------ buffers -- */

void textbuf_init(struct textbuf *b, size_t max) { *b = (struct textbuf){.max = max}; }

void textbuf_done(struct textbuf *b)
{
    free(b->bytes);
    *b = (struct textbuf){.max = b->max};
}

void textbuf_clear(struct textbuf *b)
{
    b->len = 0;
    b->overflow = false;
    if (b->bytes != NULL) {
        b->bytes[0] = '\0';
    }
}

/* And for the closing NUL. */
bool textbuf_reserve(struct textbuf *b, size_t more)
{
    if (b->overflow || more > b->max || b->len > b->max - more) {
        b->overflow = true;
        return false;
    }
    if (b->len + more + 1 > b->capacity) {
        size_t larger = b->capacity < 256 ? 256 : b->capacity * 2;
        if (larger < b->len + more + 1) {
            larger = b->len + more + 1;
        }
        char *bytes = realloc(b->bytes, larger);
        assert(bytes != NULL);
        b->bytes = bytes;
        b->capacity = larger;
    }
    return true;
}

void textbuf_add(struct textbuf *b, const char *bytes, size_t len)
{
    if (!textbuf_reserve(b, len)) {
        return;
    }
    if (len > 0) {
        memcpy(b->bytes + b->len, bytes, len);
    }
    b->len += len;
    b->bytes[b->len] = '\0';
}

void textbuf_puts(struct textbuf *b, const char *nul_terminated)
{
    textbuf_add(b, nul_terminated, strlen(nul_terminated));
}

void textbuf_printf(struct textbuf *b, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    assert(len >= 0);
    if (textbuf_reserve(b, (size_t)len)) {
        vsnprintf(b->bytes + b->len, (size_t)len + 1, format, again);
        b->len += (size_t)len;
    }
    va_end(again);
}

/* -------------------------------------------------------------------------------------- CP932 -- */

static bool convert(const char *to_set, const char *from_set, const char *bytes, size_t len,
                    struct textbuf *to, size_t *ret_bad_offset)
{
    iconv_t cd = iconv_open(to_set, from_set);
    assert(cd != (iconv_t)-1);
    const char *in = bytes;
    size_t left = len;
    bool ok = true;

    while (left > 0) {
        char chunk[1024];
        char *out = chunk, *in_place = (char *)(uintptr_t)in;
        size_t room = sizeof(chunk);
        size_t n = iconv(cd, &in_place, &left, &out, &room);
        in = in_place;
        textbuf_add(to, chunk, sizeof(chunk) - room);
        if (n == (size_t)-1 && errno != E2BIG) {
            ok = false;
            break;
        }
    }
    if (!ok && ret_bad_offset != NULL) {
        *ret_bad_offset = (size_t)(in - bytes);
    }
    iconv_close(cd);
    return ok && !to->overflow;
}

bool cp932_to_utf8(const char *bytes, size_t len, struct textbuf *to, size_t *ret_bad_offset)
{
    return convert("UTF-8", "CP932", bytes, len, to, ret_bad_offset);
}

bool utf8_to_cp932(const char *bytes, size_t len, struct textbuf *to, size_t *ret_bad_offset)
{
    return convert("CP932", "UTF-8", bytes, len, to, ret_bad_offset);
}

/* ------------------------------------------------------------------------------- kana folding -- */

/* Half-width kana U+FF66..U+FF9D to full width. */
static const uint16_t half_width[] = {
    0x30F2, 0x30A1, 0x30A3, 0x30A5, 0x30A7, 0x30A9, 0x30E3, 0x30E5, 0x30E7, 0x30C3, 0x30FC, 0x30A2,
    0x30A4, 0x30A6, 0x30A8, 0x30AA, 0x30AB, 0x30AD, 0x30AF, 0x30B1, 0x30B3, 0x30B5, 0x30B7, 0x30B9,
    0x30BB, 0x30BD, 0x30BF, 0x30C1, 0x30C4, 0x30C6, 0x30C8, 0x30CA, 0x30CB, 0x30CC, 0x30CD, 0x30CE,
    0x30CF, 0x30D2, 0x30D5, 0x30D8, 0x30DB, 0x30DE, 0x30DF, 0x30E0, 0x30E1, 0x30E2, 0x30E4, 0x30E6,
    0x30E8, 0x30E9, 0x30EA, 0x30EB, 0x30EC, 0x30ED, 0x30EF, 0x30F3,
};

/*
 * U+30A1..U+30F4 to the folded letter: small = large, voiced = unvoiced, with the pairs of the
 * standard taken before voicing is dropped (ヂ = ジ, ヅ = ズ, ヲ = オ, ワ = ハ).
 */
static const uint16_t folded[] = {
    u'ア', u'ア', u'イ', u'イ', u'ウ', u'ウ', u'エ', u'エ', u'オ', u'オ', u'カ', u'カ', u'キ', u'キ',
    u'ク', u'ク', u'ケ', u'ケ', u'コ', u'コ', u'サ', u'サ', u'シ', u'シ', u'ス', u'ス', u'セ', u'セ',
    u'ソ', u'ソ', u'タ', u'タ', u'チ', u'シ', u'ツ', u'ツ', u'ス', u'テ', u'テ', u'ト', u'ト', u'ナ',
    u'ニ', u'ヌ', u'ネ', u'ノ', u'ハ', u'ハ', u'ハ', u'ヒ', u'ヒ', u'ヒ', u'フ', u'フ', u'フ', u'ヘ',
    u'ヘ', u'ヘ', u'ホ', u'ホ', u'ホ', u'マ', u'ミ', u'ム', u'メ', u'モ', u'ヤ', u'ヤ', u'ユ', u'ユ',
    u'ヨ', u'ヨ', u'ラ', u'リ', u'ル', u'レ', u'ロ', u'ハ', u'ハ', u'イ', u'エ', u'オ', u'ン', u'フ',
};
_Static_assert(COUNT_OF(folded) == 0x30F4 - 0x30A1 + 1, "one entry a letter");

static bool is_o_row(uint32_t c)
{
    switch (c) {
    case 0x30AA: case 0x30B3: case 0x30BD: case 0x30C8: case 0x30CE: /* オ コ ソ ト ノ */
    case 0x30DB: case 0x30E2: case 0x30E8: case 0x30ED:              /* ホ モ ヨ ロ */
        return true;
    default:
        return false;
    }
}

static bool is_dropped(uint32_t c)
{
    switch (c) {
    case ' ': case '.': case ',': case '\'': case '-': case 0x3000: case 0x30FB: case 0xFF65:
    case 0x30FC: case 0x2010: case 0x2011: case 0x2012: case 0x2013: case 0x2014: case 0x2015:
    case 0x2212: case 0xFF0D: case 0xFF70:                               /* long vowels, dashes */
    case 0x3099: case 0x309A: case 0x309B: case 0x309C: case 0xFF9E: case 0xFF9F: /* voicing marks */
        return true;
    default:
        return c >= 0x0300 && c <= 0x036F; /* combining diacritics */
    }
}

/* Letters of Latin-1 and Latin Extended-A to their base letter; 0 when there is none. */
static char latin_base(uint32_t c)
{
    static const char latin1[] = "AAAAAAACEEEEIIIIDNOOOOO OUUUUYTSAAAAAAACEEEEIIIIDNOOOOO OUUUUYTY";
    static const char extended[] =
        "AAAAAACCCCCCCCDDDDEEEEEEEEEEGGGGGGGGHHHHIIIIIIIIIIIIJJKKKLLLLLLLLLLNNNNNNNNNOOOOOOOORRRRRRSSSS"
        "SSSSTTTTTTUUUUUUUUUUUUWWYYYZZZZZZS";
    if (c >= 0xC0 && c <= 0xFF) {
        return latin1[c - 0xC0] == ' ' ? '\0' : latin1[c - 0xC0];
    }
    if (c >= 0x100 && c < 0x100 + sizeof(extended) - 1) {
        return extended[c - 0x100];
    }
    return '\0';
}

/* Of U+30A1..U+30F4. */
static inline uint32_t fold_katakana(uint32_t c, uint32_t before)
{
    uint32_t letter = folded[c - 0x30A1];
    /* A long o is one letter, however it is written: オオノ, オウノ, オーノ. */
    return (letter == 0x30A6 || letter == 0x30AA) && is_o_row(before) ? 0 : letter;
}

/* The folded character, 0 when it is dropped. `next` is the character after it (0 at the end). */
static uint32_t fold_one(uint32_t c, uint32_t next, uint32_t before, bool *ret_took_next)
{
    *ret_took_next = false;
    if (c >= 0xFF01 && c <= 0xFF5E) {
        c -= 0xFEE0;
    }
    if (is_dropped(c) || is_selector(c)) {
        return 0;
    }
    if (c < 0x80) {
        return c >= 'a' && c <= 'z' ? c - 32 : c;
    }
    char base = latin_base(c);
    if (base != '\0') {
        return (uint32_t)base;
    }
    if (c >= 0xFF66 && c <= 0xFF9D) {
        bool voiced_u = c == 0xFF73 && next == 0xFF9E;
        c = voiced_u ? 0x30F4 : half_width[c - 0xFF66];
        *ret_took_next = voiced_u;
        if ((c == 0x30C1 || c == 0x30C4) && next == 0xFF9E) { /* ﾁﾞ ﾂﾞ are ヂ ヅ */
            c++;
        }
    }
    if (c >= 0x3041 && c <= 0x3094) { /* hiragana */
        c += 0x60;
    }
    if (c == 0x30F4) { /* ヴァ ヴィ ヴェ ヴォ are バ ビ ベ ボ */
        static const struct { uint32_t small, row; } rows[] = {
            {0x30A1, 0x30CF}, {0x30A3, 0x30D2}, {0x30A7, 0x30D8}, {0x30A9, 0x30DB}};
        uint32_t small = next >= 0x3041 && next <= 0x3094 ? next + 0x60 : next;
        for (size_t i = 0; i < COUNT_OF(rows); i++) {
            if (rows[i].small == small) {
                *ret_took_next = true;
                return rows[i].row;
            }
        }
    }
    return c >= 0x30A1 && c <= 0x30F4 ? fold_katakana(c, before) : c;
}

/*
 * Nearly all of a town's kana: katakana but ヴ, one behind the other, and the blank between two names. Stands
 * at what is anything else, or where there is no room.
 */
static void fold_plain(const char *bytes, size_t len, char *buf, size_t size, size_t *at, size_t *n,
                       uint32_t *before)
{
    const unsigned char *p = (const unsigned char *)bytes;

    while (len - *at >= 3 && p[*at] == 0xE3 && size - *n > 3) {
        uint32_t c = 0x3000u | (uint32_t)(p[*at + 1] & 0x3F) << 6 | (p[*at + 2] & 0x3F);
        bool is_kana = (p[*at + 1] & 0xC0) == 0x80 && (p[*at + 2] & 0xC0) == 0x80 && c >= 0x30A1 &&
                       c < 0x30F4;
        bool is_blank = p[*at + 1] == 0x80 && p[*at + 2] == 0x80;
        uint32_t letter = is_kana ? fold_katakana(c, *before) : 0;
        if (!is_kana && !is_blank) {
            return;
        }
        *at += 3;
        if (letter != 0) {
            buf[(*n)++] = (char)0xE3;
            buf[(*n)++] = (char)(0x80 | (letter >> 6 & 0x3F));
            buf[(*n)++] = (char)(0x80 | (letter & 0x3F));
            *before = letter;
        }
    }
}

size_t kana_fold(const char *bytes, size_t len, char *buf, size_t size)
{
    size_t at = 0, n = 0;
    uint32_t before = 0;
    assert(size > 0);
    fold_plain(bytes, len, buf, size, &at, &n, &before);
    if (at < len && !utf8_is_valid(bytes + at, len - at, NULL)) {
        n = 0;
        at = len;
    }
    while (at < len) {
        size_t after;
        uint32_t c = utf8_take(bytes, len, &at);
        after = at;
        uint32_t next = at < len ? utf8_take(bytes, len, &after) : 0;
        bool took_next;
        uint32_t letter = fold_one(c, next, before, &took_next);
        at = took_next ? after : at;
        if (letter != 0) {
            char encoded[4];
            size_t k = utf8_put(letter, encoded);
            if (n + k >= size) {
                break;
            }
            memcpy(buf + n, encoded, k);
            n += k;
            before = letter;
        }
        fold_plain(bytes, len, buf, size, &at, &n, &before);
    }
    buf[n] = '\0';
    return n;
}
