/* Acts on charges: booked, taken back, raised as 過誤納, written off; the ledger says the same. */
#include "payer.h"
#include "../ops/moment.h"

#include <inttypes.h>

/* One act in a transaction of its own. */
static enum err booked(struct ward *w, const struct collection_booking *b, int64_t *ret_no)
{
    assert_int_equal(store_begin(w->chief.store, &w->report), ERR_NONE);
    return settled(w, collection_book(&w->chief, b, clock_now_ms(), &w->report, ret_no));
}

static struct collection_booking counter(const struct collection_line *lines, size_t count, int on)
{
    struct collection_booking b = {.channel = CHANNEL_COUNTER, .levy_year = 2026, .household_no = HOUSEHOLD,
                                   .payer_no = PAYER, .lines = lines, .line_count = count, .cause = "",
                                   .paid_in_on = date_none(), .from = ACCOUNT_CASH, .origin = "test"};
    assert_true(date_from_ymd(on, &b.received_on));
    return b;
}

static yen pays(struct ward *w, int instalment, yen amount, int on, int64_t *ret_no)
{
    const struct collection_line line = {instalment, ITEM_PRINCIPAL, amount};
    struct collection_booking b = counter(&line, 1, on);
    assert_int_equal(booked(w, &b, ret_no), ERR_NONE);
    return amount;
}

static enum err cancelled(struct ward *w, int64_t receipt_no, bool to_held)
{
    assert_int_equal(store_begin(w->chief.store, &w->report), ERR_NONE);
    return settled(w, collection_cancel(&w->chief, receipt_no, to_held, "", clock_now_ms(), &w->report));
}

static yen balance(struct ward *w, enum account account)
{
    yen sum = 0;
    assert_int_equal(ledger_balance(w->chief.store, account, 0, 0, "", &w->report, &sum), ERR_NONE);
    return sum;
}

/* CO-51: what is paid is split as it is asked, and never more than is asked. */
static void test_counter_payment(void **state)
{
    struct ward *w = *state;
    levied(w);
    struct collection_charge first = charge(w, 1);
    assert_true(first.amount > 0);
    assert_int_equal(first.charged_year, 2026);
    yen owed = balance(w, ACCOUNT_RECEIVABLE);
    pays(w, 1, first.amount - 1000, 20260820, NULL);
    struct collection_charge now = charge(w, 1);
    assert_int_equal(collection_unpaid(&now), 1000);
    assert_int_equal(date_ymd(now.last_paid_on), 20260820);
    const struct collection_line more[] = {{1, ITEM_PRINCIPAL, 1001}};
    struct collection_booking b = counter(more, 1, 20260820);
    assert_int_equal(booked(w, &b, NULL), ERR_INPUT); /* one yen too much */
    const struct collection_line rest[] = {
        {1, ITEM_PRINCIPAL, 1000}, {1, ITEM_LATE_CHARGE, 1200}, {1, ITEM_FEE, 100}};
    b = counter(rest, COUNT_OF(rest), 20260821);
    assert_int_equal(booked(w, &b, NULL), ERR_NONE);
    now = charge(w, 1);
    assert_int_equal(collection_unpaid(&now), 0);
    assert_int_equal(owed - balance(w, ACCOUNT_RECEIVABLE), first.amount);
    assert_int_equal(-balance(w, ACCOUNT_LATE_CHARGE), 1200);
    assert_int_equal(-balance(w, ACCOUNT_FEE), 100);
    assert_int_equal(balance(w, ACCOUNT_CASH), first.amount + 1300);
    books_agree(w);
}

static enum err add_stand(void *context, const struct ledger_stand *stand, struct report *report)
{
    (void)report;
    *(yen *)context += stand->amount;
    return ERR_NONE;
}

/* 収入未済 in the books of a year and of those before. */
static yen stands_in(struct ward *w, int32_t books)
{
    yen sum = 0;
    assert_int_equal(ledger_each_stand(w->chief.store, ACCOUNT_RECEIVABLE, books, add_stand, &sum, &w->report),
                     ERR_NONE);
    return sum;
}

/* CO-64, CO-22: until 31 May the old books are open: what is taken back is unpaid in them and is carried out of
 * them. After that day they are closed, and today's take it. */
