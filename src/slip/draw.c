/* 納付書の紙面 -- three a page, each 99 mm: receipt for the payer, form for the bank, notice to the ward.
 */
#include "slip/slip.h"

#include <inttypes.h>

#define SLIP_HEIGHT 99.0
#define RULE_THIN 0.1
#define RULE_THICK 0.35
#define TABLE_TOP 11.5
#define ROW_HEIGHT 4.1
#define LABEL_WIDTH 14.5

static const struct text_style style_small = {FACE_GOTHIC, 10, ALIGN_LEFT, 1, 0};
static const struct text_style style_note = {FACE_GOTHIC, 10, ALIGN_LEFT, 3, 120};
static const struct text_style style_year = {FACE_MINCHO, 9, ALIGN_LEFT, 1, 0};
static const struct text_style style_text = {FACE_MINCHO, 12, ALIGN_LEFT, 1, 0};
static const struct text_style style_yen = {FACE_MINCHO, 12, ALIGN_RIGHT, 1, 0};
static const struct text_style style_total = {FACE_GOTHIC, 15, ALIGN_RIGHT, 1, 0};
static const struct text_style style_key = {FACE_GOTHIC, 10, ALIGN_LEFT, 1, 0};
static const struct text_style style_ocr = {FACE_GOTHIC, 13, ALIGN_LEFT, 1, 0};

enum { PAYER, BANK, WARD, SECTIONS };
static const struct section {
    double x, width, table_width;
    const char *title, *words;
} sections[SECTIONS] = {
    [PAYER] = {7, 46, 46, "領収証書（納付者控）", "上記のとおり領収しました。"},
    [BANK] = {57, 46, 46, "納付書（金融機関控）", "上記のとおり納付します。"},
    [WARD] = {107, 97, 70, "領収済通知書（区控）", "上記のとおり領収したので通知します。"},
};
/* What the boxes of the three parts hold from above. */
enum { ROW_YEAR, ROW_INSTALMENT, ROW_NOTICE, ROW_DUE, ROW_PRINCIPAL, ROW_LATE, ROW_FEE, ROW_AMOUNT, ROWS };
static const char *const row_labels[ROWS] = {"年度・科目", "期別",   "通知書番号", "納期限",
                                             "保険料",     "延滞金", "督促手数料", "合計金額"};

static void put(struct document *d, const char *box, double x, double y, double w, struct text_style style,
                const char *words)
{
    document_text(d, box, x, y, w, style, text_of(words));
}

static void put_yen(struct document *d, const char *box, double x, double y, double w,
                    struct text_style style, yen amount)
{
    char figure[32], words[40];
    yen_format(amount, figure, sizeof(figure));
    snprintf(words, sizeof(words), "%s円", figure);
    put(d, box, x, y, w, style, words);
}

/* ------------------------------------------------------------------------------ the page ---- */

static void section_form(struct document *d, const struct section *s, double y)
{
    double bottom = y + TABLE_TOP + ROWS * ROW_HEIGHT;

    put(d, "見出し", s->x, y + 4.5, s->table_width,
        (struct text_style){FACE_GOTHIC, 14, ALIGN_CENTRE, 1, 0}, s->title);
    for (int i = 0; i < ROWS; i++) {
        double top = y + TABLE_TOP + i * ROW_HEIGHT;
        put(d, "見出し", s->x + 0.8, top + 0.8, LABEL_WIDTH - 1, style_small, row_labels[i]);
        document_line(d, s->x, top, s->x + s->table_width, top, RULE_THIN);
    }
    document_line(d, s->x + LABEL_WIDTH, y + TABLE_TOP, s->x + LABEL_WIDTH, bottom, RULE_THIN);
    document_rect(d, s->x, y + TABLE_TOP, s->table_width, ROWS * ROW_HEIGHT, RULE_THICK, -1);
}

static void stamp_box(struct document *d, double x, double y)
{
    document_rect(d, x, y, 26, 19, RULE_THIN, -1);
    put(d, "見出し", x + 1, y + 1, 24, style_small, "領収日付印");
}

