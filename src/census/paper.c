/*
 * 統計の紙 -- a sheet on A4, its head on every page, the day and what was known then under the title.
 *
 * An internal paper: it bears the watermark of who printed it (BO-09).
 */
#include "census/census.h"

#include "document/document.h"

#include <unistd.h>

#define LEFT 12.0
#define WIDTH 186.0
#define ROW 4.6
#define HEAD 9.0
#define TOP 34.0
#define BOTTOM 281.0
#define CODE_WIDTH 16.0
#define NUMBER_WIDTH 16.0 /* at most; more columns share what the labels leave */
#define LABEL_MIN 40.0

static const struct text_style style_title = {FACE_GOTHIC, 20, ALIGN_LEFT, 1, 0};
static const struct text_style style_words = {FACE_MINCHO, 12, ALIGN_LEFT, 2, 140};
static const struct text_style style_head = {FACE_GOTHIC, 10, ALIGN_CENTRE, 2, 120};
static const struct text_style style_cell = {FACE_MINCHO, 12, ALIGN_LEFT, 1, 0};
static const struct text_style style_number = {FACE_MINCHO, 12, ALIGN_RIGHT, 1, 0};
static const struct text_style style_page = {FACE_MINCHO, 11, ALIGN_RIGHT, 1, 0};

struct page {
    struct document *d;
    const struct census *census;
    const struct census_sheet *sheet;
    struct arena *arena;
    double number_width, label_width;
    int pages;
};

static double edge_of(const struct page *p, size_t column)
{
    return column == 0   ? 0
           : column == 1 ? CODE_WIDTH
                         : CODE_WIDTH + p->label_width + p->number_width * (double)(column - 2);
}

static void draw_head(struct page *p)
{
    size_t columns = p->sheet->form->column_count + 2;

    document_page(p->d);
    p->pages++;
    document_words(p->d, "題", LEFT, 14, 120, style_title, p->sheet->form->title);
    document_words(p->d, "頁", 160, 15, 38, style_page, arena_printf(p->arena, "%d頁", p->pages));
    document_words(p->d, "集計", LEFT, 21, WIDTH, style_words, census_sheet_words(p->census, p->arena));
    document_rect(p->d, LEFT, TOP, edge_of(p, columns), HEAD, 0.2, 0.92);
    for (size_t c = 0; c < columns; c++) {
        double x = edge_of(p, c), right = edge_of(p, c + 1);
        document_words(p->d, "見出し", LEFT + x + 0.5, TOP + 1, right - x - 1, style_head,
                       p->sheet->form->heads[c].label);
        if (c > 0) {
            document_line(p->d, LEFT + x, TOP, LEFT + x, TOP + HEAD, 0.1);
        }
    }
}

static void draw_row(struct page *p, size_t row, double y)
{
    const struct census_row *r = &p->sheet->rows[row];
    double right = edge_of(p, p->sheet->form->column_count + 2);

    if (r->is_sum) {
        document_rect(p->d, LEFT, y, right, ROW, 0, 0.96);
    }
    document_words(p->d, "コード", LEFT + 0.8, y + 0.9, CODE_WIDTH - 1.6, style_cell, r->code);
    document_words(p->d, "区分", LEFT + CODE_WIDTH + 0.8, y + 0.9, p->label_width - 1.6, style_cell,
                   r->label);
    for (size_t c = 0; c < p->sheet->form->column_count; c++) {
        bool is_closed = p->sheet->form->columns[c].filter.is_never; /* 退職: nothing is counted */
        char figure[40];
        yen_format(census_cell(p->sheet, row, c), figure, sizeof(figure));
        document_words(p->d, "数", LEFT + edge_of(p, c + 2) + 0.8, y + 0.9, p->number_width - 1.6,
                       style_number, is_closed ? "—" : figure);
    }
    document_line(p->d, LEFT, y + ROW, LEFT + right, y + ROW, 0.1);
}

static void draw_sheet(struct page *p)
{
    size_t columns = p->sheet->form->column_count;
    double y = BOTTOM;

    p->number_width = (WIDTH - CODE_WIDTH - LABEL_MIN) / (double)columns;
    p->number_width = p->number_width > NUMBER_WIDTH ? NUMBER_WIDTH : p->number_width;
    p->label_width = WIDTH - CODE_WIDTH - p->number_width * (double)columns;
    for (size_t r = 0; r < p->sheet->row_count; r++) {
        if (y + ROW > BOTTOM) {
            draw_head(p);
            y = TOP + HEAD;
        }
        draw_row(p, r, y);
        y += ROW;
    }
}

enum err census_paper(struct session *session, const struct census *census, enum census_sheet_kind kind,
                      const char *path, struct report *report)
{
    struct arena *arena = arena_new("統計の紙", (size_t)64 << 20);
    struct census_sheet sheet;
    struct document *d;
    char stamp[OUTPUT_WATERMARK_BYTES];

    census_sheet_make(census, kind, arena, &sheet);
    enum err e = document_open(path, sheet.form->title, report, &d);
    if (e != ERR_NONE) {
        arena_free(arena);
        return e;
    }
    output_watermark(session, clock_now_ms(), stamp);
    document_watermark(d, text_of(stamp));
    struct page page = {.d = d, .census = census, .sheet = &sheet, .arena = arena};
    draw_sheet(&page);
    e = document_close(d, report);
    const struct print_record print = {.form = text_of(sheet.form->title),
                                       .printer = text_of("PDF"),
                                       .title = text_of(sheet.form->title),
                                       .sheets = page.pages};
    if (e == ERR_NONE) {
        e = output_print_record(session, &print, report);
    }
    if (e != ERR_NONE) {
        unlink(path); /* nothing is handed out without a record */
    }
    arena_free(arena);
    return e;
}
