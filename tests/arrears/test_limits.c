/*
 * 時効, 分納の履行, 執行停止, 不納欠損: what time does to a debt, and the list that a second person
 * approves.
 */
#include "desk.h"

/* CO-37, T1-T5: the calendar of a charge out of 督促, payment, promise and reminders. */
static void calendar(void **state)
{
    struct ward *w = *state;
    desk_levied(w, 20260901);
    struct arrears_debt d = desk_debt(w, 1);
    assert_int_equal(date_ymd(d.limit_late), 20280630); /* T1: two years from the day after 06-30 */
    desk_dun(w, 1, 20260718, 20260731);
    d = desk_debt(w, 1);
    assert_int_equal(date_ymd(d.limit_early), 20280718); /* T2 */
    assert_int_equal(date_ymd(d.limit_late), 20280731);
    ward_business_date(w, 20280610);
    assert_int_equal(ACT(w, kind_arrears_event, "on", "2028-06-10", "sort", "3", "words", "内容証明",
                         "charges", "2026-1"),
                     ERR_NONE);
    assert_int_equal(date_ymd(desk_debt(w, 1).limit_late), 20281210); /* T3 */
    ward_business_date(w, 20281120);
    assert_int_equal(
        ACT(w, kind_arrears_event, "on", "2028-11-20", "sort", "3", "words", "再度", "charges", "2026-1"),
        ERR_NONE);
    assert_int_equal(date_ymd(desk_debt(w, 1).limit_late), 20281210); /* T4, X35 */
    d = desk_debt(w, 1);
    assert_int_equal(d.moment_count, 3);
    assert_int_equal(d.moments[1].effect, LIMIT_STAYED);
    assert_int_equal(d.moments[2].effect, LIMIT_NO_EFFECT);
    desk_pays(w, 1, 100, 20281201); /* a part payment acknowledges */
    assert_int_equal(date_ymd(desk_debt(w, 1).limit_late), 20301201);
    desk_done(w);
}

/* CO-37: an event after the end has no effect and is refused; undone, the limit is as before. */
static void event_undone(void **state)
{
    struct ward *w = *state;
    desk_levied(w, 20280630);
#define SIGNS(on) \
    ACT(w, kind_arrears_event, "on", on, "sort", "6", "words", "債務承認書", "charges", "2026-1")
    assert_int_equal(SIGNS("2028-06-30"), ERR_NONE);
    assert_int_equal(date_ymd(desk_debt(w, 1).limit_late), 20300630); /* on the last day */
    assert_int_equal(desk_undo(w), ERR_NONE);
    assert_int_equal(date_ymd(desk_debt(w, 1).limit_late), 20280630);
    ward_business_date(w, 20280701);
    assert_int_equal(SIGNS("2028-07-01"), ERR_FINDINGS); /* the day after */
    assert_true(desk_says("時効が完成しています"));
    desk_done(w);
}

/* CO-37: tasks before a debt lapses; gone when it moved. */
static void watched(void **state)
{
    struct ward *w = *state;
    desk_levied(w, 20271230);
    assert_true(desk_run(w, &job_arrears_limits) <= ERR_FINDINGS);
    assert_int_equal(desk_tasks(w, "source=job:arrears-limits:near"),
                     1); /* 2028-06-30 is within six months */
    struct limit_month *months = NULL;
    struct limit_payer *payers = NULL;
    size_t month_count = 0, payer_count = 0;
    date as_of;
    assert_int_equal(arrears_limit_months(w->chief.store, desk_arena(), &w->report, &months, &month_count, &as_of),
                     ERR_NONE);
    int64_t charges = 0;
    for (size_t i = 0; i < month_count; i++) {
        charges += months[i].charges;
    }
    assert_int_equal(charges, 10); /* every instalment in the month it lapses in */
    assert_int_equal(months[0].month, 202806);
    assert_int_equal(months[0].charges, 1);
    assert_int_equal(months[0].amount, desk_debt(w, 1).unpaid);
    assert_int_equal(date_ymd(as_of), 20271230);
    assert_int_equal(arrears_limit_payers(w->chief.store, 202806, 0, 10, desk_arena(), &w->report, &payers,
                                          &payer_count),
                     ERR_NONE);
    assert_int_equal(payer_count, 1);
    assert_int_equal(payers[0].payer_no, PAYER);
    assert_int_equal(date_ymd(payers[0].late), 20280630);
    ward_business_date(w, 20280605);
    assert_true(desk_run(w, &job_arrears_limits) <= ERR_FINDINGS);
    assert_int_equal(desk_tasks(w, "source=job:arrears-limits:urgent"), 1);
    assert_int_equal(
        ACT(w, kind_arrears_event, "on", "2028-06-05", "sort", "6", "words", "承認", "charges", "2026-1"),
        ERR_NONE);
    assert_true(desk_run(w, &job_arrears_limits) <= ERR_FINDINGS);
    assert_int_equal(desk_tasks(w, "source=job:arrears-limits:urgent"), 0);
    desk_done(w);
}

