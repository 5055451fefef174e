/* 動いたものの控え -- notes are written with the rows, and read by the moment. */
#include "store/moved.h"

#include "base/sorted.h"

#include <inttypes.h>

#define ALL 0 /* in place of a number */

enum err moved_note_one(struct store *s, enum moved_topic topic, int64_t at, int64_t number,
                        struct report *report)
{
    struct query *q = store_query(s, SQL_store_moved_add);
    int64_t changed;

    query_set_i64(q, "topic", topic);
    query_set_i64(q, "at", at);
    query_set_i64(q, "number", number);
    return query_run(q, report, &changed);
}

enum err moved_note_all(struct store *s, enum moved_topic topic, int64_t at, struct report *report)
{
    return moved_note_one(s, topic, at, ALL, report);
}

enum err moved_note(struct store *s, enum moved_topic topic, int64_t at, int64_t *numbers, size_t count,
                    struct report *report)
{
    enum err e = ERR_NONE;

    count = sorted_once(numbers, count);
    if (count > MOVED_MANY) {
        return moved_note_one(s, topic, at, ALL, report);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        assert(numbers[i] != ALL);
        e = moved_note_one(s, topic, at, numbers[i], report);
    }
    return e;
}

enum err moved_noted(struct store *s, enum moved_topic topic, int64_t after, int64_t until,
                     struct arena *arena, struct report *report, struct moved_list *to, bool *ret_all)
{
    struct query *q = store_query(s, SQL_store_moved_since);
    bool row = false;
    enum err e;

    *ret_all = false;
    query_set_i64(q, "topic", topic);
    query_set_i64(q, "after", after);
    query_set_i64(q, "until", until);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row && !*ret_all) {
        *ret_all = query_i64(q, 0) == ALL; /* the first, if it is there */
        if (!*ret_all) {
            moved_add(to, arena, query_i64(q, 0), query_i64(q, 1));
        }
    }
    query_reset(q);
    return e;
}

static enum err ask_table(struct store *s, enum sql scan, int64_t since, struct arena *arena,
                          struct report *report, struct moved_list *to)
{
    struct query *q = store_query(s, scan);

    query_set_i64(q, "since", since);
    return query_moved(q, arena, report, to);
}

enum err moved_since(struct store *s, enum moved_topic topic, enum sql scan, int64_t since,
                     struct arena *arena, struct report *report, struct moved_list *to)
{
    bool is_all = false;
    enum err e = moved_noted(s, topic, since, INT64_MAX, arena, report, to, &is_all);

    return e == ERR_NONE && is_all ? ask_table(s, scan, since, arena, report, to) : e;
}

static enum err last_of_all(struct store *s, enum moved_topic topic, struct report *report, int64_t *ret)
{
    struct query *q = store_query(s, SQL_store_moved_all);
    bool row = false;

    query_set_i64(q, "topic", topic);
    enum err e = query_step(q, report, &row);
    *ret = e == ERR_NONE && row ? query_i64(q, 0) : 0;
    query_reset(q);
    return e;
}

static int64_t unnoted(const struct moved_list *rows, const struct moved_list *notes)
{
    int64_t count = 0;

    for (size_t i = 0; i < rows->count; i++) {
        const struct moved *note = moved_find(notes, rows->items[i].number);
        count += note == NULL || note->at < rows->items[i].at;
    }
    return count;
}

enum err moved_verify(struct store *s, enum moved_topic topic, enum sql scan, const char *label,
                      struct report *report, int64_t *broken)
{
    struct arena *arena = arena_new("動いたものの控え", (size_t)1 << 30);
    struct moved_list rows = {0}, notes = {0};
    int64_t since = 0;
    bool is_all = false;
    enum err e = last_of_all(s, topic, report, &since);

    e = e == ERR_NONE ? ask_table(s, scan, since, arena, report, &rows) : e;
    e = e == ERR_NONE ? moved_noted(s, topic, since, INT64_MAX, arena, report, &notes, &is_all) : e;
    int64_t missing = e == ERR_NONE ? unnoted(&rows, &notes) : 0;
    if (missing > 0) {
        report_add(report,
                   "%s: 動いたものの控えにない番号が %" PRId64 " 件あります。夜間の処理を「--all する」で"
                   "行ってください。",
                   label, missing);
        *broken += missing;
    }
    arena_free(arena);
    return e;
}
