/*
 * SQLite: one file, WAL, synchronous=FULL (NORMAL may lose the last commits when the power
 * fails), STRICT tables. Writers take their turn first (turn.h); readers are `query_only`.
 */
#include "store/early_sync.h"
#include "store/internal.h"
#include "store/sqlite_rows.h"
#include "store/turn.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <unistd.h>

#define CACHE "PRAGMA cache_size=-65536;"
/* Of a large transaction: pages go out while others are made, not all at the commit, and soon enough to be
 * still at hand of the processor. */
#define LARGE_CACHE "PRAGMA cache_size=-4096;"
#define BULK_PARAMETERS 1024 /* of one multi-row INSERT: see tests/bench/bench_store.c */
#define PORTIONS 4           /* INSERTs that wait before they are run */
#define FEWER 8              /* a smaller INSERT takes so many times fewer rows */
#define INSERT_SIZES 3
#define KEPT_LOG_BYTES (1 << 20)
/* 128 MiB of log before it is carried into the file: the files and jobs of a day write many a page again. */
#define LOG_PAGES "32768"

struct lite {
    sqlite3 *db;
    struct turn *turn;
    bool has_turn;
    bool is_beside_wal; /* the open transaction may write past the write-ahead log */
    bool is_soon;       /* its commit does not wait for the disk */
    struct early_sync early; /* of a transaction beside it */
    sqlite3_stmt *begin_write, *begin_read, *commit, *rollback;
    struct insert *inserts;
    struct sqlite_rows rows;
};

static struct lite *lite_of(const struct store *s) { return s->part; }

/* -------------------------------------------------------------------------- failing ---------- */

static enum store_fault fault_of(int code)
{
    switch (code) {
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_ROWID: return STORE_FAULT_UNIQUE;
    case SQLITE_CONSTRAINT_TRIGGER: return STORE_FAULT_REFUSED;
    case SQLITE_BUSY_SNAPSHOT: return STORE_FAULT_RETRY;
    default: break;
    }
    switch (code & 0xff) {
    case SQLITE_CONSTRAINT: return STORE_FAULT_CHECK;
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return STORE_FAULT_BUSY;
    case SQLITE_READONLY:
    case SQLITE_PERM: return STORE_FAULT_READONLY;
    case SQLITE_FULL: return STORE_FAULT_FULL;
    default: return STORE_FAULT_OTHER;
    }
}

static enum err failed_with(struct store *s, const char *what, int code, const char *words,
                            struct report *report)
{
    char detail[300]; /* a copy: the words change with the next call */
    snprintf(detail, sizeof(detail), "%s", words);
    return store_failed(s, fault_of(code), what, detail, report);
}

/*
 * SQLite's words for constraints name columns or are a trigger's own; its other words may quote
 * SQL.
 */
static enum err failed(struct store *s, const char *what, int code, struct report *report)
{
    bool is_named = (code & 0xff) == SQLITE_CONSTRAINT;
    const char *words = is_named ? sqlite3_errmsg(lite_of(s)->db) : sqlite3_errstr(code);
    return failed_with(s, what, code, words, report);
}

/* --------------------------------------------------------------------- transactions ---------- */

static int run_word(struct lite *l, sqlite3_stmt **kept, const char *sql)
{
    if (*kept == NULL) {
        int rc = sqlite3_prepare_v3(l->db, sql, -1, SQLITE_PREPARE_PERSISTENT, kept, NULL);
        if (rc != SQLITE_OK) {
            return sqlite3_extended_errcode(l->db);
        }
    }
    int rc = sqlite3_step(*kept);
    rc = rc == SQLITE_DONE ? SQLITE_OK : sqlite3_extended_errcode(l->db);
    sqlite3_reset(*kept);
    return rc;
}

static void give_back(struct lite *l)
{
    if (l->has_turn) {
        l->has_turn = false;
        turn_give(l->turn);
    }
}

/*
 * A large transaction writes its new pages into the file: half the bytes, and no checksum of each. SQLite
 * leaves the write-ahead log only when nobody else has the database open, and says so at once. TRUNCATE,
 * because it syncs the journal's end, which is the commit; a deleted journal may come back after a power
 * failure. In the moment between the two statements somebody may come in: then it is the log again.
 */
