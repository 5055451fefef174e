/*
 * Which definition a file has: the partner says it where the bytes cannot, the day says which version, and a
 * definition that builds on another one says only what differs.
 */
#include "tests/interchange/helper.h"

#include "base/share.h"
#include "interchange/import.h"

static const char *sample_path(const char *file)
{
    static char path[512];
    snprintf(path, sizeof(path), "%s/tests/interchange/channels/%s", share_folder(), file);
    return path;
}

static const struct layout_set *delivered(void)
{
    static struct layout_set set;
    if (set.count == 0) {
        struct report report;
        report_init(&report);
        (void)shared_layout("zengin-01"); /* makes the arena */
        enum err e = layout_set_load(share_layouts(), date_of(2026, 11, 1), layouts_arena, &report, &set);
        report_print(&report, stderr);
        assert_int_equal(e, ERR_NONE);
        report_done(&report);
    }
    return &set;
}

/*
 * PX-05, PX-06, PX-09, CO-05, CO-06: files of the same bytes from different partners. `found` NULL: refused, and
 * every name that fits stands in the message with its partner.
 */
static void two_layouts_are_told_apart_by_the_partner(void **state)
{
    static const struct {
        const char *file, *partner, *found, *words;
    } rows[] = {
        {"mobile-bank.dat", NULL, NULL, "2つのレイアウトで読めます: cvs-fixed120-a（収納代行会社） mobile-bank（モバイルレジ（ネットバンキング））"},
        {"mobile-bank.dat", "モバイルレジ（ネットバンキング）", "mobile-bank", NULL},
        {"mobile-bank.dat", "モバイルレジ（クレジット）", "mobile-card", NULL}, /* and refused by its chain, see below */
        {"mobile-bank.dat", "収納代行会社", "cvs-fixed120-a", NULL},
        {"mobile-card.dat", NULL, NULL, "mobile-card（モバイルレジ（クレジット））"},
        {"mobile-card.dat", "モバイルレジ（クレジット）", "mobile-card", NULL},
        {"zengin-91-result-jpbank.dat", NULL, NULL, "zengin-91-result-jpbank（ゆうちょ銀行）"},
        {"zengin-91-result-jpbank.dat", "ゆうちょ銀行", "zengin-91-result-jpbank", NULL},
        {"zengin-91-result-jpbank.dat", "金融機関", "zengin-91-result", NULL},
        {"zengin-91-result.dat", NULL, "zengin-91-result", NULL},
        {"zengin-91-result.dat", "ゆうちょ銀行", NULL, "読めるレイアウトがありません"},
        {"zengin-91-result-ebcdic.dat", NULL, "zengin-91-result-ebcdic", NULL},
        {"cvs-fixed120-a.dat", NULL, "cvs-fixed120-a", NULL}, /* heads alike, the first record decides */
        {"cvs-fixed120-b.dat", NULL, "cvs-fixed120-b", NULL},
        {"cvs-csv13.csv", NULL, "cvs-csv13", NULL},
        {"pay-easy-receipts.dat", NULL, "pay-easy-receipts", NULL},
        {"pay-easy-answer.dat", NULL, "pay-easy-answer", NULL},
        {"pay-easy-claims.dat", NULL, NULL, "読めるレイアウトがありません"}, /* what we send is never taken in */
        {"ocr-slip.dat", NULL, "ocr-slip", NULL},
        {"ocr-refund.dat", NULL, "ocr-refund", NULL},
        {"zengin-01.dat", NULL, "zengin-01", NULL},
        {"zengin-03.dat", NULL, "zengin-03", NULL},
        {"elqr.csv", NULL, "elqr", NULL},
        {"branch-counter.csv", NULL, "branch-counter", NULL},
        {"card-agent-payin.csv", NULL, "card-agent-payin", NULL},
        {"pension-withholding-result.dat", NULL, "pension-withholding-result", NULL},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct layout *l = NULL;
        struct report report;
        report_init(&report);
        enum err e = layout_set_pick(delivered(), sample_path(rows[i].file), NULL, rows[i].partner, &report, &l);
        bool right = rows[i].found != NULL ? e == ERR_NONE && strcmp(layout_name(l), rows[i].found) == 0
                                           : e == ERR_INPUT && report_has(&report, rows[i].words);
        if (!right) {
            report_print(&report, stderr);
            fail_msg("%s by %s: %s", rows[i].file, rows[i].partner != NULL ? rows[i].partner : "nobody",
                     l != NULL ? layout_name(l) : "none");
        }
        report_done(&report);
    }
}

