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
                                  .instalment = instalment, .slip_class = SLIP_CURRENT, .slip_serial = 1,
                                  .amount = amount,
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
    booked.amount = 8851; /* Y25: E15 */
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
    mark.is_called_off = true; /* Y24: called off, before it was told or after: the others of it come too late */
    m = matched(&undone, &a);
    assert_int_equal(m.outcome, MATCH_DROP);
    m = matched(&told, &a);
    assert_int_equal(m.outcome, MATCH_DROP);
    assert_string_equal(m.code, "E10");
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
    const struct receipt_event before = e;
    nobody.receipts = &before;
    nobody.receipt_count = 1;
    struct match m = matched(&e, &nobody); /* E10: the same record once more, its money is held already */
    assert_int_equal(m.outcome, MATCH_DROP);
    assert_string_equal(m.code, "E10");
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

/* The first slip of instalment 1, and the one reissued for it with 延滞金 and 督促手数料. */
static void with_slips(struct charge_account *a, struct slip slips[2], const struct slip_charge *split)
{
    slips[0] = (struct slip){.levy_year = 2026, .class = SLIP_CURRENT, .notice_no = a->notice_no, .instalment = 1,
                             .serial = 1, .amount = 8850, .issued_on = day(20260612),
                             .usable_until = day(20260630), .step = SLIP_REPLACED};
    slips[1] = slips[0];
    slips[1].kind = SLIP_REISSUE;
    slips[1].serial = 2;
    slips[1].amount = 9150;
    slips[1].late_charge = 200;
    slips[1].fee = 100;
    slips[1].step = SLIP_MADE;
    slips[1].charges = split;
    slips[1].charge_count = 1;
    a->slips = slips;
    a->slip_count = 2;
}

static void line_is(const struct match *m, size_t i, enum collection_item item, yen amount)
{
    assert_true(i < m->line_count);
    assert_int_equal(m->lines[i].item, item);
    assert_int_equal(m->lines[i].amount, amount);
}

/* CO-03, X42 (EC-42): what was printed stands: principal, 延滞金, 手数料; short money falls on principal first. */
static void by_the_slip(void **state)
{
    const struct slip_charge split = {1, 8850, 200, 100};
    struct slip slips[2];
    struct charge_account a = account_of_ten();
    struct receipt_event e = store_receipt(RECEIPT_FINAL, 1, 9150);

    (void)state;
    with_slips(&a, slips, &split);
    e.slip_serial = 2;
    e.slip_kind = SLIP_REISSUE;
    struct match m = matched(&e, &a);
    assert_int_equal(m.outcome, MATCH_POST);
    assert_int_equal(m.line_count, 3);
    line_is(&m, 0, ITEM_PRINCIPAL, 8850);
    line_is(&m, 1, ITEM_LATE_CHARGE, 200);
    line_is(&m, 2, ITEM_FEE, 100);
    assert_int_equal(m.overpaid + (yen)m.warning_count, 0);
    e.amount = 8900; /* W21 */
    m = matched(&e, &a);
    line_is(&m, 0, ITEM_PRINCIPAL, 8850);
    line_is(&m, 1, ITEM_LATE_CHARGE, 50);
    assert_string_equal(m.warnings[0], "W21");
    e.amount = 9151; /* W22 */
    m = matched(&e, &a);
    assert_int_equal(m.overpaid, 1);
    assert_string_equal(m.warnings[0], "W22");
    e.slip_serial = 1; /* an old slip after the reissue: W13, and by its own amount */
    e.slip_kind = SLIP_FIRST;
    e.amount = 8850;
    m = matched(&e, &a);
    assert_int_equal(m.line_count, 1);
    assert_string_equal(m.warnings[0], "W13");
}

/* CO-05: a 速報 of a slip for several charges is told of those alone, the principal first. */
static void told_by_the_slip(void **state)
{
    const struct slip_charge split[] = {{3, 8850, 200, 0}, {4, 8000, 0, 100}};
    struct slip slips[2];
    struct charge_account a = account_of_ten();
    struct receipt_event e = store_receipt(RECEIPT_PRELIMINARY, 0, 17150);

    (void)state;
    with_slips(&a, slips, split);
    slips[1].instalment = 0;
    slips[1].charge_count = 2;
    e.slip_serial = 2;
    struct match m = matched(&e, &a);
    assert_int_equal(m.outcome, MATCH_MARK);
    assert_int_equal(m.line_count, 4);
    line_is(&m, 0, ITEM_PRINCIPAL, 8850);
    line_is(&m, 1, ITEM_PRINCIPAL, 8000);
    line_is(&m, 2, ITEM_LATE_CHARGE, 200);
    line_is(&m, 3, ITEM_FEE, 100);
    assert_int_equal(m.lines[0].instalment, 3);
    assert_int_equal(m.lines[1].instalment, 4);
    e.amount = 8851; /* less than it asks for */
    m = matched(&e, &a);
    assert_int_equal(m.line_count, 2);
    line_is(&m, 1, ITEM_PRINCIPAL, 1);
    e.slip_serial = 1; /* a slip that is not in the book: of its instalment, or the whole year */
    m = matched(&e, &a);
    assert_int_equal(m.outcome, MATCH_MARK);
    assert_int_equal(m.line_count, 0);
}

