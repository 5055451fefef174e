/*
 * One connection: its bytes, its deadline, the step from one state to the next. Used by server.c alone.
 *
 *   IDLE -> HEAD -> BODY -> WORKING -> WRITING -> IDLE ... or DRAIN -> FREE
 *
 * Exactly one thread owns a connection at a time: the epoll watch is one-shot and armed again as the last
 * thing its owner does. Only the sweeper looks in from outside: it shuts a late one down under `lock`.
 */
#ifndef KOKUHO_WEB_CONNECTION_H
#define KOKUHO_WEB_CONNECTION_H

#include "web/guard.h"
#include "web/server.h"

#include <pthread.h>
#include <stdatomic.h>

enum connection_state {
    CONNECTION_FREE,
    CONNECTION_IDLE,
    CONNECTION_HEAD,
    CONNECTION_BODY,
    CONNECTION_WORKING,
    CONNECTION_WRITING,
    CONNECTION_DRAIN,
};

struct connection {
    pthread_mutex_t lock;   /* the life of `fd` */
    int fd;                 /* -1 = free */
    _Atomic int state;
    _Atomic int64_t deadline;
    bool is_cut;            /* by the sweeper, under `lock` */
    bool is_trusted, closes, is_watched;
    unsigned requests;
    size_t need;            /* bytes of the whole request; 0 = the head is not complete */
    struct textbuf in, out; /* only what could not be done in one go */
    size_t sent;            /* of `out` */
    struct connection *next;
};

/* What all connections share. */
struct connections {
    int epoll;
    struct connection *all; /* `count` of them */
    size_t count;
    pthread_mutex_t lock;   /* free, active */
    pthread_cond_t idle;
    struct connection *free;
    size_t active;
    _Atomic size_t bodies;  /* bytes kept in `in` */
    _Atomic bool is_stopping;
};

/* A request that is complete in `bytes`; the bytes stay until it is answered. */
enum connection_step { STEP_WAIT, STEP_REQUEST };
struct connection_request {
    struct web_request request;
    bool is_last; /* bytes follow that nobody will read */
};

#define CONNECTION_READ (GUARD_HEAD_MAX + 16384u)

/* A new one for `fd`; when there is no place the longest waiting one goes first. Closes `fd` on failure. */
void connection_open(struct connections *all, int fd, bool is_trusted);
/* Reads what is there into `buffer` (CONNECTION_READ bytes); the owner goes on with what it says. */
enum connection_step connection_read(struct connections *all, struct connection *c, char *buffer,
                                     struct connection_request *ret);
/* Keeps the bytes of a complete request, so that another thread can answer it. False: no room. */
bool connection_keep(struct connections *all, struct connection *c, const char *buffer);
/* The same request from the kept bytes. */
void connection_kept(struct connection *c, struct connection_request *ret);
void connection_answer(struct connections *all, struct connection *c, const struct connection_request *r,
                       const struct web_answer *answer);
/* 400 and the like, in one line; the connection ends. */
void connection_refuse(struct connections *all, struct connection *c, int status);
/* Goes on with an answer that the socket did not take whole. */
void connection_write(struct connections *all, struct connection *c);
void connection_drain(struct connections *all, struct connection *c, char *buffer);
void connection_close(struct connections *all, struct connection *c);
/* Shuts down whoever is late; `everybody` who is not being answered. */
void connections_sweep(struct connections *all, int64_t now, bool everybody);

#endif