/* CO-34, CO-52, X48, T5: the promise renews; a missed day is told on the next; twice in a row ends it. */
static void promise(void **state)
{
    struct ward *w = *state;
    desk_levied(w, 20260901);
    desk_dun(w, 1, 20260718, 20260731);
    yen owed = desk_debt(w, 1).unpaid, month = owed / 3;
    assert_int_equal(ACT(w, kind_arrears_plan, "on", "2026-09-01", "first", "2026-09-30", "rhythm", "2",
                         "count", "3", "unit", "1", "words", "給与から", "charges", "2026-1"),
                     ERR_NONE);
    struct act plan = desk_last(w);
    struct plan_step *steps;
    size_t count;
    assert_int_equal(
        arrears_plan(&w->chief, &plan, desk_day(20260901), desk_arena(), &w->report, &steps, &count),
        ERR_NONE);
    assert_int_equal(count, 3);
    assert_int_equal(steps[0].principal + steps[1].principal + steps[2].principal, owed);
    assert_int_equal(date_ymd(steps[1].due), 20261102);               /* 10-31 is a Saturday */
    assert_int_equal(date_ymd(desk_debt(w, 1).limit_late), 20280901); /* T5 */
    assert_true((desk_debt(w, 1).stays & 1u << STAY_PLAN) != 0);
    assert_int_equal(ACT(w, kind_arrears_plan, "on", "2026-09-01", "first", "2026-09-30", "rhythm", "2",
                         "count", "3", "words", "x", "charges", "2026-1"),
                     ERR_FINDINGS); /* one plan at a time */
    ward_business_date(w, 20260930);
    assert_true(desk_run(w, &job_arrears_limits) <= ERR_FINDINGS);
    assert_int_equal(desk_tasks(w, "source=job:arrears-limits:plan-missed"), 0); /* the day itself */
    ward_business_date(w, 20261001);
    assert_true(desk_run(w, &job_arrears_limits) <= ERR_FINDINGS);
    assert_int_equal(desk_tasks(w, "source=job:arrears-limits:plan-missed"), 1); /* the next day */
    desk_pays(w, 1, steps[0].principal, 20261001);
    ward_business_date(w, 20261002);
    assert_true(desk_run(w, &job_arrears_limits) <= ERR_FINDINGS);
    assert_int_equal(desk_tasks(w, "source=job:arrears-limits:plan-missed"), 0);
    ward_business_date(w, 20261207); /* 11-30 and seven days: not past yet */
    assert_true(desk_run(w, &job_arrears_limits) <= ERR_FINDINGS);
    assert_int_equal(desk_last(w).end, ACT_STANDS);
    ward_business_date(w, 20261208);
    assert_true(desk_run(w, &job_arrears_limits) <= ERR_FINDINGS);
    assert_int_equal(desk_last(w).end, ACT_BROKEN);
    assert_int_equal(desk_tasks(w, "source=job:arrears-limits:plan-broken"), 1);
    ward_business_date(w, 20261209);
    assert_true(desk_run(w, &job_arrears_limits) <= ERR_FINDINGS);
    assert_int_equal(desk_tasks(w, "source=job:arrears-limits:plan-broken"), 1); /* until a person ends it */
    assert_true((desk_debt(w, 1).stays & 1u << STAY_PLAN) == 0);
    assert_true(month > 0);
    desk_done(w);
}

