/*
 * 記録を残す -- one writer thread a stream; the callers wait until their records are durable.
 *
 * A caller makes the bytes of his record on his own thread, joins the queue and sleeps. The writer takes
 * all that wait, chains and stores them in one transaction, and wakes each. While it commits the next ones
 * gather: one sync serves them all. The first failure stays, because a record that was refused must not be
 * followed by one that was not (LG-14): whoever waits and whoever comes gets the failure until the records
 * are opened anew.
 *
 * A second thread carries the pages of SQLite's log back into the file, so that no caller waits for it.
 */
#include "audit/streams.h"

#include <errno.h>
#include <semaphore.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#define BATCH_MAX 256
#define ONE_BY_ONE_MAX 3     /* records that go by plain statements; more go in bulk */
#define POSTED_MAX 12        /* the same where statements are posted and wait for nobody */
/* On a server a commit costs as much as a page: a batch of few that follows another within the gap waits a
 * moment for those who are on their way. */
#define GATHER_MAX 4
#define GATHER_NS 1000000
#define GATHER_GAP_NS 2000000
#define CLASSES_KNOWN 8192   /* a power of two; forgotten when full */
#define CLOCK_STEP_MS 1000   /* LG-11 */
#define HOUR_MS 3600000
#define CARRY_RECORDS 8192   /* that are written before the second thread is called */
#define CARRY_PAGES_MAX 65536 /* of the log (256 MB): then the writer waits for them himself */

struct waiter {
    struct audit_entry entry;
    struct waiter *next;
    sem_t done;
    enum err result;
};

struct audit_log {
    struct arena *arena;
    struct data_folder folder;
    struct audit_keys keys;
    struct store *store; /* of the writer, once it runs */
    struct report report;
    int64_t stream_no, seq;
    unsigned char hash[AUDIT_HASH_BYTES];
    int lock;
    struct audit_head opened;
    bool has_line; /* of the opening head; else it comes with the first record */
    int64_t head_hour, clock_offset;
    struct waiter *clock; /* the writer's own record */
    uint64_t *classes;    /* of (month, class) that stand in the store */
    size_t class_count;
    struct audit_link *links;

    pthread_t carrier; /* begun when there is something to carry */
    bool has_carrier;
    struct store *carried;
    int64_t written; /* records since the carrier was called */
    _Atomic int64_t pages_waiting;
    pthread_cond_t carry;
    bool is_called;

    pthread_t writer;
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    struct waiter *first, **last; /* the queue */
    int64_t batch_ended;          /* the writer's own: when, on the monotonic clock */
    bool is_stopping;
    bool is_failed;
    char failure[REPORT_LINE_BYTES];
};

