/* 消込の判定: the outcomes of collection.md 6.4 and the edge cases of 25 that touch one receipt. */
#include "collection/match.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static date day(int32_t ymd)
{
    date d;
    assert_true(date_from_ymd(ymd, &d));
    return d;
}

/* Ten instalments of 8,850 yen and one payer. */
static struct charge_account account_of_ten(void)
{
    struct charge_account a = {.levy_year = 2026, .notice_no = 10000012, .household_no = 7, .payer_no = 19,
                               .account_year = 2026, .charge_count = 10, .part = {60000, 20000, 8000, 500}};
    for (size_t i = 0; i < a.charge_count; i++) {
        a.charges[i] = (struct charge){.due = date_add_days(day(20260630), (int)i * 31), .amount = 8850};
    }
    return a;
}

static struct receipt_event store_receipt(enum receipt_kind kind, int instalment, yen amount)
{
    return (struct receipt_event){.kind = kind, .channel = 4, .levy_year = 2026, .notice_no = 10000012,
                                  .instalment = instalment, .slip_serial = 1, .amount = amount,
                                  .received_on = day(20260628), .received_at = 2350,
                                  .paid_in_on = date_none(), .store = "010-000123"};
}

static struct match matched(const struct receipt_event *e, const struct charge_account *a)
{
    struct match m;
    receipt_match(e, a, day(20260710), &m);
    return m;
}

static void held_as(const struct receipt_event *e, const struct charge_account *a, const char *code)
{
    struct match m = matched(e, a);
    assert_int_equal(m.outcome, MATCH_HOLD);
    assert_string_equal(m.code, code);
    assert_int_equal(m.line_count, 0);
    assert_int_equal(m.overpaid, 0);
}

/* X11: preliminary, then confirmed: booked once, on the store's day. */
static void told_then_booked(void **state)
{
    struct charge_account a = account_of_ten();
    struct receipt_event told = store_receipt(RECEIPT_PRELIMINARY, 1, 8850);
    struct receipt_event booked = store_receipt(RECEIPT_CONFIRMED, 1, 8850);
    struct match m = matched(&told, &a);

    (void)state;
    assert_int_equal(m.outcome, MATCH_MARK);
    struct mark mark = {.event = told, .is_open = true, .mark_no = 1};
    a.marks = &mark;
    a.mark_count = 1;
    m = matched(&told, &a); /* told twice */
    assert_int_equal(m.outcome, MATCH_DROP);
    assert_string_equal(m.code, "E10");
    m = matched(&booked, &a);
    assert_int_equal(m.outcome, MATCH_POST);
    assert_int_equal(m.mark, 0);
    assert_int_equal(m.warning_count, 0);
    assert_int_equal(m.line_count, 1);
    assert_int_equal(m.lines[0].instalment, 1);
    assert_int_equal(m.lines[0].amount, 8850);
    booked.amount = 8851; /* E15 */
    held_as(&booked, &a, "E15");
}

/* X12: cancelled, nothing more; a cancellation of nothing is E12. X13: confirmed without preliminary. */
static void cancelled(void **state)
{
    struct charge_account a = account_of_ten();
    struct receipt_event told = store_receipt(RECEIPT_PRELIMINARY, 1, 8850);
    struct receipt_event undone = store_receipt(RECEIPT_CANCEL, 1, 8850);
    struct receipt_event booked = store_receipt(RECEIPT_CONFIRMED, 1, 8850);
    struct mark mark = {.event = told, .is_open = true, .mark_no = 1};

    (void)state;
    held_as(&undone, &a, "E12");
    a.marks = &mark;
    a.mark_count = 1;
    struct match m = matched(&undone, &a);
    assert_int_equal(m.outcome, MATCH_UNMARK);
    assert_int_equal(m.mark, 0);
    mark.is_open = false;
    held_as(&undone, &a, "E12");
    m = matched(&booked, &a);
    assert_int_equal(m.outcome, MATCH_POST);
    assert_string_equal(m.warnings[0], "E13");
    booked.kind = RECEIPT_FINAL; /* giro has no preliminary record */
    m = matched(&booked, &a);
    assert_int_equal(m.warning_count, 0);
}

