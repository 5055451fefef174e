/*
 * The papers of 還付・充当 as text (golden) and as PDF: their amounts agree (CO-13, CO-16, NT-10).
 *
 * KOKUHO_GOLDEN_UPDATE=1 writes tests/refund/golden/ anew, to be read before it is committed.
 */
#include "../document/tools.h"

#include "batch/batch.h"
#include "refund/paper.h"

#include <stdlib.h>
#include <unistd.h>

/* The program registers these; nothing runs here. */
const struct job *const jobs[] = {NULL};
const size_t job_count = 0;

static struct arena *arena;
static struct report report;
static struct refund_settings settings;

static int set_up(void **state)
{
    (void)state;
    arena = arena_new("試験", (size_t)256 << 20);
    report_init(&report);
    settings = (struct refund_settings){
        .municipality_name = "新宿区",
        .premium_label = "国民健康保険料",
        .issuer = "新宿区長",
        .section = "健康部医療保険年金課",
        .postal_code = "160-8484",
        .address = "東京都新宿区歌舞伎町一丁目4番1号",
        .seal_text = "（公印省略）",
        .claim_text = "下の還付請求書に記入し、30日以内に担当課へお送りください。還付を請求できる期間は、こ"
                      "の通知の日の翌日"
                      "から2年です。",
        .fraud_text = "還付の手続きで、ATM（現金自動預払機）の操作をお願いすることは、決してありません。",
        .appeal_text =
            "この処分に不服があるときは、通知を受け取った日の翌日から3か月以内に審査請求ができます。"};
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    report_done(&report);
    arena_free(arena);
    return 0;
}

static struct refund_paper sample(void)
{
    struct refund_part *parts = ARENA_ARRAY(arena, struct refund_part, 3);
    struct refund_base *bases = ARENA_ARRAY(arena, struct refund_base, 2);
    parts[0] = (struct refund_part){.use = USE_APPROPRIATED,
                                    .cause = "K1",
                                    .paid_on = date_of(2025, 7, 31),
                                    .ends_on = date_of(2026, 2, 10),
                                    .amount = 12000,
                                    .levy_year = 2025,
                                    .instalment = 2,
                                    .account_year = 2025,
                                    .to = {.levy_year = 2025, .instalment = 7},
                                    .to_item = ITEM_PRINCIPAL};
    parts[1] = (struct refund_part){.use = USE_APPROPRIATED,
                                    .cause = "K1",
                                    .paid_on = date_of(2025, 7, 31),
                                    .ends_on = date_of(2026, 2, 10),
                                    .amount = 1300,
                                    .levy_year = 2025,
                                    .instalment = 2,
                                    .account_year = 2025,
                                    .to = {.levy_year = 2025, .instalment = 7},
                                    .to_item = ITEM_LATE_CHARGE};
    parts[2] = (struct refund_part){.use = USE_REFUNDED,
                                    .cause = "K1",
                                    .paid_on = date_of(2025, 7, 31),
                                    .ends_on = date_of(2026, 4, 20),
                                    .amount = 260000,
                                    .levy_year = 2025,
                                    .instalment = 2,
                                    .account_year = 2025};
    bases[0] = (struct refund_base){.use = USE_APPROPRIATED,
                                    .cause = "K1",
                                    .paid_on = date_of(2025, 7, 31),
                                    .base = 13300,
                                    .days = {date_of(2025, 8, 1), date_of(2026, 2, 11)},
                                    .raw = 68};
    bases[1] = (struct refund_base){.use = USE_REFUNDED,
                                    .cause = "K1",
                                    .paid_on = date_of(2025, 7, 31),
                                    .base = 260000,
                                    .days = {date_of(2025, 8, 1), date_of(2026, 4, 21)},
                                    .raw = 1998,
                                    .amount = 1900};
    return (struct refund_paper){.settings = &settings,
                                 .parts = parts,
                                 .part_count = 3,
                                 .bases = bases,
                                 .base_count = 2,
                                 .c = {.case_no = 17,
                                       .payer_no = 1015,
                                       .household_no = 1001,
                                       .decided_on = date_of(2026, 4, 20),
                                       .note = "所得の修正申告により減額",
                                       .state = REFUND_DECIDED,
                                       .on = date_of(2026, 4, 20),
                                       .amount = 260000,
                                       .appropriated = 13300,
                                       .interest = 1900,
                                       .revision = 1,
                                       .told_on = date_none(),
                                       .claimed_on = date_none(),
                                       .ordered_on = date_none(),
                                       .attorney = "",
                                       .bank = "",
                                       .branch = "",
                                       .number = "",
                                       .holder = "",
                                       .words = ""},
                                 .interest_decided = 1900,
                                 .mailing = {.postal_code = text_of("1600022"),
                                             .address = text_of("東京都新宿区新宿九丁目8番7号"),
                                             .building = text_of("見本荘 203号"),
                                             .name = text_of("新宿　太郎"),
                                             .honorific = text_of("様")},
                                 .payer_name = "新宿　太郎",
                                 .payee_name = "",
                                 .account = "",
                                 .issued_on = date_of(2026, 4, 20),
                                 .limit_on = date_of(2028, 4, 20)};
}

