/*
 * The files of a proposal that was withdrawn: they go when its rows are gone for good. What goes is written
 * with the withdrawal, so that a process killed behind the commit leaves it to whoever starts a job next.
 */
#include "batch/internal.h"

#include <errno.h>
#include <ftw.h>

#define OPEN_FOLDERS 16
#define GONE_BYTES ((size_t)1 << 20)

/* Without the data folder, which may stand elsewhere when it was restored. */
static struct text path_within(const struct session *session, const char *path)
{
    size_t n = strlen(session->folder.path);

    assert(strncmp(path, session->folder.path, n) == 0 && path[n] == '/');
    return text_of(path + n + 1);
}

enum err batch_gone(struct job_run *run, const char *path)
{
    struct query *q = store_query(run->session->store, SQL_batch_gone_add);
    int64_t changed;

    query_set_text(q, "path", path_within(run->session, path));
    return query_run(q, run->report, &changed);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st;
    (void)type;
    (void)at;
    return remove(path) == 0 || errno == ENOENT ? 0 : -1;
}

static enum err remove_all(const struct session *session, const char *const *paths, size_t count,
                           struct arena *arena, struct report *report)
{
    for (size_t i = 0; i < count; i++) { /* one that is not there was never made, or went before */
        const char *path = arena_printf(arena, "%s/%s", session->folder.path, paths[i]);
        if (nftw(path, remove_one, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS) != 0 && errno != ENOENT) {
            char why[128];
            return report_fail(report, ERR_WORLD, "取り下げた実行のファイル「%s」を消せません: %s", path,
                               strerror_r(errno, why, sizeof(why)));
        }
    }
    return ERR_NONE;
}

/* A machine that fails before this is durable has the same paths removed once more. */
static enum err note_done(struct store *s, const char *const *paths, size_t count, struct report *report)
{
    enum err e = store_begin_soon(s, report);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        struct query *q = store_query(s, SQL_batch_gone_done);
        int64_t changed;
        query_set_text(q, "path", text_of(paths[i]));
        e = query_run(q, report, &changed);
    }
    e = e == ERR_NONE ? store_commit(s, report) : e;
    if (e != ERR_NONE) {
        store_rollback(s);
    }
    return e;
}

enum err gone_remove(struct session *session, struct report *report)
{
    struct arena *arena = arena_new("取り下げた実行のファイル", GONE_BYTES);
    struct query *q = store_query(session->store, SQL_batch_gone_list);
    const char **paths = NULL;
    size_t count = 0, capacity = 0;
    bool row = false;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct text path = query_text(q, 0);
        *ARENA_PUSH(arena, paths, count, capacity) = arena_copy(arena, path.bytes, path.len);
    }
    query_reset(q);
    if (e == ERR_NONE && count > 0) {
        e = remove_all(session, paths, count, arena, report);
        e = e == ERR_NONE ? note_done(session->store, paths, count, report) : e;
    }
    arena_free(arena);
    return e;
}
