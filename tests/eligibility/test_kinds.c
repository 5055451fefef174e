/*
 * 資格の変更: 加入, 脱退, 世帯変更, 国保上の世帯主, 特例, 登録, 取消・訂正 as declared kinds; and the edge cases of
 * eligibility.md 19 that events decide. All people are invented.
 */
#include "family.h"

static const char *store_url;

/* And 300: nobody's head. */
static int setup(void **state)
{
    static struct bench b;
    *state = &b;
    enum err e = family_open(&b, store_url, "addressee_no=60;household_no=300;birth=20150301;name=見本　六");
    return e == ERR_FINDINGS ? 0 : -1; /* 300 has no head */
}

static int teardown(void **state)
{
    bench_close(*state);
    return 0;
}

/* "20260401-20260501/1" of all memberships, with the days by which the duty ends before, and the branch. */
static const char *periods(struct bench *b, int64_t no)
{
    struct eligibility_fact *f = NULL;
    size_t count = 0;
    const char *all = "";
    assert_int_equal(eligibility_facts_of(b->session.store, no, (struct span){{0}, {0}}, INT64_MAX, b->arena, &b->report,
                                          &f, &count), ERR_NONE);
    for (size_t i = 0; i < count; i++) {
        if (f[i].kind == FACT_MEMBERSHIP) {
            bool is_open = date_equal(f[i].span.until, date_open_end());
            all = arena_printf(b->arena, "%s%s%d-", all, all[0] != '\0' ? " " : "", date_ymd(f[i].span.from));
            all = is_open ? all : arena_printf(b->arena, "%s%d", all, date_ymd(f[i].span.until));
            all = f[i].detail == 0 ? all : arena_printf(b->arena, "%s/%d", all, f[i].detail);
        }
    }
    return all;
}

/* EL-06, NX-12: three persons in one pass, one number, branches 01 to 03; undone, nothing is left. Edge 9. */
static void family_joins(void **state)
{
    struct bench *b = *state;
    struct play p = play_of(b, JOIN, 100, "members=19 27 35;reason=A03;occurred=2026-04-01;notified=2026-04-10;evidence=資格喪失証明書");
    assert_int_equal(play_stops(&p), 0);
    assert_false(says(&p, "14日"));
    assert_non_null(strstr(preview(&p), "試験　三さん 令和8年度: 対象になる月 4月から3月"));
    assert_int_equal(play_apply(&p), ERR_NONE);
    assert_string_equal(periods(b, 19), "20260401-");
    assert_string_equal(card(b, 19), "000001-01");
    assert_string_equal(card(b, 35), "000001-03");
    assert_true(date_equal(last_membership(b, 27).prefecture_from, date_of(2026, 4, 1)));
    assert_int_equal(play_undo(&p), ERR_NONE);
    assert_string_equal(periods(b, 19), "");
    assert_string_equal(periods(b, 35), "");
    assert_int_equal(eligibility_verify(b->session.store, &b->report), ERR_NONE);
}

/* Edge 1: from Saitama, 10 days: not late, both days. Edge 2: from Setagaya, only 適用開始; the prefecture's day is asked. */
static void moves_in(void **state)
{
    struct bench *b = *state;
    struct play p = play_of(b, JOIN, 100, "members=19;reason=A01;occurred=2026-05-10;notified=2026-05-20");
    assert_int_equal(play_warnings(&p), 0);
    p = play_done(b, JOIN, 100, "members=19;reason=A01;occurred=2026-05-10;notified=2026-05-20");
    struct eligibility_membership m = last_membership(b, 19);
    assert_true(date_equal(m.span.from, date_of(2026, 5, 10)) && date_equal(m.prefecture_from, date_of(2026, 5, 10)));
    play_done(b, JOIN, 100, "members=27;reason=A02;occurred=2026-02-10;prefecture=2019-05-01;ended=2026-02-10;notified=2026-02-12");
    m = last_membership(b, 27);
    assert_true(date_equal(m.span.from, date_of(2026, 2, 10)) && date_equal(m.prefecture_from, date_of(2019, 5, 1)));
    /* Edge 3: five days between the two municipalities (W5). */
    p = play_of(b, JOIN, 100, "members=35;reason=A02;occurred=2026-02-10;ended=2026-02-05;notified=2026-02-12");
    assert_true(says(&p, "5日空いて"));
}

