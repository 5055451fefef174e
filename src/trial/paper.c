/*
 * 試算の紙 -- what a resident takes home from the counter: one page with 試算 over it.
 *
 * Rows    LV-21, VN-01. It is no notice: it has no number, no slip and no seal.
 */
#include "trial/paper.h"

#include <inttypes.h>
#include <unistd.h>

#define LEFT 20.0
#define WIDTH 170.0
#define ROW 6.0
#define COLUMNS_MAX 7

static const struct text_style style_text = {FACE_MINCHO, 13, ALIGN_LEFT, 1, 0};
static const struct text_style style_words = {FACE_MINCHO, 14, ALIGN_LEFT, 4, 150};
static const struct text_style style_title = {FACE_GOTHIC, 24, ALIGN_LEFT, 1, 0};
static const struct text_style style_mark = {FACE_GOTHIC, 36, ALIGN_CENTRE, 1, 0};
static const struct text_style style_head = {FACE_GOTHIC, 12, ALIGN_CENTRE, 1, 0};
static const struct text_style style_caption = {FACE_GOTHIC, 14, ALIGN_LEFT, 1, 0};
static const struct text_style style_right = {FACE_MINCHO, 13, ALIGN_RIGHT, 1, 0};
static const struct text_style style_sum = {FACE_GOTHIC, 20, ALIGN_RIGHT, 1, 0};

struct grid {
    size_t columns;
    const char *heads[COLUMNS_MAX];
    double edges[COLUMNS_MAX + 1]; /* from LEFT */
};
static const struct grid members_table = {
    5, {"", "生年月日", "国保の月数", "介護分の月数", "算定基礎額"}, {0, 54, 94, 116, 140, 170}};
static const struct grid parts_table = {
    6,
    {"区分", "所得割額", "均等割額", "平等割額", "限度額を当てる前", "年額"},
    {0, 36, 64, 90, 112, 142, 170}};
static const struct grid instalments_table = {
    6, {"期", "納期限", "金額", "期", "納期限", "金額"}, {0, 15, 55, 85, 100, 140, 170}};

static void draw_frame(struct document *d, const struct grid *t, double top, size_t rows)
{
    double bottom = top + ROW * (double)(rows + 1);

    document_rect(d, LEFT, top, WIDTH, ROW, 0, 0.92);
    for (size_t i = 0; i < t->columns; i++) {
        document_words(d, "見出し", LEFT + t->edges[i], top + 1.5, t->edges[i + 1] - t->edges[i],
                       style_head, t->heads[i]);
        document_line(d, LEFT + t->edges[i], top, LEFT + t->edges[i], bottom, 0.1);
    }
    for (size_t i = 0; i < rows; i++) {
        double y = top + ROW * (double)(i + 1);
        document_line(d, LEFT, y, LEFT + WIDTH, y, 0.1);
    }
    document_rect(d, LEFT, top, WIDTH, bottom - top, 0.35, -1);
}

/* A cell of a row whose upper edge is at y. */
struct cell_at {
    struct document *d;
    const struct grid *grid;
    double y;
};
static double left_of(const struct cell_at *c, size_t column) { return LEFT + c->grid->edges[column] + 1; }
static double width_of(const struct cell_at *c, size_t column)
{
    return c->grid->edges[column + 1] - c->grid->edges[column] - 2;
}
static void put_yen(const struct cell_at *c, size_t column, const char *box, yen amount)
{
    document_yen(c->d, box, left_of(c, column), c->y + 1.5, width_of(c, column), style_right, amount);
}
static void put_words(const struct cell_at *c, size_t column, const char *box, const char *words)
{
    document_words(c->d, box, left_of(c, column), c->y + 1.5, width_of(c, column), style_text, words);
}
static void put_months(const struct cell_at *c, size_t column, const char *box, unsigned months)
{
    char words[16];

    snprintf(words, sizeof(words), "%dか月", months_count(months));
    document_words(c->d, box, left_of(c, column), c->y + 1.5, width_of(c, column), style_right, words);
}

