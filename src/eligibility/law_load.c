/*
 * 資格の法令値の表 -- read, checked and looked up by day. A row that is absent makes no law of zero: who
 * needs it stops with words that name the table and the day.
 */
#include "eligibility/law.h"

#include "base/text.h"

#include <unistd.h>

enum law_table {
    TABLE_REASON,
    TABLE_TERMS,
    TABLE_COPAY,
    TABLE_LIMIT,
    TABLE_AGES,
    TABLE_UNEMPLOYMENT,
    TABLE_SPECIAL,
    NATIONAL_TABLES,
    TABLE_PAPER = NATIONAL_TABLES,
    LAW_TABLES
};

struct eligibility_law {
    char municipality[8]; /* "" = national tables only */
    struct table tables[LAW_TABLES];
    struct eligibility_reason *reasons; /* one for each row of TABLE_REASON */
};

#define FROM                                                                                               \
    {                                                                                                      \
        "from", COLUMN_DATE, true, true                                                                    \
    }
#define SOURCE                                                                                             \
    {                                                                                                      \
        "source", COLUMN_TEXT, true, false                                                                 \
    }
static const struct column reason_columns[] = {FROM,
                                               {"code", COLUMN_TEXT, true, true},
                                               {"side", COLUMN_TEXT, true, false},
                                               {"name", COLUMN_TEXT, true, false},
                                               {"day", COLUMN_INT, false, false},
                                               {"duty", COLUMN_INT, true, false},
                                               {"benefit", COLUMN_INT, true, false},
                                               {"column", COLUMN_TEXT, true, false},
                                               {"prefecture", COLUMN_TEXT, true, false},
                                               {"insurance", COLUMN_TEXT, true, false},
                                               SOURCE};
static const struct column number_columns[] = {
    FROM, {"name", COLUMN_TEXT, true, true}, {"value", COLUMN_INT, true, false}, SOURCE};
static const struct column limit_columns[] = {FROM,
                                              {"over_a", COLUMN_YEN, true, false},
                                              {"over_i", COLUMN_YEN, true, false},
                                              {"over_u", COLUMN_YEN, true, false},
                                              SOURCE};
/* Tables of premium, read with the same columns as there. */
static const struct column age_columns[] = {
    FROM, {"name", COLUMN_TEXT, true, true}, {"age", COLUMN_INT, true, false}, SOURCE};
static const struct column unemployment_columns[] = {FROM,
                                                     {"code", COLUMN_INT, true, true},
                                                     {"share", COLUMN_RATE, true, false},
                                                     {"kind", COLUMN_TEXT, true, false},
                                                     SOURCE};
static const struct column special_columns[] = {FROM,
                                                {"half_months", COLUMN_INT, true, false},
                                                {"three_quarter_months", COLUMN_INT, true, false},
                                                SOURCE};
static const struct column paper_columns[] = {FROM,
                                              {"type", COLUMN_TEXT, true, true},
                                              {"issued", COLUMN_TEXT, true, false},
                                              {"common_end", COLUMN_DATE, false, false},
                                              {"yearly_end", COLUMN_INT, false, false},
                                              {"ends_at_70", COLUMN_TEXT, true, false},
                                              SOURCE};

static const struct {
    const char *path; /* %s: the municipality */
    const struct column *columns;
    size_t count;
} entries[LAW_TABLES] = {
#define ENTRY(path, columns)                                                                               \
    {                                                                                                      \
        path, columns, COUNT_OF(columns)                                                                   \
    }
    [TABLE_REASON] = ENTRY("national/eligibility/reason.tsv", reason_columns),
    [TABLE_TERMS] = ENTRY("national/eligibility/terms.tsv", number_columns),
    [TABLE_COPAY] = ENTRY("national/eligibility/copay.tsv", number_columns),
    [TABLE_LIMIT] = ENTRY("national/eligibility/limit_class.tsv", limit_columns),
    [TABLE_AGES] = ENTRY("national/premium/ages.tsv", age_columns),
    [TABLE_UNEMPLOYMENT] = ENTRY("national/premium/unemployment.tsv", unemployment_columns),
    [TABLE_SPECIAL] = ENTRY("national/premium/special_household.tsv", special_columns),
    [TABLE_PAPER] = ENTRY("paper.tsv", paper_columns),
#undef ENTRY
};

