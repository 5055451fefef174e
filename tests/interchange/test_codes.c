/* Check digits against the published and computed vectors, and the kinds of `kokuho code`. */
#include "tests/interchange/helper.h"

#include "interchange/check_digit.h"
#include "interchange/codes.h"
#include "interchange/jpbank.h"

static void library_vectors(void **state)
{
    /* payment_formats.md 14.1 */
    static const struct {
        const char *base;
        int mod10w3, luhn, mod11, r7, s7, r9;
    } rows[] = {
        {"12345678", 4, 2, 5, 2, 5, 0},
        {"00012345", 7, 5, 5, 4, 3, 6},
        {"99999999", 6, 8, 9, 1, 6, 0},
        {"20250001", 8, 3, 3, 2, 5, 1},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct text t = text_of(rows[i].base);
        assert_int_equal(check_mod10w3(t), rows[i].mod10w3);
        assert_int_equal(check_luhn(t), rows[i].luhn);
        assert_int_equal(check_mod11(t), rows[i].mod11);
        assert_int_equal(check_7dr(t), rows[i].r7);
        assert_int_equal(check_7dsr(t), rows[i].s7);
        assert_int_equal(check_9dr(t), rows[i].r9);
    }
    assert_int_equal(check_luhn(text_of("7992739871")), 3);
    assert_int_equal(check_mod10w3(text_of("491234567890")), 4);
    assert_int_equal(crc16_ccitt("123456789", 9), 10673);
    /* 8.3, published */
    assert_int_equal(check_mod10w3(text_of("9192902325207000001012349990029999990015435")), 7);
    assert_int_equal(check_mod10w3(text_of("9192902325207000001012349990019999990010605")), 0);
    assert_int_equal(check_mod10w3(text_of("9192902325207000001012349990039999991106632")), 7);
    assert_int_equal(check_mod10w3(text_of("9192902325207000001012349990049999990009555")), 9);
    /* 11.2 */
    assert_int_equal(check_ocr2(text_of("0000000000000000039500213800012700000")), 38);
    assert_int_equal(check_ocr2(text_of("0000000000000000043500213800012700000")), 81);
    assert_int_equal(check_ocr2(text_of("0010000000000000012340213800000000000")), 52);
    assert_int_equal(check_ocr2(text_of("202501000001234501001234560131040000000000")), 1);
}

/* Valid and not, of each kind (identity_exchange.md 1.2 to 1.7). */
static const struct {
    const char *kind, *value;
    bool holds;
} values[] = {
    {"individual-number", "983205673214", true},   {"individual-number", "123456789018", true},
    {"individual-number", "100000000005", true},   {"individual-number", "902100000010", true},
    {"individual-number", "902100000060", true},   {"individual-number", "902100000028", true},
    {"individual-number", "902100000079", true},   {"individual-number", "314159265352", true},
    {"individual-number", "271828182840", true},   {"individual-number", "555555555557", true},
    {"individual-number", "000000000019", true},   {"individual-number", "983205673215", false},
    {"individual-number", "983205673210", false},  {"individual-number", "123456789012", false},
    {"individual-number", "902100000011", false},  {"individual-number", "902100000020", false},
    {"individual-number", "314159265350", false},  {"individual-number", "271828182841", false},
    {"individual-number", "111111111111", false},  {"individual-number", "983205637214", false},
    {"individual-number", "893205673214", false},  {"individual-number", "98320567321", false},
    {"individual-number", "9832056732144", false}, {"individual-number", "9832-0567-3214", false},
    {"individual-number", "000000000000", false},  {"individual-number", "", false},
    {"individual-number", "９８３２０５６７３２１４", false},
    {"corporate-number", "7123456789012", true},   {"corporate-number", "4011001098993", true},
    {"corporate-number", "3000012010001", true},   {"corporate-number", "9700110000001", true},
    {"corporate-number", "7000020131041", true},   {"corporate-number", "0123456789012", false},
    {"corporate-number", "8123456789012", false},  {"corporate-number", "4011001098994", false},
    {"corporate-number", "400110109899", false},
    {"municipality", "131041", true},              {"municipality", "131016", true},
    {"municipality", "011002", true},              {"municipality", "130001", true},
    {"municipality", "401307", true},              {"municipality", "131040", false},
    {"municipality", "13104", false},              {"municipality", "990000", false},
    {"insurer", "138040", true},                   {"insurer", "33120015", true},
    {"insurer", "138041", false},                  {"insurer", "1380400", false},
    {"gs1-128", "91912345001312510001234501001025063000123406", true},
    {"gs1-128", "91912345001312510001234501001025063000123407", false},
    {"gs1-128", "9191234500131251000123450100102506300012340", false},
    {"gs1-128", "9.19E+43", false},
    {"ocr-line", "380000000000000000039500213800012700000", true},
    {"ocr-line", "390000000000000000039500213800012700000", false},
    {"ocr-line", "01202501000001234501001234560131040000000000", true}, /* Y31: 10 is printed 0 */
    {"ocr-line", "11202501000001234501001234560131040000000000", false},
    {"ocr-line", "38000000000000000003950021380001270000", false},
    {"ocr-line", "810000000000000000043500213800012700000", true}, /* published with the one above (11.2) */
    {"ocr-line", "520010000000000000012340213800000000000", true},
    {"ocr-line", "250010000000000000012340213800000000000", false}, /* the two swapped */
    {"gs1-128", "91929023252070000010123499900299999900154357", true}, /* the four published ones (8.3) */
    {"gs1-128", "91929023252070000010123499900199999900106050", true},
    {"gs1-128", "91929023252070000010123499900399999911066327", true},
    {"gs1-128", "91929023252070000010123499900499999900095559", true},
    {"customer-number", "20250100000123450111", true}, /* 14: sum 49, digit 1 */
    {"customer-number", "20250100000123450110", false},
    {"customer-number", "2025010000012345011", false},
    {"pay-number", "20250100012345010011", true},
    {"pay-number", "20250100012345010017", false},
    {"slip-number", "2025100012345010019", true},
    {"slip-number", "202510001234501001X", false},
};

