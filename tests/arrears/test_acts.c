/*
 * 滞納処分, 猶予, 承継 ... by two persons: the legal order of steps, what follows from each, and its
 * undoing.
 */
#include "desk.h"

#include "arrears/book.h"

/* Numbers of a kind stand for both stores alike. */
#define SEIZE(w, day, ...)                                                                              \
    ACT(w, kind_arrears_seizure, "on", day, "mode", "1", "property_kind", "1", "party", "見本銀行本店", \
        "property", "普通預金 口座番号1234567", "amount", "50000", __VA_ARGS__)

/* X34, CO-28: 督促 of 2026-07-18; the tenth day is 07-27, seized from 07-29. */
static void seizure_waits_ten_days(void **state)
{
    struct ward *w = *state;
    desk_levied(w, 20260728);
    assert_int_equal(SEIZE(w, "2026-07-28", "charges", "2026-1"), ERR_FINDINGS);
    assert_true(desk_says("督促状を発していません")); /* CO-28: no 督促 */
    desk_dun(w, 1, 20260718, 20260731);
    assert_int_equal(SEIZE(w, "2026-07-28", "charges", "2026-1"), ERR_FINDINGS);
    assert_true(desk_says("令和8年7月29日からです"));
    ward_business_date(w, 20260729);
    assert_int_equal(SEIZE(w, "2026-07-29", "charges", "2026-1"), ERR_NONE);
    struct act a = desk_last(w);
    assert_int_equal(a.kind, ACT_SEIZURE);
    assert_int_equal(a.number, 1);
    assert_int_equal(a.number_year, 2026);
    struct arrears_debt d = desk_debt(w, 1);
    assert_true((d.stays & 1u << STAY_SEIZED) != 0);
    assert_int_equal(date_ymd(d.limit_late), 99991231); /* while it lasts nothing lapses */
    /* a charge that is not dunned beside one that is: the whole is stopped */
    ward_business_date(w, 20260901);
    assert_int_equal(SEIZE(w, "2026-09-01", "charges", "2026-1 2026-2"), ERR_FINDINGS);
    desk_done(w);
}

/* T6, CO-37: finished on a day, a new period from the next; cancelled, only six months of stay. */
static void seizure_ends(void **state)
{
    struct ward *w = *state;
    desk_levied(w, 20260901);
    desk_dun(w, 1, 20260718, 20260731);
    assert_int_equal(date_ymd(desk_debt(w, 1).limit_early), 20280718);
    assert_int_equal(date_ymd(desk_debt(w, 1).limit_late), 20280731);
    assert_int_equal(SEIZE(w, "2026-08-20", "charges", "2026-1"), ERR_NONE);
    const char *no = desk_no(desk_last(w).act_no);
    assert_int_equal(ACT(w, kind_arrears_end, "act", no, "on", "2026-08-19", "cause", "1", "words", "x"),
                     ERR_FINDINGS);
    assert_int_equal(ACT(w, kind_arrears_end, "act", no, "on", "2026-08-27", "cause", "4", "words", "x"),
                     ERR_FINDINGS);
    assert_true(desk_says("差押の終わり方は"));
    assert_int_equal(
        ACT(w, kind_arrears_end, "act", no, "on", "2026-08-27", "cause", "1", "words", "取り立てた"),
        ERR_NONE);
    assert_int_equal(date_ymd(desk_debt(w, 1).limit_late), 20280827);
    assert_true((desk_debt(w, 1).stays & 1u << STAY_SEIZED) != 0
                    ? date_ymd(w->chief.folder.business_date) <= 20260827
                    : true);
    assert_int_equal(desk_undo(w), ERR_NONE);
    assert_int_equal(date_ymd(desk_debt(w, 1).limit_late), 99991231);
    assert_int_equal(desk_last(w).end, ACT_STANDS);
    assert_int_equal(ACT(w, kind_arrears_end, "act", no, "on", "2026-08-27", "cause", "3", "words", "違法"),
                     ERR_NONE);
    assert_int_equal(date_ymd(desk_debt(w, 1).limit_late), 20280731); /* nothing was renewed */
    desk_done(w);
}

