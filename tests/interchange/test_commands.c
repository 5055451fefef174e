/*
 * kokuho layout and kokuho code as contracts 4.5 says: exit codes, JSON Lines, nothing on exit 2.
 * NX-05: what is shown of a file is read back from the file itself.
 */
#include "tests/interchange/zengin.h"

#include "base/share.h"
#include <jansson.h>

const struct import_handler *const import_handlers[] = {NULL};
const size_t import_handler_count = 0;

static struct report last;
static char *last_out;
static size_t last_out_len;

static enum err run_command(const struct command *c, int count, const char *const *words, bool json)
{
    char *argv[16];
    for (int i = 0; i < count; i++) {
        argv[i] = strdup(words[i]);
    }
    free(last_out);
    last_out = NULL;
    report_done(&last);
    report_init(&last);
    FILE *out = open_memstream(&last_out, &last_out_len);
    struct command_call call = {.argc = count, .argv = argv, .data = "/nonexistent",
                                .business_date = date_none(), .json = json, .out = out,
                                .report = &last};
    enum err e = c->run(&call);
    fclose(out);
    for (int i = 0; i < count; i++) {
        free(argv[i]);
    }
    return e;
}
#define RUN(command, ...)                                                                          \
    run_command(&(command), (int)COUNT_OF(((const char *[]){__VA_ARGS__})),                       \
                (const char *[]){__VA_ARGS__}, false)
#define RUN_JSON(command, ...)                                                                     \
    run_command(&(command), (int)COUNT_OF(((const char *[]){__VA_ARGS__})),                       \
                (const char *[]){__VA_ARGS__}, true)

static int done(void **state)
{
    report_done(&last);
    free(last_out);
    return clean_up(state);
}

static void list_and_show(void **state)
{
    (void)state;
    assert_int_equal(RUN(command_layout, "list"), ERR_NONE);
    assert_non_null(strstr(last_out, "zengin-91-request"));
    assert_non_null(strstr(last_out, "cvs-csv13"));
    assert_int_equal(RUN_JSON(command_layout, "list"), ERR_NONE);
    json_t *all = json_loads(last_out, 0, NULL);
    assert_true(json_is_array(all) && json_array_size(all) >= 12);
    for (size_t i = 0; i < json_array_size(all); i++) {
        const json_t *o = json_array_get(all, i);
        assert_true(json_is_string(json_object_get(o, "name")) && json_is_string(json_object_get(o, "partner")) &&
                    json_is_string(json_object_get(o, "direction")) && json_is_integer(json_object_get(o, "version")));
        assert_int_equal(RUN(command_layout, "show", json_string_value(json_object_get(o, "name"))), ERR_NONE);
        assert_true(strlen(last_out) > 200);
    }
    json_decref(all);
    assert_int_equal(RUN(command_layout, "show", "cvs-fixed120-a"), ERR_NONE);
    assert_non_null(strstr(last_out, "再発行"));
    assert_int_equal(RUN(command_layout, "show", "nosuch"), ERR_INPUT);
    assert_int_equal(RUN(command_layout, "frob"), ERR_INPUT);
    assert_int_equal(RUN(command_layout, "list", "more"), ERR_INPUT);
}

/* read | write gives the file's bytes again: the list a person sees is made from the file (NX-05). */
static void read_then_write_is_the_file(void **state)
{
    struct zengin z;
    size_t len;
    (void)state;
    zengin_make(&z, "01030", false);
    const char *path = zengin_file(&z, "\r\n", "");
    char *bytes = read_bytes_of(path, &len);
    assert_int_equal(RUN(command_layout, "read", "zengin-91-result", path), ERR_NONE);
    assert_non_null(strstr(last_out, "{\"record\":\"data\",\"fields\":{\"rec\":\"2\",\"bank\":\"0001\""));
    assert_non_null(strstr(last_out, "\"amount\":12340,"));
    assert_non_null(strstr(last_out, "\"amt_fail\":8100}"));
    assert_non_null(freopen(write_text("records.jsonl", last_out), "rb", stdin));
    assert_int_equal(RUN(command_layout, "write", "zengin-91-result"), ERR_NONE);
    assert_int_equal(strlen(last_out), len);
    assert_memory_equal(last_out, bytes, len);
    free(bytes);
    assert_int_equal(RUN(command_layout, "check", "zengin-91-result", path), ERR_NONE);
    assert_non_null(strstr(last_out, "102829円"));
    /* One digit of one amount changed on the way: found. */
    put(z.records[1], 81, "0000012341");
    assert_int_equal(RUN(command_layout, "check", "zengin-91-result", zengin_file(&z, "\r\n", "")), ERR_INPUT);
    assert_says(&last, "E09");
    assert_int_equal(RUN(command_layout, "read", "zengin-91-result", "/nonexistent"), ERR_WORLD);
}

