/*
 * The PDF writer: streams pages and forms to a file, embeds the glyphs that were used.
 *
 * PDF 1.5, CID fonts with Identity-H: a code in a content stream is a CID of the shaper; CIDToGIDMap
 * leads to the glyph of the subset, ToUnicode back to the characters. Nothing but offsets, numbers of
 * pages and the font tables stays in memory. No date and no random number enter the file.
 */
#ifndef KOKUHO_DOCUMENT_PDF_H
#define KOKUHO_DOCUMENT_PDF_H

#include "document/page.h"

struct pdf;

MUST_CHECK enum err pdf_open(const char *path, const char *title, struct arena *arena,
                             struct report *report, struct pdf **ret);
void pdf_page(struct pdf *p, const struct page *page);
uint32_t pdf_form(struct pdf *p, const struct page *form); /* its number, from 0 */
/* Writes fonts, page tree and table of objects. A failed write anywhere is told here: ERR_WORLD. */
MUST_CHECK enum err pdf_close(struct pdf *p, const struct shaper *shaper, struct report *report);
void pdf_abandon(struct pdf *p); /* closes the file as it is */

/* For pdf_fonts.c: objects by number. */
uint32_t pdf_object_new(struct pdf *p);
void pdf_object_begin(struct pdf *p, uint32_t number);
void pdf_printf(struct pdf *p, const char *format, ...) PRINTF_LIKE(2, 3);
/* A whole stream object; `dictionary` holds further keys ("/Subtype /Form"). */
void pdf_stream(struct pdf *p, uint32_t number, const char *dictionary, const void *bytes,
                size_t len);
struct arena *pdf_arena(struct pdf *p);
/* The Type 0 font of one font's used glyphs: number of the object, 0 when nothing was used or it failed. */
uint32_t pdf_font_embed(struct pdf *p, enum font_id font, const struct cid_table *table);

#endif
