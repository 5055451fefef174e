/* 日計, 月報, 締め, 繰越: every sheet is a sum of the same rows, and closing a year loses no yen. */
#include "books/books.h"
#include "demand/returned.h"
#include "../premium/ward.h"

static struct arena *arena;

/* Three single payers with the decision of 2026; business in August. */
static void levied(struct ward *w)
{
    for (int i = 0; i < 3; i++) {
        ward_belongs(w, WARD_FIRST, 1001 + i, 5001 + i, 19800101, true, 20200401, DAY_OPEN);
        ward_fact(w, WARD_FIRST, 5001 + i, FACT_MEMBERSHIP, 20200401, DAY_OPEN, 0);
        ward_income(w, WARD_FIRST, 2026, 5001 + i, 2000000 + 500000 * i);
    }
    assert_true(ward_run(w, &job_premium_annual, 2026, false, false) <= ERR_FINDINGS);
    assert_int_equal(ward_approve(w, &job_premium_annual, 2026), ERR_NONE);
    ward_business_date(w, 20260820);
}

static int set_up(void **state)
{
    arena = arena_new("試験", (size_t)256 << 20);
    return ward_setup(state);
}

static int tear_down(void **state)
{
    arena_free(arena);
    return ward_teardown(state);
}

static enum err pay(struct ward *w, int64_t payer, const struct collection_line *lines, size_t count,
                    enum collection_channel channel, yen overpaid, int on)
{
    struct collection_booking b = {.channel = channel, .levy_year = 2026, .household_no = payer - 4000,
                                   .payer_no = payer, .lines = lines, .line_count = count,
                                   .overpaid = overpaid, .cause = overpaid > 0 ? "K2" : "",
                                   .from = ACCOUNT_CASH, .origin = "test"};
    assert_true(date_from_ymd(on, &b.received_on));
    b.paid_in_on = b.received_on; /* told later, perhaps */
    assert_int_equal(store_begin(w->chief.store, &w->report), ERR_NONE);
    enum err e = collection_book(&w->chief, &b, clock_now_ms(), &w->report, NULL);
    if (e != ERR_NONE) {
        store_rollback(w->chief.store);
        return e;
    }
    assert_int_equal(store_commit(w->chief.store, &w->report), ERR_NONE);
    return e;
}

static yen balance(struct ward *w, enum account account)
{
    yen sum = 0;
    assert_int_equal(ledger_balance(w->chief.store, account, 0, 0, "", &w->report, &sum), ERR_NONE);
    return sum;
}

static void payments(struct ward *w)
{
    const struct collection_line first[] = {{1, ITEM_PRINCIPAL, 1000}, {1, ITEM_LATE_CHARGE, 300}};
    const struct collection_line second[] = {{1, ITEM_PRINCIPAL, 2000}};
    assert_int_equal(pay(w, 5001, first, 2, CHANNEL_COUNTER, 0, 20260819), ERR_NONE);
    assert_int_equal(pay(w, 5002, second, 1, CHANNEL_STORE, 50, 20260820), ERR_NONE);
    ward_business_date(w, 20260821);
    assert_int_equal(pay(w, 5003, second, 1, CHANNEL_STORE, 0, 20260821), ERR_NONE);
}

/* CO-10: day, month and year by channel and item; by day of booking and by day of payment. */
static void test_daily(void **state)
{
    struct ward *w = *state;
    struct books_daily d;
    levied(w);
    payments(w);
    assert_int_equal(books_daily(&w->chief, date_of(2026, 8, 21), DAY_BOOKED, arena, &w->report, &d), ERR_NONE);
    assert_int_equal(d.money[BOOKS_DAY], 2000);
    assert_int_equal(d.money[BOOKS_MONTH], 1000 + 300 + 2000 + 50 + 2000);
    assert_int_equal(d.money[BOOKS_YEAR], balance(w, ACCOUNT_CASH));
    assert_int_equal(d.line_count, 4); /* 窓口 保険料・延滞金, コンビニ 保険料・過誤納 */
    assert_int_equal(d.lines[0].channel, CHANNEL_COUNTER);
    assert_int_equal(d.lines[0].amount[BOOKS_DAY], 0);
    assert_int_equal(d.lines[0].amount[BOOKS_MONTH], 1000);
    assert_int_equal(books_daily(&w->chief, date_of(2026, 8, 19), DAY_RECEIVED, arena, &w->report, &d),
                     ERR_NONE);
    assert_int_equal(d.money[BOOKS_DAY], 1300); /* paid on the 19th, booked on the 20th */
    assert_int_equal(books_daily(&w->chief, date_of(2026, 8, 19), DAY_BOOKED, arena, &w->report, &d), ERR_NONE);
    assert_int_equal(d.money[BOOKS_YEAR], 0);
}

