/*
 * A load for the screens: keep-alive connections, each a user with a session of his own, GET only.
 *
 *   bench-load --port P --plan FILE [--seconds S] [--warm S] [--rate R | --think MS] [--pids N,N,...]
 *
 * FILE holds one line a request: session cookie, path and the length its answer must have, divided by tabs; the
 * lines of one user stand together. Three ways of asking:
 *   neither     every user asks again as soon as he has his answer: what the server can do
 *   --think MS  he waits first, MS in the mean (between half and one and a half of it), from the answer on
 *   --rate R    the users together ask R times a second at even moments, whether or not the last answers are there;
 *               the time counts from the moment the request was due, so a queue shows
 * The server may end a connection after an answer ("Connection: close"): the user then dials again, and the dialling
 * counts into his next answer. An answer that is not 200, not of its length or not a whole page is an error; so is
 * a connection that ends in the middle.
 *
 * Prints "name value" lines; times in microseconds, processor time of the server's processes (--pids) and of the load
 * over the measured seconds. A process of the server that ends meanwhile counts up to half a second before its end.
 */
#include "base/arena.h"
#include "base/text.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define SAMPLES_MAX 8000000u
#define ANSWER_MAX (4u << 20)
#define REQUEST_MAX 1024u
#define HEAD_MAX 4096u
#define PIDS_MAX 256
#define LOOK_US 500000

static const char page_end[] = "</html>";
#define END_BYTES (sizeof(page_end) - 1)

struct request {
    const char *path;
    int64_t length; /* of the body; 0 = not known */
};

struct user {
    const char *cookie;
    struct request *requests;
    size_t request_count, at;
    int fd;          /* -1 = to be dialled */
    bool is_busy;
    int64_t due;     /* when the request under way should have gone out, or the next one shall */
    size_t head_len, got; /* of the answer: bytes of its head (0 = not known yet), of its body */
    int64_t length;
    int status;
    bool closes;
    size_t kept;
    char head[HEAD_MAX];
    char end[END_BYTES]; /* the last bytes of the body */
};

struct load {
    struct arena *arena;
    int epoll, port;
    struct user *users;
    size_t user_count;
    uint32_t *samples;
    size_t sample_count, answers, status_errors, length_errors, broken, dialled, bytes;
    int64_t think, rate, from, until;
    uint64_t random;
    int64_t pids[PIDS_MAX], ticks[PIDS_MAX]; /* of the server, and their processor time at the last look */
    int64_t looked;
    size_t pid_count;
    int64_t server_us, own_us; /* of processors, at the start of the measurement */
    bool is_measuring;
};

static int64_t now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static _Noreturn void give_up(const char *what, const char *detail)
{
    fprintf(stderr, "bench-load: %s: %s\n", what, detail);
    exit(3);
}

/* ----------------------------------------------------------------------------- the plan ------- */

static char *next_field(char **line)
{
    char *field = *line, *tab = strchr(field, '\t');
    if (tab == NULL) {
        give_up("a line of the plan has too few fields", field);
    }
    *tab = '\0';
    *line = tab + 1;
    return field;
}

static int64_t number(const char *word)
{
    int64_t n = 0;
    if (!parse_i64(word, strlen(word), 0, 100000000, &n)) {
        give_up("not a number", word);
    }
    return n;
}

static char *read_file(struct arena *arena, const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;
    if (fd < 0 || fstat(fd, &st) != 0) {
        give_up(path, strerror(errno));
    }
    char *bytes = ARENA_ARRAY(arena, char, (size_t)st.st_size + 1);
    for (ssize_t done = 0, n; done < st.st_size; done += n) {
        n = read(fd, bytes + done, (size_t)(st.st_size - done));
        if (n <= 0) {
            give_up(path, "cannot be read");
        }
    }
    close(fd);
    return bytes;
}

static void read_plan(struct load *l, const char *path)
{
    char *text = read_file(l->arena, path), *line;
    size_t lines = 0;
    for (const char *p = text; (p = strchr(p, '\n')) != NULL; p++) {
        lines++;
    }
    struct request *requests = ARENA_ARRAY(l->arena, struct request, lines + 1);
    l->users = ARENA_ARRAY(l->arena, struct user, lines + 1);
    struct user *u = NULL;
    while ((line = strsep(&text, "\n")) != NULL && line[0] != '\0') {
        const char *cookie = next_field(&line);
        if (u == NULL || strcmp(u->cookie, cookie) != 0) {
            u = &l->users[l->user_count++];
            *u = (struct user){.cookie = cookie, .requests = requests, .fd = -1};
        }
        const char *place = next_field(&line);
        *requests++ = (struct request){place, number(line)};
        u->request_count++;
    }
    if (l->user_count == 0) {
        give_up(path, "the plan is empty");
    }
}

