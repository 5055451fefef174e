/*
 * 宛名の取込みと照会: histories in two times, corrections, feeds read again, households, mailing, search,
 * sealed numbers. Every person, address and number is invented.
 */
#include "addressee/feed_text.h"
#include "addressee/field.h"
#include "audit/audit.h"
#include "../ops/moment.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define FULL "ju-02-residents-full"
#define CHANGE "ju-01-residents-change"
#define ROWS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* The store's URL: SQLite in the test's own folder, or the database of KOKUHO_TEST_POSTGRES. */
static const char *store_url;

static int setup(void **state)
{
    static struct bench b;
    bench_open(&b, store_url);
    b.session.terminal = "";
    permission_add(&b.session.operator.permissions, PERM_NUMBER_VIEW);
    permission_add(&b.session.operator.permissions, PERM_RESIDENT_CODE_VIEW);
    enum err e = audit_open(&b.session.folder, "test", &b.report, &b.session.audit);
    assert_int_equal(e, ERR_NONE);
    *state = &b;
    return 0;
}

static int teardown(void **state)
{
    struct bench *b = *state;
    audit_close(b->session.audit);
    bench_close(b);
    return 0;
}

static const struct as_of now = {{0}, INT64_MAX};

static struct as_of on(int year, int month, int day)
{
    struct as_of a = now;
    a.on = date_of(year, month, day);
    return a;
}

static enum err find(struct bench *b, int64_t no, struct as_of as_of, struct addressee *ret)
{
    report_clear(&b->report);
    return addressee_by_no(b->session.store, no, as_of, b->arena, &b->report, ret);
}

static void assert_text(struct text t, const char *expected)
{
    char *copy = strndup(t.bytes, t.len);
    assert_string_equal(copy, expected);
    free(copy);
}

#define HEAD "household_no=100;is_head=1;relation=世帯主;"

/* SD-02: every row repeats everything, and any day of the past is one question. */
static void history_in_days(void **state)
{
    struct bench *b = *state;
    struct addressee a;
    assert_int_equal(
        bench_import(b, FULL,
                     ROWS("addressee_no=19;history_no=1;is_latest=0;" HEAD
                          "name=佐藤　花子;address=新宿区西新宿一丁目1番;event_on=20200401",
                          "addressee_no=19;history_no=2;is_latest=0;" HEAD
                          "name=佐藤　花子;address=新宿区北新宿二丁目2番;event_reason=21;event_on=20230710",
                          "addressee_no=19;history_no=3;status=2;name=佐藤　花子;"
                          "address=新宿区北新宿二丁目2番;event_reason=11;event_on=20260301")),
        ERR_NONE);
    assert_int_equal(find(b, 19, on(2020, 3, 31), &a), ERR_FINDINGS);
    assert_int_equal(find(b, 19, on(2020, 4, 1), &a), ERR_NONE);
    assert_text(a.address, "新宿区西新宿一丁目1番");
    assert_true(a.is_head && a.household_no == 100 && a.history_no == 1);
    assert_int_equal(date_ymd(a.valid_until), 20230710);
    assert_int_equal(find(b, 19, on(2023, 7, 9), &a), ERR_NONE);
    assert_text(a.address, "新宿区西新宿一丁目1番");
    assert_int_equal(find(b, 19, on(2023, 7, 10), &a), ERR_NONE);
    assert_text(a.address, "新宿区北新宿二丁目2番");
    assert_int_equal(find(b, 19, on(2026, 3, 1), &a), ERR_NONE);
    assert_int_equal(a.status, 2);

    struct belonging *rows;
    size_t count;
    struct span all = {date_of(2000, 1, 1), date_open_end()};
    assert_int_equal(addressee_belonging_of(b->session.store, 100, all, INT64_MAX, b->arena,
                                            &b->report, &rows, &count), ERR_NONE);
    assert_int_equal(count, 1); /* moving inside the ward breaks no belonging */
    assert_int_equal(date_ymd(rows[0].span.from), 20200401);
    assert_int_equal(date_ymd(rows[0].span.until), 20260301);
    assert_int_equal(addressee_verify(b->session.store, &b->report), ERR_NONE);
}

static int64_t rows_of(struct bench *b)
{
    return bench_count(b, "SELECT count(*) FROM addressee_person") +
           bench_count(b, "SELECT count(*) FROM addressee_belonging") +
           bench_count(b, "SELECT count(*) FROM addressee_number") +
           bench_count(b, "SELECT count(*) FROM addressee_search") +
           bench_count(b, "SELECT count(*) FROM addressee_birth") +
           bench_count(b, "SELECT count(*) FROM addressee_person WHERE superseded_at < 9223372036854775807");
}

