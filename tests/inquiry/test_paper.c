/* NT-08: pages of 簡易申告書 and 所得照会書, with the code by which they are matched when they come back. */
#include "../document/tools.h"

#include "inquiry/sheet.h"

static struct arena *arena;

static int set_up(void **state)
{
    (void)state;
    arena = arena_new("試験", (size_t)256 << 20);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static const int64_t persons[] = {1015, 1023, 1031, 1049, 1057};

static struct inquiry_terms terms_of_the_ward(void)
{
    struct session session = {0};
    struct inquiry_terms t;
    struct report report;
    const char *params = arena_printf(arena, "%s/params", share_folder());

    (void)snprintf(session.folder.params, sizeof(session.folder.params), "%s", params);
    (void)snprintf(session.folder.municipality, sizeof(session.folder.municipality), "131041");
    report_init(&report);
    enum err e = inquiry_terms_load(&session, date_of(2026, 7, 1), arena, &report, &t);
    report_print(&report, stderr);
    report_done(&report);
    assert_int_equal(e, ERR_NONE);
    return t;
}

static void print(const char *name, enum inquiry_kind kind, size_t count, bool is_reminder, int pages)
{
    static const struct inquiry_place shibuya = {"131130", "東京都渋谷区", "渋谷区長"};
    const struct inquiry_terms terms = terms_of_the_ward();
    const struct sheet_line lines[] = {
        {text_of("見本　一郎"), text_of("ミホン　イチロウ"), text_of("東京都渋谷区見本町1番2号"), {19960101}, false},
        {text_of("見本　花子"), text_of("ミホン　ハナコ"), text_of("東京都渋谷区見本町1番2号"), {19980000}, true},
        {text_of("見本　次郎"), text_of("ミホン　ジロウ"), text_of(""), {20050401}, false},
        {text_of("ＳＡＭＰＬＥ　ＡＬＥＸＡＮＤＲＡ　ＭＡＲＩＡ"), text_of("サンプル　アレクサンドラ　マリア　デ　ロス　サントス　フェルナンデス"), text_of(""),
         {19900315}, true},
        {text_of("見本　三郎"), text_of("ミホン　サブロウ"), text_of(""), {20080401}, false},
    };
    const struct inquiry_sheet sheet = {.sheet_no = 42,
                                        .year = 2026,
                                        .kind = kind,
                                        .household_no = 1001,
                                        .payer_no = 1015,
                                        .municipality = text_of(kind == INQUIRY_MUNICIPALITY ? "131130" : ""),
                                        .issued_on = date_of(2026, 7, 1),
                                        .due_on = date_of(2026, 7, 22),
                                        .persons = persons,
                                        .person_count = count};
    const struct sheet_paper paper = {.terms = &terms,
                                      .sheet = &sheet,
                                      .mailing = {.postal_code = text_of("1600022"),
                                                  .address = text_of("東京都新宿区新宿九丁目8番7号"),
                                                  .building = text_of("見本荘　101号室"),
                                                  .name = text_of("見本　一郎")},
                                      .place = &shibuya,
                                      .made_on = date_of(2026, 7, 1),
                                      .is_reminder = is_reminder,
                                      .lines = lines};
    struct report report;
    struct document *d;
    const struct document_overflow *o;
    const char *path = arena_printf(arena, "%s/%s", work_dir(), name);
    FILE *dump = fopen(arena_printf(arena, "%s.txt", path), "w");

    report_init(&report);
    assert_non_null(dump);
    assert_int_equal(document_open(arena_printf(arena, "%s.pdf", path), "照会", &report, &d), ERR_NONE);
    document_dump_to(d, dump);
    assert_int_equal(sheet_paper_draw(d, &paper), pages);
    size_t overflows = document_overflows(d, &o);
    for (size_t i = 0; i < overflows; i++) { /* the long フリガナ alone, readable on two lines */
        assert_string_equal(o[i].box, "フリガナ");
        assert_in_range(o[i].shrunk_percent, 80, 99);
    }
    assert_int_equal(overflows, count > 3 ? 1 : 0);
    assert_int_equal(document_close(d, &report), ERR_NONE);
    fclose(dump);
    report_done(&report);
    assert_golden(arena, "inquiry", name, arena_printf(arena, "%s.txt", path));
}

static void pages_are_the_golden_ones(void **state)
{
    (void)state;
    print("declaration", INQUIRY_DECLARATION, 2, false, 1);
    print("declaration-five", INQUIRY_DECLARATION, 5, true, 2);
    print("municipality", INQUIRY_MUNICIPALITY, 2, false, 1);
}

/* A machine reads the same digits that stand in words beside the bars; a wrong digit is no code. */
static void the_code_is_read_again(void **state)
{
    char code[INQUIRY_CODE_BYTES];
    int64_t sheet_no = 0;
    enum inquiry_kind kind;
    int status;

    (void)state;
    sheet_code(42, 2, 2, INQUIRY_DECLARATION, code);
    assert_string_equal(code, "00000000004202020192");
    assert_true(sheet_code_read(text_of(code), &sheet_no, &kind));
    assert_int_equal(sheet_no, 42);
    assert_int_equal(kind, INQUIRY_DECLARATION);
    for (size_t i = 0; i < strlen(code); i++) { /* each digit is guarded by the check */
        char other[INQUIRY_CODE_BYTES];
        memcpy(other, code, sizeof(other));
        other[i] = other[i] == '9' ? '0' : (char)(other[i] + 1);
        assert_false(sheet_code_read(text_of(other), &sheet_no, &kind));
    }
    assert_false(sheet_code_read(text_of("0000000000420202012"), &sheet_no, &kind));
    print("declaration-five", INQUIRY_DECLARATION, 5, true, 2);
    (void)run(arena, &status, "cd %s && pdftoppm -r 300 -png declaration-five.pdf page", work_dir());
    assert_int_equal(status, 0);
    const char *read = run(arena, &status, "cd %s && zbarimg -q page-2.png", work_dir());
    assert_non_null(strstr(read, code));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_are_the_golden_ones),
        cmocka_unit_test(the_code_is_read_again),
    };
    return cmocka_run_group_tests_name("NT-08 inquiry papers", tests, set_up, tear_down);
}
