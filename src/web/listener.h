/*
 * The sockets we listen on: 127.0.0.1 for practice, a Unix socket in a folder of mode 0700 behind TLS.
 */
#ifndef KOKUHO_WEB_LISTENER_H
#define KOKUHO_WEB_LISTENER_H

#include "base/report.h"

/* Binds 127.0.0.1; port 0 takes a free one. The socket outlives a server that is started again. */
MUST_CHECK enum err listener_bind(int port, struct report *report, int *ret_fd);
/* The folder of `path` is made (0700, ours alone) or refused; a socket left over there is replaced. */
MUST_CHECK enum err listener_bind_unix(const char *folder, const char *path, struct report *report,
                                       int *ret_fd);
/* 0 for a Unix socket. */
int listener_port(int fd);
/*
 * The next connection, -1 when none waits or it may not come in: on a Unix socket only a process of our own
 * user is let in. *ret_trusted: it is such a process.
 */
int listener_accept(int fd, bool *ret_again, bool *ret_trusted);

/* Milliseconds that only go forward: for deadlines. */
int64_t clock_forward_ms(void);

#endif
