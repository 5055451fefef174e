/* The door and the HTTP library over real sockets: OP-41 (loopback only), slow clients, a clean stop. */
#include "web/listener.h"
#include "web/server.h"

#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

static struct server *server;
static pthread_t thread;
static struct report report;
static enum err ended;
static int port;

/* The application: says what it got; "/held" takes until the test lets it go. */
static pthread_mutex_t held_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t held_moves = PTHREAD_COND_INITIALIZER;
static int held;       /* answers under way */
static bool is_let_go;

static void hold(void)
{
    pthread_mutex_lock(&held_lock);
    held++;
    pthread_cond_broadcast(&held_moves);
    while (!is_let_go) {
        pthread_cond_wait(&held_moves, &held_lock);
    }
    held--;
    pthread_mutex_unlock(&held_lock);
}

static void wait_until_held(int count)
{
    pthread_mutex_lock(&held_lock);
    while (held < count) {
        pthread_cond_wait(&held_moves, &held_lock);
    }
    pthread_mutex_unlock(&held_lock);
}

static void let_go(bool go)
{
    pthread_mutex_lock(&held_lock);
    is_let_go = go;
    pthread_cond_broadcast(&held_moves);
    pthread_mutex_unlock(&held_lock);
}

static void *open_worker(void *context) { return context; }
static void close_worker(void *worker) { (void)worker; }

static void answer(void *worker, const struct web_request *r, struct web_answer *ret)
{
    (void)worker;
    if (text_is(r->path, "/held")) {
        hold();
    }
    static _Thread_local char words[9000];
    int n = snprintf(words, sizeof(words), "path=%.*s query=%.*s body=%zu post=%d", (int)r->path.len,
                     r->path.bytes, (int)r->query.len, r->query.bytes, r->body.len, r->is_post);
    ret->status = 200;
    ret->content_type = "text/plain; charset=utf-8";
    ret->body = (struct text){words, (size_t)n};
}

static int application; /* only its address is used */
static bool is_slow(const struct web_request *r) { return text_is(r->path, "/held"); }

static const struct web_application app = {&application, open_worker, answer, close_worker, is_slow};

static void *run(void *context)
{
    (void)context;
    ended = server_run(server, &report);
    return NULL;
}

static int start(void **state)
{
    (void)state;
    report_init(&report);
    struct server_setup setup = {.workers = 4, .slow_workers = 3};
    if (listener_bind(0, &report, &setup.fd) != ERR_NONE ||
        server_start(&setup, &app, &report, &server) != ERR_NONE) {
        return -1;
    }
    port = server_port(server);
    return pthread_create(&thread, NULL, run, NULL);
}

static int stop(void **state)
{
    (void)state;
    server_stop(server);
    pthread_join(thread, NULL);
    server_free(server);
    report_done(&report);
    return ended == ERR_NONE ? 0 : -1;
}

static int dial(void)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct timeval limit = {60, 0}; /* a fault, however busy the machine is */
    assert_true(fd >= 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
    assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof(to)), 0);
    return fd;
}

static void put(int fd, const char *bytes, size_t len)
{
    assert_int_equal(send(fd, bytes, len, MSG_NOSIGNAL), (ssize_t)len);
}

/* Everything until the server closes. */
static const char *take(int fd)
{
    static char got[100000];
    size_t n = 0;
    ssize_t r;
    while ((r = recv(fd, got + n, sizeof(got) - 1 - n, 0)) > 0) {
        n += (size_t)r;
    }
    got[n] = '\0';
    close(fd);
    return got;
}

static int status_of(const char *bytes, size_t len)
{
    int fd = dial();
    put(fd, bytes, len);
    const char *got = take(fd);
    int64_t status = 0;
    return strncmp(got, "HTTP/1.1 ", 9) == 0 && parse_i64(got + 9, 3, 100, 599, &status) ? (int)status : 0;
}

#define LIT(s) (s), sizeof(s) - 1
#define ONCE "Host: x\r\nConnection: close\r\n"