#define TANAKA "addressee_no=27;" HEAD "name=田中　一郎;kana=タナカ　イチロウ;" \
               "individual_number=902100000011;resident_code=12345678901;"
#define SUZUKI "addressee_no=35;household_no=200;is_head=1;name=鈴木　次郎;birth=19550505;"

/* The same rows in other bytes change nothing, in a full feed and in changes. */
static void read_again(void **state)
{
    struct bench *b = *state;
    const char *const *rows = ROWS(TANAKA, SUZUKI);
    assert_int_equal(bench_import(b, FULL, rows), ERR_NONE);
    int64_t before = rows_of(b);
    assert_int_equal(bench_import(b, FULL, rows), ERR_NONE);
    assert_int_equal(rows_of(b), before);
    assert_int_equal(bench_import(b, CHANGE, ROWS(TANAKA "sent_sequence=77", SUZUKI)), ERR_NONE);
    assert_int_equal(rows_of(b), before);
    assert_int_equal(b->held, 0);
}

/* A correction closes what we knew and adds what we know: both can be asked for. */
static void corrections_in_two_times(void **state)
{
    struct bench *b = *state;
    struct addressee a;
    assert_int_equal(bench_import(b, FULL, ROWS(TANAKA "address=旧い番地", SUZUKI)), ERR_NONE);
    int64_t known_then = moment_between();
    assert_int_equal(bench_import(b, CHANGE, ROWS(TANAKA "address=新しい番地;household_no=300")), ERR_NONE);
    assert_int_equal(find(b, 27, on(2026, 4, 1), &a), ERR_NONE);
    assert_text(a.address, "新しい番地");
    assert_int_equal(find(b, 27, (struct as_of){date_of(2026, 4, 1), known_then}, &a), ERR_NONE);
    assert_text(a.address, "旧い番地");
    assert_int_equal(bench_count(b, "SELECT count(*) FROM addressee_person WHERE addressee_no = 27"), 2);
    assert_int_equal(bench_count(b, "SELECT count(*) FROM addressee_person WHERE addressee_no = 35"), 1);
    assert_int_equal(bench_count(b, "SELECT count(*) FROM addressee_number"), 2 - 1);
    assert_int_equal(addressee_verify(b->session.store, &b->report), ERR_NONE);
}

/* A new history row moves the end of the one before it: that too is a correction in recorded time. */
static void move_out_and_its_cancellation(void **state)
{
    struct bench *b = *state;
    struct addressee a;
    assert_int_equal(bench_import(b, FULL, ROWS(TANAKA, SUZUKI)), ERR_NONE);
    assert_int_equal(bench_import(b, CHANGE,
                                  ROWS("addressee_no=35;history_no=2;status=2;name=鈴木　次郎;"
                                       "birth=19550505;event_reason=11;event_on=20260315")), ERR_NONE);
    assert_int_equal(find(b, 35, on(2026, 3, 14), &a), ERR_NONE);
    assert_int_equal(a.status, 1);
    assert_int_equal(find(b, 35, on(2026, 3, 15), &a), ERR_NONE);
    assert_int_equal(a.status, 2);
    /* 09 異動の取消し(増): the move-out never was; its own event day is later */
    assert_int_equal(bench_import(b, CHANGE,
                                  ROWS(SUZUKI "history_no=3;event_reason=09;event_on=20260320")), ERR_NONE);
    assert_int_equal(find(b, 35, on(2026, 3, 17), &a), ERR_NONE);
    assert_int_equal(a.status, 1);
    assert_int_equal(a.history_no, 3);
    struct belonging *rows;
    size_t count;
    struct span march = {date_of(2026, 3, 1), date_of(2026, 4, 1)};
    assert_int_equal(addressee_belonging_of(b->session.store, 200, march, INT64_MAX, b->arena,
                                            &b->report, &rows, &count), ERR_NONE);
    assert_int_equal(count, 1); /* one unbroken belonging */
    assert_int_equal(addressee_verify(b->session.store, &b->report), ERR_NONE);
}

