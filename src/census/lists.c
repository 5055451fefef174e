/* 統計の一覧 -- the sheets as CSV or XLSX, and who stands behind a cell (interfaces.md 5.3: one question
 * away). */
#include "census/census.h"

#define CENSUS_BYTES ((size_t)1 << 30)

static enum err write_monthly(struct session *s, const struct output_value *values, struct arena *arena,
                              struct output_sink *sink, struct report *report);
static enum err write_moves(struct session *s, const struct output_value *values, struct arena *arena,
                            struct output_sink *sink, struct report *report);
static enum err write_ages(struct session *s, const struct output_value *values, struct arena *arena,
                           struct output_sink *sink, struct report *report);
static enum err write_nations(struct session *s, const struct output_value *values, struct arena *arena,
                              struct output_sink *sink, struct report *report);
static enum err write_stays(struct session *s, const struct output_value *values, struct arena *arena,
                            struct output_sink *sink, struct report *report);
static enum err write_gaps(struct session *s, const struct output_value *values, struct arena *arena,
                           struct output_sink *sink, struct report *report);
static enum err write_cell(struct session *s, const struct output_value *values, struct arena *arena,
                           struct output_sink *sink, struct report *report);
static enum err write_cell_nations(struct session *s, const struct output_value *values,
                                   struct arena *arena, struct output_sink *sink, struct report *report);

static enum err write_year(struct session *s, const struct output_value *values, struct arena *arena,
                           struct output_sink *sink, struct report *report);

static const char *const bases[] = {"処理月", "事実の月", NULL};
enum { WORD_DAY, WORD_BASIS, WORD_KNOWN, SHEET_WORDS, WORD_SHEET = SHEET_WORDS, WORD_ROW, WORD_COLUMN };
#define MONTH_WORDS                                                                                        \
    {.name = "日", .type = OUTPUT_WORD_DAY, .is_required = true},                                          \
        {.name = "基準", .type = OUTPUT_WORD_CHOICE, .choices = bases},                                    \
    {                                                                                                      \
        .name = "時点", .type = OUTPUT_WORD_DAY                                                            \
    }
static const struct output_word sheet_words[] = {MONTH_WORDS};
static const char *const sheet_titles[] = {"事業月報", "異動統計", "年齢別", "不備", NULL};
static const enum census_sheet_kind sheet_kinds[] = {CENSUS_MONTHLY, CENSUS_MOVES, CENSUS_AGES,
                                                     CENSUS_GAPS};
static const char *const foreign_titles[] = {"国籍別", "在留資格別", NULL};
static const enum census_sheet_kind foreign_kinds[] = {CENSUS_NATIONS, CENSUS_STAYS};
#define CELL_WORDS(titles)                                                                                 \
    MONTH_WORDS, {.name = "表", .type = OUTPUT_WORD_CHOICE, .choices = titles, .is_required = true},       \
        {.name = "行", .type = OUTPUT_WORD_TEXT, .is_required = true},                                     \
    {                                                                                                      \
        .name = "列", .type = OUTPUT_WORD_TEXT, .is_required = true                                        \
    }
static const struct output_word cell_words[] = {CELL_WORDS(sheet_titles)};
static const struct output_word foreign_words[] = {CELL_WORDS(foreign_titles)};
static const struct output_column cell_columns[] = {{.label = "宛名番号"},
                                                    {.label = "世帯番号"},
                                                    {.label = "氏名"},
                                                    {.label = "区分"},
                                                    {.label = "年齢", .is_number = true},
                                                    {.label = "日"},
                                                    {.label = "事由"}};

#define MONTH_EXAMPLE "日=2026-08-31 基準=処理月 時点=2026-09-10"
#define SHEET(named, says, about, right, heads, count, by)                                                 \
    {                                                                                                      \
        .name = named, .label = says, .help = about, .permission = right,                                  \
        .restricted = RESTRICTED_AS_OTHERS, .columns = heads, .column_count = count, .words = sheet_words, \
        .word_count = COUNT_OF(sheet_words), .criteria_help = MONTH_EXAMPLE, .write = by                   \
    }

