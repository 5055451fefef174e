/*
 * 収納の法令値の表を読む -- columns of each table, closed lists, ranges, years without a gap. Every fault
 * names file and line.
 */
#include "collection/law_tables.h"

#include "base/text.h"

#include <inttypes.h>
#include <unistd.h>

#define FROM {"from", COLUMN_DATE, true, true}
#define SOURCE {"source", COLUMN_TEXT, true, false}
static const struct column late_rate_columns[] = {FROM,
                                                  {"special", COLUMN_RATE, false, false},
                                                  {"lower", COLUMN_RATE, true, false},
                                                  {"upper", COLUMN_RATE, true, false},
                                                  {"grace", COLUMN_RATE, false, false},
                                                  SOURCE};
static const struct column refund_rate_columns[] = {FROM, {"rate", COLUMN_RATE, true, false}, SOURCE};
static const struct column refund_columns[] = {FROM,
                                               {"base_floor", COLUMN_YEN, true, false},
                                               {"base_minimum", COLUMN_YEN, true, false},
                                               {"charge_floor", COLUMN_YEN, true, false},
                                               {"charge_minimum", COLUMN_YEN, true, false},
                                               {"mistaken_months", COLUMN_INT, true, false},
                                               {"claim_days", COLUMN_INT, true, false},
                                               {"base_by", COLUMN_TEXT, true, false},
                                               SOURCE};
static const struct column seizable_columns[] = {FROM,
                                                 {"per_month", COLUMN_YEN, true, false},
                                                 {"per_relative", COLUMN_YEN, true, false},
                                                 {"share", COLUMN_RATE, true, false},
                                                 {"share_cap_times", COLUMN_INT, true, false},
                                                 {"unit", COLUMN_YEN, true, false},
                                                 {"month_days", COLUMN_INT, true, false},
                                                 {"retirement_times", COLUMN_INT, true, false},
                                                 {"retirement_years", COLUMN_INT, true, false},
                                                 {"retirement_share", COLUMN_RATE, true, false},
                                                 SOURCE};
static const struct column deadline_columns[] = {FROM,
                                                 {"name", COLUMN_TEXT, true, true},
                                                 {"value", COLUMN_INT, true, false},
                                                 SOURCE};
static const struct column late_charge_columns[] = {FROM,
                                                    {"lower_rate_months", COLUMN_INT, true, false},
                                                    {"base_floor", COLUMN_YEN, true, false},
                                                    {"base_minimum", COLUMN_YEN, true, false},
                                                    {"segment_floor", COLUMN_TEXT, true, false},
                                                    {"minimum_test", COLUMN_TEXT, true, false},
                                                    {"charge_floor", COLUMN_YEN, true, false},
                                                    {"charge_minimum", COLUMN_YEN, true, false},
                                                    {"require_dunning", COLUMN_TEXT, true, false},
                                                    {"claimed_from_due", COLUMN_DATE, false, false},
                                                    SOURCE};
static const struct column option_columns[] = {FROM,
                                               {"option", COLUMN_TEXT, true, true},
                                               {"value", COLUMN_TEXT, true, false},
                                               SOURCE};

static const struct {
    const char *name;
    const struct column *columns;
    size_t count;
    const char *unit;
    bool is_yearly; /* each calendar year whole, from 1 January, without a gap */
} entries[COLLECTION_TABLES] = {
#define ENTRY(name, columns, unit, yearly) {name, columns, COUNT_OF(columns), unit, yearly}
    [TABLE_LATE_RATES] = ENTRY("late_charge_rates", late_rate_columns, "rate", true),
    [TABLE_REFUND_RATES] = ENTRY("refund_interest_rates", refund_rate_columns, "rate", true),
    [TABLE_REFUND] = ENTRY("refund_interest", refund_columns, "yen", false),
    [TABLE_SEIZABLE] = ENTRY("seizable", seizable_columns, "yen", false),
    [TABLE_DEADLINES] = ENTRY("deadlines", deadline_columns, "名前の示す日・月・年", false),
    [TABLE_LATE_CHARGE] = ENTRY("late_charge", late_charge_columns, "yen", false),
    [TABLE_OPTIONS] = ENTRY("collection", option_columns, "choice", false),
#undef ENTRY
};

/* Words that a text cell may hold, by column and, for options and deadlines, by their name. */
static const struct {
    const char *column, *key, *words[12];
} closed_lists[] = {
    {"segment_floor", NULL, {"yes", "no"}},
    {"minimum_test", NULL, {"leftover", "original"}},
    {"require_dunning", NULL, {"yes", "no"}},
    {"base_by", NULL, {"instalment", "payment_day"}},
    {"option", NULL, {"principal_first_across", "component_remainder", "close_basis"}},
    {"value", "principal_first_across", {"yes", "no"}},
    {"value", "component_remainder", {"largest", "first"}},
    {"value", "close_basis", {"payin_date", "receipt_date"}},
    {"name",
     NULL,
     {"premium_limit_years", "tax_limit_years", "reminder_stay_months", "cancelled_stay_months",
      "estate_stay_months", "dunning_restart_days", "seizure_wait_days", "suspension_years",
      "closing_month", "closing_day"}},
};