/* ---------------------------------------------------------------------------------- checking -- */

static const char *const column_words[ELIGIBILITY_COLUMNS] = {
    [COLUMN_NONE] = "none",
    [COLUMN_MOVE] = "move",
    [COLUMN_EMPLOYED] = "employed",
    [COLUMN_PUBLIC_AID] = "public_aid",
    [COLUMN_BIRTH_DEATH] = "birth_death",
    [COLUMN_LATE_ELDERLY] = "late_elderly",
    [COLUMN_OTHER] = "other",
};
static const char *const side_words[] = {"", "acquisition", "loss"};
static const char *const yes_no[] = {"no", "yes"};

static enum err fault(const struct table_row *row, const char *what, const char *value,
                      struct report *report)
{
    return report_fail(report, ERR_INPUT, "%s: 「%.60s」（%s %d行目）", what, value, row->source.file,
                       row->source.line);
}

/* Which of the words the cell holds; count when none. */
static size_t word_of(const struct table *t, const struct table_row *row, const char *column,
                      const char *const *words, size_t count)
{
    const char *text = table_cell(t, row, column)->text;
    size_t i = 0;

    while (i < count && strcmp(words[i], text) != 0) {
        i++;
    }
    return i;
}

static enum err check_word(const struct table *t, const struct table_row *row, const char *column,
                           const char *const *words, size_t count, struct report *report)
{
    return word_of(t, row, column, words, count) < count
               ? ERR_NONE
               : fault(row, "使えない語です", table_cell(t, row, column)->text, report);
}

static bool in_range(const struct cell *cell, int64_t least, int64_t most)
{
    return !cell->present || (cell->number >= least && cell->number <= most);
}

static enum err check_reason(const struct table *t, const struct table_row *row, struct report *report)
{
    static const char *const offsets[] = {"day", "duty", "benefit"};
    enum err e = check_word(t, row, "side", side_words + 1, 2, report), other;

    for (size_t i = 0; i < COUNT_OF(offsets); i++) {
        if (!in_range(table_cell(t, row, offsets[i]), 0, 1)) {
            e = fault(row, "日数は0か1です", table_cell(t, row, offsets[i])->text, report);
        }
    }
    other = check_word(t, row, "column", column_words, ELIGIBILITY_COLUMNS, report);
    e = e != ERR_NONE ? e : other;
    other = check_word(t, row, "prefecture", yes_no, 2, report);
    e = e != ERR_NONE ? e : other;
    other = check_word(t, row, "insurance", yes_no, 2, report);
    return e != ERR_NONE ? e : other;
}

static bool is_month_day(const struct cell *cell)
{
    return !cell->present || (cell->number >= 0 && cell->number <= 1231 &&
                              date_is_valid(2023, (int)(cell->number / 100), (int)(cell->number % 100)));
}

static enum err check_paper(const struct table *t, const struct table_row *row, struct report *report)
{
    enum err e = check_word(t, row, "issued", yes_no, 2, report);
    enum err other = check_word(t, row, "ends_at_70", yes_no, 2, report);
    const struct cell *end = table_cell(t, row, "common_end"), *yearly = table_cell(t, row, "yearly_end");

    e = e != ERR_NONE ? e : other;
    if (!is_month_day(yearly)) {
        e = fault(row, "yearly_end は月日です（731 = 7月31日）", yearly->text, report);
    }
    if (end->present && yearly->present) {
        e = fault(row, "common_end と yearly_end の両方は書けません", end->text, report);
    }
    return e;
}

static enum err check_number(const struct table *t, const struct table_row *row, struct report *report)
{
    const struct cell *name = table_cell(t, row, "name"), *value = table_cell(t, row, "value");

    if (value->number < 0) {
        return fault(row, "負の数は書けません", value->text, report);
    }
    if (strcmp(name->text, "student_end") == 0 && (value->number == 0 || !is_month_day(value))) {
        return fault(row, "月日です（331 = 3月31日）", value->text, report);
    }
    if (strcmp(name->text, "late_elderly_loss_offset") == 0 && value->number > 1) {
        return fault(row, "日数は0か1です", value->text, report);
    }
    return ERR_NONE;
}

static enum err check_table(enum law_table id, const struct table *t, struct report *report)
{
    enum err e = ERR_NONE;

