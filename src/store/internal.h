/*
 * The insides of the store: handles, statements, bulk loads, and what a back end must be able to
 * do.
 *
 * store.c, query.c, bulk.c and migrate.c say what holds for both stores; sqlite.c and postgres*.c
 * say how.
 */
#ifndef KOKUHO_STORE_INTERNAL_H
#define KOKUHO_STORE_INTERNAL_H

#include "store/store.h"
#include "store/texts.h"

#define STORE_VALUE_BYTES_MAX ((size_t)64 << 20) /* one text or blob */
#define STORE_WAIT_MS 30000                      /* how long a writer waits for its turn */
#define STORE_CELLS_MAX 100                      /* columns of a row that is read as cells */
#define STORE_FETCH_ROWS 4000                    /* rows of a scan that come at once */

enum value_type { VALUE_UNSET, VALUE_NULL, VALUE_I64, VALUE_TEXT, VALUE_BLOB, VALUE_LIST };

struct value {
    enum value_type type;
    int64_t number;
    struct textbuf bytes; /* a copy */
};

/* A value that stands elsewhere: in a row that was read, or in one that waits to be written. */
struct store_cell {
    enum value_type type;
    int64_t number;
    const char *bytes;
    size_t len;
};
typedef void (*cells_take)(void *context, const struct store_cell *cells, size_t count);

enum query_state {
    QUERY_IDLE,    /* not begun */
    QUERY_RUNNING, /* a row stands */
    QUERY_DONE,    /* all rows were given */
    QUERY_ENDED,   /* a scan that was cut off by the end of its transaction */
};

struct query {
    struct store *store;
    const struct sql_text *text;
    enum query_state state;
    bool is_scan;
    bool is_taken;  /* a scan that somebody holds */
    int64_t rows;   /* given since it began */
    struct value *values;
    void *part;     /* of the back end */
    struct query *next;
};

enum transaction { TRANSACTION_NONE, TRANSACTION_READ, TRANSACTION_WRITE };
/* What a write transaction is expected to do; SOON = its commit waits for no disk. */
enum writing { WRITES_FEW, WRITES_MUCH, WRITES_SOON };

struct backend {
    enum err (*begin)(struct store *s, enum transaction kind, enum writing much,
                      struct report *report);
    enum err (*commit)(struct store *s, struct report *report);
    void (*rollback)(struct store *s);
    /* NULL: the store needs none. */
    void (*write_back_apart)(struct store *s);
    enum err (*write_back)(struct store *s, bool now, struct report *report, int64_t *ret_waiting);
    /* Several statements of a migration, inside the open transaction. */
    enum err (*exec)(struct store *s, const char *name, const char *sql, struct report *report);

    /* A list of numbers as the store takes it. */
    void (*list)(const int64_t *numbers, size_t count, struct textbuf *to);
    enum err (*step)(struct query *q, struct report *report, bool *ret_row);
    int64_t (*changed)(const struct query *q);
    enum err (*post)(struct query *q, struct report *report); /* NULL: it is run and waited for */
    void (*reset)(struct query *q);
    void (*finish)(struct query *q);
    int (*columns)(const struct query *q);
    enum value_type (*type)(const struct query *q, int column);
    int64_t (*i64)(const struct query *q, int column);
    struct text (*bytes)(const struct query *q, int column);
    /*
     * The rows of a statement that reads "SELECT kokuho_take(columns)": each is given to `take` as it is
     * read, without a step and a call for every value. NULL: rows are stepped through.
     */
    enum err (*take_rows)(struct query *q, cells_take take, void *context, struct report *report);

    /* The rows that wait in `b`, in one go. */
    enum err (*bulk_begin)(struct bulk *b, struct report *report);
    enum err (*bulk_flush)(struct bulk *b, struct report *report);
    /* A portion may be on its way when bulk_flush has returned. NULL: it never is. */
    void (*bulk_push)(struct store *s);
    enum err (*bulk_arrived)(struct store *s, struct report *report);
    void (*bulk_end)(struct bulk *b);
    /* After a large load: whether what is known of the table's size still serves its plans. May be NULL. */
    enum err (*bulk_counted)(struct bulk *b, struct report *report);
    void (*close)(struct store *s);
};

struct store {
    enum store_kind kind;
    enum store_access access;
    const struct backend *backend;
    void *part; /* of the back end */
    struct arena *arena; /* lives as long as the handle: statements */
    struct query *queries[SQL_COUNT];
    struct query *scans; /* all that were ever made; those not taken are used again */
    enum transaction transaction;
    bool is_broken; /* a call of this transaction failed: only a rollback is left */
    enum store_fault fault;
    bool has_short_log; /* of SQLite: a row now and then */
    int32_t turn; /* 0 = the common one */
    int64_t fail_at, calls; /* fault injection of the tests */
};

struct bulk {
    struct store *store;
    struct arena *arena;
    const char *table;
    const struct bulk_column *columns;
    size_t column_count;
    size_t row_capacity; /* rows that wait at most, set by the back end */
    size_t row_room;     /* of `cells`, which grow to the capacity */
    size_t rows, filled; /* rows that wait; cells of the row being filled */
    size_t written;      /* rows the back end has */
    struct store_cell *cells;
    struct arena *bytes; /* of the rows that wait */
    enum err failed;
    void *part;
};

/* -------------------------------------------------------------------------- opening ---------- */

MUST_CHECK enum err sqlite_open(struct store *s, const char *path, struct report *report);
MUST_CHECK enum err postgres_open(struct store *s, const char *conninfo, struct report *report);

/* -------------------------------------------------------------------------- failing ---------- */

/*
 * Notes the fault and says it: `what` is the statement's or table's name, `detail` a constraint
 * or an own message, never a value (NULL = none). Always ERR_WORLD.
 */
MUST_CHECK enum err store_failed(struct store *s, enum store_fault fault, const char *what,
                                 const char *detail, struct report *report);
/* Fault injection; true when this call has been made to fail. */
MUST_CHECK bool store_fails_now(struct store *s, const char *what, struct report *report);
/* An earlier call of the transaction failed: says so. */
MUST_CHECK bool store_is_broken(struct store *s, const char *what, struct report *report);
_Noreturn void store_bug(const char *what, const char *why);

/* ------------------------------------------------------------------------- statements -------- */

struct query *query_new(struct store *s, const struct sql_text *text, bool is_scan);
/* At the end of a transaction: all are reset, scans are cut off. */
void queries_end(struct store *s);

MUST_CHECK enum err store_migrate_to(struct store *s, const struct migration *list, size_t count,
                                     struct report *report);

#endif
