/*
 * 特別徴収対象者情報, 介護賦課情報: whom a file names is said by persons, what it says has two times
 * (NK-01, KG-02). All people and numbers are invented.
 */
#include "addressee/feed_text.h"
#include "ops/keys.h"
#include "output/internal.h"
#include "withholding/withholding.h"
#include "../ops/moment.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

const struct import_handler *const import_handlers[] = {
    &import_residents_full,  &import_residents_change, &import_opening_eligibility,
    &import_pension_persons, &import_care_premium,
};
const size_t import_handler_count = COUNT_OF(import_handlers);
const struct change_kind *const change_kinds[] = {&kind_withholding_person, &kind_withholding_account};
const size_t change_kind_count = COUNT_OF(change_kinds);
const struct output_list *const output_lists[] = {&output_list_withholding, &output_list_pensioners};
const size_t output_list_count = COUNT_OF(output_lists);

#define PERSONS "pension-persons"
#define CARE "kg-02-care-premium"
#define ROWS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define MEMBER(no)                                                                                         \
    "addressee_no=" #no ";fact_kind=1;card_symbol=新宿;card_number=1;branch_no=01;from_on=20200401"
#define STANDS " AND superseded_at = 9223372036854775807"
#define RECORD_BYTES 500

static const char *store_url;
static int64_t moment, change_no;

static int setup(void **state)
{
    static struct bench b;
    bench_open(&b, store_url);
    *state = &b;
    enum err e = bench_import(
        &b, "ju-02-residents-full",
        ROWS("addressee_no=19;household_no=100;is_head=1;birth=19550401;sex=1;kana=ヤマダ　タロウ",
             "addressee_no=27;household_no=100;birth=19560401;sex=2;kana=ヤマダ　ハナコ",
             "addressee_no=35;household_no=200;is_head=1;birth=19550401;sex=1;kana=ヤマダ　タロウ",
             "addressee_no=43;household_no=300;is_head=1;birth=19570101;sex=2;kana=サトウ　ハナ"));
    e = e == ERR_NONE ? bench_import(&b, "gy-01-eligibility", ROWS(MEMBER(19), MEMBER(27), MEMBER(43))) : e;
    report_print(&b.report, stderr);
    return e == ERR_NONE ? 0 : -1;
}

static int teardown(void **state)
{
    bench_close(*state);
    return 0;
}

/* ------------------------------------------------------------------------------ the files ------ */

struct person {
    const char *number, *code, *birth, *sex, *kana;
    long long yearly;
};

static void put(char *record, size_t at, const char *value)
{
    memcpy(record + at - 1, value, strlen(value));
}

static void write_record(FILE *f, char kind, const char *municipality, const char *made, const char *rest)
{
    char record[RECORD_BYTES + 1], head[32];
    memset(record, ' ', RECORD_BYTES);
    record[RECORD_BYTES] = '\0';
    (void)snprintf(head, sizeof(head), "%c%s00100 1%s", kind, municipality, made);
    put(record, 1, head);
    put(record, 22, rest);
    fprintf(f, "%s\r\n", record);
}

/* Kana of the file in half width: JIS X 0201, one byte each. */
static enum err take_of(struct bench *b, const char *municipality, const char *made,
                        const struct person *persons, size_t count)
{
    char path[128], rest[128];
    long long sum = 0;
    (void)snprintf(path, sizeof(path), "%s/persons-%d.dat", b->folder, ++b->files);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    write_record(f, '1', municipality, made, "");
    for (size_t i = 0; i < count; i++) {
        const struct person *p = &persons[i];
        (void)snprintf(rest, sizeof(rest), "%s%s%s%s%-25s0000%s%011lld%011d%011d", p->number, p->code,
                       p->birth, p->sex, p->kana, made, p->yearly, 0, 0);
        write_record(f, '2', municipality, made, rest);
        sum += p->yearly;
    }
    (void)snprintf(rest, sizeof(rest), "%09zu%011lld%011d%011d", count, sum, 0, 0);
    write_record(f, '3', municipality, made, rest);
    assert_int_equal(fclose(f), 0);
    enum err e = bench_import_file(b, PERSONS, path);
    if (getenv("KOKUHO_TEST_LOUD") != NULL) {
        report_print(&b->report, stderr);
    }
    return e;
}

#define TAKE(b, made, ...)                                                                                 \
    take_of(b, "13104", made, (const struct person[]){__VA_ARGS__},                                        \
            sizeof((const struct person[]){__VA_ARGS__}) / sizeof(struct person))
