/*
 * A load for the screens: many keep-alive connections, each with its own session, GET only.
 *
 *   bench-load --port P --users N --seconds S --paths FILE --cookies FILE [--rate R]
 *
 * Without --rate every user asks again as soon as he has his answer (closed loop: what the server can do).
 * With it the users together ask R times a second at even moments, whether or not the last answers are there
 * (open loop: the time counts from the moment the request was due, so a queue shows).
 * Prints: requests, requests/s, p50, p95, p99, max in microseconds, answers that were not 200, broken ones.
 */
#include "base/arena.h"
#include "base/text.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define LINES_MAX 20000
#define SAMPLES_MAX 8000000u
#define ANSWER_MAX (4u << 20)

struct lines {
    char **at;
    size_t count;
};

struct user {
    int fd;
    bool is_busy;
    int64_t due;       /* when the request should have gone out */
    size_t head, need; /* of the answer: bytes of the head, of all; 0 = not known */
    size_t got, path;
    int status;
    char first[2048];  /* the beginning of the answer */
    const char *cookie;
};

struct load {
    int epoll, port;
    struct user *users;
    size_t user_count;
    struct lines paths, cookies;
    uint32_t *samples;
    size_t sample_count, refused, broken;
    int64_t from, until;
};

static int64_t now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static struct lines read_lines(struct arena *arena, const char *path)
{
    struct lines l = {ARENA_ARRAY(arena, char *, LINES_MAX), 0};
    char line[1024];
    FILE *f = fopen(path, "re");
    assert(f != NULL);
    while (l.count < LINES_MAX && fgets(line, sizeof(line), f) != NULL) {
        line[strcspn(line, "\r\n")] = '\0';
        if (line[0] != '\0') {
            l.at[l.count++] = arena_string(arena, line);
        }
    }
    fclose(f);
    assert(l.count > 0);
    return l;
}

static void dial(struct load *l, struct user *u)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)l->port)};
    int on = 1;
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    u->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int rc = u->fd < 0 ? -1 : connect(u->fd, (struct sockaddr *)&to, sizeof(to));
    assert(rc == 0);
    setsockopt(u->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = u};
    rc = epoll_ctl(l->epoll, EPOLL_CTL_ADD, u->fd, &event);
    assert(rc == 0);
}

static void ask(struct load *l, struct user *u, int64_t due)
{
    char request[1024];
    u->path = (u->path + 1) % l->paths.count;
    int n = snprintf(request, sizeof(request), "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nCookie: %s\r\n\r\n",
                     l->paths.at[u->path], l->port, u->cookie);
    assert(n > 0 && (size_t)n < sizeof(request));
    u->due = due;
    u->is_busy = true;
    u->head = u->need = u->got = 0;
    if (send(u->fd, request, (size_t)n, MSG_NOSIGNAL) != n) {
        l->broken++;
        close(u->fd);
        dial(l, u);
        u->is_busy = false;
    }
}

/* Length of the answer from its head, once that is there. */
static void measure(struct user *u)
{
    size_t kept = u->got < sizeof(u->first) - 1 ? u->got : sizeof(u->first) - 1;
    u->first[kept] = '\0';
    char *end = strstr(u->first, "\r\n\r\n"), *length = strstr(u->first, "Content-Length: ");
    if (end == NULL || length == NULL || length > end) {
        return;
    }
    int64_t body = 0, status = 0;
    size_t digits = strspn(length + 16, "0123456789");
    bool ok = parse_i64(length + 16, digits, 0, ANSWER_MAX, &body) &&
              parse_i64(u->first + 9, 3, 100, 599, &status);
    assert(ok);
    u->status = (int)status;
    u->head = (size_t)(end - u->first) + 4;
    u->need = u->head + (size_t)body;
}

static void take(struct load *l, struct user *u, bool asks_again)
{
    static char away[262144];
    ssize_t n = recv(u->fd, away, sizeof(away), MSG_DONTWAIT);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
        return;
    }
    if (n <= 0) {
        l->broken += u->is_busy;
        close(u->fd);
        dial(l, u);
        u->is_busy = false;
        if (asks_again) {
            ask(l, u, now_us());
        }
        return;
    }
    if (u->got < sizeof(u->first) - 1) {
        size_t room = sizeof(u->first) - 1 - u->got, part = (size_t)n < room ? (size_t)n : room;
        memcpy(u->first + u->got, away, part);
    }
    u->got += (size_t)n;
    if (u->need == 0) {
        measure(u);
    }
    if (u->need == 0 || u->got < u->need) {
        return;
    }
    int64_t now = now_us();
    if (now >= l->from && l->sample_count < SAMPLES_MAX) {
        l->samples[l->sample_count++] = (uint32_t)(now - u->due);
        l->refused += u->status != 200 && u->status != 303; /* one hit leads to its household */
    }
    u->is_busy = false;
    if (asks_again) {
        ask(l, u, now);
    }
}

