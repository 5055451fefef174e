/*
 * 資格の毎日の点検: proposals from the resident feed, deaths, 75 years, the other scheme by disability, ends of stays.
 * All people are invented.
 */
#include "batch/batch.h"
#include "casework/task.h"
#include "eligibility/events.h"
#include "eligibility/proposal.h"
#include "addressee/feed_text.h"
#include "addressee/change_play.h"
#include "../ops/moment.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <inttypes.h>

#define ROWS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define OPENING "gy-01-eligibility"
#define CHANGE "ju-01-residents-change"
#define LATTER "kk-01-latter-stage"
#define MEMBER(no, branch) "addressee_no=" #no ";fact_kind=1;card_symbol=13-01;card_number=000123;branch_no=" branch ";household_no=100;acquisition_reason=A01;"

const struct job *const jobs[] = {&job_eligibility_daily};
const size_t job_count = COUNT_OF(jobs);

static const char *store_url;

static int setup(void **state)
{
    static struct bench b;
    bench_open(&b, store_url);
    *state = &b;
    b.session.folder.business_date = date_of(2026, 6, 20);
    snprintf(b.session.folder.params, sizeof(b.session.folder.params), "%s/params", b.session.folder.share);
    play_may(&b, PERM_NIGHT_RUN);
    enum err e = bench_import(&b, "ju-02-residents-full",
                              ROWS("addressee_no=19;household_no=100;is_head=1;birth=19800502;name=試験　一",
                                   "addressee_no=27;household_no=100;birth=19820703;name=試験　二",
                                   "addressee_no=35;household_no=100;birth=19510620;name=試験　三",
                                   "addressee_no=43;household_no=200;is_head=1;birth=19580101;name=見本　四"));
    if (e == ERR_NONE) {
        e = bench_import(&b, OPENING, ROWS(MEMBER(19, "01") "from_on=20200401", MEMBER(27, "02") "from_on=20200401",
                                           MEMBER(35, "03") "from_on=20200401", MEMBER(43, "04") "from_on=20200401"));
    }
    return e == ERR_NONE ? 0 : -1;
}

static int teardown(void **state)
{
    bench_close(*state);
    return 0;
}

/* Moments of feeds and runs are those of the clock: one after the other. */
static void runs(struct bench *b)
{
    struct job_request request = {.is_quiet = true};
    FILE *out = fopen("/dev/null", "w");
    assert_non_null(out);
    (void)next_moment();
    report_clear(&b->report);
    enum err e = job_start(&b->session, &job_eligibility_daily, &request, out, &b->report);
    report_print(&b->report, stderr);
    assert_int_equal(e, ERR_NONE);
    fclose(out);
    (void)next_moment();
}

static int64_t tasks(struct bench *b, const char *source)
{
    return bench_count(b, arena_printf(b->arena, "SELECT count(*) FROM casework_task WHERE state = 1 AND source = 'job:eligibility-daily:%s'", source));
}

static int64_t lost_on(struct bench *b, int64_t no)
{
    struct eligibility_membership *m = NULL;
    size_t count = 0;
    assert_int_equal(eligibility_memberships_of(b->session.store, no, INT64_MAX, b->arena, &b->report, &m, &count), ERR_NONE);
    assert_int_equal(count, 1);
    return date_ymd(m[0].span.until);
}

/* EL-48, edge 14: 75 on the birthday by itself; once, whatever how often the job runs. */
static void seventy_five(void **state)
{
    struct bench *b = *state;
    b->session.folder.business_date = date_of(2026, 6, 19);
    runs(b);
    assert_int_equal(lost_on(b, 35), 99991231); /* the day before: the feed's first rows are no events of today */
    b->session.folder.business_date = date_of(2026, 6, 20);
    runs(b);
    assert_int_equal(lost_on(b, 35), 20260620);
    assert_int_equal(tasks(b, "late-elderly"), 1);
    runs(b);
    assert_int_equal(bench_count(b, "SELECT count(*) FROM eligibility_event WHERE addressee_no = 35 AND reason = 'L09'"), 1);
    assert_int_equal(lost_on(b, 19), 99991231);
    assert_int_equal(eligibility_verify(b->session.store, &b->report), ERR_NONE);
}

