/* Several handles in one state: whoever holds the writer's turn sees to it that nobody writes meanwhile. */
#include "store/internal.h"

#include <pthread.h>
#include <unistd.h>

/* A read transaction sees what is there at its first question. */
static enum err begin_now(struct store *s, struct report *report)
{
    bool row;
    enum err e = store_begin_read(s, report);
    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(s, SQL_store_migration_list);
    e = query_step(q, report, &row);
    query_reset(q);
    return e;
}

static enum err begin_together(struct store *s, struct store **beside, size_t count, struct report *report)
{
    enum err e = store_begin(s, report);
    if (e != ERR_NONE) {
        return e;
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = begin_now(beside[i], report);
    }
    store_rollback(s); /* nothing was written: the turn is given back */
    return e;
}

enum err store_open_beside(struct store *s, const char *url, size_t count, struct report *report,
                           struct store **ret)
{
    size_t opened = 0;
    enum err e = ERR_NONE;
    while (opened < count && e == ERR_NONE) {
        e = store_open(url, STORE_READ, report, &ret[opened]);
        opened += e == ERR_NONE;
    }
    if (e == ERR_NONE) {
        e = begin_together(s, ret, count, report);
    }
    while (e != ERR_NONE && opened > 0) {
        store_close(ret[--opened]);
    }
    return e;
}

size_t store_beside_count(void)
{
    long cpus = sysconf(_SC_NPROCESSORS_ONLN);
    return cpus < 1 ? 1 : cpus > STORE_BESIDE_MAX ? STORE_BESIDE_MAX : (size_t)cpus;
}

struct reading {
    store_reader read;
    void *context;
    struct store *own;
    pthread_t thread;
};

static void *reading_main(void *argument)
{
    const struct reading *r = argument;
    r->read(r->context, r->own);
    return NULL;
}

void store_read_beside(struct store *const *stores, size_t count, store_reader read, void *context)
{
    struct reading readings[STORE_BESIDE_MAX];
    assert(count >= 1 && count <= STORE_BESIDE_MAX);
    for (size_t i = 1; i < count; i++) {
        readings[i] = (struct reading){.read = read, .context = context, .own = stores[i]};
        int rc = pthread_create(&readings[i].thread, NULL, reading_main, &readings[i]);
        assert(rc == 0);
    }
    read(context, stores[0]);
    for (size_t i = 1; i < count; i++) {
        pthread_join(readings[i].thread, NULL);
    }
}
