/* 予定 -- the dated table of jobs, and what of it is due. */
#include "watch/internal.h"

#include "rules/common/holidays.h"

#include <unistd.h>

#define LOOK_BACK_DAYS 400 /* a yearly job that was missed is still found */
#define DAY_MINUTES (24 * 60)

const char *const watch_state_labels[WATCH_STATES] = {
    [WATCH_NEVER] = "まだ動いていない",
    [WATCH_DONE] = "済み",
    [WATCH_FAILED] = "できなかった",
    [WATCH_MISSED] = "行わなかった",
    [WATCH_HELD] = "止めている",
};

enum { C_FROM, C_ENTRY, C_JOB, C_ON, C_SHIFT, C_AT, C_CATCH_UP, C_AFTER, C_OPTIONS, C_SOURCE };
static const struct column columns[] = {
    [C_FROM] = {"from", COLUMN_DATE, true, true},         [C_ENTRY] = {"entry", COLUMN_TEXT, true, true},
    [C_JOB] = {"job", COLUMN_TEXT, false, false},         [C_ON] = {"on", COLUMN_TEXT, false, false},
    [C_SHIFT] = {"shift", COLUMN_TEXT, false, false},     [C_AT] = {"at", COLUMN_TEXT, true, false},
    [C_CATCH_UP] = {"catch_up", COLUMN_TEXT, true, false}, [C_AFTER] = {"after", COLUMN_TEXT, false, false},
    [C_OPTIONS] = {"options", COLUMN_TEXT, false, false}, [C_SOURCE] = {"source", COLUMN_TEXT, true, false},
};

enum err watch_table(const struct data_folder *folder, const char *name, const struct column *cols,
                     size_t count, struct arena *arena, struct report *report, struct table *ret)
{
    const char *own = arena_printf(arena, "%s/municipal/%s/%s", folder->params, folder->municipality, name);
    bool is_own = access(own, F_OK) == 0;
    const char *shown = is_own ? arena_printf(arena, "params/municipal/%s/%s", folder->municipality, name)
                               : arena_printf(arena, "params/national/ops/%s", name);
    return table_read(is_own ? own : arena_printf(arena, "%s/national/ops/%s", folder->params, name), shown,
                      cols, count, arena, report, ret);
}

/* ------------------------------------------------------------------------------------- rows -- */

struct reading {
    const struct table_row *row;
    struct arena *arena;
    struct report *report;
    struct watch_schedule *schedule;
    enum err result;
};

static void fault(struct reading *r, int column, const char *words)
{
    r->result = report_fail(r->report, ERR_INPUT, "%s %d行目 %s「%s」: %s", r->row->source.file,
                            r->row->source.line, columns[column].name, r->row->cells[column].text, words);
}

static void read_when(struct reading *r, struct watch_entry *e)
{
    const struct cell *c = r->row->cells;
    const char *why = NULL, *at = c[C_AT].text;
    int64_t hour = 0, minute = 0;
    if (!c[C_ON].present ||
        !recurrence_parse(c[C_ON].text, c[C_SHIFT].present ? c[C_SHIFT].text : "-", &e->days, &why)) {
        fault(r, C_ON, why != NULL ? why : "処理のある予定には日が要ります");
    }
    if (strlen(at) != 5 || at[2] != ':' || !parse_i64(at, 2, 0, 23, &hour) ||
        !parse_i64(at + 3, 2, 0, 59, &minute)) {
        fault(r, C_AT, "時刻は 00:30 のように書きます");
    }
    e->minute = (int)(hour * 60 + minute);
    e->makes_up = strcmp(c[C_CATCH_UP].text, "once") == 0;
    if (!e->makes_up && strcmp(c[C_CATCH_UP].text, "no") != 0) {
        fault(r, C_CATCH_UP, "once（まとめて行う）か no（行わずに知らせる）です");
    }
    if (date_civil(r->row->from).year < HOLIDAYS_FIRST_YEAR) {
        fault(r, C_FROM, "2000年より前の日は使えません");
    }
}

