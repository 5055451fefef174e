/*
 * Edge cases of eligibility.md 19 that the events decide, each played whole; what bars a benefit; the closed scheme of
 * 退職被保険者. All people are invented.
 */
#include "family.h"

static const char *store_url;

/* The family is insured. */
static int setup(void **state)
{
    static struct bench b;
    *state = &b;
    enum err e = family_open(&b, store_url, NULL);
    e = e == ERR_NONE ? family_insured(&b) : e;
    return e == ERR_NONE ? 0 : -1;
}

static int teardown(void **state)
{
    struct bench *b = *state;
    enum err e = eligibility_verify(b->session.store, &b->report); /* whatever was played, the facts follow from the events */
    report_print(&b->report, stderr);
    bench_close(b);
    return e == ERR_NONE ? 0 : -1;
}

static const char *periods(struct bench *b, int64_t no)
{
    struct eligibility_membership *m = NULL;
    size_t count = 0;
    const char *all = "";
    assert_int_equal(eligibility_memberships_of(b->session.store, no, INT64_MAX, b->arena, &b->report, &m, &count), ERR_NONE);
    for (size_t i = 0; i < count; i++) {
        bool is_open = date_equal(m[i].span.until, date_open_end());
        all = arena_printf(b->arena, "%s%s%d-", all, i > 0 ? " " : "", date_ymd(m[i].span.from));
        all = is_open ? all : arena_printf(b->arena, "%s%d", all, date_ymd(m[i].span.until));
    }
    return all;
}

static const struct benefit_bar *bar_on(struct bench *b, int64_t no, date day)
{
    struct benefit_bar *bars = NULL;
    size_t count = 0;
    assert_int_equal(eligibility_benefit_bars(&b->session, no, INT64_MAX, b->arena, &b->report, &bars, &count), ERR_NONE);
    return benefit_bar_on(bars, count, day);
}

/* Where he lives by his exceptions, with their days. */
static const char *places(struct bench *b, int64_t no)
{
    struct eligibility_event *events;
    size_t count = 0;
    const char *all = "";
    assert_int_equal(eligibility_events_of(b->session.store, no, INT64_MAX, false, b->arena, &b->report, &events, &count), ERR_NONE);
    for (size_t i = 0; i < count; i++) {
        all = events[i].kind != EVENT_HOUSEHOLD ? all
              : arena_printf(b->arena, "%s%.*s %d-%d ", all, (int)events[i].note.len, events[i].note.bytes,
                             date_ymd(events[i].effective_on), date_ymd(events[i].until));
    }
    return all;
}

/* G26: a home in Chiba, then one in Kanagawa: 住所地特例 twice, one household and one number all the time, then an end. */
static void g26_two_homes(void **state)
{
    struct bench *b = *state;
    b->session.folder.business_date = date_of(2026, 11, 20);
    assert_int_equal(bench_import(b, CHANGE, ROWS("addressee_no=27;household_no=100;birth=19820703;history_no=2;event_reason=11;event_on=20260601;status=2;name=試験　二")), ERR_NONE);
    play_done(b, "eligibility-exception", 27, "act=1;sort=3;from=2026-06-01;place=見本苑 千葉市;conditions=1;notified=2026-06-05");
    int64_t own = last_membership(b, 27).household_no;
    assert_true(own >= 8000000000);
    const char *number = card(b, 27);
    assert_string_equal(number, "000001-01");
    struct play p = play_of(b, "eligibility-exception", 27, "act=4;sort=3;from=2026-10-01;conditions=1;notified=2026-10-05");
    assert_true(play_stops_at(&p, "place"));
    p = play_of(b, "eligibility-exception", 27, "act=4;sort=3;from=2026-10-01;place=見本荘 横浜市;conditions=1;notified=2026-10-05");
    assert_non_null(strstr(preview(&p), "令和8年10月1日から次の施設"));
    play_done(b, "eligibility-exception", 27, "act=4;sort=3;from=2026-10-01;place=見本荘 横浜市;conditions=1;notified=2026-10-05");
    const date days[] = {date_of(2026, 6, 1), date_of(2026, 9, 30), date_of(2026, 10, 1), date_of(2026, 12, 31)};
    for (size_t i = 0; i < COUNT_OF(days); i++) {
        assert_string_equal(household(b, own, days[i]), "27*");
        assert_string_equal(household(b, 100, days[i]), "19* 35");
    }
    assert_string_equal(card(b, 27), number);
    assert_string_equal(periods(b, 27), "20200401-20260601 20260601-"); /* insured in this ward without a break */
    assert_string_equal(places(b, 27), "見本苑 千葉市 20260601-20261001 見本荘 横浜市 20261001-99991231 ");
    play_done(b, "eligibility-exception", 27, "act=3;sort=3;from=2026-11-10;notified=2026-11-12");
    assert_string_equal(household(b, own, date_of(2026, 11, 10)), "");
    assert_string_equal(household(b, own, date_of(2026, 11, 9)), "27*");
}