static int64_t clock_offset_ms(void)
{
    struct timespec t;
    int rc = clock_gettime(CLOCK_BOOTTIME, &t);
    assert(rc == 0);
    return clock_now_ms() - ((int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000);
}

int64_t (*audit_clock_offset_ms)(void) = clock_offset_ms;

/* ----------------------------------------------------------------------------- classes -------- */

static uint64_t class_key(const struct audit_entry *e)
{
    return ((uint64_t)e->month << 48 ^ (uint64_t)e->month >> 16) ^ (uint64_t)e->class_no;
}

static uint64_t *class_slot(struct audit_log *log, uint64_t key)
{
    size_t at = (size_t)((key * UINT64_C(0x9e3779b97f4a7c15)) >> 51);
    while (log->classes[at % CLASSES_KNOWN] != 0 && log->classes[at % CLASSES_KNOWN] != key) {
        at++;
    }
    return &log->classes[at % CLASSES_KNOWN];
}

/* What a batch that fails has put here was not stored; but then nothing is stored any more. */
static enum err know_class(struct audit_log *log, const struct audit_entry *entry)
{
    uint64_t key = class_key(entry);
    uint64_t *slot = class_slot(log, key);
    if (*slot == key) {
        return ERR_NONE;
    }
    if (log->class_count >= CLASSES_KNOWN / 2) {
        memset(log->classes, 0, CLASSES_KNOWN * sizeof(*log->classes));
        log->class_count = 0;
        slot = class_slot(log, key);
    }
    *slot = key;
    log->class_count++;
    return audit_class_put(log->store, entry, &log->report);
}

/* ------------------------------------------------------------------------------ a batch ------- */

static const struct bulk_column record_columns[] = {
    {"record_no", BULK_I64}, {"previous", BULK_BLOB}, {"hash", BULK_BLOB}, {"body", BULK_BLOB}};
static const struct bulk_column subject_columns[] = {
    {"month", BULK_I64}, {"addressee_no", BULK_I64}, {"at", BULK_I64}, {"record_no", BULK_I64}};
static const struct bulk_column act_columns[] = {
    {"month", BULK_I64}, {"class_no", BULK_I64}, {"at", BULK_I64}, {"record_no", BULK_I64}};

static enum err bulk_records(struct audit_log *log, size_t count)
{
    struct bulk *b;
    enum err e = store_bulk_begin(log->store, "audit_record", record_columns,
                                  COUNT_OF(record_columns), &log->report, &b);
    if (e != ERR_NONE) {
        return e;
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        const struct audit_link *l = &log->links[i];
        bulk_i64(b, l->record_no);
        bulk_blob(b, l->previous, AUDIT_HASH_BYTES);
        bulk_blob(b, l->hash, AUDIT_HASH_BYTES);
        bulk_blob(b, l->entry->body.bytes, l->entry->body.len);
        e = bulk_row(b, &log->report);
    }
    enum err ended = bulk_end(b, &log->report);
    return e != ERR_NONE ? e : ended;
}

static enum err bulk_index_row(struct bulk *b, const struct audit_link *l, int64_t key,
                               struct report *report)
{
    bulk_i64(b, l->entry->month);
    bulk_i64(b, key);
    bulk_i64(b, l->entry->at);
    bulk_i64(b, l->record_no);
    return bulk_row(b, report);
}

static enum err bulk_indexes(struct audit_log *log, size_t count)
{
    struct bulk *subjects, *acts;
    enum err e = store_bulk_begin(log->store, "audit_act", act_columns, COUNT_OF(act_columns),
                                  &log->report, &acts);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = bulk_index_row(acts, &log->links[i], log->links[i].entry->class_no, &log->report);
        if (e != ERR_NONE || i + 1 == count) {
            enum err ended = bulk_end(acts, &log->report);
            e = e != ERR_NONE ? e : ended;
        }
    }
    if (e != ERR_NONE) {
        return e;
    }
    e = store_bulk_begin(log->store, "audit_subject", subject_columns, COUNT_OF(subject_columns),
                         &log->report, &subjects);
    if (e != ERR_NONE) {
        return e;
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        const struct audit_link *l = &log->links[i];
        for (size_t k = 0; k < l->entry->subject_count && e == ERR_NONE; k++) {
            e = bulk_index_row(subjects, l, l->entry->subjects[k], &log->report);
        }
    }
    enum err ended = bulk_end(subjects, &log->report);
    return e != ERR_NONE ? e : ended;
}

/* Numbers and hashes for `entry`, behind what the batch already holds. */
static void chain(struct audit_log *log, size_t at, const struct audit_entry *entry)
{
    struct audit_link *l = &log->links[at];
    int64_t seq = log->seq + 1 + (int64_t)at;
    l->entry = entry;
    l->record_no = audit_record_no(log->stream_no, seq);
    memcpy(l->previous, at == 0 ? log->hash : log->links[at - 1].hash, AUDIT_HASH_BYTES);
    audit_record_hash(l->previous, log->stream_no, seq, entry->body.bytes, entry->body.len, l->hash);
}

/* The clock was set since the last batch: that is a record of its own (LG-11, DA-08). */
static bool clock_stepped(struct audit_log *log)
{
    int64_t offset = audit_clock_offset_ms(), step = offset - log->clock_offset;
    if (step >= -CLOCK_STEP_MS && step <= CLOCK_STEP_MS) {
        log->clock_offset = offset; /* follows a slow adjustment */
        return false;
    }
    char words[100];
    snprintf(words, sizeof(words), "時計が %lld ミリ秒 %sました", (long long)(step < 0 ? -step : step),
             step < 0 ? "戻り" : "進み");
    struct audit_event event = {.at = clock_now_ms(),
                                .kind = AUDIT_SETTING,
                                .event = text_of(AUDIT_EVENT_CLOCK),
                                .reason = text_of(words),
                                .result_count = step};
    audit_entry_make(&event, &log->clock->entry);
    log->clock_offset = offset;
    return true;
}