/* Edges 4 to 6: Osaka on the same day, two days later, abroad. The prefecture's days beside. */
static void moves_out(void **state)
{
    struct bench *b = *state;
    assert_int_equal(family_insured(b), ERR_NONE);
    play_done(b, LEAVE, 100, "members=19;reason=L01;occurred=2026-03-31;gained=2026-03-31;notified=2026-03-31");
    assert_string_equal(periods(b, 19), "20200401-20260331");
    assert_true(date_equal(last_membership(b, 19).prefecture_until, date_of(2026, 3, 31)));
    struct play p = play_of(b, LEAVE, 100, "members=27;reason=L01;occurred=2026-03-31;gained=2026-04-02;notified=2026-03-31");
    assert_true(play_stops_at(&p, "reason"));
    play_done(b, LEAVE, 100, "members=27;reason=L02;occurred=2026-03-31;notified=2026-03-31");
    assert_string_equal(periods(b, 27), "20200401-20260401"); /* March is charged: it has its last day */
    play_done(b, LEAVE, 100, "members=35;reason=L03;occurred=2026-04-10;gained=2026-04-10;notified=2026-04-10");
    assert_string_equal(periods(b, 35), "20200401-20260410");
    assert_true(date_is_none(last_membership(b, 35).prefecture_until)); /* inside Tokyo: no 資格喪失 */
}

/* Edges 7 and 8: employee insurance; late notice; the last day of a month makes no extra month of premium. */
static void employee_insurance(void **state)
{
    struct bench *b = *state;
    assert_int_equal(family_insured(b), ERR_NONE);
    struct play p = play_of(b, LEAVE, 100, "members=19;reason=L04;occurred=2026-04-01;notified=2026-06-15;evidence=資格情報のお知らせ");
    assert_int_equal(play_stops(&p), 0);
    assert_true(says(&p, "14日を過ぎ"));
    assert_non_null(strstr(preview(&p), "令和8年4月1日からの診療"));
    assert_non_null(strstr(preview(&p), "対象でなくなる月 4月から3月"));
    assert_int_equal(play_apply(&p), ERR_NONE);
    assert_string_equal(periods(b, 19), "20200401-20260402/1");
    assert_int_equal(bench_count(b, "SELECT count(*) FROM casework_task WHERE source = 'eligibility:loss' AND state = 1"), 1);
    assert_int_equal(play_undo(&p), ERR_NONE);
    assert_int_equal(bench_count(b, "SELECT count(*) FROM casework_task WHERE source = 'eligibility:loss' AND state = 1"), 0);
    p = play_of(b, LEAVE, 100, "members=27;reason=L05;occurred=2026-04-30;notified=2026-05-10");
    assert_int_equal(play_stops(&p), 0);
    assert_non_null(strstr(preview(&p), "令和8年度: 対象でなくなる月 4月から3月"));
    assert_int_equal(play_apply(&p), ERR_NONE);
    assert_string_equal(periods(b, 27), "20200401-20260501/1");
}

/* Edges 10 to 12: public assistance and NHI societies on the day itself, death the day after. */
static void same_day_losses(void **state)
{
    struct bench *b = *state;
    assert_int_equal(family_insured(b), ERR_NONE);
    play_done(b, LEAVE, 100, "members=19;reason=L08;occurred=2026-06-15;notified=2026-06-15");
    play_done(b, LEAVE, 100, "members=27;reason=L06;occurred=2026-06-01;notified=2026-06-01");
    play_done(b, LEAVE, 100, "members=35;reason=L07;occurred=2026-05-31;notified=2026-06-01");
    assert_string_equal(periods(b, 19), "20200401-20260615");
    assert_string_equal(periods(b, 27), "20200401-20260601");
    assert_string_equal(periods(b, 35), "20200401-20260601");
    b->session.folder.business_date = date_of(2026, 9, 10);
    play_done(b, JOIN, 100, "members=19;reason=A07;occurred=2026-09-01;notified=2026-09-05");
    assert_string_equal(periods(b, 19), "20200401-20260615 20260901-");
    assert_string_equal(card(b, 19), "000123-01"); /* the same household: the old number and his own branch */
    /* abolished while insured already: nothing to acquire */
    struct play p = play_of(b, JOIN, 100, "members=19;reason=A07;occurred=2026-09-08;notified=2026-09-10");
    assert_true(play_stops(&p) > 0);
}