static const struct {
    const char *column;
    int64_t least, most;
} ranges[] = {
    {"lower_rate_months", 0, 120}, {"base_floor", 1, 1000000},      {"base_minimum", 0, 1000000},
    {"charge_floor", 1, 1000000},  {"charge_minimum", 0, 1000000},  {"mistaken_months", 0, 120},
    {"claim_days", 0, 3650},       {"share_cap_times", 1, 100},     {"unit", 1, 1000000},
    {"per_month", 0, 100000000},   {"per_relative", 0, 100000000},
};

struct checker {
    const struct table *table;
    struct report *report;
    enum err result;
};

static void fault(struct checker *c, const struct table_row *row, const char *what, const char *value)
{
    c->result = report_fail(c->report, ERR_INPUT, "%s: 「%.60s」（%s %d行目）", what, value,
                            row->source.file, row->source.line);
}

static void check_words(struct checker *c, const struct table_row *row, size_t k)
{
    const struct column *column = &c->table->columns[k];
    const char *key = k > 1 ? row->cells[k - 1].text : "";

    for (size_t i = 0; i < COUNT_OF(closed_lists); i++) {
        bool is_known = false;
        if (column->type != COLUMN_TEXT || strcmp(column->name, closed_lists[i].column) != 0 ||
            (closed_lists[i].key != NULL && strcmp(key, closed_lists[i].key) != 0)) {
            continue;
        }
        for (size_t n = 0; n < COUNT_OF(closed_lists[i].words) && closed_lists[i].words[n] != NULL;
             n++) {
            is_known = is_known || strcmp(row->cells[k].text, closed_lists[i].words[n]) == 0;
        }
        if (!is_known) {
            fault(c, row, "使えない語です", row->cells[k].text);
        }
    }
}

static void check_range(struct checker *c, const struct table_row *row, size_t k)
{
    char words[120];

    for (size_t i = 0; i < COUNT_OF(ranges); i++) {
        if (strcmp(c->table->columns[k].name, ranges[i].column) == 0 &&
            (row->cells[k].number < ranges[i].least || row->cells[k].number > ranges[i].most)) {
            (void)snprintf(words, sizeof words, "%s は%" PRId64 "から%" PRId64 "までです",
                           ranges[i].column, ranges[i].least, ranges[i].most);
            fault(c, row, words, row->cells[k].text);
        }
    }
}

static void check_year(struct checker *c, size_t at)
{
    const struct table_row *row = &c->table->rows[at];
    struct civil from = date_civil(row->from);

    if (from.month != 1 || from.day != 1) {
        fault(c, row, "暦年ごとの表です。from は1月1日にしてください", row->cells[0].text);
    } else if (at > 0 && date_civil(row[-1].from).year + 1 != from.year) {
        fault(c, row, "前の年の行がありません（年が抜けています）", row->cells[0].text);
    }
}

static enum err check_table(enum collection_table id, const struct table *t, struct report *report)
{
    struct checker c = {.table = t, .report = report, .result = ERR_NONE};

    if (strncmp(t->unit, entries[id].unit, strlen(entries[id].unit)) != 0) {
        c.result = report_fail(report, ERR_INPUT, "単位（# unit）は %s です: 「%s」（%s）",
                               entries[id].unit, t->unit, t->file);
    }
    for (size_t i = 0; i < t->row_count; i++) {
        for (size_t k = 0; k < t->column_count; k++) {
            if (t->rows[i].cells[k].present) {
                check_words(&c, &t->rows[i], k);
                check_range(&c, &t->rows[i], k);
            }
        }
        if (entries[id].is_yearly) {
            check_year(&c, i);
        }
    }
    if (t->row_count == 0 || (entries[id].is_yearly && t->row_count > RATE_YEARS_MAX)) {
        c.result = report_fail(report, ERR_INPUT, "行がないか、%d行を超えています（%s）",
                               RATE_YEARS_MAX, t->file);
    }
    return c.result;
}

enum err collection_tables_read(const char *params_dir, struct arena *arena, struct report *report,
                                struct collection_law *law)
{
    const char *municipal = arena_printf(arena, "municipal/%s", law->municipality);
    enum collection_table end = law->municipality[0] != '\0' ? COLLECTION_TABLES : NATIONAL_TABLES;
    enum err result = ERR_NONE;

    for (enum collection_table id = 0; id < end; id++) {
        const char *folder = id < NATIONAL_TABLES ? "national/collection" : municipal;
        const char *path = arena_printf(arena, "%s/%s/%s.tsv", params_dir, folder, entries[id].name);
        const char *shown = arena_printf(arena, "params/%s/%s.tsv", folder, entries[id].name);
        enum err e;
        if (id >= NATIONAL_TABLES && access(path, F_OK) != 0) {
            e = report_fail(report, ERR_INPUT,
                            "市区町村 %s の表 %s がありません。表を置いてください", law->municipality, shown);
        } else {
            e = table_read(path, shown, entries[id].columns, entries[id].count, arena, report,
                           &law->tables[id]);
            e = e != ERR_NONE ? e : check_table(id, &law->tables[id], report);
        }
        result = e > result ? e : result; /* all tables are looked at, the worst result counts */
    }
    return result;
}
