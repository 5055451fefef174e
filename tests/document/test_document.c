/* The page model and its PDF: overflow, missing glyphs, variation selectors, the same bytes (OP-32). */
#include "tools.h"

#include <hb.h>
#include <unistd.h>

#include "document/shape.h"

static const struct text_style large = {FACE_MINCHO, 40, ALIGN_LEFT, 1, 0, 0};
static struct arena *arena;
static struct report report;

static int set_up(void **state)
{
    (void)state;
    arena = arena_new("test", 512u << 20);
    report_init(&report);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    report_done(&report);
    arena_free(arena);
    return 0;
}

static struct document *open_at(const char *name)
{
    struct document *d;
    assert_int_equal(document_open(arena_printf(arena, "%s/%s", work_dir(), name), "試験", &report, &d),
                     ERR_NONE);
    return d;
}

static void make_one(const char *name, const char *text)
{
    struct document *d = open_at(name);
    document_page(d);
    document_text(d, "試し", 20, 20, 170, large, text_of(text));
    assert_int_equal(document_close(d, &report), ERR_NONE);
}

static char *bitmap(const char *name, size_t *ret_len)
{
    int status;
    run(arena, &status, "cd %s && pdftoppm -gray -r 300 -x 200 -y 200 -W 500 -H 200 -singlefile %s %s",
        work_dir(), name, name);
    assert_int_equal(status, 0);
    char *bytes = read_file(arena, arena_printf(arena, "%s/%s.pgm", work_dir(), name), ret_len);
    assert_non_null(bytes);
    return bytes;
}

/* 邉 has Moji_Joho variants (U+E0110 is one with another outline): the selector draws its own glyph, and
 * the text keeps it. U+E010F is the outline of the base itself: it is drawn the same and stays in the text. */
static void variation_selectors_draw_their_own_glyph(void **state)
{
    static const char *const pairs[][2] = {
        {"邉", "邉\xF3\xA0\x84\x90"}, {"葛", "葛\xF3\xA0\x84\x82"}, {"吉", "𠮷"}};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        size_t a, b;
        int status;
        make_one("base.pdf", pairs[i][0]);
        make_one("variant.pdf", pairs[i][1]);
        char *base = bitmap("base.pdf", &a), *variant = bitmap("variant.pdf", &b);
        assert_int_equal(a, b);
        assert_memory_not_equal(base, variant, a);
        char *text = run(arena, &status, "pdftotext %s/variant.pdf -", work_dir());
        assert_int_equal(status, 0);
        assert_non_null(strstr(text, pairs[i][1]));
        make_one("variant.pdf", pairs[i][0]);
        assert_memory_equal(base, bitmap("variant.pdf", &b), a);
    }
}

/* A selector no font has must not fall back to the base: 邉 + U+E01EF. */
static void a_missing_glyph_holds_the_document_back(void **state)
{
    static const char *const texts[] = {"邉\xF3\xA0\x87\xAF", "渡\xF3\xB0\x80\x80辺", "क्षि", "\x01"};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        const struct document_overflow *o;
        struct document *d = open_at("missing.pdf");
        document_page(d);
        document_text(d, "宛名 氏名", 20, 20, 170, large, text_of(texts[i]));
        assert_int_equal(document_overflows(d, &o), 1);
        assert_true(o[0].is_missing_glyph);
        assert_int_equal(o[0].shrunk_percent, 0);
        assert_string_equal(o[0].box, "宛名 氏名");
        assert_string_equal(o[0].text, texts[i]);
        assert_int_equal(document_close(d, &report), ERR_FINDINGS);
        assert_int_not_equal(access(arena_printf(arena, "%s/missing.pdf", work_dir()), F_OK), 0);
        report_clear(&report);
    }
}

/* Wrong UTF-8 is a missing glyph too, never half a text. */
static void wrong_bytes_hold_the_document_back(void **state)
{
    struct document *d = open_at("wrong.pdf");
    (void)state;
    document_page(d);
    document_text(d, "氏名", 20, 20, 170, large, (struct text){"渡\xE9", 4});
    assert_int_equal(document_close(d, &report), ERR_FINDINGS);
    report_clear(&report);
}

