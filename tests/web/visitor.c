#include "visitor.h"

struct visitor visitor;

void visitor_open(void)
{
    struct data_folder folder = fixture_folder();
    folder.business_date = date_of(2026, 6, 5);
    assert_int_equal(frame_open(&visitor.frame, &folder, &fixture_report), ERR_NONE);
    frame_set_port(&visitor.frame, 8080);
    visitor.worker = frame_worker_open(&visitor.frame);
    assert_non_null(visitor.worker);
}

void visitor_close(void)
{
    frame_worker_close(visitor.worker);
    frame_close(&visitor.frame);
}

void visitor_ask(bool is_post, const char *path, const char *body)
{
    const char *query = strchr(path, '?');
    struct web_request r = {
        .is_post = is_post,
        .path = {path, query != NULL ? (size_t)(query - path) : strlen(path)},
        .query = text_of(query != NULL ? query + 1 : ""),
        .host = text_of("127.0.0.1:8080"),
        .cookie = text_of(visitor.cookie),
        .content_type = text_of(is_post ? "application/x-www-form-urlencoded" : ""),
        .origin = text_of(is_post ? "http://127.0.0.1:8080" : ""),
        .fetch_site = text_of(""),
        .if_none_match = text_of(""),
        .body = text_of(body),
        .peer = "127.0.0.1",
    };
    visitor.answer = (struct web_answer){.status = 500};
    frame_worker_answer(visitor.worker, &r, &visitor.answer);
    snprintf(visitor.location, sizeof(visitor.location), "%s", visitor.answer.location);
}

bool visitor_sees(const char *words)
{
    return memmem(visitor.answer.body.bytes, visitor.answer.body.len, words, strlen(words)) != NULL;
}

void visitor_take_csrf(void)
{
    static const char mark[] = "name=\"csrf\" value=\"";
    const char *at = memmem(visitor.answer.body.bytes, visitor.answer.body.len, mark, sizeof(mark) - 1);
    assert_non_null(at);
    memcpy(visitor.csrf, at + sizeof(mark) - 1, 64);
    visitor.csrf[64] = '\0';
}

void visitor_take_cookie(void)
{
    size_t n = strcspn(visitor.answer.cookie, ";");
    assert_true(n > 64);
    memcpy(visitor.cookie, visitor.answer.cookie, n);
    visitor.cookie[n] = '\0';
}

void visitor_try_log_in(const char *id, const char *password)
{
    char code[7], body[200];
    visitor.cookie[0] = '\0';
    fixture_code(id, code);
    snprintf(body, sizeof(body), "operator=%s&password=%s&code=%s", id, password, code);
    visitor_ask(true, "/login", body);
}

void visitor_log_in(const char *id)
{
    visitor_try_log_in(id, PASSWORD);
    assert_int_equal(visitor.answer.status, 303);
    assert_string_equal(visitor.location, "/menu");
    visitor_take_cookie();
    visitor_ask(false, "/menu", "");
    assert_int_equal(visitor.answer.status, 200);
    visitor_take_csrf();
}

void visitor_send(const char *on, const char *path, const char *fields)
{
    char body[2048];
    visitor_ask(false, on, "");
    assert_int_equal(visitor.answer.status, 200);
    visitor_take_csrf();
    snprintf(body, sizeof(body), "csrf=%s&%s", visitor.csrf, fields);
    visitor_ask(true, path, body);
}

void visitor_step_up(void)
{
    visitor_send("/step-up", "/step-up", "password=" PASSWORD "&next=/menu");
    assert_int_equal(visitor.answer.status, 303);
    visitor_take_cookie();
}
