/*
 * The papers of 口座振替 as text (golden): what each says, and that a wrong sum stops the printing (NT-11, CO-41).
 *
 * KOKUHO_GOLDEN_UPDATE=1 writes tests/debit/golden/ anew, to be read before it is committed.
 */
#include "../document/tools.h"
#include "base/share.h"

#include "batch/batch.h"
#include "debit/paper.h"

#include <stdlib.h>
#include <unistd.h>

/* The program registers these; nothing runs here. */
const struct job *const jobs[] = {NULL};
const size_t job_count = 0;

static struct arena *arena;
static struct report report;
static struct debit_settings settings;
static struct slip_form slip_form;

static int set_up(void **state)
{
    (void)state;
    arena = arena_new("試験", (size_t)256 << 20);
    report_init(&report);
    struct data_folder folder = {.municipality = "131041"};
    snprintf(folder.params, sizeof(folder.params), "%s/params", share_folder());
    assert_int_equal(debit_settings_load(&folder, date_of(2026, 7, 6), arena, &report, &settings), ERR_NONE);
    assert_int_equal(slip_form_load(folder.params, "131041", date_of(2026, 7, 6), arena, &report, &slip_form),
                     ERR_NONE);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    report_done(&report);
    arena_free(arena);
    return 0;
}

static struct debit_paper sample(enum debit_paper_kind kind)
{
    return (struct debit_paper){
        .settings = &settings,
        .kind = kind,
        .run_no = 9,
        .payer_no = 1000012,
        .year = 2026,
        .mailing = {.postal_code = text_of("1610031"),
                    .address = text_of("東京都新宿区西落合三丁目40番2号"),
                    .building = text_of("ルミエール落合　804号室"),
                    .name = text_of("見本一　太郎"),
                    .honorific = text_of("様")},
        .issued_on = date_of(2026, 7, 6),
    };
}

static void is_golden(const char *name, const struct debit_paper *p)
{
    char *pdf = arena_printf(arena, "/tmp/debit-%s-%d.pdf", name, (int)getpid());
    char *dumped = arena_printf(arena, "%s.txt", pdf);
    const struct document_overflow *o;
    struct document *d;
    FILE *dump = fopen(dumped, "w");

    assert_non_null(dump);
    assert_int_equal(debit_paper_check(p, &report), ERR_NONE);
    assert_int_equal(document_open(pdf, name, &report, &d), ERR_NONE);
    document_dump_to(d, dump);
    assert_true(debit_paper_draw(d, p));
    assert_int_equal(document_overflows(d, &o), 0);
    assert_int_equal(document_close(d, &report), ERR_NONE);
    fclose(dump);
    assert_golden(arena, "debit", name, dumped);
    unlink(dumped);
    unlink(pdf);
}

static struct debit_paper failed(void)
{
    static const struct debit_paper_line lines[] = {
        {.cause_no = 1, .levy_year = 2026, .instalment = 1, .debit_on = {20634}, .redebit_on = {20649},
         .amount = 12340, .result = 1},
        {.cause_no = 2, .levy_year = 2026, .instalment = 2, .debit_on = {20634}, .redebit_on = {INT32_MIN},
         .amount = 8000, .result = 2},
    };
    struct slip *slip = ARENA_NEW(arena, struct slip);
    struct debit_paper p = sample(PAPER_FAILED);

    *slip = (struct slip){.levy_year = 2026, .class = SLIP_CURRENT, .notice_no = 17, .instalment = 2,
                          .kind = SLIP_REISSUE, .serial = 2, .payer_no = 1000012, .amount = 8000,
                          .due = date_of(2026, 7, 31), .issued_on = date_of(2026, 7, 6),
                          .usable_until = date_of(2026, 8, 5), .confirm = "099704"};
    p.lines = lines;
    p.line_count = COUNT_OF(lines);
    p.amount = 20340;
    p.slip_form = &slip_form;
    p.slips = slip;
    p.slip_count = 1;
    return p;
}

static void test_NT_11_failed(void **state)
{
    struct debit_paper p = failed();
    (void)state;
    is_golden("failed", &p);
}

static void test_NT_11_started_and_stopped(void **state)
{
    struct debit_paper p = sample(PAPER_MANDATE);
    (void)state;
    p.account = (struct debit_paper_account){.act = "登録", .bank = "ゆうちょ銀行", .kind = "通常貯金",
                                             .number = "*****71", .pays = "期別（納期ごと）", .reason = "",
                                             .holder = text_of("ｼﾝｼﾞﾕｸ ﾀﾛｳ"), .from = date_of(2026, 6, 5)};
    is_golden("started", &p);
    p.account.act = "停止（銀行の回答）";
    p.account.reason = "取引なし";
    p.account.is_stopped = true;
    is_golden("stopped", &p);
}

static void test_CO_41_debited_of_a_year(void **state)
{
    enum { LINES = 30 }; /* more than a page holds */
    struct debit_paper_line lines[LINES];
    struct debit_paper p = sample(PAPER_DONE);
    (void)state;
    for (int i = 0; i < LINES; i++) {
        lines[i] = (struct debit_paper_line){.cause_no = 2026, .levy_year = 2025 + i % 2, .instalment = i % 10 + 1,
                                             .debit_on = date_of(2026, 1 + i % 12, 28),
                                             .redebit_on = date_none(), .amount = 1000 + i,
                                             .overpaid = i == 3 ? 1003 : 0};
        p.amount += lines[i].amount - lines[i].overpaid;
    }
    p.lines = lines;
    p.line_count = LINES;
    p.issued_on = date_of(2027, 1, 15);
    is_golden("done", &p);
}

static void test_sums_that_differ_stop_the_printing(void **state)
{
    struct debit_paper p = failed();
    (void)state;
    p.amount++;
    assert_int_equal(debit_paper_check(&p, &report), ERR_FINDINGS);
    p = failed();
    struct slip too_much = p.slips[0];
    too_much.amount = 8001;
    p.slips = &too_much;
    assert_int_equal(debit_paper_check(&p, &report), ERR_FINDINGS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_NT_11_failed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_NT_11_started_and_stopped, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_CO_41_debited_of_a_year, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_sums_that_differ_stop_the_printing, set_up, tear_down),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("papers of direct debit", tests, NULL, NULL);
}
