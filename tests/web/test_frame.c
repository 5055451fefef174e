/*
 * The frame without HTTP: sessions, rights, form tokens, and the access record. OP-03, OP-04, OP-08, OP-12,
 * OP-40, OP-48.
 */
#include "client.h"

static void nothing_without_a_session(void **state)
{
    (void)state;
    static const char *const paths[] = {"/menu", "/search", "/search/1", "/household/1", "/jobs", "/help",
                                        "/premium/1/1/2026", "/parameters"};
    cookie[0] = '\0';
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        ask(false, paths[i], "");
        assert_int_equal(answer.status, 303);
        assert_int_equal(strncmp(location, "/login?next=", 12), 0);
    }
    snprintf(cookie, sizeof(cookie), SESSION_COOKIE "=%064d", 0);
    ask(false, "/menu", "");
    assert_int_equal(answer.status, 303);
    ask(true, "/search", "words=a");
    assert_int_equal(answer.status, 303);
    assert_string_equal(location, "/login");
}

static void every_page_says_practice(void **state)
{
    (void)state;
    cookie[0] = '\0';
    ask(false, "/login", "");
    assert_true(page_has("<strong>練習</strong>"));
    log_in("many");
    assert_true(page_has("<strong>練習</strong>"));
    ask(false, "/nowhere", "");
    assert_int_equal(answer.status, 404);
    assert_true(page_has("<strong>練習</strong>"));
}

static void wrong_log_ins(void **state)
{
    (void)state;
    char code[7], body[200];
    int64_t refused = fixture_records("session.login", AUDIT_LOGIN, "");
    cookie[0] = '\0';
    fixture_code("many", code);
    snprintf(body, sizeof(body), "operator=many&password=wrong&code=%s", code);
    ask(true, "/login", body);
    assert_int_equal(answer.status, 422);
    assert_true(page_has("職員番号、パスワードまたは確認コードが違います"));
    assert_string_equal(answer.cookie, "");
    ask(true, "/login", "operator=many&password=" PASSWORD "&code=000000x");
    assert_int_equal(answer.status, 422);
    ask(true, "/login", "operator=nobody&password=" PASSWORD "&code=000000");
    assert_int_equal(answer.status, 422);
    assert_true(page_has("職員番号、パスワードまたは確認コードが違います"));
    ask(true, "/login", "operator=&password=&code=");
    assert_int_equal(answer.status, 422);
    assert_true(page_has("id=\"operator-wrong\""));
    assert_int_equal(fixture_records("session.login", AUDIT_LOGIN, ""), refused + 3); /* nothing typed: no attempt */
    ask(true, "/login", "operator=<b>&password=x&code=1");
    assert_false(page_has("<b>"));
}

static void the_way_back_is_ours(void **state)
{
    (void)state;
    static const struct {
        const char *next, *want;
    } cases[] = {
        {"%2Fjobs", "/jobs"},
        {"https%3A%2F%2Fexample.com", "/menu"},
        {"%2F%2Fexample.com", "/menu"},
        {"%2Flogin", "/menu"},
        {"%2Fjobs%0D%0ASet-Cookie", "/menu"},
        {"", "/menu"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char code[7], body[300];
        cookie[0] = '\0';
        fixture_code("many", code);
        snprintf(body, sizeof(body), "operator=many&password=%s&code=%s&next=%s", PASSWORD, code,
                 cases[i].next);
        ask(true, "/login", body);
        if (answer.status == 303) {
            assert_string_equal(location, cases[i].want);
        } else { /* a control character refuses the whole form */
            assert_int_equal(answer.status, 400);
        }
    }
}

static void rights_are_checked(void **state)
{
    (void)state;
    log_in("few");
    assert_false(page_has("href=\"/search\"")); /* not in the menu either */
    int64_t refused = fixture_records("", AUDIT_REFUSED, "few");
    static const char *const paths[] = {"/search", "/search/1", "/household/1", "/premium/1/1/2026",
                                        "/parameters"};
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        ask(false, paths[i], "");
        assert_int_equal(answer.status, 403);
        assert_true(page_has("権限がありません"));
    }
    assert_int_equal(fixture_records("", AUDIT_REFUSED, "few"), refused + (int64_t)COUNT_OF(paths));
    ask(false, "/jobs", "");
    assert_int_equal(answer.status, 200);
}

