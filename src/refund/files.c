/* 還付の書類のファイル -- where a run's papers lie, their hashes, their record as prints (OP-11). */
#include "refund/files.h"

#include "output/output.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sys/stat.h>
#include <unistd.h>

enum err refund_folder(const struct job_run *run, char ret[REFUND_PATH_BYTES])
{
    char *end = ret + snprintf(ret, REFUND_PATH_BYTES, "%.500s/files/refunds/%" PRId64,
                               run->session->folder.path, run->run_no);

    for (char *at = ret + 1; at <= end; at++) {
        if (*at == '/' || *at == '\0') {
            char kept = *at;
            *at = '\0';
            if (mkdir(ret, 0700) != 0 && errno != EEXIST) {
                return report_fail(run->report, ERR_WORLD, "フォルダ「%s」を作れません: %s", ret,
                                   strerror(errno));
            }
            *at = kept;
        }
    }
    return ERR_NONE;
}

enum err refund_file_hash(const char *path, struct report *report, char ret[SHA256_HEX])
{
    unsigned char bytes[1 << 14], digest[SHA256_BYTES];
    struct sha256 sum;
    ssize_t n;
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0) {
        return report_fail(report, ERR_WORLD, "ファイル「%s」を開けません: %s", path, strerror(errno));
    }
    sha256_init(&sum);
    while ((n = read(fd, bytes, sizeof(bytes))) > 0) {
        sha256_add(&sum, bytes, (size_t)n);
    }
    bool failed = n < 0 || fsync(fd) != 0;
    close(fd);
    if (failed) {
        return report_fail(report, ERR_WORLD, "ファイル「%s」を読めません", path);
    }
    sha256_done(&sum, digest);
    hex_format(digest, sizeof(digest), ret);
    return ERR_NONE;
}

enum err refund_file_open(struct job_run *run, struct refund_file *f)
{
    char path[REFUND_PATH_BYTES + 64];
    enum err e;

    if (f->document != NULL) {
        return ERR_NONE;
    }
    e = refund_folder(run, path);
    size_t n = strlen(path);
    snprintf(path + n, sizeof(path) - n, "/%s", f->name);
    return e == ERR_NONE ? document_open(path, f->form, run->report, &f->document) : e;
}

enum err refund_file_close(struct job_run *run, struct refund_file *f)
{
    char name[80];
    int64_t pages;
    enum err e;

    if (f->document == NULL) {
        return ERR_NONE;
    }
    pages = document_pages(f->document);
    e = document_close(f->document, run->report);
    f->document = NULL;
    if (e != ERR_NONE || f->units == 0) {
        return e == ERR_FINDINGS ? ERR_NONE : e;
    }
    snprintf(name, sizeof(name), "refunds/%" PRId64 "/%s", run->run_no, f->name);
    const struct print_record print = {.form = text_of(f->form),
                                       .printer = text_of("PDF"),
                                       .title = text_of(f->form),
                                       .file_name = text_of(name),
                                       .sheets = pages,
                                       .is_once = true};
    return output_print_record(run->session, &print, run->report);
}

void refund_file_abandon(struct refund_file *f)
{
    if (f->document != NULL) {
        document_abandon(f->document);
        f->document = NULL;
    }
}
