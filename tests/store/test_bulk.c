/*
 * Bulk loads: 100,000 rows, several tables at once, a key that stands twice, NULL and long texts.
 */
#include "fixture.h"

#define SQLITE_TABLES                                                                              \
    "CREATE TABLE t_row (a INTEGER NOT NULL, b INTEGER NOT NULL, words TEXT, bytes BLOB, "         \
    "PRIMARY KEY (a, b)) STRICT, WITHOUT ROWID;"                                                   \
    "CREATE TABLE t_part (a INTEGER NOT NULL PRIMARY KEY, n INTEGER) STRICT;"
#define POSTGRES_TABLES                                                                            \
    "CREATE TABLE t_row (a BIGINT NOT NULL, b BIGINT NOT NULL, words TEXT, bytes BYTEA, "          \
    "PRIMARY KEY (a, b)); CREATE TABLE t_part (a BIGINT NOT NULL PRIMARY KEY, n BIGINT);"

TEST_SQL(row_sums, false, 0,
         "SELECT COUNT(*), CAST(SUM(a) AS BIGINT), CAST(SUM(b) AS BIGINT), COUNT(words) FROM t_row",
         "SELECT COUNT(*), CAST(SUM(a) AS BIGINT), CAST(SUM(b) AS BIGINT), COUNT(words) FROM t_row");
TEST_SQL(row_all, false, 0, "SELECT a, b, words, bytes FROM t_row ORDER BY a, b",
         "SELECT a, b, words, bytes FROM t_row ORDER BY a, b");
TEST_SQL(part_count, false, 0, "SELECT COUNT(*) FROM t_part", "SELECT COUNT(*) FROM t_part");

TEST_SQL(row_known, false, 0, "SELECT 100000",
         "SELECT CAST(reltuples AS BIGINT) FROM pg_class WHERE oid = 't_row'::regclass");

static const struct bulk_column row_columns[] = {
    {"a", BULK_I64}, {"b", BULK_I64}, {"words", BULK_TEXT}, {"bytes", BULK_BLOB}};
static const struct bulk_column part_columns[] = {{"a", BULK_I64}, {"n", BULK_I64}};

static int with_tables(void **state)
{
    fixture_setup(state);
    fixture_exec(*state, SQLITE_TABLES, POSTGRES_TABLES);
    return 0;
}
#define WITH_TABLES(test) cmocka_unit_test_setup_teardown(test, with_tables, fixture_teardown)

static enum err put(struct fixture *f, struct bulk *b, int64_t i)
{
    static const char words[] = "見本市 𠮷田　邉󠄐";
    bulk_i64(b, i / 10);
    bulk_i64(b, i % 10);
    if (i % 3 == 0) {
        bulk_null(b);
    } else {
        bulk_text(b, text_of(words));
    }
    bulk_blob(b, &i, sizeof(i));
    return bulk_row(b, &f->report);
}

static struct bulk *begin_rows(struct fixture *f)
{
    struct bulk *b;
    assert_ok(store_bulk_begin(f->store, "t_row", row_columns, COUNT_OF(row_columns), &f->report, &b));
    return b;
}

static int64_t count_of(struct fixture *f, const struct sql_text *text)
{
    struct query *q = fixture_query(f->store, text);
    bool row;
    assert_ok(query_step(q, &f->report, &row));
    int64_t n = query_i64(q, 0);
    query_reset(q);
    return n;
}

