/*
 * OP-45 ダミーデータ環境: the town's files say what the manifest says, the same every time.
 * SD-01 numbers, SD-02 full history rows, SD-03 event reasons, SD-04 households without a head.
 */
#include "read_back.h"
#include "town/income.h"
#include "town/people.h"
#include "town/town.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <sys/stat.h>

#define PERSONS 3000
#define ADDRESSEES (PERSONS * 34 / 10)

/*
 * Columns of layouts/ju-02-residents-full.layout and ze-01-income-full.layout that the tests read.
 * 
 */
enum {
    JU_NO = 2, JU_HISTORY = 3, JU_LATEST = 4, JU_HOUSEHOLD = 5, JU_IS_HEAD = 9, JU_KIND = 10,
    JU_STATUS = 11, JU_NAME = 12, JU_ROMAN = 21, JU_BIRTH = 23, JU_ACCURACY = 24, JU_NUMBER = 27,
    JU_POSTAL = 29, JU_EVENT = 41, JU_EVENT_ON = 42, JU_RESTRICTION = 66, JU_COLUMNS = 81,
    ZE_NO = 2, ZE_DECLARED = 9, ZE_SALARY_REVENUE = 14, ZE_SALARY = 15, ZE_ADJUST_CHILDREN = 16,
    ZE_ADJUST_PENSION = 17, ZE_PENSION_REVENUE = 18, ZE_PENSION = 19, ZE_BUSINESS = 20,
    ZE_FUTURES_LOSS = 44, ZE_TOTAL = 45, ZE_COMBINED = 46, ZE_COLUMNS = 64,
    GY_NO = 2, GY_FACT = 3, GY_FROM = 4, GY_UNTIL = 5, GY_HOUSEHOLD = 6,
};

static char town_dir[64];

static void make(int64_t persons, uint64_t seed, int year, const char *dir, bool valid)
{
    struct report report;
    struct town_result made;
    struct town_request request = {.persons = persons, .seed = seed, .year = year, .out = dir,
                                   .valid_numbers = valid};
    report_init(&report);
    enum err e = town_make(&request, &report, &made);
    report_print(&report, stderr);
    report_done(&report);
    assert_int_equal(e, ERR_NONE);
    assert_int_equal(made.insured, persons);
}

static json_t *manifest_of(const char *dir)
{
    char path[128];
    json_error_t error;
    snprintf(path, sizeof path, "%s/manifest.json", dir);
    json_t *m = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
    assert_non_null(m);
    return m;
}

static int64_t counted(const json_t *m, const char *part, const char *name)
{
    const json_t *v = json_object_get(json_object_get(m, part), name);
    assert_non_null(v);
    return json_integer_value(v);
}

static void open_feed(struct read_file *f, const char *prefix)
{
    char path[256];
    read_open(f, town_dir, prefix, path, sizeof path);
}

/* ------------------------------------------------------------------------------ determinism -- */

static void same_seed_same_bytes(void **state)
{
    (void)state;
    char again[64], other[64];
    scratch_make(again, sizeof again);
    scratch_make(other, sizeof other);
    make(PERSONS, 1, 2026, again, false);
    make(PERSONS, 2, 2026, other, false);
    json_t *a = manifest_of(town_dir), *b = manifest_of(again), *c = manifest_of(other);
    assert_true(json_equal(a, b) == 1);
    assert_true(json_equal(a, c) == 0);

    const json_t *fa = json_object_get(a, "files"), *fc = json_object_get(c, "files");
    assert_int_equal(json_array_size(fa), 8);
    for (size_t i = 0; i < json_array_size(fa); i++) {
        const char *sha = json_string_value(json_object_get(json_array_get(fa, i), "sha256"));
        const char *sha_c = json_string_value(json_object_get(json_array_get(fc, i), "sha256"));
        assert_int_equal(strlen(sha), 64);
        assert_string_not_equal(sha, sha_c);
    }
    json_decref(a);
    json_decref(b);
    json_decref(c);
    scratch_remove(again);
    scratch_remove(other);
}

