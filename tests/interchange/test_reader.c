/* Reading Zengin 91 and our own form: the edge cases Y01 to Y17 of payment_formats.md 17, framing, limits. */
#include "tests/interchange/zengin.h"

#include <sys/resource.h>

static void y01_y05_terminators(void **state)
{
    /* Y01 none at all, CR+LF, LF, CR; Y05 the last record lacks its terminator. */
    static const char *const ends[] = {"", "\r\n", "\n", "\r"};
    struct reading first, r;
    struct zengin z;
    (void)state;
    zengin_make(&z, "01030", false);
    read_with(&first, shared_layout("zengin-91-result"), zengin_file(&z, "\r\n", ""), NULL);
    assert_int_equal(first.err, ERR_NONE);
    assert_int_equal(first.receipt.records, 8);
    assert_int_equal(first.receipt.data_records, 5);
    assert_int_equal(first.receipt.amount_sum, 102829);
    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        read_with(&r, shared_layout("zengin-91-result"), zengin_file(&z, ends[i], ""), NULL);
        assert_int_equal(r.err, ERR_NONE);
        assert_string_equal(r.records.bytes, first.records.bytes);
        reading_done(&r);
    }
    zengin_make(&z, "01030", false);
    const char *path = zengin_file(&z, "\r\n", "");
    assert_int_equal(truncate(path, 8 * 122 - 2), 0);
    read_with(&r, shared_layout("zengin-91-result"), path, NULL);
    assert_int_equal(r.err, ERR_NONE);
    assert_string_equal(r.records.bytes, first.records.bytes);
    assert_true(strstr(first.records.bytes, "ﾔﾏﾀﾞ ﾀﾛｳ|12340|0|") != NULL);
    assert_true(strstr(first.records.bytes, "1|91|0|1310400001|ｼﾝｼﾞﾕｸｸ|0630|0001||001||") != NULL);
    reading_done(&r);
    reading_done(&first);
}

static void y02_mixed_terminators_warn_once(void **state)
{
    struct reading r;
    struct zengin z;
    char bytes[2048];
    size_t len = 0;
    (void)state;
    zengin_make(&z, "01030", false);
    for (size_t i = 0; i < z.count; i++) {
        memcpy(bytes + len, z.records[i], 120);
        memcpy(bytes + len + 120, i % 2 == 0 ? "\r\n" : "\n", 2);
        len += i % 2 == 0 ? 122 : 121;
    }
    read_with(&r, shared_layout("zengin-91-result"), write_bytes("mixed", bytes, len), NULL);
    assert_int_equal(r.err, ERR_NONE);
    assert_says(&r.report, "注意 mixed 記録2: 行末が途中で変わっています");
    size_t said = 0;
    for (size_t i = 0; i < r.report.kept; i++) {
        said += strstr(r.report.lines[i], "行末が") != NULL;
    }
    assert_int_equal(said, 1);
    reading_done(&r);
}

static void y03_y04_bytes_behind_the_end(void **state)
{
    struct reading r;
    struct zengin z;
    (void)state;
    zengin_make(&z, "01030", false);
    read_with(&r, shared_layout("zengin-91-result"), zengin_file(&z, "\r\n", "\x1a"), NULL);
    assert_int_equal(r.err, ERR_NONE);
    assert_says(&r.report, "0x1A");
    reading_done(&r);
    static const char *const tails[] = {"x", "\r\n", "9", "\x1a\x1axx"};
    for (size_t i = 0; i < COUNT_OF(tails); i++) {
        read_with(&r, shared_layout("zengin-91-result"), zengin_file(&z, "\r\n", tails[i]), NULL);
        assert_int_equal(r.err, ERR_INPUT);
        assert_says(&r.report, "記録9");
        reading_done(&r);
    }
    /* A whole record behind the end record. */
    z.count = 8;
    memcpy(z.records[7], z.records[2], 120);
    read_with(&r, shared_layout("zengin-91-result"), zengin_file(&z, "\r\n", ""), NULL);
    assert_int_equal(r.err, ERR_INPUT);
    assert_says(&r.report, "記録8");
    reading_done(&r);
}