/* X15 (EC-15): the old slip and the new one both paid: the second is 過誤納, its 延滞金 too. */
static void old_and_new_both_paid(void **state)
{
    const struct slip_charge split = {1, 8850, 200, 100};
    struct slip slips[2];
    struct charge_account a = account_of_ten();
    struct receipt_event first = store_receipt(RECEIPT_FINAL, 1, 8850), second = first;

    (void)state;
    with_slips(&a, slips, &split);
    a.charges[0].paid = 8850;
    a.part_paid[0] = 8850;
    a.receipts = &first;
    a.receipt_count = 1;
    second.slip_serial = 2;
    second.slip_kind = SLIP_REISSUE;
    second.amount = 9150;
    struct match m = matched(&second, &a);
    assert_int_equal(m.outcome, MATCH_POST);
    assert_int_equal(m.line_count, 0);
    assert_int_equal(m.overpaid, 9150);
    assert_string_equal(m.cause, "K2");
    assert_string_equal(m.warnings[0], "W11");
}

/* W32, W33 and the kinds of slips; a slip of 延滞金 alone needs its row. */
static void days_and_kinds_of_slips(void **state)
{
    const struct slip_charge split = {2, 0, 1900, 0};
    struct slip slips[2], late;
    struct charge_account a = account_of_ten();
    struct receipt_event e = store_receipt(RECEIPT_FINAL, 1, 8850);

    (void)state;
    with_slips(&a, slips, &split);
    slips[0].step = SLIP_ACCEPTED;
    e.received_on = day(20260611);
    assert_string_equal(matched(&e, &a).warnings[0], "W32");
    e.received_on = day(20260701);
    assert_string_equal(matched(&e, &a).warnings[0], "W33");
    e.channel = 2; /* a bank takes it after the limit of the stores */
    assert_int_equal(matched(&e, &a).warning_count, 0);

    late = slips[0];
    late.class = SLIP_LATE_ONLY;
    late.instalment = 2;
    late.amount = late.late_charge = 1900;
    late.charges = &split;
    late.charge_count = 1;
    e = store_receipt(RECEIPT_FINAL, 2, 1900);
    e.slip_class = SLIP_LATE_ONLY;
    held_as(&e, &a, "E05");
    a.slips = &late;
    a.slip_count = 1;
    a.charges[1].paid = 8850; /* the premium came before */
    struct match m = matched(&e, &a);
    assert_int_equal(m.line_count, 1);
    line_is(&m, 0, ITEM_LATE_CHARGE, 1900);
    assert_int_equal(m.overpaid, 0);

    e = store_receipt(RECEIPT_FINAL, 3, 9050); /* a counter that tells its own split */
    e.channel = 1;
    e.late_charge = 200;
    m = matched(&e, &a);
    line_is(&m, 0, ITEM_PRINCIPAL, 8850);
    line_is(&m, 1, ITEM_LATE_CHARGE, 200);
}

/* X37, E41: after the last day of the limit, or written off: too much (K3), to be returned; on the day it is
 * taken. */
static void too_late(void **state)
{
    struct charge_account a = account_of_ten();
    struct receipt_event e = store_receipt(RECEIPT_FINAL, 1, 8850);
    a.charges[0].limit_is_known = true;
    a.charges[0].limit = e.received_on;
    struct match m = matched(&e, &a);
    assert_int_equal(m.line_count, 1);
    a.charges[0].limit = date_add_days(e.received_on, -1);
    m = matched(&e, &a);
    assert_int_equal(m.outcome, MATCH_POST);
    assert_int_equal(m.line_count, 0);
    assert_int_equal(m.overpaid, 8850);
    assert_string_equal(m.cause, "K3");
    assert_string_equal(m.overpaid_code, "E41");
    e.kind = RECEIPT_PRELIMINARY; /* told only: no money yet */
    held_as(&e, &a, "E41");
    a.charges[0].limit_is_known = false;
    a.charges[0].written_off = 8850;
    e.kind = RECEIPT_CONFIRMED;
    m = matched(&e, &a);
    assert_string_equal(m.cause, "K3");
    assert_int_equal(m.overpaid, 8850);
    (void)state;
}

/* X49: a slip of several charges of which one is gone: the living ones first, the rest is too much. */
static void living_first(void **state)
{
    struct charge_account a = account_of_ten();
    struct receipt_event e = store_receipt(RECEIPT_FINAL, 0, 17700);
    a.charge_count = 2;
    a.charges[0].written_off = 8850;
    struct match m = matched(&e, &a);
    assert_int_equal(m.line_count, 1);
    assert_int_equal(m.lines[0].instalment, 2);
    assert_int_equal(m.overpaid, 8850);
    assert_string_equal(m.overpaid_code, "E41");
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(told_then_booked),
        cmocka_unit_test(too_late),
        cmocka_unit_test(living_first), cmocka_unit_test(cancelled), cmocka_unit_test(twice),
        cmocka_unit_test(amounts),          cmocka_unit_test(lowered),          cmocka_unit_test(held),
        cmocka_unit_test(by_the_slip),      cmocka_unit_test(told_by_the_slip),
        cmocka_unit_test(old_and_new_both_paid),
        cmocka_unit_test(days_and_kinds_of_slips),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
