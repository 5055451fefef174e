/* 保存期限の設定 -- params/municipal/CODE/levy_retention.tsv; an odd value stops the run, which names it. */
#include "retention/internal.h"

static const struct column columns[] = {
    {"from", COLUMN_DATE, true, true},
    {"class", COLUMN_TEXT, true, true},
    {"keep_years", COLUMN_INT, true, false},
    {"limit_years", COLUMN_INT, true, false},
    {"source", COLUMN_TEXT, true, false},
};

enum err retention_years_on(const struct data_folder *folder, date day, struct arena *arena,
                            struct report *report, struct retention_years *ret)
{
    enum { YEARS_MAX = 100 };
    const char *keys[] = {"collection"};
    const char *name = arena_printf(arena, "params/municipal/%s/levy_retention.tsv", folder->municipality);
    struct table table;
    enum err e = table_read(arena_printf(arena, "%s/municipal/%s/levy_retention.tsv", folder->params,
                                         folder->municipality),
                            name, columns, COUNT_OF(columns), arena, report, &table);

    if (e != ERR_NONE) {
        return e;
    }
    const struct table_row *row = table_in_force(&table, day, keys);
    if (row == NULL) {
        return report_fail(report, ERR_INPUT, "%s に class「collection」の行がありません", name);
    }
    *ret = (struct retention_years){table_cell(&table, row, "keep_years")->number,
                                    table_cell(&table, row, "limit_years")->number};
    return ret->keep >= 1 && ret->keep < ret->limit && ret->limit <= YEARS_MAX
               ? ERR_NONE
               : report_fail(report, ERR_INPUT,
                             "%s %d行目: keep_years は1以上、limit_years はそれより大きく100以下です",
                             row->source.file, row->source.line);
}
