/* 還付充当の決議, 仮受の消込, 期の訂正, 過誤納の検知: what a decision takes, in which order, and what the
 * ledger says. */
#include "desk.h"
#include "store/sql_premium.h"
#include "../ops/moment.h"

static const char *const none[] = {NULL};

static const char *yen_text(yen amount)
{
    return arena_printf(desk_arena(), "%lld", (long long)amount);
}

static enum err decides(struct ward *w, int64_t payer, const char *wish, yen appropriated, yen refund)
{
    const char *const fields[] = {
        "wish", wish, "appropriated", yen_text(appropriated), "refund", yen_text(refund), "note",
        "試験", NULL};
    return desk_act(w, &kind_refund_decide, payer, fields);
}

/* EC-X17, CO-12: the oldest due first, what is left to the next; nothing is refunded, and it counts from
 * then. */
static void test_CO_12_EC_X17_oldest_debt_first(void **state)
{
    struct ward *w = *state;
    desk_levied(w);
    yen first = desk_charge(w, PAYER, 1).amount;
    desk_pays(w, PAYER, 0, 0, first + 1000, 20260810);
    struct refund_plan plan = desk_plan(w, PAYER, "");
    assert_int_equal(plan.appropriated, first + 1000);
    assert_int_equal(plan.refund, 0);
    assert_int_equal(plan.parts[0].to.instalment, 1);
    assert_int_equal(date_ymd(plan.parts[0].ends_on), 20260810);
    assert_int_equal(decides(w, PAYER, "", first, 1000), ERR_FINDINGS); /* not what the rule says */
    assert_true(desk_says(w, "額を直して"));
    const struct collection_stay_row debit = {.kind = STAY_DEBIT,
                                              .payer_no = PAYER,
                                              .household_no = HOUSEHOLD,
                                              .levy_year = 2026,
                                              .instalment = 2,
                                              .days = {desk_day(20260810), date_open_end()},
                                              .cause_kind = "test",
                                              .cause_no = 2};
    assert_int_equal(store_begin(w->chief.store, &w->report), ERR_NONE);
    assert_int_equal(collection_stay_add(w->chief.store, &debit, clock_now_ms(), &w->report, NULL),
                     ERR_NONE);
    assert_int_equal(store_commit(w->chief.store, &w->report), ERR_NONE);
    assert_int_equal(decides(w, PAYER, "", first + 1000, 0), ERR_NONE);
    assert_true(desk_says(w, "口座振替を依頼している期が 1 期")); /* EC-X24: it may come in twice */
    struct collection_charge paid = desk_charge(w, PAYER, 1);
    assert_int_equal(collection_unpaid(&paid), 0);
    assert_int_equal(date_ymd(paid.last_paid_on), 20260810);
    assert_int_equal(desk_charge(w, PAYER, 2).paid, 1000);
    assert_int_equal(desk_balance(w, ACCOUNT_OVERPAID), 0);
    assert_int_equal(desk_case(w, PAYER).appropriated, first + 1000);
    assert_int_equal(decides(w, PAYER, "", first + 1000, 0), ERR_FINDINGS); /* it is gone */
    desk_done(w);
}

/* EC-X18: what is not yet due is touched only on the payer's written wish. */
static void test_CO_12_EC_X18_not_yet_due_only_on_wish(void **state)
{
    struct ward *w = *state;
    desk_levied(w);
    for (int i = 1; i <= 2; i++) {
        desk_pays(w, PAYER, i, desk_charge(w, PAYER, i).amount, 0, 20260630);
    }
    desk_pays(w, PAYER, 0, 0, 5000, 20260810);
    struct refund_plan plan = desk_plan(w, PAYER, "");
    assert_int_equal(plan.appropriated, 0);
    assert_int_equal(plan.refund, 5000);
    plan = desk_plan(w, PAYER, "2026-9");
    assert_int_equal(plan.appropriated, 5000);
    assert_int_equal(plan.parts[0].to.instalment, 9);
    assert_int_equal(decides(w, PAYER, "2026-99", 5000, 0), ERR_FINDINGS);
    assert_true(desk_says(w, "2026-99"));
    assert_int_equal(decides(w, PAYER, "2026-9", 5000, 0), ERR_NONE);
    assert_int_equal(desk_charge(w, PAYER, 9).paid, 5000);
    desk_done(w);
}

