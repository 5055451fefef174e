/*
 * 法令値を組み立てる -- the law of one municipality and fiscal year out of its dated tables.
 *
 * A row that is absent makes no law of zero: the law carries the words that name the table and the key,
 * and the assessment that needs the row refuses with them.
 */
#include "premium/law_tables.h"

struct composer {
    const struct law_tables *t;
    struct premium_law *law;
    struct arena *arena;
    date day; /* 1 April of the year */
};

static struct law_number number_of(const struct table_row *row, const struct cell *cell)
{
    struct law_number n = {0};

    if (row != NULL) {
        n.present = cell->present;
        n.value = cell->present ? cell->number : 0;
        n.source = trace_source_of(&row->source);
    }
    return n;
}

static struct law_number rate_of(const struct table_row *row, const struct cell *cell)
{
    struct law_number n = number_of(row, cell);

    n.value = cell->present ? muldiv_floor(cell->rate.num, 1000000, cell->rate.den) : 0;
    return n;
}

/* The number in a column of the row in force under one key (NULL: the table has no key). */
static struct law_number number_in_force(const struct composer *c, enum law_table id,
                                         const char *key, const char *column)
{
    const struct table *t = &c->t->tables[id];
    const char *const keys[] = {key};
    const struct table_row *row = table_in_force(t, c->day, keys);

    return row == NULL ? (struct law_number){0} : number_of(row, table_cell(t, row, column));
}

static bool is_yes_in_force(const struct composer *c, enum law_table id, const char *key,
                            const char *column)
{
    const struct table *t = &c->t->tables[id];
    const char *const keys[] = {key};
    const struct table_row *row = table_in_force(t, c->day, keys);

    return row != NULL && strcmp(table_cell(t, row, column)->text, "yes") == 0;
}

/* The rows of the set that began last on or before the day: [*ret_first, end). */
static size_t set_in_force(const struct table *t, date day, size_t *ret_first)
{
    size_t end = 0;

    while (end < t->row_count && date_at_most(t->rows[end].from, day)) {
        end++;
    }
    size_t first = end;
    while (first > 0 && date_equal(t->rows[first - 1].from, t->rows[end - 1].from)) {
        first--;
    }
    *ret_first = first;
    return end;
}

static const char *missing_row(struct composer *c, enum law_table id, const char *key)
{
    char year[DATE_TEXT_BYTES];

    fiscal_year_format_era(c->law->year, year);
    return arena_printf(c->arena,
                        "%s に %s（%d-04-01）の %s の行がありません。表に行を足してください",
                        c->t->tables[id].file, year, c->law->year.first_year, key);
}

static void compose_ages(struct composer *c)
{
    struct premium_law *law = c->law;
    const struct {
        const char *name;
        struct law_number *to;
    } ages[] = {
        {"care_from", &law->care_age_from},
        {"care_until", &law->care_age_until},
        {"insured_until", &law->insured_age_until},
        {"preschool", &law->preschool_age},
        {"adult", &law->adult_age},
        {"pension", &law->pension_age},
        {"no_record", &law->no_record_age},
        {"unemployed_under", &law->unemployed_age_under},
        {"former_dependant_from", &law->former_dependant_age_from},
        {"former_dependant_until", &law->former_dependant_age_until},
    };

    for (size_t i = 0; i < COUNT_OF(ages); i++) {
        *ages[i].to = number_in_force(c, TABLE_AGES, ages[i].name, "age");
        if (!ages[i].to->present) {
            law->missing = missing_row(c, TABLE_AGES, ages[i].name);
        }
    }
}

static void compose_reduction(struct composer *c)
{
    static const char *const keys[REDUCTION_TIERS] = {"7", "5", "2"};
    struct premium_law *law = c->law;
    const struct table *t = &c->t->tables[TABLE_REDUCTION];

    for (size_t k = 0; k < REDUCTION_TIERS; k++) {
        struct reduction_tier *tier = &law->tiers[k];
        const struct table_row *row = table_in_force(t, c->day, &keys[k]);
        tier->tenths = keys[k][0] - '0';
        if (row == NULL || !date_equal(row->from, c->day)) {
            law->missing = missing_row(c, TABLE_REDUCTION, arena_printf(c->arena, "%s割", keys[k]));
            continue;
        }
        tier->base = number_of(row, table_cell(t, row, "base"));
        tier->per_extra_earner = number_of(row, table_cell(t, row, "per_extra_earner"));
        tier->per_member = number_of(row, table_cell(t, row, "per_member"));
    }
    law->earner_salary_over = number_in_force(c, TABLE_EARNERS, "salary", "over");
    law->earner_pension_over = number_in_force(c, TABLE_EARNERS, "pension_under_65", "over");
    law->earner_pension_over_65 = number_in_force(c, TABLE_EARNERS, "pension_65", "over");
    law->pension_65_less = number_in_force(c, TABLE_JUDGED_INCOME, "pension_65_less", "amount");
    if (!law->pension_65_less.present) {
        law->missing = missing_row(c, TABLE_JUDGED_INCOME, "pension_65_less");
    }
}

