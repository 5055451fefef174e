/* 督促の日程表 -- months and days of 督促状 by instalment, as in force on the day. */
#include "demand/terms.h"

#include <errno.h>
#include <unistd.h>

#include "base/table.h"
#include "rules/common/holidays.h"

#define INSTALMENTS 24

static const struct column columns[] = {{"from", COLUMN_DATE, true, true},
                                        {"no", COLUMN_INT, true, true},
                                        {"month", COLUMN_INT, true, false},
                                        {"day", COLUMN_INT, true, false},
                                        {"source", COLUMN_TEXT, true, false}};

/* The first such day from `day` on. */
static date next_on(date day, int month, int day_of_month)
{
    int year = date_civil(day).year;
    date next = business_day_from(date_of(year, month, day_of_month));

    return date_before(next, day) ? business_day_from(date_of(year + 1, month, day_of_month)) : next;
}

/* 29 to 31 are not in every month: such a row is refused. */
static bool is_right(const struct table_row *row)
{
    return row->cells[2].number >= 1 && row->cells[2].number <= 12 && row->cells[3].number >= 1 &&
           row->cells[3].number <= 28;
}

enum err dunning_day_next(const char *params_dir, const char *municipality, date day, struct arena *arena,
                          struct report *report, date *ret_day, int *ret_instalment)
{
    const char *path = arena_printf(arena, "%s/municipal/%s/dunning.tsv", params_dir, municipality);
    struct table t;

    *ret_day = date_none();
    *ret_instalment = 0;
    if (access(path, F_OK) != 0 && errno == ENOENT) {
        return ERR_NONE;
    }
    enum err e = table_read(path, arena_printf(arena, "params/municipal/%s/dunning.tsv", municipality),
                            columns, COUNT_OF(columns), arena, report, &t);
    for (int no = 1; no <= INSTALMENTS && e == ERR_NONE; no++) {
        const char *keys[] = {arena_printf(arena, "%d", no)};
        const struct table_row *row = table_in_force(&t, day, keys);
        if (row == NULL) {
            continue;
        }
        if (!is_right(row)) {
            return report_fail(report, ERR_INPUT,
                               "督促の日程は月（1から12）と日（1から28）で書いてください（%s %d行目）",
                               t.file, row->source.line);
        }
        date next = next_on(day, (int)row->cells[2].number, (int)row->cells[3].number);
        if (date_is_none(*ret_day) || date_before(next, *ret_day)) {
            *ret_day = next;
            *ret_instalment = no;
        }
    }
    return e;
}
