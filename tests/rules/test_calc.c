/*
 * `kokuho calc premium`: the answer of the contract, strict requests, bounded memory.
 */
#include "support.h"

#include "calc/request.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define MEMBER "{'id':'A','birth_date':'1981-05-02','income':{'total_income':3400000}}"
#define HEAD "{'fiscal_year':2026,'municipality':'131041','household':{'head':'A','members':["
#define WHOLE HEAD MEMBER "]}}"

static struct calculator *calculator;

static int start(void **state)
{
    (void)state;
    calculator = calculator_new(TEST_PARAMS);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    calculator_free(calculator);
    return 0;
}

/* Answers into *ret_answer (to be freed); the words of a refusal into `words`. */
static enum err calculate(const char *bytes, size_t len, char **ret_answer, char words[512])
{
    struct report report;
    size_t size = 0;

    *ret_answer = NULL;
    words[0] = '\0';
    report_init(&report);
    FILE *out = open_memstream(ret_answer, &size);
    assert_non_null(out);
    enum err e = calculator_premium(calculator, bytes, len, &report, out);
    fclose(out);
    if (report.kept > 0) {
        (void)snprintf(words, 512, "%s", report.lines[0]);
    }
    report_done(&report);
    return e;
}

static void quoted(char *text)
{
    for (; *text != '\0'; text++) {
        *text = *text == '\'' ? '"' : *text;
    }
}

static void refused(const char *request, const char *place)
{
    char text[4096], words[512], *answer;

    (void)snprintf(text, sizeof text, "%s", request);
    quoted(text);
    enum err e = calculate(text, strlen(text), &answer, words);
    if (e != ERR_INPUT || strncmp(words, place, strlen(place)) != 0) {
        fail_msg("%s\n -> %d %s (expected %s)", text, e, words, place);
    }
    assert_string_equal(answer, ""); /* nothing is half written */
    free(answer);
}

