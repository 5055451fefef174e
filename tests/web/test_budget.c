/*
 * EV-11, NF-03: what a page asks the store is counted, not timed: no page asks more than its budget, and a page about
 * many asks as often as one about few. A figure of the clock says what else the machine did; this one does not.
 */
#include "client.h"
#include "store/internal.h"
#include "web/frame_parts.h"

#include <inttypes.h>

#define OPEN "9223372036854775807"
#define LARGE 12

/* A household: its head and others, numbered from `first`. */
static void add_household(int household_no, int first, int members)
{
    for (int i = 0; i < members; i++) {
        char sql[600];
        snprintf(sql, sizeof(sql),
                 "INSERT INTO addressee_person VALUES (%d, 1, 1, " OPEN ", 20180401, 99991231, %d, 1, 1, 19800101, 0, "
                 "'予算　%d', 'ヨサン', '新宿区試験', X'')",
                 first + i, household_no, i);
        fixture_sql(sql);
        snprintf(sql, sizeof(sql),
                 "INSERT INTO addressee_belonging VALUES (%d, %d, 20180401, 1, 99991231, " OPEN ", %d, 19800101)",
                 household_no, first + i, i == 0);
        fixture_sql(sql);
    }
}

/* What the second look at a page costs: what the process keeps for a while is there then. */
static int64_t cost_of(const char *path)
{
    struct frame_worker *w = worker;
    ask(false, path, "");
    if (answer.status != 200) {
        fprintf(stderr, "%s: %d %s\n", path, answer.status, location);
    }
    assert_int_equal(answer.status, 200);
    int64_t before = w->session.store->calls;
    ask(false, path, "");
    assert_int_equal(answer.status, 200);
    return w->session.store->calls - before;
}

static void no_page_asks_more_than_its_budget(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        int64_t budget;
    } pages[] = {
        {"/menu", 4},  {"/search", 3},  {"/household/700", 15},       {"/person/1001", 20}, {"/jobs", 3},
        {"/tasks", 5}, {"/changes", 5}, {"/household/700/changes", 5}, {"/parameters", 2},   {"/help", 2},
    };
    log_in("budget");
    for (size_t i = 0; i < COUNT_OF(pages); i++) {
        int64_t cost = cost_of(pages[i].path);
        printf("# %s asks %" PRId64 " times\n", pages[i].path, cost);
        assert_in_range(cost, 1, pages[i].budget);
    }
}

static void many_cost_no_more_than_few(void **state)
{
    (void)state;
    log_in("budget");
    int64_t few = cost_of("/household/700"), many = cost_of("/household/800");
    assert_int_equal(few, many);
}

static int start(void **state)
{
    if (client_start(state) != 0) {
        return -1;
    }
    fixture_operator("budget", "addressee.view,eligibility.view,premium.view,collection.view,arrears.view,job.view,"
                               "case.view,case.change,note.change");
    add_household(700, 1001, 2);
    add_household(800, 2001, LARGE);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_page_asks_more_than_its_budget),
        cmocka_unit_test(many_cost_no_more_than_few),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, start, client_stop);
}
