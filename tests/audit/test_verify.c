/*
 * TE-02, TE-03, DA-08, EV-04, OP-09: whatever is done to the records behind the program's back is found, and named.
 *
 * Two streams of twelve looks each; each way of tampering at the first, a middle and the last record.
 */
#include "place.h"
#include "store/sql_audit.h"

#include <unistd.h>

#define MARCH INT64_C(1773100800000)
#define LOOKS 12 /* the closing record is the 13th */

static void make_two_streams(struct place *p)
{
    for (int s = 0; s < 2; s++) {
        struct audit_log *log = place_log(p);
        for (int i = 0; i < LOOKS; i++) {
            place_look(p, log, "a1", "x.look", 100 + i, MARCH + i * 1000);
        }
        audit_close(log);
    }
    struct audit_proof proof;
    assert_ok(audit_verify(&p->folder, &p->report, &proof));
    assert_int_equal(proof.records, 2 * (LOOKS + 1));
    assert_int_equal(proof.heads, 4);
}

/* Findings of the proof, the report filled with their words. */
static int64_t findings(struct place *p)
{
    struct audit_proof proof = {0};
    report_clear(&p->report);
    enum err e = audit_verify(&p->folder, &p->report, &proof);
    assert_int_equal(e, proof.findings > 0 ? ERR_FINDINGS : ERR_NONE);
    return proof.findings;
}

static bool names(const struct place *p, int64_t stream, int64_t seq)
{
    char words[60];
    snprintf(words, sizeof(words), "記録 %lld-%lld:", (long long)stream, (long long)seq);
    return place_reports(p, words);
}

/* Every # of the words is the record's number. */
static void tamper_at(struct place *p, const char *format, int64_t stream, int64_t seq)
{
    char sql[600], number[40];
    size_t at = 0;
    snprintf(number, sizeof(number), "%lld", (long long)audit_record_no(stream, seq));
    for (const char *c = format; *c != '\0' && at + 40 < sizeof(sql); c++) {
        at += (size_t)snprintf(sql + at, sizeof(sql) - at, *c == '#' ? "%s" : "%.1s", *c == '#' ? number : c);
    }
    place_tamper(p, sql);
}

static const int64_t places[] = {1, 6, LOOKS + 1};

static void an_edit_is_named(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        struct place p;
        place_open(&p);
        make_two_streams(&p);
        /* another operator: the same bytes but one */
        if (fixture_kind == STORE_SQLITE) {
            tamper_at(&p, "UPDATE audit_record SET body = CAST(substr(body, 1, length(body) - 1) || x'7e' AS BLOB) "
                          "WHERE record_no = #", 1, places[i]);
        } else {
            tamper_at(&p, "UPDATE audit_record SET body = set_byte(body, length(body) - 1, 126) "
                          "WHERE record_no = #", 1, places[i]);
        }
        assert_true(findings(&p) >= 1);
        assert_true(names(&p, 1, places[i]));
        for (int64_t other = 1; other <= LOOKS + 1; other++) {
            char words[60];
            snprintf(words, sizeof(words), "記録 1-%lld:", (long long)other);
            for (size_t k = 0; k < p.report.kept; k++) {
                assert_true(other == places[i] || strstr(p.report.lines[k], words) == NULL);
            }
        }
        place_close(&p);
    }
}

/* An edit whose own hash was made anew: the next record, or the signed head behind the last, gives it away. */
static void an_edit_with_its_hash_is_named(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        struct place p;
        struct audit_body body;
        unsigned char hash[AUDIT_HASH_BYTES], previous[AUDIT_HASH_BYTES];
        char hex[2 * AUDIT_BODY_MAX + 1], hash_hex[80], sql[9000];
        place_open(&p);
        make_two_streams(&p);
        struct store *s;
        assert_ok(audit_store_open(&p.folder, STORE_READ, &p.report, &s));
        struct query *q = store_query(s, SQL_audit_record_one);
        bool row;
        query_set_i64(q, "record_no", audit_record_no(1, places[i]));
        assert_ok(query_step(q, &p.report, &row));
        assert_true(row);
        memcpy(previous, query_blob(q, 0).bytes, sizeof(previous));
        query_reset(q);
        store_close(s);
        struct audit_event event = {.at = MARCH, .kind = AUDIT_VIEW, .event = text_of("x.look"),
                                    .operator_id = text_of("someone")};
        audit_body_encode(&event, &body);
        audit_record_hash(previous, 1, places[i], body.bytes, body.len, hash);
        hex_format(body.bytes, body.len, hex);
        hex_format(hash, sizeof(hash), hash_hex);
        if (fixture_kind == STORE_SQLITE) {
            snprintf(sql, sizeof(sql), "UPDATE audit_record SET body = x'%.2000s', hash = x'%s' WHERE record_no = %lld",
                     hex, hash_hex, (long long)audit_record_no(1, places[i]));
        } else {
            snprintf(sql, sizeof(sql),
                     "UPDATE audit_record SET body = '\\x%.2000s', hash = '\\x%s' WHERE record_no = %lld", hex,
                     hash_hex, (long long)audit_record_no(1, places[i]));
        }
        place_tamper(&p, sql);
        assert_true(findings(&p) >= 1);
        assert_true(names(&p, 1, places[i]));
        assert_true(place_reports(&p, "操作の索引")); /* what it says is not what the index says */
        place_close(&p);
    }
}