static bool is_before(const struct watch_schedule *s, const char *name)
{
    for (size_t i = 0; i < s->count; i++) {
        if (strcmp(s->entries[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

/* Only what stands before it in the table: nothing can wait for itself. */
static void read_after(struct reading *r, struct watch_entry *e)
{
    const char *list = r->row->cells[C_AFTER].present ? r->row->cells[C_AFTER].text : "";
    while (*list != '\0') {
        size_t len = strcspn(list, ",");
        const char *name = arena_copy(r->arena, list, len);
        bool is_feeds = strncmp(name, "feeds:", 6) == 0 && name[6] != '\0';
        if (e->after_count == WATCH_AFTER_MAX || len == 0 || (!is_feeds && !is_before(r->schedule, name))) {
            fault(r, C_AFTER, "前の行にある予定か feeds:組 を、6つまで並べます");
            return;
        }
        e->after[e->after_count++] = name;
        list += len + (list[len] == ',' ? 1 : 0);
    }
}

/* "cut-off=2026-07-20,slip=しない" */
static void read_options(struct reading *r, struct watch_entry *e)
{
    const char *list = r->row->cells[C_OPTIONS].present ? r->row->cells[C_OPTIONS].text : "";
    e->request = (struct job_request){.is_quiet = true, .ends_soon = true};
    while (*list != '\0') {
        size_t len = strcspn(list, ","), name = strcspn(list, "="), i = 0;
        while (i < e->job->option_count && (strlen(e->job->options[i].name) != name ||
                                            memcmp(e->job->options[i].name, list, name) != 0)) {
            i++;
        }
        if (name >= len || i == e->job->option_count) {
            fault(r, C_OPTIONS, "処理の条件を 名前=値 で書きます（kokuho help job）");
            return;
        }
        e->request.values[i] = arena_copy(r->arena, list + name + 1, len - name - 1);
        list += len + (list[len] == ',' ? 1 : 0);
    }
}

static void read_entry(struct reading *r)
{
    struct watch_entry *e = &r->schedule->entries[r->schedule->count];
    *e = (struct watch_entry){.name = r->row->cells[C_ENTRY].text, .source = &r->row->source};
    e->job = job_find(text_of(r->row->cells[C_JOB].text));
    if (e->job == NULL) {
        fault(r, C_JOB, "そのような処理はありません（kokuho help job）");
        return;
    }
    if (strlen(e->name) > 60) {
        fault(r, C_ENTRY, "予定の名前は60字までです");
    }
    read_when(r, e);
    read_after(r, e);
    read_options(r, e);
    r->schedule->count++;
}

enum err watch_schedule_read(const struct data_folder *folder, date day, struct arena *arena,
                             struct report *report, struct watch_schedule *ret)
{
    struct table *t = ARENA_NEW(arena, struct table);
    struct reading r = {.arena = arena, .report = report, .schedule = ret};
    enum err e = watch_table(folder, "schedule.tsv", columns, COUNT_OF(columns), arena, report, t);
    *ret = (struct watch_schedule){.count = 0};
    if (e != ERR_NONE) {
        return e;
    }
    ret->entries = ARENA_ARRAY(arena, struct watch_entry, t->row_count + 1);
    for (size_t i = 0; i < t->row_count; i++) {
        const char *keys[] = {t->rows[i].cells[C_ENTRY].text};
        bool is_in_force = table_in_force(t, day, keys) == &t->rows[i];
        r.row = &t->rows[i];
        if (is_in_force && r.row->cells[C_JOB].present) { /* "-": the entry has ended */
            read_entry(&r);
        }
    }
    return r.result;
}

/* -------------------------------------------------------------------------------------- due -- */

static enum err settled_day(struct store *s, const char *entry, struct report *report, date *ret)
{
    struct query *q = store_query(s, SQL_watch_occurrence_settled);
    bool row = false;
    query_set_text(q, "entry", text_of(entry));
    enum err e = query_step(q, report, &row);
    if (e != ERR_NONE || !row || !date_from_ymd((int32_t)query_i64(q, 0), ret)) {
        *ret = date_none();
    }
    query_reset(q);
    return e;
}

/* Minutes of the business date that have passed: a date that is not the clock's has no hour of its own. */
static int minute_now(date today)
{
    int64_t now = clock_now_ms();
    return date_equal(clock_day(now), today) ? clock_minute(now) : DAY_MINUTES;
}

/* A run that somebody has started by hand on that day or later is as good. */
static enum err was_run_by_hand(struct session *s, const struct watch_entry *entry, date day,
                                struct report *report, bool *ret)
{
    struct arena *arena = arena_new("予定", (size_t)64 << 20);
    struct run_record *runs;
    size_t count;
    enum err e = batch_runs_from(s->store, entry->job->name, day, arena, report, &runs, &count);
    *ret = false;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        const struct run_record *r = &runs[i];
        bool ended = r->state == RUN_APPROVED || (entry->job->needs_approval && r->state == RUN_PROPOSED);
        bool is_in_time = !date_equal(r->business_date, day) ||
                          !date_equal(clock_day(r->started_at), day) ||
                          clock_minute(r->started_at) >= entry->minute;
        *ret = *ret || (ended && date_at_most(day, r->business_date) && is_in_time);
    }
    arena_free(arena);
    return e;
}

enum err watch_due(struct session *s, const struct watch_entry *entry, struct report *report, date *ret_day,
                   int *ret_missed)
{
    date today = s->folder.business_date, settled;
    bool by_hand = false;
    enum err e = settled_day(s->store, entry->name, report, &settled);
    *ret_day = date_none();
    *ret_missed = 0;
    if (e != ERR_NONE) {
        return e;
    }
    date until = minute_now(today) >= entry->minute ? today : date_add_days(today, -1);
    date from = date_add_days(today, -LOOK_BACK_DAYS);
    if (!date_is_none(settled)) {
        from = date_max(from, date_add_days(settled, 1));
    }
    date day = date_at_most(from, until) ? recurrence_last(&entry->days, from, until) : date_none();
    if (date_is_none(day)) {
        return ERR_NONE;
    }
    e = was_run_by_hand(s, entry, day, report, &by_hand);
    if (e != ERR_NONE || by_hand) {
        return e;
    }
    for (date d = from; !date_is_none(settled) && date_before(d, day); d = date_add_days(d, 1)) {
        *ret_missed += recurrence_is_on(&entry->days, d);
    }
    *ret_day = day;
    return ERR_NONE;
}

/* ------------------------------------------------------------------------------------ lines -- */

static enum err last_attempt(struct store *s, struct watch_line *l, struct arena *arena,
                             struct report *report)
{
    struct query *q = store_query(s, SQL_watch_occurrence_last);
    bool row = false;
    query_set_text(q, "entry", text_of(l->entry->name));
    enum err e = query_step(q, report, &row);
    if (e == ERR_NONE && row) {
        struct text words = query_text(q, 2);
        if (!date_from_ymd((int32_t)query_i64(q, 0), &l->last)) {
            l->last = date_none();
        }
        l->state = (enum watch_state)query_i64(q, 1);
        l->words = arena_copy(arena, words.bytes, words.len);
        l->missed = (int)query_i64(q, 3);
        l->last_at = query_i64(q, 4);
    }
    query_reset(q);
    return e;
}

enum err watch_lines(struct session *s, struct arena *arena, struct report *report, struct watch_line **ret,
                     size_t *ret_count)
{
    struct watch_schedule *schedule = ARENA_NEW(arena, struct watch_schedule);
    enum err e = watch_schedule_read(&s->folder, s->folder.business_date, arena, report, schedule);
    *ret = ARENA_ARRAY(arena, struct watch_line, schedule->count + 1);
    *ret_count = 0;
    for (size_t i = 0; i < schedule->count && e == ERR_NONE; i++) {
        struct watch_line *l = &(*ret)[(*ret_count)++];
        int missed;
        *l = (struct watch_line){.entry = &schedule->entries[i], .last = date_none(), .words = ""};
        l->next = recurrence_next(&l->entry->days, date_add_days(s->folder.business_date, 1));
        e = watch_due(s, l->entry, report, &l->due, &missed);
        e = e == ERR_NONE ? last_attempt(s->store, l, arena, report) : e;
    }
    return e;
}
