/*
 * NX-07: which file fulfils which day; feeds that are late, refused, read, sent twice, empty, out of number.
 * The days are in November 2026: Friday 20, Saturday 21, Monday 23 a holiday, Tuesday 24.
 */
#include "tests/interchange/helper.h"

#include "base/share.h"
#include "interchange/feed_days.h"

#include <sys/stat.h>

static struct arena *arena;
static struct report said;
static struct feed_book book;
static struct feeds_look look;
static struct arrival came[40];
static struct feed_watch watched[8];
static struct feed_word words[8];

const struct import_handler *const import_handlers[] = {NULL};
const size_t import_handler_count = 0;

static int64_t moment(int day, int hour) { return ((int64_t)date_of(2026, 11, day).day * 24 + hour - 9) * 3600000; }

static enum err read_table(const char *rows)
{
    struct data_folder folder = {.municipality = "131041"};
    char text[4000];
    snprintf(folder.params, sizeof(folder.params), "%s", test_path("params"));
    (void)mkdir(test_path("params"), 0700);
    (void)mkdir(test_path("params/municipal"), 0700);
    (void)mkdir(test_path("params/municipal/131041"), 0700);
    snprintf(text, sizeof(text),
             "# feeds.tsv\n# law  x\n# unit  x\n# checked  2026-11-21\n"
             "from  feed  label  partner  layout  file  on  shift  by  group  empty  number  restart  section  "
             "owner  source\n%s", rows);
    write_bytes("params/municipal/131041/feeds.tsv", text, strlen(text));
    report_clear(&said);
    return feed_table_read(&folder, arena, &said, &book.table);
}

#define DAILY "2026-01-01  cvs  コンビニ  代行  cvs-csv13  -  business-day  -  10:30  receipts  alarm  -  -  係  -  x\n"

/* From Wednesday the 18th; today is Tuesday the 24th, nine o'clock. */
static int begin(void **state)
{
    (void)state;
    arena = arena_new("test", (size_t)64 << 20);
    report_init(&said);
    watched[0] = (struct feed_watch){text_of("cvs"), date_of(2026, 11, 18), true};
    book = (struct feed_book){.watches = watched, .watch_count = 1, .words = words, .arrivals = came,
                              .today = date_of(2026, 11, 24), .now = moment(24, 9)};
    assert_int_equal(read_table(DAILY), ERR_NONE);
    return 0;
}

static int end(void **state)
{
    (void)state;
    report_done(&said);
    arena_free(arena);
    return 0;
}

static struct arrival *add(int day, int hour, enum arrival_outcome outcome, const char *name)
{
    struct arrival *a = &came[book.arrival_count++];
    *a = (struct arrival){.arrival_no = (int64_t)book.arrival_count, .data_records = 3, .first_number = -1,
                          .last_number = -1, .started_at = moment(day, hour), .outcome = outcome,
                          .ended_at = moment(day, hour) + 1000, .on = date_of(2026, 11, day),
                          .file_name = text_of(name), .layout = text_of("cvs-csv13")};
    return a;
}

static void see(int day) { feed_book_look(&book, date_of(2026, 11, day), arena, &look); }

static const struct feed_day *day_of(int day)
{
    for (size_t i = 0; i < look.day_count; i++) {
        if (date_equal(look.days[i].day, date_of(2026, 11, day))) {
            return &look.days[i];
        }
    }
    return NULL;
}

static enum feed_state state_of(int day)
{
    const struct feed_day *d = day_of(day);
    return d != NULL ? d->state : FEED_CAME; /* of the days before, what came is not listed */
}

static size_t faults_of(enum feed_fault_kind kind)
{
    size_t n = 0;
    for (size_t i = 0; i < look.fault_count; i++) {
        n += look.faults[i].kind == kind;
    }
    return n;
}

/* ------------------------------------------------------------------------------------- days -- */

static void a_silent_partner_is_told_the_day_after(void **state)
{
    (void)state;
    add(18, 10, ARRIVAL_POSTED, "a.csv");
    add(19, 10, ARRIVAL_POSTED, "b.csv");
    see(24);
    assert_int_equal(state_of(18), FEED_CAME);
    assert_int_equal(state_of(20), FEED_LATE);
    assert_int_equal(state_of(24), FEED_WAITED); /* 10:30 has not struck */
    assert_null(day_of(21));                     /* Saturday, Sunday, holiday: nothing is expected */
    assert_null(day_of(23));
    assert_int_equal(look.alarms, 1);
    book.now = moment(24, 11);
    see(24);
    assert_int_equal(state_of(24), FEED_LATE);
    assert_int_equal(look.alarms, 2);
}

