/*
 * 抽出: who is asked for what on a debit day, beside the same told plainly from all charges -- with payers who pay each
 * instalment and payers who pay the year at once, on the day on which the latter are asked and on the next one.
 */
#include "debit/extract.h"

#include "../premium/ward.h"

enum { YEAR = 2026, HOUSEHOLDS = 60 };

#define NUMBER(a, b, c, d)                                                                                     \
    "INSERT INTO premium_notice_number (fiscal_year, household_no, payer_no, running_no) VALUES (" a ", " b ", " c ", " d ")"
TEST_SQL(number_put, true, 4, NUMBER("?1", "?2", "?3", "?4"), NUMBER("$1", "$2", "$3", "$4"), "year", "household_no",
         "payer_no", "running_no");

static int64_t payer_of(int64_t household) { return 1000000 + household; }
static bool has_mandate(int64_t household) { return household % 3 != 0; }
static bool pays_whole(int64_t household) { return household % 6 == 1; }

static void number(struct ward *w, int64_t household)
{
    struct query *q = fixture_query(w->chief.store, &number_put);
    bool row;
    query_set_i64(q, "year", YEAR);
    query_set_i64(q, "household_no", household);
    query_set_i64(q, "payer_no", payer_of(household));
    query_set_i64(q, "running_no", household);
    assert_int_equal(query_step(q, &w->report, &row), ERR_NONE);
    query_reset(q);
}

static void mandate(struct ward *w, int64_t household, struct arena *arena)
{
    const struct mandate m = {
        .payer_no = payer_of(household), .from = date_of(2026, 6, 1), .until = date_open_end(), .act = ACT_REGISTER,
        .state = DEBIT_RUNNING, .serial = 1, .first_code = 1, .pays = pays_whole(household) ? PAYS_WHOLE : PAYS_EACH,
        .source = SOURCE_TERMINAL, .bank = text_of("0001"), .branch = text_of("234"), .account = text_of("1234567"),
        .jp_mark = text_of(""), .jp_number = text_of(""), .holder = text_of("ﾐﾎﾝ"), .deposit_kind = 1,
        .relation = text_of(""), .reason = text_of(""), .received_on = date_of(2026, 6, 1)};
    const struct mandate_cause cause = {"test", household, clock_now_ms()};
    assert_int_equal(mandate_put(w->chief.store, &m, &cause, arena, &w->report), ERR_NONE);
}

static void numbers_and_mandates(struct ward *w, struct arena *arena)
{
    assert_int_equal(store_begin(w->chief.store, &w->report), ERR_NONE);
    for (int64_t i = 1; i <= HOUSEHOLDS; i++) {
        number(w, i);
        if (has_mandate(i)) {
            mandate(w, i, arena);
        }
    }
    assert_int_equal(store_commit(w->chief.store, &w->report), ERR_NONE);
}

static void pay(struct ward *w, int64_t household, int instalment, yen amount)
{
    const struct collection_line line = {instalment, ITEM_PRINCIPAL, amount};
    const struct collection_booking b = {
        .channel = CHANNEL_COUNTER, .levy_year = YEAR, .household_no = household, .payer_no = payer_of(household),
        .lines = &line, .line_count = 1, .cause = "", .received_on = date_of(2026, 6, 18),
        .paid_in_on = date_none(), .from = ACCOUNT_CASH, .origin = "test"};
    int64_t no;
    assert_int_equal(store_begin(w->chief.store, &w->report), ERR_NONE);
    assert_int_equal(collection_book(&w->chief, &b, clock_now_ms(), &w->report, &no), ERR_NONE);
    assert_int_equal(store_commit(w->chief.store, &w->report), ERR_NONE);
}

static void charges_of(struct ward *w, int64_t household, struct arena *arena, struct collection_charge **ret,
                       size_t *ret_count)
{
    const struct collection_scope scope = {.payer_no = payer_of(household)};
    assert_int_equal(collection_charges(w->chief.store, &scope, arena, &w->report, ret, ret_count), ERR_NONE);
}

