/* The pages of 証 as they are printed: every type, long names, the classes of the limit (NT-01, NT-02,
 * EL-15 to EL-18). */
#include "../document/tools.h"

#include "certificate/register.h"

static struct arena *arena;
static struct report report;

static struct paper_page page_of(const struct certificate_paper *paper)
{
    return (struct paper_page){
        .paper = paper,
        .person = {.printed_name = text_of("見本　花子"),
                   .kana = text_of("ミホン　ハナコ"),
                   .birth = {19530710},
                   .sex = 2,
                   .is_head = false},
        .head_name = text_of("見本　太郎"),
        .mailing = {.postal_code = text_of("1600022"),
                    .address = text_of("東京都新宿区新宿九丁目８番７号"),
                    .building = text_of("見本荘１０１"),
                    .name = text_of("見本　太郎"),
                    .honorific = text_of("様")},
        .acquired_on = date_of(2020, 4, 1),
        .insurer_no = "138040",
        .insurer = "新宿区",
        .section = "健康部医療保険年金課",
        .number_tail = "0012",
        .disease_limit = 20000,
    };
}

static struct certificate_paper paper_of(enum certificate_type type)
{
    return (struct certificate_paper){.paper_no = 1200 + type,
                                      .addressee_no = 5001,
                                      .type = type,
                                      .reason = ISSUED_NEW,
                                      .issued_on = date_of(2026, 7, 20),
                                      .valid_from = date_of(2026, 8, 1),
                                      .last_day = date_of(2027, 7, 31),
                                      .card_symbol = text_of("12-34"),
                                      .card_number = text_of("0056789"),
                                      .branch_no = 2};
}

static void same_page(const struct paper_page *page, const char *name)
{
    struct document *d;
    const struct document_overflow *o;
    const char *path = arena_printf(arena, "%s/%s", work_dir(), name);
    FILE *dump = fopen(arena_printf(arena, "%s.txt", path), "w");

    assert_non_null(dump);
    assert_int_equal(document_open(arena_printf(arena, "%s.pdf", path), "証", &report, &d), ERR_NONE);
    document_dump_to(d, dump);
    assert_int_equal(certificate_page_draw(d, page), 1);
    assert_int_equal(document_overflows(d, &o), 0);
    assert_int_equal(document_close(d, &report), ERR_NONE);
    assert_int_equal(fclose(dump), 0);
    assert_golden(arena, "certificate", name, arena_printf(arena, "%s.txt", path));
}

static void the_pages_are_as_kept_NT_01_NT_02(void **state)
{
    struct certificate_paper p = paper_of(CERT_CONFIRMATION);

    (void)state;
    p.tenths = 2;
    struct paper_page page = page_of(&p);
    same_page(&page, "confirmation");
    p = paper_of(CERT_NOTICE);
    p.last_day = date_open_end();
    same_page(&page, "notice");
    p = paper_of(CERT_ELDER);
    p.tenths = 3;
    same_page(&page, "elder");
    p = paper_of(CERT_LIMIT);
    p.limit_class = LIMIT_O;
    same_page(&page, "limit-o");
    p.limit_class = LIMIT_ACTIVE1;
    p.tenths = 3;
    same_page(&page, "limit-active1");
    p = paper_of(CERT_DISEASE);
    p.disease = DISEASE_DIALYSIS;
    p.limit_class = LIMIT_A;
    same_page(&page, "disease");
    p = paper_of(CERT_REMOTE);
    same_page(&page, "remote"); /* EL-11 */
}

/* RP-04: of a restricted person no address but the chosen one. */
static void no_address_of_a_restricted_person(void **state)
{
    struct certificate_paper p = paper_of(CERT_CONFIRMATION);
    struct paper_page page = page_of(&p);
    size_t len;

    (void)state;
    page.mailing.is_restricted = true;
    same_page(&page, "confirmation-restricted");
    const char *text =
        read_file(arena, arena_printf(arena, "%s/confirmation-restricted.txt", work_dir()), &len);
    assert_non_null(text);
    assert_null(strstr(text, "新宿九丁目"));
    assert_null(strstr(text, "1600022"));
}

/* A name that needs two sizes less is shrunk, never cut. */
static void a_long_name_is_not_cut(void **state)
{
    struct certificate_paper p = paper_of(CERT_CONFIRMATION);
    struct paper_page page = page_of(&p);
    const struct document_overflow *o;
    struct document *d;

    (void)state;
    page.person.printed_name =
        text_of("アレクサンドロヴナ　マリア　デ　ラ　コンセプシオン　フェルナンデス　イ　ゴンサレス");
    const char *path = arena_printf(arena, "%s/long.pdf", work_dir());
    assert_int_equal(document_open(path, "証", &report, &d), ERR_NONE);
    (void)certificate_page_draw(d, &page);
    size_t count = document_overflows(d, &o);
    assert_int_equal(count, 1);
    assert_true(o[0].shrunk_percent > 0 && !o[0].is_missing_glyph);
    assert_int_equal(document_close(d, &report), ERR_NONE);
}

static int make(void **state)
{
    (void)state;
    arena = arena_new("証", (size_t)512 << 20);
    report_init(&report);
    return 0;
}

static int drop(void **state)
{
    (void)state;
    report_print(&report, stderr);
    report_done(&report);
    arena_free(arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_pages_are_as_kept_NT_01_NT_02),
        cmocka_unit_test(no_address_of_a_restricted_person),
        cmocka_unit_test(a_long_name_is_not_cut),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, make, drop);
}
