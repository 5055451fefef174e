/*
 * 封緘 -- a ZIP with AES-256 (WinZip AE-2) that reads its list while the list is being made.
 *
 * The store handle of a list belongs to this thread, and libzip asks for bytes when it writes: so libzip
 * runs in a thread of its own and reads from a ring this one fills. What is compressed and enciphered there
 * is all that reaches the disk.
 */
#include "output/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#define RING_BYTES ((size_t)256 << 10)

struct seal {
    const char *path;
    struct seal_about about;
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    char *ring;
    size_t at, len;   /* first byte, bytes in it */
    bool is_ended;    /* no more bytes come */
    bool is_dropped;  /* ... because the list failed */
    bool is_finished; /* the thread reads no more */
    bool is_whole;    /* the file stands */
    zip_error_t error; /* of the source, for libzip */
    char failure[REPORT_LINE_BYTES / 2];
};

/* ------------------------------------------------------------------- the thread of libzip ---- */

/* Up to `max` bytes; 0 at the end, -1 when the list failed. */
static zip_int64_t take(struct seal *s, char *to, size_t max)
{
    pthread_mutex_lock(&s->mutex);
    while (s->len == 0 && !s->is_ended) {
        pthread_cond_wait(&s->changed, &s->mutex);
    }
    bool is_dropped = s->is_dropped;
    size_t count = s->len < max ? s->len : max;
    size_t first = RING_BYTES - s->at < count ? RING_BYTES - s->at : count;
    memcpy(to, s->ring + s->at, first);
    memcpy(to + first, s->ring, count - first);
    sodium_memzero(s->ring + s->at, first);
    sodium_memzero(s->ring, count - first);
    s->at = (s->at + count) % RING_BYTES;
    s->len -= count;
    pthread_cond_broadcast(&s->changed);
    pthread_mutex_unlock(&s->mutex);
    if (is_dropped) {
        zip_error_set(&s->error, ZIP_ER_READ, EIO);
        return -1;
    }
    return (zip_int64_t)count;
}

static zip_int64_t source(void *user, void *data, zip_uint64_t len, zip_source_cmd_t command)
{
    struct seal *s = user;
    switch (command) {
    case ZIP_SOURCE_OPEN:
    case ZIP_SOURCE_CLOSE:
    case ZIP_SOURCE_FREE:
        return 0;
    case ZIP_SOURCE_READ:
        return take(s, data, len);
    case ZIP_SOURCE_STAT: /* size not known */
        zip_stat_init(data);
        return sizeof(zip_stat_t);
    case ZIP_SOURCE_ERROR:
        return zip_error_to_data(&s->error, data, len);
    case ZIP_SOURCE_SUPPORTS:
        return zip_source_make_command_bitmap(ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE,
                                              ZIP_SOURCE_STAT, ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE, -1);
    default:
        zip_error_set(&s->error, ZIP_ER_OPNOTSUPP, 0);
        return -1;
    }
}

static bool add(zip_t *zip, const char *name, zip_source_t *from, const char *password)
{
    if (from == NULL) {
        return false;
    }
    zip_int64_t index = zip_file_add(zip, name, from, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
        zip_source_free(from);
        return false;
    }
    return zip_set_file_compression(zip, (zip_uint64_t)index, ZIP_CM_DEFLATE, 0) == 0 &&
           zip_file_set_encryption(zip, (zip_uint64_t)index, ZIP_EM_AES_256, password) == 0;
}

