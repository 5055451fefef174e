/* 権限の表, 利用者, ロック, 家族の照会 on the screens. */
#include "visitor.h"

#include "ops/rights.h"

/* OP-04, AZ-01: what the page says of a person is what the program lets him do. */
static void the_matrix_says_what_is_enforced(void **state)
{
    (void)state;
    visitor_log_in("asker");
    visitor_ask(false, "/rights/matrix", "");
    assert_int_equal(visitor.answer.status, 200);
    assert_true(visitor_sees("令和8年6月5日"));
    assert_true(visitor_sees("賦課処理の実行"));
    assert_true(visitor_sees("/rights/matrix?user=many"));
    for (enum permission p = PERM_NONE + 1; p < PERM_COUNT; p++) {
        assert_true(visitor_sees(ops_permissions[p].label));
    }
    assert_false(visitor_sees("<script>"));

    struct session s = {.folder = fixture_folder()};
    struct operator_identity who;
    assert_int_equal(store_open(s.folder.store_url, STORE_READ, &fixture_report, &s.store), ERR_NONE);
    assert_int_equal(ops_operator_find(s.store, text_of("many"), text_of(""), date_of(2026, 6, 5), clock_now_ms(),
                                       &fixture_report, &who), ERR_NONE);
    session_close(&s);
    visitor_ask(false, "/rights/matrix?user=many", "");
    assert_int_equal(visitor.answer.status, 200);
    for (enum permission p = PERM_NONE + 1; p < PERM_COUNT; p++) {
        char row[160];
        snprintf(row, sizeof(row), "<th scope=\"row\">%s</th>", ops_permissions[p].label);
        assert_int_equal(visitor_sees(row), operator_may(&who, p));
    }
    visitor_ask(false, "/rights/matrix?permission=job.view", "");
    assert_true(visitor_sees("職員 many") && visitor_sees("職員 few") && !visitor_sees("職員 asker"));
    visitor_ask(false, "/rights/matrix?duty=fuka", "");
    assert_true(visitor_sees("賦課処理の実行") && visitor_sees("継続中"));
}

/* OP-04: as of a day before anybody was registered nobody has a right; what cannot be read is told. */
static void the_matrix_is_of_a_day(void **state)
{
    (void)state;
    visitor_log_in("asker");
    visitor_ask(false, "/rights/matrix?on=2017-04-01", "");
    assert_int_equal(visitor.answer.status, 200);
    assert_false(visitor_sees("user=many"));
    visitor_ask(false, "/rights/matrix?on=2017-04-01&user=many", "");
    assert_int_equal(visitor.answer.status, 422);
    static const char *const wrong[] = {"/rights/matrix?on=ashita", "/rights/matrix?user=many&duty=fuka",
                                        "/rights/matrix?duty=nothing", "/rights/matrix?permission=nothing"};
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        visitor_ask(false, wrong[i], "");
        assert_int_equal(visitor.answer.status, 422);
        assert_true(visitor_sees("エラー："));
    }
    visitor_log_in("few");
    visitor_ask(false, "/rights/matrix", "");
    assert_int_equal(visitor.answer.status, 403);
}

static int open_all(void **state)
{
    if (fixture_make(state) != 0) {
        return -1;
    }
    fixture_operator("asker", "rights.request");
    fixture_operator("admin", "operator.manage,rights.request");
    visitor_open();
    return 0;
}

static int close_all(void **state)
{
    visitor_close();
    return fixture_remove(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_matrix_says_what_is_enforced),
        cmocka_unit_test(the_matrix_is_of_a_day),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("web rights screens", tests, open_all, close_all);
}