static enum err store_links(struct audit_log *log, size_t count)
{
    enum err e = ERR_NONE;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = know_class(log, log->links[i].entry);
    }
    size_t most = store_kind(log->store) == STORE_POSTGRES ? POSTED_MAX : ONE_BY_ONE_MAX;
    if (count > most) {
        if (e == ERR_NONE) {
            e = bulk_records(log, count);
        }
        return e == ERR_NONE ? bulk_indexes(log, count) : e;
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = audit_record_put(log->store, &log->links[i], &log->report);
    }
    return e;
}

static bool is_closing(const struct audit_entry *entry)
{
    return text_is(entry->event, AUDIT_EVENT_CLOSE);
}

/*
 * The lines of heads whose rows are durable. That of the opening head comes with the first record, which made
 * its row so. The hour's waits for the disk; a line that a power failure takes is written by the next head.
 */
static enum err write_lines(struct audit_log *log, const struct audit_head *head, bool is_last)
{
    enum err e = ERR_NONE;
    if (!log->has_line) {
        e = audit_head_write(log->store, log->folder.path, &log->opened, false, &log->report);
        log->has_line = true;
    }
    return e == ERR_NONE && head != NULL
               ? audit_head_write(log->store, log->folder.path, head, !is_last, &log->report)
               : e;
}

/* Everything that `first` leads to becomes durable, or nothing. */
static enum err write_batch(struct audit_log *log, const struct waiter *first)
{
    size_t count = 0;
    struct audit_head head = {.stream_no = log->stream_no};
    if (clock_stepped(log)) {
        chain(log, count++, &log->clock->entry);
    }
    for (const struct waiter *w = first; w != NULL; w = w->next) {
        chain(log, count++, &w->entry);
    }
    const struct audit_link *last = &log->links[count - 1];
    int64_t now = clock_now_ms(), hour = now / HOUR_MS;
    bool is_last = is_closing(last->entry), has_head = hour != log->head_hour || is_last;
    enum err e = store_begin(log->store, &log->report);
    if (e == ERR_NONE) {
        e = store_links(log, count);
    }
    if (e == ERR_NONE && has_head) {
        head.seq = audit_seq_of(last->record_no);
        memcpy(head.hash, last->hash, AUDIT_HASH_BYTES);
        e = audit_head_add(log->store, &log->keys, now, &log->report, &head);
    }
    if (e == ERR_NONE) {
        e = store_commit(log->store, &log->report);
    }
    if (e != ERR_NONE) {
        store_rollback(log->store);
        return e;
    }
    log->seq += (int64_t)count;
    memcpy(log->hash, last->hash, AUDIT_HASH_BYTES);
    log->head_hour = hour;
    return write_lines(log, has_head ? &head : NULL, is_last);
}

/* ----------------------------------------------------------------------------- carrier -------- */

/* What fails here fails for the writer too, who says it. */
static void *carry_all(void *argument)
{
    struct audit_log *log = argument;
    struct report quiet;
    report_init(&quiet);
    pthread_mutex_lock(&log->mutex);
    while (!log->is_stopping) {
        if (!log->is_called) {
            pthread_cond_wait(&log->carry, &log->mutex);
            continue;
        }
        log->is_called = false;
        pthread_mutex_unlock(&log->mutex);
        int64_t waiting;
        report_clear(&quiet);
        if (store_write_back(log->carried, false, &quiet, &waiting) == ERR_NONE) {
            log->pages_waiting = waiting;
        }
        pthread_mutex_lock(&log->mutex);
    }
    pthread_mutex_unlock(&log->mutex);
    report_done(&quiet);
    return NULL;
}

/* Without a carrier the writer's commits do it. */
static void start_carrier(struct audit_log *log)
{
    struct report quiet;
    report_init(&quiet);
    if (store_kind(log->store) == STORE_SQLITE &&
        audit_store_open(&log->folder, STORE_WRITE, &quiet, &log->carried) == ERR_NONE) {
        log->has_carrier = pthread_create(&log->carrier, NULL, carry_all, log) == 0;
        if (log->has_carrier) {
            store_write_back_apart(log->store);
        }
    }
    report_done(&quiet);
}

