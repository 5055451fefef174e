/*
 * 帳票 -- a page model in millimetres, text that never gets lost, PDF.
 *
 * The page model hides the writer. Text that does not fit its box is shrunk and listed; below the
 * smallest size, or with a glyph no font has, it is a finding and the unit it stands in is held back:
 * never a blank. The same calls give the same bytes: no clock, no random number, no font substitution.
 */
#ifndef KOKUHO_DOCUMENT_H
#define KOKUHO_DOCUMENT_H

#include "base/arena.h"
#include "base/date.h"
#include "base/report.h"
#include "base/text.h"
#include "base/yen.h"

struct document;

struct document_overflow {
    const char *unit;  /* name given to document_unit_begin(); "" without units */
    int page;          /* page of the unit, from 1 */
    const char *box;   /* name of the box: "宛名 氏名" */
    const char *text;
    int shrunk_percent; /* printed at so many percent of the wanted size; 0 = cannot be printed */
    bool is_missing_glyph;
};

enum align { ALIGN_LEFT, ALIGN_CENTRE, ALIGN_RIGHT };
enum face { FACE_MINCHO, FACE_GOTHIC, FACES };

struct text_style {
    enum face face;
    int size_q;        /* 1/4 mm (級) */
    enum align align;
    int lines_max;     /* 1 = one line (also 0); more: broken by the rules of 禁則 */
    int pitch_percent; /* line pitch in percent of the size; 0 = 150 */
    int height_q;      /* all lines must fit into it; 0 = whatever lines_max lines of size_q need */
};

/* Text is never printed smaller: 7級 is 1.75 mm, about 5 points. */
#define DOCUMENT_SIZE_MIN_Q 7
#define DOCUMENT_PAGES_MAX 100000
#define DOCUMENT_OVERFLOWS_MAX 10000 /* more are counted and hold the document back */

/* Streams to `path` unit by unit. */
MUST_CHECK enum err document_open(const char *path, const char *title, struct report *report,
                                  struct document **ret);
/* Writes the page model as text too (golden tests). */
void document_dump_to(struct document *d, FILE *to);

/*
 * A unit is printed whole or held back whole: the pages of one payer. Without units the document is one.
 * document_unit_end() answers false when the unit was held back; its overflows say why.
 */
void document_unit_begin(struct document *d, const char *name);
MUST_CHECK bool document_unit_end(struct document *d);

void document_page(struct document *d); /* begins the next A4 page */

/*
 * 透かし: this line stands at the head and at the foot of every page that begins from here on. It is drawn
 * apart from the page, so a document with it is the document without it and these lines, nothing moved
 * (BO-09).
 */
void document_watermark(struct document *d, struct text words);

/* `y_mm` is the upper edge of the first line. */
void document_text(struct document *d, const char *box, double x_mm, double y_mm, double width_mm,
                   struct text_style style, struct text text);
/* The same for words of the program, "1,000円", 令和8年4月1日 (nothing for date_none()). */
void document_words(struct document *d, const char *box, double x_mm, double y_mm, double width_mm,
                    struct text_style style, const char *words);
void document_yen(struct document *d, const char *box, double x_mm, double y_mm, double width_mm,
                  struct text_style style, yen amount);
void document_day(struct document *d, const char *box, double x_mm, double y_mm, double width_mm,
                  struct text_style style, date day);
void document_line(struct document *d, double x1, double y1, double x2, double y2, double width_mm);
void document_rect(struct document *d, double x, double y, double w, double h, double width_mm,
                   double fill_grey); /* fill_grey < 0: not filled; width_mm 0: no frame */

/*
 * The parts of a form that never change are drawn once and shown again by name:
 *
 *     if (document_form_begin(d, "slip")) { ... draw ...; document_form_end(d); }
 */
bool document_form_begin(struct document *d, const char *name);
void document_form_end(struct document *d);

/*
 * 44 digits as GS1-128; the human-readable lines are the caller's. Bars are whole dots of 600 dpi wide:
 * the widest pitch that fits into `width_mm`, the symbol at the left edge.
 */
void document_gs1_128(struct document *d, double x_mm, double y_mm, double width_mm,
                      double height_mm, struct text digits44);
/* An even number of digits (at most 60) as Code 128 set C, for machines of our own. */
void document_code_128(struct document *d, double x_mm, double y_mm, double width_mm,
                       double height_mm, struct text digits);

/* 255 digits as QR (eL-QR): modules are whole dots of 600 dpi, the widest that fit into `size_mm`; the caller
 * keeps four modules free around it. */
void document_qr_255(struct document *d, double x_mm, double y_mm, double size_mm, struct text digits);

/* All texts that were shrunk or could not be printed, in the order of printing. */
size_t document_overflows(const struct document *d, const struct document_overflow **ret);
int document_pages(const struct document *d); /* of the units that were printed */
/* Closes and frees. Without units, a document that was held back is removed and ERR_FINDINGS. */
MUST_CHECK enum err document_close(struct document *d, struct report *report);
/* Frees without a result: no file is left. */
void document_abandon(struct document *d);

/* Width and lines a text needs, for forms that grow with it; missing glyphs count as one em. */
double document_text_width(struct document *d, struct text_style style, struct text text);
int document_text_lines(struct document *d, double width_mm, struct text_style style,
                        struct text text);

/* 44-digit store barcode of a slip (payment_formats.md 8): check digit, check of an existing one. */
char gs1_128_check_digit(const char digits43[43]);
bool gs1_128_is_valid(const char *digits, size_t len);

/*
 * Code 128 set C: widths of bars and gaps in modules, bar first. `digits` is even; with FNC1 it is
 * GS1-128. Returns the number of widths; *ret_modules is their sum.
 */
#define CODE_128_DIGITS_MAX 60
#define CODE_128_WIDTHS_MAX ((CODE_128_DIGITS_MAX / 2 + 3) * 6 + 7)
size_t code_128_encode(const char *digits, size_t len, bool with_fnc1,
                       unsigned char ret_widths[CODE_128_WIDTHS_MAX], int *ret_modules);
/* 255 digits as QR: row, column; 1 = dark. */
#define QR_255_SIZE 41
void qr_255_encode(const char digits[255], unsigned char ret[QR_255_SIZE][QR_255_SIZE]);

#endif