void slip_page(struct document *d)
{
    document_page(d);
    if (!document_form_begin(d, "納付書")) {
        return;
    }
    for (int i = 0; i < SLIPS_A_PAGE; i++) {
        double y = i * SLIP_HEIGHT;
        for (int k = 0; k < SECTIONS; k++) {
            section_form(d, &sections[k], y);
        }
        for (int k = BANK; k <= WARD; k++) {
            document_line(d, sections[k].x - 2, y + 3, sections[k].x - 2, y + 96, RULE_THIN);
        }
        stamp_box(d, sections[PAYER].x + 20, y + 65);
        stamp_box(d, sections[BANK].x + 20, y + 73);
        stamp_box(d, sections[WARD].x + 70, y + 58);
        put(d, "見出し", sections[PAYER].x, y + 60, 46, style_small, sections[PAYER].words);
        put(d, "見出し", sections[BANK].x, y + 69.5, 46, style_small, sections[BANK].words);
        put(d, "見出し", sections[WARD].x, y + 90.2, 90, style_small, sections[WARD].words);
        if (i > 0) {
            document_line(d, 0, y, 210, y, RULE_THIN);
        }
    }
    document_form_end(d);
}

/* ------------------------------------------------------------------------------ one slip ---- */

static void instalment_words(const struct slip *s, char *buf, size_t size)
{
    char what[40];

    if (s->instalment > 0) {
        snprintf(what, sizeof(what), "第%d期", s->instalment);
    } else if (s->charge_count > 0) {
        snprintf(what, sizeof(what), "%zu期分", s->charge_count);
    } else {
        snprintf(what, sizeof(what), "全期（一括）");
    }
    snprintf(buf, size, "%s%s%s", what, s->class == SLIP_LATE_ONLY ? " 延滞金分" : "",
             s->kind == SLIP_REISSUE      ? " 再発行"
             : s->class == SLIP_LATE_ONLY ? ""
             : s->kind == SLIP_DUNNING    ? " 督促分"
             : s->kind == SLIP_REMINDER   ? " 催告分"
             : s->kind == SLIP_PLAN       ? " 分納分"
                                          : "");
}

static void draw_table(struct document *d, const struct slip_form *f, const struct slip *s,
                       const struct section *of, double y)
{
    char words[96], day[DATE_TEXT_BYTES];
    double x = of->x + LABEL_WIDTH + 1, w = of->table_width - LABEL_WIDTH - 1.5, top = y + TABLE_TOP + 0.6;
    fiscal_year year = {(int16_t)s->levy_year};

    fiscal_year_format_era(year, day);
    snprintf(words, sizeof(words), "%s %s", day, f->premium_label);
    put(d, "納付書 年度・科目", x, top + ROW_YEAR * ROW_HEIGHT + 0.4, w, style_year, words);
    instalment_words(s, words, sizeof(words));
    put(d, "納付書 期別", x, top + ROW_INSTALMENT * ROW_HEIGHT, w, style_text, words);
    snprintf(words, sizeof(words), "%08" PRId64 "（%02d）", s->notice_no, s->serial);
    put(d, "納付書 通知書番号", x, top + ROW_NOTICE * ROW_HEIGHT, w, style_text, words);
    date_format_era(s->due, day);
    put(d, "納付書 納期限", x, top + ROW_DUE * ROW_HEIGHT, w, style_text, day);
    put_yen(d, "納付書 保険料", x, top + ROW_PRINCIPAL * ROW_HEIGHT, w, style_yen, slip_principal(s));
    put_yen(d, "納付書 延滞金", x, top + ROW_LATE * ROW_HEIGHT, w, style_yen, s->late_charge);
    put_yen(d, "納付書 督促手数料", x, top + ROW_FEE * ROW_HEIGHT, w, style_yen, s->fee);
    put_yen(d, "納付書 金額", x, top + ROW_AMOUNT * ROW_HEIGHT - 0.5, w, style_total, s->amount);
}

static void draw_names(struct document *d, const struct slip_form *f, struct text name,
                       const struct section *of, double y)
{
    document_text(d, "納付書 納付者", of->x + 0.5, y + 45.6, of->table_width - 7,
                  (struct text_style){FACE_MINCHO, 12, ALIGN_LEFT, 3, 105, 22}, name);
    put(d, "納付書 敬称", of->x + of->table_width - 5.5, y + 46, 5, style_text, "様");
    put(d, "納付書 名義", of->x + 0.5, y + 51.4, of->table_width - 1, style_small, f->account_name);
}

/* ペイジー: what the payer types in, four digits a group. */
static void draw_pay_easy(struct document *d, const struct slip_form *f, const struct slip *s, double x,
                          double y)
{
    char number[21], words[80];

    if (f->agency == NULL) {
        return;
    }
    slip_pay_number(s, number);
    put(d, "納付書 ペイジー", x, y, 46, style_small, "ペイジー（Pay-easy）");
    snprintf(words, sizeof(words), "収納機関番号 %s　納付区分 %s", f->agency, f->division);
    put(d, "納付書 ペイジー", x, y + 3.2, 46, style_key, words);
    snprintf(words, sizeof(words), "納付番号 %.4s-%.4s-%.4s-%.4s-%.4s", number, number + 4, number + 8,
             number + 12, number + 16);
    put(d, "納付書 ペイジー", x, y + 6.6, 46, style_key, words);
    snprintf(words, sizeof(words), "確認番号 %s", s->confirm);
    put(d, "納付書 ペイジー", x, y + 10, 46, style_key, words);
}

