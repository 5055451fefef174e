/*
 * A full feed of many blocks, which three threads share: persons stay whole where a block ends, the same again
 * changes nothing but what is different, and a fault near the end leaves nothing (SD-03).
 */
#include "addressee/addressee.h"
#include "addressee/feed_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define FULL "ju-02-residents-full"
#define PERSONS 2600
#define HISTORY 3 /* rows of a person: every block ends inside somebody */
#define ROWS_COUNT (PERSONS * HISTORY)
#define ROW_BYTES 320

static const char *store_url;
static char lines[ROWS_COUNT][ROW_BYTES];
static const char *rows[ROWS_COUNT + 1];

static int setup(void **state)
{
    static struct bench b;
    int64_t no = 10;
    bench_open(&b, store_url);
    *state = &b;
    for (size_t i = 0; i < PERSONS; i++) {
        for (no++; !addressee_number_check_digit_is_right(no); no++) {
        }
        for (size_t k = 0; k < HISTORY; k++) {
            size_t at = i * HISTORY + k;
            snprintf(lines[at], ROW_BYTES,
                     "addressee_no=%lld;history_no=%zu;is_latest=%d;household_no=%lld;is_head=1;"
                     "name=見本　%zu郎;kana=ミホン　タロウ;address=見本市本町%zu丁目;event_on=%zu0401;"
                     "individual_number=%012lld",
                     (long long)no, k + 1, k + 1 == HISTORY, (long long)(100000 - no), i, k + 1, 2020 + 2 * k,
                     (long long)no);
            rows[at] = lines[at];
        }
    }
    rows[ROWS_COUNT] = NULL;
    return 0;
}

static int teardown(void **state)
{
    bench_close(*state);
    return 0;
}

static void assert_whole(struct bench *b)
{
    assert_int_equal(bench_count(b, "SELECT count(*) FROM addressee_person WHERE superseded_at = 9223372036854775807"),
                     ROWS_COUNT);
    assert_int_equal(bench_count(b, "SELECT count(*) FROM addressee_person WHERE superseded_at = 9223372036854775807"
                                    " AND valid_until = 99991231"), PERSONS);
    /* One household from the first row to the end: neighbours that say the same are one belonging. */
    assert_int_equal(bench_count(b, "SELECT count(*) FROM addressee_belonging WHERE valid_from = 20200401"
                                    " AND valid_until = 99991231"), PERSONS);
    assert_int_equal(bench_count(b, "SELECT count(*) FROM addressee_belonging"), PERSONS);
    assert_int_equal(bench_count(b, "SELECT count(*) FROM addressee_number"), PERSONS);
    assert_int_equal(addressee_verify(b->session.store, &b->report), ERR_NONE);
}

static void persons_stay_whole(void **state)
{
    struct bench *b = *state;
    int64_t *known = NULL;
    size_t count = 0;
    assert_int_equal(bench_import(b, FULL, rows), ERR_NONE);
    assert_whole(b);
    assert_int_equal(addressee_known(b->session.store, b->arena, &b->report, &known, &count), ERR_NONE);
    assert_int_equal(count, PERSONS);

    /* Again, with another address in one row: that row is closed and added, nothing else is touched. */
    char *address = strstr(lines[ROWS_COUNT / 2], "本町");
    memcpy(address, "仲町", strlen("仲町"));
    assert_int_equal(bench_import(b, FULL, rows), ERR_NONE);
    assert_whole(b);
    assert_int_equal(bench_count(b, "SELECT count(*) FROM addressee_person"), ROWS_COUNT + 1);

    /* Somebody in the middle is missing: a task, and no row is changed. */
    const char *fewer[ROWS_COUNT + 1] = {NULL};
    size_t n = 0;
    for (size_t i = 0; i < ROWS_COUNT; i++) {
        if (i / HISTORY != PERSONS / 3) {
            fewer[n++] = rows[i];
        }
    }
    assert_int_equal(bench_import(b, FULL, fewer), ERR_FINDINGS);
    assert_int_equal(bench_tasks(b, "S04"), 1);
    assert_whole(b);
}

/* The last block has the fault: whoever wrote the others takes them back. */
static void a_fault_at_the_end_leaves_nothing(void **state)
{
    struct bench *b = *state;
    const char *last = rows[ROWS_COUNT - 1];
    rows[ROWS_COUNT - 1] = rows[0];
    assert_int_equal(bench_import(b, FULL, rows), ERR_INPUT);
    assert_true(b->report.kept > 0);
    assert_non_null(strstr(b->report.lines[0], "前のレコードより後ではありません"));
    assert_int_equal(bench_count(b, "SELECT count(*) FROM addressee_person"), 0);
    rows[ROWS_COUNT - 1] = last;
    assert_int_equal(bench_import(b, FULL, rows), ERR_NONE);
    assert_whole(b);
}

/* A history without end is refused before it fills the memory. */
static void an_endless_history(void **state)
{
    struct bench *b = *state;
    for (size_t i = 0; i < ROWS_COUNT; i++) {
        snprintf(lines[i], ROW_BYTES, "addressee_no=19;history_no=%zu;is_latest=%d;household_no=7;is_head=1;"
                 "name=見本　太郎", i + 1, i + 1 == ROWS_COUNT);
    }
    assert_int_equal(bench_import(b, FULL, rows), ERR_INPUT);
    assert_non_null(strstr(b->report.lines[0], "履歴が 4096 件を超えています"));
    assert_int_equal(bench_count(b, "SELECT count(*) FROM addressee_person"), 0);
}

static int run(const char *url)
{
    store_url = url;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(persons_stay_whole, setup, teardown),
        cmocka_unit_test_setup_teardown(a_fault_at_the_end_leaves_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(an_endless_history, setup, teardown),
    };
    return cmocka_run_group_tests_name(url == NULL ? "SQLite" : "PostgreSQL", tests, NULL, NULL);
}

int main(int argc, char **argv)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return bench_run(argc, argv, run);
}
