/*
 * The town's tax office against the rules: the same tables from two hands. And the practice
 * households, put together from the files alone, come out at the totals the manifest promises, to
 * the yen.
 */
#include "premium/law_tables.h"
#include "base/share.h"
#include "read_back.h"
#include "rules/premium/law.h"
#include "town/income.h"
#include "town/town.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define PERSONS 3000
#define FACTS_MAX (PERSONS * 5)

static char town_dir[64];
static struct arena *arena;
static struct report report;

static const struct premium_law *law_of(int year)
{
    char dir[512];
    const struct premium_law *law = NULL;
    snprintf(dir, sizeof dir, "%s/params", share_folder());
    fiscal_year fy = {(int16_t)year};
    enum err e = premium_law_load(dir, "131041", fy, arena, &report, &law);
    report_print(&report, stderr);
    assert_int_equal(e, ERR_NONE);
    return law;
}

static void tables_agree(void **state)
{
    (void)state;
    for (int year = TOWN_FIRST_YEAR; year <= TOWN_LAST_YEAR; year++) {
        const struct premium_law *law = law_of(year);
        for (yen revenue = 0; revenue <= 12000000; revenue += 331) {
            assert_int_equal(town_salary_income(year - 1, revenue),
                             premium_salary_by_step(premium_salary_step(law, revenue), revenue));
            for (int k = 0; k < 6; k++) {
                static const yen others[] = {0, 10000000, 10000001, 20000000, 20000001, 500};
                bool is_65 = revenue % 2 == 0;
                const struct pension_step *step =
                    premium_pension_step(law, revenue, is_65, others[k]);
                assert_int_equal(town_pension_income(year - 1, is_65, revenue, others[k]),
                                 premium_pension_by_step(step, revenue));
            }
        }
    }
}

/* -------------------------------------------------------------------- people from the files -- */

struct person {
    int64_t no, household_no;
    bool is_head;
    struct premium_member member;
    struct span insured;
};
static struct person people[FACTS_MAX];
static size_t people_count;

static int by_no(const void *a, const void *b)
{
    const struct person *x = a, *y = b;
    return (x->no > y->no) - (x->no < y->no);
}

static struct person *person_of(int64_t no)
{
    struct person key = {.no = no};
    struct person *p = bsearch(&key, people, people_count, sizeof key, by_no);
    assert_non_null(p);
    return p;
}

static date day(int64_t ymd)
{
    date d;
    assert_true(date_from_ymd((int32_t)ymd, &d));
    return d;
}

static void read_residents(void)
{
    struct read_file f;
    char path[256];
    people_count = 0;
    read_open(&f, town_dir, "JU-02", path, sizeof path);
    while (read_data(&f)) {
        if (read_i64(&f, 4) != 1) { /* latest rows */
            continue;
        }
        assert_true(people_count < FACTS_MAX);
        struct person *p = &people[people_count++];
        *p = (struct person){.no = read_i64(&f, 2), .household_no = read_i64(&f, 5),
                             .is_head = read_i64(&f, 9) == 1};
        bool is_day = read_i64(&f, 24) == 0;
        p->member = (struct premium_member){
            .id = p->no, .birth_date = is_day ? day(read_i64(&f, 23)) : date_none(),
            .specified_since = date_none(), .separated_on = date_none(),
            .expected_birth = date_none(), .former_dependant_since = date_none()};
    }
    read_close(&f);
}

static void read_incomes(void)
{
    struct read_file f;
    char path[256];
    read_open(&f, town_dir, "ZE-01", path, sizeof path);
    while (read_data(&f)) {
        struct premium_income *i = &person_of(read_i64(&f, 2))->member.income;
        if (read_i64(&f, 9) == 9) {
            continue;
        }
        *i = (struct premium_income){
            .state = INCOME_KNOWN,
            .given = INCOME_TOTAL | INCOME_SALARY_REVENUE | INCOME_SALARY | INCOME_PENSION_REVENUE |
                     INCOME_PENSION | INCOME_OTHER | INCOME_COMBINED,
            .family_employee_pay_paid = read_i64(&f, 12),
            .family_employee_pay_received = read_i64(&f, 13),
            .salary_revenue = read_i64(&f, 14), .salary_income = read_i64(&f, 15),
            .pension_revenue = read_i64(&f, 18), .pension_income = read_i64(&f, 19),
            .special_deductions_of_gains = read_i64(&f, 33) + read_i64(&f, 35),
            .casualty_loss_carried = read_i64(&f, 41), .total_income = read_i64(&f, 45),
            .combined_income = read_i64(&f, 46), .fixed_asset_tax = read_i64(&f, 62)};
        i->other_income = i->total_income - i->salary_income - i->pension_income;
    }
    read_close(&f);
}

