/*
 * One door to two databases: SQLite (one file per role) and PostgreSQL 15.
 *
 * One SQL text serves both. Statements stand in files `src/<folder>/sql/<name>.sql`, are embedded
 * at build and named by `enum sql` (SQL_<folder>_<name>); a file names only tables that begin
 * with its own folder's name. Parameters are named `$name` in the text, columns are read by
 * position. What differs (bulk load, locking, integer and byte types, upsert spelling) lives in
 * this folder and nowhere else; DDL writes {I64}, {TEXT}, {BLOB}, {STRICT}.
 *
 * Conventions of all tables: days are integers yyyymmdd, moments are milliseconds UTC, an open
 * end is 99991231, booleans are 0/1 with a CHECK, amounts are whole yen. Natural keys are primary
 * keys. A store handle belongs to one thread.
 */
#ifndef KOKUHO_STORE_H
#define KOKUHO_STORE_H

#include "base/arena.h"
#include "base/base.h"
#include "base/date.h"
#include "base/hash.h"
#include "base/report.h"
#include "base/text.h"
#ifdef SQL_NAMES
#include SQL_NAMES /* generated: store/sql_<folder>.h of the folder that is compiled */
#endif

enum store_kind { STORE_SQLITE, STORE_POSTGRES };

/* SQL_<folder>_<name>: the statement in src/<folder>/sql/<name>.sql. */
enum sql { SQL_LAST = 0xFFFF };

struct store;
struct query;

/*
 * `url`: "sqlite:/path/to/file.db" or "postgres:<libpq connection string>"; "sqlite:...?log=short" keeps
 * the log of a file that everybody writes a few rows into short, and leaves it when the last one closes.
 * ERR_WORLD with words in the report when it cannot be opened. Read-only handles cannot write (PRAGMA
 * query_only, default_transaction_read_only).
 */
enum store_access { STORE_READ, STORE_WRITE };
MUST_CHECK enum err store_open(const char *url, enum store_access access, struct report *report,
                               struct store **ret);
void store_close(struct store *s); /* NULL is allowed; an open transaction is rolled back */
enum store_kind store_kind(const struct store *s);

/*
 * Why the last call of this handle failed. The words stand in the report; this is for code that
 * goes on differently, such as "somebody else was first". After a failure inside a transaction
 * every further call fails until store_rollback(), on both stores.
 */
enum store_fault {
    STORE_FAULT_NONE,
    STORE_FAULT_UNIQUE,   /* a row with this key exists */
    STORE_FAULT_CHECK,    /* a value that the column refuses */
    STORE_FAULT_REFUSED,  /* a trigger refused: postings are never changed */
    STORE_FAULT_BUSY,     /* another writer did not end within 30 seconds */
    STORE_FAULT_RETRY,    /* collided with another writer; the same again will do */
    STORE_FAULT_LOST,     /* the connection broke; the next transaction connects anew */
    STORE_FAULT_READONLY, /* a handle or a database that cannot be written */
    STORE_FAULT_FULL,     /* no space left */
    STORE_FAULT_SCHEMA,   /* the tables are not those of this program */
    STORE_FAULT_INJECTED, /* store_fail_at */
    STORE_FAULT_OTHER,
    STORE_FAULT_COUNT
};
enum store_fault store_last_fault(const struct store *s);

/* Brings the schema up to date; each migration in a transaction, each named with its hash. */
MUST_CHECK enum err store_migrate(struct store *s, struct report *report);
/* The same for a folder whose tables stand in a store of their own ("audit"); store_migrate() leaves them
 * out. */
MUST_CHECK enum err store_migrate_folder(struct store *s, const char *folder, struct report *report);
/*
 * Whoever alone writes tables of a folder may take another turn than the writers of the rest of the database,
 * so that neither waits for the other (PostgreSQL; a SQLite file has one turn). 0 = the common one.
 */
void store_turn_apart(struct store *s, int32_t turn);

/* ------------------------------------------------------------------------- transactions ------- */

/*
 * A write transaction takes the writer's turn first: one writer at a time per database, first in,
 * first out inside a process and fair between processes (on PostgreSQL an advisory lock). A turn
 * that does not come within 30 seconds is ERR_WORLD. A read transaction sees one state of the
 * database throughout. Statements that write stand inside a write transaction; scans that were
 * begun outside of one are reset before it begins. The end of a transaction resets every
 * statement. A commit that fails has rolled back.
 */
