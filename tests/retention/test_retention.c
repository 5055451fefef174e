/*
 * 保存期限 (CO-24, RT-01): what is finished goes after six years and before ten, whole, by two persons; the sums
 * of the books stay to the yen, and nothing of the household is left.
 */
#include "books/books.h"
#include "refund/refund.h"
#include "retention/retention.h"
#include "seal/seal.h"
#include "../premium/ward.h"

static struct arena *arena;

static int set_up(void **state)
{
    arena = arena_new("試験", (size_t)512 << 20);
    return ward_setup(state);
}

static int tear_down(void **state)
{
    arena_free(arena);
    return ward_teardown(state);
}
#define TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

/* Four single payers with the decision of 2026; business in August. */
static void levied(struct ward *w)
{
    for (int i = 0; i < 4; i++) {
        ward_belongs(w, WARD_FIRST, 1001 + i, 5001 + i, 19800101, true, 20200401, DAY_OPEN);
        ward_fact(w, WARD_FIRST, 5001 + i, FACT_MEMBERSHIP, 20200401, DAY_OPEN, 0);
        ward_income(w, WARD_FIRST, 2026, 5001 + i, 2000000 + 500000 * i);
    }
    assert_true(ward_run(w, &job_premium_annual, 2026, false, false) <= ERR_FINDINGS);
    assert_int_equal(ward_approve(w, &job_premium_annual, 2026), ERR_NONE);
    ward_business_date(w, 20260820);
}

static void begin(struct ward *w) { assert_int_equal(store_begin(w->chief.store, &w->report), ERR_NONE); }
static void commit(struct ward *w) { assert_int_equal(store_commit(w->chief.store, &w->report), ERR_NONE); }

static struct collection_charge *charges_of(struct ward *w, int64_t payer, size_t *ret_count)
{
    const struct collection_scope of = {.payer_no = payer};
    struct collection_charge *charges;

    assert_int_equal(collection_charges(w->chief.store, &of, arena, &w->report, &charges, ret_count), ERR_NONE);
    return charges;
}

/* The first `count` charges of a payer in full, one receipt; what is `over` stands as 過誤納. */
static int64_t pay(struct ward *w, int64_t payer, size_t count, yen over, int on)
{
    struct collection_line lines[16];
    size_t all;
    int64_t receipt_no;
    struct collection_charge *charges = charges_of(w, payer, &all);
    struct collection_booking b = {.channel = CHANNEL_STORE, .levy_year = 2026, .household_no = payer - 4000,
                                   .payer_no = payer, .lines = lines, .overpaid = over,
                                   .cause = over > 0 ? "K2" : "", .from = ACCOUNT_CASH, .origin = "test"};

    for (size_t i = 0; i < all && i < count; i++) {
        lines[b.line_count++] =
            (struct collection_line){charges[i].instalment, ITEM_PRINCIPAL, collection_unpaid(&charges[i])};
    }
    assert_true(date_from_ymd(on, &b.received_on));
    b.paid_in_on = b.received_on;
    begin(w);
    assert_int_equal(collection_book(&w->chief, &b, clock_now_ms(), &w->report, &receipt_no), ERR_NONE);
    commit(w);
    return receipt_no;
}

static void write_off_all(struct ward *w, int64_t payer)
{
    size_t count;
    struct collection_charge *charges = charges_of(w, payer, &count);

    begin(w);
    for (size_t i = 0; i < count; i++) {
        if (collection_unpaid(&charges[i]) > 0) {
            assert_int_equal(collection_write_off(&w->chief, NULL, &charges[i], collection_unpaid(&charges[i]), 1,
                                                  date_of(2026, 8, 20), "test", 1, clock_now_ms(), &w->report),
                             ERR_NONE);
        }
    }
    commit(w);
}

static enum err purge(struct ward *w)
{
    enum err e = ward_run(w, &job_retention, 2026, false, false);
    return e == ERR_NONE ? ward_approve(w, &job_retention, 2026) : e;
}

static size_t charges_left(struct ward *w, int64_t payer)
{
    size_t count;
    (void)charges_of(w, payer, &count);
    return count;
}

