/* Bytes in, bytes out, and how long each may take. */
#include "web/connection.h"

#include "web/listener.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#define DRAIN_MS 1000
#define PLACE_SECONDS 5 /* that a new one waits for a place; the backlog keeps those behind it */
#define OUT_MAX ((size_t)256 << 20)

/* The last thing an owner does: afterwards the connection may be another thread's. */
static void watch(struct connections *all, struct connection *c, uint32_t events)
{
    struct epoll_event event = {.events = events | EPOLLRDHUP | EPOLLONESHOT, .data.ptr = c};
    int how = c->is_watched ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
    c->is_watched = true;
    if (epoll_ctl(all->epoll, how, c->fd, &event) != 0) {
        connection_close(all, c);
    }
}

static void wait_in(struct connections *all, struct connection *c, enum connection_state state,
                    int64_t for_ms, uint32_t events)
{
    atomic_store(&c->deadline, clock_forward_ms() + for_ms);
    atomic_store(&c->state, state);
    watch(all, c, events);
}

static void forget_input(struct connections *all, struct connection *c)
{
    if (c->in.bytes != NULL) {
        atomic_fetch_sub(&all->bodies, c->in.len);
        textbuf_done(&c->in);
    }
    c->need = 0;
}

void connection_close(struct connections *all, struct connection *c)
{
    forget_input(all, c);
    textbuf_done(&c->out);
    pthread_mutex_lock(&c->lock);
    close(c->fd); /* epoll forgets it with the descriptor */
    c->fd = -1;
    atomic_store(&c->state, CONNECTION_FREE);
    pthread_mutex_unlock(&c->lock);
    pthread_mutex_lock(&all->lock);
    c->next = all->free;
    all->free = c;
    all->active--;
    pthread_cond_broadcast(&all->idle);
    pthread_mutex_unlock(&all->lock);
}

static bool may_be_cut(int state)
{
    return state != CONNECTION_FREE && state != CONNECTION_WORKING;
}

/* The owner sees the end and closes; we never close what another thread may hold. */
static void cut(struct connection *c)
{
    pthread_mutex_lock(&c->lock);
    if (c->fd >= 0 && may_be_cut(atomic_load(&c->state))) {
        shutdown(c->fd, SHUT_RDWR);
        c->is_cut = true;
        atomic_store(&c->deadline, INT64_MAX);
    }
    pthread_mutex_unlock(&c->lock);
}

/* Its answer begins: from here on nobody cuts it. False: it was cut a moment ago, and nothing is done. */
static bool begin_work(struct connection *c)
{
    assert(c != NULL); /* gcc with -fsanitize=undefined warns of the stores below otherwise */
    pthread_mutex_lock(&c->lock);
    bool is_ours = !c->is_cut;
    if (is_ours) {
        atomic_store(&c->deadline, INT64_MAX);
        atomic_store(&c->state, CONNECTION_WORKING);
    }
    pthread_mutex_unlock(&c->lock);
    return is_ours;
}

void connections_sweep(struct connections *all, int64_t now, bool everybody)
{
    for (size_t i = 0; i < all->count; i++) {
        struct connection *c = &all->all[i];
        int state = atomic_load(&c->state);
        bool is_late = atomic_load(&c->deadline) <= now || (everybody && state != CONNECTION_WRITING);
        if (may_be_cut(state) && is_late) {
            cut(c);
        }
    }
}

/* No place is left: whoever has waited longest without asking for anything gives way. */
static void cut_oldest(struct connections *all)
{
    struct connection *oldest = NULL;
    for (size_t i = 0; i < all->count; i++) {
        struct connection *c = &all->all[i];
        int state = atomic_load(&c->state);
        if ((state == CONNECTION_IDLE || state == CONNECTION_HEAD) &&
            (oldest == NULL || atomic_load(&c->deadline) < atomic_load(&oldest->deadline))) {
            oldest = c;
        }
    }
    if (oldest != NULL) {
        cut(oldest);
    }
}

static struct connection *take_place(struct connections *all)
{
    struct connection *c = all->free;
    if (c != NULL) {
        all->free = c->next;
        all->active++;
    }
    return c;
}

