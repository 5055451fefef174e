/*
 * HTTP for the screens: libmicrohttpd behind our own door, pages made on worker threads.
 *
 * One request a connection. The library reads the body and sends the answer on one thread of its own;
 * a page that blocks (store, argon2, a job) stands on a worker and holds up nobody else. The server knows
 * no screen: it asks the application.
 */
#ifndef KOKUHO_WEB_SERVER_H
#define KOKUHO_WEB_SERVER_H

#include "base/report.h"
#include "base/text.h"

#define SERVER_WORKERS_MAX 64
#define SERVER_CONNECTIONS_MAX 1024
#define SERVER_BODY_MAX 65536u

struct web_request {
    bool is_post, is_head;
    struct text path, query; /* as sent: no percent-decoding */
    struct text host, cookie, content_type, origin, fetch_site, if_none_match;
    struct text body;
    char terminal[64];
};

struct web_answer {
    int status;
    const char *content_type;
    struct text body;        /* copied before the worker goes on */
    char location[512];      /* "" = none */
    char cookie[256];        /* Set-Cookie, "" = none */
    char etag[40];           /* "" = not to be kept by the browser */
};

struct web_application {
    void *context;
    /* On each worker thread: its own state, and its end. NULL = it cannot work. */
    void *(*worker_open)(void *context);
    void (*answer)(void *worker, const struct web_request *request, struct web_answer *ret);
    void (*worker_close)(void *worker);
};

struct server;

/* Takes over the socket of listener_bind(); ERR_WORLD with words otherwise. */
MUST_CHECK enum err server_start(int listening_fd, unsigned workers, const struct web_application *app,
                                 struct report *report, struct server **ret);
int server_port(const struct server *s);
/* Serves until server_stop(), then finishes what is under way. */
MUST_CHECK enum err server_run(struct server *s, struct report *report);
void server_free(struct server *s); /* when nobody can call server_stop() any more */
/* From any thread or a signal handler. */
void server_stop(struct server *s);

#endif