static void long_text_is_shrunk_and_listed(void **state)
{
    static const struct text_style style = {FACE_MINCHO, 16, ALIGN_LEFT, 1, 0, 0};
    const struct document_overflow *o;
    struct document *d = open_at("shrunk.pdf");
    int status;
    (void)state;
    document_page(d);
    document_text(d, "収まる", 20, 20, 40, style, text_of("一二三四五六七八九十"));          /* 10 x 4 mm */
    document_text(d, "縮む", 20, 30, 40, style, text_of("一二三四五六七八九十一"));          /* 11 */
    document_text(d, "最小", 20, 40, 17.7, style, text_of("一二三四五六七八九十")); /* 44 % = 7.04級 */
    assert_int_equal(document_overflows(d, &o), 2);
    assert_string_equal(o[0].box, "縮む");
    assert_int_equal(o[0].shrunk_percent, 90); /* 10/11 = 90.9 % */
    assert_string_equal(o[1].box, "最小");
    assert_int_equal(o[1].shrunk_percent, 44); /* 43 % would be 6.9級, under the smallest */
    assert_int_equal(document_close(d, &report), ERR_NONE);
    char *text = run(arena, &status, "pdftotext -layout %s/shrunk.pdf -", work_dir());
    assert_non_null(strstr(text, "一二三四五六七八九十一"));
}

static void text_below_the_smallest_size_is_held_back(void **state)
{
    static const struct text_style style = {FACE_MINCHO, 16, ALIGN_LEFT, 1, 0, 0};
    const struct document_overflow *o;
    struct document *d = open_at("small.pdf");
    (void)state;
    document_unit_begin(d, "甲");
    document_page(d);
    document_text(d, "氏名", 20, 20, 17, style, text_of("一二三四五六七八九十"));
    assert_false(document_unit_end(d));
    document_unit_begin(d, "乙");
    document_page(d);
    document_text(d, "氏名", 20, 20, 40, style, text_of("乙山"));
    assert_true(document_unit_end(d));
    assert_int_equal(document_overflows(d, &o), 1);
    assert_string_equal(o[0].unit, "甲");
    assert_false(o[0].is_missing_glyph);
    assert_int_equal(o[0].shrunk_percent, 0);
    assert_int_equal(document_pages(d), 1); /* only the held unit is missing */
    assert_int_equal(document_close(d, &report), ERR_NONE);
}

/* 禁則: no line begins with 。or ends with （; numbers stay whole. */
static void lines_break_where_they_may(void **state)
{
    static const struct text_style style = {FACE_MINCHO, 16, ALIGN_LEFT, 9, 0, 0};
    struct document *d = open_at("lines.pdf");
    int status;
    (void)state;
    document_page(d);
    document_text(d, "文", 20, 20, 20, style, text_of("あいうえお。かきくけ（こ）金12,345円\n改行"));
    assert_int_equal(document_text_lines(d, 20, style, text_of("あいうえおか\nき")), 3);
    assert_int_equal(document_close(d, &report), ERR_NONE);
    char *text = run(arena, &status, "pdftotext -layout %s/lines.pdf - | tr -d ' \\f'", work_dir());
    assert_string_equal(text, "あいうえ\nお。かきく\nけ（こ）金\n12,345円\n改行\n");
}

/* The quick way for plain characters gives what HarfBuzz's shaper gives. */
static void plain_characters_are_shaped_as_harfbuzz_does(void **state)
{
    static const char *const texts[] = {
        "国民健康保険料 1,234,567円", "アイウｶﾞﾊﾟー・々〆ヶ", "MARIA O'NEILL de la Cruz-Núñez",
        "邉\xF3\xA0\x84\x8F葛\xF3\xA0\x84\x82𠮷", "（〒160-0022）「第１期」①㈱℡", "Ελλάς Россия"};
    static const hb_feature_t off[] = {{HB_TAG('k', 'e', 'r', 'n'), 0, 0, HB_FEATURE_GLOBAL_END},
                                       {HB_TAG('l', 'i', 'g', 'a'), 0, 0, HB_FEATURE_GLOBAL_END}};
    struct shaper shaper;
    (void)state;
    assert_int_equal(fonts_load(&report), ERR_NONE);
    shaper_init(&shaper, arena);
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct shaped *g;
        unsigned count;
        size_t n = shaper_text(&shaper, FACE_MINCHO, text_of(texts[i]), arena, &g);
        hb_buffer_t *b = hb_buffer_create();
        hb_buffer_add_utf8(b, texts[i], -1, 0, -1);
        hb_buffer_guess_segment_properties(b);
        hb_shape(font_at(FONT_MJ_MINCHO)->font, b, off, COUNT_OF(off));
        hb_glyph_info_t *info = hb_buffer_get_glyph_infos(b, &count);
        assert_int_equal(n, count);
        for (size_t k = 0; k < n; k++) {
            if (g[k].font == FONT_MJ_MINCHO) { /* what it lacks comes from the next font */
                assert_int_equal(shaper.tables[g[k].font].cids[g[k].cid].glyph, info[k].codepoint);
            } else {
                assert_int_equal(info[k].codepoint, 0);
            }
        }
        hb_buffer_destroy(b);
    }
    shaper_done(&shaper);
}

