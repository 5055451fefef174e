/*
 * 検索 (OP-26): every key finds the test person -- kana, kanji with variants, Roman letters, 通称, 旧氏,
 * former names and addresses, numbers, telephones, birth days in both calendars, parts, what is missing;
 * what is protected is not found by its address (RP-03, RP-07); a 個人番号 is not looked for in the box
 * (MN-04). On both stores. People are invented.
 */
#include "addressee/change_play.h"

#include "base/share.h"
#include <stdlib.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define FULL "ju-02-residents-full"
#define ROWS(...) ((const char *const[]){__VA_ARGS__, NULL})

static const char *store_url;

static int setup(void **state)
{
    static struct bench b;
    bench_open(&b, store_url);
    *state = &b;
    enum err e = bench_import(
        &b, FULL,
        ROWS("addressee_no=19;household_no=1007;is_head=1;name=髙﨑󠄁　國男;kana=タカサキ　クニオ;birth="
             "19750401;"
             "address=東京都新宿区西新宿二丁目８番１号;building=コーポ欅　２０１号室",
             "addressee_no=27;household_no=1007;name=髙﨑　優子;kana=タカサキ　ユウコ;birth=19800229;"
             "address=東京都新宿区西新宿二丁目８番１号;building=コーポ欅　２０１号室",
             "addressee_no=35;household_no=1015;is_head=1;name=大野　昇平;kana=オオノ　シヨウヘイ;birth="
             "19500000;"
             "address=東京都新宿区西新宿二丁目８番１２号;building=",
             "addressee_no=43;household_no=1023;is_head=1;kind=2;name=ＮＧＵＹＥＮ　ＶＡＮ　ＡＮ;"
             "roman=NGUYEN VAN "
             "AN;kana=グエン　ヴァン　アン;alias=佐藤　美香;alias_kana=サトウ　ミカ;birth=19900707;"
             "address=東京都新宿区片町３番地５;building=",
             "addressee_no=51;household_no=1031;is_head=1;history_no=1;is_latest=0;name=斎藤　桜;kana="
             "サイトウ　サクラ;"
             "birth=19700101;address=東京都新宿区早稲田鶴巻町１０番地２;building=メゾン青葉　３０３号室",
             "addressee_no=51;household_no=1031;is_head=1;history_no=2;name=山田　桜;kana=ヤマダ　サクラ;"
             "former_surname=齋藤;former_surname_kana=サイトウ;event_reason=22;event_on=20240101;birth="
             "19700101;"
             "address=東京都新宿区霞ケ丘町７番地;building=",
             "addressee_no=60;household_no=1040;is_head=1;name=山田　一郎;kana=ヤマダ　イチロウ;birth="
             "19750822;"
             "address=東京都新宿区新宿一丁目１番１号;building=;restriction_kind=1;restriction_state=1",
             "addressee_no=78;household_no=1058;is_head=1;kind=2;name=ＲＡＩ;roman=RAI;kana=;birth=0;"
             "address=東京都新宿区片町３番地５;building="));
    report_print(&b.report, stderr);
    snprintf(b.session.folder.params, sizeof(b.session.folder.params), "%s/params",
             share_folder());
    snprintf(b.session.operator.id, sizeof(b.session.operator.id), "fuka1");
    return e == ERR_NONE || e == ERR_FINDINGS ? 0 : -1; /* uncertain birth days are tasks */
}

static int teardown(void **state)
{
    bench_close(*state);
    return 0;
}

/* OP-26 カナ・漢字・部分一致. */
static void op_26_names(void **state)
{
    struct bench *b = *state;
    bench_finds(b, "タカサキ", "19 27");
    bench_finds(b, "ﾀｶｻｷ ｸﾆｵ", "19");
    bench_finds(b, "たかさきくにお", "19");
    bench_finds(b, "クニオ タカサキ", "19");
    bench_finds(b, "高崎国男", "19");
    bench_finds(b, "髙埼 國男", "19");
    bench_finds(b, "国男", "19");
    bench_finds(b, "崎", "19 27");
    bench_finds(b, "サキ", "19 27");
    bench_finds(b, "オーノ", "35");
    bench_finds(b, "ノシヨ", "");
}

/* OP-26 英字: of Japanese names by any spelling, of foreigners in any order; 通称. */
static void op_26_roman(void **state)
{
    struct bench *b = *state;
    bench_finds(b, "TAKASAKI", "19 27");
    bench_finds(b, "kunio takasaki", "19");
    bench_finds(b, "YUKO", "27");
    bench_finds(b, "Takasaki Yuuko", "27");
    bench_finds(b, "ONO", "35");
    bench_finds(b, "OHNO SHOHEI", "35");
    bench_finds(b, "Oono Syouhei", "35");
    bench_finds(b, "nguyen", "43");
    bench_finds(b, "An Nguyen Van", "43");
    bench_finds(b, "VAN AN", "43");
    bench_finds(b, "ＮＧＵＹＥＮ", "43");
    bench_finds(b, "佐藤美香", "43");
    bench_finds(b, "SATO MIKA", "43");
}

