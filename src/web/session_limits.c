/*
 * ログインの続く時間 -- the limits of sessions from a dated table.
 *
 * Table   params/national/web/session.tsv; a municipality's own session.tsv stands before it
 */
#include "base/table.h"
#include "web/session.h"

#include <unistd.h>

#define MINUTE 60000

static const struct column columns[] = {{"from", COLUMN_DATE, true, true},
                                        {"name", COLUMN_TEXT, true, true},
                                        {"value", COLUMN_INT, true, false},
                                        {"source", COLUMN_TEXT, true, false}};

struct limit_row {
    const char *name;
    int64_t *to;
    int64_t unit, min, max;
};

static enum err take(const struct table *t, date on, const struct limit_row *r, struct report *report)
{
    const struct table_row *row = table_in_force(t, on, &r->name);
    if (row == NULL) {
        return report_fail(report, ERR_INPUT, "%s: この日の「%s」がありません", t->file, r->name);
    }
    int64_t value = table_cell(t, row, "value")->number;
    if (value < r->min || value > r->max) {
        return report_fail(report, ERR_INPUT, "%s %d行目: 「%s」の値 %lld は %lld から %lld の外です",
                           t->file, row->source.line, r->name, (long long)value, (long long)r->min,
                           (long long)r->max);
    }
    *r->to = value * r->unit;
    return ERR_NONE;
}

enum err session_limits_read(const struct data_folder *folder, date on, struct report *report,
                             struct session_limits *ret)
{
    struct session_limits l;
    const struct limit_row rows[] = {
        {"idle_minutes", &l.idle_ms, MINUTE, 1, 60},
        {"absolute_minutes", &l.absolute_ms, MINUTE, 1, 24 * 60},
        {"lock_minutes", &l.lock_ms, MINUTE, 1, 60},
        {"step_up_minutes", &l.step_up_ms, MINUTE, 1, 60},
        {"sessions_per_user", &l.per_user, 1, 1, 10},
        {"pages_per_minute", &l.pages_per_minute, 1, 10, 10000000},
        {"searches_per_minute", &l.searches_per_minute, 1, 1, 10000000},
        {"logins_per_minute", &l.logins_per_minute, 1, 1, 10000},
    };
    char own[700], national[700];
    snprintf(own, sizeof(own), "%s/municipal/%s/session.tsv", folder->params, folder->municipality);
    snprintf(national, sizeof(national), "%s/national/web/session.tsv", folder->params);
    bool is_own = access(own, F_OK) == 0;
    if (!is_own && access(national, F_OK) != 0) { /* a folder of a version before */
        snprintf(national, sizeof(national), "%s/params/national/web/session.tsv", folder->share);
    }
    struct arena *arena = arena_new("ログインの続く時間", 4 << 20);
    struct table table;
    enum err e = table_read(is_own ? own : national,
                            is_own ? "params/municipal/session.tsv" : "params/national/web/session.tsv",
                            columns, COUNT_OF(columns), arena, report, &table);
    for (size_t i = 0; e == ERR_NONE && i < COUNT_OF(rows); i++) {
        e = take(&table, on, &rows[i], report);
    }
    arena_free(arena);
    if (e == ERR_NONE) {
        *ret = l;
    }
    return e;
}
