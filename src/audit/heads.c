/*
 * 署名した見出し -- how far a stream stood at a moment, signed with Ed25519, in the store and outside of
 * it.
 *
 * The chain of hashes shows a change in its middle; that its end is missing only shows against something
 * that says how far it went. So a head is signed when a stream opens, with the first record of every hour,
 * and when it closes. DIR/audit/heads.tsv is made to be sent away (TE-02, TE-04; heads_file.c).
 *
 * A line: head_no, stream_no, seq, at, hash, public key, signature; tabs between them, bytes as hex.
 */
#include "audit/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sodium.h>
#include <unistd.h>

/* What is signed. */
#define MESSAGE_BYTES (24 + 4 * 8 + AUDIT_HASH_BYTES)

static void message_of(const struct audit_head *h, unsigned char ret[MESSAGE_BYTES])
{
    static const char what[24] = "kokuho audit head 1";
    const int64_t numbers[] = {h->head_no, h->stream_no, h->seq, h->at};
    memcpy(ret, what, sizeof(what));
    for (size_t n = 0; n < COUNT_OF(numbers); n++) {
        for (size_t i = 0; i < 8; i++) {
            ret[sizeof(what) + n * 8 + i] =
                (unsigned char)((uint64_t)numbers[n] >> (56 - 8 * i) & 0xff);
        }
    }
    memcpy(ret + sizeof(what) + sizeof(numbers), h->hash, AUDIT_HASH_BYTES);
}

void audit_head_sign(struct audit_head *head, const struct audit_keys *keys)
{
    unsigned char message[MESSAGE_BYTES];
    memcpy(head->public_key, keys->public_key, AUDIT_KEY_BYTES);
    message_of(head, message);
    crypto_sign_detached(head->signature, NULL, message, sizeof(message), keys->secret_key);
}

bool audit_head_is_signed(const struct audit_head *head)
{
    unsigned char message[MESSAGE_BYTES];
    message_of(head, message);
    return crypto_sign_verify_detached(head->signature, message, sizeof(message),
                                       head->public_key) == 0;
}

/* -------------------------------------------------------------------------------- keys -------- */

/* The public key beside the heads, for whoever checks them elsewhere. */
static enum err write_public_key(const struct data_folder *folder, const struct audit_keys *keys,
                                 struct report *report)
{
    char path[AUDIT_PATH_BYTES], hex[2 * AUDIT_KEY_BYTES + 2];
    if (!audit_path(folder->path, "key.pub", path)) {
        return report_fail(report, ERR_WORLD, "データフォルダの名前が長すぎます");
    }
    hex_format(keys->public_key, AUDIT_KEY_BYTES, hex);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (fd < 0) {
        return errno == EEXIST ? ERR_NONE
                               : report_fail(report, ERR_WORLD, "公開鍵 %s を書けません: %s", path,
                                             strerror(errno));
    }
    hex[2 * AUDIT_KEY_BYTES] = '\n';
    ssize_t length = 2 * AUDIT_KEY_BYTES + 1;
    bool ok = write(fd, hex, (size_t)length) == length && fsync(fd) == 0;
    ok = close(fd) == 0 && ok;
    return ok ? ERR_NONE : report_fail(report, ERR_WORLD, "公開鍵 %s を書けません", path);
}

enum err audit_keys_open(const struct data_folder *folder, struct report *report,
                         struct audit_keys *ret)
{
    unsigned char seed[32];
    enum err e = data_folder_key(folder, "audit-sign", seed, report);
    if (e == ERR_NONE) {
        e = data_folder_key(folder, "audit-words", ret->words, report);
    }
    if (e == ERR_NONE) {
        crypto_sign_seed_keypair(ret->public_key, ret->secret_key, seed);
        e = write_public_key(folder, ret, report);
    }
    sodium_memzero(seed, sizeof(seed));
    return e;
}

/* -------------------------------------------------------------------------------- lines ------- */