static void a_hundred_thousand_rows_arrive(void **state)
{
    struct fixture *f = *state;
    enum { ROWS = 100000 };
    assert_ok(store_begin(f->store, &f->report));
    struct bulk *b = begin_rows(f);
    for (int64_t i = 0; i < ROWS; i++) {
        assert_ok(put(f, b, i));
    }
    assert_ok(bulk_end(b, &f->report));
    assert_ok(store_commit(f->store, &f->report));

    assert_int_equal(count_of(f, &row_known), ROWS); /* the server's plans know of them at once */
    struct query *sums = fixture_query(f->store, &row_sums);
    bool row;
    assert_ok(query_step(sums, &f->report, &row));
    assert_int_equal(query_i64(sums, 0), ROWS);
    assert_int_equal(query_i64(sums, 1), 10LL * (ROWS / 10) * (ROWS / 10 - 1) / 2);
    assert_int_equal(query_i64(sums, 2), 45LL * ROWS / 10);
    assert_int_equal(query_i64(sums, 3), ROWS - (ROWS + 2) / 3);
    query_reset(sums);

    struct query *all = fixture_scan(f->store, &row_all);
    int64_t i = 0;
    while (query_step(all, &f->report, &row) == ERR_NONE && row) {
        assert_true(query_i64(all, 0) == i / 10 && query_i64(all, 1) == i % 10);
        assert_true(query_is_null(all, 2) == (i % 3 == 0));
        assert_memory_equal(query_blob(all, 3).bytes, &i, sizeof(i));
        i++;
    }
    assert_int_equal(i, ROWS);
    query_reset(all);
}

/* Counts around the size of a portion: nothing is lost or doubled where one ends. */
static void every_count_of_rows_arrives(void **state)
{
    struct fixture *f = *state;
    int64_t next = 0;
    for (int count = 0; count < 140; count += count < 4 ? 1 : 17) {
        int64_t before = next;
        assert_ok(store_begin(f->store, &f->report));
        struct bulk *b = begin_rows(f);
        for (int i = 0; i < count; i++) {
            assert_ok(put(f, b, next++));
        }
        assert_ok(bulk_end(b, &f->report));
        assert_ok(store_commit(f->store, &f->report));
        assert_int_equal(count_of(f, &row_sums), before + count);
    }
}

/* The record of one page is a load of a few rows: it must not pay for a register's. */
static void a_small_load_takes_little_memory(void **state)
{
    struct fixture *f = *state;
    assert_ok(store_begin(f->store, &f->report));
    struct bulk *b = begin_rows(f);
    for (int64_t i = 0; i < 3; i++) {
        assert_ok(put(f, b, i));
    }
    assert_true(arena_used(b->arena) < 40000);
    assert_ok(bulk_end(b, &f->report));
    assert_ok(store_commit(f->store, &f->report));
}

static void two_bulks_and_a_statement_run_side_by_side(void **state)
{
    struct fixture *f = *state;
    enum { ROWS = 40000 };
    struct bulk *parts;
    assert_ok(store_begin(f->store, &f->report));
    struct bulk *rows = begin_rows(f);
    assert_ok(store_bulk_begin(f->store, "t_part", part_columns, 2, &f->report, &parts));
    for (int64_t i = 0; i < ROWS; i++) {
        assert_ok(put(f, rows, i));
        bulk_i64(parts, i);
        bulk_i64(parts, -i);
        assert_ok(bulk_row(parts, &f->report));
        if (i % 10000 == 9999) {
            assert_true(count_of(f, &part_count) <= i + 1);
        }
    }
    assert_ok(bulk_end(rows, &f->report));
    assert_int_equal(count_of(f, &row_sums), ROWS);
    assert_ok(bulk_end(parts, &f->report));
    assert_int_equal(count_of(f, &part_count), ROWS);
    assert_ok(store_commit(f->store, &f->report));
}

static void a_key_that_stands_twice_is_known_at_the_end(void **state)
{
    struct fixture *f = *state;
    static const int64_t places[] = {0, 5, 20000};
    for (size_t k = 0; k < COUNT_OF(places); k++) {
        assert_ok(store_begin(f->store, &f->report));
        struct bulk *b = begin_rows(f);
        enum err e = ERR_NONE;
        for (int64_t i = 0; i < 30000 && e == ERR_NONE; i++) {
            e = put(f, b, i == 25000 ? places[k] : i);
        }
        enum err ended = bulk_end(b, &f->report);
        assert_int_equal(ended, ERR_WORLD);
        assert_int_equal(store_last_fault(f->store), STORE_FAULT_UNIQUE);
        assert_int_equal(store_commit(f->store, &f->report), ERR_WORLD);
        assert_int_equal(count_of(f, &row_sums), 0);
    }
    assert_true(fixture_report_has(f, "t_row"));
}