static void draw_head(const struct trial_sheet *s, struct document *d)
{
    char words[160], year[DATE_TEXT_BYTES];

    document_rect(d, LEFT, 22, 34, 13, 0.5, -1);
    document_words(d, "試算の印", LEFT, 24, 34, style_mark, "試算");
    fiscal_year_format_era((fiscal_year){(int16_t)s->wish->year}, year);
    snprintf(words, sizeof(words), "%s %sの試算", year, s->settings->premium_label);
    document_words(d, "題", LEFT + 40, 25, WIDTH - 40, style_title, words);
    document_day(d, "作成日", 140, 38, 50, style_text, s->made_on);
    document_words(d, "発行者", 140, 43.5, 50, style_text, s->settings->issuer);
    document_words(d, "担当", 140, 49, 50, style_text, s->settings->section);
    document_words(d, "説明", LEFT, 40, 112, style_words, s->settings->paper_text);
}

static double draw_members(const struct trial_sheet *s, struct document *d, double top)
{
    const struct premium_replay *made = &s->answer->made;
    size_t count = made->household.member_count;

    document_words(d, "見出し", LEFT, top, WIDTH, style_caption, "世帯の人と所得");
    draw_frame(d, &members_table, top + 5.5, count);
    for (size_t i = 0; i < count; i++) {
        const struct cell_at c = {d, &members_table, top + 5.5 + ROW * (double)(i + 1)};
        const struct trial_line *line = &s->wish->lines[s->answer->line_of[i]];
        const struct premium_member_result *r = &made->assessment.members[i];
        char words[64];
        snprintf(words, sizeof(words), "%zu人目%s", s->answer->line_of[i] + 1,
                 i == made->household.head ? "（世帯主）" : "");
        if (line->name.len > 0) {
            document_text(d, "氏名", left_of(&c, 0), c.y + 1.5, width_of(&c, 0), style_text, line->name);
        } else {
            put_words(&c, 0, "人", words);
        }
        document_day(d, "生年月日", left_of(&c, 1), c.y + 1.5, width_of(&c, 1), style_text,
                     made->household.members[i].birth_date);
        put_months(&c, 2, "国保の月数", r->months[LEVY_MEDICAL]);
        put_months(&c, 3, "介護分の月数", r->months[LEVY_CARE]);
        put_yen(&c, 4, "算定基礎額", r->base_income);
    }
    return top + 5.5 + ROW * (double)(count + 1);
}

static double draw_parts(const struct trial_sheet *s, struct document *d, double top)
{
    const struct premium_assessment *a = &s->answer->made.assessment;
    char words[120];
    size_t rows = 0;

    for (int p = 0; p < LEVY_PARTS; p++) {
        rows += a->parts[p].is_levied;
    }
    document_words(d, "見出し", LEFT, top, WIDTH, style_caption, "年額の内訳");
    draw_frame(d, &parts_table, top + 5.5, rows);
    struct cell_at c = {d, &parts_table, top + 5.5};
    for (int p = 0; p < LEVY_PARTS; p++) {
        const struct premium_part_result *r = &a->parts[p];
        if (!r->is_levied) {
            continue;
        }
        c.y += ROW;
        put_words(&c, 0, "区分", premium_levy_parts[p].label);
        put_yen(&c, 1, "所得割額", r->income_levy + r->asset_levy);
        put_yen(&c, 2, "均等割額", r->per_capita);
        put_yen(&c, 3, "平等割額", r->per_household);
        put_yen(&c, 4, "限度額の前", r->before_cap);
        put_yen(&c, 5, "年額", r->amount);
    }
    if (a->reduction_tenths > 0) {
        snprintf(words, sizeof(words), "均等割・平等割の軽減：%d割（上の額は軽減の後です）",
                 a->reduction_tenths);
    } else {
        snprintf(words, sizeof(words), "均等割・平等割の軽減：%s",
                 a->judged_income_is_known ? "なし" : "なし（所得の分からない人がいます）");
    }
    document_words(d, "軽減", LEFT, c.y + ROW + 2, 100, style_text, words);
    document_words(d, "見出し", 120, c.y + ROW + 2.5, 25, style_caption, "年額の合計");
    document_yen(d, "合計", 140, c.y + ROW + 1.5, 50, style_sum, a->total);
    return c.y + ROW + 9;
}

static double draw_instalments(const struct trial_sheet *s, struct document *d, double top)
{
    const struct premium_assessment *a = &s->answer->made.assessment;
    size_t rows = ((size_t)a->instalment_count + 1) / 2;

    document_words(d, "見出し", LEFT, top, WIDTH, style_caption, "納める時期（納付書・口座振替の場合）");
    draw_frame(d, &instalments_table, top + 5.5, rows);
    for (size_t k = 0; k < a->instalment_count; k++) {
        const struct cell_at c = {d, &instalments_table, top + 5.5 + ROW * (double)(k % rows + 1)};
        size_t column = k < rows ? 0 : 3;
        char words[32];
        snprintf(words, sizeof(words), "第%zu期", k + 1);
        put_words(&c, column, "期", words);
        document_day(d, "納期限", left_of(&c, column + 1), c.y + 1.5, width_of(&c, column + 1), style_text,
                     a->instalments[k].due_date);
        put_yen(&c, column + 2, "金額", a->instalments[k].amount);
    }
    return top + 5.5 + ROW * (double)(rows + 1);
}

