/*
 * What a table says, as one number (contracts 3): the sum modulo 2^128 of BLAKE2b-128 over each
 * row.
 *
 * A row is its columns one after the other, each as one letter and its value, the same on both
 * stores. The wide form:
 *
 *     'n'                         NULL
 *     'i'  8 bytes, lowest first  a whole number
 *     't'  8 bytes length, bytes  text in UTF-8
 *     'b'  8 bytes length, bytes  bytes
 *
 * The close form, of seals; a number n is 2n, or -2n - 1 when it is below zero, in as few bytes as it needs:
 *
 *     0x00                             NULL
 *     0x10 + k  k bytes, lowest first  a whole number
 *     0x40 + l  l bytes                text of l < 63 bytes; 0x7f  8 bytes length, bytes  longer text
 *     0x80 + l  l bytes                l < 63 bytes; 0xbf  8 bytes length, bytes  more bytes
 */
#include "store/internal.h"

#include <endian.h>

#define ROW_BYTES_MAX ((size_t)128 << 20)
#define VALUE_HEAD 9     /* the bytes of a value beside its own, at most */
#define SHORT_BYTES 63   /* a length that stands in the letter is below it */
#define CLOSE_NUMBER 0x10
#define CLOSE_TEXT 0x40
#define CLOSE_BLOB 0x80

struct store_row {
    const struct store_cell *cells;
    size_t count;
    struct textbuf *bytes;
};

static char *put_u64(char *to, uint64_t n)
{
    const uint64_t lowest_first = htole64(n);
    memcpy(to, &lowest_first, sizeof(lowest_first));
    return to + sizeof(lowest_first);
}

static char *put_bytes(char *to, const struct store_cell *c)
{
    if (c->len > 0) {
        memcpy(to, c->bytes, c->len);
    }
    return to + c->len;
}

static char *put_wide(char *to, const struct store_cell *c)
{
    static const char letters[] = {
        [VALUE_NULL] = 'n', [VALUE_I64] = 'i', [VALUE_TEXT] = 't', [VALUE_BLOB] = 'b'};
    *to++ = letters[c->type];
    if (c->type == VALUE_I64) {
        return put_u64(to, (uint64_t)c->number);
    }
    return c->type == VALUE_NULL ? to : put_bytes(put_u64(to, c->len), c);
}

static char *put_close(char *to, const struct store_cell *c)
{
    if (c->type == VALUE_I64) {
        uint64_t n = (uint64_t)c->number << 1 ^ (c->number < 0 ? UINT64_MAX : 0);
        int bytes = n == 0 ? 0 : (71 - __builtin_clzll(n)) / 8;
        *to++ = (char)(CLOSE_NUMBER + bytes);
        put_u64(to, n); /* what is more than its bytes is written over */
        return to + bytes;
    }
    if (c->type == VALUE_NULL) {
        *to++ = 0;
        return to;
    }
    int letter = c->type == VALUE_TEXT ? CLOSE_TEXT : CLOSE_BLOB;
    bool is_short = c->len < SHORT_BYTES;
    *to++ = (char)(letter + (is_short ? (int)c->len : SHORT_BYTES));
    return put_bytes(is_short ? to : put_u64(to, c->len), c);
}

struct text store_row_bytes(const struct store_row *row, enum row_form form)
{
    size_t most = 0;
    for (size_t i = 0; i < row->count; i++) {
        const struct store_cell *c = &row->cells[i];
        most += VALUE_HEAD + (c->type == VALUE_TEXT || c->type == VALUE_BLOB ? c->len : 0);
    }
    textbuf_clear(row->bytes);
    bool has_room = textbuf_reserve(row->bytes, most);
    assert(has_room);
    char *to = row->bytes->bytes;
    for (size_t i = 0; i < row->count; i++) {
        to = form == ROW_WIDE ? put_wide(to, &row->cells[i]) : put_close(to, &row->cells[i]);
    }
    return (struct text){row->bytes->bytes, (size_t)(to - row->bytes->bytes)};
}

static struct store_cell cell_of(const struct query *q, int column)
{
    const struct backend *backend = q->store->backend;
    struct store_cell c = {.type = backend->type(q, column)};
    if (c.type == VALUE_I64) {
        c.number = backend->i64(q, column);
    } else if (c.type == VALUE_TEXT || c.type == VALUE_BLOB) {
        struct text bytes = backend->bytes(q, column);
        c.bytes = bytes.bytes;
        c.len = bytes.len;
    }
    return c;
}

