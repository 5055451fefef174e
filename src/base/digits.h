/*
 * Decimal digits looked at eight at once: the numbers of a file of hundreds of megabytes.
 *
 * All of it for a machine whose lowest byte comes first.
 */
#ifndef KOKUHO_BASE_DIGITS_H
#define KOKUHO_BASE_DIGITS_H

#include "base/base.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the lowest byte comes first");

/* Bytes '0' to '9': their upper half is 3, and is so still when 6 is added. */
static inline bool are_digits8(uint64_t w)
{
    return ((w & (w + 0x0606060606060606u)) & 0xF0F0F0F0F0F0F0F0u) == 0x3030303030303030u &&
           ((w | (w + 0x0606060606060606u)) & 0xF0F0F0F0F0F0F0F0u) == 0x3030303030303030u;
}

static inline bool are_digits(const char *bytes, size_t len)
{
    uint64_t w;
    uint32_t first, last;

    if (len >= 8) {
        bool right = true;
        for (size_t i = 0; i + 8 < len && right; i += 8) {
            memcpy(&w, bytes + i, 8);
            right = are_digits8(w);
        }
        memcpy(&w, bytes + len - 8, 8);
        return right && are_digits8(w);
    }
    if (len >= 4) {
        memcpy(&first, bytes, 4);
        memcpy(&last, bytes + len - 4, 4);
        return are_digits8((uint64_t)first << 32 | last);
    }
    unsigned wrong = 0;
    for (size_t i = 0; i < len; i++) {
        wrong |= (unsigned)((unsigned char)bytes[i] - '0') > 9u;
    }
    return wrong == 0;
}

/* The value of eight digits: pairs, then pairs of pairs, then their halves. */
static inline uint64_t eight_digits(const char *bytes)
{
    uint64_t w;

    memcpy(&w, bytes, 8);
    w = (w & 0x0F0F0F0F0F0F0F0Fu) * (10 << 8 | 1) >> 8;
    w = (w & 0x00FF00FF00FF00FFu) * (100 << 16 | 1) >> 16;
    return (w & 0x0000FFFF0000FFFFu) * ((uint64_t)10000 << 32 | 1) >> 32;
}

#endif
