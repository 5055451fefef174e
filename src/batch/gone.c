/* The files of a proposal that was withdrawn: they go when its rows are gone for good. */
#include "batch/internal.h"

#include <errno.h>
#include <ftw.h>

#define OPEN_FOLDERS 16

void batch_gone(struct job_run *run, const char *path)
{
    struct run_pending *p = run->pending;

    *ARENA_PUSH(p->arena, p->gone, p->gone_count, p->gone_capacity) = arena_string(p->arena, path);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st;
    (void)type;
    (void)at;
    return remove(path) == 0 || errno == ENOENT ? 0 : -1;
}

enum err run_files_remove(struct job_run *run)
{
    struct run_pending *p = run->pending;

    for (size_t i = 0; i < p->gone_count; i++) { /* one that is not there was never made */
        if (nftw(p->gone[i], remove_one, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS) != 0 && errno != ENOENT) {
            char why[128];
            return report_fail(run->report, ERR_WORLD, "取り下げた実行のファイル「%s」を消せません: %s",
                               p->gone[i], strerror_r(errno, why, sizeof(why)));
        }
    }
    p->gone_count = 0;
    return ERR_NONE;
}