static void forms_need_their_token(void **state)
{
    (void)state;
    char body[200];
    log_in("many");
    ask(true, "/search", "words=a");
    assert_int_equal(answer.status, 403);
    ask(true, "/search", "words=a&csrf=0000000000000000000000000000000000000000000000000000000000000000");
    assert_int_equal(answer.status, 403);
    assert_int_equal(fixture_number("SELECT COUNT(*) FROM web_search"), 0);
    snprintf(body, sizeof(body), "words=%%E3%%82%%A2&csrf=%s", csrf);
    ask(true, "/search", body);
    assert_int_equal(answer.status, 303);
    assert_string_equal(location, "/search/1"); /* no name in the address */
    assert_int_equal(fixture_number("SELECT COUNT(*) FROM web_search"), 1);
}

static void pages_of_persons_are_recorded(void **state)
{
    (void)state;
    log_in("many");
    int64_t before = fixture_records("household.look", AUDIT_VIEW, "many");
    ask(false, "/household/7", "");
    assert_int_equal(answer.status, 200);
    assert_int_equal(fixture_records("household.look", AUDIT_VIEW, "many"), before + 1);
    ask(false, "/household/0", ""); /* people without a household are no household */
    assert_int_equal(answer.status, 404);
    ask(false, "/help", ""); /* nobody's data */
    assert_int_equal(fixture_records("household.look", AUDIT_VIEW, "many"), before + 1);

    assert_int_equal(fixture_records("household.look", AUDIT_REFUSED, "many"), 1); /* DA-10: the miss too */
}

static void dates_in_every_spelling(void **state)
{
    (void)state;
    static const char *const spellings[] = {"080401", "R8.4.1", "%E4%BB%A4%E5%92%8C8%E5%B9%B44%E6%9C%881%E6%97%A5",
                                            "2026-04-01", "20260401", "2026%2F4%2F1", "5080401"};
    char path[200];
    log_in("many");
    for (size_t i = 0; i < COUNT_OF(spellings); i++) {
        snprintf(path, sizeof(path), "/household/7?on=%s", spellings[i]);
        ask(false, path, "");
        assert_int_equal(answer.status, 200);
        assert_true(page_has("令和8年4月1日（2026-04-01）"));
    }
    ask(false, "/household/7?on=2026-02-30", "");
    assert_int_equal(answer.status, 422);
    assert_true(page_has("id=\"on-wrong\""));
    assert_true(page_has("href=\"#on\"")); /* at the top and beside the field */
    ask(false, "/household/7?on=%", "");
    assert_int_equal(answer.status, 400);
}

static void strangers_are_refused(void **state)
{
    (void)state;
    char body[200];
    log_in("many");
    snprintf(body, sizeof(body), "words=a&csrf=%s", csrf);
    struct web_request r = {
        .is_post = true,
        .path = text_of("/search"),
        .query = text_of(""),
        .host = text_of("127.0.0.1:8080"),
        .cookie = text_of(cookie),
        .content_type = text_of("application/x-www-form-urlencoded"),
        .origin = text_of("http://evil.example"),
        .fetch_site = text_of("cross-site"),
        .if_none_match = text_of(""),
        .body = text_of(body),
    };
    frame_worker_answer(worker, &r, &answer);
    assert_int_equal(answer.status, 403);
    r.fetch_site = text_of("");
    frame_worker_answer(worker, &r, &answer);
    assert_int_equal(answer.status, 403);
    r.origin = text_of("");
    r.host = text_of("kokuho.evil.example:8080"); /* a name that only points here */
    frame_worker_answer(worker, &r, &answer);
    assert_int_equal(answer.status, 421);
    r.host = text_of("127.0.0.1:8080");
    r.content_type = text_of("text/plain");
    frame_worker_answer(worker, &r, &answer);
    assert_int_equal(answer.status, 400);
    r.content_type = text_of("application/x-www-form-urlencoded");
    frame_worker_answer(worker, &r, &answer);
    assert_int_equal(answer.status, 303);
    r.path = text_of("/jobs");
    frame_worker_answer(worker, &r, &answer);
    assert_int_equal(answer.status, 405);
}

static void a_log_out_ends_it(void **state)
{
    (void)state;
    char body[200];
    log_in("many");
    snprintf(body, sizeof(body), "csrf=%s", csrf);
    ask(true, "/logout", body);
    assert_int_equal(answer.status, 303);
    assert_non_null(strstr(answer.cookie, "Max-Age=0"));
    ask(false, "/menu", ""); /* the old cookie */
    assert_int_equal(answer.status, 303);
}

