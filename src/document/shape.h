/*
 * 字形 -- from characters to the glyph numbers (CID) of one document.
 *
 * A CID stands for one sequence of characters drawn by one glyph: 邉 and 邉󠄏 are two even when a font drew
 * them alike, so text taken out of the PDF is the text that was put in. Plain characters are looked up
 * once; texts with combining marks or ligating scripts go through HarfBuzz's shaper.
 */
#ifndef KOKUHO_DOCUMENT_SHAPE_H
#define KOKUHO_DOCUMENT_SHAPE_H

#include "document/fonts.h"

struct cid {
    uint32_t glyph;
    uint16_t advance;    /* 1/1000 em */
    uint16_t text_len;   /* bytes of text; 0 = belongs to the glyph before it */
    const char *text;
};

struct cid_table { /* of one font; CID 0 is "not drawn" */
    struct cid *cids;
    size_t count, capacity;
};

struct shaper {
    struct arena *arena; /* lives with the document */
    struct cid_table tables[FONTS];
    struct shape_slot *slots; /* (face, selector, code point) -> font and CID */
    size_t slot_count, slot_used;
    hb_buffer_t *buffer; /* for the slow way */
};

/* One character as drawn. */
struct shaped {
    uint16_t cid;
    uint8_t font;    /* enum font_id */
    uint8_t flags;
    int32_t advance; /* 1/1000 em */
};
enum {
    SHAPED_MISSING = 1,       /* no font has it */
    SHAPED_NEWLINE = 2,       /* '\n' */
    SHAPED_NOT_FIRST = 4,     /* must not begin a line (行頭禁則) */
    SHAPED_NOT_LAST = 8,      /* must not end a line (行末禁則) */
    SHAPED_WORD = 16,         /* digits and letters are not parted */
};

void shaper_init(struct shaper *s, struct arena *arena);
void shaper_done(struct shaper *s);
/* The glyphs of a text, in the scratch arena. */
size_t shaper_text(struct shaper *s, enum face face, struct text text, struct arena *scratch,
                   struct shaped **ret);

#endif