/* CO-12: another person's debts are never touched, and a stay keeps its charges out. */
static void test_CO_12_never_another_person(void **state)
{
    struct ward *w = *state;
    desk_levied(w);
    desk_pays(w, PAYER, 1, desk_charge(w, PAYER, 1).amount, 0, 20260630);
    desk_pays(w, PAYER, 0, 0, 4000, 20260810);
    const struct collection_stay_row stay = {.kind = STAY_GRACE,
                                             .payer_no = PAYER,
                                             .household_no = HOUSEHOLD,
                                             .levy_year = 2026,
                                             .instalment = 2,
                                             .days = {desk_day(20260801), date_open_end()},
                                             .cause_kind = "test",
                                             .cause_no = 1};
    assert_int_equal(store_begin(w->chief.store, &w->report), ERR_NONE);
    assert_int_equal(collection_stay_add(w->chief.store, &stay, clock_now_ms(), &w->report, NULL), ERR_NONE);
    assert_int_equal(store_commit(w->chief.store, &w->report), ERR_NONE);
    assert_int_equal(
        collection_unpaid(&(struct collection_charge){.amount = desk_charge(w, OTHER, 1).amount}) > 0, 1);
    struct refund_plan plan = desk_plan(w, PAYER, "");
    assert_int_equal(plan.appropriated, 0);
    assert_int_equal(plan.refund, 4000);
    assert_int_equal(plan.passed_over, 1);
    assert_int_equal(plan.debited, 0);
    assert_int_equal(decides(w, PAYER, "", 0, 4000), ERR_NONE);
    assert_int_equal(desk_charge(w, OTHER, 1).paid, 0);
    assert_int_equal(desk_balance(w, ACCOUNT_OVERPAID), -4000); /* decided, not yet paid */
    desk_done(w);
}

/* CO-64: a decision is taken back by two persons: what it paid is owed again, the excess stands again. */
static void test_CO_64_decision_taken_back(void **state)
{
    struct ward *w = *state;
    desk_levied(w);
    yen first = desk_charge(w, PAYER, 1).amount, second = desk_charge(w, PAYER, 2).amount;
    desk_pays(w, PAYER, 0, 0, first + second + 3000, 20260810);
    assert_int_equal(decides(w, PAYER, "", first + second, 3000), ERR_NONE);
    struct refund_case c = desk_case(w, PAYER);
    int64_t undo = 0;
    enum err e = change_undo(&w->clerk, c.change_no, text_of("額の誤り"), desk_arena(), &w->report);
    report_print(&w->report, stderr);
    assert_int_equal(e, ERR_NONE);
    struct change_record *waiting;
    size_t count;
    assert_int_equal(change_list(&w->chief, CHANGES_TO_APPROVE, 0, CHANGE_OF_NOBODY, 10, desk_arena(),
                                 &w->report, &waiting, &count),
                     ERR_NONE);
    for (size_t i = 0; i < count; i++) {
        undo = waiting[i].undoes_no == c.change_no ? waiting[i].change_no : undo;
    }
    assert_true(undo > 0);
    e = change_approve(&w->chief, undo, desk_arena(), &w->report);
    report_print(&w->report, stderr);
    assert_int_equal(e, ERR_NONE);
    assert_int_equal(desk_case(w, PAYER).state, REFUND_WITHDRAWN);
    assert_int_equal(desk_charge(w, PAYER, 1).paid, 0);
    assert_int_equal(desk_balance(w, ACCOUNT_OVERPAID), -(first + second + 3000));
    assert_int_equal(refund_verify(w->chief.store, &w->report), ERR_NONE);
    assert_int_equal(decides(w, PAYER, "", first + second, 3000), ERR_NONE); /* and decided anew */
    desk_done(w);
}

