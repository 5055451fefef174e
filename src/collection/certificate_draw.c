/* 証明書の紙面 -- address in the window of the envelope, words, one table, its sum. */
#include "collection/certificate.h"
#include "addressee/addressee.h"

#include <inttypes.h>

#define LEFT 20.0
#define WIDTH 170.0
#define ROW 6.0
#define TABLE_TOP 110.0
#define ROWS_A_PAGE 24
#define COLUMNS_MAX 7

static const struct text_style style_text = {FACE_MINCHO, 14, ALIGN_LEFT, 1, 0};
static const struct text_style style_words = {FACE_MINCHO, 14, ALIGN_LEFT, 4, 150};
static const struct text_style style_title = {FACE_GOTHIC, 22, ALIGN_CENTRE, 1, 0};
static const struct text_style style_head = {FACE_GOTHIC, 12, ALIGN_CENTRE, 1, 0};
static const struct text_style style_right = {FACE_MINCHO, 14, ALIGN_RIGHT, 1, 0};
static const struct text_style style_sum = {FACE_GOTHIC, 16, ALIGN_RIGHT, 1, 0};

/* ------------------------------------------------------------------------------------- the kinds -- */

struct shape {
    const char *title;
    size_t columns;
    const char *heads[COLUMNS_MAX];
    double edges[COLUMNS_MAX + 1]; /* from LEFT */
};
static const struct shape shapes[CERTIFICATE_KINDS] = {
    [CERTIFICATE_PAID] = {"国民健康保険料 納付済額のお知らせ",
                          4,
                          {"年度", "納付書・口座振替など", "年金からの特別徴収", "計"},
                          {0, 35, 80, 125, 170}},
    [CERTIFICATE_CHARGES] = {"国民健康保険料 納付証明書",
                             6,
                             {"期", "納期限", "保険料", "納付済額", "最後に納めた日", "備考"},
                             {0, 15, 50, 80, 110, 148, 170}},
    [CERTIFICATE_ARREARS] = {"国民健康保険料 滞納明細書",
                             7,
                             {"年度", "期", "納期限", "未納の保険料", "延滞金", "督促手数料", "計"},
                             {0, 20, 32, 68, 96, 120, 144, 170}},
    [CERTIFICATE_NONE] = {"国民健康保険料 滞納のない証明書",
                          5,
                          {"年度", "期", "納期限", "納めていない額", "理由"},
                          {0, 22, 36, 74, 108, 170}},
};
static const struct shape planned_shape = {
    "国民健康保険料 納付済額のお知らせ",
    5,
    {"年度", "納付書・口座振替など", "年金からの特別徴収", "納付済額の計", "年末までの納付予定額"},
    {0, 26, 62, 98, 134, 170}};

static const struct shape *shape_of(const struct certificate *c)
{
    return c->kind == CERTIFICATE_PAID && c->with_planned ? &planned_shape : &shapes[c->kind];
}

static const char *words_of(const struct certificate *c)
{
    switch (c->kind) {
    case CERTIFICATE_PAID: return c->terms->paid_text;
    case CERTIFICATE_CHARGES: return c->terms->charges_text;
    case CERTIFICATE_NONE: return c->terms->none_text;
    default: return c->terms->arrears_text;
    }
}

yen certificate_line_sum(enum certificate_kind kind, const struct certificate_line *l)
{
    switch (kind) {
    case CERTIFICATE_PAID: return l->ordinary + l->pension;
    case CERTIFICATE_CHARGES: return l->paid;
    default: return l->unpaid + l->late_charge + l->fee;
    }
}

/* ------------------------------------------------------------------------------------- a line ---- */

/* A cell of the line at y. */
struct cells {
    struct document *d;
    const struct shape *shape;
    double y;
};

static void put_words(const struct cells *c, size_t column, const char *box, const char *words)
{
    const double *e = c->shape->edges;

    document_words(c->d, box, LEFT + e[column] + 1, c->y, e[column + 1] - e[column] - 1.5, style_text, words);
}

/* 第10期 in a narrow column. */
static void put_instalment(const struct cells *c, size_t column, int instalment)
{
    const double *e = c->shape->edges;
    char words[32];

    snprintf(words, sizeof(words), "第%d期", instalment);
    document_words(c->d, "期", LEFT + e[column] + 0.5, c->y, e[column + 1] - e[column] - 1, style_head,
                   words);
}

static void put_day(const struct cells *c, size_t column, const char *box, date day)
{
    const double *e = c->shape->edges;

    document_day(c->d, box, LEFT + e[column] + 1, c->y, e[column + 1] - e[column] - 1, style_text, day);
}

static void put_yen(const struct cells *c, size_t column, const char *box, yen amount)
{
    const double *e = c->shape->edges;

    document_yen(c->d, box, LEFT + e[column] + 1, c->y, e[column + 1] - e[column] - 2, style_right, amount);
}

static void put_reason(const struct cells *c, const struct certificate_line *l)
{
    char words[96], day[DATE_TEXT_BYTES] = "";

    if (l->stay == 0) {
        put_words(c, 4, "理由", "納付の連絡あり（速報）");
        return;
    }
    if (!date_is_none(l->stays_until)) {
        date_format_era(l->stays_until, day);
    }
    snprintf(words, sizeof(words), "%s中%s%s%s", collection_stay_labels[l->stay], day[0] != '\0' ? "　" : "",
             day, day[0] != '\0' ? "まで" : "");
    put_words(c, 4, "理由", words);
}

