/* Expectation #21: a pasted table, a dry run that promises what the real one does, a result for each line. */
#include "desk.h"

static enum err paste(struct desk *d, const struct change_kind *kind, const char *table, bool dry_run,
                      struct paste_line **lines, size_t *count)
{
    report_clear(&d->report);
    return change_paste(&d->at[CLERK], kind, text_of(table), dry_run, d->arena, &d->report, lines, count);
}

static void a_table_is_entered_and_a_dry_run_is_not(void **state)
{
    static const char table[] = "宛名番号\t手続\t郵便番号\t開始日\tフリガナ\r\n"
                                "1015\t登録\t160-0022\tR8.4.1\tｼﾝｼﾞｭｸ\r\n"
                                "\r\n"
                                "\"1015\"\t1\t1600029\t080401\n";
    struct desk *d = *state;
    struct paste_line *lines;
    size_t count;
    assert_ok(paste(d, &kind_address, table, true, &lines, &count));
    assert_int_equal(count, 2);
    assert_int_equal(lines[1].line_no, 4);
    assert_non_null(strstr(lines[1].words, "末尾が9")); /* told, and kept with the change */
    assert_int_equal(desk_number(d, "SELECT COUNT(*) FROM casework_change"), 0);
    assert_ok(paste(d, &kind_address, table, false, &lines, &count));
    assert_int_equal(desk_number(d, "SELECT COUNT(*) FROM casework_change WHERE state = 2"), 2);
    assert_int_equal(desk_state(d, lines[1].change_no), CHANGE_PROPOSED);
    assert_int_equal(desk_facts(d), 0); /* the second person is still to come */
    assert_ok(desk_approve(d, CHIEF, lines[0].change_no));
    desk_verified(d);
}

static void one_wrong_line_keeps_all_out(void **state)
{
    static const char table[] = "宛名番号\twords\tamount\n"
                                "1015\t一\t1,000\n"
                                "1016\t二\t2\n"
                                "1015\t三\tたくさん\n"
                                "1015\t\t4\n"
                                "1015\t五\t5\t余り\n";
    struct desk *d = *state;
    struct paste_line *lines;
    size_t count;
    assert_int_equal(paste(d, &kind_memo, table, false, &lines, &count), ERR_FINDINGS);
    assert_int_equal(count, 5);
    assert_ok(lines[0].result);
    for (size_t i = 1; i < count; i++) {
        assert_int_not_equal(lines[i].result, ERR_NONE);
        assert_int_equal(lines[i].change_no, 0);
    }
    assert_non_null(strstr(lines[1].words, "検査数字"));
    assert_non_null(strstr(lines[2].words, "「金額」の「たくさん」"));
    assert_int_equal(desk_number(d, "SELECT COUNT(*) FROM casework_change"), 0);
    assert_int_equal(desk_facts(d), 0);
    assert_ok(paste(d, &kind_memo, "宛名番号\twords\n1015\t\"二\n行\"\n1015\t\"引用\"\"符\"\n", false,
                    &lines, &count));
    assert_int_equal(desk_facts(d), 2);
    assert_int_equal(desk_number(d, "SELECT COUNT(*) FROM t_fact WHERE words = '引用\"符'"), 1);
    desk_verified(d);
}

/* A line sees what the lines before it would leave. */
static void lines_are_checked_against_each_other(void **state)
{
    struct desk *d = *state;
    struct paste_line *lines;
    size_t count;
    int64_t no;
    assert_ok(desk_propose(d, CLERK, "160-0022", &no));
    assert_ok(desk_approve(d, CHIEF, no));
    assert_int_equal(paste(d, &kind_address, "宛名番号\t手続\t郵便番号\t開始日\n1015\t1\t1600022\t080401\n",
                           true, &lines, &count),
                     ERR_FINDINGS);
    assert_non_null(strstr(lines[0].words, "もう登録されています"));
}

static void bounds_and_heads(void **state)
{
    static const char *const bad[] = {
        "",
        "氏名\tx\n1\t2\n",
        "宛名番号\t知らない\n",
        "宛名番号\twords\twords\n1015\ta\tb\n",
        "words\n内容\n",
        "宛名番号\twords\n1015\t\xff\n",
    };
    struct desk *d = *state;
    struct paste_line *lines;
    size_t count;
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        assert_int_equal(paste(d, &kind_memo, bad[i], false, &lines, &count), ERR_INPUT);
    }
    assert_int_equal(
        paste(d, &kind_secret, "宛名番号\t個人番号\n1015\t123456789019\n", false, &lines, &count),
        ERR_INPUT);
    struct textbuf table;
    textbuf_init(&table, 1 << 20);
    textbuf_puts(&table, "宛名番号\t内容\n");
    for (int i = 0; i < PASTE_LINES_MAX; i++) {
        textbuf_printf(&table, "1015\t%d件目\n", i);
    }
    assert_ok(paste(d, &kind_memo, table.bytes, false, &lines, &count));
    assert_int_equal(desk_facts(d), PASTE_LINES_MAX);
    textbuf_puts(&table, "1015\t多すぎる\n");
    assert_int_equal(paste(d, &kind_memo, table.bytes, false, &lines, &count), ERR_INPUT);
    assert_int_equal(desk_facts(d), PASTE_LINES_MAX);
    textbuf_done(&table);
    desk_verified(d);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        WITH_DESK(a_table_is_entered_and_a_dry_run_is_not),
        WITH_DESK(one_wrong_line_keeps_all_out),
        WITH_DESK(lines_are_checked_against_each_other),
        WITH_DESK(bounds_and_heads),
    };
    return fixture_run(argc, argv, "casework paste", tests, COUNT_OF(tests));
}