/* 異動の取消し(減) of an entry: the person never came. One that cancels nothing is a task. */
static void cancelled_entry(void **state)
{
    struct bench *b = *state;
    struct addressee a;
    assert_int_equal(bench_import(b, FULL,
                                  ROWS(TANAKA, "addressee_no=43;history_no=1;is_latest=0;household_no=400;is_head=1",
                                       "addressee_no=43;history_no=2;status=4;event_reason=19;event_on=20200501",
                                       "addressee_no=51;household_no=500;is_head=1;event_reason=39")),
                     ERR_FINDINGS);
    assert_int_equal(find(b, 43, on(2020, 4, 15), &a), ERR_NONE);
    assert_int_equal(a.status, 4);
    assert_int_equal(bench_count(b, "SELECT count(*) FROM addressee_belonging WHERE household_no = 400"), 0);
    assert_int_equal(bench_tasks(b, "S03"), 1);
}

/* SD-04: a household without a head is taken in and asked about; two heads are asked about too. */
static void heads(void **state)
{
    struct bench *b = *state;
    struct addressee *members;
    size_t count;
    assert_int_equal(bench_import(b, FULL,
                                  ROWS("addressee_no=19;household_no=100;relation=子",
                                       "addressee_no=27;household_no=200;is_head=1",
                                       "addressee_no=35;household_no=200;is_head=1")),
                     ERR_FINDINGS);
    assert_int_equal(bench_tasks(b, "R01"), 1);
    assert_int_equal(bench_tasks(b, "R02"), 1);
    assert_int_equal(addressee_household(b->session.store, 100, on(2026, 4, 1), b->arena, &b->report,
                                         &members, &count), ERR_NONE);
    assert_int_equal(count, 1);
    assert_false(members[0].is_head);
    report_clear(&b->report);
    assert_int_equal(addressee_verify(b->session.store, &b->report), ERR_FINDINGS);
    assert_non_null(strstr(b->report.lines[0], "世帯主が二人"));
    /* The head leaves: the household he leaves is asked about once more, by its own code. */
    assert_int_equal(bench_import(b, CHANGE,
                                  ROWS("addressee_no=27;history_no=2;status=3;event_reason=13;event_on=20260320",
                                       "addressee_no=35;history_no=2;status=1;household_no=200;event_reason=33;event_on=20260320")),
                     ERR_FINDINGS);
    assert_int_equal(bench_tasks(b, "R01") + bench_tasks(b, "R04"), 2);
}

/* Birth days that are no calendar day are kept as what is certain, shown to a person, and never crash. */
static void births(void **state)
{
    struct bench *b = *state;
    struct addressee a;
    assert_int_equal(bench_import(b, FULL,
                                  ROWS("addressee_no=19;" HEAD "birth=19430200;birth_accuracy=4;birth_text=昭和18年2月29日",
                                       "addressee_no=27;household_no=200;is_head=1;birth=19500000;birth_accuracy=2",
                                       "addressee_no=35;household_no=300;is_head=1;birth=;birth_accuracy=3",
                                       "addressee_no=43;household_no=400;is_head=1;birth=20000229")),
                     ERR_FINDINGS);
    assert_int_equal(bench_tasks(b, "V05"), 3);
    assert_int_equal(find(b, 19, on(2026, 4, 1), &a), ERR_NONE);
    assert_int_equal(a.birth.ymd, 19430200);
    assert_true(register_day_is_valid(a.birth.ymd));
    assert_int_equal(find(b, 27, on(2026, 4, 1), &a), ERR_NONE);
    assert_int_equal(a.birth.ymd, 19500000);
    assert_int_equal(find(b, 35, on(2026, 4, 1), &a), ERR_NONE);
    assert_int_equal(a.birth.ymd, 0);
    assert_int_equal(bench_count(b, store_url == NULL
                                        ? "SELECT count(*) FROM addressee_person"
                                          " WHERE instr(items, CAST('昭和18年2月29日' AS BLOB)) > 0"
                                        : "SELECT count(*) FROM addressee_person"
                                          " WHERE position(convert_to('昭和18年2月29日', 'UTF8') IN items) > 0"), 1);
}

/* 住民記録標準 1.1.8: a person of the register's 29 February of a common year is taken in, with everybody of his
 * file, and is a task; the day as it came stays with the row. Other days that do not exist refuse the file. */
