/* `kokuho calc copayment` (contracts 4.4): answers, strict requests, derivation. EL-53, EL-56. */
#include "calc/calc.h"
#include "calc/request.h"
#include "eligibility/law.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static void *calculator;

static int start(void **state)
{
    (void)state;
    calculator = calculation_copayment.open(TEST_SOURCE_ROOT "/params");
    return 0;
}

static int stop(void **state)
{
    (void)state;
    calculation_copayment.close(calculator);
    return 0;
}

/* The answer to `request`, its single quotes standing for double ones; NULL with the words of the refusal. */
static json_t *ask(const char *request, char refusal[512])
{
    char text[8192], *answer = NULL;
    struct report report;
    size_t size = 0;

    (void)snprintf(text, sizeof text, "%s", request);
    for (char *p = text; *p != '\0'; p++) {
        *p = *p == '\'' ? '"' : *p;
    }
    report_init(&report);
    FILE *out = open_memstream(&answer, &size);
    assert_non_null(out);
    enum err e = calculation_copayment.answer(calculator, text, strlen(text), &report, out);
    fclose(out);
    (void)snprintf(refusal, 512, "%s", report.kept > 0 ? report.lines[0] : "");
    json_t *root = e == ERR_NONE ? json_loads(answer, JSON_REJECT_DUPLICATES, NULL) : NULL;
    assert_true(e == ERR_NONE ? root != NULL : e == ERR_INPUT && size == 0 && refusal[0] != '\0');
    free(answer);
    report_done(&report);
    return root;
}

static void same(const char *request, const char *members)
{
    char text[4096], refusal[512];
    json_t *got = ask(request, refusal);

    if (got == NULL) {
        fail_msg("%s -> %s", request, refusal);
    }
    (void)snprintf(text, sizeof text, "%s", members);
    for (char *p = text; *p != '\0'; p++) {
        *p = *p == '\'' ? '"' : *p;
    }
    json_t *wanted = json_loads(text, 0, NULL);
    assert_non_null(wanted);
    if (!json_equal(wanted, json_object_get(got, "members"))) {
        char *shown = json_dumps(got, JSON_COMPACT);
        fail_msg("%s\n -> %s", request, shown);
    }
    json_decref(wanted);
    json_decref(got);
}

static void refused(const char *request, const char *place)
{
    char refusal[512];
    json_t *got = ask(request, refusal);

    if (got != NULL || strncmp(refusal, place, strlen(place)) != 0) {
        fail_msg("%s -> %s (expected %s)", request, refusal, place);
    }
}

#define ELDER "'birth_date':'1953-07-10','insured':true"

static void the_example_of_the_contract_EL_53(void **state)
{
    (void)state;
    same("{'on':'2026-08-01','members':[{'id':'A'," ELDER
         ",'taxable_income':1500000,'base_income':1900000,'revenue':3700000}],'"
         "others':{'revenue_of_specified':0}}",
         "[{'id':'A','ratio':2,'category':'一般','reason':"
         "'課税所得 1,500,000円が1,450,000円以上、旧ただし書所得の合計 "
         "1,900,000円が2,100,000円以下'}]");
}

static void a_missing_revenue_is_not_tested_EL_24(void **state)
{
    (void)state;
    same("{'on':'2026-08-01','members':[{'id':'A'," ELDER
         ",'taxable_income':1500000,'base_income':2100001}]}",
         "[{'id':'A','ratio':3,'category':'現役Ⅰ','reason':"
         "'課税所得 1,500,000円が1,450,000円以上、基準収入額は判定していない'}]");
    same("{'on':'2026-08-01','members':[{'id':'A'," ELDER
         ",'taxable_income':1500000,'base_income':2100001,'revenue':3829999}]}",
         "[{'id':'A','ratio':2,'category':'一般','reason':'課税所得 "
         "1,500,000円が1,450,000円以上、"
         "収入 3,829,999円が3,830,000円未満（基準収入額の適用は申請による）'}]");
    same("{'on':'2026-08-01','members':[{'id':'A'," ELDER
         ",'taxable_income':1600000,'base_income':2200000,'revenue':3900000}],'"
         "others':{'revenue_of_specified':1200000}}",
         "[{'id':'A','ratio':2,'category':'一般','reason':'課税所得 "
         "1,600,000円が1,450,000円以上、特定同一世帯所属者を"
         "含む収入 "
         "5,100,000円が5,200,000円未満（基準収入額の適用は申請による）'}]");
}