/* EL-48: born on 29 February, 75 on 1 March; found on the next night that runs. */
static void born_on_a_leap_day(void **state)
{
    struct bench *b = *state;
    assert_int_equal(bench_import(b, CHANGE,
                                  ROWS("addressee_no=51;household_no=300;is_head=1;birth=19520229;event_reason=01;event_on=20260610;previous_municipality=112038;name=見本　五")), ERR_NONE);
    (void)next_moment();
    play_done(b, "eligibility-join", 300, "members=51;reason=A01;occurred=2026-06-10;notified=2026-06-20;how=1");
    b->session.folder.business_date = date_of(2027, 2, 28);
    runs(b);
    assert_int_equal(lost_on(b, 51), 99991231);
    b->session.folder.business_date = date_of(2027, 3, 2); /* a night was left out */
    runs(b);
    assert_int_equal(lost_on(b, 51), 20270301);
    assert_int_equal(lost_on(b, 19), 99991231);
}

/* EL-49: 65 to 74 years old, entered the other scheme by disability. */
static void disability(void **state)
{
    struct bench *b = *state;
    assert_int_equal(bench_import(b, LATTER, ROWS("addressee_no=43;acquired_on=20260501;reason=2;former_insurer=1")), ERR_NONE);
    runs(b);
    assert_int_equal(lost_on(b, 43), 20260501);
    assert_int_equal(tasks(b, "disability"), 1);
}

/* EL-42, EL-33: death is written (L07, the day after), all else is proposed; nothing twice. */
static void from_the_register(void **state)
{
    struct bench *b = *state;
    runs(b);
    assert_int_equal(bench_import(b, CHANGE,
                                  ROWS("addressee_no=19;household_no=100;birth=19800502;history_no=2;event_reason=13;event_on=20260531;status=3;name=試験　一",
                                       "addressee_no=27;household_no=100;is_head=1;birth=19820703;history_no=2;event_reason=33;event_on=20260531;name=試験　二",
                                       "addressee_no=43;household_no=200;is_head=1;birth=19580101;history_no=2;event_reason=11;event_on=20260630;planned_municipality=131130;status=1;name=見本　四",
                                       "addressee_no=51;household_no=300;is_head=1;birth=19900101;event_reason=01;event_on=20260610;previous_municipality=112038;name=見本　五",
                                       "addressee_no=86;household_no=100;birth=20260615;event_reason=03;event_on=20260615;name=試験　七")), ERR_NONE);
    runs(b);
    assert_int_equal(lost_on(b, 19), 20260601);
    assert_int_equal(tasks(b, "applied"), 1);
    assert_int_equal(tasks(b, "join"), 2);
    assert_int_equal(tasks(b, "leave"), 1);
    assert_int_equal(tasks(b, "household"), 1);
    assert_int_equal(lost_on(b, 43), 99991231);
    assert_int_equal(bench_count(b, "SELECT count(*) FROM casework_task WHERE words LIKE '%A08%試験　七%' OR words LIKE '%試験　七%A08%'"), 1);
    assert_int_equal(bench_count(b, "SELECT count(*) FROM casework_task WHERE words LIKE '%見本　五%A01%'"), 1);
    assert_int_equal(bench_count(b, "SELECT count(*) FROM casework_task WHERE words LIKE '%見本　四%L03%転出予定%'"), 1);
    runs(b);
    assert_int_equal(tasks(b, "join"), 2);
    assert_int_equal(bench_count(b, "SELECT count(*) FROM eligibility_event WHERE addressee_no = 19 AND reason = 'L07'"), 1);
    /* Edge 31's other half: the register takes the death back, and so does the insurance. */
    assert_int_equal(bench_import(b, CHANGE, ROWS("addressee_no=19;household_no=100;is_head=0;birth=19800502;history_no=3;event_reason=09;event_on=20260618;name=試験　一")), ERR_NONE);
    runs(b);
    assert_int_equal(lost_on(b, 19), 99991231);
    assert_int_equal(tasks(b, "reversed"), 1);
    assert_int_equal(eligibility_verify(b->session.store, &b->report), ERR_NONE);
}