static void read_facts(void)
{
    struct read_file f;
    char path[256];
    read_open(&f, town_dir, "GY-01", path, sizeof path);
    while (read_data(&f)) {
        struct person *p = person_of(read_i64(&f, 2));
        if (read_i64(&f, 3) == 1) {
            p->insured = (struct span){day(read_i64(&f, 4)), read_is_empty(&f, 5)
                                                                 ? date_open_end()
                                                                 : day(read_i64(&f, 5))};
            p->member.insured_count = 1;
        } else if (read_i64(&f, 3) == 4) {
            p->member.separated_on = day(read_i64(&f, 4));
            p->member.reason_code = (int)read_i64(&f, 12);
        }
    }
    read_close(&f);
}

static int make_town(void **state)
{
    (void)state;
    struct town_result made;
    arena = arena_new("test", (size_t)256 << 20);
    report_init(&report);
    scratch_make(town_dir, sizeof town_dir);
    struct town_request request = {.persons = PERSONS, .seed = 5, .year = 2026, .out = town_dir};
    enum err e = town_make(&request, &report, &made);
    report_print(&report, stderr);
    read_residents();
    read_incomes();
    read_facts();
    return e == ERR_NONE ? 0 : -1;
}

static int remove_town(void **state)
{
    (void)state;
    scratch_remove(town_dir);
    report_done(&report);
    arena_free(arena);
    return 0;
}

/* Every row of the tax ledger is free of contradictions in the eyes of the rules. */
static void every_income_agrees(void **state)
{
    (void)state;
    const struct premium_law *law = law_of(2026);
    int checked = 0;
    for (size_t i = 0; i < people_count; i++) {
        if (people[i].member.income.state != INCOME_KNOWN ||
            date_is_none(people[i].member.birth_date)) {
            continue;
        }
        struct premium_member m = people[i].member;
        m.insured_is_given = true;
        m.insured_count = 0;
        struct premium_household h = {.year = {2026}, .member_count = 1, .members = &m,
                                      .first_notice_on = date_none()};
        char pointer[40];
        snprintf(pointer, sizeof pointer, "/%lld", (long long)people[i].no);
        enum err e = premium_household_check(law, &h, pointer, &report);
        report_print(&report, stderr);
        assert_int_equal(e, ERR_NONE);
        checked++;
    }
    assert_true(checked > PERSONS);
}

static yen assess_household(const struct premium_law *law, int64_t household_no)
{
    struct premium_member members[8];
    struct premium_member_result results[8];
    struct premium_household h = {.year = {2026}, .members = members,
                                  .first_notice_on = date_none()};
    struct premium_assessment answer = {.members = results};
    struct arena *scratch = arena_new("scratch", (size_t)1 << 20);

    for (size_t i = 0; i < people_count; i++) {
        if (people[i].household_no != household_no) {
            continue;
        }
        assert_true(h.member_count < COUNT_OF(members));
        struct premium_member *m = &members[h.member_count];
        *m = people[i].member;
        m->insured_is_given = true;
        people[i].insured.from = date_max(people[i].insured.from, date_of(2026, 4, 1));
        people[i].insured.until = date_min(people[i].insured.until, date_of(2027, 4, 1));
        m->insured = &people[i].insured;
        h.head = people[i].is_head ? h.member_count : h.head;
        h.member_count++;
    }
    assert_int_equal(premium_household_check(law, &h, "", &report), ERR_NONE);
    assert_int_equal(premium_assess_fast(law, &h, scratch, &report, &answer), PREMIUM_DONE);
    arena_free(scratch);
    return answer.total;
}

static void practice_households_come_out_to_the_yen(void **state)
{
    (void)state;
    const struct premium_law *law = law_of(2026);
    char path[128];
    json_error_t error;
    snprintf(path, sizeof path, "%s/manifest.json", town_dir);
    json_t *m = json_load_file(path, 0, &error);
    assert_non_null(m);
    const json_t *practice = json_object_get(m, "practice");
    assert_int_equal(json_array_size(practice), 11);
    for (size_t i = 0; i < json_array_size(practice); i++) {
        const json_t *p = json_array_get(practice, i);
        yen expected = json_integer_value(json_object_get(p, "expected_total"));
        yen found =
            assess_household(law, json_integer_value(json_object_get(p, "household_no")));
        assert_int_equal(found, expected);
        assert_true(expected > 0);
    }
    json_decref(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_agree),
        cmocka_unit_test(every_income_agrees),
        cmocka_unit_test(practice_households_come_out_to_the_yen),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, make_town, remove_town);
}