/* ﾔﾏﾀﾞ ﾀﾛｳ, ｻﾄｳ ﾊﾅ, ｽｽﾞｷ ｲﾁﾛｳ */
#define TARO "\xD4\xCF\xC0\xDE \xC0\xDB\xB3"
#define HANA "\xBB\xC4\xB3 \xCA\xC5"
#define ICHIRO "\xBD\xBD\xDE\xB7 \xB2\xC1\xDB\xB3"
#define OF_TARO(amount)                                                                                    \
    {                                                                                                      \
        "9900000010", "1150", "19550401", "1", TARO, amount                                                \
    }
#define OF_HANA(amount)                                                                                    \
    {                                                                                                      \
        "9900000029", "1150", "19570101", "2", HANA, amount                                                \
    }
#define OF_ICHIRO                                                                                          \
    {                                                                                                      \
        "9900000037", "1150", "19550401", "1", ICHIRO, 900000                                              \
    }

/* ------------------------------------------------------------------------------ the acts ------- */

static struct change_call call_of(struct bench *b, const struct change_kind *kind, int64_t subject_no,
                                  const char *first, const char *second, const char *third)
{
    moment = next_moment();
    struct change_call call = {.kind = kind,
                               .session = &b->session,
                               .arena = b->arena,
                               .report = &b->report,
                               .subject_no = subject_no,
                               .recorded_at = moment,
                               .change_no = ++change_no};
    const char *const values[] = {first, second, third};
    for (size_t i = 0; i < kind->field_count; i++) {
        call.values.at[i] = text_of(values[i]);
    }
    return call;
}

static size_t warnings(struct change_call *call, enum warning_level level)
{
    size_t n = 0;
    call->warnings = NULL;
    call->warning_count = call->warning_capacity = 0;
    assert_int_equal(call->kind->check(call), ERR_NONE);
    for (size_t i = 0; i < call->warning_count; i++) {
        n += call->warnings[i].level == level;
    }
    return n;
}

static enum err act(struct bench *b, struct change_call *call, bool is_undo)
{
    struct store *s = b->session.store;
    assert_int_equal(store_begin(s, &b->report), ERR_NONE);
    enum err e = is_undo ? call->kind->undo(call) : call->kind->apply(call);
    if (e == ERR_NONE) {
        assert_int_equal(store_commit(s, &b->report), ERR_NONE);
    } else {
        store_rollback(s);
    }
    return e;
}

static struct change_call link_of(struct bench *b, const char *pensioner_no, int64_t addressee_no)
{
    return call_of(b, &kind_withholding_person, addressee_no, pensioner_no, "年金振込通知書", "");
}

static void linked(struct bench *b, const char *pensioner_no, int64_t addressee_no)
{
    struct change_call call = link_of(b, pensioner_no, addressee_no);
    assert_int_equal(warnings(&call, WARNING_STOP), 0);
    assert_int_equal(act(b, &call, false), ERR_NONE);
}

static struct change_call undoing(struct bench *b, const struct change_call *done)
{
    struct change_call call = *done;
    call.applied_at = done->recorded_at;
    call.recorded_at = moment = next_moment();
    (void)b;
    return call;
}

static void proved(struct bench *b)
{
    enum err e = withholding_verify(b->session.store, &b->report);
    report_print(&b->report, stderr);
    assert_int_equal(e, ERR_NONE);
}

/* Of whom nobody has said who they are. */
static int64_t unlinked(struct bench *b)
{
    struct output_counts counts = {0};
    enum err e =
        list_count(&b->session, &output_list_pensioners, text_of(""), b->arena, &b->report, &counts);
    report_print(&b->report, stderr);
    assert_int_equal(e, ERR_NONE);
    return counts.persons;
}

/* ------------------------------------------------------------------------------ the tests ------ */

/* A head who is insured and has the kana, birth and sex is a task; who is not insured (35) is none, and
 * nobody is linked by the machine (D6, D7). The number stands nowhere readable. */
