/* The book of slips: serials, reprints, what is replaced, what a withdrawn proposal leaves. */
#include "fixture.h"
#include "slip/slip.h"

static struct arena *arena;
static struct slip_form form = {.amount_max = 300000, .limit_days = 30};

static int migrated(void **state)
{
    fixture_setup(state);
    struct fixture *f = *state;
    assert_ok(store_migrate(f->store, &f->report));
    arena = arena_new("納付書の台帳の試験", (size_t)64 << 20);
    return 0;
}
static int closed(void **state)
{
    arena_free(arena);
    return fixture_teardown(state);
}
#define WITH_BOOK(test) cmocka_unit_test_setup_teardown(test, migrated, closed)

static struct slip asked(int instalment, yen amount, date issued_on)
{
    return (struct slip){.levy_year = 2026, .class = SLIP_CURRENT, .notice_no = 10009, .instalment = instalment,
                         .household_no = 7, .payer_no = 8, .amount = amount, .due = date_of(2026, 6, 30),
                         .issued_on = issued_on, .usable_until = date_of(2026, 7, 30), .cause_kind = "notice",
                         .cause_no = 3};
}

static void known(struct fixture *f, struct slip **ret, size_t *ret_count)
{
    assert_ok(slips_of_notice(f->store, 2026, 10009, arena, &f->report, ret, ret_count));
}

static void write_slip(struct fixture *f, const struct slip *s)
{
    struct slip_writer *w;
    assert_ok(store_begin(f->store, &f->report));
    assert_ok(slip_writer_begin(f->store, 1000, arena, &f->report, &w));
    assert_ok(slip_writer_add(w, s, &f->report));
    assert_ok(slip_writer_end(w, &f->report));
    assert_ok(store_commit(f->store, &f->report));
}

/* CO-02: a reissued slip has the next serial and keeps its split; the older one is flagged. */
static void a_reissue_has_the_next_serial(void **state)
{
    struct fixture *f = *state;
    struct slip first = asked(1, 8850, date_of(2026, 6, 12)), *all;
    const struct slip_charge split[] = {{1, 8850, 200, 0}};
    size_t count;
    bool is_new;

    known(f, &all, &count);
    assert_ok(slip_number(&form, &first, all, count, &f->report, &is_new));
    assert_true(is_new);
    assert_int_equal(first.serial, 1);
    write_slip(f, &first);
    known(f, &all, &count);
    assert_int_equal(count, 1);

    struct slip same = asked(1, 8850, date_of(2026, 6, 12)); /* the same notice printed again */
    assert_ok(slip_number(&form, &same, all, count, &f->report, &is_new));
    assert_false(is_new);
    assert_string_equal(same.confirm, first.confirm);

    struct slip again = asked(1, 9050, date_of(2026, 7, 20));
    again.kind = SLIP_REISSUE;
    again.cause_kind = "reissue";
    again.cause_no = 0;
    again.late_charge = 200;
    again.charges = split;
    again.charge_count = 1;
    assert_ok(slip_number(&form, &again, all, count, &f->report, &is_new));
    assert_int_equal(again.serial, 2);
    assert_string_not_equal(again.confirm, first.confirm);
    write_slip(f, &again);
    assert_ok(store_begin(f->store, &f->report));
    assert_ok(slips_replace(f->store, &again, all, count, 2000, &f->report));
    assert_ok(store_commit(f->store, &f->report));
    known(f, &all, &count);
    assert_int_equal(count, 2);
    assert_int_equal(all[0].step, SLIP_REPLACED);
    assert_int_equal(all[1].step, SLIP_MADE);
    assert_int_equal(all[1].charge_count, 1);
    assert_int_equal(all[1].charges[0].late_charge, 200);
    assert_int_equal(slip_principal(&all[1]), 8850);
    assert_ok(slip_verify(f->store, &f->report));
}

/* A proposal taken back leaves nothing; what the Pay-easy centre knows already is to be taken back there. */
static void a_withdrawn_run_leaves_nothing(void **state)
{
    struct fixture *f = *state;
    struct slip one = asked(1, 100, date_of(2026, 6, 12)), two = asked(2, 100, date_of(2026, 6, 12)), *all;
    size_t count;
    bool is_new;

    assert_ok(slip_number(&form, &one, NULL, 0, &f->report, &is_new));
    assert_ok(slip_number(&form, &two, NULL, 0, &f->report, &is_new));
    write_slip(f, &one);
    write_slip(f, &two);
    assert_ok(store_begin(f->store, &f->report));
    assert_ok(slip_move(f->store, &two, SLIP_UPLOADED, 100, 1500, &f->report));
    assert_ok(slip_move(f->store, &two, SLIP_ACCEPTED, 0, 1600, &f->report));
    assert_ok(slips_withdraw(f->store, "notice", 3, 2000, &f->report));
    assert_ok(store_commit(f->store, &f->report));
    known(f, &all, &count);
    assert_int_equal(count, 1);
    assert_int_equal(all[0].instalment, 2);
    assert_int_equal(all[0].step, SLIP_REPLACED);
    assert_int_equal(all[0].claimed, 100);
}

/* No slip of 0, none that ends before it is issued, none after the 99th. */
static void what_is_refused(void **state)
{
    struct fixture *f = *state;
    struct slip s = asked(1, 0, date_of(2026, 6, 12)), last = asked(1, 5, date_of(2026, 6, 12));
    bool is_new;

    assert_int_equal(slip_number(&form, &s, NULL, 0, &f->report, &is_new), ERR_INPUT);
    s = asked(1, 5, date_of(2026, 7, 31));
    assert_int_equal(slip_number(&form, &s, NULL, 0, &f->report, &is_new), ERR_INPUT);
    last.serial = SLIP_SERIAL_MAX;
    last.step = SLIP_REPLACED;
    s = asked(1, 5, date_of(2026, 7, 30));
    assert_int_equal(slip_number(&form, &s, &last, 1, &f->report, &is_new), ERR_INPUT);
    assert_true(fixture_report_has(f, "99回まで"));
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {WITH_BOOK(a_reissue_has_the_next_serial),
                                       WITH_BOOK(a_withdrawn_run_leaves_nothing), WITH_BOOK(what_is_refused)};
    return fixture_run(argc, argv, "slip book", tests, COUNT_OF(tests));
}
