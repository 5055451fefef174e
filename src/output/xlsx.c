/*
 * XLSX -- one sheet by libxlsxwriter, a row at a time.
 *
 * A workbook is a ZIP whose parts refer to each other, so it is put together before it can be sealed: in
 * files of DIR/output/ that lose their name as soon as they are open (docs/adr/0120-sealed-output.md).
 * libxlsxwriter does not tell when a row could not be put aside, so the finished sheet is read again and
 * its rows are counted.
 */
#include <xlsxwriter.h> /* before our headers: its macros name calls that banned.h takes away */

#include "output/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <unistd.h>
#include <zip.h>

#define SHEET_ROWS_MAX 1048576
#define CELL_CHARACTERS_MAX 32767
#define COPY_BYTES 65536u

struct workbook {
    lxw_workbook *book;
    lxw_worksheet *sheet;
    lxw_format *bold, *number;
    lxw_row_t next;
    int fd; /* of the file without a name */
};

static enum err failed(const char *what, lxw_error error, struct report *report)
{
    return report_fail(report, ERR_WORLD, "%s: %s", what, lxw_strerror(error));
}

static enum err put_text(struct workbook *b, size_t column, struct text t, lxw_format *format,
                         struct report *report)
{
    char cell[4096], *text = cell;
    struct arena *arena = NULL;
    if (t.len >= sizeof(cell)) {
        arena = arena_new("XLSX セル", (size_t)1 << 20);
        text = arena_alloc(arena, t.len + 1, 1);
    }
    for (size_t i = 0; i < t.len; i++) {
        text[i] = (unsigned char)t.bytes[i] < 0x20 || t.bytes[i] == 0x7f ? ' ' : t.bytes[i];
    }
    text[t.len] = '\0';
    lxw_error error = utf8_characters(text, t.len) > CELL_CHARACTERS_MAX
                          ? LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED
                          : worksheet_write_string(b->sheet, b->next, (lxw_col_t)column, text, format);
    arena_free(arena);
    return error == LXW_NO_ERROR ? ERR_NONE : failed("セルを書けません", error, report);
}

static enum err put_heads(struct writer *w, struct report *report)
{
    struct workbook *b = w->own;
    enum err e = ERR_NONE;
    for (size_t i = 0; i < w->chosen_count && e == ERR_NONE; i++) {
        e = put_text(b, i, text_of(w->columns[w->chosen[i]].label), b->bold, report);
    }
    b->next = 1;
    return e;
}

/* A file of `spool` that has no name any more. */
static enum err open_nameless(const char *spool, struct report *report, int *ret)
{
    char path[OUTPUT_PATH_BYTES + 20];
    snprintf(path, sizeof(path), "%s/.xlsx-XXXXXX", spool);
    int fd = mkostemp(path, O_CLOEXEC); /* 0600 */
    if (fd < 0) {
        return report_fail(report, ERR_WORLD, "「%s」にファイルを作れません: %s", spool, strerror(errno));
    }
    if (unlink(path) != 0) {
        close(fd);
        return report_fail(report, ERR_WORLD, "「%s」の名前を消せません: %s", path, strerror(errno));
    }
    *ret = fd;
    return ERR_NONE;
}

static enum err begin(struct writer *w, struct report *report)
{
    struct workbook *b = ARENA_NEW(w->arena, struct workbook);
    char *foot = arena_printf(w->arena, "&L%s&R&P / &N", w->foot);
    enum err e = open_nameless(w->spool, report, &b->fd);
    if (e != ERR_NONE) {
        return e;
    }
    lxw_workbook_options options = {.constant_memory = LXW_TRUE,
                                    .tmpdir = arena_string(w->arena, w->spool),
                                    .use_zip64 = LXW_TRUE};
    b->book = workbook_new_opt(arena_printf(w->arena, "/proc/self/fd/%d", b->fd), &options);
    b->sheet = b->book != NULL ? workbook_add_worksheet(b->book, "一覧") : NULL;
    w->own = b;
    if (b->sheet == NULL) {
        return report_fail(report, ERR_WORLD, "XLSXの準備ができません（「%s」に書けますか）", w->spool);
    }
    b->bold = workbook_add_format(b->book);
    b->number = workbook_add_format(b->book);
    format_set_bold(b->bold);
    format_set_num_format(b->number, "#,##0");
    worksheet_set_column(b->sheet, 0, (lxw_col_t)(w->chosen_count - 1), 16, NULL);
    worksheet_freeze_panes(b->sheet, 1, 0);
    lxw_error error = worksheet_set_footer(b->sheet, foot);
    return error == LXW_NO_ERROR ? put_heads(w, report) : failed("透かしを付けられません", error, report);
}

