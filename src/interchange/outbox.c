/* 渡すファイル -- folders, hashes and the one rename. */
#include "interchange/outbox.h"

#include "base/hash.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum err outbox_folder(const char *path, struct report *report)
{
    char part[OUTBOX_PATH_BYTES];
    int n = snprintf(part, sizeof(part), "%s", path);

    assert(n > 0 && (size_t)n < sizeof(part));
    for (char *at = part + 1;; at++) {
        if (*at == '/' || *at == '\0') {
            char was = *at;
            *at = '\0';
            if (mkdir(part, 0700) != 0 && errno != EEXIST) {
                char why[128];
                return report_fail(report, ERR_WORLD, "フォルダ「%s」を作れません: %s", part,
                                   strerror_r(errno, why, sizeof(why)));
            }
            *at = was;
            if (was == '\0') {
                return ERR_NONE;
            }
        }
    }
}

enum err outbox_wait(const char *kept, const char *waits, struct report *report)
{
    char why[128];

    if ((unlink(waits) != 0 && errno != ENOENT) || link(kept, waits) != 0) {
        return report_fail(report, ERR_WORLD, "渡すファイル「%s」を置けません: %s", waits,
                           strerror_r(errno, why, sizeof(why)));
    }
    return ERR_NONE;
}

static enum err hash_file(const char *path, struct report *report, char ret[SHA256_HEX])
{
    unsigned char bytes[65536], digest[SHA256_BYTES];
    struct sha256 sum;
    ssize_t n = -1;
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    sha256_init(&sum);
    while (fd >= 0 && (n = read(fd, bytes, sizeof(bytes))) > 0) {
        sha256_add(&sum, bytes, (size_t)n);
    }
    if (fd >= 0) {
        close(fd);
    }
    if (n != 0) {
        char why[128];
        return report_fail(report, ERR_WORLD, "渡すファイル「%s」を読めません: %s", path,
                           strerror_r(errno, why, sizeof(why)));
    }
    sha256_done(&sum, digest);
    hex_format(digest, sizeof(digest), ret);
    return ERR_NONE;
}

enum err outbox_check(const char *kept, struct text sha256, struct report *report)
{
    char now[SHA256_HEX];
    enum err e = hash_file(kept, report, now);

    if (e == ERR_NONE && !text_is(sha256, now)) {
        return report_fail(report, ERR_WORLD,
                           "渡すファイル「%s」が作ったときと違います。作り直してください", kept);
    }
    return e;
}

enum err outbox_hand_over(const char *waits, const char *out, struct report *report)
{
    char why[128];

    if (rename(waits, out) != 0 && errno != ENOENT) {
        return report_fail(report, ERR_WORLD, "ファイル「%s」を渡せません: %s", out,
                           strerror_r(errno, why, sizeof(why)));
    }
    return ERR_NONE;
}