/* CO-34: bonus months want both their months and their sum, and a plan by amount. */
static void bonus_is_whole(void **state)
{
    struct ward *w = *state;
    desk_levied(w, 20260901);
#define BONUS(months, bonus, amount, count)                                                             \
    ACT(w, kind_arrears_plan, "on", "2026-09-01", "first", "2026-09-30", "rhythm", "2", "amount", amount, \
        "count", count, "bonus_months", months, "bonus", bonus, "words", "x", "charges", "2026-1")
    assert_int_equal(BONUS("12", "", "5000", ""), ERR_FINDINGS);
    assert_int_equal(BONUS("13", "10000", "5000", ""), ERR_FINDINGS);
    assert_int_equal(BONUS("12", "10000", "", "3"), ERR_FINDINGS);
    assert_int_equal(BONUS("12", "10000", "5000", ""), ERR_NONE);
    struct act plan = desk_last(w);
    struct plan_step *steps;
    size_t count;
    assert_int_equal(
        arrears_plan(&w->chief, &plan, desk_day(20260901), desk_arena(), &w->report, &steps, &count), ERR_NONE);
    assert_int_equal(steps[2].principal, 5000); /* November */
    assert_true(count < 4 || steps[3].principal >= 10000 || steps[3].principal == desk_debt(w, 1).unpaid - 15000);
    desk_done(w);
}

/* CO-34: paid as promised: the plan is done. */
static void promise_kept(void **state)
{
    struct ward *w = *state;
    desk_levied(w, 20260901);
    yen owed = desk_debt(w, 1).unpaid;
    assert_int_equal(ACT(w, kind_arrears_plan, "on", "2026-09-01", "first", "2026-09-30", "rhythm", "1",
                         "amount", desk_yen(owed), "words", "x", "charges", "2026-1"),
                     ERR_NONE);
    desk_pays(w, 1, owed, 20260925);
    ward_business_date(w, 20260926);
    assert_true(desk_run(w, &job_arrears_limits) <= ERR_FINDINGS);
    assert_int_equal(desk_last(w).end, ACT_DONE);
    desk_done(w);
}

static yen written_off(struct ward *w, int instalment)
{
    const struct collection_scope scope = {.payer_no = PAYER};
    struct collection_charge *list;
    size_t count;
    yen found = -1;
    assert_int_equal(collection_charges(w->chief.store, &scope, desk_arena(), &w->report, &list, &count),
                     ERR_NONE);
    for (size_t i = 0; i < count; i++) {
        found = list[i].instalment == instalment ? list[i].written_off : found;
    }
    return found;
}

/* CO-35, CO-36, T7, X36: 停止 does not stop the limit; F1 on the day after it, by the list alone. */
static void written_off_by_list(void **state)
{
    struct ward *w = *state;
    desk_levied(w, 20260901);
    desk_dun(w, 1, 20260718, 20260801);
    yen owed = desk_debt(w, 1).unpaid;
    assert_int_equal(ACT(w, kind_arrears_suspension, "on", "2026-09-01", "ground", "1", "words", "財産なし",
                         "charges", "2026-1"),
                     ERR_NONE);
    assert_true((desk_debt(w, 1).stays & 1u << STAY_SUSPENDED) != 0);
    assert_int_equal(date_ymd(desk_debt(w, 1).limit_late), 20280801);
    ward_business_date(w, 20280801);
    assert_true(desk_run(w, &job_arrears_write_off) <= ERR_FINDINGS);
    assert_int_equal(desk_decide(w, &job_arrears_write_off), ERR_NONE);
    assert_int_equal(written_off(w, 1), 0); /* its last day */
    ward_business_date(w, 20280802);
    assert_true(desk_run(w, &job_arrears_limits) <= ERR_FINDINGS);
    assert_int_equal(written_off(w, 1), 0); /* nothing lapses without a list */
    assert_true(desk_run(w, &job_arrears_write_off) <= ERR_FINDINGS);
    assert_int_equal(written_off(w, 1), 0); /* a list alone writes nothing off */
    assert_int_equal(desk_decide(w, &job_arrears_write_off), ERR_NONE);
    assert_int_equal(written_off(w, 1), owed);
    assert_int_equal(desk_debt(w, 1).unpaid, 0);
    yen lost = 0;
    assert_int_equal(ledger_balance(w->chief.store, ACCOUNT_WRITTEN_OFF, 0, 0, "", &w->report, &lost),
                     ERR_NONE);
    assert_true(lost >= owed);
    desk_done(w);
}