/* Undone as a whole: no event, no stay; its number is not used again (CO-32). */
static void undone_and_numbered(void **state)
{
    struct ward *w = *state;
    desk_levied(w, 20260901);
    desk_dun(w, 1, 20260718, 20260731);
    assert_int_equal(SEIZE(w, "2026-08-20", "charges", "2026-1"), ERR_NONE);
    assert_int_equal(desk_undo(w), ERR_NONE);
    assert_true(desk_last(w).is_void);
    assert_int_equal(desk_debt(w, 1).stays, 0);
    assert_int_equal(date_ymd(desk_debt(w, 1).limit_late), 20280731);
    assert_int_equal(SEIZE(w, "2026-08-21", "charges", "2026-1"), ERR_NONE);
    assert_int_equal(desk_last(w).number, 2);
    /* something was built on it: the first cannot be undone before the last */
    const char *no = desk_no(desk_last(w).act_no);
    assert_int_equal(ACT(w, kind_arrears_end, "act", no, "on", "2026-08-27", "cause", "2", "words", "解除"),
                     ERR_NONE);
    assert_int_equal(arrears_verify(w->chief.store, &w->report), ERR_NONE);
    desk_done(w);
}

/* X39, X40, CO-28: the seizable part of a wage; 0 makes no record; consent lifts the limit. */
static void wage(void **state)
{
    struct ward *w = *state;
    desk_levied(w, 20260901);
    desk_dun(w, 1, 20260718, 20260731);
#define WAGE(pay, it, rt, si, relatives, ...)                                                              \
    ACT(w, kind_arrears_seizure, "on", "2026-08-20", "mode", "1", "property_kind", "2", "party",           \
        "見本商事", "property", "8月分の給料", "pay", pay, "income_tax", it, "resident_tax", rt, "social", \
        si, "relatives", relatives, "months", "1", "charges", "2026-1", __VA_ARGS__)
    assert_int_equal(WAGE("120000", "0", "0", "15000", "1", NULL), ERR_FINDINGS);
    assert_true(desk_says("差押調書は作れません"));
    assert_int_equal(WAGE("187650", "3210", "7400", "27890", "0", "amount", "39321"), ERR_FINDINGS);
    assert_true(desk_says("39,320円"));
    assert_int_equal(WAGE("187650", "3210", "7400", "27890", "0", NULL), ERR_NONE);
    assert_int_equal(desk_last(w).amount, 39320);
    assert_int_equal(WAGE("187650", "3210", "7400", "27890", "0", "rounded", "1"), ERR_NONE);
    assert_int_equal(desk_last(w).amount, 37000);
    assert_int_equal(WAGE("187650", "3210", "7400", "27890", "0", "amount", "60000", "consent", "1"),
                     ERR_NONE);
    assert_int_equal(desk_last(w).amount, 60000);
    /* 76条3項, 4項: a bonus is a month's pay whatever it is for, a retirement pay keeps three months and the years. */
    assert_int_equal(WAGE("600000", "30000", "0", "90000", "1", "pay_sort", "2"), ERR_NONE);
    assert_int_equal(desk_last(w).amount, 268000);
    assert_int_equal(WAGE("5000000", "0", "0", "0", "0", "pay_sort", "3", "years", "6"), ERR_NONE);
    assert_int_equal(desk_last(w).amount, 4640000);
    assert_int_equal(WAGE("3334", "0", "0", "0", "0", "pay_sort", "1", "days", "1"), ERR_FINDINGS);
    assert_true(desk_says("差押調書は作れません"));
    desk_done(w);
}

