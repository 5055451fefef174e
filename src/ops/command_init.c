/*
 * kokuho init --municipality CODE -- an empty data folder with that municipality's parameters.
 *
 * An existing folder with the same municipality is brought up to date (migrations) and nothing else is
 * touched; one of another municipality is refused.
 */
#include "ops/ops.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

static enum err run(struct command_call *call);

const struct command command_init = {
    .name = "init",
    .synopsis = "--municipality 団体コード [--store URL] [--practice]",
    .summary = "空のデータフォルダを作る",
    .help = "データフォルダ（--data、既定は var）を作り、その自治体の料率表を写し、\n"
            "データベースを用意します。\n"
            "  --municipality 131041   全国地方公共団体コード6けた\n"
            "  --store URL             sqlite:ファイル または postgres:接続文字列（既定は DIR/kokuho.db）\n"
            "  --practice              練習用（画面に「練習」と表示され、ループバックだけで開きます）\n"
            "同じ自治体のフォルダがすでにあれば、データベースを新しい形にそろえるだけです。\n",
    .run = run,
};

static enum err make_dir(const char *path, struct report *report)
{
    if (mkdir(path, 0750) != 0 && errno != EEXIST) {
        return report_fail(report, ERR_WORLD, "フォルダ %s を作れません: %s", path, strerror(errno));
    }
    return ERR_NONE;
}

static enum err copy_file(const char *from, const char *to, struct report *report)
{
    FILE *in = fopen(from, "rbe"), *out = fopen(to, "wbxe");
    enum err e = ERR_NONE;
    if (in == NULL || out == NULL) {
        e = report_fail(report, ERR_WORLD, "%s を %s に写せません: %s", from, to, strerror(errno));
    }
    char chunk[16384];
    size_t n;
    while (e == ERR_NONE && (n = fread(chunk, 1, sizeof(chunk), in)) > 0) {
        if (fwrite(chunk, 1, n, out) != n) {
            e = report_fail(report, ERR_WORLD, "%s に書けません", to);
        }
    }
    if (in != NULL) {
        fclose(in);
    }
    if (out != NULL && fclose(out) != 0 && e == ERR_NONE) {
        e = report_fail(report, ERR_WORLD, "%s に書けません", to);
    }
    return e;
}

/* Copies a folder of tables with its subfolders; depth is bounded by the tree of params/. */
static enum err copy_tree(const char *from, const char *to, int depth, struct report *report)
{
    if (depth > 4) {
        return report_fail(report, ERR_INPUT, "料率表のフォルダ %s が深すぎます", from);
    }
    enum err e = make_dir(to, report);
    DIR *dir = e == ERR_NONE ? opendir(from) : NULL;
    if (e == ERR_NONE && dir == NULL) {
        return report_fail(report, ERR_INPUT, "料率表のフォルダ %s がありません", from);
    }
    const struct dirent *entry;
    while (e == ERR_NONE && (entry = readdir(dir)) != NULL) {
        char a[1024], b[1024];
        if (entry->d_name[0] == '.') {
            continue;
        }
        int na = snprintf(a, sizeof(a), "%s/%s", from, entry->d_name);
        int nb = snprintf(b, sizeof(b), "%s/%s", to, entry->d_name);
        struct stat st;
        if (na >= (int)sizeof(a) || nb >= (int)sizeof(b) || stat(a, &st) != 0) {
            e = report_fail(report, ERR_WORLD, "%s/%s を読めません", from, entry->d_name);
        } else if (S_ISDIR(st.st_mode)) {
            e = copy_tree(a, b, depth + 1, report);
        } else {
            e = copy_file(a, b, report);
        }
    }
    if (dir != NULL) {
        closedir(dir);
    }
    return e;
}

static bool is_municipality(const char *code)
{
    static const int weights[] = {6, 5, 4, 3, 2};
    int sum = 0;
    if (strlen(code) != 6 || strspn(code, "0123456789") != 6) {
        return false;
    }
    if (strcmp(code, "999999") == 0) { /* 見本市: the invented ordinance */
        return true;
    }
    for (int i = 0; i < 5; i++) {
        sum += (code[i] - '0') * weights[i];
    }
    return code[5] - '0' == (11 - sum % 11) % 10;
}

