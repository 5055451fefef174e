/* 発送の控えと受渡票 -- files as they lie on the disk, and the lists made from them (NT-20, NX-05). */
#include "premium/notice_gather.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <unistd.h>

#define READ_BYTES 65536u

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

enum err notice_file_look(const char *path, struct report *report, char ret_sha256[SHA256_HEX],
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
        return report_fail(report, ERR_WORLD, "通知書のファイル「%s」を開けません: %s", path,
                           strerror(errno));
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
        return report_fail(report, ERR_WORLD, "通知書のファイル「%s」を読めません: %s", path,
                           strerror(error));
    }
    sha256_done(&sum, digest);
    hex_format(digest, sizeof(digest), ret_sha256);
    *ret_pages = pages;
    return ERR_NONE;
}

static enum err check_file(struct query *q, const char *dir, struct report *report)
{
    char path[1024], sha256[SHA256_HEX];
    int64_t pages;
    struct text file = query_text(q, 0);
    snprintf(path, sizeof(path), "%s/%.*s", dir, (int)file.len, file.bytes);
    enum err e = notice_file_look(path, report, sha256, &pages);
    if (e == ERR_NONE && (!text_is(query_text(q, 1), sha256) || pages != query_i64(q, 3))) {
        e = report_fail(report, ERR_FINDINGS,
                        "通知書のファイル「%s」が作成のときと違います。提案を作り直してください", path);
    }
    return e;
}

enum err notice_files_check(struct store *s, int64_t run_no, const char *root,
                            struct report *report)
{
    bool row;
    struct query *q = store_query(s, SQL_premium_notice_file_of_run);
    query_set_i64(q, "run_no", run_no);
    enum err e;
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        e = check_file(q, root, report);
        if (e != ERR_NONE) {
            break;
        }
    }
    query_reset(q);
    return e;
}

/* -------------------------------------------------------------------------------- records ---- */

static enum err files_of_run(struct store *s, int64_t run_no, struct arena *arena, struct report *report,
                             struct text **ret, size_t *ret_count)
{
    bool row;
    enum err e;
    size_t capacity = 0;
    struct query *q = store_query(s, SQL_premium_notice_file_of_run);
    query_set_i64(q, "run_no", run_no);
    *ret = NULL;
    *ret_count = 0;
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct text name = query_text(q, 0);
        *ARENA_PUSH(arena, *ret, *ret_count, capacity) =
            (struct text){arena_copy(arena, name.bytes, name.len), name.len};
    }
    query_reset(q);
    return e;
}

enum err notice_prints_record(struct session *session, int64_t run_no, const char *root, int32_t year,
                              struct report *report)
{
    char path[1024], sha256[SHA256_HEX], title[80];
    struct text *files;
    size_t count;
    struct arena *arena = arena_new("印刷記録", (size_t)16 << 20);
    enum err e = files_of_run(session->store, run_no, arena, report, &files, &count);
    snprintf(title, sizeof(title), "%" PRId32 "年度 納入通知書 一括", year);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        struct print_record print = {.form = text_of("納入通知書"), .printer = text_of("PDF"),
                                     .title = text_of(title), .file_name = files[i], .is_once = true};
        snprintf(path, sizeof(path), "%s/%.*s", root, (int)files[i].len, files[i].bytes);
        e = notice_file_look(path, report, sha256, &print.sheets);
        if (e == ERR_NONE) {
            e = output_print_record(session, &print, report);
        }
    }
    arena_free(arena);
    return e;
}

/* ---------------------------------------------------------------------------------- lists ---- */

static FILE *open_list(const char *dir, const char *name, struct report *report)
{
    char path[1024];
    snprintf(path, sizeof(path), "%s/%s", dir, name);
    FILE *f = fopen(path, "w");
    if (f == NULL) {
        report_add(report, "受渡票「%s」を書けません: %s", path, strerror(errno));
    }
    return f;
}

static bool close_list(FILE *f)
{
    return f == NULL || (fclose(f) == 0);
}

static void write_row(FILE *to, const struct query *q)
{
    struct text file = query_text(q, 0);
    fprintf(to, "%.*s,%" PRId64 ",%" PRId64 ",%08" PRId64 ",%" PRId64 ",%015" PRId64 ",%" PRId64 ",%" PRId64
            "\r\n",
            (int)file.len, file.bytes, query_i64(q, 1), query_i64(q, 2), query_i64(q, 3),
            query_i64(q, 4), query_i64(q, 5), query_i64(q, 6), query_i64(q, 7));
}

static enum err write_lists(struct store *s, int64_t run_no, FILE *to[2], struct report *report,
                            int64_t *ret_notices)
{
    static const char head[] =
        "ファイル,最初のページ,ページ数,通知書番号,世帯番号,納付義務者番号,版,年間保険料額\r\n";
    bool row;
    struct query *q = store_query(s, SQL_premium_notice_of_run);
    query_set_i64(q, "run_no", run_no);
    fputs(head, to[0]);
    fputs(head, to[1]);
    enum err e;
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        write_row(to[query_i64(q, 8)], q);
        *ret_notices += 1;
    }
    query_reset(q);
    return e;
}

enum err notice_receipts_write(struct store *s, int64_t run_no, const char *root, const char *dir,
                               struct report *report, int64_t *ret_notices)
{
    *ret_notices = 0;
    enum err e = notice_files_check(s, run_no, root, report);
    if (e != ERR_NONE) {
        return e;
    }
    FILE *to[2] = {open_list(dir, "uketori.csv", report), open_list(dir, "uketori-shien.csv", report)};
    e = to[0] != NULL && to[1] != NULL ? write_lists(s, run_no, to, report, ret_notices) : ERR_WORLD;
    bool is_closed = close_list(to[0]);
    is_closed = close_list(to[1]) && is_closed;
    if (e == ERR_NONE && !is_closed) {
        e = report_fail(report, ERR_WORLD, "受渡票を「%s」に書けませんでした", dir);
    }
    return e;
}
