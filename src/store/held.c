/*
 * 保有する情報 -- the rows of a table that are about one person, for the answer to a request for disclosure.
 *
 * The statement is made of a declaration of the table's own folder; numbers are the only thing that comes
 * from outside, and they are written as digits.
 */
#include "store/internal.h"

#include <inttypes.h>

#define HELD_SQL_BYTES ((size_t)1 << 20)
#define HELD_COLUMNS_MAX 64

/* "12,34"; -1 stands for nobody. */
static void put_numbers(struct textbuf *sql, const int64_t *numbers, size_t count)
{
    textbuf_puts(sql, count == 0 ? "-1" : "");
    for (size_t i = 0; i < count; i++) {
        textbuf_printf(sql, "%s%" PRId64, i > 0 ? "," : "", numbers[i]);
    }
}

static void put_where(struct textbuf *sql, const struct store_held *held, const struct held_whose *whose)
{
    textbuf_puts(sql, " WHERE (");
    for (const char *p = held->where; *p != '\0'; p++) {
        if (*p == '$') {
            put_numbers(sql, whose->numbers, whose->number_count);
        } else if (*p == '#') {
            put_numbers(sql, whose->households, whose->household_count);
        } else {
            textbuf_add(sql, p, 1);
        }
    }
    textbuf_puts(sql, ")");
    if (held->known != NULL) {
        textbuf_printf(sql, " AND %s <= %" PRId64, held->known, whose->known_at);
    }
}

static void put_statement(struct textbuf *sql, const struct store_held *held, const char *const *columns,
                          size_t count, const struct held_whose *whose)
{
    textbuf_puts(sql, "SELECT ");
    for (size_t i = 0; i < count; i++) {
        textbuf_printf(sql, "%s%s", i > 0 ? ", " : "", columns[i]);
    }
    textbuf_printf(sql, " FROM %s", held->table);
    put_where(sql, held, whose);
    textbuf_puts(sql, " ORDER BY ");
    for (size_t i = 0; i < count; i++) {
        textbuf_printf(sql, "%s%zu", i > 0 ? ", " : "", i + 1);
    }
    textbuf_add(sql, "", 1); /* the back ends read a string */
    assert(!sql->overflow);
}

static void read_cells(const struct query *q, size_t count, struct held_cell *cells)
{
    const struct backend *backend = q->store->backend;
    for (size_t i = 0; i < count; i++) {
        enum value_type type = backend->type(q, (int)i);
        cells[i] = (struct held_cell){.text = text_of("")};
        if (type == VALUE_I64) {
            cells[i].is_number = true;
            cells[i].number = backend->i64(q, (int)i);
        } else if (type == VALUE_TEXT || type == VALUE_BLOB) {
            cells[i].text = backend->bytes(q, (int)i);
        }
    }
}

enum err store_held_each(struct store *s, const struct store_held *held, const char *const *columns,
                         size_t column_count, const struct held_whose *whose, held_row_fn row, void *context,
                         struct report *report)
{
    struct held_cell cells[HELD_COLUMNS_MAX];
    struct textbuf sql;
    bool has_row;
    enum err e;

    assert(column_count > 0 && column_count <= HELD_COLUMNS_MAX);
    textbuf_init(&sql, HELD_SQL_BYTES);
    put_statement(&sql, held, columns, column_count, whose);
    /* Made for this one reading: not kept with the handle's statements. */
    struct sql_text text = {.name = held->table, .sqlite = sql.bytes, .postgres = sql.bytes};
    struct query q = {.store = s, .text = &text, .is_scan = true};
    while ((e = query_step(&q, report, &has_row)) == ERR_NONE && has_row) {
        read_cells(&q, column_count, cells);
        e = row(context, cells, report);
        if (e != ERR_NONE) {
            break;
        }
    }
    query_reset(&q);
    s->backend->finish(&q);
    textbuf_done(&sql);
    return e;
}
