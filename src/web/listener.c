/* The accept loop with the request guard in front of the HTTP library. */
#include "web/listener.h"

#include "web/guard.h"

#include <arpa/inet.h>
#include <errno.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#define DRAIN_MS 1000
#define TICK_MS 1000
#define EVENTS 64
#define KEY_LISTEN UINT32_MAX
#define KEY_STOP (UINT32_MAX - 1)

enum waiting_state { WAITING_FREE, WAITING_HEAD, WAITING_DRAIN };

struct waiting {
    enum waiting_state state;
    int fd;
    int64_t deadline;
    struct sockaddr_in from;
};

struct listener {
    int fd, epoll, stop;
    int port;
    bool is_stopping;
    struct waiting *waiting; /* LISTENER_WAITING_MAX */
    char *head;              /* GUARD_HEAD_MAX + 1: one look at a time */
};

int64_t clock_forward_ms(void)
{
    struct timespec t;
    int rc = clock_gettime(CLOCK_MONOTONIC, &t);
    assert(rc == 0);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static bool watch(struct listener *l, int fd, uint32_t key, uint32_t events)
{
    struct epoll_event event = {.events = events, .data.u32 = key};
    return epoll_ctl(l->epoll, EPOLL_CTL_ADD, fd, &event) == 0;
}

enum err listener_bind(int port, struct report *report, int *ret_fd)
{
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    int on = 1;
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0 ||
        bind(fd, (struct sockaddr *)&here, sizeof(here)) != 0 || listen(fd, 1024) != 0) {
        int cause = errno;
        if (fd >= 0) {
            close(fd);
        }
        return report_fail(report, ERR_WORLD,
                           "ポート %d で待ち受けられません（%s）。--port で別の番号にしてください", port,
                           strerror(cause));
    }
    *ret_fd = fd;
    return ERR_NONE;
}

enum err listener_open(int fd, struct arena *arena, struct report *report, struct listener **ret)
{
    struct listener *l = ARENA_NEW(arena, struct listener);
    struct sockaddr_in here = {0};
    socklen_t len = sizeof(here);

    l->waiting = ARENA_ARRAY(arena, struct waiting, LISTENER_WAITING_MAX);
    l->head = ARENA_ARRAY(arena, char, GUARD_HEAD_MAX + 1);
    l->fd = fd;
    l->epoll = epoll_create1(EPOLL_CLOEXEC);
    l->stop = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    bool ok = l->epoll >= 0 && l->stop >= 0 &&
              getsockname(l->fd, (struct sockaddr *)&here, &len) == 0 &&
              watch(l, l->fd, KEY_LISTEN, EPOLLIN) && watch(l, l->stop, KEY_STOP, EPOLLIN);
    if (!ok) {
        int cause = errno;
        listener_close(l);
        return report_fail(report, ERR_WORLD, "接続を待ち受けられません（%s）", strerror(cause));
    }
    l->port = ntohs(here.sin_port);
    *ret = l;
    return ERR_NONE;
}

int listener_port(const struct listener *l) { return l->port; }

static void forget(struct waiting *w)
{
    if (w->state != WAITING_FREE) {
        close(w->fd); /* epoll forgets it with the last descriptor */
        w->state = WAITING_FREE;
    }
}

/* A free place; when there is none, the one that has waited longest gives way. */
static size_t place(struct listener *l)
{
    size_t oldest = 0;
    for (size_t i = 0; i < LISTENER_WAITING_MAX; i++) {
        if (l->waiting[i].state == WAITING_FREE) {
            return i;
        }
        if (l->waiting[i].deadline < l->waiting[oldest].deadline) {
            oldest = i;
        }
    }
    forget(&l->waiting[oldest]);
    return oldest;
}

static const char *reason(int status)
{
    switch (status) {
    case 405: return "Method Not Allowed";
    case 411: return "Length Required";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 431: return "Request Header Fields Too Large";
    case 501: return "Unsupported Transfer Coding";
    case 505: return "HTTP Version Not Supported";
    default: return "Bad Request";
    }
}

/* Answers and lets the other side read it: what it still sends is thrown away for a second. */
static void refuse(struct waiting *w, int status)
{
    char answer[512];
    int n = snprintf(answer, sizeof(answer),
                     "HTTP/1.1 %d %s\r\nContent-Type: text/plain; charset=utf-8\r\n"
                     "Content-Length: %zu\r\nConnection: close\r\nCache-Control: no-store\r\n"
                     "X-Content-Type-Options: nosniff\r\n%s\r\n%s",
                     status, reason(status), strlen("この要求は受け付けられません\n"),
                     status == 405 ? "Allow: GET, HEAD, POST\r\n" : "",
                     "この要求は受け付けられません\n");
    assert(n > 0 && (size_t)n < sizeof(answer));
    if (send(w->fd, answer, (size_t)n, MSG_NOSIGNAL) != n || shutdown(w->fd, SHUT_WR) != 0) {
        forget(w);
        return;
    }
    w->state = WAITING_DRAIN;
    w->deadline = clock_forward_ms() + DRAIN_MS;
}

