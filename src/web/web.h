/*
 * 画面 -- `kokuho serve`: the clerks' screens over HTTP on this machine.
 *
 * door (listener, guard) -> HTTP library (server) -> frame (session, rights, record) -> screen -> template.
 */
#ifndef KOKUHO_WEB_WEB_H
#define KOKUHO_WEB_WEB_H

#include "ops/ops.h"

/* kokuho serve [--port P] */
extern const struct command command_serve;

#endif
