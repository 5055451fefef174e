/*
 * データフォルダ -- DIR/kokuho.ini, DIR/params/, DIR/keys/, DIR/files/.
 *
 * kokuho.ini holds what a person may read: municipality, store, business date, practice or not. An unknown
 * key is a fault. Keys are files, mode 0600, outside the database (keys.c).
 */
#include "ops/keyfile.h"

#include "base/share.h"
#include <ini.h>

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
        !copy_value(f.share, sizeof(f.share), share_folder()) ||
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
    enum err e = keys_check_folder(&f, report);
    if (e == ERR_NONE) { /* two persons' parts open wrapped keys: without them nothing starts (CR-08) */
        e = keys_unlock(&f, report);
    }
    if (e == ERR_NONE) {
        *ret = f;
    }
    return e;
}
