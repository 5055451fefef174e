/* 簡易申告書・所得照会書のページ. Millimetres; sizes in 級 (1/4 mm). */
#include "inquiry/sheet.h"
#include "addressee/addressee.h"

#include <inttypes.h>

#define LEFT 15.0
#define WIDTH 180.0
#define THIN 0.1
#define THICK 0.35
#define GREY 0.92
#define TABLE_TOP 113.0
#define DECLARED_A_PAGE 4
#define DECLARED_HEIGHT 33.0
#define ASKED_A_PAGE 3
#define ASKED_HEIGHT 44.0
#define FOOT 249.0
#define CODE_TOP 280.0

static const struct text_style text_left = {FACE_MINCHO, 13, ALIGN_LEFT, 1, 0, 0};
static const struct text_style text_right = {FACE_MINCHO, 13, ALIGN_RIGHT, 1, 0, 0};
static const struct text_style label = {FACE_GOTHIC, 11, ALIGN_LEFT, 1, 0, 0};
static const struct text_style fine = {FACE_MINCHO, 11, ALIGN_LEFT, 1, 0, 0};
static const struct text_style fine_right = {FACE_MINCHO, 11, ALIGN_RIGHT, 1, 0, 0};
static const struct text_style kana_style = {FACE_MINCHO, 11, ALIGN_LEFT, 2, 100, 18};
static const struct text_style name_style = {FACE_MINCHO, 16, ALIGN_LEFT, 2, 105, 36};
static const struct text_style words_style = {FACE_MINCHO, 13, ALIGN_LEFT, 5, 135, 0};

/* ----------------------------------------------------------------------------------- the head --- */

static void draw_payer(struct document *d, const struct sheet_paper *p)
{
    const struct inquiry_terms *t = p->terms;

    addressee_window(d, (double)t->window_left / 10.0 + 1, (double)t->window_top / 10.0 + 1.2,
                     (double)t->window_width / 10.0 - 2, &p->mailing);
}

static void draw_municipality(struct document *d, const struct sheet_paper *p)
{
    const struct text_style style = {FACE_MINCHO, 18, ALIGN_LEFT, 1, 0, 0};
    char words[160];

    (void)snprintf(words, sizeof(words), "%s　様", p->place->recipient);
    document_words(d, "宛先", LEFT, 24, 95, style, words);
    document_words(d, "宛先の担当", LEFT, 31, 95, text_left, "（国民健康保険・住民税 主管課）");
}

static void draw_issuer(struct document *d, const struct sheet_paper *p)
{
    const struct inquiry_terms *t = p->terms;
    const double x = 113, w = WIDTH + LEFT - x;
    char words[160];

    (void)snprintf(words, sizeof(words), "照会番号 %" PRId64, p->sheet->sheet_no);
    document_words(d, "照会番号", x, 12, w, fine_right, words);
    document_day(d, "発行日", x, 17, w, text_right, p->made_on);
    document_words(d, "発行者", x, 23, w, (struct text_style){FACE_MINCHO, 18, ALIGN_RIGHT, 1, 0, 0},
                   t->issuer);
    document_words(d, "公印", x, 28.6, w, fine_right, t->seal_text);
    (void)snprintf(words, sizeof(words), "%s　%s", t->municipality_name, t->section);
    document_words(d, "担当課", x, 34, w, text_right, words);
    (void)snprintf(words, sizeof(words), "〒%s　%s", t->postal_code, t->address);
    document_words(d, "担当課 所在地", x, 39, w, fine_right, words);
    document_words(d, "問い合わせ", x, 43.4, w, fine_right, t->telephone_text);
}