/* CO-62: a charge lowered after it was paid is found once; the latest payments are the excess first. */
static void test_CO_62_lowered_after_payment(void **state)
{
    struct ward *w = *state;
    desk_levied(w);
    for (int i = 1; i <= 10; i++) {
        yen amount = desk_charge(w, PAYER, i).amount;
        desk_pays(w, PAYER, i, 1000, 0, 20260701);
        desk_pays(w, PAYER, i, amount - 1000, 0, 20260815);
    }
    int64_t now = next_moment();
    ward_forget_income(w, now, 2026, PAYER);
    ward_income(w, now, 2026, PAYER, 1000000);
    assert_true(ward_run(w, &job_premium_monthly, 2026, false, false) <= ERR_FINDINGS);
    assert_int_equal(ward_approve(w, &job_premium_monthly, 2026), ERR_NONE);
    assert_int_equal(desk_run(w, &job_refund_detect, false), ERR_NONE);
    yen raised = -desk_balance(w, ACCOUNT_OVERPAID);
    assert_true(raised > 0);
    assert_int_equal(desk_run(w, &job_refund_detect, false), ERR_NONE);
    assert_int_equal(-desk_balance(w, ACCOUNT_OVERPAID), raised);
    struct refund_open *opens;
    size_t count;
    assert_int_equal(refund_opens(&w->chief, PAYER, desk_arena(), &w->report, &opens, &count), ERR_NONE);
    assert_true(count > 0);
    assert_string_equal(opens[0].cause, "K1");
    assert_int_equal(date_ymd(opens[0].found_on), 20260820); /* CO-63: opened the same day */
    struct refund_plan plan = desk_plan(w, PAYER, "");
    assert_int_equal(plan.refund + plan.appropriated, raised);
    for (size_t i = 0; i < plan.part_count; i++) {
        assert_int_equal(date_ymd(plan.parts[i].paid_on), 20260815); /* the later of the two payments */
    }
    assert_int_equal(decides(w, PAYER, "", plan.appropriated, plan.refund), ERR_NONE);
    desk_done(w);
}

enum { RICH_HOUSEHOLD = 2001, RICH = 5033 };

static void rich_levied(struct ward *w)
{
    ward_belongs(w, WARD_FIRST, RICH_HOUSEHOLD, RICH, 19800101, true, 20200401, DAY_OPEN);
    ward_fact(w, WARD_FIRST, RICH, FACT_MEMBERSHIP, 20200401, DAY_OPEN, 0);
    ward_income(w, WARD_FIRST, 2026, RICH, 30000000);
    desk_levied(w);
    ward_business_date(w, 20261231);
}

static void pays_late(struct ward *w, yen late)
{
    struct collection_charge c = desk_charge(w, RICH, 1);
    const struct collection_line lines[] = {{1, ITEM_PRINCIPAL, c.amount}, {1, ITEM_LATE_CHARGE, late}};
    const struct collection_booking b = {.channel = CHANNEL_COUNTER,
                                         .levy_year = 2026,
                                         .notice_no = c.notice_no,
                                         .household_no = c.household_no,
                                         .payer_no = RICH,
                                         .lines = lines,
                                         .line_count = 2,
                                         .cause = "",
                                         .received_on = desk_day(20261231),
                                         .paid_in_on = desk_day(20261231),
                                         .from = ACCOUNT_CASH,
                                         .origin = "test"};
    assert_int_equal(store_begin(w->chief.store, &w->report), ERR_NONE);
    assert_int_equal(collection_book(&w->chief, &b, clock_now_ms(), &w->report, NULL), ERR_NONE);
    assert_int_equal(store_commit(w->chief.store, &w->report), ERR_NONE);
}

/* What stands as 過誤納 of a cause. */
static yen open_of(struct ward *w, const char *cause)
{
    struct refund_open *opens;
    size_t count;
    yen sum = 0;
    assert_int_equal(refund_opens(&w->chief, RICH, desk_arena(), &w->report, &opens, &count), ERR_NONE);
    for (size_t i = 0; i < count; i++) {
        sum += strcmp(opens[i].cause, cause) == 0 ? refund_left(&opens[i]) : 0;
    }
    return sum;
}

static yen late_of(struct ward *w)
{
    const struct collection_law *law;
    struct collection_charge c = desk_charge(w, RICH, 1);
    struct collection_extra extra;
    assert_int_equal(collection_law_of(&w->chief, desk_arena(), &w->report, &law), ERR_NONE);
    assert_int_equal(collection_extra_on(w->chief.store, law, &c, desk_day(20261231), desk_arena(), NULL,
                                         &w->report, &extra),
                     ERR_NONE);
    return extra.late_charge;
}

