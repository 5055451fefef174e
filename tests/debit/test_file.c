/*
 * A request file byte by byte (payment_formats.md 3, 4), the customer number, names as banks take them: Y01 to Y11.
 */
#include "batch/batch.h"
#include "debit/request_file.h"
#include "interchange/zengin_kana.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

/* The program registers these; nothing runs here. */
const struct job *const jobs[] = {NULL};
const size_t job_count = 0;

static struct arena *arena;
static struct report report;

static int set_up(void **state)
{
    (void)state;
    arena = arena_new("試験", (size_t)64 << 20);
    report_init(&report);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    report_done(&report);
    arena_free(arena);
    return 0;
}

static void test_customer_number(void **state)
{
    struct collection_charge c = {.levy_year = 2025, .notice_no = 12345, .instalment = 1};
    char number[CUSTOMER_DIGITS + 1];
    (void)state;
    debit_customer_no(&c, "01", 1, number);
    assert_string_equal(number, "20250100000123450111"); /* payment_formats.md 14 */
}

static void name_is(const char *typed, const char *want, size_t want_places)
{
    struct text got;
    size_t places;
    assert_int_equal(zengin_kana(text_of(typed), 30, arena, &report, &got, &places), ERR_NONE);
    assert_int_equal(got.len, strlen(want));
    assert_memory_equal(got.bytes, want, got.len);
    assert_int_equal(places, want_places);
}

static void test_Y10_names(void **state)
{
    (void)state;
    name_is("シンジュク　ジロー", "ｼﾝｼﾞﾕｸ ｼﾞﾛ-", 11);
    name_is("ｼﾝｼﾞｭｸ ﾀﾛｳ", "ｼﾝｼﾞﾕｸ ﾀﾛｳ", 10);
    name_is("カ）ヴォルテ", "ｶ)ｳﾞｵﾙﾃ", 7);
    name_is("たろう　Abc・１２", "ﾀﾛｳ ABC.12", 10);
    struct text got;
    size_t places;
    assert_int_equal(zengin_kana(text_of("見本 ﾀﾛｳ"), 30, arena, &report, &got, &places), ERR_INPUT);
}

static void test_Y11_no_mark_is_cut_from_its_letter(void **state)
{
    struct text got;
    size_t places;
    char name[31 * 3 + 4] = "";
    (void)state;
    for (int i = 0; i < 29; i++) {
        memcpy(name + i * 3, "ア", 4);
    }
    memcpy(name + 29 * 3, "ガ", 4);
    assert_int_equal(zengin_kana(text_of(name), 30, arena, &report, &got, &places), ERR_NONE);
    assert_int_equal(places, 31);
    assert_int_equal(utf8_characters(got.bytes, got.len), 29); /* ｶﾞ goes whole */
    memcpy(name + 29 * 3, "ｶ", 4);
    char half[31 * 3 + 8];
    snprintf(half, sizeof(half), "%sﾞ", name); /* the mark as a sign of its own */
    assert_int_equal(zengin_kana(text_of(half), 30, arena, &report, &got, &places), ERR_NONE);
    assert_int_equal(places, 31);
    assert_int_equal(utf8_characters(got.bytes, got.len), 29);
}

static struct mandate mandate_of(const char *bank, const char *branch, const char *account)
{
    return (struct mandate){.payer_no = 1, .bank = text_of(bank), .branch = text_of(branch), .deposit_kind = 1,
                            .account = text_of(account), .holder = text_of("ｼﾝｼﾞﾕｸ ﾀﾛｳ")};
}

/* Two groups in one file; the bytes are those of the layout's table. */
static void test_CO_15_the_file_byte_by_byte(void **state)
{
    static const struct debit_bank banks[] = {
        {"0001", "ﾐｽﾞﾎ", "0001", "1310400001", "zengin-91-request"},
        {"*", "ﾂｳｼﾞﾖｳ", "0001", "1310400001", "zengin-91-request"}};
    struct debit_settings settings = {.client_name = "ｼﾝｼﾞﾕｸｸｶｲｹｲｶﾝﾘｼﾔ", .banks = banks, .bank_count = 2};
    struct mandate first = mandate_of("0001", "160", "0012345"), second = mandate_of("0033", "001", "7654321");
    struct extracted items[] = {
        {.mandate = &first, .bank = &banks[0], .amount = 12340, .new_code = 1, .customer_no = "20250100000123450111"},
        {.mandate = &second, .bank = &banks[1], .amount = 8000, .new_code = 2, .customer_no = "20250100000123450111"},
    };
    struct collection_charge c = {.levy_year = 2025, .notice_no = 12353, .instalment = 1};
    struct extracted_file file = {.name = "test", .layout = "zengin-91-request", .consignor = "1310400001",
                                  .first = 0, .count = 2, .amount = 20340};
    struct extraction x = {.settings = &settings, .arena = arena, .debit_on = date_of(2026, 1, 5), .items = items,
                           .count = 2};
    struct file_receipt receipt;
    char path[64], bytes[2048];
    (void)state;
    debit_customer_no(&c, "01", 1, items[1].customer_no);
    snprintf(path, sizeof(path), "/tmp/debit-file-%d.dat", (int)getpid());
    enum err e = request_file_write(&x, &file, path, &report, &receipt);
    report_print(&report, stderr);
    assert_int_equal(e, ERR_NONE);
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    size_t n = fread(bytes, 1, sizeof(bytes), f);
    fclose(f);
    unlink(path);
    assert_int_equal(n, 7 * 122); /* header, data, trailer, twice, and the end; each with CR+LF */
    assert_memory_equal(bytes, "19101310400001", 14);
    assert_memory_equal(bytes + 54, "01050001", 8); /* X29: no year; the debited bank */
    const char *data = bytes + 122;
    assert_memory_equal(data, "20001", 5);
    assert_memory_equal(data + 20, "160", 3);
    assert_memory_equal(data + 42, "10012345", 8);
    assert_memory_equal(data + 50, "\xBC\xDD\xBC\xDE\xD5\xB8 \xC0\xDB\xB3", 10); /* ｼﾝｼﾞﾕｸ ﾀﾛｳ in JIS */
    assert_memory_equal(data + 80, "0000012340120250100000123450111" "0        ", 40);
    assert_memory_equal(bytes + 2 * 122, "8000001000000012340000000000000000000000000000000000000", 55);
    assert_memory_equal(bytes + 3 * 122 + 54, "01050033", 8);
    assert_memory_equal(bytes + 4 * 122 + 90, "2", 1);
    assert_memory_equal(bytes + 5 * 122, "8000001000000008000", 19);
    assert_memory_equal(bytes + 6 * 122, "9        ", 9);
    items[0].amount = 0;
    assert_int_equal(request_file_write(&x, &file, path, &report, &receipt), ERR_INPUT); /* zero is not sent */
    assert_int_not_equal(access(path, F_OK), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_customer_number, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_Y10_names, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_Y11_no_mark_is_cut_from_its_letter, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_CO_15_the_file_byte_by_byte, set_up, tear_down),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("request files", tests, NULL, NULL);
}
