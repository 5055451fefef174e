/* 督促状・催告書のページ. Millimetres; sizes in 級 (1/4 mm). */
#include "demand/paper.h"
#include "addressee/addressee.h"

#include <inttypes.h>

#define LEFT 12.0
#define WIDTH 186.0
#define THIN 0.1
#define THICK 0.35
#define GREY 0.92
#define ROWS_FIRST 12
#define ROWS_WITH_RECEIPT 6
#define ROWS_MORE 34
#define ROW 6.2
#define COLUMNS 7
#define SLIP_CODE_LEFT 7.0
#define LEAD_TOP 72.0
#define LEAD_BOTTOM 92.0
#define TOTAL_HEIGHT 16.0
#define RECEIPT_TOP 216.0
#define PAGE_BOTTOM 285.0

static const struct text_style small = {FACE_GOTHIC, 10, ALIGN_LEFT, 1, 0, 0};
static const struct text_style text_left = {FACE_MINCHO, 13, ALIGN_LEFT, 1, 0, 0};
static const struct text_style text_right = {FACE_MINCHO, 13, ALIGN_RIGHT, 1, 0, 0};
static const struct text_style text_centre = {FACE_MINCHO, 13, ALIGN_CENTRE, 1, 0, 0};
static const struct text_style label_centre = {FACE_GOTHIC, 11, ALIGN_CENTRE, 1, 0, 0};
static const struct text_style fine_right = {FACE_MINCHO, 11, ALIGN_RIGHT, 1, 0, 0};

static double block_height(int lines, struct text_style style)
{
    return (lines + 0.45) * style.size_q / 4.0 * 1.35;
}

/* Several lines above `bottom`; returns where the next begins. Words that need more room are shrunk, and
 * hold the paper back when that is not enough. */
static double put_block(struct document *d, const char *box, double x, double y, double w, double bottom,
                        struct text_style style, const char *words)
{
    int lines = document_text_lines(d, w, style, text_of(words));
    double need = lines * style.size_q / 4.0 * 1.35, room = bottom > y ? bottom - y : 0;

    style.lines_max = lines < 2 ? 2 : lines;
    style.pitch_percent = 135;
    style.height_q = need > room ? 1 + (int)(room * 4) : 0;
    document_words(d, box, x, y, w, style, words);
    return y + block_height(lines, style);
}

/* ------------------------------------------------------------------------------- checks ------- */

/* E1: a slip asks for what the paper says of its charge, to the yen. */
static bool slip_is_right(const struct paper *p, const struct slip *s)
{
    for (size_t i = 0; i < p->line_count; i++) {
        const struct paper_line *l = &p->lines[i];
        if (l->notice_no == s->notice_no && l->levy_year == s->levy_year &&
            l->instalment == s->instalment) {
            return s->amount == l->amount + l->late_charge + l->fee;
        }
    }
    return false;
}

static int slip_pages(const struct paper *p)
{
    return (int)((p->slip_count + SLIPS_A_PAGE - 1) / SLIPS_A_PAGE);
}

enum err paper_check(const struct paper *p, struct report *report)
{
    yen amount = 0, late = 0, fee = 0;

    for (size_t i = 0; i < p->line_count; i++) {
        amount += p->lines[i].amount;
        late += p->lines[i].late_charge;
        fee += p->lines[i].fee;
    }
    if (p->line_count == 0 || amount + late + fee <= 0 || amount != p->amount || late != p->late_charge ||
        fee != p->fee) {
        return report_fail(report, ERR_FINDINGS,
                           "%s（処理%" PRId64 " 連番%" PRId64
                           "）の明細の計が合計と違います。印刷を止めました",
                           p->terms->title[p->kind], p->run_no, p->sequence_no);
    }
    for (size_t i = 0; i < p->slip_count; i++) {
        if (!slip_is_right(p, &p->slips[i])) {
            return report_fail(report, ERR_FINDINGS,
                               "%s（処理%" PRId64 " 連番%" PRId64
                               "）の納付書の額が明細と違います。印刷を止めました",
                               p->terms->title[p->kind], p->run_no, p->sequence_no);
        }
    }
    return ERR_NONE;
}

static size_t rows_first(const struct paper *p)
{
    return p->with_receipt ? ROWS_WITH_RECEIPT : ROWS_FIRST;
}

static int text_pages(const struct paper *p)
{
    size_t first = rows_first(p);

    return p->line_count <= first ? 1 : 1 + (int)((p->line_count - first + ROWS_MORE - 1) / ROWS_MORE);
}

