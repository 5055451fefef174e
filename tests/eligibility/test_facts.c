/*
 * 資格の事実: the three feeds, what is held, what is replaced, two times, scans. All people are invented.
 */
#include "eligibility/eligibility.h"
#include "addressee/feed_text.h"
#include "../ops/moment.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define OPENING "gy-01-eligibility"
#define CARE "kg-01-care"
#define CHANGE "ju-01-residents-change"
#define LATTER "kk-01-latter-stage"
#define ROWS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define MEMBER(no) "addressee_no=" #no ";fact_kind=1;card_symbol=新宿;card_number=12345;branch_no=01;"

static const char *store_url;

static int setup(void **state)
{
    static struct bench b;
    bench_open(&b, store_url);
    *state = &b;
    enum err e = bench_import(&b, "ju-02-residents-full",
                              ROWS("addressee_no=19;household_no=100;is_head=1",
                                   "addressee_no=27;household_no=100",
                                   "addressee_no=35;household_no=200;is_head=1"));
    report_print(&b.report, stderr);
    return e == ERR_NONE ? 0 : -1;
}

static int teardown(void **state)
{
    bench_close(*state);
    return 0;
}

static const struct span always = {{0}, {0}};

static size_t facts_of(struct bench *b, int64_t no, struct span touching, int64_t known_at,
                       struct eligibility_fact **ret)
{
    size_t count = 0;
    assert_int_equal(eligibility_facts_of(b->session.store, no, touching, known_at, b->arena,
                                          &b->report, ret, &count), ERR_NONE);
    return count;
}

/* Each kind of fact with its days and its detail. */
static void opening_balance(void **state)
{
    struct bench *b = *state;
    struct eligibility_fact *f;
    assert_int_equal(
        bench_import(b, OPENING,
                     ROWS(MEMBER(19) "from_on=20200401;acquisition_reason=A01",
                          "addressee_no=19;fact_kind=4;from_on=20260131;separation_code=11",
                          MEMBER(27) "from_on=20200401;until_on=20230601;loss_reason=L02",
                          MEMBER(27) "from_on=20240401",
                          "addressee_no=27;fact_kind=5;from_on=20260810;is_multiple_birth=1",
                          "addressee_no=35;fact_kind=5;from_on=20260810;is_multiple_birth=0",
                          "addressee_no=35;fact_kind=6;from_on=20260401")),
        ERR_NONE);
    assert_int_equal(facts_of(b, 19, always, INT64_MAX, &f), 2);
    assert_int_equal(f[0].kind, FACT_MEMBERSHIP);
    assert_int_equal(date_ymd(f[0].span.from), 20200401);
    assert_int_equal(date_ymd(f[0].span.until), 99991231);
    assert_true(text_is(f[0].card_symbol, "新宿") && text_is(f[0].card_number, "12345"));
    assert_int_equal(f[1].kind, FACT_UNEMPLOYED);
    assert_int_equal(f[1].detail, 11);
    assert_int_equal(facts_of(b, 27, always, INT64_MAX, &f), 3);
    assert_int_equal(date_ymd(f[0].span.until), 20230601);
    assert_int_equal(f[2].detail, 2);
    assert_int_equal(facts_of(b, 35, always, INT64_MAX, &f), 2);
    assert_int_equal(f[0].detail, 1);
    assert_int_equal(f[1].kind, FACT_FORMER_DEPENDANT);
    assert_int_equal(eligibility_verify(b->session.store, &b->report), ERR_NONE);
}

/* OP-26: 記号・番号・枝番, whatever width the digits have; nobody twice. */
static void whose_card_it_is(void **state)
{
    struct bench *b = *state;
    struct store *s = b->session.store;
    int64_t *numbers;
    size_t count;
    static const struct {
        const char *symbol, *number;
        int branch;
        size_t count;
    } cases[] = {{"新宿", "12345", 0, 2}, {"", "１２３４５", 0, 2}, {"新宿", "0012345", 0, 2}, {"中野", "12345", 0, 0},
                 {"新宿", "12345", 1, 1}, {"新宿", "12345", 3, 0},  {"", "12346", 0, 0},      {"新宿", "12345", 2, 1}};
    assert_int_equal(
        bench_import(b, OPENING,
                     ROWS(MEMBER(19) "from_on=20200401;until_on=20220401", MEMBER(19) "from_on=20230401",
                          "addressee_no=27;fact_kind=1;card_symbol=新宿;card_number=１２３４５;branch_no=02;"
                          "from_on=20240401")),
        ERR_NONE);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_int_equal(eligibility_by_card(s, text_of(cases[i].symbol), text_of(cases[i].number),
                                             cases[i].branch, 10, b->arena, &b->report, &numbers, &count),
                         ERR_NONE);
        assert_int_equal(count, cases[i].count);
    }
}