static void test_cancel_between_years(void **state)
{
    struct ward *w = *state;
    int64_t in_time = 0, too_late = 0;
    levied(w);
    pays(w, 2, 500, 20270320, &in_time);
    pays(w, 3, 700, 20270320, &too_late);
    yen before = stands_in(w, 2026);
    ward_business_date(w, 20270531);
    assert_int_equal(cancelled(w, in_time, false), ERR_NONE);
    assert_int_equal(stands_in(w, 2026), before + 500);
    ward_business_date(w, 20270601);
    assert_int_equal(cancelled(w, too_late, false), ERR_NONE);
    assert_int_equal(stands_in(w, 2026), before + 500);
    assert_int_equal(stands_in(w, 2027), before + 1200);
    books_agree(w);
}

/* CO-64: a reversal is a new line; what stands on a receipt has to go first, and twice is refused. */
static void test_cancel(void **state)
{
    struct ward *w = *state;
    int64_t no = 0;
    levied(w);
    yen amount = charge(w, 2).amount;
    pays(w, 2, amount, 20260820, &no);
    assert_int_equal(cancelled(w, no, true), ERR_NONE);
    struct collection_charge now = charge(w, 2);
    assert_int_equal(collection_unpaid(&now), amount);
    assert_int_equal(-balance(w, ACCOUNT_HELD), amount); /* it came in all the same */
    assert_int_equal(balance(w, ACCOUNT_CASH), amount);
    assert_int_equal(cancelled(w, no, true), ERR_INPUT);
    struct arena *arena = arena_new("試験", (size_t)16 << 20);
    struct collection_excess *list;
    size_t count;
    assert_int_equal(collection_excesses(w->chief.store, PAYER, arena, &w->report, &list, &count), ERR_NONE);
    assert_int_equal(count, 1);
    assert_int_equal(list[0].amount, amount);
    assert_string_equal(list[0].cause, "");
    /* Held money pays the charge it was meant for; while it does, the held receipt stays. */
    const struct collection_line line = {3, ITEM_PRINCIPAL, charge(w, 3).amount};
    struct collection_booking b = counter(&line, 1, 20260820);
    b.from = ACCOUNT_HELD;
    b.uses = list[0].receipt_no;
    int64_t moved = 0;
    assert_int_equal(booked(w, &b, &moved), ERR_NONE);
    assert_int_equal(cancelled(w, list[0].receipt_no, false), ERR_INPUT);
    books_agree(w);
    assert_int_equal(cancelled(w, moved, false), ERR_NONE);
    assert_int_equal(cancelled(w, list[0].receipt_no, false), ERR_NONE);
    assert_int_equal(balance(w, ACCOUNT_CASH), 0);
    assert_int_equal(balance(w, ACCOUNT_HELD), 0);
    books_agree(w);
    arena_free(arena);
}

/* CO-62: a charge lowered after it was paid has its 過誤納 raised once, from the parts that were paid. */
static void test_raise(void **state)
{
    struct ward *w = *state;
    int64_t no = 0;
    levied(w);
    int64_t last_paid = 0;
    yen paid = 0;
    for (int i = 1; i <= 10; i++) {
        paid += pays(w, i, charge(w, i).amount, 20260820, &last_paid);
    }
    int64_t now = next_moment();
    ward_forget_income(w, now, 2026, PAYER);
    ward_income(w, now, 2026, PAYER, 1000000);
    assert_true(ward_run(w, &job_premium_monthly, 2026, false, false) <= ERR_FINDINGS);
    assert_int_equal(ward_approve(w, &job_premium_monthly, 2026), ERR_NONE);
    yen total = ward_decision(w, 2026, HOUSEHOLD, PAYER).total, raised = 0;
    assert_true(total < paid);
    for (int i = 1; i <= 10; i++) {
        struct collection_charge c = charge(w, i);
        assert_int_equal(store_begin(w->chief.store, &w->report), ERR_NONE);
        enum err e =
            collection_raise(&w->chief, NULL, &c, date_of(2026, 8, 21), clock_now_ms(), &w->report, &no);
        assert_int_equal(e, collection_unpaid(&c) < 0 ? ERR_NONE : ERR_INPUT);
        if (e == ERR_NONE) {
            raised -= collection_unpaid(&c);
            assert_int_equal(store_commit(w->chief.store, &w->report), ERR_NONE);
            assert_int_equal(charge(w, i).paid, c.amount);
        } else {
            store_rollback(w->chief.store);
        }
    }
    assert_int_equal(raised, paid - total);
    assert_int_equal(-balance(w, ACCOUNT_OVERPAID), raised);
    assert_int_equal(balance(w, ACCOUNT_RECEIVABLE), 0);
    struct collection_excess *list;
    size_t count;
    struct arena *arena = arena_new("試験", (size_t)16 << 20);
    assert_int_equal(collection_excesses(w->chief.store, PAYER, arena, &w->report, &list, &count), ERR_NONE);
    assert_true(count > 0);
    assert_string_equal(list[0].cause, "K1");
    assert_int_equal(date_ymd(list[0].paid_on), 20260820);
    assert_int_equal(date_ymd(list[0].arose_on), 20260821);
    /* CO-64: the payment behind it is not taken back while it stands; when it was taken back itself, it is. */
    struct collection_charge open = charge(w, 10);
    yen lowered = 0;
    assert_int_equal(list[count - 1].instalment, 10);
    assert_int_equal(cancelled(w, last_paid, false), ERR_INPUT);
    assert_int_equal(cancelled(w, list[count - 1].receipt_no, false), ERR_NONE);
    lowered = list[count - 1].amount;
    assert_int_equal(cancelled(w, last_paid, false), ERR_NONE);
    assert_int_equal(charge(w, 10).paid, 0);
    assert_int_equal(collection_unpaid(&open), 0);
    assert_int_equal(-balance(w, ACCOUNT_OVERPAID), raised - lowered);
    arena_free(arena);
    books_agree(w);
}

