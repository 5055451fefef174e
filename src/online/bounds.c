/* オンライン申請の上限 -- params/national/online/bounds.tsv: how many, how large. */
#include "online/internal.h"

#include "base/table.h"

#include <inttypes.h>

static const struct column columns[] = {{"from", COLUMN_DATE, true, true},
                                        {"name", COLUMN_TEXT, true, true},
                                        {"value", COLUMN_INT, true, false},
                                        {"source", COLUMN_TEXT, true, false}};
enum { AT_VALUE = 2 };

static enum err bound(const struct table *t, date day, const char *name, int64_t most, struct report *report,
                      int64_t *ret)
{
    const struct table_row *row = table_in_force(t, day, &name);

    if (row == NULL) {
        return report_fail(report, ERR_INPUT, "%s に %s の行がありません。表に行を足してください", t->file,
                           name);
    }
    *ret = row->cells[AT_VALUE].number;
    return *ret > 0 && *ret <= most
               ? ERR_NONE
               : report_fail(report, ERR_INPUT, "%s %d行目: %s は1から%" PRId64 "までです", row->source.file,
                             row->source.line, name, most);
}

enum err online_bounds_load(const struct data_folder *folder, date day, struct arena *arena,
                            struct report *report, struct online_bounds *ret)
{
    enum { ATTACHMENTS_MOST = 99, PERSONS_MOST = 99 };
    struct table t;
    enum err e = table_read(arena_printf(arena, "%s/national/online/bounds.tsv", folder->params),
                            "params/national/online/bounds.tsv", columns, COUNT_OF(columns), arena, report,
                            &t);

    e = e == ERR_NONE ? bound(&t, day, "attachments", ATTACHMENTS_MOST, report, &ret->attachments) : e;
    e = e == ERR_NONE ? bound(&t, day, "attachment_bytes", (int64_t)PACKAGE_BYTES_MAX, report,
                              &ret->attachment_bytes)
                      : e;
    return e == ERR_NONE ? bound(&t, day, "persons", PERSONS_MOST, report, &ret->persons) : e;
}