static void nobody_is_guessed(void **state)
{
    struct bench *b = *state;
    assert_int_equal(TAKE(b, "20260525", OF_TARO(1200000), OF_ICHIRO), ERR_FINDINGS);
    assert_int_equal(bench_tasks(b, "P01"), 1);
    assert_int_equal(bench_count(b, "SELECT addressee_no FROM interchange_task WHERE code = 'P01'"), 19);
    assert_int_equal(bench_count(b, "SELECT count(*) FROM withholding_link"), 0);
    assert_int_equal(bench_count(b, "SELECT count(*) FROM withholding_pension WHERE yearly > 0" STANDS), 2);
    assert_int_equal(bench_count(b, "SELECT count(*) FROM interchange_task WHERE fields LIKE '%9900000010%'"
                                    " OR words LIKE '%9900000010%'"),
                     0);
    assert_int_equal(bench_count(b, "SELECT count(*) FROM casework_task WHERE words LIKE '%9900000010%'"),
                     0);
    assert_non_null(strstr(b->report.lines[b->report.kept - 1], "年金の人"));
    report_clear(&b->report);
    assert_int_equal(unlinked(b), 2);
    linked(b, "1", 19);
    assert_int_equal(unlinked(b), 1);
    proved(b);
}

/* Once a person has said who he is, the number finds him; what is newer replaces, what is older does not.
 */
static void known_by_his_number(void **state)
{
    struct bench *b = *state;
    assert_int_equal(TAKE(b, "20260525", OF_TARO(1200000)), ERR_FINDINGS);
    linked(b, "1", 19);
    assert_int_equal(TAKE(b, "20260625", OF_TARO(1250000)), ERR_NONE);
    assert_int_equal(bench_count(b, "SELECT yearly FROM withholding_pension WHERE pensioner_no = 1" STANDS),
                     1250000);
    assert_int_equal(TAKE(b, "20260425", OF_TARO(1100000)), ERR_NONE);
    assert_int_equal(bench_count(b, "SELECT yearly FROM withholding_pension WHERE pensioner_no = 1" STANDS),
                     1250000);
    assert_int_equal(bench_count(b, "SELECT count(*) FROM withholding_pension"),
                     2); /* what was known stays */
    assert_int_equal(bench_count(b, "SELECT count(*) FROM withholding_pensioner"), 1);
    proved(b);
}

/* Another birth or sex under the number of somebody linked is a task, and nothing is taken (P02). */
static void another_person_under_his_number(void **state)
{
    struct bench *b = *state;
    assert_int_equal(TAKE(b, "20260525", OF_TARO(1200000)), ERR_FINDINGS);
    linked(b, "1", 19);
    assert_int_equal(TAKE(b, "20260625", {"9900000010", "1150", "19550402", "1", TARO, 500000}),
                     ERR_FINDINGS);
    assert_int_equal(TAKE(b, "20260626", {"9900000010", "1150", "19550401", "2", TARO, 500000}),
                     ERR_FINDINGS);
    assert_int_equal(TAKE(b, "20260627", {"9900000010", "1150", "19550401", "1", HANA, 500000}),
                     ERR_FINDINGS);
    assert_int_equal(bench_tasks(b, "P02"), 3);
    assert_int_equal(bench_count(b, "SELECT yearly FROM withholding_pension WHERE pensioner_no = 1" STANDS),
                     1200000);
}

/* Which of two pensions counts is no choice of ours (P03); a file of another ward is refused whole (E08).
 */
static void twice_and_elsewhere(void **state)
{
    struct bench *b = *state;
    assert_int_equal(
        TAKE(b, "20260525", OF_HANA(1200000), {"9900000029", "1350", "19570101", "2", HANA, 800000}),
        ERR_FINDINGS);
    assert_int_equal(bench_tasks(b, "P03"), 1);
    assert_int_equal(bench_count(b, "SELECT yearly FROM withholding_pension WHERE pensioner_no = 1" STANDS),
                     1200000);
    const struct person other = OF_TARO(1200000);
    assert_int_equal(take_of(b, "13105", "20260526", &other, 1), ERR_INPUT);
    assert_int_equal(bench_count(b, "SELECT count(*) FROM withholding_pensioner"), 1);
}

/* Two heads alike: the task names neither of them. */
static void two_alike(void **state)
{
    struct bench *b = *state;
    assert_int_equal(
        bench_import(b, "gy-01-eligibility", ROWS(MEMBER(19), MEMBER(27), MEMBER(35), MEMBER(43))),
        ERR_NONE);
    assert_int_equal(TAKE(b, "20260525", OF_TARO(1200000)), ERR_FINDINGS);
    assert_int_equal(bench_count(b, "SELECT addressee_no FROM interchange_task WHERE code = 'P01'"), 0);
}

/* 年金の人の確認: another birth stops, another kana is confirmed, nobody twice; undone, he is nobody's
 * again. */
