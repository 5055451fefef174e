/*
 * The tables in force are those two operators agreed on: a job refuses any other, naming the file.
 */
#include "premium/parameters.h"

#include "premium/assessment.h"
#include "premium/law_tables.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEPTH_MAX 4

static enum err hash_file(const char *path, struct report *report, char ret[SHA256_HEX])
{
    unsigned char bytes[1 << 14], digest[SHA256_BYTES];
    struct sha256 sum;
    size_t total = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return report_fail(report, ERR_WORLD, "表 %s を読めません: %s", path, strerror(errno));
    }
    sha256_init(&sum);
    ssize_t n;
    while ((n = read(fd, bytes, sizeof(bytes))) > 0 && total <= PARAMETER_FILE_BYTES_MAX) {
        sha256_add(&sum, bytes, (size_t)n);
        total += (size_t)n;
    }
    close(fd);
    if (n < 0 || total > PARAMETER_FILE_BYTES_MAX) {
        return report_fail(report, n < 0 ? ERR_WORLD : ERR_INPUT, "表 %s は読めないか大きすぎます",
                           path);
    }
    sha256_done(&sum, digest);
    hex_format(digest, sizeof(digest), ret);
    return ERR_NONE;
}

struct walk {
    const char *dir;
    struct arena *arena;
    struct report *report;
    struct parameter_files *files;
    size_t capacity;
};

static enum err walk_folder(struct walk *w, const char *below, int depth);

static enum err walk_entry(struct walk *w, const char *name, int depth)
{
    char path[1400];
    struct stat info;
    int n = snprintf(path, sizeof(path), "%s/%s", w->dir, name);
    if (n < 0 || (size_t)n >= sizeof(path) || lstat(path, &info) != 0) {
        return report_fail(w->report, ERR_WORLD, "表 %s が見えません", name);
    }
    if (S_ISDIR(info.st_mode)) {
        return walk_folder(w, name, depth + 1);
    }
    if (!S_ISREG(info.st_mode) || w->files->count >= PARAMETER_FILES_MAX) {
        return report_fail(w->report, ERR_INPUT, "%s はふつうのファイルでないか、ファイルが多すぎます",
                           path);
    }
    struct parameter_file *f = ARENA_PUSH(w->arena, w->files->items, w->files->count, w->capacity);
    f->name = arena_string(w->arena, name);
    return hash_file(path, w->report, f->sha256);
}

static enum err walk_folder(struct walk *w, const char *below, int depth)
{
    char path[1400];
    int n = snprintf(path, sizeof(path), "%s%s%s", w->dir, below[0] != '\0' ? "/" : "", below);
    DIR *d = n > 0 && (size_t)n < sizeof(path) && depth <= DEPTH_MAX ? opendir(path) : NULL;
    if (d == NULL) {
        return report_fail(w->report, ERR_WORLD, "表のフォルダ %s を開けません", path);
    }
    enum err e = ERR_NONE;
    struct dirent *entry;
    while (e == ERR_NONE && (entry = readdir(d)) != NULL) {
        char name[700];
        if (entry->d_name[0] == '.') {
            continue;
        }
        n = snprintf(name, sizeof(name), "%s%s%s", below, below[0] != '\0' ? "/" : "",
                     entry->d_name);
        e = n > 0 && (size_t)n < sizeof(name)
                ? walk_entry(w, name, depth)
                : report_fail(w->report, ERR_INPUT, "名前が長すぎます: %s", entry->d_name);
    }
    closedir(d);
    return e;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct parameter_file *)a)->name, ((const struct parameter_file *)b)->name);
}

enum err parameter_files_read(const char *dir, struct arena *arena, struct report *report,
                              struct parameter_files *ret)
{
    *ret = (struct parameter_files){0};
    struct walk w = {.dir = dir, .arena = arena, .report = report, .files = ret};
    enum err e = walk_folder(&w, "", 0);
    if (e == ERR_NONE && ret->count > 0) {
        qsort(ret->items, ret->count, sizeof(ret->items[0]), by_name);
    }
    return e;
}