/* OP-26 旧氏, former names: found, and said to be former. */
static void op_26_former(void **state)
{
    struct bench *b = *state;
    bench_finds(b, "斎藤", "51");
    bench_finds(b, "サイトウ", "51");
    bench_finds(b, "斉藤桜", "51"); /* 旧氏 with the given name: it is registered, so not former */
    struct found_list list = bench_find(b, "斉藤桜", 20);
    assert_string_equal(list.persons[0].former, "");
    list = bench_find(b, "早稲田鶴巻町10", 20);
    assert_int_equal(list.count, 1);
    assert_non_null(strstr(list.persons[0].former, "早稲田鶴巻町"));
    assert_int_equal(list.persons[0].how, FOUND_PART);
}

/* OP-26 和暦西暦: every spelling, years alone, vague days. Three letters and a year are seven keys. */
static void op_26_births(void **state)
{
    struct bench *b = *state;
    static const char *const spellings[] = {"S50.4.1",  "昭和50年4月1日", "1975-04-01",     "19750401",
                                            "500401",   "3500401",        "Ｓ５０．４．１", "1975/4/1",
                                            "㍼50.4.1", "S500401"};
    for (size_t i = 0; i < COUNT_OF(spellings); i++) {
        bench_finds(b, spellings[i], "19");
    }
    bench_finds(b, "S50", "19 60");
    bench_finds(b, "昭和50年", "19 60");
    bench_finds(b, "1975年4月", "19");
    bench_finds(b, "1975-04", "19");
    bench_finds(b, "S25", "35");
    bench_finds(b, "S25.6", "35"); /* the register knows the year only */
    bench_finds(b, "1950-06-01", "35");
    bench_finds(b, "ヤマダ 50", "60");
    bench_finds(b, "ヤマタ50", "60");
    bench_finds(b, "ﾀｶｻ 55", "27");
    bench_finds(b, "山田 S45", "51");
    bench_finds(b, "山田 S44", "");
    bench_finds(b, "080401", "");
}

/* OP-26 番号: 宛名番号, 世帯番号, wrong check digits told; MN-04: twelve digits are left alone. */
static void op_26_numbers(void **state)
{
    struct bench *b = *state;
    char digits[13];
    bench_finds(b, "35", "35");
    bench_finds(b, "０００３５", "35");
    bench_finds(b, "1007", "19 27");
    assert_non_null(strstr(bench_find(b, "999998", 20).words, "検査数字"));
    struct found_list list = bench_find(b, "902100000078", 20);
    assert_int_equal(list.count, 0);
    assert_non_null(strstr(list.words, "個人番号"));
    assert_true(addressee_words_number(text_of("９０２１００００００７８"), digits));
    assert_string_equal(digits, "902100000078");
    assert_false(addressee_words_number(text_of("000000000000035"), digits));
    assert_false(addressee_words_number((struct text){"\xff", 1}, digits));
}

/* OP-26 住所・方書, however the numbers are written; 2-8-1 comes before 2-8-12. */
static void op_26_addresses(void **state)
{
    struct bench *b = *state;
    bench_finds(b, "西新宿2-8-1", "19 27 35");
    bench_finds(b, "西新宿二丁目８番１号", "19 27 35");
    bench_finds(b, "西新宿２丁目8-12", "35");
    bench_finds(b, "東京都新宿区西新宿2-8-12", "35");
    bench_finds(b, "新宿区西新宿 2-8-12", "35");
    bench_finds(b, "西新宿2－8ー12", "35");
    bench_finds(b, "西新宿2の8の12", "35");
    bench_finds(b, "片町3-5", "43 78");
    bench_finds(b, "霞が丘町7", "51");
    bench_finds(b, "霞ヶ丘町", "51");
    bench_finds(b, "西新宿", "19 27 35");
    bench_finds(b, "ニシシンジュク", "19 27 35"); /* by the reading of the town, and by parts of it */
    bench_finds(b, "にししん", "19 27 35");
    bench_finds(b, "ジュクニシ", "");
    bench_finds(b, "稲田鶴", "51"); /* where she lived */
    bench_finds(b, "カスミガオカ", "51");
    bench_finds(b, "シンジュク", "19 27 35"); /* 60 is protected: no way leads to his address */
    bench_finds(b, "コーポ欅", "19 27");
    bench_finds(b, "ｺｰﾎﾟ欅201", "19 27");
    bench_finds(b, "コーポ欅 ２０１号室", "19 27");
    bench_finds(b, "西新宿2-8-1 コーポ欅 201", "19 27");
    bench_finds(b, "コーポ欅 202", "");
    bench_finds(b, "大野 西新宿", "35");
    bench_finds(b, "タカサキ 西新宿2-8-12", "");
}

