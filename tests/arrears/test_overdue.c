/* CO-37: a night that looks at those who moved keeps the calendar that a look at everybody makes. */
#include "arrears/overdue.h"
#include "desk.h"
#include "demand/demand.h"
#include "../ops/moment.h"

#define PEOPLE 6
#define NIGHTS 30

static uint64_t seed;

static unsigned draw(unsigned below)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)((seed >> 33) % below);
}

/* The first is the one whose forms are filled in. */
static int64_t household_of(unsigned i) { return i == 0 ? HOUSEHOLD : 3000 + i; }
static int64_t payer_of(unsigned i)
{
    static const int64_t right[PEOPLE] = {PAYER, 5025, 5033, 5041, 5050, 5068};
    return right[i];
}

static void levied(struct ward *w)
{
    for (unsigned i = 1; i < PEOPLE; i++) {
        ward_belongs(w, WARD_FIRST, household_of(i), payer_of(i), 19800101, true, 20200401, DAY_OPEN);
        ward_fact(w, WARD_FIRST, payer_of(i), FACT_MEMBERSHIP, 20200401, DAY_OPEN, 0);
        ward_income(w, WARD_FIRST, 2026, payer_of(i), 4000000);
    }
    desk_levied(w, 20260625);
    assert_int_equal(ward_params_propose(w, "試験のための割合"), ERR_NONE);
    assert_int_equal(ward_params_approve(w, "fuka2"), ERR_NONE);
}

static const struct collection_law *law_of(struct ward *w)
{
    const struct collection_law *law;
    assert_int_equal(collection_law_of(&w->chief, desk_arena(), &w->report, &law), ERR_NONE);
    return law;
}

/* -------------------------------------------------------------------------------- what happens -- */

/* One of the first six instalments of somebody. */
static struct collection_charge some_charge(struct ward *w, unsigned i)
{
    const struct collection_scope scope = {.payer_no = payer_of(i)};
    struct collection_charge *list;
    size_t count;
    assert_int_equal(collection_charges(w->chief.store, &scope, desk_arena(), &w->report, &list, &count), ERR_NONE);
    assert_true(count > 0);
    return list[draw(count < 6 ? (unsigned)count : 6)];
}

static void pays_amount(struct ward *w, const struct collection_charge *c, yen amount, enum collection_channel channel)
{
    const struct collection_line line = {c->instalment, ITEM_PRINCIPAL, amount};
    const struct collection_booking b = {.channel = channel,
                                         .levy_year = c->levy_year,
                                         .notice_no = c->notice_no,
                                         .household_no = c->household_no,
                                         .payer_no = c->payer_no,
                                         .lines = &line,
                                         .line_count = 1,
                                         .cause = "",
                                         .received_on = w->chief.folder.business_date,
                                         .paid_in_on = w->chief.folder.business_date,
                                         .from = ACCOUNT_CASH,
                                         .origin = "test"};
    if (line.amount > 0) {
        enum err e = collection_book(&w->chief, &b, clock_now_ms(), &w->report, NULL);
        report_clear(&w->report); /* refused where the year was lowered and nothing was raised as 過誤納 yet */
        assert_true(e == ERR_NONE || e == ERR_INPUT);
    }
}

static void pays(struct ward *w, const struct collection_charge *c)
{
    static const enum collection_channel channels[] = {CHANNEL_COUNTER, CHANNEL_DEBIT, CHANNEL_PENSION};
    yen amount = draw(3) == 0 ? collection_unpaid(c) / 2 : collection_unpaid(c);
    pays_amount(w, c, amount, channels[draw(3)]);
}

static void is_dunned(struct ward *w, const struct collection_charge *c)
{
    date today = w->chief.folder.business_date;
    const struct collection_dunning d = {.levy_year = c->levy_year,
                                         .household_no = c->household_no,
                                         .payer_no = c->payer_no,
                                         .instalment = c->instalment,
                                         .issued_on = today,
                                         .fixed_on = date_add_days(today, 10),
                                         .amount = c->amount,
                                         .served_on = date_none(),
                                         .is_withdrawn = draw(4) == 0};
    if (date_before(c->due, today)) {
        enum err e = collection_dun(w->chief.store, &d, clock_now_ms(), &w->report); /* once a charge */
        report_clear(&w->report);
        assert_true(e == ERR_NONE || e == ERR_INPUT);
    }
}

