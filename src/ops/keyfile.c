/*
 * 鍵のファイル -- one key a file: 32 bytes (or a PEM), open or wrapped; and the two parts that open the wrap.
 *
 * Wrapped  "kokuho-key-1\n", nonce, XChaCha20-Poly1305 of the key under the folder key; its file name is the
 *          associated data. DIR/keys/wrap: "kokuho-wrap-1\n", nonce, the folder key under the two parts
 *          together (BLAKE2b-256 of both). Each part is 256 random bits, so no slow hash is needed.
 * A part   "1-" or "2-", sixteen groups of four hexadecimal digits, a group that shows slips of the pen.
 */
#include "ops/keyfile.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#define NONCE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG crypto_aead_xchacha20poly1305_ietf_ABYTES
#define WRAP_FILE "wrap"

static const char key_magic[] = "kokuho-key-1\n", wrap_magic[] = "kokuho-wrap-1\n";
#define MAGIC_BYTES (sizeof(key_magic) - 1)
#define WRAP_MAGIC_BYTES (sizeof(wrap_magic) - 1)
#define WRAP_BYTES (WRAP_MAGIC_BYTES + NONCE + FOLDER_KEY_BYTES + TAG)

/* The folder key of the folder this process works in. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct opened {
    bool is_open;
    char folder[512];
    unsigned char key[FOLDER_KEY_BYTES];
} opened;

enum err key_path(const struct data_folder *f, const char *file, struct report *report,
                  char ret[KEY_PATH_BYTES])
{
    int n = snprintf(ret, KEY_PATH_BYTES, "%s/keys%s%s", f->path, file[0] != '\0' ? "/" : "", file);
    return n > 0 && n < KEY_PATH_BYTES ? ERR_NONE
                                       : report_fail(report, ERR_INPUT, "鍵の名前が長すぎます: %s", file);
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

/* ------------------------------------------------------------------------------- files --------- */

static enum err read_whole(const char *path, const char *name, size_t max, struct report *report,
                           unsigned char *ret, size_t *ret_len)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) {
        return report_fail(report, ERR_WORLD, "鍵 %s を読めません: %s", name, strerror(errno));
    }
    enum err e = ops_key_check(fd, name, report);
    ssize_t n = e == ERR_NONE ? read(fd, ret, max + 1) : -1;
    close(fd);
    if (e == ERR_NONE && (n <= 0 || (size_t)n > max)) {
        e = report_fail(report, ERR_WORLD, "鍵 %s が壊れています", name);
    }
    *ret_len = e == ERR_NONE ? (size_t)n : 0;
    return e;
}

static bool sync_folder(const struct data_folder *f, struct report *report)
{
    char dir[KEY_PATH_BYTES];
    if (key_path(f, "", report, dir) != ERR_NONE) {
        return false;
    }
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0) {
        close(fd);
    }
    return ok;
}

/* Overwrites and removes: where media write elsewhere old bytes may live on; wrapped ones open nothing. */
static bool shred(const char *path)
{
    static const unsigned char zeros[512];
    struct stat st;
    int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
    bool ok = fd >= 0 && fstat(fd, &st) == 0;
    for (off_t at = 0; ok && at < st.st_size; at += (off_t)sizeof(zeros)) {
        off_t left = st.st_size - at;
        size_t n = left < (off_t)sizeof(zeros) ? (size_t)left : sizeof(zeros);
        ok = write(fd, zeros, n) == (ssize_t)n;
    }
    ok = ok && fsync(fd) == 0;
    if (fd >= 0) {
        close(fd);
    }
    return ok && unlink(path) == 0;
}

/* Under a name of its own first: whoever reads finds the old file or the new one, never half of it. */
static enum err put(const struct data_folder *f, const char *file, const unsigned char *bytes, size_t len,
                    struct report *report)
{
    char path[KEY_PATH_BYTES], fresh[KEY_PATH_BYTES + 4];
    enum err e = key_path(f, file, report, path);
    if (e != ERR_NONE) {
        return e;
    }
    snprintf(fresh, sizeof(fresh), "%s.new", path);
    (void)unlink(fresh); /* of a process that died */
    int fd = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    bool ok = fd >= 0 && write(fd, bytes, len) == (ssize_t)len && fsync(fd) == 0;
    if (fd >= 0) {
        ok = close(fd) == 0 && ok;
    }
    ok = ok && rename(fresh, path) == 0 && sync_folder(f, report);
    return ok ? ERR_NONE : report_fail(report, ERR_WORLD, "鍵 %s を書けません: %s", file, strerror(errno));
}