static bool begin_beside_wal(struct lite *l)
{
    if (sqlite3_exec(l->db, "PRAGMA journal_mode=TRUNCATE;" LARGE_CACHE, NULL, NULL, NULL) != SQLITE_OK) {
        return false;
    }
    l->is_beside_wal = true;
    sqlite3_busy_timeout(l->db, 0);
    int rc = sqlite3_exec(l->db, "BEGIN EXCLUSIVE", NULL, NULL, NULL);
    sqlite3_busy_timeout(l->db, STORE_WAIT_MS);
    if (rc == SQLITE_OK) {
        early_sync_start(&l->early, l->db);
    }
    return rc == SQLITE_OK;
}

/*
 * Back to the log, the empty journal removed. When somebody reads so long that it cannot be, the database
 * stays as it is, which is as safe; the next one that opens it for writing turns to the log again.
 */
static void back_to_wal(struct lite *l)
{
    if (l->is_beside_wal) {
        l->is_beside_wal = false;
        sqlite3_exec(l->db, "PRAGMA journal_mode=DELETE; PRAGMA journal_mode=WAL;" CACHE, NULL, NULL, NULL);
    }
}

static int is_wal(void *found, int columns, char **values, char **names)
{
    (void)names;
    *(bool *)found = columns == 1 && values[0] != NULL && strcmp(values[0], "wal") == 0;
    return 0;
}

/* In the log what was not synced is behind what was; a journal beside the file needs its syncs. */
static void begin_soon(struct lite *l)
{
    bool has_log = false;
    sqlite3_exec(l->db, "PRAGMA journal_mode", is_wal, &has_log, NULL);
    l->is_soon = has_log && sqlite3_exec(l->db, "PRAGMA synchronous=NORMAL", NULL, NULL, NULL) == SQLITE_OK;
}

static void end_soon(struct lite *l)
{
    if (l->is_soon) {
        int rc = sqlite3_exec(l->db, "PRAGMA synchronous=FULL", NULL, NULL, NULL);
        assert(rc == SQLITE_OK);
        l->is_soon = false;
    }
}

static enum err lite_begin(struct store *s, enum transaction kind, enum writing much,
                           struct report *report)
{
    static const char what[] = "書込みの開始";
    struct lite *l = lite_of(s);
    if (kind == TRANSACTION_READ) {
        int rc = run_word(l, &l->begin_read, "BEGIN");
        return rc == SQLITE_OK ? ERR_NONE : failed(s, "読取りの開始", rc, report);
    }
    if (!turn_take(l->turn, STORE_WAIT_MS)) {
        return store_failed(s, STORE_FAULT_BUSY, what, NULL, report);
    }
    l->has_turn = true;
    if (much == WRITES_MUCH && begin_beside_wal(l)) {
        return ERR_NONE;
    }
    back_to_wal(l);
    if (much == WRITES_SOON) {
        begin_soon(l);
    }
    int rc = run_word(l, &l->begin_write, "BEGIN IMMEDIATE");
    if (rc != SQLITE_OK) {
        end_soon(l);
        give_back(l);
        return failed(s, what, rc, report);
    }
    return ERR_NONE;
}

static enum err lite_commit(struct store *s, struct report *report)
{
    struct lite *l = lite_of(s);
    early_sync_stop(&l->early);
    int rc = run_word(l, &l->commit, "COMMIT");
    if (rc != SQLITE_OK) {
        return failed(s, "確定", rc, report); /* the caller rolls back */
    }
    end_soon(l);
    back_to_wal(l);
    give_back(l);
    return ERR_NONE;
}

static void lite_rollback(struct store *s)
{
    struct lite *l = lite_of(s);
    early_sync_stop(&l->early);
    if (!sqlite3_get_autocommit(l->db)) { /* a full disk may have ended it already */
        int rc = run_word(l, &l->rollback, "ROLLBACK");
        assert(rc == SQLITE_OK || sqlite3_get_autocommit(l->db));
    }
    end_soon(l);
    back_to_wal(l);
    give_back(l);
}

static void lite_write_back_apart(struct store *s)
{
    sqlite3_wal_autocheckpoint(lite_of(s)->db, 0);
}