/* CO-36: what is written off is asked no more, to the yen; money for it afterwards finds nothing to pay. */
static void test_write_off(void **state)
{
    struct ward *w = *state;
    levied(w);
    struct collection_charge c = charge(w, 1);
    pays(w, 1, 500, 20260820, NULL);
    assert_int_equal(store_begin(w->chief.store, &w->report), ERR_NONE);
    assert_int_equal(collection_write_off(&w->chief, NULL, &c, c.amount, 1, date_of(2026, 8, 20), "test", 1,
                                          clock_now_ms(), &w->report),
                     ERR_INPUT); /* 500 yen of it were paid */
    assert_int_equal(collection_write_off(&w->chief, NULL, &c, c.amount - 500, 1, date_of(2026, 8, 20), "test", 1,
                                          clock_now_ms(), &w->report),
                     ERR_NONE);
    assert_int_equal(store_commit(w->chief.store, &w->report), ERR_NONE);
    struct collection_charge now = charge(w, 1);
    assert_int_equal(collection_unpaid(&now), 0);
    assert_int_equal(now.written_off, c.amount - 500);
    assert_int_equal(balance(w, ACCOUNT_WRITTEN_OFF), c.amount - 500);
    books_agree(w);
}

/*
 * CO-36, CO-62: a charge that was written off and then lowered: the write-off is taken back as far as it is too much,
 * and only what was paid beyond becomes 過誤納.
 */
static void test_write_off_lowered(void **state)
{
    struct ward *w = *state;
    int64_t no = -1;
    levied(w);
    struct collection_charge first = charge(w, 9), second = charge(w, 10);
    pays(w, 10, second.amount - 100, 20260820, NULL);
    assert_int_equal(store_begin(w->chief.store, &w->report), ERR_NONE);
    assert_int_equal(collection_write_off(&w->chief, NULL, &first, first.amount, 1, date_of(2026, 8, 20), "test", 1,
                                          clock_now_ms(), &w->report),
                     ERR_NONE);
    assert_int_equal(collection_write_off(&w->chief, NULL, &second, 100, 1, date_of(2026, 8, 20), "test", 1,
                                          clock_now_ms(), &w->report),
                     ERR_NONE);
    assert_int_equal(store_commit(w->chief.store, &w->report), ERR_NONE);
    int64_t now = next_moment();
    ward_forget_income(w, now, 2026, PAYER);
    ward_income(w, now, 2026, PAYER, 1000000);
    assert_true(ward_run(w, &job_premium_monthly, 2026, false, false) <= ERR_FINDINGS);
    assert_int_equal(ward_approve(w, &job_premium_monthly, 2026), ERR_NONE);
    struct collection_charge lower = charge(w, 9), paid = charge(w, 10);
    assert_true(lower.amount > 0 && lower.amount < first.amount && paid.amount < second.amount - 100);

    assert_int_equal(store_begin(w->chief.store, &w->report), ERR_NONE);
    assert_int_equal(collection_raise(&w->chief, NULL, &lower, date_of(2026, 8, 21), clock_now_ms(), &w->report, &no),
                     ERR_NONE);
    assert_int_equal(no, 0); /* nobody paid anything of it */
    assert_int_equal(collection_raise(&w->chief, NULL, &paid, date_of(2026, 8, 21), clock_now_ms(), &w->report, &no),
                     ERR_NONE);
    assert_true(no > 0);
    assert_int_equal(store_commit(w->chief.store, &w->report), ERR_NONE);
    assert_int_equal(charge(w, 9).written_off, lower.amount);
    assert_int_equal(charge(w, 10).written_off, 0);
    assert_int_equal(charge(w, 10).paid, paid.amount);
    assert_int_equal(balance(w, ACCOUNT_WRITTEN_OFF), lower.amount);
    assert_int_equal(-balance(w, ACCOUNT_OVERPAID), second.amount - 100 - paid.amount);
    books_agree(w);
}

