/* 権限の表, 利用者, ロック, 家族の照会 on the screens. */
#include "client.h"

#include "ops/login.h"
#include "ops/rights.h"

/* OP-04, AZ-01: what the page says of a person is what the program lets him do. */
static void the_matrix_says_what_is_enforced(void **state)
{
    (void)state;
    log_in("asker");
    ask(false, "/rights/matrix", "");
    assert_int_equal(answer.status, 200);
    assert_true(page_has("令和8年6月5日"));
    assert_true(page_has("賦課処理の実行"));
    assert_true(page_has("/rights/matrix?user=many"));
    for (enum permission p = PERM_NONE + 1; p < PERM_COUNT; p++) {
        assert_true(page_has(ops_permissions[p].label));
    }
    assert_false(page_has("<script>"));

    struct session s = {.folder = fixture_folder()};
    struct operator_identity who;
    assert_int_equal(store_open(s.folder.store_url, STORE_READ, &fixture_report, &s.store), ERR_NONE);
    assert_int_equal(ops_operator_find(s.store, text_of("many"), text_of(""), date_of(2026, 6, 5), clock_now_ms(),
                                       &fixture_report, &who), ERR_NONE);
    session_close(&s);
    ask(false, "/rights/matrix?user=many", "");
    assert_int_equal(answer.status, 200);
    for (enum permission p = PERM_NONE + 1; p < PERM_COUNT; p++) {
        char row[160];
        snprintf(row, sizeof(row), "<th scope=\"row\">%s</th>", ops_permissions[p].label);
        assert_int_equal(page_has(row), operator_may(&who, p));
    }
    ask(false, "/rights/matrix?permission=job.view", "");
    assert_true(page_has("職員 many") && page_has("職員 few") && !page_has("職員 asker"));
    ask(false, "/rights/matrix?duty=fuka", "");
    assert_true(page_has("賦課処理の実行") && page_has("継続中"));
}

/* OP-04: as of a day before anybody was registered nobody has a right; what cannot be read is told. */
static void the_matrix_is_of_a_day(void **state)
{
    (void)state;
    log_in("asker");
    ask(false, "/rights/matrix?on=2017-04-01", "");
    assert_int_equal(answer.status, 200);
    assert_false(page_has("user=many"));
    ask(false, "/rights/matrix?on=2017-04-01&user=many", "");
    assert_int_equal(answer.status, 422);
    static const char *const wrong[] = {"/rights/matrix?on=ashita", "/rights/matrix?user=many&duty=fuka",
                                        "/rights/matrix?duty=nothing", "/rights/matrix?permission=nothing"};
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        ask(false, wrong[i], "");
        assert_int_equal(answer.status, 422);
        assert_true(page_has("エラー："));
    }
    log_in("few");
    ask(false, "/rights/matrix", "");
    assert_int_equal(answer.status, 403);
}

/* AU-09: five wrong log-ins lock; the right password is refused until an administrator releases, with a reason. */
static void a_lock_is_seen_and_released(void **state)
{
    (void)state;
    for (int i = 0; i < 5; i++) {
        try_log_in("clerk", "wrong");
        assert_int_equal(answer.status, 422);
        client_restart(); /* the pause after failures is of the process: here only the lock counts */
    }
    assert_int_equal(fixture_records("session.locked-out", 0, ""), 1);
    try_log_in("clerk", PASSWORD);
    assert_int_equal(answer.status, 422);
    client_restart();

    log_in("admin");
    ask(false, "/users", "");
    assert_int_equal(answer.status, 303); /* AU-20: the password again */
    assert_int_equal(strncmp(location, "/step-up", 8), 0);
    step_up();
    ask(false, "/users", "");
    assert_true(page_has("ロック中 1人"));
    assert_true(page_has("aria-label=\"clerk のロックを解く\""));
    assert_false(page_has("aria-label=\"few のロックを解く\""));
    send_from("/users", "/users", "id=clerk&step=release&reason=");
    assert_int_equal(answer.status, 422);
    assert_int_equal(fixture_records("users.release", AUDIT_REFUSED, "admin"), 1);
    assert_int_equal(fixture_number("SELECT COUNT(*) FROM ops_credential WHERE locked_at > 0"), 1);
    send_from("/users", "/users", "id=clerk&step=release&reason=%E7%AA%93%E5%8F%A3%E3%81%A7%E7%A2%BA%E8%AA%8D");
    assert_int_equal(answer.status, 200);
    assert_true(page_has("clerk のロックを解きました"));
    assert_false(page_has("ロック中"));
    assert_int_equal(fixture_records("users.release", AUDIT_SETTING, "admin"), 2); /* before each try */
    assert_int_equal(fixture_number("SELECT COUNT(*) FROM ops_credential WHERE released_by = 'admin'"), 1);
    log_in("clerk");
}