/* -------------------------------------------------------------------------------- residents -- */

static void sd_01_sd_02_histories(void **state)
{
    (void)state;
    struct read_file f;
    int64_t no = 0, history = 0, event_on = 0, rows = 0, last_of = 0;
    open_feed(&f, "JU-02");
    while (read_data(&f)) {
        rows++;
        assert_int_equal(f.field_count, JU_COLUMNS);
        assert_true(town_number_is_right(read_i64(&f, JU_NO)));
        if (!read_is_empty(&f, JU_HOUSEHOLD)) {
            assert_true(town_number_is_right(read_i64(&f, JU_HOUSEHOLD)));
        }
        if (read_i64(&f, JU_NO) == no) {
            assert_int_equal(read_i64(&f, JU_HISTORY), history + 1);
            assert_true(read_i64(&f, JU_EVENT_ON) >= event_on);
            assert_int_equal(last_of, 0);
        } else {
            assert_true(rows == 1 || last_of == 1);
            assert_true(read_i64(&f, JU_NO) > no);
            assert_int_equal(read_i64(&f, JU_HISTORY), 1);
        }
        no = read_i64(&f, JU_NO);
        history = read_i64(&f, JU_HISTORY);
        event_on = read_i64(&f, JU_EVENT_ON);
        last_of = read_i64(&f, JU_LATEST);
        assert_true(event_on <= 20260601);
    }
    json_t *m = manifest_of(town_dir);
    assert_int_equal(rows, counted(m, "counts", "resident_rows"));
    json_decref(m);
    read_close(&f);
}

static void counts_of_people(void **state)
{
    (void)state;
    struct read_file f;
    int64_t of_status[5] = {0}, of_kind[5] = {0}, all = 0, foreign = 0, restricted = 0, birth = 0;
    int64_t roman_of_100 = 0;
    open_feed(&f, "JU-02");
    while (read_data(&f)) {
        if (read_i64(&f, JU_LATEST) == 0) {
            continue;
        }
        all++;
        of_status[read_i64(&f, JU_STATUS)]++;
        of_kind[read_i64(&f, JU_KIND)]++;
        foreign += read_i64(&f, JU_KIND) == 2 && read_i64(&f, JU_STATUS) == 1;
        restricted += !read_is_empty(&f, JU_RESTRICTION);
        birth += read_i64(&f, JU_ACCURACY) != 0 && read_i64(&f, JU_KIND) != 4;
        roman_of_100 += strlen(f.fields[JU_ROMAN]) == 100;
    }
    json_t *m = manifest_of(town_dir);
    assert_int_equal(all, ADDRESSEES);
    assert_int_equal(all, counted(m, "counts", "addressees"));
    assert_int_equal(of_status[1], counted(m, "counts", "residents"));
    assert_int_equal(of_status[1], ADDRESSEES * 70 / 100);
    assert_int_equal(of_status[2] + of_status[3] + of_status[4], ADDRESSEES * 22 / 100);
    assert_int_equal(of_kind[3], ADDRESSEES * 6 / 100);
    assert_int_equal(of_kind[4], counted(m, "counts", "legal_bodies"));
    assert_int_equal(foreign, counted(m, "counts", "foreign_residents"));
    assert_in_range(foreign * 1000 / of_status[1], 100, 175);
    json_t *special = json_object_get(m, "special");
    assert_int_equal(restricted, counted(special, "restricted", "made"));
    assert_int_equal(birth, counted(special, "unknown_birth", "made"));
    assert_true(roman_of_100 >= counted(special, "roman_of_100", "made"));
    json_decref(m);
    read_close(&f);
}

/* 17.3 at this size: every case is there as often as it should be. */
static void special_cases_are_all_there(void **state)
{
    (void)state;
    json_t *m = manifest_of(town_dir);
    const char *name;
    json_t *v;
    int cases = 0;
    json_object_foreach(json_object_get(m, "special"), name, v)
    {
        int64_t wanted = json_integer_value(json_object_get(v, "wanted"));
        assert_true(wanted >= 1);
        assert_int_equal(json_integer_value(json_object_get(v, "made")), wanted);
        cases++;
    }
    assert_int_equal(cases, 30);
    json_decref(m);
}