static void take_text(struct text from, char *to, size_t size)
{
    size_t n = from.len < size ? from.len : utf8_prefix(from.bytes, from.len, size - 1);
    memcpy(to, from.bytes, n);
    to[n] = '\0';
}

enum err parameter_set_last(struct store *s, bool approved, struct arena *arena,
                            struct report *report, struct parameter_set *ret)
{
    struct query *q = store_query(s, SQL_premium_parameter_last);
    bool row;
    *ret = (struct parameter_set){0};
    query_set_i64(q, "approved_only", approved ? 1 : 0);
    enum err e = query_step(q, report, &row);
    if (e == ERR_NONE && row) {
        ret->set_no = query_i64(q, 0);
        take_text(query_text(q, 1), ret->proposer, sizeof(ret->proposer));
        take_text(query_text(q, 2), ret->approver, sizeof(ret->approver));
        take_text(query_text(q, 3), ret->reason, sizeof(ret->reason));
    }
    query_reset(q);
    if (e != ERR_NONE || ret->set_no == 0) {
        return e;
    }
    q = store_query(s, SQL_premium_parameter_files);
    size_t capacity = 0;
    query_set_i64(q, "set_no", ret->set_no);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct parameter_file *f = ARENA_PUSH(arena, ret->files.items, ret->files.count, capacity);
        struct text name = query_text(q, 0);
        f->name = arena_copy(arena, name.bytes, name.len);
        take_text(query_text(q, 1), f->sha256, sizeof(f->sha256));
    }
    query_reset(q);
    if (e == ERR_NONE && ret->files.count > 0) { /* the order of this program, not of a collation */
        qsort(ret->files.items, ret->files.count, sizeof(ret->files.items[0]), by_name);
    }
    return e;
}

size_t parameter_files_differ(const struct parameter_files *approved,
                              const struct parameter_files *now, struct report *report)
{
    size_t a = 0, n = 0, differences = 0;
    while (a < approved->count || n < now->count) {
        int order = a == approved->count ? 1
                    : n == now->count    ? -1
                                         : strcmp(approved->items[a].name, now->items[n].name);
        const char *what = NULL;
        if (order < 0) {
            what = "なくなりました";
        } else if (order > 0) {
            what = "承認されていません";
        } else if (strcmp(approved->items[a].sha256, now->items[n].sha256) != 0) {
            what = "承認の後で変わりました";
        }
        if (what != NULL) {
            report_add(report, "表 params/%s は%s",
                       order < 0 ? approved->items[a].name : now->items[n].name, what);
            differences++;
        }
        a += order <= 0;
        n += order >= 0;
    }
    return differences;
}

enum err parameter_set_number(struct store *s, struct report *report, int64_t *ret)
{
    struct query *q = store_query(s, SQL_premium_parameter_last);
    bool row;
    query_set_i64(q, "approved_only", 1);
    enum err e = query_step(q, report, &row);
    *ret = e == ERR_NONE && row ? query_i64(q, 0) : 0;
    query_reset(q);
    return e;
}

enum err parameter_files_approved(struct session *session, const struct parameter_files *now,
                                  struct report *report)
{
    struct arena *arena = arena_new("承認された表", (size_t)16 << 20);
    struct parameter_set approved;
    enum err e = parameter_set_last(session->store, true, arena, report, &approved);
    if (e == ERR_NONE && approved.set_no == 0) {
        e = report_fail(report, ERR_INPUT,
                        "法令値・料率の表 params/ はまだ承認されていません。"
                        "kokuho params propose と、別の職員の kokuho params approve が要ります");
    } else if (e == ERR_NONE && parameter_files_differ(&approved.files, now, report) > 0) {
        e = report_fail(report, ERR_INPUT,
                        "承認された表だけで賦課します。kokuho params propose で提案し直してください");
    }
    arena_free(arena);
    return e;
}