    for (size_t i = 0; i < t->row_count; i++) {
        const struct table_row *row = &t->rows[i];
        enum err one = id == TABLE_REASON                       ? check_reason(t, row, report)
                       : id == TABLE_PAPER                      ? check_paper(t, row, report)
                       : id == TABLE_TERMS || id == TABLE_COPAY ? check_number(t, row, report)
                                                                : ERR_NONE;
        e = e != ERR_NONE ? e : one;
    }
    return e;
}

/* ----------------------------------------------------------------------------------- loading -- */

static void compose_reasons(struct eligibility_law *law, struct arena *arena)
{
    const struct table *t = &law->tables[TABLE_REASON];

    law->reasons = ARENA_ARRAY(arena, struct eligibility_reason, t->row_count + 1);
    for (size_t i = 0; i < t->row_count; i++) {
        const struct table_row *row = &t->rows[i];
        const struct cell *day = table_cell(t, row, "day");
        law->reasons[i] = (struct eligibility_reason){
            .code = table_cell(t, row, "code")->text,
            .name = table_cell(t, row, "name")->text,
            .side = (enum eligibility_side)word_of(t, row, "side", side_words, 3),
            .day_offset = day->present ? (int)day->number : LATE_ELDERLY_OFFSET,
            .duty_offset = (int)table_cell(t, row, "duty")->number,
            .benefit_offset = (int)table_cell(t, row, "benefit")->number,
            .column = (enum eligibility_column)word_of(t, row, "column", column_words, ELIGIBILITY_COLUMNS),
            .is_prefectural = word_of(t, row, "prefecture", yes_no, 2) == 1,
            .ends_insurance = word_of(t, row, "insurance", yes_no, 2) == 1,
            .source = trace_source_of(&row->source),
        };
    }
}

static enum err read_table(const char *params_dir, const char *municipality, enum law_table id,
                           struct arena *arena, struct report *report, struct table *ret)
{
    const char *file = id < NATIONAL_TABLES
                           ? entries[id].path
                           : arena_printf(arena, "municipal/%s/%s", municipality, entries[id].path);
    const char *path = arena_printf(arena, "%s/%s", params_dir, file);
    const char *shown = arena_printf(arena, "params/%s", file);

    if (id >= NATIONAL_TABLES && access(path, F_OK) != 0) {
        return report_fail(report, ERR_INPUT, "市区町村 %s の表 %s がありません。表を置いてください",
                           municipality, shown);
    }
    enum err e = table_read(path, shown, entries[id].columns, entries[id].count, arena, report, ret);
    return e != ERR_NONE ? e : check_table(id, ret, report);
}

enum err eligibility_law_load(const char *params_dir, const char *municipality, struct arena *arena,
                              struct report *report, const struct eligibility_law **ret)
{
    struct eligibility_law *law = ARENA_NEW(arena, struct eligibility_law);
    enum law_table end = municipality != NULL ? LAW_TABLES : NATIONAL_TABLES;
    enum err result = ERR_NONE;
    int64_t code;

    if (municipality != NULL) {
        if (strlen(municipality) != 6 || !parse_i64(municipality, 6, 0, 999999, &code) ||
            municipality[0] == '-') {
            return report_fail(report, ERR_INPUT, "市区町村コード「%.20s」は6桁の数字ではありません",
                               municipality);
        }
        memcpy(law->municipality, municipality, 7);
    }
    for (enum law_table id = 0; id < end; id++) {
        enum err e = read_table(params_dir, municipality, id, arena, report, &law->tables[id]);
        result = e > result ? e : result; /* all tables are looked at, the worst result counts */
    }
    if (result == ERR_NONE) {
        compose_reasons(law, arena);
        *ret = law;
    }
    return result;
}

/* ---------------------------------------------------------------------------------- looking up -- */

static struct law_number number_in(const struct table *t, const struct table_row *row, const char *column)
{
    const struct cell *cell = table_cell(t, row, column);

    return (struct law_number){.value = cell->present ? cell->number : 0,
                               .present = cell->present,
                               .source = trace_source_of(&row->source)};
}

static enum err missing(const struct table *t, const char *key, date day, struct report *report)
{
    char text[DATE_TEXT_BYTES];

    date_format_iso(day, text);
    return report_fail(report, ERR_INPUT,
                       "%s に %s に当てはまる %s の行がありません。表に行を足してください", t->file, text,
                       key);
}