static void draw_head(struct document *d, const struct sheet_paper *p)
{
    const struct inquiry_terms *t = p->terms;
    bool is_own = p->sheet->kind == INQUIRY_DECLARATION;
    char words[200], year[DATE_TEXT_BYTES], day[DATE_TEXT_BYTES], last[DATE_TEXT_BYTES];

    if (is_own) {
        draw_payer(d, p);
    } else {
        draw_municipality(d, p);
    }
    draw_issuer(d, p);
    fiscal_year_format_era((fiscal_year){(int16_t)p->sheet->year}, year);
    (void)snprintf(words, sizeof(words), "%s　%s%s", year, is_own ? t->declaration_title : t->inquiry_title,
                   p->is_reminder ? "（再送）" : "");
    document_words(d, "標題", LEFT, 60, WIDTH, (struct text_style){FACE_GOTHIC, 24, ALIGN_CENTRE, 1, 0, 0},
                   words);
    document_words(d, "前文", LEFT, 70, WIDTH, words_style,
                   p->is_reminder ? (is_own ? t->declaration_reminder : t->inquiry_reminder)
                                  : (is_own ? t->declaration_lead : t->inquiry_lead));
    date_format_era(p->sheet->due_on, day);
    (void)snprintf(words, sizeof(words), "回答の期限：%s", day);
    document_words(d, "期限", LEFT, 96, WIDTH, (struct text_style){FACE_GOTHIC, 15, ALIGN_LEFT, 1, 0, 0},
                   words);
    /* The year before the levy year: 1 January to 31 December. */
    date_format_era(date_of(p->sheet->year - 1, 1, 1), day);
    date_format_era(date_of(p->sheet->year - 1, 12, 31), last);
    (void)snprintf(words, sizeof(words), "所得の期間：%sから%sまで", day, last);
    document_words(d, "期間", LEFT, 103, WIDTH, text_left, words);
}

/* ------------------------------------------------------------------------------------- persons --- */

static void draw_birth(struct document *d, double x, double y, double w, register_day birth)
{
    char words[DATE_TEXT_BYTES + 16] = "生年月日 不詳";
    date day;

    if (date_from_ymd(birth.ymd, &day)) {
        char era[DATE_TEXT_BYTES];
        date_format_era(day, era);
        (void)snprintf(words, sizeof(words), "%s生", era);
    }
    document_words(d, "生年月日", x, y, w, fine, words);
}

static void draw_person(struct document *d, const struct sheet_line *l, size_t no, double y)
{
    char words[24];

    (void)snprintf(words, sizeof(words), "%zu", no);
    document_words(d, "番号", LEFT + 1.5, y + 2, 8,
                   (struct text_style){FACE_GOTHIC, 18, ALIGN_LEFT, 1, 0, 0}, words);
    document_text(d, "フリガナ", LEFT + 10, y + 1.5, 44, kana_style, l->kana);
    document_text(d, "氏名", LEFT + 10, y + 6, 44, name_style, l->name);
    draw_birth(d, LEFT + 10, y + 15.5, 44, l->birth);
}

/* An amount to be written by hand: its words, a line, 円. */
static void blank(struct document *d, double x, double y, double w, struct text_style style,
                  const char *words)
{
    const double line = w < 70 ? 24 : 34;

    document_words(d, "記入欄", x, y, w - line - 7, style, words);
    document_line(d, x + w - line - 6, y + 4.4, x + w - 6, y + 4.4, THIN);
    document_words(d, "円", x + w - 5.5, y, 6, text_left, "円");
}

static void draw_declared(struct document *d, const struct sheet_line *l, size_t no, double y)
{
    const double x = LEFT + 57, w = WIDTH - 59;

    document_rect(d, LEFT, y, WIDTH, DECLARED_HEIGHT, THIN, -1);
    document_line(d, LEFT + 55, y, LEFT + 55, y + DECLARED_HEIGHT, THIN);
    draw_person(d, l, no, y);
    if (l->was_abroad) {
        document_words(d, "転入", LEFT + 10, y + 20, 44, fine, "1月2日以降に国外から転入");
    }
    document_words(d, "記入欄", x, y + 1.5, w, text_left,
                   "□ 1　収入がなかった（遺族年金・障害年金・失業給付だけの人を含む）");
    blank(d, x, y + 7.5, w, text_left, "□ 2　給与の収入（支払金額）");
    blank(d, x, y + 13.5, w, text_left, "□ 3　公的年金の収入（支払金額）");
    blank(d, x, y + 19.5, w, text_left, "□ 4　その他の所得（収入−経費）");
    document_words(d, "記入欄", x, y + 25.5, w, text_left,
                   "□ 5　申告した・申告する市区町村：　　　　　　　　　　　　　");
}

