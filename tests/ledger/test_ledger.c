/*
 * Postings: balanced, posted once, never changed -- enforced by the database itself on both stores.
 */
#include "fixture.h"
#include "ledger/ledger.h"

#include <inttypes.h>

static const struct posting sample = {
    .cause_no = 5001, .cause_kind = "assessment", .household_no = 7001, .payer_no = 5001,
    .cause_version = 1, .levy_year = 2026, .account_year = 2026, .part = "medical",
    .debit = ACCOUNT_RECEIVABLE, .credit = ACCOUNT_REVENUE, .amount = 270647,
    .reason = REASON_ASSESSED, .recorded_at = 1780000000000,
};

static int migrated(void **state)
{
    fixture_setup(state);
    struct fixture *f = *state;
    assert_ok(store_migrate(f->store, &f->report));
    return 0;
}
#define WITH_LEDGER(test) cmocka_unit_test_setup_teardown(test, migrated, fixture_teardown)

static struct posting posting_of(int64_t payer_no, const char *part, yen amount)
{
    struct posting p = sample;
    p.value_date = p.business_date = date_of(2026, 6, 5);
    p.cause_no = p.payer_no = payer_no;
    p.household_no = payer_no + 2000;
    p.part = part;
    p.amount = amount;
    return p;
}

static enum err post(struct fixture *f, const struct posting *list, size_t count)
{
    struct ledger_writer *w;
    assert_ok(store_begin(f->store, &f->report));
    enum err e = ledger_begin(f->store, &f->report, &w);
    assert_ok(e);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = ledger_post(w, &list[i], &f->report);
    }
    enum err ended = ledger_end(w, &f->report);
    e = e != ERR_NONE ? e : ended;
    if (e == ERR_NONE) {
        e = store_commit(f->store, &f->report);
    }
    store_rollback(f->store);
    return e;
}

static yen balance(struct fixture *f, enum account account, int64_t payer, int32_t year,
                   const char *part)
{
    yen y = -1;
    assert_ok(ledger_balance(f->store, account, payer, year, part, &f->report, &y));
    return y;
}

static void balances_are_sums_of_postings(void **state)
{
    struct fixture *f = *state;
    struct posting list[] = {
        posting_of(5001, "medical", 270647), posting_of(5001, "support", 100760),
        posting_of(5002, "medical", 1000),   posting_of(5001, "medical", 70647),
        posting_of(5001, "medical", 9),
    };
    list[3].cause_version = 2; /* 減額更正: the second version lowers the first */
    list[3].debit = ACCOUNT_REVENUE;
    list[3].credit = ACCOUNT_RECEIVABLE;
    list[3].reason = REASON_REDUCED;
    list[4].levy_year = 2025;
    assert_ok(post(f, list, COUNT_OF(list)));

    assert_int_equal(balance(f, ACCOUNT_RECEIVABLE, 5001, 2026, "medical"), 270647 - 70647);
    assert_int_equal(balance(f, ACCOUNT_RECEIVABLE, 5001, 2026, ""), 270647 - 70647 + 100760);
    assert_int_equal(balance(f, ACCOUNT_RECEIVABLE, 5001, 0, ""), 270647 - 70647 + 100760 + 9);
    assert_int_equal(balance(f, ACCOUNT_RECEIVABLE, 0, 2026, "medical"), 270647 - 70647 + 1000);
    assert_int_equal(balance(f, ACCOUNT_RECEIVABLE, 4999, 0, ""), 0);
    assert_int_equal(balance(f, ACCOUNT_RECEIVABLE, 0, 0, "") + balance(f, ACCOUNT_REVENUE, 0, 0, ""), 0);
    assert_ok(ledger_verify(f->store, &f->report));
}

static void one_cause_posts_once(void **state)
{
    struct fixture *f = *state;
    struct posting p = posting_of(5001, "medical", 100);
    assert_ok(post(f, &p, 1));
    p.amount = 200;
    assert_int_equal(post(f, &p, 1), ERR_WORLD);
    assert_int_equal(store_last_fault(f->store), STORE_FAULT_UNIQUE);
    assert_int_equal(balance(f, ACCOUNT_RECEIVABLE, 0, 0, ""), 100);
    p.cause_version = 2;
    assert_ok(post(f, &p, 1));
    assert_int_equal(balance(f, ACCOUNT_RECEIVABLE, 0, 0, ""), 300);
}

static void refused(struct fixture *f, const char *sql)
{
    struct store *s = f->store;
    report_clear(&f->report);
    assert_ok(store_begin(s, &f->report));
    assert_int_equal(s->backend->exec(s, "direct", sql, &f->report), ERR_WORLD);
    assert_int_equal(store_last_fault(s), STORE_FAULT_REFUSED);
    assert_true(fixture_report_has(f, "取り消す仕訳を足してください"));
    store_rollback(s);
}

