/*
 * The derivation (算定根拠): its words, its JSON, its digest. NX-01, LV-02.
 */
#include "support.h"

#include <jansson.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define REQUEST(income)                                                                            \
    "{'fiscal_year':2026,'municipality':'131041','household':{'head':'A','members':[{'id':'A',"    \
    "'birth_date':'1981-05-02','income':{'total_income':" income "}}]}}"

static const struct trace_step *step_labelled(const struct trace *t, const char *label)
{
    for (trace_id id = 1; id <= t->count; id++) {
        if (strcmp(trace_step_at(t, id)->term->label, label) == 0) {
            return trace_step_at(t, id);
        }
    }
    fail_msg("no step %s", label);
    return NULL;
}

static void words_of_a_step_NX_01(void **state)
{
    (void)state;
    struct test_result r = test_request(REQUEST("3400000"));
    const struct trace_step *s = step_labelled(r.trace, "所得割額 医療分");
    struct textbuf text;

    textbuf_init(&text, 4096);
    trace_how_text(r.trace, s, &text);
    assert_string_equal(text.bytes, "2,970,000 × 7.51%");
    assert_int_equal(s->value, 223047);
    assert_string_equal(trace_step_law(r.trace, s), "国民健康保険法施行令29条の7第2項");
    textbuf_clear(&text);
    trace_rounding_text(r.trace, s, &text);
    assert_string_equal(text.bytes, "floor 1");
    s = step_labelled(r.trace, "所得割率 医療分");
    assert_string_equal(s->source->source.file, "params/municipal/131041/levy.tsv");
    assert_true(s->source->source.line > 0);
    textbuf_done(&text);
}

/* What was tested and did not apply stays in. */
static void what_did_not_apply_stays_NX_01(void **state)
{
    (void)state;
    struct test_result r = test_request(REQUEST("740000"));
    assert_false(step_labelled(r.trace, "7割の減額")->applied);
    assert_true(step_labelled(r.trace, "5割の減額")->applied);
    assert_false(step_labelled(r.trace, "2割の減額")->applied);
}

/* Paragraphs were renumbered for FY2026: each year cites its own text. */
static void law_is_cited_by_date(void **state)
{
    (void)state;
    struct test_result r = test_request(REQUEST("740000"));
    assert_string_equal(trace_step_law(r.trace, step_labelled(r.trace, "5割の減額")),
                        "国民健康保険法施行令29条の7第6項1号");
    r = test_request("{'fiscal_year':2025,'municipality':'131041','household':{'head':'A','members':"
                     "[{'id':'A','birth_date':'1981-05-02','income':{'total_income':740000}}]}}");
    assert_string_equal(trace_step_law(r.trace, step_labelled(r.trace, "5割の減額")),
                        "国民健康保険法施行令29条の7第5項1号");
}

/* LV-02: a hand calculation from the steps alone gives the same yen. */
static void amounts_follow_from_their_inputs_LV_02(void **state)
{
    (void)state;
    struct test_result r = test_request(REQUEST("3400000"));
    const struct trace *t = r.trace;
    const struct trace_step *s = step_labelled(t, "賦課額 医療分");
    const struct trace_step *before = trace_step_at(t, trace_input(t, s, 0));
    const struct trace_step *cap = trace_step_at(t, trace_input(t, s, 1));
    yen sum = 0;

    assert_int_equal(s->value, before->value < cap->value ? before->value : cap->value);
    for (size_t i = 0; i < before->input_count; i++) {
        sum += trace_step_at(t, trace_input(t, before, i))->value;
    }
    assert_int_equal(sum, 270647);
    assert_int_equal(before->value, sum);
}

static void digest_follows_every_fact(void **state)
{
    (void)state;
    unsigned char a[TRACE_DIGEST_BYTES], b[TRACE_DIGEST_BYTES];

    struct test_result r = test_request(REQUEST("3400000"));
    trace_digest(r.trace, a);
    r = test_request(REQUEST("3400000"));
    trace_digest(r.trace, b);
    assert_memory_equal(a, b, sizeof a);
    r.trace->steps[r.trace->count / 2].value++;
    trace_digest(r.trace, b);
    assert_memory_not_equal(a, b, sizeof a);
    r.trace->steps[r.trace->count / 2].value--;
    r.trace->steps[r.trace->count / 2].applied = !r.trace->steps[r.trace->count / 2].applied;
    trace_digest(r.trace, b);
    assert_memory_not_equal(a, b, sizeof a);
    r = test_request(REQUEST("3400001"));
    trace_digest(r.trace, b);
    assert_memory_not_equal(a, b, sizeof a);
}

static void every_step_is_the_json_of_the_contract(void **state)
{
    (void)state;
    static const char *const keys[] = {"id",     "label",  "law",    "unit",   "how", "rounding",
                                       "source", "inputs", "applied", "value"};
    struct test_result r = test_request(REQUEST("3400000"));
    struct textbuf text;

    textbuf_init(&text, 1 << 16);
    for (trace_id id = 1; id <= r.trace->count; id++) {
        textbuf_clear(&text);
        trace_step_json(r.trace, id, "\"A\"", &text);
        json_t *step = json_loadb(text.bytes, text.len, JSON_REJECT_DUPLICATES, NULL);
        assert_non_null(step);
        for (size_t k = 0; k < COUNT_OF(keys); k++) {
            assert_non_null(json_object_get(step, keys[k]));
        }
        json_decref(step);
    }
    textbuf_done(&text);
}

static void fractions_and_strings(void **state)
{
    (void)state;
    static struct trace_term term = {"端数", {"条例"}, "{1} ÷ 2", TRACE_YEN_480THS, TRACE_EXACT, {0}};
    struct trace_step s = {.term = &term, .value = 21 * 480 + 432};
    struct textbuf text;

    textbuf_init(&text, 256);
    trace_value_text(&s, &text);
    assert_string_equal(text.bytes, "21 9/10");
    textbuf_clear(&text);
    trace_json_string(&text, "a\"b\\c\n", 6);
    assert_string_equal(text.bytes, "\"a\\\"b\\\\c\\u000a\"");
    textbuf_done(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_of_a_step_NX_01),
        cmocka_unit_test(what_did_not_apply_stays_NX_01),
        cmocka_unit_test(law_is_cited_by_date),
        cmocka_unit_test(amounts_follow_from_their_inputs_LV_02),
        cmocka_unit_test(digest_follows_every_fact),
        cmocka_unit_test(every_step_is_the_json_of_the_contract),
        cmocka_unit_test(fractions_and_strings),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    test_laws_free();
    return failed;
}
