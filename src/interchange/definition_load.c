/*
 * 定義ファイルと版 -- definitions as files: what one builds on, its code table, its versions by first day.
 *
 * NAME.layout is a partner's first version, NAME.vN.layout a later one; `valid-from` says from which day.
 */
#include "interchange/definition.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>

/* ----------------------------------------------------------------------------- one text ------ */

static enum err parse_in(const char *dir, struct text t, const char *shown_as, struct arena *arena,
                         struct report *report, const struct layout **ret)
{
    size_t bad = 0;
    if (t.len > LAYOUT_FILE_MAX) {
        return report_fail(report, ERR_INPUT, "%s: 定義ファイルが1MiBを超えています", shown_as);
    }
    if (!utf8_is_valid(t.bytes, t.len, &bad)) {
        return report_fail(report, ERR_INPUT, "%s: %zuバイト目がUTF-8の文字ではありません", shown_as,
                           bad + 1);
    }
    if (t.len >= 3 && memcmp(t.bytes, "\xEF\xBB\xBF", 3) == 0) {
        t = (struct text){t.bytes + 3, t.len - 3};
    }
    struct loader l = {.path = arena_string(arena, shown_as), .dir = dir, .arena = arena, .report = report};
    struct layout *y = ARENA_NEW(arena, struct layout);
    l.layout = y;
    y->path = l.path;
    y->write_terminator = TERMINATOR_ANY;
    y->control_record = SIZE_MAX;
    y->control_field = y->control_sub = SIZE_MAX;
    loader_all_lines(&l, t.bytes, t.len);
    loader_check(&l);
    if (l.faults == 0) {
        loader_compile(&l);
    }
    if (l.faults > 0) {
        return ERR_INPUT;
    }
    *ret = y;
    return ERR_NONE;
}

enum err layout_parse(const char *bytes, size_t len, const char *shown_as, struct arena *arena,
                      struct report *report, const struct layout **ret)
{
    return parse_in(NULL, (struct text){bytes, len}, shown_as, arena, report, ret);
}

static enum err read_whole(const char *path, struct arena *arena, struct report *report, struct text *ret)
{
    FILE *f = fopen(path, "rbe");
    if (f == NULL) {
        return report_fail(report, ERR_WORLD, "定義ファイル「%s」を開けません", path);
    }
    struct stat st;
    bool is_short = fstat(fileno(f), &st) == 0 && st.st_size < (off_t)LAYOUT_FILE_MAX;
    size_t most = is_short ? (size_t)st.st_size + 1 : LAYOUT_FILE_MAX + 1;
    char *bytes = arena_try_alloc(arena, most, 1);
    size_t len = bytes != NULL ? fread(bytes, 1, most, f) : 0;
    bool failed = bytes == NULL || ferror(f) != 0;
    fclose(f);
    if (failed) {
        return report_fail(report, ERR_WORLD, "定義ファイル「%s」を読めません", path);
    }
    *ret = (struct text){bytes, len};
    return ERR_NONE;
}

static const char *folder_of(const char *path, struct arena *arena)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? arena_copy(arena, path, (size_t)(slash - path)) : ".";
}

enum err layout_load(const char *path, struct arena *arena, struct report *report,
                     const struct layout **ret)
{
    /* The text itself is needed only while it is read. */
    struct arena *text = arena_new("定義ファイル", LAYOUT_FILE_MAX * 2);
    struct text bytes = {NULL, 0};
    enum err e = read_whole(path, text, report, &bytes);
    if (e == ERR_NONE) {
        e = parse_in(folder_of(path, arena), bytes, path, arena, report, ret);
    }
    arena_free(text);
    return e;
}

const char *layout_partner_in(const char *path, struct arena *arena)
{
    struct arena *text = arena_new("定義ファイルの頭", LAYOUT_FILE_MAX * 2);
    struct text bytes = {NULL, 0};
    struct report silent;
    struct layout *y = ARENA_NEW(text, struct layout);
    struct loader l = {.path = path, .dir = folder_of(path, text), .arena = text, .report = &silent,
                       .layout = y, .only_head = true};
    const char *partner = NULL;

    report_init(&silent);
    if (read_whole(path, text, &silent, &bytes) == ERR_NONE) {
        loader_all_lines(&l, bytes.bytes, bytes.len);
        partner = l.faults == 0 && y->partner != NULL ? arena_string(arena, y->partner) : NULL;
    }
    report_done(&silent);
    arena_free(text);
    return partner;
}

/* --------------------------------------------------------------------- based-on, charset ----- */

/* All lines of the other definition, as if they stood here; what is said again afterwards counts. */
static void take_base(struct loader *l, struct text bytes, const char *path)
{
    int line = l->line;
    const char *own = l->path;
    l->in_base = true;
    l->path = arena_string(l->arena, path);
    l->line = 0;
    loader_all_lines(l, bytes.bytes, bytes.len);
    l->in_base = false;
    l->path = own;
    l->line = line;
    l->record = NULL;
    l->sub_of = NULL;
    l->table = NULL;
    l->map = NULL;
    l->inherited = *l->layout;
    l->framing_is_inherited = true;
}