/* OP-18 in part: nobody changes a posting, not even with SQL of his own. */
static void a_direct_update_or_delete_fails(void **state)
{
    struct fixture *f = *state;
    struct posting p = posting_of(5001, "medical", 100);
    assert_ok(post(f, &p, 1));
    refused(f, "UPDATE ledger_posting SET amount = 1");
    refused(f, "UPDATE ledger_posting SET recorded_at = 0 WHERE payer_no = 5001");
    refused(f, "DELETE FROM ledger_posting");
    refused(f, "DELETE FROM ledger_posting WHERE payer_no = 5001");
    if (f->kind == STORE_POSTGRES) {
        refused(f, "TRUNCATE ledger_posting");
        refused(f, "SET LOCAL session_replication_role = replica; DELETE FROM ledger_posting");
    } else {
        refused(f, "INSERT OR REPLACE INTO ledger_posting SELECT levy_year, household_no, cause_kind, "
                   "cause_no, cause_version, part, payer_no, account_year, debit, credit, 1, reason, "
                   "value_date, business_date, recorded_at FROM ledger_posting");
    }
    assert_int_equal(balance(f, ACCOUNT_RECEIVABLE, 0, 0, ""), 100);
}

#define INSERT_POSTING                                                                             \
    "INSERT INTO ledger_posting (levy_year, household_no, cause_kind, cause_no, cause_version, "   \
    "part, payer_no, account_year, debit, credit, amount, reason, value_date, business_date, "     \
    "recorded_at) VALUES (2026, 1, 'test', %d, 1, '', 1, 2026, %d, %d, %d, %d, %d, 20260605, 0)"

static enum err insert_directly(struct fixture *f, int no, int debit, int credit, int amount,
                                int reason, int day)
{
    char sql[600];
    snprintf(sql, sizeof(sql), INSERT_POSTING, no, debit, credit, amount, reason, day);
    assert_ok(store_begin(f->store, &f->report));
    enum err e = f->store->backend->exec(f->store, "direct", sql, &f->report);
    if (e == ERR_NONE) {
        e = store_commit(f->store, &f->report);
    }
    store_rollback(f->store);
    return e;
}

static void the_tables_refuse_what_does_not_balance(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(insert_directly(f, 1, 0, 0, 100, 0, 20260605), ERR_WORLD);
    assert_int_equal(store_last_fault(f->store), STORE_FAULT_CHECK);
    assert_int_equal(insert_directly(f, 1, 0, 1, 0, 0, 20260605), ERR_WORLD);
    assert_int_equal(insert_directly(f, 1, 0, 1, -5, 0, 20260605), ERR_WORLD);
    assert_int_equal(store_last_fault(f->store), STORE_FAULT_CHECK);
    assert_ok(insert_directly(f, 1, 0, 1, 5, 0, 20260605));
}

static void verify_names_every_broken_posting(void **state)
{
    struct fixture *f = *state;
    assert_ok(insert_directly(f, 1, 0, 1, 5, 0, 20260605));
    assert_ok(ledger_verify(f->store, &f->report));
    assert_ok(insert_directly(f, 2, 0, 99, 5, 0, 20260605));
    assert_ok(insert_directly(f, 3, 0, 1, 5, 99, 20260605));
    assert_ok(insert_directly(f, 4, 0, 1, 5, 0, 0));
    report_clear(&f->report);
    assert_int_equal(ledger_verify(f->store, &f->report), ERR_FINDINGS);
    assert_int_equal(f->report.count, 3);
    assert_true(fixture_report_has(f, "test 2 版1 : 知らない勘定科目です"));
    assert_true(fixture_report_has(f, "test 3 版1 : 知らない理由です"));
    assert_true(fixture_report_has(f, "test 4 版1 : 日付が正しくありません"));
    fixture_exec(f, "INSERT INTO ledger_account VALUES (99, 'other', '他')",
                 "INSERT INTO ledger_account VALUES (99, 'other', '他')");
    report_clear(&f->report);
    assert_int_equal(ledger_verify(f->store, &f->report), ERR_FINDINGS);
    assert_true(fixture_report_has(f, "勘定科目 99「other」"));
}