static void is_written_off(struct ward *w, const struct collection_charge *c)
{
    if (collection_unpaid(c) > 0) {
        assert_int_equal(collection_write_off(&w->chief, law_of(w), c, collection_unpaid(c), 1,
                                              w->chief.folder.business_date, "test", c->payer_no, clock_now_ms(), &w->report),
                         ERR_NONE);
    }
}

/* 催告, 承認, or the last of them taken back. */
static void something_is_said(struct ward *w)
{
    char on[DATE_TEXT_BYTES], charge[16];
    date_format_iso(w->chief.folder.business_date, on);
    (void)snprintf(charge, sizeof(charge), "2026-%u", 1 + draw(6));
    enum err e = ACT(w, kind_arrears_event, "on", on, "sort", draw(2) == 0 ? "3" : "6", "words", "試験", "charges", charge);
    assert_true(e == ERR_NONE || e == ERR_FINDINGS || e == ERR_INPUT);
    if (e == ERR_NONE && draw(3) == 0) {
        assert_int_equal(desk_run(w, &job_arrears_limits), ERR_NONE); /* a night saw it */
        assert_int_equal(desk_undo(w), ERR_NONE);
    }
}

static void income_moves(struct ward *w, int64_t payer)
{
    static const yen incomes[] = {4000000, 600000, 2000000, 9000000};
    int64_t now = next_moment();
    ward_forget_income(w, now, 2026, payer);
    ward_income(w, now, 2026, payer, incomes[draw(4)]);
    enum err e = ward_run(w, &job_premium_monthly, 2026, false, false);
    assert_true(e <= ERR_FINDINGS);
    e = ward_approve(w, &job_premium_monthly, 2026);
    report_clear(&w->report); /* nothing to decide is told */
    assert_true(e == ERR_NONE || e == ERR_INPUT);
}

static void something_happens(struct ward *w)
{
    unsigned i = draw(PEOPLE), what = draw(10);
    struct collection_charge c = some_charge(w, i);
    if (what == 9) {
        income_moves(w, payer_of(i));
        return;
    }
    if (what >= 7) {
        something_is_said(w);
        return;
    }
    assert_int_equal(store_begin(w->chief.store, &w->report), ERR_NONE);
    if (what < 4) {
        pays(w, &c);
    } else if (what < 6) {
        is_dunned(w, &c);
    } else if (draw(3) == 0) {
        is_written_off(w, &c);
    }
    assert_int_equal(store_commit(w->chief.store, &w->report), ERR_NONE);
}

/* ------------------------------------------------------------------------------- both looks ---- */

static struct last_look looked(struct ward *w)
{
    struct run_record *runs;
    size_t count;
    assert_int_equal(batch_runs(w->chief.store, "arrears-limits", 0, desk_arena(), &w->report, &runs, &count), ERR_NONE);
    assert_true(count > 0 && runs[0].state == RUN_APPROVED); /* the newest */
    return (struct last_look){true, runs[0].known_at, runs[0].business_date};
}

static bool same_day(date a, date b) { return a.day == b.day; }

static struct scanned *all_of(struct ward *w, const struct overdue *o, size_t *ret_count)
{
    struct scanned *list;
    assert_int_equal(overdue_until(w->chief.store, o, date_open_end(), desk_arena(), &w->report, &list, ret_count),
                     ERR_NONE);
    return list;
}