/* The day of loss is outside: a span that begins on it is not touched. */
static void days_touched(void **state)
{
    struct bench *b = *state;
    struct eligibility_fact *f;
    assert_int_equal(bench_import(b, OPENING, ROWS(MEMBER(27) "from_on=20200401;until_on=20260401")), ERR_NONE);
    assert_int_equal(facts_of(b, 27, (struct span){date_of(2026, 4, 1), date_of(2027, 4, 1)}, INT64_MAX, &f), 0);
    assert_int_equal(facts_of(b, 27, (struct span){date_of(2026, 3, 31), date_of(2026, 4, 1)}, INT64_MAX, &f), 1);
    assert_int_equal(facts_of(b, 27, (struct span){date_of(2020, 3, 1), date_of(2020, 4, 1)}, INT64_MAX, &f), 0);
    assert_int_equal(facts_of(b, 27, (struct span){date_of(2020, 3, 1), date_of(2020, 4, 2)}, INT64_MAX, &f), 1);
}

/* eligibility.md 18 R2, R3: overlapping memberships and ends before beginnings are held; nothing else of the file is. */
static void held_records(void **state)
{
    struct bench *b = *state;
    struct eligibility_fact *f;
    assert_int_equal(bench_import(b, OPENING,
                                  ROWS(MEMBER(19) "from_on=20200401;until_on=20220401",
                                       MEMBER(19) "from_on=20220331",
                                       MEMBER(27) "from_on=20200401;until_on=20200331",
                                       MEMBER(35) "from_on=20200401",
                                       MEMBER(94) "from_on=20200401")),
                     ERR_FINDINGS);
    assert_int_equal(b->held, 3);
    assert_int_equal(bench_tasks(b, "K02"), 1);
    assert_int_equal(bench_tasks(b, "R01"), 1);
    assert_int_equal(bench_tasks(b, "K01"), 1); /* a person the register does not know */
    assert_int_equal(facts_of(b, 19, always, INT64_MAX, &f), 1);
    assert_int_equal(facts_of(b, 27, always, INT64_MAX, &f), 0);
    assert_int_equal(facts_of(b, 35, always, INT64_MAX, &f), 1);
    assert_int_equal(facts_of(b, 94, always, INT64_MAX, &f), 0);
}

static int64_t waiting(struct bench *b)
{
    int64_t rows = bench_count(b, "SELECT count(*) FROM interchange_task"
                                  " WHERE code = 'K01' AND closed_at = 9223372036854775807");
    int64_t tasks = bench_count(b, "SELECT count(*) FROM casework_task WHERE source LIKE 'import:%:K01' AND state = 1");
    assert_int_equal(rows, tasks);
    return rows;
}

static enum err arrives(struct bench *b, const char *row) { return bench_import(b, CHANGE, ROWS(row)); }

/* A fact that was held because its person was unknown is taken with the file that brings the person; its task is
 * done, with a trace. Who does not come stays a task. */