static void call_carrier(struct audit_log *log, int64_t records)
{
    int64_t waiting;
    log->written += records;
    if (log->written < CARRY_RECORDS) {
        return;
    }
    log->written = 0;
    if (!log->has_carrier) {
        start_carrier(log);
    }
    if (log->pages_waiting > CARRY_PAGES_MAX) {
        struct report quiet;
        report_init(&quiet);
        if (store_write_back(log->store, true, &quiet, &waiting) == ERR_NONE) {
            log->pages_waiting = waiting;
        }
        report_done(&quiet);
    }
    pthread_mutex_lock(&log->mutex);
    log->is_called = true;
    pthread_cond_signal(&log->carry);
    pthread_mutex_unlock(&log->mutex);
}

/* ------------------------------------------------------------------------------ writer -------- */

static int64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* Whether others are about to come: the last batch has only just ended, and few wait. */
static bool is_worth_waiting(const struct audit_log *log)
{
    size_t waiting = 0;
    for (const struct waiter *w = log->first; w != NULL && waiting < GATHER_MAX; w = w->next) {
        waiting++;
    }
    return store_kind(log->store) == STORE_POSTGRES && !log->is_stopping && waiting > 0 &&
           waiting < GATHER_MAX && now_ns() - log->batch_ended < GATHER_GAP_NS;
}

/* All that wait, as many as one batch takes; NULL when there is nothing more to come. */
static struct waiter *take_waiting(struct audit_log *log)
{
    static const struct timespec a_moment = {.tv_nsec = GATHER_NS};
    pthread_mutex_lock(&log->mutex);
    while (log->first == NULL && !log->is_stopping) {
        pthread_cond_wait(&log->wake, &log->mutex);
    }
    if (is_worth_waiting(log)) {
        pthread_mutex_unlock(&log->mutex);
        nanosleep(&a_moment, NULL);
        pthread_mutex_lock(&log->mutex);
    }
    struct waiter *first = log->first, *w = first;
    for (size_t i = 1; w != NULL && i < BATCH_MAX && w->next != NULL; i++) {
        w = w->next;
    }
    if (w != NULL) {
        log->first = w->next;
        w->next = NULL;
        if (log->first == NULL) {
            log->last = &log->first;
        }
    }
    pthread_mutex_unlock(&log->mutex);
    return first;
}

static void note_failure(struct audit_log *log)
{
    const char *why = log->report.kept > 0 ? log->report.lines[0] : "";
    pthread_mutex_lock(&log->mutex);
    log->is_failed = true;
    snprintf(log->failure, sizeof(log->failure), "%s", why);
    pthread_mutex_unlock(&log->mutex);
}

static void *write_all(void *argument)
{
    struct audit_log *log = argument;
    struct waiter *first;
    enum err failed = ERR_NONE;
    while ((first = take_waiting(log)) != NULL) {
        if (failed == ERR_NONE) {
            failed = write_batch(log, first);
            if (failed != ERR_NONE) {
                note_failure(log);
            }
        }
        int64_t records = 0;
        while (first != NULL) {
            struct waiter *next = first->next; /* the waiter is gone once it wakes */
            first->result = failed;
            sem_post(&first->done);
            first = next;
            records++;
        }
        log->batch_ended = now_ns();
        if (failed == ERR_NONE) {
            call_carrier(log, records);
        }
    }
    return NULL;
}

/* ------------------------------------------------------------------------------ callers ------- */

static enum err refuse(struct audit_log *log, struct report *report)
{
    char why[REPORT_LINE_BYTES];
    pthread_mutex_lock(&log->mutex);
    memcpy(why, log->failure, sizeof(why));
    pthread_mutex_unlock(&log->mutex);
    report_add(report, "操作の記録を残せないため、この処理はできません。管理者に知らせてください");
    report_add(report, "%s", why);
    return ERR_WORLD;
}

/* They stand behind one another in the queue, and one batch takes them as long as they are few. */
static bool join_queue(struct audit_log *log, struct waiter *waiters, size_t count)
{
    for (size_t i = 0; i + 1 < count; i++) {
        waiters[i].next = &waiters[i + 1];
    }
    pthread_mutex_lock(&log->mutex);
    bool is_open = !log->is_failed && !log->is_stopping;
    if (is_open) {
        *log->last = waiters;
        log->last = &waiters[count - 1].next;
        pthread_cond_signal(&log->wake);
    }
    pthread_mutex_unlock(&log->mutex);
    return is_open;
}

