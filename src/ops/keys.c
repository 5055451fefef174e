/*
 * 鍵の台帳 -- DIR/keys/register.tsv: one line for each step of a version of a key; it only grows (CR-05).
 *
 * A line: moment, name, version, state, by whom, mark of the bytes, reason; tabs between them. The state of a
 * version is that of its last line, and the table of transitions below is the only way from one to the next.
 * Whoever reads takes the file's lock shared, whoever writes takes it alone.
 */
#include "ops/keyfile.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define REGISTER_FILE "register.tsv"
#define REGISTER_MAX (1 << 20)
#define LINE_MAX_BYTES 400
#define FILE_NAME_BYTES 48

static const struct {
    const char *word, *label;
} states[] = {
    [KEY_MADE] = {"made", "準備"},
    [KEY_ACTIVE] = {"active", "有効"},
    [KEY_RETIRED] = {"retired", "復号のみ"},
    [KEY_REVOKED] = {"revoked", "失効"},
    [KEY_DESTROYED] = {"destroyed", "破棄"},
};

static const struct {
    int from, to; /* 0 = not there yet */
} transitions[] = {
    {0, KEY_MADE},
    {0, KEY_ACTIVE}, /* the first version, on first use */
    {KEY_MADE, KEY_ACTIVE},
    {KEY_MADE, KEY_REVOKED},
    {KEY_ACTIVE, KEY_RETIRED},
    {KEY_RETIRED, KEY_REVOKED},
    {KEY_REVOKED, KEY_RETIRED},
    {KEY_REVOKED, KEY_DESTROYED},
};

const char *key_state_label(enum key_state state)
{
    return state >= KEY_MADE && state <= KEY_DESTROYED ? states[state].label : "?";
}

const struct key_purpose key_purposes_of_ops[] = {
    {KEY_LOGIN_CODE, "確認コードの種の封", "XChaCha20-Poly1305", KEY_SEALS},
    {KEY_LOGIN_STRANGER, "登録のない職員番号の要約", "BLAKE2b", KEY_PASSES},
    {KEY_RIGHTS_SEAL, "権限の申請の封", "BLAKE2b", KEY_PROVES},
    {KEY_CA, "端末の認証局", "ECDSA P-256", KEY_STAYS},
};
const size_t key_purposes_of_ops_count = COUNT_OF(key_purposes_of_ops);

static bool may_move(int from, int to)
{
    bool may = false;
    for (size_t i = 0; i < COUNT_OF(transitions); i++) {
        may = may || (transitions[i].from == from && transitions[i].to == to);
    }
    return may;
}

/* ------------------------------------------------------------------------------ reading -------- */

struct keybook {
    const struct data_folder *folder;
    struct report *report;
    struct arena *arena;
    int fd;
    struct key_record *records;
    size_t count, capacity;
};

static void close_register(struct keybook *r)
{
    if (r->fd >= 0) {
        close(r->fd); /* and lets go of the lock */
    }
    arena_free(r->arena);
}

static struct key_record *find(const struct keybook *r, const char *name, int64_t version)
{
    struct key_record *found = NULL;
    for (size_t i = 0; i < r->count; i++) {
        if (strcmp(r->records[i].name, name) == 0 && r->records[i].version == version) {
            found = &r->records[i];
        }
    }
    return found;
}

/* The newest version in this state, NULL = none. */
static struct key_record *newest(const struct keybook *r, const char *name, int state)
{
    struct key_record *found = NULL;
    for (size_t i = 0; i < r->count; i++) {
        struct key_record *k = &r->records[i];
        if (strcmp(k->name, name) == 0 && (state == 0 || (int)k->state == state) &&
            (found == NULL || k->version > found->version)) {
            found = k;
        }
    }
    return found;
}

static struct text cell_of(struct text line, size_t *at)
{
    const char *from = line.bytes + *at;
    size_t left = *at < line.len ? line.len - *at : 0;
    const char *tab = left > 0 ? memchr(from, '\t', left) : NULL;
    size_t n = tab != NULL ? (size_t)(tab - from) : left;
    *at += n + 1;
    return (struct text){from, n};
}

static void apply(struct key_record *k, enum key_state to, int64_t at)
{
    int64_t *const moments[] = {[KEY_MADE] = &k->made_at,
                                [KEY_ACTIVE] = &k->active_at,
                                [KEY_RETIRED] = &k->retired_at,
                                [KEY_REVOKED] = &k->revoked_at,
                                [KEY_DESTROYED] = &k->destroyed_at};
    *moments[to] = at;
    if (k->made_at == 0) {
        k->made_at = at;
    }
    k->state = to;
}