static void params_are_given(void **state)
{
    struct zengin z;
    (void)state;
    zengin_make(&z, "01030", false);
    const char *path = zengin_file(&z, "\r\n", "");
    assert_int_equal(RUN(command_layout, "check", "zengin-91-result", path, "--param", "consignor=1310400001,base_day=20250601"),
                     ERR_NONE);
    assert_int_equal(last.count, 0);
    assert_int_equal(RUN(command_layout, "check", "zengin-91-result", path, "--param", "consignor=1"), ERR_INPUT);
    assert_says(&last, "E08");
    assert_int_equal(RUN(command_layout, "check", "zengin-91-result", path, "--param", "frob=1"), ERR_INPUT);
    assert_int_equal(RUN(command_layout, "check", "zengin-91-result", path, "--param", "frob"), ERR_INPUT);
}

static void wrong_json_writes_nothing(void **state)
{
    static const struct {
        const char *text, *words;
    } rows[] = {
        {"{", "1行目 1桁目: JSONではありません"},
        {"[]", "の形で"},
        {"{\"record\":\"frob\",\"fields\":{}}", "の形で"},
        {"{\"record\":\"end\",\"fields\":{},\"more\":1}", "の形で"},
        {"{\"record\":\"end\",\"fields\":{\"frob\":1}}", "項目「frob」はありません"},
        {"{\"record\":\"end\",\"fields\":{\"rec\":1.5}}", "文字列、整数、null"},
        {"{\"record\":\"end\",\"fields\":{\"rec\":\"9\",\"rec\":\"9\"}}", "JSONではありません"},
        {"{\"record\":\"end\",\"fields\":{\"rec\":\"8\"}}", "決まった値と違います"},
        {"{\"record\":\"end\",\"fields\":{}}", "end がここに来る順ではありません"},
        {"", "途中で終わっています"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_non_null(freopen(write_text("wrong.jsonl", rows[i].text), "rb", stdin));
        assert_int_equal(RUN(command_layout, "write", "zengin-91-request"), ERR_INPUT);
        assert_says(&last, rows[i].words);
        assert_int_equal(strlen(last_out), 0);
    }
}

static void convert_by_table(void **state)
{
    static const char good[] = "kind,...\r\n"
        "01,20250630,1234,EAN91912345001312510001234501001025063000123406,251000,12345010010,0,12340,030,\"x\",001234,0,20250701\r\n"
        "02,20250630,1234,EAN91912345001312510001234501001025063000123406,251000,12345010010,0,12340,820,,001234,20250705,20250701\r\n";
    char bad[sizeof(good)];
    (void)state;
    const char *path = write_text("c.csv", good);
    assert_int_equal(RUN(command_layout, "convert", "cvs-csv13", "receipt-event", path), ERR_NONE);
    const char *line = strchr(last_out, '\n');
    assert_non_null(line);
    assert_string_equal(line + 1, "04,preliminary,001312510001234501001,12340,20250630,1234,,030,001234,,\n"
                                  "08,confirmed,001312510001234501001,12340,20250630,1234,20250705,820,001234,,\n");
    /* A chain the table does not know: refused, and nothing is written. */
    memcpy(bad, good, sizeof(good));
    memcpy(strstr(bad, ",820,"), ",999,", 5);
    assert_int_equal(RUN(command_layout, "convert", "cvs-csv13", "receipt-event", write_text("b.csv", bad)), ERR_INPUT);
    assert_says(&last, "記録2: 変換先の項目 channel");
    assert_int_equal(strlen(last_out), 0);
    assert_int_equal(RUN(command_layout, "convert", "receipt-event", "cvs-csv13", path), ERR_INPUT);
    assert_says(&last, "変換表はありません");
}

static const char *sample(const char *file)
{
    static char paths[4][512];
    static unsigned turn;
    char *path = paths[turn++ % 4];
    snprintf(path, sizeof(paths[0]), "%s/tests/interchange/channels/%s", share_folder(), file);
    return path;
}

static void expect_bytes(const char *file)
{
    size_t len;
    char *bytes = read_bytes_of(sample(file), &len);
    assert_int_equal(last_out_len, len);
    assert_memory_equal(last_out, bytes, len);
    free(bytes);
}

/*
 * PX-01, PX-03: the standard form to the server's form and back, and delete records of what was uploaded; both
 * ends were set byte by byte from the paper. NX-05: what was sent is read back from the file itself.
 */
static void px01_px03_claims_both_ways(void **state)
{
    static const char job[] = "made=20250612,made_time=183000,sequence=1,agency=13104";
    (void)state;
    assert_int_equal(RUN(command_layout, "convert", "claim-event", "pay-easy-claims", sample("claim-event.csv"),
                         "--param", job), ERR_NONE);
    expect_bytes("pay-easy-claims.dat");
    assert_int_equal(RUN(command_layout, "convert", "pay-easy-claims", "claim-event", sample("pay-easy-claims.dat")),
                     ERR_NONE);
    expect_bytes("claim-event.csv");
    /* Two of the three are open at the server: the third line was a delete already. */
    assert_int_equal(RUN(command_layout, "convert", "pay-easy-claims", "pay-easy-withdraw",
                         sample("pay-easy-claims.dat"), "--param", "made=20250612,made_time=183000,sequence=2"),
                     ERR_NONE);
    assert_int_equal(last_out_len, 5 * 202);
    assert_memory_equal(last_out + 30, "0002", 4);
    assert_memory_equal(last_out + 202, "2313104", 7);
    assert_memory_equal(last_out + 2 * 202, "2313104", 7);
    assert_memory_equal(last_out + 3 * 202, "80000000200000000020440", 23);
    /* A value of the job is missing, one is unknown, a record is wrong: nothing on standard output. */
    assert_int_equal(RUN(command_layout, "convert", "claim-event", "pay-easy-claims", sample("claim-event.csv")),
                     ERR_INPUT);
    assert_int_equal(last_out_len, 0);
    assert_int_equal(RUN(command_layout, "convert", "claim-event", "pay-easy-claims", sample("claim-event.csv"),
                         "--param", "colour=red"), ERR_INPUT);
    assert_says(&last, "param「colour」はありません");
    size_t len;
    char *bytes = read_bytes_of(sample("claim-event.csv"), &len);
    char *name = memmem(bytes, len, "ﾔﾏﾀﾞ", strlen("ﾔﾏﾀﾞ"));
    assert_non_null(name);
    memcpy(name, "ﾔｬﾀﾞ", strlen("ﾔｬﾀﾞ")); /* small kana in what we send */
    assert_int_equal(RUN(command_layout, "convert", "claim-event", "pay-easy-claims",
                         write_bytes("small.csv", bytes, len), "--param", job), ERR_INPUT);
    assert_says(&last, "銀行へ渡せない文字");
    assert_int_equal(last_out_len, 0);
    free(bytes);
}

/* PX-02, CO-03 to CO-07, PX-05, PX-06, PX-11, PX-19: every channel's sample as receipts of the core. */
static void px02_every_channel_becomes_receipts(void **state)
{
    static const struct {
        const char *from, *file, *param, *line;
        int lines;
    } rows[] = {
        {"zengin-91-result", "zengin-91-result.dat", "base_day=20251225",
         "03,final,20250100000123450210,8000,20260105,", 6}, /* Y16: 0105 in December is next January */
        {"zengin-91-result-jpbank", "zengin-91-result-jpbank.dat", "base_day=20250625",
         "03,final,20250100000123450111,12340,20250630,", 2},
        {"zengin-91-result-ebcdic", "zengin-91-result-ebcdic.dat", "base_day=20250625",
         "03,final,20250100000123450111,12340,20250630,", 3},
        {"cvs-csv13", "cvs-csv13.csv", NULL, "04,confirmed,001312510001234502001,8000,20250630,0905,20250707,030,001234", 3},
        {"cvs-fixed120-a", "cvs-fixed120-a.dat", NULL,
         "04,cancel,001312510005678901001,300000,20250701,2359,,CVS030,0001234", 3},
        {"cvs-fixed120-b", "cvs-fixed120-b.dat", NULL,
         "04,confirmed,001322510005678901001,500,20250630,0000,20250707,0030,0001234", 4},
        {"mobile-bank", "mobile-bank.dat", NULL, "05,confirmed,001312510001234501001,12340,20250630,2100,20250704,MRBANK", 2},
        {"mobile-card", "mobile-card.dat", NULL, "06,preliminary,001312510001234501001,12340,20250630,2100,,MRCARD", 3},
        {"pay-easy-receipts", "pay-easy-receipts.dat", NULL,
         "07,cancel,20250100012345020010,8100,20250613,2359,,0001,001,,R2025061300000000002", 3},
        {"elqr", "elqr.csv", NULL, "09,final,20250100012345010011,12340,20260930,,20261005", 2},
        {"ocr-slip", "ocr-slip.dat", NULL,
         "02,final,2025100012345021022,8100,20250630,,20250702,,0001001,100,IMG0000000000002", 2},
        {"branch-counter", "branch-counter.csv", NULL,
         "01,final,2025100012345021022,8100,20250630,1100,20250630,001,02,100", 2},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        enum err e = rows[i].param != NULL ? RUN(command_layout, "convert", rows[i].from, "receipt-event",
                                                 sample(rows[i].file), "--param", rows[i].param)
                                           : RUN(command_layout, "convert", rows[i].from, "receipt-event",
                                                 sample(rows[i].file));
        int lines = 0;
        for (const char *p = last_out; *p != '\0'; p++) {
            lines += *p == '\n';
        }
        if (e != ERR_NONE || strstr(last_out, rows[i].line) == NULL || lines != rows[i].lines + 1) {
            report_print(&last, stderr);
            fail_msg("%s: err %d, %d lines\n%s", rows[i].from, (int)e, lines, last_out);
        }
    }
    /* Without the base day the debit has no year: refused, nothing is written. */
    assert_int_equal(RUN(command_layout, "convert", "zengin-91-result", "receipt-event",
                         sample("zengin-91-result.dat")), ERR_INPUT);
    assert_says(&last, "receipt_date");
    assert_int_equal(last_out_len, 0);
}

/* docs/layouts.md is what the files say: kokuho layout page > docs/layouts.md. */
static void the_page_is_the_files(void **state)
{
    char path[512];
    size_t len;
    (void)state;
    assert_int_equal(RUN(command_layout, "page"), ERR_NONE);
    snprintf(path, sizeof(path), "%s/docs/layouts.md", share_folder());
    char *page = read_bytes_of(path, &len);
    assert_int_equal(last_out_len, len);
    assert_memory_equal(last_out, page, len);
    assert_non_null(strstr(last_out, "### claim-event → pay-easy-claims"));
    free(page);
}

static void codes_by_command(void **state)
{
    (void)state;
    assert_int_equal(RUN(command_code, "check", "gs1-128", "91912345001312510001234501001025063000123406"), ERR_NONE);
    assert_int_equal(RUN(command_code, "check", "gs1-128", "91912345001312510001234501001025063000123405"), ERR_INPUT);
    assert_int_equal(RUN_JSON(command_code, "check", "insurer", "138040"), ERR_NONE);
    assert_non_null(strstr(last_out, "\"valid\":true"));
    assert_int_equal(RUN(command_code, "check", "individual-number", "983205673215"), ERR_INPUT);
    assert_false(report_has(&last, "983205673215"));
    assert_int_equal(RUN(command_code, "check", "frob", "1"), ERR_INPUT);
    assert_int_equal(RUN(command_code, "check", "insurer"), ERR_INPUT);
    assert_int_equal(RUN(command_code, "split", "individual-number", "983205673214"), ERR_INPUT);
    assert_says(&last, "分けて示すものではありません");
    assert_int_equal(strlen(last_out), 0);
    static const struct {
        const char *kind, *value, *part;
    } splits[] = {
        {"insurer", "138040", "\"insurer\": \"804\""},
        {"insurer", "33120015", "\"scheme\": \"33\""},
        {"municipality", "131041", "\"city\": \"104\""},
        {"corporate-number", "7000020131041", "\"base\": \"000020131041\""},
        {"pay-number", "20250100012345010011", "\"notice\": \"00012345\""},
        {"customer-number", "20250100000123450111", "\"inst\": \"01\""},
        {"slip-number", "2025100012345010019", "\"serial\": \"01\""},
        {"ocr-line", "520010000000000000012340213800000000000", "\"amount\": 12340"},
        {"ocr-line", "520010000000000000012340213800000000000", "\"agency\": \"13800\""},
        {"ocr-line", "01202501000001234501001234560131040000000000", "\"body\": \"13104\""},
        {"ocr-line", "01202501000001234501001234560131040000000000", "\"form\": \"lower\""},
    };
    for (size_t i = 0; i < COUNT_OF(splits); i++) {
        assert_int_equal(RUN(command_code, "split", splits[i].kind, splits[i].value), ERR_NONE);
        if (strstr(last_out, splits[i].part) == NULL) {
            fail_msg("%s %s: %s", splits[i].kind, splits[i].part, last_out);
        }
    }
    assert_int_equal(RUN(command_code, "split", "gs1-128", "1"), ERR_INPUT);
    assert_int_equal(RUN(command_code, "split", "gs1-128", "91912345001312510001234501001025063000123406"), ERR_NONE);
    json_t *o = json_loads(last_out, 0, NULL);
    assert_int_equal(json_integer_value(json_object_get(o, "amount")), 12340);
    assert_string_equal(json_string_value(json_object_get(o, "limit")), "250630");
    assert_string_equal(json_string_value(json_object_get(o, "free")), "001312510001234501001");
    assert_string_equal(json_string_value(json_object_get(o, "reissue")), "0");
    json_decref(o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(list_and_show),          cmocka_unit_test(read_then_write_is_the_file),
        cmocka_unit_test(params_are_given),       cmocka_unit_test(wrong_json_writes_nothing),
        cmocka_unit_test(convert_by_table),       cmocka_unit_test(codes_by_command),
        cmocka_unit_test(the_page_is_the_files),
        cmocka_unit_test(px01_px03_claims_both_ways),
        cmocka_unit_test(px02_every_channel_becomes_receipts),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, done);
}
