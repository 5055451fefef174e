/* Threads of the server: workers, the slow lane, and the one that accepts and sweeps. */
#include "web/server.h"

#include "web/connection.h"
#include "web/listener.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define ARENA_BYTES ((size_t)64 << 20)
#define SPARE_DESCRIPTORS 512u /* databases, files, pipes */
#define TICK_MS 500
#define STOP_MS 15000
#define SLOW_NICE 10

struct lane {
    pthread_cond_t work;
    struct connection *first, *last;
    size_t waiting;
};

struct worker {
    struct server *server;
    bool is_slow;
    void *state;
    char buffer[CONNECTION_READ];
    struct connection_request request;
};

struct server {
    struct arena *arena;
    int fd, stop, accepts; /* accepts: epoll of the listening thread */
    const struct web_application *app;
    struct connections connections;
    pthread_mutex_t lock; /* lane, ready, failed, is_stopping */
    pthread_cond_t ready;
    struct lane slow;
    bool is_stopping;
    unsigned threads, started, failed;
    struct worker *workers;
    pthread_t ids[2 * SERVER_WORKERS_MAX];
};

/* ------------------------------------------------------------------------------- workers ------ */

static void answer(struct worker *w, struct connection *c)
{
    struct web_answer a = {.status = 500, .content_type = "text/plain; charset=utf-8", .body = {"", 0}};
    w->server->app->answer(w->state, &w->request.request, &a);
    connection_answer(&w->server->connections, c, &w->request, &a);
}

/* To the slow lane, when there is still room in its queue. */
static void put_slow(struct worker *w, struct connection *c)
{
    struct server *s = w->server;
    if (!connection_keep(&s->connections, c, w->buffer)) {
        connection_refuse(&s->connections, c, 503);
        return;
    }
    pthread_mutex_lock(&s->lock);
    bool has_room = s->slow.waiting < SERVER_SLOW_WAITING_MAX && !s->is_stopping;
    if (has_room) {
        c->next = NULL;
        if (s->slow.first == NULL) {
            s->slow.first = c;
        } else {
            s->slow.last->next = c;
        }
        s->slow.last = c;
        s->slow.waiting++;
        pthread_cond_signal(&s->slow.work);
    }
    pthread_mutex_unlock(&s->lock);
    if (!has_room) {
        connection_refuse(&s->connections, c, 503);
    }
}

static void step(struct worker *w, struct connection *c)
{
    struct connections *all = &w->server->connections;
    switch (atomic_load(&c->state)) {
    case CONNECTION_WRITING: connection_write(all, c); return;
    case CONNECTION_DRAIN: connection_drain(all, c, w->buffer); return;
    default: break;
    }
    if (connection_read(all, c, w->buffer, &w->request) != STEP_REQUEST) {
        return;
    }
    const struct web_application *app = w->server->app;
    if (app->is_slow != NULL && app->is_slow(&w->request.request)) {
        put_slow(w, c);
    } else {
        answer(w, c);
    }
}

static void work(struct worker *w)
{
    struct server *s = w->server;
    for (;;) {
        struct epoll_event event;
        int n = epoll_wait(s->connections.epoll, &event, 1, -1);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        assert(n == 1);
        if (event.data.ptr == NULL) {
            return; /* the stop: it stays readable for everybody */
        }
        step(w, event.data.ptr);
    }
}

static void work_slow(struct worker *w)
{
    struct server *s = w->server;
    (void)setpriority(PRIO_PROCESS, 0, SLOW_NICE); /* of this thread; without it pages only wait longer */
    for (;;) {
        pthread_mutex_lock(&s->lock);
        while (s->slow.first == NULL && !s->is_stopping) {
            pthread_cond_wait(&s->slow.work, &s->lock);
        }
        struct connection *c = s->slow.first;
        if (c != NULL) {
            s->slow.first = c->next;
            c->next = NULL;
            s->slow.waiting--;
        }
        pthread_mutex_unlock(&s->lock);
        if (c == NULL) {
            return;
        }
        connection_kept(c, &w->request);
        answer(w, c);
    }
}