static void on_its_hour_it_is_late_a_minute_before_it_is_not(void **state)
{
    (void)state;
    watched[0].from = date_of(2026, 11, 24);
    book.now = moment(24, 10) + 30 * 60000 - 1;
    see(24);
    assert_int_equal(state_of(24), FEED_WAITED);
    book.now++;
    see(24);
    assert_int_equal(state_of(24), FEED_LATE);
    book.now = moment(20, 12); /* the business date is ahead of the clock: its hour cannot be known */
    see(24);
    assert_int_equal(state_of(24), FEED_WAITED);
    book.now = moment(25, 0);
    see(24);
    assert_int_equal(state_of(24), FEED_LATE);
}

/* 平塚市: a week's file is missing, the next one comes. It does not hide the week before. */
static void the_next_file_fulfils_the_oldest_day(void **state)
{
    (void)state;
    add(18, 10, ARRIVAL_POSTED, "a.csv");
    add(24, 8, ARRIVAL_POSTED, "today.csv");
    see(24);
    assert_int_equal(state_of(19), FEED_CAME);
    assert_int_equal(state_of(20), FEED_LATE);
    assert_int_equal(state_of(24), FEED_WAITED);
    add(24, 8, ARRIVAL_HELD, "late.csv");
    add(24, 8, ARRIVAL_POSTED, "late-2.csv");
    see(24);
    assert_int_equal(look.alarms, 0);
    assert_int_equal(state_of(24), FEED_CAME);
    assert_int_equal(faults_of(FEED_TWICE), 0);
}

static void before_the_watch_and_after_it_nothing_is_expected(void **state)
{
    (void)state;
    watched[0].from = date_of(2026, 11, 24);
    see(20);
    assert_int_equal(state_of(20), FEED_NOT_WATCHED);
    assert_int_equal(look.unwatched, 1);
    see(24);
    assert_int_equal(look.day_count, 1);
    watched[1] = (struct feed_watch){text_of("cvs"), date_of(2026, 11, 24), false};
    watched[0].from = date_of(2026, 11, 18);
    book.watch_count = 2;
    see(24);
    assert_int_equal(state_of(24), FEED_NOT_WATCHED);
    assert_int_equal(state_of(20), FEED_LATE); /* what was open when the watch ended is still open */
    see(21);
    assert_int_equal(state_of(21), FEED_NOT_TODAY);
}

static void a_word_closes_a_day_or_only_its_alarm(void **state)
{
    (void)state;
    add(18, 10, ARRIVAL_POSTED, "a.csv");
    add(19, 10, ARRIVAL_POSTED, "b.csv");
    words[0] = (struct feed_word){text_of("cvs"), date_of(2026, 11, 20), ANSWER_LATER, date_none(), text_of("電話")};
    book.word_count = 1;
    see(24);
    assert_int_equal(state_of(20), FEED_SAID_LATER);
    assert_true(feed_state_is_open(state_of(20)));
    assert_int_equal(look.alarms, 0);
    words[1] = (struct feed_word){text_of("cvs"), date_of(2026, 11, 20), ANSWER_NONE, date_none(), text_of("休止")};
    book.word_count = 2;
    see(24);
    assert_int_equal(state_of(20), FEED_CAME); /* not listed any more */
    see(20);
    assert_int_equal(state_of(20), FEED_SAID_NONE);
    add(24, 8, ARRIVAL_POSTED, "c.csv"); /* the day that is closed takes no file */
    see(24);
    assert_int_equal(state_of(24), FEED_CAME);
    words[0] = (struct feed_word){text_of("cvs"), date_of(2026, 11, 18), ANSWER_PASS, date_of(2026, 11, 25),
                                  text_of("係長")};
    book.arrival_count = 0;
    book.word_count = 1;
    see(24);
    assert_int_equal(state_of(18), FEED_LATE);
    assert_int_equal(date_ymd(day_of(18)->passed_until), 20261125);
}

static void refused_and_being_read(void **state)
{
    (void)state;
    watched[0].from = date_of(2026, 11, 24);
    add(24, 8, ARRIVAL_REFUSED, "bad.csv");
    see(24);
    assert_int_equal(state_of(24), FEED_REFUSED);
    assert_int_equal(look.alarms, 1);
    add(24, 9, ARRIVAL_READING, "good.csv")->ended_at = 0;
    see(24);
    assert_int_equal(state_of(24), FEED_READING);
    assert_int_equal(look.alarms, 0);
    came[1].outcome = ARRIVAL_POSTED;
    see(24);
    assert_int_equal(state_of(24), FEED_CAME);
    came[1].outcome = ARRIVAL_READING;
    book.now = moment(24, 16); /* nobody reads for so long: it was cut off */
    see(24);
    assert_int_equal(state_of(24), FEED_REFUSED);
    assert_int_equal(faults_of(FEED_STOPPED), 1);
}