struct named_number {
    const char *name;
    struct law_number *to;
    bool may_be_missing; /* the rule did not exist yet */
};

static enum err numbers_on(const struct table *t, const char *column, date day,
                           const struct named_number *all, size_t count, struct report *report)
{
    for (size_t i = 0; i < count; i++) {
        const struct table_row *row = table_in_force(t, day, &all[i].name);
        if (row == NULL && !all[i].may_be_missing) {
            return missing(t, all[i].name, day, report);
        }
        *all[i].to = row != NULL ? number_in(t, row, column) : (struct law_number){0};
    }
    return ERR_NONE;
}

static void unemployed_codes(const struct table *t, date day, struct eligibility_terms *ret)
{
    for (size_t i = 0; i < t->row_count; i++) {
        const struct cell *code = table_cell(t, &t->rows[i], "code");
        bool is_known = date_before(day, t->rows[i].from);
        for (size_t n = 0; n < ret->unemployed_code_count; n++) {
            is_known = is_known || ret->unemployed_codes[n] == code->number;
        }
        if (!is_known && ret->unemployed_code_count < UNEMPLOYED_CODES_MAX) {
            ret->unemployed_codes[ret->unemployed_code_count++] = (int)code->number;
        }
    }
}

/* Tables of premium begin with the first year it levies; ages before are those of its first row. */
static date not_before_first(const struct table *t, date day)
{
    return t->row_count > 0 ? date_max(day, t->rows[0].from) : day;
}

enum err eligibility_terms_on(const struct eligibility_law *law, date day, struct report *report,
                              struct eligibility_terms *ret)
{
    const struct table *ages = &law->tables[TABLE_AGES], *special = &law->tables[TABLE_SPECIAL];
    struct eligibility_terms terms = {0};
    const struct named_number of_ages[] = {
        {"preschool", &terms.preschool_age, false},
        {"adult", &terms.adult_age, false},
        {"care_from", &terms.care_from, false},
        {"care_until", &terms.care_until, false},
        {"insured_until", &terms.late_age, false},
        {"unemployed_under", &terms.unemployed_age_under, false},
    };
    const struct named_number of_terms[] = {
        {"early_elderly_age", &terms.early_elderly_age, false},
        {"elder_age", &terms.elder_age, false},
        {"late_elderly_loss_offset", &terms.late_elderly_loss_offset, false},
        {"notice_days", &terms.notice_days, false},
        {"retroactive_years", &terms.retroactive_years, false},
        {"stay_paper_days", &terms.stay_paper_days, false},
        {"pending_months", &terms.pending_months, false},
        {"maternity_notice_months", &terms.maternity_notice_months, false},
        {"student_end", &terms.student_end, false},
        {"other_insurer_days", &terms.other_insurer_days, false},
    };
    date special_day = not_before_first(special, day);
    const struct table_row *row = table_in_force(special, special_day, NULL);
    enum err e;

    if ((e = numbers_on(ages, "age", not_before_first(ages, day), of_ages, COUNT_OF(of_ages), report)) !=
            ERR_NONE ||
        (e = numbers_on(&law->tables[TABLE_TERMS], "value", day, of_terms, COUNT_OF(of_terms), report)) !=
            ERR_NONE) {
        return e;
    }
    if (row == NULL) {
        return missing(special, "half_months", special_day, report);
    }
    terms.specified_months = number_in(special, row, "half_months");
    terms.specified_later_months = number_in(special, row, "three_quarter_months");
    const struct table *codes = &law->tables[TABLE_UNEMPLOYMENT];
    unemployed_codes(codes, not_before_first(codes, day), &terms);
    *ret = terms;
    return ERR_NONE;
}

enum err eligibility_copay_on(const struct eligibility_law *law, date day, struct report *report,
                              struct copay_terms *ret)
{
    struct copay_terms c = {0};
    const struct named_number names[] = {
        {"year_from_month", &c.year_from_month, false},
        {"taxable_from", &c.taxable_from, false},
        {"base_up_to", &c.base_up_to, true},
        {"base_born_from", &c.base_born_from, true},
        {"revenue_under_one", &c.revenue_under_one, false},
        {"revenue_under_several", &c.revenue_under_several, false},
        {"child_under_16", &c.child_under_16, false},
        {"child_16_to_18", &c.child_16_to_18, false},
        {"one_tenth_born_until", &c.one_tenth_born_until, true},
        {"low_income_up_to", &c.low_income_up_to, false},
        {"disease_limit", &c.disease_limit, false},
        {"disease_limit_upper", &c.disease_limit_upper, false},
        {"low_pension_less", &c.low_pension_less, false},
        {"low_salary_less", &c.low_salary_less, true},
        {"active3_from", &c.active3_from, false},
        {"active2_from", &c.active2_from, false},
    };
    struct law_number *const days[] = {&c.base_born_from, &c.one_tenth_born_until};
    enum err e = numbers_on(&law->tables[TABLE_COPAY], "value", day, names, COUNT_OF(names), report);

