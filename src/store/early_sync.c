/* 先行書出し -- a thread that has the database file's pages written again and again until it is stopped. */
#include "store/early_sync.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>

#define PAUSE_NS 50000000L

/*
 * SQLite does not tell its descriptor, and one of our own would drop SQLite's locks when it is closed. So it
 * is looked for among those of this process; that of another handle does as well, because it is the file
 * whose pages are written. -1: there is none.
 */
static int descriptor_of(sqlite3 *db)
{
    const char *path = sqlite3_db_filename(db, "main");
    struct stat wanted, st;
    int found = -1;

    if (path == NULL || path[0] == '\0' || stat(path, &wanted) != 0) {
        return -1;
    }
    DIR *all = opendir("/proc/self/fd");
    for (const struct dirent *one; all != NULL && found < 0 && (one = readdir(all)) != NULL;) {
        char *end;
        long fd = strtol(one->d_name, &end, 10);
        if (end == one->d_name || fd > INT32_MAX || fstat((int)fd, &st) != 0) {
            continue;
        }
        if (st.st_dev == wanted.st_dev && st.st_ino == wanted.st_ino &&
            (fcntl((int)fd, F_GETFL) & O_ACCMODE) == O_RDWR) {
            found = (int)fd;
        }
    }
    if (all != NULL) {
        closedir(all);
    }
    return found;
}

static struct timespec next_time(void)
{
    struct timespec t;

    clock_gettime(CLOCK_REALTIME, &t);
    t.tv_nsec += PAUSE_NS;
    t.tv_sec += t.tv_nsec / 1000000000L;
    t.tv_nsec %= 1000000000L;
    return t;
}

static void *write_until_over(void *context)
{
    struct early_sync *e = context;
    bool goes_on = true;

    pthread_mutex_lock(&e->lock);
    while (!e->is_over && goes_on) {
        struct timespec next = next_time();
        while (!e->is_over && pthread_cond_timedwait(&e->wake, &e->lock, &next) == 0) {
        }
        if (e->is_over) {
            break;
        }
        pthread_mutex_unlock(&e->lock);
        goes_on = sync_file_range(e->file, 0, 0, SYNC_FILE_RANGE_WRITE) == 0;
        pthread_mutex_lock(&e->lock);
    }
    pthread_mutex_unlock(&e->lock);
    return NULL;
}

void early_sync_start(struct early_sync *e, sqlite3 *db)
{
    assert(!e->has_thread);
    *e = (struct early_sync){.file = descriptor_of(db)};
    if (e->file < 0) {
        return;
    }
    pthread_mutex_init(&e->lock, NULL);
    pthread_cond_init(&e->wake, NULL);
    e->has_thread = pthread_create(&e->thread, NULL, write_until_over, e) == 0;
    if (!e->has_thread) {
        pthread_cond_destroy(&e->wake);
        pthread_mutex_destroy(&e->lock);
    }
}

void early_sync_stop(struct early_sync *e)
{
    if (!e->has_thread) {
        return;
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
}