/* EL-47: told 60, 30 and 7 days before, and when it is over; a renewal ends the task. Who is not insured is not told. */
static void stays(void **state)
{
    struct bench *b = *state;
    assert_int_equal(bench_import(b, CHANGE,
                                  ROWS("addressee_no=19;household_no=100;is_head=1;kind=2;birth=19800502;history_no=2;event_reason=22;event_on=20260601;residence_expires_on=20260815;residence_status=留学;name=試験　一",
                                       "addressee_no=94;household_no=400;is_head=1;kind=2;birth=19950101;event_reason=01;event_on=20260601;residence_expires_on=20260701;name=見本　八")), ERR_NONE);
    runs(b);
    assert_int_equal(tasks(b, "stay"), 1);
    b->session.folder.business_date = date_of(2026, 8, 10);
    runs(b);
    assert_int_equal(tasks(b, "stay"), 1); /* the task of 60 days is closed, that of 7 days stands */
    assert_int_equal(bench_count(b, "SELECT count(*) FROM casework_task WHERE source = 'job:eligibility-daily:stay'"), 2);
    b->session.folder.business_date = date_of(2026, 8, 16);
    runs(b);
    assert_int_equal(tasks(b, "stay"), 0);
    assert_int_equal(tasks(b, "stay-over"), 1);
    assert_int_equal(lost_on(b, 19), 99991231); /* edge 23: nothing is lost while it may be pending */
    assert_int_equal(bench_import(b, CHANGE, ROWS("addressee_no=19;household_no=100;is_head=1;kind=2;birth=19800502;history_no=3;event_reason=22;event_on=20260812;residence_expires_on=20270815;residence_status=留学;name=試験　一")), ERR_NONE);
    runs(b);
    assert_int_equal(tasks(b, "stay-over"), 0);
}

/* The matrix of 3.6, row by row. */
static void matrix(void **state)
{
    (void)state;
    static const struct {
        int reason;
        bool is_insured, others;
        enum proposal_kind kind;
        const char *code;
        bool applies;
    } cases[] = {
        {1, false, false, PROPOSE_JOIN, "A01", false}, {1, true, false, PROPOSE_NOTHING, "", false},
        {2, false, false, PROPOSE_JOIN, "A01", false}, {3, false, true, PROPOSE_JOIN, "A08", false},
        {3, false, false, PROPOSE_NOTHING, "", false}, {6, false, false, PROPOSE_JOIN, "A12", false},
        {11, true, false, PROPOSE_LEAVE, "L01", false}, {11, false, true, PROPOSE_NOTHING, "", false},
        {12, true, false, PROPOSE_LEAVE, "L02", false}, {13, true, false, PROPOSE_LEAVE, "L07", true},
        {13, false, false, PROPOSE_NOTHING, "", false}, {16, true, false, PROPOSE_SURVEY, "L13c", false},
        {21, true, true, PROPOSE_NOTHING, "", false}, {30, true, true, PROPOSE_HOUSEHOLD, "", false},
        {33, false, true, PROPOSE_HEAD, "", false}, {37, true, true, PROPOSE_NOTHING, "", false},
        {9, false, false, PROPOSE_REVERSE, "", false}, {19, true, false, PROPOSE_REVERSE, "", false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct resident_event e = {.reason = cases[i].reason, .event_on = date_of(2026, 6, 10), .planned_move_on = date_none(),
                                   .move_notice_on = date_none(), .previous_municipality = text_of("112038"),
                                   .planned_municipality = text_of("271004"), .moved_to_municipality = {"", 0}};
        struct proposal p = proposal_of(&e, cases[i].is_insured, cases[i].others);
        assert_int_equal(p.kind, cases[i].kind);
        assert_string_equal(p.reason, cases[i].code);
        assert_int_equal(p.applies, cases[i].applies);
    }
}

/* ------------------------------------------------------- who moved, beside everybody ---------- */

#define PEOPLE 20
#define NIGHTS 40
enum { ALL_NEW, ALL_CLOSED, ALL_LOST, ALL_CANCELLED, SAID };

static uint64_t seed;

static unsigned draw(unsigned below)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)((seed >> 33) % below);
}

