/* What is known of notice numbers is the same whether they are read one by one, in portions, or with all of
 * their year: charges, what settles them, receipts, 速報 and the slips that the file names. And what a
 * household paid is all that stands of it, on any day. */
#include "collection/account.h"
#include "collection/collection.h"
#include "premium/notice.h"
#include "../premium/ward.h"

enum { HOUSEHOLDS = 620, APART = 7, YEAR = 2026, NAMED = 2 }; /* more than a portion; numbers with gaps */

static const int64_t named_instalments[NAMED] = {1, 3};

static struct notice_key key_of(int64_t household)
{
    return (struct notice_key){YEAR, notice_no_of(household * APART)};
}

struct filling {
    struct bulk *bulk;
    struct ward *ward;
};

static struct filling table_begin(struct ward *w, const char *name, const struct bulk_column *columns,
                                  size_t count)
{
    struct filling t = {.ward = w};
    assert_ok(store_bulk_begin(w->chief.store, name, columns, count, &w->report, &t.bulk));
    return t;
}

static void row_add(struct filling *t, const int64_t *numbers, size_t count, size_t texts)
{
    for (size_t i = 0; i < count; i++) {
        bulk_i64(t->bulk, numbers[i]);
    }
    for (size_t i = 0; i < texts; i++) {
        bulk_text(t->bulk, text_of("1"));
    }
    assert_ok(bulk_row(t->bulk, &t->ward->report));
}

#define ROW(t, texts, ...)                                                                                 \
    do {                                                                                                   \
        const int64_t numbers_[] = {__VA_ARGS__};                                                          \
        row_add((t), numbers_, COUNT_OF(numbers_), (texts));                                               \
    } while (0)

/* A number and four slips for each; the second of instalment 3 stands for the first one. */
static void numbers_and_slips(struct ward *w)
{
    const struct bulk_column number_columns[] = {
        {"fiscal_year", BULK_I64}, {"household_no", BULK_I64}, {"payer_no", BULK_I64},
        {"running_no", BULK_I64}};
    const struct bulk_column slip_columns[] = {
        {"levy_year", BULK_I64}, {"notice_no", BULK_I64}, {"instalment", BULK_I64}, {"serial", BULK_I64},
        {"class", BULK_I64}, {"kind", BULK_I64}, {"household_no", BULK_I64}, {"payer_no", BULK_I64},
        {"amount", BULK_I64}, {"late_charge", BULK_I64}, {"fee", BULK_I64}, {"due_on", BULK_I64},
        {"issued_on", BULK_I64}, {"usable_until", BULK_I64}, {"cause_no", BULK_I64},
        {"recorded_at", BULK_I64}, {"confirm", BULK_TEXT}, {"cause_kind", BULK_TEXT}};
    const struct bulk_column step_columns[] = {
        {"levy_year", BULK_I64}, {"notice_no", BULK_I64}, {"instalment", BULK_I64}, {"serial", BULK_I64},
        {"seq", BULK_I64}, {"step", BULK_I64}, {"amount", BULK_I64}, {"recorded_at", BULK_I64}};
    const struct bulk_column charge_columns[] = {
        {"levy_year", BULK_I64}, {"notice_no", BULK_I64}, {"instalment", BULK_I64}, {"serial", BULK_I64},
        {"of_instalment", BULK_I64}, {"principal", BULK_I64}, {"late_charge", BULK_I64}, {"fee", BULK_I64}};
    assert_ok(store_begin(w->chief.store, &w->report));
    struct filling numbers =
        table_begin(w, "premium_notice_number", number_columns, COUNT_OF(number_columns));
    struct filling slips = table_begin(w, "slip_paper", slip_columns, COUNT_OF(slip_columns));
    struct filling steps = table_begin(w, "slip_step", step_columns, COUNT_OF(step_columns));
    struct filling charges = table_begin(w, "slip_charge", charge_columns, COUNT_OF(charge_columns));
    for (int64_t i = 1; i <= HOUSEHOLDS; i++) {
        const int64_t notice = key_of(i).notice_no;
        ROW(&numbers, 0, YEAR, i, 1000000 + i, i * APART);
        for (int64_t n = 1; n <= 4; n++) {
            const int64_t instalment = n < 4 ? n : 3, serial = n < 4 ? 1 : 2;
            ROW(&slips, 2, YEAR, notice, instalment, serial, 1, n < 4 ? 0 : 4, i, 1000000 + i, 1000 + n, 0, 0,
                20260731, 20260615, 20270731, 0, WARD_FIRST);
        }
        ROW(&charges, 0, YEAR, notice, 3, 2, 3, 1004, 0, 0);
        if (i % 3 == 0) {
            ROW(&steps, 0, YEAR, notice, 3, 1, 1, SLIP_REPLACED, 0, WARD_FIRST);
        }
    }
    assert_ok(bulk_end(numbers.bulk, &w->report));
    assert_ok(bulk_end(slips.bulk, &w->report));
    assert_ok(bulk_end(steps.bulk, &w->report));
    assert_ok(bulk_end(charges.bulk, &w->report));
    assert_ok(store_commit(w->chief.store, &w->report));
}

