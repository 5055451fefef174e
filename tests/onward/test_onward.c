/*
 * 国保資格の住民票への連携 (EL-41, EL-61): what changed is told once, the list of differences is empty behind it.
 * All people are invented.
 */
#include "onward/compare.h"
#include "addressee/change_play.h"
#include "../ops/moment.h"
#include "store/moved.h"
#include "store/sql_eligibility.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <inttypes.h>
#include <sys/stat.h>

#define ROWS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define OPENING "gy-01-eligibility"
#define MEMBER(no, branch) "addressee_no=" #no ";fact_kind=1;card_symbol=13-01;card_number=000123;branch_no=" branch ";household_no=100;acquisition_reason=A01;from_on=20200401"

const struct job *const jobs[] = {&job_resident_insurance};
const size_t job_count = 1;
const struct import_handler *const import_handlers[] = {&import_residents_full, &import_opening_eligibility};
const size_t import_handler_count = COUNT_OF(import_handlers);

static const char *store_url;

static int setup(void **state)
{
    static struct bench b;
    bench_open(&b, store_url);
    *state = &b;
    b.session.folder.business_date = date_of(2026, 6, 1);
    snprintf(b.session.folder.params, sizeof(b.session.folder.params), "%s/params", b.session.folder.share);
    snprintf(b.session.folder.municipality, sizeof(b.session.folder.municipality), "131041");
    play_may(&b, PERM_NIGHT_RUN);
    char files[sizeof(b.session.folder.path) + 8];
    snprintf(files, sizeof(files), "%s/files", b.session.folder.path);
    (void)mkdir(files, 0700); /* it may be there */
    enum err e = bench_import(&b, "ju-02-residents-full",
                              ROWS("addressee_no=19;household_no=100;is_head=1;birth=19800502;name=試験　一",
                                   "addressee_no=27;household_no=100;birth=19820703;name=試験　二",
                                   "addressee_no=43;household_no=200;is_head=1;birth=19580101;name=見本　四"));
    e = e == ERR_NONE ? bench_import(&b, OPENING, ROWS(MEMBER(19, "01"), MEMBER(27, "02"))) : e;
    return e == ERR_NONE ? 0 : -1;
}

static int teardown(void **state)
{
    bench_close(*state);
    return 0;
}

static size_t differences(struct bench *b)
{
    struct difference *all;
    size_t count;
    assert_int_equal(onward_differences(b->session.store, b->session.folder.business_date, NULL, b->arena, &b->report,
                                        &all, &count), ERR_NONE);
    return count;
}

/* Runs the job; the file of the run as text, "" when there is none. */
static const char *told(struct bench *b)
{
    struct job_request request = {.is_quiet = true};
    FILE *out = fopen("/dev/null", "w");
    int64_t before = bench_count(b, "SELECT COALESCE(MAX(sequence), 0) FROM onward_file");
    assert_non_null(out);
    (void)next_moment();
    report_clear(&b->report);
    enum err e = job_start(&b->session, &job_resident_insurance, &request, out, &b->report);
    report_print(&b->report, stderr);
    assert_int_equal(e, ERR_NONE);
    fclose(out);
    (void)next_moment();
    int64_t last = bench_count(b, "SELECT COALESCE(MAX(sequence), 0) FROM onward_file");
    if (last == before) {
        return "";
    }
    char *text = arena_alloc(b->arena, 4096, 1);
    FILE *f = fopen(arena_printf(b->arena, "%s/files/onward/JU-03_%d_%06" PRId64 ".csv", b->session.folder.path,
                                 (int)date_ymd(b->session.folder.business_date), last), "r");
    assert_non_null(f);
    text[fread(text, 1, 4095, f)] = '\0';
    fclose(f);
    assert_int_equal(onward_verify(b->session.store, &b->report), ERR_NONE);
    return text;
}

