/* 納入通知書の1ページ目 -- address, decided amounts by part, instalments, what to do. */
#include "premium/notice_draw.h"
#include "addressee/addressee.h"

#include <inttypes.h>


int notice_pages(const struct notice *n)
{
    return 1 + notice_basis_pages(n) + notice_slip_pages(n);
}

/* --------------------------------------------------------------------------------- address --- */

static void draw_address(struct document *d, const struct notice *n)
{
    struct notice_area a = notice_address_area(n->form);

    addressee_window(d, (double)a.left / 10.0 + 1, (double)a.top / 10.0 + 0.2,
                     (double)(a.right - a.left) / 10.0 - 2, &n->mailing);
}

static void draw_issuer(struct document *d, const struct notice *n)
{
    double x = 116, w = 82;
    const struct notice_form *f = n->form;
    char text[128];
    notice_put_day(d, "発行日", x, 14, w, style_text_right, n->issued_on);
    notice_put(d, "発行者", x, 21, w, (struct text_style){FACE_MINCHO, 18, ALIGN_RIGHT, 1, 0}, f->issuer);
    notice_put(d, "公印", x, 26.6, w, style_fine_right, f->seal_text);
    snprintf(text, sizeof(text), "%s　%s", f->municipality_name, f->section);
    notice_put(d, "担当課", x, 33, w, style_text_right, text);
    snprintf(text, sizeof(text), "〒%s　%s", f->postal_code, f->address);
    notice_put(d, "担当課 所在地", x, 38, w, style_fine_right, text);
    notice_put(d, "問い合わせ", x, 42.4, w, style_fine_right, f->telephone_text);
}

/* ------------------------------------------------------------------------------- the amount -- */

static void draw_title(struct document *d, const struct notice *n)
{
    char year[DATE_TEXT_BYTES], text[160];
    const struct notice_form *f = n->form;
    fiscal_year_format_era(n->year, year);
    snprintf(text, sizeof(text), "%s　%s　%s", year, f->premium_label,
             n->is_change ? "納入（変更）通知書" : "納入通知書");
    notice_put(d, "標題", PAPER_LEFT, 62, PAPER_WIDTH,
               (struct text_style){FACE_GOTHIC, 26, ALIGN_CENTRE, 1, 0, 0}, text);
    notice_put_block(d, "決定文", PAPER_LEFT, 72, PAPER_WIDTH,
                     (struct text_style){FACE_MINCHO, 13, ALIGN_LEFT, 3, 140},
                     text_of(n->is_change ? f->change_text : f->lead_text));
}

static void draw_keys_form(struct document *d)
{
    static const char *const labels[] = {"通知書番号", "世帯番号", "収入科目", "納付義務者"};
    static const double lefts[] = {0, 44, 88, 132};
    for (size_t i = 0; i < COUNT_OF(labels); i++) {
        double w = i == 3 ? 54 : 44;
        document_rect(d, PAPER_LEFT + lefts[i], 84, w, 4.5, 0, HEAD_GREY);
        document_rect(d, PAPER_LEFT + lefts[i], 84, w, 12.5, RULE_THIN, -1);
        notice_put(d, "見出し", PAPER_LEFT + lefts[i] + 1, 84.9, w - 2, style_label_centre, labels[i]);
    }
    document_rect(d, PAPER_LEFT, 99, 60, 12, 0, HEAD_GREY);
    document_rect(d, PAPER_LEFT, 99, PAPER_WIDTH, 12, RULE_THICK, -1);
    notice_put(d, "見出し", PAPER_LEFT + 3, 103, 54, (struct text_style){FACE_GOTHIC, 17, ALIGN_CENTRE, 1, 0},
               "年間保険料額");
}

static void draw_keys(struct document *d, const struct notice *n)
{
    char text[32];
    snprintf(text, sizeof(text), "%08" PRId64, n->notice_no);
    notice_put(d, "通知書番号", PAPER_LEFT + 1, 90.9, 42, style_text_centre, text);
    snprintf(text, sizeof(text), "%" PRId64, n->household_no);
    notice_put(d, "世帯番号", PAPER_LEFT + 45, 90.9, 42, style_text_centre, text);
    notice_put(d, "収入科目", PAPER_LEFT + 89, 90.9, 42, style_text_centre, n->form->premium_label);
    bool is_one_line = document_text_width(d, style_text_centre, n->mailing.name) <= 52;
    document_text(d, "納付義務者", PAPER_LEFT + 133, is_one_line ? 90.9 : 88.8, 52,
                  (struct text_style){FACE_MINCHO, 13, ALIGN_CENTRE, 4, 105, 30}, n->mailing.name);
    notice_put_yen(d, "年間保険料額", PAPER_LEFT + 64, 101.8, 60,
                   (struct text_style){FACE_GOTHIC, 26, ALIGN_RIGHT, 1, 0}, n->total);
    if (n->is_change) {
        notice_put(d, "変更前", PAPER_LEFT + 128, 103.6, 16, style_label, "変更前");
        notice_put_yen(d, "変更前の額", PAPER_LEFT + 140, 103, 42, style_text_right, n->previous_total);
    }
}