static void y06_wrong_length(void **state)
{
    struct reading r;
    struct zengin z;
    (void)state;
    for (int extra = -1; extra <= 1; extra += 2) {
        char bytes[2048];
        size_t len = 0;
        zengin_make(&z, "01030", false);
        for (size_t i = 0; i < z.count; i++) {
            size_t n = 120;
            memcpy(bytes + len, z.records[i], 120);
            if (i == 3) {
                bytes[len + 120] = ' ';
                n = extra < 0 ? 119 : 121;
            }
            memcpy(bytes + len + n, "\r\n", 2);
            len += n + 2;
        }
        read_with(&r, shared_layout("zengin-91-result"), write_bytes("len", bytes, len), NULL);
        assert_int_equal(r.err, ERR_INPUT);
        assert_says(&r.report, extra < 0 ? "記録4: 長さが119バイトです" : "記録4: 長さが121バイトです");
        reading_done(&r);
    }
    /* Without terminators a lost byte shows at the next record at the latest. */
    zengin_make(&z, "01030", false);
    const char *path = zengin_file(&z, "", "");
    assert_int_equal(truncate(path, 8 * 120 - 1), 0);
    read_with(&r, shared_layout("zengin-91-result"), path, NULL);
    assert_int_equal(r.err, ERR_INPUT);
    assert_says(&r.report, "記録8: 長さが119バイトです");
    reading_done(&r);
}

static void y07_y08_totals(void **state)
{
    struct reading r;
    struct zengin z;
    (void)state;
    zengin_make(&z, "01030", false);
    put(z.records[6], 8, "000000102830");
    read_with(&r, shared_layout("zengin-91-result"), zengin_file(&z, "\r\n", ""), NULL);
    assert_int_equal(r.err, ERR_INPUT);
    assert_says(&r.report, "規則R2（E09）に合いません");
    assert_false(report_has(&r.report, "規則R1（"));
    reading_done(&r);
    /* Y08: two groups, the second one bad: the whole file. Two good ones: fine. */
    for (int bad = 0; bad <= 1; bad++) {
        struct zengin g;
        char bytes[4096];
        size_t len = 0;
        zengin_make(&g, "01030", false);
        for (size_t i = 0; i < 7; i++, len += 120) {
            memcpy(bytes + len, g.records[i], 120);
        }
        if (bad != 0) {
            put(g.records[6], 2, "000004");
        }
        for (size_t i = 0; i < 8; i++, len += 120) {
            memcpy(bytes + len, g.records[i], 120);
        }
        read_with(&r, shared_layout("zengin-91-result"), write_bytes("groups", bytes, len), NULL);
        assert_int_equal(r.err, bad != 0 ? ERR_INPUT : ERR_NONE);
        if (bad != 0) {
            assert_says(&r.report, "記録14: 規則R1（E09）");
        } else {
            assert_int_equal(r.receipt.amount_sum, 2 * 102829);
        }
        reading_done(&r);
    }
}

static void y09_header_of_another_consignor(void **state)
{
    struct layout_param params[] = {{"consignor", text_of("1310400002")}, {"base_day", text_of("20250601")}};
    struct layout_options options = {.params = params, .param_count = 2};
    struct reading r;
    struct zengin z;
    (void)state;
    zengin_make(&z, "01030", false);
    read_with(&r, shared_layout("zengin-91-result"), zengin_file(&z, "\r\n", ""), &options);
    assert_int_equal(r.err, ERR_INPUT);
    assert_says(&r.report, "E08");
    reading_done(&r);
    params[0].value = text_of("1310400001");
    read_with(&r, shared_layout("zengin-91-result"), zengin_file(&z, "\r\n", ""), &options);
    assert_int_equal(r.err, ERR_NONE);
    assert_int_equal(r.report.count, 0);
    reading_done(&r);
    /* Not given: not judged, and said so. */
    read_with(&r, shared_layout("zengin-91-result"), zengin_file(&z, "\r\n", ""), NULL);
    assert_int_equal(r.err, ERR_NONE);
    assert_says(&r.report, "param consignor が与えられていない");
    reading_done(&r);
}