static void who_he_is(void **state)
{
    struct bench *b = *state;
    assert_int_equal(TAKE(b, "20260525", OF_TARO(1200000), OF_ICHIRO, OF_HANA(700000)), ERR_FINDINGS);
    struct change_call wrong = link_of(b, "1", 43), kana = link_of(b, "2", 19), none = link_of(b, "9", 19);
    assert_int_equal(warnings(&wrong, WARNING_STOP), 1);
    assert_int_equal(warnings(&none, WARNING_STOP), 1);
    assert_int_equal(warnings(&kana, WARNING_STOP), 0);
    assert_int_equal(warnings(&kana, WARNING_WARN), 1);
    struct change_call done = link_of(b, "1", 19);
    assert_int_equal(act(b, &done, false), ERR_NONE);
    struct change_call again = link_of(b, "2", 19), other = link_of(b, "1", 35);
    assert_int_equal(warnings(&again, WARNING_STOP), 1);
    assert_int_equal(warnings(&other, WARNING_STOP), 1);
    struct change_call back = undoing(b, &done);
    assert_int_equal(act(b, &back, true), ERR_NONE);
    assert_int_equal(act(b, &back, true), ERR_INPUT);
    report_clear(&b->report);
    assert_int_equal(warnings(&other, WARNING_STOP), 0);
    proved(b);
}

/* A rotated key finds him still, and after the sealing anew nothing is under the old one (CR-06). */
static void keys_rotate(void **state)
{
    struct bench *b = *state;
    int64_t version;
    assert_int_equal(TAKE(b, "20260525", OF_TARO(1200000), OF_ICHIRO), ERR_FINDINGS);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(
            key_rotate(&b->session.folder, key_use_pension.keys[i], "kanri1", "試験", &b->report, &version),
            ERR_NONE);
    }
    assert_int_equal(TAKE(b, "20260625", OF_TARO(1210000)), ERR_FINDINGS);
    assert_int_equal(bench_count(b, "SELECT count(*) FROM withholding_pensioner"), 2);
    struct key_scan scan = {.writes = true, .max = 100};
    assert_int_equal(store_begin(b->session.store, &b->report), ERR_NONE);
    assert_int_equal(key_use_pension.scan(&b->session, &scan, &b->report), ERR_NONE);
    assert_int_equal(store_commit(b->session.store, &b->report), ERR_NONE);
    assert_int_equal(scan.old, 2);
    scan = (struct key_scan){.max = 100};
    assert_int_equal(key_use_pension.scan(&b->session, &scan, &b->report), ERR_NONE);
    assert_int_equal(scan.seen, 2);
    assert_int_equal(scan.old, 0);
    assert_int_equal(TAKE(b, "20260725", OF_TARO(1220000)), ERR_FINDINGS);
    assert_int_equal(bench_count(b, "SELECT count(*) FROM withholding_pensioner"), 2);
}

/* KG-02: a file is the whole of its year; what contradicts itself is left to a person and nothing stands.
 */
static void premiums_of_care(void **state)
{
    struct bench *b = *state;
    assert_int_equal(
        bench_import(b, CARE,
                     ROWS("addressee_no=19;fiscal_year=2026;method=1;pension_code=1150;pay_amount=13000;"
                          "yearly=78000",
                          "addressee_no=27;fiscal_year=2026;method=2;yearly=60000",
                          "addressee_no=43;fiscal_year=2026;method=1;pension_code=1150;pay_amount=9000;"
                          "yearly=54000")),
        ERR_NONE);
    assert_int_equal(
        bench_import(b, CARE,
                     ROWS("addressee_no=19;fiscal_year=2026;method=1;pension_code=1150;pay_amount=13500;"
                          "yearly=81000",
                          "addressee_no=43;fiscal_year=2026;method=1;yearly=54000")),
        ERR_FINDINGS);
    assert_int_equal(bench_tasks(b, "C01"), 1);
    assert_int_equal(
        bench_count(b, "SELECT count(*) FROM withholding_care WHERE fiscal_year = 2026" STANDS), 1);
    assert_int_equal(
        bench_count(b, "SELECT pay_amount FROM withholding_care WHERE addressee_no = 19" STANDS), 13500);
    assert_int_equal(bench_count(b, "SELECT count(*) FROM withholding_care"), 4);
    assert_int_equal(bench_import(b, CARE,
                                  ROWS("addressee_no=19;fiscal_year=2026;method=2;yearly=1",
                                       "addressee_no=19;fiscal_year=2026;method=2;yearly=1")),
                     ERR_INPUT);
    proved(b);
}