static void drain(struct listener *l, struct waiting *w)
{
    for (int i = 0; i < 64; i++) {
        ssize_t n = recv(w->fd, l->head, GUARD_HEAD_MAX, 0);
        if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) {
            forget(w);
            return;
        }
        if (n < 0) {
            return;
        }
    }
    forget(w); /* it sends and sends */
}

static void look(struct listener *l, struct waiting *w, const struct listener_use *use, bool is_gone)
{
    ssize_t n;
    do {
        n = recv(w->fd, l->head, GUARD_HEAD_MAX + 1, MSG_PEEK);
    } while (n < 0 && errno == EINTR);
    if (n == 0 || (n < 0 && errno != EAGAIN)) {
        forget(w);
        return;
    }
    size_t head = 0;
    int answer = n < 0 ? GUARD_MORE : guard_check(l->head, (size_t)n, &head);
    if (answer == GUARD_MORE) {
        if (is_gone) {
            forget(w); /* half a head, and the rest will not come */
        }
    } else if (answer == GUARD_PASS) {
        int fd = w->fd;
        w->state = WAITING_FREE;
        if (epoll_ctl(l->epoll, EPOLL_CTL_DEL, fd, NULL) != 0) {
            close(fd);
            return;
        }
        use->pass(use->context, fd, &w->from);
    } else {
        refuse(w, answer);
    }
}

static void accept_all(struct listener *l, const struct listener_use *use)
{
    for (int i = 0; i < 256; i++) {
        struct sockaddr_in from = {0};
        socklen_t len = sizeof(from);
        int fd = accept4(l->fd, (struct sockaddr *)&from, &len, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) {
            if (errno == EMFILE || errno == ENFILE) {
                forget(&l->waiting[place(l)]);
            }
            return;
        }
        size_t at = place(l);
        l->waiting[at] = (struct waiting){
            .state = WAITING_HEAD,
            .fd = fd,
            .deadline = clock_forward_ms() + LISTENER_HEAD_MS,
            .from = from,
        };
        /* Edge-triggered: the bytes that were only looked at do not wake us again. */
        if (!watch(l, fd, (uint32_t)at, EPOLLIN | EPOLLRDHUP | EPOLLET)) {
            forget(&l->waiting[at]);
            continue;
        }
        look(l, &l->waiting[at], use, false);
    }
}

static void close_late(struct listener *l)
{
    int64_t now = clock_forward_ms();
    for (size_t i = 0; i < LISTENER_WAITING_MAX; i++) {
        if (l->waiting[i].state != WAITING_FREE && l->waiting[i].deadline <= now) {
            forget(&l->waiting[i]);
        }
    }
}

void listener_run(struct listener *l, const struct listener_use *use)
{
    int64_t next_tick = clock_forward_ms() + TICK_MS;
    while (!l->is_stopping) {
        struct epoll_event events[EVENTS];
        int n = epoll_wait(l->epoll, events, EVENTS, TICK_MS);
        for (int i = 0; i < n; i++) {
            uint32_t key = events[i].data.u32;
            if (key == KEY_STOP) {
                l->is_stopping = true;
            } else if (key == KEY_LISTEN) {
                accept_all(l, use);
            } else if (l->waiting[key].state == WAITING_HEAD) {
                look(l, &l->waiting[key], use,
                     (events[i].events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0);
            } else if (l->waiting[key].state == WAITING_DRAIN) {
                drain(l, &l->waiting[key]);
            }
        }
        if (clock_forward_ms() >= next_tick) {
            close_late(l);
            use->tick(use->context);
            next_tick = clock_forward_ms() + TICK_MS;
        }
    }
    close(l->fd);
    l->fd = -1;
    for (size_t i = 0; i < LISTENER_WAITING_MAX; i++) {
        forget(&l->waiting[i]);
    }
}

void listener_stop(struct listener *l)
{
    uint64_t one = 1;
    ssize_t n = write(l->stop, &one, sizeof(one));
    (void)n; /* the counter is full only when it was asked to stop before */
}

void listener_close(struct listener *l)
{
    int *fds[] = {&l->fd, &l->epoll, &l->stop};
    for (size_t i = 0; i < COUNT_OF(fds); i++) {
        if (*fds[i] >= 0) {
            close(*fds[i]);
            *fds[i] = -1;
        }
    }
}
