/*
 * The chain of one stream after the other: what was changed, is missing, or was put in.
 *
 * Every record carries the hash of the one before it, and its own hash covers that, its stream, its number
 * and its bytes. So a record proves itself, and the next one proves that it still is what it was:
 *
 *     own hash wrong                      this record was changed or moved here
 *     own hash right, previous differs    the record before was changed and its hash made anew
 *     number beyond the next              the ones between are missing
 */
#include "audit/internal.h"

#include <inttypes.h>

void audit_chain_init(struct audit_chain *c, struct report *report)
{
    *c = (struct audit_chain){.report = report};
}

void audit_chain_find(struct audit_chain *c, int64_t stream_no, int64_t seq, const char *words)
{
    c->findings++;
    report_add(c->report, "記録 %" PRId64 "-%" PRId64 ": %s", stream_no, seq, words);
}

void audit_chain_stream(struct audit_chain *c, int64_t stream_no, int64_t seq,
                        const unsigned char hash[AUDIT_HASH_BYTES])
{
    c->stream_no = stream_no;
    c->seq = seq;
    memcpy(c->hash, hash, AUDIT_HASH_BYTES);
    c->is_known = true;
    c->is_blamed = false;
    c->is_closed = false;
}

static void find_gap(struct audit_chain *c, int64_t seq)
{
    int64_t first = c->seq + 1, count = seq - first;
    char words[100];
    if (count == 1) {
        audit_chain_find(c, c->stream_no, first, "ありません（削除された記録）");
    } else {
        snprintf(words, sizeof(words), "ここから %" PRId64 "件がありません（削除された記録）", count);
        audit_chain_find(c, c->stream_no, first, words);
    }
}

bool audit_chain_record(struct audit_chain *c, int64_t seq, const unsigned char *previous,
                        const unsigned char *hash, const unsigned char *body, size_t len,
                        struct arena *arena, struct audit_event *event)
{
    unsigned char made[AUDIT_HASH_BYTES];
    bool was_blamed = c->is_blamed;
    if (seq <= c->seq) {
        audit_chain_find(c, c->stream_no, seq, "番号が続きません（差し込まれたか、順が入れ替わった記録）");
        c->is_known = false;
    } else if (seq != c->seq + 1) {
        find_gap(c, seq);
        c->is_known = false;
    }
    audit_record_hash(previous, c->stream_no, seq, body, len, made);
    c->is_blamed = memcmp(made, hash, AUDIT_HASH_BYTES) != 0;
    if (c->is_blamed) {
        audit_chain_find(c, c->stream_no, seq, "書き換えられているか、別の場所から移されています");
    } else if (c->is_known && !was_blamed && memcmp(previous, c->hash, AUDIT_HASH_BYTES) != 0) {
        audit_chain_find(c, c->stream_no, c->seq,
                         "要約値ごと書き換えられています（次の記録が指す値と違います）");
    }
    if (c->is_closed) {
        audit_chain_find(c, c->stream_no, seq, "記録が閉じた後に足されています");
    }
    c->seq = seq;
    memcpy(c->hash, hash, AUDIT_HASH_BYTES);
    c->is_known = true;
    bool is_read = audit_body_decode(body, len, arena, event);
    if (!is_read && !c->is_blamed) {
        audit_chain_find(c, c->stream_no, seq, "読めない形です");
    }
    c->is_closed = is_read && (text_is(event->event, AUDIT_EVENT_CLOSE) ||
                               text_is(event->event, AUDIT_EVENT_LOST));
    return is_read;
}