static void draw_line(const struct cells *to, const struct certificate *c, const struct certificate_line *l)
{
    char year[DATE_TEXT_BYTES];

    fiscal_year_format_era((fiscal_year){(int16_t)l->levy_year}, year);
    switch (c->kind) {
    case CERTIFICATE_PAID:
        put_words(to, 0, "年度", year);
        put_yen(to, 1, "納付額", l->ordinary);
        put_yen(to, 2, "特別徴収額", l->pension);
        put_yen(to, 3, "計", l->ordinary + l->pension);
        if (c->with_planned) {
            put_yen(to, 4, "納付予定額", l->planned);
        }
        return;
    case CERTIFICATE_CHARGES:
        put_instalment(to, 0, l->instalment);
        put_day(to, 1, "納期限", l->due);
        put_yen(to, 2, "保険料", l->amount);
        put_yen(to, 3, "納付済額", l->paid);
        put_day(to, 4, "納付日", l->paid_on);
        put_words(to, 5, "備考", l->told > 0 ? "速報あり" : l->paid >= l->amount ? "完納" : "");
        return;
    case CERTIFICATE_NONE:
        put_words(to, 0, "年度", year);
        put_instalment(to, 1, l->instalment);
        put_day(to, 2, "納期限", l->due);
        put_yen(to, 3, "納めていない額", l->unpaid + l->late_charge + l->fee);
        put_reason(to, l);
        return;
    default:
        put_words(to, 0, "年度", year);
        put_instalment(to, 1, l->instalment);
        put_day(to, 2, "納期限", l->due);
        put_yen(to, 3, "保険料", l->unpaid);
        put_yen(to, 4, "延滞金", l->late_charge);
        put_yen(to, 5, "手数料", l->fee);
        put_yen(to, 6, "計", certificate_line_sum(c->kind, l));
        return;
    }
}

/* ----------------------------------------------------------------------------------- the page ---- */

static void draw_head(struct document *d, const struct certificate *c)
{
    char words[96], year[DATE_TEXT_BYTES];

    document_day(d, "発行日", 140, 14, 50, style_text, c->issued_on);
    document_words(d, "発行者", 140, 20, 50, style_text, c->form->issuer);
    document_words(d, "担当", 140, 26, 50, style_text, c->form->section);
    document_words(d, "題", LEFT, 62, WIDTH, style_title, shape_of(c)->title);
    document_words(d, "説明", LEFT, 72, WIDTH, style_words, words_of(c));
    if (c->kind == CERTIFICATE_PAID) {
        snprintf(words, sizeof(words), "対象の年：%d年1月1日から%d年12月31日", (int)c->year, (int)c->year);
    } else if (c->kind == CERTIFICATE_CHARGES) {
        fiscal_year_format_era((fiscal_year){(int16_t)c->year}, year);
        snprintf(words, sizeof(words), "対象の年度：%s", year);
    } else {
        snprintf(words, sizeof(words), "発行日現在");
    }
    document_words(d, "対象", LEFT, 96, 100, style_text, words);
    snprintf(words, sizeof(words), "納付義務者番号 %" PRId64, c->payer_no);
    document_words(d, "納付義務者番号", 120, 96, 70, style_right, words);
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

/* Behind the last row: the sum, and what has to be said of it. */
static void draw_end(struct document *d, const struct certificate *c, double y, yen sum, yen planned)
{
    if (c->kind == CERTIFICATE_NONE) {
        document_words(d, "注", LEFT, y, WIDTH, style_words,
                       c->line_count > 0 ? c->terms->stayed_text : "以上");
        return;
    }
    document_words(d, "見出し", LEFT + 90, y, 30, style_text, "合計");
    document_yen(d, "合計", LEFT + 110, y, 59, style_sum, sum);
    if (c->kind == CERTIFICATE_PAID && c->with_planned) {
        document_words(d, "見出し", LEFT + 75, y + 6.5, 45, style_text, "納付予定額の計");
        document_yen(d, "納付予定額の計", LEFT + 110, y + 6.5, 59, style_right, planned);
        document_words(d, "注", LEFT, y + 13, WIDTH, style_words, c->terms->planned_text);
    } else if (c->kind == CERTIFICATE_PAID && c->is_changed) {
        document_words(d, "注", LEFT, y + 8, WIDTH, style_words, c->terms->changed_text);
    }
}

int certificate_draw(struct document *d, const struct certificate *c)
{
    int pages = 0;
    yen sum = 0, planned = 0;
    size_t at = 0;

    do {
        size_t rows = c->line_count - at < ROWS_A_PAGE ? c->line_count - at : ROWS_A_PAGE;
        double bottom = rows > 0 ? TABLE_TOP + (double)rows * ROW + 4 : TABLE_TOP - ROW;
        document_page(d);
        pages++;
        addressee_window(d, LEFT, 14, 84, &c->mailing);
        draw_head(d, c);
        if (rows > 0) {
            draw_frame(d, shape_of(c), rows);
        }
        for (size_t i = 0; i < rows; i++, at++) {
            const struct cells to = {d, shape_of(c), TABLE_TOP + (double)i * ROW + 1.2};
            draw_line(&to, c, &c->lines[at]);
            sum += certificate_line_sum(c->kind, &c->lines[at]);
            planned += c->lines[at].planned;
        }
        if (at == c->line_count) {
            draw_end(d, c, bottom, sum, planned);
        } else {
            document_words(d, "続き", LEFT, bottom, WIDTH, style_right, "次のページへ続きます");
        }
    } while (at < c->line_count);
    return pages;
}