static void kinds_of_codes(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        struct report report;
        report_init(&report);
        const struct code_kind *kind = code_kind_find(values[i].kind);
        assert_non_null(kind);
        if (kind->holds(text_of(values[i].value), &report) != values[i].holds) {
            fail_msg("%s %s", values[i].kind, values[i].value);
        }
        assert_true(values[i].holds || report.count > 0);
        if (strlen(values[i].value) > 5) {
            assert_false(report_has(&report, values[i].value));
        }
        report_done(&report);
    }
    assert_null(code_kind_find("other"));
}

/* PX-04, PX-08, PX-19: of the ten digits that may stand where the check digit stands, one is taken. */
static void each_check_digit_takes_one_of_ten(void **state)
{
    static const struct {
        const char *kind, *value;
        size_t at; /* of the check digit */
    } rows[] = {
        {"gs1-128", "91912345001312510001234501001025063000123406", 43},
        {"gs1-128", "91929023252070000010123499900299999900154357", 43},
        {"ocr-line", "380000000000000000039500213800012700000", 0},
        {"ocr-line", "380000000000000000039500213800012700000", 1},
        {"ocr-line", "01202501000001234501001234560131040000000000", 0}, /* Y31: computed 10, printed 0 */
        {"ocr-line", "01202501000001234501001234560131040000000000", 1},
        {"pay-number", "20250100012345010011", 19},
        {"customer-number", "20250100000123450111", 19},
        {"slip-number", "2025100012345010019", 18},
        {"corporate-number", "7000020131041", 0},
        {"municipality", "131041", 5},
        {"insurer", "138040", 5},
        {"insurer", "33120015", 7},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct code_kind *kind = code_kind_find(rows[i].kind);
        assert_non_null(kind);
        int held = 0;
        for (char digit = '0'; digit <= '9'; digit++) {
            char value[64];
            struct report report;
            report_init(&report);
            snprintf(value, sizeof(value), "%s", rows[i].value);
            value[rows[i].at] = digit;
            bool holds = kind->holds(text_of(value), &report);
            if (holds != (digit == rows[i].value[rows[i].at])) {
                fail_msg("%s %s with %c", rows[i].kind, rows[i].value, digit);
            }
            held += holds;
            report_done(&report);
        }
        assert_int_equal(held, 1);
    }
}