/* Section 26: who is told of emergency rights reads it on the menu and takes note; nobody does it for him. */
static void a_message_stands_until_it_is_noted(void **state)
{
    (void)state;
    fixture_sql("INSERT INTO ops_notice (notice_no, operator_id, words, recorded_at, read_at) VALUES"
                " (901, 'few', '緊急時の権限: 職員 many <災害>', 1, 0), (902, 'many', 'ほかの人あて', 1, 0)");
    log_in("few");
    ask(false, "/menu", "");
    assert_true(page_has("href=\"/messages\">あなたへの知らせが 1件あります"));
    ask(false, "/messages", "");
    assert_true(page_has("緊急時の権限: 職員 many &lt;災害&gt;"));
    assert_false(page_has("ほかの人あて"));
    send_from("/messages", "/messages/902", "step=read");
    assert_int_equal(answer.status, 422);
    assert_true(page_has("知らせ 902 はありません"));
    assert_int_equal(fixture_number("SELECT COUNT(*) FROM ops_notice WHERE read_at > 0"), 0);
    send_from("/messages", "/messages/901", "step=read");
    assert_int_equal(answer.status, 303);
    assert_string_equal(location, "/messages");
    assert_int_equal(fixture_number("SELECT COUNT(*) FROM ops_notice WHERE notice_no = 901 AND read_at > 0"), 1);
    ask(false, "/messages", "");
    assert_true(page_has("新しい知らせはありません"));
    ask(false, "/menu", "");
    assert_false(page_has("あなたへの知らせ"));
    assert_int_equal(fixture_records("messages.read", 0, "few"), 2); /* before each try */
    fixture_sql("DELETE FROM ops_notice");
}

/* AU-18: a password handed out by command ends what is open on the screens at the next request. */
static void a_reset_by_command_ends_the_sessions(void **state)
{
    (void)state;
    struct session s = {.folder = fixture_folder()};
    char password[ONE_TIME_BYTES];
    log_in("few");
    ask(false, "/menu", "");
    assert_int_equal(answer.status, 200);
    assert_int_equal(store_open(s.folder.store_url, STORE_WRITE, &fixture_report, &s.store), ERR_NONE);
    assert_int_equal(ops_operator_find(s.store, text_of("admin"), text_of(""), date_of(2026, 6, 5), clock_now_ms(),
                                       &fixture_report, &s.operator), ERR_NONE);
    assert_int_equal(ops_password_reset(&s, text_of("few"), clock_now_ms(), &fixture_report, password), ERR_NONE);
    session_close(&s);
    ask(false, "/menu", "");
    assert_int_equal(answer.status, 303);
    assert_int_equal(strncmp(location, "/login", 6), 0);
    ask(true, "/settings", "csrf=0");
    assert_int_equal(strncmp(location, "/login", 6), 0);
    try_log_in("few", password); /* the one-time password opens only the new one */
    assert_int_equal(answer.status, 303);
    take_cookie();
    ask(false, "/jobs", "");
    assert_int_equal(strncmp(location, "/password", 9), 0);
    send_from("/password", "/password", "old=x&new=kawa-no-nagare-77&again=kawa-no-nagare-77");
    assert_int_equal(answer.status, 422);
}

