/*
 * 法令値の表を読む -- columns of each table, and what the reader of tables cannot know: closed lists,
 * ranges, years without a gap. Every fault names file and line.
 */
#include "premium/law_tables.h"

#include <unistd.h>

static const struct column ages_columns[] = {{"from", COLUMN_DATE, true, true},
                                             {"name", COLUMN_TEXT, true, true},
                                             {"age", COLUMN_INT, true, false},
                                             {"source", COLUMN_TEXT, true, false}};
static const struct column deduction_columns[] = {{"from", COLUMN_DATE, true, true},
                                                  {"up_to", COLUMN_YEN, false, true},
                                                  {"amount", COLUMN_YEN, true, false},
                                                  {"source", COLUMN_TEXT, true, false}};
static const struct column reduction_columns[] = {{"from", COLUMN_DATE, true, true},
                                                  {"tier", COLUMN_INT, true, true},
                                                  {"base", COLUMN_YEN, true, false},
                                                  {"per_extra_earner", COLUMN_YEN, true, false},
                                                  {"per_member", COLUMN_YEN, true, false},
                                                  {"source", COLUMN_TEXT, true, false}};
static const struct column earners_columns[] = {{"from", COLUMN_DATE, true, true},
                                                {"kind", COLUMN_TEXT, true, true},
                                                {"over", COLUMN_YEN, true, false},
                                                {"source", COLUMN_TEXT, true, false}};
static const struct column judged_columns[] = {{"from", COLUMN_DATE, true, true},
                                               {"name", COLUMN_TEXT, true, true},
                                               {"amount", COLUMN_YEN, true, false},
                                               {"source", COLUMN_TEXT, true, false}};
static const struct column salary_columns[] = {{"from", COLUMN_DATE, true, true},
                                               {"revenue_from", COLUMN_YEN, true, true},
                                               {"method", COLUMN_TEXT, true, false},
                                               {"rate", COLUMN_RATE, false, false},
                                               {"amount", COLUMN_YEN, true, false},
                                               {"source", COLUMN_TEXT, true, false}};
static const struct column pension_columns[] = {{"from", COLUMN_DATE, true, true},
                                                {"age", COLUMN_INT, true, true},
                                                {"other_over", COLUMN_YEN, false, true},
                                                {"revenue_from", COLUMN_YEN, true, true},
                                                {"rate", COLUMN_RATE, true, false},
                                                {"amount", COLUMN_YEN, true, false},
                                                {"source", COLUMN_TEXT, true, false}};
static const struct column adjustment_columns[] = {{"from", COLUMN_DATE, true, true},
                                                   {"both_each", COLUMN_YEN, true, false},
                                                   {"both_less", COLUMN_YEN, true, false},
                                                   {"a_over", COLUMN_YEN, true, false},
                                                   {"a_up_to", COLUMN_YEN, true, false},
                                                   {"a_rate", COLUMN_RATE, true, false},
                                                   {"source", COLUMN_TEXT, true, false}};
static const struct column unemployment_columns[] = {{"from", COLUMN_DATE, true, true},
                                                     {"code", COLUMN_INT, true, true},
                                                     {"share", COLUMN_RATE, true, false},
                                                     {"kind", COLUMN_TEXT, true, false},
                                                     {"source", COLUMN_TEXT, true, false}};
static const struct column maternity_columns[] = {{"from", COLUMN_DATE, true, true},
                                                  {"single_before", COLUMN_INT, true, false},
                                                  {"multiple_before", COLUMN_INT, true, false},
                                                  {"after", COLUMN_INT, true, false},
                                                  {"births_from", COLUMN_DATE, true, false},
                                                  {"months_from", COLUMN_DATE, true, false},
                                                  {"source", COLUMN_TEXT, true, false}};
static const struct column dependant_columns[] = {{"from", COLUMN_DATE, true, true},
                                                  {"months", COLUMN_INT, true, false},
                                                  {"left", COLUMN_INT, true, false},
                                                  {"source", COLUMN_TEXT, true, false}};
static const struct column special_columns[] = {{"from", COLUMN_DATE, true, true},
                                                {"half_months", COLUMN_INT, true, false},
                                                {"three_quarter_months", COLUMN_INT, true, false},
                                                {"source", COLUMN_TEXT, true, false}};
static const struct column parts_columns[] = {{"from", COLUMN_DATE, true, true},
                                              {"part", COLUMN_TEXT, true, true},
                                              {"preschool_half", COLUMN_TEXT, true, false},
                                              {"under_18_relief", COLUMN_TEXT, true, false},
                                              {"special_household", COLUMN_TEXT, true, false},
                                              {"source", COLUMN_TEXT, true, false}};