/* ----------------------------------------------------------------------------------- faults -- */

static void twice_and_empty_are_shown(void **state)
{
    (void)state;
    watched[0].from = date_of(2026, 11, 24);
    add(24, 8, ARRIVAL_POSTED, "a.csv");
    add(24, 8, ARRIVAL_ALREADY, "a.csv");
    see(24);
    assert_int_equal(faults_of(FEED_TWICE), 1);
    add(24, 8, ARRIVAL_POSTED, "b.csv")->data_records = 0;
    see(24);
    assert_int_equal(faults_of(FEED_TWICE), 2);
    assert_int_equal(faults_of(FEED_EMPTY), 1);
    assert_int_equal(look.faults[0].arrival_no, 3); /* newest first */
    assert_int_equal(read_table(
        "2026-01-01  cvs  コンビニ  代行  cvs-csv13  -  business-day  -  10:30  receipts  ok  -  -  係  -  x\n"),
        ERR_NONE);
    see(24);
    assert_int_equal(faults_of(FEED_EMPTY), 0);
    book.today = date_of(2026, 12, 31); /* a month later nobody is told any more */
    feed_book_look(&book, date_of(2026, 12, 28), arena, &look);
    assert_int_equal(look.fault_count, 0);
}

static void a_gap_in_the_numbers_is_shown(void **state)
{
    (void)state;
    assert_int_equal(read_table("2026-01-01  cvs  コンビニ  代行  cvs-csv13  CVS_*_#.csv  business-day  -  10:30  "
                                "receipts  ok  name  month  係  -  x\n"), ERR_NONE);
    add(18, 8, ARRIVAL_POSTED, "CVS_x_17.csv");
    add(19, 8, ARRIVAL_POSTED, "CVS_20261119_018.csv");
    see(24);
    assert_int_equal(faults_of(FEED_GAP), 0);
    add(20, 8, ARRIVAL_POSTED, "CVS_20261120_20.csv");
    see(24);
    assert_int_equal(faults_of(FEED_GAP), 1);
    assert_non_null(strstr(look.faults[0].words, "番号19のはずが20"));
    add(24, 8, ARRIVAL_POSTED, "CVS_20261124_19.csv"); /* the one that was missing comes behind it */
    see(24);
    assert_int_equal(faults_of(FEED_GAP), 2);
    struct arrival *a = add(1, 8, ARRIVAL_POSTED, "CVS_20261201_1.csv"); /* the next month begins anew */
    a->on = date_of(2026, 12, 1);
    a->started_at += INT64_C(30) * 86400000;
    book.today = a->on;
    feed_book_look(&book, book.today, arena, &look);
    assert_int_equal(faults_of(FEED_GAP), 2);
    a->file_name = text_of("CVS_20261201_2.csv");
    feed_book_look(&book, book.today, arena, &look);
    assert_int_equal(faults_of(FEED_GAP), 3);
}

static void numbers_of_the_control_file(void **state)
{
    (void)state;
    assert_int_equal(read_table("2026-01-01  cvs  コンビニ  代行  cvs-csv13  -  business-day  -  10:30  receipts  ok  "
                                "ctl  -  係  -  x\n"), ERR_NONE);
    struct arrival *a = add(18, 8, ARRIVAL_POSTED, "a.csv"), *b = add(19, 8, ARRIVAL_POSTED, "b.csv");
    a->first_number = 101, a->last_number = 140;
    b->first_number = 141, b->last_number = 150;
    see(24);
    assert_int_equal(faults_of(FEED_GAP), 0);
    b->first_number = 142;
    see(24);
    assert_int_equal(faults_of(FEED_GAP), 1);
    b->first_number = b->last_number = -1; /* no control file came */
    see(24);
    assert_int_equal(faults_of(FEED_GAP), 1);
}