static void births_of_a_lost_leap_day(void **state)
{
    struct bench *b = *state;
    struct addressee a;
    assert_int_equal(bench_import(b, FULL, ROWS("addressee_no=19;" HEAD "birth=19430229;birth_accuracy=4",
                                                "addressee_no=27;household_no=200;is_head=1;birth=19430228")),
                     ERR_FINDINGS);
    assert_int_equal(bench_tasks(b, "V05"), 1);
    assert_int_equal(bench_import(b, CHANGE,
                                  ROWS("addressee_no=35;household_no=300;is_head=1;birth=19810229;birth_accuracy=4",
                                       "addressee_no=43;household_no=400;is_head=1;birth=20000229")),
                     ERR_FINDINGS);
    assert_int_equal(bench_tasks(b, "V05"), 2);
    assert_int_equal(find(b, 19, on(2026, 4, 1), &a), ERR_NONE);
    assert_int_equal(a.birth.ymd, 19430200);
    assert_int_equal(find(b, 27, on(2026, 4, 1), &a), ERR_NONE);
    assert_int_equal(a.birth.ymd, 19430228);
    assert_int_equal(find(b, 35, on(2026, 4, 1), &a), ERR_NONE);
    assert_int_equal(a.birth.ymd, 19810200);
    assert_int_equal(find(b, 43, on(2026, 4, 1), &a), ERR_NONE);
    assert_int_equal(a.birth.ymd, 20000229);
    assert_int_equal(bench_count(b, store_url == NULL
                                        ? "SELECT count(*) FROM addressee_person"
                                          " WHERE instr(items, CAST('19430229' AS BLOB)) > 0"
                                        : "SELECT count(*) FROM addressee_person"
                                          " WHERE position(convert_to('19430229', 'UTF8') IN items) > 0"), 1);
    static const char *const refused[] = {"19430230", "19430431", "19431301"};
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        char row[100];
        snprintf(row, sizeof(row), "addressee_no=51;household_no=500;is_head=1;birth=%s", refused[i]);
        assert_int_equal(bench_import(b, CHANGE, ROWS(row)), ERR_INPUT);
        report_clear(&b->report);
    }
}

/* The row keeps what came beside what is certain. */
static void birth_not_in_the_calendar(void **state)
{
    struct bench *b = *state;
    const struct layout *layout;
    struct field_map map;
    struct person_row row;
    char layouts[600];
    static const struct {
        const char *birth;
        int64_t certain;
    } cases[] = {{"19430229", 19430200}, {"19431301", 19430000}, {"00000000", 0}, {"20000229", 20000229}};
    snprintf(layouts, sizeof(layouts), "%s/layouts", b->session.folder.share);
    assert_int_equal(layout_find(layouts, FULL, b->arena, &b->report, &layout), ERR_NONE);
    assert_int_equal(field_map_make(layout, &b->report, &map), ERR_NONE);
    size_t birth = layout_field(layout, map.data_record, "birth");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct text *fields = ARENA_ARRAY(b->arena, struct text, map.field_count);
        fields[birth] = text_of(cases[i].birth);
        struct record r = {.kind = map.data_record, .number = 2, .field_count = map.field_count,
                           .fields = fields};
        assert_int_equal(field_map_read(&map, &r, b->arena, &b->report, &row), ERR_NONE);
        assert_int_equal(row.n[PERSON_BIRTH], cases[i].certain);
        bool is_kept = row.n[PERSON_BIRTH] != strtoll(cases[i].birth, NULL, 10);
        assert_int_equal(items_text(row.t[PERSON_ITEMS], ITEM_BIRTH_AS_REGISTERED).len, is_kept ? 8 : 0);
    }
    struct text *fields = ARENA_ARRAY(b->arena, struct text, map.field_count);
    fields[birth] = text_of("昭和一八");
    struct record r = {.kind = map.data_record, .number = 2, .field_count = map.field_count, .fields = fields};
    assert_int_equal(field_map_read(&map, &r, b->arena, &b->report, &row), ERR_INPUT);
}

/* SD-12: names keep every character as it came: variation selectors, beyond the BMP, private use, compatibility. */
static void characters(void **state)
{
    struct bench *b = *state;
    struct addressee a;
    static const char name[] = "𠮷田　邉\U000E010F\uE000\uFA11";
    char row[256];
    snprintf(row, sizeof(row), "addressee_no=19;" HEAD "name=%s", name);
    assert_int_equal(bench_import(b, FULL, ROWS(row)), ERR_NONE);
    assert_int_equal(find(b, 19, on(2026, 4, 1), &a), ERR_NONE);
    assert_text(a.name, name);
}

