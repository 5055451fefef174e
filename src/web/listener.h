/*
 * The door: accepts on 127.0.0.1, looks at each request head before anybody else, refuses by itself.
 *
 * The bytes are only looked at (MSG_PEEK), so a connection that passes the guard is handed on untouched.
 * A head that is not complete after 10 seconds is closed; when too many wait, the oldest one goes.
 */
#ifndef KOKUHO_WEB_LISTENER_H
#define KOKUHO_WEB_LISTENER_H

#include "base/arena.h"
#include "base/report.h"

#include <netinet/in.h>

#define LISTENER_HEAD_MS 10000
#define LISTENER_WAITING_MAX 2048

struct listener;

struct listener_use {
    void *context;
    /* Takes the connection over, whatever happens to it. */
    void (*pass)(void *context, int fd, const struct sockaddr_in *from);
    /* About once a second. */
    void (*tick)(void *context);
};

/* Binds 127.0.0.1; port 0 takes a free one. The socket outlives a server that is started again. */
MUST_CHECK enum err listener_bind(int port, struct report *report, int *ret_fd);
/* Takes the socket over. */
MUST_CHECK enum err listener_open(int fd, struct arena *arena, struct report *report,
                                  struct listener **ret);
int listener_port(const struct listener *l);
/* Works until listener_stop(); then closes what waits. */
void listener_run(struct listener *l, const struct listener_use *use);
/* From any thread or a signal handler. */
void listener_stop(struct listener *l);
void listener_close(struct listener *l);

/* Milliseconds that only go forward: for deadlines. */
int64_t clock_forward_ms(void);

#endif