/* Demonstrations find a household for each case. */
static void examples_name_real_households(void **state)
{
    (void)state;
    json_t *m = manifest_of(town_dir);
    const json_t *examples = json_object_get(m, "examples");
    const char *name;
    json_t *v;
    assert_true(json_object_size(examples) >= 45);
    json_object_foreach(json_object_get(m, "examples"), name, v)
    {
        assert_true(town_number_is_right(json_integer_value(json_object_get(v, "addressee_no"))));
    }
    int64_t restricted = json_integer_value(
        json_object_get(json_object_get(examples, "restricted"), "household_no"));
    struct read_file f;
    int found = 0;
    open_feed(&f, "JU-02");
    while (read_data(&f)) {
        found += read_i64(&f, JU_HOUSEHOLD) == restricted && !read_is_empty(&f, JU_RESTRICTION);
    }
    assert_true(found > 0);
    read_close(&f);
    json_decref(m);
}

/* Event reasons come from the table that the layout publishes; several kinds really happen. */
static void sd_03_event_reasons(void **state)
{
    (void)state;
    struct read_file f;
    int64_t seen[60] = {0};
    int kinds = 0;
    open_feed(&f, "JU-02");
    while (read_data(&f)) {
        seen[read_i64(&f, JU_EVENT)]++;
    }
    for (int i = 0; i < 60; i++) {
        bool in_table = (i >= 1 && i <= 9) || (i >= 11 && i <= 19) || (i >= 21 && i <= 39) ||
                        i == 51 || i == 52;
        assert_true(seen[i] == 0 || in_table);
        kinds += seen[i] > 0;
    }
    assert_true(kinds >= 10);
    read_close(&f);
}

/* 世帯主未設定 is lawful and comes through; everybody else's household has exactly one head. */
static void sd_04_heads_of_households(void **state)
{
    (void)state;
    struct read_file f;
    static struct {
        int64_t no;
        int residents, heads;
    } households[ADDRESSEES];
    size_t count = 0;
    open_feed(&f, "JU-02");
    while (read_data(&f)) {
        if (read_i64(&f, JU_LATEST) == 0 || read_i64(&f, JU_STATUS) != 1) {
            continue;
        }
        int64_t no = read_i64(&f, JU_HOUSEHOLD);
        size_t i = count;
        for (size_t k = count; k > 0 && k + 40 > count; k--) { /* households stand together */
            i = households[k - 1].no == no ? k - 1 : i;
        }
        if (i == count) {
            households[count++].no = no;
        }
        households[i].residents++;
        households[i].heads += (int)read_i64(&f, JU_IS_HEAD);
    }
    int64_t without = 0;
    for (size_t i = 0; i < count; i++) {
        assert_true(households[i].heads <= 1);
        without += households[i].heads == 0;
    }
    json_t *m = manifest_of(town_dir);
    assert_int_equal(without,
                     counted(json_object_get(m, "special"), "without_head", "made"));
    json_decref(m);
    read_close(&f);
}

/* --------------------------------------------------------------------------------- numbers -- */

static bool individual_number_is_right(const char *n)
{
    int sum = 0;
    for (int k = 1; k <= 11; k++) {
        sum += (n[11 - k] - '0') * (k <= 6 ? k + 1 : k - 5);
    }
    int r = sum % 11;
    return n[11] - '0' == (r <= 1 ? 0 : 11 - r);
}

static void count_numbers(const char *dir, int64_t *ret_right, int64_t *ret_all)
{
    struct read_file f;
    char path[256];
    *ret_right = *ret_all = 0;
    read_open(&f, dir, "JU-02", path, sizeof path);
    while (read_data(&f)) {
        if (!read_is_empty(&f, JU_NUMBER)) {
            assert_int_equal(strlen(f.fields[JU_NUMBER]), 12);
            assert_memory_equal(f.fields[JU_NUMBER], "9021", 4);
            *ret_right += individual_number_is_right(f.fields[JU_NUMBER]);
            ++*ret_all;
        }
    }
    read_close(&f);
}

