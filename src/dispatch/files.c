/* 発送のファイル -- folders of a run, files as they lie on the disk. */
#include "dispatch/dispatch.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sys/stat.h>
#include <unistd.h>

#define READ_BYTES 65536u

void dispatch_folder(const struct session *session, const char *what, int64_t run_no,
                     char ret[DISPATCH_PATH_BYTES])
{
    snprintf(ret, DISPATCH_PATH_BYTES, "%.500s/files/%.40s/%" PRId64, session->folder.path, what, run_no);
}

enum err dispatch_folder_make(const char *dir, struct report *report)
{
    char path[DISPATCH_PATH_BYTES];

    snprintf(path, sizeof(path), "%s", dir);
    for (char *at = path + 1;; at++) {
        if (*at == '/' || *at == '\0') {
            char kept = *at;
            *at = '\0';
            if (mkdir(path, 0700) != 0 && errno != EEXIST) {
                return report_fail(report, ERR_WORLD, "フォルダ「%s」を作れません: %s", path,
                                   strerror(errno));
            }
            *at = kept;
            if (kept == '\0') {
                return ERR_NONE;
            }
        }
    }
}

void dispatch_folder_remove(const char *dir)
{
    char path[DISPATCH_PATH_BYTES + 300];
    DIR *d = opendir(dir);

    for (struct dirent *entry; d != NULL && (entry = readdir(d)) != NULL;) {
        if (entry->d_name[0] != '.') {
            snprintf(path, sizeof(path), "%s/%.255s", dir, entry->d_name);
            unlink(path);
        }
    }
    if (d != NULL) {
        closedir(d);
        rmdir(dir);
    }
}

/* Page objects of our own writer; the pattern may lie across two reads. */
static int64_t count_pages(const char *bytes, size_t len)
{
    static const char page[] = "/Type /Page /Parent";
    int64_t count = 0;
    const char *at = bytes, *end = bytes + len;

    while ((at = memmem(at, (size_t)(end - at), page, sizeof(page) - 1)) != NULL) {
        count++;
        at += sizeof(page) - 1;
    }
    return count;
}

enum err dispatch_file_look(const char *path, struct report *report, char ret_sha256[SHA256_HEX],
                            int64_t *ret_pages)
{
    char bytes[READ_BYTES + 32];
    unsigned char digest[SHA256_BYTES];
    struct sha256 sum;
    size_t kept = 0;
    int64_t pages = 0;
    ssize_t n;
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0) {
        return report_fail(report, ERR_WORLD, "ファイル「%s」を開けません: %s", path, strerror(errno));
    }
    sha256_init(&sum);
    while ((n = read(fd, bytes + kept, READ_BYTES)) > 0) {
        sha256_add(&sum, bytes + kept, (size_t)n);
        size_t len = kept + (size_t)n;
        pages += count_pages(bytes, len);
        kept = len < 18 ? len : 18; /* one less than the pattern */
        memmove(bytes, bytes + len - kept, kept);
    }
    bool failed = n < 0 || fsync(fd) != 0;
    int error = errno;
    close(fd);
    if (failed) {
        return report_fail(report, ERR_WORLD, "ファイル「%s」を読めません: %s", path, strerror(error));
    }
    sha256_done(&sum, digest);
    hex_format(digest, sizeof(digest), ret_sha256);
    *ret_pages = pages;
    return ERR_NONE;
}

enum err dispatch_file_check(const char *dir, struct text name, struct text sha256, int64_t pages,
                             struct report *report)
{
    char path[DISPATCH_PATH_BYTES + 200], found[SHA256_HEX];
    int64_t found_pages;

    snprintf(path, sizeof(path), "%s/%.*s", dir, (int)(name.len < 180 ? name.len : 180), name.bytes);
    enum err e = dispatch_file_look(path, report, found, &found_pages);
    return e == ERR_NONE && (!text_is(sha256, found) || pages != found_pages)
               ? report_fail(report, ERR_INPUT,
                             "ファイル「%s」が作成のときと違います。元に戻すか、提案を作り直してください",
                             path)
               : e;
}

enum err dispatch_list(const char *dir, const char *name, struct report *report, FILE **ret)
{
    char path[DISPATCH_PATH_BYTES + 80];

    snprintf(path, sizeof(path), "%s/%.60s", dir, name);
    *ret = fopen(path, "w");
    return *ret != NULL
               ? ERR_NONE
               : report_fail(report, ERR_WORLD, "一覧「%s」を書けません: %s", path, strerror(errno));
}

enum err dispatch_list_end(FILE *f, const char *dir, const char *name, struct report *report)
{
    bool failed = fflush(f) != 0 || ferror(f) || fsync(fileno(f)) != 0;

    failed = fclose(f) != 0 || failed;
    return failed ? report_fail(report, ERR_WORLD, "一覧「%s/%s」を書き終えられません", dir, name)
                  : ERR_NONE;
}
