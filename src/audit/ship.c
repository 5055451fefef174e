/* Sends what is new as one segment, in the form of ship.h. */
#include "audit/ship.h"
#include "audit/rules.h"
#include "audit/streams.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#define STREAMS_MAX 20000000

/* Where a stream stands here, and how far it has been sent. */
struct moving {
    struct audit_span span;
    struct audit_end end;
    unsigned char sent[AUDIT_HASH_BYTES]; /* of the last record that was sent */
    bool has_sent;
};

struct shipping {
    const struct data_folder *folder;
    const char *place;
    struct store *store;
    struct report *report;
    struct arena *arena;
    struct audit_keys keys;
    struct moving *streams;
    size_t count, capacity;
    int64_t segment_no, at;
    char folder_path[AUDIT_PATH_BYTES], path[AUDIT_PATH_BYTES], sha256[SHA256_HEX];
    struct audit_proof sent;
};

/* ------------------------------------------------------------------------------ what is new --- */

static enum err gather(struct shipping *s)
{
    struct query *q = store_scan(s->store, SQL_audit_shipped_streams);
    bool row;
    enum err e;
    query_set_text(q, "place", text_of(s->place));
    while ((e = query_step(q, s->report, &row)) == ERR_NONE && row && s->count < STREAMS_MAX) {
        struct moving *m = ARENA_PUSH(s->arena, s->streams, s->count, s->capacity);
        *m = (struct moving){.span = {.stream_no = query_i64(q, 0), .first = query_i64(q, 1) + 1}};
        m->has_sent = !query_is_null(q, 2) && query_blob(q, 2).len == AUDIT_HASH_BYTES;
        if (m->has_sent) {
            memcpy(m->sent, query_blob(q, 2).bytes, AUDIT_HASH_BYTES);
        }
    }
    query_reset(q);
    size_t kept = 0;
    for (size_t i = 0; i < s->count && e == ERR_NONE; i++) {
        struct moving *m = &s->streams[i];
        e = audit_stream_end(s->store, m->span.stream_no, s->report, &m->end);
        m->span.last = m->end.seq;
        if (e == ERR_NONE && m->span.last >= m->span.first) {
            s->streams[kept++] = *m;
        }
    }
    s->count = kept;
    return e;
}

/* What comes next must follow what was sent: a past that was made anew shows here. */
static enum err follows(struct shipping *s, const struct moving *m)
{
    struct query *q = store_query(s->store, SQL_audit_record_range);
    bool row;
    int64_t first = audit_record_no(m->span.stream_no, m->span.first);
    if (!m->has_sent) {
        return ERR_NONE;
    }
    query_set_i64(q, "first", first);
    query_set_i64(q, "last", first);
    enum err e = query_step(q, s->report, &row);
    bool fits = e == ERR_NONE && row && query_blob(q, 1).len == AUDIT_HASH_BYTES &&
                memcmp(query_blob(q, 1).bytes, m->sent, AUDIT_HASH_BYTES) == 0;
    query_reset(q);
    return e != ERR_NONE || fits
               ? e
               : report_fail(s->report, ERR_FINDINGS,
                             "記録 %" PRId64 "-%" PRId64
                             ": 送った後に、ここまでの記録が作り直されたか失われています",
                             m->span.stream_no, m->span.first - 1);
}

/* ------------------------------------------------------------------------------ the file ------ */

static enum err name_segment(struct shipping *s)
{
    struct query *q = store_query(s->store, SQL_audit_segment_last);
    char day[DATE_TEXT_BYTES];
    bool row;
    query_set_text(q, "place", text_of(s->place));
    enum err e = query_step(q, s->report, &row);
    if (e != ERR_NONE) {
        return e;
    }
    s->segment_no = query_i64(q, 0) + 1;
    query_reset(q);
    s->at = clock_now_ms();
    date_format_iso(audit_day_of(s->at), day);
    int a = snprintf(s->folder_path, sizeof(s->folder_path), "%s/%s", s->place, day);
    int b = snprintf(s->path, sizeof(s->path), "%s/%s/%09" PRId64 ".jsonl", s->place, day, s->segment_no);
    if (a <= 0 || b <= 0 || b + 8 >= (int)sizeof(s->path)) {
        return report_fail(s->report, ERR_INPUT, "送り先の名前が長すぎます: %s", s->place);
    }
    /* Of a process that died before the store knew of it, on the day before: the number is sent again. */
    char before[AUDIT_PATH_BYTES];
    date_format_iso(date_add_days(audit_day_of(s->at), -1), day);
    int c = snprintf(before, sizeof(before), "%s/%s/%09" PRId64 ".jsonl", s->place, day, s->segment_no);
    if (c > 0 && c < (int)sizeof(before)) {
        (void)unlink(before);
    }
    return mkdir(s->folder_path, 0700) == 0 || errno == EEXIST
               ? ERR_NONE
               : report_fail(s->report, ERR_WORLD, "送り先 %s に書けません: %s", s->folder_path,
                             strerror(errno));
}

static bool sync_folder(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0) {
        close(fd);
    }
    return ok;
}

