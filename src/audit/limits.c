/*
 * 異常アクセスの境目と開庁時間 -- dated tables, the municipality's own before the national one.
 *
 * Tables  params/national/ops/abnormal_access.tsv, working_hours.tsv, retention.tsv
 */
#include "audit/rules.h"

#include "base/table.h"
#include "rules/common/holidays.h"

#include <unistd.h>

static enum err read_table(const struct data_folder *folder, const char *name, const struct column *columns,
                           size_t count, struct arena *arena, struct report *report, struct table *ret)
{
    char own[700], national[700], shown[100];
    snprintf(own, sizeof(own), "%s/municipal/%s/%s", folder->params, folder->municipality, name);
    snprintf(national, sizeof(national), "%s/national/ops/%s", folder->params, name);
    bool is_own = access(own, F_OK) == 0;
    snprintf(shown, sizeof(shown), "params/%s/%s", is_own ? "municipal" : "national/ops", name);
    return table_read(is_own ? own : national, arena_string(arena, shown), columns, count, arena, report,
                      ret);
}

static enum err read_limits(const struct data_folder *folder, date day, struct arena *arena,
                            struct report *report, struct audit_limits *limits)
{
    static const struct column columns[] = {{"from", COLUMN_DATE, true, true},
                                            {"name", COLUMN_TEXT, true, true},
                                            {"value", COLUMN_INT, true, false},
                                            {"source", COLUMN_TEXT, true, false}};
    const struct {
        const char *name;
        int64_t *to;
    } values[] = {{"persons_per_hour", &limits->persons_per_hour},
                  {"searches_in_a_row", &limits->searches_in_a_row},
                  {"wide_search", &limits->wide_search},
                  {"failed_logins", &limits->failed_logins},
                  {"logins_per_day", &limits->logins_per_day},
                  {"refusals", &limits->refusals},
                  {"refusal_minutes", &limits->refusal_minutes},
                  {"simultaneous_minutes", &limits->simultaneous_minutes},
                  {"review_days", &limits->review_days}};
    struct table table;
    enum err e = read_table(folder, "abnormal_access.tsv", columns, COUNT_OF(columns), arena, report, &table);
    for (size_t i = 0; i < COUNT_OF(values) && e == ERR_NONE; i++) {
        const struct table_row *row = table_in_force(&table, day, &values[i].name);
        if (row == NULL) {
            return report_fail(report, ERR_INPUT, "%s: この日の「%s」がありません", table.file,
                               values[i].name);
        }
        *values[i].to = table_cell(&table, row, "value")->number;
        if (*values[i].to < 1 || *values[i].to > 100000) {
            return report_fail(report, ERR_INPUT, "%s:%d 「%s」は1から100000です", table.file,
                               row->source.line, values[i].name);
        }
    }
    return e;
}

/* 0830 is half past eight. */
static bool minute_of(int64_t hhmm, int64_t *ret)
{
    *ret = hhmm / 100 * 60 + hhmm % 100;
    return hhmm >= 0 && hhmm % 100 < 60 && *ret <= 24 * 60;
}

static enum err take_hours(const struct table *table, const struct table_row *row, struct report *report,
                           struct audit_limits *limits)
{
    if (!minute_of(table_cell(table, row, "open")->number, &limits->open_minute) ||
        !minute_of(table_cell(table, row, "close")->number, &limits->close_minute) ||
        limits->close_minute < limits->open_minute) {
        return report_fail(report, ERR_INPUT, "%s:%d 開庁と閉庁は 0830 のような時分です", table->file,
                           row->source.line);
    }
    return ERR_NONE;
}

/* 12月29日から1月3日 is closed too (地方自治法4条の2). */
static bool is_open_day(date day)
{
    struct civil c = date_civil(day);
    return business_day_is(day) && !(c.month == 12 && c.day >= 29);
}

