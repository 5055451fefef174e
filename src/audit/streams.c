/*
 * Streams: one a process, opened with a lock that the kernel lets go of when the process dies.
 *
 * DIR/audit/stream-N.lock is held from before the stream's row is committed until after its closing record.
 * Whoever opens the records next and can take such a lock finds a process that died: he writes the closing
 * record in its place. So every stream ends with a closing record, or somebody holds its lock, or its end is
 * missing.
 */
#include "audit/internal.h"
#include "audit/streams.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

bool audit_path(const char *folder, const char *name, char ret[AUDIT_PATH_BYTES])
{
    int n = snprintf(ret, AUDIT_PATH_BYTES, "%s/audit%s%s", folder, name[0] != '\0' ? "/" : "", name);
    return n > 0 && n < AUDIT_PATH_BYTES;
}

enum err audit_store_open(const struct data_folder *folder, enum store_access access,
                          struct report *report, struct store **ret)
{
    char url[sizeof(folder->store_url) + sizeof(folder->path)];
    if (strncmp(folder->store_url, "postgres:", 9) == 0) {
        snprintf(url, sizeof(url), "%s", folder->store_url);
    } else {
        snprintf(url, sizeof(url), "sqlite:%s/audit.db?log=short", folder->path);
    }
    struct store *s = NULL;
    enum err e = store_open(url, access, report, &s);
    if (e == ERR_NONE) {
        store_turn_apart(s, AUDIT_TURN);
        *ret = s;
    }
    return e;
}

/* -------------------------------------------------------------------------------- locks ------- */

static bool lock_path(const char *folder, int64_t stream_no, char path[AUDIT_PATH_BYTES])
{
    char name[48];
    snprintf(name, sizeof(name), "stream-%" PRId64 ".lock", stream_no);
    return audit_path(folder, name, path);
}