static void waits_for_its_person(void **state)
{
    struct bench *b = *state;
    struct eligibility_fact *f;
    assert_int_equal(bench_import(b, OPENING,
                                  ROWS(MEMBER(19) "from_on=20200401",
                                       MEMBER(94) "from_on=20200401;until_on=20220401;acquisition_reason=A01",
                                       MEMBER(94) "from_on=20230401",
                                       "addressee_no=94;fact_kind=4;from_on=20260131;separation_code=11",
                                       MEMBER(78) "from_on=20210401")), ERR_FINDINGS);
    assert_int_equal(bench_import(b, LATTER, ROWS("addressee_no=94;acquired_on=20250901;reason=1;former_insurer=1")),
                     ERR_FINDINGS);
    assert_int_equal(waiting(b), 5);
    assert_int_equal(arrives(b, "addressee_no=60;household_no=300;is_head=1"), ERR_NONE);
    assert_int_equal(waiting(b), 5);
    report_clear(&b->report);
    assert_int_equal(arrives(b, "addressee_no=94;household_no=400;is_head=1"), ERR_NONE);
    assert_int_equal(b->report.kept, 2); /* one line a feed */
    assert_non_null(strstr(b->report.lines[0], "取り込みました"));
    assert_int_equal(waiting(b), 1);
    assert_int_equal(facts_of(b, 94, always, INT64_MAX, &f), 4);
    assert_int_equal(date_ymd(f[0].span.until), 20220401);
    assert_true(text_is(f[0].card_number, "12345"));
    assert_int_equal(date_ymd(f[1].span.from), 20230401);
    assert_int_equal(f[2].kind, FACT_LATTER_STAGE);
    assert_int_equal(f[3].detail, 11);
    assert_int_equal(facts_of(b, 19, always, INT64_MAX, &f), 1); /* a replacing feed replaces nothing on the way */
    assert_int_equal(bench_count(b, "SELECT count(*) FROM eligibility_fact WHERE addressee_no = 94"
                                    " AND rest LIKE '%acquisition_reason=A01%'"), 1);
    assert_int_equal(bench_count(b, "SELECT count(*) FROM casework_task WHERE state = 3 AND done_words LIKE"
                                    " 'import:%: 待っていた記録が届き、取り込みました'"), 4);
    assert_int_equal(arrives(b, "addressee_no=51;household_no=500;is_head=1"), ERR_NONE); /* nothing twice */
    assert_int_equal(bench_count(b, "SELECT count(*) FROM eligibility_fact WHERE addressee_no = 94"), 4);
    assert_int_equal(eligibility_verify(b->session.store, &b->report), ERR_NONE);
}

/* What waits is replaced as what is known is: by the newest file about the person, by the next opening balance. */
static void newest_statement_waits(void **state)
{
    struct bench *b = *state;
    struct eligibility_fact *f;
    assert_int_equal(bench_import(b, CARE, ROWS("addressee_no=94;fact=1;reason=01;facility=見本園;from_on=20250601")),
                     ERR_FINDINGS);
    assert_int_equal(bench_import(b, CARE, ROWS("addressee_no=94;fact=1;reason=01;facility=見本園;from_on=20250701")),
                     ERR_FINDINGS);
    assert_int_equal(waiting(b), 1); /* the older statement is done */
    assert_int_equal(bench_import(b, OPENING, ROWS(MEMBER(94) "from_on=20200401")), ERR_FINDINGS);
    assert_int_equal(bench_import(b, OPENING, ROWS(MEMBER(19) "from_on=20200401")), ERR_NONE);
    assert_int_equal(waiting(b), 1); /* the new balance has no such person */
    assert_int_equal(arrives(b, "addressee_no=94;household_no=400;is_head=1"), ERR_NONE);
    assert_int_equal(facts_of(b, 94, always, INT64_MAX, &f), 1);
    assert_int_equal(f[0].kind, FACT_CARE_EXEMPT);
    assert_int_equal(date_ymd(f[0].span.from), 20250701);
    assert_int_equal(waiting(b), 0);
}

/* Facts that clash are for a person: the first is taken, the task of the other stays and it is not offered again. */
static void clash_of_what_waited(void **state)
{
    struct bench *b = *state;
    struct eligibility_fact *f;
    assert_int_equal(bench_import(b, OPENING, ROWS(MEMBER(94) "from_on=20200401", MEMBER(94) "from_on=20220401")),
                     ERR_FINDINGS);
    for (int file = 0; file < 2; file++) {
        assert_int_equal(arrives(b, file == 0 ? "addressee_no=94;household_no=400;is_head=1"
                                              : "addressee_no=60;household_no=300;is_head=1"), ERR_NONE);
        assert_int_equal(facts_of(b, 94, always, INT64_MAX, &f), 1);
        assert_int_equal(date_ymd(f[0].span.from), 20200401);
        assert_int_equal(bench_count(b, "SELECT count(*) FROM casework_task WHERE source LIKE 'import:%:K01'"
                                        " AND state = 1"), 1);
    }
}

