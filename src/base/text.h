/*
 * Bounded text: views into bytes somebody else owns, and buffers born with a maximum.
 *
 * All text inside the system is UTF-8. Names keep their original characters (variation selectors
 * included); folding serves search only.
 */
#ifndef KOKUHO_BASE_TEXT_H
#define KOKUHO_BASE_TEXT_H

#include "base/arena.h"
#include "base/base.h"

struct text {
    const char *bytes; /* not NUL-terminated */
    size_t len;
};

static inline struct text text_of(const char *nul_terminated)
{
    return (struct text){nul_terminated, nul_terminated ? strlen(nul_terminated) : 0};
}
/* A copy in the arena, with a closing NUL. */
static inline struct text text_copy(struct arena *arena, struct text t)
{
    return (struct text){t.len == 0 ? "" : arena_copy(arena, t.bytes, t.len), t.len};
}
bool text_equal(struct text a, struct text b);
bool text_is(struct text a, const char *nul_terminated);
bool text_starts(struct text a, const char *with);

/* Numbers with nothing before, after or between the digits. False leaves *ret untouched. */
bool parse_i64(const char *text, size_t len, int64_t min, int64_t max, int64_t *ret);

/* UTF-8, strict: no overlong forms, surrogates or values above U+10FFFF, no NUL. */
bool utf8_is_valid(const char *bytes, size_t len, size_t *ret_bad_offset); /* ret may be NULL */
/* Next code point, advances *at; the bytes must be valid. */
uint32_t utf8_next(const char *bytes, size_t len, size_t *at);
size_t utf8_encode(uint32_t code_point, char buf[4]);
/* Characters as people count them: a base with its variation selector is one. */
size_t utf8_characters(const char *bytes, size_t len);
/* Largest prefix of at most max_bytes that ends between characters. */
size_t utf8_prefix(const char *bytes, size_t len, size_t max_bytes);

/* A growing buffer with a stated maximum. Past it, `overflow` is set and nothing is appended. */
struct textbuf {
    char *bytes; /* always NUL-terminated */
    size_t len, capacity, max;
    bool overflow;
};
void textbuf_init(struct textbuf *b, size_t max);
void textbuf_done(struct textbuf *b);
void textbuf_clear(struct textbuf *b);
/* Room for so many bytes after those that are there; false past the maximum. */
MUST_CHECK bool textbuf_reserve(struct textbuf *b, size_t more);
void textbuf_add(struct textbuf *b, const char *bytes, size_t len);
void textbuf_puts(struct textbuf *b, const char *nul_terminated);
void textbuf_printf(struct textbuf *b, const char *format, ...) PRINTF_LIKE(2, 3);
/* What is in it, until it changes. */
static inline struct text textbuf_text(const struct textbuf *b) { return (struct text){b->bytes, b->len}; }

/* CP932 (Windows-31J) to UTF-8 and back; false names the offset of the first byte that has no pair. */
bool cp932_to_utf8(const char *bytes, size_t len, struct textbuf *to, size_t *ret_bad_offset);
bool utf8_to_cp932(const char *bytes, size_t len, struct textbuf *to, size_t *ret_bad_offset);

/*
 * Search keys of kana (住民記録システム標準仕様書 2.1.2): half width, small kana, voicing marks, long
 * vowels, spaces and dashes folded away, so that ｻﾄｳ, サトー and さとう meet. Roman names are
 * upper-cased. The key is bounded: at most `size - 1` bytes are written. Returns the length.
 */
size_t kana_fold(const char *bytes, size_t len, char *buf, size_t size);

#endif