static void a_deletion_is_named(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        struct place p;
        place_open(&p);
        make_two_streams(&p);
        tamper_at(&p, "DELETE FROM audit_record WHERE record_no = #", 1, places[i]);
        assert_true(findings(&p) >= 1);
        /* The last one is missed by the head that was signed when the stream closed. */
        assert_true(names(&p, 1, places[i]));
        place_close(&p);
    }
}

static void a_swap_is_named(void **state)
{
    (void)state;
    static const int64_t pairs[][2] = {{1, 2}, {5, 9}, {LOOKS - 1, LOOKS}};
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        struct place p;
        char sql[500];
        place_open(&p);
        make_two_streams(&p);
        long long a = audit_record_no(1, pairs[i][0]), b = audit_record_no(1, pairs[i][1]);
        snprintf(sql, sizeof(sql),
                 "UPDATE audit_record SET record_no = 9000000000000000 WHERE record_no = %lld;"
                 "UPDATE audit_record SET record_no = %lld WHERE record_no = %lld;"
                 "UPDATE audit_record SET record_no = %lld WHERE record_no = 9000000000000000", a, a, b, b);
        place_tamper(&p, sql);
        assert_true(findings(&p) >= 2);
        assert_true(names(&p, 1, pairs[i][0]) && names(&p, 1, pairs[i][1]));
        place_close(&p);
    }
}

/* The end of a stream is gone, heads of the store and all: only the file outside still knows. */
static void a_truncation_is_named(void **state)
{
    (void)state;
    for (int with_heads = 0; with_heads < 2; with_heads++) {
        struct place p;
        place_open(&p);
        make_two_streams(&p);
        tamper_at(&p, "DELETE FROM audit_record WHERE record_no > #", 2, 4);
        if (with_heads) {
            place_tamper(&p, "DELETE FROM audit_head WHERE head_no >= 4");
        }
        assert_true(findings(&p) >= 1);
        assert_true(names(&p, 2, LOOKS + 1));
        assert_true(names(&p, 2, 4)); /* what is last now has no closing record */
        place_close(&p);
    }
}

/* A whole stream, the newest one, with its row and its heads. */
static void a_stream_that_is_gone_is_named(void **state)
{
    (void)state;
    for (int which = 1; which <= 2; which++) {
        struct place p;
        char sql[300];
        place_open(&p);
        make_two_streams(&p);
        snprintf(sql, sizeof(sql),
                 "DELETE FROM audit_record WHERE record_no >= %d * 4294967296 AND record_no < %d * 4294967296;"
                 "DELETE FROM audit_stream WHERE stream_no = %d; DELETE FROM audit_head WHERE stream_no = %d",
                 which, which + 1, which, which);
        /* 4294967296 times a small number stays a whole number on both stores. */
        place_tamper(&p, sql);
        assert_true(findings(&p) >= 1);
        assert_true(names(&p, which, 0));
        place_close(&p);
    }
}

static void an_insertion_is_named(void **state)
{
    (void)state;
    struct place p;
    place_open(&p);
    make_two_streams(&p);
    /* Behind the closing record; between two streams; in a stream that no row names. */
    static const int64_t where[][2] = {{1, LOOKS + 2}, {1, 500}, {77, 1}};
    for (size_t i = 0; i < COUNT_OF(where); i++) {
        char sql[300];
        snprintf(sql, sizeof(sql),
                 "INSERT INTO audit_record (record_no, previous, hash, body) "
                 "SELECT %lld, previous, hash, body FROM audit_record WHERE record_no = %lld",
                 (long long)audit_record_no(where[i][0], where[i][1]), (long long)audit_record_no(1, 3));
        place_tamper(&p, sql);
        assert_true(findings(&p) >= 1);
        assert_true(names(&p, where[i][0], where[i][1]));
    }
    place_close(&p);
}

