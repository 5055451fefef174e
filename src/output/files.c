/* DIR/output/ and days in Japan. */
#include "output/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum err output_folder(const struct data_folder *folder, struct report *report,
                       char ret[OUTPUT_PATH_BYTES])
{
    snprintf(ret, OUTPUT_PATH_BYTES, "%s/output", folder->path);
    if (mkdir(ret, 0700) != 0 && errno != EEXIST) {
        return report_fail(report, ERR_WORLD, "フォルダ「%s」を作れません: %s", ret, strerror(errno));
    }
    return ERR_NONE;
}

/* A file or a folder: what was written or renamed there outlasts a power cut. */
enum err folder_sync(const char *path, struct report *report)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool ok = fd >= 0 && fsync(fd) == 0;
    int error = errno;
    if (fd >= 0) {
        close(fd);
    }
    return ok ? ERR_NONE
              : report_fail(report, ERR_WORLD, "「%s」を確実に書けません: %s", path, strerror(error));
}

date day_in_japan(int64_t at)
{
    return (date){(int32_t)((at + INT64_C(9) * 60 * 60 * 1000) / DAY_MS)};
}
