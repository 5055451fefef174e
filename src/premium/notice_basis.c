/* 算定根拠 -- rates, the test of the reduction, every member and part; 教示. */
#include "premium/notice_draw.h"

#include <inttypes.h>

#define MEMBER_HEIGHT 12.4

static const double rate_edges[] = {0, 36, 66, 96, 126, 156, 186};
static const struct grid rate_grid = {.top = 22, .row_height = 5.6, .head_height = 6, .columns = 6,
                                      .edges = rate_edges};
static const double member_edges[] = {0, 8, 44, 70, 99, 128, 157, 186};

int notice_basis_pages(const struct notice *n)
{
    int rest = (int)n->member_count - BASIS_ROWS_FIRST;
    return 1 + (rest > 0 ? (rest + BASIS_ROWS_MORE - 1) / BASIS_ROWS_MORE : 0);
}

static void heading(struct document *d, double y, const char *text)
{
    document_rect(d, PAPER_LEFT, y - 0.4, 1.4, 4.6, 0, 0.2);
    notice_put(d, "見出し", PAPER_LEFT + 3, y, PAPER_WIDTH - 3, style_heading, text);
}

/* --------------------------------------------------------------------------------- rates ----- */

static void put_rate(struct document *d, double x, double y, double w, rate r)
{
    char text[32];
    size_t len = rate_format(r, text, sizeof(text));
    /* Ordinances write two decimals: 2.80%, not 2.8%. */
    const char *point = memchr(text, '.', len);
    size_t decimals = point != NULL ? len - 2 - (size_t)(point - text) : 0;
    if (decimals < 2) {
        len = (size_t)snprintf(text + len - 1, sizeof(text) - len, "%s%s%%", point == NULL ? "." : "",
                               decimals == 1 ? "0" : "00") + len - 1;
    }
    document_text(d, "料率", x, y, w, style_text_right, (struct text){text, len});
}

/* A levy the ordinance does not have is a dash, not a zero. */
static void put_yen_or_dash(struct document *d, const char *box, double x, double y, yen amount)
{
    if (amount == 0) {
        notice_put(d, box, x, y, 28, style_text_right, "―");
    } else {
        notice_put_yen(d, box, x, y, 28, style_text_right, amount);
    }
}

static void draw_rates(struct document *d, const struct notice *n)
{
    static const char *const heads[] = {"区分", "所得割率", "均等割額（1人年額）", "18歳以上の加算額",
                                        "平等割額（年額）", "賦課限度額（月数分）"};
    const struct grid *g = &rate_grid;
    if (document_form_begin(d, "算定根拠 料率")) {
        heading(d, 14, "1　保険料率");
        notice_grid(d, g, LEVY_PARTS, heads);
        document_form_end(d);
    }
    size_t row = 0;
    for (size_t i = 0; i < LEVY_PARTS; i++) {
        const struct notice_part *p = &n->parts[i];
        if (!p->result.is_levied) {
            continue;
        }
        double y = g->top + g->head_height + g->row_height * (double)row++ + 1.2;
        notice_put(d, "区分", grid_x(g, 0) + 1.5, y, 33, style_text, premium_levy_parts[i].label);
        put_rate(d, grid_x(g, 1), y, 28, p->income_rate);
        notice_put_yen(d, "均等割額（年額）", grid_x(g, 2), y, 28, style_text_right, p->per_capita);
        put_yen_or_dash(d, "18歳以上の加算額", grid_x(g, 3), y, p->per_capita_18plus);
        put_yen_or_dash(d, "平等割額（年額）", grid_x(g, 4), y, p->per_household);
        if (p->result.cap < YEN_MAX) {
            notice_put_yen(d, "賦課限度額", grid_x(g, 5), y, 28, style_text_right, p->result.cap);
        }
    }
}

/* ------------------------------------------------------------------------------- reduction --- */