/* AU-20: users and one 個人番号 need the password again; a wrong one opens nothing, five end the session. */
static void a_sensitive_page_asks_again(void **state)
{
    (void)state;
    static const char *const pages[] = {"/users", "/person/7/number"};
    fixture_operator("guard", "operator.manage");
    fixture_operator("number", "number.view,addressee.view");
    static const char *const people[] = {"guard", "number"};
    for (size_t i = 0; i < COUNT_OF(pages); i++) {
        log_in(people[i]);
        ask(false, pages[i], "");
        assert_int_equal(answer.status, 303);
        assert_int_equal(strncmp(location, "/step-up", 8), 0);
        char body[100];
        snprintf(body, sizeof(body), "csrf=%s&id=few&step=reset", csrf);
        ask(true, pages[i], body); /* a form sent without the page neither */
        assert_int_equal(answer.status, 303);
        assert_int_equal(strncmp(location, "/step-up", 8), 0);
        step_up();
        ask(false, pages[i], "");
        assert_int_not_equal(answer.status, 303);
        fixture_sql("UPDATE web_session SET step_up_at = step_up_at - 300000 WHERE ended_at = 0");
        client_restart(); /* five minutes later */
        ask(false, pages[i], "");
        assert_int_equal(answer.status, 303);
    }
    for (int i = 0; i < 4; i++) {
        send_from("/step-up", "/step-up", "password=wrong&next=/users");
        assert_int_not_equal(answer.status, 303);
    }
    send_from("/step-up", "/step-up", "password=wrong&next=/users"); /* AU-09: ended and locked */
    assert_string_equal(location, "/login");
    ask(false, "/menu", "");
    assert_int_equal(strncmp(location, "/login", 6), 0);
    assert_int_equal(fixture_number("SELECT COUNT(*) FROM ops_credential WHERE operator_id = 'number' AND "
                                    "locked_at > 0"), 1);
}

/* AZ-19: the reason for one's own record is a task of the chief, who ticks it off; oneself cannot. */
static void ones_own_record_is_a_task_of_the_chief(void **state)
{
    (void)state;
    static const char reason[] = "next=%2Fperson%2F15&reason=%E6%9C%AC%E4%BA%BA%E3%81%AE%E5%B1%8A%E5%87%BA";
    char path[64];
    fixture_operator("family", "addressee.view,case.view,case.change,case.assign");
    fixture_operator("chief", "case.view,case.change");
    fixture_operator("mate", "case.view,case.change");
    fixture_sql("UPDATE ops_user SET addressee_no = 15 WHERE operator_id = 'family'");
    fixture_sql("INSERT INTO ops_right SELECT MAX(right_no) + 1, 2, 'chief', 1, 'fuka-chief', 0, '', 15, 20180401, "
                "99991231, 6, 0, 0, 'x', 1, 'x', 0, '', 9223372036854775807 FROM ops_right");
    log_in("family");
    ask(false, "/person/15", "");
    assert_int_equal(strncmp(location, "/own-record", 11), 0);
    assert_int_equal(fixture_number("SELECT COUNT(*) FROM casework_task"), 0);
    send_from("/own-record", "/own-record", reason);
    assert_string_equal(location, "/person/15");
    assert_int_equal(fixture_number("SELECT COUNT(*) FROM casework_task WHERE owner = 'chief' AND addressee_no = 15 "
                                    "AND state = 1"), 1);
    snprintf(path, sizeof(path), "/task/%lld",
             (long long)fixture_number("SELECT MAX(task_no) FROM casework_task"));
    send_from("/tasks", path, "step=finish&words=mita"); /* with every right over tasks: not his own */
    assert_int_equal(fixture_number("SELECT COUNT(*) FROM casework_task WHERE state = 3"), 0);

    log_in("mate"); /* a colleague does not see it */
    ask(false, "/tasks", "");
    assert_false(page_has(path));
    log_in("chief");
    ask(false, "/tasks", "");
    assert_true(page_has(path));
    ask(false, path, "");
    assert_true(page_has("本人または家族の情報を開きました。理由：本人の届出"));
    send_from(path, path, "step=finish&words=%E6%AD%A3%E5%BD%93");
    assert_int_equal(answer.status, 303);
    assert_int_equal(fixture_number("SELECT COUNT(*) FROM casework_task WHERE state = 3"), 1);
    fixture_sql("UPDATE ops_user SET addressee_no = 0");
}