    for (size_t i = 0; i < COUNT_OF(days) && e == ERR_NONE; i++) {
        date born;
        if (days[i]->present && !date_from_ymd((int32_t)days[i]->value, &born)) {
            return report_fail(report, ERR_INPUT, "存在しない日付です: 「%lld」（%s %d行目）",
                               (long long)days[i]->value, days[i]->source.source.file,
                               days[i]->source.source.line);
        }
        days[i]->value = days[i]->present ? born.day : 0;
    }
    if (e == ERR_NONE) {
        *ret = c;
    }
    return e;
}

enum err eligibility_limit_on(const struct eligibility_law *law, date day, struct report *report,
                              struct limit_terms *ret)
{
    const struct table *t = &law->tables[TABLE_LIMIT];
    const struct table_row *row = table_in_force(t, day, NULL);

    if (row == NULL) {
        return missing(t, "over_a", day, report);
    }
    *ret = (struct limit_terms){number_in(t, row, "over_a"), number_in(t, row, "over_i"),
                                number_in(t, row, "over_u")};
    return ERR_NONE;
}

enum err eligibility_paper_on(const struct eligibility_law *law, const char *type, date day,
                              struct report *report, struct paper_terms *ret)
{
    const struct table *t = &law->tables[TABLE_PAPER];
    const struct table_row *row = table_in_force(t, day, &type);

    if (row == NULL) {
        return missing(t, type, day, report);
    }
    *ret = (struct paper_terms){.has_common_end = table_cell(t, row, "common_end")->present,
                                .common_end = number_in(t, row, "common_end"),
                                .yearly_end = number_in(t, row, "yearly_end"),
                                .ends_at_70 = word_of(t, row, "ends_at_70", yes_no, 2) == 1,
                                .is_issued = word_of(t, row, "issued", yes_no, 2) == 1};
    return ERR_NONE;
}

/* ------------------------------------------------------------------------------------ reasons -- */

const struct eligibility_reason *eligibility_reason_on(const struct eligibility_law *law, const char *code,
                                                       date day)
{
    const struct table *t = &law->tables[TABLE_REASON];
    const struct table_row *row = table_in_force(t, not_before_first(t, day), &code);

    return row == NULL ? NULL : &law->reasons[row - t->rows];
}

enum err eligibility_reasons_on(const struct eligibility_law *law, date day, struct arena *arena,
                                struct report *report, const struct eligibility_reason ***ret,
                                size_t *ret_count)
{
    const struct table *t = &law->tables[TABLE_REASON];
    const struct eligibility_reason **all =
        ARENA_ARRAY(arena, const struct eligibility_reason *, t->row_count + 1);
    size_t count = 0;

    for (size_t i = 0; i < t->row_count; i++) {
        const struct eligibility_reason *one = eligibility_reason_on(law, law->reasons[i].code, day);
        if (one == &law->reasons[i]) { /* of several rows of a code the one in force */
            all[count++] = one;
        }
    }
    if (count == 0) {
        return missing(t, "code", day, report);
    }
    *ret = all;
    *ret_count = count;
    return ERR_NONE;
}

void eligibility_law_digest(const struct eligibility_law *law, char ret[SHA256_HEX])
{
    const size_t count = law->municipality[0] != '\0' ? LAW_TABLES : NATIONAL_TABLES;
    unsigned char digest[SHA256_BYTES];
    struct sha256 sum;

    sha256_init(&sum);
    for (size_t i = 0; i < count; i++) {
        sha256_add(&sum, law->tables[i].sha256, sizeof(law->tables[i].sha256));
    }
    sha256_done(&sum, digest);
    hex_format(digest, sizeof(digest), ret);
}