static void pages_are_served(void **state)
{
    (void)state;
    int fd = dial();
    put(fd, LIT("GET /a%20b?c=%E3%81%82 HTTP/1.1\r\n" ONCE "\r\n"));
    const char *got = take(fd);
    assert_non_null(strstr(got, "path=/a%20b query=c=%E3%81%82 ")); /* as sent */
    assert_non_null(strstr(got, "Content-Security-Policy: default-src 'none'"));
    assert_non_null(strstr(got, "X-Content-Type-Options: nosniff"));
    assert_non_null(strstr(got, "Cache-Control: no-store"));
    assert_non_null(strstr(got, "Connection: close"));

    fd = dial();
    put(fd, LIT("POST / HTTP/1.1\r\n" ONCE "Content-Length: 5\r\n\r\nab"));
    usleep(50000);
    put(fd, LIT("cde"));
    assert_non_null(strstr(take(fd), "body=5 post=1"));
    assert_int_equal(status_of(LIT("HEAD / HTTP/1.1\r\n" ONCE "\r\n")), 200);
}

/* What the library itself answered with 200 is refused at the door. */
static void the_door_refuses(void **state)
{
    (void)state;
    assert_int_equal(status_of(LIT("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n"
                                   "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n")), 501);
    assert_int_equal(status_of(LIT("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n"
                                   "Content-Length: 0\r\n\r\nabcd")), 400);
    assert_int_equal(status_of(LIT("GET / HTTP/1.1\nHost: x\n\n")), 400);
    assert_int_equal(status_of(LIT("GET / HTTP/1.1\r\nHost: x\r\nA: b\0c\r\n\r\n")), 400);
    assert_int_equal(status_of(LIT("GET / HTTP/1.1\r\n\r\n")), 400);
    assert_int_equal(status_of(LIT("G<T / HTTP/1.1\r\n" ONCE "\r\n")), 405);
    static char large[40000] = "GET / HTTP/1.1\r\nHost: x\r\nA: ";
    memset(large + strlen(large), 'a', sizeof(large) - strlen(large));
    assert_int_equal(status_of(large, sizeof(large)), 431);
    assert_int_equal(status_of(LIT("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\n\r\n")), 413);
}

/* Limits of a body: less for strangers than for somebody with a cookie. */
static void too_large_a_form(void **state)
{
    (void)state;
    static char body[SERVER_BODY_MAX + 300];
    int n = snprintf(body, sizeof(body), "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %u\r\n\r\n",
                     SERVER_BODY_STRANGER_MAX + 1);
    memset(body + n, 'a', SERVER_BODY_STRANGER_MAX + 1);
    assert_int_equal(status_of(body, (size_t)n + SERVER_BODY_STRANGER_MAX + 1), 413);
    n = snprintf(body, sizeof(body),
                 "POST / HTTP/1.1\r\n" ONCE "Cookie: a=b\r\nContent-Length: %u\r\n\r\n", SERVER_BODY_MAX);
    memset(body + n, 'a', SERVER_BODY_MAX);
    int fd = dial();
    put(fd, body, (size_t)n + SERVER_BODY_MAX);
    assert_non_null(strstr(take(fd), "body=1048576 post=1"));
}

/* A connection is kept, also over an answer in pieces; HEAD and 304 carry no body. */
static void connections_are_kept(void **state)
{
    (void)state;
    static const char request[] = "GET /kept HTTP/1.1\r\nHost: x\r\n\r\n";
    char got[4096];
    int fd = dial();
    for (int i = 0; i < 50; i++) {
        if (i % 2 == 0) {
            put(fd, LIT(request));
        } else { /* in two pieces */
            put(fd, request, 9);
            usleep(2000);
            put(fd, request + 9, sizeof(request) - 1 - 9);
        }
        ssize_t n = recv(fd, got, sizeof(got) - 1, 0);
        assert_true(n > 0);
        got[n] = '\0';
        assert_non_null(strstr(got, "path=/kept"));
        assert_null(strstr(got, "Connection: close"));
    }
    put(fd, LIT("HEAD / HTTP/1.1\r\n" ONCE "\r\n"));
    const char *last = take(fd);
    assert_non_null(strstr(last, "Content-Length: "));
    assert_null(strstr(last, "path=/"));
}

/* What follows a request before its answer is never read as another. */
static void a_second_request_is_not_answered(void **state)
{
    (void)state;
    int fd = dial();
    put(fd, LIT("GET /first HTTP/1.1\r\nHost: x\r\n\r\nGET /second HTTP/1.1\r\nHost: x\r\n\r\n"));
    const char *got = take(fd);
    assert_non_null(strstr(got, "path=/first"));
    assert_null(strstr(got, "path=/second"));
}

