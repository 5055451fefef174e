/*
 * Bulk loads on PostgreSQL: COPY in binary. Every portion is a COPY of its own, because a COPY
 * keeps the connection to itself and other bulks and statements run in between.
 */
#include "store/postgres.h"

#include <errno.h>
#include <poll.h>

#define CELLS_WAITING 131072
#define ROOM_FIRST 4096 /* most loads of a server are a few rows: room for those costs nothing */
#define SEND_BYTES 65536

struct copy {
    PGconn *conn;
    struct arena *arena;
    char *sql;
    size_t len;
    bool failed;
    char *buffer;
    size_t room; /* of the buffer, up to SEND_BYTES */
};

static void send_out(struct copy *c)
{
    if (c->len > 0 && !c->failed) {
        c->failed = PQputCopyData(c->conn, c->buffer, (int)c->len) != 1;
    }
    c->len = 0;
}

/* Twice as much room, as long as there is not enough and it may be more. */
static void grow(struct copy *c, size_t len)
{
    size_t room = c->room;

    while (room - c->len < len && room < SEND_BYTES) {
        room = room == 0 ? ROOM_FIRST : 2 * room;
    }
    if (room > c->room) {
        char *buffer = arena_alloc(c->arena, room, 1);
        if (c->len > 0) {
            memcpy(buffer, c->buffer, c->len);
        }
        c->buffer = buffer;
        c->room = room;
    }
}

static void put(struct copy *c, const void *bytes, size_t len)
{
    if (len > c->room - c->len) {
        grow(c, len);
    }
    if (len > c->room - c->len) {
        send_out(c);
    }
    if (len > SEND_BYTES) {
        c->failed = c->failed || PQputCopyData(c->conn, bytes, (int)len) != 1;
    } else if (len > 0) {
        memcpy(c->buffer + c->len, bytes, len);
        c->len += len;
    }
}

static void put_i16(struct copy *c, int16_t n)
{
    uint16_t big = htobe16((uint16_t)n);
    put(c, &big, sizeof(big));
}

static void put_i32(struct copy *c, int32_t n)
{
    uint32_t big = htobe32((uint32_t)n);
    put(c, &big, sizeof(big));
}

static void put_cell(struct copy *c, const struct store_cell *cell)
{
    if (cell->type == VALUE_NULL) {
        put_i32(c, -1);
    } else if (cell->type == VALUE_I64) {
        struct __attribute__((packed)) {
            uint32_t len;
            uint64_t number;
        } field = {htobe32(8), htobe64((uint64_t)cell->number)};
        put(c, &field, sizeof(field));
    } else {
        put_i32(c, (int32_t)cell->len);
        put(c, cell->bytes, cell->len);
    }
}

enum err pg_bulk_begin(struct bulk *b, struct report *report)
{
    (void)report; /* the server sees the first portion, not the beginning */
    struct copy *c = ARENA_NEW(b->arena, struct copy);
    struct textbuf sql;
    textbuf_init(&sql, (size_t)1 << 20);
    textbuf_printf(&sql, "COPY %s (", b->table);
    for (size_t i = 0; i < b->column_count; i++) {
        textbuf_printf(&sql, "%s%s", i > 0 ? ", " : "", b->columns[i].name);
    }
    textbuf_puts(&sql, ") FROM STDIN (FORMAT binary)");
    assert(!sql.overflow);
    c->sql = arena_copy(b->arena, sql.bytes, sql.len);
    textbuf_done(&sql);
    c->conn = pg_of(b->store)->conn;
    c->arena = b->arena;
    b->part = c;
    b->row_capacity = CELLS_WAITING / b->column_count + 1;
    return ERR_NONE;
}

static void send_rows(struct copy *c, const struct bulk *b)
{
    static const char head[19] = "PGCOPY\n\377\r\n\0"; /* then flags and an empty extension */
    put(c, head, sizeof(head));
    for (size_t r = 0; r < b->rows; r++) {
        const struct store_cell *cells = &b->cells[r * b->column_count];
        put_i16(c, (int16_t)b->column_count);
        for (size_t i = 0; i < b->column_count; i++) {
            put_cell(c, &cells[i]);
        }
    }
    put_i16(c, -1);
    send_out(c);
}