/* ------------------------------------------------------------------------------- by part ----- */

static const double part_edges[] = {0, 25, 38, 65, 89, 111, 137, 161, 186};
static const struct grid part_grid = {.top = 115, .row_height = 6, .head_height = 6, .columns = 8,
                                      .edges = part_edges};

static void draw_part(struct document *d, const struct notice *n, size_t part, size_t row)
{
    const struct grid *g = &part_grid;
    const struct premium_part_result *r = &n->parts[part].result;
    double y = g->top + g->head_height + g->row_height * (double)row + 1.4;
    yen over = r->before_cap - r->amount;
    char text[32];
    const yen amounts[] = {r->income_levy, r->per_capita, r->per_household + r->asset_levy,
                           r->before_cap, over, r->amount};
    static const char *const boxes[] = {"所得割額", "均等割額", "平等割・資産割額",
                                        "算出額", "限度超過額", "決定額"};
    notice_put(d, "区分", grid_x(g, 0) + 1.5, y, 22, style_text, premium_levy_parts[part].label);
    snprintf(text, sizeof(text), "%uか月", (unsigned)r->months);
    notice_put(d, "月数", grid_x(g, 1) + 0.5, y, 11, style_text_right, text);
    for (size_t i = 0; i < COUNT_OF(amounts); i++) {
        notice_put_yen(d, boxes[i], grid_x(g, i + 2) + 0.5, y, grid_width(g, i + 2) - 1.5,
                       style_text_right, amounts[i]);
    }
}

static void draw_parts(struct document *d, const struct notice *n)
{
    static const char *const heads[] = {"区分", "月数", "所得割額", "均等割額", "平等・資産割",
                                        "算出額", "限度超過額", "決定額"};
    const struct grid *g = &part_grid;
    size_t row = 0;
    bool hides_yen = false;
    if (document_form_begin(d, "納入通知書 区分別")) {
        notice_grid(d, g, LEVY_PARTS + 1, heads);
        document_form_end(d);
    }
    for (size_t part = 0; part < LEVY_PARTS; part++) {
        if (n->parts[part].result.is_levied) {
            draw_part(d, n, part, row++);
            hides_yen = hides_yen || notice_part_hides_yen(&n->parts[part].result);
        }
    }
    if (hides_yen) {
        double below = g->top + g->head_height + g->row_height * (LEVY_PARTS + 1);
        notice_put(d, "端数の注", PAPER_LEFT, below + 0.6, PAPER_WIDTH, style_small,
                   "所得割額と均等割額などは1円未満の端数を省いて示しています。端数も含めて合計するため、"
                   "算出額は内訳の計より数円多いことがあります。");
    }
    double y = g->top + g->head_height + g->row_height * LEVY_PARTS + 1.4;
    notice_put(d, "合計", grid_x(g, 0) + 1.5, y, 24, style_text, "合計");
    notice_put_yen(d, "合計額", grid_x(g, 7) + 0.5, y, grid_width(g, 7) - 1.5, style_text_right, n->total);
}

/* ---------------------------------------------------------------------------- instalments ---- */

#define INSTALMENTS_TOP 155.0

/* Two columns: five rows are enough for ten instalments, seven for thirteen. */
static size_t instalment_rows(const struct notice *n)
{
    return n->instalment_count <= 10 ? 5 : 7;
}

static void draw_instalment(struct document *d, const struct notice *n, size_t i)
{
    double left = PAPER_LEFT + (double)(i / instalment_rows(n)) * 93.0;
    double y = INSTALMENTS_TOP + 7.4 + (double)(i % instalment_rows(n)) * 6;
    char text[32];
    snprintf(text, sizeof(text), "第%zu期", i + 1);
    notice_put(d, "期", left + 1, y, 14, style_text_centre, text);
    notice_put_day(d, "納期限", left + 17, y, 35, style_text_centre, n->instalments[i].due_date);
    if (n->is_change && i < n->previous_count) {
        char before[64];
        size_t len = yen_format(n->previous[i].amount, text, sizeof(text));
        snprintf(before, sizeof(before), "前 %.*s", (int)len, text);
        notice_put(d, "変更前の期別額", left + 54, y + 0.4, 17, style_small, before);
    }
    notice_put_yen(d, "期別額", left + 68, y, 24, style_text_right, n->instalments[i].amount);
}

static void draw_instalments(struct document *d, const struct notice *n)
{
    static const char *const heads[] = {"期", "納期限", "納める額"};
    static const double left_edges[] = {0, 16, 53, 93}, right_edges[] = {93, 109, 146, 186};
    size_t rows = instalment_rows(n);
    if (document_form_begin(d, rows == 5 ? "納入通知書 期別 5段" : "納入通知書 期別 7段")) {
        const struct grid left = {INSTALMENTS_TOP, 6, 6, 3, left_edges};
        const struct grid right = {INSTALMENTS_TOP, 6, 6, 3, right_edges};
        notice_grid(d, &left, rows, heads);
        notice_grid(d, &right, rows, heads);
        document_form_end(d);
    }
    for (size_t i = 0; i < n->instalment_count; i++) {
        draw_instalment(d, n, i);
    }
}

