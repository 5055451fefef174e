/* Forms, queries and cookies from outside. */
#include "web/form.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static struct arena *arena;
static struct form form;

static bool parse(const char *bytes) { return form_parse(text_of(bytes), arena, &form); }

static void fields_are_read(void **state)
{
    (void)state;
    assert_true(parse("words=%E3%82%BF%E3%83%8A%E3%82%AB+%E8%8A%B1&on=R8.4.1&empty=&x"));
    assert_int_equal(form.count, 4);
    assert_true(text_is(form_value(&form, "words"), "タナカ 花"));
    assert_true(text_is(form_value(&form, "on"), "R8.4.1"));
    assert_true(form_has(&form, "empty"));
    assert_int_equal(form_value(&form, "empty").len, 0);
    assert_false(form_has(&form, "word"));
    assert_true(parse("a=++b%0A"));
    assert_true(text_is(form_value(&form, "a"), "b"));
    assert_true(parse(""));
    assert_true(parse("&&"));
    assert_int_equal(form.count, 0);
}

static void faulty_forms_are_refused(void **state)
{
    (void)state;
    static const char faulty[][20] = {
        "a=%",      "a=%4",      "a=%zz",       "a=%00",         "a=%1B",
        "a=%FF",    "a=%C0%80",  "a=%ED%A0%80", "a=%F5%80%80%80", "a=1&a=2",
        "=1",       "a=%7F",     "%00=1",
    };
    for (size_t i = 0; i < COUNT_OF(faulty); i++) {
        if (parse(faulty[i])) {
            print_error("taken: %s\n", faulty[i]);
        }
        assert_false(parse(faulty[i]));
        assert_int_equal(form.count, 0);
    }
}

/* FE-03: the answer can name the field; what stood before it gives the field its label. */
static void an_unread_field_is_named(void **state)
{
    (void)state;
    assert_false(parse("kind=contact&v-phone=03%01&v-mail=%00"));
    assert_true(text_is(form.unread, "v-phone"));
    assert_int_equal(form.unread_at, strlen("kind=contact&"));
    assert_int_equal(form.count, 0);
    assert_false(parse("a=1&%01=1"));
    assert_int_equal(form.unread.len, 0);
    assert_false(parse("a=1&a=2"));
    assert_int_equal(form.unread.len, 0);
    assert_true(parse("a=1"));
    assert_int_equal(form.unread.len, 0);
}

static void maxima_hold(void **state)
{
    (void)state;
    struct textbuf b;
    textbuf_init(&b, 1 << 20);
    textbuf_puts(&b, "a=");
    for (size_t i = 0; i < FORM_VALUE_MAX; i++) {
        textbuf_puts(&b, "x");
    }
    assert_true(form_parse((struct text){b.bytes, b.len}, arena, &form));
    textbuf_puts(&b, "x");
    assert_false(form_parse((struct text){b.bytes, b.len}, arena, &form));
    textbuf_clear(&b);
    textbuf_puts(&b, "v-words="); /* as many characters as casework keeps, each of three bytes */
    for (size_t i = 0; i < 4000; i++) {
        textbuf_puts(&b, "山");
    }
    assert_true(form_parse((struct text){b.bytes, b.len}, arena, &form));
    textbuf_clear(&b);
    for (unsigned i = 0; i < FORM_FIELDS_MAX; i++) {
        textbuf_printf(&b, "f%u=1&", i);
    }
    assert_true(form_parse((struct text){b.bytes, b.len}, arena, &form));
    textbuf_puts(&b, "g=1");
    assert_false(form_parse((struct text){b.bytes, b.len}, arena, &form));
    textbuf_done(&b);
}

static void numbers_are_bounded(void **state)
{
    (void)state;
    int64_t n = -1;
    assert_true(parse("a=12&b=-1&c=9999999999999999999&d=1x&e="));
    assert_true(form_number(&form, "a", 1, 100, &n));
    assert_int_equal(n, 12);
    assert_false(form_number(&form, "b", 0, 100, &n));
    assert_false(form_number(&form, "c", 0, INT64_MAX, &n));
    assert_false(form_number(&form, "d", 0, 100, &n));
    assert_false(form_number(&form, "e", 0, 100, &n));
    assert_false(form_number(&form, "f", 0, 100, &n));
    assert_int_equal(n, 12);
}

static void cookies(void **state)
{
    (void)state;
    assert_true(text_is(cookie_value(text_of("kokuho_session=ab"), "kokuho_session"), "ab"));
    assert_true(text_is(cookie_value(text_of("a=1; kokuho_session=ab; b=2"), "kokuho_session"), "ab"));
    assert_int_equal(cookie_value(text_of("xkokuho_session=ab"), "kokuho_session").len, 0);
    assert_int_equal(cookie_value(text_of("kokuho_sessionx=ab"), "kokuho_session").len, 0);
    /* Twice: somebody else has set one; neither counts. */
    assert_int_equal(
        cookie_value(text_of("kokuho_session=ab; kokuho_session=cd"), "kokuho_session").len, 0);
    assert_int_equal(cookie_value(text_of(""), "kokuho_session").len, 0);
}

static int make_arena(void **state)
{
    (void)state;
    arena = arena_new("test", (size_t)64 << 20);
    return 0;
}

static int free_arena(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_are_read),     cmocka_unit_test(faulty_forms_are_refused),
        cmocka_unit_test(an_unread_field_is_named),
        cmocka_unit_test(maxima_hold),         cmocka_unit_test(numbers_are_bounded),
        cmocka_unit_test(cookies),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, make_arena, free_arena);
}