/* OP-26 未入力. */
static void op_26_missing(void **state)
{
    struct bench *b = *state;
    bench_finds(b, "カナ未入力", "78");
    bench_finds(b, "生年月日未入力", "78");
    bench_finds(b, "フリガナなし rai", "78");
    bench_finds(b, "住所未入力", "");
}

static void op_26_phone(void **state)
{
    struct bench *b = *state;
    play_may(b, PERM_ADDRESSEE_CHANGE);
    (void)play_done(b, "contact", 27, "kind=1;phone=03-5273-1234;from=2026-04-01");
    bench_finds(b, "03-5273-1234", "27");
    bench_finds(b, "0352731234", "27");
    bench_finds(b, "０３（５２７３）１２３４", "27");
    bench_finds(b, "タカサキ 0352731234", "27");
    bench_finds(b, "03-5273-9999", "");
}

/* RP-03, RP-07: a protected person is found by name and number, masked; by an address or parts of it only
 * with the right. */
static void rp_07_protected(void **state)
{
    struct bench *b = *state;
    b->session.operator.permissions =(struct permission_set){0};
    struct found_list list = bench_find(b, "山田一郎", 20);
    assert_int_equal(list.count, 1);
    assert_true(list.persons[0].who.is_restricted && list.persons[0].is_household_guarded);
    assert_null(memmem(list.persons[0].who.address.bytes, list.persons[0].who.address.len, "一丁目",
                       strlen("一丁目")));
    bench_finds(b, "60", "60");
    bench_finds(b, "新宿1-1-1", "");
    bench_finds(b, "新宿区新宿1-1", "");
    bench_finds(b, "山田 新宿1-1-1", "");
    play_may(b, PERM_RESTRICTED_VIEW);
    bench_finds(b, "新宿1-1-1", "60");
}

/* Same names, exact hits first, more than fit. */
static void op_26_order_and_more(void **state)
{
    struct bench *b = *state;
    struct as_of as_of = {date_of(2026, 4, 1), INT64_MAX};
    struct found_list list;
    list = bench_find(b, "山田桜", 20);
    assert_int_equal(list.count, 1);
    assert_int_equal(list.persons[0].how, FOUND_EXACT);
    assert_string_equal(list.persons[0].head_name, "山田　桜");
    assert_int_equal(bench_find(b, "山田", 20).persons[0].how, FOUND_BEGINS);
    assert_int_equal(
        addressee_find(&b->session, text_of("タカサキ"), as_of, 1, 0, b->arena, &b->report, &list),
        ERR_NONE);
    assert_true(list.count == 1 && list.has_more);
}

/* Hostile words end, find nobody or somebody, and break nothing. */
static void hostile(void **state)
{
    struct bench *b = *state;
    static const char *const words[] = {
        "%",  "_",        "'",          "\"",    "';DROP TABLE addressee_person;--",
        "\\", "タ%",      "_崎",        "-",     "・",
        "ー", "\x01\x02", "西新宿----", "2-8-1", "丁目",
        "S",  "0",        "0000",       "元年",  "、、、"};
    struct as_of as_of = {date_of(2026, 4, 1), INT64_MAX};
    struct found_list list;
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        assert_true(bench_find(b, words[i], 20).count <= 20);
    }
    bench_finds(b, "%", "");
    bench_finds(b, "_崎", "");
    size_t size = 100000;
    char *lots = malloc(size);
    assert_non_null(lots);
    static const char *const fills[] = {"A", "ア", "1", "ア ", "西1-"};
    for (size_t i = 0; i < COUNT_OF(fills); i++) {
        size_t n = strlen(fills[i]);
        for (size_t at = 0; at + n <= size; at += n) {
            memcpy(lots + at, fills[i], n);
        }
        assert_int_equal(addressee_find(&b->session, (struct text){lots, size / n * n}, as_of, 20, 0,
                                        b->arena, &b->report, &list),
                         ERR_NONE);
    }
    assert_int_equal(addressee_find(&b->session, (struct text){"タ\xe3\x82", 5}, as_of, 20, 0, b->arena,
                                    &b->report, &list),
                     ERR_INPUT);
    report_clear(&b->report);
    free(lots);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

static int run(const char *url)
{
    const struct CMUnitTest tests[] = {
        TEST(op_26_names),     TEST(op_26_roman),          TEST(op_26_former),  TEST(op_26_births),
        TEST(op_26_numbers),   TEST(op_26_addresses),      TEST(op_26_missing), TEST(op_26_phone),
        TEST(rp_07_protected), TEST(op_26_order_and_more), TEST(hostile),
    };
    store_url = url;
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(int argc, char **argv) { return bench_run(argc, argv, run); }
