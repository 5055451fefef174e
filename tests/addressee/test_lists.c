/*
 * 宛名の一覧: by age, town, kind, state and day; linked numbers once; restricted persons never. Every person and
 * address is invented.
 */
#include "addressee/change_play.h"
#include "output/internal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define ROWS(...) ((const char *const[]){__VA_ARGS__, NULL})
const struct output_list *const output_lists[] = {&output_list_persons};
const size_t output_list_count = COUNT_OF(output_lists);
static const char *store_url;

/* 27 turns 65 on 2026-11-20, 35 a day later, 43 is a child; 51 moved out; 60 lives elsewhere in the ward. */
static int setup(void **state)
{
    static struct bench b;
    bench_open(&b, store_url);
    snprintf(b.session.folder.params, sizeof(b.session.folder.params), "%s/params", b.session.folder.share);
    b.session.folder.business_date = date_of(2026, 11, 20);
    assert_int_equal(
        bench_import(&b, "ju-02-residents-full",
                     ROWS("addressee_no=27;household_no=100;is_head=1;name=六五　太郎;birth=19611121;"
                          "address=新宿区西新宿一丁目1番",
                          "addressee_no=35;household_no=100;name=六四　花子;birth=19611122;"
                          "address=新宿区西新宿一丁目1番",
                          "addressee_no=43;household_no=100;name=子供　小春;birth=20200303;"
                          "address=新宿区西新宿一丁目1番",
                          "addressee_no=51;history_no=1;is_latest=0;household_no=300;name=転出　人;birth=19600606;"
                          "address=新宿区北町",
                          "addressee_no=51;history_no=2;status=2;name=転出　人;birth=19600606;"
                          "address=新宿区北町;event_reason=11;event_on=20260301",
                          "addressee_no=60;household_no=400;is_head=1;name=北町　人;birth=19400101;"
                          "address=新宿区北町1番")),
        ERR_NONE);
    *state = &b;
    return 0;
}

static int teardown(void **state)
{
    bench_close(*state);
    return 0;
}

static struct output_counts counts_of(struct bench *b, const char *criteria)
{
    struct output_counts counts = {0};
    struct arena *arena = arena_new("一覧", (size_t)64 << 20);
    report_clear(&b->report);
    enum err e = list_count(&b->session, &output_list_persons, text_of(criteria), arena, &b->report, &counts);
    report_print(&b->report, stderr);
    assert_int_equal(e, ERR_NONE);
    arena_free(arena);
    return counts;
}

/* OP-20; 年齢計算ニ関する法律: 65 on the day before the birthday. */
static void by_condition(void **state)
{
    struct bench *b = *state;
    assert_int_equal(counts_of(b, "").persons, 5);
    assert_int_equal(counts_of(b, "状態=住民").persons, 4);
    assert_int_equal(counts_of(b, "状態=転出").persons, 1);
    assert_int_equal(counts_of(b, "年齢=65-74").persons, 2); /* 27, and 51 who moved out */
    assert_int_equal(counts_of(b, "年齢=64").persons, 1);    /* 35 tomorrow */
    assert_int_equal(counts_of(b, "年齢=-17").persons, 1);
    assert_int_equal(counts_of(b, "年齢=75-").persons, 1);
    assert_int_equal(counts_of(b, "町丁=西新宿").persons, 3);
    assert_int_equal(counts_of(b, "町丁=北町 状態=住民").persons, 1);
    assert_int_equal(counts_of(b, "町丁=%").persons, 0); /* a word, no pattern */
    assert_int_equal(counts_of(b, "種別=外国人").persons, 0);
    assert_int_equal(counts_of(b, "種別=日本人").persons, 5);
    assert_int_equal(counts_of(b, "住民となった日=..1900-01-01").persons, 0);
}

/* BO-11, RP-04: protected persons, under any of their numbers, are left out and counted; a lapsed end changes
 * nothing. */
static void restricted_are_left_out(void **state)
{
    struct bench *b = *state;
    play_done(b, "measure", 35, "from=2026-04-01;protected=43;party_name=相手　方男;office=警察署");
    struct output_counts counts = counts_of(b, "町丁=西新宿");
    assert_int_equal(counts.persons, 1);
    assert_int_equal(counts.left_out, 2);
    b->session.folder.business_date = date_of(2030, 1, 1);
    assert_int_equal(counts_of(b, "町丁=西新宿").left_out, 2);
}

/* MN-01: no column of a number that only its own right shows. */
static void no_numbers(void **state)
{
    (void)state;
    for (size_t i = 0; i < output_list_persons.column_count; i++) {
        const char *label = output_list_persons.columns[i].label;
        assert_null(strstr(label, "個人番号"));
        assert_null(strstr(label, "住民票コード"));
    }
}

static int run(const char *url)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(by_condition, setup, teardown),
        cmocka_unit_test_setup_teardown(restricted_are_left_out, setup, teardown),
        cmocka_unit_test(no_numbers),
    };
    store_url = url;
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("addressee lists", tests, NULL, NULL);
}

int main(int argc, char **argv)
{
    return bench_run(argc, argv, run);
}
