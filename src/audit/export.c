/* Writes the records of a period in the form of export.h. */
#include "audit/export.h"
#include "audit/rules.h"

#include "base/trace.h"

#include <inttypes.h>
#include <sodium.h>

#define SIGNED_WORDS "kokuho audit export 1"

/* ------------------------------------------------------------------------------ writing ------- */

struct exporting {
    struct store *store;
    struct arena *arena;
    struct report *report;
    FILE *out;
    struct sha256 sum;
    struct textbuf line;
    struct audit_proof count;
};

static enum err put_line(struct exporting *x)
{
    sha256_add(&x->sum, x->line.bytes, x->line.len);
    bool ok = fwrite(x->line.bytes, 1, x->line.len, x->out) == x->line.len;
    textbuf_clear(&x->line);
    return ok ? ERR_NONE : report_fail(x->report, ERR_WORLD, "記録を書き出せません。空きを確かめてください");
}

static enum err put_stream_line(struct exporting *x, int64_t stream_no, struct text name, int64_t first,
                                int64_t last, const unsigned char previous[AUDIT_HASH_BYTES])
{
    char hex[2 * AUDIT_HASH_BYTES + 1];
    hex_format(previous, AUDIT_HASH_BYTES, hex);
    textbuf_printf(&x->line, "{\"stream\":%" PRId64 ",\"name\":", stream_no);
    trace_json_string(&x->line, name.bytes, name.len);
    textbuf_printf(&x->line, ",\"first\":%" PRId64 ",\"last\":%" PRId64 ",\"previous\":\"%s\"}\n", first,
                   last, hex);
    x->count.streams++;
    return put_line(x);
}

static enum err put_records(struct exporting *x, int64_t stream_no, struct text name, int64_t first,
                            int64_t last)
{
    struct query *q = store_scan(x->store, SQL_audit_record_range);
    bool row, is_first = true;
    enum err e;
    query_set_i64(q, "first", audit_record_no(stream_no, first));
    query_set_i64(q, "last", audit_record_no(stream_no, last));
    while ((e = query_step(q, x->report, &row)) == ERR_NONE && row) {
        struct text previous = query_blob(q, 1), hash = query_blob(q, 2), body = query_blob(q, 3);
        struct audit_record r = {.stream_no = stream_no, .seq = audit_seq_of(query_i64(q, 0))};
        arena_reset(x->arena);
        if (previous.len != AUDIT_HASH_BYTES || hash.len != AUDIT_HASH_BYTES ||
            !audit_body_decode((const unsigned char *)body.bytes, body.len, x->arena, &r.event)) {
            e = report_fail(x->report, ERR_WORLD,
                            "記録 %" PRId64 "-%" PRId64
                            " が壊れています。kokuho audit verify で確かめてください",
                            stream_no, r.seq);
            break;
        }
        memcpy(r.previous, previous.bytes, AUDIT_HASH_BYTES);
        memcpy(r.hash, hash.bytes, AUDIT_HASH_BYTES);
        if (is_first) {
            e = put_stream_line(x, stream_no, name, first, last, r.previous);
            is_first = false;
        }
        if (e == ERR_NONE) {
            audit_export_record(&r, body, &x->line);
            x->count.records++;
            e = put_line(x);
        }
        if (e != ERR_NONE) {
            break;
        }
    }
    query_reset(q);
    return e;
}

static enum err put_stream(struct exporting *x, const struct audit_span *span)
{
    struct query *q = store_query(x->store, SQL_audit_stream_one);
    char name[200];
    size_t n = 0;
    bool row;
    query_set_i64(q, "stream_no", span->stream_no);
    enum err e = query_step(q, x->report, &row);
    if (e == ERR_NONE && row) {
        n = audit_clean(query_text(q, 0), name, sizeof(name));
        query_reset(q);
    }
    return e == ERR_NONE ? put_records(x, span->stream_no, (struct text){name, n}, span->first, span->last)
                         : e;
}