/* CO-36: kept back by a person; paid between list and approval: left out and told. */
static void left_out(void **state)
{
    struct ward *w = *state;
    desk_levied(w, 20280701);
    ward_business_date(w, 20280630);
    assert_int_equal(ACT(w, kind_arrears_keep, "on", "2028-06-30", "words", "争い", "charges", "2026-1"),
                     ERR_NONE);
    const char *keep = desk_no(desk_last(w).act_no);
    ward_business_date(w, 20280701);
    assert_int_equal(desk_run(w, &job_arrears_write_off), ERR_FINDINGS);
    assert_int_equal(desk_decide(w, &job_arrears_write_off), ERR_NONE);
    assert_int_equal(written_off(w, 1), 0);
    assert_int_equal(
        ACT(w, kind_arrears_end, "act", keep, "on", "2028-07-01", "cause", "2", "words", "済んだ"),
        ERR_NONE);
    ward_business_date(w, 20280702);
    assert_true(desk_run(w, &job_arrears_write_off) <= ERR_FINDINGS);
    desk_pays(w, 1, 100, 20280630); /* found at the bank: paid in time */
    assert_int_equal(desk_decide(w, &job_arrears_write_off), ERR_FINDINGS);
    assert_int_equal(written_off(w, 1), 0);
    desk_done(w);
}

/* CO-36: one charge of an approved list is asked for again by two persons; the list stands and says so. */
static void restored_from_list(void **state)
{
    struct ward *w = *state;
    desk_levied(w, 20280701);
    yen owed = desk_debt(w, 1).unpaid;
    assert_true(desk_run(w, &job_arrears_write_off) <= ERR_FINDINGS);
    assert_int_equal(desk_decide(w, &job_arrears_write_off), ERR_NONE);
    assert_int_equal(written_off(w, 1), owed);
    assert_int_equal(ACT(w, kind_arrears_restore, "charges", "2026-1", "words", "承認の書面"), ERR_NONE);
    assert_int_equal(written_off(w, 1), 0);
    assert_int_equal(desk_debt(w, 1).unpaid, owed);
    desk_done(w);
}

/* CO-36: kept back between the list and its approval. */
static void kept_before_approval(void **state)
{
    struct ward *w = *state;
    desk_levied(w, 20280701);
    assert_true(desk_run(w, &job_arrears_write_off) <= ERR_FINDINGS);
    assert_int_equal(ACT(w, kind_arrears_keep, "on", "2028-07-01", "words", "争い", "charges", "2026-1"),
                     ERR_NONE);
    assert_int_equal(desk_decide(w, &job_arrears_write_off), ERR_FINDINGS);
    assert_int_equal(written_off(w, 1), 0);
    desk_done(w);
}