/* The serving process begins anew: only what is in the store is left. */
/* AU-17: ten minutes and ten hours, also over a restart; TR-03: five minutes lock the screen. */
static void old_sessions_are_over(void **state)
{
    (void)state;
    char body[200];
    log_in("many");
    client_restart();
    ask(false, "/menu", "");
    assert_int_equal(answer.status, 200);
    fixture_sql("UPDATE web_session SET seen_at = seen_at - 300001 WHERE ended_at = 0");
    client_restart();
    ask(false, "/household/7", "");
    assert_int_equal(answer.status, 303);
    assert_string_equal(location, "/unlock?next=%2Fhousehold%2F7");
    ask(false, "/unlock?next=%2Fhousehold%2F7", "");
    assert_int_equal(answer.status, 200);
    assert_false(page_has("data-fkey=\"F2\"")); /* nothing but the password */
    take_csrf();
    snprintf(body, sizeof(body), "csrf=%s&next=%%2Fhousehold%%2F7&password=wrong", csrf);
    ask(true, "/unlock", body);
    assert_int_equal(answer.status, 422);
    snprintf(body, sizeof(body), "csrf=%s&next=%%2Fhousehold%%2F7&password=%s", csrf, PASSWORD);
    ask(true, "/unlock", body);
    assert_string_equal(location, "/household/7");
    take_cookie(); /* AU-16: a new token */
    ask(false, "/menu", "");
    assert_int_equal(answer.status, 200);
    fixture_sql("UPDATE web_session SET seen_at = seen_at - 600001 WHERE ended_at = 0");
    client_restart();
    ask(false, "/menu", "");
    assert_int_equal(answer.status, 303);
    assert_int_equal(strncmp(location, "/login", 6), 0);
    int64_t over = fixture_records("session.over", AUDIT_LOGIN, "many");
    log_in("many"); /* LG-05: the end by time is a record of its own, once */
    assert_int_equal(fixture_records("session.over", AUDIT_LOGIN, "many"), over + 1);
    log_in("many");
    assert_int_equal(fixture_records("session.over", AUDIT_LOGIN, "many"), over + 1);
    fixture_sql("UPDATE web_session SET created_at = created_at - 36000001 WHERE ended_at = 0");
    client_restart();
    ask(false, "/menu", "");
    assert_int_equal(strncmp(location, "/login", 6), 0);
    log_in("few");
    assert_int_equal(fixture_records("session.over", AUDIT_LOGIN, "many"), over + 2); /* whoever logs in next */
}

/* TR-06: leaving the seat is one key. */
static void one_key_locks(void **state)
{
    (void)state;
    char body[100], before[sizeof(cookie)];
    log_in("many");
    assert_true(page_has("data-fkey=\"F8\""));
    snprintf(body, sizeof(body), "csrf=%s", csrf);
    ask(true, "/lock", body);
    assert_string_equal(location, "/unlock?next=%2Fmenu");
    ask(false, "/household/7", "");
    assert_int_equal(answer.status, 303);
    ask(true, "/search", "words=a");
    assert_string_equal(location, "/unlock");
    snprintf(before, sizeof(before), "%s", cookie);
    snprintf(body, sizeof(body), "csrf=%s&password=" PASSWORD, csrf);
    ask(true, "/unlock", body);
    assert_string_equal(location, "/menu");
    take_cookie();
    assert_string_not_equal(cookie, before);
    ask(false, "/household/7", "");
    assert_int_equal(answer.status, 200);
    memcpy(cookie, before, sizeof(cookie)); /* the token before is none any more */
    ask(false, "/menu", "");
    assert_int_equal(strncmp(location, "/login", 6), 0);
}

/* AU-19: a second log-in ends the first, says so and records it; AU-22: the last ones are shown. */
static void one_session_a_person(void **state)
{
    (void)state;
    char first[sizeof(cookie)];
    log_in("many");
    snprintf(first, sizeof(first), "%s", cookie);
    int64_t before = fixture_records("session.taken-over", AUDIT_LOGIN, "many");
    log_in("many");
    assert_true(page_has("続いていたログインを終わらせました"));
    assert_true(page_has("前回のログイン R"));
    assert_true(page_has("前回の失敗 "));
    assert_int_equal(fixture_records("session.taken-over", AUDIT_LOGIN, "many"), before + 1);
    memcpy(cookie, first, sizeof(cookie));
    ask(false, "/menu", "");
    assert_int_equal(strncmp(location, "/login", 6), 0);
}

