/*
 * kokuho layout and kokuho code as contracts 4.5 says: exit codes, JSON Lines, nothing on exit 2.
 * NX-05: what is shown of a file is read back from the file itself.
 */
#include "tests/interchange/zengin.h"

#include <jansson.h>

const struct import_handler *const import_handlers[] = {NULL};
const size_t import_handler_count = 0;

static struct report last;
static char *last_out;

static enum err run_command(const struct command *c, int count, const char *const *words, bool json)
{
    char *argv[16];
    size_t len = 0;
    for (int i = 0; i < count; i++) {
        argv[i] = strdup(words[i]);
    }
    free(last_out);
    last_out = NULL;
    report_done(&last);
    report_init(&last);
    FILE *out = open_memstream(&last_out, &len);
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
    assert_int_equal(RUN(command_code, "split", "insurer", "138040"), ERR_INPUT);
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
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, done);
}
