/*
 * Words that come from outside, as they may stand in a record (LG-12, LG-13, MN-04).
 *
 * A record is read on terminals and in spreadsheets: control characters (CR, LF, ESC of ANSI sequences, C1)
 * become spaces, and so do the marks that turn the direction of writing. Twelve digits may be a 個人番号,
 * however they are written: full width, or in groups with a blank or a dash between. They become a hash
 * under a key of its own, the same for the same number, so that two searches can be seen to be one. A digest
 * as it is written out, 32 or more of 0-9 and a-f with letters among them, is none and stays whole.
 */
#include "audit/internal.h"

#include <sodium.h>

#define NUMBER_DIGITS 12
#define DIGEST_LETTERS 32

static bool is_unseen(uint32_t c)
{
    return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0x2028 || c == 0x2029 ||
           (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
           (c >= 0x2060 && c <= 0x2069) || c == 0xfeff;
}

static int digit_of(uint32_t c)
{
    if (c >= '0' && c <= '9') {
        return (int)(c - '0');
    }
    return c >= 0xff10 && c <= 0xff19 ? (int)(c - 0xff10) : -1;
}

/* What people put between groups of digits. */
static bool is_gap(uint32_t c)
{
    static const uint32_t gaps[] = {' ', '-', '.', '_', 0x3000, 0x2010, 0x2011, 0x2012, 0x2013, 0x2014,
                                    0x2015, 0x2212, 0x30fc, 0xff0d, 0x00a0};
    for (size_t i = 0; i < COUNT_OF(gaps); i++) {
        if (c == gaps[i]) {
            return true;
        }
    }
    return is_unseen(c); /* becomes a space */
}

/* The next character; a byte that begins none is U+FFFD. */
static uint32_t next(struct text t, size_t *at)
{
    size_t n = 1;
    while (n < 4 && *at + n < t.len && ((unsigned char)t.bytes[*at + n] & 0xc0) == 0x80) {
        n++;
    }
    for (; n > 0; n--) {
        if (utf8_is_valid(t.bytes + *at, n, NULL)) {
            uint32_t c = utf8_next(t.bytes, t.len, at);
            return c;
        }
    }
    ++*at;
    return 0xfffd;
}

static bool put(char *buf, size_t *len, size_t max, const char *bytes, size_t n)
{
    if (*len + n > max) {
        return false;
    }
    memcpy(buf + *len, bytes, n);
    *len += n;
    return true;
}

static bool put_character(char *buf, size_t *len, size_t max, uint32_t c)
{
    char bytes[4];
    if (is_unseen(c)) {
        return put(buf, len, max, " ", 1);
    }
    if (c == 0xfffd) {
        return put(buf, len, max, "?", 1);
    }
    size_t n = utf8_encode(c, bytes);
    return put(buf, len, max, bytes, n);
}

size_t audit_clean(struct text words, char *buf, size_t max)
{
    size_t len = 0;
    for (size_t at = 0; at < words.len;) {
        if (!put_character(buf, &len, max, next(words, &at))) {
            break;
        }
    }
    return len;
}

/* Digits from `at` on, single gaps between them passed over; *ret_end is behind the last digit. */
static size_t digits_at(struct text t, size_t at, char digits[NUMBER_DIGITS], size_t *ret_end)
{
    size_t count = 0;
    bool had_gap = true; /* nothing begins with a gap */
    while (at < t.len) {
        uint32_t c = next(t, &at);
        int d = digit_of(c);
        if (d >= 0) {
            if (count < NUMBER_DIGITS) {
                digits[count] = (char)('0' + d);
            }
            count++;
            had_gap = false;
            *ret_end = at;
        } else if (is_gap(c) && !had_gap) {
            had_gap = true;
        } else {
            break;
        }
    }
    return count;
}

/* Digits without any gap: a number of another length that stands alone stays. */
static size_t solid_at(struct text t, size_t at, char digits[NUMBER_DIGITS], size_t *ret_end)
{
    size_t count = 0;
    while (at < t.len) {
        int d = digit_of(next(t, &at));
        if (d < 0) {
            break;
        }
        if (count < NUMBER_DIGITS) {
            digits[count] = (char)('0' + d);
        }
        count++;
        *ret_end = at;
    }
    return count;
}

static bool put_hash(char *buf, size_t *len, size_t max, const char digits[NUMBER_DIGITS],
                     const unsigned char *key)
{
    unsigned char hash[16];
    char words[64] = "************";
    size_t n = NUMBER_DIGITS;
    if (key != NULL) {
        crypto_generichash(hash, sizeof(hash), (const unsigned char *)digits, NUMBER_DIGITS, key, 32);
        words[0] = '#';
        for (size_t i = 0; i < 16; i++) { /* letters only: a hash is never taken for a number */
            words[1 + i] = (char)('a' + (hash[i / 2] >> (i % 2 * 4) & 15));
        }
        n = 17;
    }
    return put(buf, len, max, words, n);
}

static bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

/* How long the digest is that begins at `at`; 0 = none does. */
static size_t digest_at(struct text t, size_t at)
{
    size_t end = at;
    bool has_letter = false;

    if (at > 0 && is_hex(t.bytes[at - 1])) {
        return 0;
    }
    for (; end < t.len && is_hex(t.bytes[end]); end++) {
        has_letter = has_letter || t.bytes[end] >= 'a';
    }
    return has_letter && end - at >= DIGEST_LETTERS ? end - at : 0;
}

size_t audit_mask(struct text words, const unsigned char *key, char *buf, size_t max)
{
    size_t len = 0, at = 0;
    while (at < words.len) {
        size_t digest = digest_at(words, at);
        if (digest > 0) {
            if (!put(buf, &len, max, words.bytes + at, digest)) {
                break;
            }
            at += digest;
            continue;
        }
        char digits[NUMBER_DIGITS];
        size_t end = at, start = at;
        uint32_t c = next(words, &at);
        bool fits;
        if (digit_of(c) < 0) {
            fits = put_character(buf, &len, max, c);
        } else {
            bool is_number = digits_at(words, start, digits, &end) == NUMBER_DIGITS;
            if (!is_number) {
                is_number = solid_at(words, start, digits, &end) == NUMBER_DIGITS;
            }
            if (is_number) {
                fits = put_hash(buf, &len, max, digits, key);
            } else { /* the whole run, so that its tail is not taken for a number */
                fits = put(buf, &len, max, words.bytes + start, end - start);
            }
            sodium_memzero(digits, sizeof(digits));
            at = end;
        }
        if (!fits) {
            break;
        }
    }
    return len;
}

bool audit_hex_parse(struct text hex, unsigned char *ret, size_t bytes)
{
    static const char digits[] = "0123456789abcdef";
    if (hex.len != 2 * bytes) {
        return false;
    }
    for (size_t i = 0; i < bytes; i++) {
        const char *hi = memchr(digits, hex.bytes[2 * i], 16);
        const char *lo = memchr(digits, hex.bytes[2 * i + 1], 16);
        if (hi == NULL || lo == NULL) {
            return false;
        }
        ret[i] = (unsigned char)((hi - digits) << 4 | (lo - digits));
    }
    return true;
}
