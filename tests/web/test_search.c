/*
 * 検索 on the screens: results while typing are recorded as searches (LG-03), also when nobody is found; a 個人番号 is
 * kept nowhere and needs its right (MN-04); last searches are offered to the same user alone (OP-27).
 */
#include "client.h"

#include "addressee/addressee.h"
#include "web/search_card.h"
#include "base/personal_number.h"

#include <stdlib.h>

/* Whether bytes stand in any file of the data folder. */
static bool folder_has(const char *bytes)
{
    char command[256];
    snprintf(command, sizeof(command), "grep -rqa -- '%s' '%s'", bytes, fixture_dir);
    return system(command) == 0;
}

static void lg_03_typing_is_recorded(void **state)
{
    (void)state;
    log_in("many");
    int64_t before = fixture_records("search.typing", AUDIT_VIEW, "many");
    ask(false, "/search/typing?words=%E3%82%A2%E3%83%A4", "");
    assert_int_equal(answer.status, 200);
    assert_true(page_has("id=\"found\"") && page_has("該当する人はいません"));
    assert_int_equal(fixture_records("search.typing", AUDIT_VIEW, "many"), before + 1);
    ask(false, "/search/typing?words=902100000078", "");
    assert_int_equal(answer.status, 200);
    assert_true(page_has("検索ボタン"));
    assert_false(page_has("902100000078") || folder_has("902100000078"));
    log_in("few");
    ask(false, "/search/typing?words=%E3%82%A2", "");
    assert_int_equal(answer.status, 403);
}

static void search(const char *words)
{
    char body[400];
    ask(false, "/search", "");
    take_csrf();
    snprintf(body, sizeof(body), "words=%s&csrf=%s", words, csrf);
    ask(true, "/search", body);
}

/* 902100000078 has a wrong check digit, 902100000071 may be right: neither is kept. */
static void mn_04_numbers_are_kept_nowhere(void **state)
{
    (void)state;
    char right[13] = "";
    for (int digit = 0; digit < 10 && right[0] == '\0'; digit++) {
        char digits[13];
        snprintf(digits, sizeof(digits), "90210000007%d", digit);
        if (individual_number_is_valid(digits, 12)) {
            memcpy(right, digits, sizeof(right));
        }
    }
    assert_true(right[0] != '\0' && !individual_number_is_valid("902100000078", 12));
    log_in("many");
    int64_t refused = fixture_records("number.search", AUDIT_REFUSED, "many");
    search("902100000078");
    assert_int_equal(answer.status, 422);
    assert_true(page_has("検査数字が合いません"));
    assert_int_equal(fixture_records("number.search", AUDIT_REFUSED, "many"), refused + 1);
    search(right);
    assert_int_equal(answer.status, 422);
    assert_true(page_has("権限がありません"));
    assert_int_equal(fixture_records("number.search", AUDIT_REFUSED, "many"), refused + 2);
    assert_false(folder_has("902100000078") || folder_has(right));

    fixture_operator("finder", "addressee.view,number.search");
    log_in("finder");
    search(right);
    assert_int_equal(answer.status, 200);
    assert_true(page_has("該当する人はいません"));
    assert_int_equal(fixture_records("number.search", AUDIT_VIEW, "finder"), 1);
    assert_false(folder_has(right));
    assert_int_equal(fixture_number("SELECT COUNT(*) FROM web_search_past"), 0);
}

static void op_27_last_searches(void **state)
{
    (void)state;
    fixture_operator("other", "addressee.view");
    log_in("many");
    search("%E3%82%B5%E3%83%88%E3%82%A6");
    assert_int_equal(answer.status, 303);
    for (int i = 0; i < 14; i++) {
        char words[16];
        snprintf(words, sizeof(words), "abc%d", i);
        search(words);
    }
    assert_true(fixture_number("SELECT COUNT(*) FROM web_search_past WHERE operator_id = 'many'") <= 11);
    search("%E3%82%B9%E3%82%BA%E3%82%AD");
    log_in("many"); /* a new session of the same user */
    ask(false, "/search", "");
    assert_true(page_has("value=\"スズキ\"") && page_has("value=\"abc13\"") && !page_has("value=\"サトウ\""));
    log_in("other");
    ask(false, "/search", "");
    assert_false(page_has("スズキ") || page_has("abc13"));
}

/* What is read as 記号・番号 and what stays a search by name or number. */
static void cards_are_read(void **state)
{
    (void)state;
    struct arena *arena = arena_new("test", 1 << 20);
    struct search_card card;
    static const struct {
        const char *words, *symbol, *number;
        int branch;
    } cases[] = {
        {"記号 新宿 番号 12345 枝番 01", "新宿", "12345", 1},
        {"記号12番号3456", "12", "3456", 0},
        {"記号・番号　新宿・12345（枝番）０２", "新宿", "12345", 2},
        {"記号番号 12-3456-01", "12", "3456", 1},
        {"被保険者番号：12345", "", "12345", 0},
        {"番号 12345 枝番 3", "", "12345", 3},
        {"12-3456", NULL, NULL, 0},
        {"山田 番号 12", NULL, NULL, 0},
        {"記号", NULL, NULL, 0},
        {"記号 1 番号 2 枝番 x", NULL, NULL, 0},
        {"番号 1 2 3", NULL, NULL, 0},
        {"枝番 1", NULL, NULL, 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        bool is_card = search_card_read(text_of(cases[i].words), arena, &card);
        if (is_card != (cases[i].number != NULL)) {
            print_error("%s\n", cases[i].words);
        }
        assert_int_equal(is_card, cases[i].number != NULL);
        assert_true(!is_card || (text_is(card.symbol, cases[i].symbol) && text_is(card.number, cases[i].number) &&
                                 card.branch == cases[i].branch));
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lg_03_typing_is_recorded),
        cmocka_unit_test(mn_04_numbers_are_kept_nowhere),
        cmocka_unit_test(op_27_last_searches),
        cmocka_unit_test(cards_are_read),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, client_start, client_stop);
}