/* The second home taken back: the first goes on as before. */
static void g26_taken_back(void **state)
{
    struct bench *b = *state;
    b->session.folder.business_date = date_of(2026, 11, 20);
    play_done(b, "eligibility-exception", 27, "act=1;sort=3;from=2026-06-01;place=見本苑 千葉市;conditions=1;notified=2026-06-05");
    struct play p = play_done(b, "eligibility-exception", 27, "act=4;sort=3;from=2026-10-01;place=見本荘 横浜市;conditions=1;notified=2026-10-05");
    assert_int_equal(play_undo(&p), ERR_NONE);
    assert_string_equal(places(b, 27), "見本苑 千葉市 20260601-99991231 ");
    assert_string_equal(household(b, last_membership(b, 27).household_no, date_of(2026, 10, 1)), "27*");
}

/* G27: the household splits on 2026-07-10; a daughter born later, and the son's return: no branch is ever given twice. */
static void g27_split(void **state)
{
    struct bench *b = *state;
    b->session.folder.business_date = date_of(2026, 10, 20);
    assert_int_equal(bench_import(b, CHANGE, ROWS("addressee_no=35;household_no=500;is_head=1;birth=20100801;history_no=2;event_reason=30;event_on=20260710;name=試験　三")), ERR_NONE);
    play_done(b, "eligibility-household", 500, "act=1;members=35;occurred=2026-07-10;notified=2026-07-12");
    assert_string_equal(card(b, 35), "000001-01");
    assert_string_equal(card(b, 19), "000123-01");
    assert_string_equal(periods(b, 35), "20200401-20260710 20260710-");
    assert_int_equal(bench_import(b, CHANGE, ROWS("addressee_no=86;household_no=100;birth=20260801;event_reason=03;event_on=20260801;name=試験　七")), ERR_NONE);
    play_done(b, JOIN, 100, "members=86;reason=A08;occurred=2026-08-01;notified=2026-08-10");
    assert_string_equal(card(b, 86), "000123-04"); /* not 03, the son's old one */
    assert_int_equal(bench_import(b, CHANGE, ROWS("addressee_no=35;household_no=100;birth=20100801;history_no=3;event_reason=31;event_on=20260901;name=試験　三")), ERR_NONE);
    play_done(b, "eligibility-household", 100, "act=2;members=35;occurred=2026-09-01;notified=2026-09-02");
    assert_string_equal(card(b, 35), "000123-03"); /* his own again: nobody else had it meanwhile */
    assert_string_equal(card(b, 86), "000123-04");
    assert_int_equal(bench_import(b, CHANGE, ROWS("addressee_no=94;household_no=100;birth=20261001;event_reason=03;event_on=20261001;name=試験　八")), ERR_NONE);
    play_done(b, JOIN, 100, "members=94;reason=A08;occurred=2026-10-01;notified=2026-10-10");
    assert_string_equal(card(b, 94), "000123-05");
}

/* G30: held from April to December: insured all the time, benefits barred on those days, premium not moved by itself. */
static void g30_prison(void **state)
{
    struct bench *b = *state;
    b->session.folder.business_date = date_of(2027, 1, 10);
    struct play p = play_of(b, "eligibility-detained", 51, "act=1;from=2026-04-01;sort=1;notified=2026-04-10");
    assert_true(play_stops_at(&p, "from")); /* who is not insured has no benefit to bar */
    p = play_of(b, "eligibility-detained", 19, "act=1;from=2026-04-01;sort=1;notified=2026-04-10");
    assert_non_null(strstr(preview(&p), "資格は続き"));
    assert_false(p.call.kind->moves_premium);
    play_done(b, "eligibility-detained", 19, "act=1;from=2026-04-01;sort=1;notified=2026-04-10");
    assert_int_equal(bar_on(b, 19, date_of(2030, 1, 1))->cause, BAR_DETAINED); /* no end is known yet */
    play_done(b, "eligibility-detained", 19, "act=2;from=2026-12-20;until=2026-12-20;notified=2026-12-25");
    assert_string_equal(periods(b, 19), "20200401-");
    assert_null(bar_on(b, 19, date_of(2026, 3, 31)));
    assert_int_equal(bar_on(b, 19, date_of(2026, 4, 1))->cause, BAR_DETAINED);
    assert_int_equal(bar_on(b, 19, date_of(2026, 12, 20))->cause, BAR_DETAINED);
    assert_null(bar_on(b, 19, date_of(2026, 12, 21)));
    assert_null(bar_on(b, 27, date_of(2026, 5, 1)));
    p = play_of(b, "eligibility-detained", 19, "act=1;from=2026-12-01;sort=2;notified=2026-12-25");
    assert_true(play_stops(&p) > 0); /* no second time over the first */
    assert_int_equal(bench_count(b, "SELECT detail FROM eligibility_fact WHERE addressee_no = 19 AND kind = 9 AND superseded_at = 9223372036854775807"), DETAINED_PRISON);
}

