/* The table of libpq's calls: one page of its own, filled once for the process. */
#define LIBPQ_TABLE_ONLY
#include "store/libpq.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stddef.h>
#include <sys/mman.h>

#define LIBRARY "libpq.so.5"
#define WHY_BYTES 300

const struct libpq *libpq;

static char why[WHY_BYTES]; /* it could not be loaded; "" = it was */

static void *own_page(void)
{
    void *page = mmap(NULL, sizeof(struct libpq), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return page != MAP_FAILED ? page : NULL;
}

/* False: `name` is not in the library. */
static bool find(void *library, const char *name, void *to)
{
    void *found = dlsym(library, name);
    memcpy(to, &found, sizeof(found));
    return found != NULL;
}

static void load(void)
{
    static const struct {
        const char *name;
        size_t at;
    } calls[] = {
#define LIBPQ_ENTRY(name) {#name, offsetof(struct libpq, name)},
        LIBPQ_CALLS(LIBPQ_ENTRY)
#undef LIBPQ_ENTRY
    };
    void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
    char *page = library != NULL ? own_page() : NULL;
    bool ok = page != NULL;
    for (size_t i = 0; i < COUNT_OF(calls) && ok; i++) {
        ok = find(library, calls[i].name, page + calls[i].at);
    }
    if (ok && mprotect(page, sizeof(struct libpq), PROT_READ) == 0) {
        libpq = (const struct libpq *)(const void *)page;
        return;
    }
    const char *words = dlerror();
    snprintf(why, sizeof(why), "%s", words != NULL ? words : strerror(errno));
}

enum err libpq_load(struct report *report)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    return libpq != NULL ? ERR_NONE
                         : report_fail(report, ERR_WORLD, "PostgreSQL の部品 " LIBRARY " を使えません: %s",
                                       why);
}
