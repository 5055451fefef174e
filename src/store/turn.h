/*
 * The writer's turn of a SQLite file.
 *
 * SQLite's own busy handler polls and is unfair: writers starve behind a batch (measured: 52
 * instead of 257 transactions a second). So a writer first takes a turn. Inside a process the
 * turn goes first in, first out. Between processes two locks on the file `<database>-turn` form a
 * turnstile: whoever stands in it is next, and a batch that has just written must pass through it
 * again, so it cannot overtake him. The locks are released by the kernel when a process dies.
 */
#ifndef KOKUHO_STORE_TURN_H
#define KOKUHO_STORE_TURN_H

#include "base/base.h"

struct turn;

/* The turn of a database file, one per process and file. NULL when the lock file cannot be made. */
struct turn *turn_open(const char *database_path);
void turn_close(struct turn *t);
MUST_CHECK bool turn_take(struct turn *t, int wait_ms); /* false: it did not come in time */
void turn_give(struct turn *t);

#endif
