/*
 * 排他 (OP-23, NF-11): one editor a person or household.
 *
 * A lock lives ten minutes from its last renewal; whoever holds it renews it by saving. When it is over
 * anyone may take it; before, only who may distribute work, and the takeover is kept.
 */
#include "casework/internal.h"

#define LOCK_MS ((int64_t)10 * 60 * 1000)

/* Reads the lock that is in force or, with `also_over`, one that nobody let go. */
static enum err lock_read(struct session *s, enum change_subject subject, int64_t subject_no, int64_t now,
                          struct arena *arena, struct report *report, struct edit_lock *ret, bool *ret_there)
{
    struct query *q = store_query(s->store, SQL_casework_lock_of);
    query_set_i64(q, "subject", subject);
    query_set_i64(q, "subject_no", subject_no);
    enum err e = query_step(q, report, ret_there);
    if (e == ERR_NONE && *ret_there) {
        *ret = (struct edit_lock){
            .subject = subject,
            .subject_no = subject_no,
            .operator_id = text_copy(arena, query_text(q, 0)),
            .operator_name = text_copy(arena, query_text(q, 1)),
            .terminal = text_copy(arena, query_text(q, 2)),
            .since = query_i64(q, 3),
            .renewed_at = query_i64(q, 4),
        };
        bool over = ret->renewed_at + LOCK_MS <= now;
        ret->is_mine = text_is(ret->operator_id, s->operator.id);
        ret->may_be_taken = over || ret->is_mine || operator_may(&s->operator, PERM_CASE_ASSIGN);
        *ret_there = !over || ret->is_mine;
    }
    query_reset(q);
    return e;
}

static enum err held_by(const struct edit_lock *l, struct report *report)
{
    return report_fail(
        report, ERR_FINDINGS,
        "%s %lld は職員「%.*s」（%.*s）が端末「%.*s」で変更中です。終わるまで見るだけにしてください",
        l->subject == CHANGE_OF_PERSON ? "宛名番号" : "世帯", (long long)l->subject_no,
        (int)l->operator_id.len, l->operator_id.bytes, (int)l->operator_name.len, l->operator_name.bytes,
        (int)l->terminal.len, l->terminal.bytes);
}

static enum err put(struct session *s, const struct edit_lock *l, struct report *report)
{
    struct query *q = store_query(s->store, SQL_casework_lock_put);
    query_set_i64(q, "subject", l->subject);
    query_set_i64(q, "subject_no", l->subject_no);
    query_set_text(q, "operator_id", l->operator_id);
    query_set_text(q, "operator_name", l->operator_name);
    query_set_text(q, "terminal", l->terminal);
    query_set_i64(q, "since", l->since);
    query_set_i64(q, "now", l->renewed_at);
    return casework_one(q, report);
}

static enum err trace_takeover(struct session *s, const struct edit_lock *from, int64_t now,
                               struct report *report)
{
    struct query *q = store_query(s->store, SQL_casework_takeover_add);
    query_set_i64(q, "subject", from->subject);
    query_set_i64(q, "subject_no", from->subject_no);
    query_set_i64(q, "at", now);
    query_set_text(q, "from_operator", from->operator_id);
    query_set_text(q, "by_operator", text_of(s->operator.id));
    query_set_i64(q, "renewed_at", from->renewed_at);
    return casework_one(q, report);
}

static enum err take(struct session *s, enum change_subject subject, int64_t subject_no, struct text terminal,
                     bool take_over, struct arena *arena, struct report *report, struct edit_lock *ret)
{
    int64_t now = clock_now_ms();
    struct edit_lock old = {0};
    bool there;
    enum err e = lock_read(s, subject, subject_no, now, arena, report, &old, &there);
    if (e != ERR_NONE) {
        return e;
    }
    if (there && !old.is_mine) {
        if (!take_over || !old.may_be_taken) {
            *ret = old;
            return held_by(&old, report);
        }
        e = trace_takeover(s, &old, now, report);
        if (e != ERR_NONE) {
            return e;
        }
    }
    struct edit_lock mine = {.subject = subject,
                             .subject_no = subject_no,
                             .operator_id = text_of(s->operator.id),
                             .operator_name = text_of(s->operator.name),
                             .terminal = text_copy(arena, terminal),
                             .since = there && old.is_mine ? old.since : now,
                             .renewed_at = now,
                             .is_mine = true,
                             .may_be_taken = true};
    *ret = mine;
    return put(s, &mine, report);
}

enum err lock_take(struct session *s, enum change_subject subject, int64_t subject_no, struct text terminal,
                   bool take_over, struct arena *arena, struct report *report, struct edit_lock *ret)
{
    if ((subject != CHANGE_OF_PERSON && subject != CHANGE_OF_HOUSEHOLD) || subject_no <= 0 ||
        !casework_words_are_fine(terminal, 64, false)) {
        return report_fail(report, ERR_INPUT, "変更する人か世帯が選ばれていません");
    }
    enum err e = store_begin(s->store, report);
    if (e != ERR_NONE) {
        return e;
    }
    e = take(s, subject, subject_no, terminal, take_over, arena, report, ret);
    return casework_end(s->store, e, report);
}

enum err lock_drop(struct session *s, enum change_subject subject, int64_t subject_no, struct report *report)
{
    int64_t changed;
    struct query *q = store_query(s->store, SQL_casework_lock_drop);
    query_set_i64(q, "subject", subject);
    query_set_i64(q, "subject_no", subject_no);
    query_set_text(q, "operator_id", text_of(s->operator.id));
    return query_run(q, report, &changed); /* one that somebody else holds stays: nothing of mine is there */
}

enum err lock_release(struct session *s, enum change_subject subject, int64_t subject_no,
                      struct report *report)
{
    enum err e = store_begin(s->store, report);
    if (e == ERR_NONE) {
        e = lock_drop(s, subject, subject_no, report);
        e = casework_end(s->store, e, report);
    }
    return e;
}

enum err lock_look(struct session *s, enum change_subject subject, int64_t subject_no, struct arena *arena,
                   struct report *report, struct edit_lock *ret, bool *ret_is_held)
{
    int64_t now = clock_now_ms();
    struct edit_lock lock = {0};
    bool there;
    enum err e = lock_read(s, subject, subject_no, now, arena, report, &lock, &there);
    if (e == ERR_NONE) {
        *ret_is_held = there && lock.renewed_at + LOCK_MS > now;
        *ret = lock;
    }
    return e;
}

enum err lock_hold(struct session *s, enum change_subject subject, int64_t subject_no, struct text but,
                   int64_t now, struct report *report)
{
    struct arena *arena = arena_new("排他", (size_t)64 << 10);
    struct edit_lock lock = {0};
    bool there;
    int64_t changed;
    enum err e = lock_read(s, subject, subject_no, now, arena, report, &lock, &there);
    if (e == ERR_NONE && there && lock.is_mine) {
        struct query *q = store_query(s->store, SQL_casework_lock_renew);
        query_set_i64(q, "subject", subject);
        query_set_i64(q, "subject_no", subject_no);
        query_set_text(q, "operator_id", text_of(s->operator.id));
        query_set_i64(q, "now", now);
        e = query_run(q, report, &changed);
    } else if (e == ERR_NONE && there && !text_equal(lock.operator_id, but)) {
        e = held_by(&lock, report);
    }
    arena_free(arena);
    return e;
}