int audit_stream_lock(const char *folder, int64_t stream_no, bool makes)
{
    char path[AUDIT_PATH_BYTES];
    if (!lock_path(folder, stream_no, path)) {
        return -1;
    }
    int fd = open(path, O_RDWR | O_CLOEXEC | (makes ? O_CREAT : 0), 0600);
    if (fd < 0) {
        return -1;
    }
    /* Our own is ours in a moment: whoever looks at it sees no stream yet and lets go of it. */
    if (flock(fd, makes ? LOCK_EX : LOCK_EX | LOCK_NB) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

void audit_stream_unlock(const char *folder, int64_t stream_no, int fd, bool is_closed)
{
    char path[AUDIT_PATH_BYTES];
    if (is_closed && lock_path(folder, stream_no, path)) {
        unlink(path);
    }
    close(fd);
}

/* ------------------------------------------------------------------------------ one record ---- */

enum err audit_record_put(struct store *s, const struct audit_link *link, struct report *report)
{
    struct query *q = store_query(s, SQL_audit_record_add);
    query_set_i64(q, "record_no", link->record_no);
    query_set_blob(q, "previous", link->previous, AUDIT_HASH_BYTES);
    query_set_blob(q, "hash", link->hash, AUDIT_HASH_BYTES);
    query_set_blob(q, "body", link->entry->body.bytes, link->entry->body.len);
    enum err e = query_post(q, report);
    for (size_t i = 0; i < link->entry->subject_count && e == ERR_NONE; i++) {
        q = store_query(s, SQL_audit_subject_add);
        query_set_i64(q, "month", link->entry->month);
        query_set_i64(q, "addressee_no", link->entry->subjects[i]);
        query_set_i64(q, "at", link->entry->at);
        query_set_i64(q, "record_no", link->record_no);
        e = query_post(q, report);
    }
    if (e == ERR_NONE) {
        q = store_query(s, SQL_audit_act_add);
        query_set_i64(q, "month", link->entry->month);
        query_set_i64(q, "class_no", link->entry->class_no);
        query_set_i64(q, "at", link->entry->at);
        query_set_i64(q, "record_no", link->record_no);
        e = query_post(q, report);
    }
    return e;
}

enum err audit_class_put(struct store *s, const struct audit_entry *entry, struct report *report)
{
    struct query *q = store_query(s, SQL_audit_class_add);
    query_set_text(q, "operator_id", entry->operator_id);
    query_set_i64(q, "kind", entry->kind);
    query_set_text(q, "event", entry->event);
    query_set_i64(q, "month", entry->month);
    query_set_i64(q, "class_no", entry->class_no);
    return query_post(q, report);
}

static int compare_numbers(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

void audit_entry_make(const struct audit_event *event, struct audit_entry *ret)
{
    audit_body_encode(event, &ret->body);
    ret->at = event->at;
    ret->month = audit_month_of(event->at);
    ret->kind = event->kind;
    ret->operator_id = (struct text){
        ret->operator_bytes, audit_clean(event->operator_id, ret->operator_bytes, AUDIT_OPERATOR_MAX)};
    ret->event =
        (struct text){ret->event_bytes, audit_clean(event->event, ret->event_bytes, AUDIT_EVENT_MAX)};
    ret->class_no = audit_class_of(ret->operator_id, ret->kind, ret->event);
    ret->subject_count = 0;
    for (size_t i = 0; i < event->subject_count; i++) {
        if (event->subjects[i].addressee_no != 0) {
            ret->subjects[ret->subject_count++] = event->subjects[i].addressee_no;
        }
    }
    qsort(ret->subjects, ret->subject_count, sizeof(ret->subjects[0]), compare_numbers);
    size_t kept = 0; /* a record names a person once */
    for (size_t i = 0; i < ret->subject_count; i++) {
        if (kept == 0 || ret->subjects[kept - 1] != ret->subjects[i]) {
            ret->subjects[kept++] = ret->subjects[i];
        }
    }
    ret->subject_count = kept;
}

/* ------------------------------------------------------------------------- streams that died -- */

/* Where a stream stands: its last record, or its genesis. */
enum err audit_stream_end(struct store *s, int64_t stream_no, struct report *report,
                          struct audit_end *ret)
{
    struct audit_end end = {0};
    struct query *q = store_query(s, SQL_audit_record_last);
    bool row;
    query_set_i64(q, "first", audit_record_no(stream_no, 1));
    query_set_i64(q, "last", audit_record_no(stream_no, UINT32_MAX));
    enum err e = query_step(q, report, &row);
    if (e != ERR_NONE) {
        return e;
    }
    end.exists = row;
    if (row) {
        struct arena *arena = arena_new("記録の終わり", 1 << 16);
        struct text hash = query_blob(q, 1), body = query_blob(q, 2);
        struct audit_event event;
        end.seq = audit_seq_of(query_i64(q, 0));
        if (hash.len == AUDIT_HASH_BYTES) {
            memcpy(end.hash, hash.bytes, AUDIT_HASH_BYTES);
        }
        end.is_closed = audit_body_decode((const unsigned char *)body.bytes, body.len, arena, &event) &&
                        (text_is(event.event, AUDIT_EVENT_CLOSE) || text_is(event.event, AUDIT_EVENT_LOST));
        arena_free(arena);
        query_reset(q);
    } else {
        q = store_query(s, SQL_audit_stream_one);
        query_set_i64(q, "stream_no", stream_no);
        e = query_step(q, report, &row);
        end.exists = e == ERR_NONE && row;
        if (end.exists && query_blob(q, 3).len == AUDIT_HASH_BYTES) {
            memcpy(end.hash, query_blob(q, 3).bytes, AUDIT_HASH_BYTES);
        }
        query_reset(q);
    }
    if (e == ERR_NONE) {
        *ret = end;
    }
    return e;
}

/* The closing record of a process that died, inside a write transaction. */
static enum err put_lost(struct store *s, int64_t stream_no, const struct audit_end *end,
                         struct report *report)
{
    struct audit_event event = {
        .at = clock_now_ms(),
        .kind = AUDIT_JOB,
        .event = text_of(AUDIT_EVENT_LOST),
        .reason = text_of("前の処理が記録を閉じずに終わったので、次の処理が閉じました"),
        .result_count = end->seq,
    };
    struct arena *arena = arena_new("記録の終わり", 1 << 16);
    struct audit_entry *entry = ARENA_NEW(arena, struct audit_entry);
    struct audit_link link = {.entry = entry, .record_no = audit_record_no(stream_no, end->seq + 1)};
    audit_entry_make(&event, entry);
    memcpy(link.previous, end->hash, AUDIT_HASH_BYTES);
    audit_record_hash(link.previous, stream_no, end->seq + 1, entry->body.bytes, entry->body.len, link.hash);
    enum err e = audit_class_put(s, entry, report);
    if (e == ERR_NONE) {
        e = audit_record_put(s, &link, report);
    }
    arena_free(arena);
    return e;
}

/*
 * The turn comes before the lock, as where a stream begins: who kept the lock of a beginning stream while
 * waiting for its turn would wait for the one who waits for him. So the first look lets go again.
 */
static enum err close_one(struct store *s, const struct data_folder *folder,
                          const struct audit_keys *keys, int64_t stream_no, struct report *report)
{
    struct audit_end end = {0};
    struct audit_head head = {.stream_no = stream_no};
    bool wrote = false;
    int fd = audit_stream_lock(folder->path, stream_no, false);
    if (fd < 0) {
        return ERR_NONE; /* its process lives, or somebody else closes it */
    }
    audit_stream_unlock(folder->path, stream_no, fd, false);
    enum err e = store_begin(s, report);
    if (e != ERR_NONE) {
        return e;
    }
    fd = audit_stream_lock(folder->path, stream_no, false);
    if (fd < 0) {
        store_rollback(s);
        return ERR_NONE;
    }
    e = audit_stream_end(s, stream_no, report, &end);
    if (e == ERR_NONE && end.exists && !end.is_closed) {
        e = put_lost(s, stream_no, &end, report);
        if (e == ERR_NONE) {
            e = audit_stream_end(s, stream_no, report, &end);
        }
        head.seq = end.seq;
        memcpy(head.hash, end.hash, AUDIT_HASH_BYTES);
        if (e == ERR_NONE) {
            e = audit_head_add(s, keys, clock_now_ms(), report, &head);
        }
        wrote = true;
    }
    if (e == ERR_NONE) {
        e = store_commit(s, report);
    } else {
        store_rollback(s);
    }
    if (e == ERR_NONE && wrote) {
        e = audit_head_write(s, folder->path, &head, true, report);
    }
    /* A lock without a stream: its process is about to begin, or died before it did. */
    audit_stream_unlock(folder->path, stream_no, fd, e == ERR_NONE && end.exists);
    return e;
}

enum err audit_streams_close_lost(struct store *s, const struct data_folder *folder,
                                  const struct audit_keys *keys, struct report *report)
{
    char path[AUDIT_PATH_BYTES];
    static const char before[] = "stream-", after[] = ".lock";
    DIR *dir = audit_path(folder->path, "", path) ? opendir(path) : NULL;
    if (dir == NULL) {
        return report_fail(report, ERR_WORLD, "記録のフォルダ %s を読めません: %s", path, strerror(errno));
    }
    enum err e = ERR_NONE;
    const struct dirent *entry;
    while (e == ERR_NONE && (entry = readdir(dir)) != NULL) {
        struct text name = text_of(entry->d_name);
        int64_t stream_no;
        size_t head = sizeof(before) - 1, tail = sizeof(after) - 1;
        if (name.len > head + tail && memcmp(name.bytes, before, head) == 0 &&
            memcmp(name.bytes + name.len - tail, after, tail) == 0 &&
            parse_i64(name.bytes + head, name.len - head - tail, 1, INT32_MAX - 1, &stream_no)) {
            e = close_one(s, folder, keys, stream_no, report);
        }
    }
    closedir(dir);
    return e;
}

/* --------------------------------------------------------------------------- a new stream ----- */

static enum err add_stream(struct store *s, const char *name, struct report *report,
                           struct audit_head *head)
{
    unsigned char previous[AUDIT_HASH_BYTES] = {0};
    int64_t changed, now = clock_now_ms();
    bool row;
    struct query *q = store_query(s, SQL_audit_stream_last);
    enum err e = query_step(q, report, &row);
    if (e != ERR_NONE) {
        return e;
    }
    head->stream_no = 1;
    if (row) {
        head->stream_no = query_i64(q, 0) + 1;
        if (query_blob(q, 1).len == AUDIT_HASH_BYTES) {
            memcpy(previous, query_blob(q, 1).bytes, AUDIT_HASH_BYTES);
        }
        query_reset(q);
    }
    audit_genesis_hash(previous, head->stream_no, text_of(name), now, head->hash);
    q = store_query(s, SQL_audit_stream_add);
    query_set_i64(q, "stream_no", head->stream_no);
    query_set_text(q, "name", text_of(name));
    query_set_i64(q, "opened_at", now);
    query_set_blob(q, "previous", previous, sizeof(previous));
    query_set_blob(q, "genesis", head->hash, sizeof(head->hash));
    return query_run(q, report, &changed);
}

enum err audit_stream_begin(struct store *s, const struct data_folder *folder,
                            const struct audit_keys *keys, const char *name, bool is_soon,
                            struct report *report, struct audit_head *ret_head, int *ret_lock)
{
    struct audit_head head = {0};
    int lock = -1;
    enum err e = is_soon ? store_begin_soon(s, report) : store_begin(s, report);
    if (e != ERR_NONE) {
        return e;
    }
    e = add_stream(s, name, report, &head);
    if (e == ERR_NONE) {
        e = audit_head_add(s, keys, clock_now_ms(), report, &head);
    }
    if (e == ERR_NONE) {
        lock = audit_stream_lock(folder->path, head.stream_no, true);
        if (lock < 0) {
            e = report_fail(report, ERR_WORLD, "記録の錠 %s/audit/stream-%" PRId64 ".lock を取れません: %s",
                            folder->path, head.stream_no, strerror(errno));
        }
    }
    if (e == ERR_NONE) {
        e = store_commit(s, report);
    }
    if (e == ERR_NONE && !is_soon) {
        e = audit_head_write(s, folder->path, &head, true, report);
    }
    if (e != ERR_NONE) {
        store_rollback(s);
        if (lock >= 0) {
            close(lock);
        }
        return e;
    }
    *ret_head = head;
    *ret_lock = lock;
    return ERR_NONE;
}
