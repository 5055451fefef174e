/* The line of DIR/release.seen, and the stamp of what lies beside the program. */
#include "release_seen.h"

#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_BYTES 800
#define LINE_BYTES 200
#define SECOND_NS INT64_C(1000000000)
#define DAY_MS (INT64_C(24) * 60 * 60 * 1000)
#define DEPTH_MAX 8

/* ----------------------------------------------------------------------------- the stamp ------ */

static int64_t ns_of(struct timespec t) { return (int64_t)t.tv_sec * SECOND_NS + t.tv_nsec; }

static bool add_stamp(struct release_stamp *to, const char *name, const struct stat *st)
{
    char line[PATH_BYTES + LINE_BYTES];
    int n = snprintf(line, sizeof(line), "%s|%ju|%ju|%o|%jd|%" PRId64 "|%" PRId64, name,
                     (uintmax_t)st->st_dev, (uintmax_t)st->st_ino, (unsigned)st->st_mode,
                     (intmax_t)st->st_size, ns_of(st->st_mtim), ns_of(st->st_ctim));
    if (n <= 0 || n >= (int)sizeof(line)) {
        return false;
    }
    row_digest_add(&to->files, line, (size_t)n);
    if (ns_of(st->st_ctim) > to->changed_ns) {
        to->changed_ns = ns_of(st->st_ctim);
    }
    return true;
}

/* Everything in the open folder `fd`, which is closed. */
static bool add_folder(struct release_stamp *to, int fd, const char *name, int depth)
{
    DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
    const struct dirent *entry;
    struct stat st;
    if (dir == NULL) {
        if (fd >= 0) {
            close(fd);
        }
        return false;
    }
    bool ok = depth < DEPTH_MAX && fstat(fd, &st) == 0 && add_stamp(to, name, &st);
    while (ok && (entry = readdir(dir)) != NULL) {
        char path[PATH_BYTES];
        int n = snprintf(path, sizeof(path), "%s/%s", name, entry->d_name);
        if (entry->d_name[0] == '.') {
            continue;
        }
        ok = n > 0 && n < (int)sizeof(path) && fstatat(fd, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0;
        if (ok && S_ISDIR(st.st_mode)) {
            int inner = openat(fd, entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
            ok = add_folder(to, inner, path, depth + 1);
        } else if (ok) {
            ok = S_ISREG(st.st_mode) && add_stamp(to, path, &st);
        }
    }
    closedir(dir);
    return ok;
}

bool release_stamp_take(const char *share, const char *const *folders, size_t count,
                        struct release_stamp *ret)
{
    struct release_stamp stamp = {0};
    struct stat st;
    int top = open(share, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = top >= 0 && stat("/proc/self/exe", &st) == 0 && add_stamp(&stamp, "program", &st);
    for (size_t i = 0; i < count && ok; i++) {
        int fd = openat(top, folders[i], O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        ok = add_folder(&stamp, fd, folders[i], 0);
    }
    if (top >= 0) {
        close(top);
    }
    if (ok) {
        *ret = stamp;
    }
    return ok;
}

/* ------------------------------------------------------------------------------ the line ------ */

static int open_seen(const char *data, int flags)
{
    char path[PATH_BYTES];
    int n = snprintf(path, sizeof(path), "%s/release.seen", data);
    return n > 0 && n < (int)sizeof(path) ? open(path, flags | O_NOFOLLOW | O_CLOEXEC, 0600) : -1;
}

/* "1795373143828 STAMP DIGEST" */
static int line_of(char to[LINE_BYTES], int64_t at, const struct release_stamp *stamp, const char *digest)
{
    char sum[33];
    row_digest_format(&stamp->files, sum);
    return snprintf(to, LINE_BYTES, "%" PRId64 " %s %s\n", at, sum, digest);
}

static bool read_line(const char *data, char to[LINE_BYTES], size_t *ret_len)
{
    int fd = open_seen(data, O_RDONLY);
    ssize_t n = fd >= 0 && flock(fd, LOCK_SH | LOCK_NB) == 0 ? read(fd, to, LINE_BYTES - 1) : -1;
    if (fd >= 0) {
        close(fd);
    }
    *ret_len = n > 0 ? (size_t)n : 0;
    to[*ret_len] = '\0';
    return n > 0;
}

bool release_is_seen(const char *data, const struct release_stamp *now, char ret_digest[SHA256_HEX])
{
    char line[LINE_BYTES], own[LINE_BYTES];
    size_t len;
    int64_t at, today = clock_now_ms();
    if (!read_line(data, line, &len) || len < SHA256_HEX + 1) {
        return false;
    }
    const char *digest = line + len - SHA256_HEX; /* its 64 digits and the end of the line */
    if (!parse_i64(line, strcspn(line, " "), 1, INT64_MAX, &at) || at > today || today - at >= DAY_MS) {
        return false;
    }
    char kept[SHA256_HEX];
    memcpy(kept, digest, SHA256_HEX - 1);
    kept[SHA256_HEX - 1] = '\0';
    if (strspn(kept, "0123456789abcdef") != SHA256_HEX - 1 || line_of(own, at, now, kept) != (int)len ||
        memcmp(own, line, len) != 0) {
        return false;
    }
    memcpy(ret_digest, kept, sizeof(kept));
    return true;
}

int release_seen_begin(const char *data, int64_t *ret_began_ns)
{
    struct stat st;
    int fd = open_seen(data, O_WRONLY | O_CREAT);
    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0 && ftruncate(fd, 0) == 0 && futimens(fd, NULL) == 0 &&
        fstat(fd, &st) == 0) {
        *ret_began_ns = ns_of(st.st_ctim);
        return fd;
    }
    if (fd >= 0) {
        close(fd);
    }
    return -1;
}

/*
 * A file that changes twice between two ticks of the kernel's clock looks the same after the second time:
 * what had not rested for a second is read again. A line that a power failure tears is no line.
 */
void release_seen_end(int fd, int64_t began_ns, const struct release_stamp *stamp, const char *digest)
{
    char line[LINE_BYTES];
    if (fd < 0) {
        return;
    }
    if (stamp != NULL && stamp->changed_ns < began_ns - SECOND_NS) {
        int n = line_of(line, clock_now_ms(), stamp, digest);
        if (write(fd, line, (size_t)n) != n && ftruncate(fd, 0) != 0) {
            /* half a line is no line */
        }
    }
    close(fd);
}
