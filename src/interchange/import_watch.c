/*
 * 見張り -- a folder whose files are taken in as they come (kokuho import --watch; OP-16, NX-07).
 *
 * A file is taken when two looks in a row have seen it with the same size and moment: nobody is writing it
 * any more. Each is taken by itself, so a doubtful one stops no other. What was taken moves to DIR/taken,
 * what was refused to DIR/refused; what failed for the world's sake (the store was locked) stays and is tried
 * again.
 */
#include "interchange/import.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAMES_MAX 1000u

struct seen {
    char name[256];
    int64_t size, moved_ns;
};
struct looks {
    struct seen before[NAMES_MAX], now[NAMES_MAX];
    size_t before_count, now_count;
};

static volatile sig_atomic_t is_over;

static void end_watch(int number)
{
    (void)number;
    is_over = 1;
}

static bool is_same(const struct seen *a, const struct seen *b)
{
    return strcmp(a->name, b->name) == 0 && a->size == b->size && a->moved_ns == b->moved_ns;
}

/* Seen so by the look before: it is complete. */
static bool has_settled(const struct looks *l, const struct seen *file)
{
    for (size_t i = 0; i < l->before_count; i++) {
        if (is_same(&l->before[i], file)) {
            return true;
        }
    }
    return false;
}

static enum err look(const char *dir, struct looks *l, struct report *report)
{
    struct dirent **names = NULL;
    int count = scandir(dir, &names, import_is_data, alphasort);

    if (count < 0) {
        return report_fail(report, ERR_WORLD, "フォルダー「%s」を開けません", dir);
    }
    memcpy(l->before, l->now, l->now_count * sizeof(l->now[0]));
    l->before_count = l->now_count;
    l->now_count = 0;
    for (int i = 0; i < count; i++) {
        char path[4096];
        struct stat st;
        int n = snprintf(path, sizeof(path), "%s/%s", dir, names[i]->d_name);
        if (n > 0 && (size_t)n < sizeof(path) && stat(path, &st) == 0 && S_ISREG(st.st_mode) &&
            l->now_count < NAMES_MAX) {
            struct seen *s = &l->now[l->now_count++];
            snprintf(s->name, sizeof(s->name), "%s", names[i]->d_name);
            s->size = st.st_size;
            s->moved_ns = (int64_t)st.st_mtim.tv_sec * 1000000000 + st.st_mtim.tv_nsec;
        }
        free(names[i]);
    }
    free(names);
    return ERR_NONE;
}

/* Never over another file: the same name on another day gets a number. */
static enum err move_to(const char *dir, const char *name, const char *folder, struct report *report)
{
    char from[4096], place[4096], to[4200];
    struct stat st;
    int n = snprintf(from, sizeof(from), "%s/%s", dir, name);
    int m = snprintf(place, sizeof(place), "%s/%s", dir, folder);

    if (n < 0 || (size_t)n >= sizeof(from) || m < 0 || (size_t)m >= sizeof(place)) {
        return report_fail(report, ERR_WORLD, "ファイルの名前が長すぎます: %s", name);
    }
    if (mkdir(place, 0700) != 0 && errno != EEXIST) {
        return report_fail(report, ERR_WORLD, "フォルダー「%s」を作れません", place);
    }
    for (int i = 0; i < 10000; i++) {
        n = i == 0 ? snprintf(to, sizeof(to), "%s/%.90s", place, name)
                   : snprintf(to, sizeof(to), "%s/%.90s.%d", place, name, i);
        if (n > 0 && (size_t)n < sizeof(to) && lstat(to, &st) != 0 && errno == ENOENT) {
            return rename(from, to) == 0
                       ? ERR_NONE
                       : report_fail(report, ERR_WORLD, "「%s」を「%s」に移せません", from, to);
        }
    }
    return report_fail(report, ERR_WORLD, "「%s」に移す先がありません", from);
}

/* The control file goes with its file. */
static enum err put_away(const char *dir, const char *name, const char *folder, struct report *report)
{
    char control[300], path[4096];
    struct stat st;
    enum err e = move_to(dir, name, folder, report);

    snprintf(control, sizeof(control), "%s.ctl", name);
    snprintf(path, sizeof(path), "%s/%s", dir, control);
    return e == ERR_NONE && stat(path, &st) == 0 ? move_to(dir, control, folder, report) : e;
}

static enum err take_settled(struct command_call *call, const struct import_watch_wish *w, struct looks *l)
{
    enum err worst = ERR_NONE;

    for (size_t i = 0; i < l->now_count && !is_over; i++) {
        char path[4096];
        if (!has_settled(l, &l->now[i])) {
            continue;
        }
        snprintf(path, sizeof(path), "%s/%s", w->dir, l->now[i].name);
        enum err e = w->take(w->context, path);
        if (e != ERR_WORLD) {
            enum err moved =
                put_away(w->dir, l->now[i].name, e == ERR_INPUT ? "refused" : "taken", call->report);
            e = moved != ERR_NONE ? moved : e;
        }
        report_print(call->report, stderr);
        report_clear(call->report);
        fflush(call->out);
        worst = e > worst ? e : worst;
    }
    return worst;
}

enum err import_watch(struct command_call *call, const struct import_watch_wish *w)
{
    struct sigaction action = {.sa_handler = end_watch}, old_int, old_term;
    struct arena *arena = arena_new("見張り", (size_t)8 << 20);
    struct looks *l = ARENA_NEW(arena, struct looks);
    int64_t begun = clock_now_ms();
    enum err worst = ERR_NONE, e = ERR_NONE;

    is_over = 0;
    sigaction(SIGINT, &action, &old_int);
    sigaction(SIGTERM, &action, &old_term);
    while (e == ERR_NONE && !is_over) {
        e = look(w->dir, l, call->report);
        if (e == ERR_NONE) {
            enum err one = take_settled(call, w, l);
            worst = one > worst ? one : worst;
        }
        bool is_long_enough = w->seconds > 0 && clock_now_ms() - begun >= w->seconds * 1000;
        is_over = is_over || is_long_enough;
        if (e == ERR_NONE && !is_over) {
            (void)sleep((unsigned)w->every); /* a signal ends it early */
        }
    }
    sigaction(SIGINT, &old_int, NULL);
    sigaction(SIGTERM, &old_term, NULL);
    arena_free(arena);
    return e != ERR_NONE ? e : worst;
}