const struct output_list output_list_census_monthly =
    SHEET("census-monthly", "事業月報（資格）",
          "前月末、増減の事由別、当月末の世帯数と被保険者数。退職は廃止した制度", PERM_ELIGIBILITY_VIEW,
          census_monthly_heads, CENSUS_MONTHLY_HEADS, write_monthly);
const struct output_list output_list_census_moves =
    SHEET("census-moves", "異動統計", "取得・喪失の事由ごとの件数", PERM_ELIGIBILITY_VIEW,
          census_moves_heads, CENSUS_MOVES_HEADS, write_moves);
const struct output_list output_list_census_ages =
    SHEET("census-ages", "年齢別統計表", "その日の年齢ごとの被保険者数", PERM_ELIGIBILITY_VIEW,
          census_ages_heads, CENSUS_AGES_HEADS, write_ages);
const struct output_list output_list_census_nations =
    SHEET("census-nations", "外国人国籍別一覧表", "国籍・地域コードごとの外国人の被保険者数",
          PERM_STATUS_OF_RESIDENCE_VIEW, census_foreign_heads, CENSUS_FOREIGN_HEADS, write_nations);
const struct output_list output_list_census_stays =
    SHEET("census-stays", "外国人在留資格別一覧表", "在留資格ごとの外国人の被保険者数",
          PERM_STATUS_OF_RESIDENCE_VIEW, census_foreign_heads, CENSUS_FOREIGN_HEADS, write_stays);
const struct output_list output_list_census_gaps =
    SHEET("census-gaps", "統計の不備", "世帯・生年月日・性別・国籍・事由の分からない人の数",
          PERM_ELIGIBILITY_VIEW, census_gaps_heads, CENSUS_GAPS_HEADS, write_gaps);

const struct output_list output_list_census_year =
    SHEET("census-year", "事業年報（資格）",
          "年度の各月末の世帯数と被保険者数、月ごとの増減、12か月の平均（0.5人以上は切上げ）。日は年度の末日",
          PERM_ELIGIBILITY_VIEW, census_year_heads, CENSUS_YEAR_HEADS, write_year);

#define CELL(named, says, right, conditions, example, by)                                                  \
    {                                                                                                      \
        .name = named, .label = says,                                                                      \
        .help = "統計の表の一つの数に入っている人（世帯は世帯の一人で示す）", .permission = right,         \
        .restricted = RESTRICTED_LEFT_OUT, .columns = cell_columns,                                        \
        .column_count = COUNT_OF(cell_columns), .words = conditions, .word_count = COUNT_OF(conditions),   \
        .criteria_help = example, .write = by                                                              \
    }
const struct output_list output_list_census_cell =
    CELL("census-cell", "統計の内訳", PERM_ELIGIBILITY_VIEW, cell_words,
         "日=2026-08-31 基準=処理月 表=事業月報 行=zo1 列=hiho", write_cell);
const struct output_list output_list_census_cell_nations =
    CELL("census-cell-nations", "外国人の統計の内訳", PERM_STATUS_OF_RESIDENCE_VIEW, foreign_words,
         "日=2026-08-31 基準=処理月 表=国籍別 行=k1 列=kei", write_cell_nations);

/* --------------------------------------------------------------------------------- sheets ----- */

static date last_of(const struct output_value *v)
{
    return date_is_none(v->day_until) ? v->day_from : v->day_until;
}

static enum err read_wish(const struct output_value *values, struct report *report, struct census_wish *ret)
{
    *ret = (struct census_wish){.day = last_of(&values[WORD_DAY]), .known_at = INT64_MAX};
    if (date_is_none(ret->day)) {
        return report_fail(report, ERR_INPUT, "条件「日」に日を書いてください");
    }
    ret->basis = values[WORD_BASIS].is_given && values[WORD_BASIS].choice == 1 ? CENSUS_BY_FACT
                                                                               : CENSUS_BY_PROCESSING;
    if (values[WORD_KNOWN].is_given && !date_is_none(last_of(&values[WORD_KNOWN]))) {
        ret->known_at = moment_of_day(date_add_days(last_of(&values[WORD_KNOWN]), 1)) - 1;
    }
    return ERR_NONE;
}

