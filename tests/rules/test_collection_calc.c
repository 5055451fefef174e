/*
 * `kokuho calc late-charge | refund-interest | seizable`: the answers of the contract (4.2, 4.3) with their
 * derivations (5), strict requests, bounded memory. CO-14, CO-28, CO-38.
 */
#include "calc/calc.h"
#include "calc/request.h"
#include "collection/law.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define LATE &calculation_late_charge
#define REFUND &calculation_refund_interest
#define SEIZABLE &calculation_seizable
#define CITY "'municipality':'131041',"

static void *calculator;

static int start(void **state)
{
    (void)state;
    calculator = calculation_late_charge.open(TEST_SOURCE_ROOT "/params");
    return 0;
}

static int stop(void **state)
{
    (void)state;
    calculation_late_charge.close(calculator);
    return 0;
}

/* Answers into *ret_answer (to be freed); the words of a refusal into `words`. */
static enum err calculate(const struct calculation *what, const char *bytes, size_t len,
                          char **ret_answer, char words[512])
{
    struct report report;
    size_t size = 0;

    *ret_answer = NULL;
    words[0] = '\0';
    report_init(&report);
    FILE *out = open_memstream(ret_answer, &size);
    assert_non_null(out);
    enum err e = what->answer(calculator, bytes, len, &report, out);
    fclose(out);
    if (report.kept > 0) {
        (void)snprintf(words, 512, "%s", report.lines[0]);
    }
    report_done(&report);
    return e;
}

static void quoted(char *text, size_t size, const char *request)
{
    (void)snprintf(text, size, "%s", request);
    for (; *text != '\0'; text++) {
        *text = *text == '\'' ? '"' : *text;
    }
}

static void refused(const struct calculation *what, const char *request, const char *place)
{
    char text[4096], words[512], *answer;

    quoted(text, sizeof text, request);
    enum err e = calculate(what, text, strlen(text), &answer, words);
    if (e != ERR_INPUT || strncmp(words, place, strlen(place)) != 0) {
        fail_msg("%s\n -> %d %s (expected %s)", text, e, words, place);
    }
    assert_string_equal(answer, ""); /* nothing is half written */
    free(answer);
}