static void *write_zip(void *user)
{
    struct seal *s = user;
    int code = 0;
    bool ok = false;
    zip_t *zip = zip_open(s->path, ZIP_TRUNCATE, &code);
    if (zip == NULL) {
        zip_error_t error;
        zip_error_init_with_code(&error, code);
        snprintf(s->failure, sizeof(s->failure), "%s", zip_error_strerror(&error));
        zip_error_fini(&error);
    } else {
        ok = add(zip, "about.txt", zip_source_buffer(zip, s->about.words.bytes, s->about.words.len, 0),
                 s->about.password) &&
             add(zip, s->about.entry, zip_source_function(zip, source, s), s->about.password) &&
             zip_close(zip) == 0;
        if (!ok) {
            snprintf(s->failure, sizeof(s->failure), "%s", zip_strerror(zip));
            zip_discard(zip);
        }
    }
    pthread_mutex_lock(&s->mutex);
    s->is_finished = true;
    s->is_whole = ok;
    pthread_cond_broadcast(&s->changed);
    pthread_mutex_unlock(&s->mutex);
    return NULL;
}

/* --------------------------------------------------------------------- the thread of the list ---- */

/* libzip writes a file of its own beside this one and gives it this one's mode before it takes its place. */
static enum err make_empty(const char *path, struct report *report)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) {
        return report_fail(report, ERR_WORLD, "ファイル「%s」を作れません: %s", path, strerror(errno));
    }
    bool ok = fchmod(fd, 0600) == 0;
    close(fd);
    return ok ? ERR_NONE : report_fail(report, ERR_WORLD, "ファイル「%s」の権限を決められません", path);
}

enum err seal_open(const char *path, const struct seal_about *about, struct arena *arena,
                   struct report *report, struct seal **ret)
{
    struct seal *s = ARENA_NEW(arena, struct seal);
    *s = (struct seal){.path = arena_string(arena, path), .about = *about};
    s->ring = ARENA_ARRAY(arena, char, RING_BYTES);
    enum err e = make_empty(path, report);
    if (e != ERR_NONE) {
        return e;
    }
    zip_error_init(&s->error);
    pthread_mutex_init(&s->mutex, NULL);
    pthread_cond_init(&s->changed, NULL);
    int code = pthread_create(&s->thread, NULL, write_zip, s);
    if (code != 0) {
        unlink(path);
        return report_fail(report, ERR_WORLD, "封緘の処理を始められません: %s", strerror(code));
    }
    *ret = s;
    return ERR_NONE;
}

enum err seal_write(struct seal *s, const void *bytes, size_t len, struct report *report)
{
    const char *from = bytes;
    bool is_finished = false;
    pthread_mutex_lock(&s->mutex);
    while (len > 0 && !is_finished) {
        while (s->len == RING_BYTES && !s->is_finished) {
            pthread_cond_wait(&s->changed, &s->mutex);
        }
        is_finished = s->is_finished;
        size_t end = (s->at + s->len) % RING_BYTES;
        size_t room = RING_BYTES - s->len, straight = RING_BYTES - end;
        size_t count = len < room ? len : room;
        count = count < straight ? count : straight;
        memcpy(s->ring + end, from, count);
        s->len += count;
        from += count;
        len -= count;
        pthread_cond_broadcast(&s->changed);
    }
    pthread_mutex_unlock(&s->mutex);
    return is_finished ? report_fail(report, ERR_WORLD, "出力ファイルを書けません: %s", s->failure)
                       : ERR_NONE;
}

enum err seal_close(struct seal *s, bool is_whole, struct report *report)
{
    pthread_mutex_lock(&s->mutex);
    s->is_ended = true;
    s->is_dropped = !is_whole;
    pthread_cond_broadcast(&s->changed);
    pthread_mutex_unlock(&s->mutex);
    pthread_join(s->thread, NULL);
    pthread_cond_destroy(&s->changed);
    pthread_mutex_destroy(&s->mutex);
    zip_error_fini(&s->error);
    sodium_memzero(s->ring, RING_BYTES);
    enum err e = ERR_NONE;
    if (!s->is_whole && is_whole) {
        e = report_fail(report, ERR_WORLD, "出力ファイルを書けません: %s", s->failure);
    }
    if (e == ERR_NONE && is_whole) {
        e = folder_sync(s->path, report);
    }
    if (e != ERR_NONE || !is_whole) {
        unlink(s->path);
    }
    return e;
}