/* CO-20, CO-21, CO-54, CO-61: the month ties to the days, the parts to the receipts, all of it to the ledger. */
static void test_monthly(void **state)
{
    struct ward *w = *state;
    struct books_month m;
    levied(w);
    yen charged = balance(w, ACCOUNT_RECEIVABLE);
    payments(w);
    assert_int_equal(books_month(&w->chief, date_of(2026, 8, 31), arena, &w->report, &m), ERR_NONE);
    const struct books_class *k = &m.classes[ACCOUNTING_CURRENT];
    assert_int_equal(k->charged, charged);
    assert_int_equal(k->received, 5000);
    assert_int_equal(k->received_in_month, 5000);
    assert_int_equal(k->unpaid, charged - 5000);
    assert_int_equal(k->rate_hundredths, 5000 * 10000 / charged);
    assert_int_equal(m.classes[ACCOUNTING_CARRIED].charged, 0);
    assert_int_equal(m.classes[ACCOUNTING_CARRIED].rate_hundredths, -1);
    assert_int_equal(m.late_received, 300);
    assert_int_equal(m.overpaid, 50);
    assert_int_equal(m.unpaid_now, m.receivable);
    assert_int_equal(m.part_count, 1);
    yen parts = 0, received = 0;
    for (int p = 0; p < LEVY_PARTS; p++) {
        parts += m.parts[0].charged[p];
        received += m.parts[0].received[p];
    }
    assert_int_equal(parts, charged);
    assert_int_equal(received, 5000);
    assert_int_equal(books_month(&w->chief, date_of(2026, 7, 31), arena, &w->report, &m), ERR_NONE);
    assert_int_equal(m.classes[ACCOUNTING_CURRENT].received, 0); /* nothing was booked by then */
}

/* CO-64: a closed day takes nothing more; the next day does; closing does not go back. */
static void test_close(void **state)
{
    struct ward *w = *state;
    const struct collection_line line = {2, ITEM_PRINCIPAL, 100};
    levied(w);
    assert_int_equal(store_begin(w->chief.store, &w->report), ERR_NONE);
    assert_int_equal(ledger_close_days(w->chief.store, date_of(2026, 8, 20), text_of("fuka1"), clock_now_ms(),
                                       &w->report),
                     ERR_NONE);
    assert_int_equal(ledger_close_days(w->chief.store, date_of(2026, 8, 20), text_of("fuka1"), clock_now_ms(),
                                       &w->report),
                     ERR_INPUT);
    assert_int_equal(store_commit(w->chief.store, &w->report), ERR_NONE);
    assert_int_equal(pay(w, 5001, &line, 1, CHANNEL_COUNTER, 0, 20260820), ERR_INPUT);
    ward_business_date(w, 20260821);
    assert_int_equal(pay(w, 5001, &line, 1, CHANNEL_COUNTER, 0, 20260820), ERR_NONE);
    assert_int_equal(ledger_verify(w->chief.store, &w->report), ERR_NONE);
}

static enum err carry(struct ward *w, int year)
{
    enum err e = ward_run(w, &job_year_end, year, false, false);
    e = e == ERR_NONE ? ward_approve(w, &job_year_end, year) : e;
    if (e != ERR_NONE) {
        print_message("%s", ward_printed(w));
    }
    return e;
}

static enum err add_stand(void *context, const struct ledger_stand *stand, struct report *report)
{
    (void)report;
    *(yen *)context += stand->amount;
    return ERR_NONE;
}

/* 収入未済 of the books of a year and of those before. */
static yen owed_in_books(struct ward *w, int32_t account_year)
{
    yen sum = 0;
    assert_int_equal(ledger_each_stand(w->chief.store, ACCOUNT_RECEIVABLE, account_year, add_stand, &sum, &w->report),
                     ERR_NONE);
    return sum;
}