/* CO-28: 繰上徴収 opens the way to a seizure without 督促, from the day after the advanced one. */
static void advanced_collection(void **state)
{
    struct ward *w = *state;
    desk_levied(w, 20260801);
#define ADVANCE(charges)                                                                                    \
    ACT(w, kind_arrears_advance, "on", "2026-08-01", "ground", "1", "until", "2026-08-10", "words", "破産", \
        "charges", charges)
    assert_int_equal(ADVANCE("2026-1"), ERR_FINDINGS);
    assert_true(desk_says("繰上徴収ではなく、督促をしてください"));
    assert_int_equal(ADVANCE("2026-6"), ERR_NONE);
    ward_business_date(w, 20260811);
    assert_int_equal(SEIZE(w, "2026-08-10", "charges", "2026-6"), ERR_FINDINGS);
    assert_int_equal(SEIZE(w, "2026-08-11", "charges", "2026-6"), ERR_NONE);
    desk_done(w);
}

/* CO-28: 交付要求 needs no 督促, stays the limit, and comes too late after the term. */
static void demand(void **state)
{
    struct ward *w = *state;
    desk_levied(w, 20260901);
#define DEMAND(deadline)                                                                                  \
    ACT(w, kind_arrears_demand, "on", "2026-09-01", "proceeding", "1", "party", "見本地方裁判所", "body", \
        "令和8年(ケ)第1号", "deadline", deadline, "charges", "2026-1")
    assert_int_equal(DEMAND("2026-08-31"), ERR_FINDINGS);
    assert_int_equal(DEMAND("2026-09-01"), ERR_NONE);
    assert_int_equal(date_ymd(desk_debt(w, 1).limit_late), 99991231);
    desk_done(w);
}

/* CO-29, T8, X41: grace stays the limit to its end, waives, bars a seizure; at most a year, two in all. */
static void grace(void **state)
{
    struct ward *w = *state;
    desk_levied(w, 20260901);
    desk_dun(w, 1, 20260718, 20260731);
#define GRACE(on, until, extends)                                                                         \
    ACT(w, kind_arrears_grace, "mode", "1", "ground", "2", "applied_on", "2026-08-20", "on", on, "until", \
        until, "extends", extends, "words", "入院", "charges", "2026-1")
    assert_int_equal(GRACE("2026-09-01", "2027-09-01", ""), ERR_FINDINGS);
    assert_true(desk_says("令和9年8月31日まで"));
    assert_int_equal(GRACE("2026-09-01", "2027-08-31", ""), ERR_NONE);
    struct act first = desk_last(w);
    assert_int_equal(date_ymd(desk_debt(w, 1).limit_late), 20290831); /* from the end of the grace */
    assert_int_equal(SEIZE(w, "2026-09-01", "charges", "2026-1"), ERR_FINDINGS);
    assert_true(desk_says("猶予の期間中です"));
    ward_business_date(w, 20270901);
    assert_int_equal(GRACE("2027-09-01", "2028-08-31", ""), ERR_NONE);
    assert_int_equal(desk_undo(w), ERR_NONE);
    assert_int_equal(GRACE("2027-09-02", "2028-08-31", desk_no(first.act_no)), ERR_FINDINGS); /* a gap */
    assert_int_equal(GRACE("2027-09-01", "2028-08-31", desk_no(first.act_no)), ERR_NONE);
    struct act second = desk_last(w);
    assert_int_equal(GRACE("2028-09-01", "2028-09-01", desk_no(second.act_no)),
                     ERR_FINDINGS); /* two years are over */
    assert_true(desk_says("通算24か月"));
    assert_int_equal(ACT(w, kind_arrears_end, "act", desk_no(second.act_no), "on", "2027-09-01", "cause",
                         "2", "words", "資力の回復"),
                     ERR_NONE);
    assert_int_equal(date_ymd(desk_debt(w, 1).limit_late), 20290901);
    /* The first was over on 2027-08-31, whenever somebody writes that down. */
    ward_business_date(w, 20280110);
    assert_int_equal(ACT(w, kind_arrears_end, "act", desk_no(first.act_no), "on", "2028-01-10", "cause", "2",
                         "words", "期間の満了"),
                     ERR_NONE);
    assert_int_equal(date_ymd(desk_debt(w, 1).limit_late), 20290901);
    assert_int_equal(desk_debt(w, 1).stays & 1u << STAY_GRACE, 0);
    desk_done(w);
}

