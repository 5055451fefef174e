/*
 * What a back end must be able to do. store.c speaks this; sqlite.c and postgres.c implement it.
 */
#ifndef KOKUHO_STORE_INTERIM_BACKEND_H
#define KOKUHO_STORE_INTERIM_BACKEND_H

#include "store/texts.h"
#include "store/store.h"

#define STORE_PARAMETERS_MAX 64
#define STORE_COLUMNS_MAX 128

struct parameter {
    enum { VALUE_NULL, VALUE_I64, VALUE_TEXT, VALUE_BLOB } type;
    int64_t number;
    struct textbuf bytes; /* a copy */
};

/* A statement as the callers see it; the back end keeps its own part behind it. */
struct query {
    struct store *store;
    const char *name;
    const struct sql_text *text;
    void *handle; /* sqlite3_stmt, or struct pg_query */
    int parameter_count;
    struct parameter parameters[STORE_PARAMETERS_MAX];
    bool is_running, is_scan;
    struct query *next; /* of all open scans */
};

struct backend {
    enum err (*exec)(struct store *s, const char *sql, struct report *report);
    enum err (*prepare)(struct query *q, const char *sql, bool is_scan); /* names the parameters */
    enum err (*step)(struct query *q, struct report *report, bool *ret_row);
    int64_t (*changed)(struct query *q);
    void (*reset)(struct query *q);
    void (*finish)(struct query *q);
    int (*columns)(const struct query *q);
    bool (*is_null)(const struct query *q, int column);
    int64_t (*i64)(const struct query *q, int column);
    struct text (*text)(const struct query *q, int column);
    struct text (*blob)(const struct query *q, int column);
    enum err (*begin)(struct store *s, bool write, struct report *report);
    enum err (*commit)(struct store *s, struct report *report);
    void (*rollback)(struct store *s);
    struct bulk *(*bulk_begin)(struct store *s, const char *table, const struct bulk_column *columns,
                               size_t count, struct report *report);
    enum err (*bulk_row)(struct bulk *b, struct report *report);
    enum err (*bulk_end)(struct bulk *b, struct report *report);
    void (*close)(struct store *s);
    const char *i64_type, *text_type, *blob_type, *strict;
};

#endif
