/* Small pieces every page of a notice uses. */
#include "premium/notice_draw.h"

#include <inttypes.h>

const char *const notice_mark_labels[NOTICE_MARKS] = {
    "世帯主", "擬制世帯主", "特定同一世帯所属者", "未就学児軽減", "18歳未満",
    "産前産後", "非自発的失業", "旧被扶養者", "介護適用除外", "所得不明", "住民票上の世帯主",
};

void notice_put(struct document *d, const char *box, double x, double y, double w,
                struct text_style style, const char *text)
{
    document_text(d, box, x, y, w, style, text_of(text));
}

void notice_put_yen(struct document *d, const char *box, double x, double y, double w,
                    struct text_style style, yen amount)
{
    char buf[48];
    size_t n = yen_format(amount, buf, sizeof(buf) - 4);
    memcpy(buf + n, "円", sizeof("円"));
    document_text(d, box, x, y, w, style, text_of(buf));
}

void notice_put_day(struct document *d, const char *box, double x, double y, double w,
                    struct text_style style, date day)
{
    char buf[DATE_TEXT_BYTES];
    size_t n = date_format_era(day, buf);
    document_text(d, box, x, y, w, style, (struct text){buf, n});
}

double notice_put_block(struct document *d, const char *box, double x, double y, double w,
                        struct text_style style, struct text text)
{
    int lines = document_text_lines(d, w, style, text);
    int pitch = style.pitch_percent == 0 ? 150 : style.pitch_percent;
    style.lines_max = lines < 2 ? 2 : lines;
    document_text(d, box, x, y, w, style, text);
    return (lines + 0.5) * style.size_q / 4.0 * pitch / 100.0;
}

void notice_grid(struct document *d, const struct grid *g, size_t rows, const char *const *heads)
{
    double left = grid_x(g, 0), right = grid_x(g, g->columns);
    double bottom = g->top + g->head_height + g->row_height * (double)rows;
    document_rect(d, left, g->top, right - left, g->head_height, 0, HEAD_GREY);
    for (size_t i = 0; i < g->columns; i++) {
        notice_put(d, "見出し", grid_x(g, i) + 0.5, g->top + (g->head_height - 2.75) / 2,
                   grid_width(g, i) - 1, style_label_centre, heads[i]);
        if (i > 0) {
            document_line(d, grid_x(g, i), g->top, grid_x(g, i), bottom, RULE_THIN);
        }
    }
    for (size_t i = 0; i < rows; i++) {
        double y = g->top + g->head_height + g->row_height * (double)i;
        document_line(d, left, y, right, y, RULE_THIN);
    }
    document_rect(d, left, g->top, right - left, bottom - g->top, RULE_THICK, -1);
}

void notice_months_text(uint16_t months, char *buf, size_t size)
{
    int from = -1, until = -1, count = 0;
    bool is_one_stretch = true;
    for (int i = 0; i < 12; i++) {
        if (months >> i & 1) {
            is_one_stretch = is_one_stretch && (from < 0 || until == i);
            from = from < 0 ? i : from;
            until = i + 1;
            count++;
        }
    }
    if (count == 0 || count == 12) {
        snprintf(buf, size, count == 0 ? "―" : "12か月");
    } else if (!is_one_stretch) {
        snprintf(buf, size, "%dか月", count);
    } else if (count == 1) {
        snprintf(buf, size, "%d月 1か月", (from + 3) % 12 + 1);
    } else {
        snprintf(buf, size, "%d〜%d月 %dか月", (from + 3) % 12 + 1, (until + 2) % 12 + 1, count);
    }
}

void notice_page_code(struct document *d, const struct notice *n, double x, double y, int page,
                      int pages)
{
    char code[24];
    assert(page >= 1 && page <= pages && pages <= 999);
    int len = snprintf(code, sizeof(code), "%08" PRId64 "%03d%03d%02d", n->notice_no, page, pages,
                       n->year.first_year % 100);
    assert(len == 16);
    document_code_128(d, x, y, 27, 4, text_of(code));
}

void notice_foot(struct document *d, const struct notice *n, int page, int pages)
{
    char text[96];
    notice_page_code(d, n, PAPER_LEFT, 286, page, pages);
    snprintf(text, sizeof(text), "通知書番号 %08" PRId64 "　　%d / %d ページ", n->notice_no, page, pages);
    notice_put(d, "ページ", PAPER_LEFT + 86, 286.6, 100,
               (struct text_style){FACE_GOTHIC, 11, ALIGN_RIGHT, 1, 0}, text);
}
