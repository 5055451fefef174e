/* ZE-01・ZE-02 and GY-02: incomes of the tax ledger and last year's assessment become rows. */
#include "ward.h"

#include <inttypes.h>

/* 63 columns of a person; empty ones stay empty. */
struct person_line {
    int64_t addressee_no;
    int history_no, taxing_place, declared_class;
    const char *salary_revenue, *salary_income, *pension_revenue, *pension_income, *total, *combined;
};

static void line_write(FILE *f, const struct person_line *p, int sequence)
{
    const char *cells[64] = {0};
    char no[32], history[8], place[8], class[8], order[16];
    (void)snprintf(no, sizeof(no), "%015" PRId64, p->addressee_no);
    (void)snprintf(history, sizeof(history), "%d", p->history_no);
    (void)snprintf(place, sizeof(place), "%d", p->taxing_place);
    (void)snprintf(class, sizeof(class), "%d", p->declared_class);
    (void)snprintf(order, sizeof(order), "%d", sequence);
    cells[1] = "D", cells[2] = no, cells[3] = "2026", cells[4] = history, cells[7] = place;
    cells[9] = class, cells[10] = "0", cells[11] = "0";
    cells[14] = p->salary_revenue, cells[15] = p->salary_income;
    cells[18] = p->pension_revenue, cells[19] = p->pension_income;
    cells[45] = p->total, cells[46] = p->combined;
    for (int i = 1; i <= 61; i++) {
        (void)fprintf(f, "%s,", cells[i] != NULL ? cells[i] : "");
    }
    (void)fprintf(f, ",20260601120000,%s\n", order);
}

static int64_t number(const char *text) { return text != NULL ? strtoll(text, NULL, 10) : 0; }

static enum err import(struct ward *w, bool is_full, const struct person_line *lines, size_t count)
{
    char path[512];
    static int serial;
    int64_t undeclared = 0, total = 0, salary = 0, pension = 0;
    (void)snprintf(path, sizeof(path), "%s/%s_%d.csv", w->dir, is_full ? "ZE-01" : "ZE-02", ++serial);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    (void)fprintf(f, "H,%s,1,131041,20260601,120000,%d,%s,20260601\n", is_full ? "ZE-01" : "ZE-02",
                  serial, is_full ? "F" : "D");
    for (size_t i = 0; i < count; i++) {
        line_write(f, &lines[i], (int)i + 1);
        undeclared += lines[i].declared_class == 9;
        total += number(lines[i].total);
        salary += number(lines[i].salary_revenue);
        pension += number(lines[i].pension_revenue);
    }
    (void)fprintf(f, "T,%zu,%" PRId64 ",%" PRId64 ",%" PRId64 ",%" PRId64 "\n", count, undeclared, total,
                  salary, pension);
    (void)fclose(f);
    char *words[] = {path};
    struct command_call call = {.argc = 1,
                                .argv = words,
                                .data = w->dir,
                                .operator_id = "fuka1",
                                .business_date = date_none(),
                                .out = w->out,
                                .report = &w->report};
    enum err e = command_import.run(&call);
    if (getenv("KOKUHO_TEST_LOUD") != NULL) {
        report_print(&w->report, stderr);
    }
    report_clear(&w->report);
    return e;
}

static void lives(struct ward *w, int64_t household, int64_t person)
{
    ward_belongs(w, WARD_FIRST, household, person, 19810502, true, 20200401, DAY_OPEN);
    ward_fact(w, WARD_FIRST, person, FACT_MEMBERSHIP, 20200401, DAY_OPEN, 0);
}

static struct premium_decision assessed(struct ward *w, int64_t household)
{
    enum err e = ward_run(w, &job_premium_annual, 2026, false, false);
    assert_true(e == ERR_NONE || e == ERR_FINDINGS);
    return ward_decision(w, 2026, household, 0);
}

static void test_full(void **state)
{
    struct ward *w = *state;
    lives(w, 1001, 5001);
    lives(w, 1002, 5002);
    lives(w, 1003, 5003);
    lives(w, 1004, 5004);
    const struct person_line lines[] = {
        {5001, 1, 1, 3, "4800000", "3400000", NULL, NULL, "3400000", "3400000"},
        {5002, 1, 1, 9, NULL, NULL, NULL, NULL, NULL, NULL},
        {5003, 1, 1, 1, NULL, NULL, NULL, NULL, "0", "0"},
        {5003, 2, 1, 1, NULL, NULL, NULL, NULL, "2000000", "2000000"}, /* the highest history stands */
        {5004, 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL},           /* known, nothing: 0 */
    };
    assert_int_equal(import(w, true, lines, COUNT_OF(lines)), ERR_NONE);
    assert_int_equal(assessed(w, 1001).total, 471270);
    assert_int_equal(ward_decision(w, 2026, 1002, 0).judged_income, -1);
    assert_int_equal(ward_decision(w, 2026, 1003, 0).judged_income, 2000000);
    assert_int_equal(ward_decision(w, 2026, 1004, 0).reduction_tenths, 7);
}

/* A full file replaces the year whole: who is missing in it is not known any more (茅ヶ崎市 2006). */
static void test_replaced(void **state)
{
    struct ward *w = *state;
    lives(w, 1001, 5001);
    lives(w, 1002, 5002);
    const struct person_line first[] = {{5001, 1, 1, 1, NULL, NULL, NULL, NULL, "1000000", NULL},
                                        {5002, 1, 1, 1, NULL, NULL, NULL, NULL, "1000000", NULL}};
    const struct person_line second[] = {{5001, 2, 1, 1, NULL, NULL, NULL, NULL, "0", NULL}};
    const struct person_line change[] = {{5001, 3, 1, 1, NULL, NULL, NULL, NULL, "3400000", NULL}};
    assert_int_equal(import(w, true, first, 2), ERR_NONE);
    assert_int_equal(import(w, true, second, 1), ERR_NONE);
    assert_int_equal(assessed(w, 1001).reduction_tenths, 7);
    assert_int_equal(ward_decision(w, 2026, 1002, 0).judged_income, -1);
    /* A change touches whom it names, nobody else. */
    assert_int_equal(import(w, false, change, 1), ERR_NONE);
    assert_int_equal(assessed(w, 1001).total, 471270);
    assert_int_equal(premium_verify(w->clerk.store, &w->report), ERR_NONE);
}

/* A person the register does not know is held as a task; a file out of order is refused whole. */
static void test_faults(void **state)
{
    struct ward *w = *state;
    lives(w, 1001, 5001);
    const struct person_line stranger[] = {{5001, 1, 1, 1, NULL, NULL, NULL, NULL, "0", NULL},
                                           {9999, 1, 1, 1, NULL, NULL, NULL, NULL, "0", NULL}};
    const struct person_line disorder[] = {{5002, 1, 1, 1, NULL, NULL, NULL, NULL, "5", NULL},
                                           {5001, 1, 1, 1, NULL, NULL, NULL, NULL, "5", NULL}};
    assert_int_equal(import(w, true, stranger, 2), ERR_FINDINGS);
    assert_int_equal(import(w, true, disorder, 2), ERR_INPUT);
    assert_int_equal(assessed(w, 1001).judged_income, 0);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        WITH_WARD(test_full),
        WITH_WARD(test_replaced),
        WITH_WARD(test_faults),
    };
    return fixture_run(argc, argv, "premium import", tests, COUNT_OF(tests));
}
