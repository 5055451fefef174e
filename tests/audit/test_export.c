/* DA-09, TE-02: an export proves itself without the store; whatever is done to the file is found, and named. */
#include "audit/export.h"
#include "place.h"

#include <unistd.h>

#define MARCH INT64_C(1773100800000)
#define HOUR_MS INT64_C(3600000)

static char *lines[200];
static size_t line_count;

static void free_lines(void)
{
    for (size_t i = 0; i < line_count; i++) {
        free(lines[i]);
    }
    line_count = 0;
}

static enum err export_to(struct place *p, date from, date until)
{
    struct audit_proof proof;
    char *bytes = NULL, *rest, *line;
    size_t len = 0;
    free_lines();
    FILE *out = open_memstream(&bytes, &len);
    assert_non_null(out);
    enum err e = audit_export(&p->folder, from, until, out, &p->report, &proof);
    fclose(out);
    rest = bytes;
    while ((line = strsep(&rest, "\n")) != NULL && line_count < COUNT_OF(lines)) {
        if (line[0] != '\0') {
            lines[line_count++] = strdup(line);
        }
    }
    free(bytes);
    return e;
}

/* Findings of the lines as they stand now. */
static int64_t check(struct place *p, const unsigned char *key)
{
    struct audit_export_check c;
    struct audit_proof proof;
    report_clear(&p->report);
    audit_export_check_init(&c, key, &p->report);
    for (size_t i = 0; i < line_count; i++) {
        audit_export_check_line(&c, text_of(lines[i]));
    }
    enum err e = audit_export_check_end(&c, &proof);
    assert_int_equal(e, proof.findings > 0 ? ERR_FINDINGS : ERR_NONE);
    return proof.findings;
}

/* Ten looks, one an hour, in each of two streams, and their closing records. */
static void make(struct place *p)
{
    int64_t (*before)(void) = audit_clock_offset_ms;
    for (int s = 0; s < 2; s++) {
        struct audit_log *log = place_log(p);
        for (int i = 0; i < 10; i++) {
            place_look(p, log, "a\"1", "x.look", 100 + i, MARCH + i * HOUR_MS);
        }
        audit_close(log);
    }
    assert_ptr_equal(before, audit_clock_offset_ms);
    assert_ok(export_to(p, date_of(2026, 1, 1), date_of(2036, 1, 1)));
    assert_int_equal(line_count, 1 + 2 * (1 + 11) + 1);
}

static bool names(const struct place *p, int stream, int seq)
{
    char words[60];
    snprintf(words, sizeof(words), "記録 %d-%d", stream, seq);
    return place_reports(p, words);
}

static void what_was_exported_proves_itself(void **state)
{
    struct place *p = *state;
    struct audit_keys keys;
    make(p);
    assert_ok(audit_keys_open(&p->folder, &p->report, &keys));
    assert_int_equal(check(p, keys.public_key), 0);
    assert_int_equal(check(p, NULL), 0);
    keys.public_key[0] ^= 1;
    assert_int_equal(check(p, keys.public_key), 1);
    assert_non_null(strstr(lines[2], "\"operator\":\"a\\\"1\""));
    assert_non_null(strstr(lines[2], "\"subjects\":[[100,10]]"));
    free_lines();
}

/* A period is cut out of the middle of a stream and still holds together. */
static void a_period_is_what_it_says(void **state)
{
    struct place *p = *state;
    struct audit_log *log = place_log(p);
    for (int i = 0; i < 10; i++) {
        place_look(p, log, "a1", "x.look", 100 + i, MARCH + (1461 + i) * 24 * HOUR_MS); /* 2030-03-10 */
    }
    audit_close(log);
    assert_ok(export_to(p, date_of(2030, 3, 12), date_of(2030, 3, 15)));
    assert_int_equal(line_count, 1 + 1 + 3 + 1);
    assert_non_null(strstr(lines[1], "\"first\":3,\"last\":5"));
    assert_int_equal(check(p, NULL), 0);
    assert_ok(export_to(p, date_of(2029, 3, 12), date_of(2029, 3, 15)));
    assert_int_equal(line_count, 2);
    assert_int_equal(check(p, NULL), 0);
    free_lines();
}

static const size_t places[] = {1, 6, 11}; /* of stream 1: its records are lines 2 to 12 */