/* A free place; when there is none, that of the longest waiting one, as soon as its owner has left it. */
static struct connection *find_place(struct connections *all)
{
    pthread_mutex_lock(&all->lock);
    struct connection *c = take_place(all);
    pthread_mutex_unlock(&all->lock);
    if (c != NULL) {
        return c;
    }
    struct timespec until;
    int rc = 0;
    cut_oldest(all);
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += PLACE_SECONDS;
    pthread_mutex_lock(&all->lock);
    while ((c = take_place(all)) == NULL && rc == 0) {
        rc = pthread_cond_timedwait(&all->idle, &all->lock, &until);
    }
    pthread_mutex_unlock(&all->lock);
    return c;
}

void connection_open(struct connections *all, int fd, bool is_trusted)
{
    struct connection *c = find_place(all);
    if (c == NULL) { /* every place is being answered */
        close(fd);
        return;
    }
    c->is_cut = false;
    c->fd = fd;
    c->is_trusted = is_trusted;
    c->is_watched = false;
    c->closes = false;
    c->requests = 0;
    c->need = 0;
    c->sent = 0;
    textbuf_init(&c->in, GUARD_HEAD_MAX + SERVER_BODY_MAX + 4);
    textbuf_init(&c->out, OUT_MAX);
    wait_in(all, c, CONNECTION_HEAD, SERVER_HEAD_MS, EPOLLIN);
}

/* -------------------------------------------------------------------------------- reading ----- */

/* Keeps bytes beyond this read, within what all connections may keep together. */
static bool keep(struct connections *all, struct connection *c, const char *bytes, size_t len)
{
    if (atomic_fetch_add(&all->bodies, len) + len > SERVER_BODIES_MAX) {
        atomic_fetch_sub(&all->bodies, len);
        return false;
    }
    size_t before = c->in.len;
    textbuf_add(&c->in, bytes, len);
    if (c->in.len - before != len) {
        atomic_fetch_sub(&all->bodies, len);
        return false;
    }
    return true;
}

/* The head is complete: how long is the request, and may it be so long? 0 or the status to refuse with. */
static int measure(struct connection *c, struct text bytes, size_t head, struct web_request *ret)
{
    size_t body = 0;
    if (!request_read((struct text){bytes.bytes, head}, c->is_trusted, ret, &body)) {
        return 400;
    }
    if (body > SERVER_BODY_MAX || (ret->cookie.len == 0 && body > SERVER_BODY_STRANGER_MAX)) {
        return 413;
    }
    c->need = head + body;
    return 0;
}

static void complete(struct connection *c, struct text bytes, struct connection_request *ret)
{
    size_t head = 0, body = 0;
    int answer = guard_check(bytes.bytes, bytes.len, &head);
    bool ok = answer == GUARD_PASS &&
              request_read((struct text){bytes.bytes, head}, c->is_trusted, &ret->request, &body);
    assert(ok && head + body == c->need && bytes.len >= c->need);
    ret->request.body = (struct text){bytes.bytes + head, body};
    ret->is_last = bytes.len > c->need;
    if (!c->is_trusted) {
        memcpy(ret->request.peer, "127.0.0.1", sizeof("127.0.0.1"));
    }
}

/* What to do with all bytes of the request so far. */
static enum connection_step look(struct connections *all, struct connection *c, struct text bytes,
                                 struct connection_request *ret)
{
    if (c->need == 0) {
        size_t head = 0;
        int answer = guard_check(bytes.bytes, bytes.len, &head);
        if (answer == GUARD_PASS) {
            answer = measure(c, bytes, head, &ret->request);
        }
        if (answer != 0) {
            connection_refuse(all, c, answer);
            return STEP_WAIT;
        }
    }
    if (c->need > 0 && bytes.len >= c->need) {
        complete(c, bytes, ret);
        if (begin_work(c)) {
            return STEP_REQUEST;
        }
        connection_close(all, c);
        return STEP_WAIT;
    }
    if (c->in.len == 0 && !keep(all, c, bytes.bytes, bytes.len)) {
        connection_refuse(all, c, 503);
        return STEP_WAIT;
    }
    int state = atomic_load(&c->state);
    if (c->need > 0 && state != CONNECTION_BODY) {
        wait_in(all, c, CONNECTION_BODY, SERVER_BODY_MS, EPOLLIN);
    } else if (c->need == 0 && state == CONNECTION_IDLE) {
        wait_in(all, c, CONNECTION_HEAD, SERVER_HEAD_MS, EPOLLIN);
    } else {
        watch(all, c, EPOLLIN); /* the deadline does not move with each byte */
    }
    return STEP_WAIT;
}