static void what_changed(void **state)
{
    struct bench *b = *state;
    assert_int_equal(differences(b), 2);
    const char *first = told(b);
    assert_non_null(strstr(first, "D,000000000000019,1,20200401,,1,1\n"));
    assert_non_null(strstr(first, "D,000000000000027,1,20200401,,1,1\n"));
    assert_null(strstr(first, "000000000000043"));
    assert_non_null(strstr(first, "T,2\n"));
    assert_int_equal(differences(b), 0);
    assert_string_equal(told(b), ""); /* nothing changed: no file */
    play_done(b, "eligibility-leave", 100, "members=27;reason=L04;occurred=2026-05-10;notified=2026-06-01;how=1");
    struct play join = play_done(b, "eligibility-join", 200, "members=43;reason=A03;occurred=2026-05-01;notified=2026-06-01;how=1");
    assert_int_equal(differences(b), 2);
    const char *second = told(b);
    assert_non_null(strstr(second, "D,000000000000027,0,20200401,20260511,1,1\n"));
    assert_non_null(strstr(second, "D,000000000000043,1,20260501,,1,1\n"));
    assert_null(strstr(second, "000000000000019"));
    assert_int_equal(differences(b), 0);
    assert_int_equal(play_undo(&join), ERR_NONE);
    const char *third = told(b); /* he was never insured: what was told is taken back */
    assert_non_null(strstr(third, "D,000000000000043,0,,,1,2\n"));
    assert_int_equal(differences(b), 0);
    assert_string_equal(told(b), "");
}

/* A planned day: insured until it has come, and told again on that day. */
static void a_day_that_comes(void **state)
{
    struct bench *b = *state;
    (void)told(b);
    play_done(b, "eligibility-leave", 100, "members=27;reason=L01;occurred=2026-06-10;planned=1;notified=2026-06-01;how=1");
    assert_non_null(strstr(told(b), "D,000000000000027,1,20200401,20260610,1,1\n"));
    b->session.folder.business_date = date_of(2026, 6, 9);
    assert_string_equal(told(b), "");
    b->session.folder.business_date = date_of(2026, 6, 10);
    assert_non_null(strstr(told(b), "D,000000000000027,0,20200401,20260610,1,1\n"));
}

/* ------------------------------------------------------- who moved, beside everybody ---------- */

#define PEOPLE 24
#define NIGHTS 25

static uint64_t seed;

static unsigned draw(unsigned below)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)((seed >> 33) % below);
}

struct standing { /* the membership of a person that was written last */
    int64_t from, recorded_at;
};

/* As whoever writes facts does (eligibility/events.c). */
static void note(struct bench *b, enum moved_topic topic, int64_t at, size_t who)
{
    assert_int_equal(moved_note_one(b->session.store, topic, at, (int64_t)who + 5000, &b->report), ERR_NONE);
}

/* What was written last of him ends as a record, or he gets one that begins or ends before or behind today. */
static void something_happens(struct bench *b, struct standing *people)
{
    size_t who = draw(PEOPLE);
    struct standing *p = &people[who];
    int64_t changed, at = next_moment();
    date today = b->session.folder.business_date;
    assert_int_equal(store_begin(b->session.store, &b->report), ERR_NONE);
    if (p->recorded_at != 0) {
        struct query *q = store_query(b->session.store, SQL_eligibility_fact_close);
        query_set_i64(q, "addressee_no", (int64_t)who + 5000);
        query_set_i64(q, "kind", FACT_MEMBERSHIP);
        query_set_i64(q, "valid_from", p->from);
        query_set_i64(q, "recorded_at", p->recorded_at);
        query_set_i64(q, "now", at);
        assert_int_equal(query_run(q, &b->report, &changed), ERR_NONE);
        assert_int_equal(changed, 1);
    }
    bool is_gone = p->recorded_at != 0 && draw(4) == 0;
    date from = date_add_days(today, (int)draw(20) - 12);
    date until = draw(2) == 0 ? date_open_end() : date_add_days(from, 1 + (int)draw(15));
    *p = (struct standing){is_gone ? 0 : date_ymd(from), is_gone ? 0 : at};
    if (!is_gone) {
        struct query *q = store_query(b->session.store, SQL_eligibility_fact_add);
        query_set_i64(q, "addressee_no", (int64_t)who + 5000);
        query_set_i64(q, "kind", FACT_MEMBERSHIP);
        query_set_i64(q, "valid_from", date_ymd(from));
        query_set_i64(q, "recorded_at", at);
        query_set_i64(q, "valid_until", date_ymd(until));
        query_set_i64(q, "detail", 0);
        query_set_text(q, "card_symbol", text_of("13-01"));
        query_set_text(q, "card_number", text_of("000123"));
        query_set_text(q, "rest", text_of("acquisition_reason=A01"));
        assert_int_equal(query_run(q, &b->report, &changed), ERR_NONE);
        note(b, MOVED_MEMBERSHIP_DAY, date_ymd(from), who);
        note(b, MOVED_MEMBERSHIP_DAY, date_ymd(until), who);
    }
    note(b, MOVED_FACT, at, who);
    assert_int_equal(store_commit(b->session.store, &b->report), ERR_NONE);
}