static void y10_small_kana_warns(void **state)
{
    struct reading r;
    struct zengin z;
    (void)state;
    zengin_make(&z, "01030", false);
    put(z.records[1], 51, "\xB7\xAD\xB3\xD6"); /* ｷｭｳﾖ */
    read_with(&r, shared_layout("zengin-91-result"), zengin_file(&z, "\r\n", ""), NULL);
    assert_int_equal(r.err, ERR_NONE);
    assert_says(&r.report, "注意 zengin.dat 記録2: data の項目 holder_kn");
    reading_done(&r);
}

static void y12_request_echoed_is_no_result(void **state)
{
    struct reading r;
    struct zengin z;
    (void)state;
    zengin_make(&z, "00000", true);
    const char *path = zengin_file(&z, "\r\n", "");
    read_with(&r, shared_layout("zengin-91-request"), path, NULL);
    assert_int_equal(r.err, ERR_NONE);
    reading_done(&r);
    read_with(&r, shared_layout("zengin-91-result"), path, NULL);
    assert_int_equal(r.err, ERR_INPUT);
    assert_says(&r.report, "規則R3（E09）");
    reading_done(&r);
}

static void y13_order_and_unknown_result(void **state)
{
    struct reading r;
    struct zengin z;
    char swap[121];
    (void)state;
    zengin_make(&z, "01030", false);
    memcpy(swap, z.records[1], 121);
    memcpy(z.records[1], z.records[5], 121);
    memcpy(z.records[5], swap, 121);
    read_with(&r, shared_layout("zengin-91-result"), zengin_file(&z, "\r\n", ""), NULL);
    assert_int_equal(r.err, ERR_NONE);
    reading_done(&r);
    /* A code outside the list (E51) is held and does not stop the file. */
    zengin_make(&z, "01E30", false);
    read_with(&r, shared_layout("zengin-91-result"), zengin_file(&z, "\r\n", ""), NULL);
    assert_int_equal(r.err, ERR_NONE);
    assert_int_equal(r.held, 1);
    assert_int_equal(r.count, 8);
    reading_done(&r);
}

static void y15_customer_number_is_trimmed(void **state)
{
    struct reading r;
    struct zengin z;
    (void)state;
    zengin_make(&z, "01030", false);
    put(z.records[1], 92, "123456784           "); /* 12345678 and its digit 4 */
    read_with(&r, shared_layout("zengin-91-result"), zengin_file(&z, "\r\n", ""), NULL);
    assert_int_equal(r.err, ERR_NONE);
    assert_true(strstr(r.records.bytes, "|123456784|0") != NULL);
    reading_done(&r);
    put(z.records[1], 92, "123456785           ");
    read_with(&r, shared_layout("zengin-91-result"), zengin_file(&z, "\r\n", ""), NULL);
    assert_int_equal(r.err, ERR_INPUT);
    assert_says(&r.report, "検査数字");
    reading_done(&r);
}

static void y17_blank_in_an_amount(void **state)
{
    struct reading r;
    struct zengin z;
    (void)state;
    zengin_make(&z, "01030", false);
    put(z.records[1], 81, "      1234");
    put(z.records[2], 81, "0000000000");
    put(z.records[3], 55, "\x80");
    put(z.records[0], 55, "0231");
    read_with(&r, shared_layout("zengin-91-result"), zengin_file(&z, "\r\n", ""), NULL);
    assert_int_equal(r.err, ERR_INPUT);
    assert_int_equal(r.report.count, 4); /* every fault, and no total that cannot be judged */
    assert_says(&r.report, "記録1: header の項目 debit「引落日」の値「0231」: 暦にない日付です");
    assert_says(&r.report, "記録2: data の項目 amount「引落金額」の値「      1234」: 数字でない文字");
    assert_says(&r.report, "記録3: data の項目 amount「引落金額」の値「0000000000」: 範囲の外の数です");
    assert_says(&r.report, "記録4: data の項目 holder_kn「預金者名」の値");
    assert_says(&r.report, "（0x80）がjisx0201の文字ではありません");
    reading_done(&r);
}