static enum err read_month(struct session *s, const struct output_value *values, struct arena *arena,
                           struct report *report, struct census *ret)
{
    struct census_wish wish;
    enum err e = read_wish(values, report, &wish);

    return e == ERR_NONE ? census_make(s, &wish, arena, report, ret) : e;
}

static enum err sheet_rows(const struct census_sheet *sheet, struct output_sink *sink,
                           struct report *report)
{
    enum err e = ERR_NONE;

    for (size_t r = 0; r < sheet->row_count && e == ERR_NONE; r++) {
        output_text(sink, text_of(sheet->rows[r].code));
        output_text(sink, text_of(sheet->rows[r].label));
        for (size_t c = 0; c < sheet->form->column_count; c++) {
            output_i64(sink, census_cell(sheet, r, c));
        }
        e = output_row(sink, OUTPUT_NOBODY, false, report);
    }
    return e;
}

/* A sheet that does not add up is no sheet: it says so instead of its figures. */
static enum err write_sheet(struct session *s, const struct output_value *values,
                            enum census_sheet_kind kind, struct output_sink *sink, struct report *report)
{
    struct arena *arena = arena_new("統計", CENSUS_BYTES);
    struct census census;
    struct census_sheet sheet;
    const char **faults = NULL;
    enum err e = read_month(s, values, arena, report, &census);

    if (e == ERR_NONE && census_check(&census, arena, &faults) > 0) {
        e = report_fail(report, ERR_FINDINGS, "%s。資格の点検（kokuho verify）の結果を見てください",
                        faults[0]);
    }
    if (e == ERR_NONE) {
        census_sheet_make(&census, kind, arena, &sheet);
        e = sheet_rows(&sheet, sink, report);
    }
    arena_free(arena);
    return e;
}

#define WRITE(name, kind)                                                                                  \
    static enum err name(struct session *s, const struct output_value *values, struct arena *arena,        \
                         struct output_sink *sink, struct report *report)                                  \
    {                                                                                                      \
        (void)arena;                                                                                       \
        return write_sheet(s, values, kind, sink, report);                                                 \
    }
WRITE(write_monthly, CENSUS_MONTHLY)
WRITE(write_moves, CENSUS_MOVES)
WRITE(write_ages, CENSUS_AGES)
WRITE(write_nations, CENSUS_NATIONS)
WRITE(write_stays, CENSUS_STAYS)
WRITE(write_gaps, CENSUS_GAPS)

/* ---------------------------------------------------------------------------------- 年報 ------ */

static enum err year_row(const char *label, const int64_t *cells, size_t from, size_t until,
                         struct output_sink *sink, struct report *report)
{
    output_text(sink, text_of(label));
    for (size_t c = 0; c < CENSUS_YEAR_COLUMNS; c++) {
        if (c >= from && c < until) {
            output_i64(sink, cells[c]);
        } else {
            output_text(sink, text_of(""));
        }
    }
    return output_row(sink, OUTPUT_NOBODY, false, report);
}

static enum err year_rows(const struct census_year *y, struct arena *arena, struct output_sink *sink,
                          struct report *report)
{
    enum err e = ERR_NONE;

    for (size_t n = 0; n < y->count && e == ERR_NONE; n++) {
        struct civil c = date_civil(y->months[n].day);
        const char *label = arena_printf(arena, "%d年%d月%s", c.year, c.month,
                                         y->months[n].has_no_past ? "（事実の月で集計）" : "");
        e = year_row(label, y->months[n].cells, 0, CENSUS_YEAR_COLUMNS, sink, report);
    }
    if (e == ERR_NONE) {
        e = year_row("計", y->sums, CENSUS_YEAR_GAINS, CENSUS_YEAR_COLUMNS, sink, report);
    }
    return e == ERR_NONE && y->count == CENSUS_YEAR_MONTHS
               ? year_row("平均", y->averages, 0, CENSUS_YEAR_GAINS, sink, report)
               : e;
}

