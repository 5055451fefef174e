/* Dated tables: what is faulty is reported with file and line before anything starts. */
#include "base/table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define HEAD "# t.tsv  表\n# law      令29条の7\n# unit     yen\n# checked  2026-04-10\n"
#define NAMES "from        tier  base    share  source\n"

static const struct column columns[] = {
    {"from", COLUMN_DATE, true, true},    {"tier", COLUMN_INT, true, true},
    {"base", COLUMN_YEN, true, false},    {"share", COLUMN_RATE, false, false},
    {"source", COLUMN_TEXT, true, false},
};

static enum err parse(const char *text, struct arena *a, struct report *r, struct table *t)
{
    return table_parse(text, strlen(text), "t.tsv", columns, COUNT_OF(columns), a, r, t);
}

static void good_table_is_read(void **state) /* LV-59 */
{
    (void)state;
    struct arena *a = arena_new("test", 1 << 20);
    struct report r;
    struct table t;
    report_init(&r);
    assert_int_equal(parse(HEAD NAMES "2024-04-01  7     430000  -      令和6年 政令\n"
                                      "2025-04-01  5     430000  7.51%  据置\n"
                                      "2025-04-01  7     440000  0%     令和7年政令\n",
                           a, &r, &t), ERR_NONE);
    assert_int_equal(t.row_count, 3);
    assert_string_equal(t.law, "令29条の7");
    const char *tier = "7";
    const struct table_row *row = table_in_force(&t, date_of(2025, 3, 31), &tier);
    assert_int_equal(row->source.line, 6);
    assert_int_equal(table_cell(&t, row, "base")->number, 430000);
    assert_false(table_cell(&t, row, "share")->present);
    row = table_in_force(&t, date_of(2025, 4, 1), &tier);
    assert_int_equal(table_cell(&t, row, "base")->number, 440000);
    assert_string_equal(row->source.citation, "令和7年政令");
    assert_null(table_in_force(&t, date_of(2024, 3, 31), &tier));
    report_done(&r);
    arena_free(a);
}

static void expect_fault(const char *text, const char *words)
{
    struct arena *a = arena_new("test", 1 << 20);
    struct report r;
    struct table t;
    report_init(&r);
    assert_int_equal(parse(text, a, &r, &t), ERR_INPUT);
    assert_true(r.kept > 0);
    bool found = false;
    for (size_t i = 0; i < r.kept; i++) {
        found = found || strstr(r.lines[i], words) != NULL;
    }
    if (!found) {
        fail_msg("expected 「%s」, got 「%s」", words, r.lines[0]);
    }
    report_done(&r);
    arena_free(a);
}

static void faults_are_named_with_their_line(void **state)
{
    (void)state;
    expect_fault(HEAD NAMES "2025-02-30  7  1  -  x\n", "t.tsv 6行目");
    expect_fault(HEAD NAMES "2025-04-01  7  1.5  -  x\n", "金額");
    expect_fault(HEAD NAMES "2025-04-01  7  -  -  x\n", "値がありません");
    expect_fault(HEAD NAMES "2025-04-01  7  1  7.5  x\n", "率は");
    expect_fault(HEAD NAMES "2025-04-01  7  1\n", "列が足りません");
    expect_fault(HEAD "from  tier  bsae  share  source\n", "知らない列名");
    expect_fault(HEAD "from  tier  tier  base  share  source\n", "2回");
    expect_fault(HEAD "from  tier  share  source\n", "列がありません");
    expect_fault(HEAD NAMES "2025-04-01  7  1  -  x\n2025-04-01  7  2  -  x\n", "重なって");
    expect_fault(HEAD NAMES "2025-04-01  7  1  -  x\n2024-04-01  7  2  -  x\n", "日付の順");
    expect_fault("# t\n# checked 2026-01-01\n" NAMES, "単位");
    expect_fault("# t\n# unit yen\n" NAMES, "確認日");
    expect_fault("# t\n# unit yen\n# checked 2026-02-30\n" NAMES, "確認日");
    expect_fault("", "列名の行");
    expect_fault(HEAD "\xff", "UTF-8");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_table_is_read),
        cmocka_unit_test(faults_are_named_with_their_line),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("base table", tests, NULL, NULL);
}
