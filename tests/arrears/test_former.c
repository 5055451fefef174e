/*
 * 前の系の滞納繰越: what comes in is what the file's totals say, keeps its days and limits, is no money of
 * ours, and goes on as any charge (CO-22, CO-37; docs/adr/0132).
 */
#include "../support/file.h"
#include "desk.h"

#include "books/books.h"

#include <inttypes.h>

const struct import_handler *const import_handlers[] = {&import_former_arrears};
const size_t import_handler_count = COUNT_OF(import_handlers);

#define HEAD "H,GY-03,1,131041,20260901,20260831\n"
#define FIRST "C,2024,1001,1015,9,K-1,20240610,20250131,30000,20000,6000,4000,0\n"
#define SECOND "C,2024,1001,1015,10,K-1,20240610,20250228,29000,19000,6000,4000,0\n"

static enum err take(struct ward *w, const char *body)
{
    char path[600];
    (void)snprintf(path, sizeof(path), "%s/former.csv", w->dir);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    fputs(body, f);
    assert_int_equal(fclose(f), 0);
    enum err e = file_take(&w->clerk, "gy-03-arrears", path, desk_arena(), &w->report);
    if (getenv("KOKUHO_TEST_LOUD") != NULL) {
        report_print(&w->report, stderr);
    }
    return e;
}

static bool says(struct ward *w, const char *words)
{
    bool found = false;
    for (size_t i = 0; i < w->report.kept; i++) {
        found = found || strstr(w->report.lines[i], words) != NULL;
    }
    return found;
}

static yen balance(struct ward *w, enum account account)
{
    yen sum = 0;
    assert_int_equal(ledger_balance(w->chief.store, account, 0, 0, "", &w->report, &sum), ERR_NONE);
    return sum;
}

static struct arrears_debt debt(struct ward *w, int32_t year, int instalment)
{
    struct arrears_debt *debts = NULL;
    size_t count = 0;
    assert_int_equal(arrears_debts(&w->chief, PAYER, w->chief.folder.business_date, desk_arena(), &w->report,
                                   &debts, &count),
                     ERR_NONE);
    for (size_t i = 0; i < count; i++) {
        if (debts[i].charge.levy_year == year && debts[i].charge.instalment == instalment) {
            return debts[i];
        }
    }
    return (struct arrears_debt){0};
}

static void proved(struct ward *w)
{
    enum err e = premium_verify(w->chief.store, &w->report);
    e = e == ERR_NONE ? books_verify(w->chief.store, &w->report) : e;
    report_print(&w->report, stderr);
    assert_int_equal(e, ERR_NONE);
    desk_done(w);
}

static void brought(struct ward *w)
{
    desk_notified(w, 20260905);
    assert_int_equal(take(w, HEAD FIRST SECOND
                          "P,2024,1001,1015,9,1,10000,20250305,4\n"
                          "P,2024,1001,1015,9,2,300,20250305,4\n"
                          "D,2024,1001,1015,9,20250220,20250303,30000,0\n"
                          "D,2024,1001,1015,10,20250319,20250331,29000,0\n"
                          "E,2024,1001,1015,10,5,20250701,分納誓約\n"
                          "A,2024,1001,1015,9,S-7,1,20250801,,20250820,1,1,0,見本銀行,普通預金\n"
                          "T,2,59000,10000,49000,300\n"),
                     ERR_NONE);
    assert_true(says(w, "未納 49,000円"));
    report_clear(&w->report);
}

/* Amounts, days, numbers and 延滞金 paid are as the file says; the limit follows from 督促, 承認 and 差押. */
static void test_stands(void **state)
{
    struct ward *w = *state;
    brought(w);
    struct arrears_debt nine = debt(w, 2024, 9), ten = debt(w, 2024, 10);
    assert_int_equal(nine.unpaid, 20000);
    assert_int_equal(nine.charge.charged_year, 2024);
    assert_int_equal(nine.extra.late_paid, 300);
    assert_int_equal(date_ymd(nine.charge.due), 20250131);
    assert_int_equal(date_ymd(nine.dunned_on), 20250220);
    assert_int_equal(date_ymd(nine.limit_late), 20270820); /* 差押 that ended on 2025-08-20 */
    assert_int_equal(ten.unpaid, 29000);
    assert_int_equal(date_ymd(ten.limit_late), 20270701); /* 承認 of 2025-07-01 */
    assert_true(premium_notice_no_is_valid(nine.charge.notice_no));
    struct premium_levy levy;
    bool found;
    assert_int_equal(premium_levy_of_notice(w->chief.store, 2024, nine.charge.notice_no, desk_arena(), &w->report,
                                            &levy, &found),
                     ERR_NONE);
    assert_true(found);
    assert_int_equal(levy.payer_no, PAYER);
    assert_int_equal(levy.instalments[9].amount, 29000);
    proved(w);
}