/* R1, R4, R5, R6: after today, without a head, before birth, at 75. Edge 14's first half. */
static void refused(void **state)
{
    struct bench *b = *state;
    struct play p = play_of(b, JOIN, 100, "members=19;reason=A03;occurred=2026-07-01;notified=2026-06-20");
    assert_true(play_stops_at(&p, "occurred"));
    p = play_of(b, JOIN, 100, "members=19;reason=A05;occurred=2026-07-01;planned=1;notified=2026-06-20");
    assert_int_equal(play_stops(&p), 0);
    p = play_of(b, JOIN, 300, "members=60;reason=A11;occurred=2026-06-01;notified=2026-06-20");
    assert_true(play_stops(&p) > 0 && says(&p, "世帯主がいません"));
    assert_int_equal(bench_import(b, CHANGE, ROWS("addressee_no=86;household_no=100;birth=20260510;event_reason=03;event_on=20260510;name=試験　七")), ERR_NONE);
    p = play_of(b, JOIN, 100, "members=86;reason=A08;occurred=2026-05-09;notified=2026-05-20");
    assert_true(play_stops_at(&p, "occurred"));
    p = play_of(b, JOIN, 200, "members=43;reason=A03;occurred=2026-06-01;notified=2026-06-20");
    assert_true(play_stops_at(&p, "members"));
    p = play_of(b, JOIN, 100, "members=43;reason=A03;occurred=2026-06-01;notified=2026-06-20"); /* another household's */
    assert_true(play_stops_at(&p, "members"));
    p = play_of(b, JOIN, 100, "members=19;reason=L04;occurred=2026-06-01;notified=2026-06-20");
    assert_true(play_stops_at(&p, "reason"));
}

/* R7: the dead do not join. W3: who has moved out does so only with a reason. */
static void not_resident(void **state)
{
    struct bench *b = *state;
    assert_int_equal(bench_import(b, CHANGE, ROWS("addressee_no=27;household_no=100;birth=19820703;history_no=2;event_reason=13;event_on=20260619;status=3;name=試験　二")), ERR_NONE);
    b->session.folder.business_date = date_of(2026, 6, 18);
    struct play p = play_of(b, JOIN, 100, "members=27;reason=A03;occurred=2026-06-01;notified=2026-06-18");
    assert_int_equal(play_stops(&p), 0);
    b->session.folder.business_date = date_of(2026, 6, 20);
    p = play_of(b, JOIN, 100, "members=27;reason=A03;occurred=2026-06-01;notified=2026-06-18");
    assert_true(play_stops_at(&p, "members"));
}

/* R2, R3 and edge 32: a loss before the acquisition, the same notice twice. */
static void against_what_stands(void **state)
{
    struct bench *b = *state;
    assert_int_equal(family_insured(b), ERR_NONE);
    struct play p = play_of(b, LEAVE, 100, "members=19;reason=L04;occurred=2020-03-01;notified=2026-06-20");
    assert_true(play_stops_at(&p, "members"));
    p = play_of(b, JOIN, 200, "members=51;reason=A03;occurred=2026-05-10;notified=2026-05-10;how=4;annotated=1");
    assert_int_equal(play_stops(&p), 0);
    assert_int_equal(play_apply(&p), ERR_NONE);
    p = play_of(b, JOIN, 200, "members=51;reason=A03;occurred=2026-05-10;notified=2026-05-12");
    assert_true(play_stops(&p) > 0); /* not on the list any more: the notice of 10 May stands */
    struct eligibility_event *events;
    size_t count = 0;
    assert_int_equal(eligibility_events_of(b->session.store, 51, INT64_MAX, true, b->arena, &b->report, &events, &count), ERR_NONE);
    assert_int_equal(count, 1);
    assert_true(date_equal(events[0].notified_on, date_of(2026, 5, 10)) && events[0].how == HOW_DEEMED && events[0].is_annotated);
}