/* One acquired on the day the other ends is no overlap. */
static void seamless(void **state)
{
    struct bench *b = *state;
    struct eligibility_fact *f;
    assert_int_equal(bench_import(b, OPENING, ROWS(MEMBER(19) "from_on=20200401;until_on=20220401",
                                                   MEMBER(19) "from_on=20220401")), ERR_NONE);
    assert_int_equal(facts_of(b, 19, always, INT64_MAX, &f), 2);
}

/* 特例対象 without a reason code decides nothing: a person has to look. */
static void unemployed_without_code(void **state)
{
    struct bench *b = *state;
    assert_int_equal(bench_import(b, OPENING, ROWS("addressee_no=19;fact_kind=4;from_on=20260131")), ERR_FINDINGS);
    assert_int_equal(bench_count(b, "SELECT count(*) FROM eligibility_fact"), 0);
}

/* The opening balance replaces itself whole; read again it changes nothing; what was known stays known. */
static void replacement(void **state)
{
    struct bench *b = *state;
    struct eligibility_fact *f;
    const char *const *first = ROWS(MEMBER(19) "from_on=20200401", MEMBER(27) "from_on=20210401",
                                    MEMBER(35) "from_on=20220401");
    assert_int_equal(bench_import(b, OPENING, first), ERR_NONE);
    assert_int_equal(bench_import(b, OPENING, first), ERR_NONE);
    assert_int_equal(bench_count(b, "SELECT count(*) FROM eligibility_fact"), 3);
    int64_t known_then = moment_between();
    (void)next_moment();
    assert_int_equal(bench_import(b, OPENING, ROWS(MEMBER(19) "from_on=20200401;until_on=20260201",
                                                   MEMBER(35) "from_on=20220501")), ERR_NONE);
    assert_int_equal(facts_of(b, 19, always, INT64_MAX, &f), 1);
    assert_int_equal(date_ymd(f[0].span.until), 20260201);
    assert_int_equal(facts_of(b, 27, always, INT64_MAX, &f), 0);
    assert_int_equal(facts_of(b, 35, always, INT64_MAX, &f), 1);
    assert_int_equal(date_ymd(f[0].span.from), 20220501);
    assert_int_equal(facts_of(b, 19, always, known_then, &f), 1);
    assert_int_equal(date_ymd(f[0].span.until), 99991231);
    assert_int_equal(facts_of(b, 27, always, known_then, &f), 1);
    assert_int_equal(facts_of(b, 35, always, known_then, &f), 1);
    assert_int_equal(date_ymd(f[0].span.from), 20220401);
    assert_int_equal(bench_count(b, "SELECT count(*) FROM eligibility_fact"), 5);
}

/* KG-01, KK-01: facts of their own source; a corrected beginning replaces the old one of that person. */
static void other_feeds(void **state)
{
    struct bench *b = *state;
    struct eligibility_fact *f;
    assert_int_equal(bench_import(b, OPENING, ROWS(MEMBER(19) "from_on=20200401")), ERR_NONE);
    assert_int_equal(bench_import(b, CARE,
                                  ROWS("addressee_no=19;fact=1;reason=01;facility=見本園;from_on=20250601",
                                       "addressee_no=27;fact=2;reason=11;from_on=20250601")), ERR_NONE);
    assert_int_equal(bench_import(b, LATTER,
                                  ROWS("addressee_no=27;acquired_on=20250901;reason=1;former_insurer=1",
                                       "addressee_no=35;acquired_on=20250901;reason=2;former_insurer=3")), ERR_NONE);
    assert_int_equal(facts_of(b, 19, always, INT64_MAX, &f), 2);
    assert_int_equal(f[1].kind, FACT_CARE_EXEMPT);
    assert_int_equal(facts_of(b, 27, always, INT64_MAX, &f), 1); /* 第1号 is kept, asked for by nobody */
    assert_int_equal(f[0].kind, FACT_LATTER_STAGE);
    assert_int_equal(f[0].detail, 1);
    assert_int_equal(facts_of(b, 35, always, INT64_MAX, &f), 1);
    assert_int_equal(f[0].detail, 3);

    assert_int_equal(bench_import(b, CARE, ROWS("addressee_no=19;fact=1;reason=01;facility=見本園;from_on=20250501")),
                     ERR_FINDINGS);
    assert_int_equal(b->held, 1); /* 27 is not in it any more */
    assert_int_equal(facts_of(b, 19, always, INT64_MAX, &f), 2);
    assert_int_equal(date_ymd(f[1].span.from), 20250501);
    assert_int_equal(bench_count(b, "SELECT count(*) FROM eligibility_fact WHERE addressee_no = 27 AND kind = 7"
                                    " AND superseded_at = 9223372036854775807"), 1);
}