/* What every folder says holds. */
static void all_holds(struct ward *w)
{
    struct store *s = w->chief.store;
    enum err e = ledger_verify(s, &w->report);

    e = e == ERR_NONE ? premium_verify(s, &w->report) : e;
    e = e == ERR_NONE ? collection_verify(s, &w->report) : e;
    e = e == ERR_NONE ? refund_verify(s, &w->report) : e;
    e = e == ERR_NONE ? books_verify(s, &w->report) : e;
    e = e == ERR_NONE ? retention_verify(s, &w->report) : e;
    if (e != ERR_NONE) {
        report_print(&w->report, stderr);
    }
    assert_int_equal(e, ERR_NONE);
}

struct sheets {
    struct books_month month;
    struct books_daily booked, received;
    yen posted;
    int64_t postings;
};

static enum err add_sum(void *context, const struct ledger_sum *sum, struct report *report)
{
    struct sheets *s = context;
    (void)report;
    s->posted += sum->amount * (1 + (int)sum->debit);
    s->postings += sum->count;
    return ERR_NONE;
}

/* 月報, 日計 by both days, and the journal of all time, as a person would print them. */
static struct sheets sheets_of(struct ward *w)
{
    struct sheets s = {0};
    const date day = date_of(2026, 8, 31);

    assert_int_equal(books_month(&w->chief, day, arena, &w->report, &s.month), ERR_NONE);
    assert_int_equal(books_daily(&w->chief, day, DAY_BOOKED, arena, &w->report, &s.booked), ERR_NONE);
    assert_int_equal(books_daily(&w->chief, day, DAY_RECEIVED, arena, &w->report, &s.received), ERR_NONE);
    assert_int_equal(ledger_sums(w->chief.store, date_of(2020, 1, 1), date_of(2060, 1, 1), add_sum, &s, &w->report),
                     ERR_NONE);
    return s;
}

static void same_daily(const struct books_daily *a, const struct books_daily *b)
{
    assert_int_equal(a->line_count, b->line_count);
    for (size_t i = 0; i < a->line_count; i++) {
        for (int span = 0; span < BOOKS_SPANS; span++) {
            assert_int_equal(a->lines[i].count[span], b->lines[i].count[span]);
            assert_int_equal(a->lines[i].amount[span], b->lines[i].amount[span]);
        }
    }
}

static void same_sheets(const struct sheets *a, const struct sheets *b)
{
    for (int i = 0; i < BOOKS_CLASSES; i++) {
        assert_memory_equal(&a->month.classes[i], &b->month.classes[i], sizeof(a->month.classes[i]));
    }
    assert_int_equal(a->month.part_count, b->month.part_count);
    for (size_t i = 0; i < a->month.part_count; i++) {
        assert_memory_equal(&a->month.parts[i], &b->month.parts[i], sizeof(a->month.parts[i]));
    }
    assert_int_equal(a->month.late_received, b->month.late_received);
    assert_int_equal(a->month.receivable, b->month.receivable);
    assert_int_equal(a->month.overpaid, b->month.overpaid);
    same_daily(&a->booked, &b->booked);
    same_daily(&a->received, &b->received);
    assert_int_equal(a->posted, b->posted);
    assert_int_equal(a->postings, b->postings);
}

static enum err count_row(void *context, const struct held_cell *cells, struct report *report)
{
    (void)cells;
    (void)report;
    ++*(int64_t *)context;
    return ERR_NONE;
}

/* Rows of the declared tables that go by levy year and household, of one household. */
static int64_t rows_of(struct ward *w, int64_t household)
{
    static const char *const tables[] = {"collection_receipt",   "collection_allocation", "collection_write_off",
                                         "premium_assessment",   "premium_notice_number", "ledger_posting",
                                         "premium_notice",       "slip_paper",            "refund_found",
                                         "retention_unit",       "store_going"};
    const int64_t households[] = {household};
    const char *const columns[] = {"household_no"};
    int64_t rows = 0;

    for (size_t i = 0; i < COUNT_OF(tables); i++) {
        const struct store_held held = {.table = tables[i], .where = "household_no IN (#)"};
        const struct held_whose whose = {.households = households, .household_count = 1};
        assert_int_equal(store_held_each(w->chief.store, &held, columns, 1, &whose, count_row, &rows, &w->report),
                         ERR_NONE);
    }
    return rows;
}

