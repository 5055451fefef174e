/* LG-09, LG-19: how long a record stays; nothing may go before its day. */
#include "place.h"

#include <sys/stat.h>

static void periods_of_the_table(void **state)
{
    struct place *p = *state;
    static const struct {
        const char *store;
        int years;
    } rows[] = {{"operation", 7}, {"transfer", 7}, {"exchange", 7}, {"negotiation", AUDIT_KEEP_FOREVER},
                {"linkage", 5},   {"contractor", 5}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int years;
        assert_ok(audit_retention_read(&p->folder, rows[i].store, date_of(2026, 3, 10), &p->report, &years));
        assert_int_equal(years, rows[i].years);
    }
    int years;
    assert_int_equal(audit_retention_read(&p->folder, "unknown", date_of(2026, 3, 10), &p->report, &years),
                     ERR_INPUT);
    assert_int_equal(audit_retention_read(&p->folder, "operation", date_of(2010, 3, 10), &p->report, &years),
                     ERR_INPUT); /* before the table begins nothing is said, so nothing may go */
}

/* A municipality sets its own periods, from a day on; what was recorded before keeps the one of its day. */
static void periods_of_the_municipality(void **state)
{
    struct place *p = *state;
    char path[600];
    snprintf(p->folder.params, sizeof(p->folder.params), "%s/own", p->folder.path);
    static const char *const folders[] = {"own", "own/municipal", "own/municipal/131041"};
    for (size_t i = 0; i < COUNT_OF(folders); i++) {
        snprintf(path, sizeof(path), "%s/%s", p->folder.path, folders[i]);
        assert_int_equal(mkdir(path, 0700), 0);
    }
    snprintf(path, sizeof(path), "%s/own/municipal/131041/retention.tsv", p->folder.path);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs("# retention.tsv    保存期間\n# law      試験\n# unit     年          key  store\n# checked  2026-11-21\n"
          "from        store      years  source\n2018-04-01  operation  7      試験\n"
          "2026-04-01  operation  10     試験\n", f);
    assert_int_equal(fclose(f), 0);
    int years;
    assert_ok(audit_retention_read(&p->folder, "operation", date_of(2026, 3, 31), &p->report, &years));
    assert_int_equal(years, 7);
    assert_ok(audit_retention_read(&p->folder, "operation", date_of(2026, 4, 1), &p->report, &years));
    assert_int_equal(years, 10);
    assert_int_equal(audit_retention_read(&p->folder, "exchange", date_of(2026, 4, 1), &p->report, &years), ERR_INPUT);
}

static void the_first_day_on_which_it_may_go(void **state)
{
    (void)state;
    static const struct {
        int recorded, years, from;
    } cases[] = {
        {20260310, 7, 20330311}, /* the day that bears its number is still kept */
        {20240229, 7, 20310301}, /* no such day in 2031: until its last */
        {20240229, 4, 20280301}, /* there is one in 2028 */
        {20251231, 5, 20310101},
        {20260401, 5, 20310402},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        date recorded = date_none(), from = date_none();
        assert_true(date_from_ymd(cases[i].recorded, &recorded) && date_from_ymd(cases[i].from, &from));
        assert_true(date_equal(audit_removable_from(recorded, &cases[i].years, 1), from));
        assert_false(audit_may_remove(recorded, &cases[i].years, 1, false, date_add_days(from, -1)));
        assert_true(audit_may_remove(recorded, &cases[i].years, 1, false, from));
        assert_false(audit_may_remove(recorded, &cases[i].years, 1, true, from)); /* held */
    }
}

/* Twelve years in steps of a month: five years, seven years, both in one place, unlimited, nothing known. */
/* EV-05 */
static void the_clock_runs_twelve_years(void **state)
{
    (void)state;
    static const int five[] = {5}, seven[] = {7}, both[] = {5, 7}, never[] = {5, AUDIT_KEEP_FOREVER, 7};
    date recorded = date_of(2026, 3, 10);
    for (int month = 0; month < 144; month++) {
        date today = date_of(2026 + (month + 2) / 12, (month + 2) % 12 + 1, 10);
        assert_int_equal(audit_may_remove(recorded, five, 1, false, today), month > 60);
        assert_int_equal(audit_may_remove(recorded, seven, 1, false, today), month > 84);
        assert_int_equal(audit_may_remove(recorded, both, 2, false, today), month > 84);
        assert_false(audit_may_remove(recorded, never, 3, false, today));
        assert_false(audit_may_remove(recorded, NULL, 0, false, today));
    }
    assert_false(audit_may_remove(recorded, never, 3, false, date_open_end()));
}

int main(int argc, char **argv)
{
    static const struct CMUnitTest tests[] = {
        WITH_PLACE(periods_of_the_table),
        WITH_PLACE(periods_of_the_municipality),
        cmocka_unit_test(the_first_day_on_which_it_may_go),
        cmocka_unit_test(the_clock_runs_twelve_years),
    };
    return fixture_run(argc, argv, "audit retention", tests, COUNT_OF(tests));
}