static enum salary_method method_of(const char *text)
{
    static const char *const words[] = {"none", "less", "fixed", "quarter", "share"};
    size_t i = 0;

    while (strcmp(text, words[i]) != 0) { /* the table was checked against the closed list */
        i++;
        assert(i < COUNT_OF(words));
    }
    return (enum salary_method)i;
}

static int64_t millionths(const struct cell *cell)
{
    return cell->present ? muldiv_floor(cell->rate.num, 1000000, cell->rate.den) : 0;
}

static void compose_incomes(struct composer *c)
{
    struct premium_law *law = c->law;
    const struct table *t = &c->t->tables[TABLE_SALARY];
    size_t i, end = set_in_force(t, c->day, &i);

    for (; i < end && law->salary_count < SALARY_STEPS_MAX; i++) {
        const struct cell *cells = t->rows[i].cells;
        law->salary[law->salary_count++] = (struct salary_step){
            cells[1].number, method_of(cells[2].text), millionths(&cells[3]), cells[4].number,
            trace_source_of(&t->rows[i].source)};
    }
    t = &c->t->tables[TABLE_PENSION];
    end = set_in_force(t, c->day, &i);
    for (; i < end && law->pension_count < PENSION_STEPS_MAX; i++) {
        const struct cell *cells = t->rows[i].cells;
        law->pension[law->pension_count++] = (struct pension_step){
            (int)cells[1].number, cells[2].present ? cells[2].number : INT64_MIN, cells[3].number,
            millionths(&cells[4]), cells[5].number, trace_source_of(&t->rows[i].source)};
    }
    t = &c->t->tables[TABLE_BASIC_DEDUCTION];
    end = set_in_force(t, c->day, &i);
    for (; i < end && law->deduction_count < DEDUCTION_STEPS_MAX; i++) {
        const struct cell *cells = t->rows[i].cells;
        law->deduction[law->deduction_count++] = (struct deduction_step){
            cells[1].present ? cells[1].number : INT64_MAX, cells[2].number,
            trace_source_of(&t->rows[i].source)};
    }
    bool is_open = law->deduction_count > 0 &&
                   law->deduction[law->deduction_count - 1].up_to == INT64_MAX;
    if (law->salary_count == 0 || law->pension_count == 0 || !is_open) {
        law->missing = missing_row(c, !is_open             ? TABLE_BASIC_DEDUCTION
                                      : law->salary_count == 0 ? TABLE_SALARY
                                                               : TABLE_PENSION,
                                   "控除");
    }
    law->adjustment_each = number_in_force(c, TABLE_ADJUSTMENT, NULL, "both_each");
    law->adjustment_less = number_in_force(c, TABLE_ADJUSTMENT, NULL, "both_less");
    law->adjustment_a_over = number_in_force(c, TABLE_ADJUSTMENT, NULL, "a_over");
    law->adjustment_a_up_to = number_in_force(c, TABLE_ADJUSTMENT, NULL, "a_up_to");
    t = &c->t->tables[TABLE_ADJUSTMENT];
    const struct table_row *row = table_in_force(t, c->day, NULL);
    if (row != NULL) {
        law->adjustment_a_rate = rate_of(row, table_cell(t, row, "a_rate"));
    }
}

