/*
 * What stands around every screen: session, rights, form token, page, access record, errors in words.
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
    struct access_chain chain;
    struct login_gate gate;
    char host[2][32]; /* "127.0.0.1:8080", "localhost:8080": any other Host is refused */
};

/* Of one worker thread. */
struct frame_worker;

void frame_init(struct frame *f, const struct data_folder *folder);
void frame_set_port(struct frame *f, int port);

/* For struct web_application; the context is the struct frame. */
void *frame_worker_open(void *frame);
void frame_worker_answer(void *worker, const struct web_request *request, struct web_answer *ret);
void frame_worker_close(void *worker);
/* A password is checked: to the slow lane. */
bool frame_is_slow(const struct web_request *request);

/* The parts of the page the frame's templates draw. */
struct frame_page {
    const struct screen_call *call;
    const char *title;
    struct text content;
};

#endif
