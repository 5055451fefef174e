/*
 * What stands around every screen: terminal, session, rights, form token, page, record, errors in words.
 *
 * The frame knows no HTTP library: it takes a request and gives an answer, so it is tested without one.
 */
#ifndef KOKUHO_WEB_FRAME_H
#define KOKUHO_WEB_FRAME_H

#include "web/access.h"
#include "web/server.h"

/* Shared by all workers. */
struct frame {
    struct data_folder folder;
    struct audit_log *audit;
    struct arena *arena;
    struct login_gate gate;
    bool is_tls;
    char host[2][80]; /* "127.0.0.1:8080", "localhost:8080": any other Host is refused */
};

/* Of one worker thread. */
struct frame_worker;

/* Opens the records of this serving process; ERR_WORLD or ERR_INPUT with words when it cannot serve. */
MUST_CHECK enum err frame_open(struct frame *f, const struct data_folder *folder, struct report *report);
void frame_close(struct frame *f);
void frame_set_port(struct frame *f, int port);
/* Behind TLS: the name and port people type. */
void frame_set_host(struct frame *f, const char *host, int port);

/* For struct web_application; the context is the struct frame. */
void *frame_worker_open(void *frame);
void frame_worker_answer(void *worker, const struct web_request *request, struct web_answer *ret);
void frame_worker_close(void *worker);
/* A password is checked: to the slow lane. */
bool frame_is_slow(const struct web_request *request);

#endif
