/*
 * 通報の方法 -- one alarm to a program, to the end of a file, or as a mail into a spool folder.
 *
 * Rows    OP-15. The program gets the alarm as one line of JSON on its standard input, no words of it as
 * arguments, and nothing of our environment; it runs without a shell and is stopped when it takes too long.
 */
#include "watch/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <jansson.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATH_BYTES 700

static char *json_line(const struct data_folder *folder, const struct watch_alarm *a)
{
    json_t *o = json_pack("{s:I, s:s, s:s%, s:s%, s:s%, s:I, s:b}", "alarm", (json_int_t)a->alarm_no,
                          "municipality", folder->municipality, "key", a->key.bytes, a->key.len, "kind",
                          a->kind.bytes, a->kind.len, "words", a->words.bytes, a->words.len, "raised_at_ms",
                          (json_int_t)a->at, "over", a->is_over);
    char *line = o != NULL ? json_dumps(o, JSON_COMPACT) : NULL;
    json_decref(o);
    assert(line != NULL); /* every word is UTF-8 of ours */
    return line;
}

/* Inside the data folder when it does not begin at the root. */
static bool place_of(const struct data_folder *folder, const char *to, char ret[PATH_BYTES])
{
    int n = to[0] == '/' ? snprintf(ret, PATH_BYTES, "%s", to)
                         : snprintf(ret, PATH_BYTES, "%s/%s", folder->path, to);
    return n > 0 && n < PATH_BYTES;
}

static bool write_all(int fd, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t n = write(fd, bytes, len);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            return false;
        }
        bytes += n;
        len -= (size_t)n;
    }
    return true;
}

/* ----------------------------------------------------------------------------------- a file -- */

static enum err to_file(const char *path, const char *line, struct report *report)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
    bool ok = fd >= 0 && write_all(fd, line, strlen(line)) && write_all(fd, "\n", 1) && fdatasync(fd) == 0;
    int why = errno;
    if (fd >= 0) {
        ok = close(fd) == 0 && ok;
    }
    return ok ? ERR_NONE
              : report_fail(report, ERR_WORLD, "通報のファイル %s に書けません: %s", path, strerror(why));
}

/* ---------------------------------------------------------------------------------- a spool -- */

/* A message that a mail program takes from the folder: there whole, or not at all. */
static enum err to_spool(const struct data_folder *folder, const char *dir, const struct watch_alarm *a,
                         const char *line, struct report *report)
{
    char part[PATH_BYTES + 60], path[PATH_BYTES + 60];
    struct textbuf mail;
    snprintf(part, sizeof(part), "%s/.kokuho-%s-%" PRId64 ".part", dir, folder->municipality, a->alarm_no);
    snprintf(path, sizeof(path), "%s/kokuho-%s-%" PRId64 ".eml", dir, folder->municipality, a->alarm_no);
    textbuf_init(&mail, 8192);
    textbuf_printf(&mail,
                   "Subject: kokuho %s alarm %" PRId64 " %.*s\r\nMIME-Version: 1.0\r\n"
                   "Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
                   "%.*s\r\n\r\n%s\r\n",
                   folder->municipality, a->alarm_no, (int)a->kind.len, a->kind.bytes, (int)a->words.len,
                   a->words.bytes, line);
    int fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    bool ok = fd >= 0 && !mail.overflow && write_all(fd, mail.bytes, mail.len) && fsync(fd) == 0;
    int why = errno;
    if (fd >= 0) {
        ok = close(fd) == 0 && ok;
    }
    textbuf_done(&mail);
    if (!ok || rename(part, path) != 0) {
        return report_fail(report, ERR_WORLD, "通報のフォルダ %s に置けません: %s", dir,
                           strerror(ok ? errno : why));
    }
    return ERR_NONE;
}

/* -------------------------------------------------------------------------------- a program -- */

_Noreturn static void be_program(const char *path, int in)
{
    char *const argv[] = {(char *)path, NULL}, *const environment[] = {NULL};
    int null = open("/dev/null", O_WRONLY);
    signal(SIGPIPE, SIG_DFL);
    if (null < 0 || dup2(in, 0) < 0 || dup2(null, 1) < 0 || dup2(null, 2) < 0) {
        _exit(126);
    }
    (void)close_range(3, ~0u, 0);
    execve(path, argv, environment);
    _exit(127);
}

/* Waits so long and no longer. */
static bool ended_well(pid_t child, int64_t seconds, int *ret_how)
{
    for (int64_t left = seconds * 50; left >= 0; left--) {
        pid_t done = waitpid(child, ret_how, WNOHANG);
        if (done == child) {
            return WIFEXITED(*ret_how) && WEXITSTATUS(*ret_how) == 0;
        }
        (void)usleep(20000);
    }
    (void)kill(child, SIGKILL);
    (void)waitpid(child, ret_how, 0);
    return false;
}

static enum err to_program(const char *path, int64_t seconds, const char *line, struct report *report)
{
    int pipe_ends[2], how = 0;
    if (pipe2(pipe_ends, O_CLOEXEC) != 0) {
        return report_fail(report, ERR_WORLD, "通報の準備ができません: %s", strerror(errno));
    }
    pid_t child = fork();
    if (child == 0) {
        be_program(path, pipe_ends[0]);
    }
    close(pipe_ends[0]);
    if (child < 0) {
        close(pipe_ends[1]);
        return report_fail(report, ERR_WORLD, "通報のプログラム %s を始められません: %s", path,
                           strerror(errno));
    }
    void (*before)(int) = signal(SIGPIPE, SIG_IGN); /* who does not read is judged by how he ends */
    (void)write_all(pipe_ends[1], line, strlen(line));
    (void)write_all(pipe_ends[1], "\n", 1);
    close(pipe_ends[1]);
    bool ok = ended_well(child, seconds, &how);
    signal(SIGPIPE, before);
    return ok ? ERR_NONE
              : report_fail(report, ERR_WORLD,
                            "通報のプログラム %s が%sで終わりました。動くことを確かめてください", path,
                            WIFSIGNALED(how) ? "時間切れか信号" : "誤り");
}

enum err watch_hand_over(const struct data_folder *folder, const struct watch_settings *settings,
                         const struct watch_alarm *alarm, struct report *report)
{
    char path[PATH_BYTES];
    if (!place_of(folder, settings->tell_to, path)) {
        return report_fail(report, ERR_INPUT, "通報の場所の名前が長すぎます: %s", settings->tell_to);
    }
    char *line = json_line(folder, alarm);
    bool is_file = strcmp(settings->tell_way, "file") == 0;
    bool is_spool = strcmp(settings->tell_way, "spool") == 0;
    enum err e = is_file    ? to_file(path, line, report)
                 : is_spool ? to_spool(folder, path, alarm, line, report)
                            : to_program(path, settings->tell_seconds, line, report);
    free(line); /* handle of the JSON library */
    return e;
}
