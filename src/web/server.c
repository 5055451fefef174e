/* The HTTP library, its connections, the queue between it and the workers. */
#include "web/server.h"

#include "web/guard.h"
#include "web/listener.h"

#include <microhttpd.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define DEADLINE_MS 60000      /* to send a body, and again to take the answer */
#define IDLE_SECONDS 10
#define STOP_MS 15000
#define ARENA_BYTES ((size_t)64 << 20)

enum connection_state { CONNECTION_FREE, CONNECTION_READING, CONNECTION_WORKING, CONNECTION_WRITING };

/* One connection, from the guard to its close. */
struct connection {
    struct server *server;
    enum connection_state state;
    struct MHD_Connection *mhd;
    int fd;
    int64_t deadline;
    char target[GUARD_TARGET_MAX + 1];
    struct textbuf body;
    struct web_request request;
    struct MHD_Response *response;
    unsigned status;
    struct connection *next; /* in the queue */
};

struct server {
    struct arena *arena;
    struct listener *listener;
    struct MHD_Daemon *daemon;
    const struct web_application *app;
    pthread_mutex_t lock;
    pthread_cond_t work, idle;
    struct connection *connections; /* SERVER_CONNECTIONS_MAX */
    struct connection *queue_first, *queue_last;
    size_t active;
    bool is_stopping;
    unsigned workers, workers_ready, workers_failed;
    pthread_t threads[SERVER_WORKERS_MAX];
};

/* -------------------------------------------------------------------------------- answers ----- */

static void header(struct MHD_Response *r, const char *name, const char *value)
{
    enum MHD_Result rc = MHD_add_response_header(r, name, value);
    assert(rc == MHD_YES);
}

static struct MHD_Response *response_of(const struct web_answer *a)
{
    struct MHD_Response *r = MHD_create_response_from_buffer(
        a->body.len, (void *)(uintptr_t)a->body.bytes, MHD_RESPMEM_MUST_COPY);
    assert(r != NULL);
    header(r, "Content-Type", a->content_type);
    header(r, "Connection", "close");
    header(r, "Content-Security-Policy",
           "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
           "form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
    header(r, "X-Content-Type-Options", "nosniff");
    header(r, "X-Frame-Options", "DENY");
    header(r, "Referrer-Policy", "same-origin"); /* with no-referrer forms say Origin: null */
    header(r, "Cross-Origin-Opener-Policy", "same-origin");
    header(r, "Cross-Origin-Resource-Policy", "same-origin");
    if (a->etag[0] != '\0') {
        header(r, "ETag", a->etag);
        header(r, "Cache-Control", "private, max-age=3600");
    } else {
        header(r, "Cache-Control", "no-store");
    }
    if (a->location[0] != '\0') {
        header(r, "Location", a->location);
    }
    if (a->cookie[0] != '\0') {
        header(r, "Set-Cookie", a->cookie);
    }
    return r;
}

static struct MHD_Response *plain(const char *words)
{
    struct web_answer a = {.content_type = "text/plain; charset=utf-8", .body = text_of(words)};
    return response_of(&a);
}

/* -------------------------------------------------------------------------------- workers ----- */

static struct text field(struct MHD_Connection *mhd, const char *name)
{
    const char *value = MHD_lookup_connection_value(mhd, MHD_HEADER_KIND, name);
    return text_of(value != NULL ? value : "");
}

static void work_on(struct server *s, void *worker, struct connection *c)
{
    struct web_request *r = &c->request;
    struct web_answer answer = {.status = 500, .content_type = "text/plain; charset=utf-8"};
    r->body = (struct text){c->body.bytes != NULL ? c->body.bytes : "", c->body.len};
    s->app->answer(worker, r, &answer);
    struct MHD_Response *response = response_of(&answer);

    pthread_mutex_lock(&s->lock);
    c->response = response;
    c->status = (unsigned)answer.status;
    c->state = CONNECTION_WRITING;
    c->deadline = clock_forward_ms() + DEADLINE_MS;
    pthread_mutex_unlock(&s->lock);
    /* Outside our lock: the library takes its own, and calls us under it. */
    MHD_resume_connection(c->mhd);
}

static void *worker_main(void *context)
{
    struct server *s = context;
    void *worker = s->app->worker_open(s->app->context);
    pthread_mutex_lock(&s->lock);
    s->workers_ready++;
    s->workers_failed += worker == NULL;
    pthread_cond_broadcast(&s->idle);
    while (worker != NULL) {
        while (s->queue_first == NULL && !s->is_stopping) {
            pthread_cond_wait(&s->work, &s->lock);
        }
        struct connection *c = s->queue_first;
        if (c == NULL) {
            break;
        }
        s->queue_first = c->next;
        c->next = NULL;
        pthread_mutex_unlock(&s->lock);
        work_on(s, worker, c);
        pthread_mutex_lock(&s->lock);
    }
    pthread_mutex_unlock(&s->lock);
    if (worker != NULL) {
        s->app->worker_close(worker);
    }
    return NULL;
}

/* ------------------------------------------------------------------------------ the library --- */

static struct connection *connection_of(struct MHD_Connection *mhd)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info != NULL ? info->socket_context : NULL;
}

