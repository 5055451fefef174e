/*
 * Statements on PostgreSQL: prepared once a connection, parameters and results in binary.
 *
 * A scan is a cursor that is fetched STORE_FETCH_ROWS at a time, so any number may be open at
 * once. A cursor lives in a transaction: outside of one the first scan begins a read transaction
 * and the last one ends it.
 */
#include "store/postgres.h"

struct pg_query {
    int64_t generation; /* of the connection it was prepared or opened on; 0 = never */
    char name[40];      /* of the prepared statement or the cursor */
    Oid *types;         /* the prepared ones; 0 = left to the server */
    PGresult *result;
    int row, rows;
    bool is_open, at_end; /* of a cursor */
};

struct parameters {
    Oid *types;
    const char **values;
    int *lengths, *formats;
    uint64_t *numbers;
};

static struct pg_query *part_of(struct query *q)
{
    if (q->part == NULL) {
        struct pg_query *p = ARENA_NEW(q->store->arena, struct pg_query);
        p->types = ARENA_ARRAY(q->store->arena, Oid, (size_t)q->text->parameter_count + 1);
        q->part = p;
    }
    return q->part;
}

static Oid oid_of(const struct value *v)
{
    switch (v->type) {
    case VALUE_I64: return PG_INT8;
    case VALUE_TEXT: return PG_TEXT;
    case VALUE_BLOB: return PG_BYTEA;
    case VALUE_LIST: return PG_INT8_LIST;
    default: return 0;
    }
}

static void put_word(struct textbuf *to, uint32_t word)
{
    uint32_t big = htobe32(word);
    textbuf_add(to, (const char *)&big, sizeof(big));
}

/* An array as the server sends and takes it: dimensions, no NULLs, type of the elements, length, first
 * index. */
void pg_list(const int64_t *numbers, size_t count, struct textbuf *to)
{
    put_word(to, count == 0 ? 0 : 1);
    put_word(to, 0);
    put_word(to, PG_INT8);
    if (count > 0) {
        put_word(to, (uint32_t)count);
        put_word(to, 1);
    }
    for (size_t i = 0; i < count; i++) {
        uint64_t big = htobe64((uint64_t)numbers[i]);
        put_word(to, sizeof(big));
        textbuf_add(to, (const char *)&big, sizeof(big));
    }
}

/* Whole numbers are always eight bytes, also where the server would have guessed four. */
static void encode(const struct query *q, const struct parameters *to)
{
    for (int i = 0; i < q->text->parameter_count; i++) {
        const struct value *v = &q->values[i];
        to->types[i] = oid_of(v);
        to->formats[i] = 1;
        to->values[i] = NULL;
        to->lengths[i] = 0;
        if (v->type == VALUE_I64) {
            to->numbers[i] = htobe64((uint64_t)v->number);
            to->values[i] = (const char *)&to->numbers[i];
            to->lengths[i] = 8;
        } else if (v->type == VALUE_TEXT || v->type == VALUE_BLOB || v->type == VALUE_LIST) {
            to->values[i] = v->bytes.len > 0 ? v->bytes.bytes : "";
            to->lengths[i] = (int)v->bytes.len;
        }
    }
}

/* NULL fits whatever was prepared; another type does not. */
static bool is_prepared_for(const struct query *q, const struct pg_query *p, const Oid *types)
{
    if (p->generation != pg_of(q->store)->generation) {
        return false;
    }
    for (int i = 0; i < q->text->parameter_count; i++) {
        if (types[i] != 0 && types[i] != p->types[i]) {
            return false;
        }
    }
    return true;
}

static enum err prepare(struct query *q, const Oid *types, struct report *report)
{
    struct pg *pg = pg_of(q->store);
    struct pg_query *p = q->part;
    if (p->generation == pg->generation) { /* was prepared for other types */
        char sql[64];
        snprintf(sql, sizeof(sql), "DEALLOCATE %s", p->name);
        enum err e = pg_run(q->store, q->text->name, sql, report);
        if (e != ERR_NONE) {
            return e;
        }
    }
    p->generation = 0;
    snprintf(p->name, sizeof(p->name), "kokuho_%lld", (long long)++pg->names);
    for (int i = 0; i < q->text->parameter_count; i++) {
        p->types[i] = types[i] != 0 ? types[i] : p->types[i];
    }
    PGresult *res = PQprepare(pg->conn, p->name, q->text->postgres, q->text->parameter_count,
                              p->types);
    if (PQresultStatus(res) != PGRES_COMMAND_OK) {
        return pg_failed(q->store, q->text->name, res, false, report);
    }
    PQclear(res);
    p->generation = pg->generation;
    return ERR_NONE;
}

