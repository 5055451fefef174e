/* 滞納整理の基準 -- read from the municipality's table; a row that is absent is named, nothing is
 * guessed. */
#include "arrears/options.h"

#include "base/table.h"

static const struct column columns[] = {{"from", COLUMN_DATE, true, true},
                                        {"name", COLUMN_TEXT, true, true},
                                        {"value", COLUMN_INT, true, false},
                                        {"source", COLUMN_TEXT, true, false}};

enum err arrears_options_on(const struct session *session, date day, struct arena *arena,
                            struct report *report, struct arrears_options *ret)
{
    struct table table;
    struct arrears_options options = {0};
    const struct {
        const char *name;
        int64_t *to;
    } names[] = {
        {"grace_months", &options.grace_months},       {"grace_total_months", &options.grace_total_months},
        {"security_over", &options.security_over},     {"security_months", &options.security_months},
        {"apply_months", &options.apply_months},       {"sale_notice_days", &options.sale_notice_days},
        {"plan_grace_days", &options.plan_grace_days}, {"plan_missed_in_row", &options.plan_missed_in_row},
        {"plan_months", &options.plan_months},         {"plan_slip_max", &options.plan_slip_max},
        {"watch_months", &options.watch_months},       {"urgent_months", &options.urgent_months},
        {"inquiry_days", &options.inquiry_days},       {"heir_pay_days", &options.heir_pay_days},
    };
    const char *path = arena_printf(arena, "%s/municipal/%s/arrears.tsv", session->folder.params,
                                    session->folder.municipality);
    const char *shown = arena_printf(arena, "params/municipal/%s/arrears.tsv", session->folder.municipality);
    enum err e = table_read(path, shown, columns, COUNT_OF(columns), arena, report, &table);

    for (size_t i = 0; i < COUNT_OF(names) && e == ERR_NONE; i++) {
        const struct table_row *row = table_in_force(&table, day, &names[i].name);
        char text[DATE_TEXT_BYTES];
        date_format_iso(day, text);
        if (row == NULL) {
            e = report_fail(report, ERR_INPUT,
                            "%s に %s に当てはまる %s の行がありません。表に行を足してください", shown, text,
                            names[i].name);
        } else if (table_cell(&table, row, "value")->number < 0) {
            e = report_fail(report, ERR_INPUT, "%s %d行目: 値は0以上です", shown, row->source.line);
        } else {
            *names[i].to = table_cell(&table, row, "value")->number;
        }
    }
    if (e == ERR_NONE) {
        *ret = options;
    }
    return e;
}
