/*
 * kokuho init --municipality CODE -- an empty data folder with that municipality's parameters.
 *
 * An existing folder with the same municipality is brought up to date (migrations) and nothing else is
 * touched; one of another municipality is refused.
 */
#include "ops/internal.h"

#include "base/share.h"
#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

static enum err run(struct command_call *call);

const struct command command_init = {
    .name = "init",
    .synopsis = "--municipality 団体コード [--store URL] "
                "[--practice | --administrator ID --staff-no 番号 --name 氏名]",
    .summary = "空のデータフォルダを作る",
    .help = "データフォルダ（--data、既定は var）を作り、その自治体の料率表を写し、\n"
            "データベースを用意します。\n"
            "  --municipality 131041   全国地方公共団体コード6けた\n"
            "  --store URL             sqlite:ファイル または postgres:接続文字列（既定は DIR/kokuho.db）\n"
            "  --practice              練習用（画面に「練習」と表示され、ループバックだけで開きます）\n"
            "  --administrator ID --staff-no 職員番号 --name 氏名\n"
            "                          最初のシステム担当1人（省くと kanri1）。仮のパスワードと\n"
            "                          確認コードの鍵を1回だけ表示します（練習用では作りません）\n"
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
        snprintf(from, sizeof(from), "%s/params/%s%s%s", share_folder(), folders[i],
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
    char path[700];
    enum err e = make_dir(call->data, call->report);
    for (size_t i = 0; i < COUNT_OF(folders) && e == ERR_NONE; i++) {
        snprintf(path, sizeof(path), "%s/%s", call->data, folders[i]);
        e = make_dir(path, call->report);
    }
    if (e == ERR_NONE && chmod(path, 0700) != 0) { /* the last one: keys */
        e = report_fail(call->report, ERR_WORLD, "%s を閉じられません: %s", path, strerror(errno));
    }
    if (e == ERR_NONE) {
        e = copy_params(call->data, municipality, call->report);
    }
    if (e != ERR_NONE) {
        return e;
    }
    return write_ini(call->data, municipality, store != NULL ? store : "sqlite:kokuho.db", practice,
                     call->business_date, call->report);
}

/*
 * AU-24: the delivered system has no user. The first administrator gets a one-time password and the secret of
 * his code, shown once here; he and whoever he registers get every further right by request and approval.
 */
struct first_words {
    const char *id, *staff_no, *name;
};

static enum err put_first(struct session *s, const struct first_words *w, int64_t now,
                          struct report *report, char ret_password[ONE_TIME_BYTES])
{
    static const char *const duties[] = {"shomu"};
    struct login_policy policy;
    int64_t number;
    struct ops_user user = {.id = text_of(w->id),
                            .staff_no = text_of(w->staff_no),
                            .name = text_of(w->name),
                            .section = text_of("システム担当"),
                            .office = text_of(""),
                            .kind = USER_REGULAR,
                            .from = s->folder.business_date,
                            .until = date_open_end()};
    enum err e = login_policy_read(&s->folder, s->folder.business_date, report, &policy);
    if (e == ERR_NONE) {
        e = ops_user_put(s->store, &user, true, now, "init", report);
    }
    if (e == ERR_NONE) {
        e = credential_make(s, user.id, report);
    }
    if (e == ERR_NONE) {
        e = ops_one_time_put(s, user.id, &policy, now, "init", report, ret_password);
    }
    for (size_t i = 0; i < COUNT_OF(duties) && e == ERR_NONE; i++) {
        struct right_row row = {.holder_kind = HOLDER_PERSON,
                                .holder = user.id,
                                .subject = text_of(duties[i]),
                                .office = text_of(""),
                                .is_duty = true,
                                .files = FILE_ALL,
                                .from = user.from,
                                .until = user.until,
                                .source = SOURCE_BOOTSTRAP,
                                .approver = text_of(""),
                                .applied_at = now,
                                .applied_by = text_of("init")};
        e = right_row_add(s->store, &row, report, &number);
    }
    return e;
}

static enum err make_first(struct command_call *call, struct session *s, const struct first_words *w)
{
    char password[ONE_TIME_BYTES];
    struct arena *arena = arena_new("最初のシステム担当", 1 << 16);
    struct text uri = text_of("");
    int64_t now = clock_now_ms(), users = 0;
    enum err e = ops_next_no(s->store, SQL_ops_user_count, call->report, &users);
    if (e == ERR_NONE && users > 0) {
        e = report_fail(call->report, ERR_INPUT,
                        "利用者がいるフォルダです。--administrator は最初の1人だけです");
    }
    if (e == ERR_NONE && (w->staff_no == NULL || w->name == NULL)) {
        e = report_fail(call->report, ERR_INPUT, "--administrator には --staff-no と --name が要ります");
    }
    if (e == ERR_NONE) {
        e = store_begin(s->store, call->report);
        if (e == ERR_NONE) {
            e = ops_end(s->store, put_first(s, w, now, call->report, password), call->report);
        }
    }
    if (e == ERR_NONE) {
        struct permission_set set = {0};
        permission_add(&set, PERM_OPERATOR_MANAGE);
        s->operator = (struct operator_identity){.id = "init", .permissions = set};
        e = ops_code_secret_new(s, text_of(w->id), now, arena, call->report, &uri);
    }
    if (e == ERR_NONE) {
        fprintf(call->out,
                "システム担当「%s」を登録しました。つぎの2つは、ここに1回だけ表示します\n"
                "  仮のパスワード（24時間、1回だけ）: %s\n  確認コードの鍵: %.*s\n",
                w->id, password, (int)uri.len, uri.bytes);
    }
    sodium_memzero(password, sizeof(password));
    arena_free(arena);
    return e;
}

static enum err run(struct command_call *call)
{
    const char *municipality = NULL, *store = NULL, *practice = NULL;
    struct first_words first = {0};
    const struct option_spec specs[] = {{"--municipality", true, &municipality},
                                        {"--store", true, &store},
                                        {"--practice", false, &practice},
                                        {"--administrator", true, &first.id},
                                        {"--staff-no", true, &first.staff_no},
                                        {"--name", true, &first.name}};
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
    struct session s = {0};
    bool is_new = access(ini, F_OK) != 0;
    if (is_new && practice == NULL && first.id == NULL) { /* nobody named: a folder has one all the same */
        first = (struct first_words){.id = "kanri1", .staff_no = "kanri1", .name = "システム管理者"};
    }
    if (is_new) {
        e = make_folder(call, municipality, store, practice != NULL);
    }
    if (e == ERR_NONE) {
        e = data_folder_open(call->data, call->report, &s.folder);
    }
    if (e == ERR_NONE && strcmp(s.folder.municipality, municipality) != 0) {
        e = report_fail(call->report, ERR_INPUT, "フォルダ %s は団体 %s のものです", call->data,
                        s.folder.municipality);
    }
    if (e == ERR_NONE) {
        e = store_open(s.folder.store_url, STORE_WRITE, call->report, &s.store);
    }
    if (e == ERR_NONE) {
        e = store_migrate(s.store, call->report);
    }
    if (e == ERR_NONE) {
        e = ops_rights_seed(&s.folder, s.store, clock_now_ms(), call->report);
    }
    if (e == ERR_NONE && first.id != NULL) {
        e = make_first(call, &s, &first);
    }
    store_close(s.store);
    if (e == ERR_NONE) {
        fprintf(call->out, "データフォルダ %s を用意しました（団体 %s）\n", call->data, municipality);
    }
    return e;
}
