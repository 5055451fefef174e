/*
 * 日の締め -- the records of one day are gathered, their chain is followed, the rules go over them, and
 * what they say becomes alerts, in one transaction.
 */
#include "audit/day.h"

#include <inttypes.h>

/* ------------------------------------------------------------------------------- words -------- */

static uint64_t hash_of(struct text t)
{
    uint64_t h = UINT64_C(1469598103934665603);
    for (size_t i = 0; i < t.len; i++) {
        h = (h ^ (unsigned char)t.bytes[i]) * UINT64_C(1099511628211);
    }
    return h;
}

static void put_slot(struct day *d, uint32_t number)
{
    size_t at = (size_t)hash_of(d->words[number]) % d->slot_count;
    while (d->slots[at] != 0) {
        at = (at + 1) % d->slot_count;
    }
    d->slots[at] = number + 1;
}

uint32_t day_word(struct day *d, struct text word)
{
    if (d->word_count * 2 >= d->slot_count) {
        d->slot_count = d->slot_count * 2 + 1024;
        d->slots = ARENA_ARRAY(d->arena, uint32_t, d->slot_count);
        for (size_t i = 0; i < d->word_count; i++) {
            put_slot(d, (uint32_t)i);
        }
    }
    for (size_t at = (size_t)hash_of(word) % d->slot_count; d->slots[at] != 0;
         at = (at + 1) % d->slot_count) {
        if (text_equal(d->words[d->slots[at] - 1], word)) {
            return d->slots[at] - 1;
        }
    }
    uint32_t number = (uint32_t)d->word_count;
    struct text copy = text_copy(d->arena, word);
    *ARENA_PUSH(d->arena, d->words, d->word_count, d->word_capacity) = copy;
    put_slot(d, number);
    return number;
}

/* --------------------------------------------------------------------------- gathering -------- */

static enum err take(struct day *d, const struct audit_event *e)
{
    struct day_act act = {.at = e->at,
                          .kind = e->kind,
                          .outcome = e->outcome,
                          .result_count = e->result_count,
                          .operator= day_word(d, e->operator_id),
                          .terminal = day_word(d, e->terminal),
                          .event = day_word(d, e->event),
                          .is_first = true};
    d->records++;
    if (text_is(e->event, AUDIT_EVENT_OVER)) { /* written when the next one logs in, whenever that is */
        return ERR_NONE;
    }
    d->at_terminals += e->operator_id.len > 0 && e->terminal.len > 0 ? 1 : 0;
    if (text_is(e->event, AUDIT_EVENT_CLOCK)) { /* LG-11 */
        day_alert(d, "DA-08", e->at, text_of(""), 0, "%.*s", (int)e->reason.len, e->reason.bytes);
    } else if (text_is(e->event, AUDIT_EVENT_LOST)) {
        day_alert(d, "DA-08", e->at, text_of(""), 0, "記録を閉じずに終わった処理があります");
    }
    size_t i = 0;
    do {
        act.addressee_no = e->subject_count > 0 ? e->subjects[i].addressee_no : 0;
        if (d->act_count == DAY_ACTS_MAX) {
            return report_fail(d->report, ERR_WORLD, "1日の記録が %d件を超えました。締められません",
                               DAY_ACTS_MAX);
        }
        *ARENA_PUSH(d->arena, d->acts, d->act_count, d->act_capacity) = act;
        act.is_first = false;
    } while (++i < e->subject_count);
    return ERR_NONE;
}