MUST_CHECK enum err store_begin(struct store *s, struct report *report);
/*
 * The same for one that writes much, such as the file of a whole register. On SQLite, when no other
 * handle of any process has the database open, new pages go into the file itself, once, and a
 * rollback journal guards the old ones; otherwise, and on PostgreSQL, it is store_begin(). As
 * durable as that: what a killed process has begun is undone by whoever opens the database next.
 * Whoever opens it in between waits for the end, 30 seconds at most.
 */
MUST_CHECK enum err store_begin_large(struct store *s, struct report *report);
/*
 * The same for bookkeeping: its commit does not wait for the disk. Everybody sees it at once, a killed
 * process loses nothing; only when the machine fails it is gone, unless a commit of store_begin() came after
 * it, which makes both durable. For what a kill just before would leave undone as well, and nobody is told.
 */
MUST_CHECK enum err store_begin_soon(struct store *s, struct report *report);
MUST_CHECK enum err store_begin_read(struct store *s, struct report *report);
/*
 * So many further handles, each for a thread of its own, in read transactions that see one and the same state
 * of the database: while they begin, `s` holds the writer's turn. `url` is that of `s`, which has no open
 * transaction and may write. Each is given back by store_close().
 */
MUST_CHECK enum err store_open_beside(struct store *s, const char *url, size_t count, struct report *report,
                                      struct store **ret);
/* How many are worth it: one a core of the machine. */
#define STORE_BESIDE_MAX 8
size_t store_beside_count(void);
/* Calls `read` with each of them, one here, the others in threads of their own; returns when all are done. */
typedef void (*store_reader)(void *context, struct store *own);
void store_read_beside(struct store *const *stores, size_t count, store_reader read, void *context);
MUST_CHECK enum err store_commit(struct store *s, struct report *report);
void store_rollback(struct store *s);
/*
 * On SQLite a commit now and then carries the pages of the write-ahead log back into the file, and waits
 * for it. A handle whose commits must be quick at all times leaves that to a thread with a handle of its
 * own, which calls store_write_back() again and again; *ret_waiting = pages that still wait in the log.
 * With `now` also the log begins anew when nobody reads from it. On PostgreSQL both do nothing.
 */
void store_write_back_apart(struct store *s);
MUST_CHECK enum err store_write_back(struct store *s, bool now, struct report *report,
                                     int64_t *ret_waiting);

/* -------------------------------------------------------------------------- statements -------- */

/*
 * Prepared once per handle and kept; a second call resets it and forgets its parameters. Wrong
 * SQL, a parameter that was not set, NULL or another type read as a number or text: bugs.
 */
struct query *store_query(struct store *s, enum sql sql);
void query_set_i64(struct query *q, const char *name, int64_t value);
void query_set_text(struct query *q, const char *name, struct text value);
void query_set_blob(struct query *q, const char *name, const void *bytes, size_t len);
void query_set_null(struct query *q, const char *name);
/*
 * $a to $p of a statement about up to 16 numbers ("IN ($a, $b, ... $p)"): one question costs a server less
 * than sixteen. Places that are not needed repeat the last number.
 */
#define QUERY_NUMBERS 16
void query_set_numbers(struct query *q, const int64_t *numbers, size_t count);

/*
 * ERR_NONE and *ret_row: true while a row stands. Columns are valid until the next step or reset.
 * Somebody who stops before the last row resets. After a reset the same parameters stand for
 * another run.
 */
MUST_CHECK enum err query_step(struct query *q, struct report *report, bool *ret_row);
/* For statements that give no rows: number of rows changed. */
MUST_CHECK enum err query_run(struct query *q, struct report *report, int64_t *ret_changed);
/*
 * The same for a write whose count nobody asks for, in a write transaction without open scans: nobody waits
 * for it where the store is another process. What went wrong is told by the next call that waits, the commit
 * at the latest.
 */
MUST_CHECK enum err query_post(struct query *q, struct report *report);
void query_reset(struct query *q);
int query_columns(const struct query *q);
bool query_is_null(const struct query *q, int column);
int64_t query_i64(const struct query *q, int column);
struct text query_text(const struct query *q, int column);
struct text query_blob(const struct query *q, int column);