static bool take_line(struct keybook *r, struct text line)
{
    size_t at = 0;
    struct text moment = cell_of(line, &at), name = cell_of(line, &at), version = cell_of(line, &at);
    struct text state = cell_of(line, &at), by = cell_of(line, &at), mark = cell_of(line, &at);
    struct text reason = cell_of(line, &at);
    int64_t when, number;
    int to = 0;
    for (int i = KEY_MADE; i <= KEY_DESTROYED; i++) {
        to = text_is(state, states[i].word) ? i : to;
    }
    if (!parse_i64(moment.bytes, moment.len, 1, INT64_MAX, &when) || !ops_id_is_valid(name) ||
        !parse_i64(version.bytes, version.len, 1, 9999, &number) || to == 0 || mark.len != 16 ||
        by.len > 32 || reason.len > 120 || at != line.len + 1) {
        return false;
    }
    char word[33];
    ops_copy_text(word, sizeof(word), name);
    struct key_record *k = find(r, word, number);
    if (!may_move(k == NULL ? 0 : (int)k->state, to)) {
        return false;
    }
    if (k == NULL) {
        k = ARENA_PUSH(r->arena, r->records, r->count, r->capacity);
        *k = (struct key_record){.version = number};
        memcpy(k->name, word, sizeof(k->name));
        ops_copy_text(k->mark, sizeof(k->mark), mark);
    }
    apply(k, (enum key_state)to, when);
    ops_copy_text(k->by, sizeof(k->by), by);
    ops_copy_text(k->reason, sizeof(k->reason), reason);
    return true;
}

static enum err read_lines(struct keybook *r)
{
    struct stat st;
    if (fstat(r->fd, &st) != 0 || st.st_size > REGISTER_MAX) {
        return report_fail(r->report, ERR_WORLD, "鍵の台帳 %s/keys/%s を読めません", r->folder->path,
                           REGISTER_FILE);
    }
    size_t size = (size_t)st.st_size, len = 0;
    char *bytes = arena_alloc(r->arena, size + 1, 1);
    ssize_t n;
    while (len < size && (n = pread(r->fd, bytes + len, size - len, (off_t)len)) > 0) {
        len += (size_t)n;
    }
    int line_no = 0;
    for (size_t at = 0; at < len;) {
        const char *end = memchr(bytes + at, '\n', len - at);
        line_no++;
        if (end == NULL) { /* its writer died in the middle: nobody was told that it stands */
            return ftruncate(r->fd, (off_t)at) == 0
                       ? ERR_NONE
                       : report_fail(r->report, ERR_WORLD, "鍵の台帳を書けません: %s", strerror(errno));
        }
        if (!take_line(r, (struct text){bytes + at, (size_t)(end - (bytes + at))})) {
            return report_fail(r->report, ERR_WORLD,
                               "鍵の台帳 %s/keys/%s の%d行目が読めないか、ありえない移り方をしています",
                               r->folder->path, REGISTER_FILE, line_no);
        }
        at = (size_t)(end - bytes) + 1;
    }
    return ERR_NONE;
}

static enum err open_register(const struct data_folder *f, bool alone, struct report *report,
                              struct keybook *ret)
{
    char dir[KEY_PATH_BYTES], path[KEY_PATH_BYTES];
    struct keybook r = {.folder = f, .report = report, .fd = -1};
    enum err e = key_path(f, "", report, dir);
    e = e == ERR_NONE ? key_path(f, REGISTER_FILE, report, path) : e;
    if (e != ERR_NONE) {
        return e;
    }
    if (mkdir(dir, 0700) != 0 && errno != EEXIST) {
        return report_fail(report, ERR_WORLD, "鍵の置き場 %s を作れません: %s", dir, strerror(errno));
    }
    r.fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (r.fd < 0 || flock(r.fd, alone ? LOCK_EX : LOCK_SH) != 0) {
        e = report_fail(report, ERR_WORLD, "鍵の台帳 %s を開けません: %s", path, strerror(errno));
    }
    r.arena = arena_new("鍵の台帳", 4 << 20);
    e = e == ERR_NONE ? ops_key_check(r.fd, REGISTER_FILE, report) : e;
    e = e == ERR_NONE ? read_lines(&r) : e;
    if (e != ERR_NONE) {
        close_register(&r);
        return e;
    }
    *ret = r;
    return ERR_NONE;
}

