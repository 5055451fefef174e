/*
 * 個人番号 of the window: check digit, second entry, differences, the search by keyed hash, doubts,
 * stores. The numbers are of no person: identity_exchange.md 1.2.
 */
#include "addressee/change_play.h"
#include "addressee/number_door.h"
#include "audit/audit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define FULL "ju-02-residents-full"
#define ROWS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define A "902100000010" /* right check digits */
#define B "902100000028"
#define C "902100000060"
#define WRONG "902100000011"

static const char *store_url;

static int setup(void **state)
{
    static struct bench b;
    bench_open(&b, store_url);
    snprintf(b.session.folder.params, sizeof(b.session.folder.params), "%s/params", b.session.folder.share);
    b.session.terminal = "";
    b.session.purpose = "";
    assert_int_equal(
        bench_import(&b, FULL,
                     ROWS("addressee_no=27;household_no=100;is_head=1;name=番号　持男;individual_number=" A
                          ";resident_code=12345678901",
                          "addressee_no=35;household_no=100;name=番号　無子",
                          "addressee_no=43;household_no=100;name=番号　有子;individual_number=" B)),
        ERR_NONE);
    enum err e = audit_open(&b.session.folder, "test", &b.report, &b.session.audit);
    report_print(&b.report, stderr);
    assert_int_equal(e, ERR_NONE);
    *state = &b;
    return 0;
}

static int teardown(void **state)
{
    struct bench *b = *state;
    audit_close(b->session.audit);
    b->session.audit = NULL;
    bench_close(b);
    return 0;
}

static void assert_verified(struct bench *b)
{
    report_clear(&b->report);
    enum err e = addressee_verify(b->session.store, &b->report);
    if (e != ERR_NONE) {
        report_print(&b->report, stderr);
    }
    assert_int_equal(e, ERR_NONE);
}

static bool number_is(struct bench *b, int64_t no, const char *digits)
{
    struct number_pair pair = {{0}, {0}};
    bool found = false;
    enum err e = number_now(&b->session, no, b->arena, &b->report, &pair, &found);
    if (e != ERR_NONE) {
        report_print(&b->report, stderr);
    }
    assert_int_equal(e, ERR_NONE);
    return found && memcmp(pair.individual, digits, INDIVIDUAL_NUMBER_DIGITS) == 0;
}

static size_t records(struct bench *b, const char *event, struct audit_record **ret)
{
    struct audit_query q = {.event = text_of(event), .from = date_none(), .until = date_none(), .max = 100};
    size_t count = 0;
    enum err e = audit_find(&b->session.folder, &q, b->arena, &b->report, ret, &count);
    if (e != ERR_NONE) {
        report_print(&b->report, stderr);
    }
    assert_int_equal(e, ERR_NONE);
    return count;
}

#define ENTRY ";confirmed_on=2026-04-01;evidence=カードの提示"

/* MN-08: check digit and second entry; source and method are stored. */
static void entry_is_checked(void **state)
{
    struct bench *b = *state;
    struct play p = play_of(b, "individual-number", 35, "number=" WRONG ";again=" WRONG ";method=1" ENTRY);
    assert_true(play_stops_at(&p, "number"));
    assert_int_equal(play_apply(&p), ERR_INPUT);
    p = play_of(b, "individual-number", 35, "number=90210000006;again=90210000006;method=1" ENTRY);
    assert_true(play_stops_at(&p, "number"));
    p = play_of(b, "individual-number", 35, "number=" C ";again=" A ";method=1" ENTRY);
    assert_true(play_stops_at(&p, "again"));
    p = play_of(b, "individual-number", 35,
                "number=" C ";again=" C ";method=1;confirmed_on=2026-04-02;evidence=x");
    assert_true(play_stops_at(&p, "confirmed_on"));
    char *before = play_digests(b);
    p = play_done(b, "individual-number", 35, "number=" C ";again=" C ";method=1" ENTRY);
    assert_true(number_is(b, 35, C));
    assert_int_equal(
        bench_count(b, "SELECT count(*) FROM addressee_number_own_now WHERE method = 1 AND differs = 0 "
                       "AND confirmed_on = 20260401 AND evidence = 'カードの提示'"),
        1);
    assert_verified(b);
    assert_int_equal(play_undo(&p), ERR_NONE);
    assert_string_equal(play_digests(b), before);
    assert_false(number_is(b, 35, C));
}

