/* The one door: handles, statements, transactions and bulk loads, whatever the database. */
#include "store/interim_parts.h"

#include <inttypes.h>

#define HANDLE_BYTES (64u << 20)
#define BULK_BYTES_MAX (64u << 20)

/* -------------------------------------------------------------------------------------- handles ---- */

enum err store_open(const char *url, enum store_access access, struct report *report,
                    struct store **ret)
{
    struct arena *arena = arena_new("store", HANDLE_BYTES);
    struct store *s = ARENA_NEW(arena, struct store);
    enum err e;
    s->arena = arena;
    s->access = access;
    if (strncmp(url, "sqlite:", 7) == 0) {
        s->kind = STORE_SQLITE;
        e = sqlite_open(s, url + 7, access, report);
    } else if (strncmp(url, "postgres:", 9) == 0) {
        s->kind = STORE_POSTGRES;
        e = postgres_open(s, url + 9, access, report);
    } else {
        e = report_fail(report, ERR_INPUT, "store は sqlite:ファイル か postgres:接続文字列 です");
    }
    if (e != ERR_NONE) {
        arena_free(arena);
        return e;
    }
    *ret = s;
    return ERR_NONE;
}

static void finish_query(struct query *q)
{
    q->store->backend->finish(q);
    for (int i = 0; i < q->parameter_count; i++) {
        textbuf_done(&q->parameters[i].bytes);
    }
}

void store_close(struct store *s)
{
    if (s == NULL) {
        return;
    }
    for (struct query *q = s->scans; q != NULL; q = q->next) {
        finish_query(q);
    }
    for (size_t i = 0; i < SQL_COUNT; i++) {
        if (s->queries[i] != NULL) {
            finish_query(s->queries[i]);
        }
    }
    store_rollback(s);
    s->backend->close(s);
    arena_free(s->arena);
}

enum store_kind store_kind(const struct store *s) { return s->kind; }

void store_fail_at(struct store *s, int64_t nth_call)
{
    s->fail_at = nth_call;
    s->calls = 0;
}

bool store_fails_now(struct store *s, struct report *report)
{
    if (s->fail_at == 0 || ++s->calls != s->fail_at) {
        return false;
    }
    report_add(report, "試験のための故障（%" PRId64 "回目の呼出し）", s->calls);
    return true;
}

/* ---------------------------------------------------------------------------------- transactions ---- */

static enum err begin(struct store *s, bool write, struct report *report)
{
    assert(!s->in_transaction);
    if (store_fails_now(s, report)) {
        return ERR_WORLD;
    }
    enum err e = s->backend->begin(s, write, report);
    s->in_transaction = e == ERR_NONE;
    return e;
}

enum err store_begin(struct store *s, struct report *report) { return begin(s, true, report); }
enum err store_begin_read(struct store *s, struct report *report) { return begin(s, false, report); }

enum err store_commit(struct store *s, struct report *report)
{
    assert(s->in_transaction);
    if (store_fails_now(s, report)) {
        return ERR_WORLD;
    }
    enum err e = s->backend->commit(s, report);
    if (e == ERR_NONE) {
        s->in_transaction = false;
    }
    return e;
}

void store_rollback(struct store *s)
{
    if (s->in_transaction) {
        s->in_transaction = false;
        s->backend->rollback(s);
    }
}

/* ------------------------------------------------------------------------------------ statements ---- */

static struct query *prepare(struct store *s, enum sql sql, bool is_scan)
{
    assert(sql < SQL_COUNT);
    struct query *q = ARENA_NEW(s->arena, struct query);
    q->store = s;
    q->text = &sql_texts[sql];
    q->name = q->text->name;
    q->is_scan = is_scan;
    for (size_t i = 0; i < STORE_PARAMETERS_MAX; i++) {
        textbuf_init(&q->parameters[i].bytes, BULK_BYTES_MAX);
    }
    enum err e = s->backend->prepare(q, q->text->sqlite, is_scan);
    assert(e == ERR_NONE);
    return q;
}

