/*
 * kokuho_take(): an aggregate of SQLite that hands each row on and adds up nothing.
 *
 * Reading a row by sqlite3_step() and two calls for every value takes as long as SQLite takes to find and
 * decode it; the values of an aggregate lie there already.
 */
#include "store/sqlite_rows.h"

/* A float is no value of ours. */
static const enum value_type types[] = {[SQLITE_INTEGER] = VALUE_I64,
                                        [SQLITE_FLOAT] = VALUE_UNSET,
                                        [SQLITE_TEXT] = VALUE_TEXT,
                                        [SQLITE_BLOB] = VALUE_BLOB,
                                        [SQLITE_NULL] = VALUE_NULL};

static void cell_fill(struct store_cell *c, sqlite3_value *value)
{
    c->type = types[sqlite3_value_type(value)];
    if (c->type == VALUE_I64) {
        c->number = sqlite3_value_int64(value);
    } else if (c->type == VALUE_TEXT || c->type == VALUE_BLOB) {
        c->bytes = sqlite3_value_blob(value); /* text is UTF-8: the same bytes */
        c->len = (size_t)sqlite3_value_bytes(value);
    } else if (c->type == VALUE_UNSET) {
        store_bug("kokuho_take", "a floating-point column: amounts are whole");
    }
}

static void row_step(sqlite3_context *context, int count, sqlite3_value **values)
{
    const struct sqlite_rows *rows = sqlite3_user_data(context);
    struct store_cell cells[STORE_CELLS_MAX];
    assert(count <= STORE_CELLS_MAX && rows->take != NULL);
    for (int i = 0; i < count; i++) {
        cell_fill(&cells[i], values[i]);
    }
    rows->take(rows->context, cells, (size_t)count);
}

static void rows_end(sqlite3_context *context) { sqlite3_result_null(context); }

int sqlite_rows_register(sqlite3 *db, struct sqlite_rows *rows)
{
    return sqlite3_create_function_v2(db, "kokuho_take", -1, SQLITE_UTF8 | SQLITE_DIRECTONLY, rows, NULL,
                                      row_step, rows_end, NULL);
}

enum err sqlite_rows_take(struct query *q, struct sqlite_rows *rows, cells_take take, void *context,
                          struct report *report)
{
    bool row;
    assert(rows->take == NULL);
    *rows = (struct sqlite_rows){take, context};
    enum err e = query_step(q, report, &row); /* one row in answer to all of them */
    *rows = (struct sqlite_rows){NULL, NULL};
    return e;
}
