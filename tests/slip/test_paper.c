/* Numbers of slips, and each of them read back from the printed page by other programs (NT-09, EC-45). */
#include "../document/tools.h"

#include "base/share.h"
#include "slip/slip.h"

static struct arena *arena;
static struct report report;
static struct slip_form form;

static struct slip slip_of(int instalment, yen amount)
{
    return (struct slip){.levy_year = 2025, .class = SLIP_CURRENT, .notice_no = 12345, .instalment = instalment,
                         .serial = 1, .amount = amount, .due = date_of(2025, 6, 30),
                         .issued_on = date_of(2025, 6, 12), .usable_until = date_of(2025, 6, 30),
                         .cause_kind = "notice"};
}

/* payment_formats.md 8.4: the digits whose symbol a public program drew. */
static void the_barcode_is_the_published_one(void **state)
{
    char digits[45];
    struct slip s = slip_of(1, 12340);
    struct slip_form own = form;

    (void)state;
    own.gs1_company = "912345";
    own.client_code = "00131";
    assert_true(slip_barcode(&own, &s, digits));
    assert_string_equal(digits, "91912345001312510001234501001025063000123406");
    s.serial = 3;
    assert_true(slip_barcode(&own, &s, digits));
    assert_int_equal(digits[29], '2'); /* times reissued */
    s.serial = 42;
    assert_true(slip_barcode(&own, &s, digits));
    assert_int_equal(digits[29], '9'); /* stays 9 */
}

/* EC-45, PF 8.2: no barcode above the limit, none over nothing. */
static void the_limit_of_the_stores(void **state)
{
    char digits[45];
    struct slip s = slip_of(1, 300000);

    (void)state;
    assert_true(slip_barcode(&form, &s, digits));
    s.amount = 300001;
    assert_false(slip_barcode(&form, &s, digits));
    s.amount = 0;
    assert_false(slip_barcode(&form, &s, digits));
}

static void a_key_is_not_guessed_from_its_number(void **state)
{
    char one[7], two[7], number[21];
    struct slip s = slip_of(1, 1234);
    struct slip_form other = form;

    (void)state;
    slip_pay_number(&s, number);
    assert_string_equal(number, "20250100012345010011");
    other.confirm_key[0] = 1;
    slip_confirm(&form, &s, one);
    slip_confirm(&other, &s, two);
    assert_string_not_equal(one, two);
    assert_int_equal(strlen(one), 6);
}

/* ---------------------------------------------------------------------------- the printed page -- */

static const char *print(const struct slip_form *f, struct slip *slips, size_t count, const char *name)
{
    struct document *d;
    const struct document_overflow *o;
    const char *path = arena_printf(arena, "%s/%s", work_dir(), name);

    assert_int_equal(document_open(arena_printf(arena, "%s.pdf", path), "納付書", &report, &d), ERR_NONE);
    slip_page(d);
    for (size_t i = 0; i < count; i++) {
        slip_confirm(f, &slips[i], slips[i].confirm);
        slip_draw(d, f, &slips[i], text_of("見本　太郎"), (int)i);
    }
    for (size_t i = count; i < SLIPS_A_PAGE; i++) {
        slip_unused(d, (int)i);
    }
    assert_int_equal(document_overflows(d, &o), 0);
    assert_int_equal(document_close(d, &report), ERR_NONE);
    return path;
}

static bool has_line(const char *text, const char *line)
{
    size_t len = strlen(line);

    for (const char *at = text; (at = strstr(at, line)) != NULL; at++) {
        if (at[len] == '\n') {
            return true;
        }
    }
    return false;
}

/* NT-09: barcode, OCR lines, Pay-easy keys and eL-QR as outside programs read them off the page. */
static void every_code_reads_back(void **state)
{
    struct slip slips[] = {slip_of(1, 12340), slip_of(2, 300001), slip_of(0, 299999)};
    struct slip_form with_qr = form;
    int status;

    (void)state;
    with_qr.elqr_item = "123";
    with_qr.elqr_body = "13104";
    slips[2].late_charge = 1200;
    slips[2].fee = 100;
    slips[2].serial = 2;
    slips[2].kind = SLIP_REISSUE;
    for (int round = 0; round < 2; round++) {
        const struct slip_form *f = round == 0 ? &form : &with_qr;
        const char *path = print(f, slips, COUNT_OF(slips), round == 0 ? "plain" : "elqr");
        run(arena, &status, "pdftoppm -gray -r 400 -png %s.pdf %s", path, path);
        assert_int_equal(status, 0);
        char *read = run(arena, &status, "zbarimg -q --raw %s-*.png 2>/dev/null", path);
        char *text = run(arena, &status, "pdftotext -raw %s.pdf -", path);
        for (size_t i = 0; i < COUNT_OF(slips); i++) {
            char barcode[45], upper[40], lower[45], number[21], qr[256];
            if (slip_barcode(f, &slips[i], barcode)) {
                assert_true(has_line(read, barcode));
            }
            slip_ocr_lines(f, &slips[i], upper, lower);
            assert_true(has_line(text, upper));
            assert_true(has_line(text, lower));
            slip_pay_number(&slips[i], number);
            assert_non_null(strstr(text, arena_printf(arena, "納付番号 %.4s-%.4s-%.4s-%.4s-%.4s\n", number,
                                                      number + 4, number + 8, number + 12, number + 16)));
            assert_non_null(strstr(text, arena_printf(arena, "確認番号 %s\n", slips[i].confirm)));
            if (slip_elqr(f, &slips[i], qr)) {
                assert_true(has_line(read, qr));
                assert_memory_equal(qr + 29, upper, 39); /* the two lines stand inside it (11.1) */
                assert_memory_equal(qr + 68, lower, 44);
            } else {
                assert_int_equal(round, 0);
            }
        }
        assert_non_null(strstr(text, "1,200円"));
        assert_non_null(strstr(text, "298,699円")); /* 保険料 of the third: what is left of 299,999 */
        assert_non_null(strstr(text, "30万円を超えるため"));
    }
}

/* The layout elqr-code, written from the paper of the format, takes what we print (Y32, Y33). */
static void the_layout_takes_the_elqr(void **state)
{
    struct slip s = slip_of(1, 1234);
    struct slip_form with_qr = form;
    char qr[256];

    (void)state;
    with_qr.elqr_item = "123";
    with_qr.elqr_body = "13104";
    slip_confirm(&with_qr, &s, s.confirm);
    assert_true(slip_elqr(&with_qr, &s, qr));
    assert_int_equal(strlen(qr), 255);
    assert_memory_equal(qr + 112, "541100000001234", 15);
    assert_memory_equal(qr + 127, "622620252025012025063020250630", 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_barcode_is_the_published_one), cmocka_unit_test(the_limit_of_the_stores),
        cmocka_unit_test(a_key_is_not_guessed_from_its_number), cmocka_unit_test(every_code_reads_back),
        cmocka_unit_test(the_layout_takes_the_elqr),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    arena = arena_new("納付書の試験", (size_t)256 << 20);
    report_init(&report);
    assert_int_equal(slip_form_load(arena_printf(arena, "%s/params", share_folder()), "131041", date_of(2025, 6, 1),
                                    arena, &report, &form),
                     ERR_NONE);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    report_done(&report);
    arena_free(arena);
    return failed;
}