static void every_change_of_a_line_is_named(void **state)
{
    struct place *p = *state;
    static const char *const where[] = {"\"hash\":\"", "\"body\":\"AeDh", "\"operator\":\"", "\"outcome\":",
                                        "\"previous\":\"", "\"subjects\":["};
    make(p);
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        char *line = lines[1 + places[i]];
        for (size_t w = 0; w < COUNT_OF(where); w++) {
            char *at = strstr(line, where[w]);
            if (at == NULL) { /* the closing record has no operator */
                assert_true(places[i] == 11 || w == 1);
                continue;
            }
            at += strlen(where[w]);
            char before = *at;
            *at = before == '1' ? '2' : '1';
            assert_true(check(p, NULL) >= 2); /* the record, and the sum of all */
            assert_true(names(p, 1, (int)places[i]));
            *at = before;
        }
    }
    assert_int_equal(check(p, NULL), 0);
    free_lines();
}

static void a_line_that_is_gone_is_named(void **state)
{
    struct place *p = *state;
    make(p);
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        char *kept = lines[1 + places[i]];
        memmove(&lines[1 + places[i]], &lines[2 + places[i]], (line_count - places[i] - 2) * sizeof(*lines));
        line_count--;
        assert_true(check(p, NULL) >= 2);
        assert_true(names(p, 1, (int)places[i]));
        memmove(&lines[2 + places[i]], &lines[1 + places[i]], (line_count - places[i] - 1) * sizeof(*lines));
        lines[1 + places[i]] = kept;
        line_count++;
    }
    assert_int_equal(check(p, NULL), 0);
    free_lines();
}

static void lines_that_changed_places_are_named(void **state)
{
    struct place *p = *state;
    static const size_t pairs[][2] = {{2, 3}, {5, 9}, {2, 15}, {11, 12}};
    make(p);
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        char *kept = lines[pairs[i][0]];
        lines[pairs[i][0]] = lines[pairs[i][1]];
        lines[pairs[i][1]] = kept;
        assert_true(check(p, NULL) >= 2);
        assert_true(names(p, 1, (int)pairs[i][0] - 1));
        kept = lines[pairs[i][0]];
        lines[pairs[i][0]] = lines[pairs[i][1]];
        lines[pairs[i][1]] = kept;
    }
    assert_int_equal(check(p, NULL), 0);
    free_lines();
}

/* Cut off behind every line; and a line put in, before every line. */
static void a_cut_or_an_addition_anywhere_is_found(void **state)
{
    struct place *p = *state;
    make(p);
    size_t all = line_count;
    for (size_t n = 0; n < all; n++) {
        line_count = n;
        assert_true(check(p, NULL) >= 1);
        assert_true(place_reports(p, "切り取られ"));
    }
    line_count = all;
    for (size_t n = 0; n <= all; n++) {
        memmove(&lines[n + 1], &lines[n], (all - n) * sizeof(*lines));
        lines[n] = strdup(lines[n == 4 ? 6 : 4]);
        line_count = all + 1;
        assert_true(check(p, NULL) >= 1);
        free(lines[n]);
        memmove(&lines[n], &lines[n + 1], (all - n) * sizeof(*lines));
        line_count = all;
    }
    assert_int_equal(check(p, NULL), 0);
    free_lines();
}

/* A stream that was taken out whole: the counts and the sum say so; the signature cannot be made without the key. */
static void a_stream_that_was_taken_out_is_found(void **state)
{
    struct place *p = *state;
    make(p);
    for (size_t i = 13; i < 25; i++) {
        free(lines[i]);
    }
    lines[13] = lines[25];
    line_count = 14;
    assert_true(check(p, NULL) >= 2);
    assert_true(place_reports(p, "件数"));
    free_lines();
}

int main(int argc, char **argv)
{
    static const struct CMUnitTest tests[] = {
        WITH_PLACE(what_was_exported_proves_itself),
        WITH_PLACE(a_period_is_what_it_says),
        WITH_PLACE(every_change_of_a_line_is_named),
        WITH_PLACE(a_line_that_is_gone_is_named),
        WITH_PLACE(lines_that_changed_places_are_named),
        WITH_PLACE(a_cut_or_an_addition_anywhere_is_found),
        WITH_PLACE(a_stream_that_was_taken_out_is_found),
    };
    return fixture_run(argc, argv, "audit export", tests, COUNT_OF(tests));
}
