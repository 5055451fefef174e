/*
 * PostgreSQL: one connection a handle. Writers take their turn by an advisory lock, so that what
 * holds for one writer at a time on SQLite holds here too; readers never wait.
 */
#include "store/postgres.h"

#include <inttypes.h>

#define TURN_LOCK 5497310512 /* the advisory lock of the writer's turn; others apart follow it */
#define SAME_CODE(code, literal) (strncmp((code), (literal), sizeof(literal) - 1) == 0)

/* -------------------------------------------------------------------------- failing ---------- */

static enum store_fault fault_of(const char *code)
{
    static const struct {
        const char *prefix;
        enum store_fault fault;
    } faults[] = {
        {"23505", STORE_FAULT_UNIQUE}, {"23", STORE_FAULT_CHECK},      {"22", STORE_FAULT_CHECK},
        {"P0001", STORE_FAULT_REFUSED}, {"55P03", STORE_FAULT_BUSY},   {"40", STORE_FAULT_RETRY},
        {"25006", STORE_FAULT_READONLY}, {"42501", STORE_FAULT_READONLY},
        {"53100", STORE_FAULT_FULL},
        {"42P01", STORE_FAULT_SCHEMA}, {"42703", STORE_FAULT_SCHEMA},  {"08", STORE_FAULT_LOST},
        {"57P0", STORE_FAULT_LOST},
    };
    for (size_t i = 0; i < COUNT_OF(faults); i++) {
        if (strncmp(code, faults[i].prefix, strlen(faults[i].prefix)) == 0) {
            return faults[i].fault;
        }
    }
    return STORE_FAULT_OTHER;
}

enum err pg_failed(struct store *s, const char *what, PGresult *res, bool is_ours,
                   struct report *report)
{
    /*
     * The server's message and its detail can quote values: only names and our triggers' words
     * pass.
     */
    const char *code = PQresultErrorField(res, PG_DIAG_SQLSTATE);
    const char *constraint = PQresultErrorField(res, PG_DIAG_CONSTRAINT_NAME);
    const char *primary = PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY);
    enum store_fault fault = code != NULL ? fault_of(code) : STORE_FAULT_OTHER;
    char detail[300] = "";

    if (PQstatus(pg_of(s)->conn) == CONNECTION_BAD) {
        fault = STORE_FAULT_LOST;
    } else if (code != NULL && SAME_CODE(code, "42") && fault == STORE_FAULT_OTHER && !is_ours) {
        fprintf(stderr, "store: %s\n", primary != NULL ? primary : "");
        store_bug(what, "PostgreSQL does not take this statement");
    } else if (fault == STORE_FAULT_REFUSED || is_ours) {
        snprintf(detail, sizeof(detail), "%s", primary != NULL ? primary : "");
    } else if (constraint != NULL) {
        snprintf(detail, sizeof(detail), "%s", constraint);
    } else if (code != NULL) {
        snprintf(detail, sizeof(detail), "SQLSTATE %s", code);
    }
    enum err e = store_failed(s, fault, what, detail, report);
    PQclear(res);
    return e;
}

enum err pg_run(struct store *s, const char *what, const char *sql, struct report *report)
{
    PGresult *res = PQexec(pg_of(s)->conn, sql);
    ExecStatusType status = PQresultStatus(res);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        return pg_failed(s, what, res, false, report);
    }
    PQclear(res);
    return ERR_NONE;
}

enum err pg_settle(struct store *s, struct report *report)
{
    struct pg *pg = pg_of(s);
    enum err e = ERR_NONE;

    if (pg->copying != NULL) { /* nothing is posted meanwhile */
        return pg_bulk_arrived(s, report);
    }
    if (pg->posted == 0) {
        return ERR_NONE;
    }
    bool is_sent = PQpipelineSync(pg->conn) == 1;
    for (int i = 0; i < pg->posted; i++) {
        PGresult *res = is_sent ? PQgetResult(pg->conn) : NULL;
        if (PQresultStatus(res) != PGRES_COMMAND_OK && e == ERR_NONE) {
            e = pg_failed(s, pg->posted_names[i], res, false, report);
        } else {
            PQclear(res);
        }
        PQclear(is_sent ? PQgetResult(pg->conn) : NULL); /* the end of this one's answer */
    }
    PQclear(is_sent ? PQgetResult(pg->conn) : NULL); /* the sync itself */
    pg->posted = 0;
    if (PQexitPipelineMode(pg->conn) != 1 && e == ERR_NONE) {
        e = store_failed(s, STORE_FAULT_LOST, "書込み", NULL, report);
    }
    return e;
}

