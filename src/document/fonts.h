/*
 * 文字セット -- the font files, opened once, and which of them has a character.
 *
 * Fonts are opened by path and checked by name: nothing chooses "a similar one". A face is a list of fonts;
 * a character comes from the first that has it. A base with a variation selector is one character: a font
 * that has only the base does not have it.
 */
#ifndef KOKUHO_DOCUMENT_FONTS_H
#define KOKUHO_DOCUMENT_FONTS_H

#include <hb.h>

#include "document/document.h"

enum font_id { FONT_MJ_MINCHO, FONT_EX_GOTHIC, FONT_EX_MINCHO, FONTS };

struct font {
    const char *path;
    const char *name; /* PostScript name the file must carry */
    hb_face_t *face;
    hb_font_t *font;
    unsigned upem;
};

MUST_CHECK enum err fonts_load(struct report *report); /* once; later calls cost nothing */
const struct font *font_at(enum font_id id);
/* The fonts of a face in the order they are asked; FONTS of them. */
const enum font_id *face_fonts(enum face face);
/* `selector` 0 = none. Advance in 1/1000 em. */
bool font_has(enum font_id id, uint32_t code_point, uint32_t selector, uint32_t *ret_glyph,
              int *ret_advance);
int font_advance(enum font_id id, uint32_t glyph);

#endif