/* The approved files, unless something in the folder is not what was approved. */
static enum err files_in_force(struct session *session, struct arena *arena, struct report *report,
                               struct parameter_files *ret)
{
    enum err e = parameter_files_read(session->folder.params, arena, report, ret);
    return e == ERR_NONE ? parameter_files_approved(session, ret, report) : e;
}

void parameter_files_digest(const struct parameter_files *files, char ret[SHA256_HEX])
{
    unsigned char digest[SHA256_BYTES];
    struct sha256 sum;
    sha256_init(&sum);
    for (size_t i = 0; i < files->count; i++) {
        sha256_add(&sum, files->items[i].name, strlen(files->items[i].name) + 1);
        sha256_add(&sum, files->items[i].sha256, SHA256_HEX);
    }
    sha256_done(&sum, digest);
    hex_format(digest, sizeof(digest), ret);
}

enum err premium_tables_digest(struct session *session, struct report *report, char ret[SHA256_HEX])
{
    struct arena *arena = arena_new("表の指紋", (size_t)16 << 20);
    struct parameter_files files;
    enum err e = parameter_files_read(session->folder.params, arena, report, &files);

    if (e == ERR_NONE) {
        parameter_files_digest(&files, ret);
    }
    arena_free(arena);
    return e;
}

enum err parameters_digest(struct session *session, struct report *report, char ret[SHA256_HEX])
{
    struct arena *arena = arena_new("表の要約", (size_t)16 << 20);
    struct parameter_files files;
    enum err e = files_in_force(session, arena, report, &files);
    if (e == ERR_NONE) {
        parameter_files_digest(&files, ret);
    }
    arena_free(arena);
    return e;
}

enum err parameters_in_force(struct job_run *run, struct arena *arena,
                             const struct premium_law **ret_law, char ret_digest[SHA256_HEX])
{
    struct session *session = run->session;
    struct parameter_files files;
    enum err e = files_in_force(session, arena, run->report, &files);
    for (size_t i = 0; e == ERR_NONE && i < files.count; i++) {
        e = batch_parameter(run, files.items[i].name, files.items[i].sha256);
    }
    if (e != ERR_NONE) {
        return e;
    }
    parameter_files_digest(&files, ret_digest);
    return premium_law_load(session->folder.params, session->folder.municipality,
                            (fiscal_year){(int16_t)run->year}, arena, run->report, ret_law);
}

static enum err care40_word(const char *value, struct report *report, bool *ret_foreseen)
{
    *ret_foreseen = strcmp(value, "foreseen") == 0;
    if (*ret_foreseen || strcmp(value, "at_event") == 0) {
        return ERR_NONE;
    }
    return report_fail(report, ERR_INPUT,
                       "40歳到達の扱い care40 は at_event か foreseen です: 「%s」"
                       "（options.tsv か --care40）",
                       value);
}

enum err law_foresees_care40(const struct law_tables *tables, fiscal_year fy, struct report *report,
                             bool *ret)
{
    const char *const keys[] = {"care40"};
    const struct table *t = &tables->tables[TABLE_OPTIONS];
    const struct table_row *row = table_in_force(t, fiscal_year_from(fy), keys);
    return care40_word(row != NULL ? table_cell(t, row, "value")->text : "", report, ret);
}

enum err care40_not_after(struct job_run *run, const char *condition, date *ret)
{
    bool is_foreseen = false;
    enum err e;
    if (condition[0] != '\0') {
        e = care40_word(condition, run->report, &is_foreseen);
    } else { /* the row of the ordinance in force on 1 April */
        struct arena *arena = arena_new("条例の選択", (size_t)64 << 20);
        const struct law_tables *tables;
        e = law_tables_read(run->session->folder.params, run->session->folder.municipality, arena,
                            run->report, &tables);
        if (e == ERR_NONE) {
            e = law_foresees_care40(tables, (fiscal_year){(int16_t)run->year}, run->report, &is_foreseen);
        }
        arena_free(arena);
    }
    *ret = is_foreseen ? date_none() : run->business_date;
    return e;
}
