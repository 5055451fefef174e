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

/* The columns from `first` on. */
static void encode(const struct query *q, int first, struct textbuf *row)
{
    static const char letters[] = {
        [VALUE_NULL] = 'n', [VALUE_I64] = 'i', [VALUE_TEXT] = 't', [VALUE_BLOB] = 'b'};
    const struct backend *backend = q->store->backend;
    int columns = backend->columns(q);

    textbuf_clear(row);
    for (int c = first; c < columns; c++) {
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

/*
 * Each row of a statement made for this one reading (not kept with the handle's), encoded from the column
 * `first` on; where that is not the first one, the first is the portion.
 */
static enum err each_row(struct store *s, const char *name, const char *sql, int first,
                         store_sealed_take take, void *context, struct report *report)
{
    struct sql_text text = {.name = name, .sqlite = sql, .postgres = sql};
    struct query q = {.store = s, .text = &text, .is_scan = true};
    struct textbuf row;
    bool has_row;
    enum err e;

    textbuf_init(&row, ROW_BYTES_MAX);
    while ((e = query_step(&q, report, &has_row)) == ERR_NONE && has_row) {
        encode(&q, first, &row);
        take(context, first > 0 ? query_i64(&q, 0) : 0, row.bytes, row.len);
    }
    query_reset(&q);
    s->backend->finish(&q);
    textbuf_done(&row);
    return e;
}

struct table_sum {
    struct row_digest digest;
    int64_t rows;
};

static void add_row(void *context, int64_t portion, const void *row, size_t len)
{
    struct table_sum *sum = context;

    (void)portion;
    row_digest_add(&sum->digest, row, len);
    sum->rows++;
}

enum err store_table_digest(struct store *s, const struct store_table *t, struct report *report,
                            int64_t *ret_rows, struct row_digest *ret)
{
    char sql[4096];
    struct table_sum sum = {{0, 0}, 0};
    int len = snprintf(sql, sizeof(sql), "SELECT %s FROM %s", t->digest_columns, t->name);
    assert(len > 0 && (size_t)len < sizeof(sql));
    enum err e = each_row(s, t->name, sql, 0, add_row, &sum, report);

    if (e == ERR_NONE) {
        *ret_rows = sum.rows;
        *ret = sum.digest;
    }
    return e;
}

#define CONDITION_BYTES 1024 /* a portion may be an expression with a question of its own */

/* With one more condition, or none: "". */
static enum err sealed_scan(struct store *s, const struct store_sealed *set, const char *condition,
                            store_sealed_take take, void *context, struct report *report)
{
    char sql[4096];
    int len = snprintf(sql, sizeof(sql), "SELECT %s, %s FROM %s WHERE %s%s", set->portion, set->columns,
                       set->table, set->where != NULL ? set->where : "1 = 1", condition);
    assert(len > 0 && (size_t)len < sizeof(sql));
    return each_row(s, set->table, sql, 1, take, context, report);
}

enum err store_sealed_scan(struct store *s, const struct store_sealed *set, store_sealed_take take,
                           void *context, struct report *report)
{
    return sealed_scan(s, set, "", take, context, report);
}

enum err store_sealed_scan_going(struct store *s, const struct store_sealed *set, store_sealed_take take,
                                 void *context, struct report *report)
{
    char condition[CONDITION_BYTES];
    if (set->going == NULL) {
        return ERR_NONE;
    }
    int len = snprintf(condition, sizeof(condition),
                       " AND (%s) IN (SELECT levy_year, household_no FROM store_going)", set->going);
    assert(len > 0 && (size_t)len < sizeof(condition));
    return sealed_scan(s, set, condition, take, context, report);
}