/* ------------------------------------------------------------------------------ writing -------- */

/* Says of which bytes a key is without saying them. */
static void mark_of(const char *name, const unsigned char *bytes, size_t len, char ret[17])
{
    static const char what[] = "kokuho key mark";
    unsigned char digest[crypto_generichash_BYTES];
    crypto_generichash_state h;
    (void)crypto_generichash_init(&h, NULL, 0, sizeof(digest));
    (void)crypto_generichash_update(&h, (const unsigned char *)what, sizeof(what));
    (void)crypto_generichash_update(&h, (const unsigned char *)name, strlen(name));
    (void)crypto_generichash_update(&h, bytes, len);
    (void)crypto_generichash_final(&h, digest, sizeof(digest));
    hex_format(digest, 8, ret);
}

static void file_of(const char *name, int64_t version, char ret[FILE_NAME_BYTES])
{
    snprintf(ret, FILE_NAME_BYTES, version == 1 ? "%s" : "%s.%" PRId64, name, version);
}

struct step {
    const char *name, *by, *mark, *reason;
    int64_t version;
    enum key_state to;
};

/* All lines of one act in one write: a reader sees all of them or none. */
static enum err append(struct keybook *r, const struct step *steps, size_t count)
{
    char lines[3 * LINE_MAX_BYTES];
    size_t len = 0;
    int64_t now = clock_now_ms();
    assert(count <= 3);
    for (size_t i = 0; i < count; i++) {
        const struct step *s = &steps[i];
        size_t from = len;
        int n = snprintf(lines + len, LINE_MAX_BYTES, "%" PRId64 "\t%s\t%" PRId64 "\t%s\t%s\t%s\t%s\n", now,
                         s->name, s->version, states[s->to].word, s->by, s->mark, s->reason);
        assert(n > 0 && n < LINE_MAX_BYTES);
        len += (size_t)n;
        if (!take_line(r, (struct text){lines + from, (size_t)n - 1})) {
            return report_fail(r->report, ERR_INPUT, "鍵 %s の版 %" PRId64 " は「%s」にできません", s->name,
                               s->version, states[s->to].label);
        }
    }
    bool ok = write(r->fd, lines, len) == (ssize_t)len && fsync(r->fd) == 0;
    return ok ? ERR_NONE : report_fail(r->report, ERR_WORLD, "鍵の台帳を書けません: %s", strerror(errno));
}

/* The bytes of a new version, durable before the register names it. */
static enum err make_bytes(struct keybook *r, const char *name, int64_t version, char ret_mark[17])
{
    unsigned char fresh[FOLDER_KEY_BYTES];
    char file[FILE_NAME_BYTES];
    file_of(name, version, file);
    randombytes_buf(fresh, sizeof(fresh));
    mark_of(name, fresh, sizeof(fresh), ret_mark);
    enum err e = key_file_write(r->folder, file, fresh, sizeof(fresh), r->report);
    sodium_memzero(fresh, sizeof(fresh));
    return e;
}

static bool is_name(const char *name) { return ops_id_is_valid(text_of(name)); }

/* What is already there without a line (a folder of an older program) is taken as it is. */
static enum err first_version(struct keybook *r, const char *name)
{
    unsigned char bytes[KEY_FILE_MAX];
    char path[KEY_PATH_BYTES], mark[17];
    size_t len = 0;
    enum err e = key_path(r->folder, name, r->report, path);
    if (e == ERR_NONE && access(path, F_OK) == 0) {
        e = key_file_read(r->folder, name, sizeof(bytes), r->report, bytes, &len);
        mark_of(name, bytes, len, mark);
        sodium_memzero(bytes, sizeof(bytes));
    } else if (e == ERR_NONE) {
        e = make_bytes(r, name, 1, mark);
    }
    const struct step first = {name, "-", mark, "はじめて使うとき", 1, KEY_ACTIVE};
    return e == ERR_NONE ? append(r, &first, 1) : e;
}

enum err key_register_file(const struct data_folder *f, const char *name, struct report *report)
{
    struct keybook r;
    enum err e = open_register(f, true, report, &r);
    if (e == ERR_NONE) {
        e = newest(&r, name, 0) == NULL ? first_version(&r, name) : ERR_NONE;
        close_register(&r);
    }
    return e;
}

/* ------------------------------------------------------------------------------ keys ----------- */

