/* What the pages of a notice are drawn with: styles, amounts, ruled tables. Millimetres. */
#ifndef KOKUHO_PREMIUM_NOTICE_DRAW_H
#define KOKUHO_PREMIUM_NOTICE_DRAW_H

#include "premium/notice.h"

#define PAPER_LEFT 12.0
#define PAPER_WIDTH 186.0
#define RULE_THIN 0.1
#define RULE_THICK 0.35
#define HEAD_GREY 0.92

/* Sizes in 級 (1/4 mm): 11級 is about 8 points, 13級 9 points. */
static const struct text_style style_small = {FACE_GOTHIC, 10, ALIGN_LEFT, 1, 0};
static const struct text_style style_label = {FACE_GOTHIC, 11, ALIGN_LEFT, 1, 0};
static const struct text_style style_label_centre = {FACE_GOTHIC, 11, ALIGN_CENTRE, 1, 0};
static const struct text_style style_heading = {FACE_GOTHIC, 15, ALIGN_LEFT, 1, 0};
static const struct text_style style_text = {FACE_MINCHO, 13, ALIGN_LEFT, 1, 0};
static const struct text_style style_text_right = {FACE_MINCHO, 13, ALIGN_RIGHT, 1, 0};
static const struct text_style style_text_centre = {FACE_MINCHO, 13, ALIGN_CENTRE, 1, 0};
static const struct text_style style_fine = {FACE_MINCHO, 11, ALIGN_LEFT, 1, 0};
static const struct text_style style_fine_right = {FACE_MINCHO, 11, ALIGN_RIGHT, 1, 0};

/* Columns of a ruled table: left edges from PAPER_LEFT, the last entry is the right edge. */
struct grid {
    double top, row_height, head_height;
    size_t columns;
    const double *edges; /* columns + 1 */
};

static inline double grid_x(const struct grid *g, size_t column)
{
    return PAPER_LEFT + g->edges[column];
}
static inline double grid_width(const struct grid *g, size_t column)
{
    return g->edges[column + 1] - g->edges[column];
}

void notice_put(struct document *d, const char *box, double x, double y, double w,
                struct text_style style, const char *text);
void notice_put_yen(struct document *d, const char *box, double x, double y, double w,
                    struct text_style style, yen amount); /* "1,234円" */
void notice_put_day(struct document *d, const char *box, double x, double y, double w,
                    struct text_style style, date day); /* 令和8年6月30日 */
/* A text of several lines; returns its height with a line of air. */
double notice_put_block(struct document *d, const char *box, double x, double y, double w,
                        struct text_style style, struct text text);
void notice_grid(struct document *d, const struct grid *g, size_t rows, const char *const *heads);
/* "4〜9月（6か月）", "12か月", "なし". */
void notice_months_text(uint16_t months, char *buf, size_t size);

/* notice_basis.c: 算定根拠 */
#define BASIS_ROWS_FIRST 7  /* members beside rates, reduction and 教示 */
#define BASIS_ROWS_MORE 20  /* members of a continued page */
void notice_basis_draw(struct document *d, const struct notice *n, int first_page, int pages);
int notice_basis_pages(const struct notice *n);
/* notice_slip.c: 納付書, three a page */
void notice_slips_draw(struct document *d, const struct notice *n, int first_page, int pages);
int notice_slip_pages(const struct notice *n);
/* Foot of every page: number of the notice, page of pages, the code the inserting machine reads. */
void notice_foot(struct document *d, const struct notice *n, int page, int pages);
/* The same code at a place of its own, for pages of slips. */
void notice_page_code(struct document *d, const struct notice *n, double x, double y, int page,
                      int pages);

#endif