/* Two lines a person can type in: (91)MMMMMM-21 and 1 digits, YYMMDD-F-AAAAAA-C. */
static void draw_barcode(struct document *d, const struct slip_form *f, const struct slip *s, double x,
                         double y)
{
    char digits[45], words[96], limit[DATE_TEXT_BYTES];

    date_format_era(s->usable_until, limit);
    if (!slip_barcode(f, s, digits)) {
        document_rect(d, x, y + 58, 66, 12, RULE_THIN, -1);
        put(d, "納付書 コンビニ不可", x + 1.5, y + 59.5, 63, style_note, f->amount_text);
        return;
    }
    snprintf(words, sizeof(words), "取扱期限 %s（コンビニエンスストア）", limit);
    put(d, "納付書 取扱期限", x + 0.5, y + 55, 66, style_small, words);
    document_gs1_128(d, x + 4, y + 58.5, 61, 12, text_of(digits));
    snprintf(words, sizeof(words), "(91)%.6s-%.22s", digits + 2, digits + 8);
    put(d, "納付書 バーコードの数字", x + 4, y + 71.3, 61, style_small, words);
    snprintf(words, sizeof(words), "%.6s-%.1s-%.6s-%.1s", digits + 30, digits + 36, digits + 37,
             digits + 43);
    put(d, "納付書 バーコードの数字", x + 4, y + 74.6, 61, style_small, words);
}

void slip_draw(struct document *d, const struct slip_form *f, const struct slip *s, struct text name,
               int position)
{
    char upper[40], lower[45], elqr[256], words[64], day[DATE_TEXT_BYTES];
    double y = position * SLIP_HEIGHT;
    const struct section *ward = &sections[WARD];

    assert(position >= 0 && position < SLIPS_A_PAGE);
    for (int k = 0; k < SECTIONS; k++) {
        draw_table(d, f, s, &sections[k], y);
        draw_names(d, f, name, &sections[k], y);
    }
    draw_pay_easy(d, f, s, sections[BANK].x, y + 56);
    draw_barcode(d, f, s, ward->x, y);
    date_format_era(s->issued_on, day);
    snprintf(words, sizeof(words), "%s発行", day);
    put(d, "納付書 発行日", sections[PAYER].x, y + 56, 46, style_small, words);
    if (slip_elqr(f, s, elqr)) {
        document_qr_255(d, ward->x + ward->table_width + 4, y + 13, 18, (struct text){elqr, 255});
        put(d, "納付書 eL番号", ward->x + ward->table_width + 1, y + 34, 26, style_small,
            "地方税統一QRコード");
    }
    slip_ocr_lines(f, s, upper, lower);
    put(d, "納付書 OCR上段", ward->x, y + 79.5, ward->width, style_ocr, upper);
    put(d, "納付書 OCR下段", ward->x, y + 86, ward->width, style_ocr, lower);
}

/* A slip of the form that nothing is asked with must not be written on and paid. */
void slip_unused(struct document *d, int position)
{
    double y = position * SLIP_HEIGHT;

    for (int k = 0; k < SECTIONS; k++) {
        double x = sections[k].x, w = sections[k].table_width;
        double top = y + TABLE_TOP, bottom = top + ROWS * ROW_HEIGHT;
        document_line(d, x, top, x + w, bottom, 0.4);
        document_line(d, x, bottom, x + w, top, 0.4);
        put(d, "使わない納付書", x, y + 46, w, style_text, "この納付書は使いません");
    }
}

int slips_draw(struct document *d, const struct slip_form *f, const struct slip *slips, size_t count,
               struct text name)
{
    size_t end = (count + SLIPS_A_PAGE - 1) / SLIPS_A_PAGE * SLIPS_A_PAGE;

    for (size_t i = 0; i < end; i++) {
        int position = (int)(i % SLIPS_A_PAGE);
        if (position == 0) {
            slip_page(d);
        }
        if (i < count) {
            slip_draw(d, f, &slips[i], name, position);
        } else {
            slip_unused(d, position);
        }
    }
    return (int)(end / SLIPS_A_PAGE);
}
