/* `kokuho town make` as it is typed: words, exit codes, both forms of the answer. */
#include "ops/ops.h"
#include "read_back.h"
#include "town/town.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <sys/stat.h>

#define WORDS_MAX 8

static enum err type(const char *const *typed, int count, bool json, char *ret_answer, size_t size,
                     size_t *ret_findings)
{
    struct report report;
    char bytes[WORDS_MAX][80], *words[WORDS_MAX];
    assert_in_range(count, 0, WORDS_MAX);
    for (int i = 0; i < count; i++) {
        snprintf(bytes[i], sizeof bytes[i], "%s", typed[i]);
        words[i] = bytes[i];
    }
    report_init(&report);
    FILE *out = fmemopen(ret_answer, size, "w");
    assert_non_null(out);
    struct command_call call = {.argc = count, .argv = words, .business_date = date_none(),
                                .json = json, .out = out, .report = &report};
    enum err e = command_town.run(&call);
    fclose(out);
    *ret_findings = report.count;
    report_done(&report);
    return e;
}

static void makes_a_town(void **state)
{
    (void)state;
    char dir[64], answer[1024] = "", path[96];
    size_t findings;
    struct stat s;
    scratch_make(dir, sizeof dir);
    const char *const words[] = {"make", "--persons", "150", "--seed=3", "--year", "2026",
                                 "--out", dir};
    assert_int_equal(type(words, 8, true, answer, sizeof answer, &findings), ERR_NONE);
    assert_int_equal(findings, 0);
    assert_non_null(strstr(answer, "\"addressees\":510,\"residents\":357,"));
    assert_non_null(strstr(answer, "\"insured\":150,"));
    snprintf(path, sizeof path, "%s/manifest.json", dir);
    assert_int_equal(stat(path, &s), 0);
    /* A second time into the same folder: refused, nothing changed. */
    assert_int_equal(type(words, 8, false, answer, sizeof answer, &findings), ERR_INPUT);
    assert_int_equal(findings, 1);
    scratch_remove(dir);
}

static void wrong_words_are_exit_2(void **state)
{
    (void)state;
    char answer[256];
    size_t findings;
    static const char *const cases[][4] = {
        {"make", "--persons", "150", NULL},           /* no --out */
        {"build", "--out", "/tmp/town-none", NULL},
        {"--out", "/tmp/town-none", NULL, NULL},
        {"make", "--out=/tmp/town-none", "--persons=12x", NULL},
        {"make", "--out=/tmp/town-none", "--seed=-1", NULL},
        {"make", "--out=/tmp/town-none", "--year=R8", NULL},
        {"make", "--out=/tmp/town-none", "--people=150", NULL},
        {"make", "--out=/tmp/town-none", "--persons=99", NULL},
    };
    struct stat s;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int count = 0;
        while (count < 4 && cases[i][count] != NULL) {
            count++;
        }
        assert_int_equal(type(cases[i], count, false, answer, sizeof answer, &findings), ERR_INPUT);
        assert_int_equal(findings, 1);
        assert_int_equal(stat("/tmp/town-none", &s), -1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(makes_a_town),
        cmocka_unit_test(wrong_words_are_exit_2),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
