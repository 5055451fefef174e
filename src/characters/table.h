/*
 * 文字の表 -- the table that embed_characters.py makes. Inner header of characters/.
 */
#ifndef KOKUHO_CHARACTERS_TABLE_H
#define KOKUHO_CHARACTERS_TABLE_H

#include "characters/characters.h"

#define CHARACTER_PARTS_MAX 3 /* of one character: books differ */

struct character {
    uint32_t code;
    uint32_t readings;                    /* where its readings begin in character_readings */
    uint8_t strokes_low, strokes_high;    /* books differ: any of them finds it */
    uint8_t parts[CHARACTER_PARTS_MAX];   /* 1 .. 214, 0 = no more */
    uint8_t rank;                         /* 0 = JIS X 0208, 1 = known in Japan, 2 = others */
};
struct character_pair {
    uint32_t code, other; /* a variant, or a variation selector */
};
/* Ascending by code. */
extern const struct character characters[];
extern const size_t character_count;
extern const char character_readings[]; /* katakana with blanks between, each list with a closing NUL */
extern const struct character_pair character_variants[];
extern const size_t character_variant_count;
extern const struct character_pair character_sequences[];
extern const size_t character_sequence_count;

#endif