/* The records of the day in one stream; what does not hold together becomes an alert (DA-08). */
static enum err gather_stream(struct day *d, struct store *s, const struct audit_span *span,
                              struct arena *one)
{
    bool row;
    int64_t stream_no = span->stream_no;
    struct report broken;
    struct audit_chain chain;
    enum err e;
    report_init(&broken);
    audit_chain_init(&chain, &broken);
    struct query *q = store_scan(s, SQL_audit_record_range);
    query_set_i64(q, "first", audit_record_no(stream_no, span->first));
    query_set_i64(q, "last", audit_record_no(stream_no, span->last));
    while ((e = query_step(q, d->report, &row)) == ERR_NONE && row) {
        struct text previous = query_blob(q, 1), hash = query_blob(q, 2), body = query_blob(q, 3);
        struct audit_event event;
        arena_reset(one);
        if (previous.len != AUDIT_HASH_BYTES || hash.len != AUDIT_HASH_BYTES) {
            audit_chain_find(&chain, stream_no, audit_seq_of(query_i64(q, 0)), "要約値が壊れています");
            continue;
        }
        if (chain.stream_no == 0) {
            audit_chain_stream(&chain, stream_no, span->first - 1, (const unsigned char *)previous.bytes);
        }
        if (audit_chain_record(&chain, audit_seq_of(query_i64(q, 0)), (const unsigned char *)previous.bytes,
                               (const unsigned char *)hash.bytes, (const unsigned char *)body.bytes, body.len,
                               one, &event) &&
            event.at >= d->from && event.at < d->until) {
            e = take(d, &event);
        }
        if (e != ERR_NONE) {
            break;
        }
    }
    query_reset(q);
    for (size_t i = 0; i < broken.kept; i++) {
        day_alert(d, "DA-08", d->from, text_of(""), 0, "%s", broken.lines[i]);
    }
    report_done(&broken);
    return e;
}

enum err day_gather(struct day *d, struct store *s)
{
    struct audit_span *spans;
    size_t count;
    struct arena *one = arena_new("記録", 1 << 16);
    enum err e = audit_spans(s, d->arena, d->from, d->until, d->report, &spans, &count);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = gather_stream(d, s, &spans[i], one);
    }
    arena_free(one);
    return e;
}

/* ----------------------------------------------------------------------------- closing -------- */

/* A day on which the ward was open and nobody did anything: the records, not the people, stood still
 * (DA-08). */
static enum err look_at_volume(struct day *d, struct store *s)
{
    bool row;
    struct query *q = store_query(s, SQL_audit_day_before);
    query_set_i64(q, "day", date_ymd(d->date));
    enum err e = query_step(q, d->report, &row);
    if (e != ERR_NONE) {
        return e;
    }
    int64_t before = row ? query_i64(q, 1) : 0;
    if (row) {
        query_reset(q);
    }
    bool is_open = d->limits.open_minute < d->limits.close_minute;
    if (is_open && before > 0 && d->at_terminals == 0) {
        day_alert(d, "DA-08", d->until - 1, text_of(""), 0,
                  "開庁日なのに画面の記録が1件もありません（前に締めた日は %" PRId64 "件）", before);
    }
    return ERR_NONE;
}

static enum err keep_terminals(struct day *d, struct store *s)
{
    enum err e = ERR_NONE;
    int64_t changed;
    for (size_t i = 0; i < d->terminal_count && e == ERR_NONE; i++) {
        struct query *q = store_query(s, SQL_audit_terminal_add);
        query_set_text(q, "operator_id", d->words[d->terminals[i].operator]);
        query_set_text(q, "terminal", d->words[d->terminals[i].terminal]);
        query_set_i64(q, "day", date_ymd(d->date));
        e = query_run(q, d->report, &changed);
    }
    return e;
}

static enum err keep_alerts(struct day *d, struct store *s)
{
    bool row;
    int64_t changed, number = 0;
    struct query *q = store_query(s, SQL_audit_alert_last);
    enum err e = query_step(q, d->report, &row);
    if (e == ERR_NONE && row) {
        number = query_i64(q, 0);
        query_reset(q);
    }
    for (size_t i = 0; i < d->alert_count && e == ERR_NONE; i++) {
        const struct day_alert *a = &d->alerts[i];
        q = store_query(s, SQL_audit_alert_add);
        query_set_i64(q, "alert_no", ++number);
        query_set_i64(q, "day", date_ymd(d->date));
        query_set_i64(q, "at", a->at);
        query_set_text(q, "code", text_of(a->code));
        query_set_text(q, "operator_id", a->operator_id);
        query_set_i64(q, "addressee_no", a->addressee_no);
        query_set_text(q, "words", text_of(a->words));
        e = query_run(q, d->report, &changed);
    }
    if (e == ERR_NONE) {
        q = store_query(s, SQL_audit_day_add);
        query_set_i64(q, "day", date_ymd(d->date));
        query_set_i64(q, "closed_at", clock_now_ms());
        query_set_i64(q, "records", d->records);
        query_set_i64(q, "acts", d->at_terminals);
        e = query_run(q, d->report, &changed);
    }
    return e;
}