/* Some pay all of an instalment or a part of it, before anything is asked. */
static void lived(struct ward *w)
{
    const int years[] = {YEAR};
    struct arena *arena = arena_new("試験", (size_t)64 << 20);
    ward_many(w, HOUSEHOLDS, years, 1);
    assert_true(ward_run(w, &job_premium_annual, YEAR, false, false) <= ERR_FINDINGS);
    assert_int_equal(ward_approve(w, &job_premium_annual, YEAR), ERR_NONE);
    ward_business_date(w, 20260618);
    numbers_and_mandates(w, arena);
    for (int64_t i = 1; i <= HOUSEHOLDS; i++) {
        struct collection_charge *list;
        size_t count;
        charges_of(w, i, arena, &list, &count);
        for (size_t k = 0; k < count; k++) {
            int64_t luck = (i * 7 + list[k].instalment * 5) % 11;
            if (luck < 3 && list[k].instalment <= 4) {
                pay(w, i, list[k].instalment, luck == 0 ? list[k].amount / 2 + 1 : list[k].amount);
            }
        }
    }
    arena_free(arena);
}

struct told {
    size_t count;
    yen amount;
    int64_t paid, households, on_debit;
};

/* From all charges of each payer, one after the other. */
static struct told told_plainly(struct ward *w, date on)
{
    struct told t = {0};
    struct arena *arena = arena_new("試験", (size_t)64 << 20);
    for (int64_t i = 1; i <= HOUSEHOLDS; i++) {
        struct collection_charge *list;
        size_t count;
        charges_of(w, i, arena, &list, &count);
        t.households += count > 0;
        t.on_debit += count > 0 && has_mandate(i);
        bool whole = count > 0 && pays_whole(i) && date_equal(list[0].due, on);
        for (size_t k = 0; k < count && has_mandate(i); k++) {
            yen unpaid = collection_unpaid(&list[k]);
            bool asked = whole || date_equal(list[k].due, on);
            t.count += asked && unpaid > 0;
            t.amount += asked && unpaid > 0 ? unpaid : 0;
            t.paid += asked && unpaid <= 0;
        }
    }
    arena_free(arena);
    return t;
}

static struct told extracted(struct ward *w, date on)
{
    struct arena *arena = arena_new("試験", (size_t)64 << 20);
    struct debit_settings settings;
    assert_int_equal(debit_settings_load(&w->chief.folder, w->chief.folder.business_date, arena, &w->report, &settings),
                     ERR_NONE);
    struct extraction x = {.store = w->chief.store, .settings = &settings, .arena = arena, .debit_on = on,
                           .extracted_on = w->chief.folder.business_date};
    assert_int_equal(debit_extract(&x, &w->report), ERR_NONE);
    assert_int_equal(x.finding_count, 0);
    const struct told t = {x.count, x.amount, x.paid, x.households, x.on_debit};
    yen sum = 0;
    for (size_t i = 0; i < x.count; i++) {
        sum += x.items[i].amount;
    }
    assert_int_equal(sum, x.amount);
    arena_free(arena);
    return t;
}

static void same(struct told a, struct told b)
{
    assert_int_equal(a.count, b.count);
    assert_int_equal(a.amount, b.amount);
    assert_int_equal(a.paid, b.paid);
    assert_int_equal(a.households, b.households);
    assert_int_equal(a.on_debit, b.on_debit);
}

/* CO-15, CO-17, CO-59 */
static void test_CO_15_what_is_asked_is_what_all_charges_tell(void **state)
{
    struct ward *w = *state;
    const date first_due = date_of(2026, 6, 30), second_due = date_of(2026, 7, 31);
    lived(w);
    struct told first = extracted(w, first_due), second = extracted(w, second_due);
    same(first, told_plainly(w, first_due));
    same(second, told_plainly(w, second_due));
    assert_true(first.count > second.count && second.count > 10 && first.paid > 3 && second.paid > 3);
    struct told never = extracted(w, date_of(2026, 7, 15)); /* nothing is due */
    assert_int_equal(never.count, 0);
    assert_int_equal(never.households, first.households);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {WITH_WARD(test_CO_15_what_is_asked_is_what_all_charges_tell)};
    return fixture_run(argc, argv, "debit extract", tests, COUNT_OF(tests));
}
