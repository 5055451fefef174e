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

static void send_limit(const char *step, int64_t change_no, const char *fields)
{
    char body[600];
    ask(false, "/change?kind=t-limit", "");
    assert_int_equal(answer.status, 200);
    take_csrf();
    snprintf(body, sizeof(body), "csrf=%s&kind=t-limit&subject=0&change=%lld&step=%s&%s", csrf, (long long)change_no, step,
             fields);
    ask(true, "/change", body);
}

/* AZ-14: a field without the right is shown and not asked; sent by hand it is refused, recorded, and changes nothing. */
static void az_14_a_read_only_field_takes_nothing(void **state)
{
    (void)state;
    log_in("clerk");
    ask(false, "/change?kind=t-limit", "");
    assert_true(page_has("変えるには「口座の登録・修正」の権限が要ります") && page_has("type=\"hidden\" name=\"v-limit\" value=\"1600\""));
    assert_false(page_has("<input id=\"v-limit\""));
    static const char *const steps[] = {"check", "propose"};
    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        int64_t refused = fixture_records("", AUDIT_REFUSED, "clerk");
        send_limit(steps[i], 0, "v-limit=9999&v-name=x");
        assert_int_equal(answer.status, 422);
        assert_true(page_has("「限度額」を変えるには「口座の登録・修正」の権限が要ります"));
        assert_true(page_has("name=\"v-limit\" value=\"1600\"")); /* what stands, not what was sent */
        assert_int_equal(fixture_records("", AUDIT_REFUSED, "clerk"), refused + 1);
    }
    assert_int_equal(fixture_number("SELECT COUNT(*) FROM casework_change WHERE kind = 't-limit' AND state = 4"), 0);
    send_limit("propose", 0, "v-limit=1600&v-name=x&confirmed=1");
    assert_int_equal(answer.status, 303);
    assert_int_equal(fixture_number("SELECT COUNT(*) FROM casework_change WHERE kind = 't-limit' AND state = 4"), 1);
    fixture_operator("bank", "case.view,case.change,addressee.view,addressee.change,account.change");
    log_in("bank");
    ask(false, "/change?kind=t-limit", "");
    assert_true(page_has("<input id=\"v-limit\""));
    send_limit("propose", 0, "v-limit=9999&v-name=x&confirmed=1");
    assert_int_equal(answer.status, 303);
}

/* OP-28 without script: the form keeps what was typed, the chosen character goes into its field. */
static void op_28_a_character_goes_into_the_draft(void **state)
{
    (void)state;
    char body[600], place[80];
    log_in("clerk");
    send_limit("characters", 0, "v-limit=1600&v-name=%E6%B8%A1%E8%BE%BA"); /* 渡辺 */
    assert_int_equal(answer.status, 303);
    int64_t no = fixture_number("SELECT MAX(change_no) FROM casework_change");
    snprintf(place, sizeof(place), "/characters?change=%lld", (long long)no);
    assert_string_equal(location, place);
    ask(false, place, "");
    assert_int_equal(answer.status, 200);
    assert_true(page_has("<option value=\"name\">名</option>") && !page_has("<option value=\"limit\""));
    take_csrf();
    snprintf(body, sizeof(body), "csrf=%s&change=%lld&field=name&typed=%%E8%%BE%%BA", csrf, (long long)no);
    ask(true, "/characters", body);
    assert_true(page_has("value=\"邊\"") && page_has("value=\"邉\""));
    snprintf(body, sizeof(body), "csrf=%s&change=%lld&field=name&pick=%%E9%%82%%89", csrf, (long long)no); /* 邉 */
    ask(true, "/characters", body);
    assert_int_equal(answer.status, 303);
    assert_int_equal(fixture_number("SELECT COUNT(*) FROM casework_value WHERE value = '渡邉'"), 1);
    /* What the table does not have is not taken; nor a field that is no words; nor a draft of another. */
    snprintf(body, sizeof(body), "csrf=%s&change=%lld&field=name&pick=%%3Cb%%3E", csrf, (long long)no);
    ask(true, "/characters", body);
    assert_true(answer.status >= 400);
    snprintf(body, sizeof(body), "csrf=%s&change=%lld&field=limit&pick=%%E9%%82%%89", csrf, (long long)no);
    ask(true, "/characters", body);
    assert_true(answer.status >= 400);
    log_in("bank");
    ask(false, place, "");
    assert_true(answer.status >= 400);
    assert_int_equal(fixture_number("SELECT COUNT(*) FROM casework_value WHERE value = '渡邉'"), 1);
}

/* RC-08: the session ends while one types: what was kept is found again, what was sent too late changes nothing. */
static void rc_08_a_time_out_keeps_the_draft(void **state)
{
    (void)state;
    char body[600], place[80];
    log_in("clerk");
    send_limit("keep", 0, "v-limit=1700&v-name=%E4%B8%8B%E6%9B%B8"); /* 下書 */
    int64_t no = fixture_number("SELECT MAX(change_no) FROM casework_change");
    assert_int_equal(fixture_number("SELECT COUNT(*) FROM casework_value WHERE value = '下書'"), 1);
    snprintf(place, sizeof(place), "/change?change=%lld", (long long)no);
    ask(false, place, "");
    assert_int_equal(answer.status, 200);
    take_csrf();
    fixture_sql("UPDATE web_session SET seen_at = seen_at - 600001 WHERE ended_at = 0");
    client_restart();
    snprintf(body, sizeof(body), "csrf=%s&kind=t-limit&subject=0&change=%lld&step=keep&v-limit=1800&v-name=late", csrf,
             (long long)no);
    ask(true, "/change", body);
    assert_int_equal(answer.status, 303);
    assert_int_equal(strncmp(location, "/login", 6), 0);
    assert_int_equal(fixture_number("SELECT COUNT(*) FROM casework_value WHERE value = 'late'"), 0);
    assert_true(memmem(answer.body.bytes, answer.body.len, "late", 4) == NULL); /* nor does it stay in the browser */
    log_in("clerk");
    ask(false, place, "");
    assert_int_equal(answer.status, 200);
    assert_true(page_has("value=\"下書\""));
    log_in("bank"); /* nobody else's */
    ask(false, place, "");
    assert_true(answer.status >= 400);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mn_02_no_number_in_a_field_of_words),
        cmocka_unit_test(mn_02_no_number_in_notes_and_reasons),
        cmocka_unit_test(mn_02_no_number_in_a_pasted_table),
        cmocka_unit_test(op_37_towns_by_postal_code_and_name),
        cmocka_unit_test(op_37_a_postal_code_fills_the_empty_address),
        cmocka_unit_test(az_14_a_read_only_field_takes_nothing),
        cmocka_unit_test(op_28_a_character_goes_into_the_draft),
        cmocka_unit_test(rc_08_a_time_out_keeps_the_draft),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, client_start, client_stop);
}