static json_t *answered(const struct calculation *what, const char *request)
{
    char text[4096], words[512], *answer;

    quoted(text, sizeof text, request);
    enum err e = calculate(what, text, strlen(text), &answer, words);
    if (e != ERR_NONE) {
        fail_msg("%s\n -> %s", text, words);
    }
    json_t *root = json_loads(answer, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(root);
    free(answer);
    return root;
}

static void same(const struct calculation *what, const char *request, const char *expected)
{
    char text[4096];

    quoted(text, sizeof text, expected);
    json_t *wanted = json_loads(text, 0, NULL), *got = answered(what, request);
    assert_non_null(wanted);
    if (!json_equal(wanted, got)) {
        char *shown = json_dumps(got, JSON_COMPACT);
        fail_msg("%s\n -> %s", request, shown);
    }
    json_decref(wanted);
    json_decref(got);
}

/* ---------------------------------------------------------------------------------- answers -- */

static void the_published_example_of_a_ward_CO_38(void **state)
{
    (void)state;
    same(LATE,
         "{" CITY "'principal':100000,'due_date':'2021-04-30','payments':[{'date':'2021-10-31','amount':100000}]}",
         "{'raw':2848,'amount':2800,'remaining':0,'segments':["
         "{'from':'2021-05-01','to':'2021-07-31','days':92,'base':100000,'rate':'2.5%','yen':630},"
         "{'from':'2021-08-01','to':'2021-10-31','days':92,'base':100000,'rate':'8.8%','yen':2218}]}");
}

static void the_example_of_refund_interest_CO_14(void **state)
{
    (void)state;
    same(REFUND, "{'refund':150000,'from':'2024-07-02','to':'2025-09-30'}",
         "{'raw':1686,'amount':1600,'segments':[{'from':'2024-07-02','to':'2025-09-30','days':456,"
         "'base':150000,'rate':'0.9%','yen':1686}]}");
    same(REFUND,
         "{'refund':400000,'from':'2024-07-02','to':'2025-09-10','excluded':[{'from':'2025-05-01',"
         "'to':'2025-08-20'},{'from':'2025-03-06','to':'2025-04-30'}]}",
         "{'raw':2643,'amount':2600,'segments':["
         "{'from':'2024-07-02','to':'2025-03-05','days':247,'base':400000,'rate':'0.9%','yen':2436},"
         "{'from':'2025-08-21','to':'2025-09-10','days':21,'base':400000,'rate':'0.9%','yen':207}]}");
}

static void the_example_of_seizable_pay_CO_28(void **state)
{
    (void)state;
    same(SEIZABLE,
         "{'gross':350000,'income_tax':8000,'resident_tax':15000,'social_insurance':50000,'family':1,"
         "'months':1,'round_1000':false}",
         "{'item4':145000,'item5':26400,'seizable':105600}");
    same(SEIZABLE,
         "{'gross':187650,'income_tax':3210,'resident_tax':7400,'social_insurance':27890,'round_1000':true}",
         "{'item4':100000,'item5':10000,'seizable':37000}");
}

static void rules_of_the_request_stand_before_the_ordinance(void **state)
{
    (void)state;
    same(LATE,
         "{'rules':{'lower_rate_months':1,'base_floor':1000,'base_minimum':2000,'segment_floor':true,"
         "'charge_floor':100,'charge_minimum':1000},'principal':50000,'due_date':'2024-07-31',"
         "'payments':[{'date':'2024-12-20','amount':50000}]}",
         "{'raw':1423,'amount':1400,'remaining':0,'segments':["
         "{'from':'2024-08-01','to':'2024-08-31','days':31,'base':50000,'rate':'2.4%','yen':101},"
         "{'from':'2024-09-01','to':'2024-12-20','days':111,'base':50000,'rate':'8.7%','yen':1322}]}");
    same(LATE,
         "{" CITY "'rules':{'charge_minimum':0,'charge_floor':1},'principal':2000,'due_date':'2024-07-01',"
         "'as_of':'2025-07-01'}",
         "{'raw':142,'amount':142,'remaining':2000,'segments':["
         "{'from':'2024-07-02','to':'2024-10-01','days':92,'base':2000,'rate':'2.4%','yen':12},"
         "{'from':'2024-10-02','to':'2025-07-01','days':273,'base':2000,'rate':'8.7%','yen':130}]}");
    same(LATE, "{" CITY "'principal':100000,'due_date':'2024-07-01','payments':[]}",
         "{'raw':0,'amount':0,'remaining':100000,'segments':[]}");
    same(LATE, "{" CITY "'principal':0,'due_date':'9999-12-31','as_of':'9999-12-31'}",
         "{'raw':0,'amount':0,'remaining':0,'segments':[]}");
}

/* Every number of the answer is the value of a step; every step names its law and its inputs (5). */
static void amounts_stand_in_the_derivation_NX_01(void **state)
{
    (void)state;
    static const struct {
        const struct calculation *what;
        const char *request;
        const char *amounts[3];
    } requests[] = {
        {LATE,
         "{" CITY "'trace':true,'principal':85400,'due_date':'2024-07-31','excluded':[{'from':'2024-10-01',"
         "'to':'2024-10-05'}],'payments':[{'date':'2024-09-15','amount':30000}],'as_of':'2025-01-20'}",
         {"raw", "amount", "remaining"}},
        {REFUND, "{'trace':true,'refund':260000,'from':'2025-08-01','to':'2026-04-20'}", {"raw", "amount"}},
        {SEIZABLE,
         "{'trace':true,'gross':350000,'income_tax':8000,'resident_tax':15000,'social_insurance':50000}",
         {"item4", "item5", "seizable"}},
    };

    for (size_t i = 0; i < COUNT_OF(requests); i++) {
        json_t *a = answered(requests[i].what, requests[i].request), *step;
        json_t *trace = json_object_get(a, "trace");
        size_t n, sources = 0;
        assert_true(json_array_size(trace) > 5);
        for (size_t k = 0; k < 3 && requests[i].amounts[k] != NULL; k++) {
            bool found = false;
            json_array_foreach(trace, n, step) {
                found = found || json_equal(json_object_get(step, "value"),
                                            json_object_get(a, requests[i].amounts[k]));
            }
            assert_true(found);
        }
        json_array_foreach(trace, n, step) {
            const char *source = json_string_value(json_object_get(step, "source"));
            assert_true(json_string_length(json_object_get(step, "law")) > 0);
            sources += source != NULL && strstr(source, "params/") != NULL;
        }
        assert_true(sources >= 4);
        json_decref(a);
    }
}

/* ---------------------------------------------------------------------------------- refusals -- */

static void no_json(void **state)
{
    (void)state;
    static const struct calculation *const all[] = {LATE, REFUND, SEIZABLE};

    for (size_t i = 0; i < COUNT_OF(all); i++) {
        refused(all[i], "", "1:0");
        refused(all[i], "{'principal':NaN}", "1:");
        refused(all[i], "{'refund':1,'refund':1}", "1:");
        refused(all[i], "{}x", "1:");
        refused(all[i], "\n\n{'a':}", "3:");
        refused(all[i], "{'a':\xff}", "1:");
        refused(all[i], "{'a':'\xed\xa0\x80'}", "1:");
        refused(all[i], "{'a':99999999999999999999}", "1:");
        refused(all[i], "[]", "/: ");
        refused(all[i], "{'surprise':1}", "/surprise:");
    }
}

static void faults_by_pointer(void **state)
{
    (void)state;
#define DUE CITY "'principal':1000,'due_date':'2024-07-01'"
    static const struct {
        const char *request, *place;
    } faults[] = {
        {"{" CITY "'due_date':'2024-07-01','as_of':'2024-08-01'}", "/principal:"},
        {"{" CITY "'principal':1000.0,'due_date':'2024-07-01','as_of':'2024-08-01'}", "/principal:"},
        {"{" CITY "'principal':1e6,'due_date':'2024-07-01','as_of':'2024-08-01'}", "/principal:"},
        {"{" CITY "'principal':-1,'due_date':'2024-07-01','as_of':'2024-08-01'}", "/principal:"},
        {"{" CITY "'principal':1000000000001,'due_date':'2024-07-01','as_of':'2024-08-01'}", "/principal:"},
        {"{" CITY "'principal':1000,'as_of':'2024-08-01'}", "/due_date:"},
        {"{" CITY "'principal':1000,'due_date':'2024-02-30','as_of':'2024-08-01'}", "/due_date:"},
        {"{" CITY "'principal':1000,'due_date':20240701,'as_of':'2024-08-01'}", "/due_date:"},
        {"{" DUE "}", "/payments:"},
        {"{" DUE ",'payments':{}}", "/payments:"},
        {"{" DUE ",'payments':[5]}", "/payments/0:"},
        {"{" DUE ",'payments':[{'amount':5}]}", "/payments/0/date:"},
        {"{" DUE ",'payments':[{'date':'2024-07-01'}]}", "/payments/0/amount:"},
        {"{" DUE ",'payments':[{'date':'2024-07-01','amount':'5'}]}", "/payments/0/amount:"},
        {"{" DUE ",'payments':[{'date':'2024-07-01','amount':5,'by':'x'}]}", "/payments/0/by:"},
        {"{" DUE ",'payments':[{'date':'2024-07-01','amount':1001}]}", "/payments:"},
        {"{" DUE ",'payments':[{'date':'2024-07-01','amount':600},{'date':'2024-08-01','amount':401}]}",
         "/payments:"},
        {"{" DUE ",'as_of':null}", "/as_of:"},
        {"{" DUE ",'as_of':'2024-08-01','excluded':[{'from':'2024-07-05'}]}", "/excluded/0/to:"},
        {"{" DUE ",'as_of':'2024-08-01','excluded':[{'from':'2024-07-05','to':'2024-07-04'}]}", "/excluded/0:"},
        {"{" DUE ",'as_of':'2024-08-01','excluded':7}", "/excluded:"},
        {"{" DUE ",'as_of':'2024-08-01','trace':1}", "/trace:"},
        {"{" DUE ",'as_of':'2024-08-01','rules':[]}", "/rules:"},
        {"{" DUE ",'as_of':'2024-08-01','rules':{'base_floor':0}}", "/rules/base_floor:"},
        {"{" DUE ",'as_of':'2024-08-01','rules':{'charge_floor':0}}", "/rules/charge_floor:"},
        {"{" DUE ",'as_of':'2024-08-01','rules':{'lower_rate_months':-1}}", "/rules/lower_rate_months:"},
        {"{" DUE ",'as_of':'2024-08-01','rules':{'segment_floor':1}}", "/rules/segment_floor:"},
        {"{" DUE ",'as_of':'2024-08-01','rules':{'minimum_test':'?'}}", "/rules/minimum_test:"},
        {"{" DUE ",'as_of':'2024-08-01','rules':{'rate':'5%'}}", "/rules/rate:"},
        {"{'municipality':131041,'principal':1000,'due_date':'2024-07-01','as_of':'2024-08-01'}", "/municipality:"},
        {"{'municipality':'../104','principal':1000,'due_date':'2024-07-01','as_of':'2024-08-01'}",
         "市区町村コード"},
        {"{'principal':1000,'due_date':'2024-07-01','as_of':'2024-08-01'}", "/municipality:"},
        {"{'rules':{'base_floor':1000},'principal':1000,'due_date':'2024-07-01','as_of':'2024-08-01'}",
         "/municipality:"},
    };

    for (size_t i = 0; i < COUNT_OF(faults); i++) {
        refused(LATE, faults[i].request, faults[i].place);
    }
    refused(REFUND, "{'refund':150000,'from':'2024-07-02','to':'2024-07-01'}", "/to:");
    refused(REFUND, "{'from':'2024-07-02','to':'2024-07-03'}", "/refund:");
    refused(REFUND, "{'refund':1,'from':'2024-07-02'}", "/to:");
    refused(SEIZABLE, "{'gross':1,'income_tax':0,'resident_tax':0}", "/social_insurance:");
    refused(SEIZABLE, "{'gross':1,'income_tax':0,'resident_tax':0,'social_insurance':0,'months':0}", "/months:");
    refused(SEIZABLE, "{'gross':1,'income_tax':0,'resident_tax':0,'social_insurance':0,'family':-1}", "/family:");
    refused(SEIZABLE, "{'gross':1,'income_tax':0,'resident_tax':0,'social_insurance':0,'round_1000':0}",
            "/round_1000:");
}

/* A parameter that is needed and has no row names its table and the day (LV-59). */
static void missing_rows_are_named(void **state)
{
    (void)state;
    refused(LATE, "{" CITY "'principal':100000,'due_date':'2026-11-30','as_of':'2027-01-01'}",
            "params/national/collection/late_charge_rates.tsv に 2027年（2027-01-01）");
    refused(LATE, "{" CITY "'principal':100000,'due_date':'2009-12-31','as_of':'2010-01-31'}",
            "params/municipal/131041/late_charge.tsv に 2009-12-31");
    refused(LATE, "{'municipality':'202011','principal':1000,'due_date':'2024-07-01','as_of':'2024-08-01'}",
            "市区町村 202011 の表 params/municipal/202011/late_charge.tsv");
    refused(LATE, "{" CITY "'principal':1000000000000,'due_date':'2024-07-01','as_of':'9999-12-31'}",
            "params/national/collection/late_charge_rates.tsv に 2027年");
    refused(REFUND, "{'refund':150000,'from':'2013-12-31','to':'2014-01-01'}",
            "params/national/collection/refund_interest_rates.tsv に 2013年");
    refused(REFUND, "{'refund':150000,'from':'2026-12-31','to':'2027-01-01'}",
            "params/national/collection/refund_interest_rates.tsv に 2027年");
}

static void ten_thousand_payments_and_no_more(void **state)
{
    (void)state;
    for (int count = 10000; count <= 10001; count++) {
        size_t size = 64u * 10001 + 256, len;
        char *text = NULL, *answer, words[512];
        FILE *f = open_memstream(&text, &len);
        fprintf(f, "{\"municipality\":\"131041\",\"trace\":true,\"principal\":100000000,"
                   "\"due_date\":\"2010-01-01\",\"payments\":[");
        for (int i = 0; i < count; i++) {
            fprintf(f, "%s{\"date\":\"20%02d-%02d-%02d\",\"amount\":9999}", i == 0 ? "" : ",", 10 + i % 17,
                    1 + i % 12, 1 + i % 28);
        }
        fprintf(f, "]}");
        fclose(f);
        assert_true(len < size);
        enum err e = calculate(LATE, text, len, &answer, words);
        assert_int_equal(e, count == 10000 ? ERR_NONE : ERR_INPUT);
        free(answer);
        free(text);
    }
}

static void sizes_are_bounded(void **state)
{
    (void)state;
    size_t len = CALC_REQUEST_BYTES_MAX + 1;
    char *text = test_malloc(len), *answer, words[512];

    memset(text, ' ', len);
    assert_int_equal(calculate(REFUND, text, len, &answer, words), ERR_INPUT);
    free(answer);
    memset(text, '[', len - 1);
    assert_int_equal(calculate(REFUND, text, len - 1, &answer, words), ERR_INPUT);
    free(answer);
    memset(text, '[', 100000);
    assert_int_equal(calculate(REFUND, text, 100000, &answer, words), ERR_INPUT); /* deep */
    free(answer);
    test_free(text);
}

/* Requests that are refused leave nothing behind, however many a stream brings. */
static void refusals_leave_nothing_behind(void **state)
{
    (void)state;
    char text[] = "{\"municipality\":\"202011\",\"principal\":1,\"due_date\":\"2024-07-01\",\"payments\":[]}";
    char *answer, words[512];

    for (int i = 0; i < 3000; i++) { /* each reads all national tables, 70 MB in all */
        assert_int_equal(calculate(LATE, text, strlen(text), &answer, words), ERR_INPUT);
        free(answer);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_published_example_of_a_ward_CO_38),
        cmocka_unit_test(the_example_of_refund_interest_CO_14),
        cmocka_unit_test(the_example_of_seizable_pay_CO_28),
        cmocka_unit_test(rules_of_the_request_stand_before_the_ordinance),
        cmocka_unit_test(amounts_stand_in_the_derivation_NX_01),
        cmocka_unit_test(no_json),
        cmocka_unit_test(faults_by_pointer),
        cmocka_unit_test(missing_rows_are_named),
        cmocka_unit_test(ten_thousand_payments_and_no_more),
        cmocka_unit_test(sizes_are_bounded),
        cmocka_unit_test(refusals_leave_nothing_behind),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, start, stop);
}