static enum err take_rows(struct query *q, PGresult *res, struct report *report)
{
    struct pg_query *p = q->part;
    ExecStatusType status = PQresultStatus(res);
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
        return pg_failed(q->store, q->text->name, res, false, report);
    }
    PQclear(p->result);
    p->result = res;
    p->row = 0;
    p->rows = PQntuples(res);
    return ERR_NONE;
}

#define BEGIN_READ "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"

/* The answer to what was sent next in a pipeline, and the end of that answer. */
static PGresult *next_answer(struct pg *pg)
{
    PGresult *res = PQgetResult(pg->conn);
    PQclear(res != NULL ? PQgetResult(pg->conn) : NULL);
    return res;
}

/* The first question of a read transaction, and its BEGIN before it: one answer is waited for. */
static PGresult *begin_with(struct query *q, const struct parameters *at)
{
    struct pg *pg = pg_of(q->store);
    struct pg_query *p = q->part;
    pg_drain(pg);
    bool is_sent = PQenterPipelineMode(pg->conn) == 1 &&
                   PQsendQueryParams(pg->conn, BEGIN_READ, 0, NULL, NULL, NULL, NULL, 1) == 1 &&
                   PQsendQueryPrepared(pg->conn, p->name, q->text->parameter_count, at->values, at->lengths,
                                       at->formats, 1) == 1 &&
                   PQpipelineSync(pg->conn) == 1;
    PGresult *begun = is_sent ? next_answer(pg) : NULL;
    if (PQresultStatus(begun) != PGRES_COMMAND_OK) { /* the connection is lost, or nothing was sent */
        if (PQstatus(pg->conn) == CONNECTION_OK) {
            PQreset(pg->conn);
            pg->generation++;
        }
        return begun;
    }
    PQclear(begun);
    PGresult *res = next_answer(pg);
    PQclear(PQgetResult(pg->conn)); /* the sync itself */
    pg->begin_waits = PQexitPipelineMode(pg->conn) != 1;
    return res;
}

static enum err run_prepared(struct query *q, const struct parameters *at, struct report *report)
{
    struct pg_query *p = q->part;
    if (!is_prepared_for(q, p, at->types)) {
        enum err e = prepare(q, at->types, report);
        if (e != ERR_NONE) {
            return e;
        }
    }
    struct pg *pg = pg_of(q->store);
    PGresult *res = pg->begin_waits ? begin_with(q, at)
                                    : PQexecPrepared(pg->conn, p->name, q->text->parameter_count, at->values,
                                                     at->lengths, at->formats, 1);
    return take_rows(q, res, report);
}

/* ----------------------------------------------------------------------------- scans --------- */

static enum err fetch(struct query *q, struct report *report)
{
    struct pg_query *p = q->part;
    char sql[64];
    enum err e = pg_settle(q->store, report);
    if (e != ERR_NONE) {
        return e;
    }
    snprintf(sql, sizeof(sql), "FETCH %d FROM %s", STORE_FETCH_ROWS, p->name);
    PGresult *res = PQexecParams(pg_of(q->store)->conn, sql, 0, NULL, NULL, NULL, NULL, 1);
    e = take_rows(q, res, report);
    p->at_end = p->rows < STORE_FETCH_ROWS;
    return e;
}

static enum err open_cursor(struct query *q, const struct parameters *at, struct report *report)
{
    struct pg *pg = pg_of(q->store);
    struct pg_query *p = q->part;
    struct textbuf sql;