static enum err append_all(struct audit_log *log, const struct audit_event *events, size_t count,
                           struct waiter *waiters, struct report *report)
{
    enum err e = ERR_NONE;
    for (size_t i = 0; i < count; i++) {
        struct audit_event event = events[i];
        event.at = event.at != 0 ? event.at : clock_now_ms();
        audit_entry_make(&event, &waiters[i].entry);
        waiters[i].next = NULL;
        waiters[i].result = ERR_WORLD;
        sem_init(&waiters[i].done, 0, 0);
    }
    bool is_open = join_queue(log, waiters, count);
    for (size_t i = 0; i < count; i++) {
        while (is_open && sem_wait(&waiters[i].done) != 0) {
        }
        sem_destroy(&waiters[i].done);
        e = waiters[i].result != ERR_NONE ? waiters[i].result : e;
    }
    return e != ERR_NONE ? refuse(log, report) : ERR_NONE;
}

enum err audit_append_together(struct audit_log *log, const struct audit_event *events, size_t count,
                               struct report *report)
{
    struct arena *arena = arena_new("記録", (size_t)64 << 20);
    struct waiter *waiters = ARENA_ARRAY(arena, struct waiter, count);
    enum err e = count > 0 ? append_all(log, events, count, waiters, report) : ERR_NONE;
    arena_free(arena);
    return e;
}

enum err audit_append(struct audit_log *log, const struct audit_event *event, struct report *report)
{
    struct audit_event part = *event;
    struct waiter waiter;
    size_t done = 0;
    enum err e;
    if (part.at == 0) {
        part.at = clock_now_ms();
    }
    do { /* a longer list becomes several records */
        size_t left = event->subject_count - done;
        part.subjects = event->subjects + (left > 0 ? done : 0);
        part.subject_count = left < AUDIT_SUBJECTS_MAX ? left : AUDIT_SUBJECTS_MAX;
        done += part.subject_count;
        e = append_all(log, &part, 1, &waiter, report);
    } while (e == ERR_NONE && done < event->subject_count);
    return e;
}

int64_t audit_log_stream(const struct audit_log *log) { return log->stream_no; }

struct text audit_criteria(const struct audit_log *log, struct text words, struct arena *arena)
{
    char masked[200];
    size_t n = audit_mask(words, log->keys.words, masked, sizeof(masked));
    return (struct text){arena_copy(arena, masked, n), n};
}

/* ------------------------------------------------------------------------ open and close ------ */

static enum err make_folder(const struct data_folder *folder, struct report *report)
{
    char path[AUDIT_PATH_BYTES];
    if (!audit_path(folder->path, "", path)) {
        return report_fail(report, ERR_WORLD, "データフォルダの名前が長すぎます");
    }
    if (mkdir(path, 0700) != 0 && errno != EEXIST) {
        return report_fail(report, ERR_WORLD, "記録のフォルダ %s を作れません: %s", path, strerror(errno));
    }
    return ERR_NONE;
}

/* Not the first stream of all: an empty file of heads is a finding, so its line waits for no record. */
static enum err may_be_soon(struct audit_log *log, struct report *report, bool *ret)
{
    struct query *q = store_query(log->store, SQL_audit_head_newest);
    enum err e = query_step(q, report, ret);
    query_reset(q);
    return e;
}

static enum err open_stream(struct audit_log *log, const char *stream, bool is_soon, struct report *report)
{
    struct audit_head head;
    enum err e = make_folder(&log->folder, report);
    if (e == ERR_NONE) {
        e = audit_keys_open(&log->folder, report, &log->keys);
    }
    if (e == ERR_NONE) {
        e = audit_store_open(&log->folder, STORE_WRITE, report, &log->store);
    }
    if (e == ERR_NONE) {
        e = store_migrate_folder(log->store, "audit", report);
    }
    if (e == ERR_NONE) {
        e = audit_streams_close_lost(log->store, &log->folder, &log->keys, report);
    }
    if (e == ERR_NONE && is_soon) {
        e = may_be_soon(log, report, &is_soon);
    }
    if (e == ERR_NONE) {
        e = audit_stream_begin(log->store, &log->folder, &log->keys, stream, is_soon, report, &head,
                               &log->lock);
    }
    if (e == ERR_NONE) {
        log->stream_no = head.stream_no;
        memcpy(log->hash, head.hash, AUDIT_HASH_BYTES);
        log->head_hour = head.at / HOUR_MS;
        log->has_line = !is_soon;
        log->opened = head;
    }
    return e;
}

