/* ZE-01・ZE-02 and GY-02: incomes of the tax ledger and last year's assessment become rows. */
#include "ward.h"
#include "store/sql_premium.h"
#include "../ops/moment.h"

#include <inttypes.h>

/* 63 columns of a person; empty ones stay empty. */
struct person_line {
    int64_t addressee_no;
    int history_no, taxing_place, declared_class;
    const char *salary_revenue, *salary_income, *pension_revenue, *pension_income, *total, *combined;
    int year; /* 0: 2026 */
};

static void line_write(FILE *f, const struct person_line *p, int sequence)
{
    const char *cells[64] = {0};
    char no[32], year[16], history[8], place[8], class[8], order[16];
    (void)snprintf(year, sizeof(year), "%d", p->year != 0 ? p->year : 2026);
    (void)snprintf(no, sizeof(no), "%015" PRId64, p->addressee_no);
    (void)snprintf(history, sizeof(history), "%d", p->history_no);
    (void)snprintf(place, sizeof(place), "%d", p->taxing_place);
    (void)snprintf(class, sizeof(class), "%d", p->declared_class);
    (void)snprintf(order, sizeof(order), "%d", sequence);
    cells[1] = "D", cells[2] = no, cells[3] = year, cells[4] = history, cells[7] = place;
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

/* ------------------------------------------------------------------------ many changes -------- */

enum { PEOPLE = 1500, YEARS = 2, BY_BELONGING = 1200, LINES_MAX = 4 * PEOPLE };

/* What the ledger has said of each person and year; -1: nothing yet. */
struct model {
    yen total[YEARS][PEOPLE];
    int64_t history[YEARS][PEOPLE];
    bool has_changed[YEARS][PEOPLE];
    size_t strangers;
};

/* Everybody but each seventh is of the register; of the last few it has rows too, as an import leaves them. */
static int64_t person_at(int i) { return i < BY_BELONGING ? 1000001 + i : 2000001 + i; }
static bool is_stranger(int i) { return i >= BY_BELONGING && i % 7 == 0; }

static unsigned chance(unsigned *seed, unsigned of)
{
    *seed = *seed * 1103515245u + 12345u;
    return (*seed >> 16) % of;
}

/* In order of persons; some are sent several times with higher histories, of which the last stands. */
static size_t changes_draw(struct model *m, unsigned *seed, unsigned share, struct person_line *lines,
                           char (*totals)[16])
{
    size_t count = 0;

    m->strangers = 0;
    memset(m->has_changed, 0, sizeof(m->has_changed));
    for (int i = 0; i < PEOPLE; i++) {
        for (int y = 0; y < YEARS; y++) {
            unsigned sent = chance(seed, 100) < share ? 1 + chance(seed, 10) / 8 : 0;
            bool is_same = sent == 1 && m->total[y][i] >= 0 && chance(seed, 3) == 0;
            yen before = m->total[y][i];
            for (unsigned k = 0; k < sent; k++) {
                m->total[y][i] = is_same ? before : chance(seed, 9000) * 1000;
                m->history[y][i] += !is_same;
                (void)snprintf(totals[count], sizeof(totals[0]), "%" PRId64, m->total[y][i]);
                lines[count] = (struct person_line){person_at(i), (int)m->history[y][i], 1, 1, NULL, NULL, NULL,
                                                    NULL, totals[count], NULL, 2025 + y};
                count++;
            }
            m->has_changed[y][i] = sent > 0 && !is_same;
            m->strangers += sent > 0 && is_stranger(i);
        }
    }
    return count;
}

static int index_of(int64_t person)
{
    return (int)(person - (person < 2000001 ? 1000001 : 2000001));
}

/* All rows in force say what the model does, and exactly those came that said something new. */
static void compare(struct ward *w, const struct model *m, int y, int64_t since)
{
    struct arena *arena = arena_new("所得の比較", (size_t)16 << 20);
    struct query *q = store_scan(w->clerk.store, SQL_premium_income_current);
    size_t standing = 0, expected = 0, changed = 0;
    struct moved_list moved = {0};
    bool row = false;

    query_set_i64(q, "fiscal_year", 2025 + y);
    while (query_step(q, &w->report, &row) == ERR_NONE && row) {
        assert_int_equal(query_i64(q, 4), m->total[y][index_of(query_i64(q, 0))]);
        standing++;
    }
    query_reset(q);
    q = store_query(w->clerk.store, SQL_premium_income_moved);
    query_set_i64(q, "fiscal_year", 2025 + y);
    query_set_i64(q, "since", since);
    assert_int_equal(query_moved(q, arena, &w->report, &moved), ERR_NONE);
    for (int i = 0; i < PEOPLE; i++) {
        expected += m->total[y][i] >= 0;
        changed += m->has_changed[y][i];
    }
    assert_int_equal(standing, expected);
    assert_int_equal(moved.count, changed);
    for (size_t i = 0; i < moved.count; i++) {
        assert_true(m->has_changed[y][index_of(moved.items[i].number)]);
    }
    arena_free(arena);
}

/* Files of several blocks and of few records, of two years: the same as if all were looked at. */
static void test_changes(void **state)
{
    struct ward *w = *state;
    struct arena *arena = arena_new("所得の異動", (size_t)16 << 20);
    struct model *m = ARENA_NEW(arena, struct model);
    struct person_line *lines = ARENA_ARRAY(arena, struct person_line, LINES_MAX);
    char(*totals)[16] = arena_alloc(arena, LINES_MAX, sizeof(*totals));
    static const unsigned shares[] = {90, 3, 60, 1, 95};
    unsigned seed = 7;

    ward_many(w, BY_BELONGING, NULL, 0);
    for (int i = BY_BELONGING; i < PEOPLE; i++) {
        if (!is_stranger(i)) {
            ward_person(w, 5000 + i, person_at(i), 19810502, "見本　太郎", false);
            ward_belongs(w, WARD_FIRST, 5000 + i, person_at(i), 19810502, true, 20200401, DAY_OPEN);
        }
    }
    memset(m->total, 0xFF, sizeof(m->total)); /* -1 */
    for (size_t n = 0; n < COUNT_OF(shares); n++) {
        int64_t since = moment_between();
        (void)ward_printed(w);
        size_t count = changes_draw(m, &seed, shares[n], lines, totals);
        assert_int_equal(import(w, false, lines, count), m->strangers > 0 ? ERR_FINDINGS : ERR_NONE);
        char held[64];
        (void)snprintf(held, sizeof(held), "保留 %zu件", m->strangers);
        const char *printed = ward_printed(w);
        assert_true(m->strangers == 0 ? strstr(printed, "保留") == NULL : strstr(printed, held) != NULL);
        for (int y = 0; y < YEARS; y++) {
            compare(w, m, y, since);
        }
    }
    arena_free(arena);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        WITH_WARD(test_full),
        WITH_WARD(test_replaced),
        WITH_WARD(test_faults),
        WITH_WARD(test_changes),
    };
    return fixture_run(argc, argv, "premium import", tests, COUNT_OF(tests));
}
