/* Bytes of a file to UTF-8 and back (payment_formats.md 2): JIS X 0201 by hand, CP932 through base. */
#include "interchange/definition.h"

/* 0x20-0x7E as ASCII (0x5C, the yen sign of JIS, stays a backslash), 0xA1-0xDF half-width kana. */
static size_t jisx0201_decode(struct text from, char *to, size_t *ret_bad)
{
    size_t n = 0;
    for (size_t i = 0; i < from.len; i++) {
        unsigned char c = (unsigned char)from.bytes[i];
        if (c >= 0xA1 && c <= 0xDF) {
            n += utf8_encode(0xFF61u + (c - 0xA1u), to + n);
        } else if (c >= 0x20 && c <= 0x7E) {
            to[n++] = (char)c;
        } else {
            *ret_bad = i;
            return SIZE_MAX;
        }
    }
    return n;
}

size_t charset_decode(enum charset c, struct text from, struct textbuf *scratch, char *to,
                      size_t *ret_bad)
{
    switch (c) {
    case CHARSET_JISX0201:
        return jisx0201_decode(from, to, ret_bad);
    case CHARSET_CP932:
        textbuf_clear(scratch);
        if (!cp932_to_utf8(from.bytes, from.len, scratch, ret_bad)) {
            return SIZE_MAX;
        }
        assert(!scratch->overflow && scratch->len <= from.len * 3);
        memcpy(to, scratch->bytes, scratch->len);
        return scratch->len;
    case CHARSET_ASCII:
        for (size_t i = 0; i < from.len; i++) {
            if ((unsigned char)from.bytes[i] >= 0x80) {
                *ret_bad = i;
                return SIZE_MAX;
            }
        }
        break;
    case CHARSET_UTF8:
    case CHARSET_NONE:
        break;
    }
    memcpy(to, from.bytes, from.len);
    return from.len;
}

static bool jisx0201_encode(struct text value, struct textbuf *to, size_t *ret_bad)
{
    size_t at = 0;
    while (at < value.len) {
        size_t begin = at;
        uint32_t c = utf8_next(value.bytes, value.len, &at);
        char byte;
        if (c >= 0x20 && c <= 0x7E) {
            byte = (char)c;
        } else if (c >= 0xFF61 && c <= 0xFF9F) {
            byte = (char)(c - 0xFF61 + 0xA1);
        } else if (c == 0xA5) { /* the yen sign itself */
            byte = 0x5C;
        } else {
            *ret_bad = begin;
            return false;
        }
        textbuf_add(to, &byte, 1);
    }
    return true;
}

bool charset_encode(enum charset c, struct text value, struct textbuf *to, size_t *ret_bad)
{
    switch (c) {
    case CHARSET_JISX0201:
        return jisx0201_encode(value, to, ret_bad);
    case CHARSET_CP932:
        return utf8_to_cp932(value.bytes, value.len, to, ret_bad);
    case CHARSET_ASCII:
        for (size_t i = 0; i < value.len; i++) {
            if ((unsigned char)value.bytes[i] >= 0x80) {
                *ret_bad = i;
                return false;
            }
        }
        break;
    case CHARSET_UTF8:
    case CHARSET_NONE:
        break;
    }
    textbuf_add(to, value.bytes, value.len);
    return true;
}