/* SD-03: a reason outside the table stops the file, and nothing of it is taken in. */
static void unknown_reason(void **state)
{
    struct bench *b = *state;
    assert_int_equal(bench_import(b, FULL, ROWS(TANAKA, SUZUKI "event_reason=88")), ERR_INPUT);
    assert_int_equal(rows_of(b), 0);
    assert_int_equal(bench_import(b, FULL, ROWS(TANAKA, SUZUKI)), ERR_NONE);
}

/* A full feed out of order, or of another municipality, is refused whole; so is a doubled history row. */
static void refused_files(void **state)
{
    struct bench *b = *state;
    assert_int_equal(bench_import(b, FULL, ROWS(SUZUKI, TANAKA)), ERR_INPUT);
    assert_int_equal(bench_import(b, FULL, ROWS(TANAKA, TANAKA)), ERR_INPUT);
    snprintf(b->session.folder.municipality, sizeof(b->session.folder.municipality), "131130");
    assert_int_equal(bench_import(b, FULL, ROWS(TANAKA, SUZUKI)), ERR_INPUT);
    assert_int_equal(rows_of(b), 0);
}

/* Who is gone from a full feed stays as known, and a person is told. */
static void absent_persons(void **state)
{
    struct bench *b = *state;
    struct addressee a;
    assert_int_equal(bench_import(b, FULL, ROWS(TANAKA, SUZUKI)), ERR_NONE);
    assert_int_equal(bench_import(b, FULL, ROWS(TANAKA)), ERR_FINDINGS);
    assert_int_equal(b->held, 1);
    assert_int_equal(bench_count(b, "SELECT count(*) FROM interchange_task WHERE code = 'S04' AND record_number = -1"), 1);
    assert_int_equal(find(b, 35, on(2026, 4, 1), &a), ERR_NONE);
}

/* ------------------------------------------------------------------------------ 個人番号 ------ */

/* Whether the bytes stand anywhere in the folder's files (the database, its journal). */
static bool folder_holds(const char *folder, const char *bytes)
{
    bool found = false;
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    for (struct dirent *e; (e = readdir(dir)) != NULL;) {
        char path[512], buf[65536 + 64];
        size_t len = strlen(bytes), kept = 0, n;
        snprintf(path, sizeof(path), "%s/%s", folder, e->d_name);
        FILE *f = strncmp(e->d_name, "kokuho.db", 9) == 0 ? fopen(path, "rb") : NULL;
        while (f != NULL && (n = fread(buf + kept, 1, 65536, f)) > 0) {
            found = found || memmem(buf, kept + n, bytes, len) != NULL;
            size_t keep = kept + n < len ? kept + n : len - 1;
            memmove(buf, buf + kept + n - keep, keep);
            kept = keep;
        }
        if (f != NULL) {
            fclose(f);
        }
    }
    closedir(dir);
    return found;
}

/* On PostgreSQL the rows themselves are asked, with their bytes in hexadecimal. */
static bool database_holds(struct bench *b, const char *bytes)
{
    static const char *const tables[] = {"addressee_person", "addressee_number", "addressee_search",
                                         "addressee_number_own", "interchange_task"};
    char sql[512], hex[64];
    if (store_url == NULL) {
        return folder_holds(b->folder, bytes);
    }
    hex_format((const unsigned char *)bytes, strlen(bytes), hex);
    for (size_t i = 0; i < COUNT_OF(tables); i++) {
        snprintf(sql, sizeof(sql), "SELECT count(*) FROM %s t WHERE t::text LIKE '%%%s%%' OR t::text LIKE '%%%s%%'",
                 tables[i], bytes, hex);
        if (bench_count(b, sql) > 0) {
            return true;
        }
    }
    return false;
}

/* SD-14: the numbers are apart from the register and unreadable in the files; the name is readable there. */
static void numbers_at_rest(void **state)
{
    struct bench *b = *state;
    char number[16];
    assert_int_equal(bench_import(b, FULL,
                                  ROWS("addressee_no=19;" HEAD "individual_number=902100000079;resident_code=98765432109;name=見本　一",
                                       "addressee_no=27;household_no=200;is_head=1;individual_number=000000000019;birth=19430200")),
                     ERR_FINDINGS);
    static const char *const secrets[] = {"902100000079", "98765432109", "000000000019"};
    assert_true(database_holds(b, "見本　一"));
    for (size_t i = 0; i < COUNT_OF(secrets); i++) {
        assert_false(database_holds(b, secrets[i]));
    }
    assert_int_equal(addressee_number(&b->session, 19, NUMBER_INDIVIDUAL, "賦課資料の照合", &b->report, number), ERR_NONE);
    assert_string_equal(number, secrets[0]);
    assert_false(database_holds(b, secrets[0]));
}