/* Whoever names a partner, or a layout, gets the definitions that are that one's, and reads no others. */
static void only_what_is_asked_for_is_read(void **state)
{
    const struct layout_set *all = delivered();
    struct arena *arena = arena_new("some", (size_t)256 << 20);
    struct report report;
    (void)state;
    report_init(&report);
    for (size_t i = 0; i < all->count; i++) {
        const char *partner = all->layouts[i]->partner;
        struct layout_set some = {NULL, 0};
        size_t at = 0;
        assert_string_equal(layout_partner_in(all->layouts[i]->path, arena), partner);
        assert_int_equal(layout_set_load_some(share_layouts(), date_of(2026, 11, 1), NULL, partner, arena, &report, &some),
                         ERR_NONE);
        for (size_t k = 0; k < all->count; k++) {
            if (strcmp(all->layouts[k]->partner, partner) == 0) {
                assert_true(at < some.count);
                assert_string_equal(some.layouts[at]->name, all->layouts[k]->name);
                assert_int_equal(some.layouts[at++]->version, all->layouts[k]->version);
            }
        }
        assert_int_equal(at, some.count);
        assert_int_equal(layout_set_load_some(share_layouts(), date_of(2026, 11, 1), all->layouts[i]->name, "誰でもない",
                                              arena, &report, &some),
                         ERR_NONE);
        assert_int_equal(some.count, 1);
        assert_string_equal(some.layouts[0]->name, all->layouts[i]->name);
        arena_reset(arena);
    }
    report_done(&report);
    arena_free(arena);
}

/* Y27: type A read as type B and the reverse; every record fails, none is taken. */
static void y27_the_other_type_is_refused_record_by_record(void **state)
{
    struct reading r;
    (void)state;
    read_with(&r, shared_layout("cvs-fixed120-b"), sample_path("cvs-fixed120-a.dat"), NULL);
    assert_int_equal(r.err, ERR_INPUT);
    assert_says(&r.report, "記録2: data の項目 barcode「バーコード」");
    assert_says(&r.report, "記録3: data の項目 ai「AI」"); /* its shifted digits happen to pass the check digit */
    assert_says(&r.report, "記録4: data の項目 barcode「バーコード」");
    reading_done(&r);
    read_with(&r, shared_layout("cvs-fixed120-a"), sample_path("cvs-fixed120-b.dat"), NULL);
    assert_int_equal(r.err, ERR_INPUT);
    assert_says(&r.report, "記録2: data の項目 barcode「バーコード」");
    assert_says(&r.report, "記録7: data の項目 barcode「バーコード」");
    reading_done(&r);
}

/* 9.4: what a trailer of type B holds is not known; one of blanks is taken, one with totals is compared. */
static void a_trailer_of_blanks_is_taken_in_type_b(void **state)
{
    struct reading r;
    size_t len;
    char *bytes = read_bytes_of(sample_path("cvs-fixed120-b.dat"), &len);
    (void)state;
    memset(bytes + 4 * 122 + 1, ' ', 18);
    memset(bytes + 7 * 122 + 1, ' ', 18);
    read_with(&r, shared_layout("cvs-fixed120-b"), write_bytes("blank.dat", bytes, len), NULL);
    assert_int_equal(r.err, ERR_NONE);
    assert_int_equal(r.receipt.amount_sum, 320840);
    reading_done(&r);
    memset(bytes + 4 * 122 + 1, '0', 18);
    read_with(&r, shared_layout("cvs-fixed120-b"), write_bytes("blank.dat", bytes, len), NULL);
    assert_int_equal(r.err, ERR_INPUT);
    assert_says(&r.report, "記録5: 規則R1（E09）");
    assert_says(&r.report, "記録5: 規則R2（E09）");
    reading_done(&r);
    free(bytes);
}

/* What the partner's definition does not allow is refused, whoever said it came from there. */
static void a_file_under_a_wrong_partner_is_refused(void **state)
{
    struct reading r;
    (void)state;
    read_with(&r, shared_layout("mobile-card"), sample_path("mobile-bank.dat"), NULL);
    assert_int_equal(r.err, ERR_INPUT);
    assert_says(&r.report, "記録2: 規則R8（E08）に合いません: chain == \"MRCARD\"");
    reading_done(&r);
    read_with(&r, shared_layout("mobile-bank"), sample_path("mobile-card.dat"), NULL);
    assert_int_equal(r.err, ERR_INPUT);
    assert_says(&r.report, "記録2: 規則R7（E05）に合いません: kind == \"02\"");
    reading_done(&r);
    read_with(&r, shared_layout("zengin-91-result-jpbank"), sample_path("zengin-91-result.dat"), NULL);
    assert_int_equal(r.err, ERR_INPUT);
    assert_says(&r.report, "記録1: 規則R10（E08）に合いません");
    reading_done(&r);
}

/* ------------------------------------------------------------------------------- versions ----- */

