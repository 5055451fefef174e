/*
 * 認証情報 -- passwords as Argon2id, secrets of the one-time code sealed with DIR/keys/login-code.
 *
 * The id of the person is associated data of the sealed secret: a row moved to somebody else does not open.
 */
#include "ops/internal.h"
#include "ops/keys.h"

#include <liboath/oath.h>

static enum err seal(struct session *s, struct text id, const char secret[CODE_SECRET_BYTES],
                     struct report *report, unsigned char ret_nonce[CODE_NONCE_BYTES],
                     unsigned char ret[CODE_SEALED_BYTES])
{
    unsigned char key[32];
    enum err e = data_folder_key(&s->folder, KEY_LOGIN_CODE, key, report);
    if (e != ERR_NONE) {
        return e;
    }
    randombytes_buf(ret_nonce, CODE_NONCE_BYTES);
    int failed = crypto_aead_xchacha20poly1305_ietf_encrypt(
        ret, NULL, (const unsigned char *)secret, CODE_SECRET_BYTES, (const unsigned char *)id.bytes,
        id.len, NULL, ret_nonce, key);
    sodium_memzero(key, sizeof(key));
    assert(failed == 0);
    return ERR_NONE;
}

static enum err unseal(struct session *s, struct text id, struct text nonce, struct text sealed,
                       struct report *report, char ret[CODE_SECRET_BYTES], bool *ret_is_old)
{
    struct key_ring ring;
    size_t which = 0;
    enum err e = data_folder_ring(&s->folder, KEY_LOGIN_CODE, report, &ring);
    if (e != ERR_NONE) {
        return e;
    }
    bool ok = nonce.len == CODE_NONCE_BYTES && sealed.len == CODE_SEALED_BYTES &&
              key_ring_open(&ring, (const unsigned char *)nonce.bytes, (const unsigned char *)sealed.bytes,
                            sealed.len, id, (unsigned char *)ret, &which);
    *ret_is_old = which > 0;
    key_ring_wipe(&ring);
    return ok ? ERR_NONE
              : report_fail(report, ERR_WORLD,
                            "職員「%.*s」の確認コードの鍵が合いません。keys/login-code を確かめてください",
                            (int)id.len, id.bytes);
}

enum err credential_find(struct session *s, struct text id, struct report *report,
                         struct credential *ret)
{
    struct credential c = {0};
    struct query *q = store_query(s->store, SQL_ops_credential_of);
    bool row;
    query_set_text(q, "operator_id", id);
    enum err e = query_step(q, report, &row);
    if (e == ERR_NONE && row) {
        c.exists = true;
        c.last_step = query_i64(q, 2);
        c.locked_at = query_i64(q, 3);
        c.last_ok_at = query_i64(q, 4);
        c.last_failed_at = query_i64(q, 5);
        c.failures_in_a_row = query_i64(q, 6);
        c.kind = (enum user_kind)query_i64(q, 7);
        c.valid_from = query_i64(q, 8);
        c.valid_until = query_i64(q, 9);
        c.password_no = query_i64(q, 10);
        ops_copy_text(c.hash, sizeof(c.hash), query_text(q, 11));
        c.is_initial = query_i64(q, 12) == 1;
        c.usable_until = query_i64(q, 13);
        c.set_at = query_i64(q, 14);
        bool is_old;
        e = unseal(s, id, query_blob(q, 0), query_blob(q, 1), report, c.secret, &is_old);
    }
    query_reset(q);
    if (e == ERR_NONE) {
        *ret = c;
    }
    return e;
}

static enum err put_secret(struct session *s, enum sql sql, struct text id, struct report *report,
                           char ret_secret[CODE_SECRET_BYTES])
{
    unsigned char nonce[CODE_NONCE_BYTES], sealed[CODE_SEALED_BYTES];
    int64_t changed;
    randombytes_buf(ret_secret, CODE_SECRET_BYTES);
    enum err e = seal(s, id, ret_secret, report, nonce, sealed);
    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(s->store, sql);
    query_set_text(q, "operator_id", id);
    query_set_blob(q, "code_nonce", nonce, sizeof(nonce));
    query_set_blob(q, "code_secret", sealed, sizeof(sealed));
    e = query_run(q, report, &changed);
    return e == ERR_NONE && changed != 1
               ? report_fail(report, ERR_INPUT, "職員「%.*s」は登録がありません", (int)id.len, id.bytes)
               : e;
}

enum err credential_make(struct session *s, struct text id, struct report *report)
{
    char secret[CODE_SECRET_BYTES];
    enum err e = put_secret(s, SQL_ops_credential_add, id, report, secret);
    sodium_memzero(secret, sizeof(secret));
    return e;
}

enum err credential_new_secret(struct session *s, struct text id, struct report *report,
                               char ret_secret[CODE_SECRET_BYTES])
{
    return put_secret(s, SQL_ops_credential_secret, id, report, ret_secret);
}