/* ------------------------------------------------------------------------------- our own form -- */

static const char own[] =
    "layout own version 1\ncharset utf8\nframing csv delimiter \",\" quote '\"' terminator any\n"
    "sequence header data* trailer\ncontrol data.amount\n"
    "record header when 1 = \"H\"\nf rec C 1 1 - m const=H\nf id C 2 8 - m const=ZZ-01\nend\n"
    "record data when 1 = \"D\"\nf rec C 1 1 - m const=D\nf no N 2 15 0 m\nf name K 3 60 - m\n"
    "f birth D8U 4 8 - o\nf on D8 5 8 - o\nf amount A 6 12 - o signed\nf code X 7 5 - o\n"
    "f individual_number N 8 12 0 o\nend\n"
    "record trailer when 1 = \"T\"\nf rec C 1 1 - m const=T\nf n A 2 9 - m\nf sum A 3 12 - m signed\nend\n"
    "rule R1 file reject E09 : trailer.n == count(data)\n"
    "rule R2 file reject E09 : trailer.sum == sum(data.amount)\n"
    "rule R3 record reject V9 : on = \"\" or on >= birth\n";

static void read_own(struct reading *r, const char *text)
{
    read_with(r, parsed_layout(own), write_text("own.csv", text), NULL);
}

static void own_form_is_read(void **state)
{
    struct reading r;
    (void)state;
    read_own(&r, "H,ZZ-01\n"
                 "D,000000000000019,渡邉󠄐　花子,19450000,20260401,-1200,007,\n"
                 "D,000000000000027,\"Ｏ\"\"Ｂｒｉｅｎ, 太郎\",,,00500,,\n"
                 "T,2,-700\n");
    assert_int_equal(r.err, ERR_NONE);
    assert_int_equal(r.report.count, 0);
    assert_string_equal(r.records.bytes, "H|ZZ-01\n"
                                         "D|000000000000019|渡邉󠄐　花子|19450000|20260401|-1200|007|\n"
                                         "D|000000000000027|Ｏ\"Ｂｒｉｅｎ, 太郎|||500||\n"
                                         "T|2|-700\n");
    assert_int_equal(r.receipt.amount_sum, -700);
    assert_int_equal(r.receipt.data_records, 2);
    assert_int_equal(strlen(r.receipt.sha256), 64);
    reading_done(&r);
    read_own(&r, "\xEF\xBB\xBFH,ZZ-01\r\nT,0,0\r\n");
    assert_int_equal(r.err, ERR_NONE);
    assert_says(&r.report, "BOM");
    reading_done(&r);
}