void loader_based_on_line(struct loader *l, struct text *w, size_t n)
{
    struct layout *y = l->layout;
    if (!loader_expect(l, n, 2, 2, "based-on 名前")) {
        return;
    }
    if (l->in_base || y->based_on != NULL) {
        loader_fault(l, l->line, "based-on は1段だけです。「%.*s」がもとにする定義を直接書いてください",
                     (int)w[1].len, w[1].bytes);
        return;
    }
    if (y->name == NULL || y->record_count > 0 || y->framing != FRAMING_NONE || y->label != NULL ||
        y->partner != NULL) {
        loader_fault(l, l->line, "based-on は layout の行のすぐ後に書きます");
        return;
    }
    if (l->dir == NULL || !name_is_valid(w[1])) {
        loader_fault(l, l->line, "もとにする定義「%.*s」が分かりません", (int)w[1].len, w[1].bytes);
        return;
    }
    y->based_on = loader_copy(l, w[1]);
    struct arena *text = arena_new("もとの定義", LAYOUT_FILE_MAX * 2);
    struct text bytes = {NULL, 0};
    const char *path = arena_printf(text, "%s/%s.layout", l->dir, y->based_on);
    size_t bad;
    if (read_whole(path, text, l->report, &bytes) != ERR_NONE || bytes.len > LAYOUT_FILE_MAX ||
        !utf8_is_valid(bytes.bytes, bytes.len, &bad)) {
        loader_fault(l, l->line, "もとにする定義「%s」を読めません", y->based_on);
    } else {
        take_base(l, bytes, path);
    }
    arena_free(text);
}

static const char *const charset_names[] = {NULL, "utf8", "cp932", "jisx0201", "ascii"};

/* charset NAME, or charset ebcdic:TABLE: the bytes of the table ebcdic-TABLE.codes. */
void loader_charset_line(struct loader *l, struct text *w, size_t n)
{
    struct layout *y = l->layout;
    static const char prefix[] = "ebcdic:";
    size_t len = sizeof(prefix) - 1, at;

    if (!loader_expect(l, n, 2, 2, "charset 名前")) {
        return;
    }
    y->bytes = NULL;
    if (w[1].len <= len || memcmp(w[1].bytes, prefix, len) != 0) {
        if (loader_one_of(l, w[1], "文字コード", charset_names, COUNT_OF(charset_names), &at)) {
            y->charset = (enum charset)at;
            y->charset_words = charset_names[at];
        }
        return;
    }
    struct text table = {w[1].bytes + len, w[1].len - len};
    if (l->dir == NULL || !name_is_valid(table)) {
        loader_fault(l, l->line, "文字コード表「%.*s」が分かりません", (int)table.len, table.bytes);
        return;
    }
    const char *path = arena_printf(l->arena, "%s/ebcdic-%.*s.codes", l->dir, (int)table.len, table.bytes);
    y->bytes = byte_table_load(path, l->arena, l->report);
    y->charset = CHARSET_JISX0201; /* what everything behind the table sees */
    y->charset_words = loader_copy(l, w[1]);
    if (y->bytes == NULL) {
        loader_fault(l, l->line, "文字コード表「%s」を読めません", path);
    }
}

/* ------------------------------------------------------------------------------ versions ----- */

static enum err load_named(const char *path, const char *name, struct arena *arena, struct report *report,
                           const struct layout **ret)
{
    const struct layout *l = NULL;
    enum err e = layout_load(path, arena, report, &l);
    if (e == ERR_NONE && strcmp(l->name, name) != 0) {
        return report_fail(report, ERR_INPUT, "%s: layout の名前「%s」がファイル名と違います", path, l->name);
    }
    *ret = l;
    return e;
}

enum err layout_versions_load(const char *dir, const char *name, const struct layout_files *files,
                              struct arena *arena, struct report *report, const struct layout ***ret,
                              size_t *ret_count)
{
    const struct layout **list = ARENA_ARRAY(arena, const struct layout *, LAYOUT_VERSIONS_MAX);
    size_t count = 0;
    enum err e = ERR_NONE;
    for (int n = 1; n < LAYOUT_VERSIONS_MAX; n++) {
        if (!files->is_there[n]) {
            continue;
        }
        const char *path = n == 1 ? arena_printf(arena, "%s/%s.layout", dir, name)
                                  : arena_printf(arena, "%s/%s.v%d.layout", dir, name, n);
        const struct layout *l = NULL;
        enum err one = load_named(path, name, arena, report, &l);
        if (one == ERR_NONE && l->version != n && n > 1) {
            one = report_fail(report, ERR_INPUT, "%s: 版%lldがファイル名の版と違います", path,
                              (long long)l->version);
        }
        for (size_t i = 0; i < count && one == ERR_NONE; i++) {
            if (list[i]->first_day == l->first_day || list[i]->version == l->version) {
                one = report_fail(report, ERR_INPUT, "%s と %s の版か初日（valid-from）が同じです",
                                  list[i]->path, path);
            }
        }
        if (one == ERR_NONE) {
            list[count++] = l;
        } else {
            e = one;
        }
    }
    *ret = list;
    *ret_count = count;
    return e;
}

