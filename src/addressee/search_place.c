/*
 * 住所の鍵 -- addresses folded so that 西新宿二丁目８番１号 and 西新宿2-8-1 meet
 * (住民記録システム標準仕様書 2.1.2, 2.1.3).
 *
 * A key holds the town, the 丁目 and the 番: everybody of one block shares it, so that a first load writes
 * some ten thousand rows and not one for each house. What is behind it is compared on the person's row.
 */
#include "addressee/search_key.h"
#include "base/utf8.h"

static bool is_digit(uint32_t c) { return c >= '0' && c <= '9'; }

static uint32_t half_width(uint32_t c) { return c >= 0xFF01 && c <= 0xFF5E ? c - 0xFEE0 : c; }

/* 一 to 九; 0 for anything else. */
static unsigned kanji_digit(uint32_t c)
{
    switch (c) {
    case 0x4E00: return 1;
    case 0x4E8C: return 2;
    case 0x4E09: return 3;
    case 0x56DB: return 4;
    case 0x4E94: return 5;
    case 0x516D: return 6;
    case 0x4E03: return 7;
    case 0x516B: return 8;
    case 0x4E5D: return 9;
    default: return 0;
    }
}

enum {
    KANJI_TEN = 0x5341,
    CHO = 0x4E01,
    ME = 0x76EE,
    BAN = 0x756A,
    CHI = 0x5730,
    GO = 0x53F7,
    SHITSU = 0x5BA4
};

static uint32_t peek(struct text t, size_t at)
{
    return at < t.len ? half_width(utf8_take(t.bytes, t.len, &at)) : 0;
}

/* 二十三丁目: the number and where 丁目 begins; 0 when these are no 丁目. */
static unsigned kanji_chome(struct text t, size_t at, size_t *ret_at)
{
    unsigned value = 0, digit = 0;

    while (at < t.len) {
        size_t before = at;
        uint32_t c = utf8_take(t.bytes, t.len, &at);
        if (c == KANJI_TEN) {
            value += (digit == 0 ? 1 : digit) * 10;
            digit = 0;
        } else if (kanji_digit(c) != 0 && digit == 0) {
            digit = kanji_digit(c);
        } else {
            *ret_at = before;
            return c == CHO && peek(t, at) == ME && value + digit < 100 ? value + digit : 0;
        }
    }
    return 0;
}

struct folding {
    char *buf;
    size_t size, n;
    uint32_t last;
};

static bool put(struct folding *f, uint32_t c)
{
    char encoded[4];
    size_t k = utf8_put(c, encoded);

    if (f->n + k >= f->size) {
        return false;
    }
    memcpy(f->buf + f->n, encoded, k);
    f->n += k;
    f->last = c;
    return true;
}

/* What parts two numbers: 丁目, 番地, 番, 号, の, a dash. How many bytes it takes from `at`; 0 = none. */
static size_t separator(struct text t, size_t at)
{
    size_t from = at;
    uint32_t c = half_width(utf8_take(t.bytes, t.len, &at));
    size_t after = at;
    uint32_t next = at < t.len ? half_width(utf8_take(t.bytes, t.len, &after)) : 0;

    if (c == CHO && next == ME) {
        return after - from;
    }
    if (c == BAN) {
        return next == CHI ? after - from : at - from;
    }
    if (c == GO) {
        return next == SHITSU ? after - from : at - from;
    }
    bool is_dash = c == '-' || c == 0x30FC || c == 0xFF70 || c == 0x2212 || (c >= 0x2010 && c <= 0x2015);
    bool is_no = c == 0x306E || c == 0x30CE || c == 0xFF89;
    return is_dash || (is_no && is_digit(next)) ? at - from : 0;
}

static uint32_t letter_of(uint32_t c, uint32_t before)
{
    if (c >= 'a' && c <= 'z') {
        return c - 32;
    }
    if (c >= 0x3041 && c <= 0x3094) {
        c += 0x60;
    }
    /* 霞ヶ丘, 霞が丘, 霞ケ丘 */
    bool is_ga = c == 0x30F6 || c == 0x30B1 || c == 0x30AC || c == 0x30F5;
    return is_ga && before >= 0x3400 ? 0x30B1 : kanji_variant(c);
}

