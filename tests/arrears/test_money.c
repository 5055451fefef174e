/*
 * 取立て・配当・証券・個別の欠損: what comes in by an act is handed out and booked to the yen.
 */
#include "desk.h"

#include "arrears/heirs.h"

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
 * (K6). Costs and the money of others stand on accounts of their own and go out of them to the yen. */
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
    assert_int_equal(balance(w, ACCOUNT_CASH) - cash, 4300 + 9000 + first + 10);
    assert_int_equal(balance(w, ACCOUNT_COSTS), 0);
    assert_int_equal(balance(w, ACCOUNT_COSTS_INCOME), -4300);
    assert_int_equal(balance(w, ACCOUNT_DEPOSITED), -9000);
    assert_int_equal(desk_undo(w), ERR_NONE);
    assert_int_equal(desk_debt(w, 1).unpaid, first);
    assert_int_equal(balance(w, ACCOUNT_CASH), cash);
    assert_int_equal(balance(w, ACCOUNT_COSTS_INCOME), 0);
    assert_int_equal(balance(w, ACCOUNT_DEPOSITED), 0);
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

/* CO-33: what other creditors get is held until it is handed to them, once, and not more. */
static void handed_to_others(void **state)
{
    struct ward *w = *state;
    desk_levied(w, 20260905);
    int64_t no = seized(w);
    yen first = desk_debt(w, 1).unpaid, cash = balance(w, ACCOUNT_CASH);
    assert_int_equal(DISTRIBUTE(desk_yen(4300 + 9000 + first), ""), ERR_NONE);
    int64_t distribution = desk_last(w).act_no;
    struct arrears_cash got;
    assert_int_equal(arrears_cash_of(w->chief.store, desk_day(20260901), desk_day(20260905), &w->report, &got),
                     ERR_NONE);
    assert_int_equal(got.costs, 4300);
    assert_int_equal(got.others, 9000);
#define HAND(seq, on) \
    ACT(w, kind_arrears_payout, "act", desk_no(distribution), "seq", seq, "on", on, "words", "振込")
    assert_int_equal(HAND("1", "2026-09-05"), ERR_FINDINGS); /* 滞納処分費 is nobody else's */
    assert_int_equal(HAND("9", "2026-09-05"), ERR_FINDINGS);
    assert_int_equal(HAND("4", "2026-09-04"), ERR_FINDINGS); /* before it came in */
    int taken = 0;
    for (int seq = 2; seq <= 5 && taken == 0; seq++) {
        taken = HAND(desk_no(seq), "2026-09-05") == ERR_NONE ? seq : 0;
    }
    assert_true(taken > 0);
    assert_int_equal(balance(w, ACCOUNT_DEPOSITED), 0);
    assert_int_equal(balance(w, ACCOUNT_CASH) - cash, 4300 + first);
    assert_int_equal(desk_undo(w), ERR_NONE);
    assert_int_equal(balance(w, ACCOUNT_DEPOSITED), -9000);
    assert_int_equal(HAND(desk_no(taken), "2026-09-05"), ERR_NONE);
    assert_int_equal(HAND(desk_no(taken), "2026-09-05"), ERR_FINDINGS); /* once */
    desk_done(w);
}