/* Every fifth household pays, some of them twice, one of those is taken back. */
static void payments(struct ward *w)
{
    assert_ok(store_begin(w->chief.store, &w->report));
    for (int64_t i = 5; i <= HOUSEHOLDS; i += 5) {
        for (int n = 1; n <= 1 + (i % 10 == 0); n++) {
            const struct collection_line line = {n, ITEM_PRINCIPAL, 100 + i};
            const struct collection_booking b = {
                .channel = CHANNEL_COUNTER, .levy_year = YEAR, .notice_no = key_of(i).notice_no,
                .household_no = i, .payer_no = 1000000 + i, .lines = &line, .line_count = 1, .cause = "",
                .received_on = date_of(2026, 8, 20), .paid_in_on = date_none(), .from = ACCOUNT_CASH,
                .origin = "test"};
            int64_t receipt_no;
            enum err e = collection_book(&w->chief, &b, clock_now_ms(), &w->report, &receipt_no);
            if (e == ERR_NONE && i % 50 == 0 && n == 1) {
                e = collection_cancel(&w->chief, receipt_no, false, "", clock_now_ms(), &w->report);
            }
            assert_int_equal(e, ERR_NONE);
        }
    }
    assert_ok(store_commit(w->chief.store, &w->report));
}

static void told(struct ward *w)
{
    const struct bulk_column columns[] = {
        {"mark_no", BULK_I64}, {"levy_year", BULK_I64}, {"notice_no", BULK_I64}, {"instalment", BULK_I64},
        {"slip_kind", BULK_I64}, {"slip_serial", BULK_I64}, {"household_no", BULK_I64},
        {"payer_no", BULK_I64}, {"channel", BULK_I64}, {"amount", BULK_I64}, {"received_on", BULK_I64},
        {"received_at", BULK_I64}, {"recorded_at", BULK_I64}, {"ended_at", BULK_I64}, {"ended_by", BULK_I64},
        {"store", BULK_TEXT}};
    assert_ok(store_begin(w->chief.store, &w->report));
    struct filling marks = table_begin(w, "collection_mark", columns, COUNT_OF(columns));
    for (int64_t i = 4; i <= HOUSEHOLDS; i += 4) {
        bool is_open = i % 8 != 0;
        ROW(&marks, 1, i, YEAR, key_of(i).notice_no, 3, 0, 1, i, 1000000 + i, CHANNEL_STORE, 1003, 20260820,
            900, WARD_FIRST, is_open ? INT64_MAX : WARD_FIRST + 1, is_open ? 0 : 1 + i % 16 / 8);
    }
    assert_ok(bulk_end(marks.bulk, &w->report));
    assert_ok(store_commit(w->chief.store, &w->report));
}