static void both_looks(struct ward *w, struct overdue *ret, size_t *ret_count)
{
    const struct last_look since = looked(w), none = {.is_there = false};
    struct overdue all;
    size_t count;
    assert_int_equal(overdue_find(&w->chief, law_of(w), &none, desk_arena(), &w->report, &all), ERR_NONE);
    assert_int_equal(overdue_find(&w->chief, law_of(w), &since, desk_arena(), &w->report, ret), ERR_NONE);
    assert_true(all.is_whole);
    assert_int_equal(ret->receipt_no, all.receipt_no);
    const struct scanned *x = all_of(w, &all, &count), *y = all_of(w, ret, ret_count);
    assert_int_equal(*ret_count, count);
    for (size_t i = 0; i < count; i++, x++, y++) {
        assert_int_equal(collection_charge_order(&x->charge, &y->charge), 0);
        assert_int_equal(collection_unpaid(&x->charge), collection_unpaid(&y->charge));
        assert_int_equal(x->charge.paid, y->charge.paid);
        assert_true(same_day(x->charge.due, y->charge.due));
        assert_true(same_day(x->limit_early, y->limit_early));
        assert_true(same_day(x->limit_late, y->limit_late));
        assert_true(same_day(x->suspended_on, y->suspended_on));
    }
}

/* A night that looks at everybody proves what the nights before have kept. */
static void proven_night(struct ward *w)
{
    const struct job_request request = {.is_quiet = true, .values = {"する"}};
    assert_int_equal(job_start(&w->clerk, &job_arrears_limits, &request, w->out, &w->report), ERR_NONE);
}

#define OTHERWISE "source=job:arrears-limits:kept-otherwise"

static void test_CO_37_who_moved(void **state)
{
    struct ward *w = *state;
    struct overdue seen;
    size_t some = 0, whole = 0, fallen = 0, count, before = 0, charges = 0;
    seed = 20260625;
    levied(w);
    assert_int_equal(desk_run(w, &job_arrears_limits), ERR_NONE);
    for (int night = 0; night < NIGHTS; night++) {
        for (unsigned n = draw(6); n > 0; n--) {
            something_happens(w);
        }
        both_looks(w, &seen, &count);
        some += !seen.is_whole && seen.payers.count < PEOPLE;
        whole += seen.is_whole;
        charges += count;
        before = count;
        if (draw(3) == 0) {
            proven_night(w);
        } else {
            assert_int_equal(desk_run(w, &job_arrears_limits), ERR_NONE);
        }
        int days = draw(3) == 0 ? (int)draw(12) : (int)draw(4);
        ward_business_date(w, (int)date_ymd(date_add_days(w->chief.folder.business_date, days)));
        both_looks(w, &seen, &count); /* only the day is another */
        fallen += count > before;
    }
    assert_true(some > NIGHTS / 3);
    assert_true(fallen > 0); /* a due date came */
    assert_int_equal(whole, 0);
    assert_true(charges > NIGHTS);
    assert_int_equal(desk_tasks(w, OTHERWISE), 0);
    desk_done(w);
}

TEST_SQL(later, true, 0, "UPDATE arrears_overdue SET late_on = 20991231 WHERE instalment = 1 AND payer_no = 5025",
         "UPDATE arrears_overdue SET late_on = 20991231 WHERE instalment = 1 AND payer_no = 5025");
TEST_SQL(lost, true, 0, "DELETE FROM arrears_overdue WHERE instalment = 2 AND payer_no = 5033",
         "DELETE FROM arrears_overdue WHERE instalment = 2 AND payer_no = 5033");

static void damages(struct ward *w, const struct sql_text *how)
{
    int64_t changed;
    assert_int_equal(store_begin(w->chief.store, &w->report), ERR_NONE);
    assert_int_equal(query_run(fixture_query(w->chief.store, how), &w->report, &changed), ERR_NONE);
    assert_int_equal(changed, 1);
    assert_int_equal(store_commit(w->chief.store, &w->report), ERR_NONE);
}