/* ---------------------------------------------------------------------- one user, one page ---- */

static void dial(struct load *l, struct user *u)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)l->port)};
    int on = 1;
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    u->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (u->fd < 0 || connect(u->fd, (struct sockaddr *)&to, sizeof(to)) != 0) {
        give_up("the server takes no connection", strerror(errno));
    }
    setsockopt(u->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = u};
    if (epoll_ctl(l->epoll, EPOLL_CTL_ADD, u->fd, &event) != 0) {
        give_up("epoll", strerror(errno));
    }
    l->dialled++;
}

static void hang_up(struct user *u)
{
    close(u->fd);
    u->fd = -1;
}

static void ask(struct load *l, struct user *u, int64_t due)
{
    char request[REQUEST_MAX];
    if (u->fd < 0) {
        dial(l, u);
    }
    u->at = (u->at + 1) % u->request_count;
    int n = snprintf(request, sizeof(request), "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nCookie: %s\r\n\r\n",
                     u->requests[u->at].path, l->port, u->cookie);
    assert(n > 0 && (size_t)n < sizeof(request));
    u->due = due;
    u->is_busy = true;
    u->head_len = u->got = u->kept = 0;
    if (send(u->fd, request, (size_t)n, MSG_NOSIGNAL) != n) {
        l->broken++;
        u->is_busy = false;
        hang_up(u);
    }
}

/* Status, length and whether the connection stays, once the head is complete. */
static void read_head(struct user *u)
{
    u->head[u->kept] = '\0';
    char *end = strstr(u->head, "\r\n\r\n");
    if (end == NULL) {
        if (u->kept == HEAD_MAX - 1) {
            give_up("an answer has too long a head", u->requests[u->at].path);
        }
        return;
    }
    end[2] = '\0';
    int64_t status = 0;
    const char *length = strcasestr(u->head, "\r\nContent-Length: ");
    size_t digits = length != NULL ? strspn(length + 18, "0123456789") : 0;
    if (strncmp(u->head, "HTTP/1.1 ", 9) != 0 || !parse_i64(u->head + 9, 3, 100, 599, &status) ||
        length == NULL || !parse_i64(length + 18, digits, 0, ANSWER_MAX, &u->length)) {
        give_up("an answer cannot be read", u->requests[u->at].path);
    }
    u->closes = strcasestr(u->head, "\r\nConnection: close\r\n") != NULL;
    u->status = (int)status;
    u->head_len = (size_t)(end - u->head) + 4;
}

static void keep_end(struct user *u, const char *bytes, size_t n)
{
    if (n >= END_BYTES) {
        memcpy(u->end, bytes + n - END_BYTES, END_BYTES);
    } else {
        memmove(u->end, u->end + n, END_BYTES - n);
        memcpy(u->end + END_BYTES - n, bytes, n);
    }
}

static void take_body(struct user *u, const char *bytes, size_t n)
{
    u->got += n;
    keep_end(u, bytes, n);
}

static void take_bytes(struct user *u, const char *bytes, size_t n)
{
    if (u->head_len > 0) {
        take_body(u, bytes, n);
        return;
    }
    size_t room = HEAD_MAX - 1 - u->kept, part = n < room ? n : room, before = u->kept;
    memcpy(u->head + before, bytes, part);
    u->kept += part;
    read_head(u);
    if (u->head_len > 0) {
        size_t of_head = u->head_len - before;
        take_body(u, bytes + of_head, n - of_head);
    }
}

static bool is_complete(const struct user *u) { return u->head_len > 0 && (int64_t)u->got >= u->length; }

/* The page ends with its mark, but for a line feed. */
static bool is_whole_page(const struct user *u)
{
    return memcmp(u->end, page_end, END_BYTES) == 0 || (u->end[END_BYTES - 1] == '\n' && memcmp(u->end, page_end + 1, END_BYTES - 1) == 0);
}

