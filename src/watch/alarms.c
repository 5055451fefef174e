/*
 * 通報 -- an alarm stands until what it says has gone; it is told once, and anew when it comes back.
 *
 * Rows    OP-15 (a failed job calls out)
 *
 * Told is written behind the telling: whoever is killed in between tells it again, with the same number.
 */
#include "watch/internal.h"

#include <inttypes.h>

struct standing {
    int64_t alarm_no;
    struct text key;
    bool is_there; /* still */
};

struct telling {
    struct session *session;
    struct arena *arena;
    struct report *report;
    struct watch_item *items;
    size_t item_count;
    struct standing *standing;
    size_t standing_count;
};

static enum err read_standing(struct telling *t)
{
    struct query *q = store_query(t->session->store, SQL_watch_alarms_standing);
    size_t capacity = 0;
    bool row;
    enum err e;
    while ((e = query_step(q, t->report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(t->arena, t->standing, t->standing_count, capacity) =
            (struct standing){.alarm_no = query_i64(q, 0), .key = text_copy(t->arena, query_text(q, 1))};
    }
    query_reset(q);
    return e;
}

static bool stands(struct telling *t, const char *key)
{
    for (size_t i = 0; i < t->standing_count; i++) {
        if (text_is(t->standing[i].key, key)) {
            t->standing[i].is_there = true;
            return true;
        }
    }
    return false;
}

static enum err raise(struct telling *t, const struct watch_item *item, int64_t alarm_no, int64_t now)
{
    int64_t changed;
    struct query *q = store_query(t->session->store, SQL_watch_alarm_add);
    query_set_i64(q, "alarm_no", alarm_no);
    query_set_text(q, "alarm_key", text_of(item->key));
    query_set_text(q, "kind", text_of(item->kind));
    query_set_text(q, "words", text_of(item->words));
    query_set_i64(q, "raised_at", now);
    return query_run(q, t->report, &changed);
}

/* What stands now against what stood before, in one transaction. */
static enum err sync(struct telling *t, int64_t now)
{
    struct store *s = t->session->store;
    bool row = false;
    int64_t next = 0, changed;
    enum err e = read_standing(t);
    struct query *q = store_query(s, SQL_watch_alarm_next);
    e = e == ERR_NONE ? query_step(q, t->report, &row) : e;
    next = row ? query_i64(q, 0) : 0;
    query_reset(q);
    for (size_t i = 0; i < t->item_count && e == ERR_NONE; i++) {
        if (t->items[i].is_alarm && !stands(t, t->items[i].key)) {
            e = raise(t, &t->items[i], next++, now);
        }
    }
    for (size_t i = 0; i < t->standing_count && e == ERR_NONE; i++) {
        if (!t->standing[i].is_there) {
            q = store_query(s, SQL_watch_alarm_clear);
            query_set_i64(q, "alarm_no", t->standing[i].alarm_no);
            query_set_i64(q, "cleared_at", now);
            e = query_run(q, t->report, &changed);
        }
    }
    return e;
}

static enum err write_down(struct telling *t)
{
    struct store *s = t->session->store;
    enum err e = store_begin(s, t->report);
    if (e != ERR_NONE) {
        return e;
    }
    e = sync(t, clock_now_ms());
    e = e == ERR_NONE ? store_commit(s, t->report) : e;
    if (e != ERR_NONE) {
        store_rollback(s);
    }
    return e;
}

static enum err read_untold(struct telling *t, struct watch_alarm **ret, size_t *ret_count)
{
    struct query *q = store_query(t->session->store, SQL_watch_alarms_untold);
    size_t capacity = 0;
    bool row;
    enum err e;
    *ret = NULL;
    *ret_count = 0;
    while ((e = query_step(q, t->report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(t->arena, *ret, *ret_count, capacity) =
            (struct watch_alarm){.alarm_no = query_i64(q, 0), .key = text_copy(t->arena, query_text(q, 1)),
                                 .kind = text_copy(t->arena, query_text(q, 2)),
                                 .words = text_copy(t->arena, query_text(q, 3)), .at = query_i64(q, 4),
                                 .is_over = query_i64(q, 5) != INT64_MAX};
    }
    query_reset(q);
    return e;
}

static enum err note_told(struct telling *t, int64_t alarm_no)
{
    struct store *s = t->session->store;
    int64_t changed;
    enum err e = store_begin(s, t->report);
    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(s, SQL_watch_alarm_told);
    query_set_i64(q, "alarm_no", alarm_no);
    query_set_i64(q, "told_at", clock_now_ms());
    e = query_run(q, t->report, &changed);
    e = e == ERR_NONE ? store_commit(s, t->report) : e;
    if (e != ERR_NONE) {
        store_rollback(s);
    }
    return e;
}

enum err watch_tell(struct session *s, FILE *out, struct report *report)
{
    struct arena *arena = arena_new("通報", (size_t)256 << 20);
    struct telling t = {.session = s, .arena = arena, .report = report};
    struct watch_settings settings;
    struct watch_alarm *untold;
    size_t count = 0, told = 0;
    enum err e = watch_settings_read(&s->folder, s->folder.business_date, arena, report, &settings);
    e = e == ERR_NONE ? watch_look(s, arena, report, &t.items, &t.item_count) : e;
    e = e == ERR_NONE ? write_down(&t) : e;
    e = e == ERR_NONE ? read_untold(&t, &untold, &count) : e;
    bool has_way = e == ERR_NONE && strcmp(settings.tell_way, "none") != 0;
    for (size_t i = 0; i < count && has_way && e == ERR_NONE; i++) {
        e = watch_hand_over(&s->folder, &settings, &untold[i], report);
        e = e == ERR_NONE ? note_told(&t, untold[i].alarm_no) : e;
        told += e == ERR_NONE;
    }
    if (e == ERR_NONE) {
        fprintf(out, "通報 %zu 件%s\n", told,
                has_way || count == 0 ? "" : "（通報の方法が決められていません）");
    }
    arena_free(arena);
    return e;
}