/* 区分と割合: a line for those under 70, one for those of 70 to 74. */
static double draw_classes(const struct trial_sheet *s, struct document *d, double top)
{
    const struct trial_classes *c = s->classes;
    char words[240], day[DATE_TEXT_BYTES];
    double y = top;

    date_format_era(c->on, day);
    snprintf(words, sizeof(words), "医療費の区分と割合（%sから、同じ所得で）", day);
    document_words(d, "見出し", LEFT, y, WIDTH, style_caption, words);
    if (c->has_under_70) {
        y += 6;
        snprintf(words, sizeof(words), "70歳未満：高額療養費の区分 %s（住民税非課税の世帯は オ）",
                 limit_class_labels[c->limit.under_70]);
        document_words(d, "区分", LEFT, y, WIDTH, style_text, words);
    }
    if (c->copay.elders > 0) {
        y += 6;
        if (c->is_open) {
            snprintf(words, sizeof(words), "70歳から74歳：2割または3割（住民税の課税所得で決まります）");
        } else {
            snprintf(words, sizeof(words), "70歳から74歳：%d割、区分 %s（住民税非課税の世帯は低所得）",
                     c->copay.elder_tenths, limit_class_labels[c->copay.elder_class]);
        }
        document_words(d, "割合", LEFT, y, WIDTH, style_text, words);
    }
    return y + 6;
}

void trial_draw(struct document *d, const struct trial_sheet *s)
{
    document_watermark(d, text_of(s->watermark));
    document_page(d);
    draw_head(s, d);
    double y = draw_members(s, d, 72);
    y = draw_parts(s, d, y + 7);
    y = draw_instalments(s, d, y + 3);
    y = draw_classes(s, d, y + 6);
    if (s->answer->unknown_count > 0) {
        document_words(d, "注", LEFT, y + 5, WIDTH, style_words, s->settings->unknown_text);
        y += 12;
    }
    if (s->answer->has_registered) {
        char now[40], words[120];
        yen_format(s->answer->registered, now, sizeof(now));
        snprintf(words, sizeof(words), "いまの登録のままのときの年額は %s円です。", now);
        document_words(d, "いまの額", LEFT, y + 5, WIDTH, style_text, words);
    }
}

enum err trial_paper(struct session *session, const struct trial_wish *wish,
                     const struct trial_answer *answer, const struct trial_classes *classes,
                     const char *path, struct report *report)
{
    struct arena *arena = arena_new("試算の紙", (size_t)16 << 20);
    struct trial_settings settings;
    struct document *d;
    char stamp[OUTPUT_WATERMARK_BYTES];
    int64_t now = clock_now_ms();
    enum err e =
        trial_settings_load(&session->folder, session->folder.business_date, arena, report, &settings);

    if (e == ERR_NONE) {
        e = document_open(path, "国民健康保険料の試算", report, &d);
    }
    if (e != ERR_NONE) {
        arena_free(arena);
        return e;
    }
    output_watermark(session, now, stamp);
    const struct trial_sheet sheet = {
        .settings = &settings,
        .wish = wish,
        .answer = answer,
        .classes = classes,
        .made_on = session->folder.business_date,
        .watermark = arena_printf(arena, "試算（決定した額ではありません）　%s", stamp)};
    trial_draw(d, &sheet);
    e = document_close(d, report);
    const struct print_record print = {
        .form = text_of("保険料の試算"),
        .printer = text_of("PDF"),
        .title = text_of(arena_printf(arena, "%" PRId32 "年度 保険料の試算", wish->year)),
        .addressee_no = wish->household_no != 0 ? wish->payer_no : 0,
        .household_no = wish->household_no,
        .sheets = 1};
    if (e == ERR_NONE) {
        e = output_print_record(session, &print, report);
    }
    if (e != ERR_NONE) {
        unlink(path); /* nothing is handed out without a record */
    }
    arena_free(arena);
    return e;
}
