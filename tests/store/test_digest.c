/*
 * The digest of a table: the same for the same rows, in any order, on both stores.
 */
#include "fixture.h"

/*
 * The figure that both stores must give, computed apart from this program from the encoding in
 * digest.c:
 *
 *     for i in range(1000):
 *         w = ("%d番 𠮷" % i).encode()
 *         row = b"i" + pack("<q", i - 3) + (b"n" if i % 5 == 0 else b"t" + pack("<Q", len(w)) + w)
 *         row += b"b" + pack("<Q", i % 4) + w[:i % 4]
 *         sum += int.from_bytes(hashlib.blake2b(row, digest_size=16).digest(), "little")
 *     "%032x" % (sum % (1 << 128))
 */
#define KNOWN_DIGEST "d3cc1135f6e30a8f380d7a01e22c3619"

static const struct bulk_column columns[] = {
    {"no", BULK_I64}, {"words", BULK_TEXT}, {"bytes", BULK_BLOB}, {"learned", BULK_I64}};
static const struct store_table table = {"t_fact", "no, words, bytes"};

static int with_table(void **state)
{
    fixture_setup(state);
    fixture_exec(*state,
                 "CREATE TABLE t_fact (no INTEGER NOT NULL PRIMARY KEY, words TEXT, bytes BLOB, "
                 "learned INTEGER) STRICT",
                 "CREATE TABLE t_fact (no BIGINT NOT NULL PRIMARY KEY, words TEXT, bytes BYTEA, "
                 "learned BIGINT)");
    return 0;
}
#define WITH_TABLE(test) cmocka_unit_test_setup_teardown(test, with_table, fixture_teardown)

static void add(struct fixture *f, int64_t from, int64_t until, int64_t step, int64_t learned)
{
    struct bulk *b;
    assert_ok(store_begin(f->store, &f->report));
    assert_ok(store_bulk_begin(f->store, "t_fact", columns, COUNT_OF(columns), &f->report, &b));
    for (int64_t i = from; i != until; i += step) {
        char words[64];
        int len = snprintf(words, sizeof(words), "%lld番 𠮷", (long long)i);
        bulk_i64(b, i - 3);
        if (i % 5 == 0) {
            bulk_null(b);
        } else {
            bulk_text(b, (struct text){words, (size_t)len});
        }
        bulk_blob(b, words, (size_t)(i % 4));
        bulk_i64(b, learned);
        assert_ok(bulk_row(b, &f->report));
    }
    assert_ok(bulk_end(b, &f->report));
    assert_ok(store_commit(f->store, &f->report));
}

static void digest(struct fixture *f, int64_t *ret_rows, char hex[33])
{
    struct row_digest d;
    assert_ok(store_table_digest(f->store, &table, &f->report, ret_rows, &d));
    row_digest_format(&d, hex);
}

static void the_order_of_rows_and_recorded_times_say_nothing(void **state)
{
    struct fixture *f = *state;
    char one[33], other[33];
    int64_t rows;
    add(f, 0, 9000, 1, 111);
    digest(f, &rows, one);
    assert_int_equal(rows, 9000);
    fixture_exec(f, "DELETE FROM t_fact", "DELETE FROM t_fact");
    digest(f, &rows, other);
    assert_int_equal(rows, 0);
    assert_string_equal(other, "00000000000000000000000000000000");
    add(f, 8999, -1, -1, 222);
    digest(f, &rows, other);
    assert_string_equal(one, other);
}

static void one_changed_character_changes_it(void **state)
{
    struct fixture *f = *state;
    char one[33], other[33];
    int64_t rows;
    add(f, 0, 100, 1, 0);
    digest(f, &rows, one);
    fixture_exec(f, "UPDATE t_fact SET words = '' WHERE no = 2", "UPDATE t_fact SET words = '' WHERE no = 2");
    digest(f, &rows, other);
    assert_string_not_equal(one, other); /* NULL is not the empty text */
    fixture_exec(f, "UPDATE t_fact SET words = NULL WHERE no = 2",
                 "UPDATE t_fact SET words = NULL WHERE no = 2");
    digest(f, &rows, other);
    assert_string_equal(one, other);
    fixture_exec(f, "DELETE FROM t_fact WHERE no = 50", "DELETE FROM t_fact WHERE no = 50");
    digest(f, &rows, other);
    assert_int_equal(rows, 99);
    assert_string_not_equal(one, other);
}

/*
 * Each store gives this figure by itself, so two data folders on different stores can be
 * compared.
 */
