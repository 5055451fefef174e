/*
 * 先行書出し -- a large transaction's pages go to the disk while others are made.
 *
 * Without it the commit waits for everything at once. It is the pages alone that go: a sync would each time
 * commit the file system's own journal, and who writes the file meanwhile waits for that, 0.1 s and more when
 * others use the disk. Pages may reach the disk at any time, because the journal that undoes them was synced
 * before; what makes them last is the sync of the commit. Of the store's SQLite side.
 */
#ifndef KOKUHO_STORE_EARLY_SYNC_H
#define KOKUHO_STORE_EARLY_SYNC_H

#include "base/base.h"

#include <pthread.h>
#include <sqlite3.h>

struct early_sync {
    bool has_thread;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool is_over;
    int file; /* SQLite's own descriptor, whose thread goes on writing to it */
};

/* When no thread can be had, the commit does it all. */
void early_sync_start(struct early_sync *e, sqlite3 *db);
/* A page that could not be written is told to the sync of the commit. May be called when nothing was
 * started. */
void early_sync_stop(struct early_sync *e);

#endif
