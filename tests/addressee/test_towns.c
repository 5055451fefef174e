/* 住所辞書・住居表示 (OP-37): the ward's towns by postal code and by name; addresses after a
 * re-numbering. */
#include "addressee/addressee.h"

#include "base/share.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <cmocka.h>

static struct arena *arena;
static struct report report;

static int setup(void **state)
{
    (void)state;
    arena = arena_new("towns", (size_t)8 << 20);
    report_init(&report);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(arena);
    report_done(&report);
    return 0;
}

static const struct town_dictionary *load(const char *params)
{
    struct data_folder f = {.municipality = "131041"};
    const struct town_dictionary *d = NULL;
    snprintf(f.params, sizeof(f.params), "%s", params);
    enum err e = addressee_towns_load(&f, arena, &report, &d);
    report_print(&report, stderr);
    assert_int_equal(e, ERR_NONE);
    return d;
}

static const struct town_dictionary *delivered(void)
{
    return load(arena_printf(arena, "%s/params", share_folder()));
}

static size_t complete(const struct town_dictionary *d, const char *typed, const struct town_entry ***ret)
{
    size_t count = 0;
    addressee_towns_complete(d, text_of(typed), date_of(2026, 4, 1), 10, arena, ret, &count);
    return count;
}

static bool first_is(const struct town_dictionary *d, const char *typed, const char *town)
{
    const struct town_entry **hits = NULL;
    return complete(d, typed, &hits) > 0 && text_is(hits[0]->town, town);
}

static void by_postal_code(void **state)
{
    const struct town_dictionary *d = delivered();
    const struct town_entry **hits = NULL;
    (void)state;
    assert_true(first_is(d, "1600023", "西新宿"));
    assert_true(first_is(d, "160-0023", "西新宿"));
    assert_true(first_is(d, "〒１６０－００２３", "西新宿"));
    assert_int_equal(complete(d, "1600023", &hits), 1);
    assert_int_equal(hits[0]->chome_from, 1);
    assert_int_equal(hits[0]->chome_to, 8);
    assert_int_equal(complete(d, "162-004", &hits), 5); /* 0041 .. 0045 */
    assert_int_equal(complete(d, "16000231", &hits), 0);
    assert_int_equal(complete(d, "1000001", &hits), 0);
    assert_int_equal(complete(d, "", &hits), 0);
    assert_int_equal(complete(d, "16", &hits), 10); /* no more than asked for */
}

static void by_name(void **state)
{
    const struct town_dictionary *d = delivered();
    const struct town_entry **hits = NULL;
    (void)state;
    assert_true(first_is(d, "市谷薬", "市谷薬王寺町"));
    assert_true(first_is(d, "いちがややくおうじ", "市谷薬王寺町"));
    assert_true(first_is(d, "ｲﾁｶﾞﾔﾔｸ", "市谷薬王寺町"));
    assert_true(first_is(d, "ニジツキ", "二十騎町")); /* small and large kana alike */
    assert_int_equal(complete(d, "西早稲田", &hits), 2); /* 162 and 169: the person chooses */
    assert_int_equal(complete(d, "薬王寺", &hits), 0);   /* by its beginning only */
}

static void write_file(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    assert_int_equal(fclose(f), 0);
}

#define HEAD(columns)                                                                                      \
    "# params/x    試験\n# law      住居表示に関する法律\n# unit     text\n# checked  "        \
    "2026-11-21\n" columns "\n"

/* A town re-numbered on 2023-11-13 and again, its old name gone from the dictionary on that day.
 * Invented. */
static const struct town_dictionary *renumbered(void)
{
    char folder[] = "/tmp/kokuho-towns-XXXXXX";
    assert_non_null(mkdtemp(folder));
    const char *municipal = arena_printf(arena, "%s/municipal", folder);
    const char *code = arena_printf(arena, "%s/131041", municipal);
    assert_int_equal(mkdir(municipal, 0700), 0);
    assert_int_equal(mkdir(code, 0700), 0);
    const char *towns = arena_printf(arena, "%s/towns.tsv", code);
    const char *changes = arena_printf(arena, "%s/renumbering.tsv", code);
    write_file(towns,
               HEAD("from        until       postal_code  area    town    kana      chome_from  chome_to  branch  "
                    "source") "2018-04-01  2023-11-13  1629991      見本市  旧町    キュウマチ  -  -  -  試験\n"
                              "2023-11-13  -           1629992      見本市  新町    シンマチ    -  -  -  試験\n");
    write_file(changes, HEAD("from        old  new  postal_code  source")
               "2023-11-13  旧町1番    新町5番6号   1629992  試験\n"
               "2023-11-13  旧町1番地  新町9番1号   1629992  試験\n"
               "2023-11-13  旧町12番地  新町9番2号  1629992  試験\n"
               "2025-01-01  新町9番2号  新町9番3号  -        試験\n");
    const struct town_dictionary *d = load(folder);
    assert_int_equal(remove(towns), 0);
    assert_int_equal(remove(changes), 0);
    assert_int_equal(remove(code), 0);
    assert_int_equal(remove(municipal), 0);
    assert_int_equal(remove(folder), 0);
    return d;
}

static bool becomes(const struct town_dictionary *d, const char *address, date on, const char *expected)
{
    struct text now = {"", 0}, postal = {"", 0};
    bool is_changed = addressee_renumbered(d, text_of(address), on, arena, &now, &postal);
    return is_changed && text_is(now, expected);
}

static void renumbering(void **state)
{
    const struct town_dictionary *d = renumbered();
    struct text now, postal;
    (void)state;
    date eve = date_of(2023, 11, 12), day = date_of(2023, 11, 13);
    assert_false(addressee_renumbered(d, text_of("新宿区旧町1番地"), eve, arena, &now, &postal));
    assert_true(becomes(d, "新宿区旧町1番地", day, "新宿区新町9番1号"));
    assert_true(becomes(d, "新宿区旧町1番 コーポ101", day, "新宿区新町5番6号 コーポ101"));
    assert_true(becomes(d, "新宿区旧町12番地", day, "新宿区新町9番2号"));
    assert_true(becomes(d, "新宿区旧町12番地", date_of(2024, 12, 31), "新宿区新町9番2号"));
    assert_true(becomes(d, "新宿区旧町12番地", date_of(2025, 1, 1), "新宿区新町9番3号")); /* twice */
    assert_false(addressee_renumbered(d, text_of("新宿区旧町11番地"), day, arena, &now, &postal));
    assert_false(addressee_renumbered(d, text_of("新宿区北町1番地"), day, arena, &now, &postal));
    assert_true(addressee_renumbered(d, text_of("旧町1番地"), day, arena, &now, &postal));
    assert_true(text_is(postal, "1629992"));
    const struct town_entry **hits = NULL;
    size_t count = 0;
    addressee_towns_complete(d, text_of("162"), eve, 10, arena, &hits, &count);
    assert_int_equal(count, 1);
    assert_true(text_is(hits[0]->town, "旧町"));
    addressee_towns_complete(d, text_of("162"), day, 10, arena, &hits, &count);
    assert_int_equal(count, 1);
    assert_true(text_is(hits[0]->town, "新町"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test_setup_teardown(by_postal_code, setup, teardown),
                                       cmocka_unit_test_setup_teardown(by_name, setup, teardown),
                                       cmocka_unit_test_setup_teardown(renumbering, setup, teardown)};
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