/* ------------------------------------------------------------------------------- wrapping ------ */

static void wrap(const unsigned char *plain, size_t len, const char *file, const unsigned char *folder_key,
                 unsigned char *ret)
{
    memcpy(ret, key_magic, MAGIC_BYTES);
    randombytes_buf(ret + MAGIC_BYTES, NONCE);
    int failed = crypto_aead_xchacha20poly1305_ietf_encrypt(
        ret + MAGIC_BYTES + NONCE, NULL, plain, len, (const unsigned char *)file, strlen(file), NULL,
        ret + MAGIC_BYTES, folder_key);
    assert(failed == 0);
}

static bool is_wrapped(const unsigned char *bytes, size_t len)
{
    return len > KEY_WRAPPING_BYTES && memcmp(bytes, key_magic, MAGIC_BYTES) == 0;
}
_Static_assert(KEY_WRAPPING_BYTES == MAGIC_BYTES + NONCE + TAG, "what wrapping adds");

bool keys_are_wrapped(const struct data_folder *f)
{
    char path[KEY_PATH_BYTES];
    struct report unheard;
    report_init(&unheard);
    bool is = key_path(f, WRAP_FILE, &unheard, path) == ERR_NONE && access(path, F_OK) == 0;
    report_done(&unheard);
    return is;
}

/* The folder key, when this process has opened it. */
static bool folder_key_of(const struct data_folder *f, unsigned char ret[FOLDER_KEY_BYTES])
{
    pthread_mutex_lock(&lock);
    bool is = opened.is_open && strcmp(opened.folder, f->path) == 0;
    if (is) {
        memcpy(ret, opened.key, FOLDER_KEY_BYTES);
    }
    pthread_mutex_unlock(&lock);
    return is;
}

enum err key_file_read(const struct data_folder *f, const char *file, size_t max, struct report *report,
                       unsigned char *ret, size_t *ret_len)
{
    unsigned char bytes[KEY_FILE_MAX + KEY_WRAPPING_BYTES + 1], folder_key[FOLDER_KEY_BYTES];
    char path[KEY_PATH_BYTES];
    size_t len = 0;
    assert(max <= KEY_FILE_MAX);
    enum err e = key_path(f, file, report, path);
    if (e == ERR_NONE) {
        e = read_whole(path, file, sizeof(bytes) - 1, report, bytes, &len);
    }
    if (e != ERR_NONE) {
        return e;
    }
    bool wrapped = is_wrapped(bytes, len), must = keys_are_wrapped(f);
    if (wrapped) {
        bool opens = len - KEY_WRAPPING_BYTES <= max && folder_key_of(f, folder_key) &&
                     crypto_aead_xchacha20poly1305_ietf_decrypt(
                         ret, NULL, NULL, bytes + MAGIC_BYTES + NONCE, len - MAGIC_BYTES - NONCE,
                         (const unsigned char *)file, strlen(file), bytes + MAGIC_BYTES, folder_key) == 0;
        sodium_memzero(folder_key, sizeof(folder_key));
        *ret_len = opens ? len - KEY_WRAPPING_BYTES : 0;
        e = opens ? ERR_NONE
                  : report_fail(report, ERR_WORLD,
                                "鍵 %s の包みを開けません。別のフォルダの鍵か、壊れています", file);
    } else if (must) {
        e = report_fail(report, ERR_WORLD,
                        "鍵 %s が包まれていません。途中で止まった kokuho key wrap をもう一度行うか、"
                        "置かれたわけを調べてください",
                        file);
    } else if (len > max) {
        e = report_fail(report, ERR_WORLD, "鍵 %s が壊れています", file);
    } else {
        memcpy(ret, bytes, len);
        *ret_len = len;
    }
    sodium_memzero(bytes, sizeof(bytes));
    return e;
}

