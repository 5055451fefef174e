/*
 * 支援措置: periods, guards of screens, prints, files and letters, temporary release, the ways that must
 * not lead to a protected person. Every person and address is invented.
 */
#include "addressee/change_play.h"
#include "addressee/guard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define FULL "ju-02-residents-full"
#define ROWS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* 27 and his wife 35 with their child 43; wife and child left him on 2026-03-01. 51 has nothing to do
 * with it. */
#define PARTY                                                                                              \
    "addressee_no=27;household_no=100;is_head=1;name=相手　方男;birth=19700707;address=新宿区新宿一丁目"
#define WIFE1 "addressee_no=35;history_no=1;is_latest=0;household_no=100;name=守留　花子;birth=19720202;" \
              "address=新宿区新宿一丁目"
#define WIFE2                                                                                              \
    "addressee_no=35;history_no=2;household_no=200;is_head=1;name=守留　花子;birth=19720202;"         \
    "address=新宿区西落合四丁目;postal_code=1610031;building=秘密荘;event_reason=21;event_on=20260301"
#define CHILD1 "addressee_no=43;history_no=1;is_latest=0;household_no=100;name=守留　小春;birth=20100303;" \
               "address=新宿区新宿一丁目"
#define CHILD2 "addressee_no=43;history_no=2;household_no=200;name=守留　小春;birth=20100303;" \
               "address=新宿区西落合四丁目;event_reason=21;event_on=20260301"
#define NEIGHBOUR "addressee_no=51;household_no=300;is_head=1;name=隣野　人;birth=19600606;address=新宿区北町"
enum { PARTY_NO = 27, WIFE_NO = 35, CHILD_NO = 43, NEIGHBOUR_NO = 51, OLD_HOME = 100, NEW_HOME = 200 };

static const char *store_url;

static int setup(void **state)
{
    static struct bench b;
    bench_open(&b, store_url);
    snprintf(b.session.folder.params, sizeof(b.session.folder.params), "%s/params", b.session.folder.share);
    assert_int_equal(bench_import(&b, FULL, ROWS(PARTY, WIFE1, WIFE2, CHILD1, CHILD2, NEIGHBOUR)), ERR_NONE);
    *state = &b;
    return 0;
}

static int teardown(void **state)
{
    bench_close(*state);
    return 0;
}

static void today_is(struct bench *b, int year, int month, int day)
{
    b->session.folder.business_date = date_of(year, month, day);
}

static struct guard guard_from(struct bench *b, int64_t no, int64_t from_no, enum guard_use use, int64_t at)
{
    struct guard g;
    report_clear(&b->report);
    enum err e = addressee_guard(&b->session, no, from_no, use, at, b->arena, &b->report, &g);
    if (e != ERR_NONE) {
        report_print(&b->report, stderr);
    }
    assert_int_equal(e, ERR_NONE);
    return g;
}

static struct guard guard(struct bench *b, int64_t no, enum guard_use use)
{
    return guard_from(b, no, 0, use, clock_now_ms());
}

#define MEASURE "from=2026-04-01;protected=43;party_no=27;party_name=相手　方男;office=警察署"

