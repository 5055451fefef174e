/* 帳票の答え -- a document printed for one request: made beside the data, sent as the page, removed. */
#include "web/screen.h"

#include <sys/stat.h>
#include <unistd.h>

#define PAPER_BYTES_MAX ((size_t)32 << 20)

static enum err read_paper(struct screen_call *call, const char *path)
{
    struct stat st;
    FILE *f = fopen(path, "rb");
    if (f == NULL || fstat(fileno(f), &st) != 0 || st.st_size <= 0 || (size_t)st.st_size > PAPER_BYTES_MAX) {
        if (f != NULL) {
            fclose(f);
        }
        return report_fail(call->report, ERR_WORLD, "作った帳票を読めません");
    }
    size_t len = (size_t)st.st_size;
    char *bytes = arena_alloc(call->arena, len, 1);
    bool is_whole = fread(bytes, 1, len, f) == len;
    fclose(f);
    if (!is_whole) {
        return report_fail(call->report, ERR_WORLD, "作った帳票を最後まで読めません");
    }
    call->file = (struct text){bytes, len};
    call->file_type = "application/pdf";
    return ERR_NONE;
}

enum err screen_answer_paper(struct screen_call *call, screen_paper_fn print, const void *context)
{
    char path[600];
    int n = snprintf(path, sizeof(path), "%.500s/files/paper-XXXXXX", call->session->folder.path);

    assert(n > 0 && (size_t)n < sizeof(path));
    int fd = mkstemp(path);
    if (fd < 0) {
        return report_fail(call->report, ERR_WORLD, "帳票を作る場所がありません（%s）", path);
    }
    close(fd);
    enum err e = print(call, context, path);
    if (e == ERR_NONE) {
        e = read_paper(call, path);
    }
    unlink(path);
    return e;
}
