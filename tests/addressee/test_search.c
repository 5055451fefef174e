/*
 * 検索 and the scans of batches: what identity_exchange.md 18.3 asks of search, in the database; the order
 * and the days of belongings; the checks of verify. All people are invented.
 */
#include "addressee/addressee.h"
#include "addressee/feed_text.h"
#include "../ops/moment.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define FULL "ju-02-residents-full"
#define CHANGE "ju-01-residents-change"
#define ROWS(...) ((const char *const[]){__VA_ARGS__, NULL})

static const char *store_url;

static int setup(void **state)
{
    static struct bench b;
    bench_open(&b, store_url);
    *state = &b;
    enum err e = bench_import(
        &b, FULL,
        ROWS("addressee_no=19;household_no=1007;is_head=1;name=渡邉󠄐　花子;kana=ワタナベ　ハナコ;birth=19560502",
             "addressee_no=27;household_no=1007;name=渡辺　一郎;kana=ワタナベ　イチロウ;birth=20000229",
             "addressee_no=35;household_no=1015;is_head=1;name=大野　昇平;kana=オオノ　シヨウヘイ;birth=19891231",
             "addressee_no=43;household_no=1023;is_head=1;kind=2;name=ＪＯＨＮＳＯＮ　ＶＩＣＴＯＲＩＡ;"
             "roman=JOHNSON VICTORIA;kana=ヴィクトリア　ジヨンソン;alias=佐藤　美香;alias_kana=サトウ　ミカ;birth=19900707",
             "addressee_no=51;household_no=1031;is_head=1;name=佐藤　太郎;kana=サトウ　タロウ;birth=19560502",
             "addressee_no=60;household_no=1040;is_head=1;history_no=1;is_latest=0;name=斎藤　桜;kana=サイトウ　サクラ;birth=19700101",
             "addressee_no=60;household_no=1040;is_head=1;history_no=2;name=高橋　桜;kana=タカハシ　サクラ;"
             "former_surname=齋藤;former_surname_kana=サイトウ;event_reason=22;event_on=20240101;birth=19700101",
             "addressee_no=86;kind=4;status=0;name=見本商事株式会社;kana=ミホンシヨウジ;event_reason=51;birth="));
    report_print(&b.report, stderr);
    return e == ERR_NONE ? 0 : -1;
}

static int teardown(void **state)
{
    bench_close(*state);
    return 0;
}

/* 住民記録標準 2.1.2: every spelling of a name finds the same persons. */
static void names(void **state)
{
    struct bench *b = *state;
    bench_finds(b, "渡辺", "27 19"); /* shorter keys are not sorted first: 一 before 花 */
    bench_finds(b, "渡邊花子", "19");
    bench_finds(b, "渡邉　花子", "19");
    bench_finds(b, "渡辺 花子", "19");
    bench_finds(b, "ワタナベ", "27 19");
    bench_finds(b, "わたなべはなこ", "19");
    bench_finds(b, "ﾜﾀﾅﾍﾞ ﾊﾅｺ", "19");
    bench_finds(b, "オオノ", "35");
    bench_finds(b, "オウノ", "35");
    bench_finds(b, "オーノ", "35");
    bench_finds(b, "おおのしょうへい", "35");
    bench_finds(b, "ヴィクトリア", "43");
    bench_finds(b, "ビクトリア", "43");
    bench_finds(b, "ﾋﾞｸﾄﾘｱ", "43");
    bench_finds(b, "johnson victoria", "43");
    bench_finds(b, "Victoria Johnson", "43");
    bench_finds(b, "佐藤", "51 43"); /* by name and by 通称 */
    bench_finds(b, "さとうみか", "43");
    bench_finds(b, "見本商事", "86");
    bench_finds(b, "存在しない", "");
    bench_finds(b, "", "");
    bench_finds(b, "　", "");
}

/* Given names alone, after the names that begin so; former names find the bearer of today. */
static void given_and_former(void **state)
{
    struct bench *b = *state;
    bench_finds(b, "サクラ", "60");
    bench_finds(b, "ハナコ", "19");
    bench_finds(b, "斉藤桜", "60");
    bench_finds(b, "サイトウサクラ", "60");
    bench_finds(b, "高橋", "60");
}

/* One birth day, many spellings; with a name it narrows. */
static void births(void **state)
{
    struct bench *b = *state;
    bench_finds(b, "S31.5.2", "19 51");
    bench_finds(b, "昭和31年5月2日", "19 51");
    bench_finds(b, "1956-05-02", "19 51");
    bench_finds(b, "１９５６０５０２", "19 51");
    bench_finds(b, "19560502", "19 51");
    bench_finds(b, "佐藤 S31.5.2", "51");
    bench_finds(b, "ワタナベ 1956/5/2", "19");
    bench_finds(b, "渡辺 20000229", "27");
}