/* What is wrong with one line between a good header and a trailer. */
static const struct {
    const char *line, *words;
} own_faults[] = {
    {"D,1,a,,,,,\n", "記録2: data の項目 no「no」の値「1」: 桁数が違います"},
    {"D,000000000000019,,,,,,\n", "必須の項目が空です"},
    {"D,000000000000019,a,20260230,,,,\n", "暦にない日付です"},
    {"D,000000000000019,a,20260012,,,,\n", "暦にない日付です"},
    {"D,000000000000019,a,,20260431,,,\n", "暦にない日付です"},
    {"D,000000000000019,a,,,1.0,,\n", "数字でない文字"},
    {"D,000000000000019,a,,,--1,,\n", "数字でない文字"},
    {"D,000000000000019,a,,,9.19E+43,,\n", "指数表記"},
    {"D,000000000000019,a,,,,a b,\n", "符号に使えない文字"},
    {"D,000000000000019,a,,,,123456,\n", "長さが項目の長さを超えています"},
    {"D,000000000000019,a\tb,,,,,\n", "制御文字があります"},
    {"D,000000000000019,\"a\nb\",,,,,\n", "制御文字があります"},
    {"D,000000000000019,\xE6\xB8,,,,,\n", "（0xE6）がUTF-8の文字ではありません"},
    {"D,000000000000019,\xC0\xAF,,,,,\n", "（0xC0）がUTF-8の文字ではありません"},
    {"D,000000000000019,a,20260401,20250401,,,\n", "規則R3（V9）"},
    {"D,000000000000019,a,,,,,,\n", "列が9あります（dataは8列）"},
    {"D,000000000000019,a\"b,,,,,\n", "引用符で囲まない値の中に引用符があります"},
    {"D,000000000000019,\"a\"b,,,,,\n", "閉じた引用符の後に文字があります"},
    {"D,000000000000019,\"ab,,,,,\n", "引用符が閉じていません"},
    {"X,1\n", "レコードの種類が分かりません"},
    {"\n", "レコードの種類が分かりません"},
    {"H,ZZ-01\n", "header がここに来る順ではありません"},
};

static void own_faults_are_named(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(own_faults); i++) {
        struct reading r;
        char text[512];
        snprintf(text, sizeof(text), "H,ZZ-01\n%sT,1,0\n", own_faults[i].line);
        read_own(&r, text);
        assert_int_equal(r.err, ERR_INPUT);
        assert_says(&r.report, own_faults[i].words);
        reading_done(&r);
    }
}

static void whole_file_faults(void **state)
{
    struct reading r;
    (void)state;
    read_own(&r, "H,ZZ-01\n");
    assert_says(&r.report, "途中で終わっています");
    assert_int_equal(r.err, ERR_INPUT);
    reading_done(&r);
    read_own(&r, "");
    assert_int_equal(r.err, ERR_INPUT);
    reading_done(&r);
    read_own(&r, "H,ZZ-01\nT,1,0\n");
    assert_says(&r.report, "規則R1（E09）");
    reading_done(&r);
    read_own(&r, "H,ZZ-01\nT,1,5\n");
    assert_says(&r.report, "規則R1（E09）");
    assert_says(&r.report, "規則R2（E09）");
    reading_done(&r);
}

/* A 個人番号 never stands in a message. */
static void secrets_stay_secret(void **state)
{
    struct reading r;
    (void)state;
    read_own(&r, "H,ZZ-01\nD,000000000000019,a,,,,,98320567321X\nT,1,0\n");
    assert_int_equal(r.err, ERR_INPUT);
    assert_says(&r.report, "individual_number「individual_number」の値「（表示しません）」");
    assert_false(report_has(&r.report, "98320567321"));
    reading_done(&r);
}

/* Contracts 2: every faulty record is listed, up to 100, and then a count. */
static void faults_are_listed_and_counted(void **state)
{
    struct textbuf text;
    struct reading r;
    (void)state;
    textbuf_init(&text, 1 << 20);
    textbuf_puts(&text, "H,ZZ-01\n");
    for (int i = 0; i < 5000; i++) {
        textbuf_printf(&text, "D,%015d,a,20261301,,,,\n", i);
    }
    textbuf_puts(&text, "T,5000,0\n");
    read_own(&r, text.bytes);
    assert_int_equal(r.err, ERR_INPUT);
    assert_int_equal(r.report.count, 5000);
    assert_int_equal(r.report.kept, 100);
    assert_says(&r.report, "記録101: data の項目 birth");
    reading_done(&r);
    textbuf_done(&text);
}