/* CO-33: costs of several bills are cut in their sum; what was recovered is not taken back under it. */
static void costs_of_a_seizure(void **state)
{
    struct ward *w = *state;
    desk_levied(w, 20260905);
    int64_t no = seized(w);
#define COSTS(step, amount) \
    ACT(w, kind_arrears_costs, "step", step, "act", desk_no(no), "on", "2026-09-05", "amount", amount, "words", "運搬費")
    assert_int_equal(COSTS("1", "99"), ERR_NONE); /* under 100 yen nothing is owed */
    assert_int_equal(balance(w, ACCOUNT_COSTS), 0);
    assert_int_equal(COSTS("1", "1"), ERR_NONE);
    assert_int_equal(balance(w, ACCOUNT_COSTS), 100);
    assert_int_equal(COSTS("1", "4350"), ERR_NONE);
    assert_int_equal(balance(w, ACCOUNT_COSTS), 4400);
    yen owed = 0;
    assert_int_equal(arrears_costs_of(w->chief.store, PAYER, &w->report, &owed), ERR_NONE);
    assert_int_equal(owed, 4400);
    assert_int_equal(desk_undo(w), ERR_NONE);
    assert_int_equal(balance(w, ACCOUNT_COSTS), 100);
    assert_int_equal(COSTS("1", "4350"), ERR_NONE);
    assert_int_equal(COSTS("2", "4401"), ERR_FINDINGS); /* more than is owed */
    assert_int_equal(COSTS("2", "4400"), ERR_NONE);
    assert_int_equal(balance(w, ACCOUNT_COSTS), 0);
    assert_int_equal(balance(w, ACCOUNT_COSTS_INCOME), -4400);
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

/* CO-36: 即時消滅 wants a 停止; then the charge is written off by two persons; and asked for again by two. */
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
    assert_int_equal(desk_undo(w), ERR_NONE);
    assert_int_equal(desk_debt(w, 1).unpaid, owed);
    assert_int_equal(balance(w, ACCOUNT_WRITTEN_OFF), 0);
    assert_int_equal(LOSE(), ERR_NONE);
#define RESTORE(charges) ACT(w, kind_arrears_restore, "charges", charges, "words", "納付済通知が届いた")
    assert_int_equal(RESTORE("2026-2"), ERR_FINDINGS); /* it was not written off */
    assert_int_equal(RESTORE("2026-1 2026-1"), ERR_FINDINGS); /* once */
    assert_int_equal(RESTORE("2026-1"), ERR_NONE);
    assert_int_equal(desk_debt(w, 1).unpaid, owed);
    assert_int_equal(balance(w, ACCOUNT_WRITTEN_OFF), 0);
    assert_int_equal(RESTORE("2026-1"), ERR_FINDINGS);
    assert_int_equal(LOSE(), ERR_NONE);
    ward_business_date(w, 20270531); /* the last day of the books of 2026 */
    assert_int_equal(RESTORE("2026-1"), ERR_NONE);
    ward_business_date(w, 20270531);
    assert_int_equal(LOSE(), ERR_NONE);
    ward_business_date(w, 20270601);
    assert_int_equal(RESTORE("2026-1"), ERR_INPUT);
    assert_true(desk_says("出納閉鎖"));
    desk_done(w);
}

/* The slip of the heir `copy` of a succession, paid at the counter. */
static void pays_slip(struct ward *w, const struct act *a, int64_t seq, yen *ret_principal, yen *ret_late)
{
    struct slip *slips = NULL;
    size_t count = 0;
    struct collection_line lines[20];
    size_t n = 0;
    assert_int_equal(heir_slips_of(&w->chief, a, seq, desk_arena(), &w->report, &slips, &count), ERR_NONE);
    assert_int_equal(count, 1);
    *ret_principal = slip_principal(&slips[0]);
    *ret_late = slips[0].late_charge;
    for (size_t i = 0; i < slips[0].charge_count; i++) {
        const struct slip_charge *c = &slips[0].charges[i];
        lines[n++] = (struct collection_line){c->instalment, ITEM_PRINCIPAL, c->principal};
        if (c->late_charge > 0) {
            lines[n++] = (struct collection_line){c->instalment, ITEM_LATE_CHARGE, c->late_charge};
        }
    }
    const struct collection_booking b = {.channel = CHANNEL_COUNTER,
                                         .levy_year = slips[0].levy_year,
                                         .notice_no = slips[0].notice_no,
                                         .household_no = slips[0].household_no,
                                         .payer_no = slips[0].payer_no,
                                         .slip_kind = (int)slips[0].kind,
                                         .slip_serial = slips[0].serial,
                                         .lines = lines,
                                         .line_count = n,
                                         .cause = "",
                                         .received_on = desk_day(20260905),
                                         .paid_in_on = desk_day(20260905),
                                         .from = ACCOUNT_CASH,
                                         .origin = "test"};
    assert_int_equal(store_begin(w->chief.store, &w->report), ERR_NONE);
    assert_int_equal(collection_book(&w->chief, &b, clock_now_ms(), &w->report, NULL), ERR_NONE);
    assert_int_equal(store_commit(w->chief.store, &w->report), ERR_NONE);
}