/* EL-42: the form opens with what the register says; what a clerk does not change stays. */
static void form_knows_the_register(void **state)
{
    struct bench *b = *state;
    assert_int_equal(family_insured(b), ERR_NONE);
    assert_int_equal(bench_import(b, CHANGE, ROWS("addressee_no=86;household_no=100;birth=20260615;event_reason=03;event_on=20260615;notified_on=20260618;name=試験　七")), ERR_NONE);
    struct play p = play_of(b, JOIN, 100, "");
    assert_int_equal(play_stops(&p), 0);
    assert_true(text_is(change_value(&p.call, "members"), "86") && text_is(change_value(&p.call, "reason"), "A08"));
    assert_true(text_is(change_value(&p.call, "occurred"), "2026-06-15") && text_is(change_value(&p.call, "notified"), "2026-06-18"));
    assert_int_equal(play_apply(&p), ERR_NONE);
    assert_string_equal(periods(b, 86), "20260615-");
    p = play_of(b, JOIN, 100, "");
    assert_true(text_is(change_value(&p.call, "members"), ""));
}

/* Edge 35, W7: the same name and birthday under another number. */
static void same_person_twice(void **state)
{
    struct bench *b = *state;
    play_may(b, PERM_ADDRESSEE_VIEW);
    assert_int_equal(bench_import(b, CHANGE, ROWS("addressee_no=78;household_no=400;is_head=1;birth=19800502;name=試験　一")), ERR_NONE);
    struct play p = play_of(b, JOIN, 400, "members=78;reason=A03;occurred=2026-06-01;notified=2026-06-10");
    assert_int_equal(play_stops(&p), 0);
    assert_true(says(&p, "別の人か"));
    assert_int_equal(family_insured(b), ERR_NONE);
    p = play_of(b, JOIN, 400, "members=78;reason=A03;occurred=2026-06-01;notified=2026-06-10");
    assert_true(play_stops_at(&p, "members"));
}

/* Edge 22, 24: insurable stay is confirmed before it is entered; edge 23: a pending renewal loses nothing. */
static void foreigners(void **state)
{
    struct bench *b = *state;
    struct play p = play_of(b, JOIN, 100, "members=19;reason=A10;occurred=2026-05-08;notified=2026-05-10");
    assert_true(play_stops_at(&p, "designation"));
    play_done(b, JOIN, 100, "members=19;reason=A10;occurred=2026-05-08;designation=1;notified=2026-05-10");
    assert_int_equal(bench_import(b, CHANGE, ROWS("addressee_no=27;household_no=100;kind=2;birth=19820703;history_no=2;event_reason=22;event_on=20260501;residence_expires_on=20260610;name=試験　二")), ERR_NONE);
    p = play_of(b, JOIN, 100, "members=27;reason=A03;occurred=2026-05-08;notified=2026-05-10");
    assert_true(says(&p, "在留期間は令和8年6月10日で満了")); /* W4 */
    p = play_of(b, LEAVE, 100, "members=19;reason=L12;occurred=2026-06-10;notified=2026-06-15");
    assert_true(play_stops_at(&p, "pending"));
    play_done(b, LEAVE, 100, "members=19;reason=L12;occurred=2026-06-10;pending=1;notified=2026-06-15");
    assert_string_equal(periods(b, 19), "20260508-20260611");
}

/* EL-27, LV-15: dependants of a company's plan, not of an NHI society; in one pass with the joining. */
static void former_dependants(void **state)
{
    struct bench *b = *state;
    struct play p = play_of(b, JOIN, 200, "members=51;reason=A04;occurred=2026-06-01;former=2;notified=2026-06-10");
    assert_int_equal(play_stops(&p), 0);
    assert_true(says(&p, "国民健康保険組合"));
    play_done(b, JOIN, 200, "members=51;reason=A04;occurred=2026-06-01;former=1;notified=2026-06-10");
    assert_int_equal(bench_count(b, "SELECT count(*) FROM eligibility_fact WHERE addressee_no = 51 AND kind = 6 AND valid_from = 20260601"), 1);
    p = play_of(b, "eligibility-former-dependant", 51, "act=1;from=2026-06-01;plan=2;notified=2026-06-10");
    assert_true(play_stops_at(&p, "plan"));
    p = play_of(b, "eligibility-former-dependant", 19, "act=1;from=2026-06-01;plan=1;notified=2026-06-10");
    assert_true(play_stops_at(&p, "from")); /* 46 years old */
}

