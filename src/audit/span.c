/*
 * Where the records of a period stand: for each stream the first and the last of them. The index says so,
 * not the order of the stream: a clock that was set back must hide nothing.
 */
#include "audit/rules.h"

#define STREAMS_MAX 20000000

static int compare_spans(const void *a, const void *b)
{
    const struct audit_span *x = a, *y = b;
    return (x->stream_no > y->stream_no) - (x->stream_no < y->stream_no);
}

/* Into the span of its stream; they are found by halving, new ones are mostly the newest. */
static struct audit_span *span_of(struct audit_span *spans, size_t count, int64_t stream_no)
{
    size_t lo = 0, hi = count;
    while (lo < hi) {
        size_t middle = (lo + hi) / 2;
        if (spans[middle].stream_no < stream_no) {
            lo = middle + 1;
        } else {
            hi = middle;
        }
    }
    return lo < count && spans[lo].stream_no == stream_no ? &spans[lo] : NULL;
}

enum err audit_spans(struct store *s, struct arena *arena, int64_t from, int64_t until, struct report *report,
                     struct audit_span **ret, size_t *ret_count)
{
    struct audit_span *spans = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;
    struct query *q = store_scan(s, SQL_audit_act_in_period);
    query_set_i64(q, "first", audit_month_of(from));
    query_set_i64(q, "last", audit_month_of(until - 1));
    query_set_i64(q, "from", from);
    query_set_i64(q, "until", until);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        int64_t stream_no = audit_stream_of(query_i64(q, 0)), seq = audit_seq_of(query_i64(q, 0));
        struct audit_span *span = span_of(spans, count, stream_no);
        if (span == NULL) {
            if (count == STREAMS_MAX) {
                e = report_fail(report, ERR_WORLD, "期間が長すぎます。短く区切ってください");
                break;
            }
            *ARENA_PUSH(arena, spans, count, capacity) =
                (struct audit_span){.stream_no = stream_no, .first = seq, .last = seq};
            if (count > 1 && spans[count - 2].stream_no > stream_no) {
                qsort(spans, count, sizeof(*spans), compare_spans);
            }
            continue;
        }
        span->first = seq < span->first ? seq : span->first;
        span->last = seq > span->last ? seq : span->last;
    }
    query_reset(q);
    if (e == ERR_NONE) {
        *ret = spans;
        *ret_count = count;
    }
    return e;
}