/* CO-36, CO-62: the same while all others were paid and are lowered too: what is asked of the year is less than what is
 * written off again, until the excess of the others is raised; then every part agrees. */
static void test_write_off_lowered_among_paid(void **state)
{
    struct ward *w = *state;
    yen paid = 0, asked = 0;
    int64_t no = -1;
    levied(w);
    for (int i = 1; i <= 10; i++) {
        if (i != 9) {
            paid += pays(w, i, charge(w, i).amount, 20260820, NULL);
        }
    }
    struct collection_charge before = charge(w, 9);
    WRITES(w, collection_write_off(&w->chief, NULL, &before, before.amount, 1, date_of(2026, 8, 20), "test", 1,
                                   clock_now_ms(), &w->report), ERR_NONE);
    int64_t now = next_moment();
    ward_forget_income(w, now, 2026, PAYER);
    ward_income(w, now, 2026, PAYER, 1000000);
    assert_true(ward_run(w, &job_premium_monthly, 2026, false, false) <= ERR_FINDINGS);
    assert_int_equal(ward_approve(w, &job_premium_monthly, 2026), ERR_NONE);
    struct collection_charge lower = charge(w, 9);
    assert_true(lower.amount > 0 && lower.amount < before.amount);
    WRITES(w, collection_raise(&w->chief, NULL, &lower, date_of(2026, 8, 21), clock_now_ms(), &w->report, &no), ERR_NONE);
    assert_int_equal(no, 0); /* nobody paid anything of it */
    for (int i = 1; i <= 10; i++) {
        struct collection_charge c = charge(w, i);
        asked += c.amount;
        if (collection_unpaid(&c) < 0) {
            WRITES(w, collection_raise(&w->chief, NULL, &c, date_of(2026, 8, 21), clock_now_ms(), &w->report, &no), ERR_NONE);
        }
    }
    assert_int_equal(charge(w, 9).written_off, lower.amount);
    assert_int_equal(balance(w, ACCOUNT_WRITTEN_OFF), lower.amount);
    assert_int_equal(-balance(w, ACCOUNT_OVERPAID), paid - (asked - lower.amount));
    assert_int_equal(balance(w, ACCOUNT_RECEIVABLE), 0);
    books_agree(w);
}
static enum err add_up(void *context, const struct collection_charge *c, struct report *report_)
{
    (void)report_;
    *(yen *)context += collection_unpaid(c);
    return ERR_NONE;
}

/* CO-61: all charges less what was paid are what the ledger says is owed. */
static void test_all_charges(void **state)
{
    struct ward *w = *state;
    const int years[] = {2026};
    yen sum = 0;
    ward_many(w, 300, years, 1);
    levied(w);
    pays(w, 1, 700, 20260820, NULL);
    assert_int_equal(collection_each_charge(w->chief.store, 0, 0, add_up, &sum, &w->report), ERR_NONE);
    assert_int_equal(sum, balance(w, ACCOUNT_RECEIVABLE));
}

/* What is asked of one payer or household, in effort of the store. */
static int64_t asked(struct ward *w, const struct collection_scope *scope)
{
    struct arena *arena = arena_new("試験", (size_t)16 << 20);
    struct collection_charge *list;
    size_t count;
    assert_int_equal(store_begin(w->chief.store, &w->report), ERR_NONE);
    int64_t before = fixture_effort(w->chief.store);
    assert_int_equal(collection_charges(w->chief.store, scope, arena, &w->report, &list, &count), ERR_NONE);
    int64_t effort = fixture_effort(w->chief.store) - before;
    store_rollback(w->chief.store);
    assert_true(count > 0 && effort > 0);
    arena_free(arena);
    return effort;
}