/* MN-09: a number that differs from the register's is asked of 住基ネット first; the difference is
 * recorded. AD-02: nobody has two. */
static void differences(void **state)
{
    struct bench *b = *state;
    struct play p = play_of(b, "individual-number", 27, "number=" C ";again=" C ";method=1" ENTRY);
    assert_true(play_stops_at(&p, "method"));
    assert_int_equal(play_apply(&p), ERR_INPUT);
    struct play same = play_of(b, "individual-number", 27, "number=" A ";again=" A ";method=1" ENTRY);
    assert_int_equal(play_stops(&same), 0);
    struct play first = play_done(b, "individual-number", 27, "number=" C ";again=" C ";method=2" ENTRY);
    assert_true(number_is(b, 27, C));
    assert_int_equal(bench_count(b, "SELECT differs FROM addressee_number_own_now"), 1);
    char *before = play_digests(b);
    struct play second =
        play_done(b, "individual-number", 27, "number=902100000079;again=902100000079;method=2" ENTRY);
    assert_true(number_is(b, 27, "902100000079"));
    assert_int_equal(bench_count(b, "SELECT count(*) FROM addressee_number_own_now"), 1);
    assert_int_equal(play_undo(&second), ERR_NONE); /* what was sealed before opens again */
    assert_true(number_is(b, 27, C));
    assert_string_equal(play_digests(b), before);
    assert_int_equal(play_undo(&first), ERR_NONE);
    assert_true(number_is(b, 27, A));
    assert_verified(b);
}

/* Nothing of a number stands in warnings, outcomes or the open columns. */
static void no_digit_is_told(void **state)
{
    struct bench *b = *state;
    struct play p = play_of(b, "individual-number", 35, "number=" A ";again=" A ";method=1" ENTRY);
    assert_int_equal(play_warnings(&p), 1); /* 27 has it */
    for (size_t i = 0; i < p.call.warning_count; i++) {
        assert_null(strstr(p.call.warnings[i].words, A));
    }
    assert_non_null(strstr(p.call.warnings[0].words, "27"));
    assert_int_equal(play_apply(&p), ERR_NONE);
    assert_null(strstr(p.call.outcome, A));
    for (size_t i = 0; i < p.call.kind->field_count; i++) {
        const struct change_field *f = &p.call.kind->fields[i];
        bool is_number = strcmp(f->name, "number") == 0 || strcmp(f->name, "again") == 0;
        assert_int_equal(f->type == FIELD_SECRET, is_number);
    }
}

/* MN-08 through the frame: two persons, the draft holds no digit that can be read. */
static void second_person_registers(void **state)
{
    struct bench *b = *state;
    int64_t change_no = 0;
    struct change_record record;
    play_may(b, PERM_NUMBER_CHANGE);
    play_may(b, PERM_ADDRESSEE_APPROVE);
    struct play p = play_of(b, "individual-number", 35, "number=9021-0000-0060;again=" C ";method=1" ENTRY);
    p.call.change_no = 0;
    enum err e = change_propose(&p.call, true, &change_no);
    report_print(&b->report, stderr);
    assert_int_equal(e, ERR_NONE);
    assert_false(number_is(b, 35, C));
    assert_int_equal(change_by_no(&b->session, change_no, b->arena, &b->report, &record), ERR_NONE);
    for (size_t i = 0; i < p.call.kind->field_count; i++) {
        struct text kept = record.values.at[i];
        assert_true(kept.len < 12 || memmem(kept.bytes, kept.len, C, 12) == NULL);
    }
    assert_int_not_equal(change_approve(&b->session, change_no, b->arena, &b->report), ERR_NONE);
    snprintf(b->session.operator.id, sizeof(b->session.operator.id), "fuka2");
    report_clear(&b->report);
    e = change_approve(&b->session, change_no, b->arena, &b->report);
    report_print(&b->report, stderr);
    assert_int_equal(e, ERR_NONE);
    assert_true(number_is(b, 35, C));
    assert_verified(b);
}

