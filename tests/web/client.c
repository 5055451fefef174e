#include "client.h"

struct frame frame;
void *worker;
struct web_answer answer;
char cookie[128], csrf[65], location[512];

void ask(bool is_post, const char *path, const char *body)
{
    const char *query = strchr(path, '?');
    struct web_request r = {
        .is_post = is_post,
        .path = {path, query != NULL ? (size_t)(query - path) : strlen(path)},
        .query = text_of(query != NULL ? query + 1 : ""),
        .host = text_of("127.0.0.1:8080"),
        .cookie = text_of(cookie),
        .content_type = text_of(is_post ? "application/x-www-form-urlencoded" : ""),
        .origin = text_of(is_post ? "http://127.0.0.1:8080" : ""),
        .fetch_site = text_of(""),
        .if_none_match = text_of(""),
        .body = text_of(body),
        .peer = "127.0.0.1",
    };
    answer = (struct web_answer){.status = 500};
    frame_worker_answer(worker, &r, &answer);
    snprintf(location, sizeof(location), "%s", answer.location);
}

bool page_has(const char *words)
{
    return memmem(answer.body.bytes, answer.body.len, words, strlen(words)) != NULL;
}

void take_csrf(void)
{
    static const char mark[] = "name=\"csrf\" value=\"";
    const char *at = memmem(answer.body.bytes, answer.body.len, mark, sizeof(mark) - 1);
    assert_non_null(at);
    memcpy(csrf, at + sizeof(mark) - 1, 64);
    csrf[64] = '\0';
}

void take_cookie(void)
{
    size_t n = strcspn(answer.cookie, ";");
    assert_true(n > 64);
    memcpy(cookie, answer.cookie, n);
    cookie[n] = '\0';
}

void try_log_in(const char *id, const char *password)
{
    char code[7], body[200];
    cookie[0] = '\0';
    fixture_code(id, code);
    snprintf(body, sizeof(body), "operator=%s&password=%s&code=%s", id, password, code);
    ask(true, "/login", body);
}

void log_in(const char *id)
{
    try_log_in(id, PASSWORD);
    assert_int_equal(answer.status, 303);
    assert_string_equal(location, "/menu");
    assert_non_null(strstr(answer.cookie, "HttpOnly"));
    assert_non_null(strstr(answer.cookie, "SameSite=Strict"));
    take_cookie();
    ask(false, "/menu", "");
    assert_int_equal(answer.status, 200);
    take_csrf();
}

void send_from(const char *on, const char *path, const char *fields)
{
    char body[2048];
    ask(false, on, "");
    assert_int_equal(answer.status, 200);
    take_csrf();
    snprintf(body, sizeof(body), "csrf=%s&%s", csrf, fields);
    ask(true, path, body);
}

void step_up(void)
{
    send_from("/step-up", "/step-up", "password=" PASSWORD "&next=/menu");
    assert_int_equal(answer.status, 303);
    take_cookie();
}

void client_restart(void)
{
    frame_worker_close(worker);
    frame_close(&frame);
    assert_int_equal(client_open(), 0);
}

int client_open(void)
{
    struct data_folder folder = fixture_folder();
    if (frame_open(&frame, &folder, &fixture_report) != ERR_NONE) {
        report_print(&fixture_report, stderr);
        return -1;
    }
    frame_set_port(&frame, 8080);
    worker = frame_worker_open(&frame);
    return worker == NULL ? -1 : 0;
}

int client_start(void **state)
{
    return fixture_make(state) == 0 ? client_open() : -1;
}

int client_stop(void **state)
{
    frame_worker_close(worker);
    frame_close(&frame);
    return fixture_remove(state);
}