/* CO-34, CO-31: a slip says 過年度 of a year that was charged this year, 滞納繰越 when one of its charges was
 * charged before. */
static void slip_class(void **state)
{
    (void)state;
    struct act_cover covers[] = {
        {.levy_year = 2025, .charged_year = 2026, .household_no = HOUSEHOLD, .notice_no = 10},
        {.levy_year = 2026, .charged_year = 2026, .household_no = HOUSEHOLD, .notice_no = 20},
        {.levy_year = 2025, .charged_year = 2025, .household_no = HOUSEHOLD, .notice_no = 10},
    };
    assert_int_equal(cover_slip_class(covers, 2, 0, desk_day(20270331)), SLIP_PRIOR);
    assert_int_equal(cover_slip_class(covers, 2, 0, desk_day(20270401)), SLIP_ARREARS);
    assert_int_equal(cover_slip_class(covers, 2, 1, desk_day(20270331)), SLIP_CURRENT);
    assert_int_equal(cover_slip_class(covers, 3, 0, desk_day(20260801)), SLIP_ARREARS);
    assert_true(cover_is_first(covers, 0) && cover_is_first(covers, 1) && !cover_is_first(covers, 2));
}

/* CO-30: a waiver wants reason and decision; it ends before the due date of nothing. */
static void waiver(void **state)
{
    struct ward *w = *state;
    desk_levied(w, 20260901);
#define WAIVE(until, decision)                                                                          \
    ACT(w, kind_arrears_waiver, "on", "2026-07-01", "until", until, "share", "1", "decision", decision, \
        "words", "災害", "charges", "2026-1")
    assert_int_equal(WAIVE("2026-08-31", ""), ERR_FINDINGS);
    assert_int_equal(WAIVE("2026-06-30", "第1号"), ERR_FINDINGS);
    assert_int_equal(WAIVE("2026-08-31", "第1号"), ERR_NONE);
    assert_int_equal(desk_undo(w), ERR_NONE);
    desk_done(w);
}

/* CO-31, X38: shares sum to 1; the odd yen go to the representative. */
static void succession(void **state)
{
    struct ward *w = *state;
    desk_levied(w, 20260901);
    ward_belongs(w, WARD_FIRST, 1002, HEIR, 19900101, true, 20200401, DAY_OPEN);
#define SUCCEED(heirs)                                                                               \
    ACT(w, kind_arrears_succession, "on", "2026-09-01", "died_on", "2026-08-20", "sort", "1", \
        "heirs", heirs, "charges", "2026-1")
    assert_int_equal(SUCCEED("1023 1/2 *\n1031 1/4"), ERR_FINDINGS);
    assert_true(desk_says("合計が1になりません"));
    assert_int_equal(SUCCEED("1023 1/2\n1031 1/2"), ERR_FINDINGS);   /* nobody represents */
    assert_int_equal(SUCCEED("1023 1/2 *\n1023 1/2"), ERR_FINDINGS); /* one twice */
    assert_int_equal(SUCCEED("1015 1/1 *"), ERR_FINDINGS);           /* the dead himself, or nobody known */
    desk_done(w);
}

/* CO-57, X50: a bankruptcy ends the plan, a 交付要求 is registered, the limit stays; undone as one. */
static void bankruptcy_ends_plan(void **state)
{
    struct ward *w = *state;
    desk_levied(w, 20260901);
    assert_int_equal(ACT(w, kind_arrears_plan, "on", "2026-09-01", "first", "2026-09-30", "rhythm", "2",
                         "amount", "5000", "words", "給与から", "charges", "2026-1"),
                     ERR_NONE);
    struct act plan = desk_last(w);
    assert_int_equal(ACT(w, kind_arrears_case, "on", "2026-09-01", "sort", "1", "deadline", "2026-10-15",
                         "party", "見本地方裁判所", "demand", "1", "charges", "2026-1"),
                     ERR_NONE);
    struct act now;
    assert_int_equal(arrears_act(w->chief.store, plan.act_no, desk_arena(), &w->report, &now), ERR_NONE);
    assert_int_equal(now.end, ACT_RELEASED);
    assert_int_equal(desk_last(w).kind, ACT_CASE);
    assert_int_equal(date_ymd(desk_debt(w, 1).limit_late), 99991231);
    assert_int_equal(desk_undo(w), ERR_NONE);
    assert_int_equal(arrears_act(w->chief.store, plan.act_no, desk_arena(), &w->report, &now), ERR_NONE);
    assert_int_equal(now.end, ACT_STANDS);
    assert_true((desk_debt(w, 1).stays & 1u << STAY_PLAN) != 0);
    /* without a 交付要求 the term is a task */
    assert_int_equal(ACT(w, kind_arrears_case, "on", "2026-09-01", "sort", "4", "deadline", "2026-10-15",
                         "party", "見本地方裁判所", "charges", "2026-1"),
                     ERR_NONE);
    assert_int_equal(desk_tasks(w, "source=arrears:case"), 1);
    desk_done(w);
}

