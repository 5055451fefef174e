/*
 * UTF-8 taken apart in place, for loops over the names and addresses of a whole town.
 *
 * Nearly all of their characters are ASCII or have three bytes whose first asks nothing special of the
 * second: kana, kanji, full width. All others, and what is no UTF-8, go to utf8_next().
 */
#ifndef KOKUHO_BASE_UTF8_H
#define KOKUHO_BASE_UTF8_H

#include "base/text.h"

/* As utf8_next(). */
static inline uint32_t utf8_take(const char *bytes, size_t len, size_t *at)
{
    const unsigned char *p = (const unsigned char *)bytes + *at;

    if (len - *at >= 3 && p[0] > 0xE0 && p[0] < 0xED && (p[1] & 0xC0) == 0x80 && (p[2] & 0xC0) == 0x80) {
        *at += 3;
        return (uint32_t)(p[0] & 0x0F) << 12 | (uint32_t)(p[1] & 0x3F) << 6 | (p[2] & 0x3F);
    }
    if (p[0] - 1u < 0x7F) {
        ++*at;
        return p[0];
    }
    return utf8_next(bytes, len, at);
}

/* As utf8_encode(). */
static inline size_t utf8_put(uint32_t c, char buf[4])
{
    if (c < 0x1000 || c >= 0xD000) {
        return utf8_encode(c, buf);
    }
    buf[0] = (char)(0xE0 | c >> 12);
    buf[1] = (char)(0x80 | (c >> 6 & 0x3F));
    buf[2] = (char)(0x80 | (c & 0x3F));
    return 3;
}

#endif
