/* マイナ保険証の利用登録 as the lists say it (EL-69): what changes, what stays, what is held. All people are invented. */
#include "addressee/feed_text.h"
#include "certificate/certificate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define LIST "mk-01-card-registration"
#define ROWS(...) ((const char *const[]){__VA_ARGS__, NULL})

const struct import_handler *const import_handlers[] = {&import_residents_full, &import_card_registration};
const size_t import_handler_count = COUNT_OF(import_handlers);

static const char *store_url;

static int setup(void **state)
{
    static struct bench b;
    bench_open(&b, store_url);
    *state = &b;
    enum err e = bench_import(&b, "ju-02-residents-full",
                              ROWS("addressee_no=19;household_no=100;is_head=1",
                                   "addressee_no=27;household_no=100",
                                   "addressee_no=35;household_no=200;is_head=1"));
    report_print(&b.report, stderr);
    return e == ERR_NONE ? 0 : -1;
}

static int teardown(void **state)
{
    bench_close(*state);
    return 0;
}

static struct certificate_registration of(struct bench *b, int64_t number)
{
    struct certificate_registration r;

    assert_int_equal(certificate_registration_of(b->session.store, number, INT64_MAX, &b->report, &r), ERR_NONE);
    return r;
}

/* A list as of another day than the feeds of feed_text.h. */
static enum err listed_on(struct bench *b, const char *day, const char *rows, int count)
{
    char path[128];

    snprintf(path, sizeof(path), "%s/list-%d.csv", b->folder, ++b->files);
    FILE *f = fopen(path, "we");
    assert_non_null(f);
    fprintf(f, "H,MK-01,1,131041,%s,090000,%d,F,%s\n%sT,%d\n", day, b->files, day, rows, count);
    assert_int_equal(fclose(f), 0);
    return bench_import_file(b, LIST, path);
}

static void a_list_is_taken_and_followed_EL_69(void **state)
{
    struct bench *b = *state;

    assert_false(of(b, 19).is_listed);
    assert_int_equal(bench_import(b, LIST, ROWS("addressee_no=19;registered=1", "addressee_no=27;registered=0")),
                     ERR_NONE);
    assert_true(of(b, 19).is_listed && of(b, 19).is_registered);
    assert_true(of(b, 27).is_listed && !of(b, 27).is_registered);
    assert_true(date_equal(of(b, 19).listed_on, date_of(2026, 4, 1)));
    assert_false(of(b, 35).is_listed); /* no zero for who is on no list */
    /* Who is not named any more stays; who says the same gets no new row; who is taken off gets one. */
    assert_int_equal(listed_on(b, "20260501", "D,000000000000019,0\n", 1), ERR_NONE);
    assert_false(of(b, 19).is_registered);
    assert_true(date_equal(of(b, 19).listed_on, date_of(2026, 5, 1)));
    assert_true(of(b, 27).is_listed);
    int64_t rows = bench_count(b, "SELECT COUNT(*) FROM certificate_registration");
    assert_int_equal(rows, 3);
    assert_int_equal(listed_on(b, "20260601", "D,000000000000019,0\nD,000000000000027,0\n", 2), ERR_NONE);
    assert_int_equal(bench_count(b, "SELECT COUNT(*) FROM certificate_registration"), rows);
    /* An older list that comes late changes nothing. */
    assert_int_equal(listed_on(b, "20260415", "D,000000000000019,1\n", 1), ERR_NONE);
    assert_false(of(b, 19).is_registered);
}

static void what_cannot_be_taken_is_held_EL_69(void **state)
{
    struct bench *b = *state;

    assert_int_equal(bench_import(b, LIST, ROWS("addressee_no=19;registered=1", "addressee_no=43;registered=1")),
                     ERR_FINDINGS);
    assert_int_equal(b->held, 1);
    assert_int_equal(bench_tasks(b, "K01"), 1);
    assert_int_equal(listed_on(b, "20260501", "D,000000000000027,1\nD,000000000000027,0\n", 2), ERR_FINDINGS);
    assert_int_equal(bench_tasks(b, "E07"), 1);
    assert_true(of(b, 27).is_registered); /* the first stands */
    /* The count at the end is wrong: nothing of the file is taken. */
    assert_int_equal(listed_on(b, "20260601", "D,000000000000035,1\n", 2), ERR_INPUT);
    assert_false(of(b, 35).is_listed);
}

static int run(const char *url)
{
    store_url = url;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_list_is_taken_and_followed_EL_69, setup, teardown),
        cmocka_unit_test_setup_teardown(what_cannot_be_taken_is_held_EL_69, setup, teardown),
    };
    return cmocka_run_group_tests_name(url == NULL ? "SQLite" : "PostgreSQL", tests, NULL, NULL);
}

int main(int argc, char **argv)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return bench_run(argc, argv, run);
}