static enum err write_file(struct shipping *s)
{
    char part[AUDIT_PATH_BYTES + 8];
    struct audit_span *spans = ARENA_ARRAY(s->arena, struct audit_span, s->count);
    date day = audit_day_of(s->at);
    for (size_t i = 0; i < s->count; i++) {
        spans[i] = s->streams[i].span;
    }
    snprintf(part, sizeof(part), "%s.part", s->path);
    (void)unlink(part); /* of a process that died */
    int fd = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    FILE *out = fd >= 0 ? fdopen(fd, "w") : NULL;
    if (out == NULL) {
        return report_fail(s->report, ERR_WORLD, "送り先 %s に書けません: %s", part, strerror(errno));
    }
    enum err e = audit_export_spans(s->store, s->folder, &s->keys, day, date_add_days(day, 1), spans,
                                    s->count, out, s->report, &s->sent);
    bool ok = fflush(out) == 0 && fsync(fd) == 0;
    ok = fclose(out) == 0 && ok;
    ok = ok && rename(part, s->path) == 0 && sync_folder(s->folder_path) && sync_folder(s->place);
    if (e == ERR_NONE && !ok) {
        e = report_fail(s->report, ERR_WORLD, "送り先 %s に書けません: %s", s->path, strerror(errno));
    }
    return e;
}

enum err audit_file_digest(const char *path, struct report *report, char ret[SHA256_HEX])
{
    unsigned char bytes[1 << 14], digest[SHA256_BYTES];
    struct sha256 sum;
    ssize_t n = -1;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    sha256_init(&sum);
    while (fd >= 0 && (n = read(fd, bytes, sizeof(bytes))) > 0) {
        sha256_add(&sum, bytes, (size_t)n);
    }
    if (fd >= 0) {
        close(fd);
    }
    sha256_done(&sum, digest);
    hex_format(digest, sizeof(digest), ret);
    return n == 0 ? ERR_NONE : report_fail(report, ERR_WORLD, "%s を読めません", path);
}

/* Read back from where it was sent: what arrived proves itself, and is all of it. */
static enum err read_back(struct shipping *s)
{
    struct audit_proof arrived = {0};
    FILE *in = fopen(s->path, "re");
    if (in == NULL) {
        return report_fail(s->report, ERR_WORLD, "送った %s を読めません: %s", s->path, strerror(errno));
    }
    enum err e = audit_export_verify(in, s->keys.public_key, s->report, &arrived);
    fclose(in);
    if (e == ERR_FINDINGS || (e == ERR_NONE && arrived.records != s->sent.records)) {
        e = report_fail(s->report, ERR_WORLD, "送った %s が、送り先で違うものになっています", s->path);
    }
    return e == ERR_NONE ? audit_file_digest(s->path, s->report, s->sha256) : e;
}

/* ------------------------------------------------------------------------------ what was sent - */

static enum err keep(struct shipping *s)
{
    int64_t changed;
    enum err e = store_begin(s->store, s->report);
    for (size_t i = 0; i < s->count && e == ERR_NONE; i++) {
        const struct moving *m = &s->streams[i];
        struct query *q = store_query(s->store, SQL_audit_shipped_put);
        query_set_text(q, "place", text_of(s->place));
        query_set_i64(q, "stream_no", m->span.stream_no);
        query_set_i64(q, "seq", m->span.last);
        query_set_blob(q, "hash", m->end.hash, AUDIT_HASH_BYTES);
        query_set_i64(q, "is_closed", m->end.is_closed);
        e = query_run(q, s->report, &changed);
    }
    if (e == ERR_NONE) {
        struct query *q = store_query(s->store, SQL_audit_segment_add);
        query_set_text(q, "place", text_of(s->place));
        query_set_i64(q, "segment_no", s->segment_no);
        query_set_i64(q, "day", date_ymd(audit_day_of(s->at)));
        query_set_i64(q, "at", s->at);
        query_set_i64(q, "records", s->sent.records);
        query_set_text(q, "sha256", text_of(s->sha256));
        e = query_run(q, s->report, &changed);
    }
    e = e == ERR_NONE ? store_commit(s->store, s->report) : e;
    if (e != ERR_NONE) {
        store_rollback(s->store);
    }
    return e;
}

static enum err send(struct shipping *s)
{
    enum err e = store_begin_read(s->store, s->report);
    e = e == ERR_NONE ? gather(s) : e;
    for (size_t i = 0; i < s->count && e == ERR_NONE; i++) {
        e = follows(s, &s->streams[i]);
    }
    if (e == ERR_NONE && s->count > 0) {
        e = name_segment(s);
        e = e == ERR_NONE ? write_file(s) : e;
    }
    store_rollback(s->store);
    if (e == ERR_NONE && s->count > 0) {
        e = read_back(s);
        e = e == ERR_NONE ? keep(s) : e;
    }
    return e;
}

enum err audit_ship(const struct data_folder *folder, const char *place, struct report *report,
                    struct audit_proof *ret)
{
    struct shipping s = {.folder = folder, .place = place, .report = report};
    struct stat st;
    if (stat(place, &st) != 0 || !S_ISDIR(st.st_mode)) { /* a disk that is not mounted is not made up for */
        return report_fail(report, ERR_WORLD, "送り先のフォルダ %s がありません", place);
    }
    enum err e = audit_keys_open(folder, report, &s.keys);
    if (e == ERR_NONE) {
        e = audit_store_open(folder, STORE_WRITE, report, &s.store);
    }
    if (e == ERR_NONE) {
        s.arena = arena_new("記録の送り出し", (size_t)4 << 30);
        e = send(&s);
        arena_free(s.arena);
        store_close(s.store);
    }
    sodium_memzero(&s.keys, sizeof(s.keys));
    if (e == ERR_NONE) {
        *ret = s.sent;
    }
    return e;
}
