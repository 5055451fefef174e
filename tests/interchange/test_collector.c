/* Collector data: type A and the CSV of 13 columns, Y18 to Y30 of payment_formats.md 17. */
#include "tests/interchange/helper.h"

#include "interchange/check_digit.h"

/* 44 digits with their check digit; limit and amount as given. */
static void barcode(const char *limit, int amount, char buf[45])
{
    int n = snprintf(buf, 45, "91912345001312510001234501001%.1s%.6s0%06d", "0", limit, amount);
    assert_int_equal(n, 43);
    buf[43] = (char)('0' + check_mod10w3((struct text){buf, 43}));
    buf[44] = '\0';
}

static void type_a_record(char buf[121], const char *kind, const char *code, const char *payin)
{
    memset(buf, ' ', 120);
    buf[120] = '\0';
    char text[128];
    int n = snprintf(text, sizeof(text), "2%s2025063012340%s", kind, code);
    assert_int_equal(n, 1 + 2 + 8 + 4 + 1 + 44);
    memcpy(buf, text, (size_t)n);
    n = snprintf(text, sizeof(text), "00012340020250701%s00000000ABC   ", payin);
    assert_int_equal(n, 7 + 2 + 8 + 8 + 8 + 6);
    memcpy(buf + 63, text, (size_t)n);
}

static const char *type_a_file(char (*data)[121], size_t count, int total)
{
    static char bytes[4096];
    size_t len = 0;
    char line[200];
    len += (size_t)snprintf(bytes, sizeof(bytes), "%-120s\r\n", "120250701");
    for (size_t i = 0; i < count; i++) {
        len += (size_t)snprintf(bytes + len, sizeof(bytes) - len, "%s\r\n", data[i]);
    }
    snprintf(line, sizeof(line), "8%06zu%012d", count, total);
    len += (size_t)snprintf(bytes + len, sizeof(bytes) - len, "%-120s\r\n%-120s\r\n", line, "9");
    return write_bytes("a.dat", bytes, len);
}

static void type_a_is_read(void **state)
{
    struct layout_param params[] = {{"company", text_of("912345")}, {"client", text_of("00131")}};
    struct layout_options options = {.params = params, .param_count = 2};
    const struct layout *l = shared_layout("cvs-fixed120-a");
    char data[3][121], code[45];
    struct reading r;
    (void)state;
    barcode("250731", 12340, code);
    type_a_record(data[0], "01", code, "00000000");
    barcode("999999", 8000, code); /* Y21: no limit, no test of it */
    type_a_record(data[1], "02", code, "20250705");
    barcode("250229", 100, code); /* Y22: a limit that is no day: said, and taken */
    type_a_record(data[2], "02", code, "20250705");
    read_with(&r, l, type_a_file(data, 3, 20440), &options);
    assert_int_equal(r.err, ERR_NONE);
    assert_int_equal(r.held, 0);
    assert_int_equal(r.receipt.amount_sum, 20440);
    assert_int_equal(r.report.count, 1);
    assert_says(&r.report, "注意の規則R5（W33）");
    assert_says(&r.report, "記録4");
    reading_done(&r);

    params[1].value = text_of("00132"); /* another client code: held, every one */
    read_with(&r, l, type_a_file(data, 3, 20440), &options);
    assert_int_equal(r.err, ERR_NONE);
    assert_int_equal(r.held, 3);
    reading_done(&r);

    type_a_record(data[1], "02", code, "00000000"); /* Y30 */
    params[1].value = text_of("00131");
    read_with(&r, l, type_a_file(data, 3, 12540), &options);
    assert_int_equal(r.held, 1);
    reading_done(&r);

    read_with(&r, l, type_a_file(data, 3, 12541), &options);
    assert_int_equal(r.err, ERR_INPUT);
    assert_says(&r.report, "規則R2（E09）");
    reading_done(&r);
}

/* Y27, X47: a file of type B, shifted by one from byte 16 on, fails in every data record and is refused. */
static void y27_type_b_is_refused(void **state)
{
    const struct layout *l = shared_layout("cvs-fixed120-a");
    char data[1][121], code[45], shifted[121];
    struct reading r;
    (void)state;
    barcode("250731", 12340, code);
    type_a_record(data[0], "02", code, "20250705");
    memcpy(shifted, data[0], 121);
    memmove(shifted + 15, data[0] + 16, 104);
    shifted[119] = ' ';
    memcpy(data[0], shifted, 121);
    read_with(&r, l, type_a_file(data, 1, 12340), NULL);
    assert_int_equal(r.err, ERR_INPUT);
    assert_says(&r.report, "記録2: data の項目 barcode");
    reading_done(&r);
}

#define CSV_HEAD_LINE "kind,date,time,barcode,u1,u2,stamp,amount,chain,name,store,payin,made\r\n"

