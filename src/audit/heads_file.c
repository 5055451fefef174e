/*
 * heads.tsv -- the signed heads outside of the store; it grows at its end only.
 *
 * A head is a row first and a line behind it. Whoever is killed in between leaves a row without its line,
 * and so does a power failure before the line was on the disk: the next head that is written, by whatever
 * process, writes the lines behind the file's last one that are missing. A line that is missing before the
 * last one stays a finding of verify, and so does an empty file: neither comes from a kill, for the first
 * line of all waits for the disk.
 */
#include "audit/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define TAIL_BYTES 65536 /* more lines than processes can have between row and line */

struct heads_file {
    int fd;
    const char *path;
    bool waits;
    char tail[TAIL_BYTES];
    size_t len;      /* of tail: the last whole lines */
    size_t torn_len; /* behind it, without the end of a line */
    int64_t last;    /* the greatest number among them; 0 = no line */
    struct audit_head last_head;
};

static enum err cannot(const struct heads_file *f, const char *what, struct report *report)
{
    return report_fail(report, ERR_WORLD, "記録の見出し %s を%s: %s", f->path, what, strerror(errno));
}

static enum err read_tail(struct heads_file *f, struct report *report)
{
    struct stat st;
    if (fstat(f->fd, &st) != 0) {
        return cannot(f, "読めません", report);
    }
    off_t from = st.st_size > TAIL_BYTES ? st.st_size - TAIL_BYTES : 0;
    size_t have = 0, wanted = (size_t)(st.st_size - from);
    while (have < wanted) {
        ssize_t n = pread(f->fd, f->tail + have, wanted - have, from + (off_t)have);
        if (n <= 0) {
            return cannot(f, "読めません", report);
        }
        have += (size_t)n;
    }
    f->len = have;
    while (f->len > 0 && f->tail[f->len - 1] != '\n') {
        f->len--;
    }
    f->torn_len = have - f->len;
    return ERR_NONE;
}

/*
 * The greatest head among the lines of the tail. From the end: lines stand nearly in order, so that few are
 * read beyond their number. A line that cannot be read is verify's to tell.
 */
static void find_last(struct heads_file *f)
{
    for (size_t end = f->len; end > 0;) {
        const char *before = end > 1 ? memrchr(f->tail, '\n', end - 1) : NULL;
        size_t at = before != NULL ? (size_t)(before - f->tail) + 1 : 0;
        struct text line = {f->tail + at, end - 1 - at};
        const char *tab = memchr(line.bytes, '\t', line.len);
        struct audit_head head;
        int64_t number;
        bool is_less = tab != NULL && parse_i64(line.bytes, (size_t)(tab - line.bytes), 0, f->last, &number);
        if (!is_less && audit_head_parse(line, &head) && head.head_no > f->last) {
            f->last = head.head_no;
            f->last_head = head;
        }
        end = at;
    }
}

static bool has_line(const struct heads_file *f, const struct audit_head *head)
{
    char line[AUDIT_HEAD_LINE];
    audit_head_format(head, line);
    return f->len > 0 && memmem(f->tail, f->len, line, strlen(line)) != NULL;
}

/* At the end of the file. What a power cut tore is completed, or ended. */
static enum err append(struct heads_file *f, const struct audit_head *head, struct report *report)
{
    char line[AUDIT_HEAD_LINE + 1];
    size_t skip = 0;
    audit_head_format(head, line + 1);
    line[0] = '\n';
    if (f->torn_len == 0) {
        skip = 1;
    } else if (f->torn_len < strlen(line + 1) && memcmp(f->tail + f->len, line + 1, f->torn_len) == 0) {
        skip = 1 + f->torn_len;
    }
    ssize_t length = (ssize_t)(strlen(line) - skip);
    if (write(f->fd, line + skip, (size_t)length) != length || (f->waits && fdatasync(f->fd) != 0)) {
        return cannot(f, "書けません", report);
    }
    f->torn_len = 0;
    return ERR_NONE;
}

/* The file's last line stands in the store as it is: only then the store may say what follows it. */
static enum err last_is_known(struct store *s, const struct heads_file *f, struct report *report, bool *ret)
{
    struct audit_head inside;
    bool row;
    struct query *q = store_query(s, SQL_audit_head_one);
    query_set_i64(q, "head_no", f->last);
    enum err e = query_step(q, report, &row);
    *ret = e == ERR_NONE && row && audit_head_read(q, &inside) &&
           memcmp(inside.signature, f->last_head.signature, AUDIT_SIGNATURE_BYTES) == 0;
    query_reset(q);
    return e;
}

/* Rows between the last line and `head`, up to the first that does not carry our signature. */
static enum err append_missing(struct store *s, struct heads_file *f, const struct audit_head *head,
                               struct report *report)
{
    bool row = false, known = false;
    enum err e = f->last > 0 && f->last + 1 < head->head_no ? last_is_known(s, f, report, &known) : ERR_NONE;
    if (e != ERR_NONE || !known) {
        return e;
    }
    struct query *q = store_query(s, SQL_audit_head_between);
    query_set_i64(q, "after", f->last);
    query_set_i64(q, "before", head->head_no);
    int64_t next = f->last + 1;
    while (e == ERR_NONE && (e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct audit_head missing;
        if (!audit_head_read(q, &missing) || missing.head_no != next++ ||
            memcmp(missing.public_key, head->public_key, AUDIT_KEY_BYTES) != 0 ||
            !audit_head_is_signed(&missing)) {
            break;
        }
        e = append(f, &missing, report);
    }
    query_reset(q);
    return e;
}

enum err audit_head_write(struct store *s, const char *folder, const struct audit_head *head, bool waits,
                          struct report *report)
{
    char path[AUDIT_PATH_BYTES];
    struct arena *arena = arena_new("記録の見出し", (size_t)1 << 18);
    struct heads_file *f = ARENA_NEW(arena, struct heads_file);
    enum err e = ERR_NONE;
    f->path = path;
    f->fd = -1;
    f->waits = waits;
    if (!audit_path(folder, "heads.tsv", path)) {
        e = report_fail(report, ERR_WORLD, "データフォルダの名前が長すぎます");
    }
    if (e == ERR_NONE) {
        f->fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        e = f->fd < 0 || flock(f->fd, LOCK_EX) != 0 ? cannot(f, "開けません", report) : ERR_NONE;
    }
    if (e == ERR_NONE) {
        e = read_tail(f, report);
    }
    if (e == ERR_NONE) {
        find_last(f);
        e = append_missing(s, f, head, report);
    }
    if (e == ERR_NONE && !has_line(f, head)) { /* another process may have written it for us */
        e = append(f, head, report);
    }
    if (f->fd >= 0 && close(f->fd) != 0 && e == ERR_NONE) {
        e = cannot(f, "書けません", report);
    }
    arena_free(arena);
    return e;
}