static void compose_states(struct composer *c)
{
    struct premium_law *law = c->law;
    const struct table *t = &c->t->tables[TABLE_UNEMPLOYMENT];
    size_t i, end = set_in_force(t, c->day, &i);

    for (; i < end && law->reason_code_count < REASON_CODES_MAX; i++) {
        law->reason_codes[law->reason_code_count++] = (int)t->rows[i].cells[1].number;
        law->unemployed_share = rate_of(&t->rows[i], &t->rows[i].cells[2]);
    }
    law->maternity_single_before = number_in_force(c, TABLE_MATERNITY, NULL, "single_before");
    law->maternity_multiple_before = number_in_force(c, TABLE_MATERNITY, NULL, "multiple_before");
    law->maternity_after = number_in_force(c, TABLE_MATERNITY, NULL, "after");
    law->maternity_births_from = number_in_force(c, TABLE_MATERNITY, NULL, "births_from");
    law->maternity_months_from = number_in_force(c, TABLE_MATERNITY, NULL, "months_from");
    law->former_dependant_months = number_in_force(c, TABLE_FORMER_DEPENDANT, NULL, "months");
    law->former_dependant_left = number_in_force(c, TABLE_FORMER_DEPENDANT, NULL, "left");
    law->special_half_months = number_in_force(c, TABLE_SPECIAL_HOUSEHOLD, NULL, "half_months");
    law->special_quarter_months =
        number_in_force(c, TABLE_SPECIAL_HOUSEHOLD, NULL, "three_quarter_months");
}

/* What the national law says of a part, whatever the ordinance. */
static void compose_part_national(struct composer *c, enum levy_part p)
{
    struct premium_law_part *part = &c->law->parts[p];
    const char *name = premium_levy_parts[p].name;
    const struct table *t = &c->t->tables[TABLE_CAPS];
    const struct table_row *row = table_in_force(t, c->day, &name);

    part->is_levied = table_in_force(&c->t->tables[TABLE_PARTS], c->day, &name) != NULL;
    part->has_preschool_half = is_yes_in_force(c, TABLE_PARTS, name, "preschool_half");
    part->has_under_18_relief = is_yes_in_force(c, TABLE_PARTS, name, "under_18_relief");
    part->has_special_household = is_yes_in_force(c, TABLE_PARTS, name, "special_household");
    if (row != NULL && date_equal(row->from, c->day)) {
        part->cap = number_of(row, table_cell(t, row, "cap"));
    }
}

static const char *missing_cell(struct composer *c, const struct table_row *row, const char *part,
                                const char *column)
{
    return arena_printf(c->arena, "%s %d行目: %s %d年度の %s が確認されていません。表に値を入れてください",
                        row->source.file, row->source.line, part, c->law->year.first_year, column);
}

static void compose_part_municipal(struct composer *c, enum levy_part p)
{
    struct premium_law_part *part = &c->law->parts[p];
    const char *name = premium_levy_parts[p].name;
    const struct table *t = &c->t->tables[TABLE_LEVY];
    const struct table_row *row = table_in_force(t, c->day, &name);

    if (!part->is_levied) {
        return;
    }
    if (row == NULL || !date_equal(row->from, c->day)) {
        part->missing = missing_row(c, TABLE_LEVY, name);
        return;
    }
    part->income_rate = rate_of(row, table_cell(t, row, "income_rate"));
    part->asset_rate = rate_of(row, table_cell(t, row, "asset_rate"));
    part->per_capita = number_of(row, table_cell(t, row, "per_capita"));
    part->per_capita_18plus = number_of(row, table_cell(t, row, "per_capita_18plus"));
    part->per_household = number_of(row, table_cell(t, row, "per_household"));
    if (table_cell(t, row, "cap")->present) {
        part->cap = number_of(row, table_cell(t, row, "cap"));
    }
    if (!part->income_rate.present) {
        part->missing = missing_cell(c, row, name, "income_rate");
    } else if (!part->per_capita.present) {
        part->missing = missing_cell(c, row, name, "per_capita");
    } else if (!part->cap.present) {
        part->missing = missing_row(c, TABLE_CAPS, name);
    }
}

static void compose_advance(struct composer *c, enum law_table id)
{
    static const char *const key[] = {"advance_payment"};
    const struct table_row *row = table_in_force(&c->t->tables[id], c->day, key);

    c->law->has_advance_payment = is_yes_in_force(c, id, key[0], "value");
    if (row != NULL) {
        c->law->advance_payment = (struct law_number){c->law->has_advance_payment, true,
                                                      trace_source_of(&row->source)};
    }
}