static void ages_under_70_EL_53(void **state)
{
    (void)state;
    same("{'on':'2026-03-31','members':[{'id':'A','birth_date':'2020-04-01'},{'"
         "id':'B','birth_date':'1956-03-02'},"
         "{'id':'C','birth_date':'1940-01-01','insured':false}]}",
         "[{'id':'A','ratio':2,'category':null,'reason':'義務教育就学前'},"
         "{'id':'B','ratio':3,'category':null,'reason':'"
         "就学後から、70歳に達する月の末日まで'},"
         "{'id':'C','ratio':null,'category':null,'reason':'被保険者ではない'}]");
}

static void low_incomes_need_the_tax_of_the_head_EL_56(void **state)
{
    (void)state;
    same("{'on':'2026-08-01','members':[{'id':'A'," ELDER ",'taxable_income':0,'base_income':0,'taxed':false,"
         "'low_income':0,'head':true}]}",
         "[{'id':'A','ratio':2,'category':'低所得Ⅰ','reason':'課税所得 "
         "0円が1,450,000円未満'}]");
    same("{'on':'2026-08-01','members':[{'id':'A'," ELDER ",'taxable_income':0,'base_income':0,'taxed':false,"
         "'low_income':0},{'id':'B','birth_date':'1980-01-01','insured':false,'"
         "head':true,'taxed':true}]}",
         "[{'id':'A','ratio':2,'category':'一般','reason':'課税所得 "
         "0円が1,450,000円未満'},"
         "{'id':'B','ratio':null,'category':null,'reason':'被保険者ではない'}]");
}

static void faults_name_their_place(void **state)
{
    (void)state;
    refused("{}", "/on: 日付がありません");
    refused("[]", "/: オブジェクト");
    refused("{'on':'2026-08-01'}", "/members: ");
    refused("{'on':'2026-08-01','members':[]}", "/members: ");
    refused("{'on':'2200-01-01','members':[{'id':'A','birth_date':'2199-12-31'}]}", "/on: ");
    refused("{'on':'2026-02-30','members':[]}", "/on: 存在する日付");
    refused("{'on':'2026-08-01','members':[{'id':'A'," ELDER "}]}", "/members/0/taxable_income: ");
    refused("{'on':'2026-08-01','members':[{'id':'A','birth_date':'1951-08-01'}]}", "/members/0/insured: ");
    refused("{'on':'2026-08-01','members':[{'id':'A','birth_date':'2026-08-02'}]}",
            "/members/0/birth_date: ");
    refused("{'on':'2026-08-01','members':[{'birth_date':'1980-01-01'}]}", "/members/0/id: ");
    refused("{'on':'2026-08-01','members':[{'id':'A','birth_date':'1980-01-01'},{"
            "'id':'A','birth_date':'1980-01-01'}]}",
            "/members/1/id: ");
    refused("{'on':'2026-08-01','members':[{'id':'A','birth_date':'1980-01-01','"
            "tax':1}]}",
            "/members/0/tax: ");
    refused("{'on':'2026-08-01','members':[{'id':'A','birth_date':'1980-01-01','"
            "revenue':1.5}]}",
            "/members/0/revenue: ");
    refused("{'on':'2026-08-01','members':[{'id':'A','birth_date':'1980-01-01'}],"
            "'others':{'x':1}}",
            "/others/x: ");
    refused("{'on':'2010-01-01','members':[{'id':'A','birth_date':'1980-01-01'}]}",
            "params/national/eligibility/");
}

static void the_trace_is_made_by_the_computation(void **state)
{
    char refusal[512];
    bool has_base = false;
    size_t i;
    json_t *step;

    (void)state;
    json_t *got = ask("{'on':'2026-08-01','trace':true,'members':[{'id':'A'," ELDER
                      ",'taxable_income':1450000,'base_income':2100000}]}",
                      refusal);
    assert_non_null(got);
    json_t *trace = json_object_get(got, "trace");
    assert_true(json_array_size(trace) > 5);
    json_array_foreach(trace, i, step)
    {
        const char *label = json_string_value(json_object_get(step, "label"));
        has_base = has_base || (label != NULL && strcmp(label, "旧ただし書所得") == 0 &&
                                json_integer_value(json_object_get(step, "value")) == 2100000);
    }
    assert_true(has_base);
    json_decref(got);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_example_of_the_contract_EL_53),
        cmocka_unit_test(a_missing_revenue_is_not_tested_EL_24),
        cmocka_unit_test(ages_under_70_EL_53),
        cmocka_unit_test(low_incomes_need_the_tax_of_the_head_EL_56),
        cmocka_unit_test(faults_name_their_place),
        cmocka_unit_test(the_trace_is_made_by_the_computation),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, start, stop);
}
