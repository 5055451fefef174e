/*
 * SQLite: WAL, synchronous=FULL, STRICT tables without rowid. One writer at a time takes its turn in the process
 * (first in, first out) before it asks the file for the lock.
 */
#include "store/interim_backend.h"
#include "store/interim_parts.h"

#include <pthread.h>
#include <sqlite3.h>

#define BUSY_MS 30000

/* ------------------------------------------------------------------------------- the writer's turn -- */

static pthread_mutex_t turn_mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t turn_changed = PTHREAD_COND_INITIALIZER;
static uint64_t turn_next, turn_now;

static void turn_take(void)
{
    pthread_mutex_lock(&turn_mutex);
    uint64_t mine = turn_next++;
    while (mine != turn_now) {
        pthread_cond_wait(&turn_changed, &turn_mutex);
    }
    pthread_mutex_unlock(&turn_mutex);
}

static void turn_give(void)
{
    pthread_mutex_lock(&turn_mutex);
    turn_now++;
    pthread_cond_broadcast(&turn_changed);
    pthread_mutex_unlock(&turn_mutex);
}

/* -------------------------------------------------------------------------------------- statements -- */

static sqlite3 *db_of(const struct store *s) { return s->connection; }

/* Words for a failure: the statement's name and SQLite's, never a value. */
static enum err failed(struct store *s, const char *what, int rc, struct report *report)
{
    int primary = rc & 0xff;
    if (primary == SQLITE_CONSTRAINT) {
        bool unique = rc == SQLITE_CONSTRAINT_PRIMARYKEY || rc == SQLITE_CONSTRAINT_UNIQUE;
        return report_fail(report, ERR_WORLD, "%s: %s（%s）", what,
                           unique ? "同じ鍵の行がすでにあります" : "データベースの条件に反します",
                           sqlite3_errmsg(db_of(s)));
    }
    if (primary == SQLITE_BUSY || primary == SQLITE_LOCKED) {
        return report_fail(report, ERR_WORLD,
                           "%s: ほかの処理がデータベースを使っています。終わってからやり直してください", what);
    }
    return report_fail(report, ERR_WORLD, "%s: データベースの誤り（%s）", what, sqlite3_errmsg(db_of(s)));
}

static enum err lite_exec(struct store *s, const char *sql, struct report *report)
{
    int rc = sqlite3_exec(db_of(s), sql, NULL, NULL, NULL);
    return rc == SQLITE_OK ? ERR_NONE : failed(s, "SQL", rc, report);
}

static enum err lite_prepare(struct query *q, const char *sql, bool is_scan)
{
    (void)is_scan;
    sqlite3_stmt *st;
    int rc = sqlite3_prepare_v3(db_of(q->store), sql, -1, SQLITE_PREPARE_PERSISTENT, &st, NULL);
    if (rc != SQLITE_OK) {
        fprintf(stderr, "SQL %s: %s\n", q->name, sqlite3_errmsg(db_of(q->store)));
    }
    assert(rc == SQLITE_OK);
    q->handle = st;
    q->parameter_count = q->text->parameter_count;
    assert(q->parameter_count == sqlite3_bind_parameter_count(st));
    return ERR_NONE;
}

static void bind(struct query *q)
{
    sqlite3_stmt *st = q->handle;
    for (int i = 0; i < q->parameter_count; i++) {
        const struct parameter *p = &q->parameters[i];
        int rc = SQLITE_OK;
        switch (p->type) {
        case VALUE_NULL: rc = sqlite3_bind_null(st, i + 1); break;
        case VALUE_I64: rc = sqlite3_bind_int64(st, i + 1, p->number); break;
        case VALUE_TEXT: rc = sqlite3_bind_text(st, i + 1, p->bytes.bytes, (int)p->bytes.len, SQLITE_STATIC); break;
        case VALUE_BLOB: rc = sqlite3_bind_blob(st, i + 1, p->bytes.bytes, (int)p->bytes.len, SQLITE_STATIC); break;
        }
        assert(rc == SQLITE_OK);
    }
}

static enum err lite_step(struct query *q, struct report *report, bool *ret_row)
{
    sqlite3_stmt *st = q->handle;
    if (!q->is_running) {
        bind(q);
        q->is_running = true;
    }
    int rc = sqlite3_step(st);
    if (rc == SQLITE_ROW) {
        *ret_row = true;
        return ERR_NONE;
    }
    int extended = rc == SQLITE_DONE ? rc : sqlite3_extended_errcode(db_of(q->store));
    enum err e = rc == SQLITE_DONE ? ERR_NONE : failed(q->store, q->name, extended, report);
    sqlite3_reset(st);
    q->is_running = false;
    if (e == ERR_NONE) {
        *ret_row = false;
    }
    return e;
}

