/*
 * 通知書を描く -- one form for all letters: who, to whom, what about, what is owed, the basis, 教示.
 *
 * Rows    NT-03, NT-04, NT-13
 *
 * A4. The address stands where the window of the envelope is. What does not fit a page goes on on the next.
 */
#include "letter/letter.h"

#define LEFT 20.0
#define WIDTH 170.0
#define BOTTOM 272.0
#define ROW 6.2

static const struct text_style s_title = {FACE_MINCHO, 26, ALIGN_CENTRE, 1, 0, 0};
static const struct text_style s_text = {FACE_MINCHO, 14, ALIGN_LEFT, 40, 150, 0};
static const struct text_style s_line = {FACE_MINCHO, 14, ALIGN_LEFT, 1, 0, 0};
static const struct text_style s_right = {FACE_MINCHO, 14, ALIGN_RIGHT, 1, 0, 0};
static const struct text_style s_name = {FACE_MINCHO, 16, ALIGN_LEFT, 3, 130, 0};
static const struct text_style s_label = {FACE_GOTHIC, 12, ALIGN_LEFT, 1, 0, 0};
static const struct text_style s_head = {FACE_GOTHIC, 11, ALIGN_CENTRE, 1, 0, 0};
static const struct text_style s_cell = {FACE_MINCHO, 13, ALIGN_RIGHT, 1, 0, 0};
static const struct text_style s_cell_left = {FACE_MINCHO, 13, ALIGN_LEFT, 1, 0, 0};
static const struct text_style s_fine = {FACE_MINCHO, 11, ALIGN_LEFT, 30, 140, 0};

struct drawing {
    struct document *d;
    const struct letter *p;
    double y;
    int pages;
};

static void put(struct drawing *g, const char *box, double x, double y, double w, struct text_style style,
                const char *text)
{
    if (text != NULL && text[0] != '\0') {
        document_text(g->d, box, x, y, w, style, text_of(text));
    }
}

static double height_of(struct drawing *g, double width, struct text_style style, const char *text)
{
    int lines = document_text_lines(g->d, width, style, text_of(text));
    int pitch = style.pitch_percent == 0 ? 150 : style.pitch_percent;
    return lines * style.size_q / 4.0 * pitch / 100.0;
}

static void new_page(struct drawing *g)
{
    char words[40];

    document_page(g->d);
    g->pages++;
    g->y = 20;
    if (g->pages > 1) {
        (void)snprintf(words, sizeof(words), "（%dページ）", g->pages);
        put(g, "題", LEFT, g->y, WIDTH, s_line, g->p->title);
        put(g, "ページ", LEFT, g->y, WIDTH, s_right, words);
        g->y += 10;
    }
}

/* Room for so much, else the next page. */
static void need(struct drawing *g, double height)
{
    if (g->y + height > BOTTOM) {
        new_page(g);
    }
}

static void block(struct drawing *g, const char *box, double x, double width, struct text_style style,
                  const char *text)
{
    double height = height_of(g, width, style, text);

    need(g, height);
    put(g, box, x, g->y, width, style, text);
    g->y += height;
}

/* ------------------------------------------------------------------------------- the head ----- */

static void head(struct drawing *g)
{
    const struct letter *p = g->p;

    new_page(g);
    put(g, "郵便番号", LEFT + 2, 16, 80, s_line, p->to_postal);
    document_text(g->d, "宛先 住所", LEFT + 2, 22, 82,
                  (struct text_style){FACE_MINCHO, 14, ALIGN_LEFT, 3, 135, 0}, text_of(p->to_address));
    put(g, "宛先 氏名", LEFT + 2, 40, 82, s_name, p->to_name);
    put(g, "番号", 112, 16, 78, s_right, p->number);
    put(g, "日付", 112, 22, 78, s_right, p->day);
    if (!p->is_signed) {
        put(g, "発行者", 112, 32, 78, s_right, p->office.issuer);
        put(g, "担当課", 112, 38, 78, s_right, p->office.section);
        put(g, "所在地", 112, 44, 78, (struct text_style){FACE_MINCHO, 11, ALIGN_RIGHT, 1, 0, 0},
            p->office.address);
    }
    put(g, "題", LEFT, 58, WIDTH, s_title, p->title);
    g->y = 72;
    block(g, "本文", LEFT, WIDTH, s_text, p->lead);
    g->y += 4;
}