/* Lines that end anywhere in the reader's blocks, in one thread and in two, read the same. */
static void block_borders_do_not_matter(void **state)
{
    struct textbuf text, expected;
    struct reading r;
    int64_t sum = 0;
    (void)state;
    textbuf_init(&text, 16 << 20);
    textbuf_init(&expected, 16 << 20);
    textbuf_puts(&text, "H,ZZ-01\r\n");
    textbuf_puts(&expected, "H|ZZ-01\n");
    for (int i = 0; i < 20000; i++) {
        static const char *const names[] = {"\"a,\"\"b\"\"\"", "渡辺", "ｻﾄｳ", "\"改,行\"", "𠮷田"};
        static const char *const read_as[] = {"a,\"b\"", "渡辺", "ｻﾄｳ", "改,行", "𠮷田"};
        textbuf_printf(&text, "D,%015d,%s,,,%d,,\r\n", i, names[i % 5], i * 7 % 1000);
        textbuf_printf(&expected, "D|%015d|%s|||%d||\n", i, read_as[i % 5], i * 7 % 1000);
        sum += i * 7 % 1000;
    }
    textbuf_printf(&text, "T,20000,%lld\r\n", (long long)sum);
    textbuf_printf(&expected, "T|20000|%lld\n", (long long)sum);
    read_own(&r, text.bytes);
    assert_int_equal(r.err, ERR_NONE);
    assert_int_equal(r.receipt.bytes, text.len);
    assert_true(r.records.len == expected.len &&
                memcmp(r.records.bytes, expected.bytes, expected.len) == 0);
    reading_done(&r);
    textbuf_done(&text);
    textbuf_done(&expected);
}

/*
 * Characters, whole and broken, at every place of the pieces a file is looked at in: what is no UTF-8 is found,
 * and nothing else; alone, and among lines that are right.
 */
static void broken_characters_are_found_anywhere(void **state)
{
    static const char *const ends[] = {"渡",           "é",        "𠮷",        "邉󠄐",          "a",
                                       "\xE6\xB8",     "\xB8",     "\xE6\xB8\xE6", "\xE6\xB8\x41",  "\xED\xA0\x80",
                                       "\xE0\x80\x80", "\xC0\xAF", "\xE6\xB8\x9D\x9D", "\xF5\x80\x80\x80"};
    static char wide[1024];
    struct reading r;
    (void)state;
    snprintf(wide, sizeof(wide), "layout wide version 1\ncharset utf8\nframing csv delimiter \",\" quote '\"' "
             "terminator any\nsequence data*\nrecord data\nf name K 1 900 - m\nf last K 2 9 - o\nend\n");
    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        struct textbuf text;
        size_t bad, wrong = 0;
        textbuf_init(&text, 1 << 20);
        for (size_t places = 0; places < 140; places++) {
            size_t from = text.len;
            textbuf_printf(&text, "%.*s", (int)places,
                           "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
                           "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
            textbuf_printf(&text, "字%s,\n", ends[i]);
            wrong += !utf8_is_valid(text.bytes + from, text.len - from, &bad);
            textbuf_puts(&text, places % 2 == 0 ? "渡辺,花\n" : "watanabe,\n");
        }
        textbuf_printf(&text, "字%s", "渡"); /* ends with the file */
        textbuf_puts(&text, ",");
        read_with(&r, parsed_layout(wide), write_bytes("wide.csv", text.bytes, text.len), NULL);
        assert_int_equal(wrong, utf8_is_valid(ends[i], strlen(ends[i]), &bad) ? 0 : 140);
        assert_int_equal(r.err, wrong > 0 ? ERR_INPUT : ERR_NONE);
        assert_int_equal(r.report.count, wrong);
        reading_done(&r);
        textbuf_done(&text);
    }
    static const char cut[] = "a,\nb,\xE6\xB8";
    read_with(&r, parsed_layout(wide), write_bytes("cut.csv", cut, sizeof(cut) - 1), NULL);
    assert_int_equal(r.report.count, 1);
    assert_says(&r.report, "がUTF-8の文字ではありません");
    reading_done(&r);
}