/* What is kept wrongly is not seen by a night that goes on from it; the look at everybody mends it and tells whom. */
static void test_CO_37_kept_wrongly(void **state)
{
    struct ward *w = *state;
    struct limit_month *months;
    size_t count;
    date as_of;
    levied(w);
    ward_business_date(w, 20260801);
    assert_int_equal(desk_run(w, &job_arrears_limits), ERR_NONE);
    damages(w, &later);
    damages(w, &lost);
    assert_int_equal(desk_run(w, &job_arrears_limits), ERR_NONE);
    assert_int_equal(desk_tasks(w, OTHERWISE), 0);
    proven_night(w);
    assert_int_equal(desk_tasks(w, OTHERWISE), 2);
    assert_int_equal(arrears_limit_months(w->chief.store, desk_arena(), &w->report, &months, &count, &as_of), ERR_NONE);
    assert_int_equal(count, 2); /* 06-30 and 07-31 again, of everybody */
    assert_int_equal(months[0].payers, PEOPLE);
    assert_int_equal(months[1].payers, PEOPLE);
    proven_night(w); /* right again; the tasks wait for a person */
    assert_int_equal(desk_tasks(w, OTHERWISE), 2);
    desk_done(w);
}

/* A payment that came between the moment of a night and its look is laid on once. */
static void test_CO_37_paid_while_it_looks(void **state)
{
    struct ward *w = *state;
    struct overdue seen;
    size_t count;
    levied(w);
    ward_business_date(w, 20260801);
    assert_int_equal(desk_run(w, &job_arrears_limits), ERR_NONE);
    const struct last_look before = looked(w);
    struct collection_charge c = {0};
    for (unsigned i = 0; i < 2; i++) { /* a half, and half of the rest: each is in what the next look keeps */
        const struct collection_scope scope = {.payer_no = payer_of(1)};
        struct collection_charge *list;
        size_t n;
        assert_int_equal(collection_charges(w->chief.store, &scope, desk_arena(), &w->report, &list, &n), ERR_NONE);
        c = list[0];
        assert_int_equal(store_begin(w->chief.store, &w->report), ERR_NONE);
        pays_amount(w, &c, collection_unpaid(&c) / 2, CHANNEL_COUNTER);
        assert_int_equal(overdue_find(&w->chief, law_of(w), &before, desk_arena(), &w->report, &seen), ERR_NONE);
        assert_false(seen.is_whole);
        assert_int_equal(overdue_keep(w->chief.store, &seen, before.day, &w->report), ERR_NONE);
        assert_int_equal(store_commit(w->chief.store, &w->report), ERR_NONE);
        both_looks(w, &seen, &count); /* `before` is still the newest run: the payment is behind its moment */
    }
    desk_done(w);
}

/* The business date went back: everybody; and the calendar is of the day it was made on. */
static void test_CO_37_day_goes_back(void **state)
{
    struct ward *w = *state;
    struct limit_month *months;
    size_t count;
    date as_of;
    levied(w);
    assert_int_equal(arrears_limit_months(w->chief.store, desk_arena(), &w->report, &months, &count, &as_of), ERR_NONE);
    assert_true(date_is_none(as_of)); /* no night has looked yet */
    ward_business_date(w, 20260801);
    assert_int_equal(desk_run(w, &job_arrears_limits), ERR_NONE);
    assert_int_equal(arrears_limit_months(w->chief.store, desk_arena(), &w->report, &months, &count, &as_of), ERR_NONE);
    assert_int_equal(count, 2); /* 06-30 and 07-31 */
    assert_int_equal(date_ymd(as_of), 20260801);
    ward_business_date(w, 20260715);
    assert_int_equal(desk_run(w, &job_arrears_limits), ERR_NONE);
    assert_int_equal(arrears_limit_months(w->chief.store, desk_arena(), &w->report, &months, &count, &as_of), ERR_NONE);
    assert_int_equal(count, 1);
    assert_int_equal(months[0].payers, PEOPLE);
    assert_int_equal(date_ymd(as_of), 20260715);
    desk_done(w);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {WITH_WARD(test_CO_37_who_moved), WITH_WARD(test_CO_37_paid_while_it_looks),
                                       WITH_WARD(test_CO_37_day_goes_back), WITH_WARD(test_CO_37_kept_wrongly)};
    return fixture_run(argc, argv, "arrears overdue", tests, COUNT_OF(tests));
}
