/* 納付書 -- three a page, each 99 mm: receipt for the payer, form for the bank, notice to the ward. */
#include "premium/notice_draw.h"

#include <inttypes.h>

#define SLIP_HEIGHT 99.0
#define SECTION_A 8.0   /* 領収証書 */
#define SECTION_B 70.0  /* 納付書 */
#define SECTION_C 132.0 /* 領収済通知書 */
#define SECTION_W 58.0
#define SECTION_C_W 70.0

int notice_slip_pages(const struct notice *n)
{
    return (int)(n->slip_count + SLIPS_A_PAGE - 1) / SLIPS_A_PAGE;
}

static void section_form(struct document *d, double x, double y, double w, const char *title)
{
    static const char *const labels[] = {"年度・科目", "期別", "通知書番号", "納期限", "金額"};
    notice_put(d, "見出し", x, y + 5, w, (struct text_style){FACE_GOTHIC, 15, ALIGN_CENTRE, 1, 0}, title);
    for (size_t i = 0; i < COUNT_OF(labels); i++) {
        double top = y + 13 + (double)i * 6;
        notice_put(d, "見出し", x + 1, top + 1.6, 17, style_label, labels[i]);
        document_line(d, x, top, x + w, top, RULE_THIN);
    }
    document_line(d, x + 19, y + 13, x + 19, y + 43, RULE_THIN);
    document_rect(d, x, y + 13, w, 30, RULE_THICK, -1);
}

static void page_form(struct document *d)
{
    for (int i = 0; i < SLIPS_A_PAGE; i++) {
        double y = i * SLIP_HEIGHT;
        section_form(d, SECTION_A, y, SECTION_W, "領収証書（納付者控）");
        section_form(d, SECTION_B, y, SECTION_W, "納付書（金融機関控）");
        section_form(d, SECTION_C, y, SECTION_C_W, "領収済通知書（区控）");
        document_line(d, SECTION_B - 2, y + 3, SECTION_B - 2, y + 96, RULE_THIN);
        document_line(d, SECTION_C - 2, y + 3, SECTION_C - 2, y + 96, RULE_THIN);
        notice_put(d, "見出し", SECTION_A + 1, y + 57, SECTION_W - 2, style_small,
                   "上記のとおり領収しました。");
        notice_put(d, "見出し", SECTION_B + 1, y + 57, SECTION_W - 2, style_small,
                   "上記のとおり納付します。");
        notice_put(d, "見出し", SECTION_C + 1, y + 86, SECTION_C_W - 2, style_small,
                   "上記のとおり領収したので通知します。");
        for (int k = 0; k < 2; k++) {
            double x = k == 0 ? SECTION_A : SECTION_B;
            document_rect(d, x + 30, y + 64, 28, 22, RULE_THIN, -1);
            notice_put(d, "見出し", x + 31, y + 65, 26, style_small, "領収日付印");
        }
        if (i > 0) {
            document_line(d, 0, y, 210, y, RULE_THIN);
        }
    }
}

static void draw_section(struct document *d, const struct notice *n, const struct notice_slip *s,
                         double x, double y, double w)
{
    char text[96], year[DATE_TEXT_BYTES];
    double left = x + 20, room = w - 21;
    fiscal_year_format_era(n->year, year);
    snprintf(text, sizeof(text), "%s %s", year, n->form->premium_label);
    notice_put(d, "納付書 年度・科目", left, y + 14.4, room, style_fine, text);
    if (s->no == 0) {
        snprintf(text, sizeof(text), "全期（一括）");
    } else {
        snprintf(text, sizeof(text), "第%d期", s->no);
    }
    notice_put(d, "納付書 期別", left, y + 20.4, room, style_text, text);
    snprintf(text, sizeof(text), "%08" PRId64, n->notice_no);
    notice_put(d, "納付書 通知書番号", left, y + 26.4, room, style_text, text);
    notice_put_day(d, "納付書 納期限", left, y + 32.4, room, style_text, s->due);
    notice_put_yen(d, "納付書 金額", left, y + 38, room,
                   (struct text_style){FACE_GOTHIC, 17, ALIGN_RIGHT, 1, 0}, s->amount);
    document_text(d, "納付書 納付者", x + 1, y + 45.6, w - 8,
                  (struct text_style){FACE_MINCHO, 13, ALIGN_LEFT, 3, 105, 22}, n->mailing.name);
    notice_put(d, "納付書 敬称", x + w - 6, y + 46, 5, style_text, "様");
    notice_put(d, "納付書 名義", x + 1, y + 51, w - 2, style_fine, n->form->account_name);
}

