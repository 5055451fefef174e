/*
 * 版の確認 -- TE-06, AS-19: what was built says what it reads, and a start compares.
 *
 * The digests of params/, layouts/ and maps/ stand in the program; its own digest is recorded at every
 * start and stands in the signed list of a release (scripts/release). A municipality's own tables are in
 * its data folder and have an approval of their own (`kokuho params approve`). A change does not stop the
 * counters: it is an event, it is said where the program was started, and `kokuho release` ends with 1.
 */
#include "release.h"

#include "base/share.h"
#include "release_seen.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static enum err run(struct command_call *call);

const struct command command_release = {
    .name = "release",
    .synopsis = "",
    .summary = "動いている版と、そばのファイル（料率、様式、対応表）が作られたときのままかを確かめる",
    .help = "版、プログラムの要約値（SHA-256）、変わったファイルを表示します。要約値は、署名のある一覧\n"
            "（scripts/release が作る SHA256 と SHA256.sig）と見比べます。\n"
            "  0  作られたときのままです\n"
            "  1  変わった、なくなった、増えたファイルがあります\n",
    .run = run,
};

#define PATH_BYTES 800
#define FINDINGS_RECORDED 50 /* of one start, each a record; how many there are says the first */

static const char *const folders[] = {"accidents", "layouts", "maps", "params"};

/* False: it is not there or cannot be read. */
static bool digest_of(const char *path, char ret[SHA256_HEX])
{
    unsigned char bytes[1 << 14], digest[SHA256_BYTES];
    struct sha256 sum;
    ssize_t n;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return false;
    }
    sha256_init(&sum);
    while ((n = read(fd, bytes, sizeof(bytes))) > 0) {
        sha256_add(&sum, bytes, (size_t)n);
    }
    close(fd);
    sha256_done(&sum, digest);
    hex_format(digest, sizeof(digest), ret);
    return n == 0;
}

static bool is_known(const char *path)
{
    size_t low = 0, high = release_file_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strcmp(path, release_files[middle].path);
        if (order == 0) {
            return true;
        }
        *(order < 0 ? &high : &low) = order < 0 ? middle : middle + 1;
    }
    return false;
}