static int explain_pages(const struct paper *p)
{
    return p->explain != NULL && p->explain->count > 0;
}

int paper_pages(const struct paper *p)
{
    return text_pages(p) + explain_pages(p) + slip_pages(p);
}

/* ------------------------------------------------------------------------------- the head ----- */

static void draw_address(struct document *d, const struct paper *p)
{
    const struct demand_terms *t = p->terms;

    addressee_window(d, (double)t->window_left / 10.0 + 1, (double)t->window_top / 10.0 + 1.2,
                     (double)t->window_width / 10.0 - 2, &p->mailing);
}

static void draw_issuer(struct document *d, const struct paper *p)
{
    double x = 116, w = 82;
    const struct demand_terms *t = p->terms;
    char words[160];

    document_day(d, "発付日", x, 14, w, text_right, p->issued_on);
    document_words(d, "発行者", x, 21, w, (struct text_style){FACE_MINCHO, 18, ALIGN_RIGHT, 1, 0, 0},
                   t->issuer);
    document_words(d, "公印", x, 26.6, w, fine_right, t->seal_text);
    snprintf(words, sizeof(words), "%s　%s", t->municipality_name, t->section);
    document_words(d, "担当課", x, 33, w, text_right, words);
    snprintf(words, sizeof(words), "〒%s　%s", t->postal_code, t->address);
    document_words(d, "担当課 所在地", x, 38, w, fine_right, words);
    document_words(d, "問い合わせ", x, 42.4, w, fine_right, t->telephone_text);
    if (p->is_copy) {
        document_words(d, "再発行", x, 47.4, w, (struct text_style){FACE_GOTHIC, 13, ALIGN_RIGHT, 1, 0, 0},
                       "再発行（写し）");
    }
}

static void draw_title(struct document *d, const struct paper *p)
{
    char words[160];

    snprintf(words, sizeof(words), "%s　%s%s", p->terms->premium_label, p->terms->title[p->kind],
             p->with_receipt ? "兼領収書" : "");
    document_words(d, "標題", LEFT, 62, WIDTH, (struct text_style){FACE_GOTHIC, 26, ALIGN_CENTRE, 1, 0, 0},
                   words);
    put_block(d, "前文", LEFT, LEAD_TOP, WIDTH, LEAD_BOTTOM, text_left, p->terms->lead[p->kind]);
}

/* What is to be paid until when, what is read first, stands below the 前文. */
static double total_top(struct document *d, const struct paper *p)
{
    int lines = document_text_lines(d, WIDTH, text_left, text_of(p->terms->lead[p->kind]));
    return LEAD_TOP + block_height(lines, text_left);
}

static void draw_total(struct document *d, const struct paper *p, double y)
{
    struct text_style heading = {FACE_GOTHIC, 16, ALIGN_CENTRE, 1, 0, 0};

    document_rect(d, LEFT, y, 36, 12, 0, GREY);
    document_rect(d, LEFT + 93, y, 36, 12, 0, GREY);
    document_rect(d, LEFT, y, WIDTH, 12, THICK, -1);
    document_words(d, "見出し", LEFT + 1, y + 4, 34, heading, "納める額");
    document_words(d, "見出し", LEFT + 94, y + 4, 34, heading,
                   p->kind == DEMAND_DUNNING ? "指定期限" : "納付の期日");
    document_day(d, "期限", LEFT + 130, y + 3.6, 54,
                 (struct text_style){FACE_GOTHIC, 19, ALIGN_CENTRE, 1, 0, 0}, p->fixed_on);
}

static void put_total(struct document *d, const struct paper *p, double y)
{
    document_yen(d, "納める額", LEFT + 37, y + 2.8, 53,
                 (struct text_style){FACE_GOTHIC, 26, ALIGN_RIGHT, 1, 0, 0},
                 p->amount + p->late_charge + p->fee);
}

/* ------------------------------------------------------------------------------ the table ----- */

static const double edges[COLUMNS + 1] = {0, 24, 40, 66, 100, 127, 154, 186};

static double cell_x(size_t column)
{
    return LEFT + edges[column] + 0.8;
}

static double cell_w(size_t column)
{
    return edges[column + 1] - edges[column] - 1.6;
}

