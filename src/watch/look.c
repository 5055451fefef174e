/*
 * 運用状態 -- one look at everything that must be well: the last night, jobs, feeds, disk, records.
 *
 * Rows    OP-15. That the store answers is seen by whoever opens it (command_status.c).
 */
#include "watch/internal.h"

#include "audit/audit.h"

#include <inttypes.h>
#include <sys/statvfs.h>

#define HOUR_MS INT64_C(3600000)
#define MIB (INT64_C(1) << 20)

static const struct column setting_columns[] = {{"from", COLUMN_DATE, true, true},
                                                {"key", COLUMN_TEXT, true, true},
                                                {"value", COLUMN_TEXT, false, false},
                                                {"source", COLUMN_TEXT, true, false}};

static enum err text_of_key(const struct table *t, date day, const char *key, struct report *report,
                            const char **ret)
{
    const struct table_row *row = table_in_force(t, day, &key);
    if (row == NULL) {
        return report_fail(report, ERR_INPUT, "%s に「%s」の行がありません", t->file, key);
    }
    *ret = row->cells[2].present ? row->cells[2].text : "";
    return ERR_NONE;
}

static enum err number_of_key(const struct table *t, date day, const char *key, struct report *report,
                              int64_t *ret)
{
    const char *text = "";
    enum err e = text_of_key(t, day, key, report, &text);
    if (e == ERR_NONE && !parse_i64(text, strlen(text), 1, 100000000, ret)) {
        e = report_fail(report, ERR_INPUT, "%s の「%s」は1以上の数です: 「%s」", t->file, key, text);
    }
    return e;
}

enum err watch_settings_read(const struct data_folder *folder, date day, struct arena *arena,
                             struct report *report, struct watch_settings *ret)
{
    static const char *const ways[] = {"none", "command", "file", "spool"};
    const struct {
        const char *key;
        int64_t *to;
    } numbers[] = {{"disk_free", &ret->disk_free_mib}, {"head_hours", &ret->head_hours},
                   {"night_hours", &ret->night_hours}, {"tell_seconds", &ret->tell_seconds}};
    struct table *t = ARENA_NEW(arena, struct table);
    bool known = false;
    enum err e =
        watch_table(folder, "watch.tsv", setting_columns, COUNT_OF(setting_columns), arena, report, t);
    for (size_t i = 0; i < COUNT_OF(numbers) && e == ERR_NONE; i++) {
        e = number_of_key(t, day, numbers[i].key, report, numbers[i].to);
    }
    e = e == ERR_NONE ? text_of_key(t, day, "tell_way", report, &ret->tell_way) : e;
    e = e == ERR_NONE ? text_of_key(t, day, "tell_to", report, &ret->tell_to) : e;
    for (size_t i = 0; i < COUNT_OF(ways) && e == ERR_NONE; i++) {
        known = known || strcmp(ways[i], ret->tell_way) == 0;
    }
    if (e == ERR_NONE && (!known || (strcmp(ret->tell_way, "none") != 0 && ret->tell_to[0] == '\0'))) {
        e = report_fail(report, ERR_INPUT,
                        "%s の tell_way は none, command, file, spool のどれかで、"
                        "none のほかは tell_to が要ります: 「%s」「%s」",
                        t->file, ret->tell_way, ret->tell_to);
    }
    return e;
}

/* ------------------------------------------------------------------------------------ items -- */

struct looking {
    struct session *session;
    struct arena *arena;
    struct report *report;
    struct watch_settings settings;
    struct watch_item *items;
    size_t count, capacity;
    int64_t now;
};

static void add(struct looking *l, bool is_alarm, const char *kind, const char *key, const char *words)
{
    *ARENA_PUSH(l->arena, l->items, l->count, l->capacity) =
        (struct watch_item){.key = key, .kind = kind, .words = words, .is_alarm = is_alarm};
}

static const char *moment_words(struct looking *l, int64_t at)
{
    char buf[32];
    audit_moment_format(at, buf);
    return arena_printf(l->arena, "%.16s", buf);
}

static enum err look_night(struct looking *l)
{
    struct query *q = store_query(l->session->store, SQL_watch_night_last);
    bool row = false;
    enum err e = query_step(q, l->report, &row);
    if (e != ERR_NONE) {
        return e;
    }
    if (!row) {
        add(l, true, "night", "night", "毎晩の処理がまだ一度も動いていません（kokuho nightly）");
    } else {
        int64_t started = query_i64(q, 1), ended = query_i64(q, 2), hours = (l->now - started) / HOUR_MS;
        bool is_late = hours >= l->settings.night_hours, is_open = ended == 0 && hours >= 6;
        const char *when = moment_words(l, started);
        add(l, is_late || is_open, "night", is_open ? "night/open" : "night",
            is_open   ? arena_printf(l->arena, "%sに始めた毎晩の処理が終わっていません", when)
            : is_late ? arena_printf(l->arena, "毎晩の処理が%sから動いていません", when)
                      : arena_printf(l->arena, "毎晩の処理は%sに動きました", when));
    }
    query_reset(q);
    return e;
}