/* Two lines a person can type in: (91)MMMMMM-21 and 1 digits, YYMMDD-F-AAAAAA-C. */
static void draw_barcode(struct document *d, const struct notice *n, const struct notice_slip *s,
                         double x, double y)
{
    char digits[45], text[96];
    if (!notice_slip_digits(n, s, digits)) {
        document_rect(d, x, y + 60, SECTION_C_W, 12, RULE_THIN, -1);
        notice_put(d, "納付書 コンビニ不可", x + 2, y + 62, SECTION_C_W - 4,
                   (struct text_style){FACE_GOTHIC, 11, ALIGN_LEFT, 2, 140}, n->form->slip_amount_text);
        return;
    }
    char limit[DATE_TEXT_BYTES];
    date_format_era(s->limit, limit);
    snprintf(text, sizeof(text), "取扱期限 %s（コンビニエンスストア）", limit);
    notice_put(d, "納付書 取扱期限", x + 1, y + 56, SECTION_C_W - 2, style_small, text);
    document_gs1_128(d, x + 5, y + 61, 61, 13, text_of(digits));
    snprintf(text, sizeof(text), "(91)%.6s-%.22s", digits + 2, digits + 8);
    notice_put(d, "納付書 バーコードの数字", x + 5, y + 75, 61, style_small, text);
    snprintf(text, sizeof(text), "%.6s-%.1s-%.6s-%.1s", digits + 30, digits + 36, digits + 37,
             digits + 43);
    notice_put(d, "納付書 バーコードの数字", x + 5, y + 78.6, 61, style_small, text);
}

/* A slip of the form that nothing is asked with must not be written on and paid. */
static void draw_unused(struct document *d, double y)
{
    static const struct {
        double x, width;
    } sections[] = {{SECTION_A, SECTION_W}, {SECTION_B, SECTION_W}, {SECTION_C, SECTION_C_W}};
    for (size_t i = 0; i < COUNT_OF(sections); i++) {
        double x = sections[i].x, w = sections[i].width;
        document_line(d, x, y + 12, x + w, y + 42, 0.4);
        document_line(d, x, y + 42, x + w, y + 12, 0.4);
        notice_put(d, "使わない納付書", x, y + 46, w, style_small, "この納付書は使いません");
    }
}

void notice_slips_draw(struct document *d, const struct notice *n, int first_page, int pages)
{
    char text[64];
    for (size_t i = 0; i < n->slip_count; i++) {
        double y = (double)(i % SLIPS_A_PAGE) * SLIP_HEIGHT;
        int page = first_page + (int)(i / SLIPS_A_PAGE);
        if (i % SLIPS_A_PAGE == 0) {
            document_page(d);
            if (document_form_begin(d, "納付書")) {
                page_form(d);
                document_form_end(d);
            }
        }
        draw_section(d, n, &n->slips[i], SECTION_A, y, SECTION_W);
        draw_section(d, n, &n->slips[i], SECTION_B, y, SECTION_W);
        draw_section(d, n, &n->slips[i], SECTION_C, y, SECTION_C_W);
        draw_barcode(d, n, &n->slips[i], SECTION_C, y);
        if (i % SLIPS_A_PAGE == 0) { /* beside the first slip: cut off with the payer's part */
            notice_page_code(d, n, SECTION_A, 89, page, pages);
            snprintf(text, sizeof(text), "%d / %d ページ", page, pages);
            notice_put(d, "ページ", SECTION_A + 29, 90, 28, style_small, text);
        }
    }
    for (size_t i = n->slip_count; i % SLIPS_A_PAGE != 0; i++) {
        draw_unused(d, (double)(i % SLIPS_A_PAGE) * SLIP_HEIGHT);
    }
}