/* Edge 27: father keeps number and branch, the son gets a new number; a daughter born later never gets his old branch. */
static void split(void **state)
{
    struct bench *b = *state;
    assert_int_equal(family_insured(b), ERR_NONE);
    b->session.folder.business_date = date_of(2026, 8, 20);
    assert_int_equal(bench_import(b, CHANGE, ROWS("addressee_no=35;household_no=500;is_head=1;birth=20100801;history_no=2;event_reason=30;event_on=20260710;name=試験　三")), ERR_NONE);
    struct play p = play_done(b, "eligibility-household", 500, "act=1;members=35;occurred=2026-07-10;notified=2026-07-12");
    assert_string_equal(card(b, 35), "000001-01");
    assert_string_equal(card(b, 19), "000123-01");
    assert_string_equal(periods(b, 35), "20200401-20260710 20260710-"); /* insured without a break */
    assert_int_equal(bench_import(b, CHANGE, ROWS("addressee_no=86;household_no=100;birth=20260801;event_reason=03;event_on=20260801;name=試験　七")), ERR_NONE);
    play_done(b, JOIN, 100, "members=86;reason=A08;occurred=2026-08-01;notified=2026-08-10");
    assert_string_equal(card(b, 86), "000123-04");
    assert_int_equal(play_undo(&p), ERR_NONE);
    assert_string_equal(card(b, 35), "000123-03");
}

/* EL-08 merge: who joins gets the next branch of the household's number. */
static void merge(void **state)
{
    struct bench *b = *state;
    assert_int_equal(family_insured(b), ERR_NONE);
    play_done(b, JOIN, 200, "members=51;reason=A03;occurred=2026-05-01;notified=2026-05-10");
    assert_string_equal(card(b, 51), "000001-01");
    assert_int_equal(bench_import(b, CHANGE, ROWS("addressee_no=51;household_no=100;birth=19570301;history_no=2;event_reason=31;event_on=20260610;name=見本　五")), ERR_NONE);
    play_done(b, "eligibility-household", 100, "act=2;members=51;occurred=2026-06-10;notified=2026-06-12");
    assert_string_equal(card(b, 51), "000123-04");
    struct play p = play_of(b, "eligibility-household", 100, "act=2;members=19 27 35 51;occurred=2026-06-10;notified=2026-06-12");
    assert_true(play_stops_at(&p, "members"));
}

/* 5.3 国保上の世帯主: conditions, a second person, ends; edge 25 and 26: student and facility. */
static void insurance_head(void **state)
{
    struct bench *b = *state;
    assert_int_equal(bench_import(b, OPENING, ROWS(MEMBER(27, "02") "from_on=20200401")), ERR_NONE);
    struct play p = play_of(b, "eligibility-head", 100, "act=1;head=27;from=2026-05-01;agreed=1;notified=2026-05-01");
    assert_true(play_stops_at(&p, "paid"));
    p = play_done(b, "eligibility-head", 100, "act=1;head=27;from=2026-05-01;agreed=1;paid=1;notified=2026-05-01");
    assert_true(p.call.kind->approve == PERM_ELIGIBILITY_APPROVE);
    assert_string_equal(household(b, 100, date_of(2026, 5, 1)), "19 27* 35");
    assert_string_equal(household(b, 100, date_of(2026, 4, 30)), "19* 27 35");
    play_done(b, "eligibility-head", 100, "act=2;head=27;from=2026-06-01;notified=2026-06-01");
    assert_string_equal(household(b, 100, date_of(2026, 6, 1)), "19* 27 35");
    assert_string_equal(household(b, 100, date_of(2026, 5, 31)), "19 27* 35");
}