/* 0 to 5 are foreign residents, 6 to 11 are nearly 75, 12 to 15 die, 16 to 19 have exceptions. */
static struct resident {
    int64_t no;
    int history, birth, stay;
    bool is_dead, has_left, was_told;
    struct play left;
    date leaves_on;
    struct eligibility_event exception; /* addressee_no 0: none */
} people[PEOPLE];

static const char *row_of(struct bench *b, struct resident *r, int reason, date on)
{
    return arena_printf(b->arena, "addressee_no=%" PRId64 ";household_no=%" PRId64 ";is_head=1;kind=%d;birth=%d;"
                        "history_no=%d;event_reason=%02d;event_on=%d;status=%d;name=試験　何某%s", r->no, r->no, r->stay != 0 ? 2 : 1,
                        r->birth, ++r->history, reason, (int)date_ymd(on), reason == 13 ? 3 : 1,
                        r->stay != 0 ? arena_printf(b->arena, ";residence_expires_on=%d", r->stay) : "");
}

static date in_days(struct bench *b, int from, int count)
{
    return date_add_days(b->session.folder.business_date, from + (int)draw((unsigned)count));
}

static void register_says(struct bench *b, struct resident *r, int reason, date on)
{
    assert_int_equal(bench_import(b, CHANGE, ROWS(row_of(b, r, reason, on))), ERR_NONE);
}

static void people_come(struct bench *b)
{
    const char *rows[PEOPLE + 1] = {NULL}, *members[PEOPLE + 1] = {NULL};
    int64_t no = 3000;
    for (size_t i = 0; i < PEOPLE; i++) {
        while (!addressee_number_check_digit_is_right(++no)) {
        }
        bool is_old = i >= 6 && i < 12;
        people[i] = (struct resident){.no = no, .birth = is_old ? date_ymd(date_add_days(date_of(1951, 6, 25), (int)draw(90))) : 19800502,
                                      .stay = i < 6 ? date_ymd(in_days(b, 20, 100)) : 0};
        rows[i] = row_of(b, &people[i], 1, date_of(2020, 4, 1));
        members[i] = arena_printf(b->arena, "addressee_no=%" PRId64 ";fact_kind=1;card_symbol=13-01;card_number=%06d;branch_no=01;"
                                  "household_no=%" PRId64 ";acquisition_reason=A01;from_on=20200401", no, 200 + (int)i, no);
    }
    assert_int_equal(bench_import(b, CHANGE, rows), ERR_NONE);
    assert_int_equal(bench_import(b, OPENING, members), ERR_NONE);
}

/* A stay is renewed or cut short; by a row of a day to come, now and then. */
static void on_stay(struct bench *b)
{
    struct resident *r = &people[draw(6)];
    r->stay = date_ymd(in_days(b, -10, 100));
    register_says(b, r, 22, draw(3) == 0 ? in_days(b, 1, 6) : in_days(b, -3, 3));
}

/* A loss of a day to come, or it is taken back. */
static void on_leave(struct bench *b)
{
    struct resident *r = &people[draw(6)];
    date on = in_days(b, 1, 10);
    if (r->has_left && date_before(b->session.folder.business_date, r->leaves_on)) {
        assert_int_equal(play_undo(&r->left), ERR_NONE);
        r->has_left = false;
    } else if (!r->has_left) {
        char occurred[DATE_TEXT_BYTES], today[DATE_TEXT_BYTES];
        (void)date_format_iso(on, occurred);
        (void)date_format_iso(b->session.folder.business_date, today);
        r->left = play_done(b, "eligibility-leave", r->no,
                            arena_printf(b->arena, "members=%" PRId64 ";reason=L01;occurred=%s;planned=1;notified=%s;how=1", r->no,
                                         occurred, today));
        r->leaves_on = on;
        r->has_left = true;
    }
}