static void put_layout(const char *file, const char *head, const char *rest)
{
    char text[1024];
    snprintf(text, sizeof(text),
             "%s\ncharset ascii\nframing csv\nsequence data*\nrecord data\nf a N 1 3 - m\n%send\n", head, rest);
    (void)write_text(file, text);
}

static enum err version_on(const char *name, int ymd, struct report *report, int64_t *ret)
{
    const struct layout *l = NULL;
    struct arena *arena = arena_new("versions", 4 << 20);
    date day = date_none();
    assert_true(ymd == 0 || date_from_ymd(ymd, &day));
    enum err e = layout_find_on(test_folder, name, day, arena, report, &l);
    *ret = e == ERR_NONE ? layout_version(l) : 0;
    arena_free(arena);
    return e;
}

static void the_day_decides_the_version(void **state)
{
    static const struct {
        int day;
        int64_t version;
    } rows[] = {{20200101, 1}, {20260930, 1}, {20261001, 2}, {20270331, 2}, {20270401, 3}, {0, 3}};
    struct report report;
    int64_t version;
    (void)state;
    report_init(&report);
    put_layout("feed.layout", "layout feed version 1", "");
    put_layout("feed.v2.layout", "layout feed version 2\nvalid-from 2026-10-01", "f b N 2 3 - m\n");
    put_layout("feed.v3.layout", "layout feed version 3\nvalid-from 2027-04-01", "f b N 2 3 - m\nf c N 3 3 - o\n");
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_int_equal(version_on("feed", rows[i].day, &report, &version), ERR_NONE);
        assert_int_equal(version, rows[i].version);
    }
    put_layout("late.layout", "layout late version 1\nvalid-from 2027-04-01", "");
    assert_int_equal(version_on("late", 20270331, &report, &version), ERR_INPUT);
    assert_says(&report, "レイアウト「late」に20270331に使える版はありません（いちばん早い初日は 2027-04-01）");
    put_layout("late.v2.layout", "layout late version 2\nvalid-from 2027-04-01", "");
    assert_int_equal(version_on("late", 20270401, &report, &version), ERR_INPUT);
    assert_says(&report, "版か初日（valid-from）が同じです");
    put_layout("odd.v2.layout", "layout odd version 3", "");
    assert_int_equal(version_on("odd", 0, &report, &version), ERR_INPUT);
    assert_says(&report, "版3がファイル名の版と違います");
    put_layout("day.layout", "layout day version 1\nvalid-from 2027-02-29", "");
    assert_int_equal(version_on("day", 0, &report, &version), ERR_INPUT);
    assert_says(&report, "valid-from「2027-02-29」は YYYY-MM-DD の日付ではありません");
    report_done(&report);
}

/* ------------------------------------------------------------------- based-on, code tables ---- */

static void expect_fault(const char *name, const char *words)
{
    struct arena *arena = arena_new("faults", 8 << 20);
    struct report report;
    const struct layout *l = NULL;
    report_init(&report);
    assert_int_equal(layout_find(test_folder, name, arena, &report, &l), ERR_INPUT);
    assert_says(&report, words);
    report_done(&report);
    arena_free(arena);
}