static enum err is_closed(struct day *d, struct store *s, bool *ret)
{
    struct query *q = store_query(s, SQL_audit_day_one);
    query_set_i64(q, "day", date_ymd(d->date));
    enum err e = query_step(q, d->report, ret);
    if (e == ERR_NONE && *ret) {
        query_reset(q);
    }
    return e;
}

/* Gathered and looked at outside of the transaction, which holds the writers of records up: the day is
 * over. */
static enum err close_in(struct day *d, struct store *s, bool *ret_was_closed)
{
    enum err e = is_closed(d, s, ret_was_closed);
    if (e != ERR_NONE || *ret_was_closed) {
        return e;
    }
    e = day_gather(d, s);
    if (e == ERR_NONE) {
        e = day_look(d, s);
    }
    if (e == ERR_NONE) {
        e = look_at_volume(d, s);
    }
    if (e == ERR_NONE) {
        e = store_begin(s, d->report);
    }
    if (e != ERR_NONE) {
        return e;
    }
    e = is_closed(d, s, ret_was_closed); /* somebody else may have been quicker */
    if (e == ERR_NONE && !*ret_was_closed) {
        e = keep_alerts(d, s);
        if (e == ERR_NONE) {
            e = keep_terminals(d, s);
        }
        if (e == ERR_NONE) {
            return store_commit(s, d->report);
        }
    }
    store_rollback(s);
    return e;
}

static enum err record_close(struct audit_log *log, const struct day *d)
{
    char day[DATE_TEXT_BYTES], words[120];
    date_format_iso(d->date, day);
    snprintf(words, sizeof(words), "%s の記録 %" PRId64 "件を締め、%zu件を異常アクセスの一覧に載せました",
             day, d->records, d->alert_count);
    struct audit_event event = {.kind = AUDIT_JOB,
                                .event = text_of("audit.close-day"),
                                .reason = text_of(words),
                                .result_count = (int64_t)d->alert_count};
    return audit_append(log, &event, d->report);
}

enum err audit_close_day(struct audit_log *log, const struct data_folder *folder, date day,
                         const struct audit_knowledge *knowledge, struct report *report,
                         struct audit_day_result *ret)
{
    struct day d = {.date = day, .report = report, .folder = folder, .knowledge = knowledge};
    struct store *s = NULL;
    bool was_closed = false;
    d.from = audit_moment_of(day);
    d.until = audit_moment_of(date_add_days(day, 1));
    if (clock_now_ms() < d.until) {
        return report_fail(report, ERR_INPUT, "まだ終わっていない日は締められません");
    }
    enum err e = audit_limits_read(folder, day, report, &d.limits);
    if (e == ERR_NONE) {
        e = audit_store_open(folder, STORE_WRITE, report, &s);
    }
    if (e != ERR_NONE) {
        return e;
    }
    d.arena = arena_new("日の締め", DAY_BYTES);
    e = close_in(&d, s, &was_closed);
    store_close(s);
    if (e == ERR_NONE && !was_closed) {
        e = record_close(log, &d);
    }
    if (e == ERR_NONE) {
        *ret = (struct audit_day_result){d.records, d.at_terminals, was_closed ? 0 : (int64_t)d.alert_count,
                                         was_closed};
    }
    arena_free(d.arena);
    return e;
}