int layout_version_of(const char *file, const char *name)
{
    size_t len = strlen(name);
    int64_t n;
    if (strncmp(file, name, len) != 0) {
        return 0;
    }
    if (strcmp(file + len, ".layout") == 0) {
        return 1;
    }
    const char *digits = file + len + 2;
    size_t count = strncmp(file + len, ".v", 2) == 0 && digits[0] != '0' ? strspn(digits, "0123456789") : 0;
    bool is_one = count > 0 && strcmp(digits + count, ".layout") == 0 &&
                  parse_i64(digits, count, 2, LAYOUT_VERSIONS_MAX - 1, &n);
    return is_one ? (int)n : 0;
}

static enum err find_versions(const char *dir, const char *name, struct report *report,
                              struct layout_files *ret)
{
    DIR *folder = opendir(dir);
    const struct dirent *entry;
    if (folder == NULL) {
        return errno == ENOENT ? ERR_NONE /* no version of anything */
                               : report_fail(report, ERR_WORLD, "レイアウトのフォルダー「%s」を開けません",
                                             dir);
    }
    while ((entry = readdir(folder)) != NULL) {
        ret->is_there[layout_version_of(entry->d_name, name)] = true;
    }
    closedir(folder);
    return ERR_NONE;
}

enum err layout_versions(const char *dir, const char *name, struct arena *arena, struct report *report,
                         const struct layout ***ret, size_t *ret_count)
{
    struct layout_files files = {0};
    enum err e = find_versions(dir, name, report, &files);
    return e == ERR_NONE ? layout_versions_load(dir, name, &files, arena, report, ret, ret_count) : e;
}

/* The version with the latest first day that is not after `day`. */
static const struct layout *in_force(const struct layout *const *list, size_t count, int32_t day)
{
    const struct layout *best = NULL;
    for (size_t i = 0; i < count; i++) {
        if (list[i]->first_day <= day && (best == NULL || list[i]->first_day > best->first_day)) {
            best = list[i];
        }
    }
    return best;
}

enum err layout_find_on(const char *dir, const char *name, date day, struct arena *arena,
                        struct report *report, const struct layout **ret)
{
    const struct layout **list = NULL;
    size_t count = 0;
    if (!name_is_valid(text_of(name))) {
        return report_fail(report, ERR_INPUT, "レイアウト名「%.64s」の形が違います", name);
    }
    enum err e = layout_versions(dir, name, arena, report, &list, &count);
    if (e != ERR_NONE) {
        return ERR_INPUT;
    }
    if (count == 0) {
        return report_fail(report, ERR_INPUT,
                           "レイアウト「%s」はありません。`kokuho layout list` に一覧があります", name);
    }
    int32_t on = date_is_none(day) ? 99991231 : date_ymd(day);
    const struct layout *found = in_force(list, count, on);
    if (found == NULL) {
        return report_fail(report, ERR_INPUT,
                           "レイアウト「%s」に%dに使える版はありません（いちばん早い初日は %s）",
                           name, (int)on, list[0]->valid_from);
    }
    *ret = found;
    return ERR_NONE;
}

enum err layout_find(const char *dir, const char *name, struct arena *arena, struct report *report,
                     const struct layout **ret)
{
    return layout_find_on(dir, name, date_none(), arena, report, ret);
}

/* ------------------------------------------------------------------------ conversion tables -- */

enum err layout_load_maps(const char *path, const struct layout *from, struct arena *arena,
                          struct report *report, const struct layout **ret)
{
    struct arena *text = arena_new("変換表", LAYOUT_FILE_MAX * 2);
    struct text bytes = {NULL, 0};
    enum err e = read_whole(path, text, report, &bytes);
    size_t bad = 0;
    if (e == ERR_NONE && (bytes.len > LAYOUT_FILE_MAX || !utf8_is_valid(bytes.bytes, bytes.len, &bad))) {
        e = report_fail(report, ERR_INPUT, "%s: %zuバイト目がUTF-8の文字ではありません", path, bad + 1);
    }
    if (e == ERR_NONE) {
        struct loader l = {.path = arena_string(arena, path), .arena = arena, .report = report};
        l.param_capacity = from->param_count;
        struct layout *y = ARENA_NEW(arena, struct layout);
        *y = *from;
        y->maps = NULL;
        y->map_count = 0;
        y->tables = NULL;
        y->table_count = 0;
        l.layout = y;
        l.slot_capacity = y->slot_count;
        l.aggregate_capacity = y->aggregate_count;
        l.rule_capacity = y->rule_count;
        loader_all_lines(&l, bytes.bytes, bytes.len);
        if (y->record_count != from->record_count || y->rule_count != from->rule_count) {
            loader_fault(&l, 0, "変換表に書けるのは map と table と param だけです");
        }
        if (l.faults == 0) {
            loader_compile(&l);
        }
        e = l.faults == 0 ? ERR_NONE : ERR_INPUT;
        if (e == ERR_NONE) {
            *ret = y;
        }
    }
    arena_free(text);
    return e;
}

