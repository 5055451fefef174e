/*
 * audit -- records a second and the time one caller waits, and how fast they are proved and found.
 *
 * record-write: 1, 8, 32 threads, each appending one record about one person after the other, on both stores;
 * then 32 threads that together ask for 5,000 records a second, as pages would.
 * audit-verify: the records of the run above.
 * audit-find: --large makes 50,000,000 records, seven years of a ward with 340,000 residents, in bulk, and looks for
 * what a reviewer asks; cold = the pages of the file are not in memory.
 *
 * Usage: bench-audit [--large [--records N] [--keep DIR]] [sqlite | postgres:CONNECTION]
 */
#include "audit/streams.h"
#include "store/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define RESIDENTS 340000
#define OPERATORS 500
#define THREADS_MAX 64
#define SAMPLES_MAX 400000
#define DAY_MS ((int64_t)86400000)

static struct report report;
static const char *kind;
static struct data_folder folder;

static int64_t now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* Of this process; a PostgreSQL server's time is its own. */
static int64_t processor_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void must(enum err e)
{
    if (e != ERR_NONE) {
        report_print(&report, stderr);
        exit(3);
    }
}

static void say(const char *row, const char *work, double figure, const char *unit, const char *note)
{
    printf("%s\t%s: %s\t%.*f\t%s\t%s\n", row, kind, work, figure < 100 ? 3 : 0, figure, unit, note);
    fflush(stdout);
}