static void slow_pages_hold_nobody_up(void **state)
{
    (void)state;
    int slow[3];
    for (size_t i = 0; i < COUNT_OF(slow); i++) {
        slow[i] = dial();
        put(slow[i], LIT("GET /held HTTP/1.1\r\n" ONCE "\r\n"));
    }
    wait_until_held((int)COUNT_OF(slow)); /* the whole slow lane is taken */
    assert_int_equal(status_of(LIT("GET /quick HTTP/1.1\r\n" ONCE "\r\n")), 200);
    let_go(true);
    for (size_t i = 0; i < COUNT_OF(slow); i++) {
        assert_non_null(strstr(take(slow[i]), "path=/held"));
    }
    let_go(false);
}

/* A head that comes byte by byte is closed at its deadline; meanwhile others are served. */
static void a_trickled_head_is_closed(void **state)
{
    (void)state;
    int fd = dial();
    int64_t from = clock_forward_ms();
    struct pollfd waits = {.fd = fd, .events = POLLIN};
    put(fd, LIT("GET / HTTP/1.1\r\n"));
    bool closed = false;
    while (!closed && clock_forward_ms() - from < 2 * SERVER_HEAD_MS) {
        (void)send(fd, "A", 1, MSG_NOSIGNAL);
        closed = poll(&waits, 1, 1000) > 0;
    }
    int64_t took = clock_forward_ms() - from;
    assert_true(closed);
    assert_true(took >= SERVER_HEAD_MS - 500); /* and not later than the loop waits */
    close(fd);
    assert_int_equal(status_of(LIT("GET / HTTP/1.1\r\n" ONCE "\r\n")), 200);
}

/* As many idle connections as this process may have, then one request; the process's exit code. */
static int crowd(void)
{
    static int idle[SERVER_CONNECTIONS_MAX + 500];
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    static const char request[] = "GET / HTTP/1.1\r\n" ONCE "\r\n";
    char got[sizeof("HTTP/1.1 200") - 1];
    size_t count = 0;

    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    while (count < COUNT_OF(idle)) {
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (fd < 0) {
            break;
        }
        if (connect(fd, (struct sockaddr *)&to, sizeof(to)) != 0) {
            return 1;
        }
        idle[count++] = fd;
    }
    if (count < 200) {
        return 2;
    }
    close(idle[count - 1]); /* the descriptor of the request */
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct timeval limit = {60, 0};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
    if (connect(fd, (struct sockaddr *)&to, sizeof(to)) != 0 ||
        send(fd, request, sizeof(request) - 1, MSG_NOSIGNAL) != (ssize_t)sizeof(request) - 1 ||
        recv(fd, got, sizeof(got), MSG_WAITALL) != (ssize_t)sizeof(got)) {
        return 3;
    }
    return memcmp(got, "HTTP/1.1 200", sizeof(got)) == 0 ? 0 : 4;
}

/* More waiting connections than places: the oldest go, a new request is answered. The crowd is a
 * process of its own, so that its descriptors are not the server's. */
static void idle_connections_do_not_fill_the_house(void **state)
{
    (void)state;
    int status = -1;
    pid_t child = fork();
    if (child == 0) {
        _exit(crowd());
    }
    assert_true(child > 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void only_this_machine(void **state)
{
    (void)state;
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1); /* 127.0.0.2: another address of this host */
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_not_equal(connect(fd, (struct sockaddr *)&to, sizeof(to)), 0);
    close(fd);
}

/* Last: the answer under way is finished when the server is told to stop. */
static void a_stop_finishes_answers(void **state)
{
    (void)state;
    int fd = dial();
    put(fd, LIT("GET /held HTTP/1.1\r\n" ONCE "\r\n"));
    wait_until_held(1);
    server_stop(server);
    let_go(true);
    assert_non_null(strstr(take(fd), "path=/held"));
}

/* Both ends of every connection are in this process. */
static void open_many(void)
{
    struct rlimit files;
    int failed = getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    failed |= setrlimit(RLIMIT_NOFILE, &files);
    assert(failed == 0);
}

int main(void)
{
    open_many();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_are_served),
        cmocka_unit_test(the_door_refuses),
        cmocka_unit_test(too_large_a_form),
        cmocka_unit_test(connections_are_kept),
        cmocka_unit_test(a_second_request_is_not_answered),
        cmocka_unit_test(slow_pages_hold_nobody_up),
        cmocka_unit_test(a_trickled_head_is_closed),
        cmocka_unit_test(idle_connections_do_not_fill_the_house),
        cmocka_unit_test(only_this_machine),
        cmocka_unit_test(a_stop_finishes_answers),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, start, stop);
}
