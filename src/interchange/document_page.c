/*
 * docs/layouts.md: every definition and every conversion table as one page, made from the files themselves
 * (`kokuho layout page`). Which field becomes which stands there as the table says it, in both directions.
 */
#include "interchange/document_layout.h"
#include "interchange/import.h"

#include <dirent.h>

static const char page_head[] =
    "# Layouts and conversions\n\n"
    "Made by `kokuho layout page > docs/layouts.md` from `layouts/` and `maps/`. `kokuho layout show NAME` "
    "prints one\nform with its positions; `layouts/README.md` explains the words.\n\n"
    "## Layouts\n\n";
static const char page_middle[] =
    "\n## Conversions\n\n"
    "`kokuho layout convert FROM TO FILE`. A form that builds on another one uses that one's table unless it "
    "has its\nown.\n";

static void layouts_table(const struct layout_set *set, FILE *to)
{
    fputs("| name | what | partner | way | version | from | form | status |\n"
          "|---|---|---|---|---|---|---|---|\n", to);
    for (size_t i = 0; i < set->count; i++) {
        const struct layout *l = set->layouts[i];
        char form[64];
        int n = l->framing == FRAMING_FIXED ? snprintf(form, sizeof(form), "fixed %zu", l->fixed_len)
                                            : snprintf(form, sizeof(form), "csv");
        assert(n > 0);
        fprintf(to, "| `%s` | %s | %s | %s | %lld | %s | %s, %s%s%s | %s |\n", l->name, l->label, l->partner,
                l->direction, (long long)l->version, l->valid_from != NULL ? l->valid_from : "", form,
                l->charset_words, l->based_on != NULL ? ", as " : "", l->based_on != NULL ? l->based_on : "",
                l->status);
    }
}

static const struct layout *of_name(const struct layout_set *set, struct text name)
{
    for (size_t i = 0; i < set->count; i++) {
        if (text_is(name, set->layouts[i]->name)) {
            return set->layouts[i];
        }
    }
    return NULL;
}

static void map_table(const struct layout *from, const struct layout *to, const struct map *m, FILE *out)
{
    const char *moment = m->moment == MAP_AT_BEGIN ? "（始めに1件）"
                         : m->moment == MAP_AT_END ? "（終わりに1件）"
                                                   : from->records[m->record].name;
    size_t record = layout_record(to, m->event);
    fprintf(out, "\n`%s` ← `%s`%s%s%s\n", m->event, moment, m->where != NULL ? ", where `" : "",
            m->where != NULL ? m->where->text : "", m->where != NULL ? "`" : "");
    for (size_t i = 0; i < m->target_count; i++) {
        const struct map_target *t = &m->targets[i];
        size_t field = record != SIZE_MAX ? layout_field(to, record, t->name) : SIZE_MAX;
        if (i == 0) {
            fputs("\n| field | 項目 | from |\n|---|---|---|\n", out);
        }
        fprintf(out, "| `%s` | %s | `%s` |\n", t->name,
                field != SIZE_MAX ? to->records[record].fields[field].label : "",
                t->expression != NULL ? t->expression->text : "-");
    }
}

static enum err one_table(const struct layout_set *set, const char *path, char *file, struct arena *arena,
                          struct report *report, FILE *out)
{
    char *dash = strstr(file, "--"), *dot = strrchr(file, '.');
    const struct layout *from = NULL, *to = NULL, *with = NULL;
    if (dash != NULL && dot > dash) {
        from = of_name(set, (struct text){file, (size_t)(dash - file)});
        to = of_name(set, (struct text){dash + 2, (size_t)(dot - dash - 2)});
    }
    if (from == NULL || to == NULL) {
        return report_fail(report, ERR_INPUT,
                           "変換表「%s」の名前は 元--先.map で、どちらもレイアウトの名前です", path);
    }
    enum err e = layout_load_maps(path, from, arena, report, &with);
    if (e != ERR_NONE) {
        return e;
    }
    fprintf(out, "\n### %s → %s\n", from->name, to->name);
    for (size_t i = from->param_count; i < with->param_count; i++) {
        fprintf(out, "%s`%s`%s", i == from->param_count ? "\nThe job gives " : ", ", with->params[i].name,
                i + 1 == with->param_count ? ".\n" : "");
    }
    for (size_t i = 0; i < with->map_count; i++) {
        map_table(from, to, &with->maps[i], out);
    }
    return ERR_NONE;
}

static int is_map(const struct dirent *e)
{
    size_t len = strlen(e->d_name);
    return len > 4 && e->d_name[0] != '.' && strcmp(e->d_name + len - 4, ".map") == 0;
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

enum err layout_page(const char *share, struct arena *arena, struct report *report, FILE *out)
{
    struct layout_set set = {NULL, 0};
    struct dirent **names = NULL;
    const char *dir = arena_printf(arena, "%s/maps", share);
    enum err e = layout_set_load(arena_printf(arena, "%s/layouts", share), date_none(), arena, report, &set);
    if (e != ERR_NONE) {
        return e;
    }
    int count = scandir(dir, &names, is_map, by_bytes);
    if (count < 0) {
        return report_fail(report, ERR_WORLD, "変換表のフォルダー「%s」を開けません", dir);
    }
    fputs(page_head, out);
    layouts_table(&set, out);
    fputs(page_middle, out);
    for (int i = 0; i < count; i++) {
        const char *path = arena_printf(arena, "%s/%s", dir, names[i]->d_name);
        enum err one = one_table(&set, path, names[i]->d_name, arena, report, out);
        e = one != ERR_NONE ? one : e;
        free(names[i]);
    }
    free(names);
    return e;
}