static json_t *answered(const char *request)
{
    char text[4096], words[512], *answer;

    (void)snprintf(text, sizeof text, "%s", request);
    quoted(text);
    enum err e = calculate(text, strlen(text), &answer, words);
    if (e != ERR_NONE) {
        fail_msg("%s\n -> %s", text, words);
    }
    json_t *root = json_loads(answer, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(root);
    free(answer);
    return root;
}

static void the_example_of_the_contract(void **state)
{
    (void)state;
    json_t *a = answered(WHOLE);
    int tenths, medical, support, care, child, total, no;
    const char *due;

    assert_int_equal(
        json_unpack(a, "{s:{s:i},s:{s:{s:i},s:{s:i},s:{s:i},s:{s:i}},s:i,s:[{s:i,s:s}]}",
                    "reduction", "tenths", &tenths, "parts", "medical", "amount", &medical, "support",
                    "amount", &support, "care", "amount", &care, "child", "amount", &child, "total",
                    &total, "instalments", "no", &no, "due_date", &due),
        0);
    assert_int_equal(tenths, 0);
    assert_int_equal(medical, 270647);
    assert_int_equal(support, 100760);
    assert_int_equal(care, 89971);
    assert_int_equal(child, 9892);
    assert_int_equal(total, 471270);
    assert_string_equal(due, "2026-06-30");
    assert_int_equal(json_array_size(json_object_get(a, "instalments")), 10);
    assert_null(json_object_get(a, "trace"));
    json_decref(a);
}

static void rates_of_another_ordinance(void **state)
{
    (void)state;
    json_t *a = answered(
        "{'fiscal_year':2026,'trace':true,'rates':{'parts':{'medical':{'income_rate':'7.51%',"
        "'per_capita':47600,'cap':670000}},'rounding':{'part_unit':100},'instalments':4},"
        "'household':{'head':'A','members':[" MEMBER "]}}");
    assert_int_equal(json_integer_value(json_object_get(a, "total")), 270600);
    assert_int_equal(json_object_size(json_object_get(a, "parts")), 1);
    assert_int_equal(json_array_size(json_object_get(a, "instalments")), 4);
    assert_true(json_array_size(json_object_get(a, "trace")) > 10);
    json_decref(a);
}

static void undeclared_is_a_finding_not_a_zero_LV_40(void **state)
{
    (void)state;
    json_t *a = answered(HEAD "{'id':'A','birth_date':'1981-05-02'}]}}");
    assert_true(json_is_null(
        json_object_get(json_object_get(a, "reduction"), "judged_income")));
    assert_int_equal(json_array_size(json_object_get(a, "findings")), 1);
    json_decref(a);
}

static void no_json(void **state)
{
    (void)state;
    refused("", "1:0");
    refused("{'fiscal_year':NaN}", "1:");
    refused("{'fiscal_year':2026,'fiscal_year':2025}", "1:");
    refused(WHOLE "x", "1:");
    refused("\n\n{'a':}", "3:");
    refused("{'fiscal_year':\xff}", "1:");
    refused("{'fiscal_year':'\xed\xa0\x80'}", "1:");
    refused("{'fiscal_year':99999999999999999999}", "1:");
}

static void faults_by_pointer(void **state)
{
    (void)state;
    static const struct {
        const char *member, *place;
    } faults[] = {
        {"{'id':'A','birth_date':'1981-02-30'}", "/household/members/0/birth_date:"},
        {"{'id':'A','birth_date':19810502}", "/household/members/0/birth_date:"},
        {"{'id':'A'}", "/household/members/0/birth_date:"},
        {"{'id':'A','birth_date':'1981-05-02','name':'x'}", "/household/members/0/name:"},
        {"{'id':'A','birth_date':'1981-05-02','a/b~c':1}", "/household/members/0/a~1b~0c:"},
        {"{'id':'A','birth_date':'1981-05-02','income':{'total_income':1.0}}",
         "/household/members/0/income/total_income:"},
        {"{'id':'A','birth_date':'1981-05-02','income':{'total_income':1e6}}",
         "/household/members/0/income/total_income:"},
        {"{'id':'A','birth_date':'1981-05-02','income':{'total_income':-1}}",
         "/household/members/0/income/total_income:"},
        {"{'id':'A','birth_date':'1981-05-02','income':{'total_income':1000000000001}}",
         "/household/members/0/income/total_income:"},
        {"{'id':'A','birth_date':'1981-05-02','income':{'total_income':'5'}}",
         "/household/members/0/income/total_income:"},
        {"{'id':'A','birth_date':'1981-05-02','income':{'declared':false,'total_income':0}}",
         "/household/members/0/income/declared:"},
        {"{'id':'A','birth_date':'1981-05-02','income':{'total_income':5,'salary_income':6}}",
         "/household/members/0/income/total_income:"},
        {"{'id':'A','birth_date':'1981-05-02','insured':[{'from':'2026-04-01','until':'2026-04-01'}]}",
         "/household/members/0/insured:"},
        {"{'id':'A','birth_date':'1981-05-02','insured':[{'from':'2026-04-01','until':'2026-07-01'},"
         "{'from':'2026-06-30','until':'2027-04-01'}]}",
         "/household/members/0/insured:"},
        {"{'id':'A','birth_date':'1981-05-02','insured':[{'from':'2026-04-01'}]}",
         "/household/members/0/insured/0/until:"},
        {"{'id':'A','birth_date':'1981-05-02','specified_member':true}",
         "/household/members/0/specified_member:"},
        {"{'id':'A','birth_date':'1981-05-02','unemployed':{'separated_on':'2026-01-31',"
         "'reason_code':11}}",
         "/household/members/0/unemployed/reason_code:"},
        {"{'id':'A','birth_date':'1981-05-02','maternity':{}}",
         "/household/members/0/maternity/expected_birth:"},
        {"{'id':'B','birth_date':'1981-05-02'}", "/household/head:"},
        {MEMBER "," MEMBER, "/household/members/1/id:"},
        {"5", "/household/members/0:"},
        {"", "/household/members:"},
    };
    char request[4096];

    for (size_t i = 0; i < COUNT_OF(faults); i++) {
        (void)snprintf(request, sizeof request, "%s%s]}}", HEAD, faults[i].member);
        refused(request, faults[i].place);
    }
    static const struct {
        const char *remissions, *place;
    } reliefs[] = {
        {"{}", "/household/remissions:"},
        {"[5]", "/household/remissions/0:"},
        {"[{}]", "/household/remissions/0:"},
        {"[{'amount':1,'rate':'5%'}]", "/household/remissions/0:"},
        {"[{'amount':1},{'amount':-1}]", "/household/remissions/1/amount:"},
        {"[{'amount':1,'months':[4]}]", "/household/remissions/0/months:"},
        {"[{'rate':'100.0001%'}]", "/household/remissions/0/rate:"},
        {"[{'rate':'50%','months':[]}]", "/household/remissions/0/months:"},
        {"[{'rate':'50%','months':[4,13]}]", "/household/remissions/0/months/1:"},
        {"[{'rate':'50%','months':[4,4]}]", "/household/remissions/0/months/1:"},
        {"[{'rate':'50%','parts':['medical','total']}]", "/household/remissions/0/parts/1:"},
        {"[{'rate':'50%','parts':'medical'}]", "/household/remissions/0/parts:"},
        {"[{'instalments':[]}]", "/household/remissions/0/instalments:"},
        {"[{'instalments':[{'no':14,'amount':1}]}]", "/household/remissions/0/instalments/0:"},
        {"[{'instalments':[{'no':5,'amount':1},{'no':5,'amount':1}]}]", "/household/remissions/0/instalments/1:"},
        {"[{'instalments':[{'no':5}]}]", "/household/remissions/0/instalments/0/amount:"},
        {"[{'instalments':[{'no':5,'amount':1}],'months':[4]}]", "/household/remissions/0/months:"},
    };
    refused(HEAD MEMBER "],'register_head':'B'}}", "/household/register_head:");
    refused(HEAD MEMBER "],'register_head':5}}", "/household/register_head:");
    for (size_t i = 0; i < COUNT_OF(reliefs); i++) {
        (void)snprintf(request, sizeof request, "%s" MEMBER "],'remissions':%s}}", HEAD, reliefs[i].remissions);
        refused(request, reliefs[i].place);
    }
    refused("{'fiscal_year':'2026','municipality':'131041','household':{'head':'A','members':[" MEMBER
            "]}}",
            "/fiscal_year:");
    refused("{'fiscal_year':2026,'household':{'head':'A','members':[" MEMBER "]}}", "/municipality:");
    refused("{'fiscal_year':2026,'municipality':'131041'}", "/household:");
    refused("{'fiscal_year':2026,'rates':{'parts':{'medical':{'income_rate':'7.51'}}},'household':"
            "{'head':'A','members':[" MEMBER "]}}",
            "/rates/parts/medical/income_rate:");
    refused("{'fiscal_year':2025,'rates':{'parts':{'child':{}}},'household':{'head':'A','members':["
            MEMBER "]}}",
            "/rates/parts/child:");
}

/* A parameter that is needed and has no row names table and key; who does not need it is answered. */
static void missing_parameter(void **state)
{
    (void)state;
    refused("{'fiscal_year':2022,'municipality':'131041','household':{'head':'A','members':[" MEMBER
            "]}}",
            "params/municipal/131041/levy.tsv");
    json_t *a = answered("{'fiscal_year':2022,'municipality':'131041','household':{'head':'A',"
                         "'members':[{'id':'A','birth_date':'1995-06-01','income':{'total_income':"
                         "0}}]}}");
    json_decref(a);
    refused("{'fiscal_year':2030,'municipality':'131041','household':{'head':'A','members':[" MEMBER
            "]}}",
            "params/");
    refused("{'fiscal_year':2026,'municipality':'202011','household':{'head':'A','members':[" MEMBER
            "]}}",
            "params/municipal/202011/levy.tsv");
}

/* `count` members in one household. */
static char *large_request(size_t count, bool trace, size_t *ret_len)
{
    char *text = NULL;
    FILE *out = open_memstream(&text, ret_len);

    assert_non_null(out);
    fprintf(out, "{\"fiscal_year\":2026,\"municipality\":\"131041\",\"trace\":%s,\"household\":"
                 "{\"head\":\"m0\",\"members\":[", trace ? "true" : "false");
    for (size_t i = 0; i < count; i++) {
        fprintf(out, "%s{\"id\":\"m%zu\",\"birth_date\":\"1981-05-02\",\"income\":{\"total_income\":"
                     "1000000000000}}", i == 0 ? "" : ",", i);
    }
    fprintf(out, "]}}");
    fclose(out);
    return text;
}

static void ten_thousand_members_and_no_more(void **state)
{
    (void)state;
    char words[512], *answer;
    size_t len;
    char *text = large_request(PREMIUM_MEMBERS_MAX, false, &len);

    assert_int_equal(calculate(text, len, &answer, words), ERR_NONE);
    json_t *root = json_loads(answer, 0, NULL);
    assert_non_null(root);
    assert_int_equal(json_array_size(json_object_get(root, "members")), PREMIUM_MEMBERS_MAX);
    assert_int_equal(json_integer_value(json_object_get(root, "total")), 1130000);
    json_decref(root);
    free(answer);
    free(text);
    text = large_request(PREMIUM_MEMBERS_MAX + 1, false, &len);
    assert_int_equal(calculate(text, len, &answer, words), ERR_INPUT);
    free(answer);
    free(text);
    text = large_request(1000, true, &len);
    assert_int_equal(calculate(text, len, &answer, words), ERR_NONE);
    free(answer);
    free(text);
}

/* Hostile sizes: refused before a tree is built. */
static void sizes_are_bounded(void **state)
{
    (void)state;
    char words[512], *answer;
    size_t len = CALC_REQUEST_BYTES_MAX + 1;
    char *text = malloc(len + 1);

    assert_non_null(text);
    memset(text, ' ', len);
    assert_int_equal(calculate(text, len, &answer, words), ERR_INPUT);
    free(answer);
    memset(text, '[', len - 1);
    assert_int_equal(calculate(text, len - 1, &answer, words), ERR_INPUT);
    free(answer);
    for (size_t i = 0; i < len - 1; i++) {
        text[i] = i % 2 == 0 ? '1' : ',';
    }
    text[0] = '[';
    assert_int_equal(calculate(text, len - 1, &answer, words), ERR_INPUT);
    free(answer);
    memset(text, '[', 100000);
    assert_int_equal(calculate(text, 100000, &answer, words), ERR_INPUT); /* deep */
    free(answer);
    free(text);
}

static void lines_answer_each_line(void **state)
{
    (void)state;
    char text[] = WHOLE "\n{'fiscal_year':1}\n\n" WHOLE;
    char *answer = NULL;
    size_t size = 0;
    struct report report;

    quoted(text);
    report_init(&report);
    FILE *in = fmemopen(text, strlen(text), "r");
    FILE *out = open_memstream(&answer, &size);
    assert_int_equal(calculation_lines(&calculation_premium, calculator, in, out, &report), ERR_NONE);
    fclose(in);
    fclose(out);
    size_t lines = 0, errors = 0;
    for (char *line = answer; *line != '\0'; line = strchr(line, '\n') + 1) {
        lines++;
        errors += strncmp(line, "{\"error\":", 9) == 0;
    }
    assert_int_equal(lines, 4);
    assert_int_equal(errors, 2);
    free(answer);
    report_done(&report);
}

/* Requests that are refused leave nothing behind, however many a stream brings. */
static void refusals_leave_nothing_behind(void **state)
{
    (void)state;
    char text[] = "{'fiscal_year':2026,'municipality':'888888','household':{'head':'A','members':[" MEMBER "]}}";
    char *answer, words[512];

    quoted(text);
    for (int i = 0; i < 40000; i++) {
        assert_int_equal(calculate(text, strlen(text), &answer, words), ERR_INPUT);
        free(answer);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_example_of_the_contract),
        cmocka_unit_test(rates_of_another_ordinance),
        cmocka_unit_test(undeclared_is_a_finding_not_a_zero_LV_40),
        cmocka_unit_test(no_json),
        cmocka_unit_test(faults_by_pointer),
        cmocka_unit_test(missing_parameter),
        cmocka_unit_test(ten_thousand_members_and_no_more),
        cmocka_unit_test(sizes_are_bounded),
        cmocka_unit_test(lines_answer_each_line),
        cmocka_unit_test(refusals_leave_nothing_behind),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, start, stop);
}