static void the_same_calls_give_the_same_bytes(void **state)
{
    size_t a, b;
    (void)state;
    make_one("first.pdf", "渡邉\xF3\xA0\x84\x8F　𠮷彦 é（か\xE3\x82\x9A）");
    make_one("second.pdf", "渡邉\xF3\xA0\x84\x8F　𠮷彦 é（か\xE3\x82\x9A）");
    char *first = read_file(arena, arena_printf(arena, "%s/first.pdf", work_dir()), &a);
    char *second = read_file(arena, arena_printf(arena, "%s/second.pdf", work_dir()), &b);
    assert_int_equal(a, b);
    assert_memory_equal(first, second, a);
}

/* A form is written once and shown on every page; 1,000 pages hang on a tree of nodes. */
static void a_form_is_shown_on_every_page(void **state)
{
    struct document *d = open_at("forms.pdf");
    int status;
    (void)state;
    for (int i = 0; i < 1000; i++) {
        char text[32];
        document_unit_begin(d, "頁");
        document_page(d);
        if (document_form_begin(d, "枠")) {
            document_rect(d, 10, 10, 100, 20, 0.2, 0.9);
            document_text(d, "枠", 12, 12, 50, large, text_of("様式"));
            document_form_end(d);
        }
        snprintf(text, sizeof(text), "番号%d", i);
        document_text(d, "番号", 20, 40, 100, large, text_of(text));
        assert_true(document_unit_end(d));
    }
    assert_int_equal(document_close(d, &report), ERR_NONE);
    run(arena, &status, "qpdf --check %s/forms.pdf 2>&1", work_dir());
    assert_int_equal(status, 0);
    char *text = run(arena, &status, "pdftotext -f 1000 %s/forms.pdf -", work_dir());
    assert_non_null(strstr(text, "番号999"));
    assert_non_null(strstr(text, "様式"));
}

/* What cannot be printed of a form holds back every unit that shows it, and is told of each; others go out. */
static void a_broken_form_holds_back_all_that_show_it(void **state)
{
    struct document *d = open_at("broken.pdf");
    const struct document_overflow *told;
    (void)state;
    for (int i = 0; i < 2; i++) {
        document_unit_begin(d, "頁");
        document_page(d);
        if (document_form_begin(d, "枠")) {
            document_text(d, "枠", 12, 12, 50, large, text_of("\xF3\xB0\x80\x80"));
            document_form_end(d);
        }
        assert_false(document_unit_end(d));
        assert_int_equal(document_overflows(d, &told), i + 1);
        assert_string_equal(told[i].box, "枠");
        assert_true(told[i].is_missing_glyph);
    }
    document_unit_begin(d, "別の頁");
    document_page(d);
    document_text(d, "番号", 20, 40, 100, large, text_of("1"));
    assert_true(document_unit_end(d));
    assert_int_equal(document_close(d, &report), ERR_NONE);
}

static void a_full_disk_is_told(void **state)
{
    struct document *d;
    (void)state;
    assert_int_equal(document_open("/dev/full", "試験", &report, &d), ERR_NONE);
    document_page(d);
    document_text(d, "a", 20, 20, 170, large, text_of("試験"));
    assert_int_equal(document_close(d, &report), ERR_WORLD);
    assert_int_equal(document_open("/nonexistent/a.pdf", "試験", &report, &d), ERR_WORLD);
    report_clear(&report);
}

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(variation_selectors_draw_their_own_glyph),
        cmocka_unit_test(a_missing_glyph_holds_the_document_back),
        cmocka_unit_test(wrong_bytes_hold_the_document_back),
        cmocka_unit_test(long_text_is_shrunk_and_listed),
        cmocka_unit_test(text_below_the_smallest_size_is_held_back),
        cmocka_unit_test(lines_break_where_they_may),
        cmocka_unit_test(plain_characters_are_shaped_as_harfbuzz_does),
        cmocka_unit_test(the_same_calls_give_the_same_bytes),
        cmocka_unit_test(a_form_is_shown_on_every_page),
        cmocka_unit_test(a_broken_form_holds_back_all_that_show_it),
        cmocka_unit_test(a_full_disk_is_told),
    };
    int failed = cmocka_run_group_tests(tests, set_up, tear_down);
    return failed;
}