struct query *store_query(struct store *s, enum sql sql)
{
    if (s->queries[sql] == NULL) {
        s->queries[sql] = prepare(s, sql, false);
    }
    struct query *q = s->queries[sql];
    query_reset(q);
    for (int i = 0; i < q->parameter_count; i++) {
        q->parameters[i].type = VALUE_NULL;
    }
    return q;
}

struct query *store_scan(struct store *s, enum sql sql)
{
    struct query *q = prepare(s, sql, true);
    q->next = s->scans;
    s->scans = q;
    return q;
}

static struct parameter *parameter_of(struct query *q, const char *name)
{
    for (int i = 0; i < q->parameter_count; i++) {
        if (strcmp(q->text->parameters[i], name) == 0) {
            return &q->parameters[i];
        }
    }
    fprintf(stderr, "SQL %s has no parameter $%s\n", q->name, name);
    assert(!"parameter");
}

void query_set_i64(struct query *q, const char *name, int64_t value)
{
    struct parameter *p = parameter_of(q, name);
    p->type = VALUE_I64;
    p->number = value;
}

static void set_bytes(struct query *q, const char *name, unsigned type, const void *bytes, size_t len)
{
    struct parameter *p = parameter_of(q, name);
    p->type = type;
    textbuf_clear(&p->bytes);
    textbuf_add(&p->bytes, bytes, len);
    assert(!p->bytes.overflow);
}

void query_set_text(struct query *q, const char *name, struct text value)
{
    set_bytes(q, name, VALUE_TEXT, value.bytes, value.len);
}

void query_set_blob(struct query *q, const char *name, const void *bytes, size_t len)
{
    set_bytes(q, name, VALUE_BLOB, bytes, len);
}

void query_set_null(struct query *q, const char *name) { parameter_of(q, name)->type = VALUE_NULL; }

enum err query_step(struct query *q, struct report *report, bool *ret_row)
{
    if (store_fails_now(q->store, report)) {
        query_reset(q);
        return ERR_WORLD;
    }
    return q->store->backend->step(q, report, ret_row);
}

enum err query_run(struct query *q, struct report *report, int64_t *ret_changed)
{
    bool row;
    enum err e = query_step(q, report, &row);
    if (e != ERR_NONE) {
        return e;
    }
    assert(!row); /* a statement that gives rows is stepped */
    *ret_changed = q->store->backend->changed(q);
    return ERR_NONE;
}

void query_reset(struct query *q) { q->store->backend->reset(q); }
int query_columns(const struct query *q) { return q->store->backend->columns(q); }
bool query_is_null(const struct query *q, int c) { return q->store->backend->is_null(q, c); }
int64_t query_i64(const struct query *q, int c) { return q->store->backend->i64(q, c); }
struct text query_text(const struct query *q, int c) { return q->store->backend->text(q, c); }
struct text query_blob(const struct query *q, int c) { return q->store->backend->blob(q, c); }

/* ------------------------------------------------------------------------------------------ bulk ---- */

void *bulk_alloc(size_t size)
{
    struct arena *arena = arena_new("bulk", BULK_BYTES_MAX);
    struct bulk *b = arena_alloc(arena, 1, size);
    b->arena = arena;
    return b;
}

void bulk_release(struct bulk *b)
{
    textbuf_done(&b->bytes);
    arena_free(b->arena);
}

void bulk_forget_cells(struct bulk *b)
{
    b->cell_count = 0;
    textbuf_clear(&b->bytes);
}

enum err store_bulk_begin(struct store *s, const char *table, const struct bulk_column *columns,
                          size_t column_count, struct report *report, struct bulk **ret)
{
    assert(s->in_transaction);
    struct bulk *b = s->backend->bulk_begin(s, table, columns, column_count, report);
    if (b == NULL) {
        return ERR_WORLD;
    }
    b->store = s;
    b->table = table;
    b->columns = columns;
    b->column_count = column_count;
    textbuf_init(&b->bytes, BULK_BYTES_MAX);
    *ret = b;
    return ERR_NONE;
}

static struct bulk_cell *next_cell(struct bulk *b, unsigned type)
{
    struct bulk_cell *c = ARENA_PUSH(b->arena, b->cells, b->cell_count, b->cell_capacity);
    *c = (struct bulk_cell){.type = type};
    return c;
}