static int descriptor_of(struct MHD_Connection *mhd)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info != NULL ? info->connect_fd : -1;
}

static void on_connection(void *context, struct MHD_Connection *mhd, void **socket_context,
                          enum MHD_ConnectionNotificationCode code)
{
    struct server *s = context;
    pthread_mutex_lock(&s->lock);
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        struct connection *c = NULL;
        for (size_t i = 0; i < SERVER_CONNECTIONS_MAX && c == NULL; i++) {
            if (s->connections[i].state == CONNECTION_FREE) {
                c = &s->connections[i];
            }
        }
        assert(c != NULL); /* MHD_OPTION_CONNECTION_LIMIT is the length of the table */
        c->server = s;
        c->state = CONNECTION_READING;
        c->mhd = mhd;
        c->fd = descriptor_of(mhd);
        c->deadline = clock_forward_ms() + DEADLINE_MS;
        c->target[0] = '\0';
        c->response = NULL;
        textbuf_init(&c->body, SERVER_BODY_MAX);
        *socket_context = c;
        s->active++;
    } else if (*socket_context != NULL) {
        struct connection *c = *socket_context;
        if (c->response != NULL) {
            MHD_destroy_response(c->response);
            c->response = NULL;
        }
        textbuf_done(&c->body);
        c->state = CONNECTION_FREE;
        s->active--;
        pthread_cond_broadcast(&s->idle);
    }
    pthread_mutex_unlock(&s->lock);
}

/* The request target as sent; the library's own reading of it is not used. */
static void *on_target(void *context, const char *target, struct MHD_Connection *mhd)
{
    (void)context;
    struct connection *c = connection_of(mhd);
    if (c != NULL) {
        int n = snprintf(c->target, sizeof(c->target), "%s", target);
        if (n < 0 || (size_t)n >= sizeof(c->target)) {
            c->target[0] = '\0';
        }
    }
    return NULL;
}

static size_t keep_as_sent(void *context, struct MHD_Connection *mhd, char *text)
{
    (void)context, (void)mhd;
    return strlen(text);
}

static enum MHD_Result answer_plain(struct MHD_Connection *mhd, unsigned status, const char *words)
{
    struct MHD_Response *r = plain(words);
    enum MHD_Result rc = MHD_queue_response(mhd, status, r);
    MHD_destroy_response(r);
    return rc;
}

static void request_read(struct connection *c, const char *method)
{
    struct web_request *r = &c->request;
    size_t path = strcspn(c->target, "?");
    *r = (struct web_request){
        .is_post = strcmp(method, "POST") == 0,
        .is_head = strcmp(method, "HEAD") == 0,
        .path = {c->target, path},
        .host = field(c->mhd, "Host"),
        .cookie = field(c->mhd, "Cookie"),
        .content_type = field(c->mhd, "Content-Type"),
        .origin = field(c->mhd, "Origin"),
        .fetch_site = field(c->mhd, "Sec-Fetch-Site"),
        .if_none_match = field(c->mhd, "If-None-Match"),
        .terminal = "127.0.0.1",
    };
    if (c->target[path] == '?') {
        r->query = text_of(c->target + path + 1);
    }
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *mhd, const char *url,
                                  const char *method, const char *version, const char *upload,
                                  size_t *upload_size, void **request_context)
{
    struct server *s = context;
    struct connection *c = connection_of(mhd);
    (void)url, (void)version;
    if (c == NULL || c->target[0] == '\0') {
        return MHD_NO;
    }
    if (*request_context == NULL) { /* the head; the body comes next */
        *request_context = c;
        return MHD_YES;
    }
    if (*upload_size > 0) {
        textbuf_add(&c->body, upload, *upload_size);
        *upload_size = 0;
        return MHD_YES;
    }
    if (c->response != NULL) {
        return MHD_queue_response(mhd, c->status, c->response);
    }
    if (c->body.overflow) {
        return answer_plain(mhd, 413, "送られた内容が大きすぎます\n");
    }
    request_read(c, method);
    MHD_suspend_connection(mhd);
    pthread_mutex_lock(&s->lock);
    c->state = CONNECTION_WORKING;
    c->next = NULL;
    if (s->queue_first == NULL) {
        s->queue_first = c;
    } else {
        s->queue_last->next = c;
    }
    s->queue_last = c;
    pthread_cond_signal(&s->work);
    pthread_mutex_unlock(&s->lock);
    return MHD_YES;
}

/* ----------------------------------------------------------------------------------- door ----- */

static void pass(void *context, int fd, const struct sockaddr_in *from)
{
    struct server *s = context;
    /* On failure the library has closed the descriptor; the limit of connections is one cause. */
    (void)MHD_add_connection(s->daemon, fd, (const struct sockaddr *)from, sizeof(*from));
}