/* Of the records of this event, how many name this person and these words. */
static size_t records_of(const char *event, int64_t addressee_no, const char *criteria)
{
    struct data_folder folder = fixture_folder();
    struct arena *arena = arena_new("test", (size_t)64 << 20);
    struct audit_query query = {.addressee_no = addressee_no, .max = 5000, .event = text_of(event),
                                .operator_id = text_of(""), .from = date_none(), .until = date_none()};
    struct audit_record *found;
    size_t count, n = 0;
    assert_int_equal(audit_find(&folder, &query, arena, &fixture_report, &found, &count), ERR_NONE);
    for (size_t i = 0; i < count; i++) {
        struct text said = found[i].event.criteria;
        n += criteria[0] == '\0' || memmem(said.bytes, said.len, criteria, strlen(criteria)) != NULL;
    }
    arena_free(arena);
    return n;
}

#define BLIND "0123456789abcdef0123456789abcdef"
#define PERSON(no, history, from, until, household, name)                                                   \
    fixture_sql("INSERT INTO addressee_person VALUES (" #no ", " #history ", 1, 9223372036854775807, " #from ", "  \
                #until ", " #household ", 1, 1, 19800101, 0, '" name "', 'シケン', '新宿区試験', X'')");           \
    fixture_sql("INSERT INTO addressee_belonging VALUES (" #household ", " #no ", " #from ", 1, " #until           \
                ", 9223372036854775807, 0, 19800101)")

/*
 * RP-07: a household or person opened from the other party's page does not lead to whom he must not find; the
 * record says from whose page one came. LG-05: one person is recorded under all numbers that were merged.
 */
static void a_way_from_the_other_party_ends(void **state)
{
    (void)state;
    PERSON(15, 1, 20200101, 99991231, 500, "相手　試験");
    PERSON(23, 1, 20200101, 20250101, 500, "守る　試験");
    PERSON(23, 2, 20250101, 99991231, 600, "守る　試験");
    PERSON(31, 1, 20200101, 99991231, 600, "同じ　試験");
    fixture_sql("INSERT INTO addressee_link VALUES (31, 1, 1, 9223372036854775807, 20200101, 99991231, 1, 0, 23, 1, "
                "'x')");
    fixture_sql("INSERT INTO addressee_measure VALUES (23, 1, 1, 9223372036854775807, 20260401, 99991231, 1, 0, 1, "
                "20270331, '', '', '')");
    fixture_sql("INSERT INTO addressee_guarded VALUES (23, 1, 1, 9223372036854775807, 20260401, 99991231, 1, 0, 1, 1)");
    fixture_sql("INSERT INTO addressee_party VALUES (23, 1, 1, 9223372036854775807, 20260401, 99991231, 1, 0, 1, 15, "
                "0, 0, '相手', '', '', '')");
    log_in("many");
    ask(false, "/person/15", "");
    assert_int_equal(answer.status, 200);
    assert_true(page_has("/household/500?from=15"));
    ask(false, "/household/500?on=2024-01-01", ""); /* both were in it: he is left out whoever looks */
    assert_true(page_has("相手　試験") && !page_has("守る　試験"));
    ask(false, "/household/600", "");
    assert_true(page_has("守る　試験") && page_has("href=\"/person/23\""));
    ask(false, "/household/600?from=15", "");
    assert_int_equal(answer.status, 200);
    assert_false(page_has("守る　試験"));
    assert_false(page_has("/person/23"));
    assert_true(page_has("name=\"from\" value=\"15\"")); /* another day keeps it */
    ask(false, "/household/600/compare?from=15", "");
    assert_int_equal(answer.status, 200);
    assert_false(page_has("守る　試験"));
    ask(false, "/person/23?from=15", "");
    assert_int_equal(answer.status, 404);
    ask(false, "/household/500?from=15", "");
    assert_true(page_has("/person/15?from=15"));
    assert_int_equal(records_of("household.look", 15, ""), 2);
    assert_int_equal(records_of("household.look", 15, "宛名番号 15 の画面から"), 1);
    ask(false, "/person/23", "");
    assert_int_equal(answer.status, 200);
    assert_int_equal(records_of("person.look", 23, ""), records_of("person.look", 31, ""));
    assert_true(records_of("person.look", 31, "") > 0);
}

/* The page's own number, as kokuho.js reads it. */
static void page_number(char ret[17])
{
    static const char mark[] = "data-page=\"";
    const char *at = memmem(answer.body.bytes, answer.body.len, mark, strlen(mark));
    assert_non_null(at);
    snprintf(ret, 17, "%.16s", at + strlen(mark));
}

/* BO-07, OP-33: a screen that the browser prints is one record of output, about whom it showed, under the number of
 * the page; what is no page of ours, without its token or without the right for it, is refused. */
static void a_printed_screen_is_recorded(void **state)
{
    (void)state;
    char body[256], page[17];
    log_in("many");
    ask(false, "/person/15", "");
    page_number(page);
    take_csrf();
    snprintf(body, sizeof(body), "csrf=%s&path=%%2Fperson%%2F15&page=%s", csrf, page);
    for (int copy = 1; copy <= 2; copy++) { /* each copy, with the token of the one page */
        ask(true, "/printed", body);
        assert_int_equal(answer.status, 200);
        assert_int_equal(fixture_records("screen.print", AUDIT_OUTPUT, "many"), copy);
        assert_int_equal(records_of("screen.print", 15, "画面「個人の照会」/person/15"), copy);
    }
    assert_int_equal(fixture_records("screen.print", 0, "many"), 2);
    ask(true, "/printed", "csrf=00&path=%2Fperson%2F15&page=0123456789abcdef");
    assert_int_equal(answer.status, 403);
    static const char *const wrong[] = {
        "path=%2Fnowhere&page=0123456789abcdef", "path=%2Fusers&page=0123456789abcdef", /* not his to open */
        "path=%2Fperson%2F15&page=0123456789abcde", "path=%2Fperson%2F15&page=%3Cb%3E3456789abcdef", "path=%2Fmenu",
    };
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        ask(false, "/menu", "");
        take_csrf();
        snprintf(body, sizeof(body), "csrf=%s&%s", csrf, wrong[i]);
        ask(true, "/printed", body);
        assert_int_equal(answer.status, 400);
    }
    assert_int_equal(fixture_records("screen.print", AUDIT_OUTPUT, "many"), 2);
    ask(false, "/printed", "");
    assert_int_equal(answer.status, 405);
}

