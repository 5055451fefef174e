/*
 * A clock that stands elsewhere, for tests of what happens by night or weeks later: loaded before the program
 * (LD_PRELOAD), it adds MOVED_CLOCK_SECONDS to the time of day. How long something takes stays as it is, and so do
 * waits that end at a time of day. The program itself has one clock and no way to set it.
 */
#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

static long moved_by(void)
{
    const char *seconds = getenv("MOVED_CLOCK_SECONDS");
    return seconds != NULL ? strtol(seconds, NULL, 10) : 0;
}

int clock_gettime(clockid_t clock, struct timespec *ret)
{
    static int (*real)(clockid_t, struct timespec *);
    if (real == NULL) {
        *(void **)&real = dlsym(RTLD_NEXT, "clock_gettime");
    }
    int result = real(clock, ret);
    if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
        ret->tv_sec += moved_by();
    }
    return result;
}

time_t time(time_t *ret)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (ret != NULL) {
        *ret = now.tv_sec;
    }
    return now.tv_sec;
}

int pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex, const struct timespec *until)
{
    struct timespec real = *until;
    real.tv_sec -= moved_by();
    return pthread_cond_clockwait(condition, mutex, CLOCK_REALTIME, &real);
}