/* AU-18: a log-out ends all of a person's sessions; a new password does, and goes on under a new token. */
static void a_new_password_ends_all(void **state)
{
    (void)state;
    char body[400];
    log_in("few");
    ask(false, "/password", "");
    take_csrf();
    snprintf(body, sizeof(body), "csrf=%s&old=%s&new=%s&again=different", csrf, PASSWORD, PASSWORD);
    ask(true, "/password", body);
    assert_int_equal(answer.status, 422);
    take_csrf();
    snprintf(body, sizeof(body), "csrf=%s&old=%s&new=short&again=short", csrf, PASSWORD);
    ask(true, "/password", body);
    assert_int_equal(answer.status, 422);
    take_csrf();
    snprintf(body, sizeof(body), "csrf=%s&old=%s&new=%s&again=%s", csrf, PASSWORD, "kawa-no-nagare-77",
             "kawa-no-nagare-77");
    ask(true, "/password", body);
    assert_int_equal(answer.status, 303);
    ask(false, "/menu", "");
    assert_int_equal(strncmp(location, "/login", 6), 0); /* the token before */
    assert_int_equal(fixture_number("SELECT COUNT(*) FROM web_session WHERE operator_id = 'few' AND ended_at = 0"), 1);
}

/* AU-07, AU-08: only the new password is open. AU-13: his period is over at the next request. */
static void what_stands_before_the_screens(void **state)
{
    (void)state;
    log_in("many");
    fixture_sql("UPDATE web_session SET must_change = 1 WHERE operator_id = 'many' AND ended_at = 0");
    client_restart();
    static const char *const closed[] = {"/menu", "/household/7", "/search", "/jobs", "/help", "/palette"};
    for (size_t i = 0; i < COUNT_OF(closed); i++) {
        ask(false, closed[i], "");
        assert_int_equal(answer.status, 303);
        assert_int_equal(strncmp(location, "/password", 9), 0);
    }
    ask(false, "/password", "");
    assert_int_equal(answer.status, 200);
    log_in("many");
    fixture_sql("UPDATE ops_user SET valid_until = 20200101");
    usleep(10000);
    ask(false, "/menu", "");
    assert_int_equal(strncmp(location, "/login", 6), 0);
    fixture_sql("UPDATE ops_user SET valid_until = 99991231");
}

/* AZ-19: one's own and one's family's record only with a reason, which stands in the record. */
static void ones_own_record_needs_a_reason(void **state)
{
    (void)state;
    char body[300];
    fixture_sql("UPDATE ops_user SET addressee_no = 15 WHERE operator_id = 'many'");
    client_restart();
    log_in("many");
    ask(false, "/person/15", "");
    assert_int_equal(answer.status, 303);
    assert_string_equal(location, "/own-record?next=%2Fperson%2F15");
    assert_int_equal(fixture_records("own-record.look", AUDIT_REFUSED, "many"), 1);
    ask(false, location, "");
    take_csrf();
    snprintf(body, sizeof(body), "csrf=%s&next=%%2Fperson%%2F15&reason=a", csrf);
    ask(true, "/own-record", body);
    assert_int_equal(answer.status, 422);
    take_csrf();
    snprintf(body, sizeof(body), "csrf=%s&next=%%2Fperson%%2F15&reason=%s", csrf,
             "%E6%9C%AC%E4%BA%BA%E3%81%AE%E5%B1%8A%E5%87%BA%E3%81%AE%E4%BB%A3%E8%A1%8C");
    ask(true, "/own-record", body);
    assert_string_equal(location, "/person/15");
    assert_int_equal(fixture_records("own-record.notice", AUDIT_VIEW, "many"), 1);
    ask(false, "/person/15", "");
    assert_int_not_equal(answer.status, 303);
    assert_int_equal(fixture_records("own-record.look", AUDIT_VIEW, "many"), 1);
    fixture_sql("UPDATE ops_user SET addressee_no = 0");
    client_restart();
}

/* AS-18: a form counts once, however often it is sent. */
static void a_form_counts_once(void **state)
{
    (void)state;
    char body[300];
    log_in("many");
    ask(false, "/own-record", "");
    take_csrf();
    snprintf(body, sizeof(body), "csrf=%s&reason=aiueo+kakiku", csrf);
    ask(true, "/own-record", body);
    assert_int_equal(answer.status, 303);
    ask(true, "/own-record", body);
    assert_int_equal(answer.status, 409);
    assert_true(page_has("受付番号")); /* AS-10 */
}