static void judge(struct load *l, struct user *u, int64_t now)
{
    int64_t wanted = u->requests[u->at].length;
    if (now < l->from || now >= l->until) {
        return;
    }
    l->answers++;
    l->bytes += u->head_len + u->got;
    if (u->status != 200) {
        l->status_errors++;
    } else if ((int64_t)u->got != u->length || (wanted != 0 && u->length != wanted) || !is_whole_page(u)) {
        l->length_errors++;
        if (l->length_errors == 1) {
            fprintf(stderr, "bench-load: %s gave %lld bytes, wanted %lld\n", u->requests[u->at].path,
                    (long long)u->got, (long long)wanted);
        }
    }
    if (l->sample_count < SAMPLES_MAX) {
        l->samples[l->sample_count++] = (uint32_t)(now - u->due);
    }
}

static int64_t think_time(struct load *l)
{
    l->random ^= l->random << 13;
    l->random ^= l->random >> 7;
    l->random ^= l->random << 17;
    return l->think / 2 + (int64_t)(l->random % (uint64_t)(l->think > 0 ? l->think : 1));
}

static void take(struct load *l, struct user *u)
{
    static char away[262144];
    ssize_t n = recv(u->fd, away, sizeof(away), MSG_DONTWAIT);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
        return;
    }
    int64_t now;
    if (n <= 0) { /* between two requests the server may: the next one dials again */
        l->broken += u->is_busy && now_us() >= l->from;
        hang_up(u);
        now = now_us();
    } else {
        take_bytes(u, away, (size_t)n);
        if (!is_complete(u)) {
            return;
        }
        now = now_us();
        judge(l, u, now);
        if (u->closes) {
            hang_up(u);
        }
    }
    bool was_busy = u->is_busy;
    u->is_busy = false;
    if (was_busy && l->rate == 0) {
        u->due = now + think_time(l);
        if (l->think == 0) {
            ask(l, u, now);
        }
    }
}

/* --------------------------------------------------------------------------- processors ------- */

/* Ticks of one process so far; a process that has ended meanwhile stays at what it had at the last look. */
static int64_t ticks_of(int64_t pid, int64_t before)
{
    char path[64], line[1024] = "";
    unsigned long user = 0, kernel = 0;

    snprintf(path, sizeof(path), "/proc/%lld/stat", (long long)pid);
    FILE *f = fopen(path, "re");
    if (f == NULL) {
        return before;
    }
    bool is_there = fgets(line, sizeof(line), f) != NULL; /* false: it ended between open and read */
    fclose(f);
    if (!is_there) {
        return before;
    }
    const char *after = strrchr(line, ')');
    if (after == NULL ||
        sscanf(after, ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &kernel) != 2) {
        give_up("cannot be read", path);
    }
    return (int64_t)(user + kernel) > before ? (int64_t)(user + kernel) : before;
}

static int64_t server_time_us(struct load *l)
{
    int64_t ticks = 0;

    for (size_t i = 0; i < l->pid_count; i++) {
        l->ticks[i] = ticks_of(l->pids[i], l->ticks[i]);
        ticks += l->ticks[i];
    }
    l->looked = now_us();
    return ticks * 1000000 / sysconf(_SC_CLK_TCK);
}

static int64_t own_time_us(void)
{
    struct rusage r;
    getrusage(RUSAGE_SELF, &r);
    return ((int64_t)r.ru_utime.tv_sec + r.ru_stime.tv_sec) * 1000000 + r.ru_utime.tv_usec + r.ru_stime.tv_usec;
}

/* -------------------------------------------------------------------------------- asking ------ */

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

/* What is due at the rate; one that finds everybody waiting stays due, and the wait counts. */
static void ask_at_rate(struct load *l, int64_t begun, int64_t *asked, size_t *at)
{
    for (;;) {
        int64_t due = begun + *asked * 1000000 / l->rate;
        struct user *u = due <= now_us() ? idle_user(l, at) : NULL;
        if (u == NULL) {
            return;
        }
        ask(l, u, due);
        *asked += 1;
    }
}

static void ask_who_has_thought(struct load *l)
{
    int64_t now = now_us();
    for (size_t i = 0; i < l->user_count; i++) {
        struct user *u = &l->users[i];
        if (!u->is_busy && u->due <= now) {
            ask(l, u, u->due);
        }
    }
}

