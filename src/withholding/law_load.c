/* 特別徴収の法令値の表 -- read and looked up by day; what has no row stops whoever needs it, by name. */
#include "withholding/law.h"

#include "base/table.h"

#include <inttypes.h>
#include <stddef.h>

static const struct column columns[] = {{"from", COLUMN_DATE, true, true},
                                        {"name", COLUMN_TEXT, true, true},
                                        {"value", COLUMN_INT, true, false},
                                        {"source", COLUMN_TEXT, true, false}};
enum { AT_VALUE = 2 };

enum which { NATIONAL, MUNICIPAL, TABLES };
static const struct {
    const char *name;
    enum which table;
    int64_t least, most, never; /* `never`: a number between them that has no meaning; -1 = none */
    size_t at;
} names[] = {
#define TERM_OF(name, table, least, most, never)                                                             \
    {                                                                                                        \
#name, table, least, most, never, offsetof(struct withholding_terms, name)                           \
    }
    TERM_OF(first_age, NATIONAL, 1, 120, -1),
    TERM_OF(last_age, NATIONAL, 1, 120, -1),
    TERM_OF(pension_least, NATIONAL, 0, 100000000, -1),
    TERM_OF(half_denominator, NATIONAL, 1, 100, -1),
    TERM_OF(lead_months, NATIONAL, 0, 12, -1),
    TERM_OF(over_day, NATIONAL, 1, 28, -1),
    TERM_OF(split_unit, MUNICIPAL, 1, 10000, -1),
    TERM_OF(first_half_parts, MUNICIPAL, 1, 12, -1),
    TERM_OF(level_from, MUNICIPAL, 0, WITHHOLDING_PROVISIONAL, 1),
#undef TERM_OF
};

static enum err find_one(const struct table *t, size_t which, date day, struct report *report,
                         struct withholding_terms *ret)
{
    const char *key = names[which].name;
    const struct table_row *row = table_in_force(t, day, &key);

    if (row == NULL) {
        char text[DATE_TEXT_BYTES];
        date_format_iso(day, text);
        return report_fail(report, ERR_INPUT,
                           "%s に %s に当てはまる %s の行がありません。表に行を足してください", t->file, text,
                           key);
    }
    int64_t value = row->cells[AT_VALUE].number;
    if (value < names[which].least || value > names[which].most || value == names[which].never) {
        return report_fail(report, ERR_INPUT, "%s に %" PRId64 " は使えません（%s %d行目）", key, value,
                           row->source.file, row->source.line);
    }
    struct law_number *number = (struct law_number *)((char *)ret + names[which].at);
    *number = (struct law_number){value, true, trace_source_of(&row->source)};
    return ERR_NONE;
}

enum err withholding_terms_load(const char *params_dir, const char *municipality, date day,
                                struct arena *arena, struct report *report, struct withholding_terms *ret)
{
    struct table tables[TABLES];
    const char *shown[TABLES] = {"params/national/withholding/terms.tsv",
                                 arena_printf(arena, "params/municipal/%s/withholding.tsv", municipality)};
    enum err e = ERR_NONE;

    *ret = (struct withholding_terms){0};
    for (size_t i = 0; i < TABLES; i++) {
        const char *path = arena_printf(arena, "%s/%s", params_dir, shown[i] + sizeof("params/") - 1);
        enum err one = table_read(path, shown[i], columns, COUNT_OF(columns), arena, report, &tables[i]);
        e = e == ERR_NONE ? one : e;
    }
    for (size_t i = 0; i < COUNT_OF(names) && e == ERR_NONE; i++) {
        e = find_one(&tables[names[i].table], i, day, report, ret);
    }
    return e;
}
