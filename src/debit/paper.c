/* 口座振替の通知 -- one letter each. Millimetres; sizes in 級 (1/4 mm). */
#include "debit/paper.h"
#include "addressee/addressee.h"

#include <inttypes.h>

#define LEFT 14.0
#define WIDTH 182.0
#define THIN 0.1
#define GREY 0.92
#define ROW 7.0
#define BOTTOM 270.0

static const struct text_style label = {FACE_GOTHIC, 11, ALIGN_CENTRE, 1, 0, 0};
static const struct text_style title = {FACE_MINCHO, 24, ALIGN_CENTRE, 1, 0, 0};
static const struct text_style left = {FACE_MINCHO, 12, ALIGN_LEFT, 1, 0, 0};
static const struct text_style right = {FACE_MINCHO, 12, ALIGN_RIGHT, 1, 0, 0};
static const struct text_style centre = {FACE_MINCHO, 12, ALIGN_CENTRE, 1, 0, 0};
static const struct text_style large_right = {FACE_MINCHO, 15, ALIGN_RIGHT, 1, 0, 0};
static const struct text_style block = {FACE_MINCHO, 13, ALIGN_LEFT, 8, 150, 0};
static const struct text_style fine = {FACE_GOTHIC, 10, ALIGN_RIGHT, 1, 0, 0};

/* A letter that is filled from above; what does not fit goes on to the next page. */
struct letter {
    struct document *d;
    const struct debit_paper *p;
    int page;
    double y;
};
struct columns {
    const double *edges; /* count + 1 */
    const char *const *heads;
    size_t count;
};

/* 資金不足 */
static const char *debit_result_words(int result)
{
    switch (result) {
    case 0: return "振替済み";
    case 1: return "残高不足";
    case 2: return "口座がない（取引なし）";
    case 3: return "預金者の都合による停止";
    case 4: return "口座振替依頼書がない";
    case 8: return "区の依頼による停止";
    default: return "その他";
    }
}

static void put(struct letter *l, const char *box, double x, double y, double w, struct text_style style,
                const char *words)
{
    document_text(l->d, box, x, y, w, style, text_of(words));
}

static void page(struct letter *l)
{
    char code[64];

    document_page(l->d);
    l->page++;
    l->y = 16;
    snprintf(code, sizeof(code), "%010" PRId64 "%02d", l->p->payer_no % 10000000000, l->page);
    document_code_128(l->d, LEFT, 284, 27, 4, text_of(code)); /* for the inserting machine */
    snprintf(code, sizeof(code), "宛名番号 %" PRId64 "　%dページ", l->p->payer_no, l->page);
    put(l, "ページ", LEFT + 100, 285, 82, fine, code);
}

/* ------------------------------------------------------------------------------- the head ------ */

static void draw_issuer(struct letter *l)
{
    const struct debit_settings *s = l->p->settings;
    char words[80];

    snprintf(words, sizeof(words), "宛名番号　%" PRId64, l->p->payer_no);
    put(l, "宛名番号", 120, 15, 76, right, words);
    date_format_era(l->p->issued_on, words);
    put(l, "発行日", 120, 21, 76, right, words);
    put(l, "発行者", 120, 29, 76, large_right, s->issuer);
    put(l, "公印", 120, 36, 76, right, s->seal_text);
    put(l, "担当課", 120, 43, 76, right, s->office);
}

static const char *lead_of(const struct debit_paper *p)
{
    switch (p->kind) {
    case PAPER_FAILED: return p->settings->failed_text;
    case PAPER_MANDATE: return p->account.is_stopped ? p->settings->stopped_text : p->settings->started_text;
    case PAPER_DONE: return p->settings->done_text;
    }
    return "";
}

static void title_of(const struct debit_paper *p, char ret[160])
{
    char year[DATE_TEXT_BYTES] = "";

    switch (p->kind) {
    case PAPER_FAILED: snprintf(ret, 160, "%s 口座振替不能通知書", p->settings->premium_label); break;
    case PAPER_MANDATE:
        snprintf(ret, 160, "%s 口座振替%s通知書", p->settings->premium_label,
                 p->account.is_stopped ? "停止" : "開始");
        break;
    case PAPER_DONE:
        date_format_era(date_of(p->year, 12, 31), year); /* 令和8年12月31日: the year stands before 年 */
        char *end = strstr(year, "年");
        *(end != NULL ? end + strlen("年") : year) = '\0';
        snprintf(ret, 160, "%s 口座振替済通知書（%s中）", p->settings->premium_label, year);
        break;
    }
}

