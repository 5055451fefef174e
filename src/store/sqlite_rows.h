/* Rows of a statement handed on as they are read, without a step and a call for every value. */
#ifndef KOKUHO_STORE_SQLITE_ROWS_H
#define KOKUHO_STORE_SQLITE_ROWS_H

#include "store/internal.h"

#include <sqlite3.h>

/* Of a handle: who takes the rows of the statement that runs. */
struct sqlite_rows {
    cells_take take; /* NULL: none runs */
    void *context;
};
/* Gives the handle its aggregate kokuho_take(); a result code of SQLite. */
MUST_CHECK int sqlite_rows_register(sqlite3 *db, struct sqlite_rows *rows);
MUST_CHECK enum err sqlite_rows_take(struct query *q, struct sqlite_rows *rows, cells_take take,
                                     void *context, struct report *report);

#endif
