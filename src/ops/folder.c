/*
 * データフォルダ -- DIR/kokuho.ini, DIR/params/, DIR/keys/, DIR/files/.
 *
 * kokuho.ini holds what a person may read: municipality, store, business date, practice or not. An unknown
 * key is a fault. Keys are files of 32 bytes, mode 0600, outside the database.
 */
#include "ops/internal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ini.h>
#include <sys/stat.h>
#include <unistd.h>

const char *ops_share(void)
{
    const char *share = getenv("KOKUHO_SHARE");
    return share != NULL && share[0] != '\0' ? share : KOKUHO_SHARE_DEFAULT;
}

/* `where` gets the joined path; too long a path is the caller's fault, told in words. */
static bool join(char *where, size_t size, const char *a, const char *b)
{
    int n = snprintf(where, size, "%s/%s", a, b);
    return n > 0 && (size_t)n < size;
}

struct ini_reading {
    struct data_folder *folder;
    struct report *report;
    const char *path;
    bool failed;
};

static bool copy_value(char *to, size_t size, const char *value)
{
    size_t n = strlen(value);
    if (n >= size) {
        return false;
    }
    memcpy(to, value, n + 1);
    return true;
}

/* libinih calls this for each "name = value"; 1 = taken. */
static int take_value(void *user, const char *section, const char *name, const char *value)
{
    struct ini_reading *r = user;
    struct data_folder *f = r->folder;
    bool ok = false;

    if (section[0] != '\0') {
        report_add(r->report, "設定 %s に知らない節 [%s] があります", r->path, section);
    } else if (strcmp(name, "municipality") == 0) {
        ok = copy_value(f->municipality, sizeof(f->municipality), value);
    } else if (strcmp(name, "store") == 0) {
        ok = copy_value(f->store_url, sizeof(f->store_url), value);
    } else if (strcmp(name, "business_date") == 0) {
        ok = strcmp(value, "today") == 0 ||
             date_parse_iso(value, strlen(value), &f->business_date);
    } else if (strcmp(name, "practice") == 0) {
        ok = strcmp(value, "yes") == 0 || strcmp(value, "no") == 0;
        f->is_practice = strcmp(value, "yes") == 0;
    }
    if (!ok) {
        report_add(r->report, "設定 %s の「%s = %s」は読めません。docs/operations.md を見てください",
                   r->path, name, value);
        r->failed = true;
    }
    return ok ? 1 : 0;
}

/* The calendar day in Japan (UTC+9, no summer time). */
static date today_in_japan(void)
{
    int64_t seconds = clock_now_ms() / 1000 + 9 * 3600;
    return (date){(int32_t)(seconds / 86400)};
}

enum err ops_key_check(int fd, const char *name, struct report *report)
{
    struct stat st;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        return report_fail(report, ERR_WORLD, "鍵 %s は普通のファイルではありません", name);
    }
    if ((st.st_mode & 077) != 0 || (st.st_uid != geteuid() && geteuid() != 0)) {
        return report_fail(report, ERR_WORLD,
                           "鍵 %s をほかの利用者が読めます。"
                           "持ち主だけが読めるようにしてください（chmod 600）",
                           name);
    }
    return ERR_NONE;
}

static enum err check_keys(const struct data_folder *f, struct report *report)
{
    char dir_path[600];
    if (!join(dir_path, sizeof(dir_path), f->path, "keys")) {
        return report_fail(report, ERR_INPUT, "データフォルダの名前が長すぎます: %s", f->path);
    }
    DIR *dir = opendir(dir_path);
    if (dir == NULL) {
        return errno == ENOENT ? ERR_NONE
                               : report_fail(report, ERR_WORLD, "鍵の置き場 %s を読めません: %s", dir_path,
                                             strerror(errno));
    }
    const struct dirent *entry;
    enum err e = ERR_NONE;
    while (e == ERR_NONE && (entry = readdir(dir)) != NULL) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) {
            continue;
        }
        int fd = openat(dirfd(dir), entry->d_name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
        if (fd < 0) { /* gone meanwhile is no fault; anything else is */
            e = errno == ENOENT ? ERR_NONE
                                : report_fail(report, ERR_WORLD, "鍵 %s を読めません: %s", entry->d_name,
                                              strerror(errno));
            continue;
        }
        e = ops_key_check(fd, entry->d_name, report);
        close(fd);
    }
    closedir(dir);
    return e;
}

