/* 公示送達書の紙面 -- whom the ward serves by posting, and with what: names and documents, no amounts. */
#include "demand/paper.h"

#include <inttypes.h>

#define LEFT 20.0
#define WIDTH 170.0
#define ROW 9.0
#define TOP_FIRST 108.0
#define TOP_MORE 30.0
#define BOTTOM 268.0
#define COLUMNS 4

static const struct text_style left = {FACE_MINCHO, 15, ALIGN_LEFT, 2, 115, 30};
static const struct text_style centre = {FACE_MINCHO, 15, ALIGN_CENTRE, 1, 0, 0};
static const struct text_style right = {FACE_MINCHO, 15, ALIGN_RIGHT, 1, 0, 0};
static const struct text_style head = {FACE_GOTHIC, 13, ALIGN_CENTRE, 1, 0, 0};
static const struct text_style words_style = {FACE_MINCHO, 16, ALIGN_LEFT, 6, 160, 0};
static const double edges[COLUMNS + 1] = {0, 14, 74, 112, 170};

static void draw_head(struct document *d, const struct publication *p)
{
    const struct demand_terms *t = p->terms;
    char words[200];

    document_words(d, "文書番号", LEFT, 16, WIDTH, right, p->number);
    document_day(d, "掲示の日", LEFT, 23, WIDTH, right, p->posted_on);
    document_words(d, "題", LEFT, 38, WIDTH, (struct text_style){FACE_GOTHIC, 28, ALIGN_CENTRE, 1, 0, 0},
                   t->publication_title);
    document_words(d, "本文", LEFT, 52, WIDTH, words_style, t->publication_text);
    document_words(d, "発行者", LEFT, 86, WIDTH, (struct text_style){FACE_MINCHO, 20, ALIGN_RIGHT, 1, 0, 0},
                   t->issuer);
    snprintf(words, sizeof(words), "担当：%s　%s", t->municipality_name, t->section);
    document_words(d, "担当課", LEFT, 94, WIDTH, right, words);
}

static void draw_table(struct document *d, const struct publication *p, double y, size_t from, size_t until)
{
    static const char *const heads[COLUMNS] = {"番号", "送達を受けるべき者", "書類の名称", "年度・期"};
    double bottom = y + ROW * (double)(until - from + 1);
    char number[24];

    document_rect(d, LEFT, y, WIDTH, ROW, 0, 0.92);
    for (size_t i = 0; i < COLUMNS; i++) {
        document_words(d, "見出し", LEFT + edges[i], y + 3, edges[i + 1] - edges[i], head, heads[i]);
        document_line(d, LEFT + edges[i], y, LEFT + edges[i], bottom, 0.1);
    }
    for (size_t i = from; i < until; i++) {
        const struct publication_line *l = &p->lines[i];
        double at = y + ROW * (double)(i - from + 1);
        document_line(d, LEFT, at, LEFT + WIDTH, at, 0.1);
        snprintf(number, sizeof(number), "%zu", i + 1);
        document_words(d, "番号", LEFT + edges[0], at + 2.6, edges[1] - edges[0], centre, number);
        document_text(d, "氏名", LEFT + edges[1] + 1.5, at + 0.8, edges[2] - edges[1] - 3, left, l->name);
        document_words(d, "書類", LEFT + edges[2] + 1.5, at + 0.8, edges[3] - edges[2] - 3, left,
                       l->document);
        document_words(d, "年度・期", LEFT + edges[3] + 1.5, at + 0.8, edges[4] - edges[3] - 3, left,
                       l->charges);
    }
    document_rect(d, LEFT, y, WIDTH, bottom - y, 0.35, -1);
}

bool publication_render(struct document *d, const struct publication *p)
{
    size_t at = 0;
    int page = 0;
    char words[96];

    document_unit_begin(d, "公示送達書");
    do {
        double top = page == 0 ? TOP_FIRST : TOP_MORE;
        size_t room = (size_t)((BOTTOM - top) / ROW) - 1;
        size_t until = p->line_count - at < room ? p->line_count : at + room;
        document_page(d);
        page++;
        if (page == 1) {
            draw_head(d, p);
        }
        draw_table(d, p, top, at, until);
        at = until;
        if (at == p->line_count) {
            document_words(d, "注", LEFT, BOTTOM + 4, WIDTH,
                           (struct text_style){FACE_MINCHO, 13, ALIGN_LEFT, 2, 130, 0},
                           p->terms->publication_note);
        }
        snprintf(words, sizeof(words), "実行 %" PRId64 "　%dページ", p->run_no, page);
        document_words(d, "ページ", LEFT, 284, WIDTH,
                       (struct text_style){FACE_GOTHIC, 11, ALIGN_RIGHT, 1, 0, 0}, words);
    } while (at < p->line_count);
    return document_unit_end(d);
}