/* MN-02: 個人番号 are looked for in every field but those that the screen itself declares to be no words: "subject"
 * is words on this page and a number on another. */
static void words_are_looked_through(void **state)
{
    (void)state;
    static const char *const words[] = {"holder", "subject", "reason", "nobody-declared-it", "person", "table"};
    static const struct {
        const char *page, *sent;
    } numbers[] = {{"/palette", "words=x&household=123456789018"}, {"/password", "old=123456789018&new=x&again=x"}};
    char fields[128];
    log_in("asker");
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        snprintf(fields, sizeof(fields), "%s=123456789018", words[i]);
        send_from("/rights", "/rights", fields);
        assert_int_equal(answer.status, 422);
        assert_true(page_has("個人番号（12桁）があります"));
        assert_false(page_has("123456789018"));
    }
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        send_from(numbers[i].page, numbers[i].page, numbers[i].sent);
        assert_false(page_has("個人番号（12桁）があります"));
    }
}

/* MN-10: two with one number and who has none are listed for those who may see numbers, each look a record of both;
 * no digit and no hash stands on the page. */
static void numbers_to_be_looked_at(void **state)
{
    (void)state;
    fixture_sql("INSERT INTO addressee_number VALUES (15, 1, 1, 9223372036854775807, X'00', X'" BLIND "'),"
                " (31, 1, 1, 9223372036854775807, X'00', X'" BLIND "')");
    log_in("many");
    ask(false, "/number-check", "");
    assert_int_equal(answer.status, 403);
    fixture_operator("checker", "addressee.view,number.view");
    log_in("checker");
    ask(false, "/number-check", "");
    assert_int_equal(answer.status, 200);
    assert_true(page_has("2人の個人番号が同じです"));
    assert_true(page_has("href=\"/person/15\">宛名番号 15</a>、<a href=\"/person/31\">宛名番号 31"));
    assert_true(page_has("個人番号がありません") && page_has("href=\"/person/23\">宛名番号 23"));
    assert_false(page_has(BLIND));
    assert_int_equal(records_of("number.check", 15, ""), 1);
    assert_int_equal(records_of("number.check", 23, ""), 1);
}