/* Cells of all lengths, most of them empty, some quoted, in records wider than the pieces they are cut from. */
static void wide_records_come_whole(void **state)
{
    enum { FIELDS = 200, RECORDS = 400 };
    struct textbuf layout, file, wanted;
    struct reading r;
    unsigned random = 7;
    (void)state;
    textbuf_init(&layout, 1 << 20);
    textbuf_init(&file, 16 << 20);
    textbuf_init(&wanted, 16 << 20);
    textbuf_puts(&layout, "layout wide version 1\ncharset utf8\nframing csv delimiter \",\" quote '\"' "
                          "terminator any\nsequence data*\nrecord data\n");
    for (int i = 1; i <= FIELDS; i++) {
        textbuf_printf(&layout, "f f%d K %d 90 - o\n", i, i);
    }
    textbuf_puts(&layout, "end\n");
    for (int i = 0; i < RECORDS * FIELDS; i++) {
        bool is_first = i % FIELDS == 0, is_last = i % FIELDS == FIELDS - 1;
        random = random * 1103515245u + 12345u;
        unsigned dice = random >> 16 & 0xFF, len = dice < 40 ? random >> 8 & 0x3F : dice < 90 ? 3 : 0;
        bool is_quoted = dice % 16 == 5;
        textbuf_printf(&file, "%s%s", is_first ? "" : ",", is_quoted ? "\"" : "");
        textbuf_printf(&wanted, "%s", is_first ? "" : "|");
        for (unsigned k = 0; k < len; k++) {
            textbuf_printf(&file, "%s", is_quoted && k == 1 ? "\"\"" : is_quoted && k == 2 ? "," : "x");
            textbuf_printf(&wanted, "%s", is_quoted && k == 1 ? "\"" : is_quoted && k == 2 ? "," : "x");
        }
        textbuf_printf(&file, "%s%s", is_quoted ? "\"" : "", is_last ? "\n" : "");
        textbuf_printf(&wanted, "%s", is_last ? "\n" : "");
    }
    read_with(&r, parsed_layout(layout.bytes), write_text("wide.csv", file.bytes), NULL);
    report_print(&r.report, stderr);
    assert_int_equal(r.err, ERR_NONE);
    assert_int_equal(r.count, RECORDS);
    assert_string_equal(r.records.bytes, wanted.bytes);
    reading_done(&r);
    textbuf_done(&layout);
    textbuf_done(&file);
    textbuf_done(&wanted);
}

static void cp932_is_read(void **state)
{
    /* 渡辺 ①㈱～髙 in CP932; 0x5C stands as second byte of ソ (83 5C). */
    static const char text[] = "H,ZZ-01\nD,000000000000019,\x93\x6E\x95\xD3\x87\x40\x87\x8A\x81\x60\xFB\xFC\x83\x5C,"
                               "19450000,,,,\nT,1,0\n";
    static const char wrong[] = "H,ZZ-01\nD,000000000000019,\x93\x6E\xFF\x40,,,,,\nT,1,0\n";
    char definition[sizeof(own) + 8];
    struct reading r;
    (void)state;
    memcpy(definition, own, sizeof(own));
    char *at = strstr(definition, "utf8");
    char tail[sizeof(own)];
    memcpy(tail, at + 4, strlen(at + 4) + 1);
    memcpy(at, "cp932", 5);
    memcpy(at + 5, tail, strlen(tail) + 1);
    const struct layout *l = parsed_layout(definition);
    read_with(&r, l, write_text("sjis.csv", text), NULL);
    assert_int_equal(r.err, ERR_NONE);
    assert_true(strstr(r.records.bytes, "|渡辺①㈱～髙ソ|") != NULL);
    reading_done(&r);
    read_with(&r, l, write_text("sjis.csv", wrong), NULL);
    assert_int_equal(r.err, ERR_INPUT);
    assert_says(&r.report, "がcp932の文字ではありません");
    reading_done(&r);
}

static enum err count_only(void *context, const struct record *r, struct report *report)
{
    (void)report;
    *(int64_t *)context += (int64_t)r->field_count;
    return ERR_NONE;
}

static enum err stop_at_three(void *context, const struct record *r, struct report *report)
{
    (void)context;
    return r->number == 3 ? report_fail(report, ERR_WORLD, "disk full") : ERR_NONE;
}

