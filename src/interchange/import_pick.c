/* Which layout a file has: each definition tries to read its first record. */
#include "interchange/import.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>

static int is_layout(const struct dirent *e)
{
    size_t len = strlen(e->d_name);
    return len > 7 && e->d_name[0] != '.' && strcmp(e->d_name + len - 7, ".layout") == 0;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

/* NAME of NAME.layout and NAME.vN.layout. */
static bool is_named(const char *file, const char *name)
{
    size_t len = strcspn(file, ".");
    return strlen(name) == len && memcmp(file, name, len) == 0;
}

static enum err add_versions(const char *dir, const char *name, const struct layout_files *files, date day,
                             struct arena *arena, struct report *report, struct layout_set *set,
                             size_t *capacity)
{
    const struct layout **list = NULL;
    size_t count = 0;
    enum err e = layout_versions_load(dir, name, files, arena, report, &list, &count);
    const struct layout *best = NULL;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        bool begun = date_is_none(day) || list[i]->first_day <= date_ymd(day);
        if (date_is_none(day)) {
            *ARENA_PUSH(arena, set->layouts, set->count, *capacity) = list[i];
        } else if (begun && (best == NULL || list[i]->first_day > best->first_day)) {
            best = list[i];
        }
    }
    if (best != NULL) {
        *ARENA_PUSH(arena, set->layouts, set->count, *capacity) = best;
    }
    return e;
}

/* By the heads of the definitions; one that does not say is read whole. */
static bool is_of_other(const char *dir, struct dirent *const *names, int count, const char *partner,
                        struct arena *arena)
{
    for (int i = 0; i < count; i++) {
        const char *of = layout_partner_in(arena_printf(arena, "%s/%s", dir, names[i]->d_name), arena);
        if (of == NULL || strcmp(of, partner) == 0) {
            return false;
        }
    }
    return true;
}

enum err layout_set_load(const char *dir, date day, struct arena *arena, struct report *report,
                         struct layout_set *ret)
{
    return layout_set_load_some(dir, day, NULL, NULL, arena, report, ret);
}

enum err layout_set_load_some(const char *dir, date day, const char *only, const char *partner,
                              struct arena *arena, struct report *report, struct layout_set *ret)
{
    struct dirent **names = NULL;
    int count = scandir(dir, &names, is_layout, by_name);
    enum err e = ERR_NONE;
    struct layout_set set = {NULL, 0};
    size_t capacity = 0;

    if (count < 0) {
        return report_fail(report, ERR_WORLD, "レイアウトのフォルダー「%s」を開けません", dir);
    }
    for (int i = 0, next; i < count; i = next) { /* versions of one name stand together */
        struct layout_files files = {0};
        char name[256];
        (void)snprintf(name, sizeof(name), "%.*s", (int)strcspn(names[i]->d_name, "."), names[i]->d_name);
        for (next = i; next < count && is_named(names[next]->d_name, name); next++) {
            files.is_there[layout_version_of(names[next]->d_name, name)] = true;
        }
        if (only != NULL ? strcmp(only, name) != 0
                         : partner != NULL && is_of_other(dir, &names[i], next - i, partner, arena)) {
            continue;
        }
        enum err one = add_versions(dir, name, &files, day, arena, report, &set, &capacity);
        e = one != ERR_NONE ? one : e;
    }
    for (int i = 0; i < count; i++) {
        free(names[i]);
    }
    free(names);
    if (e == ERR_NONE) {
        *ret = set;
    }
    return e;
}

/*
 * Could this layout have made the file? Its first records are read with all their checks. Without a
 * single one nobody can tell: a heading line says nothing, and a file without line ends is one of those.
 */
static bool can_read(const struct layout *l, const char *path, int64_t records)
{
    struct layout_options probe = {.stop_after = records};
    struct file_receipt receipt = {.records = 0};
    struct report silent;
    report_init(&silent);
    enum err e = layout_read_file_with(l, path, &probe, NULL, NULL, &silent, &receipt);
    report_done(&silent);
    return e == ERR_NONE && receipt.records > 0;
}

