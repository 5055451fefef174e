/*
 * Forms on the screens: a 個人番号 in a field of words is refused, kept nowhere and not shown again (MN-01, MN-02);
 * a postal code fills the empty address (OP-37).
 */
#include "client.h"

#include <stdlib.h>

#define NUMBER "123456789018" /* its check digit is right */

static bool folder_has(const char *bytes)
{
    char command[256];
    snprintf(command, sizeof(command), "grep -rqa -- '%s' '%s'", bytes, fixture_dir);
    return system(command) == 0;
}

static void send_form(const char *step, const char *fields)
{
    char body[1000];
    ask(false, "/change?kind=t-place", "");
    assert_int_equal(answer.status, 200);
    take_csrf();
    snprintf(body, sizeof(body), "csrf=%s&kind=t-place&subject=0&change=0&step=%s&%s", csrf, step, fields);
    ask(true, "/change", body);
}

static void mn_02_no_number_in_a_field_of_words(void **state)
{
    (void)state;
    static const char *const steps[] = {"keep", "check", "propose"};
    fixture_operator("clerk", "case.view,case.change,note.change,addressee.view,addressee.change");
    log_in("clerk");
    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        send_form(steps[i], "v-address=&v-note=%E7%95%AA%E5%8F%B7+1234+5678+9018");
        assert_int_equal(answer.status, 422);
        assert_true(page_has("「備考」に個人番号（12桁）があります") && page_has("番号 ＊＊＊＊ ＊＊＊＊ ＊＊＊＊"));
        assert_false(page_has("1234 5678 9018"));
    }
    send_form("keep", "v-postal=" NUMBER);
    assert_int_equal(answer.status, 422);
    assert_false(page_has(NUMBER));
    assert_int_equal(fixture_number("SELECT COUNT(*) FROM casework_change"), 0);
    send_form("keep", "v-note=1234+5678+9019"); /* no number of anybody */
    assert_int_equal(answer.status, 200);
    assert_int_equal(fixture_number("SELECT COUNT(*) FROM casework_change"), 1);
    assert_false(folder_has("1234 5678 9018") || folder_has(NUMBER));
}

static void mn_02_no_number_in_notes_and_reasons(void **state)
{
    (void)state;
    char body[400];
    int64_t refused = fixture_records("", AUDIT_REFUSED, "clerk");
    log_in("clerk");
    snprintf(body, sizeof(body), "csrf=%s&person=15&words=x+%s+y", csrf, NUMBER);
    ask(true, "/note", body);
    assert_int_equal(answer.status, 422);
    assert_true(page_has("「メモ」に個人番号（12桁）があります"));
    assert_false(page_has(NUMBER));
    assert_int_equal(fixture_records("", AUDIT_REFUSED, "clerk"), refused + 1);
    assert_int_equal(fixture_number("SELECT COUNT(*) FROM casework_note"), 0);
    /* 宛名番号 are numbers of ours, whatever they look like. */
    snprintf(body, sizeof(body), "csrf=%s&person=" NUMBER "&words=%%E9%%9B%%BB%%E8%%A9%%B1", csrf);
    ask(true, "/note", body);
    assert_int_equal(answer.status, 303);
    assert_int_equal(fixture_number("SELECT COUNT(*) FROM casework_note"), 1);
}

static void mn_02_no_number_in_a_pasted_table(void **state)
{
    (void)state;
    char body[600];
    log_in("clerk");
    snprintf(body, sizeof(body),
             "csrf=%s&kind=t-place&step=enter&table=note%%0A%%E5%%89%%8D%%0Aab+%s%%0A", csrf, NUMBER);
    ask(true, "/paste", body);
    assert_int_equal(answer.status, 422);
    assert_true(page_has("個人番号（12桁）があります") && page_has("ab ＊＊＊＊＊＊＊＊＊＊＊＊"));
    assert_false(page_has(NUMBER));
    assert_int_equal(fixture_number("SELECT COUNT(*) FROM casework_change"), 1);
}

/* The page of towns, which the script asks too. */
static void op_37_towns_by_postal_code_and_name(void **state)
{
    (void)state;
    log_in("clerk");
    ask(false, "/towns?typed=160-0023", "");
    assert_int_equal(answer.status, 200);
    assert_true(page_has("data-address=\"東京都新宿区西新宿\"") && page_has("ニシシンジュク"));
    ask(false, "/towns?typed=%E3%83%8B%E3%82%B7%E3%82%B7%E3%83%B3", ""); /* ニシシン */
    assert_true(page_has("data-address=\"東京都新宿区西新宿\""));
    ask(false, "/towns?typed=999-9999", "");
    assert_true(page_has("辞書にありません") && !page_has("data-address"));
}

/* Without script: the button of the form. */
static void op_37_a_postal_code_fills_the_empty_address(void **state)
{
    (void)state;
    log_in("clerk");
    ask(false, "/change?kind=t-place", "");
    assert_true(page_has("data-towns=\"v-address\"") && page_has("value=\"towns\""));
    send_form("towns", "v-postal=160-0023&v-address=");
    assert_int_equal(answer.status, 200);
    assert_true(page_has("value=\"東京都新宿区西新宿\"") && page_has("番地を続けてください"));
    assert_int_equal(fixture_number("SELECT COUNT(*) FROM casework_value WHERE value = '東京都新宿区西新宿'"), 1);
    send_form("towns", "v-postal=160-0023&v-address=abc"); /* what stands is not overwritten */
    assert_true(page_has("value=\"abc\"") && page_has("もう入っています"));
    send_form("towns", "v-postal=999-9999&v-address=");
    assert_true(page_has("辞書にありません"));
    send_form("towns", "v-postal=160&v-address=");
    assert_true(page_has("1つに決まりません"));
    send_form("towns", "v-postal=&v-address=");
    assert_true(page_has("「郵便番号」を入れてから"));
    send_form("towns", "v-postal=" NUMBER "&v-address=");
    assert_int_equal(answer.status, 422);
    assert_false(page_has(NUMBER));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mn_02_no_number_in_a_field_of_words),
        cmocka_unit_test(mn_02_no_number_in_notes_and_reasons),
        cmocka_unit_test(mn_02_no_number_in_a_pasted_table),
        cmocka_unit_test(op_37_towns_by_postal_code_and_name),
        cmocka_unit_test(op_37_a_postal_code_fills_the_empty_address),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, client_start, client_stop);
}
