/*
 * 個人番号 in free words -- found, so that notes, reasons and pasted lines keep none (番号法20条, MN-01,
 * MN-02).
 *
 * Twelve digits, half or full width, whose check digit is right: in one piece, in fours, or in other groups
 * with the same gap between all of them. Gaps are up to three blanks or hyphens. A day and a number beside it
 * (2026-04-01 1234), amounts with commas and telephones with + are none.
 */
#ifndef KOKUHO_BASE_PERSONAL_NUMBER_H
#define KOKUHO_BASE_PERSONAL_NUMBER_H

#include "base/arena.h"
#include "base/text.h"

#define PERSONAL_NUMBER_DIGITS 12

/*
 * Twelve ASCII digits with the check digit of 総務省令85号5条. Twelve zeros pass its formula and are
 * nobody's. A number that passes is well formed and nothing more: never evidence that it belongs to
 * somebody.
 */
bool individual_number_is_valid(const char *digits, size_t len);

/* Where the first one stands from *at on; *at and *ret_end are its first byte and the byte behind it. `words`
 * is valid UTF-8. */
bool personal_number_find(struct text words, size_t *at, size_t *ret_end);
bool personal_number_stands_in(struct text words);
/* The words with ＊ for every digit of a number, to show them again. */
struct text personal_number_covered(struct text words, struct arena *arena);

#endif
