/*
 * 記録の検証 -- one pass over streams, records and signed heads side by side, one over the indexes.
 *
 * Memory does not grow with the records: streams and heads are read in the order of the records; the
 * indexes are compared by sums of hashes, a month each.
 */
#include "audit/streams.h"

#include <errno.h>
#include <inttypes.h>
#include <sodium.h>
#include <unistd.h>

#define MONTHS_MAX 4096

enum index { INDEX_SUBJECT, INDEX_ACT, INDEX_COUNT };

/* What an index must hold of a month, less what it holds. */
struct month_sum {
    int64_t month;
    uint64_t sum[INDEX_COUNT];
    int64_t rows[INDEX_COUNT];
};

struct proof {
    struct store *store;
    const struct data_folder *folder;
    const struct audit_keys *keys;
    struct report *report;
    struct audit_chain chain;
    struct audit_proof count;
    struct arena *record_arena;
    struct query *heads;
    struct audit_head head; /* the next one */
    bool has_head;
    struct month_sum *months;
    size_t month_count;
};

/* ------------------------------------------------------------------------------ indexes ------- */

static uint64_t mix(uint64_t x)
{
    x ^= x >> 30;
    x *= UINT64_C(0xbf58476d1ce4e5b9);
    x ^= x >> 27;
    x *= UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

static void add_index(struct proof *p, enum index index, int64_t month, int64_t key, int64_t at,
                      int64_t record_no, int sign)
{
    size_t i = p->month_count;
    while (i > 0 && p->months[i - 1].month != month) { /* the newest is looked for first */
        i--;
    }
    if (i == 0) {
        if (p->month_count == MONTHS_MAX) {
            return; /* clocks that ran wild: the months beyond are not compared */
        }
        p->months[p->month_count].month = month;
        i = ++p->month_count;
    }
    uint64_t h = mix((uint64_t)key + UINT64_C(0x9e3779b97f4a7c15));
    h = mix(h ^ (uint64_t)at);
    h = mix(h ^ (uint64_t)record_no);
    p->months[i - 1].sum[index] += sign > 0 ? h : -h;
    p->months[i - 1].rows[index] += sign;
}

static enum err scan_index(struct proof *p, enum index index)
{
    struct query *q = store_scan(p->store, index == INDEX_SUBJECT ? SQL_audit_subject_all
                                                                  : SQL_audit_act_all);
    bool row;
    enum err e;
    while ((e = query_step(q, p->report, &row)) == ERR_NONE && row) {
        add_index(p, index, query_i64(q, 0), query_i64(q, 1), query_i64(q, 2), query_i64(q, 3), -1);
    }
    query_reset(q);
    return e;
}

static enum err compare_indexes(struct proof *p)
{
    static const char *const names[] = {"対象者の索引", "操作の索引"};
    for (int index = 0; index < INDEX_COUNT; index++) {
        enum err e = scan_index(p, (enum index)index);
        if (e != ERR_NONE) {
            return e;
        }
        for (size_t i = 0; i < p->month_count; i++) {
            const struct month_sum *m = &p->months[i];
            if (m->sum[index] != 0 || m->rows[index] != 0) {
                p->chain.findings++;
                report_add(p->report, "%sの %" PRId64 "年%" PRId64 "月分が記録と合いません（%+" PRId64 "行）",
                           names[index], m->month / 100, m->month % 100, -m->rows[index]);
            }
        }
    }
    return ERR_NONE;
}

static enum err check_classes(struct proof *p)
{
    struct query *q = store_scan(p->store, SQL_audit_class_all);
    bool row;
    enum err e;
    while ((e = query_step(q, p->report, &row)) == ERR_NONE && row) {
        if (audit_class_of(query_text(q, 0), (enum audit_kind)query_i64(q, 1), query_text(q, 2)) !=
            query_i64(q, 4)) {
            p->chain.findings++;
            report_add(p->report, "操作の分類の %" PRId64 "年%" PRId64 "月分に、書き換えられた行があります",
                       query_i64(q, 3) / 100, query_i64(q, 3) % 100);
        }
    }
    query_reset(q);
    return e;
}

/* -------------------------------------------------------------------------------- heads ------- */

static bool is_ours(const struct proof *p, const struct audit_head *h)
{
    return memcmp(h->public_key, p->keys->public_key, AUDIT_KEY_BYTES) == 0 && audit_head_is_signed(h);
}

static enum err next_head(struct proof *p)
{
    enum err e = query_step(p->heads, p->report, &p->has_head);
    if (e != ERR_NONE || !p->has_head) {
        return e;
    }
    p->count.heads++;
    bool is_whole = audit_head_read(p->heads, &p->head);
    if (!is_whole || !is_ours(p, &p->head)) {
        audit_chain_find(&p->chain, p->head.stream_no, p->head.seq, "署名した見出しが偽物です");
    }
    return ERR_NONE;
}

/* Heads up to this place of the stream; those that are passed by have no record. */
static enum err check_heads(struct proof *p, int64_t stream_no, int64_t seq)
{
    enum err e = ERR_NONE;
    while (e == ERR_NONE && p->has_head &&
           (p->head.stream_no < stream_no || (p->head.stream_no == stream_no && p->head.seq <= seq))) {
        bool is_here = p->head.stream_no == stream_no && p->head.seq == seq;
        if (!is_here) {
            audit_chain_find(&p->chain, p->head.stream_no, p->head.seq,
                             "署名した見出しがありますが、記録がありません（末尾が切り取られた記録）");
        } else if (memcmp(p->head.hash, p->chain.hash, AUDIT_HASH_BYTES) != 0) {
            audit_chain_find(&p->chain, stream_no, seq,
                             "署名した見出しと要約値が違います（前の見出しからここまでが作り直された記録）");
        }
        e = next_head(p);
    }
    return e;
}

/* Every line outside of the store must stand in it: the end of the store may have been cut off. */
static enum err check_line(struct proof *p, struct text line, int64_t number, int64_t *ret_head_no)
{
    struct audit_head outside, inside;
    bool row;
    if (!audit_head_parse(line, &outside) || !is_ours(p, &outside)) {
        p->chain.findings++;
        report_add(p->report, "heads.tsv の %" PRId64 "行目は署名が合わないか、読めません", number);
        return ERR_NONE;
    }
    struct query *q = store_query(p->store, SQL_audit_head_one);
    query_set_i64(q, "head_no", outside.head_no);
    enum err e = query_step(q, p->report, &row);
    if (e != ERR_NONE) {
        return e;
    }
    bool is_same = row && audit_head_read(q, &inside) &&
                   memcmp(inside.signature, outside.signature, AUDIT_SIGNATURE_BYTES) == 0;
    if (row) {
        query_reset(q);
    }
    if (!is_same) {
        audit_chain_find(&p->chain, outside.stream_no, outside.seq,
                         "heads.tsv にある見出しが記録の中にありません（ここまでの記録が失われています）");
    }
    *ret_head_no = outside.head_no;
    return ERR_NONE;
}

/* All heads of the store but the newest, whose process may be about to write its line. */
static enum err check_file(struct proof *p)
{
    char path[AUDIT_PATH_BYTES], line[AUDIT_HEAD_LINE + 2];
    int64_t number = 0, newest = 0;
    enum err e = ERR_NONE;
    FILE *f = audit_path(p->folder->path, "heads.tsv", path) ? fopen(path, "re") : NULL;
    while (f != NULL && e == ERR_NONE && fgets(line, sizeof(line), f) != NULL) {
        struct text t = {line, strcspn(line, "\n")};
        int64_t head_no = 0;
        e = check_line(p, t, ++number, &head_no);
        newest = head_no > newest ? head_no : newest;
    }
    bool failed = f == NULL || ferror(f);
    if (f != NULL) {
        fclose(f);
    }
    if (failed && p->count.heads > 0) {
        p->chain.findings++;
        report_add(p->report, "見出しのファイル %s を読めません", path);
        return e;
    }
    if (e == ERR_NONE && number + 1 < p->count.heads) {
        p->chain.findings++;
        report_add(p->report, "見出しのファイル %s に %" PRId64 "行足りません", path,
                   p->count.heads - number);
    }
    return e;
}

/* ------------------------------------------------------------------------------ streams ------- */

struct stream_row {
    int64_t stream_no;
    unsigned char genesis[AUDIT_HASH_BYTES];
    bool exists;
};

static enum err next_stream(struct proof *p, struct query *q, struct stream_row *stream)
{
    unsigned char made[AUDIT_HASH_BYTES];
    static const unsigned char nothing[AUDIT_HASH_BYTES];
    int64_t before = stream->stream_no;
    const unsigned char *expected = before == 0 ? nothing : stream->genesis;
    enum err e = query_step(q, p->report, &stream->exists);
    if (e != ERR_NONE || !stream->exists) {
        return e;
    }
    stream->stream_no = query_i64(q, 0);
    struct text previous = query_blob(q, 3), genesis = query_blob(q, 4);
    if (previous.len != AUDIT_HASH_BYTES || genesis.len != AUDIT_HASH_BYTES) {
        audit_chain_find(&p->chain, stream->stream_no, 0, "系列の行が壊れています");
        return ERR_NONE;
    }
    audit_genesis_hash((const unsigned char *)previous.bytes, stream->stream_no, query_text(q, 1),
                       query_i64(q, 2), made);
    if (memcmp(made, genesis.bytes, AUDIT_HASH_BYTES) != 0) {
        audit_chain_find(&p->chain, stream->stream_no, 0, "系列の行が書き換えられています");
    }
    if (stream->stream_no != before + 1) {
        audit_chain_find(&p->chain, before + 1, 0, "ここから次の系列までが、記録ごとありません");
    } else if (memcmp(previous.bytes, expected, AUDIT_HASH_BYTES) != 0) {
        audit_chain_find(&p->chain, before, 0, "系列の行が要約値ごと書き換えられています");
    }
    memcpy(stream->genesis, genesis.bytes, AUDIT_HASH_BYTES);
    p->count.streams++;
    return ERR_NONE;
}

/* The stream is over: it was closed, or its process lives, or its end is missing. */
static void end_stream(struct proof *p)
{
    if (p->chain.stream_no == 0 || p->chain.is_closed) {
        return;
    }
    int fd = audit_stream_lock(p->folder->path, p->chain.stream_no, false);
    if (fd >= 0) {
        close(fd); /* died and not closed yet: the next process that records does it */
    } else if (errno != EWOULDBLOCK) {
        audit_chain_find(&p->chain, p->chain.stream_no, p->chain.seq,
                         "この後の記録がありません（閉じる記録のない系列。末尾が切り取られた疑い）");
    }
}

static enum err check_record(struct proof *p, struct query *q, int64_t record_no)
{
    struct text previous = query_blob(q, 1), hash = query_blob(q, 2), body = query_blob(q, 3);
    struct audit_event event;
    int64_t stream_no = audit_stream_of(record_no), seq = audit_seq_of(record_no);
    p->count.records++;
    arena_reset(p->record_arena);
    if (previous.len != AUDIT_HASH_BYTES || hash.len != AUDIT_HASH_BYTES) {
        audit_chain_find(&p->chain, stream_no, seq, "要約値が壊れています");
        p->chain.seq = seq;
        p->chain.is_known = false;
        return ERR_NONE;
    }
    if (audit_chain_record(&p->chain, seq, (const unsigned char *)previous.bytes,
                           (const unsigned char *)hash.bytes, (const unsigned char *)body.bytes, body.len,
                           p->record_arena, &event)) {
        int64_t month = audit_month_of(event.at);
        add_index(p, INDEX_ACT, month, audit_class_of(event.operator_id, event.kind, event.event),
                  event.at, record_no, 1);
        for (size_t i = 0; i < event.subject_count; i++) {
            bool is_new = event.subjects[i].addressee_no != 0;
            for (size_t k = 0; k < i && is_new; k++) {
                is_new = event.subjects[k].addressee_no != event.subjects[i].addressee_no;
            }
            if (is_new) {
                add_index(p, INDEX_SUBJECT, month, event.subjects[i].addressee_no, event.at, record_no, 1);
            }
        }
    }
    return check_heads(p, stream_no, seq);
}

/* Streams up to `stream_no` begin; one that no row names was put in. */
static enum err enter_stream(struct proof *p, struct query *streams, struct stream_row *stream,
                             int64_t stream_no)
{
    enum err e = ERR_NONE;
    while (e == ERR_NONE && stream->exists && stream->stream_no <= stream_no) {
        end_stream(p);
        audit_chain_stream(&p->chain, stream->stream_no, 0, stream->genesis);
        int64_t current = stream->stream_no;
        e = check_heads(p, current, 0);
        if (e == ERR_NONE) {
            e = next_stream(p, streams, stream);
        }
    }
    if (e == ERR_NONE && stream_no != INT64_MAX && p->chain.stream_no != stream_no) {
        static const unsigned char nothing[AUDIT_HASH_BYTES];
        end_stream(p);
        audit_chain_find(&p->chain, stream_no, 0, "系列の行がありません（差し込まれた記録）");
        audit_chain_stream(&p->chain, stream_no, 0, nothing);
        p->chain.is_known = false;
    }
    return e;
}

static enum err check_records(struct proof *p)
{
    struct query *streams = store_scan(p->store, SQL_audit_stream_list);
    struct query *records = store_scan(p->store, SQL_audit_record_range);
    struct stream_row stream = {0};
    bool row;
    p->heads = store_scan(p->store, SQL_audit_head_by_stream);
    enum err e = next_head(p);
    if (e == ERR_NONE) {
        e = next_stream(p, streams, &stream);
    }
    query_set_i64(records, "first", 0);
    query_set_i64(records, "last", INT64_MAX);
    while (e == ERR_NONE && (e = query_step(records, p->report, &row)) == ERR_NONE && row) {
        int64_t record_no = query_i64(records, 0);
        if (audit_stream_of(record_no) != p->chain.stream_no) {
            e = enter_stream(p, streams, &stream, audit_stream_of(record_no));
        }
        if (e == ERR_NONE) {
            e = check_record(p, records, record_no);
        }
    }
    if (e == ERR_NONE) {
        e = enter_stream(p, streams, &stream, INT64_MAX);
    }
    if (e == ERR_NONE) {
        end_stream(p);
        e = check_heads(p, INT64_MAX, INT64_MAX);
    }
    query_reset(streams);
    query_reset(records);
    query_reset(p->heads);
    return e;
}

enum err audit_verify_in(struct store *s, const struct data_folder *folder, struct report *report,
                         struct audit_proof *ret)
{
    struct audit_keys keys;
    struct proof p = {.store = s, .folder = folder, .report = report, .keys = &keys};
    enum err e = audit_keys_open(folder, report, &keys);
    if (e != ERR_NONE) {
        return e;
    }
    struct arena *arena = arena_new("記録の検証", (size_t)1 << 20);
    p.record_arena = arena_new("記録", (size_t)1 << 16);
    p.months = ARENA_ARRAY(arena, struct month_sum, MONTHS_MAX);
    audit_chain_init(&p.chain, report);
    e = store_begin_read(s, report);
    if (e == ERR_NONE) {
        e = check_records(&p);
        if (e == ERR_NONE) {
            e = compare_indexes(&p);
        }
        if (e == ERR_NONE) {
            e = check_classes(&p);
        }
        if (e == ERR_NONE) {
            e = check_file(&p);
        }
        store_rollback(s);
    }
    arena_free(p.record_arena);
    arena_free(arena);
    sodium_memzero(&keys, sizeof(keys));
    if (e != ERR_NONE) {
        return e;
    }
    p.count.findings = p.chain.findings;
    *ret = p.count;
    return p.chain.findings > 0 ? ERR_FINDINGS : ERR_NONE;
}

enum err audit_verify(const struct data_folder *folder, struct report *report, struct audit_proof *ret)
{
    struct store *s;
    enum err e = audit_store_open(folder, STORE_READ, report, &s);
    if (e == ERR_NONE) {
        e = audit_verify_in(s, folder, report, ret);
        store_close(s);
    }
    return e;
}