/* 100 MB in bounded memory; a callback that gives up ends the reading. */
static void a_large_file_needs_little_memory(void **state)
{
    const char *path = test_path("large.csv");
    struct report report;
    struct file_receipt receipt;
    struct rusage before, after;
    int64_t fields = 0;
    (void)state;
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    fputs("H,ZZ-01\n", f);
    for (int i = 0; i < 900000; i++) {
        fprintf(f, "D,%015d,渡辺　花子　渡辺　花子　渡辺　花子　渡辺,19800102,20260401,1200,A0001,%012d\n", i, i);
    }
    fprintf(f, "T,900000,%d\n", 900000 * 1200);
    assert_int_equal(fclose(f), 0);
    report_init(&report);
    getrusage(RUSAGE_SELF, &before);
    enum err e = layout_read_file(parsed_layout(own), path, count_only, &fields, &report, &receipt);
    getrusage(RUSAGE_SELF, &after);
    report_print(&report, stderr);
    assert_int_equal(e, ERR_NONE);
    assert_true(receipt.bytes > 100 * 1000 * 1000);
    assert_int_equal(fields, 900000 * 8 + 2 + 3);
    assert_true(after.ru_maxrss - before.ru_maxrss < 64 * 1024);
    assert_int_equal(layout_read_file(parsed_layout(own), path, stop_at_three, NULL, &report, &receipt),
                     ERR_WORLD);
    assert_says(&report, "disk full");
    report_done(&report);
}

static void a_line_without_end(void **state)
{
    struct reading r;
    char *text = malloc(3000000);
    (void)state;
    assert_non_null(text);
    memset(text, 'x', 3000000);
    memcpy(text, "H,ZZ-01\nD,\"", 11);
    text[1500000] = '\n';
    memcpy(text + 2999990, "\nT,0,0\n\0", 8);
    text[2999997] = '\0';
    read_own(&r, text);
    assert_int_equal(r.err, ERR_INPUT);
    assert_true(r.report.count < 10);
    reading_done(&r);
    free(text);
}

static void a_file_that_is_not_there(void **state)
{
    struct reading r;
    (void)state;
    read_with(&r, parsed_layout(own), "/nonexistent/file.csv", NULL);
    assert_int_equal(r.err, ERR_WORLD);
    assert_says(&r.report, "/nonexistent/file.csv");
    reading_done(&r);
    read_with(&r, parsed_layout(own), "/tmp", NULL);
    assert_int_equal(r.err, ERR_WORLD);
    reading_done(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(y01_y05_terminators),
        cmocka_unit_test(y02_mixed_terminators_warn_once),
        cmocka_unit_test(y03_y04_bytes_behind_the_end),
        cmocka_unit_test(y06_wrong_length),
        cmocka_unit_test(y07_y08_totals),
        cmocka_unit_test(y09_header_of_another_consignor),
        cmocka_unit_test(y10_small_kana_warns),
        cmocka_unit_test(y12_request_echoed_is_no_result),
        cmocka_unit_test(y13_order_and_unknown_result),
        cmocka_unit_test(y15_customer_number_is_trimmed),
        cmocka_unit_test(y17_blank_in_an_amount),
        cmocka_unit_test(own_form_is_read),
        cmocka_unit_test(own_faults_are_named),
        cmocka_unit_test(whole_file_faults),
        cmocka_unit_test(secrets_stay_secret),
        cmocka_unit_test(faults_are_listed_and_counted),
        cmocka_unit_test(block_borders_do_not_matter),
        cmocka_unit_test(broken_characters_are_found_anywhere),
        cmocka_unit_test(wide_records_come_whole),
        cmocka_unit_test(cp932_is_read),
        cmocka_unit_test(a_large_file_needs_little_memory),
        cmocka_unit_test(a_line_without_end),
        cmocka_unit_test(a_file_that_is_not_there),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, clean_up);
}
