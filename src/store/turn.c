/* First in, first out inside the process; a turnstile of two file locks between processes. */
#include "store/turn.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

#define TURNS_MAX 64 /* databases one process has open for writing */
#define PATH_BYTES 1100
#define POLL_NS 500000

enum { BYTE_NEXT = 0, BYTE_TURN = 1 };

struct waiter {
    pthread_cond_t granted_now;
    bool granted;
    struct waiter *next;
};

struct turn {
    int users;     /* 0 = this place is free */
    pid_t process; /* a forked child does not take part in its parent's turns */
    int fd;
    dev_t device;
    ino_t inode;
    bool held;
    struct waiter *first, *last;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct turn turns[TURNS_MAX];

struct turn *turn_open(const char *database_path)
{
    char path[PATH_BYTES];
    struct stat st;
    struct turn *found = NULL, *place = NULL;
    int n = snprintf(path, sizeof(path), "%s-turn", database_path);
    if (n <= 0 || (size_t)n >= sizeof(path)) {
        return NULL;
    }
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0 || fstat(fd, &st) != 0) {
        if (fd >= 0) {
            close(fd);
        }
        return NULL;
    }
    pthread_mutex_lock(&lock);
    for (size_t i = 0; i < TURNS_MAX; i++) {
        struct turn *t = &turns[i];
        if (t->users == 0 || t->process != getpid()) {
            place = place != NULL ? place : t;
        } else if (t->device == st.st_dev && t->inode == st.st_ino) {
            found = t;
        }
    }
    if (found != NULL) {
        found->users++;
        close(fd);
    } else if (place != NULL) {
        *place = (struct turn){.users = 1,
                               .process = getpid(),
                               .fd = fd,
                               .device = st.st_dev,
                               .inode = st.st_ino};
        found = place;
    } else {
        close(fd);
    }
    pthread_mutex_unlock(&lock);
    return found;
}

void turn_close(struct turn *t)
{
    if (t == NULL) {
        return;
    }
    pthread_mutex_lock(&lock);
    assert(t->users > 0);
    if (--t->users == 0) {
        assert(!t->held);
        close(t->fd);
    }
    pthread_mutex_unlock(&lock);
}

/* ---------------------------------------------------------------- inside the process --------- */

static struct timespec deadline_in(int wait_ms)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    t.tv_sec += wait_ms / 1000;
    t.tv_nsec += (long)(wait_ms % 1000) * 1000000;
    if (t.tv_nsec >= 1000000000) {
        t.tv_sec++;
        t.tv_nsec -= 1000000000;
    }
    return t;
}

static bool is_past(const struct timespec *deadline)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec > deadline->tv_sec ||
           (now.tv_sec == deadline->tv_sec && now.tv_nsec >= deadline->tv_nsec);
}

static void leave_queue(struct turn *t, const struct waiter *me)
{
    struct waiter *before = NULL;
    for (struct waiter *w = t->first; w != me; w = w->next) {
        before = w;
    }
    if (before == NULL) {
        t->first = me->next;
    } else {
        before->next = me->next;
    }
    if (t->last == me) {
        t->last = before;
    }
}

/* Under the lock. */
static bool wait_in_queue(struct turn *t, const struct timespec *deadline)
{
    struct waiter me = {.granted = false};
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&me.granted_now, &attributes);
    pthread_condattr_destroy(&attributes);

    if (t->last == NULL) {
        t->first = &me;
    } else {
        t->last->next = &me;
    }
    t->last = &me;
    int rc = 0;
    while (!me.granted && rc == 0) {
        rc = pthread_cond_timedwait(&me.granted_now, &lock, deadline);
    }
    if (!me.granted) {
        leave_queue(t, &me);
    }
    pthread_cond_destroy(&me.granted_now);
    return me.granted;
}

/* Under the lock: to the first who waits, or to nobody. */
static void pass_on(struct turn *t)
{
    struct waiter *first = t->first;
    if (first == NULL) {
        t->held = false;
        return;
    }
    t->first = first->next;
    if (t->first == NULL) {
        t->last = NULL;
    }
    first->granted = true;
    pthread_cond_signal(&first->granted_now);
}

/* ----------------------------------------------------------------- between processes --------- */

static bool lock_byte(int fd, int byte, const struct timespec *deadline)
{
    struct flock range = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = byte, .l_len = 1};
    const struct timespec pause = {.tv_nsec = POLL_NS};
    while (fcntl(fd, F_OFD_SETLK, &range) != 0) {
        if ((errno != EAGAIN && errno != EACCES && errno != EINTR) || is_past(deadline)) {
            return false;
        }
        nanosleep(&pause, NULL);
    }
    return true;
}

static void unlock_byte(int fd, int byte)
{
    struct flock range = {.l_type = F_UNLCK, .l_whence = SEEK_SET, .l_start = byte, .l_len = 1};
    int rc = fcntl(fd, F_OFD_SETLK, &range);
    assert(rc == 0);
}

bool turn_take(struct turn *t, int wait_ms)
{
    struct timespec deadline = deadline_in(wait_ms);
    pthread_mutex_lock(&lock);
    bool mine = !t->held;
    t->held = true;
    if (!mine) {
        mine = wait_in_queue(t, &deadline);
    }
    pthread_mutex_unlock(&lock);
    if (!mine) {
        return false;
    }
    bool entered = lock_byte(t->fd, BYTE_NEXT, &deadline);
    bool taken = entered && lock_byte(t->fd, BYTE_TURN, &deadline);
    if (entered) {
        unlock_byte(t->fd, BYTE_NEXT);
    }
    if (!taken) {
        pthread_mutex_lock(&lock);
        pass_on(t);
        pthread_mutex_unlock(&lock);
    }
    return taken;
}

void turn_give(struct turn *t)
{
    unlock_byte(t->fd, BYTE_TURN);
    pthread_mutex_lock(&lock);
    assert(t->held);
    pass_on(t);
    pthread_mutex_unlock(&lock);
}