static void assert_text(struct text t, const char *expected)
{
    char *copy = strndup(t.bytes, t.len);
    assert_string_equal(copy, expected);
    free(copy);
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

/* RP-01: the end is a year less a day; the month before is counted by the calendar. */
static void periods(void **state)
{
    static const struct {
        int start, end, month_before;
    } cases[] = {
        {20200401, 20210331, 20210228}, {20260401, 20270331, 20270228}, {20260716, 20270715, 20270615},
        {20280229, 20290228, 20290128}, {20270301, 20280229, 20280129}, {20260501, 20270430, 20270330},
        {20260101, 20261231, 20261130}, {20260201, 20270131, 20261231},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        date start;
        assert_true(date_from_ymd(cases[i].start, &start));
        date last = measure_last_day(start);
        assert_int_equal(date_ymd(last), cases[i].end);
        assert_int_equal(date_ymd(measure_month_before(last)), cases[i].month_before);
    }
}

/* RP-01, EV-09, OP-25: day -31, -30, 0 and +1 of a measure that ends on 2027-07-15; its end passing lifts
 * nothing. */
static void clock_of_a_measure(void **state)
{
    struct bench *b = *state;
    today_is(b, 2026, 7, 16);
    play_done(b, "measure", WIFE_NO, "from=2026-07-16;party_no=27");
    date end = date_of(2027, 7, 15);
    static const struct {
        int days;
        enum measure_phase phase;
        bool may_extend;
    } cases[] = {{-31, MEASURE_RUNNING, false},
                 {-30, MEASURE_LAST_MONTH, true},
                 {0, MEASURE_LAST_MONTH, true},
                 {1, MEASURE_PAST_END, true},
                 {400, MEASURE_PAST_END, true}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        b->session.folder.business_date = date_add_days(end, cases[i].days);
        struct guard g = guard(b, WIFE_NO, GUARD_SCREEN);
        assert_true(g.is_restricted && g.has_end);
        assert_int_equal(g.phase, cases[i].phase);
        assert_int_equal(date_ymd(g.ends_on), 20270715);
        assert_int_equal(g.level, GUARD_WITHOUT_ADDRESS);
        struct play p = play_of(b, "measure-extend", WIFE_NO, "");
        assert_int_equal(play_stops(&p) == 0, cases[i].may_extend);
    }
    assert_non_null(strstr(guard(b, WIFE_NO, GUARD_SCREEN).words, "解除されていません"));
}

/* SD-05: the new year counts from the day after the old end, whenever it is entered. */
static void extension(void **state)
{
    struct bench *b = *state;
    today_is(b, 2026, 4, 1);
    play_done(b, "measure", WIFE_NO, MEASURE);
    today_is(b, 2027, 2, 28);
    char *before = play_digests(b);
    struct play p = play_done(b, "measure-extend", WIFE_NO, "");
    assert_int_equal(date_ymd(guard(b, WIFE_NO, GUARD_SCREEN).ends_on), 20280331);
    assert_int_equal(guard(b, WIFE_NO, GUARD_SCREEN).phase, MEASURE_RUNNING);
    assert_int_equal(date_ymd(guard(b, CHILD_NO, GUARD_SCREEN).ends_on), 20280331);
    assert_int_equal(play_undo(&p), ERR_NONE);
    assert_string_equal(play_digests(b), before);
    assert_int_equal(date_ymd(guard(b, WIFE_NO, GUARD_SCREEN).ends_on), 20270331);
    struct play back = play_of(b, "measure-extend", WIFE_NO, "ends_on=2027-03-31");
    assert_true(play_stops_at(&back, "ends_on"));
}

/* RP-08: the list of measures that end this month and next, and of those whose end has passed. */
static void due_list(void **state)
{
    struct bench *b = *state;
    struct support_measure *list = NULL;
    size_t count = 0;
    today_is(b, 2026, 4, 1);
    play_done(b, "measure", WIFE_NO, MEASURE);            /* until 2027-03-31 */
    today_is(b, 2026, 5, 2);
    play_done(b, "measure", NEIGHBOUR_NO, "from=2026-05-02"); /* until 2027-05-01 */
    static const struct {
        int year, month, day;
        size_t count;
    } cases[] = {{2027, 1, 31, 0}, {2027, 2, 1, 1}, {2027, 3, 31, 1}, {2027, 4, 1, 2}, {2027, 9, 1, 2}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_int_equal(addressee_measures_due(b->session.store,
                                                date_of(cases[i].year, cases[i].month, cases[i].day),
                                                b->arena, &b->report, &list, &count),
                         ERR_NONE);
        assert_int_equal(count, cases[i].count);
    }
    assert_int_equal(list[0].applicant_no, WIFE_NO);
    assert_int_equal(list[0].phase, MEASURE_PAST_END);
    assert_int_equal(date_ymd(list[1].ends_on), 20270501);
}

/* RP-03: who has the right sees the address, others do not; nobody sees less than that there is a
 * measure. */
static void levels(void **state)
{
    struct bench *b = *state;
    struct addressee a;
    assert_int_equal(guard(b, WIFE_NO, GUARD_SCREEN).level, GUARD_FULL);
    play_done(b, "measure", WIFE_NO, MEASURE);
    assert_int_equal(guard(b, WIFE_NO, GUARD_SCREEN).level, GUARD_WITHOUT_ADDRESS);
    assert_int_equal(guard(b, CHILD_NO, GUARD_SCREEN).level, GUARD_WITHOUT_ADDRESS);
    play_may(b, PERM_RESTRICTED_VIEW);
    assert_int_equal(guard(b, WIFE_NO, GUARD_SCREEN).level, GUARD_FULL);
    assert_true(guard(b, WIFE_NO, GUARD_SCREEN).is_restricted);
    assert_int_equal(guard(b, WIFE_NO, GUARD_PRINT).level, GUARD_WITHOUT_ADDRESS);
    assert_int_equal(guard(b, WIFE_NO, GUARD_FILE).level, GUARD_WITHOUT_ADDRESS);
    /* the other party's record says nothing */
    struct guard g = guard(b, PARTY_NO, GUARD_FILE);
    assert_false(g.is_restricted);
    assert_int_equal(g.level, GUARD_FULL);
    assert_string_equal(g.words, "");
    /* every question that gives a person says that he is guarded, on any day of the past too */
    struct as_of old = {date_of(2025, 1, 1), INT64_MAX};
    assert_int_equal(addressee_by_no(b->session.store, WIFE_NO, old, b->arena, &b->report, &a), ERR_NONE);
    assert_true(a.is_restricted);
    g = guard(b, WIFE_NO, GUARD_PRINT);
    addressee_mask(&a, &g);
    assert_int_equal(a.postal_code.len + a.building.len, 0);
    assert_null(memmem(a.address.bytes, a.address.len, "新宿", strlen("新宿")));
    assert_verified(b);
}

/* RP-02, OP-25: the release ends by the clock, serves one operator, and reaches no file. */
static void temporary_release(void **state)
{
    struct bench *b = *state;
    play_done(b, "measure", WIFE_NO, MEASURE);
    char *before = play_digests(b);
    struct play p = play_done(b, "measure-release", WIFE_NO, "minutes=15;purpose=本人に証を交付");
    int64_t at = p.call.applied_at, end = at + 15 * 60000;
    assert_int_equal(guard_from(b, WIFE_NO, 0, GUARD_SCREEN, at).level, GUARD_FULL);
    assert_int_equal(guard_from(b, WIFE_NO, 0, GUARD_PRINT, end - 1).level, GUARD_FULL);
    assert_int_equal(guard_from(b, WIFE_NO, 0, GUARD_PRINT, end - 1).released_until, end);
    assert_int_equal(guard_from(b, WIFE_NO, 0, GUARD_SCREEN, end).level, GUARD_WITHOUT_ADDRESS);
    assert_int_equal(guard_from(b, WIFE_NO, 0, GUARD_PRINT, end).level, GUARD_WITHOUT_ADDRESS);
    assert_int_equal(guard_from(b, WIFE_NO, 0, GUARD_SCREEN, at - 1).level, GUARD_WITHOUT_ADDRESS);
    assert_int_equal(guard_from(b, WIFE_NO, 0, GUARD_FILE, at).level, GUARD_WITHOUT_ADDRESS);
    assert_int_equal(guard_from(b, CHILD_NO, 0, GUARD_SCREEN, at).level, GUARD_WITHOUT_ADDRESS);
    assert_true(guard_from(b, WIFE_NO, 0, GUARD_SCREEN, at).is_restricted);
    struct mailing m;
    assert_int_equal(addressee_mailing(b->session.store, WIFE_NO,
                                       (struct as_of){date_of(2026, 4, 1), INT64_MAX}, b->arena, &b->report,
                                       &m),
                     ERR_NONE);
    assert_true(m.is_restricted);
    assert_int_equal(m.postal_code.len, 0);
    snprintf(b->session.operator.id, sizeof(b->session.operator.id), "fuka2");
    assert_int_equal(guard_from(b, WIFE_NO, 0, GUARD_SCREEN, at).level, GUARD_WITHOUT_ADDRESS);
    snprintf(b->session.operator.id, sizeof(b->session.operator.id), "fuka1");
    assert_int_equal(play_undo(&p), ERR_NONE);
    assert_string_equal(play_digests(b), before);
    assert_int_equal(guard_from(b, WIFE_NO, 0, GUARD_SCREEN, at).level, GUARD_WITHOUT_ADDRESS);
    struct play nobody = play_of(b, "measure-release", NEIGHBOUR_NO, "minutes=15;purpose=x");
    assert_true(play_stops(&nobody) > 0);
}

/* Lifting: by two persons, not for a day to come, for everybody the measure protected; it can be taken
 * back. */
static void lifting(void **state)
{
    struct bench *b = *state;
    play_done(b, "measure", WIFE_NO, MEASURE);
    today_is(b, 2026, 6, 30);
    struct play ahead = play_of(b, "measure-lift", WIFE_NO, "lifted_on=2026-07-01;note=本人の申出");
    assert_true(play_stops_at(&ahead, "lifted_on"));
    assert_int_equal(play_apply(&ahead), ERR_INPUT);
    struct play by_child = play_of(b, "measure-lift", CHILD_NO, "lifted_on=2026-06-30;note=x");
    assert_true(play_stops(&by_child) > 0);
    char *before = play_digests(b);
    struct play p = play_done(b, "measure-lift", WIFE_NO, "lifted_on=2026-06-30;note=本人の申出");
    assert_false(guard(b, WIFE_NO, GUARD_FILE).is_restricted);
    assert_int_equal(guard(b, CHILD_NO, GUARD_FILE).level, GUARD_FULL);
    assert_verified(b);
    assert_int_equal(play_undo(&p), ERR_NONE);
    assert_string_equal(play_digests(b), before);
    assert_int_equal(guard(b, WIFE_NO, GUARD_FILE).level, GUARD_WITHOUT_ADDRESS);
    assert_int_equal(guard(b, CHILD_NO, GUARD_FILE).level, GUARD_WITHOUT_ADDRESS);
    assert_verified(b);
}

/* RP-09: 仮支援 guards at once by one person, becomes the measure under its number; transfers are
 * recorded. */
static void provisional(void **state)
{
    struct bench *b = *state;
    char *nothing = play_digests(b);
    struct play p =
        play_done(b, "measure-provisional", WIFE_NO, "from=2026-04-01;party_no=27;co_applicants=43");
    assert_int_equal(p.call.kind->approve, PERM_NONE);
    assert_null(p.call.kind->undo);
    struct guard g = guard(b, WIFE_NO, GUARD_SCREEN);
    assert_true(g.is_restricted && g.is_provisional && !g.has_end);
    assert_true(guard(b, CHILD_NO, GUARD_SCREEN).is_restricted);
    struct play early = play_of(b, "measure-extend", WIFE_NO, "");
    assert_true(play_stops(&early) > 0);
    char *before = play_digests(b);
    struct play decided = play_done(b, "measure", WIFE_NO, "from=2026-04-10;co_applicants=43");
    g = guard(b, WIFE_NO, GUARD_SCREEN);
    assert_true(g.is_restricted && !g.is_provisional);
    assert_int_equal(date_ymd(g.ends_on), 20270409);
    assert_int_equal(bench_count(b, "SELECT count(*) FROM addressee_guarded_now"), 2);
    assert_int_equal(bench_count(b, "SELECT count(*) FROM addressee_party_now WHERE party_no = 27"), 1);
    struct play again = play_of(b, "measure", WIFE_NO, "from=2026-04-10");
    assert_true(play_stops(&again) > 0);
    assert_int_equal(play_undo(&decided), ERR_NONE);
    assert_string_equal(play_digests(b), before);
    assert_string_not_equal(play_digests(b), nothing);
    assert_true(guard(b, WIFE_NO, GUARD_SCREEN).is_provisional);
    struct play wrong = play_of(b, "measure-transfer", WIFE_NO, "municipality=131131;sent_on=2026-04-02");
    assert_true(play_stops_at(&wrong, "municipality"));
    struct play transfer =
        play_done(b, "measure-transfer", WIFE_NO, "municipality=131130;sent_on=2026-04-02");
    assert_int_equal(
        bench_count(b, "SELECT count(*) FROM addressee_transfer_now WHERE municipality = '131130'"), 1);
    assert_int_equal(play_undo(&transfer), ERR_NONE);
    assert_string_equal(play_digests(b), before);
    assert_verified(b);
}

/* Who is protected is no other party, exists, and is not too many. */
static void measures_that_are_refused(void **state)
{
    static const struct {
        const char *fields, *field;
    } wrong[] = {
        {"from=2026-04-01;party_no=27;protected=27", "protected"},
        {"from=2026-04-01;party_no=35", "party_no"},
        {"from=2026-04-01;protected=99999", "protected"},
        {"from=2026-04-01;protected=43 家族", "protected"},
        {"from=2026-04-01;ends_on=2026-03-31", "ends_on"},
        {"from=2026-04-01;party_no=99999", "party_no"},
    };
    struct bench *b = *state;
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        struct play p = play_of(b, "measure", WIFE_NO, wrong[i].fields);
        assert_true(play_stops_at(&p, wrong[i].field));
    }
    struct play longer = play_of(b, "measure", WIFE_NO, "from=2026-04-01;ends_on=2027-04-01");
    assert_int_equal(play_stops(&longer), 0);
    assert_int_equal(play_warnings(&longer), 1);
    struct play year = play_of(b, "measure", WIFE_NO, "from=2026-04-01;ends_on=2027-03-31");
    assert_int_equal(play_warnings(&year), 0);
}