static enum err lite_write_back(struct store *s, bool now, struct report *report, int64_t *ret_waiting)
{
    struct lite *l = lite_of(s);
    int pages = 0, done = 0;
    if (now) {
        sqlite3_busy_timeout(l->db, 0); /* what a reader still needs stays for the next time */
    }
    int rc = sqlite3_wal_checkpoint_v2(
        l->db, NULL, now ? SQLITE_CHECKPOINT_RESTART : SQLITE_CHECKPOINT_PASSIVE, &pages, &done);
    if (now) {
        sqlite3_busy_timeout(l->db, STORE_WAIT_MS);
    }
    if (rc != SQLITE_OK && (rc & 0xff) != SQLITE_BUSY) {
        return failed(s, "記録の書戻し", rc, report);
    }
    *ret_waiting = pages > done ? pages - done : 0;
    return ERR_NONE;
}

static enum err lite_exec(struct store *s, const char *name, const char *sql, struct report *report)
{
    sqlite3 *db = lite_of(s)->db;
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK) {
        return failed_with(s, name, sqlite3_extended_errcode(db), sqlite3_errmsg(db), report);
    }
    return ERR_NONE;
}

/* ----------------------------------------------------------------------- statements ---------- */

static enum err prepare(struct query *q, struct report *report)
{
    struct store *s = q->store;
    sqlite3 *db = lite_of(s)->db;
    sqlite3_stmt *st = NULL;
    int rc = sqlite3_prepare_v3(db, q->text->sqlite, -1, SQLITE_PREPARE_PERSISTENT, &st, NULL);
    if (rc == SQLITE_OK) {
        q->part = st;
        return ERR_NONE;
    }
    if (rc != SQLITE_ERROR) {
        return failed(s, q->text->name, sqlite3_extended_errcode(db), report);
    }
    const char *why = sqlite3_errmsg(db);
    if (strstr(why, "no such table") == NULL && strstr(why, "no such column") == NULL) {
        store_bug(q->text->name, why);
    }
    return store_failed(s, STORE_FAULT_SCHEMA, q->text->name, why, report);
}

static int bind(sqlite3_stmt *st, int at, const struct value *v)
{
    switch (v->type) {
    case VALUE_I64: return sqlite3_bind_int64(st, at, v->number);
    case VALUE_TEXT:
    case VALUE_LIST:
        return sqlite3_bind_text(st, at, v->bytes.len > 0 ? v->bytes.bytes : "", (int)v->bytes.len,
                                 SQLITE_STATIC);
    case VALUE_BLOB:
        return v->bytes.len > 0
                   ? sqlite3_bind_blob(st, at, v->bytes.bytes, (int)v->bytes.len, SQLITE_STATIC)
                   : sqlite3_bind_zeroblob(st, at, 0);
    default: return sqlite3_bind_null(st, at);
    }
}

/* An array of JSON, for json_each(). */
static void lite_list(const int64_t *numbers, size_t count, struct textbuf *to)
{
    for (size_t i = 0; i < count; i++) {
        textbuf_printf(to, "%c%" PRId64, i == 0 ? '[' : ',', numbers[i]);
    }
    textbuf_printf(to, count == 0 ? "[]" : "]");
}

static enum err lite_step(struct query *q, struct report *report, bool *ret_row)
{
    struct store *s = q->store;
    if (q->part == NULL) {
        enum err e = prepare(q, report);
        if (e != ERR_NONE) {
            return e;
        }
    }
    sqlite3_stmt *st = q->part;
    if (q->state != QUERY_RUNNING) {
        for (int i = 0; i < q->text->parameter_count; i++) {
            int rc = bind(st, i + 1, &q->values[i]);
            assert(rc == SQLITE_OK);
        }
    }
    int rc = sqlite3_step(st);
    if (rc != SQLITE_ROW && rc != SQLITE_DONE) {
        enum err e = failed(s, q->text->name, sqlite3_extended_errcode(lite_of(s)->db), report);
        sqlite3_reset(st);
        return e;
    }
    if (rc == SQLITE_DONE) {
        sqlite3_reset(st); /* gives its snapshot back */
    }
    *ret_row = rc == SQLITE_ROW;
    return ERR_NONE;
}

static int64_t lite_changed(const struct query *q)
{
    return sqlite3_changes64(lite_of(q->store)->db);
}

static void lite_reset(struct query *q)
{
    if (q->part != NULL) {
        sqlite3_reset(q->part); /* repeats the last step's error, which was reported then */
    }
}

static void lite_finish(struct query *q)
{
    sqlite3_finalize(q->part);
    q->part = NULL;
}

static int lite_columns(const struct query *q) { return sqlite3_column_count(q->part); }