/* Whom the register does not know waits for him. */
static void care_waits_for_its_person(void **state)
{
    struct bench *b = *state;
    assert_int_equal(bench_import(b, CARE,
                                  ROWS("addressee_no=94;fiscal_year=2026;method=1;pension_code=1150;"
                                       "pay_amount=13000;yearly=78000")),
                     ERR_FINDINGS);
    assert_int_equal(bench_count(b, "SELECT count(*) FROM withholding_care"), 0);
    assert_int_equal(
        bench_import(b, "ju-01-residents-change", ROWS("addressee_no=94;household_no=400;is_head=1")),
        ERR_NONE);
    assert_int_equal(
        bench_count(b, "SELECT pay_amount FROM withholding_care WHERE addressee_no = 94" STANDS), 13000);
    assert_int_equal(bench_count(b, "SELECT count(*) FROM interchange_task WHERE code = 'K01'"
                                    " AND closed_at = 9223372036854775807"),
                     0);
}

/* 口座振替の申出: from its day on; taken back by another word, or undone to what stood before. */
static void account_chosen(void **state)
{
    struct bench *b = *state;
    struct change_call first = call_of(b, &kind_withholding_account, 19, "1", "2026-03-01", "申出書");
    struct change_call nothing = call_of(b, &kind_withholding_account, 19, "2", "2026-03-01", "申出書");
    struct change_call later = call_of(b, &kind_withholding_account, 19, "1", "2026-04-02", "申出書");
    assert_int_equal(warnings(&nothing, WARNING_STOP), 1);
    assert_int_equal(warnings(&later, WARNING_STOP), 1);
    assert_int_equal(warnings(&first, WARNING_STOP), 0);
    assert_int_equal(act(b, &first, false), ERR_NONE);
    struct change_call back = call_of(b, &kind_withholding_account, 19, "2", "2026-03-20", "取下げ");
    assert_int_equal(warnings(&back, WARNING_STOP), 0);
    assert_int_equal(act(b, &back, false), ERR_NONE);
    assert_int_equal(bench_count(b, "SELECT valid_until FROM withholding_choice WHERE way = 1" STANDS),
                     20260320);
    struct change_call too_early = undoing(b, &first);
    assert_int_equal(act(b, &too_early, true), ERR_INPUT);
    struct change_call undone = undoing(b, &back);
    assert_int_equal(act(b, &undone, true), ERR_NONE);
    assert_int_equal(bench_count(b, "SELECT valid_until FROM withholding_choice WHERE way = 1" STANDS),
                     99991231);
    assert_int_equal(bench_count(b, "SELECT count(*) FROM withholding_choice WHERE way = 2" STANDS), 0);
    proved(b);
}

/* What must not stand is found. */
static void verify_finds(void **state)
{
    struct bench *b = *state;
    assert_int_equal(TAKE(b, "20260525", OF_TARO(1200000), OF_ICHIRO), ERR_FINDINGS);
    linked(b, "1", 19);
    struct change_call second = link_of(b, "2", 19);
    assert_int_equal(act(b, &second, false), ERR_NONE);
    report_clear(&b->report);
    assert_int_equal(withholding_verify(b->session.store, &b->report), ERR_FINDINGS);
    assert_non_null(strstr(b->report.lines[0], "結ばれています"));
}

static int run(const char *url)
{
    store_url = url;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nobody_is_guessed, setup, teardown),
        cmocka_unit_test_setup_teardown(known_by_his_number, setup, teardown),
        cmocka_unit_test_setup_teardown(another_person_under_his_number, setup, teardown),
        cmocka_unit_test_setup_teardown(twice_and_elsewhere, setup, teardown),
        cmocka_unit_test_setup_teardown(two_alike, setup, teardown),
        cmocka_unit_test_setup_teardown(who_he_is, setup, teardown),
        cmocka_unit_test_setup_teardown(keys_rotate, setup, teardown),
        cmocka_unit_test_setup_teardown(premiums_of_care, setup, teardown),
        cmocka_unit_test_setup_teardown(care_waits_for_its_person, setup, teardown),
        cmocka_unit_test_setup_teardown(account_chosen, setup, teardown),
        cmocka_unit_test_setup_teardown(verify_finds, setup, teardown),
    };
    return cmocka_run_group_tests_name(url == NULL ? "SQLite" : "PostgreSQL", tests, NULL, NULL);
}

int main(int argc, char **argv)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return bench_run(argc, argv, run);
}