static struct guarded_member *household(struct bench *b, int64_t household_no, int year, size_t *ret_count)
{
    struct guarded_member *members = NULL;
    struct as_of as_of = {date_of(year, 5, 5), INT64_MAX};
    assert_int_equal(addressee_household_for(&b->session, household_no, as_of, 0, GUARD_SCREEN,
                                             clock_now_ms(), b->arena, &b->report, &members, ret_count),
                     ERR_NONE);
    return members;
}

static bool shows(const struct guarded_member *members, size_t count, int64_t no)
{
    for (size_t i = 0; i < count; i++) {
        if (members[i].who.addressee_no == no) {
            return true;
        }
    }
    return false;
}

/*
 * RP-07: from the other party no link, by household, by its history or by number, ends at the protected
 * persons; the graph of all links among the persons of the fixture is walked from him.
 */
static void no_way_from_the_other_party(void **state)
{
    struct bench *b = *state;
    size_t count = 0;
    today_is(b, 2026, 5, 5);
    play_done(b, "measure", WIFE_NO, MEASURE);
    play_may(b, PERM_RESTRICTED_VIEW); /* even for those who may see the address otherwise */
    struct guarded_member *members = household(b, OLD_HOME, 2025, &count);
    assert_true(shows(members, count, PARTY_NO));
    assert_false(shows(members, count, WIFE_NO));
    assert_false(shows(members, count, CHILD_NO));
    members = household(b, OLD_HOME, 2026, &count);
    assert_int_equal(count, 1);
    assert_int_equal(guard_from(b, WIFE_NO, PARTY_NO, GUARD_SCREEN, 1).level, GUARD_NOTHING);
    assert_int_equal(guard_from(b, CHILD_NO, PARTY_NO, GUARD_SCREEN, 1).level, GUARD_NOTHING);
    assert_int_equal(guard_from(b, WIFE_NO, CHILD_NO, GUARD_SCREEN, 1).level, GUARD_FULL);
    assert_int_equal(guard_from(b, WIFE_NO, NEIGHBOUR_NO, GUARD_SCREEN, 1).level, GUARD_FULL);
    /* the protected persons' own household is whole, and leads to nobody else */
    members = household(b, NEW_HOME, 2026, &count);
    assert_int_equal(count, 2);
    assert_true(shows(members, count, WIFE_NO) && shows(members, count, CHILD_NO));
    /* the breadth-first walk: households of any year that a shown person leads to, and their shown
     * members */
    int64_t seen[8] = {PARTY_NO};
    size_t seen_count = 1;
    for (size_t i = 0; i < seen_count; i++) {
        for (int year = 2021; year <= 2026; year++) {
            struct addressee a;
            struct as_of as_of = {date_of(year, 5, 5), INT64_MAX};
            enum err e = addressee_by_no(b->session.store, seen[i], as_of, b->arena, &b->report, &a);
            members = e == ERR_NONE ? household(b, a.household_no, year, &count) : NULL;
            for (size_t k = 0; e == ERR_NONE && k < count; k++) {
                bool is_new = true;
                for (size_t n = 0; n < seen_count; n++) {
                    is_new = is_new && seen[n] != members[k].who.addressee_no;
                }
                assert_true(seen_count < COUNT_OF(seen));
                seen[seen_count] = members[k].who.addressee_no;
                seen_count += is_new;
            }
        }
    }
    assert_int_equal(seen_count, 1); /* himself alone */
}

