/*
 * Faulty tables of collection are reported with file and line before anything is computed (LV-59, OP-50): a copy
 * of the tree's own tables is made, one line of it is changed, and the reader must name that line.
 */
#include "collection/law.h"

#include <ftw.h>
#include <sys/stat.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define FILE_BYTES 65536
#define PATH_BYTES 700
#define NATIONAL "national/collection/"
#define CITY "municipal/131041/"

static char folder[64];
static const char *const tables[] = {NATIONAL "late_charge_rates.tsv", NATIONAL "refund_interest_rates.tsv",
                                     NATIONAL "refund_interest.tsv",   NATIONAL "seizable.tsv",
                                     NATIONAL "deadlines.tsv",         CITY "late_charge.tsv",
                                     CITY "collection.tsv"};

static void read_file(const char *path, char text[FILE_BYTES])
{
    FILE *f = fopen(path, "re");
    assert_non_null(f);
    size_t n = fread(text, 1, FILE_BYTES - 1, f);
    text[n] = '\0';
    fclose(f);
}

static void write_file(const char *path, const char *text)
{
    FILE *f = fopen(path, "we");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    fclose(f);
}

static void copy_table(const char *name)
{
    static char text[FILE_BYTES];
    char path[PATH_BYTES];

    (void)snprintf(path, sizeof path, "%s/params/%s", TEST_SOURCE_ROOT, name);
    read_file(path, text);
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    write_file(path, text);
}

static int make_tables(void **state)
{
    static const char *const folders[] = {"/national", "/national/collection", "/municipal",
                                          "/municipal/131041"};
    char path[PATH_BYTES];

    (void)state;
    (void)snprintf(folder, sizeof folder, "/tmp/kokuho-params-XXXXXX");
    assert_non_null(mkdtemp(folder));
    for (size_t i = 0; i < COUNT_OF(folders); i++) {
        (void)snprintf(path, sizeof path, "%s%s", folder, folders[i]);
        assert_int_equal(mkdir(path, 0700), 0);
    }
    for (size_t i = 0; i < COUNT_OF(tables); i++) {
        copy_table(tables[i]);
    }
    return 0;
}

static int remove_one(const char *path, const struct stat *s, int kind, struct FTW *at)
{
    (void)s, (void)kind, (void)at;
    return remove(path);
}

static int drop_tables(void **state)
{
    (void)state;
    return nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static bool load(struct report *report)
{
    struct arena *arena = arena_new("params", 16u << 20);
    const struct collection_law *law = NULL;
    enum err e = collection_law_load(folder, "131041", arena, report, &law);

    arena_free(arena);
    return e == ERR_NONE;
}

/* With `to` instead of the first `from` after `anchor` the table is refused, and a line of the report names it. */
static void refused(const char *name, const char *anchor, const char *from, const char *to, int lines_later)
{
    static char text[FILE_BYTES], changed[FILE_BYTES + 1024];
    char path[PATH_BYTES], place[PATH_BYTES];
    struct report report;
    int line = 1;
    bool found = false;

    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    read_file(path, text);
    char *at = strstr(text, anchor);
    assert_non_null(at);
    at = strstr(at, from);
    assert_non_null(at);
    for (const char *p = text; p < at; p++) {
        line += *p == '\n';
    }
    (void)snprintf(changed, sizeof changed, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
    write_file(path, changed);
    report_init(&report);
    assert_false(load(&report));
    (void)snprintf(place, sizeof place, "params/%s %d行目", name, line + lines_later);
    for (size_t i = 0; i < report.kept; i++) {
        found = found || strstr(report.lines[i], place) != NULL;
    }
    if (!found) {
        report_print(&report, stderr);
        fail_msg("expected: %s", place);
    }
    report_done(&report);
    copy_table(name);
}

static void the_tables_of_the_tree_are_whole(void **state)
{
    struct report report;

    (void)state;
    report_init(&report);
    assert_true(load(&report));
    assert_int_equal(report.count, 0);
    report_done(&report);
}

static void faults_are_named_with_their_line_LV_59(void **state)
{
    (void)state;
    refused(tables[0], "2021-01-01", "8.8%", "8,8%", 0);
    refused(tables[0], "2021-01-01", "2021-01-01", "2021-04-01", 0);
    refused(tables[0], "2021-01-01", "2021-01-01", "# 2021-01-01", 1); /* the next row follows a gap */
    refused(tables[1], "2024-01-01", "2024-01-01", "2023-01-01", 0);   /* the same year twice */
    refused(tables[1], "2026-01-01", "1.3%", "-", 0);
    refused(tables[2], "2010-01-01", "1000 ", "0 ", 0);
    refused(tables[3], "2010-01-01", "20%", "0.2", 0);
    refused(tables[3], "from ", "per_relative", "per_person", 0);
    refused(tables[4], "2010-01-01", "premium_limit_years", "premium_limit_yaers", 0);
    refused(tables[5], "2010-01-01", "leftover", "left", 0);
    refused(tables[5], "2010-01-01", "yes", "はい", 0);
    refused(tables[5], "2010-01-01  3", "3", "-3", 0);
    refused(tables[6], "2010-01-01", "payin_date", "pay_day", 0);
    refused(tables[6], "2010-01-01", "component_remainder", "remainder", 0);
}

/* The published rates obey the law: lower = special + 1.0, upper = special + 7.3 percent points. */
static void rates_follow_from_the_announced_one_CO_38(void **state)
{
    struct arena *arena = arena_new("params", 16u << 20);
    const struct collection_law *law = NULL;
    const struct late_law *late;
    struct report report;
    static char text[FILE_BYTES];
    int rows = 0;

    (void)state;
    report_init(&report);
    assert_int_equal(collection_law_load(folder, "131041", arena, &report, &law), ERR_NONE);
    late = collection_late_law(law);
    read_file(TEST_SOURCE_ROOT "/params/" NATIONAL "late_charge_rates.tsv", text);
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
    static char text[FILE_BYTES];
    char path[PATH_BYTES];
    struct arena *arena = arena_new("params", 16u << 20);
    const struct collection_law *law = NULL;
    struct late_facts f = {.principal = 100000, .due = date_of(2026, 11, 30), .as_of = date_of(2027, 3, 31)};
    struct late_terms terms;
    struct late_result x;
    struct report report;

    (void)state;
    (void)snprintf(path, sizeof path, "%s/%s", folder, tables[0]);
    read_file(path, text);
    (void)snprintf(text + strlen(text), FILE_BYTES - strlen(text), "2027-01-01  2%%  3%%  9.3%%  1.5%%  案\n");
    write_file(path, text);
    report_init(&report);
    assert_int_equal(collection_law_load(folder, "131041", arena, &report, &law), ERR_NONE);
    assert_int_equal(collection_late_terms(law, f.due, &report, &terms), ERR_NONE);
    late_charge(collection_late_law(law), &terms, &f, arena, NULL, &x);
    assert_int_equal(x.missing_year, 0);
    /* 31 days at 2.8, 59 at 3.0 to 28 February, 31 at 9.3: 237 + 484 + 789 */
    assert_int_equal(x.raw, 1510);
    report_done(&report);
    arena_free(arena);
    copy_table(tables[0]);
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