/* The register knows another birth of him now: 75 some days ago, or soon. */
static void on_birth(struct bench *b)
{
    struct resident *r = &people[6 + draw(6)];
    struct civil day = date_civil(in_days(b, -8, 25));
    r->birth = (day.year - 75) * 10000 + day.month * 100 + day.day;
    register_says(b, r, 37, in_days(b, -3, 3));
}

/* He entered the other scheme, or will. */
static void on_latter(struct bench *b)
{
    struct resident *r = &people[6 + draw(6)];
    if (!r->was_told) {
        r->was_told = true;
        enum err e = bench_import(b, LATTER, ROWS(arena_printf(b->arena, "addressee_no=%" PRId64 ";acquired_on=%d;reason=2;former_insurer=1", r->no,
                                                               (int)date_ymd(in_days(b, -5, 15)))));
        assert_true(e == ERR_NONE || e == ERR_FINDINGS); /* whom the file does not name stays as known */
    }
}

static void on_death(struct bench *b)
{
    struct resident *r = &people[12 + draw(4)];
    register_says(b, r, r->is_dead ? 9 : 13, in_days(b, -4, 4));
    r->is_dead = !r->is_dead;
}

/* マル学 that ends soon, or ended; or it is taken back. */
static void on_exception(struct bench *b)
{
    struct resident *r = &people[16 + draw(4)];
    struct event_writer w = {.store = b->session.store, .arena = b->arena, .report = &b->report, .at = next_moment()};
    assert_int_equal(store_begin(b->session.store, &b->report), ERR_NONE);
    if (r->exception.addressee_no != 0) {
        struct eligibility_event *events;
        size_t count, was_cancelled = 0;
        assert_int_equal(eligibility_events_of(b->session.store, r->no, INT64_MAX, false, b->arena, &b->report, &events, &count), ERR_NONE);
        for (size_t i = 0; i < count; i++) {
            if (events[i].kind == EVENT_HOUSEHOLD) {
                assert_int_equal(event_cancel(&w, &events[i]), ERR_NONE);
                was_cancelled++;
            }
        }
        assert_int_equal(was_cancelled, 1);
        r->exception.addressee_no = 0;
    } else {
        r->exception = (struct eligibility_event){
            .addressee_no = r->no, .kind = EVENT_HOUSEHOLD, .detail = BELONGING_STUDENT, .household_no = r->no, .reason = {"", 0},
            .effective_on = date_of(2025, 4, 1), .until = in_days(b, -33, 80), .occurred_on = date_of(2025, 4, 1),
            .notified_on = date_none(), .prefecture_on = date_none(), .how = HOW_COUNTER, .birth = {r->birth},
            .card_symbol = {"", 0}, .card_number = {"", 0}, .evidence = {"", 0}, .note = {"", 0}, .source = {"", 0}};
        assert_int_equal(event_add(&w, &r->exception, NULL), ERR_NONE);
    }
    assert_int_equal(event_finish(&w), ERR_NONE);
    assert_int_equal(store_commit(b->session.store, &b->report), ERR_NONE);
}

/* Somebody opens again what the job had closed. */
static void on_task(struct bench *b)
{
    int64_t no = bench_count(b, "SELECT COALESCE(MIN(task_no), 0) FROM casework_task WHERE state = 3 AND done_words LIKE 'job:%'");
    if (no != 0) {
        assert_int_equal(task_reopen(&b->session, no, text_of("もう一度確かめる"), &b->report), ERR_NONE);
    }
}