static void lower(struct ward *w, yen income)
{
    int64_t now = next_moment();
    ward_forget_income(w, now, 2026, RICH);
    ward_income(w, now, 2026, RICH, income);
    assert_true(ward_run(w, &job_premium_monthly, 2026, false, false) <= ERR_FINDINGS);
    assert_int_equal(ward_approve(w, &job_premium_monthly, 2026), ERR_NONE);
    assert_int_equal(desk_run(w, &job_refund_detect, false), ERR_NONE);
}

/* CO-62, K5, X42: 延滞金 as it was printed stands, whatever the exact one is; lowered by a decision since, what
 * is above the one of now is 過誤納, once. */
static void test_CO_62_late_charge_lowered(void **state)
{
    struct ward *w = *state;
    rich_levied(w);
    yen exact = late_of(w), printed = exact + 100;
    assert_true(exact >= 1000);
    pays_late(w, printed);
    assert_int_equal(desk_run(w, &job_refund_detect, false), ERR_NONE);
    assert_int_equal(open_of(w, "K5"), 0);
    lower(w, 600000); /* what is left of the year falls on the first instalments */
    yen now = late_of(w);
    assert_true(now < exact);
    assert_int_equal(open_of(w, "K5"), printed - now);
    assert_true(open_of(w, "K1") > 0);
    assert_int_equal(-desk_balance(w, ACCOUNT_LATE_CHARGE), now);
    assert_int_equal(desk_run(w, &job_refund_detect, false), ERR_NONE);
    assert_int_equal(open_of(w, "K5"), printed - now);
    struct refund_plan plan = desk_plan(w, RICH, "");
    assert_int_equal(decides(w, RICH, "", plan.appropriated, plan.refund), ERR_NONE);
    assert_int_equal(open_of(w, "K5"), 0);
    desk_done(w);
}

/* X44: lowered to 0 after 延滞金 was paid, both come back whole: K1 and K5. */
static void test_X44_lowered_to_nothing(void **state)
{
    struct ward *w = *state;
    rich_levied(w);
    yen principal = desk_charge(w, RICH, 1).amount, late = late_of(w);
    pays_late(w, late);
    ward_forget_fact(w, clock_now_ms(), RICH, FACT_MEMBERSHIP, 20200401);
    lower(w, 30000000);
    assert_int_equal(open_of(w, "K1"), principal);
    assert_int_equal(open_of(w, "K5"), late);
    assert_int_equal(desk_balance(w, ACCOUNT_LATE_CHARGE), 0);
    desk_done(w);
}

/* EC-X22, collection.md 6.6: the payment goes to the instalment that was meant, with its own day. */
static void test_CO_64_EC_X22_wrong_instalment(void **state)
{
    struct ward *w = *state;
    desk_levied(w);
    yen amount = desk_charge(w, PAYER, 4).amount;
    int64_t no = desk_pays(w, PAYER, 4, amount, 0, 20260730);
    const char *const fields[] = {"receipt", yen_text(no), "year",           "2026", "instalment",
                                  "2",       "statement",  "窓口で本人から", NULL};
    assert_int_equal(desk_act(w, &kind_refund_move, PAYER, fields), ERR_NONE);
    struct collection_charge two = desk_charge(w, PAYER, 2), four = desk_charge(w, PAYER, 4);
    assert_int_equal(two.paid, amount < two.amount ? amount : two.amount);
    assert_int_equal(date_ymd(two.last_paid_on), 20260730);
    assert_int_equal(four.paid, 0);
    assert_int_equal(desk_balance(w, ACCOUNT_HELD), 0);
    assert_int_equal(desk_act(w, &kind_refund_move, PAYER, fields),
                     ERR_FINDINGS); /* it is not there any more */
    desk_done(w);
}

/* CO-01, CO-64: money over the counter, and its counterpart; what is asked too much or stands for an act of ours is
 * refused. */
