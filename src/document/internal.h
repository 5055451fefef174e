/* The inside of a document, shared by document.c and layout.c. */
#ifndef KOKUHO_DOCUMENT_INTERNAL_H
#define KOKUHO_DOCUMENT_INTERNAL_H

#include "document/pdf.h"

struct form {
    const char *name;
    uint32_t number;
    size_t overflow_first, overflow_count; /* what did not fit when it was drawn */
    bool is_unlisted;                      /* and more than the list holds */
};

struct document {
    struct arena *arena; /* the document's life */
    struct arena *unit;  /* pages of the unit at hand */
    struct arena *scratch; /* one text */
    struct report *report;
    const char *path;
    struct shaper shaper;
    struct pdf *pdf;
    FILE *dump;

    const char *unit_name;
    bool in_units; /* document_unit_begin() was used */
    bool is_held;  /* the unit at hand */
    struct page *pages; /* of the unit */
    size_t page_count, page_capacity;
    int pages_printed;
    struct text watermark; /* "" = none */
    struct page form; /* being drawn */
    bool in_form;
    struct form *forms;
    size_t form_count, form_capacity;
    size_t form_overflows; /* of all, before the form being drawn */

    struct document_overflow *overflows;
    size_t overflow_count, overflow_capacity, overflow_total;
    struct textbuf unit_dump; /* the dump of the unit at hand */
};

/* The next operation of the page or form being drawn. */
struct op *document_op(struct document *d, enum op_kind kind);
struct arena *document_op_arena(struct document *d);
void document_overflow_add(struct document *d, const char *box, struct text text, int percent,
                           bool is_missing_glyph);
int32_t document_units(double mm); /* millimetres in hundredths of a point */

#endif