static void student_and_facility(void **state)
{
    struct bench *b = *state;
    assert_int_equal(family_insured(b), ERR_NONE);
    assert_int_equal(bench_import(b, CHANGE, ROWS("addressee_no=35;household_no=100;birth=20100801;history_no=2;event_reason=11;event_on=20260401;status=2;name=試験　三",
                                                  "addressee_no=27;household_no=100;birth=19820703;history_no=2;event_reason=11;event_on=20260601;status=2;name=試験　二")), ERR_NONE);
    assert_string_equal(household(b, 100, date_of(2026, 4, 1)), "19* 27");
    struct play p = play_of(b, "eligibility-exception", 35, "act=1;sort=2;from=2026-04-01;place=見本大学 京都市;notified=2026-04-01");
    assert_true(play_stops_at(&p, "conditions"));
    play_done(b, "eligibility-exception", 35, "act=1;sort=2;from=2026-04-01;place=見本大学 京都市;conditions=1;notified=2026-04-01");
    assert_string_equal(household(b, 100, date_of(2026, 4, 1)), "19* 27 35");
    assert_string_equal(household(b, 100, date_of(2027, 3, 31)), "19* 35");
    assert_string_equal(household(b, 100, date_of(2027, 4, 1)), "19*"); /* to 31 March, then confirmed again */
    assert_string_equal(card(b, 35), "000123-03");
    play_done(b, "eligibility-exception", 35, "act=2;sort=2;from=2027-03-10;until=2028-03-31;conditions=1;notified=2026-06-01");
    assert_string_equal(household(b, 100, date_of(2028, 3, 31)), "19* 35");
    play_done(b, "eligibility-exception", 27, "act=1;sort=3;from=2026-06-01;place=見本苑 千葉市;conditions=1;notified=2026-06-05");
    struct eligibility_membership m = last_membership(b, 27);
    assert_true(m.household_no >= 8000000000);
    assert_string_equal(card(b, 27), "000001-01");
    assert_string_equal(household(b, m.household_no, date_of(2026, 6, 1)), "27*");
    assert_string_equal(household(b, 100, date_of(2026, 6, 1)), "19* 35");
}

/* EL-28, LV-14, EL-26, 産前産後: registered, ended, struck out. */
static void registrations(void **state)
{
    struct bench *b = *state;
    struct play p = play_of(b, "eligibility-unemployed", 19, "act=1;from=2026-03-31;code=11;notified=2026-04-10");
    assert_int_equal(play_stops(&p), 0);
    p = play_done(b, "eligibility-unemployed", 19, "act=1;from=2026-03-31;code=11;notified=2026-04-10");
    assert_int_equal(bench_count(b, "SELECT count(*) FROM eligibility_fact WHERE addressee_no = 19 AND kind = 4 AND detail = 11"), 1);
    struct play q = play_of(b, "eligibility-unemployed", 19, "act=2;from=2026-03-31;notified=2026-04-10");
    assert_true(play_stops(&q) > 0);
    play_done(b, "eligibility-unemployed", 19, "act=3;from=2026-03-31;notified=2026-04-10");
    assert_int_equal(bench_count(b, "SELECT count(*) FROM eligibility_fact WHERE addressee_no = 19 AND kind = 4 AND superseded_at = 9223372036854775807"), 0);
    q = play_of(b, "eligibility-unemployed", 43, "act=1;from=2026-03-31;code=11;notified=2026-04-10"); /* 86 years old */
    assert_true(play_stops_at(&q, "code"));
    play_done(b, "eligibility-care-exempt", 19, "act=1;from=2026-02-01;notified=2026-02-05");
    play_done(b, "eligibility-care-exempt", 19, "act=2;from=2026-04-15;until=2026-05-31;notified=2026-06-01");
    assert_int_equal(bench_count(b, "SELECT valid_until FROM eligibility_fact WHERE addressee_no = 19 AND kind = 2 AND superseded_at = 9223372036854775807"), 20260601);
    play_done(b, "eligibility-maternity", 27, "act=1;from=2026-08-10;multiple=1;notified=2026-06-01");
    q = play_of(b, "eligibility-maternity", 27, "act=1;from=2026-08-12;notified=2026-06-01");
    assert_true(play_stops_at(&q, "from"));
    q = play_of(b, "eligibility-maternity", 27, "act=1;from=2036-08-10;notified=2026-06-01"); /* a wrong year */
    assert_true(play_stops_at(&q, "from"));
    play_done(b, "eligibility-specified", 43, "act=1;from=2024-07-01;moved=2026-05-10;notified=2026-05-12");
    assert_int_equal(bench_count(b, "SELECT detail FROM eligibility_fact WHERE addressee_no = 43 AND kind = 8"), 20260510);
}