static enum value_type lite_type(const struct query *q, int column)
{
    switch (sqlite3_column_type(q->part, column)) {
    case SQLITE_INTEGER: return VALUE_I64;
    case SQLITE_TEXT: return VALUE_TEXT;
    case SQLITE_BLOB: return VALUE_BLOB;
    case SQLITE_NULL: return VALUE_NULL;
    default: store_bug(q->text->name, "a floating-point column: amounts are whole");
    }
}

static int64_t lite_i64(const struct query *q, int column)
{
    return sqlite3_column_int64(q->part, column);
}

static struct text lite_bytes(const struct query *q, int column)
{
    const void *bytes = sqlite3_column_blob(q->part, column); /* text is UTF-8: the same bytes */
    int len = sqlite3_column_bytes(q->part, column);
    return (struct text){len > 0 ? bytes : "", (size_t)len};
}

static enum err lite_take_rows(struct query *q, cells_take take, void *context, struct report *report)
{
    return sqlite_rows_take(q, &lite_of(q->store)->rows, take, context, report);
}

/* ----------------------------------------------------------------------------- bulk ---------- */

/* An INSERT of so many rows, kept by the handle for the next load of the same columns. */
struct insert {
    const char *sql;
    sqlite3_stmt *st;
    struct bound *bound; /* of each parameter */
    bool is_taken;
    struct insert *next;
};

/* The number a parameter has from the last run: moments, states and open ends are mostly the same again. */
struct bound {
    bool is_number;
    int64_t number;
};

struct lite_bulk {
    struct insert *inserts[INSERT_SIZES]; /* from one row to many; made when first needed */
    size_t rows[INSERT_SIZES];
};

/* OR FAIL: a refused row leaves those before it, which saves a journal of every statement. Nobody sees them:
 * after a failure the transaction can only be rolled back. */
static void insert_sql(const struct bulk *b, size_t rows, struct textbuf *to)
{
    textbuf_printf(to, "INSERT OR FAIL INTO %s (", b->table);
    for (size_t i = 0; i < b->column_count; i++) {
        textbuf_printf(to, "%s%s", i > 0 ? ", " : "", b->columns[i].name);
    }
    textbuf_puts(to, ") VALUES ");
    for (size_t r = 0; r < rows; r++) {
        textbuf_puts(to, r > 0 ? ", (" : "(");
        for (size_t i = 0; i < b->column_count; i++) {
            textbuf_puts(to, i > 0 ? ",?" : "?");
        }
        textbuf_puts(to, ")");
    }
    assert(!to->overflow);
}

static struct insert *take_insert(const struct bulk *b, size_t rows)
{
    struct store *s = b->store;
    struct lite *l = lite_of(s);
    struct textbuf sql;
    textbuf_init(&sql, (size_t)1 << 20);
    insert_sql(b, rows, &sql);

    struct insert *n = l->inserts;
    while (n != NULL && (n->is_taken || strcmp(n->sql, sql.bytes) != 0)) {
        n = n->next;
    }
    if (n == NULL) {
        sqlite3_stmt *st = NULL;
        int rc = sqlite3_prepare_v3(l->db, sql.bytes, (int)sql.len, SQLITE_PREPARE_PERSISTENT, &st,
                                    NULL);
        if (rc == SQLITE_OK) {
            n = ARENA_NEW(s->arena, struct insert);
            *n = (struct insert){.sql = arena_copy(s->arena, sql.bytes, sql.len), .st = st,
                                 .next = l->inserts};
            n->bound = ARENA_ARRAY(s->arena, struct bound, rows * b->column_count);
            l->inserts = n;
        }
    }
    textbuf_done(&sql);
    if (n != NULL) {
        n->is_taken = true;
    }
    return n;
}

/* The statement for so many rows, made or taken when it is first needed. */
static enum err need_insert(struct bulk *b, struct insert **kept, size_t rows,
                            struct report *report)
{
    if (*kept == NULL) {
        *kept = take_insert(b, rows);
    }
    if (*kept == NULL) {
        const char *why = sqlite3_errmsg(lite_of(b->store)->db);
        return store_failed(b->store, STORE_FAULT_SCHEMA, b->table, why, report);
    }
    return ERR_NONE;
}