static bool is_same(const struct difference *x, const struct difference *y)
{
    return x->addressee_no == y->addressee_no && x->was_told == y->was_told && x->is_true == y->is_true &&
           x->told.is_insured == y->told.is_insured && x->told.acquired_on == y->told.acquired_on &&
           x->told.lost_on == y->told.lost_on && x->truth.is_insured == y->truth.is_insured &&
           x->truth.acquired_on == y->truth.acquired_on && x->truth.lost_on == y->truth.lost_on;
}

static struct last_look looked(struct bench *b)
{
    struct last_look l = {.known_at = bench_count(b, "SELECT MAX(known_at) FROM batch_run")};
    l.is_there = date_from_ymd((int32_t)bench_count(b, "SELECT MAX(business_date) FROM batch_run"), &l.day);
    return l;
}

/* EL-61: a night that looks at who moved tells the same persons the same as one that looks at everybody. */
static void who_moved(void **state)
{
    struct bench *b = *state;
    struct standing people[PEOPLE] = {{0, 0}};
    size_t told_count = 0;
    seed = 20260601;
    (void)told(b);
    for (int night = 0; night < NIGHTS; night++) {
        for (unsigned events = draw(4); events > 0; events--) {
            something_happens(b, people);
        }
        b->session.folder.business_date = date_add_days(b->session.folder.business_date, (int)draw(4));
        const struct last_look since = looked(b);
        struct difference *all, *moved;
        size_t count, moved_count;
        date today = b->session.folder.business_date;
        assert_int_equal(onward_differences(b->session.store, today, NULL, b->arena, &b->report, &all, &count),
                         ERR_NONE);
        assert_int_equal(
            onward_differences(b->session.store, today, &since, b->arena, &b->report, &moved, &moved_count), ERR_NONE);
        assert_int_equal(moved_count, count);
        for (size_t i = 0; i < count; i++) {
            assert_true(is_same(&moved[i], &all[i]));
        }
        told_count += count;
        (void)told(b);
        assert_int_equal(differences(b), 0);
    }
    assert_true(told_count > NIGHTS / 2);
}

/* The business date went back: everybody is compared. */
static void a_day_that_goes_back(void **state)
{
    struct bench *b = *state;
    play_done(b, "eligibility-leave", 100, "members=27;reason=L01;occurred=2026-06-10;planned=1;notified=2026-06-01;how=1");
    b->session.folder.business_date = date_of(2026, 6, 10);
    assert_non_null(strstr(told(b), "D,000000000000027,0,20200401,20260610,1,1\n"));
    b->session.folder.business_date = date_of(2026, 6, 9);
    assert_non_null(strstr(told(b), "D,000000000000027,1,20200401,20260610,1,1\n"));
}

static int run(const char *url)
{
    store_url = url;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_changed, setup, teardown),
        cmocka_unit_test_setup_teardown(a_day_that_comes, setup, teardown),
        cmocka_unit_test_setup_teardown(who_moved, setup, teardown),
        cmocka_unit_test_setup_teardown(a_day_that_goes_back, setup, teardown),
    };
    return cmocka_run_group_tests_name(url == NULL ? "SQLite" : "PostgreSQL", tests, NULL, NULL);
}

int main(int argc, char **argv)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return bench_run(argc, argv, run);
}