void bulk_i64(struct bulk *b, int64_t value) { next_cell(b, VALUE_I64)->number = value; }
void bulk_null(struct bulk *b) { next_cell(b, VALUE_NULL); }

static void add_bytes(struct bulk *b, unsigned type, const void *bytes, size_t len)
{
    struct bulk_cell *c = next_cell(b, type);
    c->number = (int64_t)b->bytes.len;
    c->len = len;
    textbuf_add(&b->bytes, bytes, len);
    assert(!b->bytes.overflow);
}

void bulk_text(struct bulk *b, struct text value) { add_bytes(b, VALUE_TEXT, value.bytes, value.len); }
void bulk_blob(struct bulk *b, const void *bytes, size_t len) { add_bytes(b, VALUE_BLOB, bytes, len); }

enum err bulk_row(struct bulk *b, struct report *report)
{
    if (b->failed != ERR_NONE) {
        return b->failed;
    }
    assert(b->cell_count % b->column_count == 0 && b->cell_count > 0);
    b->failed = store_fails_now(b->store, report) ? ERR_WORLD : b->store->backend->bulk_row(b, report);
    return b->failed;
}

enum err bulk_end(struct bulk *b, struct report *report)
{
    enum err first = b->failed;
    enum err e = b->store->backend->bulk_end(b, report);
    bulk_release(b);
    return first != ERR_NONE ? first : e;
}

/* ------------------------------------------------------------------------------------ migrations ---- */

static enum err is_applied(struct store *s, const struct migration *m, struct report *report, bool *ret)
{
    struct query *q = store_query(s, SQL_store_migration_list);
    bool row = true;
    enum err e;
    *ret = false;
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        if (query_i64(q, 0) != m->number) {
            continue;
        }
        *ret = true;
        if (!text_is(query_text(q, 2), m->hash)) {
            e = report_fail(report, ERR_WORLD, "移行 %s は適用した後で書き換えられています", m->name);
            break;
        }
    }
    query_reset(q);
    return e;
}

static enum err apply(struct store *s, const struct migration *m, struct report *report)
{
    enum err e = store_begin(s, report);
    int64_t changed;
    if (e != ERR_NONE) {
        return e;
    }
    e = s->backend->exec(s, m->sqlite, report);
    if (e == ERR_NONE) {
        struct query *q = store_query(s, SQL_store_migration_add);
        query_set_i64(q, "number", m->number);
        query_set_text(q, "name", text_of(m->name));
        query_set_text(q, "hash", text_of(m->hash));
        e = query_run(q, report, &changed);
    }
    e = e == ERR_NONE ? store_commit(s, report) : e;
    if (e != ERR_NONE) {
        store_rollback(s);
        report_add(report, "移行 %s を適用できません", m->name);
    }
    return e;
}

enum err store_migrate(struct store *s, struct report *report)
{
    enum err e = s->backend->exec(s, "CREATE TABLE IF NOT EXISTS store_migration (number INTEGER NOT NULL PRIMARY KEY,"
                                     " name TEXT NOT NULL, hash TEXT NOT NULL) STRICT", report);
    for (size_t i = 0; i < sql_migration_count && e == ERR_NONE; i++) {
        bool applied;
        e = is_applied(s, &sql_migrations[i], report, &applied);
        if (e == ERR_NONE && !applied) {
            e = apply(s, &sql_migrations[i], report);
        }
    }
    return e;
}

/* --------------------------------------------------------------------------------------- digests ---- */

enum err store_table_digest(struct store *s, const struct store_table *t, struct report *report,
                            int64_t *ret_rows, struct row_digest *ret)
{
    struct row_digest sum = {0, 0};
    int64_t rows = 0;
    struct textbuf row;
    textbuf_init(&row, 1 << 20);
    enum err e = sqlite_each_row(s, t, report, &row, &rows, &sum);
    textbuf_done(&row);
    if (e == ERR_NONE) {
        *ret_rows = rows;
        *ret = sum;
    }
    return e;
}