static void draw_grid(struct document *d, const struct paper *p, double y, size_t rows)
{
    const char *const heads[COLUMNS] = {"年度", "期", "通知書番号", "納期限",
                                        p->kind == DEMAND_LATE_CHARGE ? "納付済みの保険料" : "保険料",
                                        "延滞金", "計"};
    double bottom = y + ROW * (double)(rows + 1);

    document_rect(d, LEFT, y, WIDTH, ROW, 0, GREY);
    for (size_t i = 0; i < COLUMNS; i++) {
        document_words(d, "見出し", cell_x(i), y + 1.8, cell_w(i), label_centre, heads[i]);
        if (i > 0) {
            document_line(d, LEFT + edges[i], y, LEFT + edges[i], bottom, THIN);
        }
    }
    for (size_t i = 1; i <= rows; i++) {
        document_line(d, LEFT, y + ROW * (double)i, LEFT + WIDTH, y + ROW * (double)i, THIN);
    }
    document_rect(d, LEFT, y, WIDTH, bottom - y, THICK, -1);
}

/* 督促: 延滞金 follows from it and is not demanded by it. */
static void put_late(struct document *d, const struct paper *p, const char *box, double y, yen amount)
{
    if (p->kind == DEMAND_DUNNING) {
        document_words(d, box, cell_x(5), y, cell_w(5), text_right, "―");
    } else {
        document_yen(d, box, cell_x(5), y, cell_w(5), text_right, amount);
    }
}

static void draw_line(struct document *d, const struct paper *p, const struct paper_line *l, double y)
{
    char words[DATE_TEXT_BYTES];

    fiscal_year_format_era((fiscal_year){(int16_t)l->levy_year}, words);
    document_words(d, "年度", cell_x(0), y, cell_w(0), text_centre, words);
    snprintf(words, sizeof(words), "第%d期", l->instalment);
    document_words(d, "期", cell_x(1), y, cell_w(1), text_centre, words);
    if (l->notice_no > 0) {
        snprintf(words, sizeof(words), "%08" PRId64, l->notice_no);
        document_words(d, "通知書番号", cell_x(2), y, cell_w(2), text_centre, words);
    }
    document_day(d, "納期限", cell_x(3), y, cell_w(3), text_centre, l->due);
    document_yen(d, "保険料", cell_x(4), y, cell_w(4), text_right,
                 p->kind == DEMAND_LATE_CHARGE ? l->paid : l->amount);
    put_late(d, p, "延滞金", y, l->late_charge);
    document_yen(d, "計", cell_x(6), y, cell_w(6), text_right, l->amount + l->late_charge + l->fee);
}

static void draw_sum(struct document *d, const struct paper *p, double y)
{
    if (p->kind != DEMAND_LATE_CHARGE) {
        document_yen(d, "保険料の計", cell_x(4), y, cell_w(4), text_right, p->amount);
    }
    put_late(d, p, "延滞金の計", y, p->late_charge);
    document_yen(d, "総計", cell_x(6), y, cell_w(6), text_right, p->amount + p->late_charge + p->fee);
    if (p->fee > 0) {
        char words[96], fee[32];
        yen_format(p->fee, fee, sizeof(fee));
        snprintf(words, sizeof(words), "計には督促手数料 %s円を含みます。", fee);
        document_words(d, "督促手数料", LEFT, y + ROW - 0.4, WIDTH, small, words);
    }
}

/* Rows [from, until) of a page, and the sum below the last row of all. */
struct page_rows {
    double y;
    size_t from, until;
    bool is_last;
};

static struct page_rows rows_of(const struct paper *p, double y, size_t from, size_t until)
{
    return (struct page_rows){y, from, until, until == p->line_count};
}

static double row_y(const struct page_rows *t, size_t row)
{
    return t->y + ROW * (double)(row + 1) + 1.5;
}

/* Returns where the next block begins. */
static double draw_frame(struct document *d, const struct paper *p, const struct page_rows *t)
{
    size_t rows = t->until - t->from + (t->is_last ? 1 : 0);
    double below = t->y + ROW * (double)(rows + 1);

    draw_grid(d, p, t->y, rows);
    if (t->is_last) {
        document_words(d, "合計", cell_x(0), row_y(t, t->until - t->from), 60, text_left, "合計");
    } else {
        document_words(d, "続き", LEFT, below + 0.8, WIDTH, fine_right, "次のページに続きます");
    }
    return below + 5;
}

static void put_rows(struct document *d, const struct paper *p, const struct page_rows *t)
{
    for (size_t i = t->from; i < t->until; i++) {
        draw_line(d, p, &p->lines[i], row_y(t, i - t->from));
    }
    if (t->is_last) {
        draw_sum(d, p, row_y(t, t->until - t->from));
    }
}

