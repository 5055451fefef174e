/*
 * Every embedded statement of the product is taken by both stores, with whole numbers of 64 bits.
 */
#include "fixture.h"
#include "store/postgres.h"

static bool sqlite_takes(struct fixture *f, const struct sql_text *text)
{
    struct textbuf sql;
    textbuf_init(&sql, (size_t)1 << 20);
    textbuf_printf(&sql, "EXPLAIN %s", text->sqlite);
    enum err e = f->store->backend->exec(f->store, text->name, sql.bytes, &f->report);
    textbuf_done(&sql);
    return e == ERR_NONE;
}

/* What the server guesses for a parameter, as the type that the store will send. */
static Oid sent_for(Oid guessed)
{
    switch (guessed) {
    case PG_INT2:
    case PG_INT4: return PG_INT8;
    case PG_VARCHAR: return PG_TEXT;
    default: return guessed;
    }
}

static bool postgres_takes(struct fixture *f, const struct sql_text *text)
{
    PGconn *conn = pg_of(f->store)->conn;
    Oid types[64] = {0};
    bool ok = true;
    for (int round = 0; round < 2 && ok; round++) {
        PGresult *res = PQprepare(conn, "", text->postgres, text->parameter_count, types);
        ok = PQresultStatus(res) == PGRES_COMMAND_OK;
        if (!ok) {
            report_add(&f->report, "%s: %s", text->name, PQresultErrorMessage(res));
        }
        PQclear(res);
        res = ok ? PQdescribePrepared(conn, "") : NULL;
        for (int i = 0; ok && i < text->parameter_count; i++) {
            types[i] = sent_for(PQparamtype(res, i));
            if (types[i] != PG_INT8 && types[i] != PG_TEXT && types[i] != PG_BYTEA && types[i] != PG_INT8_LIST) {
                report_add(&f->report, "%s: $%s is of type %u", text->name, text->parameters[i],
                           types[i]);
                ok = false;
            }
        }
        for (int i = 0; ok && i < PQnfields(res); i++) {
            if (PQftype(res, i) == PG_NUMERIC) { /* numeric: what sum() of BIGINT gives */
                report_add(&f->report, "%s: column %d is NUMERIC: cast it to BIGINT", text->name,
                           i);
                ok = false;
            }
        }
        PQclear(res);
    }
    return ok;
}

static void every_statement_is_taken(void **state)
{
    struct fixture *f = *state;
    int refused = 0;
    assert_ok(store_migrate(f->store, &f->report));
    assert_ok(store_migrate_folder(f->store, "audit", &f->report)); /* elsewhere a store of its own */
    assert_true(SQL_COUNT > 0);
    for (size_t i = 0; i < SQL_COUNT; i++) {
        bool ok = f->kind == STORE_SQLITE ? sqlite_takes(f, &sql_texts[i])
                                          : postgres_takes(f, &sql_texts[i]);
        refused += ok ? 0 : 1;
    }
    report_print(&f->report, stderr);
    assert_int_equal(refused, 0);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {WITH_STORE(every_statement_is_taken)};
    return fixture_run(argc, argv, "statements", tests, COUNT_OF(tests));
}