/* 仮受: money without a line. */
static void held(struct ward *w)
{
    assert_ok(store_begin(w->chief.store, &w->report));
    for (int64_t i = 3; i <= HOUSEHOLDS; i += 3) {
        char reference[16];
        snprintf(reference, sizeof(reference), "%d", (int)i);
        const struct collection_held h = {
            .channel = CHANNEL_COUNTER, .levy_year = YEAR, .notice_no = key_of(i).notice_no, .household_no = i,
            .payer_no = 1000000 + i, .instalment = 1, .amount = 500 + i, .received_on = date_of(2026, 8, 20),
            .paid_in_on = date_of(2026, 8, 20), .code = "E52", .origin = "test",
            .reference = text_of(reference)};
        bool is_new;
        assert_ok(collection_hold(&w->chief, &h, clock_now_ms(), &w->report, &is_new));
        assert_true(is_new);
    }
    assert_ok(store_commit(w->chief.store, &w->report));
}

/* A ward of a year, its numbers and slips, and what came in. */
static void lived(struct ward *w)
{
    const int years[] = {YEAR};

    ward_many(w, HOUSEHOLDS, years, 1);
    assert_true(ward_run(w, &job_premium_annual, YEAR, false, false) <= ERR_FINDINGS);
    assert_int_equal(ward_approve(w, &job_premium_annual, YEAR), ERR_NONE);
    ward_business_date(w, 20260820);
    numbers_and_slips(w);
    payments(w);
    told(w);
}

/* -------------------------------------------------------------------------------- comparing ---- */

static bool is_named(int64_t instalment)
{
    return instalment == named_instalments[0] || instalment == named_instalments[1];
}

static size_t slips_named(const struct charge_account *a, const struct slip *ret[16])
{
    size_t count = 0;
    for (size_t i = 0; i < a->slip_count; i++) {
        const struct slip *s = &a->slips[i];
        if (is_named(s->instalment)) {
            ret[count++] = s;
        }
    }
    return count;
}

static void same_slips(const struct charge_account *a, const struct charge_account *b)
{
    const struct slip *x[16], *y[16];
    size_t count = slips_named(a, x);
    assert_int_equal(count, slips_named(b, y));
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(x[i]->instalment, y[i]->instalment);
        assert_int_equal(x[i]->serial, y[i]->serial);
        assert_int_equal(x[i]->class, y[i]->class);
        assert_int_equal(x[i]->step, y[i]->step);
        assert_int_equal(x[i]->was_replaced, y[i]->was_replaced);
        assert_true(date_equal(x[i]->issued_on, y[i]->issued_on));
        assert_true(date_equal(x[i]->usable_until, y[i]->usable_until));
        assert_int_equal(x[i]->charge_count, y[i]->charge_count);
        for (size_t c = 0; c < x[i]->charge_count; c++) {
            assert_memory_equal(&x[i]->charges[c], &y[i]->charges[c], sizeof(x[i]->charges[c]));
        }
    }
}

static void same_event(const struct receipt_event *a, const struct receipt_event *b)
{
    assert_int_equal(a->kind, b->kind);
    assert_int_equal(a->channel, b->channel);
    assert_int_equal(a->instalment, b->instalment);
    assert_int_equal(a->slip_serial, b->slip_serial);
    assert_int_equal(a->amount, b->amount);
    assert_true(date_equal(a->received_on, b->received_on));
}

static size_t receipts_named(const struct charge_account *a, const struct receipt_event *ret[16])
{
    size_t count = 0;
    for (size_t i = 0; i < a->receipt_count; i++) {
        if (is_named(a->receipts[i].instalment)) {
            assert_true(count < 16);
            ret[count++] = &a->receipts[i];
        }
    }
    return count;
}