static struct refund_paper ordered(void)
{
    struct refund_paper p = sample();
    p.c.state = REFUND_ORDERED;
    p.c.ordered_on = p.c.on = date_of(2026, 5, 11);
    p.c.revision = 2;
    p.c.relation = 3;
    p.c.attorney = "委任状 令和8年5月1日付け";
    p.c.bank = "0005";
    p.c.branch = "123";
    p.c.deposit_kind = 1;
    p.c.number = "1234567";
    p.c.holder = "ヨツヤ　ハナコ";
    p.payee_name = "四谷　花子";
    return p;
}

/* The pages as text, beside the golden ones. */
static void is_golden(const char *name, bool (*draw)(struct document *, const struct refund_paper *),
                      const struct refund_paper *p, const struct refund_request_paper *request)
{
    const char *at = getenv("KOKUHO_PAPERS") != NULL ? getenv("KOKUHO_PAPERS") : "/tmp";
    char *pdf =
        arena_printf(arena, "%s/refund-%s-%d.pdf", at, name, getenv("KOKUHO_PAPERS") ? 0 : (int)getpid());
    char *dumped = arena_printf(arena, "%s.txt", pdf);
    struct document *d;
    FILE *dump = fopen(dumped, "w");
    assert_non_null(dump);
    assert_int_equal(document_open(pdf, name, &report, &d), ERR_NONE);
    document_dump_to(d, dump);
    bool drawn = request != NULL ? refund_request_draw(d, request) : draw(d, p);
    const struct document_overflow *o;
    size_t overflows = document_overflows(d, &o);
    for (size_t i = 0; i < overflows; i++) {
        print_message("%s: %s %d%% %s\n", name, o[i].box, o[i].shrunk_percent, o[i].text);
    }
    assert_true(drawn);
    assert_int_equal(overflows, 0);
    assert_int_equal(document_close(d, &report), ERR_NONE);
    fclose(dump);
    assert_golden(arena, "refund", name, dumped);
    unlink(dumped);
    if (getenv("KOKUHO_PAPERS") == NULL) {
        unlink(pdf);
    }
}

static void test_CO_13_NT_10_letter_and_claim(void **state)
{
    struct refund_paper p = sample();
    (void)state;
    assert_int_equal(refund_paper_check(&p, &report), ERR_NONE);
    is_golden("notice", refund_notice_draw, &p, NULL);
    p.account = "金融機関 0005 支店 123 普通 口座番号 ****567";
    is_golden("notice-account", refund_notice_draw, &p, NULL);
    p.account = "";
    p.is_reminder = true;
    is_golden("reminder", refund_notice_draw, &p, NULL);
}

static void test_CO_13_inner_papers(void **state)
{
    struct refund_paper p = sample(), paid = ordered();
    (void)state;
    is_golden("decision", refund_decision_draw, &p, NULL);
    is_golden("pledge", refund_pledge_draw, &p, NULL);
    is_golden("order", refund_order_draw, &paid, NULL);
}

static void test_CO_16_request_to_the_bank(void **state)
{
    struct refund_case cases[2] = {ordered().c, ordered().c};
    const struct refund_request_paper request = {
        .settings = &settings,
        .transfer_no = 7,
        .on = date_of(2026, 5, 15),
        .issued_on = date_of(2026, 5, 12),
        .file = "furikomi-20260515-7.txt",
        .sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        .cases = cases,
        .count = 2,
        .amount = 2 * 261900};
    (void)state;
    is_golden("request", NULL, NULL, &request);
}

/* CO-13: papers whose lines do not sum up to the decision are not printed. */
static void test_CO_13_wrong_sums_are_refused(void **state)
{
    struct refund_paper p = sample();
    (void)state;
    p.c.interest++;
    assert_int_equal(refund_paper_check(&p, &report), ERR_FINDINGS);
    p = sample();
    p.c.amount--;
    assert_int_equal(refund_paper_check(&p, &report), ERR_FINDINGS);
    report_clear(&report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_CO_13_NT_10_letter_and_claim),
        cmocka_unit_test(test_CO_13_inner_papers),
        cmocka_unit_test(test_CO_16_request_to_the_bank),
        cmocka_unit_test(test_CO_13_wrong_sums_are_refused),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("refund paper", tests, set_up, tear_down);
}