static int ascending(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static void print(struct load *l, double seconds)
{
    qsort(l->samples, l->sample_count, sizeof(*l->samples), ascending);
    size_t n = l->sample_count;
    const unsigned parts[] = {500, 950, 990, 1000};
    printf("RESULT %zu %.0f", n, (double)n / seconds);
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        printf(" %u", n == 0 ? 0 : l->samples[(n - 1) * parts[i] / 1000]);
    }
    printf(" %zu %zu\n", l->refused, l->broken);
}

/* The next user who has no request under way; NULL when all have. */
static struct user *idle_user(struct load *l, size_t *at)
{
    for (size_t i = 0; i < l->user_count; i++) {
        *at = (*at + 1) % l->user_count;
        if (!l->users[*at].is_busy) {
            return &l->users[*at];
        }
    }
    return NULL;
}

static void run(struct load *l, int64_t rate)
{
    struct epoll_event events[256];
    size_t at = 0;
    int64_t asked = 0, begun = now_us();
    for (size_t i = 0; rate == 0 && i < l->user_count; i++) {
        ask(l, &l->users[i], now_us());
    }
    while (now_us() < l->until) {
        int n = epoll_wait(l->epoll, events, COUNT_OF(events), rate > 0 ? 0 : 100);
        for (int i = 0; i < n; i++) {
            take(l, events[i].data.ptr, rate == 0);
        }
        int64_t due = begun + asked * 1000000 / (rate > 0 ? rate : 1);
        bool has_asked = false;
        while (rate > 0 && due <= now_us()) {
            struct user *u = idle_user(l, &at);
            if (u == NULL) {
                break; /* it stays due: the wait counts */
            }
            ask(l, u, due);
            asked++;
            due = begun + asked * 1000000 / rate;
            has_asked = true;
        }
        if (rate > 0 && n == 0 && !has_asked) {
            usleep(50);
        }
    }
}

static int64_t number(const char *word)
{
    int64_t n = 0;
    bool ok = parse_i64(word, strlen(word), 0, 10000000, &n);
    assert(ok);
    return n;
}

int main(int argc, char **argv)
{
    struct arena *arena = arena_new("load", (size_t)256 << 20);
    struct load l = {.epoll = epoll_create1(EPOLL_CLOEXEC)};
    int64_t seconds = 5, rate = 0;
    for (int i = 1; i + 1 < argc; i += 2) {
        const char *name = argv[i], *value = argv[i + 1];
        if (strcmp(name, "--paths") == 0) {
            l.paths = read_lines(arena, value);
        } else if (strcmp(name, "--cookies") == 0) {
            l.cookies = read_lines(arena, value);
        } else if (strcmp(name, "--port") == 0) {
            l.port = (int)number(value);
        } else if (strcmp(name, "--users") == 0) {
            l.user_count = (size_t)number(value);
        } else if (strcmp(name, "--seconds") == 0) {
            seconds = number(value);
        } else if (strcmp(name, "--rate") == 0) {
            rate = number(value);
        }
    }
    if (l.paths.count == 0 || l.cookies.count == 0 || l.user_count == 0) {
        fprintf(stderr, "bench-load --port P --users N --seconds S --paths FILE --cookies FILE [--rate R]\n");
        return 2;
    }
    l.samples = ARENA_ARRAY(arena, uint32_t, SAMPLES_MAX);
    l.users = ARENA_ARRAY(arena, struct user, l.user_count);
    for (size_t i = 0; i < l.user_count; i++) {
        l.users[i].cookie = l.cookies.at[i % l.cookies.count];
        l.users[i].path = i * 37 % l.paths.count;
        dial(&l, &l.users[i]);
    }
    l.from = now_us() + 1000000; /* a second to warm up */
    l.until = l.from + seconds * 1000000;
    run(&l, rate);
    print(&l, (double)seconds);
    arena_free(arena);
    return 0;
}