static void numbers(void **state)
{
    struct bench *b = *state;
    bench_finds(b, "35", "35");
    bench_finds(b, "000000000000035", "35");
    bench_finds(b, "３５", "35");
    bench_finds(b, "1007", "19 27"); /* 世帯番号: the head first */
    bench_finds(b, "9999", "");
}

/* Hostile words: wrong UTF-8 is refused, long ones end. */
static void hostile_words(void **state)
{
    struct bench *b = *state;
    struct found_list list;
    struct as_of as_of = {date_of(2026, 4, 1), INT64_MAX};
    char lots[20001] = "";
    assert_int_equal(addressee_find(&b->session, text_of("\xff\xfe"), as_of, 20, clock_now_ms(), b->arena,
                                    &b->report, &list), ERR_INPUT);
    memset(lots, 'A', sizeof(lots) - 1);
    assert_int_equal(bench_find(b, lots, 20).count, 0);
    for (size_t i = 0; i + 1 < sizeof(lots); i += 2) {
        lots[i] = ' ';
    }
    assert_int_equal(bench_find(b, lots, 20).count, 0);
}

/* ------------------------------------------------------------------------------ 世帯の所属 ----- */

/* Batches read belongings in the order of their key; only what touches the days and was known counts. */
static void belongings_in_order(void **state)
{
    struct bench *b = *state;
    struct belonging_scan *scan;
    struct belonging r;
    bool more = false;
    int64_t last_household = 0, last_no = 0, rows = 0;
    struct span year = {date_of(2026, 4, 1), date_of(2027, 4, 1)};
    assert_int_equal(addressee_belonging_open(b->session.store, year, INT64_MAX, 0, &b->report, &scan), ERR_NONE);
    while (addressee_belonging_next(scan, &b->report, &r, &more) == ERR_NONE && more) {
        assert_true(r.household_no > last_household ||
                    (r.household_no == last_household && r.addressee_no > last_no));
        last_household = r.household_no;
        last_no = r.addressee_no;
        rows++;
    }
    addressee_belonging_close(scan);
    assert_int_equal(rows, 6);

    assert_int_equal(addressee_belonging_open(b->session.store, year, INT64_MAX, 1015, &b->report, &scan), ERR_NONE);
    assert_int_equal(addressee_belonging_next(scan, &b->report, &r, &more), ERR_NONE);
    assert_true(more && r.household_no == 1023);
    addressee_belonging_close(scan);

    struct span before = {date_of(2019, 4, 1), date_of(2020, 4, 1)};
    assert_int_equal(addressee_belonging_open(b->session.store, before, INT64_MAX, 0, &b->report, &scan), ERR_NONE);
    assert_int_equal(addressee_belonging_next(scan, &b->report, &r, &more), ERR_NONE);
    assert_false(more); /* until is not included: 1 April 2020 is outside */
    addressee_belonging_close(scan);
}

/* A run that began earlier sees what was known when it began. */
static void belongings_as_known(void **state)
{
    struct bench *b = *state;
    struct belonging *rows;
    size_t count;
    struct span year = {date_of(2026, 4, 1), date_of(2027, 4, 1)};
    int64_t known_then = moment_between();
    assert_int_equal(bench_import(b, CHANGE,
                                  ROWS("addressee_no=27;history_no=2;household_no=1058;is_head=1;name=渡辺　一郎;"
                                       "kana=ワタナベ　イチロウ;birth=20000229;event_reason=30;event_on=20260701")),
                     ERR_NONE);
    assert_int_equal(addressee_belonging_of(b->session.store, 1007, year, INT64_MAX, b->arena, &b->report, &rows, &count), ERR_NONE);
    assert_int_equal(count, 2);
    assert_int_equal(date_ymd(rows[1].span.until), 20260701);
    assert_int_equal(addressee_belonging_of(b->session.store, 1007, year, known_then, b->arena, &b->report, &rows, &count), ERR_NONE);
    assert_int_equal(count, 2);
    assert_int_equal(date_ymd(rows[1].span.until), 99991231);
    assert_int_equal(addressee_belonging_of(b->session.store, 1058, year, known_then, b->arena, &b->report, &rows, &count), ERR_NONE);
    assert_int_equal(count, 0);
}

static void known_persons(void **state)
{
    struct bench *b = *state;
    int64_t *numbers;
    size_t count;
    assert_int_equal(addressee_known(b->session.store, b->arena, &b->report, &numbers, &count), ERR_NONE);
    assert_int_equal(count, 7);
    assert_int_equal(numbers[0], 19);
    assert_int_equal(numbers[6], 86);
}

/* ---------------------------------------------------------------------------------- 点検 ------ */

static void breaks(struct bench *b, const char *sql, const char *words)
{
    (void)bench_count(b, sql);
    report_clear(&b->report);
    assert_int_equal(addressee_verify(b->session.store, &b->report), ERR_FINDINGS);
    assert_true(b->report.kept > 0);
    assert_non_null(strstr(b->report.lines[0], words));
}