/* The indexes are what a search looks at: an entry that is gone hides a look. */
static void an_index_that_hides_is_found(void **state)
{
    static const char *const sql[] = {
        "DELETE FROM audit_subject WHERE addressee_no = 105",
        "UPDATE audit_subject SET addressee_no = 999 WHERE addressee_no = 105",
        "DELETE FROM audit_act WHERE at = 1773100805000",
        "UPDATE audit_class SET operator_id = 'b9' WHERE operator_id = 'a1'",
    };
    static const char *const words[] = {"対象者の索引", "対象者の索引", "操作の索引", "操作の分類"};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(sql); i++) {
        struct place p;
        place_open(&p);
        make_two_streams(&p);
        place_tamper(&p, sql[i]);
        assert_true(findings(&p) >= 1);
        assert_true(place_reports(&p, words[i]));
        place_close(&p);
    }
}

static void heads_and_streams_that_were_changed_are_found(void **state)
{
    static const char *const sql[] = {
        "UPDATE audit_head SET seq = 5 WHERE head_no = 2",
        "UPDATE audit_head SET at = at + 1 WHERE head_no = 3",
        "DELETE FROM audit_head WHERE head_no = 2",
        "UPDATE audit_stream SET name = 'other' WHERE stream_no = 1",
        "UPDATE audit_stream SET opened_at = 5 WHERE stream_no = 2",
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(sql); i++) {
        struct place p;
        place_open(&p);
        make_two_streams(&p);
        place_tamper(&p, sql[i]);
        assert_true(findings(&p) >= 1);
        place_close(&p);
    }
}

/* The file outside: lines that were changed, and a file that was emptied or taken away. */
static void a_file_of_heads_that_was_changed_is_found(void **state)
{
    (void)state;
    for (int way = 0; way < 3; way++) {
        struct place p;
        char path[AUDIT_PATH_BYTES];
        place_open(&p);
        make_two_streams(&p);
        assert_true(audit_path(p.folder.path, "heads.tsv", path));
        if (way == 0) {
            FILE *f = fopen(path, "r+e");
            assert_non_null(f);
            fseek(f, 12, SEEK_SET);
            int digit = fgetc(f);
            fseek(f, 12, SEEK_SET);
            fputc(digit == '5' ? '6' : '5', f);
            fclose(f);
        } else if (way == 1) {
            assert_int_equal(truncate(path, 0), 0);
        } else {
            assert_int_equal(unlink(path), 0);
        }
        assert_true(findings(&p) >= 1);
        assert_true(place_reports(&p, "heads.tsv"));
        place_close(&p);
    }
}

/* Records that were all made anew, heads and file too, by somebody who does not have the key. */
static void without_the_key_nothing_can_be_made_anew(void **state)
{
    (void)state;
    struct place p;
    char path[600];
    place_open(&p);
    make_two_streams(&p);
    snprintf(path, sizeof(path), "%s/keys/audit-sign", p.folder.path);
    assert_int_equal(unlink(path), 0);
    struct audit_proof proof = {0};
    assert_int_equal(audit_verify(&p.folder, &p.report, &proof), ERR_WORLD); /* a lost key is not made anew */
    snprintf(path, sizeof(path), "%s/keys/register.tsv", p.folder.path);
    assert_int_equal(unlink(path), 0); /* the proof now holds another key, as the forger had one */
    assert_true(findings(&p) >= 4);
    assert_true(place_reports(&p, "偽物"));
    place_close(&p);
}

int main(int argc, char **argv)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_edit_is_named),
        cmocka_unit_test(an_edit_with_its_hash_is_named),
        cmocka_unit_test(a_deletion_is_named),
        cmocka_unit_test(a_swap_is_named),
        cmocka_unit_test(a_truncation_is_named),
        cmocka_unit_test(a_stream_that_is_gone_is_named),
        cmocka_unit_test(an_insertion_is_named),
        cmocka_unit_test(an_index_that_hides_is_found),
        cmocka_unit_test(heads_and_streams_that_were_changed_are_found),
        cmocka_unit_test(a_file_of_heads_that_was_changed_is_found),
        cmocka_unit_test(without_the_key_nothing_can_be_made_anew),
    };
    return fixture_run(argc, argv, "audit verify", tests, COUNT_OF(tests));
}