static enum err lite_bulk_begin(struct bulk *b, struct report *report)
{
    struct lite_bulk *part = ARENA_NEW(b->arena, struct lite_bulk);
    b->part = part;
    size_t many = BULK_PARAMETERS / b->column_count + 1;
    part->rows[0] = 1;
    part->rows[1] = many / FEWER > 1 ? many / FEWER : 2;
    part->rows[2] = many > part->rows[1] ? many : part->rows[1] + 1;
    b->row_capacity = part->rows[INSERT_SIZES - 1] * PORTIONS;
    return need_insert(b, &part->inserts[0], 1, report); /* a wrong table is known at once */
}

static int bind_cell(struct insert *n, size_t at, const struct store_cell *c)
{
    struct bound *bound = &n->bound[at];
    int place = (int)at + 1;

    if (c->type == VALUE_I64) {
        if (bound->is_number && bound->number == c->number) {
            return SQLITE_OK;
        }
        *bound = (struct bound){true, c->number};
        return sqlite3_bind_int64(n->st, place, c->number);
    }
    bound->is_number = false;
    switch (c->type) {
    case VALUE_TEXT: return sqlite3_bind_text(n->st, place, c->bytes, (int)c->len, SQLITE_STATIC);
    case VALUE_BLOB: return sqlite3_bind_blob(n->st, place, c->bytes, (int)c->len, SQLITE_STATIC);
    default: return sqlite3_bind_null(n->st, place);
    }
}

static enum err insert_rows(struct bulk *b, struct insert *n, size_t first, size_t rows,
                            struct report *report)
{
    const struct store_cell *cells = &b->cells[first * b->column_count];
    size_t count = rows * b->column_count;
    for (size_t i = 0; i < count; i++) {
        int rc = bind_cell(n, i, &cells[i]);
        assert(rc == SQLITE_OK);
    }
    int rc = sqlite3_step(n->st);
    enum err e = ERR_NONE;
    if (rc != SQLITE_DONE) {
        sqlite3 *db = lite_of(b->store)->db;
        e = failed(b->store, b->table, sqlite3_extended_errcode(db), report);
    }
    sqlite3_reset(n->st);
    return e;
}

static enum err lite_bulk_flush(struct bulk *b, struct report *report)
{
    struct lite_bulk *part = b->part;
    enum err e = ERR_NONE;
    size_t row = 0;
    while (row < b->rows && e == ERR_NONE) {
        size_t size = INSERT_SIZES - 1;
        while (b->rows - row < part->rows[size]) {
            size--;
        }
        e = need_insert(b, &part->inserts[size], part->rows[size], report);
        if (e == ERR_NONE) {
            e = insert_rows(b, part->inserts[size], row, part->rows[size], report);
        }
        row += part->rows[size];
    }
    return e;
}

static void lite_bulk_end(struct bulk *b)
{
    struct lite_bulk *part = b->part;
    for (size_t i = 0; i < INSERT_SIZES; i++) {
        if (part->inserts[i] != NULL) {
            part->inserts[i]->is_taken = false;
        }
    }
}

/* -------------------------------------------------------------------------- opening ---------- */

static int64_t log_bytes(sqlite3 *db)
{
    sqlite3_file *log = NULL;
    sqlite3_int64 size = 0;
    bool is_open = sqlite3_file_control(db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log) == SQLITE_OK &&
                   log != NULL && log->pMethods != NULL;
    return is_open && log->pMethods->xFileSize(log, &size) == SQLITE_OK ? size : INT64_MAX;
}

/*
 * Whoever closes last carries the log into the file and removes it: two syncs and a file less, and the next
 * one makes it anew. Of the store every command writes a few rows into, a short log stays: it is as
 * durable as the file, and whoever opens it reads it through.
 */
