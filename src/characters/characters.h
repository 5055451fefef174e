/*
 * 文字を探す -- characters of names that a keyboard does not give (外字・異体字, OP-28): by stroke count,
 * reading, part (部首), and as variants of a character that one can type.
 *
 * Only what IPAmj Mincho draws is offered: what is chosen can be printed. Pure: no store, no clock.
 */
#ifndef KOKUHO_CHARACTERS_CHARACTERS_H
#define KOKUHO_CHARACTERS_CHARACTERS_H

#include "base/text.h"

#define CHARACTER_STROKES_MAX 84
#define CHARACTER_LIKE_MAX 8      /* characters whose variants are asked for at once */
#define CHARACTER_READING_BYTES 96
#define CHARACTER_PART_MAX 214
#define CHARACTER_PARTS_ASKED 4   /* 阝 is two parts, ひへん is two, too */

/* One form of a part: さんずい is the second form of みず (85). */
struct character_part {
    uint8_t number, strokes;
    const char *form, *names; /* "氵", "みず さんずい したみず" */
};
extern const struct character_part character_parts[]; /* by number */
extern const size_t character_part_count;

/* What is asked; every condition that is set must hold. */
struct character_question {
    uint32_t like[CHARACTER_LIKE_MAX]; /* these characters and their variants */
    size_t like_count;
    char reading[CHARACTER_READING_BYTES]; /* katakana; its beginning is enough; "" = any */
    size_t reading_len;
    int strokes_low, strokes_high;         /* 0 = any */
    int parts[CHARACTER_PARTS_ASKED];      /* any of them, 1 .. 214 */
    size_t part_count;
};
/*
 * `typed`: characters, a reading, or a code (U+9089). `strokes`: 17 or 15-18. `part`: its number, one of
 * its forms or names (しんにょう). All are valid UTF-8 and may be empty. False: `ret_wrong` says what is
 * wrong and what to do.
 */
bool character_question_read(struct text typed, struct text strokes, struct text part,
                             struct arena *arena, struct character_question *ret, const char **ret_wrong);

struct character_hit {
    uint32_t code, selector;    /* selector 0: the character itself */
    int strokes_low, strokes_high;
    const struct character_part *part; /* its first */
    const char *readings;              /* "ヘン アタリ ベ"; "" = Unihan knows none */
    size_t form_count;                 /* other forms of it: variants and sequences */
};
/*
 * Of asked characters: each with its sequences, then its variants with theirs. Else the whole reading
 * before its beginning, what Japan knows before the others, few strokes before many. At most `max`;
 * `ret_total` counts all. A question without a condition finds none.
 */
size_t characters_find(const struct character_question *question, struct arena *arena,
                       struct character_hit *ret, size_t max, size_t *ret_total);
/* The bytes of a hit; `buf` takes a character and a selector. */
#define CHARACTER_BYTES 9
size_t character_encode(const struct character_hit *hit, char buf[CHARACTER_BYTES]);
/* Exactly one character of the table, with or without one of its selectors. */
bool character_is_known(struct text bytes);
/*
 * `chosen` into `into`: in place of the first character that it is a variant of, else behind the last.
 * `ret_replaced` (may be NULL) is what it stands for now; empty when it stands behind.
 */
struct text character_put(struct text into, struct text chosen, struct arena *arena,
                          struct text *ret_replaced);

#endif