/* Records of this kind about this operator, by number or code; MN-06: with 個人番号 yes or no and the purpose. */
static size_t looks(struct bench *b, enum audit_kind kind)
{
    struct audit_query q = {.operator_id = text_of("fuka1"), .kind = kind, .from = date_none(),
                            .until = date_none(), .max = 100};
    struct audit_record *records = NULL;
    size_t count = 0, n = 0;
    assert_int_equal(audit_find(&b->session.folder, &q, b->arena, &b->report, &records, &count), ERR_NONE);
    for (size_t i = 0; i < count; i++) {
        bool is_number = text_is(records[i].event.event, "number.show");
        bool is_code = text_is(records[i].event.event, "resident-code.show");
        if (is_number || is_code) {
            bool is_shown = records[i].event.number == AUDIT_NUMBER_SHOWN;
            assert_int_equal(is_shown, is_number && kind == AUDIT_VIEW);
            assert_true(text_is(records[i].event.purpose, "照会"));
            assert_int_equal(records[i].event.subject_count, 1);
            n++;
        }
    }
    return n;
}

/* One door: purpose and operator are needed, every reading is recorded before it is answered. */
static void numbers_are_recorded(void **state)
{
    struct bench *b = *state;
    char number[16] = "unchanged";
    assert_int_equal(bench_import(b, FULL, ROWS(TANAKA, SUZUKI)), ERR_NONE);
    assert_int_equal(addressee_number(&b->session, 27, NUMBER_INDIVIDUAL, "", &b->report, number), ERR_INPUT);
    assert_int_equal(looks(b, AUDIT_VIEW), 0);
    assert_int_equal(addressee_number(&b->session, 35, NUMBER_INDIVIDUAL, "照会", &b->report, number), ERR_FINDINGS);
    assert_string_equal(number, "unchanged");
    assert_int_equal(addressee_number(&b->session, 27, NUMBER_RESIDENT_CODE, "照会", &b->report, number), ERR_NONE);
    assert_string_equal(number, "12345678901");
    assert_int_equal(looks(b, AUDIT_VIEW), 2);
    struct permission_set may = b->session.operator.permissions;
    b->session.operator.permissions = (struct permission_set){{0}};
    assert_int_equal(addressee_number(&b->session, 27, NUMBER_INDIVIDUAL, "照会", &b->report, number), ERR_INPUT);
    assert_int_equal(looks(b, AUDIT_REFUSED), 1);
    b->session.operator.permissions = may;
    struct audit_log *log = b->session.audit; /* LG-14: what cannot be recorded is not shown */
    b->session.audit = NULL;
    assert_int_equal(addressee_number(&b->session, 27, NUMBER_INDIVIDUAL, "照会", &b->report, number), ERR_WORLD);
    b->session.audit = log;
    b->session.operator.id[0] = '\0';
    assert_int_equal(addressee_number(&b->session, 27, NUMBER_INDIVIDUAL, "照会", &b->report, number), ERR_INPUT);
}

/* A changed number (番号法7条2項) closes nothing: the old one stays with the rows it belonged to. */
static void number_changes(void **state)
{
    struct bench *b = *state;
    char number[16];
    assert_int_equal(bench_import(b, FULL, ROWS(TANAKA, SUZUKI)), ERR_NONE);
    assert_int_equal(bench_import(b, CHANGE,
                                  ROWS("addressee_no=27;history_no=2;" HEAD "name=田中　一郎;kana=タナカ　イチロウ;"
                                       "individual_number=902100000021;resident_code=12345678901;"
                                       "event_reason=25;event_on=20260301")), ERR_NONE);
    assert_int_equal(bench_count(b, "SELECT count(*) FROM addressee_number"), 2);
    assert_int_equal(addressee_number(&b->session, 27, NUMBER_INDIVIDUAL, "照会", &b->report, number), ERR_NONE);
    assert_string_equal(number, "902100000021");
    /* K03: the same number at another person, whether he came before or comes now */
    assert_int_equal(bench_import(b, CHANGE, ROWS(SUZUKI "individual_number=902100000021")), ERR_FINDINGS);
    assert_int_equal(bench_tasks(b, "K03"), 1);
}

