/*
 * Faulty tables of collection are reported with file and line before anything is computed (LV-59, OP-50): a copy
 * of the tree's own tables is made, one line of it is changed, and the reader must name that line.
 */
#include "tables.h"

#include "collection/law.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define NATIONAL "national/collection/"
#define CITY "municipal/131041/"

static const char *const tables[] = {NATIONAL "late_charge_rates.tsv", NATIONAL "refund_interest_rates.tsv",
                                     NATIONAL "refund_interest.tsv",   NATIONAL "seizable.tsv",
                                     NATIONAL "deadlines.tsv",         CITY "late_charge.tsv",
                                     CITY "collection.tsv"};

static bool load(const char *folder, struct report *report)
{
    struct arena *arena = arena_new("params", 16u << 20);
    const struct collection_law *law = NULL;
    enum err e = collection_law_load(folder, "131041", arena, report, &law);

    arena_free(arena);
    return e == ERR_NONE;
}

static struct tables_copy copy = {.names = tables, .count = COUNT_OF(tables), .load = load};

static int make_tables(void **state)
{
    (void)state;
    tables_make(&copy);
    return 0;
}

static int drop_tables(void **state)
{
    (void)state;
    tables_drop(&copy);
    return 0;
}

static void the_tables_of_the_tree_are_whole(void **state)
{
    struct report report;

    (void)state;
    report_init(&report);
    assert_true(load(copy.folder, &report));
    assert_int_equal(report.count, 0);
    report_done(&report);
}

static void faults_are_named_with_their_line_LV_59(void **state)
{
    (void)state;
    tables_refused(&copy, tables[0], "2021-01-01", "8.8%", "8,8%", 0);
    tables_refused(&copy, tables[0], "2021-01-01", "2021-01-01", "2021-04-01", 0);
    tables_refused(&copy, tables[0], "2021-01-01", "2021-01-01", "# 2021-01-01", 1); /* the next row follows a gap */
    tables_refused(&copy, tables[1], "2024-01-01", "2024-01-01", "2023-01-01", 0);   /* the same year twice */
    tables_refused(&copy, tables[1], "2026-01-01", "1.3%", "-", 0);
    tables_refused(&copy, tables[2], "2010-01-01", "1000 ", "0 ", 0);
    tables_refused(&copy, tables[3], "2010-01-01", "20%", "0.2", 0);
    tables_refused(&copy, tables[3], "from ", "per_relative", "per_person", 0);
    tables_refused(&copy, tables[4], "2010-01-01", "premium_limit_years", "premium_limit_yaers", 0);
    tables_refused(&copy, tables[5], "2010-01-01", "leftover", "left", 0);
    tables_refused(&copy, tables[5], "2010-01-01", "yes", "はい", 0);
    tables_refused(&copy, tables[5], "2010-01-01  3", "3", "-3", 0);
    tables_refused(&copy, tables[6], "2010-01-01", "payin_date", "pay_day", 0);
    tables_refused(&copy, tables[6], "2010-01-01", "component_remainder", "remainder", 0);
}

/* The published rates obey the law: lower = special + 1.0, upper = special + 7.3 percent points. */
static void rates_follow_from_the_announced_one_CO_38(void **state)
{
    struct arena *arena = arena_new("params", 16u << 20);
    const struct collection_law *law = NULL;
    const struct late_law *late;
    struct report report;
    static char text[TABLES_FILE_BYTES];
    int rows = 0;

    (void)state;
    report_init(&report);
    assert_int_equal(collection_law_load(copy.folder, "131041", arena, &report, &law), ERR_NONE);
    late = collection_late_law(law);
    tables_read_file(TEST_SOURCE_ROOT "/params/" NATIONAL "late_charge_rates.tsv", text);
    for (size_t i = 0; i < late->rate_count; i++) {
        char day[12];
        rate special;
        (void)snprintf(day, sizeof day, "%d-01-01", late->rates[i].year);
        const char *cell = strstr(text, day) + strlen(day);
        cell += strspn(cell, " ");
        if (rate_parse(cell, strcspn(cell, " "), &special)) {
            int64_t millionths = muldiv_floor(special.num, 1000000, special.den);
            assert_int_equal(late->rates[i].lower, millionths + 10000);
            assert_int_equal(late->rates[i].upper, millionths + 73000);
            rows++;
        }
    }
    assert_int_equal(rows, 13); /* 2014 to 2026 */
    report_done(&report);
    arena_free(arena);
}

/* OP-50: next year's row is tried this year; this year's charges do not move. */
static void next_year_can_be_tried_OP_50(void **state)
{
    static char text[TABLES_FILE_BYTES];
    char path[TABLES_PATH_BYTES];
    struct arena *arena = arena_new("params", 16u << 20);
    const struct collection_law *law = NULL;
    struct late_facts f = {.principal = 100000, .due = date_of(2026, 11, 30), .as_of = date_of(2027, 3, 31)};
    struct late_terms terms;
    struct late_result x;
    struct report report;

    (void)state;
    (void)snprintf(path, sizeof path, "%s/%s", copy.folder, tables[0]);
    tables_read_file(path, text);
    (void)snprintf(text + strlen(text), TABLES_FILE_BYTES - strlen(text), "2027-01-01  2%%  3%%  9.3%%  1.5%%  案\n");
    tables_write_file(path, text);
    report_init(&report);
    assert_int_equal(collection_law_load(copy.folder, "131041", arena, &report, &law), ERR_NONE);
    assert_int_equal(collection_late_terms(law, f.due, &report, &terms), ERR_NONE);
    late_charge(collection_late_law(law), &terms, &f, arena, NULL, &x);
    assert_int_equal(x.missing_year, 0);
    /* 31 days at 2.8, 59 at 3.0 to 28 February, 31 at 9.3: 237 + 484 + 789 */
    assert_int_equal(x.raw, 1510);
    report_done(&report);
    arena_free(arena);
    tables_restore(&copy, tables[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_tables_of_the_tree_are_whole),
        cmocka_unit_test(faults_are_named_with_their_line_LV_59),
        cmocka_unit_test(rates_follow_from_the_announced_one_CO_38),
        cmocka_unit_test(next_year_can_be_tried_OP_50),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, make_tables, drop_tables);
}
