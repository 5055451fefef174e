/*
 * 帳票 -- a page model in millimetres, text that never gets lost, PDF through Cairo and Pango.
 *
 * The page model hides the writer. Text that does not fit its box is shrunk and listed; below the smallest
 * size, or with a glyph no font has, it is a finding and the document is held back: never a blank.
 */
#ifndef KOKUHO_DOCUMENT_H
#define KOKUHO_DOCUMENT_H

#include "base/arena.h"
#include "base/report.h"
#include "base/text.h"

struct document;

struct document_overflow {
    int page;
    const char *box;   /* name of the box: "宛名 氏名" */
    const char *text;
    int shrunk_percent; /* 100 = glyph missing */
    bool is_missing_glyph;
};

enum align { ALIGN_LEFT, ALIGN_CENTRE, ALIGN_RIGHT };
enum face { FACE_MINCHO, FACE_GOTHIC };

struct text_style {
    enum face face;
    int size_q;     /* 1/4 mm (級) */
    enum align align;
    int lines_max;  /* 1 = one line */
};

/* Streams to `path` page by page; a document is at most 100,000 pages. */
MUST_CHECK enum err document_open(const char *path, const char *title, struct report *report,
                                  struct document **ret);
void document_page(struct document *d); /* begins the next A4 page */
void document_text(struct document *d, const char *box, double x_mm, double y_mm, double width_mm,
                   struct text_style style, struct text text);
void document_line(struct document *d, double x1, double y1, double x2, double y2, double width_mm);
void document_rect(struct document *d, double x, double y, double w, double h, double width_mm,
                   double fill_grey); /* fill_grey < 0: not filled */
/* 44 digits as GS1-128; the human-readable lines are the caller's. */
void document_gs1_128(struct document *d, double x_mm, double y_mm, double width_mm,
                      double height_mm, struct text digits44);
size_t document_overflows(const struct document *d, const struct document_overflow **ret);
int document_pages(const struct document *d);
/* Closes and frees. A document with a missing glyph is removed and ERR_FINDINGS. */
MUST_CHECK enum err document_close(struct document *d, struct report *report);

/* 44-digit store barcode of a slip (payment_formats.md 8): check digit, check of an existing one. */
char gs1_128_check_digit(const char digits43[43]);
bool gs1_128_is_valid(const char *digits, size_t len);

#endif