/* They still share a household: she is named there, her address is not told. */
static void shared_household(void **state)
{
    struct bench *b = *state;
    size_t count = 0;
    today_is(b, 2026, 2, 1);
    play_done(b, "measure-provisional", WIFE_NO, "from=2026-02-01;party_no=27");
    play_may(b, PERM_RESTRICTED_VIEW);
    struct guarded_member *members = household(b, OLD_HOME, 2025, &count);
    assert_true(shows(members, count, WIFE_NO));
    for (size_t i = 0; i < count; i++) {
        if (members[i].who.addressee_no == WIFE_NO) {
            assert_int_equal(members[i].guard.level, GUARD_WITHOUT_ADDRESS);
        }
    }
}

/* AZ-19: the operator's own and his family's records ask for a reason; as the other party he sees
 * nothing. */
static void operators_as_residents(void **state)
{
    struct bench *b = *state;
    today_is(b, 2026, 5, 5);
    b->session.operator.addressee_no = PARTY_NO;
    assert_true(guard(b, PARTY_NO, GUARD_SCREEN).is_own_or_family);
    assert_false(guard(b, NEIGHBOUR_NO, GUARD_SCREEN).is_own_or_family);
    b->session.operator.addressee_no = CHILD_NO;
    assert_true(guard(b, WIFE_NO, GUARD_SCREEN).is_own_or_family);
    assert_string_not_equal(guard(b, WIFE_NO, GUARD_SCREEN).words, "");
    play_done(b, "measure", WIFE_NO, MEASURE);
    play_may(b, PERM_RESTRICTED_VIEW);
    b->session.operator.addressee_no = PARTY_NO;
    assert_int_equal(guard(b, WIFE_NO, GUARD_SCREEN).level, GUARD_NOTHING);
    play_done(b, "measure-transfer", WIFE_NO, "municipality=131130;sent_on=2026-04-02");
    struct play p = play_of(b, "measure-release", WIFE_NO, "minutes=15;purpose=x");
    assert_true(play_stops(&p) > 0);
    b->session.operator.addressee_no = NEIGHBOUR_NO;
    assert_int_equal(guard(b, WIFE_NO, GUARD_SCREEN).level, GUARD_FULL);
}

