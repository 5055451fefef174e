/*
 * 検索の鍵を作り直す: keys that are missing come back, what is right is not touched, what others wrote stays, a run
 * that failed is begun again; 転入前住所, 転出先 and 在留カード番号 are found (OP-26). On both stores.
 */
#include "addressee/feed_text.h"

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
        ROWS("addressee_no=19;household_no=1007;is_head=1;name=高橋　国男;kana=タカハシ　クニオ;birth=19750401;"
             "address=東京都新宿区西新宿二丁目８番１号;building=;previous_address=神奈川県横浜市中区山下町１０番地",
             "addressee_no=27;household_no=1007;name=高橋　優子;kana=タカハシ　ユウコ;birth=19800229;"
             "address=東京都新宿区西新宿二丁目８番１号;building=",
             "addressee_no=43;household_no=1023;is_head=1;kind=2;name=ＮＧＵＹＥＮ　ＡＮ;roman=NGUYEN AN;kana=グエン　アン;"
             "birth=19900707;address=東京都新宿区片町３番地５;building=;residence_card_no=AB12345678CD",
             "addressee_no=51;household_no=1031;is_head=1;name=山田　桜;kana=ヤマダ　サクラ;birth=19700101;"
             "address=東京都新宿区霞ケ丘町７番地;building=;moved_to_address=大阪府大阪市北区梅田一丁目１番",
             "addressee_no=60;household_no=1040;is_head=1;name=山田　一郎;kana=ヤマダ　イチロウ;birth=19750822;"
             "address=東京都新宿区新宿一丁目１番１号;building=;restriction_kind=1;restriction_state=1;"
             "previous_address=神奈川県横浜市中区山下町２０番地"));
    report_print(&b.report, stderr);
    snprintf(b.session.operator.id, sizeof(b.session.operator.id), "fuka1");
    return e == ERR_NONE || e == ERR_FINDINGS ? 0 : -1;
}

static int teardown(void **state)
{
    bench_close(*state);
    return 0;
}

static int64_t rebuild(struct bench *b)
{
    int64_t keys = 0, changed = -1;
    assert_int_equal(addressee_search_rebuild(b->session.store, &b->report, &keys, &changed), ERR_NONE);
    assert_true(keys > 0);
    return changed;
}

static void run_sql(struct bench *b, const char *sql) { (void)bench_count(b, sql); }

static void op_26_other_places_and_cards(void **state)
{
    struct bench *b = *state;
    bench_finds(b, "横浜市中区山下町", "");
    assert_true(rebuild(b) > 0);
    assert_int_equal(rebuild(b), 0); /* nothing is written twice */
    bench_finds(b, "神奈川県横浜市中区山下町10", "19");
    bench_finds(b, "中区山下町", "19"); /* 60 is protected: not by where he came from (RP-07) */
    bench_finds(b, "大阪府大阪市北区梅田1-1", "51");
    struct found_list list = bench_find(b, "大阪府大阪市北区梅田1-1", 20);
    assert_non_null(strstr(list.persons[0].former, "転出先：大阪府大阪市北区梅田一丁目１番"));
    bench_finds(b, "AB12345678CD", ""); /* wants residence.view */
    permission_add(&b->session.operator.permissions, PERM_STATUS_OF_RESIDENCE_VIEW);
    bench_finds(b, "AB12345678CD", "43");
    bench_finds(b, "ａｂ１２３４５６７８ｃｄ", "43");
    bench_finds(b, "AB12345678CE", "");
    memset(&b->session.operator.permissions, 0, sizeof(b->session.operator.permissions));
    bench_finds(b, "タカハシ", "19 27");
    bench_finds(b, "西新宿2-8-1", "19 27");
}

static void keys_come_back(void **state)
{
    struct bench *b = *state;
    (void)rebuild(b);
    int64_t rows = bench_count(b, "SELECT COUNT(*) FROM addressee_search");
    /* What somebody else wrote meanwhile, and a key of another table of variants. */
    run_sql(b, "INSERT INTO addressee_search (kind, search_key, addressee_no, more) "
               "SELECT kind, search_key, 994, more FROM addressee_search WHERE addressee_no = 51 AND kind = 3 "
               "RETURNING 1");
    run_sql(b, "DELETE FROM addressee_search WHERE addressee_no < 994 AND kind IN (1, 3, 8) RETURNING 1");
    bench_finds(b, "高橋国男", "");
    assert_true(rebuild(b) > 0);
    bench_finds(b, "高橋国男", "19");
    bench_finds(b, "タカハシ", "19 27");
    bench_finds(b, "西新宿2-8-1", "19 27");
    assert_int_equal(bench_count(b, "SELECT COUNT(*) FROM addressee_search WHERE addressee_no < 994"), rows);
    assert_int_equal(rebuild(b), 0);
}

/* Killed on its way: what was written stays, and the next run does the rest. */
static void a_run_that_failed_is_begun_again(void **state)
{
    struct bench *b = *state;
    int64_t keys = 0, changed = 0, rows;
    (void)rebuild(b);
    rows = bench_count(b, "SELECT COUNT(*) FROM addressee_search");
    run_sql(b, "DELETE FROM addressee_search RETURNING 1");
    for (int64_t call = 1; call < 400; call += 13) {
        store_fail_at(b->session.store, call);
        enum err e = addressee_search_rebuild(b->session.store, &b->report, &keys, &changed);
        store_fail_at(b->session.store, 0);
        if (e == ERR_NONE) {
            break;
        }
    }
    report_clear(&b->report);
    (void)rebuild(b);
    assert_int_equal(bench_count(b, "SELECT COUNT(*) FROM addressee_search"), rows);
    bench_finds(b, "高橋国男", "19");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
static int run(const char *url)
{
    const struct CMUnitTest tests[] = {
        TEST(op_26_other_places_and_cards),
        TEST(keys_come_back),
        TEST(a_run_that_failed_is_begun_again),
    };
    store_url = url;
    return cmocka_run_group_tests_name("search rebuild", tests, NULL, NULL);
}

int main(int argc, char **argv)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return bench_run(argc, argv, run);
}