/* What a run of the job would change, or (dry_run false) changes. */
static void said(struct bench *b, bool is_all, bool dry_run, int64_t ret[SAID])
{
    struct job_request request = {.is_quiet = true, .dry_run = dry_run, .values = {is_all ? "する" : "しない"}};
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    assert_non_null(out);
    (void)next_moment();
    report_clear(&b->report);
    enum err e = job_start(&b->session, &job_eligibility_daily, &request, out, &b->report);
    report_print(&b->report, stderr);
    assert_int_equal(e, ERR_NONE);
    fclose(out);
    const char *at = strstr(text, "（新しく ");
    assert_non_null(at);
    assert_int_equal(sscanf(at, "（新しく %" SCNd64 " 件、閉じた %" SCNd64 " 件）、自動で入れた異動 %" SCNd64 " 件、取り消した異動 %" SCNd64, &ret[ALL_NEW],
                            &ret[ALL_CLOSED], &ret[ALL_LOST], &ret[ALL_CANCELLED]), SAID);
    assert_true(is_all || strstr(text, "前回の後に動いた") != NULL);
    free(text);
    (void)next_moment();
}

/* EL-42, EL-47, EL-48, EL-49: a night that looks at who moved does what one that looks at everybody would do. */
static void who_moved(void **state)
{
    static void (*const events[])(struct bench *) = {on_stay, on_leave, on_birth, on_latter, on_death, on_exception, on_task};
    struct bench *b = *state;
    int64_t sums[SAID] = {0};
    seed = 20260620;
    play_may(b, PERM_CASE_VIEW);
    play_may(b, PERM_CASE_CHANGE);
    play_may(b, PERM_CASE_ASSIGN);
    people_come(b);
    runs(b);
    for (int night = 0; night < NIGHTS; night++) {
        int64_t all[SAID], moved[SAID];
        for (unsigned n = draw(6); n > 0; n--) {
            events[draw(COUNT_OF(events))](b);
            (void)next_moment();
        }
        b->session.folder.business_date = in_days(b, 0, 4);
        said(b, true, true, all);
        said(b, false, true, moved);
        assert_memory_equal(moved, all, sizeof(all));
        said(b, false, false, moved);
        assert_memory_equal(moved, all, sizeof(all));
        said(b, true, true, all); /* nothing is left for it, and nothing was too much */
        for (int i = 0; i < SAID; i++) {
            assert_int_equal(all[i], 0);
            sums[i] += moved[i];
        }
    }
    assert_true(sums[ALL_NEW] > NIGHTS / 2 && sums[ALL_CLOSED] > NIGHTS / 2);
    assert_true(sums[ALL_LOST] > 4 && sums[ALL_CANCELLED] > 0);
    assert_int_equal(eligibility_verify(b->session.store, &b->report), ERR_NONE);
    assert_int_equal(casework_verify(b->session.store, &b->report), ERR_NONE);
}

/* The business date went back: everybody is looked at again. */
static void a_day_that_goes_back(void **state)
{
    struct bench *b = *state;
    b->session.folder.business_date = date_of(2026, 6, 25);
    runs(b);
    assert_int_equal(lost_on(b, 35), 20260620);
    assert_int_equal(bench_import(b, CHANGE, ROWS("addressee_no=19;household_no=100;is_head=1;kind=2;birth=19800502;history_no=2;event_reason=22;event_on=20260601;residence_expires_on=20260822;residence_status=留学;name=試験　一")), ERR_NONE);
    runs(b);
    assert_int_equal(tasks(b, "stay"), 1); /* 58 days */
    b->session.folder.business_date = date_of(2026, 6, 21);
    runs(b);
    assert_int_equal(tasks(b, "stay"), 0); /* 62 days */
}

static int run(const char *url)
{
    store_url = url;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(seventy_five, setup, teardown),
        cmocka_unit_test_setup_teardown(born_on_a_leap_day, setup, teardown),
        cmocka_unit_test_setup_teardown(disability, setup, teardown),
        cmocka_unit_test_setup_teardown(from_the_register, setup, teardown),
        cmocka_unit_test_setup_teardown(stays, setup, teardown),
        cmocka_unit_test_setup_teardown(who_moved, setup, teardown),
        cmocka_unit_test_setup_teardown(a_day_that_goes_back, setup, teardown),
        cmocka_unit_test(matrix),
    };
    return cmocka_run_group_tests_name(url == NULL ? "SQLite" : "PostgreSQL", tests, NULL, NULL);
}

int main(int argc, char **argv)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return bench_run(argc, argv, run);
}