enum connection_step connection_read(struct connections *all, struct connection *c, char *buffer,
                                     struct connection_request *ret)
{
    ssize_t n;
    do {
        n = recv(c->fd, buffer, CONNECTION_READ, 0);
    } while (n < 0 && errno == EINTR);
    if (n < 0 && errno == EAGAIN) {
        watch(all, c, EPOLLIN);
        return STEP_WAIT;
    }
    if (n <= 0) {
        connection_close(all, c); /* gone, maybe in the middle of a request */
        return STEP_WAIT;
    }
    if (c->in.len == 0) {
        return look(all, c, (struct text){buffer, (size_t)n}, ret);
    }
    if (!keep(all, c, buffer, (size_t)n)) {
        connection_refuse(all, c, 503);
        return STEP_WAIT;
    }
    return look(all, c, (struct text){c->in.bytes, c->in.len}, ret);
}

bool connection_keep(struct connections *all, struct connection *c, const char *buffer)
{
    return c->in.len > 0 || keep(all, c, buffer, c->need);
}

void connection_kept(struct connection *c, struct connection_request *ret)
{
    complete(c, (struct text){c->in.bytes, c->in.len}, ret);
}

/* -------------------------------------------------------------------------------- writing ----- */

static const char *reason(int status)
{
    switch (status) {
    case 200: return "OK";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 409: return "Conflict";
    case 411: return "Length Required";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 421: return "Misdirected Request";
    case 422: return "Unprocessable Content";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Unsupported Transfer Coding";
    case 503: return "Service Unavailable";
    case 505: return "HTTP Version Not Supported";
    default: return "Bad Request";
    }
}

struct head {
    char bytes[3072];
    size_t len;
};

static void field(struct head *h, const char *name, const char *value)
{
    if (value[0] == '\0') {
        return;
    }
    assert(strpbrk(value, "\r\n") == NULL);
    int n = snprintf(h->bytes + h->len, sizeof(h->bytes) - h->len, "%s: %s\r\n", name, value);
    assert(n > 0 && (size_t)n < sizeof(h->bytes) - h->len);
    h->len += (size_t)n;
}