static enum err write_year(struct session *s, const struct output_value *values, struct arena *arena,
                           struct output_sink *sink, struct report *report)
{
    struct census_wish wish;
    struct census_year year;
    enum err e = read_wish(values, report, &wish);

    if (e == ERR_NONE) {
        e = census_year_make(s, &wish, report, &year);
    }
    if (e == ERR_NONE && !year.adds_up) {
        e = report_fail(
            report, ERR_FINDINGS,
            "前月末＋増−減が当月末にならない月があります。資格の点検（kokuho verify）の結果を見てください");
    }
    return e == ERR_NONE ? year_rows(&year, arena, sink, report) : e;
}

/* ---------------------------------------------------------------------------------- a cell ---- */

static enum err write_item(struct session *s, const struct census *census, const struct census_item *item,
                           struct output_sink *sink, struct report *report)
{
    static const char *const whats[] = {[CENSUS_OPENING] = "前月末",
                                        [CENSUS_GAIN] = "増",
                                        [CENSUS_LOSS] = "減",
                                        [CENSUS_CLOSING] = "当月末"};
    struct arena *arena = arena_new("統計の一人", (size_t)4 << 20);
    struct addressee who = {.name = {"", 0}};
    enum err e = addressee_by_no(s->store, item->addressee_no,
                                 (struct as_of){census->until, census->known_at}, arena, report, &who);

    if (e == ERR_FINDINGS) { /* the register does not know him: the number alone */
        report_clear(report);
        who = (struct addressee){.name = {"", 0}};
        e = ERR_NONE;
    }
    if (e == ERR_NONE) {
        output_i64(sink, item->addressee_no);
        output_i64(sink, item->household_no);
        output_text(sink, who.name);
        output_text(sink, text_of(whats[item->what]));
        if (item->age < 0) {
            output_text(sink, text_of(""));
        } else {
            output_i64(sink, item->age);
        }
        output_day(sink, item->day);
        output_text(
            sink,
            text_of(item->reason[0] == '\0' ? "" : eligibility_reason_label(text_of(item->reason), arena)));
        e = output_row(sink, item->addressee_no, who.is_restricted, report);
    }
    arena_free(arena);
    return e;
}

static enum err write_items(struct session *s, const struct output_value *values,
                            enum census_sheet_kind kind, struct output_sink *sink, struct report *report)
{
    struct arena *arena = arena_new("統計", CENSUS_BYTES);
    struct census census;
    struct census_sheet sheet;
    size_t row = 0, column = 0;
    enum err e = read_month(s, values, arena, report, &census);

    if (e == ERR_NONE) {
        census_sheet_make(&census, kind, arena, &sheet);
        if (!census_find(&sheet, values[WORD_ROW].text, values[WORD_COLUMN].text, &row, &column)) {
            e = report_fail(report, ERR_INPUT,
                            "「%s」に行 %.*s、列 %.*s はありません。表の一覧の「コード」を書いてください",
                            sheet.form->title, (int)values[WORD_ROW].text.len, values[WORD_ROW].text.bytes,
                            (int)values[WORD_COLUMN].text.len, values[WORD_COLUMN].text.bytes);
        }
    }
    for (size_t i = 0; e == ERR_NONE && i < census.count; i++) {
        if (census_takes(&census.items[i], &sheet.rows[row], &sheet.form->columns[column])) {
            e = write_item(s, &census, &census.items[i], sink, report);
        }
    }
    arena_free(arena);
    return e;
}

static enum err write_cell(struct session *s, const struct output_value *values, struct arena *arena,
                           struct output_sink *sink, struct report *report)
{
    (void)arena;
    return write_items(s, values, sheet_kinds[values[WORD_SHEET].choice], sink, report);
}

static enum err write_cell_nations(struct session *s, const struct output_value *values,
                                   struct arena *arena, struct output_sink *sink, struct report *report)
{
    (void)arena;
    return write_items(s, values, foreign_kinds[values[WORD_SHEET].choice], sink, report);
}
