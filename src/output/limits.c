/*
 * 承認の要る人数と期限 -- by 係 and day, from a dated table (BO-01, BO-12).
 *
 * Table   params/national/output/limits.tsv; a municipality's own output.tsv stands before it
 */
#include "base/table.h"
#include "output/internal.h"

#include <unistd.h>

#define OTHERS "その他"

static const struct column columns[] = {{"from", COLUMN_DATE, true, true},
                                        {"section", COLUMN_TEXT, true, true},
                                        {"persons", COLUMN_INT, true, false},
                                        {"approval_days", COLUMN_INT, true, false},
                                        {"file_days", COLUMN_INT, true, false},
                                        {"source", COLUMN_TEXT, true, false}};

static enum err take(const struct table *t, const char *section, date on, struct report *report,
                     struct output_limits *ret)
{
    const char *const of_section[] = {section}, *const of_others[] = {OTHERS};
    const struct table_row *row = section[0] != '\0' ? table_in_force(t, on, of_section) : NULL;
    row = row != NULL ? row : table_in_force(t, on, of_others);
    if (row == NULL) {
        return report_fail(report, ERR_INPUT, "%s: 今日に当たる「%s」の行がありません", t->file, OTHERS);
    }
    struct output_limits l = {table_cell(t, row, "persons")->number,
                              table_cell(t, row, "approval_days")->number,
                              table_cell(t, row, "file_days")->number};
    if (l.persons < 0 || l.persons > 10000 || l.approval_days < 1 || l.approval_days > 31 ||
        l.file_days < 1 || l.file_days > 31) {
        return report_fail(report, ERR_INPUT,
                           "%s %d行目: 値が範囲の外です（人数は10000まで、日数は1から31）", t->file,
                           row->source.line);
    }
    *ret = l;
    return ERR_NONE;
}

enum err limits_read(const struct data_folder *folder, const char *section, date on, struct report *report,
                     struct output_limits *ret)
{
    char own[700], national[700];
    struct table table;
    struct arena *arena = arena_new("出力の期限", 4 << 20);
    snprintf(own, sizeof(own), "%s/municipal/%s/output.tsv", folder->params, folder->municipality);
    snprintf(national, sizeof(national), "%s/national/output/limits.tsv", folder->params);
    bool is_own = access(own, F_OK) == 0;
    enum err e = table_read(is_own ? own : national,
                            is_own ? "params/municipal/output.tsv" : "params/national/output/limits.tsv",
                            columns, COUNT_OF(columns), arena, report, &table);
    if (e == ERR_NONE) {
        e = take(&table, section, on, report, ret);
    }
    arena_free(arena);
    return e;
}