enum err key_file_write(const struct data_folder *f, const char *file, const unsigned char *bytes, size_t len,
                        struct report *report)
{
    unsigned char folder_key[FOLDER_KEY_BYTES], wrapped[KEY_FILE_MAX + KEY_WRAPPING_BYTES];
    assert(len > 0 && len <= KEY_FILE_MAX);
    if (!keys_are_wrapped(f)) {
        return put(f, file, bytes, len, report);
    }
    if (!folder_key_of(f, folder_key)) {
        return report_fail(report, ERR_WORLD, "鍵の包みが開いていないので、鍵 %s を書けません", file);
    }
    wrap(bytes, len, file, folder_key, wrapped);
    sodium_memzero(folder_key, sizeof(folder_key));
    return put(f, file, wrapped, len + KEY_WRAPPING_BYTES, report);
}

enum err key_file_destroy(const struct data_folder *f, const char *file, struct report *report)
{
    char path[KEY_PATH_BYTES];
    enum err e = key_path(f, file, report, path);
    if (e == ERR_NONE && !shred(path) && errno != ENOENT) {
        e = report_fail(report, ERR_WORLD, "鍵 %s を消せません: %s", file, strerror(errno));
    }
    return e == ERR_NONE && !sync_folder(f, report)
               ? report_fail(report, ERR_WORLD, "鍵の置き場を書けません: %s", strerror(errno))
               : e;
}

/* ------------------------------------------------------------------------------- parts --------- */

#define PART_TEXT_BYTES 128

struct parts {
    unsigned char bytes[2][FOLDER_KEY_BYTES];
};

static void part_check(int which, const unsigned char part[FOLDER_KEY_BYTES], unsigned char ret[2])
{
    unsigned char digest[crypto_generichash_BYTES_MIN], number = (unsigned char)which;
    crypto_generichash_state h;
    (void)crypto_generichash_init(&h, NULL, 0, sizeof(digest));
    (void)crypto_generichash_update(&h, &number, 1);
    (void)crypto_generichash_update(&h, part, FOLDER_KEY_BYTES);
    (void)crypto_generichash_final(&h, digest, sizeof(digest));
    memcpy(ret, digest, 2);
}

static void part_format(int which, const unsigned char part[FOLDER_KEY_BYTES], char ret[PART_TEXT_BYTES])
{
    unsigned char all[FOLDER_KEY_BYTES + 2];
    char hex[2 * sizeof(all) + 1];
    size_t n = (size_t)snprintf(ret, PART_TEXT_BYTES, "%d", which + 1);
    memcpy(all, part, FOLDER_KEY_BYTES);
    part_check(which, part, all + FOLDER_KEY_BYTES);
    hex_format(all, sizeof(all), hex);
    for (size_t i = 0; i < 2 * sizeof(all); i += 4) {
        n += (size_t)snprintf(ret + n, PART_TEXT_BYTES - n, "-%.4s", hex + i);
    }
    sodium_memzero(hex, sizeof(hex));
    sodium_memzero(all, sizeof(all));
}

/* Spaces, hyphens and capitals are the writer's own. */
static bool part_parse(struct text line, int *ret_which, unsigned char ret[FOLDER_KEY_BYTES])
{
    char digits[2 * (FOLDER_KEY_BYTES + 2) + 2];
    unsigned char all[FOLDER_KEY_BYTES + 2], check[2];
    size_t n = 0;
    bool fits = true;
    for (size_t i = 0; i < line.len && fits; i++) {
        char c = line.bytes[i];
        if (c == '-' || c == ' ' || c == '\r') {
            continue;
        }
        fits = n < sizeof(digits) - 1;
        if (fits) {
            digits[n++] = c >= 'A' && c <= 'F' ? (char)(c - 'A' + 'a') : c;
        }
    }
    fits = fits && n == sizeof(digits) - 1 && (digits[0] == '1' || digits[0] == '2') &&
           sodium_hex2bin(all, sizeof(all), digits + 1, n - 1, NULL, NULL, NULL) == 0;
    if (fits) {
        *ret_which = digits[0] - '1';
        part_check(*ret_which, all, check);
        fits = memcmp(check, all + FOLDER_KEY_BYTES, sizeof(check)) == 0;
        memcpy(ret, all, FOLDER_KEY_BYTES);
    }
    sodium_memzero(digits, sizeof(digits));
    sodium_memzero(all, sizeof(all));
    return fits;
}

