/* Bulk loads: rows wait in memory and go to the back end in large portions. */
#include "store/internal.h"

#define BULK_BYTES ((size_t)256 << 20)
#define WAITING_BYTES ((size_t)1 << 20) /* texts that wait before a portion goes early */
#define ROWS_FIRST 32                   /* room for so many at first: most loads of a server are small */
#define PUSHED_ROWS 1024                /* rows in between which a portion on its way is pushed on */
#define COUNTED_FROM 10000              /* a load of so many rows may change how a table is best read */

enum err store_bulk_begin(struct store *s, const char *table, const struct bulk_column *columns,
                          size_t column_count, struct report *report, struct bulk **ret)
{
    assert(s->transaction == TRANSACTION_WRITE && column_count > 0);
    if (store_is_broken(s, table, report) || store_fails_now(s, table, report)) {
        return ERR_WORLD;
    }
    struct arena *arena = arena_new("一括書込み", BULK_BYTES);
    struct bulk *b = ARENA_NEW(arena, struct bulk);
    b->store = s;
    b->arena = arena;
    b->table = table;
    b->columns = columns;
    b->column_count = column_count;
    b->bytes = arena_new("一括書込みの文字", BULK_BYTES);
    enum err e = s->backend->bulk_begin(b, report);
    if (e != ERR_NONE) {
        s->backend->bulk_end(b);
        arena_free(b->bytes);
        arena_free(arena);
        return e;
    }
    assert(b->row_capacity > 0);
    *ret = b;
    return ERR_NONE;
}

/* Room for the next row: twice as many as before, up to a portion. */
static void need_room(struct bulk *b)
{
    if (b->rows < b->row_room) {
        return;
    }
    size_t room = b->row_room > 0 ? 2 * b->row_room : ROWS_FIRST;
    b->row_room = room < b->row_capacity ? room : b->row_capacity;
    struct store_cell *cells = ARENA_ARRAY(b->arena, struct store_cell, b->row_room * b->column_count);
    if (b->rows > 0) {
        memcpy(cells, b->cells, b->rows * b->column_count * sizeof(*cells));
    }
    b->cells = cells;
}

static struct store_cell *next_cell(struct bulk *b, enum value_type type)
{
    static const enum value_type of_column[] = {
        [BULK_I64] = VALUE_I64, [BULK_TEXT] = VALUE_TEXT, [BULK_BLOB] = VALUE_BLOB};
    if (b->filled >= b->column_count) {
        store_bug(b->table, "more values than columns");
    }
    if (type != VALUE_NULL && type != of_column[b->columns[b->filled].type]) {
        fprintf(stderr, "store: column %s\n", b->columns[b->filled].name);
        store_bug(b->table, "a value of another type");
    }
    if (b->filled == 0) {
        need_room(b);
    }
    struct store_cell *c = &b->cells[b->rows * b->column_count + b->filled++];
    c->type = type;
    return c;
}

void bulk_i64(struct bulk *b, int64_t value) { next_cell(b, VALUE_I64)->number = value; }
void bulk_null(struct bulk *b) { next_cell(b, VALUE_NULL); }

static void add_bytes(struct bulk *b, enum value_type type, const void *bytes, size_t len)
{
    struct store_cell *c = next_cell(b, type);
    assert(len <= STORE_VALUE_BYTES_MAX);
    c->bytes = len > 0 ? arena_copy(b->bytes, bytes, len) : "";
    c->len = len;
}

void bulk_text(struct bulk *b, struct text value)
{
    add_bytes(b, VALUE_TEXT, value.bytes, value.len);
}

void bulk_blob(struct bulk *b, const void *bytes, size_t len)
{
    add_bytes(b, VALUE_BLOB, bytes, len);
}

/* Only SQLite takes rows in small portions so well that none has to wait: elsewhere it is a copy. */
static bool lends(const struct bulk *b) { return b->store->kind == STORE_SQLITE; }

static void lend(struct bulk *b, enum value_type type, const void *bytes, size_t len)
{
    if (!lends(b)) {
        add_bytes(b, type, bytes, len);
        return;
    }
    struct store_cell *c = next_cell(b, type);
    assert(len <= STORE_VALUE_BYTES_MAX);
    c->bytes = len > 0 ? bytes : "";
    c->len = len;
}

void bulk_text_lent(struct bulk *b, struct text value) { lend(b, VALUE_TEXT, value.bytes, value.len); }

void bulk_blob_lent(struct bulk *b, const void *bytes, size_t len) { lend(b, VALUE_BLOB, bytes, len); }

static enum err flush(struct bulk *b, struct report *report)
{
    struct store *s = b->store;
    if (store_is_broken(s, b->table, report) || store_fails_now(s, b->table, report)) {
        b->failed = ERR_WORLD;
        return ERR_WORLD;
    }
    b->failed = s->backend->bulk_flush(b, report);
    b->written += b->rows;
    b->rows = 0;
    arena_reset(b->bytes);
    return b->failed;
}

enum err bulk_row(struct bulk *b, struct report *report)
{
    if (b->filled != b->column_count) {
        store_bug(b->table, "fewer values than columns");
    }
    b->filled = 0;
    if (b->failed != ERR_NONE) {
        return b->failed; /* its words are in the report already */
    }
    b->rows++;
    if (b->rows % PUSHED_ROWS == 0 && b->store->backend->bulk_push != NULL) {
        b->store->backend->bulk_push(b->store);
    }
    if (b->rows < b->row_capacity && arena_used(b->bytes) < WAITING_BYTES) {
        return ERR_NONE;
    }
    return flush(b, report);
}

enum err bulk_give_back(struct bulk *b, struct report *report)
{
    assert(b->filled == 0);
    return lends(b) && b->failed == ERR_NONE && b->rows > 0 ? flush(b, report) : b->failed;
}

void bulk_drop(struct bulk *b)
{
    if (b != NULL) {
        b->store->backend->bulk_end(b);
        arena_free(b->bytes);
        arena_free(b->arena);
    }
}

enum err bulk_end(struct bulk *b, struct report *report)
{
    enum err e = b->failed;
    if (e == ERR_NONE && b->rows > 0) {
        assert(b->filled == 0);
        e = flush(b, report);
    }
    if (e == ERR_NONE && b->store->backend->bulk_arrived != NULL) {
        e = b->store->backend->bulk_arrived(b->store, report);
    }
    if (e == ERR_NONE && b->written >= COUNTED_FROM && b->store->backend->bulk_counted != NULL) {
        e = b->store->backend->bulk_counted(b, report);
    }
    bulk_drop(b);
    return e;
}