size_t place_fold(const char *bytes, size_t len, char *buf, size_t size)
{
    struct text t = {bytes, len};
    struct folding f = {buf, size, 0, 0};
    size_t at = 0;
    bool has_room = true;

    assert(size > 4);
    while (at < len && has_room) {
        size_t from = at, skip = 0;
        uint32_t c = half_width(utf8_take(bytes, len, &at));
        if (c == ' ' || c == 0x3000 || c == '\t' || c == 0xA0 || (c >= 0xFE00 && c <= 0xFE0F) ||
            (c >= 0xE0100 && c <= 0xE01EF)) {
            continue;
        }
        if (is_digit(f.last) && (skip = separator(t, from)) > 0) {
            at = from + skip;
            has_room = put(&f, '-');
            continue;
        }
        unsigned chome = kanji_digit(c) != 0 || c == KANJI_TEN ? kanji_chome(t, from, &skip) : 0;
        if (chome > 0) {
            at = skip;
            has_room = (chome < 10 || put(&f, '0' + chome / 10)) && put(&f, '0' + chome % 10);
            continue;
        }
        if (f.last == '-' && !is_digit(c)) { /* 5号館: what follows is no number of the lot */
            f.n--;
            f.last = f.n > 0 ? (unsigned char)buf[f.n - 1] : 0;
        }
        has_room = put(&f, is_digit(c) ? c : letter_of(c, f.last));
    }
    while (f.n > 0 && buf[f.n - 1] == '-') {
        f.n--;
    }
    buf[f.n] = '\0';
    return f.n;
}

size_t place_start(const char *folded, size_t len)
{
    size_t at = 0, start = 0, characters = 0;

    while (at < len && characters < 12) {
        uint32_t c = utf8_take(folded, len, &at);
        characters++;
        bool is_prefecture = (c == 0x90FD || c == 0x9053 || c == 0x5E9C || c == 0x770C) && /* 都道府県 */
                             characters >= 3 && characters <= 4 && start == 0;
        bool is_city = c == 0x533A || c == 0x5E02; /* 区 市 */
        if (is_prefecture) {
            start = at;
        } else if (is_city && characters >= 2) {
            return at < len ? at : start;
        }
        if (is_digit(c)) {
            break;
        }
    }
    return start < len ? start : 0;
}

size_t place_block(const char *folded, size_t len)
{
    size_t groups = 0, last = len;

    for (size_t i = 0; i < len; i++) {
        if (is_digit((unsigned char)folded[i]) && (i == 0 || !is_digit((unsigned char)folded[i - 1]))) {
            groups++;
            if (i > 0 && folded[i - 1] == '-') {
                last = i - 1;
            } else {
                last = len;
                groups = 1;
            }
        }
    }
    return groups >= 2 ? last : len;
}

/* 建物・方書: kana as in names, 号室 away. */
size_t building_fold(const char *bytes, size_t len, char *buf, size_t size)
{
    static const char room[] = "号室", number[] = "号";
    char kana[KEY_BYTES];
    size_t k = kana_fold(bytes, len, kana, sizeof(kana));
    size_t n = kanji_fold(kana, k, buf, size);
    const char *const tails[] = {room, number};

    for (size_t i = 0; i < COUNT_OF(tails); i++) {
        size_t tail = strlen(tails[i]);
        if (n > tail && memcmp(buf + n - tail, tails[i], tail) == 0 &&
            is_digit((unsigned char)buf[n - tail - 1])) {
            n -= tail;
        }
    }
    buf[n] = '\0';
    return n;
}

static bool ends_in(struct text t, const char *tail)
{
    size_t n = strlen(tail);
    return t.len > n && memcmp(t.bytes + t.len - n, tail, n) == 0;
}

/* Bytes of the digit that ends the text; 0 = none does. */
static size_t last_digit(struct text t)
{
    if (t.len > 0 && is_digit((unsigned char)t.bytes[t.len - 1])) {
        return 1;
    }
    const unsigned char *end = (const unsigned char *)t.bytes + t.len;
    return t.len >= 3 && end[-3] == 0xEF && end[-2] == 0xBC && end[-1] >= 0x90 && end[-1] <= 0x99 ? 3 : 0;
}

size_t place_written_block(struct text t)
{
    static const char *const parts[] = {"番地", "番", "-"};
    size_t digit = 0, digits = 0;

    t.len -= ends_in(t, "号") ? strlen("号") : 0;
    while ((digit = last_digit(t)) > 0) {
        t.len -= digit;
        digits++;
    }
    for (size_t i = 0; i < COUNT_OF(parts) && digits > 0; i++) {
        struct text before = {t.bytes, t.len - (ends_in(t, parts[i]) ? strlen(parts[i]) : 0)};
        if (before.len < t.len) {
            return last_digit(before) > 0 ? t.len : 0;
        }
    }
    return 0;
}
