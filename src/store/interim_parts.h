/* The insides of a store handle and of a bulk load, shared by store.c and the back ends. */
#ifndef KOKUHO_STORE_INTERIM_PARTS_H
#define KOKUHO_STORE_INTERIM_PARTS_H

#include "store/interim_backend.h"

struct store {
    enum store_kind kind;
    enum store_access access;
    const struct backend *backend;
    void *connection; /* sqlite3, or struct pg */
    struct arena *arena; /* lives as long as the handle: prepared statements */
    struct query *queries[SQL_COUNT + 1];
    struct query *scans; /* open ones */
    bool in_transaction, has_turn;
    int64_t fail_at, calls; /* fault injection of the tests */
};

struct bulk_cell {
    unsigned type;  /* VALUE_... */
    int64_t number; /* the value, or the offset in bytes */
    size_t len;
};

struct bulk {
    struct store *store;
    struct arena *arena;
    const char *table;
    const struct bulk_column *columns;
    size_t column_count;
    size_t cell_count, cell_capacity;
    struct bulk_cell *cells; /* of the rows that wait */
    struct textbuf bytes;
    enum err failed; /* the first failure: later rows are not tried */
};

/* A back end's bulk begins with struct bulk; it lives in an arena of its own. */
void *bulk_alloc(size_t size);
void bulk_release(struct bulk *b);
void bulk_forget_cells(struct bulk *b);

MUST_CHECK enum err sqlite_open(struct store *s, const char *path, enum store_access access,
                                struct report *report);
MUST_CHECK enum err postgres_open(struct store *s, const char *conninfo, enum store_access access,
                                  struct report *report);

/* Fault injection: true when this call must fail. */
bool store_fails_now(struct store *s, struct report *report);

MUST_CHECK enum err sqlite_each_row(struct store *s, const struct store_table *t, struct report *report,
                                    struct textbuf *row, int64_t *ret_rows, struct row_digest *sum);

#endif