static void draw_head(struct letter *l)
{
    char words[160];

    page(l);
    addressee_window(l->d, 22, 15, 84, &l->p->mailing);
    draw_issuer(l);
    title_of(l->p, words);
    put(l, "表題", LEFT, 72, WIDTH, title, words);
    document_text(l->d, "本文", LEFT, 86, WIDTH, block, text_of(lead_of(l->p)));
    l->y = 112;
}

/* -------------------------------------------------------------------------------- tables ------- */

static void head_row(struct letter *l, const struct columns *t)
{
    document_rect(l->d, LEFT, l->y, t->edges[t->count], ROW, THIN, GREY);
    for (size_t i = 0; i < t->count; i++) {
        put(l, "見出し", LEFT + t->edges[i] + 0.5, l->y + 2, t->edges[i + 1] - t->edges[i] - 1, label,
            t->heads[i]);
        if (i > 0) {
            document_line(l->d, LEFT + t->edges[i], l->y, LEFT + t->edges[i], l->y + ROW, THIN);
        }
    }
    l->y += ROW;
}

static void row(struct letter *l, const struct columns *t)
{
    if (l->y + ROW > BOTTOM) {
        page(l);
        head_row(l, t);
    }
    document_rect(l->d, LEFT, l->y, t->edges[t->count], ROW, THIN, -1);
    for (size_t i = 1; i < t->count; i++) {
        document_line(l->d, LEFT + t->edges[i], l->y, LEFT + t->edges[i], l->y + ROW, THIN);
    }
}

static void cell(struct letter *l, const struct columns *t, size_t column, struct text_style style,
                 const char *words)
{
    put(l, t->heads[column], LEFT + t->edges[column] + 1, l->y + 2,
        t->edges[column + 1] - t->edges[column] - 2, style, words);
}

static void cell_yen(struct letter *l, const struct columns *t, size_t column, yen amount)
{
    char buf[48];
    size_t n = yen_format(amount, buf, sizeof(buf) - 4);

    memcpy(buf + n, "円", sizeof("円"));
    cell(l, t, column, right, buf);
}

static void cell_day(struct letter *l, const struct columns *t, size_t column, date day)
{
    char buf[DATE_TEXT_BYTES];

    date_format_era(day, buf);
    cell(l, t, column, centre, buf);
}

static void cell_instalment(struct letter *l, const struct columns *t, const struct debit_paper_line *line)
{
    char year[DATE_TEXT_BYTES], words[80];

    fiscal_year_format_era((fiscal_year){(int16_t)line->levy_year}, year);
    snprintf(words, sizeof(words), "%s 第%d期", year, line->instalment);
    cell(l, t, 0, left, words);
}

static void sum_row(struct letter *l, const struct columns *t, size_t column)
{
    row(l, t);
    cell(l, t, 0, centre, "合計");
    cell_yen(l, t, column, l->p->amount);
    l->y += ROW + 4;
}

static const double failed_edges[] = {0, 36, 72, 100, 146, 182};
static const char *const failed_heads[] = {"年度・期別", "振替日", "金額", "振り替えられなかった理由",
                                           "次の手続"};
static const struct columns failed_table = {failed_edges, failed_heads, 5};

static void draw_failed(struct letter *l)
{
    head_row(l, &failed_table);
    for (size_t i = 0; i < l->p->line_count; i++) {
        const struct debit_paper_line *line = &l->p->lines[i];
        char words[80] = "同封の納付書";
        row(l, &failed_table);
        cell_instalment(l, &failed_table, line);
        cell_day(l, &failed_table, 1, line->debit_on);
        cell_yen(l, &failed_table, 2, line->amount);
        cell(l, &failed_table, 3, left, debit_result_words(line->result));
        if (!date_is_none(line->redebit_on)) {
            char day[DATE_TEXT_BYTES];
            date_format_era_short(line->redebit_on, day);
            snprintf(words, sizeof(words), "%sに再振替", day);
        }
        cell(l, &failed_table, 4, centre, words);
        l->y += ROW;
    }
    sum_row(l, &failed_table, 2);
}