static void a_name_that_no_feed_takes_is_shown(void **state)
{
    (void)state;
    assert_int_equal(read_table("2026-01-01  cvs  コンビニ  代行  cvs-csv13  CVS_#.csv  business-day  -  10:30  "
                                "receipts  ok  -  -  係  -  x\n"), ERR_NONE);
    watched[0].from = date_of(2026, 11, 24);
    add(24, 8, ARRIVAL_POSTED, "cvs1.csv");
    add(24, 8, ARRIVAL_POSTED, "CVS_.csv");
    add(24, 8, ARRIVAL_POSTED, "CVS_7.csv.bak");
    see(24);
    assert_int_equal(faults_of(FEED_UNKNOWN), 3);
    assert_int_equal(state_of(24), FEED_WAITED);
    add(24, 8, ARRIVAL_POSTED, "CVS_7.csv");
    see(24);
    assert_int_equal(state_of(24), FEED_CAME);
}

/* A feed that changes from one day to the next: each day by the row in force on it. */
static void a_later_row_counts_from_its_day(void **state)
{
    (void)state;
    assert_int_equal(read_table(DAILY "2026-11-20  cvs  コンビニ  代行  cvs-csv13  -  weekday:tue  -  10:30  receipts  "
                                      "alarm  -  -  係  -  x\n"), ERR_NONE);
    see(24);
    assert_int_equal(state_of(19), FEED_LATE);
    assert_null(day_of(20));
    assert_int_equal(state_of(24), FEED_WAITED);
    assert_int_equal(read_table(DAILY "2026-11-20  cvs  コンビニ  代行  cvs-csv13  -  -  -  10:30  receipts  alarm  -  "
                                      "-  係  -  廃止\n"), ERR_NONE);
    see(24);
    assert_int_equal(state_of(24), FEED_NOT_TODAY);
}

/* ----------------------------------------------------------------------------------- tables -- */

static void faults_of_the_table_name_file_and_line(void **state)
{
    static const struct {
        const char *row, *words;
    } bad[] = {
        {"2026-01-01  CVS  a  b  c  -  business-day  -  10:30  r  ok  -  -  -  -  x\n", "英小文字"},
        {"2026-01-01  cvs  a  b  c  -  dayly  -  10:30  r  ok  -  -  -  -  x\n", "business-day"},
        {"2026-01-01  cvs  a  b  c  -  business-day  soon  10:30  r  ok  -  -  -  -  x\n", "previous"},
        {"2026-01-01  cvs  a  b  c  -  business-day  -  25:00  r  ok  -  -  -  -  x\n", "10:30 のように"},
        {"2026-01-01  cvs  a  b  c  -  business-day  -  10:30  r  maybe  -  -  -  -  x\n", "alarm"},
        {"2026-01-01  cvs  a  b  c  X.csv  business-day  -  10:30  r  ok  name  -  -  -  x\n", "# を1つ"},
        {"2026-01-01  cvs  a  b  c  -  business-day  -  10:30  r  ok  ctl  week  -  -  x\n", "fiscal"},
        {"1999-01-01  cvs  a  b  c  -  business-day  -  10:30  r  ok  -  -  -  -  x\n", "2000年"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        assert_int_equal(read_table(bad[i].row), ERR_INPUT);
        assert_true(said.kept > 0);
        assert_non_null(strstr(said.lines[0], "feeds.tsv 6行目"));
        assert_non_null(strstr(said.lines[0], bad[i].words));
    }
}

/* The delivered table can be read. */
static void the_wards_table_is_read(void **state)
{
    (void)state;
    struct data_folder folder = {.municipality = "131041"};
    struct feed_table t;
    snprintf(folder.params, sizeof(folder.params), "%s/params", share_folder());
    assert_int_equal(feed_table_read(&folder, arena, &said, &t), ERR_NONE);
    assert_true(t.count >= 8);
    snprintf(folder.municipality, sizeof(folder.municipality), "999999");
    assert_int_equal(feed_table_read(&folder, arena, &said, &t), ERR_NONE);
    assert_int_equal(t.count, 0);
}

int main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, begin, end)
    static const struct CMUnitTest tests[] = {
        CASE(a_silent_partner_is_told_the_day_after),
        CASE(on_its_hour_it_is_late_a_minute_before_it_is_not),
        CASE(the_next_file_fulfils_the_oldest_day),
        CASE(before_the_watch_and_after_it_nothing_is_expected),
        CASE(a_word_closes_a_day_or_only_its_alarm),
        CASE(refused_and_being_read),
        CASE(twice_and_empty_are_shown),
        CASE(a_gap_in_the_numbers_is_shown),
        CASE(numbers_of_the_control_file),
        CASE(a_name_that_no_feed_takes_is_shown),
        CASE(a_later_row_counts_from_its_day),
        CASE(faults_of_the_table_name_file_and_line),
        CASE(the_wards_table_is_read),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
