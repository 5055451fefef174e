/*
 * 取立て・配当・証券・個別の欠損: what comes in by an act is handed out and booked to the yen.
 */
#include "desk.h"

static int64_t seized(struct ward *w)
{
    desk_dun(w, 1, 20260718, 20260731);
    desk_dun(w, 2, 20260818, 20260831);
    assert_int_equal(ACT(w, kind_arrears_seizure, "on", "2026-08-31", "mode", "1", "property_kind", "1",
                         "party", "見本銀行本店", "property", "普通預金", "amount", "50000", "charges",
                         "2026-1 2026-2"),
                     ERR_NONE);
    return desk_last(w).act_no;
}

static yen balance(struct ward *w, enum account account)
{
    yen sum = 0;
    assert_int_equal(ledger_balance(w->chief.store, account, 0, 0, "", &w->report, &sum), ERR_NONE);
    return sum;
}

/* CO-33, D1: costs cut to 100 yen, taxes before the premium, the oldest first, the rest to the debtor
 * (K6). */
static void distributed_to_the_yen(void **state)
{
    struct ward *w = *state;
    desk_levied(w, 20260905);
    int64_t no = seized(w);
    yen first = desk_debt(w, 1).unpaid, second = desk_debt(w, 2).unpaid, cash = balance(w, ACCOUNT_CASH);
#define DISTRIBUTE(proceeds, ends)                                                                  \
    ACT(w, kind_arrears_distribution, "act", desk_no(no), "on", "2026-09-05", "proceeds", proceeds, \
        "costs", "4350", "claims", "2 2025-05-10 9000 新宿都税事務所", "ends", ends)
    assert_int_equal(DISTRIBUTE(desk_yen(4300 + 9000 + first + 10), ""), ERR_NONE);
    assert_int_equal(desk_debt(w, 1).unpaid, 0);
    assert_int_equal(desk_debt(w, 2).unpaid, second - 10);
    assert_int_equal(balance(w, ACCOUNT_CASH) - cash, first + 10);
    assert_int_equal(desk_undo(w), ERR_NONE);
    assert_int_equal(desk_debt(w, 1).unpaid, first);
    assert_int_equal(balance(w, ACCOUNT_CASH), cash);
    assert_int_equal(DISTRIBUTE(desk_yen(4300 + 9000 + first + second + 70), "1"), ERR_NONE);
    assert_int_equal(desk_debt(w, 2).unpaid, 0);
    assert_int_equal(-balance(w, ACCOUNT_OVERPAID), 70);
    struct collection_excess *excesses;
    size_t count;
    assert_int_equal(collection_excesses(w->chief.store, PAYER, desk_arena(), &w->report, &excesses, &count),
                     ERR_NONE);
    assert_string_equal(excesses[count - 1].cause, "K6");
    struct act a;
    assert_int_equal(arrears_act(w->chief.store, no, desk_arena(), &w->report, &a), ERR_NONE);
    assert_int_equal(a.end, ACT_DONE);
    desk_done(w);
}

/* CO-33: a line nobody can read stops; so does money before the seizure, or for a seizure without debt. */
static void wrong_distribution(void **state)
{
    struct ward *w = *state;
    desk_levied(w, 20260905);
    int64_t no = seized(w);
#define WRONG(on, claims) \
    ACT(w, kind_arrears_distribution, "act", desk_no(no), "on", on, "proceeds", "1000", "claims", claims)
    assert_int_equal(WRONG("2026-08-30", ""), ERR_FINDINGS);
    assert_int_equal(WRONG("2026-09-01", "2 きのう 9000 都税"), ERR_FINDINGS);
    assert_int_equal(WRONG("2026-09-01", "3 2025-05-10 9000 保険料ではない"), ERR_FINDINGS);
    assert_int_equal(WRONG("2026-09-06", ""), ERR_FINDINGS); /* tomorrow */
    desk_pays(w, 1, desk_debt(w, 1).unpaid, 20260902);
    desk_pays(w, 2, desk_debt(w, 2).unpaid, 20260902);
    assert_int_equal(WRONG("2026-09-03", ""), ERR_FINDINGS);
    assert_true(desk_says("未納がありません"));
    desk_done(w);
}

