/*
 * 通知書の表示 -- the notice itself: the PDF that is printed and posted, made by the same code (OP-31,
 * #23).
 *
 * Opening it is an output of its own in the record. The file lies in no folder: it is written, read and
 * removed.
 */
#include "web/templates.h"

#include <inttypes.h>
#include <sys/stat.h>
#include <unistd.h>

#define NOTICE_BYTES_MAX ((size_t)32 << 20)

static enum err notice_act(struct screen_call *call);

const struct screen screen_notice = {
    .path = "/notice/#/#",
    .name = "notice",
    .label = "通知書の表示",
    .permission = PERM_NOTICE_PRINT,
    .shows_persons = true,
    .about = ABOUT_PERSON,
    .may_repeat = true,
    .act_kind = AUDIT_OUTPUT,
    .event = "notice.open",
    .help = "納入通知書を、印刷するものと同じPDFで開きます。開いたことは出力として記録されます。"
            "発送した通知書は、そのときの発行日と通知書番号で作り直します。",
    .act = notice_act,
};

static enum err read_file(struct screen_call *call, const char *path)
{
    struct stat st;
    FILE *f = fopen(path, "rb");
    if (f == NULL || fstat(fileno(f), &st) != 0 || st.st_size <= 0 ||
        (size_t)st.st_size > NOTICE_BYTES_MAX) {
        if (f != NULL) {
            fclose(f);
        }
        return report_fail(call->report, ERR_WORLD, "作った通知書を読めません");
    }
    size_t len = (size_t)st.st_size;
    char *bytes = arena_alloc(call->arena, len, 1);
    bool is_whole = fread(bytes, 1, len, f) == len;
    fclose(f);
    if (!is_whole) {
        return report_fail(call->report, ERR_WORLD, "作った通知書を最後まで読めません");
    }
    call->file = (struct text){bytes, len};
    call->file_type = "application/pdf";
    call->is_printed = true;
    return ERR_NONE;
}

static enum err notice_act(struct screen_call *call)
{
    struct premium_print printed;
    char path[600];
    int n = snprintf(path, sizeof(path), "%.500s/files/preview-XXXXXX", call->session->folder.path);
    assert(n > 0 && (size_t)n < sizeof(path));
    int fd = mkstemp(path);
    if (fd < 0) {
        return report_fail(call->report, ERR_WORLD, "通知書を作る場所がありません（%s）", path);
    }
    close(fd);
    screen_saw(call, call->numbers[0], 0);
    enum err e = premium_notice_print(call->session, call->numbers[0], (int32_t)(call->numbers[1] % 10000),
                                      path, call->report, &printed);
    if (e == ERR_NONE) {
        e = read_file(call, path);
    }
    unlink(path);
    return e;
}