static uint64_t random_next(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static const char *const events[] = {
    "household.look", "person.look",   "search.person",  "premium.look",   "premium.steps",
    "notice.preview", "task.list",     "note.look",      "eligibility.look", "address.change",
    "note.add",       "notice.print",  "account.look",   "output.list",    "login",
};

/* A look of an operator at a resident, as the screens write it. */
static void make_event(uint64_t *state, int64_t at, struct audit_event *ret, struct audit_subject *subject,
                       char operator_id[16], char terminal[16])
{
    uint64_t r = random_next(state);
    size_t which = (size_t)(r % 100);
    which = which < 70 ? which % 4 : which % COUNT_OF(events);
    snprintf(operator_id, 16, "shokuin%03d", (int)(r >> 20 & 0xffff) % OPERATORS);
    snprintf(terminal, 16, "mado-%03d", (int)(r >> 40 & 0xfff) % 200);
    subject->addressee_no = 100000000000000 + (int64_t)(random_next(state) % RESIDENTS) * 10;
    subject->household_no = subject->addressee_no / 20;
    *ret = (struct audit_event){
        .at = at,
        .kind = which == 9 ? AUDIT_CHANGE : which == 10 ? AUDIT_ADD : which == 14 ? AUDIT_LOGIN : AUDIT_VIEW,
        .event = text_of(events[which]),
        .operator_id = text_of(operator_id),
        .section = text_of("資格賦課係"),
        .terminal = text_of(terminal),
        .peer = text_of("10.20.30.40"),
        .correlation = text_of("0123456789abcdef"),
        .purpose = text_of("窓口・電話の照会"),
        .result_count = 1,
        .subjects = subject,
        .subject_count = 1,
    };
}

/* What one sync of 8 KB costs in this minute: nothing that is durable is quicker. */
static void bench_sync(void)
{
    static int32_t samples[200];
    char path[700], bytes[8192] = "";
    snprintf(path, sizeof(path), "%s/sync", folder.path);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    for (int i = 0; i < 200; i++) {
        int64_t started = now_us();
        if (fd < 0 || pwrite(fd, bytes, sizeof(bytes), i * 8192) != 8192 || fdatasync(fd) != 0) {
            exit(3);
        }
        samples[i] = (int32_t)(now_us() - started);
    }
    close(fd);
    unlink(path);
    int32_t sum = 0;
    for (int i = 0; i < 200; i++) {
        sum += samples[i];
    }
    say("disk-sync", "8 KB", sum / 200.0 / 1e3, "ms", "");
}

/* ---------------------------------------------------------------------------- appending ------- */

struct caller {
    pthread_t thread;
    struct audit_log *log;
    uint64_t random;
    int64_t until, pause_us; /* microseconds; between two records */
    bool is_spread;          /* moments of all seven years: rows go everywhere, as without a month in front */
    int32_t *samples;
    size_t count;
};

static void *call(void *argument)
{
    struct caller *c = argument;
    struct report own;
    struct audit_event event;
    struct audit_subject subject;
    char operator_id[16], terminal[16];
    report_init(&own);
    int64_t due = now_us();
    while (now_us() < c->until && c->count < SAMPLES_MAX / THREADS_MAX * 8) {
        if (c->pause_us > 0) {
            due += (int64_t)(random_next(&c->random) % (uint64_t)(2 * c->pause_us));
            int64_t wait = due - now_us();
            if (wait > 0) {
                struct timespec t = {wait / 1000000, wait % 1000000 * 1000};
                nanosleep(&t, NULL);
            }
        }
        int64_t at = clock_now_ms();
        at -= c->is_spread ? (int64_t)(random_next(&c->random) % (uint64_t)(2500 * DAY_MS)) : 0;
        make_event(&c->random, at, &event, &subject, operator_id, terminal);
        int64_t started = now_us();
        if (audit_append(c->log, &event, &own) != ERR_NONE) {
            report_print(&own, stderr);
            exit(3);
        }
        c->samples[c->count++] = (int32_t)(now_us() - started);
    }
    report_done(&own);
    return NULL;
}

static int compare_samples(const void *a, const void *b)
{
    const int32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static void bench_append(size_t threads, int64_t pause_us, int64_t seconds, bool is_spread)
{
    static struct caller callers[THREADS_MAX];
    static int32_t samples[THREADS_MAX][SAMPLES_MAX / THREADS_MAX * 8];
    static int32_t all[SAMPLES_MAX * 8];
    struct audit_log *log;
    must(audit_open(&folder, "bench", &report, &log));
    int64_t started = now_us(), worked = processor_us();
    for (size_t i = 0; i < threads; i++) {
        callers[i] = (struct caller){.log = log,
                                     .random = UINT64_C(88172645463325252) + i * 7919,
                                     .until = started + seconds * 1000000,
                                     .pause_us = pause_us,
                                     .is_spread = is_spread,
                                     .samples = samples[i]};
        pthread_create(&callers[i].thread, NULL, call, &callers[i]);
    }
    size_t count = 0;
    for (size_t i = 0; i < threads; i++) {
        pthread_join(callers[i].thread, NULL);
        memcpy(all + count, callers[i].samples, callers[i].count * sizeof(all[0]));
        count += callers[i].count;
    }
    double elapsed = (double)(now_us() - started) / 1e6;
    double each = (double)(processor_us() - worked) / (double)(count > 0 ? count : 1);
    audit_close(log);
    qsort(all, count, sizeof(all[0]), compare_samples);
    char work[80], note[160];
    snprintf(work, sizeof(work), "%zu threads%s", threads, is_spread ? ", rows everywhere" : pause_us > 0 ? ", 5,000/s asked for" : "");
    snprintf(note, sizeof(note), "p50 %.2f ms, p99 %.2f ms, max %.1f ms, %.0f us of this process", all[count / 2] / 1e3,
             all[count * 99 / 100] / 1e3, all[count - 1] / 1e3, each);
    say("record-write", work, (double)count / elapsed, "records/s", note);
}

static void bench_verify(void)
{
    struct audit_proof proof;
    int64_t started = now_us();
    must(audit_verify(&folder, &report, &proof));
    char work[80];
    snprintf(work, sizeof(work), "%" PRId64 " records", proof.records);
    say("audit-verify", work, (double)proof.records * 1e6 / (double)(now_us() - started), "records/s", "");
}

/* ------------------------------------------------------------------------ fifty million ------- */

static const struct bulk_column record_columns[] = {
    {"record_no", BULK_I64}, {"previous", BULK_BLOB}, {"hash", BULK_BLOB}, {"body", BULK_BLOB}};
static const struct bulk_column subject_columns[] = {
    {"month", BULK_I64}, {"addressee_no", BULK_I64}, {"at", BULK_I64}, {"record_no", BULK_I64}};
static const struct bulk_column act_columns[] = {
    {"month", BULK_I64}, {"class_no", BULK_I64}, {"at", BULK_I64}, {"record_no", BULK_I64}};

struct index_row {
    int64_t month, key, at, record_no;
};

static int compare_rows(const void *a, const void *b)
{
    const struct index_row *x = a, *y = b;
    if (x->key != y->key) {
        return x->key < y->key ? -1 : 1;
    }
    if (x->at != y->at) {
        return x->at < y->at ? -1 : 1;
    }
    return (x->record_no > y->record_no) - (x->record_no < y->record_no);
}

static void store_rows(struct store *s, const char *table, const struct bulk_column *columns,
                       struct index_row *rows, size_t count)
{
    struct bulk *b;
    qsort(rows, count, sizeof(*rows), compare_rows);
    must(store_bulk_begin(s, table, columns, 4, &report, &b));
    for (size_t i = 0; i < count; i++) {
        bulk_i64(b, rows[i].month);
        bulk_i64(b, rows[i].key);
        bulk_i64(b, rows[i].at);
        bulk_i64(b, rows[i].record_no);
        must(bulk_row(b, &report));
    }
    must(bulk_end(b, &report));
}

/* One month is one stream and one transaction; the rows of its indexes go in in their order. */
static void make_month(struct store *s, const struct audit_keys *keys, date first, date until,
                       int64_t records, uint64_t *state, struct arena *arena)
{
    struct audit_head head;
    struct audit_link link = {0};
    struct audit_event event;
    struct audit_subject subject;
    char operator_id[16], terminal[16];
    int lock;
    must(audit_stream_begin(s, &folder, keys, "serve", false, &report, &head, &lock));
    arena_reset(arena);
    struct audit_entry *entry = ARENA_NEW(arena, struct audit_entry);
    struct index_row *subjects = ARENA_ARRAY(arena, struct index_row, (size_t)records);
    struct index_row *acts = ARENA_ARRAY(arena, struct index_row, (size_t)records);
    int64_t from = audit_moment_of(first), span = audit_moment_of(until) - from;
    memcpy(link.hash, head.hash, AUDIT_HASH_BYTES);
    struct bulk *b;
    must(store_begin(s, &report));
    must(store_bulk_begin(s, "audit_record", record_columns, 4, &report, &b));
    for (int64_t i = 0; i < records; i++) {
        /* Between 8 and 18 o'clock of the days of the month. */
        int64_t day = i * (span / DAY_MS) / records, of_day = i * (span / DAY_MS) % records;
        int64_t at = from + day * DAY_MS + 8 * 3600000 + of_day * 36000 / records * 1000;
        make_event(state, at, &event, &subject, operator_id, terminal);
        if (i + 1 == records) {
            event.kind = AUDIT_JOB;
            event.event = text_of(AUDIT_EVENT_CLOSE);
        }
        audit_entry_make(&event, entry);
        memcpy(link.previous, link.hash, AUDIT_HASH_BYTES);
        link.record_no = audit_record_no(head.stream_no, i + 1);
        audit_record_hash(link.previous, head.stream_no, i + 1, entry->body.bytes, entry->body.len,
                          link.hash);
        bulk_i64(b, link.record_no);
        bulk_blob(b, link.previous, AUDIT_HASH_BYTES);
        bulk_blob(b, link.hash, AUDIT_HASH_BYTES);
        bulk_blob(b, entry->body.bytes, entry->body.len);
        must(bulk_row(b, &report));
        must(audit_class_put(s, entry, &report));
        subjects[i] = (struct index_row){entry->month, entry->subjects[0], at, link.record_no};
        acts[i] = (struct index_row){entry->month, entry->class_no, at, link.record_no};
    }
    must(bulk_end(b, &report));
    store_rows(s, "audit_subject", subject_columns, subjects, (size_t)records);
    store_rows(s, "audit_act", act_columns, acts, (size_t)records);
    head.seq = records;
    memcpy(head.hash, link.hash, AUDIT_HASH_BYTES);
    must(audit_head_add(s, keys, audit_moment_of(until), &report, &head));
    must(store_commit(s, &report));
    must(audit_head_write(s, folder.path, &head, true, &report));
    audit_stream_unlock(folder.path, head.stream_no, lock, true);
}

static void make_years(int64_t records)
{
    struct store *s;
    struct audit_keys keys;
    struct audit_log *log;
    uint64_t state = UINT64_C(2463534242);
    must(audit_open(&folder, "bench", &report, &log)); /* makes the store */
    audit_close(log);
    must(audit_keys_open(&folder, &report, &keys));
    must(audit_store_open(&folder, STORE_WRITE, &report, &s));
    struct arena *arena = arena_new("月", (size_t)2 << 30);
    int64_t started = now_us();
    for (int m = 0; m < 84; m++) {
        date first = date_of(2019 + (m + 10) / 12, (m + 10) % 12 + 1, 1);
        date until = date_of(2019 + (m + 11) / 12, (m + 11) % 12 + 1, 1);
        make_month(s, &keys, first, until, records / 84, &state, arena);
        if (m % 12 == 11) {
            fprintf(stderr, "%d months in %.0f s\n", m + 1, (double)(now_us() - started) / 1e6);
        }
    }
    arena_free(arena);
    store_close(s);
}

/* The pages of the file leave the memory; what the disk itself remembers stays. */
static void forget_pages(void)
{
    char path[700];
    snprintf(path, sizeof(path), "%s/audit.db", folder.path);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd >= 0) {
        fsync(fd);
        posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
        close(fd);
    }
}

static void bench_find(const char *what, struct audit_query query, int times, int64_t records)
{
    for (int warm = 0; warm < 2; warm++) {
        double worst = 0, sum = 0;
        size_t found = 0;
        for (int i = 0; i < times; i++) {
            struct arena *arena = arena_new("検索", (size_t)64 << 20);
            struct audit_record *list;
            size_t count;
            struct audit_query q = query;
            if (q.addressee_no != 0) {
                q.addressee_no += i * 10 * 7919 % (RESIDENTS * 10);
            }
            if (warm == 0) {
                forget_pages();
            }
            int64_t started = now_us();
            must(audit_find(&folder, &q, arena, &report, &list, &count));
            double ms = (double)(now_us() - started) / 1e3;
            worst = ms > worst ? ms : worst;
            sum += ms;
            found += count;
            arena_free(arena);
        }
        char work[120], note[80];
        snprintf(work, sizeof(work), "%s, %" PRId64 " M records, %s", what, records / 1000000,
                 warm ? "warm" : "cold");
        snprintf(note, sizeof(note), "worst %.1f ms, %zu found", worst, found / (size_t)times);
        say("audit-find", work, sum / times, "ms", note);
    }
}

static void bench_searches(int64_t records)
{
    struct audit_query any = {.from = date_none(), .until = date_none(), .max = 100};
    struct audit_query q = any;
    q.addressee_no = 100000000000000;
    q.max = 500; /* all of seven years */
    bench_find("all of a resident", q, 20, records);
    q.max = 50;
    bench_find("newest 50 of a resident", q, 20, records);
    q.from = date_of(2020, 4, 1);
    q.until = date_of(2021, 4, 1);
    bench_find("a resident in one year", q, 20, records);
    q = any;
    q.operator_id = text_of("shokuin007");
    bench_find("an operator", q, 5, records);
    q.event = text_of("address.change");
    q.kind = AUDIT_CHANGE;
    bench_find("an operator's changes", q, 5, records);
    q = any;
    q.event = text_of(AUDIT_EVENT_CLOSE);
    bench_find("a rare event in seven years", q, 5, records);
    q = any;
    q.kind = AUDIT_DELETE;
    bench_find("a kind that never came up", q, 5, records);
    q = any;
    q.kind = AUDIT_VIEW;
    q.from = date_of(2022, 3, 10);
    q.until = date_of(2022, 3, 11);
    bench_find("looks of one day", q, 5, records);
    q = any;
    bench_find("newest of all", q, 5, records);
}

/* ------------------------------------------------------------------------------- words -------- */

static void remove_tree(const char *path)
{
    pid_t child = fork();
    if (child == 0) {
        execlp("rm", "rm", "-rf", path, (char *)NULL);
        _exit(127);
    }
    waitpid(child, NULL, 0);
}

static void bench_one(const char *url, bool is_large, int64_t records, const char *keep)
{
    char made[] = "/tmp/kokuho-bench-audit-XXXXXX";
    kind = strncmp(url, "postgres:", 9) == 0 ? "postgres" : "sqlite";
    folder = (struct data_folder){.business_date = date_of(2026, 11, 20)};
    if (keep == NULL && mkdtemp(made) == NULL) {
        exit(3);
    }
    if (keep != NULL && mkdir(keep, 0700) != 0 && errno != EEXIST) {
        exit(3);
    }
    snprintf(folder.path, sizeof(folder.path), "%s", keep != NULL ? keep : made);
    snprintf(folder.store_url, sizeof(folder.store_url), "%s", url);
    bench_sync();
    if (!is_large) {
        bench_append(1, 0, 3, false);
        bench_append(8, 0, 3, false);
        bench_append(32, 0, 3, false);
        bench_append(32, 32 * 1000000 / 5000, 5, false);
        bench_verify();
    } else {
        struct stat st;
        char path[700];
        snprintf(path, sizeof(path), "%s/audit.db", folder.path);
        if (keep == NULL || stat(path, &st) != 0) {
            int64_t started = now_us();
            make_years(records);
            double seconds = (double)(now_us() - started) / 1e6;
            char note[80] = "";
            if (stat(path, &st) == 0) {
                snprintf(note, sizeof(note), "%.1f GB", (double)st.st_size / 1e9);
            }
            say("audit-make", "seven years in bulk", (double)records / seconds, "records/s", note);
        }
        bench_searches(records);
        bench_append(32, 32 * 1000000 / 5000, 5, false);
        bench_append(32, 32 * 1000000 / 5000, 5, true);
        bench_append(32, 32 * 1000000 / 5000, 5, false);
        if (keep == NULL) {
            bench_verify();
        }
    }
    if (keep == NULL) {
        remove_tree(folder.path);
    }
}

int main(int argc, char **argv)
{
    bool is_large = false;
    int64_t records = 50000000;
    const char *keep = NULL, *url = NULL;
    report_init(&report);
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--large") == 0) {
            is_large = true;
        } else if (strcmp(argv[i], "--records") == 0 && i + 1 < argc) {
            i++;
            if (!parse_i64(argv[i], strlen(argv[i]), 84000, 1000000000, &records)) {
                return 2;
            }
        } else if (strcmp(argv[i], "--keep") == 0 && i + 1 < argc) {
            keep = argv[++i];
        } else {
            url = argv[i];
        }
    }
    bench_one(url != NULL ? url : "sqlite", is_large, records, keep);
    report_done(&report);
    return 0;
}