static void same_receipts(const struct charge_account *a, const struct charge_account *b)
{
    const struct receipt_event *x[16], *y[16];
    size_t count = receipts_named(a, x);
    assert_int_equal(count, receipts_named(b, y));
    for (size_t i = 0; i < count; i++) {
        same_event(x[i], y[i]);
    }
}

static void same(const struct charge_account *a, const struct charge_account *b)
{
    assert_int_equal(a->notice_no, b->notice_no);
    assert_int_equal(a->household_no, b->household_no);
    assert_int_equal(a->payer_no, b->payer_no);
    assert_int_equal(a->account_year, b->account_year);
    assert_int_equal(a->charge_count, b->charge_count);
    for (size_t i = 0; i < a->charge_count; i++) {
        assert_int_equal(a->charges[i].amount, b->charges[i].amount);
        assert_int_equal(a->charges[i].paid, b->charges[i].paid);
        assert_int_equal(a->charges[i].written_off, b->charges[i].written_off);
        assert_true(date_equal(a->charges[i].due, b->charges[i].due));
    }
    assert_memory_equal(a->part, b->part, sizeof(a->part));
    assert_memory_equal(a->part_paid, b->part_paid, sizeof(a->part_paid));
    same_receipts(a, b);
    assert_int_equal(a->mark_count, b->mark_count);
    for (size_t i = 0; i < a->mark_count; i++) {
        assert_int_equal(a->marks[i].mark_no, b->marks[i].mark_no);
        assert_int_equal(a->marks[i].is_open, b->marks[i].is_open);
        same_event(&a->marks[i].event, &b->marks[i].event);
    }
    same_slips(a, b);
}

struct seen {
    size_t known, paid, taken_back, told, named;
};

static void see(struct seen *s, const struct charge_account *a)
{
    s->known += a->household_no != 0;
    s->paid += a->charge_count > 0 && a->charges[0].paid > 0;
    s->told += a->mark_count > 0;
    s->named += receipts_named(a, (const struct receipt_event *[16]){NULL});
    for (size_t i = 0; i < a->receipt_count; i++) {
        s->taken_back += a->receipts[i].kind == RECEIPT_CANCEL;
    }
}

static void test_each_way_tells_the_same(void **state)
{
    struct ward *w = *state;
    struct notice_key keys[HOUSEHOLDS + 1];
    struct notices_named all = {keys, named_instalments, COUNT_OF(keys), NAMED};
    struct account_year *year;
    struct seen seen = {0};
    struct loaded_account whole = {.arena = arena_new("試験", (size_t)64 << 20)}, *portion, *alone;

    lived(w);
    for (int64_t i = 0; i <= HOUSEHOLDS; i++) { /* the last one is nobody's */
        keys[i] = key_of(i + 1);
    }
    assert_ok(store_begin(w->chief.store, &w->report));
    assert_ok(account_year_open(w->chief.store, &all, false, &w->report, &year));
    struct accounts *portions = accounts_open(w->chief.store, &all);
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        const struct notices_named one = {&keys[i], named_instalments, 1, NAMED};
        struct accounts *single = accounts_open(w->chief.store, &one);
        assert_ok(accounts_next(single, &w->report, &alone));
        assert_ok(accounts_next(portions, &w->report, &portion));
        arena_reset(whole.arena);
        whole = (struct loaded_account){.arena = whole.arena};
        whole.known.levy_year = YEAR;
        whole.known.notice_no = keys[i].notice_no;
        assert_ok(account_year_fill(year, i, &w->report, &whole));
        same(&alone->known, &portion->known);
        same(&alone->known, &whole.known);
        see(&seen, &alone->known);
        accounts_close(single);
    }
    accounts_close(portions);
    account_year_close(year);
    store_rollback(w->chief.store);
    arena_free(whole.arena);
    assert_int_equal(seen.known, HOUSEHOLDS);
    assert_true(seen.paid > 100 && seen.taken_back > 10 && seen.told > 100 && seen.named > 100);
}