static void it_is_the_same_on_every_store(void **state)
{
    struct fixture *f = *state;
    char hex[33];
    int64_t rows;
    add(f, 0, 1000, 1, 7);
    digest(f, &rows, hex);
    assert_string_equal(hex, KNOWN_DIGEST);
}

static void digests_read_inside_a_transaction_too(void **state)
{
    struct fixture *f = *state;
    char hex[33];
    struct row_digest d;
    int64_t rows;
    add(f, 0, 1000, 1, 7);
    assert_ok(store_begin_read(f->store, &f->report));
    assert_ok(store_table_digest(f->store, &table, &f->report, &rows, &d));
    assert_ok(store_commit(f->store, &f->report));
    row_digest_format(&d, hex);
    assert_string_equal(hex, KNOWN_DIGEST);
}

/* The close form, written out by hand: numbers on both sides of a byte, short and long text, bytes, NULL. */
static void take_close(void *context, int64_t portion, const struct store_row *row)
{
    struct textbuf *to = context;
    struct text bytes = store_row_bytes(row, ROW_CLOSE);
    textbuf_printf(to, "%lld:", (long long)portion);
    textbuf_add(to, bytes.bytes, bytes.len);
}

static void a_close_row_takes_as_many_bytes_as_it_needs(void **state)
{
    static const struct store_sealed set = {
        "t", "試験", "t_fact",
        "no - 7, no + 120, no + 121, -no * 0, no - 8 - 9223372036854775800, words, bytes, learned", "no * 100",
        "no = 7", SEALED_BY_NUMBER, NULL};
    static const char want[] = "700:"
                               "\x10"                                 /* 0 */
                               "\x11\xfe"                             /* 127 */
                               "\x12\x00\x01"                         /* 128 */
                               "\x10"                                 /* -0 */
                               "\x18\xf1\xff\xff\xff\xff\xff\xff\xff" /* -9223372036854775801 */
                               "\x7f\x46\0\0\0\0\0\0\0"
                               "0123456789012345678901234567890123456789012345678901234567890123456789"
                               "\x82\x01\xff"
                               "\0";
    struct fixture *f = *state;
    struct textbuf got;
    textbuf_init(&got, 4096);
    fixture_exec(f,
                 "INSERT INTO t_fact VALUES (7, '0123456789012345678901234567890123456789012345678901234567890123456789',"
                 " X'01ff', NULL)",
                 "INSERT INTO t_fact VALUES (7, '0123456789012345678901234567890123456789012345678901234567890123456789',"
                 " '\\x01ff', NULL)");
    assert_ok(store_sealed_scan(f->store, &set, take_close, &got, &f->report));
    assert_int_equal(got.len, sizeof(want) - 1);
    assert_memory_equal(got.bytes, want, sizeof(want) - 1);
    textbuf_done(&got);
}

static int64_t rows_of(struct fixture *f, struct store *s)
{
    int64_t rows;
    struct row_digest d;
    assert_ok(store_table_digest(s, &table, &f->report, &rows, &d));
    return rows;
}

/* What is written after they were opened is seen by none of them. */
static void handles_beside_see_one_state(void **state)
{
    struct fixture *f = *state;
    struct store *beside[3];
    fixture_exec(f, "CREATE TABLE store_migration (number INTEGER, name TEXT, hash TEXT) STRICT",
                 "CREATE TABLE store_migration (number BIGINT, name TEXT, hash TEXT)");
    add(f, 0, 10, 1, 0);
    assert_ok(store_open_beside(f->store, f->url, COUNT_OF(beside), &f->report, beside));
    assert_int_equal(rows_of(f, beside[0]), 10);
    add(f, 10, 15, 1, 0); /* the turn was given back */
    assert_int_equal(rows_of(f, f->store), 15);
    for (size_t i = 0; i < COUNT_OF(beside); i++) {
        assert_int_equal(rows_of(f, beside[i]), 10);
        store_close(beside[i]);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        WITH_TABLE(the_order_of_rows_and_recorded_times_say_nothing),
        WITH_TABLE(one_changed_character_changes_it),
        WITH_TABLE(it_is_the_same_on_every_store),
        WITH_TABLE(digests_read_inside_a_transaction_too),
        WITH_TABLE(a_close_row_takes_as_many_bytes_as_it_needs),
        WITH_TABLE(handles_beside_see_one_state),
    };
    return fixture_run(argc, argv, "digest", tests, COUNT_OF(tests));
}