void pg_settle_quietly(struct store *s)
{
    struct report quiet;

    report_init(&quiet);
    enum err e = pg_settle(s, &quiet);
    (void)e;
    report_done(&quiet);
}

void pg_drain(struct pg *pg)
{
    for (PGresult *res; (res = PQgetResult(pg->conn)) != NULL;) {
        PQclear(res);
    }
}

bool pg_is_renewed(struct store *s)
{
    struct pg *pg = pg_of(s);
    bool is_under_way = s->transaction != TRANSACTION_NONE && !pg->begin_waits;
    if (PQstatus(pg->conn) != CONNECTION_BAD || is_under_way) {
        return false;
    }
    PQreset(pg->conn);
    pg->generation++;
    pg->open_scans = 0;
    pg->is_implicit = false;
    return PQstatus(pg->conn) == CONNECTION_OK;
}

/* --------------------------------------------------------------------- transactions ---------- */

static enum err pg_begin(struct store *s, enum transaction kind, enum writing much,
                         struct report *report)
{
    struct pg *pg = pg_of(s);
    char sql[160];
    if (kind == TRANSACTION_READ) { /* what it sees is what is there at its first question in any case */
        pg->begin_waits = true;
        return ERR_NONE;
    }
    snprintf(sql, sizeof(sql),
             "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;%s"
             "SELECT pg_advisory_xact_lock(%" PRId64 ")",
             much == WRITES_SOON ? "SET LOCAL synchronous_commit TO off;" : "", TURN_LOCK + (int64_t)s->turn);
    PGresult *res = PQexec(pg->conn, sql);
    ExecStatusType status = PQresultStatus(res);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && pg_is_renewed(s)) {
        PQclear(res); /* the server was started anew since the last time: nothing was under way */
        res = PQexec(pg->conn, sql);
        status = PQresultStatus(res);
    }
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) {
        PQclear(res);
        return ERR_NONE;
    }
    enum err e = pg_failed(s, "書込みの開始", res, false, report);
    PQclear(PQexec(pg->conn, "ROLLBACK")); /* BEGIN went through when the turn did not come */
    return e;
}

/* The commit goes with what was posted: one answer for all. One that failed left no commit behind it. */
static enum err commit_posted(struct store *s, struct report *report)
{
    struct pg *pg = pg_of(s);

    if (pg->posted == PG_POSTED_MAX) {
        enum err e = pg_settle(s, report);
        return e == ERR_NONE ? pg_run(s, "確定", "COMMIT", report) : e;
    }
    if (PQsendQueryParams(pg->conn, "COMMIT", 0, NULL, NULL, NULL, NULL, 1) == 1) {
        pg->posted_names[pg->posted++] = "確定";
        return pg_settle(s, report);
    }
    return store_failed(s, STORE_FAULT_LOST, "確定", NULL, report);
}

/* All that was asked has been answered: nobody waits for the end of it. */
static enum err end_read(struct store *s, struct report *report)
{
    struct pg *pg = pg_of(s);
    bool is_sent = pg->begin_waits || PQsendQuery(pg->conn, "COMMIT") == 1;
    pg->begin_waits = false;
    return is_sent ? ERR_NONE : store_failed(s, STORE_FAULT_LOST, "確定", NULL, report);
}

static enum err pg_commit(struct store *s, struct report *report)
{
    if (s->transaction == TRANSACTION_READ) {
        return end_read(s, report);
    }
    if (pg_of(s)->posted > 0) {
        return commit_posted(s, report);
    }
    enum err arrived = pg_settle(s, report);
    if (arrived != ERR_NONE) {
        return arrived;
    }
    PGresult *res = PQexec(pg_of(s)->conn, "COMMIT");
    if (PQresultStatus(res) != PGRES_COMMAND_OK) {
        return pg_failed(s, "確定", res, false, report);
    }
    /* A transaction that had failed answers ROLLBACK, which is no error to PostgreSQL. */
    bool is_committed = strcmp(PQcmdStatus(res), "COMMIT") == 0;
    PQclear(res);
    return is_committed ? ERR_NONE : store_failed(s, STORE_FAULT_OTHER, "確定", NULL, report);
}