/*
 * CO-22: opening of the next year = closing, per charge and part; nothing is carried before 1 June. Money of the new
 * books that comes in before the run is money of the new books; what a late file books into the old ones after the
 * proposal makes the proposal void, and after the approval is carried by one more run.
 */
static void test_carry(void **state)
{
    struct ward *w = *state;
    struct books_month before, after;
    const struct collection_line line = {2, ITEM_PRINCIPAL, 100};
    levied(w);
    payments(w);
    ward_business_date(w, 20270531);
    assert_int_equal(ward_run(w, &job_year_end, 2026, false, false), ERR_INPUT);
    assert_non_null(strstr(ward_printed(w), "6月1日からできます"));
    assert_int_equal(books_month(&w->chief, date_of(2027, 3, 31), arena, &w->report, &before), ERR_NONE);
    ward_business_date(w, 20270601);
    yen closing = before.classes[ACCOUNTING_CURRENT].unpaid;
    assert_int_equal(owed_in_books(w, 2026), closing);
    assert_int_equal(pay(w, 5001, &line, 1, CHANNEL_COUNTER, 0, 20270601), ERR_NONE); /* of the new books */
    assert_int_equal(owed_in_books(w, 2026), closing);
    assert_int_equal(ward_run(w, &job_year_end, 2026, false, false), ERR_NONE);
    assert_int_equal(pay(w, 5001, &line, 1, CHANNEL_COUNTER, 0, 20270531), ERR_NONE); /* of the old ones */
    assert_int_equal(ward_approve(w, &job_year_end, 2026), ERR_INPUT); /* it is not what was proposed */
    assert_int_equal(balance(w, ACCOUNT_CARRIED), 0);
    assert_int_equal(carry(w, 2026), ERR_NONE);
    assert_int_equal(owed_in_books(w, 2026), 0);
    assert_int_equal(owed_in_books(w, 2027), closing - 100 - 100);
    assert_int_equal(pay(w, 5002, &line, 1, CHANNEL_COUNTER, 0, 20270531), ERR_NONE); /* later still */
    assert_int_equal(owed_in_books(w, 2026), -100);
    assert_int_equal(carry(w, 2026), ERR_NONE);
    assert_int_equal(owed_in_books(w, 2026), 0);
    yen owed = balance(w, ACCOUNT_RECEIVABLE);
    assert_int_equal(owed, closing - 300);
    assert_int_equal(balance(w, ACCOUNT_CARRIED), 0);
    assert_int_equal(books_verify(w->chief.store, &w->report), ERR_NONE);
    assert_int_equal(ledger_verify(w->chief.store, &w->report), ERR_NONE);
    assert_int_equal(books_month(&w->chief, date_of(2027, 6, 30), arena, &w->report, &after), ERR_NONE);
    assert_int_equal(after.classes[ACCOUNTING_CARRIED].charged, closing - 200); /* 200 were of the old books */
    assert_int_equal(after.classes[ACCOUNTING_CARRIED].received, 100);
    assert_int_equal(after.classes[ACCOUNTING_CARRIED].unpaid, owed);
}

