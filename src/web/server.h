/*
 * HTTP for the screens: one strict server of our own, because it is the door to personal data and the
 * library in Debian lets malformed requests through (docs/adr/0009).
 *
 * Worker threads wait together on one epoll; whoever gets a connection that has bytes reads, looks at the
 * head (guard.c), answers and gives the connection back. A request that takes a core for long (a password)
 * goes to a lane of its own with few threads of low priority, so it holds up no page. The server knows no
 * screen: it asks the application.
 *
 * A connection is kept for further requests; what follows a request before its answer is never read.
 */
#ifndef KOKUHO_WEB_SERVER_H
#define KOKUHO_WEB_SERVER_H

#include "base/report.h"
#include "web/request.h"

#define SERVER_WORKERS_MAX 64
#define SERVER_CONNECTIONS_MAX 10240
#define SERVER_BODY_MAX (1u << 20)
#define SERVER_BODY_STRANGER_MAX 16384u     /* without a cookie */
#define SERVER_BODIES_MAX ((size_t)64 << 20) /* of all connections at one moment */
#define SERVER_SLOW_WAITING_MAX 256
#define SERVER_REQUESTS_MAX 1000            /* of one connection */

#define SERVER_HEAD_MS 10000
#define SERVER_BODY_MS 30000
#define SERVER_WRITE_MS 30000
#define SERVER_IDLE_MS 60000

struct web_answer {
    int status;
    const char *content_type;
    struct text body;        /* must live until the worker's next answer */
    char location[512];      /* "" = none */
    char cookie[256];        /* Set-Cookie, "" = none */
    char etag[40];           /* "" = not to be kept by the browser */
    int retry_after;         /* seconds; 0 = not said */
    bool clears_site_data;   /* log-out: what the browser still has goes */
};

struct web_application {
    void *context;
    /* On each worker thread: its own state, and its end. NULL = it cannot work. */
    void *(*worker_open)(void *context);
    void (*answer)(void *worker, const struct web_request *request, struct web_answer *ret);
    void (*worker_close)(void *worker);
    /* Takes a core for long: to the slow lane. NULL = nothing does. */
    bool (*is_slow)(const struct web_request *request);
};

struct server_setup {
    int fd;                  /* of listener_bind() or listener_bind_unix(); taken over */
    unsigned workers, slow_workers;
};

struct server;

/* ERR_WORLD with words when it cannot be started. */
MUST_CHECK enum err server_start(const struct server_setup *setup, const struct web_application *app,
                                 struct report *report, struct server **ret);
int server_port(const struct server *s); /* 0 on a Unix socket */
/* Serves until server_stop(), then finishes what is under way. */
MUST_CHECK enum err server_run(struct server *s, struct report *report);
void server_free(struct server *s); /* when nobody can call server_stop() any more */
/* From any thread or a signal handler. */
void server_stop(struct server *s);

#endif