static struct heir heir_of(struct ward *w, const struct act *a, size_t at, size_t want)
{
    struct heir *heirs = NULL;
    size_t count = 0;
    assert_int_equal(arrears_heirs(&w->chief, a, desk_arena(), &w->report, &heirs, &count), ERR_NONE);
    assert_int_equal(count, want);
    return heirs[at];
}

#define SUCCEED(sort, heirs, replaces)                                                               \
    ACT(w, kind_arrears_succession, "on", "2026-09-05", "died_on", "2026-08-20", "sort", sort, "heirs", heirs, \
        "replaces", replaces, "charges", "2026-1 2026-2")
#define HEIR_PAYS(act, heir, amount)                                                                   \
    ACT(w, kind_arrears_heir_paid, "act", desk_no(act), "heir", heir, "on", "2026-09-05", "amount", amount, "words", \
        "窓口")

/* CO-31, X38: each heir has a slip of his own; what he pays is booked on the charge and stands under his name; more
 * than his share only as far as he got more (地方税法9条3項). */
static void heirs_pay(void **state)
{
    struct ward *w = *state;
    desk_notified(w, 20260905);
    yen owed = desk_debt(w, 1).unpaid + desk_debt(w, 2).unpaid;
    assert_int_equal(SUCCEED("1", "1023 2/3 *\n1031 1/3 20000", ""), ERR_NONE);
    struct act a = desk_last(w);
    struct heir one = heir_of(w, &a, 0, 2), other = heir_of(w, &a, 1, 2);
    assert_int_equal(other.amount, owed / 3);
    assert_int_equal(one.amount + other.amount, owed);
    assert_int_equal(SUCCEED("1", "1023 1/2 *\n1031 1/2", ""), ERR_FINDINGS); /* not twice */
    yen principal, late, before = desk_debt(w, 1).unpaid + desk_debt(w, 2).unpaid;
    pays_slip(w, &a, 1, &principal, &late);
    assert_int_equal(principal, one.amount);
    assert_int_equal(desk_debt(w, 1).unpaid + desk_debt(w, 2).unpaid, before - principal);
    assert_int_equal(heir_of(w, &a, 0, 2).paid, one.amount);
    assert_int_equal(heir_of(w, &a, 1, 2).paid, 0);
    yen open = other.amount;
    assert_int_equal(HEIR_PAYS(a.act_no, "1015", "100"), ERR_FINDINGS); /* no heir */
    assert_int_equal(HEIR_PAYS(a.act_no, "1031", desk_yen(open + 1)), ERR_FINDINGS); /* more than is unpaid */
    assert_int_equal(HEIR_PAYS(a.act_no, "1031", "100"), ERR_NONE);
    assert_int_equal(heir_of(w, &a, 1, 2).paid, 100);
    assert_int_equal(desk_undo(w), ERR_NONE);
    assert_int_equal(heir_of(w, &a, 1, 2).paid, 0);
    assert_int_equal(HEIR_PAYS(a.act_no, "1023", "100"), ERR_FINDINGS); /* he has paid his, what he got is not known */
    assert_int_equal(HEIR_PAYS(a.act_no, "1031", desk_yen(open)), ERR_NONE);
    assert_int_equal(desk_debt(w, 1).unpaid + desk_debt(w, 2).unpaid, 0);
    desk_done(w);
}