/* CO-22: it is 滞納繰越 of this year's books, no money of ours, on no 日計 and no journal; it is carried on. */
static void test_books(void **state)
{
    struct ward *w = *state;
    desk_notified(w, 20260905);
    yen receivable = balance(w, ACCOUNT_RECEIVABLE), cash = balance(w, ACCOUNT_CASH);
    assert_int_equal(take(w, HEAD FIRST SECOND
                          "P,2024,1001,1015,9,1,10000,20250305,4\n"
                          "T,2,59000,10000,49000,0\n"),
                     ERR_NONE);
    report_clear(&w->report);
    assert_int_equal(balance(w, ACCOUNT_RECEIVABLE) - receivable, 49000);
    assert_int_equal(balance(w, ACCOUNT_FORMER), -49000);
    assert_int_equal(balance(w, ACCOUNT_CASH), cash);
    struct books_month m;
    assert_int_equal(books_month(&w->chief, desk_day(20260930), desk_arena(), &w->report, &m), ERR_NONE);
    const struct books_class *k = &m.classes[ACCOUNTING_CARRIED];
    assert_int_equal(k->charged, 49000);
    assert_int_equal(k->received, 0);
    assert_int_equal(k->unpaid, 49000);
    assert_int_equal(m.unpaid_now, m.receivable);
    struct books_daily d;
    assert_int_equal(books_daily(&w->chief, desk_day(20260905), DAY_BOOKED, desk_arena(), &w->report, &d),
                     ERR_NONE);
    assert_int_equal(d.line_count, 0);
    const struct collection_line line = {9, ITEM_PRINCIPAL, 20000};
    const struct collection_booking b = {.channel = CHANNEL_COUNTER,
                                         .levy_year = 2024,
                                         .household_no = HOUSEHOLD,
                                         .payer_no = PAYER,
                                         .lines = &line,
                                         .line_count = 1,
                                         .cause = "",
                                         .received_on = desk_day(20260905),
                                         .paid_in_on = desk_day(20260905),
                                         .from = ACCOUNT_CASH,
                                         .origin = "test"};
    assert_int_equal(store_begin(w->chief.store, &w->report), ERR_NONE);
    assert_int_equal(collection_book(&w->chief, &b, clock_now_ms(), &w->report, NULL), ERR_NONE);
    assert_int_equal(store_commit(w->chief.store, &w->report), ERR_NONE);
    assert_int_equal(balance(w, ACCOUNT_CASH) - cash, 20000);
    assert_int_equal(debt(w, 2024, 9).unpaid, 0);
    ward_business_date(w, 20270601);
    assert_int_equal(ward_run(w, &job_year_end, 2026, false, false), ERR_NONE);
    assert_int_equal(ward_approve(w, &job_year_end, 2026), ERR_NONE);
    assert_int_equal(books_month(&w->chief, desk_day(20270630), desk_arena(), &w->report, &m), ERR_NONE);
    assert_int_equal(m.classes[ACCOUNTING_CARRIED].charged, m.unpaid_now);
    proved(w);
}

/* Every fault is told and nothing of the file stands. */
static void test_whole_or_nothing(void **state)
{
    struct ward *w = *state;
    desk_notified(w, 20260905);
    yen receivable = balance(w, ACCOUNT_RECEIVABLE);
    assert_int_equal(take(w, HEAD FIRST
                          "C,2024,1004,9999,9,K-9,20240610,20250131,30000,20000,6000,4000,0\n"
                          "C,2025,1001,1015,1,K-2,20250610,20250630,30000,20000,6000,0,0\n"
                          "C,2026,1001,1015,1,K-3,20260610,20260630,30000,20000,6000,4000,0\n"
                          "P,2024,1001,1015,8,1,10000,20250305,4\n"
                          "P,2024,1001,1015,9,1,30000,20250305,4\n"
                          "D,2024,1001,1015,9,20250131,20250210,30000,0\n"
                          "E,2024,1001,1015,9,5,20260906,先の日\n"
                          "A,2024,1001,1015,9,S-1,7,20250801,,,0,1,,,\n"
                          "T,4,120000,40000,80000,0\n"),
                     ERR_INPUT);
    static const char *const words[] = {"宛名にいません", "区分の合計と合いません", "滞納繰越ではありません",
                                        "ファイルにありません", "完納した期",     "納期限の後でない",
                                        "今日より後です",       "猶予の期限",     "何も引き継いでいません"};
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (!says(w, words[i])) {
            print_message("not said: %s\n", words[i]);
        }
        assert_true(says(w, words[i]));
    }
    report_clear(&w->report);
    assert_int_equal(balance(w, ACCOUNT_RECEIVABLE), receivable);
    assert_int_equal(debt(w, 2024, 9).unpaid, 0);
    /* totals that are not the records' */
    assert_int_equal(take(w, HEAD FIRST "T,1,30000,0,29999,0\n"), ERR_INPUT);
    report_clear(&w->report);
    proved(w);
}

/* The same levy comes once, and none that was decided here. */
static void test_once(void **state)
{
    struct ward *w = *state;
    brought(w);
    assert_int_equal(take(w, HEAD FIRST "T,1,30000,0,30000,0\n"), ERR_INPUT);
    assert_true(says(w, "すでに引き継いでいます"));
    report_clear(&w->report);
    assert_int_equal(debt(w, 2024, 9).unpaid, 20000);
    assert_int_equal(ward_run(w, &job_premium_annual, 2024, false, false), ERR_INPUT); /* nor is it levied here */
    report_clear(&w->report);
    proved(w);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        WITH_WARD(test_stands),
        WITH_WARD(test_books),
        WITH_WARD(test_whole_or_nothing),
        WITH_WARD(test_once),
    };
    return fixture_run(argc, argv, "arrears of the system before CO-22, CO-37", tests, COUNT_OF(tests));
}