static enum err look_schedule(struct looking *l)
{
    struct watch_line *lines;
    size_t count, bad = 0;
    enum err e = watch_lines(l->session, l->arena, l->report, &lines, &count);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        const struct watch_line *w = &lines[i];
        bool is_bad = w->state == WATCH_FAILED || w->state == WATCH_HELD || w->state == WATCH_MISSED;
        /* What failed and was done by hand since is due no more. */
        bool still = w->state == WATCH_MISSED ? l->now - w->last_at < 24 * HOUR_MS : !date_is_none(w->due);
        if (is_bad && still) {
            bad++;
            add(l, true, "job", arena_printf(l->arena, "job/%s/%d", w->entry->name, date_ymd(w->last)),
                arena_printf(l->arena, "%s（予定 %s）: %s。%s", w->entry->job->label, w->entry->name,
                             watch_state_labels[w->state], w->words));
        }
    }
    if (e == ERR_NONE && bad == 0) {
        add(l, false, "job", "job", "予定の処理に、できなかったものはありません");
    }
    return e;
}

static enum err look_feeds(struct looking *l)
{
    struct feeds_look look;
    enum err e =
        feeds_look(l->session, l->session->folder.business_date, l->arena, l->report, &look);
    for (size_t i = 0; i < look.day_count && e == ERR_NONE; i++) {
        const struct feed_day *d = &look.days[i];
        char day[DATE_TEXT_BYTES];
        date_format_iso(d->day, day);
        if (feed_state_is_alarm(d->state)) {
            add(l, true, "feed", arena_printf(l->arena, "feed/%s/%d", d->feed->name, date_ymd(d->day)),
                arena_printf(l->arena, "%s（%s）の%sの分: %s", d->feed->label, d->feed->partner, day,
                             feed_state_labels[d->state]));
        }
    }
    if (e == ERR_NONE && look.alarms == 0) {
        add(l, false, "feed", "feed",
            look.unwatched > 0
                ? arena_printf(l->arena,
                               "届いていない連携ファイルはありません（見張りを始めていない連携 %zu）",
                               look.unwatched)
                : "届いていない連携ファイルはありません");
    }
    return e;
}

static enum err look_disk(struct looking *l)
{
    struct statvfs v;
    const char *path = l->session->folder.path;
    if (statvfs(path, &v) != 0) {
        return report_fail(l->report, ERR_WORLD, "データフォルダ %s の空きを調べられません", path);
    }
    int64_t free_mib = (int64_t)((uint64_t)v.f_bavail * v.f_frsize / (uint64_t)MIB);
    bool is_low = free_mib < l->settings.disk_free_mib;
    add(l, is_low, "disk", "disk",
        arena_printf(l->arena, "データフォルダの空き %" PRId64 " MiB%s", free_mib,
                     is_low ? "。空きを作るか、領域を広げてください" : ""));
    return ERR_NONE;
}

static enum err look_records(struct looking *l)
{
    int64_t at = 0;
    enum err e = audit_last_head(&l->session->folder, l->report, &at);
    bool is_old = at == 0 || (l->now - at) / HOUR_MS >= l->settings.head_hours;
    if (e == ERR_NONE) {
        add(l, is_old, "records", "records",
            at == 0  ? "署名した記録の見出しがまだありません"
            : is_old ? arena_printf(l->arena, "署名した記録の見出しが%sから増えていません",
                                    moment_words(l, at))
                     : arena_printf(l->arena, "署名した記録の見出し %s", moment_words(l, at)));
    }
    return e;
}

enum err watch_look(struct session *s, struct arena *arena, struct report *report, struct watch_item **ret,
                    size_t *ret_count)
{
    struct looking l = {.session = s, .arena = arena, .report = report, .now = clock_now_ms()};
    static enum err (*const looks[])(struct looking *l) = {look_night, look_schedule, look_feeds, look_disk,
                                                           look_records};
    enum err e = watch_settings_read(&s->folder, s->folder.business_date, arena, report, &l.settings);
    for (size_t i = 0; i < COUNT_OF(looks) && e == ERR_NONE; i++) {
        e = looks[i](&l);
    }
    if (e == ERR_NONE) {
        *ret = l.items;
        *ret_count = l.count;
    }
    return e;
}