/* CO-33: ten days between 公告 and 公売; a claim is collected, not sold; not below the estimate. */
static void public_sale(void **state)
{
    struct ward *w = *state;
    desk_levied(w, 20260930);
    int64_t deposit = seized(w);
    desk_dun(w, 3, 20260918, 20260930);
    ward_business_date(w, 20261015);
    assert_int_equal(ACT(w, kind_arrears_seizure, "on", "2026-09-30", "mode", "1", "property_kind", "7",
                         "property", "絵画1点", "charges", "2026-3"),
                     ERR_NONE);
    int64_t no = desk_last(w).act_no;
#define ANNOUNCE(act, sale, perishable)                                                              \
    ACT(w, kind_arrears_sale, "step", "1", "act", desk_no(act), "on", "2026-10-01", "sale_on", sale, \
        "perishable", perishable, "estimate", "30000", "place", "区役所")
    assert_int_equal(ANNOUNCE(deposit, "2026-10-20", ""), ERR_FINDINGS);
    assert_int_equal(ANNOUNCE(no, "2026-10-11", ""), ERR_FINDINGS);
    assert_true(desk_says("令和8年10月12日から"));
    assert_int_equal(ANNOUNCE(no, "2026-10-11", "1"), ERR_NONE); /* perishable */
    int64_t sale = desk_last(w).act_no;
#define SOLD(price)                                                                                       \
    ACT(w, kind_arrears_sale, "step", "2", "act", desk_no(sale), "on", "2026-10-15", "buyer", "見本太郎", \
        "price", price)
    assert_int_equal(SOLD("29999"), ERR_FINDINGS);
    assert_int_equal(SOLD("30000"), ERR_NONE);
    desk_done(w);
}

/* CO-30: a cheque not above the debt; money only when it was paid; dishonoured, nothing was booked. */
static void security(void **state)
{
    struct ward *w = *state;
    desk_levied(w, 20260905);
    yen owed = desk_debt(w, 1).unpaid;
#define TAKE(amount)                                                                                    \
    ACT(w, kind_arrears_security, "step", "1", "on", "2026-09-01", "party", "小切手 1号", "payable_on", \
        "2026-09-01", "amount", amount, "charges", "2026-1")
#define STEP(step, day) ACT(w, kind_arrears_security, "step", step, "act", desk_no(no), "on", day)
    assert_int_equal(TAKE(desk_yen(owed + 1)), ERR_FINDINGS);
    assert_int_equal(TAKE(desk_yen(owed - 500)), ERR_NONE);
    int64_t no = desk_last(w).act_no;
    yen cash = balance(w, ACCOUNT_CASH);
    assert_int_equal(STEP("3", "2026-09-02"), ERR_FINDINGS); /* not presented yet */
    assert_int_equal(STEP("2", "2026-09-02"), ERR_NONE);
    assert_int_equal(balance(w, ACCOUNT_CASH), cash);
    assert_int_equal(STEP("4", "2026-09-03"), ERR_NONE);
    assert_int_equal(balance(w, ACCOUNT_CASH), cash);
    assert_int_equal(desk_undo(w), ERR_NONE);
    assert_int_equal(STEP("3", "2026-09-03"), ERR_NONE);
    assert_int_equal(balance(w, ACCOUNT_CASH) - cash, owed - 500);
    assert_int_equal(desk_debt(w, 1).unpaid, 500);
    desk_done(w);
}

/* CO-36: 即時消滅 wants a 停止; then the charge is written off by two persons. */
static void single_write_off(void **state)
{
    struct ward *w = *state;
    desk_levied(w, 20260905);
#define LOSE()                                                                                        \
    ACT(w, kind_arrears_write_off, "on", "2026-09-05", "ground", "3", "words", "清算結了", "charges", \
        "2026-1")
    assert_int_equal(LOSE(), ERR_FINDINGS);
    assert_true(desk_says("執行を停止していません"));
    assert_int_equal(ACT(w, kind_arrears_suspension, "on", "2026-09-05", "ground", "1", "words", "財産なし",
                         "charges", "2026-1"),
                     ERR_NONE);
    yen owed = desk_debt(w, 1).unpaid;
    assert_int_equal(LOSE(), ERR_NONE);
    assert_int_equal(desk_debt(w, 1).unpaid, 0);
    assert_int_equal(balance(w, ACCOUNT_WRITTEN_OFF), owed);
    desk_done(w);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        WITH_WARD(distributed_to_the_yen),
        WITH_WARD(wrong_distribution),
        WITH_WARD(public_sale),
        WITH_WARD(security),
        WITH_WARD(single_write_off),
    };
    return fixture_run(argc, argv, "arrears money CO-30, CO-33, CO-36", tests, COUNT_OF(tests));
}