/* A failing write at any call leaves no posting. */
static void a_fault_at_any_call_posts_nothing(void **state)
{
    struct fixture *f = *state;
    enum { POSTINGS = 3000 };
    static struct posting list[POSTINGS];
    for (int i = 0; i < POSTINGS; i++) {
        list[i] = posting_of(5000 + i, "medical", 1000 + i);
    }
    int64_t n = 0;
    enum err e = ERR_WORLD;
    while (e != ERR_NONE) {
        assert_true(++n < 100);
        store_fail_at(f->store, n);
        struct ledger_writer *w;
        e = store_begin(f->store, &f->report);
        bool begun = e == ERR_NONE && (e = ledger_begin(f->store, &f->report, &w)) == ERR_NONE;
        for (int i = 0; i < POSTINGS && e == ERR_NONE; i++) {
            e = ledger_post(w, &list[i], &f->report);
        }
        if (begun) {
            enum err ended = ledger_end(w, &f->report);
            e = e != ERR_NONE ? e : ended;
        }
        e = e == ERR_NONE ? store_commit(f->store, &f->report) : e;
        store_rollback(f->store);
        store_fail_at(f->store, 0);
        if (e != ERR_NONE) {
            assert_int_equal(balance(f, ACCOUNT_RECEIVABLE, 0, 0, ""), 0);
        }
    }
    assert_true(n >= 4); /* begin, bulk, rows, commit */
    assert_int_equal(balance(f, ACCOUNT_RECEIVABLE, 0, 0, ""), 3000 * 1000 + 2999 * 3000 / 2);
}

static yen of_cause(struct fixture *f, enum account account, const char *cause_kind)
{
    yen y = -1;
    assert_ok(ledger_balance_of_cause(f->store, account, cause_kind, &f->report, &y));
    return y;
}

/* Sums by cause and by part: of causes that many postings have and of those that few have, on each account. */
static void sums_of_causes(void **state)
{
    struct fixture *f = *state;
    static const char *const parts[] = {"medical", "support", "care"};
    yen by_part[COUNT_OF(parts)];
    struct posting list[] = {posting_of(5001, "medical", 1000), posting_of(5001, "support", 300),
                             posting_of(5002, "medical", 700),  posting_of(5003, "medical", 50),
                             posting_of(5004, "medical", 9),    posting_of(5005, "medical", 5)};
    list[3].cause_kind = "write-off";
    list[3].debit = ACCOUNT_WRITTEN_OFF, list[3].credit = ACCOUNT_RECEIVABLE;
    list[4].cause_kind = "refund";
    list[4].debit = ACCOUNT_OVERPAID, list[4].credit = ACCOUNT_CASH;
    list[5].cause_kind = "receipt";
    list[5].debit = ACCOUNT_RECEIVABLE, list[5].credit = ACCOUNT_OVERPAID;
    assert_int_equal(post(f, list, COUNT_OF(list)), ERR_NONE);
    assert_int_equal(of_cause(f, ACCOUNT_REVENUE, "assessment"), -2000);
    assert_int_equal(of_cause(f, ACCOUNT_WRITTEN_OFF, "write-off"), 50);
    assert_int_equal(of_cause(f, ACCOUNT_RECEIVABLE, "write-off"), -50);
    assert_int_equal(of_cause(f, ACCOUNT_RECEIVABLE, "receipt"), 5);
    assert_int_equal(of_cause(f, ACCOUNT_OVERPAID, "refund"), 9);
    assert_int_equal(of_cause(f, ACCOUNT_OVERPAID, "receipt"), -5);
    assert_int_equal(of_cause(f, ACCOUNT_CASH, "refund"), -9);
    assert_int_equal(of_cause(f, ACCOUNT_CASH, "write-off"), 0);
    assert_ok(ledger_balances_of_parts(f->store, ACCOUNT_REVENUE, 2026, parts, COUNT_OF(parts), &f->report, by_part));
    assert_int_equal(by_part[0], -1700);
    assert_int_equal(by_part[1], -300);
    assert_int_equal(by_part[2], 0);
}

/* A decision of many comes by household, not by cause: more than wait, the last cause first. */
static void postings_come_in_any_order(void **state)
{
    enum { MANY = 40000 };
    struct fixture *f = *state;
    struct posting *list = calloc(MANY, sizeof(*list));
    assert_non_null(list);
    for (int64_t i = 0; i < MANY; i++) {
        list[i] = posting_of(MANY - i, i % 3 == 0 ? "care" : "medical", 1 + i);
        list[i].cause_kind = i % 2 == 0 ? "assessment" : "receipt";
        list[i].levy_year = 2026 - (int32_t)(i % 2);
    }
    assert_ok(post(f, list, MANY));
    assert_int_equal(balance(f, ACCOUNT_RECEIVABLE, 0, 0, ""), (yen)MANY * (MANY + 1) / 2);
    assert_int_equal(post(f, &list[MANY / 2], 1), ERR_WORLD); /* each once all the same */
    free(list);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        WITH_LEDGER(balances_are_sums_of_postings),
        WITH_LEDGER(one_cause_posts_once),
        WITH_LEDGER(a_direct_update_or_delete_fails),
        WITH_LEDGER(the_tables_refuse_what_does_not_balance),
        WITH_LEDGER(verify_names_every_broken_posting),
        WITH_LEDGER(a_fault_at_any_call_posts_nothing),
        WITH_LEDGER(sums_of_causes),
        WITH_LEDGER(postings_come_in_any_order),
    };
    return fixture_run(argc, argv, "ledger", tests, COUNT_OF(tests));
}