static const double done_edges[] = {0, 44, 90, 136, 182};
static const char *const done_heads[] = {"年度・期別", "振替日", "納付額", "納めすぎ（別に通知）"};
static const struct columns done_table = {done_edges, done_heads, 4};

static void draw_done(struct letter *l)
{
    head_row(l, &done_table);
    for (size_t i = 0; i < l->p->line_count; i++) {
        const struct debit_paper_line *line = &l->p->lines[i];
        row(l, &done_table);
        cell_instalment(l, &done_table, line);
        cell_day(l, &done_table, 1, line->debit_on);
        cell_yen(l, &done_table, 2, line->amount - line->overpaid);
        if (line->overpaid > 0) {
            cell_yen(l, &done_table, 3, line->overpaid);
        }
        l->y += ROW;
    }
    sum_row(l, &done_table, 2);
}

static const double account_edges[] = {0, 46, 182};
static const char *const account_heads[] = {"項目", "内容"};
static const struct columns account_table = {account_edges, account_heads, 2};

static void account_row(struct letter *l, const char *name, const char *words)
{
    row(l, &account_table);
    cell(l, &account_table, 0, centre, name);
    cell(l, &account_table, 1, left, words);
    l->y += ROW;
}

static void draw_account(struct letter *l)
{
    const struct debit_paper_account *a = &l->p->account;
    char day[DATE_TEXT_BYTES], words[DATE_TEXT_BYTES + 64], holder[200];

    date_format_era(a->from, day);
    snprintf(holder, sizeof(holder), "%.*s", (int)a->holder.len, a->holder.bytes);
    head_row(l, &account_table);
    account_row(l, "手続", a->act);
    snprintf(words, sizeof(words), "%s%s", day, a->is_stopped ? "" : "より後の納期限の分から");
    account_row(l, a->is_stopped ? "停止する日" : "振替の始まり", words);
    account_row(l, "金融機関・支店", a->bank);
    account_row(l, "種目", a->kind);
    account_row(l, "口座番号（下2桁）", a->number);
    account_row(l, "口座名義", holder);
    account_row(l, "納め方", a->pays);
    if (a->is_stopped) {
        account_row(l, "理由", a->reason);
    }
}

/* ------------------------------------------------------------------------------- the whole ----- */

enum err debit_paper_check(const struct debit_paper *p, struct report *report)
{
    yen sum = 0, asked = 0, by_slip = 0;

    for (size_t i = 0; i < p->line_count; i++) {
        sum += p->kind == PAPER_DONE ? p->lines[i].amount - p->lines[i].overpaid : p->lines[i].amount;
        by_slip += date_is_none(p->lines[i].redebit_on) ? p->lines[i].amount : 0;
    }
    for (size_t i = 0; i < p->slip_count; i++) {
        asked += p->slips[i].amount;
    }
    if (sum != p->amount || (p->kind != PAPER_MANDATE && p->line_count == 0) ||
        (p->slip_count > 0 && asked > by_slip)) {
        return report_fail(report, ERR_FINDINGS,
                           "宛名番号 %" PRId64 " の口座振替の通知は、明細の計 %" PRId64 " 円と合計 %" PRId64
                           " 円、納付書 %" PRId64 " 円が合いません。印刷を止めました",
                           p->payer_no, sum, p->amount, asked);
    }
    return ERR_NONE;
}

static void draw_slips(struct letter *l)
{
    const struct debit_paper *p = l->p;

    for (size_t i = 0; i < p->slip_count; i++) {
        if (i % SLIPS_A_PAGE == 0) {
            slip_page(l->d); /* begins the page */
        }
        slip_draw(l->d, p->slip_form, &p->slips[i], p->mailing.name, (int)(i % SLIPS_A_PAGE));
    }
    for (size_t i = p->slip_count; i % SLIPS_A_PAGE != 0; i++) {
        slip_unused(l->d, (int)(i % SLIPS_A_PAGE));
    }
}

bool debit_paper_draw(struct document *d, const struct debit_paper *p)
{
    struct letter l = {.d = d, .p = p};
    char name[32];

    snprintf(name, sizeof(name), "%" PRId64, p->payer_no);
    document_unit_begin(d, name);
    draw_head(&l);
    switch (p->kind) {
    case PAPER_FAILED: draw_failed(&l); break;
    case PAPER_MANDATE: draw_account(&l); break;
    case PAPER_DONE: draw_done(&l); break;
    }
    draw_slips(&l);
    return document_unit_end(d);
}
