/* Loading definitions: payment_formats.md 16.3, each fault with file and line. */
#include "tests/interchange/helper.h"

#define HEAD                                                                                       \
    "layout t version 1\ncharset ascii\nframing fixed 10 terminator any\nsequence a\n"
#define CSV_HEAD                                                                                   \
    "layout t version 1\ncharset utf8\nframing csv delimiter \",\" quote '\"'\nsequence a\n"

/* One fault a row: the definition, and what the message must say. */
static const struct {
    const char *text, *words;
} faults[] = {
    {HEAD "record a\nf x N 1 4 0 m\nf y F 6 5 sp f\nend\n", "7行目: record「a」: 5から5までのバイトに項目がありません"},
    {HEAD "record a\nf x N 1 6 0 m\nf y F 6 5 sp f\nend\n", "項目「y」が6のバイトで前の項目と重なっています"},
    {HEAD "record a\nf x N 1 9 0 m\nend\n", "10から10までのバイトに項目がありません"},
    {HEAD "record a\nf x N 1 11 0 m\nend\n", "長さ10を超えています"},
    {HEAD "record a\nf x N 1 10 0 m\nf x N 1 10 0 m\nend\n", "項目「x」が二つあります"},
    {HEAD "record a\nf x Q 1 10 0 m\nend\n", "型「Q」は知らない型です"},
    {HEAD "record a\nf x N 1 10 0 m wat=1\nend\n", "「wat」は知らない指定です"},
    {HEAD "record a\nf x N 1 10 0 m check=sum\nend\n", "check「sum」は知らない検査です"},
    {HEAD "record a\nf x N 1 10 0 m const=12345678901\nend\n", "項目の長さに収まりません"},
    {HEAD "record a\nf x N 1 10 0 m enum=1|2|1\nend\n", "enum に「1」が二つあります"},
    {HEAD "record a\nf x N 1 10 0 m enum=A\nend\n", "数字ではありません"},
    {HEAD "record a\nf x N 1 10 0 m range=9..1\nend\n", "range"},
    {HEAD "record a\nf x D8 1 10 0 m\nend\n", "型 D8 の長さは8"},
    {HEAD "record a\nf x F 1 10 sp m\nend\n", "型 F と要否 f"},
    {HEAD "record a\nf x N 1 10 0 m year=job\nend\n", "param「job」は定義されていません"},
    {HEAD "record a\nf x N 1 10 0 m table=t\nend\n", "table「t」は定義されていません"},
    {HEAD "record a\nf x N 1 10 0 m\nsub x\ns p N 1 4 m\ns q N 6 5 m\nendsub\nend\n", "5から5までの文字に項目がありません"},
    {HEAD "record a\nf x N 1 10 0 m\nsub z\nendsub\nend\n", "先に定義した項目"},
    {HEAD "record a\nf x N 1 10 0 m\nend\nrecord b\nf x N 1 10 0 m\nend\n", "when で見分けられません"},
    {HEAD "record a when 1:1 = \"1\"\nf x N 1 10 0 m\nend\nrecord b when 1:2 = \"12\"\nf x N 1 10 0 m\nend\n",
     "when で見分けられません"},
    {HEAD "record a when 9:3 = \"123\"\nf x N 1 10 0 m\nend\n", "レコード長の中にあること"},
    {HEAD "record a\nf x N 1 10 0 m\n", "end で閉じていません"},
    {HEAD "record a\nf x N 1 10 0 m\nend\nrule R1 file reject E : b.x == 1\n", "項目「b.x」は定義されていません"},
    {HEAD "record a\nf x N 1 10 0 m\nend\nrule R1 record reject E : y == 1\n", "項目「y」は定義されていません"},
    {HEAD "record a\nf x N 1 10 0 m\nend\nrule R1 record reject E : param.p == 1\n", "param「p」"},
    {HEAD "record a\nf x N 1 10 0 m\nend\nrule R1 record reject E : (x == 1\n", "「)」がありません"},
    {HEAD "record a\nf x N 1 10 0 m\nend\nrule R1 record reject E : count(a) == 1\n", "group と file の規則"},
    {HEAD "record a\nf x N 1 10 0 m\nend\nrule R1 record reject E : x == 1 1\n", "余分です"},
    {HEAD "record a\nf x N 1 10 0 m\nend\nrule R1 record stop E : x == 1\n", "「stop」は知らない語です"},
    {HEAD "record a\nf x N 1 10 0 m\nend\nmap receipt from a\nm amount = x\n", "項目「slip_key」がありません"},
    {HEAD "record a\nf x N 1 10 0 m\nend\nmap other from b\n", "map のレコード「b」は定義されていません"},
    {HEAD "record a\nf x N 1 10 0 m\nend\nfrob\n", "知らない語「frob」"},
    {"layout t version 1\ncharset ascii\nframing fixed 1\nsequence a b\nrecord a\nf x N 1 1 0 m\nend\n",
     "レコード「b」は定義されていません"},
    {"layout t version 1\ncharset ascii\nframing fixed 1\nsequence ( a\nrecord a\nf x N 1 1 0 m\nend\n",
     "括弧が閉じていません"},
    {"layout t version 1\ncharset ebcdic\nframing fixed 1\n", "文字コード「ebcdic」"},
    {"charset ascii\nframing fixed 1\nsequence a\nrecord a\nf x N 1 1 0 m\nend\n", "layout の行がありません"},
    {"layout T version 1\n", "レイアウト名「T」"},
    {CSV_HEAD "record a\nf x N 1 4 0 m\nf y N 3 4 0 m\nend\n", "2から2までの列に項目がありません"},
    {CSV_HEAD "record a\nf x F 1 4 sp f\nend\n", "型 F は固定長にだけ使えます"},
    {CSV_HEAD "record a when 9 = \"H\"\nf x N 1 4 0 m\nend\n", "列は項目の数までです"},
    {CSV_HEAD "record a\nf x-y N 1 4 0 m\nend\n", "項目名「x-y」"},
    {"layout t version 1\ncharset cp932\nframing csv delimiter \"|\"\n", "使えない文字です"},
};