/* A dynamic code of our own making, 255 digits, its CRC right. */
static void elqr_of(char buf[256], const char *amount, const char *upper_amount, const char *tag01,
                    const char *due, const char *limit)
{
    char upper[40], lower[45];
    snprintf(upper + 2, 38, "00100000000%s213800000000000", upper_amount);
    snprintf(lower + 2, 43, "202501000001234501001234560131040000000000");
    snprintf(upper, 3, "%02d", check_ocr2((struct text){upper + 2, 37}));
    upper[2] = '0';
    snprintf(lower, 3, "%02d", check_ocr2((struct text){lower + 2, 42}));
    lower[2] = '2';
    int n = snprintf(buf, 256, "0002010102%s27960005138000183%s%s5411%s62262025202501%s%s8085%085d6305",
                     tag01, upper, lower, amount, due, limit, 0);
    assert_int_equal(n, 250);
    snprintf(buf + 250, 6, "%05u", crc16_ccitt(buf, 250));
}

static void elqr_codes(void **state)
{
    static const struct {
        const char *amount, *upper, *tag01, *due, *limit;
        bool holds;
    } rows[] = {
        {"00000012340", "00000012340", "12", "20250630", "20250731", true},
        {"00000012341", "00000012340", "12", "20250630", "20250731", false}, /* Y32 */
        {"00000012340", "00000012340", "11", "20250630", "20250731", false}, /* Y33 static */
        {"00000012340", "00000012340", "12", "20250631", "20250731", false},
        {"00000012340", "00000012340", "12", "20250630", "20250629", false},
    };
    const struct code_kind *kind = code_kind_find("elqr");
    char code[256];
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct report report;
        report_init(&report);
        elqr_of(code, rows[i].amount, rows[i].upper, rows[i].tag01, rows[i].due, rows[i].limit);
        if (kind->holds(text_of(code), &report) != rows[i].holds) {
            report_print(&report, stderr);
            fail_msg("row %zu", i);
        }
        report_done(&report);
    }
    for (size_t at = 0; at < 255; at++) { /* the CRC finds every single changed digit */
        struct report report;
        report_init(&report);
        elqr_of(code, "00000012340", "00000012340", "12", "20250630", "20250731");
        code[at] = code[at] == '9' ? '0' : (char)(code[at] + 1);
        assert_false(kind->holds(text_of(code), &report));
        report_done(&report);
    }
}

/* Y38: mark and number give one branch for a transfer and another for a debit (payment_formats.md 4). */
static void y38_post_bank_accounts(void **state)
{
    static const struct {
        enum jpbank_use use;
        const char *mark, *number, *branch, *account, *kind; /* branch NULL: refused */
    } rows[] = {
        {JPBANK_TRANSFER, "12345", "12345671", "238", "1234567", "1"}, /* published example */
        {JPBANK_DEBIT, "12340", "12345671", "234", "1234567", "1"},
        {JPBANK_TRANSFER, "10120", "31", "018", "0000003", "1"},
        {JPBANK_TRANSFER, "00150", "123456", "019", "0123456", "2"}, /* giro */
        {JPBANK_DEBIT, "00150", "123456", NULL, NULL, NULL},
        {JPBANK_TRANSFER, "12345", "12345672", NULL, NULL, NULL}, /* does not end with 1 */
        {JPBANK_TRANSFER, "12345", "123456711", NULL, NULL, NULL},
        {JPBANK_TRANSFER, "12345", "1", NULL, NULL, NULL},
        {JPBANK_TRANSFER, "22345", "12345671", NULL, NULL, NULL},
        {JPBANK_TRANSFER, "1234", "12345671", NULL, NULL, NULL},
        {JPBANK_TRANSFER, "1234A", "12345671", NULL, NULL, NULL},
        {JPBANK_TRANSFER, "00150", "12345678", NULL, NULL, NULL},
        {JPBANK_TRANSFER, "12345", "", NULL, NULL, NULL},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct jpbank_account a;
        struct report report;
        report_init(&report);
        enum err e = jpbank_account_of(rows[i].use, text_of(rows[i].mark), text_of(rows[i].number), &report, &a);
        assert_int_equal(e, rows[i].branch != NULL ? ERR_NONE : ERR_INPUT);
        if (e == ERR_NONE) {
            assert_string_equal(a.branch, rows[i].branch);
            assert_string_equal(a.account, rows[i].account);
            assert_string_equal(a.kind, rows[i].kind);
        } else {
            assert_int_equal(report.count, 1);
        }
        report_done(&report);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(library_vectors),
        cmocka_unit_test(kinds_of_codes),
        cmocka_unit_test(each_check_digit_takes_one_of_ten),
        cmocka_unit_test(elqr_codes),
        cmocka_unit_test(y38_post_bank_accounts),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, clean_up);
}