/* MN-04, RC-07, AD-10: right, purpose, check digit before anything is read, and a record without the number. */
static void search_by_number(void **state)
{
    struct bench *b = *state;
    int64_t *numbers = NULL;
    size_t count = 0;
    struct audit_record *found = NULL;
    play_may_not(b);
    report_clear(&b->report);
    store_fail_at(b->session.store, 1); /* the first question to the database would fail */
    assert_int_equal(
        addressee_find_number(&b->session, text_of(WRONG), "確認", b->arena, &b->report, &numbers, &count),
        ERR_INPUT);
    store_fail_at(b->session.store, 0);
    assert_int_equal(
        addressee_find_number(&b->session, text_of(A), "", b->arena, &b->report, &numbers, &count),
        ERR_INPUT);
    assert_int_equal(records(b, "number.search", &found), 0);
    assert_int_equal(
        addressee_find_number(&b->session, text_of(A), "確認", b->arena, &b->report, &numbers, &count),
        ERR_INPUT);
    assert_int_equal(records(b, "number.search", &found), 1);
    assert_int_equal(found[0].event.kind, AUDIT_REFUSED);
    play_may(b, PERM_NUMBER_SEARCH);
    assert_int_equal(addressee_find_number(&b->session, text_of(A), "窓口の確認", b->arena, &b->report,
                                           &numbers, &count),
                     ERR_NONE);
    assert_int_equal(count, 1);
    assert_int_equal(numbers[0], 27);
    assert_int_equal(records(b, "number.search", &found), 2);
    struct text criteria = found[0].event.criteria;
    assert_null(memmem(criteria.bytes, criteria.len, A, 12));
    assert_int_equal(found[0].event.subject_count, 1);
    assert_int_equal(found[0].event.subjects[0].addressee_no, 27);
    play_done(b, "individual-number", 35, "number=" C ";again=" C ";method=1" ENTRY);
    assert_int_equal(addressee_find_number(&b->session, text_of(C), "窓口の確認", b->arena, &b->report,
                                           &numbers, &count),
                     ERR_NONE);
    assert_int_equal(count, 1);
    assert_int_equal(numbers[0], 35);
    assert_int_equal(addressee_find_number(&b->session, text_of("902100000079"), "窓口の確認", b->arena,
                                           &b->report, &numbers, &count),
                     ERR_NONE);
    assert_int_equal(count, 0);
    struct audit_log *log = b->session.audit; /* what cannot be recorded is not shown */
    b->session.audit = NULL;
    assert_int_equal(addressee_find_number(&b->session, text_of(A), "窓口の確認", b->arena, &b->report,
                                           &numbers, &count),
                     ERR_WORLD);
    b->session.audit = log;
}

/* MN-11: the number of somebody who has died is sealed, found and shown under the same rights as before. */
static void numbers_of_the_dead(void **state)
{
    struct bench *b = *state;
    struct audit_record *found = NULL;
    int64_t *numbers = NULL;
    size_t count = 0;
    char shown[16];
    /* 1: a household without its head is a task */
    (void)bench_import(b, "ju-01-residents-change",
                       ROWS("addressee_no=27;history_no=2;household_no=100;status=3;event_reason=13;event_on=20260320"));
    assert_int_equal(bench_count(b, "SELECT count(*) FROM addressee_person WHERE addressee_no = 27 AND status = 3 "
                                    "AND superseded_at = 9223372036854775807"), 1);
    report_clear(&b->report);
    play_may_not(b);
    assert_int_equal(addressee_find_number(&b->session, text_of(A), "確認", b->arena, &b->report, &numbers, &count),
                     ERR_INPUT);
    assert_int_equal(addressee_number(&b->session, 27, NUMBER_INDIVIDUAL, "確認", &b->report, shown), ERR_INPUT);
    play_may(b, PERM_NUMBER_SEARCH);
    assert_int_equal(addressee_find_number(&b->session, text_of(A), "確認", b->arena, &b->report, &numbers, &count),
                     ERR_NONE);
    assert_int_equal(count, 1);
    assert_int_equal(numbers[0], 27);
    assert_int_equal(addressee_number(&b->session, 27, NUMBER_INDIVIDUAL, "確認", &b->report, shown), ERR_INPUT);
    play_may(b, PERM_NUMBER_VIEW);
    assert_int_equal(addressee_number(&b->session, 27, NUMBER_INDIVIDUAL, "確認", &b->report, shown), ERR_NONE);
    assert_string_equal(shown, A);
    assert_int_equal(records(b, "number.show", &found), 3);
}