static void no_right_individual_number_without_the_option(void **state)
{
    (void)state;
    int64_t right, all;
    count_numbers(town_dir, &right, &all);
    assert_int_equal(right, 0);
    assert_true(all > ADDRESSEES / 2);

    char valid[64];
    scratch_make(valid, sizeof valid);
    make(200, 1, 2026, valid, true);
    count_numbers(valid, &right, &all);
    assert_int_equal(right, all);
    assert_true(all > 200);
    scratch_remove(valid);
}

/* --------------------------------------------------------------------------------- insured -- */

struct birth_of {
    int64_t no;
    int32_t birth;
};
static struct birth_of births[ADDRESSEES];
static size_t birth_count;

static void read_births(void)
{
    struct read_file f;
    birth_count = 0;
    open_feed(&f, "JU-02");
    while (read_data(&f)) {
        if (read_i64(&f, JU_LATEST) == 1) {
            births[birth_count++] =
                (struct birth_of){read_i64(&f, JU_NO), (int32_t)read_i64(&f, JU_BIRTH)};
        }
    }
    read_close(&f);
}

static int by_no(const void *a, const void *b)
{
    const struct birth_of *x = a, *y = b;
    return (x->no > y->no) - (x->no < y->no);
}

static int32_t birth_of_no(int64_t no)
{
    struct birth_of key = {.no = no};
    const struct birth_of *b = bsearch(&key, births, birth_count, sizeof key, by_no);
    assert_non_null(b);
    return b->birth;
}