/* CO-37: money of a seizure acknowledges nothing: the pass over all charges must see the limit all the same. */
static void distribution_is_no_acknowledgement(void **state)
{
    struct ward *w = *state;
    desk_levied(w, 20270301);
    desk_dun(w, 1, 20260718, 20260731);
    assert_int_equal(ACT(w, kind_arrears_demand, "on", "2026-09-01", "proceeding", "1", "party", "裁判所", "body",
                         "競売", "charges", "2026-2"),
                     ERR_NONE);
    struct collection_charge c = desk_debt(w, 1).charge;
    const struct collection_line line = {1, ITEM_PRINCIPAL, 100};
    const struct collection_booking b = {.channel = CHANNEL_SEIZURE,
                                         .levy_year = 2026,
                                         .notice_no = c.notice_no,
                                         .household_no = c.household_no,
                                         .payer_no = PAYER,
                                         .lines = &line,
                                         .line_count = 1,
                                         .cause = "",
                                         .received_on = desk_day(20270301),
                                         .paid_in_on = desk_day(20270301),
                                         .from = ACCOUNT_CASH,
                                         .origin = "test"};
    assert_int_equal(store_begin(w->chief.store, &w->report), ERR_NONE);
    assert_int_equal(collection_book(&w->chief, &b, clock_now_ms(), &w->report, NULL), ERR_NONE);
    assert_int_equal(store_commit(w->chief.store, &w->report), ERR_NONE);
    assert_int_equal(date_ymd(desk_debt(w, 1).limit_late), 20280731);
    ward_business_date(w, 20280801);
    assert_true(desk_run(w, &job_arrears_limits) <= ERR_FINDINGS);
    assert_int_equal(desk_tasks(w, "source=job:arrears-limits:lapsed"), 1);
    desk_done(w);
}

/* CO-29, CO-37: 職権 of the office acknowledges nothing on the debtor's side. */
static void office_grace_is_no_acknowledgement(void **state)
{
    struct ward *w = *state;
    desk_levied(w, 20260901);
    assert_int_equal(ACT(w, kind_arrears_grace, "mode", "2", "sale_ground", "1", "on", "2026-09-01", "until",
                         "2027-02-28", "words", "事業の継続", "charges", "2026-1"),
                     ERR_NONE);
    struct arrears_debt d = desk_debt(w, 1);
    assert_int_equal(d.moment_count, 1);
    assert_int_equal(d.moments[0].event.kind, LIMIT_GRACE);
    desk_done(w);
}

/* X37, E41, CO-37: a payment after the last day is not booked on the charge; on the last day it is. */
static void paid_too_late(void **state)
{
    struct ward *w = *state;
    desk_levied(w, 20280702);
    struct collection_charge c = desk_debt(w, 1).charge;
    date last = date_none();
    assert_int_equal(arrears_limit_of(&w->chief, &c, &w->report, &last), ERR_NONE);
    assert_int_equal(date_ymd(last), 20280630);
    collection_limits_by(arrears_limit_of);
    const struct collection_line line = {1, ITEM_PRINCIPAL, 100};
    struct collection_booking b = {.channel = CHANNEL_COUNTER,
                                   .levy_year = 2026,
                                   .notice_no = c.notice_no,
                                   .household_no = c.household_no,
                                   .payer_no = PAYER,
                                   .lines = &line,
                                   .line_count = 1,
                                   .cause = "",
                                   .received_on = desk_day(20280702),
                                   .paid_in_on = desk_day(20280702),
                                   .from = ACCOUNT_CASH,
                                   .origin = "test"};
    assert_int_equal(store_begin(w->chief.store, &w->report), ERR_NONE);
    assert_int_equal(collection_book(&w->chief, &b, clock_now_ms(), &w->report, NULL), ERR_INPUT);
    assert_non_null(strstr(w->report.lines[0], "時効が完成しています"));
    report_clear(&w->report);
    store_rollback(w->chief.store);
    b.received_on = desk_day(20280630);
    assert_int_equal(store_begin(w->chief.store, &w->report), ERR_NONE);
    assert_int_equal(collection_book(&w->chief, &b, clock_now_ms(), &w->report, NULL), ERR_NONE);
    assert_int_equal(store_commit(w->chief.store, &w->report), ERR_NONE);
    collection_limits_by(NULL);
    desk_done(w);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        WITH_WARD(calendar),     WITH_WARD(event_undone),        WITH_WARD(watched),  WITH_WARD(promise),
        WITH_WARD(promise_kept), WITH_WARD(written_off_by_list), WITH_WARD(left_out),
        WITH_WARD(bonus_is_whole), WITH_WARD(restored_from_list), WITH_WARD(kept_before_approval), WITH_WARD(distribution_is_no_acknowledgement),
        WITH_WARD(office_grace_is_no_acknowledgement), WITH_WARD(paid_too_late),
    };
    return fixture_run(argc, argv, "arrears limits CO-34 to CO-37, CO-52", tests, COUNT_OF(tests));
}