/* ------------------------------------------------------------------------------- the rest ----- */

static double note(struct document *d, double y, double bottom, const char *words)
{
    document_words(d, "注", LEFT, y, 4, text_left, "・");
    return put_block(d, "お知らせ", LEFT + 4, y, WIDTH - 4, bottom,
                     (struct text_style){FACE_MINCHO, 12, ALIGN_LEFT, 1, 0, 0}, words);
}

static void draw_notes(struct document *d, const struct paper *p, double y)
{
    const struct demand_terms *t = p->terms;
    char words[160], day[DATE_TEXT_BYTES];
    double bottom = p->with_receipt ? RECEIPT_TOP - 5 : PAGE_BOTTOM;

    if (p->late_charge > 0 && p->kind != DEMAND_LATE_CHARGE) { /* it grows until it is paid */
        date_format_era(p->late_until, day);
        snprintf(words, sizeof(words), "延滞金の基準日：%s", day);
        y = note(d, y, bottom, words);
        y = note(d, y, bottom, t->late_text);
    }
    if (p->kind == DEMAND_DUNNING) {
        y = note(d, y, bottom, t->after_dunning);
    }
    y = note(d, y, bottom, t->crossing_text);
    y = note(d, y, bottom, t->place_text);
    y = note(d, y, bottom, t->consult_text);
    if (p->kind == DEMAND_DUNNING) { /* a disposition: how to object */
        put_block(d, "教示", LEFT, y + 1, WIDTH, bottom,
                  (struct text_style){FACE_MINCHO, 10, ALIGN_LEFT, 1, 0, 0}, t->appeal_text);
    }
}

#define RECEIPTS 2
#define RECEIPT_WIDTH 91.0

static double receipt_x(size_t i)
{
    return LEFT + 95 * (double)i;
}

/* 領収証書 and 領収済通知書: what a counter stamps when it is paid with the letter itself. */
static void draw_receipt(struct document *d, const struct paper *p)
{
    static const char *const names[RECEIPTS] = {"領収証書（納付者控）", "領収済通知書"};
    static const char *const amounts[] = {"保険料", "延滞金", "合計"};
    const double top = RECEIPT_TOP, w = RECEIPT_WIDTH;
    char words[64];

    document_line(d, LEFT, top - 4, LEFT + WIDTH, top - 4, THIN);
    document_words(d, "領収欄", LEFT, top - 3.4, WIDTH, small, p->terms->receipt_text);
    for (size_t i = 0; i < RECEIPTS; i++) {
        double x = receipt_x(i);
        document_rect(d, x, top, w, 66, THICK, -1);
        document_words(d, "領収欄 標題", x + 1, top + 1.6, w - 2,
                       (struct text_style){FACE_GOTHIC, 15, ALIGN_CENTRE, 1, 0, 0}, names[i]);
        snprintf(words, sizeof(words), "%s　%s", p->terms->municipality_name, p->terms->premium_label);
        document_words(d, "領収欄 科目", x + 2, top + 8, w - 4, text_left, words);
        for (size_t k = 0; k < COUNT_OF(amounts); k++) {
            document_words(d, "領収欄", x + 2, top + 28 + 5.6 * (double)k, 30, text_left, amounts[k]);
        }
        document_rect(d, x + w - 34, top + 46, 32, 18, THIN, -1);
        document_words(d, "領収欄 日付印", x + w - 33, top + 47, 30, label_centre, "領収日付印");
    }
}

static void fill_receipt(struct document *d, const struct paper *p)
{
    const double top = RECEIPT_TOP, w = RECEIPT_WIDTH;
    char words[64];

    for (size_t i = 0; i < RECEIPTS; i++) {
        double x = receipt_x(i);
        snprintf(words, sizeof(words), "催告 %" PRId64 "-%06" PRId64 "　納付義務者 %" PRId64, p->run_no,
                 p->sequence_no, p->payer_no);
        document_words(d, "領収欄 番号", x + 2, top + 13.6, w - 4, text_left, words);
        document_text(d, "領収欄 氏名", x + 2, top + 19.2, w - 4,
                      (struct text_style){FACE_MINCHO, 13, ALIGN_LEFT, 2, 105, 0}, p->mailing.name);
        document_yen(d, "領収欄 保険料", x + 30, top + 28, w - 34, text_right, p->amount);
        document_yen(d, "領収欄 延滞金", x + 30, top + 33.6, w - 34, text_right, p->late_charge);
        document_yen(d, "領収欄 合計", x + 30, top + 39.2, w - 34, text_right,
                     p->amount + p->late_charge + p->fee);
    }
}