static int64_t lite_changed(struct query *q) { return sqlite3_changes64(db_of(q->store)); }
static void lite_reset(struct query *q)
{
    sqlite3_reset(q->handle);
    q->is_running = false;
}
static void lite_finish(struct query *q) { sqlite3_finalize(q->handle); }
static int lite_columns(const struct query *q) { return sqlite3_column_count(q->handle); }
static bool lite_is_null(const struct query *q, int c)
{
    return sqlite3_column_type(q->handle, c) == SQLITE_NULL;
}
static int64_t lite_i64(const struct query *q, int c) { return sqlite3_column_int64(q->handle, c); }
static struct text lite_text(const struct query *q, int c)
{
    const unsigned char *bytes = sqlite3_column_text(q->handle, c);
    return (struct text){bytes != NULL ? (const char *)bytes : "",
                         (size_t)sqlite3_column_bytes(q->handle, c)};
}
static struct text lite_blob(const struct query *q, int c)
{
    const void *bytes = sqlite3_column_blob(q->handle, c);
    return (struct text){bytes != NULL ? bytes : "", (size_t)sqlite3_column_bytes(q->handle, c)};
}

/* ------------------------------------------------------------------------------------ transactions -- */

static enum err lite_begin(struct store *s, bool write, struct report *report)
{
    if (write) {
        turn_take();
    }
    enum err e = lite_exec(s, write ? "BEGIN IMMEDIATE" : "BEGIN", report);
    if (write && e != ERR_NONE) {
        turn_give();
    }
    s->has_turn = write && e == ERR_NONE;
    return e;
}

static void give_back(struct store *s)
{
    if (s->has_turn) {
        s->has_turn = false;
        turn_give();
    }
}

static enum err lite_commit(struct store *s, struct report *report)
{
    enum err e = lite_exec(s, "COMMIT", report);
    if (e == ERR_NONE) {
        give_back(s);
    }
    return e;
}

static void lite_rollback(struct store *s)
{
    (void)sqlite3_exec(db_of(s), "ROLLBACK", NULL, NULL, NULL);
    give_back(s);
}

/* -------------------------------------------------------------------------------------------- bulk -- */

#define BULK_PARAMETERS 480 /* per statement: about ten to a hundred rows */

struct lite_bulk {
    struct bulk head;
    sqlite3_stmt *many, *one;
    int rows_a_statement, rows_waiting;
};

static sqlite3_stmt *prepare_insert(struct store *s, const char *table,
                                    const struct bulk_column *columns, size_t count, int rows)
{
    struct textbuf sql;
    textbuf_init(&sql, 1 << 20);
    textbuf_printf(&sql, "INSERT INTO %s (", table);
    for (size_t i = 0; i < count; i++) {
        textbuf_printf(&sql, "%s%s", i > 0 ? ", " : "", columns[i].name);
    }
    textbuf_puts(&sql, ") VALUES ");
    for (int r = 0; r < rows; r++) {
        textbuf_puts(&sql, r > 0 ? ", (" : "(");
        for (size_t i = 0; i < count; i++) {
            textbuf_puts(&sql, i > 0 ? ",?" : "?");
        }
        textbuf_puts(&sql, ")");
    }
    sqlite3_stmt *st = NULL;
    int rc = sqlite3_prepare_v3(db_of(s), sql.bytes, -1, SQLITE_PREPARE_PERSISTENT, &st, NULL);
    textbuf_done(&sql);
    return rc == SQLITE_OK ? st : NULL;
}

static struct bulk *lite_bulk_begin(struct store *s, const char *table,
                                    const struct bulk_column *columns, size_t count,
                                    struct report *report)
{
    struct lite_bulk *b = bulk_alloc(sizeof(*b));
    b->rows_a_statement = BULK_PARAMETERS / (int)count;
    if (b->rows_a_statement < 1) {
        b->rows_a_statement = 1;
    }
    b->many = prepare_insert(s, table, columns, count, b->rows_a_statement);
    b->one = prepare_insert(s, table, columns, count, 1);
    if (b->many == NULL || b->one == NULL) {
        (void)failed(s, table, SQLITE_ERROR, report);
        sqlite3_finalize(b->many);
        sqlite3_finalize(b->one);
        bulk_release(&b->head);
        return NULL;
    }
    return &b->head;
}

static int bind_cell(sqlite3_stmt *st, int at, const struct bulk *b, const struct bulk_cell *c)
{
    switch (c->type) {
    case VALUE_I64: return sqlite3_bind_int64(st, at, c->number);
    case VALUE_TEXT:
        return sqlite3_bind_text(st, at, b->bytes.bytes + c->number, (int)c->len, SQLITE_STATIC);
    case VALUE_BLOB:
        return sqlite3_bind_blob(st, at, b->bytes.bytes + c->number, (int)c->len, SQLITE_STATIC);
    default: return sqlite3_bind_null(st, at);
    }
}