/*
 * Large ordered reads: the same interface, forward only, nothing held but the current row (SQLite
 * steps, PostgreSQL fetches a few thousand from a cursor). Several scans, also of one statement,
 * may be open at once on one handle and are merged in C; they see one state of the database. Ends
 * with query_reset(), which gives the handle back, or with the transaction it was begun in.
 */
struct query *store_scan(struct store *s, enum sql sql);

/* ------------------------------------------------------------------------------ bulk ---------- */

/*
 * Bulk load into one table inside the open write transaction: prepared multi-row INSERT, or COPY
 * binary. Columns in the order given. A duplicate key is ERR_WORLD at bulk_end() at the latest.
 * Several bulks may be open at once, and statements may run in between; rows are there for them
 * after bulk_end().
 */
struct bulk;
enum bulk_type { BULK_I64, BULK_TEXT, BULK_BLOB };
struct bulk_column {
    const char *name;
    enum bulk_type type;
};
MUST_CHECK enum err store_bulk_begin(struct store *s, const char *table,
                                     const struct bulk_column *columns, size_t column_count,
                                     struct report *report, struct bulk **ret);
void bulk_i64(struct bulk *b, int64_t value);
void bulk_text(struct bulk *b, struct text value);
void bulk_blob(struct bulk *b, const void *bytes, size_t len);
/* The same without a copy where the store needs none: the bytes stay until bulk_give_back(). */
void bulk_text_lent(struct bulk *b, struct text value);
void bulk_blob_lent(struct bulk *b, const void *bytes, size_t len);
MUST_CHECK enum err bulk_give_back(struct bulk *b, struct report *report);
void bulk_null(struct bulk *b);
MUST_CHECK enum err bulk_row(struct bulk *b, struct report *report); /* closes the row */
MUST_CHECK enum err bulk_end(struct bulk *b, struct report *report); /* frees it in any case */
void bulk_drop(struct bulk *b); /* gives up what waits; the transaction is rolled back. NULL is allowed */

/*
 * -------------------------------------------------------------- what a table says of itself ----
 */

/*
 * For `kokuho verify`: each capability registers its tables with the columns that say something
 * (natural keys and facts; recorded times, job runs, sessions and access records are left out).
 */
struct store_table {
    const char *name;
    const char *digest_columns; /* "fiscal_year, payer_no, version, total_yen" */
};
MUST_CHECK enum err store_table_digest(struct store *s, const struct store_table *t,
                                       struct report *report, int64_t *ret_rows,
                                       struct row_digest *ret);

/*
 * What may not be among the rows: `sql` finds those that break the rule. Its one to three numbers follow the
 * words ("依頼の件数か金額が明細と違います。依頼").
 */
struct store_rule {
    enum sql sql;
    const char *words;
};
/* A line of the report for each such row; ERR_FINDINGS when there is one. */
MUST_CHECK enum err store_rules_hold(struct store *s, const char *label, const struct store_rule *rules,
                                     size_t count, struct report *report);

/*
 * What may never change once it is written (TE-07): rows are sealed in portions, and any later look finds the
 * portion that differs (src/seal). Columns that are set later are no part of it, or a set of their own.
 */
enum sealed_by {
    SEALED_BY_MOMENT, /* the portion is a moment: rows of a day are sealed together, when no more can come */
    SEALED_BY_NUMBER, /* the portion is whole as soon as it is there: a run that was decided */
};
struct store_sealed {
    const char *name;    /* "eligibility_fact.end": what the seals stand under */
    const char *label;   /* "資格の終わり": for people */
    const char *table;
    const char *columns; /* with the whole key */
    const char *portion; /* a column, or an expression of whole numbers */
    const char *where;   /* which rows; NULL = all */
    enum sealed_by by;
    const char *going; /* "levy_year, household_no" of rows that go after their retention; NULL = none do */
};
/* How the columns of a row are written one after the other; no two rows are written alike in a form. */
enum row_form {
    ROW_WIDE,  /* as for store_table_digest(): a number is nine bytes */
    ROW_CLOSE, /* a number is as many bytes as it needs: half of the above, and half the work of a digest */
};
struct store_row;
struct text store_row_bytes(const struct store_row *row, enum row_form form); /* until the next call */
/* Each row once, in no order: its portion, and its columns. */
typedef void (*store_sealed_take)(void *context, int64_t portion, const struct store_row *row);
MUST_CHECK enum err store_sealed_scan(struct store *s, const struct store_sealed *set,
                                      store_sealed_take take, void *context, struct report *report);