/* Files that nobody built: a layout that was put there would be read like any other. */
static enum err find_added(const char *share, const char *folder, struct arena *arena,
                           struct report *findings)
{
    const char *path = arena_printf(arena, "%s/%s", share, folder);
    DIR *dir = opendir(path);
    if (dir == NULL) {
        return errno == ENOENT ? ERR_NONE /* its files are told as gone */
                               : report_fail(findings, ERR_WORLD, "%s を読めません: %s", path,
                                             strerror(errno));
    }
    const struct dirent *entry;
    enum err e = ERR_NONE;
    while (e == ERR_NONE && (entry = readdir(dir)) != NULL) {
        struct stat st;
        if (entry->d_name[0] == '.') {
            continue;
        }
        const char *name = arena_printf(arena, "%s/%s", folder, entry->d_name);
        if (fstatat(dirfd(dir), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(st.st_mode)) {
            e = find_added(share, name, arena, findings);
        } else if (!is_known(name)) {
            report_add(findings, "%s は、作られたときになかったファイルです", name);
        }
    }
    closedir(dir);
    return e;
}

/* One line of `findings` for each file under `share` that is another, gone, or was not there at build. */
static enum err release_compare(const char *share, struct arena *arena, struct report *findings)
{
    char path[PATH_BYTES], digest[SHA256_HEX];
    enum err e = ERR_NONE;
    for (size_t i = 0; i < release_file_count; i++) {
        const struct release_file *f = &release_files[i];
        int n = snprintf(path, sizeof(path), "%s/%s", share, f->path);
        if (n <= 0 || n >= (int)sizeof(path) || !digest_of(path, digest)) {
            report_add(findings, "%s がありません", f->path);
        } else if (strcmp(digest, f->sha256) != 0) {
            report_add(findings, "%s は、作られたときから変わっています", f->path);
        }
    }
    for (size_t i = 0; i < COUNT_OF(folders) && e == ERR_NONE; i++) {
        e = find_added(share, folders[i], arena, findings);
    }
    return e != ERR_NONE ? e : findings->count > 0 ? ERR_FINDINGS : ERR_NONE;
}

/* ------------------------------------------------------------------------------ a start -------- */

static struct audit_event event_of(const struct session *s, const char *event, const char *words,
                                   int outcome, int64_t count)
{
    return (struct audit_event){.kind = AUDIT_SETTING,
                                .event = text_of(event),
                                .operator_id = text_of(s->operator.id),
                                .criteria = text_of(words),
                                .result_count = count,
                                .outcome = outcome};
}

/* Every byte of program and files, with a note for the starts that follow when all is as it was built. */
static enum err look_at_all(const struct data_folder *folder, struct arena *arena, struct report *findings,
                            char ret_digest[SHA256_HEX])
{
    struct release_stamp stamp;
    int64_t began = 0;
    int note = release_seen_begin(folder->path, &began);
    bool can_tell = release_stamp_take(folder->share, folders, COUNT_OF(folders), &stamp);
    enum err e = release_compare(folder->share, arena, findings);
    if (!digest_of("/proc/self/exe", ret_digest)) {
        report_add(findings, "プログラム自身を読めません");
        can_tell = false;
    }
    release_seen_end(note, began, e == ERR_NONE && can_tell ? &stamp : NULL, ret_digest);
    return e == ERR_FINDINGS ? ERR_NONE : e;
}

static bool was_looked_at(const struct data_folder *folder, char ret_digest[SHA256_HEX])
{
    struct release_stamp now;
    return release_stamp_take(folder->share, folders, COUNT_OF(folders), &now) &&
           release_is_seen(folder->path, &now, ret_digest);
}

enum err release_look(const struct session *s, bool reads_all, struct arena *arena, struct report *report,
                      struct audit_event **ret, size_t *ret_count)
{
    struct audit_event *events = ARENA_ARRAY(arena, struct audit_event, FINDINGS_RECORDED + 1);
    struct report findings;
    char digest[SHA256_HEX] = "?";
    size_t count = 0;
    enum err e = ERR_NONE;
    report_init(&findings);
    if (reads_all || !was_looked_at(&s->folder, digest)) {
        e = look_at_all(&s->folder, arena, &findings, digest);
    }
    if (e == ERR_NONE) {
        events[count++] = event_of(s, "release.start", arena_printf(arena, "%s %s", KOKUHO_VERSION, digest),
                                   findings.count > 0 ? ERR_FINDINGS : 0, (int64_t)findings.count);
    }
    for (size_t i = 0; i < findings.kept && i < FINDINGS_RECORDED && e == ERR_NONE; i++) {
        const char *line = arena_string(arena, findings.lines[i]);
        events[count++] = event_of(s, "release.changed", line, ERR_FINDINGS, -1);
    }
    if (e == ERR_NONE && findings.count > 0) {
        report_add(report,
                   "作られたときから変わったファイルが %zu 件あります（%s など）。"
                   "kokuho release で確かめてください",
                   findings.count, findings.lines[0]);
    }
    report_done(&findings);
    *ret = events;
    *ret_count = count;
    return e;
}

/* ------------------------------------------------------------------------------ the command ---- */

static enum err run(struct command_call *call)
{
    size_t words;
    char digest[SHA256_HEX];
    enum err e = command_options(call, NULL, 0, NULL, 0, &words);
    if (e != ERR_NONE) {
        return e;
    }
    if (!digest_of("/proc/self/exe", digest)) {
        return report_fail(call->report, ERR_WORLD, "プログラム自身を読めません");
    }
    struct arena *arena = arena_new("版の確認", 16 << 20);
    struct report findings;
    report_init(&findings);
    e = release_compare(share_folder(), arena, &findings);
    fprintf(call->out, "kokuho %s\nSHA-256 %s\nそばのファイル %zu 件（%s）\n", KOKUHO_VERSION, digest,
            release_file_count, share_folder());
    report_print(&findings, call->out);
    if (e == ERR_NONE) {
        fprintf(call->out, "作られたときのままです\n");
    }
    report_done(&findings);
    arena_free(arena);
    return e;
}