/* CO-36: 不納欠損 lowers what the books of its decision ask for; the next year's books begin without it. */
static void test_write_off(void **state)
{
    struct ward *w = *state;
    struct books_month m;
    const struct collection_scope of = {.payer_no = 5001};
    struct collection_charge *charges;
    size_t count;
    levied(w);
    yen charged = balance(w, ACCOUNT_RECEIVABLE);
    ward_business_date(w, 20270601);
    assert_int_equal(carry(w, 2026), ERR_NONE);
    ward_business_date(w, 20280410); /* the books of 2027 are still open for it */
    assert_int_equal(collection_charges(w->chief.store, &of, arena, &w->report, &charges, &count), ERR_NONE);
    assert_int_equal(store_begin(w->chief.store, &w->report), ERR_NONE);
    assert_int_equal(collection_write_off(&w->chief, NULL, &charges[0], 700, 3, date_of(2026, 9, 1), "test", 1,
                                          clock_now_ms(), &w->report),
                     ERR_NONE);
    assert_int_equal(store_commit(w->chief.store, &w->report), ERR_NONE);
    assert_int_equal(owed_in_books(w, 2026), 0); /* closed books stay as they are */
    assert_int_equal(owed_in_books(w, 2027), charged - 700);
    ward_business_date(w, 20280601);
    assert_int_equal(carry(w, 2027), ERR_NONE);
    assert_int_equal(books_month(&w->chief, date_of(2028, 3, 31), arena, &w->report, &m), ERR_NONE);
    assert_int_equal(m.classes[ACCOUNTING_CARRIED].written_off, 0); /* decided in April */
    assert_int_equal(books_month(&w->chief, date_of(2028, 6, 30), arena, &w->report, &m), ERR_NONE);
    assert_int_equal(m.classes[ACCOUNTING_CARRIED].charged, charged - 700);
    assert_int_equal(m.classes[ACCOUNTING_CARRIED].written_off, 0);
    assert_int_equal(m.classes[ACCOUNTING_CARRIED].unpaid, charged - 700);
    yen parts = 0;
    for (int p = 0; p < LEVY_PARTS; p++) {
        parts += m.parts[0].written_off[p];
    }
    assert_int_equal(parts, 700);
    assert_int_equal(books_verify(w->chief.store, &w->report), ERR_NONE);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

static yen amount_of(struct ward *w, int64_t payer, int instalment)
{
    const struct collection_scope of = {.payer_no = payer};
    struct collection_charge *charges;
    size_t count;
    yen sum = 0;
    assert_int_equal(collection_charges(w->chief.store, &of, arena, &w->report, &charges, &count), ERR_NONE);
    for (size_t i = 0; i < count; i++) {
        sum += instalment == 0 || charges[i].instalment == instalment ? charges[i].amount : 0;
    }
    return sum;
}

/* CO-20, CO-22: 滞納繰越 counts what was unpaid when its books began, whatever became of it since. */
static void test_carried_count(void **state)
{
    struct ward *w = *state;
    struct books_month before, after;
    levied(w);
    const struct collection_line third = {3, ITEM_PRINCIPAL, amount_of(w, 5003, 3)};
    const struct collection_line fourth = {4, ITEM_PRINCIPAL, amount_of(w, 5003, 4)};
    assert_int_equal(pay(w, 5003, &third, 1, CHANNEL_COUNTER, 0, 20260820), ERR_NONE);
    assert_int_equal(books_month(&w->chief, date_of(2026, 8, 31), arena, &w->report, &before), ERR_NONE);
    ward_business_date(w, 20270601);
    assert_int_equal(carry(w, 2026), ERR_NONE);
    assert_int_equal(pay(w, 5003, &fourth, 1, CHANNEL_COUNTER, 0, 20270601), ERR_NONE);
    assert_int_equal(books_month(&w->chief, date_of(2027, 6, 30), arena, &w->report, &after), ERR_NONE);
    assert_int_equal(after.classes[ACCOUNTING_CARRIED].charges, before.classes[ACCOUNTING_CURRENT].charges - 1);
    assert_int_equal(after.classes[ACCOUNTING_CARRIED].received, fourth.amount);
}

/* CO-54 (K): the national report asks without what is charged to those whom nobody finds. */
static void test_without_the_lost(void **state)
{
    struct ward *w = *state;
    struct books_month m;
    levied(w);
    payments(w);
    const struct returned_row row = {.payer_no = 5001,
                                     .on = date_of(2026, 8, 21),
                                     .reason = 1,
                                     .survey = SURVEY_LOST,
                                     .words = text_of("試験")};
    assert_int_equal(store_begin(w->chief.store, &w->report), ERR_NONE);
    assert_int_equal(returned_add(&w->chief, &row, clock_now_ms(), &w->report), ERR_NONE);
    assert_int_equal(store_commit(w->chief.store, &w->report), ERR_NONE);
    assert_int_equal(books_month(&w->chief, date_of(2026, 8, 31), arena, &w->report, &m), ERR_NONE);
    const struct books_class *k = &m.classes[ACCOUNTING_CURRENT];
    assert_int_equal(k->lost, amount_of(w, 5001, 0));
    assert_int_equal(k->national_hundredths, k->received * 10000 / (k->charged - k->lost));
    assert_true(k->national_hundredths > k->rate_hundredths);
    assert_int_equal(m.classes[ACCOUNTING_CARRIED].national_hundredths, -1);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {TEST(test_daily), TEST(test_monthly), TEST(test_close),
                                       TEST(test_carry), TEST(test_write_off),
                                       TEST(test_carried_count), TEST(test_without_the_lost)};
    return fixture_run(argc, argv, "books", tests, COUNT_OF(tests));
}