static void limit_text(const struct notice *n, size_t i, char *buf, size_t size)
{
    static const int tenths[] = {7, 5, 2};
    char limit[32];
    yen_format(n->limits[i], limit, sizeof(limit));
    const char *answer = !n->judged_income_is_known ? "判定できません"
                         : n->reduction_tenths == tenths[i] ? "超えません → 適用"
                         : n->reduction_tenths > tenths[i]  ? "より大きい軽減を適用"
                                                            : "超えます";
    snprintf(buf, size, "%d割軽減の基準額　%s円　…　%s", tenths[i], limit, answer);
}

static void draw_reduction(struct document *d, const struct notice *n)
{
    char text[256], amount[32];
    if (document_form_begin(d, "算定根拠 軽減")) {
        heading(d, 57, "2　均等割額の軽減（世帯の所得による判定）");
        document_rect(d, PAPER_LEFT, 64, PAPER_WIDTH, 24, RULE_THICK, -1);
        document_line(d, PAPER_LEFT + 84, 64, PAPER_LEFT + 84, 88, RULE_THIN);
        document_form_end(d);
    }
    double left = PAPER_LEFT + 2;
    if (n->reduction_tenths > 0) {
        snprintf(text, sizeof(text), "均等割額の%d割を軽減しています。", (int)n->reduction_tenths);
    } else {
        snprintf(text, sizeof(text), "軽減はありません。");
    }
    notice_put(d, "軽減の結果", left, 66, 80, style_text, text);
    yen_format(n->judged_income, amount, sizeof(amount));
    snprintf(text, sizeof(text), "判定所得　%s%s",
             n->judged_income_is_known ? amount : "所得不明の方がいるため判定できません",
             n->judged_income_is_known ? "円" : "");
    notice_put(d, "判定所得", left, 71.4, 80, style_text, text);
    snprintf(text, sizeof(text), "判定の人数　%u人（給与・年金の所得者 %u人）",
             (unsigned)n->persons_counted, (unsigned)n->earners_counted);
    notice_put(d, "判定の人数", left, 76.8, 80, style_text, text);
    for (size_t i = 0; i < COUNT_OF(n->limits); i++) {
        limit_text(n, i, text, sizeof(text));
        notice_put(d, "軽減の基準額", PAPER_LEFT + 86, 66 + (double)i * 5.4, 98, style_text, text);
    }
    notice_put(d, "注", left, 82.4, 80, style_small, "特定同一世帯所属者と世帯主の所得も含めて判定します。");
    notice_put(d, "注", PAPER_LEFT + 86, 82.4, 98, style_small,
               "未就学児・18歳未満・産前産後の軽減は、下の表の額に反映しています。");
}

/* -------------------------------------------------------------------------------- members ---- */

static void marks_text(unsigned marks, char *buf, size_t size)
{
    size_t at = 0;
    buf[0] = '\0';
    for (size_t i = 0; i < NOTICE_MARKS; i++) {
        if (marks >> i & 1u) {
            int n = snprintf(buf + at, size - at, "%s%s", at == 0 ? "" : "・", notice_mark_labels[i]);
            assert(n > 0 && (size_t)n < size - at);
            at += (size_t)n;
        }
    }
}

static void draw_member_part(struct document *d, const struct notice_member *m, size_t part, double x,
                             double y)
{
    char text[64];
    notice_months_text(m->months[part], text, sizeof(text));
    notice_put(d, "月数", x + 1, y, 27, style_fine, text);
    if (m->months[part] != 0) {
        notice_put(d, "所得割", x + 1, y + 3.5, 6, style_small, "所得");
        notice_put_yen(d, "所得割額", x + 6, y + 3.5, 22, style_fine_right, m->income_levy[part]);
        notice_put(d, "均等割", x + 1, y + 7, 6, style_small, "均等");
        notice_put_yen(d, "均等割額", x + 6, y + 7, 22, style_fine_right, m->per_capita[part]);
    }
}