static void run(struct load *l)
{
    struct epoll_event events[256];
    size_t at = 0;
    int64_t asked = 0, begun = now_us();
    bool is_paced = l->rate > 0 || l->think > 0;
    for (size_t i = 0; i < l->user_count && l->rate == 0; i++) {
        l->users[i].due = begun + (l->think > 0 ? think_time(l) : 0);
    }
    while (now_us() < l->until) {
        if (!l->is_measuring && now_us() >= l->from) {
            l->is_measuring = true;
            l->server_us = server_time_us(l);
            l->own_us = own_time_us();
        }
        if (now_us() - l->looked > LOOK_US) { /* a process of the server may end at any moment */
            (void)server_time_us(l);
        }
        if (l->rate > 0) {
            ask_at_rate(l, begun, &asked, &at);
        } else {
            ask_who_has_thought(l);
        }
        int n = epoll_wait(l->epoll, events, COUNT_OF(events), is_paced ? 1 : 100);
        for (int i = 0; i < n; i++) {
            take(l, events[i].data.ptr);
        }
    }
}

/* ------------------------------------------------------------------------------ the figures --- */

static int ascending(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static void print(struct load *l, double seconds)
{
    static const struct {
        const char *name;
        size_t thousandths;
    } parts[] = {{"p50", 500}, {"p95", 950}, {"p99", 990}, {"p999", 999}, {"max", 1000}};
    int64_t server_us = server_time_us(l) - l->server_us, own_us = own_time_us() - l->own_us;
    size_t n = l->sample_count;
    qsort(l->samples, n, sizeof(*l->samples), ascending);
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        printf("%s %u\n", parts[i].name, n == 0 ? 0 : l->samples[(n - 1) * parts[i].thousandths / 1000]);
    }
    printf("pages %zu\nper_second %.0f\nbytes %zu\n", l->answers, (double)l->answers / seconds, l->bytes);
    printf("not_200 %zu\nnot_its_length %zu\nbroken %zu\ndialled %zu\n", l->status_errors, l->length_errors,
           l->broken, l->dialled);
    printf("server_us %lld\nload_us %lld\n", (long long)server_us, (long long)own_us);
}

static void read_pids(struct load *l, char *words)
{
    char *word;
    while ((word = strsep(&words, ",")) != NULL && l->pid_count < PIDS_MAX) {
        l->pids[l->pid_count++] = number(word);
    }
}

static void set_number(struct load *l, const char *name, int64_t value, int64_t *seconds, int64_t *warm)
{
    if (strcmp(name, "--port") == 0) {
        l->port = (int)value;
    } else if (strcmp(name, "--rate") == 0) {
        l->rate = value;
    } else if (strcmp(name, "--think") == 0) {
        l->think = value * 1000;
    } else if (strcmp(name, "--seconds") == 0) {
        *seconds = value;
    } else if (strcmp(name, "--warm") == 0) {
        *warm = value;
    } else {
        give_up("no such option", name);
    }
}

int main(int argc, char **argv)
{
    struct arena *arena = arena_new("load", (size_t)1 << 30);
    struct load l = {.arena = arena, .epoll = epoll_create1(EPOLL_CLOEXEC), .random = 20261121};
    int64_t seconds = 5, warm = 1;
    for (int i = 1; i + 1 < argc; i += 2) {
        const char *name = argv[i];
        if (strcmp(name, "--plan") == 0) {
            read_plan(&l, argv[i + 1]);
        } else if (strcmp(name, "--pids") == 0) {
            read_pids(&l, argv[i + 1]);
        } else {
            set_number(&l, name, number(argv[i + 1]), &seconds, &warm);
        }
    }
    if (l.user_count == 0 || l.port == 0 || seconds == 0 || (l.rate > 0 && l.think > 0)) {
        fprintf(stderr, "bench-load --port P --plan FILE [--seconds S] [--warm S] [--rate R | --think MS] [--pids N,N]\n");
        return 2;
    }
    l.samples = ARENA_ARRAY(arena, uint32_t, SAMPLES_MAX);
    for (size_t i = 0; i < l.user_count; i++) {
        dial(&l, &l.users[i]);
    }
    l.dialled = 0;
    l.from = now_us() + warm * 1000000;
    l.until = l.from + seconds * 1000000;
    run(&l);
    print(&l, (double)seconds);
    arena_free(arena);
    return 0;
}