static void a_definition_builds_on_another(void **state)
{
    struct arena *arena = arena_new("base", 8 << 20);
    struct report report;
    const struct layout *l = NULL;
    (void)state;
    report_init(&report);
    (void)write_text("root.layout",
                     "layout root version 1\npartner \"甲\"\nlabel \"もと\"\ncharset ascii\nframing csv header 1\n"
                     "sequence data*\ntable t\nt \"1\" = \"A\"\nend\nrecord data\nf a N 1 1 0 m\nend\n"
                     "rule R1 record reject E01 : a == \"1\"\nrule R2 record warn W01 : a == \"1\"\n");
    (void)write_text("leaf.layout",
                     "layout leaf version 1\nbased-on root\npartner \"乙\"\nframing csv delimiter \";\"\n"
                     "table t\nt \"2\" = \"B\"\nend\nrule R1 record reject E01 : table(t, a) == \"B\"\n");
    assert_int_equal(layout_find(test_folder, "leaf", arena, &report, &l), ERR_NONE);
    assert_string_equal(l->partner, "乙");
    assert_string_equal(l->label, "もと");
    assert_int_equal(l->delimiter, ';');
    assert_int_equal(l->header_lines, 0);
    assert_int_equal(l->rule_count, 2);
    struct reading r;
    read_with(&r, l, write_text("leaf.csv", "2\n"), NULL);
    assert_int_equal(r.err, ERR_NONE); /* R1 is the new one, R2 warns as before */
    assert_says(&r.report, "規則R2（W01）");
    reading_done(&r);
    read_with(&r, l, write_text("leaf.csv", "1\n"), NULL);
    assert_int_equal(r.err, ERR_INPUT);
    assert_says(&r.report, "規則R1（E01）");
    reading_done(&r);
    report_done(&report);
    arena_free(arena);

    (void)write_text("third.layout", "layout third version 1\nbased-on leaf\n");
    expect_fault("third", "based-on は1段だけです");
    (void)write_text("none.layout", "layout none version 1\nbased-on nothing\n");
    expect_fault("none", "もとにする定義「nothing」を読めません");
    (void)write_text("up.layout", "layout up version 1\nbased-on ../leaf\n");
    expect_fault("up", "もとにする定義「../leaf」が分かりません");
    (void)write_text("late-base.layout", "layout late-base version 1\ncharset ascii\nframing csv\nbased-on root\n");
    expect_fault("late-base", "based-on は layout の行のすぐ後に書きます");
    (void)write_text("twice.layout", "layout twice version 1\nbased-on root\npartner \"乙\"\npartner \"丙\"\n");
    expect_fault("twice", "partner の行が二つあります");
    (void)write_text("behind.layout", "layout behind version 1\ncharset ascii\nframing csv\nsequence data*\nrecord data\n"
                                      "f a N 1 1 0 m\nend\npartner \"丙\"\n");
    expect_fault("behind", "partner は record より前に書きます");
    report_init(&report); /* a text that is no file has no neighbours */
    arena = arena_new("text", 1 << 20);
    static const char text[] = "layout x version 1\nbased-on root\n";
    assert_int_equal(layout_parse(text, sizeof(text) - 1, "text", arena, &report, &l), ERR_INPUT);
    assert_says(&report, "もとにする定義「root」が分かりません");
    arena_free(arena);
    report_done(&report);
}

static void a_code_table_is_one_to_one(void **state)
{
    static const struct {
        const char *codes, *words;
    } rows[] = {
        {"C1 A\nC1 B\n", "2行目: 同じバイトか同じ文字が二度あります"},
        {"C1 A\nC2 A\n", "2行目: 同じバイトか同じ文字が二度あります"},
        {"C1 山\n", "1行目: 行は「16進2桁 文字」で"},
        {"XX A\n", "1行目: 行は「16進2桁 文字」で"},
        {"C1\n", "1行目: 行は「16進2桁 文字」です"},
        {"C1 AB\n", "1行目: 行は「16進2桁 文字」で"},
    };
    (void)state;
    put_layout("coded.layout", "layout coded version 1", "");
    (void)write_text("coded.layout", "layout coded version 1\ncharset ebcdic:odd\nframing fixed 3 terminator none\n"
                                     "sequence data*\nrecord data\nf a C 1 3 sp m\nend\n");
    expect_fault("coded", "ebcdic-odd.codes」を読めません");
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        (void)write_text("ebcdic-odd.codes", rows[i].codes);
        expect_fault("coded", rows[i].words);
    }
    (void)write_text("ebcdic-odd.codes", "# a bank's own\n\nC1 A\n40 SP\n");
    struct arena *arena = arena_new("coded", 8 << 20);
    struct report report;
    const struct layout *l = NULL;
    struct layout_writer *w = NULL;
    struct reading r;
    report_init(&report);
    assert_int_equal(layout_find(test_folder, "coded", arena, &report, &l), ERR_NONE);
    read_with(&r, l, write_bytes("coded.dat", "\xC1\xC1\x40", 3), NULL);
    assert_int_equal(r.err, ERR_NONE);
    assert_string_equal(r.records.bytes, "AA\n");
    reading_done(&r);
    read_with(&r, l, write_bytes("coded.dat", "\xC1\x0A\x40", 3), NULL); /* no line end in this table */
    assert_int_equal(r.err, ERR_INPUT);
    reading_done(&r);
    assert_int_equal(layout_writer_open(l, test_path("coded.out"), &report, &w), ERR_NONE);
    struct text b = text_of("B"); /* has no byte there */
    assert_int_equal(layout_write_record(w, 0, &b, &report), ERR_INPUT);
    assert_says(&report, "相手の文字コード表に無い文字があります");
    layout_writer_cancel(w);
    report_done(&report);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_layouts_are_told_apart_by_the_partner),
        cmocka_unit_test(only_what_is_asked_for_is_read),
        cmocka_unit_test(y27_the_other_type_is_refused_record_by_record),
        cmocka_unit_test(a_trailer_of_blanks_is_taken_in_type_b),
        cmocka_unit_test(a_file_under_a_wrong_partner_is_refused),
        cmocka_unit_test(the_day_decides_the_version),
        cmocka_unit_test(a_definition_builds_on_another),
        cmocka_unit_test(a_code_table_is_one_to_one),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, clean_up);
}