static bool is_candidate(const struct layout *l, const char *partner)
{
    return strcmp(l->direction, "out") != 0 && (partner == NULL || strcmp(partner, l->partner) == 0);
}

/* How many candidates can read that many records; the last of them, and all in words. */
static size_t readers_of(const struct layout_set *set, const char *path, const char *partner, int64_t records,
                         const struct layout **ret, char *names, size_t size)
{
    size_t used = 0, count = 0;
    names[0] = '\0';
    for (size_t i = 0; i < set->count; i++) {
        const struct layout *l = set->layouts[i];
        if (is_candidate(l, partner) && can_read(l, path, records)) {
            *ret = l;
            count++;
            int n = snprintf(names + used, size - used, " %s（%s）", l->name, l->partner);
            used = n > 0 && used + (size_t)n < size ? used + (size_t)n : used;
        }
    }
    return count;
}

static enum err pick_named(const struct layout_set *set, const char *name, struct report *report,
                           const struct layout **ret)
{
    for (size_t i = 0; i < set->count; i++) {
        if (strcmp(set->layouts[i]->name, name) == 0) {
            *ret = set->layouts[i];
            return ERR_NONE;
        }
    }
    return report_fail(report, ERR_INPUT,
                       "レイアウト「%s」はありません。`kokuho layout list` に一覧があります", name);
}

/* A name that is no file we can read; why, in words. */
static enum err check_path(const char *path, struct report *report)
{
    struct stat st;
    FILE *f = fopen(path, "rbe");
    int why = f == NULL ? errno : 0;

    if (f == NULL && why == ENOENT) {
        return report_fail(report, ERR_WORLD, "ファイル「%s」はありません。場所と名前を確かめてください",
                           path);
    }
    if (f == NULL) {
        return report_fail(report, ERR_WORLD, "ファイル「%s」を開けません（%s）。読む権限を確かめてください",
                           path, strerror(why));
    }
    bool is_folder = fstat(fileno(f), &st) == 0 && S_ISDIR(st.st_mode);
    fclose(f);
    return is_folder
               ? report_fail(report, ERR_INPUT,
                             "「%s」はフォルダーです。中のファイルをすべて取り込むなら --all %s", path, path)
               : ERR_NONE;
}

static bool is_known_partner(const struct layout_set *set, const char *partner)
{
    for (size_t i = 0; i < set->count; i++) {
        if (strcmp(set->layouts[i]->partner, partner) == 0) {
            return true;
        }
    }
    return false;
}

enum err layout_set_pick(const struct layout_set *set, const char *path, const char *name,
                         const char *partner, struct report *report, const struct layout **ret)
{
    const struct layout *found = NULL;
    char names[REPORT_LINE_BYTES / 2] = "";
    size_t count;

    if (name != NULL) {
        return pick_named(set, name, report, ret);
    }
    enum err e = check_path(path, report);
    if (e != ERR_NONE) {
        return e;
    }
    if (partner != NULL && !is_known_partner(set, partner)) {
        return report_fail(
            report, ERR_INPUT,
            "相手先「%s」のレイアウトはありません。`kokuho layout list` に相手先の名前があります", partner);
    }
    count = readers_of(set, path, partner, 1, &found, names, sizeof(names));
    if (count > 1) { /* heads look alike (types A and B): the record behind decides, if it decides */
        char closer_names[sizeof(names)];
        const struct layout *closer = NULL;
        size_t left = readers_of(set, path, partner, 2, &closer, closer_names, sizeof(closer_names));
        if (left > 0) {
            count = left;
            found = closer;
            memcpy(names, closer_names, sizeof(names));
        }
    }
    if (count == 1) {
        *ret = found;
        return ERR_NONE;
    }
    if (count == 0) {
        return report_fail(report, ERR_INPUT,
                           "ファイル「%s」を読めるレイアウトがありません。--layout で名前を指定すると、"
                           "合わない箇所が分かります", path);
    }
    return report_fail(report, ERR_INPUT,
                       "ファイル「%s」は%zuつのレイアウトで読めます:%s。"
                       "--partner で相手先を、または --layout でレイアウトを指定してください",
                       path, count, names);
}
