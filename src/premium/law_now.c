/*
 * 法令値の控え -- reading and hashing every table costs more than assessing a household: a process does it
 * once, and again when a file has another time, size or inode.
 */
#include "premium/law_now.h"

#include "premium/law_tables.h"
#include "premium/parameters.h"

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <sys/stat.h>

#define DEPTH_MAX 4
#define KEPT_BYTES_MAX ((size_t)64 << 20)

struct kept_law {
    const struct premium_law *law;
    struct kept_law *next;
};
/* One reading of a folder for one insurer. Older ones stay: another thread may still assess with them. */
struct kept {
    struct kept *before;
    struct arena *arena;
    const char *params, *municipality;
    struct row_digest stamp;
    const struct law_tables *tables;
    struct parameter_files files;
    char parameters[SHA256_HEX];
    int64_t approved_set; /* these files are those of the approved set; 0 = not looked at */
    struct kept_law *laws;
};

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static struct kept *newest;

/* ----------------------------------------------------------------------------------- stamp ---- */

static enum err stamp_folder(const char *path, int depth, struct report *report, struct row_digest *stamp);

static enum err stamp_entry(const char *folder, const char *name, int depth, struct report *report,
                            struct row_digest *stamp)
{
    char path[1400];
    struct stat info;
    int n = snprintf(path, sizeof(path), "%s/%s", folder, name);
    if (n < 0 || (size_t)n >= sizeof(path) || lstat(path, &info) != 0) {
        return report_fail(report, ERR_WORLD, "表 %s が見えません", name);
    }
    if (S_ISDIR(info.st_mode)) {
        return stamp_folder(path, depth + 1, report, stamp);
    }
    const int64_t facts[] = {(int64_t)info.st_ino,          (int64_t)info.st_size,
                             (int64_t)info.st_mtim.tv_sec,  (int64_t)info.st_mtim.tv_nsec,
                             (int64_t)info.st_ctim.tv_sec,  (int64_t)info.st_ctim.tv_nsec};
    row_digest_add(stamp, facts, sizeof(facts));
    row_digest_add(stamp, path, (size_t)n);
    return ERR_NONE;
}

static enum err stamp_folder(const char *path, int depth, struct report *report, struct row_digest *stamp)
{
    DIR *d = depth <= DEPTH_MAX ? opendir(path) : NULL;
    enum err e = ERR_NONE;
    struct dirent *entry;
    if (d == NULL) {
        return report_fail(report, ERR_WORLD, "表のフォルダ %s を開けません: %s", path, strerror(errno));
    }
    while (e == ERR_NONE && (entry = readdir(d)) != NULL) {
        if (entry->d_name[0] != '.') {
            e = stamp_entry(path, entry->d_name, depth, report, stamp);
        }
    }
    closedir(d);
    return e;
}

/* ------------------------------------------------------------------------------------ keep ---- */

static enum err kept_fill(struct kept *k, const struct session *session, struct report *report)
{
    enum err e = parameter_files_read(session->folder.params, k->arena, report, &k->files);
    if (e == ERR_NONE) {
        parameter_files_digest(&k->files, k->parameters);
        e = law_tables_read(session->folder.params, session->folder.municipality, k->arena, report,
                            &k->tables);
    }
    return e;
}

static enum err kept_make(const struct session *session, const struct row_digest *stamp,
                          struct report *report, struct kept **ret)
{
    struct arena *arena = arena_new("法令値の控え", KEPT_BYTES_MAX);
    struct kept *k = ARENA_NEW(arena, struct kept);
    k->arena = arena;
    k->params = arena_string(arena, session->folder.params);
    k->municipality = arena_string(arena, session->folder.municipality);
    k->stamp = *stamp;
    enum err e = kept_fill(k, session, report);
    if (e != ERR_NONE) {
        arena_free(arena);
        return e;
    }
    k->before = newest;
    newest = *ret = k;
    return ERR_NONE;
}

static enum err kept_of(const struct session *session, struct report *report, struct kept **ret)
{
    struct row_digest stamp = {0, 0};
    enum err e = stamp_folder(session->folder.params, 0, report, &stamp);
    if (e != ERR_NONE) {
        return e;
    }
    for (struct kept *k = newest; k != NULL; k = k->before) {
        if (k->stamp.lo == stamp.lo && k->stamp.hi == stamp.hi &&
            strcmp(k->params, session->folder.params) == 0 &&
            strcmp(k->municipality, session->folder.municipality) == 0) {
            *ret = k;
            return ERR_NONE;
        }
    }
    return kept_make(session, &stamp, report, ret);
}

/* ------------------------------------------------------------------------------------- ask ---- */

static enum err law_of(struct kept *k, fiscal_year fy, struct report *report, const struct premium_law **ret)
{
    struct kept_law *l = k->laws;
    while (l != NULL && l->law->year.first_year != fy.first_year) {
        l = l->next;
    }
    if (l == NULL) {
        if (!law_year_is_possible(fy)) {
            return report_fail(report, ERR_INPUT, "%d年度は扱えません（%d年度から%d年度まで）",
                               fy.first_year, LAW_FIRST_YEAR, LAW_LAST_YEAR);
        }
        struct premium_law *law = ARENA_NEW(k->arena, struct premium_law);
        law_compose(k->tables, fy, NULL, k->arena, law);
        l = ARENA_NEW(k->arena, struct kept_law);
        *l = (struct kept_law){law, k->laws};
        k->laws = l;
    }
    *ret = l->law;
    return l->law->missing == NULL ? ERR_NONE : report_fail(report, ERR_INPUT, "%s", l->law->missing);
}

/* Only what two operators agreed on: asked anew each time, compared anew when there is a newer set. */
static enum err approved(struct session *session, struct kept *k, struct report *report)
{
    int64_t set_no;
    enum err e = parameter_set_number(session->store, report, &set_no);
    if (e == ERR_NONE && (set_no == 0 || set_no != k->approved_set)) {
        e = parameter_files_approved(session, &k->files, report);
        k->approved_set = e == ERR_NONE ? set_no : 0;
    }
    return e;
}

enum err law_now(struct session *session, fiscal_year fy, struct report *report, struct law_now *ret)
{
    struct kept *k = NULL;
    pthread_mutex_lock(&gate);
    enum err e = kept_of(session, report, &k);
    if (e == ERR_NONE) {
        e = approved(session, k, report);
    }
    if (e == ERR_NONE) {
        e = law_of(k, fy, report, &ret->law);
    }
    if (e == ERR_NONE) {
        memcpy(ret->parameters, k->parameters, sizeof(ret->parameters));
        e = law_foresees_care40(k->tables, fy, report, &ret->foresees_care40);
    }
    pthread_mutex_unlock(&gate);
    return e;
}