/* RP-04: letters stop; only an address chosen as safe is used. */
static void letters(void **state)
{
    struct bench *b = *state;
    struct mailing m;
    struct as_of as_of = {date_of(2026, 5, 5), INT64_MAX};
    play_done(b, "mailing-address", WIFE_NO,
              "action=1;duty=0;from=2026-04-01;reason=1;postal_code=3300001;address=前の送付先");
    play_done(b, "measure", WIFE_NO, MEASURE);
    assert_int_equal(addressee_mailing(b->session.store, WIFE_NO, as_of, b->arena, &b->report, &m), ERR_NONE);
    assert_true(m.is_restricted && !m.is_safe);
    assert_int_equal(m.postal_code.len, 0);
    assert_null(memmem(m.address.bytes, m.address.len, "送付先", strlen("送付先")));
    struct play careless =
        play_of(b, "mailing-address", WIFE_NO,
                "action=1;duty=1;from=2026-04-01;reason=5;postal_code=3300001;address=支援団体気付");
    assert_int_equal(play_warnings(&careless), 1);
    play_done(b, "mailing-address", WIFE_NO,
              "action=1;duty=1;from=2026-04-01;reason=5;postal_code=3300002;address=支援団体気付;is_safe=1");
    assert_int_equal(addressee_mailing(b->session.store, WIFE_NO, as_of, b->arena, &b->report, &m), ERR_NONE);
    assert_true(m.is_restricted && m.is_safe);
    assert_text(m.address, "支援団体気付");
    assert_text(m.postal_code, "3300002");
    assert_int_equal(
        addressee_mailing_for(b->session.store, WIFE_NO, DUTY_BENEFIT, as_of, b->arena, &b->report, &m),
        ERR_NONE);
    assert_false(m.is_safe);
}