static enum err put_end(struct exporting *x, const struct audit_keys *keys)
{
    unsigned char sum[SHA256_BYTES], signature[AUDIT_SIGNATURE_BYTES];
    unsigned char message[sizeof(SIGNED_WORDS) + SHA256_BYTES];
    char sum_hex[SHA256_HEX], key_hex[2 * AUDIT_KEY_BYTES + 1], hex[2 * AUDIT_SIGNATURE_BYTES + 1];
    sha256_done(&x->sum, sum);
    memcpy(message, SIGNED_WORDS, sizeof(SIGNED_WORDS));
    memcpy(message + sizeof(SIGNED_WORDS), sum, sizeof(sum));
    crypto_sign_detached(signature, NULL, message, sizeof(message), keys->secret_key);
    hex_format(sum, sizeof(sum), sum_hex);
    hex_format(keys->public_key, AUDIT_KEY_BYTES, key_hex);
    hex_format(signature, sizeof(signature), hex);
    fprintf(x->out,
            "{\"records\":%" PRId64 ",\"streams\":%" PRId64
            ",\"key\":\"%s\",\"sha256\":\"%s\",\"signature\":\"%s\"}\n",
            x->count.records, x->count.streams, key_hex, sum_hex, hex);
    return fflush(x->out) == 0 && !ferror(x->out)
               ? ERR_NONE
               : report_fail(x->report, ERR_WORLD, "記録を書き出せません。空きを確かめてください");
}

static enum err put_all(struct exporting *x, const struct data_folder *folder, const struct audit_keys *keys,
                        date from, date until, const struct audit_span *spans, size_t count)
{
    char days[2][DATE_TEXT_BYTES];
    date_format_iso(from, days[0]);
    date_format_iso(until, days[1]);
    textbuf_printf(&x->line,
                   "{\"kokuho_audit_export\":1,\"municipality\":\"%s\",\"from\":\"%s\",\"until\":\"%s\"}\n",
                   folder->municipality, days[0], days[1]);
    enum err e = put_line(x);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = put_stream(x, &spans[i]);
    }
    return e == ERR_NONE ? put_end(x, keys) : e;
}

enum err audit_export_spans(struct store *s, const struct data_folder *folder, const struct audit_keys *keys,
                            date from, date until, const struct audit_span *spans, size_t count, FILE *out,
                            struct report *report, struct audit_proof *ret)
{
    struct exporting x = {.store = s, .out = out, .report = report};
    x.arena = arena_new("記録の書出し", 1 << 16);
    textbuf_init(&x.line, AUDIT_LINE_MAX);
    sha256_init(&x.sum);
    enum err e = put_all(&x, folder, keys, from, until, spans, count);
    textbuf_done(&x.line);
    arena_free(x.arena);
    if (e == ERR_NONE) {
        *ret = x.count;
    }
    return e;
}

enum err audit_export(const struct data_folder *folder, date from, date until, FILE *out,
                      struct report *report, struct audit_proof *ret)
{
    struct audit_keys keys;
    struct audit_span *spans;
    size_t count;
    struct store *s = NULL;
    enum err e = audit_keys_open(folder, report, &keys);
    if (e == ERR_NONE) {
        e = audit_store_open(folder, STORE_READ, report, &s);
    }
    if (e != ERR_NONE) {
        return e;
    }
    struct arena *arena = arena_new("書き出す系列", (size_t)1 << 30);
    e = store_begin_read(s, report);
    if (e == ERR_NONE) {
        e = audit_spans(s, arena, audit_moment_of(from), audit_moment_of(until), report, &spans, &count);
        if (e == ERR_NONE) {
            e = audit_export_spans(s, folder, &keys, from, until, spans, count, out, report, ret);
        }
        store_rollback(s);
    }
    arena_free(arena);
    store_close(s);
    sodium_memzero(&keys, sizeof(keys));
    return e;
}