/* L16, edge 29: a wrong day found months later; every fiscal year that changes is told before. Edge 31: a loss struck out. */
static void corrections(void **state)
{
    struct bench *b = *state;
    assert_int_equal(family_insured(b), ERR_NONE);
    b->session.folder.business_date = date_of(2026, 11, 20);
    play_done(b, LEAVE, 100, "members=19;reason=L04;occurred=2026-10-01;notified=2026-10-05");
    assert_string_equal(periods(b, 19), "20200401-20261002/1");
    struct eligibility_event *events;
    size_t count = 0;
    assert_int_equal(eligibility_events_of(b->session.store, 19, INT64_MAX, false, b->arena, &b->report, &events, &count), ERR_NONE);
    const char *loss = arena_printf(b->arena, "event=%lld;act=2;occurred=2025-12-01;why=取得日の読み誤り", (long long)events[count - 1].event_no);
    struct play p = play_of(b, "eligibility-cancel", 19, loss);
    assert_int_equal(play_stops(&p), 0);
    assert_non_null(strstr(preview(&p), "令和7年度: 対象でなくなる月 12月から3月"));
    assert_non_null(strstr(preview(&p), "令和8年度: 対象でなくなる月 4月から9月"));
    assert_int_equal(play_apply(&p), ERR_NONE);
    assert_string_equal(periods(b, 19), "20200401-20251202/1");
    assert_int_equal(play_undo(&p), ERR_NONE);
    assert_string_equal(periods(b, 19), "20200401-20261002/1");
    play_done(b, "eligibility-cancel", 19, arena_printf(b->arena, "event=%lld;act=1;why=職権消除の取消し", (long long)events[count - 1].event_no));
    assert_string_equal(periods(b, 19), "20200401-");
    play_done(b, "eligibility-cancel", 27, "event=m1-1-20200401;act=2;occurred=2021-04-01;why=移行データの誤り");
    assert_string_equal(periods(b, 27), "20210401-");
}

/* The choices of the forms are reasons of the table, each on its side. */
static void reasons_are_of_the_table(void **state)
{
    struct bench *b = *state;
    const struct eligibility_law *law = NULL;
    assert_int_equal(eligibility_law_load(b->session.folder.params, NULL, b->arena, &b->report, &law), ERR_NONE);
    const struct change_kind *const kinds[] = {&kind_eligibility_join, &kind_eligibility_leave};
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        size_t n = 0;
        for (size_t k = 0; k < kinds[i]->field_count; k++) {
            const struct change_code *c = strcmp(kinds[i]->fields[k].name, "reason") == 0 ? kinds[i]->fields[k].codes : NULL;
            for (; c != NULL && c->value != NULL; c++, n++) {
                const struct eligibility_reason *r = eligibility_reason_on(law, c->value, date_of(2026, 6, 20));
                assert_non_null(r);
                assert_int_equal(r->side, i == 0 ? SIDE_ACQUISITION : SIDE_LOSS);
            }
        }
        assert_true(n > 10);
    }
}

static int run(const char *url)
{
    store_url = url;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(family_joins, setup, teardown),
        cmocka_unit_test_setup_teardown(moves_in, setup, teardown),
        cmocka_unit_test_setup_teardown(moves_out, setup, teardown),
        cmocka_unit_test_setup_teardown(employee_insurance, setup, teardown),
        cmocka_unit_test_setup_teardown(same_day_losses, setup, teardown),
        cmocka_unit_test_setup_teardown(refused, setup, teardown),
        cmocka_unit_test_setup_teardown(not_resident, setup, teardown),
        cmocka_unit_test_setup_teardown(against_what_stands, setup, teardown),
        cmocka_unit_test_setup_teardown(form_knows_the_register, setup, teardown),
        cmocka_unit_test_setup_teardown(same_person_twice, setup, teardown),
        cmocka_unit_test_setup_teardown(foreigners, setup, teardown),
        cmocka_unit_test_setup_teardown(former_dependants, setup, teardown),
        cmocka_unit_test_setup_teardown(split, setup, teardown),
        cmocka_unit_test_setup_teardown(merge, setup, teardown),
        cmocka_unit_test_setup_teardown(insurance_head, setup, teardown),
        cmocka_unit_test_setup_teardown(student_and_facility, setup, teardown),
        cmocka_unit_test_setup_teardown(registrations, setup, teardown),
        cmocka_unit_test_setup_teardown(corrections, setup, teardown),
        cmocka_unit_test_setup_teardown(reasons_are_of_the_table, setup, teardown),
    };
    return cmocka_run_group_tests_name(url == NULL ? "SQLite" : "PostgreSQL", tests, NULL, NULL);
}

int main(int argc, char **argv)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return bench_run(argc, argv, run);
}