static int by_value(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static void insured_and_their_ages(void **state)
{
    (void)state;
    struct read_file f;
    static int64_t households[PERSONS];
    int64_t insured = 0, april = 0, ages[11] = {0}, on_first_or_second = 0, facts[7] = {0};
    read_births();
    open_feed(&f, "GY-01");
    while (read_data(&f)) {
        int64_t until = read_i64(&f, GY_UNTIL);
        facts[read_i64(&f, GY_FACT)]++;
        if (read_i64(&f, GY_FACT) != 1 || (until != 0 && until <= 20260401)) {
            continue;
        }
        int32_t birth = birth_of_no(read_i64(&f, GY_NO));
        assert_true(insured < PERSONS);
        households[insured++] = read_i64(&f, GY_HOUSEHOLD);
        april += read_i64(&f, GY_FROM) <= 20260401;
        int age = 2026 - birth / 10000 - (birth % 10000 > 401);
        age = age < 0 ? 0 : age; /* born in April or May of the year */
        assert_in_range(age, 0, 75);
        ages[age / 10]++;
        on_first_or_second += birth >= 19860402 && birth <= 19870401 && birth % 100 <= 2;
    }
    qsort(households, (size_t)insured, sizeof households[0], by_value);
    int64_t distinct = 0;
    for (int64_t i = 0; i < insured; i++) {
        distinct += i == 0 || households[i] != households[i - 1];
    }

    json_t *m = manifest_of(town_dir);
    assert_int_equal(insured, PERSONS);
    assert_int_equal(april, counted(m, "counts", "insured_on_1_april"));
    assert_int_equal(distinct, counted(m, "counts", "households_with_insured"));
    assert_in_range(distinct * 1000 / PERSONS, 670, 730); /* about 1.43 insured a household */
    assert_int_equal(facts[1], counted(m, "counts", "memberships"));
    assert_int_equal(facts[4], counted(m, "counts", "unemployed"));
    assert_int_equal(facts[5], counted(m, "counts", "maternity"));
    assert_int_equal(facts[6], counted(m, "counts", "former_dependants"));
    assert_true(facts[4] > 0 && facts[5] > 0 && facts[6] > 0);
    /* Children and youths 5 to 15 %, 20 to 64 the most, 65 and over 20 to 35 %. */
    assert_in_range((ages[0] + ages[1]) * 100 / PERSONS, 5, 16);
    assert_in_range((ages[2] + ages[3]) * 100 / PERSONS, 25, 45);
    assert_in_range((ages[4] + ages[5]) * 100 / PERSONS, 15, 35);
    assert_in_range(ages[7] * 100 / PERSONS, 8, 22);
    assert_true(on_first_or_second >= 5);
    assert_in_range(counted(m, "counts", "insured_foreign") * 1000 / PERSONS, 90, 150);
    assert_in_range(counted(m, "counts", "undeclared_insured") * 1000 / PERSONS, 60, 100);
    json_decref(m);
    read_close(&f);
}

/* ---------------------------------------------------------------------------------- incomes -- */

static void incomes_agree_with_themselves(void **state)
{
    (void)state;
    struct read_file f;
    int64_t rows = 0, undeclared = 0, total = 0, salary = 0, pension = 0, negative_other = 0;
    open_feed(&f, "ZE-01");
    while (read_data(&f)) {
        assert_int_equal(f.field_count, ZE_COLUMNS);
        rows++;
        if (read_i64(&f, ZE_DECLARED) == 9) {
            undeclared++;
            for (int c = ZE_SALARY_REVENUE; c <= ZE_COMBINED; c++) {
                assert_true(read_is_empty(&f, c)); /* 未申告 is not zero */
            }
            continue;
        }
        yen of_salary = read_i64(&f, ZE_SALARY), of_pension = read_i64(&f, ZE_PENSION);
        assert_int_equal(of_salary,
                         town_salary_income(2025, read_i64(&f, ZE_SALARY_REVENUE)) -
                             read_i64(&f, ZE_ADJUST_CHILDREN) - read_i64(&f, ZE_ADJUST_PENSION));
        yen rest = read_i64(&f, ZE_TOTAL) - of_salary - of_pension;
        yen singles = 0;
        for (int c = ZE_BUSINESS; c <= ZE_FUTURES_LOSS; c++) {
            bool is_deduction = c == 33 || c == 35 || c >= 40;
            singles += (is_deduction && c != 41 ? -1 : c == 41 ? 0 : 1) * read_i64(&f, c);
        }
        yen netted = of_salary + of_pension + singles;
        assert_int_equal(read_i64(&f, ZE_TOTAL), netted > 0 ? netted : 0);
        negative_other += rest < 0;
        total += read_i64(&f, ZE_TOTAL);
        salary += read_i64(&f, ZE_SALARY_REVENUE);
        pension += read_i64(&f, ZE_PENSION_REVENUE);
    }
    json_t *m = manifest_of(town_dir);
    assert_int_equal(rows, counted(m, "counts", "tax_rows"));
    assert_int_equal(rows, read_i64(&f, 2)); /* the trailer */
    assert_int_equal(undeclared, read_i64(&f, 3));
    assert_int_equal(total, read_i64(&f, 4));
    assert_int_equal(total, counted(m, "sums", "total_income"));
    assert_int_equal(salary, counted(m, "sums", "salary_revenue"));
    assert_int_equal(pension, counted(m, "sums", "pension_revenue"));
    assert_true(negative_other > 0);
    json_decref(m);
    read_close(&f);
}

/* 75: into 後期高齢者医療 on the birthday or when he came, never before. */
static void latter_stage_begins_at_75(void **state)
{
    (void)state;
    struct read_file f;
    int64_t rows = 0;
    read_births();
    open_feed(&f, "KK-01");
    while (read_data(&f)) {
        int32_t birth = birth_of_no(read_i64(&f, 2));
        assert_true(birth % 100 == 0 || birth == 0 ||
                    read_i64(&f, 3) >= town_birthday_in(birth, birth / 10000 + 75));
        rows++;
    }
    json_t *m = manifest_of(town_dir);
    assert_int_equal(rows, counted(m, "counts", "latter_stage"));
    json_decref(m);
    read_close(&f);
}

/* --------------------------------------------------------------------- practice, refusals -- */

static void practice_households_stand_in_every_town(void **state)
{
    (void)state;
    char small[64];
    scratch_make(small, sizeof small);
    make(200, 9, 2026, small, false);
    json_t *m = manifest_of(small);
    const json_t *practice = json_object_get(m, "practice");
    int64_t sum = 0;
    assert_int_equal(json_array_size(practice), 11);
    for (size_t i = 0; i < json_array_size(practice); i++) {
        const json_t *p = json_array_get(practice, i);
        sum += json_integer_value(json_object_get(p, "expected_total"));
        assert_true(town_number_is_right(json_integer_value(json_object_get(p, "payer_no"))));
    }
    /* assessment.md 12, cases 1 2 5 7 9 10 11 12 23 35 36 */
    assert_int_equal(sum, 20121 + 67073 + 66334 + 56113 + 84873 + 35241 + 636143 + 1127712 +
                              167875 + 122747 + 67073);
    json_decref(m);
    scratch_remove(small);
}

static void wrong_requests_change_nothing(void **state)
{
    (void)state;
    static const struct town_request wrong[] = {
        {.persons = 99, .seed = 1, .year = 2026},
        {.persons = 1000001, .seed = 1, .year = 2026},
        {.persons = 200, .seed = 1, .year = 2017},
        {.persons = 200, .seed = 1, .year = 2027},
    };
    struct town_result made;
    struct report report;
    struct stat s;
    report_init(&report);
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        struct town_request r = wrong[i];
        r.out = "/tmp/town-test-never-made";
        assert_int_equal(town_make(&r, &report, &made), ERR_INPUT);
        assert_int_equal(report.count, i + 1);
        assert_int_equal(stat(r.out, &s), -1);
    }
    struct town_request twice = {.persons = 200, .seed = 1, .year = 2026, .out = town_dir};
    assert_int_equal(town_make(&twice, &report, &made), ERR_INPUT);
    char path[96];
    snprintf(path, sizeof path, "%s/manifest.json/below-a-file", town_dir);
    struct town_request impossible = {.persons = 200, .seed = 1, .year = 2026, .out = path};
    assert_int_equal(town_make(&impossible, &report, &made), ERR_WORLD);
    report_done(&report);
}