/* The same on every answer (AS-02); HSTS where TLS stands before us. */
static void security_fields(struct head *h, bool is_tls)
{
    field(h, "Content-Security-Policy",
          "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
          "form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
    field(h, "X-Content-Type-Options", "nosniff");
    field(h, "X-Frame-Options", "DENY");
    field(h, "Referrer-Policy", "no-referrer");
    field(h, "Cross-Origin-Opener-Policy", "same-origin");
    field(h, "Cross-Origin-Resource-Policy", "same-origin");
    field(h, "Permissions-Policy", "camera=(), geolocation=(), microphone=(), clipboard-read=()");
    field(h, "Strict-Transport-Security", is_tls ? "max-age=31536000" : "");
}

static void head_of(struct head *h, const struct web_answer *a, bool is_tls, bool closes)
{
    char number[32];
    int n = snprintf(h->bytes, sizeof(h->bytes), "HTTP/1.1 %d %s\r\n", a->status, reason(a->status));
    h->len = (size_t)n;
    field(h, "Content-Type", a->content_type);
    if (a->status != 304) {
        snprintf(number, sizeof(number), "%zu", a->body.len);
        field(h, "Content-Length", number);
    }
    field(h, "Connection", closes ? "close" : "");
    field(h, "Cache-Control", a->etag[0] != '\0' ? "private, max-age=3600" : "no-store");
    field(h, "ETag", a->etag);
    field(h, "Location", a->location);
    field(h, "Set-Cookie", a->cookie);
    field(h, "Clear-Site-Data", a->clears_site_data ? "\"cache\"" : "");
    field(h, "Allow", a->status == 405 ? "GET, HEAD, POST" : "");
    if (a->retry_after > 0) {
        snprintf(number, sizeof(number), "%d", a->retry_after);
        field(h, "Retry-After", number);
    }
    security_fields(h, is_tls);
    assert(h->len + 2 < sizeof(h->bytes));
    memcpy(h->bytes + h->len, "\r\n", 2);
    h->len += 2;
}

/* The answer is out: the next request may come, or the end. */
static void after_answer(struct connections *all, struct connection *c)
{
    textbuf_done(&c->out);
    c->sent = 0;
    forget_input(all, c);
    if (!c->closes && !atomic_load(&all->is_stopping)) {
        wait_in(all, c, CONNECTION_IDLE, SERVER_IDLE_MS, EPOLLIN);
    } else if (shutdown(c->fd, SHUT_WR) == 0) {
        wait_in(all, c, CONNECTION_DRAIN, DRAIN_MS, EPOLLIN); /* so that the other side can read it */
    } else {
        connection_close(all, c);
    }
}

static void send_parts(struct connections *all, struct connection *c, const char *head, size_t head_len,
                       struct text body)
{
    struct iovec parts[2] = {{(void *)(uintptr_t)head, head_len},
                             {(void *)(uintptr_t)body.bytes, body.len}};
    struct msghdr message = {.msg_iov = parts, .msg_iovlen = body.len > 0 ? 2 : 1};
    ssize_t n;
    do {
        n = sendmsg(c->fd, &message, MSG_NOSIGNAL);
    } while (n < 0 && errno == EINTR);
    if (n < 0 && errno != EAGAIN) {
        connection_close(all, c);
        return;
    }
    size_t done = n > 0 ? (size_t)n : 0;
    if (done == head_len + body.len) {
        after_answer(all, c);
        return;
    }
    if (done < head_len) {
        textbuf_add(&c->out, head + done, head_len - done);
        done = head_len;
    }
    textbuf_add(&c->out, body.bytes + (done - head_len), body.len - (done - head_len));
    if (c->out.overflow) {
        connection_close(all, c);
        return;
    }
    c->sent = 0;
    wait_in(all, c, CONNECTION_WRITING, SERVER_WRITE_MS, EPOLLOUT);
}

void connection_write(struct connections *all, struct connection *c)
{
    while (c->sent < c->out.len) {
        ssize_t n = send(c->fd, c->out.bytes + c->sent, c->out.len - c->sent, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0 && errno == EAGAIN) {
            watch(all, c, EPOLLOUT); /* the deadline stays: it is for the whole answer */
            return;
        }
        if (n <= 0) {
            connection_close(all, c);
            return;
        }
        c->sent += (size_t)n;
    }
    after_answer(all, c);
}

void connection_answer(struct connections *all, struct connection *c, const struct connection_request *r,
                       const struct web_answer *answer)
{
    struct head head;
    c->requests++;
    c->closes = r->is_last || r->request.wants_close || c->requests >= SERVER_REQUESTS_MAX ||
                atomic_load(&all->is_stopping);
    head_of(&head, answer, r->request.is_tls, c->closes);
    struct text body = answer->body;
    if (r->request.is_head || answer->status == 304) {
        body.len = 0;
    }
    send_parts(all, c, head.bytes, head.len, body);
}

void connection_refuse(struct connections *all, struct connection *c, int status)
{
    struct head head;
    const struct web_answer answer = {
        .status = status,
        .content_type = "text/plain; charset=utf-8",
        .body = text_of(status == 503 ? "いま混み合っています。少し待ってから、もう一度送ってください\n"
                                      : "この要求は受け付けられません\n"),
        .retry_after = status == 503 ? 5 : 0,
    };
    c->closes = true;
    head_of(&head, &answer, c->is_trusted, true);
    send_parts(all, c, head.bytes, head.len, answer.body);
}

/* What it still sends is thrown away until it has closed or its second is over. */
void connection_drain(struct connections *all, struct connection *c, char *buffer)
{
    for (int i = 0; i < 64; i++) {
        ssize_t n = recv(c->fd, buffer, CONNECTION_READ, 0);
        if (n < 0 && errno == EAGAIN) {
            watch(all, c, EPOLLIN);
            return;
        }
        if (n == 0 || (n < 0 && errno != EINTR)) {
            break;
        }
    }
    connection_close(all, c); /* at its end, broken, or it sends and sends */
}