/* Label and value; a long value takes its lines. */
static void lines(struct drawing *g)
{
    for (size_t i = 0; i < g->p->line_count; i++) {
        const struct letter_line *l = &g->p->lines[i];
        double height = height_of(g, WIDTH - 48, s_text, l->value);
        height = height < 5.25 ? 5.25 : height;
        need(g, height + 3);
        document_rect(g->d, LEFT, g->y, 44, height + 3, 0, 0.93);
        put(g, "項目名", LEFT + 1.5, g->y + 1.8, 41, s_label, l->label);
        put(g, l->label, LEFT + 46, g->y + 1.5, WIDTH - 48, s_text, l->value);
        document_rect(g->d, LEFT, g->y, WIDTH, height + 3, 0.15, -1);
        g->y += height + 3;
    }
    g->y += g->p->line_count > 0 ? 5 : 0;
}

/* ------------------------------------------------------------------------------- a table ------ */

static void table_head(struct drawing *g, const struct letter_table *t)
{
    double w = WIDTH / (double)t->columns;

    document_rect(g->d, LEFT, g->y, WIDTH, ROW, 0.15, 0.9);
    for (size_t i = 0; i < t->columns; i++) {
        put(g, "表の見出し", LEFT + w * (double)i, g->y + 1.6, w, s_head, t->heads[i]);
    }
    g->y += ROW;
}

static bool ends_in(const char *cell, const char *end)
{
    size_t len = strlen(cell), n = strlen(end);
    return len >= n && memcmp(cell + len - n, end, n) == 0;
}

/* A day or a number; what is not there is "" or a dash. */
static bool is_figure(const char *cell)
{
    size_t len = strlen(cell);
    return len == 0 || (cell[len - 1] >= '0' && cell[len - 1] <= '9') || ends_in(cell, "日") ||
           ends_in(cell, "—") || ends_in(cell, "―");
}

/* Amounts and figures stand at the right, words and the first column at the left. */
static bool is_of_figures(const struct letter_table *t, size_t column)
{
    bool has_words = false;

    for (size_t r = 0; r < t->row_count && column > 0; r++) {
        const char *cell = t->rows[r].cells[column] != NULL ? t->rows[r].cells[column] : "";
        if (ends_in(cell, "円") || ends_in(cell, "額")) {
            return true;
        }
        has_words = has_words || !is_figure(cell);
    }
    return column > 0 && !has_words;
}

static void table(struct drawing *g)
{
    const struct letter_table *t = &g->p->table;
    double w = t->columns > 0 ? WIDTH / (double)t->columns : WIDTH;
    const struct text_style *styles[LETTER_COLUMNS_MAX];

    if (t->row_count == 0) {
        return;
    }
    for (size_t i = 0; i < t->columns; i++) {
        styles[i] = is_of_figures(t, i) ? &s_cell : &s_cell_left;
    }
    need(g, ROW * 3);
    table_head(g, t);
    for (size_t r = 0; r < t->row_count; r++) {
        if (g->y + ROW > BOTTOM) {
            new_page(g);
            table_head(g, t);
        }
        document_rect(g->d, LEFT, g->y, WIDTH, ROW, t->rows[r].is_total ? 0.35 : 0.1, -1);
        for (size_t i = 0; i < t->columns; i++) {
            put(g, t->heads[i], LEFT + w * (double)i + 1, g->y + 1.4, w - 2, *styles[i],
                t->rows[r].cells[i]);
        }
        g->y += ROW;
    }
    g->y += 4;
}

/* -------------------------------------------------------------------------------- the foot ---- */

static void foot(struct drawing *g)
{
    const struct letter *p = g->p;

    if (p->notes != NULL && p->notes[0] != '\0') {
        block(g, "注記", LEFT, WIDTH, s_fine, p->notes);
        g->y += 4;
    }
    if (p->is_signed) {
        need(g, 34);
        put(g, "誓約の宛先", LEFT, g->y, WIDTH, s_line, p->office.issuer);
        put(g, "住所欄", LEFT + 60, g->y + 9, 40, s_line, "住所");
        put(g, "氏名欄", LEFT + 60, g->y + 19, 40, s_line, "氏名（署名）");
        document_line(g->d, LEFT + 88, g->y + 14, LEFT + WIDTH, g->y + 14, 0.15);
        document_line(g->d, LEFT + 88, g->y + 24, LEFT + WIDTH, g->y + 24, 0.15);
        g->y += 34;
    }
    if (p->has_appeal) {
        put(g, "教示の題", LEFT, g->y, WIDTH, s_label, "不服申立てなど");
        g->y += 5;
        block(g, "教示", LEFT, WIDTH, s_fine, p->office.appeal_text);
    }
}

int letter_draw(struct document *d, const struct letter *p)
{
    struct drawing g = {.d = d, .p = p};

    head(&g);
    lines(&g);
    table(&g);
    foot(&g);
    return g.pages;
}
