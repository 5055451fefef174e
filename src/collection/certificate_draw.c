/* 証明書の紙面 -- address, words, one table, its sum. */
#include "collection/certificate.h"

#include <inttypes.h>

#define LEFT 20.0
#define WIDTH 170.0
#define ROW 6.0
#define TABLE_TOP 98.0
#define ROWS_A_PAGE 26
#define COLUMNS_MAX 7

static const struct text_style style_text = {FACE_MINCHO, 14, ALIGN_LEFT, 1, 0};
static const struct text_style style_words = {FACE_MINCHO, 14, ALIGN_LEFT, 4, 150};
static const struct text_style style_title = {FACE_GOTHIC, 22, ALIGN_CENTRE, 1, 0};
static const struct text_style style_head = {FACE_GOTHIC, 12, ALIGN_CENTRE, 1, 0};
static const struct text_style style_right = {FACE_MINCHO, 14, ALIGN_RIGHT, 1, 0};
static const struct text_style style_sum = {FACE_GOTHIC, 16, ALIGN_RIGHT, 1, 0};

/* ------------------------------------------------------------------------------ the three kinds -- */

struct shape {
    const char *title, *words;
    size_t columns;
    const char *heads[COLUMNS_MAX];
    double edges[COLUMNS_MAX + 1]; /* from LEFT */
};
static const struct shape shapes[CERTIFICATE_KINDS] = {
    [CERTIFICATE_PAID] = {"国民健康保険料 納付済額のお知らせ",
                          "下の年の1月1日から12月31日までに納められた国民健康保険料の額は、次のとおりです。"
                          "年末調整や確定申告の社会保険料"
                          "控除にお使いください。延滞金と督促手数料は含みません。年金から引かれた額は、年金"
                          "の源泉徴収票にも記載されます。",
                          4,
                          {"年度", "納付書・口座振替など", "年金からの特別徴収", "計"},
                          {0, 35, 80, 125, 170}},
    [CERTIFICATE_CHARGES] = {"国民健康保険料 納付証明書",
                             "下の年度の国民健康保険料の納付の状況は、次のとおりであることを証明します。",
                             6,
                             {"期", "納期限", "保険料", "納付済額", "最後に納めた日", "備考"},
                             {0, 15, 50, 80, 110, 148, 170}},
    [CERTIFICATE_ARREARS] = {"国民健康保険料 滞納明細書",
                             "未納の国民健康保険料は次のとおりです。延滞金と督促手数料は、発行日に納めた場"
                             "合の額です。",
                             7,
                             {"年度", "期", "納期限", "未納の保険料", "延滞金", "督促手数料", "計"},
                             {0, 20, 32, 68, 96, 120, 144, 170}},
};

yen certificate_line_sum(enum certificate_kind kind, const struct certificate_line *l)
{
    switch (kind) {
    case CERTIFICATE_PAID: return l->ordinary + l->pension;
    case CERTIFICATE_CHARGES: return l->paid;
    default: return l->unpaid + l->late_charge + l->fee;
    }
}

static void draw_line(struct document *d, const struct certificate *c, const struct certificate_line *l,
                      double y)
{
    const double *e = shapes[c->kind].edges;
    char words[64], year[DATE_TEXT_BYTES];
    fiscal_year levy = {(int16_t)l->levy_year};

    fiscal_year_format_era(levy, year);
    snprintf(words, sizeof(words), "第%d期", l->instalment);
    switch (c->kind) {
    case CERTIFICATE_PAID:
        document_words(d, "年度", LEFT + e[0] + 1, y, e[1] - e[0] - 2, style_text, year);
        document_yen(d, "納付額", LEFT + e[1] + 1, y, e[2] - e[1] - 2, style_right, l->ordinary);
        document_yen(d, "特別徴収額", LEFT + e[2] + 1, y, e[3] - e[2] - 2, style_right, l->pension);
        document_yen(d, "計", LEFT + e[3] + 1, y, e[4] - e[3] - 2, style_right, l->ordinary + l->pension);
        return;
    case CERTIFICATE_CHARGES:
        document_words(d, "期", LEFT + e[0] + 1, y, e[1] - e[0] - 1, style_text, words);
        document_day(d, "納期限", LEFT + e[1] + 1, y, e[2] - e[1] - 1, style_text, l->due);
        document_yen(d, "保険料", LEFT + e[2] + 1, y, e[3] - e[2] - 2, style_right, l->amount);
        document_yen(d, "納付済額", LEFT + e[3] + 1, y, e[4] - e[3] - 2, style_right, l->paid);
        document_day(d, "納付日", LEFT + e[4] + 1, y, e[5] - e[4] - 1, style_text, l->paid_on);
        document_words(d, "備考", LEFT + e[5] + 1, y, e[6] - e[5] - 1, style_text,
                       l->told > 0            ? "速報あり"
                       : l->paid >= l->amount ? "完納"
                                              : "");
        return;
    default:
        document_words(d, "年度", LEFT + e[0] + 1, y, e[1] - e[0] - 1, style_text, year);
        document_words(d, "期", LEFT + e[1] + 0.5, y, e[2] - e[1] - 0.5, style_head, words);
        document_day(d, "納期限", LEFT + e[2] + 1, y, e[3] - e[2] - 1, style_text, l->due);
        document_yen(d, "未納額", LEFT + e[3] + 1, y, e[4] - e[3] - 2, style_right, l->unpaid);
        document_yen(d, "延滞金", LEFT + e[4] + 1, y, e[5] - e[4] - 2, style_right, l->late_charge);
        document_yen(d, "督促手数料", LEFT + e[5] + 1, y, e[6] - e[5] - 2, style_right, l->fee);
        document_yen(d, "計", LEFT + e[6] + 1, y, e[7] - e[6] - 2, style_right,
                     certificate_line_sum(c->kind, l));
        return;
    }
}