/* G32: an annotated resident notice, then one at the counter: refused as the second of one fact; the first day counts. */
static void g32_second_notice(void **state)
{
    struct bench *b = *state;
    play_done(b, JOIN, 200, "members=51;reason=A03;occurred=2026-05-10;notified=2026-05-10;how=4;annotated=1");
    struct play p = play_of(b, JOIN, 200, "members=51;reason=A03;occurred=2026-05-10;notified=2026-05-12");
    assert_true(play_stops_at(&p, "members"));
    assert_true(says(&p, "二重の届出です。届出日は令和8年5月10日のまま変わりません"));
    struct eligibility_event *events;
    size_t count = 0;
    assert_int_equal(eligibility_events_of(b->session.store, 51, INT64_MAX, true, b->arena, &b->report, &events, &count), ERR_NONE);
    assert_int_equal(count, 1);
    assert_true(date_equal(events[0].notified_on, date_of(2026, 5, 10)) && events[0].is_annotated);
    p = play_of(b, JOIN, 200, "members=51;reason=A03;occurred=2026-06-01;notified=2026-06-02"); /* another fact: another word */
    assert_true(play_stops_at(&p, "members"));
    assert_false(says(&p, "二重の届出"));
}

/* G35: one person under two numbers (19 no resident any more, 78 a resident): no second acquisition before the numbers are one, and none after. */
static void g35_two_numbers(void **state)
{
    struct bench *b = *state;
    play_may(b, PERM_ADDRESSEE_VIEW);
    assert_int_equal(bench_import(b, CHANGE, ROWS("addressee_no=19;household_no=100;birth=19800502;history_no=2;event_reason=12;event_on=20260520;status=2;name=試験　一",
                                                  "addressee_no=27;household_no=100;is_head=1;birth=19820703;history_no=2;event_reason=33;event_on=20260520;name=試験　二",
                                                  "addressee_no=78;household_no=400;is_head=1;birth=19800502;name=試験　一",
                                                  "addressee_no=116;household_no=600;is_head=1;birth=19800503;name=試験　一")), ERR_NONE);
    struct play p = play_of(b, JOIN, 400, "members=78;reason=A03;occurred=2026-06-01;notified=2026-06-10");
    assert_true(play_stops_at(&p, "members"));
    assert_true(says(&p, "名寄せをしてから"));
    play_done(b, "addressee-merge", 19, "into_no=78;reason=5;evidence=旅券で確かめた");
    p = play_of(b, JOIN, 400, "members=78;reason=A03;occurred=2026-06-01;notified=2026-06-10");
    assert_true(play_stops_at(&p, "members"));
    assert_true(says(&p, "名寄せした宛名番号 19 で加入しています"));
    play_done(b, LEAVE, 100, "members=19;reason=L99;occurred=2026-06-01;notified=2026-06-10");
    p = play_of(b, JOIN, 400, "members=78;reason=A99;occurred=2026-06-02;notified=2026-06-10");
    assert_int_equal(play_stops(&p), 0); /* the membership of the other number has ended: nothing doubles */
    p = play_of(b, JOIN, 600, "members=116;reason=A03;occurred=2026-06-01;notified=2026-06-10");
    assert_int_equal(play_stops(&p), 0); /* another birthday is another person */
}