/* Lines of the descriptor or of one credential. */
static enum err take_lines(const char *from, const char *bytes, size_t len, struct report *report,
                           struct parts *parts, bool has[2])
{
    for (size_t at = 0; at < len;) {
        const char *end = memchr(bytes + at, '\n', len - at);
        size_t n = end != NULL ? (size_t)(end - (bytes + at)) : len - at;
        unsigned char part[FOLDER_KEY_BYTES];
        int which = 0;
        if (n > 0) {
            if (!part_parse((struct text){bytes + at, n}, &which, part)) {
                return report_fail(report, ERR_INPUT,
                                   "%s の鍵の控えは書き誤りがあります。渡された紙のとおりに入れてください",
                                   from);
            }
            memcpy(parts->bytes[which], part, FOLDER_KEY_BYTES);
            has[which] = true;
            sodium_memzero(part, sizeof(part));
        }
        at += n + 1;
    }
    return ERR_NONE;
}

static enum err take_descriptor(int fd, const char *from, struct report *report, struct parts *parts,
                                bool has[2])
{
    char bytes[4 * PART_TEXT_BYTES];
    size_t len = 0;
    ssize_t n;
    while (len < sizeof(bytes) && (n = read(fd, bytes + len, sizeof(bytes) - len)) > 0) {
        len += (size_t)n;
    }
    close(fd);
    enum err e = take_lines(from, bytes, len, report, parts, has);
    sodium_memzero(bytes, sizeof(bytes));
    return e;
}

static enum err take_credentials(const char *dir, struct report *report, struct parts *parts, bool has[2])
{
    enum err e = ERR_NONE;
    for (int i = 0; i < 2 && e == ERR_NONE; i++) {
        char path[KEY_PATH_BYTES];
        int n = snprintf(path, sizeof(path), "%s/kokuho-key-%d", dir, i + 1);
        int fd = n > 0 && n < (int)sizeof(path) ? open(path, O_RDONLY | O_CLOEXEC) : -1;
        e = fd >= 0 ? take_descriptor(fd, path, report, parts, has) : ERR_NONE;
    }
    return e;
}

/* Two persons type theirs, unseen. */
static enum err take_typed(struct report *report, struct parts *parts, bool has[2])
{
    struct termios before, silent;
    char line[PART_TEXT_BYTES * 2];
    enum err e = ERR_NONE;
    FILE *tty = isatty(STDIN_FILENO) ? fopen("/dev/tty", "r+e") : NULL;
    if (tty == NULL || tcgetattr(fileno(tty), &before) != 0) {
        if (tty != NULL) {
            fclose(tty);
        }
        return ERR_NONE; /* nobody is there */
    }
    silent = before;
    silent.c_lflag &= ~(tcflag_t)ECHO;
    for (int i = 0; i < 2 && e == ERR_NONE; i++) {
        fprintf(tty, "鍵の控え %d（画面には出ません）: ", i + 1);
        (void)fflush(tty);
        (void)tcsetattr(fileno(tty), TCSAFLUSH, &silent);
        bool got = fgets(line, sizeof(line), tty) != NULL;
        (void)tcsetattr(fileno(tty), TCSAFLUSH, &before);
        fputc('\n', tty);
        e = got ? take_lines("入力", line, strlen(line), report, parts, has) : ERR_NONE;
    }
    sodium_memzero(line, sizeof(line));
    fclose(tty);
    return e;
}

static enum err parts_handed_in(struct report *report, struct parts *ret)
{
    bool has[2] = {false, false};
    const char *word = getenv("KOKUHO_KEY_FD"), *dir = getenv("CREDENTIALS_DIRECTORY");
    int64_t fd;
    enum err e = ERR_NONE;
    if (word != NULL && parse_i64(word, strlen(word), 0, 1 << 20, &fd)) {
        e = take_descriptor((int)fd, "KOKUHO_KEY_FD", report, ret, has);
        (void)unsetenv("KOKUHO_KEY_FD"); /* read once; who is started from here gets nothing */
    } else if (dir != NULL) {
        e = take_credentials(dir, report, ret, has);
    } else {
        e = take_typed(report, ret, has);
    }
    if (e == ERR_NONE && !(has[0] && has[1])) {
        const char *missing = has[0] ? "控え2" : has[1] ? "控え1" : "控え1と控え2";
        e = report_fail(report, ERR_INPUT,
                        "鍵は2人の控えがそろわないと開きません。%s がありません。KOKUHO_KEY_FD、"
                        "systemd の資格情報 kokuho-key-1・kokuho-key-2、端末からの入力の"
                        "どれかで渡してください",
                        missing);
    }
    return e;
}

