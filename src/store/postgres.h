/* What the files of the PostgreSQL back end share. */
#ifndef KOKUHO_STORE_POSTGRES_H
#define KOKUHO_STORE_POSTGRES_H

#include "store/internal.h"
#include "store/libpq.h"

#include <endian.h>

/* Types by their fixed numbers in pg_type. */
enum pg_type_no {
    PG_BOOL = 16,
    PG_BYTEA = 17,
    PG_NAME = 19,
    PG_INT8 = 20,
    PG_INT2 = 21,
    PG_INT4 = 23,
    PG_TEXT = 25,
    PG_INT8_LIST = 1016,
    PG_BPCHAR = 1042,
    PG_VARCHAR = 1043,
    PG_NUMERIC = 1700,
};

#define PG_POSTED_MAX 256

struct pg {
    PGconn *conn;
    int64_t generation; /* of the connection: what was prepared on an older one is gone */
    int64_t names;      /* handed out to statements and cursors */
    int open_scans;
    bool is_implicit;   /* a read transaction that scans began; it ends with the last of them */
    bool begin_waits;   /* a read transaction whose BEGIN goes with its first question */
    /* Statements that were sent and not waited for: the connection is in pipeline mode meanwhile. */
    int posted;
    const char *posted_names[PG_POSTED_MAX];
    /* The table of a portion that was handed to the connection and may not have left; NULL = none. */
    const char *copying;
    bool copy_failed;
};

static inline struct pg *pg_of(const struct store *s) { return s->part; }

/* Frees `res`. `is_ours`: the text is a migration's, so the server's own words hold no data. */
MUST_CHECK enum err pg_failed(struct store *s, const char *what, PGresult *res, bool is_ours,
                              struct report *report);
/* A text without parameters, rows or answer. */
MUST_CHECK enum err pg_run(struct store *s, const char *what, const char *sql,
                           struct report *report);
/* Waits for what was posted, or for a portion of a bulk load: the first failure of it.
 * Before anything else is asked of the connection. */
MUST_CHECK enum err pg_settle(struct store *s, struct report *report);
/* The same where nobody can be told: a transaction in which it failed is broken. */
void pg_settle_quietly(struct store *s);
/* Reads what nobody waited for, before a pipeline; PQexec() does it itself. */
void pg_drain(struct pg *pg);
/* Whether the connection broke while nothing was under way, and a new one stands now. */
bool pg_is_renewed(struct store *s);

/* postgres_query.c */
void pg_list(const int64_t *numbers, size_t count, struct textbuf *to);
enum err pg_step(struct query *q, struct report *report, bool *ret_row);
int64_t pg_changed(const struct query *q);
enum err pg_post(struct query *q, struct report *report);
void pg_reset(struct query *q);
void pg_finish(struct query *q);
int pg_columns(const struct query *q);
enum value_type pg_type(const struct query *q, int column);
int64_t pg_i64(const struct query *q, int column);
struct text pg_bytes(const struct query *q, int column);

/* postgres_copy.c */
enum err pg_bulk_begin(struct bulk *b, struct report *report);
enum err pg_bulk_flush(struct bulk *b, struct report *report);
void pg_bulk_end(struct bulk *b);
void pg_bulk_push(struct store *s);
MUST_CHECK enum err pg_bulk_arrived(struct store *s, struct report *report);
MUST_CHECK enum err pg_bulk_counted(struct bulk *b, struct report *report);

#endif