static void scan_in_order(void **state)
{
    struct bench *b = *state;
    struct eligibility_scan *scan;
    struct eligibility_fact f;
    bool more = false;
    char text[128] = "";
    assert_int_equal(bench_import(b, OPENING,
                                  ROWS(MEMBER(35) "from_on=20200401", MEMBER(19) "from_on=20240401",
                                       "addressee_no=19;fact_kind=4;from_on=20260131;separation_code=31",
                                       MEMBER(19) "from_on=20200401;until_on=20230401", MEMBER(27) "from_on=20270401")),
                     ERR_NONE);
    struct span year = {date_of(2026, 4, 1), date_of(2027, 4, 1)};
    assert_int_equal(eligibility_scan_open(b->session.store, year, INT64_MAX, &b->report, &scan), ERR_NONE);
    while (eligibility_scan_next(scan, &b->report, &f, &more) == ERR_NONE && more) {
        size_t len = strlen(text);
        snprintf(text + len, sizeof(text) - len, "%lld/%d/%d ", (long long)f.addressee_no, (int)f.kind,
                 date_ymd(f.span.from));
    }
    eligibility_scan_close(scan);
    assert_string_equal(text, "19/1/20240401 19/4/20260131 35/1/20200401 ");
}

static void verify_finds(void **state)
{
    struct bench *b = *state;
    assert_int_equal(bench_import(b, OPENING, ROWS(MEMBER(19) "from_on=20200401;until_on=20220401",
                                                   MEMBER(19) "from_on=20220401")), ERR_NONE);
    assert_int_equal(eligibility_verify(b->session.store, &b->report), ERR_NONE);
    (void)bench_count(b, "UPDATE eligibility_fact SET valid_until = 20220501 WHERE valid_until = 20220401 RETURNING 1");
    assert_int_equal(eligibility_verify(b->session.store, &b->report), ERR_FINDINGS);
    assert_non_null(strstr(b->report.lines[0], "重なって"));
    (void)bench_count(b, "UPDATE eligibility_fact SET valid_until = 20220401, addressee_no = 999 WHERE valid_until = 20220501 RETURNING 1");
    report_clear(&b->report);
    assert_int_equal(eligibility_verify(b->session.store, &b->report), ERR_FINDINGS);
    assert_non_null(strstr(b->report.lines[0], "住民記録にありません"));
}

static int run(const char *url)
{
    store_url = url;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(opening_balance, setup, teardown),
        cmocka_unit_test_setup_teardown(whose_card_it_is, setup, teardown),
        cmocka_unit_test_setup_teardown(days_touched, setup, teardown),
        cmocka_unit_test_setup_teardown(held_records, setup, teardown),
        cmocka_unit_test_setup_teardown(waits_for_its_person, setup, teardown),
        cmocka_unit_test_setup_teardown(newest_statement_waits, setup, teardown),
        cmocka_unit_test_setup_teardown(clash_of_what_waited, setup, teardown),
        cmocka_unit_test_setup_teardown(seamless, setup, teardown),
        cmocka_unit_test_setup_teardown(unemployed_without_code, setup, teardown),
        cmocka_unit_test_setup_teardown(replacement, setup, teardown),
        cmocka_unit_test_setup_teardown(other_feeds, setup, teardown),
        cmocka_unit_test_setup_teardown(scan_in_order, setup, teardown),
        cmocka_unit_test_setup_teardown(verify_finds, setup, teardown),
    };
    return cmocka_run_group_tests_name(url == NULL ? "SQLite" : "PostgreSQL", tests, NULL, NULL);
}

int main(int argc, char **argv)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return bench_run(argc, argv, run);
}