/* EL-66: 14 days are in time, 15 are late: benefits before the notice wait for a reason, which a clerk enters. */
static void late_notice(void **state)
{
    struct bench *b = *state;
    struct play p = play_of(b, JOIN, 200, "members=51;reason=A03;occurred=2026-06-01;notified=2026-06-15");
    assert_false(says(&p, "14日"));
    p = play_of(b, JOIN, 200, "members=51;reason=A03;occurred=2026-06-01;notified=2026-06-16");
    assert_int_equal(play_stops(&p), 0);
    assert_true(says(&p, "届出より前の医療費は、やむを得ない理由"));
    assert_int_equal(play_apply(&p), ERR_NONE);
    const struct benefit_bar *bar = bar_on(b, 51, date_of(2026, 6, 15));
    assert_non_null(bar);
    assert_int_equal(bar->cause, BAR_LATE_NOTICE);
    assert_non_null(bar_on(b, 51, date_of(2026, 6, 1)));
    assert_null(bar_on(b, 51, date_of(2026, 6, 16))); /* from the notice on as everybody's */
    struct play q = play_of(b, "eligibility-late-reason", 19, "reason=2;words=入院");
    assert_true(play_stops_at(&q, "event")); /* 19 has no late notice */
    q = play_done(b, "eligibility-late-reason", 51, "reason=2;words=6月1日から15日まで入院、診断書で確かめた");
    assert_null(bar_on(b, 51, date_of(2026, 6, 1)));
    assert_string_equal(periods(b, 51), "20260601-"); /* the days stay, and so does the number */
    assert_int_equal(bench_count(b, "SELECT count(*) FROM eligibility_event WHERE addressee_no = 51"), 2);
    assert_int_equal(play_undo(&q), ERR_NONE);
    assert_non_null(bar_on(b, 51, date_of(2026, 6, 1)));
    assert_int_equal(play_undo(&p), ERR_NONE);
    assert_string_equal(periods(b, 51), "");
}

/* EL-09: old periods of 退職被保険者 come with the opening balance, are shown, and decide nothing. */
static void retired(void **state)
{
    struct bench *b = *state;
    assert_int_equal(bench_import(b, OPENING,
                                  ROWS(MEMBER(19, "01") "from_on=20200401;acquisition_reason=A01",
                                       MEMBER(27, "02") "from_on=20200401;acquisition_reason=A01",
                                       MEMBER(35, "03") "from_on=20200401;acquisition_reason=A01",
                                       "addressee_no=43;fact_kind=7;from_on=20040401;until_on=20050101;card_symbol=13-退;card_number=000777",
                                       "addressee_no=51;fact_kind=8;from_on=20100401;until_on=20150101;card_symbol=13-退;card_number=000777")), ERR_NONE);
    struct eligibility_event *events;
    size_t count = 0;
    assert_int_equal(eligibility_events_of(b->session.store, 51, INT64_MAX, false, b->arena, &b->report, &events, &count), ERR_NONE);
    assert_int_equal(count, 1);
    assert_true(events[0].kind == EVENT_FACT && (int)events[0].fact_kind == FACT_RETIREE && events[0].detail == 2);
    assert_true(text_is(events[0].card_symbol, "13-退") && date_equal(events[0].until, date_of(2015, 1, 1)));
    assert_string_equal(periods(b, 51), "");
    struct play p = play_of(b, "eligibility-cancel", 51, "event=m4-10-20100401;act=1;why=試験");
    assert_true(play_stops_at(&p, "event")); /* history of the system before */
    play_done(b, JOIN, 200, "members=51;reason=A03;occurred=2026-06-01;notified=2026-06-10");
    assert_int_equal(bench_count(b, "SELECT count(*) FROM eligibility_fact WHERE kind = 10 AND superseded_at = 9223372036854775807"), 2);
    assert_int_equal(bench_import(b, OPENING, ROWS("addressee_no=51;fact_kind=7;from_on=20100401")), ERR_FINDINGS); /* without an end */
}

static int run(const char *url)
{
    store_url = url;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(g26_two_homes, setup, teardown),
        cmocka_unit_test_setup_teardown(g26_taken_back, setup, teardown),
        cmocka_unit_test_setup_teardown(g27_split, setup, teardown),
        cmocka_unit_test_setup_teardown(g30_prison, setup, teardown),
        cmocka_unit_test_setup_teardown(g32_second_notice, setup, teardown),
        cmocka_unit_test_setup_teardown(g35_two_numbers, setup, teardown),
        cmocka_unit_test_setup_teardown(late_notice, setup, teardown),
        cmocka_unit_test_setup_teardown(retired, setup, teardown),
    };
    return cmocka_run_group_tests_name(url == NULL ? "SQLite" : "PostgreSQL", tests, NULL, NULL);
}

int main(int argc, char **argv)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return bench_run(argc, argv, run);
}