/* ----------------------------------------------------------------------------------- the page ---- */

static void draw_address(struct document *d, const struct certificate *c)
{
    const struct mailing *m = &c->mailing;
    char name[8] = "様";
    const struct text_style lines = {FACE_MINCHO, 14, ALIGN_LEFT, 2, 120};

    if (!m->is_restricted ||
        m->is_safe) { /* of a restricted person no address but the chosen one (RP-04) */
        document_text(d, "宛名 郵便番号", LEFT, 14, 40, style_text, m->postal_code);
        document_text(d, "宛名 住所", LEFT, 19, 80, lines, m->address);
        document_text(d, "宛名 方書", LEFT, 29, 80, style_text, m->building);
    }
    document_text(d, "宛名 氏名", LEFT, 36, 74, (struct text_style){FACE_MINCHO, 18, ALIGN_LEFT, 1, 0},
                  m->name);
    document_words(d, "宛名 敬称", LEFT + 75, 36.5, 6, style_text, name);
}

static void draw_head(struct document *d, const struct certificate *c)
{
    const struct shape *s = &shapes[c->kind];
    char words[96], year[DATE_TEXT_BYTES];

    document_day(d, "発行日", 140, 14, 50, style_text, c->issued_on);
    document_words(d, "発行者", 140, 20, 50, style_text, c->form->issuer);
    document_words(d, "担当", 140, 26, 50, style_text, c->form->section);
    document_words(d, "題", LEFT, 54, WIDTH, style_title, s->title);
    document_words(d, "説明", LEFT, 64, WIDTH, style_words, s->words);
    fiscal_year_format_era((fiscal_year){(int16_t)c->year}, year);
    if (c->kind == CERTIFICATE_PAID) {
        snprintf(words, sizeof(words), "対象の年：%d年1月1日から%d年12月31日", (int)c->year, (int)c->year);
    } else if (c->kind == CERTIFICATE_CHARGES) {
        snprintf(words, sizeof(words), "対象の年度：%s", year);
    } else {
        snprintf(words, sizeof(words), "発行日現在");
    }
    document_words(d, "対象", LEFT, 84, 100, style_text, words);
    snprintf(words, sizeof(words), "納付義務者番号 %" PRId64, c->payer_no);
    document_words(d, "納付義務者番号", 120, 84, 70, style_right, words);
}

static void draw_frame(struct document *d, const struct shape *s, size_t rows)
{
    double bottom = TABLE_TOP + (double)rows * ROW;

    document_rect(d, LEFT, TABLE_TOP - ROW, WIDTH, ROW, 0, 0.92);
    for (size_t i = 0; i < s->columns; i++) {
        document_words(d, "見出し", LEFT + s->edges[i], TABLE_TOP - ROW + 1.5,
                       s->edges[i + 1] - s->edges[i], style_head, s->heads[i]);
        document_line(d, LEFT + s->edges[i], TABLE_TOP - ROW, LEFT + s->edges[i], bottom, 0.1);
    }
    for (size_t i = 0; i < rows; i++) {
        document_line(d, LEFT, TABLE_TOP + (double)i * ROW, LEFT + WIDTH, TABLE_TOP + (double)i * ROW, 0.1);
    }
    document_rect(d, LEFT, TABLE_TOP - ROW, WIDTH, bottom - TABLE_TOP + ROW, 0.35, -1);
}

int certificate_draw(struct document *d, const struct certificate *c)
{
    int pages = 0;
    yen sum = 0;
    size_t at = 0;

    do {
        size_t rows = c->line_count - at < ROWS_A_PAGE ? c->line_count - at : ROWS_A_PAGE;
        document_page(d);
        pages++;
        draw_address(d, c);
        draw_head(d, c);
        draw_frame(d, &shapes[c->kind], rows);
        for (size_t i = 0; i < rows; i++, at++) {
            draw_line(d, c, &c->lines[at], TABLE_TOP + (double)i * ROW + 1.2);
            sum += certificate_line_sum(c->kind, &c->lines[at]);
        }
        if (at == c->line_count) {
            double y = TABLE_TOP + (double)rows * ROW + 4;
            document_words(d, "見出し", LEFT + 90, y, 30, style_text, "合計");
            document_yen(d, "合計", LEFT + 110, y, 59, style_sum, sum);
        } else {
            document_words(d, "続き", LEFT, TABLE_TOP + (double)rows * ROW + 4, WIDTH, style_right,
                           "次のページへ続きます");
        }
    } while (at < c->line_count);
    return pages;
}