/*
 * The rows go into the connection's buffer and from there as the server takes them, while the caller
 * makes the next ones: on two cores the one no longer waits for the other. Whatever is asked next waits for
 * the answer (pg_settle()); the transaction does not commit without it.
 */
enum err pg_bulk_flush(struct bulk *b, struct report *report)
{
    struct copy *c = b->part;
    struct pg *pg = pg_of(b->store);
    enum err settled = pg_settle(b->store, report);
    if (settled != ERR_NONE) {
        return settled;
    }
    PGresult *res = PQexec(c->conn, c->sql);
    if (PQresultStatus(res) != PGRES_COPY_IN) {
        return pg_failed(b->store, b->table, res, false, report);
    }
    PQclear(res);
    pg->copying = b->table;
    c->failed = PQsetnonblocking(c->conn, 1) != 0;
    send_rows(c, b);
    pg->copy_failed = PQputCopyEnd(c->conn, NULL) != 1 || c->failed;
    return ERR_NONE;
}

void pg_bulk_push(struct store *s)
{
    struct pg *pg = pg_of(s);

    if (pg->copying != NULL && PQflush(pg->conn) < 0) {
        pg->copy_failed = true;
    }
}

/* Until everything has left; what the server says meanwhile is read, so that neither waits for the other. */
static bool send_rest(PGconn *conn)
{
    int left;

    while ((left = PQflush(conn)) == 1) {
        struct pollfd at = {.fd = PQsocket(conn), .events = POLLIN | POLLOUT};
        if ((poll(&at, 1, -1) < 0 && errno != EINTR) ||
            ((at.revents & POLLIN) != 0 && PQconsumeInput(conn) != 1)) {
            return false;
        }
    }
    return left == 0;
}

enum err pg_bulk_arrived(struct store *s, struct report *report)
{
    struct pg *pg = pg_of(s);
    const char *table = pg->copying;
    enum err e = ERR_NONE;
    PGresult *res;

    if (table == NULL) {
        return ERR_NONE;
    }
    pg->copying = NULL;
    bool is_sent = send_rest(pg->conn);
    pg->copy_failed = !is_sent || PQsetnonblocking(pg->conn, 0) != 0 || pg->copy_failed;
    while ((res = PQgetResult(pg->conn)) != NULL) {
        if (PQresultStatus(res) != PGRES_COMMAND_OK && e == ERR_NONE) {
            e = pg_failed(s, table, res, false, report);
        } else {
            PQclear(res);
        }
        if (PQstatus(pg->conn) == CONNECTION_BAD) {
            break;
        }
    }
    if (e == ERR_NONE && pg->copy_failed) {
        e = store_failed(s, STORE_FAULT_LOST, table, NULL, report);
    }
    return e;
}

void pg_bulk_end(struct bulk *b) { (void)b; /* all of it lives in the bulk's arena */ }

/*
 * A table that has grown to more than twice what the server knew is counted at once: until its own
 * housekeeping came by, a household of four would be joined by reading the whole register.
 */
enum err pg_bulk_counted(struct bulk *b, struct report *report)
{
    PGconn *conn = pg_of(b->store)->conn;
    char sql[200], written[24];
    snprintf(written, sizeof(written), "%zu", b->written);
    const char *values[] = {b->table, written};
    PGresult *res = PQexecParams(conn,
                                 "SELECT 1 FROM pg_class WHERE oid = to_regclass($1::text)"
                                 " AND reltuples < $2::float8",
                                 2, NULL, values, NULL, NULL, 0);
    if (PQresultStatus(res) != PGRES_TUPLES_OK) {
        return pg_failed(b->store, b->table, res, false, report);
    }
    bool is_uncounted = PQntuples(res) > 0;
    PQclear(res);
    if (!is_uncounted) {
        return ERR_NONE;
    }
    snprintf(sql, sizeof(sql), "ANALYZE %s", b->table);
    res = PQexec(conn, sql);
    if (PQresultStatus(res) != PGRES_COMMAND_OK) {
        return pg_failed(b->store, b->table, res, false, report);
    }
    PQclear(res);
    return ERR_NONE;
}