/* The resident register's own measure guards too, without a clerk's entry. */
static void measure_of_the_feed(void **state)
{
    struct bench *b = *state;
    assert_int_equal(bench_import(b, "ju-01-residents-change",
                                  ROWS(NEIGHBOUR ";restriction_kind=1;restriction_state=3;"
                                                 "restriction_until=20250101")),
                     ERR_NONE);
    struct guard g = guard(b, NEIGHBOUR_NO, GUARD_PRINT);
    assert_true(g.is_restricted);
    assert_int_equal(g.level, GUARD_WITHOUT_ADDRESS); /* 一時解除中 and past its end: guarded */
    assert_string_not_equal(g.words, "");
}

/* A merged number is guarded with the number that stays, in both directions. */
static void guards_follow_links(void **state)
{
    struct bench *b = *state;
    struct play own = play_done(b, "addressee-add", 0,
                                "kind=3;from=2020-01-01;name=守留　花子;kana=マモル　ハナコ;"
                                "birth=19720202;address=長野県;basis=申出");
    int64_t no = play_number(&own);
    play_done(b, "measure", WIFE_NO, MEASURE);
    assert_false(guard(b, no, GUARD_FILE).is_restricted);
    play_done(b, "addressee-merge", no, "into_no=35;reason=5;evidence=本人確認");
    assert_true(guard(b, no, GUARD_FILE).is_restricted);
    struct play other = play_done(b, "addressee-add", 0, "kind=3;from=2020-01-01;name=相手　方男;kana=アイテ;"
                                  "birth=19700707;address=千葉県;basis=申出");
    play_done(b, "addressee-merge", play_number(&other), "into_no=27;reason=5;evidence=本人確認");
    today_is(b, 2026, 5, 5);
    assert_int_equal(guard_from(b, WIFE_NO, play_number(&other), GUARD_SCREEN, 1).level, GUARD_NOTHING);
    assert_int_equal(guard_from(b, no, PARTY_NO, GUARD_SCREEN, 1).level, GUARD_NOTHING);
    assert_verified(b);
}

static int run(const char *url)
{
    store_url = url;
#define TEST(x) cmocka_unit_test_setup_teardown(x, setup, teardown)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(periods),
        TEST(clock_of_a_measure),
        TEST(extension),
        TEST(due_list),
        TEST(levels),
        TEST(temporary_release),
        TEST(lifting),
        TEST(provisional),
        TEST(measures_that_are_refused),
        TEST(no_way_from_the_other_party),
        TEST(shared_household),
        TEST(operators_as_residents),
        TEST(letters),
        TEST(measure_of_the_feed),
        TEST(guards_follow_links),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name(url == NULL ? "SQLite" : "PostgreSQL", tests, NULL, NULL);
}

int main(int argc, char **argv)
{
    return bench_run(argc, argv, run);
}