static void pg_rollback(struct store *s)
{
    PGconn *conn = pg_of(s)->conn;
    pg_of(s)->begin_waits = false;
    pg_settle_quietly(s); /* all of it is taken back: how it went is nobody's concern */
    if (PQstatus(conn) == CONNECTION_OK && PQtransactionStatus(conn) != PQTRANS_IDLE) {
        /* When it fails the connection is lost, and so is the work. */
        PQclear(PQexec(conn, "ROLLBACK"));
    }
}

static enum err pg_exec(struct store *s, const char *name, const char *sql, struct report *report)
{
    enum err e = pg_settle(s, report);
    if (e != ERR_NONE) {
        return e;
    }
    PGresult *res = PQexec(pg_of(s)->conn, sql);
    ExecStatusType status = PQresultStatus(res);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY) {
        return pg_failed(s, name, res, true, report);
    }
    PQclear(res);
    return ERR_NONE;
}

/* -------------------------------------------------------------------------- opening ---------- */

static void pg_close(struct store *s) { PQfinish(pg_of(s)->conn); }

static const struct backend postgres_backend = {
    .begin = pg_begin,
    .commit = pg_commit,
    .rollback = pg_rollback,
    .exec = pg_exec,
    .list = pg_list,
    .step = pg_step,
    .changed = pg_changed,
    .post = pg_post,
    .reset = pg_reset,
    .finish = pg_finish,
    .columns = pg_columns,
    .type = pg_type,
    .i64 = pg_i64,
    .bytes = pg_bytes,
    .bulk_begin = pg_bulk_begin,
    .bulk_flush = pg_bulk_flush,
    .bulk_push = pg_bulk_push,
    .bulk_arrived = pg_bulk_arrived,
    .bulk_end = pg_bulk_end,
    .bulk_counted = pg_bulk_counted,
    .close = pg_close,
};

static void ignore_notice(void *nothing, const char *message) { (void)nothing, (void)message; }

enum err postgres_open(struct store *s, const char *conninfo, struct report *report)
{
    /*
     * cursor_tuple_fraction: scans are read to their end, so plan for that. jit: before a new table is
     * counted, what a statement costs is guessed too high, and compiling it takes half a second for an
     * answer of a millisecond. plan_cache_mode: our statements ask by key, so one plan serves every value;
     * planning each time costs a screen's page a seventh of its processor time.
     * max_parallel_workers_per_gather: a wrong guess of the same kind starts two processes, 30 ms of waiting
     * for one of work; hundreds of clerks keep every core busy without it.
     */
    const char *options = s->access == STORE_READ
                              ? "-c lock_timeout=30000 -c cursor_tuple_fraction=1 -c jit=off"
                                " -c max_parallel_workers_per_gather=0"
                                " -c default_transaction_read_only=on"
                              : "-c lock_timeout=30000 -c cursor_tuple_fraction=1 -c jit=off"
                                " -c max_parallel_workers_per_gather=0"
                                " -c plan_cache_mode=force_generic_plan";
    const char *names[] = {"dbname", "client_encoding", "application_name", "options",
                           "connect_timeout", NULL};
    const char *values[] = {conninfo, "UTF8", "kokuho", options, "10", NULL};
    struct pg *pg = ARENA_NEW(s->arena, struct pg);
    enum err e = libpq_load(report);
    if (e != ERR_NONE) {
        return e;
    }
    pg->conn = PQconnectdbParams(names, values, 1);
    if (PQstatus(pg->conn) != CONNECTION_OK) {
        const char *why = PQerrorMessage(pg->conn);
        size_t len = strlen(why);
        while (len > 0 && why[len - 1] == '\n') {
            len--;
        }
        e = report_fail(report, ERR_WORLD,
                        "データベース PostgreSQL につながりません: %.*s", (int)len, why);
        PQfinish(pg->conn);
        return e;
    }
    PQsetNoticeProcessor(pg->conn, ignore_notice, NULL);
    pg->generation = 1;
    s->backend = &postgres_backend;
    s->part = pg;
    return ERR_NONE;
}