/* AS-10, LG-14: without a record no page; what went wrong inside is not told. */
static void no_page_without_a_record(void **state)
{
    (void)state;
    log_in("many");
    audit_close(frame.audit);
    frame.audit = NULL;
    char path[300], away[320];
    snprintf(path, sizeof(path), "%s/audit.db", fixture_dir);
    snprintf(away, sizeof(away), "%s.away", path);
    struct data_folder folder = fixture_folder();
    assert_int_equal(audit_open(&folder, "serve", &fixture_report, &frame.audit), ERR_NONE);
    sqlite3 *db; /* somebody takes the table away under the writer */
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "CREATE TRIGGER IF NOT EXISTS no_record BEFORE INSERT ON audit_record "
                                      "BEGIN SELECT RAISE(ABORT, 'secret words'); END", NULL, NULL, NULL),
                     SQLITE_OK);
    ask(false, "/household/7", "");
    assert_int_equal(answer.status, 503);
    assert_false(page_has("世帯員"));
    assert_false(page_has("secret words"));
    assert_true(page_has("受付番号"));
    assert_int_equal(sqlite3_exec(db, "DROP TRIGGER no_record", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    client_restart();
    ask(false, "/household/7", "");
    assert_int_equal(answer.status, 200);
}

/* The path of a screen with 7 for each number. */
static void path_of(const struct screen *s, char ret[128])
{
    size_t n = 0;
    for (const char *p = s->path; *p != '\0'; p++) {
        ret[n++] = *p == '#' ? '7' : *p;
    }
    ret[n] = '\0';
}

/*
 * AZ-01, AZ-02, AZ-07: every route with every single right, made from the declarations: allowed exactly when
 * declared. AS-04, RC-02: what one may not see answers the same for a number that exists and one that does not.
 */
static void every_route_by_every_right(void **state)
{
    (void)state;
    size_t asked = 0;
    for (int right = PERM_NONE + 1; right < PERM_COUNT; right++) {
        char id[16], path[128];
        snprintf(id, sizeof(id), "right%d", right);
        fixture_operator(id, ops_permissions[right].name);
        if (right % 15 == 1) {
            client_restart(); /* 30 log-ins a minute from one place are enough (AS-09) */
        }
        log_in(id);
        for (size_t i = 0; i < screen_count; i++) {
            const struct screen *s = screens[i];
            bool may = s->door != DOOR_PERMISSION || (int)s->permission == right;
            if (s == &screen_logout || s == &screen_lock || s == &screen_login) {
                continue;
            }
            path_of(s, path);
            if (s->show != NULL) {
                ask(false, path, "");
                if (page_has("<h1>権限がありません</h1>") == may) {
                    print_error("%s GET %s\n", ops_permissions[right].name, path);
                }
                assert_int_equal(page_has("<h1>権限がありません</h1>"), !may);
                assert_int_equal(answer.status == 403, !may);
                asked++;
            }
            if (s->act != NULL) { /* without a token nothing is done, but who may not is told so first */
                ask(true, path, "");
                assert_int_equal(page_has("<h1>権限がありません</h1>"), !may);
                assert_int_equal(answer.status >= 400 || answer.status == 303, true);
                asked++;
            }
        }
    }
    fixture_operator("few2", "job.view");
    assert_true(asked > 1000);
    static const char *const same[] = {"/household/7", "/household/9999999", "/person/15", "/person/9999999"};
    char first[512] = "";
    log_in("few2");
    for (size_t i = 0; i < COUNT_OF(same); i++) {
        ask(false, same[i], "");
        assert_int_equal(answer.status, 403);
        assert_true(page_has("権限がありません"));
        if (i % 2 == 0) {
            snprintf(first, sizeof(first), "%zu", answer.body.len);
        } else {
            char second[32];
            snprintf(second, sizeof(second), "%zu", answer.body.len);
            assert_string_equal(first, second);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_without_a_session),
        cmocka_unit_test(every_page_says_practice),
        cmocka_unit_test(wrong_log_ins),
        cmocka_unit_test(the_way_back_is_ours),
        cmocka_unit_test(rights_are_checked),
        cmocka_unit_test(forms_need_their_token),
        cmocka_unit_test(pages_of_persons_are_recorded),
        cmocka_unit_test(dates_in_every_spelling),
        cmocka_unit_test(strangers_are_refused),
        cmocka_unit_test(a_log_out_ends_it),
        cmocka_unit_test(old_sessions_are_over),
        cmocka_unit_test(one_key_locks),
        cmocka_unit_test(one_session_a_person),
        cmocka_unit_test(what_stands_before_the_screens),
        cmocka_unit_test(ones_own_record_needs_a_reason),
        cmocka_unit_test(a_form_counts_once),
        cmocka_unit_test(a_new_password_ends_all),
        cmocka_unit_test(no_page_without_a_record),
        cmocka_unit_test(every_route_by_every_right),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, client_start, client_stop);
}