static void draw_member(struct document *d, const struct notice *n, size_t i, double y)
{
    static const struct text_style name = {FACE_MINCHO, 13, ALIGN_LEFT, 4, 105, 30};
    static const struct text_style marks = {FACE_GOTHIC, 9, ALIGN_LEFT, 2, 110, 16};
    const struct notice_member *m = &n->members[i];
    char text[256];
    snprintf(text, sizeof(text), "%zu", i + 1);
    notice_put(d, "番号", PAPER_LEFT + 0.5, y + 4.5, 7, style_text_centre, text);
    document_text(d, "加入者 氏名", PAPER_LEFT + 9, y + 0.5, 34, name, m->name);
    marks_text(m->marks, text, sizeof(text));
    notice_put(d, "加入者 区分", PAPER_LEFT + 9, y + 8, 34, marks, text);
    if (m->marks & NOTICE_INCOME_UNKNOWN) {
        notice_put(d, "算定基礎額", PAPER_LEFT + 45, y + 4.5, 24, style_text_right, "所得不明");
    } else {
        notice_put_yen(d, "算定基礎額", PAPER_LEFT + 45, y + 4.5, 24, style_text_right, m->base_income);
    }
    size_t column = 3;
    for (size_t part = 0; part < LEVY_PARTS; part++) {
        if (n->parts[part].result.is_levied) {
            draw_member_part(d, m, part, PAPER_LEFT + member_edges[column++], y + 1);
        }
    }
}

/* The heads name the parts that are levied this year; a form per set of parts and number of rows. */
static void member_form(struct document *d, const struct notice *n, double top, size_t rows)
{
    const struct grid g = {top, MEMBER_HEIGHT, 6, 7, member_edges};
    const char *heads[7] = {"", "氏名・区分", "算定基礎額", "", "", "", ""};
    char name[64];
    size_t column = 3;
    unsigned levied = 0;
    for (size_t part = 0; part < LEVY_PARTS; part++) {
        if (n->parts[part].result.is_levied) {
            heads[column++] = premium_levy_parts[part].label;
            levied |= 1u << part;
        }
    }
    snprintf(name, sizeof(name), "算定根拠 加入者 %zu人 %x %d", rows, levied, top > 50);
    if (document_form_begin(d, name)) {
        notice_grid(d, &g, rows, heads);
        document_form_end(d);
    }
}

static size_t draw_members(struct document *d, const struct notice *n, size_t from, size_t most,
                           double top)
{
    size_t rows = n->member_count - from < most ? n->member_count - from : most;
    member_form(d, n, top, rows);
    for (size_t i = 0; i < rows; i++) {
        draw_member(d, n, from + i, top + 6 + MEMBER_HEIGHT * (double)i);
    }
    return from + rows;
}

/* A text too long for its place is shrunk and listed like any other. */
static void draw_appeal(struct document *d, const struct notice *n)
{
    static const struct text_style style = {FACE_MINCHO, 12, ALIGN_LEFT, 40, 135, 280};
    heading(d, 206, "4　この決定に不服があるとき（教示）");
    notice_put(d, "教示", PAPER_LEFT, 213, PAPER_WIDTH, style, n->form->appeal_text);
}

void notice_basis_draw(struct document *d, const struct notice *n, int first_page, int pages)
{
    size_t at = 0;
    document_page(d);
    draw_rates(d, n);
    draw_reduction(d, n);
    heading(d, 92, "3　加入者ごとの計算");
    notice_put(d, "注", PAPER_LEFT, 97.4, PAPER_WIDTH,
               (struct text_style){FACE_GOTHIC, 10, ALIGN_LEFT, 2, 130, 0},
               "算定基礎額は所得金額から基礎控除額を差し引いた額です。「所得」は算定基礎額に所得割率を"
               "掛けた額、「均等」は均等割額から軽減を差し引いた額で、12か月に満たないときは月割りです。");
    at = draw_members(d, n, 0, BASIS_ROWS_FIRST, 104);
    draw_appeal(d, n);
    notice_foot(d, n, first_page, pages);
    for (int page = first_page + 1; at < n->member_count; page++) {
        document_page(d);
        heading(d, 14, "3　加入者ごとの計算（続き）");
        at = draw_members(d, n, at, BASIS_ROWS_MORE, 22);
        notice_foot(d, n, page, pages);
    }
}