static enum err write_ini(const char *data, const char *municipality, const char *store,
                          bool practice, date business_date, struct report *report)
{
    char path[700], temporary[710], day[DATE_TEXT_BYTES] = "today";
    if (!date_is_none(business_date)) {
        date_format_iso(business_date, day);
    }
    snprintf(path, sizeof(path), "%s/kokuho.ini", data);
    snprintf(temporary, sizeof(temporary), "%s.new", path);
    FILE *f = fopen(temporary, "we");
    if (f == NULL) {
        return report_fail(report, ERR_WORLD, "%s を書けません: %s", path, strerror(errno));
    }
    fprintf(f, "; kokuho のデータフォルダの設定\nmunicipality = %s\nstore = %s\n"
               "business_date = %s\npractice = %s\n",
            municipality, store, day, practice ? "yes" : "no");
    if (fclose(f) != 0 || rename(temporary, path) != 0) {
        return report_fail(report, ERR_WORLD, "%s を書けません: %s", path, strerror(errno));
    }
    return ERR_NONE;
}

static enum err copy_params(const char *data, const char *municipality, struct report *report)
{
    char from[1024], to[1024];
    static const char *const folders[] = {"national", "municipal"};
    snprintf(to, sizeof(to), "%s/params", data);
    enum err e = make_dir(to, report);
    for (size_t i = 0; i < COUNT_OF(folders) && e == ERR_NONE; i++) {
        bool municipal = i == 1;
        snprintf(to, sizeof(to), "%s/params/%s", data, folders[i]);
        e = make_dir(to, report);
        if (e != ERR_NONE) {
            break;
        }
        snprintf(from, sizeof(from), "%s/params/%s%s%s", ops_share(), folders[i],
                 municipal ? "/" : "", municipal ? municipality : "");
        snprintf(to, sizeof(to), "%s/params/%s%s%s", data, folders[i], municipal ? "/" : "",
                 municipal ? municipality : "");
        e = copy_tree(from, to, 0, report);
    }
    return e;
}

/* A new folder: tables, secrets' place, configuration last, so that a half-made one is no folder yet. */
static enum err make_folder(struct command_call *call, const char *municipality, const char *store,
                            bool practice)
{
    static const char *const folders[] = {"files", "keys"};
    char path[700], url[700];
    char *real;
    enum err e = make_dir(call->data, call->report);
    for (size_t i = 0; i < COUNT_OF(folders) && e == ERR_NONE; i++) {
        snprintf(path, sizeof(path), "%s/%s", call->data, folders[i]);
        e = make_dir(path, call->report);
    }
    if (e == ERR_NONE) {
        e = copy_params(call->data, municipality, call->report);
    }
    if (e != ERR_NONE) {
        return e;
    }
    real = realpath(call->data, NULL);
    if (real == NULL) {
        return report_fail(call->report, ERR_WORLD, "フォルダ %s が見えません", call->data);
    }
    snprintf(url, sizeof(url), "sqlite:%s/kokuho.db", real);
    free(real);
    return write_ini(call->data, municipality, store != NULL ? store : url, practice,
                     call->business_date, call->report);
}

static enum err run(struct command_call *call)
{
    const char *municipality = NULL, *store = NULL, *practice = NULL;
    const struct option_spec specs[] = {{"--municipality", true, &municipality},
                                        {"--store", true, &store},
                                        {"--practice", false, &practice}};
    size_t words;
    enum err e = command_options(call, specs, COUNT_OF(specs), NULL, 0, &words);
    if (e != ERR_NONE) {
        return e;
    }
    if (municipality == NULL || !is_municipality(municipality)) {
        return report_fail(call->report, ERR_INPUT,
                           "--municipality に団体コード6けた（例 131041）を指定してください: %s",
                           municipality != NULL ? municipality : "なし");
    }
    char ini[700];
    snprintf(ini, sizeof(ini), "%s/kokuho.ini", call->data);
    struct data_folder folder;
    if (access(ini, F_OK) != 0) {
        e = make_folder(call, municipality, store, practice != NULL);
    }
    if (e == ERR_NONE) {
        e = data_folder_open(call->data, call->report, &folder);
    }
    if (e == ERR_NONE && strcmp(folder.municipality, municipality) != 0) {
        e = report_fail(call->report, ERR_INPUT, "フォルダ %s は団体 %s のものです", call->data,
                        folder.municipality);
    }
    struct store *s = NULL;
    if (e == ERR_NONE) {
        e = store_open(folder.store_url, STORE_WRITE, call->report, &s);
    }
    if (e == ERR_NONE) {
        e = store_migrate(s, call->report);
    }
    store_close(s);
    if (e == ERR_NONE) {
        fprintf(call->out, "データフォルダ %s を用意しました（団体 %s）\n", call->data, municipality);
    }
    return e;
}