static void draw_asked(struct document *d, const struct sheet_line *l, size_t no, double y)
{
    static const char *const amounts[] = {
        "給与収入",         "給与所得",          "公的年金等収入",       "公的年金等雑所得",
        "その他の所得",     "総所得金額等",      "専従者給与（控除）額", "専従者給与収入",
        "譲渡の特別控除額", "雑損失の繰越控除額"};
    const double x = LEFT + 57, w = (WIDTH - 60) / 2;

    document_rect(d, LEFT, y, WIDTH, ASKED_HEIGHT, THIN, -1);
    document_line(d, LEFT + 55, y, LEFT + 55, y + ASKED_HEIGHT, THIN);
    draw_person(d, l, no, y);
    document_words(d, "見出し", LEFT + 10, y + 20, 44, label, "貴市区町村での住所");
    document_text(d, "前住所", LEFT + 10, y + 24.5, 44,
                  (struct text_style){FACE_MINCHO, 12, ALIGN_LEFT, 4, 120, 0}, l->former_address);
    document_words(d, "記入欄", x, y + 1.5, WIDTH - 59, fine,
                   "申告：□ あり　□ なし（未申告）　　住民税：□ 課税　□ 均等割のみ　□ 非課税");
    for (size_t i = 0; i < COUNT_OF(amounts); i++) {
        blank(d, x + (double)(i % 2) * (w + 2), y + 8 + (double)(i / 2) * 6, w, fine, amounts[i]);
    }
    document_words(d, "記入欄", x, y + 38.5, WIDTH - 59, text_left,
                   "□ 1月1日に住所なし（転出先・住所地：　　　　　　　　　　　　　）");
}

/* -------------------------------------------------------------------------------------- foot --- */

static void draw_foot(struct document *d, const struct sheet_paper *p, int page, int pages)
{
    const struct inquiry_terms *t = p->terms;
    bool is_own = p->sheet->kind == INQUIRY_DECLARATION;
    char code[INQUIRY_CODE_BYTES], words[160];

    document_words(d, "注", LEFT, FOOT, WIDTH, (struct text_style){FACE_MINCHO, 11, ALIGN_LEFT, 3, 130, 0},
                   is_own ? t->declaration_note : t->inquiry_note);
    document_words(d, "署名", LEFT, FOOT + 13, WIDTH, text_left,
                   is_own ? "上のとおり申告します。　　　　　年　　月　　日　　氏名　　　　　　　　　　　　"
                            "電話"
                          : "上のとおり回答します。　　　　　年　　月　　日　　回答者（課・氏名）　　　　　"
                            "電話");
    document_line(d, LEFT, FOOT + 18.5, LEFT + WIDTH, FOOT + 18.5, THIN);
    document_words(d, "返送先", LEFT, FOOT + 21, WIDTH, fine,
                   is_own ? t->declaration_return : t->inquiry_return);
    sheet_code(p->sheet->sheet_no, page, pages, p->sheet->kind, code);
    document_code_128(d, LEFT, CODE_TOP, 60, 8, text_of(code));
    (void)snprintf(words, sizeof(words), "%s", code);
    document_words(d, "コード", LEFT + 64, CODE_TOP + 2.5, 60, fine, words);
    (void)snprintf(words, sizeof(words), "%d / %d ページ", page, pages);
    document_words(d, "ページ", LEFT + 140, CODE_TOP + 2.5, WIDTH - 140, fine_right, words);
}

int sheet_paper_draw(struct document *d, const struct sheet_paper *p)
{
    bool is_own = p->sheet->kind == INQUIRY_DECLARATION;
    size_t rows = is_own ? DECLARED_A_PAGE : ASKED_A_PAGE, count = p->sheet->person_count;
    double height = is_own ? DECLARED_HEIGHT : ASKED_HEIGHT;
    int pages = (int)((count + rows - 1) / rows);

    for (int page = 0; page < pages; page++) {
        size_t from = (size_t)page * rows;
        document_page(d);
        draw_head(d, p);
        for (size_t i = from; i < count && i < from + rows; i++) {
            double y = TABLE_TOP + (double)(i - from) * height;
            if (is_own) {
                draw_declared(d, &p->lines[i], i + 1, y);
            } else {
                draw_asked(d, &p->lines[i], i + 1, y);
            }
        }
        draw_foot(d, p, page + 1, pages);
    }
    return pages;
}