static enum err run_insert(struct lite_bulk *b, sqlite3_stmt *st, int first, int rows,
                           struct report *report)
{
    int n = rows * (int)b->head.column_count;
    for (int i = 0; i < n; i++) {
        int rc = bind_cell(st, i + 1, &b->head, &b->head.cells[first * (int)b->head.column_count + i]);
        assert(rc == SQLITE_OK);
    }
    int rc = sqlite3_step(st);
    int extended = rc == SQLITE_DONE ? rc : sqlite3_extended_errcode(db_of(b->head.store));
    enum err e = rc == SQLITE_DONE ? ERR_NONE : failed(b->head.store, b->head.table, extended, report);
    sqlite3_reset(st);
    return e;
}

static enum err lite_bulk_row(struct bulk *head, struct report *report)
{
    struct lite_bulk *b = (struct lite_bulk *)head;
    if (++b->rows_waiting < b->rows_a_statement) {
        return ERR_NONE;
    }
    enum err e = run_insert(b, b->many, 0, b->rows_waiting, report);
    b->rows_waiting = 0;
    bulk_forget_cells(head);
    return e;
}

static enum err lite_bulk_end(struct bulk *head, struct report *report)
{
    struct lite_bulk *b = (struct lite_bulk *)head;
    enum err e = ERR_NONE;
    for (int r = 0; r < b->rows_waiting && e == ERR_NONE; r++) {
        e = run_insert(b, b->one, r, 1, report);
    }
    sqlite3_finalize(b->many);
    sqlite3_finalize(b->one);
    return e;
}

/* -------------------------------------------------------------------------------------------- open -- */

static void lite_close(struct store *s) { sqlite3_close(db_of(s)); }

static const struct backend lite = {
    .exec = lite_exec, .prepare = lite_prepare, .step = lite_step, .changed = lite_changed,
    .reset = lite_reset, .finish = lite_finish, .columns = lite_columns, .is_null = lite_is_null,
    .i64 = lite_i64, .text = lite_text, .blob = lite_blob, .begin = lite_begin,
    .commit = lite_commit, .rollback = lite_rollback, .bulk_begin = lite_bulk_begin,
    .bulk_row = lite_bulk_row, .bulk_end = lite_bulk_end, .close = lite_close,
    .i64_type = "INTEGER", .text_type = "TEXT", .blob_type = "BLOB",
    .strict = "STRICT, WITHOUT ROWID",
};

enum err sqlite_open(struct store *s, const char *path, enum store_access access,
                     struct report *report)
{
    int flags = access == STORE_WRITE ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READWRITE;
    sqlite3 *db = NULL;
    int rc = sqlite3_open_v2(path, &db, flags | SQLITE_OPEN_NOMUTEX, NULL);
    if (rc != SQLITE_OK) {
        enum err e = report_fail(report, ERR_WORLD, "データベース %s を開けません: %s", path,
                                 db != NULL ? sqlite3_errmsg(db) : "メモリがありません");
        sqlite3_close(db);
        return e;
    }
    s->backend = &lite;
    s->connection = db;
    sqlite3_busy_timeout(db, BUSY_MS);
    enum err e = lite_exec(s, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                              "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536;", report);
    if (e == ERR_NONE && access == STORE_READ) {
        e = lite_exec(s, "PRAGMA query_only=ON", report);
    }
    if (e != ERR_NONE) {
        sqlite3_close(db);
    }
    return e;
}

/* Every row as "type length bytes" cells; the sum does not depend on the order of rows. */
enum err sqlite_each_row(struct store *s, const struct store_table *t, struct report *report,
                         struct textbuf *row, int64_t *ret_rows, struct row_digest *sum)
{
    char sql[2048];
    sqlite3_stmt *st;
    int n = snprintf(sql, sizeof(sql), "SELECT %s FROM %s", t->digest_columns, t->name);
    assert(n > 0 && n < (int)sizeof(sql));
    int rc = sqlite3_prepare_v2(db_of(s), sql, -1, &st, NULL);
    if (rc != SQLITE_OK) {
        return failed(s, t->name, rc, report);
    }
    while ((rc = sqlite3_step(st)) == SQLITE_ROW) {
        textbuf_clear(row);
        for (int c = 0; c < sqlite3_column_count(st); c++) {
            int type = sqlite3_column_type(st, c);
            const void *bytes = type == SQLITE_BLOB ? sqlite3_column_blob(st, c) : (const void *)sqlite3_column_text(st, c);
            int len = sqlite3_column_bytes(st, c);
            textbuf_printf(row, "%c%d:", type == SQLITE_NULL ? 'n' : type == SQLITE_INTEGER ? 'i' : type == SQLITE_BLOB ? 'b' : 't', len);
            textbuf_add(row, bytes, (size_t)len);
        }
        row_digest_add(sum, row->bytes, row->len);
        (*ret_rows)++;
    }
    enum err e = rc == SQLITE_DONE ? ERR_NONE : failed(s, t->name, rc, report);
    sqlite3_finalize(st);
    return e;
}

enum err postgres_open(struct store *s, const char *conninfo, enum store_access access, struct report *report)
{
    (void)s, (void)conninfo, (void)access;
    return report_fail(report, ERR_WORLD, "PostgreSQL にはまだつながりません");
}
