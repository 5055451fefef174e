/* Which layout a file has: each definition tries to read its first record. */
#include "interchange/import.h"

#include <dirent.h>

static int is_layout(const struct dirent *e)
{
    size_t len = strlen(e->d_name);
    return len > 7 && e->d_name[0] != '.' && strcmp(e->d_name + len - 7, ".layout") == 0;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

enum err layout_set_load(const char *dir, struct arena *arena, struct report *report,
                         struct layout_set *ret)
{
    struct dirent **names = NULL;
    int count = scandir(dir, &names, is_layout, by_name);
    enum err e = ERR_NONE;

    if (count < 0) {
        return report_fail(report, ERR_WORLD, "レイアウトのフォルダー「%s」を開けません", dir);
    }
    struct layout_set set = {ARENA_ARRAY(arena, const struct layout *, (size_t)count + 1), 0};
    for (int i = 0; i < count; i++) {
        char *name = names[i]->d_name;
        name[strlen(name) - 7] = '\0';
        const struct layout *l = NULL;
        enum err one = layout_find(dir, name, arena, report, &l);
        if (one == ERR_NONE) {
            set.layouts[set.count++] = l;
        } else {
            e = one;
        }
        free(names[i]);
    }
    free(names);
    if (e == ERR_NONE) {
        *ret = set;
    }
    return e;
}

/* Could this layout have made the file? Its first record is read with all its checks. */
static bool can_read(const struct layout *l, const char *path)
{
    struct layout_options probe = {.stop_after = 1};
    struct report silent;
    report_init(&silent);
    enum err e = layout_read_file_with(l, path, &probe, NULL, NULL, &silent, NULL);
    report_done(&silent);
    return e == ERR_NONE;
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

enum err layout_set_pick(const struct layout_set *set, const char *path, const char *name,
                         const char *partner, struct report *report, const struct layout **ret)
{
    const struct layout *found = NULL;
    char names[REPORT_LINE_BYTES / 2] = "";
    size_t used = 0, count = 0;

    if (name != NULL) {
        return pick_named(set, name, report, ret);
    }
    FILE *f = fopen(path, "rbe");
    if (f == NULL) {
        return report_fail(report, ERR_WORLD, "ファイル「%s」を開けません", path);
    }
    fclose(f);
    for (size_t i = 0; i < set->count; i++) {
        const struct layout *l = set->layouts[i];
        if ((partner == NULL || strcmp(partner, l->partner) == 0) && can_read(l, path)) {
            found = l;
            count++;
            int n = snprintf(names + used, sizeof(names) - used, " %s", l->name);
            used = n > 0 && used + (size_t)n < sizeof(names) ? used + (size_t)n : used;
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
                       "ファイル「%s」は%zuつのレイアウトで読めます:%s。--layout で選んでください", path,
                       count, names);
}