/* Every year whose tables are here, and small towns: each number of the request is reached. */
static void other_years_and_sizes(void **state)
{
    (void)state;
    for (int year = TOWN_FIRST_YEAR; year <= TOWN_LAST_YEAR; year++) {
        char dir[64];
        scratch_make(dir, sizeof dir);
        make(100 + year % 7 * 31, (uint64_t)year, year, dir, false);
        json_t *m = manifest_of(dir);
        int64_t n = 100 + year % 7 * 31, all = n * 34 / 10;
        assert_int_equal(counted(m, "counts", "addressees"), all);
        assert_int_equal(counted(m, "counts", "residents"), all * 70 / 100);
        assert_int_equal(counted(m, "counts", "insured"), n);
        json_decref(m);
        scratch_remove(dir);
    }
}

static int make_town(void **state)
{
    (void)state;
    scratch_make(town_dir, sizeof town_dir);
    make(PERSONS, 1, 2026, town_dir, false);
    return 0;
}

static int remove_town(void **state)
{
    (void)state;
    scratch_remove(town_dir);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_seed_same_bytes),
        cmocka_unit_test(sd_01_sd_02_histories),
        cmocka_unit_test(counts_of_people),
        cmocka_unit_test(special_cases_are_all_there),
        cmocka_unit_test(examples_name_real_households),
        cmocka_unit_test(sd_03_event_reasons),
        cmocka_unit_test(sd_04_heads_of_households),
        cmocka_unit_test(no_right_individual_number_without_the_option),
        cmocka_unit_test(insured_and_their_ages),
        cmocka_unit_test(incomes_agree_with_themselves),
        cmocka_unit_test(latter_stage_begins_at_75),
        cmocka_unit_test(practice_households_stand_in_every_town),
        cmocka_unit_test(wrong_requests_change_nothing),
        cmocka_unit_test(other_years_and_sizes),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, make_town, remove_town);
}