/* verify finds what an edit past the program would leave behind. */
static void verify_finds(void **state)
{
    struct bench *b = *state;
    assert_int_equal(addressee_verify(b->session.store, &b->report), ERR_NONE);
    breaks(b, "UPDATE addressee_person SET address = '902100000079' WHERE addressee_no = 35 RETURNING 1",
           "個人番号とみられる");
    (void)bench_count(b, "UPDATE addressee_person SET address = '902100000078' WHERE addressee_no = 35 RETURNING 1");
    assert_int_equal(addressee_verify(b->session.store, &b->report), ERR_NONE);
    breaks(b, store_url == NULL ? "UPDATE addressee_person SET items = x'0205' WHERE addressee_no = 35 RETURNING 1"
                                : "UPDATE addressee_person SET items = '\\x0205' WHERE addressee_no = 35 RETURNING 1",
           "項目の束を読めません");
    (void)bench_count(b, store_url == NULL ? "UPDATE addressee_person SET items = x'' WHERE addressee_no = 35 RETURNING 1"
                                           : "UPDATE addressee_person SET items = '' WHERE addressee_no = 35 RETURNING 1");
    breaks(b, "UPDATE addressee_person SET valid_from = 20230101 WHERE addressee_no = 60 AND history_no = 2 RETURNING 1",
           "重なって");
    (void)bench_count(b, "UPDATE addressee_person SET valid_from = 20240101 WHERE addressee_no = 60 AND history_no = 2 RETURNING 1");
    breaks(b, "INSERT INTO addressee_belonging (household_no, addressee_no, valid_from, recorded_at, valid_until,"
              " superseded_at, is_head, birth) VALUES (5000, 51, 20250101, 1, 99991231, 9223372036854775807, 1, 0)"
              " RETURNING 1", "両方に属して");
}

/* ----------------------------------------------------------------------- 同姓同名 ------------- */

#define NAMESAKES 150 /* more than two rows of the index hold */

static int setup_empty(void **state)
{
    static struct bench b;
    bench_open(&b, store_url);
    *state = &b;
    return 0;
}

static void all_found(struct bench *b, const char *words, const int64_t *numbers)
{
    struct found_list list = bench_find(b, words, 2 * NAMESAKES);
    assert_int_equal(list.count, NAMESAKES);
    for (size_t i = 0; i < list.count; i++) {
        assert_int_equal(list.persons[i].who.addressee_no, numbers[i]);
    }
}

/* Many of one name and one birth day, and one who comes later between them: all, once, ascending. */
static void namesakes(void **state)
{
    struct bench *b = *state;
    static char lines[NAMESAKES][160];
    const char *rows[NAMESAKES + 1] = {NULL};
    int64_t numbers[NAMESAKES], *known = NULL, no = 10;
    size_t n = 0, known_count = 0;
    for (size_t i = 0; i < NAMESAKES; i++) {
        for (no++; !addressee_number_check_digit_is_right(no); no++) {
        }
        numbers[i] = no;
        snprintf(lines[i], sizeof(lines[i]), "addressee_no=%lld;household_no=%lld;is_head=1;"
                 "name=佐藤　一郎;kana=サトウ　イチロウ;birth=19560502", (long long)no, (long long)no);
        if (i != NAMESAKES / 3) {
            rows[n++] = lines[i];
        }
    }
    assert_int_equal(bench_import(b, FULL, rows), ERR_NONE);
    assert_int_equal(bench_import(b, CHANGE, ROWS(lines[NAMESAKES / 3])), ERR_NONE);
    all_found(b, "サトウ　イチロウ", numbers);
    all_found(b, "イチロウ", numbers);
    all_found(b, "佐藤　一郎", numbers);
    all_found(b, "昭和31年5月2日", numbers);
    assert_int_equal(addressee_known(b->session.store, b->arena, &b->report, &known, &known_count), ERR_NONE);
    assert_int_equal(known_count, NAMESAKES);
    assert_memory_equal(known, numbers, sizeof(numbers));
}

static int run(const char *url)
{
    store_url = url;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(names, setup, teardown),
        cmocka_unit_test_setup_teardown(given_and_former, setup, teardown),
        cmocka_unit_test_setup_teardown(births, setup, teardown),
        cmocka_unit_test_setup_teardown(numbers, setup, teardown),
        cmocka_unit_test_setup_teardown(hostile_words, setup, teardown),
        cmocka_unit_test_setup_teardown(belongings_in_order, setup, teardown),
        cmocka_unit_test_setup_teardown(belongings_as_known, setup, teardown),
        cmocka_unit_test_setup_teardown(known_persons, setup, teardown),
        cmocka_unit_test_setup_teardown(verify_finds, setup, teardown),
        cmocka_unit_test_setup_teardown(namesakes, setup_empty, teardown),
    };
    return cmocka_run_group_tests_name(url == NULL ? "SQLite" : "PostgreSQL", tests, NULL, NULL);
}

int main(int argc, char **argv)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return bench_run(argc, argv, run);
}