/* Whoever sends a body or takes an answer byte by byte is cut off at his deadline. */
static void tick(void *context)
{
    struct server *s = context;
    int64_t now = clock_forward_ms();
    pthread_mutex_lock(&s->lock);
    for (size_t i = 0; i < SERVER_CONNECTIONS_MAX; i++) {
        struct connection *c = &s->connections[i];
        if ((c->state == CONNECTION_READING || c->state == CONNECTION_WRITING) &&
            c->deadline <= now && c->fd >= 0) {
            shutdown(c->fd, SHUT_RDWR); /* the library sees the end and closes */
            c->deadline = INT64_MAX;
        }
    }
    pthread_mutex_unlock(&s->lock);
}

static void raise_open_files(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max < 65536 ? limit.rlim_max : 65536;
        (void)setrlimit(RLIMIT_NOFILE, &limit); /* fewer descriptors only mean fewer connections */
    }
}

static void workers_stop(struct server *s)
{
    pthread_mutex_lock(&s->lock);
    s->is_stopping = true;
    pthread_cond_broadcast(&s->work);
    pthread_mutex_unlock(&s->lock);
    for (unsigned i = 0; i < s->workers; i++) {
        pthread_join(s->threads[i], NULL);
    }
}

void server_free(struct server *s)
{
    if (s->listener != NULL) {
        listener_close(s->listener);
    }
    pthread_mutex_destroy(&s->lock);
    pthread_cond_destroy(&s->work);
    pthread_cond_destroy(&s->idle);
    arena_free(s->arena);
}

/* All workers open their store first: a server that cannot read a page does not listen. */
static enum err workers_start(struct server *s, unsigned workers, struct report *report)
{
    for (s->workers = 0; s->workers < workers; s->workers++) {
        if (pthread_create(&s->threads[s->workers], NULL, worker_main, s) != 0) {
            break;
        }
    }
    pthread_mutex_lock(&s->lock);
    while (s->workers_ready < s->workers) {
        pthread_cond_wait(&s->idle, &s->lock);
    }
    bool ok = s->workers == workers && s->workers_failed == 0;
    pthread_mutex_unlock(&s->lock);
    if (!ok) {
        workers_stop(s);
        return report_fail(report, ERR_WORLD, "画面の処理を始められません（データベースの接続 %u / %u）",
                           s->workers - s->workers_failed, workers);
    }
    return ERR_NONE;
}

enum err server_start(int listening_fd, unsigned workers, const struct web_application *app,
                      struct report *report, struct server **ret)
{
    assert(workers >= 1 && workers <= SERVER_WORKERS_MAX);
    raise_open_files();
    struct arena *arena = arena_new("画面サーバー", ARENA_BYTES);
    struct server *s = ARENA_NEW(arena, struct server);
    s->arena = arena;
    s->app = app;
    s->connections = ARENA_ARRAY(arena, struct connection, SERVER_CONNECTIONS_MAX);
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->work, NULL);
    pthread_cond_init(&s->idle, NULL);

    enum err e = workers_start(s, workers, report);
    if (e != ERR_NONE) {
        server_free(s);
        return e;
    }
    e = listener_open(listening_fd, arena, report, &s->listener);
    if (e == ERR_NONE) {
        s->daemon = MHD_start_daemon(
            MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_NO_LISTEN_SOCKET | MHD_ALLOW_SUSPEND_RESUME |
                MHD_USE_ITC,
            0, NULL, NULL, on_request, s, MHD_OPTION_CONNECTION_LIMIT,
            (unsigned)SERVER_CONNECTIONS_MAX, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS,
            MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)65536, MHD_OPTION_NOTIFY_CONNECTION,
            on_connection, s, MHD_OPTION_URI_LOG_CALLBACK, on_target, s,
            MHD_OPTION_UNESCAPE_CALLBACK, keep_as_sent, s, MHD_OPTION_STRICT_FOR_CLIENT, 1,
            MHD_OPTION_END);
        if (s->daemon == NULL) {
            e = report_fail(report, ERR_WORLD, "HTTPの処理を始められません（libmicrohttpd）");
        }
    }
    if (e != ERR_NONE) {
        workers_stop(s);
        server_free(s);
        return e;
    }
    *ret = s;
    return ERR_NONE;
}

int server_port(const struct server *s) { return listener_port(s->listener); }

/* Answers under way are finished: first those on workers, then those being sent. */
static bool finish(struct server *s)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += STOP_MS / 1000;
    workers_stop(s);
    pthread_mutex_lock(&s->lock);
    int rc = 0;
    while (s->active > 0 && rc == 0) {
        rc = pthread_cond_timedwait(&s->idle, &s->lock, &until);
    }
    bool clean = s->active == 0;
    pthread_mutex_unlock(&s->lock);
    return clean;
}

enum err server_run(struct server *s, struct report *report)
{
    const struct listener_use use = {.context = s, .pass = pass, .tick = tick};
    listener_run(s->listener, &use);
    bool clean = finish(s);
    MHD_stop_daemon(s->daemon);
    size_t left = s->active;
    if (!clean) {
        report_add(report, "%d 秒待っても終わらない接続 %zu 件を切りました", STOP_MS / 1000, left);
    }
    return ERR_NONE;
}

void server_stop(struct server *s) { listener_stop(s->listener); }
