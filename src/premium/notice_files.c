/* 発送の控えと受渡票 -- files as they lie on the disk, and the lists made from them (NT-20, NX-05). */
#include "premium/notice_gather.h"

#include <inttypes.h>

enum err notice_files_check(struct store *s, int64_t run_no, const char *root,
                            struct report *report)
{
    bool row;
    struct query *q = store_query(s, SQL_premium_notice_file_of_run);
    query_set_i64(q, "run_no", run_no);
    enum err e;
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        e = dispatch_file_check(root, query_text(q, 0), query_text(q, 1), query_i64(q, 3), report);
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
        *ARENA_PUSH(arena, *ret, *ret_count, capacity) = text_copy(arena, name);
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
        e = dispatch_file_look(path, report, sha256, &print.sheets);
        if (e == ERR_NONE) {
            e = output_print_record(session, &print, report);
        }
    }
    arena_free(arena);
    return e;
}

/* ---------------------------------------------------------------------------------- lists ---- */

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
    static const char *const names[2] = {"uketori.csv", "uketori-shien.csv"};
    FILE *to[2] = {NULL, NULL};
    for (int i = 0; i < 2 && e == ERR_NONE; i++) {
        e = dispatch_list(dir, names[i], report, &to[i]);
    }
    if (e == ERR_NONE) {
        e = write_lists(s, run_no, to, report, ret_notices);
    }
    for (int i = 0; i < 2; i++) {
        enum err end = to[i] != NULL ? dispatch_list_end(to[i], dir, names[i], report) : ERR_NONE;
        e = e == ERR_NONE ? end : e;
    }
    return e;
}
