/*
 * What a table says, as one number (contracts 3): the sum modulo 2^128 of BLAKE2b-128 over each
 * row.
 *
 * A row is its columns one after the other, each as one letter and its value, the same on both
 * stores:
 *
 *     'n'                         NULL
 *     'i'  8 bytes, lowest first  a whole number
 *     't'  8 bytes length, bytes  text in UTF-8
 *     'b'  8 bytes length, bytes  bytes
 */
#include "store/internal.h"

#define ROW_BYTES_MAX ((size_t)128 << 20)

static void add_u64(struct textbuf *row, uint64_t n)
{
    char bytes[8];
    for (int i = 0; i < 8; i++) {
        bytes[i] = (char)(n >> (8 * i) & 0xff);
    }
    textbuf_add(row, bytes, sizeof(bytes));
}

static void encode(const struct query *q, struct textbuf *row)
{
    static const char letters[] = {
        [VALUE_NULL] = 'n', [VALUE_I64] = 'i', [VALUE_TEXT] = 't', [VALUE_BLOB] = 'b'};
    const struct backend *backend = q->store->backend;
    int columns = backend->columns(q);

    textbuf_clear(row);
    for (int c = 0; c < columns; c++) {
        enum value_type type = backend->type(q, c);
        textbuf_add(row, &letters[type], 1);
        if (type == VALUE_I64) {
            add_u64(row, (uint64_t)backend->i64(q, c));
        } else if (type == VALUE_TEXT || type == VALUE_BLOB) {
            struct text bytes = backend->bytes(q, c);
            add_u64(row, bytes.len);
            textbuf_add(row, bytes.bytes, bytes.len);
        }
    }
    assert(!row->overflow);
}

enum err store_table_digest(struct store *s, const struct store_table *t, struct report *report,
                            int64_t *ret_rows, struct row_digest *ret)
{
    char sql[4096];
    int len = snprintf(sql, sizeof(sql), "SELECT %s FROM %s", t->digest_columns, t->name);
    assert(len > 0 && (size_t)len < sizeof(sql));

    /* Made for this one reading: not kept with the handle's statements. */
    struct sql_text text = {.name = t->name, .sqlite = sql, .postgres = sql};
    struct query q = {.store = s, .text = &text, .is_scan = true};
    struct textbuf row;
    struct row_digest sum = {0};
    int64_t rows = 0;
    bool has_row;
    enum err e;

    textbuf_init(&row, ROW_BYTES_MAX);
    while ((e = query_step(&q, report, &has_row)) == ERR_NONE && has_row) {
        encode(&q, &row);
        row_digest_add(&sum, row.bytes, row.len);
        rows++;
    }
    query_reset(&q);
    s->backend->finish(&q);
    textbuf_done(&row);
    if (e == ERR_NONE) {
        *ret_rows = rows;
        *ret = sum;
    }
    return e;
}
