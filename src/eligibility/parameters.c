/* 資格の異動の運用 -- the ward's own numbers:
 * params/municipal/<code>/eligibility_events.tsv and card_series.tsv. */
#include "eligibility/events.h"

#include "base/table.h"

static enum err read_table(const struct data_folder *folder, const char *name, const struct column *columns,
                           size_t column_count, struct arena *arena, struct report *report, struct table *ret,
                           const char **ret_shown)
{
    const char *path = arena_printf(arena, "%s/municipal/%s/%s", folder->params, folder->municipality, name);

    *ret_shown = arena_printf(arena, "params/municipal/%s/%s", folder->municipality, name);
    return table_read(path, *ret_shown, columns, column_count, arena, report, ret);
}

enum err event_parameters(const struct data_folder *folder, struct arena *arena, struct report *report,
                          int64_t ret[EVENT_PARAMETERS])
{
    static const char *const names[EVENT_PARAMETERS] = {
        [PARAMETER_HOUSEHOLD_FIRST] = "household_first_serial",
        [PARAMETER_HOUSEHOLD_LAST] = "household_last_serial",
        [PARAMETER_NUMBER_WARN] = "number_warn_percent",
        [PARAMETER_STAY_DAYS] = "stay_notice_days",
    };
    static const struct column columns[] = {
        {"from", COLUMN_DATE, true, true}, {"key", COLUMN_TEXT, true, true},
        {"value", COLUMN_INT, true, false}, {"source", COLUMN_TEXT, true, false}};
    struct table t;
    const char *shown;
    enum err e = read_table(folder, "eligibility_events.tsv", columns, COUNT_OF(columns), arena, report, &t,
                            &shown);

    for (size_t i = 0; i < EVENT_PARAMETERS && e == ERR_NONE; i++) {
        const char *const key[] = {names[i]};
        const struct table_row *row = table_in_force(&t, folder->business_date, key);
        if (row == NULL) {
            return report_fail(report, ERR_INPUT, "%s に %s の行がありません。", shown, names[i]);
        }
        ret[i] = table_cell(&t, row, "value")->number;
    }
    return e;
}

enum err card_series_rows(const struct data_folder *folder, struct arena *arena, struct report *report,
                          struct series_row **ret, size_t *ret_count)
{
    static const struct column columns[] = {
        {"from", COLUMN_DATE, true, true},    {"symbol", COLUMN_TEXT, true, true},
        {"first", COLUMN_INT, true, false},   {"last", COLUMN_INT, true, false},
        {"digits", COLUMN_INT, true, false},  {"source", COLUMN_TEXT, true, false}};
    struct table t;
    const char *shown;
    enum err e = read_table(folder, "card_series.tsv", columns, COUNT_OF(columns), arena, report, &t, &shown);

    *ret = NULL;
    *ret_count = 0;
    if (e != ERR_NONE) {
        return e;
    }
    *ret = ARENA_ARRAY(arena, struct series_row, t.row_count + 1);
    for (size_t i = 0; i < t.row_count; i++) {
        const struct table_row *row = &t.rows[i];
        struct series_row s = {.symbol = text_of(table_cell(&t, row, "symbol")->text),
                               .first = table_cell(&t, row, "first")->number,
                               .last = table_cell(&t, row, "last")->number,
                               .digits = (int)table_cell(&t, row, "digits")->number};
        if (s.first < 1 || s.last < s.first || s.digits < 1 || s.digits > 18) {
            return report_fail(report, ERR_INPUT, "%s の %d行目: 番号の範囲か桁数が正しくありません。", shown,
                               row->source.line);
        }
        if (date_at_most(row->from, folder->business_date)) {
            (*ret)[(*ret_count)++] = s;
        }
    }
    return ERR_NONE;
}