static enum err row(struct writer *w, const struct cell_value *cells, struct report *report)
{
    struct workbook *b = w->own;
    enum err e = ERR_NONE;
    for (size_t i = 0; i < w->chosen_count && e == ERR_NONE; i++) {
        const struct cell_value *cell = &cells[w->chosen[i]];
        if (!cell->is_number) {
            e = put_text(b, i, cell->text, NULL, report);
            continue;
        }
        lxw_error error =
            worksheet_write_number(b->sheet, b->next, (lxw_col_t)i, (double)cell->number, b->number);
        e = error == LXW_NO_ERROR ? ERR_NONE : failed("セルを書けません", error, report);
    }
    b->next++;
    return e;
}

/* --------------------------------------------------------------------------------- 確かめる ---- */

/* Rows of the sheet as they lie in the file; -1 when it cannot be read to its end. */
static int64_t count_rows(int fd)
{
    static const char mark[] = "<row ";
    char path[40], bytes[COPY_BYTES + sizeof(mark)];
    int64_t rows = 0;
    zip_int64_t n = -1;
    size_t kept = 0;
    snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    zip_t *zip = zip_open(path, ZIP_RDONLY, NULL);
    zip_file_t *sheet = zip != NULL ? zip_fopen(zip, "xl/worksheets/sheet1.xml", 0) : NULL;
    while (sheet != NULL && (n = zip_fread(sheet, bytes + kept, COPY_BYTES)) > 0) {
        size_t len = kept + (size_t)n;
        const char *at = bytes, *end = bytes + len;
        while ((at = memmem(at, (size_t)(end - at), mark, sizeof(mark) - 1)) != NULL) {
            rows++;
            at += sizeof(mark) - 1;
        }
        kept = len < sizeof(mark) - 2 ? len : sizeof(mark) - 2;
        memmove(bytes, bytes + len - kept, kept);
    }
    if (sheet != NULL) {
        zip_fclose(sheet);
    }
    if (zip != NULL) {
        zip_discard(zip);
    }
    return n == 0 ? rows : -1;
}

static enum err copy(struct writer *w, int fd, struct report *report)
{
    char bytes[COPY_BYTES];
    ssize_t n = 0;
    enum err e = lseek(fd, 0, SEEK_SET) == 0 ? ERR_NONE : ERR_WORLD;
    while (e == ERR_NONE && (n = read(fd, bytes, sizeof(bytes))) > 0) {
        e = seal_write(w->seal, bytes, (size_t)n, report);
    }
    return e == ERR_NONE && n < 0
               ? report_fail(report, ERR_WORLD, "XLSXを読み返せません: %s", strerror(errno))
               : e;
}

static enum err end(struct writer *w, struct report *report)
{
    struct workbook *b = w->own;
    enum err e = ERR_NONE;
    lxw_error error = workbook_close(b->book);
    b->book = NULL;
    if (error != LXW_NO_ERROR) {
        e = failed("XLSXを書けません", error, report);
    } else if (count_rows(b->fd) != (int64_t)b->next) {
        e = report_fail(report, ERR_WORLD, "XLSXの行数が合いません。ディスクの空きを確かめてください");
    } else {
        e = copy(w, b->fd, report);
    }
    close(b->fd);
    w->own = NULL;
    return e;
}

/* The library frees a workbook only by closing it; what it writes goes with the file. */
static void abandon(struct writer *w)
{
    struct workbook *b = w->own;
    if (b != NULL) {
        if (b->book != NULL && workbook_close(b->book) != LXW_NO_ERROR) {
            b->book = NULL; /* freed all the same */
        }
        close(b->fd);
        w->own = NULL;
    }
}

const struct writer_kind writer_xlsx = {"list.xlsx", SHEET_ROWS_MAX - 1, begin, row, end, abandon};