static const struct column caps_columns[] = {{"from", COLUMN_DATE, true, true},
                                             {"part", COLUMN_TEXT, true, true},
                                             {"cap", COLUMN_YEN, true, false},
                                             {"source", COLUMN_TEXT, true, false}};
static const struct column levy_columns[] = {{"from", COLUMN_DATE, true, true},
                                             {"part", COLUMN_TEXT, true, true},
                                             {"income_rate", COLUMN_RATE, false, false},
                                             {"asset_rate", COLUMN_RATE, true, false},
                                             {"per_capita", COLUMN_YEN, false, false},
                                             {"per_capita_18plus", COLUMN_YEN, false, false},
                                             {"per_household", COLUMN_YEN, true, false},
                                             {"cap", COLUMN_YEN, false, false},
                                             {"source", COLUMN_TEXT, true, false}};
static const struct column rounding_columns[] = {{"from", COLUMN_DATE, true, true},
                                                 {"base_unit", COLUMN_YEN, true, false},
                                                 {"part_unit", COLUMN_YEN, true, false},
                                                 {"total_unit", COLUMN_YEN, true, false},
                                                 {"instalment_unit", COLUMN_YEN, true, false},
                                                 {"remainder_to", COLUMN_TEXT, true, false},
                                                 {"source", COLUMN_TEXT, true, false}};
static const struct column instalment_columns[] = {{"from", COLUMN_DATE, true, true},
                                                   {"no", COLUMN_INT, true, true},
                                                   {"month", COLUMN_INT, true, false},
                                                   {"source", COLUMN_TEXT, true, false}};
static const struct column options_columns[] = {{"from", COLUMN_DATE, true, true},
                                                {"option", COLUMN_TEXT, true, true},
                                                {"value", COLUMN_TEXT, true, false},
                                                {"source", COLUMN_TEXT, true, false}};

/* The file of each table, its columns, the unit its head must name, and whether every year has a row. */
static const struct {
    const char *name;
    const struct column *columns;
    size_t count;
    const char *unit;
    bool is_yearly;
} entries[LAW_TABLES] = {
#define ENTRY(name, columns, unit, yearly) {name, columns, COUNT_OF(columns), unit, yearly}
    [TABLE_AGES] = ENTRY("ages", ages_columns, "歳", false),
    [TABLE_BASIC_DEDUCTION] = ENTRY("basic_deduction", deduction_columns, "yen", false),
    [TABLE_REDUCTION] = ENTRY("reduction", reduction_columns, "yen", true),
    [TABLE_EARNERS] = ENTRY("earners", earners_columns, "yen", false),
    [TABLE_JUDGED_INCOME] = ENTRY("judged_income", judged_columns, "yen", false),
    [TABLE_SALARY] = ENTRY("salary_deduction", salary_columns, "yen", false),
    [TABLE_PENSION] = ENTRY("pension_deduction", pension_columns, "yen", false),
    [TABLE_ADJUSTMENT] = ENTRY("income_adjustment", adjustment_columns, "yen", false),
    [TABLE_UNEMPLOYMENT] = ENTRY("unemployment", unemployment_columns, "code", false),
    [TABLE_MATERNITY] = ENTRY("maternity", maternity_columns, "months", false),
    [TABLE_FORMER_DEPENDANT] = ENTRY("former_dependant", dependant_columns, "months", false),
    [TABLE_SPECIAL_HOUSEHOLD] = ENTRY("special_household", special_columns, "months", false),
    [TABLE_PARTS] = ENTRY("parts", parts_columns, "yes / no", false),
    [TABLE_CAPS] = ENTRY("caps", caps_columns, "yen", true),
    [TABLE_NATIONAL_OPTIONS] = ENTRY("options", options_columns, "choice", false),
    [TABLE_LEVY] = ENTRY("levy", levy_columns, "yen", true),
    [TABLE_ROUNDING] = ENTRY("rounding", rounding_columns, "yen", false),
    [TABLE_INSTALMENT] = ENTRY("instalment", instalment_columns, "month", false),
    [TABLE_OPTIONS] = ENTRY("options", options_columns, "choice", false),
#undef ENTRY
};

struct checker {
    const struct table *table;
    struct report *report;
    enum err result;
};

static void fault(struct checker *c, const struct table_row *row, const char *what)
{
    c->result = report_fail(c->report, ERR_INPUT, "%s（%s %d行目）", what, row->source.file,
                            row->source.line);
}

static bool is_one_of(const char *text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(text, words[i]) == 0) {
            return true;
        }
    }
    return false;
}