static void csv_line(char *buf, size_t size, const char *kind, const char *code, const char *amount,
                     const char *payin)
{
    int n = snprintf(buf, size, "%s%s,20250630,1234,%s,%.6s,%.11s,0,%s,030,\"\x83\x74\x83\x40,\x83\x7E\","
                     "001234,%s,20250701\r\n", CSV_HEAD_LINE, kind, code,
                     strstr(code, "91912345") != NULL ? strstr(code, "91912345") + 13 : "251000",
                     strstr(code, "91912345") != NULL ? strstr(code, "91912345") + 19 : "12345010010",
                     amount, payin);
    assert_true(n > 0 && (size_t)n < size);
}

static void csv13_is_read(void **state)
{
    const struct layout *l = shared_layout("cvs-csv13");
    char code[45], ean[48], line[600];
    struct reading r;
    (void)state;
    barcode("250731", 12340, code);
    snprintf(ean, sizeof(ean), "EAN%s", code);
    csv_line(line, sizeof(line), "02", ean, "12340", "20250705"); /* Y18, Y29 */
    read_with(&r, l, write_text("c.csv", line), NULL);
    assert_int_equal(r.err, ERR_NONE);
    assert_true(strstr(r.records.bytes, code) != NULL);
    assert_true(strstr(r.records.bytes, "EAN") == NULL);
    assert_true(strstr(r.records.bytes, "|ファ,ミ|001234|20250705|") != NULL);
    assert_int_equal(r.receipt.amount_sum, 12340);
    reading_done(&r);

    csv_line(line, sizeof(line), "02", ean, "12341", "20250705"); /* not the barcode's amount */
    read_with(&r, l, write_text("c.csv", line), NULL);
    assert_int_equal(r.err, ERR_INPUT);
    assert_says(&r.report, "規則R3（E53）");
    reading_done(&r);

    csv_line(line, sizeof(line), "22", ean, "60000", "20250705"); /* Y26: the amount column counts */
    read_with(&r, l, write_text("c.csv", line), NULL);
    assert_int_equal(r.err, ERR_NONE);
    assert_int_equal(r.receipt.amount_sum, 60000);
    reading_done(&r);

    csv_line(line, sizeof(line), "02", ean, "12340", "0"); /* Y30: confirmed without a pay-in date */
    read_with(&r, l, write_text("c.csv", line), NULL);
    assert_int_equal(r.err, ERR_NONE);
    assert_int_equal(r.held, 1);
    reading_done(&r);

    csv_line(line, sizeof(line), "01", ean, "12340", "0");
    read_with(&r, l, write_text("c.csv", line), NULL);
    assert_int_equal(r.held, 0);
    reading_done(&r);
}

static void y19_y20_spoiled_barcodes(void **state)
{
    const struct layout *l = shared_layout("cvs-csv13");
    char code[45], cut[45], line[600];
    struct reading r;
    (void)state;
    barcode("250731", 12340, code);
    memcpy(cut, code, 45);
    cut[43] = '\0'; /* Y19: never computed and added */
    csv_line(line, sizeof(line), "01", cut, "12340", "0");
    read_with(&r, l, write_text("c.csv", line), NULL);
    assert_int_equal(r.err, ERR_INPUT);
    assert_says(&r.report, "barcode「バーコード」");
    assert_says(&r.report, "桁数が違います");
    reading_done(&r);
    csv_line(line, sizeof(line), "01", "9.19E+43", "12340", "0"); /* Y20 */
    read_with(&r, l, write_text("c.csv", line), NULL);
    assert_int_equal(r.err, ERR_INPUT);
    assert_says(&r.report, "9.19E+43");
    reading_done(&r);
    for (size_t i = 0; i < 44; i++) { /* every single wrong digit is found */
        memcpy(cut, code, 45);
        cut[i] = cut[i] == '9' ? '0' : (char)(cut[i] + 1);
        csv_line(line, sizeof(line), "01", cut, "12340", "0");
        read_with(&r, l, write_text("c.csv", line), NULL);
        assert_int_equal(r.err, ERR_INPUT);
        reading_done(&r);
    }
}

/* Y28: an error answer is not data; its cause is shown. */
static void y28_error_answer(void **state)
{
    struct reading r;
    (void)state;
    read_with(&r, shared_layout("cvs-csv13"), write_text("c.csv", "error:\r\nmessage=expired\r\n"), NULL);
    assert_int_equal(r.err, ERR_INPUT);
    assert_says(&r.report, "エラー応答です");
    assert_says(&r.report, "expired");
    assert_int_equal(r.count, 0);
    reading_done(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(type_a_is_read),           cmocka_unit_test(y27_type_b_is_refused),
        cmocka_unit_test(csv13_is_read),            cmocka_unit_test(y19_y20_spoiled_barcodes),
        cmocka_unit_test(y28_error_answer),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, clean_up);
}
