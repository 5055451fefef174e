/*
 * 先行書出し -- a large transaction's pages go to the disk while others are made.
 *
 * Without it the commit waits for everything at once: 0.1 s for 200 MB on a fast disk. Pages may reach the
 * disk early because the journal that undoes them was synced before. Of the store's SQLite side.
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
    sqlite3_file *file; /* of the connection, whose own thread goes on writing to it */
    int failed;         /* SQLITE_OK = nothing has */
};

/* When no thread can be had, the commit does it all. */
void early_sync_start(struct early_sync *e, sqlite3 *db);
/*
 * SQLITE_OK, or why a page could not be written: the system tells that once, so the transaction must not be
 * committed. May be called when nothing was started.
 */
int early_sync_stop(struct early_sync *e);

#endif