static enum err read_version(const struct keybook *r, const struct key_record *k,
                             unsigned char ret[FOLDER_KEY_BYTES])
{
    char file[FILE_NAME_BYTES], mark[17];
    size_t len = 0;
    file_of(k->name, k->version, file);
    enum err e = key_file_read(r->folder, file, FOLDER_KEY_BYTES, r->report, ret, &len);
    if (e != ERR_NONE) {
        return e;
    }
    mark_of(k->name, ret, len, mark);
    if (len != FOLDER_KEY_BYTES || strcmp(mark, k->mark) != 0) {
        sodium_memzero(ret, FOLDER_KEY_BYTES);
        return report_fail(r->report, ERR_WORLD,
                           "鍵 %s は台帳の鍵と違うか、壊れています。控えから戻してください", file);
    }
    return ERR_NONE;
}

static enum err ring_of(const struct keybook *r, const char *name, bool all, struct key_ring *ret)
{
    struct key_ring ring = {0};
    enum err e = ERR_NONE;
    const struct key_record *active = newest(r, name, KEY_ACTIVE);
    if (active == NULL) {
        return report_fail(r->report, ERR_WORLD, "鍵 %s に有効な版がありません", name);
    }
    e = read_version(r, active, ring.bytes[0]);
    ring.versions[ring.count++] = active->version;
    for (size_t i = r->count; all && i > 0 && e == ERR_NONE; i--) { /* later lines are later versions */
        const struct key_record *k = &r->records[i - 1];
        if (strcmp(k->name, name) != 0 || k->state != KEY_RETIRED) {
            continue;
        }
        if (ring.count == KEY_RING_MAX) {
            e = report_fail(r->report, ERR_WORLD,
                            "鍵 %s の「復号のみ」の版が多すぎます。封をし直して、古い版を失効させてください",
                            name);
            break;
        }
        e = read_version(r, k, ring.bytes[ring.count]);
        ring.versions[ring.count++] = k->version;
    }
    if (e == ERR_NONE) {
        *ret = ring;
    }
    key_ring_wipe(&ring);
    return e;
}

static enum err ring_open(const struct data_folder *f, const char *name, bool all, struct report *report,
                          struct key_ring *ret)
{
    struct keybook r;
    if (!is_name(name)) {
        return report_fail(report, ERR_INPUT, "鍵の名前が長すぎるか、使えない文字があります: %s", name);
    }
    enum err e = open_register(f, false, report, &r);
    if (e == ERR_NONE && newest(&r, name, 0) == NULL) {
        close_register(&r);
        e = key_register_file(f, name, report);
        e = e == ERR_NONE ? open_register(f, false, report, &r) : e;
    }
    if (e == ERR_NONE) {
        e = ring_of(&r, name, all, ret);
        close_register(&r);
    }
    return e;
}

enum err data_folder_ring(const struct data_folder *f, const char *name, struct report *report,
                          struct key_ring *ret)
{
    return ring_open(f, name, true, report, ret);
}

enum err data_folder_key(const struct data_folder *f, const char *name, unsigned char ret[FOLDER_KEY_BYTES],
                         struct report *report)
{
    struct key_ring ring;
    enum err e = ring_open(f, name, false, report, &ring);
    if (e == ERR_NONE) {
        memcpy(ret, ring.bytes[0], FOLDER_KEY_BYTES);
        key_ring_wipe(&ring);
    }
    return e;
}

bool key_ring_open(const struct key_ring *ring, const unsigned char *nonce, const unsigned char *sealed,
                   size_t len, struct text place, unsigned char *ret, size_t *ret_which)
{
    for (size_t i = 0; i < ring->count; i++) {
        if (crypto_aead_xchacha20poly1305_ietf_decrypt(ret, NULL, NULL, sealed, len,
                                                       (const unsigned char *)place.bytes, place.len, nonce,
                                                       ring->bytes[i]) == 0) {
            *ret_which = i;
            return true;
        }
    }
    return false;
}

void key_ring_wipe(struct key_ring *ring) { sodium_memzero(ring, sizeof(*ring)); }

enum err keys_list(const struct data_folder *f, struct arena *arena, struct report *report,
                   struct key_record **ret, size_t *ret_count)
{
    struct keybook r;
    enum err e = open_register(f, false, report, &r);
    if (e == ERR_NONE) {
        *ret = ARENA_ARRAY(arena, struct key_record, r.count + 1);
        if (r.count > 0) {
            memcpy(*ret, r.records, r.count * sizeof(r.records[0]));
        }
        *ret_count = r.count;
        close_register(&r);
    }
    return e;
}