/* What the inserting machine reads, and whose page it is. */
static void page_code(struct document *d, const struct paper *p, double x, double y, int page)
{
    char code[40];
    int pages = paper_pages(p);
    int n = snprintf(code, sizeof(code), "%08" PRId64 "%06" PRId64 "%02d%02d%02d", p->run_no,
                     p->sequence_no, page, pages, (int)p->kind);

    assert(n == 20 && page <= 99 && pages <= 99);
    document_code_128(d, x, y, 32, 4, text_of(code));
}

static void foot(struct document *d, const struct paper *p, int page)
{
    char words[120];

    page_code(d, p, LEFT, 286, page);
    snprintf(words, sizeof(words), "実行 %" PRId64 "　連番 %06" PRId64 "　　%d / %d ページ", p->run_no,
             p->sequence_no, page, paper_pages(p));
    document_words(d, "ページ", LEFT + 76, 286.6, 110,
                   (struct text_style){FACE_GOTHIC, 11, ALIGN_RIGHT, 1, 0, 0}, words);
}

/* Three a page; the page code stands on the payer's part of the first. */
static void draw_slips(struct document *d, const struct paper *p)
{
    for (size_t i = 0; i < p->slip_count; i++) {
        int position = (int)(i % SLIPS_A_PAGE);
        if (position == 0) {
            slip_page(d);
        }
        slip_draw(d, p->slip_form, &p->slips[i], p->mailing.name, position);
        if (position == 0) {
            page_code(d, p, SLIP_CODE_LEFT, 89,
                      text_pages(p) + explain_pages(p) + 1 + (int)(i / SLIPS_A_PAGE));
        }
    }
    for (size_t i = p->slip_count; i % SLIPS_A_PAGE != 0; i++) {
        slip_unused(d, (int)(i % SLIPS_A_PAGE));
    }
}

/* What stands on the first page of every paper of the run with so many rows. */
static void draw_form(struct document *d, const struct paper *p, const struct page_rows *t)
{
    char name[96];

    snprintf(name, sizeof(name), "督促・催告 %" PRId64 " %zu行%s%s", p->run_no, t->until,
             t->is_last ? "" : " 続き", p->late_charge > 0 ? " 延滞金" : "");
    if (!document_form_begin(d, name)) {
        return;
    }
    draw_issuer(d, p);
    draw_title(d, p);
    draw_total(d, p, t->y - TOTAL_HEIGHT);
    draw_notes(d, p, draw_frame(d, p, t));
    if (p->with_receipt) {
        draw_receipt(d, p);
    }
    document_form_end(d);
}

static void draw_first(struct document *d, const struct paper *p, size_t until)
{
    double y = total_top(d, p);
    const struct page_rows t = rows_of(p, y + TOTAL_HEIGHT, 0, until);

    document_page(d);
    draw_form(d, p, &t);
    draw_address(d, p);
    put_total(d, p, y);
    put_rows(d, p, &t);
    if (p->with_receipt) {
        fill_receipt(d, p);
    }
    foot(d, p, 1);
}

static void draw_more(struct document *d, const struct paper *p, size_t from, size_t until, int page)
{
    const struct page_rows t = rows_of(p, 30, from, until);

    document_page(d);
    document_words(d, "標題 続き", LEFT, 20, WIDTH,
                   (struct text_style){FACE_GOTHIC, 17, ALIGN_LEFT, 1, 0, 0}, p->terms->title[p->kind]);
    draw_frame(d, p, &t);
    put_rows(d, p, &t);
    foot(d, p, page);
}

bool paper_render(struct document *d, const struct paper *p)
{
    char unit[48];
    int pages = text_pages(p);
    size_t at = p->line_count < rows_first(p) ? p->line_count : rows_first(p);

    snprintf(unit, sizeof(unit), "%" PRId64 "-%06" PRId64, p->run_no, p->sequence_no);
    document_unit_begin(d, unit);
    draw_first(d, p, at);
    for (int page = 2; page <= pages; page++) {
        size_t until = p->line_count - at > ROWS_MORE ? at + ROWS_MORE : p->line_count;
        draw_more(d, p, at, until, page);
        at = until;
    }
    if (explain_pages(p) > 0) {
        document_page(d);
        explain_draw(d, p);
        foot(d, p, text_pages(p) + 1);
    }
    draw_slips(d, p);
    return document_unit_end(d);
}
