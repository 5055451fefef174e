/* 先行書出し -- a thread that syncs the database file again and again until it is stopped. */
#include "store/early_sync.h"

#include <time.h>

#define PAUSE_NS 50000000L

static struct timespec next_time(void)
{
    struct timespec t;

    clock_gettime(CLOCK_REALTIME, &t);
    t.tv_nsec += PAUSE_NS;
    t.tv_sec += t.tv_nsec / 1000000000L;
    t.tv_nsec %= 1000000000L;
    return t;
}

static void *sync_until_over(void *context)
{
    struct early_sync *e = context;

    pthread_mutex_lock(&e->lock);
    while (!e->is_over && e->failed == SQLITE_OK) {
        struct timespec next = next_time();
        while (!e->is_over && pthread_cond_timedwait(&e->wake, &e->lock, &next) == 0) {
        }
        if (e->is_over) {
            break;
        }
        pthread_mutex_unlock(&e->lock);
        int rc = e->file->pMethods->xSync(e->file, SQLITE_SYNC_NORMAL | SQLITE_SYNC_DATAONLY);
        pthread_mutex_lock(&e->lock);
        e->failed = rc;
    }
    pthread_mutex_unlock(&e->lock);
    return NULL;
}

void early_sync_start(struct early_sync *e, sqlite3 *db)
{
    assert(!e->has_thread);
    *e = (struct early_sync){.failed = SQLITE_OK};
    if (sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &e->file) != SQLITE_OK ||
        e->file == NULL || e->file->pMethods == NULL) {
        return;
    }
    pthread_mutex_init(&e->lock, NULL);
    pthread_cond_init(&e->wake, NULL);
    e->has_thread = pthread_create(&e->thread, NULL, sync_until_over, e) == 0;
    if (!e->has_thread) {
        pthread_cond_destroy(&e->wake);
        pthread_mutex_destroy(&e->lock);
    }
}

int early_sync_stop(struct early_sync *e)
{
    if (!e->has_thread) {
        return SQLITE_OK;
    }
    pthread_mutex_lock(&e->lock);
    e->is_over = true;
    pthread_cond_signal(&e->wake);
    pthread_mutex_unlock(&e->lock);
    int failed = pthread_join(e->thread, NULL);
    assert(failed == 0);
    pthread_cond_destroy(&e->wake);
    pthread_mutex_destroy(&e->lock);
    e->has_thread = false;
    return e->failed;
}