static void *worker_main(void *context)
{
    struct worker *w = context;
    struct server *s = w->server;
    w->state = s->app->worker_open(s->app->context);
    pthread_mutex_lock(&s->lock);
    s->started++;
    s->failed += w->state == NULL;
    pthread_cond_broadcast(&s->ready);
    pthread_mutex_unlock(&s->lock);
    if (w->state == NULL) {
        return NULL;
    }
    if (w->is_slow) {
        work_slow(w);
    } else {
        work(w);
    }
    s->app->worker_close(w->state);
    return NULL;
}

/* ------------------------------------------------------------------------- start and stop ----- */

/* As many connections as descriptors allow. */
static size_t connection_count(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) {
        return 256;
    }
    if (limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max < 65536 ? limit.rlim_max : 65536;
        (void)setrlimit(RLIMIT_NOFILE, &limit); /* fewer descriptors only mean fewer connections */
    }
    if (limit.rlim_cur >= SERVER_CONNECTIONS_MAX + SPARE_DESCRIPTORS) {
        return SERVER_CONNECTIONS_MAX;
    }
    return limit.rlim_cur > 2 * SPARE_DESCRIPTORS ? limit.rlim_cur - SPARE_DESCRIPTORS
                                                  : limit.rlim_cur / 2;
}

static void connections_make(struct server *s)
{
    struct connections *all = &s->connections;
    pthread_mutex_init(&all->lock, NULL);
    pthread_cond_init(&all->idle, NULL);
    all->count = connection_count();
    all->all = ARENA_ARRAY(s->arena, struct connection, all->count);
    for (size_t i = all->count; i-- > 0;) {
        struct connection *c = &all->all[i];
        pthread_mutex_init(&c->lock, NULL);
        c->fd = -1;
        c->next = all->free;
        all->free = c;
    }
}

static void tell_all(struct server *s)
{
    uint64_t one = 1;
    pthread_mutex_lock(&s->lock);
    s->is_stopping = true;
    pthread_cond_broadcast(&s->slow.work);
    pthread_mutex_unlock(&s->lock);
    ssize_t n = write(s->stop, &one, sizeof(one));
    (void)n; /* it is full only when it was written before */
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
    int rc = epoll_ctl(s->connections.epoll, EPOLL_CTL_ADD, s->stop, &event);
    assert(rc == 0 || errno == EEXIST);
}

static void workers_stop(struct server *s)
{
    tell_all(s);
    for (unsigned i = 0; i < s->threads; i++) {
        pthread_join(s->ids[i], NULL);
    }
    s->threads = 0;
}

void server_free(struct server *s)
{
    int fds[] = {s->fd, s->stop, s->accepts, s->connections.epoll};
    for (size_t i = 0; i < COUNT_OF(fds); i++) {
        if (fds[i] >= 0) {
            close(fds[i]);
        }
    }
    for (size_t i = 0; i < s->connections.count; i++) {
        pthread_mutex_destroy(&s->connections.all[i].lock);
    }
    pthread_mutex_destroy(&s->connections.lock);
    pthread_cond_destroy(&s->connections.idle);
    pthread_mutex_destroy(&s->lock);
    pthread_cond_destroy(&s->ready);
    pthread_cond_destroy(&s->slow.work);
    arena_free(s->arena);
}

/* All workers open their store first: a server that cannot read a page does not listen. */
static enum err workers_start(struct server *s, const struct server_setup *setup, struct report *report)
{
    unsigned wanted = setup->workers + setup->slow_workers;
    s->workers = ARENA_ARRAY(s->arena, struct worker, wanted);
    for (s->threads = 0; s->threads < wanted; s->threads++) {
        struct worker *w = &s->workers[s->threads];
        w->server = s;
        w->is_slow = s->threads >= setup->workers;
        if (pthread_create(&s->ids[s->threads], NULL, worker_main, w) != 0) {
            break;
        }
    }
    pthread_mutex_lock(&s->lock);
    while (s->started < s->threads) {
        pthread_cond_wait(&s->ready, &s->lock);
    }
    unsigned working = s->threads - s->failed;
    pthread_mutex_unlock(&s->lock);
    if (working < wanted) {
        workers_stop(s);
        return report_fail(report, ERR_WORLD, "画面の処理を始められません（データベースの接続 %u / %u）",
                           working, wanted);
    }
    return ERR_NONE;
}