/* AZ-16: a right is on the list until its holder has used it; a refused try is no use. */
static void a_right_never_used_is_listed(void **state)
{
    (void)state;
    static const char mine[] = "user=idle\">idle</a></th><td>";
    fixture_operator("idle", "job.view,addressee.view");
    fixture_operator("reviewer", "rights.approve");
    log_in("idle");
    ask(false, "/users", ""); /* refused */
    assert_int_equal(answer.status, 403);
    log_in("reviewer");
    ask(false, "/rights/review", "");
    assert_int_equal(answer.status, 200);
    const char *at = memmem(answer.body.bytes, answer.body.len, mine, strlen(mine));
    assert_non_null(at);
    const char *label = ops_permissions[PERM_ADDRESSEE_VIEW].label;
    assert_int_equal(strncmp(at + strlen(mine), label, strlen(label)), 0);
    log_in("idle");
    ask(false, "/person/15", "");
    assert_int_equal(answer.status, 200);
    log_in("reviewer");
    ask(false, "/rights/review", "");
    at = memmem(answer.body.bytes, answer.body.len, mine, strlen(mine));
    assert_true(at == NULL || strncmp(at + strlen(mine), label, strlen(label)) != 0);
}

static int open_all(void **state)
{
    if (client_start(state) != 0) {
        return -1;
    }
    fixture_operator("asker", "rights.request");
    fixture_operator("admin", "operator.manage,rights.request");
    fixture_operator("clerk", "job.view");
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_matrix_says_what_is_enforced),
        cmocka_unit_test(the_matrix_is_of_a_day),
        cmocka_unit_test(a_lock_is_seen_and_released),
        cmocka_unit_test(a_message_stands_until_it_is_noted),
        cmocka_unit_test(a_reset_by_command_ends_the_sessions),
        cmocka_unit_test(a_sensitive_page_asks_again),
        cmocka_unit_test(ones_own_record_is_a_task_of_the_chief),
        cmocka_unit_test(a_way_from_the_other_party_ends),
        cmocka_unit_test(words_are_looked_through),
        cmocka_unit_test(a_printed_screen_is_recorded),
        cmocka_unit_test(numbers_to_be_looked_at),
        cmocka_unit_test(a_right_never_used_is_listed),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("web rights screens", tests, open_all, client_stop);
}