/* X14 within one file, X15: the same slip at two stores is two payments, the second overpaid. */
static void twice(void **state)
{
    struct charge_account a = account_of_ten();
    struct receipt_event first = store_receipt(RECEIPT_FINAL, 1, 8850), second = first;

    (void)state;
    a.charges[0].paid = 8850;
    a.receipts = &first;
    a.receipt_count = 1;
    struct match m = matched(&second, &a);
    assert_int_equal(m.outcome, MATCH_DROP);
    assert_string_equal(m.code, "E10");
    memcpy(second.store, "020-000999", sizeof("020-000999"));
    m = matched(&second, &a);
    assert_int_equal(m.outcome, MATCH_POST);
    assert_int_equal(m.line_count, 0);
    assert_int_equal(m.overpaid, 8850);
    assert_string_equal(m.cause, "K2");
    assert_string_equal(m.warnings[0], "W11");
}

/* X16: the whole-year slip after the June slip; short and over. */
static void amounts(void **state)
{
    struct charge_account a = account_of_ten();
    struct receipt_event whole = store_receipt(RECEIPT_FINAL, 0, 88500);
    struct match m = matched(&whole, &a);

    (void)state;
    assert_int_equal(m.line_count, 10);
    assert_int_equal(m.overpaid, 0);
    a.charges[0].paid = 8850;
    m = matched(&whole, &a);
    assert_int_equal(m.line_count, 9);
    assert_int_equal(m.lines[0].instalment, 2);
    assert_int_equal(m.overpaid, 8850);
    assert_string_equal(m.warnings[0], "W12");

    struct receipt_event one = store_receipt(RECEIPT_FINAL, 2, 8849);
    m = matched(&one, &a);
    assert_string_equal(m.warnings[0], "W21");
    assert_int_equal(m.lines[0].amount, 8849);
    one.amount = 8851;
    m = matched(&one, &a);
    assert_string_equal(m.warnings[0], "W22");
    assert_int_equal(m.lines[0].amount, 8850);
    assert_int_equal(m.overpaid, 1);
}

/* An instalment that was lowered after it had been paid: the year takes no more than it still asks for. */
static void lowered(void **state)
{
    struct charge_account a = account_of_ten();
    struct receipt_event e = store_receipt(RECEIPT_FINAL, 2, 8850);

    (void)state;
    a.charges[0].paid = 80000;
    const yen paid[LEVY_PARTS] = {55000, 18000, 6500, 500};
    memcpy(a.part_paid, paid, sizeof(paid)); /* 8,500 of 88,500 are left */
    struct match m = matched(&e, &a);
    assert_int_equal(m.line_count, 1);
    assert_int_equal(m.lines[0].amount, 8500);
    assert_int_equal(m.overpaid, 350);
}

static void held(void **state)
{
    struct charge_account a = account_of_ten(), nobody = {.levy_year = 2026, .notice_no = 10000012};
    struct receipt_event e = store_receipt(RECEIPT_FINAL, 1, 8850);

    (void)state;
    held_as(&e, &nobody, "E03");
    e.instalment = 11;
    held_as(&e, &a, "E03");
    e.instalment = 10;
    assert_int_equal(matched(&e, &a).outcome, MATCH_POST);
    e.amount = 0;
    held_as(&e, &a, "E06");
    e.amount = 8850;
    e.received_on = day(20260711);
    held_as(&e, &a, "E31");
    e.received_on = day(20260710);
    assert_int_equal(matched(&e, &a).outcome, MATCH_POST);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(told_then_booked), cmocka_unit_test(cancelled), cmocka_unit_test(twice),
        cmocka_unit_test(amounts),          cmocka_unit_test(lowered),          cmocka_unit_test(held),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