/* What others paid in the same year, and what of them was told: rows alone, nobody books them. */
static void others_paid(struct ward *w, int count)
{
    const struct bulk_column lines[] = {
        {"levy_year", BULK_I64}, {"household_no", BULK_I64}, {"payer_no", BULK_I64}, {"receipt_no", BULK_I64},
        {"instalment", BULK_I64}, {"item", BULK_I64}, {"amount", BULK_I64}, {"paid_on", BULK_I64},
        {"medical", BULK_I64}, {"support", BULK_I64}, {"care", BULK_I64}, {"child", BULK_I64},
        {"recorded_at", BULK_I64}};
    const struct bulk_column marks[] = {
        {"mark_no", BULK_I64}, {"levy_year", BULK_I64}, {"notice_no", BULK_I64}, {"instalment", BULK_I64},
        {"slip_kind", BULK_I64}, {"slip_serial", BULK_I64}, {"household_no", BULK_I64},
        {"payer_no", BULK_I64}, {"channel", BULK_I64}, {"amount", BULK_I64}, {"received_on", BULK_I64},
        {"received_at", BULK_I64}, {"recorded_at", BULK_I64}, {"ended_at", BULK_I64},
        {"ended_by", BULK_I64}, {"store", BULK_TEXT}};
    struct bulk *line, *mark;
    assert_int_equal(store_begin(w->chief.store, &w->report), ERR_NONE);
    assert_int_equal(store_bulk_begin(w->chief.store, "collection_allocation", lines, COUNT_OF(lines),
                                      &w->report, &line),
                     ERR_NONE);
    assert_int_equal(store_bulk_begin(w->chief.store, "collection_mark", marks, COUNT_OF(marks), &w->report,
                                      &mark),
                     ERR_NONE);
    for (int64_t i = 1; i <= count; i++) {
        const int64_t paid[] = {2026, 100000 + i, 900000 + i, i, 1, 1, 1, 20260820, 1, 0, 0, 0, WARD_FIRST};
        const int64_t told[] = {i, 2026, 10 * i, 1, 0, 1, 100000 + i, 900000 + i, CHANNEL_STORE, 1, 20260820, 0,
                                WARD_FIRST, INT64_MAX, 0};
        for (size_t c = 0; c < COUNT_OF(paid); c++) {
            bulk_i64(line, paid[c]);
        }
        for (size_t c = 0; c < COUNT_OF(told); c++) {
            bulk_i64(mark, told[c]);
        }
        bulk_text(mark, text_of(""));
        assert_int_equal(bulk_row(line, &w->report), ERR_NONE);
        assert_int_equal(bulk_row(mark, &w->report), ERR_NONE);
    }
    assert_int_equal(bulk_end(line, &w->report), ERR_NONE);
    assert_int_equal(bulk_end(mark, &w->report), ERR_NONE);
    assert_int_equal(store_commit(w->chief.store, &w->report), ERR_NONE);
}

/* CO-06: the charges of one payer cost what is his, whatever others have paid meanwhile: a bank's answer asks
 * for each of its records. */
static void test_asking_does_not_grow(void **state)
{
    enum { OTHERS = 4000, SOME = 200 };
    const struct collection_scope payer = {.payer_no = PAYER, .first_year = 2026, .last_year = 2026};
    const struct collection_scope household = {.household_no = HOUSEHOLD};
    struct ward *w = *state;
    levied(w);
    pays(w, 1, 700, 20260820, NULL);
    int64_t of_payer = asked(w, &payer), of_household = asked(w, &household);
    others_paid(w, OTHERS);
    assert_true(asked(w, &payer) < of_payer + SOME);
    assert_true(asked(w, &household) < of_household + SOME);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        WITH_WARD(test_counter_payment),
        WITH_WARD(test_cancel),
        WITH_WARD(test_cancel_between_years),
        WITH_WARD(test_raise),
        WITH_WARD(test_write_off),
        WITH_WARD(test_write_off_lowered),
        WITH_WARD(test_write_off_lowered_among_paid),
        WITH_WARD(test_all_charges),
        WITH_WARD(test_asking_does_not_grow),
    };
    return fixture_run(argc, argv, "collection book", tests, COUNT_OF(tests));
}