/* TE-07: every row is sealed, or all of them are what their seals say. */
static void seals(struct ward *w, bool adds)
{
    struct arena *memory = arena_new("seals", (size_t)256 << 20);
    struct report broken;
    struct seal_look look;
    date far_off = date_of(2090, 1, 1);
    report_init(&broken);
    assert_int_equal(seal_look(&w->chief, far_off, memory, &w->report, &broken, &look), ERR_NONE);
    assert_int_equal(broken.count, 0);
    if (adds) {
        assert_true(look.fresh > 0);
        begin(w);
        assert_int_equal(seal_add(&w->chief, &look, &w->report), ERR_NONE);
        commit(w);
    } else {
        assert_true(look.portions > 0 && look.different == 0);
    }
    seal_done(&look);
    report_done(&broken);
    arena_free(memory);
}

/*
 * RT-01, CO-24: paid in full goes behind six years from the last receipt, not on the last day of the sixth;
 * what was written off behind six years of that; what is unpaid never. The books say the same before and after, and
 * nothing of the household is left.
 */
static void test_after_six_years(void **state)
{
    struct ward *w = *state;
    levied(w);
    pay(w, 5001, 16, 0, 20260820);
    pay(w, 5002, 2, 0, 20260820); /* unpaid */
    pay(w, 5003, 2, 0, 20260820);
    ward_business_date(w, 20260901);
    write_off_all(w, 5003);
    struct sheets before = sheets_of(w);
    all_holds(w);
    seals(w, true);

    ward_business_date(w, 20320720); /* five years and eleven months */
    assert_int_equal(purge(w), ERR_NONE);
    ward_business_date(w, 20320820); /* six years: the last day of the sixth is today */
    assert_int_equal(purge(w), ERR_NONE);
    assert_int_equal(charges_left(w, 5001), 10);
    ward_business_date(w, 20320821);
    assert_int_equal(purge(w), ERR_NONE);
    assert_int_equal(charges_left(w, 5001), 0);
    assert_int_equal(rows_of(w, 1001), 0);
    assert_int_equal(charges_left(w, 5003), 10); /* written off in September */
    all_holds(w);
    struct sheets after = sheets_of(w);
    same_sheets(&before, &after);

    ward_business_date(w, 20320902);
    assert_int_equal(purge(w), ERR_NONE);
    assert_int_equal(rows_of(w, 1003), 0);
    assert_true(rows_of(w, 1002) > 0);
    assert_int_equal(charges_left(w, 5002), 10);
    all_holds(w);
    after = sheets_of(w);
    same_sheets(&before, &after);
    assert_non_null(strstr(ward_printed(w), "消した年度 1"));
    seals(w, false); /* what went was taken out of its seals */
}

/* RT-01: what is older than ten years and cannot go is a finding; one day before it is none. */
static void test_ten_years(void **state)
{
    struct ward *w = *state;
    levied(w);
    for (int i = 1; i < 4; i++) {
        write_off_all(w, 5001 + i);
    }
    pay(w, 5001, 2, 0, 20260820); /* unpaid */
    ward_business_date(w, 20360719);
    assert_int_equal(ward_run(w, &job_retention, 2026, false, false), ERR_NONE);
    assert_int_equal(ward_findings(w, "retention-purge", "late"), 0);
    ward_business_date(w, 20360819);
    assert_int_equal(ward_run(w, &job_retention, 2026, false, false), ERR_NONE);
    assert_int_equal(ward_findings(w, "retention-purge", "late"), 0);
    ward_business_date(w, 20360820);
    assert_int_equal(ward_run(w, &job_retention, 2026, true, false), ERR_NONE); /* a look changes nothing */
    assert_int_equal(ward_approve(w, &job_retention, 2026), ERR_NONE); /* what was proposed the day before */
    assert_int_equal(charges_left(w, 5002), 0);
    assert_int_equal(ward_run(w, &job_retention, 2026, false, false), ERR_FINDINGS);
    assert_int_equal(ward_findings(w, "retention-purge", "late"), 1);
    all_holds(w);
}

