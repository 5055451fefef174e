/* Which days are closed and which are due: what the nightly work goes by, whenever it was last there. */
#include "audit/rules.h"

#define DAYS_MAX 40000 /* a century */

static enum err closed_in(struct store *s, date last, size_t max, struct arena *arena, struct report *report,
                          struct audit_closed_day **ret, size_t *ret_count)
{
    struct audit_closed_day *days = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;
    struct query *q = store_query(s, SQL_audit_day_list);
    query_set_i64(q, "until", date_ymd(last));
    query_set_i64(q, "max", (int64_t)max);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct audit_closed_day d = {.records = query_i64(q, 1), .acts = query_i64(q, 2),
                                     .alerts = query_i64(q, 3)};
        if (!date_from_ymd((int32_t)query_i64(q, 0), &d.day)) {
            e = report_fail(report, ERR_WORLD, "締めた日の表に日付でない値 %lld があります",
                            (long long)query_i64(q, 0));
            break;
        }
        *ARENA_PUSH(arena, days, count, capacity) = d;
    }
    query_reset(q);
    if (e == ERR_NONE) {
        *ret = days;
        *ret_count = count;
    }
    return e;
}

enum err audit_days_closed(const struct data_folder *folder, date last, size_t max, struct arena *arena,
                           struct report *report, struct audit_closed_day **ret, size_t *ret_count)
{
    struct store *s = NULL;
    enum err e = audit_store_open(folder, STORE_READ, report, &s);
    if (e == ERR_NONE) {
        e = closed_in(s, last, max, arena, report, ret, ret_count);
        store_close(s);
    }
    return e;
}

/* The day of the first record of all; today when there is none. */
static enum err first_day(struct store *s, struct report *report, date *ret)
{
    bool row;
    struct query *q = store_query(s, SQL_audit_stream_first);
    enum err e = query_step(q, report, &row);
    if (e == ERR_NONE) {
        *ret = audit_day_of(row ? query_i64(q, 0) : clock_now_ms());
    }
    query_reset(q);
    return e;
}

enum err audit_days_due(const struct data_folder *folder, struct arena *arena, struct report *report,
                        date **ret, size_t *ret_count)
{
    struct store *s = NULL;
    struct audit_closed_day *closed = NULL;
    size_t closed_count = 0, count = 0, capacity = 0;
    date *due = NULL, first, today = audit_day_of(clock_now_ms());
    enum err e = audit_store_open(folder, STORE_READ, report, &s);
    if (e != ERR_NONE) {
        return e;
    }
    e = first_day(s, report, &first);
    if (e == ERR_NONE) {
        e = closed_in(s, today, DAYS_MAX, arena, report, &closed, &closed_count);
    }
    store_close(s);
    if (e != ERR_NONE) {
        return e;
    }
    size_t left = closed_count; /* of `closed`, from its end: oldest first */
    for (date day = first; date_before(day, today); day = date_add_days(day, 1)) {
        while (left > 0 && date_before(closed[left - 1].day, day)) {
            left--;
        }
        if (left == 0 || !date_equal(closed[left - 1].day, day)) {
            *ARENA_PUSH(arena, due, count, capacity) = day;
        }
    }
    *ret = due;
    *ret_count = count;
    return ERR_NONE;
}