/* Those of them that go in this transaction (store_going_begin()). */
MUST_CHECK enum err store_sealed_scan_going(struct store *s, const struct store_sealed *set,
                                            store_sealed_take take, void *context, struct report *report);

/*
 * What a table holds about a person (開示請求): each folder declares its tables that name one, so that an
 * answer to him is whole. A test finds tables and columns that nobody has declared.
 */
struct store_held {
    const char *area;  /* which part of an answer it belongs to: "collection" (disclosure/disclosure.h) */
    const char *label; /* "収納" */
    const char *table;
    const char *where; /* which rows: $ stands for his numbers, # for those of his households */
    const char *known; /* the column of the moment a row was written; NULL = it has none */
    /*
     * The columns, apart by blanks: "name", or "name=項目{1:語,2:語}" with a word and codes of its own. One
     * that begins with - is never given (keys of ours, secrets), with ! tells of others or of the clerk.
     */
    const char *columns;
};
struct held_whose {
    const int64_t *numbers, *households;
    size_t number_count, household_count;
    int64_t known_at;
};
struct held_cell {
    bool is_number;
    int64_t number;
    struct text text; /* of texts and bytes; valid until the next row */
};
typedef enum err (*held_row_fn)(void *context, const struct held_cell *cells, struct report *report);
/* Each row once, in the order of the columns; a failure of `row` ends it. */
MUST_CHECK enum err store_held_each(struct store *s, const struct store_held *held,
                                    const char *const *columns, size_t column_count,
                                    const struct held_whose *whose, held_row_fn row, void *context,
                                    struct report *report);

/*
 * ------------------------------------------------------- what is past its retention (保存期限) ----
 */

/*
 * What goes, goes whole: the levy year of a household, over the tables of all folders (docs/adr/0150). Each
 * folder declares what it holds of one. An entry does one of four things, in the order of the list: it ties
 * levy years together (they go at once or not at all), says which may not go and why, keeps sums that name
 * nobody, or deletes.
 */
struct store_kept {
    const char *ties;  /* SELECT key, levy year, household ... ORDER BY 1: those of one key are tied */
    const char *holds; /* SELECT levy year, household */
    const char *words; /* why it may not go: "還付の手続が終わっていません" */
    /* In these @ stands for the levy years and households that go (a query of two columns), & for the table
     * of them with payer, the year they were first charged in, the number of charges and their amount, # for
     * the table of rows that go with them (kind, row_no): 'receipt' of collection, others of their folder. */
    const char *sums;  /* a statement that keeps what the rows add up to */
    const char *table, *where; /* the rows that go */
};
/* A payer's charges of a household's levy year that goes. */
struct store_going {
    int32_t levy_year, charged_year; /* 賦課年度, 調定年度 */
    int64_t household_no, payer_no, charges, amount;
};
/* Opens the way for these rows, in the open write transaction; store_going_end() shuts it before the commit.
 */
MUST_CHECK enum err store_going_begin(struct store *s, const struct store_going *rows, size_t count,
                                      struct report *report);
MUST_CHECK enum err store_going_end(struct store *s, struct report *report);
/* Keeps the sums or deletes the rows of one entry; 0 rows of an entry that does neither. */
MUST_CHECK enum err store_kept_go(struct store *s, const struct store_kept *kept, struct report *report,
                                  int64_t *ret_deleted);
/* The rows of `ties` (key, levy year, household) or `holds` (0, levy year, household) of an entry. */
typedef enum err (*store_kept_fn)(void *context, int64_t key, int32_t levy_year, int64_t household_no,
                                  struct report *report);
MUST_CHECK enum err store_kept_each(struct store *s, const struct store_kept *kept, store_kept_fn each,
                                    void *context, struct report *report);

/*
 * Fault injection of the tests: the n-th call from now that reaches the database fails. 0 =
 * never.
 */
void store_fail_at(struct store *s, int64_t nth_call);

#endif