static void test_CO_64_counter_and_cancel(void **state)
{
    struct ward *w = *state;
    desk_levied(w);
    struct collection_charge three = desk_charge(w, PAYER, 3);
    const char *const much[] = {"year", "2026", "instalment", "3", "principal", yen_text(three.amount + 1),
                                "on", "2026-08-20", NULL};
    assert_int_equal(desk_act(w, &kind_receipt_counter, PAYER, much), ERR_FINDINGS);
    const char *const right[] = {"year", "2026", "instalment", "3", "principal", yen_text(three.amount),
                                 "late", "100", "on", "2026-08-19", NULL};
    assert_int_equal(desk_act(w, &kind_receipt_counter, PAYER, right), ERR_NONE);
    struct collection_charge paid = desk_charge(w, PAYER, 3);
    assert_int_equal(collection_unpaid(&paid), 0);
    assert_int_equal(date_ymd(paid.last_paid_on), 20260819);
    assert_int_equal(desk_balance(w, ACCOUNT_CASH), three.amount + 100);

    struct collection_payment *list;
    size_t count;
    assert_int_equal(collection_payments(w->chief.store, &paid, desk_arena(), &w->report, &list, &count),
                     ERR_NONE);
    assert_int_equal(count, 2); /* principal and 延滞金 of one receipt */
    const char *const cancel[] = {"receipt", yen_text(list[0].receipt_no), "outcome", "never",
                                  "reason", "誤入力", NULL};
    assert_int_equal(desk_act(w, &kind_receipt_cancel, OTHER, cancel), ERR_FINDINGS); /* not his */
    assert_int_equal(desk_act(w, &kind_receipt_cancel, PAYER, cancel), ERR_NONE);
    assert_int_equal(desk_balance(w, ACCOUNT_CASH), 0);
    assert_int_equal(desk_balance(w, ACCOUNT_LATE_CHARGE), 0);
    paid = desk_charge(w, PAYER, 3);
    assert_int_equal(paid.paid, 0);
    desk_done(w);
}

/* CO-09, EC-X37: held money is assigned to a charge, or to a person to be given back; never more than there
 * is. */
static void test_CO_09_EC_X37_held_money(void **state)
{
    struct ward *w = *state;
    desk_levied(w);
    int64_t no = desk_pays(w, PAYER, 5, desk_charge(w, PAYER, 5).amount, 0, 20260805);
    assert_int_equal(store_begin(w->chief.store, &w->report), ERR_NONE);
    assert_int_equal(collection_cancel(&w->chief, no, true, "人違い", clock_now_ms(), &w->report), ERR_NONE);
    assert_int_equal(store_commit(w->chief.store, &w->report), ERR_NONE);
    struct refund_open *opens;
    size_t count;
    assert_int_equal(refund_opens(&w->chief, 0, desk_arena(), &w->report, &opens, &count), ERR_NONE);
    assert_int_equal(count, 1);
    assert_true(opens[0].is_held);
    const char *const neither[] = {"receipt", yen_text(opens[0].receipt_no), "reason", "控え", NULL};
    assert_int_equal(desk_act(w, &kind_refund_assign, OTHER, neither), ERR_FINDINGS);
    const char *const back[] = {"receipt", yen_text(opens[0].receipt_no), "cause", "K3", "reason", "控え",
                                NULL};
    assert_int_equal(desk_act(w, &kind_refund_assign, OTHER, back), ERR_NONE);
    assert_int_equal(desk_balance(w, ACCOUNT_HELD), 0);
    assert_int_equal(desk_act(w, &kind_refund_assign, OTHER, back), ERR_FINDINGS);
    struct refund_plan plan = desk_plan(w, OTHER, "");
    assert_int_equal(plan.refund + plan.appropriated, -desk_balance(w, ACCOUNT_OVERPAID));
    assert_string_equal(plan.parts[0].cause, "K3");
    assert_int_equal(desk_act(w, &kind_refund_decide, PAYER, none),
                     ERR_FINDINGS); /* nothing of this payer */
    desk_done(w);
}