static bool descriptors_open(struct server *s)
{
    struct epoll_event listen = {.events = EPOLLIN, .data.ptr = s}, stop = {.events = EPOLLIN};
    s->connections.epoll = epoll_create1(EPOLL_CLOEXEC);
    s->accepts = epoll_create1(EPOLL_CLOEXEC);
    s->stop = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    return s->connections.epoll >= 0 && s->accepts >= 0 && s->stop >= 0 &&
           epoll_ctl(s->accepts, EPOLL_CTL_ADD, s->fd, &listen) == 0 &&
           epoll_ctl(s->accepts, EPOLL_CTL_ADD, s->stop, &stop) == 0;
}

enum err server_start(const struct server_setup *setup, const struct web_application *app,
                      struct report *report, struct server **ret)
{
    assert(setup->workers >= 1 && setup->workers <= SERVER_WORKERS_MAX &&
           setup->slow_workers <= SERVER_WORKERS_MAX && (app->is_slow == NULL || setup->slow_workers > 0));
    struct arena *arena = arena_new("画面サーバー", ARENA_BYTES);
    struct server *s = ARENA_NEW(arena, struct server);
    s->arena = arena;
    s->app = app;
    s->fd = setup->fd;
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->ready, NULL);
    pthread_cond_init(&s->slow.work, NULL);
    connections_make(s);
    enum err e = ERR_NONE;
    if (!descriptors_open(s)) {
        e = report_fail(report, ERR_WORLD, "接続を待ち受けられません（%s）", strerror(errno));
    }
    if (e == ERR_NONE) {
        e = workers_start(s, setup, report);
    }
    if (e != ERR_NONE) {
        server_free(s);
        return e;
    }
    *ret = s;
    return ERR_NONE;
}

int server_port(const struct server *s) { return listener_port(s->fd); }

static void accept_all(struct server *s)
{
    for (int i = 0; i < 256; i++) {
        bool again, is_trusted;
        int fd = listener_accept(s->fd, &again, &is_trusted);
        if (fd >= 0) {
            connection_open(&s->connections, fd, is_trusted);
        } else if (!again) {
            return;
        }
    }
}

/* Nobody is in the middle of an answer any more, or the time is over. */
static size_t wait_for_answers(struct server *s)
{
    struct connections *all = &s->connections;
    struct timespec until;
    int rc = 0;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += STOP_MS / 1000;
    pthread_mutex_lock(&all->lock);
    while (all->active > 0 && rc == 0) {
        rc = pthread_cond_timedwait(&all->idle, &all->lock, &until);
    }
    size_t left = all->active;
    pthread_mutex_unlock(&all->lock);
    return left;
}

enum err server_run(struct server *s, struct report *report)
{
    struct epoll_event event;
    int64_t swept = clock_forward_ms();
    for (;;) {
        int n = epoll_wait(s->accepts, &event, 1, TICK_MS);
        if (n == 1 && event.data.ptr == NULL) {
            break;
        }
        if (n == 1) {
            accept_all(s);
        }
        if (clock_forward_ms() - swept >= TICK_MS) {
            swept = clock_forward_ms();
            connections_sweep(&s->connections, swept, false);
        }
    }
    close(s->fd);
    s->fd = -1;
    atomic_store(&s->connections.is_stopping, true);
    connections_sweep(&s->connections, clock_forward_ms(), true);
    size_t left = wait_for_answers(s);
    if (left > 0) {
        report_add(report, "%d 秒待っても終わらない接続 %zu 件を切りました", STOP_MS / 1000, left);
    }
    workers_stop(s);
    return ERR_NONE;
}

void server_stop(struct server *s)
{
    uint64_t one = 1;
    ssize_t n = write(s->stop, &one, sizeof(one));
    (void)n; /* the counter is full only when it was asked to stop before */
}