static void key_of_parts(const struct parts *parts, unsigned char ret[FOLDER_KEY_BYTES])
{
    static const char what[] = "kokuho folder key";
    (void)crypto_generichash(ret, FOLDER_KEY_BYTES, parts->bytes[0], sizeof(parts->bytes),
                             (const unsigned char *)what, sizeof(what) - 1);
}

static enum err wrap_open(const struct data_folder *f, const struct parts *parts, struct report *report,
                          unsigned char ret[FOLDER_KEY_BYTES])
{
    unsigned char bytes[WRAP_BYTES + 1], key[FOLDER_KEY_BYTES];
    char path[KEY_PATH_BYTES];
    size_t len = 0;
    enum err e = key_path(f, WRAP_FILE, report, path);
    if (e == ERR_NONE) {
        e = read_whole(path, WRAP_FILE, WRAP_BYTES, report, bytes, &len);
    }
    if (e != ERR_NONE) {
        return e;
    }
    key_of_parts(parts, key);
    bool opens = len == WRAP_BYTES && memcmp(bytes, wrap_magic, WRAP_MAGIC_BYTES) == 0 &&
                 crypto_aead_xchacha20poly1305_ietf_decrypt(
                     ret, NULL, NULL, bytes + WRAP_MAGIC_BYTES + NONCE, FOLDER_KEY_BYTES + TAG,
                     (const unsigned char *)wrap_magic, WRAP_MAGIC_BYTES, bytes + WRAP_MAGIC_BYTES, key) == 0;
    sodium_memzero(key, sizeof(key));
    return opens ? ERR_NONE
                 : report_fail(report, ERR_INPUT,
                               "渡された控えでは %s の鍵が開きません。"
                               "このフォルダの今の控えか確かめてください",
                               f->path);
}

enum err keys_unlock(const struct data_folder *f, struct report *report)
{
    unsigned char key[FOLDER_KEY_BYTES];
    struct parts parts;
    if (!keys_are_wrapped(f) || folder_key_of(f, key)) {
        return ERR_NONE;
    }
    enum err e = parts_handed_in(report, &parts);
    if (e == ERR_NONE) {
        e = wrap_open(f, &parts, report, key);
    }
    sodium_memzero(&parts, sizeof(parts));
    if (e == ERR_NONE) {
        pthread_mutex_lock(&lock);
        (void)sodium_mlock(&opened, sizeof(opened)); /* kept out of swap where the system allows it */
        memcpy(opened.key, key, FOLDER_KEY_BYTES);
        snprintf(opened.folder, sizeof(opened.folder), "%s", f->path);
        opened.is_open = true;
        pthread_mutex_unlock(&lock);
    }
    sodium_memzero(key, sizeof(key));
    return e;
}

void keys_lock(void)
{
    pthread_mutex_lock(&lock);
    sodium_memzero(&opened, sizeof(opened));
    pthread_mutex_unlock(&lock);
}

/* ------------------------------------------------------------------------------- wrap, rewrap -- */

static enum err write_part(const char *path, int which, const unsigned char part[FOLDER_KEY_BYTES],
                           struct report *report)
{
    char text[PART_TEXT_BYTES];
    part_format(which, part, text);
    size_t len = strlen(text);
    text[len++] = '\n';
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    bool ok = fd >= 0 && write(fd, text, len) == (ssize_t)len && fsync(fd) == 0;
    if (fd >= 0) {
        ok = close(fd) == 0 && ok;
    }
    sodium_memzero(text, sizeof(text));
    return ok ? ERR_NONE
              : report_fail(report, ERR_INPUT,
                            "控え %s を書けません（新しいファイルの名前にしてください）: %s", path,
                            strerror(errno));
}