/* A row that is moved to another person does not open, and says so. */
static void moved_number(void **state)
{
    struct bench *b = *state;
    char number[16];
    assert_int_equal(bench_import(b, FULL, ROWS(TANAKA, SUZUKI)), ERR_NONE);
    (void)bench_count(b, "UPDATE addressee_number SET addressee_no = 35 WHERE addressee_no = 27 RETURNING 1");
    assert_int_equal(addressee_number(&b->session, 35, NUMBER_INDIVIDUAL, "照会", &b->report, number), ERR_WORLD);
}

/* ------------------------------------------------------------------------------ 支援措置 ------ */

/* RP-04, EL-62: a restricted person's address leaves by no mailing, not even as 送付先 or after the end day. */
static void restricted_mailing(void **state)
{
    struct bench *b = *state;
    struct mailing m;
    struct addressee a;
    assert_int_equal(
        bench_import(b, FULL,
                     ROWS("addressee_no=19;" HEAD "postal_code=1600022;address=新宿区新宿一丁目1番;building=見本荘;name=見本　一",
                          "addressee_no=27;household_no=200;is_head=1;postal_code=1600022;address=秘密の住所;"
                          "building=秘密荘;restriction_kind=1;restriction_level=2;restriction_state=1;"
                          "restriction_from=20240401;restriction_until=20250331;"
                          "mailing_kind=1;mailing_address=秘密の送付先;mailing_from=20240401",
                          "addressee_no=35;household_no=300;is_head=1;address=新宿区新宿二丁目2番;"
                          "mailing_kind=2;mailing_name=管理　人子;mailing_postal_code=0600001;"
                          "mailing_address=札幌市中央区北一条;mailing_from=20250401;mailing_until=20260501",
                          "addressee_no=43;household_no=400;is_head=1;address=別の秘密;is_suppressed=1",
                          "addressee_no=51;kind=4;status=0;name=見本株式会社;event_reason=51",
                          "addressee_no=60;household_no=600;is_head=1;restriction_state=3;address=一時解除の秘密")),
        ERR_NONE);
    assert_int_equal(addressee_mailing(b->session.store, 19, on(2026, 4, 1), b->arena, &b->report, &m), ERR_NONE);
    assert_text(m.address, "新宿区新宿一丁目1番");
    assert_text(m.honorific, "様");
    assert_false(m.is_restricted);
    static const int64_t guarded[] = {27, 43, 60};
    for (size_t i = 0; i < COUNT_OF(guarded); i++) {
        assert_int_equal(addressee_mailing(b->session.store, guarded[i], on(2026, 4, 1), b->arena, &b->report, &m), ERR_NONE);
        assert_true(m.is_restricted);
        assert_null(memmem(m.address.bytes, m.address.len, "秘密", strlen("秘密")));
        assert_int_equal(m.building.len + m.postal_code.len, 0);
        assert_int_equal(find(b, guarded[i], on(2026, 4, 1), &a), ERR_NONE);
        assert_true(a.is_restricted);
    }
    assert_int_equal(addressee_mailing(b->session.store, 35, on(2026, 4, 1), b->arena, &b->report, &m), ERR_NONE);
    assert_text(m.address, "札幌市中央区北一条");
    assert_text(m.name, "管理　人子");
    assert_text(m.postal_code, "0600001");
    assert_int_equal(addressee_mailing(b->session.store, 35, on(2026, 5, 1), b->arena, &b->report, &m), ERR_NONE);
    assert_text(m.address, "新宿区新宿二丁目2番");
    assert_int_equal(addressee_mailing(b->session.store, 51, on(2026, 5, 1), b->arena, &b->report, &m), ERR_NONE);
    assert_text(m.honorific, "御中");
}