/* A database named without a path lies in the folder itself, wherever that is: a copy has its own. */
static bool place_store(struct data_folder *f)
{
    static const char sqlite[] = "sqlite:";
    size_t head = strlen(sqlite);
    char file[sizeof(f->store_url)];

    if (strncmp(f->store_url, sqlite, head) != 0 || strchr(f->store_url + head, '/') != NULL) {
        return true;
    }
    snprintf(file, sizeof(file), "%s", f->store_url + head);
    int n = snprintf(f->store_url, sizeof(f->store_url), "%s%s/%s", sqlite, f->path, file);
    return n > 0 && n < (int)sizeof(f->store_url);
}

enum err data_folder_open(const char *path, struct report *report, struct data_folder *ret)
{
    struct data_folder f = {.business_date = date_none()};
    char ini[600];
    if (!copy_value(f.path, sizeof(f.path), path) ||
        !copy_value(f.share, sizeof(f.share), ops_share()) ||
        !join(f.params, sizeof(f.params), path, "params") ||
        !join(ini, sizeof(ini), path, "kokuho.ini")) {
        return report_fail(report, ERR_INPUT, "データフォルダの名前が長すぎます: %s", path);
    }
    struct ini_reading reading = {.folder = &f, .report = report, .path = ini};
    int n = ini_parse(ini, take_value, &reading);
    if (n < 0) {
        return report_fail(report, ERR_WORLD,
                           "データフォルダ %s がありません。kokuho init で作ってください", path);
    }
    if (n > 0 || reading.failed) {
        return report_fail(report, ERR_INPUT, "設定 %s の%d行目に誤りがあります", ini, n);
    }
    if (f.municipality[0] == '\0' || f.store_url[0] == '\0') {
        return report_fail(report, ERR_INPUT, "設定 %s に municipality と store が要ります", ini);
    }
    if (date_is_none(f.business_date)) {
        f.business_date = today_in_japan();
    }
    if (!place_store(&f)) {
        return report_fail(report, ERR_INPUT, "設定 %s の store が長すぎます", ini);
    }
    enum err e = check_keys(&f, report);
    if (e == ERR_NONE) {
        *ret = f;
    }
    return e;
}

enum err data_folder_key(const struct data_folder *f, const char *name, unsigned char ret[32],
                         struct report *report)
{
    char dir[600], path[700];
    if (!join(dir, sizeof(dir), f->path, "keys") || !join(path, sizeof(path), dir, name)) {
        return report_fail(report, ERR_INPUT, "鍵の名前が長すぎます: %s", name);
    }
    if (mkdir(dir, 0700) != 0 && errno != EEXIST) {
        return report_fail(report, ERR_WORLD, "鍵の置き場 %s を作れません: %s", dir,
                           strerror(errno));
    }
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd >= 0) { /* first use */
        unsigned char fresh[32];
        randombytes_buf(fresh, sizeof(fresh));
        bool ok = write(fd, fresh, sizeof(fresh)) == (ssize_t)sizeof(fresh) && fsync(fd) == 0;
        ok = close(fd) == 0 && ok;
        sodium_memzero(fresh, sizeof(fresh));
        if (!ok) {
            unlink(path);
            return report_fail(report, ERR_WORLD, "鍵 %s を書けません", name);
        }
    } else if (errno != EEXIST) {
        return report_fail(report, ERR_WORLD, "鍵 %s を作れません: %s", name, strerror(errno));
    }
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) {
        return report_fail(report, ERR_WORLD, "鍵 %s を読めません: %s", name, strerror(errno));
    }
    enum err e = ops_key_check(fd, name, report);
    bool whole = e == ERR_NONE && read(fd, ret, 32) == 32;
    close(fd);
    if (e != ERR_NONE) {
        return e;
    }
    return whole ? ERR_NONE : report_fail(report, ERR_WORLD, "鍵 %s が壊れています", name);
}