static void faults_have_a_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(faults); i++) {
        struct arena *arena = arena_new("test", 32 << 20);
        struct report report;
        const struct layout *l = NULL;
        report_init(&report);
        enum err e = layout_parse(faults[i].text, strlen(faults[i].text), "t.layout", arena, &report, &l);
        assert_int_equal(e, ERR_INPUT);
        assert_null(l);
        assert_says(&report, faults[i].words);
        assert_says(&report, "t.layout");
        report_done(&report);
        arena_free(arena);
    }
}

/* Y39: a definition file with a gap at 39-42. */
static void y39_gap_is_named(void **state)
{
    (void)state;
    char path[600];
    size_t len;
    snprintf(path, sizeof(path), "%s/zengin-91-request.layout", share_layouts());
    char *text = read_bytes_of(path, &len);
    char *line = strstr(text, "f fill1");
    assert_non_null(line);
    line[0] = '#';
    const char *broken = write_bytes("zengin-91-request.layout", text, len);
    struct arena *arena = arena_new("test", 32 << 20);
    struct report report;
    const struct layout *l = NULL;
    report_init(&report);
    assert_int_equal(layout_load(broken, arena, &report, &l), ERR_INPUT);
    assert_int_equal(report.count, 1);
    assert_says(&report, "record「data」: 39から42までのバイトに項目がありません");
    assert_says(&report, "行目");
    report_done(&report);
    arena_free(arena);
    free(text);
}

static void all_delivered_layouts_load(void **state)
{
    static const char *const names[] = {
        "zengin-91-request", "zengin-91-result", "cvs-fixed120-a", "cvs-csv13", "receipt-event",
        "ju-01-residents-change", "ju-02-residents-full", "ze-01-income-full", "ze-02-income-change",
        "kg-01-care", "kk-01-latter-stage", "gy-01-eligibility", "gy-02-assessment"};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        assert_string_equal(layout_name(shared_layout(names[i])), names[i]);
    }
    const struct layout *l = shared_layout("ju-02-residents-full");
    size_t data = layout_record(l, "data");
    size_t secret = layout_field(l, data, "individual_number");
    assert_true(l->records[data].fields[secret].is_secret);
    assert_int_equal(layout_field(l, data, "nothing"), SIZE_MAX);
    assert_int_equal(layout_record(l, "nothing"), SIZE_MAX);
}

static void a_name_that_is_no_name_is_refused(void **state)
{
    (void)state;
    static const char *const names[] = {"../etc/passwd", "", "A", "nosuch", "a/b"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct arena *arena = arena_new("test", 1 << 20);
        struct report report;
        const struct layout *l = NULL;
        report_init(&report);
        assert_int_equal(layout_find(share_layouts(), names[i], arena, &report, &l), ERR_INPUT);
        report_done(&report);
        arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(faults_have_a_line),
        cmocka_unit_test(y39_gap_is_named),
        cmocka_unit_test(all_delivered_layouts_load),
        cmocka_unit_test(a_name_that_is_no_name_is_refused),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, clean_up);
}