#define CLOSED(name, ...) static const char *const name[] = {__VA_ARGS__}
CLOSED(part_words, "medical", "support", "care", "child");
CLOSED(yes_no_words, "yes", "no");
CLOSED(method_words, "none", "less", "fixed", "quarter", "share");
CLOSED(end_words, "first", "last");
CLOSED(kind_words, "salary", "pension_under_65", "pension_65");
CLOSED(judged_words, "pension_65_less");
CLOSED(age_words, "care_from", "care_until", "insured_until", "preschool", "adult", "pension",
       "no_record", "unemployed_under", "former_dependant_from", "former_dependant_until");
CLOSED(option_words, "word", "care40", "age75", "advance_payment", "provisional",
       "prescription_years");

static const struct {
    const char *column;
    const char *const *words;
    size_t count;
} closed_lists[] = {
    {"part", part_words, COUNT_OF(part_words)},
    {"preschool_half", yes_no_words, COUNT_OF(yes_no_words)},
    {"under_18_relief", yes_no_words, COUNT_OF(yes_no_words)},
    {"special_household", yes_no_words, COUNT_OF(yes_no_words)},
    {"method", method_words, COUNT_OF(method_words)},
    {"remainder_to", end_words, COUNT_OF(end_words)},
    {"option", option_words, COUNT_OF(option_words)},
};

/* Numbers whose range is part of their meaning; every other yen is at least 0. */
static const struct {
    const char *column;
    int64_t least, most;
} ranges[] = {
    {"base_unit", 1, 10000}, {"part_unit", 1, 10000},       {"total_unit", 1, 10000},
    {"month", 1, 12},        {"instalment_unit", 1, 10000}, {"no", 1, INSTALMENTS_MAX - 1},
    {"age", 0, 120},         {"left", 0, 10},               {"code", 1, 99},
    {"months", 0, 240},      {"tier", 1, 9},                {"single_before", 0, 6},
};

static void check_cell(struct checker *c, const struct table_row *row, size_t k)
{
    const struct column *column = &c->table->columns[k];
    const struct cell *cell = &row->cells[k];
    char words[160];

    if (!cell->present) {
        return;
    }
    for (size_t i = 0; i < COUNT_OF(closed_lists); i++) {
        if (strcmp(column->name, closed_lists[i].column) == 0 &&
            !is_one_of(cell->text, closed_lists[i].words, closed_lists[i].count)) {
            (void)snprintf(words, sizeof words, "%s に使えない語です: 「%.60s」", column->name,
                           cell->text);
            fault(c, row, words);
        }
    }
    bool has_range = false;
    for (size_t i = 0; i < COUNT_OF(ranges); i++) {
        if (strcmp(column->name, ranges[i].column) == 0) {
            has_range = true;
            if (cell->number < ranges[i].least || cell->number > ranges[i].most) {
                (void)snprintf(words, sizeof words, "%s は%lldから%lldまでです: 「%.60s」",
                               column->name, (long long)ranges[i].least, (long long)ranges[i].most,
                               cell->text);
                fault(c, row, words);
            }
        }
    }
    /* amount of a deduction table may be below zero where the formula adds */
    if (column->type == COLUMN_YEN && !has_range && cell->number < 0 &&
        strcmp(column->name, "amount") != 0) {
        (void)snprintf(words, sizeof words, "%s は0以上です: 「%.60s」", column->name, cell->text);
        fault(c, row, words);
    }
}

static void check_key_words(struct checker *c, enum law_table id, const struct table_row *row)
{
    if (id == TABLE_AGES && !is_one_of(row->cells[1].text, age_words, COUNT_OF(age_words))) {
        fault(c, row, "知らない年齢の名前です");
    }
    if (id == TABLE_EARNERS && !is_one_of(row->cells[1].text, kind_words, COUNT_OF(kind_words))) {
        fault(c, row, "知らない所得の種類です");
    }
    if (id == TABLE_JUDGED_INCOME &&
        !is_one_of(row->cells[1].text, judged_words, COUNT_OF(judged_words))) {
        fault(c, row, "知らない控除の名前です");
    }
}

static bool same_key_text(const struct table *t, const struct table_row *a,
                          const struct table_row *b)
{
    for (size_t k = 1; k < t->column_count; k++) {
        if (t->columns[k].is_key && strcmp(a->cells[k].text, b->cells[k].text) != 0) {
            return false;
        }
    }
    return true;
}

/* Each year is whole: the same key stands in every fiscal year from its first to its last. */
static void check_years(struct checker *c, size_t at)
{
    const struct table_row *row = &c->table->rows[at];
    struct civil from = date_civil(row->from);

    if (from.month != 4 || from.day != 1) {
        fault(c, row, "年度ごとの表です。from は4月1日にしてください");
        return;
    }
    for (size_t i = at; i-- > 0;) {
        const struct table_row *before = &c->table->rows[i];
        if (same_key_text(c->table, before, row)) {
            if (date_civil(before->from).year + 1 != from.year) {
                fault(c, row, "前の年度の行がありません（年度が抜けています）");
            }
            return;
        }
    }
}