static void compose_settings(struct composer *c)
{
    struct premium_law *law = c->law;
    const struct table *t = &c->t->tables[TABLE_ROUNDING];
    const struct table_row *row = table_in_force(t, c->day, NULL);

    law->base_unit = number_in_force(c, TABLE_ROUNDING, NULL, "base_unit");
    law->part_unit = number_in_force(c, TABLE_ROUNDING, NULL, "part_unit");
    law->total_unit = number_in_force(c, TABLE_ROUNDING, NULL, "total_unit");
    law->instalment_unit = number_in_force(c, TABLE_ROUNDING, NULL, "instalment_unit");
    if (row == NULL) {
        law->missing = missing_row(c, TABLE_ROUNDING, "端数");
        law->base_unit.value = law->part_unit.value = law->total_unit.value = 1;
        law->instalment_unit.value = 1;
    } else if (strcmp(table_cell(t, row, "remainder_to")->text, "last") == 0) {
        law->remainder_to = ODD_YEN_LAST;
    }

    t = &c->t->tables[TABLE_INSTALMENT];
    size_t i, end = set_in_force(t, c->day, &i);
    for (; i < end && law->instalment_count < INSTALMENTS_MAX - 1; i++) {
        law->instalment_month[law->instalment_count++] = (uint8_t)t->rows[i].cells[2].number;
    }
    if (law->instalment_count == 0) {
        law->missing = missing_row(c, TABLE_INSTALMENT, "納期");
        law->instalment_month[law->instalment_count++] = 3;
    }

    compose_advance(c, TABLE_OPTIONS);
}

static void compose_given(struct composer *c, const struct law_ordinance *given)
{
    struct premium_law *law = c->law;

    for (size_t p = 0; p < LEVY_PARTS; p++) {
        struct premium_law_part *part = &law->parts[p];
        if (given->parts[p].is_levied && !part->is_levied) {
            law->missing = arena_printf(c->arena, "/rates/parts/%s: %d年度にこの区分はありません（%s）",
                                        premium_levy_parts[p].name, law->year.first_year,
                                        c->t->tables[TABLE_PARTS].file);
        }
        part->is_levied = given->parts[p].is_levied;
        part->income_rate = given->parts[p].income_rate;
        part->asset_rate = given->parts[p].asset_rate;
        part->per_capita = given->parts[p].per_capita;
        part->per_capita_18plus = given->parts[p].per_capita_18plus;
        part->per_household = given->parts[p].per_household;
        part->cap = given->parts[p].cap;
    }
    law->base_unit = given->base_unit;
    law->part_unit = given->part_unit;
    law->total_unit = given->total_unit;
    law->instalment_unit = given->instalment_unit;
    law->remainder_to = given->remainder_to;
    law->instalment_count = (uint8_t)given->instalments;
    for (int k = 0; k < given->instalments; k++) {
        law->instalment_month[k] = (uint8_t)((12 - given->instalments + k + 3) % 12 + 1);
    }
    compose_advance(c, TABLE_NATIONAL_OPTIONS);
}

void law_compose(const struct law_tables *t, fiscal_year fy, const struct law_ordinance *given,
                 struct arena *arena, struct premium_law *ret)
{
    struct composer c = {.t = t, .law = ret, .arena = arena, .day = fiscal_year_from(fy)};

    *ret = (struct premium_law){.year = fy, .law_text = fy.first_year >= 2026 ? 0 : 1};
    memcpy(ret->municipality, t->municipality, sizeof ret->municipality);
    compose_ages(&c);
    compose_reduction(&c);
    compose_incomes(&c);
    compose_states(&c);
    for (enum levy_part p = 0; p < LEVY_PARTS; p++) {
        compose_part_national(&c, p);
        if (given == NULL) {
            compose_part_municipal(&c, p);
        }
    }
    if (given == NULL) {
        compose_settings(&c);
    } else {
        compose_given(&c, given);
    }
    premium_law_finish(ret);
}

enum err premium_law_load(const char *params_dir, const char *municipality, fiscal_year fy,
                          struct arena *arena, struct report *report,
                          const struct premium_law **ret)
{
    const struct law_tables *tables = NULL;

    if (!law_year_is_possible(fy)) {
        return report_fail(report, ERR_INPUT, "%d年度は扱えません（%d年度から%d年度まで）",
                           fy.first_year, LAW_FIRST_YEAR, LAW_LAST_YEAR);
    }
    enum err e = law_tables_read(params_dir, municipality, arena, report, &tables);

    if (e != ERR_NONE) {
        return e;
    }
    struct premium_law *law = ARENA_NEW(arena, struct premium_law);
    law_compose(tables, fy, NULL, arena, law);
    if (law->missing != NULL) {
        return report_fail(report, ERR_INPUT, "%s", law->missing);
    }
    *ret = law;
    return ERR_NONE;
}