/* RT-04 in part: what is tied by 充当 goes at once, six years behind the last of both; 過誤納 that stands keeps it. */
static void test_tied(void **state)
{
    struct ward *w = *state;
    const struct collection_line first = {1, ITEM_PRINCIPAL, 50};
    levied(w);
    int64_t receipt = pay(w, 5001, 16, 50, 20260820);
    ward_business_date(w, 20320821);
    assert_int_equal(purge(w), ERR_NONE);
    assert_int_equal(charges_left(w, 5001), 10); /* 50 yen stand as 過誤納 */

    struct collection_booking b = {.channel = CHANNEL_APPROPRIATED, .levy_year = 2026, .household_no = 1002,
                                   .payer_no = 5002, .lines = &first, .line_count = 1, .cause = "",
                                   .from = ACCOUNT_OVERPAID, .uses = receipt, .origin = "test",
                                   .received_on = date_of(2032, 8, 21), .paid_in_on = date_of(2032, 8, 21)};
    begin(w);
    assert_int_equal(collection_book(&w->chief, &b, clock_now_ms(), &w->report, NULL), ERR_NONE);
    commit(w);
    ward_business_date(w, 20320822);
    pay(w, 5002, 16, 0, 20320822);
    ward_business_date(w, 20380822);
    assert_int_equal(ward_run(w, &job_retention, 2026, false, false), ERR_FINDINGS); /* 1001 is over ten years old */
    assert_int_equal(ward_approve(w, &job_retention, 2026), ERR_NONE);
    assert_int_equal(charges_left(w, 5001), 10);
    ward_business_date(w, 20380823);
    assert_true(ward_run(w, &job_retention, 2026, false, false) <= ERR_FINDINGS);
    assert_int_equal(ward_approve(w, &job_retention, 2026), ERR_NONE);
    assert_int_equal(rows_of(w, 1001) + rows_of(w, 1002), 0);
    assert_int_equal(retention_verify(w->chief.store, &w->report), ERR_NONE);
    assert_int_equal(ledger_verify(w->chief.store, &w->report), ERR_NONE);
    assert_int_equal(collection_verify(w->chief.store, &w->report), ERR_NONE);
}

/* RT-05: two persons; what moved after the list was made stays and is told. */
static void test_moved(void **state)
{
    struct ward *w = *state;
    levied(w);
    pay(w, 5001, 16, 0, 20260820);
    pay(w, 5002, 16, 0, 20260820);
    ward_business_date(w, 20330401);
    assert_int_equal(ward_run(w, &job_retention, 2026, false, false), ERR_NONE);
    pay(w, 5001, 0, 70, 20330401); /* paid once more */
    assert_int_equal(ward_approve(w, &job_retention, 2026), ERR_FINDINGS);
    assert_int_equal(ward_findings(w, "retention-purge", "moved"), 1);
    assert_int_equal(charges_left(w, 5001), 10);
    assert_int_equal(rows_of(w, 1002), 0);
    assert_int_equal(retention_verify(w->chief.store, &w->report), ERR_NONE);
}

/* Killed at any call of the store nothing is half gone, and the run goes on to the same end. */
static void test_killed(void **state)
{
    struct ward *w = *state;
    int failed = 0;
    levied(w);
    for (int i = 0; i < 4; i++) {
        pay(w, 5001 + i, 16, 0, 20260820);
    }
    struct sheets before = sheets_of(w);
    ward_business_date(w, 20330401);
    assert_int_equal(ward_run(w, &job_retention, 2026, false, false), ERR_NONE);
    for (int64_t n = 3;; n += 5) {
        store_fail_at(w->chief.store, n);
        enum err e = ward_approve(w, &job_retention, 2026);
        store_fail_at(w->chief.store, 0);
        if (e == ERR_NONE) {
            break;
        }
        failed++;
        assert_int_equal(e, ERR_WORLD);
        assert_int_equal(retention_verify(w->chief.store, &w->report), ERR_NONE);
        assert_int_equal(ledger_verify(w->chief.store, &w->report), ERR_NONE);
        report_clear(&w->report);
    }
    assert_true(failed > 10);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(rows_of(w, 1001 + i), 0);
    }
    all_holds(w);
    struct sheets after = sheets_of(w);
    same_sheets(&before, &after);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {TEST(test_after_six_years), TEST(test_ten_years), TEST(test_tied), TEST(test_moved),
                                       TEST(test_killed)};
    return fixture_run(argc, argv, "retention", tests, COUNT_OF(tests));
}