static void keep_short_log(const struct store *s)
{
    struct lite *l = lite_of(s);
    if (s->has_short_log && log_bytes(l->db) <= KEPT_LOG_BYTES) {
        sqlite3_db_config(l->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    }
}

static void lite_close(struct store *s)
{
    struct lite *l = lite_of(s);
    keep_short_log(s);
    sqlite3_finalize(l->begin_write);
    sqlite3_finalize(l->begin_read);
    sqlite3_finalize(l->commit);
    sqlite3_finalize(l->rollback);
    for (struct insert *n = l->inserts; n != NULL; n = n->next) {
        sqlite3_finalize(n->st);
    }
    int rc = sqlite3_close(l->db);
    assert(rc == SQLITE_OK); /* every statement has been finished */
    turn_close(l->turn);
}

static const struct backend sqlite_backend = {
    .begin = lite_begin,
    .commit = lite_commit,
    .rollback = lite_rollback,
    .write_back_apart = lite_write_back_apart,
    .write_back = lite_write_back,
    .exec = lite_exec,
    .list = lite_list,
    .step = lite_step,
    .changed = lite_changed,
    .reset = lite_reset,
    .finish = lite_finish,
    .columns = lite_columns,
    .type = lite_type,
    .i64 = lite_i64,
    .bytes = lite_bytes,
    .take_rows = lite_take_rows,
    .bulk_begin = lite_bulk_begin,
    .bulk_flush = lite_bulk_flush,
    .bulk_end = lite_bulk_end,
    .close = lite_close,
};

/*
 * The file is ours alone from its first moment; SQLite gives the files beside it the same rights. A file that
 * is there is not opened: closing it would drop the locks that other handles of this process hold on it, and
 * another process that ends would then remove the log they still write.
 */
static enum err make_file(const char *path, struct report *report)
{
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0 && errno == EEXIST) {
        return ERR_NONE;
    }
    if (fd < 0) {
        return report_fail(report, ERR_WORLD, "データベースのファイル %s を作れません: %s", path,
                           strerror(errno));
    }
    close(fd);
    return ERR_NONE;
}

static enum err set_up(struct store *s, const char *path, struct report *report)
{
    static const char both[] = "PRAGMA busy_timeout=30000;"
                               "PRAGMA temp_store=MEMORY;"
                               CACHE
                               "PRAGMA recursive_triggers=ON;"
                               "PRAGMA trusted_schema=OFF;";
    /* A new file: pages of 4 KiB, for a day writes a row here and one there, and each commit whole pages
     * (docs/adr/0185). */
    static const char writer[] = "PRAGMA page_size=4096; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;";
    static const char long_log[] = "PRAGMA wal_autocheckpoint=" LOG_PAGES ";";
    static const char reader[] = "SELECT COUNT(*) FROM sqlite_schema; PRAGMA query_only=ON;";
    sqlite3 *db = lite_of(s)->db;
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    int rc = sqlite3_exec(db, both, NULL, NULL, NULL);
    if (rc == SQLITE_OK) {
        rc = sqlite_rows_register(db, &lite_of(s)->rows);
    }
    if (rc == SQLITE_OK) {
        rc = sqlite3_exec(db, s->access == STORE_WRITE ? writer : reader, NULL, NULL, NULL);
    }
    if (rc == SQLITE_OK && s->access == STORE_WRITE && !s->has_short_log) {
        rc = sqlite3_exec(db, long_log, NULL, NULL, NULL);
    }
    if (rc == SQLITE_OK) {
        return ERR_NONE;
    }
    if ((rc & 0xff) == SQLITE_NOTADB) {
        return report_fail(report, ERR_WORLD,
                           "ファイル %s は SQLite のデータベースではありません", path);
    }
    return report_fail(report, ERR_WORLD, "データベース %s を開けません: %s", path,
                       sqlite3_errstr(rc));
}

/*
 * SQLite counts its memory under one lock for all threads, which many readers wait for; nobody reads the
 * count. Only before its first use; a process that has used it already keeps counting: only slower.
 */
static void count_no_memory(void) { (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }

enum err sqlite_open(struct store *s, const char *path, struct report *report)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, count_no_memory);
    struct lite *l = ARENA_NEW(s->arena, struct lite);
    s->backend = &sqlite_backend;
    s->part = l;
    if (s->access == STORE_WRITE) {
        enum err e = make_file(path, report);
        if (e != ERR_NONE) {
            return e;
        }
        l->turn = turn_open(path);
        if (l->turn == NULL) {
            return report_fail(report, ERR_WORLD,
                               "書込みの順番のファイル %s-turn を開けません: %s", path,
                               strerror(errno));
        }
    }
    int rc = sqlite3_open_v2(path, &l->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    enum err e = ERR_NONE;
    if (rc != SQLITE_OK) {
        e = report_fail(report, ERR_WORLD, "データベース %s を開けません: %s", path,
                        sqlite3_errstr(rc));
    } else {
        sqlite3_extended_result_codes(l->db, 1);
        e = set_up(s, path, report);
    }
    if (e != ERR_NONE) {
        sqlite3_close(l->db);
        turn_close(l->turn);
    }
    return e;
}