enum err key_check(const struct data_folder *f, const struct key_record *k, struct report *report)
{
    unsigned char bytes[KEY_FILE_MAX];
    char file[FILE_NAME_BYTES], path[KEY_PATH_BYTES], mark[17];
    size_t len = 0;
    file_of(k->name, k->version, file);
    enum err e = key_path(f, file, report, path);
    if (e == ERR_NONE && k->state == KEY_DESTROYED) {
        return access(path, F_OK) != 0 ? ERR_NONE
                                       : report_fail(report, ERR_FINDINGS, "破棄した鍵 %s が残っています",
                                                     path);
    }
    e = e == ERR_NONE ? key_file_read(f, file, sizeof(bytes), report, bytes, &len) : e;
    if (e == ERR_NONE) {
        mark_of(k->name, bytes, len, mark);
        e = strcmp(mark, k->mark) == 0
                ? ERR_NONE
                : report_fail(report, ERR_FINDINGS, "鍵 %s は台帳の鍵と違います", path);
    }
    sodium_memzero(bytes, sizeof(bytes));
    return e;
}

/* ------------------------------------------------------------------------------ acts ----------- */

static enum err words_are_good(const char *name, const char *by, const char *reason, struct report *report)
{
    return is_name(name) && strlen(by) <= 32 && by[0] != '\0' && ops_words_are_valid(text_of(reason), 120)
               ? ERR_NONE
               : report_fail(report, ERR_INPUT, "鍵の名前と、120バイトまでの理由が要ります");
}

enum err key_make(const struct data_folder *f, const char *name, const char *by, const char *reason,
                  struct report *report, int64_t *ret_version)
{
    struct keybook r;
    char mark[17];
    enum err e = words_are_good(name, by, reason, report);
    e = e == ERR_NONE ? open_register(f, true, report, &r) : e;
    if (e != ERR_NONE) {
        return e;
    }
    const struct key_record *last = newest(&r, name, 0);
    int64_t version = last != NULL ? last->version + 1 : 1;
    if (newest(&r, name, KEY_MADE) != NULL) {
        e = report_fail(report, ERR_INPUT, "鍵 %s には、準備した版がもうあります", name);
    }
    e = e == ERR_NONE ? make_bytes(&r, name, version, mark) : e;
    if (e == ERR_NONE) {
        e = append(&r, &(struct step){name, by, mark, reason, version, KEY_MADE}, 1);
    }
    close_register(&r);
    *ret_version = e == ERR_NONE ? version : *ret_version;
    return e;
}

enum err key_rotate(const struct data_folder *f, const char *name, const char *by, const char *reason,
                    struct report *report, int64_t *ret_version)
{
    struct keybook r;
    struct step steps[3];
    size_t count = 0;
    char mark[17];
    enum err e = words_are_good(name, by, reason, report);
    e = e == ERR_NONE ? key_register_file(f, name, report) : e;
    e = e == ERR_NONE ? open_register(f, true, report, &r) : e;
    if (e != ERR_NONE) {
        return e;
    }
    const struct key_record *active = newest(&r, name, KEY_ACTIVE), *made = newest(&r, name, KEY_MADE);
    int64_t version = made != NULL ? made->version : newest(&r, name, 0)->version + 1;
    if (made != NULL) {
        memcpy(mark, made->mark, sizeof(mark));
    } else {
        e = make_bytes(&r, name, version, mark);
        steps[count++] = (struct step){name, by, mark, reason, version, KEY_MADE};
    }
    char active_mark[17] = "";
    if (active != NULL) {
        memcpy(active_mark, active->mark, sizeof(active_mark));
        steps[count++] = (struct step){name, by, active_mark, reason, active->version, KEY_RETIRED};
    }
    steps[count++] = (struct step){name, by, mark, reason, version, KEY_ACTIVE};
    e = e == ERR_NONE ? append(&r, steps, count) : e;
    close_register(&r);
    *ret_version = e == ERR_NONE ? version : *ret_version;
    return e;
}