/* MN-10: three cases, three lines: two persons with one number, one blank, one right. */
static void findings(void **state)
{
    struct bench *b = *state;
    struct number_finding *list = NULL;
    size_t count = 0;
    date day = date_of(2026, 4, 1);
    assert_int_equal(
        addressee_number_findings(b->session.store, day, 100, b->arena, &b->report, &list, &count),
        ERR_NONE);
    assert_int_equal(count, 1);
    assert_true(list[0].is_blank && list[0].addressee_no == 35);
    play_done(b, "individual-number", 35, "number=" A ";again=" A ";method=1" ENTRY);
    assert_int_equal(bench_import(b, "ju-01-residents-change",
                                  ROWS("addressee_no=51;household_no=300;is_head=1;name=番号　待子")),
                     ERR_NONE);
    assert_int_equal(
        addressee_number_findings(b->session.store, day, 100, b->arena, &b->report, &list, &count),
        ERR_NONE);
    assert_int_equal(count, 2);
    assert_int_equal(list[0].addressee_no, 27);
    assert_int_equal(list[0].other_no, 35);
    assert_true(list[1].is_blank && list[1].addressee_no == 51);
}

/* MN-17: every table with something sealed stands in the list of stores, each with its reason; 特別徴収 seals
 * 基礎年金番号, オンライン申請 the files that came with it, which are no 個人番号. */
static void stores(void **state)
{
    struct bench *b = *state;
    assert_int_equal(addressee_number_store_count, 4);
    for (size_t i = 0; i < addressee_number_store_count; i++) {
        const struct number_store *n = &addressee_number_stores[i];
        char sql[160];
        assert_true(strlen(n->reason) > 0 && strlen(n->basis) > 0 && strlen(n->until) > 0 &&
                    strlen(n->holds) > 0);
        snprintf(sql, sizeof(sql), "SELECT count(sealed) FROM %s", n->table);
        assert_true(bench_count(b, sql) >= 0);
    }
    const char *sealed = store_kind(b->session.store) == STORE_SQLITE
        ? "SELECT count(*) FROM sqlite_master m JOIN pragma_table_info(m.name) c ON c.name = 'sealed' "
          "WHERE m.type = 'table' AND m.name NOT LIKE 'withholding%' AND m.name <> 'online_attachment'"
        : "SELECT count(*) FROM information_schema.columns WHERE column_name = 'sealed' "
          "AND table_schema = current_schema() AND table_name NOT LIKE 'withholding%' "
          "AND table_name <> 'online_attachment'";
    assert_int_equal(bench_count(b, sealed), (int64_t)addressee_number_store_count);
}

/* A number of a merged person is the person's: asked by either number. */
/* All rows of one table: seen, and under older keys. */
static size_t scan_all(struct bench *b, const struct key_use *use, bool writes, size_t *ret_old)
{
    struct key_scan scan = {.max = 1, .writes = writes};
    size_t seen = 0;
    *ret_old = 0;
    do {
        scan.seen = 0;
        assert_int_equal(store_begin(b->session.store, &b->report), ERR_NONE);
        assert_int_equal(use->scan(&b->session, &scan, &b->report), ERR_NONE);
        assert_int_equal(store_commit(b->session.store, &b->report), ERR_NONE);
        seen += scan.seen;
        *ret_old += scan.old;
        scan.after = scan.last;
    } while (scan.seen > 0);
    return seen;
}

static void assert_found(struct bench *b, const char *digits, int64_t holder)
{
    int64_t *numbers;
    size_t count;
    report_clear(&b->report);
    assert_int_equal(addressee_find_number(&b->session, text_of(digits), "窓口の確認", b->arena, &b->report,
                                           &numbers, &count),
                     ERR_NONE);
    assert_int_equal(count, 1);
    assert_int_equal(numbers[0], holder);
}

/*
 * CR-06, CR-13: both keys are new. Before the sealing anew, in its middle and after it every number opens and is
 * found, and a feed that comes in between finds the number of somebody else; then nothing is under the old keys.
 */