/* Steps by revenue: each set begins at 0 and ascends. */
static void check_steps(struct checker *c, enum law_table id, size_t at)
{
    const struct table_row *row = &c->table->rows[at];
    size_t k = id == TABLE_SALARY ? 1 : 3;
    const struct table_row *before = at > 0 ? row - 1 : NULL;
    bool is_first = before == NULL || !date_equal(before->from, row->from) ||
                    (id == TABLE_PENSION && (strcmp(before->cells[1].text, row->cells[1].text) != 0 ||
                                             strcmp(before->cells[2].text, row->cells[2].text) != 0));

    if (is_first && row->cells[k].number != 0) {
        fault(c, row, "収入の段階は0から始めてください");
    }
    if (!is_first && row->cells[k].number <= before->cells[k].number) {
        fault(c, row, "収入の段階が小さい順に並んでいません");
    }
}

/* The line of the head that names the unit; 1 when there is none. */
static int unit_line(const char *path)
{
    FILE *f = fopen(path, "rbe");
    char line[512];
    int no = 0, found = 1;

    while (f != NULL && fgets(line, sizeof line, f) != NULL && line[0] == '#') {
        no++;
        if (strncmp(line, "# unit", 6) == 0) {
            found = no;
        }
    }
    if (f != NULL) {
        fclose(f);
    }
    return found;
}

static enum err check_table(enum law_table id, const struct table *t, const char *path,
                            struct report *report)
{
    struct checker c = {.table = t, .report = report, .result = ERR_NONE};
    size_t unit = strlen(entries[id].unit);

    if (t->unit == NULL || strncmp(t->unit, entries[id].unit, unit) != 0) {
        c.result = report_fail(report, ERR_INPUT, "単位（# unit）は %s です: 「%s」（%s %d行目）",
                               entries[id].unit, t->unit != NULL ? t->unit : "", t->file,
                               unit_line(path));
    }
    for (size_t i = 0; i < t->row_count; i++) {
        for (size_t k = 0; k < t->column_count; k++) {
            check_cell(&c, &t->rows[i], k);
        }
        check_key_words(&c, id, &t->rows[i]);
        if (entries[id].is_yearly) {
            check_years(&c, i);
        }
        if (id == TABLE_SALARY || id == TABLE_PENSION) {
            check_steps(&c, id, i);
        }
    }
    if (t->row_count == 0) {
        c.result = report_fail(report, ERR_INPUT, "行がありません（%s）", t->file);
    }
    return c.result;
}

static enum err read_one(const char *params_dir, const char *folder, enum law_table id,
                         struct arena *arena, struct report *report, struct table *ret)
{
    const char *path = arena_printf(arena, "%s/%s/%s.tsv", params_dir, folder, entries[id].name);
    const char *shown = arena_printf(arena, "params/%s/%s.tsv", folder, entries[id].name);
    enum err e = table_read(path, shown, entries[id].columns, entries[id].count, arena, report, ret);

    return e != ERR_NONE ? e : check_table(id, ret, path, report);
}

static bool is_municipality_code(const char *code)
{
    size_t len = strlen(code);

    for (size_t i = 0; i < len; i++) {
        if (code[i] < '0' || code[i] > '9') {
            return false;
        }
    }
    return len == 6;
}

enum err law_tables_read(const char *params_dir, const char *municipality, struct arena *arena,
                         struct report *report, const struct law_tables **ret)
{
    struct law_tables *t = ARENA_NEW(arena, struct law_tables);
    const char *folder = NULL;
    enum err result = ERR_NONE;

    if (municipality != NULL) {
        if (!is_municipality_code(municipality)) {
            return report_fail(report, ERR_INPUT, "市区町村コード「%.20s」は6桁の数字ではありません",
                               municipality);
        }
        folder = arena_printf(arena, "municipal/%s", municipality);
        if (access(arena_printf(arena, "%s/%s", params_dir, folder), R_OK) != 0) {
            return report_fail(report, ERR_INPUT,
                               "市区町村 %s の表がありません（params/municipal/%s）。"
                               "表を置くか、rates を付けてください",
                               municipality, municipality);
        }
        memcpy(t->municipality, municipality, 7);
    }
    for (enum law_table id = 0; id < (municipality != NULL ? LAW_TABLES : NATIONAL_TABLES); id++) {
        enum err e = read_one(params_dir, id < NATIONAL_TABLES ? "national/premium" : folder, id,
                              arena, report, &t->tables[id]);
        result = e > result ? e : result; /* all tables are looked at, the worst result counts */
    }
    if (result == ERR_NONE) {
        *ret = t;
    }
    return result;
}