    bool is_alone = q->store->transaction == TRANSACTION_NONE && !pg->is_implicit;
    if (is_alone || pg->begin_waits) {
        enum err e = pg_run(q->store, q->text->name, BEGIN_READ, report);
        if (e != ERR_NONE) {
            return e;
        }
        pg->is_implicit = is_alone;
        pg->begin_waits = false;
    }
    snprintf(p->name, sizeof(p->name), "kokuho_scan_%lld", (long long)++pg->names);
    textbuf_init(&sql, (size_t)1 << 20);
    textbuf_printf(&sql, "DECLARE %s NO SCROLL CURSOR FOR %s", p->name, q->text->postgres);
    assert(!sql.overflow);
    p->is_open = true; /* from here on the reset ends what was begun */
    p->generation = pg->generation;
    pg->open_scans++;
    PGresult *res = PQexecParams(pg->conn, sql.bytes, q->text->parameter_count, at->types,
                                 at->values, at->lengths, at->formats, 1);
    textbuf_done(&sql);
    if (PQresultStatus(res) != PGRES_COMMAND_OK) {
        return pg_failed(q->store, q->text->name, res, false, report);
    }
    PQclear(res);
    return fetch(q, report);
}

static void close_cursor(struct query *q)
{
    struct pg *pg = pg_of(q->store);
    struct pg_query *p = q->part;
    p->is_open = false;
    if (p->generation != pg->generation) {
        return; /* it went with its connection */
    }
    pg->open_scans--;
    pg_settle_quietly(q->store);
    bool is_alive = PQstatus(pg->conn) == CONNECTION_OK;
    if (pg->is_implicit && pg->open_scans == 0) {
        pg->is_implicit = false;
        if (is_alive) {
            PQclear(PQexec(pg->conn, "ROLLBACK")); /* it only read */
        }
    } else if (is_alive && PQtransactionStatus(pg->conn) == PQTRANS_INTRANS) {
        char sql[64];
        snprintf(sql, sizeof(sql), "CLOSE %s", p->name);
        PQclear(PQexec(pg->conn, sql));
    }
}

/* --------------------------------------------------------------------------- running --------- */

enum way { WAY_ROWS, WAY_POST };

static enum err post_prepared(struct query *q, const struct parameters *at, struct report *report)
{
    struct pg *pg = pg_of(q->store);
    struct pg_query *p = q->part;
    enum err e = ERR_NONE;

    if (pg->copying != NULL || !is_prepared_for(q, p, at->types) ||
        pg->posted == PG_POSTED_MAX - 1) { /* room for the commit */
        e = pg_settle(q->store, report);
        if (e == ERR_NONE && !is_prepared_for(q, p, at->types)) {
            e = prepare(q, at->types, report);
        }
    }
    if (e != ERR_NONE) {
        return e;
    }
    if (pg->posted == 0) {
        pg_drain(pg);
    }
    if ((pg->posted == 0 && PQenterPipelineMode(pg->conn) != 1) ||
        PQsendQueryPrepared(pg->conn, p->name, q->text->parameter_count, at->values, at->lengths,
                            at->formats, 1) != 1) {
        return store_failed(q->store, STORE_FAULT_LOST, q->text->name, NULL, report);
    }
    pg->posted_names[pg->posted++] = q->text->name;
    return ERR_NONE;
}

static enum err start(struct query *q, enum way way, struct report *report)
{
    size_t n = (size_t)q->text->parameter_count + 1;
    struct arena *arena = arena_new("検索の値", n * 256);
    struct parameters at = {
        .types = ARENA_ARRAY(arena, Oid, n),
        .values = ARENA_ARRAY(arena, const char *, n),
        .lengths = ARENA_ARRAY(arena, int, n),
        .formats = ARENA_ARRAY(arena, int, n),
        .numbers = ARENA_ARRAY(arena, uint64_t, n),
    };
    encode(q, &at);
    enum err e = way == WAY_POST ? post_prepared(q, &at, report)
                 : q->is_scan    ? open_cursor(q, &at, report)
                                 : run_prepared(q, &at, report);
    arena_free(arena);
    return e;
}