static enum err read_hours(const struct data_folder *folder, date day, struct arena *arena,
                           struct report *report, struct audit_limits *limits)
{
    static const struct column columns[] = {{"from", COLUMN_DATE, true, true},
                                            {"day", COLUMN_TEXT, true, true},
                                            {"open", COLUMN_INT, true, false},
                                            {"close", COLUMN_INT, true, false},
                                            {"source", COLUMN_TEXT, true, false}};
    static const char *const once[] = {"once"}, *const weekday[] = {"weekday"};
    struct table table;
    enum err e = read_table(folder, "working_hours.tsv", columns, COUNT_OF(columns), arena, report, &table);
    if (e != ERR_NONE) {
        return e;
    }
    limits->open_minute = limits->close_minute = 0;
    const struct table_row *row = table_in_force(&table, day, once);
    if (row != NULL && date_equal(row->from, day)) {
        return take_hours(&table, row, report, limits);
    }
    row = table_in_force(&table, day, weekday);
    return row != NULL && is_open_day(day) ? take_hours(&table, row, report, limits) : ERR_NONE;
}

enum err audit_limits_read(const struct data_folder *folder, date day, struct report *report,
                           struct audit_limits *ret)
{
    struct arena *arena = arena_new("異常アクセスの境目", 4 << 20);
    struct audit_limits limits;
    enum err e = read_limits(folder, day, arena, report, &limits);
    if (e == ERR_NONE) {
        e = read_hours(folder, day, arena, report, &limits);
    }
    arena_free(arena);
    if (e == ERR_NONE) {
        *ret = limits;
    }
    return e;
}

/* ---------------------------------------------------------------------------- retention ------- */

enum err audit_retention_read(const struct data_folder *folder, const char *store, date recorded,
                              struct report *report, int *ret_years)
{
    static const struct column columns[] = {{"from", COLUMN_DATE, true, true},
                                            {"store", COLUMN_TEXT, true, true},
                                            {"years", COLUMN_INT, false, false},
                                            {"source", COLUMN_TEXT, true, false}};
    struct arena *arena = arena_new("保存期間", 4 << 20);
    struct table table;
    enum err e = read_table(folder, "retention.tsv", columns, COUNT_OF(columns), arena, report, &table);
    if (e == ERR_NONE) {
        const struct table_row *row = table_in_force(&table, recorded, &store);
        const struct cell *years = row != NULL ? table_cell(&table, row, "years") : NULL;
        if (row == NULL) {
            e = report_fail(report, ERR_INPUT, "%s: 「%s」の保存期間がありません", table.file, store);
        } else if (years->present && (years->number < 1 || years->number > 200)) {
            e = report_fail(report, ERR_INPUT, "%s:%d 保存期間は1年から200年です", table.file,
                            row->source.line);
        } else {
            *ret_years = years->present ? (int)years->number : AUDIT_KEEP_FOREVER;
        }
    }
    arena_free(arena);
    return e;
}

date audit_removable_from(date recorded, const int *years, size_t count)
{
    int longest = count == 0 ? AUDIT_KEEP_FOREVER : 0;
    for (size_t i = 0; i < count; i++) {
        longest = years[i] == AUDIT_KEEP_FOREVER || longest == AUDIT_KEEP_FOREVER ? AUDIT_KEEP_FOREVER
                  : years[i] > longest                                            ? years[i]
                                                                                  : longest;
    }
    if (longest == AUDIT_KEEP_FOREVER) {
        return date_open_end();
    }
    /* The first day is not counted (民法140条); the period ends with the day that bears its number, or,
     * when the month has none, with its last (民法143条2項). */
    struct civil c = date_civil(recorded);
    int year = c.year + longest;
    date last = date_is_valid(year, c.month, c.day) ? date_of(year, c.month, c.day)
                                                    : date_last_of_month(year, c.month);
    return date_add_days(last, 1);
}

bool audit_may_remove(date recorded, const int *years, size_t count, bool is_held, date today)
{
    date from = audit_removable_from(recorded, years, count);
    return !is_held && !date_equal(from, date_open_end()) && date_at_most(from, today);
}