/* EL-63: who chose 通称のみ is printed by it everywhere, nobody else; the register keeps both names. */
static void printed_names(void **state)
{
    struct bench *b = *state;
    struct mailing m;
    struct addressee a;
    assert_int_equal(bench_import(b, FULL, ROWS("addressee_no=19;" HEAD "name=金　一;alias=金田　一郎;mail_name_use=1;kind=2",
                                                "addressee_no=27;household_no=200;is_head=1;name=金　二;alias=金田　二郎;mail_name_use=0;kind=2",
                                                "addressee_no=35;household_no=300;is_head=1;name=金　三;alias=金田　三郎;mail_name_use=2;kind=2",
                                                "addressee_no=43;household_no=400;is_head=1;name=金　四;mail_name_use=1;kind=2")),
                     ERR_NONE);
    static const struct {
        int64_t no;
        const char *name, *printed;
    } cases[] = {{19, "金　一", "金田　一郎"}, {27, "金　二", "金　二"}, {35, "金　三", "金　三"}, {43, "金　四", "金　四"}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_int_equal(find(b, cases[i].no, on(2026, 4, 1), &a), ERR_NONE);
        assert_text(a.name, cases[i].name);
        assert_text(a.printed_name, cases[i].printed);
        assert_int_equal(addressee_mailing(b->session.store, cases[i].no, on(2026, 4, 1), b->arena, &b->report, &m), ERR_NONE);
        assert_text(m.name, cases[i].printed);
    }
}

/* EL-64: a 送付先 (成年後見人) is one person's and has its days; it never lands on another of his household (延岡市). */
static void mailing_of_one(void **state)
{
    struct bench *b = *state;
    struct mailing m;
    assert_int_equal(bench_import(b, FULL, ROWS("addressee_no=19;" HEAD "address=新宿区新宿一丁目1番;name=見本　一",
                                                "addressee_no=27;household_no=100;address=新宿区新宿一丁目1番;name=見本　二;"
                                                "mailing_kind=3;mailing_name=後見　太郎;mailing_postal_code=0600001;"
                                                "mailing_address=札幌市中央区北一条;mailing_from=20250401;mailing_until=20260501",
                                                "addressee_no=35;household_no=100;address=新宿区新宿一丁目1番;name=見本　三")),
                     ERR_NONE);
    static const int64_t others[] = {19, 35};
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        assert_int_equal(addressee_mailing(b->session.store, others[i], on(2026, 4, 1), b->arena, &b->report, &m), ERR_NONE);
        assert_text(m.address, "新宿区新宿一丁目1番");
        assert_null(memmem(m.name.bytes, m.name.len, "後見", strlen("後見")));
    }
    assert_int_equal(addressee_mailing(b->session.store, 27, on(2026, 4, 30), b->arena, &b->report, &m), ERR_NONE);
    assert_text(m.name, "後見　太郎");
    assert_text(m.address, "札幌市中央区北一条");
    assert_int_equal(addressee_mailing(b->session.store, 27, on(2026, 5, 1), b->arena, &b->report, &m), ERR_NONE);
    assert_text(m.name, "見本　二");
    assert_text(m.address, "新宿区新宿一丁目1番");
}

static int run(const char *url)
{
    store_url = url;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(history_in_days, setup, teardown),
        cmocka_unit_test_setup_teardown(read_again, setup, teardown),
        cmocka_unit_test_setup_teardown(corrections_in_two_times, setup, teardown),
        cmocka_unit_test_setup_teardown(move_out_and_its_cancellation, setup, teardown),
        cmocka_unit_test_setup_teardown(cancelled_entry, setup, teardown),
        cmocka_unit_test_setup_teardown(heads, setup, teardown),
        cmocka_unit_test_setup_teardown(births, setup, teardown),
        cmocka_unit_test_setup_teardown(births_of_a_lost_leap_day, setup, teardown),
        cmocka_unit_test_setup_teardown(birth_not_in_the_calendar, setup, teardown),
        cmocka_unit_test_setup_teardown(characters, setup, teardown),
        cmocka_unit_test_setup_teardown(unknown_reason, setup, teardown),
        cmocka_unit_test_setup_teardown(refused_files, setup, teardown),
        cmocka_unit_test_setup_teardown(absent_persons, setup, teardown),
        cmocka_unit_test_setup_teardown(numbers_at_rest, setup, teardown),
        cmocka_unit_test_setup_teardown(numbers_are_recorded, setup, teardown),
        cmocka_unit_test_setup_teardown(number_changes, setup, teardown),
        cmocka_unit_test_setup_teardown(moved_number, setup, teardown),
        cmocka_unit_test_setup_teardown(restricted_mailing, setup, teardown),
        cmocka_unit_test_setup_teardown(printed_names, setup, teardown),
        cmocka_unit_test_setup_teardown(mailing_of_one, setup, teardown),
    };
    return cmocka_run_group_tests_name(url == NULL ? "SQLite" : "PostgreSQL", tests, NULL, NULL);
}

int main(int argc, char **argv)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return bench_run(argc, argv, run);
}
