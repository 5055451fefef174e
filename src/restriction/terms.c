/* 給付の制限の法令値 -- the terms in force on a day; a row that is absent is named. */
#include "restriction/book.h"

#include "base/table.h"

static const struct column columns[] = {{"from", COLUMN_DATE, true, true},
                                        {"name", COLUMN_TEXT, true, true},
                                        {"value", COLUMN_INT, true, false},
                                        {"source", COLUMN_TEXT, true, false}};
enum { AT_VALUE = 2 };

static const struct {
    const char *name;
    int64_t least, most;
    size_t at;
} names[] = {
#define TERM_OF(name, least, most) {#name, least, most, offsetof(struct restriction_terms, name)}
    TERM_OF(special_months, 1, 120), TERM_OF(withhold_months, 1, 120), TERM_OF(child_age, 1, 120),
    TERM_OF(child_end, 101, 1231),   TERM_OF(answer_days, 0, 365),
#undef TERM_OF
};

enum err restriction_terms_load(const struct session *session, date day, struct arena *arena,
                                struct report *report, struct restriction_terms *ret)
{
    const char *shown = "params/national/restriction/terms.tsv";
    const char *path = arena_printf(arena, "%s/national/restriction/terms.tsv", session->folder.params);
    struct table t;
    enum err e = table_read(path, shown, columns, COUNT_OF(columns), arena, report, &t);

    for (size_t i = 0; i < COUNT_OF(names) && e == ERR_NONE; i++) {
        const struct table_row *row = table_in_force(&t, day, &names[i].name);
        char text[DATE_TEXT_BYTES];
        date_format_iso(day, text);
        if (row == NULL) {
            e = report_fail(report, ERR_INPUT,
                            "%s に %s に当てはまる %s の行がありません。表に行を足してください", shown, text,
                            names[i].name);
            break;
        }
        int64_t value = row->cells[AT_VALUE].number;
        if (value < names[i].least || value > names[i].most) {
            e = report_fail(report, ERR_INPUT, "%s に %lld は使えません（%s %d行目）", names[i].name,
                            (long long)value, shown, row->source.line);
            break;
        }
        *(struct law_number *)((char *)ret + names[i].at) =
            (struct law_number){value, true, trace_source_of(&row->source)};
    }
    return e;
}