/* New parts on paper first, then the wrap: were it the other way round, a full disk would lock us out. */
static enum err put_wrap(const struct data_folder *f, const unsigned char folder_key[FOLDER_KEY_BYTES],
                         const char *part1_path, const char *part2_path, struct report *report)
{
    unsigned char bytes[WRAP_BYTES], key[FOLDER_KEY_BYTES];
    struct parts parts;
    randombytes_buf(&parts, sizeof(parts));
    enum err e = write_part(part1_path, 0, parts.bytes[0], report);
    if (e == ERR_NONE) {
        e = write_part(part2_path, 1, parts.bytes[1], report);
    }
    if (e == ERR_NONE) {
        key_of_parts(&parts, key);
        memcpy(bytes, wrap_magic, WRAP_MAGIC_BYTES);
        randombytes_buf(bytes + WRAP_MAGIC_BYTES, NONCE);
        int failed = crypto_aead_xchacha20poly1305_ietf_encrypt(
            bytes + WRAP_MAGIC_BYTES + NONCE, NULL, folder_key, FOLDER_KEY_BYTES,
            (const unsigned char *)wrap_magic, WRAP_MAGIC_BYTES, NULL, bytes + WRAP_MAGIC_BYTES, key);
        assert(failed == 0);
        e = put(f, WRAP_FILE, bytes, sizeof(bytes), report);
    }
    sodium_memzero(&parts, sizeof(parts));
    sodium_memzero(key, sizeof(key));
    return e;
}

enum err key_file_wrap(const struct data_folder *f, const char *file, struct report *report)
{
    unsigned char bytes[KEY_FILE_MAX + KEY_WRAPPING_BYTES + 1];
    char path[KEY_PATH_BYTES], old[KEY_PATH_BYTES + 4];
    size_t len = 0;
    enum err e = key_path(f, file, report, path);
    if (e == ERR_NONE) {
        e = read_whole(path, file, sizeof(bytes) - 1, report, bytes, &len);
    }
    if (e != ERR_NONE || is_wrapped(bytes, len)) {
        sodium_memzero(bytes, sizeof(bytes));
        return e;
    }
    snprintf(old, sizeof(old), "%s.old", path);
    (void)unlink(old);
    if (len > KEY_FILE_MAX) {
        e = report_fail(report, ERR_WORLD, "鍵 %s が長すぎます", file);
    } else if (link(path, old) != 0) {
        e = report_fail(report, ERR_WORLD, "鍵 %s を包めません: %s", file, strerror(errno));
    } else {
        e = key_file_write(f, file, bytes, len, report);
    }
    if (e == ERR_NONE && !shred(old)) {
        e = report_fail(report, ERR_WORLD, "包む前の鍵 %s を消せません: %s", old, strerror(errno));
    }
    sodium_memzero(bytes, sizeof(bytes));
    return e;
}

enum err keys_wrap_begin(const struct data_folder *f, const char *part1_path, const char *part2_path,
                         struct report *report)
{
    unsigned char folder_key[FOLDER_KEY_BYTES];
    randombytes_buf(folder_key, sizeof(folder_key));
    enum err e = put_wrap(f, folder_key, part1_path, part2_path, report);
    if (e == ERR_NONE) {
        pthread_mutex_lock(&lock);
        (void)sodium_mlock(&opened, sizeof(opened));
        memcpy(opened.key, folder_key, FOLDER_KEY_BYTES);
        snprintf(opened.folder, sizeof(opened.folder), "%s", f->path);
        opened.is_open = true;
        pthread_mutex_unlock(&lock);
    }
    sodium_memzero(folder_key, sizeof(folder_key));
    return e;
}

enum err keys_rewrap(const struct data_folder *f, const char *part1_path, const char *part2_path,
                     struct report *report)
{
    unsigned char folder_key[FOLDER_KEY_BYTES];
    if (!folder_key_of(f, folder_key)) {
        return report_fail(report, ERR_INPUT, "%s の鍵は包まれていません。kokuho key wrap で包んでください",
                           f->path);
    }
    enum err e = put_wrap(f, folder_key, part1_path, part2_path, report);
    sodium_memzero(folder_key, sizeof(folder_key));
    return e;
}