enum err key_move(const struct data_folder *f, const char *name, int64_t version, enum key_state to,
                  const char *by, const char *reason, struct report *report)
{
    struct keybook r;
    char file[FILE_NAME_BYTES];
    enum err e = words_are_good(name, by, reason, report);
    if (e == ERR_NONE && to != KEY_REVOKED && to != KEY_RETIRED && to != KEY_DESTROYED) {
        e = report_fail(report, ERR_INPUT, "鍵は kokuho key rotate で有効にします");
    }
    e = e == ERR_NONE ? open_register(f, true, report, &r) : e;
    if (e != ERR_NONE) {
        return e;
    }
    const struct key_record *k = find(&r, name, version);
    char mark[17] = "";
    if (k == NULL) {
        e = report_fail(report, ERR_INPUT, "鍵 %s に版 %" PRId64 " はありません", name, version);
    } else if (k->state == KEY_ACTIVE || !may_move((int)k->state, (int)to)) {
        e = report_fail(report, ERR_INPUT, "鍵 %s の版 %" PRId64 " は「%s」です。「%s」にはできません", name,
                        version, states[k->state].label, states[to].label);
    } else if (to == KEY_DESTROYED && strcmp(k->by, by) == 0) {
        e = report_fail(report, ERR_INPUT,
                        "失効させた人は破棄できません。別の人が kokuho key destroy を行ってください");
    } else {
        memcpy(mark, k->mark, sizeof(mark));
    }
    file_of(name, version, file);
    if (e == ERR_NONE && to == KEY_DESTROYED) { /* gone first: what the register calls destroyed is */
        e = key_file_destroy(f, file, report);
    }
    e = e == ERR_NONE ? append(&r, &(struct step){name, by, mark, reason, version, to}, 1) : e;
    close_register(&r);
    return e;
}

/* ------------------------------------------------------------------------------ the folder ----- */

static bool ends_with(const char *name, const char *end)
{
    size_t n = strlen(name), m = strlen(end);
    return n > m && strcmp(name + n - m, end) == 0;
}

typedef enum err (*file_act)(const struct data_folder *f, const char *file, struct report *report);

static enum err each_file(const struct data_folder *f, file_act act, struct report *report)
{
    char path[KEY_PATH_BYTES];
    enum err e = key_path(f, "", report, path);
    DIR *dir = e == ERR_NONE ? opendir(path) : NULL;
    if (e == ERR_NONE && dir == NULL) {
        return errno == ENOENT ? ERR_NONE
                               : report_fail(report, ERR_WORLD, "鍵の置き場 %s を読めません: %s", path,
                                             strerror(errno));
    }
    const struct dirent *entry;
    while (e == ERR_NONE && (entry = readdir(dir)) != NULL) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            e = act(f, entry->d_name, report);
        }
    }
    if (dir != NULL) {
        closedir(dir);
    }
    return e;
}

static enum err check_one(const struct data_folder *f, const char *file, struct report *report)
{
    char path[KEY_PATH_BYTES];
    enum err e = key_path(f, file, report, path);
    int fd = e == ERR_NONE ? open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK) : -1;
    if (e != ERR_NONE || fd < 0) { /* gone meanwhile is no fault; anything else is */
        return e != ERR_NONE    ? e
               : errno == ENOENT ? ERR_NONE
                                 : report_fail(report, ERR_WORLD, "鍵 %s を読めません: %s", file,
                                               strerror(errno));
    }
    e = ops_key_check(fd, file, report);
    close(fd);
    return e;
}

enum err keys_check_folder(const struct data_folder *f, struct report *report)
{
    return each_file(f, check_one, report);
}

/* What a process that died left: the open key beside its wrapped one goes, half-written ones too. */
static enum err sweep_one(const struct data_folder *f, const char *file, struct report *report)
{
    return ends_with(file, ".old") || ends_with(file, ".new") ? key_file_destroy(f, file, report) : ERR_NONE;
}

static enum err wrap_one(const struct data_folder *f, const char *file, struct report *report)
{
    return strcmp(file, REGISTER_FILE) == 0 || strcmp(file, "wrap") == 0 || ends_with(file, ".old") ||
                   ends_with(file, ".new")
               ? ERR_NONE
               : key_file_wrap(f, file, report);
}

enum err keys_wrap(const struct data_folder *f, const char *part1_path, const char *part2_path,
                   struct report *report)
{
    struct keybook r;
    enum err e = open_register(f, true, report, &r); /* nobody makes a key meanwhile */
    if (e != ERR_NONE) {
        return e;
    }
    e = keys_are_wrapped(f) ? keys_unlock(f, report) : keys_wrap_begin(f, part1_path, part2_path, report);
    e = e == ERR_NONE ? each_file(f, wrap_one, report) : e;
    e = e == ERR_NONE ? each_file(f, sweep_one, report) : e;
    close_register(&r);
    return e;
}
