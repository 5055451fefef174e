/*
 * An empty database for a test, on the store named by the program's first word: "sqlite" or
 * "postgres".
 *
 * PostgreSQL is the cluster in KOKUHO_TEST_POSTGRES (./test starts one for all); without it the
 * program starts one of its own and stops it at its end.
 */
#ifndef KOKUHO_TEST_STORE_FIXTURE_H
#define KOKUHO_TEST_STORE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/internal.h"

/* Reads the store from the words and runs the tests; the result of main(). */
int fixture_run(int argc, char **argv, const char *name, const struct CMUnitTest *tests,
                size_t count);
extern enum store_kind fixture_kind;

struct fixture {
    enum store_kind kind;
    char url[1024];
    char path[200]; /* of the SQLite file, or the name of the PostgreSQL database */
    struct report report;
    struct store *store; /* a writing handle */
};

/* A new database of this kind, opened for writing, without any table. */
void fixture_open(struct fixture *f, enum store_kind kind);
void fixture_close(struct fixture *f); /* the database is gone afterwards */
struct store *fixture_handle(struct fixture *f, enum store_access access); /* one more handle */
/* Runs statements inside a transaction of their own: {I64} and such are spelled by the caller. */
void fixture_exec(struct fixture *f, const char *sqlite, const char *postgres);
bool fixture_report_has(const struct fixture *f, const char *words);
/* What reading has cost, whatever the machine: the steps of all statements of the handle so far (SQLite), the
 * rows that the open transaction has read (PostgreSQL). */
int64_t fixture_effort(const struct store *s);

/* As setup and teardown of a test: *state is a struct fixture of fixture_kind. */
int fixture_setup(void **state);
int fixture_teardown(void **state);
#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

/* A statement of the test's own; the handle finishes it when it closes. */
#define TEST_SQL(variable, writes_, count_, sqlite_, postgres_, ...)                               \
    static const char *const variable##_names[] = {__VA_ARGS__ __VA_OPT__(, ) NULL};               \
    static const struct sql_text variable = {#variable, variable##_names, count_, writes_,         \
                                             sqlite_, postgres_}
struct query *fixture_query(struct store *s, const struct sql_text *text);
struct query *fixture_scan(struct store *s, const struct sql_text *text);

#define assert_ok(call) assert_int_equal((call), ERR_NONE)

#endif