void audit_head_format(const struct audit_head *head, char line[AUDIT_HEAD_LINE])
{
    char hash[2 * AUDIT_HASH_BYTES + 1], key[2 * AUDIT_KEY_BYTES + 1];
    char signature[2 * AUDIT_SIGNATURE_BYTES + 1];
    hex_format(head->hash, AUDIT_HASH_BYTES, hash);
    hex_format(head->public_key, AUDIT_KEY_BYTES, key);
    hex_format(head->signature, AUDIT_SIGNATURE_BYTES, signature);
    int n = snprintf(line, AUDIT_HEAD_LINE,
                     "%" PRId64 "\t%" PRId64 "\t%" PRId64 "\t%" PRId64 "\t%s\t%s\t%s\n", head->head_no,
                     head->stream_no, head->seq, head->at, hash, key, signature);
    assert(n > 0 && n < AUDIT_HEAD_LINE);
}

/* The words of a line up to the next tab. */
static struct text cell_of(struct text line, size_t *at)
{
    const char *from = line.bytes + *at;
    size_t left = line.len - *at;
    const char *tab = left > 0 ? memchr(from, '\t', left) : NULL;
    size_t n = tab != NULL ? (size_t)(tab - from) : left;
    *at += n + (tab != NULL ? 1 : 0);
    return (struct text){from, n};
}

bool audit_head_parse(struct text line, struct audit_head *ret)
{
    struct audit_head h;
    int64_t *const numbers[] = {&h.head_no, &h.stream_no, &h.seq, &h.at};
    size_t at = 0;
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        struct text cell = cell_of(line, &at);
        if (!parse_i64(cell.bytes, cell.len, i == 3 ? INT64_MIN : 0, i == 3 ? INT64_MAX : UINT32_MAX,
                       numbers[i])) {
            return false;
        }
    }
    if (!audit_hex_parse(cell_of(line, &at), h.hash, sizeof(h.hash)) ||
        !audit_hex_parse(cell_of(line, &at), h.public_key, sizeof(h.public_key)) ||
        !audit_hex_parse(cell_of(line, &at), h.signature, sizeof(h.signature)) || at != line.len) {
        return false;
    }
    *ret = h;
    return true;
}

/* -------------------------------------------------------------------------------- store ------- */

bool audit_head_read(struct query *q, struct audit_head *ret)
{
    struct text hash = query_blob(q, 4), key = query_blob(q, 5), signature = query_blob(q, 6);
    *ret = (struct audit_head){.head_no = query_i64(q, 0), .stream_no = query_i64(q, 1),
                               .seq = query_i64(q, 2), .at = query_i64(q, 3)};
    if (hash.len != AUDIT_HASH_BYTES || key.len != AUDIT_KEY_BYTES ||
        signature.len != AUDIT_SIGNATURE_BYTES) {
        return false;
    }
    memcpy(ret->hash, hash.bytes, hash.len);
    memcpy(ret->public_key, key.bytes, key.len);
    memcpy(ret->signature, signature.bytes, signature.len);
    return true;
}

enum err audit_head_add(struct store *s, const struct audit_keys *keys, int64_t now,
                        struct report *report, struct audit_head *head)
{
    bool row;
    int64_t changed;
    struct query *q = store_query(s, SQL_audit_head_last);
    enum err e = query_step(q, report, &row);
    if (e != ERR_NONE) {
        return e;
    }
    head->head_no = row ? query_i64(q, 0) + 1 : 1;
    query_reset(q);
    head->at = now;
    audit_head_sign(head, keys);
    q = store_query(s, SQL_audit_head_add);
    query_set_i64(q, "head_no", head->head_no);
    query_set_i64(q, "stream_no", head->stream_no);
    query_set_i64(q, "seq", head->seq);
    query_set_i64(q, "at", head->at);
    query_set_blob(q, "hash", head->hash, sizeof(head->hash));
    query_set_blob(q, "public_key", head->public_key, sizeof(head->public_key));
    query_set_blob(q, "signature", head->signature, sizeof(head->signature));
    return query_run(q, report, &changed);
}

enum err audit_last_head(const struct data_folder *folder, struct report *report, int64_t *ret_at)
{
    struct store *s;
    bool row = false;
    enum err e = audit_store_open(folder, STORE_READ, report, &s);
    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(s, SQL_audit_head_newest);
    e = query_step(q, report, &row);
    *ret_at = e == ERR_NONE && row ? query_i64(q, 0) : 0;
    query_reset(q);
    store_close(s);
    return e;
}