/* -------------------------------------------------------------------------------- notes ------ */

/* The longest of all cases (13 instalments, change, refund, unknown income, advance) fits: tested. */
static double note(struct document *d, double y, struct text text)
{
    static const struct text_style style = {FACE_MINCHO, 12, ALIGN_LEFT, 4, 135, 0};
    notice_put(d, "注", PAPER_LEFT, y, 4, style, "・");
    return y + notice_put_block(d, "お知らせ", PAPER_LEFT + 4, y, PAPER_WIDTH - 4, style, text);
}

static double note_reasons(struct document *d, const struct notice *n, double y)
{
    char text[1024];
    size_t at = 0;
    for (size_t i = 0; i < n->reason_count && at < sizeof(text); i++) {
        int len = snprintf(text + at, sizeof(text) - at, "%s%.*s", i == 0 ? "変更の理由：" : "、",
                           (int)n->reasons[i].len, n->reasons[i].bytes);
        at += (size_t)len;
    }
    assert(at < sizeof(text));
    return at > 0 ? note(d, y, text_of(text)) : y;
}

/* 減免: what was taken off, part by part. */
static double note_remission(struct document *d, const struct notice *n, double y)
{
    char text[512], amount[32];
    size_t at = 0;
    for (size_t p = 0; p < LEVY_PARTS; p++) {
        if (n->parts[p].result.remitted > 0) {
            yen_format(n->parts[p].result.remitted, amount, sizeof(amount));
            int len = snprintf(text + at, sizeof(text) - at, "%s%s %s円",
                               at == 0 ? "申請による減免（国民健康保険法77条）を差し引いた額です：" : "、",
                               premium_levy_parts[p].label, amount);
            assert(len > 0 && (size_t)len < sizeof(text) - at);
            at += (size_t)len;
        }
    }
    return at > 0 ? note(d, y, text_of(text)) : y;
}

/* 特別徴収: what comes from a pension, and when. */
static double note_withheld(struct document *d, const struct notice *n, double y)
{
    char text[512], amount[32];
    if (n->withheld == 0) {
        return y;
    }
    yen_format(n->withheld, amount, sizeof(amount));
    int at = snprintf(text, sizeof(text),
                      "年間保険料額のうち%s円は年金から納めていただきます（特別徴収）：", amount);
    for (int i = 0, count = 0; i < WITHHOLDING_PAYS; i++) {
        if (n->pays[i] > 0) {
            yen_format(n->pays[i], amount, sizeof(amount));
            at += snprintf(text + at, sizeof(text) - (size_t)at, "%s%d月 %s円", count++ > 0 ? "、" : "",
                           withholding_pay_month(i), amount);
        }
    }
    assert(at > 0 && (size_t)at < sizeof(text));
    return note(d, y, text_of(text));
}

static void draw_notes(struct document *d, const struct notice *n)
{
    const struct notice_form *f = n->form;
    char text[128];
    double y = INSTALMENTS_TOP + 6 * (double)instalment_rows(n) + 11;
    notice_put(d, "見出し", PAPER_LEFT, y, PAPER_WIDTH, style_heading, "お知らせ");
    y = note_withheld(d, n, note_remission(d, n, note_reasons(d, n, y + 6)));
    if (n->paid > 0) {
        char amount[32];
        yen_format(n->paid, amount, sizeof(amount));
        snprintf(text, sizeof(text), "この通知の作成までに納めていただいた額は%s円です。", amount);
        y = note(d, y, text_of(text));
    }
    if (n->is_change && n->total < n->previous_total) {
        y = note(d, y, text_of(f->refund_text));
    }
    if (n->has_unknown_income) {
        y = note(d, y, text_of(f->unknown_income_text));
    }
    if (n->is_advance && f->advance_text != NULL) {
        y = note(d, y, text_of(f->advance_text));
    }
    y = note(d, y, text_of(f->place_text));
    y = note(d, y, text_of("計算の内訳（算定根拠）と、この決定に不服があるときの手続は、"
                           "2ページ目にあります。"));
    assert(y < 285);
}

bool notice_render(struct document *d, const struct notice *n)
{
    char unit[32];
    int pages = notice_pages(n), basis = notice_basis_pages(n);
    snprintf(unit, sizeof(unit), "%08" PRId64, n->notice_no);
    document_unit_begin(d, unit);
    document_page(d);
    if (document_form_begin(d, "納入通知書 1")) {
        draw_keys_form(d);
        document_form_end(d);
    }
    draw_address(d, n);
    draw_issuer(d, n);
    draw_title(d, n);
    draw_keys(d, n);
    draw_parts(d, n);
    draw_instalments(d, n);
    draw_notes(d, n);
    notice_foot(d, n, 1, pages);
    notice_basis_draw(d, n, 2, pages);
    notice_slips_draw(d, n, 2 + basis, pages);
    return document_unit_end(d);
}