static void rotation(void **state)
{
    struct bench *b = *state;
    const struct data_folder *f = &b->session.folder;
    char shown[16];
    size_t old, own;
    int64_t version;
    play_may(b, PERM_NUMBER_SEARCH);
    play_done(b, "individual-number", 35, "number=" C ";again=" C ";method=1" ENTRY);
    play_may(b, PERM_NUMBER_SEARCH);
    assert_int_equal(key_rotate(f, "addressee-number", "adm1", "年次", &b->report, &version), ERR_NONE);
    assert_int_equal(key_rotate(f, "addressee-number-index", "adm1", "年次", &b->report, &version), ERR_NONE);
    assert_found(b, A, 27);
    assert_found(b, C, 35);
    assert_int_equal(scan_all(b, &key_use_number, false, &old), 2);
    assert_int_equal(old, 2);
    own = scan_all(b, &key_use_number_own, false, &old);
    assert_true(own > 0 && old == own);
    assert_int_equal(bench_import(b, "ju-01-residents-change", ROWS("addressee_no=51;household_no=300;is_head=1;name=番号　同子;"
                                                  "individual_number=" A)),
                     ERR_FINDINGS);
    assert_int_equal(bench_tasks(b, "K03"), 1); /* against a number under the older key of the index */
    int64_t *numbers;
    size_t count;
    assert_int_equal(addressee_find_number(&b->session, text_of(A), "窓口の確認", b->arena, &b->report, &numbers,
                                           &count),
                     ERR_NONE);
    assert_int_equal(count, 2);
    struct key_scan step = {.max = 1, .writes = true}; /* one person, and then somebody looks */
    assert_int_equal(store_begin(b->session.store, &b->report), ERR_NONE);
    assert_int_equal(key_use_number.scan(&b->session, &step, &b->report), ERR_NONE);
    assert_int_equal(store_commit(b->session.store, &b->report), ERR_NONE);
    assert_int_equal(step.last, 27);
    assert_found(b, B, 43);
    assert_int_equal(scan_all(b, &key_use_number, true, &old), 3);
    assert_int_equal(old, 1); /* 43: 27 was done, 51 came after the rotation */
    scan_all(b, &key_use_number_own, true, &old);
    assert_int_equal(old, own);
    scan_all(b, &key_use_number, false, &old);
    assert_int_equal(old, 0);
    scan_all(b, &key_use_number_own, false, &old);
    assert_int_equal(old, 0);
    assert_int_equal(key_move(f, "addressee-number", 1, KEY_REVOKED, "adm1", "年次", &b->report), ERR_NONE);
    assert_int_equal(key_move(f, "addressee-number-index", 1, KEY_REVOKED, "adm1", "年次", &b->report), ERR_NONE);
    assert_found(b, B, 43);
    assert_found(b, C, 35);
    play_may(b, PERM_NUMBER_VIEW);
    assert_int_equal(addressee_number(&b->session, 27, NUMBER_INDIVIDUAL, "確認", &b->report, shown), ERR_NONE);
    assert_string_equal(shown, A);
    assert_verified(b);
}

static void numbers_follow_links(void **state)
{
    struct bench *b = *state;
    struct play own = play_done(b, "addressee-add", 0, "kind=3;from=2020-01-01;name=番号　無子;kana=バンゴウ;"
                                "birth=19800101;address=長野県;basis=申出");
    play_done(b, "individual-number", play_number(&own), "number=" C ";again=" C ";method=1" ENTRY);
    assert_false(number_is(b, 35, C));
    play_done(b, "addressee-merge", play_number(&own),
              "into_no=35;reason=1;evidence=個人番号の一致を住基ネットで確認");
    assert_true(number_is(b, 35, C));
    assert_verified(b);
}

static int run(const char *url)
{
    store_url = url;
#define TEST(x) cmocka_unit_test_setup_teardown(x, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(entry_is_checked), TEST(differences), TEST(no_digit_is_told), TEST(second_person_registers),
        TEST(search_by_number), TEST(numbers_of_the_dead), TEST(findings),    TEST(stores),           TEST(numbers_follow_links),
        TEST(rotation),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name(url == NULL ? "SQLite" : "PostgreSQL", tests, NULL, NULL);
}

int main(int argc, char **argv)
{
    return bench_run(argc, argv, run);
}