/* A connection that broke while nothing was under way is made anew, once. */
static enum err start_again(struct query *q, struct report *report)
{
    struct store *s = q->store;
    struct report first;
    struct pg *pg = pg_of(s);
    bool may_renew = (s->transaction == TRANSACTION_NONE || pg->begin_waits) && !pg->is_implicit;
    if (!may_renew) {
        return start(q, WAY_ROWS, report);
    }
    report_init(&first);
    enum err e = start(q, WAY_ROWS, &first);
    if (e != ERR_NONE) {
        pg_reset(q);
        if (pg_is_renewed(s)) {
            s->is_broken = false; /* nothing had been asked yet */
            e = start(q, WAY_ROWS, report);
        } else {
            for (size_t i = 0; i < first.kept; i++) {
                report_add(report, "%s", first.lines[i]);
            }
        }
    }
    report_done(&first);
    return e;
}

enum err pg_step(struct query *q, struct report *report, bool *ret_row)
{
    struct pg_query *p = part_of(q);
    enum err e = ERR_NONE;
    if (q->state != QUERY_RUNNING) {
        e = pg_settle(q->store, report);
        e = e == ERR_NONE ? start_again(q, report) : e;
    } else if (++p->row == p->rows && q->is_scan && !p->at_end) {
        if (p->generation != pg_of(q->store)->generation) {
            e = store_failed(q->store, STORE_FAULT_LOST, q->text->name, NULL, report);
        } else {
            e = fetch(q, report);
        }
    }
    if (e != ERR_NONE) {
        pg_reset(q);
        return e;
    }
    *ret_row = p->row < p->rows;
    return ERR_NONE;
}

/* No scan is open, so whatever asks the connection next settles what was posted. */
enum err pg_post(struct query *q, struct report *report)
{
    assert(pg_of(q->store)->open_scans == 0);
    (void)part_of(q);
    return start(q, WAY_POST, report);
}

int64_t pg_changed(const struct query *q)
{
    const struct pg_query *p = q->part;
    const char *count = PQcmdTuples(p->result);
    int64_t n = 0;
    bool ok = count[0] == '\0' || parse_i64(count, strlen(count), 0, INT64_MAX, &n);
    assert(ok);
    return n;
}

void pg_reset(struct query *q)
{
    struct pg_query *p = q->part;
    if (p == NULL) {
        return;
    }
    PQclear(p->result);
    p->result = NULL;
    p->row = p->rows = 0;
    p->at_end = false;
    if (p->is_open) {
        close_cursor(q);
    }
}

void pg_finish(struct query *q)
{
    pg_reset(q); /* prepared statements go with their connection */
    q->part = NULL;
}

/* --------------------------------------------------------------------------- columns --------- */

int pg_columns(const struct query *q)
{
    const struct pg_query *p = q->part;
    return PQnfields(p->result);
}

enum value_type pg_type(const struct query *q, int column)
{
    const struct pg_query *p = q->part;
    if (PQgetisnull(p->result, p->row, column)) {
        return VALUE_NULL;
    }
    switch (PQftype(p->result, column)) {
    case PG_INT8:
    case PG_INT4:
    case PG_INT2:
    case PG_BOOL: return VALUE_I64;
    case PG_TEXT:
    case PG_VARCHAR:
    case PG_BPCHAR:
    case PG_NAME: return VALUE_TEXT;
    case PG_BYTEA: return VALUE_BLOB;
    default:
        fprintf(stderr, "store: column %d, type %u\n", column, PQftype(p->result, column));
        store_bug(q->text->name, "a type that only PostgreSQL has: sums are cast to BIGINT");
    }
}

int64_t pg_i64(const struct query *q, int column)
{
    const struct pg_query *p = q->part;
    const char *bytes = PQgetvalue(p->result, p->row, column);
    int len = PQgetlength(p->result, p->row, column);
    uint64_t n = 0;
    for (int i = 0; i < len; i++) {
        n = n << 8 | (unsigned char)bytes[i];
    }
    switch (len) {
    case 2: return (int16_t)n;
    case 4: return (int32_t)n;
    default: return (int64_t)n;
    }
}

struct text pg_bytes(const struct query *q, int column)
{
    const struct pg_query *p = q->part;
    return (struct text){PQgetvalue(p->result, p->row, column),
                         (size_t)PQgetlength(p->result, p->row, column)};
}