/* ------------------------------------------------------------------------ what a household paid -- */

#define PAID_PLAINLY(first, household, known_at)                                                           \
    "SELECT COUNT(*), CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM ("                                     \
    "SELECT amount FROM collection_receipt WHERE levy_year >= " first " AND household_no = " household     \
    " AND recorded_at <= " known_at " UNION ALL "                                                          \
    "SELECT amount FROM collection_mark WHERE levy_year >= " first " AND household_no = " household        \
    " AND recorded_at <= " known_at " AND (ended_by = 0 OR ended_at > " known_at ")) plainly"
#define LINES_PLAINLY(first, household, known_at)                                                          \
    "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM collection_allocation WHERE levy_year >= " first \
    " AND household_no = " household " AND recorded_at <= " known_at " AND item = 1"
TEST_SQL(paid_plainly, false, 3, PAID_PLAINLY("?1", "?2", "?3"), PAID_PLAINLY("$1", "$2", "$3"), "first",
         "household_no", "known_at");
TEST_SQL(lines_plainly, false, 3, LINES_PLAINLY("?1", "?2", "?3"), LINES_PLAINLY("$1", "$2", "$3"), "first",
         "household_no", "known_at");

static struct query *plainly(struct ward *w, const struct sql_text *text, int64_t household_no, int32_t first,
                             int64_t known_at)
{
    struct query *q = fixture_query(w->chief.store, text);
    bool row;
    query_set_i64(q, "household_no", household_no);
    query_set_i64(q, "first", first);
    query_set_i64(q, "known_at", known_at);
    assert_ok(query_step(q, &w->report, &row));
    assert_true(row);
    return q;
}

/* As it was known at a moment; answers how much stands there. */
static size_t all_is_found(struct ward *w, int64_t household_no, int32_t first, int64_t known_at)
{
    struct arena *arena = arena_new("試験", (size_t)16 << 20);
    struct collection_look look;
    yen received = 0, paid = 0;
    assert_ok(collection_of_household(w->chief.store, household_no, first, 9999, known_at, arena, &w->report,
                                      &look));
    for (size_t i = 0; i < look.receipt_count; i++) {
        received += look.receipts[i].amount;
    }
    for (size_t i = 0; i < look.paid_count; i++) {
        paid += look.paid[i].amount;
    }
    struct query *q = plainly(w, &paid_plainly, household_no, first, known_at);
    assert_int_equal(look.receipt_count, query_i64(q, 0));
    assert_int_equal(received, query_i64(q, 1));
    query_reset(q);
    q = plainly(w, &lines_plainly, household_no, first, known_at);
    assert_int_equal(paid, query_i64(q, 0));
    query_reset(q);
    size_t count = look.receipt_count;
    arena_free(arena);
    return count;
}

static void test_a_household_finds_all_it_paid(void **state)
{
    struct ward *w = *state;
    size_t now = 0, before = 0, later = 0;

    lived(w);
    held(w);
    assert_ok(store_begin(w->chief.store, &w->report));
    for (int64_t i = 1; i <= HOUSEHOLDS; i++) {
        now += all_is_found(w, i, YEAR, INT64_MAX - 1);
        assert_int_equal(all_is_found(w, i, 0, INT64_MAX - 1), all_is_found(w, i, YEAR, INT64_MAX - 1));
        before += all_is_found(w, i, 0, WARD_FIRST); /* 速報 that ended were open then, nothing was paid */
        later += all_is_found(w, i, YEAR + 1, INT64_MAX - 1);
    }
    store_rollback(w->chief.store);
    assert_true(now > 400 && before == HOUSEHOLDS / 4 && later == 0);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {WITH_WARD(test_each_way_tells_the_same),
                                       WITH_WARD(test_a_household_finds_all_it_paid)};
    return fixture_run(argc, argv, "collection accounts", tests, COUNT_OF(tests));
}