static void a_refused_value_is_a_failure(void **state)
{
    struct fixture *f = *state;
    assert_ok(store_begin(f->store, &f->report));
    struct bulk *b = begin_rows(f);
    bulk_null(b); /* NOT NULL */
    bulk_i64(b, 1);
    bulk_null(b);
    bulk_null(b);
    assert_ok(bulk_row(b, &f->report));
    assert_int_equal(bulk_end(b, &f->report), ERR_WORLD);
    assert_int_equal(store_last_fault(f->store), STORE_FAULT_CHECK);
    store_rollback(f->store);
}

/* Lent bytes are used again after they were given back, while the load goes on. */
static void lent_bytes_arrive(void **state)
{
    struct fixture *f = *state;
    char lent[3][64], words[64];
    assert_ok(store_begin(f->store, &f->report));
    struct bulk *b = begin_rows(f);
    for (int i = 0; i < 1000; i++) {
        int len = snprintf(lent[i % 3], sizeof(lent[0]), "語%d", i);
        bulk_i64(b, i);
        bulk_i64(b, 0);
        bulk_text_lent(b, (struct text){lent[i % 3], (size_t)len});
        bulk_blob_lent(b, lent[i % 3], i % 2 == 0 ? 0 : (size_t)len);
        assert_ok(bulk_row(b, &f->report));
        if (i % 3 == 2) {
            assert_ok(bulk_give_back(b, &f->report));
            memset(lent, 'x', sizeof(lent));
        }
    }
    assert_ok(bulk_end(b, &f->report));
    struct query *all = fixture_query(f->store, &row_all);
    bool row;
    for (int i = 0; i < 1000; i++) {
        int len = snprintf(words, sizeof(words), "語%d", i);
        assert_ok(query_step(all, &f->report, &row));
        assert_int_equal(query_i64(all, 0), i);
        assert_true(text_equal(query_text(all, 2), (struct text){words, (size_t)len}));
        assert_int_equal(query_blob(all, 3).len, i % 2 == 0 ? 0 : len);
    }
    query_reset(all);
    assert_ok(store_commit(f->store, &f->report));
}

static void long_texts_go_early(void **state)
{
    struct fixture *f = *state;
    enum { LONG = 3 << 20 };
    char *words = malloc(LONG);
    assert_non_null(words);
    memset(words, 'x', LONG);
    assert_ok(store_begin(f->store, &f->report));
    struct bulk *b = begin_rows(f);
    for (int64_t i = 0; i < 6; i++) {
        bulk_i64(b, i);
        bulk_i64(b, 0);
        bulk_text(b, (struct text){words, i % 2 == 0 ? LONG : 100000});
        bulk_blob(b, words, 0);
        assert_ok(bulk_row(b, &f->report));
    }
    assert_ok(bulk_end(b, &f->report));
    struct query *all = fixture_query(f->store, &row_all);
    bool row;
    for (int64_t i = 0; i < 6; i++) {
        assert_ok(query_step(all, &f->report, &row));
        assert_int_equal(query_text(all, 2).len, i % 2 == 0 ? LONG : 100000);
        assert_int_equal(query_blob(all, 3).len, 0);
    }
    assert_ok(store_commit(f->store, &f->report));
    free(words);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        WITH_TABLES(a_hundred_thousand_rows_arrive),
        WITH_TABLES(every_count_of_rows_arrives),
        WITH_TABLES(a_small_load_takes_little_memory),
        WITH_TABLES(two_bulks_and_a_statement_run_side_by_side),
        WITH_TABLES(a_key_that_stands_twice_is_known_at_the_end),
        WITH_TABLES(a_refused_value_is_a_failure),
        WITH_TABLES(lent_bytes_arrive),
        WITH_TABLES(long_texts_go_early),
    };
    return fixture_run(argc, argv, "bulk", tests, COUNT_OF(tests));
}
