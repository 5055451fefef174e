/*
 * Faulty tables are reported with file and line before anything starts (LV-59, OP-50): a copy of the
 * tree's own tables is made, one line of it is changed, and the reader must name that line.
 */
#include "support.h"

#include <errno.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define PATH_BYTES 700
#define FILE_BYTES 65536

static char folder[64];

static const char *const national[] = {
    "ages",        "basic_deduction",   "reduction",         "earners",          "judged_income",
    "salary_deduction", "pension_deduction", "income_adjustment", "unemployment", "maternity",
    "former_dependant", "special_household", "parts",            "caps",             "options"};
static const char *const municipal[] = {"levy", "rounding", "instalment", "options"};

static void read_file(const char *path, char text[FILE_BYTES])
{
    FILE *f = fopen(path, "re");
    assert_non_null(f);
    size_t n = fread(text, 1, FILE_BYTES - 1, f);
    assert_true(n < FILE_BYTES - 1);
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
    char path[2 * PATH_BYTES];

    (void)snprintf(path, sizeof path, "%s/%s", TEST_PARAMS, name);
    read_file(path, text);
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    write_file(path, text);
}

static int make_tables(void **state)
{
    (void)state;
    char path[PATH_BYTES];
    static const char *const folders[] = {"", "/national", "/national/premium", "/municipal",
                                          "/municipal/131041"};

    (void)snprintf(folder, sizeof folder, "/tmp/kokuho-params-XXXXXX");
    assert_non_null(mkdtemp(folder));
    for (size_t i = 1; i < COUNT_OF(folders); i++) {
        (void)snprintf(path, sizeof path, "%s%s", folder, folders[i]);
        assert_int_equal(mkdir(path, 0700), 0);
    }
    for (size_t i = 0; i < COUNT_OF(national); i++) {
        (void)snprintf(path, sizeof path, "national/premium/%s.tsv", national[i]);
        copy_table(path);
    }
    for (size_t i = 0; i < COUNT_OF(municipal); i++) {
        (void)snprintf(path, sizeof path, "municipal/131041/%s.tsv", municipal[i]);
        copy_table(path);
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

/* Replaces the first `from` after `anchor` in a table; returns the number of its line. */
static int change(const char *name, const char *anchor, const char *from, const char *to)
{
    static char text[FILE_BYTES], changed[FILE_BYTES + 1024];
    char path[PATH_BYTES];
    int line = 1;

    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    read_file(path, text);
    char *at = strstr(text, anchor);
    assert_non_null(at);
    at = strstr(at, from);
    assert_non_null(at);
    for (const char *p = text; p < at; p++) {
        line += *p == '\n';
    }
    (void)snprintf(changed, sizeof changed, "%.*s%s%s", (int)(at - text), text, to,
                   at + strlen(from));
    write_file(path, changed);
    return line;
}

static bool load(int year, struct report *report, bool *ret_needs)
{
    struct arena *arena = arena_new("params", 16u << 20);
    const struct premium_law *law = NULL;
    enum err e = premium_law_load(folder, "131041", (fiscal_year){(int16_t)year}, arena, report, &law);

    *ret_needs = e == ERR_NONE && law->parts[LEVY_CARE].missing != NULL;
    arena_free(arena);
    return e == ERR_NONE;
}

/* The changed table is refused, and one line of the report names it with the line. */
static void refused_at(const char *name, int line)
{
    struct report report;
    char place[PATH_BYTES];
    bool found = false, needs;

    report_init(&report);
    assert_false(load(2026, &report, &needs));
    (void)snprintf(place, sizeof place, "params/%s %d行目", name, line);
    for (size_t i = 0; i < report.kept; i++) {
        found = found || strstr(report.lines[i], place) != NULL;
    }
    if (!found) {
        report_print(&report, stderr);
        fprintf(stderr, "expected: %s\n", place);
    }
    assert_true(found);
    report_done(&report);
    copy_table(name);
}

#define LEVY "municipal/131041/levy.tsv"
#define REDUCTION "national/premium/reduction.tsv"

static void the_tables_of_the_tree_are_whole(void **state)
{
    (void)state;
    struct report report;
    bool needs;

    report_init(&report);
    assert_true(load(2026, &report, &needs));
    assert_false(needs);
    assert_int_equal(report.count, 0);
    report_done(&report);
}

static void wrong_column(void **state)
{
    (void)state;
    refused_at(LEVY, change(LEVY, "from ", "per_capita ", "per_kapita "));
    refused_at(REDUCTION, change(REDUCTION, "from ", "per_member", "per_person"));
}

static void overlap_of_two_rows(void **state)
{
    (void)state;
    /* two rows of medical for FY2026: the second stands on the line of support */
    refused_at(LEVY, change(LEVY, "2026-04-01  support", "support", "medical"));
    refused_at(REDUCTION, change(REDUCTION, "2026-04-01  2", "01  2", "01  5"));
}

static void gap_of_a_year(void **state)
{
    (void)state;
    char path[PATH_BYTES];
    static char text[FILE_BYTES];

    /* without its row of FY2024 the row of FY2025 follows a gap */
    (void)change(LEVY, "2024-04-01  medical", "2024-04-01  medical", "# 2024 medical");
    (void)snprintf(path, sizeof path, "%s/%s", folder, LEVY);
    read_file(path, text);
    int line = 1;
    for (const char *p = text; p < strstr(text, "2025-04-01  medical"); p++) {
        line += *p == '\n';
    }
    refused_at(LEVY, line);
}

static void bad_date_unit_number_and_word(void **state)
{
    (void)state;
    refused_at(LEVY, change(LEVY, "2026-04-01  child", "2026-04-01", "2026-04-31"));
    refused_at(LEVY, change(LEVY, "2026-04-01  child", "2026-04-01", "2026-05-01"));
    refused_at(LEVY, change(LEVY, "# unit", "yen", "千円"));
    refused_at(LEVY, change(LEVY, "2026-04-01  medical", "7.51%", "7,51%"));
    refused_at(LEVY, change(LEVY, "2026-04-01  medical", "7.51%", "0.0751"));
    refused_at(LEVY, change(LEVY, "2026-04-01  medical", "47600", "47600円"));
    refused_at(LEVY, change(LEVY, "2026-04-01  medical", "47600", "-47600"));
    refused_at(LEVY, change(LEVY, "2026-04-01  child", "child", "kodomo"));
    refused_at("municipal/131041/instalment.tsv",
               change("municipal/131041/instalment.tsv", "2018-04-01  10", "  3 ", "  13"));
    refused_at("municipal/131041/rounding.tsv",
               change("municipal/131041/rounding.tsv", "2018-04-01", "first", "begin"));
    refused_at("national/premium/salary_deduction.tsv",
               /* the row after it is the one out of order */
               change("national/premium/salary_deduction.tsv", "2026-04-01", "1900000", "3700000") +
                   1);
}

static void every_fault_of_every_table_is_listed(void **state)
{
    (void)state;
    struct report report;
    bool needs;

    (void)change(LEVY, "2026-04-01  medical", "7.51%", "7,51%");
    (void)change(REDUCTION, "2026-04-01  7", "430000", "43万");
    report_init(&report);
    assert_false(load(2026, &report, &needs));
    assert_true(report.count >= 2);
    report_done(&report);
    copy_table(LEVY);
    copy_table(REDUCTION);
}

static void a_missing_value_is_named_when_needed(void **state)
{
    (void)state;
    struct report report;
    bool needs;

    report_init(&report);
    for (int year = 2021; year <= 2023; year++) {
        assert_true(load(year, &report, &needs)); /* who has no care part can be assessed */
        assert_true(needs);
    }
    assert_false(load(2027, &report, &needs)); /* no rows yet */
    assert_non_null(strstr(report.lines[0], "reduction.tsv"));
    assert_non_null(strstr(report.lines[0], "2027-04-01"));
    report_done(&report);
}

/* OP-50, LV-59: next year's rows are tried this year; this year's law does not move. */
static void next_year_can_be_tried_OP_50(void **state)
{
    (void)state;
    static char text[FILE_BYTES];
    static const struct {
        const char *file, *rows;
    } next[] = {
        {REDUCTION, "2027-04-01  7  430000  100000  0       案\n2027-04-01  5  430000  100000  "
                    "315000  案\n2027-04-01  2  430000  100000  580000  案\n"},
        {"national/premium/caps.tsv", "2027-04-01  medical  680000  案\n2027-04-01  support  260000  "
                                      "案\n2027-04-01  care  170000  案\n2027-04-01  child  30000  案\n"},
        {LEVY, "2027-04-01  medical  7.6%  0%  48000  -  0  680000  案\n2027-04-01  support  2.8%  0%  "
               "17600  -  0  260000  案\n2027-04-01  care  2.4%  0%  17800  -  0  170000  案\n"
               "2027-04-01  child  0.3%  0%  1900  80  0  30000  案\n"},
    };
    struct report report;
    char path[PATH_BYTES];
    bool needs;

    for (size_t i = 0; i < COUNT_OF(next); i++) {
        (void)snprintf(path, sizeof path, "%s/%s", folder, next[i].file);
        read_file(path, text);
        assert_true(strlen(text) + strlen(next[i].rows) < FILE_BYTES);
        (void)snprintf(text + strlen(text), FILE_BYTES - strlen(text), "%s", next[i].rows);
        write_file(path, text);
    }
    report_init(&report);
    assert_true(load(2027, &report, &needs));
    assert_true(load(2026, &report, &needs));
    report_print(&report, stderr);
    report_done(&report);
    for (size_t i = 0; i < COUNT_OF(next); i++) {
        copy_table(next[i].file);
    }
}

static void a_municipality_is_six_digits(void **state)
{
    (void)state;
    static const char *const codes[] = {"../131041", "13104", "1310411", "", "１３１０４１", "888888"};
    struct arena *arena = arena_new("params", 16u << 20);
    struct report report;
    const struct law_tables *tables = NULL;

    report_init(&report);
    for (size_t i = 0; i < COUNT_OF(codes); i++) {
        assert_int_equal(law_tables_read(folder, codes[i], arena, &report, &tables), ERR_INPUT);
    }
    report_done(&report);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_tables_of_the_tree_are_whole),
        cmocka_unit_test(wrong_column),
        cmocka_unit_test(overlap_of_two_rows),
        cmocka_unit_test(gap_of_a_year),
        cmocka_unit_test(bad_date_unit_number_and_word),
        cmocka_unit_test(every_fault_of_every_table_is_listed),
        cmocka_unit_test(a_missing_value_is_named_when_needed),
        cmocka_unit_test(next_year_can_be_tried_OP_50),
        cmocka_unit_test(a_municipality_is_six_digits),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, make_tables, drop_tables);
}