/* CO-26, CO-27, CO-35: asked, answered, found; property under 停止 calls for its end. */
static void property(void **state)
{
    struct ward *w = *state;
    desk_levied(w, 20260901);
    assert_int_equal(ACT(w, kind_arrears_inquiry, "on", "2026-09-01", "sort", "1", "party", "見本銀行本店",
                         "bank", "0001"),
                     ERR_NONE);
    struct act inquiry = desk_last(w);
    assert_int_equal(date_ymd(inquiry.until), 20260915);
    assert_true(inquiry.body.len > 0);
    assert_int_equal(ACT(w, kind_arrears_suspension, "on", "2026-09-01", "ground", "1", "words", "財産なし",
                         "charges", "2026-1"),
                     ERR_NONE);
    assert_int_equal(date_ymd(desk_last(w).until), 20290901);
    assert_int_equal(ACT(w, kind_arrears_finding, "on", "2026-09-01", "sort", "1", "body", "普通預金",
                         "amount", "80000", "seizable", "1", "act", desk_no(inquiry.act_no), "source", ""),
                     ERR_FINDINGS); /* no source */
    assert_int_equal(ACT(w, kind_arrears_finding, "on", "2026-09-01", "sort", "1", "body", "普通預金",
                         "amount", "80000", "seizable", "1", "act", desk_no(inquiry.act_no), "source",
                         "見本銀行の回答"),
                     ERR_NONE);
    struct act answered;
    assert_int_equal(arrears_act(w->chief.store, inquiry.act_no, desk_arena(), &w->report, &answered),
                     ERR_NONE);
    assert_int_equal(answered.end, ACT_DONE);
    assert_int_equal(desk_tasks(w, "source=arrears:suspension"), 1);
    desk_done(w);
}

/* CO-46: the next step is a task of its owner with a day. */
static void next_step(void **state)
{
    struct ward *w = *state;
    desk_levied(w, 20260901);
    assert_int_equal(ACT(w, kind_arrears_next, "step", "4", "due", "2026-08-31", "words", "x"),
                     ERR_FINDINGS);
    assert_int_equal(ACT(w, kind_arrears_next, "step", "4", "due", "2026-09-10", "words", "給料日の後"),
                     ERR_NONE);
    assert_int_equal(desk_tasks(w, "source=arrears:next owner=fuka1"), 1);
    ward_business_date(w, 20260911);
    assert_int_equal(desk_tasks(w, "source=arrears:next due<today"), 1);
    desk_done(w);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        WITH_WARD(seizure_waits_ten_days),
        WITH_WARD(seizure_ends),
        WITH_WARD(undone_and_numbered),
        WITH_WARD(wage),
        WITH_WARD(advanced_collection),
        WITH_WARD(demand),
        WITH_WARD(grace),
        WITH_WARD(slip_class),
        WITH_WARD(waiver),
        WITH_WARD(succession),
        WITH_WARD(bankruptcy_ends_plan),
        WITH_WARD(property),
        WITH_WARD(next_step),
    };
    return fixture_run(argc, argv, "arrears acts CO-26 to CO-35, CO-46, CO-57", tests, COUNT_OF(tests));
}