enum err password_hash(const struct login_policy *policy, struct text password,
                       struct report *report, char ret[crypto_pwhash_STRBYTES])
{
    if (crypto_pwhash_str(ret, password.bytes, password.len, (unsigned long long)policy->argon_passes,
                          (size_t)policy->argon_mib << 20) != 0) {
        return report_fail(report, ERR_WORLD, "パスワードの保護に要るメモリ %d MiB がありません",
                           (int)policy->argon_mib);
    }
    return ERR_NONE;
}

enum err password_put(struct store *s, struct text id, const char *hash, bool is_initial,
                      int64_t usable_until, int64_t now, const char *by, struct report *report)
{
    struct query *q = store_query(s, SQL_ops_password_no);
    bool row;
    int64_t number = 0, changed;
    query_set_text(q, "operator_id", id);
    enum err e = query_step(q, report, &row);
    if (e == ERR_NONE) {
        assert(row);
        number = query_i64(q, 0);
    }
    query_reset(q);
    if (e != ERR_NONE) {
        return e;
    }
    q = store_query(s, SQL_ops_password_add);
    query_set_text(q, "operator_id", id);
    query_set_i64(q, "password_no", number);
    query_set_text(q, "password_hash", text_of(hash));
    query_set_i64(q, "is_initial", is_initial);
    query_set_i64(q, "usable_until", usable_until);
    query_set_i64(q, "now", now);
    query_set_text(q, "by", text_of(by));
    return query_run(q, report, &changed);
}

void one_time_make(char ret[ONE_TIME_BYTES])
{
    static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789"; /* no i l o 0 1 */
    for (size_t i = 0; i < ONE_TIME_BYTES - 1; i++) {
        ret[i] = i % 5 == 4 ? '-' : letters[randombytes_uniform(sizeof(letters) - 1)];
    }
    ret[ONE_TIME_BYTES - 1] = '\0';
}

void code_of_step(const char secret[CODE_SECRET_BYTES], int64_t step, char ret[7])
{
    char code[8];
    int rc = oath_totp_generate(secret, CODE_SECRET_BYTES, (time_t)(step * CODE_STEP_SECONDS),
                                CODE_STEP_SECONDS, 0, 6, code);
    assert(rc == OATH_OK);
    memcpy(ret, code, 7);
}

int64_t code_steps_ahead(const struct data_folder *folder)
{
    return folder->is_practice ? 120 : 1;
}

enum err ops_operator_code(struct session *s, struct text id, struct report *report,
                           char ret_code[7])
{
    struct credential c;
    enum err e = credential_find(s, id, report, &c);
    if (e == ERR_NONE && !c.exists) {
        e = report_fail(report, ERR_INPUT, "職員「%.*s」は登録がありません",
                        (int)(id.len > 32 ? 32 : id.len), id.bytes);
    }
    if (e == ERR_NONE) {
        int64_t step = clock_now_ms() / 1000 / CODE_STEP_SECONDS;
        code_of_step(c.secret, step > c.last_step ? step : c.last_step + 1, ret_code);
    }
    sodium_memzero(&c, sizeof(c));
    return e;
}

/* ------------------------------------------------------------------------------- rotation ------ */

static enum err scan_codes(struct session *s, struct key_scan *scan, struct report *report);
const struct key_use key_use_login_code = {
    .label = "確認コードの種", .keys = {KEY_LOGIN_CODE, NULL}, .scan = scan_codes};

struct sealed_code {
    struct text id, nonce, sealed;
};

static enum err reseal_code(struct session *s, struct text id, const char secret[CODE_SECRET_BYTES],
                            struct report *report)
{
    unsigned char nonce[CODE_NONCE_BYTES], sealed[CODE_SEALED_BYTES];
    int64_t changed;
    enum err e = seal(s, id, secret, report, nonce, sealed);
    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(s->store, SQL_ops_credential_reseal);
    query_set_text(q, "operator_id", id);
    query_set_blob(q, "code_nonce", nonce, sizeof(nonce));
    query_set_blob(q, "code_secret", sealed, sizeof(sealed));
    return query_run(q, report, &changed);
}

/* All at once: the people of one municipality. */
static enum err scan_codes(struct session *s, struct key_scan *scan, struct report *report)
{
    struct arena *arena = arena_new("確認コードの封", 16 << 20);
    struct sealed_code *codes = NULL;
    size_t count = 0, capacity = 0;
    bool row = false;
    enum err e = ERR_NONE;
    struct query *q = scan->after == 0 ? store_query(s->store, SQL_ops_credential_sealed) : NULL;
    while (q != NULL && (e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, codes, count, capacity) = (struct sealed_code){
            text_copy(arena, query_text(q, 0)), text_copy(arena, query_blob(q, 1)),
            text_copy(arena, query_blob(q, 2))};
    }
    if (q != NULL) {
        query_reset(q);
    }
    scan->old = 0;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        char secret[CODE_SECRET_BYTES];
        bool is_old = false;
        e = unseal(s, codes[i].id, codes[i].nonce, codes[i].sealed, report, secret, &is_old);
        scan->old += is_old ? 1 : 0;
        if (e == ERR_NONE && is_old && scan->writes) {
            e = reseal_code(s, codes[i].id, secret, report);
        }
        sodium_memzero(secret, sizeof(secret));
    }
    scan->seen = count;
    scan->last = 1;
    arena_free(arena);
    return e;
}