static void hold(struct ward *w, const char *reference, int32_t year, int64_t notice_no, int instalment, yen amount,
                 const char *code)
{
    const struct collection_held h = {.channel = CHANNEL_STORE, .levy_year = year, .notice_no = notice_no,
                                      .instalment = instalment, .amount = amount, .received_on = desk_day(20260725),
                                      .paid_in_on = desk_day(20260728), .reference = text_of(reference), .code = code,
                                      .origin = "test"};
    bool is_new;

    assert_int_equal(store_begin(w->chief.store, &w->report), ERR_NONE);
    assert_int_equal(collection_hold(&w->chief, &h, clock_now_ms(), &w->report, &is_new), ERR_NONE);
    assert_true(is_new);
    assert_int_equal(store_commit(w->chief.store, &w->report), ERR_NONE);
}

/* A notice bears this number. */
static void notified(struct ward *w, int year, int64_t household, int64_t payer, int64_t running)
{
    struct query *q = store_query(w->chief.store, SQL_premium_notice_number_add);
    int64_t changed;

    query_set_i64(q, "fiscal_year", year);
    query_set_i64(q, "household_no", household);
    query_set_i64(q, "payer_no", payer);
    query_set_i64(q, "running_no", running);
    assert_int_equal(store_begin(w->chief.store, &w->report), ERR_NONE);
    assert_int_equal(query_run(q, &w->report, &changed), ERR_NONE);
    assert_int_equal(store_commit(w->chief.store, &w->report), ERR_NONE);
}

/* CO-09: what was held because no charge had its number finds it later, on the day it was paid; what is more than
 * asked becomes 過誤納; what still fits nothing, and what was held for another reason, stays. */
static void test_CO_09_receipts_match(void **state)
{
    struct ward *w = *state;
    desk_levied(w);
    notified(w, 2026, HOUSEHOLD, PAYER, 7);
    struct collection_charge third = desk_charge(w, PAYER, 3), fourth = desk_charge(w, PAYER, 4);
    hold(w, "a", third.levy_year, third.notice_no, 3, third.amount + 500, "E03");
    hold(w, "b", third.levy_year, third.notice_no + 100000, 3, 1000, "E03");
    hold(w, "c", fourth.levy_year, fourth.notice_no, 4, fourth.amount, "E15");
    assert_int_equal(desk_balance(w, ACCOUNT_HELD), -(third.amount + 500 + 1000 + fourth.amount));
    assert_int_equal(desk_run(w, &job_receipts_match, false), ERR_NONE);
    assert_int_equal(desk_charge(w, PAYER, 3).paid, third.amount);
    assert_int_equal(desk_charge(w, PAYER, 3).last_paid_on.day, desk_day(20260725).day);
    assert_int_equal(desk_charge(w, PAYER, 4).paid, 0);
    assert_int_equal(desk_balance(w, ACCOUNT_OVERPAID), -500);
    assert_int_equal(desk_balance(w, ACCOUNT_HELD), -(1000 + fourth.amount));
    hold(w, "d", third.levy_year, third.notice_no, 0, desk_charge(w, PAYER, 1).amount + 10, "E03"); /* 全期 */
    assert_int_equal(desk_run(w, &job_receipts_match, false), ERR_NONE);
    assert_int_equal(desk_charge(w, PAYER, 1).paid, desk_charge(w, PAYER, 1).amount);
    assert_int_equal(desk_charge(w, PAYER, 2).paid, 10);
    assert_int_equal(desk_run(w, &job_receipts_match, false), ERR_NONE); /* nothing more to do */
    assert_int_equal(desk_balance(w, ACCOUNT_HELD), -(1000 + fourth.amount));
    desk_done(w);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        WITH_WARD(test_CO_12_EC_X17_oldest_debt_first),
        WITH_WARD(test_CO_12_EC_X18_not_yet_due_only_on_wish),
        WITH_WARD(test_CO_12_never_another_person),
        WITH_WARD(test_CO_64_decision_taken_back),
        WITH_WARD(test_CO_62_lowered_after_payment),
        WITH_WARD(test_CO_62_late_charge_lowered),
        WITH_WARD(test_X44_lowered_to_nothing),
        WITH_WARD(test_CO_64_EC_X22_wrong_instalment),
        WITH_WARD(test_CO_64_counter_and_cancel),
        WITH_WARD(test_CO_09_EC_X37_held_money),
        WITH_WARD(test_CO_09_receipts_match),
    };
    return fixture_run(argc, argv, "refund decide", tests, COUNT_OF(tests));
}