static enum err step_rows(struct query *q, cells_take take, void *context, struct report *report)
{
    struct store_cell cells[STORE_CELLS_MAX];
    bool has_row;
    enum err e;
    while ((e = query_step(q, report, &has_row)) == ERR_NONE && has_row) {
        int count = q->store->backend->columns(q);
        assert(count <= STORE_CELLS_MAX);
        for (int i = 0; i < count; i++) {
            cells[i] = cell_of(q, i);
        }
        take(context, cells, (size_t)count);
    }
    return e;
}

/* Each row of a statement made for this one reading, not kept with the handle's: columns and "FROM ...". */
static enum err each_row(struct store *s, const char *name, const char *columns, const char *from,
                         cells_take take, void *context, struct report *report)
{
    char sql[4096];
    const struct backend *backend = s->backend;
    const bool is_taken = backend->take_rows != NULL;
    int len = snprintf(sql, sizeof(sql), is_taken ? "SELECT kokuho_take(%s) %s" : "SELECT %s %s",
                       columns, from);
    assert(len > 0 && (size_t)len < sizeof(sql));
    struct sql_text text = {.name = name, .sqlite = sql, .postgres = sql};
    struct query q = {.store = s, .text = &text, .is_scan = true};
    enum err e = (is_taken ? backend->take_rows : step_rows)(&q, take, context, report);
    query_reset(&q);
    backend->finish(&q);
    return e;
}

struct table_sum {
    struct row_digest digest;
    int64_t rows;
    struct textbuf bytes;
};

static void add_row(void *context, const struct store_cell *cells, size_t count)
{
    struct table_sum *sum = context;
    const struct store_row row = {cells, count, &sum->bytes};
    struct text bytes = store_row_bytes(&row, ROW_WIDE);
    row_digest_add(&sum->digest, bytes.bytes, bytes.len);
    sum->rows++;
}

enum err store_table_digest(struct store *s, const struct store_table *t, struct report *report,
                            int64_t *ret_rows, struct row_digest *ret)
{
    char from[160];
    struct table_sum sum = {.rows = 0};
    int len = snprintf(from, sizeof(from), "FROM %s", t->name);
    assert(len > 0 && (size_t)len < sizeof(from));
    textbuf_init(&sum.bytes, ROW_BYTES_MAX);
    enum err e = each_row(s, t->name, t->digest_columns, from, add_row, &sum, report);
    textbuf_done(&sum.bytes);
    if (e == ERR_NONE) {
        *ret_rows = sum.rows;
        *ret = sum.digest;
    }
    return e;
}

/* Rows of a set: the first column is the portion. */
struct sealed_scan {
    store_sealed_take take;
    void *context;
    struct textbuf bytes;
};

static void take_sealed(void *context, const struct store_cell *cells, size_t count)
{
    struct sealed_scan *scan = context;
    const struct store_row row = {cells + 1, count - 1, &scan->bytes};
    assert(cells[0].type == VALUE_I64);
    scan->take(scan->context, cells[0].number, &row);
}

#define FROM_BYTES 2048    /* the condition may hold a question of its own */
#define COLUMNS_BYTES 2048 /* and so may the expression of the portion */

/* With one more condition, or none: "". */
static enum err sealed_scan(struct store *s, const struct store_sealed *set, const char *condition,
                            store_sealed_take take, void *context, struct report *report)
{
    char columns[COLUMNS_BYTES], from[FROM_BYTES];
    struct sealed_scan scan = {.take = take, .context = context};
    int head = snprintf(columns, sizeof(columns), "%s, %s", set->portion, set->columns);
    int tail = snprintf(from, sizeof(from), "FROM %s WHERE %s%s", set->table,
                        set->where != NULL ? set->where : "1 = 1", condition);
    assert(head > 0 && (size_t)head < sizeof(columns) && tail > 0 && (size_t)tail < sizeof(from));
    textbuf_init(&scan.bytes, ROW_BYTES_MAX);
    enum err e = each_row(s, set->table, columns, from, take_sealed, &scan, report);
    textbuf_done(&scan.bytes);
    return e;
}

enum err store_sealed_scan(struct store *s, const struct store_sealed *set, store_sealed_take take,
                           void *context, struct report *report)
{
    return sealed_scan(s, set, "", take, context, report);
}

enum err store_sealed_scan_going(struct store *s, const struct store_sealed *set, store_sealed_take take,
                                 void *context, struct report *report)
{
    char condition[FROM_BYTES / 2];
    if (set->going == NULL) {
        return ERR_NONE;
    }
    int len = snprintf(condition, sizeof(condition),
                       " AND (%s) IN (SELECT levy_year, household_no FROM store_going)", set->going);
    assert(len > 0 && (size_t)len < sizeof(condition));
    return sealed_scan(s, set, condition, take, context, report);
}