/* CO-31: 限定承認 ends with what each got; who renounces is no heir: the shares are made anew. */
static void limited_and_renounced(void **state)
{
    struct ward *w = *state;
    desk_notified(w, 20260905);
    assert_int_equal(SUCCEED("2", "1023 1/2 *\n1031 1/2 1000", ""), ERR_FINDINGS);
    assert_true(desk_says("得た財産の額を入れてください"));
    assert_int_equal(SUCCEED("2", "1023 1/2 * 9000000\n1031 1/2 1000", ""), ERR_NONE);
    struct act a = desk_last(w);
    assert_int_equal(heir_of(w, &a, 1, 2).owed, 1000);
    struct slip *slips = NULL;
    size_t count = 0;
    assert_int_equal(heir_slips_of(&w->chief, &a, 2, desk_arena(), &w->report, &slips, &count), ERR_NONE);
    assert_int_equal(count, 1);
    assert_int_equal(slip_principal(&slips[0]), 1000);
    assert_int_equal(desk_undo(w), ERR_NONE);
    assert_int_equal(SUCCEED("1", "1023 1/2 *\n1031 1/2", ""), ERR_NONE);
    int64_t first = desk_last(w).act_no;
    assert_int_equal(HEIR_PAYS(first, "1023", "500"), ERR_NONE);
    yen left = desk_debt(w, 1).unpaid + desk_debt(w, 2).unpaid;
    assert_int_equal(SUCCEED("1", "1023 1/1 *", desk_no(first + 1)), ERR_FINDINGS); /* no such succession */
    assert_int_equal(SUCCEED("1", "1023 1/1 *", desk_no(first)), ERR_NONE); /* 1031 renounced */
    a = desk_last(w);
    assert_int_equal(heir_of(w, &a, 0, 1).amount, left);
    struct act before;
    assert_int_equal(arrears_act(w->chief.store, first, desk_arena(), &w->report, &before), ERR_NONE);
    assert_int_equal(before.end, ACT_CANCELLED);
    desk_done(w);
}

/* CO-31: the parts of each charge sum to it, those of an heir to his share, to the yen, whatever the shares. */
static void shares_over_charges(void **state)
{
    struct ward *w = *state;
    desk_levied(w, 20260905);
    const struct collection_law *law;
    assert_int_equal(collection_law_of(&w->chief, desk_arena(), &w->report, &law), ERR_NONE);
    unsigned seed = 20260905;
    for (int round = 0; round < 300; round++) {
        struct act_cover covers[6];
        struct heir heirs[5] = {0};
        struct heir_part *parts = NULL;
        const char *wrong = "";
        size_t n = 2 + (size_t)(round % 4), k = 1 + (size_t)(round % 6);
        yen sum = 0;
        int64_t rest = 60;
        for (size_t i = 0; i < k; i++) {
            seed = seed * 1103515245u + 12345u;
            covers[i] = (struct act_cover){.due = desk_day(20260630), .principal = (yen)(seed >> 16) % 50000 + 1};
            sum += covers[i].principal;
        }
        for (size_t i = 0; i < n; i++) {
            int64_t part = i + 1 == n ? rest : rest / 2;
            heirs[i] = (struct heir){.heir_no = (int64_t)i + 1, .num = part, .den = 60, .is_representative = i == 1};
            rest -= part;
        }
        assert_true(heirs_split(heirs, n, 1, sum, desk_arena(), &wrong));
        assert_int_equal(heirs_allot(law, heirs, n, covers, k, desk_arena(), &w->report, &parts), ERR_NONE);
        for (size_t c = 0; c < k; c++) {
            yen of_charge = 0;
            for (size_t i = 0; i < n; i++) {
                assert_true(parts[i * k + c].principal >= 0);
                of_charge += parts[i * k + c].principal;
            }
            assert_int_equal(of_charge, covers[c].principal);
        }
        for (size_t i = 0; i < n; i++) {
            yen of_heir = 0;
            for (size_t c = 0; c < k; c++) {
                of_heir += parts[i * k + c].principal;
            }
            assert_int_equal(of_heir, heirs[i].amount);
        }
    }
    desk_done(w);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        WITH_WARD(distributed_to_the_yen),
        WITH_WARD(handed_to_others),
        WITH_WARD(costs_of_a_seizure),
        WITH_WARD(wrong_distribution),
        WITH_WARD(public_sale),
        WITH_WARD(security),
        WITH_WARD(single_write_off),
        WITH_WARD(heirs_pay),
        WITH_WARD(limited_and_renounced),
        WITH_WARD(shares_over_charges),
    };
    return fixture_run(argc, argv, "arrears money CO-30, CO-31, CO-33, CO-36", tests, COUNT_OF(tests));
}