static void free_log(struct audit_log *log)
{
    store_close(log->carried);
    store_close(log->store);
    report_done(&log->report);
    sodium_memzero(&log->keys, sizeof(log->keys));
    arena_free(log->arena);
}

static enum err open_log(const struct data_folder *folder, const char *stream, bool is_soon,
                         struct report *report, struct audit_log **ret)
{
    struct arena *arena = arena_new("記録", (size_t)2 << 20);
    struct audit_log *log = ARENA_NEW(arena, struct audit_log);
    log->arena = arena;
    log->folder = *folder;
    log->lock = -1;
    report_init(&log->report);
    if (sodium_init() < 0) {
        report_add(report, "暗号の準備ができません");
        free_log(log);
        return ERR_WORLD;
    }
    enum err e = open_stream(log, stream, is_soon, report);
    if (e != ERR_NONE) {
        free_log(log);
        report_add(report, "操作の記録を開けないため、処理を始められません");
        return ERR_WORLD;
    }
    log->last = &log->first;
    log->clock = ARENA_NEW(arena, struct waiter);
    log->clock_offset = audit_clock_offset_ms();
    log->classes = ARENA_ARRAY(arena, uint64_t, CLASSES_KNOWN);
    log->links = ARENA_ARRAY(arena, struct audit_link, BATCH_MAX + 1);
    pthread_mutex_init(&log->mutex, NULL);
    pthread_cond_init(&log->wake, NULL);
    pthread_cond_init(&log->carry, NULL);
    int rc = pthread_create(&log->writer, NULL, write_all, log);
    if (rc != 0) {
        audit_stream_unlock(folder->path, log->stream_no, log->lock, false);
        free_log(log);
        return report_fail(report, ERR_WORLD, "記録の書込みを始められません: %s", strerror(rc));
    }
    *ret = log;
    return ERR_NONE;
}

enum err audit_open(const struct data_folder *folder, const char *stream, struct report *report,
                    struct audit_log **ret)
{
    return open_log(folder, stream, false, report, ret);
}

enum err audit_open_soon(const struct data_folder *folder, const char *stream, struct report *report,
                         struct audit_log **ret)
{
    return open_log(folder, stream, true, report, ret);
}

static void stop(struct audit_log *log, bool is_closed)
{
    pthread_mutex_lock(&log->mutex);
    log->is_stopping = true;
    pthread_cond_signal(&log->wake);
    pthread_cond_signal(&log->carry);
    pthread_mutex_unlock(&log->mutex);
    pthread_join(log->writer, NULL);
    if (log->has_carrier) {
        pthread_join(log->carrier, NULL);
    }
    audit_stream_unlock(log->folder.path, log->stream_no, log->lock, is_closed);
    pthread_mutex_destroy(&log->mutex);
    pthread_cond_destroy(&log->wake);
    pthread_cond_destroy(&log->carry);
    free_log(log);
}

enum err audit_close_with(struct audit_log *log, const struct audit_event *last, struct report *report)
{
    struct audit_event events[2] = {
        {0}, {.kind = AUDIT_JOB, .event = text_of(AUDIT_EVENT_CLOSE), .result_count = -1}};
    if (last != NULL) {
        events[0] = *last;
    }
    /* A stream that cannot be closed is closed by the next process. */
    enum err e = audit_append_together(log, last != NULL ? events : events + 1, last != NULL ? 2 : 1, report);
    stop(log, e == ERR_NONE);
    return e;
}

void audit_close(struct audit_log *log)
{
    struct report quiet;
    if (log == NULL) {
        return;
    }
    report_init(&quiet);
    if (audit_close_with(log, NULL, &quiet) != ERR_NONE) {
        report_clear(&quiet); /* the next process says that it was not closed */
    }
    report_done(&quiet);
}
